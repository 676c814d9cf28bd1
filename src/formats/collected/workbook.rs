//! A workbook as KoBo writes it: the first sheet holds the records, each other
//! one the rows of a roster. Read cell by cell: a million ghost rows cost
//! nothing but their reading.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader, Xlsx};
use csv::ByteRecord;

use super::archive;
use super::table::{Row, Table};
use crate::base::{Diag, Interrupt, Span};
use crate::formats::head::{self, Use};
use crate::formats::workbook::cell::{address, date};

const MOST_COLUMNS: u32 = 16_384;
const MOST_ROWS: u32 = 1_048_576;

/// A sheet of a workbook.
pub struct SheetTable {
    path: PathBuf,
    sheet: String,
    name: String,
    /// The row of the header, from 0.
    first: u32,
    header: Vec<String>,
    interrupt: Interrupt,
}

type Rosters = Vec<(String, Box<dyn Table>)>;

/// The sheet of records and those of rosters.
pub fn open(path: &Path, interrupt: &Interrupt) -> Result<(SheetTable, Rosters), Diag> {
    // What it would unpack to is looked at first.
    archive::read(path)?;
    let names = book(path)?.sheet_names();
    let mut sheets = Vec::new();
    for sheet in names {
        let table = SheetTable::of(path, &sheet, interrupt)?;
        if !table.header.is_empty() {
            sheets.push(table);
        }
    }
    if sheets.is_empty() {
        return Err(Diag::error("there is no header row in this workbook")
            .at(Span::line(path.display().to_string(), 0))
            .hint("nothing was imported"));
    }
    let main = sheets.remove(0);
    let rosters = sheets.into_iter().map(|t| (t.sheet.clone(), Box::new(t) as Box<dyn Table>)).collect();
    Ok((main, rosters))
}

fn book(path: &Path) -> Result<Xlsx<BufReader<File>>, Diag> {
    let (file, _) = head::open(path, Use::Import)?;
    Xlsx::new(BufReader::new(file)).map_err(|e| {
        Diag::error(format!("this workbook cannot be read: {e}"))
            .at(Span::line(path.display().to_string(), 0))
            .hint("open it in a spreadsheet and save it as .xlsx again, or as CSV UTF-8")
            .hint("nothing was imported")
    })
}

impl SheetTable {
    fn of(path: &Path, sheet: &str, interrupt: &Interrupt) -> Result<SheetTable, Diag> {
        let mut table = SheetTable {
            path: path.to_path_buf(),
            sheet: sheet.to_string(),
            name: format!("{}#{sheet}", path.display()),
            first: 0,
            header: Vec::new(),
            interrupt: interrupt.clone(),
        };
        let (mut first, mut header) = (None, Vec::new());
        table.walk(&mut |at, text| {
            if *first.get_or_insert(at.0) != at.0 {
                return Ok(false);
            }
            header.resize(header.len().max(at.1 as usize + 1), String::new());
            header[at.1 as usize] = text.trim().to_string();
            Ok(true)
        })?;
        (table.first, table.header) = (first.unwrap_or(0), header);
        Ok(table)
    }

    /// Every cell that holds something, until `see` says false.
    fn walk(&self, see: &mut dyn FnMut((u32, u32), &str) -> Result<bool, Diag>) -> Result<(), Diag> {
        let at = |row: u32| Span::line(self.name.as_str(), row);
        let mut book = book(&self.path)?;
        let fail = |e: &dyn std::fmt::Display| {
            Diag::error(format!("this sheet cannot be read: {e}")).at(at(0)).hint("nothing was imported")
        };
        let mut cells = match book.worksheet_cells_reader(&self.sheet) {
            Ok(cells) => cells,
            // A sheet of a chart has no cells.
            Err(e) if self.sheet.is_empty() => return Err(fail(&e)),
            Err(e) => return Err(fail(&e)),
        };
        let mut read = 0u32;
        while let Some(cell) = cells.next_cell().map_err(|e| fail(&e))? {
            read = read.wrapping_add(1);
            if read.is_multiple_of(1 << 16) && self.interrupt.is_set() {
                return Err(Diag::error("the import was stopped").hint("nothing was changed"));
            }
            let place = cell.get_position();
            if place.0 >= MOST_ROWS || place.1 >= MOST_COLUMNS {
                return Err(Diag::error("a cell stands where no sheet reaches").at(at(0)));
            }
            let text = match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                    text.clone()
                }
                DataRef::SharedString(text) => (*text).to_string(),
                DataRef::Float(number) if number.is_finite() => number.to_string(),
                DataRef::Float(_) => continue,
                DataRef::Int(number) => number.to_string(),
                DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_string(),
                DataRef::DateTime(moment) => date(moment),
                DataRef::Error(error) => {
                    return Err(Diag::error(format!("{}: the cell holds the error {error}", address(place)))
                        .at(at(place.0 + 1))
                        .hint("empty the cell, or write what was answered; nothing was imported"));
                }
            };
            if !text.trim().is_empty() && !see(place, &text)? {
                break;
            }
        }
        Ok(())
    }
}

impl Table for SheetTable {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn each(&mut self, see: &mut dyn FnMut(Row) -> Result<(), Diag>) -> Result<(), Diag> {
        let width = self.header.len();
        let mut held: Vec<String> = vec![String::new(); width];
        let mut current: Option<u32> = None;
        let mut cells = ByteRecord::new();
        let mut give = |row: u32, held: &mut Vec<String>| -> Result<(), Diag> {
            cells.clear();
            for text in held.iter_mut() {
                cells.push_field(text.as_bytes());
                text.clear();
            }
            // How many rows there are is not known before.
            see(Row { number: u64::from(row) + 1, cells: &cells, done: 0.5 })
        };
        let first = self.first;
        self.walk(&mut |at, text| {
            if at.0 <= first {
                return Ok(true);
            }
            if current.is_some_and(|row| at.0 < row) {
                return Err(Diag::error("the rows of this sheet are out of order")
                    .at(Span::line(self.name.as_str(), at.0 + 1)));
            }
            if let Some(row) = current.filter(|row| *row != at.0) {
                give(row, &mut held)?;
            }
            current = Some(at.0);
            match held.get_mut(at.1 as usize) {
                Some(cell) => *cell = text.to_string(),
                None => {
                    return Err(Diag::error(format!("{} stands under no name of a column", address(at)))
                        .at(Span::line(self.name.as_str(), at.0 + 1))
                        .hint("nothing was imported"));
                }
            }
            Ok(true)
        })?;
        current.map_or(Ok(()), |row| give(row, &mut held))
    }

    fn span(&self, number: u32) -> Span {
        Span::line(self.name.as_str(), number)
    }
}
