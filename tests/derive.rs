//! Variables that are kept: known to every verb that knows a session's own.

use crate::common::Workspace;

/// Keeps the age groups of most reports.
fn with_groups() -> Workspace {
    let workspace = Workspace::grouped();
    let run = workspace.run(&[
        "decide",
        "XEX/children",
        "--derive",
        "age_group",
        "--group",
        "12-14: age <= 14",
        "--group",
        "15-17: age >= 15",
        "--because",
        "as the report groups them",
    ]);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace
}

#[test]
fn keeping_a_variable_says_how_to_name_it_and_how_to_take_it_back() {
    let workspace = Workspace::grouped();
    let run = derive(&workspace, "older", &["15-17: age >= 15"]);
    insta::assert_snapshot!(run.all(), @r#"
    Decision 1: older is kept over the records of XEX/survey/children, with 1 group.

    * freq "XEX/survey/children/older" counts it; every table and condition may name it
    * dh decide --undo 1 --because "…" takes it back
    --- stderr ---

    --- exit 0 ---
    "#);
    insta::assert_snapshot!(workspace.run(&["decide", "XEX/children"]).all(), @"
    decision  what                              because  who     when                  state
    ────────  ────────────────────────────────  ───────  ──────  ────────────────────  ──────
           1  variable older: 15-17: age >= 15  a test   tester  2026-03-01T09:30:00Z  stands
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn a_kept_variable_is_known_to_every_verb_of_another_day() {
    let workspace = with_groups();
    insta::assert_snapshot!(workspace.run(&["freq", "XEX/children/age_group"]).all(), @"
    a variable of decision 1
    XEX/survey/children/age_group

    answer     n  weighted n  % of all  % of answered
    ────────  ──  ──────────  ────────  ─────────────
    12-14      8          11      55.0          55.0*
    15-17      6           9      45.0          45.0*
    answered  14          20     100.0          100.0
    all       14          20     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * a decision is applied; dh decide XEX/survey/children lists them
    * workroom only; batch 1, audit head 6e0b2b012ba8 (3 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    let by = workspace.run(&["tab", "XEX/children", "online", "--by", "age_group", "--json"]).rows();
    assert_eq!(by.iter().filter(|r| r["by"] == "age_group").count(), 2, "{by:?}");
    for arguments in [
        &["tab", "XEX/children/age_group"][..],
        &["tab", "XEX/children", "age_group", "hours"],
        &["freq", "XEX/children/online", "--by", "age_group"],
        &["freq", "XEX/children/online", "--where", "age_group == \"15-17\""],
        &["cross", "XEX/children", "age_group", "online"],
        &["model", "XEX/children", "--linear", "hours ~ age_group"],
        &["describe", "XEX/children/age_group"],
    ] {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.all());
        assert!(run.stdout.contains("a decision is applied"), "{arguments:?}: {}", run.all());
    }
    workspace.write("scripts/t.lua", "print(test(\"XEX/children\", \"hours\", \"age_group\"))\n");
    let run = workspace.run(&["run", "scripts/t.lua"]);
    assert_eq!(run.code, 0, "{}", run.all());
    insta::assert_snapshot!(workspace.run(&["why", "XEX/children/age_group"]).all(), @"
    records of   XEX/survey/children
    variable     a variable of decision 1
    group 12-14  age <= 14
    group 15-17  age >= 15
    population   children 12-17
    weights      one a record, from the file
    batch 1      14 records from grouped.csv by tester, 2026-03-01T09:30:00Z; National board (14)
                 file c26734704eaa · plan d7004b7550c8
    decision 1   variable age_group: 12-14: age <= 14; 15-17: age >= 15 (tester, 2026-03-01T09:30:00Z:
                 as the report groups them)
    audit head   6e0b2b012ba8 (3 entries)
    disclosure   workroom only: not assessed for release

    * a decision is applied; dh decide XEX/survey/children lists them
    --- stderr ---

    --- exit 0 ---
    ");
    // A name that is neither is told by all names there are.
    let run = workspace.run(&["freq", "XEX/children/age_grup"]);
    insta::assert_snapshot!(run.all(), @"
    --- stderr ---
    error: 'age_grup' is not asked in XEX/survey/children
      = did you mean 'age_group'?
      = valid here: age, online, hours, sex, area, devices, remark, age_group
    --- exit 2 ---
    ");
}

#[test]
fn a_session_s_own_goes_before_and_the_kept_one_is_there_again_tomorrow() {
    let workspace = with_groups();
    workspace.write(
        "scripts/own.lua",
        "recode(\"XEX/children\", \"age_group\", { { \"all\", \"age >= 0\" } })\n\
         print(#freq(\"XEX/children/age_group\").rows)\n\
         recode(\"XEX/children\", \"old_online\", { { \"yes\", \"age_group == all and online == yes\" } })\n\
         print(freq(\"XEX/children/old_online\").rows[1].n)\n",
    );
    let run = workspace.run(&["run", "scripts/own.lua"]);
    insta::assert_snapshot!(run.all(), @"
    1
    11
    --- stderr ---

    --- exit 0 ---
    ");
    assert_eq!(workspace.run(&["freq", "XEX/children/age_group", "--json"]).rows().len(), 2);
}

fn derive(workspace: &Workspace, name: &str, groups: &[&str]) -> crate::common::Run {
    let mut arguments = vec!["decide", "XEX/children", "--derive", name, "--because", "a test"];
    groups.iter().for_each(|g| arguments.extend(["--group", g]));
    workspace.run(&arguments)
}

#[test]
fn what_others_are_made_from_is_not_taken_from_under_them() {
    let workspace = with_groups();
    assert_eq!(derive(&workspace, "busy", &["yes: hours > 3 and age_group == '15-17'"]).code, 0);
    let undo = |id: &str| workspace.run(&["decide", "--undo", id, "--because", "not needed"]);
    insta::assert_snapshot!(undo("1").all(), @"
    --- stderr ---
    error: 'busy' of decision 2 is made from 'age_group'
      = undo decision 2 first; nothing was changed
    --- exit 2 ---
    ");
    // A session's own takes its place only where what hangs on it still holds.
    workspace.write(
        "scripts/own.lua",
        "recode(\"XEX/children\", \"age_group\", { { \"young\", \"age <= 14\" } })\n",
    );
    let run = workspace.run(&["run", "scripts/own.lua"]);
    assert!(run.stderr.contains("'busy' is made from 'age_group'"), "{}", run.all());
    // Nor does it make a circle.
    workspace.write(
        "scripts/circle.lua",
        "recode(\"XEX/children\", \"age_group\", { { \"15-17\", \"busy == yes\" } })\n",
    );
    let run = workspace.run(&["run", "scripts/circle.lua"]);
    assert!(run.stderr.contains("unknown name 'busy'") || run.stderr.contains("'busy'"), "{}", run.all());
    assert_ne!(run.code, 0);
    assert_eq!(undo("2").code, 0);
    assert_eq!(undo("1").code, 0);
    let run = workspace.run(&["freq", "XEX/children/age_group"]);
    assert!(run.stderr.contains("'age_group' is not asked in"), "{}", run.all());
}

#[test]
fn a_variable_that_cannot_be_made_is_refused() {
    let workspace = with_groups();
    let mut said = String::new();
    for (name, groups) in [
        ("age", &["a: age <= 14"][..]),
        ("Age", &["a: age <= 14"]),
        ("age_group", &["a: age <= 14"]),
        ("other", &[]),
        ("other", &["a: agge <= 14"]),
        ("other", &["a: age <= 14", "a: age > 14"]),
        ("other", &["a"]),
        ("other", &["a:"]),
    ] {
        let run = derive(&workspace, name, groups);
        assert_eq!(run.code, 2, "{name} {groups:?}: {}", run.all());
        said.push_str(run.stderr.trim());
        said.push('\n');
    }
    insta::assert_snapshot!(said, @r#"
    error: 'age' is a question of XEX/survey/children
      = a variable has a name of its own; nothing was changed
    error: 'Age' is no name for a variable
      = small letters, digits and _, beginning with a letter
    error: 'age_group' is kept by decision 1 already
      = dh decide --undo 1 --because "…" takes that one back; nothing was changed
    error: 'other' needs groups
      = --group "12-14: age <= 14" --group "15-17: age >= 15": the first that holds decides
      = nothing was changed
    error: the condition "agge <= 14" cannot be read
      = at character 1: unknown name 'agge'
      = did you mean 'age'?
      = valid here: age, online, hours, sex, area, devices, remark, age_group
      = nothing was changed
    error: the group 'a' is there twice, or has no name
      = nothing was changed
    error: 'a' is no group
      = a name, a colon and a condition: --group "12-14: age <= 14"; nothing was changed
    error: 'a:' is no group
      = a name, a colon and a condition: --group "12-14: age <= 14"; nothing was changed
    "#);
    let both = workspace.run(&[
        "decide",
        "XEX/children",
        "--derive",
        "x",
        "--group",
        "a: age > 1",
        "--record",
        "G01",
        "--drop",
        "--because",
        "b",
    ]);
    assert!(both.stderr.contains("it is not clear what is decided"), "{}", both.all());
    assert_eq!(workspace.run(&["decide", "--json"]).rows().len(), 1);
}

#[test]
fn scripts_that_change_break_the_variables_they_must_and_no_other_number() {
    let workspace = with_groups();
    assert_eq!(derive(&workspace, "rural", &["rural: area == rural"]).code, 0);
    workspace.replace("methodology/init.lua", "{ \"rural\", \"Village\" }", "{ \"village\", \"Village\" }");
    let broken = workspace.run(&["freq", "XEX/children/rural"]);
    insta::assert_snapshot!(broken.all(), @r#"
    --- stderr ---
    error: the condition "area == rural" cannot be read
      = at character 9: 'rural' is not an option of 'area'
      = valid here: urban, village, remote
      = 'rural' of decision 2 can no longer be made
      = dh decide --undo 2 --because "…" takes the variable back
    --- exit 2 ---
    "#);
    for arguments in [
        &["freq", "XEX/children/age"][..],
        &["freq", "XEX/children/age_group"],
        &["tab", "XEX/children", "online"],
    ] {
        assert_eq!(workspace.run(arguments).code, 0, "{arguments:?}");
    }
    assert_eq!(workspace.run(&["decide", "--undo", "2", "--because", "it means nothing now"]).code, 0);
}

#[test]
fn a_session_that_loses_what_its_own_is_made_from_says_so() {
    let workspace = with_groups();
    let run = workspace.typed(
        "_ = recode(\"XEX/children\", \"older\", { { \"yes\", \"age_group == '15-17'\" } })\n\
         #freq(\"XEX/children/older\").rows\n\
         _ = undo(1, \"not needed\")\n\
         freq(\"XEX/children/older\")\n",
    );
    insta::assert_snapshot!(run.all(), @r#"
    2
    --- stderr ---
    input 4:1: error: 'older' is made from 'age_group', which is not there any more
      1 | freq("XEX/children/older")
    --- exit 0 ---
    "#);
}

#[test]
fn neither_conditions_nor_labels_stand_in_the_audit_log() {
    let workspace = with_groups();
    let log = workspace.run(&["audit", "--json"]);
    assert!(log.stdout.contains("age_group"), "{}", log.all());
    for secret in ["12-14", "age <= 14", "as the report"] {
        assert!(!log.stdout.contains(secret), "{secret}: {}", log.all());
    }
}

#[test]
fn commands_of_scripts_alone_open_no_store() {
    let workspace = with_groups();
    std::fs::write(workspace.store(), b"no store at all").expect("written");
    for arguments in
        [&["check"][..], &["show", "XEX/children"], &["show", "XEX/children/age"], &["find", "age"]]
    {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.all());
    }
}
