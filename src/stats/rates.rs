//! Rates of events recorded in a population: exact intervals, and
//! standardisation for the ages of the population.

use super::special::{exact, gamma, normal};
use super::undefined::Undefined;

/// A rate a person, or a ratio, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// One stratum of a population, such as an age group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    pub events: f64,
    pub people: f64,
    /// People of the standard population, or events a person in the reference.
    pub standard: f64,
}

/// Events over people, with Garwood's (1936) exact Poisson interval.
pub fn rate(events: f64, people: f64, level: f64) -> Result<Rate, Undefined> {
    checked(&[events], true)?;
    checked(&[people], false)?;
    let (low, high) = exact::poisson(events, level).ok_or_else(|| outside(level))?;
    Ok(Rate { value: events / people, low: low / people, high: high / people })
}

/// The same with Byar's approximation (Breslow & Day 1987, eq. 2.13), as
/// public health offices print it.
pub fn rate_byar(events: f64, people: f64, level: f64) -> Result<Rate, Undefined> {
    checked(&[events], true)?;
    checked(&[people], false)?;
    let z = normal::quantile(0.5 + level / 2.0).ok_or_else(|| outside(level))?;
    let bound = |x: f64, sign: f64| x * (1.0 - 1.0 / (9.0 * x) + sign * z / (3.0 * x.sqrt())).powi(3);
    let low = if events == 0.0 { 0.0 } else { bound(events, -1.0).max(0.0) };
    Ok(Rate { value: events / people, low: low / people, high: bound(events + 1.0, 1.0) / people })
}

/// The rate the standard population would have, with the gamma interval of Fay
/// & Feuer (1997); `standard` is its people.
pub fn directly_standardised(strata: &[Stratum], level: f64) -> Result<Rate, Undefined> {
    check_strata(strata)?;
    let total: f64 = strata.iter().map(|s| s.standard).sum();
    if total == 0.0 {
        return Err(Undefined::ZeroDenominator);
    }
    let weight = |s: &Stratum| s.standard / total / s.people;
    let value: f64 = strata.iter().map(|s| weight(s) * s.events).sum();
    let variance: f64 = strata.iter().map(|s| weight(s).powi(2) * s.events).sum();
    let most = strata.iter().map(weight).fold(0.0, f64::max);
    let tail = (1.0 - level) / 2.0;
    let low = match value {
        0.0 => 0.0,
        _ => {
            gamma::quantile(tail, value * value / variance).ok_or_else(|| outside(level))? * variance / value
        }
    };
    let (above, spread) = (value + most, variance + most * most);
    let high =
        gamma::upper_quantile(tail, above * above / spread).ok_or_else(|| outside(level))? * spread / above;
    Ok(Rate { value, low, high })
}

/// Events over those expected at the rates of the reference, with the exact
/// Poisson interval; `standard` is events a person there. The events expected
/// come second.
pub fn indirectly_standardised(strata: &[Stratum], level: f64) -> Result<(Rate, f64), Undefined> {
    check_strata(strata)?;
    let events: f64 = strata.iter().map(|s| s.events).sum();
    let expected: f64 = strata.iter().map(|s| s.standard * s.people).sum();
    if expected == 0.0 {
        return Err(Undefined::ZeroDenominator);
    }
    let (low, high) = exact::poisson(events, level).ok_or_else(|| outside(level))?;
    Ok((Rate { value: events / expected, low: low / expected, high: high / expected }, expected))
}

fn check_strata(strata: &[Stratum]) -> Result<(), Undefined> {
    if strata.is_empty() {
        return Err(Undefined::EmptyDomain);
    }
    for s in strata {
        checked(&[s.events, s.standard], true)?;
        checked(&[s.people], false)?;
    }
    Ok(())
}

/// Numbers of 0 or more, or above 0.
fn checked(values: &[f64], zero: bool) -> Result<(), Undefined> {
    for value in values {
        if *value == 0.0 && !zero {
            return Err(Undefined::ZeroDenominator);
        }
        if !(value.is_finite() && *value >= 0.0) {
            return Err(Undefined::OutOfRange);
        }
    }
    Ok(())
}

fn outside(level: f64) -> Undefined {
    match level > 0.0 && level < 1.0 {
        true => Undefined::OutOfRange,
        false => Undefined::NotBetweenZeroAndOne { value: level },
    }
}
