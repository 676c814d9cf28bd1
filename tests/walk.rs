//! `dh walk`: one respondent through a questionnaire, by a file of answers and
//! at the keyboard; the walk and the replay of files agree.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::data::{Column, State, Values};
use dh::field::{Form, Intake, Place, Replies, Walker};
use dh::model::{Given, InstrumentKind, Item, ItemKind, PlannedInstrument, Reply, ReplyValue};
use dh::ops::Workbench;
use proptest::prelude::*;

use crate::common::{Run, Workspace, dh_in, repository};

/// A questionnaire with gates, a roster, a pick, bands and a service list.
pub const HOUSEHOLD: &str = r#"      age_from = "age",
      section "start" "Start" {
        instruction = "Sit side by side.",
        select_one "assent" "Would you like to take part?" {
          class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, allow = { "prefer_not" },
          ends_unless = "assent == yes", ends_as = "no_assent",
        },
        integer "age" "How old are you?" {
          class = "core", range = { 12, 17 }, unit = "years", hint = "In completed years.", allow = { "dont_know" },
        },
        integer "household_size" "How many live here?" { class = "core", range = { 1, 9 } },
        roster "household" "Who lives here" {
          class = "core", count = "household_size", max = 6,
          integer "member_age" "Age" { class = "core", range = { 0, 120 } },
          select_one "member_online" "Online?" {
            class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "member_age >= 5 and age >= 12",
          },
        },
        calculation "eligible" "Eligible" {
          class = "core", value = "count_rows(household, member_age >= 12 and member_age <= 17 and member_online == yes)",
        },
        random_pick "chosen" "The one asked" {
          class = "core", from = "household", where = "member_age >= 12 and member_online == yes",
        },
      },
      section "online" "Online" {
        ask_if = "eligible > 0",
        select_multiple "devices" "What do you use, at {age}?" {
          class = "core", allow = { "dont_know" }, texts = { sw = "Unatumia nini, ukiwa na {age}?" },
          options = {
            { "phone", "A phone", texts = { sw = "Simu" } }, { "other", "Another", specify = true },
            { "none", "None", exclusive = true },
          },
        },
        integer "hours" "How many hours with {devices}?" {
          class = "core", range = { 0, 24 }, must = "hours ~= 13", warn_if = "hours > 16",
          ask_if = "selected(devices, phone)", ages = { 15, 17 },
        },
        select_one "go_on" "May it go on?" {
          class = "core", answered_by = "interviewer", options = { { "yes", "Yes" }, { "stop", "No" } },
          ends_if = "go_on == stop", ends_as = "stopped",
        },
        time "bedtime" "When do you go to bed?" { class = "core", allow = { "dont_know", "prefer_not" } },
        geopoint "where" "Where is it?" { class = "core", allow = { "not_applicable" } },
        date "birthday" "Born when?" { class = "core", allow = { "prefer_not" } },
      },
      section "close" "Close" {
        after_end = true,
        note "services" "Call 116." { class = "core" },
        select_one "list_given" "Was the list given?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } } },
      },
"#;

/// The small workspace with these questions, in a country that speaks two languages.
pub fn workspace(questions: &str) -> Workspace {
    let workspace = Workspace::small();
    let text = workspace.read("methodology/init.lua");
    let from = text.find("      section \"about_you\"").expect("a section");
    let to = text.find("    },\n  },\n}").expect("an end");
    workspace.write("methodology/init.lua", &format!("{}{questions}{}", &text[..from], &text[to..]));
    workspace.write("methodology/indicators.lua", "return indicators {}\n");
    workspace.write(
        "countries/exampleland/figures.csv",
        "id,population,value,unit,source_tier,source_title,source_url\n",
    );
    workspace.replace("countries/exampleland/init.lua", "{ \"en\" }", "{ \"en\", \"sw\" }");
    workspace.replace("countries/exampleland/init.lua", "  figures = \"figures.csv\",\n", "");
    workspace
}

fn walk(answers: &str, arguments: &[&str]) -> Run {
    let workspace = workspace(HOUSEHOLD);
    workspace.write("answers.json", answers);
    let all: Vec<&str> =
        ["walk", "XEX/children", "--answers", "answers.json"].iter().chain(arguments).copied().collect();
    workspace.run(&all)
}

/// `question[row]: value or (state)`, with warnings, endings and what was put
/// aside, for each row of `--json`.
fn told(run: &Run) -> String {
    let mut out = String::new();
    for row in run.rows() {
        let _ = write!(out, "{}", row["question"].as_str().expect("a question"));
        if let Some(n) = row.get("row") {
            let _ = write!(out, "[{n}]");
        }
        match &row["value"] {
            serde_json::Value::Null => {
                let _ = write!(out, ": ({})", row["state"].as_str().expect("a null has a state"));
            }
            value => {
                let _ = write!(out, ": {value}");
            }
        }
        for name in ["warnings", "ends", "off_route"] {
            if let Some(said) = row.get(name) {
                let _ = write!(out, " {name} {said}");
            }
        }
        out.push('\n');
    }
    for note in run.json()["notes"].as_array().expect("notes") {
        let _ = writeln!(out, "* {}", note.as_str().expect("a note"));
    }
    out
}

const FAMILY: &str = r#""assent": "yes", "age": 15, "household_size": 3,
  "household": [ { "member_age": 40, "member_online": "yes" }, { "member_age": 15, "member_online": "yes" }, { "member_age": 3 } ]"#;

#[test]
fn rosters_are_walked_row_by_row_and_calculations_count_them() {
    let answers = format!(
        r#"{{ {FAMILY}, "chosen": 2, "devices": ["phone", "other"], "devices_specify": "A watch", "hours": 17,
        "go_on": "yes", "bedtime": "21:30", "where": "not_applicable", "birthday": "2010-02-28", "list_given": "yes" }}"#
    );
    let run = walk(&answers, &["--json"]);
    insta::assert_snapshot!(told(&run), @r#"
    assent: "yes"
    age: 15
    household_size: 3
    member_age[1]: 40
    member_online[1]: "yes"
    member_age[2]: 15
    member_online[2]: "yes"
    member_age[3]: 3
    member_online[3]: (skipped_by_route)
    eligible: 1
    chosen: 2
    devices: ["phone","other"]
    devices_specify: "A watch"
    hours: 17 warnings ["warn_if_holding"]
    go_on: "yes"
    bedtime: "21:30"
    where: (not_applicable)
    birthday: "2010-02-28"
    list_given: "yes"
    * ended at the last question: complete
    "#);
}

#[test]
fn a_refused_assent_ends_and_the_service_list_is_reached_all_the_same() {
    let run = walk(r#"{ "assent": "prefer_not", "age": 14, "list_given": "yes" }"#, &["--json"]);
    insta::assert_snapshot!(told(&run), @r#"
    assent: (prefer_not) ends "no_assent"
    age: (skipped_by_route) off_route 14
    household_size: (skipped_by_route)
    member_age: (skipped_by_route)
    member_online: (skipped_by_route)
    eligible: (skipped_by_route)
    chosen: (skipped_by_route)
    devices: (skipped_by_route)
    devices_specify: (skipped_by_route)
    hours: (skipped_by_route)
    go_on: (skipped_by_route)
    bedtime: (skipped_by_route)
    where: (skipped_by_route)
    birthday: (skipped_by_route)
    list_given: "yes"
    * ended at assent: no_assent
    * answers to what was not asked: age; they route nobody and are not counted
    "#);
    assert_eq!(run.code, 0, "an ending is no error");
}

#[test]
fn who_is_picked_is_drawn_by_the_seed_among_those_who_may_be() {
    let mut drawn = std::collections::BTreeSet::new();
    for seed in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        let run = walk(&format!("{{ {FAMILY} }}"), &["--json", "--seed", seed]);
        let again = walk(&format!("{{ {FAMILY} }}"), &["--json", "--seed", seed]);
        assert_eq!(run.stdout, again.stdout, "the same seed draws the same");
        let rows = run.rows();
        let row = rows.iter().find(|r| r["question"] == "chosen").expect("a pick");
        drawn.insert(row["value"].as_i64().expect("a line"));
    }
    assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [1, 2], "the third is too young");
    // A line that may not be picked is taken and warned of.
    let run = walk(&format!("{{ {FAMILY}, \"chosen\": 3 }}"), &["--json"]);
    assert!(told(&run).contains("chosen: 3 warnings [\"outside_range\"]"), "{}", told(&run));
    // Nobody to pick is a pick without a result.
    let alone =
        r#"{ "assent": "yes", "age": 15, "household_size": 1, "household": [ { "member_age": 3 } ] }"#;
    assert!(told(&walk(alone, &["--json"])).contains("chosen: (unanswered)"));
}

#[test]
fn more_rows_than_counted_are_put_aside_and_none_is_made_up() {
    let answers = r#"{ "assent": "yes", "age": 15, "household_size": 1,
        "household": [ { "member_age": 20 }, { "member_age": 30, "member_online": "no" } ] }"#;
    let shown = told(&walk(answers, &["--json"]));
    insta::assert_snapshot!(shown.lines().filter(|l| l.contains("member") || l.starts_with('*')).collect::<Vec<_>>().join("\n"), @"
    member_age[1]: 20
    member_online[1]: (unanswered)
    * ended at the last question: complete
    * answers to what was not asked: member_age (row 2), member_online (row 2); they route nobody and are not counted
    ");
    // A size that is not known is no row, and each question is named once.
    let shown = told(&walk(r#"{ "assent": "yes", "household": [ { "member_age": 20 } ] }"#, &["--json"]));
    insta::assert_snapshot!(shown.lines().filter(|l| l.contains("member") || l.contains("eligible")).collect::<Vec<_>>().join("\n"), @"
    member_age: (skipped_by_route)
    member_online: (skipped_by_route)
    eligible: 0
    * answers to what was not asked: member_age (row 1); they route nobody and are not counted
    ");
}

#[test]
fn everything_wrong_with_answers_is_told_at_its_path() {
    let answers = r#"{
        "assent": "Yes", "agee": 14, "age": "14", "household_size": 2.5, "member_age": 3, "eligible": 1,
        "household": [ { "member_age": 12, "member_online": "maybe" }, { "assent": "yes" } ],
        "devices": ["phone", "laptop"], "hours": true, "bedtime": "25:00", "where": "99 200",
        "birthday": "2010-02-30", "services": "yes", "go_on": "dont_know", "list_given": ["yes"]
    }"#;
    let run = walk(answers, &["--json"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "bad input answers nothing");
    insta::assert_snapshot!(run.stderr, @r#"
    answers.json: error: at /assent: 'assent' has no option 'Yes'
      = that is the label of 'yes': answers are option ids

    answers.json: error: at /agee: the questionnaire has no question 'agee'
      = did you mean 'age'?
      = valid here: assent, age, household_size, household, member_age, member_online, chosen, devices,
        devices_specify, hours, go_on, bedtime, where, birthday, list_given

    answers.json: error: at /age: 'age' should be a whole number, not the text "14"

    answers.json: error: at /household_size: 'household_size' should be a whole number, but has decimals

    answers.json: error: at /member_age: 'member_age' is asked once a row of 'household'
      = "household": [ { "member_age": … }, … ]

    answers.json: error: at /eligible: 'eligible' is worked out and takes no answer
      = leave it out; its result is among the rows

    answers.json: error: at /household/1/member_online: 'member_online' has no option 'maybe'
      = valid here: yes, no

    answers.json: error: at /household/2/assent: 'assent' is not asked in the rows of a roster

    answers.json: error: at /devices/2: 'devices' has no option 'laptop'
      = valid here: phone, other, none

    answers.json: error: at /hours: 'hours' should be a whole number, not true

    answers.json: error: at /bedtime: 'bedtime' should be a time of day, as "14:05", not the text "25:00"

    answers.json: error: at /where: 'where' should be latitude and longitude in degrees, as "-1.29 36.82", not a text

    answers.json: error: at /birthday: 'birthday' should be a day of the calendar, as "2020-11-30", not the text "2010-02-30"

    answers.json: error: at /services: 'services' is a note and takes no answer
      = leave it out

    answers.json: error: at /go_on: 'go_on' does not allow 'dont_know'
      = it allows none of these; a question without an answer is left out, or null

    answers.json: error: at /list_given: 'list_given' should be the id of an option, as a text, not a list
    "#);
}

#[test]
fn a_file_that_is_no_object_of_answers_is_refused() {
    for (text, said) in [
        ("{ \"age\": 12, }", "answers.json:1:"),
        ("[1, 2]", "answers stand in no object"),
        ("{ \"age\": 13, \"assent\": \"yes\", \"age\": 14 }", "'age' is answered twice in one object"),
        ("{ \"household\": [ { \"member_age\": 3, \"member_age\": 4 } ] }", "'member_age' is answered twice"),
        ("{ \"age\": 9007199254740993 }", "more digits than can be kept exactly"),
        ("{ \"household\": 3 }", "should be a list of rows"),
        ("{ \"household\": [ 3 ] }", "should be a list of rows"),
        ("{ \"devices\": [] }", "given an empty list"),
        ("{ \"devices\": [\"phone\", \"phone\"] }", "twice"),
        ("{ \"devices\": [\"dont_know\"] }", "a state stands alone"),
        ("{ \"devices\": \"phone\" }", "takes several options, as a list"),
        ("{ \"bedtime\": \"\" }", "should be a time of day"),
        ("{ \"age\": { \"years\": 12 } }", "should be a whole number, not a table of answers"),
    ] {
        let run = walk(text, &[]);
        assert!(run.code == 2 && run.stderr.contains(said), "{text}: {}", run.all());
    }
    let workspace = workspace(HOUSEHOLD);
    let run = workspace.run(&["walk", "XEX/children", "--answers", "nowhere.json"]);
    assert!(run.code == 2 && run.stderr.contains("nowhere.json cannot be read"), "{}", run.all());
    let run = workspace.run(&["walk", "XEX/survey"]);
    assert!(run.code == 2 && run.stderr.contains("is no questionnaire"), "{}", run.all());
    let run = workspace.run(&["walk", "XEX/children", "--lang", "swa"]);
    assert!(run.code == 2 && run.stderr.contains("did you mean 'sw'?"), "{}", run.all());
}

#[test]
fn null_is_a_question_left_out_and_a_state_word_is_a_state() {
    let run = walk(r#"{ "assent": "yes", "age": "dont_know", "household_size": null }"#, &["--json"]);
    let shown = told(&run);
    assert!(shown.contains("age: (dont_know)\nhousehold_size: (unanswered)\n"), "{shown}");
}

/// What the program says when these lines are typed.
fn typed(lines: &str, arguments: &[&str]) -> Run {
    let workspace = workspace(HOUSEHOLD);
    let mut child = dh_in(workspace.path(), &[&["walk", "XEX/children"], arguments].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("stdin");
    input.write_all(lines.as_bytes()).expect("typed");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    Run {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().unwrap_or(-1),
    }
}

#[test]
fn an_interview_is_typed_line_by_line() {
    let run = typed("1\n?\n99\n15\n1\n15\n1\n1 3\n1\n13\n17\n-\n8\n2\n1\n", &["--lang", "sw"]);
    insta::assert_snapshot!(run.stdout, @"
    survey/children in Exampleland
    An answer is typed; - goes back, ? shows the instruction, an empty line leaves the question out.
    Nothing is kept. Ctrl-D ends.


    ── Start ──
    [Sit side by side.]

    assent
      Would you like to take part?
        1  Yes
        2  No
        p  Prefer not to say
    > 
    age
      How old are you?
           a whole number, 12 to 17 years
        d  Don't know
    >   In completed years.

    age
      How old are you?
           a whole number, 12 to 17 years
        d  Don't know
    >   Not taken: it goes from 12 to 17.

    age
      How old are you?
           a whole number, 12 to 17 years
        d  Don't know
    > 
    household_size
      How many live here?
           a whole number, 1 to 9
    > 
    Who lives here

    member_age (row 1)
      Age
           a whole number, 0 to 120
    > 
    member_online (row 1)
      Online?
        1  Yes
        2  No
    > 
    (eligible = 1)

    (chosen = 1)

    ── Online ──

    devices
      Unatumia nini, ukiwa na 15?
        1  Simu
        2  Another
        3  None (alone)
           several, with spaces between
        d  Don't know
    >   Not taken: one of these is chosen alone.

    devices
      Unatumia nini, ukiwa na 15?
        1  Simu
        2  Another
        3  None (alone)
           several, with spaces between
        d  Don't know
    > 
    hours
      How many hours with Simu?
           a whole number, 0 to 24
    >   Not taken: it must hold that hours ~= 13.

    hours
      How many hours with Simu?
           a whole number, 0 to 24
    >   Please look again (hours > 16); - goes back.

    go_on
      May it go on?
        1  Yes
        2  No
    > 
    hours
      How many hours with Simu?
           a whole number, 0 to 24
    > 
    go_on
      May it go on?
        1  Yes
        2  No
    >   The interview ends here: stopped.

    ── Close ──

    Call 116.

    list_given
      Was the list given?
        1  Yes
        2  No
    > 
    survey/children in Exampleland

    The interview ended at 'go_on': stopped. Asked: 9; answered 9.

    Start

    question               answer  checks
    ─────────────────────  ──────  ──────
    assent                 yes
    age                    15
    household_size         1
    member_age (row 1)     15
    member_online (row 1)  yes
    eligible               1
    chosen                 1

    Online

    question  answer     checks
    ────────  ─────────  ─────────────
    devices   { phone }
    hours     8
    go_on     stop       ends: stopped

    Close

    question    answer  checks
    ──────────  ──────  ──────
    list_given  yes

    Not asked: devices_specify, bedtime, where, birthday.

    * ended at go_on: stopped
    * 'chosen' was drawn by the seed
    * 16 of 17 texts are not translated into 'sw' and stand in the method's language
    ");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn the_end_of_what_is_typed_ends_the_interview_and_says_where() {
    let run = typed("yes\n", &["--json"]);
    assert_eq!(run.code, 0);
    let notes = run.json()["notes"].to_string();
    assert!(notes.contains("left at age"), "{notes}");
    assert!(run.stderr.contains("How old are you?"), "with --json questions are shown on stderr");
    // Without anything typed it does not wait.
    let workspace = workspace(HOUSEHOLD);
    let run = workspace.run(&["walk", "XEX/children", "--json"]);
    assert!(run.json()["notes"].to_string().contains("left at assent"), "{}", run.all());
}

// ── the walk and the replay of files agree ───────────────────────────────

/// The questionnaires of a workspace without rosters, with their forms.
fn shipped_plans(path: &str) -> (PlannedInstrument, Form) {
    let bench = Workbench::open(&repository(), &Interrupt::new());
    let plan = bench.workspace.plan(bench.country("KEN").expect("Kenya"));
    let planned = plan.instrument(path).expect("a questionnaire").clone();
    let form = Form::of(&planned);
    (planned, form)
}

/// An answer that a question may be given, or none.
fn any_reply(item: &Item, seed: &mut Seed) -> Option<Reply> {
    if seed.chance(0.15) {
        return None;
    }
    if !item.allow.is_empty() && seed.chance(0.2) {
        return Some(Reply::missing(item.allow[seed.below(item.allow.len())]));
    }
    let answered = |value| Some(Reply { state: State::Answered, value });
    match item.kind {
        ItemKind::SelectOne => {
            answered(ReplyValue::Choice(item.options[seed.below(item.options.len())].id.clone()))
        }
        ItemKind::SelectMultiple => {
            let mut ids: Vec<String> =
                item.options.iter().filter(|_| seed.chance(0.4)).map(|o| o.id.clone()).collect();
            if ids.is_empty() {
                ids.push(item.options[0].id.clone());
            }
            answered(ReplyValue::Choices(ids))
        }
        ItemKind::Integer => {
            let (low, high) = item.range.unwrap_or((0.0, 20.0));
            answered(ReplyValue::Number(low - 1.0 + seed.below((high - low) as usize + 3) as f64))
        }
        ItemKind::Decimal => answered(ReplyValue::Number(seed.below(40) as f64 / 4.0)),
        ItemKind::Date => {
            answered(ReplyValue::Text(format!("202{}-0{}-11", seed.below(5), 1 + seed.below(9))))
        }
        ItemKind::Time => answered(ReplyValue::Text(format!("1{}:30", seed.below(10)))),
        ItemKind::Geopoint => answered(ReplyValue::Text("-1.29 36.82".into())),
        ItemKind::Text | ItemKind::Case => answered(ReplyValue::Text("words".into())),
        _ => None,
    }
}

fn written(reply: &Reply) -> String {
    match &reply.value {
        _ if reply.state != State::Answered => reply.state.id().into(),
        ReplyValue::Number(n) => n.to_string(),
        ReplyValue::Choice(t) | ReplyValue::Text(t) => t.clone(),
        ReplyValue::Choices(all) => all.join(" "),
        ReplyValue::Nothing => String::new(),
    }
}

fn cell(column: &Column, row: usize) -> String {
    match (&column.values, column.states[row]) {
        (_, state) if state != State::Answered => state.id().into(),
        (Values::Number(n), _) => n[row].to_string(),
        (Values::Choice { codes, options }, _) => options[codes[row] as usize].clone(),
        (Values::Choices { sets, options }, _) => {
            let chosen = options.iter().enumerate().filter(|(o, _)| sets[row] >> o & 1 == 1);
            chosen.map(|(_, o)| o.as_str()).collect::<Vec<_>>().join(" ")
        }
        (Values::Text(t), _) => t[row].clone(),
        (Values::Bool(b), _) => b[row].to_string(),
    }
}

/// Replays `count` random respondents as a file and walks each: every state and
/// value is the same, and so are the numbers of warnings.
fn agree(
    planned: &PlannedInstrument,
    form: &Form,
    count: usize,
    seed: u64,
) -> Result<(usize, usize), String> {
    let mut seed = Seed::new(seed);
    let walker = Walker::new(planned, &[]);
    let asked: Vec<(usize, &str)> = form
        .questions
        .iter()
        .filter(|q| !q.is_calculation())
        .map(|q| (walker.position(q.id()).expect("the same questions"), q.id()))
        .collect();
    let header: Vec<String> = [form.records.id.clone(), form.records.date.clone()]
        .into_iter()
        .chain(asked.iter().map(|(_, id)| id.to_string()))
        .collect();
    let mut intake = Intake::new(form, &header, false).map_err(|d| format!("{d:?}"))?;
    let mut walks = Vec::new();
    for n in 0..count {
        let mut replies = Replies::default();
        let mut cells = vec![format!("r{n}"), "2024-03-01".to_string()];
        for (item, _) in &asked {
            let place = Place { item: *item, row: None };
            match any_reply(&walker.items[*item].item, &mut seed) {
                Some(reply) => {
                    cells.push(written(&reply));
                    replies.set(place, reply);
                }
                None => cells.push(String::new()),
            }
        }
        intake.push(n as u64 + 2, cells.iter().map(String::as_bytes));
        walks.push(walker.walk(&replies, 1));
    }
    let taken = intake.finish().map_err(|d| format!("{d:?}"))?;
    let (mut same, mut ended) = (0, 0);
    for (at, id) in taken.items.iter().enumerate() {
        let column = taken.column(at);
        let item = walker.position(id).expect("the same questions");
        for (n, walk) in walks.iter().enumerate() {
            let stop = walk.stop(Place { item, row: None }).expect("every question is a stop");
            let (ours, theirs) = (written(&stop.reply), cell(&column, n));
            if ours != theirs {
                return Err(format!("'{id}' of respondent {n}: walked {ours}, replayed {theirs}"));
            }
            same += 1;
        }
    }
    let warned: usize = walks.iter().flat_map(|w| &w.stops).map(|s| s.warnings.len()).sum();
    let replayed: usize = taken.warnings.iter().map(|w| w.count).sum();
    if warned != replayed {
        return Err(format!("{warned} warnings walked, {replayed} replayed"));
    }
    let aside: usize = walks.iter().map(|w| w.off_route.len()).sum();
    if aside != taken.off_route.len() {
        return Err(format!("{aside} answers put aside by walks, {} by the replay", taken.off_route.len()));
    }
    ended += walks.iter().filter(|w| w.ended.is_some()).count();
    Ok((same, ended))
}

#[test]
fn the_walk_and_the_replay_of_files_agree_on_the_shipped_questionnaires() {
    let bench = Workbench::open(&repository(), &Interrupt::new());
    let core = bench.workspace.core();
    for planned in core.instruments.iter().filter(|p| p.instrument.kind == InstrumentKind::Questionnaire) {
        // What is made of rosters is left out of files of respondents.
        if planned.asked().any(|p| p.item.kind == ItemKind::Roster) {
            continue;
        }
        let form = Form::of(planned);
        let agreed = agree(planned, &form, 60, 7);
        assert!(agreed.is_ok(), "{}: {agreed:?}", planned.instrument.path);
        assert!(agreed.expect("agreed").0 > 60 * form.questions.len() / 2);
    }
    let (planned, form) = shipped_plans("household_survey/children");
    agree(&planned, &form, 60, 8).expect("agreed");
}

/// A condition over the questions before `at`.
fn any_condition(at: usize, seed: &mut Seed) -> String {
    let atom = |seed: &mut Seed| {
        let q = seed.below(at);
        match q % 3 {
            0 => format!("q{q} {} {}", ["==", "~="][seed.below(2)], ["a", "b", "c"][seed.below(3)]),
            1 => format!("q{q} {} {}", ["<", "<=", "==", ">", ">=", "~="][seed.below(6)], seed.below(9)),
            _ => ["selected(QQ, a)", "count_selected(QQ) > 1", "missing(QQ)", "answered(QQ)"][seed.below(4)]
                .replace("QQ", &format!("q{q}")),
        }
    };
    let mut out = atom(seed);
    for _ in 0..seed.below(3) {
        let more = atom(seed);
        out = match seed.below(3) {
            0 => format!("({out}) and {more}"),
            1 => format!("({out}) or {more}"),
            _ => format!("not ({out}) or {more}"),
        };
    }
    out
}

/// A questionnaire of random routes: sections, gates, checks, calculations.
pub fn any_questions(seed: &mut Seed) -> String {
    let mut out = String::from("      age_from = \"q1\",\n");
    let mut at = 0;
    for section in 0..3 {
        let _ = writeln!(out, "      section \"s{section}\" \"S\" {{");
        if section > 0 && seed.chance(0.5) {
            let _ = writeln!(out, "        ask_if = \"{}\",", any_condition(at, seed));
        }
        if section == 2 && seed.chance(0.5) {
            out.push_str("        after_end = true,\n");
        }
        for _ in 0..4 {
            let options =
                "options = { { \"a\", \"A\" }, { \"b\", \"B\" }, { \"c\", \"C\", exclusive = true } }";
            let (name, own) = match at % 3 {
                0 => ("select_one", options.replace(", exclusive = true", "")),
                1 => ("integer", "range = { 0, 8 }".to_string()),
                _ => ("select_multiple", options.to_string()),
            };
            let _ = write!(
                out,
                "        {name} \"q{at}\" \"Q\" {{ class = \"core\", {own}, allow = {{ \"dont_know\" }}"
            );
            if at > 0 && seed.chance(0.5) {
                let _ = write!(out, ", ask_if = \"{}\"", any_condition(at, seed));
            }
            if at > 2 && at % 3 == 1 && seed.chance(0.3) {
                out.push_str(", ages = { 2, 6 }");
            }
            if at > 2 && seed.chance(0.3) {
                let _ = write!(out, ", warn_if = \"{}\"", any_condition(at + 1, seed));
            }
            if at > 2 && seed.chance(0.25) {
                let field = ["ends_if", "ends_unless"][seed.below(2)];
                let _ =
                    write!(out, ", {field} = \"{}\", ends_as = \"out_{at}\"", any_condition(at + 1, seed));
            }
            out.push_str(" },\n");
            at += 1;
        }
        if seed.chance(0.5) {
            let _ = writeln!(
                out,
                "        calculation \"c{section}\" \"C\" {{ class = \"core\", value = \"q1 * 2\" }},"
            );
        }
        out.push_str("      },\n");
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    #[test]
    fn the_walk_and_the_replay_of_files_agree_on_random_questionnaires(seed in any::<u64>()) {
        let workspace = workspace(&any_questions(&mut Seed::new(seed)));
        let bench = Workbench::open(workspace.path(), &Interrupt::new());
        let core = bench.workspace.core();
        let planned = &core.instruments[0];
        prop_assert!(planned.items.len() >= 12, "{}", bench.diags.iter().map(|d| d.render()).collect::<String>());
        let agreed = agree(planned, &Form::of(planned), 40, seed);
        prop_assert!(agreed.is_ok(), "{agreed:?}");
    }
}

#[test]
fn the_agreement_notices_a_route_that_differs() {
    let workspace = workspace(HOUSEHOLD.split("        integer \"household_size\"").next().map(|head| {
        format!("{head}        text \"why\" \"Why?\" {{ class = \"core\", ask_if = \"age > 14\" }},\n      }},\n")
    }).expect("a head").as_str());
    let bench = Workbench::open(workspace.path(), &Interrupt::new());
    let core = bench.workspace.core();
    let planned = core.instruments[0].clone();
    let form = Form::of(&planned);
    agree(&planned, &form, 40, 3).expect("agreed");
    let mut other = planned.clone();
    for item in &mut other.items {
        std::sync::Arc::make_mut(&mut item.item).ask_if = None;
    }
    assert!(agree(&other, &form, 40, 3).is_err());
    let mut other = planned;
    for item in &mut other.items {
        std::sync::Arc::make_mut(&mut item.item).ends = None;
    }
    assert!(agree(&other, &form, 40, 3).is_err());
}

#[test]
fn an_answer_is_read_the_same_from_a_script_and_from_a_file() {
    // One reading for both: what an item takes is said once.
    let (planned, _) = shipped_plans("household_survey/children");
    let item = &planned.item("devices").expect("a question").item;
    let reply = item.reply(&Given::List(vec![Given::Text("tablet".into()), Given::Text("computer".into())]));
    let ids = ReplyValue::Choices(vec!["computer".into(), "tablet".into()]);
    assert_eq!(reply.expect("an answer").value, ids, "in the order of the list");
    assert!(item.reply(&Given::Text("unanswered".into())).is_ok_and(|r| r.state == State::Unanswered));
    assert!(item.reply(&Given::Text("skipped_by_route".into())).is_err(), "nobody answers that");
}
