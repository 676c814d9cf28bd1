//! One file per format: bytes ↔ rows.

pub mod csv;
pub mod figures;
mod records;

pub use records::RecordFile;
