//! Whether the counts of countries may stand side by side: only where what a
//! count is, is known and the same.

use crate::model::{Country, MetaField, Series, SeriesMeta};

/// What has to be known and the same (FIELD: unit of count, counting point,
/// stage, age limit, scope).
const NEEDED: [MetaField; 5] = [
    MetaField::Stage,
    MetaField::UnitOfCount,
    MetaField::CountingPoint,
    MetaField::ChildAgeLimit,
    MetaField::Scope,
];

/// What limits a comparison where it is stated and differs.
const LOOKED_AT: [MetaField; 8] = [
    MetaField::Iccs,
    MetaField::IccsMatch,
    MetaField::PrincipalOffenceRule,
    MetaField::MultipleVictimRule,
    MetaField::MultipleOffenderRule,
    MetaField::Attempts,
    MetaField::PeriodRule,
    MetaField::Provider,
];

/// One thing that countries do not share, or that is not known.
#[derive(Debug, Clone)]
pub struct Obstacle {
    pub field: MetaField,
    /// What is stated → where. An empty text: unknown.
    pub said: Vec<(String, Vec<String>)>,
}

impl Obstacle {
    /// "one count is: unknown in Kenya; victim in Uganda".
    pub fn words(&self) -> String {
        let parts: Vec<String> = self
            .said
            .iter()
            .map(|(text, names)| {
                let text = if text.is_empty() { "unknown" } else { text };
                format!("{text} in {}", names.join(", "))
            })
            .collect();
        format!("{}: {}", self.field.word(), parts.join("; "))
    }
}

/// What stands between countries.
#[derive(Debug, Clone, Default)]
pub struct Obstacles {
    /// Reasons to refuse.
    pub refuse: Vec<Obstacle>,
    /// Reasons to look twice.
    pub limit: Vec<Obstacle>,
}

/// What keeps these countries from being compared by a series in the years
/// `period` or, without, in all that they hold. Where one provider counts every
/// country by one rule, only an unknown unit, stage or counting point does, and
/// what is stated otherwise for a country.
pub fn obstacles(series: &Series, countries: &[&Country], period: Option<i32>) -> Obstacles {
    let mut out = Obstacles::default();
    if countries.len() < 2 {
        return out;
    }
    let metas: Vec<(String, SeriesMeta)> =
        countries.iter().flat_map(|c| by_years(series, c, period)).collect();
    for field in NEEDED {
        let found = said(field, &metas);
        // Of one rule everywhere, the age limit and the scope may be unknown
        // and are still the same; what one count is has to be known.
        let same = series.one_rule && matches!(field, MetaField::ChildAgeLimit | MetaField::Scope);
        let unknown = found.said.iter().any(|(text, _)| text.is_empty()) && !same;
        if found.said.len() > 1 || unknown || is_other(field, &metas) {
            out.refuse.push(found);
        }
    }
    for field in LOOKED_AT {
        let found = said(field, &metas);
        // Each country has its own police; a provider differs only where one
        // was to count them all.
        if (found.said.len() > 1 || is_other(field, &metas))
            && (field != MetaField::Provider || series.one_rule)
        {
            out.limit.push(found);
        }
    }
    out
}

/// What a country's counts are, one entry for each thing that they are; with
/// the years where that is not the same in all of them.
fn by_years(series: &Series, country: &Country, period: Option<i32>) -> Vec<(String, SeriesMeta)> {
    let returned = country.series_metadata.iter().any(|m| m.series == series.id && m.returned.is_some());
    if !returned {
        return vec![(country.name.clone(), country.meta_of(series))];
    }
    let mut found: Vec<(Vec<i32>, SeriesMeta)> = Vec::new();
    let held =
        |year: &i32| country.observations_of(&series.id).any(|o| o.period == *year && o.value.is_some());
    let years = country.periods_of(&series.id).into_iter();
    for year in years.filter(|y| period.is_none_or(|only| only == *y)).filter(held) {
        let meta = country.meta_at(series, year);
        match found.iter_mut().find(|(_, m)| *m == meta) {
            Some((years, _)) => years.push(year),
            None => found.push((vec![year], meta)),
        }
    }
    let one = found.len() == 1;
    let name = |years: &[i32]| {
        let years: Vec<String> = years.iter().map(i32::to_string).collect();
        if one { country.name.clone() } else { format!("{} {}", country.name, years.join(", ")) }
    };
    found.into_iter().map(|(years, meta)| (name(&years), meta)).collect()
}

fn said(field: MetaField, metas: &[(String, SeriesMeta)]) -> Obstacle {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for (name, meta) in metas {
        let text = known(field, meta);
        match said.iter_mut().find(|(t, _)| *t == text) {
            Some((_, names)) => names.push(name.clone()),
            None => said.push((text, vec![name.clone()])),
        }
    }
    Obstacle { field, said }
}

/// Whether some answer names no one thing: it equals nothing, itself included.
fn is_other(field: MetaField, metas: &[(String, SeriesMeta)]) -> bool {
    metas.iter().any(|(_, meta)| meta.is_other(field))
}

/// What is known; a category that matches an ICCS code in full has its scope.
fn known(field: MetaField, meta: &SeriesMeta) -> String {
    if meta.is_other(field) {
        return format!("{} (what that is, is not said)", meta.text(field));
    }
    let text = meta.known(field).unwrap_or_default();
    match (field, text, meta.known(MetaField::Iccs), meta.known(MetaField::IccsMatch)) {
        (MetaField::Scope, "", Some(code), Some("full")) => format!("ICCS {code}"),
        _ => text.to_string(),
    }
}

/// What two statements about a count differ in, of what both state.
pub fn differences(one: &SeriesMeta, other: &SeriesMeta) -> Vec<(MetaField, String, String)> {
    MetaField::ALL
        .into_iter()
        .filter_map(|field| {
            let (a, b) = (one.known(field)?, other.known(field)?);
            (a.replace('_', " ") != b.replace('_', " ")).then(|| (field, a.to_string(), b.to_string()))
        })
        .collect()
}
