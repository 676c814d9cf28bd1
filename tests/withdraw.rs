//! Batches that are withdrawn: out of every number, and back.

use crate::common::field::{ODK_HOUSEHOLD, ODK_MAIN, zipped};
use crate::common::{SIX, Workspace};

const MORE: &str = "\
record_id,interview_date,stratum,psu,weight,age,online,hours
S1,2024-03-04,a,5,1,12,yes,9
S2,2024-03-04,b,6,1,13,yes,9
";

fn two_batches() -> Workspace {
    let workspace = Workspace::with_records();
    workspace.write("more.csv", MORE);
    let run = workspace.run(&["import", "XEX/children", "more.csv"]);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace
}

fn withdraw(workspace: &Workspace, batch: &str) -> crate::common::Run {
    workspace.run(&["store", "withdraw", batch, "--because", "the second team was not trained"])
}

fn undo(workspace: &Workspace, id: &str) -> crate::common::Run {
    workspace.run(&["decide", "--undo", id, "--because", "a mistake"])
}

#[test]
fn a_withdrawn_batch_is_in_no_number_and_comes_back() {
    let workspace = two_batches();
    let tables = || {
        let all = [&["freq", "XEX/children/age", "--json"][..], &["tab", "XEX/children", "online", "--json"]];
        all.map(|a| workspace.run(a).rows())
    };
    let before = tables();
    insta::assert_snapshot!(withdraw(&workspace, "2").all(), @r#"
    Decision 1: batch 2 of XEX/survey/children (2 records) is withdrawn and in no number any more.

    * its records stay in the store, encrypted; dh store erase is for consent that was withdrawn
    * dh decide --undo 1 --because "…" lets it count again
    --- stderr ---

    --- exit 0 ---
    "#);
    let freq = workspace.run(&["freq", "XEX/children/hours"]);
    insta::assert_snapshot!(freq.all(), @"
    How many hours a day?
    XEX/survey/children/hours

    answer            n  weighted n  % of all  % of answered
    ────────────────  ─  ──────────  ────────  ─────────────
    2                 1         1.5      17.6          27.3*
    4                 1           2      23.5          36.4*
    6                 1           2      23.5          36.4*
    answered          3         5.5      64.7          100.0
    skipped by route  3           3      35.3
    all               6         8.5     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * batch 2 (2 records) is withdrawn: in no number here (decision 1)
    * workroom only; batch 1, audit head ef626afd2917 (4 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    assert_eq!(tables()[1][0]["n"], 6);
    insta::assert_snapshot!(workspace.run(&["store"]).all(), @"
    store       .dh/records.dh
    encrypted   yes
    decisions   1 stand, 0 undone
    audit head  ef626afd2917 (4 entries)

    batch  of                   what
    ─────  ───────────────────  ────────────────────────────────────────────────────────────────────────
        1  XEX/survey/children  6 records from six.csv by tester, 2026-03-01T09:30:00Z; National board
                                (6)
        2  XEX/survey/children  2 records from more.csv by tester, 2026-03-01T09:30:00Z, WITHDRAWN by
                                decision 1: in no number; National board (2)
    --- stderr ---

    --- exit 0 ---
    ");
    let said = workspace.run(&["why", "XEX/children/hours"]);
    assert!(
        said.stdout.contains("WITHDRAWN by decision 1") && said.stdout.contains("not trained"),
        "{}",
        said.all()
    );
    let described = workspace.run(&["describe", "XEX/children"]);
    assert!(described.stdout.contains("records     6"), "{}", described.all());
    assert!(described.stdout.contains("WITHDRAWN by decision 1"), "{}", described.all());
    let estimate = workspace.run(&["why", "XEX/indicator:online"]);
    assert!(estimate.stdout.contains("batch 2 (2 records) is withdrawn"), "{}", estimate.all());
    assert_eq!(undo(&workspace, "1").code, 0);
    assert_eq!(tables(), before);
    assert_eq!(workspace.run(&["store", "verify"]).code, 0);
}

#[test]
fn the_same_file_again_says_that_it_was_withdrawn() {
    let workspace = two_batches();
    assert_eq!(withdraw(&workspace, "2").code, 0);
    let again = workspace.run(&["import", "XEX/children", "more.csv"]);
    insta::assert_snapshot!(again.all(), @r#"
    --- stderr ---
    error: this file is batch 2, which is withdrawn (decision 1)
      = dh decide --undo 1 --because "…" lets it count again
      = nothing was changed
    --- exit 2 ---
    "#);
    // As something else it may come: that may be why it was withdrawn.
    let approval = "approval \"survey\" {";
    let pretest = "approval \"pretest\" {\n    kind = \"pretest\",\n    board = \"National board\",\n    scope = \"national\",\n    valid = { \"2024-01-01\", \"2024-12-31\" },\n    state = \"valid\",\n    source = \"https://example.org/approval\",\n  },\n  ";
    workspace.replace("countries/exampleland/init.lua", approval, &format!("{pretest}{approval}"));
    let checked = workspace.run(&["check"]);
    if checked.code == 0 {
        let run = workspace.run(&["import", "XEX/children", "more.csv", "--pretest"]);
        assert_ne!(run.code, 2, "{}", run.all());
    }
}

#[test]
fn a_batch_does_not_come_back_beside_its_own_records() {
    let workspace = two_batches();
    assert_eq!(withdraw(&workspace, "2").code, 0);
    // Corrected in the field and sent again.
    workspace.write("again.csv", &MORE.replace("13,yes,9", "13,yes,8"));
    let run = workspace.run(&["import", "XEX/children", "again.csv"]);
    assert!(run.stdout.contains("again.csv"), "{}", run.all());
    let count = || workspace.run(&["tab", "XEX/children", "online", "--json"]).rows()[0]["n"].clone();
    assert_eq!(count(), 8);
    insta::assert_snapshot!(undo(&workspace, "1").all(), @"
    --- stderr ---
    error: 2 records of batch 2 came in again with batch 3
      = both would count: withdraw batch 3 first (dh store withdraw 3)
      = nothing was changed
    --- exit 2 ---
    ");
    assert_eq!(count(), 8);
    assert_eq!(withdraw(&workspace, "3").code, 0);
    assert_eq!(undo(&workspace, "1").code, 0);
    assert_eq!(count(), 8);
    // With both held, an erasure takes the record from both.
    let erased = workspace.run(&["store", "erase", "XEX/children", "S2", "--because", "consent withdrawn"]);
    assert!(erased.stdout.contains("batches 2 and 3"), "{}", erased.all());
    assert_eq!(count(), 7);
    assert_eq!(workspace.run(&["store", "verify"]).code, 0);
    assert_eq!(undo(&workspace, "2").code, 2);
}

#[test]
fn records_taken_for_simulated_give_way_to_real_ones() {
    let workspace = Workspace::with_store();
    assert_eq!(workspace.run(&["import", "XEX/children", "six.csv", "--simulated"]).code, 0);
    assert_eq!(workspace.run(&["import", "XEX/children", "six.csv"]).code, 2);
    assert_eq!(withdraw(&workspace, "1").code, 0);
    let nothing = workspace.run(&["freq", "XEX/children/age"]);
    insta::assert_snapshot!(nothing.all(), @r#"
    --- stderr ---
    error: no records of XEX/survey/children are held
      = batch 1 is withdrawn (decision 1); dh decide --undo 1 --because "…" lets it count again
      = dh import XEX/survey/children FILE.csv brings them in; dh demo makes simulated ones
    --- exit 2 ---
    "#);
    let real = workspace.run(&["import", "XEX/children", "six.csv"]);
    assert_eq!(real.code, 0, "{}", real.all());
    let freq = workspace.run(&["freq", "XEX/children/age"]);
    assert!(!freq.stdout.contains("SIMULATED"), "{}", freq.all());
    let back = undo(&workspace, "1");
    assert!(back.stderr.contains("they do not go beside each other"), "{}", back.all());
    // Nor does a look without the decisions put them together.
    let effect = workspace.run(&["decide", "XEX/children", "--effect", "online", "--json"]).rows();
    assert_eq!((&effect[0]["with_n"], &effect[0]["without_n"]), (&6.into(), &6.into()));
}

#[test]
fn a_withdrawal_that_makes_no_sense_changes_nothing() {
    let workspace = two_batches();
    let mut said = String::new();
    let reasonless = workspace.run(&["store", "withdraw", "2"]);
    said.push_str(&reasonless.stderr);
    said.push_str(&withdraw(&workspace, "9").stderr);
    assert_eq!(withdraw(&workspace, "2").code, 0);
    said.push_str(&withdraw(&workspace, "2").stderr);
    let fix = workspace.run(&[
        "decide",
        "XEX/children",
        "--record",
        "S1",
        "--item",
        "age",
        "--to",
        "13",
        "--because",
        "x",
    ]);
    said.push_str(&fix.stderr);
    insta::assert_snapshot!(said, @r#"
    error: withdrawing a batch needs a reason
      = --because "…"; nothing was changed

    error: there is no batch 9
      = batches held: 1, 2; dh store lists them
      = nothing was changed

    error: batch 2 is withdrawn already (decision 1)
      = nothing was changed

    error: record 'S1' of XEX/survey/children is in batch 2, which is withdrawn (decision 1)
      = nothing was changed
    "#);
    assert_eq!(workspace.run(&["decide", "--json"]).rows().len(), 1);
}

#[test]
fn a_question_of_another_kind_does_not_come_back_beside_it() {
    let workspace = two_batches();
    assert_eq!(withdraw(&workspace, "1").code, 0);
    assert_eq!(withdraw(&workspace, "2").code, 0);
    workspace.replace("methodology/init.lua", "integer \"hours\"", "text \"hours\"");
    workspace.replace("methodology/init.lua", "          unit = \"hours\",\n", "");
    workspace.write("words.csv", &SIX.replace("\nR", "\nT").replace("yes,2", "yes,two"));
    let run = workspace.run(&["import", "XEX/children", "words.csv"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let back = undo(&workspace, "1");
    assert!(back.stderr.contains("'hours' is a number in batch 1 and a text in batch 3"), "{}", back.all());
}

#[test]
fn a_correction_of_what_came_before_is_named_when_its_record_comes_again() {
    let workspace = two_batches();
    let fix = [
        "decide",
        "XEX/children",
        "--record",
        "S2",
        "--item",
        "hours",
        "--to",
        "7",
        "--because",
        "asked again",
    ];
    assert_eq!(workspace.run(&fix).code, 0);
    assert_eq!(withdraw(&workspace, "2").code, 0);
    workspace.write("again.csv", &MORE.replace("13,yes,9", "13,yes,8"));
    let run = workspace.run(&["import", "XEX/children", "again.csv"]);
    insta::assert_snapshot!(run.all(), @"
    XEX/survey/children

    file       imported  here already  erased before  off route  to look at
    ─────────  ────────  ────────────  ─────────────  ─────────  ──────────
    again.csv         2             0              0          0           0

    * again.csv: decision 1 lies over records of these ids, as over those before: undo what is put right
      in the file
    * audit head 98074060da5b (6 entries)
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn the_rows_of_a_roster_go_and_come_back_with_the_batch_of_their_records() {
    let workspace = Workspace::field();
    let parts = [("children.csv", ODK_MAIN), ("children-household.csv", ODK_HOUSEHOLD)];
    workspace.bytes("central.zip", &zipped(&parts));
    assert_eq!(workspace.import("central.zip", &[]).code, 0);
    let held = || -> Vec<(String, String)> {
        let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_string();
        workspace
            .run(&["store", "--json"])
            .rows()
            .iter()
            .map(|r| (text(&r["address"]), text(&r["state"])))
            .collect()
    };
    insta::assert_snapshot!(withdraw(&workspace, "1").all(), @r#"
    Decision 1: batch 1 of XEX/survey/children (3 records) is withdrawn and in no number any more.

    * 2 rows of the roster 'household' (batch 2) go with it
    * its records stay in the store, encrypted; dh store erase is for consent that was withdrawn
    * dh decide --undo 1 --because "…" lets it count again
    --- stderr ---

    --- exit 0 ---
    "#);
    let of = |state: &str| {
        let one = |address: &str| (address.to_string(), state.to_string());
        vec![one("XEX/survey/children"), one("XEX/survey/children/household")]
    };
    assert_eq!(held(), of("withdrawn"));
    // Corrected, the whole comes in again, roster and all.
    let other = ODK_MAIN.replace("walks, to the library", "walks");
    workspace.bytes("again.zip", &zipped(&[("children.csv", &other), parts[1]]));
    let rows = workspace.import("again.zip", &["--json"]).rows();
    assert_eq!(rows[0]["rosters"][0]["imported"], 2, "{rows:?}");
    assert_eq!(withdraw(&workspace, "3").code, 0);
    assert_eq!(undo(&workspace, "1").code, 0);
    assert_eq!(held()[..2], of("counts"));
    assert_eq!(held()[2..], of("withdrawn"));
    assert_eq!(workspace.run(&["store", "verify"]).code, 0);
}
