//! What a file is, by its content and never by its name alone.

use std::io::Read;
use std::path::Path;

use crate::base::{Diag, Span, fs};
use crate::formats::head::{self, Use};
use crate::model::Platform;

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A table of text, by the program that its header tells of.
    Csv(Platform),
    Zip,
    /// One submission as XML.
    Submission,
    Workbook,
    Stata,
    Spss,
}

impl Kind {
    /// Whose it is, where nobody says.
    pub fn platform(self) -> Platform {
        match self {
            Kind::Csv(platform) => platform,
            Kind::Zip | Kind::Submission => Platform::Odk,
            Kind::Workbook => Platform::Kobo,
            Kind::Stata => Platform::Stata,
            Kind::Spss => Platform::Spss,
        }
    }
}

fn first(path: &Path, bytes: u64) -> Result<Vec<u8>, Diag> {
    let (file, _) = head::open(path, Use::Import)?;
    let mut first = Vec::new();
    file.take(bytes).read_to_end(&mut first).map_err(|e| {
        Diag::error(format!("cannot read: {}", fs::reason(&e))).at(Span::line(path.display().to_string(), 0))
    })?;
    Ok(first)
}

/// What a file is.
///
/// # Errors
/// It is nothing that is read here, or is not what it is said to be.
pub fn kind(path: &Path, said: Option<Platform>) -> Result<Kind, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let head = first(path, 64 << 10).map_err(one)?;
    let name = path.display().to_string();
    let place = || Span::line(name.as_str(), 0);
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    let kind = if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        if is_workbook(path) { Kind::Workbook } else { Kind::Zip }
    } else if head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(one(Diag::error(
            "this is an old Excel workbook or a locked one, whatever its name says",
        )
        .at(place())
        .hint("open it and save it as .xlsx without a password, or as CSV UTF-8")
        .hint("nothing was imported")));
    } else if head.starts_with(b"<stata_dta>") || matches!(head[..], [113..=115, 1 | 2, 1, 0, ..]) {
        Kind::Stata
    } else if head.starts_with(b"$FL2") || head.starts_with(b"$FL3") {
        Kind::Spss
    } else if text.trim_ascii_start().starts_with(b"<") {
        Kind::Submission
    } else {
        // What else is not CSV is complained of by who reads it.
        Kind::Csv(said.unwrap_or_else(|| whose(text)))
    };
    let fits = match said {
        None => true,
        Some(Platform::Odk) => matches!(kind, Kind::Zip | Kind::Submission | Kind::Csv(_)),
        Some(Platform::Plain) => matches!(kind, Kind::Csv(_)),
        Some(Platform::Kobo) => matches!(kind, Kind::Csv(_) | Kind::Workbook),
        Some(Platform::SurveyCto) => matches!(kind, Kind::Csv(_) | Kind::Workbook | Kind::Zip),
        Some(Platform::Stata) => kind == Kind::Stata,
        Some(Platform::Spss) => kind == Kind::Spss,
    };
    if let Some(said) = said.filter(|_| !fits) {
        return Err(one(Diag::error(format!("this is no file of {}", said.id()))
            .at(place())
            .hint("leave --as out, and what it is is told by its content")
            .hint("nothing was imported")));
    }
    Ok(kind)
}

/// A zip archive with the parts of a workbook.
fn is_workbook(path: &Path) -> bool {
    let Ok(mut archive) = super::archive::read(path) else { return false };
    archive.by_name("xl/workbook.xml").is_ok()
}

/// Which program writes such a header.
fn whose(text: &[u8]) -> Platform {
    let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let names: Vec<&str> = line.split([',', ';', '\t']).map(|n| n.trim().trim_matches('"')).collect();
    of_header(&names)
}

/// Which program writes tables beside each other, a file each, by the header of
/// the main one: ODK Central, or SurveyCTO in its long format.
pub fn of_several(header: &[String]) -> Platform {
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    match of_header(&names) {
        Platform::SurveyCto => Platform::SurveyCto,
        _ => Platform::Odk,
    }
}

fn of_header(names: &[&str]) -> Platform {
    let has = |name: &str| names.contains(&name);
    if has("_uuid") || has("_submission_time") || has("_submission__uuid") {
        Platform::Kobo
    } else if has("formdef_version") || has("SubmissionDate") && has("starttime") {
        Platform::SurveyCto
    } else if has("KEY") && (has("SubmissionDate") || has("meta-instanceID") || has("PARENT_KEY")) {
        Platform::Odk
    } else {
        Platform::Plain
    }
}

/// What separates the cells of a table: KoBo writes semicolons.
pub fn delimiter(path: &Path) -> Result<u8, Diag> {
    let head = first(path, 64 << 10)?;
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |what: u8| line.iter().filter(|b| **b == what).count();
    let kobo = memchr::memmem::find(line, b"_uuid").is_some();
    Ok(if kobo && count(b';') > count(b',') { b';' } else { b',' })
}
