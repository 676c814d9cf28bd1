//! Existing forms as files: what others wrote, old workbooks, damaged ones, and
//! whatever may stand in a condition.

use std::path::PathBuf;

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::expr::{Code, Form, Meaning, Sort, carry_condition, carry_value, read_xpath};
use dh::formats::xlsform::read;
use insta::assert_snapshot;

use crate::common::odk::Pyxform;
use crate::common::{Run, repository};
use crate::xlsform_in::{Sheet, empty, export, form, import};

/// The public forms: see `tests/data/xlsforms/README.md`.
const PUBLIC: [&str; 4] = ["project_mapping.xls", "widgets.xls", "tutorial.xls", "spec.xlsx"];

fn public(file: &str) -> PathBuf {
    repository().join("tests/data/xlsforms").join(file)
}

#[test]
fn public_forms_become_scripts_that_check_accepts_and_forms_that_pyxform_accepts() {
    let pyxform = Pyxform::here("public forms made again");
    let mut said = Vec::new();
    for file in PUBLIC {
        let workspace = empty();
        let run = import(&workspace, &public(file), "methodology/made");
        assert_eq!(run.code, 0, "{file}: {}", run.all());
        let line = |start: &str, run: &Run| {
            run.stdout.lines().find_map(|l| l.strip_prefix(start)).unwrap_or("").trim().to_string()
        };
        said.push(format!("{file}: {}", line("rows", &run)));
        let checked = workspace.run(&["check"]);
        assert_eq!(checked.code, 0, "{file}: {}", checked.all());
        let book = export(&workspace, &line("address", &run), "made.xlsx");
        if let Some(pyxform) = &pyxform {
            let answer = pyxform.convert(&book, &workspace.path().join("made.xml"));
            assert!(matches!(answer["code"].as_i64(), Some(100 | 101)), "{file}: {answer:#}");
        }
    }
    assert_snapshot!(said.join("\n"), @"
    project_mapping.xls: 40 carried over whole, 0 in part, 8 not
    widgets.xls: 25 carried over whole, 7 in part, 4 not
    tutorial.xls: 11 carried over whole, 0 in part, 0 not
    spec.xlsx: 33 carried over whole, 10 in part, 10 not
    ");
}

/// Those of OpenStreetMap's field tools, with the rows of their sheets `survey`
/// and `choices` together.
const INSTALLED: [(&str, usize); 8] = [
    ("buildings.xls", 311),
    ("thamel.xls", 303),
    ("transportation.xls", 208),
    ("highways.xls", 176),
    ("waste_collection.xlsx", 162),
    ("health.xls", 118),
    ("waterpoints.xls", 102),
    ("education.xls", 98),
];

#[test]
fn public_forms_of_hundreds_of_rows_become_scripts_and_forms_again() {
    let test = "public_forms_of_hundreds_of_rows_become_scripts_and_forms_again";
    let Some(pyxform) = Pyxform::here(test) else { return };
    let Some(folder) = crate::common::odk::forms(test) else { return };
    let mut said = Vec::new();
    for (file, rows) in INSTALLED {
        let workspace = empty();
        let path = folder.join(file);
        let run = import(&workspace, &path, "methodology/made");
        assert_eq!(run.code, 0, "{file}: {}", run.all());
        let line = |start: &str| run.stdout.lines().find_map(|l| l.strip_prefix(start)).unwrap_or("").trim();
        let checked = workspace.run(&["check"]);
        assert_eq!(checked.code, 0, "{file}: {}", checked.all());
        let book = export(&workspace, line("address"), "made.xlsx");
        let answer = pyxform.convert(&book, &workspace.path().join("made.xml"));
        assert!(matches!(answer["code"].as_i64(), Some(100 | 101)), "{file}: {answer:#}");
        said.push(format!("{file}, {rows} rows: {}", line("rows")));
    }
    assert_snapshot!(said.join("\n"), @"
    buildings.xls, 311 rows: 33 carried over whole, 21 in part, 10 not
    thamel.xls, 303 rows: 33 carried over whole, 21 in part, 10 not
    transportation.xls, 208 rows: 19 carried over whole, 14 in part, 9 not
    highways.xls, 176 rows: 18 carried over whole, 16 in part, 14 not
    waste_collection.xlsx, 162 rows: 38 carried over whole, 14 in part, 5 not
    health.xls, 118 rows: 18 carried over whole, 4 in part, 10 not
    waterpoints.xls, 102 rows: 28 carried over whole, 1 in part, 10 not
    education.xls, 98 rows: 28 carried over whole, 5 in part, 10 not
    ");
}

#[test]
fn what_says_nothing_is_no_hint() {
    let workspace = empty();
    let rows: &[&[&str]] =
        &[&["type", "name", "label", "hint"], &["integer", "age", "How old are you?", "."]];
    let path = form(&workspace, &[("survey", rows)]);
    let run = import(&workspace, &path, "methodology/made.lua");
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(!workspace.read("methodology/made.lua").contains("hint"));
}

#[test]
fn an_old_workbook_is_read_whatever_its_name_ends_in() {
    let workspace = empty();
    let renamed = workspace.path().join("form.xlsx");
    std::fs::copy(public("tutorial.xls"), &renamed).expect("a copy");
    let run = import(&workspace, &renamed, "methodology/made.lua");
    assert_eq!(run.code, 0, "{}", run.all());
}

#[test]
fn a_million_ghost_rows_are_refused_and_no_form_is_none() {
    let workspace = empty();
    let sheets: &[Sheet] = &[("answers", &[&["a", "b"]])];
    let path = form(&workspace, sheets);
    assert_snapshot!(import(&workspace, &path, "methodology/made").all(), @"
    --- stderr ---
    [FOLDER]/form.xlsx: error: there is no sheet 'survey': this is no XLSForm
      = its sheets: answers
    --- exit 2 ---
    ");
    std::fs::write(&path, "no workbook").expect("a file");
    assert_snapshot!(import(&workspace, &path, "methodology/made").all(), @"
    --- stderr ---
    [FOLDER]/form.xlsx: error: this is no Excel workbook
      = in a spreadsheet, save it as 'Excel Workbook (.xlsx)' and import that
    --- exit 2 ---
    ");
    let mut book = crate::common::book::Book::of(&std::fs::read(public("spec.xlsx")).expect("a file"));
    let part = "xl/worksheets/sheet1.xml";
    let ghosts: String =
        (100..1_048_577).map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\" s=\"1\"/></row>")).collect();
    let text = book.text(part).replace("</sheetData>", &format!("{ghosts}</sheetData>"));
    book.replace(part, text);
    std::fs::write(&path, book.bytes()).expect("a file");
    assert_snapshot!(import(&workspace, &path, "methodology/made").all(), @"
    --- stderr ---
    [FOLDER]/form.xlsx#survey: error: more than 1,000,000 cells are kept in this workbook, nearly all of them empty
      = copy what was filled in to an empty form
    --- exit 2 ---
    ");
}

/// Names for arbitrary expressions.
struct Any;

impl Form for Any {
    fn meaning(&self, name: &str) -> Option<Meaning> {
        let codes =
            vec![("a".into(), Code::Option("a".into())), ("98".into(), Code::State("dont_know".into()))];
        let sort = match name.len() % 7 {
            0 => Sort::Choice { codes, several: false },
            1 => Sort::Choice { codes, several: true },
            2 => Sort::Number { whole: true },
            3 => Sort::Text,
            4 => Sort::Date,
            5 => Sort::Roster,
            // One that reads itself.
            _ => Sort::Worked {
                formula: read_xpath(&format!("if(${{{name}}} = 'a', 'a', 'b')")).ok()?,
                relevant: None,
            },
        };
        Some(Meaning {
            id: format!("q{}", name.len()),
            sort,
            sure: name.len().is_multiple_of(2),
            answered: false,
        })
    }

    fn own(&self) -> Option<Meaning> {
        self.meaning("own")
    }

    fn row_of(&self, _: &str) -> Option<Box<dyn Form + '_>> {
        Some(Box::new(Any))
    }
}

/// Every form and every expression is read without a panic: for a few seconds,
/// or for as long as DH_FUZZ_SECONDS says.
#[test]
fn no_bytes_stop_a_reader_of_forms() {
    let seconds: f64 = std::env::var("DH_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(3.0);
    let words = [
        "${a}",
        "${ab}",
        "${abc}",
        "${abcd}",
        "${abcde}",
        "${abcdefg}",
        "${abcdef}",
        ".",
        "'a'",
        "'98'",
        "''",
        "1",
        "-2.5",
        "(",
        ")",
        "[",
        "]",
        "/",
        "..",
        " and ",
        " or ",
        "not(",
        "selected(",
        "count-selected(",
        "count(",
        "if(",
        ",",
        "=",
        "!=",
        "<",
        ">=",
        " div ",
        " mod ",
        "+",
        "*",
        "-",
        "today()",
        "./x",
        "instance('c')",
        "string-length(",
        "date(",
        "'2020-01-01'",
        "$",
        "{",
        "}",
        "’",
        "é",
    ];
    let seeds: Vec<Vec<u8>> = PUBLIC.iter().map(|f| std::fs::read(public(f)).expect("a file")).collect();
    let mut random = Seed::new(20_240_301);
    let end = std::time::Instant::now() + std::time::Duration::from_secs_f64(seconds);
    let (mut read_in, mut carried_over, mut forms) = (0usize, 0usize, 0usize);
    while std::time::Instant::now() < end {
        for _ in 0..200 {
            let text: String = (0..1 + random.below(14)).map(|_| words[random.below(words.len())]).collect();
            if let Ok(xpath) = read_xpath(&text) {
                read_in += 1;
                if let Ok(dh::expr::Carried::When(ast)) = carry_condition(&xpath, &Any) {
                    carried_over += 1;
                    // What is written is read again as the same.
                    let written = dh::expr::print(&ast);
                    let again =
                        dh::expr::parse(&written).unwrap_or_else(|e| panic!("{text} became {written}: {e}"));
                    assert_eq!(dh::expr::print(&again), written, "{text}");
                }
                let _ = carry_value(&xpath, &Any);
            }
        }
        let seed = &seeds[random.below(seeds.len())];
        let mut bytes = seed.clone();
        for _ in 0..1 + random.below(8) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = random.below(256) as u8,
                1 => bytes[at] ^= 1 << random.below(8),
                2 => bytes.truncate(at.max(1)),
                _ => drop(bytes.splice(at..(at + random.below(16)).min(bytes.len()), [0xff; 4])),
            }
        }
        forms += usize::from(read::of_bytes("form", &bytes, &Interrupt::new()).is_ok());
    }
    assert!(read_in > 100 && carried_over > 20 && forms > 0, "{read_in} {carried_over} {forms}");
}

#[test]
fn no_expression_is_nested_or_chained_so_deeply_that_it_stops_the_program() {
    for text in [
        "(".repeat(30_000),
        "not(".repeat(8_000),
        "-".repeat(30_000),
        "1+".repeat(16_000) + "1",
        "1=".repeat(16_000) + "1",
    ] {
        assert!(read_xpath(&text).is_err());
    }
}
