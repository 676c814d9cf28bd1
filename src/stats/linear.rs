//! Totals, means, proportions of levels, ratios and population variances by
//! Taylor linearisation (Binder 1983; Särndal, Swensson & Wretman 1992, 5.5).
//!
//! A variable is a slice with one entry a row of the design, NaN where it is
//! missing. What comes out is finite or an [`Undefined`].

use super::design::Design;
use super::domain::{Domain, Kish};
use super::estimate::{DesignEffect, Estimate, Estimates, SimpleSample};
use super::factor::Factor;
use super::sum::sum;
use super::undefined::Undefined;

/// What to do with rows missing on the variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Estimate among the rows with a value (R's `na.rm = TRUE`).
    Drop,
    /// Give no estimate if a value is missing.
    Refuse,
}

/// The rows with all values, and the values.
pub(super) struct Complete<'d> {
    pub domain: Domain<'d>,
    /// By variable, by row of `domain`.
    pub values: Vec<Vec<f64>>,
    pub weights: Vec<f64>,
    pub weight: f64,
}

impl<'d> Domain<'d> {
    /// The mean of a variable; of 0 and 1, a proportion.
    pub fn mean(&self, variable: &[f64], missing: Missing) -> Result<Estimate, Undefined> {
        one(self.means(&[variable], missing)?)
    }

    /// The estimated total.
    pub fn total(&self, variable: &[f64], missing: Missing) -> Result<Estimate, Undefined> {
        one(self.totals(&[variable], missing)?)
    }

    /// Means of several variables among the rows that have all of them.
    pub fn means(&self, variables: &[&[f64]], missing: Missing) -> Result<Estimates, Undefined> {
        means_of(self, &self.complete(variables, missing)?)
    }

    /// Totals of several variables among the rows that have all of them.
    pub fn totals(&self, variables: &[&[f64]], missing: Missing) -> Result<Estimates, Undefined> {
        totals_of(self, &self.complete(variables, missing)?)
    }

    /// The proportion of each level, among the rows that have one.
    pub fn proportions(&self, factor: &Factor, missing: Missing) -> Result<Estimates, Undefined> {
        means_of(self, &self.levels(factor, missing)?)
    }

    /// The estimated number of people on each level.
    pub fn counts(&self, factor: &Factor, missing: Missing) -> Result<Estimates, Undefined> {
        totals_of(self, &self.levels(factor, missing)?)
    }

    /// Total of `numerator` over total of `denominator`, among the rows that
    /// have both.
    pub fn ratio(
        &self,
        numerator: &[f64],
        denominator: &[f64],
        missing: Missing,
    ) -> Result<Estimate, Undefined> {
        let rows = self.complete(&[numerator, denominator], missing)?;
        let over = sum(rows.len(), |i| rows.weights[i] * rows.values[1][i]);
        if over == 0.0 {
            return Err(Undefined::ZeroDenominator);
        }
        let value = sum(rows.len(), |i| rows.weights[i] * rows.values[0][i]) / over;
        // The linearised variable, whose total has the variance of the ratio.
        let scaled: Vec<f64> =
            (0..rows.len()).map(|i| (rows.values[0][i] - value * rows.values[1][i]) / over).collect();
        let influence: Vec<f64> = scaled.iter().zip(&rows.weights).map(|(r, w)| r * w).collect();
        let variance = self.design.variance(&rows.domain.rows, &influence)?;
        let spread = rows.spread(&scaled).map(|spread| spread * rows.weight * rows.weight);
        Basis::of(self, &rows, self.degrees_of_freedom())?.estimate(value, variance, spread)
    }

    /// The variance of a variable in the population: n/(n − 1) times the
    /// weighted mean of squared distances, n counting the rows with a value
    /// (R's `svyvar`).
    pub fn spread(&self, variable: &[f64], missing: Missing) -> Result<Estimate, Undefined> {
        let mut rows = self.complete(&[variable], missing)?;
        let n = rows.weights.iter().filter(|w| **w != 0.0).count() as f64;
        if n < 2.0 {
            return Err(Undefined::TooFewRows { rows: n as usize });
        }
        let mean = rows.mean(0);
        rows.values[0].iter_mut().for_each(|x| *x = (*x - mean).powi(2) * n / (n - 1.0));
        one(means_of(self, &rows)?)
    }

    /// The domain's rows that have a value on every variable.
    pub(super) fn complete(&self, variables: &[&[f64]], missing: Missing) -> Result<Complete<'d>, Undefined> {
        let expected = self.design.rows();
        if let Some(found) = variables.iter().map(|v| v.len()).find(|len| *len != expected) {
            return Err(Undefined::ShapesDiffer { expected, found });
        }
        let domain = self.narrow(|row| variables.iter().all(|v| !v[row].is_nan()));
        self.usable(&domain, missing)?;
        let gather = |v: &&[f64]| domain.rows.iter().map(|row| v[*row as usize]).collect::<Vec<f64>>();
        let values: Vec<Vec<f64>> = variables.iter().map(gather).collect();
        if let Some(at) = values.iter().find_map(|v| v.iter().position(|x| x.is_infinite())) {
            return Err(Undefined::NotFinite { row: domain.rows[at] as usize });
        }
        Complete::new(domain, values)
    }

    /// The domain's rows that have a level, each level as 0 and 1.
    pub(super) fn levels(&self, factor: &Factor, missing: Missing) -> Result<Complete<'d>, Undefined> {
        if factor.len() != self.design.rows() {
            return Err(Undefined::ShapesDiffer { expected: self.design.rows(), found: factor.len() });
        }
        let domain = self.narrow(|row| factor.level(row).is_some());
        self.usable(&domain, missing)?;
        let values = (0..factor.names().len())
            .map(|level| {
                let is = |row: &u32| f64::from(u8::from(factor.code(*row as usize) == level as u32));
                domain.rows.iter().map(is).collect()
            })
            .collect();
        Complete::new(domain, values)
    }

    fn usable(&self, complete: &Domain<'_>, missing: Missing) -> Result<(), Undefined> {
        if self.rows.is_empty() {
            return Err(Undefined::EmptyDomain);
        }
        match (self.rows.len() - complete.rows.len(), missing) {
            (rows, Missing::Refuse) if rows > 0 => Err(Undefined::MissingValues { rows }),
            _ if complete.rows.is_empty() => Err(Undefined::AllMissing),
            _ => Ok(()),
        }
    }
}

impl<'d> Complete<'d> {
    fn new(domain: Domain<'d>, values: Vec<Vec<f64>>) -> Result<Self, Undefined> {
        let weights: Vec<f64> = (0..domain.rows.len()).map(|i| domain.weight_at(i)).collect();
        let weight = sum(weights.len(), |i| weights[i]);
        if weight == 0.0 {
            return Err(Undefined::NoWeight);
        }
        if !weight.is_finite() {
            return Err(Undefined::OutOfRange);
        }
        Ok(Complete { domain, values, weights, weight })
    }

    pub fn len(&self) -> usize {
        self.weights.len()
    }

    fn mean(&self, variable: usize) -> f64 {
        let values = &self.values[variable];
        // A constant is its own mean: no rounding turns it into a variance.
        match self.constant(values) {
            Some(value) => value,
            None => sum(self.len(), |i| self.weights[i] * values[i]) / self.weight,
        }
    }

    /// The one value of all rows of positive weight.
    fn constant(&self, values: &[f64]) -> Option<f64> {
        let mut weighing = values.iter().zip(&self.weights).filter(|(_, w)| **w != 0.0).map(|(v, _)| *v);
        let first = weighing.next()?;
        weighing.all(|v| v == first).then_some(first)
    }

    /// Σ w (x − mean)² / Σw · n/(n − 1), n counting positive weights.
    pub fn spread(&self, values: &[f64]) -> Result<f64, Undefined> {
        let n = self.weights.iter().filter(|w| **w != 0.0).count();
        if n < 2 {
            return Err(Undefined::TooFewRows { rows: n });
        }
        if self.constant(values).is_some() {
            return Err(Undefined::NoSpread);
        }
        let mean = sum(self.len(), |i| self.weights[i] * values[i]) / self.weight;
        let squares = sum(self.len(), |i| self.weights[i] * (values[i] - mean).powi(2)) / self.weight;
        if squares == 0.0 {
            return Err(Undefined::NoSpread);
        }
        Ok(squares * n as f64 / (n as f64 - 1.0))
    }
}

fn means_of(of: &Domain<'_>, rows: &Complete<'_>) -> Result<Estimates, Undefined> {
    let means: Vec<f64> = (0..rows.values.len()).map(|k| rows.mean(k)).collect();
    let influence = mean_influence(rows, &means);
    let slices: Vec<&[f64]> = influence.iter().map(Vec::as_slice).collect();
    let covariance = of.design.covariance(&rows.domain.rows, &slices)?;
    let basis = Basis::of(of, rows, of.degrees_of_freedom())?;
    let each = means
        .iter()
        .enumerate()
        .map(|(k, mean)| basis.estimate(*mean, covariance.get(k, k), rows.spread(&rows.values[k])));
    Ok(Estimates { each: each.collect::<Result<_, _>>()?, covariance })
}

fn mean_influence(rows: &Complete<'_>, means: &[f64]) -> Vec<Vec<f64>> {
    let of = |(values, mean): (&Vec<f64>, &f64)| {
        values.iter().zip(&rows.weights).map(|(x, w)| (x - mean) * w / rows.weight).collect()
    };
    rows.values.iter().zip(means).map(of).collect()
}

fn totals_of(of: &Domain<'_>, rows: &Complete<'_>) -> Result<Estimates, Undefined> {
    let influence: Vec<Vec<f64>> =
        rows.values.iter().map(|v| v.iter().zip(&rows.weights).map(|(x, w)| x * w).collect()).collect();
    let slices: Vec<&[f64]> = influence.iter().map(Vec::as_slice).collect();
    let covariance = of.design.covariance(&rows.domain.rows, &slices)?;
    let basis = Basis::of(of, rows, of.degrees_of_freedom())?;
    let each = influence.iter().enumerate().map(|(k, values)| {
        let total = sum(values.len(), |i| values[i]);
        let spread = rows.spread(&rows.values[k]).map(|spread| spread * rows.weight * rows.weight);
        basis.estimate(total, covariance.get(k, k), spread)
    });
    Ok(Estimates { each: each.collect::<Result<_, _>>()?, covariance })
}

/// What estimates of the same rows share.
pub(super) struct Basis {
    df: usize,
    base: usize,
    /// Rows of positive weight.
    counting: f64,
    /// The design's weights are: those of a domain need not sum to its rows.
    normalised: bool,
    rows: usize,
    kish: Kish,
}

impl Basis {
    pub fn of(domain: &Domain<'_>, rows: &Complete<'_>, df: usize) -> Result<Basis, Undefined> {
        let counting = rows.weights.iter().filter(|w| **w != 0.0).count() as f64;
        // R keeps every row of a calibrated design, outside with weight 0.
        let all = if domain.design.is_calibrated() { domain.design.rows() } else { domain.len() };
        Ok(Basis::counted(domain.design, df, all, counting, rows.domain.kish()?))
    }

    /// `rows` are the domain's, also those missing on the variable; `counting`
    /// those with a value and a positive weight.
    pub fn counted(design: &Design, df: usize, rows: usize, counting: f64, kish: Kish) -> Basis {
        Basis { df, base: kish.rows, counting, normalised: design.normalised, rows, kish }
    }

    /// `simple` is n times the variance of the figure in a simple random
    /// sample with replacement.
    pub fn estimate(
        &self,
        value: f64,
        variance: f64,
        simple: Result<f64, Undefined>,
    ) -> Result<Estimate, Undefined> {
        let finite = |x: f64| if x.is_finite() { Ok(x) } else { Err(Undefined::OutOfRange) };
        // No zero has a sign.
        let (value, variance) = (finite(value)? + 0.0, finite(variance)?);
        let replace = simple.and_then(|simple| finite(variance * self.counting / simple));
        let deff = replace.clone().and_then(|replace| {
            let unseen = 1.0 - self.counting / self.kish.weight;
            if self.normalised {
                Ok(DesignEffect { value: replace, against: SimpleSample::WithReplacement })
            } else if unseen <= 0.0 {
                Err(Undefined::SampleLargerThanPopulation)
            } else {
                Ok(DesignEffect {
                    value: finite(replace / unseen)?,
                    against: SimpleSample::WithoutReplacement,
                })
            }
        });
        Ok(Estimate {
            value,
            variance,
            df: self.df,
            base: self.base,
            weighted_base: self.kish.weight,
            rows: self.rows,
            kish: self.kish,
            deff,
            deff_replace: replace,
        })
    }
}

pub(super) fn one(estimates: Estimates) -> Result<Estimate, Undefined> {
    let expected = estimates.each.len();
    estimates.each.into_iter().next().ok_or(Undefined::ShapesDiffer { expected, found: 0 })
}
