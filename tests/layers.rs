//! What a country changes of a questionnaire: every kind of change, on every
//! kind of question, and what it does to comparability and to data.

use crate::common::Workspace;

/// The small workspace with a battery, a roster, an option that asks which, and
/// a second section.
pub fn workspace() -> Workspace {
    let workspace = Workspace::small();
    workspace.replace(
        "methodology/init.lua",
        "respondents = \"children\",",
        "respondents = \"children\", age_from = \"age\",",
    );
    workspace.replace(
        "methodology/init.lua",
        "        integer \"hours\" \"How many hours a day?\" {",
        r#"        select_multiple "devices" "Which devices do you use?" {
          class = "adaptable",
          options = { { "phone", "Phone" }, { "laptop", "Laptop" }, { "none", "None of these", exclusive = true, anchored = true } },
        },
        battery "activities" "How often do you do this online?" {
          class = "adaptable",
          options = { { "often", "Often" }, { "never", "Never" } },
          ask_if = "online == yes",
          row "games" "Play games" { class = "optional" },
          row "schoolwork" "Do schoolwork" {},
        },
        roster "household" "Who lives here?" {
          class = "core",
          integer "member_age" "Age" { class = "core" },
        },
        integer "hours" "How many hours a day?" {"#,
    );
    workspace.replace(
        "methodology/init.lua",
        "    },\n  },\n}\n",
        r#"      section "ending" "The end" {
        note "thanks" "Thank you." { class = "optional" },
        text "anything" "Anything else?" { class = "optional", ask_if = "hours > 1" },
      },
    },
  },
}
"#,
    );
    workspace
}

/// The country with these changes.
pub fn changed(changes: &str) -> Workspace {
    let workspace = workspace();
    workspace.write(
        "countries/exampleland/init.lua",
        &format!(
            "return country \"XEX\" \"Exampleland\" {{\n  region = \"north\",\n  languages = {{ \"en\" }},\n  adapt \"survey/children\" {{\n{changes}\n  }},\n}}\n"
        ),
    );
    workspace
}

fn order(workspace: &Workspace) -> Vec<String> {
    let rows = workspace.run(&["show", "XEX/survey/children", "--json"]).rows();
    let asked = rows.iter().filter(|r| r["left_out"] == false);
    asked.filter_map(|r| Some(r["item"].as_str()?.to_string())).collect()
}

#[test]
fn a_question_moves_with_what_belongs_to_it_and_stays_routed() {
    let moved = changed("    move \"activities\" { after = \"hours\", because = \"asked late\" },");
    assert_eq!(
        order(&moved),
        [
            "age",
            "online",
            "devices",
            "household",
            "member_age",
            "hours",
            "activities",
            "games",
            "schoolwork",
            "thanks",
            "anything"
        ]
    );
    let before = changed("    move \"hours\" { before = \"online\", because = \"asked soon\" },");
    insta::assert_snapshot!(before.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:10: error: after this 'hours' would be routed by 'online', which is asked later
      5 |     move "hours" { before = "online", because = "asked soon" },
        |          ^^^^^^^
      = routes lead forwards: choose a place behind what routes it, and before what it routes
    "#);
    let far = changed("    move \"hours\" { before = \"thanks\", because = \"asked late\" },");
    insta::assert_snapshot!(far.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:10: error: 'hours' and 'thanks' stand in different sections, batteries or rosters
      5 |     move "hours" { before = "thanks", because = "asked late" },
        |          ^^^^^^^
      = a question moves within its section; move_section moves a whole one
    "#);
    let nowhere = changed("    move \"hours\" { because = \"asked late\" },");
    assert!(nowhere.run(&["check"]).stderr.contains("does not say where 'hours' goes"));
}

#[test]
fn a_section_moves_whole_and_not_before_what_routes_it() {
    let early = changed("    move_section \"ending\" { before = \"about_you\", because = \"first\" },");
    insta::assert_snapshot!(early.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:18: error: after this 'anything' would be routed by 'hours', which is asked later
      5 |     move_section "ending" { before = "about_you", because = "first" },
        |                  ^^^^^^^^
      = routes lead forwards: choose a place behind what routes it, and before what it routes
    "#);
    let alone = changed(
        "    leave_out \"anything\" { because = \"board\" },\n    move_section \"ending\" { before = \"about_you\", because = \"first\" },",
    );
    assert_eq!(alone.run(&["check"]).code, 0, "{}", alone.run(&["check"]).all());
    assert_eq!(order(&alone)[0], "thanks");
}

#[test]
fn an_order_of_options_names_each_once() {
    let good = changed(
        "    reorder \"devices\" { options = { \"laptop\", \"phone\", \"none\" }, because = \"used most\" },",
    );
    let rows = good.run(&["diff", "XEX", "--json"]).rows();
    let item = rows.iter().find(|r| r["kind"] == "item").expect("the item");
    assert_eq!(item["reason"], "its options in the order laptop, phone, none by Exampleland (used most)");
    assert_eq!(
        (item["comparability"].as_str(), item["effect"].as_str()),
        (Some("limited"), Some("labels only"))
    );
    let lacking =
        changed("    reorder \"devices\" { options = { \"laptop\", \"phon\" }, because = \"used most\" },");
    insta::assert_snapshot!(lacking.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:13: error: 'devices' has no option 'phon'
      5 |     reorder "devices" { options = { "laptop", "phon" }, because = "used most" },
        |             ^^^^^^^^^
      = did you mean 'phone'?
      = valid here: phone, laptop, none
    "#);
    let short =
        changed("    reorder \"devices\" { options = { \"laptop\", \"none\" }, because = \"used most\" },");
    assert!(short.run(&["check"]).stderr.contains("the order of 'devices' does not name phone"));
}

#[test]
fn changes_reach_rows_of_batteries_members_of_rosters_and_questions_for_words() {
    let workspace = changed(
        r#"    leave_out "games" { because = "board" },
    add_options "devices" { { "other", "Another device", specify = true }, because = "in use" },
    reword "schoolwork" { text = "Do homework", because = "the usual word", waiver = "group, minute 1" },
    other_ages "hours" { ages = { 14, 17 }, because = "board" },"#,
    );
    let order = order(&workspace);
    assert!(
        order.contains(&"devices_specify".to_string()) && !order.contains(&"games".to_string()),
        "{order:?}"
    );
    let rows = workspace.run(&["diff", "XEX", "--json"]).rows();
    let said: Vec<String> = rows
        .iter()
        .filter(|r| r["kind"] == "item")
        .map(|r| {
            format!(
                "{} {} {}",
                r["address"].as_str().unwrap_or(""),
                r["comparability"].as_str().unwrap_or(""),
                r["effect"].as_str().unwrap_or("")
            )
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @"
    survey/children/devices limited adds to data
    survey/children/devices_specify not comparable adds to data
    survey/children/games not comparable breaks data
    survey/children/schoolwork limited labels only
    survey/children/hours not comparable breaks data
    ");
    let removed = changed(
        "    add_options \"devices\" { { \"other\", \"Another\", specify = true }, because = \"in use\" },\n    remove_options \"devices\" { options = { \"other\" }, because = \"not in use\" },",
    );
    assert!(!self::order(&removed).contains(&"devices_specify".to_string()));
}

#[test]
fn a_battery_gets_rows_and_goes_with_them() {
    let added = changed(
        "    add_row \"activities\" { because = \"asked for\", row \"news\" \"Read news\" { ask_if = \"age > 14\" } },",
    );
    let rows = added.run(&["show", "XEX/survey/children", "--json"]).rows();
    let news = rows.iter().find(|r| r["item"] == "news").expect("the row");
    assert_eq!(
        (news["class"].as_str(), news["ask_if"].as_str(), news["comparability"].as_str()),
        (Some("adaptable"), Some("(online == yes) and (age > 14)"), Some("not comparable"))
    );
    let at = |id: &str| order(&added).iter().position(|i| i == id).expect("asked");
    assert_eq!(at("news"), at("schoolwork") + 1);
    let gone = changed("    leave_out \"activities\" { because = \"board\", waiver = \"group, minute 1\" },");
    assert!(!order(&gone).iter().any(|i| ["activities", "games", "schoolwork"].contains(&i.as_str())));
    let wrong =
        changed("    add_row \"devices\" { because = \"asked for\", row \"news\" \"Read news\" {} },");
    insta::assert_snapshot!(wrong.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:13: error: 'devices' is a select_multiple, no battery
      5 |     add_row "devices" { because = "asked for", row "news" "Read news" {} },
        |             ^^^^^^^^^
      = valid here: activities
    "#);
}

#[test]
fn a_diff_of_two_countries_says_what_it_does_to_data() {
    let workspace = changed(
        "    reword \"hours\" { text = \"How many hours on a school day?\", because = \"holidays\" },\n    ask_only_if \"hours\" { condition = \"age >= 15\", because = \"board\" },",
    );
    workspace.write(
        "countries/otherland/init.lua",
        "return country \"XEO\" \"Otherland\" {\n  region = \"north\",\n  languages = { \"en\" },\n  adapt \"survey/children\" {\n    add_item \"ending\" { because = \"asked for\", integer \"siblings\" \"How many siblings?\" { class = \"optional\" } },\n  },\n}\n",
    );
    let run = workspace.run(&["diff", "XEX", "XEO"]);
    insta::assert_snapshot!(run.stdout, @"
    Exampleland against Otherland

    item                      comparability   to data      reason
    ────────────────────────  ──────────────  ───────────  ─────────────────────────────────────────────
    survey/children/hours     not comparable  breaks data  asked only if age >= 15 by Exampleland
                                                           (board)
    survey/children/siblings  not comparable  breaks data  not asked in Exampleland

    1 of 1 indicators compare identically.

    plan of Exampleland  8b441aa13de148f0
    plan of Otherland    e45bfb083f2dfb95

    * Exampleland: what would be asked is compared; neither fieldwork nor a figure is stated
    * Otherland: what would be asked is compared; neither fieldwork nor a figure is stated
    ");
}

#[test]
fn what_changed_since_an_export_is_set_apart_by_what_it_does_to_data() {
    let workspace = workspace();
    workspace.write(
        "countries/exampleland/init.lua",
        "return country \"XEX\" \"Exampleland\" {\n  region = \"north\",\n  languages = { \"en\" },\n}\n",
    );
    let run = workspace.run(&["export", "XEX/children", "--format", "snapshot", "-o", "then.json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let same = workspace.run(&["diff", "XEX/children", "--against", "then.json"]);
    assert!(same.stdout.contains("Nothing differs."), "{}", same.all());
    let method = "methodology/init.lua";
    workspace.replace(
        method,
        "{ \"phone\", \"Phone\" }, { \"laptop\", \"Laptop\" }",
        "{ \"phone\", \"Laptop\" }, { \"tablet\", \"Tablet\" }",
    );
    workspace.replace(method, "range = { 0, 99 }", "range = { 12, 99 }");
    workspace.replace(method, "\"Do you use the internet?\"", "\"Do you go online?\"");
    workspace.replace(
        method,
        "text \"anything\" \"Anything else?\" { class = \"optional\", ask_if = \"hours > 1\" }",
        "integer \"anything\" \"Anything else?\" { class = \"optional\" }",
    );
    let run = workspace.run(&["diff", "XEX/children", "--against", "then.json"]);
    insta::assert_snapshot!(run.all(), @"
    XEX/survey/children against then.json (2026-03-01)

    breaks data  what   was             is
    ───────────  ─────  ──────────────  ─────────────
    age          range  0, 99           12, 99
    devices      code   phone: Phone    phone: Laptop
    devices      code   laptop: Laptop
    anything     type   text            integer
    anything     route  hours > 1

    adds to data  what  was  is
    ────────────  ────  ───  ──────────────
    devices       code       tablet: Tablet

    labels only  what     was                       is
    ───────────  ───────  ────────────────────────  ─────────────────
    online       wording  Do you use the internet?  Do you go online?

    5 that break data, 1 that add to them, 1 of labels only.
    --- stderr ---

    --- exit 0 ---
    ");
    workspace.write("other.json", "{\"schema\":\"dh.demo/1\"}");
    let run = workspace.run(&["diff", "XEX/children", "--against", "other.json"]);
    insta::assert_snapshot!(run.all(), @"
    --- stderr ---
    other.json: error: this is nothing that was exported of survey/children
      = a snapshot, made by dh export KEN/children --format snapshot, or a lock file of
        countries/…/locks/
    --- exit 2 ---
    ");
    workspace.write("broken.json", "{\"schema\":\n");
    let run = workspace.run(&["diff", "XEX/children", "--against", "broken.json"]);
    assert!(run.stderr.starts_with("broken.json:") && run.code == 2, "{}", run.all());
}

/// What a check complains of after these changes.
fn complaints(changes: &str) -> String {
    let run = changed(changes).run(&["check"]);
    assert_ne!(run.code, 0, "{}", run.all());
    run.stderr
}

#[test]
fn options_that_are_taken_out_are_named_and_each_once() {
    insta::assert_snapshot!(complaints("    remove_options \"devices\" { options = {}, because = \"rare\" },"), @r#"
    countries/exampleland/init.lua:5:42: error: this takes no option out of 'devices'
      5 |     remove_options "devices" { options = {}, because = "rare" },
        |                                          ^
      = name them: options = { "…" }; or take the change away
    "#);
    insta::assert_snapshot!(complaints("    remove_options \"devices\" { options = { \"laptop\", \"laptop\" }, because = \"rare\" },"), @r#"
    countries/exampleland/init.lua:5:54: error: 'laptop' is taken out twice
      5 |     remove_options "devices" { options = { "laptop", "laptop" }, because = "rare" },
        |                                                      ^^^^^^^^
      = name it once
    "#);
}

#[test]
fn one_slip_in_a_name_is_one_complaint() {
    insta::assert_snapshot!(complaints("    leave_out \"hors\" { because = \"long\" },"), @r#"
    countries/exampleland/init.lua:5:15: error: there is no item 'hors'
      5 |     leave_out "hors" { because = "long" },
        |               ^^^^^^
      = did you mean 'hours'?
      = valid here: age, online, devices, activities, games, schoolwork, household, member_age, hours,
        thanks, anything
    "#);
    insta::assert_snapshot!(complaints("    leave_out \"nett\" { because = \"long\" },"), @r#"
    countries/exampleland/init.lua:5:15: error: there is no item 'nett'
      5 |     leave_out "nett" { because = "long" },
        |               ^^^^^^
      = valid here: age, online, devices, activities, games, schoolwork, household, member_age, hours,
        thanks, anything
    "#);
}

/// A country in which a round of tests tried one question.
fn tested(shown_by: &str, round: &str) -> Workspace {
    let workspace = changed(&format!(
        "    reword \"hours\" {{ text = \"How many hours on a school day?\", because = \"holidays\", keeps = \"meaning\", shown_by = \"{shown_by}\" }},"
    ));
    let test = format!(
        "return cognitive_test \"round_one\" \"First round\" {{\n  instrument = \"survey/children\",\n{round}\n  with = \"12 children\",\n  tested \"devices\" {{ found = \"clear\", decided = \"kept\" }},\n  tested \"hours\" {{ found = \"clear\", decided = \"kept\" }},\n}}\n"
    );
    if !round.is_empty() {
        workspace.write("countries/exampleland/tests.lua", &test);
    }
    workspace
}

#[test]
fn what_shows_that_a_meaning_is_kept_is_a_round_that_tried_it() {
    let held = "  held = \"2020-02\",";
    insta::assert_snapshot!(tested("round_on", held).run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:116: error: no cognitive test is called 'round_on'
      5 | … { text = "How many hours on a school day?", because = "holidays", keeps = "meaning", shown_by = "round_on" },
        |                                                                                                   ^^^^^^^^^^
      = did you mean 'round_one'?
      = valid here: round_one
    "#);
    insta::assert_snapshot!(tested("nope", held).run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:116: error: no cognitive test is called 'nope'
      5 | …urs" { text = "How many hours on a school day?", because = "holidays", keeps = "meaning", shown_by = "nope" },
        |                                                                                                       ^^^^^^
      = valid here: round_one
    "#);
    let other = tested("round_one", held);
    other.replace(
        "countries/exampleland/tests.lua",
        "  tested \"hours\" { found = \"clear\", decided = \"kept\" },\n",
        "",
    );
    insta::assert_snapshot!(other.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:116: error: the test 'round_one' did not try 'hours' of survey/children
      5 | …{ text = "How many hours on a school day?", because = "holidays", keeps = "meaning", shown_by = "round_one" },
        |                                                                                                  ^^^^^^^^^^^
      = it tried devices of survey/children
      = name the round that tried it, or take keeps and shown_by away
    "#);
    // A sentence about something else, and any text where no round is declared.
    for fine in [
        tested("round_one", held),
        tested("back-translation of March, minute 4", held),
        tested("cognitive_test_2020#14", ""),
    ] {
        let run = fine.run(&["check"]);
        assert_eq!(run.code, 0, "{}", run.all());
    }
}

#[test]
fn a_round_of_tests_was_held_and_in_a_language_of_the_country() {
    let run = tested("round_one", "  held = \"2031-02\",\n  language = \"xx\",").run(&["check"]);
    insta::assert_snapshot!(run.stderr, @r#"
    countries/exampleland/tests.lua:3:10: error: 'round_one' was held in 2031-02, which is to come
      3 |   held = "2031-02",
        |          ^^^^^^^^^
      = declare a round once it was held: what it found is not known before

    countries/exampleland/tests.lua:4:14: error: Exampleland is not asked in 'xx'
      4 |   language = "xx",
        |              ^^^^
      = valid here: en
    "#);
}

#[test]
fn an_instrument_is_translated_into_a_language_once() {
    let workspace = changed(
        r#"    translate "sw" { texts = { age = "Una umri gani?" }, because = "asked" },
    translate "sw" { texts = { hours = "Saa ngapi?" }, because = "asked" },"#,
    );
    workspace.replace("countries/exampleland/init.lua", "{ \"en\" }", "{ \"en\", \"sw\" }");
    insta::assert_snapshot!(workspace.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:6:15: error: survey/children is translated into 'sw' already
      6 |     translate "sw" { texts = { hours = "Saa ngapi?" }, because = "asked" },
        |               ^^^^
      = at countries/exampleland/init.lua:5; keep one, with file and texts
    "#);
}

#[test]
fn a_name_in_braces_that_nothing_fills_is_said_before_it_is_read_out() {
    let changes =
        "    reword \"hours\" { text = \"How many hours? Call {phone}.\", because = \"asked for\" },";
    let workspace = changed(changes);
    workspace.replace("methodology/init.lua", "\"Thank you.\"", "\"Thank you. {helpline}\"");
    let check = workspace.run(&["check", "XEX"]);
    assert!(check.stdout.contains("{helpline}"), "the list of what is open has it: {}", check.all());
    insta::assert_snapshot!(check.stderr, @r#"
    countries/exampleland/init.lua:5:12: warning: survey/children: {phone} is read out as it stands: nothing fills it in
      5 |     reword "hours" { text = "How many hours? Call {phone}.", because = "asked for" },
        |            ^^^^^^^
      = give it in the placeholders of the country: placeholders = { phone = "…" }
    "#);
    let run = workspace.run(&["export", "XEX/children", "--format", "html", "-o", "paper.html"]);
    insta::assert_snapshot!(run.stdout, @"
    wrote paper.html: 8 questions in en.

    * {phone} is read out as it stands here: nothing fills it in
    * {helpline} is read out as it stands here: nothing fills it in
    ");
    assert!(workspace.read("paper.html").contains("{phone} is read out as it stands here"));
    // What fills them may be given.
    workspace.replace(
        "countries/exampleland/init.lua",
        "  adapt ",
        "  placeholders = { helpline = \"100\", phone = \"101\" },\n  adapt ",
    );
    let run = workspace.run(&["check", "XEX"]);
    assert!(run.code == 0 && !run.stderr.contains("read out"), "{}", run.all());
}
