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
/// Sheets of a form.
const MOST_SHEETS: usize = 100;

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
    let modest = modest(bytes, &stream).ok_or_else(|| no("this old workbook is damaged"))?;
    let bytes = modest.as_slice();
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

/// How many cells the library would lay out: from the first to the last of each
/// sheet, by the records of the stream.
fn spread(stream: &[u8]) -> u64 {
    let sheets = sheets(stream);
    if sheets.len() > MOST_SHEETS {
        return u64::MAX;
    }
    let each = sheets.iter().filter_map(|at| stream.get(*at..)).map(spread_of);
    each.fold(spread_of(stream), u64::saturating_add)
}

/// The file, whose sheets say that they have one cell where they say that they
/// have more than any form. The library sets room aside for all of them, and
/// programs that format whole columns write a million rows of 256. `None` where
/// what a sheet says stands in no one place.
fn modest(bytes: &[u8], stream: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.to_vec();
    for body in boasts(stream) {
        let said = [&DIMENSIONS.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat();
        let mut at = 0;
        while let Some(found) = memchr::memmem::find(&out[at..], &said) {
            at += found + said.len();
            out[at - body.len()..at].fill(0);
        }
    }
    let stream = compound::stream(&out, "Workbook").or_else(|| compound::stream(&out, "Book"))?;
    boasts(&stream).is_empty().then_some(out)
}

/// What sheets say that they have, where that is more than any form has.
fn boasts(stream: &[u8]) -> Vec<&[u8]> {
    let sheets = sheets(stream);
    let records = sheets.iter().filter_map(|at| stream.get(*at..)).flat_map(records);
    let said = records.filter(|(kind, body)| *kind == DIMENSIONS && dimensions(body) > MOST_CELLS);
    said.map(|(_, body)| body).collect()
}

const SHEET: u16 = 0x0809;
const END: u16 = 0x000a;
const DIMENSIONS: u16 = 0x0200;
const NAMED: u16 = 0x0085;

/// Kind and body of each record.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (head, behind) = rest.split_at_checked(4)?;
        let (body, next) = behind.split_at_checked(usize::from(u16_at(head, 2)?))?;
        rest = next;
        Some((u16_at(head, 0)?, body))
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

/// Where the sheets begin, as the stream names them.
fn sheets(stream: &[u8]) -> Vec<usize> {
    let named = records(stream).filter(|(kind, _)| *kind == NAMED);
    named.filter_map(|(_, body)| u32_at(body, 0)).map(|at| at as usize).collect()
}

/// The same of one sheet, up to its end; what is embedded in it is passed over.
fn spread_of(stream: &[u8]) -> u64 {
    // Numbers, texts, formulas, truths, and several numbers at once.
    const CELLS: [u16; 8] = [0x0203, 0x00fd, 0x0204, 0x027e, 0x00bd, 0x0006, 0x0205, 0x00d6];
    let (mut rows, mut columns) = (0u64, 0u64);
    let (mut begun, mut inner) = (false, 0usize);
    for (kind, body) in records(stream) {
        match kind {
            SHEET if begun => inner += 1,
            SHEET => begun = true,
            END if inner > 0 => inner -= 1,
            END => break,
            _ if inner > 0 => {}
            _ if CELLS.contains(&kind) => {
                let (Some(row), Some(column)) = (u16_at(body, 0), u16_at(body, 2)) else { continue };
                rows = rows.max(u64::from(row) + 1);
                // Several at once name their last column at their end.
                let last = match kind {
                    0x00bd => u16_at(body, body.len().saturating_sub(2)).unwrap_or(column),
                    _ => column,
                };
                columns = columns.max(u64::from(column.max(last)) + 1);
            }
            _ => {}
        }
    }
    rows * columns
}

/// The cells between the corners that a sheet names. Corners the wrong way round
/// are no number that anybody should count to.
fn dimensions(body: &[u8]) -> u64 {
    let short = |at: usize| u16_at(body, at).map(u32::from);
    let corners = match body.len() {
        10 => [short(0), short(2), short(4), short(6)],
        _ => [u32_at(body, 0), u32_at(body, 4), short(8), short(10)],
    };
    let [Some(top), Some(bottom), Some(left), Some(right)] = corners else { return 0 };
    if bottom == 0 || right == 0 {
        return 1;
    }
    // As the library takes them.
    let left = if left > 0xff || right < left { 0 } else { left };
    u64::from(bottom.wrapping_sub(top)).saturating_mul(u64::from(right.wrapping_sub(left)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat()
    }

    fn dimensions_of(top: u32, bottom: u32, left: u16, right: u16) -> Vec<u8> {
        let corners = [top.to_le_bytes(), bottom.to_le_bytes()].concat();
        let sides = [left.to_le_bytes(), right.to_le_bytes(), [0, 0]].concat();
        record(DIMENSIONS, &[corners, sides].concat())
    }

    #[test]
    fn what_a_sheet_says_of_itself_is_heard_wherever_it_begins() {
        let sheet = |dimensions: &[u8]| [&record(SHEET, &[0; 16]), dimensions, &record(END, &[])].concat();
        // A sheet that begins inside of another record is only found by its name.
        let boasts_of = |dimensions: &[u8]| {
            let named = record(NAMED, &[&28u32.to_le_bytes()[..], &[0, 0, 1, 0, 65]].concat());
            let globals = [named, record(END, &[])].concat();
            let filler = record(0x0fff, &[[0; 7].as_slice(), &sheet(dimensions)].concat());
            assert_eq!(globals.len() + 4 + 7, 28);
            boasts(&[globals, filler].concat()).len()
        };
        assert_eq!(boasts_of(&dimensions_of(0, 1000, 0, 26)), 0);
        assert_eq!(boasts_of(&dimensions_of(0, 1 << 20, 0, 256)), 1);
        assert_eq!(boasts_of(&dimensions_of(9, 3, 0, 4)), 1, "corners the wrong way round");
    }
}
