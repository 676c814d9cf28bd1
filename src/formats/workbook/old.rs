//! Old workbooks (`.xls`), as sheets of text cells. The library that opens them
//! lays every sheet out from its first cell to its last, so that two cells far
//! apart would take all memory: what a file holds is looked at first.

use std::io::Cursor;

use calamine::{Data, Reader, Xls};

use super::cell::{At, date};
use super::compound;
use crate::base::{Diag, Span, caught};

/// A sheet: its name and the cells that hold something, row by row.
pub type TextSheet = (String, Vec<(At, String)>);

/// Above this the sectors of a file are named in another place.
const MOST: usize = 6 << 20;
/// Cells between the first and the last of each sheet.
const MOST_CELLS: u64 = 1_000_000;

/// Whether these bytes may be an old workbook, whatever the file's name ends in.
pub fn is_old(bytes: &[u8]) -> bool {
    compound::is_compound(bytes) && compound::streams(bytes).iter().any(|s| s == "Workbook" || s == "Book")
}

/// Reads an old workbook, called `file` in complaints.
///
/// # Errors
/// It cannot be read, or is larger than any form.
pub fn of_bytes(file: &str, bytes: &[u8]) -> Result<Vec<TextSheet>, Diag> {
    const SAVE: &str = "in a spreadsheet, save it as 'Excel Workbook (.xlsx)' and import that";
    let no = |what: &str| Diag::error(what).at(Span::line(file, 0)).hint(SAVE);
    if bytes.len() > MOST {
        return Err(no("this old workbook is larger than 6 MB"));
    }
    let stream = compound::stream(bytes, "Workbook").or_else(|| compound::stream(bytes, "Book"));
    let stream = stream.ok_or_else(|| no("this old workbook cannot be read"))?;
    if spread(&stream) > MOST_CELLS {
        return Err(no("the cells of this old workbook stand further apart than in any form"));
    }
    // The library trusts what a damaged file says of itself.
    let read = caught(|| {
        let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
        let names = book.sheet_names();
        let mut sheets = Vec::new();
        for name in names {
            let range = book.worksheet_range(&name).map_err(|e| e.to_string())?;
            let (top, left) = range.start().unwrap_or((0, 0));
            let cells = range
                .used_cells()
                .map(|(row, column, value)| ((top + row as u32, left + column as u32), text(value)));
            let cells = cells.filter(|(_, text)| !text.trim().is_empty()).collect();
            sheets.push((name, cells));
        }
        Ok::<Vec<TextSheet>, String>(sheets)
    });
    match read {
        Some(Ok(sheets)) => Ok(sheets),
        Some(Err(reason)) => Err(no(&format!("this old workbook cannot be read: {reason}"))),
        None => Err(no("this old workbook is damaged")),
    }
}

fn text(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) if number.is_finite() => (*number + 0.0).to_string(),
        Data::Float(_) => String::new(),
        Data::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_string(),
        Data::DateTime(moment) => date(moment),
        Data::Error(error) => error.to_string(),
    }
}

/// How many cells there are from the first to the last of each sheet, by the
/// records of the stream.
fn spread(stream: &[u8]) -> u64 {
    const SHEET: u16 = 0x0809;
    // Numbers, texts, formulas, truths, and several numbers at once.
    const CELLS: [u16; 8] = [0x0203, 0x00fd, 0x0204, 0x027e, 0x00bd, 0x0006, 0x0205, 0x00d6];
    let u16_at = |at: usize| stream.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let (mut at, mut total, mut rows, mut columns) = (0usize, 0u64, 0u64, 0u64);
    while let (Some(kind), Some(length)) = (u16_at(at), u16_at(at + 2)) {
        let body = at + 4;
        if kind == SHEET {
            total = total.saturating_add(rows * columns);
            (rows, columns) = (0, 0);
        } else if CELLS.contains(&kind)
            && let (Some(row), Some(column)) = (u16_at(body), u16_at(body + 2))
        {
            rows = rows.max(u64::from(row) + 1);
            // Several at once name their last column at their end.
            let last = match kind {
                0x00bd => u16_at((body + usize::from(length)).saturating_sub(2)).unwrap_or(column),
                _ => column,
            };
            columns = columns.max(u64::from(column.max(last)) + 1);
        }
        at = body + usize::from(length);
    }
    total.saturating_add(rows * columns)
}
