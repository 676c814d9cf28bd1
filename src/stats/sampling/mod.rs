//! Planning and drawing a sample, and making its weights: numbers in, numbers
//! out.
//!
//! | what | where |
//! |---|---|
//! | how many interviews for a margin or a difference, and what a number of them gives | [`size`] |
//! | interviews by stratum, summing exactly | [`allocation`] |
//! | chances proportional to size, systematic selection | [`systematic`] |
//! | who is asked within a household | [`household`] |
//! | response, cooperation, refusal and contact rates | [`outcome`] |
//! | non-response factors by class, trimming, what a step does to weights | [`weighting`] |

pub mod allocation;
pub mod household;
pub mod outcome;
pub mod size;
pub mod systematic;
pub mod weighting;

use std::fmt;

/// Why a sample cannot be planned or drawn like this.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// A share that is 0, 1 or no share at all.
    NotAShare { what: &'static str, value: f64 },
    /// A number that has to be above zero.
    NotPositive { what: &'static str, value: f64 },
    /// A number below the least that makes sense.
    Below { what: &'static str, least: f64, value: f64 },
    /// More is asked than there is.
    MoreThanThereAre { what: &'static str, wanted: f64, there: f64 },
    /// The least of every stratum together is more than is to be allocated.
    MinimumTooHigh { minimum: usize, needs: usize, n: usize },
    /// A class whose people cannot be stood for by anybody.
    NobodyAnswered { class: usize },
    /// Weights cut there could not keep their sum.
    TrimmedTooLow { limit: f64, mean: f64 },
    /// Too large or too small for the arithmetic.
    OutOfRange,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NotAShare { what, value } => {
                write!(f, "{what} is {value}: a share between 0 and 1 belongs there, both left out")
            }
            Fault::NotPositive { what, value } => {
                write!(f, "{what} is {value}: a number above 0 belongs there")
            }
            Fault::Below { what, least, value } => {
                write!(f, "{what} is {value}: a number of {least} or more belongs there")
            }
            Fault::MoreThanThereAre { what, wanted, there } => {
                write!(f, "{what}: {wanted} are asked for, there are {there}")
            }
            Fault::MinimumTooHigh { minimum, needs, n } => {
                write!(
                    f,
                    "{minimum} in every stratum are {needs} together, more than the {n} to be allocated"
                )
            }
            Fault::NobodyAnswered { class } => {
                write!(f, "nobody of class {} answered: no weight can stand for it", class + 1)
            }
            Fault::TrimmedTooLow { limit, mean } => write!(
                f,
                "the weights cannot be cut at {limit:.3}: their mean is {mean:.3}, so not even all of them at the limit would keep the sum"
            ),
            Fault::OutOfRange => write!(f, "too large or too small to compute"),
        }
    }
}

impl std::error::Error for Fault {}

fn share(what: &'static str, value: f64) -> Result<f64, Fault> {
    if value > 0.0 && value < 1.0 { Ok(value) } else { Err(Fault::NotAShare { what, value }) }
}

fn positive(what: &'static str, value: f64) -> Result<f64, Fault> {
    if value > 0.0 && value.is_finite() { Ok(value) } else { Err(Fault::NotPositive { what, value }) }
}

fn finite(value: f64) -> Result<f64, Fault> {
    if value.is_finite() { Ok(value) } else { Err(Fault::OutOfRange) }
}
