//! The same figure in every group, with the covariances between groups.

use super::domain::Domain;
use super::estimate::{Contrast, Estimate, Estimates};
use super::factor::Factor;
use super::linear::Missing;
use super::matrix::Matrix;
use super::undefined::Undefined;

/// A mean in each group of a factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped {
    /// By level of the factor; a level without rows says so.
    pub each: Vec<Result<Estimate, Undefined>>,
    /// The levels that have an estimate, and their covariances: groups that
    /// share PSUs are not independent.
    pub levels: Vec<usize>,
    pub covariance: Result<Matrix, Undefined>,
    /// Degrees of freedom of the domain the groups are parts of.
    pub df: usize,
}

impl Domain<'_> {
    /// The mean of a variable in each group, with the covariances between
    /// groups (R's `svyby(…, covmat = TRUE)` on the rows with a value).
    pub fn mean_by(&self, variable: &[f64], by: &Factor, missing: Missing) -> Result<Grouped, Undefined> {
        if by.len() != self.design.rows() {
            return Err(Undefined::ShapesDiffer { expected: self.design.rows(), found: by.len() });
        }
        let whole = self.narrow(|row| by.level(row).is_some());
        let rows = whole.complete(&[variable], missing)?;
        let mut each = Vec::new();
        let mut levels = Vec::new();
        let mut influence: Vec<Vec<f64>> = Vec::new();
        for level in 0..by.names().len() {
            let group = whole.narrow(|row| by.level(row) == Some(level));
            let estimated = group.mean(variable, missing);
            if let Ok(estimate) = &estimated {
                let weighed = |i: usize| {
                    if by.code(rows.domain.rows[i] as usize) == level as u32 {
                        rows.weights[i] * (rows.values[0][i] - estimate.value) / estimate.weighted_base
                    } else {
                        0.0
                    }
                };
                influence.push((0..rows.len()).map(weighed).collect());
                levels.push(level);
            }
            each.push(estimated);
        }
        let slices: Vec<&[f64]> = influence.iter().map(Vec::as_slice).collect();
        let covariance = self.design.covariance(&rows.domain.rows, &slices);
        Ok(Grouped { each, levels, covariance, df: self.degrees_of_freedom() })
    }

    /// How much higher the mean, or the total, is in the second of two groups,
    /// with `df` degrees of freedom.
    pub(super) fn difference(
        &self,
        variable: &[f64],
        by: &Factor,
        (first, second): (usize, usize),
        totals: bool,
        df: usize,
    ) -> Result<Contrast, Undefined> {
        let figure = |level: usize| {
            let group = self.narrow(|row| by.level(row) == Some(level));
            let found = if totals {
                group.total(variable, Missing::Drop)
            } else {
                group.mean(variable, Missing::Drop)
            };
            found.map(|e| (e.value, e.weighted_base))
        };
        let (a, b) = (figure(first)?, figure(second)?);
        let both = self.narrow(|row| [Some(first), Some(second)].contains(&by.level(row)));
        let rows = both.complete(&[variable], Missing::Drop)?;
        let weighed = |i: usize| {
            let second = by.level(rows.domain.rows[i] as usize) == Some(second);
            let ((mean, weight), sign) = if second { (b, 1.0) } else { (a, -1.0) };
            let share = if totals { rows.values[0][i] } else { (rows.values[0][i] - mean) / weight };
            sign * rows.weights[i] * share
        };
        let influence: Vec<f64> = (0..rows.len()).map(weighed).collect();
        let variance = self.design.variance(&rows.domain.rows, &influence)?;
        Ok(Contrast { value: b.0 - a.0, variance, df })
    }
}

impl Grouped {
    /// The groups that have an estimate, for contrasts.
    pub fn estimates(&self) -> Result<Estimates, Undefined> {
        let each = self.each.iter().flatten().cloned().collect();
        Ok(Estimates { each, covariance: self.covariance.clone()? })
    }
}
