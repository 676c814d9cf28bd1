//! The shipped questionnaires: what they promise to those who are asked, and
//! that the published figures are measured by them or say why not.

use std::collections::{BTreeMap, BTreeSet};

use dh::base::Interrupt;
use dh::data::State;
use dh::expr::{Cell, CellValue, Row};
use dh::field::Form;
use dh::model::{InstrumentKind, Item, ItemKind, PlannedInstrument};
use dh::ops::Workbench;

use crate::common::{Workspace, repository, shipped};

fn bench() -> Workbench {
    Workbench::open(&repository(), &Interrupt::new())
}

/// The questionnaires as the method asks them.
fn questionnaires(bench: &Workbench) -> Vec<PlannedInstrument> {
    let all = bench.workspace.core().instruments.clone();
    all.into_iter().filter(|i| i.instrument.kind == InstrumentKind::Questionnaire).collect()
}

fn questionnaire(bench: &Workbench, id: &str) -> PlannedInstrument {
    questionnaires(bench).into_iter().find(|i| i.instrument.id == id).expect("a questionnaire")
}

fn items(planned: &PlannedInstrument) -> impl Iterator<Item = &Item> {
    planned.asked().map(|p| &*p.item)
}

fn in_section<'a>(planned: &'a PlannedInstrument, section: &str) -> Vec<&'a Item> {
    items(planned).filter(|i| i.group == section).collect()
}

// ── published figures ────────────────────────────────────────────────────

#[test]
fn every_published_household_and_frontline_figure_is_measured_or_says_why_not() {
    let bench = bench();
    let method = &bench.workspace.methodology;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for p in
        method.published.iter().filter(|p| ["household_survey", "frontline_survey"].contains(&&*p.activity))
    {
        let said = [&p.corresponds_to, &p.measured_by, &p.not_measured];
        assert_eq!(said.iter().filter(|s| !s.is_empty()).count(), 1, "{}", p.id);
        if !p.not_measured.is_empty() {
            assert!(p.not_measured.len() > 20, "{}: {}", p.id, p.not_measured);
            *counts.entry("not measured").or_default() += 1;
            continue;
        }
        let own = format!("{}{}", p.corresponds_to, p.measured_by);
        let own = method.indicator(&own).unwrap_or_else(|| panic!("{}: no indicator {own}", p.id));
        let from = own.from().unwrap_or_else(|| panic!("{}: {} is computed from no records", p.id, own.id));
        assert!(from.starts_with(&p.activity), "{} is computed from {from}", p.id);
        // Two versions of a definition never share a column unlabelled.
        let same = own.definition == p.definition;
        // A count is not a share, whatever the definition.
        let kept_apart = same && p.unit == "count";
        assert_eq!(!p.corresponds_to.is_empty(), same && !kept_apart, "{}: {}", p.id, own.definition);
        *counts.entry(if same { "by the same definition" } else { "by another definition" }).or_default() +=
            1;
    }
    insta::assert_debug_snapshot!(counts, @r#"
    {
        "by another definition": 24,
        "by the same definition": 29,
        "not measured": 31,
    }
    "#);
}

#[test]
fn what_measures_a_published_figure_is_said_once() {
    let workspace = Workspace::small();
    let text = workspace.read("methodology/indicators.lua");
    let from = "activity = \"survey\",";
    workspace.write(
        "methodology/indicators.lua",
        &text.replace(
            from,
            &format!("{from} corresponds_to = \"online\",\n    not_measured = \"nobody asks\","),
        ),
    );
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/indicators.lua:14:5: error: 'corresponds_to' and 'not_measured' of 'online_published' contradict each other
      14 |     not_measured = "nobody asks",
         |     ^^^^^^^^^^^^
      = corresponds_to: the same definition; measured_by: another one; not_measured: none of ours
    --- exit 2 ---
    "#);
    workspace.write(
        "methodology/indicators.lua",
        &text.replace(from, &format!("{from} measured_by = \"offline\",")),
    );
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/indicators.lua:13:40: error: there is no indicator 'offline'
      13 |     activity = "survey", measured_by = "offline",
         |                                        ^^^^^^^^^
      = did you mean 'online'?
      = valid here: online
    --- exit 2 ---
    "#);
}

#[test]
fn show_says_what_measures_a_published_figure() {
    insta::assert_snapshot!(shipped(&["show", "published:told_no_one"]).all(), @"
    address      published:told_no_one
    what         Told no one
    definition   reports-2021
    population   children who experienced OCSEA
    unit         percent
    activity     household_survey
    measured by  indicator:told_no_one, which is defined as most-recent-of-any-kind
    caveat       Asked about the most recent incident of each kind; a published range spans the kinds of
                 incident.
    declared at  methodology/indicators/published/disclosure.lua:7

    address                          value  bounds  base  source
    ─────────────────────────  ───────────  ──────  ────  ─────────
    NAM/published:told_no_one         30 %                publisher
    THA/published:told_no_one      10–31 %                publisher
    VNM/published:told_no_one  43 % (lead)                media
    --- stderr ---

    --- exit 0 ---
    ");
    let row = &shipped(&["show", "published:internet_use_12_17", "--json"]).rows()[0];
    assert_eq!((row["corresponds_to"].as_str(), row["measured_by"].as_str()), (Some(""), Some("")));
    insta::assert_snapshot!(row["not_measured"], @r#""a share of all children, online or not: it comes from the household roster, whose rows are no respondents (dh sample weights)""#);
}

// ── what is promised to those who are asked ──────────────────────────────

#[test]
fn every_sensitive_section_ends_with_a_look_at_the_respondent() {
    let bench = bench();
    let mut sections = 0;
    for planned in questionnaires(&bench) {
        for group in planned.instrument.groups.iter().filter(|g| g.sensitive) {
            let name = format!("{}, {}", planned.instrument.path, group.id);
            let inside = in_section(&planned, &group.id);
            let last = inside.last().expect("items");
            let ends = last.ends.as_ref().unwrap_or_else(|| panic!("{name}: {} ends nothing", last.id));
            assert!(last.by_interviewer && !ends.unless && ends.outcome == "stopped", "{name}");
            for code in ["distress", "stop_asked", "interrupted"] {
                assert!(last.options.iter().any(|o| o.id == code), "{name}: {code}");
            }
            // No words of a respondent: they could describe an event or name a person.
            assert!(inside.iter().all(|i| i.kind != ItemKind::Text), "{name}");
            assert!(!group.instruction.is_empty(), "{name}: no instruction");
            sections += 1;
        }
        // What is sensitive stands in such a section, apart from the one number
        // of the frontline survey that its section hangs on.
        for item in items(&planned).filter(|i| i.sensitive && i.id != "children_with_technology") {
            let group = planned.instrument.groups.iter().find(|g| g.id == item.group).expect("a section");
            assert!(group.sensitive, "{}: {}", planned.instrument.path, item.id);
        }
    }
    assert_eq!(sections, 14);
}

#[test]
fn whoever_is_asked_may_say_no_and_gets_the_service_list_all_the_same() {
    let bench = bench();
    for planned in questionnaires(&bench) {
        let name = &planned.instrument.path;
        let form = Form::of(&planned);
        // Before anything is asked of the respondent, somebody agreed, and
        // whatever is no yes ends it.
        let gate = form.questions.iter().position(|q| q.item.ends.as_ref().is_some_and(|e| e.unless));
        let gate = gate.unwrap_or_else(|| panic!("{name}: no gate"));
        let before = &form.questions[..gate];
        assert!(
            before.iter().all(|q| q.item.by_interviewer
                || q.item.kind == ItemKind::Case
                || q.id().ends_with("_specify")),
            "{name}: asked before the gate: {:?}",
            before.iter().map(dh::field::Question::id).collect::<Vec<_>>()
        );
        // Nobody answered anything: ended, and what is reached is the end.
        let nothing = Given::default();
        assert!(form.questions[gate].ends(&nothing), "{name}");
        let reached = |id: &str| form.question(id).is_some_and(|q| q.is_reached(&nothing, true));
        assert!(reached("services_offered"), "{name}");
        let note =
            items(&planned).find(|i| i.id == "help").unwrap_or_else(|| panic!("{name}: no service list"));
        let group = planned.instrument.groups.iter().find(|g| g.id == note.group).expect("a section");
        assert!(note.text.contains("{helpline}") && group.after_end && note.ask_if.is_none(), "{name}");
    }
}

#[test]
fn a_child_agrees_after_the_caregiver_and_before_any_question() {
    let form = Form::of(&questionnaire(&bench(), "children"));
    let at = |id: &str| form.position(id).unwrap_or_else(|| panic!("no {id}"));
    assert!(at("caregiver_consent") < at("assent") && at("assent") < at("age"));
    // Who is near is written down before, and again before what is sensitive.
    assert!(at("others_present") < at("age") && at("still_private") < at("came_across_sexual_content"));
    let well_being = at("someone_to_talk_to");
    assert!(well_being < at("still_private"));
    // The last questions are neutral, whatever came before.
    assert!(at("go_on_after_in_person") < at("likes_about_internet"));
}

#[test]
fn the_clause_on_reporting_is_read_only_where_the_law_says_so() {
    let bench = bench();
    let has = |code: &str, bench: &Workbench| {
        let country = bench.country(code).expect("a country").clone();
        let plan = bench.workspace.plan(&country);
        let children = plan.instrument("household_survey/children").expect("children");
        items(children).any(|i| i.id == "reporting_clause")
    };
    assert!(!has("KEN", &bench), "no answer is no yes");
    let workspace = Workspace::shipped();
    let file = "countries/kenya/desk_review.lua";
    let text = workspace.read(file);
    for (answer, wanted) in [("yes", true), ("partly", false), ("unknown", false)] {
        let at = "return answers \"desk_review/law_and_policy\" {\n";
        let row = format!(
            "{at}answer \"interviewers_duty_to_report\" {{ value = \"{answer}\", as_of = \"2025\", note = \"Invented.\", source = \"https://example.org\" }},\n"
        );
        workspace.write(file, &text.replace(at, &row));
        let bench = Workbench::open(workspace.path(), &Interrupt::new());
        assert_eq!(bench.errors().count(), 0);
        assert_eq!(has("KEN", &bench), wanted, "{answer}");
        assert!(!has("UGA", &bench));
    }
}

#[test]
fn no_name_address_or_number_of_a_person_is_asked_for() {
    let bench = bench();
    for planned in questionnaires(&bench) {
        for item in items(&planned).filter(|i| i.kind == ItemKind::Text && i.specify_of.is_empty()) {
            assert!(!item.preloaded.is_empty(), "{}: free text {}", planned.instrument.path, item.id);
        }
        for item in items(&planned).filter(|i| i.kind == ItemKind::Geopoint) {
            assert!(item.accuracy_m.is_none_or(|m| m >= 1000.0), "{} is too exact", item.id);
        }
    }
}

#[test]
fn what_can_be_unknown_or_private_may_be_left_out() {
    let bench = bench();
    let mut asked = 0;
    for planned in questionnaires(&bench) {
        for item in items(&planned).filter(|i| i.kind.is_asked() && !i.by_interviewer) {
            let name = format!("{}: {}", planned.instrument.path, item.id);
            asked += 1;
            // Gates, keys and what decides who is asked need an answer.
            let must_answer = item.ends.is_some()
                || item.kind == ItemKind::Case
                || ["age", "household_size", "member_age"].contains(&item.id.as_str());
            assert!(must_answer || !item.allow.is_empty(), "{name}");
            if item.sensitive {
                assert!(item.allow.contains(&State::PreferNot), "{name}");
            }
        }
    }
    assert!(asked > 200, "{asked}");
}

// ── follow-ups ───────────────────────────────────────────────────────────

const CLEAR: [&str; 4] = ["offered_for_images", "offered_for_acts", "threatened", "images_shared"];
const OTHERS: [&str; 4] = ["sexual_comments", "asked_to_talk", "sent_unwanted_images", "asked_for_images"];

#[test]
fn every_kind_of_experience_is_followed_up_in_the_same_words() {
    let children = questionnaire(&bench(), "children");
    let asked = [
        "channel",
        "platform_kind",
        "offender_known",
        "offender_relationship",
        "feelings",
        "told_whom",
        "reasons_not_told",
        "formal_report",
    ];
    let experiences: BTreeSet<&str> = in_section(&children, "experiences")
        .into_iter()
        .filter(|i| i.kind == ItemKind::SelectOne && i.ends.is_none())
        .map(|i| i.id.as_str())
        .collect();
    assert_eq!(experiences, CLEAR.into_iter().chain(OTHERS).collect());
    for name in asked {
        let item = |id: &str| items(&children).find(|i| i.id == id).unwrap_or_else(|| panic!("no {id}"));
        let one = item(name);
        for kind in &experiences {
            let other = item(&format!("{kind}_{name}"));
            assert_eq!(
                (&one.text, &one.options, &one.allow, one.kind, one.class),
                (&other.text, &other.options, &other.allow, other.kind, other.class),
                "{}",
                other.id
            );
        }
    }
}

/// Answers, as far as they were given.
#[derive(Default)]
struct Given(BTreeMap<String, Result<String, State>>);

impl Given {
    fn with(mut self, question: &str, answer: &str) -> Given {
        let answer = State::from_id(answer).map_or_else(|| Ok(answer.to_string()), Err);
        self.0.insert(question.to_string(), answer);
        self
    }
}

impl Row for Given {
    fn get(&self, name: &str) -> Cell<'_> {
        match self.0.get(name) {
            Some(Ok(answer)) => Cell::answered(CellValue::Choice(answer)),
            Some(Err(state)) => Cell::missing(*state),
            None => Cell::missing(State::Unanswered),
        }
    }
}

#[test]
fn each_incident_is_asked_about_once() {
    let form = Form::of(&questionnaire(&bench(), "children"));
    let asked = |id: &str, row: &Given| form.question(id).expect("a question").is_reached(row, false);
    let answers = ["yes", "no", "prefer_not"];
    for mix in 0..answers.len().pow(4) {
        let given = || {
            CLEAR.iter().enumerate().fold(Given::default(), |given, (at, kind)| {
                given.with(kind, answers[mix / answers.len().pow(at as u32) % answers.len()])
            })
        };
        let happened: Vec<&str> = CLEAR.into_iter().filter(|k| given().0[*k] == Ok("yes".into())).collect();
        let which = asked("most_recent_kind", &given());
        assert_eq!(which, happened.len() >= 2, "{happened:?}");
        assert_eq!(asked("channel", &given()), !happened.is_empty(), "{happened:?}");
        let followed = |row: &Given| -> Vec<&str> {
            CLEAR.into_iter().filter(|k| asked(&format!("{k}_channel"), row)).collect()
        };
        if !which {
            // One kind alone is the most recent one.
            assert_eq!(followed(&given()), [""; 0], "{happened:?}");
            continue;
        }
        for last in &happened {
            let others: Vec<&str> = happened.iter().copied().filter(|k| k != last).collect();
            assert_eq!(followed(&given().with("most_recent_kind", last)), others);
        }
        // Not known which: what was asked may have been about any of them.
        assert_eq!(followed(&given().with("most_recent_kind", "dont_know")), [""; 0]);
    }
}

// ── what stands side by side ─────────────────────────────────────────────

#[test]
fn the_caregiver_is_asked_in_the_words_of_the_child() {
    let bench = bench();
    let (children, caregivers) = (questionnaire(&bench, "children"), questionnaire(&bench, "caregivers"));
    let rows = |planned: &PlannedInstrument, battery: &str| -> Vec<(String, Vec<String>)> {
        items(planned)
            .filter(|i| i.battery == battery)
            .map(|i| (i.text.clone(), i.options.iter().map(|o| o.id.clone()).collect()))
            .collect()
    };
    assert_eq!(rows(&children, "opinions"), rows(&caregivers, "opinions"));
    assert_eq!(rows(&children, "opinions").len(), 4);
    for (text, options) in rows(&caregivers, "child_activities") {
        assert!(rows(&children, "activities").contains(&(text.clone(), options)), "{text}");
    }
    // Whom they told, and whom one would tell: the services are the same.
    let contacts = |planned: &PlannedInstrument, id: &str| -> BTreeSet<String> {
        let item = items(planned).find(|i| i.id == id).expect("a question");
        item.options.iter().map(|o| o.id.clone()).collect()
    };
    let told = contacts(&children, "told_whom");
    let would: BTreeSet<String> = contacts(&caregivers, "would_tell_whom");
    assert_eq!(told.intersection(&would).count(), 9, "{told:?} {would:?}");
}

// ── what is counted ──────────────────────────────────────────────────────

/// Interviews of which only what matters here is in the file, all of one
/// weight.
fn tabulated(columns: &[&str], rows: &[&[&str]], indicators: &[&str]) -> Vec<(String, Option<f64>, u64)> {
    let workspace = Workspace::shipped();
    let mut csv = format!("record_id,interview_date,stratum,psu,weight,age,{}\n", columns.join(","));
    for (n, row) in rows.iter().enumerate() {
        csv.push_str(&format!("R-{n},2024-03-01,north,{n},1,16,{}\n", row.join(",")));
    }
    workspace.write("answers.csv", &csv);
    let store = ["--store", "trial.dh", "--plain"];
    let run = |arguments: &[&str]| workspace.run(&[arguments, &store[..]].concat());
    assert_eq!(run(&["store", "create"]).code, 0);
    let import = run(&["import", "KEN/household_survey/children", "answers.csv", "--simulated"]);
    assert_eq!(import.code, 0, "{}", import.all());
    assert!(import.stdout.contains("answers.csv"), "{}", import.all());
    indicators
        .iter()
        .map(|indicator| {
            let row = &run(&["tab", "KEN/household_survey/children", indicator, "--json"]).rows()[0];
            (indicator.to_string(), row["estimate"].as_f64(), row["n"].as_u64().expect("a base"))
        })
        .collect()
}

#[test]
fn what_is_said_of_a_kind_is_found_wherever_it_was_asked() {
    let columns = [
        "offered_for_images",
        "offered_for_acts",
        "threatened",
        "images_shared",
        "most_recent_kind",
        "told_whom",
        "threatened_told_whom",
        "images_shared_told_whom",
    ];
    let rows: [&[&str]; 8] = [
        // The only one of the four: asked about as the most recent.
        &["no", "no", "no", "yes", "", "nobody", "", ""],
        // An earlier one, asked about in a section of its own.
        &["no", "no", "yes", "yes", "threatened", "friend", "", "nobody"],
        // The latest of two.
        &["no", "no", "yes", "yes", "images_shared", "nobody", "police", ""],
        // The only one that is spoken of, whatever else is not.
        &["no", "no", "prefer_not", "yes", "", "friend police", "", ""],
        // Not known which was the latest: nothing can be said of this kind.
        &["no", "no", "yes", "yes", "dont_know", "nobody", "", ""],
        // It did not happen, or nothing was said of it.
        &["no", "no", "yes", "no", "", "nobody", "", ""],
        &["no", "no", "no", "yes", "", "dont_know", "", ""],
        &["no", "no", "no", "prefer_not", "", "", "", ""],
    ];
    let found = tabulated(
        &columns,
        &rows,
        &["told_no_one_images_shared", "told_no_one", "told_police", "ocsea_clear_12m"],
    );
    insta::assert_debug_snapshot!(found, @r#"
    [
        (
            "told_no_one_images_shared",
            Some(
                0.75,
            ),
            4,
        ),
        (
            "told_no_one",
            Some(
                0.6666666666666666,
            ),
            6,
        ),
        (
            "told_police",
            Some(
                0.16666666666666666,
            ),
            6,
        ),
        (
            "ocsea_clear_12m",
            Some(
                0.875,
            ),
            8,
        ),
    ]
    "#);
}

#[test]
fn who_told_of_either_offer_has_told() {
    let columns = [
        "offered_for_images",
        "offered_for_acts",
        "threatened",
        "images_shared",
        "most_recent_kind",
        "told_whom",
        "offered_for_images_told_whom",
        "offered_for_acts_told_whom",
    ];
    let rows: [&[&str]; 6] = [
        &["yes", "no", "no", "no", "", "nobody", "", ""],
        &["no", "yes", "no", "no", "", "friend", "", ""],
        // Told of one offer and not of the other.
        &["yes", "yes", "no", "no", "offered_for_acts", "nobody", "caregiver", ""],
        &["yes", "yes", "no", "no", "offered_for_images", "nobody", "", "nobody"],
        // Told of the threat alone.
        &["yes", "no", "yes", "no", "threatened", "police", "nobody", ""],
        &["no", "no", "yes", "no", "", "nobody", "", ""],
    ];
    insta::assert_debug_snapshot!(tabulated(&columns, &rows, &["told_no_one_offered_money"]), @r#"
    [
        (
            "told_no_one_offered_money",
            Some(
                0.6,
            ),
            5,
        ),
    ]
    "#);
}
