//! A column: one question's answers with their states; a frame: several of
//! the same length.

use super::state::State;

/// The values of a column, one a row. Rows whose state is not `Answered` hold
/// a placeholder that nothing reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Whole numbers and decimals alike.
    Number(Vec<f64>),
    /// One option a row: an index into `options`.
    Choice {
        codes: Vec<u32>,
        options: Vec<String>,
    },
    /// Several options a row: a bit set over `options` (at most 64).
    Choices {
        sets: Vec<u64>,
        options: Vec<String>,
    },
    Text(Vec<String>),
    /// True or false, as a calculation gives them.
    Bool(Vec<bool>),
}

/// One question's answers. `states.len()` equals the length of the values.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub values: Values,
    pub states: Vec<State>,
    /// Made from simulated answers; combines by "or".
    pub simulated: bool,
}

impl Column {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.states.len()
    }

    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }
}

/// Columns of the same length, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame {
    columns: Vec<(String, Column)>,
    rows: usize,
}

impl Frame {
    pub fn new(rows: usize) -> Self {
        Frame { columns: Vec::new(), rows }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds or replaces a column. Fails when its length is not the frame's.
    pub fn set(&mut self, name: impl Into<String>, column: Column) -> Result<(), String> {
        let name = name.into();
        if column.len() != self.rows {
            return Err(format!("column '{name}' has {} rows, the frame has {}", column.len(), self.rows));
        }
        match self.columns.iter_mut().find(|(n, _)| *n == name) {
            Some((_, old)) => *old = column,
            None => self.columns.push((name, column)),
        }
        Ok(())
    }

    pub fn get(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|(n, _)| n == name).map(|(_, c)| c)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(n, _)| n.as_str())
    }

    /// Simulated if any column is.
    pub fn simulated(&self) -> bool {
        self.columns.iter().any(|(_, c)| c.simulated)
    }
}
