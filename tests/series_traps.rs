//! Series as evidence: what they must not be made to say.

use crate::common::{Workspace, shipped};

const KENYA: &str = "countries/kenya/init.lua";
const FINDINGS: &str = "countries/kenya/findings.lua";
const VALUES: &str = "countries/kenya/observations.csv";
const POLICE: &str = "series:police_csea_reported";

/// The shipped workspace with values in Kenya, invented for the test, one row
/// each: `series,period,sex,value,as_of,source`.
fn with(rows: &[&str]) -> Workspace {
    let workspace = Workspace::shipped();
    let head = "series,period,sex,value,as_of,source";
    let lines: Vec<String> = rows.iter().map(|r| format!("{r},,")).collect();
    workspace.write(VALUES, &format!("{head},state,note\n{}\n", lines.join("\n")));
    let figures = "figures = \"figures.csv\",";
    workspace.replace(KENYA, figures, &format!("{figures}\n  observations = \"observations.csv\","));
    workspace
}

/// Totals of the police, year by year.
fn police(values: &[(i32, &str)]) -> Workspace {
    let rows: Vec<String> = values
        .iter()
        .map(|(year, value)| format!("police_csea_reported,{year},,{value},2024-02-01,Invented for a test"))
        .collect();
    with(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Adds to the end of a script that returns a list or a table.
fn adds(workspace: &Workspace, script: &str, text: &str) {
    let old = workspace.read(script);
    let end = old.trim_end().strip_suffix('}').expect("a closing brace");
    workspace.write(script, &format!("{end}{text}}}\n"));
}

/// What the provider states in Kenya.
fn states(workspace: &Workspace, fields: &str) {
    let text = format!(
        "  series_metadata \"police_csea_reported\" {{ {fields}, source = \"Invented for a test\" }},\n"
    );
    adds(workspace, KENYA, &text);
}

const BREAK: &str = "breaks = { [\"2021\"] = \"A new form.\" }";

/// A finding of Kenya and what becomes of it: the verdict, and why.
fn finding(workspace: &Workspace, rests_on: &str, holds_if: &str) -> String {
    let before = workspace.read(FINDINGS);
    let finding = format!(
        "  finding \"invented\" {{ claim = \"Invented for a test\", holds_if = \"{holds_if}\", rests_on = {{ {rests_on} }} }},\n"
    );
    adds(workspace, FINDINGS, &finding);
    let run = workspace.run(&["finding", "KEN", "--json"]);
    workspace.write(FINDINGS, &before);
    assert!(!run.stdout.is_empty(), "{}", run.all());
    let rows = run.rows();
    let row = rows.iter().find(|r| r["address"] == "KEN/finding:invented").expect("the finding");
    format!(
        "{holds_if}\n  {}: {}\n",
        row["verdict"].as_str().unwrap_or(""),
        row["because"].as_str().unwrap_or("")
    )
}

/// The complaints of one kind about Kenya's values.
fn said(workspace: &Workspace, kind: &str) -> String {
    let all = workspace.run(&["check", "KEN"]).stderr;
    let own: Vec<&str> =
        all.split("\n\n").filter(|p| p.starts_with(VALUES) && p.contains(&format!(": {kind}: "))).collect();
    own.join("\n\n")
}

#[test]
fn no_finding_bridges_a_break() {
    let workspace = police(&[(2019, "10"), (2020, "20"), (2021, "100"), (2022, "90")]);
    let conditions = [
        "change(police_csea_reported, 2019, 2021) > 500%",
        "change(police_csea_reported, 2021, 2019) < 0%",
        "at(police_csea_reported, 2021) > at(police_csea_reported, 2020)",
        "at(police_csea_reported, 2022) / at(police_csea_reported, 2019) > 2",
        "not (at(police_csea_reported, 2021) <= 2 * at(police_csea_reported, 2020))",
        // The year that is counted anew compares with what follows it, and a
        // year alone with no other.
        "at(police_csea_reported, 2022) < at(police_csea_reported, 2021)",
        "change(police_csea_reported, 2019, 2020) == 100%",
        "at(police_csea_reported, 2021) > 50",
    ];
    let held: String = conditions.iter().map(|c| finding(&workspace, &format!("\"{POLICE}\""), c)).collect();
    assert_eq!(held.matches("\n  holds: ").count(), conditions.len(), "{held}");
    states(&workspace, BREAK);
    let now: String = conditions.iter().map(|c| finding(&workspace, &format!("\"{POLICE}\""), c)).collect();
    insta::assert_snapshot!(now, @"
    change(police_csea_reported, 2019, 2021) > 500%
      cannot tell: 'police_csea_reported': 2019 and 2021 do not compare, the series breaks in 2021 (A new form)
    change(police_csea_reported, 2021, 2019) < 0%
      cannot tell: 'police_csea_reported': 2019 and 2021 do not compare, the series breaks in 2021 (A new form)
    at(police_csea_reported, 2021) > at(police_csea_reported, 2020)
      cannot tell: 'police_csea_reported': 2020 and 2021 do not compare, the series breaks in 2021 (A new form)
    at(police_csea_reported, 2022) / at(police_csea_reported, 2019) > 2
      cannot tell: 'police_csea_reported': 2019 and 2022 do not compare, the series breaks in 2021 (A new form)
    not (at(police_csea_reported, 2021) <= 2 * at(police_csea_reported, 2020))
      cannot tell: 'police_csea_reported': 2020 and 2021 do not compare, the series breaks in 2021 (A new form)
    at(police_csea_reported, 2022) < at(police_csea_reported, 2021)
      holds: police_csea_reported 2021: 100; police_csea_reported 2022: 90 (at(police_csea_reported, 2022) < at(police_csea_reported, 2021))
    change(police_csea_reported, 2019, 2020) == 100%
      holds: police_csea_reported 2019: 10; police_csea_reported 2020: 20 (change(police_csea_reported, 2019, 2020) == 100%)
    at(police_csea_reported, 2021) > 50
      holds: police_csea_reported 2021: 100 (at(police_csea_reported, 2021) > 50)
    ");
}

#[test]
fn a_break_is_not_bridged_by_way_of_derived_figures() {
    let workspace = police(&[(2020, "20"), (2021, "100"), (2022, "90")]);
    states(&workspace, BREAK);
    workspace.write(
        "methodology/invented.lua",
        r#"return indicators {
  derived "before" "Before" { definition = "one", unit = "count", inputs = { a = "series:police_csea_reported" }, value = "at(a, 2020)" },
  derived "after" "After" { definition = "one", unit = "count", inputs = { a = "series:police_csea_reported[period=2021]" }, value = "a" },
  derived "twice" "Twice" { definition = "one", unit = "count", inputs = { a = "indicator:after" }, value = "2 * a" },
  derived "both" "Both" { definition = "one", unit = "count", inputs = { a = "series:police_csea_reported[period=2020]", b = "series:police_csea_reported" }, value = "at(b, 2021) / a" },
}
"#,
    );
    let both = "\"indicator:before\", \"indicator:twice\"";
    let mut text = finding(&workspace, both, "twice > 2 * before");
    text += &finding(&workspace, "\"indicator:both\"", "both > 1");
    text += &finding(&workspace, both, "before == 20 and twice == 200");
    insta::assert_snapshot!(text, @"
    twice > 2 * before
      cannot tell: 'police_csea_reported': 2020 and 2021 do not compare, the series breaks in 2021 (A new form)
    both > 1
      cannot tell: 'both': 'police_csea_reported': 2020 and 2021 do not compare, the series breaks in 2021 (A new form)
    before == 20 and twice == 200
      holds: before: 20; twice: 200 (before == 20 and twice == 200)
    ");
    let both = workspace.run(&["why", "KEN/indicator:both", "--json"]).rows().remove(0);
    assert_eq!(both["state"], "not comparable", "{both}");
}

#[test]
fn a_year_of_a_series_is_read_in_a_derived_figure() {
    let workspace = police(&[(2021, "100"), (2022, "90")]);
    workspace.write(
        "methodology/invented.lua",
        r#"return indicators {
  derived "by_function" "One" { definition = "one", unit = "count", inputs = { a = "series:police_csea_reported" }, value = "at(a, 2022) - at(a, 2021)" },
  derived "by_address" "Two" { definition = "one", unit = "count", inputs = { a = "series:police_csea_reported[period=2022]" }, value = "a" },
  derived "missing" "Three" { definition = "one", unit = "count", inputs = { a = "series:police_csea_reported" }, value = "at(a, 2030)" },
}
"#,
    );
    let row = |id: &str| workspace.run(&["why", &format!("KEN/indicator:{id}"), "--json"]).rows().remove(0);
    assert_eq!(row("by_function")["value"], -10.0);
    assert_eq!(row("by_function")["inputs"].as_array().expect("inputs").len(), 2);
    assert_eq!(row("by_address")["value"], 90.0);
    assert!(row("missing")["because"].as_str().expect("why").contains("no value for 2030"));
    // What no value can have is an error, and what is written for it.
    workspace.replace("methodology/invented.lua", "[period=2022]", "[period=2022,sex=X]");
    workspace.replace("methodology/invented.lua", "at(a, 2030)", "at(by_address, 2030)");
    workspace.replace(
        "methodology/invented.lua",
        "{ a = \"series:police_csea_reported\" }, value = \"at(by_address, 2030)\"",
        "{ by_address = \"series:police_csea_reported[period=2022]\" }, value = \"at(by_address, 2030)\"",
    );
    let first = workspace.run(&["check"]).stderr;
    workspace.replace("methodology/invented.lua", "at(by_address, 2030)", "by_address");
    workspace.replace("methodology/invented.lua", "[period=2022]\" }", "[year=2022]\" }");
    let second = workspace.run(&["check"]).stderr;
    let errors: Vec<&str> =
        first.split("\n\n").chain(second.split("\n\n")).filter(|p| p.contains(": error: ")).collect();
    insta::assert_snapshot!(errors.join("\n\n"), @r#"
    methodology/invented.lua:3: error: 'series:police_csea_reported[period=2022,sex=X]': 'X' is no code of sex
      3 |   derived "by_address" "Two" { definition = "one", unit = "count", inputs = { a = "series:police_csea_reported…
      = did you mean 'F'?
      = valid here: F, M

    methodology/invented.lua:4:149: error: in 'value': 'at' cannot read 'by_address', which is an estimate
      4 | …ount", inputs = { by_address = "series:police_csea_reported[period=2022]" }, value = "at(by_address, 2030)" },
        |                                                                                           ^^^^^^^^^^
      = it is one number here, of one year: write by_address

    methodology/invented.lua:3: error: 'series:police_csea_reported[period=2022,sex=X]': 'X' is no code of sex
      3 |   derived "by_address" "Two" { definition = "one", unit = "count", inputs = { a = "series:police_csea_reported…
      = did you mean 'F'?
      = valid here: F, M

    methodology/invented.lua:4:91: error: evidence of police_csea_reported has no [year=…]
      4 | …tion = "one", unit = "count", inputs = { by_address = "series:police_csea_reported[year=2022]" }, value = "by_…
        |                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = valid here: period, iccs, age_group, sex
    "#);
}

#[test]
fn a_finding_on_counts_that_conflict_says_that_sources_disagree() {
    let workspace = with(&[
        "police_csea_reported,2022,,12,2024-02-01,Invented for a test",
        "police_csea_reported,2022,,14,2024-02-01,Also invented for a test",
    ]);
    insta::assert_snapshot!(finding(&workspace, &format!("\"{POLICE}\""), "at(police_csea_reported, 2022) > 10"), @"
    at(police_csea_reported, 2022) > 10
      cannot tell: 'police_csea_reported': no value for 2022, sources disagree: 2 sources give 12 and 14; neither is chosen
    ");
}

const GIRLS: &str = "police_csea_reported,2022,F,24,2023,https://example.org/girls";

#[test]
fn parts_of_two_sources_make_no_total() {
    let place = "KEN/series:police_csea_reported[period=2022]";
    let mut seen = Vec::new();
    for boys in
        ["2024,https://example.org/boys", "2023,https://example.org/boys", "2024,https://example.org/girls"]
    {
        let workspace = with(&[GIRLS, &format!("police_csea_reported,2022,M,9,{boys}")]);
        let row = workspace.run(&["why", place, "--json"]).rows().remove(0);
        assert!(row["value"].is_null() && row["state"] == "not added up", "{boys}: {row}");
        let rows = workspace.run(&["compare", POLICE, "--json"]).rows();
        let kenya = rows.iter().find(|r| r["country"] == "KEN").expect("Kenya");
        assert!(kenya["value"].is_null() && kenya["state"] == "not added up", "{boys}: {kenya}");
        seen.push(finding(&workspace, &format!("\"{POLICE}\""), "at(police_csea_reported, 2022) > 10"));
    }
    seen.dedup();
    insta::assert_snapshot!(seen.join("\n"), @"
    at(police_csea_reported, 2022) > 10
      cannot tell: 'police_csea_reported': no value for 2022, not added up: no total is held, and the categories of Sex are not of one source and day
    ");
}

#[test]
fn every_sum_says_that_it_is_one() {
    let workspace = with(&[GIRLS, "police_csea_reported,2022,M,9,2023,https://example.org/girls"]);
    let row = |arguments: &[&str]| {
        let rows = workspace.run(arguments).rows();
        let of = |r: &&serde_json::Value| r["value"] == 33.0 || r["country"] == "KEN" || r["kind"] == "ratio";
        rows.iter().find(of).expect("a row").clone()
    };
    for arguments in [
        &["show", "KEN/series:police_csea_reported", "--json"][..],
        &["why", "KEN/series:police_csea_reported[period=2022]", "--json"],
        &["compare", POLICE, "--json"],
        &["compare", POLICE, "--rate", "population", "--json"],
    ] {
        let row = row(arguments);
        let flags = row["flags"].as_array().expect("flags");
        assert!(flags.iter().any(|f| f == "sum of categories"), "{arguments:?}: {row}");
        assert_eq!(row["inputs"].as_array().expect("inputs").len(), 2, "{arguments:?}: {row}");
    }
    let mut text = finding(&workspace, &format!("\"{POLICE}\""), "at(police_csea_reported, 2022) > 10");
    for arguments in [&["show", "KEN/series:police_csea_reported"][..], &["compare", POLICE]] {
        let run = workspace.run(arguments);
        let lines = run.stdout.lines().filter(|l| l.contains("33") || l.contains("added up"));
        text += &lines.map(|l| format!("{}\n", l.trim_end())).collect::<String>();
    }
    workspace.replace("methodology/report.lua", "of = \"cybertips\"", "of = \"police_csea_reported\"");
    assert_eq!(workspace.run(&["report", "KEN", "--out", "out"]).code, 0);
    assert!(workspace.read("out/KEN/index.html").contains(": the sum of its categories; no total is held"));
    insta::assert_snapshot!(text, @"
    at(police_csea_reported, 2022) > 10
      holds: police_csea_reported 2022: 33 (sum of categories) (at(police_csea_reported, 2022) > 10)
    2022     33       –  sum of categories; no change: the first year held
    * Sexual offences against children recorded by the police, 2022: added up from Female 24 + Male 9,
    Kenya      33
    * Kenya 2022: Sexual offences against children recorded by the police, 2022: added up from Female 24
    ");
}

#[test]
fn a_value_is_not_known_before_its_year_nor_tomorrow() {
    let value = |period: i32, value: &str, as_of: &str| {
        format!("police_csea_reported,{period},,{value},{as_of},Invented for a test")
    };
    let rows = [
        value(2015, "1", "banana"),
        value(2016, "1", "2099-01-01"),
        value(2023, "1", "2019-02-01"),
        value(2017, "2.5", ""),
        value(2090, "1", ""),
        // These can be.
        value(2018, "0", "2018"),
        value(2019, "3", "2019-12"),
        value(2020, "4", "2026-03-01"),
        // Its year may be of 2020 and 2021; that is not known.
        value(2021, "4", "2020-09-01"),
    ];
    let workspace = with(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    insta::assert_snapshot!(said(&workspace, "error"), @"
    countries/kenya/observations.csv:2: error: column 'as_of': 'banana' is no year, month or day
      2 | police_csea_reported,2015,,1,banana,Invented for a test,,
      = write 2024, 2024-02 or 2024-02-01; leave it empty where the source states none

    countries/kenya/observations.csv:3: error: column 'as_of': 2099-01-01 is still to come
      3 | police_csea_reported,2016,,1,2099-01-01,Invented for a test,,

    countries/kenya/observations.csv:4: error: column 'as_of': 2019-02-01 is before 2023 began
      4 | police_csea_reported,2023,,1,2019-02-01,Invented for a test,,
      = as_of is the day that the value was known, not the year it is of
      = a series of projections says so: projected = true at methodology/offence_data/series.lua:10

    countries/kenya/observations.csv:5: error: column 'value': '2.5' is no count of offences
      5 | police_csea_reported,2017,,2.5,,Invented for a test,,
      = counts are whole; shares have the unit percent, quotients ratio or 'per …', durations a unit of
        time
      = declared at methodology/offence_data/series.lua:10

    countries/kenya/observations.csv:6: error: column 'period': 2090 has not begun
      6 | police_csea_reported,2090,,1,,Invented for a test,,
      = a series of projections says so: projected = true at methodology/offence_data/series.lua:10
    ");
    // Where the year is the calendar's, it is.
    let workspace = with(&[&value(2021, "4", "2020-09-01")]);
    assert_eq!(said(&workspace, "error"), "");
    states(&workspace, "period_rule = \"calendar year\"");
    assert!(said(&workspace, "error").contains("2020-09-01 is before 2021 began"));
}

#[test]
fn shares_may_have_fractions_and_projections_may_be_of_years_to_come() {
    let workspace = with(&[
        "internet_users_pct,2025,,40.5,,Invented for a test",
        "population_total,2040,,60000000,2022,Invented for a test",
    ]);
    assert_eq!(said(&workspace, "error"), "");
    let workspace = with(&["internet_users_pct,2040,,40.5,2022,Invented for a test"]);
    assert!(said(&workspace, "error").contains("2040 has not begun"));
}

#[test]
fn the_file_of_a_series_is_held_to_the_same() {
    let workspace = Workspace::shipped();
    let file = "methodology/helpline_hotline_industry_data/cybertips.csv";
    let text = workspace.read(file);
    workspace
        .write(file, &format!("{}\nKEN,Kenya,2024,2.5,2019-02-01,Invented for a test,\n", text.trim_end()));
    let said = workspace.run(&["check"]).stderr;
    assert!(said.contains("'2.5' is no count of reports"), "{said}");
    assert!(said.contains("2019-02-01 is before 2024 began"), "{said}");
}

#[test]
fn some_categories_above_the_total_do_not_add_up() {
    let row =
        |group: &str, value: i32| format!("police_csea_reported,2022,{group},{value},Invented for a test");
    let workspace = Workspace::shipped();
    let write = |rows: &[String]| {
        workspace.write(
            VALUES,
            &format!(
                "series,period,age_group,value,source,state,as_of,note\n{}\n",
                rows.iter().map(|r| format!("{r},,,")).collect::<Vec<_>>().join("\n")
            ),
        );
    };
    let figures = "figures = \"figures.csv\",";
    workspace.replace(KENYA, figures, &format!("{figures}\n  observations = \"observations.csv\","));
    write(&[row("", 20), row("10-14", 40), row("15-19", 55)]);
    let warned = said(&workspace, "warning");
    let shown = workspace.run(&["show", "KEN/series:police_csea_reported"]).stdout;
    let line = shown.lines().find(|l| l.contains("the total of")).unwrap_or("none");
    insta::assert_snapshot!(format!("{warned}\n{line}"), @"
    countries/kenya/observations.csv:2: warning: KEN/series:police_csea_reported[period=2022]: 40 + 55 = 95, above the total of 20: does not add up
      2 | police_csea_reported,2022,,20,Invented for a test,,,
      = categories of age_group: countries/kenya/observations.csv:3, countries/kenya/observations.csv:4
      = one of the numbers is wrong, or they count different things: ask who counted
    2022, Age group: 40 + 55 = 95, 75 above the total of 20: does not add up; not held: aged 0-4, aged
    ");
    // Below it, more may be held of it elsewhere.
    write(&[row("", 200), row("10-14", 40), row("15-19", 55)]);
    assert_eq!(said(&workspace, "warning"), "");
}

#[test]
fn totals_that_all_categories_do_not_make_are_named_and_counted() {
    let year = |year: i32, girls: i32| {
        [("", 3), ("F", girls), ("M", 1)]
            .map(|(sex, n)| format!("police_csea_reported,{year},{sex},{n},2024-02-01,Invented for a test"))
    };
    let rows = |girls: i32| (2015..2022).flat_map(|y| year(y, girls)).collect::<Vec<_>>();
    let warned =
        |rows: Vec<String>| said(&with(&rows.iter().map(String::as_str).collect::<Vec<_>>()), "warning");
    assert_eq!(warned(rows(2)), "");
    let wrong = warned(rows(1));
    assert_eq!(wrong.matches("does not add up").count(), 5, "{wrong}");
    assert!(wrong.contains("1 + 1 = 2, below the total of 3: does not add up"), "{wrong}");
    let more = "2 more totals of it do not add up: dh show KEN/series:police_csea_reported lists all";
    assert!(wrong.ends_with(more), "{wrong}");
    // What was published again is not added to itself.
    let twice = [(1, 1), (2, 2)].map(|(revision, girls)| year(2020, girls).map(|row| (row, revision)));
    let workspace = with(&[]);
    let lines: Vec<String> =
        twice.into_iter().flatten().map(|(row, revision)| format!("{row},{revision},,")).collect();
    workspace.write(
        VALUES,
        &format!("series,period,sex,value,as_of,source,revision,state,note\n{}\n", lines.join("\n")),
    );
    assert_eq!(said(&workspace, "warning"), "");
}

#[test]
fn a_rate_blames_what_is_missing() {
    let workspace = police(&[(2019, "10"), (2022, "20"), (2023, ""), (2024, "30")]);
    let text = workspace.read(VALUES).replace(
        ",2023,,,2024-02-01,Invented for a test,,",
        ",2023,,,2024-02-01,Invented for a test,not_recorded,",
    );
    workspace.write(VALUES, &text);
    insta::assert_snapshot!(workspace.run(&["compare", POLICE, "--rate", "internet_users"]).all(), @"
    Sexual offences against children recorded by the police: per 100,000 internet users

    country  2019  2022          2023       2024
    ───────  ────  ────  ────────────  ─────────
    Kenya     0.1   0.1  not recorded  no denom.

    * nothing is held of Armenia, Brazil, Cambodia, Colombia, Dominican Republic, Ethiopia, Indonesia,
      Jordan, Malaysia, Mexico, Montenegro, Morocco, Mozambique, Namibia, North Macedonia, Pakistan,
      Philippines, Rwanda, Serbia, South Africa, Tanzania, Thailand, Tunisia, Uganda, Viet Nam; that is
      not a zero
    * not prevalence, not a number of children
    * People of all ages. Some years are missing for some countries; nothing is carried forward.
    * Both figures of the same year; where one is missing there is no rate.
    * Kenya 2019, 2022: which days a year of these counts has is not known; a year of the denominator
      is: calendar year
    * Kenya 2024: known as of 2024-02-01, before 2024 was over
    * denominator of each year from ITU via World Bank WDI IT.NET.USER.ZS via OWID,
      github.com/mthavarajah/global_financial_resilience_index datasets/internet/internet.csv; UN WPP
      2022 via github.com/apparebit/diaphanous data/ocse-reports-per-year-country-capita.csv (as of
      2022), internet_users_pct * population_total of that same year
    * no value, 2023, Kenya: the source gives no value for this period
    * denominator not available (no denom.), 2024, Kenya: 'internet_users_pct': no value for 2024 is
      held; 'population_total': no value for 2024 is held; nothing is carried forward from another year
    * full counts have no sampling error: no intervals; alphabetical order, no ranking
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["compare", POLICE, "--rate", "internet_users", "--json"]).rows();
    let state = |country: &str, period: i32| {
        let row = rows.iter().find(|r| r["country"] == country && r["period"] == period).expect("a row");
        assert!(row["value"].is_null(), "{row}");
        row["state"].as_str().expect("a state").to_string()
    };
    assert_eq!(state("KEN", 2023), "not recorded");
    assert_eq!(state("KEN", 2024), "denominator not available");
    assert_eq!(state("NAM", 2019), "not held");
}

#[test]
fn a_rate_says_whose_years_are_counted() {
    let workspace = police(&[(2019, "10")]);
    let notes = |workspace: &Workspace| {
        let run = workspace.run(&["compare", POLICE, "--rate", "population", "--json"]);
        let kenya = run.rows().into_iter().find(|r| r["country"] == "KEN").expect("Kenya");
        kenya["caveats"].to_string()
    };
    let unknown = notes(&workspace);
    states(&workspace, "period_rule = \"July to June\"");
    let other = notes(&workspace);
    workspace.replace(KENYA, "July to June", "calendar year");
    insta::assert_snapshot!(format!("{unknown}\n{other}\n{}", notes(&workspace)), @r#"
    ["denominator of 2019: UN WPP 2022 via github.com/apparebit/diaphanous data/ocse-reports-per-year-country-capita.csv (as of 2022)","which days a year of these counts has is not known; a year of the denominator is: calendar year"]
    ["denominator of 2019: UN WPP 2022 via github.com/apparebit/diaphanous data/ocse-reports-per-year-country-capita.csv (as of 2022)","a year of these counts is: July to June; a year of the denominator: calendar year"]
    ["denominator of 2019: UN WPP 2022 via github.com/apparebit/diaphanous data/ocse-reports-per-year-country-capita.csv (as of 2022)"]
    "#);
}

#[test]
fn a_comparison_of_countries_that_cannot_be_read_is_none() {
    let workspace = police(&[(2019, "10"), (2020, "2.5")]);
    insta::assert_snapshot!(workspace.run(&["compare", POLICE]).all(), @"
    --- stderr ---
    warning: countries/kenya has an error and is left out; dh check lists them

    error: no country that can be read holds a value of police_csea_reported
      = left out because of their errors: kenya; dh check lists them
    --- exit 2 ---
    ");
}

#[test]
fn countries_that_hold_nothing_are_one_note_and_all_rows() {
    insta::assert_snapshot!(shipped(&["compare", "series:cybertips_national", "--period", "2021"]).all(), @"
    CyberTipline reports as passed on by a national authority: reports

    country           2021
    ───────────  ─────────
    Philippines  2,802,712

    * nothing is held of Armenia, Brazil, Cambodia, Colombia, Dominican Republic, Ethiopia, Indonesia,
      Jordan, Kenya, Malaysia, Mexico, Montenegro, Morocco, Mozambique, Namibia, North Macedonia,
      Pakistan, Rwanda, Serbia, South Africa, Tanzania, Thailand, Tunisia, Uganda, Viet Nam; that is not
      a zero
    * Reports made to NCMEC: not prevalence, not children, not images, not cases.
    * not prevalence, not a number of children, not a number of images, not a number of cases
    * Philippines 2021: series:cybertips has other counts of the same; neither is chosen, dh show
      PHL/series:cybertips_national has both
    * Philippines 2021: Canadian Inquirer citing the Department of Justice of the Philippines.
    * Philippines 2021: known as of 2021-12-28, before 2021 was over
    * Philippines 2021: known only from the press: a lead, not evidence
    * full counts have no sampling error: no intervals; alphabetical order, no ranking
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = shipped(&["compare", "series:cybertips_national", "--period", "2021", "--json"]).rows();
    assert_eq!(rows.len(), 26);
    assert_eq!(rows.iter().filter(|r| r["state"] == "not held" && r["value"].is_null()).count(), 25);
}

#[test]
fn warnings_of_two_files_of_a_country_are_counted_together() {
    let workspace = Workspace::shipped();
    let text = workspace.read("countries/kenya/desk_review.lua");
    workspace.write("countries/kenya/more/desk_review.lua", &text);
    let said = workspace.run(&["check"]).stderr;
    let line = said.lines().find(|l| l.contains("without their whole proof")).expect("the line");
    assert_eq!(line.matches("kenya ").count(), 1, "{line}");
    assert!(line.contains("kenya 16,"), "{line}");
}

#[test]
fn a_data_request_shows_what_its_series_are_called() {
    let run = shipped(&["show", "KEN/police_data"]);
    let lines: Vec<&str> = run.stdout.lines().filter(|l| l.contains("series  ")).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    police_csea_reported         series  core   Sexual offences against children
    police_online_csea_reported  series  core   Sexual offences against children
    police_csam_investigated     series  core   Investigations of child sexual abuse
    foreign_referrals            series  core   Referrals from abroad
    ");
}
