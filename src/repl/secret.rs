//! Asking for a passphrase: nothing of it is shown, nothing is kept.

use std::borrow::Cow;

use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Editor, Helper};

struct Hidden;

impl Highlighter for Hidden {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        Cow::Owned("*".repeat(line.chars().count()))
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        true
    }
}

impl Completer for Hidden {
    type Candidate = String;
}

impl Hinter for Hidden {
    type Hint = String;
}

impl Validator for Hidden {}
impl Helper for Hidden {}

/// Asks a person at the terminal; nothing where nobody answers.
pub fn passphrase(prompt: &str) -> Option<String> {
    let config = Config::builder().auto_add_history(false).build();
    let mut editor: Editor<Hidden, MemHistory> = Editor::with_history(config, MemHistory::new()).ok()?;
    editor.set_helper(Some(Hidden));
    editor.readline(prompt).ok().filter(|answer| !answer.is_empty())
}
