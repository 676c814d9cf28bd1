//! What the checks of fieldwork make of times that devices keep, of versions of
//! the form and of days of work; and where what they found may be written.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::Value;

use crate::common::book::Book;
use crate::common::field::zipped;
use crate::common::{Workspace, dh_in};

const QUALITY: &str = r#"
return quality "survey/children" {
  thresholds = {
    duration_low = 0.5, duration_high = 2, first_hour = 7, last_hour = 21, old_version_days = 2, busy_day = 3, least = 3,
    accuracy_m = 20,
  },
  because = {
    duration_low = "general practice", duration_high = "general practice", first_hour = "general practice",
    last_hour = "general practice", old_version_days = "general practice", busy_day = "general practice",
    least = "general practice", accuracy_m = "general practice",
  },
}
"#;

/// An interview: its id, day, interviewer, when it began and ended.
type Held<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

/// Twelve ordinary interviews of three interviewers, 30 minutes each.
fn ordinary() -> Vec<(String, String, String, String, String)> {
    let mut all = Vec::new();
    for (n, who) in ["ann", "ben", "cy"].iter().enumerate() {
        for at in 0..4 {
            let day = format!("2024-03-{:02}", 1 + at);
            let moment = |minute: usize| format!("{day}T{:02}:{minute:02}:00.000+03:00", 9 + n);
            all.push((format!("uuid:{who}{at}"), day.clone(), (*who).to_string(), moment(5), moment(35)));
        }
    }
    all
}

/// What ODK Central writes of them and of some more.
fn central(more: &[Held], version: &dyn Fn(&str) -> String) -> String {
    let mut csv = "start,end,interview_date,interviewer,you-assent,you-age,you-online,you-place-Latitude,you-place-Longitude,you-place-Altitude,you-place-Accuracy,KEY,Status,ReviewState,FormVersion\n".to_string();
    let all = ordinary();
    let held = all.iter().map(|(a, b, c, d, e)| (a.as_str(), b.as_str(), c.as_str(), d.as_str(), e.as_str()));
    for (id, day, who, begun, ended) in held.chain(more.iter().copied()) {
        let version = version(day);
        let _ = writeln!(csv, "{begun},{ended},{day},{who},yes,13,no,-1.29,36.82,0,8,{id},,,{version}");
    }
    csv
}

fn field() -> Workspace {
    let workspace = Workspace::field();
    workspace.write("methodology/quality.lua", QUALITY);
    workspace
}

/// What a check flags: subject and value.
fn flagged(workspace: &Workspace, check: &str) -> Vec<(String, f64)> {
    let rows = workspace.run(&["quality", "XEX/children", "--json"]).rows();
    let is = |r: &&Value| r["kind"] == "seen" && r["check"] == check && r["flag"] == true;
    let one = |r: &Value| {
        (r["subject"].as_str().expect("a subject").to_string(), r["value"].as_f64().expect("a value"))
    };
    rows.iter().filter(is).map(one).collect()
}

#[test]
fn durations_nights_and_overlaps_are_seen_where_no_question_holds_a_time() {
    let workspace = field();
    let more = [
        // Eight minutes; at night and over midnight; in two zones at once; no end.
        ("uuid:short", "2024-03-05", "ann", "2024-03-05T10:00:00.000+03:00", "2024-03-05T10:08:00.000+03:00"),
        ("uuid:night", "2024-03-05", "ben", "2024-03-05T23:50:00.000+03:00", "2024-03-06T00:20:00.000+03:00"),
        ("uuid:over1", "2024-03-06", "cy", "2024-03-06T10:00:00.000+03:00", "2024-03-06T10:30:00.000+03:00"),
        ("uuid:over2", "2024-03-06", "cy", "2024-03-06T10:20:00.000+03:00", "2024-03-06T09:50:00.000+02:00"),
        ("uuid:open", "2024-03-07", "cy", "2024-03-07T10:20:00.000+03:00", ""),
        ("uuid:odd", "2024-03-07", "cy", "in the morning", "2024-03-07T11:20:00.000+03:00"),
    ];
    workspace.bytes("back.zip", &zipped(&[("children.csv", &central(&more, &|_| String::new()))]));
    let run = workspace.import("back.zip", &[]);
    assert_eq!(run.code, 0, "{}", run.all());
    let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("1 time of the device cannot be read"), "{said}");
    assert_eq!(flagged(&workspace, "duration"), [("uuid:short".into(), 8.0)]);
    assert_eq!(flagged(&workspace, "hours"), [("uuid:night".into(), 1460.0 / 60.0)]);
    assert_eq!(flagged(&workspace, "overlap"), [("uuid:over2".into(), 10.0)]);
    let rows = workspace.run(&["quality", "XEX/children", "--json"]).rows();
    let looked = rows.iter().find(|r| r["check"] == "duration" && r["kind"] == "check").expect("a check");
    assert_eq!(looked["looked_at"], 16, "two of 18 have no two times");
    // They are times of the interview: no question, no column of an export.
    assert!(!workspace.records().contains("2024-03-05T10"), "{}", workspace.records());
}

/// A log as ODK Central joins it.
fn log(more: &str) -> String {
    let mut csv =
        "instance ID,event,node,start,end,latitude,longitude,accuracy,old-value,new-value\n".to_string();
    for (id, _, who, ..) in ordinary() {
        let seconds = if who == "ben" { 10 } else { 60 };
        let end = 1_000_000 + 1000 * seconds;
        let _ = writeln!(csv, "{id},form start,,1000000,,,,,,");
        let _ = writeln!(csv, "{id},question,/data/you/age,1000000,{end},-1.3,36.8,10,12,13");
        let _ = writeln!(csv, "{id},group questions,/data/home/household[2],2000000,2040000,,,,,");
    }
    csv + more
}

#[test]
fn an_interviewer_who_hurries_through_one_section_is_seen_by_the_log() {
    let workspace = field();
    let csv = central(&[], &|_| String::new());
    // A record that is not in the table, and a line that was cut off.
    let log = log("uuid:gone,question,/data/you/age,1,2,,,,,\nuuid:ann0,question,/data/you/age,12,,,,,,\n");
    workspace.bytes("back.zip", &zipped(&[("children.csv", &csv), ("children - audit.csv", &log)]));
    let run = workspace.import("back.zip", &[]);
    let said = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("12 records took, section by section; 1 of its times cannot be read"), "{said}");
    assert_eq!(flagged(&workspace, "section_time"), [("ben · you".into(), 10.0)]);
    // The same from a folder; a log that is none is said, and nothing is imported.
    let other = field();
    other.write("folder/children.csv", &csv).write("folder/children - audit.csv", "instance ID,event\n");
    let run = other.import("folder", &[]);
    assert_eq!((run.code, other.batches()), (2, 0), "{}", run.all());
    assert_snapshot!(run.stderr, @"
    folder/children - audit.csv:1: error: this log of timings has no column 'node', 'start', 'end'
      = leave the file out of the archive, or export it again; nothing was imported
    ");
    other.write("folder/children - audit.csv", &log);
    assert_eq!(other.import("folder", &[]).code, 0);
    assert_eq!(flagged(&other, "section_time"), [("ben · you".into(), 10.0)]);
}

/// The version of the form that goes out now.
fn version(workspace: &Workspace, file: &str) -> String {
    let run = workspace.run(&["export", "XEX/children", "--format", "xlsform", "-o", file]);
    assert_eq!(run.code, 0, "{}", run.all());
    let form = Book::open(&workspace.path().join(file));
    let settings = form.text("xl/sharedStrings.xml");
    let kept = std::fs::read_dir(workspace.path().join("countries/exampleland/forms")).expect("forms");
    let hashes = kept.map(|e| e.expect("a file").file_name().to_string_lossy().into_owned());
    let hashes = hashes.filter_map(|n| Some(n.strip_suffix(".json")?.rsplit('.').next()?.to_string()));
    hashes.into_iter().find(|h| settings.contains(h.as_str())).expect("a version")
}

#[test]
fn an_interview_on_the_old_form_after_the_new_one_is_flagged_when_the_days_of_grace_are_over() {
    let workspace = field();
    let old = version(&workspace, "old.xlsx");
    workspace.replace("methodology/init.lua", "How old are you?", "How old are you now?");
    let new = version(&workspace, "new.xlsx");
    assert_ne!(old, new);
    let late = [
        ("uuid:late", "2024-03-06", "ann", "", ""),
        ("uuid:grace", "2024-03-05", "ann", "", ""),
        ("uuid:new", "2024-03-06", "ben", "", ""),
    ];
    // The new one from 3 March on, but not everywhere.
    let csv = central(&late, &|day| if day < "2024-03-03" { old.clone() } else { new.clone() });
    let csv = csv.lines().map(|line| match line.contains("uuid:late") || line.contains("uuid:grace") {
        true => line.replace(&new, &old),
        false => line.to_string(),
    });
    workspace.bytes("back.zip", &zipped(&[("children.csv", &csv.collect::<Vec<_>>().join("\n"))]));
    let run = workspace.import("back.zip", &[]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert_eq!(flagged(&workspace, "form_version"), [("uuid:late".into(), 3.0)]);
    let rows = workspace.run(&["quality", "XEX/children", "--json"]).rows();
    let versions: Vec<String> = rows
        .iter()
        .filter(|r| r["check"] == "form_version" && r["kind"] == "seen" && r["flag"].is_null())
        .map(|r| format!("{} {}", r["subject"].as_str().expect("a subject"), r["value"]))
        .collect();
    let mut expected =
        [format!("{old} · 2024-03-01 to 2024-03-06 8"), format!("{new} · 2024-03-03 to 2024-03-06 7")];
    expected.sort();
    assert_eq!(versions.iter().map(|v| v.replace(".0", "")).collect::<Vec<_>>(), expected);
}

#[test]
fn a_day_with_far_more_interviews_than_any_other_is_flagged_and_a_rough_place() {
    let workspace = field();
    let ids: Vec<String> = (0..5).map(|n| format!("uuid:busy{n}")).collect();
    let more: Vec<Held> = ids.iter().map(|id| (id.as_str(), "2024-03-09", "ann", "", "")).collect();
    let csv = central(&more, &|_| String::new()).replace("0,8,uuid:busy3", "0,35,uuid:busy3");
    workspace.bytes("back.zip", &zipped(&[("children.csv", &csv)]));
    assert_eq!(workspace.import("back.zip", &[]).code, 0);
    assert_eq!(flagged(&workspace, "busy_day"), [("ann · 2024-03-09".into(), 5.0)]);
    assert_eq!(flagged(&workspace, "accuracy"), [("uuid:busy3".into(), 35.0)]);
}

#[test]
fn the_clock_of_a_device_that_is_nonsense_in_our_own_columns_is_refused_at_its_cell() {
    let workspace = field();
    workspace.write(
        "own.csv",
        "record_id,interview_date,device_start,device_end,assent\nr1,2024-03-01,noon,2024-03-01T12:30:00,no\n",
    );
    let run = workspace.import("own.csv", &[]);
    assert_snapshot!(run.all(), @"
    --- stderr ---
    own.csv:2: error: 'noon' is no moment of device_start
      = moments are written 2024-03-01T09:58:00+03:00; without the zone, the device's own clock
    --- exit 2 ---
    ");
    assert_eq!(workspace.batches(), 0);
}

#[test]
fn the_page_and_the_workbook_say_what_they_are_and_are_nobody_elses() {
    let workspace = Workspace::shipped();
    let store = ["--store", "rehearsal.dh"];
    workspace.run(&[&["store", "create", "--plain"][..], &store].concat());
    workspace
        .run(&[&["simulate", "KEN/children", "--n", "300", "--plant", "truth.json"][..], &store].concat());
    let write = |file: &str| workspace.run(&[&["quality", "KEN/children", "-o", file][..], &store].concat());
    for file in ["checks.html", "checks.xlsx", "checks.csv", "checks.json"] {
        let run = write(file);
        assert_eq!(run.code, 0, "{}", run.all());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(workspace.path().join(file)).expect("a file").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{file} may be read by others");
        }
    }
    let page = workspace.read("checks.html");
    let head = page.split("<nav").next().expect("a head");
    assert!(head.contains("SIMULATED") && head.contains("workroom only"), "{head}");
    assert!(!page.contains("<script") && !page.contains("src=\"http"));
    let rows = workspace.run(&[&["quality", "KEN/children", "--json"][..], &store].concat()).rows();
    let first = rows.iter().find(|r| r["kind"] == "interviewer" && r["rank"] == 1).expect("a rank");
    let first = first["subject"].as_str().expect("a name");
    let table = page.split("id=\"interviewers\"").nth(1).expect("a ranking");
    let places = |name: &str| table.find(name).expect("an interviewer");
    for row in rows.iter().filter(|r| r["kind"] == "interviewer") {
        assert!(places(first) <= places(row["subject"].as_str().expect("a name")), "the worst first");
    }
    let book = Book::open(&workspace.path().join("checks.xlsx"));
    for sheet in ["interviewers (SIMULATED)", "flags (SIMULATED)", "checks (SIMULATED)", "values (SIMULATED)"]
    {
        let part = book.text(&book.part(sheet));
        assert!(part.contains("SIMULATED: made up") && part.contains("workroom only"), "{sheet}");
    }
    // Nothing is replaced, and nothing is looked at for a file that cannot be.
    let again = write("checks.html");
    assert_eq!(again.code, 2, "{}", again.all());
    assert_eq!(workspace.read("checks.html"), page);
    let other = write("checks.pdf");
    assert_snapshot!(other.all(), @"
    --- stderr ---
    error: checks.pdf: what the checks found is written as .html, .xlsx, .csv or .json
      = nothing was written
    --- exit 2 ---
    ");
    let forced = dh_in(
        workspace.path(),
        &["quality", "KEN/children", "-o", "checks.html", "--force", "--store", "rehearsal.dh"],
    )
    .status()
    .expect("dh runs");
    assert!(forced.success());
}
