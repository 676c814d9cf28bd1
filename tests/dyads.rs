//! A child's record and its caregiver's: paired, counted together, kept apart.

use insta::assert_snapshot;

use crate::common::{CLEARED, Run, Workspace};

const METHOD: &str = r#"
    questionnaire "caregivers" "Caregivers" {
      respondents = "one caregiver of each child",
      population = "caregivers of internet-using children 12-17",
      section "who" "Who" {
        case "case_number" "Case number" { class = "core" },
        select_one "rules" "Are there rules at home?" {
          class = "core",
          options = { { "yes", "Yes" }, { "no", "No" } },
          allow = { "dont_know" },
        },
        select_one "trust" "How much trust?" {
          class = "core",
          options = { { "much", "Much" }, { "little", "Little" } },
        },
      },
    },
    questionnaire "children" "Children" {
      respondents = "children",
      population = "internet-using children 12-17",
      section "who" "Who" {
        case "case_number" "Case number" { class = "core" },
        select_one "sex" "A girl or a boy?" {
          class = "core",
          options = { { "girl", "Girl" }, { "boy", "Boy" } },
        },
        select_one "rules" "Are there rules at home?" {
          class = "core",
          options = { { "yes", "Yes" }, { "no", "No" } },
          allow = { "dont_know", "prefer_not" },
        },
      },
    },
"#;

const DYAD: &str = r#"
  dyad "survey/caregivers" {
    with = "survey/children",
    by = "case_number",
    stands_for = "children with the caregiver who was asked",
    weight = "survey/children",
    adjust = "stratum",
    because = "A pair is drawn with its child.",
    smallest = 1,
  },
"#;

/// Both questionnaires, paired, with an empty store.
fn paired() -> Workspace {
    let workspace = Workspace::small();
    let script = workspace.read("methodology/init.lua");
    let from = script.find("    questionnaire").expect("a questionnaire");
    workspace.write("methodology/init.lua", &format!("{}{METHOD}  }},\n{DYAD}}}\n", &script[..from]));
    workspace.replace(
        "methodology/indicators.lua",
        r#"proportion "online" "Children who are online""#,
        r#"proportion "with_rules" "Children with rules at home""#,
    );
    workspace.replace("methodology/indicators.lua", "online == yes", "rules == yes");
    workspace.write("countries/exampleland/init.lua", CLEARED);
    let made = workspace.run(&["store", "create", "--key-file", "store.key"]);
    assert_eq!(made.code, 0, "{}", made.all());
    workspace
}

/// Children c1 to c8, of whom c7 has no caregiver and c8 stands twice.
const CHILDREN: &str = "\
record_id,interview_date,stratum,psu,weight,case_number,sex,rules
K1,2024-03-01,a,1,10,c1,girl,yes
K2,2024-03-01,a,1,10,c2,boy,yes
K3,2024-03-01,a,2,20,c3,girl,no
K4,2024-03-01,a,2,20,c4,boy,no
K7,2024-03-01,a,2,30,c7,boy,yes
K5,2024-03-01,b,3,10,c5,girl,dont_know
K6,2024-03-01,b,4,30,c6,girl,yes
K8,2024-03-01,b,4,5,c8,girl,yes
K9,2024-03-01,b,4,5,c8,boy,no
";

/// Their caregivers, one of a child that was not asked, and one without a number.
const CAREGIVERS: &str = "\
record_id,interview_date,stratum,psu,weight,case_number,rules,trust
G1,2024-03-02,a,1,9,c1,yes,much
G2,2024-03-02,a,1,9,c2,no,much
G3,2024-03-02,a,2,9,c3,no,little
G4,2024-03-02,a,2,9,c4,yes,much
G5,2024-03-02,b,3,9,c5,yes,much
G6,2024-03-02,b,4,9,c6,yes,much
G8,2024-03-02,b,4,9,c8,yes,much
G9,2024-03-02,b,4,9,c99,yes,much
G10,2024-03-02,b,4,9,,no,much
";

fn import(workspace: &Workspace, of: &str, file: &str, text: &str) -> Run {
    workspace.write(file, text);
    workspace.run(&["import", &format!("XEX/{of}"), file])
}

/// With the records of both.
fn held() -> Workspace {
    let workspace = paired();
    let run = import(&workspace, "children", "children.csv", CHILDREN);
    assert_eq!(run.code, 0, "{}", run.all());
    let run = import(&workspace, "caregivers", "caregivers.csv", CAREGIVERS);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace
}

fn close(found: &serde_json::Value, expected: f64) {
    let found = found.as_f64().unwrap_or(f64::NAN);
    assert!((found - expected).abs() < 1e-9, "{found} and not {expected}");
}

#[test]
fn an_import_says_who_has_no_partner_and_only_where_there_are_any() {
    let workspace = paired();
    let first = import(&workspace, "children", "children.csv", CHILDREN);
    assert!(!first.stdout.contains("partner"), "{}", first.all());
    let second = import(&workspace, "caregivers", "caregivers.csv", CAREGIVERS);
    assert_snapshot!(second.all(), @"
    XEX/survey/caregivers

    file            imported  here already  erased before  off route  to look at
    ──────────────  ────────  ────────────  ─────────────  ─────────  ──────────
    caregivers.csv         9             0              0          0           0

    * case_number: 7 numbers here and with XEX/survey/children, 1 here only, 1 there only; dh dyads
      XEX/survey/caregivers --list names them
    * audit head e141ab29fed9 (3 entries)
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn records_without_a_partner_are_counted_and_listed_by_their_number_alone() {
    let workspace = held();
    let list = workspace.run(&["dyads", "XEX/caregivers", "--list"]);
    assert_snapshot!(list.all(), @"
    XEX/survey/caregivers with XEX/survey/children, by case_number

    stands for  children with the caregiver who was asked
    weights     those of survey/children, in each stratum raised to all its records
    because     A pair is drawn with its child.

    records                    caregivers  children
    ─────────────────────────  ──────────  ────────
    in a pair                           6         6
    without a partner                   1         1
    number in several records           1         2
    without a number                    1         0
    all                                 9         9

    case_number  of          stands
    ───────────  ──────────  ─────────────────────────
    c99          caregivers  without a partner
    c8           caregivers  number in several records
    c7           children    without a partner
    c8           children    number in several records

    * CHECK: 1 record of XEX/survey/caregivers has a number that several records have: in no pair until
      it is corrected (dh decide); dh dyads XEX/survey/caregivers --list names them
    * CHECK: 2 records of XEX/survey/children have a number that several records have: in no pair until
      it is corrected (dh decide); dh dyads XEX/survey/children --list names them
    * caregivers: workroom only; batch 2, audit head e141ab29fed9 (3 entries)
    * children: workroom only; batch 1, audit head e141ab29fed9 (3 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    for record in ["K1", "K7", "G9", "girl", "much"] {
        assert!(!list.stdout.contains(record), "{record} of one record is shown: {}", list.all());
    }
    // A correction of the number makes the pair.
    let fixed = workspace.run(&[
        "decide",
        "XEX/caregivers",
        "--record",
        "G9",
        "--item",
        "case_number",
        "--to",
        "c7",
        "--because",
        "typed wrongly",
    ]);
    assert_eq!(fixed.code, 0, "{}", fixed.all());
    let rows = workspace.run(&["dyads", "XEX/children", "--json"]).rows();
    let count = |standing: &str| {
        let of = rows.iter().find(|r| r["standing"] == standing && r["address"] == "XEX/survey/children");
        of.expect("a row")["count"].clone()
    };
    assert_eq!((count("pair"), count("alone"), count("repeated")), (7.into(), 0.into(), 2.into()));
}

#[test]
fn a_table_of_pairs_keeps_every_state_and_has_the_weights_it_was_told() {
    let workspace = held();
    let table = workspace.run(&["dyads", "XEX/children/rules", "--lonely", "adjust"]);
    assert_snapshot!(table.all(), @"
    XEX/survey/children with XEX/survey/caregivers, by case_number
    2 strata, 4 PSUs

    children: Are there rules at home? (rows) by caregivers: Are there rules at home? (columns)

    stands for  children with the caregiver who was asked
    weights     those of survey/children, in each stratum raised to all its records
    because     A pair is drawn with its child.
    pairs       6 of 9 children and 9 caregivers

    per cent of all pairs, weighted

    children / caregivers    Yes     No    all
    ─────────────────────  ─────  ─────  ─────
    Yes                    37.5*  10.7*  48.2*
    No                     21.4*  21.4*  42.9*
    don't know              8.9*   0.0*   8.9*
    all                    67.9*  32.1*  100.0

    pairs, as counted

    children / caregivers  Yes  No  all
    ─────────────────────  ───  ──  ───
    Yes                      2   1    3
    No                       1   1    2
    don't know               1   0    1
    all                      4   2    6

    what both sides answer, in percentage points

    answer  caregivers less children    95 % interval    SE      p
    ──────  ────────────────────────  ───────────────  ────  ─────
    Yes                        +11.8  −403.8 to 427.4  32.7  0.780
    No                         −11.8  −427.4 to 403.8  32.7  0.780

    base             5 pairs in which both answered
    the same answer  64.7* % (95 % interval 0.4–99.9, SE 10.9), by weight
    Cohen's kappa    0.282 (95 % interval −1.845 to 2.409, SE 0.167)
    same shares      F = 0.13, 1 and 1 degrees of freedom, p = 0.780: Wald's test by the design that
                     children and caregivers answer alike as a whole

    * an asterisk: fewer than 25 in the base; parentheses: 25 to 49
    * CHECK: 2 records of XEX/survey/children have a number that several records have: in no pair until
      it is corrected (dh decide); dh dyads XEX/survey/children --list names them
    * CHECK: 1 record of XEX/survey/caregivers has a number that several records have: in no pair until
      it is corrected (dh decide); dh dyads XEX/survey/caregivers --list names them
    * how respondents were selected is not stated: the intervals hold for a random sample only
    * children: workroom only; batch 1, audit head e141ab29fed9 (3 entries)
    * caregivers: workroom only; batch 2, audit head e141ab29fed9 (3 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["dyads", "XEX/children/rules", "--lonely", "adjust", "--json"]).rows();
    let cell = |row: &str, column: &str| {
        rows.iter().find(|r| r["row"] == row && r["column"] == column).expect("a cell").clone()
    };
    // Stratum a: pairs weigh 60 of 90, so each weighs half as much again;
    // stratum b: 40 of 50, a quarter more.
    close(&cell("yes", "yes")["count_weighted"], 15.0 + 37.5);
    close(&cell("yes", "no")["count_weighted"], 15.0);
    close(&cell("no", "no")["count_weighted"], 30.0);
    close(&cell("no", "yes")["count_weighted"], 30.0);
    close(&cell("dont_know", "yes")["count_weighted"], 12.5);
    close(&cell("yes", "yes")["estimate"], 52.5 / 140.0);
    // Without don't know: 82.5 of 127.5 agree; 67.5 children and 82.5 caregivers say yes.
    let agreement = rows.iter().find(|r| r["kind"] == "agreement").expect("agreement");
    close(&agreement["estimate"], 82.5 / 127.5);
    let chance = (67.5 * 82.5 + 60.0 * 45.0) / (127.5 * 127.5);
    let kappa = rows.iter().find(|r| r["kind"] == "kappa").expect("kappa");
    close(&kappa["estimate"], (82.5 / 127.5 - chance) / (1.0 - chance));
    let yes = rows.iter().find(|r| r["kind"] == "difference" && r["level"] == "yes").expect("a difference");
    close(&yes["value"], 100.0 * (82.5 - 67.5) / 127.5);
    // Of two answers, the test of both shares is that of either.
    let test = rows.iter().find(|r| r["kind"] == "test").expect("a test");
    close(&test["p"], yes["p"].as_f64().expect("a p"));
    assert!(rows.iter().all(|r| r["disclosure"].is_string() && r["simulated"] == false));
}

#[test]
fn a_pair_may_have_the_weights_of_the_caregiver_as_they_are() {
    let workspace = held();
    workspace.replace(
        "methodology/init.lua",
        "weight = \"survey/children\"",
        "weight = \"survey/caregivers\"",
    );
    workspace.replace("methodology/init.lua", "adjust = \"stratum\"", "adjust = \"none\"");
    let rows = workspace.run(&["dyads", "XEX/children/rules", "--lonely", "adjust", "--json"]).rows();
    let all: f64 =
        rows.iter().filter(|r| r["kind"] == "cell").filter_map(|r| r["count_weighted"].as_f64()).sum();
    close(&all.into(), 6.0 * 9.0);
    let other = workspace.run(&[
        "dyads",
        "XEX/caregivers/trust",
        "XEX/children/sex",
        "--lonely",
        "adjust",
        "--where",
        "rules == yes",
        "--json",
    ]);
    let pairs: u64 =
        other.rows().iter().filter(|r| r["kind"] == "cell").filter_map(|r| r["count"].as_u64()).sum();
    assert_eq!(pairs, 4, "{}", other.all());
    let said = workspace.run(&["dyads", "XEX/caregivers/trust", "XEX/children/sex", "--lonely", "adjust"]);
    assert!(said.stdout.contains("the two have other options"), "{}", said.all());
}

#[test]
fn a_table_of_one_side_says_whom_it_stands_for() {
    let workspace = held();
    let tab = |of: &str| workspace.run(&["tab", of, "rules", "--lonely", "adjust"]);
    let (children, caregivers) = (tab("XEX/children"), tab("XEX/caregivers"));
    assert!(children.stdout.contains("* stands for: internet-using children 12-17\n"), "{}", children.all());
    assert!(
        caregivers.stdout.contains("* stands for: caregivers of internet-using children 12-17\n"),
        "{}",
        caregivers.all()
    );
    let rows = workspace.run(&["tab", "XEX/caregivers", "rules", "--lonely", "adjust", "--json"]).rows();
    assert!(rows.iter().all(|r| r["stands_for"] == "caregivers of internet-using children 12-17"));
}

#[test]
fn scripts_and_the_prompt_have_the_same_table() {
    let workspace = held();
    workspace.write(
        "pairs.lua",
        "print(dyads(\"XEX/children\", { list = true }))\n\
         print(dyads(\"XEX/children/rules\", \"XEX/caregivers/rules\", { percent = \"row\", lonely = \"adjust\" }))\n",
    );
    let script = workspace.run(&["run", "pairs.lua"]);
    let list = workspace.run(&["dyads", "XEX/children", "--list"]);
    let table = workspace.run(&["dyads", "XEX/children/rules", "--percent", "row", "--lonely", "adjust"]);
    assert_eq!(script.stdout, format!("{}{}", list.stdout, table.stdout), "{}", script.all());
}

#[test]
fn where_every_child_has_a_caregiver_the_margin_is_the_childrens_own_table() {
    let workspace = paired();
    let children = CHILDREN.replace("K9,2024-03-01,b,4,5,c8", "K9,2024-03-01,b,4,5,c9");
    assert_eq!(import(&workspace, "children", "children.csv", &children).code, 0);
    let more = CAREGIVERS.replace(",c99,", ",c7,").replace("9,,no,much", "9,c9,no,much");
    assert_eq!(import(&workspace, "caregivers", "caregivers.csv", &more).code, 0);
    let rows = workspace.run(&["dyads", "XEX/children/sex", "XEX/caregivers/trust", "--json"]).rows();
    let own = workspace.run(&["tab", "XEX/children", "sex", "--json"]).rows();
    for sex in ["girl", "boy"] {
        let margin = rows.iter().find(|r| r["kind"] == "margin" && r["row"] == sex).expect("a margin");
        let own = own.iter().find(|r| r["answer"] == sex).expect("a share");
        for number in ["estimate", "se", "low", "high", "df", "n", "n_weighted"] {
            close(&margin[number], own[number].as_f64().expect("a number"));
        }
    }
}

#[test]
fn both_questionnaires_say_that_they_are_paired() {
    let workspace = paired();
    for (of, with) in [("children", "caregivers"), ("caregivers", "children")] {
        let shown = workspace.run(&["show", &format!("XEX/{of}")]).stdout;
        assert!(shown.contains(&format!("paired with  survey/{with}, by case_number")), "{shown}");
    }
}

#[test]
fn small_cells_are_kept_back_and_with_them_what_they_would_follow_from() {
    let workspace = held();
    workspace.replace("methodology/init.lua", "smallest = 1", "smallest = 3");
    let run = workspace.run(&["dyads", "XEX/children/rules", "--lonely", "adjust"]);
    assert!(run.stdout.contains("…: kept back; fewer than 3 pairs"), "{}", run.all());
    let rows = workspace.run(&["dyads", "XEX/children/rules", "--lonely", "adjust", "--json"]).rows();
    let yes = rows.iter().find(|r| r["row"] == "yes" && r["column"] == "no").expect("a cell");
    assert_eq!(
        (yes["state"].as_str(), yes["count"].is_null(), yes["estimate"].is_null()),
        (Some("withheld"), true, true)
    );
    let agreement = rows.iter().find(|r| r["kind"] == "agreement").expect("agreement");
    assert_eq!(agreement["state"], "withheld", "two by two, the number that agree gives the table away");
}

#[test]
fn what_makes_no_pairs_says_so() {
    let workspace = held();
    let run = |arguments: &[&str]| workspace.run(&[&["dyads"], arguments].concat()).stderr;
    assert_snapshot!(run(&["XEX/children/rules", "XEX/children/sex"]), @"
    error: XEX/survey/children is not paired with XEX/survey/children
      = its partners are the records of XEX/survey/caregivers
    ");
    assert_snapshot!(run(&["XEX/children/rules", "XEX/caregivers"]), @"
    error: one of the two addresses names a question, the other does not
      = dh dyads XEX/survey/children/QUESTION XEX/survey/caregivers/QUESTION
    ");
    assert_snapshot!(run(&["XEX/children/case_number"]), @"
    error: 'case_number' of XEX/survey/children has no single answers to choose from
      = pairs are compared by questions with one answer, or by variables: dh decide … --derive
    ");
    assert_snapshot!(run(&["XEX/children", "--percent", "row"]), @"
    error: these options are those of a table: both questions are missing
      = dh dyads XEX/survey/children/QUESTION XEX/survey/caregivers/QUESTION
    ");
    // Made-up caregivers beside real children would be neither.
    let other = paired();
    import(&other, "children", "children.csv", CHILDREN);
    other.write("caregivers.csv", CAREGIVERS);
    let made = other.run(&["import", "XEX/caregivers", "caregivers.csv", "--simulated"]);
    assert_eq!(made.code, 0, "{}", made.all());
    assert_snapshot!(other.run(&["dyads", "XEX/children"]).stderr, @"
    error: the records of XEX/survey/caregivers are simulated, those of XEX/survey/children are real: they make no pairs
      = keep simulated records in a store of their own: --store FILE
    ");
}

#[test]
fn a_pairing_that_cannot_be_is_a_complaint_at_its_line() {
    let workspace = paired();
    let checked = |from: &str, to: &str| {
        workspace.replace("methodology/init.lua", from, to);
        let run = workspace.run(&["check"]);
        workspace.replace("methodology/init.lua", to, from);
        run.stderr
    };
    assert_snapshot!(checked("by = \"case_number\"", "by = \"rules\""), @r#"
    methodology/init.lua:53:10: error: 'rules' is no case number, text or whole number that survey/caregivers asks
      53 |     by = "rules",
         |          ^^^^^^^
      = valid here: case_number
    "#);
    assert_snapshot!(checked("with = \"survey/children\"", "with = \"survey/caregivers\""), @r#"
    methodology/init.lua:52:12: error: survey/caregivers cannot be paired with itself
      52 |     with = "survey/caregivers",
         |            ^^^^^^^^^^^^^^^^^^^
      = name the questionnaire of the partners
    "#);
    assert_snapshot!(checked("smallest = 1", "smallest = 0"), @"
    methodology/init.lua:58:16: error: 'smallest' is 0: from 1 (no cell is kept back) to 1000
      58 |     smallest = 0,
         |                ^
    ");
}

#[test]
fn a_permit_does_not_let_the_number_of_the_pair_out_by_the_way() {
    let workspace = paired();
    let permit = "  permit \"office\" {\n    of = \"survey/children\", to = \"The office\", purpose = \"weights\", fields = { \"sex\", \"case_number\" },\n    audience = \"partner\", valid = { \"2026-01-01\", \"2026-12-31\" }, given_by = \"the institute\",\n    source = \"https://example.org/permit\",\n  },\n";
    workspace.replace(
        "countries/exampleland/init.lua",
        "  safeguards {",
        &format!("{permit}  safeguards {{"),
    );
    assert_snapshot!(workspace.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:13:87: error: with 'case_number' these records can be put together with those of survey/caregivers
      13 |     of = "survey/children", to = "The office", purpose = "weights", fields = { "sex", "case_number" },
         |                                                                                       ^^^^^^^^^^^^^
      = child and caregiver are kept apart from each other: leave it out
      = or say that the two may be put together: pairs = true
    "#);
    workspace.replace(
        "countries/exampleland/init.lua",
        "purpose = \"weights\"",
        "pairs = true, purpose = \"weights\"",
    );
    assert_eq!(workspace.run(&["check"]).code, 0);
}

#[test]
fn a_simulated_survey_has_its_caregivers_and_the_children_stay_the_same() {
    let workspace = paired();
    let simulate = |more: &[&str]| {
        let run = workspace.run(&[&["simulate", "XEX/children", "--n", "600", "--seed", "3"], more].concat());
        assert_eq!(run.code, 0, "{}", run.all());
    };
    simulate(&["-o", "alone.csv"]);
    simulate(&["--with", "XEX/caregivers", "-o", "both.csv"]);
    simulate(&["--with", "XEX/caregivers", "-o", "again.csv"]);
    assert_eq!(workspace.read("alone.csv"), workspace.read("both.csv"));
    assert_eq!(workspace.read("both.caregivers.csv"), workspace.read("again.caregivers.csv"));
    let wrong = workspace.run(&["simulate", "XEX/caregivers", "--with", "XEX/children", "-o", "wrong.csv"]);
    assert_snapshot!(wrong.stderr, @"
    error: a pair is drawn with the record of survey/children
      = dh simulate XEX/survey/children --with XEX/survey/caregivers
    ");
    assert_eq!(workspace.run(&["store", "create", "--store", "trial.dh", "--plain"]).code, 0);
    let stored = workspace.run(&[
        "simulate",
        "XEX/children",
        "--with",
        "XEX/caregivers",
        "--n",
        "600",
        "--seed",
        "3",
        "--store",
        "trial.dh",
    ]);
    assert_eq!(stored.code, 0, "{}", stored.all());
    let rows = workspace.run(&["dyads", "XEX/children", "--store", "trial.dh", "--json"]).rows();
    let count = |standing: &str, of: &str| {
        let row =
            rows.iter().find(|r| r["standing"] == standing && r["address"] == format!("XEX/survey/{of}"));
        row.expect("a row")["count"].as_u64().unwrap_or_default()
    };
    let pairs = count("pair", "children");
    assert!((540..600).contains(&pairs) && count("alone", "children") > 0, "{rows:?}");
    assert!(count("alone", "caregivers") > 0 && count("repeated", "children") == 0, "{rows:?}");
    let table = workspace.run(&["dyads", "XEX/children/rules", "--store", "trial.dh", "--json"]).rows();
    let kappa = table.iter().find(|r| r["kind"] == "kappa").expect("kappa");
    assert!(kappa["low"].as_f64() > Some(0.1), "child and caregiver agree beyond chance: {kappa}");
    assert!(table.iter().all(|r| r["simulated"] == true));
}
