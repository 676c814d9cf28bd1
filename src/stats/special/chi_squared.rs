//! The chi-square distribution: twice a gamma variable of half the degrees of
//! freedom.

use super::gamma;

/// P(X ≤ x) for finite x ≥ 0 and df in [2e-12, 2e13], fractional or not.
pub fn cdf(x: f64, df: f64) -> Option<f64> {
    gamma::cdf(0.5 * x, 0.5 * df)
}

/// P(X > x) on the same domain.
pub fn upper(x: f64, df: f64) -> Option<f64> {
    gamma::upper(0.5 * x, 0.5 * df)
}

/// The x with P(X ≤ x) = p, for 0 ≤ p < 1.
pub fn quantile(p: f64, df: f64) -> Option<f64> {
    gamma::quantile(p, 0.5 * df).map(|x| 2.0 * x)
}

/// The x with P(X > x) = q, for 0 < q ≤ 1.
pub fn upper_quantile(q: f64, df: f64) -> Option<f64> {
    gamma::upper_quantile(q, 0.5 * df).map(|x| 2.0 * x)
}
