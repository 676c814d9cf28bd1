//! `dh store` and `dh audit`: keys, wrong files, verify, backup, another key,
//! erasure.

use std::path::Path;

use crate::common::{SIX, Workspace, dh_in, limit_file_size, run_in};

fn with_key(folder: &Path, key: &str, arguments: &[&str]) -> (String, i32) {
    let output = dh_in(folder, arguments).env("DH_KEY", key).output().expect("the program starts");
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (text.replace(&*folder.to_string_lossy(), "[FOLDER]"), output.status.code().unwrap_or(-1))
}

#[test]
fn a_store_is_made_with_a_key_file_and_says_what_losing_it_means() {
    let workspace = Workspace::small();
    insta::assert_snapshot!(workspace.run(&["store", "create", "--key-file", "keys/store.key"]).all(), @"
    .dh/records.dh is made, with nothing in it.

    * its key is keys/store.key: keep it away from the store, and a copy in a safe; without it nobody
      reads the records
    --- stderr ---

    --- exit 0 ---
    ");
    assert_eq!(std::fs::read(workspace.path().join("keys/store.key")).expect("a key").len(), 32);
    insta::assert_snapshot!(workspace.run(&["store"]).all(), @"
    store       .dh/records.dh
    encrypted   yes
    decisions   0 stand, 0 undone
    audit head  0193453f0ba3 (1 entry)

    No records are held.
    --- stderr ---

    --- exit 0 ---
    ");
}

#[test]
fn a_plain_store_says_so_each_time() {
    let workspace = Workspace::small();
    for arguments in [&["store", "create", "--plain"][..], &["store"], &["store", "verify"], &["audit"]] {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 0, "{}", run.all());
        assert!(run.stdout.contains("NOT encrypted"), "{arguments:?}: {}", run.all());
    }
}

#[test]
fn without_a_key_nothing_is_made_and_nothing_is_asked_of_a_pipe() {
    let workspace = Workspace::small();
    insta::assert_snapshot!(workspace.run(&["store", "create"]).all(), @"
    --- stderr ---
    error: a store needs a key
      = give --key-file FILE (made where it is not there yet) or a passphrase in DH_KEY; --plain makes
        one without encryption
    --- exit 2 ---
    ");
    assert!(!workspace.path().join(".dh").exists());
}

#[test]
fn wrong_key_cut_empty_and_foreign_files_are_told_apart() {
    let workspace = Workspace::with_records();
    let folder = workspace.path();
    let store = workspace.store();
    let good = std::fs::read(&store).expect("a store");
    let mut said = String::new();
    let mut say = |what: &str, arguments: &[&str]| {
        let run = run_in(folder, arguments);
        assert_eq!(run.code, 2, "{what}: {}", run.all());
        said.push_str(&format!("{what}:\n{}", run.stderr.trim_start()));
    };
    std::fs::write(folder.join("other.key"), [7u8; 32]).expect("a key");
    say("wrong key", &["store", "--key-file", "other.key"]);
    std::fs::write(folder.join("short.key"), [7u8; 31]).expect("a key");
    say("no key", &["store", "--key-file", "short.key"]);
    say("no key file", &["store", "--key-file", "absent.key"]);
    std::fs::write(&store, b"").expect("written");
    say("zero bytes", &["store"]);
    std::fs::write(&store, &good[..100]).expect("written");
    say("100 bytes", &["store"]);
    std::fs::write(&store, &good[..good.len() - 4096]).expect("written");
    say("cut", &["store"]);
    let mut damaged = good.clone();
    damaged[300] ^= 1;
    std::fs::write(&store, &damaged).expect("written");
    say("first page damaged", &["store"]);
    std::fs::write(&store, b"%PDF-1.7 ".repeat(1000)).expect("written");
    say("foreign", &["store"]);
    std::fs::write(&store, [b"SQLite format 3\0".as_slice(), &[0; 5000]].concat()).expect("written");
    say("plain database in its place", &["store"]);
    std::fs::remove_file(&store).expect("removed");
    say("no store", &["store"]);
    std::fs::write(&store, &good).expect("written");
    std::fs::remove_file(folder.join(".dh/records.json")).expect("removed");
    say("no sidecar, wrong key", &["store", "--key-file", "other.key"]);
    insta::assert_snapshot!(said, @"
    wrong key:
    error: the key file is not the one of [FOLDER]/.dh/records.dh
      = the store was made with a key file; the file itself was not touched
      = its key file was [FOLDER]/store.key

    no key:
    error: short.key is not a key file: it has 31 bytes instead of 32
      = a key file is 32 raw bytes, as dh store create --key-file FILE writes it

    no key file:
    error: cannot read the key file absent.key: no such file or folder
      = without its key a store cannot be read by anyone

    zero bytes:
    error: [FOLDER]/.dh/records.dh is an empty file of 0 bytes, not a store
      = something truncated it: take the store from a backup

    100 bytes:
    error: [FOLDER]/.dh/records.dh is cut short or not a store: 100 bytes
      = take the store from a backup

    cut:
    error: [FOLDER]/.dh/records.dh is cut short: pages at its end are missing
      = take the store from a backup; dh store verify tells whether a backup is good

    first page damaged:
    error: [FOLDER]/.dh/records.dh is damaged: the key is right, but its first page cannot be decrypted
      = take the store from a backup; dh store verify tells whether a backup is good

    foreign:
    error: [FOLDER]/.dh/records.dh is not the file that [FOLDER]/.dh/records.json belongs to: a store begins with bytes of its own, and these are others
      = one of the two was replaced: put back the one that belongs to the other; otherwise take both
        from a backup

    plain database in its place:
    error: [FOLDER]/.dh/records.dh is an unencrypted SQLite file, but its sidecar belongs to an encrypted store
      = the file was replaced; take the store from a backup

    no store:
    error: there is no store at [FOLDER]/.dh/records.dh
      = dh demo makes one with simulated records; dh store create makes an empty one

    no sidecar, wrong key:
    error: [FOLDER]/.dh/records.dh cannot be opened: a wrong key, a damaged file, or not a store; without its sidecar [FOLDER]/.dh/records.json the three cannot be told apart
      = put the sidecar back beside the store, from a backup
    ");
    // With the right key a lost sidecar is made again.
    let run = run_in(folder, &["store", "verify", "--key-file", "store.key"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.stdout.contains("was missing and was written anew"), "{}", run.all());
    assert_eq!(
        run_in(folder, &["store", "verify"]).code,
        2,
        "a sidecar made anew does not know where the key file is"
    );
}

#[test]
fn a_passphrase_opens_what_it_made_and_another_does_not() {
    let workspace = Workspace::small();
    let folder = workspace.path();
    assert_eq!(with_key(folder, "a long sentence", &["store", "create"]).1, 0);
    assert_eq!(with_key(folder, "a long sentence", &["store", "verify"]).1, 0);
    let (text, code) = with_key(folder, "another sentence", &["store"]);
    assert_eq!(code, 2);
    insta::assert_snapshot!(text, @"
    error: the passphrase is not the one of [FOLDER]/.dh/records.dh
      = the store was made with a passphrase; the file itself was not touched
    ");
    let (text, code) = with_key(folder, "", &["store"]);
    assert_eq!(code, 2, "{text}");
}

#[test]
fn another_key_locks_out_the_old_one_and_old_backups_keep_theirs() {
    let workspace = Workspace::with_records();
    let folder = workspace.path();
    assert_eq!(workspace.run(&["store", "backup", "before.dh"]).code, 0);
    let run = workspace.run(&["store", "rekey", "--new-key-file", "new.key"]);
    insta::assert_snapshot!(run.all(), @"
    The store has another key; the old one opens it no more.

    * backups made before still have the old key: keep it as long as they are kept
    * its key is new.key: keep it away from the store, and a copy in a safe; without it nobody reads the
      records
    --- stderr ---

    --- exit 0 ---
    ");
    let old = workspace.run(&["store", "--key-file", "store.key"]);
    assert_eq!(old.code, 2);
    assert!(old.stderr.contains("is not the one of"), "{}", old.stderr);
    // The sidecar remembers the new key file.
    let verify = workspace.run(&["store", "verify"]);
    assert_eq!(verify.code, 0, "{}", verify.all());
    let (text, code) =
        with_key(folder, "x", &["--store", "before.dh", "--key-file", "store.key", "store", "verify"]);
    assert_eq!(code, 0, "{text}");
    // From a key file to a passphrase.
    let mut command = dh_in(folder, &["store", "rekey"]);
    let output = command.env("DH_NEW_KEY", "a sentence").output().expect("runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(with_key(folder, "a sentence", &["store", "verify"]).1, 0);
    assert_eq!(workspace.run(&["store", "--key-file", "new.key"]).code, 2);
}

#[test]
fn a_backup_holds_the_same_records_and_never_goes_over_another() {
    let workspace = Workspace::with_records();
    insta::assert_snapshot!(workspace.run(&["store", "backup", "copies/monday.dh"]).all(), @"
    copies/monday.dh (76 KB) is written and verified, with its sidecar copies/monday.json. It has the
    same key.
    --- stderr ---

    --- exit 0 ---
    ");
    let of = |store: &str| {
        let run = workspace.run(&["--store", store, "freq", "XEX/children/age", "--json"]);
        assert_eq!(run.code, 0, "{}", run.all());
        run.stdout
    };
    assert_eq!(of("copies/monday.dh"), of(".dh/records.dh"));
    let again = workspace.run(&["store", "backup", "copies/monday.dh"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    assert_eq!(workspace.run(&["store", "backup", "copies/monday.sqlite"]).code, 2);
}

#[test]
fn an_erased_record_is_gone_and_does_not_come_back() {
    let workspace = Workspace::with_records();
    let run = workspace.run(&[
        "decide",
        "XEX/children",
        "--record",
        "R4",
        "--item",
        "age",
        "--to",
        "16",
        "--because",
        "a typing error",
    ]);
    assert_eq!(run.code, 0, "{}", run.all());
    let erase = workspace.run(&["store", "erase", "XEX/children", "R4", "--because", "consent withdrawn"]);
    insta::assert_snapshot!(erase.all(), @"
    The record is erased from batch 1 of XEX/survey/children.

    * a tombstone without content stays, so that importing the file again does not bring it back
    * backups and files outside the store still hold it: erase them there too
    --- stderr ---

    --- exit 0 ---
    ");
    let rows = workspace.run(&["freq", "XEX/children/age", "--json"]).rows();
    assert_eq!(rows[0]["base_all"], 5);
    assert!(!workspace.run(&["decide"]).stdout.contains("R4"));
    // The same file, and the same record in another file.
    let again = workspace.run(&["import", "XEX/children", "six.csv", "--json"]).rows();
    assert_eq!(again[0]["imported"], 0);
    workspace.write("more.csv", &format!("{SIX}R7,2024-03-03,b,4,0.5,17,no,\n"));
    let more = workspace.run(&["import", "XEX/children", "more.csv", "--json"]).rows();
    assert_eq!(
        (&more[0]["imported"], &more[0]["duplicates"], &more[0]["erased_before"]),
        (&1.into(), &5.into(), &1.into())
    );
    assert_eq!(workspace.run(&["store", "verify"]).code, 0);
    assert!(
        workspace
            .run(&["store", "erase", "XEX/children", "R4", "--because", "x"])
            .stderr
            .contains("no record 'R4'")
    );
    let log = workspace.run(&["audit", "--json"]).stdout;
    assert!(log.contains("\"erase\"") && !log.contains("R4"), "{log}");
}

#[test]
fn the_last_record_of_a_batch_can_be_erased() {
    let workspace = Workspace::with_store();
    workspace.write("one.csv", &SIX.lines().take(2).map(|l| format!("{l}\n")).collect::<String>());
    assert_eq!(workspace.run(&["import", "XEX/children", "one.csv"]).code, 0);
    assert_eq!(
        workspace.run(&["store", "erase", "XEX/children", "R1", "--because", "consent withdrawn"]).code,
        0
    );
    let verify = workspace.run(&["store", "verify"]);
    assert_eq!(verify.code, 0, "{}", verify.all());
    let none = workspace.run(&["freq", "XEX/children/age"]);
    assert!(none.stderr.contains("no records of"), "{}", none.all());
}

#[test]
fn a_cut_tail_of_the_audit_log_is_noticed() {
    let workspace = Workspace::with_records();
    assert_eq!(workspace.run(&["store", "backup", "before.dh"]).code, 0);
    let head =
        workspace.run(&["audit", "verify", "--json"]).rows()[0]["head"].as_str().expect("a head").to_string();
    let drop = ["decide", "XEX/children", "--record", "R1", "--drop", "--because", "a test interview"];
    assert_eq!(workspace.run(&drop).code, 0);
    let run = workspace.run(&["audit", "verify", "--head", &head[..12]]);
    assert_eq!(run.code, 0, "{}", run.all());
    let last =
        workspace.run(&["audit", "verify", "--json"]).rows()[0]["head"].as_str().expect("a head").to_string();
    // Somebody puts yesterday's file in place: the decision never happened.
    std::fs::copy(workspace.path().join("before.dh"), workspace.store()).expect("copied");
    insta::assert_snapshot!(workspace.run(&["audit", "verify"]).all(), @"
    the end of the audit log is missing: the sidecar knows 4 entries, the store has 3

    * the end was cut, or an older copy of the store was put in place without its sidecar
    * the store is not as its sidecar knows it: entry 4 of the audit log is missing or another one; an
      older copy was put in its place, or its end was cut
    * put the newest copy back; where this older one is meant, put the sidecar of the same backup beside
      it
    --- stderr ---

    --- exit 1 ---
    ");
    // With yesterday's sidecar too, the head an output printed tells.
    std::fs::copy(workspace.path().join("before.json"), workspace.path().join(".dh/records.json"))
        .expect("copied");
    assert_eq!(workspace.run(&["audit", "verify"]).code, 0);
    let printed = workspace.run(&["audit", "verify", "--head", &last[..12]]);
    assert_eq!(printed.code, 1, "{}", printed.all());
    assert_eq!(workspace.run(&["audit", "verify", "--head", "nonsense"]).code, 2);
}

#[test]
fn two_writers_are_told_of_each_other() {
    let workspace = Workspace::with_records();
    // Another program holds the lock, as a writing dh does.
    let lock = std::fs::OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .open(workspace.path().join(".dh/records.lock"))
        .expect("a lock");
    lock.lock().expect("locked");
    std::io::Write::write_all(&mut &lock, b"dh import (process 4711, since 2026-03-01T09:00:00Z)")
        .expect("written");
    let run = workspace.run(&["import", "XEX/children", "six.csv"]);
    insta::assert_snapshot!(run.all(), @"
    --- stderr ---
    error: dh import (process 4711, since 2026-03-01T09:00:00Z) is writing to the store
      = wait until it is done, then try again; nothing was changed
    --- exit 2 ---
    ");
    // Reading goes on meanwhile.
    assert_eq!(workspace.run(&["freq", "XEX/children/age"]).code, 0);
    drop(lock);
    assert_eq!(workspace.run(&["import", "XEX/children", "six.csv"]).code, 0);
}

#[test]
fn a_clock_that_goes_back_is_written_down_and_breaks_nothing() {
    let workspace = Workspace::with_records();
    let drop = ["decide", "XEX/children", "--record", "R1", "--drop", "--because", "a test interview"];
    let output = dh_in(workspace.path(), &drop).env("DH_NOW", "2001-01-01T00:00:00Z").output().expect("runs");
    assert!(output.status.success());
    let log = workspace.run(&["audit", "--json"]).rows();
    let last = log.last().expect("an entry");
    assert_eq!(last["at"], "2026-03-01T09:30:00Z");
    assert_eq!(last["detail"]["clock_said"], "2001-01-01T00:00:00Z");
    assert_eq!(workspace.run(&["audit", "verify"]).code, 0);
}

#[test]
fn a_full_disk_loses_nothing() {
    let workspace = Workspace::with_records();
    let before = workspace.run(&["freq", "XEX/children/age", "--json"]).stdout;
    let mut rows = SIX.lines().next().expect("a header").to_string() + "\n";
    for n in 0..40_000u32 {
        // Weights that hardly compress.
        let weight = 1.0 + f64::from(n.wrapping_mul(2_654_435_761)) / 7.0;
        rows.push_str(&format!("N{n},2024-03-01,a,1,{weight},{},yes,{}\n", 12 + n % 6, n % 24));
    }
    workspace.write("many.csv", &rows);
    let mut command = dh_in(workspace.path(), &["import", "XEX/children", "many.csv"]);
    limit_file_size(&mut command, 100 * 1024);
    let output = command.output().expect("runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    insta::assert_snapshot!(said.trim(), @"
    error: cannot finish import: the disk is full, or has a fault (disk I/O error)
      = nothing was changed; check that the disk has space and is whole
    ");
    assert_eq!(workspace.run(&["store", "verify"]).code, 0);
    assert_eq!(workspace.run(&["freq", "XEX/children/age", "--json"]).stdout, before);
    assert_eq!(workspace.run(&["import", "XEX/children", "many.csv"]).code, 0);
    let mut command = dh_in(workspace.path(), &["store", "backup", "copy.dh"]);
    limit_file_size(&mut command, 100 * 1024);
    let output = command.output().expect("runs");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let left: Vec<_> = std::fs::read_dir(workspace.path())
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|n| n.starts_with("copy"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_folder_that_cannot_be_written_to_can_still_be_read() {
    let workspace = Workspace::with_records();
    let folder = workspace.path().join(".dh");
    let set = |mode: u32| {
        std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(mode)).expect("set");
    };
    set(0o555);
    let bound = std::fs::write(folder.join("probe"), b"x").is_err();
    if bound {
        let read = workspace.run(&["freq", "XEX/children/age"]);
        let write = workspace.run(&["decide", "XEX/children", "--record", "R1", "--drop", "--because", "x"]);
        set(0o755);
        assert_eq!(read.code, 0, "{}", read.all());
        assert_eq!(write.code, 2);
        insta::assert_snapshot!(write.stderr.trim(), @"");
    } else {
        set(0o755);
        eprintln!("skipped: this user writes in folders that nobody may write in");
    }
}

#[test]
fn nothing_is_readable_without_the_key() {
    let workspace = Workspace::small();
    workspace.write("countries/exampleland/init.lua", crate::common::CLEARED);
    workspace.replace(
        "methodology/init.lua",
        "integer \"hours\"",
        "text \"place\" \"Where?\" { class = \"core\" },\n        integer \"hours\"",
    );
    let temporary = workspace.path().join("temporary");
    std::fs::create_dir(&temporary).expect("a folder");
    let run = |arguments: &[&str]| {
        let mut command = dh_in(workspace.path(), arguments);
        let output =
            command.env("TMPDIR", &temporary).env("SQLITE_TMPDIR", &temporary).output().expect("runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run(&["store", "create", "--key-file", "store.key"]);
    let mut rows = "record_id,interview_date,age,online,place,hours\n".to_string();
    for n in 0..3000 {
        rows.push_str(&format!("KNOWNID{n},2024-03-01,12,yes,KNOWNANSWER{n},3\n"));
    }
    let csv = workspace.path().join("known.csv");
    std::fs::write(&csv, rows).expect("written");
    run(&["import", "XEX/children", "known.csv"]);
    std::fs::remove_file(csv).expect("removed");
    run(&[
        "decide",
        "XEX/children",
        "--record",
        "KNOWNID7",
        "--item",
        "place",
        "--to",
        "KNOWNFIX",
        "--because",
        "x",
    ]);
    assert!(run(&["decide"]).contains("KNOWNFIX"), "it is there with the key");
    run(&["store", "backup", "copy.dh"]);
    run(&["store", "compact"]);
    let mut looked_at = 0;
    let mut folders = vec![workspace.path().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            for word in [&b"KNOWN"[..], b"interview_date", b"XEX/"] {
                let found = bytes.windows(word.len()).any(|w| w == word);
                assert!(!found, "{} holds {:?}", path.display(), String::from_utf8_lossy(word));
            }
            looked_at += 1;
        }
    }
    assert!(looked_at >= 8, "{looked_at}");
}

#[test]
fn of_four_that_make_the_same_store_at_once_one_makes_it() {
    let workspace = Workspace::small();
    let folder = workspace.path();
    let all: Vec<_> = (0..4)
        .map(|n| {
            let key = format!("{n}.key");
            let mut command = dh_in(folder, &["store", "create", "--key-file", &key]);
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
            (key, command.spawn().expect("the program starts"))
        })
        .collect();
    let mut made = Vec::new();
    for (key, child) in all {
        let output = child.wait_with_output().expect("it ends");
        if output.status.success() {
            made.push(key);
        } else {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains("there is a store at"), "{said}");
        }
    }
    assert_eq!(made.len(), 1, "{made:?}: whoever is told that it is made may import next");
    let verify = workspace.run(&["store", "verify", "--key-file", &made[0]]);
    assert_eq!(verify.code, 0, "{}", verify.all());
}

#[test]
fn a_store_named_through_a_link_is_the_same_store() {
    let workspace = Workspace::with_records();
    let folder = workspace.path();
    std::os::unix::fs::symlink(workspace.store(), folder.join("link.dh")).expect("a link");
    // Its sidecar knows where the key file is, and its lock keeps others out.
    let run = workspace.run(&["--store", "link.dh", "store", "verify"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(!run.stdout.contains("written anew"), "{}", run.all());
    let lock = std::fs::File::options().write(true).open(folder.join(".dh/records.lock")).expect("a lock");
    lock.lock().expect("held");
    let drop = ["--store", "link.dh", "decide", "XEX/children", "--record", "R1", "--drop", "--because", "x"];
    let run = workspace.run(&drop);
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(run.stderr.contains("is writing to the store"), "{}", run.all());
    assert!(!folder.join("link.json").exists() && !folder.join("link.lock").exists());
}

#[test]
fn a_store_may_have_any_name_that_ends_in_dh() {
    let workspace = Workspace::with_store();
    for name in ["a b.dh", "q'u\"o.dh", "per%41.dh", "what?mode=ro.dh", "ha#sh.dh", "file:x.dh", "a.b.dh"] {
        for arguments in [
            &["store", "create", "--key-file", "k.key"][..],
            &["import", "XEX/children", "six.csv"],
            &["store", "verify"],
        ] {
            let run = workspace.run(&[&["--store", name], arguments].concat());
            assert_eq!(run.code, 0, "{name}: {}", run.all());
        }
        assert!(workspace.path().join(name).exists(), "{name}");
    }
    // These would be the store's own sidecar, its lock, and no file at all.
    for name in ["a.json", "a.lock", ":memory:"] {
        let run = workspace.run(&["--store", name, "store", "create", "--key-file", "k.key"]);
        assert_eq!(run.code, 2, "{name}: {}", run.all());
        assert!(run.stderr.contains("does not end in .dh"), "{}", run.stderr);
    }
}

#[test]
fn a_writer_whose_lock_was_removed_notices_the_other_one() {
    use dh::base::Interrupt;
    use dh::store::{Access, KeySource, Store};
    let workspace = Workspace::with_records();
    let key = KeySource::File(workspace.path().join("store.key"));
    let open = || Store::open(&workspace.store(), &key, Access::Write("test"), &Interrupt::new());
    let mut one = open().expect("a store");
    std::fs::remove_file(workspace.path().join(".dh/records.lock")).expect("removed");
    let mut two = open().expect("a store");
    two.erase("XEX", "survey/children", "R1", "consent withdrawn", "two").expect("erased");
    let refusal = one.erase("XEX", "survey/children", "R1", "consent withdrawn", "one").expect_err("refused");
    assert!(refusal.message.contains("no record 'R1'"), "{}", refusal.message);
    let refusal = one.undo(1, "x", "one").expect_err("refused");
    assert!(refusal.message.contains("no decision 1"), "{}", refusal.message);
    let refusal = one.compact("one").expect_err("refused");
    assert!(refusal.message.contains("another program changed the store meanwhile"), "{}", refusal.message);
    two.compact("two").expect("compacted");
}

#[test]
fn what_was_written_when_a_decision_was_undone_is_erased_with_its_record() {
    let workspace = Workspace::with_records();
    let fix = ["decide", "XEX/children", "--record", "R4", "--item", "age", "--to", "16", "--because", "x"];
    assert_eq!(workspace.run(&fix).code, 0);
    assert_eq!(workspace.run(&["decide", "--undo", "1", "--because", "R4 is fifteen"]).code, 0);
    assert_eq!(workspace.run(&["store", "erase", "XEX/children", "R4", "--because", "withdrawn"]).code, 0);
    let run = workspace.run(&["decide", "--json"]);
    assert!(!run.stdout.contains("fifteen") && !run.stdout.contains("R4"), "{}", run.all());
    assert_eq!(run.rows()[0]["state"], "undone");
}

#[test]
fn a_key_file_without_an_end_is_not_read_to_its_end() {
    let workspace = Workspace::with_records();
    let run = workspace.run(&["store", "--key-file", "/dev/zero"]);
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(run.stderr.contains("is not a key file"), "{}", run.stderr);
}

#[test]
fn a_demonstration_touches_nothing_that_is_there() {
    let workspace = Workspace::shipped();
    let folder = workspace.path();
    workspace.write("place/simulated.csv", "mine").write("place/other.json", "mine too");
    let run = workspace.run(&["demo", "--store", "place/one.dh"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let run = workspace.run(&["demo", "--store", "place/other.dh"]);
    assert_eq!(run.code, 2, "{}", run.all());
    assert_eq!(workspace.read("place/simulated.csv"), "mine");
    assert_eq!(workspace.read("place/other.json"), "mine too");
    let mut left: Vec<String> = std::fs::read_dir(folder.join("place"))
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(
        left,
        ["one.dh", "one.json", "one.key", "one.lock", "other.json", "simulated.csv"],
        "nothing staged stays"
    );
}

#[test]
fn of_three_demonstrations_at_once_one_is_made_and_stays() {
    let workspace = Workspace::shipped();
    let all: Vec<_> = (0..3)
        .map(|_| {
            let mut command = dh_in(workspace.path(), &["demo"]);
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
            command.spawn().expect("the program starts")
        })
        .collect();
    let made = all.into_iter().map(|c| c.wait_with_output().expect("it ends"));
    assert_eq!(made.filter(|o| o.status.success()).count(), 1);
    assert_eq!(workspace.run(&["store", "--json"]).rows().len(), 1);
}

#[test]
fn on_a_full_disk_an_erasure_that_happened_is_not_denied_and_nothing_is_called_damaged() {
    let workspace = Workspace::with_store();
    let folder = workspace.path();
    let mut rows = SIX.to_string();
    for n in 0..20_000 {
        rows.push_str(&format!("N{n},2024-03-01,a,{},1,{},yes,{}\n", n % 40, 12 + n % 6, n % 24));
    }
    workspace.write("many.csv", &rows);
    assert_eq!(workspace.run(&["import", "XEX/children", "many.csv"]).code, 0);
    std::fs::write(folder.join("new.key"), [7u8; 32]).expect("a key");
    let base = folder.join("base");
    crate::common::copy(&folder.join(".dh"), &base);
    let size = std::fs::metadata(workspace.store()).expect("a store").len();
    let erase = ["store", "erase", "XEX/children", "R4", "--because", "withdrawn"];
    let rekey = ["store", "rekey", "--new-key-file", "new.key"];
    let (mut half, mut kept) = (0, 0);
    // Half a page less than the file has, and so on: writing back stops in one.
    for bytes in (1..6).map(|n| size - n * 4096 + 2048) {
        for arguments in [&erase[..], &rekey[..]] {
            std::fs::remove_dir_all(folder.join(".dh")).expect("removed");
            crate::common::copy(&base, &folder.join(".dh"));
            let mut command = dh_in(folder, arguments);
            limit_file_size(&mut command, bytes);
            let output = command.output().expect("the program starts");
            let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
            // Verified before anything else touches the file.
            let verify = workspace.run(&["store", "verify"]);
            assert_eq!(verify.code, 0, "{bytes} {arguments:?}: {said}\n{}", verify.all());
            let held = workspace.run(&["store", "--json"]).rows()[0]["records"].as_i64();
            if arguments == rekey {
                kept += 1;
                assert_eq!(output.status.code(), Some(2), "{said}");
                assert!(said.contains("cannot change the key: the disk is full"), "{said}");
            } else if output.status.success() {
                half += usize::from(said.contains("what was there before is still in the file"));
                assert_eq!(held, Some(20_005), "{said}");
            } else {
                assert_eq!(held, Some(20_006), "{said}");
            }
        }
    }
    assert!(half > 0 && kept > 0, "both were met: {half} {kept}");
}

#[test]
fn the_sidecar_of_another_store_is_told_from_a_damaged_store() {
    let (one, other) = (Workspace::with_records(), Workspace::with_records());
    std::fs::copy(other.path().join(".dh/records.json"), one.path().join(".dh/records.json"))
        .expect("copied");
    let run = one.run(&["store"]);
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(
        run.stderr.contains("is not the file that [FOLDER]/.dh/records.json belongs to"),
        "{}",
        run.all()
    );
}

#[test]
fn what_a_killed_program_left_goes_with_the_next_and_nobody_else_reads_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let workspace = Workspace::with_records();
    let left = workspace.path().join("copy.4194304.part");
    // No process has a number that high.
    std::fs::write(&left, b"half of a backup").expect("written");
    let own = workspace.path().join(format!("copy.{}.part", std::process::id()));
    std::fs::write(&own, b"somebody works on it").expect("written");
    assert_eq!(workspace.run(&["store", "backup", "copy.dh"]).code, 0);
    assert!(!left.exists() && own.exists());
    for file in ["copy.dh", ".dh/records.dh", "store.key"] {
        let mode = std::fs::metadata(workspace.path().join(file)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file}: {mode:o}");
    }
}

#[test]
fn an_older_copy_put_in_place_is_not_written_to() {
    let workspace = Workspace::with_records();
    assert_eq!(workspace.run(&["store", "backup", "before.dh"]).code, 0);
    let fix = |to: &str| {
        workspace.run(&[
            "decide",
            "XEX/children",
            "--record",
            "R1",
            "--item",
            "age",
            "--to",
            to,
            "--because",
            "x",
        ])
    };
    assert_eq!(fix("13").code, 0);
    std::fs::copy(workspace.path().join("before.dh"), workspace.store()).expect("copied");
    // Another entry in the place of the one that is gone would cover it.
    let run = fix("14");
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(run.stderr.contains("the store is not as its sidecar knows it"), "{}", run.stderr);
    assert_eq!(workspace.run(&["audit", "verify"]).code, 1);
    assert!(workspace.run(&["store"]).stdout.contains("is not as its sidecar knows it"));
    // The whole backup, with its sidecar, is what it was.
    std::fs::copy(workspace.path().join("before.json"), workspace.path().join(".dh/records.json"))
        .expect("copied");
    assert_eq!(fix("14").code, 0);
    assert_eq!(workspace.run(&["audit", "verify"]).code, 0);
}

#[test]
fn a_sidecar_of_another_time_is_not_called_damage() {
    let workspace = Workspace::with_records();
    assert_eq!(workspace.run(&["store", "backup", "before.dh"]).code, 0);
    assert_eq!(workspace.run(&["store", "rekey", "--new-key-file", "new.key"]).code, 0);
    std::fs::copy(workspace.path().join("before.json"), workspace.path().join(".dh/records.json"))
        .expect("copied");
    let run = workspace.run(&["store", "verify", "--key-file", "new.key"]);
    assert_eq!(run.code, 2, "{}", run.all());
    insta::assert_snapshot!(run.stderr.trim(), @"
    error: the key file opens [FOLDER]/.dh/records.dh, but its sidecar [FOLDER]/.dh/records.json is of another time
      = the store itself is whole: put the sidecar that belongs to it back, or take this one away; the
        next command writes it anew
    ");
    std::fs::remove_file(workspace.path().join(".dh/records.json")).expect("removed");
    assert_eq!(workspace.run(&["store", "verify", "--key-file", "new.key"]).code, 0);
}

#[test]
fn a_passphrase_that_protects_nothing_is_refused_and_a_key_for_no_store_is_not_made() {
    let workspace = Workspace::small();
    let (text, code) = with_key(workspace.path(), "a", &["store", "create"]);
    assert!(code == 2 && text.contains("shorter than 10 characters"), "{text}");
    assert!(!workspace.path().join(".dh").exists());
    let workspace = Workspace::with_records();
    assert_eq!(workspace.run(&["store", "create", "--key-file", "second.key"]).code, 2);
    assert!(!workspace.path().join("second.key").exists());
}

#[test]
fn who_copied_the_store_is_written_down() {
    let workspace = Workspace::with_records();
    assert_eq!(workspace.run(&["store", "backup", "copy.dh"]).code, 0);
    let log = workspace.run(&["audit", "--json"]).rows();
    let last = log.last().expect("an entry");
    assert_eq!((&last["what"], &last["detail"]["to"]), (&"store backup".into(), &"copy.dh".into()));
}
