//! `dh import ADDRESS FILE…`: records from what programs for fieldwork hand back,
//! or from CSV files with the instrument's own column names, through the ethics
//! gate into the store.

mod batches;
mod checks;
mod read;
mod versions;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::number::{counted, grouped};
use crate::data::State;
use crate::field::Taken;
use crate::field::foreign;
use crate::formats::collected::{self, Collected, Names};
use crate::model::Platform;
use crate::protection::{Interviews, clear};
use crate::report::text::TextTable;
use crate::store::{Added, NewBatch, Purpose, Store};

use super::sample::{Place, head};
use super::{Answer, Block, Workbench};
use read::{Read, Reading};
use versions::Version;

pub use batches::PARENT;

/// What is imported, and as what.
#[derive(Debug, Clone)]
pub struct Request {
    pub purpose: Purpose,
    pub simulated: bool,
    /// The program it comes from; told by the content where it is not said.
    pub platform: Option<Platform>,
}

/// The program of this name.
///
/// # Errors
/// There is none.
pub fn platform(word: &str) -> Result<Platform, Diag> {
    Platform::from_id(word).ok_or_else(|| {
        let diag = Diag::error(format!("'{word}' is no program whose files are read"));
        choice_hints(word, Platform::ALL.iter().map(|p| p.id())).into_iter().fold(diag, Diag::hint)
    })
}

/// Imports files one after the other, each whole or not at all.
///
/// # Errors
/// Everything that is wrong with the first file that cannot be taken; what an
/// ethics rule refuses (exit 3). That file changes nothing, and those after it
/// are not read.
pub fn import(
    workbench: &Workbench,
    address: &str,
    files: &[PathBuf],
    request: &Request,
    progress: &mut dyn FnMut(f64),
) -> Result<Answer, Vec<Diag>> {
    let mut store = workbench.store_to_write("import").map_err(|d| vec![d])?;
    import_to(workbench, &mut store, address, files, request, progress)
}

/// The same, into a store that is open.
pub fn import_to(
    workbench: &Workbench,
    store: &mut Store,
    address: &str,
    files: &[PathBuf],
    request: &Request,
    progress: &mut dyn FnMut(f64),
) -> Result<Answer, Vec<Diag>> {
    let place = Place::of(workbench, address).map_err(|d| vec![d])?;
    if let Some(item) = &place.item {
        return Err(vec![
            Diag::error(format!("'{item}' is a question; records are imported for the whole instrument"))
                .hint(format!("dh import {} FILE.csv", place.address())),
        ]);
    }
    let mut answer = Answer::new("import");
    let mut table = TextTable::new(&[
        "file",
        ">imported",
        ">here already",
        ">erased before",
        ">off route",
        ">to look at",
    ]);
    let (purpose, simulated) = (request.purpose, request.simulated);
    let total = files.len() as f64;
    for (n, file) in files.iter().enumerate() {
        let mut part = |done: f64| progress((n as f64 + done) / total);
        let one = import_file(workbench, &place, file, request, store, &mut part);
        let one = one.map_err(|mut diags| {
            if n > 0
                && let Some(last) = diags.last_mut()
            {
                let before = if n == 1 {
                    "the file before it is".into()
                } else {
                    format!("the {n} files before it are")
                };
                last.hints.push(format!("{before} imported"));
            }
            diags
        })?;
        let sum = |of: fn(&Added) -> usize| one.added.iter().map(of).sum::<usize>();
        let (imported, duplicates, erased) = (sum(|a| a.imported), sum(|a| a.duplicates), sum(|a| a.erased));
        let warnings = || one.read.parts.iter().flat_map(|p| &p.taken.warnings);
        let off: usize = one.read.parts.iter().map(|p| p.taken.off_route.len()).sum();
        let differing: usize = warnings().filter(|w| w.kind.is_disagreement()).map(|w| w.count).sum();
        let looks: usize = warnings().map(|w| w.count).sum();
        table.row(vec![
            one.name.clone(),
            grouped(imported as f64, 0),
            grouped(duplicates as f64, 0),
            grouped(erased as f64, 0),
            grouped(off as f64, 0),
            grouped(looks as f64, 0),
        ]);
        let mut row = json!({
            "file": one.name, "imported": imported, "duplicates": duplicates,
            "erased_before": erased, "disagreements": off + differing, "rejected": one.read.rejected.len(),
            "batch": one.added.iter().find_map(|a| a.batch), "state": if imported > 0 { "imported" } else { "nothing new" },
            "cleared_by": one.cleared_by, "purpose": purpose.id(), "simulated": simulated,
            "warnings": one.warnings, "platform": one.platform.id(),
        });
        if !one.read.rejected.is_empty() {
            row["rejections"] = one.rejections.clone();
        }
        if !one.rosters.is_empty() {
            row["rosters"] = one.rosters.clone().into();
        }
        answer.row(row);
        say(&mut answer, &one);
    }
    answer.heading(place.address());
    answer.blocks.push(Block::Table(table));
    if simulated {
        answer.note("SIMULATED: everything made from these records says so");
    }
    if purpose != Purpose::Main {
        answer.note(format!("{} records never enter an estimate", purpose.id()));
    }
    if let Some(note) = super::dyads::after_import(workbench, store, &place).map_err(|d| vec![d])? {
        answer.note(note);
    }
    answer.note(format!("audit head {}", head(&store.audit_head().map_err(|d| vec![d])?)));
    super::store::notes(&mut answer, store);
    Ok(answer)
}

/// What became of one file.
struct Imported {
    name: String,
    platform: Platform,
    read: Read,
    /// One a version of the form.
    added: Vec<Added>,
    /// One a roster.
    rosters: Vec<Value>,
    warnings: Vec<Value>,
    rejections: Value,
    cleared_by: String,
    /// Decisions about records of these ids, made over a batch that is withdrawn.
    decided: Vec<i64>,
}

/// Decisions that name one of the records that came in.
fn decided(store: &Store, place: &Place, read: &Read) -> Result<Vec<i64>, Diag> {
    let mut named = store.standing(&place.code, &place.path)?;
    named.retain(|d| !d.record.is_empty());
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let of = |t: &'_ Taken| (0..t.rows).map(|r| t.ids.get(r).to_string()).collect::<Vec<_>>();
    let ids: HashSet<String> = read.parts.iter().flat_map(|p| of(&p.taken)).collect();
    Ok(named.iter().filter(|d| ids.contains(d.record.as_str())).map(|d| d.id).collect())
}

/// Records that are named in notes.
const NAMED: usize = 12;

fn say(answer: &mut Answer, one: &Imported) {
    let name = &one.name;
    if !one.decided.is_empty() && one.added.iter().any(|a| a.imported > 0) {
        let list: Vec<String> = one.decided.iter().map(i64::to_string).collect();
        let (word, lie) = if list.len() == 1 { ("decision", "lies") } else { ("decisions", "lie") };
        answer.note(format!(
            "{name}: {word} {} {lie} over records of these ids, as over those before: undo what is put right in the file",
            list.join(", ")
        ));
    }
    if one.platform != Platform::Plain {
        let left = match one.read.left_out.len() {
            0 => String::new(),
            1 => "; 1 column of the program's own is left out".into(),
            n => format!("; {n} columns of the program's own are left out"),
        };
        answer.note(format!("{name}: read as {}{left}", one.platform.id()));
        if let Some(column) = &one.read.date_from {
            answer.note(format!("{name}: the day of each interview is that of '{column}'"));
        }
        if !one.read.versioned {
            answer.note(format!(
                "{name}: says no version of the form; replayed against what the scripts ask today"
            ));
        }
    }
    let rejected = &one.read.rejected;
    for r in rejected.iter().take(NAMED) {
        answer.note(format!("{name}: row {} is not imported: {} ({})", r.number, r.why, r.id));
    }
    if rejected.len() > NAMED {
        answer.note(format!("{name}: {} more rows are not imported", rejected.len() - NAMED));
    }
    for part in &one.read.parts {
        say_of(answer, name, &part.taken);
    }
    for roster in &one.rosters {
        answer.note(format!(
            "{name}: {} of the roster '{}' imported, {} here already",
            counted(roster["imported"].as_u64().unwrap_or(0) as usize, "row", "rows"),
            roster["roster"].as_str().unwrap_or_default(),
            roster["duplicates"]
        ));
    }
    one.read.notes.iter().for_each(|note| answer.note(format!("{name}: {note}")));
}

fn say_of(answer: &mut Answer, name: &str, taken: &Taken) {
    let off = taken.off_route.len();
    if off > 0 {
        answer.note(format!(
            "{name}: {} where the routing asks nothing: kept aside, in no table",
            if off == 1 {
                "1 answer stands".to_string()
            } else {
                format!("{} answers stand", grouped(off as f64, 0))
            }
        ));
    }
    if !taken.missing.is_empty() {
        let shown: Vec<&str> = taken.missing.iter().take(6).map(String::as_str).collect();
        let more = match taken.missing.len() {
            n if n > 6 => format!(" and {} more", n - 6),
            _ => String::new(),
        };
        answer.note(format!("{name}: no column for {}{more}: not in this version", shown.join(", ")));
    }
    for warning in taken.warnings.iter().take(NAMED) {
        let lines: Vec<String> = warning.lines.iter().map(u32::to_string).collect();
        let lines =
            if warning.count > lines.len() { format!("{} …", lines.join(", ")) } else { lines.join(", ") };
        answer.note(format!(
            "{name}: '{}' {} in {} records (line {lines})",
            warning.item,
            warning.kind.words(),
            warning.count
        ));
    }
}

/// The names that a submission of any of the forms may have inside.
fn names_of(versions: &[Version]) -> Names {
    let mut names = Names::default();
    let add = |into: &mut Vec<String>, new: Vec<String>| {
        new.into_iter().for_each(|name| {
            if !into.contains(&name) {
                into.push(name);
            }
        });
    };
    for version in versions {
        let inside = foreign::names(&version.planned);
        add(&mut names.values, inside.values);
        add(&mut names.optional, inside.optional);
        add(&mut names.own, inside.own);
        for (roster, members) in inside.rosters {
            match names.rosters.iter_mut().find(|(known, _)| *known == roster) {
                Some((_, known)) => add(known, members),
                None => names.rosters.push((roster, members)),
            }
        }
    }
    names
}

/// The codes of a country over those of the questionnaire.
fn codes(workbench: &Workbench, place: &Place) -> Result<Vec<(String, State)>, Diag> {
    let mut codes = place.country(workbench)?.missing_codes.clone();
    for (code, state) in &place.planned().instrument.missing_codes {
        if codes.iter().all(|(c, _)| c != code) {
            codes.push((code.clone(), *state));
        }
    }
    Ok(codes)
}

fn import_file(
    workbench: &Workbench,
    place: &Place,
    path: &Path,
    request: &Request,
    store: &mut Store,
    progress: &mut dyn FnMut(f64),
) -> Result<Imported, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let mut versions = vec![versions::today(place)];
    let kept = versions::kept(workbench, place, &versions[0].hash);
    let (kept, broken) = match kept {
        Ok(kept) => (kept, Vec::new()),
        Err(diags) => (Vec::new(), diags),
    };
    versions.extend(kept);
    let mut collected = collected::open(path, request.platform, &names_of(&versions), &workbench.interrupt)?;
    // A table that says no version needs none of them.
    if collected.platform != Platform::Plain && !broken.is_empty() {
        return Err(broken);
    }
    let reading = Reading {
        workbench,
        place,
        versions: &versions,
        codes: codes(workbench, place).map_err(one)?,
        simulated: request.simulated,
    };
    let read = reading.read(&mut collected, &mut |done| progress(done * 0.7))?;
    let records: usize = read.parts.iter().map(|p| p.taken.rows).sum();
    if records == 0 {
        let message = match read.rejected.len() {
            0 => "the file has a header and no records".to_string(),
            n => format!("all {} are not to be used", counted(n, "record", "records")),
        };
        return Err(one(Diag::error(message).at(collected.main.span(1)).hint("nothing was imported")));
    }
    if workbench.interrupt.is_set() {
        return Err(one(Diag::error("the import was stopped").hint("nothing was changed")));
    }
    let cleared_by = look(workbench, place, request, &versions, &read, &collected)?;
    let short = path.file_name().map_or(collected.name.clone(), |n| n.to_string_lossy().into_owned());
    let short: String = short.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    progress(0.75);
    let (added, rosters) = keep(
        workbench,
        place,
        request,
        &versions,
        &read,
        &Provenance { file: &short, hash: &collected.hash(), cleared_by: &cleared_by },
        store,
    )?;
    progress(1.0);
    let span = |line: u32| collected.main.span(line);
    let decided = decided(store, place, &read).map_err(one)?;
    Ok(Imported {
        decided,
        warnings: warnings_json(&read, &span),
        rejections: rejections_json(&read, &span),
        name: short,
        platform: collected.platform,
        read,
        added,
        rosters,
        cleared_by,
    })
}

/// Rows that `--json` lists.
const LISTED: usize = 1000;

fn warnings_json(read: &Read, span: &dyn Fn(u32) -> crate::base::Span) -> Vec<Value> {
    let warnings = read.parts.iter().flat_map(|p| &p.taken.warnings);
    let mut all: Vec<Value> = warnings
        .map(|w| {
            let places: Vec<Value> = w.lines.iter().map(|l| span(*l).file.to_string().into()).collect();
            let mut value = json!({
                "item": w.item, "kind": w.kind.id(), "count": w.count, "lines": w.lines,
            });
            // Submissions are files of their own.
            if places.iter().any(|p| *p != places[0]) {
                value["files"] = places.into();
            }
            value
        })
        .collect();
    for (roster, taken) in read.parts.iter().flat_map(|p| &p.rosters) {
        all.extend(taken.warnings.iter().map(|w| json!({
            "roster": roster.roster, "item": w.item, "kind": w.kind.id(), "count": w.count, "lines": w.lines,
        })));
    }
    all
}

fn rejections_json(read: &Read, span: &dyn Fn(u32) -> crate::base::Span) -> Value {
    let one = |r: &read::Rejected| {
        let line = u32::try_from(r.number).unwrap_or(u32::MAX);
        json!({"line": r.number, "file": span(line).file.to_string(), "record": r.id, "why": r.why})
    };
    read.rejected.iter().take(LISTED).map(one).collect()
}

/// What is refused although it can be read; who cleared it.
fn look(
    workbench: &Workbench,
    place: &Place,
    request: &Request,
    versions: &[Version],
    read: &Read,
    collected: &Collected,
) -> Result<String, Vec<Diag>> {
    let span = |line: u32| collected.main.span(line);
    let mut interviews = Interviews::default();
    let mut outside = Vec::new();
    for part in &read.parts {
        outside.extend(checks::outside_range(&versions[part.version].form, &part.taken, &span));
        for (roster, rows) in &part.rosters {
            outside.extend(checks::outside_range(&roster.form, rows, &span));
        }
    }
    if !outside.is_empty() {
        return Err(outside);
    }
    for taken in read.parts.iter().map(|p| &p.taken) {
        if !request.simulated {
            checks::not_yet_held(taken, &span).map_err(|d| vec![d])?;
        }
        // A day and an area by their numbers first: there are few of them.
        let mut counted: HashMap<(i32, u32), (usize, usize)> = HashMap::new();
        for row in 0..taken.rows {
            let area = taken.areas.as_ref().map_or(0, |a| a.codes[row]);
            counted.entry((taken.dates[row], area)).or_insert((row, 0)).1 += 1;
        }
        for (row, count) in counted.into_values() {
            interviews.add(&taken.date(row), taken.areas.as_ref().map_or("", |a| a.get(row)), count);
        }
    }
    let country = place.country(workbench).map_err(|d| vec![d])?;
    let clearance = clear(
        &workbench.workspace.methodology,
        country,
        place.activity(),
        request.purpose.id(),
        request.simulated,
        &interviews,
    )?;
    Ok(clearance.by)
}

/// Where records come from.
struct Provenance<'a> {
    file: &'a str,
    hash: &'a str,
    cleared_by: &'a str,
}

/// Adds everything in one transaction.
fn keep(
    workbench: &Workbench,
    place: &Place,
    request: &Request,
    versions: &[Version],
    read: &Read,
    from: &Provenance,
    store: &mut Store,
) -> Result<(Vec<Added>, Vec<Value>), Vec<Diag>> {
    let rows_of =
        |taken: &Taken| -> Vec<String> { (0..taken.rows).map(|r| taken.ids.get(r).to_string()).collect() };
    // What the batches borrow.
    struct Held<'r> {
        path: String,
        taken: &'r Taken,
        ids: Vec<String>,
        off: Vec<(u32, &'r str, &'r str)>,
    }
    let mut held: Vec<Held> = Vec::new();
    for part in &read.parts {
        let rosters = part.rosters.iter().map(|(roster, taken)| (roster.form.path.clone(), taken));
        for (path, taken) in std::iter::once((place.path.clone(), &part.taken)).chain(rosters) {
            let off = taken.off_route.iter();
            let off = off.map(|(row, q, text)| (row as u32, taken.items[q].as_str(), text)).collect();
            held.push(Held { path, taken, ids: rows_of(taken), off });
        }
    }
    let ids: Vec<Vec<&str>> = held.iter().map(|h| h.ids.iter().map(String::as_str).collect()).collect();
    let mut batches: Vec<NewBatch> = Vec::new();
    let mut at = 0;
    for part in &read.parts {
        let version = &versions[part.version];
        let mut columns = vec![batches::columns(&version.form, &part.taken)];
        columns.extend(part.rosters.iter().map(|(roster, taken)| batches::roster_columns(roster, taken)));
        for columns in columns {
            batches.push(NewBatch {
                country: &place.code,
                instrument: &held[at].path,
                purpose: request.purpose,
                simulated: request.simulated,
                file_name: from.file,
                file_hash: from.hash,
                plan: &version.snapshot,
                cleared_by: from.cleared_by,
                notes: Vec::new(),
                order: batches::order(held[at].taken),
                columns,
                off_route: &held[at].off,
                ids: &ids[at],
            });
            at += 1;
        }
    }
    let all = store.add_batches(&batches, workbench.records.who()).map_err(|d| vec![d])?;
    let (mut added, mut rosters) = (Vec::new(), Vec::new());
    for (one, batch) in all.into_iter().zip(&batches) {
        match batch.instrument.strip_prefix(&format!("{}/", place.path)) {
            None => added.push(one),
            Some(roster) => rosters.push(json!({
                "roster": roster, "batch": one.batch, "imported": one.imported, "duplicates": one.duplicates,
                "erased_before": one.erased,
            })),
        }
    }
    Ok((added, rosters))
}
