//! A file of rows as it stands: columns of any analyst's data, without a
//! questionnaire behind them.

/// Columns of a file. Rows count from 0; [`Sheet::line`] tells where one stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The file's own name, as a complaint gives it.
    pub file: String,
    pub rows: usize,
    pub columns: Vec<(String, Cells)>,
    /// The line of the first row in the file (2 under a header row).
    pub first_line: usize,
    /// Rows from which on everything stands some lines further down, because of
    /// blank lines or line breaks inside cells: (row, lines in all).
    pub shifts: Vec<(usize, usize)>,
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

    /// The text of a cell; none where it is empty, or a number.
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Cells::Few { codes, texts } => texts.get(usize::from(*codes.get(row)?)),
            Cells::Many { codes, texts } => texts.get(*codes.get(row)? as usize),
            Cells::Numbers(_) => None,
        }
        .map(String::as_str)
    }
}

impl Sheet {
    /// The line of a row in the file.
    pub fn line(&self, row: usize) -> usize {
        let before = self.shifts.partition_point(|(from, _)| *from <= row);
        let shift = before.checked_sub(1).map_or(0, |at| self.shifts[at].1);
        self.first_line + row + shift
    }

    pub fn get(&self, name: &str) -> Option<&Cells> {
        self.columns.iter().find(|(n, _)| n == name).map(|(_, cells)| cells)
    }
}
