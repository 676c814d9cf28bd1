//! `dh tab`: indicators estimated from records by their design.

use crate::common::Workspace;

fn close(value: &serde_json::Value, wanted: f64) {
    let value = value.as_f64().unwrap_or_else(|| panic!("no number: {value}"));
    assert!((value - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{value} instead of {wanted}");
}

#[test]
fn an_indicator_is_what_is_worked_out_by_hand() {
    let workspace = Workspace::with_records();
    insta::assert_snapshot!(workspace.run(&["tab", "XEX/children", "online", "--by", "age"]).all(), @"
    XEX/survey/children
    2 strata, 4 PSUs

    Children who are online (one)

    base        everyone
    yes if      online == yes
    counted as  don't know no, prefer not no, not asked leave

              estimate  95 % interval    SE  deff  df  n  weighted n
    ────────  ────────  ─────────────  ────  ────  ──  ─  ──────────
    everyone   64.7 %*       3.7–98.9  20.6  3.15   2  6         8.5
    age 12    100.0 %*      2.5–100.0     –     –   0  1         1.5
    age 13      0.0 %*       0.0–97.5     –     –   0  1         1.5
    age 14      0.0 %*       0.0–97.5     –     –   0  1           1
    age 15    100.0 %*      2.5–100.0     –     –   0  1           2
    age 16    100.0 %*      2.5–100.0     –     –   0  1           2
    age 17      0.0 %*       0.0–97.5     –     –   0  1         0.5

    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * nobody or everybody: the interval is Clopper-Pearson on the effective number, the variance being
      zero
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["tab", "XEX/children", "online", "--json"]).rows();
    // Weights 1.5 1.5 | 1 || 2 2 | 0.5 of yes no | don't know (counts as no) || yes yes | no.
    let p = 5.5 / 8.5;
    close(&rows[0]["estimate"], p);
    // Two PSUs a stratum: the variance is the squared difference of their sums.
    let first: f64 = (1.5 - 3.0 * p) - (-p);
    let second: f64 = 4.0 * (1.0 - p) - (-0.5 * p);
    close(&rows[0]["se"], (first * first + second * second).sqrt() / 8.5);
    assert_eq!((&rows[0]["df"], &rows[0]["n"]), (&2.into(), &6.into()));
    close(&rows[0]["n_weighted"], 8.5);
    assert_eq!(rows[0]["unit"], "percent");
}

#[test]
fn a_lonely_psu_fails_by_default_and_is_named() {
    let workspace = Workspace::with_records();
    let drop = ["decide", "XEX/children", "--record", "R6", "--drop", "--because", "a test interview"];
    assert_eq!(workspace.run(&drop).code, 0);
    let rows = workspace.run(&["tab", "XEX/children", "online", "--json"]).rows();
    assert_eq!((&rows[0]["state"], &rows[0]["estimate"]), (&"lonely_units".into(), &serde_json::Value::Null));
    let because = rows[0]["because"].as_str().expect("a reason");
    assert!(because.contains("stratum b with a single PSU"), "{because}");
    for rule in ["adjust", "average", "certainty", "remove"] {
        let run = workspace.run(&["tab", "XEX/children", "online", "--lonely", rule, "--json"]);
        assert_eq!(run.rows()[0]["state"], "value", "{rule}: {}", run.all());
        let notes = run.json()["notes"].to_string();
        assert!(notes.contains("single PSU") && notes.contains(rule), "{notes}");
    }
}

#[test]
fn a_group_keeps_the_whole_design_and_an_empty_one_is_absent() {
    let workspace = Workspace::with_records();
    let rows = workspace.run(&["tab", "XEX/children", "online", "--where", "age >= 16", "--json"]).rows();
    // Everyone of the group lives in stratum b; all PSUs of it count.
    close(&rows[0]["estimate"], 2.0 / 2.5);
    assert_eq!((&rows[0]["n"], &rows[0]["df"]), (&2.into(), &1.into()));
    let rows = workspace.run(&["tab", "XEX/children", "online", "--where", "age >= 18", "--json"]).rows();
    assert_eq!(rows[0]["state"], "empty_domain");
    assert!(rows[0]["estimate"].is_null() && rows[0]["ci_low"].is_null());
}

#[test]
fn nobody_is_zero_with_an_interval_that_is_usable() {
    let workspace = Workspace::with_records();
    let rows = workspace.run(&["tab", "XEX/children", "online", "--where", "online != yes", "--json"]).rows();
    close(&rows[0]["estimate"], 0.0);
    assert_eq!(rows[0]["ci_low"], 0.0);
    assert!(rows[0]["ci_high"].as_f64().is_some_and(|high| high > 0.5 && high < 1.0), "{}", rows[0]);
}

#[test]
fn every_interval_has_its_name_and_a_wrong_one_says_which_there_are() {
    let workspace = Workspace::with_records();
    for method in ["logit", "wald", "wilson", "beta", "beta_capped", "arcsine"] {
        let rows = workspace.run(&["tab", "XEX/children", "online", "--ci", method, "--json"]).rows();
        let (low, high) = (rows[0]["ci_low"].as_f64(), rows[0]["ci_high"].as_f64());
        assert!(low.is_some_and(|l| l < 0.647) && high.is_some_and(|h| h > 0.647), "{method}: {}", rows[0]);
    }
    let mut said = String::new();
    for arguments in [
        &["tab", "XEX/children", "online", "--ci", "wild"][..],
        &["tab", "XEX/children", "onlin"],
        &["tab", "XEX/children"],
        &["tab", "XEX/children/age", "online"],
        &["tab", "XEX/children", "online", "--lonely", "ignore"],
    ] {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 2, "{}", run.all());
        said.push_str(&run.stderr);
    }
    insta::assert_snapshot!(said, @r#"
    error: there is no interval 'wild'
      = did you mean 'wald'?
      = valid here: logit, wald, wilson, beta, beta_capped, arcsine

    error: 'onlin' is no indicator of survey/children
      = did you mean 'online'?
      = valid here: online

    error: which indicators?
      = of survey/children: online

    error: 'age' is a question; tab estimates indicators
      = tab("XEX/survey/children", "ocsea_clear_12m"); freq counts the answers to a question

    error: there is no rule for lonely PSUs 'ignore'
      = valid here: fail, adjust, average, certainty, remove
    "#);
}

#[test]
fn no_null_of_a_table_stands_without_its_state() {
    let workspace = Workspace::with_records();
    for extra in [&[][..], &["--by", "age"], &["--where", "age >= 18"], &["--where", "age == 12"]] {
        let all: Vec<&str> =
            ["tab", "XEX/children", "online", "--json"].iter().chain(extra).copied().collect();
        for row in workspace.run(&all).rows() {
            for (key, state) in
                [("estimate", "state"), ("ci_low", "ci_state"), ("deff", "deff_state"), ("cv", "cv_state")]
            {
                let why = row.get(state).or_else(|| row.get("state")).and_then(serde_json::Value::as_str);
                if row[key].is_null() {
                    assert!(why.is_some_and(|w| !w.is_empty() && w != "value"), "{key}: {row}");
                }
            }
        }
    }
}
