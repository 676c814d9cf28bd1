//! How many interviews: for a margin of error, for a difference between two
//! groups, and the other way round.

use super::{Fault, finite, positive, share};
use crate::stats::special::normal;

/// What is assumed of the estimate and the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumed {
    /// The share that is to be estimated, between 0 and 1.
    pub proportion: f64,
    /// Variance over that of a simple random sample of the same size.
    pub deff: f64,
    /// People in the population; none where it is as good as without end.
    pub population: Option<f64>,
    /// Confidence, such as 0.95.
    pub level: f64,
}

/// What a number of interviews gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    pub se: f64,
    /// Half the Wald interval, p ± z·SE.
    pub wald: f64,
    /// The interval on the log odds; half its length is comparable to `wald`.
    pub logit: (f64, f64),
    /// SE over the share.
    pub relative_se: f64,
    /// Interviews of a simple random sample that would give the same.
    pub effective: f64,
}

impl Precision {
    /// Half the length of the logit interval, which is not symmetric.
    pub fn logit_half(&self) -> f64 {
        (self.logit.1 - self.logit.0) / 2.0
    }
}

/// The design effect of clusters of `take` interviews: 1 + (take − 1)·icc
/// (Kish 1965, section 5.4).
///
/// # Errors
/// A take below 1, an intraclass correlation outside 0 to 1.
pub fn cluster_effect(icc: f64, take: f64) -> Result<f64, Fault> {
    if !(0.0..=1.0).contains(&icc) {
        return Err(Fault::NotAShare { what: "the intraclass correlation", value: icc });
    }
    if !(take >= 1.0 && take.is_finite()) {
        return Err(Fault::Below { what: "the take in a PSU", least: 1.0, value: take });
    }
    Ok(1.0 + (take - 1.0) * icc)
}

impl Assumed {
    fn z(&self) -> Result<f64, Fault> {
        let level = share("the level of confidence", self.level)?;
        normal::upper_quantile((1.0 - level) / 2.0).ok_or(Fault::OutOfRange)
    }

    fn checked(&self) -> Result<(f64, f64), Fault> {
        let p = share("the proportion", self.proportion)?;
        positive("the design effect", self.deff)?;
        if let Some(population) = self.population {
            positive("the population", population)?;
        }
        Ok((p, self.z()?))
    }

    /// Interviews for a half-width of `margin`, before rounding up: A = deff ·
    /// z² p(1 − p)/margin², and A/(1 + (A − 1)/N) in a population of N
    /// (Cochran 1977, eq. 4.1 and 4.2, with deff after Kish 1965, section 8.2).
    ///
    /// # Errors
    /// A share outside 0 to 1; a population or design effect not above 0.
    pub fn for_margin(&self, margin: f64) -> Result<f64, Fault> {
        let (p, z) = self.checked()?;
        let margin = share("the margin", margin)?;
        let endless = self.deff * z * z * p * (1.0 - p) / (margin * margin);
        finite(match self.population {
            Some(people) => endless / (1.0 + (endless - 1.0) / people),
            None => endless,
        })
    }

    /// What `n` interviews give: SE² = deff · p(1 − p)/n · (N − n)/(N − 1).
    ///
    /// # Errors
    /// As [`Assumed::for_margin`]; more interviews than people.
    pub fn precision(&self, n: f64) -> Result<Precision, Fault> {
        let (p, z) = self.checked()?;
        positive("the number of interviews", n)?;
        let left = match self.population {
            Some(people) if n > people => {
                return Err(Fault::MoreThanThereAre { what: "interviews", wanted: n, there: people });
            }
            Some(people) if people > 1.0 => (people - n) / (people - 1.0),
            Some(_) => 0.0,
            None => 1.0,
        };
        let se = (self.deff * p * (1.0 - p) / n * left).sqrt();
        let odds = (p / (1.0 - p)).ln();
        let reach = z * se / (p * (1.0 - p));
        let back = |x: f64| 1.0 / (1.0 + (-x).exp());
        Ok(Precision {
            se: finite(se)?,
            wald: finite(z * se)?,
            logit: (back(odds - reach), back(odds + reach)),
            relative_se: finite(se / p)?,
            effective: finite(n / self.deff)?,
        })
    }
}

/// Interviews in each of two equal groups so that a test at `level` finds the
/// difference between `first` and `second` with `power`: deff · (z_α √(2p̄q̄) +
/// z_β √(p₁q₁ + p₂q₂))²/(p₁ − p₂)² (Fleiss, Levin & Paik 2003, eq. 4.14),
/// before rounding up.
///
/// # Errors
/// A share outside 0 to 1, or no difference.
pub fn for_difference(first: f64, second: f64, deff: f64, level: f64, power: f64) -> Result<f64, Fault> {
    let (first, second) = (share("the first share", first)?, share("the second share", second)?);
    positive("the difference", (first - second).abs())?;
    positive("the design effect", deff)?;
    let (alpha, beta) = critical(level, power)?;
    let mean = (first + second) / 2.0;
    let under = (2.0 * mean * (1.0 - mean)).sqrt();
    let apart = (first * (1.0 - first) + second * (1.0 - second)).sqrt();
    finite(deff * ((alpha * under + beta * apart) / (first - second)).powi(2))
}

/// The shares of a second group, below and above `proportion`, that groups of
/// `n` and `other` interviews just tell apart from it; none where no share is
/// far enough away. The same equation, for unequal groups.
///
/// # Errors
/// A share outside 0 to 1; numbers not above 0.
pub fn detectable(
    proportion: f64,
    (n, other): (f64, f64),
    deff: f64,
    level: f64,
    power: f64,
) -> Result<(Option<f64>, Option<f64>), Fault> {
    let p = share("the proportion", proportion)?;
    positive("the number of interviews", n)?;
    positive("the number of interviews in the other group", other)?;
    positive("the design effect", deff)?;
    let (alpha, beta) = critical(level, power)?;
    // How far beyond what is just found a second share is.
    let beyond = |second: f64| {
        let mean = (n * p + other * second) / (n + other);
        let under = (deff * mean * (1.0 - mean) * (1.0 / n + 1.0 / other)).sqrt();
        let apart = (deff * (p * (1.0 - p) / n + second * (1.0 - second) / other)).sqrt();
        (second - p).abs() - alpha * under - beta * apart
    };
    // The nearest share that is found, on a grid first: the function need not rise everywhere.
    const STEPS: usize = 1000;
    let search = |end: f64| {
        let at = |i: usize| p + (end - p) * i as f64 / STEPS as f64;
        let found = (1..=STEPS).find(|i| beyond(at(*i)) >= 0.0)?;
        let (mut near, mut far) = (at(found - 1), at(found));
        for _ in 0..100 {
            let middle = f64::midpoint(near, far);
            if beyond(middle) >= 0.0 { far = middle } else { near = middle }
        }
        Some(far)
    };
    Ok((search(0.0), search(1.0)))
}

fn critical(level: f64, power: f64) -> Result<(f64, f64), Fault> {
    let level = share("the level of confidence", level)?;
    let power = share("the power", power)?;
    let alpha = normal::upper_quantile((1.0 - level) / 2.0).ok_or(Fault::OutOfRange)?;
    Ok((alpha, normal::quantile(power).ok_or(Fault::OutOfRange)?))
}
