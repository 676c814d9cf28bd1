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
use super::xpath_read::XPath;

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
    Ok(match carrier.printed(logic)? {
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

/// A condition before it is written.
#[derive(Debug, Clone, PartialEq)]
enum Logic {
    Const(bool),
    All(Vec<Logic>),
    Any(Vec<Logic>),
    /// True only where all that it names is known.
    Atom(Ast),
    Known(String),
    Missing(String),
    /// A select of one by which of its codes make it true.
    /// `but` where it was said by what it is not.
    Codes {
        id: String,
        codes: Vec<(String, Code)>,
        sure: bool,
        answered: bool,
        but: bool,
        blank: bool,
        holds: Vec<bool>,
    },
    /// Of a select of several: whether it holds anything at all, a state too.
    Blank {
        id: String,
        states: Vec<String>,
        blank: bool,
    },
    /// Of a select of several: whether it is answered by a state.
    State {
        id: String,
        states: Vec<String>,
        state: String,
        is: bool,
    },
}

enum Printed {
    Const(bool),
    Ast(Ast),
}

fn node(node: Node) -> Ast {
    Ast { node, offset: 0, width: 0 }
}

fn name(id: &str) -> Ast {
    node(Node::Name(id.to_string()))
}

fn call(function: &str, args: Vec<Ast>) -> Ast {
    node(Node::Call { function: function.to_string(), args })
}

fn constant(n: f64) -> Ast {
    if n < 0.0 { node(Node::Neg(Box::new(constant(-n)))) } else { node(Node::Number(n)) }
}

/// An option: a word, or a text where it begins with a digit.
fn word(option: &str) -> Ast {
    name(option)
}

fn comparison(op: CompareOp, a: Ast, b: Ast) -> Ast {
    node(Node::Compare(op, Box::new(a), Box::new(b)))
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq => CompareOp::Ne,
        CompareOp::Ne => CompareOp::Eq,
        CompareOp::Lt => CompareOp::Ge,
        CompareOp::Ge => CompareOp::Lt,
        CompareOp::Gt => CompareOp::Le,
        CompareOp::Le => CompareOp::Gt,
    }
}

fn turned(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        same => same,
    }
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
        let (op, a, b) = if is_literal(a) { (turned(op), b, a) } else { (op, a, b) };
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
        let directed = if positive { op } else { opposite(op) };
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

    fn printed(&self, logic: Logic) -> Result<Printed, NotCarried> {
        let asts = |parts: Vec<Logic>, all: bool| -> Result<Printed, NotCarried> {
            let mut kept: Vec<Ast> = Vec::new();
            for part in parts {
                match self.printed(part)? {
                    Printed::Const(truth) if truth == all => {}
                    Printed::Const(truth) => return Ok(Printed::Const(truth)),
                    Printed::Ast(Ast { node: Node::And(inner), .. }) if all => kept.extend(inner),
                    Printed::Ast(Ast { node: Node::Or(inner), .. }) if !all => kept.extend(inner),
                    Printed::Ast(ast) => kept.push(ast),
                }
            }
            let mut each: Vec<Ast> = Vec::new();
            kept.into_iter().for_each(|ast| {
                if !each.contains(&ast) {
                    each.push(ast)
                }
            });
            Ok(match each.len() {
                0 => Printed::Const(all),
                1 => Printed::Ast(each.remove(0)),
                _ => Printed::Ast(node(if all { Node::And(each) } else { Node::Or(each) })),
            })
        };
        match logic {
            Logic::Const(truth) => Ok(Printed::Const(truth)),
            Logic::All(parts) => asts(parts, true),
            Logic::Any(parts) => asts(parts, false),
            Logic::Atom(ast) => Ok(Printed::Ast(ast)),
            Logic::Known(id) => Ok(Printed::Ast(call("answered", vec![name(&id)]))),
            Logic::Missing(id) => Ok(Printed::Ast(call("missing", vec![name(&id)]))),
            Logic::Blank { id, states, blank } if states.is_empty() => {
                Ok(Printed::Ast(call(if blank { "missing" } else { "answered" }, vec![name(&id)])))
            }
            Logic::Blank { id, .. } | Logic::State { id, .. } => Err(asks_for_state(&id)),
            Logic::Codes { id, codes, sure, answered, but, blank, holds } => {
                let blank = if answered { None } else { Some(blank) };
                by_codes(&id, &codes, sure, but, blank, &holds)
            }
        }
    }
}

fn asks_for_state(id: &str) -> NotCarried {
    NotCarried {
        reason: format!("it tells the missing codes of '{id}' apart, which are states here"),
        state_of: Some(id.to_string()),
    }
}

/// A select of one, by the codes that make it true; `blank` is what it comes to
/// without an answer, where it can have none.
fn by_codes(
    id: &str,
    codes: &[(String, Code)],
    sure: bool,
    but: bool,
    blank: Option<bool>,
    holds: &[bool],
) -> Result<Printed, NotCarried> {
    let answered = blank.is_none();
    let blank = blank.unwrap_or(false);
    let (mut with, mut without, mut states) = (Vec::new(), Vec::new(), Vec::new());
    for ((_, code), holds) in codes.iter().zip(holds) {
        match code {
            Code::Option(option) if *holds => with.push(word(option)),
            Code::Option(option) => without.push(word(option)),
            Code::State(_) if answered => {}
            Code::State(_) => states.push(*holds),
        }
    }
    // What an answer that is missing comes to; it must be one thing.
    let missing = match (states.iter().all(|s| *s), states.iter().any(|s| *s), sure) {
        (_, false, _) if states.is_empty() => blank && !sure && !answered,
        (true, true, true) => true,
        (false, false, true) => false,
        (true, true, false) if blank => true,
        (false, false, false) if !blank => false,
        _ => return Err(asks_for_state(id)),
    };
    let can_miss = !answered && !(sure && states.is_empty());
    let positive = match (with.len(), without.len()) {
        (0, _) => {
            return Ok(match missing {
                true => Printed::Ast(call("missing", vec![name(id)])),
                false => Printed::Const(false),
            });
        }
        (_, 0) => {
            return Ok(match (missing, can_miss) {
                (true, _) | (_, false) => Printed::Const(true),
                (false, true) => Printed::Ast(call("answered", vec![name(id)])),
            });
        }
        (many, 1) if but && (many > 1 || missing) => comparison(CompareOp::Ne, name(id), without.remove(0)),
        (1, _) => comparison(CompareOp::Eq, name(id), with.remove(0)),
        _ => node(Node::In { item: Box::new(name(id)), list: with, negated: false }),
    };
    Ok(Printed::Ast(match missing {
        true => node(Node::Or(vec![call("missing", vec![name(id)]), positive])),
        false => positive,
    }))
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
    let directed = if positive { op } else { opposite(op) };
    let atom = Logic::Atom(atom(directed));
    if (op != CompareOp::Ne) == positive {
        return atom;
    }
    any(unsure.into_iter().map(Logic::Missing).chain([atom]).collect())
}

fn states(codes: &[(String, Code)]) -> Vec<String> {
    let state = |(_, code): &(String, Code)| match code {
        Code::State(state) => Some(state.clone()),
        Code::Option(_) => None,
    };
    codes.iter().filter_map(state).collect()
}

/// The names that an atom reads, options among them.
fn names(ast: &Ast, into: &mut BTreeSet<String>) {
    match &ast.node {
        Node::Name(name) => {
            into.insert(name.clone());
        }
        Node::Not(a) | Node::Neg(a) => names(a, into),
        Node::Compare(_, a, b) | Node::Arith(_, a, b) => {
            names(a, into);
            names(b, into);
        }
        Node::In { item, .. } => names(item, into),
        // An option is no question.
        Node::Call { function, args } if function == "selected" => {
            args.iter().take(1).for_each(|a| names(a, into));
        }
        Node::Call { args, .. } => args.iter().for_each(|a| names(a, into)),
        _ => {}
    }
}

fn all(parts: Vec<Logic>) -> Logic {
    joined(parts, true)
}

fn any(parts: Vec<Logic>) -> Logic {
    joined(parts, false)
}

/// Parts joined by `and`, or by `or`: flat, and what is said of one question
/// taken together.
fn joined(parts: Vec<Logic>, conjunction: bool) -> Logic {
    let mut flat: Vec<Logic> = Vec::new();
    let mut queue: Vec<Logic> = parts.into_iter().rev().collect();
    while let Some(part) = queue.pop() {
        match part {
            Logic::Const(truth) if truth == conjunction => {}
            Logic::Const(truth) => return Logic::Const(truth),
            Logic::All(inner) if conjunction => queue.extend(inner.into_iter().rev()),
            Logic::Any(inner) if !conjunction => queue.extend(inner.into_iter().rev()),
            part if flat.contains(&part) => {}
            part => merge(&mut flat, part, conjunction),
        }
    }
    states_together(&mut flat, conjunction);
    if conjunction {
        known_once(&mut flat);
    }
    match flat.len() {
        0 => Logic::Const(conjunction),
        1 => flat.remove(0),
        _ if conjunction => Logic::All(flat),
        _ => Logic::Any(flat),
    }
}

fn merge(flat: &mut Vec<Logic>, part: Logic, conjunction: bool) {
    if let Logic::Codes { id, blank, holds, but, .. } = &part {
        for there in flat.iter_mut() {
            if let Logic::Codes { id: same, blank: b, holds: h, but: said, .. } = there
                && same == id
                && h.len() == holds.len()
            {
                let join = |a: bool, b: bool| if conjunction { a && b } else { a || b };
                *b = join(*b, *blank);
                *said |= *but;
                h.iter_mut().zip(holds).for_each(|(h, other)| *h = join(*h, *other));
                return;
            }
        }
    }
    flat.push(part);
}

/// Holds something, and none of its states: it is answered. Nothing, or one of
/// its states: it is missing.
fn states_together(flat: &mut Vec<Logic>, conjunction: bool) {
    let ids: BTreeSet<String> = flat
        .iter()
        .filter_map(|part| match part {
            Logic::Blank { id, .. } => Some(id.clone()),
            _ => None,
        })
        .collect();
    for id in ids {
        let own = |part: &Logic, wanted: &str| match part {
            Logic::Blank { id, blank, .. } => id == wanted && *blank != conjunction,
            Logic::State { id, is, .. } => id == wanted && *is != conjunction,
            _ => false,
        };
        let said: BTreeSet<String> = flat
            .iter()
            .filter_map(|part| match part {
                Logic::State { state, .. } if own(part, &id) => Some(state.clone()),
                _ => None,
            })
            .collect();
        let all = flat.iter().find_map(|part| match part {
            Logic::Blank { id: same, states, .. } if *same == id && own(part, &id) => Some(states.clone()),
            _ => None,
        });
        if all.is_some_and(|all| all.iter().all(|state| said.contains(state))) {
            flat.retain(|part| !own(part, &id));
            flat.insert(0, if conjunction { Logic::Known(id) } else { Logic::Missing(id) });
        }
    }
}

/// What another part needs to be known is not said again.
fn known_once(flat: &mut Vec<Logic>) {
    loop {
        let mut known = BTreeSet::new();
        for part in flat.iter() {
            match part {
                Logic::Atom(ast) => names(ast, &mut known),
                Logic::Known(id) => {
                    known.insert(id.clone());
                }
                _ => {}
            }
        }
        let mut changed = false;
        for part in flat.iter_mut() {
            if let Logic::Any(inner) = part {
                let before = inner.len();
                inner.retain(|p| !matches!(p, Logic::Missing(id) if known.contains(id)));
                if inner.len() != before && inner.len() == 1 {
                    *part = inner.remove(0);
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let mut by_atoms = BTreeSet::new();
    for part in flat.iter() {
        if let Logic::Atom(ast) = part {
            names(ast, &mut by_atoms);
        }
    }
    flat.retain(|part| match part {
        Logic::Known(id) | Logic::Blank { id, blank: false, .. } | Logic::State { id, is: false, .. } => {
            !by_atoms.contains(id)
        }
        _ => true,
    });
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
