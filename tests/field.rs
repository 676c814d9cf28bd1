//! The route: intake of answers, states by replay, the simulated survey.

use std::fmt::Write as _;

use dh::base::{Diag, Interrupt};
use dh::data::{Column, Frame, State, Values};
use dh::expr::{FrameRow, eval_routing, eval_value};
use dh::field::{Form, Intake, Taken, in_file, simulate};
use dh::model::{InstrumentKind, ItemKind};
use dh::ops::Workbench;
use proptest::prelude::*;

use crate::common::{Workspace, repository};

/// One question of each kind, with every sort of condition.
const QUESTIONS: &str = r#"
      records = { id = "case", area = "district" },
      section "about_you" "About you" {
        note "hello" "Hello." { class = "core" },
        integer "age" "How old are you?" { class = "core", range = { 12, 17 }, allow = { "dont_know" } },
        select_one "online" "Do you use the internet?" {
          class = "core", options = { { "yes", "Yes" }, { "no", "No" } },
          allow = { "dont_know", "prefer_not" },
        },
        select_multiple "places" "Where?" {
          class = "core", ask_if = "online == yes",
          options = { { "home", "At home" }, { "school", "At school" }, { "nowhere", "Nowhere", exclusive = true } },
          allow = { "dont_know" },
        },
        integer "hours" "How many hours a day?" {
          class = "core", unit = "hours", ask_if = "online == yes", must = "hours <= 24", warn_if = "hours > 16",
        },
        calculation "hours_a_week" "Hours a week" { class = "core", ask_if = "online == yes", value = "hours * 7" },
      },
      section "more" "More" {
        ask_if = "hours_a_week > 10 or selected(places, school)",
        decimal "kilometres" "How far is the school?" { class = "core" },
        text "why" "Why?" { class = "core", ask_if = "kilometres >= 2", allow = { "prefer_not" } },
        date "since" "Since when?" { class = "core", ask_if = "not (kilometres < 2)" },
      },
"#;

fn workspace(questions: &str) -> Workspace {
    let workspace = Workspace::small();
    let text = workspace.read("methodology/init.lua");
    let from = text.find("      section \"about_you\"").expect("a section");
    let to = text.find("    },\n  },\n}").expect("an end");
    workspace.write("methodology/init.lua", &format!("{}{questions}{}", &text[..from], &text[to..]));
    workspace
}

/// The one form of a workspace with these questions.
fn form(questions: &str) -> Form {
    let workspace = workspace(questions);
    let bench = Workbench::open(workspace.path(), &Interrupt::new());
    let errors: String = bench.errors().map(Diag::render).collect();
    assert!(errors.is_empty(), "{errors}");
    Form::of(&bench.workspace.core().instruments[0])
}

fn small() -> Form {
    form(QUESTIONS)
}

fn take(form: &Form, csv: &str) -> Result<Taken, Vec<Diag>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record).expect("a header");
    let header: Vec<String> = record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    let mut intake = Intake::new(form, &header, true)?;
    while reader.read_byte_record(&mut record).expect("a row") {
        let line = record.position().map_or(0, csv::Position::line);
        intake.push(line, record.iter());
    }
    intake.finish()
}

fn complaints(form: &Form, csv: &str) -> String {
    match take(form, csv) {
        Ok(taken) => format!("{} rows were taken", taken.rows),
        Err(diags) => in_file(diags, "answers.csv").iter().map(Diag::render).collect::<Vec<_>>().join(""),
    }
}

/// A column as a person reads it: values where answered, states elsewhere.
fn cells(column: &Column) -> Vec<String> {
    (0..column.len())
        .map(|i| match (&column.values, column.states[i]) {
            (_, state) if state != State::Answered => format!("({})", state.id()),
            (Values::Number(n), _) => n[i].to_string(),
            (Values::Choice { codes, options }, _) => options[codes[i] as usize].clone(),
            (Values::Choices { sets, options }, _) => {
                let chosen = options.iter().enumerate().filter(|(o, _)| sets[i] >> o & 1 == 1);
                chosen.map(|(_, o)| o.as_str()).collect::<Vec<_>>().join("+")
            }
            (Values::Text(t), _) => t[i].clone(),
            (Values::Bool(b), _) => b[i].to_string(),
        })
        .collect()
}

fn table(taken: &Taken) -> String {
    let mut out = String::new();
    for (i, item) in taken.items.iter().enumerate() {
        let _ = writeln!(out, "{item:<13} {}", cells(&taken.column(i)).join(" | "));
    }
    for (row, question, text) in taken.off_route.iter() {
        let _ = writeln!(out, "off route: {} {} {text}", taken.ids.get(row), taken.items[question]);
    }
    for w in &taken.warnings {
        let _ = writeln!(out, "{} {}: {} on {:?}", w.item, w.kind.id(), w.count, w.lines);
    }
    out
}

#[test]
fn a_must_over_an_answer_that_is_not_known_warns_of_nothing() {
    let form = form(
        r#"
      records = { id = "case" },
      section "home" "Home" {
        integer "people" "How many?" { class = "core", range = { 0, 20 }, allow = { "dont_know" } },
        integer "rooms" "How many rooms?" { class = "core", range = { 0, 20 }, must = "rooms <= people" },
        select_one "online" "Online?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } } },
      },
"#,
    );
    let csv = "case,interview_date,people,rooms,online\na,2024-03-01,5,3,yes\nb,2024-03-01,dont_know,3,yes\nc,2024-03-01,2,3,yes\n";
    insta::assert_snapshot!(table(&take(&form, csv).expect("taken")), @"
    people        5 | (dont_know) | 2
    rooms         3 | 3 | 3
    online        yes | yes | yes
    rooms must_not_holding: 1 on [4]
    ");
}

#[test]
fn an_empty_cell_is_skipped_or_unanswered_by_the_route() {
    let csv = "case,interview_date,district,age,online,places,hours,kilometres,why,since\n\
               a,2024-03-01,north,14,yes,home school,2,3.5,far away,2020-01-31\n\
               b,2024-03-01,north,13,no,,,,,\n\
               c,2024-03-02,south,,yes,,1,,,\n\
               d,2024-03-02,south,dont_know,prefer_not,,,,,\n\
               e,2024-03-02,,12,,,,,,\n\
               f,2024-03-02,,12,yes,dont_know,2,1,,2020-02-29\n";
    let taken = take(&small(), csv).expect("taken");
    insta::assert_snapshot!(table(&taken), @r"
    age           14 | 13 | (unanswered) | (dont_know) | 12 | 12
    online        yes | no | yes | (prefer_not) | (unanswered) | yes
    places        home+school | (skipped_by_route) | (unanswered) | (skipped_by_route) | (skipped_by_route) | (dont_know)
    hours         2 | (skipped_by_route) | 1 | (skipped_by_route) | (skipped_by_route) | 2
    hours_a_week  14 | (skipped_by_route) | 7 | (skipped_by_route) | (skipped_by_route) | 14
    kilometres    3.5 | (skipped_by_route) | (skipped_by_route) | (skipped_by_route) | (skipped_by_route) | 1
    why           far away | (skipped_by_route) | (skipped_by_route) | (skipped_by_route) | (skipped_by_route) | (skipped_by_route)
    since         2020-01-31 | (skipped_by_route) | (skipped_by_route) | (skipped_by_route) | (skipped_by_route) | (skipped_by_route)
    off route: f since 2020-02-29
    ");
    assert!(taken.simulated && taken.column(0).marks.simulated);
    assert_eq!(taken.date(2), "2024-03-02");
    let areas = taken.areas.expect("areas");
    assert_eq!((areas.get(0), areas.get(3), areas.get(5)), ("north", "south", ""));
    assert!(taken.strata.is_none() && taken.weights.is_none());
}

#[test]
fn an_answer_off_the_route_is_kept_aside_and_routes_nobody() {
    // 'hours' was not asked, so that its 5 reaches neither the calculation nor
    // the section behind it.
    let csv = "case,interview_date,online,places,hours,hours_a_week,kilometres,why,since\n\
               a,2024-03-01,no,home school,5,35,dont_know,,\n";
    let csv = csv.replace(",dont_know", ",4");
    insta::assert_snapshot!(table(&take(&small(), &csv).expect("taken")), @r"
    age           (not_in_version)
    online        no
    places        (skipped_by_route)
    hours         (skipped_by_route)
    hours_a_week  (skipped_by_route)
    kilometres    (skipped_by_route)
    why           (skipped_by_route)
    since         (skipped_by_route)
    off route: a places home school
    off route: a hours 5
    off route: a hours_a_week 35
    off route: a kilometres 4
    ");
}

#[test]
fn checks_that_do_not_hold_are_counted_and_do_not_block() {
    let csv = "case,interview_date,age,online,places,hours,hours_a_week\n\
               a,2024-03-01,11,yes,nowhere home,30,210\n\
               b,2024-03-01,18,yes,skipped_by_route,2,15\n\
               c,2024-03-01,12,yes,nowhere,17,119\n";
    let taken = take(&small(), csv).expect("taken");
    assert_eq!(taken.missing, ["kilometres", "why", "since"]);
    let shown = table(&taken);
    let warnings: String = shown.lines().filter(|l| l.contains(" on [")).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(warnings, @r"
    age outside_range: 2 on [2, 3]
    places exclusive_with_others: 1 on [2]
    places said_skipped_where_asked: 1 on [3]
    hours must_not_holding: 1 on [2]
    hours warn_if_holding: 2 on [2, 4]
    hours_a_week calculation_differs: 1 on [3]
    ");
}

#[test]
fn every_problem_is_told_with_its_line_and_no_answer_in_somebodys_words() {
    let csv = "case,interview_date,weight,age,online,places,hours,kilometres,why,since,hello\n\
               a,2024-02-30,1,14,Yes,home;school,2,\"3,5\",dont_know,last year,\n\
               ,01/03/2024,0,14.5,yess,home dont_know,two hours,x,,,hi\n\
               a,2024-03-01,1,14,yes,home\n\
               a,2024-03-01,-1,prefer_not,not_applicable,hom,,,,,\n\
               \"x\ny\",2024-03-01,,14,my own words about it,home,2,1,,,\n";
    insta::assert_snapshot!(complaints(&small(), csv), @r"
    answers.csv:2: error: 'interview_date' is no day of the calendar
      = dates are written YYYY-MM-DD, such as 2020-11-30, and must exist
    answers.csv:2: error: 'Yes' is no option of 'online'
      = that is the label of 'yes': the file holds option ids
    answers.csv:2: error: a text of 11 characters is no option of 'places'
      = several options are separated by spaces
      = valid here: home, school, nowhere
    answers.csv:2: error: 'kilometres' should be a number, but is written with a comma
      = write the decimals with a point, and thousands without a sign
    answers.csv:2: error: 'why' does not allow 'dont_know'
      = it allows prefer_not
    answers.csv:2: error: 'since' should be a date, not a text of 9 characters with spaces
      = dates are written YYYY-MM-DD, such as 2020-11-30, and must exist
    answers.csv:3: error: 'case' is empty
      = every record needs an id of its own that stays the same
    answers.csv:3: error: 'interview_date' should be a date, not a text of 10 characters
      = dates are written YYYY-MM-DD, such as 2020-11-30, and must exist
    answers.csv:3: error: 'weight' should be above 0
      = a record that stands for nobody is left out of the file
    answers.csv:3: error: 'age' should be a whole number, but has decimals
    answers.csv:3: error: 'yess' is no option of 'online'
      = did you mean 'yes'?
      = valid here: yes, no
    answers.csv:3: error: 'places' has 'dont_know' beside other answers
      = a cell holds option ids or one state, not both
    answers.csv:3: error: 'hours' should be a whole number, not a text of 9 characters with spaces
      = digits only, with a point before decimals and a minus sign where it is below zero
    answers.csv:3: error: 'kilometres' should be a number, not 'x'
      = digits only, with a point before decimals and a minus sign where it is below zero
    answers.csv:3: error: a note holds no answer, but this cell is not empty
    answers.csv:4: error: this row has 6 cells, the header 11
      = a row may be cut off, or a text with a line break may lack its quotation marks
    answers.csv:5: error: 'weight' should be above 0
      = a record that stands for nobody is left out of the file
    answers.csv:5: error: 'age' does not allow 'prefer_not'
      = it allows dont_know
    answers.csv:5: error: 'online' does not allow 'not_applicable'
      = it allows dont_know, prefer_not
    answers.csv:5: error: 'hom' is no option of 'places'
      = did you mean 'home'?
      = valid here: home, school, nowhere
    answers.csv:5: error: case 'a' stands on line 2 already
      = a record id stands for one record: keep one, or give each its own
    answers.csv:6: error: 'case' has control characters
      = every record needs an id of its own that stays the same
    answers.csv:6: error: 'weight' is empty
      = every record has a weight where the file has the column
    answers.csv:6: error: a text of 21 characters with spaces is no option of 'online'
      = valid here: yes, no
    ");
}

#[test]
fn a_column_of_labels_is_one_mistake() {
    let mut csv = String::from("case,interview_date,online\n");
    for n in 0..10_000 {
        let _ = writeln!(csv, "r{n},2024-03-01,Yes");
    }
    insta::assert_snapshot!(complaints(&small(), &csv), @r"
    answers.csv:2: error: 'Yes' is no option of 'online'
      = that is the label of 'yes': the file holds option ids
    answers.csv:3: error: 'Yes' is no option of 'online'
      = that is the label of 'yes': the file holds option ids
    answers.csv:4: error: 'Yes' is no option of 'online'
      = that is the label of 'yes': the file holds option ids
    answers.csv:5: error: 'Yes' is no option of 'online'
      = that is the label of 'yes': the file holds option ids
    answers.csv:6: error: 'Yes' is no option of 'online'
      = that is the label of 'yes': the file holds option ids
    answers.csv: error: column 'online': 9995 more cells have such a fault
    ");
}

#[test]
fn headers_are_checked_before_any_row() {
    let form = small();
    insta::assert_snapshot!(complaints(&form, "\u{feff}case,interviewdate,onlin,age,age,\n"), @r"
    answers.csv:1: error: column 'interviewdate' is no question of survey/children and no record column
      = did you mean 'interview_date'?
      = take the column away, or give it the name of the question it holds
    answers.csv:1: error: column 'onlin' is no question of survey/children and no record column
      = did you mean 'online'?
      = take the column away, or give it the name of the question it holds
    answers.csv:1: error: column 'age' stands twice, as column 4 and 5
      = take one away, or give it the name of the question it holds
    answers.csv:1: error: column 6 has no name
      = take the column away, or give it the name of the question it holds
    answers.csv:1: error: there is no column 'interview_date': the date of the interview
      = is it 'interviewdate'?
      = the questionnaire's 'records' say what a file calls it
    ");
    assert_eq!(complaints(&form, "\u{feff}case,interview_date\n"), "0 rows were taken");
}

#[test]
fn a_record_column_is_no_question() {
    let workspace =
        workspace(&QUESTIONS.replace("id = \"case\"", "id = \"age\", psu = \"district\", wieght = \"w\""));
    insta::assert_snapshot!(workspace.run(&["check"]).stderr, @r#"
    methodology/init.lua:20:24: error: 'age' is a question and the record column for 'id'
      20 |       records = { id = "age", psu = "district", wieght = "w", area = "district" },
         |                        ^^^^^
      = a file of answers has both as columns: records = { id = "…" }

    methodology/init.lua:20:49: error: 'records' has no column for 'wieght'
      20 |       records = { id = "age", psu = "district", wieght = "w", area = "district" },
         |                                                 ^^^^^^
      = did you mean 'weight'?
      = valid here: id, date, stratum, psu, weight, area, interviewer

    methodology/init.lua:20:70: error: the record columns for 'psu' and 'area' are both called 'district'
      20 |       records = { id = "age", psu = "district", wieght = "w", area = "district" },
         |                                                                      ^^^^^^^^^^
      = a file of answers has both as columns: records = { area = "…" }
    "#);
    let workspace = Workspace::small();
    workspace.replace(
        "countries/exampleland/init.lua",
        "  figures =",
        "  adapt \"survey/children\" {\n    add_item \"about_you\" {\n      text \"region\" \"Which?\" { class = \"adaptable\" },\n      because = \"asked\",\n    },\n  },\n  figures =",
    );
    insta::assert_snapshot!(workspace.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:14: error: adds 'region', which is the name of a record column (area)
      5 |     add_item "about_you" {
        |              ^^^^^^^^^^^
      = choose another id: a file of answers has both as columns
    "#);
}

#[test]
fn the_snapshot_of_a_plan_holds_the_names_of_the_record_columns() {
    let bench = Workbench::open(workspace(QUESTIONS).path(), &Interrupt::new());
    let json: serde_json::Value =
        serde_json::from_str(&bench.workspace.core().snapshot().json).expect("JSON");
    let records = &json["instruments"][0]["records"];
    assert_eq!(records["id"], "case");
    assert_eq!(records["area"], "district");
    assert_eq!(records["psu"], "psu");
}

// ── replay ───────────────────────────────────────────────────────────────

/// All forms of the shipped workspace, each with the country it is for.
fn shipped_forms() -> Vec<(String, Form)> {
    let bench = Workbench::open(&repository(), &Interrupt::new());
    let mut forms = Vec::new();
    for country in bench.workspace.countries.values() {
        for planned in &bench.workspace.plan(country).instruments {
            if planned.instrument.kind == InstrumentKind::Questionnaire {
                forms.push((country.code.clone(), Form::of(planned)));
            }
        }
    }
    assert_eq!(forms.len(), 4 * bench.workspace.countries.len());
    forms
}

/// What the file holds, row by row through the row-wise readers: the state of
/// every question by its definition.
fn by_row(form: &Form, csv: &str) -> Vec<Vec<State>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let mut states = vec![Vec::new(); form.questions.len()];
    for record in reader.records() {
        let record = record.expect("a row");
        let mut frame = Frame::new(1);
        let mut ended = false;
        for (q, question) in form.questions.iter().enumerate() {
            let item = &question.item;
            let cell = header.iter().position(|h| h == item.id).map(|i| &record[i]);
            let holds = |c: &Option<dh::model::Condition>| {
                c.as_ref().is_none_or(|c| eval_routing(&c.checked, &FrameRow::new(&frame, 0)))
            };
            let reached = (question.after_end || !ended)
                && [&question.section_ask_if, &item.ask_if, &question.band].into_iter().all(holds);
            let options = question.options();
            let at = |id: &str| options.iter().position(|o| o == id);
            let calculated = item.value.as_ref().map(|v| eval_value(&v.checked, &FrameRow::new(&frame, 0)));
            let (state, values) = match (cell, calculated) {
                (_, Some(Ok(n))) if reached => (State::Answered, Values::Number(vec![n])),
                (_, Some(Err(why))) if reached => {
                    (why.iter().next().unwrap_or(State::Unanswered), Values::Number(vec![0.0]))
                }
                (_, Some(_)) => (State::SkippedByRoute, Values::Number(vec![0.0])),
                (None, None) => (State::NotInVersion, Values::Number(vec![0.0])),
                (Some(cell), None) => {
                    let state = match State::from_id(cell) {
                        _ if !reached => State::SkippedByRoute,
                        _ if cell.is_empty() => State::Unanswered,
                        Some(state) => state,
                        None => State::Answered,
                    };
                    let values = match item.kind {
                        ItemKind::SelectOne => Values::Choice {
                            codes: vec![at(cell).unwrap_or(0) as u32],
                            options: options.clone(),
                        },
                        ItemKind::SelectMultiple => {
                            let set = cell.split(' ').filter_map(at).fold(0, |s, i| s | 1 << i);
                            Values::Choices { sets: vec![set], options: options.clone() }
                        }
                        ItemKind::Integer | ItemKind::Decimal => {
                            Values::Number(vec![cell.parse().unwrap_or(0.0)])
                        }
                        _ => Values::Text(vec![cell.to_string()]),
                    };
                    (state, values)
                }
            };
            states[q].push(state);
            let column = Column { values, states: vec![state], marks: dh::data::Marks::default() };
            frame.set(question.id(), column).expect("one row");
            ended |= reached && question.ends(&FrameRow::new(&frame, 0));
        }
    }
    states
}

/// Any cell the question takes, whether or not it is asked.
fn any_cell(question: &dh::field::Question, dice: u64) -> String {
    let item = &question.item;
    let pick = dice as usize / 8;
    match dice % 8 {
        0 | 1 => return String::new(),
        2 if !item.allow.is_empty() => return item.allow[pick % item.allow.len()].id().to_string(),
        _ => {}
    }
    match item.kind {
        ItemKind::SelectOne => item.options[pick % item.options.len()].id.clone(),
        ItemKind::SelectMultiple => {
            let chosen = item.options.iter().enumerate().filter(|(i, _)| (pick + 1) >> (i % 16) & 1 == 1);
            chosen.map(|(_, o)| o.id.as_str()).collect::<Vec<_>>().join(" ")
        }
        ItemKind::Integer => (pick % 300).to_string(),
        ItemKind::Decimal => format!("{}.5", pick % 10),
        ItemKind::Date => format!("20{:02}-03-01", pick % 30),
        _ => "a text, with a comma".into(),
    }
}

fn any_file(form: &Form, dice: &[u64]) -> String {
    let asked: Vec<_> = form.questions.iter().filter(|q| !q.is_calculation()).collect();
    let mut out = format!("{},{}", form.records.id, form.records.date);
    asked.iter().for_each(|q| out.push_str(&format!(",{}", q.id())));
    for (row, dice) in dice.chunks_exact(asked.len()).enumerate() {
        let _ = write!(out, "\nr{row},2024-03-01");
        for (question, dice) in asked.iter().zip(dice) {
            let _ = write!(out, ",\"{}\"", any_cell(question, *dice));
        }
    }
    out.push('\n');
    out
}

fn states_agree(form: &Form, csv: &str) {
    let taken = take(form, csv).unwrap_or_else(|d| panic!("{}", d[0].render()));
    let expected = by_row(form, csv);
    for (q, question) in form.questions.iter().enumerate() {
        assert_eq!(taken.column(q).states, expected[q], "{} of\n{csv}", question.id());
    }
}

#[test]
fn states_are_those_of_reading_row_by_row() {
    let children =
        shipped_forms().into_iter().find(|(_, f)| f.path.ends_with("/children")).expect("children").1;
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let small = small();
    let dice = proptest::collection::vec(any::<u64>(), 400..2000);
    runner
        .run(&dice, |dice| {
            states_agree(&children, &any_file(&children, &dice));
            states_agree(&small, &any_file(&small, &dice));
            Ok(())
        })
        .expect("both say the same");
    // Behind the first block the rows are counted on.
    let dice: Vec<u64> = (0..8u64 * 9000).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20).collect();
    states_agree(&small, &any_file(&small, &dice));
}

#[test]
fn no_file_makes_it_fall_over() {
    let form = small();
    let header =
        ["case", "interview_date", "weight", "psu", "age", "online", "places", "why", "since", "hello"];
    let token = prop_oneof![
        3 => Just(b"".to_vec()),
        3 => prop_oneof!["yes", "home school", "2024-03-01", "14", "dont_know", "unanswered", "r[0-9]{1,4}"]
            .prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..50),
        1 => "[-0-9.,e+]{1,30}".prop_map(String::into_bytes),
    ];
    let row = proptest::collection::vec(token, 8..12);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&proptest::collection::vec(row, 0..40), |rows| {
            let mut intake = Intake::new(&form, &header, false).expect("a header");
            for (n, row) in rows.iter().enumerate() {
                intake.push(n as u64 + 2, row.iter().map(Vec::as_slice));
            }
            match intake.finish() {
                Ok(taken) => assert_eq!(taken.rows, rows.len()),
                Err(diags) => assert!(!diags.is_empty() && !rows.is_empty()),
            }
            Ok(())
        })
        .expect("never");
}

#[test]
fn a_bad_row_behind_many_good_ones_leaves_nothing() {
    let mut csv = String::from("case,interview_date,age\n");
    for n in 0..9_000 {
        let _ = writeln!(csv, "r{n},2024-03-01,14");
    }
    assert_eq!(take(&small(), &csv).map(|t| t.rows).ok(), Some(9_000));
    csv.push_str("r4,2024-03-01,14\nr9001,2024-03-01,fourteen\n");
    insta::assert_snapshot!(complaints(&small(), &csv), @r"
    answers.csv:9002: error: case 'r4' stands on line 6 already
      = a record id stands for one record: keep one, or give each its own
    answers.csv:9003: error: 'age' should be a whole number, not 'fourteen'
      = digits only, with a point before decimals and a minus sign where it is below zero
    ");
}

// ── the simulated survey ─────────────────────────────────────────────────

#[test]
fn the_simulated_survey_is_taken_without_a_word_in_every_country() {
    for (country, form) in shipped_forms() {
        let taken =
            take(&form, &simulate::demo(&form, 7)).unwrap_or_else(|d| panic!("{country}: {}", d[0].render()));
        let name = format!("{country}/{}", form.path);
        assert!((950..=1050).contains(&taken.rows), "{name}: {} rows", taken.rows);
        assert!(taken.off_route.is_empty(), "{name}: {:?}", taken.off_route.iter().next());
        assert!(taken.warnings.is_empty(), "{name}: {:?}", taken.warnings);
        assert!(taken.missing.is_empty(), "{name}: {:?}", taken.missing);
        assert_eq!(taken.strata.as_ref().expect("strata").names.len(), 12, "{name}");
        assert_eq!(taken.psus.as_ref().expect("PSUs").names.len(), 100, "{name}");
    }
    // One with every kind of question and check.
    let form = small();
    let taken = take(&form, &simulate::demo(&form, 3)).expect("taken");
    assert!(taken.off_route.is_empty() && taken.warnings.is_empty());
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let form = small();
    let csv = simulate::demo(&form, 1);
    assert_eq!(csv, simulate::demo(&form, 1));
    assert_ne!(csv, simulate::demo(&form, 2));
    let first: Vec<&str> = csv.lines().take(4).collect();
    insta::assert_snapshot!(first.join("\n"), @"
    case,interview_date,stratum,psu,weight,district,interviewer,age,online,places,hours,kilometres,why,since
    DEMO-0001,2025-03-22,region_1_urban,psu_001,1244.7,region_1,interviewer_01,15,no,,,,,
    DEMO-0002,2025-03-21,region_1_urban,psu_001,1867.1,region_1,interviewer_01,14,no,,,,,
    DEMO-0003,2025-03-21,region_1_urban,psu_001,1244.7,region_1,interviewer_01,13,no,,,,,
    ");
}

/// Shares of a state or an option of a question.
fn share(column: &Column, is: impl Fn(usize) -> bool, of: impl Fn(State) -> bool) -> f64 {
    let base: Vec<usize> = (0..column.len()).filter(|i| of(column.states[*i])).collect();
    base.iter().filter(|i| is(**i)).count() as f64 / base.len().max(1) as f64
}

#[test]
fn the_simulated_survey_has_the_shape_of_one() {
    let forms = shipped_forms();
    let (_, form) = forms.iter().find(|(_, f)| f.path.ends_with("/children")).expect("children");
    let taken = take(form, &simulate::demo(form, 11)).expect("taken");
    let psus = &taken.psus.as_ref().expect("PSUs").codes;
    let (mut ratios, mut often) = (Vec::new(), Vec::new());
    for (q, question) in form.questions.iter().enumerate() {
        let column = taken.column(q);
        let asked = column.states.iter().filter(|s| s.was_asked()).count();
        if asked < 500 {
            continue;
        }
        if question.item.allow.contains(&State::DontKnow) {
            let unknown = share(&column, |i| column.states[i] == State::DontKnow, State::was_asked);
            assert!((0.002..0.08).contains(&unknown), "{}: {unknown}", question.id());
        }
        let Values::Choice { codes, options } = &column.values else { continue };
        let Some(yes) = options.iter().position(|o| o == "yes") else { continue };
        let p = share(&column, |i| codes[i] as usize == yes, |s| s == State::Answered);
        if question.item.sensitive {
            assert!(p < 0.2, "{}: {p}", question.id());
        } else {
            often.push(p);
            // Variance of the places' shares over that of a simple sample.
            let mut places = vec![(0.0, 0.0); 100];
            for i in (0..taken.rows).filter(|i| column.states[*i] == State::Answered) {
                places[psus[i] as usize].0 += f64::from(u8::from(codes[i] as usize == yes));
                places[psus[i] as usize].1 += 1.0;
            }
            let squares: f64 = places.iter().map(|(y, n)| (y / n - p).powi(2)).sum::<f64>() / 99.0;
            let simple: f64 = places.iter().map(|(_, n)| p * (1.0 - p) / n).sum::<f64>() / 100.0;
            ratios.push(squares / simple);
        }
    }
    let effect = ratios.iter().sum::<f64>() / ratios.len() as f64;
    assert!((1.2..4.0).contains(&effect), "design effects {ratios:?}");
    assert!(often.iter().any(|p| *p > 0.3), "{often:?}");
    // Weights differ between strata and between households.
    let weights = taken.weights.expect("weights");
    let (low, high) = weights.iter().fold((f64::MAX, 0.0f64), |(l, h), w| (l.min(*w), h.max(*w)));
    assert!(high / low > 3.0, "{low} to {high}");
}
