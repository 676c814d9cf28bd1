//! A table of text cells.

use csv::ByteRecord;

use crate::base::{Diag, Span};

/// A row on its way.
pub struct Row<'a> {
    /// Its number in the table: what [`Table::span`] makes a place of.
    pub number: u64,
    pub cells: &'a ByteRecord,
    /// How far the table is read, from 0 to 1.
    pub done: f64,
}

/// Rows under a header. A table can be gone through more than once.
pub trait Table {
    fn header(&self) -> &[String];

    /// Passes every row on, until `see` complains.
    ///
    /// # Errors
    /// What cannot be read, and what `see` complains of.
    fn each(&mut self, see: &mut dyn FnMut(Row) -> Result<(), Diag>) -> Result<(), Diag>;

    /// Where a row stands; number 0 is the table itself, 1 its header.
    fn span(&self, number: u32) -> Span;

    /// The codes of a column that have labels.
    fn labels(&self, _column: usize) -> &[(String, String)] {
        &[]
    }

    /// SHA-256 of the file, where it was found out on the way.
    fn hash(&self) -> Option<String> {
        None
    }
}
