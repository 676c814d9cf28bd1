//! Whole columns at a time: names and options are resolved once, then each step
//! is a loop over slices. Says the same as one row at a time.

use std::borrow::Cow;

use super::ast::{ArithOp, CompareOp};
use super::check::Checked;
use super::eval_row::Truth;
use super::ir::{Atom, Body, Cond, Day, Leaf, NameId, Num, YES, is_date};
use super::states::{As, CountAs, States};
use crate::data::{Column, Frame, State, Values};

/// [`eval_routing`](super::eval_routing) for every row.
pub fn eval_routing_columns(checked: &Checked, frame: &Frame) -> Vec<bool> {
    let reader = Reader::new(checked, frame, None);
    reader.condition(&checked.body).iter().map(|t| *t == YES_CODE).collect()
}

/// [`eval_indicator`](super::eval_indicator) for every row, without the states
/// of the open ones (their set is empty); read such a row by itself to say why.
pub fn eval_indicator_columns(checked: &Checked, frame: &Frame) -> Vec<Truth> {
    let reader = Reader::new(checked, frame, None);
    let truth = |t: &u8| match *t {
        YES_CODE => Truth::Yes,
        NO_CODE => Truth::No,
        _ => Truth::Unknown(States::EMPTY),
    };
    reader.condition(&checked.body).iter().map(truth).collect()
}

/// [`eval_counted`](super::eval_counted) for every row.
pub fn eval_counted_columns(checked: &Checked, frame: &Frame, count_as: &CountAs) -> Vec<Option<bool>> {
    let reader = Reader::new(checked, frame, Some(*count_as));
    let truth = |t: &u8| match *t {
        YES_CODE => Some(true),
        NO_CODE => Some(false),
        _ => None,
    };
    reader.condition(&checked.body).iter().map(truth).collect()
}

/// [`eval_value`](super::eval_value) for every row.
pub fn eval_value_columns(checked: &Checked, frame: &Frame) -> Vec<Result<f64, States>> {
    let reader = Reader::new(checked, frame, None);
    let Body::Num(num) = &checked.body else {
        return vec![Err(States::EMPTY); frame.rows()];
    };
    match reader.number(num) {
        Numbers::Same(n) => vec![if n.is_finite() { Ok(n) } else { Err(States::EMPTY) }; frame.rows()],
        Numbers::Rows { values, why } => {
            let result = |(n, why): (&f64, &u8)| match (*why, n.is_finite()) {
                (0, true) => Ok(*n),
                (why, _) => Err(States(why)),
            };
            values.iter().zip(&why).map(result).collect()
        }
    }
}

// In this order `and` is the smaller, `or` the greater, and the opposite 2 − x.
const NO_CODE: u8 = 0;
const OPEN_CODE: u8 = 1;
const YES_CODE: u8 = 2;

fn code(holds: bool) -> u8 {
    if holds { YES_CODE } else { NO_CODE }
}

/// A number for every row. A row is known when its `why` is 0 and its value
/// finite; the value of a row with a `why` means nothing.
enum Numbers<'a> {
    Same(f64),
    Rows { values: Cow<'a, [f64]>, why: Vec<u8> },
}

struct Reader<'a> {
    columns: Vec<Option<&'a Column>>,
    rows: usize,
    count_as: Option<CountAs>,
    /// What an atom is that is not known, by its set of states.
    settled: [u8; 256],
}

impl<'a> Reader<'a> {
    fn new(checked: &Checked, frame: &'a Frame, count_as: Option<CountAs>) -> Self {
        let mut settled = [OPEN_CODE; 256];
        if let Some(count_as) = count_as {
            for (set, code) in (0..=255).zip(&mut settled) {
                *code = match count_as.of_all(States(set)) {
                    As::Yes => YES_CODE,
                    As::No => NO_CODE,
                    As::Leave => OPEN_CODE,
                };
            }
        }
        let columns = checked.names.iter().map(|name| frame.get(name)).collect();
        Reader { columns, rows: frame.rows(), count_as, settled }
    }

    fn condition(&self, body: &Body) -> Vec<u8> {
        match body {
            Body::Cond(cond) => self.truth(cond, true),
            Body::Num(_) => vec![OPEN_CODE; self.rows],
        }
    }

    fn truth(&self, cond: &Cond, positive: bool) -> Vec<u8> {
        match cond {
            Cond::Const(b) => vec![code(*b == positive); self.rows],
            Cond::Not(inner) => self.truth(inner, !positive),
            Cond::All(parts) => self.joined(parts, positive, !positive),
            Cond::Any(parts) => self.joined(parts, positive, positive),
            Cond::Compare(op, a, b) => {
                let (a, b) = (self.number(a), self.number(b));
                // One loop an operator, so that none chooses inside.
                match op {
                    CompareOp::Eq => self.compared(&a, &b, positive, |a, b| a == b),
                    CompareOp::Ne => self.compared(&a, &b, positive, |a, b| a != b),
                    CompareOp::Lt => self.compared(&a, &b, positive, |a, b| a < b),
                    CompareOp::Le => self.compared(&a, &b, positive, |a, b| a <= b),
                    CompareOp::Gt => self.compared(&a, &b, positive, |a, b| a > b),
                    CompareOp::Ge => self.compared(&a, &b, positive, |a, b| a >= b),
                }
            }
            Cond::Among(item, list) => {
                let item = self.number(item);
                self.compared(&item, &Numbers::Same(0.0), positive, |n, _| list.contains(&n))
            }
            Cond::Atom(atom) => self.atom(atom, positive),
        }
    }

    fn joined(&self, parts: &[Cond], positive: bool, any: bool) -> Vec<u8> {
        let mut all = vec![code(!any); self.rows];
        for part in parts {
            let next = self.truth(part, positive);
            let pairs = all.iter_mut().zip(&next);
            if any {
                pairs.for_each(|(a, b)| *a = (*a).max(*b));
            } else {
                pairs.for_each(|(a, b)| *a = (*a).min(*b));
            }
        }
        all
    }

    fn compared(
        &self,
        a: &Numbers,
        b: &Numbers,
        positive: bool,
        holds: impl Fn(f64, f64) -> bool,
    ) -> Vec<u8> {
        let one = |a: f64, b: f64, why: u8| {
            if why == 0 && a.is_finite() && b.is_finite() {
                code(holds(a, b) == positive)
            } else {
                self.settled[usize::from(why)]
            }
        };
        match (a, b) {
            (Numbers::Same(a), Numbers::Same(b)) => vec![one(*a, *b, 0); self.rows],
            (Numbers::Rows { values, why }, Numbers::Same(b)) => {
                values.iter().zip(why).map(|(a, why)| one(*a, *b, *why)).collect()
            }
            (Numbers::Same(a), Numbers::Rows { values, why }) => {
                values.iter().zip(why).map(|(b, why)| one(*a, *b, *why)).collect()
            }
            (Numbers::Rows { values: a, why: a_why }, Numbers::Rows { values: b, why: b_why }) => {
                let (a, b) = (a.iter().zip(a_why), b.iter().zip(b_why));
                a.zip(b).map(|((a, a_why), (b, b_why))| one(*a, *b, a_why | b_why)).collect()
            }
        }
    }

    fn atom(&self, atom: &Atom, positive: bool) -> Vec<u8> {
        match atom {
            Atom::Flag(id) => match self.values(*id) {
                Some(Values::Bool(values)) => self.by_row(*id, positive, |i| values.get(i).copied()),
                _ => self.by_row(*id, positive, |_| None),
            },
            Atom::OneOf(id, list) => match self.values(*id) {
                Some(Values::Choice { codes, options }) => {
                    let truths: Vec<u8> =
                        options.iter().map(|o| code(list.contains(o) == positive)).collect();
                    self.by_code(*id, codes, &truths)
                }
                Some(Values::Text(texts)) => {
                    self.by_row(*id, positive, |i| texts.get(i).map(|t| list.contains(t)))
                }
                _ => self.by_row(*id, positive, |_| None),
            },
            Atom::Selected(id, option) => match self.values(*id) {
                Some(Values::Choices { sets, options }) => {
                    let wanted = mask(options, |o| o == option);
                    self.by_row(*id, positive, |i| sets.get(i).map(|set| set & wanted != 0))
                }
                _ => self.by_row(*id, positive, |_| None),
            },
            Atom::Dates(op, from, to) => self.dates(*op, from, to, positive),
            Atom::Answered(id) => match self.columns[*id] {
                Some(column) => {
                    column.states.iter().map(|s| code((*s == State::Answered) == positive)).collect()
                }
                None => vec![code(!positive); self.rows],
            },
            Atom::Held(_) => vec![self.settled[0]; self.rows],
        }
    }

    fn values(&self, id: NameId) -> Option<&'a Values> {
        self.columns[id].map(|column| &column.values)
    }

    /// An atom over one question: its states, and what holds where it is answered.
    fn by_row(&self, id: NameId, positive: bool, holds: impl Fn(usize) -> Option<bool>) -> Vec<u8> {
        let missing = |state| self.settled[usize::from(States::of(state).0)];
        let Some(column) = self.columns[id] else {
            return vec![missing(State::NotInVersion); self.rows];
        };
        let one = |(i, state): (usize, &State)| match state {
            State::Answered => holds(i).map_or(self.settled[0], |h| code(h == positive)),
            state => missing(*state),
        };
        column.states.iter().enumerate().map(one).collect()
    }

    /// An atom over a question with one answer, by option: most indicators are
    /// made of this, so every row looks up once, whatever it says.
    fn by_code(&self, id: NameId, codes: &[u32], truths: &[u8]) -> Vec<u8> {
        const STATES: usize = State::ALL.len();
        // Which bits of an option's number count.
        const ANSWER: [u8; STATES] = [u8::MAX, 0, 0, 0, 0, 0, 0, 0];
        // States, of which the first is an answer's, and then options.
        let mut table = [self.settled[0]; 256];
        // The last place stands for an option that there is not.
        let Some(options) = table[STATES..255].get_mut(..truths.len()) else {
            return self.by_row(id, true, |row| Some(*truths.get(*codes.get(row)? as usize)? == YES_CODE));
        };
        options.copy_from_slice(truths);
        for state in State::ALL {
            table[state as usize] = self.settled[usize::from(States::of(state).0)];
        }
        let one = |(state, code): (&State, &u32)| {
            let option = (*code).min(255 - STATES as u32) as u8 + STATES as u8;
            table[usize::from(*state as u8 | ANSWER[*state as usize] & option)]
        };
        let states = self.columns[id].map_or(&[][..], |column| &column.states);
        states.iter().zip(codes).map(one).collect()
    }

    /// A day in a row, or the set of states that keeps it unknown.
    fn day<'d>(&self, day: &'d Day, row: usize) -> Result<&'d str, u8>
    where
        'a: 'd,
    {
        let id = match day {
            Day::Literal(text) => return Ok(text),
            Day::Question(id) => *id,
        };
        let Some(column) = self.columns[id] else {
            return Err(States::of(State::NotInVersion).0);
        };
        match (column.states.get(row), &column.values) {
            (Some(State::Answered), Values::Text(texts)) => {
                texts.get(row).map(String::as_str).filter(|t| is_date(t)).ok_or(0)
            }
            (Some(State::Answered) | None, _) => Err(0),
            (Some(state), _) => Err(States::of(*state).0),
        }
    }

    fn dates(&self, op: CompareOp, from: &Day, to: &Day, positive: bool) -> Vec<u8> {
        let one = |i| match (self.day(from, i), self.day(to, i)) {
            (Ok(from), Ok(to)) => code(op.holds(from, to) == positive),
            (from, to) => self.settled[usize::from(from.err().unwrap_or(0) | to.err().unwrap_or(0))],
        };
        (0..self.rows).map(one).collect()
    }

    fn number(&self, num: &Num) -> Numbers<'a> {
        match num {
            Num::Const(n) => Numbers::Same(*n),
            Num::Neg(inner) => match self.number(inner) {
                Numbers::Same(n) => Numbers::Same(-n),
                Numbers::Rows { mut values, why } => {
                    values.to_mut().iter_mut().for_each(|n| *n = -*n);
                    Numbers::Rows { values, why }
                }
            },
            Num::Arith(op, a, b) => {
                let (a, b) = (self.number(a), self.number(b));
                match op {
                    ArithOp::Add => calculated(a, b, |a, b| a + b),
                    ArithOp::Sub => calculated(a, b, |a, b| a - b),
                    ArithOp::Mul => calculated(a, b, |a, b| a * b),
                    ArithOp::Div => calculated(a, b, |a, b| a / b),
                }
            }
            Num::Leaf(Leaf::Question(id)) => match self.columns[*id] {
                Some(Column { values: Values::Number(values), states, .. })
                    if values.len() == states.len() =>
                {
                    Numbers::Rows { values: Cow::Borrowed(values), why: why(states) }
                }
                column => self.mismatched(column),
            },
            Num::Leaf(Leaf::CountYes(ids)) => self.count_yes(ids),
            Num::Leaf(Leaf::CountSelected(id)) => match self.columns[*id] {
                Some(Column { values: Values::Choices { sets, options }, states, .. })
                    if sets.len() == states.len() =>
                {
                    let all = mask(options, |_| true);
                    let values = sets.iter().map(|set| f64::from((set & all).count_ones())).collect();
                    Numbers::Rows { values, why: why(states) }
                }
                column => self.mismatched(column),
            },
            Num::Leaf(Leaf::CountRows(..) | Leaf::Measure(..) | Leaf::At(..) | Leaf::Change(..)) => {
                Numbers::Same(f64::NAN)
            }
        }
    }

    /// A column of another kind than was declared, or none at all: no row is known.
    fn mismatched(&self, column: Option<&Column>) -> Numbers<'a> {
        let why = match column {
            Some(column) => why(&column.states),
            None => vec![States::of(State::NotInVersion).0; self.rows],
        };
        Numbers::Rows { values: Cow::Owned(vec![f64::NAN; self.rows]), why }
    }

    fn count_yes(&self, ids: &[NameId]) -> Numbers<'a> {
        let mut values = vec![0.0; self.rows];
        let mut why = vec![0u8; self.rows];
        for id in ids {
            // What each state adds: 1, 0, or a reason not to know.
            let adds = |state: State| match self.count_as.and_then(|c| c.of(state)) {
                Some(As::Yes) => (1.0, 0),
                Some(As::No) => (0.0, 0),
                Some(As::Leave) | None => (0.0, States::of(state).0),
            };
            let Some(column) = self.columns[*id] else {
                let (more, open) = adds(State::NotInVersion);
                values.iter_mut().for_each(|n| *n += more);
                why.iter_mut().for_each(|w| *w |= open);
                continue;
            };
            let (codes, options): (&[u32], &[String]) = match &column.values {
                Values::Choice { codes, options } => (codes, options),
                _ => (&[], &[]),
            };
            let yes: Vec<f64> = options.iter().map(|o| f64::from(u8::from(o == YES))).collect();
            for (i, ((n, w), state)) in values.iter_mut().zip(&mut why).zip(&column.states).enumerate() {
                let (more, open) = match state {
                    State::Answered => {
                        let value = codes.get(i).and_then(|c| yes.get(*c as usize));
                        (value.copied().unwrap_or(f64::NAN), 0)
                    }
                    state => adds(*state),
                };
                *n += more;
                *w |= open;
            }
        }
        Numbers::Rows { values: Cow::Owned(values), why }
    }
}

/// The bits of the options that are wanted.
fn mask(options: &[String], wanted: impl Fn(&String) -> bool) -> u64 {
    options.iter().take(64).enumerate().filter(|(_, o)| wanted(o)).fold(0, |bits, (i, _)| bits | 1 << i)
}

fn why(states: &[State]) -> Vec<u8> {
    states.iter().map(|s| if *s == State::Answered { 0 } else { States::of(*s).0 }).collect()
}

fn calculated<'a>(a: Numbers<'a>, b: Numbers<'a>, op: impl Fn(f64, f64) -> f64) -> Numbers<'a> {
    let op = |a: f64, b: f64| {
        let result = op(a, b);
        // An infinity must not come back as a number: 1/∞ = 0.
        if a.is_finite() && b.is_finite() && result.is_finite() { result } else { f64::NAN }
    };
    match (a, b) {
        (Numbers::Same(a), Numbers::Same(b)) => Numbers::Same(op(a, b)),
        (Numbers::Rows { mut values, why }, Numbers::Same(b)) => {
            values.to_mut().iter_mut().for_each(|a| *a = op(*a, b));
            Numbers::Rows { values, why }
        }
        (Numbers::Same(a), Numbers::Rows { mut values, why }) => {
            values.to_mut().iter_mut().for_each(|b| *b = op(a, *b));
            Numbers::Rows { values, why }
        }
        (Numbers::Rows { mut values, mut why }, Numbers::Rows { values: b, why: b_why }) => {
            values.to_mut().iter_mut().zip(b.iter()).for_each(|(a, b)| *a = op(*a, *b));
            why.iter_mut().zip(&b_why).for_each(|(a, b)| *a |= b);
            Numbers::Rows { values, why }
        }
    }
}
