//! Looking figures up: what a country holds under an id.

use crate::base::PartialDate;
use crate::model::{
    Address, AddressKind, Country, IndicatorBody, ItemKind, PlannedItem, PublishedFigure, RangeKind,
    Workspace, indicator_comparability,
};

use super::desk::{by_criterion, standings};
use super::figure::{Estimates, Figure, Origin};
use super::rivals::{Difference, beside, stated_differences};
use super::screening::flow;
use super::series::observations;

/// All published figures of an id in a country; several where sources or
/// years differ.
pub fn published(workspace: &Workspace, country: &Country, id: &str) -> Vec<Figure> {
    let rows: Vec<&PublishedFigure> = country.figures_of(id).collect();
    rows.iter().map(|row| from_row(workspace, Some(country), row, &rows)).collect()
}

/// Every published figure a country holds, in the order of its file.
pub fn published_all(workspace: &Workspace, country: &Country) -> Vec<Figure> {
    let mut seen: Vec<&str> = Vec::new();
    let mut out = Vec::new();
    for row in &country.figures {
        if !seen.contains(&row.id.as_str()) {
            seen.push(&row.id);
            out.extend(published(workspace, country, &row.id));
        }
    }
    out
}

/// A row of a CSV file as a figure; `siblings` are the rows of the same id.
fn from_row(
    workspace: &Workspace,
    country: Option<&Country>,
    row: &PublishedFigure,
    siblings: &[&PublishedFigure],
) -> Figure {
    let mut address = Address::new(country.map(|c| c.code.as_str()), AddressKind::Published, &row.id);
    if siblings.len() > 1 {
        address = address.with("published", &row.published);
        let same: Vec<&&PublishedFigure> = siblings.iter().filter(|s| s.published == row.published).collect();
        if same.len() > 1 {
            let n = same.iter().position(|s| s.span == row.span).unwrap_or(0) + 1;
            address = address.with("source", n.to_string());
        }
    }
    let declared = workspace.methodology.published(&row.id);
    let mut figure = Figure::new(address, declared.map_or(row.id.as_str(), |d| d.label.as_str()), &row.unit);
    figure.value = row.value;
    figure.low = row.low;
    figure.high = row.high;
    figure.range_kind = row.range_kind;
    if row.value.is_none() {
        let what = row.range_kind.map_or("range", RangeKind::words);
        figure.state = "range only".into();
        figure.because = format!("the source gives a range and no single value: {what}");
    }
    figure.base = row.n;
    figure.population.clone_from(&row.population);
    figure.qualifier.clone_from(&row.qualifier);
    figure.fieldwork.clone_from(&row.fieldwork);
    figure.published.clone_from(&row.published);
    figure.origins.push(Origin {
        title: row.source_title.clone(),
        url: row.source_url.clone(),
        tier: Some(row.tier),
        as_of: row.published.clone(),
        at: row.span.to_string(),
    });
    if !row.note.is_empty() {
        figure.caveats.push(row.note.clone());
    }
    if let Some(declared) = declared {
        figure.definition.clone_from(&declared.definition);
        figure.defined_at = declared.span.to_string();
        figure.caveats.extend(declared.caveats.iter().cloned());
        if declared.counts_only && row.unit == "percent" {
            figure.flag("of a small group");
            figure
                .caveats
                .push("stated by the people interviewed; never a share of the country's population".into());
        }
        if let Some(indicator) = workspace.methodology.indicator(&declared.corresponds_to)
            && let Some(country) = country
        {
            let plan = workspace.plan(country);
            let core = workspace.core();
            let found = indicator_comparability(indicator, &core, &plan);
            if found.level != crate::model::Level::Identical {
                figure.changes.push(format!("{}: {}", found.level.word(), found.reason));
            }
        }
    }
    if !row.tier.is_evidence() {
        figure.flag("lead");
        figure.caveats.push("known only from the press: a lead, not evidence".into());
    } else if row.tier == crate::model::Tier::Repost {
        figure.flag("repost");
        figure.caveats.push("taken from a repost of the organisations' text".into());
    }
    if let Some(country) = country
        && let Some(zero) = country.zeros.iter().find(|z| z.published == row.id)
        && row.value == Some(0.0)
    {
        figure.flag("recorded zero");
        figure.caveats.push(format!("a true zero: {}", zero.because));
    }
    let told = |f: &PublishedFigure| (f.value, f.low, f.high, f.qualifier.clone());
    let differs = |s: &&PublishedFigure| {
        let same_year = if s.fieldwork.is_empty() || row.fieldwork.is_empty() {
            s.published == row.published
        } else {
            s.fieldwork == row.fieldwork
        };
        s.span != row.span && s.population == row.population && same_year && told(s) != told(row)
    };
    if siblings.iter().any(differs) {
        figure.flag("conflict");
    }
    figure
}

/// The pooled statements of a programme under an id.
pub fn pooled(workspace: &Workspace, id: &str) -> Vec<(String, Figure)> {
    let mut out = Vec::new();
    for programme in &workspace.methodology.programmes {
        let rows: Vec<&PublishedFigure> = programme.figures.iter().filter(|f| f.id == id).collect();
        for row in &rows {
            let mut figure = from_row(workspace, None, row, &rows);
            figure.flag("pooled");
            out.push((programme.label.clone(), figure));
        }
    }
    out
}

/// Our own indicator in a country, without any records: a derived figure is
/// worked out, an estimate is absent.
pub fn indicator(workspace: &Workspace, country: &Country, id: &str) -> Option<Figure> {
    let address = Address::new(Some(&country.code), AddressKind::Indicator, id);
    indicator_of(workspace, country, &address, &Estimates::default())
}

/// The same with the estimates that were made from records.
pub fn indicator_of(
    workspace: &Workspace,
    country: &Country,
    address: &Address,
    estimates: &Estimates,
) -> Option<Figure> {
    let id = &address.id;
    let indicator = workspace.methodology.indicator(id)?;
    if matches!(indicator.body, IndicatorBody::Derived(_)) {
        return Some(super::derive::derive(workspace, country, indicator, estimates));
    }
    if let Some(figure) = estimates.get(address) {
        return Some(figure.clone());
    }
    let address = Address::new(Some(&country.code), AddressKind::Indicator, id);
    let mut figure = Figure::new(address, &indicator.label, "percent").absent(
        "not available",
        format!(
            "no estimate from {} in {} is held here (dh tab makes one from records)",
            indicator.from().unwrap_or("the survey"),
            country.name
        ),
    );
    if let IndicatorBody::Mean { unit, .. } = &indicator.body {
        figure.unit.clone_from(unit);
    }
    figure.definition.clone_from(&indicator.definition);
    figure.defined_at = indicator.span.to_string();
    figure.population = indicator
        .from()
        .and_then(|f| workspace.methodology.instrument(f))
        .map(|i| i.population.clone())
        .unwrap_or_default();
    if let IndicatorBody::Proportion { yes_if, base, count_as, .. } = &indicator.body {
        figure.expression = yes_if.source.clone();
        figure.caveats.push(format!(
            "base: {}; don't know counts as {}, prefer not to say as {}, not asked as {}",
            base.text(),
            count_as.dont_know,
            count_as.prefer_not,
            count_as.not_asked
        ));
    }
    let plan = workspace.plan(country);
    let found = indicator_comparability(indicator, &workspace.core(), &plan);
    if found.level != crate::model::Level::Identical {
        figure.changes.push(format!("{}: {}", found.level.word(), found.reason));
    }
    Some(figure)
}

/// How much of something is held: `coverage:figures`, `coverage:ACTIVITY`
/// (published figures of it), `coverage:ACTIVITY/INSTRUMENT[/DOMAIN]`
/// (criteria answered of those asked), `coverage:literature/STEP` (records and
/// references at a step of the review).
pub fn coverage(workspace: &Workspace, country: &Country, id: &str) -> Option<Figure> {
    let address = Address::new(Some(&country.code), AddressKind::Coverage, id);
    let method = &workspace.methodology;
    if id == "figures" || method.activity(id).is_some() {
        let of = |f: &&PublishedFigure| {
            f.tier.is_evidence()
                && (id == "figures" || method.published(&f.id).is_some_and(|d| d.activity == id))
        };
        let count = country.figures.iter().filter(of).count();
        let label = match method.activity(id) {
            Some(activity) => format!("Published figures held from: {}", activity.label),
            None => "Published figures held".to_string(),
        };
        let mut figure = Figure::new(address, label, "count");
        figure.value = Some(count as f64);
        figure.population = "rows of the country's figures file, press-only figures left out".into();
        figure.defined_at = country.figures_file.as_ref().map_or(String::new(), |f| f.path.clone());
        return Some(figure);
    }
    if id == "leads" {
        let mut figure = Figure::new(address, "Figures known only from the press", "count");
        let figures = country.figures.iter().filter(|f| !f.tier.is_evidence()).count();
        let values = country.observations.iter().filter(|o| !o.is_evidence()).count();
        figure.value = Some((figures + values) as f64);
        figure.population = "rows of the country's figures file and values of series".into();
        figure.defined_at = country.figures_file.as_ref().map_or(String::new(), |f| f.path.clone());
        return Some(figure);
    }
    if let Some(step) = id.strip_prefix("literature/") {
        let literature = country.literature.as_ref()?;
        let (_, label, count) = flow(literature).counts().into_iter().find(|(id, ..)| id == step)?;
        let mut figure = Figure::new(address, label, "count");
        figure.value = Some(count as f64);
        figure.population = "records and references of the country's searches".into();
        figure.defined_at = literature.span.to_string();
        return Some(figure);
    }
    let plan = workspace.plan(country);
    let instrument = plan.instruments.iter().find(|i| {
        id == i.instrument.path
            || id.strip_prefix(&i.instrument.path).is_some_and(|rest| rest.starts_with('/'))
    })?;
    let domain = id.strip_prefix(&instrument.instrument.path)?.trim_start_matches('/');
    let group = instrument.instrument.groups.iter().find(|g| g.id == domain);
    if !domain.is_empty() && group.is_none() {
        return None;
    }
    let checklist = method.instrument(&instrument.instrument.path)?;
    let today = PartialDate::today();
    let asked: Vec<&PlannedItem> = instrument
        .asked()
        .filter(|i| i.item.kind == ItemKind::Criterion && (domain.is_empty() || i.item.group == domain))
        .collect();
    let answered = asked
        .iter()
        .filter(|i| {
            let all = standings(workspace, country, checklist, &i.item, today);
            by_criterion(&all).iter().any(|s| s.is_proved())
        })
        .count();
    let what = group.map_or(instrument.instrument.label.as_str(), |g| g.label.as_str());
    let mut figure = Figure::new(address, format!("Criteria answered with proof: {what}"), "count");
    figure.value = Some(answered as f64);
    figure.base = Some(asked.len() as f64);
    figure.population =
        "criteria asked in this country; leads and disputes are not counted as answers".into();
    figure.defined_at = group.map_or(instrument.instrument.span.to_string(), |g| g.span.to_string());
    Some(figure)
}

/// Sources that disagree, held side by side and never averaged.
pub struct Conflict {
    pub about: String,
    pub sides: Vec<Figure>,
    /// What two providers state differently about what they counted.
    pub differs: Vec<Difference>,
}

/// Conflicting figures of a country: rows of one id and year that differ, and
/// published figures that differ from the series that counts the same.
pub fn conflicts(workspace: &Workspace, country: &Country) -> Vec<Conflict> {
    let mut out: Vec<Conflict> = Vec::new();
    let all = published_all(workspace, country);
    for figure in all.iter().filter(|f| f.has_flag("conflict")) {
        let about = format!("{} ({})", figure.label, figure.published);
        match out.iter_mut().find(|c| c.about == about) {
            Some(conflict) => conflict.sides.push(figure.clone()),
            None => out.push(Conflict { about, sides: vec![figure.clone()], differs: Vec::new() }),
        }
    }
    for figure in &all {
        let Some(declared) = workspace.methodology.published(&figure.address.id) else {
            continue;
        };
        if declared.same_as_series.is_empty() {
            continue;
        }
        // The year a count is of, which is not the year it was published in.
        let year = if figure.fieldwork.is_empty() { &figure.published } else { &figure.fieldwork };
        let Ok(period) = year.parse::<i32>() else {
            continue;
        };
        for other in observations(workspace, country, &declared.same_as_series) {
            if other.address.filter("period") == Some(&period.to_string())
                && other.value != figure.value
                && figure.qualifier.is_empty()
            {
                out.push(Conflict {
                    about: format!("{} ({period})", figure.label),
                    sides: vec![figure.clone(), other],
                    differs: Vec::new(),
                });
            }
        }
    }
    for series in &workspace.methodology.series {
        let values = observations(workspace, country, &series.id);
        for figure in values.iter().filter(|f| f.has_flag("conflict")) {
            let about = format!("{} ({})", series.label, figure.address.filter("period").unwrap_or_default());
            match out.iter_mut().find(|c| c.about == about) {
                Some(conflict) => conflict.sides.push(figure.clone()),
                None => out.push(Conflict { about, sides: vec![figure.clone()], differs: Vec::new() }),
            }
        }
    }
    // The same thing counted by two providers: once, from the side that the
    // other names.
    for series in &workspace.methodology.series {
        for rival in beside(workspace, country, series) {
            let once = rival.series.same_as == series.id
                && (series.same_as != rival.series.id || series.id < rival.series.id);
            if once && rival.own.value != rival.other.value {
                out.push(Conflict {
                    about: format!("{} ({})", series.label, rival.period),
                    differs: stated_differences(country, (series, &rival.own), (rival.series, &rival.other)),
                    sides: vec![rival.own, rival.other],
                });
            }
        }
    }
    out
}
