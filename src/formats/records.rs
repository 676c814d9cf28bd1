//! Data files with a row a record: CSV read once from front to back, however
//! large, with the hash of its bytes.

use std::io::{BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::head::{self, Use};
use crate::base::{Diag, Span, fs, hex};

/// A CSV file being read.
pub struct RecordFile<'a> {
    reader: ::csv::Reader<Hashed<'a>>,
    /// The file's own name, as a complaint gives it.
    pub name: String,
    pub header: Vec<String>,
    size: u64,
}

/// What is read, hashed on the way.
struct Hashed<'a> {
    file: Box<dyn Read + 'a>,
    digest: Sha256,
    /// Bytes read before the first row, the mark of UTF-8 left out.
    first: Vec<u8>,
    /// Bytes since the last line break.
    line: usize,
}

/// A line of more bytes is no record of a questionnaire, and would be held in
/// memory several times over.
const LONGEST_LINE: usize = 16 << 20;

impl Read for Hashed<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if !self.first.is_empty() {
            let n = self.first.len().min(into.len());
            into[..n].copy_from_slice(&self.first[..n]);
            self.first.drain(..n);
            return Ok(n);
        }
        let n = self.file.read(into)?;
        self.digest.update(&into[..n]);
        match into[..n].iter().rposition(|b| *b == b'\n') {
            Some(at) => self.line = n - at,
            None => self.line += n,
        }
        if self.line > LONGEST_LINE {
            return Err(std::io::Error::other("a line of more than 16 MB, which no record is"));
        }
        Ok(n)
    }
}

impl<'a> RecordFile<'a> {
    /// Opens a file and reads its header row.
    ///
    /// # Errors
    /// It cannot be read, is empty, is no CSV, or its cells are separated by
    /// something else than commas.
    pub fn open(path: &Path) -> Result<RecordFile<'static>, Diag> {
        let (file, size) = head::open(path, Use::Import)?;
        let file = Box::new(BufReader::with_capacity(1 << 18, file));
        RecordFile::of(path.display().to_string(), file, size, b',')
    }

    /// The same of `size` bytes from anywhere, whose cells are separated by
    /// `delimiter`.
    ///
    /// # Errors
    /// As of a file.
    pub fn of(
        name: String,
        mut file: Box<dyn Read + 'a>,
        size: u64,
        delimiter: u8,
    ) -> Result<RecordFile<'a>, Diag> {
        let fail = |e: &std::io::Error| {
            Diag::error(format!("cannot read: {}", fs::reason(e))).at(Span::line(name.as_str(), 0))
        };
        let mut first = vec![0; 64];
        let mut filled = 0;
        while filled < first.len() {
            let n = file.read(&mut first[filled..]).map_err(|e| fail(&e))?;
            if n == 0 {
                break;
            }
            filled += n;
        }
        first.truncate(filled);
        head::foreign(&first, &name, Use::Import)?;
        let mut digest = Sha256::new();
        digest.update(&first);
        if first.starts_with(b"\xef\xbb\xbf") {
            first.drain(..3);
        }
        let mut reader = ::csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(1 << 18)
            .from_reader(Hashed { file, digest, first, line: 0 });
        let header = match reader.byte_headers() {
            Ok(header) => header.clone(),
            Err(e) => {
                let line = Span::line(name.as_str(), 1);
                return Err(Diag::error(format!("the header row cannot be read: {e}")).at(line));
            }
        };
        let columns = head::columns(&header, &name)?;
        Ok(RecordFile { reader, header: columns, size, name })
    }

    /// Reads the next row into `record`; the line it begins at, nothing at the
    /// end. Rows of nothing but commas, as spreadsheets leave at the end, are
    /// passed over.
    ///
    /// # Errors
    /// The disk fails in the middle.
    pub fn next(&mut self, record: &mut ::csv::ByteRecord) -> Result<Option<u64>, Diag> {
        loop {
            match self.reader.read_byte_record(record) {
                Ok(false) => return Ok(None),
                Ok(true) => {
                    // An empty file may still have a row with one empty cell.
                    if record.as_slice().is_empty() {
                        continue;
                    }
                    return Ok(Some(record.position().map_or(0, ::csv::Position::line)));
                }
                Err(e) => {
                    let line = e.position().map_or(0, |p| p.line() as u32);
                    return Err(Diag::error(format!("this row cannot be read: {e}"))
                        .at(Span::line(self.name.as_str(), line))
                        .hint("nothing was imported"));
                }
            }
        }
    }

    /// How far it is read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.reader.position().byte() as f64 / self.size.max(1) as f64
    }

    /// SHA-256 of the whole file, when it was read to its end.
    pub fn hash(self) -> String {
        hex::encode(&self.reader.into_inner().digest.finalize())
    }
}
