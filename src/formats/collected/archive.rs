//! Zip archives: looked at as a whole before a byte is unpacked, and unpacked
//! into nothing but a stream.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::cells::CsvTable;
use super::submissions::Submissions;
use super::table::Table;
use super::{Collected, Names, sniff};
use crate::base::number::grouped;
use crate::base::{Diag, Interrupt, Span};
use crate::formats::head::{self, Use};
use crate::model::Platform;

pub type Archive = ZipArchive<BufReader<File>>;

/// Below this, in bytes, nothing is too large to unpack.
const SMALL: u64 = 64 << 20;
/// Answers are much alike; what is made to fill a machine is a thousand times
/// as large as its archive.
const MOST_UNPACKED: u64 = 200;
/// An export has a table a roster, or a submission a record.
const MOST_PARTS: usize = 400_000;

/// The archive, when nothing about it is suspicious.
pub fn read(path: &Path) -> Result<Archive, Diag> {
    let shown = path.display().to_string();
    let place = || Span::line(shown.as_str(), 0);
    let (file, size) = head::open(path, Use::Import)?;
    let mut archive = ZipArchive::new(BufReader::with_capacity(1 << 16, file)).map_err(|e| {
        Diag::error(format!("this zip archive is damaged or not whole: {e}"))
            .at(place())
            .hint("download or copy it again; nothing was imported")
    })?;
    if archive.len() > MOST_PARTS {
        return Err(Diag::error(format!("the archive has {} parts", grouped(archive.len() as f64, 0)))
            .at(place())
            .hint("no export has so many: is it the right file?"));
    }
    let mut unpacked = 0u64;
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|e| {
            Diag::error(format!("part {} of this archive cannot be read: {e}", at + 1))
                .at(place())
                .hint("download or copy it again; nothing was imported")
        })?;
        unpacked = unpacked.saturating_add(part.size());
        let name = part.name().map_or_else(|_| String::new(), |n| n.to_string());
        let climbs = name.starts_with(['/', '\\'])
            || name.contains(':')
            || name.split(['/', '\\']).any(|step| step == "..");
        if climbs {
            return Err(Diag::error("a part of this archive has a path that leads out of it")
                .at(place())
                .hint("no export has one, so it was made by something else; nothing was imported"));
        }
        if part.encrypted() {
            return Err(Diag::error("this archive is locked by a password")
                .at(place())
                .hint("unpack it, and import the files; nothing was imported"));
        }
    }
    if unpacked > SMALL && unpacked / size.max(1) > MOST_UNPACKED {
        return Err(Diag::error(format!(
            "this archive of {} would unpack to {}, which no export does",
            megabytes(size),
            megabytes(unpacked)
        ))
        .at(place())
        .hint("nothing was unpacked or imported; if it is yours, unpack it and import the files"));
    }
    Ok(archive)
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", grouped((bytes as f64 / 1e6).ceil(), 0))
}

/// A part as complaints name it.
pub fn shown(path: &Path, archive: &Archive, at: usize) -> String {
    format!("{}#{}", path.display(), name_of(archive, at))
}

/// The name of a part; empty where it is no text.
pub fn name_of(archive: &Archive, at: usize) -> String {
    archive.name_for_index(at).and_then(Result::ok).map_or_else(String::new, |name| printable(&name))
}

fn printable(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The bytes of a part, and how many they are. More than the archive says is an
/// error on reading.
pub fn part<'a>(archive: &'a mut Archive, at: usize, name: &str) -> Result<(Box<dyn Read + 'a>, u64), Diag> {
    let part = archive.by_index(at).map_err(|e| {
        Diag::error(format!("this part of the archive cannot be read: {e}")).at(Span::line(name, 0))
    })?;
    let size = part.size();
    Ok((Box::new(BufReader::with_capacity(1 << 18, Within { part, left: size })), size))
}

/// Bytes up to what was announced.
struct Within<R> {
    part: R,
    left: u64,
}

impl<R: Read> Read for Within<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.part.read(into)?;
        match self.left.checked_sub(n as u64) {
            Some(left) => self.left = left,
            None => return Err(std::io::Error::other("there is more of it than the archive says")),
        }
        Ok(n)
    }
}

/// An export of ODK Central, or submissions, in an archive.
pub fn open(
    path: &Path,
    platform: Option<Platform>,
    names: &Names,
    interrupt: &Interrupt,
) -> Result<Collected, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let name = path.display().to_string();
    let mut archive = read(path).map_err(one)?;
    let (mut tables, mut submissions) = (Vec::new(), Vec::new());
    for at in 0..archive.len() {
        let part = name_of(&archive, at);
        let lower = part.to_lowercase();
        // What a Mac adds to archives.
        if lower.starts_with("__macosx/") || lower.ends_with('/') || lower.ends_with(".ds_store") {
            continue;
        }
        if lower.ends_with(".xml") {
            submissions.push(at);
        } else if lower.ends_with(".csv") && !lower.contains("media/") && !lower.contains("audit") {
            tables.push((at, part.to_string()));
        }
    }
    let hash = super::hash_of(path)?;
    if tables.is_empty() && !submissions.is_empty() {
        let main = Submissions::archive(path, submissions, names, interrupt).map_err(one)?;
        let rosters = main.rosters(names);
        let platform = platform.unwrap_or(Platform::Odk);
        return Ok(Collected { name, platform, main: Box::new(main), rosters, hash });
    }
    let Some(main) = main_of(tables.iter().map(|(_, name)| name.as_str())) else {
        return Err(one(Diag::error("there is no table of answers in this archive")
            .at(Span::line(name.as_str(), 0))
            .hint("an export of ODK Central has FORM.csv in it, and FORM-ROSTER.csv where there are rosters")
            .hint("nothing was imported")));
    };
    let stem = stem(&tables[main].1).to_string();
    let open = |at: usize, archive: &mut Archive| CsvTable::part(path, archive, at, b',');
    let table = open(tables[main].0, &mut archive).map_err(one)?;
    let platform = platform.unwrap_or_else(|| sniff::of_several(table.header()));
    let mut rosters: Vec<(String, Box<dyn Table>)> = Vec::new();
    for (n, (at, part)) in tables.iter().enumerate() {
        if n != main {
            rosters.push((roster(&stem, part), Box::new(open(*at, &mut archive).map_err(one)?)));
        }
    }
    Ok(Collected { name, platform, main: Box::new(table), rosters, hash })
}

/// The name of a file without its folder and ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.len().checked_sub(4).and_then(|end| file.get(..end)).unwrap_or(file)
}

/// The table that others are parts of: the one whose name begins all names.
pub fn main_of<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Option<usize> {
    let shortest = names.clone().enumerate().min_by_key(|(_, name)| stem(name).len())?;
    let head = format!("{}-", stem(shortest.1));
    let mut others = names.enumerate().filter(|(at, _)| *at != shortest.0);
    let fit = others.all(|(_, name)| stem(name).starts_with(&head));
    fit.then_some(shortest.0)
}

/// The name of a roster, from the name of its table.
pub fn roster(main: &str, part: &str) -> String {
    let own = stem(part);
    own.strip_prefix(main).map_or(own, |rest| rest.trim_start_matches('-')).to_string()
}
