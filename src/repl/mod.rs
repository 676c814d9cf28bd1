//! The REPL: the functions of scripts, typed one line at a time.

mod complete;
mod secret;

pub use secret::passphrase;

use std::path::PathBuf;

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use crate::bind::{Outcome, Session};
use crate::ops::Workbench;

use complete::Completer;

const WELCOME: &str = "Type KEN, compare \"published:ocsea_clear_12m\" or help(). Tab completes, _ is the last result,\nreload reads edited scripts again, Ctrl-C stops, Ctrl-D ends.";

/// Reads, evaluates and prints until Ctrl-D; errors never end it.
pub fn repl(workbench: Workbench, width: usize) -> u8 {
    let session = match Session::new(workbench, width, |text| print!("{text}")) {
        Ok(session) => session,
        Err(diag) => {
            eprintln!("{}", diag.render());
            return 2;
        }
    };
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .auto_add_history(false)
        .bracketed_paste(true)
        .build();
    let mut editor: Editor<Completer, FileHistory> = match Editor::with_config(config) {
        Ok(editor) => editor,
        Err(error) => {
            eprintln!("error: the terminal cannot be used: {error}");
            return 2;
        }
    };
    editor.set_helper(Some(Completer::new(session.names(), session.addresses())));
    let history = history_file();
    if let Some(file) = &history {
        // No history yet is no error.
        let _ = editor.load_history(file);
    }
    println!("{}\n{WELCOME}\n", session.summary());
    let mut pending = String::new();
    loop {
        let prompt = if pending.is_empty() { "dh> " } else { "..> " };
        match editor.readline(prompt) {
            Ok(line) => {
                if !pending.is_empty() {
                    pending.push('\n');
                }
                pending.push_str(&line);
                if pending.trim().is_empty() {
                    pending.clear();
                    continue;
                }
                session.interrupt().reset();
                if pending.trim() == "reload" || pending.trim() == "reload()" {
                    reload(&session, &mut editor);
                    pending.clear();
                    continue;
                }
                if matches!(pending.trim(), "exit" | "quit" | "exit()" | "quit()") {
                    break;
                }
                match session.evaluate(&pending) {
                    Outcome::Incomplete => continue,
                    Outcome::Done(shown) => shown.iter().for_each(|text| println!("{text}")),
                    Outcome::Failed(diag) => eprint!("{}", diag.render()),
                }
                // The history is a plain file: what names a record and says
                // why stays in the store. Otherwise a line that cannot be kept
                // is not worth an error.
                if !["decide", "undo"].iter().any(|verb| pending.contains(verb)) {
                    let _ = editor.add_history_entry(pending.as_str());
                }
                pending.clear();
                if let Some(helper) = editor.helper_mut() {
                    helper.names = session.names();
                }
            }
            Err(ReadlineError::Interrupted) => pending.clear(),
            Err(ReadlineError::Eof) => break,
            Err(error) => {
                eprintln!("error: {error}");
                break;
            }
        }
    }
    if let Some(file) = &history {
        let folder_made = file.parent().is_some_and(|f| std::fs::create_dir_all(f).is_ok());
        if !folder_made || editor.save_history(file).is_err() {
            eprintln!("the history could not be saved at {}", file.display());
        }
    }
    0
}

fn reload(session: &Session, editor: &mut Editor<Completer, FileHistory>) {
    let diags = session.reload();
    let errors = diags.iter().filter(|d| d.severity == crate::base::Severity::Error).count();
    match diags.iter().find(|d| d.severity == crate::base::Severity::Error) {
        Some(root) => {
            eprint!("{}", root.render());
            println!("{errors} errors; the workspace as it was before stays in use.");
        }
        None => {
            println!("{}", session.summary());
            if let Some(helper) = editor.helper_mut() {
                helper.addresses = session.addresses();
            }
        }
    }
}

fn history_file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".local/state"));
    Some(state.filter(|p| p.is_absolute()).or(home)?.join("dh/history"))
}

/// Columns of the terminal, where there is one.
pub fn columns() -> Option<usize> {
    let mut editor: Editor<(), FileHistory> = Editor::new().ok()?;
    editor.dimensions().map(|(columns, _)| usize::from(columns))
}
