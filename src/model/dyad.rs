//! Two questionnaires whose records belong together: a child and its caregiver.

use crate::base::Span;

/// How the records of two questionnaires are paired, and what a pair stands for.
#[derive(Debug, Clone)]
pub struct Dyad {
    /// `household_survey/caregivers`
    pub instrument: String,
    /// The one it is paired with: `household_survey/children`.
    pub with: String,
    /// The question that both ask and whose answer is the same in a pair.
    pub by: String,
    /// Whom a table of pairs is about.
    pub stands_for: String,
    /// The questionnaire whose weights a pair takes: one of the two.
    pub weight: String,
    /// Whether these are raised for the records whose partner was not reached.
    pub adjust: Adjust,
    pub because: String,
    /// Cells of fewer pairs are kept back.
    pub smallest: usize,
    pub span: Span,
}

/// What makes up for the records that have weights and no partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjust {
    /// In each stratum, pairs carry the weight of all records that could have
    /// been in one.
    Stratum,
    /// Nothing.
    None,
}

impl Adjust {
    /// The words of scripts.
    pub const WORDS: [&'static str; 2] = ["stratum", "none"];

    /// Reads a word of scripts.
    pub fn from_word(word: &str) -> Option<Adjust> {
        match word {
            "stratum" => Some(Adjust::Stratum),
            "none" => Some(Adjust::None),
            _ => None,
        }
    }
}

impl Dyad {
    /// The other questionnaire of the two; nothing where it is neither.
    pub fn other(&self, instrument: &str) -> Option<&str> {
        match instrument {
            of if of == self.instrument => Some(&self.with),
            of if of == self.with => Some(&self.instrument),
            _ => None,
        }
    }
}
