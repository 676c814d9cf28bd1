//! Files from the field with something wrong in them: a clear message each,
//! nothing imported, and never much memory.

use std::io::{Cursor, Write};
use std::process::Command;
use std::time::{Duration, Instant};

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::field::foreign::{self, Adapter};
use dh::field::{Form, Intake};
use dh::formats::collected::{self, Names};
use dh::ops::Workbench;
use insta::assert_snapshot;

use crate::common::book::Book;
use crate::common::field::{ODK_HOUSEHOLD, ODK_MAIN, SUBMISSION, zipped};
use crate::common::{Run, Workspace, dh_in, repository};

/// Lets a command have so many bytes of memory and no more.
fn limit_memory(command: &mut Command, bytes: u64) {
    use std::os::unix::process::CommandExt;
    // SAFETY: only async-signal-safe calls between fork and exec.
    unsafe {
        command.pre_exec(move || {
            let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
            match libc::setrlimit(libc::RLIMIT_AS, &limit) {
                0 => Ok(()),
                _ => Err(std::io::Error::last_os_error()),
            }
        });
    }
}

/// Imports in 1.5 GB of address space, of which the script host reserves most.
fn import(workspace: &Workspace, file: &str, options: &[&str]) -> Run {
    let mut arguments = vec!["import", "XEX/children", file];
    arguments.extend_from_slice(options);
    let mut command = dh_in(workspace.path(), &arguments);
    limit_memory(&mut command, 1500 << 20);
    let output = command.output().expect("the program starts");
    Run {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().unwrap_or(-1),
    }
}

/// What is said of a file; it must be refused and leave nothing.
fn refused(name: &str, bytes: &[u8], options: &[&str]) -> String {
    let workspace = Workspace::field();
    workspace.bytes(name, bytes);
    let run = import(&workspace, name, options);
    assert_eq!(run.code, 2, "{name}: {}", run.all());
    assert_eq!(workspace.batches(), 0, "{name}");
    run.stderr.trim_end().to_string() + "\n"
}

fn central() -> Vec<u8> {
    zipped(&[("children.csv", ODK_MAIN), ("children-household.csv", ODK_HOUSEHOLD)])
}

#[test]
fn archives_that_are_traps_are_not_unpacked() {
    let options = zip::write::SimpleFileOptions::default();
    let bomb = {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("children.csv", options).expect("a part");
        let zeros = vec![b','; 1 << 20];
        (0..100).for_each(|_| zip.write_all(&zeros).expect("a part"));
        zip.finish().expect("an archive").into_inner()
    };
    let mut said = vec![refused("bomb.zip", &bomb, &[])];
    for path in ["../children.csv", "/etc/children.csv", "a/../../children.csv", "..\\children.csv"] {
        said.push(refused("climbs.zip", &zipped(&[(path, ODK_MAIN)]), &[]));
    }
    said.dedup();
    said.push(refused("half.zip", &central()[..600], &[]));
    said.push(refused("nothing.zip", &zipped(&[("readme.txt", "hello")]), &[]));
    said.push(refused("two.zip", &zipped(&[("one.csv", ODK_MAIN), ("other.csv", ODK_MAIN)]), &[]));
    assert_snapshot!(said.join("\n"), @"
    bomb.zip: error: this archive of 1 MB would unpack to 105 MB, which no export does
      = nothing was unpacked or imported; if it is yours, unpack it and import the files

    climbs.zip: error: a part of this archive has a path that leads out of it
      = no export has one, so it was made by something else; nothing was imported

    half.zip: error: this zip archive is damaged or not whole: invalid Zip archive: Could not find EOCD
      = download or copy it again; nothing was imported

    nothing.zip: error: there is no table of answers in this archive
      = an export of ODK Central has FORM.csv in it, and FORM-ROSTER.csv where there are rosters
      = nothing was imported

    two.zip: error: there is no table of answers in this archive
      = an export of ODK Central has FORM.csv in it, and FORM-ROSTER.csv where there are rosters
      = nothing was imported
    ");
}

#[test]
fn a_table_that_is_no_roster_of_the_form_is_told() {
    let said = [
        refused(
            "extra.zip",
            &zipped(&[("children.csv", ODK_MAIN), ("children-pets.csv", ODK_HOUSEHOLD)]),
            &[],
        ),
        refused(
            "strays.zip",
            &zipped(&[
                ("children.csv", ODK_MAIN),
                ("children-household.csv", &ODK_HOUSEHOLD.replace("uuid:a1,", "uuid:zz,")),
            ]),
            &[],
        ),
        refused(
            "column.zip",
            &zipped(&[
                ("children.csv", ODK_MAIN),
                ("children-household.csv", &ODK_HOUSEHOLD.replace("member_online", "member_height")),
            ]),
            &[],
        ),
    ];
    assert_snapshot!(said.join("\n"), @"
    extra.zip#children-pets.csv: error: the table 'pets' is no roster of XEX/survey/children
      = leave it out of the file; nothing was imported

    strays.zip#children-household.csv:2: error: 2 rows of the roster 'household' belong to no record of the file
      = the table of records may be cut off, or of another day; nothing was imported

    column.zip#children-household.csv:1: error: column 'member_height' is no question of the roster 'household'
      = take the column away, or give it the name of the question it holds
    ");
}

#[test]
fn a_file_that_is_something_else_than_its_name_says_is_told() {
    let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    let said = [
        refused("kobo.xlsx", &old, &[]),
        refused("utf16.csv", &[b"\xff\xfe".as_slice(), &utf16(ODK_MAIN)].concat(), &["--as", "odk"]),
        refused("latin.csv", &latin(&ODK_MAIN.replace("walks", "walks caf\u{e9}")), &["--as", "odk"]),
        refused("empty.csv", b"", &["--as", "odk"]),
        refused("page.xml", b"<!DOCTYPE html><html><body>Sign in</body></html>", &[]),
    ];
    assert_snapshot!(said.join("\n"), @"
    kobo.xlsx: error: this is an old Excel workbook or a locked one, whatever its name says
      = open it and save it as .xlsx without a password, or as CSV UTF-8
      = nothing was imported

    utf16.csv: error: this is text in UTF-16, not CSV
      = save it as CSV UTF-8

    latin.csv:2: error: 'remark' should be a text, not 26 bytes that are not UTF-8
      = save the file as UTF-8

    empty.csv: error: the file is empty
      = nothing was imported

    page.xml:1: error: a submission declares no document type
      = export the submission again; nothing was imported
    ");
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn latin(text: &str) -> Vec<u8> {
    text.chars().map(|c| c as u8).collect()
}

#[test]
fn marks_and_line_ends_are_no_trouble() {
    let workspace = Workspace::field();
    let text = format!("\u{feff}{}", ODK_MAIN.replace('\n', "\r\n"));
    workspace.write("children.csv", &text);
    let rows = workspace.import("children.csv", &["--json"]).rows();
    assert_eq!((&rows[0]["imported"], &rows[0]["platform"]), (&3.into(), &"odk".into()), "{rows:?}");
}

#[test]
fn two_columns_of_one_name_are_told_and_so_are_unknown_ones() {
    let said = [
        refused("twice.csv", ODK_MAIN.replace("you-remark", "other-age").as_bytes(), &[]),
        refused("same.csv", ODK_MAIN.replace("you-remark", "you-age").as_bytes(), &[]),
        refused("strange.csv", ODK_MAIN.replace("you-remark", "you-remarks").as_bytes(), &[]),
    ];
    assert_snapshot!(said.join("\n"), @"
    twice.csv:1: error: the columns 'you-age' and 'other-age' both hold 'age'
      = take one of them away; nothing was imported

    same.csv:1: error: the columns 'you-age' and 'you-age' both hold 'age'
      = take one of them away; nothing was imported

    strange.csv:1: error: column 'you-remarks' is no question of survey/children and no record column
      = take the column away, or give it the name of the question it holds
    ");
}

#[test]
fn a_form_that_nobody_here_knows_is_told() {
    let version = ODK_MAIN.replace("collect:1,0,\n", "collect:1,0,0123456789abcdef.0123\n");
    assert_snapshot!(refused("children.csv", version.as_bytes(), &[]), @"
    children.csv:2: error: 3 records answer version '0123456789abcdef.0123' of a form, which is not known here
      = the scripts ask version df4d7f8318da8f25 of XEX/survey/children today: what was kept of other
        forms lies in the country's folder forms/, and this one is not there
      = if another program made the form, name its columns in a plain CSV, or import it with --as plain
      = nothing was imported
    ");
}

#[test]
fn half_a_file_is_no_file() {
    let whole = central();
    let sav = std::fs::read(repository().join("tests/data/field/three.sav")).expect("a file");
    let zsav = std::fs::read(repository().join("tests/data/field/three.zsav")).expect("a file");
    let dta = std::fs::read(repository().join("tests/data/field/three.dta")).expect("a file");
    let said = [
        refused("half.csv", &ODK_MAIN.as_bytes()[..1200], &[]),
        refused("half.xml", &SUBMISSION.as_bytes()[..600], &[]),
        refused("half.zip", &whole[..whole.len() - 100], &[]),
        refused("half.sav", &sav[..sav.len() - 300], &[]),
        refused("half.zsav", &zsav[..zsav.len() - 120], &[]),
        refused("half.dta", &dta[..dta.len() - 2800], &[]),
    ];
    assert_snapshot!(said.join("\n"), @"
    half.csv:5: error: this row has 3 cells, the header 38
      = a row may be cut off, or a text with a line break may lack its quotation marks

    half.xml:18: error: this submission ends before it is whole
      = export the submission again; nothing was imported

    half.zip: error: this zip archive is damaged or not whole: invalid Zip archive: Could not find EOCD
      = download or copy it again; nothing was imported

    half.sav: error: row 3 is not whole: the file ends inside it
      = save it again in SPSS, or as CSV; nothing was imported

    half.zsav: error: this SPSS file is damaged at byte 2266: its compressed part has no end
      = save it again in SPSS, or as CSV; nothing was imported

    half.dta: error: this Stata file is damaged at byte 2948: a part should begin at byte 5606, behind its end
      = save it again in Stata, or as CSV
    ");
}

#[test]
fn a_length_that_is_claimed_is_not_believed() {
    let mut sav = std::fs::read(repository().join("tests/data/field/three.sav")).expect("a file");
    // The number of value labels of the first set.
    let at = (176..sav.len() - 8)
        .step_by(4)
        .find(|at| sav[*at..*at + 4] == [3, 0, 0, 0] && sav[*at + 5..*at + 8] == [0, 0, 0])
        .expect("value labels");
    sav[at + 4..at + 8].copy_from_slice(&i32::MAX.to_le_bytes());
    let mut dta = std::fs::read(repository().join("tests/data/field/three.dta")).expect("a file");
    let rows = dta.windows(3).position(|w| w == b"<N>").expect("rows") + 3;
    dta[rows..rows + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut zip = central();
    // The size of the first part by the directory at the end.
    let entry = zip.windows(4).position(|w| w == b"PK\x01\x02").expect("a directory");
    zip[entry + 24..entry + 28].copy_from_slice(&0xf000_0000u32.to_le_bytes());
    let said = [
        refused("claims.sav", &sav, &[]),
        refused("claims.dta", &dta, &[]),
        refused("claims.zip", &zip, &[]),
    ];
    assert_snapshot!(said.join("\n"), @"
    claims.sav: error: this SPSS file is damaged at byte 3265: it ends where 127 more bytes should be
      = save it again in SPSS, or as CSV; nothing was imported

    claims.dta: error: this Stata file is damaged at byte 5612: it claims 4294967295 rows, and ends before
      = save it again in Stata, or as CSV

    claims.zip: error: this archive of 1 MB would unpack to 4,027 MB, which no export does
      = nothing was unpacked or imported; if it is yours, unpack it and import the files
    ");
}

#[test]
fn entities_that_grow_in_a_submission_are_not_followed() {
    let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let said = [
        refused("bomb.xml", SUBMISSION.replace("<data ", &format!("{bomb}<data ")).as_bytes(), &[]),
        refused("outside.xml", SUBMISSION.replace("walks", "&secret;").as_bytes(), &[]),
        refused("deep.xml", format!("<data>{}", "<g>".repeat(100_000)).as_bytes(), &[]),
        refused(
            "strange.xml",
            SUBMISSION.replace("<outcome>", "<height>3</height><outcome>").as_bytes(),
            &[],
        ),
    ];
    assert_snapshot!(said.join("\n"), @"
    bomb.xml:2: error: a submission declares no document type
      = export the submission again; nothing was imported

    outside.xml:16: error: a submission refers to no text outside itself
      = export the submission again; nothing was imported

    deep.xml:1: error: groups lie deeper in each other than any form's
      = export the submission again; nothing was imported

    strange.xml:24: error: 'height' is nothing that this form asks
      = export the submission again; nothing was imported
    ");
}

#[test]
fn a_million_ghost_rows_are_no_records() {
    let workspace = Workspace::field();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [["interview_date", "assent", "age", "_uuid"], ["2024-03-01", "yes", "13", "b1"]];
    for (r, cells) in rows.iter().enumerate() {
        for (c, cell) in cells.iter().enumerate() {
            sheet.write_string(r as u32, c as u16, *cell).expect("a cell");
        }
    }
    let mut book = Book::of(&book.save_to_buffer().expect("a workbook"));
    let part = "xl/worksheets/sheet1.xml";
    let ghosts: String = (3..1_048_577).map(|r| format!("<row r=\"{r}\"/>")).collect();
    let text = book.text(part).replace("</sheetData>", &format!("{ghosts}</sheetData>"));
    book.replace(part, text);
    workspace.bytes("ghosts.xlsx", &book.bytes());
    let run = import(&workspace, "ghosts.xlsx", &["--json"]);
    assert_eq!(run.rows()[0]["imported"], 1, "{}", run.all());
}

/// Every reader takes any bytes without a panic: damaged seeds for a few
/// seconds, or for as long as DH_FUZZ_SECONDS says.
#[test]
fn no_bytes_stop_a_reader() {
    let seconds: f64 = std::env::var("DH_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(3.0);
    let workspace = Workspace::field();
    let workbench = Workbench::open(workspace.path(), &Interrupt::new());
    let country = workbench.country("XEX").expect("a country");
    let plan = workbench.workspace.plan(country);
    let planned = &plan.instruments[0];
    let form = Form::of(planned);
    let foreign::Inside { values, optional, own, rosters } = foreign::names(planned);
    let names = Names { values, optional, own, rosters };
    let fixture =
        |file: &str| std::fs::read(repository().join("tests/data/field").join(file)).expect("a file");
    let mut kobo = rust_xlsxwriter::Workbook::new();
    let sheet = kobo.add_worksheet();
    for (c, (name, cell)) in
        [("_uuid", "u1"), ("interview_date", "2024-03-01"), ("age", "13")].iter().enumerate()
    {
        sheet.write_string(0, c as u16, *name).expect("a cell");
        sheet.write_string(1, c as u16, *cell).expect("a cell");
    }
    let seeds: Vec<(&str, Vec<u8>)> = vec![
        ("seed.csv", ODK_MAIN.as_bytes().to_vec()),
        ("seed.xml", SUBMISSION.as_bytes().to_vec()),
        ("seed.zip", central()),
        ("seed.xlsx", kobo.save_to_buffer().expect("a workbook")),
        ("seed.dta", fixture("three.dta")),
        ("seed.sav", fixture("three.sav")),
        ("seed.zsav", fixture("three.zsav")),
        ("rows.sav", fixture("three_rows.sav")),
    ];
    let mut random = Seed::new(20_240_301);
    let (mut tried, mut taken) = (vec![0usize; seeds.len()], 0usize);
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    while Instant::now() < end {
        for (at, (name, seed)) in seeds.iter().enumerate() {
            let damaged = damage(seed, &mut random);
            // An archive is mostly seals; what lies inside is damaged before too.
            let bytes = match *name {
                "seed.zip" if random.below(2) == 0 => {
                    let main =
                        String::from_utf8_lossy(&damage(ODK_MAIN.as_bytes(), &mut random)).into_owned();
                    let rows =
                        String::from_utf8_lossy(&damage(ODK_HOUSEHOLD.as_bytes(), &mut random)).into_owned();
                    zipped(&[("children.csv", &main), ("children-household.csv", &rows)])
                }
                _ => damaged,
            };
            workspace.bytes(name, &bytes);
            tried[at] += 1;
            let Ok(mut collected) =
                collected::open(&workspace.path().join(name), None, &names, &Interrupt::new())
            else {
                continue;
            };
            let header = collected.main.header().to_vec();
            let adapter =
                Adapter::new(&form, planned, &header, collected.platform, &[], &|c| collected.main.labels(c));
            let Ok(mut adapter) = adapter else { continue };
            for column in adapter.unknown.clone() {
                adapter.pass_on(column, &header[column]);
            }
            let names: Vec<String> = adapter.header().into_iter().map(String::from).collect();
            let Ok(mut intake) = Intake::new(&form, &names, true) else { continue };
            let mut cells = csv::ByteRecord::new();
            let read = collected.main.each(&mut |row| {
                if row.cells.len() == header.len() {
                    adapter.row(row.cells, &mut cells);
                    intake.push(row.number, cells.iter());
                }
                Ok(())
            });
            taken += usize::from(read.is_ok() && intake.finish().is_ok());
        }
    }
    assert!(tried.iter().all(|n| *n > 0) && taken > 0, "{tried:?}, {taken}");
    println!("{} damaged files, {taken} of them still read", tried.iter().sum::<usize>());
}

/// Some bytes changed, cut, moved or made large.
fn damage(seed: &[u8], random: &mut Seed) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..1 + random.below(6) {
        let n = bytes.len().max(1);
        let at = random.below(n);
        match random.below(6) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] = random.below(256) as u8,
            2 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            3 if bytes.len() > at + 4 => {
                let value = [0u32, 1, 0x7fff_ffff, 0xffff_ffff, 0x8000_0000, 255][random.below(6)];
                bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
            4 => {
                let to = (at + random.below(64)).min(bytes.len());
                let piece = bytes[at.min(to)..to].to_vec();
                let place = random.below(n).min(bytes.len());
                bytes.splice(place..place, piece);
            }
            _ => {
                let to = (at + random.below(16)).min(bytes.len());
                bytes.drain(at.min(to)..to);
            }
        }
    }
    bytes
}
