//! What a search of a database found, as the database or a reference manager
//! exports it: RIS or BibTeX, by the ending of the name.

use std::path::Path;

use crate::base::diag::Topic;
use crate::base::{Diag, Diags, Span};
use crate::model::Record;

use super::inside::bytes_of;
use super::{bibtex, ris};

/// Tens of thousands of records with their abstracts; more is no list that
/// people screen.
const MAX_BYTES: u64 = 32 << 20;
/// No file holds more records.
pub(super) const MOST_RECORDS: usize = 100_000;
/// A file with more errors is not read to its end.
pub(super) const MOST_ERRORS: usize = 1000;
/// What is said of records that were read and lack something; listed together.
pub(super) const INCOMPLETE: &Topic = &Topic("records with a DOI or a year that cannot be read");

/// Reads `workspace/file`. Records that cannot be read are complained of and
/// left out.
pub fn read(workspace: &Path, file: &str, diags: &mut Diags) -> Vec<Record> {
    let Some(bytes) = bytes_of(workspace, file, MAX_BYTES, diags) else { return Vec::new() };
    match text_of(file, &bytes) {
        Ok(text) if file.ends_with(".bib") => bibtex::parse(file, &text, diags),
        Ok(text) => ris::parse(file, &text, diags),
        Err(diag) => {
            diags.push(diag.depth(0));
            Vec::new()
        }
    }
}

/// The bytes as text with line feeds alone.
fn text_of(file: &str, bytes: &[u8]) -> Result<String, Diag> {
    let whole = || Span::line(file, 0);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (mark, what) in [
        (&b"\xff\xfe"[..], "text in UTF-16"),
        (b"\xfe\xff", "text in UTF-16"),
        (b"PK\x03\x04", "a zip archive or a workbook"),
        (b"%PDF", "a PDF"),
        (b"<?xml", "XML"),
    ] {
        if bytes.starts_with(mark) {
            return Err(Diag::error(format!("this is {what}, not a list of references"))
                .at(whole())
                .hint("export it from the database or the reference manager as RIS or BibTeX, in UTF-8"));
        }
    }
    let line = |at: usize| bytes[..at].iter().filter(|b| **b == b'\n').count() as u32 + 1;
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(Diag::error("this is no text").at(Span::line(file, line(at))));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Diag::error("this line is not UTF-8 text")
            .at(Span::line(file, line(error.valid_up_to())))
            .hint("older exports are in Latin-1 (Windows-1252): convert the file to UTF-8 or export it as UTF-8, so that no name is guessed at")
    })?;
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// A complaint about more records than a file may hold.
pub(super) fn too_many(file: &str, line: u32) -> Diag {
    Diag::error(format!("the file holds more than {MOST_RECORDS} records; the rest is not read"))
        .at(Span::line(file, line))
        .hint("is it the right file? A search that finds so many is narrowed before anyone screens it")
}

/// A complaint about a file without a record.
pub(super) fn no_record(file: &str, how: &str, text: &str) -> Diag {
    let mut diag = Diag::error(format!("the file holds no record: {how}")).at(Span::line(file, 0));
    let head = text.trim_start();
    if head.starts_with("PMID") {
        diag = diag.hint("this is PubMed's own format (.nbib): a reference manager reads it and exports RIS");
    } else if head.starts_with("TY  -") {
        diag = diag.hint("this is RIS: give it a name that ends in .ris");
    } else if head.starts_with('@') {
        diag = diag.hint("this is BibTeX: give it a name that ends in .bib");
    }
    diag.hint("a search that found nothing has no file: leave file out and write found = 0")
}

/// White space as one space each.
pub(super) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_stop_the_readers(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(text) = text_of("a.ris", &bytes) {
                ris::parse("a.ris", &text, &mut Diags::new());
                bibtex::parse("a.bib", &text, &mut Diags::new());
            }
        }
    }
}
