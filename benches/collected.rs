//! What comes back from the field: `cargo bench --bench collected`. Submissions
//! as XML and an export of ODK Central of a questionnaire of 300 questions, in MB
//! of input a second, read, told by their columns, replayed. Never fails.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use csv::ByteRecord;
use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::field::foreign::{self, Adapter};
use dh::field::{Form, Intake};
use dh::formats::collected::{self, Names};
use dh::ops::Workbench;

const QUESTIONS: usize = 300;
const RECORDS: usize = 10_000;
const RUNS: usize = 3;

/// Whether the question two before decides: one of yes and no.
fn is_routed(n: usize) -> bool {
    n % 3 == 2 && (n - 2) % 10 <= 5
}

/// A method with one questionnaire.
fn script() -> String {
    let mut text = String::from(
        r#"return {
  methodology "bench" "Bench" { version = "1", languages = { "en" } },
  organisation "institute" "The institute" {},
  part "one" "One" { led_by = "institute" },
  activity "survey" "A survey" {
    number = 1, part = "one", kind = "survey", asks = "children", source = "https://example.org/method",
    questionnaire "children" "Children" {
      respondents = "children", population = "children 12-17",
      section "all" "All" {
"#,
    );
    for n in 0..QUESTIONS {
        let route = if is_routed(n) { format!("ask_if = \"q{:03} == yes\", ", n - 2) } else { String::new() };
        let _ = match n % 10 {
            0..=5 => writeln!(
                text,
                "select_one \"q{n:03}\" \"Question\" {{ class = \"core\", {route}options = {{ {{ \"yes\", \"Yes\" }}, {{ \"no\", \"No\" }} }}, allow = {{ \"dont_know\" }} }},"
            ),
            6 => writeln!(
                text,
                "select_multiple \"q{n:03}\" \"Question\" {{ class = \"core\", options = {{ {{ \"phone\", \"A\" }}, {{ \"tablet\", \"B\" }} }} }},"
            ),
            7 | 8 => writeln!(
                text,
                "integer \"q{n:03}\" \"Question\" {{ class = \"core\", range = {{ 0, 99 }}, allow = {{ \"dont_know\" }} }},"
            ),
            _ => writeln!(text, "text \"q{n:03}\" \"Question\" {{ class = \"core\" }},"),
        };
    }
    text.push_str("      },\n    },\n  },\n}\n");
    text
}

fn answer(n: usize, random: &mut Seed) -> &'static str {
    match n % 10 {
        0..=5 => ["yes", "no", "dont_know"][random.below(3)],
        6 => ["phone", "phone tablet"][random.below(2)],
        7 | 8 => ["1", "17", "42"][random.below(3)],
        _ => ["", "walks to the library"][random.below(2)],
    }
}

fn submission(row: usize, random: &mut Seed) -> String {
    let mut text = String::from(
        "<?xml version='1.0' ?><data id=\"bench\"><interview_date>2024-03-01</interview_date><all>",
    );
    let mut gate = "";
    for n in 0..QUESTIONS {
        if is_routed(n) && gate != "yes" {
            continue;
        }
        let answer = answer(n, random);
        if n % 3 == 0 {
            gate = answer;
        }
        let _ = write!(text, "<q{n:03}>{answer}</q{n:03}>");
    }
    let _ = write!(text, "</all><meta><instanceID>uuid:{row:08}</instanceID></meta></data>");
    text
}

fn central(random: &mut Seed) -> String {
    let mut text = String::from("SubmissionDate,interview_date");
    (0..QUESTIONS).for_each(|n| {
        let _ = write!(text, ",all-q{n:03}");
    });
    text.push_str(",KEY,ReviewState,FormVersion\n");
    for row in 0..RECORDS {
        text.push_str("2024-03-02T08:00:00.000Z,2024-03-01");
        (0..QUESTIONS).for_each(|n| {
            text.push(',');
            text.push_str(answer(n, random));
        });
        let _ = writeln!(text, ",uuid:{row:08},,");
    }
    text
}

fn read(path: &Path, folder: &Path) -> (usize, Duration) {
    let workbench = Workbench::open(folder, &Interrupt::new());
    if let Some(first) = workbench.errors().next() {
        panic!("{}", first.render());
    }
    let plan = workbench.workspace.plan(workbench.country("XEX").expect("a country"));
    let planned = &plan.instruments[0];
    let form = Form::of(planned);
    let foreign::Inside { values, optional, own, rosters } = foreign::names(planned);
    let names = Names { values, optional, own, rosters };
    let started = Instant::now();
    let mut collected = collected::open(path, None, &names, &Interrupt::new()).expect("a file");
    let header = collected.main.header().to_vec();
    let mut adapter =
        Adapter::new(&form, planned, &header, collected.platform, &[], &|_| &[]).expect("an adapter");
    let names: Vec<String> = adapter.header().into_iter().map(String::from).collect();
    let mut intake = Intake::new(&form, &names, true).expect("an intake");
    let mut cells = ByteRecord::new();
    collected
        .main
        .each(&mut |row| {
            adapter.row(row.cells, &mut cells);
            intake.push(row.number, cells.iter());
            Ok(())
        })
        .expect("rows");
    let rows = intake.finish().expect("taken").rows;
    (rows, started.elapsed())
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |file: &str, text: &str| {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("written");
    };
    write("methodology/init.lua", &script());
    write("countries/regions/north.lua", "return region \"north\" \"North\" {}\n");
    write(
        "countries/exampleland/init.lua",
        "return country \"XEX\" \"Exampleland\" { region = \"north\", languages = { \"en\" } }\n",
    );
    let mut random = Seed::new(1);
    let mut bytes = 0;
    for row in 0..RECORDS {
        let text = submission(row, &mut random);
        bytes += text.len();
        write(&format!("submissions/{row:06}.xml"), &text);
    }
    let text = central(&mut random);
    write("central.csv", &text);
    let file = std::fs::File::create(folder.path().join("central.zip")).expect("a file");
    let mut zip = zip::ZipWriter::new(file);
    zip.start_file("bench.csv", zip::write::SimpleFileOptions::default()).expect("a part");
    zip.write_all(text.as_bytes()).expect("a part");
    zip.finish().expect("an archive");
    println!("{RECORDS} records of {QUESTIONS} questions");
    for (what, file, size, target) in [
        ("submissions in a folder", "submissions", bytes, "60 MB/s"),
        ("ODK Central, CSV", "central.csv", text.len(), "50 MB/s"),
        ("ODK Central, zip", "central.zip", text.len(), ""),
    ] {
        let mut best = Duration::MAX;
        for _ in 0..RUNS {
            let (rows, took) = read(&folder.path().join(file), folder.path());
            assert_eq!(rows, RECORDS);
            best = best.min(took);
        }
        let megabytes = size as f64 / 1e6;
        println!(
            "{what:<28} {megabytes:>6.1} MB {:>7.0} ms {:>6.0} MB/s  {target}",
            best.as_secs_f64() * 1e3,
            megabytes / best.as_secs_f64()
        );
    }
}
