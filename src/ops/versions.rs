//! `dh diff KEN/children --against FILE`: a questionnaire against what was
//! exported of it; `dh diff KEN --lang sw`: one language against another. Both
//! set apart what breaks data from what changes labels only.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::translation::{questionnaire, source_language, standing};
use super::{Answer, Block, Workbench, lock};
use crate::base::number::counted;
use crate::base::{Diag, Span, clock, fs};
use crate::model::{Aspect, Country, Difference, Effect, TextState, differences, snapshot_items};
use crate::report::text::TextTable;

/// Writes the plan of a questionnaire as it is asked today.
///
/// # Errors
/// No questionnaire; the file is there already.
pub fn snapshot(workbench: &Workbench, address: &str, out: &Path, force: bool) -> Result<Answer, Diag> {
    let place = questionnaire(workbench, address)?;
    fs::refuse_to_replace(out, force)?;
    let value = json!({
        "schema": "dh.instrument/1", "address": place.address(), "made": &clock::now()[..10],
        "plan": place.plan().snapshot().hash, "instrument": place.planned().snapshot_json(),
    });
    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
    fs::write_atomically(out, format!("{text}\n").as_bytes())?;
    let mut answer = Answer::new("export");
    answer.text(format!("wrote {}: {} as it is asked today.", out.display(), place.address()));
    answer.row(json!({
        "address": place.address(), "file": out.display().to_string(), "format": "snapshot",
        "items": snapshot_items(&value["instrument"]).count(), "plan": value["plan"],
    }));
    answer.note(format!("what changed since: dh diff {} --against {}", place.address(), out.display()));
    Ok(answer)
}

/// What was exported of an instrument, out of a snapshot, a lock or a plan.
fn exported(file: &Path, address: &str, path: &str) -> Result<(String, Value), Diag> {
    let name = file.display().to_string();
    let whole = || Span::line(name.as_str(), 0);
    let bytes = std::fs::read(file)
        .map_err(|e| Diag::error(format!("cannot read: {}", fs::reason(&e))).at(whole()))?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|e| {
        Diag::error(format!("this is no JSON: {e}"))
            .at(Span::line(name.as_str(), e.line() as u32))
            .hint("a snapshot, made by dh export KEN/children --format snapshot, or a lock file of countries/…/locks/")
    })?;
    let schema = value.get("schema").and_then(Value::as_str).unwrap_or_default();
    let found = match schema {
        "dh.instrument/1" | "dh.lock/1" => {
            let of = value["address"].as_str().unwrap_or_default();
            if of != address {
                return Err(Diag::error(format!("this was exported of '{of}', not of {address}"))
                    .at(whole())
                    .hint("two countries are compared by dh diff KEN NAM"));
            }
            Some(value["instrument"].clone())
        }
        "dh.plan/1" => {
            let all = value["instruments"].as_array().map_or(&[][..], Vec::as_slice);
            all.iter().find(|i| i["path"] == path).cloned()
        }
        _ => None,
    };
    match found.filter(|i| i["items"].is_array()) {
        Some(instrument) if instrument["path"] == path => {
            if let Some(what) = lock::nameless(&instrument["items"]) {
                return Err(Diag::error(what).at(whole()).hint("export it again: items are told apart by their ids"));
            }
            if let Some(version) = value.get("version").filter(|v| v.as_u64().is_none_or(|v| v == 0)) {
                return Err(Diag::error(format!("its version is {version}: versions count from 1")).at(whole()));
            }
            let made = value.get("made").and_then(Value::as_str).map(str::to_string);
            let version = value.get("version").map(|v| format!("version {v}"));
            Ok((made.or(version).unwrap_or_else(|| schema.to_string()), instrument))
        }
        Some(instrument) => Err(Diag::error(format!(
            "this is of {}, not of {path}",
            instrument["path"].as_str().unwrap_or("something else")
        ))
        .at(whole())),
        None => Err(Diag::error(format!("this is nothing that was exported of {path}")).at(whole()).hint(
            "a snapshot, made by dh export KEN/children --format snapshot, or a lock file of countries/…/locks/",
        )),
    }
}

/// A questionnaire as it is asked today against a file; without one, against its
/// lock.
///
/// # Errors
/// No questionnaire; no such file, or one of something else.
pub fn against(workbench: &Workbench, address: &str, file: Option<&Path>) -> Result<Answer, Diag> {
    let place = questionnaire(workbench, address)?;
    let country = place.country(workbench)?;
    let file = match file {
        Some(file) => file.to_path_buf(),
        None => workbench.workspace.folder.join(lock::file_of(country, &place.path)),
    };
    let (made, old) = exported(&file, &place.address(), &place.path)?;
    let new = place.planned().snapshot_json();
    let all = differences(&old, &new);
    let mut answer = Answer::new("diff");
    answer.heading(format!(
        "{} against {} ({made})",
        place.address(),
        shown(&workbench.workspace.folder, &file)
    ));
    parts(&mut answer, &all);
    Ok(answer)
}

fn shown(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder).map(PathBuf::from).unwrap_or_else(|_| file.to_path_buf()).display().to_string()
}

/// The differences as one table an effect, the worst first.
fn parts(answer: &mut Answer, all: &[Difference]) {
    for effect in Effect::ALL {
        let own: Vec<&Difference> = all.iter().filter(|d| d.effect == effect).collect();
        if own.is_empty() {
            continue;
        }
        let mut table = TextTable::new(&[effect.word(), "what", "was", "is"]);
        // Hundreds of strings are one line; --json has each.
        let folded = own.iter().filter(|d| d.aspect == Aspect::Translation).count() > 5;
        let mut strings = 0;
        for d in &own {
            let item = if d.item.is_empty() { "the questionnaire" } else { &d.item };
            if folded && d.aspect == Aspect::Translation {
                strings += 1;
            } else {
                table.row(vec![item.into(), d.aspect.word().into(), d.was.clone(), d.is.clone()]);
            }
            answer.row(json!({
                "kind": "difference", "item": d.item, "effect": d.effect.word(), "aspect": d.aspect.word(),
                "was": d.was, "is": d.is,
            }));
        }
        if strings > 0 {
            table.row(vec![
                format!("{strings} strings"),
                Aspect::Translation.word().into(),
                String::new(),
                String::new(),
            ]);
        }
        answer.blocks.push(Block::Table(table));
    }
    if all.is_empty() {
        answer.text("Nothing differs.");
        return;
    }
    let n = |e: Effect| all.iter().filter(|d| d.effect == e).count();
    answer.text(match n(Effect::Breaks) {
        0 => format!("Nothing breaks data: {} more, {} of labels only.", n(Effect::Adds), n(Effect::Labels)),
        breaks => format!(
            "{breaks} that break data, {} that add to them, {} of labels only.",
            n(Effect::Adds),
            n(Effect::Labels)
        ),
    });
}

/// The strings of one language against those of another; a language against the
/// one that wordings are written in, where it stands alone.
///
/// # Errors
/// A language the country is not asked in.
pub fn languages(workbench: &Workbench, country: &str, given: &[String]) -> Result<Answer, Diag> {
    let workspace = &workbench.workspace;
    let country = workbench.country(country)?;
    let source = source_language(workspace).to_string();
    let (a, b) = match given {
        [one] => (source.clone(), one.clone()),
        [a, b] => (a.clone(), b.clone()),
        _ => return Err(Diag::error("one language, or two, are compared").hint("dh diff KEN --lang sw")),
    };
    for language in [&a, &b] {
        if !country.languages.contains(language) && *language != source {
            return Err(Diag::error(format!("{} is not asked in '{language}'", country.name))
                .hint(format!("its languages: {}", country.languages.join(", "))));
        }
    }
    let mut answer = Answer::new("diff");
    answer.heading(format!("{}: {a} against {b}", country.name));
    let plan = workspace.plan(country);
    for planned in lock::of_questionnaires(&plan) {
        let path = &planned.instrument.path;
        let of = |language: &String| (*language != source).then(|| standing(country, planned, language));
        let (left, right) = (of(&a), of(&b));
        let mut table = TextTable::new(&["string", &a, &b]);
        let mut alike = 0;
        for text in planned.source_texts(&own_keys(country, path, &[&a, &b])) {
            let state = |side: &Option<Vec<crate::model::StandingText>>| match side {
                None => "the source".to_string(),
                Some(all) => match all.iter().find(|t| t.of.key == text.key) {
                    Some(t) if t.state != TextState::Missing && !t.usable() => {
                        format!("{}, other placeholders: not used", t.state.word())
                    }
                    Some(t) => t.state.word().to_string(),
                    None => TextState::Missing.word().to_string(),
                },
            };
            let (l, r) = (state(&left), state(&right));
            if [&l, &r].iter().all(|s| *s == "same" || *s == "the source") {
                alike += 1;
                continue;
            }
            answer.row(json!({
                "kind": "string", "address": format!("{}/{path}", country.code), "key": text.key,
                "effect": Effect::Labels.word(), "left": l, "right": r,
            }));
            table.row(vec![text.key.clone(), l, r]);
        }
        let n = table.rows.len();
        let none =
            |side: usize| table.rows.iter().all(|row| row[side] == TextState::Missing.word()) && alike == 0;
        let begun: Vec<&String> =
            [(&a, 1), (&b, 2)].into_iter().filter(|(_, side)| none(*side)).map(|(l, _)| l).collect();
        if let ([language, ..], true) = (begun.as_slice(), n > 0) {
            answer.text(format!("{path}: nothing is put into {language} yet ({n} strings)."));
            continue;
        }
        answer.text(format!("{path}: {} in both.", counted(alike, "string stands", "strings stand")));
        if !table.rows.is_empty() {
            answer.blocks.push(Block::Table(table));
        }
    }
    answer.note("languages differ in labels only: names, types, codes and routes are those of the plan, in every language");
    Ok(answer)
}

fn own_keys<'a>(country: &'a Country, path: &str, languages: &[&String]) -> Vec<&'a str> {
    let rows = languages.iter().flat_map(|l| super::translation::held(country, path, l).1);
    rows.map(|r| r.key.as_str()).collect()
}
