//! The gamma distribution with scale one: X/θ for another scale θ.

use super::gamma_function::ln_gamma_1p;
use super::incomplete_gamma::{at, tails};
use super::root::{Miss, solve};
use super::{Tail, finite, inside, is_shape, normal, smaller_tail};

/// P(X ≤ x) for finite x ≥ 0 and a shape in [1e-12, 1e13].
pub fn cdf(x: f64, shape: f64) -> Option<f64> {
    tails(shape, x).map(|t| t.lower)
}

/// P(X > x) on the same domain.
pub fn upper(x: f64, shape: f64) -> Option<f64> {
    tails(shape, x).map(|t| t.upper)
}

/// The x with P(X ≤ x) = p, for 0 ≤ p < 1. Zero where it is smaller than any
/// positive number (tiny shapes).
pub fn quantile(p: f64, shape: f64) -> Option<f64> {
    (p == 0.0 && is_shape(shape)).then_some(0.0).or_else(|| at_tail(p, Tail::Lower, shape))
}

/// The x with P(X > x) = q, for 0 < q ≤ 1.
pub fn upper_quantile(q: f64, shape: f64) -> Option<f64> {
    (q == 1.0 && is_shape(shape)).then_some(0.0).or_else(|| at_tail(q, Tail::Upper, shape))
}

fn at_tail(p: f64, tail: Tail, a: f64) -> Option<f64> {
    if !inside(p) || !is_shape(a) {
        return None;
    }
    let (small, tail) = smaller_tail(p, tail);
    // Near zero P = xᵃ/Γ(a+1) · (1 − O(x)).
    let ln_lower = if tail == Tail::Lower { small.ln() } else { (-small).ln_1p() };
    let near_zero = (ln_lower + ln_gamma_1p(a)) / a;
    if near_zero < -39.0 {
        return Some(near_zero.exp());
    }
    let guess = if a > 0.8 {
        // Wilson & Hilferty (1931).
        let z = if tail == Tail::Lower { normal::quantile(small)? } else { normal::upper_quantile(small)? };
        let cube = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt());
        let bulk = if cube > 0.0 { a.ln() + 3.0 * cube.ln() } else { f64::NEG_INFINITY };
        if tail == Tail::Lower { bulk.max(near_zero) } else { bulk }
    } else if tail == Tail::Upper {
        // Q falls like e⁻ˣ.
        (-(small / a.min(1.0)).ln()).max(near_zero.exp()).max(1e-17).ln()
    } else {
        near_zero
    };
    let rising = tail == Tail::Lower;
    let start = guess.clamp(-700.0, 700.0).exp();
    finite(solve(start, rising, |x| {
        let (tails, density) = at(a, x);
        let have = if rising { tails.lower } else { tails.upper };
        Miss::new(have, small, rising, density, a - x)
    }))
}
