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
    assert!(run.stderr.contains("'games' was exported as select_one and is integer now"), "{}", run.all());
    assert!(
        run.stderr
            .contains("'devices': the code was exported as laptop: Laptop and reads laptop: Television now"),
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
