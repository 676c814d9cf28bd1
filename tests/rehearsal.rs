//! The survey rehearsed: simulated answers, problems put in on purpose, checks
//! that find them and leave the rest alone.

use std::collections::BTreeMap;

use dh::base::Interrupt;
use dh::data::{Column, Frame, Marks, State, Values};
use dh::field::quality::{Check, Records, checks};
use dh::field::simulate::{Setup, Simulated, survey};
use dh::field::{Form, Intake, Labels, Taken};
use dh::model::Quality;
use dh::ops::Workbench;

use crate::common::{Workspace, repository};

const SEEDS: u64 = 20;

/// The workspace of `docs/rehearsal.md`.
fn small() -> Workspace {
    let workspace = Workspace::empty();
    let page = std::fs::read_to_string(repository().join("docs/rehearsal.md")).expect("the page");
    let mut rest = page.as_str();
    while let Some((_, after)) = rest.split_once("```lua file=") {
        let (file, after) = after.split_once('\n').expect("a name");
        let (text, after) = after.split_once("```").expect("an end");
        workspace.write(file, text);
        rest = after;
    }
    workspace
}

/// A questionnaire and its thresholds.
fn rehearsed(folder: &std::path::Path, country: &str, path: &str) -> (Form, Quality) {
    let bench = Workbench::open(folder, &Interrupt::new());
    let plan = bench.workspace.plan(bench.country(country).expect("a country"));
    let form = Form::of(plan.instrument(path).expect("a questionnaire"));
    let quality = bench.workspace.methodology.quality(path).expect("thresholds").clone();
    (form, quality)
}

fn simulated(
    form: &Form,
    quality: &Quality,
    seed: u64,
    n: usize,
    icc: Option<f64>,
    plant: bool,
) -> Simulated {
    let times = (!quality.begins.is_empty()).then(|| (quality.begins.clone(), quality.ends.clone()));
    let prefix = "SIMULATED-".into();
    let clock = times.is_none();
    let back_check = quality.back_check.iter().map(|b| b.question.clone()).collect();
    survey(form, &Setup { seed, interviews: Some(n), icc, times, clock, back_check, plant, prefix })
}

fn take(form: &Form, csv: &str) -> Taken {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record).expect("a header");
    let header: Vec<String> = record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    let mut intake = Intake::new(form, &header, true).expect("the header of the form");
    while reader.read_byte_record(&mut record).expect("a row") {
        intake.push(1, record.iter());
    }
    intake.finish().unwrap_or_else(|d| panic!("{}", d[0].render()))
}

/// The records as the store gives them.
fn frame(taken: &Taken) -> Frame {
    let mut frame = Frame::new(taken.rows);
    let column =
        |values| Column { values, states: vec![State::Answered; taken.rows], marks: Marks::simulated(true) };
    let labels = |labels: &Option<Labels>| {
        let labels = labels.as_ref().expect("names");
        column(Values::Choice { codes: labels.codes.clone(), options: labels.names.clone() })
    };
    let texts = |of: &dyn Fn(usize) -> String| column(Values::Text((0..taken.rows).map(of).collect()));
    frame.set("@record", texts(&|r| taken.ids.get(r).to_string())).expect("as long");
    frame.set("@date", texts(&|r| taken.date(r))).expect("as long");
    frame.set("@interviewer", labels(&taken.interviewers)).expect("as long");
    for (role, of) in [("@psu", &taken.psus), ("@area", &taken.areas)] {
        if of.is_some() {
            frame.set(role, labels(of)).expect("as long");
        }
    }
    for (role, moments) in ["@begun", "@ended"].into_iter().zip(&taken.moments) {
        if let Some(of) = moments {
            frame.set(role, texts(&|r| of.get(r).to_string())).expect("as long");
        }
    }
    for (q, id) in taken.items.iter().enumerate() {
        frame.set(id.clone(), taken.column(q)).expect("as long");
    }
    frame
}

fn looked(form: &Form, quality: &Quality, made: &Simulated) -> Vec<Check> {
    let taken = take(form, &made.csv);
    assert!(taken.off_route.is_empty(), "{:?}", taken.off_route.iter().next());
    let ids: Vec<&str> = quality.back_check.iter().map(|b| b.question.as_str()).collect();
    let of_back = form.back_checked(&ids);
    let back = frame(&take(&of_back, &made.back_checks));
    let (frame, back) = (&frame(&taken), Some(&back));
    checks(&Records { form, frame, quality: Some(quality), version: "", back })
}

/// Of a check over all seeds: looked at, flagged, seeds with a flag.
fn clean(
    form: &Form,
    quality: &Quality,
    n: usize,
    seeds: u64,
) -> BTreeMap<&'static str, (usize, usize, usize)> {
    let mut all = BTreeMap::new();
    for seed in 1..=seeds {
        let made = simulated(form, quality, seed, n, None, false);
        for check in looked(form, quality, &made) {
            if check.not.is_empty() {
                let one: &mut (usize, usize, usize) = all.entry(check.id).or_default();
                *one =
                    (one.0 + check.looked, one.1 + check.flagged(), one.2 + usize::from(check.flagged() > 0));
            }
        }
    }
    all
}

/// Of a check over other seeds: planted, found. A problem of single records is
/// found record by record, one of an interviewer at the interviewer.
fn planted(form: &Form, quality: &Quality, n: usize, seeds: u64) -> BTreeMap<&'static str, (usize, usize)> {
    let mut all = BTreeMap::new();
    for seed in 101..=100 + seeds {
        let made = simulated(form, quality, seed, n, None, true);
        let found = looked(form, quality, &made);
        for plant in &made.plants {
            let id = plant.problem.check();
            let check = found.iter().find(|c| c.id == id).expect("a check");
            // A copy in which nothing came out otherwise is a duplicate, and told as one.
            let same = |c: &&Check| c.id == id || (id == "near_identical" && c.id == "duplicate_content");
            let flags = || {
                let checks = found.iter().filter(same);
                checks.flat_map(|c| &c.seen).filter(|s| s.flag == Some(true))
            };
            let one: &mut (usize, usize) = all.entry(id).or_default();
            if check.of.starts_with("interviewers") {
                one.0 += 1;
                one.1 += usize::from(flags().any(|s| s.interviewer == plant.interviewer));
            } else {
                one.0 += plant.records.len();
                one.1 += plant.records.iter().filter(|r| flags().any(|s| s.records.contains(r))).count();
            }
        }
    }
    all
}

fn table(
    clean: &BTreeMap<&'static str, (usize, usize, usize)>,
    planted: &BTreeMap<&'static str, (usize, usize)>,
    all_seeds: u64,
) -> String {
    let mut out = String::new();
    for (id, (looked, flagged, seeds)) in clean {
        let found = planted.get(id).map_or("–".into(), |(all, found)| format!("{found} of {all}"));
        out += &format!("| {id} | {flagged} of {looked} | {seeds} of {all_seeds} | {found} |\n");
    }
    out
}

#[test]
fn clean_surveys_are_left_alone_and_planted_problems_are_found() {
    let workspace = small();
    let (form, quality) = rehearsed(workspace.path(), "XEX", "survey/caregivers");
    let (clean, planted) = (clean(&form, &quality, 1000, SEEDS), planted(&form, &quality, 1000, SEEDS));
    let measured = table(&clean, &planted, SEEDS);
    eprintln!("{measured}");
    for (id, (looked, flagged, seeds)) in &clean {
        assert!(*flagged as f64 <= 0.05 * *looked as f64, "{id}: {flagged} of {looked}\n{measured}");
        assert!(*seeds <= 1, "{id}: flags in {seeds} of {SEEDS} clean surveys\n{measured}");
    }
    assert_eq!(planted.len(), 14, "{measured}");
    for (id, (all, found)) in &planted {
        assert!(*found as f64 >= 0.95 * *all as f64, "{id}: {found} of {all}\n{measured}");
    }
}

/// `DH_SEEDS=20` measures what the page states; a few are a few seconds.
#[test]
fn the_childrens_questionnaire_is_left_alone_and_its_problems_are_found() {
    let seeds = std::env::var("DH_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let (form, quality) = rehearsed(&repository(), "KEN", "household_survey/children");
    let (clean, planted) = (clean(&form, &quality, 1000, seeds), planted(&form, &quality, 1000, seeds));
    let measured = table(&clean, &planted, seeds);
    eprintln!("{measured}");
    for (id, (looked, flagged, _)) in &clean {
        assert!(*flagged as f64 <= 0.05 * *looked as f64, "{id}: {flagged} of {looked}\n{measured}");
    }
    for (id, (all, found)) in &planted {
        assert!(*found as f64 >= 0.95 * *all as f64, "{id}: {found} of {all}\n{measured}");
    }
}

/// Intraclass correlation of a yes/no item by the analysis of variance between
/// sampling points.
fn icc(column: &Column, psus: &[u32]) -> f64 {
    let Values::Choice { codes, options } = &column.values else { panic!("a choice") };
    let yes = options.iter().position(|o| o == "yes").expect("yes") as u32;
    let mut points: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for row in (0..column.len()).filter(|r| column.states[*r] == State::Answered) {
        let point = points.entry(psus[row]).or_default();
        *point = (point.0 + f64::from(u8::from(codes[row] == yes)), point.1 + 1.0);
    }
    let (k, n) = (points.len() as f64, points.values().map(|p| p.1).sum::<f64>());
    let sum: f64 = points.values().map(|p| p.0).sum();
    let of_points: f64 = points.values().map(|p| p.0 * p.0 / p.1).sum();
    let between = (of_points - sum * sum / n) / (k - 1.0);
    let within = (sum - of_points) / (n - k);
    let usual = (n - points.values().map(|p| p.1 * p.1).sum::<f64>() / n) / (k - 1.0);
    (between - within) / (between + (usual - 1.0) * within)
}

#[test]
fn answers_of_a_place_are_as_alike_as_was_asked() {
    let workspace = small();
    let (form, quality) = rehearsed(workspace.path(), "XEX", "survey/caregivers");
    for asked in [0.0, 0.05, 0.15] {
        let made = simulated(&form, &quality, 5, 16_000, Some(asked), false);
        assert_eq!((made.interviews, made.psus), (16_000, 1_600));
        let taken = take(&form, &made.csv);
        let psus = &taken.psus.as_ref().expect("sampling points").codes;
        for item in ["uses", "rules", "learnt", "talks"] {
            let here = icc(&taken.column(form.position(item).expect("a question")), psus);
            assert!((here - asked).abs() < 0.02, "{item}: {here} where {asked} was asked");
        }
    }
}

#[test]
fn so_many_interviews_as_were_asked_for_and_the_same_again() {
    let workspace = small();
    let (form, quality) = rehearsed(workspace.path(), "XEX", "survey/caregivers");
    for n in [1, 7, 130, 999] {
        let made = simulated(&form, &quality, 3, n, None, true);
        let taken = take(&form, &made.csv);
        assert_eq!((taken.rows, made.interviews), (n, n));
        assert!(taken.warnings.is_empty(), "{:?}", taken.warnings);
        assert_eq!(made.csv, simulated(&form, &quality, 3, n, None, true).csv);
        assert_ne!(made.csv, simulated(&form, &quality, 4, n, None, true).csv);
    }
}

const CLEAR: [&str; 4] = ["offered_for_images", "offered_for_acts", "threatened", "images_shared"];

/// What don't know, prefer not to say and not asked count as.
const RULES: [[&str; 3]; 5] = [
    ["no", "no", "no"],
    ["yes", "yes", "yes"],
    ["leave", "leave", "leave"],
    ["no", "yes", "leave"],
    ["leave", "no", "yes"],
];

#[test]
fn the_clear_examples_and_their_composite_are_what_a_hand_counts() {
    let workspace = Workspace::shipped();
    let mut script = String::from("return indicators {\n");
    let composite = format!("any_yes({})", CLEAR.join(", "));
    let mut names = Vec::new();
    for (rule, [unknown, refused, not_asked]) in RULES.iter().enumerate() {
        let conditions = CLEAR.iter().map(|c| ((*c).to_string(), format!("{c} == yes")));
        for (name, yes_if) in conditions.chain([("composite".to_string(), composite.clone())]) {
            script += &format!(
                "  proportion \"hand_{rule}_{name}\" \"By hand\" {{ definition = \"a test\", from = \"household_survey/children\", recall_months = 12, base = \"everyone\", yes_if = \"{yes_if}\", count_as = {{ dont_know = \"{unknown}\", prefer_not = \"{refused}\", not_asked = \"{not_asked}\" }} }},\n"
            );
            names.push((rule, name));
        }
    }
    workspace.write("methodology/indicators/by_hand.lua", &(script + "}\n"));
    let store = ["--store", "rehearsal.dh"];
    let ran = workspace.run(&[&["store", "create", "--plain"][..], &store].concat());
    assert_eq!(ran.code, 0, "{}", ran.all());
    let ran = workspace.run(
        &[&["simulate", "KEN/children", "--n", "400", "--seed", "5", "-o", "made.csv"][..], &store].concat(),
    );
    assert_eq!(ran.code, 0, "{}", ran.all());
    let csv = workspace.read("made.csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|h| h == name).expect("a column");
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a record")).collect();
    let ids: Vec<String> = names.iter().map(|(rule, name)| format!("hand_{rule}_{name}")).collect();
    let mut arguments = vec!["tab", "KEN/children", "--json"];
    arguments.extend(store);
    arguments.extend(ids.iter().map(String::as_str));
    let rows = workspace.run(&arguments).rows();
    assert_eq!(rows.len(), names.len());
    let mut seen = [0; 3];
    for ((rule, name), row) in names.iter().zip(&rows) {
        let parts: Vec<&str> = if name == "composite" { CLEAR.to_vec() } else { vec![name] };
        let (mut yes, mut all) = (0.0, 0.0);
        for record in &records {
            let weight: f64 = record[at("weight")].parse().expect("a weight");
            let counts = parts.iter().map(|part| {
                let state = match &record[at(part)] {
                    "yes" => return "yes",
                    "no" => return "no",
                    "dont_know" => 0,
                    "prefer_not" => 1,
                    "" => 2,
                    other => panic!("{other}"),
                };
                seen[state] += 1;
                RULES[*rule][state]
            });
            let counts: Vec<&str> = counts.collect();
            // One yes settles it; otherwise what leaves takes the record along.
            if counts.contains(&"yes") {
                (yes, all) = (yes + weight, all + weight);
            } else if !counts.contains(&"leave") {
                all += weight;
            }
        }
        let estimate = row["estimate"].as_f64().expect("an estimate");
        assert!(
            (estimate - yes / all).abs() < 1e-12,
            "{name}, rule {rule}: {estimate}, by hand {}",
            yes / all
        );
        assert_eq!(row["simulated"], true);
    }
    assert!(seen.iter().all(|n| *n > 0), "states that were met: {seen:?}");
}

#[test]
fn checks_without_thresholds_give_values_and_no_flags() {
    let workspace = small();
    std::fs::remove_file(workspace.path().join("methodology/quality.lua")).expect("removed");
    let store = ["--store", "rehearsal.dh"];
    workspace.run(&[&["store", "create", "--plain"][..], &store].concat());
    workspace.run(&[&["simulate", "XEX/caregivers", "--n", "300"][..], &store].concat());
    let rows = workspace.run(&[&["quality", "XEX/caregivers", "--json"][..], &store].concat()).rows();
    let seen: Vec<_> = rows.iter().filter(|r| r["kind"] == "seen").collect();
    assert!(seen.len() > 50);
    assert!(seen.iter().all(|r| r["flag"].is_null() && r["state"] == "no_threshold"));
    for row in &rows {
        for field in ["check", "subject", "value", "threshold", "flag", "state"] {
            assert!(row.get(field).is_some(), "{row}");
        }
        assert_eq!(row["simulated"], true);
    }
}

#[test]
fn thresholds_that_are_wrong_are_told_where_they_stand() {
    let workspace = small();
    workspace
        .replace("methodology/quality.lua", "threshold(\"least\", 10)", "threshold(\"leest\", 10)")
        .replace("methodology/quality.lua", "begins = \"begun\"", "begins = \"age\"");
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    5 files, 1 activity, 1 instrument with 32 items, 0 indicators, 1 country, 0 published figures: 2
    errors.
    --- stderr ---
    methodology/quality.lua:37:3: error: 'leest' has no threshold
      37 |   thresholds = thresholds,
         |   ^^^^^^^^^^
      = did you mean 'least'?

    methodology/quality.lua:39:12: error: survey/caregivers has no time question 'age'
      39 |   begins = "age",
         |            ^^^^^
      = valid here: begun, ended
    --- exit 2 ---
    "#);
}

#[test]
fn what_was_simulated_is_never_imported_as_real() {
    let workspace = small();
    let store = ["--store", "rehearsal.dh"];
    workspace.run(&[&["store", "create", "--plain"][..], &store].concat());
    let run = workspace.run(&["simulate", "XEX/caregivers", "--n", "3", "--seed", "9", "-o", "made.csv"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let real = workspace.run(&[&["import", "XEX/caregivers", "made.csv"][..], &store].concat());
    insta::assert_snapshot!(real.all(), @"

    --- stderr ---
    made.csv:2: error: this record was made by dh simulate
      = import the file with --simulated: what is made from it says so
    --- exit 2 ---
    ");
    let told =
        workspace.run(&[&["import", "XEX/caregivers", "made.csv", "--simulated"][..], &store].concat());
    assert_eq!(told.code, 0, "{}", told.all());
}

#[test]
fn nothing_is_replaced_and_nothing_impossible_is_simulated() {
    let workspace = small();
    workspace.write("there.csv", "mine\n");
    let mut said = String::new();
    for arguments in [
        &["XEX/caregivers", "-o", "there.csv"][..],
        &["XEX/caregivers", "--plant", "there.csv"],
        &["XEX/caregivers", "--n", "0"],
        &["XEX/caregivers", "--icc", "1.5"],
        &["XEX/caregivers/age"],
    ] {
        let run = workspace.run(&[&["simulate"], arguments].concat());
        said += &format!("{}{}\n", run.stderr, run.code);
    }
    assert_eq!(workspace.read("there.csv"), "mine\n");
    insta::assert_snapshot!(said, @"
    error: there.csv is there already
      = name a file that is not there yet; nothing was changed

    2
    error: there.csv is there already
      = name a file that is not there yet; nothing was changed

    2
    error: --n is 0
      = from 1 to 1,000,000 interviews

    2
    error: --icc is 1.5
      = the likeness of the answers at one sampling point, from 0 to 0.9; most surveys: .02 to .1

    2
    error: a survey is simulated of a whole instrument
      = dh simulate XEX/survey/caregivers --n 1000 -o simulated.csv

    2
    ");
}
