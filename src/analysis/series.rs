//! Series over time, and rates with the vintage of every denominator.

use crate::expr::{EstimateValue, EvidenceSource, eval_derived};
use crate::model::{Address, AddressKind, Country, Denominator, Observation, Workspace};

use super::figure::{Figure, Origin};

/// All values of a series in a country, by period, then sex, then source.
pub fn observations(workspace: &Workspace, country: &Country, id: &str) -> Vec<Figure> {
    let Some(series) = workspace.methodology.series(id) else {
        return Vec::new();
    };
    let mut rows: Vec<&Observation> = country.observations_of(id).collect();
    rows.sort_by(|a, b| (a.period, &a.sex).cmp(&(b.period, &b.sex)));
    rows.iter()
        .map(|row| {
            let alike: Vec<&&Observation> =
                rows.iter().filter(|o| o.period == row.period && o.sex == row.sex).collect();
            let mut address = Address::new(Some(&country.code), AddressKind::Series, id)
                .with("period", row.period.to_string());
            if !row.is_total() {
                address = address.with("sex", &row.sex);
            }
            if alike.len() > 1 {
                let n = alike.iter().position(|o| o.span == row.span).unwrap_or(0) + 1;
                address = address.with("source", n.to_string());
            }
            let mut figure = Figure::new(address, format!("{}, {}", series.label, row.period), &series.unit);
            figure.value = row.value;
            if row.value.is_none() {
                figure =
                    figure.absent(&row.state.replace('_', " "), "the source gives no value for this period");
            }
            figure.population = series.unit_of_count.clone();
            figure.definition = format!("{}; counted {}", series.provider, series.counting_point);
            figure.defined_at = series.span.to_string();
            figure.published = row.period.to_string();
            let url = if row.source.starts_with("http") { row.source.clone() } else { String::new() };
            figure.origins.push(Origin {
                title: if url.is_empty() { row.source.clone() } else { series.provider.clone() },
                url,
                tier: None,
                as_of: row.as_of.clone(),
                at: row.span.to_string(),
            });
            if !row.note.is_empty() {
                figure.caveats.push(row.note.clone());
            }
            for (year, what) in &series.breaks {
                if *year == row.period.to_string() {
                    figure.flag("break");
                    figure.caveats.push(format!("break in {year}: {what}"));
                }
            }
            figure.caveats.extend(series.caveats.iter().cloned());
            if alike.iter().any(|o| o.value != row.value) {
                figure.flag("conflict");
            }
            figure
        })
        .collect()
}

/// The one value of a series in a period: the total, or both sexes together.
pub fn series_at(workspace: &Workspace, country: &Country, id: &str, period: i32) -> Option<Figure> {
    let text = period.to_string();
    let all: Vec<Figure> = observations(workspace, country, id)
        .into_iter()
        .filter(|f| f.address.filter("period") == Some(&text))
        .collect();
    let totals: Vec<&Figure> = all.iter().filter(|f| f.address.filter("sex").is_none()).collect();
    match totals[..] {
        [one] => return Some(one.clone()),
        [] => {}
        [first, ..] if totals.iter().all(|t| t.value == first.value) => return Some((*first).clone()),
        [first, ..] => {
            let address = Address::new(Some(&country.code), AddressKind::Series, id).with("period", text);
            let shown: Vec<String> = totals.iter().map(|t| t.shown()).collect();
            let mut figure = Figure::new(address, first.label.clone(), &first.unit).absent(
                "sources disagree",
                format!("{} sources give {}; neither is chosen", totals.len(), shown.join(" and ")),
            );
            figure.defined_at.clone_from(&first.defined_at);
            figure.published.clone_from(&first.published);
            figure.inputs = totals.iter().map(|t| t.address.clone()).collect();
            figure.origins = totals.iter().flat_map(|t| t.origins.clone()).collect();
            figure.flag("conflict");
            return Some(figure);
        }
    }
    // Girls and boys of one source make a total; of two sources they do not.
    let of =
        |sex: &str| -> Vec<&Figure> { all.iter().filter(|f| f.address.filter("sex") == Some(sex)).collect() };
    let (girls, boys) = (of("F"), of("M"));
    let ([girls], [boys]) = (&girls[..], &boys[..]) else { return None };
    let same_source = girls.origins.first().map(|o| &o.title) == boys.origins.first().map(|o| &o.title);
    let value = girls.value? + boys.value?;
    if !same_source {
        return None;
    }
    let mut caveats = girls.caveats.clone();
    caveats.extend(boys.caveats.iter().filter(|c| !girls.caveats.contains(c)).cloned());
    let series = workspace.methodology.series(id)?;
    let address = Address::new(Some(&country.code), AddressKind::Series, id).with("period", text);
    let mut figure = Figure::new(address, format!("{}, {period}", series.label), &series.unit);
    figure.value = Some(value);
    figure.population = series.unit_of_count.clone();
    figure.defined_at = series.span.to_string();
    figure.definition = format!("{}; both sexes added", series.provider);
    figure.expression = "F + M".into();
    figure.caveats = caveats;
    figure.published = period.to_string();
    figure.inputs = all.iter().map(|f| f.address.clone()).collect();
    figure.origins = all.into_iter().flat_map(|f| f.origins).collect();
    figure.origins.dedup_by(|a, b| a.title == b.title && a.url == b.url);
    Some(figure)
}

/// Series of a country at one period, by name.
struct AtPeriod<'a> {
    workspace: &'a Workspace,
    country: &'a Country,
    period: i32,
}

impl EvidenceSource for AtPeriod<'_> {
    fn estimate(&self, name: &str) -> Option<EstimateValue> {
        let series = self.workspace.methodology.series(name)?;
        let value = series_at(self.workspace, self.country, name, self.period)?.value?;
        let value = if series.unit == "percent" { value / 100.0 } else { value };
        Some(EstimateValue { value: Some(value), low: None, high: None, ci: false, base: None })
    }

    fn at(&self, name: &str, period: i32) -> Option<f64> {
        series_at(self.workspace, self.country, name, period)?.value
    }

    fn answer(&self, _: &str) -> Option<String> {
        None
    }

    fn held(&self, name: &str) -> bool {
        self.estimate(name).is_some()
    }

    fn why_missing(&self, _: &str) -> Option<String> {
        Some(format!("no value for {} is held", self.period))
    }
}

/// A denominator of a country at one period; absent where a part is.
pub fn denominator(
    workspace: &Workspace,
    country: &Country,
    denominator: &Denominator,
    period: i32,
) -> Figure {
    let address = Address::new(Some(&country.code), AddressKind::Denominator, &denominator.id)
        .with("period", period.to_string());
    let mut figure = Figure::new(address, format!("{}, {period}", denominator.label), &denominator.unit);
    figure.defined_at = denominator.span.to_string();
    figure.expression = denominator.value.source.clone();
    figure.population = denominator.unit.clone();
    figure.published = period.to_string();
    if !denominator.about.is_empty() {
        figure.caveats.push(denominator.about.clone());
    }
    for name in denominator.value.checked.depends_on() {
        if let Some(part) = series_at(workspace, country, name, period) {
            figure.inputs.push(part.address);
            figure.origins.extend(part.origins);
        }
    }
    match eval_derived(&denominator.value.checked, &AtPeriod { workspace, country, period }) {
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

/// A series per denominator at one period.
pub fn rate_at(
    workspace: &Workspace,
    country: &Country,
    series: &str,
    by: &Denominator,
    period: i32,
) -> Figure {
    let below = denominator(workspace, country, by, period);
    let above = series_at(workspace, country, series, period);
    let label = workspace.methodology.series(series).map_or(series, |s| s.label.as_str());
    let address = Address::new(Some(&country.code), AddressKind::Rate, format!("{series}/{}", by.id))
        .with("period", period.to_string());
    let per = crate::base::number::grouped(by.per, 0);
    let mut figure =
        Figure::new(address, format!("{label} per {per} {}, {period}", by.unit), format!("per {per}"));
    figure.defined_at = by.span.to_string();
    figure.expression = format!("{series} / ({}) * {per}", by.value.source);
    figure.published = period.to_string();
    figure.population = by.unit.clone();
    figure.inputs = above.iter().map(|a| a.address.clone()).chain([below.address.clone()]).collect();
    figure.caveats = above.iter().flat_map(|a| a.caveats.clone()).collect();
    let vintage = vintage(&below);
    if !vintage.is_empty() {
        figure.caveats.push(format!("denominator of {period}: {vintage}"));
    }
    figure.origins = above.iter().flat_map(|a| a.origins.clone()).chain(below.origins.clone()).collect();
    match (above.as_ref().and_then(|a| a.value), below.value) {
        (Some(a), Some(b)) if b > 0.0 => figure.value = Some(a / b * by.per),
        (None, _) => {
            figure = figure.absent("not available", format!("no value of the series for {period} is held"))
        }
        (_, Some(_)) => figure = figure.absent("denominator not available", "the denominator is zero"),
        (_, None) => figure = figure.absent("denominator not available", below.because),
    }
    figure
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
    periods.into_iter().map(|p| rate_at(workspace, country, series, by, p)).collect()
}
