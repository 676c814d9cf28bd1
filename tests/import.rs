//! `dh import`: whole or not at all, twice adds nothing, every complaint with
//! its line.

use crate::common::{SIX, Workspace, dh_in};

/// Imports a text and expects a refusal that changes nothing.
fn bad(text: &[u8]) -> String {
    let workspace = Workspace::with_store();
    std::fs::write(workspace.path().join("bad.csv"), text).expect("written");
    let run = workspace.run(&["import", "XEX/children", "bad.csv"]);
    assert_eq!(run.code, 2, "{}", run.all());
    assert_eq!(run.stdout, "");
    assert_eq!(workspace.run(&["store", "--json"]).rows().len(), 0);
    run.stderr
}

#[test]
fn six_records_come_in_and_twice_adds_nothing() {
    let workspace = Workspace::with_store();
    insta::assert_snapshot!(workspace.run(&["import", "XEX/children", "six.csv"]).all(), @"
    XEX/survey/children

    file     imported  here already  erased before  off route  to look at
    ───────  ────────  ────────────  ─────────────  ─────────  ──────────
    six.csv         6             0              0          0           0

    * audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    insta::assert_snapshot!(workspace.run(&["import", "XEX/children", "six.csv"]).all(), @"
    XEX/survey/children

    file     imported  here already  erased before  off route  to look at
    ───────  ────────  ────────────  ─────────────  ─────────  ──────────
    six.csv         0             6              0          0           0

    * audit head d43ebe9e4e71 (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    // The same records in another file: a second export of the platform.
    workspace.write("again.csv", &format!("{SIX}R7,2024-03-03,b,4,0.5,17,no,\n"));
    let rows = workspace.run(&["import", "XEX/children", "again.csv", "--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["duplicates"]), (&1.into(), &6.into()));
    assert_eq!(workspace.run(&["store", "--json"]).rows().len(), 2);
}

#[test]
fn a_record_that_came_back_with_other_answers_is_refused() {
    let workspace = Workspace::with_records();
    workspace.write("other.csv", &SIX.replace("R2,2024-03-01,a,1,1.5,13", "R2,2024-03-01,a,1,1.5,14"));
    insta::assert_snapshot!(workspace.run(&["import", "XEX/children", "other.csv"]).all(), @"
    --- stderr ---
    error: 1 record (R2) is here already with other answers
      = a batch never changes: correct a record with dh decide, or leave it out of the file; nothing was
        changed
    --- exit 2 ---
    ");
}

#[test]
fn everything_wrong_with_a_file_is_listed_with_its_line() {
    let text = "\
record_id,interview_date,age,online,hours
R1,2024-03-01,twelve,yes,2
R2,2024-02-30,13,perhaps,
R3,,14,dont_know,
R1,2024-03-01,15,yes
R5,2024-03-01,15,yes,\"2,5\"
R6,2024-03-01,15,prefer_not,
";
    insta::assert_snapshot!(bad(text.as_bytes()), @"
    bad.csv:2: error: 'age' should be a whole number, not 'twelve'
      = digits only, with a point before decimals and a minus sign where it is below zero

    bad.csv:3: error: 'interview_date' is no day of the calendar
      = dates are written YYYY-MM-DD, such as 2020-11-30, and must exist

    bad.csv:3: error: 'perhaps' is no option of 'online'
      = valid here: yes, no

    bad.csv:4: error: 'interview_date' is empty
      = dates are written YYYY-MM-DD, such as 2020-11-30, and must exist

    bad.csv:5: error: this row has 4 cells, the header 5
      = a row may be cut off, or a text with a line break may lack its quotation marks

    bad.csv:6: error: 'hours' should be a whole number, but is written with a comma
      = write the decimals with a point, and thousands without a sign

    bad.csv:7: error: 'online' does not allow 'prefer_not'
      = it allows dont_know
    ");
}

#[test]
fn files_that_are_no_csv_of_this_instrument_are_told_apart() {
    let mut said = String::new();
    for (what, bytes) in [
        ("empty", b"".as_slice()),
        ("header alone", b"record_id,interview_date,age,online,hours\n"),
        ("workbook", b"PK\x03\x04whatever"),
        ("old workbook", b"\xd0\xcf\x11\xe0whatever"),
        ("utf-16", b"\xff\xfer\0e\0"),
        ("semicolons", b"record_id;interview_date;age\nR1;2024-03-01;12\n"),
        ("latin-1 header", b"record_id,interview_date,\xe9ge\nR1,2024-03-01,12\n"),
        ("unknown column", b"record_id,interview_date,agge\nR1,2024-03-01,12\n"),
        ("column twice", b"record_id,interview_date,age,age\nR1,2024-03-01,12,12\n"),
        ("no id", b"interview_date,age\n2024-03-01,12\n"),
        ("zeros", b"\0\0\0\0\n\0\0\n"),
    ] {
        said.push_str(&format!("{what}:\n{}", bad(bytes).trim_start()));
    }
    insta::assert_snapshot!(said, @"
    empty:
    bad.csv: error: the file is empty
      = nothing was imported

    header alone:
    bad.csv:1: error: the file has a header and no records
      = nothing was imported

    workbook:
    bad.csv: error: this zip archive is damaged or not whole: invalid Zip archive: Could not find EOCD
      = download or copy it again; nothing was imported

    old workbook:
    bad.csv: error: this is an old Excel workbook or a locked one, whatever its name says
      = open it and save it as .xlsx without a password, or as CSV UTF-8
      = nothing was imported

    utf-16:
    bad.csv: error: this is text in UTF-16, not CSV
      = save it as CSV UTF-8

    semicolons:
    bad.csv:1: error: cells are separated by semicolons
      = save the file with commas: in a spreadsheet, as 'CSV UTF-8 (comma delimited)'

    latin-1 header:
    bad.csv:1: error: the header row is not UTF-8 text
      = save the file as CSV UTF-8

    unknown column:
    bad.csv:1: error: column 'agge' is no question of survey/children and no record column
      = did you mean 'age'?
      = take the column away, or give it the name of the question it holds

    column twice:
    bad.csv:1: error: column 'age' stands twice, as column 3 and 4
      = take one away, or give it the name of the question it holds

    no id:
    bad.csv:1: error: there is no column 'record_id': the record id
      = the questionnaire's 'records' say what a file calls it

    zeros:
    bad.csv:1: error: this is no text
      = save the file as CSV UTF-8
    ");
}

#[test]
fn marks_and_line_ends_of_spreadsheets_are_no_trouble() {
    let workspace = Workspace::with_store();
    let text = format!("\u{feff}{}", SIX.replace('\n', "\r\n"));
    workspace.write("sheet.csv", &text);
    let rows = workspace.run(&["import", "XEX/children", "sheet.csv", "--json"]).rows();
    assert_eq!(rows[0]["imported"], 6);
}

#[test]
fn an_answer_off_the_route_is_kept_aside() {
    let workspace = Workspace::with_store();
    workspace.write("off.csv", &SIX.replace("R2,2024-03-01,a,1,1.5,13,no,", "R2,2024-03-01,a,1,1.5,13,no,9"));
    insta::assert_snapshot!(workspace.run(&["import", "XEX/children", "off.csv"]).all(), @"
    XEX/survey/children

    file     imported  here already  erased before  off route  to look at
    ───────  ────────  ────────────  ─────────────  ─────────  ──────────
    off.csv         6             0              0          1           0

    * off.csv: 1 answer stands where the routing asks nothing: kept aside, in no table
    * audit head bedbe5e2075f (2 entries)
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["freq", "XEX/children/hours", "--json"]).rows();
    assert!(rows.iter().all(|r| r["answer"] != "9"), "{rows:?}");
    assert!(rows.iter().any(|r| r["state"] == "skipped_by_route" && r["n"] == 3), "{rows:?}");
}

#[test]
fn control_characters_and_formulas_reach_neither_terminal_nor_spreadsheet() {
    let workspace = Workspace::with_store();
    let nasty = "\"=1+1\u{1b}[31m\"";
    workspace.write("nasty.csv", &SIX.replace("R1,", &format!("{nasty},")));
    let run = workspace.run(&["import", "XEX/children", "nasty.csv"]);
    // An id that a terminal would act on is no id.
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
    workspace.write("formula.csv", &SIX.replace("R1,", "=1+1,").replace(",a,1,", ",+a,1,"));
    assert_eq!(workspace.run(&["import", "XEX/children", "formula.csv"]).code, 0);
    let drop =
        ["decide", "XEX/children", "--record", "=1+1", "--drop", "--because", "=HYPERLINK(\"x\")\u{1b}[2J"];
    assert_eq!(workspace.run(&drop).code, 0);
    let listed = workspace.run(&["decide"]);
    assert!(!listed.stdout.contains('\u{1b}'), "{:?}", listed.stdout);
    workspace.write("scripts/save.lua", "save(decisions(), \"decisions.csv\")\n");
    let run = workspace.run(&["run", "scripts/save.lua"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let saved = workspace.read("out/decisions.csv");
    assert!(saved.contains("'=1+1") && saved.contains("'=HYPERLINK"), "{saved}");
    assert!(!saved.contains(",=") && !saved.contains("\"="), "{saved}");
}

#[test]
fn no_value_of_a_text_answer_stands_in_a_complaint_or_in_the_audit_log() {
    let workspace = Workspace::with_store();
    workspace.replace(
        "methodology/init.lua",
        "integer \"hours\"",
        "text \"place\" \"Where?\" { class = \"core\" },\n        integer \"hours\"",
    );
    workspace.write(
        "texts.csv",
        "record_id,interview_date,age,online,place,hours\nR1,2024-03-01,12,yes,SECRETPLACE,x\n",
    );
    let run = workspace.run(&["import", "XEX/children", "texts.csv"]);
    assert!(run.code == 2 && !run.all().contains("SECRETPLACE"), "{}", run.all());
    workspace.write(
        "texts.csv",
        "record_id,interview_date,age,online,place,hours\nR1,2024-03-01,12,yes,SECRETPLACE,3\n",
    );
    assert_eq!(workspace.run(&["import", "XEX/children", "texts.csv"]).code, 0);
    let fix = [
        "decide",
        "XEX/children",
        "--record",
        "R1",
        "--item",
        "place",
        "--to",
        "elsewhere",
        "--because",
        "asked again",
    ];
    assert_eq!(workspace.run(&fix).code, 0);
    let log = workspace.run(&["audit", "--json"]).stdout;
    assert!(!log.contains("SECRETPLACE") && !log.contains("elsewhere") && !log.contains("R1"), "{log}");
}

#[test]
fn several_files_go_in_one_after_the_other_until_one_cannot() {
    let workspace = Workspace::with_store();
    workspace.write("bad.csv", "record_id,interview_date,age\nR9,2024-03-01,old\n");
    let run = workspace.run(&["import", "XEX/children", "six.csv", "bad.csv"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("the file before it is imported"), "{}", run.stderr);
    assert_eq!(workspace.run(&["store", "--json"]).rows().len(), 1);
}

#[test]
fn without_a_store_the_way_to_one_is_shown() {
    let workspace = Workspace::small();
    workspace.write("six.csv", SIX);
    insta::assert_snapshot!(workspace.run(&["import", "XEX/children", "six.csv"]).all(), @"
    --- stderr ---
    error: there is no store at [FOLDER]/.dh/records.dh
      = dh demo makes one with simulated records; dh store create makes an empty one
    --- exit 2 ---
    ");
    // And verbs over scripts ask for none.
    let output = dh_in(workspace.path(), &["check"]).env("DH_STORE", "nowhere.dh").output().expect("runs");
    assert!(output.status.success());
    assert!(!workspace.path().join(".dh").exists());
}

#[test]
fn pretest_records_do_not_become_main_by_coming_again_and_it_is_said() {
    let workspace = Workspace::with_store();
    assert_eq!(workspace.run(&["import", "XEX/children", "six.csv", "--pretest"]).code, 0);
    workspace.write("more.csv", &format!("{SIX}R7,2024-03-03,b,4,0.5,17,no,\n"));
    let mut said = String::new();
    for file in ["six.csv", "more.csv"] {
        let run = workspace.run(&["import", "XEX/children", file]);
        assert_eq!(run.code, 2, "six records that enter no estimate are not here already: {}", run.all());
        said.push_str(&run.stderr);
    }
    insta::assert_snapshot!(said, @"
    error: this file is batch 1 already as pretest, not as main: records keep what they were collected for
      = where it is another record, give it an id of its own; where it was called so by mistake, import
        into a new store (--store FILE)
      = nothing was changed

    error: 6 records (R1, R2, R3, R4, R5 and 1 more) are here already as pretest, not as main: records keep what they were collected for
      = where it is another record, give it an id of its own; where it was called so by mistake, import
        into a new store (--store FILE)
      = nothing was changed
    ");
    assert_eq!(workspace.run(&["store", "--json"]).rows().len(), 1);
}

#[test]
fn simulated_records_that_come_again_as_real_are_refused() {
    let workspace = Workspace::with_store();
    assert_eq!(workspace.run(&["import", "XEX/children", "six.csv", "--simulated"]).code, 0);
    let run = workspace.run(&["import", "XEX/children", "six.csv"]);
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(run.stderr.contains("the store holds simulated records"), "{}", run.stderr);
}

#[test]
fn the_same_answers_with_another_weight_or_day_are_not_here_already() {
    let bare: String = SIX
        .lines()
        .map(|l| {
            let mut cells: Vec<&str> = l.split(',').collect();
            cells.remove(4);
            cells.join(",") + "\n"
        })
        .collect();
    for (first, second, name) in [
        (bare.as_str(), SIX, "weight"),
        (SIX, &SIX.replace(",2.0,15", ",2.5,15"), "weight"),
        (SIX, &SIX.replace("R4,2024-03-02,b", "R4,2024-03-05,b"), "interview_date"),
        (SIX, &SIX.replace("R4,2024-03-02,b", "R4,2024-03-02,a"), "stratum"),
    ] {
        let workspace = Workspace::with_store();
        workspace.write("first.csv", first).write("second.csv", second);
        assert_eq!(workspace.run(&["import", "XEX/children", "first.csv"]).code, 0);
        let run = workspace.run(&["import", "XEX/children", "second.csv"]);
        assert_eq!(run.code, 2, "{name}: {}", run.all());
        assert!(
            run.stderr.contains(&format!("with the same answers and another '{name}'")),
            "{}",
            run.stderr
        );
    }
    // Less than before is the same record: an export without the weights.
    let workspace = Workspace::with_records();
    workspace.write("bare.csv", &bare);
    let rows = workspace.run(&["import", "XEX/children", "bare.csv", "--json"]).rows();
    assert_eq!(rows[0]["duplicates"], 6);
    assert_eq!(rows[0]["state"], "nothing new");
}

#[test]
fn a_number_that_cannot_be_kept_and_a_weight_that_is_none_are_refused() {
    let nines = "9".repeat(308);
    let text = format!(
        "record_id,interview_date,weight,age,online,hours
R1,2024-03-01,{nines},12,yes,1
R2,2024-03-01,0.{}1,12,yes,1
R3,2024-03-01,1,12,yes,123456789012345678
",
        "0".repeat(310)
    );
    insta::assert_snapshot!(bad(text.as_bytes()), @"
    bad.csv:2: error: 'weight' should be between 0.000001 and 1,000,000,000
      = a weight is the number of people a record stands for, or that number scaled

    bad.csv:3: error: 'weight' should be between 0.000001 and 1,000,000,000
      = a weight is the number of people a record stands for, or that number scaled

    bad.csv:4: error: 'hours' has more digits than can be kept exactly
      = numbers go up to 15 digits; what is longer is an identifier: ask for it as a text
    ");
}

#[test]
fn a_line_without_an_end_and_a_header_of_a_million_columns_are_told_at_once() {
    let commas = SIX.lines().next().expect("a header").to_string() + "\n" + &",".repeat(20 << 20);
    let said = bad(commas.as_bytes());
    assert!(said.contains("a line of more than 16 MB"), "{said}");
    let wide: Vec<String> = (0..100_000).map(|n| format!("c{n}")).collect();
    let said = bad((wide.join(",") + "\n").as_bytes());
    assert!(said.contains("the header has 100000 columns"), "{said}");
    let said = bad((wide[..200].join(",") + "\n").as_bytes());
    assert!(said.contains("180 more columns are no questions either"), "{said}");
}

#[test]
fn a_stratum_with_a_space_behind_it_is_not_another_stratum() {
    let said = bad(SIX.replace("R2,2024-03-01,a,", "R2,2024-03-01,a ,").as_bytes());
    assert!(said.contains("bad.csv:3: error: 'stratum' has spaces around it"), "{said}");
}

#[test]
fn a_question_that_changed_its_kind_is_refused_before_it_spoils_what_is_there() {
    let workspace = Workspace::with_records();
    workspace.replace(
        "methodology/init.lua",
        "integer \"age\" \"How old are you?\" {\n          class = \"core\",\n          range = { 0, 99 },",
        "select_one \"age\" \"How old are you?\" {\n          class = \"core\",\n          options = { { \"young\", \"Young\" }, { \"old\", \"Old\" } },",
    );
    workspace.write("later.csv", "record_id,interview_date,age,online,hours\nT1,2024-03-01,old,yes,2\n");
    insta::assert_snapshot!(workspace.run(&["import", "XEX/children", "later.csv"]).all(), @"
    --- stderr ---
    error: 'age' is a choice now and was a number in batch 1
      = a question that changes its kind is another question: give it an id of its own; nothing was
        changed
    --- exit 2 ---
    ");
    assert_eq!(workspace.run(&["describe", "XEX/children"]).code, 0);
    assert_eq!(workspace.run(&["store", "--json"]).rows().len(), 1);
}

#[test]
fn a_code_for_a_missing_answer_enters_no_mean() {
    let workspace = Workspace::with_store();
    workspace.write("codes.csv", &SIX.replace("R5,2024-03-03,b,3,2.0,16", "R5,2024-03-03,b,3,2.0,-99"));
    let run = workspace.run(&["import", "XEX/children", "codes.csv"]);
    insta::assert_snapshot!(run.all(), @"
    --- stderr ---
    codes.csv:6: error: 'age' has 1 number outside its range (0 to 99): line 6
      = a code for a missing answer, such as -99, is no answer here: leave the cell empty
      = a number that is wrong is put right in the file, or left empty; nothing was imported
    --- exit 2 ---
    ");
    assert_eq!(workspace.run(&["store", "--json"]).rows().len(), 0);
}
