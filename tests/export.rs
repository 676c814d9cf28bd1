//! `--out FILE` and `save`: the rows of an answer for other programs.

use calamine::{Data, Reader, Xlsx, open_workbook};
use insta::assert_snapshot;

use crate::common::Workspace;

/// A sheet of a workbook as another program reads it, kinds of cells included.
fn sheet(workspace: &Workspace, file: &str, name: &str) -> String {
    let mut book: Xlsx<_> = open_workbook(workspace.path().join(file)).expect("a workbook");
    let range = book.worksheet_range(name).expect("the sheet");
    let cell = |cell: &Data| match cell {
        Data::Empty => "·".to_string(),
        Data::Float(number) => format!("#{number}"),
        Data::Bool(truth) => format!("?{truth}"),
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("|")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_workbook_says_what_it_is_before_its_numbers() {
    let workspace = Workspace::with_records();
    let run = workspace.run(&["freq", "XEX/children/online", "--out", "online.xlsx"]);
    assert_snapshot!(run.all(), @r#"
    Do you use the internet?
    XEX/survey/children/online

    answer      n  weighted n  % of all  % of answered
    ──────────  ─  ──────────  ────────  ─────────────
    Yes         3         5.5      64.7          73.3*
    No          2           2      23.5          26.7*
    answered    5         7.5      88.2          100.0
    don't know  1           1      11.8
    all         6         8.5     100.0

    * an asterisk: fewer than 25 answered; parentheses: 25 to 49
    * workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    * wrote online.xlsx (3 rows)
    --- stderr ---

    --- exit 0 ---
    "#);
    assert_snapshot!(sheet(&workspace, "online.xlsx", "about"), @r#"
    Do you use the internet? · XEX/survey/children/online|·
    workroom only: not assessed for release|·
    ·|·
    note|an asterisk: fewer than 25 answered; parentheses: 25 to 49
    note|workroom only; batch 1, audit head d43ebe9e4e71 (2 entries)
    made by|dh freq, version 0.1.0
    parentheses|in this workbook: every number that rests on fewer than 50 answers
    empty cells|a number that is absent; the column of its state, such as state or ci_state, says why
    "#);
    assert_snapshot!(sheet(&workspace, "online.xlsx", "rows"), @r#"
    address|answer|label|state|n|n_weighted|percent_of_all|percent_of_answered|value|unit|weak|base|reliability|base_all|simulated|disclosure
    XEX/survey/children/online[answer=yes]|yes|Yes|answered|#3|#5.5|#64.70588235294117|#73.33333333333333|#73.33333333333333|percent|?true|#5|fewer than 25 answered|#6|?false|workroom only: not assessed for release
    XEX/survey/children/online[answer=no]|no|No|answered|#2|#2|#23.529411764705884|#26.666666666666668|#26.666666666666668|percent|?true|#5|fewer than 25 answered|#6|?false|workroom only: not assessed for release
    XEX/survey/children/online[state=dont_know]|dont_know|don't know|dont_know|#1|#1|#11.764705882352942|·|·|percent|?true|#5|fewer than 25 answered|#6|?false|workroom only: not assessed for release
    "#);
}

#[test]
fn numbers_of_few_answers_stay_numbers_in_parentheses() {
    let workspace = Workspace::with_records();
    assert_eq!(workspace.run(&["tab", "XEX/children", "online", "--out", "t.xlsx"]).code, 0);
    let book = std::fs::read(workspace.path().join("t.xlsx")).expect("a file");
    let styles = inner(&book, "xl/styles.xml");
    assert!(styles.contains("formatCode=\"&quot;(&quot;0.00&quot;)&quot;"), "{styles}");
    let rows = sheet(&workspace, "t.xlsx", "rows");
    assert!(rows.contains("|#"), "{rows}");
    let rows = inner(&book, "xl/worksheets/sheet2.xml");
    assert!(rows.contains("state=\"frozen\""), "the header row stays: {rows}");
}

/// A file inside a workbook.
fn inner(book: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("an archive");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(name).expect("the part"), &mut text).expect("text");
    text
}

#[test]
fn the_same_answer_is_the_same_bytes() {
    let workspace = Workspace::with_records();
    for file in ["a.xlsx", "b.xlsx"] {
        assert_eq!(workspace.run(&["describe", "XEX/children", "--out", file]).code, 0);
    }
    let read = |file: &str| std::fs::read(workspace.path().join(file)).expect("a file");
    assert!(read("a.xlsx") == read("b.xlsx"), "two runs, two files");
}

#[test]
fn csv_keeps_all_digits_and_the_marks() {
    let workspace = Workspace::with_records();
    assert_eq!(workspace.run(&["tab", "XEX/children", "online", "--out", "t.csv"]).code, 0);
    let text = workspace.read("t.csv");
    let rows = workspace.run(&["tab", "XEX/children", "online", "--json"]).rows();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().expect("a header").clone();
    let first = reader.records().next().expect("a row").expect("a row");
    let cell = |name: &str| &first[headers.iter().position(|h| h == name).expect("the column")];
    assert_eq!(cell("value").parse::<f64>().ok(), rows[0]["value"].as_f64());
    assert_eq!(cell("disclosure"), "workroom only: not assessed for release");
    assert_eq!(cell("state"), rows[0]["state"].as_str().expect("a state"));
}

#[test]
fn a_text_is_never_a_formula() {
    let workspace = Workspace::small();
    workspace.replace(
        "countries/exampleland/figures.csv",
        "A report",
        "=HYPERLINK(\"\"x\"\")".replace('"', "").as_str(),
    );
    for (file, shown) in [("c.csv", "'=HYPERLINK(x)"), ("c.xlsx", "=HYPERLINK(x)")] {
        let run = workspace.run(&["compare", "published:online_published", "--out", file]);
        assert_eq!(run.code, 0, "{}", run.all());
        if file == "c.csv" {
            assert!(workspace.read(file).contains(shown), "{}", workspace.read(file));
            continue;
        }
        let rows = sheet(&workspace, file, "rows");
        assert!(rows.contains(shown), "{rows}");
        let book = std::fs::read(workspace.path().join(file)).expect("a file");
        assert!(!inner(&book, "xl/worksheets/sheet2.xml").contains("<f>"), "a formula");
    }
}

#[test]
fn an_absent_number_is_an_empty_cell_beside_its_state() {
    let workspace = Workspace::small();
    assert_eq!(workspace.run(&["compare", "published:online_published", "--out", "c.xlsx"]).code, 0);
    let rows = sheet(&workspace, "c.xlsx", "rows");
    let lines: Vec<Vec<&str>> = rows.lines().map(|l| l.split('|').collect()).collect();
    let at = |name: &str| lines[0].iter().position(|h| *h == name).expect("the column");
    assert_eq!((lines[1][at("low")], lines[1][at("range_state")]), ("·", "no bounds given"));
    assert_eq!(lines[1][at("value")], "#50");
}

#[test]
fn what_cannot_be_written_is_said_before_anything_is_done() {
    let workspace = Workspace::with_records();
    workspace.write("mine.csv", "mine\n").write("folder.csv/inner", "");
    let freq = |more: &[&str]| {
        let run = workspace.run(&[&["freq", "XEX/children/online"], more].concat());
        assert!(run.stdout.is_empty(), "{}", run.all());
        run.stderr
    };
    let complaints = [
        freq(&["--out", "a.sav"]),
        freq(&["--out", "mine.csv"]),
        freq(&["--out", "folder.csv", "--force"]),
        freq(&["--out", "mine.csv/a.csv"]),
    ];
    assert_snapshot!(complaints.join("\n"), @"
    error: a.sav: what is written ends in .csv, .xlsx or .json
      = nothing was written


    error: mine.csv is there already
      = name another file, or give --force to replace it; nothing was changed


    error: folder.csv is a folder
      = name a file in it


    error: cannot write mine.csv/a.csv: a file stands where a folder should be
      = nothing was changed; free some space or choose another folder
    ");
    assert_eq!(workspace.read("mine.csv"), "mine\n");
    assert_eq!(workspace.run(&["freq", "XEX/children/online", "--out", "mine.csv", "--force"]).code, 0);
    assert!(
        workspace.read("mine.csv").contains("XEX/survey/children/online"),
        "{}",
        workspace.read("mine.csv")
    );
    // A verb that fails writes nothing.
    let wrong = workspace.run(&["freq", "XEX/children/onlin", "--out", "new.csv"]);
    assert_eq!(wrong.code, 2);
    assert!(!workspace.path().join("new.csv").exists());
}

#[test]
fn a_script_saves_a_workbook_under_out() {
    let workspace = Workspace::with_records();
    workspace.write("scripts/s.lua", "save(freq \"XEX/children/online\", \"online.xlsx\")\n");
    let run = workspace.run(&["run", "scripts/s.lua", "--key-file", "store.key"]);
    assert_snapshot!(run.all(), @r#"
    wrote out/online.xlsx (3 rows)
    --- stderr ---

    --- exit 0 ---
    "#);
    assert!(sheet(&workspace, "out/online.xlsx", "rows").contains("online"));
    workspace.write("scripts/s.lua", "save(freq \"XEX/children/online\", \"online.sav\")\n");
    assert_snapshot!(workspace.run(&["run", "scripts/s.lua", "--key-file", "store.key"]).all(), @r#"
    --- stderr ---
    scripts/s.lua:1: error: online.sav: what is written ends in .csv, .xlsx or .json
      1 | save(freq "XEX/children/online", "online.sav")
      = nothing was written
    --- exit 2 ---
    "#);
}
