//! Expressions as XPath, for forms in the field that know no states.
//!
//! A form holds a value or nothing, and for selects the states are choices
//! like any other. So each atom is written with what makes it *known*: its
//! questions are not empty and not answered by a state. An opposite is carried
//! down to the atoms first. What comes out is true exactly where
//! [`super::eval_routing`] is.
//!
//! XPath compares two nodes as texts and numbers only where one side is one,
//! `NaN != 1` is true, and an order of texts is one of numbers: hence
//! `number(…)`, the guards, and days as numbers like 20240131.

use std::fmt::Write as _;

use super::ast::{ArithOp, CompareOp};
use super::check::Checked;
use super::ir::{Atom, Body, Cond, Day, Leaf, NameId, Num, YES};

/// How a form names a question where an expression stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// `${age}`, or `.` in a constraint of its own.
    pub path: String,
    /// The same where the rows of its roster are gone through: `./age`.
    pub in_row: String,
    /// Of a roster: when it has rows; empty where it always may.
    pub reached: String,
    /// Those of its choices that are states, such as `dont_know`.
    pub states: Vec<String>,
}

impl Reference {
    /// A question of no roster.
    pub fn new(path: impl Into<String>, states: Vec<String>) -> Reference {
        let path = path.into();
        Reference { in_row: path.clone(), path, reached: String::new(), states }
    }
}

/// What a form calls each question.
pub type Refer<'a> = &'a dyn Fn(&str) -> Reference;

/// The condition that holds exactly where routing takes `checked`; `None` for
/// what is no condition over questions.
pub fn routing_xpath(checked: &Checked, refer: Refer) -> Option<String> {
    condition(checked, refer, true)
}

/// The condition that holds exactly where `checked` is known not to hold.
pub fn opposite_xpath(checked: &Checked, refer: Refer) -> Option<String> {
    condition(checked, refer, false)
}

/// The calculation, empty where it has no result; `None` for what is no
/// calculation over answers.
pub fn value_xpath(checked: &Checked, refer: Refer) -> Option<String> {
    let Body::Num(num) = &checked.body else { return None };
    let writer = Writer { names: &checked.names, refer, in_row: false };
    let known = all(writer.known(num)?);
    let value = writer.number(num)?.text;
    Some(match known {
        X::True => value,
        known => format!("if({}, {value}, '')", known.print(0)),
    })
}

fn condition(checked: &Checked, refer: Refer, positive: bool) -> Option<String> {
    let Body::Cond(cond) = &checked.body else { return None };
    let writer = Writer { names: &checked.names, refer, in_row: false };
    Some(writer.condition(cond, positive)?.print(0))
}

/// A text as an XPath expression. XPath has no escapes, and `${` would be read
/// as a reference by what makes forms of spreadsheets.
pub fn text_literal(text: &str) -> String {
    if !text.contains('\'') && !text.contains("${") {
        return format!("'{text}'");
    }
    let mut parts: Vec<String> = Vec::new();
    let mut piece = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\'' {
            if !piece.is_empty() {
                parts.push(format!("'{}'", std::mem::take(&mut piece)));
            }
            parts.push("\"'\"".into());
            continue;
        }
        piece.push(c);
        if c == '$' && chars.peek() == Some(&'{') {
            parts.push(format!("'{}'", std::mem::take(&mut piece)));
        }
    }
    if !piece.is_empty() {
        parts.push(format!("'{piece}'"));
    }
    match parts.as_slice() {
        [one] => one.clone(),
        parts => format!("concat({})", parts.join(", ")),
    }
}

/// How tightly the parts of XPath bind.
const OR: u8 = 1;
const AND: u8 = 2;
const EQUALITY: u8 = 3;
const ORDER: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const MINUS: u8 = 7;
const WHOLE: u8 = 8;

/// A piece of XPath and how tightly it binds.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    text: String,
    binds: u8,
}

impl Piece {
    fn whole(text: impl Into<String>) -> Piece {
        Piece { text: text.into(), binds: WHOLE }
    }

    fn inside(&self, least: u8) -> String {
        if self.binds < least { format!("({})", self.text) } else { self.text.clone() }
    }
}

/// A condition before it is written: joined parts are flat and each stands once.
#[derive(Debug, Clone, PartialEq)]
enum X {
    True,
    False,
    Piece(Piece),
    All(Vec<X>),
    Any(Vec<X>),
}

impl X {
    fn print(&self, least: u8) -> String {
        let joined = |parts: &[X], by: &str, own: u8| {
            let parts: Vec<String> = parts.iter().map(|p| p.print(own + 1)).collect();
            Piece { text: parts.join(by), binds: own }.inside(least)
        };
        match self {
            X::True => "true()".into(),
            X::False => "false()".into(),
            X::Piece(piece) => piece.inside(least),
            X::All(parts) => joined(parts, " and ", AND),
            X::Any(parts) => joined(parts, " or ", OR),
        }
    }
}

fn all(parts: Vec<X>) -> X {
    let mut kept: Vec<X> = Vec::new();
    for part in parts {
        let inner = match part {
            X::True => continue,
            X::False => return X::False,
            X::All(inner) => inner,
            other => vec![other],
        };
        for part in inner {
            if !kept.contains(&part) {
                kept.push(part);
            }
        }
    }
    match kept.len() {
        0 => X::True,
        1 => kept.remove(0),
        _ => X::All(kept),
    }
}

fn any(parts: Vec<X>) -> X {
    let mut kept: Vec<X> = Vec::new();
    for part in parts {
        let inner = match part {
            X::False => continue,
            X::True => return X::True,
            X::Any(inner) => inner,
            other => vec![other],
        };
        for part in inner {
            if !kept.contains(&part) {
                kept.push(part);
            }
        }
    }
    match kept.len() {
        0 => X::False,
        1 => kept.remove(0),
        _ => X::Any(kept),
    }
}

fn compared(left: &Piece, op: CompareOp, right: &Piece) -> X {
    let (symbol, binds) = match op {
        CompareOp::Eq => ("=", EQUALITY),
        CompareOp::Ne => ("!=", EQUALITY),
        CompareOp::Lt => ("<", ORDER),
        CompareOp::Le => ("<=", ORDER),
        CompareOp::Gt => (">", ORDER),
        CompareOp::Ge => (">=", ORDER),
    };
    // Comparisons do not chain here: each side binds tighter than any of them.
    X::Piece(Piece { text: format!("{} {symbol} {}", left.inside(SUM), right.inside(SUM)), binds })
}

fn directed(op: CompareOp, positive: bool) -> CompareOp {
    if positive { op } else { op.opposite() }
}

struct Writer<'a> {
    names: &'a [String],
    refer: Refer<'a>,
    /// Whether the rows of a roster are gone through here.
    in_row: bool,
}

impl Writer<'_> {
    fn reference(&self, id: NameId) -> Reference {
        let found = (self.refer)(&self.names[id]);
        if self.in_row { Reference { path: found.in_row.clone(), ..found } } else { found }
    }

    fn path(&self, id: NameId) -> Piece {
        Piece::whole(self.reference(id).path)
    }

    /// `path = 'option'`, or its opposite.
    fn is(&self, path: &Piece, op: CompareOp, option: &str) -> X {
        compared(path, op, &Piece::whole(text_literal(option)))
    }

    /// What makes an answer of one value known.
    fn answered(&self, id: NameId) -> X {
        let Reference { path, states, .. } = self.reference(id);
        let path = Piece::whole(path);
        let states = states.iter().map(|s| self.is(&path, CompareOp::Ne, s));
        all(std::iter::once(self.is(&path, CompareOp::Ne, "")).chain(states).collect())
    }

    /// The same where several options may be chosen.
    fn several_answered(&self, id: NameId) -> X {
        let Reference { path, states, .. } = self.reference(id);
        let states = states
            .iter()
            .map(|s| X::Piece(Piece::whole(format!("not(selected({path}, {}))", text_literal(s)))));
        let some = self.is(&Piece::whole(path.clone()), CompareOp::Ne, "");
        all(std::iter::once(some).chain(states).collect())
    }

    fn condition(&self, cond: &Cond, positive: bool) -> Option<X> {
        let join = |parts: &[Cond], conjunction: bool| -> Option<X> {
            let parts: Option<Vec<X>> = parts.iter().map(|p| self.condition(p, positive)).collect();
            Some(if conjunction { all(parts?) } else { any(parts?) })
        };
        match cond {
            Cond::Const(b) => Some(if *b == positive { X::True } else { X::False }),
            Cond::Not(inner) => self.condition(inner, !positive),
            Cond::All(parts) => join(parts, positive),
            Cond::Any(parts) => join(parts, !positive),
            Cond::Compare(op, a, b) => {
                let mut parts = self.known(a)?;
                parts.extend(self.known(b)?);
                let (mut left, right) = (self.number(a)?, self.number(b)?);
                // Two nodes would be compared as texts: 1 is not 1.0 then.
                if op.is_equality() && matches!((a, b), (Num::Leaf(_), Num::Leaf(_))) {
                    left = Piece::whole(format!("number({})", left.text));
                }
                parts.push(compared(&left, directed(*op, positive), &right));
                Some(all(parts))
            }
            Cond::Among(item, list) => {
                let mut parts = self.known(item)?;
                let item = self.number(item)?;
                let op = directed(CompareOp::Eq, positive);
                let each = list.iter().map(|n| compared(&item, op, &constant(*n))).collect();
                parts.push(if positive { any(each) } else { all(each) });
                Some(all(parts))
            }
            Cond::Atom(atom) => self.atom(atom, positive),
        }
    }

    fn atom(&self, atom: &Atom, positive: bool) -> Option<X> {
        Some(match atom {
            Atom::Flag(id) => {
                let path = self.path(*id);
                self.is(&path, CompareOp::Eq, if positive { "true" } else { "false" })
            }
            Atom::OneOf(id, list) => {
                let path = self.path(*id);
                let op = directed(CompareOp::Eq, positive);
                let each = list.iter().map(|option| self.is(&path, op, option)).collect();
                match positive {
                    // What equals an option is known, unless it may equal nothing.
                    true if !list.iter().any(String::is_empty) => any(each),
                    true => all(vec![self.answered(*id), any(each)]),
                    false => all(vec![self.answered(*id), all(each)]),
                }
            }
            Atom::Selected(id, option) => {
                let path = self.path(*id).text;
                let selected = format!("selected({path}, {})", text_literal(option));
                match positive {
                    true => X::Piece(Piece::whole(selected)),
                    false => {
                        let not = X::Piece(Piece::whole(format!("not({selected})")));
                        all(vec![self.several_answered(*id), not])
                    }
                }
            }
            Atom::Dates(op, from, to) => {
                let mut parts: Vec<X> = [from, to]
                    .into_iter()
                    .filter_map(|day| match day {
                        Day::Question(id) => Some(self.answered(*id)),
                        Day::Literal(_) => None,
                    })
                    .collect();
                parts.push(compared(&self.day(from), directed(*op, positive), &self.day(to)));
                all(parts)
            }
            Atom::Answered(id) => {
                let Reference { path, states, .. } = self.reference(*id);
                let answered = self.several_answered(*id);
                if positive {
                    answered
                } else {
                    let path_is_empty = self.is(&Piece::whole(path.clone()), CompareOp::Eq, "");
                    let states = states
                        .iter()
                        .map(|s| X::Piece(Piece::whole(format!("selected({path}, {})", text_literal(s)))));
                    any(std::iter::once(path_is_empty).chain(states).collect())
                }
            }
            Atom::Held(_) => return None,
        })
    }

    /// A day as a number that grows with time.
    fn day(&self, day: &Day) -> Piece {
        match day {
            Day::Question(id) => {
                Piece::whole(format!("number(format-date({}, '%Y%m%d'))", self.path(*id).text))
            }
            Day::Literal(text) => Piece::whole(text.replace('-', "")),
        }
    }

    /// All that makes a number known.
    fn known(&self, num: &Num) -> Option<Vec<X>> {
        let mut parts = Vec::new();
        let mut leaves = Vec::new();
        num.leaves(&mut leaves);
        for leaf in leaves {
            match leaf {
                Leaf::Question(id) => parts.push(self.answered(*id)),
                Leaf::CountYes(ids) => parts.extend(ids.iter().map(|id| self.answered(*id))),
                Leaf::CountSelected(id) => parts.push(self.several_answered(*id)),
                // No row is a number too.
                Leaf::CountRows(..) => {}
                Leaf::Measure(..) | Leaf::At(..) | Leaf::Change(..) => return None,
            }
        }
        self.divisors(num, &mut parts)?;
        Some(parts)
    }

    /// What is divided by is not 0.
    fn divisors(&self, num: &Num, parts: &mut Vec<X>) -> Option<()> {
        match num {
            Num::Const(_) | Num::Leaf(_) => {}
            Num::Neg(inner) => self.divisors(inner, parts)?,
            Num::Arith(op, a, b) => {
                self.divisors(a, parts)?;
                self.divisors(b, parts)?;
                match (op, &**b) {
                    (ArithOp::Div, Num::Const(n)) if *n == 0.0 => parts.push(X::False),
                    (ArithOp::Div, Num::Const(_)) => {}
                    (ArithOp::Div, b) => {
                        parts.push(compared(&self.number(b)?, CompareOp::Ne, &constant(0.0)));
                    }
                    _ => {}
                }
            }
        }
        Some(())
    }

    fn number(&self, num: &Num) -> Option<Piece> {
        Some(match num {
            Num::Const(n) => constant(*n),
            Num::Neg(inner) => {
                Piece { text: format!("-{}", self.number(inner)?.inside(WHOLE)), binds: MINUS }
            }
            Num::Arith(op, a, b) => {
                let (symbol, own) = match op {
                    ArithOp::Add => ("+", SUM),
                    ArithOp::Sub => ("-", SUM),
                    ArithOp::Mul => ("*", PRODUCT),
                    ArithOp::Div => ("div", PRODUCT),
                };
                let (a, b) = (self.number(a)?.inside(own), self.number(b)?.inside(own + 1));
                Piece { text: format!("{a} {symbol} {b}"), binds: own }
            }
            Num::Leaf(Leaf::Question(id)) => self.path(*id),
            Num::Leaf(Leaf::CountYes(ids)) => {
                let mut sum = String::new();
                for id in ids {
                    let plus = if sum.is_empty() { "" } else { " + " };
                    let _ = write!(sum, "{plus}if({} = '{YES}', 1, 0)", self.path(*id).text);
                }
                Piece { text: sum, binds: if ids.len() == 1 { WHOLE } else { SUM } }
            }
            Num::Leaf(Leaf::CountSelected(id)) => {
                Piece::whole(format!("count-selected({})", self.path(*id).text))
            }
            Num::Leaf(Leaf::CountRows(roster, condition)) => {
                let Reference { path: rows, reached, .. } = self.reference(*roster);
                let inside = Writer { names: self.names, refer: self.refer, in_row: true };
                let counted = match condition {
                    Some(condition) => {
                        format!("count({rows}[{}])", inside.condition(condition, true)?.print(0))
                    }
                    None => format!("count({rows})"),
                };
                // A form keeps rows that were filled in and are not reached any more,
                // and makes the first of a roster that nobody comes to.
                Piece::whole(match reached.is_empty() {
                    true => counted,
                    false => format!("if({reached}, {counted}, 0)"),
                })
            }
            Num::Leaf(Leaf::Measure(..) | Leaf::At(..) | Leaf::Change(..)) => return None,
        })
    }
}

/// A number as XPath writes it: without an exponent.
fn constant(n: f64) -> Piece {
    if n < 0.0 { Piece { text: format!("{n}"), binds: MINUS } } else { Piece::whole(format!("{n}")) }
}
