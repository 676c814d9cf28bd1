//! Exported forms in ODK's own tools: accepted by pyxform with ODK Validate,
//! filled in by ODK's form engine, and compared with our own walk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dh::base::Interrupt;
use dh::data::State;
use dh::expr::{Cell, CellValue, Row, eval_routing};
use dh::model::{Item, ItemKind, PlannedInstrument};
use dh::ops::Workbench;
use serde_json::{Value, json};

use crate::common::odk::{Engine, Pyxform};
use crate::common::{Workspace, run_in};
use crate::xlsform;

/// A questionnaire that was exported and made into an XForm.
pub struct Made {
    folder: tempfile::TempDir,
    address: String,
    workspace: PathBuf,
    pub xform: PathBuf,
    pub languages: Vec<String>,
}

pub fn made(pyxform: &Pyxform, workspace: &Path, address: &str) -> Made {
    let folder = tempfile::TempDir::new().expect("a folder");
    let (book, xform) = (folder.path().join("form.xlsx"), folder.path().join("form.xml"));
    let name = book.to_str().expect("a name");
    let run = run_in(workspace, &["export", address, "--format", "xlsform", "-o", name, "--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let said = pyxform.convert(&book, &xform);
    let code = said["code"].as_i64().unwrap_or(999);
    assert!(matches!(code, 100 | 101), "{address}: {said:#}");
    let languages = run.rows()[0]["languages"].as_array().expect("languages").clone();
    let shown =
        |l: &Value| format!("{} ({})", l["name"].as_str().unwrap_or(""), l["code"].as_str().unwrap_or(""));
    Made {
        languages: languages.iter().map(shown).collect(),
        address: address.into(),
        workspace: workspace.into(),
        folder,
        xform,
    }
}

/// A respondent who gave one answer.
struct Only<'a>(&'a str, &'a str);

impl Row for Only<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        if name == self.0 {
            Cell::answered(CellValue::Choice(self.1))
        } else {
            Cell::missing(State::Unanswered)
        }
    }
}

/// The numbers that conditions compare an answer with, and their neighbours.
fn numbers(planned: &PlannedInstrument, item: &Item) -> Vec<i64> {
    let groups = planned.instrument.groups.iter().filter_map(|g| g.ask_if.as_ref());
    let all = planned.asked().flat_map(|p| p.item.conditions().map(|(_, c)| c)).chain(groups);
    let mut found: BTreeSet<i64> = BTreeSet::new();
    for condition in all.filter(|c| c.checked.depends_on().contains(&item.id)) {
        let words =
            condition.source.split(|c: char| !c.is_ascii_digit() && c != '_' && !c.is_ascii_alphabetic());
        let limits = words.filter_map(|w| w.parse::<i64>().ok());
        limits.for_each(|n| found.extend([n - 1, n, n + 1]));
    }
    if item.id == planned.instrument.age_from {
        let bands = planned.asked().filter_map(|p| p.item.ages);
        bands
            .for_each(|(low, high)| found.extend([low as i64 - 1, low as i64, high as i64, high as i64 + 1]));
    }
    found.into_iter().collect()
}

/// The answers that conditions name, and the states, which they all must stand.
fn wanted(planned: &PlannedInstrument, item: &Item) -> Vec<String> {
    let groups = planned.instrument.groups.iter().filter_map(|g| g.ask_if.as_ref());
    let all = planned.asked().flat_map(|p| p.item.conditions().map(|(_, c)| c)).chain(groups);
    let read: Vec<_> = all.filter(|c| c.checked.depends_on().contains(&item.id)).collect();
    if read.is_empty() {
        return Vec::new();
    }
    let words = |source: &str| -> Vec<String> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        source.split(|c| !is_word(c)).map(str::to_string).collect()
    };
    let named: BTreeSet<String> = read.iter().flat_map(|c| words(&c.source)).collect();
    let yes = read.iter().any(|c| c.source.contains("_yes("));
    let options = item.options.iter().map(|o| o.id.clone());
    let options = options.filter(|o| named.contains(o) || yes && o == "yes");
    options.chain(item.allow.iter().map(|s| s.id().to_string())).collect()
}

/// What the respondents need to know of the questions.
pub fn questions(planned: &PlannedInstrument) -> Value {
    let mut all = serde_json::Map::new();
    for item in planned.asked().map(|p| &p.item) {
        if !item.kind.has_value() {
            continue;
        }
        let states: Vec<&str> = item.allow.iter().map(|s| s.id()).collect();
        let on = item.ends.as_ref().filter(|_| item.kind == ItemKind::SelectOne).map(|ends| {
            let goes_on =
                |option: &&str| !ends.ends(eval_routing(&ends.condition.checked, &Only(&item.id, option)));
            item.options.iter().map(|o| o.id.as_str()).filter(goes_on).collect::<Vec<_>>()
        });
        let select = matches!(item.kind, ItemKind::SelectOne | ItemKind::SelectMultiple);
        all.insert(
            item.id.clone(),
            json!({
                "id": item.id, "kind": item.kind.word(), "select": select, "states": states,
                "range": item.range.map(|(low, high)| [low, high]), "numbers": numbers(planned, item),
                "worked_out": !item.kind.is_asked(), "keep_going": on.unwrap_or_default(),
                "wanted": wanted(planned, item),
            }),
        );
    }
    Value::Object(all)
}

/// Respondents of one language, as ODK's engine let them answer; they go on from
/// the answers that were `given` before.
pub fn respondents(engine: &Engine, made: &Made, xform: &Path, plan: Value) -> Value {
    let file = made.folder.path().join("plan.json");
    std::fs::write(&file, plan.to_string()).expect("a file");
    engine.run("respondents.mjs", &[xform, &file])
}

/// What our own walk reaches on the answers of a respondent: each question as
/// often as it is asked, and what is worked out.
fn walked(made: &Made, person: &Value) -> (Vec<String>, BTreeMap<String, Value>) {
    let file = made.folder.path().join("answers.json");
    std::fs::write(&file, person["answers"].to_string()).expect("a file");
    let name = file.to_str().expect("a name");
    let run = run_in(&made.workspace, &["walk", &made.address, "--answers", name, "--json"]);
    assert_eq!(run.code, 0, "{}\n{}", run.all(), person["answers"]);
    let (mut asked, mut worked_out) = (Vec::new(), BTreeMap::new());
    for row in run.rows() {
        let kind = ItemKind::from_word(row["kind"].as_str().unwrap_or("")).expect("a kind");
        let id = row["question"].as_str().expect("a question");
        if kind.is_asked() && row["asked"] == true {
            asked.push(row["roster"].as_str().map_or(id.to_string(), |roster| format!("{roster}/{id}")));
        } else if kind == ItemKind::Calculation && row["asked"] == true && row["roster"].is_null() {
            worked_out.insert(id.to_string(), row["value"].clone());
        }
    }
    asked.sort();
    (asked, worked_out)
}

/// Where the form and the walk differ for a respondent.
fn differences(made: &Made, person: &Value) -> Vec<String> {
    let (ours, worked_out) = walked(made, person);
    let mut theirs: Vec<String> = texts(&person["asked"]);
    theirs.sort();
    let count = |list: &[String], id: &String| list.iter().filter(|x| *x == id).count();
    let all: BTreeSet<&String> = ours.iter().chain(&theirs).collect();
    let mut out: Vec<String> = all
        .into_iter()
        .filter(|id| count(&ours, id) != count(&theirs, id))
        .map(|id| {
            format!("{id}: asked {} times by the form, {} by the walk", count(&theirs, id), count(&ours, id))
        })
        .collect();
    for (id, ours) in worked_out {
        let theirs = &person["worked_out"][&id];
        let number = |v: &Value| v.as_f64().or_else(|| v.as_str()?.parse().ok());
        let same = match (number(&ours), number(theirs)) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-9,
            (a, b) => a.is_none() && b.is_none(),
        };
        if !same {
            out.push(format!("{id}: worked out as {theirs} by the form, {ours} by the walk"));
        }
    }
    out
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect()
}

/// How many respondents of each language. The gate says 50, and then every branch
/// must have been taken; a plain run looks at a few.
pub fn people() -> usize {
    std::env::var("DH_ODK_PEOPLE").ok().and_then(|n| n.parse().ok()).unwrap_or(6)
}

/// So many respondents take every branch.
const ENOUGH: usize = 50;

/// Fills a form in and compares; what was seen.
fn filled(engine: &Engine, made: &Made) -> String {
    let workbench = Workbench::open(&made.workspace, &Interrupt::new());
    let (code, name) = made.address.split_once('/').expect("a country");
    let country = workbench.workspace.country(code).expect("the country");
    let plan = workbench.workspace.plan(country);
    let planned =
        plan.instruments.iter().find(|i| i.instrument.path.ends_with(name)).expect("the instrument");
    let questions = questions(planned);
    let (mut everyone, mut given) = (Vec::new(), json!({}));
    for language in &made.languages {
        let plan = json!({
            "people": people(), "seed": 11, "language": language, "questions": questions, "given": given,
        });
        let found = respondents(engine, made, &made.xform, plan);
        given = found["given"].clone();
        let people = found["people"].as_array().expect("respondents").clone();
        for (n, person) in people.iter().enumerate() {
            let who = format!("{} in {language}, respondent {n}", made.address);
            assert_eq!(person["status"], "ready", "{who}: {person:#}");
            assert_eq!(person["stuck"], json!([]), "{who}");
            let differences = differences(made, person);
            assert!(differences.is_empty(), "{who}: {differences:#?}\n{}", person["answers"]);
        }
        everyone.extend(people);
    }
    let (branches, states, open) = covered(planned, &everyone);
    let people = everyone.len();
    format!(
        "{people} respondents; of {branches} branches both ways and {states} states of filters {open} not taken"
    )
}

/// Every question that has a route was reached by some and not by others, and
/// every question that a route reads was answered by each state it allows.
fn covered(planned: &PlannedInstrument, people: &[Value]) -> (usize, usize, usize) {
    let called = |item: &Item| {
        if item.roster.is_empty() { item.id.clone() } else { format!("{}/{}", item.roster, item.id) }
    };
    let (mut branches, mut states, mut open) = (0, 0, Vec::new());
    let mut filters: BTreeSet<&str> = BTreeSet::new();
    for group in &planned.instrument.groups {
        filters.extend(group.ask_if.iter().flat_map(|c| c.checked.depends_on()).map(String::as_str));
    }
    for item in planned.asked().map(|p| &*p.item) {
        filters.extend(item.ask_if.iter().flat_map(|c| c.checked.depends_on()).map(String::as_str));
        filters.extend(item.ends.iter().flat_map(|e| e.condition.checked.depends_on()).map(String::as_str));
        let section = planned.group(item).is_some_and(|g| g.ask_if.is_some());
        let routed = item.ask_if.is_some() || section || planned.band(item).is_some();
        if !item.kind.is_asked() || !routed {
            continue;
        }
        let reached = |p: &&Value| texts(&p["asked"]).contains(&called(item));
        let count = people.iter().filter(reached).count();
        branches += 1;
        if count == 0 || count == people.len() {
            open.push(format!("{} was asked of {count} of {}", item.id, people.len()));
        }
    }
    for item in planned.asked().map(|p| &*p.item) {
        if !filters.contains(item.id.as_str()) || !item.roster.is_empty() {
            continue;
        }
        for state in &item.allow {
            states += 1;
            if !people.iter().any(|p| p["answers"][&item.id] == state.id()) {
                open.push(format!("nobody answered {} with {}", item.id, state.id()));
            }
        }
    }
    assert!(people.len() < ENOUGH || open.is_empty(), "{open:#?}");
    (branches, states, open.len())
}

fn every_respondent(test: &str, address: &str) {
    let (Some(engine), Some(pyxform)) = (Engine::here(test), Pyxform::here(test)) else { return };
    let workspace = Workspace::shipped();
    let made = made(&pyxform, workspace.path(), address);
    eprintln!("{address}: {}", filled(&engine, &made));
}

#[test]
fn children_are_asked_in_odks_engine_what_our_walk_asks() {
    every_respondent("children_are_asked_in_odks_engine_what_our_walk_asks", "KEN/household_survey/children");
}

#[test]
fn caregivers_are_asked_in_odks_engine_what_our_walk_asks() {
    every_respondent(
        "caregivers_are_asked_in_odks_engine_what_our_walk_asks",
        "KEN/household_survey/caregivers",
    );
}

#[test]
fn a_form_that_was_altered_disagrees_with_the_walk() {
    let test = "a_form_that_was_altered_disagrees_with_the_walk";
    let (Some(engine), Some(pyxform)) = (Engine::here(test), Pyxform::here(test)) else { return };
    let workspace = Workspace::shipped();
    let made = made(&pyxform, workspace.path(), "KEN/household_survey/children");
    let workbench = Workbench::open(&made.workspace, &Interrupt::new());
    let plan = workbench.workspace.plan(workbench.workspace.country("KEN").expect("Kenya"));
    let planned = plan.instrument("household_survey/children").expect("the children");
    let text = std::fs::read_to_string(&made.xform).expect("the form");
    // Each route in its turn would take long: one that stands alone on a question.
    let routed =
        planned.asked().map(|p| &p.item).find(|i| i.kind == ItemKind::SelectOne && i.ask_if.is_some());
    let id = &routed.expect("a question with a route").id;
    let from = text.find(&format!("/{id}\"")).expect("its bind");
    let start = from + text[from..].find("relevant=\"").expect("its route") + "relevant=\"".len();
    let end = start + text[start..].find('"').expect("the end");
    let altered = format!("{}not({}){}", &text[..start], &text[start..end], &text[end..]);
    let file = made.folder.path().join("altered.xml");
    std::fs::write(&file, altered).expect("a file");
    let plan = json!({
        "people": 5, "seed": 11, "language": made.languages[0], "questions": questions(planned),
    });
    let found = respondents(&engine, &made, &file, plan);
    let people = found["people"].as_array().expect("respondents");
    let found: Vec<String> = people.iter().flat_map(|p| differences(&made, p)).collect();
    assert!(
        found.iter().any(|d| d.starts_with(&format!("{id}:"))),
        "nobody saw that {id} was altered: {found:#?}"
    );
}

/// Respondents of the small questionnaire with everything that a form finds hard.
fn of_the_small(test: &str, plan: Value) -> Option<Vec<Value>> {
    let (engine, pyxform) = (Engine::here(test)?, Pyxform::here(test)?);
    let workspace = xlsform::workspace();
    let made = made(&pyxform, workspace.path(), "XEX/survey/children");
    let workbench = Workbench::open(&made.workspace, &Interrupt::new());
    let shipped = workbench.workspace.plan(workbench.workspace.country("XEX").expect("the country"));
    let mut whole = plan;
    whole["questions"] = questions(shipped.instrument("survey/children").expect("the children"));
    let found = respondents(&engine, &made, &made.xform, whole);
    let people = found["people"].as_array().expect("respondents").clone();
    assert!(people.iter().all(|p| p["status"] == "ready" && p["stuck"] == json!([])), "{people:#?}");
    Some(people)
}

#[test]
fn a_case_fills_in_what_is_known_even_with_an_apostrophe_in_its_number() {
    let test = "a_case_fills_in_what_is_known_even_with_an_apostrophe_in_its_number";
    let cases = "case_number,age\nalpha,13\nbravo,14\ndelta 7,15\nit's,16\n";
    let plan = json!({ "people": 12, "seed": 3, "files": { "cases.csv": cases }, "untouched": ["age", "age_state"] });
    let Some(people) = of_the_small(test, plan) else { return };
    let ages = BTreeMap::from([("alpha", 13), ("bravo", 14), ("delta 7", 15), ("it's", 16)]);
    let mut seen = BTreeSet::new();
    for person in &people {
        let case = person["answers"]["case_number"].as_str().expect("a case");
        assert_eq!(person["answers"]["age"], ages[case], "{case}");
        seen.insert(case.to_string());
    }
    assert_eq!(seen.len(), ages.len(), "every case occurs: {seen:?}");
}

#[test]
fn the_exact_place_is_never_sent() {
    let plan = json!({ "people": 6, "seed": 3, "submissions": true });
    let Some(people) = of_the_small("the_exact_place_is_never_sent", plan) else { return };
    let mut places = 0;
    for person in &people {
        let xml = person["xml"].as_str().expect("a submission");
        assert!(!xml.contains("place_exact"), "{xml}");
        let Some(place) = person["answers"]["place"].as_str() else { continue };
        places += 1;
        assert!(xml.contains(&format!("<place>{place}</place>")), "{xml}");
        // On the grid of 2,000 m: 55.598 rows in a degree.
        let latitude: f64 = place.split(' ').next().and_then(|l| l.parse().ok()).expect("a latitude");
        let row = latitude * 55.598;
        assert!((row - row.round()).abs() < 1e-3, "{place}");
    }
    assert!(places > 0);
}

#[test]
fn only_members_who_fit_are_drawn_and_each_may_be() {
    let test = "only_members_who_fit_are_drawn_and_each_may_be";
    let Some(people) = of_the_small(test, json!({ "people": 40, "seed": 3 })) else { return };
    let (mut lines, mut nobody) = (BTreeSet::new(), 0);
    for person in &people {
        let Some(members) = person["answers"]["household"].as_array() else { continue };
        let age = |line: usize| members[line - 1]["member_age"].as_f64();
        let fits: Vec<usize> = (1..=members.len()).filter(|l| age(*l).is_some_and(|a| a >= 12.0)).collect();
        let drawn = &person["worked_out"]["chosen"];
        match drawn.as_str().and_then(|l| l.parse::<usize>().ok()) {
            Some(line) => {
                assert!(fits.contains(&line), "line {line} of {members:?}");
                lines.insert(line);
            }
            None => {
                assert!(fits.is_empty(), "{drawn} of {members:?}");
                nobody += 1;
            }
        }
    }
    // Not always the first or the last one.
    assert!(lines.len() > 2, "{lines:?}");
    eprintln!("lines {lines:?} were drawn; in {nobody} households nobody fitted");
}
