//! Rows and columns that a sheet does not show, which the reader of cells does
//! not say. The parts of the archive are looked through for their marks alone.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

/// First and last of each run, from 0.
pub type Runs = Vec<(u32, u32)>;

/// What a sheet does not show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hidden {
    pub rows: Runs,
    pub columns: Runs,
}

/// What is hidden, by the name of the sheet. A workbook that cannot be read says
/// nothing here: who reads its cells complains.
pub fn of_bytes(bytes: &[u8]) -> HashMap<String, Hidden> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return HashMap::new() };
    let (Some(book), Some(links)) =
        (part(&mut archive, "xl/workbook.xml"), part(&mut archive, "xl/_rels/workbook.xml.rels"))
    else {
        return HashMap::new();
    };
    let mut targets: HashMap<String, String> = HashMap::new();
    tags(&links, &["Relationship"], |_, tag| {
        if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_string);
            targets.insert(id, path);
        }
    });
    let mut sheets: Vec<(String, String)> = Vec::new();
    tags(&book, &["sheet"], |_, tag| {
        let path = attribute(tag, "id").and_then(|id| targets.get(&id).cloned());
        if let (Some(name), Some(path)) = (attribute(tag, "name"), path) {
            sheets.push((name, path));
        }
    });
    let found =
        sheets.into_iter().filter_map(|(name, path)| Some((name, of_sheet(&part(&mut archive, &path)?))));
    found.collect()
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<String> {
    let names: Vec<String> = archive.file_names().filter_map(Result::ok).map(|n| n.to_string()).collect();
    let name = names.iter().find(|n| n.eq_ignore_ascii_case(path))?;
    let mut bytes = Vec::new();
    archive.by_name(name).ok()?.read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn of_sheet(xml: &str) -> Hidden {
    let mut out = Hidden::default();
    let mut row = 0;
    tags(xml, &["row", "col"], |name, tag| {
        let number = |name: &str| attribute(tag, name).and_then(|t| t.parse::<u32>().ok());
        let is = |name: &str| attribute(tag, name).is_some_and(|t| t == "1" || t == "true");
        // So low or narrow that no digit has room.
        let below = |name: &str, least: f64| {
            attribute(tag, name).and_then(|t| t.parse::<f64>().ok()).is_some_and(|size| size < least)
        };
        match name {
            "row" => {
                row = number("r").unwrap_or(row + 1);
                if is("hidden") || below("ht", 2.0) {
                    let at = row.saturating_sub(1);
                    match out.rows.last_mut() {
                        Some((_, last)) if *last + 1 == at => *last = at,
                        _ => out.rows.push((at, at)),
                    }
                }
            }
            "col" if is("hidden") || below("width", 0.5) => {
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    out.columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                }
            }
            _ => {}
        }
    });
    out
}

/// Calls `each` with every tag that has one of these names, whatever its prefix.
fn tags<'a>(xml: &'a str, names: &[&str], mut each: impl FnMut(&'a str, &'a str)) {
    let bytes = xml.as_bytes();
    for at in memchr::memchr_iter(b'<', bytes) {
        let rest = &xml[at + 1..];
        let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        let name = rest[..end].rsplit(':').next().unwrap_or_default();
        if names.contains(&name) {
            each(name, &rest[end..end_of(rest)]);
        }
    }
}

/// Where a tag ends: a sign inside of quotes does not end it.
fn end_of(rest: &str) -> usize {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    rest.len()
}

/// The value of an attribute, whatever its prefix.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| "\"'".contains(*c))?;
        let (value, next) = after[1..].split_once(quote)?;
        if key.trim().rsplit(':').next() == Some(name) {
            let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
            return Some(plain.iter().fold(value.to_string(), |text, (a, b)| text.replace(a, b)));
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_whatever_prefix_and_quotes_they_have() {
        let xml = "<x:cols><x:col min='2' max=\"3\" hidden='true'/><col min=\"9\" max=\"9\" width=\"0\"/></x:cols>\
                   <sheetData><row r=\"4\" spans=\"1:2\"><c r=\"A4\" t=\"a>b\"/></row><row hidden=\"1\"/>\
                   <row r=\"6\" ht=\"0\" customHeight=\"1\"></row><row r=\"8\" hidden=\"0\"/></sheetData>";
        let found = of_sheet(xml);
        assert_eq!(found, Hidden { rows: vec![(4, 5)], columns: vec![(1, 2), (8, 8)] });
    }
}
