//! A small workbook read faithfully: every sheet with its visibility, every cell
//! with its kind, its formula and how its number is shown, every merged region.
//! What a form must not be is refused with the reason.
//!
//! calamine gives all of it but the rows and columns that are hidden, which
//! [`super::hidden`] finds, and comments and the rules of validation; nothing
//! here depends on those.

use std::collections::HashSet;
use std::io::Cursor;
use std::path::Path;

use calamine::{
    CellErrorType, DataRef, Reader, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata as FormulaKind,
};
use sha2::{Digest, Sha256};

use super::cell::{At, Shown, date, place, shown, shown_zero};
use super::compound;
use super::hidden::{self, Hidden};
use crate::base::number::grouped;
use crate::base::{Diag, Interrupt, Span, fs, hex};

/// A workbook.
#[derive(Debug, Clone)]
pub struct Book {
    /// The file as complaints call it.
    pub file: String,
    /// SHA-256 of the file, 64 hexadecimal digits.
    pub hash: String,
    pub sheets: Vec<Sheet>,
    /// Whether it has comments, which are not read.
    pub has_comments: bool,
}

/// A sheet and what stands in it.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    /// Rows and columns that it does not show.
    pub unseen: Hidden,
    /// Cells that hold something, by row and column.
    cells: Vec<Cell>,
    /// First and last cell of each merged region.
    pub merged: Vec<(At, At)>,
}

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub at: At,
    pub value: Value,
    /// The formula behind the value; it may be empty where it is shared with
    /// another cell.
    pub formula: Option<String>,
    pub shown: Shown,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A formula without a value.
    Empty,
    Number(f64),
    Text(String),
    Truth(bool),
    /// `2020-12-31`, with its time where it has one.
    Date(String),
    Error(String),
}

impl Cell {
    /// The cell as a text, as one reads it.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Empty => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) | Value::Date(text) | Value::Error(text) => text.clone(),
            Value::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_string(),
        }
    }
}

impl Sheet {
    pub fn cell(&self, at: At) -> Option<&Cell> {
        self.cells.binary_search_by_key(&at, |c| c.at).ok().map(|i| &self.cells[i])
    }

    /// All cells that hold something, row by row.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }
}

impl Book {
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|s| s.name == name)
    }

    /// Where a cell is, for complaints: `police.xlsx#Reported!C7`.
    pub fn span(&self, sheet: &str, at: At) -> Span {
        Span::line(format!("{}#{}", self.file, place(sheet, at)), 0)
    }

    /// Where a whole sheet is.
    pub fn sheet_span(&self, sheet: &str) -> Span {
        Span::line(format!("{}#{sheet}", self.file), 0)
    }
}

/// In bytes: a form that was filled in has a few hundred thousand.
const MOST_PACKED: u64 = 20 << 20;
const MOST_UNPACKED: u64 = 128 << 20;
/// Cells, the empty ones too.
const MOST_CELLS: usize = 1_000_000;

/// Excel's own limits; what is beyond was not made by it.
const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: u32 = 16_384;

/// Reads the workbook at `path`.
///
/// # Errors
/// It cannot be read; it is no workbook, an old one, one behind a password, or
/// one with macros, pictures or links to other files; it is larger than any
/// form.
pub fn read(path: &Path, interrupt: &Interrupt) -> Result<Book, Diag> {
    let file = path.display().to_string();
    let whole = || Span::line(file.as_str(), 0);
    let meta = std::fs::metadata(path);
    let meta = meta.map_err(|e| Diag::error(format!("cannot read: {}", fs::reason(&e))).at(whole()))?;
    if !meta.is_file() {
        return Err(Diag::error("this is no plain file").at(whole()));
    }
    if meta.len() > MOST_PACKED {
        return Err(Diag::error(format!(
            "this workbook has {}; no form is that large",
            megabytes(meta.len())
        ))
        .at(whole())
        .hint("take out pictures, embedded files and sheets that do not belong to the form"));
    }
    let bytes = std::fs::read(path);
    let bytes = bytes.map_err(|e| Diag::error(format!("cannot read: {}", fs::reason(&e))).at(whole()))?;
    of_bytes(&file, &bytes, interrupt)
}

/// The same of a workbook in memory, called `file` in complaints.
///
/// # Errors
/// As [`read`].
pub fn of_bytes(file: &str, bytes: &[u8], interrupt: &Interrupt) -> Result<Book, Diag> {
    let has_comments = admitted(file, bytes)?;
    let whole = || Span::line(file, 0);
    let unreadable = |e: &XlsxError| {
        Diag::error(format!("this workbook cannot be read: {e}"))
            .at(whole())
            .hint("it may have been cut off on its way; open it in a spreadsheet and save it as .xlsx again")
    };
    let mut xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    let mut sheets = Vec::new();
    let mut room = MOST_CELLS;
    let mut unseen = hidden::of_bytes(bytes);
    for sheet in xlsx.sheets_metadata().to_vec() {
        let hidden = sheet.visible != SheetVisible::Visible;
        let unseen = unseen.remove(&sheet.name).unwrap_or_default();
        let read = self::sheet(&mut xlsx, file, sheet.name, &mut room, interrupt)?;
        sheets.push(Sheet { hidden, unseen, ..read });
    }
    Ok(Book { file: file.to_string(), hash: hex::encode(&Sha256::digest(bytes)), sheets, has_comments })
}

/// Refuses what is no plain workbook; says whether it has comments.
fn admitted(file: &str, bytes: &[u8]) -> Result<bool, Diag> {
    let no = |what: &str, hint: &str| Err(Diag::error(what).at(Span::line(file, 0)).hint(hint));
    const SAVE: &str = "in a spreadsheet, save it as 'Excel Workbook (.xlsx)' and import that";
    if bytes.is_empty() {
        return no("the file is empty", "ask for it to be sent again");
    }
    if compound::is_compound(bytes) {
        let streams = compound::streams(bytes);
        let has = |name: &str| streams.iter().any(|s| s == name);
        return if has("EncryptedPackage") {
            no("this workbook is behind a password", "save a copy without a password and import that")
        } else if has("Workbook") || has("Book") {
            no("this is an old Excel workbook (.xls), whatever its name ends in", SAVE)
        } else {
            no("this is an older Office file, no workbook", SAVE)
        };
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return no("this is no Excel workbook", SAVE);
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return no("this workbook is damaged: its end is missing or altered", "ask for it to be sent again");
    };
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(|n| n.to_lowercase()).collect();
    let any = |find: &dyn Fn(&str) -> bool| names.iter().any(|n| find(n));
    let ends = |end: &'static str| any(&move |n: &str| n.ends_with(end));
    let in_folder = |folder: &'static str| any(&move |n: &str| n.contains(folder));
    let mut unpacked = 0u64;
    for at in 0..archive.len() {
        unpacked = unpacked.saturating_add(archive.by_index_raw(at).map_or(0, |part| part.size()));
    }
    if unpacked > MOST_UNPACKED {
        return no(
            &format!(
                "this workbook of {} would unpack to {}, which no form does",
                megabytes(bytes.len() as u64),
                megabytes(unpacked)
            ),
            "copy what was filled in to an empty form",
        );
    }
    if ends("xl/workbook.bin") {
        return no("this is a binary workbook (.xlsb)", SAVE);
    }
    if ends("content.xml") && names.iter().any(|n| n == "mimetype") {
        return no("this is an OpenDocument file, no Excel workbook", SAVE);
    }
    // The content types are asked too: a program may keep its code elsewhere.
    let mut types = String::new();
    if let Ok(mut part) = archive.by_name("[Content_Types].xml") {
        // A part that cannot be read is complained of by who reads the sheets.
        let _ = std::io::Read::read_to_string(&mut part, &mut types);
    }
    let types = types.to_lowercase();
    if ends("vbaproject.bin") || types.contains("macroenabled") || in_folder("xl/macrosheets/") {
        return no(
            "this workbook has macros",
            "save it as 'Excel Workbook (.xlsx)' without macros and import that; nothing in it was run",
        );
    }
    if in_folder("xl/externallinks/") || ends("xl/connections.xml") || in_folder("xl/querytables/") {
        return no(
            "this workbook takes values from other files",
            "break the links (Data, Edit links) so that the numbers stand in the form itself",
        );
    }
    if in_folder("xl/media/") || in_folder("xl/embeddings/") || in_folder("xl/activex/") {
        return no(
            "this workbook holds pictures or embedded files, which are never taken in",
            "delete them and save it again; a form holds counts and short texts alone",
        );
    }
    if !ends("workbook.xml") {
        return no("this is a zip archive, no Excel workbook", SAVE);
    }
    Ok(any(&|n: &str| n.contains("comments")))
}

fn sheet(
    xlsx: &mut Xlsx<Cursor<&[u8]>>,
    file: &str,
    name: String,
    room: &mut usize,
    interrupt: &Interrupt,
) -> Result<Sheet, Diag> {
    let whole = || Span::line(format!("{file}#{name}"), 0);
    let fail = |e: &XlsxError, last: Option<At>| {
        let after = last.map_or(String::new(), |at| format!(", after {}", place(&name, at)));
        Diag::error(format!("this sheet cannot be read{after}: {e}"))
            .at(whole())
            .hint("open it in a spreadsheet and save it as .xlsx again")
    };
    let mut cells: Vec<Cell> = Vec::new();
    let mut reader = match xlsx.worksheet_cells_reader(&name) {
        Ok(reader) => reader,
        // A sheet of one chart, say.
        Err(XlsxError::NotAWorksheet(_)) => {
            return Err(Diag::error("this is no sheet of cells")
                .at(whole())
                .hint("delete the sheet; a form has no charts"));
        }
        Err(e) => return Err(fail(&e, None)),
    };
    // As a number above zero is shown, and as a zero is.
    let kinds: Vec<[Shown; 2]> = reader
        .styles()
        .iter()
        .map(|s| match &s.number_format {
            // Currencies, whose sign depends on the country of the computer: they
            // have a number and no code in the file.
            Some(f) if matches!(f.format_id, Some(5..=8)) => {
                [Shown::WithUnit("a currency".into()), Shown::WithUnit("a currency".into())]
            }
            Some(f) => [shown(&f.format_code), shown_zero(&f.format_code)],
            None => [Shown::Plain, Shown::Plain],
        })
        .collect();
    let mut last = None;
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|e| fail(&e, last))? {
        let at = cell.get_position();
        last = Some(at);
        *room = room.checked_sub(1).ok_or_else(|| {
            Diag::error(format!(
                "more than {} cells are kept in this workbook, nearly all of them empty",
                grouped(MOST_CELLS as f64, 0)
            ))
            .at(whole())
            .hint("copy what was filled in to an empty form")
        })?;
        if room.is_multiple_of(4096) && interrupt.is_set() {
            return Err(Diag::error(format!("reading {file} was stopped")));
        }
        if at.0 >= MOST_ROWS || at.1 >= MOST_COLUMNS {
            return Err(Diag::error("a cell stands where no sheet reaches").at(whole()));
        }
        let value = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::String(text) | DataRef::DurationIso(text) => Value::Text(text.trim().to_string()),
            DataRef::SharedString(text) => Value::Text(text.trim().to_string()),
            DataRef::DateTimeIso(text) => Value::Date(text.trim_end_matches("T00:00:00").to_string()),
            DataRef::DateTime(moment) => Value::Date(date(moment)),
            DataRef::Int(number) => Value::Number(*number as f64),
            // A zero with a sign is a zero.
            DataRef::Float(number) if number.is_finite() => Value::Number(*number + 0.0),
            DataRef::Float(_) => Value::Error("a number without an end".into()),
            DataRef::Bool(truth) => Value::Truth(*truth),
            DataRef::Error(CellErrorType::NA) => Value::Error("#N/A".into()),
            DataRef::Error(error) => Value::Error(error.to_string()),
        };
        if matches!(&value, Value::Text(text) if text.is_empty()) {
            continue;
        }
        let zero = usize::from(matches!(value, Value::Number(0.0)));
        let shown = kinds.get(style).map_or(Shown::Plain, |kind| kind[zero].clone());
        cells.push(Cell { at, value, formula: None, shown });
    }
    drop(reader);
    cells.sort_by_key(|c| c.at);
    if let Some(two) = cells.windows(2).find(|two| two[0].at == two[1].at) {
        return Err(Diag::error("this cell stands twice in the file")
            .at(Span::line(format!("{file}#{}", place(&name, two[0].at)), 0))
            .hint("open it in a spreadsheet and save it as .xlsx again"));
    }
    formulas(xlsx, &name, &mut cells).map_err(|e| fail(&e, None))?;
    let regions = xlsx.merge_cells_by_sheet_name(&name).map_err(|e| fail(&e, None))?;
    let merged = regions.into_iter().map(|d| (d.start, d.end)).collect();
    Ok(Sheet { name, hidden: false, unseen: Hidden::default(), cells, merged })
}

/// Marks the cells that a formula stands in, also those without a value.
fn formulas(xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str, cells: &mut Vec<Cell>) -> Result<(), XlsxError> {
    let mut reader = xlsx.worksheet_cells_reader(name)?;
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    while let Some(cell) = reader.next_cell_with_formula_metadata()? {
        let Some(formula) = cell.formula else { continue };
        let formula = match formula {
            FormulaKind::Normal { formula } | FormulaKind::Shared { formula, .. } => formula,
            _ => String::new(),
        };
        if seen.insert(cell.pos) {
            found.push((cell.pos, formula));
        }
    }
    for (at, formula) in found {
        match cells.binary_search_by_key(&at, |c| c.at) {
            Ok(i) => cells[i].formula = Some(formula),
            Err(i) => {
                let cell = Cell { at, value: Value::Empty, formula: Some(formula), shown: Shown::Plain };
                cells.insert(i, cell);
            }
        }
    }
    Ok(())
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", grouped((bytes as f64 / 1e6).ceil(), 0))
}
