//! Rows of a roster as what is counted.

use std::collections::HashMap;

use insta::assert_snapshot;

use crate::common::Workspace;
use crate::common::field::{LONG_HOUSEHOLD, LONG_MAIN};

fn held() -> Workspace {
    let workspace = Workspace::field();
    workspace.write("long/children.csv", LONG_MAIN).write("long/children-household.csv", LONG_HOUSEHOLD);
    let run = workspace.import("long", &[]);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace
}

fn close(found: &serde_json::Value, expected: f64) {
    let found = found.as_f64().unwrap_or(f64::NAN);
    assert!((found - expected).abs() < 1e-9, "{found} and not {expected}");
}

#[test]
fn rows_of_a_roster_are_counted_with_the_weight_and_the_place_of_their_record() {
    let workspace = held();
    assert_snapshot!(workspace.run(&["tab", "XEX/children", "member_online"]).all(), @"
    XEX/survey/children
    2 strata, 4 PSUs

    Online?

    base      who answered: 4 rows
    left out  skipped by route 3

    answer  estimate  95 % interval    SE  deff  df  n  weighted n
    ──────  ────────  ─────────────  ────  ────  ──  ─  ──────────
    Yes      66.7 %*      17.2–95.1  11.7  0.19   2  4          90
    No       33.3 %*       4.9–82.8  11.7  0.19   2  4          90

    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * counted are 7 rows of the roster 'household' of 4 of 4 records, each with its record's place in
      the sample and weight (batch 2)
    * workroom only; batch 1, audit head a59f6f9decab (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["tab", "XEX/children", "member_online", "--json"]).rows();
    // Asked of the 13, the 15, the 40 and the 14 years old, of weights 10, 20,
    // 30 and 30; not of the small child, nor of whose age is not known.
    let yes = rows.iter().find(|r| r["answer"] == "yes").expect("yes");
    close(&yes["estimate"], (10.0 + 20.0 + 30.0) / 90.0);
    close(&yes["n"], 4.0);
    assert_eq!(yes["unit_counted"], "row of household");
    let age = workspace.run(&["tab", "XEX/children", "member_age", "--json"]).rows();
    close(
        &age[0]["estimate"],
        (13.0 * 10.0 + 3.0 * 10.0 + 15.0 * 20.0 + 40.0 * 30.0 + 14.0 * 30.0 + 70.0 * 40.0) / 140.0,
    );
}

#[test]
fn a_condition_and_a_breakdown_may_read_the_row_and_its_record() {
    let workspace = held();
    let rows = workspace
        .run(&[
            "tab",
            "XEX/children",
            "member_age",
            "--by",
            "member_online",
            "--where",
            "age >= 15 and member_age < 20",
            "--lonely",
            "adjust",
            "--json",
        ])
        .rows();
    let level = |level: &str| rows.iter().find(|r| r["level"] == level).expect("a group").clone();
    close(&level("yes")["estimate"], (15.0 * 20.0 + 14.0 * 30.0) / 50.0);
    assert_eq!(level("no")["n"], 0);
    assert_snapshot!(workspace.run(&["freq", "XEX/children/member_online"]).all(), @"
    Online?
    XEX/survey/children/member_online

    answer            n  weighted n  % of all  % of answered
    ────────────────  ─  ──────────  ────────  ─────────────
    Yes               3          60      40.0          66.7*
    No                1          30      20.0          33.3*
    answered          4          90      60.0          100.0
    skipped by route  3          60      40.0
    all               7         150     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * counted are 7 rows of the roster 'household' of 4 of 4 records, each with its record's place in
      the sample and weight (batch 2)
    * workroom only; batch 1, audit head a59f6f9decab (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn records_and_rows_are_not_counted_in_one_table() {
    let workspace = held();
    assert_snapshot!(workspace.run(&["tab", "XEX/children", "member_online", "online"]).stderr, @"
    error: 'member_online' is asked of each row of a roster, 'online' once a record
      = a table counts rows or records: make two of it; --by takes questions of both
    ");
    let none = Workspace::field();
    none.write("only.csv", "record_id,interview_date,assent,age,online\nA,2024-03-01,yes,13,no\n");
    assert_eq!(none.import("only.csv", &[]).code, 0);
    assert_snapshot!(none.run(&["tab", "XEX/children", "member_online"]).stderr, @"
    error: no rows of the roster 'household' of XEX/survey/children are held
      = they come in with their records, out of what a program of fieldwork exports
    ");
}

#[test]
fn rows_whose_record_is_in_no_number_are_in_none() {
    let workspace = held();
    let n = || {
        workspace.run(&["tab", "XEX/children", "member_age", "--lonely", "adjust", "--json"]).rows()[0]["n"]
            .clone()
    };
    assert_eq!(n(), 6);
    let drop = ["decide", "XEX/children", "--record", "uuid:c3", "--drop", "--because", "a trial"];
    let run = workspace.run(&drop);
    assert_eq!(run.code, 0, "{}", run.all());
    assert_eq!(n(), 4);
    assert_eq!(
        workspace.run(&["store", "erase", "XEX/children", "uuid:c1", "--because", "consent withdrawn"]).code,
        0
    );
    assert_eq!(n(), 2);
    assert_eq!(workspace.run(&["store", "withdraw", "1", "--because", "a trial"]).code, 0);
    assert_ne!(workspace.run(&["tab", "XEX/children", "member_age"]).code, 0);
}

#[test]
fn a_simulated_screening_has_rows_and_what_follows_from_them() {
    let workspace = Workspace::shipped();
    let simulate = |file: &str| {
        let run = workspace.run(&["simulate", "KEN/screening", "--n", "300", "--seed", "5", "-o", file]);
        assert_eq!(run.code, 0, "{}", run.all());
    };
    simulate("made/screening.csv");
    simulate("again/screening.csv");
    for file in ["screening.csv", "screening-household.csv"] {
        assert_eq!(workspace.read(&format!("made/{file}")), workspace.read(&format!("again/{file}")));
    }
    let table = |file: &str| -> Vec<HashMap<String, String>> {
        let text = workspace.read(file);
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
    };
    let (records, rows) = (table("made/screening.csv"), table("made/screening-household.csv"));
    let number = |text: &str| text.parse::<usize>().ok();
    let mut picked = 0;
    for record in &records {
        let own: Vec<_> = rows.iter().filter(|r| r["PARENT_KEY"] == record["record_id"]).collect();
        assert_eq!(own.len(), number(&record["household_size"]).unwrap_or(0), "{record:?}");
        let child =
            |r: &HashMap<String, String>| number(&r["member_age"]).is_some_and(|age| (12..18).contains(&age));
        let online = |r: &HashMap<String, String>| child(r) && r["member_online"] == "yes";
        assert!(own.iter().all(|r| child(r) || r["member_online"].is_empty()), "asked of children alone");
        if let Some(count) = number(&record["children_online"]) {
            assert_eq!(count, own.iter().filter(|r| online(r)).count(), "{record:?}");
        }
        if let Some(line) = number(&record["chosen_child"]) {
            assert!(online(own[line - 1]), "line {line} may not be picked: {record:?}");
            picked += 1;
        }
    }
    assert!(picked > 20, "{picked}");
    // The tables come in as they are, and once.
    let made = workspace.run(&["store", "create", "--store", "trial.dh", "--plain"]);
    assert_eq!(made.code, 0, "{}", made.all());
    let import =
        ["import", "KEN/screening", "made", "--as", "plain", "--simulated", "--store", "trial.dh", "--json"];
    let came = workspace.run(&import).rows();
    assert_eq!((&came[0]["imported"], &came[0]["disagreements"]), (&300.into(), &0.into()), "{came:?}");
    assert_eq!(came[0]["rosters"][0]["imported"], rows.len());
    let stored =
        workspace.run(&["simulate", "KEN/screening", "--n", "300", "--seed", "5", "--store", "trial.dh"]);
    assert_eq!(stored.code, 0, "{}", stored.all());
    let tab = workspace.run(&["tab", "KEN/screening", "member_age", "--store", "trial.dh", "--json"]).rows();
    assert_eq!((&tab[0]["n"], &tab[0]["simulated"]), (&rows.len().into(), &true.into()));
}
