//! Weights that come after their records.

use crate::common::{SIX, Workspace};

/// The six records as they come from the field, before anybody weighed them.
fn bare() -> String {
    let lines = SIX.lines().map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let left: Vec<&str> = cells.iter().enumerate().filter(|(n, _)| *n != 4).map(|(_, c)| *c).collect();
        left.join(",")
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

const WEIGHTS: &str = "record_id,weight\nR1,1.5\nR2,1.5\nR3,1.0\nR4,2.0\nR5,2.0\nR6,0.5\n";

fn unweighted() -> Workspace {
    let workspace = Workspace::with_store();
    workspace.write("bare.csv", &bare());
    let run = workspace.run(&["import", "XEX/children", "bare.csv"]);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace.write("weights.csv", WEIGHTS);
    workspace
}

fn weigh(workspace: &Workspace, file: &str) -> crate::common::Run {
    workspace.run(&["import", "XEX/children", file, "--weights", "--because", "calibrated to the census"])
}

fn numbers(workspace: &Workspace) -> Vec<(serde_json::Value, serde_json::Value, serde_json::Value)> {
    let rows = workspace.run(&["tab", "XEX/children", "online", "--by", "age", "--json"]).rows();
    rows.iter().map(|r| (r["value"].clone(), r["n_weighted"].clone(), r["se"].clone())).collect()
}

#[test]
fn late_weights_give_the_numbers_that_weights_in_the_file_give() {
    let weighted = Workspace::with_records();
    let workspace = unweighted();
    let before = numbers(&workspace);
    assert_ne!(before, numbers(&weighted));
    insta::assert_snapshot!(weigh(&workspace, "weights.csv").all(), @r#"
    Decision 1: 6 weights of weights.csv over XEX/survey/children, sum 8.5.

    * all 6 records that enter estimates have a weight
    * they stand over the weights that came before; dh decide --undo 1 --because "…" takes them back
    --- stderr ---

    --- exit 0 ---
    "#);
    assert_eq!(numbers(&workspace), numbers(&weighted));
    // Where another decision stands, records are read another way.
    let drop = ["decide", "XEX/children", "--record", "R1", "--drop", "--because", "a test interview"];
    for w in [&workspace, &weighted] {
        assert_eq!(w.run(&drop).code, 0);
    }
    assert_eq!(numbers(&workspace), numbers(&weighted));
    let freq = workspace.run(&["freq", "XEX/children/online"]);
    insta::assert_snapshot!(freq.all(), @"
    Do you use the internet?
    XEX/survey/children/online

    answer      n  weighted n  % of all  % of answered
    ──────────  ─  ──────────  ────────  ─────────────
    Yes         2           4      57.1          66.7*
    No          2           2      28.6          33.3*
    answered    4           6      85.7          100.0
    don't know  1           1      14.3
    all         5           7     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * 2 decisions are applied; dh decide XEX/survey/children lists them
    * workroom only; batch 1, audit head f595375aacf1 (4 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    let said = workspace.run(&["why", "XEX/children/online"]);
    assert!(said.stdout.contains("one a record, from weights.csv (decision 1)"), "{}", said.all());
    insta::assert_snapshot!(workspace.run(&["decide", "XEX/children"]).all(), @"
    decision  what                      because                   who     when                  state
    ────────  ────────────────────────  ────────────────────────  ──────  ────────────────────  ──────
           1  weights from weights.csv  calibrated to the census  tester  2026-03-01T09:30:00Z  stands
           2  record R1 dropped         a test interview          tester  2026-03-01T09:30:00Z  stands
    --- stderr ---

    --- exit 0 ---
    ");
    for id in ["2", "1"] {
        assert_eq!(workspace.run(&["decide", "--undo", id, "--because", "not needed"]).code, 0);
    }
    assert_eq!(numbers(&workspace), before);
}

#[test]
fn a_part_of_the_weights_is_none() {
    let workspace = unweighted();
    let before = numbers(&workspace);
    workspace.write("some.csv", "record_id,weight\nR1,7\nR2,7\n");
    let run = weigh(&workspace, "some.csv");
    insta::assert_snapshot!(run.all(), @r#"
    Decision 1: 2 weights of some.csv over XEX/survey/children, sum 14.

    * 4 of 6 records have no weight still: NO weight is used until every one has
    * they stand over the weights that came before; dh decide --undo 1 --because "…" takes them back
    --- stderr ---

    --- exit 0 ---
    "#);
    assert_eq!(numbers(&workspace), before);
    let freq = workspace.run(&["freq", "XEX/children/online"]);
    assert!(
        freq.stdout.contains("some records of batch 1 have no weight: NO weight is used"),
        "{}",
        freq.all()
    );
    // The others make them whole; the latest of each record wins.
    workspace.write("rest.csv", "record_id,weight,note\nR2,1.5,x\nR3,1,x\nR4,2,x\nR5,2,x\nR6,0.5,x\n");
    let rest = weigh(&workspace, "rest.csv");
    assert!(rest.stdout.contains("all 6 records that enter estimates have a weight"), "{}", rest.all());
    assert!(rest.stdout.contains("not read: note"), "{}", rest.all());
    let freq = workspace.run(&["freq", "XEX/children/online", "--json"]).rows();
    assert_eq!(freq[0]["n_weighted"], 7.0 + 2.0 + 2.0);
    assert_eq!(freq[1]["n_weighted"], 1.5 + 0.5);
}

#[test]
fn a_later_batch_without_weights_is_not_weighed_by_those_before_it() {
    let workspace = unweighted();
    assert_eq!(weigh(&workspace, "weights.csv").code, 0);
    workspace.write(
        "late.csv",
        "record_id,interview_date,stratum,psu,age,online,hours\nX1,2024-03-03,b,9,17,no,\n",
    );
    assert_eq!(workspace.run(&["import", "XEX/children", "late.csv"]).code, 0);
    let freq = workspace.run(&["freq", "XEX/children/online"]);
    assert!(
        freq.stdout.contains("some records of batch 2 have no weight: NO weight is used"),
        "{}",
        freq.all()
    );
}

#[test]
fn a_file_of_weights_with_anything_wrong_changes_nothing() {
    let workspace = unweighted();
    let mut said = String::new();
    for text in [
        "record_id,weight\nR1,1\nR9,1\nR10,1\n",
        "record_id,weight\nR1,0\nR2,-1\nR3,NaN\nR4,inf\nR5,\nR6,1e3\nR1,2\n,1\n",
        "record_id,wheight\nR1,1\n",
        "record_id,weight\n",
        "",
    ] {
        workspace.write("bad.csv", text);
        let run = weigh(&workspace, "bad.csv");
        assert_eq!(run.code, 2, "{text}: {}", run.all());
        said.push_str(&run.stderr);
    }
    insta::assert_snapshot!(said, @"
    error: 2 ids of the file are those of no record of XEX/survey/children: R9, R10
      = record ids are written as in the file that was imported; a weight without its record would be
        lost
      = nothing was changed

    bad.csv:2: error: 'weight' should be above 0
      = a record that stands for nobody is left out of the file

    bad.csv:3: error: 'weight' should be above 0
      = a record that stands for nobody is left out of the file

    bad.csv:4: error: 'weight' should be a number, not 'NaN'
      = digits only, with a point before decimals

    bad.csv:5: error: 'weight' should be a number, not 'inf'
      = digits only, with a point before decimals

    bad.csv:6: error: 'weight' is empty
      = every record has a weight where the file has the column

    bad.csv:7: error: 'weight' should be a number, not '1e3'
      = digits only, with a point before decimals

    bad.csv:8: error: record 'R1' is there twice: line 2 too

    bad.csv:9: error: 'record_id' is empty, or is not UTF-8
      = every weight is that of a record
      = nothing was changed

    bad.csv:1: error: the file has no column 'weight'
      = its header is record_id,weight: what the questionnaire calls a record and its weight
      = nothing was changed

    bad.csv:1: error: the file has a header and no weights
      = nothing was changed

    bad.csv: error: the file is empty
      = nothing was imported
    ");
    let reasonless = workspace.run(&["import", "XEX/children", "weights.csv", "--weights"]);
    assert!(reasonless.stderr.contains("weights need a reason"), "{}", reasonless.all());
    let mixed = workspace.run(&["import", "XEX/children", "weights.csv", "--weights", "--simulated"]);
    assert_eq!(mixed.code, 2, "{}", mixed.all());
    assert!(workspace.run(&["decide"]).stdout.contains("No decisions have been made."));
}

#[test]
fn an_erased_record_leaves_its_weight_too() {
    let workspace = unweighted();
    assert_eq!(weigh(&workspace, "weights.csv").code, 0);
    let verified = || {
        let rows = workspace.run(&["store", "verify", "--json"]).rows();
        rows.iter().find(|r| r["check"] == "weights").expect("weights").clone()
    };
    assert_eq!(
        (&verified()["looked_at"], &verified()["state"]),
        (&"6 weights in 1 decision".into(), &"holds".into())
    );
    let run = workspace.run(&["store", "erase", "XEX/children", "R4", "--because", "consent withdrawn"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert_eq!(
        (&verified()["looked_at"], &verified()["state"]),
        (&"5 weights in 1 decision".into(), &"holds".into())
    );
    let out = workspace.run(&["export", "XEX/children", "--format", "decisions", "-o", "d.lua"]);
    assert_eq!(out.code, 0, "{}", out.all());
    assert_eq!(workspace.read("d.weights-1.csv"), "record_id,weight\nR1,1.5\nR2,1.5\nR3,1\nR5,2\nR6,0.5\n");
    assert_eq!(numbers(&workspace).first().map(|r| r.1.clone()), Some(6.5.into()));
}

#[test]
fn weights_that_were_altered_are_found() {
    let workspace = Workspace::small();
    workspace.write("countries/exampleland/init.lua", crate::common::CLEARED);
    assert_eq!(workspace.run(&["store", "create", "--plain"]).code, 0);
    workspace.write("bare.csv", &bare()).write("weights.csv", WEIGHTS);
    assert_eq!(workspace.run(&["import", "XEX/children", "bare.csv"]).code, 0);
    assert_eq!(weigh(&workspace, "weights.csv").code, 0);
    let connection = rusqlite::Connection::open(workspace.store()).expect("a plain store");
    connection.execute("UPDATE weights SET data = zeroblob(30) WHERE part = 'weight'", []).expect("altered");
    drop(connection);
    let found = workspace.run(&["store", "verify"]);
    assert_eq!(found.code, 1, "{}", found.all());
    assert!(found.stdout.contains("the weights of decision 1 cannot be read"), "{}", found.all());
    let freq = workspace.run(&["freq", "XEX/children/age"]);
    assert_eq!(freq.code, 2, "{}", freq.all());
}
