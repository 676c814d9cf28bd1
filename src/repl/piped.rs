//! `dh repl` without a terminal: statements from a pipe, results in order.

use std::io::BufRead;

use crate::bind::Reading;

use super::turn::{Next, Said, Turns};
use super::{complain, emit};

/// Reads to the end of stdin. No prompt, no banner; errors go to stderr in
/// their order and do not end it. 0, unless `exit(code)` or Ctrl-C says
/// otherwise: a file that should stop at its first error is run by `dh run`.
pub fn piped(turns: &mut Turns) -> u8 {
    let interrupt = turns.session.interrupt();
    let mut pending = String::new();
    let mut lines = std::io::stdin().lock().lines();
    loop {
        let (line, last) = match lines.next() {
            Some(Ok(line)) => (line, false),
            Some(Err(error)) => {
                complain(&format!("error: stdin cannot be read: {}\n", crate::base::fs::reason(&error)));
                return 2;
            }
            None => (String::new(), true),
        };
        if !pending.is_empty() {
            pending.push('\n');
        }
        pending.push_str(&line);
        if !last && turns.session.reads(&pending) == Reading::Incomplete {
            continue;
        }
        if !pending.trim().is_empty() {
            match turns.take(&pending, say) {
                Next::End(code) => return code,
                Next::Go | Next::Skip if interrupt.is_set() => return 130,
                Next::Go | Next::Skip => {}
            }
        }
        pending.clear();
        if last {
            return 0;
        }
    }
}

fn say(said: Said) {
    match said {
        Said::Shown(texts) => texts.iter().for_each(|t| {
            emit(&format!("{t}\n"));
        }),
        Said::Wrong(diag) => complain(&diag.render()),
        Said::Note(text) => complain(&format!("note: {text}\n")),
    }
}
