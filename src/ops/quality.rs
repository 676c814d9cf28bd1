//! `dh quality ADDRESS`: the checks of fieldwork over the records of an
//! instrument, derived from its questionnaire.

use serde_json::{Value, json};

use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::data::{Column, Frame, Values};
use crate::field::Form;
use crate::field::quality::{Check, Records, Seen, checks};
use crate::model::Quality;
use crate::report::text::TextTable;
use crate::store::{Loaded, Purpose, Reading, Wanted};

use super::sample::{Place, head};
use super::{Answer, Block, Workbench, routes};

/// Flags of one check that a person is shown; `--json` has all.
const SHOWN: usize = 5;
/// Interviewers that are shown.
const RANKED: usize = 10;

const ROLES: [&str; 4] = ["record", "date", "interviewer", "psu"];

/// Runs the checks.
///
/// # Errors
/// No records; a store that cannot be opened.
pub fn quality(workbench: &Workbench, address: &str) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    if place.item.is_some() {
        return Err(Diag::error("the checks look at whole interviews")
            .hint(format!("dh quality {}", place.address())));
    }
    let form = Form::of(place.planned());
    let loaded = load(workbench, &place, &form)?;
    let quality = workbench.workspace.methodology.quality(&place.path);
    let records = Records { form: &form, frame: &loaded.frame, quality };
    let found = checks(&records);
    let mut answer = Answer::new("quality");
    let rows = loaded.frame.rows();
    answer.heading(format!("{}: checks of {}", place.address(), counted(rows, "interview", "interviews")));
    progress(&mut answer, workbench, &place, rows);
    summary(&mut answer, &found, quality);
    ranking(&mut answer, &found, &loaded.frame);
    details(&mut answer, &found);
    for row in &mut answer.rows {
        row.insert("simulated".into(), json!(loaded.simulated()));
        row.insert("disclosure".into(), json!("workroom only: not assessed for release"));
    }
    if loaded.simulated() {
        answer.note("SIMULATED: made up by a program; says nothing about any child or country");
    }
    answer.note("a flag is a place to look, never a verdict on anyone");
    match quality {
        Some(quality) => answer.note(format!("thresholds: {}", quality.span)),
        None => answer.note(format!(
            "no thresholds are stated for {}: values without flags; the method states them with quality \"{}\" {{ … }}",
            place.path, place.path
        )),
    }
    let batches: Vec<String> = loaded.batches.iter().map(|b| b.id.to_string()).collect();
    answer.note(format!(
        "workroom only; {} {}, audit head {}",
        if batches.len() == 1 { "batch" } else { "batches" },
        batches.join(", "),
        head(&workbench.store()?.audit_head()?)
    ));
    Ok(answer)
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

/// How far the fieldwork is.
fn progress(answer: &mut Answer, workbench: &Workbench, place: &Place, rows: usize) {
    let activity = workbench.workspace.methodology.activity(place.activity());
    let target = place.planned().instrument.target.or(activity.and_then(|a| a.target));
    answer.row(json!({
        "kind": "progress", "check": "progress", "subject": place.address(), "value": rows, "threshold": target,
        "flag": target.map(|t| (rows as i64) < t),
        "state": if target.is_some() { "known" } else { "no_target" },
    }));
    if let Some(target) = target {
        answer.text(format!(
            "{} of {} planned interviews are held ({:.0} %).",
            grouped(rows as f64, 0),
            grouped(target as f64, 0),
            100.0 * rows as f64 / target as f64
        ));
    }
}

fn summary(answer: &mut Answer, found: &[Check], quality: Option<&Quality>) {
    let mut table = TextTable::new(&["check", "what it sees", ">looked at", ">flagged"]);
    let mut not = TextTable::new(&["not looked at", "because"]);
    for check in found {
        let stated: Vec<Value> = check
            .thresholds
            .iter()
            .map(|name| {
                let stated = quality.and_then(|q| q.threshold(name));
                json!({
                    "name": name, "value": stated.map(|t| t.value), "because": stated.map(|t| t.because.as_str()),
                    "state": if stated.is_some() { "stated" } else { "not_stated" },
                })
            })
            .collect();
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
                "state": if seen.flag.is_some() { "known" } else { "no_threshold" },
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
fn ranking(answer: &mut Answer, found: &[Check], frame: &Frame) {
    let Some(Column { values: Values::Choice { codes, options }, .. }) = frame.get("@interviewer") else {
        return;
    };
    let mut interviews = vec![0usize; options.len()];
    for code in codes {
        if let Some(n) = interviews.get_mut(*code as usize) {
            *n += 1;
        }
    }
    let mut ranked: Vec<(usize, Vec<(&'static str, usize)>)> = options
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
        .map(|(at, name)| {
            let of = |check: &Check| {
                check.seen.iter().filter(|s| s.flag == Some(true) && s.interviewer == *name).count()
            };
            let checks = found.iter().map(|c| (c.id, of(c))).filter(|(_, n)| *n > 0).collect();
            (at, checks)
        })
        .collect();
    let flags = |checks: &[(&str, usize)]| checks.iter().map(|(_, n)| n).sum::<usize>();
    ranked.sort_by(|a, b| {
        (b.1.len(), flags(&b.1)).cmp(&(a.1.len(), flags(&a.1))).then(options[a.0].cmp(&options[b.0]))
    });
    let mut table = TextTable::new(&["interviewer", ">interviews", ">flags", "checks"]);
    for (rank, (at, checks)) in ranked.iter().enumerate() {
        let names: Vec<&str> = checks.iter().map(|(id, _)| *id).collect();
        answer.row(json!({
            "kind": "interviewer", "check": "rank", "subject": options[*at], "value": checks.len(),
            "threshold": Value::Null, "flag": !checks.is_empty(), "state": "known", "rank": rank + 1,
            "interviews": interviews[*at], "flags": flags(checks), "checks": names,
        }));
        if !checks.is_empty() && table.rows.len() < RANKED {
            table.row(vec![
                options[*at].clone(),
                interviews[*at].to_string(),
                flags(checks).to_string(),
                names.join(", "),
            ]);
        }
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
}

/// What is flagged, the worst first.
fn details(answer: &mut Answer, found: &[Check]) {
    let mut table = TextTable::new(&["flagged", "subject", ">value", ">threshold", "interviewer", "records"]);
    let mut more = 0;
    for check in found {
        let mut flagged: Vec<&Seen> = check.seen.iter().filter(|s| s.flag == Some(true)).collect();
        let by = |s: &Seen| (s.value - s.threshold.unwrap_or(0.0)).abs();
        flagged.sort_by(|a, b| by(b).total_cmp(&by(a)).then(a.subject.cmp(&b.subject)));
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

fn number(value: f64) -> String {
    if value.fract() == 0.0 { grouped(value, 0) } else { format!("{value:.3}") }
}
