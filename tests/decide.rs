//! `dh decide`: corrections that lie over the records and can be undone.

use crate::common::Workspace;

fn decide(workspace: &Workspace, rest: &[&str]) -> crate::common::Run {
    let all: Vec<&str> = ["decide", "XEX/children"].iter().chain(rest).copied().collect();
    workspace.run(&all)
}

#[test]
fn fix_recode_and_drop_change_the_tables_and_undo_brings_them_back() {
    let workspace = Workspace::with_records();
    let table = |item: &str| workspace.run(&["freq", &format!("XEX/children/{item}"), "--json"]).rows();
    let before = (table("age"), table("online"));
    let fix =
        decide(&workspace, &["--record", "R1", "--item", "age", "--to", "13", "--because", "a typing error"]);
    insta::assert_snapshot!(fix.all(), @r#"
    Decision 1: age of 1 record from '12' to '13'.

    * batches stay as they came; dh decide --undo 1 --because "…" takes it back
    --- stderr ---

    --- exit 0 ---
    "#);
    let recode = decide(
        &workspace,
        &["--item", "online", "--from", "dont_know", "--to", "no", "--because", "asked again"],
    );
    assert_eq!(recode.code, 0, "{}", recode.all());
    let drop = decide(&workspace, &["--record", "R6", "--drop", "--because", "a test interview"]);
    assert_eq!(drop.code, 0, "{}", drop.all());
    let ages = table("age");
    assert_eq!(
        (&ages[0]["answer"], &ages[0]["n"], &ages[0]["base_all"]),
        (&"13".into(), &2.into(), &5.into())
    );
    assert!(table("online").iter().all(|r| r["state"] != "dont_know"));
    insta::assert_snapshot!(workspace.run(&["decide", "XEX/children"]).all(), @"
    decision  what                                because           who     when                  state
    ────────  ──────────────────────────────────  ────────────────  ──────  ────────────────────  ──────
           1  age of record R1 from '12' to '13'  a typing error    tester  2026-03-01T09:30:00Z  stands
           2  online from 'dont_know' to 'no'     asked again       tester  2026-03-01T09:30:00Z  stands
              everywhere
           3  record R6 dropped                   a test interview  tester  2026-03-01T09:30:00Z  stands
    --- stderr ---

    --- exit 0 ---
    ");
    for id in ["3", "2", "1"] {
        assert_eq!(workspace.run(&["decide", "--undo", id, "--because", "not needed"]).code, 0);
    }
    assert_eq!((table("age"), table("online")), before);
    let again = workspace.run(&["decide", "--undo", "1", "--because", "not needed"]);
    insta::assert_snapshot!(again.stderr.trim(), @"
    error: decision 1 was undone before: tester, 2026-03-01T09:30:00Z: not needed
      = nothing was changed
    ");
    assert_eq!(workspace.run(&["store", "verify"]).code, 0);
}

#[test]
fn a_decision_that_makes_no_sense_is_refused_with_what_would() {
    let workspace = Workspace::with_records();
    let mut said = String::new();
    for rest in [
        &["--record", "R1", "--item", "age", "--to", "13"][..],
        &["--record", "R99", "--item", "age", "--to", "13", "--because", "x"],
        &["--record", "R1", "--item", "agge", "--to", "13", "--because", "x"],
        &["--record", "R1", "--item", "age", "--to", "old", "--because", "x"],
        &["--record", "R1", "--item", "age", "--to", "130", "--because", "x"],
        &["--record", "R1", "--item", "age", "--to", "dont_know", "--because", "x"],
        &["--record", "R1", "--item", "age", "--to", "12", "--because", "x"],
        &["--record", "R1", "--item", "online", "--to", "ye", "--because", "x"],
        &["--item", "online", "--from", "prefer_not", "--to", "no", "--because", "x"],
        &["--record", "R1", "--item", "age", "--because", "x"],
        &["--record", "R1", "--drop", "--to", "13", "--because", "x"],
    ] {
        let run = decide(&workspace, rest);
        assert_eq!(run.code, 2, "{rest:?}: {}", run.all());
        said.push_str(run.stderr.trim());
        said.push('\n');
    }
    insta::assert_snapshot!(said, @r#"
    error: a decision needs a reason
      = --because "…"; nothing was changed
    error: there is no record 'R99' of XEX/survey/children, or it was dropped
      = nothing was changed
    error: 'agge' is not asked in XEX/survey/children
      = did you mean 'age'?
      = valid here: age, online, hours
      = nothing was changed
    error: 'old' is no number, and 'age' takes one
      = nothing was changed
    error: 130 is outside the range of 'age': 0 to 99
      = nothing was changed
    error: 'age' does not allow dont_know (it allows: none)
      = nothing was changed
    error: 'age' is '12' already
      = nothing was changed
    error: 'online' has no option 'ye'
      = did you mean 'yes'?
      = valid here: yes, no
      = nothing was changed
    error: no record of XEX/survey/children has 'prefer_not' as 'online'
      = nothing was changed
    error: it is not clear what is decided
      = one answer: --record ID --item ITEM --to ANSWER
      = an answer everywhere: --item ITEM --from ANSWER --to ANSWER
      = a record: --record ID --drop
      = a variable: --derive NAME --group "12-14: age <= 14" …
      = words beside a question: --specify ITEM --words "…" --to OPTION; nothing was changed
    error: it is not clear what is decided
      = one answer: --record ID --item ITEM --to ANSWER
      = an answer everywhere: --item ITEM --from ANSWER --to ANSWER
      = a record: --record ID --drop
      = a variable: --derive NAME --group "12-14: age <= 14" …
      = words beside a question: --specify ITEM --words "…" --to OPTION; nothing was changed
    "#);
    assert!(workspace.run(&["decide"]).stdout.contains("No decisions have been made."));
}

#[test]
fn a_script_cannot_decide() {
    let workspace = Workspace::with_records();
    workspace.write(
        "scripts/sly.lua",
        "decide(\"XEX/children\", { record = \"R1\", drop = true, because = \"I say so\" })\n",
    );
    let run = workspace.run(&["run", "scripts/sly.lua"]);
    insta::assert_snapshot!(run.all(), @r#"
    --- stderr ---
    scripts/sly.lua:1: error: a script cannot decide: it may come from anyone
      1 | decide("XEX/children", { record = "R1", drop = true, because = "I say so" })
      = type it in dh repl, or use dh decide on the command line
    --- exit 2 ---
    "#);
    assert!(workspace.run(&["decide"]).stdout.contains("No decisions have been made."));
}

fn decided(workspace: &Workspace, arguments: &[&str]) -> crate::common::Run {
    let all = [&["decide", "XEX/children"], arguments, &["--because", "a test"]].concat();
    workspace.run(&all)
}

#[test]
fn a_number_is_decided_as_records_hold_it() {
    let workspace = Workspace::with_records();
    for no in ["1e3", "+5", "0x1F", "NaN", "inf", "1234567890123456789"] {
        let run = decided(&workspace, &["--record", "R1", "--item", "hours", "--to", no]);
        assert_eq!(run.code, 2, "{no}: {}", run.all());
    }
    // The same number written otherwise changes nothing, and is found.
    let run = decided(&workspace, &["--record", "R1", "--item", "hours", "--to", "2.0"]);
    assert!(run.stderr.contains("is '2' already"), "{}", run.all());
    let run = decided(&workspace, &["--item", "hours", "--from", "2.0", "--to", "-1"]);
    assert!(run.stdout.contains("hours of 1 record from '2' to '-1'"), "{}", run.all());
}

#[test]
fn what_was_not_asked_is_not_answered_for_everybody() {
    let workspace = Workspace::with_records();
    let run = decided(&workspace, &["--item", "hours", "--from", "skipped_by_route", "--to", "3"]);
    insta::assert_snapshot!(run.all(), @"
    --- stderr ---
    error: 'hours' was not asked where it is skipped_by_route
      = there is no answer to replace everywhere; a single record can be put right with --record
      = nothing was changed
    --- exit 2 ---
    ");
}

#[test]
fn a_decision_on_an_answer_that_routes_others_says_which() {
    let workspace = Workspace::with_records();
    let run = decided(&workspace, &["--record", "R1", "--item", "online", "--to", "no"]);
    insta::assert_snapshot!(run.all(), @r#"
    Decision 1: online of 1 record from 'yes' to 'no'.

    * hours hang on online: what is not asked any more leaves the tables, what would be asked now is
      unanswered
    * batches stay as they came; dh decide --undo 1 --because "…" takes it back
    --- stderr ---

    --- exit 0 ---
    "#);
}

#[test]
fn a_corrected_filter_takes_the_route_with_it() {
    let workspace = Workspace::with_records();
    let hours = || {
        let rows = workspace.run(&["freq", "XEX/children/hours", "--json"]).rows();
        let n =
            |what: &str| rows.iter().find(|r| r["answer"] == what).map_or(0, |r| r["n"].as_i64().expect("n"));
        (n("2"), n("5"), n("skipped_by_route"), rows[0]["base"].as_i64().expect("a base"))
    };
    assert_eq!(hours(), (1, 0, 3, 3));
    // R1 was not online after all: the two hours leave the table.
    let fix = |record: &str, item: &str, to: &str| {
        decide(&workspace, &["--record", record, "--item", item, "--to", to, "--because", "asked again"])
    };
    assert_eq!(fix("R1", "online", "no").code, 0);
    assert_eq!(hours(), (0, 0, 4, 2));
    // R2 cannot have hours before being online.
    let refused = fix("R2", "hours", "5");
    insta::assert_snapshot!(refused.all(), @"
    --- stderr ---
    error: record R2 was not asked 'hours': it is asked if online == yes
      = where that is wrong, correct the answer that leads there first; nothing was changed
    --- exit 2 ---
    ");
    assert_eq!(fix("R2", "online", "yes").code, 0);
    assert_eq!(hours(), (0, 0, 3, 2), "asked now, and unanswered");
    assert_eq!(fix("R2", "hours", "5").code, 0);
    assert_eq!(hours(), (0, 1, 3, 3));
    for id in ["3", "2", "1"] {
        assert_eq!(workspace.run(&["decide", "--undo", id, "--because", "not needed"]).code, 0);
    }
    assert_eq!(hours(), (1, 0, 3, 3));
    // Everywhere: whoever did not know is offline now, and was not asked.
    let recode = decide(
        &workspace,
        &["--item", "online", "--from", "yes", "--to", "no", "--because", "a translation"],
    );
    assert_eq!(recode.code, 0, "{}", recode.all());
    let rows = workspace.run(&["freq", "XEX/children/hours", "--json"]).rows();
    assert!(rows.iter().any(|r| r["state"] == "skipped_by_route" && r["n"] == 6), "{rows:?}");
}
