//! Names, types and codes that went out with a form stay what they were, until
//! somebody says that they do not.

use crate::common::{Run, Workspace};
use crate::layers::workspace;

const METHOD: &str = "methodology/init.lua";
const LOCK: &str = "countries/exampleland/locks/survey/children.json";

/// A country whose form went out.
fn exported() -> Workspace {
    let workspace = workspace();
    workspace.write(
        "countries/exampleland/init.lua",
        "return country \"XEX\" \"Exampleland\" {\n  region = \"north\",\n  languages = { \"en\" },\n}\n",
    );
    let run = export(&workspace, &[]);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace
}

fn export(workspace: &Workspace, more: &[&str]) -> Run {
    let arguments =
        [&["export", "XEX/children", "--format", "xlsform", "-o", "form.xlsx", "--force"], more].concat();
    workspace.run(&arguments)
}

#[test]
fn what_only_adds_or_rewords_is_no_new_version() {
    let workspace = exported();
    let first = workspace.read(LOCK);
    assert!(first.contains("\"version\": 1"), "{first}");
    workspace.replace(METHOD, "\"Do you use the internet?\"", "\"Do you go online?\"");
    workspace.replace(
        METHOD,
        "{ \"laptop\", \"Laptop\" }",
        "{ \"laptop\", \"A laptop\" }, { \"tablet\", \"Tablet\" }",
    );
    assert_eq!(workspace.run(&["check"]).code, 0, "{}", workspace.run(&["check"]).all());
    assert_eq!(export(&workspace, &[]).code, 0);
    let second = workspace.read(LOCK);
    assert!(second.contains("\"version\": 1") && second.contains("tablet"), "{second}");
    // Now the new code is held too.
    workspace.replace(METHOD, "{ \"tablet\", \"Tablet\" }", "{ \"tablet\", \"Console\" }");
    let run = workspace.run(&["check"]);
    assert!(
        run.stderr
            .contains("'devices': the code was exported as tablet: Tablet and reads tablet: Console now"),
        "{}",
        run.all()
    );
}

#[test]
fn a_name_a_type_or_a_code_that_went_out_is_not_silently_another() {
    let workspace = exported();
    let form = std::fs::read(workspace.path().join("form.xlsx")).expect("a form");
    workspace.replace(
        METHOD,
        "{ \"phone\", \"Phone\" }, { \"laptop\", \"Laptop\" }",
        "{ \"phone\", \"Laptop\" }",
    );
    workspace.replace(METHOD, "row \"games\" \"Play games\" { class = \"optional\" },", "");
    workspace.replace(METHOD, "text \"anything\"", "integer \"anything\"");
    let before = workspace.read(LOCK);
    let check = workspace.run(&["check"]);
    insta::assert_snapshot!(check.all(), @r#"
    4 files, 1 activity, 1 instrument with 10 items, 2 indicators, 1 country, 0 published figures: 4
    errors.
    --- stderr ---
    methodology/init.lua:29: check: 'devices': the code was exported as phone: Phone and reads phone: Laptop now
      29 |         select_multiple "devices" "Which devices do you use?" {
      = a new answer needs a new code; the old one stays what it was
      = data that come back are read by countries/exampleland/locks/survey/children.json (version 1); to
        give that up: dh export XEX/survey/children --format xlsform --new-version, which writes down
        what breaks

    methodology/init.lua:29: check: 'devices' was exported with the option laptop: Laptop, which is not offered any more
      29 |         select_multiple "devices" "Which devices do you use?" {
      = a new answer needs a new code; the old one stays what it was
      = data that come back are read by countries/exampleland/locks/survey/children.json (version 1); to
        give that up: dh export XEX/survey/children --format xlsform --new-version, which writes down
        what breaks

    countries/exampleland/locks/survey/children.json: check: 'games' was exported (select_one) and is not asked any more
      = ask 'games' again; a question may get another wording, not another id
      = data that come back are read by countries/exampleland/locks/survey/children.json (version 1); to
        give that up: dh export XEX/survey/children --format xlsform --new-version, which writes down
        what breaks

    methodology/init.lua:52: check: 'anything' was exported as text and is integer now
      52 |         integer "anything" "Anything else?" { class = "optional", ask_if = "hours > 1" },
      = a question that is another one needs a new id
      = data that come back are read by countries/exampleland/locks/survey/children.json (version 1); to
        give that up: dh export XEX/survey/children --format xlsform --new-version, which writes down
        what breaks
    --- exit 1 ---
    "#);
    let run = export(&workspace, &[]);
    assert_eq!(run.code, 1, "{}", run.all());
    assert!(run.stderr.contains("'anything' was exported as text and is integer now"), "{}", run.all());
    assert_eq!(workspace.read(LOCK), before);
    assert_eq!(
        std::fs::read(workspace.path().join("form.xlsx")).expect("a form"),
        form,
        "the form is as it was"
    );
    // Looking at it goes on.
    let diff = workspace.run(&["diff", "XEX/children"]);
    assert!(diff.stdout.contains("breaks data"), "{}", diff.all());
}

#[test]
fn a_new_version_says_what_it_breaks_and_gives_nothing_up_for_reuse() {
    let workspace = exported();
    workspace.replace(METHOD, "row \"games\" \"Play games\" { class = \"optional\" },", "");
    workspace.replace(METHOD, "{ \"laptop\", \"Laptop\" }, ", "");
    let run = export(&workspace, &["--new-version"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(
        run.stdout.contains("version 2: 'games' was exported (select_one) and is not asked any more"),
        "{}",
        run.all()
    );
    let lock: serde_json::Value = serde_json::from_str(&workspace.read(LOCK)).expect("JSON");
    assert_eq!(lock["version"], 2);
    assert_eq!(lock["history"][1]["breaks"].as_array().map(Vec::len), Some(2), "{lock}");
    assert_eq!(workspace.run(&["check"]).code, 0);
    // The name comes back as another type, the code as another answer.
    workspace.replace(
        METHOD,
        "text \"anything\"",
        "integer \"games\" \"How many games?\" { class = \"optional\" },\n        text \"anything\"",
    );
    workspace.replace(
        METHOD,
        "{ \"none\", \"None of these\"",
        "{ \"laptop\", \"Television\" }, { \"none\", \"None of these\"",
    );
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 1, "{}", run.all());
    assert!(
        run.stderr.contains("'games' was given up as select_one and comes back as integer"),
        "{}",
        run.all()
    );
    assert!(
        run.stderr.contains(
            "'devices': the code was given up as laptop: Laptop and comes back as laptop: Television"
        ),
        "{}",
        run.all()
    );
}

#[test]
fn what_a_country_leaves_out_after_its_form_went_out_is_told_at_its_change() {
    let workspace = exported();
    workspace.replace(
        "countries/exampleland/init.lua",
        "  languages = { \"en\" },\n",
        "  languages = { \"en\" },\n  adapt \"survey/children\" {\n    leave_out \"thanks\" { because = \"board\" },\n    leave_out \"games\" { because = \"board\" },\n  },\n",
    );
    let run = workspace.run(&["check", "XEX"]);
    assert!(
        run.stderr.starts_with("countries/exampleland/init.lua:6:15: check: 'games' was exported"),
        "{}",
        run.all()
    );
}

#[test]
fn a_lock_that_cannot_be_read_is_said_and_never_written_over() {
    let workspace = exported();
    workspace.write(LOCK, "{ \"schema\": \"dh.lock/1\", \"version\": 1 ");
    for run in [workspace.run(&["check"]), export(&workspace, &["--new-version"])] {
        assert_eq!(run.code, 2, "{}", run.all());
        assert!(
            run.stderr.contains("locks/survey/children.json:1: error: this is no lock file"),
            "{}",
            run.all()
        );
    }
    assert!(workspace.read(LOCK).ends_with("1 "));
}

const COUNTRY: &str = "countries/exampleland/init.lua";

/// What a run says, without its exit code and what it says on the side.
fn complaints(run: &Run) -> String {
    assert_ne!(run.code, 0, "{}", run.all());
    run.stderr.clone()
}

#[test]
fn a_name_that_was_given_up_comes_back_as_nothing_else_not_even_with_a_new_version() {
    let workspace = exported();
    let asked = "text \"anything\" \"Anything else?\"";
    let another = "text \"other_words\" \"Anything else?\"";
    workspace.replace(METHOD, asked, another);
    assert_eq!(export(&workspace, &["--new-version"]).code, 0);
    let before = workspace.read(LOCK);
    let with = |question: &str| {
        let method = workspace.read(METHOD);
        workspace.write(
            METHOD,
            &method.replace(another, &format!("{question} {{ class = \"optional\" }},\n        {another}")),
        );
        let runs =
            [workspace.run(&["check"]), export(&workspace, &[]), export(&workspace, &["--new-version"])];
        workspace.write(METHOD, &method);
        runs
    };
    let [check, plain, new_version] = with("integer \"anything\" \"Anything else?\"");
    insta::assert_snapshot!(complaints(&new_version), @"
    methodology/init.lua:52: check: 'anything' was given up as text and comes back as integer
      = another question needs a new name; data that are held have the old one for what it was
      = what was given up stands in countries/exampleland/locks/survey/children.json; no new version
        makes it free again
    ");
    assert_eq!((check.code, plain.code), (1, 1), "{}", check.all());
    // Of the same type, and about something else.
    let [check, plain, new_version] = with("text \"anything\" \"Quite another matter\"");
    insta::assert_snapshot!(complaints(&check), @r#"
    methodology/init.lua:52: check: 'anything' was given up as "Anything else?" and comes back as "Quite another matter"
      52 |         text "anything" "Quite another matter" { class = "optional" },
      = another question needs a new name; data that are held have the old one for what it was
      = what was given up stands in countries/exampleland/locks/survey/children.json; no new version
        makes it free again
    "#);
    assert_eq!((plain.code, new_version.code), (1, 1), "{}", plain.all());
    assert_eq!(workspace.read(LOCK), before, "nothing was given up for it");
    // As what it was it may come back.
    let [check, plain, _] = with("text \"anything\" \"Anything else?\"");
    assert_eq!((check.code, plain.code), (0, 0), "{}{}", check.all(), plain.all());
}

#[test]
fn a_code_that_was_given_up_comes_back_as_no_other_answer() {
    let workspace = exported();
    let laptop = "{ \"laptop\", \"Laptop\" }, ";
    workspace.replace(METHOD, laptop, "");
    assert_eq!(export(&workspace, &["--new-version"]).code, 0);
    workspace.replace(METHOD, "{ \"none\", \"None of", "{ \"laptop\", \"Purple\" }, { \"none\", \"None of");
    insta::assert_snapshot!(complaints(&export(&workspace, &["--new-version"])), @"
    methodology/init.lua:29: check: 'devices': the code was given up as laptop: Laptop and comes back as laptop: Purple
      = another answer needs a new code; data that are held have the old one for what it was
      = what was given up stands in countries/exampleland/locks/survey/children.json; no new version
        makes it free again
    ");
    workspace.replace(METHOD, "{ \"laptop\", \"Purple\" }", "{ \"laptop\", \"A laptop\" }");
    assert_eq!(export(&workspace, &[]).code, 0, "it is what it was");
}

#[test]
fn a_code_that_was_given_another_meaning_on_purpose_is_complained_of_once() {
    let workspace = exported();
    workspace.replace(METHOD, "{ \"laptop\", \"Laptop\" }", "{ \"laptop\", \"Television\" }");
    assert_eq!(export(&workspace, &[]).code, 1);
    assert_eq!(export(&workspace, &["--new-version"]).code, 0);
    let check = workspace.run(&["check"]);
    assert_eq!(check.code, 0, "{}", check.all());
}

#[test]
fn an_answer_that_went_out_as_allowed_is_not_silently_refused() {
    let workspace = exported();
    workspace.replace(METHOD, "          allow = { \"dont_know\" },\n", "");
    insta::assert_snapshot!(complaints(&workspace.run(&["check"])), @r#"
    methodology/init.lua:24: check: 'online' was exported with dont_know allowed, which is not allowed any more
      24 |         select_one "online" "Do you use the internet?" {
      = allow it again: answers that are held or on their way have it
      = data that come back are read by countries/exampleland/locks/survey/children.json (version 1); to
        give that up: dh export XEX/survey/children --format xlsform --new-version, which writes down
        what breaks
    "#);
    assert_eq!(export(&workspace, &[]).code, 1);
    assert_eq!(export(&workspace, &["--new-version"]).code, 0);
}

#[test]
fn what_was_exported_elsewhere_or_is_no_version_is_no_lock_and_no_snapshot() {
    let workspace = exported();
    let whole = workspace.read(LOCK);
    let run = workspace.run(&["export", "XEX/children", "--format", "snapshot", "-o", "then.json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let snapshot = workspace.read("then.json");
    let mut said = String::new();
    let spoiled = [
        ("XEX/survey/children", "XWL/survey/children"),
        ("\"version\": 1,", "\"version\": -1,"),
        ("\"id\":\"age\"", "\"id\":\"\""),
    ];
    for (from, to) in spoiled {
        assert!(whole.contains(from), "{from}: {whole}");
        workspace.write(LOCK, &whole.replacen(from, to, 1));
        for run in [workspace.run(&["check"]), export(&workspace, &["--new-version"])] {
            assert_eq!(run.code, 2, "{}", run.all());
            said += run.stderr.lines().next().unwrap_or_default();
            said += "\n";
        }
        said += &complaints(&workspace.run(&["diff", "XEX/children"]));
    }
    workspace.write(LOCK, &whole);
    for (from, to) in [("XEX/survey/children", "XWL/survey/children"), ("\"id\": \"age\"", "\"id\": 7")] {
        assert!(snapshot.contains(from), "{from}: {snapshot}");
        workspace.write("then.json", &snapshot.replacen(from, to, 1));
        said += &complaints(&workspace.run(&["diff", "XEX/children", "--against", "then.json"]));
    }
    insta::assert_snapshot!(said, @"
    countries/exampleland/locks/survey/children.json: error: this is the lock of 'XWL/survey/children', not of XEX/survey/children
    countries/exampleland/locks/survey/children.json: error: this is the lock of 'XWL/survey/children', not of XEX/survey/children
    [FOLDER]/countries/exampleland/locks/survey/children.json: error: this was exported of 'XWL/survey/children', not of XEX/survey/children
      = two countries are compared by dh diff KEN NAM

    countries/exampleland/locks/survey/children.json: error: its version is -1: versions count from 1
    countries/exampleland/locks/survey/children.json: error: its version is -1: versions count from 1
    [FOLDER]/countries/exampleland/locks/survey/children.json: error: its version is -1: versions count from 1

    countries/exampleland/locks/survey/children.json: error: item 1 of the 11 in it has no id
    countries/exampleland/locks/survey/children.json: error: item 1 of the 11 in it has no id
    [FOLDER]/countries/exampleland/locks/survey/children.json: error: item 1 of the 11 in it has no id
      = export it again: items are told apart by their ids

    then.json: error: this was exported of 'XWL/survey/children', not of XEX/survey/children
      = two countries are compared by dh diff KEN NAM

    then.json: error: item 1 of the 11 in it has no id
      = export it again: items are told apart by their ids
    ");
}

#[test]
fn a_form_does_not_go_out_where_what_is_kept_of_it_cannot_be_written() {
    for folder in ["forms", "locks"] {
        let workspace = exported();
        let place = format!("countries/exampleland/{folder}");
        std::fs::remove_dir_all(workspace.path().join(&place)).expect("the folder");
        std::fs::remove_file(workspace.path().join("form.xlsx")).expect("the form");
        // Into a place that leads nowhere nobody can write, whoever runs this.
        std::os::unix::fs::symlink("nowhere/at/all", workspace.path().join(&place)).expect("a link");
        let run = export(&workspace, &[]);
        assert_eq!(run.code, 2, "{}", run.all());
        assert!(
            run.stderr.contains(&format!("an export keeps in {place}")) && !run.stderr.contains("--out"),
            "{}",
            run.all()
        );
        assert!(!workspace.path().join("form.xlsx").exists(), "no form went out: {}", run.all());
    }
    // Nor is a lock kept of a form that did not go out.
    let workspace = exported();
    let before = workspace.read(LOCK);
    workspace.replace(METHOD, "\"Do you use the internet?\"", "\"Do you go online?\"");
    workspace.write("nowhere", "");
    let run = workspace.run(&["export", "XEX/children", "--format", "xlsform", "-o", "nowhere/form.xlsx"]);
    assert_eq!(run.code, 2, "{}", run.all());
    assert_eq!(workspace.read(LOCK), before);
}

#[test]
fn a_form_of_no_questions_does_not_go_out() {
    let workspace = workspace();
    let all = ["age", "online", "devices", "activities", "household", "hours", "thanks", "anything"];
    let changes: Vec<String> = all
        .iter()
        .rev()
        .map(|id| format!("    leave_out \"{id}\" {{ because = \"board\", waiver = \"minute 1\" }},\n"))
        .collect();
    workspace.write(
        COUNTRY,
        &format!(
            "return country \"XEX\" \"Exampleland\" {{\n  region = \"north\",\n  languages = {{ \"en\" }},\n  adapt \"survey/children\" {{\n{}  }},\n}}\n",
            changes.concat()
        ),
    );
    for (format, file) in [("xlsform", "form.xlsx"), ("html", "form.html")] {
        let run = workspace.run(&["export", "XEX/children", "--format", format, "-o", file]);
        assert_eq!(run.code, 2, "{}", run.all());
        assert!(run.stderr.contains("survey/children asks no question here"), "{}", run.all());
        assert!(!workspace.path().join(file).exists());
    }
}
