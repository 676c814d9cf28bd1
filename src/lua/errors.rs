//! Lua's errors as complaints: the author's place, no host frames, and what
//! Lua itself does not name (a forgotten comma, curly quotes, the end of the
//! file). Texts a script chose are made fit for a terminal.

use std::sync::Arc;

use mlua::Error;

use crate::base::{Diag, Span};

use super::vm::{Fault, Host};

/// Whether a terminal only shows this character: no control characters, and
/// none that turn the direction of what follows.
pub fn harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text a script chose, in one line that a terminal only shows.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if harmless(c) { c } else { ' ' }).collect()
}

/// The first 2,000 bytes of a text of any length.
pub(super) fn beginning(text: &mlua::LuaString) -> String {
    let bytes = text.as_bytes();
    String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]).into_owned()
}

/// At most 60 characters of a text a script chose.
pub(super) fn clip(text: &str) -> String {
    let mut out: String = text.chars().filter(|c| harmless(*c)).take(60).collect();
    if text.chars().nth(60).is_some() {
        out.push('…');
    }
    out
}

/// A Lua error as a complaint: its message without host frames, its place.
pub(super) fn describe_error(host: &Host, error: &Error, file: Option<&str>) -> Diag {
    let with_line = |diag: Diag| {
        let line = diag.span.as_ref().and_then(|s| host.source(&s.file)?.line(s.line));
        let line = diag.source_line.clone().or(line);
        diag.source(line)
    };
    match error {
        Error::CallbackError { cause, traceback } => {
            let mut diag = describe_error(host, cause, file);
            if diag.span.as_ref().is_none_or(|s| s.line == 0)
                && let Some((found, line)) = traceback.lines().find_map(|l| frame(host, l))
            {
                diag = with_line(diag.at(Span::line(found, line)));
            }
            diag
        }
        Error::WithContext { cause, .. } => describe_error(host, cause, file),
        Error::ExternalError(inner) => match inner.downcast_ref::<Fault>() {
            Some(Fault(diag)) => {
                let diag = match (&diag.span, file) {
                    (None, Some(file)) => diag.clone().at(Span::line(file, 0)),
                    _ => diag.clone(),
                };
                with_line(diag)
            }
            None => Diag::error(inner.to_string()).maybe_at(file.map(|f| Span::line(f, 0))),
        },
        Error::MemoryError(_) => out_of_memory(host, file),
        // What a `pcall` on the way made of it.
        Error::RuntimeError(message) if message.starts_with("not enough memory") => out_of_memory(host, file),
        Error::SyntaxError { message, .. } => with_line(syntax_error(host, message, file)),
        Error::RuntimeError(message) => with_line(runtime_error(host, message, file)),
        other => {
            let text = other.to_string();
            with_line(runtime_error(host, &text, file))
        }
    }
}

fn out_of_memory(host: &Host, file: Option<&str>) -> Diag {
    Diag::error(format!("the script used more memory than it may ({} MB)", host.limits.memory >> 20))
        .maybe_at(file.map(|f| Span::line(f, 0)))
        .depth(0)
}

/// `file:line` at the start of a traceback line or a message.
fn frame(host: &Host, line: &str) -> Option<(Arc<str>, u32)> {
    let line = line.trim();
    let mut parts = line.splitn(3, ':');
    let file = parts.next()?;
    let file = file.strip_prefix("[string \"").and_then(|f| f.strip_suffix("\"]")).unwrap_or(file);
    let number: String = parts.next()?.chars().take_while(char::is_ascii_digit).collect();
    let source = host.source(file)?;
    Some((source.file.clone(), number.parse().ok()?))
}

fn split_place<'a>(host: &Host, message: &'a str, file: Option<&str>) -> (Option<Span>, &'a str) {
    if let Some((found, line)) = frame(host, message) {
        let rest = message.splitn(3, ':').nth(2).unwrap_or(message).trim();
        return (Some(Span::line(found, line)), rest);
    }
    (file.map(|f| Span::line(f, 0)), message)
}

fn syntax_error(host: &Host, message: &str, file: Option<&str>) -> Diag {
    let first = message.lines().next().unwrap_or(message);
    let (span, text) = split_place(host, first, file);
    let mut diag =
        Diag::error(format!("this is not valid Lua: {}", clip_long(text))).maybe_at(span.clone()).depth(0);
    let source = span.as_ref().and_then(|s| host.source(&s.file));
    if text.contains("U+201") {
        diag = Diag::error("curly quotation marks, as a word processor writes them")
            .maybe_at(span.clone())
            .depth(0)
            .hint("use straight ones: \"text\"");
    } else if text.contains("<eof>") {
        // The end of the file has no line to show; the last written one has.
        let last = source.as_ref().map_or(0, |s| s.text.trim_end().lines().count() as u32);
        diag = diag.maybe_at(span.as_ref().map(|s| Span::line(s.file.clone(), last)));
        diag = diag.hint("the file ends too early; is a closing } or end missing?");
    }
    if let (Some(span), Some(source)) = (span, source)
        && let Some((at, before)) = source
            .missing_commas()
            .into_iter()
            .filter(|(at, _)| at.line <= span.line + 1)
            .max_by_key(|(at, _)| at.line)
        && at.line + 3 > span.line
    {
        diag = Diag::error(format!("missing comma after line {before}?")).at(at).depth(0);
        diag = diag.hint("entries of a table are separated by commas");
    }
    diag
}

fn clip_long(text: &str) -> String {
    let mut out = printable(&text.chars().take(300).collect::<String>());
    if text.chars().nth(300).is_some() {
        out.push('…');
    }
    out
}

fn runtime_error(host: &Host, message: &str, file: Option<&str>) -> Diag {
    let first = message.split("\nstack traceback:").next().unwrap_or(message);
    let (span, text) = split_place(host, first, file);
    let text = text.strip_prefix("runtime error: ").unwrap_or(text);
    let mut diag = Diag::error(clip_long(text)).maybe_at(span.clone()).depth(0);
    let called = text.contains("attempt to call") || text.contains("attempt to index");
    let source = span.as_ref().and_then(|s| host.source(&s.file));
    if called
        && let (Some(span), Some(source)) = (span, source)
        && let Some((_, before)) =
            source.missing_commas().into_iter().find(|(at, _)| at.line.abs_diff(span.line) <= 2)
    {
        diag = diag.hint(format!("missing comma after line {before}?"));
    }
    diag
}
