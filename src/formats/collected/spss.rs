//! SPSS files, `.sav` and `.zsav`, of either byte order (layout: the PSPP
//! developers' guide, "System File Format"). Codes come out as they are: what
//! SPSS calls a user-missing value is an answer (don't know, refused), and
//! nothing here makes it empty. Every length is held against the file.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use flate2::bufread::ZlibDecoder;

use super::table::{Row, Table};
use crate::base::{Diag, Interrupt, Span, clock, fs};
use crate::formats::head::{self, Use};
use crate::formats::sheet::dta;

/// Cells may be much smaller packed than not, but not without end.
const MOST_UNPACKED: u64 = 4000;
const SMALL: u64 = 64 << 20;

/// A variable: its first cell of 8 bytes in a row, and its width in bytes; 0
/// for a number.
#[derive(Debug, Clone)]
struct Variable {
    name: String,
    cell: usize,
    width: usize,
    /// The kind of its print format: dates and times have their own.
    format: u8,
    labels: Vec<(String, String)>,
}

/// What stands before the cases.
struct Head {
    variables: Vec<Variable>,
    /// Cells in a row.
    cells: usize,
    big: bool,
    compression: u32,
    bias: f64,
    cases: i64,
    data: u64,
}

pub struct SpssTable {
    path: PathBuf,
    name: String,
    head: Head,
    header: Vec<String>,
    interrupt: Interrupt,
}

/// The file, as far as it is read.
struct Bytes {
    file: BufReader<File>,
    at: u64,
    size: u64,
    big: bool,
    name: String,
}

impl Bytes {
    fn damaged(&self, why: impl std::fmt::Display) -> Diag {
        Diag::error(format!("this SPSS file is damaged at byte {}: {why}", self.at))
            .at(Span::line(self.name.as_str(), 0))
            .hint("save it again in SPSS, or as CSV; nothing was imported")
    }

    fn take(&mut self, count: u64) -> Result<Vec<u8>, Diag> {
        if count > self.size.saturating_sub(self.at) {
            return Err(self.damaged(format!("it ends where {count} more bytes should be")));
        }
        let mut bytes = vec![0; count as usize];
        self.file.read_exact(&mut bytes).map_err(|e| cannot(&self.name, &e))?;
        self.at += count;
        Ok(bytes)
    }

    fn skip(&mut self, count: u64) -> Result<(), Diag> {
        if count > self.size.saturating_sub(self.at) {
            return Err(self.damaged(format!("it ends where {count} more bytes should be")));
        }
        self.at += count;
        self.file.seek(SeekFrom::Start(self.at)).map_err(|e| cannot(&self.name, &e))?;
        Ok(())
    }

    fn int(&mut self) -> Result<i32, Diag> {
        let bytes = self.take(4)?;
        Ok(int(&bytes, self.big))
    }

    /// A number that counts things and is not negative.
    fn count(&mut self) -> Result<u64, Diag> {
        let n = self.int()?;
        u64::try_from(n).map_err(|_| self.damaged(format!("a number of things is {n}")))
    }
}

fn cannot(name: &str, error: &std::io::Error) -> Diag {
    Diag::error(format!("cannot read: {}", fs::reason(error))).at(Span::line(name, 0))
}

fn int(bytes: &[u8], big: bool) -> i32 {
    let four = bytes.first_chunk::<4>().copied().unwrap_or_default();
    if big { i32::from_be_bytes(four) } else { i32::from_le_bytes(four) }
}

fn double(bytes: &[u8], big: bool) -> f64 {
    let eight = bytes.first_chunk::<8>().copied().unwrap_or_default();
    if big { f64::from_be_bytes(eight) } else { f64::from_le_bytes(eight) }
}

/// A text whose end is filled with spaces.
fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|b| !matches!(b, b' ' | 0)).map_or(0, |at| at + 1);
    dta::text(&bytes[..end])
}

/// A value as its column writes it.
fn shown(value: f64, format: u8) -> String {
    // DATE, ADATE, EDATE, SDATE, JDATE; DATETIME, YMDHMS; TIME: seconds, dates
    // since 14 October 1582.
    const TO_1970: f64 = 12_219_379_200.0;
    let seconds = value.round();
    let day = |seconds: f64| {
        let (year, month, day) = clock::civil(((seconds - TO_1970) / 86_400.0).floor() as i64);
        format!("{year:04}-{month:02}-{day:02}")
    };
    let time = |seconds: f64| {
        let rest = seconds.rem_euclid(86_400.0) as u32;
        format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
    };
    match format {
        20 | 23 | 24 | 38 | 39 if (0.0..4e11).contains(&value) => day(seconds),
        22 | 41 if (0.0..4e11).contains(&value) => format!("{}T{}", day(seconds), time(seconds)),
        21 if (0.0..86_400.0).contains(&value) => time(seconds),
        _ => value.to_string(),
    }
}

fn head_of(path: &Path) -> Result<(Head, Bytes), Diag> {
    let (file, size) = head::open(path, Use::Import)?;
    let name = path.display().to_string();
    let mut bytes = Bytes { file: BufReader::with_capacity(1 << 16, file), at: 0, size, big: false, name };
    let magic = bytes.take(4)?;
    if magic != b"$FL2" && magic != b"$FL3" {
        return Err(bytes.damaged("it does not begin as one"));
    }
    bytes.skip(60)?;
    let layout = bytes.take(4)?;
    bytes.big = !matches!(int(&layout, false), 2 | 3);
    if bytes.big && !matches!(int(&layout, true), 2 | 3) {
        return Err(bytes.damaged("its layout is not known"));
    }
    bytes.take(4)?;
    let compression = bytes.count()? as u32;
    if compression > 2 {
        return Err(bytes.damaged(format!("its compression {compression} is not known")));
    }
    bytes.take(4)?;
    let cases = i64::from(bytes.int()?);
    let bias = double(&bytes.take(8)?, bytes.big);
    bytes.skip(84)?;
    let mut head =
        Head { variables: Vec::new(), cells: 0, big: bytes.big, compression, bias, cases, data: 0 };
    let mut known = Dictionary::default();
    loop {
        match bytes.int()? {
            2 => variable(&mut bytes, &mut head)?,
            3 => labels(&mut bytes, &mut head)?,
            6 => {
                let lines = bytes.count()?;
                bytes.skip(lines.saturating_mul(80))?;
            }
            7 => extension(&mut bytes, &mut known)?,
            999 => {
                bytes.take(4)?;
                break;
            }
            other => return Err(bytes.damaged(format!("a part of kind {other} is not known"))),
        }
    }
    head.data = bytes.at;
    if head.variables.is_empty() {
        return Err(bytes.damaged("it has no variables"));
    }
    known.settle(&mut head, &bytes)?;
    Ok((head, bytes))
}

fn variable(bytes: &mut Bytes, head: &mut Head) -> Result<(), Diag> {
    let kind = bytes.int()?;
    let labelled = bytes.int()? != 0;
    let missing = bytes.int()?;
    let print = bytes.take(4)?;
    let print = int(&print, bytes.big);
    bytes.take(4)?;
    let name = text(&bytes.take(8)?);
    if labelled {
        let length = bytes.count()?;
        bytes.skip(length.next_multiple_of(4))?;
    }
    if !(-3..=3).contains(&missing) {
        return Err(bytes.damaged(format!("'{name}' has {missing} missing values")));
    }
    bytes.skip(u64::from(missing.unsigned_abs()) * 8)?;
    let cell = head.cells;
    head.cells += 1;
    match kind {
        // More of a text before.
        -1 => {}
        0..=255 => head.variables.push(Variable {
            name,
            cell,
            width: kind as usize,
            format: (print >> 16 & 0xff) as u8,
            labels: Vec::new(),
        }),
        other => return Err(bytes.damaged(format!("'{name}' is of kind {other}"))),
    }
    Ok(())
}

fn labels(bytes: &mut Bytes, head: &mut Head) -> Result<(), Diag> {
    let count = bytes.count()?;
    let mut labels: Vec<([u8; 8], String)> = Vec::new();
    for _ in 0..count {
        let value = bytes.take(8)?;
        let length = u64::from(bytes.take(1)?[0]);
        let label = bytes.take((length + 1).next_multiple_of(8) - 1)?;
        labels.push((value.try_into().unwrap_or_default(), text(&label[..length as usize])));
    }
    if bytes.int()? != 4 {
        return Err(bytes.damaged("value labels belong to no variable"));
    }
    let count = bytes.count()?;
    for _ in 0..count {
        let cell = bytes.count()?.wrapping_sub(1);
        let Some(variable) = head.variables.iter_mut().find(|v| v.cell as u64 == cell) else {
            return Err(bytes.damaged("value labels belong to a variable that is not there"));
        };
        let (width, big) = (variable.width, bytes.big);
        variable.labels.extend(labels.iter().map(|(value, label)| {
            let code = if width == 0 { double(value, big).to_string() } else { text(value) };
            (code, label.clone())
        }));
    }
    Ok(())
}

/// What stands in parts of their own.
#[derive(Default)]
struct Dictionary {
    /// Names of more than eight bytes, by the short ones.
    long: HashMap<String, String>,
    /// The full width of texts of more than 255 bytes, by their short name.
    very_long: HashMap<String, usize>,
    encoding: String,
}

fn extension(bytes: &mut Bytes, known: &mut Dictionary) -> Result<(), Diag> {
    let (kind, size, count) = (bytes.int()?, bytes.count()?, bytes.count()?);
    let whole = size.saturating_mul(count);
    if !matches!(kind, 13 | 14 | 20) {
        return bytes.skip(whole);
    }
    let content = bytes.take(whole)?;
    match kind {
        20 => known.encoding = text(&content).to_lowercase(),
        _ => {
            for pair in content.split(|b| *b == b'\t') {
                let pair = text(pair);
                let Some((short, value)) = pair.split_once('=') else { continue };
                match (kind, value.trim_end_matches('\0').parse()) {
                    (13, _) => {
                        known.long.insert(short.into(), value.into());
                    }
                    (_, Ok(width)) => {
                        known.very_long.insert(short.into(), width);
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

impl Dictionary {
    /// Gives variables their full names and widths.
    fn settle(self, head: &mut Head, bytes: &Bytes) -> Result<(), Diag> {
        let readable = ["", "utf-8", "utf8", "us-ascii", "ascii", "windows-1252", "cp1252", "iso-8859-1"];
        if !readable.contains(&self.encoding.as_str()) {
            return Err(Diag::error(format!("the texts of this file are written in {}", self.encoding))
                .at(Span::line(bytes.name.as_str(), 0))
                .hint("save it in SPSS in Unicode mode, or as CSV UTF-8; nothing was imported"));
        }
        let mut settled: Vec<Variable> = Vec::new();
        let mut segments = 0usize;
        for mut variable in std::mem::take(&mut head.variables) {
            if segments > 0 {
                segments -= 1;
                continue;
            }
            if let Some(width) = self.very_long.get(&variable.name) {
                if *width > 32_767 {
                    return Err(bytes.damaged(format!("'{}' has {width} bytes", variable.name)));
                }
                segments = width.div_ceil(252).saturating_sub(1);
                variable.width = *width;
            }
            let cells = if variable.width > 255 {
                // Segments of 255 bytes in 32 cells each, and what is left.
                (segments * 32) + (variable.width - (segments * 252).min(variable.width)).div_ceil(8).max(1)
            } else {
                variable.width.div_ceil(8).max(1)
            };
            if variable.cell + cells > head.cells {
                return Err(bytes.damaged(format!("'{}' is wider than its cells", variable.name)));
            }
            if let Some(long) = self.long.get(&variable.name) {
                variable.name.clone_from(long);
            }
            settled.push(variable);
        }
        head.variables = settled;
        Ok(())
    }
}

impl SpssTable {
    pub fn open(path: &Path, interrupt: &Interrupt) -> Result<SpssTable, Diag> {
        let (head, bytes) = head_of(path)?;
        let header = head.variables.iter().map(|v| v.name.clone()).collect();
        Ok(SpssTable {
            path: path.to_path_buf(),
            name: bytes.name,
            head,
            header,
            interrupt: interrupt.clone(),
        })
    }

    fn cells_of(&self, row: &[u8], cells: &mut ByteRecord) {
        cells.clear();
        for variable in &self.head.variables {
            let from = variable.cell * 8;
            if variable.width == 0 {
                let value = double(&row[from..], self.head.big);
                // The one missing value of the system.
                if value == -f64::MAX || !value.is_finite() {
                    cells.push_field(b"");
                } else {
                    cells.push_field(shown(value, variable.format).as_bytes());
                }
                continue;
            }
            let content = if variable.width > 255 {
                let mut whole = Vec::with_capacity(variable.width);
                let mut at = from;
                while whole.len() < variable.width && at < row.len() {
                    let left = (variable.width - whole.len()).min(255).min(row.len() - at);
                    whole.extend_from_slice(&row[at..at + left]);
                    at += 256;
                }
                text(&whole)
            } else {
                text(&row[from..(from + variable.width).min(row.len())])
            };
            cells.push_field(content.as_bytes());
        }
    }
}

impl Table for SpssTable {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn each(&mut self, see: &mut dyn FnMut(Row) -> Result<(), Diag>) -> Result<(), Diag> {
        let (head, bytes) = head_of(&self.path)?;
        let (name, size) = (bytes.name.clone(), bytes.size);
        let source: Box<dyn Read> = match head.compression {
            2 => Box::new(zlib(bytes)?),
            _ => Box::new(bytes.file),
        };
        let mut rows = Rows {
            source: BufReader::with_capacity(1 << 16, source),
            packed: head.compression > 0,
            commands: [0; 8],
            next: 8,
            bias: head.bias,
            big: head.big,
        };
        let damaged = |what: String| {
            Diag::error(what)
                .at(Span::line(name.as_str(), 0))
                .hint("save it again in SPSS, or as CSV; nothing was imported")
        };
        let mut row = vec![0u8; head.cells * 8];
        let mut cells = ByteRecord::new();
        let mut number = 0u64;
        while rows
            .next(&mut row)
            .map_err(|e| damaged(format!("row {} is not whole: {}", number + 1, fs::reason(&e))))?
        {
            number += 1;
            if head.cases >= 0 && number > head.cases as u64 {
                return Err(damaged(format!("this SPSS file says it has {} rows and has more", head.cases)));
            }
            let unpacked = number.saturating_mul(row.len() as u64);
            if unpacked > SMALL && unpacked / size.max(1) > MOST_UNPACKED {
                return Err(damaged("this SPSS file unpacks to far more than any data do".into()));
            }
            if number.is_multiple_of(1024) && self.interrupt.is_set() {
                return Err(Diag::error("the import was stopped").hint("nothing was changed"));
            }
            self.cells_of(&row, &mut cells);
            let done = if head.cases > 0 { number as f64 / head.cases as f64 } else { 0.5 };
            see(Row { number, cells: &cells, done })?;
        }
        if head.cases >= 0 && (number as i64) < head.cases {
            return Err(damaged(format!(
                "this SPSS file says it has {} rows and ends after {number}",
                head.cases
            )));
        }
        Ok(())
    }

    fn span(&self, number: u32) -> Span {
        Span::line(self.name.as_str(), number)
    }

    fn labels(&self, column: usize) -> &[(String, String)] {
        self.head.variables.get(column).map_or(&[], |v| v.labels.as_slice())
    }
}

/// Cases, unpacked.
struct Rows<R> {
    source: BufReader<R>,
    packed: bool,
    commands: [u8; 8],
    next: usize,
    bias: f64,
    big: bool,
}

impl<R: Read> Rows<R> {
    /// Fills `row`; false where there is none any more.
    fn next(&mut self, row: &mut [u8]) -> std::io::Result<bool> {
        for cell in 0..row.len() / 8 {
            let into = &mut row[cell * 8..cell * 8 + 8];
            let there = if self.packed { self.unpack(into)? } else { eight(&mut self.source, into)? };
            if !there {
                let half = || std::io::Error::other("the file ends inside it");
                return if cell == 0 { Ok(false) } else { Err(half()) };
            }
        }
        Ok(true)
    }

    /// One cell by its command; false at the end.
    fn unpack(&mut self, into: &mut [u8]) -> std::io::Result<bool> {
        loop {
            if self.next == 8 {
                if !eight(&mut self.source, &mut self.commands)? {
                    return Ok(false);
                }
                self.next = 0;
            }
            let command = self.commands[self.next];
            self.next += 1;
            let number = |n: f64| if self.big { n.to_be_bytes() } else { n.to_le_bytes() };
            match command {
                0 => continue,
                252 => return Ok(false),
                253 => {
                    if !eight(&mut self.source, into)? {
                        return Err(std::io::Error::other("the file ends inside it"));
                    }
                }
                254 => into.fill(b' '),
                255 => into.copy_from_slice(&number(-f64::MAX)),
                code => into.copy_from_slice(&number(f64::from(code) - self.bias)),
            }
            return Ok(true);
        }
    }
}

/// Eight bytes, or the end.
fn eight(source: &mut impl Read, into: &mut [u8]) -> std::io::Result<bool> {
    let mut filled = 0;
    while filled < into.len() {
        match source.read(&mut into[filled..])? {
            0 if filled == 0 => return Ok(false),
            0 => return Err(std::io::Error::other("the file ends inside it")),
            n => filled += n,
        }
    }
    Ok(true)
}

/// The compressed blocks of a `.zsav`, one behind the other.
fn zlib(mut bytes: Bytes) -> Result<impl Read, Diag> {
    let header = bytes.take(24)?;
    let word = |at: usize| {
        let eight = header[at..].first_chunk::<8>().copied().unwrap_or_default();
        if bytes.big { u64::from_be_bytes(eight) } else { u64::from_le_bytes(eight) }
    };
    let trailer = word(8);
    if trailer < bytes.at || trailer > bytes.size {
        return Err(bytes.damaged("its compressed part has no end"));
    }
    let left = trailer - bytes.at;
    Ok(Blocks { inner: Some(ZlibDecoder::new(bytes.file.take(left))) })
}

struct Blocks {
    inner: Option<ZlibDecoder<std::io::Take<BufReader<File>>>>,
}

impl Read for Blocks {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.inner else { return Ok(0) };
            let n = decoder.read(into)?;
            if n > 0 || into.is_empty() {
                return Ok(n);
            }
            // The next block begins where this one ended.
            let Some(decoder) = self.inner.take() else { return Ok(0) };
            let rest = decoder.into_inner();
            if rest.limit() > 0 {
                self.inner = Some(ZlibDecoder::new(rest));
            }
        }
    }
}
