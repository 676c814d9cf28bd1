//! Estimates with the decisions and without any, side by side.

use crate::common::Workspace;

fn decide(workspace: &Workspace, rest: &[&str]) {
    let all: Vec<&str> =
        ["decide", "XEX/children", "--because", "a test"].iter().chain(rest).copied().collect();
    let run = workspace.run(&all);
    assert_eq!(run.code, 0, "{}", run.all());
}

#[test]
fn what_decisions_do_stands_beside_what_was_there_before() {
    let workspace = Workspace::grouped();
    let before = workspace.run(&["tab", "XEX/children", "online", "--json"]).rows();
    let none = workspace.run(&["decide", "XEX/children", "--effect"]);
    assert!(
        none.stdout.contains("no decision stands") && none.stdout.contains("no figure moves"),
        "{}",
        none.all()
    );
    decide(&workspace, &["--item", "online", "--from", "dont_know", "--to", "yes"]);
    decide(&workspace, &["--record", "G12", "--drop"]);
    let after = workspace.run(&["tab", "XEX/children", "online", "--json"]).rows();
    insta::assert_snapshot!(workspace.run(&["decide", "XEX/children", "--effect"]).all(), @"
    What the decisions over XEX/survey/children do

            with them   n  without any   n  difference
    ──────  ─────────  ──  ───────────  ──  ──────────
    online    89.5 %*  13      75.0 %*  14       +14.5

    * 2 decisions stand: 1 recode, 1 drop
    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * differences are in percentage points for shares; both figures are of much the same records, so
      that no test of the difference is made
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * with the decisions: 2 decisions are applied; dh decide XEX/survey/children lists them
    * workroom only; batch 1, audit head bf61808c9393 (4 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    let rows =
        workspace.run(&["decide", "XEX/children", "--effect", "indicator:online", "age", "--json"]).rows();
    let number = |row: &serde_json::Value, key: &str| row[key].as_f64().expect("a number");
    assert_eq!(
        (number(&rows[0], "with"), number(&rows[0], "without")),
        (number(&after[0], "value"), number(&before[0], "value"))
    );
    let moved = number(&after[0], "value") - number(&before[0], "value");
    assert!((number(&rows[0], "difference") - moved).abs() < 1e-9 && moved > 10.0, "{rows:?}");
    assert_eq!((&rows[0]["with_n"], &rows[0]["without_n"]), (&13.into(), &14.into()));
    assert_eq!((&rows[1]["item"], &rows[1]["with_n"]), (&"age".into(), &13.into()));
    let typed = workspace.typed("effect(\"XEX/children\", { \"online\" }).rows[1].difference\n");
    assert!(typed.stdout.trim().parse::<f64>().is_ok(), "{}", typed.all());
}

#[test]
fn a_batch_that_is_withdrawn_counts_where_nothing_was_decided() {
    let workspace = Workspace::with_records();
    workspace.write(
        "more.csv",
        "record_id,interview_date,stratum,psu,weight,age,online,hours\nS1,2024-03-04,a,1,1,12,yes,9\n",
    );
    assert_eq!(workspace.run(&["import", "XEX/children", "more.csv"]).code, 0);
    let n = || {
        let rows =
            workspace.run(&["decide", "XEX/children", "--effect", "indicator:online", "--json"]).rows();
        (rows[0]["with_n"].clone(), rows[0]["without_n"].clone(), rows[0]["state"].clone())
    };
    assert_eq!(n(), (7.into(), 7.into(), "compared".into()));
    assert_eq!(workspace.run(&["store", "withdraw", "2", "--because", "x"]).code, 0);
    assert_eq!(n(), (6.into(), 7.into(), "compared".into()));
    assert_eq!(workspace.run(&["store", "withdraw", "1", "--because", "x"]).code, 0);
    // Nothing is left with the decisions: that is said, and is not zero.
    assert_eq!(n(), (serde_json::Value::Null, 7.into(), "not compared".into()));
    let said = workspace.run(&["decide", "XEX/children", "--effect"]);
    assert!(said.stdout.contains("with the decisions there is no estimate: no records of"), "{}", said.all());
}

#[test]
fn an_answer_that_only_one_side_has_is_not_compared() {
    let workspace = Workspace::with_records();
    decide(&workspace, &["--item", "hours", "--from", "2", "--to", "3"]);
    let rows = workspace.run(&["decide", "XEX/children", "--effect", "hours", "--json"]).rows();
    assert_eq!((rows.len(), &rows[0]["state"]), (1, &"compared".into()), "{rows:?}");
    let unknown = workspace.run(&["decide", "XEX/children", "--effect", "onlin"]);
    assert_eq!(unknown.code, 2, "{}", unknown.all());
    assert!(unknown.stderr.contains("did you mean 'online'?"), "{}", unknown.all());
}

#[test]
fn a_drop_that_leaves_a_single_psu_is_no_figure_unless_it_is_said_what_it_does() {
    let workspace = Workspace::with_records();
    decide(&workspace, &["--record", "R6", "--drop"]);
    let rows = |rest: &[&str]| {
        let all = [&["decide", "XEX/children", "--json", "--effect", "indicator:online"], rest].concat();
        workspace.run(&all).rows()
    };
    let fails = rows(&[]);
    assert_eq!((&fails[0]["with"], &fails[0]["state"]), (&serde_json::Value::Null, &"not compared".into()));
    assert!(fails[0]["because"].as_str().is_some_and(|b| b.starts_with("with the decisions: ")), "{fails:?}");
    let adjusted = rows(&["--lonely", "adjust"]);
    assert_eq!((&adjusted[0]["with_n"], &adjusted[0]["state"]), (&5.into(), &"compared".into()));
}
