//! Members of a programme, of an activity and of an output are three lists;
//! what the sources do not state is neither a yes nor a no.

use crate::common::{Run, Workspace, shipped};

const METHOD: &str = "methodology/init.lua";

#[test]
fn twenty_six_countries_hold_together() {
    let run = shipped(&["check"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.stdout.contains("26 countries") && run.stdout.contains("no errors"), "{}", run.all());
}

#[test]
fn a_programme_shows_its_three_kinds_of_lists() {
    let run = shipped(&["show", "phase_2"]);
    insta::assert_snapshot!(run.stdout, @"
    Programme Phase 2

    about           Different outputs use ten, eleven or twelve of these countries: an output names its
                    own. The pooled figures are held with 2024-2025 as the year of publication, while
                    the titles of their sources name 2026: to be checked at the sources.
    pooled figures  3
    source          Field brief of this project, section on the programme, marked as read on a public
                    page; the page is to be cited
    declared at     methodology/programme.lua:75

    members of     list                    number  countries                   not stated
    ─────────────  ──────────────────  ──────────  ──────────────────────────  ─────────────────────────
    the programme  members                     12  ARM BRA COL DOM JOR MEX
                                                   MNE MAR MKD PAK SRB TUN
    an activity    household_survey    at least 1  BRA                         in which of the eleven
                                                                               others; pooled statements
                                                                               cover ten or eleven
                                                                               countries and name none
    an output      ai_use                      10                              which ten of the twelve;
                                                                               and whether the figure on
                                                                               homework and learning is
                                                                               about the same ten, for
                                                                               the number is stated with
                                                                               the other figure only
    an output      manipulated_images          11                              which eleven of the
                                                                               twelve

    * Members of the programme, of an activity and of an output are three different lists; nothing
      follows from one for another.
    * in which countries these were run is not stated: desk_review, duty_bearer_interviews,
      helpline_hotline_industry_data, frontline_survey, access_to_justice, survivor_conversations,
      offence_data, law_enforcement_interviews
    ");
}

/// `member` of each list of a country, by list.
fn member(country: &str, list: &str) -> String {
    let rows = shipped(&["show", country, "--json"]).rows();
    let row = rows.iter().find(|r| r["list"] == list).unwrap_or_else(|| panic!("{country}: no {list}"));
    row["member"].as_str().expect("a word").to_string()
}

#[test]
fn what_is_not_stated_is_neither_a_yes_nor_a_no() {
    // South Africa completed phase 1 and is not in the pooled survey.
    assert_eq!(member("ZAF", "completed"), "yes");
    assert_eq!(member("ZAF", "pooled_child_survey"), "no");
    // Five of the thirteen; Rwanda is none of the thirteen.
    assert_eq!(member("KEN", "survivor_conversations"), "not stated");
    assert_eq!(member("RWA", "survivor_conversations"), "no");
    assert_eq!(member("RWA", "planned"), "yes");
    assert_eq!(member("RWA", "completed"), "no");
}

#[test]
fn a_count_that_is_not_stated_is_null_with_its_state() {
    let rows = shipped(&["show", "phase_1", "--json"]).rows();
    let of = |label: &str| rows.iter().find(|r| r["address"] == label).expect("a list").clone();
    let frontline = of("frontline_survey");
    assert!(frontline["number"].is_null());
    assert_eq!(frontline["state"], "not stated");
    let survivors = of("survivor_conversations");
    assert_eq!((survivors["number"].as_i64(), survivors["state"].as_str()), (Some(5), Some("stated")));
    assert_eq!(survivors["countries"].as_array().map(Vec::len), Some(0));
    assert_eq!(of("output:pooled_child_survey")["number"], 12);
}

#[test]
fn a_pooled_figure_says_what_its_output_covers() {
    let run = shipped(&["show", "published:ai_deepfake_victims_est"]);
    assert!(
        run.stdout.contains("output:manipulated_images covers 11 of the 12 in 'members'; not stated: which"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_output_is_found_and_shows_its_countries() {
    let found = shipped(&["find", "pooled", "--json"]).rows();
    assert!(found.iter().any(|r| r["address"] == "output:pooled_child_survey"), "{found:?}");
    let rows = shipped(&["show", "output:pooled_child_survey", "--json"]).rows();
    let countries = rows[0]["countries"].as_array().expect("codes");
    assert_eq!(countries.len(), 12);
    assert!(!countries.contains(&"ZAF".into()));
}

#[test]
fn approvals_that_are_only_stated_clear_nothing() {
    for (country, said) in [("TZA", "5 of them, stated to exist"), ("THA", "stated to exist")] {
        let run = shipped(&["show", country]);
        assert!(run.stdout.contains(said) && run.stdout.contains("not named"), "{}", run.stdout);
        let open = shipped(&["show", country, "--readiness", "--json"]).rows();
        let approval = |r: &&serde_json::Value| r["area"] == "approvals" && r["point"] == "household_survey";
        let point = open.iter().find(approval).expect("a point");
        assert_eq!(point["state"], "unconfirmed");
    }
}

/// The small workspace with a programme.
fn with_programme(inside: &str) -> Run {
    let workspace = Workspace::small();
    let programme = format!(
        "return {{\n  programme \"one\" \"One\" {{\n    lists = {{ all = {{ \"XEX\", \"XEY\" }} }},\n    source = \"https://example.org/one\",\n{inside}\n  }},\n"
    );
    workspace.replace(METHOD, "return {\n", &programme);
    workspace.run(&["check"])
}

#[test]
fn a_membership_that_names_some_says_what_it_does_not_state() {
    let run = with_programme(
        "    ran \"survey\" {\n      countries = { \"XEX\" },\n      number = 2,\n      source = \"https://example.org/one\",\n    },",
    );
    insta::assert_snapshot!(run.stderr, @r#"
    methodology/init.lua:7:16: error: 1 of 2 countries are named, and nothing is said of the others
      7 |       number = 2,
        |                ^
      = name the countries, or say what the sources do not state: not_stated = "…"
    "#);
}

#[test]
fn a_member_outside_the_list_it_is_among() {
    let run = with_programme(
        "    output \"report\" \"Report\" {\n      countries = { \"XEZ\" },\n      among = \"al\",\n      source = \"https://example.org/one\",\n    },\n    output \"other\" \"Other\" {\n      countries = { \"XEZ\" },\n      among = \"all\",\n      source = \"https://example.org/one\",\n    },",
    );
    insta::assert_snapshot!(run.stderr, @r#"
    methodology/init.lua:7:15: error: programme "one" has no list 'al'
      7 |       among = "al",
        |               ^^^^
      = did you mean 'all'?
      = valid here: all

    methodology/init.lua:11:21: error: "XEZ" is not among 'all'
      11 |       countries = { "XEZ" },
         |                     ^^^^^
    "#);
}

#[test]
fn a_membership_that_says_nothing() {
    let run = with_programme("    ran \"survey\" {\n      source = \"https://example.org/one\",\n    },");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("it names no country and says nothing of the rest"), "{}", run.stderr);
}

#[test]
fn a_press_figure_of_phase_2_is_a_lead_and_keeps_its_definition() {
    let rows = shipped(&["compare", "published:tfcsea_any_12m_users_p2", "--json"]).rows();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["country"], &rows[0]["lead"]), (&"BRA".into(), &true.into()));
    // No column of a phase 1 definition takes Brazil in unlabelled.
    for id in ["tfcsea_any_12m_users", "offender_known", "sample_children"] {
        let rows = shipped(&["compare", &format!("published:{id}"), "--json"]).rows();
        assert!(rows.iter().all(|r| r["country"] != "BRA"), "{id}");
    }
}
