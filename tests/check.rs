//! What `dh check` says, one trap after the other: each complaint names the
//! place, what is wrong there and what to do about it.

use crate::common::{Run, Workspace, copy};

/// The small workspace with one text replaced by another.
fn small_with(file: &str, from: &str, to: &str) -> Run {
    Workspace::small().replace(file, from, to).run(&["check"])
}

const METHOD: &str = "methodology/init.lua";
const INDICATORS: &str = "methodology/indicators.lua";
const COUNTRY: &str = "countries/exampleland/init.lua";
const FIGURES: &str = "countries/exampleland/figures.csv";

#[test]
fn a_good_workspace_holds_together() {
    let run = Workspace::small().run(&["check"]);
    insta::assert_snapshot!(run.all(), @"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure:
    everything holds together.
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn a_key_given_twice() {
    let run = small_with(METHOD, "unit = \"hours\",", "unit = \"hours\",\n          unit = \"minutes\",");
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:32:11: error: 'unit' is given twice in one table (first on line 31)
      32 |           unit = "minutes",
         |           ^^^^
      = Lua keeps the last and forgets the first; keep one
    --- exit 2 ---
    "#);
}

#[test]
fn a_forgotten_comma_that_lua_sees() {
    let run = small_with(METHOD, "class = \"adaptable\",", "class = \"adaptable\"");
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 0 activities, 0 instruments with 0 items, 1 indicator, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:31:11: error: missing comma after line 30?
      31 |           unit = "hours",
         |           ^^^^
      = entries of a table are separated by commas
    --- exit 2 ---
    "#);
}

#[test]
fn a_forgotten_comma_that_calls_the_declaration_before() {
    // `integer "age" "…" { … }` followed by a name is a syntax error; followed
    // by a table it is a call.
    let run = small_with(
        METHOD,
        "          range = { 0, 99 },\n        },\n        select_one",
        "          range = { 0, 99 },\n        }\n        select_one",
    );
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 0 activities, 0 instruments with 0 items, 1 indicator, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:24:9: error: missing comma after line 23?
      24 |         select_one "online" "Do you use the internet?" {
         |         ^^^^^^^^^^
      = entries of a table are separated by commas
    --- exit 2 ---
    "#);
}

#[test]
fn a_forgotten_comma_that_calls_a_table() {
    let run = small_with(
        METHOD,
        "{ { \"yes\", \"Yes\" }, { \"no\", \"No\" } }",
        "{ { \"yes\", \"Yes\" } { \"no\", \"No\" } }",
    );
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 0 activities, 0 instruments with 0 items, 1 indicator, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:26:40: error: missing comma after line 26?
      26 |           options = { { "yes", "Yes" } { "no", "No" } },
         |                                        ^
      = entries of a table are separated by commas
    --- exit 2 ---
    "#);
}

#[test]
fn a_forgotten_comma_that_passes_a_declaration_to_another() {
    let run = small_with(
        METHOD,
        "organisation \"institute\" \"The institute\" {},",
        "organisation \"institute\" \"The institute\"\n  { about = \"Leads\" }\n  { about = \"twice\" },",
    );
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 0 activities, 0 instruments with 0 items, 1 indicator, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:8:3: error: organisation "institute" is complete; nothing can follow its body
      8 |   { about = "twice" },
        |   ^
      = missing comma after line 7?
    --- exit 2 ---
    "#);
}

#[test]
fn options_without_order() {
    let run =
        small_with(METHOD, "{ { \"yes\", \"Yes\" }, { \"no\", \"No\" } }", "{ yes = \"Yes\", no = \"No\" }");
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 1 indicator, 1 country, 1 published figure: 3
    errors.
    --- stderr ---
    methodology/init.lua:26:21: error: select_one "online": 'options' has options without an order
      26 |           options = { yes = "Yes", no = "No" },
         |                     ^
      = write them as a list: { { "id", "Label" }, … }; a table with names has no order in Lua

    methodology/indicators.lua:6:25: error: in 'yes_if': 'yes' is not an option of 'online'
      6 |     yes_if = "online == yes",
        |                         ^^^

    methodology/init.lua:32:31: error: in 'ask_if': 'yes' is not an option of 'online'
      32 |           ask_if = "online == yes",
         |                               ^^^
    --- exit 2 ---
    "#);
}

#[test]
fn a_misspelled_field() {
    let run = small_with(METHOD, "respondents = \"children\"", "respondants = \"children\"");
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:17:7: error: questionnaire "children" has no field 'respondants'
      17 |       respondants = "children",
         |       ^^^^^^^^^^^
      = did you mean 'respondents'?
      = valid here: respondents, population, ages, recall_months, mode, records, age_from,
        missing_codes, cases, words, about, confirm
    --- exit 2 ---
    "#);
}

#[test]
fn an_unknown_name() {
    let run = small_with(METHOD, "select_one \"online\"", "selectone \"online\"");
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 0 activities, 0 instruments with 0 items, 1 indicator, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:24:9: error: unknown name 'selectone'
      24 |         selectone "online" "Do you use the internet?" {
         |         ^^^^^^^^^
      = did you mean 'select_one'?
    --- exit 2 ---
    "#);
}

#[test]
fn a_dangling_reference() {
    let run = small_with(METHOD, "part = \"perspectives\",", "part = \"perspective\",");
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:12:12: error: there is no part 'perspective'
      12 |     part = "perspective",
         |            ^^^^^^^^^^^^^
      = did you mean 'perspectives'?
      = valid here: perspectives
    --- exit 2 ---
    "#);
}

#[test]
fn an_expression_with_an_error_at_its_character() {
    let run = small_with(METHOD, "ask_if = \"online == yes\"", "ask_if = \"age >= 12 and onlin == yes\"");
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:32:35: error: in 'ask_if': unknown name 'onlin'
      32 |           ask_if = "age >= 12 and onlin == yes",
         |                                   ^^^^^
      = did you mean 'online'?
      = valid here: age, online, hours
    --- exit 2 ---
    "#);
}

#[test]
fn an_option_that_the_question_does_not_have() {
    let run = small_with(
        METHOD,
        "ask_if = \"online == yes\"",
        "ask_if = [[age >= 12 and\n            online == often]]",
    );
    insta::assert_snapshot!(run.all(), @"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/init.lua:33:23: error: in 'ask_if': 'often' is not an option of 'online'
      33 |             online == often]],
         |                       ^^^^^
      = valid here: yes, no
    --- exit 2 ---
    ");
}

#[test]
fn a_core_item_changed_without_a_waiver() {
    let run = small_with(
        COUNTRY,
        "  figures =",
        "  adapt \"survey/children\" {\n    reword \"age\" { text = \"Your age?\", because = \"shorter\" },\n  },\n  figures =",
    );
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    countries/exampleland/init.lua:5:12: error: 'age' is a core item: it stays the same in every country
      5 |     reword "age" { text = "Your age?", because = "shorter" },
        |            ^^^^^
      = if the change was allowed, say by whom and where that is written: waiver = "…"
    --- exit 2 ---
    "#);
}

#[test]
fn a_change_without_because() {
    let run = small_with(
        COUNTRY,
        "  figures =",
        "  adapt \"survey/children\" {\n    leave_out \"hours\" {},\n  },\n  figures =",
    );
    insta::assert_snapshot!(run.all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    countries/exampleland/init.lua:5:5: error: leave_out "hours" lacks 'because'
      5 |     leave_out "hours" {},
        |     ^^^^^^^^^
      = add because = "…": why the country or region makes this change
    --- exit 2 ---
    "#);
}

#[test]
fn a_circle_of_includes() {
    let workspace = Workspace::small();
    workspace
        .write("methodology/shared/a.lua", "local b = include \"shared/b\"\nreturn { b = b }\n")
        .write("methodology/shared/b.lua", "local a = include \"shared/a\"\nreturn { a = a }\n");
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    7 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/shared/b.lua:1: error: include goes round in a circle: methodology/shared/a.lua → methodology/shared/b.lua → methodology/shared/a.lua
      1 | local a = include "shared/a"
      = move what both need into a third file
    --- exit 2 ---
    "#);
}

#[test]
fn a_script_of_ten_megabytes() {
    let workspace = Workspace::small();
    workspace.write("methodology/long.lua", &"-- a line that says nothing\n".repeat(380_000));
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @"
    6 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    methodology/long.lua: error: the script is 10.1 MB long; a script may be 512 KB
      = put long tables into a CSV file beside the script
    --- exit 2 ---
    ");
}

#[test]
fn a_broken_row_in_a_file_of_figures() {
    let run = small_with(FIGURES, "children 12-17,50,", "children, 12-17,50,");
    insta::assert_snapshot!(run.all(), @"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 0 published figures: 1
    error.
    --- stderr ---
    countries/exampleland/figures.csv:2: error: this row has 15 cells, the header has 14
      2 | online_published,children, 12-17,50,,,,,percent,,2020,2021,publisher,A report,https://example.org/report
      = a comma inside a text needs quotes around the text
    --- exit 2 ---
    ");
}

#[test]
fn a_figure_that_is_no_number_and_not_declared() {
    let workspace = Workspace::small();
    let row = workspace.read(FIGURES).lines().nth(1).expect("a row").to_string();
    let rows = [
        row.replace(",50,", ",fifty,"),
        row.replace("online_published", "online_publishd"),
        row.replace(",50,", ",150,"),
    ];
    let text = workspace.read(FIGURES) + &rows.join("\n") + "\n";
    workspace.write(FIGURES, &text);
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 3
    errors.
    --- stderr ---
    countries/exampleland/figures.csv:3: error: column 'value': 'fifty' is not a number
      3 | online_published,children 12-17,fifty,,,,,percent,,2020,2021,publisher,A report,https://example.org/report
      = write digits; leave the cell empty where there is no value

    countries/exampleland/figures.csv:5: error: column 'value': a percentage lies between 0 and 100
      5 | online_published,children 12-17,150,,,,,percent,,2020,2021,publisher,A report,https://example.org/report

    countries/exampleland/figures.csv:4: error: column 'id': no published figure 'online_publishd' is declared
      4 | online_publishd,children 12-17,50,,,,,percent,,2020,2021,publisher,A report,https://example.org/report
      = did you mean 'online_published'?
      = valid here: online_published
    --- exit 2 ---
    ");
}

#[test]
fn a_fact_without_a_source() {
    let workspace = Workspace::small();
    workspace.replace(METHOD, "    source = \"https://example.org/method\",\n", "").replace(
        FIGURES,
        ",A report,https://example.org/report",
        ",A report,",
    );
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    5 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 0 published figures: 2
    errors.
    --- stderr ---
    countries/exampleland/figures.csv:2: error: column 'source_url': a figure without its source
      2 | online_published,children 12-17,50,,,,,percent,,2020,2021,publisher,A report,
      = every fact has a source; leave the row out until it is known

    methodology/init.lua:10:3: error: activity "survey" lacks 'source'
      10 |   activity "survey" "A survey" {
         |   ^^^^^^^^
      = add source = "https://…": where this is stated: a web address or a full reference
    --- exit 2 ---
    "#);
}

#[test]
fn a_percentage_against_a_number() {
    let workspace = Workspace::small();
    workspace.write(
        "countries/exampleland/findings.lua",
        r#"return findings {
  finding "half" {
    claim = "Half of the children are online",
    rests_on = { "published:online_published" },
    holds_if = "online_published > 50",
  },
}
"#,
    );
    workspace.replace(INDICATORS, "yes_if = \"online == yes\"", "yes_if = \"hours > 10%\"");
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    6 files, 1 activity, 1 instrument with 3 items, 1 indicator, 1 country, 1 published figure: 2
    errors.
    --- stderr ---
    countries/exampleland/findings.lua:5:36: error: in 'holds_if': 'online_published' is compared with a percentage
      5 |     holds_if = "online_published > 50",
        |                                    ^^
      = write 50%

    methodology/indicators.lua:6:23: error: in 'yes_if': 10% is a proportion, 'hours' (hours) is not
      6 |     yes_if = "hours > 10%",
        |                       ^^^
      = write 10 without the percent sign
    --- exit 2 ---
    "#);
}

#[test]
fn two_countries_with_one_code() {
    let workspace = Workspace::small();
    let country = workspace.path().join("countries");
    copy(&country.join("exampleland"), &country.join("samplia"));
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    6 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: 1
    error.
    --- stderr ---
    countries/samplia/init.lua:1:16: error: country "XEX" is declared twice
      1 | return country "XEX" "Exampleland" {
        |                ^^^^^
      = first declared at countries/exampleland/init.lua:1; a country has one folder
    --- exit 2 ---
    "#);
}

/// Three files with something wrong in each.
fn three_broken_files() -> Workspace {
    let workspace = Workspace::small();
    workspace
        .replace(METHOD, "class = \"core\",", "class = \"corr\",")
        .replace(INDICATORS, "from = \"survey/children\"", "from = \"survey/chidren\"")
        .replace(COUNTRY, "region = \"north\",", "region = \"north\"");
    workspace
}

#[test]
fn all_complaints_in_one_run_root_causes_first() {
    insta::assert_snapshot!(three_broken_files().run(&["check"]).all(), @r#"
    4 files, 1 activity, 1 instrument with 3 items, 1 indicator, 0 countries, 0 published figures: 3
    errors.
    --- stderr ---
    countries/exampleland/init.lua:3:3: error: missing comma after line 2?
      3 |   languages = { "en" },
        |   ^^^^^^^^^
      = entries of a table are separated by commas

    methodology/init.lua:21:19: error: integer "age": 'class' cannot be "corr"
      21 |           class = "corr",
         |                   ^^^^^^
      = did you mean 'core'?
      = valid here: core, optional, adaptable

    methodology/indicators.lua:4:12: error: there is no questionnaire 'survey/chidren'
      4 |     from = "survey/chidren",
        |            ^^^^^^^^^^^^^^^^
      = did you mean 'survey/children'?
      = valid here: survey/children
    --- exit 2 ---
    "#);
}

#[test]
fn complaints_as_json() {
    let run = three_broken_files().run(&["check", "--json"]);
    assert_eq!(run.stderr, "");
    let json = serde_json::to_string_pretty(&run.json()).expect("JSON");
    insta::assert_snapshot!(json, @r#"
    {
      "schema": "dh.check/1",
      "rows": [
        {
          "kind": "error",
          "message": "missing comma after line 2?",
          "hints": [
            "entries of a table are separated by commas"
          ],
          "file": "countries/exampleland/init.lua",
          "line": 3,
          "column": 3
        },
        {
          "kind": "error",
          "message": "integer \"age\": 'class' cannot be \"corr\"",
          "hints": [
            "did you mean 'core'?",
            "valid here: core, optional, adaptable"
          ],
          "file": "methodology/init.lua",
          "line": 21,
          "column": 19
        },
        {
          "kind": "error",
          "message": "there is no questionnaire 'survey/chidren'",
          "hints": [
            "did you mean 'survey/children'?",
            "valid here: survey/children"
          ],
          "file": "methodology/indicators.lua",
          "line": 4,
          "column": 12
        }
      ],
      "notes": []
    }
    "#);
}

#[test]
fn the_json_of_a_good_workspace_has_no_rows() {
    let run = Workspace::small().run(&["check", "--json"]);
    assert_eq!((run.code, run.rows().len()), (0, 0));
    assert_eq!(run.json()["schema"], "dh.check/1");
}

#[test]
fn exit_codes_say_good_or_broken() {
    assert_eq!(Workspace::small().run(&["check"]).code, 0);
    assert_eq!(three_broken_files().run(&["check"]).code, 2);
    // A folder without a methodology, and a word that is no verb.
    let empty = Workspace::empty().run(&["check"]);
    insta::assert_snapshot!(empty.all(), @r#"
    0 files, 0 activities, 0 instruments with 0 items, 0 indicators, 0 countries, 0 published figures: 1
    error.
    --- stderr ---
    error: this folder has no methodology/ with scripts
      = run dh in a workspace, name one with --workspace, or make one with 'dh init'
    --- exit 2 ---
    "#);
    assert_eq!(Workspace::small().run(&["chek"]).code, 2);
    // A warning is no error: a file that nothing includes.
    let workspace = Workspace::small();
    workspace.write(
        "methodology/alone.lua",
        "return section \"alone\" \"Alone\" {\n  note \"hello\" \"Hello.\" { class = \"optional\" },\n}\n",
    );
    insta::assert_snapshot!(workspace.run(&["check"]).all(), @r#"
    6 files, 1 activity, 1 instrument with 3 items, 2 indicators, 1 country, 1 published figure: no
    errors, 1 warning.
    --- stderr ---
    methodology/alone.lua:1: warning: nothing includes this file, so section "alone" is declared nowhere
      1 | return section "alone" "Alone" {
    --- exit 0 ---
    "#);
}

#[test]
fn a_second_run_says_the_same() {
    let workspace = three_broken_files();
    assert_eq!(workspace.run(&["check"]).all(), workspace.run(&["check"]).all());
}

/// Adds a change to the questionnaire of Exampleland.
fn adapted(change: &str) -> crate::common::Run {
    small_with(
        COUNTRY,
        "  figures =",
        &format!("  adapt \"survey/children\" {{\n    {change}\n  }},\n  figures ="),
    )
}

#[test]
fn an_option_that_a_route_needs_cannot_be_removed() {
    let run = adapted(
        "remove_options \"online\" { options = { \"yes\" }, because = \"y\", waiver = \"minute 3\" },",
    );
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("after this change the condition of 'hours' fails"), "{}", run.stderr);
}

#[test]
fn only_optional_items_may_be_left_out() {
    let run = adapted("leave_out \"hours\" { because = \"too long\" },");
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("'hours' is adaptable: it may be changed, but not left out"),
        "{}",
        run.stderr
    );
}

#[test]
fn rows_keep_their_line_numbers_with_the_line_ends_of_spreadsheets() {
    let workspace = Workspace::small();
    let text = workspace.read(FIGURES).replace(",50,", ",62%,").replace('\n', "\r\n");
    workspace.write(FIGURES, &text);
    let run = workspace.run(&["check"]);
    assert!(
        run.stderr.contains("figures.csv:2: error: column 'value': '62%' is not a number"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("write 62; the unit stands in its own column"), "{}", run.stderr);
}

#[test]
fn cells_separated_by_semicolons_are_one_complaint() {
    let workspace = Workspace::small();
    workspace.write(FIGURES, &workspace.read(FIGURES).replace(',', ";"));
    insta::assert_snapshot!(workspace.run(&["check"]).stderr, @"
    countries/exampleland/figures.csv:1: error: cells are separated by semicolons
      1 | id;population;value;low;high;range_kind;qualifier;unit;n;fieldwork;published;source_tier;source_title;source_u…
      = save the file with commas: in a spreadsheet, as 'CSV UTF-8 (comma delimited)'
    ");
}

#[test]
fn the_same_figure_of_one_source_twice() {
    let workspace = Workspace::small();
    let text = workspace.read(FIGURES);
    let row = text.lines().nth(1).expect("a row").to_string();
    workspace.write(FIGURES, &format!("{text}{}\n", row.replace(",50,", ",60,")));
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("stands twice"), "{}", run.stderr);
}

#[test]
fn curly_quotation_marks_of_a_word_processor() {
    let run = small_with(COUNTRY, "\"north\"", "“north”");
    insta::assert_snapshot!(run.stderr, @r#"
    countries/exampleland/init.lua:2: error: curly quotation marks, as a word processor writes them
      2 |   region = “north”,
      = use straight ones: "text"
    "#);
}

#[test]
fn a_file_that_ends_too_early() {
    let workspace = Workspace::small();
    let text = workspace.read(COUNTRY);
    workspace.write(COUNTRY, text.trim_end().trim_end_matches('}'));
    insta::assert_snapshot!(workspace.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:4: error: this is not valid Lua: Expected identifier when parsing expression, got <eof>
      4 |   figures = "figures.csv",
      = the file ends too early; is a closing } or end missing?
    "#);
}

#[test]
fn not_run_beside_figures_that_are_held() {
    let run =
        small_with(COUNTRY, "  figures =", "  not_run \"survey\" { because = \"no funds\" },\n  figures =");
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("is said to be not run, but a published figure of it is held"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_finding_whose_condition_uses_none_of_its_evidence() {
    let workspace = Workspace::small();
    workspace.write(
        "countries/exampleland/findings.lua",
        "return findings {\n  finding \"a\" {\n    claim = \"One is less than two\",\n    holds_if = \"1 < 2\",\n    rests_on = { \"published:online_published\" },\n  },\n}\n",
    );
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2, "{}", run.all());
}

#[test]
fn a_placeholder_that_no_wording_has() {
    let run = small_with(COUNTRY, "  figures =", "  placeholders = { helplin = \"116\" },\n  figures =");
    assert!(run.stderr.contains("no wording has the placeholder {helplin}"), "{}", run.stderr);
}
