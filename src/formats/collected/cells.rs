//! Tables as CSV, in a file or in an archive.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use super::archive::{self, Archive};
use super::table::{Row, Table};
use crate::base::{Diag, Span};
use crate::formats::head::{self, Use};
use crate::formats::records::RecordFile;

/// Where the bytes lie.
enum Home {
    File(PathBuf),
    /// A part of an archive.
    Part(PathBuf, usize),
}

/// A CSV table.
pub struct CsvTable {
    home: Home,
    name: String,
    delimiter: u8,
    header: Vec<String>,
    hash: Option<String>,
}

impl CsvTable {
    /// A file.
    pub fn file(path: &Path, delimiter: u8) -> Result<CsvTable, Diag> {
        let table = CsvTable {
            home: Home::File(path.to_path_buf()),
            name: path.display().to_string(),
            delimiter,
            header: Vec::new(),
            hash: None,
        };
        let (file, size) = head::open(path, Use::Import)?;
        let header = table.open(Box::new(file), size)?.header;
        Ok(CsvTable { header, ..table })
    }

    /// A part of an archive, which has been looked at before.
    pub fn part(path: &Path, archive: &mut Archive, at: usize, delimiter: u8) -> Result<CsvTable, Diag> {
        let name = archive::shown(path, archive, at);
        let home = Home::Part(path.to_path_buf(), at);
        let table = CsvTable { home, name, delimiter, header: Vec::new(), hash: None };
        let (part, size) = archive::part(archive, at, &table.name)?;
        let header = table.open(part, size)?.header;
        Ok(CsvTable { header, ..table })
    }

    fn open<'a>(&self, bytes: Box<dyn Read + 'a>, size: u64) -> Result<RecordFile<'a>, Diag> {
        RecordFile::of(self.name.clone(), bytes, size, self.delimiter)
    }
}

impl Table for CsvTable {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn each(&mut self, see: &mut dyn FnMut(Row) -> Result<(), Diag>) -> Result<(), Diag> {
        let mut archive;
        let file = match &self.home {
            Home::File(path) => {
                let (file, size) = head::open(path, Use::Import)?;
                let file: BufReader<File> = BufReader::with_capacity(1 << 18, file);
                self.open(Box::new(file), size)?
            }
            Home::Part(path, at) => {
                archive = archive::read(path)?;
                let (part, size) = archive::part(&mut archive, *at, &self.name)?;
                self.open(part, size)?
            }
        };
        let mut file = file;
        let mut cells = csv::ByteRecord::new();
        while let Some(number) = file.next(&mut cells)? {
            see(Row { number, cells: &cells, done: file.progress() })?;
        }
        self.hash = matches!(self.home, Home::File(_)).then(|| file.hash());
        Ok(())
    }

    fn span(&self, number: u32) -> Span {
        Span::line(self.name.as_str(), number)
    }

    fn hash(&self) -> Option<String> {
        self.hash.clone()
    }
}
