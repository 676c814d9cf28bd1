//! `dh quality ADDRESS`: the checks of fieldwork over the records of an
//! instrument, derived from its questionnaire.

mod draw;
mod file;
mod progress;

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::base::number::{counted, grouped};
use crate::base::{Diag, fs};
use crate::data::{Column, Frame, Values};
use crate::field::Form;
use crate::field::quality::{Check, Records, Seen, checks};
use crate::model::{ItemKind, Quality};
use crate::report::page;
use crate::report::text::TextTable;
use crate::store::{Loaded, Purpose, Reading, Wanted};

use super::sample::{Place, head};
use super::{Answer, Block, Workbench, routes};
use progress::{Sample, Stratum};

/// Flags of one check that a person is shown; `--json` has all.
const SHOWN: usize = 5;
/// Interviewers that are shown.
const RANKED: usize = 15;

const SIMULATED: &str = "SIMULATED: made up by a program; says nothing about any child or country";
const DISCLOSURE: &str = "workroom only: not assessed for release";

const ROLES: [&str; 10] =
    ["record", "date", "interviewer", "psu", "stratum", "area", "begun", "ended", "sections", "version"];

/// What the checks found in the records of an instrument.
struct Looked {
    address: String,
    rows: usize,
    target: Option<f64>,
    strata: Vec<Stratum>,
    found: Vec<Check>,
    ranked: Vec<Ranked>,
    quality: Option<Quality>,
    simulated: bool,
    notes: Vec<String>,
}

/// An interviewer, and what points there.
struct Ranked {
    name: String,
    interviews: usize,
    /// Flags by check.
    checks: Vec<(&'static str, usize)>,
}

impl Ranked {
    fn flags(&self) -> usize {
        self.checks.iter().map(|(_, n)| n).sum()
    }
}

/// What is looked at, and where it is written.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub address: String,
    /// The sample that `dh sample draw --take` kept: what was planned.
    pub sample: Option<PathBuf>,
    pub out: Option<PathBuf>,
    /// The list of whom a supervisor asks again is drawn into this file, by this
    /// seed; the checks are not run then.
    pub draw: Option<(PathBuf, u64)>,
    pub force: bool,
}

/// Runs the checks.
///
/// # Errors
/// No records; a store that cannot be opened.
pub fn quality(workbench: &Workbench, address: &str) -> Result<Answer, Diag> {
    Ok(answer(&look(workbench, &place_of(workbench, address)?, None)?))
}

/// The same, written down for who leads the fieldwork: a page (`.html`), a
/// workbook (`.xlsx`), or the rows (`.csv`, `.json`). It is for the workroom.
///
/// # Errors
/// As [`quality`]; a sample that cannot be read; a file of another ending, that
/// is there already (unless `force`), or cannot be written: the checks are not
/// run then.
pub fn quality_to(workbench: &Workbench, request: &Request) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    if let Some((file, seed)) = &request.draw {
        let place = place_of(workbench, &request.address).map_err(one)?;
        return draw::draw(workbench, &place, file, *seed, request.force).map_err(one);
    }
    let looked = || {
        let place = place_of(workbench, &request.address).map_err(one)?;
        let psu = &place.planned().instrument.records.psu;
        let sample = request.sample.as_ref().map(|file| Sample::read(file, psu)).transpose()?;
        look(workbench, &place, sample.as_ref()).map_err(one)
    };
    let Some(file) = &request.out else { return Ok(answer(&looked()?)) };
    let ending = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !["html", "xlsx", "csv", "json"].contains(&ending.as_str()) {
        return Err(one(Diag::error(format!(
            "{}: what the checks found is written as .html, .xlsx, .csv or .json",
            file.display()
        ))
        .hint("nothing was written")));
    }
    fs::refuse_to_replace(file, request.force).map_err(one)?;
    let looked = looked()?;
    let mut answer = answer(&looked);
    let bytes = match ending.as_str() {
        "html" => page(&file::document(&looked)).into_bytes(),
        "xlsx" => file::workbook(&looked).map_err(one)?,
        _ => super::export::bytes_of(&answer, file).map_err(one)?,
    };
    fs::write_privately(file, &bytes).map_err(one)?;
    answer.note(format!("wrote {}: workroom only", file.display()));
    Ok(answer)
}

fn place_of(workbench: &Workbench, address: &str) -> Result<Place, Diag> {
    let place = Place::of(workbench, address)?;
    if place.item.is_some() {
        return Err(Diag::error("the checks look at whole interviews")
            .hint(format!("dh quality {}", place.address())));
    }
    Ok(place)
}

fn look(workbench: &Workbench, place: &Place, sample: Option<&Sample>) -> Result<Looked, Diag> {
    let form = Form::of(place.planned());
    let loaded = load(workbench, place, &form)?;
    let (quality, here) = thresholds(workbench, place)?;
    let quality = quality.as_ref();
    let version = place.plan().snapshot_of(&place.path).hash;
    let version = version.get(..16).unwrap_or_default();
    let back = back_checks(workbench, place, &form, quality)?;
    let mut found = checks(&Records {
        form: &form,
        frame: &loaded.frame,
        quality,
        version,
        back: back.as_ref().map(|b| &b.frame),
    });
    if let Some(sample) = sample {
        found.extend(sample.checks(&loaded.frame));
    }
    let activity = workbench.workspace.methodology.activity(place.activity());
    let mut notes = Vec::new();
    if loaded.simulated() {
        notes.push(SIMULATED.to_string());
    }
    notes.push("a flag is a place to look, never a verdict on anyone".into());
    notes.push(match quality {
        Some(quality) => format!("thresholds: {}", quality.span),
        None => format!(
            "no thresholds are stated for {}: values without flags; the method states them with quality \"{}\" {{ … }}",
            place.path, place.path
        ),
    });
    let others = found.iter().find(|c| c.id == "other").filter(|c| !c.seen.is_empty());
    if let Some(first) = others.and_then(|c| c.seen.first()) {
        notes.push(format!(
            "words under other are counted, not shown: dh decide {} --specify {} lists them",
            place.address(),
            first.subject
        ));
    }
    if let Some(here) = here {
        let changed: Vec<String> = here
            .thresholds
            .iter()
            .map(|t| format!("{} is {} ({})", t.name, number(t.value), t.because))
            .collect();
        notes.push(format!("in {}: {}; {}", place.code, changed.join(", "), here.span));
    }
    notes.push(format!(
        "workroom only; {}{}, audit head {}",
        batches(&loaded),
        back.as_ref().map_or(String::new(), |b| format!(", back-checks of {}", batches(b))),
        head(&workbench.store()?.audit_head()?)
    ));
    let in_scripts = place.planned().instrument.target.or(activity.and_then(|a| a.target));
    Ok(Looked {
        address: place.address(),
        rows: loaded.frame.rows(),
        target: sample.map(Sample::planned).or(in_scripts.map(|t| t as f64)),
        strata: progress::by_stratum(&loaded.frame, sample),
        ranked: ranked(&found, &loaded.frame),
        found,
        quality: quality.cloned(),
        simulated: loaded.simulated(),
        notes,
    })
}

fn answer(looked: &Looked) -> Answer {
    let mut answer = Answer::new("quality");
    answer.heading(looked.title());
    progress(&mut answer, looked);
    summary(&mut answer, looked);
    ranking(&mut answer, looked);
    details(&mut answer, &looked.found);
    told(&mut answer, &looked.found);
    for row in &mut answer.rows {
        row.insert("simulated".into(), json!(looked.simulated));
        row.insert("disclosure".into(), json!(DISCLOSURE));
    }
    looked.notes.iter().for_each(|note| answer.note(note.clone()));
    answer
}

impl Looked {
    fn title(&self) -> String {
        format!("{}: checks of {}", self.address, counted(self.rows, "interview", "interviews"))
    }

    /// How far the fieldwork is, where it is known how far it should be.
    fn progress(&self) -> Option<String> {
        let target = self.target?;
        Some(format!(
            "{} of {} planned interviews are held ({:.0} %).",
            grouped(self.rows as f64, 0),
            grouped(target, 0),
            100.0 * self.rows as f64 / target
        ))
    }
}

/// `batches 1, 2`
fn batches(loaded: &Loaded) -> String {
    let ids: Vec<String> = loaded.batches.iter().map(|b| b.id.to_string()).collect();
    format!("{} {}", if ids.len() == 1 { "batch" } else { "batches" }, ids.join(", "))
}

/// The method's thresholds with those of the country over them, and these.
fn thresholds<'w>(
    workbench: &'w Workbench,
    place: &Place,
) -> Result<(Option<Quality>, Option<&'w Quality>), Diag> {
    let of_method = workbench.workspace.methodology.quality(&place.path);
    let country = workbench.country(&place.code)?;
    let here = country.checks.iter().find(|c| c.instrument == place.path);
    let quality = match (of_method, here) {
        (Some(quality), Some(here)) => Some(quality.clone().with(here)),
        (quality, here) => quality.or(here).cloned(),
    };
    Ok((quality, here))
}

/// The back-checks; none where none are declared or held.
fn back_checks(
    workbench: &Workbench,
    place: &Place,
    form: &Form,
    quality: Option<&Quality>,
) -> Result<Option<Loaded>, Diag> {
    let asked = quality.map_or(&[][..], |q| &q.back_check);
    let case = form.questions.iter().find(|q| q.item.kind == ItemKind::Case);
    let (false, Some(case)) = (asked.is_empty(), case) else { return Ok(None) };
    let items: Vec<&str> = asked.iter().map(|b| b.question.as_str()).chain([case.id()]).collect();
    let loaded = workbench.store()?.load(&Wanted {
        country: &place.code,
        instrument: &super::import::back_checks_of(&place.path),
        items: &items,
        roles: &["record", "date", "interviewer"],
        purposes: &[Purpose::Main],
        reading: Reading::Batches,
    })?;
    Ok((!loaded.batches.is_empty()).then_some(loaded))
}

/// All questions, as decisions leave them.
fn load(workbench: &Workbench, place: &Place, form: &Form) -> Result<Loaded, Diag> {
    let store = workbench.store()?;
    let items: Vec<&str> = form.questions.iter().map(|q| q.id()).collect();
    let mut loaded = store.load(&Wanted {
        country: &place.code,
        instrument: &place.path,
        items: &items,
        roles: &ROLES,
        purposes: &[Purpose::Main],
        reading: Reading::Decided,
    })?;
    if loaded.batches.is_empty() {
        let of = place.address();
        return Err(Diag::error(format!("no records of {of} are held"))
            .hint(format!("dh import {of} FILE.csv brings them in; dh demo makes simulated ones")));
    }
    if loaded.decisions.iter().any(|d| d.kind.changes_answers()) {
        let touched = routes::touched(&loaded.frame, &loaded.decisions);
        routes::replay(&mut loaded.frame, form, &touched);
    }
    if loaded.frame.marks().withheld {
        return Err(Diag::refused(format!("some of {} is withheld", place.address()))
            .hint("what is made from withheld answers is withheld too"));
    }
    Ok(loaded)
}

fn progress(answer: &mut Answer, looked: &Looked) {
    let (rows, target) = (looked.rows, looked.target);
    answer.row(json!({
        "kind": "progress", "check": "progress", "subject": looked.address, "value": rows, "threshold": target,
        "flag": target.map(|t| (rows as f64) < t),
        "state": if target.is_some() { "known" } else { "no_target" },
    }));
    if let Some(text) = looked.progress() {
        answer.text(text);
    }
    looked.strata.iter().for_each(|stratum| answer.row(stratum.row()));
    if looked.strata.iter().any(|s| s.planned.is_some()) {
        answer.blocks.push(Block::Table(strata(looked)));
    }
}

fn strata(looked: &Looked) -> TextTable {
    let mut table = TextTable::new(&["stratum", ">PSUs begun", ">drawn", ">held", ">planned", ">%"]);
    for s in &looked.strata {
        table.row(vec![
            s.name.clone(),
            s.begun.to_string(),
            s.drawn.map_or(String::new(), |n| n.to_string()),
            grouped(s.held as f64, 0),
            s.planned.map_or(String::new(), |p| grouped(p, 0)),
            s.planned.map_or(String::new(), |p| format!("{:.0}", 100.0 * s.held as f64 / p)),
        ]);
    }
    table
}

fn summary(answer: &mut Answer, looked: &Looked) {
    let mut table = TextTable::new(&["check", "what it sees", ">looked at", ">flagged"]);
    let mut not = TextTable::new(&["not looked at", "because"]);
    for check in &looked.found {
        let stated: Vec<Value> = check
            .thresholds
            .iter()
            .map(|name| {
                let stated = looked.quality.as_ref().and_then(|q| q.threshold(name));
                json!({
                    "name": name, "value": stated.map(|t| t.value), "because": stated.map(|t| t.because.as_str()),
                    "state": if stated.is_some() { "stated" } else { "not_stated" },
                })
            })
            .collect();
        let first = check.thresholds.first();
        let known =
            first.is_none_or(|name| looked.quality.as_ref().is_some_and(|q| q.threshold(name).is_some()));
        let looked = check.not.is_empty();
        answer.row(json!({
            "kind": "check", "check": check.id, "subject": "all", "words": check.words,
            "value": looked.then(|| check.flagged()), "looked_at": check.looked, "of": check.of,
            "threshold": Value::Null, "thresholds": stated, "flag": looked.then(|| check.flagged() > 0),
            "state": if looked { "looked_at" } else { "not_looked_at" }, "because": check.not,
        }));
        if looked {
            table.row(vec![
                check.id.into(),
                check.words.into(),
                format!("{} {}", grouped(check.looked as f64, 0), check.of),
                grouped(check.flagged() as f64, 0),
            ]);
        } else {
            not.row(vec![check.id.into(), check.not.clone()]);
        }
        for seen in &check.seen {
            answer.row(json!({
                "kind": "seen", "check": check.id, "subject": seen.subject, "value": seen.value,
                "threshold": seen.threshold, "flag": seen.flag,
                "state": if seen.flag.is_some() || known { "known" } else { "no_threshold" },
                "interviewer": seen.interviewer, "records": seen.records, "beside": seen.beside,
            }));
        }
    }
    answer.blocks.push(Block::Table(table));
    if !not.rows.is_empty() {
        answer.blocks.push(Block::Table(not));
    }
}

/// Interviewers by how many checks point to them, then by how much.
fn ranked(found: &[Check], frame: &Frame) -> Vec<Ranked> {
    let Some(Column { values: Values::Choice { codes, options }, .. }) = frame.get("@interviewer") else {
        return Vec::new();
    };
    let mut interviews = vec![0usize; options.len()];
    for code in codes {
        if let Some(n) = interviews.get_mut(*code as usize) {
            *n += 1;
        }
    }
    let one = |(name, interviews): (&String, usize)| {
        let of = |check: &Check| {
            check.seen.iter().filter(|s| s.flag == Some(true) && s.interviewer == *name).count()
        };
        let checks = found.iter().map(|c| (c.id, of(c))).filter(|(_, n)| *n > 0).collect();
        Ranked { name: name.clone(), interviews, checks }
    };
    let named = options.iter().zip(interviews).filter(|(name, _)| !name.is_empty());
    let mut ranked: Vec<Ranked> = named.map(one).collect();
    ranked.sort_by(|a, b| {
        (b.checks.len(), b.flags()).cmp(&(a.checks.len(), a.flags())).then(a.name.cmp(&b.name))
    });
    ranked
}

fn ranking(answer: &mut Answer, looked: &Looked) {
    let mut table = TextTable::new(&["interviewer", ">interviews", ">flags", "checks"]);
    for (rank, one) in looked.ranked.iter().enumerate() {
        let names: Vec<&str> = one.checks.iter().map(|(id, _)| *id).collect();
        answer.row(json!({
            "kind": "interviewer", "check": "rank", "subject": one.name, "value": names.len(),
            "threshold": Value::Null, "flag": !names.is_empty(), "state": "known", "rank": rank + 1,
            "interviews": one.interviews, "flags": one.flags(), "checks": names,
        }));
        if !names.is_empty() && table.rows.len() < RANKED {
            table.row(vec![
                one.name.clone(),
                one.interviews.to_string(),
                one.flags().to_string(),
                names.join(", "),
            ]);
        }
    }
    let more = looked.ranked.iter().filter(|r| !r.checks.is_empty()).count() - table.rows.len();
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    if more > 0 {
        let many = counted(more, "interviewer", "interviewers");
        answer.note(format!("{many} more with flags; --json and -o have all"));
    }
}

/// What is flagged, the worst first.
fn details(answer: &mut Answer, found: &[Check]) {
    let mut table = TextTable::new(&["flagged", "subject", ">value", ">threshold", "interviewer", "records"]);
    let mut more = 0;
    for check in found {
        let flagged = flagged(check);
        more += flagged.len().saturating_sub(SHOWN);
        for seen in flagged.into_iter().take(SHOWN) {
            let records = match seen.records.as_slice() {
                [one] if *one == seen.subject => String::new(),
                [first, second, _, ..] => format!("{first}, {second}, …"),
                few => few.join(", "),
            };
            table.row(vec![
                check.id.into(),
                seen.subject.clone(),
                number(seen.value),
                seen.threshold.map_or(String::new(), number),
                if seen.subject.starts_with(&seen.interviewer) {
                    String::new()
                } else {
                    seen.interviewer.clone()
                },
                records,
            ]);
        }
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    if more > 0 {
        answer.note(format!("{} more; --json has all", counted(more, "flag", "flags")));
    }
}

/// What is worth reading where nothing is flagged too.
const TELLING: [&str; 5] =
    ["form_version", "back_check_question", "back_check_number", "back_checker", "other"];

fn telling(check: &Check) -> impl Iterator<Item = &Seen> {
    let is = TELLING.contains(&check.id);
    check.seen.iter().filter(move |s| is && s.flag != Some(true))
}

fn told(answer: &mut Answer, found: &[Check]) {
    let mut table = TextTable::new(&["not flagged", "subject", ">value", ">threshold", ">beside"]);
    for check in found {
        for seen in telling(check).take(RANKED) {
            let or_empty = |n: Option<f64>| n.map_or(String::new(), number);
            table.row(vec![
                check.id.into(),
                seen.subject.clone(),
                number(seen.value),
                or_empty(seen.threshold),
                or_empty(seen.beside),
            ]);
        }
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
}

/// What a check flags, the worst first.
fn flagged(check: &Check) -> Vec<&Seen> {
    let mut flagged: Vec<&Seen> = check.seen.iter().filter(|s| s.flag == Some(true)).collect();
    let by = |s: &Seen| (s.value - s.threshold.unwrap_or(0.0)).abs();
    flagged.sort_by(|a, b| by(b).total_cmp(&by(a)).then(a.subject.cmp(&b.subject)));
    flagged
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 { grouped(value, 0) } else { format!("{value:.3}") }
}
