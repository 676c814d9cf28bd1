//! Questionnaires in other languages: a sheet goes out and comes back, a string
//! a row; what was made of another wording is stale and never taken for good.

use std::path::{Path, PathBuf};

use crate::common::Workspace;
use crate::common::book::{Book, Put};

/// The small workspace, asked in Kiswahili and Arabic too, with a question that
/// has an instruction, shared options and a placeholder.
fn workspace() -> Workspace {
    let workspace = Workspace::small();
    workspace.replace(
        "methodology/init.lua",
        "        integer \"hours\" \"How many hours a day?\" {",
        r#"        select_one "alone" "Are you alone online?" {
          class = "adaptable",
          options = { { "yes", "Yes" }, { "no", "No" }, { "sometimes", "Sometimes" } },
          hint = "Read out all.",
        },
        note "thanks" "Thank you. You can reach {helpline}." { class = "core" },
        integer "hours" "How many hours a day?" {"#,
    );
    workspace.write(
        "countries/exampleland/init.lua",
        r#"return country "XEX" "Exampleland" {
  region = "north",
  languages = { "en", "sw", "ar" },
  placeholders = { helpline = "100" },
  adapt "survey/children" {
    translate "sw" { file = "translations/children.sw.csv", because = "asked in Kiswahili" },
  },
}
"#,
    );
    workspace.write(FILE, "key,source,translation,status,note\n");
    workspace
}

const FILE: &str = "countries/exampleland/translations/children.sw.csv";

/// The sheet of a language as it goes out.
fn sheet(workspace: &Workspace, language: &str) -> PathBuf {
    let run = workspace.run(&[
        "export",
        "XEX/children",
        "--format",
        "translation",
        "--lang",
        language,
        "-o",
        "sheet.xlsx",
        "--force",
    ]);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace.path().join("sheet.xlsx")
}

/// Puts texts into cells of the sheet of strings.
fn fill(path: &Path, cells: &[(&str, &str)]) {
    let mut book = Book::open(path);
    for (cell, text) in cells {
        book.put("Strings", cell, &Put::Text(text));
    }
    book.save(path);
}

fn import(workspace: &Workspace) -> crate::common::Run {
    workspace.run(&["import", "XEX/children", "sheet.xlsx", "--format", "translation"])
}

#[test]
fn a_sheet_goes_out_and_comes_back() {
    let workspace = workspace();
    let path = sheet(&workspace, "sw");
    fill(
        &path,
        &[
            ("E3", "Una umri gani?"),
            ("E4", "Unatumia intaneti?"),
            ("E5", "Ndiyo"),
            ("F5", "draft"),
            ("G5", "ask again"),
        ],
    );
    let run = import(&workspace);
    insta::assert_snapshot!(run.all(), @"
    XEX/survey/children: translations

    file        sheet.xlsx
    language    sw
    filled in   3
    changed     0
    confirmed   0
    as before   0
    written to  countries/exampleland/translations/children.sw.csv

    status   strings  what it means
    ───────  ───────  ────────────────────────────────────
    same           2  made of the text that is asked today
    draft          1  to be looked at again
    missing       19  not translated
    --- stderr ---

    --- exit 0 ---
    ");
    insta::assert_snapshot!(workspace.read(FILE), @"
    key,source,translation,status,note
    age,How old are you?,Una umri gani?,,
    online,Do you use the internet?,Unatumia intaneti?,,
    option:yes,Yes,Ndiyo,draft,ask again
    ");
    let run = workspace.run(&["check", "XEX"]);
    insta::assert_snapshot!(run.stderr, @r#"
    countries/exampleland/init.lua:6:29: warning: survey/children in sw: of 22 strings 19 missing, 1 draft
      6 |     translate "sw" { file = "translations/children.sw.csv", because = "asked in Kiswahili" },
        |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = missing or stale, among others: section:about_you, option:no, alone, alone.hint, alone/sometimes
      = dh export XEX/survey/children --format translation --lang sw makes the sheet of them
    "#);
}

#[test]
fn a_label_that_several_questions_offer_is_one_string_and_one_of_them_may_have_its_own() {
    let workspace = workspace();
    workspace.write(FILE, "key,source,translation\noption:yes,Yes,Ndiyo\nalone/yes,Yes,Ndiyo peke yangu\n");
    let plan = workspace.run(&["export", "XEX/children", "--format", "snapshot", "-o", "plan.json"]);
    assert_eq!(plan.code, 0, "{}", plan.all());
    let plan: serde_json::Value = serde_json::from_str(&workspace.read("plan.json")).expect("JSON");
    let items = plan["instrument"]["items"].as_array().expect("items");
    let yes = |id: &str| {
        let item = items.iter().find(|i| i["id"] == id).expect("the item");
        let options = item["options"].as_array().expect("options");
        options.iter().find(|o| o[0] == "yes").expect("yes")[5]["sw"].clone()
    };
    assert_eq!(yes("online"), "Ndiyo");
    assert_eq!(yes("alone"), "Ndiyo peke yangu");
}

#[test]
fn what_was_made_of_another_wording_is_stale_until_somebody_says_it_holds() {
    let workspace = workspace();
    workspace.write(FILE, "key,source,translation\nage,What is your age?,Una umri gani?\n");
    let rows = workspace.run(&["diff", "XEX", "--lang", "sw", "--json"]).rows();
    let age = rows.iter().find(|r| r["key"] == "age").expect("age");
    assert_eq!((age["right"].as_str(), age["effect"].as_str()), (Some("stale"), Some("labels only")));
    // The translator sees how it was, and confirms it without a change.
    let path = sheet(&workspace, "sw");
    fill(&path, &[("F3", "same")]);
    let run = import(&workspace);
    assert!(run.stdout.contains("confirmed   1"), "{}", run.all());
    assert!(workspace.read(FILE).contains("age,How old are you?,Una umri gani?"), "{}", workspace.read(FILE));
}

#[test]
fn a_translation_belongs_to_the_wording_its_sheet_showed() {
    let workspace = workspace();
    let path = sheet(&workspace, "sw");
    fill(&path, &[("E3", "Una umri gani?")]);
    // The method changes while the sheet is out.
    workspace.replace("methodology/init.lua", "How old are you?", "How many years old are you?");
    let run = import(&workspace);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.stdout.contains("has changed since the sheet went out"), "{}", run.all());
    let rows = workspace.run(&["diff", "XEX", "--lang", "sw", "--json"]).rows();
    assert!(rows.iter().any(|r| r["key"] == "age" && r["right"] == "stale"), "{rows:?}");
}

#[test]
fn broken_sheets_are_told_by_their_cells_and_change_nothing() {
    let workspace = workspace();
    workspace.write(FILE, "key,source,translation\nage,How old are you?,Una umri gani?\n");
    let before = workspace.read(FILE);
    let path = sheet(&workspace, "sw");
    let mut book = Book::open(&path);
    for (cell, put) in [
        // A placeholder lost, one that the source has not, a brace left open.
        ("E10", Put::Text("Asante. Piga {simu}.")),
        ("E4", Put::Text("Unatumia {intaneti?")),
        ("E5", Put::Formula("1+1", 2.0)),
        ("A7", Put::Text("hourz")),
        ("E7", Put::Text("Saa")),
        ("A9", Put::Text("age")),
        ("E9", Put::Text("Tena")),
        ("E11", Put::Truth(true)),
        ("E6", Put::Text("a\u{202e}b")),
        ("F6", Put::Text("finished")),
        ("E8", Put::Text("=cmd")),
    ] {
        book.put("Strings", cell, &put);
    }
    book.save(&path);
    let run = import(&workspace);
    insta::assert_snapshot!(run.all(), @"
    --- stderr ---
    sheet.xlsx#Strings!E4: error: 'online': a brace is not closed
      = a placeholder is written as in the source, its name between { and }, and is not translated

    sheet.xlsx#Strings!E5: error: a formula stands here
      = write the text itself: formulas are not taken in

    sheet.xlsx#Strings!F6: error: 'finished' is no status
      = valid here: same, draft

    sheet.xlsx#Strings!E6: error: 'option:no': the text has characters that nobody sees (U+202E)
      = type the text anew, or paste it without formatting; marks for the direction (U+200E, U+200F) may
        stay

    sheet.xlsx#Strings!E8: error: 'alone.hint': the text begins like a formula
      = begin it with a letter: a spreadsheet that opens the file would take it for a formula

    sheet.xlsx#Strings!A9: error: 'age' stands twice
      = first in row 3; keep the one that stands

    sheet.xlsx#Strings!E10: error: 'thanks': the placeholder {helpline} of the source is not in the translation
      = write it as it stands in the source, untranslated, where it belongs in the sentence

    sheet.xlsx#Strings!E10: error: 'thanks': the source has no placeholder {simu}
      = the name between the braces is not translated; nothing else stands in braces

    sheet.xlsx#Strings!E11: error: this cell holds no text
      = format the cell as text and write it again

    sheet.xlsx#Strings!E7: error: survey/children has no string 'hourz'
      = did you mean 'hours'?
      = valid here: section:about_you, age, online, option:yes, option:no, alone, alone.hint,
        alone/sometimes, thanks, hours, words:dont_know, words:prefer_not, words:not_applicable,
        words:specify, words:no_answer, words:interviewer, words:hand_over, words:required, words:range,
        words:alone, words:must, words:look_again
      = keys are not changed; a row of its own for one question is question/option
      = nothing was changed
    --- exit 2 ---
    ");
    assert_eq!(workspace.read(FILE), before);
}

#[test]
fn a_sheet_of_another_language_questionnaire_or_kind_is_not_taken() {
    let workspace = workspace();
    sheet(&workspace, "sw");
    let run =
        workspace.run(&["import", "XEX/children", "sheet.xlsx", "--format", "translation", "--lang", "ar"]);
    insta::assert_snapshot!(run.all(), @"
    --- stderr ---
    sheet.xlsx: error: this sheet is in 'sw', not in 'ar'
      = nothing was changed
    --- exit 2 ---
    ");
    let other = workspace.run(&["export", "XEX/children", "--format", "translation", "--lang", "fr"]);
    insta::assert_snapshot!(other.all(), @"
    --- stderr ---
    error: Exampleland is not asked in 'fr'
      = did you mean 'ar'?
      = valid here: sw, ar
      = its languages stand in countries/exampleland/init.lua: languages = { … }
    --- exit 2 ---
    ");
    let source = workspace.run(&["export", "XEX/children", "--format", "translation", "--lang", "en"]);
    assert!(source.stderr.contains("there is nothing to translate"), "{}", source.all());
    workspace.write("no.xlsx", "not a workbook");
    let run = workspace.run(&["import", "XEX/children", "no.xlsx", "--format", "translation"]);
    assert!(run.stderr.contains("no Excel workbook"), "{}", run.all());
}

#[test]
fn a_language_from_right_to_left_survives_out_and_back() {
    let workspace = workspace();
    let path = sheet(&workspace, "ar");
    let book = Book::open(&path);
    assert!(book.text("xl/sharedStrings.xml").contains("right to left"));
    assert!(book.text("xl/styles.xml").contains("readingOrder=\"2\""), "cells read from the right");
    let arabic = "كم عمرك؟";
    let thanks = "شكرًا. يمكنك الاتصال على {helpline}.";
    fill(&path, &[("E3", arabic), ("E10", thanks)]);
    let run = import(&workspace);
    assert!(run.stdout.contains("nothing reads it yet"), "{}", run.all());
    let file = "countries/exampleland/translations/children.ar.csv";
    assert!(workspace.read(file).contains(arabic) && workspace.read(file).contains(thanks));
    workspace.replace(
        "countries/exampleland/init.lua",
        "    translate \"sw\"",
        "    translate \"ar\" { file = \"translations/children.ar.csv\", because = \"asked in Arabic\" },\n    translate \"sw\"",
    );
    let path = sheet(&workspace, "ar");
    assert!(Book::open(&path).text("xl/sharedStrings.xml").contains(arabic));
    let page = workspace.run(&["export", "XEX/children", "--format", "html", "-o", "paper.html"]);
    assert_eq!(page.code, 0, "{}", page.all());
    assert!(
        workspace.read("paper.html").contains(&format!("lang=\"ar\" dir=\"rtl\" class=\"other\">{arabic}"))
    );
}

#[test]
fn a_file_beside_the_scripts_is_told_by_its_lines() {
    let workspace = workspace();
    workspace.write(
        FILE,
        "key,source,translation,status\n\
         age,How old are you?,Una umri gani?,ready\n\
         online,Do you use the internet?,Unatumia {x}?,\n\
         age,How old are you?,Tena,\n\
         thanks,Thank you. You can reach {helpline}.,Asante.,\n",
    );
    let run = workspace.run(&["check"]);
    insta::assert_snapshot!(run.stderr, @"
    countries/exampleland/translations/children.sw.csv:2: error: column 'status': 'ready' is no status of a translation
      2 | age,How old are you?,Una umri gani?,ready
      = write draft, or leave it empty; whether it is stale is worked out

    countries/exampleland/translations/children.sw.csv:3: error: column 'translation': the source has no placeholder {x}
      3 | online,Do you use the internet?,Unatumia {x}?,
      = the name between the braces is not translated; nothing else stands in braces

    countries/exampleland/translations/children.sw.csv:4: error: column 'key': 'age' stands twice
      4 | age,How old are you?,Tena,
      = first in line 2; keep the one that stands

    countries/exampleland/translations/children.sw.csv:5: error: column 'translation': the placeholder {helpline} of the source is not in the translation
      5 | thanks,Thank you. You can reach {helpline}.,Asante.,
      = write it as it stands in the source, untranslated, where it belongs in the sentence
    ");
}

#[test]
fn a_translation_whose_placeholders_are_not_todays_is_not_printed() {
    let workspace = workspace();
    workspace.write(
        FILE,
        "key,source,translation\nthanks,Thank you.,Asante.\nage,How old are you?,Una umri gani?\n",
    );
    let run =
        workspace.run(&["export", "XEX/children", "--format", "html", "-o", "paper.html", "--lang", "sw"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let page = workspace.read("paper.html");
    assert!(
        page.contains("Una umri gani?") && !page.contains("Asante."),
        "a text without the number of the helpline"
    );
    let check = workspace.run(&["check", "XEX"]);
    assert!(check.stderr.contains("1 of the stale ones have other placeholders"), "{}", check.all());
}

#[test]
fn translating_keeps_identical_and_options_that_come_later_are_translated_too() {
    let workspace = workspace();
    workspace.write(
        FILE,
        "key,source,translation\nage,How old are you?,Una umri gani?\nalone/never,Never,Kamwe\noption:yes,Yes,Ndiyo\n",
    );
    workspace.replace(
        "countries/exampleland/init.lua",
        "translate \"sw\" { file = \"translations/children.sw.csv\", because = \"asked in Kiswahili\" },",
        "translate \"sw\" { file = \"translations/children.sw.csv\", because = \"asked in Kiswahili\" },\n    add_options \"alone\" { { \"never\", \"Never\" }, because = \"asked for\" },",
    );
    let rows = workspace.run(&["diff", "XEX", "--json"]).rows();
    let items: Vec<&serde_json::Value> = rows.iter().filter(|r| r["kind"] == "item").collect();
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(items[0]["address"], "survey/children/alone");
    let strings = workspace.run(&["diff", "XEX", "--lang", "sw", "--json"]).rows();
    assert!(!strings.iter().any(|r| r["key"] == "alone/never"), "it stands in both: {strings:?}");
}

#[test]
fn two_options_of_a_question_that_read_the_same_in_a_language_are_refused_and_warned_of() {
    let workspace = workspace();
    let path = sheet(&workspace, "sw");
    fill(&path, &[("E5", "Ndiyo"), ("E6", "ndiyo ")]);
    let before = workspace.read(FILE);
    let run = import(&workspace);
    assert_eq!(run.code, 2, "{}", run.all());
    insta::assert_snapshot!(run.stderr, @"
    sheet.xlsx#Strings!E6: error: 'option:no' reads like 'option:yes' (sheet.xlsx#Strings!E5), both options of 'online': ndiyo
      = nobody can tell which of them was chosen: write two different texts
      = nothing was changed
    ");
    assert_eq!(workspace.read(FILE), before);
    // Written by hand it is warned of.
    workspace
        .write(FILE, "key,source,translation,status,note\noption:yes,Yes,Ndiyo,,\noption:no,No,Ndiyo,,\n");
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 0, "{}", run.all());
    insta::assert_snapshot!(run.stderr, @r#"
    countries/exampleland/translations/children.sw.csv:3: warning: in sw 'option:no' reads like 'option:yes', both options of 'online': Ndiyo
      3 | option:no,No,Ndiyo,,
      = nobody can tell which of them was chosen

    countries/exampleland/init.lua:6:29: warning: survey/children in sw: of 22 strings 20 missing
      6 |     translate "sw" { file = "translations/children.sw.csv", because = "asked in Kiswahili" },
        |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = missing or stale, among others: section:about_you, age, online, alone, alone.hint
      = dh export XEX/survey/children --format translation --lang sw makes the sheet of them
    "#);
}
