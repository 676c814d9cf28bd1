//! Long output a screenful at a time; only where a person sits at a terminal.

use std::io::Write;
use std::process::{Command, Stdio};

use rustyline::history::MemHistory;
use rustyline::{
    Cmd, ConditionalEventHandler, Config, Editor, Event, EventContext, EventHandler, KeyCode, KeyEvent,
    Modifiers, RepeatCount,
};
use unicode_width::UnicodeWidthStr;

/// Screen lines a line takes: long ones are wrapped by the terminal.
fn height(line: &str, columns: usize) -> usize {
    line.width().div_ceil(columns.max(1)).max(1)
}

/// Cuts lines into pages of at most `rows` screen lines, at least one line
/// each.
pub fn pages<'a>(lines: &[&'a str], rows: usize, columns: usize) -> Vec<Vec<&'a str>> {
    let mut pages: Vec<Vec<&str>> = Vec::new();
    let mut used = usize::MAX;
    for line in lines {
        let takes = height(line, columns);
        match pages.last_mut() {
            Some(page) if used.saturating_add(takes) <= rows => {
                page.push(line);
                used += takes;
            }
            _ => {
                pages.push(vec![line]);
                used = takes;
            }
        }
    }
    pages
}

/// Shows a text: at once when it fits, otherwise through `$PAGER`, otherwise
/// page by page.
pub fn show(text: &str, columns: usize, rows: usize) {
    let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
    let needed: usize = lines.iter().map(|l| height(l, columns)).sum();
    // The line that was typed and the next prompt stay in sight.
    if needed + 2 <= rows {
        super::emit(&format!("{text}\n"));
        return;
    }
    let program = std::env::var("PAGER").unwrap_or_default();
    if !program.trim().is_empty() && through(&program, text) {
        return;
    }
    let pages = pages(&lines, rows.saturating_sub(1).max(1), columns);
    let mut shown = 0;
    for (n, page) in pages.iter().enumerate() {
        super::emit(&format!("{}\n", page.join("\n")));
        shown += page.len();
        if n + 1 < pages.len() && !more(&format!("-- more ({shown} of {} lines): Enter, q -- ", lines.len()))
        {
            return;
        }
    }
}

/// Whether a program of the user's took the text.
fn through(program: &str, text: &str) -> bool {
    let mut command = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };
    command.args([if cfg!(windows) { "/C" } else { "-c" }, program]).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Colours as they are, and what was read stays on the screen.
        command.env("LESS", "RX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // A pager that was left early reads no further.
        let _ = stdin.write_all(text.as_bytes()).and_then(|()| stdin.write_all(b"\n"));
    }
    // 127: the shell found no such program.
    child.wait().is_ok_and(|status| status.code() != Some(127))
}

/// One key decides.
struct Keys;

impl ConditionalEventHandler for Keys {
    fn handle(&self, event: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        match event.get(0) {
            Some(KeyEvent(KeyCode::Enter | KeyCode::PageDown | KeyCode::Down, _)) => Some(Cmd::AcceptLine),
            Some(KeyEvent(KeyCode::Char(c), modifiers)) if *modifiers == Modifiers::CTRL => match c {
                'C' | 'D' => Some(Cmd::Interrupt),
                'J' | 'M' => Some(Cmd::AcceptLine),
                _ => Some(Cmd::Noop),
            },
            Some(KeyEvent(KeyCode::Char(' '), _)) => Some(Cmd::AcceptLine),
            Some(KeyEvent(KeyCode::Char('q' | 'Q'), _) | KeyEvent(KeyCode::Esc, _)) => Some(Cmd::Interrupt),
            _ => Some(Cmd::Noop),
        }
    }
}

/// Asks whether to go on, and takes the question away again.
fn more(question: &str) -> bool {
    let config = Config::builder().auto_add_history(false).bracketed_paste(false).build();
    let editor: rustyline::Result<Editor<(), MemHistory>> =
        Editor::with_history(config.clone(), MemHistory::with_config(&config));
    // A terminal that cannot be asked gets everything.
    let Ok(mut editor) = editor else { return true };
    editor.bind_sequence(Event::Any, EventHandler::Conditional(Box::new(Keys)));
    let answer = editor.readline(question);
    if super::is_capable() {
        super::emit("\x1b[A\r\x1b[2K");
    }
    match answer {
        // A dumb terminal reads a whole line.
        Ok(line) => !line.trim().eq_ignore_ascii_case("q"),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_count_wrapped_lines_and_lose_none() {
        let long = "x".repeat(25);
        let lines = ["a", &long, "b", "", "ការ", "c"];
        let cut = pages(&lines, 3, 10);
        assert_eq!(cut, [vec!["a"], vec![long.as_str()], vec!["b", "", "ការ"], vec!["c"]]);
        assert_eq!(cut.concat(), lines);
        // A line higher than the screen still gets a page.
        assert_eq!(pages(&[&long, "b"], 1, 10).len(), 2);
        assert!(pages(&[], 3, 10).is_empty());
    }
}
