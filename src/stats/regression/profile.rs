//! Intervals of coefficients from the likelihood: they need not lie even
//! about the estimate.

use crate::stats::interval::{Interval, Reference, critical};
use crate::stats::undefined::Undefined;

use super::error::ModelError;
use super::fit::Fit;
use super::model::Model;
use super::solve::Problem;

impl Model<'_> {
    /// All values of a coefficient whose deviance, at the best of the others,
    /// lies within t² × its design effect × the dispersion of the least (Rao &
    /// Scott 1984; R's `confint(…, method = "likelihood")`, which reads it off
    /// a curve through ten points).
    pub fn likelihood_interval(&self, fit: &Fit, at: usize, level: f64) -> Result<Interval, ModelError> {
        let c = fit.coefficient(at)?;
        let t = critical(level, Reference::T, fit.df)?;
        let effect = c.variance / fit.naive.get(at, at);
        let within = t * t * effect * fit.dispersion;
        if within == 0.0 {
            return Ok(Interval {
                low: c.value,
                high: c.value,
                level,
                reference: Reference::T,
                instead: None,
            });
        }
        // Fixing the intercept is not fixing that of centred columns.
        let whole: Vec<Vec<f64>>;
        let intercept = at == 0 && fit.intercept;
        let x: Vec<&[f64]> = if intercept {
            whole = self.x.iter().zip(&self.centre).map(|(x, c)| x.iter().map(|x| x + c).collect()).collect();
            whole.iter().map(Vec::as_slice).collect()
        } else {
            self.x.iter().map(Vec::as_slice).collect()
        };
        let others: Vec<&[f64]> = (0..x.len()).filter(|k| *k != at).map(|k| x[k]).collect();
        let mut start: Vec<f64> = (0..x.len())
            .filter(|k| *k != at)
            .map(|k| if intercept { fit.coefficients[k].value } else { fit.beta[k] })
            .collect();
        let mut rise = |value: f64| -> Result<f64, ModelError> {
            let offset: Vec<f64> = x[at].iter().map(|x| x * value).collect();
            let problem = Problem {
                family: self.family,
                x: &others,
                y: &self.y,
                weights: &self.weights,
                offset: Some(&offset),
            };
            let found = problem.solve(&start).map_err(|_| Undefined::OutOfRange)?;
            start = found.beta;
            Ok(found.deviance - fit.deviance)
        };
        let mut side = |sign: f64| -> Result<f64, ModelError> {
            // The root of the rise is close to a line: steps along it, kept
            // between what is too near and too far.
            let target = within.sqrt();
            let (mut near, mut far) = (0.0f64, f64::INFINITY);
            let mut step = t * c.se();
            for _ in 0..60 {
                let root = rise(c.value + sign * step)?.max(0.0).sqrt();
                if root < target {
                    near = step
                } else {
                    far = step
                }
                if (root - target).abs() <= 1e-9 * target {
                    return Ok(c.value + sign * step);
                }
                let along = step * target / root.max(1e-3 * target);
                step = if along > near && along < far {
                    along
                } else if far.is_finite() {
                    (near + far) / 2.0
                } else {
                    near * 2.0
                };
            }
            Ok(c.value + sign * step)
        };
        let (low, high) = (side(-1.0)?, side(1.0)?);
        Ok(Interval { low, high, level, reference: Reference::T, instead: None })
    }
}
