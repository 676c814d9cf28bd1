//! Workbooks of data requests with something wrong in them: each is refused at
//! its cell, and nothing is stored.

use dh::base::seed::Seed;
use dh::base::{Diag, Interrupt};
use dh::ops::{Workbench, request};
use insta::assert_snapshot;

use crate::common::book::{Book, Put};
use crate::common::police::{YEARS, count_cell, filled, form, held, import, workspace};

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
        26 => {
            // The button of a spreadsheet: a format without a code of its own.
            put(&count, Put::Styled(0.5, 9));
            (at(&count), "percentage")
        }
        27 => {
            put(&count, Put::Styled(was, 6));
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
            let found = complaints(request::import(
                &workbench,
                "XEX/police_data",
                std::slice::from_ref(&file),
                false,
            ));
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
    assert_eq!(kinds, 28);
    // The corpus is spoiled by its faults alone.
    good.save(&file);
    assert!(request::import(&workbench, "XEX/police_data", &[file], false).is_ok());
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

    back.xlsx#Metadata!C8: error: "a new law in 2020" is not a year and what changed in it
      = write each as a year, a colon and what changed, such as "2021: a new law; 2023: attempts are
        counted too"; or none, or unknown

    back.xlsx#Metadata!D5: error: 'referrals' counts reports, and this says offences
      = a series has one unit of count; counts of something else belong to another series

    back.xlsx#Metadata!D9: error: "31.12.2023" is no date
      = 'Counts as of': write it as 2025-12-31, or unknown

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
fn a_damaged_workbook_is_read_right_or_refused() {
    let workspace = workspace();
    let good = filled(&workspace);
    let file = workspace.path().join("back.xlsx");
    let workbench = Workbench::open(workspace.path(), &Interrupt::new());
    let mut random = Seed::new(7);
    let (mut refused, mut taken) = (0, 0);
    for round in 0..240 {
        let bytes = if round % 4 == 0 {
            let mut bytes = good.bytes();
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
            bytes
        } else {
            let mut book = good.clone();
            let part = random.below(book.parts.len());
            let part = &mut book.parts[part].1;
            let at = random.below(part.len());
            match round % 4 {
                1 => part[at] = b" <>&\"/0aA\0"[random.below(10)],
                2 => part.truncate(at),
                _ => {
                    let piece: Vec<u8> = part[at..(at + 40).min(part.len())].to_vec();
                    part.splice(at..at, piece);
                }
            }
            book.bytes()
        };
        std::fs::write(&file, bytes).expect("written");
        match request::import(&workbench, "XEX/police_data", std::slice::from_ref(&file), false) {
            Err(diags) => {
                assert!(!diags.is_empty(), "round {round}: refused without a word");
                assert_eq!(held(workspace.path()), Vec::<String>::new(), "round {round}");
                refused += 1;
            }
            // What was damaged says nothing: a colour, a width, a rule.
            Ok(_) => {
                let counts = "countries/exampleland/returns/police_data.csv";
                let values: Vec<String> = workspace
                    .read(counts)
                    .lines()
                    .skip(1)
                    .map(|l| l.split(',').take(6).collect::<Vec<_>>().join(","))
                    .collect();
                for (year, row) in [(0, 0), (0, 11), (1, 11)] {
                    let value = format!(",{},", YEARS[year][row]);
                    assert!(values[year * 12 + row].contains(&value), "round {round}: {values:#?}");
                }
                std::fs::remove_dir_all(workspace.path().join("countries/exampleland/returns"))
                    .expect("removed");
                taken += 1;
            }
        }
    }
    assert!(refused > 60 && taken > 20, "{refused} refused, {taken} taken in");
}

#[test]
fn a_text_that_is_no_answer_is_not_taken_as_one() {
    let workspace = workspace();
    let good = filled(&workspace);
    let texts = [
        "n/a",
        "N/A",
        "-",
        "–",
        "?",
        "not known",
        "Don't know",
        "none",
        "\u{200b}",
        "not recorded",
        "...",
        "=1+1",
        "+49",
        "-all",
        "@x",
        "\t=1+1",
        "\u{200b}=1+1",
        "＝1",
    ];
    for text in texts {
        let mut book = good.clone();
        book.put("Metadata", "C6", &Put::Text(text));
        let run = import(&workspace, &book);
        assert!(run.stderr.starts_with("back.xlsx#Metadata!C6: error: "), "{text:?}: {}", run.all());
        assert_eq!((run.code, held(workspace.path())), (2, Vec::new()), "{text:?}");
    }
    let mut book = good.clone();
    book.put("Metadata", "C6", &Put::Text("n/a"));
    book.put("Metadata", "C7", &Put::Number(999.0));
    book.put("Metadata", "D6", &Put::Text("-"));
    book.put("Metadata", "D7", &Put::Number(1.0));
    book.put("Metadata", "D8", &Put::Text("\u{200b}"));
    assert_snapshot!(import(&workspace, &book).stderr, @r#"
    back.xlsx#Metadata!C6: error: "n/a": this says neither what is known nor that it is unknown
      = 'Counted when': write unknown, or what is known in words

    back.xlsx#Metadata!C7: error: 999 is no age below which a law speaks of a child
      = 'Child below': write an age from 10 to 25, or unknown

    back.xlsx#Metadata!D6: error: "-": this says neither what is known nor that it is unknown
      = 'Counted when': write unknown, or what is known in words

    back.xlsx#Metadata!D7: error: 1 is no age below which a law speaks of a child
      = 'Child below': write an age from 10 to 25, or unknown

    back.xlsx#Metadata!D8: error: this says neither what is known nor that it is unknown
      = 'Breaks': write unknown, or what is known in words
      = nothing was stored
    "#);
}

#[test]
fn breaks_say_a_year_and_what_changed() {
    let workspace = workspace();
    let good = filled(&workspace);
    for text in ["2021", "2024:", "2021: a new law; 2023", "2021: a new law; 2023:", "2021: -", "n/a", "-"] {
        let mut book = good.clone();
        book.put("Metadata", "C8", &Put::Text(text));
        let run = import(&workspace, &book);
        assert!(run.stderr.starts_with("back.xlsx#Metadata!C8: error: "), "{text:?}: {}", run.all());
        assert!(run.stderr.contains("such as \"2021: a new law;"), "{text:?}: {}", run.all());
    }
    let mut book = good.clone();
    book.put("Metadata", "C8", &Put::Text("2021: a new law; in force in 2022; 2023: a new register"));
    assert_eq!(import(&workspace, &book).code, 0);
}

#[test]
fn what_nobody_sees_in_a_form_is_not_taken_in() {
    let workspace = workspace();
    let good = filled(&workspace);
    let hidden = |from: &str, to: &str| {
        let mut book = good.clone();
        let part = book.part("reported");
        let text = book.text(&part);
        assert!(text.contains(from), "{text}");
        book.replace(&part, text.replacen(from, to, 1));
        import(&workspace, &book).stderr
    };
    assert_snapshot!(hidden("<row r=\"8\"", "<row hidden=\"1\" r=\"8\""), @"
    back.xlsx#reported!A8: error: row 8 is not shown
      = show what is hidden (select what is beside it, right click, Unhide), and look whether it is as
        it should be
      = nothing was stored
    ");
    assert_snapshot!(hidden("<col min=\"2\"", "<col hidden=\"true\" min=\"2\""), @"
    back.xlsx#reported!B2: error: columns B to C are not shown
      = show what is hidden (select what is beside it, right click, Unhide), and look whether it is as
        it should be
      = nothing was stored
    ");
    let mut book = good.clone();
    book.put("reported", "C6", &Put::Formatted(3.0, ";;;"));
    book.put("reported", "C7", &Put::Formatted(2.0, "-0"));
    book.put("reported", "C12", &Put::Formatted(0.0, "0;-0;;@"));
    assert_snapshot!(import(&workspace, &book).stderr, @"
    back.xlsx#reported!C6: error: the format of this cell shows 3 as something else, or not at all
      = format the cell as a plain number, and look whether it is the count

    back.xlsx#reported!C7: error: the format of this cell shows 2 as something else, or not at all
      = format the cell as a plain number, and look whether it is the count

    back.xlsx#reported!C12: error: the format of this cell shows 0 as something else, or not at all
      = format the cell as a plain number, and look whether it is the count
      = nothing was stored
    ");
    assert_eq!(held(workspace.path()), Vec::<String>::new());
    // A zero is a zero, whatever its sign.
    let mut book = good.clone();
    book.put("reported", "C12", &Put::Number(-0.0));
    assert_eq!(import(&workspace, &book).code, 0);
    let counts = workspace.read("countries/exampleland/returns/police_data.csv");
    assert!(counts.contains("reported,2022,unknown_age,F,0,"), "{counts}");
}

#[test]
fn a_day_before_many_counts_is_one_complaint_and_a_sum_says_its_parts() {
    let workspace = workspace();
    let mut book = filled(&workspace);
    book.put("Metadata", "C9", &Put::Text("2022-12-31"));
    assert_snapshot!(import(&workspace, &book).stderr, @"
    back.xlsx#reported!E6: error: the counts are of 2022-12-31: 2023 had not begun (12 counts from here on)
      = write not available beside them, or correct the day on the sheet of metadata
      = nothing was stored
    ");
    // Which of the parts is wrong, nobody can know: the sums say what they are made of.
    let mut book = filled(&workspace);
    book.put("reported", "C6", &Put::Number(30.0));
    book.put("reported", "C10", &Put::Number(40.0));
    assert_snapshot!(import(&workspace, &book).stderr, @"
    back.xlsx#reported!C15: error: All, girls, 2022: this total is 13, but its parts add up to 40: C6 (30) + C9 (10) + C12 (0)
      = correct the number that is wrong; a part that was not recorded has a state, no zero

    back.xlsx#reported!C16: error: All, boys, 2022: this total is 6, but its parts add up to 42: C7 (2) + C10 (40) + C13 (0)
      = correct the number that is wrong; a part that was not recorded has a state, no zero

    back.xlsx#reported!C8: error: under 12, All, 2022: this total is 5, but its parts add up to 32: C6 (30) + C7 (2)
      = correct the number that is wrong; a part that was not recorded has a state, no zero

    back.xlsx#reported!C11: error: 12 to 17, All, 2022: this total is 14, but its parts add up to 50: C9 (10) + C10 (40)
      = correct the number that is wrong; a part that was not recorded has a state, no zero
      = nothing was stored
    ");
}
