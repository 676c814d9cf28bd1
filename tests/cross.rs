//! `dh cross`: two questions against each other.

use crate::common::Workspace;

fn close(value: &serde_json::Value, wanted: f64) {
    let value = value.as_f64().unwrap_or_else(|| panic!("no number: {value}"));
    assert!((value - wanted).abs() <= 1e-6 * wanted.abs().max(1e-6), "{value} instead of {wanted}");
}

#[test]
fn rows_add_up_and_what_is_missing_stands_beside_the_table() {
    let workspace = Workspace::grouped();
    insta::assert_snapshot!(workspace.run(&["cross", "XEX/children", "sex", "online"]).all(), @r#"
    XEX/survey/children
    2 strata, 6 PSUs

    Are you a girl or a boy? (rows) by Do you use the internet? (columns)

    per cent of the row, weighted

    sex     Yes     No    all
    ────  ─────  ─────  ─────
    Girl  87.5*  12.5*  100.0
    Boy   87.5*  12.5*  100.0
    all   87.5*  12.5*  100.0

    records, as counted

    sex   Yes  No  all
    ────  ───  ──  ───
    Girl    6   1    7
    Boy     4   1    5
    all    10   2   12

    records, as weighted

    sex   Yes  No  all
    ────  ───  ──  ───
    Girl    7   1    8
    Boy     7   1    8
    all    14   2   16

    records that are in no cell

    sex                online      n  weighted n
    ─────────────────  ──────────  ─  ──────────
    answered           don't know  1           3
    prefer not to say  answered    1           1

    test         Pearson X² with the second-order correction of Rao and Scott, on F
    result       F = 0.00, 1 and 4 degrees of freedom, p = 1.000
    which means  if the two had nothing to do with each other, 100.0 % of samples would show a link at
                 least this strong
    base         12 records with both answers

    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head 52fec4745a72 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    let rows = workspace.run(&["cross", "XEX/children", "sex", "online", "--json"]).rows();
    let cells: Vec<_> = rows.iter().filter(|r| r["kind"] == "cell").collect();
    // Girls: weights 1 1 1 1 1 2 online, 1 not; boys: 2 2 2 1 online, 1 not, 3 don't know.
    close(&cells[0]["estimate"], 7.0 / 8.0);
    close(&cells[2]["estimate"], 7.0 / 8.0);
    assert_eq!((&cells[0]["count"], &cells[0]["count_weighted"]), (&6.into(), &7.0.into()));
    assert_eq!(cells[0]["address"], "XEX/survey/children/online[answer=yes,sex=girl]");
    let missing: u64 =
        rows.iter().filter(|r| r["kind"] == "missing").filter_map(|r| r["count"].as_u64()).sum();
    let inside: u64 = cells.iter().filter_map(|r| r["count"].as_u64()).sum();
    assert_eq!((inside, missing), (12, 2));
}

#[test]
fn the_other_percentages_add_up_the_other_way() {
    let workspace = Workspace::grouped();
    let sum = |percent: &str, pick: &dyn Fn(&serde_json::Value) -> bool| -> f64 {
        let run = workspace.run(&["cross", "XEX/children", "sex", "area", "--percent", percent, "--json"]);
        let rows = run.rows();
        rows.iter().filter(|r| r["kind"] == "cell" && pick(r)).filter_map(|r| r["estimate"].as_f64()).sum()
    };
    assert!((sum("row", &|r| r["row"] == "girl") - 1.0).abs() < 1e-12);
    assert!((sum("column", &|r| r["column"] == "rural") - 1.0).abs() < 1e-12);
    assert!((sum("total", &|_| true) - 1.0).abs() < 1e-12);
    insta::assert_snapshot!(workspace.run(&["cross", "XEX/children", "sex", "area", "--percent", "column", "--ci", "--weak", "2,5"]).all(), @r#"
    XEX/survey/children
    2 strata, 6 PSUs

    Are you a girl or a boy? (rows) by Where do you live? (columns)

    per cent of the column, weighted, with 95 % intervals

    sex     Town   Village  Remote place        all
    ────  ──────  ────────  ────────────  ─────────
    Girl  (33.3)      25.0        (80.0)       42.1
               –  0.8–92.9             –  17.2–71.9
    Boy   (66.7)      75.0        (20.0)       57.9
               –  7.1–99.2             –  28.1–82.8
    all    100.0     100.0         100.0      100.0

    records, as counted

    sex   Town  Village  Remote place  all
    ────  ────  ───────  ────────────  ───
    Girl     2        2             3    7
    Boy      2        3             1    6
    all      4        5             4   13

    records, as weighted

    sex   Town  Village  Remote place  all
    ────  ────  ───────  ────────────  ───
    Girl     2        2             4    8
    Boy      4        6             1   11
    all      6        8             5   19

    records that are in no cell

    sex                area      n  weighted n
    ─────────────────  ────────  ─  ──────────
    prefer not to say  answered  1           1

    test         Pearson X² with the second-order correction of Rao and Scott, on F
    result       F = 10.63, 1.33 and 5.31 degrees of freedom, p = 0.018
    which means  if the two had nothing to do with each other, 1.8 % of samples would show a link at
                 least this strong
    base         13 records with both answers

    * no interval where there is a dash: the group has as many strata as PSUs: no degrees of freedom are
      left
    * an asterisk: fewer than 2 in the base; parentheses: 2 to 4
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head 52fec4745a72 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
}

#[test]
fn every_test_has_the_numbers_of_r() {
    let workspace = Workspace::grouped();
    // R survey 4.1: svychisq(~sex+area, d, statistic = "F" | "Chisq" | "Wald" | "adjWald").
    for (test, statistic, df, below, p) in TESTS {
        let run = workspace.run(&["cross", "XEX/children", "sex", "area", "--test", test, "--json"]);
        let rows = run.rows();
        let row = rows.iter().find(|r| r["kind"] == "test").expect("a test");
        close(&row["statistic"], *statistic);
        close(&row["df"], *df);
        match below {
            Some(below) => close(&row["denominator_df"], *below),
            None => assert!(
                row["denominator_df"].is_null() && row["denominator_df_state"] == "chi_square_has_none"
            ),
        }
        close(&row["p"], *p);
    }
}

/// Test, statistic, degrees of freedom, those below, p.
const TESTS: &[(&str, f64, f64, Option<f64>, f64)] = &[
    ("f", 10.6276966089466, 1.32831325301205, Some(5.31325301204819), 0.0175147703916414),
    ("x2", 3.01742424242424, 2.0, None, 2.42353896951551e-05),
    ("wald", 3.03701025451637, 2.0, Some(4.0), 0.157657385903975),
    ("adjusted_wald", 2.27775769088728, 2.0, Some(3.0), 0.250199098753695),
];

#[test]
fn one_answer_only_is_no_test_and_the_table_stands() {
    let workspace = Workspace::grouped();
    let only = ["cross", "XEX/children", "sex", "online", "--where", "online == yes"];
    insta::assert_snapshot!(workspace.run(&only).all(), @r#"
    XEX/survey/children
    2 strata, 6 PSUs
    where online == yes

    Are you a girl or a boy? (rows) by Do you use the internet? (columns)

    per cent of the row, weighted

    sex      Yes    No    all
    ────  ──────  ────  ─────
    Girl  100.0*  0.0*  100.0
    Boy   100.0*  0.0*  100.0
    all   100.0*  0.0*  100.0

    records, as counted

    sex   Yes  No  all
    ────  ───  ──  ───
    Girl    6   0    6
    Boy     4   0    4
    all    10   0   10

    records, as weighted

    sex   Yes  No  all
    ────  ───  ──  ───
    Girl    7   0    7
    Boy     7   0    7
    all    14   0   14

    records that are in no cell

    sex                online    n  weighted n
    ─────────────────  ────────  ─  ──────────
    prefer not to say  answered  1           1

    no test  one of the two has fewer than two answers among these records: there is nothing to compare

    * 2 of 4 cells are empty: no record has both answers
    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * 1 record is left out because the condition cannot be told for it
    * workroom only; batch 1, audit head 52fec4745a72 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    let rows = workspace.run(&[&only[..], &["--json"]].concat()).rows();
    let test = rows.iter().find(|r| r["kind"] == "test").expect("a test");
    assert!(test["p"].is_null() && test["state"] == "too_few_levels", "{test}");
    let nobody = ["cross", "XEX/children", "sex", "online", "--where", "age > 40"];
    for row in workspace.run(&[&nobody[..], &["--json"]].concat()).rows() {
        let null = row["kind"] == "test" && row["p"].is_null() || row["estimate"].is_null();
        assert!(null && row["state"] == "empty_domain", "{row}");
    }
    let nobody = workspace.run(&nobody);
    assert_eq!(nobody.code, 0, "{}", nobody.all());
    assert!(nobody.stdout.contains("no record belongs to this group"), "{}", nobody.all());
}

#[test]
fn a_wide_table_is_cut_at_eighty_columns() {
    let workspace = Workspace::grouped();
    let run = workspace.run(&["cross", "XEX/children", "sex", "age", "--ci"]);
    let tables = run.stdout.lines().take_while(|l| !l.starts_with("test"));
    let longest = tables.map(|l| l.chars().count()).max();
    assert!(longest <= Some(80), "{}", run.all());
    assert!(run.stdout.matches("\nsex ").count() > 3, "{}", run.all());
}

#[test]
fn an_indicator_makes_two_groups_and_says_whom_it_leaves_out() {
    let workspace = Workspace::grouped();
    let rows = workspace.run(&["cross", "XEX/children", "sex", "indicator:online", "--json"]).rows();
    let cells: Vec<_> = rows.iter().filter(|r| r["kind"] == "cell").collect();
    // The don't-know of the indicator counts as no.
    close(&cells[2]["estimate"], 7.0 / 11.0);
    assert_eq!(cells[2]["columns"], "indicator:online");
}

#[test]
fn what_cannot_be_crossed_is_said_with_the_way_out() {
    let workspace = Workspace::grouped();
    let mut said = String::new();
    for arguments in [
        &["XEX/children", "sex", "sex"][..],
        &["XEX/children", "sex", "devices"],
        &["XEX/children", "sex", "remark"],
        &["XEX/children", "sxe", "area"],
        &["XEX/children/sex", "sex", "area"],
        &["XEX/children", "sex", "area", "--test", "fisher"],
        &["XEX/children", "sex", "area", "--percent", "rows"],
    ] {
        let run = workspace.run(&[&["cross"][..], arguments].concat());
        assert_eq!(run.code, 2, "{}", run.all());
        said.push_str(&run.stderr);
    }
    insta::assert_snapshot!(said, @r#"
    error: 'sex' cannot be crossed with itself
      = freq counts the answers to one question

    error: a table cannot be split by 'devices'
      = split by a question with one answer, or by a recode
      = tab("XEX/survey/children", "devices") gives the share of each answer

    error: a table cannot be split by 'remark'
      = split by a question with one answer, or by a recode
      = tab("XEX/survey/children", "remark") gives the share of each answer

    error: 'sxe' is neither an indicator nor a question of survey/children
      = did you mean 'sex'?
      = valid here: online, age, hours, sex, area, devices, remark

    error: the address names a question, 'sex'; cross takes both after it
      = cross("XEX/survey/children", "sex", "area")

    error: there is no test 'fisher'
      = valid here: f, x2, exact, wald, adjusted_wald

    error: there is no percentage 'rows'
      = did you mean 'row'?
      = valid here: row, column, total
    "#);
}
