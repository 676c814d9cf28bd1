//! Tests of one mean, and of the difference between two.

use super::domain::Domain;
use super::estimate::Contrast;
use super::factor::Factor;
use super::linear::Missing;
use super::undefined::Undefined;

impl Domain<'_> {
    /// Whether a mean is zero, with one degree of freedom fewer than the domain
    /// has, as R's `svyttest(y ~ 0)`.
    pub fn t_test(&self, variable: &[f64], missing: Missing) -> Result<Contrast, Undefined> {
        let e = self.mean(variable, missing)?;
        Ok(Contrast { value: e.value, variance: e.variance, df: e.df.saturating_sub(1) })
    }

    /// Whether two groups have the same mean, the second less the first; one
    /// degree of freedom fewer than their rows have, as R's `svyttest`.
    pub fn t_test_between(
        &self,
        variable: &[f64],
        by: &Factor,
        missing: Missing,
    ) -> Result<Contrast, Undefined> {
        let groups = self.mean_by(variable, by, missing)?;
        if groups.levels.len() != 2 {
            return Err(Undefined::TooFewLevels { levels: groups.levels.len() });
        }
        let rows = self.narrow(|row| !variable[row].is_nan() && by.level(row).is_some());
        groups.estimates()?.difference(0, 1, rows.degrees_of_freedom().saturating_sub(1))
    }
}
