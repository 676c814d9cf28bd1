//! Words written where an option asks which, made options of their question.

use crate::common::Workspace;

/// Records of a question with several answers and of one with one.
const WORDS: &str = "\
record_id,interview_date,stratum,psu,weight,age,online,hours,places,places_specify,who,who_specify
W1,2024-03-01,a,1,1,12,yes,2,home other,At work,friend,
W2,2024-03-01,a,1,1,13,yes,2,other, at WORK ,other,my aunt
W3,2024-03-01,a,2,1,14,yes,2,work other,at work,other,My aunt
W4,2024-03-01,b,3,1,15,yes,2,other,in the market,other,
W5,2024-03-01,b,3,1,16,yes,2,home,,friend,
W6,2024-03-01,b,4,1,17,yes,2,other,nowhere,dont_know,
";

const QUESTIONS: &str = r#"
        select_multiple "places" "Where do you go online?" {
          class = "core",
          options = { { "home", "At home" }, { "work", "At work" }, { "other", "Elsewhere", specify = true }, { "none", "Nowhere", exclusive = true } },
        },
        select_one "who" "Who helps you?" {
          class = "core",
          options = { { "friend", "A friend" }, { "relative", "A relative" }, { "other", "Someone else", specify = true } },
          allow = { "dont_know" },
        },
"#;

fn with_words() -> Workspace {
    let workspace = Workspace::with_store();
    let end = "      },\n    },\n  },\n}\n";
    workspace.replace("methodology/init.lua", end, &format!("{QUESTIONS}{end}"));
    workspace.write("words.csv", WORDS);
    let run = workspace.run(&["import", "XEX/children", "words.csv"]);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace
}

fn specify(workspace: &Workspace, question: &str, words: &str, to: &str) -> crate::common::Run {
    let base = ["decide", "XEX/children", "--because", "the same place", "--specify", question];
    workspace.run(&[&base[..], &["--words", words, "--to", to]].concat())
}

fn count(workspace: &Workspace, question: &str, answer: &str) -> i64 {
    let rows = workspace.run(&["freq", &format!("XEX/children/{question}"), "--json"]).rows();
    rows.iter().find(|r| r["answer"] == answer).map_or(0, |r| r["n"].as_i64().expect("n"))
}

#[test]
fn words_are_listed_with_their_records_and_nothing_else() {
    let workspace = with_words();
    insta::assert_snapshot!(workspace.run(&["decide", "XEX/children", "--specify", "places"]).all(), @r#"
    Where do you go online?
    XEX/survey/children/places_specify

    words          records
    ─────────────  ───────
    At work              3
    in the market        1
    nowhere              1

    * dh decide XEX/survey/children --specify places --words "…" --to OPTION --because "…" makes words
      an option, in every record that has them; capital letters and spaces around them make no
      difference
    * workroom only: words may say who wrote them; they go into no table and no report
    --- stderr ---

    --- exit 0 ---
    "#);
    let rows = workspace.run(&["decide", "XEX/children", "--specify", "who", "--json"]).rows();
    assert_eq!((rows.len(), &rows[0]["words"], &rows[0]["records"]), (1, &"my aunt".into(), &2.into()));
    let none = workspace.run(&["decide", "XEX/children", "--specify", "online"]);
    insta::assert_snapshot!(none.all(), @"
    --- stderr ---
    error: no option of 'online' asks which
      = questions that ask: places, who
    --- exit 2 ---
    ");
    workspace.write("scripts/sly.lua", "print(words(\"XEX/children\", \"places\"))\n");
    let sly = workspace.run(&["run", "scripts/sly.lua"]);
    assert!(sly.stderr.contains("a script cannot list words"), "{}", sly.all());
}

#[test]
fn words_become_an_option_in_every_record_that_has_them_and_are_words_again() {
    let workspace = with_words();
    let state = || {
        let one = |q: &str| ["home", "work", "other", "friend", "relative"].map(|a| count(&workspace, q, a));
        (one("places"), one("who"), count(&workspace, "places_specify", "skipped_by_route"))
    };
    let before = state();
    assert_eq!(before, ([2, 1, 5, 0, 0], [0, 0, 3, 2, 0], 1));
    insta::assert_snapshot!(specify(&workspace, "places", "AT work", "work").all(), @r#"
    Decision 1: 'AT work' beside places of 3 records becomes the option 'work'; 'other' leaves.

    * places_specify hang on places: what is not asked any more leaves the tables, what would be asked
      now is unanswered
    * batches stay as they came; dh decide --undo 1 --because "…" takes it back
    --- stderr ---

    --- exit 0 ---
    "#);
    assert_eq!(specify(&workspace, "who", "my aunt", "relative").code, 0);
    // Whoever had said work already has it once.
    assert_eq!(state(), ([2, 3, 2, 0, 0], [0, 0, 1, 2, 2], 4));
    let listed = workspace.run(&["decide", "XEX/children", "--specify", "places", "--json"]).rows();
    assert_eq!(listed.iter().map(|r| r["words"].clone()).collect::<Vec<_>>(), ["in the market", "nowhere"]);
    insta::assert_snapshot!(workspace.run(&["decide", "XEX/children"]).all(), @"
    decision  what                                  because         who     when                  state
    ────────  ────────────────────────────────────  ──────────────  ──────  ────────────────────  ──────
           1  'AT work' beside places becomes       the same place  tester  2026-03-01T09:30:00Z  stands
              'work' everywhere
           2  'my aunt' beside who becomes          the same place  tester  2026-03-01T09:30:00Z  stands
              'relative' everywhere
    --- stderr ---

    --- exit 0 ---
    ");
    let log = workspace.run(&["audit", "--json"]).stdout.to_lowercase();
    assert!(!log.contains("at work") && !log.contains("aunt"), "{log}");
    for id in ["2", "1"] {
        assert_eq!(workspace.run(&["decide", "--undo", id, "--because", "not needed"]).code, 0);
    }
    assert_eq!(state(), before);
}

#[test]
fn words_that_were_corrected_first_are_taken_as_corrected() {
    let workspace = with_words();
    let fix = [
        "decide",
        "XEX/children",
        "--record",
        "W4",
        "--item",
        "places_specify",
        "--to",
        "at work",
        "--because",
        "x",
    ];
    assert_eq!(workspace.run(&fix).code, 0);
    let run = specify(&workspace, "places", "at work", "work");
    assert!(run.stdout.contains("4 records"), "{}", run.all());
    assert_eq!(count(&workspace, "places", "work"), 4);
}

#[test]
fn words_that_fit_no_option_change_nothing() {
    let workspace = with_words();
    let mut said = String::new();
    for (question, words, to) in [
        ("places", "at wrok", "work"),
        ("places", "at work", "wrok"),
        ("places", "at work", "other"),
        ("places", "at work", "none"),
        ("places", "", "work"),
        ("age", "at work", "work"),
        ("online", "at work", "yes"),
    ] {
        let run = specify(&workspace, question, words, to);
        assert_eq!(run.code, 2, "{question} {words} {to}: {}", run.all());
        said.push_str(&run.stderr);
    }
    let run = workspace.run(&[
        "decide",
        "XEX/children",
        "--specify",
        "places",
        "--words",
        "at work",
        "--because",
        "x",
    ]);
    said.push_str(&run.stderr);
    insta::assert_snapshot!(said, @r#"
    error: no record of XEX/survey/children has the words 'at wrok' beside 'places'
      = dh decide XEX/survey/children --specify places lists the words there are
      = nothing was changed

    error: 'places' has no option 'wrok'
      = did you mean 'work'?
      = valid here: home, work, other, none
      = a new option is an added option of the country's script, with its reason
      = nothing was changed

    error: 'other' is the option that asks which
      = nothing was changed

    error: 'none' goes with no other option, and 2 records of those with these words chose others too
      = correct those one by one (--record ID --item places --to …); nothing was changed

    error: no record of XEX/survey/children has the words '' beside 'places'
      = dh decide XEX/survey/children --specify places lists the words there are
      = nothing was changed

    error: no option of 'age' asks which
      = questions that ask: places, who
      = nothing was changed

    error: no option of 'online' asks which
      = questions that ask: places, who
      = nothing was changed

    error: it is not clear which words become which option
      = --specify places --words "at work" --to OPTION; nothing was changed
    "#);
    assert!(workspace.run(&["decide"]).stdout.contains("No decisions have been made."));
    // Alone it may stand.
    assert_eq!(specify(&workspace, "places", "nowhere", "none").code, 0);
}

#[test]
fn words_of_one_record_leave_with_it() {
    let workspace = with_words();
    assert_eq!(specify(&workspace, "places", "in the market", "home").code, 0);
    assert_eq!(specify(&workspace, "places", "at work", "work").code, 0);
    for record in ["W4", "W1"] {
        let run =
            workspace.run(&["store", "erase", "XEX/children", record, "--because", "consent withdrawn"]);
        assert_eq!(run.code, 0, "{}", run.all());
    }
    let list = workspace.run(&["decide", "XEX/children"]);
    insta::assert_snapshot!(list.all(), @"
    decision  what                                  because         who     when                  state
    ────────  ────────────────────────────────────  ──────────────  ──────  ────────────────────  ──────
           1  words beside places, erased with      (erased)        tester  2026-03-01T09:30:00Z  stands
              their record
           2  'at work' beside places becomes       the same place  tester  2026-03-01T09:30:00Z  stands
              'work' everywhere
    --- stderr ---

    --- exit 0 ---
    ");
    assert_eq!(count(&workspace, "places", "work"), 2);
}
