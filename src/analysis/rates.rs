//! Rates: a series over a denominator of the same period, with the vintage of
//! every denominator; standardised for the make-up of a population.

use crate::expr::{EstimateValue, EvidenceSource, eval_derived};
use crate::model::{
    AddressKind, CALENDAR_YEAR, Country, Denominator, Dimension, MetaField, Series, Workspace,
};
use crate::stats::rates::{self, Stratum};

use super::figure::Figure;
use super::series::{Holder, SUM, cell, held_at};

/// Dimension → code.
type At<'a> = &'a [(String, String)];

/// Series of a country at one period and category, by name.
struct AtPeriod<'a> {
    workspace: &'a Workspace,
    country: &'a Country,
    at: At<'a>,
    period: i32,
}

impl EvidenceSource for AtPeriod<'_> {
    fn estimate(&self, name: &str) -> Option<EstimateValue> {
        let series = self.workspace.methodology.series(name)?;
        let value = cell(self.workspace, Holder::Country(self.country), name, self.at, self.period)?.value?;
        let value = if series.unit == "percent" { value / 100.0 } else { value };
        Some(EstimateValue { value: Some(value), low: None, high: None, ci: false, base: None })
    }

    fn at(&self, name: &str, period: i32) -> Result<f64, String> {
        let found = held_at(self.workspace, Holder::Country(self.country), name, self.at, period)?;
        found.value.ok_or(found.because)
    }

    fn answer(&self, _: &str) -> Option<String> {
        None
    }

    fn held(&self, name: &str) -> bool {
        self.estimate(name).is_some()
    }

    fn why_missing(&self, name: &str) -> Option<String> {
        let found = cell(self.workspace, Holder::Country(self.country), name, self.at, self.period);
        if let Some(found) = found.filter(|f| f.has_flag("conflict")) {
            return Some(format!("{}, {}: {}", self.period, found.state, found.because));
        }
        let of: String = self.at.iter().map(|(d, c)| format!(" and {d} {c}")).collect();
        Some(format!("no value for {}{of} is held", self.period))
    }
}

/// A denominator of a country at one period and category; absent where a part
/// is.
pub fn denominator(
    workspace: &Workspace,
    country: &Country,
    denominator: &Denominator,
    at: At<'_>,
    period: i32,
) -> Figure {
    let mut address = Holder::Country(country)
        .address(AddressKind::Denominator, &denominator.id)
        .with("period", period.to_string());
    address.filters.extend(at.iter().cloned());
    let mut figure = Figure::new(address, format!("{}, {period}", denominator.label), &denominator.unit);
    figure.defined_at = denominator.span.to_string();
    figure.expression = denominator.value.source.clone();
    figure.population = denominator.unit.clone();
    figure.published = period.to_string();
    if !denominator.about.is_empty() {
        figure.caveats.push(denominator.about.clone());
    }
    for name in denominator.value.checked.depends_on() {
        if let Some(part) = cell(workspace, Holder::Country(country), name, at, period) {
            if !part.is_evidence() {
                figure.flag("lead");
            }
            if part.has_flag(SUM) {
                figure.flag(SUM);
            }
            let new: Vec<String> =
                part.caveats.iter().filter(|c| !figure.caveats.contains(c)).cloned().collect();
            figure.caveats.extend(new);
            figure.inputs.push(part.address);
            figure.origins.extend(part.origins);
        }
    }
    match eval_derived(&denominator.value.checked, &AtPeriod { workspace, country, at, period }) {
        Ok(value) => figure.value = Some(value),
        Err(reasons) => {
            figure = figure.absent(
                "denominator not available",
                format!("{}; nothing is carried forward from another year", reasons.join("; ")),
            );
        }
    }
    figure
}

/// A series per denominator at one period and category.
pub fn rate_at(
    workspace: &Workspace,
    country: &Country,
    series: &str,
    by: &Denominator,
    at: At<'_>,
    period: i32,
) -> Figure {
    let below = denominator(workspace, country, by, at, period);
    let above = cell(workspace, Holder::Country(country), series, at, period);
    let label = workspace.methodology.series(series).map_or(series, |s| s.label.as_str());
    let mut address = Holder::Country(country)
        .address(AddressKind::Rate, &format!("{series}/{}", by.id))
        .with("period", period.to_string());
    address.filters.extend(at.iter().cloned());
    let per = crate::base::number::grouped(by.per, 0);
    let mut figure =
        Figure::new(address, format!("{label} per {per} {}, {period}", by.unit), format!("per {per}"));
    figure.defined_at = by.span.to_string();
    figure.expression = format!("{series} / ({}) * {per}", by.value.source);
    figure.published = period.to_string();
    figure.population = by.unit.clone();
    figure.inputs = above.iter().map(|a| a.address.clone()).chain([below.address.clone()]).collect();
    figure.caveats = above.iter().flat_map(|a| a.caveats.clone()).collect();
    let new: Vec<String> = below.caveats.iter().filter(|c| !figure.caveats.contains(c)).cloned().collect();
    figure.caveats.extend(new);
    if !below.is_evidence() || above.as_ref().is_some_and(|a| !a.is_evidence()) {
        figure.flag("lead");
    }
    if above.as_ref().is_some_and(|a| a.has_flag(SUM)) || below.has_flag(SUM) {
        figure.flag(SUM);
    }
    let vintage = vintage(&below);
    if !vintage.is_empty() {
        figure.caveats.push(format!("denominator of {period}: {vintage}"));
    }
    figure.origins = above.iter().flat_map(|a| a.origins.clone()).chain(below.origins.clone()).collect();
    match (above.as_ref().and_then(|a| a.value), below.value) {
        (Some(a), Some(b)) if b > 0.0 => {
            figure.value = Some(a / b * by.per);
            figure.caveats.extend(other_years(workspace, country, series, by));
        }
        (None, _) => {
            figure = match above {
                Some(above) => figure.absent(&above.state, above.because),
                None => figure.absent("not held", NO_VALUE),
            }
        }
        (_, Some(_)) => figure = figure.absent("denominator not available", "the denominator is zero"),
        (_, None) => figure = figure.absent("denominator not available", below.because),
    }
    figure
}

/// Why there is no rate where the series holds nothing.
pub const NO_VALUE: &str = "no value of the series is held";

/// What is to be said where the years that are counted are not known to be
/// those of the denominator; one that does not say which it has, has the
/// calendar's.
pub fn other_years(
    workspace: &Workspace,
    country: &Country,
    series: &str,
    by: &Denominator,
) -> Option<String> {
    let method = &workspace.methodology;
    let meta = country.meta_of(method.series(series)?);
    let own = meta.known(MetaField::PeriodRule);
    let parts = by.value.checked.depends_on().iter().filter_map(|name| method.series(name));
    let mut rules: Vec<String> = parts
        .map(|part| country.meta_of(part).known(MetaField::PeriodRule).unwrap_or(CALENDAR_YEAR).to_string())
        .filter(|rule| own != Some(rule.as_str()))
        .collect();
    rules.sort();
    rules.dedup();
    if rules.is_empty() {
        return None;
    }
    let below = rules.join(" and ");
    Some(match own {
        Some(rule) => format!("a year of these counts is: {rule}; a year of the denominator: {below}"),
        None => format!(
            "which days a year of these counts has is not known; a year of the denominator is: {below}"
        ),
    })
}

/// Where a denominator's parts come from, in words.
pub fn vintage(figure: &Figure) -> String {
    let mut titles: Vec<String> = Vec::new();
    for origin in &figure.origins {
        let text = if origin.as_of.is_empty() {
            origin.title.clone()
        } else {
            format!("{} (as of {})", origin.title, origin.as_of)
        };
        if !titles.contains(&text) {
            titles.push(text);
        }
    }
    titles.join("; ")
}

/// A series per denominator at every period the series has.
pub fn rate(workspace: &Workspace, country: &Country, series: &str, by: &Denominator) -> Vec<Figure> {
    let mut periods: Vec<i32> = country.observations_of(series).map(|o| o.period).collect();
    periods.sort_unstable();
    periods.dedup();
    periods.into_iter().map(|p| rate_at(workspace, country, series, by, &[], p)).collect()
}

/// The population whose make-up a rate is standardised to: people by the codes
/// of a dimension.
#[derive(Debug, Clone)]
pub struct Standard {
    /// Where it is from, as it is printed.
    pub title: String,
    pub people: Vec<(String, f64)>,
}

/// The rate that a population of the make-up of `standard` would have with the
/// rates of the country in each category (direct standardisation). Absent
/// where one category lacks its count or its people.
pub fn standardised(
    workspace: &Workspace,
    country: &Country,
    series: &Series,
    by: &Denominator,
    over: (&Dimension, &Standard),
    period: i32,
) -> Figure {
    let (dimension, standard) = over;
    let per = crate::base::number::grouped(by.per, 0);
    let address = Holder::Country(country)
        .address(AddressKind::Rate, &format!("{}/{}", series.id, by.id))
        .with("period", period.to_string());
    let label =
        format!("{} per {per} {}, {period}, standardised over {}", series.label, by.unit, dimension.id);
    let mut figure = Figure::new(address, label, format!("per {per}"));
    figure.defined_at = by.span.to_string();
    figure.published = period.to_string();
    figure.population.clone_from(&by.unit);
    figure.expression = format!(
        "sum over {} of {} / ({}) * standard / all of the standard",
        dimension.id, series.id, by.value.source
    );
    figure.flag("standardised");
    figure.caveats.push(format!("standardised over {} to {}", dimension.id, standard.title));
    let (mut strata, mut missing) = (Vec::new(), Vec::new());
    for (code, people) in &standard.people {
        let at = [(dimension.id.clone(), code.clone())];
        let above = cell(workspace, Holder::Country(country), &series.id, &at, period);
        let below = denominator(workspace, country, by, &at, period);
        match (above.as_ref().and_then(|f| f.value), below.value) {
            (Some(events), Some(below)) => {
                strata.push(Stratum { events, people: below, standard: *people });
            }
            (None, _) => missing.push(format!("no count of {} is held", dimension.label_of(code))),
            (_, None) => missing.push(format!("no people {} are held", dimension.label_of(code))),
        }
        for part in above.into_iter().chain([below]) {
            if !part.is_evidence() {
                figure.flag("lead");
            }
            let new: Vec<String> =
                part.caveats.iter().filter(|c| !figure.caveats.contains(c)).cloned().collect();
            figure.caveats.extend(new);
            figure.inputs.push(part.address);
            figure.origins.extend(part.origins);
        }
    }
    if !missing.is_empty() {
        return figure.absent(
            "not available",
            format!("{} in {period}; nothing is carried forward", missing.join("; ")),
        );
    }
    match rates::directly_standardised(&strata, LEVEL) {
        Ok(rate) => {
            figure.value = Some(rate.value * by.per);
            figure.caveats.extend(other_years(workspace, country, &series.id, by));
            figure
        }
        Err(why) => figure.absent("not defined", why.to_string()),
    }
}

/// The confidence level of intervals of counts.
pub const LEVEL: f64 = 0.95;

/// Counts above this have no interval here: it is asked for where chance is
/// large, and for larger counts what changes them is not chance.
pub const SMALL_COUNT: f64 = 100.0;

/// The exact Poisson interval of a count (Garwood 1936), where the series says
/// that its counts are separate events and the count is small.
///
/// # Errors
/// Why there is none.
pub fn poisson(series: &Series, count: f64) -> Result<(f64, f64), String> {
    if !series.independent_counts {
        return Err(format!("{} does not say that its counts are separate events", series.id));
    }
    if count > SMALL_COUNT {
        return Err(format!("a count above {SMALL_COUNT} has no interval here"));
    }
    if count.fract() != 0.0 {
        return Err("a count that is not whole has no interval".into());
    }
    let rate = rates::rate(count, 1.0, LEVEL).map_err(|why| why.to_string())?;
    Ok((rate.low, rate.high))
}
