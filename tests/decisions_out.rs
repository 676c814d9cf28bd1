//! Decisions as a script that makes them again.

use crate::common::Workspace;

/// Every kind of decision, some with texts that Lua or a comment could take for
/// its own.
fn decided() -> Workspace {
    let workspace = Workspace::grouped();
    workspace.write(
        "more.csv",
        "record_id,interview_date,stratum,psu,weight,age,online,hours\nS1,2024-03-04,a,1,1,12,yes,9\n",
    );
    assert_eq!(workspace.run(&["import", "XEX/children", "more.csv"]).code, 0);
    workspace.write("weights.csv", "record_id,weight\nG01,1.25\nG02,0.1\nS1,3\n");
    let of = "XEX/children";
    for arguments in [
        &["decide", of, "--record", "G01", "--item", "age", "--to", "13"][..],
        &["decide", of, "--item", "online", "--from", "dont_know", "--to", "no"],
        &["decide", of, "--record", "G07", "--item", "remark", "--to", "she said \"no\" \\ ]] --"],
        &[
            "decide",
            of,
            "--derive",
            "age_group",
            "--group",
            "12-14: age <= 14",
            "--group",
            "15-17: age >= 15",
        ],
        &["decide", of, "--record", "G14", "--drop"],
        &["import", of, "weights.csv", "--weights"],
        &["store", "withdraw", "2"],
        &["decide", of, "--record", "G02", "--item", "hours", "--to", "unanswered"],
    ] {
        let run = workspace.run(&[arguments, &["--because", "because of \"this\"\nand that ]]"]].concat());
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.all());
    }
    assert_eq!(workspace.run(&["decide", "--undo", "2", "--because", "not needed"]).code, 0);
    workspace
}

/// What was decided, without who and when.
fn standing(workspace: &Workspace) -> Vec<Vec<String>> {
    let rows = workspace.run(&["decide", "XEX/children", "--json"]).rows();
    let fields = ["kind", "record", "item", "old", "new", "because"];
    rows.iter()
        .filter(|r| r["state"] == "stands")
        .map(|r| fields.map(|f| r[f].as_str().unwrap_or_default().to_string()).to_vec())
        .collect()
}

fn numbers(workspace: &Workspace) -> Vec<serde_json::Value> {
    ["age", "online", "hours", "remark", "age_group"]
        .iter()
        .flat_map(|q| workspace.run(&["freq", &format!("XEX/children/{q}"), "--json"]).rows())
        .collect()
}

#[test]
fn the_same_batches_and_the_script_give_the_same_decisions() {
    let first = decided();
    let out = first.run(&["export", "XEX/children", "--format", "decisions", "-o", "decided.lua"]);
    insta::assert_snapshot!(out.all(), @"
    decided.lua: 7 decisions over XEX/survey/children.

    * the weights of decision 6 are decided.weights-6.csv
    * left out: 1 that was undone
    * dh repl < decided.lua makes them again over the same batches
    * workroom only: record ids and words are those of records; the audit log says that they went out
    --- stderr ---

    --- exit 0 ---
    ");
    let script = first.read("decided.lua");
    let shown: Vec<&str> = script.lines().filter(|l| !l.contains("audit head")).collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    -- The decisions over XEX/survey/children that stand, in their order.
    -- Workroom only: record ids and words are those of records.
    -- Over the same batches `dh repl < FILE` makes the decisions again:
    --   batch 1: grouped.csv, 14 records, c26734704eaa
    --   batch 2: more.csv, 1 record, 78daf7371c78
    -- Weights are files beside it, named from the folder in which it was written.
    -- Left out: 1 undone.

    -- decision 1 (fix) by tester, 2026-03-01T09:30:00Z
    decide("XEX/survey/children", { record = "G01", item = "age", to = "13", because = "because of \"this\"\nand that ]]" })

    -- decision 3 (fix) by tester, 2026-03-01T09:30:00Z
    decide("XEX/survey/children", { record = "G07", item = "remark", to = "she said \"no\" \\ ]] --", because = "because of \"this\"\nand that ]]" })

    -- decision 4 (derive) by tester, 2026-03-01T09:30:00Z
    decide("XEX/survey/children", { derive = "age_group", groups = { { "12-14", "age <= 14" }, { "15-17", "age >= 15" } }, because = "because of \"this\"\nand that ]]" })

    -- decision 5 (drop) by tester, 2026-03-01T09:30:00Z
    decide("XEX/survey/children", { record = "G14", drop = true, because = "because of \"this\"\nand that ]]" })

    -- decision 6 (weigh) by tester, 2026-03-01T09:30:00Z
    decide("XEX/survey/children", { weights = "decided.weights-6.csv", because = "because of \"this\"\nand that ]]" })

    -- decision 7 (withdraw) by tester, 2026-03-01T09:30:00Z
    decide("XEX/survey/children", { withdraw = 2, file_hash = "78daf7371c784bc3", because = "because of \"this\"\nand that ]]" })

    -- decision 8 (fix) by tester, 2026-03-01T09:30:00Z
    decide("XEX/survey/children", { record = "G02", item = "hours", to = "unanswered", because = "because of \"this\"\nand that ]]" })
    "#);
    let second = Workspace::grouped();
    second.write("more.csv", &first.read("more.csv"));
    assert_eq!(second.run(&["import", "XEX/children", "more.csv"]).code, 0);
    second.write("decided.weights-6.csv", &first.read("decided.weights-6.csv"));
    let run = second.typed(&script);
    assert_eq!((run.code, run.stderr.trim()), (0, ""), "{}", run.all());
    assert_eq!(standing(&second).len(), 7);
    assert_eq!(standing(&second), standing(&first));
    assert_eq!(numbers(&second), numbers(&first));
    // A second time nothing is decided twice.
    let again = second.typed(&script);
    assert!(again.stderr.contains("already"), "{}", again.all());
}

#[test]
fn a_script_withdraws_no_batch_of_another_store() {
    let first = decided();
    assert_eq!(first.run(&["export", "XEX/children", "--format", "decisions", "-o", "decided.lua"]).code, 0);
    let second = Workspace::grouped();
    second.write(
        "other.csv",
        "record_id,interview_date,stratum,psu,weight,age,online,hours\nT1,2024-03-04,a,1,1,12,yes,9\n",
    );
    assert_eq!(second.run(&["import", "XEX/children", "other.csv"]).code, 0);
    let line = first.read("decided.lua");
    let line = line.lines().find(|l| l.contains("withdraw =")).expect("a withdrawal").to_string();
    let run = second.typed(&line);
    assert!(run.stderr.contains("batch 2 came from another file: other.csv"), "{}", run.all());
    assert!(standing(&second).is_empty());
}

#[test]
fn going_out_is_written_down_and_goes_over_nothing() {
    let workspace = decided();
    let export =
        |rest: &[&str]| workspace.run(&[&["export", "XEX/children", "--format", "decisions"], rest].concat());
    assert_eq!(export(&["-o", "d.lua"]).code, 0);
    let log = workspace.run(&["audit", "--json"]).rows();
    let last = log.last().expect("an entry");
    assert_eq!((&last["what"], &last["detail"]["decisions"]), (&"export decisions".into(), &7.into()));
    let again = export(&["-o", "d.lua"]);
    assert_eq!(again.code, 2, "{}", again.all());
    assert_eq!(export(&["-o", "d.lua", "--force"]).code, 0);
    assert_eq!(export(&["-o", "d.txt"]).code, 2);
    // A file in the way of the weights stops it before anything is written.
    workspace.write("e.weights-6.csv", "mine");
    assert_eq!(export(&["-o", "e.lua"]).code, 2);
    assert!(!workspace.path().join("e.lua").exists());
    assert_eq!(workspace.read("e.weights-6.csv"), "mine");
    let none =
        Workspace::with_records().run(&["export", "XEX/children", "--format", "decisions", "-o", "d.lua"]);
    assert!(none.stderr.contains("no decision over XEX/survey/children stands"), "{}", none.all());
    // What was erased goes out no more.
    assert_eq!(
        workspace.run(&["store", "erase", "XEX/children", "G01", "--because", "consent withdrawn"]).code,
        0
    );
    let run = export(&["-o", "f.lua"]);
    assert!(run.stdout.contains("left out: 1 about records that were erased"), "{}", run.all());
    assert!(!workspace.read("f.lua").contains("G01") && !workspace.read("f.weights-6.csv").contains("G01"));
}
