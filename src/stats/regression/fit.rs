//! Coefficients and their precision under the design: the influence of each
//! row on them, through the design's own variance (Binder 1983).

use crate::stats::estimate::Contrast;
use crate::stats::interval::{Interval, Reference};
use crate::stats::matrix::Matrix;
use crate::stats::sum::sum;
use crate::stats::undefined::Undefined;

use super::error::ModelError;
use super::family::Family;
use super::model::Model;
use super::solve::{Problem, Solution, Trouble};

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    pub family: Family,
    pub coefficients: Vec<Coefficient>,
    /// Of the coefficients, under the design.
    pub covariance: Matrix,
    /// The same were the rows a simple random sample with mean weight 1 and
    /// dispersion 1: the inverse of the information.
    pub naive: Matrix,
    /// Degrees of freedom of the rows used, + 1, less the coefficients; 0 if
    /// none are left (R's `df.residual`).
    pub df: usize,
    /// The unweighted number of rows used.
    pub base: usize,
    pub weighted_base: f64,
    /// Weights summing to the rows of the domain, as R's `svyglm`.
    pub deviance: f64,
    /// With the intercept alone.
    pub null_deviance: f64,
    /// The spread of Pearson's residuals, as R's `svyglm` prints it: the
    /// weight is in the residual and in the mean.
    pub dispersion: f64,
    /// Newton's steps until nothing moved any more.
    pub steps: usize,
    /// Σ of the weights used, which is `base` if nothing is missing.
    pub(super) size: f64,
    pub(super) intercept: bool,
    /// Linear predictors, for what is made from the fit.
    pub(super) eta: Vec<f64>,
    /// Coefficients of centred columns.
    pub(super) beta: Vec<f64>,
}

/// One coefficient.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// As R names it: `(Intercept)`, `age`, `factor(sex)M`.
    pub name: String,
    /// As a person names it: `intercept`, `age`, `sex = M`.
    pub label: String,
    /// Its place among the formula's terms; none for the intercept.
    pub term: Option<usize>,
    pub value: f64,
    pub variance: f64,
}

/// Akaike's criterion under a design (Lumley & Scott 2015): each coefficient
/// counts as its design effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aic {
    pub value: f64,
    /// The sum of the design effects.
    pub effective: f64,
    /// None for an intercept alone.
    pub mean_effect: Option<f64>,
}

impl Coefficient {
    /// Standard error.
    pub fn se(&self) -> f64 {
        self.variance.sqrt()
    }
}

impl Fit {
    /// A coefficient with what its t, p and interval need.
    pub fn coefficient(&self, at: usize) -> Result<Contrast, Undefined> {
        let found = self.coefficients.get(at);
        let c = found.ok_or(Undefined::ShapesDiffer { expected: self.coefficients.len(), found: at + 1 })?;
        Ok(Contrast { value: c.value, variance: c.variance, df: self.df })
    }

    /// Σ weight × coefficient, with what its t, p and interval need.
    pub fn contrast(&self, weights: &[f64]) -> Result<Contrast, Undefined> {
        let expected = self.coefficients.len();
        if weights.len() != expected {
            return Err(Undefined::ShapesDiffer { expected, found: weights.len() });
        }
        let value = self.coefficients.iter().zip(weights).map(|(c, w)| c.value * w).sum();
        let variance = self.covariance.bilinear(weights, weights).max(0.0);
        Ok(Contrast { value, variance, df: self.df })
    }

    /// e to the coefficient, an odds, rate or hazard ratio, and its interval:
    /// e to that of the coefficient.
    pub fn ratio(&self, at: usize, level: f64) -> Result<(f64, Interval), Undefined> {
        let c = self.coefficient(at)?;
        let log = c.interval(level, Reference::T)?;
        let (value, low, high) = (c.value.exp(), log.low.exp(), log.high.exp());
        match value.is_finite() && high.is_finite() {
            true => Ok((value, Interval { low, high, ..log })),
            false => Err(Undefined::OutOfRange),
        }
    }

    /// Cox & Snell's (1989) share of the deviance explained, of 0 or 1 or of
    /// counts (R's `psrsq`); none of a number.
    pub fn cox_snell(&self) -> Option<f64> {
        let explained = || -((self.deviance - self.null_deviance) / self.size).exp_m1();
        (self.family != Family::Gaussian).then(explained)
    }

    /// The same over the most it can be (Nagelkerke 1991).
    pub fn nagelkerke(&self) -> Option<f64> {
        let most = -(-self.null_deviance / self.size).exp_m1();
        self.cox_snell().filter(|_| most > 0.0).map(|share| share / most)
    }

    /// The design effects of the coefficients without the intercept: the
    /// eigenvalues of naive⁻¹ covariance.
    pub(super) fn effects(&self, of: &[usize]) -> Result<Vec<f64>, Undefined> {
        self.covariance.part(of).eigenvalues_over(&self.naive.part(of)).ok_or(Undefined::Singular)
    }
}

impl Model<'_> {
    /// The coefficients, their covariance under the design, and what belongs
    /// to them.
    pub fn fit(&self) -> Result<Fit, ModelError> {
        let x: Vec<&[f64]> = self.x.iter().map(Vec::as_slice).collect();
        let problem =
            Problem { family: self.family, x: &x, y: &self.y, weights: &self.weights, offset: None };
        let solution = problem.solve(&self.start()?).map_err(|trouble| self.trouble(trouble))?;
        let bread = solution.information.inverse().ok_or(Undefined::Singular)?;
        let scores = || {
            let score = |i: usize| self.weights[i] * self.family.at(self.y[i], solution.eta[i]).score;
            let residual: Vec<f64> = (0..self.y.len()).map(score).collect();
            self.x.iter().map(|x| x.iter().zip(&residual).map(|(x, r)| x * r).collect()).collect()
        };
        let again = |weights: &[f64]| {
            let problem = Problem { weights, ..problem };
            problem.solve(&solution.beta).map(|s| s.beta).map_err(|_| Undefined::Singular)
        };
        let centred = self.sample.sandwich(&self.rows, &again, &scores, &bread)?;
        let back = self.uncentred();
        let covariance = centred.within(&back);
        let naive = bread.within(&back);
        let beta: Vec<f64> =
            back.iter().map(|row| row.iter().zip(&solution.beta).map(|(t, b)| t * b).sum()).collect();
        if beta.iter().any(|b: &f64| !b.is_finite()) || !covariance.is_finite() {
            return Err(Undefined::OutOfRange.into());
        }
        let used = &self.rows.rows;
        let mut is_used = vec![false; self.rows.design.rows()];
        used.iter().for_each(|row| is_used[*row as usize] = true);
        let df = self.sample.degrees_of_freedom_where(&|row| is_used[row]);
        let coefficients = self.columns.iter().enumerate().map(|(at, column)| Coefficient {
            name: column.name.clone(),
            label: column.label.clone(),
            term: column.term.checked_sub(1),
            value: beta[at],
            variance: covariance.get(at, at).max(0.0),
        });
        Ok(Fit {
            family: self.family,
            coefficients: coefficients.collect(),
            naive,
            df: (df + 1).saturating_sub(self.columns.len()),
            base: self.base(),
            weighted_base: self.weighted_base(),
            deviance: solution.deviance,
            null_deviance: self.null_deviance(),
            dispersion: self.dispersion(&solution)?,
            steps: solution.steps,
            size: sum(self.y.len(), |i| self.weights[i]),
            intercept: self.formula.intercept,
            covariance,
            eta: solution.eta,
            beta: solution.beta,
        })
    }

    /// Akaike's criterion. Gaussian models count their variance as one more
    /// coefficient.
    pub fn aic(&self, fit: &Fit) -> Result<Aic, Undefined> {
        let of: Vec<usize> = (usize::from(fit.intercept)..fit.coefficients.len()).collect();
        let mut effects = fit.effects(&of)?;
        let deviance = match self.family {
            Family::Gaussian => {
                let n = fit.size;
                let variance = fit.deviance / n;
                effects.iter_mut().for_each(|e| *e /= variance);
                let score = |i: usize| {
                    let square = (self.y[i] - fit.eta[i]).powi(2);
                    self.weights[i] * ((square - variance) / (2.0 * variance * variance)).powi(2)
                };
                effects.push(n / (2.0 * variance * variance) / sum(self.y.len(), score));
                n * (variance.ln() + 1.0 + (2.0 * std::f64::consts::PI).ln())
            }
            _ => fit.deviance,
        };
        let effective: f64 = effects.iter().sum();
        let mean_effect = (!effects.is_empty()).then(|| effective / effects.len() as f64);
        let value = deviance + 2.0 * effective;
        // A line through every point has no spread to judge it by.
        if value.is_finite() { Ok(Aic { value, effective, mean_effect }) } else { Err(Undefined::NoSpread) }
    }

    /// Coefficients of the intercept alone.
    pub(super) fn start(&self) -> Result<Vec<f64>, Undefined> {
        let mut start = vec![0.0; self.columns.len()];
        if self.formula.intercept {
            start[0] = self.family.link(self.mean()).ok_or(Undefined::OutOfRange)?;
        }
        Ok(start)
    }

    fn mean(&self) -> f64 {
        let n = self.y.len();
        sum(n, |i| self.weights[i] * self.y[i]) / sum(n, |i| self.weights[i])
    }

    fn null_deviance(&self) -> f64 {
        let link = if self.formula.intercept { self.family.link(self.mean()) } else { None };
        let eta = link.unwrap_or(0.0);
        sum(self.y.len(), |i| self.weights[i] * self.family.at(self.y[i], eta).deviance)
    }

    /// R's `svyvar` of Pearson's residuals, over replicates its plain mean
    /// square.
    fn dispersion(&self, solution: &Solution) -> Result<f64, Undefined> {
        let n = self.y.len();
        let w = &self.weights;
        let residual: Vec<f64> = (0..n).map(|i| self.family.pearson(self.y[i], solution.eta[i])).collect();
        let total = sum(n, |i| w[i]);
        let dispersion = if self.sample.has_replicates() {
            sum(n, |i| w[i] * residual[i].powi(2)) / total
        } else {
            if n < 2 {
                return Err(Undefined::TooFewRows { rows: n });
            }
            let mean = sum(n, |i| w[i] * residual[i]) / total;
            sum(n, |i| w[i] * (residual[i] - mean).powi(2)) / total * n as f64 / (n as f64 - 1.0)
        };
        if dispersion.is_finite() { Ok(dispersion) } else { Err(Undefined::OutOfRange) }
    }

    /// Rows that turn coefficients of centred columns into those of columns
    /// as they are.
    pub(super) fn uncentred(&self) -> Vec<Vec<f64>> {
        let p = self.columns.len();
        let row = |at: usize| {
            let mut row = vec![0.0; p];
            row[at] = 1.0;
            if at == 0 && self.formula.intercept {
                row.iter_mut().zip(&self.centre).skip(1).for_each(|(t, centre)| *t = -centre);
            }
            row
        };
        (0..p).map(row).collect()
    }

    pub(super) fn trouble(&self, trouble: Trouble) -> ModelError {
        match trouble {
            Trouble::Singular { column, products } => self.collinear(column, &products),
            Trouble::Diverges { direction } => {
                // What each column does to the row it moves most.
                let moves: Vec<f64> = (self.x.iter().zip(&direction))
                    .map(|(x, d)| x.iter().fold(0.0f64, |most, x| most.max((x * d).abs())))
                    .collect();
                let columns = || self.columns.iter().zip(&moves).filter(|(column, _)| column.term > 0);
                let most = columns().fold(0.0f64, |most, (_, m)| most.max(*m));
                let named = columns().filter(|(_, m)| **m > 0.1 * most && most > 0.0);
                ModelError::SeparatedTogether { columns: named.map(|(c, _)| c.label.clone()).collect() }
            }
            Trouble::NotConverged { steps } => ModelError::NotConverged { steps },
            Trouble::OutOfRange => Undefined::OutOfRange.into(),
        }
    }
}
