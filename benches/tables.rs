//! Tables from the store: `cargo bench --bench tables`. One command over a
//! million records, as a whole process: 20 indicators for everyone and by four
//! groups, from an encrypted store; never fails.

use std::fmt::Write as _;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::data::{Column, Marks, State, Values};
use dh::ops::Workbench;
use dh::store::{KeySource, NewBatch, NewColumn, Purpose, Store, make_key_file};

const ROWS: usize = 1_000_000;
const PSUS: usize = 20_000;
const STRATA: usize = 500;
const QUESTIONS: usize = 20;
const RUNS: usize = 15;

fn write(file: &Path, text: &str) {
    std::fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
    std::fs::write(file, text).expect("written");
}

/// Twenty yes/no questions and an indicator of each; every fourth reads two.
fn workspace(folder: &Path) {
    let (mut items, mut indicators) = (String::new(), String::new());
    for n in 0..QUESTIONS {
        let _ = writeln!(
            items,
            "select_one \"question_{n}\" \"A question\" {{ class = \"core\", options = {{ {{ \"yes\", \"Yes\" }}, {{ \"no\", \"No\" }} }}, allow = {{ \"dont_know\", \"prefer_not\" }} }},"
        );
        let yes_if = match n % 4 {
            3 => format!("any_yes(question_{n}, question_{})", n - 1),
            _ => format!("question_{n} == yes"),
        };
        let _ = writeln!(
            indicators,
            "proportion \"share_{n}\" \"A share\" {{ definition = \"one\", from = \"survey/children\", base = \"everyone\", yes_if = \"{yes_if}\",\n\
             count_as = {{ dont_know = \"no\", prefer_not = \"leave\", not_asked = \"leave\" }} }},"
        );
    }
    let groups: String = (0..4).map(|g| format!("{{ \"group_{g}\", \"Group\" }}, ")).collect();
    write(
        &folder.join("methodology/init.lua"),
        &format!(
            "return {{ methodology \"bench\" \"Bench\" {{ version = \"1\", languages = {{ \"en\" }} }},\n\
             organisation \"institute\" \"The institute\" {{}},\n\
             part \"perspectives\" \"Perspectives\" {{ led_by = \"institute\" }},\n\
             activity \"survey\" \"A survey\" {{ number = 1, part = \"perspectives\", kind = \"survey\", asks = \"nobody\",\n\
             ethics = false, source = \"https://example.org/method\",\n\
             questionnaire \"children\" \"Children\" {{ respondents = \"nobody\", population = \"nobody\",\n\
             section \"all\" \"All\" {{\n{items}\
             select_one \"group\" \"A group\" {{ class = \"core\", options = {{ {groups} }} }},\n}} }} }} }}\n"
        ),
    );
    write(&folder.join("methodology/indicators.lua"), &format!("return indicators {{\n{indicators}}}\n"));
    write(&folder.join("countries/regions/north.lua"), "return region \"north\" \"North\" {}\n");
    write(
        &folder.join("countries/exampleland/init.lua"),
        "return country \"XEX\" \"Exampleland\" { region = \"north\", languages = { \"en\" } }\n",
    );
}

/// Options of yes and no with shares that differ from PSU to PSU.
fn answers(n: usize) -> Column {
    let mut random = Seed::new(n as u64 + 10);
    let share = 0.03 + 0.67 * random.uniform();
    let of_psu: Vec<f64> = (0..PSUS).map(|_| (share + 0.1 * (random.uniform() - 0.5)).max(0.01)).collect();
    let (mut codes, mut states) = (Vec::with_capacity(ROWS), Vec::with_capacity(ROWS));
    for row in 0..ROWS {
        let state = match random.below(100) {
            0 | 1 => State::DontKnow,
            2 | 3 => State::PreferNot,
            _ => State::Answered,
        };
        codes.push(u32::from(!random.chance(of_psu[row * PSUS / ROWS])));
        states.push(state);
    }
    let options = vec!["yes".to_string(), "no".to_string()];
    Column { values: Values::Choice { codes, options }, states, marks: Marks::simulated(true) }
}

fn answered(values: Values) -> Column {
    Column { values, states: vec![State::Answered; ROWS], marks: Marks::simulated(true) }
}

/// Labels of as many different names, in the order of the rows.
fn labels(names: usize, start: &str) -> Column {
    answered(Values::Choice {
        codes: (0..ROWS).map(|row| (row * names / ROWS) as u32).collect(),
        options: (0..names).map(|n| format!("{start}{n:05}")).collect(),
    })
}

fn groups() -> Column {
    let mut random = Seed::new(3);
    answered(Values::Choice {
        codes: (0..ROWS).map(|_| random.below(4) as u32).collect(),
        options: (0..4).map(|g| format!("group_{g}")).collect(),
    })
}

/// Weights of four decimals, none like another.
fn weights() -> Column {
    let mut random = Seed::new(2);
    let weight = |_| ((20.0 + 80.0 * random.uniform()) * 1e4).round() / 1e4;
    answered(Values::Number((0..ROWS).map(weight).collect()))
}

fn store(folder: &Path) {
    let interrupt = Interrupt::new();
    make_key_file(&folder.join("store.key")).expect("a key");
    let key = KeySource::File(folder.join("store.key"));
    let workbench = Workbench::open(folder, &interrupt);
    let errors: Vec<String> = workbench.errors().map(|diag| diag.render()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let plan = workbench.workspace.core().snapshot();
    let ids: Vec<String> = (0..ROWS).map(|n| format!("R{n:07}")).collect();
    let ids_given: Vec<&str> = ids.iter().map(String::as_str).collect();
    let of = |name: &str, role: &'static str, make: Box<dyn Fn() -> Column>| NewColumn {
        name: name.to_string(),
        role,
        make,
    };
    let own = ids.clone();
    let mut columns = vec![
        of("record_id", "record", Box::new(move || answered(Values::Text(own.clone())))),
        of("stratum", "stratum", Box::new(|| labels(STRATA, "s"))),
        of("psu", "psu", Box::new(|| labels(PSUS, "p"))),
        of("weight", "weight", Box::new(weights)),
        of("group", "item", Box::new(groups)),
    ];
    columns
        .extend((0..QUESTIONS).map(|n| of(&format!("question_{n}"), "item", Box::new(move || answers(n)))));
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
        columns,
        off_route: &[],
    };
    let mut store = Store::create(&folder.join("store.dh"), &key, "bench", &interrupt)
        .unwrap_or_else(|diag| panic!("{}", diag.render()));
    store.add_batch(&batch, "bench").unwrap_or_else(|diag| panic!("{}", diag.render()));
}

/// Runs the program; its time and peak memory in MB. A process begins with the
/// peak of the one that starts it, so a small one does.
fn run(folder: &Path, arguments: &[String]) -> (Duration, f64) {
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

fn measure(folder: &Path, arguments: &[String]) {
    run(folder, arguments);
    let (mut times, mut peak) = (Vec::new(), 0.0f64);
    for _ in 0..RUNS {
        let (time, mb) = run(folder, arguments);
        times.push(time.as_secs_f64() * 1e3);
        peak = peak.max(mb);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "W3 from the store, whole process    {:>6.1} ms (least {:.1}) {peak:>5.0} MB   target 150 ms, 140 MB",
        times[RUNS / 2],
        times[0]
    );
}

/// `--make FOLDER` makes the workspace and the store, and leaves them there;
/// `--measure FOLDER` measures them.
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--make", folder] => {
            workspace(Path::new(folder));
            store(Path::new(folder));
        }
        ["--measure", folder] => {
            let mut command = vec!["tab".to_string(), "XEX/survey/children".into()];
            command.extend((0..QUESTIONS).map(|n| format!("share_{n}")));
            command.extend(["--by", "group", "--store", "store.dh", "--json"].map(String::from));
            measure(Path::new(folder), &command);
        }
        _ => {
            let place = tempfile::tempdir().expect("a folder");
            let folder = place.path().to_string_lossy();
            let own = std::env::current_exe().expect("itself");
            for step in ["--make", "--measure"] {
                let status = Command::new(&own).args([step, &folder]).status().expect("it starts");
                assert!(status.success(), "{step}");
            }
        }
    }
}
