//! One file a verb: a request in, a typed answer out. The only way in for the
//! doors.

mod answer;
mod asked;
pub mod check;
pub mod compare;
pub mod complete;
pub mod cross;
pub mod decide;
pub mod demo;
pub mod describe;
pub mod design;
pub mod desk;
pub mod diff;
mod drawn;
pub mod find;
mod find_address;
pub mod finding;
mod found;
pub mod freq;
pub mod import;
mod in_use;
pub mod init;
mod membership;
pub mod new;
pub mod plot;
pub mod readiness;
pub mod recode;
pub mod records;
pub mod report;
mod routes;
pub mod sample;
pub mod sampling;
pub mod setup;
pub mod show;
pub mod store;
pub mod tab;
pub mod why;
mod why_records;
mod wide;
mod workbench;

pub use crate::store::{KeySource, Purpose};
pub use answer::{Answer, Block, csv_of};
pub use in_use::InUse;
pub use records::StorePlace;
pub use workbench::Workbench;
