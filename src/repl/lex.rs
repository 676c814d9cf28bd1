//! Lua as it is being typed: tokens of a text that may stop anywhere. Never
//! complains; what is wrong is the script host's to say.

/// What sort of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Name,
    Keyword,
    Number,
    /// A string with its quotes; `open` when the closing one is not there yet.
    Text {
        open: bool,
    },
    Comment,
    Symbol,
}

/// A token by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub fn text(self, line: &str) -> &str {
        &line[self.start..self.end]
    }

    /// What stands between the quotes.
    pub fn content(self, line: &str) -> &str {
        let text = self.text(line);
        let quotes =
            if text.starts_with('[') { text.len() - text.trim_start_matches(['[', '=']).len() } else { 1 };
        let end = match self.kind {
            Kind::Text { open: true } => text.len(),
            _ => text.len().saturating_sub(quotes),
        };
        text.get(quotes..end.max(quotes)).unwrap_or_default()
    }
}

pub const KEYWORDS: &[&str] = &[
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil",
    "not", "or", "repeat", "return", "then", "true", "until", "while",
];

/// Symbols of more than one character, longest first.
const LONG_SYMBOLS: &[&str] = &["...", "..", "==", "~=", "!=", "<=", ">="];

/// All tokens; blanks are left out.
pub fn tokens(line: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (kind, length) = if let Some(comment) = rest.strip_prefix("--") {
            match long_bracket(comment) {
                Some((length, _)) => (Kind::Comment, 2 + length),
                None => (Kind::Comment, rest.find('\n').unwrap_or(rest.len())),
            }
        } else if let Some((length, open)) = long_bracket(rest) {
            (Kind::Text { open }, length)
        } else if matches!(c, '"' | '\'' | '`') {
            let (length, open) = quoted(rest, c);
            (Kind::Text { open }, length)
        } else if c.is_ascii_alphabetic() || c == '_' {
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let keyword = KEYWORDS.contains(&&rest[..length]);
            (if keyword { Kind::Keyword } else { Kind::Name }, length)
        } else if c.is_ascii_digit() {
            (Kind::Number, number(rest))
        } else {
            let long = LONG_SYMBOLS.iter().find(|s| rest.starts_with(**s));
            (Kind::Symbol, long.map_or(c.len_utf8(), |s| s.len()))
        };
        found.push(Token { kind, start: at, end: at + length });
        at += length;
    }
    found
}

/// `[[ … ]]` or `[=[ … ]=]` at the beginning: its length, and whether it is
/// still open.
fn long_bracket(text: &str) -> Option<(usize, bool)> {
    let after = text.strip_prefix('[')?;
    let level = after.len() - after.trim_start_matches('=').len();
    after[level..].strip_prefix('[')?;
    let close = format!("]{}]", "=".repeat(level));
    Some(match text[level + 2..].find(&close) {
        Some(end) => (level + 2 + end + close.len(), false),
        None => (text.len(), true),
    })
}

/// A quoted string ends at its quote or at the end of the line.
fn quoted(text: &str, quote: char) -> (usize, bool) {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return (at, true),
            c if c == quote => return (at + c.len_utf8(), false),
            _ => {}
        }
    }
    (text.len(), true)
}

fn number(text: &str) -> usize {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let sign = matches!(c, '+' | '-') && matches!(before, 'e' | 'E') && !text.starts_with("0x");
        if !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.') || sign) || text[at..].starts_with("..") {
            return at;
        }
        before = c;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Vec<String> {
        tokens(line).iter().map(|t| format!("{:?} {}", t.kind, t.text(line))).collect()
    }

    #[test]
    fn every_kind_of_token_also_where_the_text_stops() {
        assert_eq!(
            shown("local x = show \"KEN\" .. 1e-3 -- why"),
            [
                "Keyword local",
                "Name x",
                "Symbol =",
                "Name show",
                "Text { open: false } \"KEN\"",
                "Symbol ..",
                "Number 1e-3",
                "Comment -- why"
            ]
        );
        assert_eq!(
            shown("f{ a = 'ក\\'x"),
            ["Name f", "Symbol {", "Name a", "Symbol =", "Text { open: true } 'ក\\'x"]
        );
        assert_eq!(
            shown("[==[ a ]] ]==] 1..2"),
            ["Text { open: false } [==[ a ]] ]==]", "Number 1", "Symbol ..", "Number 2"]
        );
        assert_eq!(shown("--[[ still"), ["Comment --[[ still"]);
        // A quote left open ends with its line, as in Lua.
        assert_eq!(shown("'a\nb"), ["Text { open: true } 'a", "Name b"]);
        let line = "[[x]] \"y\" \"";
        let contents: Vec<&str> = tokens(line).iter().map(|t| t.content(line)).collect();
        assert_eq!(contents, ["x", "y", ""]);
    }

    #[test]
    fn tokens_lie_on_character_boundaries_and_cover_the_text() {
        for line in ["សួស្តី = 1", "x = \"ไทย", "`a", "é..'", "", "[", "--", "0x", "مرحبا \"", "\\"]
        {
            let mut at = 0;
            for token in tokens(line) {
                assert!(token.start >= at && token.end > token.start, "{line}");
                assert!(line[at..token.start].trim().is_empty(), "{line}");
                at = token.end;
            }
            assert!(line[at..].trim().is_empty(), "{line}");
        }
    }
}
