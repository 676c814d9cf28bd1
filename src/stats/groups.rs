//! The same figure in every group, with the covariances between groups.

use super::domain::Domain;
use super::estimate::{Estimate, Estimates};
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
}

impl Grouped {
    /// The groups that have an estimate, for contrasts.
    pub fn estimates(&self) -> Result<Estimates, Undefined> {
        let each = self.each.iter().flatten().cloned().collect();
        Ok(Estimates { each, covariance: self.covariance.clone()? })
    }
}
