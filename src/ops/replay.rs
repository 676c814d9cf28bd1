//! `dh export ADDRESS --format decisions`: the decisions that stand, as a script
//! that makes them again over the same batches.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::base::number::counted;
use crate::base::{Diag, clock, fs};
use crate::formats::csv;
use crate::store::{Decision, DecisionKind, Store};

use super::new::text::{list, quoted};
use super::sample::{Place, head};
use super::variables::groups_of;
use super::{Answer, Workbench};

/// What stands where a record was erased.
const ERASED: &str = "(erased)";

/// Writes the standing decisions of an instrument as `decide(…)` lines, in their
/// order, and the weights among them as CSV beside it. The audit log says that
/// they went out.
///
/// # Errors
/// No decision stands; a file is there already (unless `force`).
pub fn export(workbench: &Workbench, address: &str, out: &Path, force: bool) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    if out.extension().is_none_or(|e| e != "lua") {
        return Err(Diag::error(format!("{}: decisions are written as .lua", out.display()))
            .hint("nothing was written"));
    }
    let mut store = workbench.store_to_write("export decisions")?;
    let all = store.decisions(Some((&place.code, &place.path)))?;
    let undone = all.iter().filter(|d| !d.stands()).count();
    // What was erased is no record's any more.
    let (erased, standing): (Vec<Decision>, Vec<Decision>) =
        all.into_iter().filter(Decision::stands).partition(|d| d.record == ERASED || d.because == ERASED);
    if standing.is_empty() {
        return Err(
            Diag::error(format!("no decision over {} stands", place.address())).hint("nothing was written")
        );
    }
    let weights: Vec<(&Decision, PathBuf)> =
        standing.iter().filter(|d| d.kind == DecisionKind::Weigh).map(|d| (d, beside(out, d.id))).collect();
    for file in weights.iter().map(|(_, file)| file.as_path()).chain([out]) {
        fs::refuse_to_replace(file, force)?;
    }
    let text = script(&store, &place, &standing, undone, erased.len(), &weights)?;
    // That they leave the store is worth an entry, whatever becomes of the file.
    let detail = json!({
        "country": place.code, "instrument": place.path, "decisions": standing.len(), "weights": weights.len(),
    });
    store.note(workbench.records.who(), "export decisions", &detail)?;
    let names = &place.planned().instrument.records;
    for (decision, file) in &weights {
        let (ids, weights) = store.weights_of(decision.id)?;
        let rows = ids.into_iter().zip(weights).map(|(id, weight)| vec![id, weight.to_string()]);
        fs::write_privately(file, &csv::write(&[names.id.clone(), names.weight.clone()], rows))?;
    }
    fs::write_privately(out, text.as_bytes())?;
    let mut answer = Answer::new("export");
    answer.row(json!({
        "address": place.address(), "file": out.display().to_string(), "decisions": standing.len(), "undone": undone,
        "erased": erased.len(), "weights": weights.iter().map(|(_, f)| f.display().to_string()).collect::<Vec<_>>(),
        "disclosure": "workroom only: record ids and words are those of records",
    }));
    answer.text(format!(
        "{}: {} over {}.",
        out.display(),
        counted(standing.len(), "decision", "decisions"),
        place.address()
    ));
    for (decision, file) in &weights {
        answer.note(format!("the weights of decision {} are {}", decision.id, file.display()));
    }
    if undone > 0 {
        answer.note(format!("left out: {undone} that {} undone", if undone == 1 { "was" } else { "were" }));
    }
    if !erased.is_empty() {
        answer.note(format!("left out: {} about records that were erased", erased.len()));
    }
    answer.note(format!("dh repl < {} makes them again over the same batches", out.display()));
    answer.note(
        "workroom only: record ids and words are those of records; the audit log says that they went out",
    );
    super::store::notes(&mut answer, &store);
    Ok(answer)
}

/// `decisions.weights-4.csv` beside `decisions.lua`.
fn beside(out: &Path, decision: i64) -> PathBuf {
    let stem = out.file_stem().map_or(String::new(), |s| s.to_string_lossy().into_owned());
    out.with_file_name(format!("{stem}.weights-{decision}.csv"))
}

fn script(
    store: &Store,
    place: &Place,
    standing: &[Decision],
    undone: usize,
    erased: usize,
    weights: &[(&Decision, PathBuf)],
) -> Result<String, Diag> {
    let address = place.address();
    let mut out = String::new();
    let mut say = |line: &str| {
        let _ = writeln!(out, "-- {}", one_line(line));
    };
    say(&format!("The decisions over {address} that stand, in their order."));
    say(&format!(
        "Written {} by dh {}; audit head {}.",
        clock::now(),
        env!("CARGO_PKG_VERSION"),
        head(&store.audit_head()?)
    ));
    say("Workroom only: record ids and words are those of records.");
    say("Over the same batches `dh repl < FILE` makes the decisions again:");
    let batches = store.batches(Some((&place.code, &place.path)))?;
    for batch in &batches {
        let hash = batch.file_hash.get(..12).unwrap_or_default();
        say(&format!(
            "  batch {}: {}, {}, {}",
            batch.id,
            batch.file_name,
            counted(batch.records, "record", "records"),
            hash
        ));
    }
    if !weights.is_empty() {
        say("Weights are files beside it, named from the folder in which it was written.");
    }
    for (n, what) in [(undone, "undone"), (erased, "about records that were erased")] {
        if n > 0 {
            say(&format!("Left out: {n} {what}."));
        }
    }
    for decision in standing {
        let _ = write!(
            out,
            "\n-- decision {} ({}) by {}, {}\n",
            decision.id,
            decision.kind.id(),
            one_line(&decision.who),
            decision.at
        );
        let fields = fields(decision, &batches, weights)?;
        let _ = writeln!(
            out,
            "decide({}, {{ {fields}, because = {} }})",
            quoted(&address),
            quoted(&decision.because)
        );
    }
    Ok(out)
}

/// What `decide` is told of a decision.
fn fields(
    decision: &Decision,
    batches: &[crate::store::Batch],
    weights: &[(&Decision, PathBuf)],
) -> Result<String, Diag> {
    let Decision { record, item, old, new, .. } = decision;
    // An answer that was left empty is written as its state.
    let new = || quoted(if new.is_empty() { "unanswered" } else { new });
    Ok(match decision.kind {
        DecisionKind::Fix => format!("record = {}, item = {}, to = {}", quoted(record), quoted(item), new()),
        DecisionKind::Recode => format!("item = {}, from = {}, to = {}", quoted(item), quoted(old), new()),
        DecisionKind::Drop => format!("record = {}, drop = true", quoted(record)),
        DecisionKind::Specify => {
            format!("specify = {}, words = {}, to = {}", quoted(item), quoted(old), new())
        }
        DecisionKind::Derive => {
            let groups: Vec<String> =
                groups_of(decision)?.into_iter().map(|(label, source)| list(&[label, source])).collect();
            format!("derive = {}, groups = {{ {} }}", quoted(item), groups.join(", "))
        }
        DecisionKind::Withdraw => {
            let file = batches.iter().find(|b| b.id.to_string() == *old).map_or("", |b| b.file_hash.as_str());
            format!("withdraw = {old}, file_hash = {}", quoted(file.get(..16).unwrap_or(file)))
        }
        DecisionKind::Weigh => {
            let file = weights.iter().find(|(d, _)| d.id == decision.id);
            let file = file.map_or(String::new(), |(_, file)| file.display().to_string());
            format!("weights = {}", quoted(&file))
        }
    })
}

/// A text that ends no comment.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
