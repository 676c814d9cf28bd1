//! The beta distribution.

use super::gamma_function::ln_scaled_beta;
use super::incomplete_beta::{at, offset, tails};
use super::root::{Miss, solve};
use super::{Tail, inside, is_shape, normal, smaller_tail};

/// P(X ≤ x) for 0 ≤ x ≤ 1 and shapes in [1e-12, 1e13].
pub fn cdf(x: f64, a: f64, b: f64) -> Option<f64> {
    tails(a, b, x).map(|t| t.lower)
}

/// P(X > x) on the same domain.
pub fn upper(x: f64, a: f64, b: f64) -> Option<f64> {
    tails(a, b, x).map(|t| t.upper)
}

/// The x with P(X ≤ x) = p, for 0 ≤ p ≤ 1. Zero where it is smaller than any
/// positive number, one where it is nearer to one than any other number.
pub fn quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    at_tail(p, Tail::Lower, a, b)
}

/// The x with P(X > x) = q, for 0 ≤ q ≤ 1.
pub fn upper_quantile(q: f64, a: f64, b: f64) -> Option<f64> {
    at_tail(q, Tail::Upper, a, b)
}

fn at_tail(p: f64, tail: Tail, a: f64, b: f64) -> Option<f64> {
    if !is_shape(a) || !is_shape(b) {
        return None;
    }
    let empty = if tail == Tail::Lower { 0.0 } else { 1.0 };
    if p == 0.0 || p == 1.0 {
        return Some(if p == 0.0 { empty } else { 1.0 - empty });
    }
    inside(p).then(|| parts(smaller_tail(p, tail), a, b).0)
}

/// The quantile x and 1 − x, for the smaller tail.
fn parts((small, tail): (f64, Tail), a: f64, b: f64) -> (f64, f64) {
    // At the ends P = xᵃ/(a B) · (1 + O(x)), and likewise from the other side.
    let (ln_small, ln_other) = (small.ln(), (-small).ln_1p());
    let (ln_lower, ln_upper) = match tail {
        Tail::Lower => (ln_small, ln_other),
        Tail::Upper => (ln_other, ln_small),
    };
    let near_zero = (ln_lower + ln_scaled_beta(a, b)) / a;
    if near_zero < -39.0 - b.ln_1p() {
        let x = near_zero.exp();
        return (x, 1.0 - x);
    }
    let near_one = (ln_upper + ln_scaled_beta(b, a)) / b;
    if near_one < -39.0 - a.ln_1p() {
        let y = near_one.exp();
        return (1.0 - y, y);
    }
    let ends = (logit_from_log(near_zero), -logit_from_log(near_one));
    let guess = match (a >= 1.0 && b >= 1.0, tail) {
        // P ≤ xᵃ/(a B) where b ≥ 1: the root is no nearer to the end.
        (true, Tail::Lower) => normal_guess(small, tail, a, b).max(ends.0),
        (true, Tail::Upper) => normal_guess(small, tail, a, b).min(ends.1),
        (false, Tail::Lower) => ends.0,
        (false, Tail::Upper) => ends.1,
    };
    let rising = tail == Tail::Lower;
    let start = guess.clamp(-700.0, 700.0).exp();
    share(solve(start, rising, |odds| {
        let (x, y) = share(odds);
        let (tails, density) = at(a, b, x, y);
        let have = if rising { tails.lower } else { tails.upper };
        Miss::new(have, small, rising, density, offset(a, b, x, y))
    }))
}

/// logit x from ln x, which a guess may have put above zero.
fn logit_from_log(ln_x: f64) -> f64 {
    let ln_x = ln_x.min(-1e-3);
    ln_x - (-ln_x.exp_m1()).ln()
}

/// x and 1 − x from the odds x / (1 − x), each to its own relative accuracy.
pub(super) fn share(odds: f64) -> (f64, f64) {
    if odds <= 1.0 {
        return (odds / (1.0 + odds), 1.0 / (1.0 + odds));
    }
    let against = 1.0 / odds;
    (1.0 / (1.0 + against), against / (1.0 + against))
}

/// The logit of a beta quantile from the normal one: Abramowitz & Stegun
/// (1964), 26.5.22, whose 2w is minus the logit up to ln(a/b).
fn normal_guess(small: f64, tail: Tail, a: f64, b: f64) -> f64 {
    // Both tails are in (0, ½], so the quantile is there.
    let z = normal::quantile(small).unwrap_or(0.0) * if tail == Tail::Lower { 1.0 } else { -1.0 };
    let (ra, rb) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
    let lambda = (z * z - 3.0) / 6.0;
    let h = 2.0 / (ra + rb);
    let inside = (h + lambda).max(0.0);
    let w = z * inside.sqrt() / h + (rb - ra) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
    (a / b).ln() + 2.0 * w
}
