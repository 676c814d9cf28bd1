//! One turn of the prompt: what a text is, and what comes of it. The same for
//! a terminal and a pipe.

use std::rc::Rc;

use crate::base::{Diag, Severity};
use crate::bind::{Outcome, Reading, Session};

use super::keep::{self, Piece};
use super::lex::{Kind, tokens};

/// What a door shows after a turn.
pub enum Said {
    /// Results, in order.
    Shown(Vec<String>),
    Wrong(Diag),
    /// A remark beside the result.
    Note(String),
}

/// A session with what was typed in it.
pub struct Turns {
    pub session: Rc<Session>,
    pieces: Vec<Piece>,
}

/// Whether to go on.
pub enum Next {
    Go,
    /// The rest of the same input is not run.
    Skip,
    End(u8),
}

impl Turns {
    pub fn new(session: Rc<Session>) -> Self {
        Turns { session, pieces: Vec::new() }
    }

    /// Evaluates a text of one or several statements; says everything in order.
    pub fn take(&mut self, text: &str, mut say: impl FnMut(Said)) -> Next {
        let pieces = pieces(&self.session, text);
        let several = pieces.len();
        for (n, piece) in pieces.into_iter().enumerate() {
            match self.piece(&piece, &mut say) {
                Next::Go => {}
                Next::Skip if n + 1 < several => {
                    say(Said::Note("the lines after it were not run".into()));
                    return Next::Skip;
                }
                other => return other,
            }
        }
        Next::Go
    }

    fn piece(&mut self, text: &str, say: &mut impl FnMut(Said)) -> Next {
        self.session.interrupt().reset();
        let bare = text.trim();
        if let Some(end) = ends(bare) {
            return match end {
                Ok(code) => Next::End(code),
                Err(diag) => {
                    say(Said::Wrong(diag));
                    Next::Skip
                }
            };
        }
        if matches!(bare, "reload" | "reload()") {
            self.reload(say);
            return Next::Go;
        }
        if let Some(asked) = keep::asked(bare) {
            let kept =
                asked.and_then(|(name, replace)| keep::keep(&self.session, &self.pieces, &name, replace));
            return match kept {
                Ok(done) => {
                    say(Said::Shown(vec![done]));
                    Next::Go
                }
                Err(diag) => {
                    say(Said::Wrong(diag));
                    Next::Skip
                }
            };
        }
        let statement = self.session.is_statement(text);
        match self.session.evaluate(text) {
            Outcome::Incomplete => {
                say(Said::Wrong(
                    Diag::error("the input ends before the statement does")
                        .hint("a bracket, a string or an 'end' is missing"),
                ));
                Next::Skip
            }
            Outcome::Done(shown) => {
                self.pieces.push(Piece { text: text.to_string(), shown: !shown.is_empty(), statement });
                if statement && keep::is_local(text) && self.session.reads(text) == Reading::Statements {
                    say(Said::Note("a local name ends with its line; leave out 'local' to keep it".into()));
                }
                say(Said::Shown(shown));
                Next::Go
            }
            Outcome::Failed(diag) => {
                let open = tokens(text).iter().any(|t| t.kind == Kind::Text { open: true });
                say(Said::Wrong(if open { diag.hint("a string has no closing quote") } else { *diag }));
                Next::Skip
            }
        }
    }

    fn reload(&mut self, say: &mut impl FnMut(Said)) {
        let diags = self.session.reload();
        let errors = diags.iter().filter(|d| d.severity == Severity::Error).count();
        match diags.into_iter().find(|d| d.severity == Severity::Error) {
            Some(root) => {
                say(Said::Wrong(root));
                let others = match errors {
                    1 => "1 error".to_string(),
                    n => format!("{n} errors (dh check lists them)"),
                };
                say(Said::Note(format!("{others}; the workspace as it was before stays in use")));
            }
            None => say(Said::Shown(vec![self.session.status().line()])),
        }
    }
}

/// `exit`, `quit`, `exit(3)`.
fn ends(text: &str) -> Option<Result<u8, Diag>> {
    let rest = text.strip_prefix("exit").or_else(|| text.strip_prefix("quit"))?.trim();
    if rest.is_empty() {
        return Some(Ok(0));
    }
    let inside = rest.strip_prefix('(')?.strip_suffix(')')?.trim();
    Some(match inside {
        "" => Ok(0),
        code => code.parse::<u8>().map_err(|_| Diag::error("exit takes a number from 0 to 255, or nothing")),
    })
}

/// Cuts a pasted text into the statements a person would have typed one after
/// the other, so that each shows its value. A text whose lines only make sense
/// together, or that hands a `local` on, stays whole.
fn pieces(session: &Session, text: &str) -> Vec<String> {
    if !text.trim_end().contains('\n') {
        return vec![text.to_string()];
    }
    let mut found: Vec<String> = Vec::new();
    let mut pending = String::new();
    for line in text.lines() {
        if pending.is_empty() && line.trim().is_empty() {
            continue;
        }
        if !pending.is_empty() {
            pending.push('\n');
        }
        pending.push_str(line);
        match session.reads(&pending) {
            Reading::Incomplete => {}
            Reading::Wrong => return whole(session, text, found, pending),
            Reading::Expression | Reading::Statements => found.push(std::mem::take(&mut pending)),
        }
    }
    if !pending.is_empty() {
        found.push(pending);
    }
    let handed_on = found.iter().rev().skip(1).any(|p| keep::is_local(p));
    if handed_on && session.is_statement(text) { vec![text.to_string()] } else { found }
}

/// The whole text when it is a script; otherwise the statements up to the
/// wrong one, which then complains.
fn whole(session: &Session, text: &str, mut found: Vec<String>, wrong: String) -> Vec<String> {
    if session.is_statement(text) {
        return vec![text.to_string()];
    }
    found.push(wrong);
    found
}
