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

/// ln(have / want), with relative accuracy where they agree.
pub(super) fn log_ratio(have: f64, want: f64) -> f64 {
    let off = (have - want) / want;
    if off.abs() < 0.5 { off.ln_1p() } else { have.ln() - want.ln() }
}

/// The w at which the tail is the one looked for, from a guess.
///
/// Halley's step on the logarithm of the tail, kept inside a bracket that every
/// evaluation narrows; the logarithm is concave in the variables used here
/// (ln x for gamma, logit for beta: Prékopa 1973 with a log-concave density),
/// so that steps cannot wander.
pub(super) fn solve(guess: f64, rising: bool, miss: impl Fn(f64) -> Miss) -> f64 {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut w = guess;
    for _ in 0..200 {
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
        let mut next = w - step;
        if !(next > low && next < high) {
            next = match (low.is_finite(), high.is_finite()) {
                (true, true) => 0.5 * (low + high),
                (true, false) => w + 1.0 + w.abs(),
                _ => w - 1.0 - w.abs(),
            };
            if next == low || next == high {
                return next;
            }
            w = next;
            continue;
        }
        // The step is cubic: what is left after it is its cube over the
        // square of the scale on which the tail bends.
        let scale = step.abs() * (1.0 + slope.abs() + bend.abs());
        w = next;
        if scale < 1e-5 {
            return w;
        }
    }
    w
}
