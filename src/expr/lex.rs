//! Characters to words.

use super::ast::{ArithOp, CompareOp};
use super::parse::ExprError;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tok {
    Number(f64),
    Percent(f64),
    Text(String),
    Name(String),
    True,
    False,
    And,
    Or,
    Not,
    In,
    Open,
    Close,
    Comma,
    Arith(ArithOp),
    Compare(CompareOp),
    End,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub tok: Tok,
    pub offset: usize,
    pub width: usize,
}

pub(super) fn lex(chars: &[char]) -> Result<Vec<Token>, ExprError> {
    let mut lexer = Lexer { chars, at: 0 };
    let mut tokens = Vec::new();
    loop {
        while lexer.peek(0).is_some_and(char::is_whitespace) {
            lexer.at += 1;
        }
        let offset = lexer.at;
        let tok = lexer.next()?;
        let done = tok == Tok::End;
        tokens.push(Token { tok, offset, width: (lexer.at - offset).max(1) });
        if done {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    chars: &'a [char],
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Result<Tok, ExprError> {
        let Some(c) = self.peek(0) else {
            return Ok(Tok::End);
        };
        let second = self.peek(1);
        let (tok, width) = match (c, second) {
            (c, _) if c.is_ascii_alphabetic() || c == '_' => return Ok(self.name()),
            (c, _) if c.is_ascii_digit() => return self.number(),
            ('.', Some(d)) if d.is_ascii_digit() => return self.number(),
            ('\'' | '"', _) => return self.text(c),
            ('(', _) => (Tok::Open, 1),
            (')', _) => (Tok::Close, 1),
            (',', _) => (Tok::Comma, 1),
            ('+', _) => (Tok::Arith(ArithOp::Add), 1),
            ('-', Some('-')) => {
                let error = self.error(2, "'--' starts a comment in Lua");
                return Err(error.hint("put the second minus in parentheses: 5 - (-x)"));
            }
            ('-', _) => (Tok::Arith(ArithOp::Sub), 1),
            ('*', _) => (Tok::Arith(ArithOp::Mul), 1),
            ('/', _) => (Tok::Arith(ArithOp::Div), 1),
            ('=', Some('=')) => (Tok::Compare(CompareOp::Eq), 2),
            ('~' | '!', Some('=')) => (Tok::Compare(CompareOp::Ne), 2),
            ('<', Some('=')) => (Tok::Compare(CompareOp::Le), 2),
            ('>', Some('=')) => (Tok::Compare(CompareOp::Ge), 2),
            ('<', Some('>')) => return Err(self.error(2, "there is no <> here").hint("use ~= or !=")),
            ('<', _) => (Tok::Compare(CompareOp::Lt), 1),
            ('>', _) => (Tok::Compare(CompareOp::Gt), 1),
            _ => return Err(self.stray(c, second)),
        };
        self.at += width;
        Ok(tok)
    }

    fn name(&mut self) -> Tok {
        let start = self.at;
        while self.peek(0).is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
            self.at += 1;
        }
        let word: String = self.chars[start..self.at].iter().collect();
        match word.as_str() {
            "and" => Tok::And,
            "or" => Tok::Or,
            "not" => Tok::Not,
            "in" => Tok::In,
            "true" => Tok::True,
            "false" => Tok::False,
            _ => Tok::Name(word),
        }
    }

    fn number(&mut self) -> Result<Tok, ExprError> {
        let start = self.at;
        while self.peek(0).is_some_and(|c| c.is_ascii_digit() || c == '.') {
            self.at += 1;
        }
        if self.peek(0).is_some_and(|c| c.is_alphanumeric() || c == '_') {
            while self.peek(0).is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                self.at += 1;
            }
            let word: String = self.chars[start..self.at].iter().collect();
            return Err(ExprError::new(
                start,
                self.at - start,
                format!("'{word}' is neither a number nor a name"),
            )
            .hint(format!("an option that starts with a digit stands in quotes: '{word}'")));
        }
        let word: String = self.chars[start..self.at].iter().collect();
        let width = self.at - start;
        let Some(value) = word.parse::<f64>().ok() else {
            return Err(ExprError::new(start, width, format!("'{word}' is not a number")));
        };
        if !value.is_finite() {
            return Err(ExprError::new(start, width, "this number is too large"));
        }
        if self.peek(0) == Some('%') {
            self.at += 1;
            return Ok(Tok::Percent(value));
        }
        Ok(Tok::Number(value))
    }

    fn text(&mut self, quote: char) -> Result<Tok, ExprError> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.peek(0).filter(|c| *c != '\n') else {
                return Err(ExprError::new(start, 1, "this text is never closed")
                    .hint(format!("put a {quote} at its end")));
            };
            self.at += 1;
            if c == quote {
                return Ok(Tok::Text(text));
            }
            if c != '\\' {
                text.push(c);
                continue;
            }
            text.push(match self.peek(0) {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(c @ ('\\' | '\'' | '"')) => c,
                _ => {
                    return Err(ExprError::new(self.at - 1, 2, "unknown escape in a text")
                        .hint(r#"valid here: \\ \' \" \n \r \t"#));
                }
            });
            self.at += 1;
        }
    }

    fn error(&self, width: usize, message: impl Into<String>) -> ExprError {
        ExprError::new(self.at, width, message)
    }

    /// A character that starts no word: what people write by habit gets told
    /// what to write here.
    fn stray(&self, c: char, second: Option<char>) -> ExprError {
        let doubled = if second == Some(c) { 2 } else { 1 };
        match c {
            '=' => self.error(1, "a single = does not compare").hint("use =="),
            '&' => self.error(doubled, "there is no & here").hint("use and"),
            '|' => self.error(doubled, "there is no | here").hint("use or"),
            '!' => self.error(1, "there is no ! here").hint("use not"),
            '%' => self
                .error(1, "there is no modulo operator")
                .hint("a percent sign stands directly after a number: 10%"),
            '^' => self.error(1, "there is no power operator").hint("multiply instead: x * x"),
            '≤' => self.error(1, "there is no ≤ here").hint("use <="),
            '≥' => self.error(1, "there is no ≥ here").hint("use >="),
            '≠' => self.error(1, "there is no ≠ here").hint("use ~= or !="),
            '−' | '–' => self.error(1, format!("'{c}' is not a minus sign here")).hint("use -"),
            '×' => self.error(1, "there is no × here").hint("use *"),
            '‘' | '’' | '“' | '”' | '„' | '`' | '´' => {
                self.error(1, format!("{c} does not open a text")).hint("use straight quotes: '…'")
            }
            '{' | '[' => {
                self.error(1, format!("unexpected '{c}'")).hint("lists stand in parentheses: x in (a, b)")
            }
            c => self.error(1, format!("unexpected '{}'", c.escape_debug())),
        }
    }
}
