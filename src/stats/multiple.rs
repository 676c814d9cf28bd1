//! p-values of several tests at once, raised so that many tests do not find
//! something by their number alone.

use super::undefined::Undefined;

/// How p-values are adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Adjustment {
    /// Times the number of tests (Bonferroni 1936; Dunn 1961): the chance of
    /// any false finding stays below the level.
    Bonferroni,
    /// The same promise, step by step from the smallest (Holm 1979); never
    /// above Bonferroni's.
    Holm,
    /// The share of false findings among all stays below the level (Benjamini
    /// & Hochberg 1995).
    BenjaminiHochberg,
}

/// Adjusted p-values, in the order given.
pub fn adjusted(p: &[f64], how: Adjustment) -> Result<Vec<f64>, Undefined> {
    if let Some(value) = p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Undefined::NotBetweenZeroAndOne { value: *value });
    }
    let n = p.len() as f64;
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut out = vec![0.0; p.len()];
    match how {
        Adjustment::Bonferroni => out.iter_mut().zip(p).for_each(|(out, p)| *out = (p * n).min(1.0)),
        Adjustment::Holm => {
            let mut least = 0.0f64;
            for (rank, at) in order.iter().enumerate() {
                least = least.max((p[*at] * (n - rank as f64)).min(1.0));
                out[*at] = least;
            }
        }
        Adjustment::BenjaminiHochberg => {
            let mut most = 1.0f64;
            for (rank, at) in order.iter().enumerate().rev() {
                most = most.min(p[*at] * n / (rank as f64 + 1.0));
                out[*at] = most;
            }
        }
    }
    Ok(out)
}
