//! A file in blocks of whole rows, one after the other, never all of it.

use std::fs::File;
use std::io::Read;

use super::scan::ROOM;

/// Bytes read at a time.
pub(super) const BLOCK: usize = 1 << 20;

/// A row of more bytes is no record.
const LONGEST: usize = 16 << 20;

/// Whole rows in `bytes[..end]`, [`ROOM`] bytes more.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub bytes: Vec<u8>,
    pub end: usize,
    /// The number of the block, and the byte of the file it begins at.
    pub number: usize,
    pub offset: u64,
}

/// Why there is no further block.
#[derive(Debug)]
pub(super) enum Failed {
    Disk(std::io::Error),
    /// The row that begins at this byte does not end.
    Long(u64),
}

/// What is left of a file.
#[derive(Debug)]
pub(super) struct Blocks {
    file: File,
    /// Read already: the beginning of a row.
    carry: Vec<u8>,
    offset: u64,
    number: usize,
    ended: bool,
    cut: Cut,
}

/// How the end of the last row of a block is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// By the number of quotes before it, which is even. It is wrong only where
    /// a cell that is not quoted holds a quote and another one a line feed; the
    /// block then ends inside quotes, which nobody can miss.
    Counted,
    /// By following all quotes.
    Followed,
}

impl Blocks {
    /// `carry` was read from the file, from the byte `offset` on.
    pub(super) fn new(file: File, carry: Vec<u8>, offset: u64, cut: Cut) -> Blocks {
        Blocks { file, carry, offset, number: 0, ended: false, cut }
    }

    /// Puts the next block into `block`; false at the end.
    pub(super) fn next(&mut self, block: &mut Block) -> Result<bool, Failed> {
        let bytes = &mut block.bytes;
        bytes.clear();
        bytes.append(&mut self.carry);
        let end = loop {
            let filled = bytes.len();
            if !self.ended {
                let file = &mut self.file;
                let wanted = BLOCK.saturating_sub(filled).max(BLOCK / 4) as u64;
                self.ended = file.take(wanted).read_to_end(bytes).map_err(Failed::Disk)? < wanted as usize;
            }
            if bytes.is_empty() {
                return Ok(false);
            }
            if self.ended {
                if bytes.last() != Some(&b'\n') {
                    bytes.push(b'\n');
                }
                break bytes.len();
            }
            let end = match self.cut {
                Cut::Counted => counted_end(bytes),
                Cut::Followed => end_of_rows(bytes),
            };
            if let Some(end) = end {
                break end;
            }
            if bytes.len() > LONGEST {
                return Err(Failed::Long(self.offset));
            }
        };
        self.carry.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
        bytes.resize(end + ROOM, b'\n');
        (block.end, block.number, block.offset) = (end, self.number, self.offset);
        self.number += 1;
        self.offset += end as u64;
        Ok(true)
    }
}

/// Behind the last line feed with an even number of quotes before it.
fn counted_end(bytes: &[u8]) -> Option<usize> {
    let count = |bytes: &[u8]| memchr::memchr_iter(b'"', bytes).count();
    let mut before = count(bytes);
    let mut to = bytes.len();
    loop {
        let line = memchr::memrchr(b'\n', &bytes[..to])?;
        before -= count(&bytes[line..to]);
        if before.is_multiple_of(2) {
            return Some(line + 1);
        }
        to = line;
    }
}

/// Where the last whole row ends in `bytes`, which begin with a row. A line feed
/// inside quotes ends none; a quote inside a cell that does not begin with one
/// is a character like any other.
fn end_of_rows(bytes: &[u8]) -> Option<usize> {
    let mut end = None;
    let mut from = 0;
    let mut quotes = memchr::memchr_iter(b'"', bytes).peekable();
    while let Some(quote) = quotes.next() {
        if quote > 0 && !matches!(bytes[quote - 1], b',' | b'\n') {
            continue;
        }
        if let Some(line) = memchr::memrchr(b'\n', &bytes[from..quote]) {
            end = Some(from + line + 1);
        }
        let close = loop {
            match quotes.next() {
                None => return end,
                Some(second) if quotes.peek() == Some(&(second + 1)) => {
                    quotes.next();
                }
                Some(close) => break close,
            }
        };
        from = close + 1;
    }
    let line = memchr::memrchr(b'\n', &bytes[from..]).map(|line| from + line + 1);
    line.or(end)
}

#[cfg(test)]
mod tests {
    use super::end_of_rows;

    #[test]
    fn a_line_feed_in_quotes_ends_no_row() {
        let cases: [(&str, Option<usize>); 8] = [
            ("a,b\nc,", Some(4)),
            ("a,b", None),
            ("\"a\nb\",c\nd", Some(8)),
            ("\"a\nb\nc", None),
            ("x\n\"a\nb", Some(2)),
            ("5\" pipe,\nx", Some(9)),
            ("\"a \"\"b\n\"\" c\"\n", Some(13)),
            ("\"\",\"\"\n\"", Some(6)),
        ];
        for (text, end) in cases {
            assert_eq!(end_of_rows(text.as_bytes()), end, "{text:?}");
        }
    }
}
