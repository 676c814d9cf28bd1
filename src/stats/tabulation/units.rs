//! Tables over units of several rows: the rows are read once for a batch of
//! items, by pieces of units; sums by unit are kept, the variances follow from
//! them.

use std::ops::Range;

use crate::base::Interrupt;
use crate::base::parallel::{in_pieces, with_each};

use super::super::estimate::Contrast;
use super::super::sum::Sum;
use super::super::undefined::Undefined;
use super::fixed::{MOST_ROWS, Split, Unit, count};
use super::quartets::{ABREAST, Layout, Room, Share, Stretch};
use super::terms::{Term, variance};
use super::{Answers, Base, Influence, Item, Line, NO_ANSWER, Settled, Total, Walk, centre};

/// A piece of work has at most so many units, and no more once it has so many
/// rows.
const PIECE_UNITS: usize = 512;
const PIECE_ROWS: usize = 16_384;

/// Sums of so many items are kept at a time that they stay below this, in bytes.
const KEPT: usize = 16 << 20;

/// And at most those of so many items, so that small tables stay small.
const BATCH: usize = 48;

/// What is the same for all items of yes and no.
pub(super) struct Whole {
    split: Split,
    square: Unit,
    pieces: Vec<Piece>,
}

/// Some units.
struct Piece {
    units: Range<usize>,
    layout: Layout,
}

/// What a batch of items comes to in one piece.
#[derive(Default)]
struct Kept {
    items: usize,
    /// By item, by unit, by cell: Σ w x of the rows with an answer, and their Σ w.
    values: Vec<f64>,
    weights: Vec<f64>,
    /// By item, by cell.
    totals: Vec<Share>,
    /// By item, by cell: what a unit came to so far that lies in several
    /// stretches.
    open: Vec<Share>,
}

/// One item's part of it.
struct KeptOf<'a> {
    values: &'a mut [f64],
    weights: &'a mut [f64],
    totals: &'a mut [Share],
    open: &'a mut [Share],
}

impl Kept {
    /// Makes room for so many items; what stood there before is written over.
    fn clear(&mut self, items: usize, units: usize, cells: usize) {
        self.values.resize(items * units * cells, 0.0);
        self.weights.resize(items * units * cells, 0.0);
        self.totals.clear();
        self.totals.resize(items * cells, Share::NOTHING);
        self.open.clear();
        self.open.resize(items * cells, Share::NOTHING);
        self.items = items;
    }

    fn of(&mut self, item: usize) -> KeptOf<'_> {
        fn own<T>(list: &mut [T], items: usize, item: usize) -> &mut [T] {
            let size = list.len() / items;
            &mut list[item * size..(item + 1) * size]
        }
        KeptOf {
            values: own(&mut self.values, self.items, item),
            weights: own(&mut self.weights, self.items, item),
            totals: own(&mut self.totals, self.items, item),
            open: own(&mut self.open, self.items, item),
        }
    }
}

impl KeptOf<'_> {
    /// Writes down what a unit came to in a cell.
    #[inline]
    fn end(&mut self, first: usize, cell: usize, share: Share) {
        self.totals[cell].add(share);
        self.values[first + cell] = share.yes.value();
        self.weights[first + cell] = share.answered.value();
    }
}

/// Sums of one item by unit, by cell.
struct Sums<'a> {
    cells: usize,
    pieces: Vec<Part<'a>>,
}

/// Those of some units that follow each other.
#[derive(Clone, Copy)]
struct Part<'a> {
    first: usize,
    /// Σ w x of the rows with an answer.
    values: &'a [f64],
    /// Their Σ w.
    weights: &'a [f64],
}

impl Sums<'_> {
    /// The sums of some units, as they lie in the pieces.
    fn of(&self, units: Range<usize>) -> impl Iterator<Item = (&[f64], &[f64])> {
        let from = self.pieces.partition_point(|part| part.first <= units.start) - 1;
        let parts = self.pieces[from..].iter().take_while(move |part| part.first < units.end);
        parts.map(move |part| {
            let place = |unit: usize| (unit.max(part.first) - part.first) * self.cells;
            let range = place(units.start)..place(units.end).min(part.values.len());
            (&part.values[range.clone()], &part.weights[range])
        })
    }
}

/// What values and weights count for the cells' figures, for some units in a
/// row, so that one loop goes over them all.
struct Influences {
    of_value: Vec<f64>,
    of_weight: Vec<f64>,
    scale: Vec<f64>,
}

impl Influences {
    const UNITS: usize = 16;

    fn of(cells: &[Influence]) -> Influences {
        let again = |of: fn(&Influence) -> f64| (0..Self::UNITS).flat_map(|_| cells.iter().map(of)).collect();
        Influences {
            of_value: again(|cell| cell.of_value),
            of_weight: again(|cell| cell.of_weight),
            scale: again(|cell| cell.scale),
        }
    }
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
    /// Units with a row of the cell.
    seen: Vec<f64>,
}

impl Block {
    fn of(cells: usize) -> Block {
        let none = vec![0.0; cells];
        Block {
            cells,
            units: 0,
            influence: Vec::new(),
            sum: none.clone(),
            mean: none.clone(),
            squares: none.clone(),
            seen: none,
        }
    }

    fn fill(&mut self, sums: &Sums<'_>, units: Range<usize>, influences: &Influences) {
        self.influence.clear();
        self.seen.fill(0.0);
        let Influences { of_value, of_weight, scale } = influences;
        for (values, weights) in sums.of(units) {
            for (values, weights) in values.chunks(scale.len()).zip(weights.chunks(scale.len())) {
                let of = values.iter().zip(weights).zip(of_value).zip(of_weight).zip(scale);
                self.influence.extend(of.map(|((((value, weight), of_value), of_weight), scale)| {
                    Influence { of_value: *of_value, of_weight: *of_weight, scale: *scale }
                        .of(*value, *weight)
                }));
            }
            for weights in weights.chunks_exact(self.cells) {
                self.seen
                    .iter_mut()
                    .zip(weights)
                    .for_each(|(seen, w)| *seen += if *w > 0.0 { 1.0 } else { 0.0 });
            }
        }
        self.add_up();
    }

    /// Each cell less its reference, where it has one.
    fn fill_differences(
        &mut self,
        of: &Block,
        sums: &Sums<'_>,
        units: Range<usize>,
        references: &[Option<usize>],
    ) {
        self.influence.clear();
        self.seen.fill(0.0);
        let weights = sums.of(units).flat_map(|(_, weights)| weights.chunks_exact(self.cells));
        for (unit, weights) in of.influence.chunks_exact(self.cells).zip(weights) {
            for (cell, reference) in references.iter().enumerate() {
                self.influence.push(reference.map_or(0.0, |reference| unit[cell] - unit[reference]));
                let has = reference.is_some_and(|r| weights[cell] > 0.0 || weights[r] > 0.0);
                self.seen[cell] += f64::from(u8::from(has));
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
        let (seen, sum, squares) = (self.seen[cell] as u32, self.sum[cell], self.squares[cell]);
        (seen > 0).then_some(Term { stratum, seen, sum, squares })
    }
}

impl Walk<'_> {
    /// None where sums of weights are not exact.
    pub(super) fn whole(&self) -> Option<Whole> {
        let rows = self.weights.len();
        let split = Split::for_sum(about(&self.weights, |w| w), rows)?;
        let square = Unit::for_sum(about(&self.weights, |w| w * w))?;
        let pieces = self.pieces();
        let pieces = in_pieces(pieces.len(), |n| {
            let units = pieces[n].clone();
            let weights = &self.weights[self.units[units.start] as usize..self.units[units.end] as usize];
            let exact = |w: &f64| *w > 0.0 && split.holds(*w) && square.holds(w * w);
            weights.iter().all(exact).then(|| {
                let level = |by: usize, at| self.codes.get(by).map_or(0, |codes| codes.at(at));
                Piece { layout: Layout::of(units.clone(), &self.units, &self.levels, level), units }
            })
        });
        let pieces = pieces.into_iter().collect::<Option<Vec<Piece>>>()?;
        (rows < MOST_ROWS).then_some(Whole { split, square, pieces })
    }

    /// The units of each piece of work.
    fn pieces(&self) -> Vec<Range<usize>> {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for unit in 0..self.units.len() - 1 {
            let rows = |from: usize| self.units[unit] - self.units[from];
            match pieces.last_mut() {
                Some(last) if last.len() < PIECE_UNITS && (rows(last.start) as usize) < PIECE_ROWS => {
                    last.end = unit + 1;
                }
                _ => pieces.push(unit..unit + 1),
            }
        }
        pieces
    }

    /// Lines of items of yes and no; fewer if it was interrupted.
    pub(super) fn lines_counted(
        &self,
        items: &[&Item<'_>],
        bases: &[Base],
        whole: &Whole,
        interrupt: &Interrupt,
    ) -> Vec<Line> {
        let mut kept: Vec<Kept> = whole.pieces.iter().map(|_| Kept::default()).collect();
        let mut lines = Vec::with_capacity(items.len());
        for items in items.chunks((KEPT / (self.memory() + 1)).clamp(1, BATCH)) {
            with_each(&mut kept, |n, kept| {
                if !interrupt.is_set() {
                    self.count(&whole.pieces[n], items, bases, whole, kept);
                }
            });
            if interrupt.is_set() {
                break;
            }
            lines.extend(in_pieces(items.len(), |n| self.line_counted(n, items[n], bases, whole, &kept)));
        }
        lines
    }

    /// The line of the batch's item number `n`.
    fn line_counted(&self, n: usize, item: &Item<'_>, bases: &[Base], whole: &Whole, kept: &[Kept]) -> Line {
        let total = |cell: usize| {
            let mut all = Share::NOTHING;
            kept.iter().for_each(|kept| all.add(kept.totals[n * self.cells + cell]));
            let rows = count(all.squares);
            Total {
                value: Sum::of(all.yes.value()),
                weight: Sum::of(all.answered.value()),
                square: Sum::of(whole.square.number(all.squares)),
                rows,
                counting: rows,
                ..Total::NOTHING
            }
        };
        let totals: Vec<Total> = (0..self.cells).map(total).collect();
        let pieces = whole
            .pieces
            .iter()
            .zip(kept)
            .map(|(piece, kept)| {
                let size = piece.units.len() * self.cells;
                let own = n * size..(n + 1) * size;
                Part {
                    first: piece.units.start,
                    values: &kept.values[own.clone()],
                    weights: &kept.weights[own],
                }
            })
            .collect();
        let sums = Sums { cells: self.cells, pieces };
        self.settle(item, 0.0, &sums, &totals, &bases[item.population])
    }

    /// Adds the answers to all items up over the units of a piece.
    fn count(&self, piece: &Piece, items: &[&Item<'_>], bases: &[Base], whole: &Whole, kept: &mut Kept) {
        kept.clear(items.len(), piece.units.len(), self.cells);
        let mut room = Room::empty();
        for stretch in &piece.layout.stretches {
            let weights = &self.weights[stretch.rows.clone()];
            room.enter(&piece.layout, stretch, weights, whole.split, whole.square);
            let rows = &self.design.order[stretch.rows.clone()];
            let straight = self.design.straight || rows.is_sorted_by(|a, b| *b == a + 1);
            for (n, items) in items.chunks(ABREAST).enumerate() {
                for (i, item) in items.iter().enumerate() {
                    let Answers::YesNo(answers) = item.answers else { continue };
                    read(answers, bases[item.population].out.as_deref(), rows, straight, &mut room, i);
                }
                room.put_together();
                (0..items.len()).for_each(|i| self.add(piece, stretch, &room, i, kept.of(n * ABREAST + i)));
            }
        }
    }

    /// Adds the answers to one of the items in the room up by unit and cell.
    fn add(&self, piece: &Piece, stretch: &Stretch, room: &Room, item: usize, mut kept: KeptOf<'_>) {
        let mut quartet = 0;
        for (part, ends) in piece.layout.parts(stretch) {
            let first = (part.unit - piece.units.start) * self.cells;
            let cut = !(part.begins && part.ends);
            // Everyone is in one slot of the first breakdown, which ends with
            // those without a level.
            let mut everyone = Share::NOTHING;
            let (mut cell, mut slot) = (1, 0);
            for (by, levels) in self.levels.iter().enumerate() {
                for level in 0..levels + 1 {
                    let end = ends[slot] as usize;
                    let share = room.sum(item, quartet..end);
                    (quartet, slot) = (end, slot + 1);
                    if by == 0 {
                        everyone.add(share);
                    }
                    if level < *levels {
                        if cut {
                            kept.open[cell].add(share)
                        } else {
                            kept.end(first, cell, share)
                        }
                        cell += 1;
                    }
                }
            }
            if cut {
                kept.open[0].add(everyone)
            } else {
                kept.end(first, 0, everyone)
            }
            if cut && part.ends {
                for cell in 0..self.cells {
                    let share = std::mem::replace(&mut kept.open[cell], Share::NOTHING);
                    kept.end(first, cell, share);
                }
            }
        }
    }

    /// The line of an item whose answers are numbers, or of yes and no where
    /// weights cannot be counted in whole units.
    pub(super) fn line_measured(&self, item: &Item<'_>, base: &Base) -> Line {
        let units = self.units.len() - 1;
        let centre = centre(item);
        let mut values = vec![0.0; self.cells * units];
        let mut weights = vec![0.0; self.cells * units];
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
                    values[unit * self.cells + cell] = here.value.value();
                    weights[unit * self.cells + cell] = here.weight.value();
                    total.add_all(here);
                    *here = Total::NOTHING;
                }
            }
        }
        let pieces = vec![Part { first: 0, values: &values, weights: &weights }];
        self.settle(item, centre, &Sums { cells: self.cells, pieces }, &totals, base)
    }

    /// Figures and variances from sums by unit.
    fn settle(&self, item: &Item<'_>, centre: f64, sums: &Sums<'_>, totals: &[Total], base: &Base) -> Line {
        let cells = self.cells;
        let settled: Vec<Result<Settled, Undefined>> =
            (0..cells).map(|cell| totals[cell].settle(item, centre, base, cell, self.design)).collect();
        let influences: Vec<Influence> = settled
            .iter()
            .map(|found| {
                found.as_ref().map_or(Influence::NONE, |found| found.influence_of(item.figure, centre))
            })
            .collect();
        let influences = Influences::of(&influences);
        let references: Vec<Option<usize>> = (0..cells).map(|cell| self.reference(cell)).collect();
        let compared = references.iter().any(Option::is_some);
        let mut terms: Vec<Vec<Term>> = vec![Vec::with_capacity(self.strata.len()); cells];
        // Of a cell's difference from its reference.
        let mut less: Vec<Vec<Term>> = vec![Vec::new(); cells];
        let mut here = Block::of(cells);
        let mut apart = Block::of(cells);
        for (stratum, units) in &self.strata {
            let units = units.start as usize..units.end as usize;
            here.fill(sums, units.clone(), &influences);
            if compared {
                apart.fill_differences(&here, sums, units, &references);
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

/// About the sum of something of all weights, in eight lanes.
fn about(weights: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    let mut lanes = [0.0; 8];
    for eight in weights.chunks(lanes.len()) {
        lanes.iter_mut().zip(eight).for_each(|(lane, w)| *lane += of(*w));
    }
    lanes.iter().sum()
}

/// Has the room read an item's answers to some rows; who is not of the item's
/// population has none.
fn read(answers: &[u8], out: Option<&[u8]>, rows: &[u32], straight: bool, room: &mut Room, item: usize) {
    let file = rows[0] as usize..rows[0] as usize + rows.len();
    match out {
        None if straight => room.read(item, answers[file].iter().copied()),
        None => room.read(item, rows.iter().map(|row| answers[*row as usize])),
        Some(out) if straight => {
            room.read(item, answers[file.clone()].iter().zip(&out[file]).map(|(answer, out)| answer | out));
        }
        Some(out) => room.read(item, rows.iter().map(|row| answers[*row as usize] | out[*row as usize])),
    }
}
