//! `dh diff`: what a change does to comparability.

use crate::common::{Workspace, shipped};

#[test]
fn a_narrower_base_is_not_comparable_and_says_why() {
    let rows = shipped(&["diff", "KEN", "NAM", "--json"]).rows();
    let item = rows
        .iter()
        .find(|r| r["address"] == "household_survey/children/images_shared")
        .expect("the changed item");
    assert_eq!(item["comparability"], "not comparable");
    let headline = rows.iter().find(|r| r["address"] == "indicator:ocsea_clear_12m").expect("the headline");
    assert_eq!(headline["comparability"], "not comparable");
    assert!(headline["reason"].as_str().expect("why").starts_with("images_shared: "), "{headline}");
}

#[test]
fn countries_without_changes_compare_identically() {
    let rows = shipped(&["diff", "KEN", "TZA", "--json"]).rows();
    assert!(rows.iter().filter(|r| r["kind"] == "indicator").all(|r| r["comparability"] == "identical"));
    assert!(!rows.iter().any(|r| r["kind"] == "item"), "{rows:?}");
}

/// The comparability of `hours` after a change to it.
fn level(change: &str) -> String {
    let workspace = Workspace::small();
    workspace.replace(
        "methodology/init.lua",
        "respondents = \"children\",",
        "respondents = \"children\", age_from = \"age\",",
    );
    workspace.write(
        "countries/exampleland/init.lua",
        &format!(
            "return country \"XEX\" \"Exampleland\" {{\n  region = \"north\",\n  languages = {{ \"en\", \"sw\" }},\n  adapt \"survey/children\" {{\n    {change}\n  }},\n}}\n"
        ),
    );
    let run = workspace.run(&["diff", "XEX", "--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let rows = run.rows();
    let item = rows.iter().find(|r| r["kind"] == "item");
    item.map_or("identical".into(), |r| r["comparability"].as_str().expect("a level").to_string())
}

#[test]
fn every_kind_of_change_has_its_level() {
    let cases = [
        (
            "translate \"sw\" { texts = { hours = \"Saa ngapi?\" }, because = \"asked in Kiswahili\" },",
            "identical",
        ),
        ("reword \"hours\" { text = \"How long?\", because = \"shorter\" },", "limited"),
        (
            "reword \"hours\" { text = \"How long?\", because = \"shorter\", keeps = \"meaning\", shown_by = \"cognitive test\" },",
            "equivalent",
        ),
        ("move \"hours\" { after = \"online\", because = \"sooner\" },", "limited"),
        ("leave_out \"hours\" { because = \"ethics board\", waiver = \"minute 3\" },", "not comparable"),
        (
            "ask_only_if \"hours\" { condition = \"age >= 15\", because = \"ethics board\" },",
            "not comparable",
        ),
        ("other_recall \"hours\" { months = 6, because = \"shorter\" },", "not comparable"),
        ("other_ages \"hours\" { ages = { 15, 17 }, because = \"ethics board\" },", "not comparable"),
        (
            "add_item \"about_you\" { because = \"local\", integer \"siblings\" \"How many siblings?\" { class = \"adaptable\" } },",
            "not comparable",
        ),
    ];
    for (change, expected) in cases {
        assert_eq!(level(change), expected, "{change}");
    }
}

#[test]
fn a_question_that_others_depend_on_cannot_silently_go() {
    let workspace = Workspace::small();
    workspace.write(
        "countries/exampleland/init.lua",
        "return country \"XEX\" \"Exampleland\" {\n  region = \"north\",\n  languages = { \"en\" },\n  adapt \"survey/children\" {\n    leave_out \"online\" { because = \"ethics board\", waiver = \"the steering group, minute 3\" },\n  },\n}\n",
    );
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("'online' is left out, but 'hours' depends on it"), "{}", run.stderr);
}

#[test]
fn the_plan_of_a_country_hashes_the_same_until_a_question_changes() {
    let plan = |workspace: &Workspace| {
        workspace.run(&["show", "XEX", "--json"]).rows()[0]["plan"].as_str().expect("a hash").to_string()
    };
    let workspace = Workspace::small();
    let first = plan(&workspace);
    assert_eq!(first.len(), 64);
    assert_eq!(first, plan(&workspace));
    // A comment and another order of fields are no change.
    workspace.replace(
        "methodology/init.lua",
        "class = \"core\",\n          range = { 0, 99 },",
        "range = { 0, 99 }, -- years\n          class = \"core\",",
    );
    assert_eq!(first, plan(&workspace));
    workspace.replace("methodology/init.lua", "range = { 0, 99 }", "range = { 0, 98 }");
    assert_ne!(first, plan(&workspace));
}

#[test]
fn an_unknown_country_is_met_with_a_near_one() {
    insta::assert_snapshot!(shipped(&["diff", "KEN", "TZN"]).all(), @"

    --- stderr ---
    error: there is no country 'TZN' in this workspace
      = did you mean 'TUN'?
      = a country is a folder of countries/ whose init.lua declares it
    --- exit 2 ---
    ");
}

#[test]
fn a_country_may_reword_what_its_region_adds() {
    let workspace = Workspace::small();
    workspace.write(
        "countries/regions/north.lua",
        "return region \"north\" \"North\" {\n  adapt \"survey/children\" {\n    add_item \"about_you\" { because = \"regional\", integer \"siblings\" \"How many siblings?\" { class = \"adaptable\" } },\n  },\n}\n",
    );
    workspace.write(
        "countries/exampleland/init.lua",
        "return country \"XEX\" \"Exampleland\" {\n  region = \"north\",\n  languages = { \"en\" },\n  adapt \"survey/children\" {\n    reword \"siblings\" { text = \"How many brothers and sisters?\", because = \"plainer\" },\n  },\n}\n",
    );
    let run = workspace.run(&["show", "XEX/survey/children/siblings"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.stdout.contains("How many brothers and sisters?"), "{}", run.stdout);
}

#[test]
fn a_change_taken_back_is_none_and_another_mode_limits() {
    let workspace = Workspace::small();
    workspace.write(
        "countries/regions/north.lua",
        "return region \"north\" \"North\" {\n  adapt \"survey/children\" {\n    reword \"hours\" { text = \"How long?\", because = \"regional\" },\n  },\n}\n",
    );
    let country = |code: &str, mode: &str| {
        format!(
            "return country \"{code}\" \"Land {code}\" {{\n  region = \"north\",\n  languages = {{ \"en\" }},\n  adapt \"survey/children\" {{\n    reword \"hours\" {{ text = \"How many hours a day?\", because = \"as in the core\" }},\n  }},\n  fieldwork \"survey\" {{ period = \"2020\", mode = \"{mode}\", source = \"https://example.org/a\" }},\n}}\n"
        )
    };
    workspace.write("countries/exampleland/init.lua", &country("XEX", "face to face"));
    workspace.write("countries/otherland/init.lua", &country("XOX", "by telephone"));
    let rows = workspace.run(&["diff", "XEX", "--json"]).rows();
    assert!(!rows.iter().any(|r| r["kind"] == "item"), "{rows:?}");
    let rows = workspace.run(&["diff", "XEX", "XOX", "--json"]).rows();
    let online = rows.iter().find(|r| r["address"] == "indicator:online").expect("the indicator");
    assert_eq!(online["comparability"], "limited");
    assert!(
        online["reason"].as_str().expect("why").starts_with("mode differs: face to face in Land XEX"),
        "{online}"
    );
}
