//! Tables over rows drawn one by one: no sums by unit are kept, the rows are
//! read a second time for the variances. Rows of one weight stand in no order
//! of their own, so every sum here keeps what rounding takes away.

use super::super::estimate::Contrast;
use super::super::sum::Sum;
use super::super::undefined::Undefined;
use super::terms::{Term, variance};
use super::{Base, Influence, Item, Line, Settled, Total, Walk, centre};

/// What a stratum's rows with an answer add to a cell.
#[derive(Debug, Clone, Copy)]
struct Share {
    seen: u32,
    sum: Sum,
    squares: Sum,
}

const NO_SHARE: Share = Share { seen: 0, sum: Sum::NOTHING, squares: Sum::NOTHING };

impl Walk<'_> {
    pub(super) fn line_of_singles(&self, item: &Item<'_>, base: &Base) -> Line {
        let centre = centre(item);
        let mut totals = vec![Total::NOTHING; self.cells];
        for at in 0..self.weights.len() {
            if let Some(x) = self.value(item, base, at) {
                let w = self.weights[at];
                self.cells_of(at, |cell| totals[cell].add(x, centre, w));
            }
        }
        let settled: Vec<Result<Settled, Undefined>> = totals
            .iter()
            .enumerate()
            .map(|(cell, total)| total.settle(item, centre, base, cell, self.design))
            .collect();
        let influence: Vec<Option<Influence>> = settled
            .iter()
            .map(|found| found.as_ref().ok().map(|found| found.influence_of(item.figure, centre)))
            .collect();
        let mut terms: Vec<Vec<Term>> = vec![Vec::new(); self.cells];
        // By cell: its difference from the reference.
        let mut less: Vec<Vec<Term>> = vec![Vec::new(); self.cells];
        let mut shares = vec![NO_SHARE; self.cells];
        for (stratum, units) in &self.strata {
            let range = units.start as usize..units.end as usize;
            let n = range.len() as f64;
            shares.fill(NO_SHARE);
            let each = |of: &mut dyn FnMut(usize, f64)| {
                for at in range.clone() {
                    let Some(x) = self.value(item, base, at) else { continue };
                    let x = x - centre;
                    let w = self.weights[at];
                    self.cells_of(at, |cell| {
                        if let Some(influence) = &influence[cell] {
                            of(cell, influence.of(w * x, w));
                        }
                    });
                }
            };
            each(&mut |cell, influence| {
                shares[cell].seen += 1;
                shares[cell].sum.add(influence);
            });
            let means: Vec<f64> = shares.iter().map(|share| share.sum.value() / n).collect();
            let from_reference: Vec<f64> = (0..self.cells)
                .map(|cell| self.reference(cell).map_or(0.0, |reference| means[cell] - means[reference]))
                .collect();
            let mut apart = vec![Sum::NOTHING; self.cells];
            each(&mut |cell, influence| {
                shares[cell].squares.add((influence - means[cell]).powi(2));
                // A row of this cell, and as one of the reference of others.
                if self.reference(cell).is_some() {
                    apart[cell].add((influence - from_reference[cell]).powi(2));
                }
                for other in self.referring_to(cell) {
                    apart[other].add((-influence - from_reference[other]).powi(2));
                }
            });
            for cell in 0..self.cells {
                let Share { seen, sum, squares } = shares[cell];
                let elsewhere = n - f64::from(seen);
                if seen > 0 {
                    let squares = squares.value() + elsewhere * means[cell] * means[cell];
                    terms[cell].push(Term { stratum: *stratum, seen, sum: sum.value(), squares });
                }
                if let Some(reference) = self.reference(cell) {
                    let both = seen + shares[reference].seen;
                    if both > 0 {
                        let mean = from_reference[cell];
                        let squares = apart[cell].value() + (n - f64::from(both)) * mean * mean;
                        less[cell].push(Term { stratum: *stratum, seen: both, sum: mean * n, squares });
                    }
                }
            }
        }
        let mut line = Line::default();
        for (cell, found) in settled.iter().enumerate() {
            line.cells.push(found.as_ref().map_err(Clone::clone).and_then(|found| {
                let variance = variance(self.design, &terms[cell])?;
                found.basis.estimate(found.value, variance, found.simple.clone())
            }));
            line.less.push(self.reference(cell).map(|reference| {
                let a = settled[reference].as_ref().map_err(Clone::clone)?;
                let b = found.as_ref().map_err(Clone::clone)?;
                let variance = variance(self.design, &less[cell])?;
                Ok(Contrast { value: b.value - a.value, variance, df: self.df_of_difference(cell, base) })
            }));
        }
        line
    }

    /// The cells whose reference this is.
    fn referring_to(&self, cell: usize) -> impl Iterator<Item = usize> {
        let of = self.first.iter().rposition(|first| *first <= cell).filter(|at| {
            self.plan.by[*at].reference.is_some_and(|reference| self.first[*at] + reference == cell)
        });
        let cells =
            of.map_or(0..0, |at| self.first[at]..self.first[at] + self.plan.by[at].groups.names().len());
        cells.filter(move |other| *other != cell)
    }
}
