//! What is explained, and through which link: the mean, its variance and the
//! deviance at a linear predictor (McCullagh & Nelder 1989, chapter 2).

use crate::stats::special::normal;

/// The distribution of the explained variable and the scale of its
/// coefficients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// A number, on its own scale.
    Gaussian,
    /// 0 or 1, on log odds: exponents of coefficients are odds ratios.
    Logistic,
    /// 0 or 1, on normal quantiles.
    Probit,
    /// 0 or 1, on ln(−ln(1 − p)): exponents are hazard ratios.
    ComplementaryLogLog,
    /// A count of 0 or more, on logarithms: exponents are rate ratios.
    Poisson,
}

/// One row at a linear predictor.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct At {
    /// dμ/dη² / V(μ): what the row adds to the information.
    pub weight: f64,
    /// (y − μ) dμ/dη / V(μ): what it adds to the score.
    pub score: f64,
    pub deviance: f64,
}

/// Beyond this the mean of 0 or 1 is 0 or 1 for the arithmetic.
pub(super) const FAR: f64 = 36.0;

impl Family {
    /// 0 or 1 is explained.
    pub fn is_binary(self) -> bool {
        matches!(self, Family::Logistic | Family::Probit | Family::ComplementaryLogLog)
    }

    /// What an exponent of a coefficient is a ratio of, if it is one.
    pub fn ratio(self) -> Option<&'static str> {
        match self {
            Family::Logistic => Some("odds ratio"),
            Family::ComplementaryLogLog => Some("hazard ratio"),
            Family::Poisson => Some("rate ratio"),
            Family::Gaussian | Family::Probit => None,
        }
    }

    /// Newton's method and Fisher's scoring are the same: convergence is
    /// quadratic.
    pub(super) fn is_canonical(self) -> bool {
        matches!(self, Family::Gaussian | Family::Logistic | Family::Poisson)
    }

    /// The linear predictor of a mean strictly inside the range.
    pub(super) fn link(self, mean: f64) -> Option<f64> {
        let eta = match self {
            Family::Gaussian => mean,
            Family::Logistic => (mean / (1.0 - mean)).ln(),
            Family::Probit => normal::quantile(mean)?,
            Family::ComplementaryLogLog => (-(-mean).ln_1p()).ln(),
            Family::Poisson => mean.ln(),
        };
        eta.is_finite().then_some(eta)
    }

    pub(super) fn mean(self, eta: f64) -> f64 {
        match self {
            Family::Gaussian => eta,
            Family::Logistic => 1.0 / (1.0 + (-eta).exp()),
            Family::Probit => normal::cdf(eta).unwrap_or(f64::NAN),
            Family::ComplementaryLogLog => -(-eta.exp()).exp_m1(),
            Family::Poisson => eta.exp(),
        }
    }

    /// dμ/dη.
    pub(super) fn slope(self, eta: f64) -> f64 {
        match self {
            Family::Gaussian => 1.0,
            Family::Logistic => {
                let e = (-eta.abs()).exp();
                e / ((1.0 + e) * (1.0 + e))
            }
            Family::Probit => normal::density(eta).unwrap_or(f64::NAN),
            Family::ComplementaryLogLog => (eta - eta.exp()).exp(),
            Family::Poisson => eta.exp(),
        }
    }

    /// (y − μ)/√V(μ).
    pub(super) fn pearson(self, y: f64, eta: f64) -> f64 {
        match self {
            Family::Gaussian => y - eta,
            Family::Poisson => (y - eta.exp()) / (eta / 2.0).exp(),
            // √((1 − μ)/μ) for a one, −√(μ/(1 − μ)) for a zero.
            Family::Logistic => {
                if y > 0.5 {
                    (-eta / 2.0).exp()
                } else {
                    -(eta / 2.0).exp()
                }
            }
            _ => {
                let (mean, rest) = self.both(eta);
                if y > 0.5 { (rest / mean).sqrt() } else { -(mean / rest).sqrt() }
            }
        }
    }

    /// μ and 1 − μ, each in its own right.
    fn both(self, eta: f64) -> (f64, f64) {
        match self {
            Family::Probit => (normal::cdf(eta).unwrap_or(f64::NAN), normal::upper(eta).unwrap_or(f64::NAN)),
            _ => (-(-eta.exp()).exp_m1(), (-eta.exp()).exp()),
        }
    }

    #[inline(always)]
    pub(super) fn at(self, y: f64, eta: f64) -> At {
        match self {
            Family::Gaussian => At { weight: 1.0, score: y - eta, deviance: (y - eta) * (y - eta) },
            Family::Logistic => {
                let e = (-eta.abs()).exp();
                let small = e / (1.0 + e);
                // The distance on the side of y keeps its digits.
                let score = match (y > 0.5, eta > 0.0) {
                    (true, true) => small,
                    (true, false) => 1.0 - small,
                    (false, true) => small - 1.0,
                    (false, false) => -small,
                };
                let toward = if y > 0.5 { -eta } else { eta };
                let deviance = 2.0 * (toward.max(0.0) + e.ln_1p());
                At { weight: small * (1.0 - small), score, deviance }
            }
            Family::Poisson => {
                let mean = eta.exp();
                let ratio = if y > 0.0 { y * (y.ln() - eta) } else { 0.0 };
                At { weight: mean, score: y - mean, deviance: 2.0 * (ratio - (y - mean)) }
            }
            Family::Probit => {
                // Hazards of both sides: the score of a one, of a zero.
                let (one, zero) = (hazard(-eta), hazard(eta));
                let (score, toward) = if y > 0.5 { (one, -eta) } else { (-zero, eta) };
                At { weight: one * zero, score, deviance: -2.0 * ln_upper(toward) }
            }
            Family::ComplementaryLogLog => {
                let rate = eta.exp();
                let mean = -(-rate).exp_m1();
                let one = (eta - rate).exp() / mean;
                let (score, deviance) = if y > 0.5 { (one, -2.0 * mean.ln()) } else { (-rate, 2.0 * rate) };
                At { weight: one * rate, score, deviance }
            }
        }
    }
}

/// From here on the series of the normal tail are exact.
const TAIL: f64 = 30.0;

/// The normal density over the upper tail.
fn hazard(x: f64) -> f64 {
    if x > TAIL {
        return x + 1.0 / x - 2.0 / (x * x * x);
    }
    normal::density(x).unwrap_or(f64::NAN) / normal::upper(x).unwrap_or(f64::NAN)
}

/// The logarithm of the upper tail.
fn ln_upper(x: f64) -> f64 {
    if x > TAIL {
        return -0.5 * (x * x + (2.0 * std::f64::consts::PI).ln()) - hazard(x).ln();
    }
    normal::upper(x).unwrap_or(f64::NAN).ln()
}
