//! Sets of states, and what a state counts as.

use std::fmt;

use crate::data::State;

/// A set of states: why something is not known. Empty when no state is to
/// blame: a division by zero, or a value of another kind than was declared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct States(pub(super) u8);

impl States {
    /// No state.
    pub const EMPTY: States = States(0);

    /// The set of this one state.
    pub fn of(state: State) -> Self {
        // `State` has eight values, 0 to 7: one bit each.
        States(1 << state as u8)
    }

    /// The states of either set.
    pub fn union(self, other: States) -> Self {
        States(self.0 | other.0)
    }

    /// Whether `state` is in the set.
    pub fn contains(self, state: State) -> bool {
        self.0 & States::of(state).0 != 0
    }

    /// Whether no state is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The states, in their own order.
    pub fn iter(self) -> impl Iterator<Item = State> {
        State::ALL.into_iter().filter(move |s| self.contains(*s))
    }
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl FromIterator<State> for States {
    fn from_iter<I: IntoIterator<Item = State>>(states: I) -> Self {
        states.into_iter().fold(States::EMPTY, |set, s| set.union(States::of(s)))
    }
}

/// What a missing answer stands for in an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// Yes, in the direction in which the atom is written.
    Yes,
    /// No, in the direction in which the atom is written.
    No,
    /// Not known: the row leaves the base unless other answers settle it.
    Leave,
}

/// What each kind of missing answer counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountAs {
    pub dont_know: As,
    pub prefer_not: As,
    /// Skipped by route, not in this version, not in this country; and, because
    /// nothing was said either, unanswered and not applicable.
    pub not_asked: As,
}

impl CountAs {
    /// The same for every kind.
    pub fn all(what: As) -> Self {
        CountAs { dont_know: what, prefer_not: what, not_asked: what }
    }

    /// What `state` counts as; `None` for an answer, which stands for itself.
    pub fn of(&self, state: State) -> Option<As> {
        match state {
            State::Answered => None,
            State::DontKnow => Some(self.dont_know),
            State::PreferNot => Some(self.prefer_not),
            State::NotApplicable
            | State::SkippedByRoute
            | State::Unanswered
            | State::NotInVersion
            | State::NotInCountry => Some(self.not_asked),
        }
    }

    /// What an atom counts as whose operands have these states. Where they
    /// disagree the careful one wins: leave before no before yes.
    pub(super) fn of_all(&self, states: States) -> As {
        let counts = || states.iter().filter_map(|s| self.of(s));
        if states.is_empty() || counts().any(|a| a == As::Leave) {
            As::Leave
        } else if counts().any(|a| a == As::No) {
            As::No
        } else {
            As::Yes
        }
    }
}
