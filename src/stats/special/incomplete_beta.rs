//! The regularised incomplete beta function, both tails at once.

use super::gamma_function::{beta_power, ln_of, ln_scaled_beta};
use super::quadrature;
use super::{Tails, is_shape};

/// I_x(a, b) and 1 − I_x(a, b) for shapes in [1e-12, 1e13] and 0 ≤ x ≤ 1.
///
/// Power series and continued fraction of Didonato & Morris (1992, Algorithm
/// 708: BPSER, BFRAC), and for large shapes near the middle an integral of the
/// density.
pub fn tails(a: f64, b: f64, x: f64) -> Option<Tails> {
    tails_xy(a, b, x, 1.0 - x)
}

/// The same where 1 − x is known better than by subtraction: `x + y = 1`.
pub fn tails_xy(a: f64, b: f64, x: f64, y: f64) -> Option<Tails> {
    let fine = is_shape(a) && is_shape(b) && x >= 0.0 && y >= 0.0 && (x + y - 1.0).abs() < 1e-9;
    fine.then(|| at(a, b, x, y).0)
}

/// From here the middle is integrated.
const LARGE: f64 = 2000.0;

/// The tails and xᵃ yᵇ / B(a, b), the density of logit X.
pub(super) fn at(a: f64, b: f64, x: f64, y: f64) -> (Tails, f64) {
    if x <= 0.0 {
        return (Tails { lower: 0.0, upper: 1.0 }, 0.0);
    }
    if y <= 0.0 {
        return (Tails { lower: 1.0, upper: 0.0 }, 0.0);
    }
    if suits_series(b, x) {
        return series(a, b, x, y);
    }
    if suits_series(a, y) {
        let (tails, density) = series(b, a, y, x);
        return (tails.swapped(), density);
    }
    let u = offset(a, b, x, y);
    let density = beta_power(a, b, x, y, u);
    if density == 0.0 {
        let lower = if u > 0.0 { 0.0 } else { 1.0 };
        return (Tails { lower, upper: 1.0 - lower }, 0.0);
    }
    let (least, middle) = (a.min(b), u.abs());
    let tails = if least >= LARGE && middle < 0.3 * least {
        if u <= 0.0 {
            from_upper(density * quadrature::beta_upper(a, b, x, y, u))
        } else {
            from_upper(density * quadrature::beta_upper(b, a, y, x, -u)).swapped()
        }
    } else if u >= 0.0 {
        from_upper(density * fraction(a, b, x, y, u)).swapped()
    } else {
        from_upper(density * fraction(b, a, y, x, -u))
    };
    (tails, density)
}

fn from_upper(upper: f64) -> Tails {
    // Rounding may step over one by an ulp.
    let upper = upper.clamp(0.0, 1.0);
    Tails { lower: 1.0 - upper, upper }
}

/// a·y − b·x: positive below the mean. From the smaller of x and y, which is
/// the one that is known well, in one rounding.
pub(super) fn offset(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    // What rounding took from a + b (Dekker 1971).
    let (big, small) = if a >= b { (a, b) } else { (b, a) };
    let lost = small - (n - big);
    if x <= y {
        let product = n * x;
        (a - product) - (n.mul_add(x, -product) + lost * x)
    } else {
        let product = n * y;
        (product - b) + (n.mul_add(y, -product) + lost * y)
    }
}

/// The power series in x has few terms, and they hardly cancel.
fn suits_series(b: f64, x: f64) -> bool {
    (b <= 1.0 && x <= 0.5) || (x <= 0.6 && b * x <= 1.5)
}

/// I = xᵃ/(a B) · [1 + a Σ (1−b)…(n−b) xⁿ / (n! (a+n))] (Didonato & Morris
/// 1992, BPSER), and 1 − I from the same parts without forming the difference.
fn series(a: f64, b: f64, x: f64, y: f64) -> (Tails, f64) {
    let (mut power, mut sum, mut n) = (1.0, 0.0, 1.0);
    while n < 1000.0 {
        power *= (n - b) / n * x;
        let term = power / (a + n);
        sum += term;
        if term.abs() <= 1e-17 * sum.abs() {
            break;
        }
        n += 1.0;
    }
    let log = a * ln_of(x, y) - ln_scaled_beta(a, b);
    let lead = log.exp();
    let lower = lead * (1.0 + a * sum);
    let tails = if lower < 0.5 {
        Tails { lower, upper: 1.0 - lower }
    } else {
        let upper = -log.exp_m1() - lead * a * sum;
        Tails { lower: lower.min(1.0), upper: upper.max(0.0) }
    };
    (tails, a * lead * (b * ln_of(y, x)).exp())
}

/// I_x(a, b) over xᵃ yᵇ / B(a, b) for u = a·y − b·x ≥ 0: Didonato & Morris
/// (1992), BFRAC, with one division a step.
fn fraction(a: f64, b: f64, x: f64, y: f64, u: f64) -> f64 {
    const SCALE: f64 = 1e150;
    let n = a + b;
    // 1 / (a + 2m − 1) and 1 / (a + 2m + 1).
    let mut near = 1.0 / (a + 1.0);
    let (mut a0, mut b0) = (0.0, 1.0);
    let (mut a1, mut b1) = (1.0, a * (u + 1.0) * near);
    let mut m = 1.0;
    while m < 100_000.0 {
        let far = 1.0 / (a + 2.0 * m + 1.0);
        let bent = m * (b - m) * x * near;
        let alpha = (a + m - 1.0) * near * (n + m - 1.0) * x * bent;
        let beta = m + bent + (a + m) * (u + 1.0 + m * (1.0 + y)) * far;
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
        near = far;
        m += 1.0;
    }
    a1 / b1
}
