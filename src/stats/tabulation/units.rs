//! Tables over units of several rows: the rows are read once for a batch of
//! items, sums by unit are kept, the variances follow from them.

use std::ops::Range;

use super::super::estimate::Contrast;
use super::super::sum::Sum;
use super::super::undefined::Undefined;
use super::fixed::{self, ONE, Packed};
use super::terms::{Term, variance};
use super::{Answers, Base, Item, Line, NO_ANSWER, Settled, Total, Walk, centre};

/// What is the same for all items of yes and no: everyone by unit and cell.
pub(super) struct Whole {
    weight: fixed::Unit,
    square: fixed::Unit,
    /// By cell, by unit: weights and rows.
    sums: Vec<Packed>,
    /// The same weights as numbers.
    weights: Vec<f64>,
    /// By cell.
    totals: Vec<Packed>,
    /// By cell: Σ w².
    squares: Vec<Packed>,
}

/// Sums of an item by cell, by unit.
struct Sums {
    /// Σ w x of the rows with an answer.
    values: Vec<f64>,
    /// Their Σ w.
    weights: Vec<f64>,
}

/// An item of yes and no while it is walked.
pub(super) struct Counted {
    sums: Sums,
    /// By cell.
    totals: Vec<CountedTotal>,
}

#[derive(Debug, Clone, Copy, Default)]
struct CountedTotal {
    yes: Packed,
    /// Of the rows without an answer.
    missing: Packed,
    /// Σ w² of those.
    missing_square: Packed,
}

/// Rows of one unit by level: of each breakdown in turn, its levels and then
/// those without one.
struct Room {
    yes: Vec<Packed>,
    missing: Vec<Packed>,
    /// A row of the unit is missing.
    any_missing: bool,
    /// By row of the unit: its weight, and the slot of its level where there is
    /// one breakdown.
    rows: Vec<(Packed, usize)>,
    answers: Vec<u8>,
}

/// One unit's rows, ready for every item.
struct Unit<'a> {
    /// Rows of the file.
    rows: &'a [u32],
    /// They stand in the file as they do here.
    straight: bool,
    /// Places in the design's order.
    range: Range<usize>,
}

/// The places of the bytes that are 1, and of those above, among eight.
#[inline]
fn ones_and_others(bytes: u64) -> (u8, u8) {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const SEVEN: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let above = bytes & !LOW;
    let others = (((above & SEVEN) + SEVEN) | above) >> 7 & LOW;
    let ones = bytes & LOW & !others;
    // Each lowest bit moves to its place in the highest byte.
    let gather = |bits: u64| (bits.wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8;
    (gather(ones), gather(others))
}

/// The same for up to 64 answers.
#[inline]
fn bits(answers: &[u8]) -> (u64, u64) {
    let (mut ones, mut others) = (0, 0);
    let eights = answers.chunks_exact(8);
    let rest = eights.remainder();
    let mut place = 0;
    for eight in eights {
        let Ok(eight) = <[u8; 8]>::try_from(eight) else { break };
        let (one, other) = ones_and_others(u64::from_le_bytes(eight));
        ones |= u64::from(one) << place;
        others |= u64::from(other) << place;
        place += 8;
    }
    for answer in rest {
        ones |= u64::from(*answer == 1) << place;
        others |= u64::from(*answer > 1) << place;
        place += 1;
    }
    (ones, others)
}

impl Walk<'_> {
    pub(super) fn whole(&self) -> Option<Whole> {
        if self.weights.len() >= fixed::MOST_ROWS || self.weights.contains(&0.0) {
            return None;
        }
        let weight = fixed::Unit::for_sum(self.weights.iter().sum())?;
        let square = fixed::Unit::for_sum(self.weights.iter().map(|w| w * w).sum())?;
        // Beside weights many powers of ten above its own, a weight would lose
        // digits, and so would a group of such weights.
        if !self.weights.iter().all(|w| weight.holds(*w) && square.holds(w * w)) {
            return None;
        }
        let units = self.units.len() - 1;
        let mut sums = vec![0; self.cells * units];
        let mut squares = vec![0; self.cells];
        for unit in 0..units {
            for at in self.units[unit] as usize..self.units[unit + 1] as usize {
                let w = self.weights[at];
                let (one, two) = (weight.of(w) | ONE, square.of(w * w));
                self.cells_of(at, |cell| {
                    sums[cell * units + unit] += one;
                    squares[cell] += two;
                });
            }
        }
        let weights = sums.iter().map(|sum| weight.number(*sum)).collect();
        let totals = sums.chunks(units).map(|units| units.iter().sum()).collect();
        Some(Whole { weight, square, sums, weights, totals, squares })
    }

    /// Lines of items of yes and no.
    pub(super) fn lines_counted(
        &self,
        items: &[&Item<'_>],
        bases: &[Base],
        whole: &Whole,
        works: &mut Vec<Counted>,
    ) -> Vec<Line> {
        let units = self.units.len() - 1;
        // What stood in the room before is written over.
        works.resize_with(items.len(), || Counted {
            sums: Sums { values: vec![0.0; self.cells * units], weights: vec![0.0; self.cells * units] },
            totals: Vec::new(),
        });
        for work in works.iter_mut() {
            work.totals.clear();
            work.totals.resize(self.cells, CountedTotal::default());
        }
        let slots = self.plan.by.iter().map(|by| by.groups.names().len() + 1).sum::<usize>().max(1);
        let mut room = Room {
            yes: vec![0; slots],
            missing: vec![0; slots],
            any_missing: false,
            rows: Vec::new(),
            answers: Vec::new(),
        };
        for number in 0..units {
            let range = self.units[number] as usize..self.units[number + 1] as usize;
            room.rows.clear();
            let slot = |at: usize| self.codes.first().map_or(0, |codes| codes.at(at));
            room.rows.extend(range.clone().map(|at| (whole.weight.of(self.weights[at]) | ONE, slot(at))));
            let rows = &self.design.order[range.clone()];
            let straight = rows.is_sorted_by(|a, b| *b == a + 1);
            let unit = Unit { rows, straight, range };
            for (item, work) in items.iter().zip(works.iter_mut()) {
                let Answers::YesNo(answers) = item.answers else { continue };
                let out = bases[item.population].out.as_deref();
                self.count(&unit, answers, out, whole, &mut room, work);
                self.end_unit(number, whole, &mut room, work);
            }
        }
        let line = |(item, work): (&&Item<'_>, &Counted)| {
            let total = |(cell, total): (usize, &CountedTotal)| {
                let valid = whole.totals[cell] - total.missing;
                let rows = fixed::count(valid);
                Total {
                    value: Sum::of(whole.weight.number(total.yes)),
                    weight: Sum::of(whole.weight.number(valid)),
                    square: Sum::of(whole.square.number(whole.squares[cell] - total.missing_square)),
                    rows,
                    counting: rows,
                    ..Total::NOTHING
                }
            };
            let totals: Vec<Total> = work.totals.iter().enumerate().map(total).collect();
            self.settle(item, 0.0, &work.sums, &totals, &bases[item.population])
        };
        items.iter().zip(works.iter()).map(line).collect()
    }

    /// Adds a unit's answers up by level.
    fn count(
        &self,
        unit: &Unit<'_>,
        answers: &[u8],
        out: Option<&[u8]>,
        whole: &Whole,
        room: &mut Room,
        work: &mut Counted,
    ) {
        let first = unit.rows[0] as usize;
        let here: &[u8] = match out {
            None if unit.straight => &answers[first..first + unit.rows.len()],
            None => {
                room.answers.clear();
                room.answers.extend(unit.rows.iter().map(|row| answers[*row as usize]));
                &room.answers
            }
            Some(out) => {
                room.answers.clear();
                room.answers.extend(unit.rows.iter().map(|row| answers[*row as usize] | out[*row as usize]));
                &room.answers
            }
        };
        room.any_missing = false;
        for (n, word) in here.chunks(64).enumerate() {
            let (mut ones, mut others) = bits(word);
            if self.codes.len() < 2 {
                while ones != 0 {
                    let (w, slot) = room.rows[n * 64 + ones.trailing_zeros() as usize];
                    ones &= ones - 1;
                    room.yes[slot] += w;
                }
            } else {
                while ones != 0 {
                    let k = n * 64 + ones.trailing_zeros() as usize;
                    ones &= ones - 1;
                    let (w, _) = room.rows[k];
                    self.slots_of(unit.range.start + k, |slot| room.yes[slot] += w);
                }
            }
            room.any_missing |= others != 0;
            while others != 0 {
                let k = n * 64 + others.trailing_zeros() as usize;
                others &= others - 1;
                let (w, _) = room.rows[k];
                self.slots_of(unit.range.start + k, |slot| room.missing[slot] += w);
                let weight = self.weights[unit.range.start + k];
                let square = whole.square.of(weight * weight);
                self.cells_of(unit.range.start + k, |cell| work.totals[cell].missing_square += square);
            }
        }
    }

    /// The places of a row of the design's order in the room.
    #[inline]
    fn slots_of(&self, at: usize, mut of: impl FnMut(usize)) {
        match self.codes.as_slice() {
            [] => of(0),
            [codes] => of(codes.at(at)),
            many => {
                let mut from = 0;
                for (codes, by) in many.iter().zip(&self.plan.by) {
                    of(from + codes.at(at));
                    from += by.groups.names().len() + 1;
                }
            }
        }
    }

    /// Writes down what a unit came to, and clears the room.
    fn end_unit(&self, unit: usize, whole: &Whole, room: &mut Room, work: &mut Counted) {
        let units = self.units.len() - 1;
        let Counted { sums, totals } = work;
        let any_missing = room.any_missing;
        let mut end = |cell: usize, yes: Packed, missing: Packed| {
            let place = cell * units + unit;
            let total = &mut totals[cell];
            total.yes += yes;
            sums.values[place] = whole.weight.number(yes);
            sums.weights[place] = whole.weights[place];
            if missing != 0 {
                total.missing += missing;
                sums.weights[place] = whole.weight.number(whole.sums[place] - missing);
            }
        };
        let everyone = self.plan.by.first().map_or(1, |by| by.groups.names().len() + 1);
        let missing = if any_missing { room.missing[..everyone].iter().sum() } else { 0 };
        end(0, room.yes[..everyone].iter().sum(), missing);
        let mut from = 0;
        for (by, first) in self.plan.by.iter().zip(self.first) {
            let levels = by.groups.names().len();
            for level in 0..levels {
                end(first + level, room.yes[from + level], room.missing[from + level]);
            }
            from += levels + 1;
        }
        room.yes.fill(0);
        if any_missing {
            room.missing.fill(0);
        }
    }

    /// The line of an item whose answers are numbers, or of yes and no where
    /// weights cannot be counted in whole units.
    pub(super) fn line_measured(&self, item: &Item<'_>, base: &Base) -> Line {
        let units = self.units.len() - 1;
        let centre = centre(item);
        let mut sums = Sums { values: vec![0.0; self.cells * units], weights: vec![0.0; self.cells * units] };
        let mut totals = vec![Total::NOTHING; self.cells];
        let mut here = vec![Total::NOTHING; self.cells];
        for unit in 0..units {
            for at in self.units[unit] as usize..self.units[unit + 1] as usize {
                if let Some(x) = self.value(item, base, at) {
                    let w = self.weights[at];
                    self.cells_of(at, |cell| here[cell].add(x, centre, w));
                }
            }
            for (cell, (here, total)) in here.iter_mut().zip(&mut totals).enumerate() {
                if here.rows > 0 {
                    sums.values[cell * units + unit] = here.value.value();
                    sums.weights[cell * units + unit] = here.weight.value();
                    total.add_all(here);
                    *here = Total::NOTHING;
                }
            }
        }
        self.settle(item, centre, &sums, &totals, base)
    }

    /// Figures and variances from sums by unit.
    fn settle(&self, item: &Item<'_>, centre: f64, sums: &Sums, totals: &[Total], base: &Base) -> Line {
        let units = self.units.len() - 1;
        let settled: Vec<Result<Settled, Undefined>> =
            (0..self.cells).map(|cell| totals[cell].settle(item, centre, base, cell, self.design)).collect();
        let mut influence = vec![0.0; units];
        let mut other = Vec::new();
        let influences = |into: &mut [f64], found: &Settled, cell: usize| {
            let values = &sums.values[cell * units..(cell + 1) * units];
            let weights = &sums.weights[cell * units..(cell + 1) * units];
            for ((into, value), weight) in into.iter_mut().zip(values).zip(weights) {
                *into = found.influence(item.figure, centre, *value, *weight);
            }
        };
        let has = |cell: usize, units: Range<usize>| {
            sums.weights[cell * self.design_units() + units.start..][..units.len()]
                .iter()
                .filter(|w| **w > 0.0)
                .count() as u32
        };
        let mut terms = Vec::with_capacity(self.strata.len());
        let mut line = Line::default();
        for (cell, found) in settled.iter().enumerate() {
            line.cells.push(found.as_ref().map_err(Clone::clone).and_then(|found| {
                influences(&mut influence, found, cell);
                terms.clear();
                terms.extend(self.strata.iter().filter_map(|(stratum, units)| {
                    let range = units.start as usize..units.end as usize;
                    Term::of(*stratum, &influence[range.clone()], has(cell, range))
                }));
                let variance = variance(self.design, &terms)?;
                found.basis.estimate(found.value, variance, found.simple.clone())
            }));
            line.less.push(self.reference(cell).map(|reference| {
                let a = settled[reference].as_ref().map_err(Clone::clone)?;
                let b = found.as_ref().map_err(Clone::clone)?;
                other.resize(units, 0.0);
                influences(&mut influence, b, cell);
                influences(&mut other, a, reference);
                influence.iter_mut().zip(&other).for_each(|(b, a)| *b -= a);
                terms.clear();
                terms.extend(self.strata.iter().filter_map(|(stratum, units)| {
                    let range = units.start as usize..units.end as usize;
                    let both = range.clone().filter(|unit| {
                        sums.weights[cell * self.design_units() + unit] > 0.0
                            || sums.weights[reference * self.design_units() + unit] > 0.0
                    });
                    Term::of(*stratum, &influence[range.clone()], both.count() as u32)
                }));
                let variance = variance(self.design, &terms)?;
                Ok(Contrast { value: b.value - a.value, variance, df: base.df[0] })
            }));
        }
        line
    }

    fn design_units(&self) -> usize {
        self.units.len() - 1
    }

    /// The answer of the row at a place of the design's order.
    pub(super) fn value(&self, item: &Item<'_>, base: &Base, at: usize) -> Option<f64> {
        let row = self.design.order[at] as usize;
        if base.out.as_ref().is_some_and(|out| out[row] != 0) {
            return None;
        }
        match item.answers {
            Answers::YesNo(answers) => (answers[row] < NO_ANSWER).then_some(f64::from(answers[row])),
            Answers::Numbers(numbers) => Some(numbers[row]).filter(|x| !x.is_nan()),
        }
    }

    /// The cells a row of the design's order is in.
    #[inline]
    pub(super) fn cells_of(&self, at: usize, mut of: impl FnMut(usize)) {
        of(0);
        for ((by, codes), first) in self.plan.by.iter().zip(&self.codes).zip(self.first) {
            let level = codes.at(at);
            if level < by.groups.names().len() {
                of(first + level);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ones_and_others;

    #[test]
    fn bytes_are_told_apart_by_their_places() {
        assert_eq!(
            ones_and_others(u64::from_le_bytes([0, 1, 2, 3, 1, 0, 255, 128])),
            (0b0001_0010, 0b1100_1100)
        );
        assert_eq!(ones_and_others(u64::from_le_bytes([1; 8])), (255, 0));
        assert_eq!(ones_and_others(u64::from_le_bytes([4; 8])), (0, 255));
    }
}
