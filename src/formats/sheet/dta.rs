//! Stata's data files, releases 113 to 115 and 117 to 119, of either byte order
//! (layout: Stata's `help dta`). Every length in them is held against the size
//! of the file before anything is read, so that a damaged one costs nothing.
//!
//! Numbers with value labels are their labels where labels are wanted, and their
//! codes otherwise. All missing values (`.`, `.a` to `.z`) are missing. Dates
//! are what they are in Stata: numbers. A row's line is its number in Stata.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::Want;
use super::collect::Collected;
use crate::base::{Diag, Interrupt, Span, fs};
use crate::data::Sheet;
use crate::formats::head::{self, Use};

/// What Stata itself holds at most.
const MOST_VARIABLES: u64 = 120_000;

/// Rows are read in blocks of about so many bytes.
const BLOCK: u64 = 1 << 20;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Type {
    Text(u16),
    LongText,
    Byte,
    Int,
    Long,
    Float,
    Double,
}

impl Type {
    fn width(self) -> u64 {
        match self {
            Type::Text(width) => u64::from(width),
            Type::LongText | Type::Double => 8,
            Type::Long | Type::Float => 4,
            Type::Int => 2,
            Type::Byte => 1,
        }
    }
}

pub(in crate::formats) struct Variable {
    pub name: String,
    kind: Type,
    /// The name of its value labels, or nothing.
    pub labels: String,
    /// How Stata shows it: `%td` of a date.
    pub format: String,
    /// Where it begins in a row.
    from: usize,
}

/// A file whose description was read.
pub(in crate::formats) struct Opened {
    bytes: Bytes,
    release: u16,
    pub variables: Vec<Variable>,
    pub rows: u64,
    width: u64,
    /// Where rows, long texts and value labels begin.
    data: u64,
    long_texts: Option<u64>,
    labels: u64,
}

/// What a file is read with: a place in it, and how far it goes.
struct Bytes {
    file: BufReader<File>,
    at: u64,
    size: u64,
    big: bool,
    name: String,
}

pub(in crate::formats) type Labels = HashMap<i64, String>;
/// Long texts, by what stands in their cells.
pub(in crate::formats) type LongTexts = HashMap<[u8; 8], String>;

impl Bytes {
    fn damaged(&self, why: impl std::fmt::Display) -> Diag {
        Diag::error(format!("this Stata file is damaged at byte {}: {why}", self.at))
            .at(Span::line(self.name.as_str(), 0))
            .hint("save it again in Stata, or as CSV")
    }

    fn fail(&self, error: &std::io::Error) -> Diag {
        Diag::error(format!("cannot read: {}", fs::reason(error))).at(Span::line(self.name.as_str(), 0))
    }

    /// The next `count` bytes.
    fn take(&mut self, count: u64) -> Result<Vec<u8>, Diag> {
        if count > self.size.saturating_sub(self.at) {
            return Err(self.damaged(format!("it ends where {count} more bytes should be")));
        }
        let mut bytes = vec![0; count as usize];
        self.file.read_exact(&mut bytes).map_err(|e| self.fail(&e))?;
        self.at += count;
        Ok(bytes)
    }

    fn go(&mut self, to: u64) -> Result<(), Diag> {
        if to > self.size {
            return Err(self.damaged(format!("a part should begin at byte {to}, behind its end")));
        }
        self.file.seek(SeekFrom::Start(to)).map_err(|e| self.fail(&e))?;
        self.at = to;
        Ok(())
    }

    fn unsigned(&mut self, width: u64) -> Result<u64, Diag> {
        let bytes = self.take(width)?;
        Ok(unsigned(&bytes, self.big))
    }

    fn tag(&mut self, tag: &str) -> Result<(), Diag> {
        let at = self.at;
        if self.take(tag.len() as u64)? != tag.as_bytes() {
            self.at = at;
            return Err(self.damaged(format!("{tag} should stand here")));
        }
        Ok(())
    }
}

fn unsigned(bytes: &[u8], big: bool) -> u64 {
    let add = |n: u64, b: &u8| n << 8 | u64::from(*b);
    if big { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
}

/// A text up to its first byte 0. Before release 118 files do not say how they
/// are encoded: what is no UTF-8 is taken for Windows-1252.
pub(in crate::formats) fn text(bytes: &[u8]) -> String {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    match std::str::from_utf8(&bytes[..end]) {
        Ok(text) => text.to_string(),
        Err(_) => bytes[..end]
            .iter()
            .map(|b| match b {
                0x80..=0x9f => HIGH.chars().nth(usize::from(b - 0x80)).unwrap_or('\u{fffd}'),
                b => char::from(*b),
            })
            .collect(),
    }
}

pub(in crate::formats) fn open(path: &Path) -> Result<Opened, Diag> {
    let (file, size) = head::open(path, Use::Read)?;
    let name = path.display().to_string();
    let mut bytes = Bytes { file: BufReader::with_capacity(1 << 16, file), at: 0, size, big: false, name };
    let first = bytes.take(1)?[0];
    match first {
        113..=115 => open_old(bytes, u16::from(first)),
        b'<' => open_new(bytes),
        _ => Err(Diag::error("this is no Stata file of release 8 or later")
            .at(Span::line(bytes.name.as_str(), 0))
            .hint("save it again in Stata, or as CSV")),
    }
}

/// Releases 117 to 119: parts between tags, and a map of where they begin.
fn open_new(mut bytes: Bytes) -> Result<Opened, Diag> {
    bytes.tag("stata_dta><header><release>")?;
    let release = match bytes.take(3)?.as_slice() {
        b"117" => 117,
        b"118" => 118,
        b"119" => 119,
        other => {
            return Err(Diag::error(format!("Stata files of format {} are not known", text(other)))
                .at(Span::line(bytes.name.as_str(), 0))
                .hint("save it in Stata with saveold, or as CSV"));
        }
    };
    bytes.tag("</release><byteorder>")?;
    bytes.big = bytes.take(3)? == b"MSF";
    bytes.tag("</byteorder><K>")?;
    let count = bytes.unsigned(if release == 119 { 4 } else { 2 })?;
    bytes.tag("</K><N>")?;
    let rows = bytes.unsigned(if release == 117 { 4 } else { 8 })?;
    bytes.tag("</N><label>")?;
    let label = bytes.unsigned(if release == 117 { 1 } else { 2 })?;
    bytes.take(label)?;
    bytes.tag("</label><timestamp>")?;
    let stamp = bytes.unsigned(1)?;
    bytes.take(stamp)?;
    bytes.tag("</timestamp></header><map>")?;
    let mut map = [0; 14];
    for place in &mut map {
        *place = bytes.unsigned(8)?;
    }
    check_count(&bytes, count)?;
    let mut part = |at: usize, tag: &str, width: u64| {
        bytes.go(map[at])?;
        bytes.tag(tag)?;
        bytes.take(width * count)
    };
    let types = part(2, "<variable_types>", 2)?;
    let name = if release == 117 { 33 } else { 129 };
    let names = part(3, "<varnames>", name)?;
    let format = if release == 117 { 49 } else { 57 };
    let formats = part(5, "<formats>", format)?;
    let labels = part(6, "<value_label_names>", name)?;
    bytes.go(map[9])?;
    bytes.tag("<data>")?;
    let data = bytes.at;
    let kinds = types.chunks_exact(2).map(|t| match unsigned(t, bytes.big) {
        width @ 1..=2045 => Some(Type::Text(width as u16)),
        32768 => Some(Type::LongText),
        65526 => Some(Type::Double),
        65527 => Some(Type::Float),
        65528 => Some(Type::Long),
        65529 => Some(Type::Int),
        65530 => Some(Type::Byte),
        _ => None,
    });
    let (variables, width) =
        variables(&bytes, kinds, [&names, &labels, &formats], [name as usize, format as usize])?;
    let opened =
        Opened { bytes, release, variables, rows, width, data, long_texts: Some(map[10]), labels: map[11] };
    check_rows(opened)
}

/// Releases 113 to 115: parts of fixed lengths, one after the other.
fn open_old(mut bytes: Bytes, release: u16) -> Result<Opened, Diag> {
    bytes.big = match bytes.take(1)?[0] {
        1 => true,
        2 => false,
        _ => return Err(bytes.damaged("a byte order should stand here")),
    };
    bytes.take(2)?;
    let count = bytes.unsigned(2)?;
    let rows = bytes.unsigned(4)?;
    bytes.take(81 + 18)?;
    check_count(&bytes, count)?;
    let types = bytes.take(count)?;
    let names = bytes.take(33 * count)?;
    bytes.take(2 * (count + 1))?;
    let format = if release == 113 { 12 } else { 49 };
    let formats = bytes.take(count * format)?;
    let labels = bytes.take(33 * count)?;
    bytes.take(81 * count)?;
    loop {
        let kind = bytes.unsigned(1)?;
        let length = bytes.unsigned(4)?;
        if kind == 0 && length == 0 {
            break;
        }
        let to = bytes.at + length;
        bytes.go(to)?;
    }
    let data = bytes.at;
    let kinds = types.iter().map(|kind| match kind {
        width @ 1..=244 => Some(Type::Text(u16::from(*width))),
        251 => Some(Type::Byte),
        252 => Some(Type::Int),
        253 => Some(Type::Long),
        254 => Some(Type::Float),
        255 => Some(Type::Double),
        _ => None,
    });
    let (variables, width) = variables(&bytes, kinds, [&names, &labels, &formats], [33, format as usize])?;
    let labels = data.saturating_add(rows.saturating_mul(width));
    check_rows(Opened { bytes, release, variables, rows, width, data, long_texts: None, labels })
}

fn check_count(bytes: &Bytes, count: u64) -> Result<(), Diag> {
    match count {
        0 => Err(bytes.damaged("it has no variables")),
        count if count > MOST_VARIABLES => Err(bytes.damaged(format!("it claims {count} variables"))),
        _ => Ok(()),
    }
}

fn check_rows(opened: Opened) -> Result<Opened, Diag> {
    let room = opened.bytes.size.saturating_sub(opened.data);
    match opened.rows.checked_mul(opened.width) {
        Some(needed) if needed <= room => Ok(opened),
        _ => Err(opened.bytes.damaged(format!("it claims {} rows, and ends before", opened.rows))),
    }
}

fn variables(
    bytes: &Bytes,
    kinds: impl Iterator<Item = Option<Type>>,
    [names, labels, formats]: [&[u8]; 3],
    [width, format]: [usize; 2],
) -> Result<(Vec<Variable>, u64), Diag> {
    let mut from = 0;
    let mut variables = Vec::new();
    let named = names.chunks_exact(width).zip(labels.chunks_exact(width)).zip(formats.chunks_exact(format));
    for (kind, ((name, label), format)) in kinds.zip(named) {
        let name = text(name);
        let kind = kind.ok_or_else(|| bytes.damaged(format!("the variable '{name}' has an unknown type")))?;
        let format = text(format);
        variables.push(Variable { name, kind, labels: text(label), format, from: from as usize });
        from += kind.width();
    }
    Ok((variables, from))
}

pub(super) fn header(path: &Path) -> Result<Vec<String>, Diag> {
    Ok(open(path)?.variables.into_iter().map(|v| v.name).collect())
}

pub(super) fn read(path: &Path, wanted: &[(&str, Want)], interrupt: &Interrupt) -> Result<Sheet, Diag> {
    let mut opened = open(path)?;
    let names: Vec<String> = opened.variables.iter().map(|v| v.name.clone()).collect();
    let asked: Vec<&str> = wanted.iter().map(|(name, _)| *name).collect();
    let file = opened.bytes.name.clone();
    let places = super::places(&names, &asked, &Span::line(file.as_str(), 0))?;
    let long = opened.long_texts(&places)?;
    let labels = opened.labels(&places, wanted)?;
    let mut columns: Vec<Collected> = wanted.iter().map(|(_, want)| Collected::new(*want)).collect();
    let known: Vec<Option<&Labels>> = places
        .iter()
        .zip(wanted)
        .map(|(place, (_, want))| {
            labels.get(&opened.variables[*place].labels).filter(|_| *want == Want::Label)
        })
        .collect();
    opened.bytes.go(opened.data)?;
    let mut done = 0;
    while done < opened.rows {
        if interrupt.is_set() {
            return Err(Diag::error(format!("reading {file} was stopped")));
        }
        let count = (BLOCK / opened.width.max(1)).clamp(1, opened.rows - done);
        let block = opened.bytes.take(count * opened.width)?;
        for (n, row) in block.chunks_exact(opened.width as usize).enumerate() {
            let line = u32::try_from(done + n as u64 + 1).unwrap_or(u32::MAX);
            for (at, place) in places.iter().enumerate() {
                let variable = &opened.variables[*place];
                let cell = &row[variable.from..variable.from + variable.kind.width() as usize];
                let fits = match opened.cell(variable.kind, cell, &long) {
                    Cell::Missing(_) => columns[at].text(""),
                    Cell::Text(text) => columns[at].text(&text.replace('\0', " ")),
                    Cell::Single(number) if wanted[at].1 != Want::Number => {
                        columns[at].text(&number.to_string())
                    }
                    Cell::Single(number) => columns[at].number(f64::from(number)).map(|()| true),
                    Cell::Number(number) => {
                        let code = (number.fract() == 0.0).then_some(number as i64);
                        match known[at].zip(code).and_then(|(labels, code)| labels.get(&code)) {
                            Some(label) => columns[at].text(label),
                            None => columns[at].number(number).map(|()| true),
                        }
                    }
                };
                // Texts are texts by now, so only a number may be missed.
                if !fits.unwrap_or(false) {
                    let text = match opened.cell(variable.kind, cell, &long) {
                        Cell::Text(text) => text,
                        _ => String::new(),
                    };
                    return Err(super::no_number(wanted[at].0, "", &text).at(Span::line(file.as_str(), line)));
                }
            }
        }
        done += count;
    }
    let columns =
        asked.iter().map(|name| (*name).to_string()).zip(columns.into_iter().map(Collected::into_cells));
    let columns = columns.collect();
    Ok(Sheet { file, rows: opened.rows as usize, columns, first_line: 1, shifts: Vec::new() })
}

pub(in crate::formats) enum Cell {
    /// `.` is 0, `.a` to `.z` are 1 to 26.
    Missing(u8),
    Text(String),
    Number(f64),
    /// A number of few digits, whose decimal is shorter than that of its double.
    Single(f32),
}

/// The letter of a missing value; what is no number otherwise is `.`.
fn letter(n: u32) -> u8 {
    if n <= 26 { n as u8 } else { 0 }
}

impl Opened {
    /// The name of the file, as complaints give it.
    pub fn name(&self) -> &str {
        &self.bytes.name
    }

    /// Value labels by their names, and the long texts, of all variables.
    pub fn everything(&mut self) -> Result<(HashMap<String, Labels>, LongTexts), Diag> {
        let places: Vec<usize> = (0..self.variables.len()).collect();
        let names: Vec<String> = self.variables.iter().map(|v| v.name.clone()).collect();
        let wanted: Vec<(&str, Want)> = names.iter().map(|n| (n.as_str(), Want::Label)).collect();
        let labels = self.labels(&places, &wanted)?;
        Ok((labels, self.long_texts(&places)?))
    }

    /// Passes on every row, with its number from 1.
    pub fn each_row(
        &mut self,
        see: &mut dyn FnMut(u64, &[u8], &Opened) -> Result<(), Diag>,
    ) -> Result<(), Diag> {
        self.bytes.go(self.data)?;
        let mut done = 0;
        while done < self.rows {
            let count = (BLOCK / self.width.max(1)).clamp(1, self.rows - done);
            let block = self.bytes.take(count * self.width)?;
            for row in block.chunks_exact(self.width.max(1) as usize) {
                done += 1;
                see(done, row, self)?;
            }
        }
        Ok(())
    }

    /// The cell of a variable in a row.
    pub fn cell_of(&self, place: usize, row: &[u8], long: &LongTexts) -> Cell {
        let variable = &self.variables[place];
        self.cell(variable.kind, &row[variable.from..variable.from + variable.kind.width() as usize], long)
    }

    fn cell(&self, kind: Type, bytes: &[u8], long: &HashMap<[u8; 8], String>) -> Cell {
        let word = unsigned(bytes, self.bytes.big);
        let whole = |value: i64, most: i64| match value - most {
            over @ 1.. => Cell::Missing((over - 1) as u8),
            _ => Cell::Number(value as f64),
        };
        match kind {
            Type::Text(_) => Cell::Text(text(bytes)),
            Type::LongText => {
                let key = <[u8; 8]>::try_from(bytes).unwrap_or_default();
                long.get(&key).map_or(Cell::Missing(0), |text| Cell::Text(text.clone()))
            }
            // The values above these are the 27 missing ones.
            Type::Byte => whole(i64::from(word as u8 as i8), 100),
            Type::Int => whole(i64::from(word as u16 as i16), 32_740),
            Type::Long => whole(i64::from(word as u32 as i32), 2_147_483_620),
            Type::Float => {
                let value = f32::from_bits(word as u32);
                if !value.is_finite() || word as u32 & 0x7fff_ffff > 0x7eff_ffff && value > 0.0 {
                    return Cell::Missing(letter((word as u32).wrapping_sub(0x7f00_0000) >> 11));
                }
                Cell::Single(value)
            }
            Type::Double => {
                let value = f64::from_bits(word);
                if !value.is_finite() || value > f64::from_bits(0x7fdf_ffff_ffff_ffff) {
                    return Cell::Missing(letter((word.wrapping_sub(0x7fe0 << 48) >> 40) as u32));
                }
                Cell::Number(value)
            }
        }
    }

    /// The long texts of the wanted variables, by what stands in their cells.
    fn long_texts(&mut self, places: &[usize]) -> Result<HashMap<[u8; 8], String>, Diag> {
        let mut found = HashMap::new();
        let wanted: Vec<u64> = places
            .iter()
            .filter(|place| self.variables[**place].kind == Type::LongText)
            .map(|place| *place as u64 + 1)
            .collect();
        let Some(from) = self.long_texts.filter(|_| !wanted.is_empty()) else { return Ok(found) };
        self.bytes.go(from)?;
        self.bytes.tag("<strls>")?;
        loop {
            let mark = self.bytes.take(3)?;
            if mark == b"</s" {
                return Ok(found);
            }
            if mark != b"GSO" {
                return Err(self.bytes.damaged("a long text should begin here"));
            }
            let variable = self.bytes.unsigned(4)?;
            let row = self.bytes.unsigned(if self.release == 117 { 4 } else { 8 })?;
            self.bytes.take(1)?;
            let length = self.bytes.unsigned(4)?;
            if wanted.contains(&variable) {
                let content = self.bytes.take(length)?;
                found.insert(self.key(variable, row), text(&content));
            } else {
                let to = self.bytes.at + length;
                self.bytes.go(to)?;
            }
        }
    }

    /// How a cell refers to the long text of a variable and row: two numbers of
    /// 4 and 4 bytes (117), 2 and 6 (118), 3 and 5 (119).
    fn key(&self, variable: u64, row: u64) -> [u8; 8] {
        let width = match self.release {
            117 => 4,
            118 => 2,
            _ => 3,
        };
        let mut key = [0; 8];
        if self.bytes.big {
            key[..width].copy_from_slice(&variable.to_be_bytes()[8 - width..]);
            key[width..].copy_from_slice(&row.to_be_bytes()[width..]);
        } else {
            key[..width].copy_from_slice(&variable.to_le_bytes()[..width]);
            key[width..].copy_from_slice(&row.to_le_bytes()[..8 - width]);
        }
        key
    }

    /// The value labels that wanted columns are known by.
    fn labels(&mut self, places: &[usize], wanted: &[(&str, Want)]) -> Result<HashMap<String, Labels>, Diag> {
        let mut found: HashMap<String, Labels> = HashMap::new();
        let names: Vec<String> = places
            .iter()
            .zip(wanted)
            .filter(|(_, (_, want))| *want == Want::Label)
            .map(|(place, _)| self.variables[*place].labels.clone())
            .filter(|name| !name.is_empty())
            .collect();
        if names.is_empty() {
            return Ok(found);
        }
        let new = self.release >= 117;
        self.bytes.go(self.labels)?;
        if new {
            self.bytes.tag("<value_labels>")?;
        }
        let width = if self.release >= 118 { 129 } else { 33 };
        loop {
            if new {
                if self.bytes.take(5)? != b"<lbl>" {
                    return Ok(found);
                }
            } else if self.bytes.at == self.bytes.size {
                return Ok(found);
            }
            let length = self.bytes.unsigned(4)?;
            let name = text(&self.bytes.take(width)?);
            self.bytes.take(3)?;
            let table = self.bytes.take(length)?;
            if names.contains(&name) {
                let labels = self.table(&table).ok_or_else(|| {
                    self.bytes.damaged(format!("the value labels '{name}' do not fit into themselves"))
                })?;
                found.insert(name, labels);
            }
            if new {
                self.bytes.tag("</lbl>")?;
            }
        }
    }

    /// A table of value labels: how many, bytes of text, where each text begins,
    /// the values, the texts. Texts that lie over each other could come to far
    /// more than the table itself, which Stata writes for none.
    fn table(&self, table: &[u8]) -> Option<Labels> {
        let word = |at: usize| Some(unsigned(table.get(at..at.checked_add(4)?)?, self.bytes.big));
        let count = word(0)? as usize;
        let texts = count.checked_mul(8)?.checked_add(8)?;
        if texts > table.len() {
            return None;
        }
        let mut labels = Labels::new();
        let mut room = table.len();
        for n in 0..count {
            let from = texts.checked_add(word(8 + 4 * n)? as usize)?;
            let value = word(8 + 4 * count + 4 * n)? as u32 as i32;
            let rest = table.get(from..)?;
            let length = memchr::memchr(0, rest).unwrap_or(rest.len());
            room = room.checked_sub(length)?;
            labels.insert(i64::from(value), text(&rest[..length]));
        }
        Some(labels)
    }
}
