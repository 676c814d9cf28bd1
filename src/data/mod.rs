//! Typed columns with states: what was answered, and why not.

mod column;
mod marks;
mod sheet;
mod state;

pub use column::{Column, Frame, Values};
pub use marks::Marks;
pub use sheet::{Cells, Sheet};
pub use state::State;
