//! Quantiles: the logarithm of a tail probability solved for its argument.

/// How far a tail is from the one looked for, at one point.
pub(super) struct Miss {
    /// ln(tail) − ln(wanted); −∞ where the tail vanishes.
    pub excess: f64,
    /// d ln(tail) / dw, of either sign.
    pub slope: f64,
    /// d ln(density) / dw.
    pub bend: f64,
}

impl Miss {
    /// From a tail, the density of w there and its logarithmic derivative.
    pub(super) fn new(have: f64, want: f64, rising: bool, density: f64, bend: f64) -> Miss {
        let off = (have - want) / want;
        // With relative accuracy where they agree.
        let excess = if off.abs() < 0.5 { off.ln_1p() } else { have.ln() - want.ln() };
        Miss { excess, slope: if rising { density / have } else { -density / have }, bend }
    }
}

/// The variable at which the tail is the one looked for, from a guess: it is
/// guess · eʷ, and w is what is solved for, so that a good guess loses no
/// digits.
///
/// Halley's step on the logarithm of the tail, kept inside a bracket that every
/// evaluation narrows. The logarithm is concave in the variables used here
/// (ln x for gamma, the logit for beta, ln t for Student, whose densities are
/// log-concave: Prékopa 1973), so that steps cannot wander.
pub(super) fn solve(guess: f64, rising: bool, miss: impl Fn(f64) -> Miss) -> f64 {
    let mut start = guess;
    // A second start, from the root itself, where the guess was far away.
    for _ in 0..2 {
        let w = shift(rising, |w| miss(start * w.exp()));
        start *= w.exp();
        if w.abs() < 1.0 {
            break;
        }
    }
    start
}

fn shift(rising: bool, miss: impl Fn(f64) -> Miss) -> f64 {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut w = 0.0;
    for _ in 0..300 {
        let Miss { excess, slope, bend } = miss(w);
        if excess == 0.0 {
            return w;
        }
        if (excess > 0.0) == rising {
            high = w;
        } else {
            low = w;
        }
        let newton = excess / slope;
        let halley = 1.0 - 0.5 * excess * (bend - slope) / slope;
        let step = if halley > 0.3 && halley < 3.0 { newton / halley } else { newton };
        let next = w - step;
        // What a cubic step leaves is its cube over the square of the scale
        // on which the tail bends.
        if step.abs() * (1.0 + slope.abs() + bend.abs()) < 1e-5 {
            return next;
        }
        w = if next > low && next < high {
            next
        } else {
            match (low.is_finite(), high.is_finite()) {
                (true, true) => 0.5 * (low + high),
                (true, false) => 2.0 * low.abs() + 1.0,
                _ => -2.0 * high.abs() - 1.0,
            }
        };
        if w == low || w == high {
            return w;
        }
    }
    w
}
