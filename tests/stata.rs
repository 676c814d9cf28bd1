//! Stata's files of every release and byte order, whole and damaged. They are
//! made by `tests/data/stata/make.py`.

use std::path::{Path, PathBuf};

use dh::base::{Diag, Interrupt};
use dh::data::{Cells, Sheet};
use dh::formats::sheet::{Want, header, read};
use insta::assert_snapshot;

use crate::common::{Workspace, repository};

const FILES: [&str; 10] = [
    "r113.dta",
    "r114.dta",
    "r114_big.dta",
    "r115.dta",
    "r117.dta",
    "r117_big.dta",
    "r118.dta",
    "r118_big.dta",
    "r119.dta",
    "r119_big.dta",
];

const COLUMNS: [&str; 8] = ["id", "sex", "age", "visits", "people", "share", "w", "note"];

fn file(name: &str) -> PathBuf {
    repository().join("tests/data/stata").join(name)
}

fn try_all(path: &Path, want: Want) -> Result<Sheet, Diag> {
    let wanted: Vec<(String, Want)> = COLUMNS.iter().map(|name| ((*name).to_string(), want)).collect();
    read(path, &wanted, &Interrupt::new())
}

fn shown(sheet: &Sheet) -> String {
    let cell = |cells: &Cells, row: usize| match cells {
        Cells::Numbers(numbers) if numbers[row].is_nan() => "·".to_string(),
        Cells::Numbers(numbers) => numbers[row].to_string(),
        cells => cells.text(row).map_or("·".to_string(), |t| t.replace(&"x".repeat(190), "x…")),
    };
    let line = |(name, cells): &(String, Cells)| {
        let all: Vec<String> = (0..sheet.rows).map(|row| cell(cells, row)).collect();
        format!("{name}: {}", all.join("|"))
    };
    sheet.columns.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_release_and_byte_order_says_the_same() {
    assert_snapshot!(shown(&try_all(&file("r118.dta"), Want::Label).expect("read")), @r#"
    id: 007|2|·|café
    sex: girl|boy|·|girl
    age: 12|100|17|13
    visits: 1|-32767|32740|0
    people: -5|0|2147483620|1
    share: 0.1|·|2.5|-1
    w: 1.25|1000000000|·|·
    note: short|x…xxxxxxxxxx|·|naïve
    "#);
    for name in FILES {
        assert_eq!(header(&file(name)).expect("a header"), COLUMNS, "{name}");
        for want in [Want::Label, Want::Either] {
            let (one, other) = (try_all(&file("r118.dta"), want), try_all(&file(name), want));
            assert_eq!(shown(&one.expect("read")), shown(&other.expect("read")), "{name} {want:?}");
        }
    }
}

#[test]
fn codes_stay_codes_unless_labels_are_wanted() {
    let wanted = [
        ("sex".to_string(), Want::Either),
        ("age".to_string(), Want::Number),
        ("w".to_string(), Want::Number),
    ];
    assert_snapshot!(shown(&read(&file("r117_big.dta"), &wanted, &Interrupt::new()).expect("read")), @r#"
    sex: 0|1|·|0
    age: 12|100|17|13
    w: 1.25|1000000000|·|·
    "#);
}

#[test]
fn a_text_where_a_number_is_wanted_is_named() {
    let render = |column: &str| {
        let wanted = [(column.to_string(), Want::Number)];
        let diag = read(&file("r118.dta"), &wanted, &Interrupt::new()).expect_err("a complaint");
        diag.render().replace(&*repository().to_string_lossy(), "[FOLDER]")
    };
    assert_snapshot!(render("id") + &render("note") + &render("ages"), @r#"
    [FOLDER]/tests/data/stata/r118.dta:4: error: column 'id': 'café' is no number
      = write digits; a cell without a number is empty, NA or a point
    [FOLDER]/tests/data/stata/r118.dta:1: error: column 'note': 'short' is no number
      = write digits; a cell without a number is empty, NA or a point
    [FOLDER]/tests/data/stata/r118.dta: error: there is no column 'ages'
      = did you mean 'age'?
      = valid here: id, sex, age, visits, people, share, w, note
    "#);
}

#[test]
fn no_damage_makes_it_panic() {
    let workspace = Workspace::empty();
    let path = workspace.path().join("damaged.dta");
    for name in ["r113.dta", "r114_big.dta", "r117.dta", "r118_big.dta", "r119.dta"] {
        let whole = std::fs::read(file(name)).expect("a file");
        let check = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("written");
            try_all(&path, Want::Label)
        };
        // Only closing tags stand at the end.
        for length in (0..whole.len() - 40).step_by(23) {
            assert!(check(&whole[..length]).is_err(), "{name} cut at {length}");
        }
        // Counts, lengths and offsets as large as they can be, one after the other.
        let mut noticed = 0;
        for at in (0..whole.len() - 4).step_by(3) {
            let mut bytes = whole.clone();
            bytes[at..at + 4].fill(0xff);
            match check(&bytes) {
                Ok(sheet) => assert_eq!(sheet.rows, 4, "{name} at {at}"),
                Err(_) => noticed += 1,
            }
        }
        assert!(noticed > 20, "{name}: {noticed}");
    }
}

#[test]
fn a_file_that_was_cut_says_so() {
    let workspace = Workspace::empty();
    let cut = |name: &str, length: usize| {
        let whole = std::fs::read(file(name)).expect("a file");
        workspace.write("cut.dta", "");
        std::fs::write(workspace.path().join("cut.dta"), &whole[..length]).expect("written");
        let diag = try_all(&workspace.path().join("cut.dta"), Want::Label).expect_err("a complaint");
        diag.render().replace(&*workspace.path().to_string_lossy(), "[FOLDER]")
    };
    let complaints = [
        cut("r118.dta", 0),
        cut("r118.dta", 400),
        cut("r118.dta", 5000),
        cut("r114.dta", 2000),
        cut("r114.dta", 60),
    ];
    assert_snapshot!(complaints.join("\n"), @r#"
    [FOLDER]/cut.dta: error: the file is empty

    [FOLDER]/cut.dta: error: this Stata file is damaged at byte 340: it ends where 1032 more bytes should be
      = save it again in Stata, or as CSV

    [FOLDER]/cut.dta: error: this Stata file is damaged at byte 2948: a part should begin at byte 5606, behind its end
      = save it again in Stata, or as CSV

    [FOLDER]/cut.dta: error: this Stata file is damaged at byte 1708: it claims 4 rows, and ends before
      = save it again in Stata, or as CSV

    [FOLDER]/cut.dta: error: this Stata file is damaged at byte 10: it ends where 99 more bytes should be
      = save it again in Stata, or as CSV
    "#);
    std::fs::write(workspace.path().join("old.dta"), b"\x6ejust something").expect("written");
    let old = try_all(&workspace.path().join("old.dta"), Want::Label).expect_err("a complaint");
    assert_eq!(old.message, "this is no Stata file of release 8 or later");
}

#[test]
fn value_labels_that_lie_over_each_other_do_not_fill_the_memory() {
    // A file of release 115 with one variable, whose 3,000 labels all begin at the
    // first byte of the same text.
    let (count, text) = (3_000u32, 30_000u32);
    let padded = |text: &[u8], width: usize| {
        let mut text = text.to_vec();
        text.resize(width, 0);
        text
    };
    let mut table = [count.to_le_bytes(), text.to_le_bytes()].concat();
    table.extend(vec![0; 4 * count as usize]);
    table.extend((0..count).flat_map(u32::to_le_bytes));
    table.extend(vec![b'a'; text as usize]);
    let mut bytes = vec![115, 2, 1, 0, 1, 0, 1, 0, 0, 0];
    bytes.extend([vec![0; 99], vec![253], padded(b"x", 33), vec![0; 4], padded(b"%9.0g", 49)].concat());
    bytes.extend([padded(b"labels", 33), vec![0; 81], vec![0; 5], 1u32.to_le_bytes().to_vec()].concat());
    bytes.extend([(table.len() as u32).to_le_bytes().to_vec(), padded(b"labels", 36), table].concat());
    let workspace = Workspace::empty();
    let path = workspace.path().join("f.dta");
    std::fs::write(&path, bytes).expect("written");
    let try_x = |want| read(&path, &[("x".to_string(), want)], &Interrupt::new());
    assert_snapshot!(shown(&try_x(Want::Number).expect("the numbers are whole")), @"x: 1");
    let diag = try_x(Want::Label).expect_err("a complaint");
    assert_snapshot!(diag.render().replace(&*workspace.path().to_string_lossy(), "[FOLDER]"), @r#"
    [FOLDER]/f.dta: error: this Stata file is damaged at byte 54367: the value labels 'labels' do not fit into themselves
      = save it again in Stata, or as CSV
    "#);
}
