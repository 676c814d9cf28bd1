//! `dh export` and `dh import` of data requests: the workbook out and back.

use std::path::Path;
use std::process::Command;

use dh::base::seed::Seed;
use dh::base::{Diag, Interrupt};
use dh::ops::{Workbench, request};
use insta::assert_snapshot;

use crate::common::Workspace;
use crate::common::book::{Book, Put};

/// A method with one data request: a series by age and sex, whose codes are
/// complete, and one of a single count a year.
const OFFENCES: &str = r#"return {
  activity "offence_data" "Offence data" {
    number = 2,
    part = "perspectives",
    kind = "offence_data",
    asks = "Police",
    ethics = false,
    source = "https://example.org/method",
    data_request "police_data" "Police statistics" {
      asked_of = "The national police",
      series = { "reported", "referrals" },
    },
  },
  dimension "age" "Age" {
    codes = { { "0-11", "under 12" }, { "12-17", "12 to 17" }, { "unknown_age", "age unknown" } },
    complete = true,
  },
  dimension "sex" "Sex" {
    codes = { { "F", "girls" }, { "M", "boys" } },
    complete = true,
  },
  series "reported" "Offences reported" {
    provider = "unknown",
    stage = "reported",
    unit_of_count = "unknown",
    counting_point = "unknown",
    unit = "offences",
    by = { "age", "sex" },
    is_not = { "a number of children" },
    source = "https://example.org/method",
  },
  series "referrals" "Referrals from abroad" {
    provider = "Police",
    stage = "referred",
    unit_of_count = "report",
    counting_point = "unknown",
    unit = "referrals",
    since = 2015,
    source = "https://example.org/method",
  },
  request_form "standard" "Form" {
    version = "1",
    read_me = { "{asked_by} asks {asked_of} in {country} for {years}." },
    field "unit_of_count" "One count is" {
      options = { { "report", "a report" }, { "offence", "an offence" }, { "victim", "a victim" } },
    },
    field "counting_point" "Counted when" {},
    field "child_age_limit" "Child below" { answer = "number" },
    field "breaks" "Breaks" {},
    field "as_of" "Counts as of" { answer = "date" },
  },
}
"#;

fn workspace() -> Workspace {
    let workspace = Workspace::small();
    workspace.write("methodology/offences.lua", OFFENCES);
    workspace
}

/// The form of 2022 and 2023.
fn form(workspace: &Workspace) -> Book {
    let run =
        workspace.run(&["export", "XEX/police_data", "--years", "2022-2023", "-o", "form.xlsx", "--force"]);
    assert_eq!(run.code, 0, "{}", run.all());
    Book::open(&workspace.path().join("form.xlsx"))
}

/// Counts of `reported`, row by row: girls, boys and all of each age and of all.
const YEARS: [[u32; 12]; 2] =
    [[3, 2, 5, 10, 4, 14, 0, 0, 0, 13, 6, 19], [4, 1, 5, 12, 8, 20, 1, 0, 1, 17, 9, 26]];

/// The cell of a count in the sheet `reported`: columns C and E, rows from 6.
fn count_cell(row: usize, year: usize) -> String {
    format!("{}{}", ["C", "E"][year], row + 6)
}

/// The form, filled in without a fault.
fn filled(workspace: &Workspace) -> Book {
    let mut book = form(workspace);
    for (year, counts) in YEARS.iter().enumerate() {
        for (row, count) in counts.iter().enumerate() {
            book.put("reported", &count_cell(row, year), &Put::Number(f64::from(*count)));
        }
    }
    book.put("referrals", "B6", &Put::Number(7.0));
    book.put("referrals", "E6", &Put::Text("not available"));
    for (cell, text) in [("C5", "an offence"), ("C6", "when recorded"), ("C8", "none"), ("D5", "a report")] {
        book.put("Metadata", cell, &Put::Text(text));
    }
    for (cell, text) in [("D6", "unknown"), ("D7", "unknown"), ("D8", "unknown"), ("D9", "2024-03-01")] {
        book.put("Metadata", cell, &Put::Text(text));
    }
    book.put("Metadata", "C7", &Put::Number(18.0));
    // 2024-02-15, as a spreadsheet keeps a date.
    book.put("Metadata", "C9", &Put::Number(45_337.0));
    book
}

fn import(workspace: &Workspace, book: &Book) -> crate::common::Run {
    book.save(&workspace.path().join("back.xlsx"));
    workspace.run(&["import", "XEX/police_data", "back.xlsx"])
}

/// What is held of returns, or that nothing is.
fn held(folder: &Path) -> Vec<String> {
    let place = folder.join("countries/exampleland/returns");
    let mut names: Vec<String> = std::fs::read_dir(place)
        .map(|all| all.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.retain(|n| n.ends_with(".csv"));
    names.sort();
    names
}

/// Hashes change with every byte of a form.
fn masked(text: &str) -> String {
    let is_hash = |word: &str| word.len() >= 12 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        out.push_str(if is_hash(&word) { "[hash]" } else { &word });
        out.push(c);
        word.clear();
    }
    out
}

#[test]
fn a_form_goes_out_and_its_counts_come_back() {
    let workspace = workspace();
    let out = workspace.run(&["export", "XEX/police_data", "--years", "2022-2023", "-o", "form.xlsx"]);
    assert_snapshot!(masked(&out.all()), @"
    Police statistics in Exampleland

    address   XEX/offence_data/police_data
    file      form.xlsx
    asked of  The national police
    years     2022-2023
    series    reported (24 counts), referrals (2 counts)
    form      standard 1, [hash]
    plan      [hash]

    * what comes back: dh import XEX/offence_data/police_data FILE.xlsx
    * the form is kept as countries/exampleland/returns/forms/[hash].json
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(import(&workspace, &filled(&workspace)).all(), @"
    XEX/offence_data/police_data

    file       imported  here already  revision  changed
    ─────────  ────────  ────────────  ────────  ───────
    back.xlsx        26             0         1        0

    * wrote countries/exampleland/returns/police_data.csv and
      countries/exampleland/returns/police_data_metadata.csv
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(masked(&workspace.read("countries/exampleland/returns/police_data.csv")), @"
    series,period,age,sex,value,state,as_of,revision,received,source
    reported,2022,0-11,F,3,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,0-11,M,2,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,0-11,,5,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,12-17,F,10,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,12-17,M,4,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,12-17,,14,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,unknown_age,F,0,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,unknown_age,M,0,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,unknown_age,,0,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,,F,13,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,,M,6,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2022,,,19,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,0-11,F,4,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,0-11,M,1,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,0-11,,5,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,12-17,F,12,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,12-17,M,8,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,12-17,,20,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,unknown_age,F,1,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,unknown_age,M,0,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,unknown_age,,1,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,,F,17,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,,M,9,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    reported,2023,,,26,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
    referrals,2022,,,7,,2024-03-01,1,2026-03-01T09:30:00Z,Police; back.xlsx; sha256 [hash]
    referrals,2023,,,,not_available,2024-03-01,1,2026-03-01T09:30:00Z,Police; back.xlsx; sha256 [hash]
    ");
    assert_snapshot!(masked(&workspace.read("countries/exampleland/returns/police_data_metadata.csv")), @"
    series,field,value,revision
    ,received,2026-03-01T09:30:00Z,1
    ,provider,The national police,1
    ,file,back.xlsx,1
    ,sha256,[hash],1
    ,form,[hash],1
    ,plan,[hash],1
    ,imported_by,tester,1
    reported,unit_of_count,offence,1
    reported,counting_point,when recorded,1
    reported,child_age_limit,18,1
    reported,breaks,none,1
    reported,as_of,2024-02-15,1
    referrals,unit_of_count,report,1
    referrals,counting_point,unknown,1
    referrals,child_age_limit,unknown,1
    referrals,breaks,unknown,1
    referrals,as_of,2024-03-01,1
    ");
    assert_snapshot!(workspace.run(&["check"]).all(), @"
    8 files, 2 activities, 2 instruments with 5 items, 2 indicators, 1 country, 1 published figure:
    everything holds together.
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(workspace.run(&["show", "XEX/police_data"]).all(), @"
    Police statistics: data request in Exampleland

    respondents  The national police
    declared at  methodology/offences.lua:9

    item       kind    class  wording    asked if  here
    ─────────  ──────  ─────  ─────────  ────────  ────
    reported   series  core   reported
    referrals  series  core   referrals

    revision  received    file       counts  zeros  without  changed
    ────────  ──────────  ─────────  ──────  ─────  ───────  ───────
           1  2026-03-01  back.xlsx      25      4        1

    * all revisions are held; of each value the newest stands
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn the_same_file_again_adds_nothing_and_another_is_a_revision() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    assert_eq!(import(&workspace, &book).code, 0);
    let before = workspace.read("countries/exampleland/returns/police_data.csv");
    assert_snapshot!(import(&workspace, &book).all(), @"
    XEX/offence_data/police_data

    file       imported  here already  revision  changed
    ─────────  ────────  ────────────  ────────  ───────
    back.xlsx         0            26         1        0

    * back.xlsx is revision 1, held since 2026-03-01T09:30:00Z: nothing was added
    --- stderr ---

    --- exit 0 ---
    ");
    assert_eq!(workspace.read("countries/exampleland/returns/police_data.csv"), before);
    // Two more girls whose age is unknown, and victims in the place of offences.
    for (cell, count) in [("C12", 2.0), ("C14", 2.0), ("C15", 15.0), ("C17", 21.0)] {
        book.put("reported", cell, &Put::Number(count));
    }
    book.put("Metadata", "C5", &Put::Text("a victim"));
    let run = import(&workspace, &book);
    assert_snapshot!(run.all(), @"
    XEX/offence_data/police_data

    file       imported  here already  revision  changed
    ─────────  ────────  ────────────  ────────  ───────
    back.xlsx        26             0         2        5

    changed                                          was      is
    ───────────────────────────────────────────  ───────  ──────
    reported[period=2022,age=unknown_age,sex=F]        0       2
    reported[period=2022,age=unknown_age]              0       2
    reported[period=2022,sex=F]                       13      15
    reported[period=2022]                             19      21
    reported: unit_of_count                      offence  victim

    * 'reported' is printed in offences, but its provider counts victims: read its values so
    * wrote countries/exampleland/returns/police_data.csv and
      countries/exampleland/returns/police_data_metadata.csv
    --- stderr ---

    --- exit 0 ---
    ");
    let after = workspace.read("countries/exampleland/returns/police_data.csv");
    assert!(after.starts_with(&before), "what was held stays as it was:\n{after}");
    assert_eq!(workspace.run(&["check"]).code, 0);
    assert_snapshot!(workspace.run(&["show", "XEX/police_data"]).all(), @"
    Police statistics: data request in Exampleland

    respondents  The national police
    declared at  methodology/offences.lua:9

    item       kind    class  wording    asked if  here
    ─────────  ──────  ─────  ─────────  ────────  ────
    reported   series  core   reported
    referrals  series  core   referrals

    revision  received    file       counts  zeros  without  changed
    ────────  ──────────  ─────────  ──────  ─────  ───────  ───────
           1  2026-03-01  back.xlsx      25      4        1
           2  2026-03-01  back.xlsx      25      2        1        5

    revision  changed                                          was      is
    ────────  ───────────────────────────────────────────  ───────  ──────
           2  reported[period=2022,age=unknown_age,sex=F]        0       2
           2  reported[period=2022,age=unknown_age]              0       2
           2  reported[period=2022,sex=F]                       13      15
           2  reported[period=2022]                             19      21
           2  reported: unit_of_count                      offence  victim

    * all revisions are held; of each value the newest stands
    --- stderr ---

    --- exit 0 ---
    ");
    assert_snapshot!(masked(&workspace.run(&["why", "XEX/series:reported[period=2022]"]).all()), @"
    address     XEX/series:reported[period=2022,revision=2]
    what        Offences reported, 2022
    value       21 offences
    population  victim
    definition  unknown; counted when recorded
    defined at  methodology/offences.lua:22
    period      2022
    source      The national police; back.xlsx; sha256 [hash]
    as of       2024-02-15
    held at     countries/exampleland/returns/police_data.csv:39
    returned    revision 1 of offence_data/police_data, received 2026-03-01, back.xlsx: 19
    returned    revision 2 of offence_data/police_data, received 2026-03-01, back.xlsx: 21
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["show", "XEX/police_data", "--json"]).rows();
    let last = rows.last().expect("a row");
    assert_eq!((&last["revision"], &last["changed"][3]["was"]), (&2.into(), &"19".into()), "{last}");
    // The newest stands wherever the series is read.
    assert_snapshot!(workspace.run(&["compare", "series:reported"]).all(), @"
    Offences reported: offences

    country      2022  2023
    ───────────  ────  ────
    Exampleland    21    26

    * not a number of children
    * full counts have no sampling error: no intervals; alphabetical order, no ranking
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["why", "XEX/series:reported[period=2022]", "--json"]).rows();
    assert_eq!(rows[0]["value"], 21.0);
}

#[test]
fn json_has_a_row_a_file() {
    let workspace = workspace();
    filled(&workspace).save(&workspace.path().join("a.xlsx"));
    filled(&workspace).save(&workspace.path().join("b.xlsx"));
    let run = workspace.run(&["import", "XEX/police_data", "a.xlsx", "b.xlsx", "--json"]);
    let keys = |row: &serde_json::Value| {
        let get = |k: &str| row[k].to_string();
        ["file", "imported", "duplicates", "rejected", "revision", "state"].map(get).join(" ")
    };
    let rows: Vec<String> = run.rows().iter().map(keys).collect();
    assert_snapshot!(rows.join("\n"), @r#"
    "a.xlsx" 26 0 0 1 "imported"
    "b.xlsx" 0 26 0 1 "nothing new"
    "#);
}

#[test]
fn a_zero_is_a_count_and_an_empty_cell_is_none() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    book.put("referrals", "B6", &Put::Number(0.0));
    assert_eq!(import(&workspace, &book).code, 0);
    let said = |address: &str| {
        let row = workspace.run(&["why", address, "--json"]).rows().remove(0);
        format!("{} {}", row["value"], row["state"])
    };
    assert_snapshot!(said("XEX/series:referrals[period=2022]"), @r#"0.0 "value""#);
    assert_snapshot!(said("XEX/series:referrals[period=2023]"), @r#"null "not available""#);
    book.put("referrals", "B6", &Put::Nothing);
    let run = import(&workspace, &book);
    assert_snapshot!(run.all(), @"
    --- stderr ---
    back.xlsx#referrals!B6: error: there is no count, and not why
      = write 0 where none were recorded; otherwise choose not recorded or not available
      = nothing was stored
    --- exit 2 ---
    ");
}

#[test]
fn no_change_is_worked_out_across_a_break_that_the_provider_states() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    book.put("Metadata", "C8", &Put::Text("2023: a new law; attempts count since"));
    assert_eq!(import(&workspace, &book).code, 0);
    let shown = workspace.run(&["show", "XEX/series:reported"]).stdout;
    let lines = shown.lines().filter(|l| l.starts_with("2023  ") || l.contains("break"));
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    2023     26       –  BREAK: not comparable with the years before
    * break in 2023: a new law; attempts count since
    ");
    assert!(
        workspace
            .run(&["compare", "series:reported"])
            .stdout
            .contains("break in 2023, Exampleland: a new law")
    );
}

/// What is complained of, each with its sheet and cell.
fn complaints(result: Result<dh::ops::Answer, Vec<Diag>>) -> Vec<(String, String)> {
    let diags = match result {
        Ok(answer) => panic!("taken in: {}", answer.to_text(100)),
        Err(diags) => diags,
    };
    let place = |d: &Diag| {
        let file = d.span.as_ref().map_or(String::new(), |s| s.file.to_string());
        file.split_once('#').map_or(String::new(), |(_, place)| place.to_string())
    };
    diags.iter().map(|d| (place(d), d.message.clone())).collect()
}

/// A fault: where it is complained of and a word of the complaint.
type Fault = (String, &'static str);

/// Puts the `kind`-th fault into a count chosen by `random`.
fn spoil(book: &mut Book, kind: usize, random: &mut Seed) -> Option<Fault> {
    let (row, year) = (random.below(12), random.below(2));
    let count = count_cell(row, year);
    let state = format!("{}{}", ["D", "F"][year], row + 6);
    let was = f64::from(YEARS[year][row]);
    let at = |cell: &str| format!("reported!{cell}");
    let mut put = |cell: &str, put: Put<'_>| book.put("reported", cell, &put);
    Some(match kind {
        0 => {
            put(&count, Put::Text(["about 10", "n/a", "-", "ten"][random.below(4)]));
            (at(&count), "is no number")
        }
        1 => {
            put(&count, Put::Text("12"));
            (at(&count), "is a text, no number")
        }
        2 => {
            put(&count, Put::Number(was + 1.0 + random.below(50) as f64));
            (at(&count), "agree with|add up to")
        }
        3 => {
            let cell = format!("{}{}", ["A", "B"][random.below(2)], row + 6);
            put(&cell, Put::Text("others"));
            (at(&cell), "was changed to")
        }
        4 => {
            let cell = format!("{}5", ["A", "B", "C", "D", "E", "F"][random.below(6)]);
            put(&cell, Put::Text("2021 count"));
            (at(&cell), "was changed to")
        }
        5 => {
            put(&count, Put::Nothing);
            (at(&count), "no count, and not why")
        }
        6 => {
            put(&count, Put::Nothing);
            put(&state, Put::Nothing);
            (at(&count), "no count, and not why")
        }
        7 => {
            put(&state, Put::Nothing);
            (at(&state), "without its state")
        }
        8 => {
            put(&count, Put::Number(-99.0));
            (at(&count), "is negative")
        }
        9 => {
            put(&count, Put::Formatted(0.25, "0%"));
            (at(&count), "percentage")
        }
        10 => {
            put(&count, Put::Text("25 %"));
            (at(&count), "percentage")
        }
        11 => {
            put(&count, Put::Formula("SUM(C1:C2)", was));
            (at(&count), "a formula stands here")
        }
        12 => {
            book.merge("reported", &format!("{count}:{state}"));
            (at(&count), "are merged")
        }
        13 => {
            book.hide("reported");
            ("reported".into(), "is hidden")
        }
        14 => {
            put(&count, Put::Formatted(was, "0\" victims\""));
            (at(&count), "another unit")
        }
        15 => {
            put("B2", Put::Text("victims"));
            (at("B2"), "counted in victims")
        }
        16 => {
            put(&count, Put::Formatted(was, "#,##0,"));
            (at(&count), "in thousands")
        }
        17 => {
            put(&count, Put::Number(was + 0.5));
            (at(&count), "is no count")
        }
        18 => {
            put(&count, Put::Error("#REF!"));
            (at(&count), "the error #REF!")
        }
        19 => {
            put(&count, Put::Truth(true));
            (at(&count), "TRUE is no count")
        }
        20 => {
            put(&count, Put::Formatted(45_000.0, "yyyy-mm-dd"));
            (at(&count), "is a date")
        }
        21 => {
            put(&state, Put::Text("not recorded"));
            (at(&count), "beside it")
        }
        22 => {
            put(&state, Put::Text("recordd"));
            (at(&state), "is no state")
        }
        23 => {
            put(&format!("H{}", row + 6), Put::Text("see the note"));
            (at(&format!("H{}", row + 6)), "nothing is asked here")
        }
        24 => {
            put(&state, Put::Formula("1+1", 2.0));
            (at(&state), "a formula|is no state")
        }
        25 => {
            put(&count, Put::Formatted(was, "[$€-407] #,##0"));
            (at(&count), "another unit")
        }
        _ => return None,
    })
}

#[test]
fn every_fault_in_any_cell_is_refused_at_that_cell() {
    let workspace = workspace();
    let good = filled(&workspace);
    let workbench = Workbench::open(workspace.path(), &Interrupt::new());
    let file = workspace.path().join("back.xlsx");
    let mut random = Seed::new(20_260_301);
    let mut kinds = 0;
    while spoil(&mut good.clone(), kinds, &mut random).is_some() {
        for _ in 0..8 {
            let mut book = good.clone();
            let Some((place, words)) = spoil(&mut book, kinds, &mut random) else { break };
            book.save(&file);
            let found =
                complaints(request::import(&workbench, "XEX/police_data", std::slice::from_ref(&file)));
            let said = |(at, message): &(String, String)| {
                *at == place && words.split('|').any(|w| message.contains(w))
            };
            assert!(!found.is_empty(), "fault {kinds} at {place}");
            // A formula in a state is also a state that is none.
            assert!(found.len() <= 1 + usize::from(kinds == 24), "fault {kinds} at {place}: {found:#?}");
            assert!(found.iter().all(said), "fault {kinds} at {place}: {found:#?}");
            assert_eq!(held(workspace.path()), Vec::<String>::new(), "fault {kinds}: something was stored");
        }
        kinds += 1;
    }
    assert_eq!(kinds, 26);
    // The corpus is spoiled by its faults alone.
    good.save(&file);
    assert!(request::import(&workbench, "XEX/police_data", &[file]).is_ok());
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    book.put("reported", "C6", &Put::Text("few"));
    book.put("reported", "F17", &Put::Text("recorded?"));
    book.put("referrals", "B6", &Put::Number(-1.0));
    book.put("Metadata", "C5", &Put::Text("a vicitm"));
    book.put("Metadata", "C6", &Put::Nothing);
    book.put("Metadata", "C7", &Put::Text("eighteen"));
    book.put("Metadata", "D5", &Put::Text("an offence"));
    book.put("Metadata", "C8", &Put::Text("a new law in 2020"));
    book.put("Metadata", "D9", &Put::Text("31.12.2023"));
    book.put("Read me", "B4", &Put::Text("XEX "));
    assert_snapshot!(import(&workspace, &book).all(), @r#"
    --- stderr ---
    back.xlsx#Metadata!C5: error: "a vicitm" is none of the answers to 'One count is'
      = did you mean "a victim"?
      = answers: a report; an offence; a victim; unknown

    back.xlsx#Metadata!C6: error: 'Counted when' is not answered
      = what is not known is written as unknown; an empty cell says nothing

    back.xlsx#Metadata!C7: error: "eighteen" is no whole number
      = 'Child below': write a number, or unknown

    back.xlsx#Metadata!C8: error: "a new law in 2020" does not begin with a year
      = write none, unknown, or each as 2021: what changed, with semicolons between

    back.xlsx#Metadata!D5: error: 'referrals' counts reports, and this says offences
      = a series has one unit of count; counts of something else belong to another series

    back.xlsx#Metadata!D9: error: "31.12.2023" is no date
      = 'Counts as of': write it as 2025-12-31

    back.xlsx#reported!C6: error: "few" is no number
      = write digits alone; what is not known has its word in the cell beside it

    back.xlsx#reported!F17: error: "recorded?" is no state
      = did you mean "recorded"?
      = valid here: recorded, not recorded, not available

    back.xlsx#referrals!B6: error: −1 is negative
      = a code for a missing count is written as a state: not recorded, not available
      = nothing was stored
    --- exit 2 ---
    "#);
    assert_eq!(held(workspace.path()), Vec::<String>::new());
}

#[test]
fn an_empty_form_is_a_complaint_a_sheet() {
    let workspace = workspace();
    let book = form(&workspace);
    assert_snapshot!(import(&workspace, &book).all(), @"
    --- stderr ---
    back.xlsx#Metadata!C5: error: nothing is stated about 'reported' (5 questions)
      = what is not known is written as unknown; an empty cell says nothing

    back.xlsx#Metadata!D5: error: nothing is stated about 'referrals' (5 questions)
      = what is not known is written as unknown; an empty cell says nothing

    back.xlsx#reported!C6: error: nothing was filled in on this sheet (24 counts)
      = where there are no counts, choose not recorded or not available beside them

    back.xlsx#referrals!B6: error: nothing was filled in on this sheet (2 counts)
      = where there are no counts, choose not recorded or not available beside them
      = nothing was stored
    --- exit 2 ---
    ");
}

#[test]
fn a_form_of_another_request_country_or_workspace_is_refused() {
    let workspace = workspace();
    let good = filled(&workspace);
    let said = |cell: &str, text: &str| {
        let mut book = good.clone();
        book.put("Read me", cell, &Put::Text(text));
        import(&workspace, &book).stderr
    };
    assert_snapshot!(said("B3", "offence_data/courts_data"), @"
    back.xlsx#'Read me'!B3: error: this workbook is of offence_data/courts_data, not of offence_data/police_data
      = import it as XEX/offence_data/courts_data
      = nothing was stored
    ");
    assert_snapshot!(said("B4", "XOT"), @"
    back.xlsx#'Read me'!B4: error: this workbook is of XOT, not of XEX
      = import it as XOT/offence_data/police_data
      = nothing was stored
    ");
    assert_snapshot!(masked(&said("B7", "0123456789abcdef")), @"
    back.xlsx#'Read me'!B7: error: this form is none that this workspace has made
      = the forms that went out are kept in countries/exampleland/returns/forms
      = import it where it was made, or send the form of today: dh export
      = nothing was stored
    ");
    assert_snapshot!(said("A7", "Shape"), @"
    back.xlsx#'Read me'!A7: error: the form's 'Form' is not here any more
      = import the form that dh export made, with its sheets as they were
      = nothing was stored
    ");
    // Rows were put in: one complaint, not one a cell.
    let mut book = good.clone();
    let part = book.part("reported");
    let text = book.text(&part);
    let moved = (6..=17).rev().fold(text, |t, row| {
        let next = row + 1;
        ["A", "B", "C", "D", "E", "F"]
            .iter()
            .fold(t, |t, c| t.replace(&format!("<c r=\"{c}{row}\""), &format!("<c r=\"{c}{next}\"")))
    });
    book.replace(&part, moved);
    assert_snapshot!(import(&workspace, &book).stderr, @r#"
    back.xlsx#reported!A6: error: 16 of the form's own texts, from here to B17, are not where they were; "under 12" stood here
      = rows or columns were added, moved or taken out: copy what was filled in to an empty form
      = nothing was stored
    "#);
    let mut book = good.clone();
    let text = book.text("xl/workbook.xml").replace("name=\"referrals\"", "name=\"foreign\"");
    book.replace("xl/workbook.xml", text);
    assert_snapshot!(import(&workspace, &book).stderr, @"
    back.xlsx#foreign: error: the form has no sheet 'foreign'
      = delete it; what does not stand in the form is not taken in

    back.xlsx: error: the sheet 'referrals' is missing
      = copy what was filled in to an empty form
      = nothing was stored
    ");
    assert_eq!(held(workspace.path()), Vec::<String>::new());
}

#[test]
fn a_form_is_read_as_it_went_out_however_the_scripts_change() {
    let workspace = workspace();
    let book = filled(&workspace);
    workspace.replace(
        "methodology/offences.lua",
        "\"Offences reported\"",
        "\"Offences recorded by the police\"",
    );
    let run = import(&workspace, &book);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.stdout.contains("1        0"), "{}", run.all());
    // A code that is gone cannot be kept any more.
    let workspace = self::workspace();
    let book = filled(&workspace);
    workspace.replace("methodology/offences.lua", ", { \"unknown_age\", \"age unknown\" }", "");
    let run = import(&workspace, &book);
    assert_eq!((run.code, held(workspace.path())), (2, Vec::new()), "{}", run.all());
    assert!(run.stderr.contains("'unknown_age' is no code of age"), "{}", run.all());
}

#[test]
fn years_before_a_series_was_counted_are_not_asked_for_nor_taken() {
    let workspace = workspace();
    let ask =
        |years: &str| workspace.run(&["export", "XEX/police_data", "--years", years, "-o", "y.xlsx"]).stderr;
    assert_snapshot!(ask("2012-2016"), @"
    methodology/offences.lua:32: error: 'referrals' is counted since 2015; 2012 is asked for
      = ask for years from 2015 on
    ");
    assert_snapshot!(ask("2024-2020"), @"
    error: 2024 is after 2020
      = write --years 2020-2024
    ");
    assert_snapshot!(ask("2025-2027"), @"
    error: 2027 has not begun: nothing can be counted in it
      = today is 2026-03-01 by the clock of this computer
    ");
    assert_snapshot!(ask("twenty"), @"
    error: 'twenty' are no years
      = write --years 2020-2024, or one year
    ");
    assert!(!workspace.path().join("y.xlsx").exists());
    // Without being told: five years before this one, none before 2015.
    let made = workspace.run(&["export", "XEX/police_data", "-o", "y.xlsx", "--json"]);
    assert_eq!(made.rows()[0]["years"], serde_json::json!([2021, 2022, 2023, 2024, 2025]));
    // A day before the first year; counts of a year that had not begun on it.
    let mut book = filled(&workspace);
    book.put("Metadata", "C9", &Put::Text("2019-12-31"));
    book.put("Metadata", "D9", &Put::Text("2022-06-30"));
    book.put("referrals", "D6", &Put::Number(3.0));
    book.put("referrals", "E6", &Put::Text("recorded"));
    assert_snapshot!(import(&workspace, &book).stderr, @"
    back.xlsx#Metadata!C9: error: 2019-12-31 is before 2022, the first year that is asked for
      = write the day of which the counts are

    back.xlsx#referrals!D6: error: the counts are of 2022-06-30: 2023 had not begun
      = write not available, or correct the day on the sheet of metadata
      = nothing was stored
    ");
    book.put("Metadata", "C9", &Put::Text("2031-01-01"));
    book.put("Metadata", "D9", &Put::Text("2024-02-30"));
    assert_snapshot!(import(&workspace, &book).stderr, @r#"
    back.xlsx#Metadata!C9: error: 2031-01-01 lies in the future
      = today is 2026-03-01 by the clock of this computer

    back.xlsx#Metadata!D9: error: "2024-02-30" is no date
      = 'Counts as of': write it as 2025-12-31
      = nothing was stored
    "#);
    workspace.write(
        "countries/exampleland/observations.csv",
        "series,period,value,state,as_of,source,note\nreferrals,2014,3,,,https://example.org/a,\n",
    );
    workspace.replace(
        "countries/exampleland/init.lua",
        "languages",
        "observations = \"observations.csv\",\n  languages",
    );
    assert_snapshot!(workspace.run(&["check"]).stderr, @"
    countries/exampleland/observations.csv:2: error: column 'period': 'referrals' is counted since 2015
      2 | referrals,2014,3,,,https://example.org/a,
      = declared at methodology/offences.lua:32
    ");
}

/// A container of the older kind with these streams.
fn compound(streams: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0u8; 512 * 3];
    bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    bytes[26..28].copy_from_slice(&3u16.to_le_bytes());
    bytes[28..30].copy_from_slice(&0xfffeu16.to_le_bytes());
    bytes[30..32].copy_from_slice(&9u16.to_le_bytes());
    bytes[32..34].copy_from_slice(&6u16.to_le_bytes());
    bytes[44..48].copy_from_slice(&1u32.to_le_bytes());
    bytes[48..52].copy_from_slice(&1u32.to_le_bytes());
    for (slot, table) in bytes[76..512].chunks_exact_mut(4).enumerate() {
        table.copy_from_slice(&if slot == 0 { 0u32 } else { u32::MAX }.to_le_bytes());
    }
    // The table of sectors: itself, then the directory, which ends there.
    bytes[512..516].copy_from_slice(&0xffff_fffdu32.to_le_bytes());
    bytes[516..520].copy_from_slice(&0xffff_fffeu32.to_le_bytes());
    for (at, name) in ["Root Entry"].iter().chain(streams).enumerate() {
        let entry = 1024 + at * 128;
        for (i, unit) in name.encode_utf16().enumerate() {
            bytes[entry + i * 2..entry + i * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        bytes[entry + 64..entry + 66].copy_from_slice(&((name.len() as u16 + 1) * 2).to_le_bytes());
    }
    bytes
}

#[test]
fn what_is_no_plain_workbook_is_told_apart() {
    let workspace = workspace();
    let good = filled(&workspace);
    let bytes = good.bytes();
    let with = |part: &str, content: &[u8]| {
        let mut book = good.clone();
        book.add(part, content);
        book.bytes()
    };
    let macros = |from: &str, to: &str| {
        let mut book = good.clone();
        let text = book.text("[Content_Types].xml");
        assert!(text.contains(from), "{text}");
        book.replace("[Content_Types].xml", text.replace(from, to));
        book.bytes()
    };
    let ghosts = {
        let mut book = good.clone();
        let part = book.part("reported");
        let mut rows = String::new();
        for row in 100..90_100 {
            rows.push_str(&format!("<row r=\"{row}\">"));
            (0..12).for_each(|_| rows.push_str("<c s=\"1\"/>"));
            rows.push_str("</row>");
        }
        let text = book.text(&part).replace("</sheetData>", &format!("{rows}</sheetData>"));
        book.replace(&part, text);
        book.bytes()
    };
    let large = with("xl/worksheets/other.xml", &vec![b' '; 200 << 20]);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("an old workbook", compound(&["Workbook", "\u{5}SummaryInformation"])),
        ("a password", compound(&["EncryptionInfo", "EncryptedPackage"])),
        ("an old document", compound(&["WordDocument"])),
        ("macros", with("xl/vbaProject.bin", b"code")),
        ("macros by type", macros("sheet.main+xml", "sheet.macroEnabled.main+xml")),
        ("links", with("xl/externalLinks/externalLink1.xml", b"<externalLink/>")),
        ("a picture", with("xl/media/image1.png", b"png")),
        ("a binary workbook", with("xl/workbook.bin", b"")),
        ("an open document", {
            let mut book = Book { parts: Vec::new() };
            book.add("mimetype", b"application/vnd.oasis.opendocument.spreadsheet");
            book.add("content.xml", b"<x/>");
            book.bytes()
        }),
        ("an archive", {
            let mut book = Book { parts: Vec::new() };
            book.add("a.txt", b"text");
            book.bytes()
        }),
        ("cut off", bytes[..bytes.len() / 2].to_vec()),
        ("text", b"series,period,value\n".to_vec()),
        ("nothing", Vec::new()),
        ("too large unpacked", large),
        ("ghost rows", ghosts),
    ];
    let mut said = String::new();
    for (what, bytes) in cases {
        std::fs::write(workspace.path().join("back.xlsx"), bytes).expect("written");
        let run = workspace.run(&["import", "XEX/police_data", "back.xlsx"]);
        assert_eq!(run.code, 2, "{what}: {}", run.all());
        let first = run.stderr.lines().next().unwrap_or_default();
        said.push_str(&format!("{what}: {}\n", first.trim_start_matches("back.xlsx")));
    }
    assert_snapshot!(said, @"
    an old workbook: : error: this is an old Excel workbook (.xls), whatever its name ends in
    a password: : error: this workbook is behind a password
    an old document: : error: this is an older Office file, no workbook
    macros: : error: this workbook has macros
    macros by type: : error: this workbook has macros
    links: : error: this workbook takes values from other files
    a picture: : error: this workbook holds pictures or embedded files, which are never taken in
    a binary workbook: : error: this is a binary workbook (.xlsb)
    an open document: : error: this is an OpenDocument file, no Excel workbook
    an archive: : error: this is a zip archive, no Excel workbook
    cut off: : error: this workbook is damaged: its end is missing or altered
    text: : error: this is no Excel workbook
    nothing: : error: the file is empty
    too large unpacked: : error: this workbook of 1 MB would unpack to 210 MB, which no form does
    ghost rows: #reported: error: more than 1,000,000 cells are kept in this workbook, nearly all of them empty
    ");
    assert_eq!(held(workspace.path()), Vec::<String>::new());
}

#[test]
fn comments_and_merged_texts_of_the_form_are_not_overlooked() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    book.add("xl/comments1.xml", b"<comments/>");
    let run = import(&workspace, &book);
    assert!(run.stdout.contains("its comments are not kept"), "{}", run.all());
    book.merge("Read me", "A1:B1");
    let run = import(&workspace, &book);
    assert!(
        run.stderr.starts_with("back.xlsx#'Read me'!A1: error: the cells A1 to B1 are merged"),
        "{}",
        run.all()
    );
}

#[test]
fn a_request_has_no_pretest_and_a_questionnaire_no_workbook() {
    let workspace = workspace();
    filled(&workspace).save(&workspace.path().join("back.xlsx"));
    let said = |arguments: &[&str]| workspace.run(arguments).stderr;
    assert_snapshot!(said(&["import", "XEX/police_data", "back.xlsx", "--pretest"]), @"
    error: a data request has no pretest, no training and no simulated counts
      = import the workbook without that option
    ");
    assert_snapshot!(said(&["export", "XEX/children", "-o", "x.xlsx"]), @"
    error: 'XEX/survey/children' is a questionnaire; workbooks are made of data requests
      = such as KEN/police_data; dh show lists the instruments of every activity
    ");
    assert_snapshot!(said(&["export", "XEX/police_data/reported", "-o", "x.xlsx"]), @"
    error: 'reported' is one series; a workbook holds the whole request
      = write XEX/offence_data/police_data
    ");
    assert_snapshot!(said(&["export", "XEX/police_data", "-o", "x.csv"]), @"
    error: x.csv: a form is a workbook, and its name ends in .xlsx
      = nothing was written
    ");
    assert_snapshot!(said(&["export", "XEX/police_data", "-o", "form.xlsx"]), @"
    error: form.xlsx is there already
      = name another file, or give --force to replace it; nothing was changed
    ");
    workspace.replace("methodology/offences.lua", "request_form \"standard\"", "--[[");
    workspace.write("methodology/offences.lua", &(workspace.read("methodology/offences.lua") + "]]}"));
    assert_snapshot!(said(&["export", "XEX/police_data", "-o", "x.xlsx"]), @r#"
    methodology/offences.lua:9: error: the method does not say how data requests are filled in
      = declare it once: request_form "standard" "Form of data requests" { … }
    "#);
}

#[test]
fn what_is_held_is_checked_like_any_file_beside_scripts() {
    let workspace = workspace();
    assert_eq!(import(&workspace, &filled(&workspace)).code, 0);
    let counts = "countries/exampleland/returns/police_data.csv";
    let stated = "countries/exampleland/returns/police_data_metadata.csv";
    let [good_counts, good_stated] = [counts, stated].map(|f| workspace.read(f));
    workspace.write("countries/exampleland/returns/police_dta.csv", "series\n");
    workspace.replace(counts, "reported,2022,0-11,F,3,", "reported,2022,0-10,F,-3,");
    workspace.replace(stated, "reported,unit_of_count", "reported,unit_of_cout");
    assert_snapshot!(masked(&workspace.run(&["check"]).stderr), @"
    countries/exampleland/returns/police_data.csv:2: error: column 'age': '0-10' is no code of age
      2 | reported,2022,0-10,F,-3,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]
      = did you mean '0-11'?
      = valid here: 0-11, 12-17, unknown_age
      = codes at methodology/offences.lua:14

    countries/exampleland/returns/police_data.csv:2: error: column 'value': a count is not negative
      2 | reported,2022,0-10,F,-3,,2024-02-15,1,2026-03-01T09:30:00Z,The national police; back.xlsx; sha256 [hash]

    countries/exampleland/returns/police_data_metadata.csv:9: error: column 'field': no field of a series is called 'unit_of_cout'
      9 | reported,unit_of_cout,offence,1

    countries/exampleland/returns/police_dta.csv: error: no data request is called 'police_dta'
      = did you mean 'police_data'?
      = valid here: police_data
    ");
    std::fs::remove_file(workspace.path().join("countries/exampleland/returns/police_dta.csv"))
        .expect("removed");
    workspace.write(counts, &good_counts);
    // An import that was cut off between its two files says nothing.
    workspace.write(stated, &(good_stated.clone() + "reported,unit_of_count,victim,2\n"));
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert_snapshot!(run.stderr, @"
    countries/exampleland/returns/police_data_metadata.csv: warning: revision 2 has no counts: its import was cut off
      = import the workbook again, or take the rows of that revision out
    ");
    assert!(
        workspace.run(&["show", "XEX/series:reported"]).stdout.contains("one count is            offence")
    );
    // The next import writes that revision anew.
    let mut book = filled(&workspace);
    book.put("referrals", "B6", &Put::Number(8.0));
    assert_eq!(import(&workspace, &book).code, 0);
    assert_eq!(workspace.run(&["check"]).stderr, "");
    assert_eq!(workspace.read(stated).matches("reported,unit_of_count,offence,2").count(), 1);
}

#[test]
fn a_disk_that_fills_leaves_what_was_held() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    assert_eq!(import(&workspace, &book).code, 0);
    let counts = "countries/exampleland/returns/police_data.csv";
    let before = workspace.read(counts);
    book.put("referrals", "B6", &Put::Number(8.0));
    book.save(&workspace.path().join("back.xlsx"));
    let mut command = crate::common::dh_in(workspace.path(), &["import", "XEX/police_data", "back.xlsx"]);
    crate::common::limit_file_size(&mut command, 2500);
    let output = command.output().expect("a run");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"));
    assert_eq!(workspace.read(counts), before);
    assert_eq!(workspace.run(&["check"]).code, 0);
}

/// Converts a workbook as LibreOffice would save it; none where it is not here.
fn through_libreoffice(workspace: &Workspace, file: &str, format: &str) -> Option<Vec<u8>> {
    let out = workspace.path().join("converted");
    let profile = format!("-env:UserInstallation=file://{}", workspace.path().join("profile").display());
    let run = Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", format, "--outdir"])
        .arg(&out)
        .arg(workspace.path().join(file))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    if run.is_err() {
        println!("skipped: soffice is not installed here");
        return None;
    }
    let name = Path::new(file).with_extension(format);
    Some(std::fs::read(out.join(name)).expect("what soffice converted"))
}

#[test]
fn a_workbook_saved_by_libreoffice_says_the_same() {
    let workspace = workspace();
    filled(&workspace).save(&workspace.path().join("office.xlsx"));
    let Some(converted) = through_libreoffice(&workspace, "office.xlsx", "xlsx") else { return };
    let again = Book::of(&converted);
    assert_eq!(import(&workspace, &filled(&workspace)).code, 0);
    let counts = workspace.read("countries/exampleland/returns/police_data.csv");
    let stated = workspace.read("countries/exampleland/returns/police_data_metadata.csv");
    // Beside the first it adds nothing.
    assert_snapshot!(import(&workspace, &again).stdout, @"
    XEX/offence_data/police_data

    file       imported  here already  revision  changed
    ─────────  ────────  ────────────  ────────  ───────
    back.xlsx         0            26         1        0

    * back.xlsx says what is held already, by revision 1 (back.xlsx): nothing was added
    ");
    // Alone it says the same.
    for file in ["police_data.csv", "police_data_metadata.csv"] {
        std::fs::remove_file(workspace.path().join("countries/exampleland/returns").join(file))
            .expect("removed");
    }
    assert_eq!(import(&workspace, &again).code, 0);
    assert_eq!(masked(&workspace.read("countries/exampleland/returns/police_data.csv")), masked(&counts));
    assert_eq!(
        masked(&workspace.read("countries/exampleland/returns/police_data_metadata.csv")),
        masked(&stated)
    );
    // What guards the form is still there.
    let sheet = again.text(&again.part("reported"));
    assert!(sheet.contains("<sheetProtection") && sheet.contains("type=\"whole\""), "{sheet}");
    assert!(sheet.contains("not recorded"), "{sheet}");
    // A fault put in afterwards is found at its cell.
    let mut book = again.clone();
    book.put("reported", "E11", &Put::Text("many"));
    let run = import(&workspace, &book);
    assert!(run.stderr.starts_with("back.xlsx#reported!E11: error: \"many\" is no number"), "{}", run.all());
    // An old workbook is one, whatever its name.
    let Some(old) = through_libreoffice(&workspace, "office.xlsx", "xls") else { return };
    std::fs::write(workspace.path().join("back.xlsx"), old).expect("written");
    let run = workspace.run(&["import", "XEX/police_data", "back.xlsx"]);
    assert!(run.stderr.contains("this is an old Excel workbook (.xls)"), "{}", run.all());
}
