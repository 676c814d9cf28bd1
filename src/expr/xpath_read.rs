//! XPath as forms write it, to a small tree: `${age} >= 18 and selected(., 'a')`.
//!
//! What the subset does not know is an error with its reason, or a
//! [`XPath::Path`] that keeps its text: who carries a condition over says what
//! it cannot carry.

use super::ast::CompareOp;

/// A step of XPath.
#[derive(Debug, Clone, PartialEq)]
pub enum XPath {
    Number(f64),
    Text(String),
    /// `${age}`, or a path that ends in its name.
    Question(String),
    /// `.`: the answer itself.
    Own,
    /// A path with more in it than a name.
    Path(String),
    Call(String, Vec<XPath>),
    Neg(Box<XPath>),
    And(Vec<XPath>),
    Or(Vec<XPath>),
    Compare(CompareOp, Box<XPath>, Box<XPath>),
    /// `+`, `-`, `*`, `div`, `mod`.
    Arith(&'static str, Box<XPath>, Box<XPath>),
}

/// The longest text of a cell.
const LONGEST: usize = 32_767;
const DEEPEST: usize = 64;
/// Parts joined by one operator.
const LONGEST_CHAIN: usize = 500;

/// Parses a condition, a constraint or a calculation of a form. Curly quotes
/// are read as straight ones, as those who make forms of workbooks do.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read_xpath(source: &str) -> Result<XPath, String> {
    if source.len() > LONGEST {
        return Err("it is longer than a cell of a workbook".into());
    }
    let straight = |c| match c {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        c => c,
    };
    let chars: Vec<char> = source.chars().map(straight).collect();
    let mut reader = Reader { chars: &chars, at: 0, depth: 0 };
    let tree = reader.level(0)?;
    reader.space();
    match reader.peek() {
        None => Ok(tree),
        Some(c) => Err(format!("'{}' is not understood after '{}'", c.escape_debug(), reader.before())),
    }
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    depth: usize,
}

/// From loose to tight.
const LEVELS: usize = 6;

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn second(&self) -> Option<char> {
        self.chars.get(self.at + 1).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// The last characters that were read, for complaints.
    fn before(&self) -> String {
        let text: String = self.chars[self.at.saturating_sub(20)..self.at].iter().collect();
        text.trim().to_string()
    }

    fn eat(&mut self, text: &str) -> bool {
        let len = text.chars().count();
        let here = self.chars.get(self.at..self.at + len).is_some_and(|c| c.iter().copied().eq(text.chars()));
        self.at += if here { len } else { 0 };
        here
    }

    /// A word that stands alone.
    fn eat_word(&mut self, word: &str) -> bool {
        let from = self.at;
        if self.eat(word) && !self.peek().is_some_and(is_name_char) {
            return true;
        }
        self.at = from;
        false
    }

    fn level(&mut self, level: usize) -> Result<XPath, String> {
        if level == LEVELS {
            return self.unary();
        }
        self.depth += 1;
        if self.depth > DEEPEST * (LEVELS + 1) {
            return Err("it is nested too deeply".into());
        }
        let mut left = self.level(level + 1)?;
        for links in 0.. {
            self.space();
            let Some(operator) = self.operator(level) else { break };
            if links > LONGEST_CHAIN {
                return Err("it is longer than any condition".into());
            }
            let right = self.level(level + 1)?;
            left = match operator {
                Operator::And => joined(left, right, true),
                Operator::Or => joined(left, right, false),
                Operator::Compare(op) => XPath::Compare(op, Box::new(left), Box::new(right)),
                Operator::Arith(op) => XPath::Arith(op, Box::new(left), Box::new(right)),
            };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operator(&mut self, level: usize) -> Option<Operator> {
        use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
        let symbols: &[(&str, Operator)] = match level {
            0 if self.eat_word("or") => return Some(Operator::Or),
            1 if self.eat_word("and") => return Some(Operator::And),
            2 => {
                &[("!=", Operator::Compare(Ne)), ("==", Operator::Compare(Eq)), ("=", Operator::Compare(Eq))]
            }
            3 => &[
                ("<=", Operator::Compare(Le)),
                (">=", Operator::Compare(Ge)),
                ("<", Operator::Compare(Lt)),
                (">", Operator::Compare(Gt)),
            ],
            4 => &[("+", Operator::Arith("+")), ("-", Operator::Arith("-"))],
            5 if self.eat_word("div") => return Some(Operator::Arith("div")),
            5 if self.eat_word("mod") => return Some(Operator::Arith("mod")),
            5 => &[("*", Operator::Arith("*"))],
            _ => return None,
        };
        symbols.iter().find(|(symbol, _)| self.eat(symbol)).map(|(_, operator)| *operator)
    }

    fn unary(&mut self) -> Result<XPath, String> {
        self.space();
        if self.eat("-") {
            self.depth += 1;
            if self.depth > DEEPEST * (LEVELS + 1) {
                return Err("it is nested too deeply".into());
            }
            let inner = self.unary()?;
            self.depth -= 1;
            return Ok(match inner {
                XPath::Number(n) => XPath::Number(-n),
                inner => XPath::Neg(Box::new(inner)),
            });
        }
        let from = self.at;
        let primary = self.primary()?;
        self.path_after(from, primary)
    }

    fn primary(&mut self) -> Result<XPath, String> {
        let Some(c) = self.peek() else { return Err("it ends too early".into()) };
        match (c, self.second()) {
            ('(', _) => {
                self.at += 1;
                let inner = self.level(0)?;
                self.space();
                if !self.eat(")") {
                    return Err("a ( is never closed".into());
                }
                Ok(inner)
            }
            ('\'' | '"', _) => self.text(c),
            ('$', Some('{')) => self.question(),
            (c, _) if c.is_ascii_digit() => self.number(),
            ('.', Some(d)) if d.is_ascii_digit() => self.number(),
            ('.', Some('.')) | ('/', _) => Ok(XPath::Path(String::new())),
            ('.', _) => {
                self.at += 1;
                Ok(XPath::Own)
            }
            (c, _) if is_name_start(c) => self.call(),
            (c, _) => Err(format!("'{}' is not understood here", c.escape_debug())),
        }
    }

    fn text(&mut self, quote: char) -> Result<XPath, String> {
        self.at += 1;
        let from = self.at;
        while let Some(c) = self.peek() {
            self.at += 1;
            if c == quote {
                return Ok(XPath::Text(self.chars[from..self.at - 1].iter().collect()));
            }
        }
        Err("a text in quotes is never closed".into())
    }

    fn number(&mut self) -> Result<XPath, String> {
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit() || c == '.') {
            self.at += 1;
        }
        let word: String = self.chars[from..self.at].iter().collect();
        let number = word.parse::<f64>().ok().filter(|n| n.is_finite());
        number.map(XPath::Number).ok_or_else(|| format!("'{word}' is no number"))
    }

    fn question(&mut self) -> Result<XPath, String> {
        self.at += 2;
        let from = self.at;
        while let Some(c) = self.peek() {
            self.at += 1;
            if c != '}' {
                continue;
            }
            let name: String = self.chars[from..self.at - 1].iter().collect();
            let name = name.trim();
            return match name.is_empty() {
                true => Err("${} names nothing".into()),
                // What an earlier form held, on this device.
                false if name.contains('#') => Ok(XPath::Path(format!("${{{name}}}"))),
                false => Ok(XPath::Question(name.to_string())),
            };
        }
        Err("a ${ is never closed".into())
    }

    /// A function, or a name that begins a path.
    fn call(&mut self) -> Result<XPath, String> {
        let from = self.at;
        while self.peek().is_some_and(|c| is_name_char(c) || c == ':') {
            self.at += 1;
        }
        let name: String = self.chars[from..self.at].iter().collect();
        self.space();
        if !self.eat("(") {
            self.at = from + name.chars().count();
            return Ok(XPath::Path(name));
        }
        let mut arguments = Vec::new();
        self.space();
        if self.eat(")") {
            return Ok(XPath::Call(name, arguments));
        }
        loop {
            arguments.push(self.level(0)?);
            self.space();
            if self.eat(")") {
                return Ok(XPath::Call(name, arguments));
            }
            if !self.eat(",") {
                return Err(format!("'{name}(' is never closed"));
            }
        }
    }

    /// Takes the steps and brackets behind a primary in, as they stand.
    fn path_after(&mut self, from: usize, primary: XPath) -> Result<XPath, String> {
        let begun = self.at;
        loop {
            let here = self.at;
            match self.peek() {
                Some('/') => self.at += 1,
                Some('[') => self.bracket()?,
                Some('.') if self.second() == Some('.') => self.at += 2,
                Some('*') if here > begun && self.chars[here - 1] == '/' => self.at += 1,
                Some('.') if here > begun && self.chars[here - 1] == '/' => self.at += 1,
                Some(c) if here > begun && self.chars[here - 1] == '/' && is_name_start(c) => {
                    while self.peek().is_some_and(|c| is_name_char(c) || c == ':') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
        // `./age` in a row of a roster is a name too.
        let plain_name = matches!(&primary, XPath::Path(name) if !name.starts_with('$'))
            || primary == XPath::Own && self.at > begun;
        if self.at == begun && !plain_name {
            return Ok(primary);
        }
        let text: String = self.chars[from..self.at].iter().collect();
        // A path of names alone ends in the name of a question.
        let steps: Vec<&str> = text.split('/').filter(|s| !s.is_empty()).collect();
        let names = steps.iter().all(|s| *s == ".." || *s == "." || s.chars().all(is_name_char));
        Ok(match steps.last() {
            Some(last) if names && plain_name && last.starts_with(is_name_start) => {
                XPath::Question((*last).to_string())
            }
            _ => XPath::Path(text),
        })
    }

    fn bracket(&mut self) -> Result<(), String> {
        let (mut depth, mut quote) = (0usize, None::<char>);
        while let Some(c) = self.peek() {
            self.at += 1;
            match (quote, c) {
                (Some(open), c) if open == c => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
                (None, '[') => depth += 1,
                (None, ']') => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        Err("a [ is never closed".into())
    }
}

#[derive(Clone, Copy)]
enum Operator {
    And,
    Or,
    Compare(CompareOp),
    Arith(&'static str),
}

fn joined(left: XPath, right: XPath, and: bool) -> XPath {
    let mut parts = match left {
        XPath::And(parts) if and => parts,
        XPath::Or(parts) if !and => parts,
        left => vec![left],
    };
    match right {
        XPath::And(more) if and => parts.extend(more),
        XPath::Or(more) if !and => parts.extend(more),
        right => parts.push(right),
    }
    if and { XPath::And(parts) } else { XPath::Or(parts) }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

impl XPath {
    /// The names of questions that it reads, each as often as it does.
    pub fn questions(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.walk(&mut |x| {
            if let XPath::Question(name) = x {
                names.push(name.as_str());
            }
        });
        names
    }

    /// Every step of it.
    pub fn walk<'x>(&'x self, see: &mut dyn FnMut(&'x XPath)) {
        see(self);
        match self {
            XPath::Call(_, parts) | XPath::And(parts) | XPath::Or(parts) => {
                parts.iter().for_each(|p| p.walk(see));
            }
            XPath::Neg(inner) => inner.walk(see),
            XPath::Compare(_, a, b) | XPath::Arith(_, a, b) => {
                a.walk(see);
                b.walk(see);
            }
            _ => {}
        }
    }
}

/// The names in `${…}` of a text, where it is no expression.
pub fn names_in_braces(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        rest = &rest[at + 2..];
        let Some(end) = rest.find('}') else { break };
        names.push(rest[..end].trim());
        rest = &rest[end + 1..];
    }
    names
}
