//! A programme and its three kinds of membership: of the programme itself, of
//! an activity, of an output. Nothing follows from one for another.

use std::collections::BTreeMap;

use crate::base::Span;

use super::country::{FileRef, PublishedFigure};

/// A phase of the programme: its lists of countries, and pooled statements
/// that belong to no country.
#[derive(Debug, Clone)]
pub struct Programme {
    pub id: String,
    pub label: String,
    pub lists: BTreeMap<String, Vec<String>>,
    /// Where its activities were run, what its outputs cover.
    pub memberships: Vec<Membership>,
    pub figures_file: Option<FileRef>,
    pub figures: Vec<PublishedFigure>,
    pub source: String,
    pub about: String,
    pub span: Span,
}

impl Programme {
    /// Whether the country is in any of the programme's own lists.
    pub fn lists_country(&self, code: &str) -> bool {
        self.lists.values().any(|l| l.iter().any(|c| c == code))
    }

    /// Whether the country is a member, as far as is stated.
    pub fn belongs(&self, membership: &Membership, code: &str) -> Belongs {
        if membership.countries.iter().any(|c| c == code) {
            return Belongs::Yes;
        }
        let outside = self.lists.get(&membership.among).is_some_and(|l| !l.iter().any(|c| c == code));
        if membership.is_complete() || outside { Belongs::No } else { Belongs::NotStated }
    }
}

/// What countries are members of, beside the programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberOf {
    Activity,
    Output,
}

impl MemberOf {
    pub fn word(self) -> &'static str {
        match self {
            MemberOf::Activity => "activity",
            MemberOf::Output => "output",
        }
    }
}

/// The countries in which an activity was run, or which an output covers.
#[derive(Debug, Clone)]
pub struct Membership {
    pub of: MemberOf,
    /// The activity's id, or the output's own.
    pub id: String,
    pub label: String,
    /// The countries that are named.
    pub countries: Vec<String>,
    /// How many there are, where that is stated.
    pub number: Option<i64>,
    /// The list of the programme they belong to; empty where none is said.
    pub among: String,
    /// What the sources do not state; empty when the list is complete.
    pub not_stated: String,
    /// Published figures that come from an output.
    pub publishes: Vec<String>,
    pub source: String,
    pub about: String,
    pub span: Span,
}

impl Membership {
    pub fn is_complete(&self) -> bool {
        self.not_stated.is_empty()
    }

    /// How many countries there are: as stated, or as named when all are.
    pub fn count(&self) -> Option<i64> {
        let named = i64::try_from(self.countries.len()).ok();
        self.number.or(named.filter(|_| self.is_complete()))
    }
}

/// Whether a country is a member: what is not stated is neither a yes nor a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    Yes,
    No,
    NotStated,
}

impl Belongs {
    pub fn word(self) -> &'static str {
        match self {
            Belongs::Yes => "yes",
            Belongs::No => "no",
            Belongs::NotStated => "not stated",
        }
    }
}
