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
fn a_figure_is_the_same_whether_its_question_is_let_go_or_kept() {
    let workspace = Workspace::with_records();
    let rows = || {
        ["age >= 13", "online == yes"].map(|keep| {
            let by = ["tab", "XEX/children", "online", "--by", "age", "--where", keep, "--json"];
            workspace.run(&by).rows()
        })
    };
    let let_go = rows();
    assert_eq!((&let_go[0][0]["n"], &let_go[1][0]["n"]), (&5.into(), &3.into()));
    // A corrected answer has every record replayed, so all are read at once.
    let fix =
        ["decide", "XEX/children", "--record", "R1", "--item", "hours", "--to", "3", "--because", "a test"];
    assert_eq!(workspace.run(&fix).code, 0);
    assert_eq!(rows(), let_go);
    assert_eq!(workspace.run(&["decide", "--undo", "1", "--because", "a test"]).code, 0);
    // A question that makes groups, or is asked for itself, is kept.
    let beside = workspace.run(&["tab", "XEX/children", "indicator:online", "hours", "--json"]).rows();
    let alone = workspace.run(&["tab", "XEX/children", "online", "--json"]).rows();
    assert_eq!(beside[0], alone[0]);
    let by_itself = workspace.run(&["tab", "XEX/children", "indicator:online", "--by", "online", "--json"]);
    let shares: Vec<_> = by_itself.rows().iter().map(|row| row["estimate"].as_f64()).collect();
    assert_eq!(shares[1..], [Some(1.0), Some(0.0)]);
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
        &["tab", "XEX/children", "online", "--weak", "50,25"],
    ] {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 2, "{}", run.all());
        said.push_str(&run.stderr);
    }
    insta::assert_snapshot!(said, @r#"
    error: there is no interval 'wild'
      = did you mean 'wald'?
      = valid here: logit, wald, wilson, beta, beta_capped, arcsine

    error: 'onlin' is neither an indicator nor a question of survey/children
      = did you mean 'online'?
      = valid here: online, age, hours

    error: which indicators or questions?
      = indicators of survey/children: online
      = dh show XEX/survey/children lists the questions

    error: the address names a question, 'age', and others stand beside it
      = tab("XEX/survey/children/age"), or tab("XEX/survey/children", { "age", … })

    error: there is no rule for lonely PSUs 'ignore'
      = valid here: fail, adjust, average, certainty, remove

    error: the marks of weak figures need two bases, the lower one first
      = --weak 25,50 or weak = { 25, 50 }: below 25 an asterisk, below 50 parentheses
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

#[test]
fn a_question_with_several_answers_has_a_line_an_answer_on_one_base() {
    let workspace = Workspace::grouped();
    insta::assert_snapshot!(workspace.run(&["tab", "XEX/children", "devices", "--by", "sex"]).all(), @r#"
    XEX/survey/children
    2 strata, 6 PSUs

    What do you go online with?

    base      who answered: 10 records
    left out  don't know 1, skipped by route 3
    answers   several were possible: shares do not add up to 100

    answer    group     estimate  95 % interval    SE  deff  df   n  weighted n
    ────────  ────────  ────────  ─────────────  ────  ────  ──  ──  ──────────
    Phone     everyone   78.6 %*      32.8–96.5  12.2  2.80   4  10          14
              sex girl   83.3 %*      13.5–99.4  17.3  5.20   4   5           6
              sex boy    85.7 %*      10.2–99.7  15.3  1.33   3   4           7
    Tablet    everyone   42.9 %*      12.6–79.7  14.6  2.73   4  10          14
              sex girl   16.7 %*       0.6–86.5  17.3  5.20   4   5           6
              sex boy    57.1 %*       2.5–98.6  30.5  2.67   3   4           7
    Computer  everyone   35.7 %*       6.4–81.9  17.4  4.13   4  10          14
              sex girl    0.0 %*       0.0–55.9   0.0     –   4   5           6
              sex boy    71.4 %*       3.9–99.4  26.5  2.40   3   4           7

    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * nobody or everybody: the interval is Clopper-Pearson on the effective number, the variance being
      zero
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head 52fec4745a72 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    let rows = workspace.run(&["tab", "XEX/children", "devices", "--json"]).rows();
    // Ten of the eleven who were asked answered; they have weight 14. Phone: 11.
    close(&rows[0]["estimate"], 11.0 / 14.0);
    close(&rows[2]["estimate"], 5.0 / 14.0);
    assert!(rows.iter().all(|r| r["n"] == 10 && r["n_weighted"] == 14.0), "{rows:?}");
    assert_eq!(rows[0]["address"], "XEX/survey/children/devices[answer=phone]");
}

#[test]
fn a_question_with_one_answer_adds_up_to_one_and_is_what_its_address_names() {
    let workspace = Workspace::grouped();
    let by_name = workspace.run(&["tab", "XEX/children", "area", "--json"]);
    let rows = by_name.rows();
    let sum: f64 = rows.iter().filter_map(|r| r["estimate"].as_f64()).sum();
    assert!((sum - 1.0).abs() < 1e-12 && rows.len() == 3, "{rows:?}");
    let by_address = workspace.run(&["tab", "XEX/children/area", "--json"]);
    assert_eq!(by_name.stdout, by_address.stdout);
    // The indicator wins over the question of its name; the address is the question.
    let indicator = workspace.run(&["tab", "XEX/children", "online", "--json"]).rows();
    let question = workspace.run(&["tab", "XEX/children/online", "--json"]).rows();
    assert_eq!((indicator.len(), question.len()), (1, 2));
    close(&indicator[0]["estimate"], 15.0 / 20.0);
    // The don't-know counts as no by the indicator, and is out of the question's base.
    close(&question[0]["estimate"], 15.0 / 17.0);
}

#[test]
fn a_number_has_its_mean_and_a_text_has_none() {
    let workspace = Workspace::grouped();
    insta::assert_snapshot!(workspace.run(&["tab", "XEX/children", "hours", "--where", "age >= 13"]).all(), @r#"
    XEX/survey/children
    2 strata, 6 PSUs
    where age >= 13

    How many hours a day?

    base      who answered: 9 records
    left out  skipped by route 2

              estimate  95 % interval    SE  deff  df  n  weighted n
    ────────  ────────  ─────────────  ────  ────  ──  ─  ──────────
    everyone     4.33*      3.31–5.36  0.37  1.61   4  9          12

    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * workroom only; batch 1, audit head 52fec4745a72 (2 entries)
    --- stderr ---

    --- exit 0 ---
    "#);
    insta::assert_snapshot!(workspace.run(&["tab", "XEX/children", "remark"]).all(), @r#"
    --- stderr ---
    error: 'remark' is a text or a date: it has no share and no mean
      = freq("XEX/survey/children/remark") counts who answered
    --- exit 2 ---
    "#);
}

#[test]
fn the_bases_of_the_marks_can_be_set_and_the_note_says_them() {
    let workspace = Workspace::grouped();
    let run = |weak: &str| workspace.run(&["tab", "XEX/children", "area", "--weak", weak]);
    assert!(
        run("5,20").stdout.contains("fewer than 5 in the base; parentheses: 5 to 19"),
        "{}",
        run("5,20").all()
    );
    assert!(run("5,20").stdout.contains(" %)"));
    let none = run("0,0").stdout;
    assert!(!none.contains(" %*") && !none.contains(" %)") && !none.contains("asterisk"), "{none}");
    let rows = workspace.run(&["tab", "XEX/children", "area", "--weak", "5,20", "--json"]).rows();
    assert_eq!((&rows[0]["flag"], &rows[0]["weak"]), (&"5_to_19".into(), &true.into()));
}
