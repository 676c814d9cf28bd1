//! Estimates from records where an indicator is asked for: in findings, `why`
//! and `value`, and nowhere that is written for others.

use crate::common::{CLEARED, Workspace};

const FINDINGS: &str = r#"return findings {
  finding "most_are_online" {
    claim = "Most children are online",
    rests_on = { "indicator:online" },
    holds_if = "online > 50%",
  },
  finding "nearly_all_are_online" {
    claim = "More than 9 in 10 children are online",
    rests_on = { "indicator:online" },
    holds_if = "online > 90%",
  },
  finding "certainly_most" {
    claim = "Most children are online, by the lower bound",
    rests_on = { "indicator:online" },
    holds_if = "ci_low(online) > 50%",
  },
  finding "many_were_asked" {
    claim = "Most children are online, of at least 50 asked",
    rests_on = { "indicator:online" },
    holds_if = "online > 50%",
    needs_base = 50,
  },
}
"#;

/// The six records, and findings on the indicator they give.
fn with_findings(workspace: Workspace) -> Workspace {
    workspace.write("countries/exampleland/findings.lua", FINDINGS);
    workspace
}

#[test]
fn a_finding_on_an_indicator_is_decided_by_records() {
    let workspace = with_findings(Workspace::with_records());
    let run = workspace.run(&["finding", "XEX"]);
    insta::assert_snapshot!(run.all(), @r#"
    Findings of Exampleland

    finding                verdict        claim                           because
    ─────────────────────  ─────────────  ──────────────────────────────  ──────────────────────────────
    most_are_online        holds          Most children are online        online: 64.7 % (online > 50%)
    nearly_all_are_online  does not hold  More than 9 in 10 children are  online: 64.7 % (online > 90%)
                                          online
    certainly_most         does not hold  Most children are online, by    online: 64.7 % (ci_low(online)
                                          the lower bound                 > 50%)
    many_were_asked        cannot tell    Most children are online, of    'online': its base of 6 is
                                          at least 50 asked               below the 50 asked for

    * XEX/indicator:online rests on 6 records: few, its interval is wide
    * estimates from records are workroom only: not assessed for release
    --- stderr ---

    --- exit 1 ---
    "#);
    assert_eq!(run.code, 1, "one does not hold");
}

#[test]
fn without_records_or_key_a_finding_cannot_be_told() {
    let workspace = with_findings(Workspace::with_store());
    let run = workspace.run(&["finding", "XEX", "--json"]);
    assert!(run.rows().iter().all(|r| r["verdict"] == "cannot tell"), "{}", run.all());
    assert!(run.rows().iter().all(|r| r["disclosure"] == "published by its sources"), "{}", run.all());
    let workspace = with_findings(Workspace::with_records());
    std::fs::rename(workspace.path().join("store.key"), workspace.path().join("away.key")).expect("moved");
    let run = workspace.run(&["finding", "XEX", "--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.rows().iter().all(|r| r["verdict"] == "cannot tell"), "{}", run.all());
}

#[test]
fn why_and_value_give_the_estimate_with_where_it_comes_from() {
    let workspace = Workspace::with_records();
    insta::assert_snapshot!(workspace.run(&["why", "XEX/indicator:online"]).all(), @r#"
    address        XEX/indicator:online
    what           Children who are online
    value          64.7 %
    bounds         3.7–98.9 (95 % interval by the design of the records)
    base           6
    population     children 12-17
    definition     one
    defined at     methodology/indicators.lua:2
    worked out as  online == yes
    source         records of XEX/survey/children
    held at        the store
    caveat         base: everyone; don't know counts as no, prefer not to say as no, not asked as leave
    caveat         by the design of the records: SE 20.56, design effect 3.15, degrees of freedom 2
    caveat         an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    caveat         how respondents were selected is not stated: the intervals hold for a random sample
                   only
    caveat         workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    flags          fewer_than_25, weak
    disclosure     workroom only: not assessed for release
    --- stderr ---

    --- exit 0 ---
    "#);
    let row = workspace.run(&["why", "XEX/indicator:online", "--json"]).rows()[0].clone();
    let tab = workspace.run(&["tab", "XEX/children", "online", "--json"]).rows()[0].clone();
    for (here, there) in [("value", "value"), ("low", "low"), ("high", "high"), ("base", "n")] {
        assert_eq!(row[here].as_f64(), tab[there].as_f64(), "{here}: {row}");
    }
    assert_eq!(row["disclosure"], "workroom only: not assessed for release");
    workspace.write("scripts/try.lua", "print(value \"XEX/indicator:online\")\nprint(value \"XEX/indicator:online[age=12]\")\nprint(value \"XEX/indicator:online[sex=girl]\")\n");
    insta::assert_snapshot!(workspace.run(&["run", "scripts/try.lua"]).all(), @r#"
    64.70588235294117	nil
    100	nil
    nil	records of XEX/survey/children give no estimate: the condition "sex == girl" cannot be read
    --- stderr ---

    --- exit 0 ---
    "#);
}

#[test]
fn a_design_that_gives_no_number_is_the_reason_of_the_finding() {
    let workspace = with_findings(Workspace::with_records());
    let drop = ["decide", "XEX/children", "--record", "R6", "--drop", "--because", "a test interview"];
    assert_eq!(workspace.run(&drop).code, 0);
    let rows = workspace.run(&["finding", "XEX", "--json"]).rows();
    assert_eq!(rows[0]["verdict"], "cannot tell");
    let because = rows[0]["because"].as_str().unwrap_or_default();
    assert!(because.contains("stratum b with a single PSU"), "{because}");
}

#[test]
fn a_verdict_on_simulated_records_says_so() {
    let workspace = with_findings(Workspace::with_store());
    workspace.write("countries/exampleland/init.lua", CLEARED);
    assert_eq!(workspace.run(&["import", "XEX/children", "six.csv", "--simulated"]).code, 0);
    let run = workspace.run(&["finding", "XEX"]);
    assert!(
        run.stdout.contains("SIMULATED") && run.stdout.contains("says nothing about any child"),
        "{}",
        run.all()
    );
    let rows = workspace.run(&["finding", "XEX", "--json"]).rows();
    assert!(rows.iter().all(|r| r["simulated"] == true), "{rows:?}");
    let why = workspace.run(&["why", "XEX/finding:most_are_online"]);
    assert!(why.stdout.contains("holds (SIMULATED)"), "{}", why.all());
}

#[test]
fn nothing_unassessed_reaches_a_comparison_or_the_report() {
    let workspace = with_findings(Workspace::with_records());
    let compare = workspace.run(&["compare", "indicator:online", "--json"]);
    assert!(compare.rows().iter().all(|r| r["value"].is_null()), "{}", compare.all());
    assert_eq!(workspace.run(&["check"]).code, 0);

    let workspace = Workspace::shipped();
    let report = || {
        let run = workspace.run(&["report", "KEN"]);
        assert_eq!(run.code, 0, "{}", run.all());
        workspace.read("out/KEN/index.html")
    };
    let before = report();
    assert_eq!(workspace.run(&["demo"]).code, 0);
    assert!(before == report(), "the report changed with the records");
    let told = workspace.run(&["finding", "KEN", "--json"]).rows();
    let of =
        |id: &str| told.iter().find(|r| r["address"] == format!("KEN/finding:{id}")).expect("the finding");
    assert_eq!(of("a_quarter_told_no_one")["simulated"], true);
    assert_eq!(of("reports_more_than_doubled")["simulated"], false);
}
