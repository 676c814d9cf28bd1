//! CSV with a header row, read whole, with the line of every row and a
//! complaint for everything that does not fit.

use std::path::Path;

use crate::base::{Diag, Diags, Span, fs};

/// Larger data files are a mistake here: figures are a few hundred rows.
pub const MAX_BYTES: u64 = 8 << 20;

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
        let bytes = super::inside::bytes_of(workspace, file, MAX_BYTES, diags)?;
        let text = text_of(file, &bytes, diags)?;
        let known: Vec<&str> = required.iter().chain(optional).copied().collect();
        Table::parse(file, &text, required, Some(&known), diags)
    }

    /// The same of a text that is not a file yet.
    pub fn of_text(
        file: &str,
        text: &str,
        required: &[&str],
        optional: &[&str],
        diags: &mut Diags,
    ) -> Option<Table> {
        let known: Vec<&str> = required.iter().chain(optional).copied().collect();
        Table::parse(file, text, required, Some(&known), diags)
    }

    /// Reads any plain file, which must have all of `required` and may have
    /// whatever else: a list that the user has, not one that scripts declare.
    pub fn open(path: &Path, required: &[&str], diags: &mut Diags) -> Option<Table> {
        const MOST: u64 = 256 << 20;
        let file = path.display().to_string();
        let found = std::fs::metadata(path).and_then(|m| match (m.is_file(), m.len() > MOST) {
            (true, false) => std::fs::read(path),
            (true, true) => Err(std::io::ErrorKind::FileTooLarge.into()),
            (false, _) => Err(std::io::Error::other("this is no plain file")),
        });
        let bytes = match found {
            Ok(bytes) => bytes,
            Err(error) => {
                let whole = Span::line(file.as_str(), 0);
                diags.push(Diag::error(format!("cannot read: {}", fs::reason(&error))).at(whole).depth(0));
                return None;
            }
        };
        let text = text_of(&file, &bytes, diags)?;
        Table::parse(&file, &text, required, None, diags)
    }

    /// A table that was not read from a file; `name` stands where the file
    /// would. Row 1 is line 2, as under a header. Rows have one cell a column.
    pub fn of(name: &str, columns: Vec<String>, rows: Vec<Vec<String>>) -> Table {
        let rows = rows.into_iter().enumerate().map(|(i, mut cells)| {
            cells.resize(columns.len(), String::new());
            Row { line: i as u32 + 2, cells }
        });
        Table { file: name.to_string(), rows: rows.collect(), columns }
    }

    /// Columns `known`, where that is said, and no others.
    fn parse(
        file: &str,
        text: &str,
        required: &[&str],
        known: Option<&[&str]>,
        diags: &mut Diags,
    ) -> Option<Table> {
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
        let mut sound = true;
        for (i, column) in columns.iter().enumerate() {
            if columns[..i].contains(column) {
                diags
                    .push(Diag::error(format!("the column '{column}' stands twice")).at(Span::line(file, 1)));
                sound = false;
            } else if let Some(known) = known.filter(|k| !k.contains(&column.as_str())) {
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
                let mut diag =
                    Diag::error(format!("the column '{column}' is missing")).at(Span::line(file, 1));
                // Where any column may stand, a slip is not found as an unknown one.
                if known.is_none() {
                    let near = crate::base::diag::choice_hints(column, columns.iter().map(String::as_str));
                    diag =
                        near.into_iter().fold(diag, |d, h| d.hint(h.replace("valid here", "the file has")));
                }
                diags.push(diag);
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

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|c| c == column)
    }
}

/// The file as text with line feeds alone; complaints where it is none.
fn text_of(file: &str, bytes: &[u8], diags: &mut Diags) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
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
    Some(text)
}

/// A header and rows as CSV, cells quoted where they need it.
pub fn write(columns: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = String::new();
    let mut line = |cells: &[String]| {
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            // A single empty cell would read as an empty line.
            if cell.contains([',', '"', '\n', '\r']) || (cells.len() == 1 && cell.is_empty()) {
                out.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
            } else {
                out.push_str(cell);
            }
        }
        out.push('\n');
    };
    line(columns);
    rows.into_iter().for_each(|row| line(&row));
    out.into_bytes()
}

/// A text from outside as it can stand in a file that somebody opens in a
/// spreadsheet: one line, and nothing that is taken for a formula.
pub fn safe(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim();
    let formula = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula { format!("'{text}") } else { text.to_string() }
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

    /// All cells, in the order of the columns.
    pub fn all(&self) -> &[String] {
        &self.row.cells
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
            Ok(n) if n == 0.0 || (1e-9..=1e15).contains(&n.abs()) => Some(n + 0.0),
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
