//! What a form once said otherwise than a walk, and what tools for forms refuse.

use std::path::Path;

use insta::assert_snapshot;

use crate::common::odk::{Engine, Pyxform};
use crate::common::{Run, Workspace, dh_in};
use crate::odk_forms;
use crate::xlsform::columns;

const METHOD: &str = r#"local yes_no = { { "yes", "Yes" }, { "no", "No" } }

return {
  methodology "small" "A small method" {
    version = "1", languages = { "en" }, language_names = { en = "English" },
  },
  organisation "institute" "The institute" {},
  part "perspectives" "Perspectives" { led_by = "institute" },
  activity "survey" "A survey" {
    number = 1, part = "perspectives", kind = "survey", asks = "children", source = "https://example.org/method",
    questionnaire "children" "Children" {
      respondents = "children", population = "children 12-17", ages = { 12, 17 },
SECTIONS
    },
  },
}
"#;

const COUNTRY: &str = r#"return country "XEX" "Exampleland" {
  region = "north",
  languages = { "en" },
MORE
}
"#;

/// A questionnaire of these sections in a country.
fn workspace(sections: &str, more: &str) -> Workspace {
    let workspace = Workspace::empty();
    workspace.write("methodology/init.lua", &METHOD.replace("SECTIONS", sections));
    workspace.write("countries/regions/north.lua", "return region \"north\" \"North\" {}\n");
    let country = COUNTRY.replace("MORE", more);
    workspace.write("countries/exampleland/init.lua", &country);
    workspace
}

fn export(workspace: &Workspace) -> Run {
    workspace.run(&["export", "XEX/children", "--format", "xlsform", "-o", "form.xlsx"])
}

/// That pyxform and ODK Validate take the form that was written.
fn is_taken(test: &str, workspace: &Workspace) {
    let Some(pyxform) = Pyxform::here(test) else { return };
    let said = pyxform.convert(&workspace.path().join("form.xlsx"), &workspace.path().join("form.xml"));
    assert!(matches!(said["code"].as_i64(), Some(100 | 101)), "{said:#}");
}

const ROSTERS: &str = r#"
      section "start" "Start" {
        select_one "assent" "May we go on?" {
          class = "core", options = yes_no, ends_unless = "assent == yes", ends_as = "no_assent",
        },
      },
      section "home" "Home" {
        select_one "together" "Do others live here?" { class = "core", options = yes_no, allow = { "dont_know" } },
        integer "size" "How many?" { class = "core", range = { 0, 4 }, allow = { "dont_know" } },
        roster "household" "Members" {
          class = "core", count = "size", max = 3, ask_if = "together == yes",
          integer "member_age" "Age" { class = "core", range = { 0, 20 } },
        },
        calculation "here" "Members" { class = "core", value = "count_rows(household)" },
        random_pick "chosen" "One" { class = "core", from = "household", where = "member_age >= 2" },
        text "adults" "What do the adults do?" { class = "core", ask_if = "count_rows(household, member_age > 9) > 0" },
      },
      section "close" "Close" {
        after_end = true,
        calculation "in_all" "Members" { class = "core", value = "count_rows(household)" },
        text "about_all" "Anything about the members?" { class = "core", ask_if = "count_rows(household) > 0" },
      },"#;

#[test]
fn rows_of_a_roster_that_is_not_reached_count_for_nothing_in_a_form() {
    let workspace = workspace(ROSTERS, "");
    assert_eq!(export(&workspace).code, 0);
    assert_snapshot!(columns(&workspace, "survey", &["name", "relevant", "calculation", "repeat_count"]), @"");
}

#[test]
fn odks_engine_counts_the_rows_that_the_walk_counts() {
    let test = "odks_engine_counts_the_rows_that_the_walk_counts";
    let (Some(engine), Some(pyxform)) = (Engine::here(test), Pyxform::here(test)) else { return };
    let workspace = workspace(ROSTERS, "");
    let made = odk_forms::made(&pyxform, workspace.path(), "XEX/survey/children");
    eprintln!("{}", odk_forms::filled(&engine, &made));
}

#[test]
fn a_must_refuses_only_what_is_known_not_to_hold() {
    let workspace = workspace(
        r#"
      section "start" "Start" {
        integer "people" "How many?" { class = "core", range = { 0, 20 }, allow = { "dont_know" } },
        integer "rooms" "How many rooms?" { class = "core", range = { 0, 20 }, must = "rooms <= people" },
      },"#,
        "",
    );
    let mut said = String::new();
    for people in ["\"dont_know\"", "5", "2"] {
        workspace.write("answers.json", &format!("{{ \"people\": {people}, \"rooms\": 3 }}"));
        let run = workspace.run(&["walk", "XEX/children", "--answers", "answers.json", "--json"]);
        let rooms = run.rows().into_iter().find(|r| r["question"] == "rooms").expect("the rooms");
        said += &format!("people {people}, rooms 3: {}\n", rooms["warnings"]);
    }
    assert_snapshot!(said, @"");
    assert_snapshot!(workspace.run(&["check"]).all(), @"");
}

#[test]
fn groups_that_show_nothing_are_left_out() {
    let workspace = workspace(
        r#"
      section "start" "Start" {
        integer "age" "How old?" { class = "core", range = { 0, 20 } },
      },
      section "sums" "Sums" {
        ask_if = "age > 3",
        calculation "double" "Twice" { class = "core", value = "age * 2" },
      },
      section "empty" "Empty" {
        battery "activities" "How often do you …" {
          class = "optional", options = yes_no, hint = "Read out.",
          row "games" "play games?" { class = "optional" },
        },
      },
      section "meta" "About it" {
        select_one "went_well" "Did it go well?" { class = "core", options = yes_no },
      },
      section "data" "Data" { text "more" "More?" { class = "core" } },"#,
        r#"  adapt "survey/children" { leave_out "games" { because = "not asked here" } },"#,
    );
    assert_snapshot!(export(&workspace).stderr, @"");
    assert_snapshot!(columns(&workspace, "survey", &["type", "name", "relevant"]), @"");
    is_taken("groups_that_show_nothing_are_left_out", &workspace);
}

#[test]
fn a_name_that_the_form_needs_is_said_by_check_at_the_question_that_has_it() {
    let workspace = workspace(
        r#"
      section "start" "Start" {
        integer "age" "How old?" { class = "core", range = { 0, 20 }, allow = { "dont_know" }, warn_if = "age > 18" },
        text "age_state" "Which?" { class = "core" },
        text "age_check" "Sure?" { class = "core" },
        text "meta" "What?" { class = "core" },
        select_one "assent" "May we go on?" {
          class = "core", options = yes_no, ends_unless = "assent == yes", ends_as = "no_assent",
        },
        text "outcome" "What came of it?" { class = "core" },
      },"#,
        "",
    );
    assert_snapshot!(workspace.run(&["check"]).all(), @"");
    assert_snapshot!(export(&workspace).all(), @"");
}

#[test]
fn an_outcome_that_is_a_question_makes_the_forms_own_step_aside() {
    let workspace = workspace(
        r#"
      section "start" "Start" {
        select_one "assent" "May we go on?" {
          class = "core", options = yes_no, ends_unless = "assent == yes", ends_as = "no_assent",
        },
        text "outcome" "What came of it?" { class = "core" },
      },"#,
        "",
    );
    assert_eq!(export(&workspace).code, 0);
    assert_snapshot!(columns(&workspace, "survey", &["type", "name"]), @"");
    is_taken("an_outcome_that_is_a_question_makes_the_forms_own_step_aside", &workspace);
}

#[test]
fn what_looks_like_a_reference_is_text_and_a_place_that_is_read_out_is_warned_of() {
    let workspace = workspace(
        r#"
      section "start" "Start for ${" {
        geopoint "place" "Where?" { class = "core" },
        text "more" "Call {helpline} for ${place}, $" { class = "core", hint = "${" },
      },"#,
        "  placeholders = { helpline = \"${nix} $\" },",
    );
    assert_snapshot!(export(&workspace).stderr, @"");
    let shown =
        columns(&workspace, "survey", &["name", "label::English (en)"]).replace('\u{2060}', "<joiner>");
    assert_snapshot!(shown, @"");
    is_taken("what_looks_like_a_reference_is_text_and_a_place_that_is_read_out_is_warned_of", &workspace);
}

#[test]
fn a_private_key_is_refused_and_not_printed() {
    // The beginnings of keys that nobody made: PKCS #8, PKCS #1, encrypted, SEC 1.
    let keys = [
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ==",
        "MIIEowIBAAKCAQEA",
        "MIIFLTBXBgkqhkiG9w0BBQ0wSjAp",
        "MHcCAQEEIA==",
        "-----BEGIN RSA PRIVATE KEY----- MIIEowIBAAKCAQEA -----END RSA PRIVATE KEY-----",
    ];
    let mut said = String::new();
    for key in keys {
        let workspace = workspace(ROSTERS, &format!("  submission_key = \"{key}\","));
        for arguments in
            [&["check"][..], &["export", "XEX/children", "--format", "xlsform", "-o", "form.xlsx"]]
        {
            let run = workspace.run(arguments);
            assert_eq!(run.code, 2, "{}", run.all());
            assert!(!run.all().contains(&key[..12]), "{}", run.all());
            said += run.all().lines().find(|l| l.contains("private key")).expect("the complaint");
            said.push('\n');
        }
    }
    assert_snapshot!(said, @"");
    // A public one without its kind, which devices do not take.
    let workspace = workspace(ROSTERS, "  submission_key = \"MIIBCgKCAQEAzCja\",");
    let run = export(&workspace);
    assert_snapshot!(run.stderr.lines().find(|l| l.contains("submission_key")).unwrap_or(""), @"");
}

#[test]
fn a_language_or_a_version_is_refused_where_the_format_has_none() {
    let workspace = workspace(ROSTERS, "");
    let of = |arguments: &[&str]| {
        let run = workspace.run(&[&["export", "XEX/children", "-o", "file.xlsx"], arguments].concat());
        format!("{arguments:?} exit {}\n{}\n", run.code, run.stderr)
    };
    let said = [
        of(&["--lang", "sw"]),
        of(&["--format", "xlsform", "--lang", "en"]),
        of(&["--format", "codebook", "--lang", "en"]),
        of(&["--format", "html", "--lang", "xx"]),
        of(&["--format", "html", "--new-version"]),
    ];
    assert_snapshot!(said.concat(), @"");
    assert!(!workspace.path().join("file.xlsx").exists());
}

#[test]
fn of_six_exports_to_one_file_at_once_one_succeeds() {
    let workspace = workspace(ROSTERS, "");
    let folder: &Path = workspace.path();
    let arguments = ["export", "XEX/children", "--format", "xlsform", "-o", "form.xlsx"];
    let runs: Vec<_> = (0..6)
        .map(|_| {
            let mut command = dh_in(folder, &arguments);
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            command.spawn().expect("it starts")
        })
        .collect();
    let codes: Vec<_> = runs.into_iter().map(|mut run| run.wait().expect("it ends").code()).collect();
    assert_eq!(codes.iter().filter(|c| **c == Some(0)).count(), 1, "{codes:?}");
    let left = std::fs::read_dir(folder).expect("the folder").flatten();
    let parts = left.filter(|f| f.file_name().to_string_lossy().ends_with(".part")).count();
    assert_eq!(parts, 0);
}
