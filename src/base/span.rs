//! A place in a file that a person can go to.

use std::fmt;
use std::sync::Arc;

/// A place in a script or a data file. `line` and `column` count from 1, in
/// characters; `column` 0 means "the whole line". `file` is relative to the
/// workspace.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub file: Arc<str>,
    pub line: u32,
    pub column: u32,
    /// How many characters the caret underlines (at least 1).
    pub width: u32,
}

impl Span {
    /// A place at a line whose column is not known.
    pub fn line(file: impl Into<Arc<str>>, line: u32) -> Self {
        Span { file: file.into(), line, column: 0, width: 1 }
    }

    /// A place at a line and column, `width` characters wide.
    pub fn at(file: impl Into<Arc<str>>, line: u32, column: u32, width: u32) -> Self {
        Span { file: file.into(), line, column, width: width.max(1) }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => write!(f, "{}", self.file),
            (l, 0) => write!(f, "{}:{l}", self.file),
            (l, c) => write!(f, "{}:{l}:{c}", self.file),
        }
    }
}
