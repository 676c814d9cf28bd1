//! Typed columns with states: what was answered, and why not.

mod column;
mod marks;
mod state;

pub use column::{Column, Frame, Values};
pub use marks::Marks;
pub use state::State;
