//! What protects the people behind the records: the ethics gate that records
//! pass before they are kept.

mod gate;

pub use gate::{Clearance, Interviews, clear};
