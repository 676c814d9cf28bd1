//! `dh compare`: side by side, nothing ranked, nothing averaged.

use crate::common::{Workspace, shipped};

#[test]
fn the_contract_of_compare_holds_for_the_headline() {
    let rows = shipped(&["compare", "published:ocsea_clear_12m", "--json"]).rows();
    let names: Vec<&str> = rows.iter().map(|r| r["name"].as_str().expect("a name")).collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(names, sorted, "alphabetical, never ranked");
    for row in &rows {
        for key in [
            "country",
            "value",
            "low",
            "high",
            "range_kind",
            "qualifier",
            "unit",
            "base",
            "definition",
            "source",
            "source_tier",
        ] {
            assert!(row.get(key).is_some(), "{row} lacks {key}");
        }
        assert!(!row["state"].as_str().expect("a state").is_empty(), "a null says why: {row}");
    }
    let row = |code: &str| rows.iter().find(|r| r["country"] == code).unwrap_or_else(|| panic!("no {code}"));
    assert_eq!(row("PHL")["value"], 20.0);
    assert_eq!(row("IDN")["qualifier"], "at_least");
    assert_eq!(
        (&row("KEN")["value"], &row("KEN")["state"]),
        (&serde_json::Value::Null, &"range only".into())
    );
    assert_eq!((&row("KEN")["low"], &row("KEN")["high"]), (&5.0.into(), &13.0.into()));
    assert_eq!(row("KEN")["range_kind"], "unexplained");
    assert_eq!(row("KEN")["source_tier"], "media");
    assert_eq!(row("KEN")["lead"], true);
}

#[test]
fn definitions_mix_only_on_request_and_labelled() {
    let definitions = |arguments: &[&str]| {
        let mut all: Vec<String> = shipped(arguments)
            .rows()
            .iter()
            .map(|r| r["definition"].as_str().expect("one").to_string())
            .collect();
        all.sort();
        all.dedup();
        all
    };
    assert_eq!(definitions(&["compare", "published:ocsea_clear_12m", "--json"]), ["reports-2021"]);
    let mixed = definitions(&["compare", "published:ocsea_clear_12m", "--definitions", "--json"]);
    assert!(mixed.len() > 1, "{mixed:?}");
    let text = shipped(&["compare", "published:ocsea_clear_12m", "--definitions"]);
    assert!(text.stdout.contains("definition"), "{}", text.stdout);
}

#[test]
fn the_scaling_chain_matches_the_twelve_published_counts_within_0_8_percent() {
    let rows = shipped(&["compare", "indicator:tfcsea_children_scaled", "--json"]).rows();
    let held: Vec<_> = rows.iter().filter(|r| !r["value"].is_null()).collect();
    assert_eq!(held.len(), 12);
    for row in held {
        let code = row["country"].as_str().expect("a code");
        let published = shipped(&["why", &format!("{code}/published:tfcsea_est_children"), "--json"]).rows();
        let stated = published[0]["value"].as_f64().expect("a count");
        let off = row["value"].as_f64().expect("a number") / stated - 1.0;
        assert!(off.abs() <= 0.008, "{code} is {off} off");
        assert_eq!(row["range_kind"], "uncertainty_bounds");
    }
    let absent = rows.iter().find(|r| r["country"] == "ZAF").expect("South Africa");
    assert!(absent["because"].as_str().expect("a reason").contains("an input is missing"), "{absent}");
}

/// The recomputed count of Kenya in a workspace.
fn scaled(workspace: &Workspace) -> serde_json::Value {
    workspace.run(&["why", "KEN/indicator:tfcsea_children_scaled", "--json"]).rows().remove(0)
}

#[test]
fn an_input_changed_by_a_tenth_moves_the_result_by_a_tenth() {
    let workspace = Workspace::shipped();
    let before = scaled(&workspace)["value"].as_f64().expect("a number");
    let figures = workspace.read("countries/kenya/figures.csv");
    assert!(figures.contains(",21.7,"));
    workspace.write("countries/kenya/figures.csv", &figures.replace(",21.7,", ",23.87,"));
    let after = scaled(&workspace)["value"].as_f64().expect("a number");
    assert!((after / before - 1.1).abs() < 1e-9, "{before} {after}");
}

#[test]
fn a_missing_input_gives_a_stated_absence_and_no_zero() {
    let workspace = Workspace::shipped();
    let figures: String = workspace
        .read("countries/kenya/figures.csv")
        .lines()
        .filter(|l| !l.starts_with("child_pop_12_17"))
        .map(|l| format!("{l}\n"))
        .collect();
    workspace.write("countries/kenya/figures.csv", &figures);
    let row = scaled(&workspace);
    assert!(row["value"].is_null());
    assert_eq!(row["state"], "not available");
    assert!(row["because"].as_str().expect("a reason").contains("child_pop_12_17"), "{row}");
}

#[test]
fn a_rate_names_the_vintage_of_its_denominator_and_carries_nothing_forward() {
    let run = shipped(&["compare", "series:cybertips", "--rate", "internet_users", "--json"]);
    let rows = run.rows();
    let row = |code: &str, period: i64| {
        rows.iter().find(|r| r["country"] == code && r["period"] == period).expect("a row").clone()
    };
    let held = row("KEN", 2022);
    // 21,745 reports; 40.8 % (unrounded in the file) of 54,027,487 people.
    assert!((held["value"].as_f64().expect("a rate") - 98.6).abs() < 0.1, "{held}");
    assert!(held["denominator_vintage"].as_str().expect("a vintage").contains("ITU"), "{held}");
    let absent = row("KEN", 2023);
    assert!(absent["value"].is_null());
    assert_eq!(absent["state"], "denominator not available");
    assert!(absent["because"].as_str().expect("why").contains("nothing is carried forward"), "{absent}");
    assert!(rows.iter().all(|r| r.get("low").is_none()), "full counts carry no interval");
    let notes = run.json()["notes"].to_string();
    assert!(notes.contains("not prevalence") && notes.contains("no ranking"), "{notes}");
}

#[test]
fn a_pooled_statement_is_no_country() {
    let run = shipped(&["compare", "published:ocsea_clear_12m", "--json"]);
    assert!(run.rows().iter().all(|r| r["country"] != "XMC"));
    assert!(run.json()["notes"].to_string().contains("a pooled statement, no country"));
}

#[test]
fn comparing_what_cannot_be_compared_says_what_can() {
    insta::assert_snapshot!(shipped(&["compare", "KEN"]).all(), @"
    --- stderr ---
    error: 'KEN' cannot be compared
      = compare a figure, a series, a criterion or a checklist: published:…, indicator:…, series:…,
        criterion:…, desk_review/law_and_policy
    --- exit 2 ---
    ");
    insta::assert_snapshot!(shipped(&["compare", "KEN/published:ocsea_clear_12m"]).all(), @"

    --- stderr ---
    error: compare puts all countries side by side; leave out KEN/
      = dh compare published:ocsea_clear_12m
    --- exit 2 ---
    ");
    insta::assert_snapshot!(shipped(&["compare", "published:ocsea_clear"]).all(), @"

    --- stderr ---
    error: there is no published figure 'ocsea_clear'
      = did you mean 'ocsea_clear_12m'?
    --- exit 2 ---
    ");
    insta::assert_snapshot!(shipped(&["compare", "series:cybertips", "--rate", "internet_user"]).all(), @"

    --- stderr ---
    error: there is no denominator 'internet_user'
      = did you mean 'internet_users'?
      = valid here: internet_users, population
    --- exit 2 ---
    ");
}
