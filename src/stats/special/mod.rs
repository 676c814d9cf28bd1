//! The special functions and distributions that survey statistics stand on.
//!
//! Everything is a pure function of `f64`. A function returns `None` exactly
//! where it has no finite value to give: an argument outside the domain its
//! documentation states (NaN among them), or a quantile beyond `f64::MAX`.
//! Nothing returns NaN or an infinity.
//!
//! *Accuracy.* Each tail is computed in its own right, never as one minus the
//! other where that would lose digits: relative errors below 1e-12 down to
//! 1e-300 and for shapes from 1e-4 to 1e9, some 1e-14 in the tails that tests
//! and intervals use (`tests/special.rs`, against R and against fifty digits).
//! A quantile is as good as the problem allows: where a relative change ε of
//! the probability moves it by κε, it carries κ times that error.
//!
//! | module | what it is |
//! |---|---|
//! | [`gamma_function`] | ln Γ, ln B, and the parts of both that do not cancel |
//! | [`error_function`] | erf, erfc |
//! | [`incomplete_gamma`], [`incomplete_beta`] | the regularised functions, both tails at once |
//! | [`normal`], [`student`], [`chi_squared`], [`fisher`], [`beta`], [`gamma`] | distributions |
//! | [`quadratic_form`] | weighted sums of chi-squares, over a chi-square or not |
//! | [`exact`] | intervals for counts: Poisson, binomial |

pub mod beta;
pub mod chi_squared;
pub mod error_function;
pub mod exact;
pub mod fisher;
pub mod gamma;
pub mod gamma_function;
pub mod incomplete_beta;
pub mod incomplete_gamma;
pub mod normal;
pub mod quadratic_form;
mod quadrature;
mod root;
pub mod student;

pub use error_function::{erf, erfc};
pub use gamma_function::{ln_beta, ln_gamma};

/// Both tails of a distribution at one point, each accurate in its own right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// P(X ≤ x).
    pub lower: f64,
    /// P(X > x).
    pub upper: f64,
}

impl Tails {
    fn swapped(self) -> Tails {
        Tails { lower: self.upper, upper: self.lower }
    }
}

/// Which tail a probability is counted in. A probability near one carries few
/// digits of its distance from one, so the tail is part of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    Lower,
    Upper,
}

/// A probability as the smaller of the two tails: (tail, its probability).
/// For `0 < p < 1`, and the subtraction is exact (Sterbenz) for `p ≥ 1/2`.
fn smaller_tail(p: f64, tail: Tail) -> (f64, Tail) {
    match (p <= 0.5, tail) {
        (true, tail) => (p, tail),
        (false, Tail::Lower) => (1.0 - p, Tail::Upper),
        (false, Tail::Upper) => (1.0 - p, Tail::Lower),
    }
}

/// Strictly inside (0, 1); false for NaN.
fn inside(p: f64) -> bool {
    p > 0.0 && p < 1.0
}

/// A shape or a number of degrees of freedom that the methods are made for.
fn is_shape(a: f64) -> bool {
    (SMALLEST_SHAPE..=LARGEST_SHAPE).contains(&a)
}

/// The range of shapes (and of halved degrees of freedom). Beyond it the
/// distributions are points to a few digits, and no statistic goes there.
pub const SMALLEST_SHAPE: f64 = 1e-12;
/// See [`SMALLEST_SHAPE`].
pub const LARGEST_SHAPE: f64 = 1e13;

/// A number to hand out: `None` for what is not finite.
fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}
