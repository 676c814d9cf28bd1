//! Whole-process figures: `cargo bench`. Prints the median and the peak
//! memory of several runs beside the target; never fails.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dh::ops::field_form::ExportRequest;

const RUNS: usize = 15;

struct Measured {
    median: Duration,
    least: Duration,
    peak_mb: f64,
}

/// Runs the program and waits with the operating system's own accounting.
fn measure(folder: &Path, arguments: &[&str]) -> Measured {
    let mut times = Vec::new();
    let mut peak = 0.0f64;
    for run in 0..=RUNS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dh"));
        command
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
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
        let time = started.elapsed();
        assert_eq!(status, 0, "{arguments:?}");
        // The first run warms the caches.
        if run > 0 {
            times.push(time);
            peak = peak.max(usage.ru_maxrss as f64 / 1024.0);
        }
    }
    times.sort();
    Measured { median: times[times.len() / 2], least: times[0], peak_mb: peak }
}

fn copy(from: &Path, to: &Path, change: &dyn Fn(String) -> String) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target, change);
        } else {
            std::fs::write(target, change(std::fs::read_to_string(&path).expect("text"))).expect("written");
        }
    }
}

/// The methodology with 100 copies of Kenya under other codes.
fn hundred(root: &Path, folder: &Path) {
    copy(&root.join("methodology"), &folder.join("methodology"), &|t| t);
    copy(&root.join("countries/regions"), &folder.join("countries/regions"), &|t| t);
    for n in 0..100u8 {
        let code = format!("X{}{}", char::from(b'A' + n / 10), char::from(b'A' + n % 10));
        let change = |text: String| {
            text.replace("\"KEN\"", &format!("\"{code}\"")).replace("KEN/", &format!("{code}/"))
        };
        copy(&root.join("countries/kenya"), &folder.join(format!("countries/copy_{n}")), &change);
    }
}

/// 200 countries that answer 100 criteria by two sources each.
fn answered(folder: &Path) {
    let mut method = String::from(
        "return {\n  methodology \"m\" \"M\" { version = \"1\", languages = { \"en\" } },\n  organisation \"o\" \"O\" {},\n  part \"p\" \"P\" { led_by = \"o\" },\n  scale \"s\" \"S\" { values = { { \"yes\", \"Yes\" }, { \"no\", \"No\" }, { \"unknown\", \"Unknown\" } } },\n  activity \"desk_review\" \"Desk review\" { number = 1, part = \"p\", kind = \"desk_review\", asks = \"documents\", source = \"https://example.org/\",\n    checklist \"law\" \"Law\" { proof = { \"source\" }, domain \"d\" \"D\" {\n",
    );
    let mut answers = String::from("return answers \"desk_review/law\" {\n");
    for n in 0..100 {
        method += &format!(
            "      criterion \"criterion_{n:03}\" \"A criterion?\" {{ scale = \"s\", class = \"core\" }},\n"
        );
        for (year, value) in [(2015, "no"), (2025, "yes")] {
            answers += &format!(
                "  answer \"criterion_{n:03}\" {{ value = \"{value}\", as_of = \"{year}\", source = \"https://example.org/{year}\" }},\n"
            );
        }
    }
    method += "    } },\n  },\n}\n";
    answers += "}\n";
    let write = |file: String, text: &str| {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("written");
    };
    write("methodology/init.lua".into(), &method);
    write("countries/regions/r.lua".into(), "return region \"r\" \"R\" {}\n");
    for n in 0..200u32 {
        let letter = |k: u32| char::from(b'A' + (k % 26) as u8);
        let code = format!("X{}{}", letter(n / 26), letter(n));
        let head = format!(
            "return country \"{code}\" \"Country {n:03}\" {{ region = \"r\", languages = {{ \"en\" }} }}\n"
        );
        write(format!("countries/country_{n}/init.lua"), &head);
        write(format!("countries/country_{n}/law.lua"), &answers);
    }
}

/// The comparison alone, once the scripts are read.
fn compared(folder: &Path) {
    let bench = dh::ops::Workbench::open(folder, &dh::base::Interrupt::new());
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let answer = dh::ops::compare::compare(&bench, "desk_review/law", &Default::default());
            assert_eq!(answer.expect("a table").rows.len(), 20_000);
            started.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "{:<30} {:>7.1} ms {:>7.1} ms {:>10}   100 ms",
        "  of it, the comparison",
        times[RUNS / 2].as_secs_f64() * 1e3,
        times[0].as_secs_f64() * 1e3,
        ""
    );
}

/// What a workbench is asked for once it stands open.
fn within(name: &str, target: &str, mut work: impl FnMut()) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "{name:<30} {:>7.1} ms {:>7.1} ms {:>10}   {target}",
        times[RUNS / 2].as_secs_f64() * 1e3,
        times[0].as_secs_f64() * 1e3,
        ""
    );
}

/// The static checks of the child's questionnaire alone, and its form alone.
fn of_the_child(root: &Path, copied: &Path) {
    let bench = dh::ops::Workbench::open(root, &dh::base::Interrupt::new());
    let core = bench.workspace.core();
    let planned = core.instrument("household_survey/children").expect("the child's questionnaire");
    within("routes of the child's form", "100 ms", || assert!(dh::model::flaws(planned).is_empty()));
    let bench = dh::ops::Workbench::open(copied, &dh::base::Interrupt::new());
    let request = ExportRequest {
        address: "KEN/household_survey/children".into(),
        out: copied.join("f.xlsx"),
        force: true,
        new_version: false,
    };
    within("  the form, scripts read", "50 ms", || {
        assert!(dh::ops::field_form::export(&bench, &request).is_ok());
    });
}

fn main() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let many = tempfile::tempdir().expect("a folder");
    hundred(&root, many.path());
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().to_string_lossy().into_owned();
    let law = tempfile::tempdir().expect("a folder");
    answered(law.path());
    // A form that goes out leaves what it asks beside the scripts.
    let asked = tempfile::tempdir().expect("a folder");
    for part in ["methodology", "countries"] {
        copy(&root.join(part), &asked.path().join(part), &|t| t);
    }
    let form =
        vec!["export", "KEN/household_survey/children", "--format", "xlsform", "-o", "f.xlsx", "--force"];
    let cases: [(&str, &Path, Vec<&str>, &str); 8] = [
        ("dh --version", &root, vec!["--version"], "10 ms"),
        ("check, shipped workspace", &root, vec!["check"], ""),
        ("check, 100 copies of Kenya", many.path(), vec!["check"], "1200 ms, 150 MB"),
        ("export KEN/children as a form", asked.path(), form, "50 ms"),
        ("report KEN", &root, vec!["report", "KEN", "--out", &out], "300 ms"),
        (
            "compare, series as a rate",
            &root,
            vec!["compare", "series:cybertips", "--rate", "internet_users"],
            "",
        ),
        ("compare, 200 x 100 answers", law.path(), vec!["compare", "desk_review/law"], ""),
        ("test KEN, 257 scenarios", &root, vec!["test", "KEN"], "300 ms of 200"),
    ];
    println!("{:<30} {:>10} {:>10} {:>10}   target", "", "median", "least", "peak");
    for (name, folder, arguments, target) in cases {
        let m = measure(folder, &arguments);
        println!(
            "{name:<30} {:>7.1} ms {:>7.1} ms {:>7.1} MB   {target}",
            m.median.as_secs_f64() * 1e3,
            m.least.as_secs_f64() * 1e3,
            m.peak_mb
        );
    }
    compared(law.path());
    of_the_child(&root, asked.path());
}
