//! Raking of the weights of a file: how people compute them before they
//! analyse. The rows are looked at twice, however many rounds it takes: between
//! them the fitting runs over the cells of the cross-classification alone
//! (Deming & Stephan 1940, iterative proportional fitting). What raking means
//! for variances stands in [`super::calibration`].

use std::collections::HashMap;

use super::calibration::CalibrationError;
use crate::base::parallel::{in_pieces, piece};

/// The level of every row, as a number.
#[derive(Debug, Clone, Copy)]
pub enum Levels<'a> {
    Bytes(&'a [u8]),
    Words(&'a [u32]),
}

impl Levels<'_> {
    fn len(self) -> usize {
        match self {
            Levels::Bytes(codes) => codes.len(),
            Levels::Words(codes) => codes.len(),
        }
    }

    #[inline]
    fn at(self, row: usize) -> usize {
        match self {
            Levels::Bytes(codes) => usize::from(codes[row]),
            Levels::Words(codes) => codes[row] as usize,
        }
    }
}

/// A margin: levels of rows, and how many people each level has.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    pub levels: Levels<'a>,
    pub totals: &'a [f64],
}

/// When raking is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// The largest difference from a total that is left, as a share of it.
    pub tolerance: f64,
    /// Rounds over all margins, at most.
    pub rounds: usize,
    /// No weight above so many times the mean weight (DeBell & Krosnick 2009).
    pub cap: Option<f64>,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { tolerance: 1e-7, rounds: 1000, cap: None }
    }
}

/// Weights of all rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Rows with a weight above 0.
    pub rows: usize,
    pub sum: f64,
    pub squares: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// How much unequal weights alone enlarge a variance: n Σw² / (Σw)² (Kish
    /// 1965, 11.7C). None without a weight.
    pub fn kish(&self) -> Option<f64> {
        (self.sum > 0.0).then(|| self.rows as f64 * self.squares / (self.sum * self.sum))
    }
}

/// Raked weights, and what became of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Raked {
    pub weights: Vec<f64>,
    pub rounds: usize,
    /// The largest difference from a total, as a share of it.
    pub misfit: f64,
    pub before: Spread,
    pub after: Spread,
    /// Least, middle and largest factor of a row with a weight.
    pub factors: [f64; 3],
    /// For each margin and level the weights before and after.
    pub margins: Vec<Vec<(f64, f64)>>,
    /// Weights that stand at the cap.
    pub at_cap: usize,
}

/// Rows of a piece of work.
const PIECE: usize = 1 << 16;

/// More cells than this are not summed piece by piece.
const FEW_CELLS: usize = 1 << 12;

/// More combinations than this are numbered as they are met.
const DENSE: usize = 1 << 16;

/// Rounds of cutting at the cap.
const CUTS: usize = 200;

/// Fits weights to all margins in turn until they meet every total.
///
/// # Errors
/// Rows differ, a level is none of the margin's, weights or totals are no
/// numbers of 0 or more, a level is absent on one side, or the totals cannot be
/// met (within the cap).
pub fn rake_weights(
    weights: &[f64],
    margins: &[Target<'_>],
    rules: Rules,
) -> Result<Raked, CalibrationError> {
    check(weights, margins)?;
    let cells = Cells::of(weights.len(), margins);
    let before_table = cells.table(weights);
    for (m, margin) in margins.iter().enumerate() {
        let sums = cells.margin(m, margin.totals.len(), &before_table.sums);
        for (level, (sum, total)) in sums.iter().zip(margin.totals).enumerate() {
            let level = level.to_string();
            if *sum > 0.0 && *total == 0.0 {
                return Err(CalibrationError::AbsentFromPopulation { level });
            }
            if *sum == 0.0 && *total > 0.0 {
                return Err(CalibrationError::AbsentFromSample { level });
            }
        }
    }
    let (mut rounds, mut cuts) = (0, 0);
    let mut current: Option<Vec<f64>> = None;
    let mut table = before_table.sums.clone();
    loop {
        let base = current.as_deref().unwrap_or(weights);
        let (factors, took, misfit) = fit(&cells, &table, margins, rules)?;
        rounds += took;
        let mut raked = cells.scaled(base, &factors);
        let after = spread(&raked);
        let limit = rules.cap.map_or(f64::INFINITY, |cap| cap * after.sum / after.rows.max(1) as f64);
        if let Some(cap) = rules.cap
            && raked.iter().any(|w| *w > limit * (1.0 + rules.tolerance))
        {
            if cuts == CUTS {
                return Err(CalibrationError::CapNotMet { cap });
            }
            cuts += 1;
            raked.iter_mut().for_each(|w| *w = w.min(limit));
            table = cells.table(&raked).sums;
            current = Some(raked);
            continue;
        }
        let after_table = cells.table(&raked).sums;
        let margins = margins.iter().enumerate().map(|(m, margin)| {
            let count = margin.totals.len();
            let before = cells.margin(m, count, &before_table.sums);
            before.into_iter().zip(cells.margin(m, count, &after_table)).collect()
        });
        return Ok(Raked {
            rounds,
            misfit,
            before: spread(weights),
            after,
            factors: match current {
                None => middle(factors.iter().zip(&before_table.rows).map(|(f, n)| (*f, *n)).collect()),
                Some(_) => {
                    let rows = weights.iter().zip(&raked).filter(|(w, _)| **w > 0.0);
                    middle(rows.map(|(w, r)| (r / w, 1)).collect())
                }
            },
            margins: margins.collect(),
            at_cap: raked.iter().filter(|w| **w >= limit * (1.0 - 1e-6)).count(),
            weights: raked,
        });
    }
}

fn check(weights: &[f64], margins: &[Target<'_>]) -> Result<(), CalibrationError> {
    let expected = weights.len();
    for margin in margins {
        let found = margin.levels.len();
        if found != expected {
            return Err(CalibrationError::RowsDiffer { expected, found });
        }
        let bad = margin.totals.iter().position(|total| !total.is_finite() || *total < 0.0);
        if let Some(level) = bad {
            return Err(CalibrationError::Total { level: level.to_string(), total: margin.totals[level] });
        }
        let missing = in_pieces(expected.div_ceil(PIECE), |number| {
            let mut rows = piece(expected, PIECE, number);
            rows.find(|row| margin.levels.at(*row) >= margin.totals.len())
        });
        if let Some(row) = missing.into_iter().flatten().next() {
            let rows = (0..expected).filter(|row| margin.levels.at(*row) >= margin.totals.len()).count();
            return Err(CalibrationError::MissingLevel { row, rows });
        }
    }
    match weights.iter().position(|w| !w.is_finite() || *w < 0.0) {
        Some(row) => Err(CalibrationError::MissingWeight { row }),
        None => Ok(()),
    }
}

/// The cross-classification of the margins.
struct Cells {
    /// The cell of every row.
    of_row: Vec<u32>,
    /// For each margin the level of every cell.
    levels: Vec<Vec<u32>>,
    count: usize,
}

/// Weights by cell.
struct Table {
    /// Rows with a weight above 0.
    rows: Vec<usize>,
    sums: Vec<f64>,
}

impl Cells {
    fn of(rows: usize, margins: &[Target<'_>]) -> Cells {
        let product = margins.iter().try_fold(1usize, |n, margin| n.checked_mul(margin.totals.len().max(1)));
        if let Some(count) = product.filter(|count| *count <= DENSE) {
            let parts = in_pieces(rows.div_ceil(PIECE), |number| {
                let mut part = vec![0u32; piece(rows, PIECE, number).len()];
                let from = piece(rows, PIECE, number).start;
                for margin in margins {
                    let levels = margin.totals.len() as u32;
                    match margin.levels {
                        Levels::Bytes(codes) => part
                            .iter_mut()
                            .zip(&codes[from..])
                            .for_each(|(cell, code)| *cell = *cell * levels + u32::from(*code)),
                        Levels::Words(codes) => {
                            part.iter_mut()
                                .zip(&codes[from..])
                                .for_each(|(cell, code)| *cell = *cell * levels + code);
                        }
                    }
                }
                part
            });
            let mut step = count;
            let levels = margins.iter().map(|margin| {
                let size = margin.totals.len().max(1);
                step /= size;
                (0..count).map(|cell| (cell / step % size) as u32).collect()
            });
            let levels = levels.collect();
            return Cells { of_row: parts.concat(), levels, count };
        }
        let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
        let mut levels = vec![Vec::new(); margins.len()];
        let of_row = (0..rows).map(|row| {
            let key: Vec<u32> = margins.iter().map(|margin| margin.levels.at(row) as u32).collect();
            let next = known.len() as u32;
            *known.entry(key).or_insert_with_key(|key| {
                levels.iter_mut().zip(key).for_each(|(levels, level)| levels.push(*level));
                next
            })
        });
        let of_row = of_row.collect();
        Cells { of_row, levels, count: known.len() }
    }

    /// Sums of weights by cell, in fixed pieces and their order.
    fn table(&self, weights: &[f64]) -> Table {
        let rows = weights.len();
        let size = if self.count <= FEW_CELLS { PIECE } else { rows.max(1) };
        let parts = in_pieces(rows.div_ceil(size), |number| {
            let range = piece(rows, size, number);
            let mut part = vec![(0usize, 0.0); self.count];
            for (cell, weight) in self.of_row[range.clone()].iter().zip(&weights[range]) {
                let (count, sum) = &mut part[*cell as usize];
                *count += usize::from(*weight > 0.0);
                *sum += weight;
            }
            part
        });
        let mut table = Table { rows: vec![0; self.count], sums: vec![0.0; self.count] };
        for part in parts {
            for (cell, (count, sum)) in part.into_iter().enumerate() {
                table.rows[cell] += count;
                table.sums[cell] += sum;
            }
        }
        table
    }

    /// Sums by the levels of a margin.
    fn margin(&self, margin: usize, count: usize, sums: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; count];
        self.levels[margin].iter().zip(sums).for_each(|(level, sum)| out[*level as usize] += sum);
        out
    }

    fn scaled(&self, weights: &[f64], factors: &[f64]) -> Vec<f64> {
        let rows = weights.len();
        let parts = in_pieces(rows.div_ceil(PIECE), |number| {
            let range = piece(rows, PIECE, number);
            let cells = self.of_row[range.clone()].iter();
            cells.zip(&weights[range]).map(|(cell, w)| w * factors[*cell as usize]).collect::<Vec<f64>>()
        });
        parts.concat()
    }
}

/// The factor of every cell that makes all margins meet their totals; rounds
/// taken, and the largest difference left.
fn fit(
    cells: &Cells,
    table: &[f64],
    margins: &[Target<'_>],
    rules: Rules,
) -> Result<(Vec<f64>, usize, f64), CalibrationError> {
    let mut factors = vec![1.0; cells.count];
    let (mut misfit, mut met) = (f64::INFINITY, false);
    for round in 0..=rules.rounds {
        let sums = |m: usize, factors: &[f64]| {
            let now: Vec<f64> = table.iter().zip(factors).map(|(sum, factor)| sum * factor).collect();
            cells.margin(m, margins[m].totals.len(), &now)
        };
        misfit = 0.0;
        for (m, margin) in margins.iter().enumerate() {
            for (sum, total) in sums(m, &factors).iter().zip(margin.totals) {
                if *total > 0.0 {
                    misfit = f64::max(misfit, (sum - total).abs() / total);
                }
            }
        }
        // One round more costs nothing and comes far closer.
        if misfit <= rules.tolerance && (met || misfit == 0.0) {
            return Ok((factors, round, misfit));
        }
        met = misfit <= rules.tolerance;
        for (m, margin) in margins.iter().enumerate() {
            let sums = sums(m, &factors);
            let level: Vec<f64> = sums
                .iter()
                .zip(margin.totals)
                .map(|(sum, total)| if *sum > 0.0 { total / sum } else { 1.0 })
                .collect();
            factors.iter_mut().zip(&cells.levels[m]).for_each(|(factor, l)| *factor *= level[*l as usize]);
        }
    }
    Err(CalibrationError::NotMet { iterations: rules.rounds, misfit })
}

/// Sums of all weights, in fixed pieces and their order.
fn spread(weights: &[f64]) -> Spread {
    let rows = weights.len();
    let nothing = Spread { rows: 0, sum: 0.0, squares: 0.0, least: f64::INFINITY, most: 0.0 };
    let parts = in_pieces(rows.div_ceil(PIECE), |number| {
        let mut part = nothing;
        for w in &weights[piece(rows, PIECE, number)] {
            part.rows += usize::from(*w > 0.0);
            part.sum += w;
            part.squares += w * w;
            part.least = part.least.min(*w);
            part.most = part.most.max(*w);
        }
        part
    });
    let whole = parts.into_iter().fold(nothing, |a, b| Spread {
        rows: a.rows + b.rows,
        sum: a.sum + b.sum,
        squares: a.squares + b.squares,
        least: a.least.min(b.least),
        most: a.most.max(b.most),
    });
    if rows == 0 { Spread { least: 0.0, ..whole } } else { whole }
}

/// Least, middle and largest of values that stand so many times each.
fn middle(mut values: Vec<(f64, usize)>) -> [f64; 3] {
    values.retain(|(_, times)| *times > 0);
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let all: usize = values.iter().map(|(_, times)| times).sum();
    let at = |place: usize| {
        let mut before = 0;
        let found = values.iter().find(|(_, times)| {
            before += times;
            before > place
        });
        found.map_or(1.0, |(value, _)| *value)
    };
    let least = values.first().map_or(1.0, |(value, _)| *value);
    let most = values.last().map_or(1.0, |(value, _)| *value);
    [least, f64::midpoint(at(all.saturating_sub(1) / 2), at(all / 2)), most]
}
