//! How far coders agree who judged the same texts: each coder is a factor with
//! one entry a text, missing where they did not judge it. No sample is behind
//! these figures, only the texts themselves.

use super::factor::Factor;
use super::undefined::Undefined;

/// What disagreement of ordered categories counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weighting {
    /// Any disagreement alike (Cohen 1960).
    #[default]
    None,
    /// By the steps between (Cohen 1968).
    Linear,
    /// By their square.
    Quadratic,
}

/// What the categories are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    #[default]
    Nominal,
    /// In the order of the levels.
    Ordinal,
    /// Levels one step apart.
    Interval,
}

/// Agreement of two coders beyond chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    pub value: f64,
    /// Standard error (Fleiss, Cohen & Everitt 1969).
    pub se: f64,
    /// The same were there no agreement beyond chance: for a test of that.
    pub se_null: f64,
    /// Texts both judged.
    pub base: usize,
}

/// The share of texts two coders agree on, and how many both judged.
pub fn percent_agreement(a: &Factor, b: &Factor) -> Result<(f64, usize), Undefined> {
    let (table, n) = table(a, b)?;
    let same: f64 = (0..table.len()).map(|at| table[at][at]).sum();
    Ok((same / n as f64, n))
}

/// Cohen's kappa of two coders, among the texts both judged.
pub fn cohen(a: &Factor, b: &Factor, weighting: Weighting) -> Result<Kappa, Undefined> {
    let (table, base) = table(a, b)?;
    let (k, n) = (table.len(), base as f64);
    if k < 2 {
        return Err(Undefined::TooFewLevels { levels: k });
    }
    let share = |i: usize, j: usize| table[i][j] / n;
    let row: Vec<f64> = (0..k).map(|i| (0..k).map(|j| share(i, j)).sum()).collect();
    let column: Vec<f64> = (0..k).map(|j| (0..k).map(|i| share(i, j)).sum()).collect();
    // What a pair of judgements counts as agreement.
    let counts = |i: usize, j: usize| {
        let steps = i.abs_diff(j) as f64 / (k as f64 - 1.0);
        match weighting {
            Weighting::None => f64::from(u8::from(i == j)),
            Weighting::Linear => 1.0 - steps,
            Weighting::Quadratic => 1.0 - steps * steps,
        }
    };
    let over = |f: &dyn Fn(usize, usize) -> f64| -> f64 {
        (0..k).flat_map(|i| (0..k).map(move |j| (i, j))).map(|(i, j)| f(i, j)).sum()
    };
    let agree = over(&|i, j| counts(i, j) * share(i, j));
    let chance = over(&|i, j| counts(i, j) * row[i] * column[j]);
    if chance >= 1.0 {
        return Err(Undefined::ZeroDenominator);
    }
    let value = (agree - chance) / (1.0 - chance);
    let of_row: Vec<f64> = (0..k).map(|i| (0..k).map(|j| counts(i, j) * column[j]).sum()).collect();
    let of_column: Vec<f64> = (0..k).map(|j| (0..k).map(|i| counts(i, j) * row[i]).sum()).collect();
    let by_chance = |i: usize, j: usize| of_row[i] + of_column[j];
    let spread = over(&|i, j| share(i, j) * (counts(i, j) - by_chance(i, j) * (1.0 - value)).powi(2));
    let variance = (spread - (value - chance * (1.0 - value)).powi(2)) / (n * (1.0 - chance).powi(2));
    let spread = over(&|i, j| row[i] * column[j] * (counts(i, j) - by_chance(i, j)).powi(2));
    let null = (spread - chance * chance) / (n * (1.0 - chance).powi(2));
    Ok(Kappa { value, se: variance.max(0.0).sqrt(), se_null: null.max(0.0).sqrt(), base })
}

/// Fleiss's (1971) kappa of coders who all judged the same texts, and Randolph's
/// (2005), whose chance knows nothing of how often a category is used; then
/// the texts all judged.
pub fn fleiss(coders: &[&Factor]) -> Result<(f64, f64, usize), Undefined> {
    let texts = same_shape(coders)?;
    let (m, k) = (coders.len() as f64, coders[0].names().len());
    if coders.len() < 2 || k < 2 {
        return Err(Undefined::TooFewLevels { levels: coders.len().min(k) });
    }
    let (mut used, mut agree, mut n) = (vec![0.0; k], 0.0, 0usize);
    for text in 0..texts {
        let judged: Vec<usize> = coders.iter().filter_map(|coder| coder.level(text)).collect();
        if judged.len() < coders.len() {
            continue;
        }
        let mut times = vec![0.0; k];
        judged.iter().for_each(|level| times[*level] += 1.0);
        used.iter_mut().zip(&times).for_each(|(used, times)| *used += times);
        agree += (times.iter().map(|t| t * t).sum::<f64>() - m) / (m * (m - 1.0));
        n += 1;
    }
    if n == 0 {
        return Err(Undefined::AllMissing);
    }
    let agree = agree / n as f64;
    let chance: f64 = used.iter().map(|u| (u / (n as f64 * m)).powi(2)).sum();
    let even = 1.0 / k as f64;
    if chance >= 1.0 {
        return Err(Undefined::ZeroDenominator);
    }
    Ok(((agree - chance) / (1.0 - chance), (agree - even) / (1.0 - even), n))
}

/// Krippendorff's alpha (2011, "Computing Krippendorff's alpha-reliability") of
/// any number of coders, each text judged by at least two; then the judgements
/// that pair.
pub fn krippendorff(coders: &[&Factor], measure: Measure) -> Result<(f64, usize), Undefined> {
    let texts = same_shape(coders)?;
    let k = coders[0].names().len();
    let mut together = vec![vec![0.0; k]; k];
    let mut judgements = 0;
    for text in 0..texts {
        let judged: Vec<usize> = coders.iter().filter_map(|coder| coder.level(text)).collect();
        if judged.len() < 2 {
            continue;
        }
        judgements += judged.len();
        let pairs = judged.len() as f64 - 1.0;
        for (i, a) in judged.iter().enumerate() {
            for (j, b) in judged.iter().enumerate() {
                if i != j {
                    together[*a][*b] += 1.0 / pairs;
                }
            }
        }
    }
    if judgements == 0 {
        return Err(Undefined::AllMissing);
    }
    let times: Vec<f64> = together.iter().map(|row| row.iter().sum()).collect();
    let apart = |a: usize, b: usize| match measure {
        Measure::Nominal => f64::from(u8::from(a != b)),
        Measure::Interval => (a as f64 - b as f64).powi(2),
        Measure::Ordinal => {
            let (low, high) = (a.min(b), a.max(b));
            let between: f64 = times[low..=high].iter().sum();
            (between - (times[low] + times[high]) / 2.0).powi(2)
        }
    };
    let (mut seen, mut by_chance) = (0.0, 0.0);
    for a in 0..k {
        for b in 0..k {
            seen += together[a][b] * apart(a, b);
            by_chance += times[a] * times[b] * apart(a, b);
        }
    }
    if by_chance == 0.0 {
        return Err(Undefined::NoSpread);
    }
    Ok((1.0 - (judgements as f64 - 1.0) * seen / by_chance, judgements))
}

/// The number of texts.
fn same_shape(coders: &[&Factor]) -> Result<usize, Undefined> {
    let first = coders.first().ok_or(Undefined::TooFewLevels { levels: 0 })?;
    for coder in coders {
        for (expected, found) in [(first.len(), coder.len()), (first.names().len(), coder.names().len())] {
            if expected != found {
                return Err(Undefined::ShapesDiffer { expected, found });
            }
        }
    }
    Ok(first.len())
}

/// Counts of pairs of judgements.
fn table(a: &Factor, b: &Factor) -> Result<(Vec<Vec<f64>>, usize), Undefined> {
    let texts = same_shape(&[a, b])?;
    let k = a.names().len();
    let (mut table, mut n) = (vec![vec![0.0; k]; k], 0);
    for text in 0..texts {
        if let (Some(i), Some(j)) = (a.level(text), b.level(text)) {
            table[i][j] += 1.0;
            n += 1;
        }
    }
    if n == 0 { Err(Undefined::AllMissing) } else { Ok((table, n)) }
}
