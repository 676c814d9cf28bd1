//! Tails of distributions with large shapes, where series and continued
//! fractions need thousands of terms: the tail is its density at the edge
//! times an integral of a smooth, falling ratio.

use super::gamma_function::ln_1p_less;

/// Nodes and weights of the Gauss–Legendre rule with 24 points
/// (Abramowitz & Stegun 1964, table 25.4), the positive half.
const RULE: [(f64, f64); 12] = [
    (0.995_187_219_997_021_4, 0.012_341_229_799_987_2),
    (0.974_728_555_971_309_5, 0.028_531_388_628_933_664),
    (0.938_274_552_002_732_8, 0.044_277_438_817_419_81),
    (0.886_415_527_004_401, 0.059_298_584_915_436_78),
    (0.820_001_985_973_903, 0.073_346_481_411_080_31),
    (0.740_124_191_578_554_4, 0.086_190_161_531_953_28),
    (0.648_093_651_936_975_6, 0.097_618_652_104_113_89),
    (0.545_421_471_388_839_5, 0.107_444_270_115_965_63),
    (0.433_793_507_626_045_1, 0.115_505_668_053_725_6),
    (0.315_042_679_696_163_4, 0.121_670_472_927_803_39),
    (0.191_118_867_473_616_3, 0.125_837_456_346_828_3),
    (0.064_056_892_862_605_63, 0.127_938_195_346_752_16),
];

/// ∫ f over [0, width].
fn integral(width: f64, f: impl Fn(f64) -> f64) -> f64 {
    let half = 0.5 * width;
    half * RULE.iter().map(|&(x, w)| w * (f(half - half * x) + f(half + half * x))).sum::<f64>()
}

/// The integrands are e^{−k s − c s²/2 + …}: where that has fallen to e⁻⁴⁰.
fn width(k: f64, c: f64) -> f64 {
    const FALL: f64 = 40.0;
    2.0 * FALL / (k + (k * k + 2.0 * FALL * c).sqrt())
}

/// ∫₀^∞ (1+s)^{a−1} e^{−x s} ds for x ≥ a: the upper tail of a gamma variable
/// over xᵃ e⁻ˣ / Γ(a).
pub(super) fn gamma_upper(a: f64, x: f64) -> f64 {
    let k = x - a;
    let w = width(k, a);
    integral(w * (1.0 + w), |s| (a * ln_1p_less(s) - k * s).exp() / (1.0 + s))
}

/// ∫₀¹ (1−s)^{a−1} e^{x s} ds for x ≤ a: the lower tail over the same.
pub(super) fn gamma_lower(a: f64, x: f64) -> f64 {
    let k = a - x;
    integral(width(k, a).min(1.0), |s| (a * ln_1p_less(-s) - k * s).exp() / (1.0 - s))
}

/// The upper tail of a beta variable over xᵃ yᵇ / B(a, b), y = 1 − x, where
/// u = a·y − b·x ≤ 0. The variable runs as x + x y s.
pub(super) fn beta_upper(a: f64, b: f64, x: f64, y: f64, u: f64) -> f64 {
    let w = width(-u, a * y * y + b * x * x);
    let w = (w * (1.0 + y * w)).min(1.0 / x);
    integral(w, |s| {
        let exponent = a * ln_1p_less(y * s) + b * ln_1p_less(-x * s) + u * s;
        exponent.exp() / ((1.0 + y * s) * (1.0 - x * s))
    })
}
