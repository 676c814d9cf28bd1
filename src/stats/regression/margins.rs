//! What the regression expects were everybody on the same level of a factor,
//! all else as it is: average marginal predictions (Graubard & Korn 1999,
//! "predictive margins").

use crate::stats::estimate::Contrast;
use crate::stats::matrix::Matrix;
use crate::stats::sum::sum;
use crate::stats::undefined::Undefined;

use super::error::ModelError;
use super::fit::Fit;
use super::model::{Fixed, Model, Values};
use super::solve::{Problem, dot};

/// A predictive margin at each level of a factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Margins {
    pub column: String,
    /// The levels that occur, the reference first.
    pub levels: Vec<String>,
    pub values: Vec<f64>,
    pub covariance: Matrix,
    /// Of the regression.
    pub df: usize,
}

impl Margins {
    /// The margin of a level.
    pub fn level(&self, at: usize) -> Result<Contrast, Undefined> {
        let value = self.values.get(at).ok_or_else(|| self.beyond(at))?;
        Ok(Contrast { value: *value, variance: self.covariance.get(at, at).max(0.0), df: self.df })
    }

    /// One margin less another: the average effect of the level.
    pub fn difference(&self, first: usize, second: usize) -> Result<Contrast, Undefined> {
        let value = self.level(second)?.value - self.level(first)?.value;
        let v = |i, j| self.covariance.get(i, j);
        let variance = v(first, first) + v(second, second) - 2.0 * v(first, second);
        Ok(Contrast { value, variance: variance.max(0.0), df: self.df })
    }

    fn beyond(&self, at: usize) -> Undefined {
        Undefined::ShapesDiffer { expected: self.values.len(), found: at + 1 }
    }
}

impl Model<'_> {
    /// Predictive margins at the levels of a column that is a factor. Their
    /// variance takes in both the coefficients and whom the sample averages
    /// over (R's `svypredmeans` adds the two up as if they were independent).
    pub fn margins(&self, fit: &Fit, column: &str) -> Result<Margins, ModelError> {
        let Some((names, occurring)) = self.levels_of(column) else {
            return Err(ModelError::UnknownTerm { term: column.to_string(), terms: self.factors() });
        };
        let at_level = |level: &u32| -> Vec<Vec<f64>> {
            let less = |(at, centre): (usize, &f64)| {
                let number = names[*level as usize].parse().unwrap_or(f64::NAN);
                let mut x = self.column(at, Some(Fixed { column, level: *level, number }));
                x.iter_mut().for_each(|x| *x -= centre);
                x
            };
            self.centre.iter().enumerate().map(less).collect()
        };
        let worlds: Vec<Vec<Vec<f64>>> = occurring.iter().map(at_level).collect();
        let predict = |world: &[Vec<f64>], beta: &[f64]| -> Vec<f64> {
            let mut eta = vec![0.0; self.y.len()];
            for (x, b) in world.iter().zip(beta) {
                eta.iter_mut().zip(x).for_each(|(eta, x)| *eta += b * x);
            }
            eta
        };
        let averages = |beta: &[f64], weights: &[f64]| -> Result<Vec<f64>, Undefined> {
            let total = sum(weights.len(), |i| weights[i]);
            let average = |world: &Vec<Vec<f64>>| {
                let eta = predict(world, beta);
                sum(weights.len(), |i| weights[i] * self.family.mean(eta[i])) / total
            };
            let averages: Vec<f64> = worlds.iter().map(average).collect();
            if averages.iter().all(|a| a.is_finite()) { Ok(averages) } else { Err(Undefined::OutOfRange) }
        };
        let values = averages(&fit.beta, &self.weights)?;

        let x: Vec<&[f64]> = self.x.iter().map(Vec::as_slice).collect();
        let problem =
            Problem { family: self.family, x: &x, y: &self.y, weights: &self.weights, offset: None };
        let again = |weights: &[f64]| {
            let beta = Problem { weights, ..problem }.solve(&fit.beta).map_err(|_| Undefined::Singular)?.beta;
            averages(&beta, weights)
        };
        let bread = self.naive_centred(fit)?;
        let total = sum(self.y.len(), |i| self.weights[i]);
        let influence = || {
            let of = |(world, average): (&Vec<Vec<f64>>, &f64)| -> Vec<f64> {
                let eta = predict(world, &fit.beta);
                let slope: Vec<f64> = eta
                    .iter()
                    .zip(&self.weights)
                    .map(|(eta, w)| w * self.family.slope(*eta) / total)
                    .collect();
                let gradient: Vec<f64> = world.iter().map(|x| dot(x, &slope)).collect();
                // What one more row does to the margin through each column.
                let through: Vec<f64> = (0..gradient.len()).map(|k| dot(bread.row(k), &gradient)).collect();
                let row = |i: usize| {
                    let w = self.weights[i];
                    let along: f64 = self.x.iter().zip(&through).map(|(x, t)| x[i] * t).sum();
                    let score = w * self.family.at(self.y[i], fit.eta[i]).score;
                    w * (self.family.mean(eta[i]) - average) / total + score * along
                };
                (0..self.y.len()).map(row).collect()
            };
            worlds.iter().zip(&values).map(of).collect()
        };
        let unit = Matrix::unit(values.len());
        let covariance = self.sample.sandwich(&self.rows, &again, &influence, &unit)?;
        let levels = occurring.iter().map(|level| names[*level as usize].clone()).collect();
        Ok(Margins { column: column.to_string(), levels, values, covariance, df: fit.df })
    }

    fn levels_of(&self, column: &str) -> Option<(&[String], &[u32])> {
        self.formula.atoms.iter().zip(&self.values).find_map(|(atom, values)| match values {
            Values::Levels { names, occurring, .. } if atom.place.column == column => {
                Some((names.as_slice(), occurring.as_slice()))
            }
            _ => None,
        })
    }

    fn factors(&self) -> Vec<String> {
        let factor = |(atom, values): (&super::formula::Atom, &Values)| {
            matches!(values, Values::Levels { .. }).then(|| atom.place.column.clone())
        };
        self.formula.atoms.iter().zip(&self.values).filter_map(factor).collect()
    }

    /// The inverse of the information of centred columns.
    fn naive_centred(&self, fit: &Fit) -> Result<Matrix, Undefined> {
        let mut there = self.uncentred();
        if let Some(row) = there.first_mut() {
            row.iter_mut().skip(1).for_each(|t| *t = -*t);
        }
        Ok(fit.naive.within(&there))
    }
}
