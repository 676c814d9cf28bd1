//! The lock of a questionnaire: the names, types, codes and states that went out
//! with a form, beside the country's scripts. Data that come back are read by them, so
//! they stay what they were until somebody says that they do not.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::Workbench;
use super::sample::Place;
use crate::base::diag::Kind;
use crate::base::{Diag, Span, clock, fs};
use crate::model::{
    Aspect, Country, Difference, Effect, InstrumentKind, Plan, PlannedInstrument, Workspace, differences,
    means_else, plain, snapshot_items,
};

const SCHEMA: &str = "dh.lock/1";

/// What was exported of a questionnaire, as it is kept.
#[derive(Debug, Clone)]
pub struct Lock {
    /// `KEN/household_survey/children`
    pub address: String,
    /// Counts up each time something was given up on purpose.
    pub version: u64,
    /// Each version: when it was made, of which plan, what it broke.
    history: Vec<Value>,
    /// Items that were exported once and are not asked any more.
    retired: Vec<Value>,
    /// The questionnaire as it was exported last, of its snapshot.
    pub instrument: Value,
}

/// Where the lock of an instrument stands, in the workspace.
pub fn file_of(country: &Country, path: &str) -> String {
    let folder = country.span.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/locks/{path}.json")
}

impl Lock {
    /// The lock that is held of the questionnaire at `address`; `None` where
    /// nothing was exported yet.
    ///
    /// # Errors
    /// The file cannot be read, is no lock, or is one of something else.
    pub fn read(folder: &Path, file: &str, address: &str) -> Result<Option<Lock>, Diag> {
        let Some(bytes) = bytes_of(folder, file)? else { return Ok(None) };
        Lock::parse(&bytes, file, address).map(Some)
    }

    fn parse(bytes: &[u8], file: &str, address: &str) -> Result<Lock, Diag> {
        let whole = || Span::line(file, 0);
        let broken = |what: String| {
            Diag::error(what)
                .at(whole())
                .hint("it says which names and codes went out: take the file of the last commit, or of a backup")
                .hint("dh export --new-version makes one anew once the file is taken away; what went out before is then not held any more")
        };
        let value: Value = serde_json::from_slice(bytes).map_err(|e| {
            let mut diag = broken(format!("this is no lock file: {e}"));
            diag.span = Some(Span::line(file, e.line() as u32));
            diag
        })?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_string();
        if text("schema") != SCHEMA || !value["instrument"]["items"].is_array() {
            return Err(broken(format!(
                "this is no lock file of this program: its schema is '{}'",
                text("schema")
            )));
        }
        if text("address") != address {
            return Err(broken(format!("this is the lock of '{}', not of {address}", text("address"))));
        }
        if value["instrument"]["path"].as_str() != address.split_once('/').map(|(_, path)| path) {
            return Err(broken(format!("what it holds is {}, not {address}", value["instrument"]["path"])));
        }
        let Some(version) = value["version"].as_u64().filter(|v| *v > 0) else {
            return Err(broken(format!("its version is {}: versions count from 1", value["version"])));
        };
        let list = |name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        if let Some(what) = nameless(&value["instrument"]["items"]).or_else(|| nameless(&value["retired"])) {
            return Err(broken(what));
        }
        Ok(Lock {
            address: text("address"),
            version,
            history: list("history"),
            retired: list("retired"),
            instrument: value["instrument"].clone(),
        })
    }

    /// The lock of a file that holds `now`, told by its text: most forms that go
    /// out again are the one that did. `None` where it holds anything else.
    fn unchanged(bytes: &[u8], now: &Value, file: &str, address: &str) -> Option<Lock> {
        let text = std::str::from_utf8(bytes).ok()?;
        let head = text.strip_suffix(instrument_text(now).as_str())?;
        let path = json!({"path": now["path"], "items": []});
        let lock =
            Lock::parse(format!("{head}  \"instrument\": {path}\n}}").as_bytes(), file, address).ok()?;
        Some(Lock { instrument: now.clone(), ..lock })
    }

    /// The file: an item a line, so that a change of one is a change of a line.
    fn bytes(&self) -> Vec<u8> {
        let mut out = String::from("{\n");
        let line = |name: &str, value: &Value| format!("  \"{name}\": {value},\n");
        out += &line("schema", &json!(SCHEMA));
        out += &line("address", &json!(self.address));
        out += &line("version", &json!(self.version));
        out += &format!("  \"history\": {},\n", rows_of(&self.history));
        out += &format!("  \"retired\": {},\n", rows_of(&self.retired));
        out += &instrument_text(&self.instrument);
        out.into_bytes()
    }

    /// What of the names, types, codes and states that went out is not what it was.
    pub fn broken_by(&self, now: &Value) -> Vec<Broken> {
        // Most forms that go out again are the one that did, and no name or code
        // of another kind was ever given up.
        if self.instrument == *now && self.retired.is_empty() {
            return Vec::new();
        }
        let all = differences(&self.instrument, now).into_iter().filter(Difference::unlocks);
        let mut out: Vec<Broken> = all.map(|difference| Broken { difference, given_up: false }).collect();
        for (id, new) in snapshot_items(now) {
            self.come_back(id, new, &mut out);
        }
        out
    }

    /// A name or a code that was given up does not come back as something else.
    /// What it was is what it was last.
    fn come_back(&self, id: &str, new: &Value, out: &mut Vec<Broken>) {
        let held = snapshot_items(&self.instrument).find(|(name, _)| *name == id).map(|(_, item)| item);
        let retired = || self.retired.iter().rev().filter(|old| old["id"] == id);
        let mut push = |aspect, was: String, is: String| {
            let difference = Difference { item: id.into(), aspect, effect: Effect::Breaks, was, is };
            out.push(Broken { difference, given_up: true });
        };
        if let Some(old) = retired().next().filter(|_| held.is_none()) {
            let of = |item: &Value, field: &str| item[field].as_str().unwrap_or_default().to_string();
            let (was, is) = (of(old, "text"), of(new, "text"));
            if old["kind"] != new["kind"] {
                push(Aspect::Type, of(old, "kind"), of(new, "kind"));
            } else if of(old, "roster") != of(new, "roster") {
                push(Aspect::Rows, of(old, "roster"), of(new, "roster"));
            } else if plain(&was) != plain(&is) {
                push(Aspect::Name, was, is);
            }
        }
        for (code, is) in codes(new) {
            let known = |item: &Value| codes(item).into_iter().any(|(c, _)| c == code);
            if held.is_some_and(known) {
                continue;
            }
            let Some(old) = retired().find(|old| known(old)) else { continue };
            let was = codes(old).into_iter().find(|(c, _)| *c == code).map_or("", |(_, label)| label);
            let others: Vec<&str> = codes(old).into_iter().filter(|o| o.0 != code).map(|o| o.1).collect();
            if means_else(was, is, &others) {
                push(Aspect::Code, format!("{code}: {was}"), format!("{code}: {is}"));
            }
        }
    }

    /// The lock after `now` went out too; `breaks` were given up on purpose.
    fn next(&self, now: Value, plan: impl FnOnce() -> String, breaks: &[Broken]) -> Lock {
        let mut next = self.clone();
        if self.instrument == now && breaks.is_empty() {
            return next;
        }
        for (id, old) in snapshot_items(&self.instrument) {
            let new = snapshot_items(&now).find(|(name, _)| *name == id).map(|(_, item)| item);
            let gone = codes(old).into_iter().any(|(code, label)| {
                new.is_none_or(|new| !codes(new).into_iter().any(|(c, l)| c == code && l == label))
            });
            if new.is_none() || gone {
                next.retired.push(old.clone());
            }
        }
        if !breaks.is_empty() {
            next.version += 1;
            next.history.push(entry(next.version, &plan(), breaks));
        }
        next.instrument = now;
        next
    }
}

fn rows_of(values: &[Value]) -> String {
    let lines: Vec<String> = values.iter().map(|v| format!("    {v}")).collect();
    if lines.is_empty() { "[]".into() } else { format!("[\n{}\n  ]", lines.join(",\n")) }
}

/// The end of a lock's file.
fn instrument_text(instrument: &Value) -> String {
    let empty = Map::new();
    let fields = instrument.as_object().unwrap_or(&empty);
    let mut parts: Vec<String> = Vec::new();
    for (name, value) in fields {
        let many = (name == "items" || name == "groups").then(|| value.as_array()).flatten();
        parts.push(match many {
            Some(values) => format!("    \"{name}\": {}", rows_of(values)),
            None => format!("    \"{name}\": {value}"),
        });
    }
    format!("  \"instrument\": {{\n{}\n  }}\n}}\n", parts.join(",\n"))
}

/// A file in the workspace; `None` where there is none.
fn bytes_of(folder: &Path, file: &str) -> Result<Option<Vec<u8>>, Diag> {
    match std::fs::read(folder.join(file)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Diag::error(format!("cannot read: {}", fs::reason(&e))).at(Span::line(file, 0))),
    }
}

/// Something that went out and is not what it was.
#[derive(Debug, Clone)]
pub struct Broken {
    pub difference: Difference,
    /// It was given up before, and comes back as something else: no new version
    /// makes that good.
    pub given_up: bool,
}

/// What is wrong with items that are told apart by their ids.
pub(super) fn nameless(items: &Value) -> Option<String> {
    let all = items.as_array().map_or(&[][..], Vec::as_slice);
    let at = all.iter().position(|i| i["id"].as_str().is_none_or(str::is_empty))?;
    Some(format!("item {} of the {} in it has no id", at + 1, all.len()))
}

fn entry(version: u64, plan: &str, breaks: &[Broken]) -> Value {
    let broke: Vec<String> = breaks.iter().map(said).collect();
    json!({"version": version, "made": &clock::now()[..10], "plan": plan, "breaks": broke})
}

fn codes(item: &Value) -> Vec<(&str, &str)> {
    let options = item.get("options").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    options.iter().filter_map(|o| Some((o.get(0)?.as_str()?, o.get(1)?.as_str()?))).collect()
}

/// A break in a sentence.
pub fn said(broken: &Broken) -> String {
    let Difference { item, aspect, was, is, .. } = &broken.difference;
    if broken.given_up {
        return match aspect {
            Aspect::Code => format!("'{item}': the code was given up as {was} and comes back as {is}"),
            Aspect::Name => format!("'{item}' was given up as \"{was}\" and comes back as \"{is}\""),
            Aspect::Rows => {
                format!("'{item}' was given up {} and comes back {}", rows(was), rows(is))
            }
            _ => format!("'{item}' was given up as {was} and comes back as {is}"),
        };
    }
    match (aspect, was.is_empty(), is.is_empty()) {
        (Aspect::States, ..) => {
            format!("'{item}' was exported with {was} allowed, which is not allowed any more")
        }
        (Aspect::Name, _, true) => format!("'{item}' was exported ({was}) and is not asked any more"),
        (Aspect::Code, _, true) => {
            format!("'{item}' was exported with the option {was}, which is not offered any more")
        }
        (Aspect::Code, ..) => format!("'{item}': the code was exported as {was} and reads {is} now"),
        (Aspect::Type, ..) => format!("'{item}' was exported as {was} and is {is} now"),
        (Aspect::Rows, true, _) => {
            format!("'{item}' was exported once an interview and is asked in the rows of {is} now")
        }
        (Aspect::Rows, _, true) => {
            format!("'{item}' was exported in the rows of {was} and is asked once now")
        }
        _ => format!("'{item}': {} was {was} and is {is}", aspect.word()),
    }
}

fn rows(roster: &str) -> String {
    if roster.is_empty() {
        "asked once an interview".into()
    } else {
        format!("asked in the rows of {roster}")
    }
}

/// A lock that may be kept once the form is written.
#[derive(Debug, Clone)]
pub struct Held {
    file: String,
    lock: Lock,
    /// What was given up with it.
    pub breaks: Vec<Broken>,
    /// Its file holds this already.
    is_there: bool,
}

impl Held {
    pub fn version(&self) -> u64 {
        self.lock.version
    }

    /// The questionnaire as it goes out.
    pub(super) fn instrument(&self) -> &Value {
        &self.lock.instrument
    }

    /// The file, in the workspace.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Writes the lock, then what goes out under it: a form without its lock
    /// does not go out, nor is a lock kept of a form that did not.
    ///
    /// # Errors
    /// It cannot be written, or `write` complains.
    pub fn keep(&self, workspace: &Workspace, write: impl FnOnce() -> Result<(), Diag>) -> Result<(), Diag> {
        if self.is_there {
            return write();
        }
        let file = workspace.folder.join(&self.file);
        let before = std::fs::read(&file).ok();
        keep_beside(workspace, &self.file, &self.lock.bytes())?;
        write().inspect_err(|_| {
            // What was there a moment ago can be there again.
            let _ = match &before {
                Some(bytes) => fs::write_atomically(&file, bytes),
                None => std::fs::remove_file(&file).map_err(|e| fs::cannot_write(&file, &e)),
            };
        })
    }

    /// What an export says of it.
    pub fn notes(&self) -> Vec<String> {
        let mut out: Vec<String> =
            self.breaks.iter().map(|b| format!("version {}: {}", self.version(), said(b))).collect();
        out.push(format!("names, types and codes are held by {} (version {})", self.file, self.version()));
        out
    }
}

/// Writes a file that an export keeps beside the scripts of a country.
///
/// # Errors
/// It cannot be written.
pub(super) fn keep_beside(workspace: &Workspace, file: &str, bytes: &[u8]) -> Result<(), Diag> {
    fs::write_atomically(&workspace.folder.join(file), bytes).map_err(|mut diag| {
        let folder = file.rsplit_once('/').map_or(".", |(folder, _)| folder);
        diag.hints = vec![format!(
            "an export keeps in {folder}/ what went out: see that files can be written there; no form was written"
        )];
        diag
    })
}

/// Holds what is about to be exported against what was. With `new_version` what
/// breaks is given up and written down.
///
/// # Errors
/// A name, a type or a code is not what it was: each with its place and how to
/// go on.
pub fn hold(workbench: &Workbench, place: &Place, new_version: bool) -> Result<Held, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let country = place.country(workbench).map_err(one)?;
    let file = file_of(country, &place.path);
    let now = place.planned().snapshot_json();
    // Only what is written down anew names the plan.
    let plan = || place.plan().snapshot().hash[..16].to_string();
    let bytes = bytes_of(&workbench.workspace.folder, &file).map_err(one)?;
    let Some(bytes) = bytes else {
        let lock = Lock {
            address: place.address(),
            version: 1,
            history: vec![entry(1, &plan(), &[])],
            retired: Vec::new(),
            instrument: now,
        };
        return Ok(Held { file, lock, breaks: Vec::new(), is_there: false });
    };
    let address = place.address();
    if let Some(lock) = Lock::unchanged(&bytes, &now, &file, &address).filter(|l| l.retired.is_empty()) {
        return Ok(Held { file, lock, breaks: Vec::new(), is_there: true });
    }
    let lock = Lock::parse(&bytes, &file, &address).map_err(one)?;
    let breaks = lock.broken_by(&now);
    let refused = |b: &&Broken| b.given_up || !new_version;
    if breaks.iter().any(|b| refused(&b)) {
        return Err(breaks
            .iter()
            .filter(refused)
            .map(|b| complaint(&file, &lock, place.planned(), b))
            .collect());
    }
    let lock = lock.next(now, plan, &breaks);
    Ok(Held { file, lock, breaks, is_there: false })
}

fn complaint(file: &str, lock: &Lock, planned: &PlannedInstrument, broken: &Broken) -> Diag {
    let Difference { item: id, aspect, .. } = &broken.difference;
    let item = planned.item(id);
    let cause = item.and_then(|p| {
        p.changes.iter().rev().find(|c| c.what != "added" && !c.what.starts_with("translated"))
    });
    let span = match (cause, item) {
        (Some(cause), _) => cause.change.span.clone(),
        (None, Some(item)) => item.item.span.clone(),
        (None, None) => Span::line(file, 0),
    };
    let mut diag = Diag { kind: Kind::Check, ..Diag::error(said(broken)) }.at(span);
    if broken.given_up {
        let (what, other) = match aspect {
            Aspect::Code => ("code", "answer"),
            _ => ("name", "question"),
        };
        return diag
            .hint(format!(
                "another {other} needs a new {what}; data that are held have the old one for what it was"
            ))
            .hint(format!("what was given up stands in {file}; no new version makes it free again"));
    }
    diag = match aspect {
        Aspect::Name => {
            diag.hint(format!("ask '{id}' again; a question may get another wording, not another id"))
        }
        Aspect::States => diag.hint("allow it again: answers that are held or on their way have it"),
        Aspect::Code => diag.hint("a new answer needs a new code; the old one stays what it was"),
        _ => diag.hint("a question that is another one needs a new id"),
    };
    diag.hint(format!(
        "data that come back are read by {file} (version {}); to give that up: dh export {} --format xlsform --new-version, which writes down what breaks",
        lock.version, lock.address
    ))
}

/// What `dh check` says of all locks that are held.
pub fn complaints(workspace: &Workspace) -> Vec<Diag> {
    let mut out = Vec::new();
    for country in workspace.countries.values() {
        let plan = workspace.plan(country);
        for planned in of_questionnaires(&plan) {
            let file = file_of(country, &planned.instrument.path);
            let address = format!("{}/{}", country.code, planned.instrument.path);
            match Lock::read(&workspace.folder, &file, &address) {
                Ok(None) => {}
                Ok(Some(lock)) => {
                    let now = planned.snapshot_json();
                    out.extend(lock.broken_by(&now).iter().map(|b| complaint(&file, &lock, planned, b)));
                }
                Err(diag) => out.push(diag),
            }
        }
    }
    out
}

/// The questionnaires of a plan.
pub(super) fn of_questionnaires(plan: &Plan) -> impl Iterator<Item = &PlannedInstrument> {
    plan.instruments.iter().filter(|p| p.instrument.kind == InstrumentKind::Questionnaire)
}
