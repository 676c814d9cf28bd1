//! One file a verb: a request in, a typed answer out. The only way in for the
//! doors.

mod answer;
pub mod check;
pub mod compare;
pub mod complete;
pub mod diff;
pub mod find;
mod find_address;
pub mod finding;
pub mod init;
pub mod plot;
pub mod report;
pub mod setup;
pub mod show;
pub mod why;
mod workbench;

pub use answer::{Answer, Block, csv_of};
pub use workbench::Workbench;
