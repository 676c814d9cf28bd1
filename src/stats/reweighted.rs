//! Weights changed for a reason other than known totals: cut where they are
//! extreme, or made to give every group the same composition.

use super::calibration::{CalibrationError, Explained};
use super::design::{Design, is_normalised};
use super::domain::Domain;
use super::factor::Factor;

impl Design {
    /// Weights cut to lie between `low` and `high`; what is cut off is shared
    /// evenly among the others, again until all lie between (R's
    /// `trimWeights(strict = TRUE)`). Rows of weight zero keep it.
    pub fn trimmed(&self, low: f64, high: f64) -> Result<Design, CalibrationError> {
        const MOST: usize = 1000;
        if !(low <= high && high > 0.0) {
            return Err(CalibrationError::Bounds { low, high });
        }
        let mut design = self.clone();
        let mut rest = 0.0;
        for _ in 0..MOST {
            let outside = |w: f64| w > 0.0 && (w < low || w > high);
            let inside = design.weights.iter().filter(|w| **w > 0.0 && !outside(**w)).count();
            if design.weights.iter().all(|w| !outside(*w)) {
                design.normalised = is_normalised(&design.weights);
                return Ok(design);
            }
            if inside == 0 {
                break;
            }
            let cut = |w: f64| w - w.clamp(low, high);
            rest = design.weights.iter().filter(|w| outside(**w)).map(|w| cut(*w)).sum::<f64>();
            for w in design.weights.iter_mut().filter(|w| **w > 0.0) {
                *w = if outside(*w) { w.clamp(low, high) } else { *w + rest / inside as f64 };
            }
        }
        Err(CalibrationError::NotMet { iterations: MOST, misfit: rest.abs() })
    }
}

impl Domain<'_> {
    /// A design in which the levels of `by` have the given `shares` in every
    /// group of `over`, each of which keeps its weight: direct standardisation
    /// (R's `svystandardize`). Rows outside the domain, or without a level,
    /// have weight zero in it.
    pub fn standardised(
        &self,
        by: &Factor,
        over: Option<&Factor>,
        shares: &[f64],
    ) -> Result<Design, CalibrationError> {
        let rows = self.design.rows();
        let everybody;
        let over = match over {
            Some(over) => over,
            None => {
                everybody = Factor::with_levels(vec![0; rows], vec![String::new()]);
                &everybody
            }
        };
        if let Some(found) = [by.len(), over.len()].into_iter().find(|len| *len != rows) {
            return Err(CalibrationError::RowsDiffer { expected: rows, found });
        }
        let (levels, groups) = (by.names().len(), over.names().len());
        if shares.len() != levels {
            return Err(CalibrationError::TotalsDiffer { expected: levels, found: shares.len() });
        }
        let wrong = |share: &&f64| !(share.is_finite() && **share >= 0.0);
        if let Some(total) = shares.iter().find(wrong) {
            return Err(CalibrationError::Total { level: by.names().join(", "), total: *total });
        }
        let total: f64 = shares.iter().sum();
        let mut before = vec![0.0; rows];
        let mut cell = vec![0u32; rows];
        let (mut of_cell, mut of_group) = (vec![0.0; levels * groups], vec![0.0; groups]);
        for row in self.rows.iter().map(|row| *row as usize) {
            if let (Some(level), Some(group)) = (by.level(row), over.level(row)) {
                let at = group * levels + level;
                (before[row], cell[row]) = (self.design.weights[row], at as u32);
                of_cell[at] += before[row];
                of_group[group] += before[row];
            }
        }
        for group in (0..groups).filter(|group| of_group[*group] > 0.0) {
            if let Some(level) = (0..levels).find(|l| of_cell[group * levels + l] == 0.0 && shares[*l] > 0.0)
            {
                let level = format!("{} {}", over.names()[group], by.names()[level]).trim().to_string();
                return Err(CalibrationError::AbsentFromSample { level });
            }
        }
        let wanted = |at: usize| shares[at % levels] / total * of_group[at / levels];
        let raise = |(cell, weight): (&u32, &f64)| match of_cell[*cell as usize] {
            0.0 => 0.0,
            sum => weight * wanted(*cell as usize) / sum,
        };
        let after: Vec<f64> = cell.iter().zip(&before).map(raise).collect();
        let explained = Explained::PostStrata { cell, before, after: after.clone() };
        Ok(self.design.calibrated(after, explained))
    }
}
