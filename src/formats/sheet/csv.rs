//! CSV of any size, on all cores: blocks of whole rows are read in turn, looked
//! through side by side and put together in their order.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Want;
use super::blocks::{BLOCK, Block, Blocks, Cut, Failed};
use super::scan::{Step, What, scan};
use super::whole::Whole;
use crate::base::number::counted;
use crate::base::{Diag, Interrupt, Span, fs, parallel};
use crate::data::Sheet;
use crate::formats::head::{self, Use};

/// A file whose header row was read.
pub(super) struct Opened {
    pub file: File,
    pub size: u64,
    pub name: String,
    pub columns: Vec<String>,
    /// What was read behind the header row, and the byte it begins at.
    pub rest: Vec<u8>,
    pub offset: u64,
    /// The line of the first row.
    pub line: usize,
}

pub(super) fn open(path: &Path) -> Result<Opened, Diag> {
    let name = path.display().to_string();
    let fail = |e: &std::io::Error| {
        Diag::error(format!("cannot read: {}", fs::reason(e))).at(Span::line(name.as_str(), 0))
    };
    let (mut file, size) = head::open(path, Use::Read)?;
    let mut bytes = Vec::new();
    // A header row may be long; a row of more than a block has no end.
    (&mut file).take(BLOCK as u64).read_to_end(&mut bytes).map_err(|e| fail(&e))?;
    head::foreign(&bytes, &name, Use::Read)?;
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[mark..]);
    let line = Span::line(name.as_str(), 1);
    let header = match reader.byte_headers() {
        Ok(header) => header.clone(),
        Err(e) => return Err(Diag::error(format!("the header row cannot be read: {e}")).at(line)),
    };
    let mut end = mark + reader.position().byte() as usize;
    if end > 0 && bytes[end - 1] == b'\r' {
        if bytes.get(end) == Some(&b'\n') {
            end += 1;
        } else if end < bytes.len() {
            return Err(Diag::error("lines end in carriage returns alone")
                .at(line)
                .hint("save the file as CSV UTF-8, whose lines end in line feeds"));
        }
    }
    if end == BLOCK {
        return Err(Diag::error("the header row does not end").at(line).hint("is it the right file?"));
    }
    let columns = head::columns(&header, &name)?;
    let lines = memchr::memchr_iter(b'\n', &bytes[..end]).count();
    bytes.drain(..end);
    Ok(Opened { file, size, name, columns, rest: bytes, offset: end as u64, line: lines + 1 })
}

pub(super) fn header(path: &Path) -> Result<Vec<String>, Diag> {
    Ok(open(path)?.columns)
}

pub(super) fn read(path: &Path, mut wants: Vec<(&str, Want)>, interrupt: &Interrupt) -> Result<Sheet, Diag> {
    let mut cut = Cut::Counted;
    loop {
        match once(path, &wants, cut, interrupt)? {
            Outcome::Sheet(sheet) => return Ok(sheet),
            // It began with numbers and goes on with texts.
            Outcome::Again(place) => wants[place].1 = Want::Label,
            // A quote that does not end: counting may have missed where it does.
            Outcome::Open => cut = Cut::Followed,
        }
    }
}

/// Blocks that may wait for one before them.
const MOST_WAITING: usize = 6;

/// How often a tenth of a millisecond is waited for that.
const WAITS: usize = 10_000;

enum Outcome {
    Sheet(Sheet),
    Again(usize),
    Open,
}

fn once(path: &Path, wants: &[(&str, Want)], cut: Cut, interrupt: &Interrupt) -> Result<Outcome, Diag> {
    let Opened { file, size, name, columns, rest, offset, line } = open(path)?;
    let names: Vec<&str> = wants.iter().map(|(name, _)| *name).collect();
    let steps = steps(&columns, &names, &name)?;
    let kinds: Vec<Want> = wants.iter().map(|(_, want)| *want).collect();
    let blocks = Mutex::new((Blocks::new(file, rest, offset, cut), None));
    let whole = Mutex::new(Whole::new(&kinds));
    let labour = || {
        let mut block = Block::default();
        let mut how = lock(&whole).how.clone();
        loop {
            // Blocks that wait for one before them take memory: whoever is ahead
            // lets the others come up, for a second at most.
            for _ in 0..WAITS {
                if lock(&whole).waiting() < MOST_WAITING || interrupt.is_set() {
                    break;
                }
                std::thread::sleep(Duration::from_micros(100));
            }
            {
                let (blocks, failed) = &mut *lock(&blocks);
                if failed.is_some() || interrupt.is_set() {
                    return;
                }
                match blocks.next(&mut block) {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(why) => {
                        *failed = Some(why);
                        return;
                    }
                }
            }
            let rows = scan(&block.bytes, block.end, &steps, columns.len(), &how);
            let expected = match &rows {
                // Rows of about this length, to the end of the file.
                Ok(rows) => (size as f64 / block.end as f64 * rows.rows as f64 * 1.02) as usize + 1,
                Err(_) => 0,
            };
            let mut whole = lock(&whole);
            whole.take(block.number, block.offset, rows, expected);
            if whole.wrong.is_some() {
                return;
            }
            how.clone_from(&whole.how);
        }
    };
    parallel::on_all_cores((size as usize).div_ceil(BLOCK), labour);
    let (_, failed) = blocks.into_inner().unwrap_or_else(PoisonError::into_inner);
    let whole = whole.into_inner().unwrap_or_else(PoisonError::into_inner);
    if interrupt.is_set() {
        return Err(Diag::error(format!("reading {name} was stopped")));
    }
    match whole.wrong {
        Some((_, What::Again(place))) => return Ok(Outcome::Again(place)),
        Some((_, What::OpenQuote)) if cut == Cut::Counted => return Ok(Outcome::Open),
        Some((at, what)) => return Err(complaint(path, &name, at, what, &names, columns.len())),
        None => {}
    }
    if matches!(failed, Some(Failed::Long(_))) && cut == Cut::Counted {
        return Ok(Outcome::Open);
    }
    if let Some(why) = failed {
        return Err(match why {
            Failed::Disk(e) => {
                Diag::error(format!("cannot read: {}", fs::reason(&e))).at(Span::line(name.as_str(), 0))
            }
            Failed::Long(at) => {
                let line = place(path, at).map_or(0, |(line, _)| line);
                Diag::error("a row of more than 16 MB, which no record is")
                    .at(Span::line(name.as_str(), line))
                    .hint("a quote that is opened and never closed makes one cell of all that follows")
            }
        });
    }
    let (rows, shifts) = (whole.rows, whole.shifts.clone());
    let columns = names.iter().map(|n| (*n).to_string()).zip(whole.into_cells()).collect();
    Ok(Outcome::Sheet(Sheet { file: name, rows, columns, first_line: line, shifts }))
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is done with each column of the file.
fn steps(columns: &[String], wanted: &[&str], file: &str) -> Result<Vec<Step>, Diag> {
    super::places(columns, wanted, &Span::line(file, 1))?;
    let mut steps = Vec::new();
    for column in columns {
        match (wanted.iter().position(|name| name == column), steps.last_mut()) {
            (Some(place), _) => steps.push(Step::Keep(place)),
            (None, Some(Step::Skip(count))) => *count += 1,
            (None, _) => steps.push(Step::Skip(1)),
        }
    }
    Ok(steps)
}

/// The line of a byte of the file, and the text of that line.
fn place(path: &Path, at: u64) -> Option<(u32, Vec<u8>)> {
    let mut before = BufReader::with_capacity(1 << 18, File::open(path).ok()?.take(at));
    let mut lines = 1;
    let mut last = Vec::new();
    loop {
        let bytes = before.fill_buf().ok()?;
        if bytes.is_empty() {
            break;
        }
        lines += memchr::memchr_iter(b'\n', bytes).count();
        let length = bytes.len();
        before.consume(length);
    }
    let mut file = File::open(path).ok()?;
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(at)).ok()?;
    BufReader::new(file.take(BLOCK as u64)).read_until(b'\n', &mut last).ok()?;
    Some((u32::try_from(lines).unwrap_or(u32::MAX), last))
}

fn complaint(path: &Path, name: &str, at: u64, what: What, wanted: &[&str], columns: usize) -> Diag {
    let (line, text) = place(path, at).unwrap_or_default();
    let span = Span::line(name, line);
    let column = |place: usize| wanted.get(place).copied().unwrap_or_default();
    match what {
        What::Cells => {
            let mut reader =
                ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&text[..]);
            let mut record = ::csv::ByteRecord::new();
            let cells = reader.read_byte_record(&mut record).map_or(0, |_| record.len());
            Diag::error(format!("this row has {}, the header has {columns}", counted(cells, "cell", "cells")))
                .at(span)
                .hint("a comma inside a text needs quotes around the text")
        }
        What::NoNumber(place, text) => super::no_number(column(place), "", &text).at(span),
        What::NoText(place) => Diag::error(format!("column '{}': this is not UTF-8 text", column(place)))
            .at(span)
            .hint("save the file as CSV UTF-8"),
        What::Zero => Diag::error("this is no text").at(span).hint("save the file as CSV UTF-8"),
        What::AfterQuote => Diag::error("something stands between a closing quote and the next comma")
            .at(span)
            .hint("a quote inside a quoted cell is written twice: \"\""),
        What::OpenQuote => Diag::error("a quote is opened here and never closed").at(span),
        What::Again(place) => Diag::error(format!("column '{}' cannot be read", column(place))).at(span),
    }
}
