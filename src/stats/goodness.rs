//! Whether the shares of categories are those known or supposed (Rao & Scott
//! 1981, "The analysis of categorical data from complex sample surveys", JASA
//! 76).

use super::factor::Factor;
use super::linear::Missing;
use super::sample::Sample;
use super::special::quadratic_form;
use super::undefined::Undefined;

/// The outcome of a test of goodness of fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Goodness {
    /// n Σ (share − supposed)² / supposed, n counting the rows with a value.
    pub pearson: f64,
    pub df: usize,
    /// Of the sample, for what the variance itself is uncertain by.
    pub denominator_df: usize,
    pub p: f64,
    /// The design effects X² is a sum of chi-squares of.
    pub effects: Vec<f64>,
    pub base: usize,
}

/// `supposed` has one number a level, in proportion to its share.
pub(super) fn goodness_of_fit(
    sample: &(impl Sample + ?Sized),
    factor: &Factor,
    supposed: &[f64],
) -> Result<Goodness, Undefined> {
    let (expected, found) = (factor.names().len(), supposed.len());
    if expected != found {
        return Err(Undefined::ShapesDiffer { expected, found });
    }
    if expected < 2 {
        return Err(Undefined::TooFewLevels { levels: expected });
    }
    let total: f64 = supposed.iter().sum();
    if let Some(value) = supposed.iter().find(|p| !(**p > 0.0 && p.is_finite())) {
        return Err(Undefined::NotBetweenZeroAndOne { value: *value });
    }
    let denominator_df = sample.degrees_of_freedom();
    if denominator_df == 0 {
        return Err(Undefined::NoDegreesOfFreedom);
    }
    let shares = sample.proportions(factor, Missing::Drop)?;
    let base = shares.each[0].base;
    let n = base as f64;
    let p = |at: usize| supposed[at] / total;
    let pearson =
        n * shares.each.iter().enumerate().map(|(at, e)| (e.value - p(at)).powi(2) / p(at)).sum::<f64>();
    let scaled: Vec<Vec<f64>> = (0..expected)
        .map(|at| (0..expected).map(|k| if k == at { (n / p(at)).sqrt() } else { 0.0 }).collect())
        .collect();
    // One of them is the sum of shares, which does not vary.
    let mut effects = shares.covariance.within(&scaled).eigenvalues();
    effects.sort_by(|a, b| b.total_cmp(a));
    effects.truncate(expected - 1);
    if effects.iter().any(|e| !e.is_finite()) || effects[0] <= 0.0 {
        return Err(Undefined::Singular);
    }
    effects.iter_mut().for_each(|e| *e = e.max(0.0));
    let p = quadratic_form::upper_over_chi(&effects, pearson, denominator_df as f64)
        .ok_or(Undefined::OutOfRange)?;
    Ok(Goodness { pearson, df: expected - 1, denominator_df, p, effects, base })
}
