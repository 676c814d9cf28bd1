//! The sheets of a form's workbook as rows of named cells, each with its place.

use std::collections::BTreeMap;
use std::path::Path;

use super::read_header::{Header, header};
use crate::base::{Diag, Interrupt, Span, caught, fs};
use crate::formats::workbook::{
    cell::{At, place},
    old, read,
};

/// In bytes; a workbook is refused above this by who reads it too.
const MOST: u64 = 20 << 20;

/// A row of a sheet: its cells by column and language.
#[derive(Debug, Clone, Default)]
pub struct FormRow {
    /// As a spreadsheet counts it.
    pub number: u32,
    cells: BTreeMap<(String, String), (String, Span)>,
    whole: Option<Span>,
}

impl FormRow {
    /// The text of a column without a language; empty where there is none.
    pub fn get(&self, column: &str) -> &str {
        self.cells.get(&(column.to_string(), String::new())).map_or("", |(text, _)| text.as_str())
    }

    /// The texts of a column by language; the empty one is the column without.
    pub fn texts(&self, column: &str) -> BTreeMap<&str, &str> {
        let own = self.cells.iter().filter(|((name, _), _)| name == column);
        own.map(|((_, language), (text, _))| (language.as_str(), text.as_str())).collect()
    }

    /// The columns that hold something, languages apart.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.cells.keys().map(|(column, _)| column.as_str())
    }

    /// Where the cell of a column is, in whatever language; the row where there
    /// is none.
    pub fn span(&self, column: &str) -> Span {
        let cell = self.cells.iter().find(|((name, _), _)| name == column).map(|(_, (_, span))| span);
        cell.or(self.whole.as_ref()).cloned().unwrap_or_else(|| Span::line("", 0))
    }
}

/// A sheet: its columns as they are named, and its rows.
#[derive(Debug, Clone, Default)]
pub struct FormSheet {
    pub header: Vec<Header>,
    pub rows: Vec<FormRow>,
}

impl FormSheet {
    pub fn has(&self, column: &str) -> bool {
        self.header.iter().any(|h| h.column == column)
    }
}

/// The sheets of a form by their names in small letters.
pub struct FormBook {
    pub file: String,
    pub sheets: BTreeMap<String, FormSheet>,
}

/// Reads the workbook of a form, new or old.
///
/// # Errors
/// It cannot be read, or is larger than any form.
pub fn open(path: &Path, interrupt: &Interrupt) -> Result<FormBook, Diag> {
    let file = path.display().to_string();
    let at = || Span::line(file.as_str(), 0);
    let cannot = |e: &std::io::Error| Diag::error(format!("cannot read: {}", fs::reason(e))).at(at());
    let meta = std::fs::metadata(path).map_err(|e| cannot(&e))?;
    if !meta.is_file() {
        return Err(Diag::error("this is no plain file").at(at()));
    }
    if meta.len() > MOST {
        return Err(Diag::error("this workbook is larger than 20 MB; no form is that large").at(at()));
    }
    let bytes = std::fs::read(path).map_err(|e| cannot(&e))?;
    of_bytes(&file, &bytes, interrupt)
}

/// The same of a workbook in memory.
///
/// # Errors
/// As [`open`].
pub fn of_bytes(file: &str, bytes: &[u8], interrupt: &Interrupt) -> Result<FormBook, Diag> {
    let raw: Vec<old::TextSheet> = if old::is_old(bytes) {
        old::of_bytes(file, bytes)?
    } else {
        let book = caught(|| read::of_bytes(file, bytes, interrupt)).unwrap_or_else(|| {
            Err(Diag::error("this workbook is damaged")
                .at(Span::line(file, 0))
                .hint("open it in a spreadsheet and save it as .xlsx again"))
        })?;
        let sheet = |s: &read::Sheet| {
            let cells = s.cells().iter().map(|c| (c.at, c.text().trim().to_string()));
            (s.name.clone(), cells.filter(|(_, text)| !text.is_empty()).collect())
        };
        book.sheets.iter().map(sheet).collect()
    };
    let mut sheets = BTreeMap::new();
    for (name, cells) in raw {
        let key = name.trim().to_lowercase();
        sheets.entry(key).or_insert_with(|| laid_out(file, &name, cells));
    }
    Ok(FormBook { file: file.to_string(), sheets })
}

fn laid_out(file: &str, sheet: &str, mut cells: Vec<(At, String)>) -> FormSheet {
    cells.sort_by_key(|(at, _)| *at);
    let span = |at: At| Span::line(format!("{file}#{}", place(sheet, at)), 0);
    let Some(first) = cells.first().map(|((row, _), _)| *row) else { return FormSheet::default() };
    let mut named: BTreeMap<u32, Header> = BTreeMap::new();
    let mut rows: Vec<FormRow> = Vec::new();
    for (at, text) in cells {
        if at.0 == first {
            named.insert(at.1, header(&text));
            continue;
        }
        let Some(header) = named.get(&at.1) else { continue };
        let number = at.0 + 1;
        if rows.last().is_none_or(|row| row.number != number) {
            let whole = Some(span((at.0, 0)));
            rows.push(FormRow { number, whole, ..FormRow::default() });
        }
        if let Some(row) = rows.last_mut() {
            let key = (header.column.clone(), header.language.clone());
            // The first of two columns of one name is meant.
            row.cells.entry(key).or_insert((text, span(at)));
        }
    }
    FormSheet { header: named.into_values().collect(), rows }
}
