//! What an estimate is: numbers, how precise they are, and what they rest on.

use super::domain::Kish;
use super::matrix::Matrix;
use super::undefined::Undefined;

/// One estimated figure. Every field is a number or says why it is not.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub variance: f64,
    /// Degrees of freedom of the domain (PSUs less strata); rows missing on
    /// the variable count, as in R.
    pub df: usize,
    /// The rows it rests on, unweighted: those with a value.
    pub base: usize,
    /// The sum of their weights.
    pub weighted_base: f64,
    /// The rows of the domain, also those missing on the variable; of a
    /// calibrated design all rows. It is the n of Korn and Graubard, as in R.
    pub rows: usize,
    /// What unequal weights alone cost, among the rows with a value.
    pub kish: Kish,
    pub deff: Result<DesignEffect, Undefined>,
    /// Against a simple random sample with replacement (R's `"replace"`).
    pub deff_replace: Result<f64, Undefined>,
}

/// The variance over that of a simple random sample of as many rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DesignEffect {
    pub value: f64,
    pub against: SimpleSample,
}

/// The simple random sample compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimpleSample {
    /// Without replacement from a population of Σw people (R's `deff = TRUE`).
    WithoutReplacement,
    /// With replacement: the weights are normalised, so the size of the
    /// population is not known.
    WithReplacement,
}

/// Several estimates of the same rows, with their covariances.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimates {
    pub each: Vec<Estimate>,
    pub covariance: Matrix,
}

/// A figure computed from other figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    pub value: f64,
    pub variance: f64,
    pub df: usize,
}

impl Estimate {
    /// Standard error.
    pub fn se(&self) -> f64 {
        self.variance.sqrt()
    }

    /// Coefficient of variation: the standard error over the value.
    pub fn cv(&self) -> Result<f64, Undefined> {
        let cv = self.se() / self.value;
        if self.value == 0.0 {
            Err(Undefined::ValueIsZero)
        } else if cv.is_finite() {
            Ok(cv)
        } else {
            Err(Undefined::OutOfRange)
        }
    }
}

impl Contrast {
    /// Standard error.
    pub fn se(&self) -> f64 {
        self.variance.sqrt()
    }

    /// The value over its standard error.
    pub fn statistic(&self) -> Result<f64, Undefined> {
        let t = self.value / self.se();
        if self.variance == 0.0 {
            Err(Undefined::NoSpread)
        } else if t.is_finite() {
            Ok(t)
        } else {
            Err(Undefined::OutOfRange)
        }
    }
}

impl Estimates {
    /// Σ coefficient × estimate, with `df` degrees of freedom: those of the
    /// domain the estimates are parts of.
    pub fn contrast(&self, coefficients: &[f64], df: usize) -> Result<Contrast, Undefined> {
        self.shaped(coefficients.len())?;
        let value = self.each.iter().zip(coefficients).map(|(e, c)| e.value * c).sum();
        self.linear(value, coefficients, df)
    }

    /// The difference between two of the estimates, the second less the first.
    pub fn difference(&self, first: usize, second: usize, df: usize) -> Result<Contrast, Undefined> {
        let mut coefficients = vec![0.0; self.each.len()];
        *coefficients.get_mut(first).ok_or_else(|| self.beyond(first))? -= 1.0;
        *coefficients.get_mut(second).ok_or_else(|| self.beyond(second))? += 1.0;
        self.contrast(&coefficients, df)
    }

    /// ln(second / first) by the delta method.
    pub fn log_ratio(&self, first: usize, second: usize, df: usize) -> Result<Contrast, Undefined> {
        let value = |at: usize| self.each.get(at).map(|e| e.value).ok_or_else(|| self.beyond(at));
        let (a, b) = (value(first)?, value(second)?);
        if a == 0.0 || b == 0.0 {
            return Err(Undefined::ZeroDenominator);
        }
        if b / a < 0.0 {
            return Err(Undefined::OutOfRange);
        }
        let mut gradient = vec![0.0; self.each.len()];
        gradient[first] -= 1.0 / a;
        gradient[second] += 1.0 / b;
        self.linear((b / a).ln(), &gradient, df)
    }

    fn linear(&self, value: f64, gradient: &[f64], df: usize) -> Result<Contrast, Undefined> {
        // A variance below zero is rounding.
        let variance = self.covariance.bilinear(gradient, gradient).max(0.0);
        if value.is_finite() && variance.is_finite() {
            Ok(Contrast { value, variance, df })
        } else {
            Err(Undefined::OutOfRange)
        }
    }

    fn shaped(&self, found: usize) -> Result<(), Undefined> {
        let expected = self.each.len();
        if expected == found { Ok(()) } else { Err(Undefined::ShapesDiffer { expected, found }) }
    }

    fn beyond(&self, at: usize) -> Undefined {
        Undefined::ShapesDiffer { expected: self.each.len(), found: at + 1 }
    }
}
