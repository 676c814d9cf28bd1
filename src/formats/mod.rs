//! One file per format: bytes ↔ rows.

pub mod csv;
pub mod figures;
mod head;
pub mod observations;
mod records;
pub mod request;
pub mod returns;
pub mod sheet;
pub mod workbook;

pub use records::RecordFile;
