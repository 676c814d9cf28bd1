//! The same work beside R `survey`, svy and samplics: see `README.md` here.
//! Prints times, check sums and ratios; never fails.

use std::borrow::Cow;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use dh::base::Interrupt;
use dh::data::{Cells, Sheet};
use dh::formats::sheet::{Want, read};
use dh::stats::raking::{Levels, Rules, Target, rake_weights};
use dh::stats::{
    Answers, Breakdown, Design, Factor, Family, Figure, Formula, Item, Method, Model, Plan, Reference,
    Sampling, Stage, Variable,
};

const RUNS: usize = 9;

/// One line of the result.
struct Ours {
    workload: &'static str,
    hot: f64,
    whole: f64,
    peak_mb: f64,
    check: f64,
    target: &'static str,
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The median of several runs, in seconds.
fn hot(mut work: impl FnMut() -> f64) -> (f64, f64) {
    let mut check = 0.0;
    let times = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            check = work();
            started.elapsed().as_secs_f64()
        })
        .collect();
    (median(times), check)
}

/// Runs a command; seconds and peak memory in MB by the system's accounting.
fn process(command: &mut Command) -> (f64, f64) {
    let started = Instant::now();
    #[allow(clippy::zombie_processes)] // wait4 below waits, and says how much memory it took
    let child = command.process_group(0).spawn().expect("it starts");
    let mut status = 0;
    // SAFETY: `usage` is plain data that wait4 fills in for our own child.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::wait4(child.id() as i32, &mut status, 0, &mut usage);
        usage
    };
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(status, 0, "{command:?}");
    (seconds, usage.ru_maxrss as f64 / 1024.0)
}

/// Runs the program several times: median seconds and peak memory. A process
/// begins with the peak of the one that starts it, so a small one does.
fn whole(arguments: &[&str]) -> (f64, f64) {
    let mut helper = Command::new(std::env::current_exe().expect("itself"));
    let output = helper.arg("--measure").args(arguments).output().expect("it starts");
    let text = String::from_utf8(output.stdout).expect("text");
    let (seconds, mb) = text.trim().split_once(' ').expect("two numbers");
    (seconds.parse().expect("seconds"), mb.parse().expect("megabytes"))
}

fn measure(arguments: &[String]) {
    let mut peak = 0.0f64;
    let times = (0..=RUNS)
        .map(|_| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_dh"));
            let (seconds, mb) = process(command.args(arguments).stdout(Stdio::null()));
            peak = peak.max(mb);
            seconds
        })
        .skip(1)
        .collect();
    println!("{} {peak}", median(times));
}

fn sheet(file: &Path, wanted: &[(&str, Want)], items: usize) -> Sheet {
    let mut wanted: Vec<(String, Want)> = wanted.iter().map(|(n, w)| ((*n).to_string(), *w)).collect();
    wanted.extend((1..=items).map(|n| (format!("b{n}"), Want::Either)));
    read(file, &wanted, &Interrupt::new()).expect("the file")
}

fn texts(cells: &Cells) -> (Vec<u32>, Vec<String>) {
    match cells {
        Cells::Few { codes, texts } => {
            let code = |c: &u8| if *c == Cells::NO_FEW { u32::MAX } else { u32::from(*c) };
            (codes.iter().map(code).collect(), texts.clone())
        }
        Cells::Many { codes, texts } => (codes.clone(), texts.clone()),
        Cells::Numbers(_) => panic!("labels"),
    }
}

fn factor(sheet: &Sheet, name: &str) -> Factor {
    let (codes, names) = texts(sheet.get(name).expect(name));
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| names[*a].len().cmp(&names[*b].len()).then_with(|| names[*a].cmp(&names[*b])));
    let mut rank = vec![0u32; names.len()];
    order.iter().enumerate().for_each(|(place, name)| rank[*name] = place as u32);
    let codes = codes.iter().map(|c| rank.get(*c as usize).copied().unwrap_or(Factor::MISSING)).collect();
    Factor::with_levels(codes, order.iter().map(|i| names[*i].clone()).collect())
}

fn numbers<'a>(sheet: &'a Sheet, name: &str) -> Cow<'a, [f64]> {
    match sheet.get(name).expect(name) {
        Cells::Numbers(numbers) => Cow::Borrowed(numbers),
        Cells::Few { codes, texts } => {
            let values: Vec<f64> = texts.iter().map(|t| t.parse().expect("a number")).collect();
            codes.iter().map(|c| values.get(usize::from(*c)).copied().unwrap_or(f64::NAN)).collect()
        }
        Cells::Many { .. } => panic!("numbers"),
    }
}

/// Items as 1, 0 and none.
fn items(sheet: &Sheet, count: usize) -> Vec<Vec<u8>> {
    let item = |n: usize| match sheet.get(&format!("b{n}")).expect("an item") {
        Cells::Few { codes, texts } => {
            let value: Vec<u8> = texts.iter().map(|t| t.parse().expect("0 or 1")).collect();
            codes.iter().map(|c| value.get(usize::from(*c)).copied().unwrap_or(u8::MAX)).collect()
        }
        _ => panic!("an item"),
    };
    (1..=count).map(item).collect()
}

struct Drawn {
    weights: Vec<f64>,
    strata: Factor,
    psus: Factor,
}

const DESIGN: [(&str, Want); 3] = [("weight", Want::Number), ("stratum", Want::Label), ("psu", Want::Label)];

impl Drawn {
    fn of(sheet: &Sheet) -> Drawn {
        Drawn {
            weights: numbers(sheet, "weight").into_owned(),
            strata: factor(sheet, "stratum"),
            psus: factor(sheet, "psu"),
        }
    }

    fn design(&self) -> Design {
        let stage = Stage { units: Some(&self.psus), strata: Some(&self.strata), fpc: None };
        let rows = self.weights.len();
        Design::new(&Sampling {
            rows,
            weights: Some(&self.weights),
            stages: vec![stage],
            ..Sampling::default()
        })
        .expect("a design")
    }
}

/// Every figure of the tables, complete; the sum of their estimates.
fn tabulate(drawn: &Drawn, items: &[Vec<u8>], groups: &Factor) -> f64 {
    let design = drawn.design();
    let plan = Plan {
        items: items
            .iter()
            .map(|answers| Item { answers: Answers::YesNo(answers), figure: Figure::Mean, population: 0 })
            .collect(),
        by: vec![Breakdown { groups, reference: None }],
        ..Plan::default()
    };
    let tables = design.tabulate(&plan, &Interrupt::new()).expect("not interrupted");
    let mut check = 0.0;
    for n in 0..items.len() {
        let levels = (0..groups.names().len()).map(|level| tables.level(n, 0, level));
        for found in std::iter::once(tables.everyone(n)).chain(levels) {
            let found = found.as_ref().expect("an estimate");
            let interval = found.proportion_interval(Method::Logit, 0.95, Reference::T).expect("an interval");
            let complete = [found.se(), found.cv().expect("a CV"), interval.low, interval.high];
            let deff = found.deff.as_ref().expect("a design effect").value;
            assert!(complete.iter().all(|x| x.is_finite()) && deff > 0.0 && found.df > 0 && found.base > 0);
            check += found.value;
        }
    }
    check
}

fn table(data: &Path, workload: &'static str, by: &str, count: usize, target: &'static str) -> Ours {
    let file = data.join(format!("{}.csv", workload.to_lowercase()));
    let mut wanted = DESIGN.to_vec();
    wanted.push((by, Want::Label));
    let sheet = sheet(&file, &wanted, count);
    let (drawn, items, groups) = (Drawn::of(&sheet), items(&sheet, count), factor(&sheet, by));
    let (seconds, check) = hot(|| tabulate(&drawn, &items, &groups));
    let file = file.to_string_lossy();
    let (whole, peak_mb) = whole(&[
        "tab",
        "--data",
        &file,
        "--weight",
        "weight",
        "--strata",
        "stratum",
        "--psu",
        "psu",
        "--proportion",
        "b*",
        "--by",
        by,
        "--json",
    ]);
    Ours { workload, hot: seconds, whole, peak_mb, check, target }
}

/// The margins of the peers' scripts: sums of weights, nudged.
fn nudged(weights: &[f64], groups: &Factor, nudge: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; groups.names().len()];
    (0..weights.len()).for_each(|row| sums[groups.level(row).expect("a level")] += weights[row]);
    let total: f64 = sums.iter().sum();
    let nudged: Vec<f64> = sums.iter().zip(nudge).map(|(sum, by)| sum * by).collect();
    let scale = total / nudged.iter().sum::<f64>();
    nudged.iter().map(|sum| sum * scale).collect()
}

fn rake(data: &Path) -> Ours {
    let file = data.join("w4.csv");
    let margins: [(&str, &[f64]); 3] =
        [("sex", &[1.08, 1.0]), ("agegrp", &[1.1, 1.0, 0.94]), ("region", &[1.1, 1.0, 1.0, 1.0, 1.0, 0.9])];
    let mut wanted = vec![("weight", Want::Number)];
    wanted.extend(margins.iter().map(|(name, _)| (*name, Want::Label)));
    let sheet = sheet(&file, &wanted, 0);
    let weights = numbers(&sheet, "weight").into_owned();
    let factors: Vec<Factor> = margins.iter().map(|(name, _)| factor(&sheet, name)).collect();
    let totals: Vec<Vec<f64>> =
        margins.iter().zip(&factors).map(|((_, by), groups)| nudged(&weights, groups, by)).collect();
    let codes: Vec<Vec<u8>> = factors
        .iter()
        .map(|f| (0..weights.len()).map(|row| f.level(row).expect("a level") as u8).collect())
        .collect();
    let targets: Vec<Target<'_>> = codes
        .iter()
        .zip(&totals)
        .map(|(codes, totals)| Target { levels: Levels::Bytes(codes), totals })
        .collect();
    let (seconds, check) = hot(|| {
        let raked = rake_weights(&weights, &targets, Rules::default()).expect("weights");
        raked.after.squares
    });
    let mut text = String::from("variable,level,total\n");
    for (((name, _), groups), totals) in margins.iter().zip(&factors).zip(&totals) {
        for (level, total) in groups.names().iter().zip(totals) {
            text.push_str(&format!("{name},{level},{total}\n"));
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (stated, out) = (folder.path().join("margins.csv"), folder.path().join("out.csv"));
    std::fs::write(&stated, text).expect("written");
    let (file, stated, out) = (file.to_string_lossy(), stated.to_string_lossy(), out.to_string_lossy());
    let (whole, peak_mb) = whole(&[
        "rake",
        "--data",
        &file,
        "--weight",
        "weight",
        "--margins",
        &stated,
        "-o",
        &out,
        "--keep",
        "id",
        "--force",
        "--json",
    ]);
    Ours { workload: "W4", hot: seconds, whole, peak_mb, check, target: "15 ms, 200 ms" }
}

fn regression(data: &Path) -> Ours {
    let file = data.join("w5.csv");
    let mut wanted = DESIGN.to_vec();
    let xs: Vec<String> = (1..=6).map(|n| format!("x{n}")).collect();
    wanted.extend([("y", Want::Either), ("sex", Want::Either), ("agegrp", Want::Either)]);
    wanted.extend(xs.iter().map(|x| (x.as_str(), Want::Either)));
    let sheet = sheet(&file, &wanted, 0);
    let drawn = Drawn::of(&sheet);
    let columns: Vec<(&str, Cow<'_, [f64]>)> =
        std::iter::once("y").chain(xs.iter().map(String::as_str)).map(|n| (n, numbers(&sheet, n))).collect();
    let factors = [("sex", factor(&sheet, "sex")), ("agegrp", factor(&sheet, "agegrp"))];
    let text = "y ~ x1 + x2 + x3 + x4 + x5 + x6 + factor(sex) + factor(agegrp)";
    let formula = Formula::parse(text).expect("a formula");
    let (seconds, check) = hot(|| {
        let design = drawn.design();
        let everyone = design.everyone();
        let model = Model::new(&everyone, &formula, Family::Logistic, |name| {
            let number = columns.iter().find(|(n, _)| *n == name).map(|(_, c)| Variable::Numbers(c));
            number.or_else(|| factors.iter().find(|(n, _)| *n == name).map(|(_, f)| Variable::Levels(f)))
        })
        .expect("a model");
        let fit = model.fit().expect("a fit");
        for at in 0..fit.coefficients.len() {
            let (odds, interval) = fit.ratio(at, 0.95).expect("an odds ratio");
            let p = fit.coefficient(at).expect("a coefficient").p_value(Reference::T).expect("p");
            assert!(odds > interval.low && (0.0..=1.0).contains(&p));
        }
        fit.coefficients.iter().map(|c| c.value).sum()
    });
    let file = file.to_string_lossy();
    let (whole, peak_mb) = whole(&[
        "model",
        "--data",
        &file,
        "--weight",
        "weight",
        "--strata",
        "stratum",
        "--psu",
        "psu",
        "--logistic",
        text,
        "--json",
    ]);
    Ours { workload: "W5", hot: seconds, whole, peak_mb, check, target: "60 ms, 120 ms" }
}

/// A peer's run: name, seconds of the whole process scaled to the whole work.
fn peer(command: &mut Command, share: f64) -> Option<(String, f64, f64)> {
    let started = Instant::now();
    let output = command.stderr(Stdio::null()).output().ok().filter(|o| o.status.success())?;
    let seconds = started.elapsed().as_secs_f64();
    let line: serde_json::Value = serde_json::from_slice(output.stdout.trim_ascii()).ok()?;
    let inner = line["inner_s"].as_f64()?;
    // What is read and set up is done once, whatever the number of items.
    let scaled = seconds - inner + inner / share;
    Some((line["tool"].as_str()?.to_string(), scaled, line["check"].as_f64().unwrap_or(0.0)))
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, rest @ ..] = arguments.as_slice()
        && first == "--measure"
    {
        return measure(rest);
    }
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let scripts = here.join("benches/peers");
    let data = std::env::var_os("PEERS_DATA").map_or_else(|| here.join("target/peers"), PathBuf::from);
    let python = std::env::var("PEERS_PYTHON").unwrap_or_else(|_| "python3".into());
    if !data.join("w5.csv").exists() {
        let made = Command::new(&python).arg(scripts.join("gen_bench.py")).arg(&data).status();
        if !made.is_ok_and(|status| status.success()) {
            println!("skipped: the data need Python with numpy and polars (PEERS_PYTHON names it)");
            return;
        }
    }
    let only: Vec<&String> = arguments.iter().filter(|a| a.starts_with('W')).collect();
    let wants = |w: &str| only.is_empty() || only.iter().any(|o| *o == w);
    println!("{:<4} {:>10} {:>10} {:>9}  {:<24} check sum", "", "hot", "whole", "peak", "target");
    let mut ours = Vec::new();
    let works: [(&str, &dyn Fn() -> Ours); 5] = [
        ("W1", &|| table(&data, "W1", "dom8", 150, "3 ms, 20 ms")),
        ("W2", &|| table(&data, "W2", "dom8", 150, "40 ms, 200 ms")),
        ("W3", &|| table(&data, "W3", "dom4", 20, "40 ms, 350 ms, 140 MB")),
        ("W4", &|| rake(&data)),
        ("W5", &|| regression(&data)),
    ];
    for (name, work) in works {
        if !wants(name) {
            continue;
        }
        let o = work();
        println!(
            "{:<4} {:>7.1} ms {:>7.1} ms {:>6.0} MB  {:<24} {:.12}",
            o.workload,
            o.hot * 1e3,
            o.whole * 1e3,
            o.peak_mb,
            o.target,
            o.check
        );
        ours.push(o);
    }
    if arguments.iter().any(|a| a == "--ours") {
        return;
    }
    println!("\n{:<4} {:<18} {:>10} {:>12}  check sum", "", "peer", "whole", "times ours");
    for o in &ours {
        let small = o.workload.to_lowercase();
        let (csv, parquet) = (data.join(format!("{small}.csv")), data.join(format!("{small}.parquet")));
        let all = match o.workload {
            "W1" | "W2" => 150,
            "W3" => 20,
            _ => 1,
        };
        // Of the slow ones a few items, scaled.
        let (r_items, samplics_items) = match o.workload {
            "W2" => (4, 2),
            "W3" => (2, 1),
            _ => (all, all),
        };
        let mode = if o.workload == "W4" { "idiom" } else { "fast" };
        let script = |name: &str, items: usize| {
            let mut command = Command::new(&python);
            command.arg(scripts.join(name)).arg(o.workload).arg(&parquet).arg(items.to_string());
            command
        };
        let mut r = Command::new("Rscript");
        r.arg(scripts.join("bench.R")).arg(o.workload).arg(&csv).arg(r_items.to_string()).arg(mode);
        let runs = [
            peer(&mut script("bench_svy.py", all), 1.0),
            peer(&mut script("bench_samplics.py", samplics_items), samplics_items as f64 / all as f64),
            peer(&mut r, r_items as f64 / all as f64),
        ];
        for (tool, seconds, check) in runs.into_iter().flatten() {
            let ratio = seconds / o.whole;
            let check = if check == 0.0 { String::new() } else { format!("{check:.12}") };
            println!("{:<4} {:<18} {:>8.2} s {:>12.0}  {check}", o.workload, tool, seconds, ratio);
        }
    }
}
