//! The REPL as a person uses it, at a terminal and through a pipe.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::common::{Run, Workspace, dh_in, repository};
use crate::terminal::Terminal;

/// Types lines into `dh repl` through a pipe.
fn piped(folder: &Path, typed: &str) -> Run {
    let home = tempfile::tempdir().expect("a folder");
    let mut child = dh_in(folder, &["repl"])
        .env("HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("stdin").write_all(typed.as_bytes()).expect("typed");
    let output = child.wait_with_output().expect("an end");
    assert_eq!(std::fs::read_dir(home.path()).expect("a folder").count(), 0, "a pipe leaves no history");
    Run {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().unwrap_or(-1),
    }
}

#[test]
fn a_pipe_gets_results_only_and_errors_do_not_end_it() {
    let run = piped(&repository(), "x = {\n  1,\n  2,\n}\n#x\nshwo()\n_ + 40\nreload\n");
    insta::assert_snapshot!(run.all(), @"
    2
    42
    Disrupting Harm 0.1, 26 countries
    --- stderr ---
    input 3:1:1: error: unknown name 'shwo'
      1 | shwo()
        | ^^^^
      = did you mean 'show'?
    --- exit 0 ---
    ");
}

#[test]
fn results_and_errors_come_in_order() {
    let place = tempfile::tempdir().expect("a folder");
    let path = place.path().join("both");
    let both = || std::fs::OpenOptions::new().create(true).append(true).open(&path).expect("the file");
    let mut child = dh_in(&repository(), &["repl"])
        .stdin(Stdio::piped())
        .stdout(both())
        .stderr(both())
        .spawn()
        .expect("the program starts");
    let typed = b"1\nfirst()\n2\nprint(3)\nsecond()\n4\n";
    child.stdin.take().expect("stdin").write_all(typed).expect("typed");
    assert_eq!(child.wait().expect("an end").code(), Some(0));
    let said = std::fs::read_to_string(&path).expect("the file");
    let said: Vec<&str> = said.lines().filter(|l| l.len() == 1 || l.contains("unknown name")).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    1
    input 2:1:1: error: unknown name 'first'
    2
    3
    input 5:1:1: error: unknown name 'second'
    4
    ");
}

#[test]
fn exit_says_the_code_and_the_rest_is_not_read() {
    let run = piped(&repository(), "1\nexit(3)\n2\n");
    assert_eq!((run.code, run.stdout.as_str()), (3, "1\n"));
    let run = piped(&repository(), "exit(300)\nexit\n2\n");
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("exit takes a number from 0 to 255"), "{}", run.stderr);
}

#[test]
fn an_input_that_ends_inside_a_statement_says_so() {
    let run = piped(&repository(), "1\nfor i = 1, 2 do\nprint(i)\n");
    insta::assert_snapshot!(run.all(), @r"
    1
    --- stderr ---
    error: the input ends before the statement does
      = a bracket, a string or an 'end' is missing
    --- exit 0 ---
    ");
}

#[test]
fn a_string_left_open_is_named() {
    let run = piped(&repository(), "show \"KEN\n");
    assert!(run.stderr.contains("a string has no closing quote"), "{}", run.stderr);
}

#[test]
fn a_script_cannot_steer_the_terminal() {
    let run = piped(&repository(), "\"\\27[2J\\27]0;x\\7 \\226\\128\\174ab\"\n");
    assert_eq!(run.stdout, "[2J]0;x ab\n");
}

#[test]
fn keep_makes_a_script_of_what_succeeded_that_prints_the_same() {
    let workspace = Workspace::shipped();
    let typed = "users = value \"KEN/published:internet_use_12_17\"\n\
                 users\n\
                 _ / 2\n\
                 shwo()\n\
                 local gone = 1\n\
                 countries()[1]\n\
                 for i = 1, 2 do\n  print(i)\nend\n\
                 find(\"helpline\").rows[1].address -- the first\n\
                 keep \"first.lua\"\n";
    let run = piped(workspace.path(), typed);
    assert_eq!(run.code, 0, "{}", run.all());
    insta::assert_snapshot!(workspace.read("scripts/first.lua"), @r#"
    -- Kept from the prompt. Run it with: dh run scripts/first.lua
    users = value "KEN/published:internet_use_12_17"
    _ = users
    print(_)
    print(_ / 2)
    do
    local gone = 1
    end
    print(countries()[1])
    for i = 1, 2 do
      print(i)
    end
    print(
      find("helpline").rows[1].address -- the first
    )
    "#);
    let (said, last) = run.stdout.trim_end().rsplit_once('\n').expect("several lines");
    assert_eq!(
        last,
        "wrote scripts/first.lua (7 lines that succeeded); run it with: dh run scripts/first.lua"
    );
    let script = workspace.run(&["run", "scripts/first.lua"]);
    assert_eq!((script.code, script.stdout.trim_end()), (0, said), "{}", script.all());
}

#[test]
fn keep_never_writes_over_a_script_unasked_and_stays_in_its_folder() {
    let workspace = Workspace::shipped();
    workspace.write("scripts/mine.lua", "-- mine\n");
    let run = piped(
        workspace.path(),
        "keep \"early\"\n1\nkeep \"mine.lua\"\nkeep \"../mine\"\nkeep mine\nkeep(\"mine\", { replace = true })\n",
    );
    insta::assert_snapshot!(run.all(), @r#"
    1
    wrote scripts/mine.lua (1 line that succeeded); run it with: dh run scripts/mine.lua
    --- stderr ---
    error: there is nothing to keep: no line has succeeded yet
    error: scripts/mine.lua is there already; nothing was written
      = choose another name, or write over it: keep("mine.lua", { replace = true })
    error: '../mine' is no plain file name
      = letters, digits, '.', '_' and '-'; it is written under scripts/
    error: keep takes the name of a script, in quotes, on a line of its own
      = keep "first_look.lua", or keep("first_look.lua", { replace = true })
    --- exit 0 ---
    "#);
    assert!(workspace.read("scripts/mine.lua").contains("print(1)"));
    assert!(!workspace.path().join("scripts/early.lua").exists());
}

#[test]
fn reload_shows_the_root_error_keeps_the_state_and_then_knows_a_new_country() {
    let workspace = Workspace::shipped();
    let home = tempfile::tempdir().expect("a folder");
    let mut child = dh_in(workspace.path(), &["repl"])
        .env("HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin");
    let mut out = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().expect("stdout")));
    // What a line prints, up to a sign that it is done.
    let mut say = |line: &str| {
        stdin.write_all(format!("{line}\nprint(\"done\")\n").as_bytes()).expect("typed");
        let said = out.by_ref().map_while(Result::ok).take_while(|l| l != "done");
        said.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(say("kept = 7; print(kept)"), "7");
    workspace.replace("countries/ethiopia/init.lua", "region = ", "reigon = ");
    assert_eq!(say("reload\nprint(kept, #countries())"), "7\t26");
    workspace.replace("countries/ethiopia/init.lua", "reigon = ", "region = ");
    workspace.write(
        "countries/newland/init.lua",
        "return country \"XNL\" \"Newland\" { region = \"eastern_southern_africa\", languages = { \"en\" } }\n",
    );
    assert_eq!(say("reload"), "Disrupting Harm 0.1, 27 countries");
    assert_eq!(say("print(kept, #countries(), tostring(XNL):match(\"^Newland\"))"), "7\t27\tNewland");
    drop(stdin);
    let output = child.wait_with_output().expect("an end");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.starts_with("countries/ethiopia/init.lua:"), "{errors}");
    assert!(errors.contains("did you mean 'region'?"), "{errors}");
    assert!(errors.contains("the workspace as it was before stays in use"), "{errors}");
}

#[test]
fn a_reader_that_goes_away_ends_an_endless_script() {
    let mut child = dh_in(&repository(), &["repl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("stdin").write_all(b"while true do print(1) end\n").expect("typed");
    let mut first = [0u8; 2];
    let mut out = child.stdout.take().expect("stdout");
    std::io::Read::read_exact(&mut out, &mut first).expect("a line");
    drop(out);
    assert_eq!(child.wait().expect("an end").code(), Some(130));
}

#[test]
fn an_hour_at_a_terminal() {
    let workspace = Workspace::shipped();
    let Some(mut at) = Terminal::open(workspace.path(), 80, 24) else { return };
    at.until("\ndh> ");
    assert!(at.seen().contains("Disrupting Harm 0.1, 26 countries"), "{}", at.seen());
    // Completion, one Tab each; a whole address closes its quote.
    at.types("comp\t \"published:ocsea_clear_1\t");
    at.until("compare \"published:ocsea_clear_12m\"");
    // A long table waits; q leaves it.
    at.types("\r");
    at.until("-- more (");
    assert!(!at.seen().contains("no ranking is implied"), "{}", at.seen());
    at.types("q");
    at.until("\ndh> ");
    // The rest of an earlier line, in grey, is taken over with the right arrow.
    at.types("comp");
    at.until("are \"published:ocsea_clear_12m\"");
    at.types("\x1b[C\r");
    at.until("-- more (");
    at.types(" ");
    at.until("-- more (");
    at.types("\x03");
    at.until("\ndh> ");
    // Several lines by incomplete syntax.
    at.types("for i = 1, 2 do\rprint(\"line \" .. i)\rend\r");
    at.until("line 2");
    at.until("\ndh> ");
    // Ctrl-C at the prompt clears the line.
    at.types("nonsense(\x03");
    at.until("\ndh> ");
    // Ctrl-C stops what runs and keeps the variables, however often it is
    // pressed.
    at.types("kept = 5\r");
    at.until("\ndh> ");
    at.types("while true do end\r");
    at.presses_until("\x03\x03", "Ctrl-C was pressed");
    at.until("\ndh> ");
    at.types("kept * 100 + 1\r");
    at.until("501");
    at.until("\ndh> ");
    // A pasted text runs line by line, and each shows its value.
    at.types("\x1b[200~a = 6\na * 7\n\nf = function()\n  return 'pasted'\nend\nf()\x1b[201~");
    at.types("\r");
    at.until("42");
    at.until("pasted");
    at.until("\ndh> ");
    // Wide letters: the value is what was typed.
    at.types("khmer = \"ខ្មែរ 国家 עברית\"\r");
    at.until("\ndh> ");
    at.types("#khmer\r");
    at.until("33");
    at.until("\ndh> ");
    // What is typed ahead, or pasted by a terminal that does not say so, is
    // not lost.
    at.types("print(611)\rprint(622)\rprint(633)\r");
    at.until("\n611");
    at.until("\n622");
    at.until("\n633");
    at.until("\ndh> ");
    // Search in the history.
    at.types("\x12kept *");
    at.until("kept * 100 + 1");
    at.types("\r");
    at.until("501");
    at.until("\ndh> ");
    at.types("keep \"session.lua\"\r");
    at.until("wrote scripts/session.lua");
    at.until("\ndh> ");
    at.types("\x04");
    assert_eq!(at.ends(), 0);
    let history = at.history();
    assert!(history.contains("kept * 100 + 1") && history.contains("keep "), "{history}");
    let run = workspace.run(&["run", "scripts/session.lua"]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.stdout.contains("line 2\n501\n42\npasted\n33\n611\n622\n633\n501\n"), "{}", run.stdout);
}

#[test]
fn a_window_that_changes_its_size_changes_the_tables() {
    let Some(mut at) = Terminal::open(&repository(), 60, 200) else { return };
    at.until("\ndh> ");
    let widest = |at: &mut Terminal| {
        at.forget();
        at.types("diff(KEN)\r");
        at.until("plan of the core");
        at.until("\ndh> ");
        // The line being typed is drawn again at every key.
        let seen = at.seen();
        let table = seen.lines().filter(|l| !l.contains("dh> "));
        table.map(|l| l.trim_end().chars().count()).max().unwrap_or(0)
    };
    let narrow = widest(&mut at);
    at.resize(120, 200);
    let wide = widest(&mut at);
    assert!(narrow <= 60 && wide > 80 && wide <= 120, "{narrow} {wide}");
    at.types("\x04");
    assert_eq!(at.ends(), 0);
}

#[test]
fn colours_are_there_and_go_with_no_color_and_on_a_dumb_terminal() {
    let typed = "show \"KEN\" --";
    for (variable, value, colours) in
        [("TERM", "xterm", true), ("NO_COLOR", "1", false), ("TERM", "dumb", false)]
    {
        let Some(mut at) = Terminal::open_with(&repository(), 80, 24, &[(variable, value)]) else { return };
        at.until("\ndh> ");
        at.types(typed);
        at.until(typed);
        let raw = at.raw();
        assert_eq!(raw.contains("\x1b[32m"), colours, "{variable}={value}: {raw:?}");
        assert_eq!(raw.contains("\x1b[7m"), colours, "{variable}={value}: {raw:?}");
        at.types("\x15exit\r");
        assert_eq!(at.ends(), 0, "{variable}={value}");
    }
}

/// What a session over a workspace prints, statements typed through a pipe.
fn typed(workspace: &Workspace, statements: &str) -> String {
    use std::io::Write;
    let mut child = crate::common::dh_in(workspace.path(), &["repl"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("stdin").write_all(statements.as_bytes()).expect("typed");
    let output = child.wait_with_output().expect("an end");
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{out}--- stderr ---\n{errors}--- exit {} ---", output.status.code().unwrap_or(-1))
}

#[test]
fn records_are_decided_upon_and_undone_at_the_keyboard() {
    let workspace = Workspace::with_records();
    let said = typed(
        &workspace,
        "decide(\"XEX/children\", { record = \"R1\", item = \"age\", to = \"13\", because = \"a typing error\" })\n\
         why(freq \"XEX/children/age\")\n\
         undo(1, \"it was right\")\n\
         decisions()\n\
         decide(\"XEX/children\", { rekord = \"R1\" })\n\
         undo(\"one\", \"x\")\n\
         XEX\n",
    );
    insta::assert_snapshot!(said, @r#"
    Decision 1: age of 1 record from '12' to '13'.

    * batches stay as they came; dh decide --undo 1 --because "…" takes it back
    address         XEX/survey/children/age[answer=13]
    records         2 of 6 that answered
    weighted share  35.3 % of those who answered
    of all records  35.3 %

    records of   XEX/survey/children
    question     How old are you?
    asked if     always
    declared at  methodology/init.lua:20
    population   children 12-17
    weights      one a record, from the file
    batch 1      6 records from six.csv by tester, 2026-03-01T09:30:00Z; National board (6)
                 file 066cd83aa3fc · plan 686e2ea2c0a7
    decision 1   age of record R1 from '12' to '13' (tester, 2026-03-01T09:30:00Z: a typing error)
    audit head   419e1e4c4069 (3 entries)
    disclosure   workroom only: not assessed for release

    * a decision is applied; dh decide XEX/survey/children lists them
    Decision 1 (age of record R1 from '12' to '13') is undone.
    decision  what                   because         who     when                  state
    ────────  ─────────────────────  ──────────────  ──────  ────────────────────  ─────────────────────
           1  age of record R1 from  a typing error  tester  2026-03-01T09:30:00Z  undone by tester,
              '12' to '13'                                                         2026-03-01T09:30:00Z:
                                                                                   it was right
    Exampleland (XEX), North

    languages          en
    plan               686e2ea2c0a780aa
    published figures  1
    findings           0
    declared at        countries/exampleland/init.lua:1

    activity  state         why
    ────────  ────────────  ─────────────────
    survey    results held  published figures

    approval  state                           board           what is not stated
    ────────  ──────────────────────────────  ──────────────  ──────────────────
    survey    valid 2024-01-01 to 2024-12-31  National board

    address                         value  bounds  base  source
    ──────────────────────────────  ─────  ──────  ────  ─────────
    XEX/published:online_published   50 %                publisher

    Records in the store

    XEX/survey/children  6 records from six.csv by tester, 2026-03-01T09:30:00Z; National board (6)
    --- stderr ---
    input 5:1: error: decide has no option 'rekord' of this kind
      1 | decide("XEX/children", { rekord = "R1" })
      = did you mean 'record'?
      = valid here: record, item, from, to, drop, derive, groups, specify, words, withdraw, file_hash,
        weights, because
    input 6:1: error: undo takes the number of a decision
      1 | undo("one", "x")
      = undo(3, "the child's age was right"); decisions() lists them
    --- exit 0 ---
    "#);
}

#[test]
fn a_kept_script_holds_no_record_and_no_reason() {
    let workspace = Workspace::with_records();
    let said = typed(
        &workspace,
        "freq \"XEX/children/age\"\n\
         decide(\"XEX/children\", { record = \"R1\", drop = true, because = \"a test interview\" })\n\
         keep \"kept.lua\"\n",
    );
    let script = workspace.read("scripts/kept.lua");
    assert!(said.contains("Decision 1") && script.contains("freq \"XEX/children/age\""), "{said}{script}");
    assert!(script.contains("-- A decision stood here"), "{script}");
    assert!(!script.contains("R1") && !script.contains("test interview"), "{script}");
    assert_eq!(workspace.run(&["run", "scripts/kept.lua"]).code, 0);
}

#[test]
fn the_status_line_names_the_records_in_use() {
    use dh::base::Interrupt;
    use dh::bind::{Outcome, Session};
    let workspace = Workspace::with_records();
    let workbench = dh::ops::Workbench::open(workspace.path(), &Interrupt::new());
    let session = Session::new(workbench, 80, |_| {}).unwrap_or_else(|d| panic!("{}", d.render()));
    let line = "real records XEX/survey/children · n 6 · weighted, 2 strata · 4 PSUs";
    assert_eq!(session.status().line(), line);
    // A decision made elsewhere shows at once.
    let drop = ["decide", "XEX/children", "--record", "R6", "--drop", "--because", "a test interview"];
    assert_eq!(workspace.run(&drop).code, 0);
    assert!(matches!(session.evaluate("freq \"XEX/children/age\""), Outcome::Done(_)));
    assert!(
        session.status().line().contains("· n 5 ·") && session.status().line().contains("3 PSUs"),
        "{}",
        session.status().line()
    );
}
