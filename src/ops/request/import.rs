//! `dh import KEN/police_data FILE.xlsx`: a form that comes back. Counts are no
//! personal data: they are kept as text beside the country's scripts, and no
//! store is opened.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::super::sample::Place;
use super::super::{Answer, Block, Workbench};
use super::turn::Turn;
use crate::base::number::grouped;
use crate::base::{Diag, Diags, clock, fs};
use crate::formats::csv::safe;
use crate::formats::request::{self, Identity, METADATA, READ_ME};
use crate::formats::returns::{self, Provenance};
use crate::formats::workbook::read::{self, Book};
use crate::model::{
    AS_OF, Country, MetaField, Observation, RequestForm, Return, Revised, UNKNOWN, Workspace,
};
use crate::report::text::TextTable;

/// Imports workbooks one after the other, each whole or not at all.
///
/// # Errors
/// Everything that is wrong with the first workbook that cannot be taken, each
/// with its sheet and cell. It changes nothing, and those after it are not read.
pub fn import(
    workbench: &Workbench,
    address: &str,
    files: &[PathBuf],
    force: bool,
) -> Result<Answer, Vec<Diag>> {
    let place = super::place(workbench, address).map_err(|d| vec![d])?;
    let country = place.country(workbench).map_err(|d| vec![d])?;
    let mut answer = Answer::new("import");
    let mut table = TextTable::new(&["file", ">imported", ">here already", ">revision", ">changed"]);
    let mut changes = TextTable::new(&["changed", ">was", ">is"]);
    for (n, file) in files.iter().enumerate() {
        let taken = one(workbench, &place, country, file, force).map_err(|mut diags| {
            if let Some(last) = diags.last_mut() {
                last.hints.push(match n {
                    0 => "nothing was stored".into(),
                    1 => "nothing of it was stored; the file before it is imported".into(),
                    n => format!("nothing of it was stored; the {n} files before it are imported"),
                });
            }
            diags
        })?;
        table.row(vec![
            taken.file.clone(),
            grouped(taken.imported as f64, 0),
            grouped(taken.duplicates as f64, 0),
            taken.revision.to_string(),
            grouped(taken.revised.len() as f64, 0),
        ]);
        answer.row(json!({
            "file": taken.file, "imported": taken.imported, "duplicates": taken.duplicates, "rejected": 0,
            "revision": taken.revision, "state": if taken.imported > 0 { "imported" } else { "nothing new" },
            "sha256": taken.hash,
            "changed": taken.revised.iter().map(|c| json!({"what": c.what, "was": c.was, "is": c.is}))
                .collect::<Vec<_>>(),
        }));
        for change in &taken.revised {
            changes.row(vec![change.what.clone(), change.was.clone(), change.is.clone()]);
        }
        taken.notes.into_iter().for_each(|n| answer.note(n));
    }
    answer.heading(place.address());
    answer.blocks.push(Block::Table(table));
    if !changes.rows.is_empty() {
        answer.blocks.push(Block::Table(changes));
    }
    Ok(answer)
}

/// What became of a workbook.
struct Taken {
    file: String,
    hash: String,
    imported: usize,
    duplicates: usize,
    revision: u32,
    revised: Vec<Revised>,
    notes: Vec<String>,
}

fn one(
    workbench: &Workbench,
    place: &Place,
    country: &Country,
    path: &Path,
    force: bool,
) -> Result<Taken, Vec<Diag>> {
    let methodology = &workbench.workspace.methodology;
    let book = read::read(path, &workbench.interrupt).map_err(|d| vec![d])?;
    let file = safe(&plain_name(path));
    let identity = request::identity(&book)?;
    let form = form_of(workbench, place, country, &book, &identity)?;
    let counted_in = |id: &str| {
        methodology.series(id).and_then(|s| s.meta.known(MetaField::UnitOfCount)).map(str::to_string)
    };
    let filled = request::read(&book, &form, &identity, &counted_in)?;
    if workbench.interrupt.is_set() {
        return Err(vec![Diag::error("the import was stopped").hint("nothing was changed")]);
    }
    let mut notes = Vec::new();
    if book.has_comments {
        notes.push(format!("{file}: its comments are not kept"));
    }
    // What is held is read when nobody else writes it any more: another import
    // may have ended since the workspace was read.
    let _turn =
        Turn::take(&workbench.workspace.folder, country, &workbench.interrupt).map_err(|d| vec![d])?;
    let held = &held_now(workbench, place, country)?;
    let known = |taken: &Return, notes: Vec<String>| Taken {
        file: file.clone(),
        hash: book.hash.clone(),
        imported: 0,
        duplicates: filled.counts.len(),
        revision: taken.revision,
        revised: Vec::new(),
        notes,
    };
    if let Some(same) = held.iter().rfind(|r| r.hash == book.hash) {
        let newer = held.iter().map(|r| r.revision).max().filter(|r| *r > same.revision);
        if !force || newer.is_none() {
            notes.push(format!(
                "{file} is revision {}, held since {}: nothing was added",
                same.revision, same.received
            ));
            if let Some(newer) = newer {
                notes.push(format!(
                    "revision {newer} is newer, and stands; to make revision {} stand again, import the file with --force: it becomes the newest",
                    same.revision
                ));
            }
            return Ok(known(same, notes));
        }
    }
    let revision = held.iter().map(|r| r.revision).max().unwrap_or(0) + 1;
    let said = |series: &str| {
        let own = filled
            .stated
            .iter()
            .find(|(s, f, text)| s == series && f == MetaField::Provider.id() && text != UNKNOWN);
        own.map(|(_, _, text)| text.clone())
            .or_else(|| {
                methodology.series(series).and_then(|s| s.meta.known(MetaField::Provider)).map(str::to_string)
            })
            .unwrap_or_else(|| form.asked_of.clone())
    };
    let values = filled.counts.iter().map(|c| Observation {
        series: c.series.clone(),
        period: c.year,
        at: c.at.clone(),
        value: c.value,
        state: c.state.clone(),
        as_of: c.as_of.clone(),
        revision: Some(revision),
        request: place.path.clone(),
        tier: None,
        source: format!("{}; {file}; sha256 {}", said(&c.series), &book.hash[..12]),
        note: String::new(),
        span: country.span.clone(),
    });
    let new = Return {
        request: place.path.clone(),
        revision,
        received: clock::now(),
        provider: form.asked_of.clone(),
        file: file.clone(),
        hash: book.hash.clone(),
        form: identity.form.clone(),
        values: values.collect(),
        stated: filled.stated.clone(),
        span: country.span.clone(),
    };
    let revised = new.revised(held);
    notes.extend(other_units(&form, &filled.stated));
    if let Some(last) = held.last().filter(|_| revised.is_empty() && !new.adds_to(held)) {
        notes.push(format!(
            "{file} says what is held already, by revision {} ({}): nothing was added",
            last.revision, last.file
        ));
        return Ok(known(last, notes));
    }
    if !force {
        let late = older_than_held(&new, held, &book, &form);
        if !late.is_empty() {
            return Err(late);
        }
    }
    let instrument = &place.planned().instrument;
    let files = returns::files(methodology, country, instrument);
    let provenance = Provenance { plan: &identity.plan, imported_by: workbench.records.who() };
    let folder = &workbench.workspace.folder;
    let bytes = returns::written(methodology, folder, &files, &new, &provenance).map_err(|d| vec![d])?;
    // An older form may ask for what the scripts do not know any more.
    let mut diags = Diags::new();
    returns::check(methodology, instrument, &files, &bytes, &mut diags);
    if diags.has_errors() {
        return Err(diags
            .into_iter()
            .map(|d| d.hint("the form is older than the scripts of today"))
            .collect());
    }
    // Metadata first: without its counts it says nothing, counts without their
    // metadata would say too much.
    for (file, bytes) in files.iter().zip(&bytes).rev() {
        fs::write_atomically(&folder.join(file), bytes).map_err(|d| vec![d])?;
    }
    if identity.plan != place.plan().snapshot().hash {
        notes.push(
            "the country's scripts have changed since the form was made; what it asks is still asked".into(),
        );
    }
    notes.push(format!("wrote {} and {}", files[0], files[1]));
    Ok(Taken {
        hash: book.hash.clone(),
        imported: new.values.len(),
        duplicates: 0,
        revision,
        revised,
        notes,
        file: file.clone(),
    })
}

/// The returns of a request as they are held at this moment.
fn held_now(workbench: &Workbench, place: &Place, country: &Country) -> Result<Vec<Return>, Vec<Diag>> {
    let Workspace { folder, methodology, .. } = &workbench.workspace;
    let mut diags = Diags::new();
    let mut all = returns::read_all(folder, methodology, country, &mut Vec::new(), &mut diags);
    if diags.has_errors() {
        return Err(diags.into_iter().collect());
    }
    all.retain(|r| r.request == place.path);
    Ok(all)
}

/// Counts of an earlier day than those that stand: a workbook that was
/// overtaken. The newest return stands, so that it is not taken unasked.
fn older_than_held(new: &Return, held: &[Return], book: &Book, form: &RequestForm) -> Vec<Diag> {
    // What is said of both days → the series it is said of.
    let mut late: Vec<(String, Vec<&str>)> = Vec::new();
    for series in form.series.iter().map(|s| s.id.as_str()) {
        // A workbook has one day for all counts of a series.
        let own = || new.values.iter().filter(|o| o.series == series);
        let Some(day) = own().map(|o| o.as_of.as_str()).find(|day| !day.is_empty()) else { continue };
        let periods: BTreeSet<i32> = own().map(|o| o.period).collect();
        let overtaken = periods.into_iter().find_map(|period| {
            let same = |o: &&Observation| o.period == period && o.series == series;
            let (by, stands) = held.iter().rev().find_map(|r| Some((r, r.values.iter().find(same)?)))?;
            (stands.as_of.as_str() > day).then(|| {
                format!(
                    "these counts are of {day}, and those that are held of {} (revision {}, {})",
                    stands.as_of, by.revision, by.file
                )
            })
        });
        let Some(said) = overtaken else { continue };
        match late.iter_mut().find(|(other, _)| *other == said) {
            Some((_, all)) => all.push(series),
            None => late.push((said, vec![series])),
        }
    }
    late.into_iter()
        .map(|(said, series)| {
            let at = request::stated_at(form, series[0], AS_OF);
            let span = at.map_or_else(|| book.sheet_span(METADATA), |at| book.span(METADATA, at));
            let named: Vec<String> = series.iter().map(|s| format!("'{s}'")).collect();
            Diag::error(format!("{}: {said}", named.join(", ")))
                .at(span)
                .hint("an older workbook would stand over a newer one: correct the day if it is wrong")
                .hint("if it is meant to stand, import it with --force; the newer one stays held")
        })
        .collect()
}

/// What a series is printed in where the provider counts something else. It is
/// kept: whether such counts compare is asked where they are compared.
fn other_units(form: &RequestForm, stated: &[(String, String, String)]) -> Vec<String> {
    let id = MetaField::UnitOfCount.id();
    let Some(field) = form.fields.iter().find(|f| f.id == id) else { return Vec::new() };
    let unit = |series: &str| form.series.iter().find(|s| s.id == series).map_or("", |s| s.unit.as_str());
    // The unit is one of the answers to what one count is, and not the one given.
    let other = |(series, f, text): &&(String, String, String)| {
        let named = field.options.iter().find(|(option, _)| unit(series) == format!("{option}s"));
        f == id && named.is_some_and(|(option, _)| option != text && text != UNKNOWN)
    };
    let said = stated.iter().filter(other);
    said.map(|(series, _, text)| {
        format!(
            "'{series}' is printed in {}, but its provider counts {text}s: read its values so",
            unit(series)
        )
    })
    .collect()
}

/// The form that a workbook says it is: as the scripts make it today, or as it
/// was kept when it went out.
fn form_of(
    workbench: &Workbench,
    place: &Place,
    country: &Country,
    book: &Book,
    identity: &Identity,
) -> Result<RequestForm, Vec<Diag>> {
    let at = |name: &str| {
        let row = identity.lines().iter().position(|(n, _)| *n == name).unwrap_or_default() as u32;
        book.span(READ_ME, (row + 2, 1))
    };
    let mut diags = Vec::new();
    for (name, is, should) in
        [("Request", &identity.request, &place.path), ("Country", &identity.country, &place.code)]
    {
        if is != should {
            diags.push(
                Diag::error(format!("this workbook is of {is}, not of {should}"))
                    .at(at(name))
                    .hint(format!("import it as {}/{}", identity.country, identity.request)),
            );
        }
    }
    if !diags.is_empty() {
        return Err(diags);
    }
    let form = asked(workbench, place, country, identity).ok_or_else(|| {
        vec![
            Diag::error("this form is none that this workspace has made")
                .at(at("Form"))
                .hint(format!("the forms that went out are kept in {}", returns::folder(country) + "/forms"))
                .hint("import it where it was made, or send the form of today: dh export"),
        ]
    })?;
    let changed = |name: &str, message: String| {
        Diag::error(message)
            .at(at(name))
            .hint("the form's own texts stay as they are; copy what was filled in to an empty form")
    };
    let years = request::years(&form);
    if identity.years != years {
        diags.push(changed(
            "Years",
            format!("the form is of {years}, and this says {}", clip(&identity.years)),
        ));
    }
    // What went out before that was kept beside the form is held against what
    // such a text can be.
    let sent = super::sent(workbench, country, &identity.form);
    let is_plan = is_hash(&identity.plan);
    let plan_known = is_plan && (sent.is_empty() || sent.iter().any(|(_, plan)| *plan == identity.plan));
    let today = clock::now();
    let a_day = clock::is_date(&identity.made) && identity.made.as_str() <= &today[..10];
    let goes =
        |(made, plan): &(String, String)| *made == identity.made && (*plan == identity.plan || !plan_known);
    if !a_day || !(sent.is_empty() || sent.iter().any(goes)) {
        let made = clip(&identity.made);
        diags.push(changed("Made on", format!("\"{made}\" is not the day on which the form was made")));
    }
    if !plan_known {
        diags.push(changed(
            "Plan",
            format!("\"{}\" is not the plan the form was made with", clip(&identity.plan)),
        ));
    }
    if diags.is_empty() { Ok(form) } else { Err(diags) }
}

/// SHA-256 as text.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A text as complaints quote it.
fn clip(text: &str) -> String {
    const ROOM: usize = 60;
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() <= ROOM { text } else { text.chars().take(ROOM - 1).chain(['…']).collect() }
}

/// The form with the hash that a workbook names.
fn asked(
    workbench: &Workbench,
    place: &Place,
    country: &Country,
    identity: &Identity,
) -> Option<RequestForm> {
    if !is_hash(&identity.form) {
        return None;
    }
    let years = identity.years.split_once('-').unwrap_or((&identity.years, &identity.years));
    let years = (years.0.parse::<i32>(), years.1.parse::<i32>());
    if let (Ok(first), Ok(last)) = years
        && (1900..2200).contains(&first)
        && (first..2200).contains(&last)
    {
        let all: Vec<i32> = (first..=last).collect();
        let today = RequestForm::of(&workbench.workspace.methodology, country, place.planned(), &all);
        if let Ok(form) = today
            && form.snapshot().hash == identity.form
        {
            return Some(form);
        }
    }
    let kept = super::form_file(workbench, country, &identity.form);
    let text =
        if kept.is_file() { std::fs::read_to_string(&kept).unwrap_or_default() } else { String::new() };
    RequestForm::from_json(&text)
        .filter(|f| f.snapshot().hash == identity.form && f.path == place.path && f.country == place.code)
}

/// The file without its folder, as it can stand in a file of ours.
fn plain_name(path: &Path) -> String {
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    name.chars().map(|c| if c.is_control() || c == ';' { '_' } else { c }).collect()
}
