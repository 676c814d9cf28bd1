//! What an intake gives: the records of a file, typed and with states.

use std::collections::HashMap;

use super::stage::Stage;
use super::texts::Texts;
use crate::data::Column;

/// A column of names that repeat: a code a row.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// In the order in which the file first has them.
    pub names: Vec<String>,
    /// Indexes into `names`, one a record.
    pub codes: Vec<u32>,
    index: HashMap<String, u32>,
}

impl Labels {
    pub fn push(&mut self, name: &str) {
        // Files come in the order of the sample: most often the name before.
        if let Some(last) = self.codes.last()
            && self.names[*last as usize] == name
        {
            self.codes.push(*last);
            return;
        }
        let code = match self.index.get(name) {
            Some(code) => *code,
            None => {
                let code = self.names.len() as u32;
                self.names.push(name.to_string());
                self.index.insert(name.to_string(), code);
                code
            }
        };
        self.codes.push(code);
    }

    /// The name in a row.
    pub fn get(&self, row: usize) -> &str {
        self.codes.get(row).and_then(|c| self.names.get(*c as usize)).map_or("", String::as_str)
    }
}

/// Answers to questions that the route does not reach: kept aside, their cells
/// are `SkippedByRoute`.
#[derive(Debug, Clone, Default)]
pub struct OffRoute {
    rows: Vec<u32>,
    questions: Vec<u32>,
    texts: Texts,
}

impl OffRoute {
    pub(super) fn push(&mut self, row: usize, question: usize, text: &str) {
        self.rows.push(row as u32);
        self.questions.push(question as u32);
        self.texts.push(text);
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Row, position of the question in the form, and the answer as a file
    /// writes it.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, &str)> {
        let places = self.rows.iter().zip(&self.questions);
        places.enumerate().map(|(i, (row, q))| (*row as usize, *q as usize, self.texts.get(i)))
    }
}

/// What an answer that was taken may still be warned of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WarningKind {
    /// Outside the question's range.
    Range,
    /// The question's `must` does not hold.
    Must,
    /// The question's `warn_if` holds.
    WarnIf,
    /// An exclusive option beside others.
    Exclusive,
    /// The file's result of a calculation is not ours.
    Calculation,
    /// The file says skipped where the route asks.
    Route,
    /// A number such as -99 where the question has no range.
    Code,
    /// Neither an answer nor a state where the route asks, of a program that
    /// asks for one.
    Empty,
}

impl WarningKind {
    pub const ALL: [WarningKind; 8] = [
        WarningKind::Range,
        WarningKind::Must,
        WarningKind::WarnIf,
        WarningKind::Exclusive,
        WarningKind::Calculation,
        WarningKind::Route,
        WarningKind::Code,
        WarningKind::Empty,
    ];

    /// The id for `--json`.
    pub fn id(self) -> &'static str {
        match self {
            WarningKind::Range => "outside_range",
            WarningKind::Must => "must_not_holding",
            WarningKind::WarnIf => "warn_if_holding",
            WarningKind::Exclusive => "exclusive_with_others",
            WarningKind::Calculation => "calculation_differs",
            WarningKind::Route => "said_skipped_where_asked",
            WarningKind::Code => "looks_like_a_code",
            WarningKind::Empty => "empty_where_asked",
        }
    }

    /// Whether the file and the route disagree.
    pub fn is_disagreement(self) -> bool {
        matches!(self, WarningKind::Calculation | WarningKind::Route | WarningKind::Empty)
    }

    /// What it says of an answer.
    pub fn words(self) -> &'static str {
        match self {
            WarningKind::Range => "lies outside the question's range",
            WarningKind::Must => "does not hold what the question says must hold",
            WarningKind::WarnIf => "is worth a second look, as the question says",
            WarningKind::Exclusive => "has an exclusive option beside others",
            WarningKind::Calculation => "is not what the calculation gives",
            WarningKind::Route => "is said to be skipped, where the route asks it",
            WarningKind::Code => "looks like a code for a missing answer",
            WarningKind::Empty => "has neither an answer nor a state, where the route asks it",
        }
    }
}

/// Answers of one question that were taken and should be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The question's position in the form.
    pub question: usize,
    /// Its id.
    pub item: String,
    pub kind: WarningKind,
    /// How many answers.
    pub count: usize,
    /// The first few lines of the file.
    pub lines: Vec<u32>,
}

/// The records of a file. Rows are in the order of the file.
#[derive(Debug)]
pub struct Taken {
    pub rows: usize,
    pub simulated: bool,
    pub ids: Texts,
    /// Days since 1970 of the interviews.
    pub dates: Vec<i32>,
    /// What follows is there where the file has the column.
    pub strata: Option<Labels>,
    pub psus: Option<Labels>,
    pub weights: Option<Vec<f64>>,
    /// May be empty in a row, and so may the interviewer.
    pub areas: Option<Labels>,
    pub interviewers: Option<Labels>,
    /// When each began and ended by the clock of the device; empty where it is
    /// not said.
    pub moments: [Option<Texts>; 2],
    /// Seconds in each section by the device's log, `you=120 home=43`.
    pub sections: Option<Texts>,
    /// The version of the form that each answers, where the file says it.
    pub version: Option<Labels>,
    /// The line of the file each record begins at.
    pub lines: Vec<u32>,
    /// Ids of the questions, in the order of the form.
    pub items: Vec<String>,
    /// Ids of questions the file has no column for: none of their cells is in
    /// this version.
    pub missing: Vec<String>,
    pub off_route: OffRoute,
    /// By question, then by kind.
    pub warnings: Vec<Warning>,
    pub(super) stages: Vec<Stage>,
}

impl Taken {
    /// The column of the question at position `i` of the form. It is made
    /// anew each time; hold one at a time.
    pub fn column(&self, i: usize) -> Column {
        self.stages[i].column(0, self.rows, self.simulated)
    }

    /// The same rows, `from..to`.
    pub fn column_of(&self, i: usize, from: usize, to: usize) -> Column {
        self.stages[i].column(from, to.min(self.rows), self.simulated)
    }

    /// The day of a record's interview, `YYYY-MM-DD`.
    pub fn date(&self, row: usize) -> String {
        super::cell::date(self.dates[row])
    }
}
