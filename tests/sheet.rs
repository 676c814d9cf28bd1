//! Data files of any analyst: what is read, and what is complained of.

use std::fmt::Write as _;
use std::path::Path;

use dh::base::{Diag, Interrupt};
use dh::data::{Cells, Sheet};
use dh::formats::sheet::{Want, header, read};
use insta::assert_snapshot;

use crate::common::Workspace;

fn wanted(columns: &[(&str, Want)]) -> Vec<(String, Want)> {
    columns.iter().map(|(name, want)| ((*name).to_string(), *want)).collect()
}

fn try_file(path: &Path, columns: &[(&str, Want)]) -> Result<Sheet, Diag> {
    read(path, &wanted(columns), &Interrupt::new())
}

/// A column as a reader sees it: its kind, then its cells.
fn cells(sheet: &Sheet, name: &str) -> String {
    let texts = |codes: Vec<Option<usize>>, texts: &[String]| {
        codes.iter().map(|c| c.map_or("·".to_string(), |c| texts[c].clone())).collect::<Vec<_>>().join("|")
    };
    match sheet.get(name).unwrap_or_else(|| panic!("no column {name}")) {
        Cells::Few { codes, texts: t } => {
            let codes = codes.iter().map(|c| (*c != Cells::NO_FEW).then_some(usize::from(*c))).collect();
            format!("few {}", texts(codes, t))
        }
        Cells::Many { codes, texts: t } => {
            let codes = codes.iter().map(|c| (*c != Cells::NO_MANY).then_some(*c as usize)).collect();
            format!("many {}", texts(codes, t))
        }
        Cells::Numbers(numbers) => {
            let all: Vec<String> =
                numbers.iter().map(|n| if n.is_nan() { "·".to_string() } else { n.to_string() }).collect();
            format!("numbers {}", all.join("|"))
        }
    }
}

fn shown(sheet: &Sheet) -> String {
    let mut out = String::new();
    for (name, _) in &sheet.columns {
        let _ = writeln!(out, "{name}: {}", cells(sheet, name));
    }
    let lines: Vec<String> = (0..sheet.rows).map(|row| sheet.line(row).to_string()).collect();
    let _ = write!(out, "lines: {}", lines.join(" "));
    out
}

/// What a CSV text is read as.
fn csv(text: &str, columns: &[(&str, Want)]) -> String {
    bytes(text.as_bytes(), columns)
}

fn bytes(text: &[u8], columns: &[(&str, Want)]) -> String {
    let workspace = Workspace::empty();
    let path = workspace.path().join("data.csv");
    std::fs::write(&path, text).expect("written");
    match try_file(&path, columns) {
        Ok(sheet) => shown(&sheet),
        Err(diag) => diag.render().replace(&*workspace.path().to_string_lossy(), "[FOLDER]"),
    }
}

const FEW: &[(&str, Want)] = &[("b", Want::Label), ("a", Want::Number)];

#[test]
fn only_what_is_wanted_and_in_that_order() {
    assert_snapshot!(csv("a,x,b\n1,never read,yes\n2.5,,no\n-3,\"a,b\",yes\n", FEW), @r#"
    b: few yes|no|yes
    a: numbers 1|2.5|-3
    lines: 2 3 4
    "#);
}

#[test]
fn labels_are_kept_as_written() {
    assert_snapshot!(csv("b,a\n007,007\n7,7\n 7 ,1e2\n7.0,+.5\n", FEW), @r#"
    b: few 007|7|7|7.0
    a: numbers 7|7|100|0.5
    lines: 2 3 4 5
    "#);
}

#[test]
fn missing_is_empty_na_or_a_point() {
    assert_snapshot!(csv("a,b\n1,\n1,NA\n1,.\n1,\"\"\n1, \n1,\" NA \"\n1,-\n", &[("b", Want::Label)]), @r#"
    b: few ·|·|·|·|·|·|-
    lines: 2 3 4 5 6 7 8
    "#);
    assert_snapshot!(csv("a,b\n,x\nNA,x\n.,x\n\"\",x\n1,x\n", &[("a", Want::Number), ("b", Want::Either)]), @r#"
    a: numbers ·|·|·|·|1
    b: few x|x|x|x|x
    lines: 2 3 4 5 6
    "#);
}

#[test]
fn quotes_commas_and_line_breaks_inside_cells() {
    assert_snapshot!(
        csv("a,b\n1,\"x, \"\"y\"\"\"\n2,\"two\nlines\"\n\n3,5\" pipe\n4,a longer text than a word\n", FEW), @r#"
    b: few x, "y"|two
    lines|5" pipe|a longer text than a word
    a: numbers 1|2|3|4
    lines: 2 3 6 7
    "#);
}

#[test]
fn the_mark_of_utf8_and_windows_line_ends() {
    assert_snapshot!(csv("\u{feff}a,b\r\n1,ja\r\n2,\r\n\r\n3,né\r\n,\r\n4,\"q\"\r\n5,last", FEW), @r#"
    b: few ja|·|né|q|last
    a: numbers 1|2|3|4|5
    lines: 2 3 5 7 8
    "#);
}

#[test]
fn rows_of_nothing_but_commas_are_no_rows() {
    assert_snapshot!(csv("a,b,c\n1,x,\n,,\n2,y,\n,,\n", FEW), @r#"
    b: few x|y
    a: numbers 1|2
    lines: 2 4
    "#);
}

#[test]
fn a_header_alone_has_no_rows() {
    assert_snapshot!(csv("a,b\n", FEW), @r#"
    b: few 
    a: numbers 
    lines:
    "#);
    assert_snapshot!(csv("a,b", FEW), @r#"
    b: few 
    a: numbers 
    lines:
    "#);
}

/// Rows `from..to` of a file with one column.
fn column(cells: impl Iterator<Item = String>) -> String {
    let mut text = String::from("a,b\n");
    for cell in cells {
        let _ = writeln!(text, "{cell},x");
    }
    text
}

fn kind(text: &str, want: Want) -> String {
    let all = csv(text, &[("a", want)]);
    all.split(' ').nth(1).unwrap_or_default().to_string()
}

#[test]
fn what_either_is_depends_on_how_many_texts_there_are() {
    let numbers = |n: usize| column((0..n).map(|i| i.to_string()));
    assert_eq!(kind(&numbers(255), Want::Either), "few");
    assert_eq!(kind(&numbers(256), Want::Either), "numbers");
    assert_eq!(kind(&numbers(256), Want::Label), "many");
    let texts = |n: usize| column((0..n).map(|i| format!("t{i}")));
    assert_eq!(kind(&texts(255), Want::Either), "few");
    assert_eq!(kind(&texts(256), Want::Either), "many");
    // Empty cells are no text of their own.
    assert_eq!(
        kind(&column((0..256).map(|i| if i == 9 { String::new() } else { i.to_string() })), Want::Either),
        "few"
    );
}

/// Files of several blocks, where a column changes its nature on the way.
#[test]
fn a_text_far_down_makes_a_column_of_numbers_one_of_texts() {
    let rows = 700_000;
    for (late, want) in [("x", "many"), ("7", "numbers")] {
        let text = column((0..rows).map(|i| match i {
            650_000 => late.to_string(),
            i if i % 10 == 3 => String::new(),
            i => format!("0{}", i % 300),
        }));
        let workspace = Workspace::empty();
        workspace.write("data.csv", &text);
        let sheet = try_file(&workspace.path().join("data.csv"), &[("a", Want::Either)]).expect("read");
        let all = cells(&sheet, "a");
        let (kind, rest) = all.split_once(' ').expect("a kind");
        assert_eq!(kind, want);
        let rest: Vec<&str> = rest.split('|').collect();
        assert_eq!(rest.len(), rows);
        assert_eq!(rest[650_000], late);
        assert_eq!(rest[650_003], "·");
        assert_eq!(rest[650_004], if want == "many" { "0204" } else { "204" });
        assert_eq!(rest[0], if want == "many" { "00" } else { "0" });
    }
}

#[test]
fn blocks_join_into_what_one_thread_and_another_reader_see() {
    // Cells of every length, quotes with line breaks, blank lines: 5 MB.
    let mut text = String::from("id,label,number,other\n");
    let mut expected: (Vec<String>, Vec<f64>, Vec<usize>) = Default::default();
    let mut line = 2;
    for n in 0..150_000_usize {
        if n % 1013 == 0 {
            text.push('\n');
            line += 1;
        }
        let label = format!("l{}", "é".repeat(n * 7919 % 11) + &(n % 400).to_string());
        let number = ((n * 7919) % 100_003) as f64 / 1000.0 - 30.0;
        let broken = n % 501 == 0;
        let quoted = if broken { format!("\"{label}\n\"\"{n}\"\"\"") } else { label.clone() };
        let _ = writeln!(text, "{n},{quoted},{number},\"some, more\"");
        expected.0.push(if broken { format!("{label}\n\"{n}\"") } else { label });
        expected.1.push(number);
        expected.2.push(line);
        line += 1 + usize::from(broken);
    }
    let workspace = Workspace::empty();
    workspace.write("data.csv", &text);
    let path = workspace.path().join("data.csv");
    let sheet = try_file(&path, &[("number", Want::Number), ("label", Want::Label)]).expect("read");
    assert_eq!(sheet.rows, 150_000);
    let Some(Cells::Many { codes, texts }) = sheet.get("label") else { panic!("not many texts") };
    let Some(Cells::Numbers(numbers)) = sheet.get("number") else { panic!("no numbers") };
    for row in 0..sheet.rows {
        assert_eq!(texts[codes[row] as usize], expected.0[row], "row {row}");
        assert_eq!(numbers[row].to_bits(), expected.1[row].to_bits(), "row {row}");
        assert_eq!(sheet.line(row), expected.2[row], "row {row}");
    }
    // Texts are numbered by where they first stand, whatever thread met them.
    let mut first = 0;
    for code in codes {
        assert!(*code <= first, "{code} before {first}");
        first = first.max(code + 1);
    }
    let mut other = csv::Reader::from_path(&path).expect("open");
    assert_eq!(other.records().count(), sheet.rows);
}

/// Blocks are cut by counting quotes, which these rows lead astray.
#[test]
fn a_quote_inside_a_cell_and_a_line_feed_inside_another() {
    let mut text = String::from("a,b,c\n");
    for n in 0..120_000 {
        let _ = writeln!(text, "{n},5\" pipe,\"two\nlines, and more {n}\"");
    }
    let workspace = Workspace::empty();
    workspace.write("data.csv", &text);
    for wanted in [&[("a", Want::Number)][..], &[("c", Want::Label), ("a", Want::Number)]] {
        let sheet = try_file(&workspace.path().join("data.csv"), wanted).expect("read");
        let Some(Cells::Numbers(numbers)) = sheet.get("a") else { panic!("no numbers") };
        assert!(numbers.iter().enumerate().all(|(n, a)| *a == n as f64));
        assert_eq!((sheet.rows, sheet.line(119_999)), (120_000, 2 + 2 * 119_999));
    }
}

#[test]
fn quoted_cells_that_are_kept_and_passed_over() {
    let row = |n: usize| format!("\"\",\"{n}\",\"a \"\"{n}\"\"\",\"1234567\",\"12345678\",\"é,\",\"z\"");
    let text = format!("a,b,c,d,e,f,g\n{}\r\n{}\n", row(1), row(20));
    let all = ["a", "b", "c", "d", "e", "f", "g"].map(|name| (name, Want::Label));
    assert_snapshot!(csv(&text, &all), @r#"
    a: few ·|·
    b: few 1|20
    c: few a "1"|a "20"
    d: few 1234567|1234567
    e: few 12345678|12345678
    f: few é,|é,
    g: few z|z
    lines: 2 3
    "#);
    for one in all {
        let (whole, alone) = (csv(&text, &all), csv(&text, &[one]));
        assert!(whole.contains(alone.lines().next().expect("a line")), "{alone}");
    }
}

#[test]
fn what_cannot_be_read_is_said_at_its_line() {
    let complaints = [
        csv("a,b\n1,x\n2\n", FEW),
        csv("a,b\n1,x\n\n2,x,y\n", FEW),
        csv("a,b,c,d,e\n1,x,,,\n2,x,,\n", FEW),
        csv("a,b\n1,x\ntwo,x\n", FEW),
        csv("a,b\n1,x\n\"1,5\",x\n", FEW),
        csv("a,b\n1,\"x\ny\"\n12 %,x\n", FEW),
        csv("a,b\nNaN,x\n", FEW),
        csv("a,b\n1e400,x\n", FEW),
        csv("a,b\n1,\"x\n2,y\n", FEW),
        csv("a,b\n1,\"x\"y\n2,y\n", FEW),
        csv("a,x\n1,x\n", &[("a", Want::Label), ("weigth", Want::Number)]),
        csv("a,weight\n1,x\n", &[("weigth", Want::Number)]),
        csv("a,b,b\n1,x,x\n", FEW),
        bytes(b"a,b\n1,\xff\xe9t\xe9\n", FEW),
        bytes(b"a,b\n1,x\0y\n", FEW),
    ];
    assert_snapshot!(complaints.join("\n"), @r#"
    [FOLDER]/data.csv:3: error: this row has 1 cell, the header has 2
      = a comma inside a text needs quotes around the text

    [FOLDER]/data.csv:4: error: this row has 3 cells, the header has 2
      = a comma inside a text needs quotes around the text

    [FOLDER]/data.csv:3: error: this row has 4 cells, the header has 5
      = a comma inside a text needs quotes around the text

    [FOLDER]/data.csv:3: error: column 'a': 'two' is no number
      = write digits; a cell without a number is empty, NA or a point

    [FOLDER]/data.csv:3: error: column 'a': '1,5' is no number
      = write decimals with a point, and thousands without commas

    [FOLDER]/data.csv:4: error: column 'a': '12 %' is no number
      = write the number alone; its unit stands in the name of the column

    [FOLDER]/data.csv:2: error: column 'a': 'NaN' is no number
      = a cell without a number is empty, NA or a point

    [FOLDER]/data.csv:2: error: column 'a': '1e400' is no number
      = write digits; a cell without a number is empty, NA or a point

    [FOLDER]/data.csv:2: error: a quote is opened here and never closed

    [FOLDER]/data.csv:2: error: something stands between a closing quote and the next comma
      = a quote inside a quoted cell is written twice: ""

    [FOLDER]/data.csv:1: error: there is no column 'weigth'
      = valid here: a, x

    [FOLDER]/data.csv:1: error: there is no column 'weigth'
      = did you mean 'weight'?
      = valid here: a, weight

    [FOLDER]/data.csv:1: error: the column 'b' stands twice
      = give one of them another name

    [FOLDER]/data.csv:2: error: column 'b': this is not UTF-8 text
      = save the file as CSV UTF-8

    [FOLDER]/data.csv:2: error: this is no text
      = save the file as CSV UTF-8
    "#);
}

#[test]
fn files_that_are_no_csv() {
    let complaints = [
        csv("a;b\n1;x\n", FEW),
        csv("a\tb\n1\tx\n", FEW),
        csv("", FEW),
        csv("a,b\r1,x\r2,y\r", FEW),
        bytes(b"\xff\xfea\0,\0b\0", FEW),
        bytes(b"%PDF-1.4", FEW),
        bytes(b"PK\x03\x04", FEW),
        bytes(b"<stata_dta><header>", FEW),
        bytes(b"$FL2@(#) SPSS DATA FILE", FEW),
    ];
    assert_snapshot!(complaints.join("\n"), @r#"
    [FOLDER]/data.csv:1: error: cells are separated by semicolons
      = save the file with commas: in a spreadsheet, as 'CSV UTF-8 (comma delimited)'

    [FOLDER]/data.csv:1: error: cells are separated by tabs
      = save the file with commas: in a spreadsheet, as 'CSV UTF-8 (comma delimited)'

    [FOLDER]/data.csv: error: the file is empty

    [FOLDER]/data.csv:1: error: lines end in carriage returns alone
      = save the file as CSV UTF-8, whose lines end in line feeds

    [FOLDER]/data.csv: error: this is text in UTF-16, not CSV
      = save it as CSV UTF-8

    [FOLDER]/data.csv: error: this is a PDF, not CSV
      = save it as CSV UTF-8 (comma delimited) and read that

    [FOLDER]/data.csv: error: this is a zip archive or an Excel workbook, not CSV
      = give a workbook a name that ends in .xlsx

    [FOLDER]/data.csv: error: this is a Stata file, not CSV
      = give it a name that ends in .dta

    [FOLDER]/data.csv: error: this is an SPSS file, not CSV
      = save it as CSV and read that
    "#);
    let folder = Workspace::empty();
    let gone = try_file(&folder.path().join("gone.csv"), FEW).expect_err("nothing there");
    assert!(gone.render().contains("no such file"), "{}", gone.render());
    let no_file = try_file(folder.path(), FEW).expect_err("a folder");
    assert!(no_file.render().contains("no plain file"), "{}", no_file.render());
}

#[test]
fn the_columns_of_a_file() {
    let workspace = Workspace::empty();
    workspace.write("data.csv", "\u{feff}id,\"age, in years\",\u{1f600}\r\n1,2,3\r\n");
    assert_eq!(header(&workspace.path().join("data.csv")).expect("a header"), ["id", "age, in years", "😀"]);
}

#[test]
fn an_interrupt_stops_the_reading() {
    let workspace = Workspace::empty();
    workspace.write("data.csv", "a,b\n1,x\n");
    let interrupt = Interrupt::new();
    interrupt.set();
    let stopped = read(&workspace.path().join("data.csv"), &wanted(FEW), &interrupt).expect_err("stopped");
    assert!(stopped.message.contains("was stopped"), "{}", stopped.message);
}

/// A workbook with a sheet "notes" and a sheet "data", some rows left empty.
fn book(workspace: &Workspace) -> String {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let mut book = Workbook::new();
    book.add_worksheet().set_name("notes").expect("a name").write(2, 1, "only words").expect("a cell");
    let sheet = book.add_worksheet().set_name("data").expect("a name");
    for (column, name) in ["id", "sex", "w", "day", "ok", "bad"].iter().enumerate() {
        sheet.write(1, column as u16, *name).expect("a cell");
    }
    let day = ExcelDateTime::from_ymd(2024, 3, 1).expect("a day");
    let format = Format::new().set_num_format("yyyy-mm-dd");
    for (row, id) in [(2, "007"), (3, "2"), (6, " 3 ")] {
        sheet.write(row, 0, id).expect("a cell");
        sheet.write(row, 2, 1.25 * f64::from(row)).expect("a cell");
        sheet.write_with_format(row, 3, &day, &format).expect("a cell");
        sheet.write(row, 4, row == 2).expect("a cell");
    }
    sheet.write(2, 1, 1).expect("a cell");
    sheet.write(6, 1, 2.5).expect("a cell");
    sheet.write(3, 5, Formula::new("=1/0").set_result("#DIV/0!")).expect("a cell");
    let path = workspace.path().join("data.xlsx");
    book.save(&path).expect("saved");
    path.to_string_lossy().into_owned()
}

#[test]
fn a_sheet_of_a_workbook() {
    let workspace = Workspace::empty();
    let file = book(&workspace);
    let data = format!("{file}#data");
    assert_eq!(header(Path::new(&data)).expect("a header"), ["id", "sex", "w", "day", "ok", "bad"]);
    let wanted = [
        ("id", Want::Label),
        ("sex", Want::Either),
        ("w", Want::Number),
        ("day", Want::Label),
        ("ok", Want::Label),
    ];
    assert_snapshot!(shown(&try_file(Path::new(&data), &wanted).expect("read")), @r#"
    id: few 007|2|3
    sex: few 1|·|2.5
    w: numbers 2.5|3.75|7.5
    day: few 2024-03-01|2024-03-01|2024-03-01
    ok: few TRUE|FALSE|FALSE
    lines: 3 4 7
    "#);
    let wrong = |place: &str, columns: &[(&str, Want)]| {
        let diag = try_file(Path::new(&format!("{file}{place}")), columns).expect_err("a complaint");
        diag.render().replace(&*workspace.path().to_string_lossy(), "[FOLDER]")
    };
    let complaints = [
        wrong("", &wanted),
        wrong("#dta", &wanted),
        wrong("#data", &[("day", Want::Number)]),
        wrong("#data", &[("ok", Want::Number)]),
        wrong("#data", &[("bad", Want::Label)]),
        wrong("#data", &[("wt", Want::Number)]),
    ];
    assert_snapshot!(complaints.join("\n"), @r#"
    [FOLDER]/data.xlsx#notes:3: error: there is no column 'id'
      = valid here: only words

    [FOLDER]/data.xlsx: error: there is no sheet 'dta'
      = did you mean 'data'?
      = valid here: notes, data

    [FOLDER]/data.xlsx#data:3: error: column 'day' (D3): 2024-03-01 is a date, no number
      = set the cell's format to a number in the workbook

    [FOLDER]/data.xlsx#data:3: error: column 'ok' (E3): 'TRUE' is no number
      = write digits; a cell without a number is empty, NA or a point

    [FOLDER]/data.xlsx#data:4: error: F4: the cell holds the error #DIV/0!
      = correct its formula, or empty the cell

    [FOLDER]/data.xlsx#data:2: error: there is no column 'wt'
      = did you mean 'w'?
      = valid here: id, sex, w, day, ok, bad
    "#);
}

#[test]
fn a_damaged_workbook_is_said_to_be_one() {
    let workspace = Workspace::empty();
    let file = book(&workspace);
    let whole = std::fs::read(&file).expect("a file");
    for length in [0, 4, 100, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&file, &whole[..length]).expect("written");
        let diag = try_file(Path::new(&file), FEW).expect_err("a complaint");
        assert!(diag.render().contains("data.xlsx: error:"), "{}", diag.render());
    }
}

/// A workbook whose sheet has an `x` and a 1, and so many bytes of text that
/// nobody asks for.
fn book_with_padding(path: &Path, bytes: usize) {
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let related = |parts: &[(&str, &str)]| {
        let each = parts.iter().enumerate().map(|(n, (kind, target))| {
            format!(r#"<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
        });
        format!(r#"<Relationships xmlns="{PACKAGE}">{}</Relationships>"#, each.collect::<String>())
    };
    let parts = [
        ("_rels/.rels", related(&[("officeDocument", "xl/workbook.xml")])),
        (
            "xl/_rels/workbook.xml.rels",
            related(&[("worksheet", "worksheets/s.xml"), ("sharedStrings", "sharedStrings.xml")]),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="s" sheetId="1" r:id="r0"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/worksheets/s.xml",
            format!(
                r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData></worksheet>"#
            ),
        ),
        (
            "xl/sharedStrings.xml",
            format!(r#"<sst xmlns="{MAIN}"><si><t>{}</t></si></sst>"#, "a".repeat(bytes)),
        ),
    ];
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).expect("a file"));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(text.as_bytes()).expect("written");
    }
    archive.finish().expect("an archive");
}

#[test]
fn a_workbook_that_unpacks_to_all_memory_is_not_unpacked() {
    let workspace = Workspace::empty();
    let path = workspace.path().join("data.xlsx");
    book_with_padding(&path, 1 << 20);
    assert_snapshot!(shown(&try_file(&path, &[("x", Want::Number)]).expect("read")), @r#"
    x: numbers 1
    lines: 2
    "#);
    book_with_padding(&path, 80 << 20);
    let diag = try_file(&path, &[("x", Want::Number)]).expect_err("a complaint");
    assert_snapshot!(diag.render().replace(&*workspace.path().to_string_lossy(), "[FOLDER]"), @r#"
    [FOLDER]/data.xlsx: error: this workbook of 1 MB would unpack to 84 MB, which no table of data does
      = if it is yours, save it as CSV UTF-8
    "#);
}
