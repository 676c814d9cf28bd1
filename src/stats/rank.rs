//! Rank tests: whether groups lie as high as each other, without assuming a
//! scale (Lumley & Scott 2013, "Two-sample rank tests under complex sampling",
//! Biometrika 100).

use super::estimate::Contrast;
use super::factor::Factor;
use super::linear::Missing;
use super::matrix::Matrix;
use super::sample::Sample;
use super::special::{fisher, normal};
use super::undefined::Undefined;

/// What a rank counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scores {
    /// Itself: the tests of Wilcoxon (two groups) and Kruskal & Wallis.
    #[default]
    Ranks,
    /// The normal quantile (van der Waerden).
    Normal,
    /// Whether it is above the middle (Mood).
    Median,
}

/// The outcome of a rank test.
#[derive(Debug, Clone, PartialEq)]
pub struct RankTest {
    /// t between two groups, F among more.
    pub statistic: f64,
    /// Of the numerator: groups less one.
    pub df: usize,
    pub denominator_df: usize,
    pub p: f64,
    /// Between two groups: the second's mean score less the first's.
    pub difference: Option<Contrast>,
    /// The rows with a value and a group.
    pub base: usize,
}

/// The score of each row of the design, NaN where it has no value or group:
/// the share of the population below, and half of that with the same value.
/// R's `svyranktest` averages ties unweighted, so that its ranks hang on the
/// order of rows; these do not.
pub(super) fn scores_of(
    sample: &(impl Sample + ?Sized),
    variable: &[f64],
    by: &Factor,
    scores: Scores,
) -> Result<Vec<f64>, Undefined> {
    let domain = sample.rows();
    let expected = domain.design.rows();
    if let Some(found) = [variable.len(), by.len()].into_iter().find(|len| *len != expected) {
        return Err(Undefined::ShapesDiffer { expected, found });
    }
    let used = domain.narrow(|row| !variable[row].is_nan() && by.level(row).is_some());
    match (domain.is_empty(), used.is_empty()) {
        (true, _) => return Err(Undefined::EmptyDomain),
        (_, true) => return Err(Undefined::AllMissing),
        _ => {}
    }
    if let Some(row) = used.rows.iter().find(|row| variable[**row as usize].is_infinite()) {
        return Err(Undefined::NotFinite { row: *row as usize });
    }
    let mut order: Vec<usize> = (0..used.len()).collect();
    let value = |i: usize| variable[used.rows[i] as usize];
    order.sort_by(|a, b| value(*a).total_cmp(&value(*b)).then(used.rows[*a].cmp(&used.rows[*b])));
    let total: f64 = order.iter().map(|i| used.weight_at(*i)).sum();
    if total == 0.0 {
        return Err(Undefined::NoWeight);
    }
    let mut scored = vec![f64::NAN; expected];
    let mut below = 0.0;
    for ties in order.chunk_by(|a, b| value(*a) == value(*b)) {
        let weight: f64 = ties.iter().map(|i| used.weight_at(*i)).sum();
        let rank = (below + weight / 2.0) / total;
        below += weight;
        let score = match scores {
            Scores::Ranks => rank,
            Scores::Median => f64::from(u8::from(rank > 0.5)),
            // Only rows of weight zero lie at the very ends.
            Scores::Normal if weight == 0.0 => 0.0,
            Scores::Normal => normal::quantile(rank).ok_or(Undefined::OutOfRange)?,
        };
        ties.iter().for_each(|i| scored[used.rows[*i] as usize] = score);
    }
    Ok(scored)
}

/// Whether the groups have the same mean score, the scores being given.
pub(super) fn score_test(
    sample: &(impl Sample + ?Sized),
    scores: &[f64],
    by: &Factor,
) -> Result<RankTest, Undefined> {
    let groups = sample.mean_by(scores, by, Missing::Drop)?;
    let count = groups.levels.len();
    if count < 2 {
        return Err(Undefined::TooFewLevels { levels: count });
    }
    let whole = sample.degrees_of_freedom_where(&|row| !scores[row].is_nan() && by.level(row).is_some());
    let denominator_df = whole.saturating_sub(count - 1);
    if denominator_df == 0 {
        return Err(Undefined::NoDegreesOfFreedom);
    }
    let estimates = groups.estimates()?;
    let base = estimates.each.iter().map(|e| e.base).sum();
    if count == 2 {
        let difference = estimates.difference(0, 1, denominator_df)?;
        let (statistic, p) = (difference.statistic()?, difference.p_value(super::interval::Reference::T)?);
        return Ok(RankTest { statistic, df: 1, denominator_df, p, difference: Some(difference), base });
    }
    // All against the first.
    let against: Vec<Vec<f64>> = (1..count)
        .map(|k| (0..count).map(|i| f64::from(u8::from(i == k)) - f64::from(u8::from(i == 0))).collect())
        .collect();
    let apart: Vec<f64> = (1..count).map(|k| estimates.each[k].value - estimates.each[0].value).collect();
    let covariance: Matrix = estimates.covariance.within(&against);
    let df = count - 1;
    let statistic = covariance.quadratic_of_inverse(&apart).ok_or(Undefined::Singular)? / df as f64;
    let p = fisher::upper(statistic, df as f64, denominator_df as f64).ok_or(Undefined::OutOfRange)?;
    Ok(RankTest { statistic, df, denominator_df, p, difference: None, base })
}
