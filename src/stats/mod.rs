//! Survey statistics: pure functions over slices.

pub mod special;

mod design;
mod domain;
mod estimate;
mod factor;
mod groups;
mod interval;
mod linear;
mod matrix;
mod quantile;
mod sum;
mod undefined;
mod variance;

pub use design::{Design, DesignError, Lonely, Note, Sampling, Stage};
pub use domain::{Domain, Kish};
pub use estimate::{Contrast, DesignEffect, Estimate, Estimates, SimpleSample};
pub use factor::Factor;
pub use groups::Grouped;
pub use interval::{Instead, Interval, Method, Reference};
pub use linear::Missing;
pub use matrix::Matrix;
pub use quantile::{Quantile, Rule};
pub use undefined::Undefined;
