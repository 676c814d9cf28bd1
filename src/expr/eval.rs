//! The one rule by which conditions combine, for readers that look at one row
//! or one finding at a time.

use super::ir::{Atom, Cond, Leaf, Num};

/// Where atoms and numbers come from, and what is said when they are not known.
pub(super) trait Reader {
    /// Why something is not known.
    type Why;

    fn merge(one: Self::Why, other: Self::Why) -> Self::Why;
    /// A calculation that has no finite result.
    fn no_result(&self) -> Self::Why;
    fn atom(&self, atom: &Atom) -> Result<bool, Self::Why>;
    /// A finite number.
    fn leaf(&self, leaf: &Leaf) -> Result<f64, Self::Why>;
    /// Whether these numbers may stand beside each other in one comparison, or
    /// why not.
    fn beside(&self, _numbers: &[&Num]) -> Result<(), Self::Why> {
        Ok(())
    }
    /// What an atom, or the opposite of one, is when it is not known.
    fn settle(&self, why: Self::Why) -> Result<bool, Self::Why> {
        Err(why)
    }
}

/// Kleene's logic over `cond`, or over its opposite when not `positive`. The
/// opposite is carried down to the atoms, so that `settle` sees each in the
/// direction in which it is written.
pub(super) fn truth<R: Reader>(reader: &R, cond: &Cond, positive: bool) -> Result<bool, R::Why> {
    let known = match cond {
        Cond::Const(b) => Ok(*b),
        Cond::Not(inner) => return truth(reader, inner, !positive),
        Cond::All(parts) => return joined(reader, parts, positive, !positive),
        Cond::Any(parts) => return joined(reader, parts, positive, positive),
        Cond::Compare(op, a, b) => {
            let known = both::<R, _, _>(number(reader, a), number(reader, b));
            known.and_then(|(x, y)| reader.beside(&[a, b]).map(|()| op.holds(x, y)))
        }
        Cond::Among(item, list) => {
            let known = number(reader, item);
            known.and_then(|n| reader.beside(&[item]).map(|()| list.contains(&n)))
        }
        Cond::Atom(atom) => reader.atom(atom),
    };
    match known {
        Ok(holds) => Ok(holds == positive),
        Err(why) => reader.settle(why),
    }
}

/// The parts joined by `or` when `decisive` is true, by `and` when it is false.
fn joined<R: Reader>(reader: &R, parts: &[Cond], positive: bool, decisive: bool) -> Result<bool, R::Why> {
    let mut open: Option<R::Why> = None;
    for part in parts {
        match truth(reader, part, positive) {
            Ok(b) if b == decisive => return Ok(decisive),
            Ok(_) => {}
            Err(why) => {
                open = Some(match open {
                    Some(before) => R::merge(before, why),
                    None => why,
                });
            }
        }
    }
    open.map_or(Ok(!decisive), Err)
}

fn both<R: Reader, A, B>(a: Result<A, R::Why>, b: Result<B, R::Why>) -> Result<(A, B), R::Why> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => Err(R::merge(a, b)),
        (Err(why), _) | (_, Err(why)) => Err(why),
    }
}

/// A finite number, or why there is none.
pub(super) fn number<R: Reader>(reader: &R, num: &Num) -> Result<f64, R::Why> {
    match num {
        Num::Const(n) => Ok(*n),
        Num::Neg(inner) => number(reader, inner).map(|n| -n),
        Num::Arith(op, a, b) => {
            let (a, b) = both::<R, _, _>(number(reader, a), number(reader, b))?;
            op.apply(a, b).ok_or_else(|| reader.no_result())
        }
        Num::Leaf(leaf) => reader.leaf(leaf),
    }
}
