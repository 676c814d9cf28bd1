//! The error function and its complement, and what the normal distribution
//! shares with them: W. J. Cody's rational approximations (1969, "Rational
//! Chebyshev approximations for the error function", Math. Comp. 23), in the
//! form for Φ of Cody (1993, Algorithm 715, "anorm").

use std::f64::consts::SQRT_2;

/// erf(x) = 2/√π ∫₀ˣ e^{−t²} dt for finite x; relative error about 1e-15.
pub fn erf(x: f64) -> Option<f64> {
    if !x.is_finite() {
        return None;
    }
    let z = x * SQRT_2;
    let value = if z.abs() <= CENTRE { 2.0 * centre(z) } else { 1.0 - 2.0 * upper(z.abs()) };
    Some(if z.abs() > CENTRE && x < 0.0 { -value } else { value })
}

/// erfc(x) = 1 − erf(x) for finite x; relative error about 1e-15, into the
/// far tail (zero from x = 27.3).
pub fn erfc(x: f64) -> Option<f64> {
    if !x.is_finite() {
        return None;
    }
    let z = x * SQRT_2;
    Some(if z.abs() <= CENTRE {
        1.0 - 2.0 * centre(z)
    } else if x > 0.0 {
        2.0 * scaled(z) * exp_minus_square(x, 1.0)
    } else {
        2.0 - 2.0 * upper(-z)
    })
}

/// Up to here Φ(z) − ½ is approximated, beyond it the tail.
pub(super) const CENTRE: f64 = 0.674_489_75;

/// Φ(z) − ½ for |z| ≤ [`CENTRE`].
pub(super) fn centre(z: f64) -> f64 {
    const A: [f64; 5] = [
        6.568_233_791_820_745e-2,
        2.235_252_035_460_684,
        161.028_231_068_555_88,
        1_067.689_485_460_371,
        18_154.981_253_343_56,
    ];
    const B: [f64; 5] =
        [1.0, 47.202_581_904_688_24, 976.098_551_737_776_7, 10_260.932_208_618_979, 45_507.789_335_026_73];
    z * polynomial(&A, z * z) / polynomial(&B, z * z)
}

/// 1 − Φ(z) for z > [`CENTRE`].
pub(super) fn upper(z: f64) -> f64 {
    scaled(z) * exp_minus_square(z, 0.5)
}

/// (1 − Φ(z)) e^{z²/2} for z > [`CENTRE`].
pub(super) fn scaled(z: f64) -> f64 {
    const C: [f64; 9] = [
        1.076_557_677_372_019_2e-8,
        0.398_941_512_088_134_66,
        8.883_149_794_388_377,
        93.506_656_132_177_85,
        597.270_276_394_800_3,
        2_494.537_585_290_372_6,
        6_848.190_450_536_283,
        11_602.651_437_647_35,
        9_842.714_838_383_978,
    ];
    const D: [f64; 9] = [
        1.0,
        22.266_688_044_328_117,
        235.387_901_782_625,
        1_519.377_599_407_554_7,
        6_485.558_298_266_761,
        18_615.571_640_885_097,
        34_900.952_721_145_98,
        38_912.003_286_093_27,
        19_685.429_676_859_992,
    ];
    const P: [f64; 6] = [
        0.023_073_441_764_940_174,
        0.215_898_534_057_957,
        0.127_401_161_160_247_36,
        0.022_235_277_870_649_807,
        0.001_421_619_193_227_893_4,
        2.911_287_495_116_879_3e-5,
    ];
    const Q: [f64; 6] = [
        1.0,
        1.284_260_096_144_911,
        0.468_238_212_480_865_1,
        0.065_988_137_868_928_56,
        0.003_782_396_332_027_582_4,
        7.297_515_550_839_662e-5,
    ];
    const INV_SQRT_TWO_PI: f64 = 0.398_942_280_401_432_7;
    if z <= 32.0_f64.sqrt() {
        return polynomial(&C, z) / polynomial(&D, z);
    }
    let r = 1.0 / (z * z);
    (INV_SQRT_TWO_PI - r * polynomial(&P, r) / polynomial(&Q, r)) / z
}

/// The highest power first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

/// e^{−h x²}, the rounding of x² made good; `h` is a power of two.
pub(super) fn exp_minus_square(x: f64, h: f64) -> f64 {
    let square = x * x;
    if square > 1e6 {
        return 0.0;
    }
    let lost = x.mul_add(x, -square);
    (-square * h).exp() * (1.0 - lost * h)
}
