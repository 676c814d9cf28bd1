//! What `dh check` says of routes before anybody is asked: only what is
//! certain, at the author's line.

use std::collections::BTreeMap;
use std::sync::Arc;

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::data::State;
use dh::expr::{
    self, Cell, CellValue, Checked, Demand, Domain, Profile, Row, Scope, Type, World, eval_routing,
    impossible,
};
use dh::ops::Workbench;
use proptest::prelude::*;

use crate::common::Workspace;
use crate::walk::workspace;

/// The complaints about a section "s" with these questions, behind three
/// questions that everybody answers or refuses.
fn complaints(questions: &str) -> String {
    check(&workspace(&format!(
        r#"      age_from = "age",
      section "first" "First" {{
        integer "age" "How old?" {{ class = "core", range = {{ 12, 17 }} }},
        select_one "online" "Online?" {{ class = "core", options = {{ {{ "yes", "Yes" }}, {{ "no", "No" }} }}, allow = {{ "dont_know" }} }},
        select_multiple "devices" "Devices?" {{
          class = "core", ask_if = "online == yes", allow = {{ "prefer_not" }},
          options = {{ {{ "phone", "Phone" }}, {{ "laptop", "Laptop" }}, {{ "none", "None", exclusive = true }} }},
        }},
        select_one "school" "School?" {{ class = "core", options = {{ {{ "yes", "Yes" }}, {{ "no", "No" }} }} }},
      }},
      section "s" "S" {{
{questions}
      }},
"#
    )))
}

fn check(workspace: &Workspace) -> String {
    let run = workspace.run(&["check"]);
    run.stderr.replace("methodology/", "")
}

fn select(id: &str, rest: &str) -> String {
    format!(
        "select_one \"{id}\" \"?\" {{ class = \"core\", options = {{ {{ \"yes\", \"Yes\" }}, {{ \"no\", \"No\" }} }}, {rest} }},"
    )
}

#[test]
fn what_can_be_is_not_complained_of() {
    let good = [
        select("a", "ask_if = \"age >= 15 and online == yes\""),
        select("b", "ask_if = \"not (online == yes)\""),
        select("c", "ask_if = \"answered(devices) and not selected(devices, none)\""),
        select("d", "ask_if = \"missing(devices) or count_selected(devices) > 1\""),
        select("e", "ages = { 15, 17 }"),
        select("f", "ask_if = \"age * 2 > 33 or school == no\""),
        "integer \"g\" \"?\" { class = \"core\", range = { 0, 24 }, must = \"g ~= 13\", warn_if = \"g > 16\" },".into(),
        select("h", "ends_if = \"h == yes and age == 12\", ends_as = \"over\""),
    ];
    assert_eq!(complaints(&good.concat()), "");
}

#[test]
fn a_question_that_nobody_reaches_is_an_error() {
    let all = [
        select("a", "ask_if = \"age > 17\""),
        select("b", "ask_if = \"online == yes and online == no\""),
        select("c", "ask_if = \"selected(devices, phone) and selected(devices, none)\""),
        select("d", "ask_if = \"answered(devices) and online == no\""),
        select("e", "ages = { 18, 19 }"),
        select("f", "ask_if = \"missing(age)\""),
        select("g", "ask_if = \"age < 15\", ages = { 15, 17 }"),
        select("h", "ask_if = \"count_selected(devices) > 3\""),
        select("i", "ask_if = \"age + 2 < 14\""),
        select("j", "ask_if = \"age in (10, 11, 18)\""),
    ];
    insta::assert_snapshot!(complaints(&all.join("\n")), @r#"
    init.lua:30:95: error: nobody is asked 'a': its condition never holds
      30 | select_one "a" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "age > 17" },
         |                                                                                               ^^^^^^^^^^
      = the condition is: age > 17

    init.lua:31:95: error: nobody is asked 'b': its condition never holds
      31 | …{ class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "online == yes and online == no" },
         |                                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = the condition is: online == yes and online == no

    init.lua:32:95: error: nobody is asked 'c': its condition never holds
      32 | …ions = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "selected(devices, phone) and selected(devices, none)" }…
         |                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = the condition is: selected(devices, phone) and selected(devices, none)

    init.lua:33:95: error: nobody is asked 'd': its condition never holds
      33 | …ass = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "answered(devices) and online == no" },
         |                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = the condition is: answered(devices) and online == no

    init.lua:34:93: error: nobody is asked 'e': no answer to 'age' lies in its ages
      34 | select_one "e" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ages = { 18, 19 } },
         |                                                                                             ^

    init.lua:35:95: error: nobody is asked 'f': its condition never holds
      35 | …elect_one "f" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "missing(age)" },
         |                                                                                               ^^^^^^^^^^^^^^
      = the condition is: missing(age)

    init.lua:36:95: error: nobody is asked 'g': its own and its ages never hold together
      36 | …?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "age < 15", ages = { 15, 17 } },
         |                                                                                ^^^^^^^^^^
      = the condition is: age < 15

    init.lua:37:95: error: nobody is asked 'h': its condition never holds
      37 | …?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "count_selected(devices) > 3" },
         |                                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = the condition is: count_selected(devices) > 3

    init.lua:38:95: error: nobody is asked 'i': its condition never holds
      38 | …elect_one "i" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "age + 2 < 14" },
         |                                                                                               ^^^^^^^^^^^^^^
      = the condition is: age + 2 < 14

    init.lua:39:95: error: nobody is asked 'j': its condition never holds
      39 | …ne "j" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "age in (10, 11, 18)" },
         |                                                                                        ^^^^^^^^^^^^^^^^^^^^^
      = the condition is: age in (10, 11, 18)
    "#);
}

#[test]
fn a_section_that_nobody_reaches_is_told_once() {
    let text = format!("ask_if = \"devices == 1\",\n{}", select("a", ""));
    let text = text.replace("devices == 1", "selected(devices, phone) and online ~= yes");
    insta::assert_snapshot!(complaints(&format!("{text}\n{}", select("b", "ask_if = \"age > 13\""))), @r#"
    init.lua:30:10: error: nobody reaches section 's': its condition never holds
      30 | ask_if = "selected(devices, phone) and online ~= yes",
         |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_condition_that_always_holds_is_a_warning() {
    let all = [
        select("a", "ask_if = \"age >= 12\""),
        select("b", "ask_if = \"school in (yes, no)\""),
        select("c", "ask_if = \"answered(online) or missing(online)\""),
    ];
    insta::assert_snapshot!(complaints(&all.join("\n")), @r#"
    init.lua:30:95: warning: the condition of 'a' holds for everyone who comes to it
      30 | select_one "a" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "age >= 12" },
         |                                                                                               ^^^^^^^^^^^
      = leave it out, or say what was meant

    init.lua:31:95: warning: the condition of 'b' holds for everyone who comes to it
      31 | …ne "b" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "school in (yes, no)" },
         |                                                                                        ^^^^^^^^^^^^^^^^^^^^^
      = leave it out, or say what was meant

    init.lua:32:95: warning: the condition of 'c' holds for everyone who comes to it
      32 | …ss = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "answered(online) or missing(online)" },
         |                                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = leave it out, or say what was meant
    "#);
    // Where a refusal may stand, it does not always hold.
    assert_eq!(complaints(&select("d", "ask_if = \"online in (yes, no)\"")), "");
}

#[test]
fn checks_and_endings_that_say_nothing_or_refuse_everything_are_told() {
    let all = [
        "integer \"a\" \"?\" { class = \"core\", range = { 0, 24 }, must = \"a > 24\" },".to_string(),
        "integer \"b\" \"?\" { class = \"core\", range = { 0, 24 }, must = \"b <= 24\" },".into(),
        "integer \"c\" \"?\" { class = \"core\", range = { 0, 24 }, warn_if = \"c > 30\" },".into(),
        "integer \"d\" \"?\" { class = \"core\", range = { 0, 24 }, must = \"d < 10\", warn_if = \"d >= 10\" },".into(),
        "decimal \"e\" \"?\" { class = \"core\", range = { 0, 1 }, warn_if = \"e < 2\" },".into(),
        select("f", "must = \"f == yes or age > 17\""),
        select("g", "ends_if = \"g == yes and age > 17\", ends_as = \"over\""),
        select("h", "ends_unless = \"h in (yes, no) and age > 17\", ends_as = \"over\""),
        "select_multiple \"i\" \"?\" { class = \"core\", options = { { \"x\", \"X\" }, { \"y\", \"Y\" } }, must = \"not selected(i, y)\" },".into(),
    ];
    insta::assert_snapshot!(complaints(&all.join("\n")), @r#"
    init.lua:30:61: error: 'a' takes no answer at all: 'must' never holds
      30 | integer "a" "?" { class = "core", range = { 0, 24 }, must = "a > 24" },
         |                                                             ^^^^^^^^

    init.lua:35:93: error: the option 'no' of 'f' can never be chosen: 'must' refuses it
      35 | …one "f" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, must = "f == yes or age > 17" },
         |                                                                                       ^^^^^^^^^^^^^^^^^^^^^^

    init.lua:37:100: error: every interview that comes to 'h' ends there
      37 | …tions = { { "yes", "Yes" }, { "no", "No" } }, ends_unless = "h in (yes, no) and age > 17", ends_as = "over" },
         |                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    init.lua:38:92: error: the option 'y' of 'i' can never be chosen: 'must' refuses it
      38 | …ct_multiple "i" "?" { class = "core", options = { { "x", "X" }, { "y", "Y" } }, must = "not selected(i, y)" },
         |                                                                                         ^^^^^^^^^^^^^^^^^^^^

    init.lua:31:61: warning: 'must' of 'b' refuses no answer that it could be given
      31 | integer "b" "?" { class = "core", range = { 0, 24 }, must = "b <= 24" },
         |                                                             ^^^^^^^^^

    init.lua:32:64: warning: 'warn_if' of 'c' never speaks up: no accepted answer meets it
      32 | integer "c" "?" { class = "core", range = { 0, 24 }, warn_if = "c > 30" },
         |                                                                ^^^^^^^^

    init.lua:33:81: warning: 'warn_if' of 'd' never speaks up: no accepted answer meets it
      33 | integer "d" "?" { class = "core", range = { 0, 24 }, must = "d < 10", warn_if = "d >= 10" },
         |                                                                                 ^^^^^^^^^

    init.lua:34:63: warning: 'warn_if' of 'e' speaks up at every answer
      34 | decimal "e" "?" { class = "core", range = { 0, 1 }, warn_if = "e < 2" },
         |                                                               ^^^^^^^

    init.lua:36:96: warning: no interview ends at 'g': nobody meets 'ends_if'
      36 | …"core", options = { { "yes", "Yes" }, { "no", "No" } }, ends_if = "g == yes and age > 17", ends_as = "over" },
         |                                                                    ^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn what_follows_a_gate_knows_that_it_was_passed() {
    let gate =
        select("gate", "allow = { \"prefer_not\" }, ends_unless = \"gate == yes\", ends_as = \"refused\"");
    let text = format!("{gate}\n{}", select("a", "ask_if = \"gate == no\""));
    insta::assert_snapshot!(complaints(&text), @r#"
    init.lua:31:95: error: nobody is asked 'a': its condition never holds
      31 | select_one "a" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "gate == no" },
         |                                                                                               ^^^^^^^^^^^^
      = the condition is: gate == no
    "#);
    let text = format!("{gate}\n{}", select("a", "ask_if = \"gate == yes\""));
    insta::assert_snapshot!(complaints(&text), @r#"
    init.lua:31:95: warning: the condition of 'a' holds for everyone who comes to it
      31 | select_one "a" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "gate == yes" },
         |                                                                                               ^^^^^^^^^^^^^
      = leave it out, or say what was meant
    "#);
    // Behind the end the gate may have been refused.
    let text = format!(
        "{gate}\n}},\nsection \"close\" \"Close\" {{ after_end = true,\n{}",
        select("a", "ask_if = \"gate == no\"")
    );
    assert_eq!(complaints(&text), "");
}

#[test]
fn whatever_is_read_before_it_is_answered_is_an_error_at_its_field() {
    let all = [
        select("a", "ask_if = \"b == yes\""),
        select("b", "ask_if = \"a == yes\""),
        select("c", "must = \"e > 1\""),
        select("d", "ends_if = \"e > 1\", ends_as = \"over\""),
        "calculation \"w\" \"W\" { class = \"core\", value = \"e * 2\" },".into(),
        "integer \"e\" \"?\" { class = \"core\", range = { 0, 9 }, ask_if = \"e > 1\" },".into(),
        "roster \"r\" \"R\" { class = \"core\", count = \"z\", integer \"m\" \"?\" { class = \"core\", ask_if = \"n == yes\" },".to_string()
            + &select("n", "") + "},",
        "random_pick \"p\" \"P\" { class = \"core\", from = \"q\" },".into(),
        "roster \"q\" \"Q\" { class = \"core\", count = \"e\", integer \"o\" \"?\" { class = \"core\" } },".into(),
        "integer \"z\" \"?\" { class = \"core\" },".into(),
    ];
    insta::assert_snapshot!(complaints(&all.join("\n")), @r#"
    init.lua:30:95: error: 'a' is routed by 'b', which is asked later
      30 | select_one "a" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ask_if = "b == yes" },
         |                                                                                               ^^^^^^^^^^
      = 'b' waits for 'a' in turn: a circle
      = route by questions that come before

    init.lua:32:93: error: 'c' is checked against 'e', which is asked later
      32 | select_one "c" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, must = "e > 1" },
         |                                                                                             ^^^^^^^
      = a check is made when the answer is given: put it on the later question

    init.lua:33:96: error: 'd' reads 'e' in 'ends_if', which is asked later
      33 | …" "?" { class = "core", options = { { "yes", "Yes" }, { "no", "No" } }, ends_if = "e > 1", ends_as = "over" },
         |                                                                                    ^^^^^^^
      = route by questions that come before

    init.lua:34:47: error: 'w' is worked out from 'e', which comes later
      34 | calculation "w" "W" { class = "core", value = "e * 2" },
         |                                               ^^^^^^^
      = route by questions that come before

    init.lua:35:62: error: 'e' is asked only if its own answer says so
      35 | integer "e" "?" { class = "core", range = { 0, 9 }, ask_if = "e > 1" },
         |                                                              ^^^^^^^
      = route by questions that come before

    init.lua:36:42: error: 'r' reads 'z' in 'count', which is asked later
      36 | roster "r" "R" { class = "core", count = "z", integer "m" "?" { class = "core", ask_if = "n == yes" },select_o…
         |                                          ^^^
      = route by questions that come before

    init.lua:36:90: error: 'm' is routed by 'n', which is asked later
      36 | …unt = "z", integer "m" "?" { class = "core", ask_if = "n == yes" },select_one "n" "?" { class = "core", option…
         |                                                        ^^^^^^^^^^
      = route by questions that come before

    init.lua:37:46: error: 'p' picks from 'q', which does not come before it
      37 | random_pick "p" "P" { class = "core", from = "q" },
         |                                              ^^^
    "#);
    let own = format!("ask_if = \"a == yes\",\n{}", select("a", ""));
    insta::assert_snapshot!(complaints(&own), @r#"
    init.lua:30:10: error: section 's' is routed by 'a', which is not asked before it
      30 | ask_if = "a == yes",
         |          ^^^^^^^^^^
      = route by questions that come before
    "#);
}

#[test]
fn what_a_country_changes_is_checked_over_its_own_plan() {
    let workspace = workspace(
        r#"      section "s" "S" {
        integer "age" "How old?" { class = "core", range = { 12, 17 } },
        select_one "device" "Which?" { class = "adaptable", options = { { "phone", "Phone" }, { "tablet", "Tablet" }, { "none", "None" } } },
        text "why" "Why?" { class = "optional", ask_if = "device in (phone, none)" },
        text "which" "Which one?" { class = "optional", ask_if = "device ~= none" },
      },
"#,
    );
    workspace.replace(
        "countries/exampleland/init.lua",
        "languages =",
        r#"adapt "survey/children" {
    ask_only_if "which" { condition = "age < 12", because = "the board asked for it" },
    ask_only_if "why" { condition = "age >= 12", because = "the board asked for it" },
  },
  languages ="#,
    );
    insta::assert_snapshot!(check(&workspace), @r#"
    countries/exampleland/init.lua:4:17: error: in Exampleland: nobody is asked 'which': its condition never holds
      4 |     ask_only_if "which" { condition = "age < 12", because = "the board asked for it" },
        |                 ^^^^^^^
      = the condition is: (device ~= none) and (age < 12)
    "#);
}

// ── what is called impossible is impossible ──────────────────────────────

/// Four questions whose every answer can be tried.
struct Small {
    routes: BTreeMap<&'static str, Vec<Checked>>,
}

const NAMES: [&str; 4] = ["one", "two", "some", "n"];

impl Scope for Small {
    fn lookup(&self, name: &str) -> Option<Type> {
        let options = || vec!["a".to_string(), "b".to_string()];
        match name {
            "one" | "two" => Some(Type::Choice(options())),
            "some" => Some(Type::Choices(options())),
            "n" => Some(Type::Number { unit: None, proportion: false }),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        NAMES.map(str::to_string).to_vec()
    }
}

impl World for Small {
    fn domain(&self, name: &str) -> Domain {
        match name {
            "some" => Domain::Choices(vec![("a".into(), false), ("b".into(), true)]),
            "n" => Domain::Number { low: 0.0, high: 3.0, whole: true },
            _ => Domain::Choice(vec!["a".into(), "b".into()]),
        }
    }

    fn may_lack(&self, name: &str) -> bool {
        name == "one" || name == "some"
    }

    fn route(&self, name: &str) -> Vec<&Checked> {
        self.routes.get(name).map(|all| all.iter().collect()).unwrap_or_default()
    }
}

/// One respondent: an index into the answers of each question.
struct Person([usize; 4]);

const ONE: [Option<&str>; 3] = [None, Some("a"), Some("b")];
const SOME: [&[&str]; 3] = [&[], &["a"], &["b"]];

impl Row for Person {
    fn get(&self, name: &str) -> Cell<'_> {
        let none = Cell::missing(State::DontKnow);
        match name {
            "one" => ONE[self.0[0]].map_or(none, |o| Cell::answered(CellValue::Choice(o))),
            "two" => ONE[self.0[1]].map_or(none, |o| Cell::answered(CellValue::Choice(o))),
            "some" if SOME[self.0[2]].is_empty() => none,
            "some" => Cell::answered(CellValue::Choices(SOME[self.0[2]].to_vec())),
            _ if self.0[3] == 0 => none,
            _ => Cell::answered(CellValue::Number(self.0[3] as f64 - 1.0)),
        }
    }
}

/// Everyone who can be: what is reached is answered unless it may lack an
/// answer, what is not reached is not answered.
fn everyone(small: &Small) -> Vec<Person> {
    let mut all = Vec::new();
    for code in 0..3 * 3 * 3 * 5 {
        let person = Person([code % 3, code / 3 % 3, code / 9 % 3, code / 27]);
        let fits = NAMES.iter().enumerate().all(|(at, name)| {
            let reached = small.route(name).iter().all(|c| eval_routing(c, &person));
            let answered = person.0[at] > 0;
            if reached { answered || small.may_lack(name) } else { !answered }
        });
        if fits {
            all.push(person);
        }
    }
    all
}

fn condition(over: usize, seed: &mut Seed, deep: usize) -> String {
    if deep > 0 && seed.chance(0.6) {
        let (a, b) = (condition(over, seed, deep - 1), condition(over, seed, deep - 1));
        return match seed.below(3) {
            0 => format!("({a} and {b})"),
            1 => format!("({a} or {b})"),
            _ => format!("not ({a})"),
        };
    }
    let name = NAMES[seed.below(over)];
    match name {
        "some" => ["selected(some, a)", "selected(some, b)", "count_selected(some) >= 2", "missing(some)"]
            [seed.below(4)]
        .into(),
        "n" => format!("n {} {}", ["<", "<=", "==", ">", ">=", "~="][seed.below(6)], seed.below(5)),
        _ => [
            format!("{name} == a"),
            format!("{name} ~= a"),
            format!("answered({name})"),
            format!("missing({name})"),
            format!("{name} in (a, b)"),
        ][seed.below(5)]
        .clone(),
    }
}

/// How often the reasoning agrees with trying everyone: sound always, complete
/// as often as it says.
fn judged(seed: u64) -> (bool, bool) {
    let mut seed = Seed::new(seed);
    let mut small = Small { routes: BTreeMap::new() };
    for (at, name) in NAMES.iter().enumerate().skip(1) {
        if seed.chance(0.6) {
            let text = condition(at, &mut seed, 1);
            let checked = expr::check(&text, &small, Profile::Routing).expect("a condition");
            small.routes.insert(name, vec![checked]);
        }
    }
    let texts: Vec<String> = (0..2).map(|_| condition(4, &mut seed, 2)).collect();
    let checked: Vec<Checked> =
        texts.iter().map(|t| expr::check(t, &small, Profile::Routing).expect("a condition")).collect();
    let demands = [Demand::Holds(&checked[0]), Demand::Fails(&checked[1])];
    let said = impossible(&small, &demands);
    let is = !everyone(&small).iter().any(|p| eval_routing(&checked[0], p) && !eval_routing(&checked[1], p));
    assert!(
        is || !said,
        "{texts:?} can be, under {:?}",
        small.routes.values().flatten().map(Checked::source).collect::<Vec<_>>()
    );
    (said, is)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]
    #[test]
    fn what_is_called_impossible_is_impossible(seed in any::<u64>()) {
        judged(seed);
    }
}

#[test]
fn most_of_what_is_impossible_is_found() {
    let judged: Vec<(bool, bool)> = (0..3000).map(judged).collect();
    let is = judged.iter().filter(|(_, is)| *is).count();
    let said = judged.iter().filter(|(said, _)| *said).count();
    assert!(is > 300, "{is}");
    assert!(said * 100 >= is * 95, "{said} of {is}");
}

#[test]
fn the_shipped_questionnaires_have_no_flaw() {
    let bench = Workbench::open(&crate::common::repository(), &Interrupt::new());
    let countries = bench.workspace.countries.values().map(|c| bench.workspace.plan(c));
    for plan in countries.chain([bench.workspace.core()]) {
        for planned in plan.instruments.iter().map(Arc::new) {
            let flaws = dh::model::flaws(&planned);
            assert!(flaws.is_empty(), "{} in {}: {flaws:#?}", planned.instrument.path, plan.name);
        }
    }
}
