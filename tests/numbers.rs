//! Numbers are right or absent: each test plants what once misled.

use crate::common::Workspace;

const KENYA: &str = "countries/kenya/figures.csv";
const SERIES: &str = "countries/kenya/observations.csv";

/// The shipped workspace with a derived indicator of Kenya.
fn derived(body: &str) -> Workspace {
    let workspace = Workspace::shipped();
    workspace.write(
        "methodology/indicators/planted.lua",
        &format!("return indicators {{\n  derived \"planted\" \"Planted\" {{\n    definition = \"x\",\n    unit = \"percent\",\n    {body}\n  }},\n}}\n"),
    );
    workspace
}

/// The verdict of a finding of Kenya, and why.
fn verdict(workspace: &Workspace, condition: &str, rests_on: &str) -> (String, String) {
    workspace.write(
        "countries/kenya/planted.lua",
        &format!("return findings {{\n  finding \"planted\" {{\n    claim = \"Planted\",\n    holds_if = \"{condition}\",\n    rests_on = {{ \"{rests_on}\" }},\n  }},\n}}\n"),
    );
    let run = workspace.run(&["why", "KEN/finding:planted", "--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let row = run.rows().remove(0);
    (row["verdict"].as_str().expect("a verdict").to_string(), row["reasons"].to_string())
}

/// The shipped workspace with a file of values of Kenya's own beside the files
/// of all countries.
fn with_own_values() -> Workspace {
    let workspace = Workspace::shipped();
    workspace.write(SERIES, "series,period,sex,value,state,as_of,source,note\n");
    workspace.replace(
        "countries/kenya/init.lua",
        "figures = \"figures.csv\",",
        "figures = \"figures.csv\",\n  observations = \"observations.csv\",",
    );
    workspace
}

fn append(workspace: &Workspace, file: &str, rows: &str) {
    let text = workspace.read(file);
    workspace.write(file, &format!("{}\n{rows}\n", text.trim_end()));
}

#[test]
fn a_lead_stays_a_lead_through_a_derived_figure() {
    let workspace = derived(
        "inputs = { a = \"published:offered_money_images_12m\", u = \"published:internet_use_12_17\" },\n    value = \"a * u\",",
    );
    workspace.replace(
        "methodology/report.lua",
        "\"indicator:ocsea_clear_12m\",",
        "\"indicator:planted\",\n          \"indicator:ocsea_clear_12m\",",
    );
    assert_eq!(workspace.run(&["report", "KEN"]).code, 0);
    let page = workspace.read("out/KEN/index.html");
    let body = page.split("<main>").nth(1).expect("main").split("id=\"provenance\"").next().expect("a body");
    assert!(!body.contains(">4.7 %<"), "a lead stands in the report");
    let compared = workspace.run(&["compare", "indicator:planted", "--json"]);
    let kenya = compared.rows().into_iter().find(|r| r["country"] == "KEN").expect("Kenya");
    assert_eq!(kenya["lead"], true);
    let text = workspace.run(&["compare", "indicator:planted"]).stdout;
    assert!(text.contains("rests on a"), "{text}");
}

#[test]
fn an_unexplained_range_never_becomes_an_interval() {
    let workspace = derived(
        "inputs = { c = \"published:tfcsea_any_12m_all\", d = \"published:online_daily\" },\n    value = \"c\",\n    low = \"low(d)\",\n    high = \"high(d)\",",
    );
    append(
        &workspace,
        KENYA,
        "online_daily,internet-using children 12-17,15,5,30,unexplained,,percent,,,2021,publisher,A page,https://example.org/a,",
    );
    let row = workspace.run(&["why", "KEN/indicator:planted", "--json"]).rows().remove(0);
    assert_eq!(row["range_kind"], "unexplained", "{row}");
    let (told, why) = verdict(&workspace, "ci_low(planted) > 4%", "indicator:planted");
    assert_eq!(told, "cannot tell");
    assert!(why.contains("not an uncertainty interval"), "{why}");
}

#[test]
fn at_least_is_a_bound_and_no_value() {
    let workspace = Workspace::shipped();
    let (told, why) = verdict(&workspace, "ncmec_cybertips_min < 47000", "published:ncmec_cybertips_min");
    assert_eq!(told, "cannot tell");
    assert!(why.contains("a bound, which low() reads"), "{why}");
    let (told, _) = verdict(&workspace, "low(ncmec_cybertips_min) > 40000", "published:ncmec_cybertips_min");
    assert_eq!(told, "holds");
}

#[test]
fn what_is_not_zero_never_prints_as_zero() {
    let workspace = with_own_values();
    append(&workspace, SERIES, "internet_users_pct,1995,,0.04,,,A page with a title,");
    let row =
        workspace.run(&["why", "KEN/series:internet_users_pct[period=1995]", "--json"]).rows().remove(0);
    assert_eq!(row["shown"], "0.04 %");
}

#[test]
fn two_sources_for_one_period_disagree_and_neither_is_chosen() {
    let workspace = with_own_values();
    append(&workspace, SERIES, "cybertips,2022,,99999,,,Another source,");
    let rows = workspace.run(&["compare", "series:cybertips", "--period", "2022", "--json"]).rows();
    let kenya = rows.iter().find(|r| r["country"] == "KEN").expect("Kenya");
    assert_eq!(kenya["state"], "sources disagree");
    assert!(kenya["because"].as_str().expect("why").contains("neither is chosen"), "{kenya}");
    let (told, why) = verdict(&workspace, "at(cybertips, 2022) > 1", "series:cybertips");
    assert_eq!(told, "cannot tell", "{why}");
    workspace.run(&["report", "KEN"]);
    assert!(workspace.read("out/KEN/index.html").contains("99,999"), "both stand in the report");
}

#[test]
fn girls_of_one_source_and_boys_of_another_are_not_added() {
    let workspace = with_own_values();
    append(
        &workspace,
        SERIES,
        "police_csea_reported,2024,F,10,,,The first source,\npolice_csea_reported,2024,M,20,,,The second source,",
    );
    let rows =
        workspace.run(&["compare", "series:police_csea_reported", "--period", "2024", "--json"]).rows();
    let kenya = rows.iter().find(|r| r["country"] == "KEN").expect("Kenya");
    assert!(kenya["value"].is_null(), "{kenya}");
}

#[test]
fn the_address_of_a_sum_over_sexes_answers_with_the_sum() {
    let workspace = Workspace::shipped();
    let rows = workspace
        .run(&["compare", "series:population_by_age[age_group=10-14]", "--period", "2020", "--json"])
        .rows();
    for row in rows.iter().filter(|r| !r["value"].is_null()) {
        let address = row["address"].as_str().expect("an address");
        let found = workspace.run(&["why", address, "--json"]).rows();
        assert_eq!((found.len(), &found[0]["value"]), (1, &row["value"]), "{address}");
    }
}

#[test]
fn a_total_written_t_and_a_total_written_blank_are_the_same() {
    let workspace = with_own_values();
    append(
        &workspace,
        SERIES,
        "cybertips,2018,,111,,,The same source,\ncybertips,2018,T,222,,,The same source,",
    );
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("stands twice"), "{}", run.stderr);
}

#[test]
fn girls_and_boys_are_no_conflict_and_share_no_chart() {
    let workspace = Workspace::shipped();
    let row = |who: &str, value: &str| {
        format!(
            "dont_know_where_help,{who},{value},,,,,percent,,,2022,publisher,A page,https://example.org/a,"
        )
    };
    append(&workspace, KENYA, &format!("{}\n{}", row("girls 12-17", "22"), row("boys 12-17", "32")));
    let shown = workspace.run(&["show", "KEN"]);
    assert!(!shown.stdout.contains("disagree on"), "{}", shown.stdout);
    append(&workspace, KENYA, &row("girls 12-17", "29").replace("example.org/a", "example.org/b"));
    assert!(workspace.run(&["show", "KEN"]).stdout.contains("disagree on"));
}

#[test]
fn a_link_out_of_the_workspace_is_not_read() {
    let workspace = Workspace::shipped();
    let outside = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(outside.path(), "id,secret\nTOPSECRET,ROW\n").expect("written");
    std::fs::remove_file(workspace.path().join(KENYA)).expect("removed");
    std::os::unix::fs::symlink(outside.path(), workspace.path().join(KENYA)).expect("a link");
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(
        !run.all().contains("TOPSECRET") && run.stderr.contains("no plain file of the workspace"),
        "{}",
        run.stderr
    );
}

#[test]
fn extreme_numbers_are_refused_and_extreme_names_fit() {
    let workspace = with_own_values();
    for number in ["5e-324", "1e308"] {
        append(&workspace, SERIES, &format!("population_total,1990,,{number},,,A page with a title,"));
        let run = workspace.run(&["check"]);
        assert!(run.stderr.contains("is no number a count or a share can have"), "{}", run.all());
        let text = workspace.read(SERIES);
        workspace.write(SERIES, text.trim_end().rsplit_once('\n').expect("rows").0);
    }
    let long = "The Very Long Republic of a Name That Does Not End and Goes on beyond the Chart and the Page";
    workspace.replace("countries/kenya/init.lua", "\"Kenya\"", &format!("\"{long}\""));
    assert_eq!(workspace.run(&["report", "KEN"]).code, 0);
    let page = workspace.read("out/KEN/index.html");
    for chart in page.split("<svg").skip(1).map(|c| c.split("</svg>").next().expect("a chart")) {
        for x in chart.split(" cx=\"").skip(1).filter_map(|c| c.split('"').next()?.parse::<f64>().ok()) {
            assert!((0.0..=440.0).contains(&x), "a dot at {x}");
        }
    }
}

#[test]
fn a_comparison_says_which_country_was_left_out() {
    let workspace = Workspace::shipped();
    workspace.replace("countries/ethiopia/init.lua", "region = ", "reigon = ");
    let notes =
        workspace.run(&["compare", "published:ocsea_clear_12m", "--json"]).json()["notes"].to_string();
    assert!(notes.contains("countries/ethiopia has errors and is left out of this comparison"), "{notes}");
}

#[test]
fn narrowing_a_filter_reaches_what_it_routes() {
    let workspace = Workspace::small();
    workspace.replace(
        "methodology/indicators.lua",
        "return indicators {",
        "return indicators {\n  mean \"hours\" \"Hours online\" {\n    definition = \"one\",\n    from = \"survey/children\",\n    base = \"everyone\",\n    of = \"hours\",\n    unit = \"hours\",\n    count_as = { dont_know = \"leave\", prefer_not = \"leave\", not_asked = \"leave\" },\n  },",
    );
    workspace.replace(
        "countries/exampleland/init.lua",
        "  figures =",
        "  adapt \"survey/children\" {\n    ask_only_if \"online\" { condition = \"age >= 15\", because = \"y\", waiver = \"minute 3\" },\n  },\n  figures =",
    );
    let rows = workspace.run(&["diff", "XEX", "--json"]).rows();
    let hours = rows.iter().find(|r| r["address"] == "indicator:hours").expect("the indicator");
    assert_eq!(hours["comparability"], "not comparable", "{hours}");
}

#[test]
fn whatever_changes_the_form_changes_the_hash() {
    let hash =
        |workspace: &Workspace| workspace.run(&["show", "XEX", "--json"]).rows()[0]["plan"].to_string();
    let first = hash(&Workspace::small());
    for (file, from, to) in [
        (
            "methodology/init.lua",
            "unit = \"hours\",",
            "unit = \"hours\",\n          hint = \"completed hours\",",
        ),
        (
            "methodology/init.lua",
            "unit = \"hours\",",
            "unit = \"hours\",\n          warn_if = \"hours > 16\",",
        ),
        ("methodology/init.lua", "{ \"no\", \"No\" }", "{ \"no\", \"No\", anchored = true }"),
        ("methodology/init.lua", "population = \"children 12-17\"", "population = \"children 9-17\""),
        ("methodology/init.lua", "\"About you\"", "\"You\""),
        ("countries/exampleland/init.lua", "languages = { \"en\" }", "languages = { \"en\", \"sw\" }"),
    ] {
        let workspace = Workspace::small();
        workspace.replace(file, from, to);
        assert_ne!(first, hash(&workspace), "{to}");
    }
}

/// Every null that no state explains.
fn unexplained(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, inner) in map {
                let explained = |name: &str| map.get(name).is_some_and(serde_json::Value::is_string);
                let range = matches!(key.as_str(), "low" | "high" | "range_kind") && explained("range_state");
                let own = explained(&format!("{key}_state")) || (key == "value" && explained("state"));
                if inner.is_null() && !range && !own {
                    found.push(format!("{key} in {value}"));
                }
                unexplained(inner, found);
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|v| unexplained(v, found)),
        _ => {}
    }
}

#[test]
fn a_null_always_has_a_state_that_says_why() {
    for arguments in [
        &["show"][..],
        &["show", "KEN"],
        &["show", "KEN/children"],
        &["show", "indicator:ocsea_clear_12m"],
        &["find", "helpline"],
        &["diff", "KEN", "NAM"],
        &["compare", "published:ocsea_clear_12m", "--definitions"],
        &["compare", "indicator:tfcsea_children_scaled"],
        &["compare", "indicator:ocsea_clear_12m"],
        &["compare", "series:cybertips"],
        &["compare", "series:cybertips", "--rate", "internet_users"],
        &["compare", "series:cybertips", "--also", "all,none"],
        &["compare", "series:population_by_age[age_group=10-14]", "--rate", "population"],
        &["show", "PHL/series:cybertips", "--ratio", "series:internet_users_pct"],
        &["show", "series:cybertips"],
        &["show", "series:cybertips_by_category"],
        &["why", "series:cybertips_by_category[period=2022]"],
        &["compare", "criterion:opsc_ratified"],
        &["why", "KEN/published:ocsea_clear_12m"],
        &["why", "KEN/indicator:told_no_one"],
        &["why", "KEN/rate:cybertips/internet_users"],
        &["why", "KEN/criterion:grooming_without_meeting"],
        &["why", "ZAF/published:fw_stigma_nonreporting"],
        &["finding", "PHL"],
        &["check"],
    ] {
        let mut all = arguments.to_vec();
        all.push("--json");
        let run = crate::common::shipped(&all);
        let json = run.json();
        assert_eq!(json["schema"], format!("dh.{}/1", arguments[0]), "{arguments:?}");
        let mut found = Vec::new();
        unexplained(&json, &mut found);
        assert!(found.is_empty(), "{arguments:?}: {}", found.join("\n"));
        assert_eq!(run.stdout, crate::common::shipped(&all).stdout, "{arguments:?} twice");
    }
}
