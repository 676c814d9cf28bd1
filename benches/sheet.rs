//! Reading data files: `cargo bench --bench sheet [FOLDER]`. Without a folder
//! that has w2.csv, w3.csv and w4.csv it writes files of the same shape, 160 MB
//! in all. Never fails.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::data::Cells;
use dh::formats::sheet::{Want, read};

/// Columns before the items.
const HEAD: &str = "id,stratum,psu,weight,fpc,dom8,dom4,sex,agegrp,region";

fn make(file: &Path, rows: usize, items: usize) {
    let mut random = Seed::new(7);
    let mut below = move |n: usize| random.below(n);
    let mut text = String::from(HEAD);
    for n in 1..=items {
        let _ = write!(text, ",b{n}");
    }
    text.push('\n');
    for row in 0..rows {
        let psu = row / 50;
        let weight = 10.0 + below(2_000_000) as f64 / 10_000.0;
        let _ = write!(
            text,
            "{},{},{},{weight:.4},{},{},{},{},{}-{},R{}",
            row + 1,
            psu / 40 + 1,
            psu + 1,
            800,
            below(8) + 1,
            below(4) + 1,
            if below(2) == 0 { "F" } else { "M" },
            12,
            13,
            below(6) + 1
        );
        for _ in 0..items {
            text.push_str(match below(25) {
                0 => ",",
                1..=8 => ",1",
                _ => ",0",
            });
        }
        text.push('\n');
    }
    std::fs::write(file, text).expect("written");
}

fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn main() {
    let made = tempfile::TempDir::new().expect("a folder");
    let given = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    let folder = given.as_deref().map_or(made.path(), Path::new);
    let plain = |names: &[&str], want: Want| -> Vec<(String, Want)> {
        names.iter().map(|n| ((*n).to_string(), want)).collect()
    };
    for (name, rows, items, labels) in [
        ("w4", 1_000_000, 0, &["sex", "agegrp", "region"][..]),
        ("w3", 1_000_000, 20, &["psu", "stratum", "dom4"]),
        ("w2", 100_000, 150, &["psu", "stratum", "dom8"]),
    ] {
        let file = folder.join(format!("{name}.csv"));
        if given.is_none() {
            make(&file, rows, items);
        }
        let mut wanted = plain(labels, Want::Label);
        wanted.push(("weight".to_string(), Want::Number));
        wanted.extend((1..=items).map(|n| (format!("b{n}"), Want::Either)));
        let mut best = Duration::MAX;
        for _ in 0..7 {
            let start = Instant::now();
            let sheet = read(&file, &wanted, &Interrupt::new()).expect("read");
            best = best.min(start.elapsed());
            assert_eq!(sheet.rows, rows);
            assert!(matches!(sheet.get("weight"), Some(Cells::Numbers(_))));
        }
        println!("{name}: {} columns in {best:?}, at most {} MB so far", wanted.len(), peak());
    }
}
