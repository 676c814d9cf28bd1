//! `dh new`, the readiness list and `dh check COUNTRY`: a country that has just
//! been started runs, and what it lacks is a list and no error.

use serde_json::Value;

use crate::common::{Workspace, copy, repository};

fn points(workspace: &Workspace, country: &str) -> Vec<Value> {
    workspace.run(&["show", country, "--readiness", "--json"]).rows()
}

fn state(points: &[Value], area: &str, point: &str) -> String {
    let found = points.iter().find(|p| p["area"] == area && p["point"] == point);
    found.unwrap_or_else(|| panic!("no {area}/{point}"))["state"].as_str().expect("a state").to_string()
}

#[test]
fn a_country_started_from_a_neighbour_passes_with_a_readiness_list() {
    let workspace = Workspace::shipped();
    let new = workspace.run(&["new", "country", "LKA", "--from", "THA"]);
    insta::assert_snapshot!(new.all(), @"
    countries/sri_lanka: Sri Lanka (LKA), started from Thailand: no changes to take over. 32 points are
    open.

    Next: dh check LKA, dh show LKA --readiness, countries/sri_lanka/worksheet.lua.

    * not copied from Thailand: approvals, services, sources, reasons, translations, figures, answers,
      findings
    * the region was taken over from Thailand: south_east_asia; --region names another, and what is
      asked in that region only comes with it
    --- stderr ---

    --- exit 0 ---
    ");
    let check = workspace.run(&["check", "LKA"]);
    assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{}", check.all());
    assert!(
        check.stdout.starts_with("Sri Lanka (LKA), 2 files: everything holds together."),
        "{}",
        check.stdout
    );
    assert!(check.stdout.ends_with("1 of 33 points are settled, 32 are open.\n"), "{}", check.stdout);
    assert_eq!(workspace.run(&["check"]).code, 0);
    assert_eq!(workspace.run(&["report", "LKA"]).code, 0);
    let open = points(&workspace, "LKA");
    assert_eq!(open.len(), 33);
    for (area, point, expected) in [
        ("worksheet", "currency", "unknown"),
        ("wordings", "{helpline}", "missing"),
        ("approvals", "household_survey", "missing"),
        ("services", "service list", "missing"),
        ("activities", "household_survey", "missing"),
        ("activities", "desk_review", "unknown"),
        ("denominators", "internet_users", "missing"),
        ("desk review", "desk_review/law_and_policy", "missing"),
    ] {
        assert_eq!(state(&open, area, point), expected, "{area}/{point}");
    }
}

#[test]
fn approvals_services_sources_and_reasons_are_not_copied() {
    // Exampleland of this workspace has some of everything.
    let workspace = Workspace::empty();
    copy(&repository().join("tests/workspaces/complete"), workspace.path());
    let run = workspace.run(&["new", "country", "XEW", "--from", "XEX", "--name", "Westland"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let script = workspace.read("countries/westland/init.lua");
    for word in [
        "approval",
        "service \"",
        "source =",
        "because =",
        "keeps",
        "shown_by",
        "waiver =",
        "translate",
        "example.org",
        "fieldwork",
        "not_run",
        "recorded_zero",
        "111",
    ] {
        let code: String = script.lines().filter(|l| !l.trim_start().starts_with("--")).collect();
        assert!(!code.contains(word), "{word} was copied:\n{script}");
    }
    for change in [
        "reword",
        "leave_out",
        "add_options",
        "remove_options",
        "ask_only_if",
        "other_recall",
        "other_ages",
        "reorder",
        "move",
        "move_section",
        "add_row",
        "add_item",
    ] {
        assert!(script.contains(&format!("    {change} \"")), "{change} was not taken over:\n{script}");
    }
    assert_eq!(script.matches("inherited_from = \"XEX\"").count(), 14, "{script}");
    assert_eq!(workspace.run(&["check", "XEW"]).code, 0);
    // What it asks is what Exampleland asks, and likeness is not claimed.
    let rows = workspace.run(&["diff", "XEW", "XEX", "--json"]).rows();
    let items: Vec<&Value> = rows.iter().filter(|r| r["kind"] == "item").collect();
    assert!(!items.is_empty());
    for item in items {
        assert_eq!(item["comparability"], "limited", "{item}");
        assert!(item["reason"].as_str().is_some_and(|r| r.contains("not confirmed")), "{item}");
    }
}

#[test]
fn a_change_of_a_core_item_is_taken_over_and_waits_for_its_waiver() {
    let workspace = Workspace::shipped();
    assert_eq!(workspace.run(&["new", "country", "ZMB", "--from", "Namibia"]).code, 0);
    let points = points(&workspace, "ZMB");
    let change = points.iter().find(|p| p["area"] == "changes").expect("a change");
    assert_eq!(change["state"], "unconfirmed");
    let detail = change["detail"].as_str().expect("words");
    assert!(detail.contains("from NAM") && detail.contains("waiver"), "{detail}");
    let rows = workspace.run(&["diff", "ZMB", "NAM", "--json"]).rows();
    let of = |address: &str| rows.iter().find(|r| r["address"] == address).expect("a row").clone();
    assert_eq!(of("household_survey/children/images_shared")["comparability"], "limited");
    assert_eq!(of("indicator:ocsea_clear_12m")["comparability"], "limited");

    // Confirmed with a reason: the core item asks for its waiver as always.
    let script = "countries/zambia/init.lua";
    workspace.replace(script, "inherited_from = \"NAM\"", "because = \"the board did not allow it\"");
    let check = workspace.run(&["check", "ZMB"]);
    assert_eq!(check.code, 2);
    assert!(check.stderr.contains("'images_shared' is a core item"), "{}", check.stderr);
    workspace.replace(
        script,
        "\"the board did not allow it\"",
        "\"the board did not allow it\",\n      waiver = \"the methodology team\"",
    );
    assert_eq!(workspace.run(&["check", "ZMB"]).code, 0);
    let rows = workspace.run(&["diff", "ZMB", "NAM", "--json"]).rows();
    assert!(rows.iter().all(|r| r["kind"] != "item"), "asked alike and claimed: {rows:?}");
}

#[test]
fn a_change_is_taken_over_or_confirmed_and_never_both() {
    let workspace = Workspace::shipped();
    workspace.run(&["new", "country", "ZMB", "--from", "NAM"]);
    workspace.replace(
        "countries/zambia/init.lua",
        "inherited_from = \"NAM\"",
        "inherited_from = \"NAM\",\n      because = \"as in Namibia\"",
    );
    insta::assert_snapshot!(workspace.run(&["check", "ZMB"]).stderr, @r#"
    countries/zambia/init.lua:18:17: error: 'because' beside inherited_from: a change is taken over, or it is confirmed
      18 |       because = "as in Namibia",
         |                 ^^^^^^^^^^^^^^^
      = to confirm the change here, take inherited_from away; until then it claims nothing
    "#);
}

#[test]
fn a_change_that_cannot_be_made_in_another_region_is_left_out_and_said() {
    let workspace = Workspace::small();
    workspace.write(
        "countries/regions/north.lua",
        "return region \"north\" \"North\" {\n  adapt \"survey/children\" {\n    add_options \"online\" {\n      { \"once\", \"Once\" },\n      because = \"in use\",\n      waiver = \"the board\",\n    },\n  },\n}\n",
    );
    workspace.write("countries/regions/south.lua", "return region \"south\" \"South\" {}\n");
    workspace.replace(
        "countries/exampleland/init.lua",
        "languages = { \"en\" },",
        "languages = { \"en\" },\n  adapt \"survey/children\" {\n    remove_options \"online\" {\n      options = { \"once\" },\n      because = \"not in use\",\n      waiver = \"the board\",\n    },\n  },",
    );
    assert_eq!(workspace.run(&["check"]).code, 0);
    let run = workspace.run(&[
        "new",
        "country",
        "XEY",
        "--from",
        "XEX",
        "--name",
        "Southland",
        "--region",
        "south",
    ]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.stdout.contains("not taken over: remove_options \"online\""), "{}", run.stdout);
    assert_eq!(workspace.run(&["check", "XEY"]).code, 0);
}

#[test]
fn what_is_filled_in_leaves_the_list() {
    let workspace = Workspace::shipped();
    workspace.run(&["new", "country", "LKA", "--from", "THA"]);
    let sheet = "countries/sri_lanka/worksheet.lua";
    let empty = "point \"currency\" {\n    -- answer = \"…\", source = \"…\",";
    workspace.replace(sheet, empty, "point \"currency\" {\n    answer = \"Invented shells\",");
    // An answer without a source is no answer.
    let check = workspace.run(&["check", "LKA"]);
    assert_eq!(check.code, 2);
    assert!(check.stderr.contains("the answer to point \"currency\" has no source"), "{}", check.stderr);
    workspace.replace(sheet, "shells\",", "shells\",\n    confirm = \"By the ministry.\",");
    assert_eq!(state(&points(&workspace, "LKA"), "worksheet", "currency"), "unconfirmed");
    workspace.replace(sheet, "confirm = \"By the ministry.\"", "source = \"https://example.org/shells\"");
    assert_eq!(state(&points(&workspace, "LKA"), "worksheet", "currency"), "settled");
    // A point that is deleted is not forgotten.
    let text = workspace
        .read(sheet)
        .replace("point \"platforms\" {\n    -- answer = \"…\", source = \"…\",\n  },\n", "");
    workspace.write(sheet, &text);
    assert_eq!(state(&points(&workspace, "LKA"), "worksheet", "platforms"), "unknown");
    // What will not be run needs neither approval nor fieldwork.
    workspace.replace(
        "countries/sri_lanka/init.lua",
        "  confirm",
        "  not_run \"frontline_survey\" {\n    because = \"invented for a test\",\n  },\n  confirm",
    );
    let now = points(&workspace, "LKA");
    assert_eq!(state(&now, "activities", "frontline_survey"), "settled");
    assert!(now.iter().all(|p| p["area"] != "approvals" || p["point"] != "frontline_survey"));
}

/// A new country of a region, with lines in its script.
fn sri_lanka(lines: &str) -> Workspace {
    let workspace = Workspace::shipped();
    let made = workspace.run(&["new", "country", "LKA", "--from", "THA", "--region", "south_asia"]);
    assert!(!made.stdout.contains("region"), "a region that was named is not taken over: {}", made.stdout);
    let script = "countries/sri_lanka/init.lua";
    workspace.replace(script, "  confirm = ", &format!("{lines}\n  confirm = "));
    workspace
}

#[test]
fn a_place_that_a_template_keeps_is_no_answer() {
    let workspace = sri_lanka("");
    let sheet = "countries/sri_lanka/worksheet.lua";
    let empty = "point \"currency\" {\n    -- answer = \"…\", source = \"…\",";
    workspace.replace(sheet, empty, "point \"currency\" {\n    answer = \"…\", source = \"…\",");
    let check = workspace.run(&["check", "LKA"]);
    assert_eq!(check.code, 2);
    assert!(check.stderr.contains("'answer' is still to be written"), "{}", check.stderr);
    for (answer, expected) in
        [("TBD", "unknown"), ("Unknown.", "unknown"), ("-", "unknown"), ("Rupee", "settled")]
    {
        let filled =
            format!("point \"currency\" {{\n    answer = \"{answer}\", source = \"https://example.org/a\",");
        let text = workspace.read(sheet);
        let start = text.find("point \"currency\"").expect("a point");
        let end = start + text[start..].find("\n  },").expect("its end");
        workspace.write(sheet, &format!("{}{filled}{}", &text[..start], &text[end..]));
        assert_eq!(state(&points(&workspace, "LKA"), "worksheet", "currency"), expected, "{answer}");
    }
}

#[test]
fn an_approval_that_covers_no_day_of_the_fieldwork_settles_nothing() {
    let approval = |from: &str, to: &str| {
        format!(
            "  approval \"household_survey\" {{ board = \"Invented board\", scope = \"national\", valid = {{ \"{from}\", \"{to}\" }}, state = \"valid\", source = \"https://example.org/a\" }},"
        )
    };
    let fieldwork = |period: &str| {
        format!(
            "\n  fieldwork \"household_survey\" {{ period = \"{period}\", source = \"https://example.org/a\" }},"
        )
    };
    // Without fieldwork, what is over does not count, and what is not over does.
    let helpline = "\n  placeholders = { helpline = \"000 (not a real number)\" },";
    let of = |lines: &str| {
        state(&points(&sri_lanka(&format!("{lines}{helpline}")), "LKA"), "approvals", "household_survey")
    };
    assert_eq!(of(&approval("2010-01-01", "2010-12-31")), "unconfirmed");
    assert_eq!(of(&approval("2010-01-01", "2999-12-31")), "settled");
    // Beside fieldwork, its days decide, however long ago they were.
    let old = approval("2010-03-01", "2011-02-28");
    for (period, expected) in [
        ("2010-2011", "settled"),
        ("2010-05 to 2010-08", "settled"),
        ("2010-05-01 to 2010-08-31", "settled"),
        ("2011-03 to 2011-04", "unconfirmed"),
        ("2009", "unconfirmed"),
    ] {
        assert_eq!(of(&format!("{old}{}", fieldwork(period))), expected, "{period}");
    }
    // Fieldwork without a year is planned and not yet dated.
    let points = points(&sri_lanka(&fieldwork("after the rains").replace('\n', "")), "LKA");
    assert_eq!(state(&points, "activities", "household_survey"), "unconfirmed");
}

#[test]
fn a_new_country_is_no_result_of_its_neighbour() {
    let workspace = sri_lanka("");
    let diff = workspace.run(&["diff", "LKA", "THA"]);
    let fieldwork =
        diff.stdout.lines().find(|l| l.starts_with("fieldwork: household_survey")).expect("a row");
    assert!(fieldwork.contains("not stated") && fieldwork.contains("2020-2021"), "{fieldwork}");
    assert!(
        diff.stdout.contains(
            "* Sri Lanka: what would be asked is compared; neither fieldwork nor a figure is stated"
        ),
        "{}",
        diff.stdout
    );
    // Charts of other countries say so in its report.
    assert_eq!(workspace.run(&["report", "LKA"]).code, 0);
    assert_eq!(workspace.run(&["report", "THA"]).code, 0);
    let words = "These are other countries: no value that can be drawn is held for";
    assert!(workspace.read("out/LKA/index.html").contains(words));
    assert!(!workspace.read("out/THA/index.html").contains(words));
    assert!(!workspace.read("out/LKA/index.html").contains("A square marks"));
    assert!(workspace.read("out/THA/index.html").contains("A square marks"));
}

#[test]
fn refusals_change_nothing() {
    let workspace = Workspace::shipped();
    let before = files(&workspace);
    for (arguments, said) in [
        (&["country", "KEN", "--from", "THA"][..], "Kenya (KEN) is in this workspace already"),
        (&["country", "lka", "--from", "THA"], "did you mean 'LKA'?"),
        (&["country", "L1A", "--from", "THA"], "'L1A' is no country code"),
        (&["country", "LKA", "--from", "TAH"], "there is no country 'TAH'"),
        (&["country", "XQX", "--from", "THA"], "ISO 3166-1 has no country 'XQX'"),
        (&["country", "LKA", "--from", "THA", "--name", " "], "a country needs a label of one line"),
        (&["country", "LKA", "--from", "THA", "--name", "Kenya"], "countries/kenya is there already"),
        (&["country", "LKA", "--from", "THA", "--region", "south_asa"], "did you mean 'south_asia'?"),
        (&["region", "south_asia", "South Asia"], "there is a region 'south_asia' already"),
        (&["region", "South Asia", "South Asia"], "'south_asia' would be one"),
        (
            &["activity", "offence_data", "Offences", "--kind", "offence_data"],
            "an activity 'offence_data' already",
        ),
        (&["activity", "shared", "Shared", "--kind", "survey"], "methodology/shared is there already"),
        (&["activity", "teachers", "Teachers", "--kind", "servey"], "did you mean 'survey'?"),
        (
            &["activity", "teachers", "Teachers", "--kind", "survey", "--part", "threats"],
            "did you mean 'threat'?",
        ),
    ] {
        let all: Vec<&str> = std::iter::once("new").chain(arguments.iter().copied()).collect();
        let run = workspace.run(&all);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}: {}", run.all());
        assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
    }
    assert_eq!(files(&workspace), before);
}

#[test]
fn a_disk_that_fills_leaves_nothing_behind() {
    let workspace = Workspace::shipped();
    let before = files(&workspace);
    let mut command = crate::common::dh_in(workspace.path(), &["new", "country", "LKA", "--from", "THA"]);
    crate::common::limit_file_size(&mut command, 900);
    let output = command.output().expect("a run");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"));
    assert_eq!(files(&workspace), before);
}

#[test]
fn a_region_and_activities_of_every_kind_hold_together_at_once() {
    let workspace = Workspace::shipped();
    assert_eq!(workspace.run(&["new", "region", "islands", "The \"Islands\""]).code, 0);
    for kind in ["survey", "interviews", "desk_review", "offence_data"] {
        let run = workspace.run(&["new", "activity", &format!("a_{kind}"), "An activity", "--kind", kind]);
        assert_eq!(run.code, 0, "{}", run.all());
    }
    let check = workspace.run(&["check"]);
    assert_eq!(check.code, 0, "{}", check.all());
    assert!(check.stdout.contains("no errors"), "{}", check.all());
    assert!(check.stdout.contains("13 activities, 28 instruments"), "{}", check.stdout);
    let activity = &workspace.run(&["show", "a_survey", "--json"]).rows()[0];
    assert_eq!(activity["number"], 10);
    assert!(workspace.run(&["show", "region:islands"]).stdout.contains("The \"Islands\""));
    let made = workspace.run(&["new", "country", "LKA", "--from", "THA", "--region", "islands", "--json"]);
    let rows: Vec<String> = made.rows().iter().map(|r| r["file"].as_str().expect("a file").into()).collect();
    assert_eq!(rows, ["countries/sri_lanka/init.lua", "countries/sri_lanka/worksheet.lua"]);
    assert_eq!(made.json()["schema"], "dh.new/1");
}

#[test]
fn check_of_one_country_leaves_the_complaints_about_others_out() {
    let workspace = Workspace::shipped();
    workspace.replace("countries/ethiopia/init.lua", "region = ", "reigon = ");
    let kenya = workspace.run(&["check", "KEN"]);
    assert_eq!(kenya.code, 0, "{}", kenya.all());
    assert!(!kenya.stderr.contains("ethiopia") && !kenya.stderr.contains("error"), "{}", kenya.stderr);
    let rows = workspace.run(&["check", "KEN", "--json"]).rows();
    assert!(rows.iter().all(|r| r["kind"] == "readiness" || r["kind"] == "warning"));
    // The broken one is found by its code, its name or its folder.
    for name in ["ETH", "Ethiopia", "ethiopia"] {
        let run = workspace.run(&["check", name]);
        assert_eq!(run.code, 2, "{}", run.all());
        assert!(run.stderr.contains("'reigon'"), "{}", run.stderr);
    }
    workspace.replace("countries/ethiopia/init.lua", "return country", "return cuontry");
    let run = workspace.run(&["check", "ETH"]);
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(
        run.stdout.contains("countries/ethiopia") && run.stdout.contains("once its scripts"),
        "{}",
        run.stdout
    );
    assert_eq!(workspace.run(&["check", "QQQ"]).code, 2);
    // What stands under a country concerns it.
    workspace.replace("countries/regions/south_asia.lua", "about = ", "abuot = ");
    assert_eq!(workspace.run(&["check", "KEN"]).code, 2);
}

#[test]
fn a_readiness_list_is_a_countrys() {
    let workspace = Workspace::shipped();
    insta::assert_snapshot!(workspace.run(&["show", "--readiness"]).stderr, @"
    error: a readiness list is a country's
      = dh show KEN --readiness
    ");
}

/// All files and folders, with what the files hold.
fn files(workspace: &Workspace) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut open = vec![workspace.path().to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            out.push((path.display().to_string(), text));
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    out.sort();
    out
}
