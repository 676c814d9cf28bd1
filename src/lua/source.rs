//! Finding exact places in a script: a small lexer, run over a file to notice
//! what Lua swallows (a key given twice, a forgotten comma), and on errors to
//! find the column of an id, a key, a value or a place inside a string.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Entry_;
use std::sync::Arc;

use crate::base::Span;

/// A token of a script.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    /// 1-based line and column (in characters).
    pub line: u32,
    pub column: u32,
    /// Byte range in the text.
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Name,
    Keyword,
    Number,
    /// A string; the byte offset of its first content character from `start`.
    Text {
        content: usize,
    },
    Symbol,
}

const KEYWORDS: &[&str] = &[
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil",
    "not", "or", "repeat", "return", "then", "true", "until", "while",
];

/// One script's text with its tokens.
#[derive(Debug)]
pub struct Source {
    pub file: Arc<str>,
    pub text: String,
    tokens: std::sync::OnceLock<Vec<Token>>,
}

/// A key, a position or both, on the way from a constructor's body to a value.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    Key(&'a str),
    /// The n-th entry without a key, from 0.
    Index(usize),
}

/// One entry of a table constructor, as token indices.
#[derive(Debug, Clone, Copy)]
struct Entry {
    key: Option<usize>,
    value: usize,
    /// One past the last token of the value.
    end: usize,
}

impl Source {
    pub fn new(file: impl Into<Arc<str>>, text: String) -> Self {
        Source { file: file.into(), text, tokens: std::sync::OnceLock::new() }
    }

    /// The text of a line, counted from 1; none when it is far too long to
    /// show.
    pub fn line(&self, line: u32) -> Option<String> {
        self.text.lines().nth(line.checked_sub(1)? as usize).filter(|l| l.len() <= 10_000).map(str::to_string)
    }

    fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| tokenize(&self.text))
    }

    fn str_of(&self, token: &Token) -> &str {
        &self.text[token.start..token.end]
    }

    fn span_of(&self, token: &Token) -> Span {
        let width = self.str_of(token).lines().next().unwrap_or("").chars().count() as u32;
        Span::at(self.file.clone(), token.line, token.column, width)
    }

    /// The token index of the constructor `name` whose call begins on `line`,
    /// preferring the one whose first string is `id`.
    fn constructor_at(&self, line: u32, name: &str, id: &str) -> Option<usize> {
        let tokens = self.tokens();
        let from = tokens.partition_point(|t| t.line < line);
        let here = tokens[from..].iter().take_while(|t| t.line == line);
        let mut first = None;
        for (n, _) in here.enumerate().filter(|(_, t)| t.kind == TokenKind::Name && self.str_of(t) == name) {
            let at = from + n;
            let called = self.next_string(at).is_some_and(|s| self.string_value(s) == id);
            if called || id.is_empty() {
                return Some(at);
            }
            first = first.or(Some(at));
        }
        first
    }

    fn next_string(&self, token: usize) -> Option<usize> {
        let tokens = self.tokens();
        let mut i = token + 1;
        if tokens.get(i).is_some_and(|t| self.str_of(t) == "(") {
            i += 1;
        }
        tokens.get(i).filter(|t| matches!(t.kind, TokenKind::Text { .. })).map(|_| i)
    }

    fn string_value(&self, token: usize) -> String {
        let t = &self.tokens()[token];
        let TokenKind::Text { content } = t.kind else {
            return String::new();
        };
        let raw = &self.text[t.start + content..t.end];
        raw.get(..raw.len().saturating_sub(content.max(1))).unwrap_or(raw).to_string()
    }

    /// The place of a constructor's name.
    pub fn constructor_span(&self, line: u32, name: &str, id: &str) -> Span {
        match self.constructor_at(line, name, id) {
            Some(i) => self.span_of(&self.tokens()[i]),
            None => Span::line(self.file.clone(), line),
        }
    }

    /// The place of a constructor's n-th string (its id or its label).
    pub fn head_span(&self, line: u32, name: &str, id: &str, which: usize) -> Span {
        let Some(at) = self.constructor_at(line, name, id) else {
            return Span::line(self.file.clone(), line);
        };
        let mut token = self.next_string(at);
        for _ in 0..which {
            token = token.and_then(|t| {
                let after =
                    if self.tokens().get(t + 1).is_some_and(|n| self.str_of(n) == ")") { t + 1 } else { t };
                self.next_string(after)
            });
        }
        self.span_of(&self.tokens()[token.unwrap_or(at)])
    }

    fn body_of(&self, line: u32, name: &str, id: &str) -> Option<usize> {
        let tokens = self.tokens();
        let mut i = self.constructor_at(line, name, id)? + 1;
        while let Some(token) = tokens.get(i) {
            match (token.kind, self.str_of(token)) {
                (TokenKind::Text { .. }, _) | (TokenKind::Symbol, "(" | ")") => i += 1,
                (TokenKind::Symbol, "{") => return Some(i),
                _ => return None,
            }
        }
        None
    }

    /// The entries of the table that opens at token `open`.
    fn entries(&self, open: usize) -> Vec<Entry> {
        let tokens = self.tokens();
        let mut entries = Vec::new();
        let mut i = open + 1;
        while i < tokens.len() && self.str_of(&tokens[i]) != "}" {
            let mut key = None;
            let text = |n: usize| tokens.get(n).map(|t| self.str_of(t)).unwrap_or("");
            if tokens[i].kind == TokenKind::Name && text(i + 1) == "=" {
                key = Some(i);
                i += 2;
            } else if text(i) == "["
                && matches!(tokens.get(i + 1).map(|t| t.kind), Some(TokenKind::Text { .. }))
                && text(i + 2) == "]"
                && text(i + 3) == "="
            {
                key = Some(i + 1);
                i += 4;
            }
            let value = i;
            let mut depth = 0usize;
            let mut blocks = 0usize;
            while i < tokens.len() {
                match self.str_of(&tokens[i]) {
                    "{" | "(" | "[" => depth += 1,
                    "}" if depth == 0 => break,
                    "}" | ")" | "]" => depth = depth.saturating_sub(1),
                    "function" | "if" | "do" | "repeat" if tokens[i].kind == TokenKind::Keyword => {
                        blocks += 1
                    }
                    "end" | "until" if tokens[i].kind == TokenKind::Keyword => {
                        blocks = blocks.saturating_sub(1)
                    }
                    "," | ";" if depth == 0 && blocks == 0 => break,
                    _ => {}
                }
                i += 1;
            }
            if value < tokens.len() {
                entries.push(Entry { key, value, end: i });
            }
            if i < tokens.len() && self.str_of(&tokens[i]) != "}" {
                i += 1;
            }
        }
        entries
    }

    fn key_name(&self, token: usize) -> String {
        let t = &self.tokens()[token];
        match t.kind {
            TokenKind::Text { .. } => self.string_value(token),
            _ => self.str_of(t).to_string(),
        }
    }

    fn walk(&self, line: u32, name: &str, id: &str, path: &[Step<'_>]) -> Option<Entry> {
        // A generated table: its line must do.
        if self.tokens().len() > 50_000 {
            return None;
        }
        let mut open = self.body_of(line, name, id)?;
        let mut found = None;
        for step in path {
            let entries = self.entries(open);
            let entry = match step {
                // The last of equal keys is the one Lua keeps.
                Step::Key(key) => {
                    entries.iter().rev().find(|e| e.key.is_some_and(|k| self.key_name(k) == *key))
                }
                Step::Index(n) => entries.iter().filter(|e| e.key.is_none()).nth(*n),
            };
            let Some(entry) = entry else { break };
            found = Some(*entry);
            if self.str_of(&self.tokens()[entry.value]) != "{" {
                break;
            }
            open = entry.value;
        }
        found
    }

    /// The place of a key in a constructor's body; the constructor's own place
    /// when the body is built elsewhere.
    pub fn key_span(&self, line: u32, name: &str, id: &str, path: &[Step<'_>]) -> Span {
        match self.walk(line, name, id, path) {
            Some(entry) => self.span_of(&self.tokens()[entry.key.unwrap_or(entry.value)]),
            None => self.constructor_span(line, name, id),
        }
    }

    /// The place of a value in a constructor's body.
    pub fn value_span(&self, line: u32, name: &str, id: &str, path: &[Step<'_>]) -> Span {
        match self.walk(line, name, id, path) {
            Some(entry) if entry.value < entry.end => self.span_of(&self.tokens()[entry.value]),
            Some(entry) => self.span_of(&self.tokens()[entry.key.unwrap_or(entry.value)]),
            None => self.constructor_span(line, name, id),
        }
    }

    /// The place of `width` characters from character `offset` of a string
    /// value, escapes and long brackets considered.
    pub fn inside_string(
        &self,
        line: u32,
        name: &str,
        id: &str,
        path: &[Step<'_>],
        offset: usize,
        width: usize,
    ) -> Span {
        let Some(entry) = self.walk(line, name, id, path) else {
            return self.constructor_span(line, name, id);
        };
        let token = &self.tokens()[entry.value];
        let TokenKind::Text { content } = token.kind else {
            return self.span_of(token);
        };
        // A string put together with `..` has no single place.
        if entry.end > entry.value + 1 {
            return self.span_of(token);
        }
        let mut at_line = token.line;
        let mut at_column =
            token.column + self.text[token.start..token.start + content].chars().count() as u32;
        let mut chars = self.text[token.start + content..token.end].chars();
        let mut left = offset;
        while left > 0 {
            let Some(c) = chars.next() else { break };
            at_column += 1;
            if c == '\n' {
                at_line += 1;
                at_column = 1;
            }
            if c == '\\' && content == 1 && chars.next().is_some() {
                at_column += 1;
            }
            left -= 1;
        }
        Span::at(self.file.clone(), at_line, at_column, width as u32)
    }

    /// Keys given twice in one table: (the key, its second place, the line of
    /// the first). Lua keeps the last one silently.
    pub fn duplicate_keys(&self) -> Vec<(String, Span, u32)> {
        enum Context<'a> {
            Table { keys: HashMap<&'a str, u32>, blocks: usize },
            Other,
        }
        let tokens = self.tokens();
        let mut stack: Vec<Context<'_>> = Vec::new();
        let mut found = Vec::new();
        let mut fresh = false;
        for (i, token) in tokens.iter().enumerate() {
            if found.len() == 100 {
                break;
            }
            let text = self.str_of(token);
            let was_fresh = std::mem::replace(&mut fresh, false);
            match (token.kind, text) {
                (TokenKind::Symbol, "{") => {
                    stack.push(Context::Table { keys: HashMap::new(), blocks: 0 });
                    fresh = true;
                }
                (TokenKind::Symbol, "(" | "[") => stack.push(Context::Other),
                (TokenKind::Symbol, "}" | ")" | "]") => {
                    stack.pop();
                }
                (TokenKind::Symbol, "," | ";") => fresh = true,
                (TokenKind::Keyword, "function" | "if" | "do" | "repeat") => {
                    if let Some(Context::Table { blocks, .. }) = stack.last_mut() {
                        *blocks += 1;
                    }
                }
                (TokenKind::Keyword, "end" | "until") => {
                    if let Some(Context::Table { blocks, .. }) = stack.last_mut() {
                        *blocks = blocks.saturating_sub(1);
                    }
                }
                (TokenKind::Name, name)
                    if was_fresh && tokens.get(i + 1).is_some_and(|n| self.str_of(n) == "=") =>
                {
                    if let Some(Context::Table { keys, blocks: 0 }) = stack.last_mut() {
                        match keys.entry(name) {
                            Entry_::Occupied(first) => {
                                found.push((name.to_string(), self.span_of(token), *first.get()))
                            }
                            Entry_::Vacant(place) => {
                                place.insert(token.line);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Places inside tables where one value follows another without a comma:
    /// (the place of the second, the line of the first).
    pub fn missing_commas(&self) -> Vec<(Span, u32)> {
        let tokens = self.tokens();
        let mut found = Vec::new();
        let mut stack: Vec<&str> = Vec::new();
        let mut blocks = 0usize;
        for i in 0..tokens.len() {
            let token = &tokens[i];
            let text = self.str_of(token);
            if i > 0 && stack.last() == Some(&"{") && blocks == 0 {
                let before = &tokens[i - 1];
                let ends = ends_value(before.kind, self.str_of(before));
                let begins = match token.kind {
                    TokenKind::Name | TokenKind::Number => true,
                    TokenKind::Text { .. } => !self.may_be_called(i - 1),
                    TokenKind::Symbol => text == "{" && !self.may_be_called(i - 1),
                    TokenKind::Keyword => matches!(text, "true" | "false" | "nil" | "function"),
                };
                if ends && begins {
                    found.push((self.span_of(token), before.line));
                }
            }
            match (token.kind, text) {
                (TokenKind::Symbol, "{") => stack.push("{"),
                (TokenKind::Symbol, "(" | "[") => stack.push("("),
                (TokenKind::Symbol, "}" | ")" | "]") => {
                    stack.pop();
                }
                (TokenKind::Keyword, "function" | "if" | "do" | "repeat") => blocks += 1,
                (TokenKind::Keyword, "end" | "until") => blocks = blocks.saturating_sub(1),
                _ => {}
            }
        }
        found
    }

    /// Whether the value that ends at token `i` is a name or a call, which a
    /// string or a table after it would call.
    fn may_be_called(&self, mut i: usize) -> bool {
        let tokens = self.tokens();
        loop {
            let token = &tokens[i];
            match (token.kind, self.str_of(token)) {
                (TokenKind::Name, _) | (TokenKind::Symbol, ")") => return true,
                // A string may be the argument of what stands before it; a
                // body that closed ends the sentence.
                (TokenKind::Text { .. }, _) if i > 0 => i -= 1,
                _ => return false,
            }
        }
    }
}

fn ends_value(kind: TokenKind, text: &str) -> bool {
    match kind {
        TokenKind::Name | TokenKind::Number | TokenKind::Text { .. } => true,
        TokenKind::Symbol => matches!(text, "}" | ")" | "]"),
        TokenKind::Keyword => matches!(text, "true" | "false" | "nil" | "end"),
    }
}

/// Cuts a script into tokens. Never fails: what it does not know is a symbol.
fn tokenize(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = Cursor { text, i: 0, line: 1, column: 1 };
    while at.i < bytes.len() {
        let (start, line, column) = (at.i, at.line, at.column);
        let byte = bytes[start];
        let kind = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                at.advance();
                continue;
            }
            b'-' if bytes.get(start + 1) == Some(&b'-') => {
                at.advance();
                at.advance();
                if !at.long_bracket() {
                    while at.i < bytes.len() && bytes[at.i] != b'\n' {
                        at.advance();
                    }
                }
                continue;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                while at.i < bytes.len() && (bytes[at.i].is_ascii_alphanumeric() || bytes[at.i] == b'_') {
                    at.advance();
                }
                if KEYWORDS.contains(&&text[start..at.i]) { TokenKind::Keyword } else { TokenKind::Name }
            }
            b'0'..=b'9' => {
                while at.i < bytes.len() && (bytes[at.i].is_ascii_alphanumeric() || bytes[at.i] == b'.') {
                    at.advance();
                }
                TokenKind::Number
            }
            b'"' | b'\'' | b'`' => {
                at.advance();
                while at.i < bytes.len() && bytes[at.i] != byte && bytes[at.i] != b'\n' {
                    if bytes[at.i] == b'\\' {
                        at.advance();
                    }
                    if at.i < bytes.len() {
                        at.advance();
                    }
                }
                if at.i < bytes.len() && bytes[at.i] == byte {
                    at.advance();
                }
                TokenKind::Text { content: 1 }
            }
            b'[' if at.long_bracket() => {
                let level = text[start + 1..].bytes().take_while(|b| *b == b'=').count();
                TokenKind::Text { content: 2 + level }
            }
            b'=' | b'~' | b'<' | b'>' if bytes.get(start + 1) == Some(&b'=') => {
                at.advance();
                at.advance();
                TokenKind::Symbol
            }
            b'.' => {
                while at.i < bytes.len() && bytes[at.i] == b'.' {
                    at.advance();
                }
                TokenKind::Symbol
            }
            _ => {
                at.advance();
                TokenKind::Symbol
            }
        };
        tokens.push(Token { kind, line, column, start, end: at.i });
    }
    tokens
}

struct Cursor<'a> {
    text: &'a str,
    i: usize,
    line: u32,
    column: u32,
}

impl Cursor<'_> {
    fn advance(&mut self) {
        let Some(c) = self.text[self.i..].chars().next() else {
            return;
        };
        self.i += c.len_utf8();
        if c == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
    }

    /// Steps over `[[ … ]]` or `[==[ … ]==]` if one opens here.
    fn long_bracket(&mut self) -> bool {
        let rest = &self.text[self.i..];
        if !rest.starts_with('[') {
            return false;
        }
        let level = rest[1..].bytes().take_while(|b| *b == b'=').count();
        if rest.as_bytes().get(1 + level) != Some(&b'[') {
            return false;
        }
        let close = format!("]{}]", "=".repeat(level));
        let length = rest.find(&close).map_or(rest.len(), |p| p + close.len());
        let end = self.i + length;
        while self.i < end {
            self.advance();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::new("a.lua", text.to_string())
    }

    #[test]
    fn a_key_given_twice_is_found_but_not_an_assignment_in_a_function() {
        let s = source("return f {\n a = 1,\n b = function() local x, a = 1, 2 a = 3 end,\n a = 2,\n}");
        let found = s.duplicate_keys();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0.as_str(), found[0].1.line, found[0].2), ("a", 4, 2));
    }

    #[test]
    fn a_forgotten_comma_is_found_and_calls_are_not() {
        let s = source(
            "return f {\n a \"x\" \"y\" { p = \"q\" },\n b \"x\" { }\n c = 1,\n {\"a\", \"A\"}\n {\"b\"}, f(1) {2} }",
        );
        let found = s.missing_commas();
        let lines: Vec<(u32, u32)> = found.iter().map(|(s, l)| (s.line, *l)).collect();
        assert_eq!(lines, [(4, 3), (6, 5)]);
    }

    #[test]
    fn places_inside_strings_count_escapes_and_lines() {
        let s = source("return q \"id\" {\n  ask_if = \"a == \\\"x\\\" and b\",\n}");
        let span = s.inside_string(1, "q", "id", &[Step::Key("ask_if")], 13, 1);
        assert_eq!((span.line, span.column), (2, 28));
        let long = source("return q \"id\" {\n  ask_if = [[a\n and b]],\n}");
        let span = long.inside_string(1, "q", "id", &[Step::Key("ask_if")], 7, 1);
        assert_eq!((span.line, span.column), (3, 6));
    }

    #[test]
    fn nothing_makes_the_lexer_panic() {
        for text in ["\"", "[[", "--[[", "'\\", "é{", "return {", "`a", "[=", "1..2", "…\u{0}"] {
            let s = source(text);
            s.duplicate_keys();
            s.missing_commas();
            s.key_span(1, "x", "", &[Step::Key("y")]);
        }
    }
}
