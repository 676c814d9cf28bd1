//! The store: `cargo bench --bench store`. Import of 100,000 records × 300
//! questions from CSV as a whole process, and loading 20 columns of a million
//! rows; never fails.

use std::fmt::Write as _;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::data::{Column, Marks, State, Values};
use dh::ops::Workbench;
use dh::store::{Access, KeySource, NewBatch, NewColumn, Purpose, Reading, Store, Wanted, make_key_file};

const RECORDS: usize = 100_000;
const QUESTIONS: usize = 300;
const ROWS: usize = 1_000_000;
const COLUMNS: usize = 20;

fn write(file: &Path, text: &str) {
    std::fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
    std::fs::write(file, text).expect("written");
}

/// A workspace of one questionnaire of the usual mixture, some of it routed.
fn workspace(folder: &Path) {
    let mut items = String::new();
    for n in 0..QUESTIONS {
        let (kind, body) = match n % 10 {
            0..=4 => {
                let route = if n % 10 == 2 || n % 10 == 4 {
                    format!(" ask_if = \"question_{} == yes\",", n - 1)
                } else {
                    String::new()
                };
                let options = "options = { { \"yes\", \"Yes\" }, { \"no\", \"No\" } }";
                ("select_one", format!("{options},{route} allow = {{ \"dont_know\" }},"))
            }
            5 | 6 => {
                let options: String = (0..6).map(|o| format!("{{ \"option_{o}\", \"Option\" }}, ")).collect();
                ("select_one", format!("options = {{ {options} }},"))
            }
            7 => {
                let options: String = (0..8).map(|o| format!("{{ \"choice_{o}\", \"Choice\" }}, ")).collect();
                ("select_multiple", format!("options = {{ {options} }},"))
            }
            _ => ("integer", "range = { 0, 100 },".to_string()),
        };
        // A script of 300 questions is long, so each stands in a line.
        let _ = writeln!(items, "{kind} \"question_{n}\" \"A question\" {{ class = \"core\", {body} }},");
    }
    write(
        &folder.join("methodology/init.lua"),
        &format!(
            "return {{ methodology \"bench\" \"Bench\" {{ version = \"1\", languages = {{ \"en\" }} }},\n\
             organisation \"institute\" \"The institute\" {{}},\n\
             part \"perspectives\" \"Perspectives\" {{ led_by = \"institute\" }},\n\
             activity \"survey\" \"A survey\" {{ number = 1, part = \"perspectives\", kind = \"survey\", asks = \"nobody\",\n\
             ethics = false, source = \"https://example.org/method\",\n\
             questionnaire \"children\" \"Children\" {{ respondents = \"nobody\", population = \"nobody\",\n\
             section \"all\" \"All\" {{\n{items}}} }} }} }}\n"
        ),
    );
    write(&folder.join("countries/regions/north.lua"), "return region \"north\" \"North\" {}\n");
    write(
        &folder.join("countries/exampleland/init.lua"),
        "return country \"XEX\" \"Exampleland\" { region = \"north\", languages = { \"en\" } }\n",
    );
}

fn data(file: &Path) -> u64 {
    let mut random = Seed::new(1);
    let mut text = String::from("record_id,interview_date,stratum,psu,weight");
    for n in 0..QUESTIONS {
        let _ = write!(text, ",question_{n}");
    }
    text.push('\n');
    for row in 0..RECORDS {
        let weight = 0.5 + random.uniform();
        let _ =
            write!(text, "R{row:07},2021-03-{:02},s{},p{},{weight:.3}", 1 + row % 28, row % 50, row % 2500);
        let mut yes_before = false;
        for n in 0..QUESTIONS {
            text.push(',');
            match n % 10 {
                0..=4 => {
                    let asked = !(n % 10 == 2 || n % 10 == 4) || yes_before;
                    let answer = match random.below(10) {
                        0 => "dont_know",
                        1..=3 => "yes",
                        _ => "no",
                    };
                    yes_before = asked && answer == "yes";
                    text.push_str(if asked { answer } else { "" });
                }
                5 | 6 => {
                    let _ = write!(text, "option_{}", random.below(6));
                }
                7 => {
                    let first = random.below(8);
                    let _ = write!(text, "choice_{first} choice_{}", (first + 1 + random.below(7)) % 8);
                }
                _ => {
                    let _ = write!(text, "{}", random.below(101));
                }
            }
        }
        text.push('\n');
    }
    std::fs::write(file, &text).expect("written");
    text.len() as u64
}

/// Runs the program; its time and peak memory in MB.
fn run(folder: &Path, arguments: &[&str]) -> (Duration, f64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dh"));
    command.args(arguments).current_dir(folder).stdout(Stdio::null()).process_group(0);
    let started = Instant::now();
    #[allow(clippy::zombie_processes)] // wait4 below waits, and says how much memory it took
    let child = command.spawn().expect("the program starts");
    let mut status = 0;
    // SAFETY: `usage` is plain data that wait4 fills in for our own child.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::wait4(child.id() as i32, &mut status, 0, &mut usage);
        usage
    };
    assert_eq!(status, 0, "{arguments:?}");
    (started.elapsed(), usage.ru_maxrss as f64 / 1024.0)
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e3
}

fn import(place: &Path) {
    workspace(place);
    let bytes = data(&place.join("data.csv")) as f64 / 1e6;
    let mut times = Vec::new();
    let mut peak = 0.0f64;
    for n in 0..5 {
        let (store, key) = (format!("s{n}.dh"), "store.key");
        run(place, &["store", "create", "--store", &store, "--key-file", key]);
        let (time, memory) =
            run(place, &["import", "XEX/children", "data.csv", "--simulated", "--store", &store]);
        times.push(time);
        peak = peak.max(memory);
    }
    let ms = median(times);
    println!(
        "import 100,000 × 300 ({bytes:.0} MB)     {ms:>8.0} ms  {:>6.0} MB/s  {peak:>5.0} MB   target 50 MB/s, 250 MB",
        bytes / ms * 1e3
    );
    // The same file into a plain table of texts, nothing checked.
    let mut times = Vec::new();
    for n in 0..3 {
        let import = format!(".import {} t", place.join("data.csv").display());
        let file = place.join(format!("peer{n}.db"));
        times.extend(peer("sqlite3", &[&file.to_string_lossy(), "-cmd", ".mode csv", &import]));
    }
    said("  beside it: sqlite3 .import", times, ms);
    let mut times = Vec::new();
    for _ in 0..15 {
        times.push(run(place, &["freq", "XEX/children/question_7", "--store", "s0.dh"]).0);
    }
    println!("freq of one question, whole process {:>6.1} ms", median(times));
}

/// How long another program takes; nothing where it is not there.
fn peer(program: &str, arguments: &[&str]) -> Option<Duration> {
    let started = Instant::now();
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|s| s.success()).then(|| started.elapsed())
}

fn said(what: &str, times: Vec<Duration>, ours: f64) {
    if times.is_empty() {
        println!("{what}: not there, not measured");
        return;
    }
    let theirs = median(times);
    println!("{what:<34} {theirs:>8.0} ms  we take {:.2} of it", ours / theirs);
}

/// R's own file of the same shape: 20 columns of a million whole numbers.
fn r_peer(place: &Path) -> Vec<Duration> {
    let file = place.join("peer.rds");
    let make = format!(
        "set.seed(2); saveRDS(as.data.frame(lapply(1:20, function(i) factor(sample(5, 1e6, TRUE)))), '{}')",
        file.display()
    );
    if peer("Rscript", &["-e", &make]).is_none() {
        return Vec::new();
    }
    // R's own clock, so that its start does not count.
    let read = format!("cat(system.time(readRDS('{}'))[['elapsed']])", file.display());
    (0..3)
        .filter_map(|_| Command::new("Rscript").args(["-e", &read]).output().ok())
        .filter_map(|o| String::from_utf8_lossy(&o.stdout).trim().parse().ok())
        .map(Duration::from_secs_f64)
        .collect()
}

fn load(place: &Path) {
    let key = KeySource::File(place.join("load.key"));
    make_key_file(&place.join("load.key")).expect("a key");
    let file = place.join("load.dh");
    let interrupt = Interrupt::new();
    let workbench = Workbench::open(place, &interrupt);
    let plan = workbench.workspace.core().snapshot();
    let mut random = Seed::new(2);
    let columns: Vec<Column> = (0..COLUMNS)
        .map(|n| {
            let states = (0..ROWS)
                .map(|_| if random.chance(0.03) { State::DontKnow } else { State::Answered })
                .collect();
            let values = match n % 4 {
                0 => Values::Number((0..ROWS).map(|_| random.below(24) as f64).collect()),
                _ => Values::Choice {
                    codes: (0..ROWS).map(|_| random.below(5) as u32).collect(),
                    options: (0..5).map(|o| format!("option_{o}")).collect(),
                },
            };
            Column { values, states, marks: Marks::simulated(true) }
        })
        .collect();
    let names: Vec<String> = (0..COLUMNS).map(|n| format!("question_{n}")).collect();
    let ids: Vec<String> = (0..ROWS).map(|n| format!("R{n:07}")).collect();
    let id_column = || Column {
        values: Values::Text(ids.clone()),
        states: vec![State::Answered; ROWS],
        marks: Marks::simulated(true),
    };
    let ids_given: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut new: Vec<NewColumn> = names
        .iter()
        .zip(&columns)
        .map(|(name, column)| NewColumn {
            name: name.clone(),
            role: "item",
            make: Box::new(move || column.clone()),
        })
        .collect();
    new.push(NewColumn { name: "record_id".into(), role: "record", make: Box::new(id_column) });
    let batch = NewBatch {
        country: "XEX",
        instrument: "survey/children",
        purpose: Purpose::Main,
        simulated: true,
        file_name: "bench",
        file_hash: "bench",
        plan: &plan,
        cleared_by: "simulated",
        notes: Vec::new(),
        ids: &ids_given,
        order: (0..ROWS as u32).collect(),
        columns: new,
        off_route: &[],
    };
    let mut store =
        Store::create(&file, &key, "bench", &interrupt).unwrap_or_else(|d| panic!("{}", d.render()));
    store.add_batch(&batch, "bench").unwrap_or_else(|d| panic!("{}", d.render()));
    drop(store);
    let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut times = Vec::new();
    for _ in 0..15 {
        let started = Instant::now();
        let store =
            Store::open(&file, &key, Access::Read, &interrupt).unwrap_or_else(|d| panic!("{}", d.render()));
        let loaded = store
            .load(&Wanted {
                country: "XEX",
                instrument: "survey/children",
                items: &wanted,
                roles: &[],
                purposes: &[Purpose::Main],
                reading: Reading::Decided,
            })
            .unwrap_or_else(|d| panic!("{}", d.render()));
        times.push(started.elapsed());
        assert_eq!(loaded.frame.rows(), ROWS);
    }
    let ms = median(times);
    println!("open, load 20 columns of 1,000,000  {ms:>6.1} ms                        target 60 ms");
    said("  beside it: R, readRDS", r_peer(place), ms);
}

fn main() {
    let place = tempfile::tempdir().expect("a folder");
    import(place.path());
    load(place.path());
}
