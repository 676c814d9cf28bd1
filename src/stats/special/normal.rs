//! The standard normal distribution.

use super::error_function::{CENTRE, centre, exp_minus_square, upper as tail};
use super::{Tail, finite, inside, smaller_tail};

/// Φ(x) for finite x; relative error about 1e-15 (Cody 1969).
pub fn cdf(x: f64) -> Option<f64> {
    upper(-x)
}

/// 1 − Φ(x) for finite x; relative error about 1e-15 into the far tail.
pub fn upper(x: f64) -> Option<f64> {
    if !x.is_finite() {
        return None;
    }
    Some(if x.abs() <= CENTRE {
        0.5 - centre(x)
    } else if x > 0.0 {
        tail(x)
    } else {
        1.0 - tail(-x)
    })
}

/// The density at x, finite.
pub fn density(x: f64) -> Option<f64> {
    const INV_SQRT_TWO_PI: f64 = 0.398_942_280_401_432_7;
    x.is_finite().then(|| INV_SQRT_TWO_PI * exp_minus_square(x, 0.5))
}

/// The x with Φ(x) = p, for 0 < p < 1; relative error about 1e-15 down to the
/// smallest p (Wichura 1988, Algorithm AS 241, PPND16).
pub fn quantile(p: f64) -> Option<f64> {
    inside(p).then(|| signed(smaller_tail(p, Tail::Lower))).and_then(finite)
}

/// The x with 1 − Φ(x) = q, for 0 < q < 1.
pub fn upper_quantile(q: f64) -> Option<f64> {
    inside(q).then(|| signed(smaller_tail(q, Tail::Upper))).and_then(finite)
}

fn signed((p, tail): (f64, Tail)) -> f64 {
    let below = lower_half(p);
    if tail == Tail::Lower || below == 0.0 { below } else { -below }
}

/// Wichura's PPND16 for p ≤ ½.
fn lower_half(p: f64) -> f64 {
    let q = p - 0.5;
    if q >= -0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(&CENTRAL, r);
    }
    let r = (-p.ln()).sqrt();
    -if r <= 5.0 { ratio(&MIDDLE, r - 1.6) } else { ratio(&FAR, r - 5.0) }
}

/// Numerator and denominator, the constant term first.
type Ratio = ([f64; 8], [f64; 8]);

fn ratio((above, below): &Ratio, r: f64) -> f64 {
    let polynomial = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    polynomial(above) / polynomial(below)
}

const CENTRAL: Ratio = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
);

const MIDDLE: Ratio = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const FAR: Ratio = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);
