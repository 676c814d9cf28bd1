//! One file a verb: a request in, a typed answer out. The only way in for the
//! doors.

mod answer;
pub mod check;
mod workbench;

pub use answer::{Answer, Block};
pub use workbench::Workbench;
