//! A folder of what an archive would hold: an export that was unpacked, or
//! submissions.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::cells::CsvTable;
use super::submissions::Submissions;
use super::table::Table;
use super::{Collected, Names, archive, sniff};
use crate::base::{Diag, Interrupt, Span, fs, hex};
use crate::model::Platform;

/// A folder in a folder, as ODK Briefcase lays submissions out, and no deeper.
const DEEPEST: usize = 3;
const MOST_FILES: usize = 2_000_000;

pub fn open(
    path: &Path,
    platform: Option<Platform>,
    names: &Names,
    interrupt: &Interrupt,
) -> Result<Collected, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let name = path.display().to_string();
    let mut files = Vec::new();
    walk(path, 0, &mut files).map_err(one)?;
    files.sort();
    let of = |ending: &str| -> Vec<PathBuf> {
        let has =
            |f: &&PathBuf| f.extension().is_some_and(|e| e.to_string_lossy().eq_ignore_ascii_case(ending));
        files.iter().filter(has).cloned().collect()
    };
    let (tables, submissions) = (of("csv"), of("xml"));
    if tables.is_empty() && !submissions.is_empty() {
        let hash = hash_of(&submissions).map_err(one)?;
        let main = Submissions::files(submissions, names, interrupt).map_err(one)?;
        let rosters = main.rosters(names);
        let platform = platform.unwrap_or(Platform::Odk);
        return Ok(Collected { name, platform, main: Box::new(main), rosters, hash });
    }
    let called: Vec<String> =
        tables.iter().map(|t| t.file_name().map_or(String::new(), |n| n.to_string_lossy().into())).collect();
    let Some(main) = archive::main_of(called.iter().map(String::as_str)) else {
        let what = if tables.is_empty() { "nothing to import" } else { "no one table of answers" };
        return Err(one(Diag::error(format!("there is {what} in this folder"))
            .at(Span::line(name.as_str(), 0))
            .hint("a folder holds submissions as .xml, or the FORM.csv and FORM-ROSTER.csv of one export")
            .hint("nothing was imported")));
    };
    let hash = hash_of(&tables).map_err(one)?;
    let stem = called[main].trim_end_matches(".csv").to_string();
    let table = CsvTable::file(&tables[main], b',').map_err(one)?;
    let mut rosters: Vec<(String, Box<dyn Table>)> = Vec::new();
    for (at, file) in tables.iter().enumerate().filter(|(at, _)| *at != main) {
        let table = CsvTable::file(file, b',').map_err(one)?;
        rosters.push((archive::roster(&stem, &called[at]), Box::new(table)));
    }
    let platform = platform.unwrap_or_else(|| sniff::of_several(table.header()));
    Ok(Collected { name, platform, main: Box::new(table), rosters, hash })
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Diag> {
    let fail = |e: &std::io::Error| {
        Diag::error(format!("cannot read: {}", fs::reason(e))).at(Span::line(folder.display().to_string(), 0))
    };
    for entry in std::fs::read_dir(folder).map_err(|e| fail(&e))? {
        let entry = entry.map_err(|e| fail(&e))?;
        // A link may lead anywhere.
        let kind = entry.file_type().map_err(|e| fail(&e))?;
        if kind.is_dir() && depth < DEEPEST && entry.file_name() != "media" {
            walk(&entry.path(), depth + 1, files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
        if files.len() > MOST_FILES {
            return Err(Diag::error("this folder has more than two million files")
                .at(Span::line(folder.display().to_string(), 0)));
        }
    }
    Ok(())
}

/// The hash of all files, one after the other, each behind its length.
fn hash_of(files: &[PathBuf]) -> Result<String, Diag> {
    let mut digest = Sha256::new();
    for path in files {
        let fail = |e: &std::io::Error| {
            Diag::error(format!("cannot read: {}", fs::reason(e)))
                .at(Span::line(path.display().to_string(), 0))
        };
        let mut file = std::fs::File::open(path).map_err(|e| fail(&e))?;
        digest.update(file.metadata().map_err(|e| fail(&e))?.len().to_le_bytes());
        super::digest(&mut file, &mut digest).map_err(|e| fail(&e))?;
    }
    Ok(hex::encode(&digest.finalize()))
}
