//! XPath of a form carried over into the expression language, where both mean
//! the same.
//!
//! A form knows a value or nothing; here a comparison with what was not
//! answered does not hold, and neither does its opposite. So `${a} != 'x'`,
//! which holds in a form where `a` is empty, is `missing(a) or a ~= x`, unless
//! `a` is always answered where it is read. Opposites are carried down to the
//! atoms first. What means anything else is not carried, with the reason.

use std::collections::BTreeSet;

use super::ast::{ArithOp, Ast, CompareOp, Node};
use super::xpath_logic::{
    Logic, Printed, all, any, call, comparison, constant, name, names, node, printed, states, word,
};
use super::xpath_read::{XPath, read_xpath};

/// What a name of the form stands for here.
#[derive(Debug, Clone, PartialEq)]
pub enum Sort {
    /// A select: each code of its list.
    Choice {
        codes: Vec<(String, Code)>,
        several: bool,
    },
    Number {
        whole: bool,
    },
    Text,
    Date,
    /// A repeat that became a roster.
    Roster,
    /// A calculation that gives no number: what it is worked out by, and when.
    Worked {
        formula: XPath,
        relevant: Option<XPath>,
    },
    /// It was not carried over, for this reason.
    Lost(String),
}

/// What a code of a list stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    Option(String),
    /// No answer, with its reason: `dont_know`.
    State(String),
}

/// A name of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Meaning {
    /// What it is called here.
    pub id: String,
    pub sort: Sort,
    /// Whether it always holds something where it is read.
    pub sure: bool,
    /// Whether what it holds is an answer, no missing code: a check is made of
    /// answers only.
    pub answered: bool,
}

/// What the names of a form stand for.
pub trait Form {
    fn meaning(&self, name: &str) -> Option<Meaning>;
    /// The question whose answer `.` is.
    fn own(&self) -> Option<Meaning>;
    /// The same names as a row of a roster reads them, by the roster's id.
    fn row_of(&self, id: &str) -> Option<Box<dyn Form + '_>>;
}

/// Why something is not carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCarried {
    pub reason: String,
    /// The question whose missing codes are asked for, where that is why.
    pub state_of: Option<String>,
}

fn not(reason: impl Into<String>) -> NotCarried {
    NotCarried { reason: reason.into(), state_of: None }
}

/// A condition that was carried over.
#[derive(Debug, Clone, PartialEq)]
pub enum Carried {
    Always,
    Never,
    When(Ast),
}

/// The condition that holds here exactly where it holds in the form.
///
/// # Errors
/// Why there is none.
pub fn carry_condition(xpath: &XPath, form: &dyn Form) -> Result<Carried, NotCarried> {
    let mut carrier = Carrier { form, steps: 0, depth: 0 };
    let logic = carrier.condition(xpath, true)?;
    Ok(match printed(logic)? {
        Printed::Const(true) => Carried::Always,
        Printed::Const(false) => Carried::Never,
        Printed::Ast(ast) => Carried::When(ast),
    })
}

/// The number that is worked out.
///
/// # Errors
/// Why there is none.
pub fn carry_value(xpath: &XPath, form: &dyn Form) -> Result<Ast, NotCarried> {
    let mut carrier = Carrier { form, steps: 0, depth: 0 };
    // Nothing where something that it reads is not known: so it is here anyway.
    if let XPath::Call(function, args) = xpath
        && let ("if", [known, value, XPath::Text(nothing)]) = (function.as_str(), args.as_slice())
        && nothing.is_empty()
    {
        let value = carrier.number(value)?;
        let mut read = BTreeSet::new();
        names(&value, &mut read);
        let parts = match carrier.condition(known, true)? {
            Logic::All(parts) => parts,
            one => vec![one],
        };
        let asks = |part: &Logic| match part {
            Logic::Const(true) => true,
            Logic::Known(id) => read.contains(id),
            _ => false,
        };
        return if parts.iter().all(asks) { Ok(value) } else { Err(no_function("if")) };
    }
    carrier.number(xpath)
}

/// How two literals compare in XPath: as texts where both are, else as numbers.
fn literals(a: &XPath, op: CompareOp, b: &XPath) -> bool {
    if let (XPath::Text(a), XPath::Text(b)) = (a, b)
        && op.is_equality()
    {
        return op.holds(a, b);
    }
    match (as_number(a), as_number(b)) {
        (Some(a), Some(b)) => op.holds(a, b),
        _ => op == CompareOp::Ne,
    }
}

fn as_number(x: &XPath) -> Option<f64> {
    match x {
        XPath::Number(n) => Some(*n),
        XPath::Text(text) => text.trim().parse::<f64>().ok().filter(|n| n.is_finite()),
        _ => None,
    }
}

fn is_literal(x: &XPath) -> bool {
    matches!(x, XPath::Number(_) | XPath::Text(_))
}

struct Carrier<'a> {
    form: &'a dyn Form,
    steps: usize,
    depth: usize,
}

const MOST_STEPS: usize = 20_000;
const DEEPEST: usize = 40;

impl Carrier<'_> {
    fn meaning(&self, x: &XPath) -> Option<Result<Meaning, NotCarried>> {
        let found = match x {
            XPath::Question(name) => {
                self.form.meaning(name).ok_or_else(|| not(format!("there is no question '{name}'")))
            }
            XPath::Own => self.form.own().ok_or_else(|| not("'.' stands outside a constraint")),
            XPath::Call(function, args) if matches!(function.as_str(), "string" | "number") => {
                return args.first().filter(|_| args.len() == 1).and_then(|x| self.meaning(x));
            }
            _ => return None,
        };
        Some(found.and_then(|meaning| match &meaning.sort {
            Sort::Lost(reason) => Err(not(format!("it reads '{}', {reason}", shown(x)))),
            _ => Ok(meaning),
        }))
    }

    fn step(&mut self) -> Result<(), NotCarried> {
        self.steps += 1;
        if self.steps > MOST_STEPS { Err(not("it grows too long")) } else { Ok(()) }
    }

    fn condition(&mut self, x: &XPath, positive: bool) -> Result<Logic, NotCarried> {
        self.step()?;
        match x {
            XPath::And(parts) | XPath::Or(parts) => {
                let each: Result<Vec<Logic>, NotCarried> =
                    parts.iter().map(|p| self.condition(p, positive)).collect();
                Ok(if matches!(x, XPath::And(_)) == positive { all(each?) } else { any(each?) })
            }
            XPath::Compare(op, a, b) => self.compare(*op, a, b, positive),
            XPath::Number(n) => Ok(Logic::Const((*n != 0.0) == positive)),
            XPath::Call(function, args) => match (function.as_str(), args.as_slice()) {
                ("not", [inner]) => self.condition(inner, !positive),
                ("true", []) => Ok(Logic::Const(positive)),
                ("false", []) => Ok(Logic::Const(!positive)),
                ("boolean", [inner @ (XPath::Compare(..) | XPath::And(_) | XPath::Or(_))]) => {
                    self.condition(inner, positive)
                }
                ("selected", [question, code]) => self.selected(question, code, positive),
                ("if", [condition, yes, no]) => {
                    let (holds, fails) =
                        (self.condition(condition, true)?, self.condition(condition, false)?);
                    let (yes, no) = (self.condition(yes, positive)?, self.condition(no, positive)?);
                    Ok(any(vec![all(vec![holds, yes]), all(vec![fails, no])]))
                }
                _ => Err(no_function(function)),
            },
            XPath::Path(path) => Err(not(format!("the path '{}' has no counterpart", short(path)))),
            _ => Err(not("it is no condition")),
        }
    }

    fn selected(&mut self, question: &XPath, code: &XPath, positive: bool) -> Result<Logic, NotCarried> {
        let Some(meaning) = self.meaning(question) else {
            return Err(not("'selected' reads something other than a question"));
        };
        let meaning = meaning?;
        let code = match code {
            XPath::Text(code) => code.trim().to_string(),
            XPath::Number(n) => n.to_string(),
            _ => return Err(not("the code that 'selected' looks for is worked out")),
        };
        let Sort::Choice { codes, several } = &meaning.sort else {
            return match &meaning.sort {
                Sort::Worked { .. } => {
                    self.compare(CompareOp::Eq, question, &XPath::Text(code.clone()), positive)
                }
                _ => Err(not(format!("'selected' reads '{}', which is no select", meaning.id))),
            };
        };
        if !several {
            return self.compare(CompareOp::Eq, question, &XPath::Text(code), positive);
        }
        let Some((_, found)) = codes.iter().find(|(c, _)| *c == code) else {
            return Err(not(format!("'{code}' is no choice of '{}'", meaning.id)));
        };
        let states = states(codes);
        Ok(match found {
            Code::State(_) if meaning.answered => Logic::Const(!positive),
            Code::State(state) => Logic::State { id: meaning.id, states, state: state.clone(), is: positive },
            Code::Option(option) => {
                let atom = call("selected", vec![name(&meaning.id), word(option)]);
                match positive {
                    true => Logic::Atom(atom),
                    false => {
                        let not = Logic::Atom(node(Node::Not(Box::new(atom))));
                        let never = meaning.answered || meaning.sure && states.is_empty();
                        if never { not } else { any(vec![Logic::Missing(meaning.id), not]) }
                    }
                }
            }
        })
    }

    fn compare(&mut self, op: CompareOp, a: &XPath, b: &XPath, positive: bool) -> Result<Logic, NotCarried> {
        self.step()?;
        if is_literal(a) && is_literal(b) {
            return Ok(Logic::Const(literals(a, op, b) == positive));
        }
        // The literal stands right.
        let (op, a, b) = if is_literal(a) { (op.turned(), b, a) } else { (op, a, b) };
        if let XPath::Call(function, args) = a {
            match (function.as_str(), args.as_slice()) {
                ("if", [condition, yes, no]) if is_literal(b) => {
                    let (holds, fails) =
                        (self.condition(condition, true)?, self.condition(condition, false)?);
                    let yes = self.compare(op, yes, b, positive)?;
                    let no = self.compare(op, no, b, positive)?;
                    return Ok(any(vec![all(vec![holds, yes]), all(vec![fails, no])]));
                }
                ("string-length", [text]) if is_literal(b) => return self.length(op, text, b, positive),
                ("count-selected", [question]) if is_literal(b) => {
                    return self.count_selected(op, question, b, positive);
                }
                // A condition that is compared with a truth.
                ("selected" | "not" | "true" | "false", _) => {
                    if let XPath::Call(truth, none) = b
                        && none.is_empty()
                        && matches!(truth.as_str(), "true" | "false")
                        && op.is_equality()
                    {
                        return self.condition(a, ((truth == "true") == (op == CompareOp::Eq)) == positive);
                    }
                }
                _ => {}
            }
        }
        let (left, right) = (self.meaning(a).transpose()?, self.meaning(b).transpose()?);
        match (&left, &right) {
            (Some(Meaning { sort: Sort::Worked { formula, relevant }, .. }), None) if is_literal(b) => {
                self.worked(op, formula, relevant.as_ref(), b, positive)
            }
            (Some(meaning @ Meaning { sort: Sort::Choice { several: false, .. }, .. }), None) => {
                self.codes(op, meaning, b, positive)
            }
            (Some(meaning @ Meaning { sort: Sort::Choice { several: true, .. }, .. }), None) => {
                several(op, meaning, b, positive)
            }
            (Some(Meaning { sort: Sort::Text, .. }), Some(_))
            | (Some(_), Some(Meaning { sort: Sort::Text, .. })) => {
                Err(not("two texts are compared with each other"))
            }
            (Some(Meaning { sort: Sort::Choice { .. }, .. }), _)
            | (_, Some(Meaning { sort: Sort::Choice { .. }, .. })) => {
                Err(not("a select is compared with something other than one of its choices"))
            }
            (Some(meaning @ Meaning { sort: Sort::Text, .. }), None) => text(op, meaning, b, positive),
            (Some(Meaning { sort: Sort::Date, .. }), _) | (_, Some(Meaning { sort: Sort::Date, .. })) => {
                self.dates(op, a, b, positive)
            }
            (Some(meaning @ Meaning { sort: Sort::Number { .. }, .. }), None) if matches!(b, XPath::Text(t) if t.is_empty()) => {
                empty(op, meaning, positive)
            }
            _ => {
                let (left, right) = (self.number(a)?, self.number(b)?);
                let unsure = self.unsure(&[a, b]);
                Ok(known_unless(op, positive, unsure, |op| comparison(op, left, right)))
            }
        }
    }

    /// The questions in some numbers that may have no answer.
    fn unsure(&self, numbers: &[&XPath]) -> BTreeSet<String> {
        let mut unsure = BTreeSet::new();
        for number in numbers {
            number.walk(&mut |x| {
                if let Some(Ok(meaning)) = self.meaning(x)
                    && !meaning.sure
                    && meaning.sort != Sort::Roster
                {
                    unsure.insert(meaning.id);
                }
            });
        }
        unsure
    }

    /// A calculation that gives no number, compared with a literal.
    fn worked(
        &mut self,
        op: CompareOp,
        formula: &XPath,
        relevant: Option<&XPath>,
        literal: &XPath,
        positive: bool,
    ) -> Result<Logic, NotCarried> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(not("its calculations read each other too deeply"));
        }
        let value = self.compare(op, formula, literal, positive)?;
        let logic = match relevant {
            None => value,
            Some(relevant) => {
                let nothing = literals(&XPath::Text(String::new()), op, literal) == positive;
                let (holds, fails) = (self.condition(relevant, true)?, self.condition(relevant, false)?);
                any(vec![all(vec![holds, value]), all(vec![fails, Logic::Const(nothing)])])
            }
        };
        self.depth -= 1;
        Ok(logic)
    }

    /// A select of one: by which of its codes the comparison holds.
    fn codes(
        &self,
        op: CompareOp,
        meaning: &Meaning,
        with: &XPath,
        positive: bool,
    ) -> Result<Logic, NotCarried> {
        let Sort::Choice { codes, .. } = &meaning.sort else { return Err(not("it is no select")) };
        if !is_literal(with) {
            return Err(not(format!(
                "'{}' is compared with something other than one of its choices",
                meaning.id
            )));
        }
        let empty = matches!(with, XPath::Text(t) if t.is_empty());
        let is = |code: &str| literals(&XPath::Text(code.to_string()), op, with);
        if op.is_equality() && !empty && !codes.iter().any(|(code, _)| is(code) == (op == CompareOp::Eq)) {
            return Err(not(format!("'{}' is no choice of '{}'", shown(with), meaning.id)));
        }
        Ok(Logic::Codes {
            id: meaning.id.clone(),
            sure: meaning.sure,
            answered: meaning.answered,
            but: (op == CompareOp::Ne) == positive,
            blank: is("") == positive,
            holds: codes.iter().map(|(code, _)| is(code) == positive).collect(),
            codes: codes.clone(),
        })
    }

    /// How long a text is, as far as it asks for an answer at all.
    fn length(
        &mut self,
        op: CompareOp,
        text: &XPath,
        with: &XPath,
        positive: bool,
    ) -> Result<Logic, NotCarried> {
        let some = match (op, as_number(with)) {
            (CompareOp::Gt | CompareOp::Ne, Some(0.0)) | (CompareOp::Ge, Some(1.0)) => true,
            (CompareOp::Eq | CompareOp::Le, Some(0.0)) | (CompareOp::Lt, Some(1.0)) => false,
            _ => return Err(no_function("string-length")),
        };
        let op = if some { CompareOp::Ne } else { CompareOp::Eq };
        self.compare(op, text, &XPath::Text(String::new()), positive)
    }

    fn count_selected(
        &mut self,
        op: CompareOp,
        question: &XPath,
        with: &XPath,
        positive: bool,
    ) -> Result<Logic, NotCarried> {
        let meaning = self.meaning(question).ok_or_else(|| no_function("count-selected"))??;
        let (Sort::Choice { several: true, codes }, Some(n)) = (&meaning.sort, as_number(with)) else {
            return Err(not("'count-selected' reads something other than a select of several"));
        };
        let directed = if positive { op } else { op.opposite() };
        let atom =
            Logic::Atom(comparison(directed, call("count_selected", vec![name(&meaning.id)]), constant(n)));
        // No choice is none; a state is one choice in the form and no answer here.
        let of_none = directed.holds(0.0, n);
        let of_state = directed.holds(1.0, n);
        let states = states(codes);
        match (of_none && !meaning.sure, of_state && !states.is_empty()) {
            (false, false) => Ok(atom),
            (blank, state) if (blank || meaning.sure) && (state || states.is_empty()) => {
                Ok(any(vec![Logic::Missing(meaning.id), atom]))
            }
            _ => Err(NotCarried {
                reason: format!("it counts the missing codes of '{}' as choices", meaning.id),
                state_of: Some(meaning.id),
            }),
        }
    }

    fn dates(&self, op: CompareOp, a: &XPath, b: &XPath, positive: bool) -> Result<Logic, NotCarried> {
        let mut unsure = BTreeSet::new();
        let mut day = |x: &XPath| -> Result<Ast, NotCarried> {
            match x {
                XPath::Text(text) if super::ir::is_date(text) => Ok(node(Node::Text(text.clone()))),
                XPath::Call(function, args) if matches!(function.as_str(), "date" | "date-time") => {
                    match args.as_slice() {
                        [XPath::Text(text)] if super::ir::is_date(text) => Ok(node(Node::Text(text.clone()))),
                        _ => Err(no_function(function)),
                    }
                }
                XPath::Call(function, _) if matches!(function.as_str(), "today" | "now") => {
                    Err(not("what day it is is not known to a condition"))
                }
                x => match self.meaning(x) {
                    Some(Ok(Meaning { sort: Sort::Date, id, sure, .. })) => {
                        if !sure {
                            unsure.insert(id.clone());
                        }
                        Ok(name(&id))
                    }
                    Some(Err(e)) => Err(e),
                    _ => Err(not("a date is compared with something other than a date")),
                },
            }
        };
        if matches!(b, XPath::Text(t) if t.is_empty())
            && let Some(Ok(meaning)) = self.meaning(a)
        {
            return empty(op, &meaning, positive);
        }
        let (left, right) = (day(a)?, day(b)?);
        Ok(known_unless(op, positive, unsure, |op| comparison(op, left, right)))
    }

    /// `count(${household}[./age >= 12])`
    fn count_rows(&mut self, path: &str) -> Result<Ast, NotCarried> {
        let parts = path
            .strip_prefix("${")
            .and_then(|rest| rest.split_once("}["))
            .and_then(|(roster, rest)| Some((roster.trim(), rest.strip_suffix(']')?)));
        let Some((roster, condition)) = parts else { return Err(no_function("count")) };
        let Some(Ok(Meaning { sort: Sort::Roster, id, .. })) =
            self.meaning(&XPath::Question(roster.to_string()))
        else {
            return Err(no_function("count"));
        };
        let row = self.form.row_of(&id).ok_or_else(|| no_function("count"))?;
        let condition = read_xpath(condition).map_err(not)?;
        Ok(match carry_condition(&condition, &*row)? {
            Carried::Always => call("count_rows", vec![name(&id)]),
            Carried::Never => constant(0.0),
            Carried::When(ast) => call("count_rows", vec![name(&id), ast]),
        })
    }

    fn number(&mut self, x: &XPath) -> Result<Ast, NotCarried> {
        self.step()?;
        if let Some(meaning) = self.meaning(x) {
            let meaning = meaning?;
            return match meaning.sort {
                Sort::Number { .. } => Ok(name(&meaning.id)),
                Sort::Worked { .. } => {
                    Err(not(format!("it reads '{}', which gives no number here", meaning.id)))
                }
                Sort::Choice { .. } => Err(not(format!("it calculates with the codes of '{}'", meaning.id))),
                Sort::Date => Err(not(format!("it calculates with the date '{}'", meaning.id))),
                _ => Err(not(format!("it calculates with '{}', which is no number", meaning.id))),
            };
        }
        match x {
            XPath::Number(n) => Ok(constant(*n)),
            XPath::Text(text) => as_number(x)
                .map(constant)
                .ok_or_else(|| not(format!("a number is expected where '{}' stands", short(text)))),
            XPath::Neg(inner) => Ok(node(Node::Neg(Box::new(self.number(inner)?)))),
            XPath::Arith(op, a, b) => {
                let op = match *op {
                    "+" => ArithOp::Add,
                    "-" => ArithOp::Sub,
                    "*" => ArithOp::Mul,
                    "div" => ArithOp::Div,
                    other => return Err(not(format!("'{other}' has no counterpart"))),
                };
                let (a, b) = (self.number(a)?, self.number(b)?);
                Ok(node(Node::Arith(op, Box::new(a), Box::new(b))))
            }
            XPath::Call(function, args) => match (function.as_str(), args.as_slice()) {
                ("number", [inner]) => self.number(inner),
                ("int" | "round" | "floor", [inner]) => match self.meaning(inner) {
                    Some(Ok(Meaning { sort: Sort::Number { whole: true }, id, .. })) => Ok(name(&id)),
                    _ => Err(no_function(function)),
                },
                ("count-selected", [question]) => match self.meaning(question) {
                    Some(Ok(Meaning { sort: Sort::Choice { several: true, codes }, id, sure, .. }))
                        if sure && states(&codes).is_empty() =>
                    {
                        Ok(call("count_selected", vec![name(&id)]))
                    }
                    _ => Err(not("'count-selected' counts no answer as 0, and no counterpart does")),
                },
                ("count", [XPath::Path(path)]) => self.count_rows(path),
                ("count", [roster]) => match self.meaning(roster) {
                    Some(Ok(Meaning { sort: Sort::Roster, id, .. })) => {
                        Ok(call("count_rows", vec![name(&id)]))
                    }
                    _ => Err(no_function("count")),
                },
                _ => Err(no_function(function)),
            },
            XPath::Path(path) => Err(not(format!("the path '{}' has no counterpart", short(path)))),
            _ => Err(not("a number is expected where a condition stands")),
        }
    }
}

fn several(op: CompareOp, meaning: &Meaning, with: &XPath, positive: bool) -> Result<Logic, NotCarried> {
    let Sort::Choice { codes, .. } = &meaning.sort else { return Err(not("it is no select")) };
    let id = &meaning.id;
    let XPath::Text(code) = with else {
        return Err(not(format!("'{id}' may have several answers and is compared with a number")));
    };
    if !op.is_equality() {
        return Err(not(format!("'{id}' may have several answers and no order")));
    }
    let is = (op == CompareOp::Eq) == positive;
    if code.is_empty() {
        return Ok(match meaning.sure {
            true => Logic::Const(!is),
            false => Logic::Blank { id: id.clone(), states: states(codes), blank: is },
        });
    }
    let Some((_, found)) = codes.iter().find(|(c, _)| c == code) else {
        return Err(not(format!("'{code}' is no choice of '{id}'")));
    };
    let Code::Option(option) = found else {
        return Ok(Logic::State { id: id.clone(), states: states(codes), state: code.clone(), is });
    };
    let chosen = call("selected", vec![name(id), word(option)]);
    let count = |op| comparison(op, call("count_selected", vec![name(id)]), constant(1.0));
    Ok(match is {
        true => all(vec![Logic::Atom(chosen), Logic::Atom(count(CompareOp::Eq))]),
        false => any(vec![
            Logic::Missing(id.clone()),
            Logic::Atom(node(Node::Not(Box::new(chosen)))),
            Logic::Atom(count(CompareOp::Ne)),
        ]),
    })
}

fn text(op: CompareOp, meaning: &Meaning, with: &XPath, positive: bool) -> Result<Logic, NotCarried> {
    match with {
        XPath::Text(text) if text.is_empty() => empty(op, meaning, positive),
        XPath::Text(text) if op.is_equality() && !text.chars().any(char::is_control) => {
            let unsure = if meaning.sure { BTreeSet::new() } else { BTreeSet::from([meaning.id.clone()]) };
            let text = node(Node::Text(text.clone()));
            Ok(known_unless(op, positive, unsure, |op| comparison(op, name(&meaning.id), text)))
        }
        _ => Err(not(format!("the text '{}' is compared with something other than a text", meaning.id))),
    }
}

/// Whether there is an answer.
fn empty(op: CompareOp, meaning: &Meaning, positive: bool) -> Result<Logic, NotCarried> {
    if !op.is_equality() {
        // No number is greater or smaller than nothing.
        return Ok(Logic::Const(!positive));
    }
    let is = (op == CompareOp::Eq) == positive;
    Ok(match (meaning.sure, is) {
        (true, is) => Logic::Const(!is),
        (false, true) => Logic::Missing(meaning.id.clone()),
        (false, false) => Logic::Known(meaning.id.clone()),
    })
}

/// A comparison that a form makes with what is empty too: then only `!=`, and
/// what is turned round, holds.
fn known_unless(
    op: CompareOp,
    positive: bool,
    unsure: BTreeSet<String>,
    atom: impl FnOnce(CompareOp) -> Ast,
) -> Logic {
    let directed = if positive { op } else { op.opposite() };
    let atom = Logic::Atom(atom(directed));
    if (op != CompareOp::Ne) == positive {
        return atom;
    }
    any(unsure.into_iter().map(Logic::Missing).chain([atom]).collect())
}

fn no_function(function: &str) -> NotCarried {
    not(match function {
        "today" | "now" => "what day it is is not known to a condition".to_string(),
        "regex" => "patterns of texts have no counterpart".to_string(),
        "random" | "once" => "what is drawn by chance has no counterpart".to_string(),
        "pulldata" | "instance" => "it looks something up in another file".to_string(),
        "position" | "indexed-repeat" => "it reads a row of a roster by its number".to_string(),
        "if" => "a number that depends on a condition has no counterpart".to_string(),
        other => format!("the function '{}' has no counterpart", short(other)),
    })
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn shown(x: &XPath) -> String {
    match x {
        XPath::Question(name) => name.clone(),
        XPath::Text(text) => short(text),
        XPath::Number(n) => n.to_string(),
        _ => ".".into(),
    }
}
