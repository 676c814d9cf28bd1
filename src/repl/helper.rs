//! What the line editor asks while a person types.

use std::borrow::Cow;
use std::rc::Rc;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::history::SearchDirection;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::bind::{COMMANDS, ENTRIES, Reading, Session};

use super::complete::choices;
use super::lex::{Kind, tokens};
use super::paint;

/// The session as the editor sees it.
pub struct Typing {
    session: Rc<Session>,
    colour: bool,
    /// Columns of the terminal.
    columns: usize,
}

impl Typing {
    pub fn new(session: Rc<Session>, colour: bool) -> Self {
        Typing { session, colour, columns: 80 }
    }

    pub fn set_columns(&mut self, columns: usize) {
        self.columns = columns;
    }

    /// A hint that is only looked at ends with the line it stands on.
    fn clipped(&self, line: &str, hint: String) -> Option<String> {
        let typed = line.rsplit('\n').next().unwrap_or(line).width() + PROMPT.len();
        let room = self.columns.saturating_sub(typed % self.columns.max(1) + 1);
        if hint.width() <= room {
            return Some(hint);
        }
        let mut out = String::new();
        for c in hint.chars() {
            if out.width() + c.width().unwrap_or(0) + 1 > room {
                break;
            }
            out.push(c);
        }
        (!out.trim().is_empty()).then(|| out + "…")
    }
}

/// What stands before the line that is typed.
pub const PROMPT: &str = "dh> ";

fn is_known(name: &str) -> bool {
    ENTRIES.iter().chain(COMMANDS).any(|e| e.name == name)
}

impl Completer for Typing {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, found) = choices(&self.session, &line[..at]);
        let pairs = found.into_iter().map(|c| Pair { display: c.display, replacement: c.replacement });
        Ok((start, pairs.collect()))
    }
}

/// A grey continuation; only what was typed before can be taken over.
pub struct Grey {
    text: String,
    takes: bool,
}

impl Hint for Grey {
    fn display(&self) -> &str {
        &self.text
    }

    fn completion(&self) -> Option<&str> {
        self.takes.then_some(&self.text)
    }
}

impl Hinter for Typing {
    type Hint = Grey;

    fn hint(&self, line: &str, at: usize, context: &Context<'_>) -> Option<Grey> {
        if line.is_empty() || at < line.len() {
            return None;
        }
        // Without grey what was typed once would look typed now.
        if self.colour
            && let Some(rest) = typed_before(line, context)
        {
            return Some(Grey { text: rest, takes: true });
        }
        let rest = form_after(line)?;
        let text = if self.colour { rest } else { format!("   -- {rest}") };
        Some(Grey { text: self.clipped(line, text)?, takes: false })
    }
}

/// The rest of the most recent line that began like this one.
fn typed_before(line: &str, context: &Context<'_>) -> Option<String> {
    let last = context.history().len().checked_sub(1)?;
    let found = context.history().starts_with(line, last, SearchDirection::Reverse).ok()??;
    let rest = found.entry.get(line.len()..)?;
    (!rest.is_empty() && !rest.contains('\n')).then(|| rest.to_string())
}

/// How the function just typed goes on: `compare` → `(address, { … })`.
fn form_after(line: &str) -> Option<String> {
    let all = tokens(line);
    let (name, inside) = match all.as_slice() {
        [.., name, open] if open.text(line) == "(" && open.end == line.len() => (name, true),
        [.., name] if name.end == line.len() => (name, false),
        _ => return None,
    };
    let name = (name.kind == Kind::Name).then(|| name.text(line))?;
    let entry = ENTRIES.iter().chain(COMMANDS).find(|e| e.name == name)?;
    let rest = entry.form.strip_prefix(name)?;
    let rest = if inside { rest.strip_prefix('(')? } else { rest };
    (!rest.is_empty()).then(|| rest.to_string())
}

impl Highlighter for Typing {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.colour { Cow::Owned(paint::line(line, is_known)) } else { Cow::Borrowed(line) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.colour { Cow::Owned(paint::hint(hint)) } else { Cow::Borrowed(hint) }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.colour && kind != CmdKind::MoveCursor
    }
}

impl Validator for Typing {
    /// Enter on an incomplete statement begins another line of it.
    fn validate(&self, context: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        Ok(match self.session.reads(context.input()) {
            Reading::Incomplete => ValidationResult::Incomplete,
            _ => ValidationResult::Valid(None),
        })
    }
}

impl Helper for Typing {}

#[cfg(test)]
mod tests {
    #[test]
    fn the_form_of_a_function_follows_its_name() {
        assert_eq!(super::form_after("x = why").as_deref(), Some("(address)"));
        assert_eq!(super::form_after("why(").as_deref(), Some("address)"));
        assert_eq!(super::form_after("why "), None);
        assert_eq!(super::form_after("whys"), None);
        assert_eq!(super::form_after("\"why"), None);
    }
}
