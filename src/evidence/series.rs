//! Complaints about series as evidence: an address that no value can have, and
//! totals that their categories do not make.

use crate::analysis::{self, Figure, Holder};
use crate::base::diag::{Topic, choice_hints};
use crate::base::{Diag, Diags, Span};
use crate::model::{Address, AddressKind, Country, IndicatorBody, Series, Workspace};

const SUMS: Topic = Topic("totals that their categories do not make");

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
        sums(workspace, Holder::Whole(series), series, diags);
        let places = workspace.countries.values().chain(workspace.elsewhere.values());
        let broken_down = |c: &&Country| c.observations_of(&series.id).any(|o| !o.is_total());
        for country in places.filter(broken_down) {
            sums(workspace, Holder::Country(country), series, diags);
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

/// Totals below what some of their categories make, or that all of them do not
/// make.
fn sums(workspace: &Workspace, holder: Holder<'_>, series: &Series, diags: &mut Diags) {
    for sum in analysis::sums(workspace, holder, series) {
        let dimension = workspace.methodology.dimension(&sum.dimension);
        let complete = dimension.is_some_and(|d| d.complete);
        let above = sum.difference() < 0.0;
        if sum.verdict() != "does not add up" || !(above || complete) {
            continue;
        }
        let at = |f: &Figure| f.origins.first().map(|o| o.at.clone()).unwrap_or_default();
        let parts: Vec<String> = sum.parts.iter().map(Figure::shown).collect();
        let place = at(&sum.total);
        let (file, line) = place.rsplit_once(':').unwrap_or((place.as_str(), "0"));
        diags.push(
            Diag::warning(format!(
                "{}: {} = {}, {} the total of {}: does not add up",
                sum.total.address,
                parts.join(" + "),
                analysis::number(sum.sum(), &series.unit),
                if above { "above" } else { "below" },
                sum.total.shown(),
            ))
            .at(Span::line(file, line.parse().unwrap_or(0)))
            .hint(format!(
                "categories of {}: {}",
                sum.dimension,
                sum.parts.iter().map(at).collect::<Vec<_>>().join(", ")
            ))
            .hint("one of the numbers is wrong, or they count different things: ask who counted")
            .topic(&SUMS)
            .depth(3),
        );
    }
}
