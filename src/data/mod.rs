//! Typed columns with states: what was answered, and why not.

mod column;
mod state;

pub use column::{Column, Frame, Values};
pub use state::State;
