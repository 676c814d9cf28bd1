//! `dh freq`, `dh describe` and `recode`: every missing state in its row, as
//! counted and as weighted, by hand.

use crate::common::Workspace;

#[test]
fn a_frequency_table_shows_every_state_weighted_and_not() {
    let workspace = Workspace::with_records();
    insta::assert_snapshot!(workspace.run(&["freq", "XEX/children/online"]).all(), @"
    Do you use the internet?
    XEX/survey/children/online

    answer      n  weighted n  % of all  % of answered
    ──────────  ─  ──────────  ────────  ─────────────
    Yes         3         5.5      64.7          73.3*
    No          2           2      23.5          26.7*
    answered    5         7.5      88.2          100.0
    don't know  1           1      11.8
    all         6         8.5     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    insta::assert_snapshot!(workspace.run(&["freq", "XEX/children/hours", "--where", "age >= 14"]).all(), @"
    How many hours a day?
    XEX/survey/children/hours
    where age >= 14

    answer            n  weighted n  % of all  % of answered
    ────────────────  ─  ──────────  ────────  ─────────────
    4                 1           2      36.4          50.0*
    6                 1           2      36.4          50.0*
    answered          2           4      72.7          100.0
    skipped by route  2         1.5      27.3
    all               4         5.5     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn shares_are_those_worked_out_by_hand() {
    let workspace = Workspace::with_records();
    let rows = workspace.run(&["freq", "XEX/children/online", "--json"]).rows();
    let yes = &rows[0];
    // Weights of the yes: 1.5 + 2 + 2 of 8.5 in all, 7.5 of them answered.
    assert_eq!((&yes["answer"], &yes["n"], &yes["base"]), (&"yes".into(), &3.into(), &5.into()));
    let close =
        |v: &serde_json::Value, x: f64| assert!((v.as_f64().expect("a number") - x).abs() < 1e-9, "{v} {x}");
    close(&yes["n_weighted"], 5.5);
    close(&yes["percent_of_all"], 100.0 * 5.5 / 8.5);
    close(&yes["percent_of_answered"], 100.0 * 5.5 / 7.5);
    let unknown = rows.iter().find(|r| r["state"] == "dont_know").expect("its own row");
    close(&unknown["percent_of_all"], 100.0 / 8.5);
    assert!(unknown["percent_of_answered"].is_null());
    assert!(rows.iter().all(|r| r["disclosure"].as_str().is_some_and(|d| d.starts_with("workroom only"))));
}

#[test]
fn a_table_split_by_another_question_keeps_those_who_did_not_answer_it() {
    let workspace = Workspace::with_records();
    insta::assert_snapshot!(workspace.run(&["freq", "XEX/children/age", "--by", "online"]).all(), @"
    How old are you?
    XEX/survey/children/age

    answer        yes     no  don't know    all
    ──────────  ─────  ─────  ──────────  ─────
    12          27.3*   0.0*        0.0*  17.6*
    13           0.0*  75.0*        0.0*  17.6*
    14           0.0*   0.0*      100.0*  11.8*
    15          36.4*   0.0*        0.0*  23.5*
    16          36.4*   0.0*        0.0*  23.5*
    17           0.0*  25.0*        0.0*   5.9*
    n answered      3      2           1      6

    * % of those who answered, weighted; n is the number of records that answered
    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn numbers_are_described_as_counted_and_as_weighted() {
    let workspace = Workspace::with_records();
    insta::assert_snapshot!(workspace.run(&["describe", "XEX/children/hours"]).all(), @"
    How many hours a day?
    XEX/survey/children/hours

                        as counted  weighted
    ──────────────────  ──────────  ────────
    n                            3       5.5
    mean                      4.00      4.18
    standard deviation        2.00      1.94
    least                     2.00      2.00
    lower quartile            2.00      2.00
    median                    4.00      4.00
    upper quartile            6.00      6.00
    greatest                  6.00      6.00
    skipped by route             3         3

    * in hours
    * a quartile is the smallest number at which the cumulated share is reached (Hyndman and Fan's type
      1)
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    insta::assert_snapshot!(workspace.run(&["describe", "XEX/children"]).all(), @"
    XEX/survey/children

    records     6
    strata      2
    PSUs        4
    weights     one a record
    interviews  2024-03-01 to 2024-03-03
    audit head  d43ebe9e4e71 (2 entries)
    batch 1     6 records from six.csv by tester, 2026-03-01T09:30:00Z; National board (6)

    question  answered  don't know  prefer not  not asked  other
    ────────  ────────  ──────────  ──────────  ─────────  ─────
    age              6           0           0          0      0
    online           5           1           0          0      0
    hours            3           0           0          3      0

    * other: not applicable, or asked and left empty
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn a_wrong_question_and_a_wrong_condition_say_what_was_possible() {
    let workspace = Workspace::with_records();
    insta::assert_snapshot!(workspace.run(&["freq", "XEX/children/onlin"]).stderr.trim(), @"
    error: 'onlin' is not asked in XEX/survey/children
      = did you mean 'online'?
      = valid here: age, online, hours
    ");
    insta::assert_snapshot!(workspace.run(&["freq", "XEX/children/age", "--where", "online == maybe"]).stderr.trim(), @r#"
    error: the condition "online == maybe" cannot be read
      = at character 11: 'maybe' is not an option of 'online'
      = valid here: yes, no
    "#);
    insta::assert_snapshot!(workspace.run(&["freq", "XEX/children"]).stderr.trim(), @r#"
    error: XEX/survey/children is an instrument, not a question
      = write freq "XEX/survey/children/age"; describe shows the instrument
    "#);
    insta::assert_snapshot!(workspace.run(&["freq", "children/age"]).stderr.trim(), @"
    error: 'children/age' is not an instrument of a country
      = records are held of an instrument of a country, such as KEN/household_survey/children
    ");
}

#[test]
fn why_says_where_a_count_comes_from() {
    let workspace = Workspace::with_records();
    let run = workspace.run(&["why", "XEX/children/online[answer=yes]"]);
    insta::assert_snapshot!(run.all(), @"
    address         XEX/survey/children/online[answer=yes]
    records         3 of 5 that answered
    weighted share  73.3 % of those who answered
    of all records  64.7 %

    records of   XEX/survey/children
    question     Do you use the internet?
    asked if     always
    declared at  methodology/init.lua:24
    population   children 12-17
    weights      one a record, from the file
    batch 1      6 records from six.csv by tester, 2026-03-01T09:30:00Z; National board (6)
                 file 066cd83aa3fc · plan 686e2ea2c0a7
    audit head   d43ebe9e4e71 (2 entries)
    disclosure   workroom only: not assessed for release
    --- stderr ---

    --- exit 0 ---
    ");
    let wrong = workspace.run(&["why", "XEX/children/online[answer=perhaps]"]);
    assert_eq!(wrong.code, 2, "{}", wrong.all());
}

#[test]
fn simulated_records_say_so_in_every_output() {
    let workspace = Workspace::with_store();
    assert_eq!(workspace.run(&["import", "XEX/children", "six.csv", "--simulated"]).code, 0);
    for arguments in [
        &["freq", "XEX/children/online"][..],
        &["describe", "XEX/children/hours"],
        &["describe", "XEX/children"],
        &["why", "XEX/children/online"],
        &["store"],
    ] {
        let run = workspace.run(arguments);
        assert!(run.stdout.contains("SIMULATED"), "{arguments:?}: {}", run.all());
        let json: Vec<&str> = arguments.iter().chain(&["--json"]).copied().collect();
        let rows = workspace.run(&json).rows();
        assert!(!rows.is_empty() && rows.iter().all(|r| r["simulated"] == true), "{arguments:?}: {rows:?}");
    }
}

#[test]
fn the_sessions_own_variables_are_counted_like_questions() {
    let workspace = Workspace::with_records();
    workspace.write(
        "scripts/groups.lua",
        "recode(\"XEX/children\", \"age_group\", { { \"12-14\", \"age <= 14\" }, { \"15-17\", \"age >= 15\" } })\n\
         print(freq(\"XEX/children/online\", { by = \"age_group\" }))\n\
         print(freq \"XEX/children/age_group\")\n\
         recode(\"XEX/children\", \"busy\", { { \"yes\", \"hours > 3 and age_group == '15-17'\" } })\n\
         print(freq \"XEX/children/busy\")\n",
    );
    insta::assert_snapshot!(workspace.run(&["run", "scripts/groups.lua"]).all(), @"
    Do you use the internet?
    XEX/survey/children/online

    answer        12-14  15-17    all
    ────────────  ─────  ─────  ─────
    Yes           50.0*  88.9*  73.3*
    No            50.0*  11.1*  26.7*
    n answered        2      3      5
    n don't know      1      0      1

    * % of those who answered, weighted; n is the number of records that answered
    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    a variable of this session
    XEX/survey/children/age_group

    answer    n  weighted n  % of all  % of answered
    ────────  ─  ──────────  ────────  ─────────────
    12-14     3           4      47.1          47.1*
    15-17     3         4.5      52.9          52.9*
    answered  6         8.5     100.0          100.0
    all       6         8.5     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    a variable of this session
    XEX/survey/children/busy

    answer            n  weighted n  % of all  % of answered
    ────────────────  ─  ──────────  ────────  ─────────────
    yes               2           4      47.1         100.0*
    answered          2           4      47.1          100.0
    not applicable    1         1.5      17.6
    skipped by route  3           3      35.3
    all               6         8.5     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    workspace.write("scripts/bad.lua", "recode(\"XEX/children\", \"age\", { { \"x\", \"age <= 14\" } })\n");
    insta::assert_snapshot!(workspace.run(&["run", "scripts/bad.lua"]).stderr.trim(), @r#"
    scripts/bad.lua:1: error: 'age' is a question of XEX/survey/children
      1 | recode("XEX/children", "age", { { "x", "age <= 14" } })
      = a variable has a name of its own; nothing was changed
    "#);
}

#[test]
fn a_batch_without_weights_beside_one_with_them_does_not_count_as_nobody() {
    let workspace = Workspace::with_records();
    workspace.write(
        "bare.csv",
        "record_id,interview_date,stratum,psu,age,online,hours\nX1,2024-03-03,b,9,17,no,\nX2,2024-03-03,b,9,17,no,\n",
    );
    assert_eq!(workspace.run(&["import", "XEX/children", "bare.csv"]).code, 0);
    insta::assert_snapshot!(workspace.run(&["freq", "XEX/children/online"]).all(), @"
    Do you use the internet?
    XEX/survey/children/online

    answer      n  weighted n  % of all  % of answered
    ──────────  ─  ──────────  ────────  ─────────────
    Yes         3           3      37.5          42.9*
    No          4           4      50.0          57.1*
    answered    7           7      87.5          100.0
    don't know  1           1      12.5
    all         8           8     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * batch 2 came without weights, the others with: NO weight is used, every record counts as one
    * workroom only; batches 1, 2, audit head 2f13ba901da8 (3 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    let described = workspace.run(&["describe", "XEX/children"]);
    assert!(described.stdout.contains("weights     none"), "{}", described.all());
}

#[test]
fn a_condition_is_said_with_every_number_it_made() {
    let workspace = Workspace::with_records();
    for (verb, of) in
        [("freq", "XEX/children/age"), ("describe", "XEX/children/age"), ("describe", "XEX/children")]
    {
        let arguments = [verb, of, "--where", "age >= 15"];
        let run = workspace.run(&arguments);
        assert!(run.stdout.contains("where age >= 15"), "{verb} {of}: {}", run.all());
        let rows = workspace.run(&[&arguments[..], &["--json"]].concat()).rows();
        assert!(rows.iter().all(|r| r["where"] == "age >= 15"), "{verb} {of}: {rows:?}");
    }
    let rows = workspace.run(&["freq", "XEX/children/age", "--json"]).rows();
    assert!(rows.iter().all(|r| r.get("where").is_none()), "{rows:?}");
}

#[test]
fn a_variable_made_anew_keeps_what_is_made_from_it() {
    let workspace = Workspace::with_records();
    let young = "recode(\"XEX/children\", \"young\", { { \"yes\", \"age <= 13\" } })\n";
    let from = "recode(\"XEX/children\", \"both\", { { \"yes\", \"young == yes\" } })\n";
    let script = format!("{young}{from}{}print(freq(\"XEX/children/both\"))", young.replace("13", "14"));
    workspace.write("scripts/anew.lua", &script);
    let rows = workspace.run(&["run", "scripts/anew.lua"]);
    assert!(rows.stdout.contains("Yes") || rows.stdout.contains("yes"), "{}", rows.all());
    let counted: Vec<&str> = rows.stdout.lines().filter(|l| l.starts_with("answered")).collect();
    assert_eq!(counted.len(), 1, "{}", rows.all());
    assert_eq!(counted[0].split_whitespace().nth(1), Some("3"), "12, 13 and 14: {}", rows.all());
    // A group that another variable is made from does not go away unseen.
    let script = format!("{young}{from}{}", young.replace("\"yes\"", "\"no\""));
    workspace.write("scripts/gone.lua", &script);
    let run = workspace.run(&["run", "scripts/gone.lua"]);
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(run.stderr.contains("'both' is made from 'young'"), "{}", run.stderr);
}

#[test]
fn why_names_the_route_of_the_section_too() {
    let workspace = Workspace::with_store();
    workspace.replace(
        "methodology/init.lua",
        "integer \"hours\"",
        "},\n      section \"more\" \"More\" {\n        ask_if = \"age >= 13\",\n        integer \"hours\"",
    );
    assert_eq!(workspace.run(&["import", "XEX/children", "six.csv", "--simulated"]).code, 0);
    let said = workspace.run(&["why", "XEX/children/hours"]);
    assert!(said.stdout.contains("age >= 13 and online == yes"), "{}", said.all());
    let shown = workspace.run(&["show", "XEX/children/hours"]);
    assert!(shown.stdout.contains("age >= 13 and online == yes"), "{}", shown.all());
}
