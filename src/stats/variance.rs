//! The variance of a total, stage by stage, and with it of everything that
//! can be linearised: the caller brings influence values.
//!
//! First stage: Σ over strata of (1 − f) n/(n − 1) Σ over PSUs of the squared
//! distance between a PSU's sum and the stratum's mean of sums; a PSU of the
//! sample without a row here has sum 0 (Särndal, Swensson & Wretman 1992,
//! 2.8 and 3.7; Binder 1983). A later stage adds, within each unit, its own
//! variance times the share drawn at the stages before (ibid., 4.3). Rules for
//! single units are those of R's `survey` 4.5.

use std::ops::Range;

use super::design::{Design, Lonely};
use super::matrix::{Matrix, MatrixSum};
use super::sum::Sum;
use super::undefined::Undefined;

impl Design {
    /// The covariance matrix of the sums of `influence`, each with one value a
    /// row of `rows` (weights included). `rows` is in the design's order; rows
    /// of the design that are not in it have influence zero.
    pub(super) fn covariance(&self, rows: &[u32], influence: &[&[f64]]) -> Result<Matrix, Undefined> {
        let mut covariance = Matrix::zeros(influence.len());
        if self.is_calibrated() {
            // What the calibration explains lies also in rows outside.
            let left: Vec<Vec<f64>> = influence.iter().map(|values| self.unexplained(rows, values)).collect();
            let left: Vec<&[f64]> = left.iter().map(Vec::as_slice).collect();
            let walk = Walk { design: self, rows: &self.order, influence: &left };
            walk.stage(0, 0..self.order.len(), 1.0, &mut covariance)?;
        } else {
            Walk { design: self, rows, influence }.stage(0, 0..rows.len(), 1.0, &mut covariance)?;
        }
        if covariance.is_finite() { Ok(covariance) } else { Err(Undefined::OutOfRange) }
    }

    /// Influence values of every row, in the design's order, less what
    /// calibrations explain of them.
    fn unexplained(&self, rows: &[u32], influence: &[f64]) -> Vec<f64> {
        let mut by_row = vec![0.0; self.rows()];
        rows.iter().zip(influence).for_each(|(row, value)| by_row[*row as usize] = *value);
        self.explained.iter().for_each(|explained| explained.take_out(&mut by_row));
        // What is explained wholly leaves rounding, not a variance.
        let most = |values: &[f64]| values.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        if most(&by_row) <= 1e-12 * most(influence) {
            return vec![0.0; self.rows()];
        }
        self.order.iter().map(|row| by_row[*row as usize]).collect()
    }

    /// The variance of one sum.
    pub(super) fn variance(&self, rows: &[u32], influence: &[f64]) -> Result<f64, Undefined> {
        Ok(self.covariance(rows, &[influence])?.get(0, 0))
    }
}

struct Walk<'a> {
    design: &'a Design,
    rows: &'a [u32],
    influence: &'a [&'a [f64]],
}

impl Walk<'_> {
    /// Adds the variance from this stage on of the rows in `range`, times
    /// `share`.
    fn stage(&self, at: usize, range: Range<usize>, share: f64, into: &mut Matrix) -> Result<(), Undefined> {
        let stage = &self.design.stages[at];
        let adjusts = matches!(self.design.lonely, Lonely::Adjust | Lonely::Average);
        let strata = self.runs(&stage.stratum, range.clone());
        let stratum_of = |run: &Range<usize>| stage.stratum[self.rows[run.start] as usize] as usize;

        if self.design.lonely == Lonely::Fail {
            let lonely = |h: &usize| stage.sampled[*h] == 1 && !stage.is_census(*h);
            let names: Vec<String> = strata
                .iter()
                .map(stratum_of)
                .filter(lonely)
                .map(|h| stage.stratum_names[h].clone())
                .collect();
            if !names.is_empty() {
                return Err(Undefined::LonelyUnits { stage: at, strata: names });
            }
        }

        let mut here = MatrixSum::zeros(self.influence.len());
        let mut distance = vec![0.0; self.influence.len()];
        let mut without = 0;
        for run in &strata {
            let h = stratum_of(run);
            if stage.is_census(h) {
                continue;
            }
            let sampled = f64::from(stage.sampled[h]);
            let units = self.runs(&stage.unit, run.clone());
            let alone =
                stage.sampled[h] == 1 || (units.len() == 1 && adjusts && self.design.adjust_lonely_domains);
            let centre = match self.design.lonely {
                Lonely::Adjust if alone => {
                    // All units of the strata seen here, also those without a row.
                    let units: f64 = strata.iter().map(|run| f64::from(stage.sampled[stratum_of(run)])).sum();
                    self.mean(range.clone(), units)
                }
                Lonely::Average if alone => {
                    without += 1;
                    continue;
                }
                _ if stage.sampled[h] == 1 => continue,
                _ => self.mean(run.clone(), sampled),
            };
            let scale = stage.not_drawn(h) * if sampled > 1.0 { sampled / (sampled - 1.0) } else { 1.0 };
            for unit in &units {
                for ((distance, values), centre) in distance.iter_mut().zip(self.influence).zip(&centre) {
                    *distance = total(&values[unit.clone()]) - centre;
                }
                here.add_outer(&distance, scale);
            }
            here.add_outer(&centre, scale * (sampled - units.len() as f64));
        }
        if without == strata.len() && without > 0 {
            return Err(Undefined::EveryStratumLonely { stage: at });
        }
        let raised = if without > 0 { strata.len() as f64 / (strata.len() - without) as f64 } else { 1.0 };
        into.add_scaled(&here.value(), share * raised);

        if at + 1 < self.design.stages.len() {
            for run in &strata {
                let h = stratum_of(run);
                let drawn = 1.0 - stage.not_drawn(h);
                if drawn > 0.0 {
                    for unit in self.runs(&stage.unit, run.clone()) {
                        self.stage(at + 1, unit, share * drawn, into)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Stretches of rows with the same key.
    fn runs(&self, key: &[u32], range: Range<usize>) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut start = range.start;
        for i in range.clone() {
            if i + 1 == range.end || key[self.rows[i + 1] as usize] != key[self.rows[i] as usize] {
                runs.push(start..i + 1);
                start = i + 1;
            }
        }
        runs
    }

    fn mean(&self, range: Range<usize>, units: f64) -> Vec<f64> {
        self.influence.iter().map(|values| total(&values[range.clone()]) / units).collect()
    }
}

fn total(values: &[f64]) -> f64 {
    values.iter().copied().collect::<Sum>().value()
}
