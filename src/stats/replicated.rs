//! Estimates from replicate weights: the figure is computed again with each.

use super::domain::Domain;
use super::estimate::{Estimate, Estimates};
use super::factor::Factor;
use super::groups::Grouped;
use super::linear::{Basis, Complete, Missing};
use super::matrix::{Matrix, MatrixSum};
use super::quantile::{Ordered, Quantile, Rule, Woodruff, quantiles_of};
use super::replicates::{Centre, ReplicateDomain};
use super::sample::{Again, Influence, Sample};
use super::sum::sum;
use super::undefined::Undefined;

impl Sample for ReplicateDomain<'_> {
    fn rows(&self) -> &Domain<'_> {
        &self.domain
    }

    fn degrees_of_freedom(&self) -> usize {
        self.degrees_of_freedom()
    }

    fn degrees_of_freedom_where(&self, so: &dyn Fn(usize) -> bool) -> usize {
        self.narrow(so).degrees_of_freedom()
    }

    fn has_replicates(&self) -> bool {
        true
    }

    fn sandwich(
        &self,
        rows: &Domain<'_>,
        again: Again<'_>,
        _influence: Influence<'_>,
        _bread: &Matrix,
    ) -> Result<Matrix, Undefined> {
        let weights: Vec<f64> = (0..rows.rows.len()).map(|i| rows.weight_at(i)).collect();
        Ok(self.vary(rows, &weights, again)?.1)
    }

    fn means(&self, variables: &[&[f64]], missing: Missing) -> Result<Estimates, Undefined> {
        self.means_of(&self.domain.complete(variables, missing)?)
    }

    fn totals(&self, variables: &[&[f64]], missing: Missing) -> Result<Estimates, Undefined> {
        self.totals_of(&self.domain.complete(variables, missing)?)
    }

    fn proportions(&self, factor: &Factor, missing: Missing) -> Result<Estimates, Undefined> {
        self.means_of(&self.domain.levels(factor, missing)?)
    }

    fn counts(&self, factor: &Factor, missing: Missing) -> Result<Estimates, Undefined> {
        self.totals_of(&self.domain.levels(factor, missing)?)
    }

    fn ratio(&self, numerator: &[f64], denominator: &[f64], missing: Missing) -> Result<Estimate, Undefined> {
        let rows = self.domain.complete(&[numerator, denominator], missing)?;
        let ratio = |weights: &[f64]| {
            let total = |k: usize| sum(weights.len(), |i| weights[i] * rows.values[k][i]);
            match total(1) {
                0.0 => Err(Undefined::ZeroDenominator),
                over => Ok(vec![total(0) / over]),
            }
        };
        let (value, covariance) = self.vary(&rows.domain, &rows.weights, ratio)?;
        let over = sum(rows.len(), |i| rows.weights[i] * rows.values[1][i]);
        let scaled: Vec<f64> =
            (0..rows.len()).map(|i| (rows.values[0][i] - value[0] * rows.values[1][i]) / over).collect();
        let spread = rows.spread(&scaled).map(|spread| spread * rows.weight * rows.weight);
        self.basis(&rows)?.estimate(value[0], covariance.get(0, 0), spread)
    }

    fn spread(&self, variable: &[f64], missing: Missing) -> Result<Estimate, Undefined> {
        let rows = self.domain.complete(&[variable], missing)?;
        let n = rows.weights.iter().filter(|w| **w != 0.0).count() as f64;
        if n < 2.0 {
            return Err(Undefined::TooFewRows { rows: n as usize });
        }
        let spread = |weights: &[f64]| {
            let mean = mean_of(weights, &rows.values[0])?;
            let squares: Vec<f64> =
                rows.values[0].iter().map(|x| (x - mean).powi(2) * n / (n - 1.0)).collect();
            Ok(vec![mean_of(weights, &squares)?])
        };
        let (value, covariance) = self.vary(&rows.domain, &rows.weights, spread)?;
        // Against a simple sample of the squared distances.
        let mean = mean_of(&rows.weights, &rows.values[0])?;
        let squares: Vec<f64> = rows.values[0].iter().map(|x| (x - mean).powi(2) * n / (n - 1.0)).collect();
        self.basis(&rows)?.estimate(value[0], covariance.get(0, 0), rows.spread(&squares))
    }

    fn mean_by(&self, variable: &[f64], by: &Factor, missing: Missing) -> Result<Grouped, Undefined> {
        if by.len() != self.domain.design.rows() {
            return Err(Undefined::ShapesDiffer { expected: self.domain.design.rows(), found: by.len() });
        }
        let whole = self.narrow(|row| by.level(row).is_some());
        let rows = whole.domain.complete(&[variable], missing)?;
        let level = |level: usize| whole.narrow(|row| by.level(row) == Some(level)).mean(variable, missing);
        let each: Vec<Result<Estimate, Undefined>> = (0..by.names().len()).map(level).collect();
        let levels: Vec<usize> = (0..each.len()).filter(|level| each[*level].is_ok()).collect();
        let place: Vec<u32> = rows.domain.rows.iter().map(|row| by.code(*row as usize)).collect();
        let means = |weights: &[f64]| {
            let mean = |level: &usize| {
                let of = |i: usize| if place[i] == *level as u32 { weights[i] } else { 0.0 };
                let weight = sum(place.len(), of);
                let total = sum(place.len(), |i| of(i) * rows.values[0][i]);
                if weight == 0.0 { Err(Undefined::NoWeight) } else { Ok(total / weight) }
            };
            levels.iter().map(mean).collect()
        };
        let covariance = self.vary(&rows.domain, &rows.weights, means).map(|(_, covariance)| covariance);
        Ok(Grouped { each, levels, covariance, df: self.degrees_of_freedom() })
    }

    fn quantiles(
        &self,
        variable: &[f64],
        p: &[f64],
        how: Woodruff,
        missing: Missing,
    ) -> Result<Vec<Quantile>, Undefined> {
        let rows = self.domain.complete(&[variable], missing)?;
        let complete = ReplicateDomain::of(self.replicates, rows.domain.clone());
        let share = |below: &[f64]| complete.mean(below, Missing::Refuse);
        quantiles_of(&rows, variable, p, how, complete.degrees_of_freedom(), share)
    }
}

impl ReplicateDomain<'_> {
    /// Quantiles, each computed again with every replicate; not for a
    /// jackknife, whose variance of a quantile does not settle as the sample
    /// grows.
    pub fn quantiles_again(
        &self,
        variable: &[f64],
        p: &[f64],
        rule: Rule,
        missing: Missing,
    ) -> Result<Estimates, Undefined> {
        if let Some(value) = p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
            return Err(Undefined::NotBetweenZeroAndOne { value: *value });
        }
        let rows = self.domain.complete(&[variable], missing)?;
        let quantiles = |weights: &[f64]| {
            let ordered = Ordered::of(&rows.values[0], weights, &rows.domain.rows)?;
            Ok(p.iter().map(|p| ordered.quantile(*p, rule)).collect())
        };
        let (values, covariance) = self.vary(&rows.domain, &rows.weights, quantiles)?;
        // R's are those of the rows with a value.
        let complete = ReplicateDomain::of(self.replicates, rows.domain.clone());
        let basis = Basis::of(&self.domain, &rows, complete.degrees_of_freedom())?;
        let each = values
            .iter()
            .enumerate()
            .map(|(k, value)| basis.estimate(*value, covariance.get(k, k), Err(Undefined::NoSpread)));
        Ok(Estimates { each: each.collect::<Result<_, _>>()?, covariance })
    }

    fn means_of(&self, rows: &Complete<'_>) -> Result<Estimates, Undefined> {
        let means = |weights: &[f64]| rows.values.iter().map(|v| mean_of(weights, v)).collect();
        let (values, covariance) = self.vary(&rows.domain, &rows.weights, means)?;
        let basis = self.basis(rows)?;
        let each = values
            .iter()
            .enumerate()
            .map(|(k, value)| basis.estimate(*value, covariance.get(k, k), rows.spread(&rows.values[k])));
        Ok(Estimates { each: each.collect::<Result<_, _>>()?, covariance })
    }

    fn totals_of(&self, rows: &Complete<'_>) -> Result<Estimates, Undefined> {
        let totals = |weights: &[f64]| {
            Ok(rows.values.iter().map(|v| sum(weights.len(), |i| weights[i] * v[i])).collect())
        };
        let (values, covariance) = self.vary(&rows.domain, &rows.weights, totals)?;
        let basis = self.basis(rows)?;
        let each = values.iter().enumerate().map(|(k, value)| {
            let spread = rows.spread(&rows.values[k]).map(|spread| spread * rows.weight * rows.weight);
            basis.estimate(*value, covariance.get(k, k), spread)
        });
        Ok(Estimates { each: each.collect::<Result<_, _>>()?, covariance })
    }

    fn basis(&self, rows: &Complete<'_>) -> Result<Basis, Undefined> {
        Basis::of(&self.domain, rows, self.degrees_of_freedom())
    }

    /// The figures, and their covariance over the replicates. A replicate that
    /// leaves nothing to estimate from is no silent gap (R drops it).
    fn vary(
        &self,
        rows: &Domain<'_>,
        weights: &[f64],
        figures: impl Fn(&[f64]) -> Result<Vec<f64>, Undefined>,
    ) -> Result<(Vec<f64>, Matrix), Undefined> {
        let full = figures(weights)?;
        let mut again = Vec::with_capacity(self.replicates.len());
        for (at, column) in self.replicates.columns.iter().enumerate() {
            let weights: Vec<f64> = rows.rows.iter().map(|row| column[*row as usize]).collect();
            again.push(figures(&weights).map_err(|_| Undefined::Replicate { number: at + 1 })?);
        }
        let centre = match self.replicates.centre {
            Centre::FullSample => full.clone(),
            Centre::Mean => {
                let counts = |(_, scale): &(&Vec<f64>, &f64)| **scale > 0.0;
                let counted: Vec<&Vec<f64>> =
                    again.iter().zip(&self.replicates.scales).filter(counts).map(|(f, _)| f).collect();
                let mean = |k: usize| counted.iter().map(|f| f[k]).sum::<f64>() / counted.len().max(1) as f64;
                (0..full.len()).map(mean).collect()
            }
        };
        let mut covariance = MatrixSum::zeros(full.len());
        for (figures, scale) in again.iter().zip(&self.replicates.scales) {
            let distance: Vec<f64> = figures.iter().zip(&centre).map(|(f, c)| f - c).collect();
            covariance.add_outer(&distance, *scale);
        }
        let covariance = covariance.value();
        if covariance.is_finite() { Ok((full, covariance)) } else { Err(Undefined::OutOfRange) }
    }
}

fn mean_of(weights: &[f64], values: &[f64]) -> Result<f64, Undefined> {
    let weight = sum(weights.len(), |i| weights[i]);
    if weight == 0.0 {
        return Err(Undefined::NoWeight);
    }
    match values.first() {
        // A constant is its own mean, without rounding.
        Some(first) if values.iter().all(|v| v == first) => Ok(*first),
        _ => Ok(sum(weights.len(), |i| weights[i] * values[i]) / weight),
    }
}
