//! One document model → HTML and terminal.

pub mod text;
