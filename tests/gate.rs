//! The ethics gate: records are refused (exit 3) unless an approval covers
//! activity, place and day, and help is arranged.

use crate::common::{CLEARED, SIX, Workspace};

fn refused(country: &str, arguments: &[&str]) -> String {
    let workspace = Workspace::with_store();
    workspace.write("countries/exampleland/init.lua", country);
    let all: Vec<&str> = ["import", "XEX/children", "six.csv"].iter().chain(arguments).copied().collect();
    let run = workspace.run(&all);
    assert_eq!(run.code, 3, "{}", run.all());
    assert_eq!(run.stdout, "");
    let held = workspace.run(&["store", "--json"]);
    assert_eq!(held.rows().len(), 0, "{}", held.all());
    run.stderr
}

fn taken(country: &str, arguments: &[&str]) -> String {
    let workspace = Workspace::with_store();
    workspace.write("countries/exampleland/init.lua", country);
    let all: Vec<&str> =
        ["import", "XEX/children", "six.csv", "--json"].iter().chain(arguments).copied().collect();
    let run = workspace.run(&all);
    assert_eq!(run.code, 0, "{}", run.all());
    run.rows()[0]["cleared_by"].as_str().expect("a clearance").to_string()
}

#[test]
fn an_interview_outside_every_approval_is_refused_with_the_approvals_there_are() {
    let late = CLEARED.replace("2024-01-01\", \"2024-12-31", "2023-01-01\", \"2024-03-02");
    insta::assert_snapshot!(refused(&late, &[]), @"
    refused: 2 of 6 interviews of 2024-03-03 fall inside no approval of survey that covers main records in Exampleland
      = countries/exampleland/init.lua:5: National board: national, 2023-01-01 to 2024-03-02, valid
      = what counts is the day and the place of the interview; nothing was imported
    ");
}

#[test]
fn no_approval_no_service_and_no_rule_are_each_said() {
    let bare =
        "return country \"XEX\" \"Exampleland\" {\n  region = \"north\",\n  languages = { \"en\" },\n}\n";
    insta::assert_snapshot!(refused(bare, &[]), @r#"
    refused: no referral rule is set for Exampleland: what happens in immediate danger
      = set safeguards { immediate_danger = …, ongoing_harm_hours = … } in the methodology or the
        country

    countries/exampleland/init.lua:1: refused: no service is recorded for Exampleland: nobody could be referred
      = add safeguards { service "…" { contact = …, source = … } } before any fieldwork

    countries/exampleland/init.lua:1: refused: no approval of survey is recorded for Exampleland
      = add approval "…" { board = …, scope = …, valid = { from, to }, state = "valid", source = … } to
        the country's script
    "#);
}

#[test]
fn an_activity_that_was_not_cleared_takes_nothing_whatever_the_approvals_say() {
    let not_cleared = CLEARED.replace("  figures = \"figures.csv\",\n", "").replace(
        "  safeguards",
        "  not_cleared \"survey\" { because = \"the board refused\", source = \"https://example.org/refusal\" },\n  safeguards",
    );
    let said = refused(&not_cleared, &[]);
    assert!(said.contains("survey is not cleared in Exampleland: the board refused"), "{said}");
}

#[test]
fn a_lapsed_a_pretest_and_a_training_approval_cover_no_main_records() {
    for state in ["lapsed", "pretest", "training"] {
        let country = CLEARED.replace("state = \"valid\"", &format!("state = \"{state}\""));
        let said = refused(&country, &[]);
        assert!(said.contains(&format!("2024-12-31, {state}")), "{said}");
    }
    let stateless = CLEARED.replace("    state = \"valid\",\n", "");
    let said = refused(&stateless, &[]).replace("\n    ", " ");
    assert!(said.contains("state not stated"), "an approval of no stated state covers nothing: {said}");
    let dateless = CLEARED.replace("    valid = { \"2024-01-01\", \"2024-12-31\" },\n", "");
    assert!(refused(&dateless, &[]).replace("\n    ", " ").contains("no dates stated"));
}

#[test]
fn pretest_records_pass_under_a_pretest_approval_and_enter_no_estimate() {
    let country = CLEARED.replace("state = \"valid\"", "state = \"pretest\"");
    assert_eq!(taken(&country, &["--pretest"]), "National board (6)");
    refused(&CLEARED.replace("state = \"valid\"", "state = \"training\""), &["--pretest"]);
    let workspace = Workspace::with_store();
    assert_eq!(workspace.run(&["import", "XEX/children", "six.csv", "--pretest"]).code, 0);
    insta::assert_snapshot!(workspace.run(&["freq", "XEX/children/age"]).all(), @"
    --- stderr ---
    error: no records of XEX/survey/children are held
      = only pretest and training records are; they never enter a table
      = dh import XEX/survey/children FILE.csv brings them in; dh demo makes simulated ones
    --- exit 2 ---
    ");
}

#[test]
fn a_regional_approval_covers_its_regions_only() {
    let country = CLEARED.replace("scope = \"national\"", "scope = \"north, south\"");
    let said = refused(&country, &[]);
    assert!(said.contains("6 of 6 interviews"), "no region in the file: {said}");
    let workspace = Workspace::with_store();
    workspace.write("countries/exampleland/init.lua", &country);
    let with_region = |last: &str| {
        let lines: Vec<String> = SIX
            .lines()
            .enumerate()
            .map(|(n, l)| match n {
                0 => format!("{l},region"),
                6 => format!("{l},{last}"),
                _ => format!("{l},North"),
            })
            .collect();
        lines.join("\n") + "\n"
    };
    workspace.write("regions.csv", &with_region("west"));
    let run = workspace.run(&["import", "XEX/children", "regions.csv"]);
    assert_eq!(run.code, 3, "{}", run.all());
    assert!(run.stderr.contains("1 of 6 interviews of 2024-03-03 in west"), "{}", run.stderr);
    workspace.write("regions.csv", &with_region("south"));
    let run = workspace.run(&["import", "XEX/children", "regions.csv"]);
    assert_eq!(run.code, 0, "{}", run.all());
}

#[test]
fn two_approvals_that_follow_each_other_cover_together() {
    let second = CLEARED.replace("2024-01-01\", \"2024-12-31", "2024-03-02\", \"2024-12-31").replace(
        "  approval \"survey\" {",
        "  approval \"survey\" {\n    board = \"First board\",\n    scope = \"national\",\n    valid = { \"2024-01-01\", \"2024-03-01\" },\n    state = \"valid\",\n    source = \"https://example.org/first\",\n  },\n  approval \"survey\" {",
    );
    assert_eq!(taken(&second, &[]), "First board (2); National board (4)");
}

#[test]
fn simulated_records_need_no_approval_and_stay_apart_from_real_ones() {
    let bare =
        "return country \"XEX\" \"Exampleland\" {\n  region = \"north\",\n  languages = { \"en\" },\n}\n";
    assert_eq!(taken(bare, &["--simulated"]), "simulated: nobody was interviewed");
    let workspace = Workspace::with_records();
    workspace.write("more.csv", &SIX.replace('R', "S"));
    let mixed = workspace.run(&["import", "XEX/children", "more.csv", "--simulated"]);
    insta::assert_snapshot!(mixed.all(), @"
    --- stderr ---
    error: the store holds real records of XEX/survey/children (batch 1); simulated ones do not go beside them
      = keep them in a store of their own: --store FILE; nothing was changed
    --- exit 2 ---
    ");
}

#[test]
fn an_approval_that_is_still_to_be_confirmed_covers_nothing() {
    let open = CLEARED.replace(
        "    state = \"valid\",",
        "    state = \"valid\",\n    confirm = \"seen in a newspaper only\",",
    );
    let said = refused(&open, &[]).replace("\n    ", " ");
    assert!(said.contains("to be confirmed, so it covers nothing yet: seen in a newspaper only"), "{said}");
}

#[test]
fn a_survey_needs_an_approval_whatever_the_method_says_of_it() {
    let bare =
        "return country \"XEX\" \"Exampleland\" {\n  region = \"north\",\n  languages = { \"en\" },\n}\n";
    let workspace = Workspace::with_store();
    workspace.write("countries/exampleland/init.lua", bare);
    workspace.replace(
        "methodology/init.lua",
        "kind = \"survey\",",
        "kind = \"survey\",\n    ethics = false,",
    );
    let run = workspace.run(&["import", "XEX/children", "six.csv"]);
    assert_eq!(run.code, 3, "{}", run.all());
    assert!(run.stderr.contains("no approval of survey is recorded"), "{}", run.stderr);
}

#[test]
fn an_interview_of_a_day_to_come_was_not_held_whatever_is_approved() {
    let workspace = Workspace::with_store();
    let ahead = CLEARED.replace("2024-12-31", "2099-12-31");
    workspace.write("countries/exampleland/init.lua", &ahead);
    workspace.write("late.csv", &SIX.replace("R5,2024-03-03", "R5,2042-03-03"));
    let run = workspace.run(&["import", "XEX/children", "late.csv"]);
    insta::assert_snapshot!(run.all(), @"
    --- stderr ---
    late.csv:6: error: the interview of 2042-03-03 lies in the future
      = today is 2026-03-01 by the clock of this computer; nothing was imported
    --- exit 2 ---
    ");
}

#[test]
fn a_table_says_that_the_clearance_was_withdrawn_since() {
    let workspace = Workspace::with_records();
    let since = CLEARED.replace("  figures = \"figures.csv\",\n", "").replace(
        "  approval \"survey\" {",
        "  not_cleared \"survey\" { because = \"the board withdrew\", source = \"https://example.org/w\" },\n  approval \"survey\" {",
    );
    workspace.write("countries/exampleland/init.lua", &since);
    let run = workspace.run(&["freq", "XEX/children/age", "--json"]);
    let notes = run.json()["notes"].to_string();
    assert!(notes.contains("NOT CLEARED: survey is said not to be cleared in Exampleland"), "{}", run.all());
    assert!(notes.contains("the board withdrew"), "{}", run.all());
}
