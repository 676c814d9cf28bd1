//! The regularised incomplete gamma function, both tails at once.

use super::gamma_function::{ln_gamma_1p, poisson_term};
use super::quadrature;
use super::{Tails, is_shape};

/// P(a, x) and Q(a, x) for a shape a in [1e-12, 1e13] and finite x ≥ 0.
///
/// Series (Abramowitz & Stegun 1964, 6.5.29), Legendre's continued fraction
/// (6.5.31), and for large a near the middle an integral of the density.
pub fn tails(a: f64, x: f64) -> Option<Tails> {
    (is_shape(a) && x >= 0.0 && x.is_finite()).then(|| at(a, x).0)
}

/// From here the middle is integrated.
const LARGE: f64 = 800.0;

/// The tails and xᵃ e⁻ˣ / Γ(a), the density of ln X.
pub(super) fn at(a: f64, x: f64) -> (Tails, f64) {
    if x <= 0.0 {
        return (Tails { lower: 0.0, upper: 1.0 }, 0.0);
    }
    if a <= 1.0 && x <= 1.5 {
        return small(a, x);
    }
    let term = poisson_term(a, x);
    let density = a * term;
    if density == 0.0 {
        let lower = if x < a { 0.0 } else { 1.0 };
        return (Tails { lower, upper: 1.0 - lower }, 0.0);
    }
    let tails = if a >= LARGE && (x - a).abs() < 0.3 * a {
        if x >= a {
            from_upper(density * quadrature::gamma_upper(a, x))
        } else {
            from_upper(density * quadrature::gamma_lower(a, x)).swapped()
        }
    } else if x < a + 1.0 {
        from_upper(term * rising_series(a, x)).swapped()
    } else {
        from_upper(density * fraction(a, x))
    };
    (tails, density)
}

fn from_upper(upper: f64) -> Tails {
    // Rounding may step over one by an ulp.
    let upper = upper.clamp(0.0, 1.0);
    Tails { lower: 1.0 - upper, upper }
}

/// a ≤ 1 and x small: P = xᵃ/Γ(a+1) · [1 + a Σ (−x)ⁿ / (n! (a+n))] (6.5.29),
/// and Q from the same parts without forming 1 − P.
fn small(a: f64, x: f64) -> (Tails, f64) {
    let (mut power, mut sum) = (1.0, 0.0);
    for n in 1..60 {
        let n = f64::from(n);
        power *= -x / n;
        let term = power / (a + n);
        sum += term;
        if term.abs() <= 1e-17 * sum.abs() {
            break;
        }
    }
    let log = a * x.ln() - ln_gamma_1p(a);
    let lead = log.exp();
    let lower = lead * (1.0 + a * sum);
    let tails = if lower < 0.5 {
        Tails { lower, upper: 1.0 - lower }
    } else {
        let upper = -log.exp_m1() - lead * a * sum;
        Tails { lower: lower.min(1.0), upper: upper.max(0.0) }
    };
    (tails, a * lead * (-x).exp())
}

/// Σ xⁿ / ((a+1)…(a+n)), all terms positive.
fn rising_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0, 1.0, a);
    while term > 1e-17 * sum {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    sum
}

/// Γ(a, x) / (xᵃ e⁻ˣ) by Legendre's continued fraction, x ≥ a + 1 or so.
fn fraction(a: f64, x: f64) -> f64 {
    const SCALE: f64 = 1e200;
    let (mut a0, mut b0) = (0.0, 1.0);
    let (mut a1, mut b1) = (1.0, x + 1.0 - a);
    for n in 1..100_000 {
        let n = f64::from(n);
        let (alpha, beta) = (n * (a - n), x + 1.0 - a + 2.0 * n);
        let (a2, b2) = (beta * a1 + alpha * a0, beta * b1 + alpha * b0);
        (a0, b0, a1, b1) = (a1, b1, a2, b2);
        if b1.abs() > SCALE || a1.abs() > SCALE {
            (a0, b0, a1, b1) = (a0 / SCALE, b0 / SCALE, a1 / SCALE, b1 / SCALE);
        }
        // Successive convergents compared without dividing.
        let (left, right) = (a1 * b0, a0 * b1);
        if (left - right).abs() <= 1e-16 * left.abs() {
            break;
        }
    }
    a1 / b1
}
