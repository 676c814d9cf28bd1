//! Out to ODK's form engine and back: what random respondents answered there is
//! what is held here, and what was changed on the way is found.

use std::collections::BTreeMap;

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::model::{ItemKind, PlannedInstrument};
use dh::ops::Workbench;
use serde_json::{Value, json};

use crate::common::Workspace;
use crate::common::odk::{Engine, Pyxform};
use crate::odk_forms::{made, people, questions, respondents};

/// What left the engine: the answers of each person and the submission.
struct Sent {
    answers: Value,
    worked_out: Value,
    xml: String,
}

/// A workspace with a store, and what people of every language sent.
fn sent(test: &str, instrument: &str) -> Option<(Workspace, Vec<Sent>)> {
    let (engine, pyxform) = (Engine::here(test)?, Pyxform::here(test)?);
    let workspace = Workspace::shipped();
    let address = format!("KEN/household_survey/{instrument}");
    let made = made(&pyxform, workspace.path(), &address);
    let workbench = Workbench::open(workspace.path(), &Interrupt::new());
    let plan = workbench.workspace.plan(workbench.country("KEN").expect("Kenya"));
    let planned = plan.instrument(&format!("household_survey/{instrument}")).expect("the instrument");
    let (mut all, mut given) = (Vec::new(), json!({}));
    for language in &made.languages {
        let plan = json!({
            "people": people(), "seed": 17, "language": language, "questions": questions(planned),
            "given": given, "submissions": true,
        });
        let found = respondents(&engine, &made, &made.xform, plan);
        given = found["given"].clone();
        for person in found["people"].as_array().expect("respondents") {
            assert_eq!(person["status"], "ready", "{person:#}");
            all.push(Sent {
                answers: person["answers"].clone(),
                worked_out: person["worked_out"].clone(),
                xml: person["xml"].as_str().expect("a submission").to_string(),
            });
        }
    }
    permit(&workspace, planned);
    let store = workspace.run(&["store", "create", "--key-file", "store.key"]);
    assert_eq!(store.code, 0, "{}", store.all());
    Some((workspace, all))
}

/// A permit for every question, so that what is held can be looked at.
fn permit(workspace: &Workspace, planned: &PlannedInstrument) {
    let items = planned.asked().map(|p| &p.item);
    let fields = items.filter(|i| i.kind.has_value() && i.roster.is_empty()).map(|i| format!("\"{}\"", i.id));
    let fields: Vec<String> = std::iter::once("\"record_id\"".to_string()).chain(fields).collect();
    let script = format!(
        "permit \"all\" {{ of = \"{}\", to = \"the test\", purpose = \"a look\", fields = {{ {} }}, audience = \"workroom\",
         valid = {{ \"2020-01-01\", \"2030-12-31\" }}, given_by = \"the test\", source = \"https://example.org/permit\" }},",
        planned.instrument.path,
        fields.join(", ")
    );
    let head = "return country \"KEN\" \"Kenya\" {\n";
    workspace.replace("countries/kenya/init.lua", head, &format!("{head}  {script}\n"));
}

fn write(workspace: &Workspace, all: &[Sent]) {
    for (n, sent) in all.iter().enumerate() {
        workspace.write(&format!("sent/{n:04}.xml"), &sent.xml);
    }
}

fn import(workspace: &Workspace, instrument: &str, store: &str) -> Value {
    let address = format!("KEN/household_survey/{instrument}");
    let run = workspace.run(&["import", &address, "sent", "--simulated", "--store", store, "--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    run.rows()[0].clone()
}

/// What is held of each record, by question.
fn held(workspace: &Workspace, instrument: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let address = format!("KEN/household_survey/{instrument}");
    let run = workspace.run(&[
        "export", &address, "--format", "records", "--permit", "all", "-o", "held.csv", "--store", "whole.dh",
    ]);
    assert_eq!(run.code, 0, "{}", run.all());
    let text = workspace.read("held.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        let cells = header.iter().zip(row.iter()).map(|(h, c)| (h.to_string(), c.to_string()));
        (row[0].to_string(), cells.collect())
    });
    rows.collect()
}

fn id_of(xml: &str) -> String {
    let from = xml.find("instanceID>").expect("an id") + "instanceID>".len();
    xml[from..].split('<').next().expect("an id").to_string()
}

/// An answer as it was given, in the words of a file.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join(" "),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn round_trip(test: &str, instrument: &str) {
    let Some((workspace, all)) = sent(test, instrument) else { return };
    write(&workspace, &all);
    let made = workspace.run(&["store", "create", "--store", "whole.dh", "--key-file", "whole.key"]);
    assert_eq!(made.code, 0, "{}", made.all());
    let row = import(&workspace, instrument, "whole.dh");
    assert_eq!(row["imported"], all.len(), "{row}");
    assert_eq!(row["disagreements"], 0, "{row:#}");
    let workbench = Workbench::open(workspace.path(), &Interrupt::new());
    let plan = workbench.workspace.plan(workbench.country("KEN").expect("Kenya"));
    let planned = plan.instrument(&format!("household_survey/{instrument}")).expect("the instrument");
    let held = held(&workspace, instrument);
    let (mut compared, mut wrong) = (0, Vec::new());
    for sent in &all {
        let record = &held[&id_of(&sent.xml)];
        for item in planned.asked().map(|p| &p.item).filter(|i| i.kind.has_value() && i.roster.is_empty()) {
            let ours = record[&item.id].as_str();
            let theirs = match item.kind.is_asked() {
                true => sent.answers.get(&item.id),
                false => sent.worked_out.get(&item.id),
            };
            let same = match theirs {
                None => ours == "skipped_by_route",
                Some(theirs) => {
                    let theirs = shown(theirs);
                    let number = |t: &str| t.parse::<f64>().ok();
                    let sorted = |t: &str| {
                        let mut words: Vec<String> = t.split(' ').map(str::to_string).collect();
                        words.sort();
                        words
                    };
                    let safe = ours.strip_prefix('\'').unwrap_or(ours);
                    match item.kind {
                        // A calculation without a result has the state of what it lacks.
                        ItemKind::Calculation if theirs.is_empty() => number(ours).is_none(),
                        ItemKind::SelectMultiple => sorted(ours) == sorted(&theirs),
                        _ => safe == theirs || number(ours).is_some() && number(ours) == number(&theirs),
                    }
                }
            };
            compared += 1;
            if !same {
                wrong.push(format!(
                    "{} of {}: {ours:?} is held, {theirs:?} was given",
                    item.id,
                    id_of(&sent.xml)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    eprintln!("{instrument}: {} submissions came back, {compared} answers and states equal", all.len());
    corrupted(&workspace, instrument, all, planned);
}

/// Answers are taken out where one was given and put in where none was asked:
/// as many disagreements as there were changes, each at its question.
fn corrupted(workspace: &Workspace, instrument: &str, mut all: Vec<Sent>, planned: &PlannedInstrument) {
    // What no condition and no calculation reads changes nothing else.
    let mut read: Vec<&str> = Vec::new();
    for group in &planned.instrument.groups {
        read.extend(group.ask_if.iter().flat_map(|c| c.checked.depends_on()).map(String::as_str));
    }
    for item in planned.asked().map(|p| &p.item) {
        read.extend(item.conditions().flat_map(|(_, c)| c.checked.depends_on()).map(String::as_str));
    }
    read.push(&planned.instrument.age_from);
    let quiet: Vec<&str> = planned
        .asked()
        .map(|p| &*p.item)
        .filter(|i| i.kind == ItemKind::SelectOne && i.roster.is_empty() && !read.contains(&i.id.as_str()))
        .map(|i| i.id.as_str())
        .collect();
    let first = |id: &str| planned.item(id).map_or(String::new(), |p| p.item.options[0].id.clone());
    let mut random = Seed::new(5);
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    let (mut changes, mut tries) = (0, 0);
    while changes < 25 && tries < 10_000 {
        tries += 1;
        let n = random.below(all.len());
        let id = quiet[random.below(quiet.len())];
        let given = all[n].answers.get(id).filter(|v| v.is_string()).cloned();
        let xml = all[n].xml.clone();
        let changed = match given {
            // Out.
            Some(answer) => {
                let node = format!("<{id}>{}</{id}>", shown(&answer));
                xml.contains(&node).then(|| xml.replace(&node, &format!("<{id}/>")))
            }
            // In, before the form's own part.
            None if all[n].answers.get(id).is_none() && !xml.contains(&format!("<{id}>")) => {
                let end = xml.rfind("<orx:meta").or_else(|| xml.rfind("<meta"));
                end.map(|at| format!("{}<{id}>{}</{id}>{}", &xml[..at], first(id), &xml[at..]))
            }
            None => None,
        };
        let Some(changed) = changed else { continue };
        all[n].xml = changed;
        all[n].answers[id] = Value::Bool(true);
        *expected.entry(id.to_string()).or_default() += 1;
        changes += 1;
    }
    assert_eq!(changes, 25);
    write(workspace, &all);
    let made = workspace.run(&["store", "create", "--store", "spoiled.dh", "--key-file", "spoiled.key"]);
    assert_eq!(made.code, 0, "{}", made.all());
    let row = import(workspace, instrument, "spoiled.dh");
    assert_eq!(row["disagreements"], changes, "{row:#}");
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for warning in row["warnings"].as_array().expect("warnings") {
        if warning["kind"] == "empty_where_asked" {
            let count = warning["count"].as_u64().unwrap_or(0) as usize;
            *found.entry(warning["item"].as_str().unwrap_or("").to_string()).or_default() += count;
        }
    }
    for (item, count) in &found {
        assert!(expected[item] >= *count, "{item}: {count} found, {} made", expected[item]);
    }
    let out: usize = found.values().sum();
    eprintln!("{instrument}: {changes} changes found, {out} taken out and {} put in", changes - out);
}

#[test]
fn what_children_answered_in_odks_engine_is_what_is_held() {
    round_trip("what_children_answered_in_odks_engine_is_what_is_held", "children");
}

#[test]
fn what_caregivers_answered_in_odks_engine_is_what_is_held() {
    round_trip("what_caregivers_answered_in_odks_engine_is_what_is_held", "caregivers");
}
