//! How well two questions agree, and how well several hang together, in the
//! population.

use super::estimate::Contrast;
use super::factor::Factor;
use super::linear::Missing;
use super::sample::Sample;
use super::undefined::Undefined;

/// Cohen's (1960) kappa of two variables with the same levels, its variance by
/// the delta method (R's `svykappa`).
pub(super) fn kappa(
    sample: &(impl Sample + ?Sized),
    rows: &Factor,
    columns: &Factor,
) -> Result<Contrast, Undefined> {
    if rows.names() != columns.names() {
        let (expected, found) = (rows.names().len(), columns.names().len());
        return Err(Undefined::ShapesDiffer { expected, found });
    }
    let k = rows.names().len();
    if rows.len() != columns.len() {
        return Err(Undefined::ShapesDiffer { expected: rows.len(), found: columns.len() });
    }
    let cell = |row: usize| match (rows.level(row), columns.level(row)) {
        (Some(a), Some(b)) => (a * k + b) as u32,
        _ => Factor::MISSING,
    };
    let codes = (0..rows.len()).map(cell).collect();
    let cells = Factor::with_levels(codes, (0..k * k).map(|cell| cell.to_string()).collect());
    let shares = sample.proportions(&cells, Missing::Drop)?;
    let share = |a: usize, b: usize| shares.each[a * k + b].value;
    let row: Vec<f64> = (0..k).map(|a| (0..k).map(|b| share(a, b)).sum()).collect();
    let column: Vec<f64> = (0..k).map(|b| (0..k).map(|a| share(a, b)).sum()).collect();
    let agree: f64 = (0..k).map(|a| share(a, a)).sum();
    let chance: f64 = row.iter().zip(&column).map(|(a, b)| a * b).sum();
    if chance >= 1.0 {
        return Err(Undefined::ZeroDenominator);
    }
    let rest = 1.0 - chance;
    let value = (agree - chance) / rest;
    let gradient: Vec<f64> = (0..k * k)
        .map(|at| {
            let (a, b) = (at / k, at % k);
            let by_chance = column[a] + row[b];
            f64::from(u8::from(a == b)) / rest + by_chance * (agree - 1.0) / (rest * rest)
        })
        .collect();
    let variance = shares.covariance.bilinear(&gradient, &gradient).max(0.0);
    Ok(Contrast { value, variance, df: sample.degrees_of_freedom() })
}

/// Cronbach's (1951) alpha of items that are added up, among the rows that
/// have all of them (R's `svycralpha`).
pub(super) fn cronbach(sample: &(impl Sample + ?Sized), items: &[&[f64]]) -> Result<f64, Undefined> {
    let k = items.len();
    if k < 2 {
        return Err(Undefined::TooFewLevels { levels: k });
    }
    let expected = sample.rows().design.rows();
    if let Some(found) = items.iter().map(|item| item.len()).find(|len| *len != expected) {
        return Err(Undefined::ShapesDiffer { expected, found });
    }
    let sum: Vec<f64> = (0..expected).map(|row| items.iter().map(|item| item[row]).sum()).collect();
    let mut each = 0.0;
    for item in items {
        let complete: Vec<f64> =
            item.iter().zip(&sum).map(|(x, sum)| if sum.is_nan() { f64::NAN } else { *x }).collect();
        each += sample.spread(&complete, Missing::Drop)?.value;
    }
    let whole = sample.spread(&sum, Missing::Drop)?.value;
    if whole == 0.0 {
        return Err(Undefined::NoSpread);
    }
    let k = k as f64;
    Ok(k / (k - 1.0) * (1.0 - each / whole))
}
