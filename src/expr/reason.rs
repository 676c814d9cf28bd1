//! What is certain of conditions before anybody was asked: whether several of
//! them can hold together at all.
//!
//! Each question has a [`Domain`]: its options, its range. Conditions are taken
//! apart as in a tableau: what must hold narrows the domains, alternatives are
//! tried one by one, and where every alternative empties a domain the demands
//! are impossible. Domains are never narrowed by more than what is certain, and
//! a search that grows too long says nothing, so that *impossible* is certain
//! and its opposite is not.

use std::collections::HashMap;

use super::ast::{ArithOp, CompareOp};
use super::check::Checked;
use super::ir::{Atom, Body, Cond, Day, Leaf, NameId, Num};

/// What answers a question takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Domain {
    /// One of these options.
    Choice(Vec<String>),
    /// Any of these options; each with whether it stands alone.
    Choices(Vec<(String, bool)>),
    /// A number from the first to the second; only whole ones where `whole`.
    Number { low: f64, high: f64, whole: bool },
    /// Anything: a text, a date.
    Any,
}

/// The questions that conditions read.
pub trait World {
    /// What answers a question takes.
    fn domain(&self, name: &str) -> Domain;
    /// Whether a question that was reached may be without an answer.
    fn may_lack(&self, name: &str) -> bool;
    /// What must hold for a question to be reached.
    fn route(&self, name: &str) -> Vec<&Checked>;
}

/// Something that is to be the case.
#[derive(Debug, Clone)]
pub enum Demand<'a> {
    /// The condition is known to hold.
    Holds(&'a Checked),
    /// The condition is not known to hold.
    Fails(&'a Checked),
    /// Its opposite is known to hold.
    Refuses(&'a Checked),
    /// Its opposite is not known to hold.
    Allows(&'a Checked),
    /// There is an answer.
    Answered(&'a str),
    /// The option is the answer, or one of them.
    Chosen(&'a str, &'a str),
    /// One of these.
    Any(Vec<Demand<'a>>),
}

/// Steps after which a search says nothing.
const STEPS: usize = 20_000;
/// Whole numbers of a domain up to here are kept one by one.
const FEW: f64 = 400.0;

/// Whether these cannot all be the case, whatever is answered.
pub fn impossible(world: &dyn World, demands: &[Demand<'_>]) -> bool {
    let mut search = Search { world, steps: STEPS };
    let mut space = Space::default();
    let mut goals = Vec::new();
    for demand in demands {
        goals.push(goal_of(demand));
    }
    !search.may_be(&mut space, goals)
}

/// The lowest and the highest result of a calculation, over every answer.
pub fn bounds(checked: &Checked, world: &dyn World) -> (f64, f64) {
    match &checked.body {
        Body::Num(num) => {
            let mut space = Space::default();
            interval(num, &checked.names, &mut space, world)
        }
        Body::Cond(_) => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

/// How a condition is to come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    True,
    False,
    NotTrue,
    NotFalse,
}

impl Mode {
    fn opposite(self) -> Mode {
        match self {
            Mode::True => Mode::False,
            Mode::False => Mode::True,
            Mode::NotTrue => Mode::NotFalse,
            Mode::NotFalse => Mode::NotTrue,
        }
    }

    /// Whether every part of an `and` must come out so (of an `or`: some).
    fn every(self) -> bool {
        matches!(self, Mode::True | Mode::NotFalse)
    }

    /// Whether it must be known.
    fn known(self) -> bool {
        matches!(self, Mode::True | Mode::False)
    }

    /// Whether it is the way in which the atom is written.
    fn positive(self) -> bool {
        matches!(self, Mode::True | Mode::NotFalse)
    }
}

#[derive(Clone)]
enum Goal<'a> {
    Cond(&'a Cond, &'a [String], Mode),
    Answered(&'a str),
    Lacking(&'a str),
    Chosen(&'a str, &'a str),
    Any(Vec<Goal<'a>>),
    /// It cannot be.
    Never,
}

fn goal_of<'a>(demand: &Demand<'a>) -> Goal<'a> {
    let cond = |checked: &'a Checked, mode| match &checked.body {
        Body::Cond(cond) => Goal::Cond(cond, &checked.names, mode),
        // A number is no condition: nothing is certain of it.
        Body::Num(_) => Goal::Any(Vec::new()),
    };
    match demand {
        Demand::Holds(checked) => cond(checked, Mode::True),
        Demand::Fails(checked) => cond(checked, Mode::NotTrue),
        Demand::Refuses(checked) => cond(checked, Mode::False),
        Demand::Allows(checked) => cond(checked, Mode::NotFalse),
        Demand::Answered(name) => Goal::Answered(name),
        Demand::Chosen(name, option) => Goal::Chosen(name, option),
        Demand::Any(parts) if parts.is_empty() => Goal::Never,
        Demand::Any(parts) => Goal::Any(parts.iter().map(goal_of).collect()),
    }
}

/// What is still possible of the questions looked at so far.
#[derive(Clone, Default)]
struct Space<'a> {
    names: HashMap<&'a str, usize>,
    vars: Vec<Var>,
}

#[derive(Clone)]
struct Var {
    values: Values,
    /// It may be without an answer, for whatever reason.
    lacking: bool,
    /// It may be without an answer where it was reached.
    freely: bool,
    /// What follows from its having an answer, or none, was taken up.
    taken: bool,
}

#[derive(Clone, Debug)]
enum Values {
    None,
    Options { names: Vec<String>, left: u128 },
    Several { names: Vec<(String, bool)>, yes: u128, no: u128 },
    Numbers(Vec<f64>),
    Interval { low: f64, high: f64, open: (bool, bool) },
    Any,
}

impl Values {
    fn of(domain: Domain) -> Values {
        let full = |n: usize| if n >= 128 { u128::MAX } else { (1 << n) - 1 };
        match domain {
            Domain::Choice(names) if names.len() <= 128 => Values::Options { left: full(names.len()), names },
            Domain::Choices(names) if names.len() <= 128 => Values::Several { names, yes: 0, no: 0 },
            Domain::Number { low, high, whole: true } if low.is_finite() && high - low <= FEW => {
                let (mut all, mut n) = (Vec::new(), low.ceil());
                while n <= high {
                    all.push(n);
                    n += 1.0;
                }
                Values::Numbers(all)
            }
            Domain::Number { low, high, .. } => Values::Interval { low, high, open: (false, false) },
            Domain::Choice(_) | Domain::Choices(_) | Domain::Any => Values::Any,
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Values::None => true,
            Values::Options { left, .. } => *left == 0,
            Values::Several { names, yes, no } => {
                let alone = names.iter().enumerate().filter(|(_, (_, alone))| *alone);
                let alone = alone.fold(0u128, |bits, (i, _)| bits | 1 << i);
                // An answer chooses something.
                let all_no = !names.is_empty() && (0..names.len()).all(|i| no >> i & 1 == 1);
                yes & no != 0 || (yes & alone != 0 && yes.count_ones() > 1) || all_no
            }
            Values::Numbers(all) => all.is_empty(),
            Values::Interval { low, high, open } => low > high || (low == high && (open.0 || open.1)),
            Values::Any => false,
        }
    }

    /// The lowest and the highest value.
    fn hull(&self) -> (f64, f64) {
        match self {
            Values::Numbers(all) => match (all.first(), all.last()) {
                (Some(low), Some(high)) => (*low, *high),
                _ => (f64::INFINITY, f64::NEG_INFINITY),
            },
            Values::Interval { low, high, .. } => (*low, *high),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    fn compare(&mut self, op: CompareOp, with: f64) {
        match self {
            Values::Numbers(all) => all.retain(|n| op.holds(*n, with)),
            Values::Interval { low, high, open } => {
                if matches!(op, CompareOp::Lt | CompareOp::Le | CompareOp::Eq) {
                    if with < *high {
                        (*high, open.1) = (with, op == CompareOp::Lt);
                    } else if with == *high {
                        open.1 |= op == CompareOp::Lt;
                    }
                }
                if matches!(op, CompareOp::Gt | CompareOp::Ge | CompareOp::Eq) {
                    if with > *low {
                        (*low, open.0) = (with, op == CompareOp::Gt);
                    } else if with == *low {
                        open.0 |= op == CompareOp::Gt;
                    }
                }
                if op == CompareOp::Ne && low == high && *low == with {
                    open.0 = true;
                }
            }
            _ => {}
        }
    }
}

impl<'a> Space<'a> {
    fn var(&mut self, name: &'a str, world: &dyn World) -> &mut Var {
        let next = self.vars.len();
        let at = *self.names.entry(name).or_insert(next);
        if at == next {
            let freely = world.may_lack(name);
            self.vars.push(Var {
                values: Values::of(world.domain(name)),
                lacking: freely || !world.route(name).is_empty(),
                freely,
                taken: false,
            });
        }
        &mut self.vars[at]
    }
}

struct Search<'w> {
    world: &'w dyn World,
    steps: usize,
}

impl<'w> Search<'w> {
    /// Whether all goals may be reached; `true` also where it is not known.
    fn may_be<'a>(&mut self, space: &mut Space<'a>, mut goals: Vec<Goal<'a>>) -> bool
    where
        'w: 'a,
    {
        let mut later: Vec<Vec<Goal<'a>>> = Vec::new();
        while let Some(goal) = goals.pop() {
            if self.steps == 0 {
                return true;
            }
            self.steps -= 1;
            let good = match goal {
                Goal::Never => false,
                Goal::Any(parts) if parts.is_empty() => true,
                Goal::Any(parts) => {
                    later.push(parts);
                    true
                }
                Goal::Answered(name) => self.answered(space, name, &mut goals),
                Goal::Lacking(name) => self.lacking(space, name, &mut goals),
                Goal::Chosen(name, option) => self.chosen(space, name, option, &mut goals),
                Goal::Cond(cond, names, mode) => self.cond(space, cond, names, mode, &mut goals, &mut later),
            };
            if !good {
                return false;
            }
        }
        // The alternative with the fewest parts first.
        let Some(at) = (0..later.len()).min_by_key(|i| later[*i].len()) else { return true };
        let parts = later.swap_remove(at);
        for part in parts {
            let mut next: Vec<Goal<'a>> = later.iter().cloned().map(Goal::Any).collect();
            next.push(part);
            if self.may_be(&mut space.clone(), next) {
                return true;
            }
        }
        false
    }

    /// It has an answer: it was reached.
    fn answered<'a>(&mut self, space: &mut Space<'a>, name: &'a str, goals: &mut Vec<Goal<'a>>) -> bool
    where
        'w: 'a,
    {
        let var = space.var(name, self.world);
        var.lacking = false;
        if var.values.is_empty() {
            return false;
        }
        if !std::mem::replace(&mut var.taken, true) {
            goals.extend(self.route(name, Mode::True));
        }
        true
    }

    /// It has no answer: where it always has one when it is reached, it was not.
    fn lacking<'a>(&mut self, space: &mut Space<'a>, name: &'a str, goals: &mut Vec<Goal<'a>>) -> bool
    where
        'w: 'a,
    {
        let var = space.var(name, self.world);
        if !var.lacking {
            return false;
        }
        var.values = Values::None;
        if !var.freely && !std::mem::replace(&mut var.taken, true) {
            let parts = self.route(name, Mode::NotTrue);
            goals.push(if parts.is_empty() { Goal::Never } else { Goal::Any(parts) });
        }
        true
    }

    fn route<'a>(&self, name: &str, mode: Mode) -> Vec<Goal<'a>>
    where
        'w: 'a,
    {
        let conditions = self.world.route(name);
        let goals = conditions.into_iter().filter_map(|checked| match &checked.body {
            Body::Cond(cond) => Some(Goal::Cond(cond, &checked.names, mode)),
            Body::Num(_) => None,
        });
        goals.collect()
    }

    fn chosen<'a>(
        &mut self,
        space: &mut Space<'a>,
        name: &'a str,
        option: &str,
        goals: &mut Vec<Goal<'a>>,
    ) -> bool
    where
        'w: 'a,
    {
        match &mut space.var(name, self.world).values {
            Values::Options { names, left } => *left &= bits(names.iter().map(|n| n == option)),
            Values::Several { names, yes, .. } => *yes |= bits(names.iter().map(|(n, _)| n == option)),
            _ => {}
        }
        self.answered(space, name, goals)
    }

    fn cond<'a>(
        &mut self,
        space: &mut Space<'a>,
        cond: &'a Cond,
        names: &'a [String],
        mode: Mode,
        goals: &mut Vec<Goal<'a>>,
        later: &mut Vec<Vec<Goal<'a>>>,
    ) -> bool
    where
        'w: 'a,
    {
        match cond {
            Cond::Const(holds) => *holds == mode.positive(),
            Cond::Not(inner) => {
                goals.push(Goal::Cond(inner, names, mode.opposite()));
                true
            }
            Cond::All(parts) | Cond::Any(parts) => {
                let parts: Vec<Goal<'a>> = parts.iter().map(|p| Goal::Cond(p, names, mode)).collect();
                if mode.every() == matches!(cond, Cond::All(_)) {
                    goals.extend(parts);
                } else if parts.is_empty() {
                    return false;
                } else {
                    later.push(parts);
                }
                true
            }
            Cond::Compare(op, a, b) => self.compare(space, *op, a, b, names, mode, goals, later),
            Cond::Among(item, list) => {
                let Num::Leaf(Leaf::Question(id)) = item else {
                    return self.unread(space, &[item], names, mode, goals);
                };
                let name = names[*id].as_str();
                match &mut space.var(name, self.world).values {
                    Values::Numbers(all) => all.retain(|n| list.contains(n) == mode.positive()),
                    values @ Values::Interval { .. } if mode.positive() => {
                        let low = list.iter().copied().fold(f64::INFINITY, f64::min);
                        let high = list.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                        values.compare(CompareOp::Ge, low);
                        values.compare(CompareOp::Le, high);
                    }
                    _ => {}
                }
                self.settle(space, name, mode, goals)
            }
            Cond::Atom(atom) => self.atom(space, atom, names, mode, goals),
        }
    }

    /// After a domain was narrowed to what the atom asks for.
    fn settle<'a>(
        &mut self,
        space: &mut Space<'a>,
        name: &'a str,
        mode: Mode,
        goals: &mut Vec<Goal<'a>>,
    ) -> bool
    where
        'w: 'a,
    {
        let var = space.var(name, self.world);
        if mode.known() || !var.lacking {
            return self.answered(space, name, goals);
        }
        if var.values.is_empty() { self.lacking(space, name, goals) } else { true }
    }

    /// Numbers of which nothing more is certain than that they are answered.
    fn unread<'a>(
        &mut self,
        space: &mut Space<'a>,
        numbers: &[&'a Num],
        names: &'a [String],
        mode: Mode,
        goals: &mut Vec<Goal<'a>>,
    ) -> bool
    where
        'w: 'a,
    {
        !mode.known() || questions(numbers).into_iter().all(|id| self.answered(space, &names[id], goals))
    }

    fn atom<'a>(
        &mut self,
        space: &mut Space<'a>,
        atom: &'a Atom,
        names: &'a [String],
        mode: Mode,
        goals: &mut Vec<Goal<'a>>,
    ) -> bool
    where
        'w: 'a,
    {
        match atom {
            // Always known.
            Atom::Answered(id) if mode.positive() => self.answered(space, &names[*id], goals),
            Atom::Answered(id) => self.lacking(space, &names[*id], goals),
            Atom::OneOf(id, list) => {
                let name = names[*id].as_str();
                if let Values::Options { names, left } = &mut space.var(name, self.world).values {
                    *left &= bits(names.iter().map(|n| list.contains(n) == mode.positive()));
                }
                self.settle(space, name, mode, goals)
            }
            Atom::Selected(id, option) => {
                let name = names[*id].as_str();
                if let Values::Several { names, yes, no } = &mut space.var(name, self.world).values {
                    let bit = bits(names.iter().map(|(n, _)| n == option));
                    *(if mode.positive() { yes } else { no }) |= bit;
                }
                self.settle(space, name, mode, goals)
            }
            Atom::Flag(id) => !mode.known() || self.answered(space, &names[*id], goals),
            Atom::Dates(_, from, to) => {
                let days = [from, to].into_iter().filter_map(|d| match d {
                    Day::Question(id) => Some(*id),
                    Day::Literal(_) => None,
                });
                !mode.known() || days.into_iter().all(|id| self.answered(space, &names[id], goals))
            }
            Atom::Held(_) => true,
        }
    }

    #[allow(clippy::too_many_arguments)] // what a goal is, and where its consequences go
    fn compare<'a>(
        &mut self,
        space: &mut Space<'a>,
        op: CompareOp,
        a: &'a Num,
        b: &'a Num,
        names: &'a [String],
        mode: Mode,
        goals: &mut Vec<Goal<'a>>,
        later: &mut Vec<Vec<Goal<'a>>>,
    ) -> bool
    where
        'w: 'a,
    {
        let op = if mode.positive() { op } else { op.opposite() };
        let plain = match (a, b) {
            (Num::Leaf(Leaf::Question(id)), other) => constant(other).map(|n| (*id, op, n)),
            (other, Num::Leaf(Leaf::Question(id))) => constant(other).map(|n| (*id, op.turned(), n)),
            _ => None,
        };
        if let Some((id, op, n)) = plain {
            let name = names[id].as_str();
            space.var(name, self.world).values.compare(op, n);
            return self.settle(space, name, mode, goals);
        }
        let ids = questions(&[a, b]);
        if !mode.known() {
            let may_lack: Vec<&'a str> = ids
                .iter()
                .map(|id| names[*id].as_str())
                .filter(|name| space.var(name, self.world).lacking)
                .collect();
            if divides(a) || divides(b) || rows(a) || rows(b) {
                return true;
            }
            if !may_lack.is_empty() {
                // Unknown by one of its questions, or known to come out so.
                let (x, y) = (interval(a, names, space, self.world), interval(b, names, space, self.world));
                let mut parts: Vec<Goal<'a>> = may_lack.into_iter().map(Goal::Lacking).collect();
                if possible(op, x, y) {
                    parts.push(Goal::Any(Vec::new()));
                }
                later.push(parts);
                return true;
            }
        }
        for id in ids {
            if !self.answered(space, &names[id], goals) {
                return false;
            }
        }
        let (x, y) = (interval(a, names, space, self.world), interval(b, names, space, self.world));
        possible(op, x, y)
    }
}

fn bits(which: impl Iterator<Item = bool>) -> u128 {
    which.take(128).enumerate().fold(0, |bits, (i, on)| if on { bits | 1 << i } else { bits })
}

/// The questions that a number is made of, each of which must be answered.
fn questions(numbers: &[&Num]) -> Vec<NameId> {
    let mut leaves = Vec::new();
    numbers.iter().for_each(|n| n.leaves(&mut leaves));
    let mut ids = Vec::new();
    for leaf in leaves {
        match leaf {
            Leaf::Question(id) | Leaf::CountSelected(id) => ids.push(*id),
            Leaf::CountYes(all) => ids.extend(all),
            // A roster has no answer of its own.
            Leaf::CountRows(..) | Leaf::Measure(..) | Leaf::At(..) | Leaf::Change(..) => {}
        }
    }
    ids
}

fn constant(num: &Num) -> Option<f64> {
    match num {
        Num::Const(n) => Some(*n),
        Num::Neg(inner) => constant(inner).map(|n| -n),
        Num::Arith(op, a, b) => op.apply(constant(a)?, constant(b)?),
        Num::Leaf(_) => None,
    }
}

fn divides(num: &Num) -> bool {
    match num {
        Num::Const(_) | Num::Leaf(_) => false,
        Num::Neg(inner) => divides(inner),
        Num::Arith(op, a, b) => *op == ArithOp::Div || divides(a) || divides(b),
    }
}

/// Whether it counts rows, which may not be at hand.
fn rows(num: &Num) -> bool {
    let mut leaves = Vec::new();
    num.leaves(&mut leaves);
    leaves.iter().any(|leaf| matches!(leaf, Leaf::CountRows(..)))
}

fn interval<'a>(num: &'a Num, names: &'a [String], space: &mut Space<'a>, world: &dyn World) -> (f64, f64) {
    let wide = (f64::NEG_INFINITY, f64::INFINITY);
    let sound = |(low, high): (f64, f64)| if low.is_nan() || high.is_nan() { wide } else { (low, high) };
    match num {
        Num::Const(n) => (*n, *n),
        Num::Neg(inner) => {
            let (low, high) = interval(inner, names, space, world);
            (-high, -low)
        }
        Num::Arith(op, a, b) => {
            let (x, y) = (interval(a, names, space, world), interval(b, names, space, world));
            sound(match op {
                ArithOp::Add => (x.0 + y.0, x.1 + y.1),
                ArithOp::Sub => (x.0 - y.1, x.1 - y.0),
                ArithOp::Mul => {
                    let all = [x.0 * y.0, x.0 * y.1, x.1 * y.0, x.1 * y.1];
                    if all.iter().any(|n| n.is_nan()) {
                        wide
                    } else {
                        (
                            all.iter().copied().fold(f64::INFINITY, f64::min),
                            all.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                        )
                    }
                }
                ArithOp::Div => wide,
            })
        }
        Num::Leaf(Leaf::Question(id)) => space.var(&names[*id], world).values.hull(),
        Num::Leaf(Leaf::CountYes(ids)) => (0.0, ids.len() as f64),
        Num::Leaf(Leaf::CountSelected(id)) => match &space.var(&names[*id], world).values {
            Values::Several { names, yes, no } => {
                let alone = bits(names.iter().map(|(_, alone)| *alone));
                // Those that may still stand beside each other.
                let most = names.len() - (alone | no).count_ones() as usize;
                let one = if yes & alone == 0 { most } else { 1 };
                (f64::from(yes.count_ones().max(1)), one.max(1) as f64)
            }
            _ => (0.0, f64::INFINITY),
        },
        Num::Leaf(Leaf::CountRows(..)) => (0.0, f64::INFINITY),
        Num::Leaf(Leaf::Measure(..) | Leaf::At(..) | Leaf::Change(..)) => wide,
    }
}

/// Whether a number of the first can stand so to one of the second.
fn possible(op: CompareOp, x: (f64, f64), y: (f64, f64)) -> bool {
    match op {
        CompareOp::Eq => x.0 <= y.1 && y.0 <= x.1,
        CompareOp::Ne => !(x.0 == x.1 && y.0 == y.1 && x.0 == y.0),
        CompareOp::Lt => x.0 < y.1,
        CompareOp::Le => x.0 <= y.1,
        CompareOp::Gt => x.1 > y.0,
        CompareOp::Ge => x.1 >= y.0,
    }
}
