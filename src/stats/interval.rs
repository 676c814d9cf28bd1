//! Confidence intervals. Each says how it was made, and gives way to one that
//! is usable where its own formula is not.

use super::estimate::{Contrast, Estimate};
use super::special::{beta, normal, student};
use super::undefined::Undefined;

/// The distribution critical values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// Student's t with the domain's degrees of freedom: the rule here.
    T,
    /// Normal (R's `confint` of a mean).
    Z,
}

/// How the interval of a proportion is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Estimate ± critical value × SE; may leave 0 to 1.
    Wald,
    /// Wald on the log odds, in closed form (R's `"xlogit"`; its `"logit"`
    /// is the same by iteration).
    Logit,
    /// Wald on arcsin √p.
    Arcsine,
    /// Wilson (1927) with the effective sample size p(1 − p)/variance.
    Wilson,
    /// Korn & Graubard (1998): Clopper–Pearson with the effective sample size,
    /// corrected by the ratio of t values.
    Beta,
    /// The same with the effective size never above the actual one (Parker et
    /// al. 2017, NCHS Series 2 No. 175).
    BetaCapped,
    /// All proportions at which the likelihood of the effective sample is not
    /// significantly lower: −2 ln ratio ≤ t² (Rao & Scott 1984).
    Likelihood,
}

/// Why the interval is not the one asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// Nobody or everybody: Clopper & Pearson (1934) on the number of rows
    /// over the Kish design effect, as the variance estimate is zero.
    ClopperPearson,
    /// The sample leaves no uncertainty (a census, or PSUs that agree
    /// exactly): the interval is the point.
    NoVariance,
}

/// A confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
    /// The confidence level, between 0 and 1.
    pub level: f64,
    pub reference: Reference,
    pub instead: Option<Instead>,
}

/// The value beyond which (1 − level)/2 of the distribution lies.
pub(super) fn critical(level: f64, reference: Reference, df: usize) -> Result<f64, Undefined> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Undefined::NotBetweenZeroAndOne { value: level });
    }
    let p = 0.5 + level / 2.0;
    match reference {
        Reference::Z => normal::quantile(p),
        Reference::T if df == 0 => return Err(Undefined::NoDegreesOfFreedom),
        Reference::T => student::quantile(p, df as f64),
    }
    .ok_or(Undefined::OutOfRange)
}

fn wald(value: f64, se: f64, level: f64, reference: Reference, df: usize) -> Result<Interval, Undefined> {
    let margin = critical(level, reference, df)? * se;
    Interval { low: value - margin, high: value + margin, level, reference, instead: None }.finite()
}

impl Interval {
    fn finite(self) -> Result<Interval, Undefined> {
        if self.low.is_finite() && self.high.is_finite() { Ok(self) } else { Err(Undefined::OutOfRange) }
    }
}

impl Contrast {
    /// Value ± critical value × SE.
    pub fn interval(&self, level: f64, reference: Reference) -> Result<Interval, Undefined> {
        wald(self.value, self.se(), level, reference, self.df)
    }

    /// The two-sided p-value of the contrast being zero.
    pub fn p_value(&self, reference: Reference) -> Result<f64, Undefined> {
        let statistic = self.statistic()?;
        match reference {
            Reference::Z => normal::upper(statistic.abs()).map(|p| 2.0 * p),
            Reference::T if self.df == 0 => return Err(Undefined::NoDegreesOfFreedom),
            Reference::T => student::two_sided(statistic, self.df as f64),
        }
        .ok_or(Undefined::OutOfRange)
    }
}

impl Estimate {
    /// Value ± critical value × SE.
    pub fn interval(&self, level: f64, reference: Reference) -> Result<Interval, Undefined> {
        wald(self.value, self.se(), level, reference, self.df)
    }

    /// The interval of a proportion. Where a method's formula fails, the
    /// interval says what stands `instead`.
    pub fn proportion_interval(
        &self,
        method: Method,
        level: f64,
        reference: Reference,
    ) -> Result<Interval, Undefined> {
        let p = self.value;
        if !(0.0..=1.0).contains(&p) {
            return Err(Undefined::NotAProportion);
        }
        let (low, high, instead) = if p == 0.0 || p == 1.0 {
            let (low, high) = self.nobody_or_everybody(level)?;
            (low, high, Some(Instead::ClopperPearson))
        } else if self.variance == 0.0 {
            // A group of one PSU a stratum always agrees with itself: that no
            // degree of freedom is left comes first.
            critical(level, reference, self.df)?;
            (p, p, Some(Instead::NoVariance))
        } else {
            let bounds = Proportion { p, variance: self.variance, rows: self.rows, df: self.df };
            let (low, high) = bounds.interval(method, level, reference)?;
            (low, high, None)
        };
        Interval { low, high, level, reference, instead }.finite()
    }

    /// Clopper–Pearson of 0 or all of n/deff: the solution of
    /// (1 − high)ⁿ = (1 − level)/2.
    fn nobody_or_everybody(&self, level: f64) -> Result<(f64, f64), Undefined> {
        if !(level > 0.0 && level < 1.0) {
            return Err(Undefined::NotBetweenZeroAndOne { value: level });
        }
        let width = -(((1.0 - level) / 2.0).ln() / self.kish.effective).exp_m1();
        Ok(if self.value == 0.0 { (0.0, width) } else { (1.0 - width, 1.0) })
    }
}

/// What the formulas need of a proportion strictly between 0 and 1 with a
/// variance.
struct Proportion {
    p: f64,
    variance: f64,
    /// Rows of the domain, also those missing on the variable: Korn and
    /// Graubard's n, as R takes it.
    rows: usize,
    df: usize,
}

impl Proportion {
    fn interval(&self, method: Method, level: f64, reference: Reference) -> Result<(f64, f64), Undefined> {
        let Proportion { p, variance, .. } = *self;
        let t = critical(level, reference, self.df)?;
        let margin = t * variance.sqrt();
        let effective = p * (1.0 - p) / variance;
        let both = |f: &dyn Fn(f64) -> f64| (f(-1.0), f(1.0));
        Ok(match method {
            Method::Wald => both(&|side| p + side * margin),
            Method::Logit => {
                let odds = (p / (1.0 - p)).ln();
                let margin = margin / (p * (1.0 - p));
                both(&|side| 1.0 / (1.0 + (-(odds + side * margin)).exp()))
            }
            Method::Arcsine => {
                let angle = p.sqrt().asin();
                let margin = margin / (2.0 * (p * (1.0 - p)).sqrt());
                // Past 0 or a right angle the sine would turn back.
                both(&|side| (angle + side * margin).clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2))
            }
            Method::Wilson => {
                let add = t * t / (2.0 * effective);
                let margin = t / (2.0 * effective) * (4.0 * effective * p * (1.0 - p) + t * t).sqrt();
                both(&|side| (p + add + side * margin) / (1.0 + t * t / effective))
            }
            Method::Likelihood => {
                let start = margin / (p * (1.0 - p));
                both(&|side| likelihood_bound(p, effective, t, side * start))
            }
            Method::Beta | Method::BetaCapped => {
                if self.rows < 2 {
                    return Err(Undefined::TooFewRows { rows: self.rows });
                }
                // The ratio is always one of t values, as in R.
                let by =
                    critical(level, Reference::T, self.rows - 1)? / critical(level, Reference::T, self.df)?;
                let mut n = effective * by * by;
                if method == Method::BetaCapped {
                    n = n.min(self.rows as f64);
                }
                let tail = (1.0 - level) / 2.0;
                let low = beta::quantile(tail, n * p, n * (1.0 - p) + 1.0);
                let high = beta::upper_quantile(tail, n * p + 1.0, n * (1.0 - p));
                (low.ok_or(Undefined::OutOfRange)?, high.ok_or(Undefined::OutOfRange)?)
            }
        })
    }
}

/// The proportion, `from` away on log odds or thereabouts, at which twice the
/// information between it and p, times n, is t². The information is convex in
/// the log odds, so that Newton's method comes from outside after one step.
fn likelihood_bound(p: f64, n: f64, t: f64, from: f64) -> f64 {
    let odds = (p / (1.0 - p)).ln();
    // −ln q and −ln(1 − q) at the log odds of q.
    let without = |x: f64| if x > 0.0 { (-x).exp().ln_1p() } else { x.exp().ln_1p() - x };
    let information = |x: f64| p * without(x) + (1.0 - p) * without(-x);
    let least = information(odds);
    let mut x = odds + from;
    for _ in 0..100 {
        let q = 1.0 / (1.0 + (-x).exp());
        let miss = 2.0 * n * (information(x) - least) - t * t;
        let step = miss / (2.0 * n * (q - p));
        x -= step;
        if step.abs() <= 1e-14 * (1.0 + x.abs()) || !x.is_finite() {
            break;
        }
    }
    1.0 / (1.0 + (-x).exp())
}
