//! CSV with a header row, read whole, with the line of every row and a
//! complaint for everything that does not fit.

use std::path::Path;

use crate::base::{Diag, Diags, Span, fs};

/// Larger data files are a mistake here: figures are a few hundred rows.
const MAX_BYTES: u64 = 8 << 20;

/// A table read from a CSV file.
pub struct Table {
    /// The file, relative to the workspace.
    pub file: String,
    columns: Vec<String>,
    rows: Vec<Row>,
}

/// One row; `line` counts from 1, the header being line 1.
pub struct Row {
    pub line: u32,
    cells: Vec<String>,
}

impl Table {
    /// Reads `workspace/file`, which must have all of `required`, may have
    /// `optional`, and nothing else. Rows with the wrong number of cells are
    /// complained of and left out.
    pub fn read(
        workspace: &Path,
        file: &str,
        required: &[&str],
        optional: &[&str],
        diags: &mut Diags,
    ) -> Option<Table> {
        let path = workspace.join(file);
        let whole = || Span::line(file, 0);
        // A link must not lead out of the workspace, nor to a device.
        let inside = path.canonicalize().and_then(|real| {
            let root = workspace.canonicalize()?;
            Ok((real.starts_with(root) && real.is_file()).then_some(real))
        });
        let real = match inside {
            Ok(Some(real)) => real,
            Ok(None) => {
                diags.push(Diag::error("this is no plain file of the workspace").at(whole()).depth(0));
                return None;
            }
            Err(error) => {
                diags.push(Diag::error(format!("cannot read: {}", fs::reason(&error))).at(whole()).depth(0));
                return None;
            }
        };
        let bytes = match std::fs::metadata(&real).and_then(|m| {
            if m.len() > MAX_BYTES {
                Err(std::io::ErrorKind::FileTooLarge.into())
            } else {
                std::fs::read(&real)
            }
        }) {
            Ok(bytes) => bytes,
            Err(error) => {
                diags.push(Diag::error(format!("cannot read: {}", fs::reason(&error))).at(whole()).depth(0));
                return None;
            }
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let line = bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32 + 1;
                diags.push(
                    Diag::error("this line is not UTF-8 text")
                        .at(Span::line(file, line))
                        .hint("save the file as CSV UTF-8")
                        .depth(0),
                );
                return None;
            }
        };
        // The reader counts lines by their line feeds alone.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.as_str();
        let head = text.lines().next().unwrap_or("");
        if head.contains(';') && !head.contains(',') {
            diags.push(
                Diag::error("cells are separated by semicolons")
                    .at(Span::line(file, 1))
                    .source(Some(head.to_string()))
                    .hint("save the file with commas: in a spreadsheet, as 'CSV UTF-8 (comma delimited)'")
                    .depth(0),
            );
            return None;
        }
        let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let columns: Vec<String> = match reader.headers() {
            Ok(headers) => headers.iter().map(|h| h.trim().to_string()).collect(),
            Err(error) => {
                diags.push(
                    Diag::error(format!("the header row cannot be read: {error}")).at(Span::line(file, 1)),
                );
                return None;
            }
        };
        let known: Vec<&str> = required.iter().chain(optional).copied().collect();
        let mut sound = true;
        for (i, column) in columns.iter().enumerate() {
            if columns[..i].contains(column) {
                diags
                    .push(Diag::error(format!("the column '{column}' stands twice")).at(Span::line(file, 1)));
                sound = false;
            } else if !known.contains(&column.as_str()) {
                let mut diag = Diag::error(format!("unknown column '{column}'")).at(Span::line(file, 1));
                for hint in crate::base::diag::choice_hints(column, known.iter().copied()) {
                    diag = diag.hint(hint);
                }
                diags.push(diag);
                sound = false;
            }
        }
        for column in required {
            if !columns.iter().any(|c| c == column) {
                diags.push(Diag::error(format!("the column '{column}' is missing")).at(Span::line(file, 1)));
                sound = false;
            }
        }
        if !sound {
            return None;
        }
        let mut rows = Vec::new();
        let mut record = ::csv::StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {
                    let line = record.position().map_or(0, |p| p.line() as u32);
                    if record.len() != columns.len() {
                        diags.push(
                            Diag::error(format!(
                                "this row has {} cells, the header has {}",
                                record.len(),
                                columns.len()
                            ))
                            .at(Span::line(file, line))
                            .source(text.lines().nth(line.saturating_sub(1) as usize).map(str::to_string))
                            .hint("a comma inside a text needs quotes around the text"),
                        );
                        continue;
                    }
                    // Spreadsheets leave rows of nothing but commas at the end.
                    if record.iter().all(|c| c.trim().is_empty()) {
                        continue;
                    }
                    rows.push(Row { line, cells: record.iter().map(|c| c.trim().to_string()).collect() });
                }
                Err(error) => {
                    let line = error.position().map_or(0, |p| p.line() as u32);
                    diags.push(
                        Diag::error(format!("this row cannot be read: {error}")).at(Span::line(file, line)),
                    );
                    break;
                }
            }
        }
        Some(Table { file: file.to_string(), columns, rows })
    }

    pub fn rows(&self) -> impl Iterator<Item = Cells<'_>> {
        self.rows.iter().map(move |row| Cells { table: self, row })
    }
}

/// One row with its table.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    table: &'a Table,
    row: &'a Row,
}

impl Cells<'_> {
    /// The text of a cell; empty when the column is not there.
    pub fn text(&self, column: &str) -> String {
        let at = self.table.columns.iter().position(|c| c == column);
        at.map(|i| self.row.cells[i].clone()).unwrap_or_default()
    }

    pub fn span(&self) -> Span {
        Span::line(self.table.file.as_str(), self.row.line)
    }

    /// A complaint about a cell of this row.
    pub fn wrong(&self, column: &str, message: impl std::fmt::Display) -> Diag {
        Diag::error(format!("column '{column}': {message}"))
            .at(self.span())
            .source(Some(self.row.cells.join(",")))
    }

    /// A number, or none for an empty cell.
    pub fn number(&self, column: &str, diags: &mut Diags) -> Option<f64> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        match text.parse::<f64>() {
            Ok(n) if n == 0.0 || (1e-9..=1e15).contains(&n.abs()) => Some(n),
            Ok(n) if n.is_finite() => {
                diags.push(self.wrong(column, format!("'{text}' is no number a count or a share can have")));
                None
            }
            _ => {
                let bare = text.trim_end_matches(['%', ' ']);
                let hint = if bare != text && bare.parse::<f64>().is_ok() {
                    format!("write {bare}; the unit stands in its own column")
                } else if text.contains(',') {
                    "write thousands without commas, decimals with a point".to_string()
                } else {
                    "write digits; leave the cell empty where there is no value".to_string()
                };
                diags.push(self.wrong(column, format!("'{text}' is not a number")).hint(hint));
                None
            }
        }
    }
}
