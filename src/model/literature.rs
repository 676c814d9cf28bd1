//! Literature: searches, the records they found, the references that remain
//! when duplicates are taken away, and what reviewers decided about them.

use crate::base::fold::fold;
use crate::base::{PartialDate, Span};

use super::country::FileRef;

/// Why a reference may be left out.
#[derive(Debug, Clone)]
pub struct ScreeningReason {
    pub id: String,
    pub label: String,
    pub about: String,
    pub confirm: String,
    pub span: Span,
}

/// The literature of a country or of the method.
#[derive(Debug, Clone)]
pub struct Literature {
    pub searches: Vec<Search>,
    /// The sheet of decisions, where there is one.
    pub screening_file: Option<FileRef>,
    /// How many people decide about each reference before that stands.
    pub reviewers: usize,
    pub protocol: String,
    pub about: String,
    /// What remains of the records of all searches.
    pub references: Vec<Reference>,
    /// References that may be one, and were not taken together.
    pub possible: Vec<Possible>,
    pub decisions: Vec<Decision>,
    pub span: Span,
}

impl Literature {
    /// A reference by its key, or by the key that one of its records had.
    pub fn reference(&self, key: &str) -> Option<&Reference> {
        let own = self.references.iter().find(|r| r.key == key);
        own.or_else(|| self.references.iter().find(|r| r.aliases.iter().any(|a| a == key)))
    }

    /// The same by its place in the list.
    pub fn position(&self, key: &str) -> Option<usize> {
        let own = self.references.iter().position(|r| r.key == key);
        own.or_else(|| self.references.iter().position(|r| r.aliases.iter().any(|a| a == key)))
    }
}

/// One search of one database.
#[derive(Debug, Clone)]
pub struct Search {
    pub id: String,
    /// What it found; none where it found nothing.
    pub file: Option<FileRef>,
    pub database: String,
    pub searched_on: String,
    pub query: String,
    pub limits: String,
    /// How many records the database says there are.
    pub found: Option<i64>,
    pub source: String,
    pub note: String,
    /// How many records its file holds.
    pub records: usize,
    pub span: Span,
}

impl Search {
    /// The day of the search.
    pub fn day(&self) -> Option<PartialDate> {
        PartialDate::parse(&self.searched_on)
    }
}

/// One record as a file holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The key it has in the file; empty where the format has none.
    pub key: String,
    /// `article`, `book`, `chapter`, `report`, `thesis`, `conference paper` …
    pub kind: String,
    pub title: String,
    /// `Surname, Given name`, or the name of an organisation.
    pub authors: Vec<String>,
    pub year: Option<i32>,
    /// Lower case, without the resolver before it; empty where there is none.
    pub doi: String,
    pub url: String,
    pub journal: String,
    pub abstract_text: String,
    pub keywords: Vec<String>,
    /// The line it begins on.
    pub line: u32,
}

/// A work that was found, once, however many records there are of it.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What it is cited by.
    pub key: String,
    /// Keys its records had in their files.
    pub aliases: Vec<String>,
    /// The record that was kept; what it lacks is taken from the others.
    pub record: Record,
    /// The searches that found it.
    pub from: Vec<String>,
    /// Its records, the kept one first.
    pub records: Vec<Occurrence>,
    /// What the kept record lacked, and where it was taken from.
    pub taken: Vec<(&'static str, Span)>,
    /// Where the kept record stands.
    pub span: Span,
}

impl Reference {
    /// Where what is said in a field stands: `doi`, `url`, `journal`,
    /// `authors`, `abstract`, `keywords`, or any other of the kept record.
    pub fn at(&self, field: &str) -> &Span {
        self.taken.iter().find(|(f, _)| *f == field).map_or(&self.span, |(_, span)| span)
    }
}

/// A record of a reference.
#[derive(Debug, Clone)]
pub struct Occurrence {
    pub search: String,
    pub span: Span,
    pub by: TakenBy,
}

/// Why a record was taken for a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBy {
    /// It is the record that was kept.
    Kept,
    Doi,
    /// By the DOI, though the titles say two things: a chapter may have been
    /// given the DOI of its book.
    DoiAlone,
    TitleAndYear,
}

impl TakenBy {
    pub fn word(self) -> &'static str {
        match self {
            TakenBy::Kept => "kept",
            TakenBy::Doi => "same DOI",
            TakenBy::DoiAlone => "same DOI, another title",
            TakenBy::TitleAndYear => "same title and year",
        }
    }
}

/// References that may be one work.
#[derive(Debug, Clone)]
pub struct Possible {
    pub keys: Vec<String>,
    pub because: &'static str,
}

/// The two stages of screening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    TitleAbstract,
    FullText,
}

impl Stage {
    pub const ALL: [Stage; 2] = [Stage::TitleAbstract, Stage::FullText];

    pub fn id(self) -> &'static str {
        match self {
            Stage::TitleAbstract => "title_abstract",
            Stage::FullText => "full_text",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Stage::TitleAbstract => "title and abstract",
            Stage::FullText => "full text",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Choice {
    Include,
    Exclude,
    Unsure,
}

impl Choice {
    pub const ALL: [Choice; 3] = [Choice::Include, Choice::Exclude, Choice::Unsure];

    pub fn id(self) -> &'static str {
        match self {
            Choice::Include => "include",
            Choice::Exclude => "exclude",
            Choice::Unsure => "unsure",
        }
    }
}

/// One row of the sheet: what a reviewer decided about a reference.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The key of the reference, also where the sheet has an alias.
    pub reference: String,
    pub stage: Stage,
    pub reviewer: String,
    pub choice: Choice,
    /// The id of a reason; empty where none is given.
    pub reason: String,
    pub note: String,
    pub span: Span,
}

/// The reviewer whose row settles what others differ on.
pub const CONSENSUS: &str = "consensus";

impl Decision {
    pub fn is_consensus(&self) -> bool {
        self.reviewer.eq_ignore_ascii_case(CONSENSUS)
    }
}

/// A key that an answer or a finding cites, and where.
#[derive(Debug, Clone)]
pub struct Cite {
    pub key: String,
    pub span: Span,
}

/// A DOI without the resolver before it, in lower case; none where the text is
/// no DOI.
pub fn doi_of(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase().replace("%2f", "/");
    let mut rest = lower.as_str();
    for prefix in ["https://", "http://", "www.", "dx.", "doi.org/", "doi:", "doi "] {
        rest = rest.strip_prefix(prefix).unwrap_or(rest).trim_start();
    }
    let rest = rest.split_whitespace().next().unwrap_or("").trim_end_matches(['.', ',', ';']);
    let (registrant, suffix) = rest.strip_prefix("10.")?.split_once('/')?;
    let sound = registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (sound && !suffix.is_empty()).then(|| rest.to_string())
}

/// A title as it is compared: letters and digits alone, lower case, accents
/// folded, marks of italics and the like taken away.
pub fn normalised(title: &str) -> String {
    let mut bare = title.to_string();
    if title.contains('<') {
        for tag in ["i", "b", "em", "strong", "sub", "sup", "scp", "title"] {
            bare = bare.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "");
        }
    }
    fold(&bare).chars().filter(|c| c.is_alphanumeric() || is_mark(*c)).collect()
}

/// Vowel signs and tone marks of scripts that write them apart: without them
/// other words would be the same.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}') && !c.is_whitespace()
}

impl Record {
    /// The surname of the first author as keys have it: letters alone, accents
    /// folded; empty where nobody is named.
    pub fn surname(&self) -> String {
        let Some(first) = self.authors.first() else { return String::new() };
        let name = match first.split_once(',') {
            Some((surname, _)) => surname,
            None => first.split_whitespace().next_back().unwrap_or_default(),
        };
        fold(name).chars().filter(|c| c.is_alphanumeric() || is_mark(*c)).take(30).collect()
    }

    /// `Smith, J.; Jones, A.; and 3 more (2020). Title. Journal.`
    pub fn cited(&self) -> String {
        let mut out = self.by();
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&format!("({}). {}", self.year_text(), self.title.trim_end_matches('.')));
        out.push('.');
        if !self.journal.is_empty() {
            out.push_str(&format!(" {}.", self.journal.trim_end_matches('.')));
        }
        out
    }

    /// Its authors, at most three of them by name.
    pub fn by(&self) -> String {
        let named = self.authors.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
        match self.authors.len().saturating_sub(3) {
            0 => named,
            _ => format!("{named} and others"),
        }
    }

    pub fn year_text(&self) -> String {
        self.year.map_or_else(|| "no year".to_string(), |y| y.to_string())
    }

    /// Where it is to be read: its DOI as a link, or the address it has.
    pub fn link(&self) -> String {
        if self.doi.is_empty() { self.url.clone() } else { format!("https://doi.org/{}", self.doi) }
    }
}

/// The year in a text such as `2020/01/15/`, `2020 Jan`, `15 January 2020`.
pub fn year_of(text: &str) -> Option<i32> {
    let digits = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|part| digits(part))
        .filter_map(|part| part.parse().ok())
        .find(|year| (1500..=2199).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_the_same_with_any_resolver_and_in_any_case() {
        for text in [
            "10.5555/ABC.1",
            "https://doi.org/10.5555/abc.1",
            "http://dx.doi.org/10.5555/Abc.1",
            "doi:10.5555/abc.1.",
            "DOI: 10.5555%2Fabc.1",
        ] {
            assert_eq!(doi_of(text).as_deref(), Some("10.5555/abc.1"), "{text}");
        }
        for text in ["", "10.5555", "10.5555/", "abc", "https://example.org/10.5555/abc", "10.55a5/x"] {
            assert_eq!(doi_of(text), None, "{text}");
        }
    }

    #[test]
    fn titles_compare_by_letters_and_digits() {
        assert_eq!(normalised("Étude: <i>an</i> Example, 2nd ed."), "etudeanexample2nded");
        // Two Thai words that differ in a vowel sign alone.
        assert_ne!(normalised("ที"), normalised("ทุ"));
    }

    #[test]
    fn years_are_found_where_exports_put_them() {
        for text in ["2020", "2020/01/15/", "2020///", "2020 Jan", "15 January 2020", "2020-01-15"] {
            assert_eq!(year_of(text), Some(2020), "{text}");
        }
        assert_eq!(year_of("in press"), None);
        assert_eq!(year_of("20201"), None);
    }
}
