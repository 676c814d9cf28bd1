//! One document model → HTML and terminal.

mod assemble;
mod document;
mod html;
mod svg;
pub mod text;

pub use assemble::{ActivityStanding, assemble, standings};
pub use document::{Block, Document, Inline, Section};
pub use html::{page, slug};
