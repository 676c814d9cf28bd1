//! Desk review: what an answer to a criterion must carry, and what it does.

use crate::base::{PartialDate, Span};

use super::instrument::Condition;
use super::literature::Cite;

/// A treaty or a statute that answers rest on.
#[derive(Debug, Clone)]
pub struct LegalInstrument {
    pub id: String,
    pub title: String,
    /// `treaty`, `statute`, `regulation`, `policy`.
    pub kind: String,
    /// The day it was adopted or enacted; nothing that rests on it is older.
    pub adopted: String,
    /// The day it came into force.
    pub in_force: String,
    pub source: String,
    pub confirm: String,
    pub span: Span,
}

impl LegalInstrument {
    /// The first day it can have existed.
    pub fn exists_since(&self) -> Option<PartialDate> {
        PartialDate::parse(&self.adopted).or_else(|| PartialDate::parse(&self.in_force))
    }
}

/// Points that add up over the answers to a checklist.
#[derive(Debug, Clone)]
pub struct Rubric {
    pub id: String,
    pub label: String,
    /// The path of the checklist it reads.
    pub of: String,
    pub credits: Vec<Credit>,
    pub source: String,
    pub confirm: String,
    pub about: String,
    pub span: Span,
}

impl Rubric {
    /// The most points that can be had. Credits that read the same criteria are
    /// steps of one: the best of them counts.
    pub fn most(&self) -> i64 {
        let mut best: Vec<(&[String], i64)> = Vec::new();
        for credit in &self.credits {
            let reads = credit.when.checked.depends_on();
            match best.iter_mut().find(|(names, _)| *names == reads) {
                Some((_, worth)) => *worth = (*worth).max(credit.worth),
                None => best.push((reads, credit.worth)),
            }
        }
        best.iter().map(|(_, worth)| worth).sum()
    }
}

/// Points for a condition.
#[derive(Debug, Clone)]
pub struct Credit {
    pub id: String,
    pub label: String,
    pub when: Condition,
    pub worth: i64,
    pub span: Span,
}

/// A fact that was found and answers no criterion.
#[derive(Debug, Clone)]
pub struct Aside {
    pub topic: String,
    pub checklist: String,
    pub value: String,
    pub because: String,
    pub as_of: String,
    pub source: String,
    pub span: Span,
}

/// How the answers to a checklist are reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Review {
    /// How many people read each answer.
    pub reviewers: usize,
    /// After how many years an answer that may have changed is looked at again.
    pub stale_after_years: Option<i64>,
}

/// One answer to a criterion by one source: what it says, as of when, and the
/// proof. Several answers to a criterion are its sources and its history.
#[derive(Debug, Clone)]
pub struct Answer {
    pub checklist: String,
    pub criterion: String,
    /// Whom it is about, where it is not the whole country: a part of it with
    /// its own law, a unit that was assessed.
    pub about: String,
    pub value: String,
    /// `2015`, `2015-03-01`, or `unknown`.
    pub as_of: String,
    /// The day of the act: ratification, enactment.
    pub dated: String,
    pub in_force_since: String,
    /// `in_force`, `not_yet_in_force`, `bill`, `repealed`; empty where nothing is said.
    pub status: String,
    /// The id of a declared legal instrument, or its title.
    pub instrument: String,
    pub article: String,
    pub quote: String,
    /// The language of the text, where it is not the method's.
    pub language: String,
    pub translation: String,
    pub search: String,
    /// What is done, beside what is written; on the same scale.
    pub in_practice: String,
    pub practice_source: String,
    /// Why this is a lead and not yet proof; empty where it may be proof.
    pub lead: String,
    pub note: String,
    pub source: String,
    pub retrieved: String,
    pub reviewer: String,
    pub second_reviewer: String,
    /// What the second reviewer answers; empty where both answer alike.
    pub second_value: String,
    /// What is missing, and what would be needed, of an assessed unit.
    pub gap: String,
    pub need: String,
    /// `interview` or `document`: where an assessment comes from.
    pub from: String,
    /// Keys of literature.
    pub cites: Vec<Cite>,
    pub span: Span,
}

/// The names of the fields that can be asked for as proof.
pub const PROOF: &[&str] = &[
    "instrument",
    "article",
    "quote",
    "in_force_since",
    "dated",
    "source",
    "retrieved",
    "practice_source",
    "from",
];

impl Answer {
    /// A field that may be asked for as proof, by its name.
    pub fn proof(&self, field: &str) -> &str {
        match field {
            "instrument" => &self.instrument,
            "article" => &self.article,
            "quote" => &self.quote,
            "in_force_since" => &self.in_force_since,
            "dated" => &self.dated,
            "source" => &self.source,
            "retrieved" => &self.retrieved,
            "practice_source" => &self.practice_source,
            "from" => &self.from,
            _ => "",
        }
    }

    pub fn is_lead(&self) -> bool {
        !self.lead.is_empty()
    }

    /// The second reviewer's answer, where there was one.
    pub fn second(&self) -> Option<&str> {
        match (self.second_reviewer.is_empty(), self.second_value.is_empty()) {
            (true, _) => None,
            (false, true) => Some(&self.value),
            (false, false) => Some(&self.second_value),
        }
    }

    /// How many people answered it.
    pub fn read_by(&self) -> usize {
        usize::from(!self.reviewer.is_empty()) + usize::from(!self.second_reviewer.is_empty())
    }

    /// The first day it is known to be true for: its own date, or the day the
    /// source speaks of. None where that is not known.
    pub fn holds_from(&self) -> Option<PartialDate> {
        [&self.in_force_since, &self.dated, &self.as_of].into_iter().find_map(|t| PartialDate::parse(t))
    }
}
