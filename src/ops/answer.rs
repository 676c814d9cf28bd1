//! What a verb answers: rows for machines, blocks for people.

use serde_json::{Map, Value, json};

use crate::base::Diag;
use crate::report::plot::Plot;
use crate::report::text::{self, TextTable};

/// A part of an answer as a person reads it.
#[derive(Debug, Clone)]
pub enum Block {
    Heading(String),
    Text(String),
    Table(TextTable),
    /// `name: value` lines.
    Fields(Vec<(String, String)>),
    Plot(Plot),
}

/// The answer of a verb. `rows` and `notes` are what `--json` prints.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub verb: &'static str,
    pub blocks: Vec<Block>,
    pub rows: Vec<Map<String, Value>>,
    pub notes: Vec<String>,
    /// What someone should look at, with its place; printed on stderr.
    pub warnings: Vec<Diag>,
    /// The exit code the answer leads to.
    pub code: u8,
}

impl Answer {
    pub fn new(verb: &'static str) -> Self {
        Answer { verb, ..Answer::default() }
    }

    /// Adds a row; `value` must be an object.
    pub fn row(&mut self, value: Value) {
        if let Value::Object(map) = value {
            self.rows.push(map);
        }
    }

    pub fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    pub fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    pub fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// Warnings count too: the exit code is 1 where there are any.
    pub fn strict(mut self, strict: bool) -> Self {
        let warns = |row: &Map<String, Value>| row.get("kind").is_some_and(|k| k == "warning");
        if strict && self.code == 0 && self.rows.iter().any(warns) {
            self.code = 1;
        }
        self
    }

    /// `{"schema": "dh.VERB/1", "rows": […], "notes": […]}`.
    pub fn to_json(&self) -> Value {
        json!({"schema": format!("dh.{}/1", self.verb), "rows": self.rows, "notes": self.notes})
    }

    /// The same as text; large answers are not built twice.
    pub fn json_text(&self) -> String {
        let part = |result: serde_json::Result<String>| result.unwrap_or_else(|_| "[]".into());
        format!(
            "{{\"schema\":\"dh.{}/1\",\"rows\":{},\"notes\":{}}}",
            self.verb,
            part(serde_json::to_string(&self.rows)),
            part(serde_json::to_string(&self.notes))
        )
    }

    /// The answer as text, at most `width` columns wide where it can be.
    pub fn to_text(&self, width: usize) -> String {
        // Names and reasons come from files and people: none may steer the terminal.
        crate::base::diag::printable(self.raw_text(width))
    }

    fn raw_text(&self, width: usize) -> String {
        let mut out = String::new();
        for (i, block) in self.blocks.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            match block {
                Block::Heading(t) => {
                    out.push_str(t);
                    out.push('\n');
                }
                Block::Text(t) => {
                    for line in text::wrap(t, width) {
                        out.push_str(&line);
                        out.push('\n');
                    }
                }
                Block::Table(table) => out.push_str(&table.render(width)),
                Block::Plot(plot) => out.push_str(&plot.render(width)),
                Block::Fields(fields) => out.push_str(&text::fields(fields, width)),
            }
        }
        if !self.notes.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            for note in &self.notes {
                for (i, line) in text::wrap(note, width.saturating_sub(2)).iter().enumerate() {
                    out.push_str(if i == 0 { "* " } else { "  " });
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        out
    }
}

/// The rows of an answer as CSV: one column a name, in the order of the first
/// appearance; lists and tables as JSON.
pub fn csv_of(answer: &Answer) -> Vec<u8> {
    let columns = super::export::columns(answer);
    let quote = |text: &str| {
        // A cell that a spreadsheet would run as a formula is kept as text.
        let formula = text.starts_with(['=', '+', '@', '\t', '\r'])
            || (text.starts_with('-') && text.parse::<f64>().is_err());
        let text = if formula { format!("'{text}") } else { text.to_string() };
        if text.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    // The mark by which spreadsheets know UTF-8.
    let mut out = String::from("\u{feff}");
    out.push_str(&columns.iter().map(|c| quote(c)).collect::<Vec<_>>().join(","));
    out.push('\n');
    for row in &answer.rows {
        let cells: Vec<String> = columns
            .iter()
            .map(|c| match row.get(*c) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(s)) => quote(s),
                Some(other) => quote(&other.to_string()),
            })
            .collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out.into_bytes()
}
