//! The rows a statistic is about. The design stays whole: units and strata
//! without a member still count, so a subpopulation cannot be done wrong.

use super::design::Design;
use super::sum::sum;
use super::undefined::Undefined;

/// Some rows of a design.
#[derive(Debug, Clone)]
pub struct Domain<'d> {
    pub(super) design: &'d Design,
    /// In the design's order: units of every stage stand together.
    pub(super) rows: Vec<u32>,
}

/// What unequal weights cost (Kish 1965, 11.7; 1992).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kish {
    pub rows: usize,
    pub weight: f64,
    /// (Σw)² / Σw².
    pub effective: f64,
    /// n Σw² / (Σw)², the design effect of weighting alone; rows of weight
    /// zero count in n, as in R.
    pub deff: f64,
}

impl Kish {
    /// From the number of rows, the sum of their weights and that of the
    /// squares; the weights are not all zero.
    pub(super) fn of(rows: usize, weight: f64, squares: f64) -> Result<Kish, Undefined> {
        let effective = weight * weight / squares;
        let deff = rows as f64 / effective;
        if !effective.is_finite() || !deff.is_finite() {
            return Err(Undefined::OutOfRange);
        }
        Ok(Kish { rows, weight, effective, deff })
    }
}

impl Design {
    /// Every row.
    pub fn everyone(&self) -> Domain<'_> {
        Domain { design: self, rows: self.order.clone() }
    }

    /// The rows that are so.
    pub fn domain(&self, so: impl Fn(usize) -> bool) -> Domain<'_> {
        Domain { design: self, rows: self.order.iter().copied().filter(|row| so(*row as usize)).collect() }
    }
}

impl<'d> Domain<'d> {
    /// The rows of this domain that are also so.
    pub fn narrow(&self, so: impl Fn(usize) -> bool) -> Domain<'d> {
        Domain {
            design: self.design,
            rows: self.rows.iter().copied().filter(|row| so(*row as usize)).collect(),
        }
    }

    pub fn design(&self) -> &'d Design {
        self.design
    }

    /// The unweighted number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The sum of the weights.
    pub fn weight(&self) -> f64 {
        sum(self.rows.len(), |i| self.weight_at(i))
    }

    pub(super) fn weight_at(&self, i: usize) -> f64 {
        self.design.weights[self.rows[i] as usize]
    }

    /// PSUs less strata, of those with a row of positive weight in the domain
    /// (R's `degf` of a subset). Rows drawn one by one without strata: n − 1.
    pub fn degrees_of_freedom(&self) -> usize {
        let first = &self.design.stages[0];
        let (mut psus, mut strata) = (0usize, 0usize);
        let (mut last_psu, mut last_stratum) = (None, None);
        for row in self.rows.iter().map(|row| *row as usize).filter(|row| self.design.weights[*row] != 0.0) {
            if last_psu != Some(first.unit[row]) {
                last_psu = Some(first.unit[row]);
                psus += 1;
            }
            if last_stratum != Some(first.stratum[row]) {
                last_stratum = Some(first.stratum[row]);
                strata += 1;
            }
        }
        psus.saturating_sub(strata)
    }

    /// The effective size under the weights alone.
    pub fn kish(&self) -> Result<Kish, Undefined> {
        if self.rows.is_empty() {
            return Err(Undefined::EmptyDomain);
        }
        let weight = self.weight();
        let squares = sum(self.rows.len(), |i| self.weight_at(i).powi(2));
        if weight == 0.0 {
            return Err(Undefined::NoWeight);
        }
        Kish::of(self.rows.len(), weight, squares)
    }
}
