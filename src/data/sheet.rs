//! A file of rows as it stands: columns of any analyst's data, without a
//! questionnaire behind them.

/// Columns of a file. Rows count from 0; `line` tells where a row stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The file's own name, as a complaint gives it.
    pub file: String,
    pub rows: usize,
    pub columns: Vec<(String, Cells)>,
    /// The line of the first row in the file (2 under a header row).
    pub first_line: usize,
}

/// The cells of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// At most 255 different texts, in the order in which they first stand in
    /// the file; [`Cells::NO_FEW`] is an empty cell.
    Few { codes: Vec<u8>, texts: Vec<String> },
    /// More of them; [`Cells::NO_MANY`] is an empty cell.
    Many { codes: Vec<u32>, texts: Vec<String> },
    /// Numbers, NaN for an empty cell.
    Numbers(Vec<f64>),
}

impl Cells {
    pub const NO_FEW: u8 = u8::MAX;
    pub const NO_MANY: u32 = u32::MAX;
}

impl Sheet {
    pub fn get(&self, name: &str) -> Option<&Cells> {
        self.columns.iter().find(|(n, _)| n == name).map(|(_, cells)| cells)
    }
}
