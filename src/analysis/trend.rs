//! What a series does over the years, whether its categories add up, and
//! ratios of two series of one year.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::model::{Address, AddressKind, MetaField, Series, Workspace};

use super::breaks::between;
use super::figure::Figure;
use super::series::{Holder, SUM, categories, cell, values};

/// One year of a series and the change from the year before.
pub struct Step {
    pub period: i32,
    pub figure: Figure,
    /// Share of the value before by which it changed: 0.1 is a tenth more.
    pub change: Option<f64>,
    /// Why there is no change.
    pub why: String,
}

/// The totals of a series (or of the categories `at`) by year. No change is
/// worked out across a break, over a year that is missing, or from a zero.
pub fn steps(
    workspace: &Workspace,
    holder: Holder<'_>,
    series: &Series,
    at: &[(String, String)],
) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    let breaks = holder.breaks(series);
    for period in periods(&values(workspace, holder, &series.id)) {
        let Some(figure) = cell(workspace, holder, &series.id, at, period) else { continue };
        let before = out.last().filter(|s| s.period == period - 1);
        let broken = between(&breaks, period - 1, period).is_some();
        let (change, why) = match (before.map(|b| b.figure.value), figure.value) {
            (None, _) if out.is_empty() => (None, "the first year held".to_string()),
            (None, _) => (None, format!("no value of {} is held", period - 1)),
            (Some(_), _) if broken => (None, format!("the series breaks in {period}")),
            (Some(None), _) => (None, format!("{} has no value", period - 1)),
            (Some(Some(_)), None) => (None, "no value".into()),
            (Some(Some(0.0)), Some(_)) => (None, format!("{} is zero", period - 1)),
            (Some(Some(a)), Some(b)) => (Some(b / a - 1.0), String::new()),
        };
        out.push(Step { period, figure, change, why });
    }
    out
}

/// The years of figures of a series, in order, each once.
pub fn periods(figures: &[Figure]) -> Vec<i32> {
    let mut all: Vec<i32> = figures.iter().filter_map(|f| f.address.filter("period")?.parse().ok()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether the categories of a dimension make the total that the source gives.
pub struct Sum {
    pub period: i32,
    pub dimension: String,
    pub total: Figure,
    pub parts: Vec<Figure>,
    /// Codes that no value is held of.
    pub missing: Vec<String>,
}

impl Sum {
    pub fn sum(&self) -> f64 {
        self.parts.iter().filter_map(|p| p.value).sum()
    }

    /// What is left of the total when the parts are taken from it.
    pub fn difference(&self) -> f64 {
        self.total.value.unwrap_or_default() - self.sum()
    }

    /// In a word or two. Some categories that make more than the total do so
    /// with all of them too.
    pub fn verdict(&self) -> &'static str {
        match (self.difference() == 0.0, self.missing.is_empty()) {
            _ if self.difference() < 0.0 => "does not add up",
            (true, true) => "adds up exactly",
            (true, false) => "adds up exactly, with categories that are not held",
            (false, true) => "does not add up",
            (false, false) => "cannot tell",
        }
    }
}

/// Every total that is held beside its categories. Only counts are added, not
/// is what sources disagree on.
pub fn sums(workspace: &Workspace, holder: Holder<'_>, series: &Series) -> Vec<Sum> {
    if !series.is_count() {
        return Vec::new();
    }
    let mut all = values(workspace, holder, &series.id);
    all.retain(|f| !f.has_flag("superseded") && !f.has_flag("conflict") && f.value.is_some());
    // What is held of each year and category, the first of several that agree.
    let mut held: HashMap<Key, &Figure> = HashMap::new();
    let mut totals: Vec<(&Figure, Key)> = Vec::new();
    for figure in &all {
        let key = key_of(figure.published.clone(), categories(&figure.address));
        if let Entry::Vacant(place) = held.entry(key) {
            totals.push((figure, place.key().clone()));
            place.insert(figure);
        }
    }
    let mut out = Vec::new();
    for (total, (year, at)) in totals {
        let Some(period) = total.address.filter("period").and_then(|p| p.parse().ok()) else { continue };
        for dimension in series.by.iter().filter_map(|d| workspace.methodology.dimension(d)) {
            let own = at.iter().find(|(d, _)| *d == dimension.id).map_or("", |(_, code)| code.as_str());
            let rest: Vec<(String, String)> =
                at.iter().filter(|(d, _)| *d != dimension.id).cloned().collect();
            let mut parts = Vec::new();
            let mut missing = Vec::new();
            for code in dimension.codes.iter().filter(|c| c.parent == own) {
                let mut of = rest.clone();
                of.push((dimension.id.clone(), code.code.clone()));
                match held.get(&key_of(year.clone(), of)) {
                    Some(part) => parts.push((*part).clone()),
                    None => missing.push(code.label.clone()),
                }
            }
            if !parts.is_empty() {
                let dimension = dimension.id.clone();
                out.push(Sum { period, dimension, total: total.clone(), parts, missing });
            }
        }
    }
    out
}

/// A year and its categories in one order.
type Key = (String, Vec<(String, String)>);

fn key_of(year: String, mut at: Vec<(String, String)>) -> Key {
    at.sort();
    (year, at)
}

/// What every ratio of two series is called. A conviction rate follows cases
/// from one stage to the next; counts of one year do not.
pub const SAME_YEAR: &str = "same-year ratio, not a conviction rate";

/// One series over another in one year.
pub fn ratio_at(
    workspace: &Workspace,
    holder: Holder<'_>,
    above: &Series,
    below: &Series,
    period: i32,
) -> Figure {
    let (a, b) =
        (cell(workspace, holder, &above.id, &[], period), cell(workspace, holder, &below.id, &[], period));
    let address: Address = holder
        .address(AddressKind::Rate, &format!("{}/series:{}", above.id, below.id))
        .with("period", period.to_string());
    let label = format!("{} over {}, {period}: {SAME_YEAR}", above.label, below.label);
    let mut figure = Figure::new(address, label, "ratio");
    figure.defined_at = above.span.to_string();
    figure.expression = format!("{} / {}", above.id, below.id);
    figure.published = period.to_string();
    figure.flag(SAME_YEAR);
    figure.caveats.push(SAME_YEAR.into());
    let (one, other) = (holder.meta_at(above, period), holder.meta_at(below, period));
    for field in [MetaField::UnitOfCount, MetaField::ChildAgeLimit, MetaField::Scope, MetaField::PeriodRule] {
        match (one.known(field), other.known(field)) {
            (Some(x), Some(y)) if x != y => {
                figure.caveats.push(format!("{}: {x} above, {y} below", field.word()));
            }
            (None, _) | (_, None) if field == MetaField::UnitOfCount => {
                figure.caveats.push("what one count is, is not known on both sides".into());
            }
            _ => {}
        }
    }
    for side in [&a, &b].into_iter().flatten() {
        if side.has_flag(SUM) {
            figure.flag(SUM);
        }
        if !side.is_evidence() {
            figure.flag("lead");
        }
        figure.inputs.push(side.address.clone());
        figure.origins.extend(side.origins.clone());
        let new: Vec<String> = side.caveats.iter().filter(|c| !figure.caveats.contains(c)).cloned().collect();
        figure.caveats.extend(new);
    }
    match (a.as_ref().and_then(|f| f.value), b.as_ref().and_then(|f| f.value)) {
        (Some(a), Some(b)) if b > 0.0 => figure.value = Some(a / b),
        (Some(_), Some(_)) => {
            figure = figure.absent("not defined", format!("{} is zero in {period}", below.id))
        }
        (None, _) => figure = figure.absent("not available", why_none(above, a.as_ref(), period)),
        (_, None) => figure = figure.absent("not available", why_none(below, b.as_ref(), period)),
    }
    figure
}

/// Why one side of a ratio has no value.
fn why_none(series: &Series, held: Option<&Figure>, period: i32) -> String {
    let plain = format!("no value of {} for {period} is held", series.id);
    match held {
        Some(figure) => format!("{plain}: {}: {}", figure.state, figure.because),
        None => plain,
    }
}
