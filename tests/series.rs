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

/// What `dh check` says are errors; warnings are about other things.
fn errors(workspace: &Workspace) -> String {
    let said = workspace.run(&["check"]).stderr;
    let errors: Vec<&str> = said.split("\n\n").filter(|part| part.contains(": error: ")).collect();
    errors.join("\n\n")
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
fn a_new_country_has_the_values_of_the_files_of_all_countries_at_once() {
    let workspace = Workspace::shipped();
    let asked = ["why", "LKA/series:cybertips[period=2022]", "--json"];
    let before = workspace.run(&asked).rows();
    assert_eq!(workspace.run(&["new", "country", "LKA", "--from", "THA"]).code, 0);
    assert_eq!(workspace.run(&asked).rows()[0]["value"], before[0]["value"]);
    let rows = workspace.run(&["compare", "series:cybertips", "--period", "2022", "--json"]).rows();
    assert!(rows.iter().any(|r| r["country"] == "LKA" && r["value"] == before[0]["value"]));
}

#[test]
fn a_provider_states_what_it_counts_once() {
    let workspace = two_police();
    states(&workspace, KENYA, ALIKE);
    states(&workspace, KENYA, &ALIKE.replace("victim", "case"));
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    let said = "series_metadata \"police_csea_reported\" is declared twice";
    assert!(run.stderr.contains(said), "{}", run.stderr);
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
    said += &errors(&workspace);
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
    insta::assert_snapshot!(errors(&workspace), @"
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
    ");
}

#[test]
fn a_crime_code_is_one_of_the_list_and_says_how_well_it_matches() {
    let workspace = Workspace::shipped();
    workspace.replace(SERIES, "iccs = \"030221\"", "iccs = \"030231\"");
    workspace.replace(SERIES, "    iccs_match = \"narrower\",\n", "");
    insta::assert_snapshot!(errors(&workspace), @r#"
    methodology/offence_data/series.lua:24:12: error: an ICCS code without how well the category matches it
      24 |     iccs = "03",
         |            ^^^^
      = add iccs_match = "full", "partial", "wider" or "narrower"

    methodology/offence_data/series.lua:46: error: '030231' is no code of iccs
      46 |   series "police_csam_investigated" "Investigations of child sexual abuse material" {
      = did you mean '03021'?
    "#);
}

#[test]
fn what_an_address_asks_for_is_never_passed_over() {
    let period = shipped(&["compare", "series:cybertips[period=2022]", "--json"]).rows();
    assert!(period.iter().all(|r| r["period"] == 2022));
    let mut said = String::new();
    for asked in [
        ["compare", "series:cybertips[period=last]"],
        ["compare", "series:cybertips[revision=1]"],
        ["compare", "series:cybertips[sex=F]"],
        ["compare", "series:population_by_age[sex=F,sex=M]"],
        ["compare", "series:population_by_age[sex=X]"],
        ["show", "KEN/series:cybertips[period=2022]"],
        ["why", "series:cybertips[period=2022]"],
        ["show", "NGG/series:cybertips"],
    ] {
        let run = shipped(&asked);
        assert_eq!(run.code, 2, "{asked:?}: {}", run.all());
        said += &run.stderr;
    }
    insta::assert_snapshot!(said, @r#"
    error: 'last' is not the one year to compare
      = write one year: [period=2022] or --period 2022

    error: a comparison has no [revision=…]
      = categories and the period choose what is compared; dh why takes one value apart

    error: cybertips has no dimension 'sex'
      = its values are not broken down

    error: 'sex' is given twice
      = one category of a dimension at a time

    error: 'X' is no code of sex
      = did you mean 'F'?
      = valid here: F, M

    error: show lists every value; it has no [period=…]
      = dh why "KEN/series:cybertips[period=2022]" takes one value apart

    error: no value is held under series:cybertips[period=2022]
      = that is not a zero
      = dh show series:cybertips lists what is held

    error: there is no country 'NGG' in this workspace
      = valid here: ARM, BRA, COL, DOM, ETH, IDN, JOR, KEN, KHM, MAR, MEX, MKD, … (26 in all)
      = a country is a folder of countries/ whose init.lua declares it
    "#);
}

#[test]
fn a_rate_of_a_category_needs_the_people_of_that_category() {
    let asked = ["compare", "series:police_csea_reported[age_group=5-9]", "--rate", "people", "--json"];
    let rows = by_age().run(&asked).rows();
    let kenya = rows.iter().find(|r| r["country"] == "KEN").expect("Kenya");
    assert_eq!(kenya["value"], 300.0);
    let everybody =
        ["compare", "series:police_csea_reported[age_group=5-9]", "--rate", "population", "--json"];
    let rows = by_age().run(&everybody).rows();
    let kenya = rows.iter().find(|r| r["country"] == "KEN").expect("Kenya");
    assert!(kenya["value"].is_null(), "everybody is no denominator of an age group: {kenya}");
    assert!(kenya["because"].to_string().contains("no value for 2022 and age_group 5-9"), "{kenya}");
}

#[test]
fn lists_of_codes_are_checked() {
    let workspace = Workspace::shipped();
    let file = "methodology/dimensions/icvac.csv";
    workspace.write(
        file,
        "code,label,parent,provenance\n1,One,,\n1,Again,,\nT,Total,,\n3,,,\n4,Four,5,\n5,Five,4,\n",
    );
    insta::assert_snapshot!(errors(&workspace), @"
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
    ");
}

#[test]
fn no_change_is_worked_out_across_a_break_or_a_missing_year() {
    let workspace = Workspace::shipped();
    let series = "methodology/helpline_hotline_industry_data/series.lua";
    workspace.replace(
        series,
        "[\"2019\"] =",
        "[\"2021\"] = \"platforms report otherwise\",\n      [\"2019\"] =",
    );
    let file = "methodology/helpline_hotline_industry_data/cybertips.csv";
    let rows: String = workspace
        .read(file)
        .lines()
        .filter(|l| !l.starts_with("KEN,Kenya,2022"))
        .map(|l| format!("{l}\n"))
        .collect();
    workspace.write(file, &rows);
    let rows = workspace.run(&["show", "KEN/series:cybertips", "--json"]).rows();
    let told: Vec<String> = rows
        .iter()
        .filter(|r| r["kind"] == "value")
        .map(|r| format!("{} {} {} {}", r["period"], r["value"], r["change"], r["change_state"]))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    2019 12788.0 null "the first year held"
    2020 14434.0 0.12871441976853304 "value"
    2021 17983.0 null "the series breaks in 2021"
    2023 46030.0 null "no value of 2022 is held"
    "#);
    let text = workspace.run(&["show", "KEN/series:cybertips"]).stdout;
    assert!(text.contains("BREAK: not comparable with the years before"), "{text}");
    workspace.run(&["report", "KEN"]);
    let page = workspace.read("out/KEN/index.html");
    let chart =
        page.split("<svg").find(|c| c.contains(">CyberTipline reports concerning the country</title>"));
    let chart = chart.and_then(|c| c.split("</svg>").next()).expect("the chart");
    assert_eq!(chart.matches("class=\"line\"").count(), 1, "only 2019 and 2020 are joined");
}

#[test]
fn the_categories_of_2022_add_up_exactly_and_a_digit_less_does_not() {
    let rows = shipped(&["show", "series:cybertips_by_category", "--json"]).rows();
    let sum = rows.iter().find(|r| r["kind"] == "sum" && r["period"] == 2022).expect("the sum of 2022");
    assert_eq!((&sum["sum"], &sum["total"]), (&32_059_029.0.into(), &32_059_029.0.into()));
    assert_eq!((&sum["state"], sum["parts"].as_array().map(Vec::len)), (&"adds up exactly".into(), Some(8)));
    for part in sum["parts"].as_array().expect("parts") {
        let found = shipped(&["why", part.as_str().expect("an address"), "--json"]).rows();
        assert_eq!(found.len(), 1, "{part}");
    }
    let text = shipped(&["show", "series:cybertips_by_category"]).stdout;
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let proof = "31,901,234 + 7,517 + 80,524 + 18,336 + 35,624 + 1,948 + 12,906 + 940 = 32,059,029";
    assert!(one_line.contains(proof), "{text}");

    let workspace = Workspace::shipped();
    let file = "methodology/helpline_hotline_industry_data/cybertips_by_category.csv";
    workspace.replace(file, ",80524,", ",80523,");
    let rows = workspace.run(&["show", "series:cybertips_by_category", "--json"]).rows();
    let sum = rows.iter().find(|r| r["kind"] == "sum" && r["period"] == 2022).expect("the sum of 2022");
    assert_eq!((&sum["state"], &sum["difference"]), (&"does not add up".into(), &1.0.into()));
    let text: String = workspace
        .read(file)
        .lines()
        .filter(|l| !l.starts_with("2022,sctt"))
        .map(|l| format!("{l}\n"))
        .collect();
    workspace.write(file, &text);
    let rows = workspace.run(&["show", "series:cybertips_by_category", "--json"]).rows();
    let sum = rows.iter().find(|r| r["kind"] == "sum" && r["period"] == 2022).expect("the sum of 2022");
    assert_eq!(sum["state"], "cannot tell", "a category is not held: {sum}");
}

#[test]
fn countries_and_reports_without_one_make_the_published_totals() {
    let rows = shipped(&["show", "series:cybertips", "--json"]).rows();
    let told: Vec<String> = rows
        .iter()
        .filter(|r| r["kind"] == "sum")
        .map(|r| format!("{}: {} of {}, {}", r["period"], r["sum"], r["total"], r["state"]))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    2020: 21751085.0 of 21751085.0, "adds up exactly"
    2021: 29397681.0 of 29397681.0, "adds up exactly"
    2022: 32059029.0 of 32059029.0, "adds up exactly"
    "#);
}

#[test]
fn parts_make_no_total_while_one_is_missing_or_the_dimension_is_not_everybody() {
    let workspace = two_police();
    let file = "countries/kenya/observations.csv";
    let head = "series,period,sex,age_group,value,state,as_of,source,note\n";
    let asked = ["why", "KEN/series:police_csea_reported[period=2022]", "--json"];
    let row = "police_csea_reported,2022,F,,10,,,Invented for a test,\n";
    workspace.write(file, &format!("{head}{row}"));
    let rows = workspace.run(&asked).rows();
    assert!(rows.iter().all(|r| r["address"].to_string().contains("sex=F")), "girls alone: {rows:?}");
    let boys = row.replace(",F,", ",M,");
    workspace.write(file, &format!("{head}{row}{boys}"));
    assert_eq!(workspace.run(&asked).rows()[0]["value"], 20.0);
    let ages: String = ["0-4", "5-9", "10-14", "15-19"]
        .map(|age| format!("police_csea_reported,2022,,{age},10,,,Invented for a test,\n"))
        .concat();
    workspace.write(file, &format!("{head}{ages}"));
    let rows = workspace.run(&asked).rows();
    assert!(rows.iter().all(|r| r["value"] == 10.0), "five-year groups are not everybody: {rows:?}");
}

#[test]
fn a_value_published_again_stands_over_the_first_and_the_first_stays() {
    let workspace = two_police();
    let file = "countries/kenya/observations.csv";
    workspace.write(
        file,
        "series,period,value,state,as_of,revision,source,note\n\
         police_csea_reported,2022,12,,2023,1,Invented for a test,\n\
         police_csea_reported,2022,15,,2024,2,Invented for a test,\n",
    );
    let one = workspace.run(&["why", "KEN/series:police_csea_reported[period=2022]", "--json"]).rows();
    assert_eq!(one[0]["value"], 15.0);
    let first =
        workspace.run(&["why", "KEN/series:police_csea_reported[period=2022,revision=1]", "--json"]).rows();
    assert_eq!(
        (&first[0]["value"], first[0]["flags"].to_string()),
        (&12.0.into(), "[\"superseded\"]".to_string())
    );
}

/// Kenya with police and court counts of one year, invented for the test.
fn police_and_courts() -> Workspace {
    let workspace = two_police();
    workspace.write(
        "countries/kenya/observations.csv",
        "series,period,value,state,as_of,source,note\n\
         police_online_csea_reported,2021,0,,,Invented for a test,\n\
         online_csea_convicted,2021,3,,,Invented for a test,\n\
         police_online_csea_reported,2022,40,,,Invented for a test,\n\
         online_csea_convicted,2022,10,,,Invented for a test,\n",
    );
    workspace
}

#[test]
fn police_and_court_counts_of_one_year_make_a_ratio_and_no_conviction_rate() {
    let workspace = police_and_courts();
    let asked = ["show", "KEN/series:online_csea_convicted", "--ratio", "series:police_online_csea_reported"];
    let text = workspace.run(&asked).stdout;
    assert!(text.contains("same-year ratio, not a conviction rate"), "{text}");
    let rows = workspace.run(&[&asked[..], &["--json"]].concat()).rows();
    let ratios: Vec<_> = rows.iter().filter(|r| r["kind"] == "ratio").collect();
    assert_eq!(ratios.len(), 2);
    assert!(
        ratios[0]["value"].is_null() && ratios[0]["because"].to_string().contains("is zero"),
        "{}",
        ratios[0]
    );
    assert_eq!(ratios[1]["value"], 0.25);
    for ratio in ratios {
        let found = workspace.run(&["why", ratio["address"].as_str().expect("an address"), "--json"]).rows();
        assert_eq!((found.len(), &found[0]["value"]), (1, &ratio["value"]), "{ratio}");
        assert!(found[0]["caveats"].to_string().contains("not a conviction rate"), "{found:?}");
    }
    workspace.write(
        "scripts/x.lua",
        "print(show(\"KEN/series:online_csea_convicted\", { ratio = \"police_online_csea_reported\" }))",
    );
    assert!(workspace.run(&["run", "scripts/x.lua"]).stdout.contains("not a conviction rate"));
}

#[test]
fn two_providers_of_one_count_stand_side_by_side_with_what_they_state_differently() {
    let rows = shipped(&["show", "PHL/series:cybertips", "--json"]).rows();
    let told: Vec<String> = rows
        .iter()
        .filter(|r| r["kind"] == "beside")
        .map(|r| {
            format!(
                "{} {} against {}; {} {}",
                r["period"], r["value"], r["against_value"], r["flags"], r["differs"]
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    2019 418422.0 against 801272.0; ["lead"] [{"what":"provider","here":"Department of Justice of the Philippines, cited by the press","against":"National Center for Missing and Exploited Children (NCMEC)"},{"what":"as of","here":"2021-12-28","against":"not stated"}]
    2020 1297474.0 against 1339597.0; ["lead"] [{"what":"provider","here":"Department of Justice of the Philippines, cited by the press","against":"National Center for Missing and Exploited Children (NCMEC)"},{"what":"as of","here":"2021-12-28","against":"not stated"}]
    2021 2802712.0 against 3188793.0; ["part of the year","lead"] [{"what":"provider","here":"Department of Justice of the Philippines, cited by the press","against":"National Center for Missing and Exploited Children (NCMEC)"},{"what":"as of","here":"2021-12-28","against":"not stated"}]
    "#);
    // From the other side too, and the number of neither is the other's.
    let other = shipped(&["show", "PHL/series:cybertips_national"]).stdout;
    assert!(other.contains("1,339,597") && other.contains("1,297,474"), "{other}");
    let one = shipped(&["why", "PHL/series:cybertips[period=2020]", "--json"]).rows();
    assert_eq!(one[0]["value"], 1_339_597.0);
    let notes =
        shipped(&["compare", "series:cybertips", "--period", "2020", "--json"]).json()["notes"].to_string();
    assert!(notes.contains("series:cybertips_national has other counts of the same"), "{notes}");
    let country = shipped(&["show", "PHL"]).stdout;
    assert!(country.contains("1,297,474") && country.contains("1,339,597"), "{country}");
    let workspace = Workspace::shipped();
    workspace.run(&["report", "PHL"]);
    let page = workspace.read("out/PHL/index.html");
    let open = page.split("id=\"chapter-open_questions\"").nth(1).expect("the chapter");
    let open = open.split("id=\"provenance\"").next().expect("what stands before the appendix");
    for part in ["1,297,474", "1,339,597", "Department of Justice of the Philippines", "2021-12-28"] {
        assert!(open.contains(part), "the report's open questions lack {part}");
    }
}

#[test]
fn no_finding_rests_on_a_series_known_only_from_the_press() {
    let workspace = Workspace::shipped();
    let file = "countries/philippines/findings.lua";
    workspace.replace(file, "series:cybertips\"", "series:cybertips_national\"");
    workspace.replace(
        file,
        "at(cybertips, 2021) > 3 * at(cybertips, 2019)",
        "at(cybertips_national, 2021) > 3 * at(cybertips_national, 2019)",
    );
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(run.stderr.contains("which is known only from the press"), "{}", run.stderr);
}

/// Kenya and Namibia with counts and people by age and a standard population,
/// all invented for the test.
fn by_age() -> Workspace {
    let workspace = two_police();
    states(&workspace, KENYA, ALIKE);
    states(&workspace, NAMIBIA, ALIKE);
    let head = "series,period,age_group,value,state,as_of,source,note\n";
    for (country, young, old) in [("kenya", 2, 6), ("namibia", 0, 101)] {
        let row = |age: &str, n: i32| format!("police_csea_reported,2022,{age},{n},,,Invented for a test,\n");
        let people = |age: &str, n: i32| format!("people,2022,{age},{n},,,Invented for a test,\n");
        let rows = [row("0-4", young), row("5-9", old), people("0-4", 1000), people("5-9", 2000)].concat();
        workspace.write(&format!("countries/{country}/observations.csv"), &format!("{head}{rows}"));
    }
    workspace.write(
        "methodology/people.lua",
        "local function people(id, by)\n\
         return series(id)(\"People\") { provider = \"Invented\", stage = \"not_applicable\", unit_of_count = \"person\",\n\
         counting_point = \"mid-year\", unit = \"people\", by = { \"age_group\" }, one_rule = true, observations = by,\n\
         source = \"Invented for a test\" }\nend\n\
         return { people(\"people\"), people(\"standard_people\", \"standard.csv\"),\n\
         denominator \"people\" \"People\" { value = \"people\", per = 100000, unit = \"people\" } }\n",
    );
    workspace.write(
        "methodology/standard.csv",
        "period,age_group,value,source\n2000,0-4,60,Invented for a test\n2000,5-9,40,Invented for a test\n",
    );
    workspace
}

const STANDARDISED: [&str; 8] = [
    "compare",
    "series:police_csea_reported",
    "--rate",
    "people",
    "--standardise",
    "age_group",
    "--standard",
    "series:standard_people",
];

#[test]
fn a_standardised_rate_is_the_one_by_hand_and_its_address_gives_it_again() {
    let workspace = by_age();
    let rows = workspace.run(&[&STANDARDISED[..], &["--json"]].concat()).rows();
    let kenya = rows.iter().find(|r| r["country"] == "KEN").expect("Kenya");
    // (60 × 2 / 1,000 + 40 × 6 / 2,000) / 100, per 100,000.
    assert!((kenya["value"].as_f64().expect("a rate") - 240.0).abs() < 1e-9, "{kenya}");
    let why = workspace.run(&["why", kenya["address"].as_str().expect("an address"), "--json"]).rows();
    assert_eq!(why[0]["value"], kenya["value"]);
    let text = workspace.run(&STANDARDISED).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("aged 0-4: 60; aged 5-9: 40"), "the standard is printed: {text}");

    // The same from a file; a code of the file that the dimension lacks.
    let file = workspace.path().join("mine.csv");
    let given = file.to_str().expect("a path");
    workspace.write("mine.csv", "age_group,people\n0-4,60\n5-9,40\n");
    let mut asked = STANDARDISED.to_vec();
    asked[7] = given;
    let of_file = workspace.run(&[&asked[..], &["--json"]].concat()).rows();
    assert_eq!(of_file.iter().find(|r| r["country"] == "KEN").expect("Kenya")["value"], kenya["value"]);
    workspace.write("mine.csv", "age_group,people\n0-4,60\n5-10,40\n");
    let wrong = workspace.run(&asked);
    assert!(wrong.code == 2 && wrong.stderr.contains("'5-10' is no code of age_group"), "{}", wrong.all());

    // A script has the same, from a series only.
    let script = |standard: &str| {
        let call = format!("{{ rate = \"people\", standardise = \"age_group\", standard = \"{standard}\" }}");
        workspace.write("scripts/x.lua", &format!("print(compare(\"series:police_csea_reported\", {call}))"));
        workspace.run(&["run", "scripts/x.lua"])
    };
    assert!(script("series:standard_people").stdout.contains(" 240\n"));
    assert!(script("mine.csv").stderr.contains("a file is for the command line"));
}

#[test]
fn a_category_without_people_or_count_leaves_no_standardised_rate() {
    let workspace = by_age();
    let file = "countries/kenya/observations.csv";
    workspace.replace(file, "people,2022,5-9,2000", "people,2021,5-9,2000");
    let rows = workspace.run(&[&STANDARDISED[..], &["--json"]].concat()).rows();
    let kenya = rows.iter().find(|r| r["country"] == "KEN" && r["period"] == 2022).expect("Kenya");
    assert!(
        kenya["value"].is_null() && kenya["because"].to_string().contains("no people aged 5-9"),
        "{kenya}"
    );
    let count = workspace.run(&["compare", "series:police_csea_reported", "--standardise", "age_group"]);
    assert_eq!(count.code, 2, "a count is not standardised: {}", count.all());
}

#[test]
fn poisson_intervals_are_for_small_counts_of_separate_events_only() {
    let asked = ["compare", "series:police_csea_reported[age_group=5-9]", "--poisson"];
    insta::assert_snapshot!(by_age().run(&asked).all(), @"
    --- stderr ---
    refused: police_csea_reported gets no Poisson intervals
      = they say how far chance alone moves counts of separate events; full counts change for other
        reasons
      = where each count is an event of its own, the method says so: independent_counts = true at
        methodology/offence_data/series.lua:10
    --- exit 3 ---
    ");
    let workspace = by_age();
    workspace.replace(
        SERIES,
        "by = { \"iccs\", \"age_group\", \"sex\" },",
        "by = { \"iccs\", \"age_group\", \"sex\" },\n    independent_counts = true,",
    );
    let rows = workspace.run(&[&asked[..], &["--json"]].concat()).rows();
    let row = |rows: &[serde_json::Value], code: &str| {
        rows.iter().find(|r| r["country"] == code).expect("a row").clone()
    };
    // R: poisson.test(6)$conf.int.
    let kenya = row(&rows, "KEN");
    assert!((kenya["low"].as_f64().expect("low") - 2.201_894).abs() < 1e-6, "{kenya}");
    assert!((kenya["high"].as_f64().expect("high") - 13.059_474).abs() < 1e-6, "{kenya}");
    let namibia = row(&rows, "NAM");
    assert!(
        namibia["low"].is_null() && namibia["range_state"].to_string().contains("above 100"),
        "{namibia}"
    );
    // A rate of no events has an upper bound: -ln(0.025) events over 1,000 people.
    let zero =
        ["compare", "series:police_csea_reported[age_group=0-4]", "--rate", "people", "--poisson", "--json"];
    let namibia = row(&workspace.run(&zero).rows(), "NAM");
    assert_eq!((&namibia["value"], &namibia["low"]), (&0.0.into(), &0.0.into()));
    assert!((namibia["high"].as_f64().expect("high") - 368.887_945).abs() < 1e-5, "{namibia}");
}

#[test]
fn a_text_in_a_script_that_is_no_answer_is_not_known() {
    let workspace = two_police();
    states(
        &workspace,
        KENYA,
        "scope = \"n/a\", counting_point = \"?\", legal_category = \"-\", child_age_limit = 1",
    );
    insta::assert_snapshot!(errors(&workspace), @r#"
    countries/kenya/init.lua:71:52: error: 'scope' says neither what is known nor that it is unknown
      71 |   series_metadata "police_csea_reported" { scope = "n/a", counting_point = "?", legal_category = "-", child_ag…
         |                                                    ^^^^^
      = write "unknown", or what is known in words

    countries/kenya/init.lua:71:76: error: series_metadata "police_csea_reported": 'counting_point' is still to be written
      71 | …lice_csea_reported" { scope = "n/a", counting_point = "?", legal_category = "-", child_age_limit = 1, source =…
         |                                                        ^^^

    countries/kenya/init.lua:71:98: error: 'legal_category' says neither what is known nor that it is unknown
      71 | …scope = "n/a", counting_point = "?", legal_category = "-", child_age_limit = 1, source = "Invented for a test"…
         |                                                        ^^^
      = write "unknown", or what is known in words

    countries/kenya/init.lua:71:121: error: 'child_age_limit' is 1: an age from 10 to 25 belongs there
      71 | …pe = "n/a", counting_point = "?", legal_category = "-", child_age_limit = 1, source = "Invented for a test" },
         |                                                                            ^
    "#);
}
