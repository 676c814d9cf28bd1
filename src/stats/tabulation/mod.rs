//! A report's worth of tables in one walk over the rows: many items, each for
//! everyone and for every level of every breakdown, each figure with its
//! variance by the design.
//!
//! The rows are walked unit by unit in the design's order. What a cell needs is
//! two sums a unit (the weighted answers, and the weights of those who have
//! one): the influence of unit i on a mean p = A/B is (Aᵢ − p Bᵢ)/B, so that
//! the variance of every cell follows without going back to the rows
//! (Binder 1983; it is what [`Domain::mean`] gives, which is slower and knows
//! designs that this cannot: calibrated ones and those with several stages that
//! count. They are sent there.)
//!
//! [`Domain::mean`]: super::Domain::mean

mod fixed;
mod quartets;
mod singles;
mod terms;
mod units;

use std::borrow::Cow;

use crate::base::Interrupt;
use crate::base::parallel::{in_pieces, piece};

use super::design::{Design, Lonely};
use super::domain::{Domain, Kish};
use super::estimate::{Contrast, Estimate};
use super::factor::Factor;
use super::linear::{Basis, Missing};
use super::sum::Sum;
use super::undefined::Undefined;

/// The answers of an item, one a row of the design.
#[derive(Debug, Clone, Copy)]
pub enum Answers<'a> {
    /// 1 for yes, 0 for no, anything else for no answer.
    YesNo(&'a [u8]),
    /// NaN for no answer.
    Numbers(&'a [f64]),
}

/// What is estimated of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// The mean; of yes and no, the share of yes.
    Mean,
    Total,
}

/// One line of every table.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    pub answers: Answers<'a>,
    pub figure: Figure,
    /// Whom it is about: a number of [`Plan::populations`].
    pub population: usize,
}

/// Items × breakdowns × populations.
#[derive(Debug, Clone, Default)]
pub struct Plan<'a> {
    pub items: Vec<Item<'a>>,
    /// The rows each population has; without any, everyone.
    pub populations: Vec<Option<&'a [bool]>>,
    pub by: Vec<Breakdown<'a>>,
}

/// Groups of rows.
#[derive(Debug, Clone, Copy)]
pub struct Breakdown<'a> {
    pub groups: &'a Factor,
    /// The level every other is compared with.
    pub reference: Option<usize>,
}

/// What a plan came to.
#[derive(Debug, Clone)]
pub struct Tables {
    /// By item, then by cell: everyone, the levels of the first breakdown, …
    lines: Vec<Line>,
    /// By breakdown: the cell of its first level.
    first: Vec<usize>,
}

#[derive(Debug, Clone, Default)]
struct Line {
    cells: Vec<Result<Estimate, Undefined>>,
    /// By cell: less the reference of its breakdown; none for everyone, for the
    /// reference and where none was named.
    less: Vec<Option<Result<Contrast, Undefined>>>,
}

impl Tables {
    /// An item's figure for everyone of its population.
    pub fn everyone(&self, item: usize) -> &Result<Estimate, Undefined> {
        &self.lines[item].cells[0]
    }

    /// Its figure for one level of a breakdown.
    pub fn level(&self, item: usize, breakdown: usize, level: usize) -> &Result<Estimate, Undefined> {
        &self.lines[item].cells[self.first[breakdown] + level]
    }

    /// How much more it is than that of the breakdown's reference, with the
    /// degrees of freedom of everyone, + 1, less the groups (as R's `svyttest`);
    /// none for the reference itself.
    pub fn less_reference(
        &self,
        item: usize,
        breakdown: usize,
        level: usize,
    ) -> Option<&Result<Contrast, Undefined>> {
        self.lines[item].less[self.first[breakdown] + level].as_ref()
    }
}

/// Sums by unit and cell of one item above this, in bytes, are not kept: many
/// groups of many units would take all memory, so each figure is worked out from
/// its own rows.
const MOST: usize = 256 << 20;

impl Design {
    /// Estimates every cell of a plan. Nothing if it was interrupted.
    ///
    /// # Panics
    /// An item's population or a breakdown's reference that does not exist.
    pub fn tabulate(&self, plan: &Plan<'_>, interrupt: &Interrupt) -> Option<Tables> {
        let mut first = Vec::new();
        let mut cells = 1;
        for breakdown in &plan.by {
            first.push(cells);
            cells += breakdown.groups.names().len();
        }
        let everyone = [None];
        let populations = if plan.populations.is_empty() { &everyone[..] } else { &plan.populations[..] };
        if let Some(wrong) = self.shapes(plan, populations) {
            let line = Line { cells: vec![Err(wrong.clone()); cells], less: vec![None; cells] };
            return Some(Tables { lines: vec![line; plan.items.len()], first });
        }
        let walk = Walk::new(self, plan, &first, cells);
        let bases: Vec<Base> = populations.iter().map(|rows| walk.base(*rows)).collect();
        let quick = self.one_stage_counts() && walk.memory() <= MOST;
        let whole = if quick && !walk.singles { walk.whole() } else { None };
        let line = |item: &Item<'_>| {
            let infinite = matches!(item.answers, Answers::Numbers(x) if x.iter().any(|x| x.is_infinite()));
            if !quick || infinite {
                walk.line_by_rows(item, populations)
            } else if walk.singles {
                walk.line_of_singles(item, &bases[item.population])
            } else {
                walk.line_measured(item, &bases[item.population])
            }
        };
        let counted = |item: &&Item<'_>| whole.is_some() && matches!(item.answers, Answers::YesNo(_));
        let (yes_no, others): (Vec<&Item<'_>>, Vec<&Item<'_>>) = plan.items.iter().partition(counted);
        let yes_no = whole.as_ref().map(|whole| walk.lines_counted(&yes_no, &bases, whole, interrupt));
        let others = in_pieces(others.len(), |n| match interrupt.is_set() {
            true => Line::default(),
            false => line(others[n]),
        });
        if interrupt.is_set() {
            return None;
        }
        let (mut yes_no, mut others) = (yes_no.into_iter().flatten(), others.into_iter());
        let next = |item| if counted(&item) { yes_no.next() } else { others.next() };
        let lines = plan.items.iter().map(next).collect::<Option<Vec<Line>>>()?;
        Some(Tables { lines, first })
    }

    /// Whether the first stage alone gives the variance, from sums by unit.
    fn one_stage_counts(&self) -> bool {
        let first = &self.stages[0];
        let later = self.stages.len() > 1 && first.population.iter().any(|p| p.is_finite());
        // A unit of weight zero cannot be told from one without a row here,
        // which matters to the rules for single units.
        let zero = self.weights.contains(&0.0);
        let rules = self.adjust_lonely_domains || !self.lonely_strata().is_empty();
        !(self.is_calibrated() || later || zero && rules)
    }

    fn shapes(&self, plan: &Plan<'_>, populations: &[Option<&[bool]>]) -> Option<Undefined> {
        let items = plan.items.iter().map(|item| match item.answers {
            Answers::YesNo(answers) => answers.len(),
            Answers::Numbers(numbers) => numbers.len(),
        });
        let groups = plan.by.iter().map(|by| by.groups.len());
        let rows = populations.iter().flatten().map(|rows| rows.len());
        let expected = self.rows();
        let found = items.chain(groups).chain(rows).find(|found| *found != expected)?;
        Some(Undefined::ShapesDiffer { expected, found })
    }
}

/// A population: whom its cells have.
struct Base {
    /// By row of the file: 0 for a member, else [`NO_ANSWER`].
    out: Option<Vec<u8>>,
    /// By cell.
    rows: Vec<usize>,
    /// By cell: degrees of freedom.
    df: Vec<usize>,
}

/// Strata of one piece of work.
const STRATA: usize = 16;

/// Rows and degrees of freedom while they are counted, by cell.
struct Counts {
    rows: Vec<usize>,
    df: Vec<usize>,
    in_unit: Vec<bool>,
    in_stratum: Vec<bool>,
}

impl Counts {
    fn of(cells: usize) -> Counts {
        let none = vec![false; cells];
        Counts { rows: vec![0; cells], df: vec![0; cells], in_unit: none.clone(), in_stratum: none }
    }
}

/// What is neither yes nor no.
const NO_ANSWER: u8 = 2;

/// What is the same for every item.
struct Walk<'a> {
    design: &'a Design,
    plan: &'a Plan<'a>,
    first: &'a [usize],
    cells: usize,
    /// Where units begin in the design's order, and the end.
    units: Vec<u32>,
    /// Each stratum and its units.
    strata: Vec<(u32, std::ops::Range<u32>)>,
    /// Every unit is one row.
    singles: bool,
    /// In the design's order.
    weights: Cow<'a, [f64]>,
    /// By breakdown, in the design's order.
    codes: Vec<Codes<'a>>,
    /// By breakdown: how many levels; without any, one breakdown of none.
    levels: Vec<usize>,
}

/// The levels of a breakdown in the design's order.
struct Codes<'a> {
    codes: Cow<'a, [u32]>,
    levels: u32,
}

impl<'a> Codes<'a> {
    fn of(groups: &'a Factor, design: &Design) -> Codes<'a> {
        let codes = match design.straight {
            true => Cow::Borrowed(groups.codes()),
            false => design.order.iter().map(|row| groups.code(*row as usize)).collect(),
        };
        Codes { codes, levels: groups.names().len() as u32 }
    }

    /// The level of a row; of one without, the number of levels.
    #[inline]
    fn at(&self, at: usize) -> usize {
        self.codes[at].min(self.levels) as usize
    }
}

impl<'a> Walk<'a> {
    fn new(design: &'a Design, plan: &'a Plan<'a>, first: &'a [usize], cells: usize) -> Walk<'a> {
        let stage = &design.stages[0];
        let mut units = Vec::new();
        let mut strata: Vec<(u32, std::ops::Range<u32>)> = Vec::new();
        let (mut last_unit, mut last_stratum) = (None, None);
        for (at, row) in design.order.iter().enumerate() {
            let unit = stage.unit[*row as usize];
            if last_unit != Some(unit) {
                let stratum = stage.stratum[*row as usize];
                let number = units.len() as u32;
                units.push(at as u32);
                match strata.last_mut() {
                    Some((_, range)) if last_stratum == Some(stratum) => range.end = number + 1,
                    _ => strata.push((stratum, number..number + 1)),
                }
                (last_unit, last_stratum) = (Some(unit), Some(stratum));
            }
        }
        let singles = units.len() == design.rows();
        units.push(design.rows() as u32);
        let codes: Vec<Codes<'_>> = plan.by.iter().map(|by| Codes::of(by.groups, design)).collect();
        let mut levels: Vec<usize> = codes.iter().map(|codes| codes.levels as usize).collect();
        if levels.is_empty() {
            levels.push(0);
        }
        let weights = match design.straight {
            true => Cow::Borrowed(&design.weights[..]),
            false => design.order.iter().map(|row| design.weights[*row as usize]).collect(),
        };
        Walk { design, plan, first, cells, units, strata, singles, weights, codes, levels }
    }

    /// What one item needs while it is walked, in bytes.
    fn memory(&self) -> usize {
        if self.singles { 0 } else { self.cells * self.units.len() * 2 * size_of::<f64>() }
    }

    /// The rows of each cell and its degrees of freedom: units less strata, of
    /// those with a member of positive weight.
    fn base(&self, members: Option<&[bool]>) -> Base {
        let pieces = in_pieces(self.strata.len().div_ceil(STRATA), |n| {
            let mut counts = Counts::of(self.cells);
            for (_, units) in &self.strata[piece(self.strata.len(), STRATA, n)] {
                self.count_stratum(units.clone(), members, &mut counts);
            }
            (counts.rows, counts.df)
        });
        let (mut rows, mut df) = (vec![0; self.cells], vec![0; self.cells]);
        for (rows_of_piece, df_of_piece) in pieces {
            rows.iter_mut().zip(rows_of_piece).for_each(|(all, here)| *all += here);
            df.iter_mut().zip(df_of_piece).for_each(|(all, here)| *all += here);
        }
        let out = members.map(|m| m.iter().map(|member| if *member { 0 } else { NO_ANSWER }).collect());
        Base { out, rows, df }
    }

    fn count_stratum(&self, units: std::ops::Range<u32>, members: Option<&[bool]>, counts: &mut Counts) {
        let Counts { rows, df, in_unit, in_stratum } = counts;
        in_stratum.fill(false);
        for unit in units {
            in_unit.fill(false);
            for at in self.units[unit as usize] as usize..self.units[unit as usize + 1] as usize {
                if members.is_some_and(|members| !members[self.design.order[at] as usize]) {
                    continue;
                }
                let weighs = self.weights[at] != 0.0;
                self.cells_of(at, |cell| {
                    rows[cell] += 1;
                    in_unit[cell] |= weighs;
                });
            }
            for cell in 0..self.cells {
                df[cell] += usize::from(in_unit[cell]);
                in_stratum[cell] |= in_unit[cell];
            }
        }
        (0..self.cells).for_each(|cell| df[cell] -= usize::from(in_stratum[cell]));
    }

    /// Those of a regression on the groups: of everyone, and one for each group
    /// beyond the first less (R's `svyttest` of two groups).
    fn df_of_difference(&self, cell: usize, base: &Base) -> usize {
        let Some(at) = self.first.iter().rposition(|first| *first <= cell) else { return 0 };
        let levels = self.first[at]..self.first[at] + self.plan.by[at].groups.names().len();
        let groups = base.rows[levels].iter().filter(|rows| **rows > 0).count();
        (base.df[0] + 1).saturating_sub(groups)
    }

    /// The reference's cell for a cell of a breakdown that has one.
    fn reference(&self, cell: usize) -> Option<usize> {
        let at = self.first.iter().rposition(|first| *first <= cell)?;
        let reference = self.first[at] + self.plan.by[at].reference?;
        (reference != cell).then_some(reference)
    }

    /// An item as [`Domain`] estimates it.
    fn line_by_rows(&self, item: &Item<'_>, populations: &[Option<&[bool]>]) -> Line {
        let numbers: Vec<f64>;
        let values = match item.answers {
            Answers::Numbers(numbers) => numbers,
            Answers::YesNo(answers) => {
                numbers =
                    answers.iter().map(|a| if *a < NO_ANSWER { f64::from(*a) } else { f64::NAN }).collect();
                &numbers
            }
        };
        let figure = |domain: &Domain<'_>| match item.figure {
            Figure::Mean => domain.mean(values, Missing::Drop),
            Figure::Total => domain.total(values, Missing::Drop),
        };
        let everyone = match populations[item.population] {
            None => self.design.everyone(),
            Some(rows) => self.design.domain(|row| rows[row]),
        };
        let mut line = Line { cells: vec![figure(&everyone)], less: vec![None] };
        for by in &self.plan.by {
            let levels = by.groups.names().len();
            let has = |level| everyone.rows.iter().any(|row| by.groups.level(*row as usize) == Some(level));
            let groups = (0..levels).filter(|level| has(*level)).count();
            let df = (everyone.degrees_of_freedom() + 1).saturating_sub(groups);
            for level in 0..levels {
                line.cells.push(figure(&everyone.narrow(|row| by.groups.level(row) == Some(level))));
                let reference = by.reference.filter(|reference| *reference != level);
                line.less.push(reference.map(|reference| {
                    everyone.difference(
                        values,
                        by.groups,
                        (reference, level),
                        item.figure == Figure::Total,
                        df,
                    )
                }));
            }
        }
        line
    }
}

/// What the rows of one cell add up to.
#[derive(Debug, Clone, Copy)]
struct Total {
    /// Σ w x; of numbers, of what they are more than the item's centre.
    value: Sum,
    weight: Sum,
    /// Σ w².
    square: Sum,
    rows: usize,
    /// Rows of positive weight.
    counting: usize,
    /// Of numbers: Σ w (x − centre)², the lowest and the highest of them.
    spread: Sum,
    low: f64,
    high: f64,
}

/// A cell before its variance is known.
struct Settled {
    /// The mean, less the centre of numbers.
    mean: f64,
    weight: f64,
    /// The answer of all, if it is one: no rounding turns it into a variance.
    constant: Option<f64>,
    basis: Basis,
    value: f64,
    simple: Result<f64, Undefined>,
}

impl Total {
    const NOTHING: Total = Total {
        value: Sum::NOTHING,
        weight: Sum::NOTHING,
        square: Sum::NOTHING,
        rows: 0,
        counting: 0,
        spread: Sum::NOTHING,
        low: f64::INFINITY,
        high: f64::NEG_INFINITY,
    };

    fn add(&mut self, number: f64, centre: f64, w: f64) {
        let x = number - centre;
        self.value.add(w * x);
        self.weight.add(w);
        self.square.add(w * w);
        self.rows += 1;
        self.counting += usize::from(w != 0.0);
        self.spread.add(w * (x * x));
        if w != 0.0 {
            self.low = self.low.min(number);
            self.high = self.high.max(number);
        }
    }

    fn add_all(&mut self, other: &Total) {
        self.value.add_sum(other.value);
        self.weight.add_sum(other.weight);
        self.square.add_sum(other.square);
        self.rows += other.rows;
        self.counting += other.counting;
        self.spread.add_sum(other.spread);
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }

    /// The figure of a cell, or why there is none.
    fn settle(
        &self,
        item: &Item<'_>,
        centre: f64,
        base: &Base,
        cell: usize,
        design: &Design,
    ) -> Result<Settled, Undefined> {
        if base.rows[cell] == 0 {
            return Err(Undefined::EmptyDomain);
        }
        if self.rows == 0 {
            return Err(Undefined::AllMissing);
        }
        let (sum, weight) = (self.value.value(), self.weight.value());
        if weight == 0.0 {
            return Err(Undefined::NoWeight);
        }
        if !weight.is_finite() {
            return Err(Undefined::OutOfRange);
        }
        let counting = self.counting as f64;
        let mean = sum / weight;
        let constant = match item.answers {
            Answers::YesNo(_) if sum == 0.0 => Some(0.0),
            Answers::YesNo(_) => (mean == 1.0).then_some(1.0),
            Answers::Numbers(_) => (self.low == self.high).then_some(self.low),
        };
        let spread = match item.answers {
            _ if constant.is_some() => 0.0,
            Answers::YesNo(_) => mean * (1.0 - mean),
            Answers::Numbers(_) => (self.spread.value() / weight - mean * mean).max(0.0),
        };
        let simple = if self.counting < 2 {
            Err(Undefined::TooFewRows { rows: self.counting })
        } else if spread == 0.0 {
            Err(Undefined::NoSpread)
        } else {
            Ok(spread * counting / (counting - 1.0))
        };
        let (value, simple) = match item.figure {
            Figure::Mean => (constant.unwrap_or(centre + mean), simple),
            Figure::Total => {
                let total = constant.map_or(sum + centre * weight, |constant| constant * weight);
                (total, simple.map(|simple| simple * weight * weight))
            }
        };
        let kish = Kish::of(self.rows, weight, self.square.value())?;
        let basis = Basis::counted(design, base.df[cell], base.rows[cell], counting, kish);
        Ok(Settled { mean, weight, constant, basis, value, simple })
    }
}

/// What a sum of weighted answers and one of weights count for a figure:
/// (`of_value` · value + `of_weight` · weight) · `scale`.
#[derive(Debug, Clone, Copy)]
struct Influence {
    of_value: f64,
    of_weight: f64,
    scale: f64,
}

impl Influence {
    const NONE: Influence = Influence { of_value: 0.0, of_weight: 0.0, scale: 0.0 };

    #[inline]
    fn of(&self, value: f64, weight: f64) -> f64 {
        (self.of_value * value + self.of_weight * weight) * self.scale
    }
}

impl Settled {
    fn influence_of(&self, figure: Figure, centre: f64) -> Influence {
        let (of_value, of_weight, scale) = match (figure, self.constant) {
            (Figure::Mean, Some(_)) => (0.0, 0.0, 0.0),
            (Figure::Mean, None) => (1.0, -self.mean, 1.0 / self.weight),
            (Figure::Total, Some(constant)) => (0.0, constant, 1.0),
            (Figure::Total, None) => (1.0, centre, 1.0),
        };
        Influence { of_value, of_weight, scale }
    }
}

/// The middle of an item's numbers, about which sums lose least.
fn centre(item: &Item<'_>) -> f64 {
    match item.answers {
        Answers::YesNo(_) => 0.0,
        Answers::Numbers(numbers) => {
            let (mut sum, mut n) = (Sum::default(), 0usize);
            for x in numbers.iter().filter(|x| !x.is_nan()) {
                sum.add(*x);
                n += 1;
            }
            let mean = sum.value() / n as f64;
            if mean.is_finite() { mean } else { 0.0 }
        }
    }
}

/// Whether single units are treated in a way that may extend to domains.
fn adjusts(design: &Design) -> bool {
    matches!(design.lonely, Lonely::Adjust | Lonely::Average)
}
