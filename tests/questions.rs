//! Questions of all kinds: what a script may say of them, and what is complained
//! of.

use crate::common::{Run, Workspace};

/// The small workspace, with questions in the place of its own.
fn with(head: &str, questions: &str) -> Run {
    let method = format!(
        r#"return {{
  methodology "method" "A method" {{ version = "1", languages = {{ "en" }} }},
  organisation "unicef" "UNICEF" {{ url = "https://example.org" }},
  part "perspectives" "Perspectives" {{ led_by = "unicef" }},
  activity "survey" "A survey" {{
    number = 1, part = "perspectives", kind = "survey", asks = "children", design = "10", representative = true,
    source = "https://example.org/survey",
    questionnaire "children" "Children" {{
      respondents = "children", population = "children",
{head}
      section "one" "One" {{
{questions}
      }},
    }},
  }},
}}
"#
    );
    let workspace = Workspace::empty();
    workspace.write("methodology/init.lua", &method);
    workspace.run(&["check"])
}

#[test]
fn the_answers_of_rows_are_not_read_outside_their_roster() {
    let run = with(
        "",
        r#"        roster "household" "Members" { class = "core",
          integer "member_age" "Age" { class = "core", range = { 0, 120 } },
          text "language" "Language" { class = "core", ask_if = "member_age > 3" },
        },
        note "adults" "Adults live here." { class = "core", ask_if = "member_age > 17" },
        calculation "grown" "Adults" { class = "core", value = "count_rows(household, member_age > 17)" },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 5 items, 0 indicators, 0 countries, 0 published figures: 1
    error.
    --- stderr ---
    methodology/init.lua:16:70: error: 'member_age' has an answer in every row of 'household'
      16 |         note "adults" "Adults live here." { class = "core", ask_if = "member_age > 17" },
         |                                                                      ^^^^^^^^^^^^^^^^^
      = count the rows: count_rows(household, … member_age …) > 0
    --- exit 2 ---
    "#);
}

#[test]
fn an_ending_has_one_condition_and_an_outcome() {
    let run = with(
        "",
        r#"        select_one "assent" "May I ask?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } },
          ends_unless = "assent == yes" },
        select_one "time" "Is this a good time?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } },
          ends_unless = "time == yes", ends_if = "time == no", ends_as = "no_time" },
        integer "age" "Age" { class = "core", ends_as = "too_young" },
        integer "years" "Years" { class = "core", ends_if = "years > 90", ends_as = "complete" },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 4 items, 0 indicators, 0 countries, 0 published figures: 4
    errors.
    --- stderr ---
    methodology/init.lua:13:25: error: 'assent' ends the interview without an outcome
      13 |           ends_unless = "assent == yes" },
         |                         ^^^^^^^^^^^^^^^
      = say how such an interview is counted: ends_as = "no_assent"

    methodology/init.lua:15:25: error: 'time' ends the interview by two conditions
      15 |           ends_unless = "time == yes", ends_if = "time == no", ends_as = "no_time" },
         |                         ^^^^^^^^^^^^^
      = keep ends_if or ends_unless; join conditions with and, or

    methodology/init.lua:16:57: error: 'age' says as what the interview ends, but not when
      16 |         integer "age" "Age" { class = "core", ends_as = "too_young" },
         |                                                         ^^^^^^^^^^^
      = add ends_if = "…" or ends_unless = "…"

    methodology/init.lua:17:85: error: 'complete' is an interview that did not end before its end
      17 |         integer "years" "Years" { class = "core", ends_if = "years > 90", ends_as = "complete" },
         |                                                                                     ^^^^^^^^^^
      = say how such an interview is counted: ends_as = "no_assent"
    --- exit 2 ---
    "#);
}

#[test]
fn what_is_filled_in_from_cases_says_from_where() {
    let run = with("", r#"        integer "age" "Age" { class = "core", preloaded = "age" },"#);
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 1 item, 0 indicators, 0 countries, 0 published figures: 1
    error.
    --- stderr ---
    methodology/init.lua:12:59: error: 'age' is filled in from a list of cases that is not known here
      12 |         integer "age" "Age" { class = "core", preloaded = "age" },
         |                                                           ^^^^^
      = name it beside the sections: cases = "…"
    --- exit 2 ---
    "#);
    let run = with(
        r#"      cases = "cases","#,
        r#"        integer "age" "Age" { class = "core", preloaded = "age" },
        case "id" "Number of the case" { class = "core" },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 2 items, 0 indicators, 0 countries, 0 published figures: 1
    error.
    --- stderr ---
    methodology/init.lua:12:59: error: 'age' is filled in from a list of cases that is not known here
      12 |         integer "age" "Age" { class = "core", preloaded = "age" },
         |                                                           ^^^^^
      = ask for the number of the case before
    --- exit 2 ---
    "#);
}

#[test]
fn an_answer_is_read_out_after_it_was_given() {
    let run = with(
        "",
        r#"        note "hello" "You are {age} years old." { class = "core" },
        integer "age" "Age" { class = "core" },
        note "again" "You are {age} years old." { class = "core" },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 3 items, 0 indicators, 0 countries, 0 published figures: 1
    error.
    --- stderr ---
    methodology/init.lua:12:14: error: 'hello' reads out {age}, which is not answered before it
      12 |         note "hello" "You are {age} years old." { class = "core" },
         |              ^^^^^^^
      = read out answers of questions that come before
    --- exit 2 ---
    "#);
}

#[test]
fn bands_and_words_name_what_there_is() {
    let run = with(
        r#"      age_from = "aeg", words = { dont_kow = "Unsure" },"#,
        r#"        integer "age" "Age" { class = "core" },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 1 item, 0 indicators, 0 countries, 0 published figures: 2
    errors.
    --- stderr ---
    methodology/init.lua:10:35: error: the form has no word for 'dont_kow'
      10 |       age_from = "aeg", words = { dont_kow = "Unsure" },
         |                                   ^^^^^^^^
      = did you mean 'dont_know'?
      = valid here: dont_know, prefer_not, not_applicable, specify, no_answer, interviewer, hand_over,
        required, range, alone, must, look_again

    methodology/init.lua:10:18: error: 'aeg' is no question that is answered by a number
      10 |       age_from = "aeg", words = { dont_kow = "Unsure" },
         |                  ^^^^^
      = did you mean 'age'?
      = valid here: age
    --- exit 2 ---
    "#);
}

#[test]
fn the_question_which_is_behind_an_option_keeps_its_name() {
    let run = with(
        "",
        r#"        select_one "place" "Where?" { class = "core", options = { { "home", "Home" }, { "other", "Elsewhere", specify = true } } },
        text "place_specify" "Which place?" { class = "core" },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 2 items, 0 indicators, 0 countries, 0 published figures: 1
    error.
    --- stderr ---
    methodology/init.lua:12:20: error: 'place' has an option that asks which, and 'place_specify' is a question of its own
      12 |         select_one "place" "Where?" { class = "core", options = { { "home", "Home" }, { "other", "Elsewhere", …
         |                    ^^^^^^^
      = the words behind such an option are kept under that name; choose another id
    --- exit 2 ---
    "#);
}

#[test]
fn a_clause_hangs_on_a_criterion_that_there_is() {
    let run = with(
        "",
        r#"        note "duty" "…must be reported" { class = "core", only_where = { reporting = "yes" } },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 1 item, 0 indicators, 0 countries, 0 published figures: 1
    error.
    --- stderr ---
    methodology/init.lua:12: error: 'duty' hangs on an unknown criterion 'reporting'
      12 |         note "duty" "…must be reported" { class = "core", only_where = { reporting = "yes" } },
    --- exit 2 ---
    "#);
}

#[test]
fn an_age_band_that_nothing_decides_asks_nobody_else() {
    let run = with(
        "      ages = { 12, 17 },",
        r#"        select_one "older" "Of the older?" { class = "core", ages = { 15, 17 }, options = { { "yes", "Yes" }, { "no", "No" } } },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 1 item, 0 indicators, 0 countries, 0 published figures: 1
    error.
    --- stderr ---
    methodology/init.lua:12:69: error: 'older' is asked of ages 15 to 17, but no question says how old a respondent is
      12 | …_one "older" "Of the older?" { class = "core", ages = { 15, 17 }, options = { { "yes", "Yes" }, { "no", "No" }…
         |                                                        ^
      = name it beside the sections: age_from = "age"
    --- exit 2 ---
    "#);
}

#[test]
fn options_that_are_states_or_read_alike_are_told() {
    let run = with(
        "",
        r#"        select_one "which" "Which?" { class = "core", options = { { "one", "The first" }, { "two", "the first" }, { "dont_know", "Unsure" } } },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 1 item, 0 indicators, 0 countries, 0 published figures: 1
    error, 1 warning.
    --- stderr ---
    methodology/init.lua:12:65: error: 'which' has the option 'dont_know', which is a state of every answer
      12 | …lect_one "which" "Which?" { class = "core", options = { { "one", "The first" }, { "two", "the first" }, { "don…
         |                                                        ^
      = don't know, prefer not to say and not applicable are allowed by allow = { … }; give another
        option another id

    methodology/init.lua:12:65: warning: the options 'one' and 'two' of 'which' read the same: the first
      12 | …lect_one "which" "Which?" { class = "core", options = { { "one", "The first" }, { "two", "the first" }, { "don…
         |                                                        ^
      = nobody can tell which of them was chosen
    --- exit 2 ---
    "#);
}

#[test]
fn rows_are_counted_by_whole_numbers() {
    let run = with(
        "",
        r#"        integer "people" "How many?" { class = "core", range = { 1, 20 } },
        calculation "half" "Half" { class = "core", value = "people / 2" },
        roster "household" "Members" { class = "core", count = "half", integer "member_age" "Age" { class = "core" } },"#,
    );
    insta::assert_snapshot!(run.all(), @r#"
    1 file, 1 activity, 1 instrument with 4 items, 0 indicators, 0 countries, 0 published figures: 1
    error.
    --- stderr ---
    methodology/init.lua:14:64: error: the rows of 'household' are counted by 'half', which need not be whole
      14 | …oster "household" "Members" { class = "core", count = "half", integer "member_age" "Age" { class = "core" } },
         |                                                        ^^^^^^
      = count them by an integer question, or by a calculation that divides nothing
    --- exit 2 ---
    "#);
}

/// The questionnaire of a country that changes it.
fn changed(changes: &str) -> Run {
    let workspace = Workspace::small();
    workspace.write("methodology/init.lua", r#"return {
  methodology "method" "A method" { version = "1", languages = { "en" } },
  organisation "unicef" "UNICEF" { url = "https://example.org" },
  part "perspectives" "Perspectives" { led_by = "unicef" },
  activity "survey" "A survey" {
    number = 1, part = "perspectives", kind = "survey", asks = "children", design = "10", representative = true,
    source = "https://example.org/survey",
    questionnaire "children" "Children" {
      respondents = "children", population = "children", ages = { 12, 17 }, age_from = "age",
      section "one" "One" {
        integer "age" "Age" { class = "optional", range = { 12, 17 } },
        select_one "online" "Are you online?" { class = "optional", options = { { "yes", "Yes" }, { "no", "No" } } },
        select_one "older" "At {age}?" { class = "optional", ages = { 15, 17 }, options = { { "yes", "Yes" }, { "no", "No" } } },
      },
    },
  },
}
"#);
    workspace.write("methodology/indicators.lua", "return {}\n");
    workspace.write("countries/exampleland/findings.lua", "return {}\n");
    workspace.write(
        "countries/exampleland/init.lua",
        &format!(
            "return country \"XEX\" \"Exampleland\" {{\n  region = \"north\",\n  languages = {{ \"en\" }},\n  adapt \"survey/children\" {{\n{changes}\n  }},\n}}\n"
        ),
    );
    workspace.run(&["check"])
}

#[test]
fn the_question_that_gives_the_age_is_not_left_out_under_its_bands() {
    let run = changed("    leave_out \"age\" { because = \"not wanted\" },");
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 0 indicators, 1 country, 0 published figures: 2
    errors.
    --- stderr ---
    methodology/init.lua:13: error: in Exampleland: 'older' reads out {age}, which is left out
      13 |         select_one "older" "At {age}?" { class = "optional", ages = { 15, 17 }, options = { { "yes", "Yes" }, …
      = word it without that answer, or ask for it

    methodology/init.lua:13:69: error: in Exampleland: 'older' is asked of ages 15 to 17, but 'age', which gives the age, is left out
      13 | …_one "older" "At {age}?" { class = "optional", ages = { 15, 17 }, options = { { "yes", "Yes" }, { "no", "No" }…
         |                                                        ^
      = ask it, or take the bands away
    --- exit 2 ---
    "#);
}

#[test]
fn what_a_country_words_reads_out_what_was_answered() {
    let run = changed("    reword \"online\" { text = \"Online at {older}?\", because = \"shorter\" },");
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 0 indicators, 1 country, 0 published figures: 1
    error.
    --- stderr ---
    countries/exampleland/init.lua:5:12: error: in Exampleland: 'online' reads out {older}, which is not answered before it
      5 |     reword "online" { text = "Online at {older}?", because = "shorter" },
        |            ^^^^^^^^
      = read out answers of questions that come before
    --- exit 2 ---
    "#);
}

#[test]
fn one_change_of_a_kind_is_made_once() {
    let run = changed(
        "    reword \"online\" { text = \"Online?\", because = \"shorter\" },\n    reword \"online\" { text = \"On the internet?\", because = \"clearer\" },\n    other_recall \"online\" { months = -3, because = \"shorter\" },",
    );
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 0 indicators, 1 country, 0 published figures: 2
    errors.
    --- stderr ---
    countries/exampleland/init.lua:6:12: error: 'online' has a reword already
      6 |     reword "online" { text = "On the internet?", because = "clearer" },
        |            ^^^^^^^^
      = at countries/exampleland/init.lua:5:12; keep one

    countries/exampleland/init.lua:7:38: error: a recall window of -3 months covers nothing
      7 |     other_recall "online" { months = -3, because = "shorter" },
        |                                      ^
      = write a number of months from 1
    --- exit 2 ---
    "#);
}
