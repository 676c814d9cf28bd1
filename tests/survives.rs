//! What the store survives: programs killed at any moment, bytes changed
//! anywhere.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use dh::base::Interrupt;
use dh::base::seed::Seed;
use dh::data::Frame;
use dh::store::{Access, KeySource, Purpose, Reading, Store, Wanted};

use crate::common::{SIX, Workspace, dh_in, run_in};

fn open(file: &Path, key: &Path) -> Result<Store, String> {
    Store::open(file, &KeySource::File(key.to_path_buf()), Access::Read, &Interrupt::new())
        .map_err(|d| d.message)
}

fn records(store: &Store) -> Result<Frame, String> {
    let loaded = store.load(&Wanted {
        country: "XEX",
        instrument: "survey/children",
        items: &["age", "online", "hours"],
        roles: &["record", "weight"],
        purposes: &Purpose::ALL,
        reading: Reading::Decided,
    });
    loaded.map(|l| l.frame).map_err(|d| d.message)
}

/// How long a program takes, learned as it goes: the machine may be busy now and
/// idle later, and the moments are to be spread over all of the work.
struct Pace(Duration);

impl Pace {
    /// Kills the program at a share of its time, a little beyond its end too;
    /// at `last` it is left to end.
    fn kill(&mut self, child: &mut std::process::Child, share: f64, last: bool) {
        if last {
            child.wait().expect("waited");
            return;
        }
        std::thread::sleep(self.0.mul_f64(1.15 * share));
        let ended = child.try_wait().expect("asked").is_some();
        self.0 = self.0.mul_f64(if ended { 0.85 } else { 1.03 });
        // One that has ended cannot be killed.
        let _ = child.kill();
        child.wait().expect("waited");
    }
}

/// A verb, what the store may hold after it, and how it is undone for the next
/// round.
struct Trial<'a> {
    arguments: Vec<String>,
    what: &'a str,
}

#[test]
fn killed_at_200_random_moments_the_store_is_as_before_or_after() {
    let workspace = Workspace::with_records();
    let folder = workspace.path().to_path_buf();
    let mut rows = SIX.lines().next().expect("a header").to_string() + "\n";
    for n in 0..3000 {
        rows.push_str(&format!("N{n},2024-03-01,a,{},{},{},yes,{}\n", n % 40, 1 + n % 3, 12 + n % 6, n % 24));
    }
    workspace.write("many.csv", &rows);
    let base = folder.join("base");
    std::fs::create_dir(&base).expect("a folder");
    for end in ["dh", "json"] {
        std::fs::copy(folder.join(format!(".dh/records.{end}")), base.join(format!("records.{end}")))
            .expect("copied");
    }
    let reset = || {
        std::fs::remove_dir_all(folder.join(".dh")).expect("removed");
        std::fs::create_dir(folder.join(".dh")).expect("a folder");
        for end in ["dh", "json"] {
            std::fs::copy(base.join(format!("records.{end}")), folder.join(format!(".dh/records.{end}")))
                .expect("copied");
        }
        for left in ["copy.dh", "copy.json"] {
            // It is there only when a backup was finished.
            let _ = std::fs::remove_file(folder.join(left));
        }
    };
    let list = |words: &[&str]| words.iter().map(|w| (*w).to_string()).collect::<Vec<_>>();
    let trials = [
        Trial { arguments: list(&["import", "XEX/children", "many.csv"]), what: "import" },
        Trial {
            arguments: list(&[
                "decide",
                "XEX/children",
                "--record",
                "R1",
                "--drop",
                "--because",
                "a test interview",
            ]),
            what: "decide",
        },
        Trial { arguments: list(&["store", "backup", "copy.dh"]), what: "backup" },
        Trial {
            arguments: list(&["store", "erase", "XEX/children", "R2", "--because", "consent withdrawn"]),
            what: "erase",
        },
    ];
    let mut random = Seed::new(20_261_124);
    let key = folder.join("store.key");
    let mut outcomes = std::collections::BTreeMap::new();
    for trial in &trials {
        reset();
        let arguments: Vec<&str> = trial.arguments.iter().map(String::as_str).collect();
        let started = Instant::now();
        let whole = run_in(&folder, &arguments);
        assert_eq!(whole.code, 0, "{}", whole.all());
        let mut pace = Pace(started.elapsed());
        for round in 0..50 {
            reset();
            let mut child = dh_in(&folder, &arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the program starts");
            pace.kill(&mut child, random.uniform(), round == 49);
            let store = open(&folder.join(".dh/records.dh"), &key)
                .unwrap_or_else(|e| panic!("{} {round}: {e}", trial.what));
            let held = records(&store).unwrap_or_else(|e| panic!("{} {round}: {e}", trial.what)).rows();
            let allowed: &[usize] = match trial.what {
                "import" => &[6, 3006],
                "decide" | "erase" => &[6, 5],
                _ => &[6],
            };
            assert!(allowed.contains(&held), "{} {round}: {held} records", trial.what);
            for found in store.verify().expect("looked at") {
                assert!(found.problems.is_empty(), "{} {round}: {:?}", trial.what, found);
            }
            drop(store);
            let copy = folder.join("copy.dh");
            let backup = copy.exists();
            if backup {
                let copied = open(&copy, &key).unwrap_or_else(|e| panic!("backup {round}: {e}"));
                assert_eq!(records(&copied).expect("records").rows(), 6);
                assert!(copied.verify().expect("looked at").iter().all(|v| v.problems.is_empty()));
            }
            let after = held != 6 || backup;
            *outcomes.entry((trial.what, after)).or_insert(0) += 1;
        }
    }
    // Both sides were met, or the moments were not spread over the work.
    for trial in &trials {
        for after in [false, true] {
            assert!(outcomes.contains_key(&(trial.what, after)), "{}: {outcomes:?}", trial.what);
        }
    }
}

#[test]
fn a_changed_byte_anywhere_is_noticed_or_changes_nothing() {
    let workspace = Workspace::with_records();
    let folder = workspace.path();
    let drop = [
        "decide",
        "XEX/children",
        "--record",
        "R1",
        "--item",
        "age",
        "--to",
        "13",
        "--because",
        "a typing error",
    ];
    assert_eq!(workspace.run(&drop).code, 0);
    let key = folder.join("store.key");
    let place = folder.join("flipped");
    std::fs::create_dir(&place).expect("a folder");
    let file = place.join("records.dh");
    let good = std::fs::read(workspace.store()).expect("a store");
    let sidecar = std::fs::read(folder.join(".dh/records.json")).expect("a sidecar");
    let expected = records(&open(&workspace.store(), &key).expect("open")).expect("records");
    let mut random = Seed::new(7);
    let mut places: Vec<usize> = (0..128).chain(good.len() - 64..good.len()).collect();
    places.extend((0..500).map(|_| random.below(good.len())));
    let try_one = |store: &[u8], sidecar: &[u8], what: &str| {
        std::fs::write(&file, store).expect("written");
        std::fs::write(place.join("records.json"), sidecar).expect("written");
        let result = catch_unwind(AssertUnwindSafe(|| -> bool {
            let Ok(store) = open(&file, &key) else { return true };
            let Ok(found) = store.verify() else { return true };
            if found.iter().any(|v| !v.problems.is_empty()) {
                // What is damaged may be read or refused, but not with a panic.
                let _ = (records(&store), store.audit(), store.decisions(None), store.batches(None));
                return true;
            }
            assert_eq!(records(&store), Ok(expected.clone()), "{what}: other records and nobody noticed");
            false
        }));
        match result {
            Ok(noticed) => noticed,
            Err(_) => panic!("{what}: a panic"),
        }
    };
    assert!(!try_one(&good, &sidecar, "nothing changed"));
    let mut noticed = 0;
    for at in &places {
        let mut bytes = good.clone();
        bytes[*at] ^= 1 << random.below(8);
        noticed += usize::from(try_one(&bytes, &sidecar, &format!("byte {at} of the store")));
    }
    // Every page has its own seal, so nearly every change is noticed.
    assert!(noticed * 100 >= places.len() * 95, "{noticed} of {} noticed", places.len());
    for at in 0..sidecar.len() {
        let mut bytes = sidecar.clone();
        bytes[at] ^= 1 << random.below(8);
        try_one(&good, &bytes, &format!("byte {at} of the sidecar"));
    }
}

/// Kills a verb at moments spread over the time it takes; `reset` before each,
/// `look` at what is left after it.
fn killed(folder: &Path, arguments: &[&str], rounds: usize, reset: &dyn Fn(), mut look: impl FnMut(usize)) {
    reset();
    let started = Instant::now();
    let whole = run_in(folder, arguments);
    assert_eq!(whole.code, 0, "{}", whole.all());
    let mut pace = Pace(started.elapsed());
    for round in 0..rounds {
        reset();
        let mut child = dh_in(folder, arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        // Early and late in turn, evenly over the whole (Weyl's sequence).
        let share = (round as f64 * 0.618_033_988_75).fract();
        pace.kill(&mut child, share, round + 1 == rounds);
        look(round);
    }
}

fn replace_folder(from: &Path, to: &Path) {
    if to.exists() {
        std::fs::remove_dir_all(to).expect("removed");
    }
    crate::common::copy(from, to);
}

#[test]
fn killed_while_its_key_is_changed_a_store_opens_with_one_of_the_two_and_verifies() {
    let workspace = Workspace::with_records();
    let folder = workspace.path();
    let mut rows = SIX.lines().next().expect("a header").to_string() + "\n";
    for n in 0..8000 {
        rows.push_str(&format!("N{n},2024-03-01,a,{},1,{},yes,{}\n", n % 40, 12 + n % 6, n % 24));
    }
    workspace.write("many.csv", &rows);
    assert_eq!(workspace.run(&["import", "XEX/children", "many.csv"]).code, 0);
    std::fs::write(folder.join("new.key"), [7; 32]).expect("a key");
    let base = folder.join("base");
    replace_folder(&folder.join(".dh"), &base);
    let reset = || replace_folder(&base, &folder.join(".dh"));
    let mut opened = [0, 0];
    killed(folder, &["store", "rekey", "--new-key-file", "new.key"], 60, &reset, |round| {
        let file = folder.join(".dh/records.dh");
        let mut said = Vec::new();
        for (which, key) in ["store.key", "new.key"].iter().enumerate() {
            match open(&file, &folder.join(key)) {
                Err(why) => said.push(why),
                Ok(store) => {
                    opened[which] += 1;
                    assert_eq!(records(&store).expect("records").rows(), 8006, "{round}");
                    for found in store.verify().expect("looked at") {
                        assert!(found.problems.is_empty(), "{round}, {key}: {found:?}");
                    }
                }
            }
        }
        assert_eq!(said.len(), 1, "{round}: one of two keys opens it: {said:?}");
    });
    assert!(opened[0] > 0 && opened[1] > 0, "both sides were met: {opened:?}");
}

#[test]
fn killed_while_a_store_is_made_there_is_a_whole_one_or_none() {
    let workspace = Workspace::small();
    let folder = workspace.path();
    std::fs::write(folder.join("store.key"), [7; 32]).expect("a key");
    let file = folder.join(".dh/records.dh");
    let reset = || {
        // It is not there the first time.
        let _ = std::fs::remove_dir_all(folder.join(".dh"));
    };
    let create = ["store", "create", "--key-file", "store.key"];
    let (mut whole, mut none) = (0, 0);
    killed(folder, &create, 40, &reset, |round| {
        if !file.exists() {
            none += 1;
            let again = run_in(folder, &create);
            assert_eq!(again.code, 0, "{round}: {}", again.all());
            return;
        }
        whole += 1;
        let store = open(&file, &folder.join("store.key")).unwrap_or_else(|e| panic!("{round}: {e}"));
        for found in store.verify().expect("looked at") {
            assert!(found.problems.is_empty(), "{round}: {found:?}");
        }
        assert_eq!(store.audit().expect("a log")[0].what, "store create", "{round}");
    });
    assert!(whole > 0 && none > 0, "both sides were met: {whole} {none}");
}

#[test]
fn killed_while_the_demonstration_is_made_it_can_be_made_again_or_is_whole() {
    let workspace = Workspace::shipped();
    let folder = workspace.path();
    let file = folder.join(".dh/demo.dh");
    let reset = || {
        // It is not there the first time.
        let _ = std::fs::remove_dir_all(folder.join(".dh"));
    };
    let (mut whole, mut none) = (0, 0);
    killed(folder, &["demo"], 24, &reset, |round| {
        let again = run_in(folder, &["demo"]);
        if again.code == 0 {
            none += 1;
        } else {
            whole += 1;
            assert!(again.stderr.contains("there is a store at"), "{round}: {}", again.all());
        }
        let batches = run_in(folder, &["store", "--json"]).rows();
        assert_eq!(batches.len(), 1, "{round}");
        assert!(file.exists());
    });
    assert!(whole > 0 && none > 0, "both sides were met: {whole} {none}");
}
