//! An expression after checking: every name resolved, every option a string,
//! the conveniences (`any_yes`, `~=`, `missing`) written out. Readers and
//! translations work on this.

use super::ast::{ArithOp, CompareOp};

/// A name the expression depends on: an index into `Checked::names`.
pub(super) type NameId = usize;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    Cond(Cond),
    Num(Num),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cond {
    Const(bool),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Compare(CompareOp, Num, Num),
    /// Whether the number is one of these.
    Among(Num, Vec<f64>),
    Atom(Atom),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Atom {
    /// A question that is true or false.
    Flag(NameId),
    /// A choice, text or answer is one of these.
    OneOf(NameId, Vec<String>),
    /// One of several options was chosen.
    Selected(NameId, String),
    Dates(CompareOp, Day, Day),
    Answered(NameId),
    /// There is such evidence.
    Held(NameId),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Day {
    Question(NameId),
    Literal(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Num {
    Const(f64),
    Neg(Box<Num>),
    Arith(ArithOp, Box<Num>, Box<Num>),
    Leaf(Leaf),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Leaf {
    Question(NameId),
    CountYes(Vec<NameId>),
    CountSelected(NameId),
    /// The rows of a roster, those for which the condition is known to hold.
    CountRows(NameId, Option<Box<Cond>>),
    Measure(Measure, NameId),
    At(NameId, i32),
    /// From the first period to the second, as a proportion of the first.
    Change(NameId, i32, i32),
}

/// Which number of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    Value,
    Low,
    High,
    CiLow,
    CiHigh,
    Base,
}

/// The option that `any_yes`, `all_yes` and `count_yes` look for.
pub(super) const YES: &str = "yes";

impl Num {
    /// Every leaf, in the order of the text.
    pub fn leaves<'a>(&'a self, out: &mut Vec<&'a Leaf>) {
        match self {
            Num::Const(_) => {}
            Num::Neg(inner) => inner.leaves(out),
            Num::Arith(_, a, b) => {
                a.leaves(out);
                b.leaves(out);
            }
            Num::Leaf(leaf) => out.push(leaf),
        }
    }
}

impl Num {
    fn outside_rows(&self, out: &mut Vec<NameId>) {
        let mut leaves = Vec::new();
        self.leaves(&mut leaves);
        for leaf in leaves {
            match leaf {
                Leaf::Question(id)
                | Leaf::CountSelected(id)
                | Leaf::CountRows(id, _)
                | Leaf::Measure(_, id)
                | Leaf::At(id, _)
                | Leaf::Change(id, ..) => out.push(*id),
                Leaf::CountYes(ids) => out.extend(ids),
            }
        }
    }
}

impl Body {
    /// As [`Cond::outside_rows`].
    pub fn outside_rows(&self) -> Vec<NameId> {
        let mut out = Vec::new();
        match self {
            Body::Cond(cond) => cond.outside_rows(&mut out),
            Body::Num(num) => num.outside_rows(&mut out),
        }
        out
    }
}

impl Cond {
    /// The numbers that are compared anywhere in it, each side of its own.
    pub fn numbers<'a>(&'a self, out: &mut Vec<&'a Num>) {
        match self {
            Cond::Const(_) | Cond::Atom(_) => {}
            Cond::Not(inner) => inner.numbers(out),
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|p| p.numbers(out)),
            Cond::Compare(_, a, b) => out.extend([a, b]),
            Cond::Among(item, _) => out.push(item),
        }
    }

    /// Every name in it that is read of this respondent, not of the rows of a
    /// roster.
    pub fn outside_rows(&self, out: &mut Vec<NameId>) {
        match self {
            Cond::Const(_) => {}
            Cond::Not(inner) => inner.outside_rows(out),
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|p| p.outside_rows(out)),
            Cond::Compare(_, a, b) => [a, b].into_iter().for_each(|n| n.outside_rows(out)),
            Cond::Among(item, _) => item.outside_rows(out),
            Cond::Atom(atom) => match atom {
                Atom::Flag(id)
                | Atom::OneOf(id, _)
                | Atom::Selected(id, _)
                | Atom::Answered(id)
                | Atom::Held(id) => out.push(*id),
                Atom::Dates(_, from, to) => {
                    for day in [from, to] {
                        if let Day::Question(id) = day {
                            out.push(*id);
                        }
                    }
                }
            },
        }
    }

    pub fn negate_if(self, negate: bool) -> Cond {
        if negate { Cond::Not(Box::new(self)) } else { self }
    }
}

/// Whether `text` is a day of the calendar, `YYYY-MM-DD`; such texts sort by time.
pub(super) fn is_date(text: &str) -> bool {
    let b = text.as_bytes();
    if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
        return false;
    }
    let number = |from: usize, to: usize| {
        b[from..to].iter().try_fold(0u32, |n, c| c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0')))
    };
    let (Some(year), Some(month), Some(day)) = (number(0, 4), number(5, 7), number(8, 10)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}
