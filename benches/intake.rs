//! Intake of a large file: `cargo bench --bench intake`. Prints what a file of
//! 100,000 records and 300 questions takes, in MB of input a second, and the
//! peak memory of a process that does nothing else; never fails.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dh::base::Span;
use dh::data::State;
use dh::expr::{self, Profile};
use dh::field::{Form, Intake, Question, simulate};
use dh::model::{Condition, Item, ItemKind, ItemScope, OptionDef, RecordColumns};

const RECORDS: usize = 100_000;
const QUESTIONS: usize = 300;
const RUNS: usize = 3;

fn option(id: String, exclusive: bool) -> OptionDef {
    OptionDef { exclusive, ..OptionDef::new(&id, &id) }
}

/// A questionnaire of the usual mixture, every third question routed.
fn form() -> Form {
    let mut items: Vec<Item> = Vec::new();
    for n in 0..QUESTIONS {
        let kind = match n % 30 {
            0..=19 => ItemKind::SelectOne,
            20..=23 => ItemKind::SelectMultiple,
            24..=27 => ItemKind::Integer,
            28 => ItemKind::Decimal,
            _ => ItemKind::Text,
        };
        let mut item = Item::new(&format!("question_{n:03}"), "A question", kind, Span::line("bench", 1));
        item.allow = vec![State::DontKnow, State::PreferNot];
        item.options = match (kind, n % 4) {
            (ItemKind::SelectOne, 0 | 1) => ["yes", "no"].map(|o| option(o.into(), false)).into(),
            (ItemKind::SelectOne, _) => {
                ["daily", "weekly", "monthly", "less_often", "never"].map(|o| option(o.into(), false)).into()
            }
            (ItemKind::SelectMultiple, _) => (0..10).map(|o| option(format!("choice_{o}"), o == 9)).collect(),
            _ => Vec::new(),
        };
        if matches!(kind, ItemKind::Integer | ItemKind::Decimal) {
            item.range = Some((0.0, [24.0, 365.0, 5000.0][n % 3]));
        }
        if n % 3 == 2
            && let Some(gate) = items.iter().rev().find(|i| i.options.iter().any(|o| o.id == "yes"))
        {
            let source = format!("{} == yes", gate.id);
            let checked = expr::check(&source, &ItemScope::new(&items), Profile::Routing);
            item.ask_if = Some(Condition { source, checked: Arc::new(checked.expect("a condition")) });
        }
        items.push(item);
    }
    Form {
        path: "bench/children".into(),
        records: RecordColumns::default(),
        questions: items
            .into_iter()
            .map(|item| Question { item: Arc::new(item), section_ask_if: None, band: None, after_end: false })
            .collect(),
        notes: Vec::new(),
    }
}

/// The simulated survey over and over, each record with an id of its own.
fn write(form: &Form, path: &Path) -> std::io::Result<()> {
    let survey = simulate::demo(form, 1);
    let (header, body) = survey.split_once('\n').expect("a header");
    let rows: Vec<&str> = body.lines().collect();
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(file, "{header}")?;
    let mut line = String::new();
    for n in 0..RECORDS {
        let (_, rest) = rows[n * 7 % rows.len()].split_once(',').expect("an id");
        line.clear();
        let _ = write!(line, "R{n:07},{rest}");
        writeln!(file, "{line}")?;
    }
    file.flush()
}

fn read(path: &Path, mut row: impl FnMut(u64, &csv::ByteRecord)) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 16)
        .from_path(path)
        .expect("the file");
    let mut record = csv::ByteRecord::new();
    let mut header = Vec::new();
    while reader.read_byte_record(&mut record).expect("a row") {
        if header.is_empty() {
            header = record.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
        }
        row(record.position().map_or(0, csv::Position::line), &record);
    }
    header
}

fn peak_mb() -> f64 {
    // SAFETY: `usage` is plain data that getrusage fills in.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    usage.ru_maxrss as f64 / 1024.0
}

fn child(path: &Path) {
    let form = form();
    let megabytes = std::fs::metadata(path).expect("the file").len() as f64 / 1e6;
    let mut header = Vec::new();
    let say = |what: &str, time: Duration| {
        let seconds = time.as_secs_f64();
        println!(
            "{what:<34} {:>7.0} ms {:>7.0} MB/s {:>7.1} MB",
            seconds * 1e3,
            megabytes / seconds,
            peak_mb()
        );
    };
    let mut best = [Duration::MAX; 3];
    for _ in 0..RUNS {
        let started = Instant::now();
        header = read(path, |_, _| {});
        best[0] = best[0].min(started.elapsed());
    }
    say("splitting alone", best[0]);
    for _ in 0..RUNS {
        let started = Instant::now();
        let mut intake: Option<Intake> = None;
        read(path, |line, record| match &mut intake {
            Some(intake) => intake.push(line, record.iter()),
            None => intake = Some(Intake::new(&form, &header, true).expect("a header")),
        });
        let taken = intake.expect("rows").finish().expect("taken");
        best[1] = best[1].min(started.elapsed());
        let started = Instant::now();
        let cells: usize = (0..taken.items.len()).map(|i| taken.column(i).len()).sum();
        best[2] = best[2].min(started.elapsed());
        assert_eq!((cells, taken.off_route.len()), (RECORDS * QUESTIONS, 0));
    }
    say("splitting and intake", best[1]);
    say("intake alone, by the difference", best[1].saturating_sub(best[0]));
    // The same cells where nothing is routed and nothing checked.
    let mut bare = form.clone();
    for question in &mut bare.questions {
        question.item = Arc::new(Item { ask_if: None, range: None, ..(*question.item).clone() });
    }
    let mut without = Duration::MAX;
    for _ in 0..RUNS {
        let started = Instant::now();
        let mut intake: Option<Intake> = None;
        read(path, |line, record| match &mut intake {
            Some(intake) => intake.push(line, record.iter()),
            None => intake = Some(Intake::new(&bare, &header, true).expect("a header")),
        });
        intake.expect("rows").finish().expect("taken");
        without = without.min(started.elapsed());
    }
    println!(
        "replay of routes and checks        {:>7.0} ms  (target 400)",
        best[1].saturating_sub(without).as_secs_f64() * 1e3
    );
    say("every column made once", best[2]);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(path) = arguments.iter().position(|a| a == "--child").and_then(|i| arguments.get(i + 1)) {
        return child(Path::new(path));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("answers.csv");
    write(&form(), &path).expect("written");
    let megabytes = std::fs::metadata(&path).expect("the file").len() as f64 / 1e6;
    println!(
        "{RECORDS} records, {QUESTIONS} questions, {megabytes:.0} MB; target 50 MB/s with splitting and packing, 250 MB"
    );
    let program = std::env::current_exe().expect("this program");
    let status = Command::new(program).arg("--child").arg(&path).status().expect("a child");
    assert!(status.success());
}
