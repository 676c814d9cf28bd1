//! Data in an Excel workbook: its first sheet, or `FILE.xlsx#Sheet`. The first
//! row that holds anything is the header.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calamine::{CellErrorType, DataRef, Reader, Xlsx, XlsxError};

use super::Want;
use super::collect::Collected;
use crate::base::diag::choice_hints;
use crate::base::number::grouped;
use crate::base::{Diag, Interrupt, Span, fs};
use crate::data::Sheet;
use crate::formats::head::{self, Use};
use crate::formats::workbook::cell::{address, date};

type Book = Xlsx<BufReader<File>>;

/// Excel's own limit; what is beyond was not made by it.
const MOST_COLUMNS: u32 = 16_384;
const MOST_ROWS: u32 = 1_048_576;

/// A workbook and the sheet of it that is meant.
pub(super) fn parts(path: &Path) -> (PathBuf, Option<String>) {
    let text = path.to_string_lossy();
    match text.rsplit_once('#') {
        Some((file, sheet)) if !path.exists() => (PathBuf::from(file), Some(sheet.to_string())),
        _ => (path.to_path_buf(), None),
    }
}

/// The workbook, the name of the sheet and how both are called in complaints.
fn open(path: &Path) -> Result<(Book, String, String), Diag> {
    let (file, wanted) = parts(path);
    let shown = file.display().to_string();
    let (handle, size) = head::open(&file, Use::Read)?;
    let unreadable = |e: &XlsxError| {
        let diag =
            Diag::error(format!("this workbook cannot be read: {e}")).at(Span::line(shown.as_str(), 0));
        match e {
            XlsxError::Password => diag.hint("save a copy without a password"),
            _ => diag.hint("open it in a spreadsheet and save it as .xlsx again, or as CSV UTF-8"),
        }
    };
    check_unpacked(&handle, size, &shown)?;
    let book: Book = Xlsx::new(BufReader::new(handle)).map_err(|e| unreadable(&e))?;
    let names = book.sheet_names();
    let name = match wanted {
        None => names
            .first()
            .cloned()
            .ok_or_else(|| Diag::error("the workbook has no sheet").at(Span::line(shown.as_str(), 0)))?,
        Some(wanted) if names.contains(&wanted) => wanted,
        Some(wanted) => {
            let diag = Diag::error(format!("there is no sheet '{wanted}'")).at(Span::line(shown.as_str(), 0));
            return Err(choice_hints(&wanted, names.iter().map(String::as_str))
                .into_iter()
                .fold(diag, Diag::hint));
        }
    };
    let called = format!("{shown}#{name}");
    Ok((book, name, called))
}

/// Below this, in bytes, no parts of a workbook are too large.
const SMALL: u64 = 64 << 20;

/// Sheets of nothing but equal rows come to 260 times their packed size; what is
/// made to take all memory comes to a thousand.
const MOST_UNPACKED: u64 = 400;

/// Refuses a workbook that would unpack to far more than it is: its texts are
/// held in memory. A part that is larger than it says is an error on reading.
fn check_unpacked(mut handle: &File, size: u64, shown: &str) -> Result<(), Diag> {
    // What is no archive is complained of by who reads the workbook.
    let Ok(mut archive) = zip::ZipArchive::new(BufReader::new(handle)) else {
        return rewind(&mut handle, shown);
    };
    let mut unpacked = 0u64;
    for at in 0..archive.len() {
        unpacked = unpacked.saturating_add(archive.by_index_raw(at).map_or(0, |part| part.size()));
    }
    if unpacked > SMALL && unpacked / size.max(1) > MOST_UNPACKED {
        return Err(Diag::error(format!(
            "this workbook of {} would unpack to {}, which no table of data does",
            megabytes(size),
            megabytes(unpacked)
        ))
        .at(Span::line(shown, 0))
        .hint("if it is yours, save it as CSV UTF-8"));
    }
    rewind(&mut handle, shown)
}

fn rewind(handle: &mut &File, shown: &str) -> Result<(), Diag> {
    let begin = std::io::Seek::seek(handle, std::io::SeekFrom::Start(0));
    begin
        .map(|_| ())
        .map_err(|e| Diag::error(format!("cannot read: {}", fs::reason(&e))).at(Span::line(shown, 0)))
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", grouped((bytes as f64 / 1e6).ceil(), 0))
}

pub(super) fn header(path: &Path) -> Result<Vec<String>, Diag> {
    Ok(head_of(path)?.0)
}

/// The names of the columns, and where they stand.
fn head_of(path: &Path) -> Result<(Vec<String>, Span), Diag> {
    let mut columns = Vec::new();
    let called = walk(path, |at, cell, called| {
        // The first row that holds anything.
        let first = *columns_row(&columns).get_or_insert(at.0);
        if at.0 != first {
            return Ok(false);
        }
        columns.push((at, label(cell, at, called)?));
        Ok(true)
    })?;
    let row = columns_row(&columns).map_or(0, |row| row + 1);
    Ok((names(&columns), Span::line(called, row)))
}

fn columns_row(columns: &[((u32, u32), String)]) -> Option<u32> {
    columns.first().map(|((row, _), _)| *row)
}

/// The header's names by column; one without a name is empty.
fn names(columns: &[((u32, u32), String)]) -> Vec<String> {
    let mut names = Vec::new();
    for ((_, column), name) in columns {
        let at = *column as usize;
        names.resize(names.len().max(at + 1), String::new());
        names[at].clone_from(name);
    }
    names
}

/// Every cell that holds something, in the order of the file, until `see` says
/// false.
fn walk(
    path: &Path,
    mut see: impl FnMut((u32, u32), &DataRef<'_>, &str) -> Result<bool, Diag>,
) -> Result<String, Diag> {
    let (mut book, name, called) = open(path)?;
    let fail = |e: &XlsxError| {
        Diag::error(format!("this sheet cannot be read: {e}")).at(Span::line(called.as_str(), 0))
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(|e| fail(&e))?;
    while let Some(cell) = cells.next_cell().map_err(|e| fail(&e))? {
        let at = cell.get_position();
        if at.0 >= MOST_ROWS || at.1 >= MOST_COLUMNS {
            return Err(
                Diag::error("a cell stands where no sheet reaches").at(Span::line(called.as_str(), 0))
            );
        }
        let empty = match cell.get_value() {
            DataRef::Empty => true,
            DataRef::String(text) => text.trim().is_empty(),
            DataRef::SharedString(text) => text.trim().is_empty(),
            _ => false,
        };
        if !empty && !see(at, cell.get_value(), &called)? {
            break;
        }
    }
    Ok(called)
}

pub(super) fn read(path: &Path, wanted: &[(&str, Want)], interrupt: &Interrupt) -> Result<Sheet, Diag> {
    let (columns, header) = head_of(path)?;
    let names: Vec<&str> = wanted.iter().map(|(name, _)| *name).collect();
    let mut first_row: Option<u32> = None;
    let places = super::places(&columns, &names, &header)?;
    let mut collected: Vec<Collected> = wanted.iter().map(|(_, want)| Collected::new(*want)).collect();
    // Rows that hold nothing are no rows.
    let (mut rows, mut current, mut shifts) = (0usize, 0u32, Vec::new());
    let called = walk(path, |at, cell, called| {
        let header = *first_row.get_or_insert(at.0);
        if at.0 == header {
            return Ok(true);
        }
        if at.0 < header || at.0 < current {
            return Err(
                Diag::error("the rows of this sheet are out of order").at(Span::line(called, at.0 + 1))
            );
        }
        if rows == 0 || at.0 > current {
            current = at.0;
            collected.iter_mut().for_each(|column| column.fill(rows));
            let skipped = (at.0 - header - 1) as usize - rows;
            if shifts.last().map_or(0, |(_, lines)| *lines) < skipped {
                shifts.push((rows, skipped));
            }
            rows += 1;
            if rows.is_multiple_of(4096) && interrupt.is_set() {
                return Err(Diag::error(format!("reading {called} was stopped")));
            }
        }
        for (place, _) in places.iter().enumerate().filter(|(_, column)| **column == at.1 as usize) {
            let column = &mut collected[place];
            // A cell that stands twice is a damaged file.
            column.fill(rows - 1);
            put(column, cell, at, wanted[place], called)?;
        }
        Ok(true)
    })?;
    collected.iter_mut().for_each(|column| column.fill(rows));
    let first_line = first_row.map_or(1, |row| row as usize + 1) + 1;
    let columns = wanted.iter().map(|(name, _)| (*name).to_string());
    let columns = columns.zip(collected.into_iter().map(Collected::into_cells)).collect();
    Ok(Sheet { file: called, rows, columns, first_line, shifts })
}

/// Puts a cell into its column.
fn put(
    column: &mut Collected,
    cell: &DataRef<'_>,
    at: (u32, u32),
    (name, want): (&str, Want),
    called: &str,
) -> Result<(), Diag> {
    let no_text = |_| Diag::error("this cell is no text").at(Span::line(called, at.0 + 1));
    match cell {
        DataRef::Float(number) if number.is_finite() => column.number(*number).map_err(no_text),
        DataRef::Int(number) => column.number(*number as f64).map_err(no_text),
        DataRef::DateTime(moment) if want == Want::Number => Err(Diag::error(format!(
            "column '{name}' ({}): {} is a date, no number",
            address(at),
            date(moment)
        ))
        .at(Span::line(called, at.0 + 1))
        .hint("set the cell's format to a number in the workbook")),
        other => {
            let text = label(other, at, called)?;
            if column.text(&text).map_err(no_text)? {
                return Ok(());
            }
            Err(super::no_number(name, &address(at), &text).at(Span::line(called, at.0 + 1)))
        }
    }
}

/// A cell as a text.
fn label(cell: &DataRef<'_>, at: (u32, u32), called: &str) -> Result<String, Diag> {
    Ok(match cell {
        DataRef::Empty | DataRef::Error(CellErrorType::NA) => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.trim().to_string()
        }
        DataRef::SharedString(text) => text.trim().to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_string(),
        DataRef::DateTime(moment) => date(moment),
        DataRef::Error(error) => {
            return Err(Diag::error(format!("{}: the cell holds the error {error}", address(at)))
                .at(Span::line(called, at.0 + 1))
                .hint("correct its formula, or empty the cell"));
        }
    })
}
