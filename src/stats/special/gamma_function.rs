//! The logarithms of the gamma and beta functions, and the parts of them that
//! densities need: differences formed so that nothing large cancels.

use std::f64::consts::PI;

/// ½ ln 2π.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
/// From here Stirling's series is used.
const STIRLING: f64 = 10.0;

/// ln Γ(x) for finite x > 0; relative error about 1e-15, also beside the zeros
/// at 1 and 2.
///
/// Between ½ and 2½ the Taylor series about 2, ln Γ(2+z) = (1−γ)z +
/// Σ (−1)ⁿ (ζ(n)−1) zⁿ/n (Abramowitz & Stegun 1964, 6.1.33); from 10 upwards
/// Stirling's series (6.1.41); in between the recurrence (6.1.15).
pub fn ln_gamma(x: f64) -> Option<f64> {
    if !(x > 0.0 && x.is_finite()) {
        return None;
    }
    super::finite(ln_gamma_at(x))
}

/// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a+b) for shapes in
/// [1e-12, 1e13]; absolute error about 1e-15 of the largest term left
/// after Stirling's terms have been cancelled by hand (Didonato & Morris
/// 1992, BETALN).
pub fn ln_beta(a: f64, b: f64) -> Option<f64> {
    (super::is_shape(a) && super::is_shape(b)).then(|| ln_beta_at(a, b))
}

pub(super) fn ln_gamma_at(x: f64) -> f64 {
    if x < 0.5 {
        return ln_gamma_1p(x) - x.ln();
    }
    if x < 1.5 {
        return ln_gamma_1p(x - 1.0);
    }
    if x >= STIRLING {
        return (x - 0.5) * x.ln() - x + HALF_LN_TWO_PI + stirling_series(x);
    }
    let (mut x, mut product) = (x, 1.0);
    while x > 2.5 {
        x -= 1.0;
        product *= x;
    }
    f64::ln(product) + ln_gamma_2p(x - 2.0)
}

/// ln Γ(1+z) for −½ ≤ z, with relative accuracy about z = 0.
pub(super) fn ln_gamma_1p(z: f64) -> f64 {
    if z <= 0.5 { ln_gamma_2p(z) - z.ln_1p() } else { ln_gamma_at(1.0 + z) }
}

/// (ζ(n) − 1) / n for n = 2, 3, …: Abramowitz & Stegun (1964), table 23.3.
const ZETA: [f64; 28] = [
    0.322_467_033_424_113_2,
    0.067_352_301_053_198_1,
    0.020_580_808_427_784_55,
    0.007_385_551_028_673_985,
    0.002_890_510_330_741_523_3,
    0.001_192_753_911_703_261,
    5.096_695_247_430_424e-4,
    2.231_547_584_535_793_8e-4,
    9.945_751_278_180_853e-5,
    4.492_623_673_813_314e-5,
    2.050_721_277_567_069e-5,
    9.439_488_275_268_396e-6,
    4.374_866_789_907_488e-6,
    2.039_215_753_801_366e-6,
    9.551_412_130_407_42e-7,
    4.492_469_198_764_566e-7,
    2.120_718_480_555_466_6e-7,
    1.004_322_482_396_81e-7,
    4.769_810_169_363_98e-8,
    2.271_109_460_894_316_5e-8,
    1.083_865_921_489_695_4e-8,
    5.183_475_041_970_047e-9,
    2.483_674_543_802_478_3e-9,
    1.192_140_140_586_091_2e-9,
    5.731_367_241_678_862e-10,
    2.759_522_885_124_233e-10,
    1.330_476_437_424_449e-10,
    6.422_964_563_838_1e-11,
];

/// ln Γ(2+z) for |z| ≤ ½.
fn ln_gamma_2p(z: f64) -> f64 {
    const ONE_LESS_EULER: f64 = 0.422_784_335_098_467_14;
    let sum = ZETA.iter().rev().fold(0.0, |sum, c| c - z * sum);
    z * (ONE_LESS_EULER + z * sum)
}

/// ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π], what Stirling's formula misses, by
/// the asymptotic series Σ B₂ₙ / (2n (2n−1) x²ⁿ⁻¹) for x ≥ 10 (Abramowitz &
/// Stegun 1964, 6.1.41; Loader's 2000 "δ").
fn stirling_series(x: f64) -> f64 {
    const B: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3617.0 / 122_400.0,
    ];
    let r = 1.0 / x;
    let rr = r * r;
    r * B.iter().rev().fold(0.0, |sum, b| b + rr * sum)
}

/// ln Γ(b+a) − ln Γ(b) for a, b > 0, with relative accuracy as a → 0.
pub(super) fn ln_rising(b: f64, a: f64) -> f64 {
    if b >= STIRLING {
        let grown = a * b.ln() + ((a + b - 0.5) * (a / b).ln_1p() - a);
        return grown + (stirling_series(a + b) - stirling_series(b));
    }
    if a > 1.0 {
        return ln_gamma_at(a + b) - ln_gamma_at(b);
    }
    // Γ(b+a)/Γ(b) = Γ(b+k+a)/Γ(b+k) · Π (b+j)/(b+j+a), and the product's
    // distance from one is kept by itself.
    let (mut b, mut excess) = (b, 0.0);
    while b < STIRLING {
        let t = a / b;
        excess += t + excess * t;
        b += 1.0;
    }
    ln_rising(b, a) - f64::ln_1p(excess)
}

pub(super) fn ln_beta_at(a: f64, b: f64) -> f64 {
    let (p, q) = if a <= b { (a, b) } else { (b, a) };
    if p >= STIRLING {
        let n = p + q;
        let rest = stirling_series(p) + (stirling_series(q) - stirling_series(n));
        return rest - 0.5 * q.ln() + HALF_LN_TWO_PI + (p - 0.5) * (p / n).ln() + q * (-p / n).ln_1p();
    }
    ln_gamma_at(p) - ln_rising(q, p)
}

/// ln(a·B(a, b)), with relative accuracy as a → 0.
pub(super) fn ln_scaled_beta(a: f64, b: f64) -> f64 {
    if a <= 1.0 { ln_gamma_1p(a) - ln_rising(b, a) } else { a.ln() + ln_beta_at(a, b) }
}

/// ln(1+s) − s for s > −1, with relative accuracy about zero: with
/// v = s/(2+s), ln(1+s) = 2 artanh v and 2v − s = −s v.
pub(super) fn ln_1p_less(s: f64) -> f64 {
    let v = s / (2.0 + s);
    if v.abs() > 0.3 {
        return s.ln_1p() - s;
    }
    let vv = v * v;
    // 1/3 + v²/5 + v⁴/7 + …; fewer terms where v is small.
    let terms = if vv < 1e-3 {
        5
    } else if vv < 2e-2 {
        9
    } else {
        14
    };
    let sum = ODD[..terms].iter().rev().fold(0.0, |sum, c| c + vv * sum);
    2.0 * v * vv * sum - s * v
}

/// 1/3, 1/5, 1/7, …
const ODD: [f64; 14] = [
    1.0 / 3.0,
    1.0 / 5.0,
    1.0 / 7.0,
    1.0 / 9.0,
    1.0 / 11.0,
    1.0 / 13.0,
    1.0 / 15.0,
    1.0 / 17.0,
    1.0 / 19.0,
    1.0 / 21.0,
    1.0 / 23.0,
    1.0 / 25.0,
    1.0 / 27.0,
    1.0 / 29.0,
];

/// xᵃ e⁻ˣ / Γ(a+1), the Poisson probability of a at mean x, for a, x > 0:
/// from ten on by the saddle-point expansion (Loader 2000, "Fast and accurate
/// computation of binomial probabilities").
pub(super) fn poisson_term(a: f64, x: f64) -> f64 {
    if a < STIRLING {
        return (a * x.ln() - x - ln_gamma_at(a + 1.0)).exp();
    }
    (-distance(a, x, x - a) - stirling_series(a)).exp() / (2.0 * PI * a).sqrt()
}

/// a·ln(a/m) + m − a, where m − a is known by itself (Loader 2000's
/// deviance).
fn distance(a: f64, m: f64, difference: f64) -> f64 {
    let s = difference / a;
    if s.abs() > 0.5 { difference - a * (m / a).ln() } else { -a * ln_1p_less(s) }
}

/// xᵃ yᵇ / B(a, b) with x + y = 1, where `u` is a·y − b·x: the density of the
/// logit of a beta variable (Loader 2000); plain logarithms where a
/// shape is small.
pub(super) fn beta_power(a: f64, b: f64, x: f64, y: f64, u: f64) -> f64 {
    if a.min(b) < STIRLING {
        return (a * ln_of(x, y) + b * ln_of(y, x) - ln_beta_at(a, b)).exp();
    }
    let n = a + b;
    let distance = distance(a, n * x, -u) + distance(b, n * y, u);
    let rest = stirling_series(a) + (stirling_series(b) - stirling_series(n));
    (a / n * b / (2.0 * PI)).sqrt() * (-distance - rest).exp()
}

/// ln x where y = 1 − x is known too.
pub(super) fn ln_of(x: f64, y: f64) -> f64 {
    if x > 0.5 { (-y).ln_1p() } else { x.ln() }
}
