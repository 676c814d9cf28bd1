//! Why a regression cannot be made of these data. No estimate is given where
//! none exists.

use std::fmt;

use crate::base::Diag;
use crate::stats::undefined::{Undefined, listed};

use super::model::MissingOn;

/// Why there is no regression. Rows count from 0 here, from 1 in the message.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelError {
    /// The formula names a column the data do not have, at a place of the
    /// formula in characters from 0.
    UnknownColumn {
        column: String,
        offset: usize,
        width: usize,
    },
    /// Categories cannot be explained, only numbers.
    ResponseIsText {
        column: String,
    },
    /// `factor(…)` of numbers that are not whole.
    NotWhole {
        column: String,
        row: usize,
        value: f64,
    },
    /// The reference level is none of the levels.
    NoSuchLevel {
        column: String,
        level: String,
        levels: Vec<String>,
        offset: usize,
        width: usize,
    },
    /// Nobody used is on the reference level.
    EmptyReference {
        column: String,
        level: String,
    },
    /// Everybody used is on the same level.
    OneLevel {
        column: String,
        level: String,
    },
    /// 0 or 1 is explained, and here is something else.
    NotZeroOrOne {
        column: String,
        row: usize,
        value: f64,
    },
    /// Counts are explained, and here is less than 0.
    Negative {
        column: String,
        row: usize,
        value: f64,
    },
    NotFinite {
        column: String,
        row: usize,
    },
    /// Everybody used has the same value: nothing is to be explained.
    OneOutcome {
        column: String,
        value: f64,
    },
    /// Every row is missing on some column.
    NoCompleteRow {
        rows: usize,
        missing: Vec<MissingOn>,
    },
    /// No row used differs in this column.
    ConstantColumn {
        column: String,
    },
    /// No row used has this combination of levels.
    EmptyCell {
        column: String,
    },
    /// The column follows from others.
    Collinear {
        column: String,
        from: Vec<String>,
    },
    /// More coefficients than rows.
    TooManyColumns {
        columns: usize,
        rows: usize,
    },
    /// All rows of a level, or of a number above 0, have the same outcome.
    Separated {
        of: String,
        outcome: f64,
        rows: usize,
    },
    /// The columns together tell the outcome of some rows with certainty.
    SeparatedTogether {
        columns: Vec<String>,
    },
    NotConverged {
        steps: usize,
    },
    /// The formula has no such term or categories.
    UnknownTerm {
        term: String,
        terms: Vec<String>,
    },
    /// A statistic that is not defined for these data.
    Undefined(Undefined),
}

impl From<Undefined> for ModelError {
    fn from(why: Undefined) -> ModelError {
        ModelError::Undefined(why)
    }
}

impl ModelError {
    /// One word for the `state` beside a null in JSON.
    pub fn state(&self) -> &'static str {
        match self {
            ModelError::UnknownColumn { .. } => "unknown_column",
            ModelError::ResponseIsText { .. } => "response_is_text",
            ModelError::NotWhole { .. } => "not_whole",
            ModelError::NoSuchLevel { .. } => "no_such_level",
            ModelError::EmptyReference { .. } => "empty_reference",
            ModelError::OneLevel { .. } => "one_level",
            ModelError::NotZeroOrOne { .. } => "not_zero_or_one",
            ModelError::Negative { .. } => "negative",
            ModelError::NotFinite { .. } => "not_finite",
            ModelError::OneOutcome { .. } => "one_outcome",
            ModelError::NoCompleteRow { .. } => "all_missing",
            ModelError::ConstantColumn { .. } => "constant_column",
            ModelError::EmptyCell { .. } => "empty_cell",
            ModelError::Collinear { .. } => "collinear",
            ModelError::TooManyColumns { .. } => "too_many_columns",
            ModelError::Separated { .. } | ModelError::SeparatedTogether { .. } => "separated",
            ModelError::NotConverged { .. } => "not_converged",
            ModelError::UnknownTerm { .. } => "unknown_term",
            ModelError::Undefined(why) => why.state(),
        }
    }

    fn hint(&self) -> Option<&'static str> {
        Some(match self {
            ModelError::ResponseIsText { .. } => {
                "make a column of 0 and 1 that says whether the answer is the one to explain"
            }
            ModelError::NotWhole { .. } => "use the column as a number, or group its values first",
            ModelError::NotZeroOrOne { .. } => {
                "a logistic, probit or log-log regression explains 0 and 1; leave other codes missing"
            }
            ModelError::OneLevel { .. } | ModelError::ConstantColumn { .. } => {
                "leave it out: among the records used it explains nothing"
            }
            ModelError::EmptyCell { .. } => "leave the interaction out, or join levels",
            ModelError::Collinear { .. } => "leave one of them out: their effects cannot be told apart",
            ModelError::TooManyColumns { .. } => "use fewer variables, or join levels",
            ModelError::Separated { .. } | ModelError::SeparatedTogether { .. } => {
                "its coefficient has no finite estimate: join levels, leave it out, or show the table instead"
            }
            _ => return None,
        })
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModelError::UnknownColumn { column, offset, .. } => {
                write!(f, "there is no column {column} (character {} of the formula)", offset + 1)
            }
            ModelError::ResponseIsText { column } => {
                write!(f, "{column} has categories, and a regression explains numbers")
            }
            ModelError::NotWhole { column, row, value } => {
                write!(f, "factor({column}) needs whole numbers: record {} has {value}", row + 1)
            }
            ModelError::NoSuchLevel { column, level, levels, .. } => {
                write!(f, "{column} has no level {level}; it has {}", listed(levels))
            }
            ModelError::EmptyReference { column, level } => {
                write!(f, "no record used is on {level}, the reference level of {column}")
            }
            ModelError::OneLevel { column, level } => {
                write!(f, "every record used is on the same level of {column}, {level}")
            }
            ModelError::NotZeroOrOne { column, row, value } => {
                write!(f, "{column} is {value} in record {}, and 0 or 1 is explained", row + 1)
            }
            ModelError::Negative { column, row, value } => {
                write!(f, "{column} is {value} in record {}, and a count is explained", row + 1)
            }
            ModelError::NotFinite { column, row } => {
                write!(f, "{column} is infinite in record {}", row + 1)
            }
            ModelError::OneOutcome { column, value } => {
                write!(f, "{column} is {value} in every record used: there is nothing to explain")
            }
            ModelError::NoCompleteRow { rows, missing } => {
                let each: Vec<String> =
                    missing.iter().map(|m| format!("{} is missing in {}", m.column, m.rows)).collect();
                write!(f, "none of {rows} records has every column: {}", listed(&each))
            }
            ModelError::ConstantColumn { column } => {
                write!(f, "{column} is the same in every record used")
            }
            ModelError::EmptyCell { column } => {
                write!(f, "no record used has the combination {column}")
            }
            ModelError::Collinear { column, from } if from.is_empty() => {
                write!(f, "{column} follows from the other columns")
            }
            ModelError::Collinear { column, from } => {
                write!(f, "{column} follows from {}", listed(from))
            }
            ModelError::TooManyColumns { columns, rows } => {
                write!(f, "{columns} coefficients from {rows} records")
            }
            ModelError::Separated { of, outcome, rows } => {
                let records = if *rows == 1 { "record" } else { "records" };
                write!(f, "the outcome is {outcome} in all {rows} {records} with {of}")
            }
            ModelError::SeparatedTogether { columns } => {
                write!(f, "the outcome of some records follows with certainty from {}", listed(columns))
            }
            ModelError::NotConverged { steps } => {
                write!(f, "no coefficients were settled on in {steps} steps")
            }
            ModelError::UnknownTerm { term, terms } if terms.is_empty() => {
                write!(f, "{term} has no levels in the formula: factor({term}) gives it some")
            }
            ModelError::UnknownTerm { term, terms } => {
                write!(f, "the formula has no term {term}; it has {}", listed(terms))
            }
            ModelError::Undefined(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for ModelError {}

impl From<&ModelError> for Diag {
    fn from(error: &ModelError) -> Diag {
        Diag::error(error.to_string()).maybe_hint(error.hint().map(String::from))
    }
}
