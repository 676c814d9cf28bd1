//! How a sample was drawn: weights, strata, stages of clusters, finite
//! populations, and what to do with a stratum that has a single unit.

use std::fmt;

use crate::base::Diag;
use crate::base::parallel::both;

use super::calibration::Explained;
use super::factor::Factor;
use super::numbering::{self, Numbering};
use super::sum::sum;

/// What the variance of a stratum with a single unit is taken to be. The names
/// are those of R's `survey.lonely.psu`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lonely {
    /// No estimate is given; the strata are named.
    #[default]
    Fail,
    /// The unit's distance from the mean of all units, in place of the
    /// stratum's own mean: on the safe side.
    Adjust,
    /// The average of the other strata.
    Average,
    /// The unit was certain to be in the sample: it adds nothing.
    Certainty,
    /// The stratum is left out of the variance: it adds nothing.
    Remove,
}

/// One stage of sampling.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stage<'a> {
    /// What was drawn; none says that every row was drawn by itself.
    pub units: Option<&'a Factor>,
    /// The strata it was drawn within; the units of the stage before always
    /// separate.
    pub strata: Option<&'a Factor>,
    /// The finite population: the number of units in the stratum, or the
    /// share of them that was drawn. A stage whose values are all at most 1
    /// gives shares, else all are counts. None says drawn with replacement.
    pub fpc: Option<&'a [f64]>,
}

/// A sample as declared. Every slice has one entry a row.
#[derive(Debug, Clone, Default)]
pub struct Sampling<'a> {
    pub rows: usize,
    /// Weights; zero is allowed. Without them, they follow from the finite
    /// populations of every stage, or are all 1.
    pub weights: Option<&'a [f64]>,
    /// From the first stage on; none at all is one stage of rows.
    pub stages: Vec<Stage<'a>>,
    /// Ids are used again in each stratum, so a unit is known by both.
    pub nest: bool,
    pub lonely: Lonely,
    /// Apply `adjust` or `average` also to strata that have several units of
    /// which a domain sees one.
    pub adjust_lonely_domains: bool,
}

/// A sampling design, checked.
#[derive(Debug, Clone)]
pub struct Design {
    pub(super) weights: Vec<f64>,
    pub(super) stages: Vec<Drawn>,
    /// The rows such that units of every stage stand together.
    pub(super) order: Vec<u32>,
    /// That is the order of the file.
    pub(super) straight: bool,
    pub(super) lonely: Lonely,
    pub(super) adjust_lonely_domains: bool,
    /// What calibrations explain, in their order.
    pub(super) explained: Vec<Explained>,
    /// The weights sum to the number of rows, so they count nobody.
    pub(super) normalised: bool,
    notes: Vec<Note>,
}

/// One stage, with units and strata numbered without gaps and nested in those
/// of the stage before.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    /// By row.
    pub unit: Vec<u32>,
    /// By row.
    pub stratum: Vec<u32>,
    /// By stratum: units in the sample.
    pub sampled: Vec<u32>,
    /// By stratum: units in the population; infinite when drawn with
    /// replacement.
    pub population: Vec<f64>,
    /// By stratum.
    pub stratum_names: Vec<String>,
}

/// Something to know about a design that is no error.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// Neither weights nor finite populations were given.
    EqualWeights,
    /// The weights follow from the finite populations.
    WeightsFromFpc,
    /// The weights sum to the number of rows: totals are not of people.
    NormalisedWeights,
    /// The weights sum to less than the number of rows.
    WeightsBelowRows { sum: f64 },
    /// Rows with weight zero.
    ZeroWeights { rows: usize },
    /// A later stage without a finite population, after one with.
    StageWithoutFpc { stage: usize },
    /// Strata with a single unit.
    LonelyStrata { stage: usize, strata: Vec<String> },
}

/// Why a declared sample cannot be used. Rows count from 0 here, from 1 in the
/// message.
#[derive(Debug, Clone, PartialEq)]
pub enum DesignError {
    NoRows,
    RowsDiffer { what: &'static str, expected: usize, found: usize },
    MissingWeight { row: usize, rows: usize },
    WeightNotFinite { row: usize, rows: usize },
    NegativeWeight { row: usize, rows: usize, weight: f64 },
    AllWeightsZero,
    MissingUnit { stage: usize, row: usize, rows: usize },
    MissingStratum { stage: usize, row: usize, rows: usize },
    UnitInTwoStrata { stage: usize, unit: String, strata: [String; 2], row: usize },
    OnePsu { psu: String },
    FpcNotUsable { stage: usize, row: usize, rows: usize, value: Option<f64> },
    FpcMixed { stage: usize, share: f64, share_row: usize, count: f64, count_row: usize },
    FpcVaries { stage: usize, stratum: String, values: [f64; 2], row: usize },
    FpcBelowSampled { stage: usize, stratum: String, population: f64, sampled: usize },
    FpcWithoutFirstStage { stage: usize },
    ReplicateWeight { replicate: usize, row: usize },
    FewReplicates { replicates: usize },
    ScalesDiffer { expected: usize, found: usize },
    ReplicateScale { scale: f64 },
}

impl Design {
    /// Checks a declared sample; every kind of fault is reported, not only the
    /// first.
    pub fn new(sampling: &Sampling<'_>) -> Result<Design, Vec<DesignError>> {
        let n = sampling.rows;
        let one_stage = [Stage::default()];
        let stages = if sampling.stages.is_empty() { &one_stage[..] } else { &sampling.stages[..] };
        let mut errors = Vec::new();
        shapes(n, sampling.weights, stages, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        if let Some(weights) = sampling.weights {
            check_weights(weights, &mut errors);
        }
        for (at, stage) in stages.iter().enumerate() {
            if let Some((row, rows)) = stage.units.and_then(Factor::missing) {
                errors.push(DesignError::MissingUnit { stage: at, row, rows });
            }
            if let Some((row, rows)) = stage.strata.and_then(Factor::missing) {
                errors.push(DesignError::MissingStratum { stage: at, row, rows });
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }

        let given = || sampling.weights.map(|weights| (weights.to_vec(), sum(n, |row| weights[row])));
        let mut numbered = || {
            let mut drawn: Vec<Drawn> = Vec::new();
            for (at, stage) in stages.iter().enumerate() {
                let before = drawn.last().map(|drawn| (drawn, &stages[at - 1]));
                let stage = number(n, at, stage, before, sampling.nest, &mut errors);
                drawn.push(stage);
            }
            let order = numbering::order(&drawn, stages, n);
            (drawn, order)
        };
        let (given, (mut drawn, order)) =
            if n < MANY { (given(), numbered()) } else { both(given, numbered) };
        if drawn[0].sampled.iter().sum::<u32>() == 1 {
            let psu = stages[0].units.map_or("1", |units| units.name(0)).to_string();
            errors.push(DesignError::OnePsu { psu });
        }
        for (at, stage) in stages.iter().enumerate() {
            if let Some(fpc) = stage.fpc {
                if at > 0 && stages[0].fpc.is_none() {
                    errors.push(DesignError::FpcWithoutFirstStage { stage: at });
                }
                population(at, fpc, &mut drawn[at], &mut errors);
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }

        let mut notes = Vec::new();
        let declared = given.is_some();
        let (weights, total) = match given {
            Some(given) => given,
            None if drawn.iter().all(|stage| stage.population.iter().all(|p| p.is_finite())) => {
                notes.push(Note::WeightsFromFpc);
                let weight = |row| drawn.iter().map(|stage| stage.weight(row)).product();
                let weights: Vec<f64> = (0..n).map(weight).collect();
                let total = sum(n, |row| weights[row]);
                (weights, total)
            }
            None => {
                notes.push(Note::EqualWeights);
                (vec![1.0; n], n as f64)
            }
        };
        look_at_weights(&weights, total, declared, &mut notes);
        for (at, stage) in stages.iter().enumerate().skip(1) {
            if stage.fpc.is_none() && stages[0].fpc.is_some() {
                notes.push(Note::StageWithoutFpc { stage: at });
            }
        }
        for (at, stage) in drawn.iter().enumerate() {
            // Without a finite population before, a later stage adds nothing.
            if at > 0 && drawn[at - 1].population.iter().all(|p| p.is_infinite()) {
                break;
            }
            let strata = stage.lonely();
            if !strata.is_empty() {
                notes.push(Note::LonelyStrata { stage: at, strata });
            }
        }
        let straight = order.is_sorted();
        let normalised = are_normalised(total, n);
        Ok(Design {
            weights,
            stages: drawn,
            order,
            straight,
            lonely: sampling.lonely,
            adjust_lonely_domains: sampling.adjust_lonely_domains,
            explained: Vec::new(),
            normalised,
            notes,
        })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.weights.len()
    }

    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// What to know about the design.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The number of first-stage strata and PSUs.
    pub fn strata_and_psus(&self) -> (usize, usize) {
        let first = &self.stages[0];
        (first.sampled.len(), first.sampled.iter().map(|n| *n as usize).sum())
    }

    /// The first-stage strata with a single PSU, by name.
    pub fn lonely_strata(&self) -> Vec<String> {
        self.stages[0].lonely()
    }

    /// The same design with another treatment of single units: the choice is
    /// made for an analysis, not for the data.
    pub fn with_lonely(mut self, lonely: Lonely, adjust_lonely_domains: bool) -> Design {
        self.lonely = lonely;
        self.adjust_lonely_domains = adjust_lonely_domains;
        self
    }
}

impl Drawn {
    /// The inverse of the share drawn.
    fn weight(&self, row: usize) -> f64 {
        let stratum = self.stratum[row] as usize;
        self.population[stratum] / f64::from(self.sampled[stratum])
    }

    /// The share of the stratum that was not drawn: 1 with replacement.
    pub(super) fn not_drawn(&self, stratum: usize) -> f64 {
        let population = self.population[stratum];
        if population.is_infinite() {
            1.0
        } else {
            (population - f64::from(self.sampled[stratum])) / population
        }
    }

    /// Every unit of the stratum was drawn, so it adds no variance (the bound
    /// is R's).
    pub(super) fn is_census(&self, stratum: usize) -> bool {
        self.not_drawn(stratum) < 1e-7
    }

    fn lonely(&self) -> Vec<String> {
        (0..self.sampled.len())
            .filter(|h| self.sampled[*h] == 1 && !self.is_census(*h))
            .map(|h| self.stratum_names[h].clone())
            .collect()
    }
}

fn shapes(n: usize, weights: Option<&[f64]>, stages: &[Stage<'_>], errors: &mut Vec<DesignError>) {
    if n == 0 {
        errors.push(DesignError::NoRows);
    }
    let mut check = |what, found: Option<usize>| {
        if let Some(found) = found.filter(|found| *found != n) {
            errors.push(DesignError::RowsDiffer { what, expected: n, found });
        }
    };
    check("weights", weights.map(<[f64]>::len));
    for stage in stages {
        check("ids of sampled units", stage.units.map(Factor::len));
        check("strata", stage.strata.map(Factor::len));
        check("finite populations", stage.fpc.map(<[f64]>::len));
    }
}

/// From so many rows on a second thread is worth its start.
const MANY: usize = 100_000;

/// The first row that is so, and how many are.
fn first(values: &[f64], so: impl Fn(f64) -> bool) -> Option<(usize, usize)> {
    let row = values.iter().position(|v| so(*v))?;
    Some((row, values.iter().filter(|v| so(**v)).count()))
}

fn check_weights(weights: &[f64], errors: &mut Vec<DesignError>) {
    if weights.iter().all(|w| *w > 0.0 && *w < f64::INFINITY) {
        return;
    }
    let before = errors.len();
    if let Some((row, rows)) = first(weights, f64::is_nan) {
        errors.push(DesignError::MissingWeight { row, rows });
    }
    if let Some((row, rows)) = first(weights, f64::is_infinite) {
        errors.push(DesignError::WeightNotFinite { row, rows });
    }
    if let Some((row, rows)) = first(weights, |w| w < 0.0 && w.is_finite()) {
        errors.push(DesignError::NegativeWeight { row, rows, weight: weights[row] });
    }
    if errors.len() == before && weights.iter().all(|w| *w == 0.0) {
        errors.push(DesignError::AllWeightsZero);
    }
}

/// Weights published as sums to the number of rows are rounded: the third
/// digit decides.
pub(super) fn is_normalised(weights: &[f64]) -> bool {
    are_normalised(sum(weights.len(), |row| weights[row]), weights.len())
}

fn are_normalised(total: f64, rows: usize) -> bool {
    (total - rows as f64).abs() <= 1e-3 * rows as f64
}

fn look_at_weights(weights: &[f64], total: f64, declared: bool, notes: &mut Vec<Note>) {
    let zero = weights.iter().filter(|w| **w == 0.0).count();
    if zero > 0 {
        notes.push(Note::ZeroWeights { rows: zero });
    }
    if declared && are_normalised(total, weights.len()) {
        notes.push(Note::NormalisedWeights);
    } else if declared && total < weights.len() as f64 {
        notes.push(Note::WeightsBelowRows { sum: total });
    }
}

/// Numbers the units and strata of a stage within those of the one before.
fn number(
    n: usize,
    at: usize,
    stage: &Stage<'_>,
    before: Option<(&Drawn, &Stage<'_>)>,
    nest: bool,
    errors: &mut Vec<DesignError>,
) -> Drawn {
    let mut strata = match (before, stage.strata) {
        (None, declared) => Numbering::dense(declared.map_or(1, |f| f.names().len())),
        (Some(_), _) => Numbering::sparse(),
    };
    let mut units = match (before, stage.units) {
        (_, None) => Numbering::Rows(0),
        (None, Some(units)) if !nest || stage.strata.is_none() => Numbering::dense(units.names().len()),
        _ => Numbering::sparse(),
    };
    let mut drawn = Drawn {
        unit: Vec::with_capacity(n),
        stratum: Vec::with_capacity(n),
        sampled: Vec::new(),
        population: Vec::new(),
        stratum_names: Vec::new(),
    };
    // By unit.
    let mut stratum_of: Vec<u32> = Vec::new();
    let mut torn = false;
    let ids = stage.units.map(Factor::codes);
    let strata_codes = stage.strata.map(Factor::codes);
    let parents = before.map(|(before, _)| &before.unit[..]);
    let same = |codes: Option<&[u32]>, a: usize, b: usize| codes.is_none_or(|codes| codes[a] == codes[b]);
    let mut row = 0;
    while row < n {
        let parent = parents.map_or(0, |units| units[row]);
        let declared = strata_codes.map_or(0, |codes| codes[row]);
        let id = ids.map_or(row as u32, |codes| codes[row]);
        let (stratum, new) = strata.number(parent, declared);
        if new {
            drawn.sampled.push(0);
            drawn.population.push(f64::INFINITY);
            drawn.stratum_names.push(stratum_name(stage, row, before));
        }
        // A stratum is its own and lies in one unit of the stage before.
        let (unit, new) = units.number(if nest { stratum } else { parent }, id);
        if new {
            stratum_of.push(stratum);
            drawn.sampled[stratum as usize] += 1;
        } else if stratum_of[unit as usize] != stratum && !torn {
            torn = true;
            let name = |stratum: u32| drawn.stratum_names[stratum as usize].clone();
            errors.push(DesignError::UnitInTwoStrata {
                stage: at,
                unit: stage.units.map_or(String::new(), |units| units.name(row).to_string()),
                strata: [name(stratum_of[unit as usize]), name(stratum)],
                row,
            });
        }
        // Rows of a unit mostly stand together.
        let mut end = row + 1;
        if ids.is_some() {
            while end < n && same(ids, row, end) && same(strata_codes, row, end) && same(parents, row, end) {
                end += 1;
            }
        }
        drawn.unit.resize(end, unit);
        drawn.stratum.resize(end, stratum);
        row = end;
    }
    drawn
}

/// What a reader calls a stratum: its own name, within the unit it lies in
/// and the stratum of that.
fn stratum_name(stage: &Stage<'_>, row: usize, before: Option<(&Drawn, &Stage<'_>)>) -> String {
    let mut parts = Vec::new();
    if let Some((drawn, declared)) = before {
        let parent = &drawn.stratum_names[drawn.stratum[row] as usize];
        parts.extend((parent != EVERYTHING).then(|| parent.clone()));
        parts.push(declared.units.map_or(format!("record {}", row + 1), |units| units.name(row).to_string()));
    }
    parts.extend(stage.strata.map(|strata| strata.name(row).to_string()));
    if parts.is_empty() { EVERYTHING.into() } else { parts.join(" / ") }
}

/// The one stratum of a sample without strata.
const EVERYTHING: &str = "(all)";

/// Reads a stage's finite populations into counts by stratum.
fn population(at: usize, fpc: &[f64], drawn: &mut Drawn, errors: &mut Vec<DesignError>) {
    if let Some((row, rows)) = first(fpc, |v| v.is_nan() || v < 0.0) {
        let value = Some(fpc[row]).filter(|v| !v.is_nan());
        errors.push(DesignError::FpcNotUsable { stage: at, row, rows, value });
        return;
    }
    let count = fpc.iter().position(|v| *v > 1.0);
    if let (Some(count_row), Some(share_row)) = (count, fpc.iter().position(|v| *v < 1.0)) {
        errors.push(DesignError::FpcMixed {
            stage: at,
            share: fpc[share_row],
            share_row,
            count: fpc[count_row],
            count_row,
        });
        return;
    }
    let mut given: Vec<Option<f64>> = vec![None; drawn.sampled.len()];
    for (row, value) in fpc.iter().enumerate() {
        let h = drawn.stratum[row] as usize;
        match given[h] {
            None => given[h] = Some(*value),
            Some(first) if first == *value => {}
            Some(first) => {
                errors.push(DesignError::FpcVaries {
                    stage: at,
                    stratum: drawn.stratum_names[h].clone(),
                    values: [first, *value],
                    row,
                });
                return;
            }
        }
    }
    for (h, value) in given.into_iter().enumerate() {
        let sampled = f64::from(drawn.sampled[h]);
        let population = match value {
            Some(value) if count.is_some() => value,
            // A share of zero is a population without end.
            Some(share) => sampled / share,
            None => f64::INFINITY,
        };
        if population < sampled {
            errors.push(DesignError::FpcBelowSampled {
                stage: at,
                stratum: drawn.stratum_names[h].clone(),
                population,
                sampled: drawn.sampled[h] as usize,
            });
            return;
        }
        drawn.population[h] = population;
    }
}

/// `record 3`, or `record 3 and 4 more`.
fn rows_text(row: usize, rows: usize) -> String {
    match rows {
        0 | 1 => format!("record {}", row + 1),
        _ => format!("record {} and {} more", row + 1, rows - 1),
    }
}

impl fmt::Display for DesignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage_text = |stage: &usize| format!("stage {}", stage + 1);
        match self {
            DesignError::NoRows => write!(f, "there are no records"),
            DesignError::RowsDiffer { what, expected, found } => {
                write!(f, "{found} {what} for {expected} records")
            }
            DesignError::MissingWeight { row, rows } => {
                write!(f, "the weight is missing in {}", rows_text(*row, *rows))
            }
            DesignError::WeightNotFinite { row, rows } => {
                write!(f, "the weight is infinite in {}", rows_text(*row, *rows))
            }
            DesignError::NegativeWeight { row, rows, weight } => {
                write!(f, "the weight is negative ({weight}) in {}", rows_text(*row, *rows))
            }
            DesignError::AllWeightsZero => write!(f, "every weight is zero"),
            DesignError::MissingUnit { stage, row, rows } => {
                write!(
                    f,
                    "the sampled unit of {} is missing in {}",
                    stage_text(stage),
                    rows_text(*row, *rows)
                )
            }
            DesignError::MissingStratum { stage, row, rows } => {
                write!(f, "the stratum of {} is missing in {}", stage_text(stage), rows_text(*row, *rows))
            }
            DesignError::UnitInTwoStrata { stage, unit, strata: [a, b], row } => {
                let what = if *stage == 0 { "PSU" } else { "unit" };
                write!(f, "{what} {unit} lies in two strata, {a} and {b} (record {})", row + 1)
            }
            DesignError::OnePsu { psu } => write!(f, "the whole sample is one PSU, {psu}"),
            DesignError::FpcNotUsable { stage, row, rows, value } => {
                let what = value.map_or("is missing".to_string(), |v| format!("is {v}"));
                write!(
                    f,
                    "the finite population of {} {what} in {}",
                    stage_text(stage),
                    rows_text(*row, *rows)
                )
            }
            DesignError::FpcMixed { stage, share, share_row, count, count_row } => write!(
                f,
                "the finite populations of {} are neither all counts nor all shares: {count} in record {}, {share} in record {}",
                stage_text(stage),
                count_row + 1,
                share_row + 1
            ),
            DesignError::FpcVaries { stage, stratum, values: [a, b], row } => write!(
                f,
                "the finite population of {} is {a} and also {b} in stratum {stratum} (record {})",
                stage_text(stage),
                row + 1
            ),
            DesignError::FpcBelowSampled { stage, stratum, population, sampled } => write!(
                f,
                "stratum {stratum} has {sampled} sampled units at {}, more than the {population} in its population",
                stage_text(stage)
            ),
            DesignError::FpcWithoutFirstStage { stage } => {
                write!(f, "{} has a finite population, but stage 1 has none", stage_text(stage))
            }
            DesignError::ReplicateWeight { replicate, row } => write!(
                f,
                "replicate weight {} is missing, negative or infinite in record {}",
                replicate + 1,
                row + 1
            ),
            DesignError::FewReplicates { replicates } => {
                write!(f, "{replicates} replicate weights are too few to vary")
            }
            DesignError::ScalesDiffer { expected, found } => {
                write!(f, "{found} scales for {expected} replicate weights")
            }
            DesignError::ReplicateScale { scale } => {
                write!(f, "{scale} is no scale of a replicate: a number of 0 or more is")
            }
        }
    }
}

impl DesignError {
    /// The first row at fault, from 0, where one is.
    pub fn row(&self) -> Option<usize> {
        match self {
            DesignError::MissingWeight { row, .. }
            | DesignError::WeightNotFinite { row, .. }
            | DesignError::NegativeWeight { row, .. }
            | DesignError::MissingUnit { row, .. }
            | DesignError::MissingStratum { row, .. }
            | DesignError::UnitInTwoStrata { row, .. }
            | DesignError::FpcNotUsable { row, .. }
            | DesignError::FpcVaries { row, .. }
            | DesignError::ReplicateWeight { row, .. } => Some(*row),
            DesignError::FpcMixed { share_row, .. } => Some(*share_row),
            _ => None,
        }
    }
}

impl std::error::Error for DesignError {}

impl From<&DesignError> for Diag {
    fn from(error: &DesignError) -> Diag {
        let diag = Diag::error(error.to_string());
        match error {
            DesignError::MissingWeight { .. } => {
                diag.hint("a record without a weight cannot stand for anyone: weight it, give it weight 0, or leave it out")
            }
            DesignError::UnitInTwoStrata { .. } => diag.hint(
                "if ids start again in every stratum, say so with nest; else correct the stratum or the id",
            ),
            DesignError::FpcMixed { .. } => diag.hint("give the number of units everywhere, or the share drawn everywhere"),
            DesignError::FpcBelowSampled { .. } => diag.hint(
                "the finite population counts units of its stage (PSUs, then households or people within a PSU)",
            ),
            DesignError::OnePsu { .. } => diag.hint("name the column of PSUs, or leave it out if people were drawn one by one"),
            _ => diag,
        }
    }
}
