//! Weights made to agree with margins of the population.

use crate::base::{Diag, Diags, diag::choice_hints};
use crate::formats::csv::{Cells, Table};
use crate::stats::{CalibrationError, Design, Factor, Margin as StatsMargin, Sampling};

use super::{Listed, filled, plain, zero_or_more};

/// Known totals of one variable.
pub struct Margin {
    pub variable: String,
    /// Level and people.
    pub levels: Vec<(String, f64)>,
}

/// All margins, whom they count and where they come from.
pub struct Margins {
    pub list: Vec<Margin>,
    pub population: String,
    pub sources: Vec<String>,
}

/// Reads `variable`, `level`, `total`, `population`, `source`.
pub fn read(list: &Listed, diags: &mut Diags) -> Option<Margins> {
    let required = ["variable", "level", "total", "population", "source"];
    let table = list.read("the margins", &required, diags)?;
    let mut margins = Margins { list: Vec::new(), population: String::new(), sources: Vec::new() };
    let before = diags.errors();
    for cells in table.rows() {
        let total = zero_or_more(&cells, "total", diags);
        let texts: Vec<Option<String>> =
            ["variable", "level", "population", "source"].map(|c| filled(&cells, c, diags)).to_vec();
        let (Some(total), [Some(variable), Some(level), Some(population), Some(source)]) =
            (total, texts.as_slice())
        else {
            continue;
        };
        if margins.population.is_empty() {
            margins.population.clone_from(population);
        } else if margins.population != *population {
            diags.push(
                cells
                    .wrong(
                        "population",
                        format!("'{population}', but rows before say '{}'", margins.population),
                    )
                    .hint("weights are made to agree with one population at a time"),
            );
        }
        if !margins.sources.contains(source) {
            margins.sources.push(source.clone());
        }
        let at = margins.list.iter().position(|m| m.variable == *variable).unwrap_or_else(|| {
            margins.list.push(Margin { variable: variable.clone(), levels: Vec::new() });
            margins.list.len() - 1
        });
        let levels = &mut margins.list[at].levels;
        if levels.iter().any(|(l, _)| l == level) {
            diags.push(cells.wrong("level", format!("{variable} '{level}' stands twice")));
        }
        levels.push((level.clone(), total));
    }
    // Totals that differ can never all be met.
    let sum = |m: &Margin| m.levels.iter().map(|(_, t)| t).sum::<f64>();
    if let Some(first) = margins.list.first() {
        for margin in &margins.list[1..] {
            let (one, other) = (sum(first), sum(margin));
            if (one - other).abs() > 1e-6 * one.abs().max(1.0) {
                diags.push(
                    Diag::error(format!(
                        "{}: {} sums to {}, {} to {}",
                        table.file,
                        first.variable,
                        plain(one),
                        margin.variable,
                        plain(other)
                    ))
                    .hint("margins of one population have one sum; weights cannot meet both"),
                );
            }
        }
    }
    (diags.errors() == before).then_some(margins)
}

/// A row's level of every margin, by position among the levels.
pub type Levels = Vec<Vec<u32>>;

/// The levels of the rows of a list, one vector a margin.
pub fn levels(margins: &Margins, table: &Table, rows: &[Cells<'_>], diags: &mut Diags) -> Levels {
    let mut all = Vec::new();
    for margin in &margins.list {
        if !table.has(&margin.variable) {
            let diag = Diag::error(format!("{} has no column '{}', a margin", table.file, margin.variable));
            let hints = choice_hints(&margin.variable, table.columns().iter().map(String::as_str));
            diags.push(hints.into_iter().fold(diag, |d, h| d.hint(h.replace("valid here", "it has"))));
            continue;
        }
        let codes = rows.iter().map(|cells| {
            let text = cells.text(&margin.variable);
            let at = margin.levels.iter().position(|(l, _)| *l == text);
            if at.is_none() {
                let diag = cells.wrong(&margin.variable, format!("'{text}' is no level of the margin"));
                let hints = choice_hints(&text, margin.levels.iter().map(|(l, _)| l.as_str()));
                diags.push(hints.into_iter().fold(diag, Diag::hint));
            }
            at.map_or(Factor::MISSING, |i| i as u32)
        });
        all.push(codes.collect());
    }
    all
}

/// What the weights of each level of each margin sum to.
pub fn sums(margins: &Margins, levels: &Levels, weights: &[f64]) -> Vec<Vec<f64>> {
    let of = |(margin, codes): (&Margin, &Vec<u32>)| {
        let mut sums = vec![0.0; margin.levels.len()];
        codes.iter().zip(weights).for_each(|(c, w)| sums[*c as usize] += w);
        sums
    };
    margins.list.iter().zip(levels).map(of).collect()
}

/// Weights that meet `totals` (one vector a margin): post-stratified to one
/// margin, raked to several.
pub fn to_totals(
    weights: &[f64],
    margins: &Margins,
    levels: &Levels,
    totals: &[Vec<f64>],
) -> Result<Vec<f64>, Diag> {
    let sampling = Sampling { rows: weights.len(), weights: Some(weights), ..Sampling::default() };
    let design = Design::new(&sampling).map_err(|errors| {
        let why = errors.first().map_or(String::new(), ToString::to_string);
        Diag::error(format!("the weights cannot be calibrated: {why}"))
    })?;
    let factors: Vec<Factor> = margins
        .list
        .iter()
        .zip(levels)
        .map(|(m, codes)| {
            Factor::with_levels(codes.clone(), m.levels.iter().map(|(l, _)| l.clone()).collect())
        })
        .collect();
    let list: Vec<StatsMargin<'_>> = factors.iter().zip(totals.iter().map(Vec::as_slice)).collect();
    let done = match list.as_slice() {
        [(cells, totals)] => design.post_stratified(cells, totals),
        list => design.raked(list),
    };
    let names = || margins.list.iter().map(|m| m.variable.as_str()).collect::<Vec<_>>().join(", ");
    done.map(|d| d.weights().to_vec()).map_err(|error| {
        let diag = Diag::error(format!("the weights do not meet the margins {}: {error}", names()));
        match error {
            CalibrationError::AbsentFromSample { .. } => {
                diag.hint("merge the level with a neighbour, in the margins and in the rows")
            }
            _ => diag,
        }
    })
}
