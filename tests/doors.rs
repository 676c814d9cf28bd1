//! The doors: help, init, setup, run, and the session behind the REPL.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::OnceLock;

use dh::base::Interrupt;
use dh::bind::{ENTRIES, Outcome, Session};
use dh::lua::schema::constructors;
use dh::ops::{StorePlace, Workbench, setup};

use crate::common::{Workspace, repository, run_in, shipped};

#[test]
fn the_whole_help() {
    insta::assert_snapshot!(shipped(&["--help"]).stdout, @"
    The Disrupting Harm workbench

    Usage: dh [OPTIONS] <COMMAND>

    Commands:
      init      Make a new workspace with the methodology
      new       Start a country, a region or an activity
      setup     Write type definitions for editors into the workspace
      check     Find everything that is wrong with the workspace
      show      Show what something is
      find      Search wordings, criteria, indicators, figures and findings
      diff      Show what a country changed, how two countries compare, or what changed since an export
      compare   Put countries side by side
      why       Say where a number, an answer or a verdict comes from
      finding   Test the findings of a country again
      report    Write the national report as one HTML page
      demo      Make a small simulated survey of Kenya in a store of its own
      export    Make what others fill in: the workbook of a data request, the screening sheet of literature
      import    Bring records into the store, or the workbook of a data request beside the scripts
      freq      Count who gave which answer, every missing state too
      describe  Describe the records of an instrument, or the numbers of a question
      design    Say how the records of an instrument were drawn: strata, PSUs, weights
      cross     Cross two questions of records, with the Rao–Scott test
      dyads     Put the records of two questionnaires beside each other: children and their caregivers
      tab       Estimate indicators and questions from records, or columns of any data file, by the design
      model     Fit a regression by the design
      rake      Make the weights of a data file agree with known margins
      decide    Correct records by decisions that can be read and undone
      store     Make and look after the encrypted store
      audit     Show the audit log, or verify it
      sample    Plan a sample, draw it, weight it
      walk      Walk a respondent through a questionnaire: at the keyboard, or by a file of answers
      simulate  Make up a whole survey before the first interview
      quality   Check the records of a survey: interviews, questions, interviewers
      test      Walk the scenarios beside a country through its questionnaires, and say what they cover
      run       Run an analysis script
      repl      Explore interactively
      help      Print this message or the help of the given subcommand(s)

    Options:
          --workspace <FOLDER>  The workspace folder (otherwise the nearest one upwards with a methodology/)
          --json                Print one JSON object on stdout and nothing else
      -h, --help                Print help
      -V, --version             Print version

    Store:
          --store <FILE>     The store (otherwise .dh/records.dh of the workspace, or the one dh demo made)
          --key-file <FILE>  Its key: a file of 32 bytes (otherwise the passphrase in DH_KEY, or one that is asked for)
          --plain            Make the store without encryption
          --who <NAME>       Who acts, as the audit log writes it (otherwise DH_WHO, or the user of this computer)

    Addresses: KEN · KEN/household_survey/children · KEN/published:ocsea_clear_12m · series:cybertips ·
    criterion:child_helpline · indicator:told_no_one · KEN/finding:…; any unique tail is enough.
    Exit codes: 0 done · 1 a check or finding does not hold · 2 wrong use or a script error · 3 refused.
    ");
}

#[test]
fn a_wrong_verb_is_exit_2_and_the_version_is_exit_0() {
    assert_eq!(shipped(&["chekc"]).code, 2);
    let version = shipped(&["--version"]);
    assert_eq!((version.code, version.stdout.as_str()), (0, "dh 0.1.0\n"));
}

#[test]
fn outside_a_workspace_the_way_in_is_shown() {
    let empty = Workspace::empty();
    insta::assert_snapshot!(empty.run(&["show"]).all(), @"

    --- stderr ---
    error: this folder has no methodology/ with scripts
      = run dh in a workspace, name one with --workspace, or make one with 'dh init'

    The workspace has errors; nothing was done.
    --- exit 2 ---
    ");
}

#[test]
fn init_makes_a_workspace_that_holds_and_never_overwrites() {
    let place = Workspace::empty();
    let run = place.run(&["init", "work"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let folder = place.path().join("work");
    let check = run_in(&folder, &["check"]);
    assert_eq!(check.code, 0, "{}", check.all());
    assert_eq!(run_in(&folder, &["report", "KEN"]).code, 0);
    assert_eq!(run_in(&folder, &["run", "scripts/first_look.lua"]).code, 0);
    let again = place.run(&["init", "work"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("holds a methodology folder already"), "{}", again.stderr);
}

#[test]
fn setup_writes_type_definitions_of_every_constructor_and_can_run_again() {
    let workspace = Workspace::small();
    for _ in 0..2 {
        assert_eq!(workspace.run(&["setup"]).code, 0);
    }
    let types = workspace.read(setup::DEFINITIONS);
    let declared: Vec<&str> = types
        .lines()
        .filter_map(|l| l.strip_prefix("function "))
        .filter_map(|l| l.split('(').next())
        .filter(|n| *n != "include")
        .collect();
    let names: Vec<&str> = constructors().map(|c| c.name).collect();
    assert_eq!(declared, names);
    for c in constructors() {
        let class = types.split(&format!("---@class dh.{}\n", c.name)).nth(1).expect("a class");
        let body = class.split("\n\n").next().expect("a body");
        for field in c.fields {
            assert!(body.contains(&format!("---@field {}", field.name)), "{}.{}", c.name, field.name);
        }
    }
    assert!(workspace.read(".luarc.json").contains(".dh/types"));
}

#[test]
fn the_script_reference_is_the_one_generated() {
    let file = repository().join("docs/script-reference.md");
    let generated = setup::reference();
    if std::env::var_os("DH_UPDATE").is_some() {
        std::fs::write(&file, &generated).expect("written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == generated,
        "docs/script-reference.md is stale; run DH_UPDATE=1 cargo test the_script_reference"
    );
}

/// A demonstration's store, made once for all tests.
fn demonstration() -> StorePlace {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let place = |folder: &std::path::Path| StorePlace {
        file: Some(folder.join("demo.dh")),
        owner: true,
        who: "tester".into(),
        ..StorePlace::default()
    };
    let folder = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let workbench = Workbench::open(&repository(), &Interrupt::new()).with_store(place(folder.path()));
        if let Err(diags) = dh::ops::demo::demo(&workbench, 7) {
            panic!("{}", diags[0].render());
        }
        folder
    });
    place(folder.path())
}

fn session() -> (Session, Rc<RefCell<String>>) {
    let printed = Rc::new(RefCell::new(String::new()));
    let sink = printed.clone();
    let workbench = Workbench::open(&repository(), &Interrupt::new()).with_store(demonstration());
    let session = Session::new(workbench, 80, move |t| sink.borrow_mut().push_str(t));
    (session.unwrap_or_else(|d| panic!("{}", d.render())), printed)
}

/// What a line shows, or its complaint.
fn say(session: &Session, line: &str) -> String {
    match session.evaluate(line) {
        Outcome::Done(shown) => shown.join("\n"),
        Outcome::Incomplete => "…".into(),
        Outcome::Failed(diag) => diag.render(),
    }
}

#[test]
fn every_example_of_help_runs() {
    let (session, _) = session();
    // A report and a file are not wanted here; the demonstration has no
    // caregivers (tests/dyads.rs).
    let left_out = ["report", "save", "dyads"];
    for entry in ENTRIES.iter().filter(|e| !left_out.contains(&e.name)) {
        match session.evaluate(entry.example) {
            Outcome::Done(_) => {}
            Outcome::Incomplete => panic!("{} is incomplete", entry.example),
            Outcome::Failed(diag) => panic!("{}: {}", entry.example, diag.render()),
        }
    }
    let names: Vec<String> = session.names();
    for entry in ENTRIES {
        assert!(names.contains(&entry.name.to_string()), "{}", entry.name);
    }
}

#[test]
fn a_line_keeps_its_value_and_errors_never_end_the_session() {
    let (session, printed) = session();
    assert_eq!(say(&session, "1 + 1"), "2");
    assert_eq!(say(&session, "_ * 2"), "4");
    assert_eq!(say(&session, "x = value \"KEN/published:internet_use_12_17\""), "");
    assert_eq!(say(&session, "x"), "67");
    assert_eq!(say(&session, "for i = 1, 2 do"), "…");
    assert_eq!(say(&session, "for i = 1, 2 do\nprint(i) end"), "");
    assert_eq!(*printed.borrow(), "1\n2\n");
    assert!(say(&session, "KEN").starts_with("Kenya (KEN), Eastern and Southern Africa"));
    // Typed alone it also says what the store holds.
    assert!(say(&session, "KEN").starts_with(&say(&session, "show(KEN)")));
    assert!(say(&session, "KEN").contains("Records in the store"));
    assert!(say(&session, "diff(KEN, NAM)").contains("images_shared"));
    assert!(say(&session, "shwo(1)").contains("did you mean 'show'?"));
    assert!(say(&session, "show \"KNE\"").contains("did you mean"));
    assert!(say(&session, "local a = = 2").contains("not valid Lua"));
    assert!(say(&session, "io.open('x')").contains("not available to scripts"));
    assert_eq!(say(&session, "#compare(\"published:ocsea_clear_12m\").rows > 4"), "true");
    assert!(
        say(&session, "why(compare(\"published:ocsea_clear_12m\").rows[1])")
            .contains("KHM/published:ocsea_clear_12m")
    );
}

#[test]
fn ctrl_c_stops_a_script_and_keeps_the_session() {
    let (session, _) = session();
    say(&session, "kept = 5");
    let interrupt = session.interrupt();
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(150));
        interrupt.set();
    });
    let said = say(&session, "while true do end");
    stopper.join().expect("a thread");
    assert!(said.contains("stopped"), "{said}");
    session.interrupt().reset();
    assert_eq!(say(&session, "kept"), "5");
}

#[test]
fn save_writes_under_out_only() {
    let workspace = Workspace::shipped();
    workspace.write("scripts/a.lua", "save(find \"helpline\", \"found.csv\")\n");
    let run = workspace.run(&["run", "scripts/a.lua"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(workspace.read("out/found.csv").starts_with("\u{feff}address,what,text\n"));
    assert!(run.stdout.starts_with("wrote out/found.csv ("), "{}", run.stdout);
    workspace.write("scripts/b.lua", "save(find \"helpline\", \"../found.csv\")\n");
    let run = workspace.run(&["run", "scripts/b.lua"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.stderr, @r#"
    scripts/b.lua:1: error: '../found.csv' is no plain file name
      1 | save(find "helpline", "../found.csv")
      = letters, digits, '.', '_' and '-'; it is written under out/
    "#);
}

#[test]
fn the_worked_analyses_run() {
    // Each with a line that only what it is about prints.
    let analyses = [
        ("clear_examples", "Viet Nam      5.5 % over  1 %: 3.6 to 11.1 times"),
        (
            "commitments",
            "not_ratified    1\n      KEN\n  ratified       13\n      KHM ETH IDN MYS (2015) MOZ NAM",
        ),
        ("disclosure", "Thailand     10-31 %, range over kinds of incident"),
        ("report_volumes", "Brazil                398069 ->    567985  1.4 times\n      no denominator"),
        ("scaling", "Farthest apart: Indonesia, 0.74 %"),
    ];
    let mut shipped_scripts: Vec<String> = std::fs::read_dir(repository().join("scripts"))
        .expect("scripts")
        .map(|e| e.expect("a file").path().file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    shipped_scripts.sort();
    assert_eq!(shipped_scripts, analyses.map(|(name, _)| name));
    for (script, said) in analyses {
        let run = shipped(&["run", &format!("scripts/{script}.lua")]);
        assert_eq!(run.code, 0, "{script}: {}", run.all());
        assert_eq!(run.stderr, "", "{script}");
        assert!(run.stdout.contains(said), "{script}: {}", run.stdout);
    }
}

#[test]
fn a_broken_country_is_left_out_and_the_others_answer() {
    let workspace = Workspace::shipped();
    workspace.replace("countries/ethiopia/init.lua", "region = ", "reigon = ");
    let run = workspace.run(&["show", "KEN", "--json"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(
        run.stderr.contains("countries/ethiopia has") && run.stderr.contains("left out"),
        "{}",
        run.stderr
    );
    assert_eq!(workspace.run(&["report", "ETH"]).code, 2);
    assert_eq!(workspace.run(&["check"]).code, 2);
}

#[test]
fn no_script_has_a_name_for_what_the_owner_alone_may_do() {
    let (session, _) = session();
    assert!(say(&session, "setup()").contains("no script may do this; on the command line: dh setup"));
}

#[test]
fn a_broken_methodology_answers_nothing_but_its_complaints() {
    let workspace = Workspace::small();
    workspace.replace("methodology/init.lua", "kind = \"survey\"", "kind = \"servey\"");
    insta::assert_snapshot!(workspace.run(&["show", "XEX"]).all(), @r#"

    --- stderr ---
    methodology/init.lua:13:12: error: activity "survey": 'kind' cannot be "servey"
      13 |     kind = "servey",
         |            ^^^^^^^^
      = did you mean 'survey'?
      = valid here: desk_review, interviews, survey, offence_data

    The workspace has errors; nothing was done.
    --- exit 2 ---
    "#);
}

#[test]
fn check_watch_checks_again_after_an_edit_and_ends_on_ctrl_c() {
    use std::io::{BufRead, BufReader};
    let workspace = Workspace::small();
    let mut child = crate::common::dh_in(workspace.path(), &["check", "--watch"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines().map_while(Result::ok);
    assert!(lines.by_ref().any(|l| l.contains("everything holds together")));
    workspace.replace("methodology/init.lua", "kind = \"survey\"", "kind = \"servey\"");
    assert!(lines.by_ref().any(|l| l.contains("error")));
    // SAFETY: a signal to our own child, which has not been waited for.
    unsafe { libc::kill(child.id() as i32, libc::SIGINT) };
    assert_eq!(child.wait().expect("an end").code(), Some(2));
}

#[test]
fn the_type_definitions_are_lua() {
    let lua = mlua::Lua::new();
    lua.load(setup::definitions()).into_function().expect("definitions that parse");
}

#[test]
fn init_on_a_disk_that_fills_leaves_nothing_behind() {
    let place = Workspace::empty();
    let mut command = crate::common::dh_in(place.path(), &["init", "work"]);
    crate::common::limit_file_size(&mut command, 2000);
    let output = command.output().expect("a run");
    let message = String::from_utf8_lossy(&output.stderr).to_string();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("cannot write"), "{message}");
    assert_eq!(std::fs::read_dir(place.path()).expect("a folder").count(), 0, "{message}");
}
