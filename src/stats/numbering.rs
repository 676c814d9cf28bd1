//! Numbers for what is sampled, and the order in which its rows are walked.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::design::{Drawn, Stage};
use super::factor::Factor;

/// Gives each new key the next number.
pub(super) enum Numbering {
    /// Every row is a key of its own.
    Rows(u32),
    /// Keys below a bound.
    Dense { numbers: Vec<u32>, next: u32 },
    /// Pairs.
    Sparse { numbers: HashMap<u64, u32, BuildHasherDefault<Quick>>, last: Option<(u64, u32)> },
}

impl Numbering {
    pub fn dense(bound: usize) -> Numbering {
        Numbering::Dense { numbers: vec![u32::MAX; bound], next: 0 }
    }

    pub fn sparse() -> Numbering {
        Numbering::Sparse { numbers: HashMap::default(), last: None }
    }

    /// The number of a key, and whether it is new. Of pairs, `high` stands in
    /// front; otherwise it is not looked at.
    pub fn number(&mut self, high: u32, low: u32) -> (u32, bool) {
        match self {
            Numbering::Rows(next) => {
                *next += 1;
                (*next - 1, true)
            }
            Numbering::Dense { numbers, next } => {
                let number = &mut numbers[low as usize];
                let new = *number == u32::MAX;
                if new {
                    *number = *next;
                    *next += 1;
                }
                (*number, new)
            }
            Numbering::Sparse { numbers, last } => {
                let key = u64::from(high) << 32 | u64::from(low);
                // Rows of a unit mostly stand together.
                if let Some((_, number)) = last.filter(|(k, _)| *k == key) {
                    return (number, false);
                }
                let next = numbers.len() as u32;
                let number = *numbers.entry(key).or_insert(next);
                *last = Some((key, number));
                (number, number == next)
            }
        }
    }
}

/// A hash of whole numbers, by Fibonacci's multiplier (Knuth, vol. 3, 6.4):
/// the keys are our own numbers, nobody can choose them to collide.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0 ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// The rows such that units of every stage stand together, in the order of
/// their strata's and their own levels: sums over units do not depend on the
/// order in which a file has them.
pub(super) fn order(drawn: &[Drawn], declared: &[Stage<'_>], rows: usize) -> Vec<u32> {
    let Some(last) = drawn.last() else { return (0..rows as u32).collect() };
    let units: usize = last.sampled.iter().map(|n| *n as usize).sum();
    let mut first = vec![u32::MAX; units];
    let mut size = vec![0u32; units];
    // Numbers are given as units come, so this says that rows stand together.
    let together = last.unit.is_sorted();
    for (row, unit) in last.unit.iter().enumerate() {
        let unit = *unit as usize;
        if size[unit] == 0 {
            first[unit] = row as u32;
        }
        size[unit] += 1;
    }
    let key = |unit: &u32| {
        let row = first[*unit as usize];
        let code = move |factor: Option<&Factor>, or: u32| factor.map_or(or, |f| f.code(row as usize));
        declared.iter().map(move |stage| (code(stage.strata, 0), code(stage.units, row)))
    };
    let mut sorted: Vec<u32> = (0..units as u32).collect();
    if sorted.is_sorted_by(|a, b| key(a).le(key(b))) {
        if together {
            return (0..rows as u32).collect();
        }
    } else {
        sorted.sort_by(|a, b| key(a).cmp(key(b)));
    }
    if units == rows {
        return sorted.into_iter().map(|unit| first[unit as usize]).collect();
    }
    let mut start = vec![0u32; units];
    let mut at = 0;
    for unit in &sorted {
        start[*unit as usize] = at;
        at += size[*unit as usize];
    }
    let mut order = vec![0u32; rows];
    for (row, unit) in last.unit.iter().enumerate() {
        let place = &mut start[*unit as usize];
        order[*place as usize] = row as u32;
        *place += 1;
    }
    order
}
