//! Checks of fieldwork, derived from the questionnaire: what the records of an
//! instrument look like, by record, question and interviewer, and what is apart
//! from the rest. Each is a place to look, never a verdict on anyone.

mod back_checks;
mod codes;
mod digits;
mod duplicates;
mod interviewers;
mod questions;
mod times;
mod work;

use super::form::Form;
use crate::data::{Column, Frame, State, Values};
use crate::model::Quality;

use codes::Codes;

/// The records that are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Records<'a> {
    pub form: &'a Form,
    /// The questions, and what the records have of `@record`, `@date`,
    /// `@interviewer`, `@psu`, `@area`; of the device `@begun`, `@ended`,
    /// `@sections`; `@version`.
    pub frame: &'a Frame,
    /// From when on something is flagged; without it nothing is.
    pub quality: Option<&'a Quality>,
    /// The version of the form that the scripts ask today; empty where nobody
    /// says.
    pub version: &'a str,
    /// The back-checks, with the same names; none where none are held.
    pub back: Option<&'a Frame>,
}

/// A check, and what it saw.
#[derive(Debug, Clone)]
pub struct Check {
    pub id: &'static str,
    pub words: &'static str,
    /// The names of the thresholds it goes by, the first one that of the value.
    pub thresholds: &'static [&'static str],
    /// How many it looked at, and of what.
    pub looked: usize,
    pub of: &'static str,
    pub seen: Vec<Seen>,
    /// Why nothing could be looked at.
    pub not: String,
}

impl Check {
    pub fn flagged(&self) -> usize {
        self.seen.iter().filter(|s| s.flag == Some(true)).count()
    }
}

/// One value of a check.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// A record, two of them, a question, an interviewer.
    pub subject: String,
    /// Whom it points to; empty where it is nobody alone.
    pub interviewer: String,
    pub value: f64,
    pub threshold: Option<f64>,
    /// None where no threshold is stated.
    pub flag: Option<bool>,
    /// The records it is seen in, where they are few.
    pub records: Vec<String>,
    /// What it is compared with.
    pub beside: Option<f64>,
}

/// The checks, in the order in which they are worth looking at.
pub fn checks(records: &Records<'_>) -> Vec<Check> {
    let look = Look::new(records);
    let mut out = duplicates::checks(&look);
    out.extend(questions::rates(&look));
    out.extend(interviewers::rates(&look));
    out.push(digits::heaping(&look));
    out.extend(questions::constraints(&look));
    out.push(interviewers::variance(&look));
    out.push(questions::whipple(&look));
    out.extend(times::checks(&look));
    out.extend(work::checks(&look));
    out.extend(back_checks::checks(&look));
    out
}

/// By record: whether no gate ended it before its time.
pub fn came_to_an_end(records: &Records<'_>) -> Vec<bool> {
    work::outcome(&Look::new(records)).0.into_iter().map(|outcome| outcome.is_none()).collect()
}

/// The records, made ready for looking.
struct Look<'a> {
    records: &'a Records<'a>,
    codes: Codes,
    /// By row; none where no interviewer is named.
    interviewers: Option<Names>,
    psus: Option<Names>,
    areas: Option<Names>,
}

/// A column of names as numbers.
struct Names {
    codes: Vec<u32>,
    names: Vec<String>,
}

impl Names {
    fn of(column: Option<&Column>) -> Option<Names> {
        let column = column?;
        match &column.values {
            Values::Choice { codes, options } => {
                // A row without a name belongs to nobody.
                let nobody = options.len() as u32;
                let named = codes.iter().zip(&column.states);
                let codes = named.map(|(c, s)| if *s == State::Answered { *c } else { nobody }).collect();
                Some(Names { codes, names: options.clone() })
            }
            _ => None,
        }
    }

    fn get(&self, row: usize) -> &str {
        self.names.get(self.codes[row] as usize).map_or("", String::as_str)
    }
}

impl<'a> Look<'a> {
    fn new(records: &'a Records<'a>) -> Look<'a> {
        Look {
            records,
            codes: Codes::new(records.form, records.frame),
            interviewers: Names::of(records.frame.get("@interviewer")),
            psus: Names::of(records.frame.get("@psu")),
            areas: Names::of(records.frame.get("@area")),
        }
    }

    fn rows(&self) -> usize {
        self.records.frame.rows()
    }

    fn id(&self, row: usize) -> String {
        self.records.frame.get("@record").map_or_else(|| format!("row {}", row + 1), |c| c.text(row))
    }

    fn interviewer(&self, row: usize) -> String {
        self.interviewers.as_ref().map_or_else(String::new, |n| n.get(row).to_string())
    }

    fn threshold(&self, name: &str) -> Option<f64> {
        self.records.quality.and_then(|q| q.threshold(name)).map(|t| t.value)
    }

    /// So many at least, before a share is looked at.
    fn least(&self) -> f64 {
        self.threshold("least").unwrap_or(1.0).max(1.0)
    }

    fn check(
        &self,
        id: &'static str,
        words: &'static str,
        of: &'static str,
        thresholds: &'static [&'static str],
    ) -> Check {
        Check { id, words, thresholds, looked: 0, of, seen: Vec::new(), not: String::new() }
    }
}
