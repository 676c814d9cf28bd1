//! BibTeX: `@article{key, title = {…}, …}`. Braces nest, values are joined by
//! `#`, names of `@string` stand for texts, and accents are commands. What
//! stands outside an entry is a comment.
//!
//! Every pass over the text goes forward, and what `@string`s come to is
//! counted, so that no file costs more than its own size.

use std::collections::{HashMap, HashSet};

use crate::base::diag::Topic;
use crate::base::{Diag, Diags, Span};
use crate::model::{Record, doi_of, year_of};

use super::bibliography::{INCOMPLETE, MOST_ERRORS, MOST_RECORDS, no_record, tidy, too_many};
use super::latex::{bare, plain};

/// No title or abstract nests deeper.
/// Entries with one key.
const TWICE: &Topic = &Topic("keys that stand twice in a file");
const MOST_NESTED: usize = 64;
/// Bytes of one value; an abstract has a few thousand.
const MOST_VALUE: usize = 200_000;
/// Bytes that all values come to once their names are replaced.
const MOST_IN_ALL: usize = 64 << 20;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const KINDS: [(&str, &str); 14] = [
    ("article", "article"),
    ("book", "book"),
    ("booklet", "book"),
    ("collection", "book"),
    ("inbook", "chapter"),
    ("incollection", "chapter"),
    ("techreport", "report"),
    ("report", "report"),
    ("phdthesis", "thesis"),
    ("mastersthesis", "thesis"),
    ("thesis", "thesis"),
    ("inproceedings", "conference paper"),
    ("conference", "conference paper"),
    ("online", "web page"),
];

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    at: usize,
    lines: Vec<usize>,
    strings: HashMap<String, String>,
    /// Bytes of all values so far.
    spent: usize,
}

/// What stops an entry: where, and why.
struct Stop {
    at: usize,
    why: String,
    hint: &'static str,
}

/// Reads all entries of a text with line feeds alone.
pub fn parse(file: &str, text: &str, diags: &mut Diags) -> Vec<Record> {
    let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
    let mut reader = Reader { file, text, at: 0, lines, strings: HashMap::new(), spent: 0 };
    let mut records: Vec<Record> = Vec::new();
    let mut keys: HashSet<String> = HashSet::new();
    let mut begun = false;
    let before = diags.errors();
    while let Some(start) = reader.next_at() {
        if diags.errors() - before > MOST_ERRORS {
            break;
        }
        reader.at = start + 1;
        let name = reader.word().to_lowercase();
        reader.space();
        let close = match reader.byte() {
            Some(b'{') => b'}',
            Some(b'(') => b')',
            // An address in a comment.
            _ => continue,
        };
        if name.is_empty() {
            continue;
        }
        reader.at += 1;
        let stopped = match name.as_str() {
            // What is in it is for other programs; that it ends is of no matter.
            "comment" | "preamble" => {
                let _ = reader.braces(close, start);
                None
            }
            "string" => reader.string(close, start).err(),
            _ => {
                begun = true;
                if records.len() == MOST_RECORDS {
                    diags.push(too_many(file, reader.line(start)));
                    return records;
                }
                match reader.entry(&name, close, start) {
                    Ok(entry) => {
                        if let Some(record) = record(&reader, &entry, diags) {
                            twice(&reader, &entry, &mut keys, diags);
                            records.push(record);
                        }
                        None
                    }
                    Err(stop) => Some(stop),
                }
            }
        };
        if let Some(stop) = stopped {
            diags.push(Diag::error(stop.why).at(Span::line(file, reader.line(stop.at))).hint(stop.hint));
            reader.resume(start);
        }
        if reader.spent > MOST_IN_ALL {
            diags.push(
                Diag::error("the values of this file come to more than 64 MB once their names are replaced; the rest is not read")
                    .at(Span::line(file, reader.line(start)))
                    .hint("@string names that stand for each other make a small file very large"),
            );
            break;
        }
    }
    if !begun {
        diags.push(no_record(file, "BibTeX begins each with '@article{key,' or the like", text));
    }
    records
}

/// An entry as it is written; values still with braces and commands.
struct Entry {
    kind: String,
    key: String,
    fields: Vec<(String, String, usize)>,
    at: usize,
}

impl Entry {
    fn field(&self, names: &[&str]) -> &str {
        names.iter().find_map(|n| self.found(n)).map_or("", |(_, v, _)| v)
    }

    fn found(&self, name: &str) -> Option<&(String, String, usize)> {
        self.fields.iter().find(|(n, v, _)| n == name && !v.trim().is_empty())
    }
}

impl<'a> Reader<'a> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn line(&self, at: usize) -> u32 {
        self.lines.partition_point(|start| *start <= at) as u32
    }

    fn space(&mut self) {
        while self.byte().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Letters, digits and what names of fields and texts may have.
    fn word(&mut self) -> &'a str {
        let from = self.at;
        let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':' | b'.' | b'+' | b'/');
        while self.byte().is_some_and(part) {
            self.at += 1;
        }
        &self.text[from..self.at]
    }

    /// Whether an entry begins at the start of this line: then what is read
    /// was never closed.
    fn entry_begins(&self, line_start: usize) -> bool {
        let Some(rest) = self.text.get(line_start..) else { return false };
        let Some(rest) = rest.trim_start_matches([' ', '\t']).strip_prefix('@') else { return false };
        let name = rest.bytes().take(40).take_while(u8::is_ascii_alphabetic).count();
        name > 0 && rest[name..].trim_start_matches(' ').starts_with(['{', '('])
    }

    /// Where the next `@` stands.
    fn next_at(&mut self) -> Option<usize> {
        self.whole_character();
        self.text[self.at..].find('@').map(|found| self.at + found)
    }

    /// A backslash before a letter of several bytes, or at the end, is skipped
    /// with one byte too few or too many.
    fn whole_character(&mut self) {
        self.at = self.at.min(self.text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    /// Goes on at the next line that begins an entry; `start` is where the one
    /// that is given up begins.
    fn resume(&mut self, start: usize) {
        self.whole_character();
        let line_start = self.lines[self.line(self.at) as usize - 1];
        if line_start > start && self.entry_begins(line_start) {
            self.at = line_start;
            return;
        }
        while let Some(next) = self.text[self.at..].find('\n') {
            if self.entry_begins(self.at + next + 1) {
                self.at += next;
                return;
            }
            self.at += next + 1;
        }
        self.at = self.text.len();
    }

    /// The text up to the closing brace, whose opening one is read.
    fn braces(&mut self, close: u8, start: usize) -> Result<&'a str, Stop> {
        let from = self.at;
        let mut depth = 0usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'\\' => self.at += 1,
                b'{' => depth += 1,
                b'}' if depth > 0 => depth -= 1,
                _ if byte == close && depth == 0 => {
                    self.at += 1;
                    return Ok(&self.text[from..self.at - 1]);
                }
                b'\n' if self.entry_begins(self.at + 1) => break,
                _ => {}
            }
            self.at += 1;
            self.bounded(depth, from, start)?;
        }
        Err(self.unclosed(start))
    }

    /// The text up to the closing quote.
    fn quoted(&mut self, start: usize) -> Result<&'a str, Stop> {
        let from = self.at;
        let mut depth = 0usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'\\' => self.at += 1,
                b'{' => depth += 1,
                b'}' if depth > 0 => depth -= 1,
                b'"' if depth == 0 => {
                    self.at += 1;
                    return Ok(&self.text[from..self.at - 1]);
                }
                b'\n' if self.entry_begins(self.at + 1) => break,
                _ => {}
            }
            self.at += 1;
            self.bounded(depth, from, start)?;
        }
        Err(Stop {
            at: start,
            why: "a text in quotes that begins in this entry does not end".into(),
            hint: "close it with a quote",
        })
    }

    fn bounded(&self, depth: usize, from: usize, start: usize) -> Result<(), Stop> {
        if depth > MOST_NESTED {
            let why = format!("braces nest more than {MOST_NESTED} deep");
            return Err(Stop {
                at: self.at.min(self.text.len() - 1),
                why,
                hint: "no title or abstract needs that",
            });
        }
        if self.at - from > MOST_VALUE {
            let why = format!("a value of this entry is longer than {MOST_VALUE} bytes");
            return Err(Stop { at: start, why, hint: "is a brace or a quote not closed?" });
        }
        Ok(())
    }

    fn unclosed(&mut self, start: usize) -> Stop {
        self.at = self.at.min(self.text.len());
        Stop {
            at: start,
            why: "the entry begun here is not closed".into(),
            hint: "count its braces: each '{' needs a '}'",
        }
    }

    /// Texts, numbers and names joined by `#`.
    fn value(&mut self, start: usize) -> Result<String, Stop> {
        let mut out = String::new();
        loop {
            self.space();
            match self.byte() {
                Some(b'{') => {
                    self.at += 1;
                    out.push_str(self.braces(b'}', start)?);
                }
                Some(b'"') => {
                    self.at += 1;
                    out.push_str(self.quoted(start)?);
                }
                Some(b) if b.is_ascii_alphanumeric() => {
                    let at = self.at;
                    let word = self.word();
                    let lower = word.to_lowercase();
                    if word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.')) {
                        out.push_str(word);
                    } else if let Some(text) = self.strings.get(&lower) {
                        out.push_str(text);
                    } else if MONTHS.contains(&lower.as_str()) {
                        out.push_str(word);
                    } else {
                        return Err(Stop {
                            at,
                            why: format!("'{}' is no @string of this file", clip(word)),
                            hint: "put a text in braces or quotes",
                        });
                    }
                }
                _ => {
                    return Err(Stop {
                        at: self.at.min(self.text.len().saturating_sub(1)),
                        why: "a value is missing here".into(),
                        hint: "write a text in braces or quotes, or a number",
                    });
                }
            }
            if out.len() > MOST_VALUE {
                return Err(Stop {
                    at: start,
                    why: format!("a value comes to more than {MOST_VALUE} bytes"),
                    hint: "@string names that stand for each other make a small file very large",
                });
            }
            self.space();
            if self.byte() != Some(b'#') {
                self.spent += out.len();
                return Ok(out);
            }
            self.at += 1;
        }
    }

    /// `name = value` of a `@string`.
    fn string(&mut self, close: u8, start: usize) -> Result<(), Stop> {
        self.space();
        let name = self.word().to_lowercase();
        self.equals(start)?;
        let value = self.value(start)?;
        self.strings.insert(name, value);
        self.space();
        match self.byte() {
            Some(b) if b == close => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.unclosed(start)),
        }
    }

    fn equals(&mut self, start: usize) -> Result<(), Stop> {
        self.space();
        match self.byte() {
            Some(b'=') => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(Stop {
                at: self.at,
                why: "a field without '='".into(),
                hint: "is a comma missing before it, or a brace closed too early?",
            }),
            None => Err(self.unclosed(start)),
        }
    }

    fn entry(&mut self, kind: &str, close: u8, start: usize) -> Result<Entry, Stop> {
        let from = self.at;
        while self.byte().is_some_and(|b| !matches!(b, b',' | b'\n' | b'=' | b'{' | b'}') && b != close) {
            self.at += 1;
        }
        let key = self.text[from..self.at].trim().to_string();
        let mut entry = Entry { kind: kind.to_string(), key, fields: Vec::new(), at: start };
        if self.byte() == Some(b'=') {
            // Without a key the first field stands in its place.
            self.at = from;
            entry.key.clear();
        }
        loop {
            self.space();
            match self.byte() {
                Some(b',') => self.at += 1,
                Some(b) if b == close => {
                    self.at += 1;
                    return Ok(entry);
                }
                Some(b) if b.is_ascii_alphanumeric() => {
                    let at = self.at;
                    let name = self.word().to_lowercase();
                    self.equals(start)?;
                    let value = self.value(start)?;
                    entry.fields.push((name, value, at));
                    self.space();
                    if self.byte().is_some_and(|b| b != b',' && b != close) {
                        if self.byte() == Some(b'@') {
                            return Err(self.unclosed(start));
                        }
                        return Err(Stop {
                            at: self.at,
                            why: "no comma stands between two fields".into(),
                            hint: "each field but the last ends with a comma",
                        });
                    }
                }
                Some(b'@') | None => return Err(self.unclosed(start)),
                Some(_) => {
                    return Err(Stop {
                        at: self.at,
                        why: "this is no field of an entry".into(),
                        hint: "a field is written name = {text},",
                    });
                }
            }
        }
    }
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}

fn record(reader: &Reader<'_>, entry: &Entry, diags: &mut Diags) -> Option<Record> {
    let text = |names: &[&str]| tidy(&plain(entry.field(names)));
    let title = text(&["title"]);
    if title.is_empty() {
        diags.push(
            Diag::error(format!("the entry '{}' has no title", clip(&entry.key)))
                .at(Span::line(reader.file, reader.line(entry.at)))
                .hint("write title = {…}, or take the entry out and say so"),
        );
        return None;
    }
    let mut warn = |field: &str, what: String| {
        let at = entry.found(field).map_or(entry.at, |(_, _, at)| *at);
        diags.push(
            Diag::warning(format!("{what}; the record is kept without it"))
                .at(Span::line(reader.file, reader.line(at)))
                .topic(INCOMPLETE)
                .depth(3),
        );
    };
    let (stated, date) = (text(&["year"]), text(&["date"]));
    let year = year_of(&stated).or_else(|| year_of(&date));
    if year.is_none() && !(stated.is_empty() && date.is_empty()) {
        let field = if stated.is_empty() { "date" } else { "year" };
        warn(field, format!("there is no year in '{}'", clip(&text(&[field]))));
    }
    let stated = bare(entry.field(&["doi"]));
    let url = bare(entry.field(&["url", "link"]));
    let doi = doi_of(&stated);
    if doi.is_none() && !stated.is_empty() {
        warn("doi", format!("'{}' is no DOI", clip(&stated)));
    }
    let title = match text(&["subtitle"]) {
        sub if sub.is_empty() || title.ends_with(&sub) => title,
        sub => format!("{title}: {sub}"),
    };
    Some(Record {
        key: entry.key.clone(),
        kind: KINDS.iter().find(|(k, _)| *k == entry.kind).map_or("other", |(_, word)| word).to_string(),
        title,
        authors: names(entry.field(&["author", "editor"])),
        year,
        doi: doi.or_else(|| doi_of(&url)).unwrap_or_default(),
        url: if url.starts_with("http://") || url.starts_with("https://") { url } else { String::new() },
        journal: text(&["journal", "journaltitle", "booktitle"]),
        abstract_text: text(&["abstract"]),
        keywords: text(&["keywords"])
            .split([',', ';'])
            .map(|k| k.trim().to_string())
            .filter(|k| !k.is_empty())
            .collect(),
        line: reader.line(entry.at),
    })
}

/// Names joined by `and`, outside braces: what is in braces is one name.
fn names(value: &str) -> Vec<String> {
    let spaced = value.replace(['\n', '\t'], " ");
    let bytes = spaced.as_bytes();
    let (mut depth, mut from, mut at) = (0i32, 0, 0);
    let mut parts = Vec::new();
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b' ' if depth <= 0
                && bytes[at..].len() >= 5
                && bytes[at..at + 5].eq_ignore_ascii_case(b" and ") =>
            {
                parts.push(&spaced[from..at]);
                from = at + 5;
                at += 4;
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(&spaced[from.min(spaced.len())..]);
    parts
        .into_iter()
        .map(|p| tidy(&plain(p)))
        .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("others"))
        .collect()
}

/// Complains of a key that two entries of the file have.
fn twice(reader: &Reader<'_>, entry: &Entry, keys: &mut HashSet<String>, diags: &mut Diags) {
    if !entry.key.is_empty() && !keys.insert(entry.key.clone()) {
        diags.push(
            Diag::warning(format!("the key '{}' stands twice in this file", clip(&entry.key)))
                .at(Span::line(reader.file, reader.line(entry.at)))
                .hint("where it is another work, it is cited by this key with a letter after it")
                .topic(TWICE)
                .depth(3),
        );
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (Vec<Record>, Vec<String>) {
        let mut diags = Diags::new();
        let records = parse("a.bib", text, &mut diags);
        (
            records,
            diags
                .iter()
                .map(|d| format!("{}: {}", d.span.as_ref().map_or(0, |s| s.line), d.message))
                .collect(),
        )
    }

    #[test]
    fn braces_quotes_names_and_joined_texts_are_one_text() {
        let (records, complaints) = read(
            "% a comment by nobody@example.org\n@comment{ {not} read }\n@preamble{\"\\newcommand{x}{y}\"}\n@STRING{joe = \"Journal of \"}\n\
             @Article{smith2020,\n  Title = \"An {Example} of \" # {a {{nested}} title},\n  AUTHOR = {Smith, Jane and {Ministry of Examples and Tests} and M{\\\"u}ller, Karl and others},\n  journal = joe # \"Examples\", year = 2020, month = jan, doi = {https://doi.org/10.5555/EX_1}\n}\n",
        );
        assert_eq!(complaints, Vec::<String>::new());
        let r = &records[0];
        assert_eq!((r.key.as_str(), r.kind.as_str(), r.line), ("smith2020", "article", 5));
        assert_eq!(r.title, "An Example of a nested title");
        assert_eq!(r.authors, ["Smith, Jane", "Ministry of Examples and Tests", "Müller, Karl"]);
        assert_eq!((r.journal.as_str(), r.year), ("Journal of Examples", Some(2020)));
        assert_eq!(r.doi, "10.5555/ex_1");
    }

    #[test]
    fn an_entry_that_is_not_closed_is_named_and_the_next_is_read() {
        let (records, complaints) = read(
            "@article{a,\n  title = {One,\n  year = 2020\n}\n\n@article{b, title = {Two}}\n@article{c,\n  year = 2020}\n@book{d, title = nowhere}\n@book{e, title = {Five} year = 2020}\n@book{f, title = \"Six\n",
        );
        assert_eq!(records.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["b"]);
        assert_eq!(
            complaints,
            [
                "1: the entry begun here is not closed",
                "7: the entry 'c' has no title",
                "9: 'nowhere' is no @string of this file",
                "10: no comma stands between two fields",
                "11: a text in quotes that begins in this entry does not end",
            ]
        );
    }

    #[test]
    fn braces_that_nest_without_end_and_names_that_double_are_refused_at_once() {
        let begun = std::time::Instant::now();
        let (_, complaints) = read(&format!("@article{{a, title = {}", "{".repeat(3_000_000)));
        assert_eq!(complaints, ["1: braces nest more than 64 deep"]);
        let (_, complaints) = read(&"@a{\n".repeat(100_000));
        assert!(complaints.len() > 100);
        let (_, complaints) = read(&"@article{a, title = {".repeat(200_000));
        assert_eq!(complaints.len(), 1);
        let mut text = "@string{s0 = {0123456789}}\n".to_string();
        for i in 1..40 {
            text.push_str(&format!("@string{{s{i} = s{} # s{}}}\n", i - 1, i - 1));
        }
        let (_, complaints) = read(&text);
        assert!(complaints[0].ends_with("a value comes to more than 200000 bytes"), "{complaints:?}");
        let many: String = (0..2000).map(|i| format!("@string{{t{i} = s14 # {{x}}}}\n")).collect();
        let (_, complaints) =
            read(&format!("{}\n{many}", text.lines().take(15).collect::<Vec<_>>().join("\n")));
        assert!(complaints[0].contains("more than 64 MB"), "{complaints:?}");
        assert!(begun.elapsed().as_secs() < 20);
    }

    proptest! {
        #[test]
        fn no_text_stops_the_reader(text in "(@article\\{|@string\\{|title = |[{}\",#=\\\\]|\\PC|\n| ){0,200}") {
            read(&text);
        }
    }
}
