//! `dh test`: scenarios beside the scripts, what differs, what they cover.

use crate::common::{Run, Workspace, shipped};
use crate::walk::{HOUSEHOLD, workspace};

/// The household questionnaire with these scenarios of the country.
fn with(scenarios: &str) -> Workspace {
    let workspace = workspace(HOUSEHOLD);
    workspace
        .write("countries/exampleland/scenarios.lua", &format!("return scenarios {{\n{scenarios}\n}}\n"));
    workspace
}

const GIVEN: &str = r#"  of = "survey/children",
  given = {
    assent = "yes", age = 15, household_size = 2,
    household = { { member_age = 40, member_online = "yes" }, { member_age = 15, member_online = "yes" } },
    devices = { "phone" }, hours = 2, go_on = "yes",
  },
"#;

fn test(scenarios: &str) -> Run {
    with(&format!("{GIVEN}{scenarios}")).run(&["test", "XEX"])
}

#[test]
fn what_a_scenario_says_is_held_against_the_walk() {
    let run = test(
        r#"  scenario "all_well" "It goes to the end" {
    asked = { "devices", "member_online", "services" },
    not_asked = { "devices_specify" },
    has = { eligible = 1, household = 2, hours = 2, devices_specify = "skipped_by_route" },
    outcome = "complete",
  },
  scenario "refused" "A refusal ends it" {
    given = { assent = "prefer_not" },
    asked = { "services", "list_given" },
    not_asked = { "age" },
    ends_at = "assent",
    outcome = "no_assent",
  },
  scenario "long" "Many hours" { given = { hours = 17 }, warns = { "hours" } },
  scenario "nobody" "Nobody is eligible" {
    given = { household_size = 1, household = { { member_age = 40, member_online = "unanswered" } } },
    not_asked = { "devices", "hours" },
    has = { eligible = 0, chosen = "unanswered" },
  },"#,
    );
    insta::assert_snapshot!(run.all(), @"
    Scenarios of Exampleland

    survey/children

    4 scenarios passed; 14 of 15 questions asked, 11 of 16 ways at 8 branches taken.

    In no scenario asked: devices_specify.

    Ways that no scenario takes: member_online: never false; devices_specify: never true; hours: never
    false; hours (ages): never false; go_on (ends_if): never true.
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn whatever_differs_is_said_and_the_exit_is_one() {
    let run = test(
        r#"  scenario "routes" "Routes" {
    given = { age = 14, hours = 3, devices_specify = "A watch" },
    asked = { "hours" },
    not_asked = { "devices" },
  },
  scenario "values" "Values" { has = { eligible = 2, devices = { "other" }, household = 3, hours = "dont_know" } },
  scenario "endings" "Endings" { given = { go_on = "stop" } },
  scenario "other_ending" "Another ending" { given = { go_on = "stop" }, ends_at = "assent" },
  scenario "no_ending" "No ending" { ends_at = "go_on", outcome = "stopped" },
  scenario "outcome" "Outcome" { given = { assent = "no" }, ends_at = "assent", outcome = "stopped" },
  scenario "checks" "Checks" { given = { hours = 13 }, warns = { "age" } },
"#,
    );
    assert_eq!(run.code, 1);
    let shown: Vec<&str> = run.stdout.split("\n\nIn no scenario").collect();
    insta::assert_snapshot!(shown[0], @"
    Scenarios of Exampleland

    survey/children

    scenario               what differs
    ────────────  ───────  ─────────────────────────────────────────────────────────
    routes        differs  'hours' is not asked
                           'devices' is asked, and should not be
                           'devices_specify' is given an answer, and is not asked
                           (countries/exampleland/scenarios.lua:8)
    values        differs  'devices' is { phone }, and should be { other }
                           'eligible' is 1, and should be 2
                           'hours' is 2, and should be dont_know
                           'household' is 2, and should be 3
                           (countries/exampleland/scenarios.lua:13)
    endings       differs  it ends at 'go_on' as 'stopped', and should go to the end
                           (countries/exampleland/scenarios.lua:14)
    other_ending  differs  it ends at 'go_on', and should end at 'assent'
                           (countries/exampleland/scenarios.lua:15)
    no_ending     differs  it goes to the end, and should end at 'go_on'
                           (countries/exampleland/scenarios.lua:16)
    outcome       differs  its outcome is 'no_assent', and should be 'stopped'
                           (countries/exampleland/scenarios.lua:17)
    checks        differs  a check of 'hours' speaks up: must_not_holding
                           no check of 'age' speaks up
                           (countries/exampleland/scenarios.lua:18)

    0 of 7 scenarios passed; 14 of 15 questions asked, 11 of 16 ways at 8 branches taken.
    ");
}

#[test]
fn json_has_scenarios_and_what_they_cover() {
    let workspace = with(&format!(
        "{GIVEN}  scenario \"ok\" \"Ok\" {{}},\n  scenario \"bad\" \"Bad\" {{ not_asked = {{ \"age\" }} }},\n"
    ));
    let run = workspace.run(&["test", "XEX", "--json"]);
    assert_eq!(run.code, 1, "{}", run.all());
    let rows = run.rows();
    let of = |kind: &str, name: &str, id: &str| {
        rows.iter()
            .find(|r| r["kind"] == kind && r[name] == id)
            .unwrap_or_else(|| panic!("{kind} {id}"))
            .to_string()
    };
    insta::assert_snapshot!(
        [
            of("scenario", "scenario", "ok"),
            of("scenario", "scenario", "bad"),
            of("question", "question", "devices_specify"),
            of("branch", "question", "assent"),
            of("branch", "section", "online"),
        ]
        .join("\n"),
        @r#"
        {"kind":"scenario","scenario":"ok","label":"Ok","of":"survey/children","layer":"XEX","file":"countries/exampleland/scenarios.lua","line":8,"differs":[],"passed":true,"outcome":"complete"}
        {"kind":"scenario","scenario":"bad","label":"Bad","of":"survey/children","layer":"XEX","file":"countries/exampleland/scenarios.lua","line":9,"differs":["'age' is asked, and should not be"],"passed":false,"outcome":"complete"}
        {"kind":"question","of":"survey/children","question":"devices_specify","asked_in":0,"not_asked_in":2}
        {"kind":"branch","of":"survey/children","field":"ends_unless","true":0,"false":2,"question":"assent"}
        {"kind":"branch","of":"survey/children","field":"ask_if","true":2,"false":0,"section":"online"}
        "#
    );
}

#[test]
fn every_slip_in_a_scenario_is_told_at_its_character() {
    let workspace = with(
        r#"  scenario "slips" "Slips" {
    of = "survey/children",
    given = {
      assent = "Yes",
      aeg = 14,
      age = "14",
      devices = { "phone", "laptop" },
      household = { { member_age = 12, member_online = "maybe" } },
      member_age = 3,
      eligible = 1,
    },
    asked = { "devises" },
    not_asked = { "go_onn" },
    ends_at = "age",
    outcome = "refused",
    has = { eligible = "many", chosen = true, hours = "sometimes" },
    warns = { "hour" },
  },
  scenario "nowhere" "Of nothing" {
    asked = { "age" },
  },
  scenario "both" "Both" {
    of = "survey/children",
    asked = { "age" },
    not_asked = { "age" },
  },
  scenario "both" "Twice" { of = "survey/children" },
  scenario "elsewhere" "Another" { of = "survey/parents" },"#,
    );
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.stderr, @r#"
    countries/exampleland/scenarios.lua:17:41: error: scenario "slips": 'has' should be an answer, but is true or false; an option such as "yes" is a text
      17 |     has = { eligible = "many", chosen = true, hours = "sometimes" },
         |                                         ^^^^

    countries/exampleland/scenarios.lua:20:12: error: scenario 'nowhere' does not say of which questionnaire
      20 |   scenario "nowhere" "Of nothing" {
         |            ^^^^^^^^^
      = of = "household_survey/children", here or for the whole list

    countries/exampleland/scenarios.lua:26:17: error: 'age' is said to be asked and not to be asked
      26 |     not_asked = { "age" },
         |                 ^

    countries/exampleland/scenarios.lua:28:12: error: scenario "both" is declared twice
      28 |   scenario "both" "Twice" { of = "survey/children" },
         |            ^^^^^^
      = first declared at countries/exampleland/scenarios.lua:23; an id stands for one thing

    countries/exampleland/scenarios.lua:5:16: error: 'assent' has no option 'Yes'
      5 |       assent = "Yes",
        |                ^^^^^
      = that is the label of 'yes': answers are option ids

    countries/exampleland/scenarios.lua:6:7: error: survey/children has no item 'aeg'
      6 |       aeg = 14,
        |       ^^^
      = did you mean 'age'?
      = valid here: assent, age, household_size, household, member_age, member_online, eligible, chosen,
        devices, devices_specify, hours, go_on, bedtime, where, birthday, services, list_given

    countries/exampleland/scenarios.lua:7:13: error: 'age' should be a whole number, not the text "14"
      7 |       age = "14",
        |             ^^^^

    countries/exampleland/scenarios.lua:8:28: error: 'devices' has no option 'laptop'
      8 |       devices = { "phone", "laptop" },
        |                            ^^^^^^^^
      = valid here: phone, other, none

    countries/exampleland/scenarios.lua:9:56: error: 'member_online' has no option 'maybe'
      9 |       household = { { member_age = 12, member_online = "maybe" } },
        |                                                        ^^^^^^^
      = valid here: yes, no

    countries/exampleland/scenarios.lua:10:7: error: 'member_age' is asked once a row of 'household'
      10 |       member_age = 3,
         |       ^^^^^^^^^^
      = household = { { member_age = … }, … }

    countries/exampleland/scenarios.lua:11:18: error: 'eligible' is worked out and takes no answer
      11 |       eligible = 1,
         |                  ^
      = leave it out; its result is among the rows

    countries/exampleland/scenarios.lua:13:15: error: survey/children has no item 'devises'
      13 |     asked = { "devises" },
         |               ^^^^^^^^^
      = did you mean 'devices'?
      = valid here: assent, age, household_size, household, member_age, member_online, eligible, chosen,
        devices, devices_specify, hours, go_on, bedtime, where, birthday, services, list_given

    countries/exampleland/scenarios.lua:14:19: error: survey/children has no item 'go_onn'
      14 |     not_asked = { "go_onn" },
         |                   ^^^^^^^^
      = did you mean 'go_on'?
      = valid here: assent, age, household_size, household, member_age, member_online, eligible, chosen,
        devices, devices_specify, hours, go_on, bedtime, where, birthday, services, list_given

    countries/exampleland/scenarios.lua:15:15: error: no interview ends at 'age'
      15 |     ends_at = "age",
         |               ^^^^^
      = valid here: assent, go_on

    countries/exampleland/scenarios.lua:16:15: error: no interview ends as 'refused'
      16 |     outcome = "refused",
         |               ^^^^^^^^^
      = valid here: complete, no_assent, stopped

    countries/exampleland/scenarios.lua:18:15: error: survey/children has no item 'hour'
      18 |     warns = { "hour" },
         |               ^^^^^^
      = did you mean 'hours'?
      = valid here: assent, age, household_size, household, member_age, member_online, eligible, chosen,
        devices, devices_specify, hours, go_on, bedtime, where, birthday, services, list_given

    countries/exampleland/scenarios.lua:29:41: error: there is no questionnaire 'survey/parents'
      29 |   scenario "elsewhere" "Another" { of = "survey/parents" },
         |                                         ^^^^^^^^^^^^^^^^
      = valid here: survey/children
    "#);
}

#[test]
fn a_country_that_asks_otherwise_on_purpose_breaks_no_scenario_of_the_method() {
    let workspace = workspace(
        r#"      section "s" "S" {
        integer "age" "How old?" { class = "core", range = { 12, 17 } },
        select_one "device" "Which?" { class = "adaptable", options = { { "phone", "Phone" }, { "none", "None" } } },
        text "why" "Why?" { class = "optional", ask_if = "device == none" },
        text "like" "What do you like?" { class = "optional" },
      },
"#,
    );
    workspace.write(
        "methodology/scenarios.lua",
        r#"return scenarios {
  of = "survey/children",
  given = { age = 14 },
  scenario "none" "Why is asked of those without" { given = { device = "none" }, asked = { "why" } },
  scenario "phone" "Why is not asked of those with one" { given = { device = "phone" }, not_asked = { "why" } },
  scenario "likes" "All are asked what they like" { asked = { "like" } },
}
"#,
    );
    assert_eq!(workspace.run(&["test"]).code, 0);
    workspace.replace(
        "countries/exampleland/init.lua",
        "languages =",
        r#"adapt "survey/children" {
    ask_only_if "why" { condition = "age >= 15", because = "the board asked for it" },
    leave_out "like" { because = "the board asked for it" },
  },
  languages ="#,
    );
    let run = workspace.run(&["test", "XEX"]);
    insta::assert_snapshot!(run.all(), @"
    Scenarios of Exampleland

    survey/children

    1 scenario passed; 2 of 3 questions asked, 1 of 2 ways at 1 branch taken.

    In no scenario asked: why.

    Ways that no scenario takes: why: never true.

    About questions that are not asked here: likes (like).

    Differ by what Exampleland changes, and are no failure: none ('why' is not asked).
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["test", "XEX", "--json"]).rows();
    let states: Vec<String> = rows
        .iter()
        .filter(|r| r["kind"] == "scenario")
        .map(|r| format!("{} {} {}", r["scenario"], r["passed"], r.get("state").unwrap_or(&"".into())))
        .collect();
    insta::assert_snapshot!(states.join("\n"), @r#"
    "none" null "asked_otherwise_here"
    "phone" true ""
    "likes" null "not_asked_here"
    "#);
    // The core is tested as it is.
    assert_eq!(workspace.run(&["test"]).code, 0);
}

#[test]
fn scenarios_of_a_region_are_about_its_countries() {
    let workspace = workspace(HOUSEHOLD);
    workspace.write(
        "countries/regions/north.lua",
        "return {\n  region \"north\" \"North\" {},\n  scenarios { of = \"survey/children\", scenario \"region\" \"R\" { given = { assent = \"no\" }, ends_at = \"assent\" } },\n}\n",
    );
    let run = workspace.run(&["test", "XEX"]);
    assert!(run.code == 0 && run.stdout.contains("1 scenario passed"), "{}", run.all());
    let run = workspace.run(&["test"]);
    assert!(run.stdout.contains("There are none: nothing was tested"), "{}", run.all());
}

#[test]
fn the_shipped_scenarios_pass_in_every_country_and_take_every_way() {
    for arguments in [&["test"][..], &["test", "KEN"], &["test", "NAM"], &["test", "THA"]] {
        let run = shipped(&[arguments, &["--json"]].concat());
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.all());
        let rows = run.rows();
        let mut passed = 0;
        for row in &rows {
            match row["kind"].as_str() {
                Some("scenario") => passed += usize::from(row["passed"] == true),
                Some("question") => assert!(row["asked_in"].as_u64() > Some(0), "{row}"),
                _ => assert!(row["true"].as_u64() > Some(0) && row["false"].as_u64() > Some(0), "{row}"),
            }
        }
        assert!(passed > 200, "{arguments:?}: {passed}");
    }
}
