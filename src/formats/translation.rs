//! Translations as they are kept beside a country's scripts: CSV, a string a
//! row, each with the text it was made of.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::base::{Diag, Diags};
use crate::model::{Translated, placeholders};

use super::csv::{self, Table};

/// The columns of the file.
pub const COLUMNS: [&str; 5] = ["key", "source", "translation", "status", "note"];
const NEEDED: usize = 3;

/// What the column `status` may say of a string; empty where it is done.
pub const DRAFT: &str = "draft";

/// Reads `workspace/file`. A row that is wrong is complained of and left out.
pub fn read(workspace: &Path, file: &str, diags: &mut Diags) -> Vec<Translated> {
    let Some(table) = Table::read(workspace, file, &COLUMNS[..NEEDED], &COLUMNS[NEEDED..], diags) else {
        return Vec::new();
    };
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut out = Vec::new();
    for row in table.rows() {
        let before = diags.errors();
        let (key, source, text) = (row.text("key"), row.text("source"), row.text("translation"));
        let status = row.text("status");
        if key.is_empty() {
            diags.push(row.wrong("key", "a string without a key"));
        } else if let Some(first) = seen.insert(key.clone(), row.span().line) {
            diags.push(
                row.wrong("key", format!("'{key}' stands twice"))
                    .hint(format!("first in line {first}; keep the one that stands")),
            );
        }
        if !["", DRAFT].contains(&status.as_str()) {
            diags.push(
                row.wrong("status", format!("'{status}' is no status of a translation"))
                    .hint("write draft, or leave it empty; whether it is stale is worked out"),
            );
        }
        for why in faults(&source, &text) {
            diags.push(why.hinted(row.wrong("translation", &why.message)));
        }
        if diags.errors() == before {
            out.push(Translated {
                key,
                source,
                text,
                draft: status == DRAFT,
                note: row.text("note"),
                span: row.span(),
            });
        }
    }
    out
}

/// The file of these strings.
pub fn write(rows: &[Translated]) -> Vec<u8> {
    let columns: Vec<String> = COLUMNS.iter().map(|c| (*c).to_string()).collect();
    let cells = rows.iter().map(|r| {
        let status = if r.draft { DRAFT } else { "" };
        vec![r.key.clone(), r.source.clone(), r.text.clone(), status.to_string(), r.note.clone()]
    });
    csv::write(&columns, cells)
}

/// Why a text is no translation of another.
#[derive(Debug)]
pub struct Fault {
    pub message: String,
    hint: String,
}

impl Fault {
    pub fn hinted(&self, diag: Diag) -> Diag {
        diag.hint(self.hint.clone())
    }
}

/// What is wrong with a translation, whatever it is about: braces that are not
/// those of the text, signs that nobody sees, what a spreadsheet would run.
pub fn faults(source: &str, text: &str) -> Vec<Fault> {
    let mut out = Vec::new();
    if text.is_empty() {
        return out;
    }
    let mut fault = |message: String, hint: &str| out.push(Fault { message, hint: hint.to_string() });
    let (open, close) = (text.matches('{').count(), text.matches('}').count());
    let wanted = placeholders(source);
    let found = placeholders(text);
    let braced = |names: &mut dyn Iterator<Item = &&str>| {
        names.map(|n| format!("{{{n}}}")).collect::<Vec<_>>().join(", ")
    };
    let lost = braced(&mut wanted.difference(&found));
    let new = braced(&mut found.difference(&wanted));
    if open != close {
        fault(
            "a brace is not closed".into(),
            "a placeholder is written as in the source, its name between { and }, and is not translated",
        );
    }
    if !lost.is_empty() {
        fault(
            format!("the placeholder {lost} of the source is not in the translation"),
            "write it as it stands in the source, untranslated, where it belongs in the sentence",
        );
    }
    if !new.is_empty() && open == close {
        fault(
            format!("the source has no placeholder {new}"),
            "the name between the braces is not translated; nothing else stands in braces",
        );
    }
    out.extend(signs(source, text));
    out
}

/// What no text of a sheet may hold, whatever it is: signs that nobody sees,
/// and what a spreadsheet would run where the source does not begin so too.
pub fn signs(source: &str, text: &str) -> Vec<Fault> {
    let mut out = Vec::new();
    let mut fault = |message: String, hint: &str| out.push(Fault { message, hint: hint.to_string() });
    let hidden: HashSet<char> = text.chars().filter(|c| is_hidden(*c)).collect();
    if !hidden.is_empty() {
        let mut codes: Vec<String> = hidden.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        codes.sort();
        fault(
            format!("the text has characters that nobody sees ({})", codes.join(", ")),
            "type the text anew, or paste it without formatting; marks for the direction (U+200E, U+200F) may stay",
        );
    }
    let begins = |t: &str| t.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins(text) && !begins(source) {
        fault(
            "the text begins like a formula".into(),
            "begin it with a letter: a spreadsheet that opens the file would take it for a formula",
        );
    }
    out
}

/// Controls, and marks that make a text look other than it is. Those that
/// right-to-left scripts need are no such marks.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}' | '\u{200b}')
}
