//! Weighted sums of independent chi-squares, Q = Σ λᵢ χ²₁: the distribution of
//! Rao–Scott statistics (Rao & Scott 1984) and of likelihood ratio tests under
//! a survey design.
//!
//! The tail is an integral over a line in the complex plane (Imhof
//! 1961 integrates on the line Re s = 0):
//!
//! P(Q > x) = 1/(2πi) ∫ exp(K(s) − s x) / s ds,  K(s) = −½ Σ hᵢ ln(1 − 2 λᵢ s)
//!
//! along any path that crosses the real axis between 0 and the first
//! singularity 1/(2λ). Here the path crosses at the saddle point (Rice 1980,
//! "Distribution of quadratic forms in normal random variables: evaluation by
//! numerical integration", SIAM J. Sci. Stat. Comput. 1) and bends round the
//! singularities as a hyperbola (Weideman & Trefethen 2007, "Parabolic and
//! hyperbolic contours for computing the Bromwich integral", Math. Comp. 76),
//! so that nothing oscillates, the trapezoidal rule converges geometrically and
//! a small tail keeps its relative accuracy.

use super::{SMALLEST_SHAPE, chi_squared, fisher, normal};

/// Of a positive sum, no more than √this is below this.
const NOTHING: f64 = 1e-40;

/// A weight and its degrees of freedom.
type Term = (f64, f64);

/// P(Σ λᵢ χ²₁ > x) for finite weights of either sign, not all zero, and finite
/// x; relative error about 1e-12. `None` outside that domain, or where the
/// integral does not settle (not met in tests).
pub fn upper(weights: &[f64], x: f64) -> Option<f64> {
    let terms = terms(weights)?;
    x.is_finite().then(|| exceeds(terms, x)).flatten()
}

/// P(Σ λᵢ χ²₁ / (χ²_ν / ν) > x) for finite x ≥ 0 and ν in [2e-12, ∞], otherwise
/// as [`upper`]: the F-like reference for a variance known on ν degrees of
/// freedom. It is P(Σ λᵢ χ²₁ − (x/ν) χ²_ν > 0).
pub fn upper_over_chi(weights: &[f64], x: f64, df: f64) -> Option<f64> {
    if df == f64::INFINITY && x >= 0.0 {
        return upper(weights, x);
    }
    let mut terms = terms(weights)?;
    let per_df = x / df;
    if !(x >= 0.0 && per_df.is_finite() && df >= 2.0 * SMALLEST_SHAPE && df.is_finite()) {
        return None;
    }
    // P(λ χ²₁ ≤ x χ²_ν/ν) ≤ √(x/λ), which is nothing beside one.
    let rises = terms.iter().any(|t| t.0 > 0.0 && x < t.0 * NOTHING);
    if rises && terms.iter().all(|t| t.0 > 0.0) {
        return Some(1.0);
    }
    terms.push((-per_df, df));
    exceeds(terms, 0.0)
}

/// The saddlepoint approximation to [`upper_over_chi`] (Kuonen 1999,
/// "Saddlepoint approximations for distributions of quadratic forms in normal
/// variables", Biometrika 86), as R's `survey` uses it when CompQuadForm is not
/// installed: a few per cent off in the tail, 7 % for a single weight. For
/// positive weights; ν may be infinite. Beside the mean, where the formula is
/// 0/0, [`satterthwaite`] stands in, as there.
pub fn saddlepoint(weights: &[f64], x: f64, df: f64) -> Option<f64> {
    let plain = satterthwaite(weights, x, df)?;
    if x == 0.0 {
        return Some(1.0);
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let mut terms: Vec<Term> = weights.iter().map(|w| (w / largest, 1.0)).collect();
    let mut x = x / largest;
    if df.is_finite() {
        terms.push((-x / df, df));
        x = 0.0;
    }
    let sum = Sum { terms: &terms, x };
    let zeta = sum.stationary(|s| sum.slope(s))?;
    if zeta.abs() < 1e-4 {
        return Some(plain);
    }
    let w = zeta.signum() * (2.0 * (zeta * x - sum.cumulant(zeta))).max(0.0).sqrt();
    let v = zeta * sum.curvature(zeta).sqrt();
    normal::upper(w + (v / w).ln() / w)
}

/// Satterthwaite's (1946) approximation to [`upper_over_chi`]: a chi-square (or
/// F) with the same mean and variance of the numerator. For positive weights.
pub fn satterthwaite(weights: &[f64], x: f64, df: f64) -> Option<f64> {
    let fine = |w: &f64| *w > 0.0 && w.is_finite();
    if weights.is_empty() || !weights.iter().all(fine) || !(x >= 0.0 && x.is_finite()) {
        return None;
    }
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    let (scale, own) = (squares / sum, sum * sum / squares);
    if df == f64::INFINITY {
        return chi_squared::upper(x / scale, own);
    }
    fisher::upper(x / (scale * own), own, df)
}

/// The weights that matter; `None` where there are none or one is not finite.
fn terms(weights: &[f64]) -> Option<Vec<Term>> {
    let terms: Vec<Term> = weights.iter().filter(|w| **w != 0.0).map(|w| (*w, 1.0)).collect();
    (!terms.is_empty() && weights.iter().all(|w| w.is_finite())).then_some(terms)
}

/// P(Σ terms > x).
fn exceeds(mut terms: Vec<Term>, mut x: f64) -> Option<f64> {
    // In units of the largest weight, and with x on the positive side.
    let unit = terms.iter().map(|t| t.0.abs()).fold(0.0, f64::max);
    let mirrored = x < 0.0;
    let scale = if mirrored { -1.0 / unit } else { 1.0 / unit };
    for term in &mut terms {
        term.0 *= scale;
    }
    x *= scale;
    terms.retain(|t| t.0 != 0.0);
    let (rises, falls) = (terms.iter().any(|t| t.0 > 0.0), terms.iter().any(|t| t.0 < 0.0));
    let above = if !rises {
        0.0
    } else if !falls && x < NOTHING {
        1.0
    } else {
        Sum { terms: &terms, x }.tail()?
    };
    let above = above.clamp(0.0, 1.0);
    Some(if mirrored { 1.0 - above } else { above })
}

/// What is integrated: K(s) − s x and its derivatives on the real axis.
struct Sum<'a> {
    terms: &'a [Term],
    x: f64,
}

impl Sum<'_> {
    fn mean(&self) -> f64 {
        self.terms.iter().map(|(l, h)| l * h).sum()
    }

    fn cumulant(&self, s: f64) -> f64 {
        -0.5 * self.terms.iter().map(|(l, h)| h * (-2.0 * l * s).ln_1p()).sum::<f64>()
    }

    /// K′(s) − x.
    fn slope(&self, s: f64) -> f64 {
        self.terms.iter().map(|(l, h)| h * l / (1.0 - 2.0 * l * s)).sum::<f64>() - self.x
    }

    /// K″(s).
    fn curvature(&self, s: f64) -> f64 {
        self.terms.iter().map(|(l, h)| 2.0 * h * (l / (1.0 - 2.0 * l * s)).powi(2)).sum()
    }

    /// K‴(s).
    fn skew(&self, s: f64) -> f64 {
        self.terms.iter().map(|(l, h)| 8.0 * h * (l / (1.0 - 2.0 * l * s)).powi(3)).sum()
    }

    /// The singularities next to zero, below and above.
    fn domain(&self) -> (f64, f64) {
        let largest = self.terms.iter().map(|t| t.0).fold(0.0, f64::max);
        let least = self.terms.iter().map(|t| t.0).fold(0.0, f64::min);
        let end = |l: f64, none: f64| if l == 0.0 { none } else { 0.5 / l };
        (end(least, f64::NEG_INFINITY), end(largest, f64::INFINITY))
    }

    /// Where an increasing function changes sign inside the whole domain.
    fn stationary(&self, f: impl Fn(f64) -> f64) -> Option<f64> {
        let (low, high) = self.domain();
        bisect(low, high, f)
    }

    /// P(Σ > x) for x ≥ 0.
    fn tail(&self) -> Option<f64> {
        // The smaller tail is integrated: crossing right of the pole at zero
        // gives the upper one, left of it minus the lower.
        let right = self.x >= self.mean();
        let (low, high) = self.domain();
        let (low, high) = if right { (0.0, high) } else { (low, 0.0) };
        // A tail that vanishes has its saddle point on the singularity; half
        // way to it Chernoff's bound (1952) says so.
        let half = 0.5 * if right { high } else { low };
        if half.is_finite() && self.vanishes(half) {
            return Some(if right { 0.0 } else { 1.0 });
        }
        let c = bisect(low, high, |s| self.slope(s) - 1.0 / s)?;
        // In units of the saddle point, so that no square under- or overflows.
        let unit = c.abs();
        let terms: Vec<Term> = self.terms.iter().map(|(l, h)| (l * unit, *h)).collect();
        let small = Sum { terms: &terms, x: self.x * unit }.crossing(c.signum())?;
        Some(if right { small } else { 1.0 + small })
    }

    /// The tail is below e^{K(s) − s x} (Chernoff 1952), and that below any
    /// positive number.
    fn vanishes(&self, s: f64) -> bool {
        self.cumulant(s) - s * self.x < -800.0
    }

    /// The integral along a path through the saddle point `c`, which is ±1.
    fn crossing(&self, c: f64) -> Option<f64> {
        if self.vanishes(c) {
            return Some(0.0);
        }
        let curvature = self.curvature(c) + 1.0;
        let width = 1.0 / curvature.sqrt();
        // The hyperbola bends like the path of steepest descent.
        let bend = ((self.skew(c) - 2.0 * c) * width / (3.0 * curvature)).clamp(0.2, 1.0);
        self.along(c, width, bend)
    }

    /// 1/(2πi) ∫ along s = c + width·(bend (cosh v − 1) + i sinh v).
    fn along(&self, c: f64, width: f64, bend: f64) -> Option<f64> {
        let at_c = self.cumulant(c) - c * self.x;
        let integrand = |v: f64| {
            let (sinh, cosh) = (v.sinh(), v.cosh());
            // cosh v − 1 without cancellation.
            let less_one = 2.0 * (0.5 * v).sinh().powi(2);
            let (re, im) = (c + width * bend * less_one, width * sinh);
            let (mut size, mut angle) = (-re * self.x - at_c, -im * self.x);
            for (l, h) in self.terms {
                let (ln, arg) = ln_1p_complex(-2.0 * l * re, -2.0 * l * im);
                size -= 0.5 * h * ln;
                angle -= 0.5 * h * arg;
            }
            let size = size.exp();
            let (er, ei) = (size * angle.cos(), size * angle.sin());
            // The imaginary part of e · s′ / s.
            let (dr, di) = (width * bend * sinh, width * cosh);
            let (qr, qi) = over((dr, di), (re, im));
            er * qi + ei * qr
        };
        // Trapezoidal rule, refined by the points between until it settles.
        let mut step = 0.25;
        let mut sum = 0.5 * integrand(0.0) + points(step, step, &integrand);
        for _ in 0..9 {
            let finer = sum + points(0.5 * step, step, &integrand);
            let (coarse, fine) = (sum * step, finer * 0.5 * step);
            (sum, step) = (finer, 0.5 * step);
            if (fine - coarse).abs() <= 1e-12 * fine.abs() {
                let value = fine / std::f64::consts::PI * at_c.exp();
                return value.is_finite().then_some(value);
            }
        }
        None
    }
}

/// The integrand at from, from + step, … until nothing is added.
fn points(from: f64, step: f64, integrand: &impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut v, mut idle) = (0.0, from, 0);
    while v < 300.0 && idle < 8 {
        let term = integrand(v);
        sum += term;
        // A phase may pass through zero once; the size does not.
        idle = if term.abs() <= 1e-18 * f64::abs(sum) { idle + 1 } else { 0 };
        v += step;
    }
    sum
}

/// ln(1 + z) as (ln|1+z|, arg).
fn ln_1p_complex(re: f64, im: f64) -> (f64, f64) {
    let square = re * re + im * im;
    let ln = if square < 0.25 { 0.5 * (2.0 * re + square).ln_1p() } else { (1.0 + re).hypot(im).ln() };
    (ln, im.atan2(1.0 + re))
}

fn over((ar, ai): (f64, f64), (br, bi): (f64, f64)) -> (f64, f64) {
    let square = br * br + bi * bi;
    ((ar * br + ai * bi) / square, (ai * br - ar * bi) / square)
}

/// Where an increasing function changes sign inside (low, high); either end may
/// be infinite, and the function may be infinite at it.
fn bisect(low: f64, high: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut low, mut high) = (low, high);
    if low == f64::NEG_INFINITY {
        low = -1.0 + high.min(0.0);
        while f(low) > 0.0 {
            (low, high) = (2.0 * low, low);
            if low < -1e300 {
                return None;
            }
        }
    }
    if high == f64::INFINITY {
        high = 1.0 + low.max(0.0);
        while f(high) < 0.0 {
            (low, high) = (high, 2.0 * high);
            if high > 1e300 {
                return None;
            }
        }
    }
    for _ in 0..2200 {
        let middle = 0.5 * (low + high);
        if middle == low || middle == high {
            break;
        }
        if f(middle) > 0.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(0.5 * (low + high))
}
