//! `dh demo`: a small simulated survey of Kenyan children in a store of its
//! own, to try everything on.

use std::path::Path;

use serde_json::json;

use crate::base::{Diag, fs};
use crate::field::{Form, simulate};
use crate::store::{KeySource, Purpose, Store, make_key_file};

use super::records::DEMO;
use super::sample::Place;
use super::store::{say_key, shown};
use super::{Answer, Block, Workbench};

/// The instrument the demonstration is of.
const OF: &str = "KEN/household_survey/children";

/// Makes the demonstration's store and imports the simulated records.
///
/// # Errors
/// The store is there already; the workspace has no Kenya; the folder cannot be
/// written to. Nothing is left behind then.
pub fn demo(workbench: &Workbench, seed: u64) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let folder = workbench.workspace.folder.clone();
    let told = &workbench.records.place;
    let file = told.file.clone().unwrap_or_else(|| folder.join(DEMO));
    let place =
        Place::of(workbench, OF).map_err(|d| one(d.hint("the demonstration is of Kenya's children")))?;
    if file.exists() {
        return Err(one(Diag::error(format!("there is a store at {} already", shown(&file, &folder))).hint(
            "open it with dh repl, or remove it with its .json and .key to make the demonstration anew",
        )));
    }
    let source = match (&told.key_file, &told.passphrase, told.plain) {
        (_, _, true) => KeySource::Plain,
        (Some(key), _, _) => KeySource::File(key.clone()),
        (None, Some(passphrase), _) => KeySource::Passphrase(passphrase.clone()),
        (None, None, _) => KeySource::File(file.with_extension("key")),
    };
    let mut made_key = None;
    if let KeySource::File(key) = &source
        && !key.exists()
    {
        make_key_file(key).map_err(one)?;
        made_key = Some(key.clone());
    }
    // Everything is made in a folder of its own and moved when it is whole: a
    // crash leaves no half of it, and nothing else that is there is touched.
    fs::sweep(file.parent().unwrap_or(&folder), ".demo.");
    let staging = file.with_file_name(format!(".demo.{}.part", std::process::id()));
    let result = fill(workbench, &place, &staging, &file, &source, seed);
    let _ = std::fs::remove_dir_all(&staging);
    // Another demonstration, made at the same time, may have taken the key.
    if let Some(key) = made_key.filter(|_| result.is_err() && !file.exists()) {
        let _ = std::fs::remove_file(key);
    }
    let imported = result?;
    let mut answer = Answer::new("demo");
    let row = imported.rows.first().cloned().unwrap_or_default();
    answer.row(json!({
        "store": shown(&file, &folder), "address": OF, "records": row.get("imported"), "state": "simulated",
        "simulated": true, "seed": seed, "key": source.word(),
    }));
    let records = row.get("imported").and_then(serde_json::Value::as_u64).unwrap_or_default();
    answer.heading(format!("{} holds {records} SIMULATED interviews of {OF}.", shown(&file, &folder)));
    let store = if told.file.is_some() { format!(" --store {}", file.display()) } else { String::new() };
    let key = match &source {
        KeySource::File(_) | KeySource::Plain => "",
        KeySource::Passphrase(_) => " (with the passphrase in DH_KEY)",
    };
    answer.blocks.push(Block::Fields(vec![
        ("open it".into(), format!("dh repl{store}{key}")),
        ("look".into(), format!("dh describe KEN/children{store}")),
        ("count".into(), format!("dh freq KEN/children/internet_frequency --by sex{store}")),
    ]));
    answer.note("SIMULATED: made up by a program; says nothing about any child or country");
    say_key(&mut answer, &source, &folder);
    if !told.plain && told.file.is_none() {
        answer.note(
            "a store of real records, made with dh store create, is opened instead as soon as there is one",
        );
    }
    Ok(answer)
}

fn fill(
    workbench: &Workbench,
    place: &Place,
    staging: &Path,
    file: &Path,
    source: &KeySource,
    seed: u64,
) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let who = workbench.records.who();
    let staged = staging.join("demo.dh");
    let mut store = Store::create(&staged, source, who, &workbench.interrupt).map_err(one)?;
    let form = Form::of(place.planned());
    let csv = staging.join("simulated.csv");
    fs::write_atomically(&csv, simulate::demo(&form, seed).as_bytes()).map_err(one)?;
    let request =
        super::import::Request { purpose: Purpose::Main, simulated: true, platform: None, back_check: false };
    let imported = super::import::import_to(workbench, &mut store, OF, &[csv], &request, &mut |_| {})?;
    store.move_to(file).map_err(one)?;
    Ok(imported)
}
