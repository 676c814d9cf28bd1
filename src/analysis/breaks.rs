//! Breaks: counts before one and after it count two things, and nothing sets
//! them beside each other as if they were one.

use crate::model::{AddressKind, Country, Workspace};

use super::figure::{Estimates, Figure};
use super::look;

/// A value of a series in a year: its id and the year.
pub type Dated = (String, i32);

/// The break between two years, in whatever order they are named. A break
/// stands in the first year that is counted anew: what is of that year and
/// later compares.
pub fn between(breaks: &[(String, String)], one: i32, other: i32) -> Option<&(String, String)> {
    let (first, last) = (one.min(other), one.max(other));
    breaks.iter().find(|(year, _)| year.parse::<i32>().is_ok_and(|year| first < year && year <= last))
}

/// Why these values do not stand beside each other: two are of one series that
/// breaks between them.
pub fn apart(workspace: &Workspace, country: &Country, dated: &[Dated]) -> Option<String> {
    for (i, (id, period)) in dated.iter().enumerate() {
        let Some(series) = workspace.methodology.series(id) else { continue };
        let breaks = country.breaks_of(series);
        for (_, other) in dated[..i].iter().filter(|(before, _)| before == id) {
            if let Some((year, what)) = between(&breaks, *other, *period) {
                let (first, last) = (period.min(other), period.max(other));
                return Some(format!(
                    "'{id}': {first} and {last} do not compare, the series breaks in {year} ({})",
                    what.trim_end_matches('.')
                ));
            }
        }
    }
    None
}

/// The values of series that a figure of a country is made of, also through
/// other derived figures.
pub fn made_of(workspace: &Workspace, country: &Country, figure: &Figure) -> Vec<Dated> {
    let mut out = Vec::new();
    let own = std::iter::once(&figure.address).filter(|a| a.kind == Some(AddressKind::Series));
    for address in own.chain(&figure.inputs) {
        match address.kind {
            Some(AddressKind::Series) => {
                let period = address.filter("period").and_then(|p| p.parse().ok());
                out.extend(period.map(|p| (address.id.clone(), p)));
            }
            // A derived figure uses figures declared above it: no circle.
            Some(AddressKind::Indicator) => {
                if let Some(part) = look::indicator_of(workspace, country, address, &Estimates::default()) {
                    out.extend(made_of(workspace, country, &part));
                }
            }
            _ => {}
        }
    }
    out
}
