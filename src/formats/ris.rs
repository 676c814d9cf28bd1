//! RIS: a line a field, `TY  - ` to `ER  - `. Exports differ: in the tags of
//! title, journal and year, in line ends, in what stands before the first
//! record, and in how long lines go on.

use crate::base::{Diag, Diags, Span};
use crate::model::{Record, doi_of, year_of};

use super::bibliography::{INCOMPLETE, MOST_ERRORS, MOST_RECORDS, no_record, tidy, too_many};

const KINDS: [(&str, &str); 13] = [
    ("JOUR", "article"),
    ("EJOUR", "article"),
    ("MGZN", "article"),
    ("NEWS", "article"),
    ("BOOK", "book"),
    ("EBOOK", "book"),
    ("CHAP", "chapter"),
    ("RPRT", "report"),
    ("GOVDOC", "report"),
    ("THES", "thesis"),
    ("CONF", "conference paper"),
    ("CPAPER", "conference paper"),
    ("ELEC", "web page"),
];
const OTHER: &str = "other";

/// A record while its lines are read: tag, value, line.
struct Draft<'a> {
    line: u32,
    fields: Vec<(&'a str, String, u32)>,
}

/// Reads all records of a text with line feeds alone.
pub fn parse(file: &str, text: &str, diags: &mut Diags) -> Vec<Record> {
    let mut records = Vec::new();
    let mut draft: Option<Draft<'_>> = None;
    let mut begun = false;
    let before = diags.errors();
    for (number, raw) in text.lines().enumerate() {
        let line = number as u32 + 1;
        match (tagged(raw), &mut draft) {
            (Some(("TY", kind)), open) => {
                begun = true;
                if let Some(before) = open.take() {
                    diags.push(
                        Diag::error("the record begun here has no end (ER) before the next one")
                            .at(Span::line(file, before.line))
                            .hint(format!("the next begins on line {line}; write 'ER  - ' before it")),
                    );
                }
                if diags.errors() - before > MOST_ERRORS {
                    return records;
                }
                if records.len() == MOST_RECORDS {
                    diags.push(too_many(file, line));
                    return records;
                }
                *open = Some(Draft { line, fields: vec![("TY", kind.trim().to_string(), line)] });
            }
            (Some(("ER", _)), open) => {
                if let Some(draft) = open.take() {
                    records.extend(finished(file, draft, diags));
                }
            }
            (Some((tag, value)), Some(open)) => open.fields.push((tag, value.trim().to_string(), line)),
            // A long value goes on in the next line.
            (None, Some(open)) if !raw.trim().is_empty() => {
                if let Some((_, value, _)) = open.fields.last_mut() {
                    value.push(' ');
                    value.push_str(raw.trim());
                }
            }
            // What an exporter says of itself between records.
            (_, _) => {}
        }
    }
    if let Some(open) = draft {
        diags.push(
            Diag::error("the record begun here has no end (ER): the file breaks off in it")
                .at(Span::line(file, open.line))
                .hint("export it again; the records after it may be missing too"),
        );
    }
    if !begun {
        diags.push(no_record(file, "RIS begins each with 'TY  - '", text));
    }
    records
}

/// Tag and value of a line such as `AU  - Smith, Jane`. Two spaces stand before
/// the hyphen; where an exporter writes one, only for tags that begin and end a
/// record, so that a sentence is never taken for a field.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    let bytes = line.as_bytes();
    let tag = line.get(..2)?;
    if !bytes[0].is_ascii_uppercase() || !(bytes[1].is_ascii_uppercase() || bytes[1].is_ascii_digit()) {
        return None;
    }
    let rest = &line[2..];
    let value = rest.strip_prefix("  -").or_else(|| {
        let short = rest.trim_start().strip_prefix('-')?;
        matches!(tag, "TY" | "ER").then_some(short)
    })?;
    Some((tag, value))
}

fn finished(file: &str, draft: Draft<'_>, diags: &mut Diags) -> Option<Record> {
    let all = |tag: &str| -> Vec<&str> {
        let of = draft.fields.iter().filter(|(t, v, _)| *t == tag && !v.is_empty());
        of.map(|(_, v, _)| v.as_str()).collect()
    };
    let first = |tags: &[&str]| tags.iter().find_map(|tag| all(tag).first().copied()).unwrap_or_default();
    let line_of = |tags: &[&str]| {
        let of = draft.fields.iter().find(|(t, v, _)| tags.contains(t) && !v.is_empty());
        of.map_or(draft.line, |(_, _, line)| *line)
    };
    let kind = first(&["TY"]).to_uppercase();
    let is_book = matches!(kind.as_str(), "BOOK" | "EBOOK");
    let title = tidy(match first(&["TI", "T1", "CT"]) {
        "" if is_book => first(&["BT"]),
        title => title,
    });
    if title.is_empty() {
        let what = first(&["AU", "A1", "DO", "UR"]);
        diags.push(
            Diag::error("a record without a title")
                .at(Span::line(file, draft.line))
                .maybe_hint((!what.is_empty()).then(|| format!("it is the one of {what}")))
                .hint("write its title as 'TI  - …', or take the record out and say so"),
        );
        return None;
    }
    const YEARS: [&str; 3] = ["PY", "Y1", "DA"];
    let year = YEARS.iter().find_map(|tag| year_of(first(&[tag])));
    if year.is_none() && !first(&YEARS).is_empty() {
        diags.push(incomplete(file, line_of(&YEARS), format!("there is no year in '{}'", first(&YEARS))));
    }
    let stated = first(&["DO"]);
    let doi = doi_of(stated);
    if doi.is_none() && !stated.is_empty() {
        diags.push(incomplete(file, line_of(&["DO"]), format!("'{stated}' is no DOI")));
    }
    let links = || all("UR").into_iter().chain(all("L2")).chain(all("M3"));
    let doi = doi.or_else(|| links().find_map(doi_of)).unwrap_or_default();
    let names = |tags: &[&str]| -> Vec<String> {
        draft
            .fields
            .iter()
            .filter(|(t, v, _)| tags.contains(t) && !v.is_empty())
            .map(|f| tidy(&f.1))
            .collect()
    };
    let mut authors = names(&["AU", "A1"]);
    if authors.is_empty() {
        authors = names(&["A2", "ED"]);
    }
    let journal = if is_book { "" } else { first(&["JF", "JO", "T2", "BT", "JA", "J2"]) };
    Some(Record {
        key: String::new(),
        kind: KINDS.iter().find(|(k, _)| *k == kind).map_or(OTHER, |(_, word)| word).to_string(),
        title,
        authors,
        year,
        doi,
        url: links()
            .find(|l| l.starts_with("http://") || l.starts_with("https://"))
            .unwrap_or_default()
            .to_string(),
        journal: tidy(journal),
        abstract_text: tidy(first(&["AB", "N2"])),
        keywords: names(&["KW"]),
        line: draft.line,
    })
}

fn incomplete(file: &str, line: u32, what: String) -> Diag {
    Diag::warning(format!("{what}; the record is kept without it"))
        .at(Span::line(file, line))
        .topic(INCOMPLETE)
        .depth(3)
}

/// Records as RIS, for reference managers.
pub fn write<'a>(records: impl IntoIterator<Item = &'a Record>) -> String {
    let mut out = String::new();
    for record in records {
        let kind = KINDS.iter().find(|(_, word)| *word == record.kind).map_or("GEN", |(tag, _)| tag);
        let mut field = |tag: &str, value: &str| {
            let value = tidy(value);
            if !value.is_empty() {
                out.push_str(&format!("{tag}  - {value}\n"));
            }
        };
        field("TY", kind);
        record.authors.iter().for_each(|author| field("AU", author));
        field("TI", &record.title);
        field("PY", &record.year.map_or(String::new(), |y| y.to_string()));
        field("JO", &record.journal);
        field("DO", &record.doi);
        field("UR", &record.url);
        field("AB", &record.abstract_text);
        record.keywords.iter().for_each(|word| field("KW", word));
        out.push_str("ER  - \n\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (Vec<Record>, Vec<String>) {
        let mut diags = Diags::new();
        let records = parse("a.ris", text, &mut diags);
        (
            records,
            diags
                .iter()
                .map(|d| format!("{}: {}", d.span.as_ref().map_or(0, |s| s.line), d.message))
                .collect(),
        )
    }

    #[test]
    fn a_sentence_that_looks_like_a_field_goes_on_with_the_abstract() {
        let (records, complaints) =
            read("TY  - JOUR\nTI  - A title\nAB  - First line\nUK - based work\n  and more\nER  -\n");
        assert_eq!(complaints, Vec::<String>::new());
        assert_eq!(records[0].abstract_text, "First line UK - based work and more");
    }

    #[test]
    fn tags_that_exporters_choose_differently_are_one_field() {
        let (records, complaints) = read(
            "Provider: a database\n\nTY - JOUR\nT1  - One\nA1  - Smith, J.\nY1  - 2020/01//\nJF  - Journal\nUR  - https://doi.org/10.5555/ONE\nER -\n\
             TY  - BOOK\nBT  - Two\nDA  - 2021 Mar\nDO  - doi:10.5555/two\nER  - \n",
        );
        assert_eq!(complaints, Vec::<String>::new());
        assert_eq!((records[0].year, records[0].doi.as_str()), (Some(2020), "10.5555/one"));
        assert_eq!(records[0].authors, ["Smith, J."]);
        assert_eq!((records[1].title.as_str(), records[1].year), ("Two", Some(2021)));
    }

    #[test]
    fn a_record_without_an_end_and_one_without_a_title_are_named_by_line() {
        let (records, complaints) =
            read("TY  - JOUR\nTI  - A\nTY  - JOUR\nAU  - Smith\nER  - \nTY  - JOUR\nTI  - C\n");
        assert!(records.is_empty());
        assert_eq!(
            complaints,
            [
                "1: the record begun here has no end (ER) before the next one",
                "3: a record without a title",
                "6: the record begun here has no end (ER): the file breaks off in it",
            ]
        );
    }

    fn words() -> impl Strategy<Value = String> {
        // Anything a title may hold, also what looks like a field.
        prop_oneof![
            "[^\\p{C}\\p{Z}]{1,12}( [^\\p{C}\\p{Z}]{1,12}){0,4}",
            Just("ER  - TY  - JOUR".to_string())
        ]
        .prop_map(|t| tidy(&t))
    }

    proptest! {
        #[test]
        fn no_text_stops_the_reader(text in "(TY  - |ER  - |AU  - |\\PC|\n| ){0,200}") {
            read(&text);
        }

        #[test]
        fn what_is_written_reads_back(
            all in prop::collection::vec((words(), prop::collection::vec(words(), 0..3), prop::option::of(1900..2100i32), words()), 0..5)
        ) {
            let records: Vec<Record> = all
                .into_iter()
                .map(|(title, authors, year, text)| Record {
                    kind: "article".into(), title, authors, year, doi: "10.5555/abc".into(),
                    abstract_text: text, ..Record::default()
                })
                .collect();
            let text = write(&records);
            let mut diags = Diags::new();
            let mut back = parse("a.ris", &text, &mut diags);
            back.iter_mut().for_each(|r| r.line = 0);
            prop_assert_eq!(&back, &records);
            prop_assert!(records.is_empty() || diags.is_empty());
        }
    }
}
