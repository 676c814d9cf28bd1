//! Whether a term is needed at all: all its coefficients at once.

use crate::stats::special::{fisher, quadratic_form};
use crate::stats::undefined::Undefined;

use super::error::ModelError;
use super::fit::Fit;
use super::model::Model;
use super::solve::Problem;

/// Which test that the coefficients of a term are all zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TermTest {
    /// By their covariance under the design, on F.
    #[default]
    Wald,
    /// By the covariance a simple random sample would have, on the
    /// distribution that has under the design: sums of chi-squares weighed by
    /// design effects, over a chi-square (Lumley & Scott 2014). Steadier than
    /// Wald's where PSUs are few.
    WorkingWald,
    /// By the deviance the term takes away, on the same distribution (Rao &
    /// Scott 1984; Lumley & Scott 2014).
    LikelihoodRatio,
}

/// The outcome of a test of a term.
#[derive(Debug, Clone, PartialEq)]
pub struct TermOutcome {
    pub test: TermTest,
    /// F for [`TermTest::Wald`], else the chi-square that is corrected.
    pub statistic: f64,
    /// Coefficients of the term.
    pub df: usize,
    pub denominator_df: usize,
    pub p: f64,
    /// The design effects of the term; none for [`TermTest::Wald`].
    pub effects: Vec<f64>,
}

impl Model<'_> {
    /// Tests a term, named as [`super::Formula::terms`] does. Of a variable that
    /// is also in an interaction this is its effect at the reference level of
    /// the other: test the interaction first.
    pub fn test(&self, fit: &Fit, term: &str, test: TermTest) -> Result<TermOutcome, ModelError> {
        let terms = self.formula.terms();
        let Some(at) = terms.iter().position(|name| name == term) else {
            return Err(ModelError::UnknownTerm { term: term.to_string(), terms });
        };
        let of: Vec<usize> = (0..self.columns.len()).filter(|c| self.columns[*c].term == at + 1).collect();
        let (df, denominator_df) = (of.len(), fit.df);
        if denominator_df == 0 {
            return Err(Undefined::NoDegreesOfFreedom.into());
        }
        let (k, ddf) = (df as f64, denominator_df as f64);
        let beta: Vec<f64> = of.iter().map(|c| fit.coefficients[*c].value).collect();
        let (statistic, p, effects) = match test {
            TermTest::Wald => {
                let wald = fit.covariance.part(&of).quadratic_of_inverse(&beta).ok_or(Undefined::Singular)?;
                (wald / k, fisher::upper(wald / k, k, ddf), Vec::new())
            }
            TermTest::WorkingWald | TermTest::LikelihoodRatio => {
                let effects = fit.effects(&of)?;
                let statistic = match test {
                    TermTest::WorkingWald => {
                        fit.naive.part(&of).quadratic_of_inverse(&beta).ok_or(Undefined::Singular)?
                    }
                    _ => self.deviance_without(at + 1)? - fit.deviance,
                };
                let statistic = statistic.max(0.0);
                (statistic, quadratic_form::upper_over_chi(&effects, statistic, ddf), effects)
            }
        };
        let p = p.ok_or(Undefined::OutOfRange)?;
        Ok(TermOutcome { test, statistic, df, denominator_df, p, effects })
    }

    /// The deviance of the same rows without the columns of a term.
    fn deviance_without(&self, term: usize) -> Result<f64, ModelError> {
        let kept: Vec<usize> = (0..self.columns.len()).filter(|c| self.columns[*c].term != term).collect();
        let x: Vec<&[f64]> = kept.iter().map(|c| self.x[*c].as_slice()).collect();
        let all = self.start()?;
        let start: Vec<f64> = kept.iter().map(|c| all[*c]).collect();
        let problem =
            Problem { family: self.family, x: &x, y: &self.y, weights: &self.weights, offset: None };
        Ok(problem.solve(&start).map_err(|trouble| self.trouble(trouble))?.deviance)
    }
}
