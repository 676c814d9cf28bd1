//! The formula of a regression: `y ~ age + factor(region, ref = "North")`,
//! `a:b` for an interaction and `a*b` for both variables with theirs, after
//! Wilkinson & Rogers (1973) as R writes them.

use std::fmt;

use crate::base::Diag;

/// The longest formula, in characters.
pub const MAX_LENGTH: usize = 10_000;

/// The most variables one term may multiply.
const MAX_ORDER: usize = 8;

/// A formula, read but not yet held against data.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    text: String,
    pub(super) response: Place,
    pub(super) intercept: bool,
    pub(super) atoms: Vec<Atom>,
    /// Places in `atoms`, each term's own ascending; terms of fewer variables
    /// first. The intercept is not among them.
    pub(super) terms: Vec<Vec<usize>>,
}

/// A column, and where the formula names it: in characters from 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub column: String,
    pub offset: usize,
    pub width: usize,
}

/// A variable of the right side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Atom {
    pub place: Place,
    /// Written as `factor(…)`.
    pub factor: bool,
    pub reference: Option<Place>,
}

/// What is wrong with a formula, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaError {
    /// Where it starts, in characters from 0.
    pub offset: usize,
    /// How many characters it spans, at least 1.
    pub width: usize,
    pub message: String,
    /// What to do, each a sentence.
    pub hints: Vec<String>,
    /// The formula.
    pub text: String,
}

impl Formula {
    /// Reads a formula.
    pub fn parse(text: &str) -> Result<Formula, FormulaError> {
        let length = text.chars().count();
        if length > MAX_LENGTH {
            let message = format!("the formula has {length} characters; {MAX_LENGTH} is the most");
            return Err(Fault::new(MAX_LENGTH, 1, message).of(""));
        }
        read(text).map_err(|fault| fault.of(text))
    }

    /// The column that is explained.
    pub fn response(&self) -> &str {
        &self.response.column
    }

    /// Every column the formula names, the response first, each once.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns = vec![self.response()];
        for atom in &self.atoms {
            if !columns.contains(&atom.place.column.as_str()) {
                columns.push(&atom.place.column);
            }
        }
        columns
    }

    /// The terms, as a test of one names them: `age`, `factor(region)`,
    /// `factor(region):age`.
    pub fn terms(&self) -> Vec<String> {
        self.terms.iter().map(|term| self.term_name(term)).collect()
    }

    /// The formula without one term; none if there is no such term.
    pub fn without(&self, term: &str) -> Option<Formula> {
        let at = self.terms.iter().position(|t| self.term_name(t) == term)?;
        let mut rest = self.clone();
        rest.terms.remove(at);
        Some(rest)
    }

    pub(super) fn term_name(&self, term: &[usize]) -> String {
        term.iter().map(|atom| self.atoms[*atom].name()).collect::<Vec<_>>().join(":")
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Atom {
    /// As R names it in front of a level.
    pub fn name(&self) -> String {
        if self.factor { format!("factor({})", self.place.column) } else { self.place.column.clone() }
    }
}

struct Fault {
    offset: usize,
    width: usize,
    message: String,
    hints: Vec<String>,
}

impl Fault {
    fn new(offset: usize, width: usize, message: impl Into<String>) -> Fault {
        Fault { offset, width: width.max(1), message: message.into(), hints: Vec::new() }
    }

    fn at(token: &Token, message: impl Into<String>) -> Fault {
        Fault::new(token.offset, token.width, message)
    }

    fn hint(mut self, hint: impl Into<String>) -> Fault {
        self.hints.push(hint.into());
        self
    }

    fn of(self, text: &str) -> FormulaError {
        let Fault { offset, width, message, hints } = self;
        FormulaError { offset, width, message, hints, text: text.to_string() }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Tok {
    Name(String),
    Text(String),
    Number(String),
    Sign(char),
    End,
}

#[derive(Debug, Clone)]
struct Token {
    tok: Tok,
    offset: usize,
    width: usize,
}

impl Token {
    fn shown(&self) -> String {
        match &self.tok {
            Tok::Name(name) => name.clone(),
            Tok::Text(text) => format!("\"{text}\""),
            Tok::Number(number) => number.clone(),
            Tok::Sign(sign) => sign.to_string(),
            Tok::End => "the end".into(),
        }
    }
}

fn lex(text: &str) -> Result<Vec<Token>, Fault> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        let c = chars[at];
        let tok = if c.is_whitespace() {
            at += 1;
            continue;
        } else if c.is_alphabetic() || c == '_' {
            let name = |c: &char| c.is_alphanumeric() || *c == '_' || *c == '.';
            at += chars[at..].iter().take_while(|c| name(c)).count();
            Tok::Name(chars[start..at].iter().collect())
        } else if c.is_ascii_digit() {
            at += chars[at..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
            Tok::Number(chars[start..at].iter().collect())
        } else if matches!(c, '"' | '\'' | '`') {
            let Some(length) = chars[at + 1..].iter().position(|end| *end == c) else {
                return Err(Fault::new(at, chars.len() - at, format!("{c} is not closed")));
            };
            at += length + 2;
            let inner: String = chars[start + 1..at - 1].iter().collect();
            match c {
                '`' if inner.is_empty() => return Err(Fault::new(start, 2, "a name without letters")),
                '`' => Tok::Name(inner),
                _ => Tok::Text(inner),
            }
        } else if matches!(c, '~' | '+' | '-' | ':' | '*' | '(' | ')' | ',' | '=') {
            at += 1;
            Tok::Sign(c)
        } else {
            return Err(Fault::new(at, 1, format!("`{c}` has no meaning in a formula"))
                .hint("a formula joins columns by +, : and *; other calculations make a column first"));
        };
        tokens.push(Token { tok, offset: start, width: at - start });
    }
    tokens.push(Token { tok: Tok::End, offset: chars.len(), width: 1 });
    Ok(tokens)
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    atoms: Vec<Atom>,
}

fn read(text: &str) -> Result<Formula, Fault> {
    let mut reader = Reader { tokens: lex(text)?, at: 0, atoms: Vec::new() };
    let response = reader.response()?;
    let mut intercept = true;
    let mut terms: Vec<Vec<usize>> = Vec::new();
    let mut minus = reader.take('-').is_some();
    loop {
        let token = reader.next();
        match &token.tok {
            Tok::Number(number) if number == "1" => intercept = !minus,
            Tok::Number(number) if number == "0" && !minus => intercept = false,
            _ if minus => {
                return Err(Fault::at(&token, format!("{} cannot be taken away", token.shown()))
                    .hint("only `- 1` leaves something out: the intercept"));
            }
            Tok::Number(number) => {
                return Err(Fault::at(&token, format!("{number} is not a column"))
                    .hint("`+ 0` or `- 1` leaves the intercept out; other numbers do nothing here"));
            }
            _ => {
                reader.at -= 1;
                for term in reader.product()? {
                    if !terms.contains(&term) {
                        terms.push(term);
                    }
                }
            }
        }
        minus = match reader.next() {
            Token { tok: Tok::End, .. } => break,
            Token { tok: Tok::Sign('+'), .. } => false,
            Token { tok: Tok::Sign('-'), .. } => true,
            token => return Err(reader.between(&token)),
        };
    }
    if let Some(atom) = reader.atoms.iter().find(|atom| atom.place.column == response.column) {
        let message = format!("{} stands on both sides", response.column);
        return Err(Fault::new(atom.place.offset, atom.place.width, message));
    }
    if terms.is_empty() && !intercept {
        return Err(Fault::new(0, text.chars().count(), "nothing is left to explain with"));
    }
    // Stable: as written among terms of as many variables.
    terms.sort_by_key(Vec::len);
    Ok(Formula { text: text.trim().to_string(), response, intercept, atoms: reader.atoms, terms })
}

impl Reader {
    fn next(&mut self) -> Token {
        let token = self.tokens[self.at.min(self.tokens.len() - 1)].clone();
        self.at += 1;
        token
    }

    fn take(&mut self, sign: char) -> Option<Token> {
        let token = self.tokens[self.at.min(self.tokens.len() - 1)].clone();
        (token.tok == Tok::Sign(sign)).then(|| {
            self.at += 1;
            token
        })
    }

    fn between(&self, token: &Token) -> Fault {
        let fault = Fault::at(token, format!("{} stands where + or : was expected", token.shown()));
        match token.tok {
            Tok::Sign('~') => fault.hint("one ~ parts what is explained from what explains it"),
            _ => fault,
        }
    }

    fn response(&mut self) -> Result<Place, Fault> {
        let token = self.next();
        let Tok::Name(column) = token.tok.clone() else {
            return Err(Fault::at(
                &token,
                format!("{} stands where the explained column belongs", token.shown()),
            )
            .hint("a formula reads `column ~ column + column`"));
        };
        let next = self.next();
        match next.tok {
            Tok::Sign('~') => Ok(Place { column, offset: token.offset, width: token.width }),
            Tok::End => Err(Fault::at(&next, format!("~ is missing after {column}"))
                .hint("a formula reads `column ~ column + column`")),
            _ => Err(Fault::at(&next, format!("{} stands where ~ belongs", next.shown())).hint(
                "the explained column is a column as it is: make another one if it has to be worked out",
            )),
        }
    }

    /// `a`, `a:b`, `a*b`; * is looser than :, as in R.
    fn product(&mut self) -> Result<Vec<Vec<usize>>, Fault> {
        let mut terms = vec![self.interaction()?];
        while let Some(star) = self.take('*') {
            let right = self.interaction()?;
            let crossed: Vec<Vec<usize>> = terms.iter().map(|term| joined(term, &right)).collect();
            terms.push(right);
            terms.extend(crossed);
            if terms.iter().any(|term| term.len() > MAX_ORDER) {
                return Err(Fault::at(&star, format!("more than {MAX_ORDER} columns multiplied")));
            }
        }
        Ok(terms)
    }

    fn interaction(&mut self) -> Result<Vec<usize>, Fault> {
        let mut term = vec![self.atom()?];
        while let Some(colon) = self.take(':') {
            term = joined(&term, &[self.atom()?]);
            if term.len() > MAX_ORDER {
                return Err(Fault::at(&colon, format!("more than {MAX_ORDER} columns multiplied")));
            }
        }
        Ok(term)
    }

    fn atom(&mut self) -> Result<usize, Fault> {
        let token = self.next();
        let Tok::Name(name) = token.tok.clone() else {
            let fault = Fault::at(&token, format!("{} stands where a column belongs", token.shown()));
            return Err(match token.tok {
                Tok::Sign('(') => fault.hint("write the terms one by one: brackets belong to factor(…)"),
                _ => fault,
            });
        };
        let Some(open) = self.take('(') else {
            let place = Place { column: name, offset: token.offset, width: token.width };
            return self.known(Atom { place, factor: false, reference: None });
        };
        if name != "factor" {
            return Err(Fault::at(&token, format!("{name} is not a function of formulas"))
                .hint("factor(column) takes a column as categories; for anything else make a column first"));
        }
        let column = self.next();
        let Tok::Name(inner) = column.tok.clone() else {
            return Err(Fault::at(&column, format!("{} stands where a column belongs", column.shown())));
        };
        let place = Place { column: inner, offset: column.offset, width: column.width };
        let reference = if self.take(',').is_some() { Some(self.reference()?) } else { None };
        if self.take(')').is_none() {
            return Err(Fault::at(&open, "this bracket is not closed")
                .hint("factor(column) or factor(column, ref = \"level\")"));
        }
        self.known(Atom { place, factor: true, reference })
    }

    fn reference(&mut self) -> Result<Place, Fault> {
        let usage = "factor(column, ref = \"level\") names the level others are compared with";
        let word = self.next();
        if word.tok != Tok::Name("ref".into()) {
            return Err(Fault::at(&word, format!("{} stands where ref belongs", word.shown())).hint(usage));
        }
        if self.take('=').is_none() {
            return Err(Fault::at(&word, "ref without =").hint(usage));
        }
        let level = self.next();
        match level.tok.clone() {
            Tok::Text(name) | Tok::Name(name) | Tok::Number(name) => {
                Ok(Place { column: name, offset: level.offset, width: level.width })
            }
            _ => {
                Err(Fault::at(&level, format!("{} stands where a level belongs", level.shown())).hint(usage))
            }
        }
    }

    /// The place among the atoms: the same variable is one atom.
    fn known(&mut self, atom: Atom) -> Result<usize, Fault> {
        let same = |a: &Atom| a.place.column == atom.place.column && a.factor == atom.factor;
        let Some(at) = self.atoms.iter().position(same) else {
            self.atoms.push(atom);
            return Ok(self.atoms.len() - 1);
        };
        match (&self.atoms[at].reference, atom.reference) {
            (Some(first), Some(second)) if first.column != second.column => {
                let message = format!(
                    "{} is compared with {} and with {}",
                    self.atoms[at].name(),
                    first.column,
                    second.column
                );
                return Err(
                    Fault::new(second.offset, second.width, message).hint("a factor has one reference level")
                );
            }
            (None, second) => self.atoms[at].reference = second,
            _ => {}
        }
        Ok(at)
    }
}

/// Ascending, each once.
fn joined(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut both: Vec<usize> = a.iter().chain(b).copied().collect();
    both.sort_unstable();
    both.dedup();
    both
}

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (character {} of the formula)", self.message, self.offset + 1)
    }
}

impl std::error::Error for FormulaError {}

impl From<&FormulaError> for Diag {
    fn from(error: &FormulaError) -> Diag {
        Diag { hints: error.hints.clone(), ..Diag::error(error.to_string()) }.source(Some(error.text.clone()))
    }
}
