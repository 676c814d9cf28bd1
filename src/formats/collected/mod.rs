//! What programs for fieldwork hand back, each as tables of text cells whose
//! every row has a place: a file and a line, a sheet and a row, a submission.
//! What the columns mean to a questionnaire is not known here.
//!
//! Rows are passed on one at a time, so that a file of any size needs the room
//! of one row. Nothing is unpacked to the disk, and no length that a file claims
//! is believed before the bytes are there.

mod archive;
mod cells;
mod folder;
mod sniff;
mod spss;
mod stata;
mod submissions;
mod table;
mod workbook;

use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::head::{self, Use};
use crate::base::{Diag, Interrupt, Span, fs, hex};
use crate::model::Platform;

pub use sniff::Kind;
pub use table::{Row, Table};

/// The names that a submission in XML may have inside.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// What holds one value.
    pub values: Vec<String>,
    /// Values that are columns only where the first submission has them.
    pub optional: Vec<String>,
    /// What is known and left out.
    pub own: Vec<String>,
    /// What stands once a row of a roster, by roster.
    pub rosters: Vec<(String, Vec<String>)>,
}

/// A file, or a folder, that came back.
pub struct Collected {
    /// As a complaint names it.
    pub name: String,
    pub platform: Platform,
    pub main: Box<dyn Table>,
    /// Tables of rosters, by the name that the file gives them.
    pub rosters: Vec<(String, Box<dyn Table>)>,
    hash: String,
}

impl Collected {
    /// SHA-256 of what was read, when it was read to its end.
    pub fn hash(&self) -> String {
        self.main.hash().unwrap_or_else(|| self.hash.clone())
    }
}

/// Opens what came back; `platform` where it is said, otherwise it is told by
/// the content.
///
/// # Errors
/// It cannot be read, is nothing that is known, or is not what it is said to be.
pub fn open(
    path: &Path,
    platform: Option<Platform>,
    names: &Names,
    interrupt: &Interrupt,
) -> Result<Collected, Vec<Diag>> {
    let name = path.display().to_string();
    let one = |d: Diag| vec![d];
    let meta = std::fs::metadata(path).map_err(|e| {
        one(Diag::error(format!("cannot read: {}", fs::reason(&e))).at(Span::line(name.as_str(), 0)))
    })?;
    if meta.is_dir() {
        return folder::open(path, platform, names, interrupt);
    }
    let kind = sniff::kind(path, platform)?;
    let said = platform.unwrap_or_else(|| kind.platform());
    let collected = |main: Box<dyn Table>, hash: String| Collected {
        name: name.clone(),
        platform: said,
        main,
        rosters: Vec::new(),
        hash,
    };
    match kind {
        Kind::Csv(_) => {
            let delimiter = sniff::delimiter(path).map_err(one)?;
            let main = cells::CsvTable::file(path, delimiter).map_err(one)?;
            Ok(collected(Box::new(main), String::new()))
        }
        Kind::Zip => archive::open(path, platform, names, interrupt),
        Kind::Submission => {
            let main = submissions::Submissions::file(path, names).map_err(one)?;
            let rosters = main.rosters(names);
            Ok(Collected { rosters, ..collected(Box::new(main), hash_of(path)?) })
        }
        Kind::Workbook => {
            let (main, rosters) = workbook::open(path, interrupt).map_err(one)?;
            Ok(Collected { rosters, ..collected(Box::new(main), hash_of(path)?) })
        }
        Kind::Stata => {
            let main = stata::StataTable::open(path, interrupt).map_err(one)?;
            Ok(collected(Box::new(main), hash_of(path)?))
        }
        Kind::Spss => {
            let main = spss::SpssTable::open(path, interrupt).map_err(one)?;
            Ok(collected(Box::new(main), hash_of(path)?))
        }
    }
}

/// SHA-256 of a file.
fn hash_of(path: &Path) -> Result<String, Vec<Diag>> {
    let (mut file, _) = head::open(path, Use::Import).map_err(|d| vec![d])?;
    let mut digest = Sha256::new();
    self::digest(&mut file, &mut digest).map_err(|e| {
        vec![
            Diag::error(format!("cannot read: {}", fs::reason(&e)))
                .at(Span::line(path.display().to_string(), 0)),
        ]
    })?;
    Ok(hex::encode(&digest.finalize()))
}

fn digest(file: &mut std::fs::File, into: &mut Sha256) -> std::io::Result<()> {
    let mut piece = vec![0; 1 << 18];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(()),
            n => into.update(&piece[..n]),
        }
    }
}
