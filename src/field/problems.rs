//! What is wrong with a file, a few lines a column and the rest counted: a
//! column of labels in the place of ids is one mistake, however long the file.

use crate::base::{Diag, Span};

/// Lines that are listed of one column, and complaints in all.
const A_COLUMN: usize = 5;
const IN_ALL: usize = 100;

#[derive(Debug, Default)]
pub(super) struct Problems {
    listed: Vec<Diag>,
    /// Bad cells by column of the file, with its name.
    counts: Vec<(String, usize)>,
    /// Complaints that stand for no single column.
    others: usize,
}

impl Problems {
    pub(super) fn new(header: impl Iterator<Item = String>) -> Problems {
        Problems { counts: header.map(|name| (name, 0)).collect(), ..Problems::default() }
    }

    pub(super) fn any(&self) -> bool {
        self.others > 0 || self.counts.iter().any(|(_, n)| *n > 0)
    }

    /// Whether another complaint about this column would be listed.
    pub(super) fn room(&self, column: usize) -> bool {
        self.counts.get(column).is_none_or(|(_, n)| *n < A_COLUMN)
    }

    /// A bad cell; `what` is made only where it would be listed.
    pub(super) fn cell(&mut self, line: u64, column: usize, what: impl FnOnce() -> (String, Vec<String>)) {
        if self.room(column) {
            let (message, hints) = what();
            self.listed.push(Diag { hints, ..Diag::error(message).at(at(line)) });
        }
        if let Some((_, n)) = self.counts.get_mut(column) {
            *n += 1;
        }
    }

    /// A row that is wrong as a whole.
    pub(super) fn row(&mut self, line: u64, message: String, hint: &str) {
        self.others += 1;
        if self.others <= A_COLUMN * 2 {
            self.listed.push(Diag::error(message).at(at(line)).hint(hint));
        }
    }

    /// All of it, by line, the counted ones last.
    pub(super) fn into_diags(self) -> Vec<Diag> {
        let mut diags = self.listed;
        diags.sort_by(|a, b| a.span.cmp(&b.span));
        let left_out = diags.len().saturating_sub(IN_ALL);
        diags.truncate(IN_ALL);
        let more = |n: usize| if n == 1 { "1 more cell".to_string() } else { format!("{n} more cells") };
        for (name, n) in self.counts.iter().filter(|(_, n)| *n > A_COLUMN).take(IN_ALL) {
            let message = format!("column '{name}': {} have such a fault", more(n - A_COLUMN));
            diags.push(Diag::error(message).at(at(0)).depth(2));
        }
        if self.others > A_COLUMN * 2 {
            let n = self.others - A_COLUMN * 2;
            diags.push(Diag::error(format!("{n} more rows have such a fault")).at(at(0)).depth(2));
        }
        if left_out > 0 {
            diags.push(
                Diag::error(format!("{left_out} more complaints are left out here")).at(at(0)).depth(2),
            );
        }
        diags
    }
}

/// Complaints of an intake, told of the file they are about.
pub fn in_file(mut diags: Vec<Diag>, file: &str) -> Vec<Diag> {
    for span in diags.iter_mut().filter_map(|d| d.span.as_mut()).filter(|s| s.file.is_empty()) {
        span.file = file.into();
    }
    diags
}

/// A line of the file, or all of it where 0; whoever opened it knows its name.
fn at(line: u64) -> Span {
    Span::line("", u32::try_from(line).unwrap_or(u32::MAX))
}
