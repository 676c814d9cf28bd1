//! The same thing counted by two providers: both are held, neither is chosen,
//! and what their statements about it differ in is said.

use crate::model::{Country, MetaField, Series, Workspace};

use super::comparable::differences;
use super::figure::Figure;
use super::series::{Holder, series_at};
use super::trend::periods;

/// What two sides of a conflict differ in, as their sources state it.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What is stated: "provider", "as of".
    pub what: &'static str,
    /// What each side states, with `file:line` where it stands here.
    pub sides: [(String, String); 2],
}

/// Series that count the same thing as `series` from another provider, in the
/// order of the method.
pub fn rivals<'a>(workspace: &'a Workspace, series: &Series) -> Vec<&'a Series> {
    let same = |other: &&Series| {
        other.id != series.id
            && (other.same_as == series.id
                || series.same_as == other.id
                || (!series.same_as.is_empty() && series.same_as == other.same_as))
    };
    workspace.methodology.series.iter().filter(same).collect()
}

/// One year that two providers counted.
pub struct Rival<'a> {
    pub period: i32,
    pub own: Figure,
    pub other: Figure,
    pub series: &'a Series,
}

/// The years in which another provider's count of the same thing is held
/// beside the series'.
pub fn beside<'a>(workspace: &'a Workspace, country: &Country, series: &Series) -> Vec<Rival<'a>> {
    let mut out = Vec::new();
    for other in rivals(workspace, series) {
        for period in periods(&super::series::observations(workspace, country, &series.id)) {
            let sides = (
                series_at(workspace, country, &series.id, period),
                series_at(workspace, country, &other.id, period),
            );
            if let (Some(own), Some(rival)) = sides
                && own.value.is_some()
                && rival.value.is_some()
            {
                out.push(Rival { period, own, other: rival, series: other });
            }
        }
    }
    out
}

/// What is stated on both sides and differs, then the days the values are of.
pub fn stated_differences(
    country: &Country,
    one: (&Series, &Figure),
    other: (&Series, &Figure),
) -> Vec<Difference> {
    let period = one.1.address.filter("period").and_then(|p| p.parse().ok()).unwrap_or_default();
    let meta = |s: &Series| Holder::Country(country).meta_at(s, period);
    let at = |s: &Series, field: MetaField| -> String {
        let own = country.stated_at(&s.id, period).into_iter().rev();
        let mut own = own.filter(|m| m.meta.known(field).is_some());
        own.next().map_or(s.span.to_string(), |m| m.span.to_string())
    };
    let mut out: Vec<Difference> = differences(&meta(one.0), &meta(other.0))
        .into_iter()
        .map(|(field, a, b)| Difference {
            what: field.word(),
            sides: [(a, at(one.0, field)), (b, at(other.0, field))],
        })
        .collect();
    let origin = |f: &Figure| f.origins.first().map(|o| (o.as_of.clone(), o.at.clone())).unwrap_or_default();
    let (a, b) = (origin(one.1), origin(other.1));
    if a.0 != b.0 {
        let said =
            |(as_of, at): (String, String)| (if as_of.is_empty() { "not stated".into() } else { as_of }, at);
        out.push(Difference { what: "as of", sides: [said(a), said(b)] });
    }
    out
}

/// What one side states and the other does not: the field and the provider
/// that is silent.
pub fn silent(country: &Country, one: &Series, other: &Series) -> Vec<(MetaField, String)> {
    let (a, b) = (country.meta_of(one), country.meta_of(other));
    MetaField::ALL
        .into_iter()
        .filter_map(|field| match (a.known(field), b.known(field)) {
            (Some(_), None) => Some((field, b.text(MetaField::Provider).to_string())),
            (None, Some(_)) => Some((field, a.text(MetaField::Provider).to_string())),
            _ => None,
        })
        .collect()
}
