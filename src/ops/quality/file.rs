//! What the checks found, for who leads the fieldwork: a page and a workbook.
//! Both name records and interviewers, and say that they stay in the workroom.

use super::{DISCLOSURE, Looked, Ranked, SIMULATED, flagged, number, telling};
use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::field::quality::{Check, Seen};
use crate::formats::workbook::{self, About, Cell, Page};
use crate::report::{Block, Document, Inline, Section, Table};

/// Flags of one check on the page; the workbook has all.
const SHOWN: usize = 100;
/// Records that are named of one flag on the page.
const NAMED: usize = 6;

/// The program's own words hold no numeral; what has one comes from the records.
fn words(text: impl Into<String>) -> Vec<Inline> {
    let text = text.into();
    match text.contains(|c: char| c.is_ascii_digit()) {
        true => vec![Inline::verbatim(text, "the records")],
        false => vec![Inline::plain(text)],
    }
}

/// The page: interviewers first, then what is flagged, then what was looked at.
pub(super) fn document(looked: &Looked) -> Document {
    let mut facts = vec![words(format!("{DISCLOSURE}. It names records and interviewers."))];
    if looked.simulated {
        facts.insert(0, words(SIMULATED));
    }
    facts.extend(looked.progress().map(words));
    let notes = looked.notes.iter().filter(|n| *n != SIMULATED);
    facts.extend(notes.map(|n| words(n.clone())));
    let section = |id: &str, title: &str, blocks: Vec<Block>| Section {
        id: id.into(),
        title: words(title),
        blocks,
        ..Section::default()
    };
    let mut sections = vec![section("interviewers", "Interviewers, by what points to them", ranking(looked))];
    if looked.strata.iter().any(|s| s.planned.is_some()) {
        sections.insert(0, section("progress", "Progress", vec![Block::Table(strata(looked))]));
    }
    let of_checks: Vec<Section> = looked.found.iter().filter(|c| c.flagged() > 0).map(flags).collect();
    let none = Block::Paragraph(words("Nothing is flagged."));
    sections.push(Section {
        sections: of_checks,
        blocks: if looked.found.iter().all(|c| c.flagged() == 0) { vec![none] } else { Vec::new() },
        ..section("flagged", "What is flagged, the worst first", Vec::new())
    });
    let telling = telling_of(looked);
    if !telling.rows.is_empty() {
        sections.push(section(
            "telling",
            "What is not flagged, and worth reading",
            vec![Block::Table(telling)],
        ));
    }
    sections.push(section("checks", "The checks and their thresholds", checks(looked)));
    Document {
        title: words(if looked.simulated { format!("SIMULATED {}", looked.title()) } else { looked.title() }),
        subtitle: words("Checks of fieldwork, for the workroom only"),
        facts,
        sections,
        ..Document::default()
    }
}

fn ranking(looked: &Looked) -> Vec<Block> {
    if looked.ranked.is_empty() {
        return vec![Block::Note(words("The records name no interviewers."))];
    }
    let (some, none): (Vec<_>, Vec<_>) = looked.ranked.iter().partition(|r| !r.checks.is_empty());
    let rows = some.into_iter().map(|one| {
        vec![
            words(one.name.clone()),
            words(grouped(one.interviews as f64, 0)),
            words(one.flags().to_string()),
            words(each_check(one)),
        ]
    });
    let table = Table {
        headers: vec!["Interviewer", "Interviews", "Flags", "Checks"],
        numeric: vec![1, 2],
        rows: rows.collect(),
        ..Table::default()
    };
    let mut blocks = Vec::new();
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
    if !none.is_empty() {
        let named: Vec<String> = none.iter().map(|r| format!("{} ({})", r.name, r.interviews)).collect();
        let text = format!("No flag, with so many interviews each: {}.", named.join(", "));
        blocks.push(Block::Paragraph(words(text)));
    }
    blocks
}

fn strata(looked: &Looked) -> Table {
    let rows = looked.strata.iter().map(|s| {
        vec![
            words(s.name.clone()),
            words(match s.drawn {
                Some(drawn) => format!("{} of {drawn}", s.begun),
                None => s.begun.to_string(),
            }),
            words(grouped(s.held as f64, 0)),
            s.planned.map_or(Vec::new(), |p| words(grouped(p, 0))),
            s.planned.map_or(Vec::new(), |p| words(format!("{:.0} %", 100.0 * s.held as f64 / p))),
        ]
    });
    Table {
        headers: vec!["Stratum", "PSUs begun", "Held", "Planned", "Share"],
        numeric: vec![1, 2, 3, 4],
        rows: rows.collect(),
        ..Table::default()
    }
}

fn telling_of(looked: &Looked) -> Table {
    let cell = |n: Option<f64>| n.map_or(Vec::new(), |n| words(number(n)));
    let row = |check: &Check, seen: &Seen| {
        vec![
            words(check.id),
            words(seen.subject.clone()),
            words(number(seen.value)),
            cell(seen.threshold),
            cell(seen.beside),
        ]
    };
    let rows = looked.found.iter().flat_map(|c| telling(c).take(SHOWN).map(move |s| row(c, s)));
    Table {
        headers: vec!["Check", "Subject", "Value", "Threshold", "Beside"],
        numeric: vec![2, 3, 4],
        rows: rows.collect(),
        ..Table::default()
    }
}

/// `hours (40), overlap (3)`.
fn each_check(one: &Ranked) -> String {
    let each: Vec<String> = one.checks.iter().map(|(id, n)| format!("{id} ({n})")).collect();
    each.join(", ")
}

fn flags(check: &Check) -> Section {
    let flagged = flagged(check);
    let rows = flagged.iter().take(SHOWN).map(|seen| {
        let text = |text: &str| if text.is_empty() { Vec::new() } else { words(text) };
        vec![
            text(&seen.subject),
            words(number(seen.value)),
            seen.threshold.map_or(Vec::new(), |t| words(number(t))),
            text(&seen.interviewer),
            text(&records(seen, NAMED)),
        ]
    });
    let mut blocks = vec![Block::Table(Table {
        caption: words(check.words),
        headers: vec!["Subject", "Value", "Threshold", "Interviewer", "Records"],
        numeric: vec![1, 2],
        rows: rows.collect(),
    })];
    if flagged.len() > SHOWN {
        let more = counted(flagged.len() - SHOWN, "flag", "flags");
        blocks.push(Block::Note(words(format!("{more} more: the workbook and --json have all."))));
    }
    Section { id: format!("flags-{}", check.id), title: words(check.id), blocks, ..Section::default() }
}

/// The records of a flag that its subject does not name.
fn records(seen: &Seen, most: usize) -> String {
    match seen.records.as_slice() {
        [one] if *one == seen.subject => String::new(),
        few if few.len() <= most => few.join(", "),
        many => format!("{}, … ({} in all)", many[..most].join(", "), many.len()),
    }
}

fn checks(looked: &Looked) -> Vec<Block> {
    let rows = looked.found.iter().filter(|c| c.not.is_empty()).map(|check| {
        let stated = thresholds(looked, check);
        vec![
            words(check.id),
            words(check.words),
            words(format!("{} {}", grouped(check.looked as f64, 0), check.of)),
            words(check.flagged().to_string()),
            if stated.is_empty() { Vec::new() } else { words(stated.join("; ")) },
        ]
    });
    let mut blocks = vec![Block::Table(Table {
        headers: vec!["Check", "What it sees", "Looked at", "Flagged", "From when on"],
        numeric: vec![3],
        rows: rows.collect(),
        ..Table::default()
    })];
    let not = looked.found.iter().filter(|c| !c.not.is_empty());
    let not: Vec<_> = not.map(|c| vec![words(c.id), words(c.not.clone())]).collect();
    if !not.is_empty() {
        let headers = vec!["Not looked at", "Because"];
        blocks.push(Block::Table(Table { headers, rows: not, ..Table::default() }));
    }
    blocks
}

/// `near_identical 0.85 (its source)`.
fn thresholds(looked: &Looked, check: &Check) -> Vec<String> {
    let stated = check.thresholds.iter().filter_map(|name| looked.quality.as_ref()?.threshold(name));
    stated.map(|t| format!("{} {} ({})", t.name, number(t.value), t.because)).collect()
}

/// The workbook: a sheet for each of what the page has, and one with all values.
///
/// # Errors
/// More rows than a sheet holds.
pub(super) fn workbook(looked: &Looked) -> Result<Vec<u8>, Diag> {
    let mut marks = vec![DISCLOSURE.to_string()];
    if looked.simulated {
        marks.insert(0, SIMULATED.into());
    }
    let notes = looked.progress().into_iter().chain(looked.notes.iter().filter(|n| *n != SIMULATED).cloned());
    let about = About { title: looked.title(), marks, lines: notes.map(|n| ("note".into(), n)).collect() };
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) };
    let count = |n: usize| Cell::Number(n as f64, false);
    let value = |n: Option<f64>| n.map_or(Cell::Empty, |n| Cell::Number(n, false));
    let one = |check: &Check, seen: &Seen| {
        vec![
            text(check.id),
            text(&seen.subject),
            value(Some(seen.value)),
            value(seen.threshold),
            seen.flag.map_or(Cell::Text("no threshold".into()), Cell::Truth),
            value(seen.beside),
            text(&seen.interviewer),
            text(&seen.records.join(" ")),
        ]
    };
    let headers = ["check", "subject", "value", "threshold", "flag", "beside", "interviewer", "records"];
    let mark = if looked.simulated { " (SIMULATED)" } else { "" };
    let page = |name: &str, headers: &[&str], rows: Vec<Vec<Cell>>| Page {
        name: format!("{name}{mark}"),
        headers: headers.iter().map(|h| (*h).to_string()).collect(),
        rows,
    };
    let interviewers = looked.ranked.iter().enumerate().map(|(rank, r)| {
        vec![
            count(rank + 1),
            text(&r.name),
            count(r.interviews),
            count(r.checks.len()),
            count(r.flags()),
            text(&each_check(r)),
        ]
    });
    let checks = looked.found.iter().map(|c| {
        let looked_at = c.not.is_empty();
        vec![
            text(c.id),
            text(c.words),
            if looked_at { count(c.looked) } else { Cell::Empty },
            text(c.of),
            if looked_at { count(c.flagged()) } else { Cell::Empty },
            text(&thresholds(looked, c).join("; ")),
            text(&c.not),
        ]
    });
    let flags = looked.found.iter().flat_map(|c| flagged(c).into_iter().map(move |s| one(c, s)));
    let values = looked.found.iter().flat_map(|c| c.seen.iter().map(move |s| one(c, s)));
    let value_of = |n: Option<usize>| n.map_or(Cell::Empty, count);
    let progress = looked
        .strata
        .iter()
        .map(|s| vec![text(&s.name), count(s.begun), value_of(s.drawn), count(s.held), value(s.planned)]);
    let pages = [
        page(
            "progress",
            &["stratum", "PSUs begun", "PSUs drawn", "interviews held", "interviews planned"],
            progress.collect(),
        ),
        page(
            "interviewers",
            &["rank", "interviewer", "interviews", "checks", "flags", "which"],
            interviewers.collect(),
        ),
        page("flags", &headers, flags.collect()),
        page(
            "checks",
            &["check", "what it sees", "looked at", "of", "flagged", "from when on", "not looked at because"],
            checks.collect(),
        ),
        page("values", &headers, values.collect()),
    ];
    workbook::workbook(&about, &pages)
}
