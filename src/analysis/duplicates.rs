//! Records of searches → references: what is one work is taken together by its
//! DOI, then by title and year. What may be one work and is not surely one is
//! listed, never taken together.

use std::collections::{HashMap, HashSet};

use crate::base::Span;
use crate::base::fold::fold;
use crate::model::{Occurrence, Possible, Record, Reference, TakenBy, normalised};

const SAME_TITLE: &str = "same title and year, but not the same DOI or first author";
const NEAR_YEAR: &str = "same title, years apart or not known";
const SUBTITLE: &str = "same title but for a subtitle, same year";
const LINKED: &str = "a record has the DOI of one and the title and year of the other";

/// A main title shorter than this (letters) is shared by works that differ.
const TELLING: usize = 20;

/// Works of one title and year that a record is held against: of an editorial in
/// every issue the first are enough.
const MOST_ALIKE: usize = 100;

/// References, and those that may be one.
pub struct Merged {
    pub references: Vec<Reference>,
    pub possible: Vec<Possible>,
}

/// Takes the records of all searches together, in the order of the searches:
/// the first record of a work is kept, and its key stays when later searches
/// find the work again. `searches` holds id, file and records of each.
pub fn merge(searches: Vec<(String, String, Vec<Record>)>) -> Merged {
    let mut all = References::default();
    for (search, file, records) in searches {
        for record in records {
            all.take(&search, &file, record);
        }
    }
    let mut possible = all.links;
    possible.extend(alike(&all.list));
    Merged { references: all.list, possible }
}

#[derive(Default)]
struct References {
    list: Vec<Reference>,
    keys: HashSet<String>,
    /// How often a key was asked for.
    asked: HashMap<String, usize>,
    by_doi: HashMap<String, usize>,
    by_title: HashMap<(String, i32), Vec<usize>>,
    links: Vec<Possible>,
}

impl References {
    fn take(&mut self, search: &str, file: &str, record: Record) {
        let span = Span::line(file, record.line);
        let title = record.year.map(|year| (normalised(&record.title), year)).filter(|(t, _)| !t.is_empty());
        let of_doi = self.by_doi.get(&record.doi).copied().filter(|_| !record.doi.is_empty());
        let alike = title.as_ref().and_then(|t| self.by_title.get(t)).map_or(&[][..], Vec::as_slice);
        let of_title = alike.iter().copied().take(MOST_ALIKE).find(|i| agree(&self.list[*i].record, &record));
        let (at, by) = match (of_doi, of_title) {
            (Some(at), _) if one_title(&self.list[at].record.title, &record.title) => (at, TakenBy::Doi),
            (Some(at), _) => (at, TakenBy::DoiAlone),
            (None, Some(at)) => (at, TakenBy::TitleAndYear),
            (None, None) => (self.add(&record, span.clone()), TakenBy::Kept),
        };
        if let (Some(one), Some(other)) = (of_doi, of_title.filter(|t| Some(*t) != of_doi)) {
            let keys = vec![self.list[one].key.clone(), self.list[other].key.clone()];
            self.links.push(Possible { keys, because: LINKED });
        }
        if let Some(title) = title {
            let known = self.by_title.entry(title).or_default();
            if known.len() < MOST_ALIKE && !known.contains(&at) {
                known.push(at);
            }
        }
        let reference = &mut self.list[at];
        if !record.doi.is_empty() && !self.by_doi.contains_key(&record.doi) {
            self.by_doi.insert(record.doi.clone(), at);
        }
        let alias = key_of_file(&record);
        if !alias.is_empty() && alias != reference.key && !reference.aliases.contains(&alias) {
            reference.aliases.push(alias);
        }
        if !reference.from.iter().any(|f| f == search) {
            reference.from.push(search.to_string());
        }
        reference.records.push(Occurrence { search: search.to_string(), span: span.clone(), by });
        complete(reference, record, &span);
    }

    /// A new reference with a key of its own; its place.
    fn add(&mut self, record: &Record, span: Span) -> usize {
        let wanted = match key_of_file(record) {
            key if key.is_empty() => made_key(record),
            key => key,
        };
        let count = self.asked.entry(wanted.clone()).or_default();
        let key = loop {
            *count += 1;
            let key = format!("{wanted}{}", letter(*count));
            if self.keys.insert(key.clone()) {
                break key;
            }
        };
        self.list.push(Reference {
            key,
            aliases: Vec::new(),
            record: record.clone(),
            from: Vec::new(),
            records: Vec::new(),
            taken: Vec::new(),
            span,
        });
        self.list.len() - 1
    }
}

/// Whether records of the same title and year are of one work: neither two
/// DOIs nor two first authors say otherwise.
fn agree(one: &Record, other: &Record) -> bool {
    let apart = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    !apart(&one.doi, &other.doi) && !apart(&one.surname(), &other.surname())
}

/// Whether two titles are one, a subtitle aside.
fn one_title(one: &str, other: &str) -> bool {
    let (one, other) = (normalised(one), normalised(other));
    one.starts_with(&other) || other.starts_with(&one)
}

/// What the kept record lacks is taken from another of the same work.
fn complete(reference: &mut Reference, other: Record, span: &Span) {
    let kept = &mut reference.record;
    for (field, own, found) in [
        ("doi", &mut kept.doi, other.doi),
        ("url", &mut kept.url, other.url),
        ("journal", &mut kept.journal, other.journal),
        ("abstract", &mut kept.abstract_text, other.abstract_text),
    ] {
        if own.is_empty() && !found.is_empty() {
            *own = found;
            reference.taken.push((field, span.clone()));
        }
    }
    for (field, own, found) in
        [("authors", &mut kept.authors, other.authors), ("keywords", &mut kept.keywords, other.keywords)]
    {
        if own.is_empty() && !found.is_empty() {
            *own = found;
            reference.taken.push((field, span.clone()));
        }
    }
}

/// The key a record has in its file, with what an address can hold.
fn key_of_file(record: &Record) -> String {
    let kept = record.key.chars().filter(|c| c.is_alphanumeric() || "_-.:+/".contains(*c));
    let key: String = kept.take(80).collect();
    let steps = key.split('/').filter(|s| !s.is_empty()).collect::<Vec<_>>().join("/");
    steps.trim_matches(|c: char| !c.is_alphanumeric()).to_string()
}

/// Surname of the first author and year; without an author, the first long word
/// of the title.
fn made_key(record: &Record) -> String {
    let mut name = record.surname();
    if name.is_empty() {
        let words = fold(&record.title);
        let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let long = words.clone().find(|w| w.chars().count() > 3);
        name = long.or_else(|| words.next()).unwrap_or("untitled").chars().take(30).collect();
    }
    match record.year {
        Some(year) => format!("{name}{year}"),
        None => format!("{name}nd"),
    }
}

/// What stands after the key of the second, third … reference that asks for it.
/// The first has none, so that it keeps its key when others come.
fn letter(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2..=26 => char::from(b'a' + (count - 1) as u8).to_string(),
        _ => format!("-{count}"),
    }
}

/// References that may be one: the same title with other authors, DOIs or years,
/// or but for a subtitle.
fn alike(list: &[Reference]) -> Vec<Possible> {
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_main: HashMap<(String, Option<i32>), Vec<usize>> = HashMap::new();
    for (i, reference) in list.iter().enumerate() {
        let whole = normalised(&reference.record.title);
        let main = reference.record.title.split([':', '–', '—', '?']).next().unwrap_or_default();
        let main = normalised(main);
        if main.chars().count() >= TELLING {
            by_main.entry((main, reference.record.year)).or_default().push(i);
        }
        by_title.entry(whole).or_default().push(i);
    }
    let mut found: Vec<(Vec<usize>, &'static str)> = Vec::new();
    for (_, group) in by_title.into_iter().filter(|(title, group)| group.len() > 1 && !title.is_empty()) {
        let mut years: Vec<Option<i32>> = group.iter().map(|i| list[*i].record.year).collect();
        years.sort_unstable();
        let same = years.iter().all(|y| y.is_some() && *y == years[0]);
        let near = years.windows(2).any(|w| match (w[0], w[1]) {
            (Some(a), Some(b)) => b - a <= 1,
            // Of a year that is not known nothing is said.
            _ => true,
        });
        if same || near {
            found.push((group, if same { SAME_TITLE } else { NEAR_YEAR }));
        }
    }
    for (_, group) in by_main.into_iter().filter(|(_, group)| group.len() > 1) {
        let titles: HashSet<String> = group.iter().map(|i| normalised(&list[*i].record.title)).collect();
        if titles.len() > 1 {
            found.push((group, SUBTITLE));
        }
    }
    found.sort();
    let keys = |group: Vec<usize>| group.into_iter().map(|i| list[i].key.clone()).collect();
    found.into_iter().map(|(group, because)| Possible { keys: keys(group), because }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(title: &str, author: &str, year: i32, doi: &str) -> Record {
        Record {
            title: title.into(),
            authors: vec![author.into()],
            year: (year > 0).then_some(year),
            doi: doi.into(),
            ..Record::default()
        }
    }

    fn merged(records: &[Record]) -> (Vec<String>, Vec<String>) {
        let found = merge(vec![("s".into(), "s.ris".into(), records.to_vec())]);
        let keys = found.references.iter().map(|r| format!("{} ×{}", r.key, r.records.len())).collect();
        (keys, found.possible.iter().map(|p| format!("{}: {}", p.keys.join(", "), p.because)).collect())
    }

    #[test]
    fn an_editorial_of_each_journal_is_a_work_of_its_own() {
        let (keys, possible) = merged(&[
            record("Editorial", "Smith, J.", 2020, "10.5555/a"),
            record("Editorial", "Smith, J.", 2020, "10.5555/b"),
            record("Editorial", "Jones, A.", 2020, ""),
        ]);
        assert_eq!(keys, ["smith2020 ×1", "smith2020b ×1", "jones2020 ×1"]);
        assert_eq!(possible, [format!("smith2020, smith2020b, jones2020: {SAME_TITLE}")]);
    }

    #[test]
    fn near_years_and_subtitles_are_listed_and_not_taken_together() {
        let (keys, possible) = merged(&[
            record("A long enough title of an example", "Smith, J.", 2020, "10.5555/a"),
            record("A long enough title of an example", "Smith, J.", 2021, ""),
            record("A long enough title of an example: the sequel", "Smith, J.", 2020, ""),
            record("A long enough title of an example", "Smith, J.", 2012, ""),
        ]);
        assert_eq!(keys.len(), 4);
        assert_eq!(
            possible,
            [
                format!("smith2020, smith2021, smith2012: {NEAR_YEAR}"),
                format!("smith2020, smith2020b: {SUBTITLE}")
            ]
        );
    }

    #[test]
    fn a_record_that_links_two_references_is_said() {
        let (keys, possible) = merged(&[
            record("One title", "Smith, J.", 2020, "10.5555/a"),
            record("Another title", "Smith, J.", 2020, ""),
            record("Another title", "Smith, J.", 2020, "10.5555/a"),
        ]);
        assert_eq!(keys, ["smith2020 ×2", "smith2020b ×1"]);
        assert_eq!(possible, [format!("smith2020, smith2020b: {LINKED}")]);
    }

    #[test]
    fn chapters_that_have_the_doi_of_their_book_are_taken_together_and_said() {
        let chapters =
            [record("One", "A, A.", 2020, "10.5555/book"), record("Two", "B, B.", 2020, "10.5555/book")];
        let found = merge(vec![("s".into(), "s.ris".into(), chapters.to_vec())]);
        assert_eq!(found.references[0].records[1].by, TakenBy::DoiAlone);
    }

    #[test]
    fn the_key_of_a_reference_stays_when_others_are_found_later() {
        let first = record("One", "Núñez, A.", 2020, "");
        let later = record("Two", "Nunez, B.", 2020, "");
        assert_eq!(merged(std::slice::from_ref(&first)).0, ["nunez2020 ×1"]);
        assert_eq!(merged(&[first, later]).0, ["nunez2020 ×1", "nunez2020b ×1"]);
    }
}
