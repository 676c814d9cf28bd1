//! Survey statistics: pure functions over slices, estimating from complex
//! samples as R's `survey` 4.5 does (`tests/golden.rs` holds it to that).
//!
//! ```
//! use dh::stats::{Design, Factor, Method, Missing, Reference, Sampling, Stage};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let psu = Factor::of(&["p1", "p1", "p2", "p3", "p4", "p4"].map(Some));
//! let stratum = Factor::of(&["north", "north", "north", "south", "south", "south"].map(Some));
//! let sampling = Sampling {
//!     rows: 6,
//!     weights: Some(&[10.0, 10.0, 20.0, 30.0, 30.0, 10.0]),
//!     stages: vec![Stage { units: Some(&psu), strata: Some(&stratum), fpc: None }],
//!     ..Sampling::default()
//! };
//! let design = Design::new(&sampling).map_err(|faults| faults[0].clone())?;
//! let yes = [1.0, 0.0, 1.0, 1.0, 0.0, f64::NAN];
//! let share = design.domain(|row| row != 0).mean(&yes, Missing::Drop)?;
//! let interval = share.proportion_interval(Method::Logit, 0.95, Reference::T)?;
//! assert!(share.base == 4 && interval.low < share.value && share.value < interval.high);
//! # Ok(()) }
//! ```
//!
//! | what | where |
//! |---|---|
//! | categories of rows: strata, PSUs, groups, answers | [`Factor`] |
//! | how the sample was drawn: [`Sampling`], [`Stage`], [`Lonely`] → checked [`Design`]; [`DesignError`], [`Note`] | `design` |
//! | the rows a figure is about, its degrees of freedom, [`Kish`] | [`Domain`] |
//! | the variance of a total over stages, from influence values | `variance` |
//! | total, mean, proportions of levels, ratio, population variance | `linear`: methods of [`Domain`] |
//! | many items × many groups in one walk over the rows, with differences from a reference group | [`Design::tabulate`]: [`Plan`], [`Item`], [`Breakdown`] → [`Tables`] |
//! | a mean in each group, with covariances between groups | [`Domain::mean_by`] → [`Grouped`] |
//! | value, variance, bases, design effect; contrasts and log ratios | [`Estimate`], [`Estimates`], [`Contrast`] |
//! | Wald, logit, arcsine, Wilson, Korn–Graubard, likelihood intervals | [`Interval`], [`Method`], [`Reference`] |
//! | quantiles with Woodruff intervals | [`Domain::quantiles`] → [`Quantile`], [`Woodruff`], [`Rule`] |
//! | two-way tables, Rao–Scott and Wald tests | [`Sample::crosstab`], [`Sample::association`] → [`Association`] |
//! | rank tests, goodness of fit, kappa, Cronbach's alpha | [`Sample::rank_test`] → [`RankTest`], [`Sample::goodness_of_fit`] → [`Goodness`], [`Sample::kappa`], [`Sample::cronbach`] |
//! | one mean against zero, two against each other | [`Sample::t_test`], [`Sample::t_test_between`] |
//! | `y ~ a + factor(b)`, read; what is wrong with it, and where | [`Formula`], [`FormulaError`] |
//! | regression: [`Family`], [`Variable`] → checked [`Model`] → [`Fit`]; [`ModelError`] | `regression` |
//! | tests of terms, predictive margins, likelihood intervals, AIC | methods of [`Model`] → [`TermOutcome`], [`Margins`], [`Aic`] |
//! | replicate weights: jackknife, half samples, Fay's, bootstrap, or given | [`Replicates`], [`Scheme`] → [`ReplicateDomain`] |
//! | what can be asked of either kind of sample | [`Sample`] |
//! | weights that meet known totals: post-strata, raking, regression; their variance | [`Design::post_stratified`], [`Design::raked`], [`Design::calibrated_to`], [`Distance`] |
//! | weights cut at bounds; every group given the same composition | [`Design::trimmed`], [`Domain::standardised`] |
//! | two answers of the same pair: agreement, kappa, shares that differ | [`Domain::paired`] → [`Paired`] |
//! | p-values of many tests; rates and their standardisation; agreement of coders | [`multiple`], [`rates`], [`agreement`] |
//! | why a number is absent | [`Undefined`] |
//! | how many, where, whom: planning and drawing a sample, its weights | [`sampling`] |
//! | distributions and special functions | [`special`] |
//!
//! Rules that hold everywhere:
//! - A variable has one entry a row of the design, NaN where it is missing; no
//!   NaN comes out. What cannot be computed is an [`Undefined`].
//! - A domain keeps the whole design: PSUs without a member count as zero.
//!   Strata without any row in the domain are left out of the rules for single
//!   PSUs, as R does.
//! - Degrees of freedom are PSUs less strata among the domain's rows of
//!   positive weight, and intervals use t with them unless asked otherwise.
//! - Sums over rows and units keep what rounding takes away: neither the order
//!   of rows in a file nor the number of threads changes a bit of a table.

pub mod agreement;
pub mod multiple;
pub mod raking;
pub mod rates;
pub mod sampling;
pub mod special;

mod association;
mod calibration;
mod design;
mod domain;
mod estimate;
mod factor;
mod goodness;
mod groups;
mod interval;
mod linear;
mod matrix;
mod numbering;
mod paired;
mod quantile;
mod rank;
mod regression;
mod reliability;
mod replicated;
mod replicates;
mod resampling;
mod reweighted;
mod sample;
mod sum;
mod tabulation;
mod undefined;
mod variance;

pub use association::{Association, Crosstab, Test};
pub use calibration::{CalibrationError, Distance, Margin};
pub use design::{Design, DesignError, Lonely, Note, Sampling, Stage};
pub use domain::{Domain, Kish};
pub use estimate::{Contrast, DesignEffect, Estimate, Estimates, SimpleSample};
pub use factor::Factor;
pub use goodness::Goodness;
pub use groups::Grouped;
pub use interval::{Instead, Interval, Method, Reference};
pub use linear::Missing;
pub use matrix::Matrix;
pub use paired::{Homogeneity, Paired};
pub use quantile::{Quantile, Rule, Woodruff};
pub use rank::{RankTest, Scores};
pub use regression::{
    Aic, Coefficient, Family, Fit, Formula, FormulaError, Margins, MissingOn, Model, ModelError, TermOutcome,
    TermTest, Variable,
};
pub use replicates::{Centre, ReplicateDomain, Replicates, Scheme};
pub use sample::{Again, Influence, Sample};
pub use tabulation::{Answers, Breakdown, Figure, Item, Plan, Tables};
pub use undefined::Undefined;
