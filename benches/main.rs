//! Whole-process figures: `cargo bench`. Prints the median and the peak
//! memory of several runs beside the target; never fails.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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

fn main() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let many = tempfile::tempdir().expect("a folder");
    hundred(&root, many.path());
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().to_string_lossy().into_owned();
    let cases: [(&str, &Path, Vec<&str>, &str); 5] = [
        ("dh --version", &root, vec!["--version"], "10 ms"),
        ("check, shipped workspace", &root, vec!["check"], ""),
        ("check, 100 copies of Kenya", many.path(), vec!["check"], "1200 ms, 150 MB"),
        ("report KEN", &root, vec!["report", "KEN", "--out", &out], "300 ms"),
        (
            "compare, series as a rate",
            &root,
            vec!["compare", "series:cybertips", "--rate", "internet_users"],
            "",
        ),
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
}
