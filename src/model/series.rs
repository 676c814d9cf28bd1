//! Series of counts: what one count is, by what it is broken down, the values.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use crate::base::Span;

use super::country::{FileRef, Tier};

/// What a provider writes where it has not stated something. It is no answer:
/// nothing that is unknown compares.
pub const UNKNOWN: &str = "unknown";

/// The ages below which a law can count somebody as a child.
pub const CHILD_AGE: RangeInclusive<f64> = 10.0..=25.0;

/// Characters that take no room: a text of them alone says nothing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text without the characters that nobody sees at its ends.
pub fn visible(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Whether a text stands where an answer should, and is none: `n/a`, `?`, a
/// dash. Taken as known, two of them would be equal. Where something may be
/// missing or may change, `none` is an answer.
pub fn is_no_answer(field: &str, text: &str) -> bool {
    const NEVER: [&str; 25] = [
        "n/a",
        "n.a",
        "n.a.",
        "na",
        "nil",
        "null",
        "not known",
        "don't know",
        "dont know",
        "do not know",
        "don’t know",
        "dk",
        "not stated",
        "not sure",
        "unclear",
        "not applicable",
        "not available",
        "not recorded",
        "unspecified",
        "no answer",
        "no data",
        "no information",
        "tbc",
        "tbd",
        "to be confirmed",
    ];
    const NOTHING: [&str; 3] = ["none", "no", "nothing"];
    let text = visible(text).to_lowercase();
    let text = text.trim_matches(|c: char| ".!?…-–—_ ".contains(c));
    let open = [MetaField::Completeness, MetaField::Revision].iter().any(|f| f.id() == field);
    !text.chars().any(char::is_alphanumeric) || NEVER.contains(&text) || (!open && NOTHING.contains(&text))
}

/// What has to be said before a count can be read. The ids are the fields of
/// `series` and of `series_metadata`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MetaField {
    Provider,
    Stage,
    UnitOfCount,
    CountingPoint,
    Scope,
    LegalCategory,
    Iccs,
    IccsMatch,
    ChildAgeLimit,
    PrincipalOffenceRule,
    MultipleVictimRule,
    MultipleOffenderRule,
    Attempts,
    PeriodRule,
    Completeness,
    Revision,
}

/// The `period_rule` of counts of the years of the calendar.
pub const CALENDAR_YEAR: &str = "calendar year";

impl MetaField {
    /// What makes counts of two years or countries the same: where one of them
    /// changes, the series breaks.
    pub const DEFINING: [MetaField; 4] =
        [MetaField::UnitOfCount, MetaField::CountingPoint, MetaField::ChildAgeLimit, MetaField::Scope];

    /// In the order in which they are shown.
    pub const ALL: [MetaField; 16] = [
        MetaField::Provider,
        MetaField::Stage,
        MetaField::UnitOfCount,
        MetaField::CountingPoint,
        MetaField::Scope,
        MetaField::LegalCategory,
        MetaField::Iccs,
        MetaField::IccsMatch,
        MetaField::ChildAgeLimit,
        MetaField::PrincipalOffenceRule,
        MetaField::MultipleVictimRule,
        MetaField::MultipleOffenderRule,
        MetaField::Attempts,
        MetaField::PeriodRule,
        MetaField::Completeness,
        MetaField::Revision,
    ];

    pub fn id(self) -> &'static str {
        match self {
            MetaField::Provider => "provider",
            MetaField::Stage => "stage",
            MetaField::UnitOfCount => "unit_of_count",
            MetaField::CountingPoint => "counting_point",
            MetaField::Scope => "scope",
            MetaField::LegalCategory => "legal_category",
            MetaField::Iccs => "iccs",
            MetaField::IccsMatch => "iccs_match",
            MetaField::ChildAgeLimit => "child_age_limit",
            MetaField::PrincipalOffenceRule => "principal_offence_rule",
            MetaField::MultipleVictimRule => "multiple_victim_rule",
            MetaField::MultipleOffenderRule => "multiple_offender_rule",
            MetaField::Attempts => "attempts",
            MetaField::PeriodRule => "period_rule",
            MetaField::Completeness => "completeness",
            MetaField::Revision => "revision",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            MetaField::Provider => "provider",
            MetaField::Stage => "stage",
            MetaField::UnitOfCount => "one count is",
            MetaField::CountingPoint => "counted",
            MetaField::Scope => "scope",
            MetaField::LegalCategory => "legal category",
            MetaField::Iccs => "ICCS",
            MetaField::IccsMatch => "match with ICCS",
            MetaField::ChildAgeLimit => "child below the age of",
            MetaField::PrincipalOffenceRule => "principal offence",
            MetaField::MultipleVictimRule => "several victims",
            MetaField::MultipleOffenderRule => "several offenders",
            MetaField::Attempts => "attempts",
            MetaField::PeriodRule => "period",
            MetaField::Completeness => "completeness",
            MetaField::Revision => "revision",
        }
    }
}

/// What is said about a count, field by field. A field that nobody mentions and
/// one that is said to be unknown are two things, and neither compares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeriesMeta {
    said: BTreeMap<MetaField, String>,
    /// Fields whose text names no one thing, such as "something else".
    other: BTreeSet<MetaField>,
}

impl SeriesMeta {
    /// Says something; an empty text says nothing.
    pub fn set(&mut self, field: MetaField, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.said.insert(field, text);
            self.other.remove(&field);
        }
    }

    /// Marks what is said of a field as naming no one thing: it is known as
    /// little as what is unknown, and equals nothing.
    pub fn mark_other(&mut self, field: MetaField) {
        self.other.insert(field);
    }

    /// The text as it was written, `unknown` included; empty where nothing is said.
    pub fn text(&self, field: MetaField) -> &str {
        self.said.get(&field).map_or("", String::as_str)
    }

    /// What is known: neither unsaid nor unknown, and no "something else".
    pub fn known(&self, field: MetaField) -> Option<&str> {
        let said = self.said.get(&field).filter(|_| !self.other.contains(&field));
        said.map(String::as_str).filter(|t| *t != UNKNOWN)
    }

    /// Whether what is said names no one thing.
    pub fn is_other(&self, field: MetaField) -> bool {
        self.other.contains(&field)
    }

    /// Everything said, in the order in which it is shown.
    pub fn iter(&self) -> impl Iterator<Item = (MetaField, &str)> {
        self.said.iter().map(|(f, t)| (*f, t.as_str()))
    }

    /// The same with what `own` says in the place of what is said here.
    pub fn under(&self, own: &SeriesMeta) -> SeriesMeta {
        let mut out = self.clone();
        for (field, text) in &own.said {
            out.take(*field, text, own);
        }
        out
    }

    /// The same with what a return states; that a provider does not know what is
    /// known here changes nothing.
    pub fn under_return(&self, stated: &SeriesMeta) -> SeriesMeta {
        let mut out = self.clone();
        for (field, text) in &stated.said {
            if text != UNKNOWN || self.known(*field).is_none() {
                out.take(*field, text, stated);
            }
        }
        out
    }

    fn take(&mut self, field: MetaField, text: &str, from: &SeriesMeta) {
        self.set(field, text);
        if from.other.contains(&field) {
            self.mark_other(field);
        }
    }

    /// What both say; of what they do not agree on, nothing is known.
    fn agreed(&self, other: &SeriesMeta) -> SeriesMeta {
        let mut out = self.clone();
        for field in MetaField::ALL {
            if self.text(field) != other.text(field) {
                out.set(field, UNKNOWN);
            }
        }
        out
    }

    /// What all of them say.
    pub fn of_all(all: &[SeriesMeta]) -> SeriesMeta {
        let Some((first, rest)) = all.split_first() else { return SeriesMeta::default() };
        rest.iter().fold(first.clone(), |out, next| out.agreed(next))
    }
}

/// The return that something is stated in, and the years of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// `offence_data/police_data`
    pub request: String,
    pub revision: u32,
    /// In order, each once.
    pub periods: Vec<i32>,
}

/// What a country's provider states about a series there. It stands over what
/// the method says.
#[derive(Debug, Clone)]
pub struct CountryMeta {
    pub series: String,
    pub meta: SeriesMeta,
    /// Year → what changed in it there.
    pub breaks: Vec<(String, String)>,
    pub source: String,
    pub as_of: String,
    pub confirm: String,
    /// The return it came with, and speaks of alone; none where scripts say it.
    pub returned: Option<Returned>,
    pub span: Span,
}

/// A series of counts and what each count counts.
#[derive(Debug, Clone)]
pub struct Series {
    pub id: String,
    pub label: String,
    pub meta: SeriesMeta,
    /// The unit printed with a value.
    pub unit: String,
    /// The dimensions that values may be broken down by.
    pub by: Vec<String>,
    /// The first year there can be a count of.
    pub since: Option<i32>,
    /// Values may be of years that had not begun when they were made.
    pub projected: bool,
    pub is_not: Vec<String>,
    pub caveats: Vec<String>,
    /// Year → what changed in it.
    pub breaks: Vec<(String, String)>,
    /// One provider counts every country by one rule.
    pub one_rule: bool,
    /// The counts are separate events, not one campaign or one file.
    pub independent_counts: bool,
    pub rank: bool,
    /// The series that counts the same thing from another provider.
    pub same_as: String,
    /// The series of no country whose totals the countries of this one make,
    /// with what its source lists without a country.
    pub adds_to: String,
    /// One file of values for all countries, beside the script.
    pub observations_file: Option<FileRef>,
    /// Values that belong to no country: of a file without a country column.
    pub whole: Vec<Observation>,
    pub source: String,
    pub confirm: String,
    pub about: String,
    pub span: Span,
}

/// Units that measure and do not count.
const MEASURES: [&str; 8] = ["percent", "ratio", "minutes", "hours", "days", "weeks", "months", "years"];

impl Series {
    /// Whether its values are counts of something, so that they are whole.
    pub fn is_count(&self) -> bool {
        let per = self.unit.split_whitespace().any(|word| word == "per");
        !per && !MEASURES.contains(&self.unit.as_str())
    }

    pub fn provider(&self) -> &str {
        self.meta.text(MetaField::Provider)
    }
}

/// What counts are broken down by: age groups, sex, offences.
#[derive(Debug, Clone)]
pub struct Dimension {
    pub id: String,
    pub label: String,
    /// The list of codes beside the script, where it is a file.
    pub file: Option<FileRef>,
    pub codes: Vec<Code>,
    /// Whether the codes at the top together make the total.
    pub complete: bool,
    pub about: String,
    pub confirm: String,
    pub source: String,
    pub span: Span,
}

impl Dimension {
    pub fn code(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|c| c.code == code)
    }

    /// Codes that are no part of another.
    pub fn top(&self) -> impl Iterator<Item = &Code> {
        self.codes.iter().filter(|c| c.parent.is_empty())
    }

    /// What a code stands for; the code itself where it is none of ours.
    pub fn label_of<'a>(&'a self, code: &'a str) -> &'a str {
        self.code(code).map_or(code, |c| c.label.as_str())
    }
}

/// One code of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub code: String,
    pub label: String,
    /// The code it is a part of; empty at the top.
    pub parent: String,
    /// Where the code and its label are from, and what is to be checked.
    pub provenance: String,
}

/// The first code whose parent is none of the codes, or that is a part of
/// itself, with the complaint.
pub fn stray_parent(codes: &[Code]) -> Option<(usize, String)> {
    for (i, code) in codes.iter().enumerate() {
        let mut at = code;
        for _ in 0..=codes.len() {
            if at.parent.is_empty() {
                break;
            }
            match codes.iter().find(|c| c.code == at.parent) {
                Some(parent) if parent.code == code.code => {
                    return Some((i, format!("'{}' is a part of itself", code.code)));
                }
                Some(parent) => at = parent,
                None => {
                    return Some((
                        i,
                        format!("the parent '{}' of '{}' is no code of this list", at.parent, at.code),
                    ));
                }
            }
        }
    }
    None
}

/// How a total is written in the column of a dimension; an empty cell is one too.
pub const TOTAL: &str = "T";

/// Whether `code` can stand for a category in files and addresses.
pub fn is_code(code: &str) -> bool {
    (1..=40).contains(&code.len())
        && code != TOTAL
        && code.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+".contains(c))
}

/// One value of a series, one row of a CSV file.
#[derive(Debug, Clone)]
pub struct Observation {
    pub series: String,
    /// The year it is of; which days that is, is for the series to say.
    pub period: i32,
    /// Dimension → code, in the order of the series; a dimension that is not
    /// here is added up.
    pub at: Vec<(String, String)>,
    pub value: Option<f64>,
    /// Why there is no value: `not_recorded`, `not_available`.
    pub state: String,
    pub as_of: String,
    /// 1, 2 … where the provider published the same value again; the highest
    /// stands.
    pub revision: Option<u32>,
    /// The data request whose return it came with; empty otherwise.
    pub request: String,
    /// How near the source is to those who counted, where that is said.
    pub tier: Option<Tier>,
    pub source: String,
    pub note: String,
    pub span: Span,
}

impl Observation {
    /// Whether it may stand in a headline or a finding: not known from the
    /// press alone.
    pub fn is_evidence(&self) -> bool {
        self.tier.is_none_or(Tier::is_evidence)
    }

    /// Whether it is of everybody and everything.
    pub fn is_total(&self) -> bool {
        self.at.is_empty()
    }

    /// Whose value it is: a later revision takes the place of an earlier one of
    /// the same request, or of the same source where no request asked.
    pub fn from(&self) -> &str {
        if self.request.is_empty() { &self.source } else { &self.request }
    }

    pub fn code(&self, dimension: &str) -> Option<&str> {
        self.at.iter().find(|(d, _)| d == dimension).map(|(_, c)| c.as_str())
    }
}
