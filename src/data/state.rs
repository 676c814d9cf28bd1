//! Why a cell has a value, or why it has none.

use std::fmt;

/// The state of one answer. Only `Answered` carries a value; the others say
/// why there is none, and are never confused with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum State {
    Answered,
    DontKnow,
    PreferNot,
    NotApplicable,
    SkippedByRoute,
    Unanswered,
    NotInVersion,
    NotInCountry,
}

impl State {
    pub const ALL: [State; 8] = [
        State::Answered,
        State::DontKnow,
        State::PreferNot,
        State::NotApplicable,
        State::SkippedByRoute,
        State::Unanswered,
        State::NotInVersion,
        State::NotInCountry,
    ];

    /// The name scripts and `--json` use.
    pub fn id(self) -> &'static str {
        match self {
            State::Answered => "answered",
            State::DontKnow => "dont_know",
            State::PreferNot => "prefer_not",
            State::NotApplicable => "not_applicable",
            State::SkippedByRoute => "skipped_by_route",
            State::Unanswered => "unanswered",
            State::NotInVersion => "not_in_version",
            State::NotInCountry => "not_in_country",
        }
    }

    pub fn from_id(id: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.id() == id)
    }

    /// Whether the question was put to the respondent at all.
    pub fn was_asked(self) -> bool {
        !matches!(self, State::SkippedByRoute | State::NotInVersion | State::NotInCountry)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Answered => "answered",
            State::DontKnow => "don't know",
            State::PreferNot => "prefer not to say",
            State::NotApplicable => "not applicable",
            State::SkippedByRoute => "skipped by route",
            State::Unanswered => "unanswered",
            State::NotInVersion => "not in this version",
            State::NotInCountry => "not in this country",
        })
    }
}
