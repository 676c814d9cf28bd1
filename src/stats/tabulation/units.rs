//! Tables over units of several rows: the rows are read once for a batch of
//! items, sums by unit are kept, the variances follow from them.

use std::ops::Range;

use super::super::estimate::Contrast;
use super::super::sum::Sum;
use super::super::undefined::Undefined;
use super::terms::{Term, variance};
use super::{Answers, Base, Item, Line, NO_ANSWER, Settled, Total, Walk, centre};

/// What a row adds: w, w², 1, and 1 if w is positive.
type Row = [f64; 4];

const NOTHING: Row = [0.0; 4];

fn add(into: &mut Row, row: &Row) {
    into.iter_mut().zip(row).for_each(|(into, x)| *into += x);
}

/// An item while it is walked.
struct Work {
    centre: f64,
    /// By cell, by unit: Σ w x of the rows with an answer, and Σ w.
    sums: Vec<[f64; 2]>,
    totals: Vec<Total>,
    /// By cell: what the stratum adds, Σ w x and the row sums.
    stratum: Vec<(f64, Row)>,
}

/// One unit's rows, ready for every item.
struct Unit<'a> {
    number: usize,
    /// Rows of the file.
    rows: &'a [u32],
    weighed: &'a [Row],
    /// Places in the design's order.
    range: Range<usize>,
}

/// The room that every item uses in turn.
#[derive(Default)]
struct Room {
    answers: Vec<u8>,
    /// By level, then no / yes / no answer / unused.
    counted: Vec<Row>,
    /// By level: of numbers.
    measured: Vec<Measured>,
}

/// What numbers of one level of a unit add up to.
#[derive(Debug, Clone, Copy)]
struct Measured {
    row: Row,
    value: Sum,
    spread: Sum,
    low: f64,
    high: f64,
}

const UNMEASURED: Measured = Measured {
    row: NOTHING,
    value: Sum::NOTHING,
    spread: Sum::NOTHING,
    low: f64::INFINITY,
    high: f64::NEG_INFINITY,
};

impl Measured {
    fn add(&mut self, number: f64, centre: f64, row: &Row) {
        let x = number - centre;
        add(&mut self.row, row);
        self.value.add(x * row[0]);
        self.spread.add(row[0] * (x * x));
        if row[3] > 0.0 {
            self.low = self.low.min(number);
            self.high = self.high.max(number);
        }
    }
}

impl Walk<'_> {
    pub(super) fn lines_of_units(&self, items: &[Item<'_>], bases: &[Base]) -> Vec<Line> {
        let units = self.units.len() - 1;
        let mut works: Vec<Work> = items
            .iter()
            .map(|item| Work {
                centre: centre(item),
                sums: vec![[0.0; 2]; self.cells * units],
                totals: vec![Total::NOTHING; self.cells],
                stratum: vec![(0.0, NOTHING); self.cells],
            })
            .collect();
        let mut room = Room::default();
        let mut weighed: Vec<Row> = Vec::new();
        for (_, range) in &self.strata {
            for number in range.start as usize..range.end as usize {
                let range = self.units[number] as usize..self.units[number + 1] as usize;
                weighed.clear();
                weighed.extend(
                    self.weights[range.clone()]
                        .iter()
                        .map(|w| [*w, w * w, 1.0, f64::from(u8::from(*w != 0.0))]),
                );
                let rows = &self.design.order[range.clone()];
                let unit = Unit { number, rows, weighed: &weighed, range };
                for (item, work) in items.iter().zip(&mut works) {
                    let out = bases[item.population].out.as_deref();
                    match item.answers {
                        Answers::YesNo(answers) => self.count(&unit, answers, out, work, &mut room),
                        Answers::Numbers(numbers) => self.measure(&unit, numbers, out, work, &mut room),
                    }
                }
            }
            works.iter_mut().for_each(Work::end_stratum);
        }
        items
            .iter()
            .zip(works)
            .map(|(item, work)| self.settle(item, &work, &bases[item.population]))
            .collect()
    }

    /// Adds a unit's answers of yes and no.
    fn count(&self, unit: &Unit<'_>, answers: &[u8], out: Option<&[u8]>, work: &mut Work, room: &mut Room) {
        let Room { answers: here, counted, .. } = room;
        here.clear();
        match out {
            None => here.extend(unit.rows.iter().map(|row| answers[*row as usize].min(NO_ANSWER))),
            Some(out) => here.extend(
                unit.rows.iter().map(|row| (answers[*row as usize] | out[*row as usize]).min(NO_ANSWER)),
            ),
        }
        let (mut no, mut yes) = (NOTHING, NOTHING);
        for (row, answer) in unit.weighed.iter().zip(here.iter()) {
            let (is_no, is_yes) = (f64::from(u8::from(*answer == 0)), f64::from(u8::from(*answer == 1)));
            for k in 0..4 {
                no[k] += row[k] * is_no;
                yes[k] += row[k] * is_yes;
            }
        }
        work.add_counted(0, unit.number, self.units.len() - 1, &no, &yes);
        for ((by, codes), first) in self.plan.by.iter().zip(&self.codes).zip(self.first) {
            let levels = by.groups.names().len();
            counted.clear();
            counted.resize((levels + 1) * 4, NOTHING);
            for ((row, answer), code) in unit.weighed.iter().zip(here.iter()).zip(&codes[unit.range.clone()])
            {
                add(&mut counted[*code as usize * 4 + usize::from(*answer)], row);
            }
            for (level, slots) in counted.chunks_exact(4).take(levels).enumerate() {
                work.add_counted(first + level, unit.number, self.units.len() - 1, &slots[0], &slots[1]);
            }
        }
    }

    /// Adds a unit's numbers.
    fn measure(
        &self,
        unit: &Unit<'_>,
        numbers: &[f64],
        out: Option<&[u8]>,
        work: &mut Work,
        room: &mut Room,
    ) {
        let mut everyone = UNMEASURED;
        let number = |row: u32| {
            let row = row as usize;
            let x = numbers[row];
            (!x.is_nan() && out.is_none_or(|out| out[row] == 0)).then_some(x)
        };
        for (row, weighed) in unit.rows.iter().zip(unit.weighed) {
            if let Some(x) = number(*row) {
                everyone.add(x, work.centre, weighed);
            }
        }
        let measured = &mut room.measured;
        let mut all = Vec::new();
        for ((by, codes), first) in self.plan.by.iter().zip(&self.codes).zip(self.first) {
            measured.clear();
            measured.resize(by.groups.names().len() + 1, UNMEASURED);
            for ((row, weighed), code) in unit.rows.iter().zip(unit.weighed).zip(&codes[unit.range.clone()]) {
                if let Some(x) = number(*row) {
                    measured[*code as usize].add(x, work.centre, weighed);
                }
            }
            all.extend(
                measured.iter().take(by.groups.names().len()).enumerate().map(|(l, m)| (first + l, *m)),
            );
        }
        let units = self.units.len() - 1;
        work.add_measured(0, unit.number, units, &everyone);
        all.iter().for_each(|(cell, measured)| work.add_measured(*cell, unit.number, units, measured));
    }

    fn settle(&self, item: &Item<'_>, work: &Work, base: &Base) -> Line {
        let units = self.units.len() - 1;
        let settled: Vec<Result<Settled, Undefined>> = (0..self.cells)
            .map(|cell| work.totals[cell].settle(item, work.centre, base, cell, self.design))
            .collect();
        let sums = |cell: usize| &work.sums[cell * units..(cell + 1) * units];
        let figure = item.figure;
        let influence = |settled: &Settled, [value, weight]: [f64; 2]| {
            settled.influence(figure, work.centre, value, weight)
        };
        let mut terms = Vec::with_capacity(self.strata.len());
        let mut line = Line::default();
        for (cell, found) in settled.iter().enumerate() {
            line.cells.push(found.as_ref().map_err(Clone::clone).and_then(|found| {
                let sums = sums(cell);
                terms.clear();
                terms.extend(self.strata.iter().filter_map(|(stratum, units)| {
                    let of = sums[units.start as usize..units.end as usize].iter();
                    Term::in_order(*stratum, of.map(|sums| (influence(found, *sums), sums[1] > 0.0)))
                }));
                let variance = variance(self.design, &terms)?;
                found.basis.estimate(found.value, variance, found.simple.clone())
            }));
            line.less.push(self.reference(cell).map(|reference| {
                let (a, b) = (
                    settled[reference].as_ref().map_err(Clone::clone)?,
                    found.as_ref().map_err(Clone::clone)?,
                );
                terms.clear();
                terms.extend(self.strata.iter().filter_map(|(stratum, units)| {
                    let range = units.start as usize..units.end as usize;
                    let pairs = sums(reference)[range.clone()].iter().zip(&sums(cell)[range]);
                    let less = |(x, y): (&[f64; 2], &[f64; 2])| {
                        (influence(b, *y) - influence(a, *x), x[1] > 0.0 || y[1] > 0.0)
                    };
                    Term::in_order(*stratum, pairs.map(less))
                }));
                let variance = variance(self.design, &terms)?;
                Ok(Contrast { value: b.value - a.value, variance, df: base.df[0] })
            }));
        }
        line
    }
}

impl Work {
    #[inline]
    fn add_counted(&mut self, cell: usize, unit: usize, units: usize, no: &Row, yes: &Row) {
        if no[2] + yes[2] > 0.0 {
            self.sums[cell * units + unit] = [yes[0], no[0] + yes[0]];
            let (value, rows) = &mut self.stratum[cell];
            *value += yes[0];
            (0..4).for_each(|k| rows[k] += no[k] + yes[k]);
        }
    }

    fn add_measured(&mut self, cell: usize, unit: usize, units: usize, measured: &Measured) {
        if measured.row[2] > 0.0 {
            let value = measured.value.value();
            self.sums[cell * units + unit] = [value, measured.row[0]];
            let (sum, rows) = &mut self.stratum[cell];
            *sum += value;
            add(rows, &measured.row);
            let total = &mut self.totals[cell];
            total.low = total.low.min(measured.low);
            total.high = total.high.max(measured.high);
            total.spread.add(measured.spread.value());
        }
    }

    /// Strata are few, so their sums may cost more.
    fn end_stratum(&mut self) {
        for (total, (value, rows)) in self.totals.iter_mut().zip(&mut self.stratum) {
            if rows[2] > 0.0 {
                total.value.add(*value);
                total.weight.add(rows[0]);
                total.square.add(rows[1]);
                total.rows += rows[2] as usize;
                total.counting += rows[3] as usize;
                (*value, *rows) = (0.0, NOTHING);
            }
        }
    }
}
