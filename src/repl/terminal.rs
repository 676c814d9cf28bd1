//! The prompt: reads, evaluates and prints until Ctrl-D.

use std::path::PathBuf;
use std::rc::Rc;

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};

use super::helper::{PROMPT, Typing};
use super::turn::{Next, Said, Turns};
use super::{complain, emit, keep, pager, paint};

const WELCOME: &str = "\
Type KEN, compare \"published:ocsea_clear_12m\" or help(); _ is the last result.
Tab completes, Ctrl-R searches, Ctrl-C stops, Ctrl-D ends; reload reads edited
scripts again, keep \"name.lua\" makes a script of what succeeded.";

pub fn terminal(turns: &mut Turns) -> u8 {
    let colour = paint::wanted();
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .auto_add_history(false)
        .bracketed_paste(true)
        .color_mode(if colour { ColorMode::Enabled } else { ColorMode::Disabled })
        .build();
    let mut editor: Editor<Typing, FileHistory> = match Editor::with_config(config) {
        Ok(editor) => editor,
        Err(error) => {
            complain(&format!("error: the terminal cannot be used: {error}\n"));
            return 2;
        }
    };
    editor.set_helper(Some(Typing::new(Rc::clone(&turns.session), colour)));
    let history = history_file();
    if let Some(file) = &history {
        // No history yet is no error.
        let _ = editor.load_history(file);
    }
    let mut status = String::new();
    emit(&format!("{}\n{WELCOME}\n", concat!("dh ", env!("CARGO_PKG_VERSION"))));
    let code = loop {
        // The status line stands above the prompt whenever it changes.
        let now = turns.session.status().line();
        if now != status {
            emit(&format!("{}\n", if colour { paint::status(&now) } else { now.clone() }));
            status = now;
        }
        let (columns, _) = size(&mut editor);
        if let Some(typing) = editor.helper_mut() {
            typing.set_columns(columns);
        }
        match editor.readline(PROMPT) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => {
                let (columns, rows) = size(&mut editor);
                turns.session.set_width(columns.clamp(40, 160));
                let session = Rc::clone(&turns.session);
                let next = turns.take(&text, |said| match said {
                    Said::Shown(texts) if !texts.is_empty() => {
                        // reload has said it already.
                        if texts.len() == 1 && texts[0] == session.status().line() {
                            status.clone_from(&texts[0]);
                        }
                        pager::show(&texts.join("\n"), columns, rows);
                    }
                    Said::Shown(_) => {}
                    Said::Wrong(diag) => complain(&diag.render()),
                    Said::Note(text) => complain(&format!("note: {text}\n")),
                });
                remember(&mut editor, &text, history.as_deref());
                if let Next::End(code) = next {
                    break code;
                }
            }
            // Ctrl-C clears the line.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break 0,
            Err(error) => {
                complain(&format!("error: {error}\n"));
                break 2;
            }
        }
    };
    if let Some(file) = &history
        && editor.save_history(file).is_err()
    {
        complain(&format!("the history could not be saved at {}\n", file.display()));
    }
    code
}

/// Columns and rows now; they change with the window.
fn size(editor: &mut Editor<Typing, FileHistory>) -> (usize, usize) {
    let (columns, rows) = editor.dimensions().unwrap_or((80, u16::MAX));
    (usize::from(columns), usize::from(rows))
}

/// Keeps a line at once, so that a lost connection loses no history.
fn remember(editor: &mut Editor<Typing, FileHistory>, text: &str, file: Option<&std::path::Path>) {
    // The history is a plain file, and takes all entries with the next one.
    if keep::decides(text) {
        return;
    }
    // A line that cannot be kept is not worth an error.
    let _ = editor.add_history_entry(text);
    if let Some(file) = file
        && file.parent().is_some_and(|folder| std::fs::create_dir_all(folder).is_ok())
    {
        let _ = editor.append_history(file);
    }
}

fn history_file() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".local/state"));
    Some(state.filter(|p| p.is_absolute()).or(home)?.join("dh/history"))
}
