//! Student's t distribution. Degrees of freedom may be fractional or infinite;
//! infinite ones are the normal distribution, and so is everything from 1e22.

use super::beta::share;
use super::gamma_function::ln_scaled_beta;
use super::incomplete_beta::{at, offset};
use super::root::{Miss, solve};
use super::{SMALLEST_SHAPE, Tail, Tails, finite, inside, normal, smaller_tail};

/// P(T ≤ t) for finite t and df in [2e-12, ∞].
pub fn cdf(t: f64, df: f64) -> Option<f64> {
    upper(-t, df)
}

/// P(T > t) on the same domain.
pub fn upper(t: f64, df: f64) -> Option<f64> {
    let outside = two_sided(t, df)?;
    if t > 0.0 {
        return Some(0.5 * outside);
    }
    Some(1.0 - 0.5 * outside)
}

/// P(|T| > |t|), the p-value of a two-sided test, on the same domain.
pub fn two_sided(t: f64, df: f64) -> Option<f64> {
    if !(t.is_finite() && is_df(df)) {
        return None;
    }
    if df >= NORMAL {
        return normal::upper(t.abs()).map(|p| 2.0 * p);
    }
    Some(outside(t.abs(), df).lower)
}

/// The t with P(T ≤ t) = p, for 0 < p < 1 and df as above; `None` too where it
/// is beyond `f64::MAX` (few degrees of freedom, far tail).
pub fn quantile(p: f64, df: f64) -> Option<f64> {
    signed(p, Tail::Lower, df)
}

/// The t with P(T > t) = q, on the same domain.
pub fn upper_quantile(q: f64, df: f64) -> Option<f64> {
    signed(q, Tail::Upper, df)
}

/// From here t and normal agree in every digit, 1e-300 included: they differ by
/// about t⁴/4ν.
const NORMAL: f64 = 1e22;

fn is_df(df: f64) -> bool {
    df >= 2.0 * SMALLEST_SHAPE
}

/// P(|T| > t) as `lower` and P(|T| ≤ t) as `upper`: ν/(ν+t²) is a beta
/// variable (Abramowitz & Stegun 1964, 26.7.1 with 26.5.27).
fn outside(t: f64, df: f64) -> Tails {
    let odds = if t < 1e100 { t * t / df } else { (t / df.sqrt()).powi(2) };
    if odds > 1e200 {
        // Only the first term of the series is left, and t² may overflow.
        let ln_x = df.ln() - 2.0 * t.ln();
        let lower = (0.5 * df * ln_x - ln_scale(df)).exp().min(1.0);
        return Tails { lower, upper: 1.0 - lower };
    }
    let (y, x) = share(odds);
    at(0.5 * df, 0.5, x, y).0
}

/// ln(a B(a, ½)) for a = ν/2.
fn ln_scale(df: f64) -> f64 {
    ln_scaled_beta(0.5 * df, 0.5)
}

fn signed(p: f64, tail: Tail, df: f64) -> Option<f64> {
    if !(inside(p) && is_df(df)) {
        return None;
    }
    let (small, tail) = smaller_tail(p, tail);
    let sign = if tail == Tail::Lower { -1.0 } else { 1.0 };
    if small == 0.5 {
        return Some(0.0);
    }
    let t = if df >= NORMAL { normal::upper_quantile(small)? } else { above(small, df)? };
    Some(sign * t)
}

/// The t > 0 with P(T > t) = q < ½.
fn above(q: f64, df: f64) -> Option<f64> {
    let a = 0.5 * df;
    let outside = 2.0 * q;
    // P(|T| > t) = xᵃ / (a B) in the far tail; x = ν/(ν+t²).
    let near_zero = (outside.ln() + ln_scale(df)) / a;
    if near_zero < -39.0 {
        return finite((0.5 * (df.ln() - near_zero)).exp());
    }
    // Away from the middle the tail is solved for, near it the middle; both
    // are known exactly.
    let (small, in_tail) = if outside <= 0.5 { (outside, true) } else { (1.0 - outside, false) };
    let start = if df >= 2.0 {
        hill(outside, df)?
    } else if in_tail {
        let ln_x = near_zero.min(-1e-3);
        (df * -ln_x.exp_m1()).sqrt() * (-0.5 * ln_x).exp()
    } else {
        // P(|T| ≤ t) ≈ 2 f(0) t, and f(0) = 1 / (√ν B(ν/2, ½)).
        0.5 * small * df.sqrt() * (ln_scale(df) - a.ln()).exp()
    };
    finite(solve(start, !in_tail, |t| {
        let (y, x) = share(t * t / df);
        let (tails, density) = at(a, 0.5, x, y);
        let have = if in_tail { tails.lower } else { tails.upper };
        // ln t runs against the logit of x, twice as slowly.
        Miss::new(have, small, !in_tail, 2.0 * density, -2.0 * offset(a, 0.5, x, y))
    }))
}

/// Hill (1970), Algorithm 396: t for the two-sided probability `p`, to some six
/// digits for df ≥ 2.
fn hill(p: f64, n: f64) -> Option<f64> {
    let a = 1.0 / (n - 0.5);
    let b = 48.0 / (a * a);
    let mut c = ((20_700.0 * a / b - 98.0) * a - 16.0) * a + 96.36;
    let d = ((94.5 / (b + c) - 3.0) / b + 1.0) * (a * std::f64::consts::FRAC_PI_2).sqrt() * n;
    let y = (d * p).powf(2.0 / n);
    let square = if y > 0.05 + a {
        let x = normal::quantile(0.5 * p)?;
        let xx = x * x;
        if n < 5.0 {
            c += 0.3 * (n - 4.5) * (x + 0.6);
        }
        c += (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b;
        let z = (((((0.4 * xx + 6.3) * xx + 36.0) * xx + 94.5) / c - xx - 3.0) / b + 1.0) * x;
        n * (a * z * z).exp_m1()
    } else {
        let first = ((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0;
        n * (((1.0 / first + 0.5 / (n + 4.0)) * y - 1.0) * (n + 1.0) / (n + 2.0) + 1.0 / y)
    };
    finite(square.sqrt()).filter(|t| *t > 0.0)
}
