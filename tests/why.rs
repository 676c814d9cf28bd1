//! `dh why`, `dh show` and `dh find`: any number, any answer, any wording.

use crate::common::{Workspace, shipped};

#[test]
fn a_published_figure_says_everything_about_itself() {
    insta::assert_snapshot!(shipped(&["why", "KEN/published:tfcsea_any_12m_all"]).all(), @"
    address     KEN/published:tfcsea_any_12m_all
    what        Any technology-facilitated CSEA in the past year, among all children
    value       14.5 %
    bounds      12.4–16.8 (uncertainty bounds as published)
    base        not stated by the source
    population  all children 12-17
    definition  nature-2026
    defined at  methodology/indicators/published/nature_2026.lua:18
    fieldwork   2020-2021
    published   2026
    source      Technology mediation in child sexual exploitation and abuse in Africa and Asia (Nature
                2026) Table 1 (journal)
                https://preview-www.nature.com/articles/s41586-026-10525-4/tables/1
    held at     countries/kenya/figures.csv:4
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn a_derived_figure_names_its_inputs() {
    let row = shipped(&["why", "KEN/indicator:tfcsea_children_scaled", "--json"]).rows().remove(0);
    let inputs: Vec<&str> =
        row["inputs"].as_array().expect("inputs").iter().filter_map(|i| i.as_str()).collect();
    assert!(inputs.contains(&"KEN/published:child_pop_12_17"), "{inputs:?}");
    for input in inputs {
        let found = shipped(&["why", input, "--json"]).rows();
        assert_eq!(found.len(), 1, "{input}");
    }
}

#[test]
fn a_figure_that_is_not_held_is_not_a_zero() {
    insta::assert_snapshot!(shipped(&["why", "KEN/published:offender_known"]).all(), @"

    --- stderr ---
    error: Kenya holds no figure KEN/published:offender_known
      = that is not a zero: the figure is not available to this workspace
    --- exit 2 ---
    ");
}

#[test]
fn an_indicator_without_records_is_absent_with_its_reason() {
    let row = shipped(&["why", "KEN/indicator:ocsea_clear_12m", "--json"]).rows().remove(0);
    assert!(row["value"].is_null());
    assert_eq!(row["state"], "not available");
    assert!(
        row["because"].as_str().expect("why").contains("no estimate from household_survey/children"),
        "{row}"
    );
}

#[test]
fn a_recorded_zero_is_a_value() {
    let row = shipped(&["why", "ETH/published:ocsea_cases_recorded", "--json"]).rows().remove(0);
    assert_eq!(row["value"], 0.0);
    assert!(row["flags"].to_string().contains("recorded zero"), "{row}");
}

#[test]
fn figures_of_several_years_stand_side_by_side_and_a_filter_chooses() {
    let all = shipped(&["why", "PHL/series:cybertips_national", "--json"]).rows();
    assert_eq!(all.len(), 3);
    let one = shipped(&["why", "PHL/series:cybertips_national[period=2020]", "--json"]).rows();
    assert_eq!(one.len(), 1);
    assert_eq!(one[0]["value"], 1_297_474.0);
    let none = shipped(&["why", "PHL/series:cybertips_national[period=1999]"]);
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("held: "), "{}", none.all());
}

#[test]
fn a_finding_says_what_it_rests_on_and_why_it_cannot_tell() {
    insta::assert_snapshot!(shipped(&["why", "KEN/finding:a_quarter_told_no_one"]).all(), @"
    finding     At least 1 in 4 children in Kenya subjected to a clear example told no one about the
                most recent incident
    verdict     cannot tell
    holds if    told_no_one >= 25%
    because     'told_no_one': no estimate from household_survey/children in Kenya is held here (dh tab
                makes one from records)
    rests on    KEN/indicator:told_no_one: not available
    needs base  50
    recommends  Make it easier for children to tell: train those whom children turn to first (to
                social_services, caregivers_and_communities)
    written at  countries/kenya/findings.lua:56
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn any_unique_tail_is_enough_and_an_ambiguous_one_is_not() {
    let long = shipped(&["show", "KEN/household_survey/children", "--json"]);
    let short = shipped(&["show", "KEN/children", "--json"]);
    assert_eq!(long.stdout, short.stdout);
    let ambiguous = shipped(&["show", "codebook"]);
    assert_eq!(ambiguous.code, 2, "{}", ambiguous.all());
}

#[test]
fn a_slip_in_an_address_is_understood() {
    insta::assert_snapshot!(shipped(&["why", "KEN/published:tfcsea_any_12m_user"]).all(), @"

    --- stderr ---
    error: there is no published figure 'tfcsea_any_12m_user'
      = did you mean 'tfcsea_any_12m_users'?
    --- exit 2 ---
    ");
    insta::assert_snapshot!(shipped(&["show", "KNE"]).all(), @"

    --- stderr ---
    error: there is no country 'KNE' in this workspace
      = did you mean 'KEN'?
      = a country is a folder of countries/ whose init.lua declares it
    --- exit 2 ---
    ");
    insta::assert_snapshot!(shipped(&["why", "KEN/serie:cybertips"]).all(), @"

    --- stderr ---
    error: 'serie:' is no kind of address; did you mean 'series:'?
      = such as KEN, KEN/household_survey/children, KEN/published:ocsea_clear_12m, series:cybertips
    --- exit 2 ---
    ");
}

#[test]
fn show_lists_a_country_with_the_state_of_every_activity() {
    let rows = shipped(&["show", "KEN", "--json"]).rows();
    let states: Vec<&str> = rows.iter().filter_map(|r| r["state"].as_str()).collect();
    assert_eq!(states.len(), 9);
    assert!(states.contains(&"results held") && states.contains(&"not available"), "{states:?}");
    let rwanda = shipped(&["show", "RWA", "--json"]).rows();
    assert!(rwanda.iter().any(|r| r["state"] == "not run"), "{rwanda:?}");
}

#[test]
fn find_reaches_wordings_criteria_indicators_and_figures() {
    let rows = shipped(&["find", "helpline", "--json"]).rows();
    let kinds: Vec<&str> = rows.iter().filter_map(|r| r["what"].as_str()).collect();
    for kind in ["criterion", "note", "indicator", "series"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    for row in &rows {
        let address = row["address"].as_str().expect("an address");
        let shown = shipped(&["show", address]);
        assert_eq!(shown.code, 0, "{address}: {}", shown.all());
    }
}

#[test]
fn findings_on_press_only_figures_are_refused_at_check() {
    let workspace = Workspace::shipped();
    workspace.write(
        "countries/kenya/more_findings.lua",
        "return findings {\n  finding \"from_the_press\" {\n    claim = \"A claim\",\n    holds_if = \"images_shared_12m > 1%\",\n    rests_on = { \"published:images_shared_12m\" },\n  },\n}\n",
    );
    let run = workspace.run(&["check"]);
    let errors = run.stderr.split("\nwarning:").next().expect("the errors come first");
    insta::assert_snapshot!(errors.trim_end(), @r#"
    countries/kenya/more_findings.lua:2: error: finding "from_the_press" rests on KEN/published:images_shared_12m, which is known only from the press
      2 |   finding "from_the_press" {
      = a lead never reaches a headline or a finding; find the organisations' own page
    "#);
    assert_eq!(run.code, 2);
}
