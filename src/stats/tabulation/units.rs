//! Tables over units of several rows: the rows are read once for a batch of
//! items, sums by unit are kept, the variances follow from them.

use crate::base::parallel::{in_pieces, piece};

use super::super::estimate::Contrast;
use super::super::sum::Sum;
use super::super::undefined::Undefined;
use super::fixed::{self, ONE, Packed};
use super::terms::{Term, variance};
use super::{Answers, Base, Influence, Item, Line, NO_ANSWER, Settled, Total, Walk, centre};

/// Rows whose answers are read in one stretch.
const STRETCH: usize = 256;

/// Units of one piece of work.
const PIECE: usize = 512;

/// What is the same for all items of yes and no: everyone by unit and cell.
pub(super) struct Whole {
    weight: fixed::Unit,
    square: fixed::Unit,
    /// By unit, by cell: weights and rows.
    sums: Vec<Packed>,
    /// The same weights as numbers.
    weights: Vec<f64>,
    /// By cell.
    totals: Vec<Packed>,
    /// By cell: Σ w².
    squares: Vec<Packed>,
}

/// Sums of an item by unit, by cell: what one unit gives is written, and what
/// one stratum needs is read, in one stretch.
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
    /// By row of some units: its weight, and the slot of its level where there is
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
    /// Where they begin in the design's order.
    at: usize,
    /// Where they begin in the room.
    first: usize,
}

/// The influence of the units of one stratum, cells side by side: processors
/// work on several at a time.
struct Block {
    cells: usize,
    units: usize,
    /// By unit, by cell.
    influence: Vec<f64>,
    sum: Vec<f64>,
    mean: Vec<f64>,
    squares: Vec<f64>,
    seen: Vec<u32>,
}

impl Block {
    fn of(cells: usize) -> Block {
        Block {
            cells,
            units: 0,
            influence: Vec::new(),
            sum: vec![0.0; cells],
            mean: vec![0.0; cells],
            squares: vec![0.0; cells],
            seen: vec![0; cells],
        }
    }

    fn fill(&mut self, values: &[f64], weights: &[f64], influence: &[Influence]) {
        self.influence.clear();
        self.seen.fill(0);
        for (values, weights) in values.chunks_exact(self.cells).zip(weights.chunks_exact(self.cells)) {
            let of = |((value, weight), influence): ((&f64, &f64), &Influence)| influence.of(*value, *weight);
            self.influence.extend(values.iter().zip(weights).zip(influence).map(of));
            self.seen.iter_mut().zip(weights).for_each(|(seen, weight)| *seen += u32::from(*weight > 0.0));
        }
        self.add_up();
    }

    /// Each cell less its reference, where it has one.
    fn fill_differences(&mut self, of: &Block, weights: &[f64], references: &[Option<usize>]) {
        self.influence.clear();
        self.seen.fill(0);
        for (unit, weights) in of.influence.chunks_exact(self.cells).zip(weights.chunks_exact(self.cells)) {
            for (cell, reference) in references.iter().enumerate() {
                self.influence.push(reference.map_or(0.0, |reference| unit[cell] - unit[reference]));
                let has = reference.is_some_and(|r| weights[cell] > 0.0 || weights[r] > 0.0);
                self.seen[cell] += u32::from(has);
            }
        }
        self.add_up();
    }

    fn add_up(&mut self) {
        self.units = self.influence.len() / self.cells;
        self.sum.fill(0.0);
        self.squares.fill(0.0);
        for unit in self.influence.chunks_exact(self.cells) {
            self.sum.iter_mut().zip(unit).for_each(|(sum, x)| *sum += x);
        }
        let units = self.units as f64;
        self.mean.iter_mut().zip(&self.sum).for_each(|(mean, sum)| *mean = sum / units);
        for unit in self.influence.chunks_exact(self.cells) {
            for ((squares, x), mean) in self.squares.iter_mut().zip(unit).zip(&self.mean) {
                *squares += (x - mean) * (x - mean);
            }
        }
    }

    /// None if no unit has a row of the cell.
    fn term(&self, stratum: u32, cell: usize) -> Option<Term> {
        let (seen, sum, squares) = (self.seen[cell], self.sum[cell], self.squares[cell]);
        (seen > 0).then_some(Term { stratum, seen, sum, squares })
    }
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
        let pieces = in_pieces(units.div_ceil(PIECE), |n| {
            let units = piece(units, PIECE, n);
            let mut sums = vec![0; self.cells * units.len()];
            let mut squares = vec![0; self.cells];
            for (sums, unit) in sums.chunks_exact_mut(self.cells).zip(units) {
                for at in self.units[unit] as usize..self.units[unit + 1] as usize {
                    let w = self.weights[at];
                    let (one, two) = (weight.of(w) | ONE, square.of(w * w));
                    self.cells_of(at, |cell| {
                        sums[cell] += one;
                        squares[cell] += two;
                    });
                }
            }
            (sums, squares)
        });
        let mut sums: Vec<Packed> = Vec::with_capacity(self.cells * units);
        let mut squares = vec![0; self.cells];
        for (of_piece, squares_of_piece) in pieces {
            sums.extend(of_piece);
            squares.iter_mut().zip(squares_of_piece).for_each(|(all, here)| *all += here);
        }
        let weights = sums.iter().map(|sum| weight.number(*sum)).collect();
        let mut totals = vec![0; self.cells];
        for unit in sums.chunks(self.cells) {
            totals.iter_mut().zip(unit).for_each(|(total, sum)| *total += *sum);
        }
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
        // Some units at a time, so that each item's answers are read in one stretch.
        let mut block: Vec<(usize, Unit<'_>)> = Vec::new();
        let mut next = 0;
        while next < units {
            block.clear();
            room.rows.clear();
            while next < units && (block.is_empty() || room.rows.len() < STRETCH) {
                let range = self.units[next] as usize..self.units[next + 1] as usize;
                let rows = &self.design.order[range.clone()];
                let straight = self.design.straight || rows.is_sorted_by(|a, b| *b == a + 1);
                block.push((next, Unit { rows, straight, at: range.start, first: room.rows.len() }));
                let slot = |at: usize| self.codes.first().map_or(0, |codes| codes.at(at));
                room.rows.extend(range.map(|at| (whole.weight.of(self.weights[at]) | ONE, slot(at))));
                next += 1;
            }
            for (item, work) in items.iter().zip(works.iter_mut()) {
                let Answers::YesNo(answers) = item.answers else { continue };
                let out = bases[item.population].out.as_deref();
                for (number, unit) in &block {
                    self.count(unit, answers, out, whole, &mut room, work);
                    self.end_unit(*number, whole, &mut room, work);
                }
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
                    let (w, slot) = room.rows[unit.first + n * 64 + ones.trailing_zeros() as usize];
                    ones &= ones - 1;
                    room.yes[slot] += w;
                }
            } else {
                while ones != 0 {
                    let k = n * 64 + ones.trailing_zeros() as usize;
                    ones &= ones - 1;
                    let (w, _) = room.rows[unit.first + k];
                    self.slots_of(unit.at + k, |slot| room.yes[slot] += w);
                }
            }
            room.any_missing |= others != 0;
            while others != 0 {
                let k = n * 64 + others.trailing_zeros() as usize;
                others &= others - 1;
                let (w, _) = room.rows[unit.first + k];
                self.slots_of(unit.at + k, |slot| room.missing[slot] += w);
                let weight = self.weights[unit.at + k];
                let square = whole.square.of(weight * weight);
                self.cells_of(unit.at + k, |cell| work.totals[cell].missing_square += square);
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
        let Counted { sums, totals } = work;
        let any_missing = room.any_missing;
        let mut end = |cell: usize, yes: Packed, missing: Packed| {
            let place = unit * self.cells + cell;
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
                    sums.values[unit * self.cells + cell] = here.value.value();
                    sums.weights[unit * self.cells + cell] = here.weight.value();
                    total.add_all(here);
                    *here = Total::NOTHING;
                }
            }
        }
        self.settle(item, centre, &sums, &totals, base)
    }

    /// Figures and variances from sums by unit.
    fn settle(&self, item: &Item<'_>, centre: f64, sums: &Sums, totals: &[Total], base: &Base) -> Line {
        let cells = self.cells;
        let settled: Vec<Result<Settled, Undefined>> =
            (0..cells).map(|cell| totals[cell].settle(item, centre, base, cell, self.design)).collect();
        let influence: Vec<Influence> = settled
            .iter()
            .map(|found| {
                found.as_ref().map_or(Influence::NONE, |found| found.influence_of(item.figure, centre))
            })
            .collect();
        let references: Vec<Option<usize>> = (0..cells).map(|cell| self.reference(cell)).collect();
        let compared = references.iter().any(Option::is_some);
        let mut terms: Vec<Vec<Term>> = vec![Vec::with_capacity(self.strata.len()); cells];
        // Of a cell's difference from its reference.
        let mut less: Vec<Vec<Term>> = vec![Vec::new(); cells];
        let mut here = Block::of(cells);
        let mut apart = Block::of(cells);
        for (stratum, units) in &self.strata {
            let range = units.start as usize * cells..units.end as usize * cells;
            let (values, weights) = (&sums.values[range.clone()], &sums.weights[range]);
            here.fill(values, weights, &influence);
            if compared {
                apart.fill_differences(&here, weights, &references);
                less.iter_mut()
                    .enumerate()
                    .for_each(|(cell, terms)| terms.extend(apart.term(*stratum, cell)));
            }
            terms.iter_mut().enumerate().for_each(|(cell, terms)| terms.extend(here.term(*stratum, cell)));
        }
        let mut line = Line::default();
        for (cell, found) in settled.iter().enumerate() {
            line.cells.push(found.as_ref().map_err(Clone::clone).and_then(|found| {
                let variance = variance(self.design, &terms[cell])?;
                found.basis.estimate(found.value, variance, found.simple.clone())
            }));
            line.less.push(references[cell].map(|reference| {
                let a = settled[reference].as_ref().map_err(Clone::clone)?;
                let b = found.as_ref().map_err(Clone::clone)?;
                let variance = variance(self.design, &less[cell])?;
                Ok(Contrast { value: b.value - a.value, variance, df: self.df_of_difference(cell, base) })
            }));
        }
        line
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
