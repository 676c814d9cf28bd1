//! A data request as a workbook: a form that a provider fills in, and the same
//! form read back, with a complaint at the cell for everything that is not as
//! it was asked.

mod additive;
mod layout;
mod read;
mod write;

pub use layout::{Identity, METADATA, READ_ME, identity, stated_at, years};
pub use read::{Filled, FilledCount, read};
pub use write::write;
