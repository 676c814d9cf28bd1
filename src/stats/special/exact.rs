//! Exact two-sided intervals for counts: each tail holds (1 − level) / 2.

use super::{beta, gamma};

/// The interval for a Poisson mean after `events` events (Garwood 1936, by way
/// of the gamma distribution): `events` ≥ 0, whole or (weighted counts) not;
/// 0 < level < 1. The lower end is zero for no events.
pub fn poisson(events: f64, level: f64) -> Option<(f64, f64)> {
    let tail = tail_of(level)?;
    if !(events >= 0.0 && events.is_finite()) {
        return None;
    }
    let low = if events == 0.0 { 0.0 } else { gamma::quantile(tail, events)? };
    Some((low, gamma::upper_quantile(tail, events + 1.0)?))
}

/// The Clopper–Pearson (1934) interval for a proportion: `successes` of `n`,
/// whole or not (Korn & Graubard 1998 use it with an effective sample size);
/// 0 ≤ successes ≤ n, n > 0, 0 < level < 1.
pub fn binomial(successes: f64, n: f64, level: f64) -> Option<(f64, f64)> {
    let tail = tail_of(level)?;
    if !(n > 0.0 && n.is_finite() && (0.0..=n).contains(&successes)) {
        return None;
    }
    let failures = n - successes;
    let low = if successes == 0.0 { 0.0 } else { beta::quantile(tail, successes, failures + 1.0)? };
    let high = if failures == 0.0 { 1.0 } else { beta::upper_quantile(tail, successes + 1.0, failures)? };
    Some((low, high))
}

fn tail_of(level: f64) -> Option<f64> {
    super::inside(level).then_some(0.5 * (1.0 - level))
}
