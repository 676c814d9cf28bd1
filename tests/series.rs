//! Series of counts: what one count is, what compares, what adds up.

use crate::common::{Workspace, shipped};

const SERIES: &str = "methodology/offence_data/series.lua";
const KENYA: &str = "countries/kenya/init.lua";
const NAMIBIA: &str = "countries/namibia/init.lua";

/// The shipped workspace with values of the police in Kenya and Namibia,
/// invented for the test.
fn two_police() -> Workspace {
    let workspace = Workspace::shipped();
    for (country, value) in [("kenya", 12), ("namibia", 7)] {
        let file = format!("countries/{country}/observations.csv");
        let row = format!("police_csea_reported,2022,{value},,,Invented for a test,");
        workspace.write(&file, &format!("series,period,value,state,as_of,source,note\n{row}\n"));
        let script = format!("countries/{country}/init.lua");
        workspace.replace(
            &script,
            "figures = \"figures.csv\",",
            "figures = \"figures.csv\",\n  observations = \"observations.csv\",",
        );
    }
    workspace
}

/// Adds to a country what its provider states.
fn states(workspace: &Workspace, script: &str, fields: &str) {
    let text = workspace.read(script);
    let end = text.trim_end().strip_suffix('}').expect("a closing brace");
    let metadata = format!(
        "  series_metadata \"police_csea_reported\" {{ {fields}, source = \"Invented for a test\" }},\n}}\n"
    );
    workspace.write(script, &format!("{end}{metadata}"));
}

const ALIKE: &str =
    "unit_of_count = \"victim\", counting_point = \"when recorded\", child_age_limit = 18, scope = \"all\"";

#[test]
fn counts_that_are_not_known_to_count_the_same_do_not_compare() {
    insta::assert_snapshot!(two_police().run(&["compare", "series:police_csea_reported"]).all(), @r#"
    --- stderr ---
    refused: Kenya, Namibia do not compare by police_csea_reported
      = one count is: unknown in Kenya, Namibia
      = counted: unknown in Kenya, Namibia
      = child below the age of: unknown in Kenya, Namibia
      = scope: unknown in Kenya, Namibia
      = what a provider states goes into the country: series_metadata "police_csea_reported" { … }
      = to compare them all the same, say why: --allow "reason" (allow = "reason" in scripts)
    --- exit 3 ---
    "#);
}

#[test]
fn a_country_whose_provider_counts_something_else_is_named() {
    let workspace = two_police();
    states(&workspace, KENYA, ALIKE);
    states(&workspace, NAMIBIA, &ALIKE.replace("victim", "case").replace("18", "16"));
    insta::assert_snapshot!(workspace.run(&["compare", "series:police_csea_reported"]).all(), @r#"
    --- stderr ---
    refused: Kenya, Namibia do not compare by police_csea_reported
      = one count is: victim in Kenya; case in Namibia
      = child below the age of: 18 in Kenya; 16 in Namibia
      = what a provider states goes into the country: series_metadata "police_csea_reported" { … }
      = to compare them all the same, say why: --allow "reason" (allow = "reason" in scripts)
    --- exit 3 ---
    "#);
}

#[test]
fn what_providers_state_alike_compares() {
    let workspace = two_police();
    states(&workspace, KENYA, ALIKE);
    states(&workspace, NAMIBIA, ALIKE);
    let run = workspace.run(&["compare", "series:police_csea_reported", "--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.rows().iter().all(|r| r.get("allowed").is_none()), "nothing had to be allowed");
}

#[test]
fn what_is_allowed_all_the_same_says_why_in_the_table_and_in_every_row() {
    let workspace = two_police();
    let reason = "both forces answered the same form";
    let run = workspace.run(&["compare", "series:police_csea_reported", "--allow", reason]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(
        run.stdout.contains(reason) && run.stdout.contains("one count is: unknown in Kenya, Namibia"),
        "{}",
        run.stdout
    );
    let rows = workspace.run(&["compare", "series:police_csea_reported", "--allow", reason, "--json"]).rows();
    assert!(!rows.is_empty() && rows.iter().all(|r| r["allowed"] == reason));
    workspace
        .write("scripts/x.lua", "print(compare(\"series:police_csea_reported\", { allow = \"tried\" }))");
    let script = workspace.run(&["run", "scripts/x.lua"]);
    assert!(script.stdout.contains("the reason given: tried"), "{}", script.all());
    let empty = workspace.run(&["compare", "series:police_csea_reported", "--allow", " "]);
    assert_eq!(empty.code, 2, "{}", empty.all());
}

#[test]
fn one_provider_with_one_rule_compares_until_a_country_states_otherwise() {
    assert_eq!(shipped(&["compare", "series:cybertips"]).code, 0);
    let workspace = Workspace::shipped();
    let text = workspace.read(KENYA);
    let end = text.trim_end().strip_suffix('}').expect("a closing brace");
    let own = "  series_metadata \"cybertips\" { unit_of_count = \"file\", source = \"Invented for a test\" },\n}\n";
    workspace.write(KENYA, &format!("{end}{own}"));
    let run = workspace.run(&["compare", "series:cybertips"]);
    assert_eq!(run.code, 3, "{}", run.all());
    assert!(run.stderr.contains("file in Kenya"), "{}", run.stderr);
}

#[test]
fn countries_are_ranked_only_where_the_method_says_so() {
    let run = shipped(&["compare", "series:cybertips", "--rank"]);
    assert_eq!(run.code, 3, "{}", run.all());
    let workspace = Workspace::shipped();
    workspace.replace("methodology/helpline_hotline_industry_data/series.lua", "rank = false", "rank = true");
    let rows = workspace.run(&["compare", "series:cybertips", "--rank", "--period", "2023", "--json"]).rows();
    let values: Vec<f64> = rows.iter().filter_map(|r| r["value"].as_f64()).collect();
    assert!(values.len() > 20 && values.windows(2).all(|w| w[0] >= w[1]), "{values:?}");
}

#[test]
fn countries_without_scripts_are_kept_and_compared_on_request_only() {
    let plain = shipped(&["compare", "series:cybertips", "--period", "2022", "--json"]).rows();
    assert!(plain.iter().all(|r| r["country"] != "NGA"));
    let rows =
        shipped(&["compare", "series:cybertips", "--period", "2022", "--also", "all,none", "--json"]).rows();
    let nigeria = rows.iter().find(|r| r["country"] == "NGA").expect("Nigeria");
    let found = shipped(&["why", nigeria["address"].as_str().expect("an address"), "--json"]).rows();
    assert_eq!(found[0]["value"], nigeria["value"]);
    // All countries and the reports without one make the published total of 2022.
    let sum: f64 = rows.iter().filter_map(|r| r["value"].as_f64()).sum();
    assert_eq!(sum, 32_059_029.0);
    let none = rows.iter().find(|r| r["country"] == "none").expect("what has no country");
    let found = shipped(&["why", none["address"].as_str().expect("an address"), "--json"]).rows();
    assert_eq!(found[0]["value"], 1_662_916.0);
    insta::assert_snapshot!(shipped(&["compare", "series:cybertips", "--also", "XQX"]).all(), @"
    --- stderr ---
    error: cybertips holds no values of a country 'XQX'
      = it holds 224 countries without scripts, by their ISO 3166-1 codes; 'all' for all of them, 'none'
        for what its source lists without a country
    --- exit 2 ---
    ");
}

#[test]
fn a_series_with_two_units_is_refused_however_it_is_written() {
    let mut said = String::new();
    for (from, to) in [
        ("unit = \"cases\"", "unit = { \"cases\", \"victims\" }"),
        ("unit = \"cases\"", "unit = \"cases\", unit = \"victims\""),
        ("unit = \"cases\"", "unit = \"cases and victims\""),
        ("unit_of_count = NOT_STATED", "unit_of_count = \"case or victim\""),
    ] {
        let workspace = Workspace::shipped();
        workspace.replace(SERIES, from, to);
        let run = workspace.run(&["check"]);
        assert_eq!(run.code, 2, "{to}: {}", run.all());
        said += run.stderr.split("\n\n").next().unwrap_or_default();
        said += "\n\n";
    }
    let workspace = two_police();
    let file = "countries/kenya/observations.csv";
    workspace.write(
        file,
        "series,period,value,unit,state,as_of,source,note\npolice_csea_reported,2022,12,victims,,,Invented for a test,\n",
    );
    said += &workspace.run(&["check"]).stderr;
    insta::assert_snapshot!(said, @r#"
    methodology/offence_data/series.lua:52:12: error: series "police_csam_investigated": 'unit' should be a text, but is a list
      52 |     unit = { "cases", "victims" },
         |            ^

    methodology/offence_data/series.lua:52:21: error: 'unit' is given twice in one table (first on line 52)
      52 |     unit = "cases", unit = "victims",
         |                     ^^^^
      = Lua keeps the last and forgets the first; keep one

    methodology/offence_data/series.lua:52:12: error: 'unit' names two units: "cases and victims"
      52 |     unit = "cases and victims",
         |            ^^^^^^^^^^^^^^^^^^^
      = what counts two things adds them up; declare a series for each

    methodology/offence_data/series.lua:13:21: error: 'unit_of_count' names two units: "case or victim"
      13 |     unit_of_count = "case or victim",
         |                     ^^^^^^^^^^^^^^^^
      = what counts two things adds them up; declare a series for each

    countries/kenya/observations.csv:2: error: column 'unit': 'victims', but police_csea_reported is counted in offences
      2 | police_csea_reported,2022,12,victims,,,Invented for a test,
      = a series has one unit; what is counted in another is a series of its own
      = declared at methodology/offence_data/series.lua:10

    warning: 148 answers without their whole proof: cambodia 12, ethiopia 12, indonesia 12, kenya 17, malaysia 3, mozambique 12, namibia 11, philippines 9, rwanda 10, south_africa 13, tanzania 14, thailand 10, uganda 10, viet_nam 3
      = dh check cambodia lists those of one country
    "#);
}

#[test]
fn an_unknown_that_reads_as_known_is_complained_of() {
    let workspace = Workspace::shipped();
    workspace.replace(SERIES, "NOT_STATED = \"unknown\"", "NOT_STATED = \"unknown as yet\"");
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("write \"unknown\" alone"), "{}", run.stderr);
}

#[test]
fn a_code_that_a_dimension_lacks_is_complained_of_at_its_row() {
    let workspace = two_police();
    let file = "countries/kenya/observations.csv";
    workspace.write(
        file,
        "series,period,sex,iccs,value,state,as_of,source,note\n\
         police_csea_reported,2022,X,,12,,,Invented for a test,\n\
         police_csea_reported,2022,,03019,12,,,Invented for a test,\n\
         police_csea_reported,2022,,0399,12,,,Invented for a test,\n\
         cybertips,2018,F,,12,,,Invented for a test,\n",
    );
    insta::assert_snapshot!(workspace.run(&["check"]).stderr, @"
    countries/kenya/observations.csv:2: error: column 'sex': 'X' is no code of sex
      2 | police_csea_reported,2022,X,,12,,,Invented for a test,
      = did you mean 'F'?
      = valid here: F, M
      = codes at methodology/dimensions/init.lua:3

    countries/kenya/observations.csv:4: error: column 'iccs': '0399' is no code of iccs
      4 | police_csea_reported,2022,,0399,12,,,Invented for a test,
      = did you mean '0309'?
      = codes at methodology/dimensions/iccs.csv

    countries/kenya/observations.csv:5: error: column 'sex': cybertips has no dimension 'sex'
      5 | cybertips,2018,F,,12,,,Invented for a test,
      = leave the cell empty, or add it to by = { … } at
        methodology/helpline_hotline_industry_data/series.lua:10

    warning: 148 answers without their whole proof: cambodia 12, ethiopia 12, indonesia 12, kenya 17, malaysia 3, mozambique 12, namibia 11, philippines 9, rwanda 10, south_africa 13, tanzania 14, thailand 10, uganda 10, viet_nam 3
      = dh check cambodia lists those of one country
    ");
}

#[test]
fn lists_of_codes_are_checked() {
    let workspace = Workspace::shipped();
    let file = "methodology/dimensions/icvac.csv";
    workspace.write(
        file,
        "code,label,parent,provenance\n1,One,,\n1,Again,,\nT,Total,,\n3,,,\n4,Four,5,\n5,Five,4,\n",
    );
    insta::assert_snapshot!(workspace.run(&["check"]).stderr, @"
    methodology/dimensions/icvac.csv:3: error: column 'code': '1' stands twice
      3 | 1,Again,,
      = first at methodology/dimensions/icvac.csv:2

    methodology/dimensions/icvac.csv:4: error: column 'code': 'T' is no code
      4 | T,Total,,
      = letters, digits, '-', '_', '.' and '+'; T is the total of every dimension

    methodology/dimensions/icvac.csv:5: error: column 'label': '3' has no label
      5 | 3,,,

    methodology/dimensions/icvac.csv:6: error: column 'parent': '4' is a part of itself
      6 | 4,Four,5,

    warning: 148 answers without their whole proof: cambodia 12, ethiopia 12, indonesia 12, kenya 17, malaysia 3, mozambique 12, namibia 11, philippines 9, rwanda 10, south_africa 13, tanzania 14, thailand 10, uganda 10, viet_nam 3
      = dh check cambodia lists those of one country
    ");
}
