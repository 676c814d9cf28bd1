//! One block of whole rows, read into columns of its own. Cells are found by
//! words of eight bytes; only what is asked for is looked at.

use super::Want;
use super::dictionary::{Dictionary, MISSING, is_missing};
use super::number;

/// Bytes behind the last row, so that a word can be read anywhere in it.
pub(super) const ROOM: usize = 16;

/// What is done with the columns of the file, from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// So many columns that nobody asked for.
    Skip(usize),
    /// The column at this place of what is wanted.
    Keep(usize),
}

/// How a column is read; what was met before in the file decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum How {
    /// Texts, a byte each while there are few.
    Texts(Want),
    /// Texts, of which there are many.
    Many,
    Numbers,
    /// All were numbers so far; a text makes all of them texts.
    MaybeNumbers,
}

/// The cells of one column of a block.
#[derive(Debug, Default)]
pub(super) enum Part {
    #[default]
    Nothing,
    Few(Vec<u8>, Dictionary),
    Many(Vec<u32>, Dictionary),
    Numbers(Vec<f64>),
}

/// The rows of a block.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub rows: usize,
    pub parts: Vec<Part>,
    /// Row and lines that stand before it which are no rows, since the last.
    pub shifts: Vec<(usize, usize)>,
}

/// Why a block cannot be read, and the byte where it is seen.
#[derive(Debug)]
pub(super) struct Wrong {
    pub at: usize,
    pub what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// The row has fewer cells than the header, or more.
    Cells,
    /// A cell of the wanted column is no number.
    NoNumber(usize, String),
    /// A cell of the wanted column is not UTF-8.
    NoText(usize),
    /// A byte 0.
    Zero,
    AfterQuote,
    OpenQuote,
    /// A column that began with numbers has a text: it has to be read again, as
    /// texts.
    Again(usize),
}

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// The highest bit of every byte that is `byte`; above the first such byte there
/// may be false ones.
#[inline]
fn first_of(word: u64, byte: u8) -> u64 {
    let other = word ^ (ONES * u64::from(byte));
    other.wrapping_sub(ONES) & !other & !LOW
}

/// The highest bit of every byte that is `byte`, and of no other.
#[inline]
fn all_of(word: u64, byte: u8) -> u64 {
    let other = word ^ (ONES * u64::from(byte));
    !(((other & LOW) + LOW) | other | LOW)
}

pub(super) struct Scan<'a> {
    /// Whole rows, then [`ROOM`] bytes that are no part of them.
    bytes: &'a [u8],
    end: usize,
    at: usize,
    parts: Vec<(Part, How)>,
    /// A quoted cell with quotes inside, without them.
    scratch: Vec<u8>,
}

/// Reads the rows in `bytes[..end]`, each of which ends in a line feed.
pub(super) fn scan(
    bytes: &[u8],
    end: usize,
    steps: &[Step],
    columns: usize,
    how: &[How],
) -> Result<Rows, Wrong> {
    if let Some(at) = memchr::memchr(0, &bytes[..end]) {
        return Err(Wrong { at, what: What::Zero });
    }
    let lines = memchr::memchr_iter(b'\n', &bytes[..end]).count();
    let parts = how.iter().map(|how| {
        let part = match how {
            How::Texts(_) => Part::Few(Vec::with_capacity(lines), Dictionary::default()),
            How::Many => Part::Many(Vec::with_capacity(lines), Dictionary::default()),
            How::Numbers | How::MaybeNumbers => Part::Numbers(Vec::with_capacity(lines)),
        };
        (part, *how)
    });
    let mut scan = Scan { bytes, end, at: 0, parts: parts.collect(), scratch: Vec::new() };
    let mut rows = Rows::default();
    let (mut skipped, quoted) = (0, memchr::memchr(b'"', &bytes[..end]).is_some());
    while scan.at < end {
        let from = scan.at;
        if bytes[from] == b'\n' || (bytes[from] == b'\r' && bytes[from + 1] == b'\n') {
            scan.at += if bytes[from] == b'\n' { 1 } else { 2 };
            skipped += 1;
            continue;
        }
        if bytes[from] == b',' && scan.is_blank(columns) {
            skipped += 1;
            continue;
        }
        if skipped > 0 {
            rows.shifts.push((rows.rows, skipped));
        }
        for (n, step) in steps.iter().enumerate() {
            match *step {
                Step::Skip(count) => scan.skip(count)?,
                Step::Keep(place) => scan.keep(place)?,
            }
            let last = n + 1 == steps.len();
            if (bytes[scan.at] == b'\n') != last {
                return Err(Wrong { at: from, what: What::Cells });
            }
            scan.at += 1;
        }
        rows.rows += 1;
        // Line breaks inside cells push down what follows.
        skipped = if quoted { memchr::memchr_iter(b'\n', &bytes[from..scan.at - 1]).count() } else { 0 };
    }
    if skipped > 0 {
        rows.shifts.push((rows.rows, skipped));
    }
    rows.parts = scan.parts.into_iter().map(|(part, _)| part).collect();
    Ok(rows)
}

impl Scan<'_> {
    #[inline]
    fn word(&self, at: usize) -> u64 {
        let bytes: [u8; 8] = self.bytes[at..at + 8].try_into().unwrap_or_default();
        u64::from_le_bytes(bytes)
    }

    /// Passes over a row of nothing but commas, as spreadsheets leave at the end.
    fn is_blank(&mut self, columns: usize) -> bool {
        let commas = &self.bytes[self.at..self.end.min(self.at + columns - 1)];
        let after = self.at + columns - 1;
        if !commas.iter().all(|b| *b == b',') {
            return false;
        }
        let end = match (self.bytes.get(after), self.bytes.get(after + 1)) {
            (Some(b'\n'), _) => after + 1,
            (Some(b'\r'), Some(b'\n')) => after + 2,
            _ => return false,
        };
        self.at = end;
        true
    }

    /// Goes to the separator behind the next `count` cells.
    #[inline]
    fn skip(&mut self, mut count: usize) -> Result<(), Wrong> {
        let from = self.at;
        loop {
            let word = self.word(self.at);
            let mut commas = all_of(word, b',');
            if first_of(word, b'\n') | first_of(word, b'"') != 0 {
                self.skip_one(from)?;
                count -= 1;
                if count == 0 {
                    return Ok(());
                }
                if self.bytes[self.at] == b'\n' {
                    // Cells are missing.
                    let start = memchr::memrchr(b'\n', &self.bytes[..self.at]).map_or(0, |n| n + 1);
                    return Err(Wrong { at: start, what: What::Cells });
                }
                self.at += 1;
                continue;
            }
            let here = commas.count_ones() as usize;
            if here < count {
                count -= here;
                self.at += 8;
                continue;
            }
            for _ in 1..count {
                commas &= commas - 1;
            }
            self.at += commas.trailing_zeros() as usize / 8;
            return Ok(());
        }
    }

    /// Goes to the end of the cell here, near quotes and the end of a row; `from`
    /// is where a cell began.
    fn skip_one(&mut self, from: usize) -> Result<(), Wrong> {
        let begins = self.at == from || self.bytes[self.at - 1] == b',';
        if begins && self.bytes[self.at] == b'"' {
            return self.quoted().map(|_| ());
        }
        while !matches!(self.bytes[self.at], b',' | b'\n') {
            self.at += 1;
        }
        Ok(())
    }

    /// Reads the next cell into a wanted column and goes to the separator
    /// behind it.
    #[inline]
    fn keep(&mut self, place: usize) -> Result<(), Wrong> {
        let from = self.at;
        if let Part::Numbers(numbers) = &mut self.parts[place].0 {
            if let Some((value, length)) = number::short(&self.bytes[from..])
                && let after = from + length
                && (matches!(self.bytes[after], b',' | b'\n')
                    || (self.bytes[after] == b'\r' && self.bytes[after + 1] == b'\n'))
            {
                self.at = after + usize::from(self.bytes[after] == b'\r');
                numbers.push(value);
                return Ok(());
            }
            return self.keep_otherwise(place);
        }
        let word = self.word(from);
        let quoted = word as u8 == b'"';
        let (word, ends) = if quoted {
            let inner = self.word(from + 1);
            (inner, first_of(inner, b'"'))
        } else {
            (word, first_of(word, b',') | first_of(word, b'\n'))
        };
        if ends == 0 {
            return self.keep_otherwise(place);
        }
        // The lowest of them is a true one.
        let bits = ends.trailing_zeros() - 7;
        let key = word & ((1 << bits) - 1);
        let after = from + bits as usize / 8 + 2 * usize::from(quoted);
        // Quotes inside, or something behind them.
        if quoted && !matches!(self.bytes[after], b',' | b'\n') {
            return self.keep_otherwise(place);
        }
        self.at = after;
        let part = &mut self.parts[place].0;
        let code = match part {
            Part::Few(codes, dictionary) => {
                let code = dictionary.code_of_key(key);
                if let Ok(code @ (0..=254 | MISSING)) = code {
                    codes.push(code as u8);
                    return Ok(());
                }
                code
            }
            Part::Many(_, dictionary) => dictionary.code_of_key(key),
            Part::Numbers(_) | Part::Nothing => return Ok(()),
        };
        match code {
            Ok(code) => {
                self.push(place, code);
                Ok(())
            }
            Err(_) => Err(Wrong { at: from, what: What::NoText(place) }),
        }
    }

    /// A cell that is long, quoted, or no plain number.
    #[cold]
    fn keep_otherwise(&mut self, place: usize) -> Result<(), Wrong> {
        let from = self.at;
        let mut scratch = std::mem::take(&mut self.scratch);
        let cell = if self.bytes[from] == b'"' {
            let (start, end) = self.quoted()?;
            let inner = &self.bytes[start..end];
            if memchr::memchr(b'"', inner).is_some() {
                scratch.clear();
                let mut after_quote = false;
                for b in inner {
                    // Of two quotes the second stands for both.
                    after_quote = *b == b'"' && !after_quote;
                    if !after_quote {
                        scratch.push(*b);
                    }
                }
                &scratch[..]
            } else {
                inner
            }
        } else {
            let length = memchr::memchr2(b',', b'\n', &self.bytes[from..]).unwrap_or(0);
            self.at = from + length;
            &self.bytes[from..self.at]
        };
        let result = match &mut self.parts[place] {
            (Part::Numbers(numbers), how) => {
                let cell = cell.trim_ascii();
                let value = if is_missing(cell) {
                    Some(f64::NAN)
                } else {
                    std::str::from_utf8(cell).ok().and_then(number::parse)
                };
                match (value, how) {
                    (Some(value), _) => {
                        numbers.push(value);
                        Ok(())
                    }
                    (None, How::Numbers) => {
                        Err(What::NoNumber(place, String::from_utf8_lossy(cell).into_owned()))
                    }
                    (None, _) => Err(What::Again(place)),
                }
            }
            (Part::Few(_, dictionary) | Part::Many(_, dictionary), _) => match dictionary.code_of(cell) {
                Ok(code) => {
                    self.push(place, code);
                    Ok(())
                }
                Err(_) => Err(What::NoText(place)),
            },
            (Part::Nothing, _) => Ok(()),
        };
        self.scratch = scratch;
        result.map_err(|what| Wrong { at: from, what })
    }

    /// Passes over a cell in quotes: where its inside begins and ends.
    fn quoted(&mut self) -> Result<(usize, usize), Wrong> {
        let open = self.at;
        let mut at = open + 1;
        loop {
            let Some(quote) = memchr::memchr(b'"', &self.bytes[at..self.end]).map(|n| at + n) else {
                return Err(Wrong { at: open, what: What::OpenQuote });
            };
            if self.bytes[quote + 1] == b'"' && quote + 1 < self.end {
                at = quote + 2;
                continue;
            }
            let mut after = quote + 1;
            if self.bytes[after] == b'\r' {
                after += 1;
            }
            if !matches!(self.bytes[after], b',' | b'\n') {
                return Err(Wrong { at: open, what: What::AfterQuote });
            }
            self.at = after;
            return Ok((open + 1, quote));
        }
    }

    /// Adds a code to a column of texts. The 256th text of a column makes it one
    /// of many, or of numbers where all of them are and that is wanted.
    fn push(&mut self, place: usize, code: u32) {
        let (part, how) = &mut self.parts[place];
        match part {
            Part::Few(codes, _) if code < 255 || code == MISSING => codes.push(code as u8),
            Part::Few(codes, dictionary) => {
                let codes = std::mem::take(codes).into_iter();
                let dictionary = std::mem::take(dictionary);
                let numbers = (*how == How::Texts(Want::Either)).then(|| all_numbers(&dictionary)).flatten();
                *part = if let Some(values) = numbers {
                    let value = |code: u32| values.get(code as usize).copied().unwrap_or(f64::NAN);
                    let mut numbers: Vec<f64> = codes.map(|c| value(widened(c))).collect();
                    numbers.push(value(code));
                    Part::Numbers(numbers)
                } else {
                    let mut codes: Vec<u32> = codes.map(widened).collect();
                    codes.push(code);
                    Part::Many(codes, dictionary)
                };
            }
            Part::Many(codes, _) => codes.push(code),
            Part::Numbers(_) | Part::Nothing => {}
        }
    }
}

/// A code of a byte as a code of a word.
pub(super) fn widened(code: u8) -> u32 {
    if code == u8::MAX { MISSING } else { u32::from(code) }
}

/// The numbers that the texts of a column are, if all are.
pub(super) fn all_numbers(dictionary: &Dictionary) -> Option<Vec<f64>> {
    dictionary.texts().map(number::parse).collect()
}
