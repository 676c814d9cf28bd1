//! Interviews that a supervisor asks a few questions of again: what may be asked,
//! where it is held, what is found by it.

use insta::assert_snapshot;
use serde_json::Value;

use crate::common::{Workspace, repository};

/// The workspace of `docs/rehearsal.md`, with six interviews that are made up.
fn held() -> Workspace {
    let workspace = Workspace::empty();
    let page = std::fs::read_to_string(repository().join("docs/rehearsal.md")).expect("the page");
    let mut rest = page.as_str();
    while let Some((_, after)) = rest.split_once("```lua file=") {
        let (file, after) = after.split_once('\n').expect("a name");
        let (text, after) = after.split_once("```").expect("an end");
        workspace.write(file, text);
        rest = after;
    }
    workspace.replace("methodology/quality.lua", "threshold(\"least\", 10)", "threshold(\"least\", 3)");
    workspace.run(&["store", "create", "--plain"]);
    let mut csv =
        "record_id,interview_date,interviewer,case_number,age,uses,at_home,rules,walk\n".to_string();
    for (n, who) in ["ann", "ann", "ann", "ben", "ben", "ben"].iter().enumerate() {
        csv += &format!("SIMULATED-{n},2025-03-03,{who},c{n},{},yes,yes,no,{}\n", 30 + n, 10 + n);
    }
    workspace.write("six.csv", &csv);
    let run = workspace.run(&["import", "XEX/caregivers", "six.csv", "--simulated"]);
    assert_eq!(run.code, 0, "{}", run.all());
    workspace
}

fn import(workspace: &Workspace, csv: &str, options: &[&str]) -> crate::common::Run {
    workspace.write("again.csv", csv);
    workspace.run(&[&["import", "XEX/caregivers", "again.csv", "--back-check"][..], options].concat())
}

/// What a check saw: subject, value, flag, beside.
fn seen(workspace: &Workspace, check: &str) -> String {
    let rows = workspace.run(&["quality", "XEX/caregivers", "--json"]).rows();
    let of = rows.iter().filter(|r| r["kind"] == "seen" && r["check"] == check);
    let one = |r: &Value| {
        let number = |n: &Value| n.as_f64().map_or("null".into(), |n| format!("{n:.2}"));
        format!(
            "{} {} {} {} {}\n",
            r["subject"].as_str().expect("a subject"),
            number(&r["value"]),
            r["flag"],
            number(&r["beside"]),
            r["records"]
        )
    };
    of.map(one).collect()
}

/// Ben's respondents say otherwise; one number of Ann's is another; a case that
/// nobody knows; a question that the interview did not put.
const AGAIN: &str = "\
record_id,interview_date,interviewer,case_number,age,uses,rules,learnt,walk
SIMULATED-b0,2025-03-05,sue,c0,30,yes,no,yes,10
SIMULATED-b1,2025-03-05,sue,c1,31,yes,no,,21
SIMULATED-b2,2025-03-05,tom,c2,32,yes,no,,12
SIMULATED-b3,2025-03-05,tom,c3,50,no,yes,,13
SIMULATED-b4,2025-03-05,tom,c4,dont_know,no,yes,,14
SIMULATED-b5,2025-03-05,tom,c9,35,yes,no,,15
";

#[test]
fn an_interviewer_whose_respondents_say_otherwise_is_flagged_and_nobody_else() {
    let workspace = held();
    let csv = AGAIN.replace("dont_know", "51");
    let run = import(&workspace, &csv, &["--simulated"]);
    assert_snapshot!(run.all(), @"
    XEX/survey/caregivers

    file       imported  here already  erased before  off route  to look at
    ─────────  ────────  ────────────  ─────────────  ─────────  ──────────
    again.csv         6             0              0          0           0

    * SIMULATED: everything made from these records says so
    * back-checks are in no table: dh quality XEX/survey/caregivers compares them with the interviews
    * audit head 626c1f72550b (3 entries)
    * this store is NOT encrypted: whoever has the file can read every record
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(seen(&workspace, "back_check"), @r#"
    ann 0.00 false 9.00 []
    ben 1.00 true 6.00 ["SIMULATED-3","SIMULATED-4"]
    "#);
    assert_snapshot!(seen(&workspace, "back_check_question"), @"
    age · fact 0.40 false null []
    walk · may change 0.20 null null []
    uses · skill 0.40 false 0.00 []
    rules · skill 0.40 false 0.00 []
    ");
    assert_snapshot!(seen(&workspace, "back_check_number"), @"
    age · fact 6.80 false 0.26 []
    walk · may change 2.00 false 0.00 []
    ");
    assert_snapshot!(seen(&workspace, "back_checker"), @"
    sue 0.00 null 6.00 []
    tom 0.67 null 9.00 []
    ");
    assert_snapshot!(seen(&workspace, "back_check_case"), @r#"SIMULATED-b5 0.00 true null ["SIMULATED-b5"]"#);
    assert_snapshot!(seen(&workspace, "back_check_share"), @"
    ann 1.00 false 3.00 []
    ben 0.67 false 3.00 []
    ");
}

#[test]
fn back_checks_stand_in_no_table_and_leave_with_the_interview_they_are_of() {
    let workspace = held();
    let before = workspace.run(&["freq", "XEX/caregivers/uses", "--json"]).rows();
    let csv = AGAIN.replace("dont_know", "51");
    assert_eq!(import(&workspace, &csv, &["--simulated"]).code, 0);
    assert_eq!(workspace.run(&["freq", "XEX/caregivers/uses", "--json"]).rows(), before);
    // Twice adds nothing.
    let rows = import(&workspace, &csv, &["--simulated", "--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["duplicates"]), (&0.into(), &6.into()));
    let erased =
        workspace.run(&["store", "erase", "XEX/caregivers", "SIMULATED-3", "--because", "consent withdrawn"]);
    assert_snapshot!(erased.stdout, @"
    The record is erased from batch 1 of XEX/survey/caregivers.

    With it 1 back-check is erased.

    * a tombstone without content stays, so that importing the file again does not bring it back
    * backups and files outside the store still hold it: erase them there too
    * this store is NOT encrypted: whoever has the file can read every record
    ");
    let cases = workspace.run(&["quality", "XEX/caregivers", "--json"]).rows();
    let case =
        cases.iter().find(|r| r["check"] == "back_check_case" && r["kind"] == "check").expect("a check");
    assert_eq!(case["looked_at"], 5);
    // It does not come back with the file.
    let rows = import(&workspace, &format!("{csv}\n"), &["--simulated", "--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["erased_before"]), (&0.into(), &1.into()), "{rows:?}");
}

#[test]
fn a_back_check_asks_nothing_that_is_not_declared_and_nothing_sensitive() {
    let workspace = held();
    let more = AGAIN.replace("dont_know", "51").replace(",walk\n", ",talks\n");
    let run = import(&workspace, &more, &["--simulated"]);
    assert_snapshot!(run.stderr, @"
    again.csv:1: error: column 'talks' is no question of survey/caregivers and no record column
      = take the column away, or give it the name of the question it holds
      = a back-check holds case_number, age, walk, uses, rules, learnt and nothing else
    ");
    let real = import(&workspace, &AGAIN.replace("SIMULATED-", "R-").replace("dont_know", "51"), &[]);
    assert_snapshot!(real.stderr, @"
    error: the store holds simulated interviews of XEX/survey/caregivers
      = back-checks belong to the interviews they are of: --simulated where those are; nothing was
        imported
    ");
    assert_eq!(workspace.run(&["store", "--json"]).rows().len(), 1);
    workspace.replace("methodology/caregivers.lua", "select_one \"talks\" \"Do you talk about it with your child?\" { class = \"core\",", "select_one \"talks\" \"Do you talk about it with your child?\" { class = \"core\", sensitive = true,");
    workspace.replace(
        "methodology/quality.lua",
        "back_check = { age = 1, uses = 2, rules = 2, learnt = 2, walk = 3 }",
        "back_check = { age = 4, talks = 2, ended = 1, uzes = 2 }",
    );
    assert_snapshot!(workspace.run(&["check"]).stderr, @"
    methodology/quality.lua:41:24: error: the kind of 'age' is 1, 2 or 3
      41 |   back_check = { age = 4, talks = 2, ended = 1, uzes = 2 },
         |                        ^
      = 1: a fact, which must not change; 2: it takes skill to ask; 3: it may change

    methodology/quality.lua:41:27: error: 'talks' is sensitive: a back-check never asks it again
      41 |   back_check = { age = 4, talks = 2, ended = 1, uzes = 2 },
         |                           ^^^^^
      = take it out; facts such as an age show as well whether an interview was held

    methodology/quality.lua:41:38: error: 'ended' is answered by the interviewer: nobody can be asked it again
      41 |   back_check = { age = 4, talks = 2, ended = 1, uzes = 2 },
         |                                      ^^^^^

    methodology/quality.lua:41:49: error: survey/caregivers asks respondents no question 'uzes'
      41 |   back_check = { age = 4, talks = 2, ended = 1, uzes = 2 },
         |                                                 ^^^^
      = did you mean 'uses'?
    ");
    workspace.replace(
        "methodology/quality.lua",
        "  back_check = { age = 4, talks = 2, ended = 1, uzes = 2 },\n",
        "",
    );
    let run = import(&workspace, AGAIN, &["--simulated"]);
    assert_snapshot!(run.stderr, @r#"
    error: no back-check is declared for survey/caregivers
      = quality "survey/caregivers" { back_check = { age = 1, … } } says which questions a supervisor
        asks again; nothing was imported
    "#);
    let run = workspace.run(&["simulate", "XEX/caregivers", "--back-checks", "b.csv", "-o", "m.csv"]);
    assert_snapshot!(run.stderr, @r#"
    error: no back-check is declared for survey/caregivers
      = quality "survey/caregivers" { back_check = { age = 1, … } } says which questions a supervisor
        asks again
    "#);
    assert!(!workspace.path().join("m.csv").exists());
}

#[test]
fn what_was_put_to_nobody_the_first_time_is_not_compared() {
    let workspace = held();
    // `learnt` has no column in the interviews; an answer that is refused the second time is another.
    let run = import(&workspace, &AGAIN.replace(",dont_know,no,", ",51,prefer_not,"), &["--simulated"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let questions = seen(&workspace, "back_check_question");
    assert!(!questions.contains("learnt"), "{questions}");
    assert!(questions.contains("uses · skill 0.40"), "{questions}");
}

#[test]
fn the_sample_says_where_interviews_are_missing_and_where_none_should_be() {
    let workspace = held();
    let mut csv = "record_id,interview_date,interviewer,psu,stratum,case_number,age\n".to_string();
    for (n, psu) in ["p1", "p1", "p1", "p2", "p9"].iter().enumerate() {
        csv += &format!("SIMULATED-s{n},2025-03-03,ann,{psu},north,s{n},40\n");
    }
    workspace.write("placed.csv", &csv);
    workspace.run(&["store", "create", "--plain", "--store", "placed.dh"]);
    let store = ["--store", "placed.dh"];
    let run =
        workspace.run(&[&["import", "XEX/caregivers", "placed.csv", "--simulated"][..], &store].concat());
    assert_eq!(run.code, 0, "{}", run.all());
    workspace.write("drawn.csv", "psu,sampling_stratum,take\np1,north,2\np2,north,2\np3,south,4\n");
    let quality = |more: &[&str]| {
        workspace.run(&[&["quality", "XEX/caregivers", "--sample", "drawn.csv"][..], &store, more].concat())
    };
    let run = quality(&[]);
    assert_snapshot!(run.stdout.lines().take(8).collect::<Vec<_>>().join("\n"), @"
    XEX/survey/caregivers: checks of 5 interviews

    5 of 8 planned interviews are held (62 %).

    stratum  PSUs begun  drawn  held  planned    %
    ───────  ──────────  ─────  ────  ───────  ───
    north             2      2     4        4  100
    south             0      1     0        4    0
    ");
    let rows = quality(&["--json"]).rows();
    let flagged = |check: &str| -> Vec<String> {
        let is = |r: &&Value| r["check"] == check && r["kind"] == "seen" && r["flag"] == true;
        rows.iter().filter(is).map(|r| format!("{} {}", r["subject"], r["value"])).collect()
    };
    assert_eq!(flagged("not_drawn"), ["\"p9\" 1.0"]);
    assert_eq!(flagged("over_take"), ["\"p1\" 3.0"]);
    let south = rows.iter().find(|r| r["kind"] == "progress" && r["subject"] == "south").expect("a stratum");
    assert_eq!(
        (&south["value"], &south["threshold"], &south["flag"]),
        (&0.into(), &4.0.into(), &true.into())
    );
    workspace.write("drawn.csv", "psu,sampling_stratum,take\np1,north,some\np2,north,2\np2,north,2\n");
    assert_snapshot!(quality(&[]).all(), @"
    --- stderr ---
    drawn.csv:2: error: column 'take': no number of interviews
      2 | p1,north,some

    drawn.csv:4: error: column 'psu': 'p2' stands twice
      4 | p2,north,2
    --- exit 2 ---
    ");
}

#[test]
fn a_country_has_thresholds_of_its_own_with_a_reason_that_is_printed() {
    let workspace = held();
    let script = "countries/exampleland/init.lua";
    let quality = |check: &str| {
        let rows = workspace.run(&["quality", "XEX/caregivers", "--json"]).rows();
        let row = rows.iter().find(|r| r["check"] == check && r["kind"] == "check").expect("a check");
        let one = |t: &Value| format!("{} {} ({})", t["name"], t["value"], t["because"]);
        row["thresholds"].as_array().expect("thresholds").iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let before = quality("busy_day");
    assert_eq!(before, "\"busy_day\" 3.0 (\"general practice\")");
    workspace.replace(
        script,
        "languages = { \"en\" },",
        "languages = { \"en\" },\n  checks \"survey/caregivers\" {\n    thresholds = { busy_day = 5 },\n    because = { busy_day = \"teams work in pairs\" },\n  },",
    );
    assert_eq!(quality("busy_day"), "\"busy_day\" 5.0 (\"teams work in pairs\")");
    assert_eq!(quality("slow"), "\"slow\" 0.5 (\"general practice\")", "what is not named stays");
    let said = workspace.run(&["quality", "XEX/caregivers"]).stdout;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("in XEX: busy_day is 5 (teams work in pairs); countries/exampleland/init.lua:4"),
        "{said}"
    );
    workspace.replace(script, "because = { busy_day = \"teams work in pairs\" }", "because = {}");
    assert_snapshot!(workspace.run(&["check"]).stderr, @r#"
    countries/exampleland/init.lua:5:20: error: the threshold 'busy_day' has no reason
      5 |     thresholds = { busy_day = 5 },
        |                    ^^^^^^^^
      = because = { busy_day = "its source, or: general practice" }
    "#);
}

#[test]
fn as_many_are_drawn_to_be_asked_again_as_are_missing_and_no_answer_leaves() {
    let workspace = held();
    workspace.replace(
        "methodology/quality.lua",
        "threshold(\"back_check_share\", 0.1)",
        "threshold(\"back_check_share\", 0.6)",
    );
    let draw = |file: &str, seed: &str| {
        workspace.run(&["quality", "XEX/caregivers", "--draw-back-checks", file, "--seed", seed])
    };
    // Two of Ann's three and two of Ben's; one of Ben's was asked again already.
    let one = AGAIN.lines().filter(|l| l.starts_with("record_id") || l.contains(",c3,"));
    let run = import(&workspace, &one.map(|l| format!("{l}\n")).collect::<String>(), &["--simulated"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let run = draw("list.csv", "3");
    assert_snapshot!(run.stdout, @"
    XEX/survey/caregivers: 3 interviews drawn to be asked again

    interviewer  interviews  asked again  drawn
    ───────────  ──────────  ───────────  ─────
    ann                   3            0      2
    ben                   3            1      1

    * SIMULATED: made up by a program; says nothing about any child or country
    * wrote list.csv: workroom only; it holds no answer
    * who said that nobody may come back is not asked again: the program does not know it
    ");
    let list = workspace.read("list.csv");
    assert_eq!(list.lines().next(), Some("case,record,interview_date,interviewer,area,psu"));
    let drawn: Vec<&str> = list.lines().skip(1).collect();
    assert_eq!(drawn.iter().filter(|l| l.contains(",ann,")).count(), 2, "{list}");
    assert_eq!(drawn.iter().filter(|l| l.contains(",ben,")).count(), 1, "{list}");
    assert!(!list.contains("c3,"), "{list}");
    // The same seed draws the same, and what is there stays.
    assert_eq!(draw("again_list.csv", "3").code, 0);
    assert_eq!(workspace.read("again_list.csv"), list);
    assert_eq!(draw("list.csv", "4").code, 2);
    assert_eq!(workspace.read("list.csv"), list);
    assert!((4..30).any(|seed| {
        let file = format!("other_{seed}.csv");
        draw(&file, &seed.to_string());
        workspace.read(&file) != list
    }));
    // Where enough were asked again there is no list.
    assert_eq!(import(&workspace, &AGAIN.replace("dont_know", "51"), &["--simulated"]).code, 0);
    let run = draw("none.csv", "3");
    assert!(
        run.stdout.contains("nothing was written") && !workspace.path().join("none.csv").exists(),
        "{}",
        run.all()
    );
}
