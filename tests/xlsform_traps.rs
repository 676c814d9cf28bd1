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
    assert_snapshot!(columns(&workspace, "survey", &["name", "relevant", "calculation", "repeat_count"]), @"
    ended_assent |  | if(${assent} = 'yes', 'no', 'yes') | 
    home | ${ended_assent} != 'yes' |  | 
    size_state | ${size} = '' |  | 
    household_rows |  | if(${size} != '', ${size}, '') | 
    household | ${together} = 'yes' |  | if(${household_rows} >= 1, if(${household_rows} > 3, 3, int(${household_rows})), 0)
    household_line |  | position(..) | 
    chosen_draw |  | once(random()) | 
    chosen_lot |  | if(${member_age} != '' and ${member_age} >= 2, ${chosen_draw}, -1) | 
    here |  | if(${together} = 'yes', count(${household}), 0) | 
    chosen_highest |  | max(${household}/chosen_lot) | 
    chosen |  | if(${together} = 'yes' and count(${household}[./chosen_lot >= 0]) > 0, sum(${household}[number(./chosen_lot) = number(${chosen_highest})]/household_line), '') | 
    adults | if(${together} = 'yes', count(${household}[./member_age != '' and ./member_age > 9]), 0) > 0 |  | 
    in_all |  | if(${ended_assent} != 'yes' and ${together} = 'yes', count(${household}), 0) | 
    about_all | if(${ended_assent} != 'yes' and ${together} = 'yes', count(${household}), 0) > 0 |  | 
    outcome |  | if(${ended_assent} = 'yes', 'no_assent', 'complete') |
    ");
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
    assert_snapshot!(said, @r#"
    people "dont_know", rooms 3: null
    people 5, rooms 3: null
    people 2, rooms 3: ["must_not_holding"]
    "#);
    assert_snapshot!(workspace.run(&["check"]).all(), @"
    3 files, 1 activity, 1 instrument with 2 items, 0 indicators, 1 country, 0 published figures:
    everything holds together.
    --- stderr ---

    --- exit 0 ---
    ");
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
    assert_snapshot!(columns(&workspace, "survey", &["type", "name", "relevant"]), @"
    start | start | 
    end | end | 
    today | interview_date | 
    audit | audit | 
    begin_group | start_section | 
    integer | age | 
    calculate | double | ${age} != '' and ${age} > 3
    begin_group | meta_section | 
    select_one went_well_options | went_well | 
    begin_group | data_section | 
    text | more |
    ");
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
    assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    3 files, 1 activity, 1 instrument with 6 items, 0 indicators, 1 country, 0 published figures: no
    errors, 3 warnings.
    --- stderr ---
    methodology/init.lua:16: warning: the form needs the name 'age_state' for a row of its own
      16 |         text "age_state" "Which?" { class = "core" },
      = give the question or section 'age_state' another id
      = until then it cannot go out as a form: dh export … --format xlsform

    methodology/init.lua:17: warning: the form needs the name 'age_check' for a row of its own
      17 |         text "age_check" "Sure?" { class = "core" },
      = give the question or section 'age_check' another id
      = until then it cannot go out as a form: dh export … --format xlsform

    methodology/init.lua:18: warning: the form needs the name 'meta' for a row of its own
      18 |         text "meta" "What?" { class = "core" },
      = give the question or section 'meta' another id
      = until then it cannot go out as a form: dh export … --format xlsform
    --- exit 0 ---
    "#);
    assert_snapshot!(export(&workspace).all(), @"
    --- stderr ---
    methodology/init.lua:16: error: the form needs the name 'age_state' for a row of its own
      = give the question or section 'age_state' another id

    methodology/init.lua:17: error: the form needs the name 'age_check' for a row of its own
      = give the question or section 'age_check' another id

    methodology/init.lua:18: error: the form needs the name 'meta' for a row of its own
      = give the question or section 'meta' another id
    --- exit 2 ---
    ");
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
    assert_snapshot!(columns(&workspace, "survey", &["type", "name"]), @"
    start | start
    end | end
    today | interview_date
    audit | audit
    begin_group | start_section
    select_one assent_options | assent
    calculate | ended_assent
    text | outcome
    calculate | form_outcome
    ");
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
    assert_snapshot!(export(&workspace).stderr, @"
    methodology/init.lua:15: warning: 'place' is read out in another text, where a form shows degrees and no place
      = leave it out of the text, or ask for the name of the place
    ");
    let shown =
        columns(&workspace, "survey", &["name", "label::English (en)"]).replace('\u{2060}', "<joiner>");
    assert_snapshot!(shown, @"
    start_section | Start for $<joiner>{
    place_exact | Where?
    place_kept | Where? ${place}
    more | Call $<joiner>{nix} $ for $${place}, $
    ");
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
    assert_snapshot!(said, @"
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    countries/exampleland/init.lua:4: error: this is a private key: it must never stand in a script; make another pair
    ");
    // A public one without its kind, which devices do not take.
    let workspace = workspace(ROSTERS, "  submission_key = \"MAgCAwEAAQIBAw==\",");
    let run = export(&workspace);
    assert_snapshot!(run.stderr.lines().find(|l| l.contains("submission_key")).unwrap_or(""), @"countries/exampleland/init.lua:4:20: error: submission_key is no public key: it does not say of which kind it is (openssl rsa -RSAPublicKey_in -pubout adds that)");
}

#[test]
fn a_language_or_a_version_is_refused_where_the_format_has_none() {
    let workspace = workspace(ROSTERS, "");
    let of = |arguments: &[&str]| {
        let out = if arguments.contains(&"html") { "file.html" } else { "file.xlsx" };
        let run = workspace.run(&[&["export", "XEX/children", "-o", out], arguments].concat());
        format!("{arguments:?} exit {}\n{}\n", run.code, run.stderr)
    };
    let said = [
        of(&["--lang", "sw"]),
        of(&["--format", "xlsform", "--lang", "en"]),
        of(&["--format", "codebook", "--lang", "en"]),
        of(&["--format", "html", "--lang", "xx"]),
        of(&["--format", "html", "--new-version"]),
    ];
    assert_snapshot!(said.concat(), @r#"
    ["--lang", "sw"] exit 2
    error: --lang is for translation and html: what else goes out holds every language, or none
      = give --format translation or --format html with it


    ["--format", "xlsform", "--lang", "en"] exit 2
    error: --lang is for translation and html: what else goes out holds every language, or none
      = give --format translation or --format html with it


    ["--format", "codebook", "--lang", "en"] exit 2
    error: --lang is for translation and html: what else goes out holds every language, or none
      = give --format translation or --format html with it


    ["--format", "html", "--lang", "xx"] exit 2
    error: Exampleland is not asked in 'xx'
      = its languages: en


    ["--format", "html", "--new-version"] exit 2
    error: --new-version is for xlsform: nothing else holds names and codes
      = give --format xlsform with it
    "#);
    assert!(!workspace.path().join("file.xlsx").exists() && !workspace.path().join("file.html").exists());
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
