//! `dh store …` and `dh audit …`: making, looking after and looking at the
//! store.

use std::path::Path;

use serde_json::json;

use crate::base::number::{counted, grouped};
use crate::base::{Diag, Kind};
use crate::data::State;
use crate::model::ItemKind;
use crate::report::text::TextTable;
use crate::store::{KeySource, Purpose, Reading, Sidecar, Store, Wanted, make_key_file};

use super::describe::batch_line;
use super::records::RECORDS;
use super::sample::{Place, head};
use super::{Answer, Block, Workbench};

/// Said whenever a plain store is made or opened.
pub const PLAIN: &str = "this store is NOT encrypted: whoever has the file can read every record";

/// Makes an empty store. `key_file` is made where it is not there yet.
///
/// # Errors
/// A store is there; no key was named; the folder cannot be written to.
pub fn create(workbench: &Workbench) -> Result<Answer, Diag> {
    let place = &workbench.records.place;
    let folder = &workbench.workspace.folder;
    let file = place.file.clone().unwrap_or_else(|| folder.join(RECORDS));
    // No key is made for a store that cannot be.
    if file.exists() {
        return Err(Diag::error(format!("there is a store at {} already", file.display()))
            .hint("open it, or name another place with --store FILE"));
    }
    let source = new_key(workbench)?;
    let store = Store::create(&file, &source, workbench.records.who(), &workbench.interrupt)?;
    let mut answer = Answer::new("store");
    answer
        .row(json!({"store": shown(&file, folder), "encrypted": store.is_encrypted(), "key": source.word()}));
    answer.text(format!("{} is made, with nothing in it.", shown(&file, folder)));
    say_key(&mut answer, &source, folder);
    Ok(answer)
}

/// The key for a new store: as told, else a passphrase that is asked for.
fn new_key(workbench: &Workbench) -> Result<KeySource, Diag> {
    let place = &workbench.records.place;
    if place.plain {
        return Ok(KeySource::Plain);
    }
    if let Some(file) = &place.key_file {
        if !file.exists() {
            make_key_file(file)?;
        }
        return Ok(KeySource::File(file.clone()));
    }
    if let Some(passphrase) = &place.passphrase {
        long_enough(passphrase)?;
        return Ok(KeySource::Passphrase(passphrase.clone()));
    }
    if let Some(ask) = place.ask {
        let first = ask("A passphrase for the new store: ").unwrap_or_default();
        let second = ask("The same again: ").unwrap_or_default();
        if first != second {
            return Err(Diag::error("the two passphrases are not the same").hint("nothing was made"));
        }
        if !first.is_empty() {
            long_enough(&first)?;
            return Ok(KeySource::Passphrase(first));
        }
    }
    Err(Diag::error("a store needs a key").hint(
        "give --key-file FILE (made where it is not there yet) or a passphrase in DH_KEY; --plain makes one without encryption",
    ))
}

/// Fewer characters than this are tried through in days.
const SHORTEST: usize = 10;

/// Refuses a passphrase that protects nothing.
fn long_enough(passphrase: &str) -> Result<(), Diag> {
    if passphrase.chars().count() >= SHORTEST {
        return Ok(());
    }
    Err(Diag::error(format!("the passphrase is shorter than {SHORTEST} characters"))
        .hint("records of children need more than that: take a sentence, or a key file; nothing was changed"))
}

/// Says where the key is and what losing it means.
pub fn say_key(answer: &mut Answer, source: &KeySource, folder: &Path) {
    match source {
        KeySource::Plain => answer.note(PLAIN),
        KeySource::File(path) => answer.note(format!(
            "its key is {}: keep it away from the store, and a copy in a safe; without it nobody reads the records",
            shown(path, folder)
        )),
        KeySource::Passphrase(_) => {
            answer.note("its key is the passphrase: without it nobody reads the records");
        }
    }
}

/// A path as a person in the workspace writes it.
pub fn shown(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}

/// What is in the store: batches, decisions, the audit log's head.
///
/// # Errors
/// It cannot be opened.
pub fn status(workbench: &Workbench) -> Result<Answer, Diag> {
    let store = workbench.store()?;
    let mut answer = Answer::new("store");
    let batches = store.batches(None)?;
    let audit = store.audit_head()?;
    let decisions = store.decisions(None)?;
    let standing = decisions.iter().filter(|d| d.stands()).count();
    answer.blocks.push(Block::Fields(vec![
        ("store".into(), shown(&store.path, &workbench.workspace.folder)),
        ("encrypted".into(), if store.is_encrypted() { "yes" } else { "NO" }.into()),
        ("decisions".into(), format!("{standing} stand, {} undone", decisions.len() - standing)),
        ("audit head".into(), head(&audit)),
    ]));
    let mut table = TextTable::new(&[">batch", "of", "what"]);
    for batch in &batches {
        table.row(vec![
            batch.id.to_string(),
            format!("{}/{}", batch.country, batch.instrument),
            batch_line(batch),
        ]);
        answer.row(json!({
            "batch": batch.id, "address": format!("{}/{}", batch.country, batch.instrument), "records": batch.records,
            "purpose": batch.purpose.id(), "simulated": batch.simulated, "file": batch.file_name,
            "file_hash": batch.file_hash, "plan": batch.plan, "who": batch.who, "at": batch.at,
            "cleared_by": batch.cleared_by, "notes": batch.notes, "withdrawn_by": batch.withdrawn,
            "state": if batch.withdrawn.is_some() { "withdrawn" } else { "counts" },
        }));
    }
    if batches.is_empty() {
        answer.text("No records are held.");
    } else {
        answer.blocks.push(Block::Table(table));
    }
    notes(&mut answer, store);
    Ok(answer)
}

/// What every answer from a store says of it.
pub fn notes(answer: &mut Answer, store: &Store) {
    if !store.is_encrypted() {
        answer.note(PLAIN);
    }
    for warning in &store.warnings {
        answer.note(warning.message.clone());
        warning.hints.iter().for_each(|h| answer.note(h.clone()));
    }
}

/// Looks at every page, table, chunk and plan, and follows the audit log; exit
/// 1 where something is damaged.
///
/// # Errors
/// It cannot be opened at all.
pub fn verify(workbench: &Workbench) -> Result<Answer, Diag> {
    let store = workbench.store()?;
    let mut answer = Answer::new("store");
    let mut table = TextTable::new(&["looked at", "how much", "found"]);
    let mut bad = 0;
    for found in store.verify()? {
        let state = if found.problems.is_empty() { "holds" } else { "damaged" };
        bad += found.problems.len();
        let said = if found.problems.is_empty() { "holds".into() } else { found.problems.join("\n") };
        table.row(vec![found.check.into(), found.looked_at.clone(), said]);
        answer.row(json!({
            "check": found.check, "looked_at": found.looked_at, "state": state, "problems": found.problems,
        }));
    }
    answer.heading(shown(&store.path, &workbench.workspace.folder));
    answer.blocks.push(Block::Table(table));
    answer.text(if bad == 0 {
        format!("Everything holds. Audit head {}.", head(&store.audit_head()?))
    } else {
        "The store is damaged: take it from a backup; what can be read still can.".into()
    });
    if bad > 0 {
        answer.code = Kind::Check.exit_code();
    }
    notes(&mut answer, store);
    Ok(answer)
}

/// Copies the store to `to`, a file ending in `.dh`.
///
/// # Errors
/// A file is there; the disk is full. Nothing is left behind then.
pub fn backup(workbench: &Workbench, to: &Path, progress: &mut dyn FnMut(f64)) -> Result<Answer, Diag> {
    // A copy of every record is worth an entry, whatever becomes of it.
    let mut store = workbench.store_to_write("store backup")?;
    let name = to.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    store.note(workbench.records.who(), "store backup", &json!({"to": name}))?;
    store.backup(to, progress)?;
    let size = std::fs::metadata(to).map_or(0, |m| m.len());
    let mut answer = Answer::new("store");
    answer
        .row(json!({"backup": to.display().to_string(), "bytes": size, "audit_head": store.audit_head()?.1}));
    answer.text(format!(
        "{} ({} KB) is written and verified, with its sidecar {}. It has the same key.",
        to.display(),
        grouped(size as f64 / 1024.0, 0),
        Sidecar::path_of(to).display()
    ));
    notes(&mut answer, &store);
    Ok(answer)
}

/// Gives the store another key.
///
/// # Errors
/// A plain store; no new key. Until it is done the old key opens the store.
pub fn rekey(workbench: &Workbench, source: &KeySource) -> Result<Answer, Diag> {
    if let KeySource::File(path) = source
        && !path.exists()
    {
        make_key_file(path)?;
    }
    if let KeySource::Passphrase(passphrase) = source {
        long_enough(passphrase)?;
    }
    let mut store = workbench.store_to_write("store rekey")?;
    store.rekey(source, workbench.records.who())?;
    let mut answer = Answer::new("store");
    answer.row(json!({"store": store.path.display().to_string(), "key": source.word()}));
    answer.text("The store has another key; the old one opens it no more.");
    answer.note("backups made before still have the old key: keep it as long as they are kept");
    say_key(&mut answer, source, &workbench.workspace.folder);
    Ok(answer)
}

/// Gives back the space of what was erased or replaced.
///
/// # Errors
/// The disk is full: compacting needs room for a second copy for a moment.
pub fn compact(workbench: &Workbench) -> Result<Answer, Diag> {
    let mut store = workbench.store_to_write("store compact")?;
    let (before, after) = store.compact(workbench.records.who())?;
    let mut answer = Answer::new("store");
    answer.row(json!({"bytes_before": before, "bytes_after": after}));
    let kb = |bytes: u64| grouped(bytes as f64 / 1024.0, 0);
    answer.text(format!("{} KB before, {} KB now.", kb(before), kb(after)));
    notes(&mut answer, &store);
    Ok(answer)
}

/// Erases one record: a withdrawn consent.
///
/// # Errors
/// No such record; no reason. Nothing is changed then.
pub fn erase(workbench: &Workbench, address: &str, record: &str, because: &str) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    if because.trim().is_empty() {
        return Err(Diag::error("erasing needs a reason")
            .hint("--because \"consent withdrawn\"; nothing was changed"));
    }
    let mut store = workbench.store_to_write("store erase")?;
    // What was asked again of the same person goes first: without the interview
    // nobody would know whose it is.
    let again = asked_again(&store, &place, record)?;
    for id in &again {
        let below = super::import::back_checks_of(&place.path);
        store.erase(&place.code, &below, id, because, workbench.records.who())?;
    }
    let batches = store.erase(&place.code, &place.path, record, because, workbench.records.who())?;
    let mut answer = Answer::new("store");
    answer.row(json!({
        "address": place.address(), "batch": batches.first(), "batches": batches, "erased": 1, "state": "erased",
    }));
    let list: Vec<String> = batches.iter().map(i64::to_string).collect();
    let word = if list.len() == 1 { "batch" } else { "batches" };
    answer.text(format!("The record is erased from {word} {} of {}.", list.join(" and "), place.address()));
    if !again.is_empty() {
        answer.text(format!(
            "With it {}.",
            counted(again.len(), "back-check is erased", "back-checks are erased")
        ));
    }
    answer.note("a tombstone without content stays, so that importing the file again does not bring it back");
    answer.note("backups and files outside the store still hold it: erase them there too");
    notes(&mut answer, &store);
    Ok(answer)
}

/// The back-checks of a record, by its case number.
fn asked_again(store: &Store, place: &Place, record: &str) -> Result<Vec<String>, Diag> {
    let below = super::import::back_checks_of(&place.path);
    let case = place.planned().asked().find(|p| p.item.kind == ItemKind::Case).map(|p| p.item.id.clone());
    let Some(case) = case else { return Ok(Vec::new()) };
    let cases = |instrument: &str| -> Result<Vec<(String, String)>, Diag> {
        let loaded = store.load(&Wanted {
            country: &place.code,
            instrument,
            items: &[&case],
            roles: &["record"],
            purposes: &[Purpose::Main],
            reading: Reading::Undecided,
        })?;
        let (Some(ids), Some(cases)) = (loaded.frame.get("@record"), loaded.frame.get(&case)) else {
            return Ok(Vec::new());
        };
        let known = (0..cases.len()).filter(|r| cases.states[*r] == State::Answered);
        Ok(known.map(|r| (ids.text(r), cases.text(r))).collect())
    };
    let again = cases(&below)?;
    if again.is_empty() {
        return Ok(Vec::new());
    }
    let own: Vec<String> =
        cases(&place.path)?.into_iter().filter(|(id, _)| id == record).map(|(_, c)| c).collect();
    Ok(again.into_iter().filter(|(_, case)| own.contains(case)).map(|(id, _)| id).collect())
}

/// The audit log, newest last.
///
/// # Errors
/// The store cannot be opened.
pub fn audit(workbench: &Workbench) -> Result<Answer, Diag> {
    let store = workbench.store()?;
    let mut answer = Answer::new("audit");
    let mut table = TextTable::new(&[">entry", "when", "who", "what", "of", "head"]);
    for entry in store.audit()? {
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        table.row(vec![
            entry.entry.to_string(),
            entry.at.clone(),
            entry.who.clone(),
            entry.what.clone(),
            detail_line(&detail),
            entry.hash[..entry.hash.len().min(12)].to_string(),
        ]);
        answer.row(json!({
            "entry": entry.entry, "at": entry.at, "who": entry.who, "what": entry.what, "detail": detail,
            "hash": entry.hash,
        }));
    }
    answer.blocks.push(Block::Table(table));
    notes(&mut answer, store);
    Ok(answer)
}

/// The names and numbers of an entry, without what is too long to read.
fn detail_line(detail: &serde_json::Value) -> String {
    let serde_json::Value::Object(map) = detail else { return String::new() };
    let parts: Vec<String> = map
        .iter()
        .filter(|(k, _)| !matches!(k.as_str(), "file_hash" | "plan"))
        .map(|(k, v)| match v {
            serde_json::Value::String(s) => format!("{k} {s}"),
            other => format!("{k} {other}"),
        })
        .collect();
    parts.join(", ")
}

/// Follows the audit log from its start; notices a cut tail. `head` is one that
/// an output printed.
///
/// # Errors
/// The store cannot be opened; the head is no head.
pub fn verify_audit(workbench: &Workbench, printed: Option<&str>) -> Result<Answer, Diag> {
    let store = workbench.store()?;
    let problems = store.verify_audit(printed)?;
    let mut answer = Answer::new("audit");
    let found = store.audit_head()?;
    answer.row(json!({
        "entries": found.0, "head": found.1, "state": if problems.is_empty() { "holds" } else { "broken" },
        "problems": problems.iter().map(|p| p.message.clone()).collect::<Vec<_>>(),
    }));
    if problems.is_empty() {
        answer.text(format!("The audit log holds. Head {}.", head(&found)));
    }
    for problem in &problems {
        answer.text(problem.message.clone());
        problem.hints.iter().for_each(|h| answer.note(h.clone()));
        answer.code = Kind::Check.exit_code();
    }
    notes(&mut answer, store);
    Ok(answer)
}
