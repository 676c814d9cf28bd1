//! `dh import ADDRESS FILE…`: records from CSV files with the instrument's own
//! column names, through the ethics gate into the store.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::base::number::{counted, grouped};
use crate::base::{Diag, Span, clock};
use crate::data::{Column, Marks, State, Values};
use crate::field::{Form, Intake, Labels, Taken, WarningKind};
use crate::formats::RecordFile;
use crate::protection::{Interviews, clear};
use crate::report::text::TextTable;
use crate::store::{Added, NewBatch, NewColumn, Purpose, Store};

use super::sample::{Place, head};
use super::{Answer, Block, Workbench};

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
    purpose: Purpose,
    simulated: bool,
    progress: &mut dyn FnMut(f64),
) -> Result<Answer, Vec<Diag>> {
    let mut store = workbench.store_to_write("import").map_err(|d| vec![d])?;
    import_to(workbench, &mut store, address, files, purpose, simulated, progress)
}

/// The same, into a store that is open.
pub fn import_to(
    workbench: &Workbench,
    store: &mut Store,
    address: &str,
    files: &[PathBuf],
    purpose: Purpose,
    simulated: bool,
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
    let total = files.len() as f64;
    for (n, file) in files.iter().enumerate() {
        let mut part = |done: f64| progress((n as f64 + done) / total);
        let one = import_file(workbench, &place, file, purpose, simulated, store, &mut part);
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
        let looks: usize = one.taken.warnings.iter().map(|w| w.count).sum();
        table.row(vec![
            one.name.clone(),
            grouped(one.added.imported as f64, 0),
            grouped(one.added.duplicates as f64, 0),
            grouped(one.added.erased as f64, 0),
            grouped(one.taken.off_route.len() as f64, 0),
            grouped(looks as f64, 0),
        ]);
        answer.row(json!({
            "file": one.name, "imported": one.added.imported, "duplicates": one.added.duplicates,
            "erased_before": one.added.erased, "disagreements": one.taken.off_route.len(), "rejected": 0,
            "batch": one.added.batch, "state": if one.added.imported > 0 { "imported" } else { "nothing new" },
            "cleared_by": one.cleared_by, "purpose": purpose.id(), "simulated": simulated,
            "warnings": one.taken.warnings.iter().map(|w| json!({
                "item": w.item, "kind": w.kind.id(), "count": w.count, "lines": w.lines,
            })).collect::<Vec<_>>(),
        }));
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
    answer.note(format!("audit head {}", head(&store.audit_head().map_err(|d| vec![d])?)));
    super::store::notes(&mut answer, store);
    Ok(answer)
}

struct Imported {
    name: String,
    added: Added,
    taken: Taken,
    cleared_by: String,
    /// Decisions about records of these ids, made over a batch that is withdrawn.
    decided: Vec<i64>,
}

/// Decisions that name one of the records that came in.
fn decided(store: &Store, place: &Place, taken: &Taken) -> Result<Vec<i64>, Diag> {
    let mut named = store.standing(&place.code, &place.path)?;
    named.retain(|d| !d.record.is_empty());
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let ids: HashSet<&str> = (0..taken.rows).map(|r| taken.ids.get(r)).collect();
    Ok(named.iter().filter(|d| ids.contains(d.record.as_str())).map(|d| d.id).collect())
}

fn say(answer: &mut Answer, one: &Imported) {
    if !one.decided.is_empty() && one.added.imported > 0 {
        let list: Vec<String> = one.decided.iter().map(i64::to_string).collect();
        let (word, lie) = if list.len() == 1 { ("decision", "lies") } else { ("decisions", "lie") };
        answer.note(format!(
            "{}: {word} {} {lie} over records of these ids, as over those before: undo what is put right in the file",
            one.name,
            list.join(", ")
        ));
    }
    let off = one.taken.off_route.len();
    if off > 0 {
        answer.note(format!(
            "{}: {} where the routing asks nothing: kept aside, in no table",
            one.name,
            if off == 1 {
                "1 answer stands".to_string()
            } else {
                format!("{} answers stand", grouped(off as f64, 0))
            }
        ));
    }
    if !one.taken.missing.is_empty() {
        let shown: Vec<&str> = one.taken.missing.iter().take(6).map(String::as_str).collect();
        let more = match one.taken.missing.len() {
            n if n > 6 => format!(" and {} more", n - 6),
            _ => String::new(),
        };
        answer.note(format!("{}: no column for {}{more}: not in this version", one.name, shown.join(", ")));
    }
    for warning in one.taken.warnings.iter().take(12) {
        let lines: Vec<String> = warning.lines.iter().map(u32::to_string).collect();
        let lines =
            if warning.count > lines.len() { format!("{} …", lines.join(", ")) } else { lines.join(", ") };
        answer.note(format!(
            "{}: '{}' {} in {} records (line {lines})",
            one.name,
            warning.item,
            warning.kind.words(),
            warning.count
        ));
    }
}

fn import_file(
    workbench: &Workbench,
    place: &Place,
    path: &Path,
    purpose: Purpose,
    simulated: bool,
    store: &mut Store,
    progress: &mut dyn FnMut(f64),
) -> Result<Imported, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let stopped = || one(Diag::error("the import was stopped").hint("nothing was changed"));
    let form = Form::of(place.planned());
    let mut file = RecordFile::open(path).map_err(one)?;
    let name = file.name.clone();
    let placed = |diags: Vec<Diag>| -> Vec<Diag> {
        diags
            .into_iter()
            .map(|d| {
                let line = d.span.as_ref().map_or(0, |s| s.line);
                Diag { span: Some(Span::line(name.as_str(), line)), ..d }
            })
            .collect()
    };
    let mut intake = Intake::new(&form, &file.header, simulated).map_err(placed)?;
    let mut record = ::csv::ByteRecord::new();
    let mut rows = 0u64;
    while let Some(line) = file.next(&mut record).map_err(one)? {
        intake.push(line, record.iter());
        rows += 1;
        if rows.is_multiple_of(2048) {
            if workbench.interrupt.is_set() {
                return Err(stopped());
            }
            progress(file.progress() * 0.7);
        }
    }
    let hash = file.hash();
    let taken = intake.finish().map_err(placed)?;
    if taken.rows == 0 {
        return Err(one(Diag::error("the file has a header and no records")
            .at(Span::line(name.as_str(), 1))
            .hint("nothing was imported")));
    }
    if workbench.interrupt.is_set() {
        return Err(stopped());
    }
    let outside = outside_range(&form, &taken, &name);
    if !outside.is_empty() {
        return Err(outside);
    }
    if !simulated {
        not_yet_held(&taken, &name).map_err(one)?;
    }
    // A day and an area by their numbers first: there are few of them.
    let mut counted: HashMap<(i32, u32), (usize, usize)> = HashMap::new();
    for row in 0..taken.rows {
        let area = taken.areas.as_ref().map_or(0, |a| a.codes[row]);
        counted.entry((taken.dates[row], area)).or_insert((row, 0)).1 += 1;
    }
    let mut interviews = Interviews::default();
    for (row, count) in counted.into_values() {
        interviews.add(&taken.date(row), taken.areas.as_ref().map_or("", |a| a.get(row)), count);
    }
    let country = place.country(workbench).map_err(one)?;
    let clearance = clear(
        &workbench.workspace.methodology,
        country,
        place.activity(),
        purpose.id(),
        simulated,
        &interviews,
    )?;
    let plan = place.plan().snapshot();
    let short = path.file_name().map_or(name.clone(), |n| n.to_string_lossy().into_owned());
    let short: String = short.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    progress(0.75);
    let added = {
        let off: Vec<(u32, &str, &str)> = taken
            .off_route
            .iter()
            .map(|(row, q, text)| (row as u32, taken.items[q].as_str(), text))
            .collect();
        let ids: Vec<&str> = (0..taken.rows).map(|r| taken.ids.get(r)).collect();
        let batch = NewBatch {
            country: &place.code,
            instrument: &place.path,
            purpose,
            simulated,
            file_name: &short,
            file_hash: &hash,
            plan: &plan,
            cleared_by: &clearance.by,
            notes: Vec::new(),
            order: order(&taken),
            columns: columns(&form, &taken),
            off_route: &off,
            ids: &ids,
        };
        store.add_batch(&batch, workbench.records.who()).map_err(one)?
    };
    progress(1.0);
    let decided = decided(store, place, &taken).map_err(one)?;
    Ok(Imported { name: short, added, taken, cleared_by: clearance.by, decided })
}

/// An interview of a day to come was not held: its date is wrong, and an
/// approval that lies ahead would cover it. A day is let pass, since it is
/// later in the east than the clock here says.
fn not_yet_held(taken: &Taken, name: &str) -> Result<(), Diag> {
    let now = clock::now();
    let part = |from: usize, to: usize| now.get(from..to).and_then(|t| t.parse().ok()).unwrap_or(0);
    let today = clock::days(part(0, 4) as i64, part(5, 7), part(8, 10));
    let mut ahead = (0..taken.rows).filter(|r| i64::from(taken.dates[*r]) > today + 1);
    let Some(first) = ahead.next() else { return Ok(()) };
    let more = match ahead.count() {
        0 => String::new(),
        n => format!(", and {} more records", grouped(n as f64, 0)),
    };
    Err(Diag::error(format!("the interview of {} lies in the future{more}", taken.date(first)))
        .at(Span::line(name, taken.lines[first]))
        .hint(format!(
            "today is {} by the clock of this computer; nothing was imported",
            &now[..now.len().min(10)]
        )))
}

/// Numbers that a question does not accept: most often a code for a missing
/// answer, which would enter every mean as a number.
fn outside_range(form: &Form, taken: &Taken, name: &str) -> Vec<Diag> {
    let outside = taken.warnings.iter().filter(|w| w.kind == WarningKind::Range);
    outside
        .map(|w| {
            let item = &form.questions[w.question].item;
            let range = item.range.map_or(String::new(), |(low, high)| format!(" ({low} to {high})"));
            let lines: Vec<String> = w.lines.iter().map(u32::to_string).collect();
            let more = if w.count > lines.len() { " …" } else { "" };
            let states: Vec<&str> = item.allow.iter().map(|s| s.id()).collect();
            let word = match states.as_slice() {
                [] => "is no answer here: leave the cell empty".to_string(),
                states => format!("is written as a word here: {}", states.join(", ")),
            };
            Diag::error(format!(
                "'{}' has {} outside its range{range}: line {}{more}",
                w.item,
                counted(w.count, "number", "numbers"),
                lines.join(", ")
            ))
            .at(Span::line(name, w.lines.first().copied().unwrap_or(0)))
            .hint(format!("a code for a missing answer, such as -99, {word}"))
            .hint("a number that is wrong is put right in the file, or left empty; nothing was imported")
        })
        .collect()
}

/// Rows by stratum, then PSU, then as in the file: what stands together in the
/// sample stands together in a chunk.
fn order(taken: &Taken) -> Vec<u32> {
    let rank = |labels: &Option<Labels>| -> Vec<u32> {
        let Some(labels) = labels else { return vec![0; taken.rows] };
        let mut sorted: Vec<usize> = (0..labels.names.len()).collect();
        sorted.sort_by(|a, b| labels.names[*a].cmp(&labels.names[*b]));
        let mut place = vec![0; sorted.len()];
        (0u32..).zip(sorted).for_each(|(rank, name)| place[name] = rank);
        labels.codes.iter().map(|c| place[*c as usize]).collect()
    };
    let (strata, psus) = (rank(&taken.strata), rank(&taken.psus));
    let mut order: Vec<u32> = (0..taken.rows as u32).collect();
    order.sort_by_key(|r| (strata[*r as usize], psus[*r as usize], *r));
    order
}

/// The record columns and the questions, each made when it is asked for.
fn columns<'a>(form: &'a Form, taken: &'a Taken) -> Vec<NewColumn<'a>> {
    let mut out: Vec<NewColumn> = Vec::new();
    let marks = Marks::simulated(taken.simulated);
    let all = State::Answered;
    let names = &form.records;
    let mut push = |name: &str, role: &'static str, make: Box<dyn Fn() -> Column + 'a>| {
        out.push(NewColumn { name: name.to_string(), role, make });
    };
    push(
        &names.id,
        "record",
        Box::new(move || Column {
            values: Values::Text((0..taken.rows).map(|r| taken.ids.get(r).to_string()).collect()),
            states: vec![all; taken.rows],
            marks,
        }),
    );
    push(
        &names.date,
        "date",
        Box::new(move || Column {
            values: Values::Text((0..taken.rows).map(|r| taken.date(r)).collect()),
            states: vec![all; taken.rows],
            marks,
        }),
    );
    let labelled = [
        (&names.stratum, "stratum", &taken.strata),
        (&names.psu, "psu", &taken.psus),
        (&names.area, "area", &taken.areas),
        (&names.interviewer, "interviewer", &taken.interviewers),
    ];
    for (name, role, labels) in labelled {
        let Some(labels) = labels else { continue };
        push(
            name,
            role,
            Box::new(move || {
                // A cell without a name is not an answer.
                let empty = labels.names.iter().position(String::is_empty).map(|c| c as u32);
                let state = |c: &u32| if Some(*c) == empty { State::Unanswered } else { State::Answered };
                Column {
                    states: labels.codes.iter().map(state).collect(),
                    values: Values::Choice { codes: labels.codes.clone(), options: labels.names.clone() },
                    marks,
                }
            }),
        );
    }
    if let Some(weights) = &taken.weights {
        push(
            &names.weight,
            "weight",
            Box::new(move || Column {
                values: Values::Number(weights.clone()),
                states: vec![all; taken.rows],
                marks,
            }),
        );
    }
    for (i, item) in taken.items.iter().enumerate() {
        if !taken.missing.contains(item) {
            push(item, "item", Box::new(move || taken.column(i)));
        }
    }
    out
}
