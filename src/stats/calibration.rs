//! Weights made to agree with what is known of the population, and how that
//! is taken into account: a calibrated total varies only by what the known
//! totals do not explain (Deville & Särndal 1992; Särndal, Swensson & Wretman
//! 1992, 7.9).

use std::fmt;

use super::design::{Design, is_normalised};
use super::factor::Factor;
use super::matrix::MatrixSum;
use super::replicates::Replicates;

/// How far weights may move for each auxiliary total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distance {
    /// Factors linear in the auxiliaries; they may become negative.
    Linear,
    /// Linear factors, cut at the bounds.
    Bounded { low: f64, high: f64 },
    /// Exponential factors: raking.
    Raking,
    /// Factors that approach the bounds (Deville & Särndal 1992, case 6).
    Logit { low: f64, high: f64 },
}

/// Why weights could not be made to agree.
#[derive(Debug, Clone, PartialEq)]
pub enum CalibrationError {
    MissingLevel {
        row: usize,
        rows: usize,
    },
    MissingAuxiliary {
        auxiliary: usize,
        row: usize,
    },
    /// A weight that is not a number of 0 or more.
    MissingWeight {
        row: usize,
    },
    RowsDiffer {
        expected: usize,
        found: usize,
    },
    TotalsDiffer {
        expected: usize,
        found: usize,
    },
    /// A total that is not a number of 0 or more.
    Total {
        level: String,
        total: f64,
    },
    /// People in the sample whom the population does not have.
    AbsentFromPopulation {
        level: String,
    },
    /// People in the population whom the sample does not have.
    AbsentFromSample {
        level: String,
    },
    /// Bounds that do not enclose 1.
    Bounds {
        low: f64,
        high: f64,
    },
    /// The auxiliaries say the same twice.
    Singular,
    /// The weights cannot meet the totals (or not within the bounds).
    NotMet {
        iterations: usize,
        misfit: f64,
    },
    /// No weights of at most so many times their mean meet the totals.
    CapNotMet {
        cap: f64,
    },
    /// Rows that would get a weight below zero.
    NegativeWeights {
        rows: usize,
    },
}

/// What a calibration explains of a variable, to be taken out of influence
/// values before their variance.
#[derive(Debug, Clone)]
pub(super) enum Explained {
    /// Cells of post-strata, weights before and after; all by row.
    PostStrata { cell: Vec<u32>, before: Vec<f64>, after: Vec<f64> },
    /// Margins in turn: cells, and weights after fitting the margin; by row.
    Margins(Vec<(Vec<u32>, Vec<f64>)>),
    /// An orthonormal basis of the auxiliaries × √w, and g√w; by row.
    Regression { basis: Vec<Vec<f64>>, scale: Vec<f64> },
}

/// A margin of raking: the categories of rows, and how many people each level
/// has in the population.
pub type Margin<'a> = (&'a Factor, &'a [f64]);

/// R's number of sweeps over the margins for the variance.
const SWEEPS: usize = 10;

impl Design {
    /// Weights raised or lowered so that each level of `cells` has its total.
    pub fn post_stratified(&self, cells: &Factor, totals: &[f64]) -> Result<Design, CalibrationError> {
        let cell = checked(cells, totals, &self.weights)?;
        let after = fitted(&self.weights, &cell, totals);
        let explained = Explained::PostStrata { cell, before: self.weights.clone(), after: after.clone() };
        Ok(self.calibrated(after, explained))
    }

    /// Weights fitted to several margins in turn until they meet all.
    pub fn raked(&self, margins: &[Margin<'_>]) -> Result<Design, CalibrationError> {
        let cells = checked_margins(margins, &self.weights)?;
        let fits = rake(&self.weights, margins, &cells)?;
        let after = fits.last().cloned().unwrap_or_else(|| self.weights.clone());
        let explained = Explained::Margins(cells.into_iter().zip(fits).collect());
        Ok(self.calibrated(after, explained))
    }

    /// Weights whose sums of each auxiliary meet its total; a column of ones
    /// with the number of people is one of them.
    pub fn calibrated_to(
        &self,
        auxiliaries: &[&[f64]],
        totals: &[f64],
        distance: Distance,
    ) -> Result<Design, CalibrationError> {
        let n = self.rows();
        if totals.len() != auxiliaries.len() {
            let (expected, found) = (auxiliaries.len(), totals.len());
            return Err(CalibrationError::TotalsDiffer { expected, found });
        }
        for (auxiliary, values) in auxiliaries.iter().enumerate() {
            if values.len() != n {
                return Err(CalibrationError::RowsDiffer { expected: n, found: values.len() });
            }
            if let Some(row) = values.iter().position(|v| !v.is_finite()) {
                return Err(CalibrationError::MissingAuxiliary { auxiliary, row });
            }
        }
        if let Distance::Bounded { low, high } | Distance::Logit { low, high } = distance
            && !(low < 1.0 && high > 1.0)
        {
            return Err(CalibrationError::Bounds { low, high });
        }
        let factors = newton(&self.weights, auxiliaries, totals, distance)?;
        let after: Vec<f64> = factors.iter().zip(&self.weights).map(|(g, w)| g * w).collect();
        let negative = after.iter().filter(|w| **w < 0.0).count();
        if negative > 0 {
            return Err(CalibrationError::NegativeWeights { rows: negative });
        }
        let roots: Vec<f64> = self.weights.iter().map(|w| w.sqrt()).collect();
        let columns = auxiliaries.iter().map(|x| x.iter().zip(&roots).map(|(x, r)| x * r).collect());
        let explained = Explained::Regression {
            basis: orthonormal(columns.collect()),
            scale: factors.iter().zip(&roots).map(|(g, r)| g * r).collect(),
        };
        Ok(self.calibrated(after, explained))
    }

    /// Whether weights were made to agree with the population.
    pub fn is_calibrated(&self) -> bool {
        !self.explained.is_empty()
    }

    pub(super) fn calibrated(&self, weights: Vec<f64>, explained: Explained) -> Design {
        let mut design = self.clone();
        design.normalised = is_normalised(&weights);
        design.weights = weights;
        design.explained.push(explained);
        design
    }
}

impl Replicates {
    /// Rakes the weights, and those of every replicate.
    pub fn raked(&self, margins: &[Margin<'_>]) -> Result<Replicates, CalibrationError> {
        let cells = checked_margins(margins, &self.design.weights)?;
        let mut raked = self.clone();
        let last = |weights: &[f64]| -> Result<Vec<f64>, CalibrationError> {
            Ok(rake(weights, margins, &cells)?.pop().unwrap_or_else(|| weights.to_vec()))
        };
        raked.design.weights = last(&self.design.weights)?;
        raked.design.normalised = is_normalised(&raked.design.weights);
        raked.by_psu = false;
        for column in &mut raked.columns {
            *column = last(column)?;
        }
        Ok(raked)
    }
}

impl Explained {
    /// Takes out of influence values, one a row of the design, what the
    /// calibration explains.
    pub(super) fn take_out(&self, influence: &mut [f64]) {
        match self {
            Explained::PostStrata { cell, before, after } => {
                let cells = cell.iter().max().map_or(0, |most| *most as usize + 1);
                let (mut of, mut weight) = (vec![0.0; cells], vec![0.0; cells]);
                for (row, cell) in cell.iter().enumerate() {
                    weight[*cell as usize] += before[row];
                    if after[row] != 0.0 {
                        of[*cell as usize] += influence[row] * before[row] / after[row];
                    }
                }
                for (row, cell) in cell.iter().enumerate() {
                    let cell = *cell as usize;
                    if weight[cell] != 0.0 {
                        influence[row] -= of[cell] / weight[cell] * after[row];
                    }
                }
            }
            Explained::Margins(margins) => {
                for _ in 0..SWEEPS {
                    for (cell, weights) in margins {
                        take_out_means(influence, cell, weights);
                    }
                }
            }
            Explained::Regression { basis, scale } => {
                let mut rest: Vec<f64> =
                    influence.iter().zip(scale).map(|(x, s)| if *s == 0.0 { 0.0 } else { x / s }).collect();
                for column in basis {
                    let along: f64 = column.iter().zip(&rest).map(|(q, x)| q * x).sum();
                    rest.iter_mut().zip(column).for_each(|(x, q)| *x -= along * q);
                }
                influence.iter_mut().zip(rest).zip(scale).for_each(|((x, rest), s)| *x = rest * s);
            }
        }
    }
}

/// Less w × the plain mean of x/w in the cell.
fn take_out_means(influence: &mut [f64], cell: &[u32], weights: &[f64]) {
    let cells = cell.iter().max().map_or(0, |most| *most as usize + 1);
    let (mut of, mut rows) = (vec![0.0; cells], vec![0.0; cells]);
    for (row, cell) in cell.iter().enumerate() {
        if weights[row] != 0.0 {
            of[*cell as usize] += influence[row] / weights[row];
            rows[*cell as usize] += 1.0;
        }
    }
    for (row, cell) in cell.iter().enumerate() {
        let cell = *cell as usize;
        if rows[cell] != 0.0 {
            influence[row] -= weights[row] * of[cell] / rows[cell];
        }
    }
}

/// The level of each row, if the totals can be met.
fn checked(cells: &Factor, totals: &[f64], weights: &[f64]) -> Result<Vec<u32>, CalibrationError> {
    if cells.len() != weights.len() {
        return Err(CalibrationError::RowsDiffer { expected: weights.len(), found: cells.len() });
    }
    if totals.len() != cells.names().len() {
        return Err(CalibrationError::TotalsDiffer { expected: cells.names().len(), found: totals.len() });
    }
    if let Some((row, rows)) = cells.missing() {
        return Err(CalibrationError::MissingLevel { row, rows });
    }
    let cell: Vec<u32> = (0..weights.len()).map(|row| cells.code(row)).collect();
    let mut sample = vec![0.0; totals.len()];
    cell.iter().zip(weights).for_each(|(cell, weight)| sample[*cell as usize] += weight);
    for (level, (total, sample)) in totals.iter().zip(sample).enumerate() {
        let level = cells.names()[level].clone();
        if !total.is_finite() || *total < 0.0 {
            return Err(CalibrationError::Total { level, total: *total });
        }
        if sample > 0.0 && *total == 0.0 {
            return Err(CalibrationError::AbsentFromPopulation { level });
        }
        if sample == 0.0 && *total > 0.0 {
            return Err(CalibrationError::AbsentFromSample { level });
        }
    }
    Ok(cell)
}

fn checked_margins(margins: &[Margin<'_>], weights: &[f64]) -> Result<Vec<Vec<u32>>, CalibrationError> {
    margins.iter().map(|(cells, totals)| checked(cells, totals, weights)).collect()
}

fn fitted(weights: &[f64], cell: &[u32], totals: &[f64]) -> Vec<f64> {
    let mut sample = vec![0.0; totals.len()];
    cell.iter().zip(weights).for_each(|(cell, weight)| sample[*cell as usize] += weight);
    let fit = |(cell, weight): (&u32, &f64)| {
        let cell = *cell as usize;
        if sample[cell] == 0.0 { 0.0 } else { weight * totals[cell] / sample[cell] }
    };
    cell.iter().zip(weights).map(fit).collect()
}

/// The weights after each margin of the last round.
fn rake(
    weights: &[f64],
    margins: &[Margin<'_>],
    cells: &[Vec<u32>],
) -> Result<Vec<Vec<f64>>, CalibrationError> {
    const MOST: usize = 1000;
    const CLOSE: f64 = 1e-12;
    let mut current = weights.to_vec();
    let mut misfit = 0.0;
    for _ in 0..MOST {
        let mut fits = Vec::with_capacity(margins.len());
        misfit = 0.0f64;
        for ((_, totals), cell) in margins.iter().zip(cells) {
            let next = fitted(&current, cell, totals);
            let moved =
                current.iter().zip(&next).map(|(a, b)| (a - b).abs() / b.abs().max(f64::MIN_POSITIVE));
            misfit = misfit.max(moved.fold(0.0, f64::max));
            current.clone_from(&next);
            fits.push(next);
        }
        if misfit < CLOSE {
            return Ok(fits);
        }
    }
    Err(CalibrationError::NotMet { iterations: MOST, misfit })
}

impl Distance {
    /// The factor and its derivative at u.
    fn factor(self, u: f64) -> (f64, f64) {
        match self {
            Distance::Linear => (1.0 + u, 1.0),
            Distance::Bounded { low, high } => {
                let g = 1.0 + u;
                (g.clamp(low, high), f64::from(u8::from(g > low && g < high)))
            }
            Distance::Raking => (u.exp(), u.exp()),
            Distance::Logit { low, high } => {
                let a = (high - low) / ((high - 1.0) * (1.0 - low));
                let e = (a * u).exp();
                if e.is_infinite() {
                    return (high, 0.0);
                }
                let under = high - 1.0 + (1.0 - low) * e;
                let g = (low * (high - 1.0) + high * (1.0 - low) * e) / under;
                (g, (g - low) * (high - g) / ((high - 1.0) * (1.0 - low)))
            }
        }
    }
}

/// Newton's method on the auxiliaries' multipliers, halved where it overshoots.
fn newton(
    weights: &[f64],
    auxiliaries: &[&[f64]],
    totals: &[f64],
    distance: Distance,
) -> Result<Vec<f64>, CalibrationError> {
    const MOST: usize = 200;
    const CLOSE: f64 = 1e-13;
    let (n, k) = (weights.len(), auxiliaries.len());
    let scores = |eta: &[f64]| -> Vec<f64> {
        (0..n).map(|row| auxiliaries.iter().zip(eta).map(|(x, e)| x[row] * e).sum()).collect()
    };
    let short = |scores: &[f64]| -> Vec<f64> {
        let factor: Vec<f64> = scores.iter().map(|u| distance.factor(*u).0).collect();
        let reached = |x: &&[f64]| (0..n).map(|row| weights[row] * factor[row] * x[row]).sum::<f64>();
        auxiliaries.iter().zip(totals).map(|(x, total)| total - reached(x)).collect()
    };
    let size = |short: &[f64]| {
        short.iter().zip(totals).map(|(s, total)| s.abs() / (1.0 + total.abs())).fold(0.0, f64::max)
    };
    let mut eta = vec![0.0; k];
    let mut u = scores(&eta);
    let mut misfit = short(&u);
    for iteration in 0..MOST {
        if size(&misfit) < CLOSE {
            break;
        }
        let mut slope = MatrixSum::zeros(k);
        for row in 0..n {
            let at: Vec<f64> = auxiliaries.iter().map(|x| x[row]).collect();
            slope.add_outer(&at, weights[row] * distance.factor(u[row]).1);
        }
        // Singular from the start, the auxiliaries are at fault; later on, no
        // weight is left to move.
        let Some(lower) = slope.value().cholesky() else {
            if iteration == 0 {
                return Err(CalibrationError::Singular);
            }
            break;
        };
        let mut step = lower.backward(&lower.forward(&misfit));
        // Rounding ends the search: a step that no longer helps is not taken.
        let better = (0..60).find_map(|_| {
            let next: Vec<f64> = eta.iter().zip(&step).map(|(e, s)| e + s).collect();
            let at = scores(&next);
            let left = short(&at);
            step.iter_mut().for_each(|s| *s /= 2.0);
            (left.iter().all(|x| x.is_finite()) && size(&left) < size(&misfit)).then_some((next, at, left))
        });
        match better {
            Some((next, at, left)) => (eta, u, misfit) = (next, at, left),
            None => break,
        }
    }
    if size(&misfit) > 1e-10 {
        return Err(CalibrationError::NotMet { iterations: MOST, misfit: size(&misfit) });
    }
    Ok(u.iter().map(|u| distance.factor(*u).0).collect())
}

/// An orthonormal basis of columns, by Gram and Schmidt twice; what is a
/// combination of those before is left out.
fn orthonormal(columns: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let norm = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for mut column in columns {
        let whole = norm(&column);
        for _ in 0..2 {
            for unit in &basis {
                let along: f64 = unit.iter().zip(&column).map(|(u, x)| u * x).sum();
                column.iter_mut().zip(unit).for_each(|(x, u)| *x -= along * u);
            }
        }
        let rest = norm(&column);
        if rest > 1e-7 * whole {
            column.iter_mut().for_each(|x| *x /= rest);
            basis.push(column);
        }
    }
    basis
}

impl fmt::Display for CalibrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalibrationError::MissingLevel { row, rows: 1 } => {
                write!(f, "record {} has no level of the calibration variable", row + 1)
            }
            CalibrationError::MissingLevel { row, rows } => {
                write!(
                    f,
                    "record {} and {} more have no level of the calibration variable",
                    row + 1,
                    rows - 1
                )
            }
            CalibrationError::MissingAuxiliary { auxiliary, row } => {
                write!(f, "auxiliary {} is missing or infinite in record {}", auxiliary + 1, row + 1)
            }
            CalibrationError::MissingWeight { row } => {
                write!(f, "record {} has no weight of 0 or more", row + 1)
            }
            CalibrationError::RowsDiffer { expected, found } => {
                write!(f, "{found} values for {expected} records")
            }
            CalibrationError::TotalsDiffer { expected, found } => {
                write!(f, "{found} population totals where {expected} belong")
            }
            CalibrationError::Total { level, total } => {
                write!(f, "the population of {level} is {total}: a number of 0 or more belongs there")
            }
            CalibrationError::AbsentFromPopulation { level } => {
                write!(f, "the sample has {level}, the population has nobody there")
            }
            CalibrationError::AbsentFromSample { level } => {
                write!(f, "the population has {level}, the sample has nobody there")
            }
            CalibrationError::Bounds { low, high } => {
                write!(f, "factors between {low} and {high} leave no room around 1")
            }
            CalibrationError::Singular => write!(f, "the auxiliary totals say the same twice, or contradict"),
            CalibrationError::NotMet { misfit, .. } => {
                write!(
                    f,
                    "no weights meet the population totals; the best are off by a share of {misfit:.1e}"
                )
            }
            CalibrationError::CapNotMet { cap } => {
                write!(f, "no weights of at most {cap} times their mean meet the population totals")
            }
            CalibrationError::NegativeWeights { rows } => {
                write!(f, "{rows} records would get a negative weight; raking or bounds avoid it")
            }
        }
    }
}

impl std::error::Error for CalibrationError {}
