//! Complaints about series as evidence: an address that no value can have, and
//! totals that their categories do not make.

use std::collections::HashMap;

use crate::analysis::{self, Figure, Holder};
use crate::base::diag::choice_hints;
use crate::base::{Diag, Diags, Span};
use crate::model::{Address, AddressKind, Dimension, IndicatorBody, Observation, Series, Workspace};

pub fn check(workspace: &Workspace, diags: &mut Diags) {
    let method = &workspace.methodology;
    for indicator in &method.indicators {
        if let IndicatorBody::Derived(derived) = &indicator.body {
            for (_, address) in &derived.inputs {
                filters(workspace, address, &indicator.span, diags);
            }
        }
    }
    for finding in workspace.countries.values().flat_map(|c| &c.findings) {
        for (_, address) in &finding.rests_on {
            filters(workspace, address, &finding.span, diags);
        }
    }
    for series in method.series.iter().filter(|s| !s.by.is_empty()) {
        sums(workspace, Holder::Whole(series), &series.whole, series, diags);
        let places = workspace.countries.values().chain(workspace.elsewhere.values());
        for country in places {
            sums(workspace, Holder::Country(country), &country.observations, series, diags);
        }
    }
}

/// The codes of an address of a series; that its filters are a year and
/// dimensions was seen when the scripts were read, before the files of codes.
fn filters(workspace: &Workspace, text: &str, span: &Span, diags: &mut Diags) {
    let Ok(address) = Address::parse(text) else { return };
    if address.kind != Some(AddressKind::Series) {
        return;
    }
    for (key, value) in analysis::categories(&address) {
        let Some(dimension) = workspace.methodology.dimension(&key) else { continue };
        if dimension.code(&value).is_some() {
            continue;
        }
        let mut diag =
            Diag::error(format!("'{text}': '{value}' is no code of {key}")).at(span.clone()).depth(2);
        for hint in choice_hints(&value, dimension.codes.iter().map(|c| c.code.as_str())) {
            diag = diag.hint(hint);
        }
        diags.push(diag);
    }
}

/// The complaints about sums of one series in one place; what is more is
/// counted, and `dh show` lists it.
const LISTED: usize = 5;

/// Totals below what some of their categories make, or that all of them do not
/// make.
fn sums(workspace: &Workspace, holder: Holder<'_>, rows: &[Observation], series: &Series, diags: &mut Diags) {
    let dimensions: Vec<&Dimension> =
        series.by.iter().filter_map(|d| workspace.methodology.dimension(d)).collect();
    if !may_differ(rows, series, &dimensions) {
        return;
    }
    let mut found = analysis::sums(workspace, holder, series);
    found.retain(|sum| {
        let complete = dimensions.iter().any(|d| d.id == sum.dimension && d.complete);
        sum.verdict() == "does not add up" && (sum.difference() < 0.0 || complete)
    });
    let at = |f: &Figure| f.origins.first().map(|o| o.at.clone()).unwrap_or_default();
    for (i, sum) in found.iter().take(LISTED).enumerate() {
        let parts: Vec<String> = sum.parts.iter().map(Figure::shown).collect();
        let place = at(&sum.total);
        let (file, line) = place.rsplit_once(':').unwrap_or((place.as_str(), "0"));
        let mut diag = Diag::warning(format!(
            "{}: {} = {}, {} the total of {}: does not add up",
            sum.total.address,
            parts.join(" + "),
            analysis::number(sum.sum(), &series.unit),
            if sum.difference() < 0.0 { "above" } else { "below" },
            sum.total.shown(),
        ))
        .at(Span::line(file, line.parse().unwrap_or(0)))
        .hint(format!(
            "categories of {}: {}",
            sum.dimension,
            sum.parts.iter().map(at).collect::<Vec<_>>().join(", ")
        ))
        .hint("one of the numbers is wrong, or they count different things: ask who counted");
        if i + 1 == LISTED && found.len() > LISTED {
            diag = diag.hint(format!(
                "{} more totals of it do not add up: dh show {} lists all",
                found.len() - LISTED,
                holder.address(AddressKind::Series, &series.id)
            ));
        }
        diags.push(diag.depth(3));
    }
}

/// A year and categories: dimension and code.
type Place<'a> = (i32, Vec<(&'a str, &'a str)>);

/// Whether sums can differ from a total, in one pass: every workspace is
/// checked when it is opened, and most add up. Where rows are held twice it
/// says yes too often and never no.
fn may_differ(rows: &[Observation], series: &Series, dimensions: &[&Dimension]) -> bool {
    let mut totals: HashMap<Place<'_>, f64> = HashMap::new();
    let mut parts: HashMap<(Place<'_>, &str), (f64, usize)> = HashMap::new();
    for row in rows.iter().filter(|o| o.series == series.id) {
        let Some(value) = row.value else { continue };
        let own: Vec<(&str, &str)> = row.at.iter().map(|(d, c)| (d.as_str(), c.as_str())).collect();
        for dimension in dimensions {
            let Some(place) = own.iter().position(|(d, _)| *d == dimension.id) else { continue };
            let parent = dimension.code(own[place].1).map_or("", |code| code.parent.as_str());
            let mut above = own.clone();
            if parent.is_empty() {
                above.remove(place);
            } else {
                above[place].1 = parent;
            }
            let held = parts.entry(((row.period, above), dimension.id.as_str())).or_default();
            held.0 += value;
            held.1 += 1;
        }
        let least = totals.entry((row.period, own)).or_insert(value);
        *least = least.min(value);
    }
    parts.iter().any(|((place, dimension), (sum, count))| {
        let Some(total) = totals.get(place) else { return false };
        let Some(dimension) = dimensions.iter().find(|d| d.id == *dimension) else { return false };
        let own = place.1.iter().find(|(d, _)| *d == dimension.id).map_or("", |(_, code)| code);
        let all = dimension.codes.iter().filter(|c| c.parent == own).count();
        sum > total || (dimension.complete && *count >= all && (sum != total || *count > all))
    })
}
