//! The steps between a base weight and a final one.

use super::{Fault, positive};
use crate::stats::sum::sum;

/// What weights look like after a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub rows: usize,
    pub least: f64,
    pub median: f64,
    pub most: f64,
    pub sum: f64,
    /// Standard deviation over mean (n in the denominator).
    pub cv: f64,
    /// 1 + CV² = n Σw²/(Σw)² (Kish 1992).
    pub deff: f64,
    /// (Σw)²/Σw².
    pub effective: f64,
}

/// How weights, or factors, are spread; none of no numbers, or of weights that
/// sum to nothing.
pub fn spread(values: &[f64]) -> Option<Spread> {
    let rows = values.len();
    let total = sum(rows, |i| values[i]);
    let squares = sum(rows, |i| values[i] * values[i]);
    let effective = total * total / squares;
    if rows == 0 || !effective.is_finite() || total <= 0.0 {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let deff = rows as f64 / effective;
    Some(Spread {
        rows,
        least: sorted[0],
        median: f64::midpoint(sorted[(rows - 1) / 2], sorted[rows / 2]),
        most: sorted[rows - 1],
        sum: total,
        cv: (deff - 1.0).max(0.0).sqrt(),
        deff,
        effective,
    })
}

/// A weighting class: what its members who go on have to stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Class {
    /// Members who go on, and all members.
    pub staying: usize,
    pub all: usize,
    /// Weight of all over weight of those who go on.
    pub factor: f64,
}

/// Factors that pass the weight of those who leave on to those who stay, class
/// by class: Σ w of all over Σ w of those who stay (Oh & Scheuren 1983; Valliant,
/// Dever & Kreuter 2018, chapter 13). `class` has one entry a row, from 0 to `classes`
/// − 1.
///
/// # Errors
/// A class whose members all leave: nobody can stand for it.
pub fn class_factors(
    weights: &[f64],
    class: &[usize],
    classes: usize,
    stays: &[bool],
) -> Result<Vec<Class>, Fault> {
    let mut of = vec![(0usize, 0usize, 0.0, 0.0); classes];
    for row in 0..weights.len() {
        let (staying, all, kept, whole) = &mut of[class[row]];
        *all += 1;
        *whole += weights[row];
        if stays[row] {
            *staying += 1;
            *kept += weights[row];
        }
    }
    of.into_iter()
        .enumerate()
        .map(|(class, (staying, all, kept, whole))| match (all, kept > 0.0) {
            (0, _) => Ok(Class { staying, all, factor: 1.0 }),
            (_, true) => Ok(Class { staying, all, factor: whole / kept }),
            (_, false) => Err(Fault::NobodyAnswered { class }),
        })
        .collect()
}

/// Weights cut at `times` the median, what is cut being spread over the others
/// by their weight, until none is above (Potter 1990). The sum stays. Gives the
/// weights, the limit and how many stand at it.
///
/// # Errors
/// `times` not above 1: the median itself would be cut.
pub fn trim(weights: &[f64], times: f64) -> Result<(Vec<f64>, f64, usize), Fault> {
    positive("the limit of trimming", times)?;
    if times <= 1.0 {
        return Err(Fault::Below { what: "the limit of trimming", least: 1.0, value: times });
    }
    let median = spread(weights).ok_or(Fault::OutOfRange)?.median;
    let limit = times * median;
    let whole = sum(weights.len(), |i| weights[i]);
    let mean = whole / weights.len() as f64;
    if limit <= mean {
        return Err(Fault::TrimmedTooLow { limit, mean });
    }
    let mut out = weights.to_vec();
    let mut cut = vec![false; out.len()];
    loop {
        let over: Vec<usize> = (0..out.len()).filter(|i| !cut[*i] && out[*i] > limit).collect();
        if over.is_empty() {
            break;
        }
        over.into_iter().for_each(|i| cut[i] = true);
        let held = cut.iter().filter(|c| **c).count() as f64 * limit;
        let free = sum(out.len(), |i| if cut[i] { 0.0 } else { weights[i] });
        for i in 0..out.len() {
            out[i] = if cut[i] { limit } else { weights[i] * (whole - held) / free };
        }
    }
    let at_limit = cut.iter().filter(|c| **c).count();
    Ok((out, limit, at_limit))
}
