//! A workspace with one data request, its form filled in without a fault.

use std::path::Path;

use super::book::{Book, Put};
use super::{Run, Workspace};

/// A method with one data request: a series by age and sex, whose codes are
/// complete, and one of a single count a year.
pub const OFFENCES: &str = r#"return {
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

pub fn workspace() -> Workspace {
    let workspace = Workspace::small();
    workspace.write("methodology/offences.lua", OFFENCES);
    workspace
}

/// The form of 2022 and 2023.
pub fn form(workspace: &Workspace) -> Book {
    let run =
        workspace.run(&["export", "XEX/police_data", "--years", "2022-2023", "-o", "form.xlsx", "--force"]);
    assert_eq!(run.code, 0, "{}", run.all());
    Book::open(&workspace.path().join("form.xlsx"))
}

/// Counts of `reported`, row by row: girls, boys and all of each age and of all.
pub const YEARS: [[u32; 12]; 2] =
    [[3, 2, 5, 10, 4, 14, 0, 0, 0, 13, 6, 19], [4, 1, 5, 12, 8, 20, 1, 0, 1, 17, 9, 26]];

/// The cell of a count in the sheet `reported`: columns C and E, rows from 6.
pub fn count_cell(row: usize, year: usize) -> String {
    format!("{}{}", ["C", "E"][year], row + 6)
}

/// The form, filled in without a fault.
pub fn filled(workspace: &Workspace) -> Book {
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

pub fn import(workspace: &Workspace, book: &Book) -> Run {
    book.save(&workspace.path().join("back.xlsx"));
    workspace.run(&["import", "XEX/police_data", "back.xlsx"])
}

/// What is held of returns, or that nothing is.
pub fn held(folder: &Path) -> Vec<String> {
    let place = folder.join("countries/exampleland/returns");
    let mut names: Vec<String> = std::fs::read_dir(place)
        .map(|all| all.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.retain(|n| n.ends_with(".csv"));
    names.sort();
    names
}

/// Hashes change with every byte of a form.
pub fn masked(text: &str) -> String {
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
