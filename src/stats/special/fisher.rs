//! Fisher's F distribution. Degrees of freedom may be fractional, and those of
//! the denominator infinite: then F is a chi-square over its df.

use super::beta::share;
use super::incomplete_beta::tails_xy;
use super::{Tails, chi_squared, is_shape};

/// P(F ≤ x) for finite x ≥ 0, df1 in [2e-12, 2e13], df2 the same or ∞.
pub fn cdf(x: f64, df1: f64, df2: f64) -> Option<f64> {
    both(x, df1, df2).map(|t| t.lower)
}

/// P(F > x) on the same domain.
pub fn upper(x: f64, df1: f64, df2: f64) -> Option<f64> {
    both(x, df1, df2).map(|t| t.upper)
}

fn both(x: f64, df1: f64, df2: f64) -> Option<Tails> {
    if !(x >= 0.0 && x.is_finite()) {
        return None;
    }
    if df2 == f64::INFINITY {
        let x = (x * df1).min(f64::MAX);
        return Some(Tails { lower: chi_squared::cdf(x, df1)?, upper: chi_squared::upper(x, df1)? });
    }
    if !is_shape(0.5 * df1) || !is_shape(0.5 * df2) {
        return None;
    }
    // df1·x/df2 = odds of a beta variable (Abramowitz & Stegun 1964, 26.6.2).
    let (of, rest) = share(df1 / df2 * x);
    tails_xy(0.5 * df1, 0.5 * df2, of, rest)
}
