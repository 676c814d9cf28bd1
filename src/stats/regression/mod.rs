//! Regression under a sampling design: how a number, a yes or no, or a count
//! goes with several variables at once.
//!
//! ```
//! use dh::stats::{Design, Factor, Family, Formula, Model, Reference, Sampling, TermTest, Variable};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let told = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0];
//! let sex = Factor::of(&["F", "F", "F", "M", "M", "F", "M", "M"].map(Some));
//! let design = Design::new(&Sampling { rows: 8, ..Sampling::default() }).map_err(|e| e[0].clone())?;
//! let formula = Formula::parse("told ~ sex")?;
//! let everyone = design.everyone();
//! let model = Model::new(&everyone, &formula, Family::Logistic, |column| match column {
//!     "told" => Some(Variable::Numbers(&told)),
//!     "sex" => Some(Variable::Levels(&sex)),
//!     _ => None,
//! })?;
//! let fit = model.fit()?;
//! assert_eq!(fit.coefficients[1].name, "sexM");
//! let (odds, interval) = fit.ratio(1, 0.95)?; // (1/3) / (3/1)
//! assert!((odds - 1.0 / 9.0).abs() < 1e-12 && interval.low < odds && odds < interval.high);
//! assert!(fit.coefficient(1)?.p_value(Reference::T)? < 1.0);
//! assert!(model.test(&fit, "sex", TermTest::LikelihoodRatio)?.p < 1.0);
//! assert_eq!(model.margins(&fit, "sex")?.values.len(), 2);
//! # Ok(()) }
//! ```
//!
//! Coefficients are those of the weighted likelihood; their covariance is the
//! design's variance of the rows' influence on them (Binder 1983), or what
//! replicates make of them, as in R's `svyglm`. Unlike there, what has no
//! finite estimate has none here: separation and columns that follow from
//! others are errors that name them.

mod error;
mod family;
mod fit;
mod formula;
mod margins;
mod model;
mod profile;
mod solve;
mod term_test;

pub use error::ModelError;
pub use family::Family;
pub use fit::{Aic, Coefficient, Fit};
pub use formula::{Formula, FormulaError};
pub use margins::Margins;
pub use model::{MissingOn, Model, Variable};
pub use term_test::{TermOutcome, TermTest};
