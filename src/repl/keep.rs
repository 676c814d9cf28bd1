//! What was typed and succeeded, as a script that runs by itself.

use std::path::Path;

use crate::base::{Diag, fs};
use crate::bind::{Reading, Session};

use super::lex::{Kind, Token, tokens};

/// A piece that succeeded.
#[derive(Debug, Clone)]
pub struct Piece {
    pub text: String,
    /// It had a value that was shown, and is `_` from then on.
    pub shown: bool,
    /// It alone is a statement.
    pub statement: bool,
}

/// The tokens of a text, comments left out.
fn code(text: &str) -> Vec<Token> {
    tokens(text).into_iter().filter(|t| t.kind != Kind::Comment).collect()
}

fn mentions_last(text: &str) -> bool {
    code(text).iter().any(|t| t.kind == Kind::Name && t.text(text) == "_")
}

/// Whether a `local` or a `return` stands outside functions and blocks: at the
/// prompt both end with their line, in a file they do not.
struct Top {
    local: bool,
    returns: bool,
}

fn top(text: &str) -> Top {
    let mut found = Top { local: false, returns: false };
    // Open blocks, and which of them are functions.
    let mut blocks: Vec<bool> = Vec::new();
    for token in code(text) {
        if token.kind != Kind::Keyword {
            continue;
        }
        match token.text(text) {
            // `for` and `while` have a `do` that opens their block.
            "function" => blocks.push(true),
            "do" | "if" | "repeat" => blocks.push(false),
            "end" | "until" => {
                blocks.pop();
            }
            "local" if blocks.is_empty() => found.local = true,
            "return" if !blocks.contains(&true) => found.returns = true,
            _ => {}
        }
    }
    found
}

/// Whether names made by a text are gone when it ends.
pub fn is_local(text: &str) -> bool {
    top(text).local
}

/// Whether a text makes or undoes a decision. What names a record and says why
/// stays in the store: neither the history nor a kept script holds it.
pub fn decides(text: &str) -> bool {
    code(text).iter().any(|t| t.kind != Kind::Comment && matches!(t.text(text), "decide" | "undo"))
}

/// The script that says the same as the pieces did.
pub fn script(pieces: &[Piece], name: &str) -> String {
    let mut out = format!("-- Kept from the prompt. Run it with: dh run scripts/{name}\n");
    for (n, piece) in pieces.iter().enumerate() {
        if decides(&piece.text) {
            out.push_str(
                "-- A decision stood here: it is in the store, with its reason; a script cannot decide.\n",
            );
            continue;
        }
        out.push_str(&line_of(piece, &pieces[n + 1..]));
        out.push('\n');
    }
    out
}

fn line_of(piece: &Piece, later: &[Piece]) -> String {
    let text = piece.text.trim();
    if !piece.shown {
        let Top { local, returns } = top(text);
        return match (piece.statement, returns, local) {
            (true, true, _) | (false, true, _) => format!("do local _ = (function()\n{text}\nend)() end"),
            (true, false, true) => format!("do\n{text}\nend"),
            (true, false, false) => text.to_string(),
            (false, false, _) => format!("print({})", argument(text)),
        };
    }
    let value = match text.strip_prefix("return").filter(|r| r.starts_with([' ', '\n', '\t', '(', '"', '{']))
    {
        Some(rest) => rest.trim(),
        None if piece.statement && top(text).returns => return format!("print((function()\n{text}\nend)())"),
        None => text,
    };
    // `_` is kept only where a later line asks for it before it changes.
    let asked = later.iter().take_while({
        let mut open = true;
        move |p| std::mem::replace(&mut open, !p.shown)
    });
    if asked.into_iter().any(|p| mentions_last(&p.text)) {
        format!("_ = {}\nprint(_)", argument(value))
    } else {
        format!("print({})", argument(value))
    }
}

/// An expression as an argument: without a semicolon at its end, and on lines
/// of its own when a comment would swallow the bracket.
fn argument(text: &str) -> String {
    let all = tokens(text);
    let bare = match code(text).iter().rev().find(|t| t.text(text) != ";") {
        Some(last) if all.last().is_some_and(|t| t.kind != Kind::Comment) => &text[..last.end],
        _ => text,
    };
    if all.iter().any(|t| t.kind == Kind::Comment) {
        format!("\n  {bare}\n").replace(";\n", "\n")
    } else {
        bare.to_string()
    }
}

/// `keep "file.lua"`: the arguments of the command, if it is one.
pub fn asked(text: &str) -> Option<Result<(String, bool), Diag>> {
    let all = code(text);
    if all.first().is_none_or(|t| t.text(text) != "keep") {
        return None;
    }
    let words: Vec<&str> = all[1..].iter().map(|t| t.text(text)).filter(|t| *t != ";").collect();
    // `keep = 1` is a variable.
    if words.first() == Some(&"=") {
        return None;
    }
    let name = all.iter().find(|t| matches!(t.kind, Kind::Text { open: false })).map(|t| t.content(text));
    let replace = match words.as_slice() {
        [_] | ["(", _, ")"] => Some(false),
        ["(", _, ",", "{", "replace", "=", "true", "}", ")"] => Some(true),
        ["(", _, ",", "{", "replace", "=", "false", "}", ")"] => Some(false),
        _ => None,
    };
    Some(match (name, replace) {
        (Some(name), Some(replace)) => Ok((name.to_string(), replace)),
        _ => Err(Diag::error("keep takes the name of a script, in quotes, on a line of its own")
            .hint("keep \"first_look.lua\", or keep(\"first_look.lua\", { replace = true })")),
    })
}

/// Writes the script under `scripts/`; what to say about it.
pub fn keep(session: &Session, pieces: &[Piece], name: &str, replace: bool) -> Result<String, Diag> {
    let stem = name.strip_suffix(".lua").unwrap_or(name);
    let plain = !stem.is_empty()
        && stem.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        && !stem.starts_with('.');
    if !plain {
        return Err(Diag::error(format!("'{name}' is no plain file name"))
            .hint("letters, digits, '.', '_' and '-'; it is written under scripts/"));
    }
    if pieces.is_empty() {
        return Err(Diag::error("there is nothing to keep: no line has succeeded yet"));
    }
    let file = format!("{stem}.lua");
    let shown = Path::new("scripts").join(&file);
    let path = session.folder().join(&shown);
    // Also what a link that leads nowhere stands for is not written over.
    if path.symlink_metadata().is_ok() && !replace {
        return Err(Diag::error(format!("{} is there already; nothing was written", shown.display()))
            .hint(format!("choose another name, or write over it: keep(\"{file}\", {{ replace = true }})")));
    }
    let text = script(pieces, &file);
    if session.reads(&text) == Reading::Wrong {
        return Err(Diag::error("these lines make no script together; nothing was written")
            .hint("write the script by hand from the history (arrow up)"));
    }
    fs::write_atomically(&path, text.as_bytes())?;
    let lines = if pieces.len() == 1 { "1 line".to_string() } else { format!("{} lines", pieces.len()) };
    Ok(format!("wrote {} ({lines} that succeeded); run it with: dh run {0}", shown.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, shown: bool, statement: bool) -> Piece {
        Piece { text: text.into(), shown, statement }
    }

    #[test]
    fn values_are_printed_and_the_last_one_is_kept_where_it_is_asked_for() {
        let pieces = [
            piece("x = 5", false, true),
            piece("x * 2", true, false),
            piece("save(_, \"a.csv\")", false, true),
            piece("_ + 1 -- one more", true, false),
            piece("find \"helpline\";", true, true),
            piece("local y = 1\nprint(y)", false, true),
            piece("for i = 1, 2 do local z = i end", false, true),
            piece("return 7", true, true),
            piece("function f() return 1 end", false, true),
        ];
        assert_eq!(
            script(&pieces, "a.lua"),
            "-- Kept from the prompt. Run it with: dh run scripts/a.lua\n\
             x = 5\n_ = x * 2\nprint(_)\nsave(_, \"a.csv\")\nprint(\n  _ + 1 -- one more\n)\n\
             print(find \"helpline\")\ndo\nlocal y = 1\nprint(y)\nend\n\
             for i = 1, 2 do local z = i end\nprint(7)\nfunction f() return 1 end\n"
        );
    }

    #[test]
    fn keep_is_a_command_only_with_a_name_in_quotes() {
        assert!(matches!(asked("keep \"a.lua\""), Some(Ok((name, false))) if name == "a.lua"));
        assert!(matches!(asked("keep(\"a\", { replace = true })"), Some(Ok((_, true)))));
        assert!(matches!(asked("keep"), Some(Err(_))));
        assert!(matches!(asked("keep(\"a\", { again = true })"), Some(Err(_))));
        assert!(asked("keep = 1").is_none() && asked("show(keep)").is_none());
    }
}
