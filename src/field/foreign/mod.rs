//! Tables of other programs as rows of a form: which of their columns holds
//! what, and how a cell of theirs is written here. What comes out is what
//! [`super::Intake`] takes, cell by cell, so that every file is read by the same
//! rules.

mod adapter;
mod columns;
mod dialect;
mod rosters;
mod words;

pub use adapter::{Adapter, Kept};
pub use columns::{Inside, names};
pub use rosters::{RosterAdapter, RosterForm, wide_rosters};
pub(super) use words::day as words_day;
