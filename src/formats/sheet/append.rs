//! A data file with one more column: its rows pass through as they stand, and
//! never stand in memory all at once.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::Want;
use super::blocks::{BLOCK, Block, Blocks, Cut};
use super::csv::{Opened, lock, open};
use crate::base::{Diag, Interrupt, Span, fs, parallel};

/// Which columns of the file stand before the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    All,
    These(Vec<String>),
}

/// Writes to the CSV file `to` the columns `keep` of the data file `from` and, as
/// `name`, one value a row.
///
/// # Errors
/// A file cannot be read or written, a column is not there or the name is taken,
/// or the file has other rows than when the values were made.
pub fn append(
    from: &Path,
    keep: &Keep,
    name: &str,
    values: &[f64],
    to: &Path,
    interrupt: &Interrupt,
) -> Result<(), Diag> {
    if super::kind(from) != super::Kind::Csv {
        return append_typed(from, keep, name, values, to, interrupt);
    }
    let Opened { file, size, name: shown, columns, rest, offset, .. } = open(from)?;
    let places = kept(&columns, keep, name, &shown)?;
    let blocks = Mutex::new((Blocks::new(file, rest, offset, Cut::Followed), 0, None));
    let changed = || Diag::error("the file changed while it was read").at(Span::line(shown.as_str(), 0));
    fs::write_whole(to, |out| {
        let mut line = Vec::new();
        let names: Vec<&str> = match &places {
            None => columns.iter().map(String::as_str).collect(),
            Some(places) => places.iter().map(|place| columns[*place].as_str()).collect(),
        };
        for column in names.into_iter().chain([name]) {
            if !line.is_empty() {
                line.push(b',');
            }
            quote(column, &mut line);
        }
        line.push(b'\n');
        out.write_all(&line).map_err(|e| fs::cannot_write(to, &e))?;
        let written = Mutex::new((out, 0usize, BTreeMap::new(), None));
        let labour = || {
            let mut block = Block::default();
            loop {
                let (rows, first) = {
                    let (blocks, first, failed) = &mut *lock(&blocks);
                    if interrupt.is_set() || failed.is_some() {
                        return;
                    }
                    match blocks.next(&mut block) {
                        Ok(true) => {}
                        Ok(false) => return,
                        Err(_) => {
                            *failed = Some(());
                            return;
                        }
                    }
                    let rows = rows_of(&block.bytes[..block.end], columns.len());
                    let from = *first;
                    *first += rows.len();
                    (rows, from)
                };
                let text = values.get(first..first + rows.len()).map(|values| {
                    let mut text = Vec::with_capacity(block.end + rows.len() * 20);
                    for (row, value) in rows.into_iter().zip(values) {
                        cells(&block.bytes[row], places.as_deref(), &mut text);
                        number(*value, &mut text);
                        text.push(b'\n');
                    }
                    text
                });
                let (out, next, waiting, failed) = &mut *lock(&written);
                waiting.insert(block.number, text);
                while let Some(text) = waiting.remove(next) {
                    *next += 1;
                    let result = match text {
                        Some(text) => out.write_all(&text).map_err(|e| fs::cannot_write(to, &e)),
                        None => Err(changed()),
                    };
                    if let (Err(diag), None) = (result, &failed) {
                        *failed = Some(diag);
                    }
                }
                if failed.is_some() {
                    return;
                }
            }
        };
        parallel::on_all_cores((size as usize).div_ceil(BLOCK), labour);
        let (.., failed) = written.into_inner().unwrap_or_else(PoisonError::into_inner);
        if interrupt.is_set() {
            return Err(
                Diag::error(format!("writing {} was stopped", to.display())).hint("nothing was changed")
            );
        }
        let (_, rows, broken) = &*lock(&blocks);
        match failed {
            Some(diag) => Err(diag),
            None if *rows != values.len() || broken.is_some() => Err(changed()),
            None => Ok(()),
        }
    })
}

/// The same for files whose cells have a type: they are written as texts.
fn append_typed(
    from: &Path,
    keep: &Keep,
    name: &str,
    values: &[f64],
    to: &Path,
    interrupt: &Interrupt,
) -> Result<(), Diag> {
    let columns = super::header(from)?;
    let shown = from.display().to_string();
    let names: Vec<String> = match kept(&columns, keep, name, &shown)? {
        Some(places) => places.into_iter().map(|place| columns[place].clone()).collect(),
        // A column without a name holds nothing that could be asked for.
        None => columns.into_iter().filter(|name| !name.is_empty()).collect(),
    };
    let wanted: Vec<(String, Want)> = names.into_iter().map(|name| (name, Want::Label)).collect();
    let sheet = super::read(from, &wanted, interrupt)?;
    if sheet.rows != values.len() {
        return Err(Diag::error("the file changed while it was read").at(Span::line(shown, 0)));
    }
    fs::write_whole(to, |out| {
        let mut out = std::io::BufWriter::new(out);
        let mut line = Vec::new();
        for (column, _) in &sheet.columns {
            quote(column, &mut line);
            line.push(b',');
        }
        quote(name, &mut line);
        line.push(b'\n');
        for (row, value) in values.iter().enumerate() {
            for (_, cells) in &sheet.columns {
                quote(cells.text(row).unwrap_or_default(), &mut line);
                line.push(b',');
            }
            number(*value, &mut line);
            line.push(b'\n');
            out.write_all(&line).map_err(|e| fs::cannot_write(to, &e))?;
            line.clear();
        }
        out.write_all(&line).and_then(|()| out.flush()).map_err(|e| fs::cannot_write(to, &e))
    })
}

/// The places of the columns that are kept; none where all are.
fn kept(columns: &[String], keep: &Keep, name: &str, file: &str) -> Result<Option<Vec<usize>>, Diag> {
    let header = Span::line(file, 1);
    let (places, names): (_, Vec<&String>) = match keep {
        Keep::All => (None, columns.iter().collect()),
        Keep::These(names) => {
            let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
            (Some(super::places(columns, &wanted, &header)?), names.iter().collect())
        }
    };
    if names.iter().any(|n| *n == name) {
        return Err(Diag::error(format!("there is a column '{name}' already"))
            .at(header)
            .hint("choose another name for the new one"));
    }
    Ok(places)
}

/// The rows of a block without their line ends, those passed over that are no
/// rows (blank lines, nothing but commas).
fn rows_of(bytes: &[u8], columns: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::with_capacity(bytes.len() / 64);
    let mut from = 0;
    let mut add = |from: usize, line: usize| {
        let end = if line > from && bytes[line - 1] == b'\r' { line - 1 } else { line };
        let row = &bytes[from..end];
        let blank = row.is_empty() || (row.len() == columns - 1 && row.iter().all(|b| *b == b','));
        if !blank {
            rows.push(from..end);
        }
    };
    if memchr::memchr(b'"', bytes).is_none() {
        for line in memchr::memchr_iter(b'\n', bytes) {
            add(from, line);
            from = line + 1;
        }
        return rows;
    }
    let mut at = 0;
    while at < bytes.len() {
        let end = cell_end(bytes, at);
        if end >= bytes.len() || bytes[end] == b'\n' {
            add(from, end);
            from = end + 1;
        }
        at = end + 1;
    }
    rows
}

/// The separator behind the cell that begins at `at`, or the end.
fn cell_end(bytes: &[u8], mut at: usize) -> usize {
    if bytes.get(at) == Some(&b'"') {
        at += 1;
        loop {
            match memchr::memchr(b'"', &bytes[at..]) {
                None => return bytes.len(),
                Some(n) if bytes.get(at + n + 1) == Some(&b'"') => at += n + 2,
                Some(n) => {
                    at += n + 1;
                    break;
                }
            }
        }
    }
    bytes[at..].iter().position(|b| matches!(b, b',' | b'\n')).map_or(bytes.len(), |n| at + n)
}

/// Copies cells of a row, a comma behind each.
fn cells(row: &[u8], places: Option<&[usize]>, text: &mut Vec<u8>) {
    let Some(places) = places else {
        text.extend_from_slice(row);
        text.push(b',');
        return;
    };
    let last = places.iter().max().map_or(0, |place| place + 1);
    let mut ranges = Vec::with_capacity(last);
    let mut at = 0;
    while ranges.len() < last && at <= row.len() {
        let end = cell_end(row, at);
        ranges.push(at..end);
        at = end + 1;
    }
    for place in places {
        text.extend_from_slice(ranges.get(*place).map_or(&[][..], |cell| &row[cell.clone()]));
        text.push(b',');
    }
}

/// A number as it reads back to the last bit.
fn number(value: f64, text: &mut Vec<u8>) {
    // What is not finite stays an empty cell; a whole number has no point.
    if value.is_finite() && serde_json::to_writer(&mut *text, &value).is_ok() && text.ends_with(b".0") {
        text.truncate(text.len() - 2);
    }
}

fn quote(cell: &str, text: &mut Vec<u8>) {
    if cell.contains([',', '"', '\n', '\r']) {
        text.extend_from_slice(format!("\"{}\"", cell.replace('"', "\"\"")).as_bytes());
    } else {
        text.extend_from_slice(cell.as_bytes());
    }
}
