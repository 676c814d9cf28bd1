//! What can be asked of a sample, whether its precision comes from the design
//! ([`Domain`], linearised) or from replicate weights
//! ([`ReplicateDomain`](super::ReplicateDomain)).

use super::association::{self, Association, Crosstab, Test};
use super::domain::Domain;
use super::estimate::{Contrast, Estimate, Estimates};
use super::factor::Factor;
use super::goodness::{self, Goodness};
use super::groups::Grouped;
use super::linear::{Missing, one};
use super::matrix::Matrix;
use super::quantile::{Quantile, Woodruff};
use super::rank::{self, RankTest, Scores};
use super::reliability;
use super::undefined::Undefined;

/// Figures computed again with other weights, one a row used.
pub type Again<'a> = &'a dyn Fn(&[f64]) -> Result<Vec<f64>, Undefined>;

/// What each row adds to each figure, weight included: by figure, by row used.
pub type Influence<'a> = &'a dyn Fn() -> Vec<Vec<f64>>;

/// Some rows of a sample, and estimates from them. A variable has one entry a
/// row of the design, NaN where it is missing.
pub trait Sample: Sync {
    /// The rows.
    fn rows(&self) -> &Domain<'_>;

    fn degrees_of_freedom(&self) -> usize;

    /// Of those rows that are so.
    fn degrees_of_freedom_where(&self, so: &dyn Fn(usize) -> bool) -> usize;

    /// The precision comes from replicate weights.
    fn has_replicates(&self) -> bool;

    /// The covariance of figures of `rows`: of `bread` × the sums of
    /// `influence`, figure by figure and row by row, weights included; over
    /// replicates, of what `again` makes of the weights of `rows`.
    fn sandwich(
        &self,
        rows: &Domain<'_>,
        again: Again<'_>,
        influence: Influence<'_>,
        bread: &Matrix,
    ) -> Result<Matrix, Undefined>;

    /// Totals of several variables among the rows that have all of them.
    fn totals(&self, variables: &[&[f64]], missing: Missing) -> Result<Estimates, Undefined>;

    /// Means of several variables among the rows that have all of them.
    fn means(&self, variables: &[&[f64]], missing: Missing) -> Result<Estimates, Undefined>;

    /// The proportion of each level, among the rows that have one.
    fn proportions(&self, factor: &Factor, missing: Missing) -> Result<Estimates, Undefined>;

    /// The estimated number of people on each level.
    fn counts(&self, factor: &Factor, missing: Missing) -> Result<Estimates, Undefined>;

    /// Total of `numerator` over total of `denominator`, among the rows that have
    /// both.
    fn ratio(&self, numerator: &[f64], denominator: &[f64], missing: Missing) -> Result<Estimate, Undefined>;

    /// The variance of a variable in the population.
    fn spread(&self, variable: &[f64], missing: Missing) -> Result<Estimate, Undefined>;

    /// The mean of a variable in each group, with the covariances between groups.
    fn mean_by(&self, variable: &[f64], by: &Factor, missing: Missing) -> Result<Grouped, Undefined>;

    /// Quantiles with Woodruff intervals, each `p` between 0 and 1.
    fn quantiles(
        &self,
        variable: &[f64],
        p: &[f64],
        how: Woodruff,
        missing: Missing,
    ) -> Result<Vec<Quantile>, Undefined>;

    /// The mean of a variable; of 0 and 1, a proportion.
    fn mean(&self, variable: &[f64], missing: Missing) -> Result<Estimate, Undefined> {
        one(self.means(&[variable], missing)?)
    }

    /// The estimated total.
    fn total(&self, variable: &[f64], missing: Missing) -> Result<Estimate, Undefined> {
        one(self.totals(&[variable], missing)?)
    }

    /// Weighted and unweighted counts of two variables.
    fn crosstab(&self, rows: &Factor, columns: &Factor) -> Result<Crosstab, Undefined> {
        association::crosstab(self.rows(), rows, columns)
    }

    /// Tests whether two variables are independent in the population.
    fn association(&self, rows: &Factor, columns: &Factor, test: Test) -> Result<Association, Undefined> {
        association::association(self, rows, columns, test)
    }

    /// Whether groups lie as high as each other, by ranks.
    fn rank_test(&self, variable: &[f64], by: &Factor, scores: Scores) -> Result<RankTest, Undefined> {
        self.score_test(&rank::scores_of(self, variable, by, scores)?, by)
    }

    /// Whether groups have the same mean score, the score of each row being
    /// given: unlike a t test with degrees of freedom for the groups.
    fn score_test(&self, scores: &[f64], by: &Factor) -> Result<RankTest, Undefined> {
        rank::score_test(self, scores, by)
    }

    /// Whether the shares of levels are those of `supposed`, one number a level.
    fn goodness_of_fit(&self, factor: &Factor, supposed: &[f64]) -> Result<Goodness, Undefined> {
        goodness::goodness_of_fit(self, factor, supposed)
    }

    /// Cohen's kappa of two variables with the same levels, in the population.
    fn kappa(&self, rows: &Factor, columns: &Factor) -> Result<Contrast, Undefined> {
        reliability::kappa(self, rows, columns)
    }

    /// Cronbach's alpha of items that are added up.
    fn cronbach(&self, items: &[&[f64]]) -> Result<f64, Undefined> {
        reliability::cronbach(self, items)
    }

    /// Whether a mean is zero, with one degree of freedom fewer than the domain
    /// has, as R's `svyttest(y ~ 0)`.
    fn t_test(&self, variable: &[f64], missing: Missing) -> Result<Contrast, Undefined> {
        let e = self.mean(variable, missing)?;
        Ok(Contrast { value: e.value, variance: e.variance, df: e.df.saturating_sub(1) })
    }

    /// Whether two groups have the same mean, the second less the first; one
    /// degree of freedom fewer than their rows have, as R's `svyttest`.
    fn t_test_between(&self, variable: &[f64], by: &Factor, missing: Missing) -> Result<Contrast, Undefined> {
        let groups = self.mean_by(variable, by, missing)?;
        if groups.levels.len() != 2 {
            return Err(Undefined::TooFewLevels { levels: groups.levels.len() });
        }
        let df = self.degrees_of_freedom_where(&|row| !variable[row].is_nan() && by.level(row).is_some());
        groups.estimates()?.difference(0, 1, df.saturating_sub(1))
    }
}

impl Sample for Domain<'_> {
    fn rows(&self) -> &Domain<'_> {
        self
    }

    fn degrees_of_freedom(&self) -> usize {
        self.degrees_of_freedom()
    }

    fn degrees_of_freedom_where(&self, so: &dyn Fn(usize) -> bool) -> usize {
        self.narrow(so).degrees_of_freedom()
    }

    fn has_replicates(&self) -> bool {
        false
    }

    fn sandwich(
        &self,
        rows: &Domain<'_>,
        _again: Again<'_>,
        influence: Influence<'_>,
        bread: &Matrix,
    ) -> Result<Matrix, Undefined> {
        let influence = influence();
        let slices: Vec<&[f64]> = influence.iter().map(Vec::as_slice).collect();
        let filling = self.design.covariance(&rows.rows, &slices)?;
        let bread: Vec<Vec<f64>> = (0..bread.size()).map(|row| bread.row(row).to_vec()).collect();
        Ok(filling.within(&bread))
    }

    fn totals(&self, variables: &[&[f64]], missing: Missing) -> Result<Estimates, Undefined> {
        self.totals(variables, missing)
    }

    fn means(&self, variables: &[&[f64]], missing: Missing) -> Result<Estimates, Undefined> {
        self.means(variables, missing)
    }

    fn proportions(&self, factor: &Factor, missing: Missing) -> Result<Estimates, Undefined> {
        self.proportions(factor, missing)
    }

    fn counts(&self, factor: &Factor, missing: Missing) -> Result<Estimates, Undefined> {
        self.counts(factor, missing)
    }

    fn ratio(&self, numerator: &[f64], denominator: &[f64], missing: Missing) -> Result<Estimate, Undefined> {
        self.ratio(numerator, denominator, missing)
    }

    fn spread(&self, variable: &[f64], missing: Missing) -> Result<Estimate, Undefined> {
        self.spread(variable, missing)
    }

    fn mean_by(&self, variable: &[f64], by: &Factor, missing: Missing) -> Result<Grouped, Undefined> {
        self.mean_by(variable, by, missing)
    }

    fn quantiles(
        &self,
        variable: &[f64],
        p: &[f64],
        how: Woodruff,
        missing: Missing,
    ) -> Result<Vec<Quantile>, Undefined> {
        self.quantiles(variable, p, how, missing)
    }
}
