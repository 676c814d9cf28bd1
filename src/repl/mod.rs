//! The REPL: the functions of scripts, typed one line at a time.

mod complete;
mod helper;
mod keep;
mod lex;
mod pager;
mod paint;
mod piped;
mod place;
mod secret;
mod terminal;
mod turn;

use std::io::{IsTerminal, Write};
use std::rc::Rc;

use rustyline::Editor;
use rustyline::history::FileHistory;

use crate::bind::Session;
use crate::ops::Workbench;

pub use secret::passphrase;

/// Reads, evaluates and prints until the input ends; errors never end it.
pub fn repl(workbench: Workbench, width: usize) -> u8 {
    let interrupt = workbench.interrupt.clone();
    // A reader that went away stops a script that only prints to it.
    let session = Session::new(workbench, width, move |text| {
        if !emit(text) {
            interrupt.set();
        }
    });
    let session = match session {
        Ok(session) => session,
        Err(diag) => {
            complain(&diag.render());
            return 2;
        }
    };
    let mut turns = turn::Turns::new(Rc::new(session));
    if is_interactive() { terminal::terminal(&mut turns) } else { piped::piped(&mut turns) }
}

/// Whether a person types: then Ctrl-C never ends the program.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Whether the terminal understands more than lines.
fn is_capable() -> bool {
    std::env::var_os("TERM").is_some_and(|t| t != "dumb" && !t.is_empty())
}

/// Prints; whether anyone still reads.
fn emit(text: &str) -> bool {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_ok()
}

/// Prints to stderr, after what stdout was given.
fn complain(text: &str) {
    let _ = std::io::stdout().flush();
    // Nowhere is left to complain about this.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Columns of the terminal, where there is one.
pub fn columns() -> Option<usize> {
    let mut editor: Editor<(), FileHistory> = Editor::new().ok()?;
    editor.dimensions().map(|(columns, _)| usize::from(columns))
}
