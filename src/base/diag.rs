//! One type for every complaint: what, where, why, what to do.
//!
//! Complaints are collected, not thrown at the first: a methodologist fixes a
//! folder in one go. The kind decides the exit code.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::span::Span;

/// What sort of complaint this is; it decides the exit code of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A check or a finding does not hold (exit 1).
    Check,
    /// Wrong use of a command, or an error in a script or data file (exit 2).
    Script,
    /// Refused by a rule of ethics, disclosure or comparison (exit 3).
    Refused,
}

impl Kind {
    /// The program's exit code for a complaint of this kind.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Check => 1,
            Kind::Script => 2,
            Kind::Refused => 3,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Check => "check",
            Kind::Script => "error",
            Kind::Refused => "refused",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The thing complained of cannot be used.
    Error,
    /// It can be used; someone should look.
    Warning,
}

/// What complaints have in common that are listed together: hundreds of them
/// are one line, until a country asks for its own. The words say what there
/// are so many of.
#[derive(Debug, PartialEq, Eq)]
pub struct Topic(pub &'static str);

/// One complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diag {
    pub kind: Kind,
    pub severity: Severity,
    pub span: Option<Span>,
    pub message: String,
    /// The line of the file complained of, without its newline.
    pub source_line: Option<String>,
    /// What to do, each a sentence.
    pub hints: Vec<String>,
    /// How far this is from a root cause: a syntax error (0) comes before the
    /// field (1), and that before the references that dangle because of it (2).
    pub depth: u8,
    /// What it has in common with others that are listed together.
    pub topic: Option<&'static Topic>,
}

impl Diag {
    /// An error in a script, a data file or the use of a command.
    pub fn error(message: impl Into<String>) -> Self {
        Diag {
            kind: Kind::Script,
            severity: Severity::Error,
            span: None,
            message: message.into(),
            source_line: None,
            hints: Vec::new(),
            depth: 1,
            topic: None,
        }
    }

    pub fn warning(message: impl Into<String>) -> Self {
        Diag { severity: Severity::Warning, ..Diag::error(message) }
    }

    pub fn refused(message: impl Into<String>) -> Self {
        Diag { kind: Kind::Refused, ..Diag::error(message) }
    }

    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    pub fn maybe_at(mut self, span: Option<Span>) -> Self {
        self.span = span.or(self.span);
        self
    }

    pub fn source(mut self, line: Option<String>) -> Self {
        self.source_line = line;
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hints.extend(hint);
        self
    }

    pub fn topic(mut self, topic: &'static Topic) -> Self {
        self.topic = Some(topic);
        self
    }

    pub fn depth(mut self, depth: u8) -> Self {
        self.depth = depth;
        self
    }

    /// The complaint as the terminal shows it: several lines, no colour, and
    /// nothing a script wrote that a terminal would act on.
    pub fn render(&self) -> String {
        printable(self.render_raw())
    }

    fn render_raw(&self) -> String {
        let mut out = String::new();
        let word = match self.severity {
            Severity::Error => self.kind.word(),
            Severity::Warning => "warning",
        };
        match &self.span {
            Some(span) => {
                let _ = writeln!(out, "{span}: {word}: {}", self.message);
            }
            None => {
                let _ = writeln!(out, "{word}: {}", self.message);
            }
        }
        if let (Some(span), Some(line)) = (&self.span, &self.source_line) {
            let (shown, column) = window(line, span.column);
            let number = span.line.to_string();
            let _ = writeln!(out, "  {number} | {shown}");
            if column > 0 {
                let before: String = shown
                    .chars()
                    .take(column as usize - 1)
                    .map(|c| if c == '\t' { "\t".into() } else { " ".repeat(char_width(c)) })
                    .collect();
                let room = shown.chars().count().saturating_sub(column as usize - 1).max(1);
                let carets = "^".repeat((span.width as usize).min(room).max(1));
                let _ = writeln!(out, "  {} | {before}{carets}", " ".repeat(number.len()));
            }
        }
        for hint in &self.hints {
            for (i, line) in hint_lines(hint).iter().enumerate() {
                let _ = writeln!(out, "  {} {line}", if i == 0 { '=' } else { ' ' });
            }
        }
        out
    }

    /// The complaint as one row of `--json`.
    pub fn to_json(&self) -> Value {
        let mut row = json!({
            "kind": match self.severity { Severity::Error => self.kind.word(), Severity::Warning => "warning" },
            "message": self.message,
            "hints": self.hints,
        });
        // What is not known of the place is left out, not null.
        if let Some(span) = &self.span {
            row["file"] = json!(&*span.file);
            if span.line > 0 {
                row["line"] = json!(span.line);
            }
            if span.column > 0 {
                row["column"] = json!(span.column);
            }
        }
        row
    }
}

/// A text without what a terminal would act on; lines and tabs stay.
pub fn printable(text: String) -> String {
    let acts = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(acts) { text.replace(acts, "\u{fffd}") } else { text }
}

/// A hint in lines of at most 100 columns.
fn hint_lines(hint: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in hint.split(' ') {
        if !line.is_empty() && line.chars().count() + word.chars().count() >= 96 {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

fn char_width(c: char) -> usize {
    unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)
}

/// A long line is cut around the column, so that the caret stays on screen.
fn window(line: &str, column: u32) -> (String, u32) {
    const ROOM: usize = 110;
    let chars: Vec<char> = line.trim_end().chars().collect();
    if chars.len() <= ROOM {
        return (chars.into_iter().collect(), column);
    }
    let from = (column as usize).saturating_sub(ROOM / 2).min(chars.len().saturating_sub(ROOM));
    let to = (from + ROOM).min(chars.len());
    let mut shown: String = chars[from..to].iter().collect();
    let mut at = column.saturating_sub(from as u32);
    if from > 0 {
        shown.insert(0, '…');
        at = if column == 0 { 0 } else { at + 1 };
    }
    if to < chars.len() {
        shown.push('…');
    }
    (shown, at)
}

/// A collection of complaints.
#[derive(Debug, Clone, Default)]
pub struct Diags {
    list: Vec<Diag>,
    /// Errors pushed, also those that were left out as too many.
    errors: usize,
}

impl Diags {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a complaint unless the very same one is there, or there are more
    /// than anyone reads.
    pub fn push(&mut self, diag: Diag) {
        // Of what is listed together a list shows a line; it may be long.
        const MOST: usize = 1000;
        if diag.topic.is_some() && diag.severity == Severity::Warning {
            self.list.push(diag);
            return;
        }
        self.errors += usize::from(diag.severity == Severity::Error);
        let alone = self.list.iter().filter(|d| d.topic.is_none()).count();
        if alone == MOST {
            let text = format!("there are more than {MOST} complaints; the rest is left out");
            self.list.push(Diag::error(text));
        } else if alone < MOST && !self.list.contains(&diag) {
            self.list.push(diag);
        }
    }

    pub fn extend(&mut self, other: impl IntoIterator<Item = Diag>) {
        other.into_iter().for_each(|d| self.push(d));
    }

    /// How many errors were pushed.
    pub fn errors(&self) -> usize {
        self.errors
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diag> {
        self.list.iter()
    }

    /// All complaints, root causes first, then by file and line.
    pub fn into_sorted(mut self) -> Vec<Diag> {
        self.list.sort_by(|a, b| {
            (a.severity, a.depth, &a.span, &a.message).cmp(&(b.severity, b.depth, &b.span, &b.message))
        });
        self.list
    }

    /// The highest exit code among the errors, 0 when there are none.
    pub fn exit_code(&self) -> u8 {
        self.list
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .map(|d| d.kind.exit_code())
            .max()
            .unwrap_or(0)
    }
}

impl IntoIterator for Diags {
    type Item = Diag;
    type IntoIter = std::vec::IntoIter<Diag>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl From<Diag> for Diags {
    fn from(diag: Diag) -> Self {
        let mut diags = Diags::new();
        diags.push(diag);
        diags
    }
}

/// The closest of `choices` to `word`, when it is close enough to be a slip.
pub fn did_you_mean<'a>(word: &str, choices: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // No slip is that long, and comparing long names takes very long.
    if word.len() > 100 {
        return None;
    }
    let lower = word.to_lowercase();
    choices
        .into_iter()
        .filter(|c| c.len() <= 200)
        .map(|c| (strsim::damerau_levenshtein(&lower, &c.to_lowercase()), c))
        .filter(|(d, c)| *d <= (c.chars().count().max(word.chars().count()) / 3).max(1))
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// "did you mean 'x'?" and, when there are few, the valid choices.
pub fn choice_hints<'a>(word: &str, choices: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let choices: Vec<&str> = choices.into_iter().collect();
    let mut hints = Vec::new();
    if let Some(near) = did_you_mean(word, choices.iter().copied()) {
        hints.push(format!("did you mean '{near}'?"));
    }
    if choices.is_empty() {
        return hints;
    }
    // A long list helps only those who were not understood.
    if choices.len() > 24 && !hints.is_empty() {
        return hints;
    }
    if choices.len() <= 24 {
        hints.push(format!("valid here: {}", choices.join(", ")));
    } else {
        hints.push(format!("valid here: {}, … ({} in all)", choices[..12].join(", "), choices.len()));
    }
    hints
}
