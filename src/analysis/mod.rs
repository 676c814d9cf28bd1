//! Figures: every number shown anywhere, with where it comes from.

mod compare;
mod counts;
mod derive;
mod estimates;
mod figure;
mod look;
mod series;

pub use compare::{Compared, compare_published};
pub use counts::{Count, Frequencies, Summary, frequencies, summary};
pub use derive::{derive, estimate_value, one, why_no_value};
pub use estimates::{Measured, Variable, variable};
pub use figure::{Estimates, Figure, Origin, number};
pub use look::{Conflict, conflicts, coverage, indicator, indicator_of, pooled, published, published_all};
pub use series::{denominator, observations, rate, rate_at, series_at, vintage};
