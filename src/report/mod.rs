//! One document model → HTML and terminal.

mod assemble;
mod document;
pub mod dossier;
mod html;
pub mod paper;
pub mod plot;
mod svg;
pub mod text;

pub use assemble::{ActivityStanding, assemble, host_of, standings};
pub use document::{Block, Document, Inline, Section, Table};
pub use html::{page, slug};
