//! One file per format: bytes ↔ rows.

pub mod bibliography;
mod bibtex;
pub mod collected;
pub mod csv;
pub mod dta_out;
pub mod figures;
mod head;
mod inside;
mod latex;
pub mod observations;
mod records;
pub mod request;
pub mod returns;
pub mod ris;
pub mod screening;
pub mod sheet;
pub mod translation;
pub mod translation_sheet;
pub mod workbook;
pub mod xlsform;

pub use records::RecordFile;
