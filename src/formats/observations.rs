//! Values of series and the codes they are broken down by, as CSV beside the
//! scripts.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::base::diag::choice_hints;
use crate::base::ids::is_country_code;
use crate::base::{Diag, Diags, PartialDate, Span};
use crate::model::{
    CALENDAR_YEAR, Code, MetaField, Methodology, Observation, Series, SeriesMeta, TOTAL, Tier, is_code,
    stray_parent,
};

use super::csv::{Cells, Table};

const STATES: [&str; 3] = ["not_recorded", "not_available", "withheld"];

/// The values of a series' own file.
#[derive(Default)]
pub struct AllCountries {
    /// By country code; under "" what the source lists without a country.
    pub by_country: BTreeMap<String, Named>,
    /// Of a file without a country column: they belong to no country.
    pub whole: Vec<Observation>,
}

/// The values of one country with its name in the source of the latest.
#[derive(Default)]
pub struct Named {
    pub name: String,
    pub observations: Vec<Observation>,
}

/// Reads a country's file of values; a value is missing only with a state that
/// says why, and nothing is carried forward. `meta` is what a count of a series
/// is in that country.
pub fn read_observations(
    workspace: &Path,
    file: &str,
    methodology: &Methodology,
    meta: &dyn Fn(&Series) -> SeriesMeta,
    diags: &mut Diags,
) -> Vec<Observation> {
    const COLUMNS: [&str; 7] = ["series", "period", "value", "state", "as_of", "source", "note"];
    let dimensions = methodology.dimensions.iter().map(|d| d.id.as_str());
    let may: Vec<&str> = dimensions.chain(["revision", "unit", "source_tier"]).collect();
    let Some(table) = Table::read(workspace, file, &COLUMNS, &may, diags) else {
        return Vec::new();
    };
    let mut out: Vec<Observation> = Vec::new();
    let mut seen = HashMap::new();
    for row in table.rows() {
        let id = row.text("series");
        let Some(series) = methodology.series(&id) else {
            let mut diag = row.wrong("series", format!("no series '{id}' is declared")).depth(2);
            for hint in choice_hints(&id, methodology.series.iter().map(|s| s.id.as_str())) {
                diag = diag.hint(hint);
            }
            diags.push(diag);
            continue;
        };
        let found = observation(&row, series, methodology, "", &mut seen, diags);
        out.extend(found.filter(|found| can_be(&row, series, &meta(series), found, diags)));
    }
    out
}

/// Reads the file of values that a series names: of all countries, or of none.
/// `meta` is what a count is in the country of that code.
pub fn read_series(
    workspace: &Path,
    file: &str,
    series: &Series,
    methodology: &Methodology,
    meta: &dyn Fn(&str) -> SeriesMeta,
    diags: &mut Diags,
) -> AllCountries {
    let may: Vec<&str> = series
        .by
        .iter()
        .map(String::as_str)
        .chain(["country", "name", "state", "as_of", "revision", "unit", "source_tier", "note"])
        .collect();
    let mut out = AllCountries::default();
    let Some(table) = Table::read(workspace, file, &["period", "value", "source"], &may, diags) else {
        return out;
    };
    let mut seen = HashMap::new();
    for row in table.rows() {
        let code = row.text("country");
        if !code.is_empty() && !is_country_code(&code) {
            diags.push(
                row.wrong("country", format!("'{code}' is no country code of three capital letters"))
                    .hint("leave the cell empty where the source lists no country"),
            );
            continue;
        }
        let Some(found) = observation(&row, series, methodology, &code, &mut seen, diags) else { continue };
        if !can_be(&row, series, &meta(&code), &found, diags) {
            continue;
        }
        if !table.has("country") {
            out.whole.push(found);
            continue;
        }
        let place = out.by_country.entry(code).or_default();
        let latest = place.observations.iter().all(|o| o.period <= found.period);
        if latest && !row.text("name").is_empty() {
            place.name = row.text("name");
        }
        place.observations.push(found);
    }
    out
}

/// What one value is of: country, series, period, categories, source, revision.
pub(super) type Key = [String; 6];

pub(super) fn observation(
    row: &Cells<'_>,
    series: &Series,
    methodology: &Methodology,
    country: &str,
    seen: &mut HashMap<Key, Span>,
    diags: &mut Diags,
) -> Option<Observation> {
    let before = diags.errors();
    let period = row.text("period").parse::<i32>().ok().filter(|y| (1900..2200).contains(y));
    if period.is_none() {
        diags.push(row.wrong("period", format!("'{}' is no year", row.text("period"))));
    }
    if let (Some(year), Some(since)) = (period, series.since)
        && year < since
    {
        diags.push(
            row.wrong("period", format!("'{}' is counted since {since}", series.id))
                .hint(format!("declared at {}", series.span)),
        );
    }
    let at = categories(row, series, methodology, diags);
    let value = row.number("value", diags);
    let state = row.text("state");
    if value.is_some_and(|v| v < 0.0) {
        diags.push(row.wrong("value", "a count is not negative"));
    }
    match (value, STATES.contains(&state.as_str())) {
        (None, false) if diags.errors() == before => {
            diags.push(
                row.wrong("state", "no value, and not why").hint(format!("valid: {}", STATES.join(", "))),
            );
        }
        (Some(_), _) if !state.is_empty() => {
            diags.push(row.wrong("state", format!("a value and the state '{state}' exclude each other")));
        }
        _ => {}
    }
    let unit = row.text("unit");
    if !unit.is_empty() && unit != series.unit {
        diags.push(
            row.wrong("unit", format!("'{unit}', but {} is counted in {}", series.id, series.unit))
                .hint("a series has one unit; what is counted in another is a series of its own")
                .hint(format!("declared at {}", series.span)),
        );
    }
    let revision = row.text("revision");
    let number = revision.parse::<u32>().ok().filter(|n| *n > 0);
    if !revision.is_empty() && number.is_none() {
        diags.push(
            row.wrong("revision", format!("'{revision}' is no number from 1"))
                .hint("1 is the first publication; the highest number stands"),
        );
    }
    let source = row.text("source");
    if source.is_empty() {
        diags.push(row.wrong("source", "a value without its source").hint("every fact has a source"));
    }
    let period = period.filter(|_| diags.errors() == before)?;
    let of: Vec<&str> = at.iter().flat_map(|(d, c)| [d.as_str(), c.as_str()]).collect();
    let key =
        [country.to_string(), series.id.clone(), period.to_string(), of.join(" "), source.clone(), revision];
    if let Some(first) = seen.insert(key, row.span()) {
        diags.push(
            Diag::error(format!("{} {period} of this source stands twice", series.id))
                .at(row.span())
                .hint(format!("first at {first}")),
        );
        return None;
    }
    let tier = row.text("source_tier");
    let known = Tier::ALL.into_iter().find(|t| t.id() == tier);
    if known.is_none() && !tier.is_empty() {
        let mut diag = row.wrong("source_tier", format!("'{tier}' is no tier"));
        for hint in choice_hints(&tier, Tier::ALL.map(Tier::id)) {
            diag = diag.hint(hint);
        }
        diags.push(diag);
        return None;
    }
    Some(Observation {
        series: series.id.clone(),
        period,
        at,
        value,
        state,
        as_of: row.text("as_of"),
        revision: number,
        request: String::new(),
        tier: known,
        source,
        note: row.text("note"),
        span: row.span(),
    })
}

/// Whether a value can have been counted when it says it was, and in whole
/// numbers where things are counted; complaints where it cannot.
fn can_be(
    row: &Cells<'_>,
    series: &Series,
    meta: &SeriesMeta,
    found: &Observation,
    diags: &mut Diags,
) -> bool {
    let before = diags.errors();
    if series.is_count() && found.value.is_some_and(|v| v.fract() != 0.0) {
        diags.push(
            row.wrong("value", format!("'{}' is no count of {}", row.text("value"), series.unit))
                .hint("counts are whole; shares have the unit percent, quotients ratio or 'per …', durations a unit of time")
                .hint(format!("declared at {}", series.span)),
        );
    }
    let today = PartialDate::today();
    // Which days a year of another rule has is not known here, only that it
    // does not begin before the year before.
    let calendar = meta.known(MetaField::PeriodRule) == Some(CALENDAR_YEAR);
    let begins = if calendar { found.period } else { found.period - 1 };
    let begins = PartialDate::parse(&format!("{begins:04}-01-01"));
    let projected = |diag: Diag| {
        diag.hint(format!("a series of projections says so: projected = true at {}", series.span))
    };
    if begins.is_some_and(|begins| today.surely_before(begins)) && !series.projected {
        diags.push(projected(row.wrong("period", format!("{} has not begun", found.period))));
    }
    if !found.as_of.is_empty() {
        match PartialDate::parse(&found.as_of) {
            None => diags.push(
                row.wrong("as_of", format!("'{}' is no year, month or day", found.as_of))
                    .hint("write 2024, 2024-02 or 2024-02-01; leave it empty where the source states none"),
            ),
            Some(as_of) if today.surely_before(as_of) => {
                diags.push(row.wrong("as_of", format!("{} is still to come", found.as_of)));
            }
            Some(as_of) if !series.projected && begins.is_some_and(|b| as_of.surely_before(b)) => {
                let wrong = row.wrong("as_of", format!("{} is before {} began", found.as_of, found.period));
                diags.push(projected(
                    wrong.hint("as_of is the day that the value was known, not the year it is of"),
                ));
            }
            Some(_) => {}
        }
    }
    diags.errors() == before
}

/// The categories of a row. T and nothing both mean the total.
fn categories(
    row: &Cells<'_>,
    series: &Series,
    methodology: &Methodology,
    diags: &mut Diags,
) -> Vec<(String, String)> {
    let mut at = Vec::new();
    let own = |id: &String| series.by.iter().position(|d| d == id).unwrap_or(usize::MAX);
    for dimension in &methodology.dimensions {
        let code = row.text(&dimension.id);
        if code.is_empty() || code == TOTAL {
            continue;
        }
        if !series.by.contains(&dimension.id) {
            diags.push(
                row.wrong(&dimension.id, format!("{} has no dimension '{}'", series.id, dimension.id))
                    .hint(format!("leave the cell empty, or add it to by = {{ … }} at {}", series.span)),
            );
        } else if dimension.code(&code).is_none() {
            let mut diag = row.wrong(&dimension.id, format!("'{code}' is no code of {}", dimension.id));
            for hint in choice_hints(&code, dimension.codes.iter().map(|c| c.code.as_str())) {
                diag = diag.hint(hint);
            }
            diags.push(diag.hint(format!("codes at {}", place_of(dimension))));
        } else {
            at.push((dimension.id.clone(), code));
        }
    }
    at.sort_by_key(|(d, _)| own(d));
    at
}

fn place_of(dimension: &crate::model::Dimension) -> String {
    dimension.file.as_ref().map_or_else(|| dimension.span.to_string(), |f| f.path.clone())
}

/// Reads a file of codes.
pub fn read_codes(workspace: &Path, file: &str, diags: &mut Diags) -> Vec<Code> {
    let Some(table) = Table::read(workspace, file, &["code", "label"], &["parent", "provenance"], diags)
    else {
        return Vec::new();
    };
    let mut codes: Vec<Code> = Vec::new();
    let mut spans: Vec<Span> = Vec::new();
    for row in table.rows() {
        let (code, label) = (row.text("code"), row.text("label"));
        if !is_code(&code) {
            diags.push(row.wrong("code", format!("'{code}' is no code")).hint(format!(
                "letters, digits, '-', '_', '.' and '+'; {TOTAL} is the total of every dimension"
            )));
            continue;
        }
        if label.is_empty() {
            diags.push(row.wrong("label", format!("'{code}' has no label")));
            continue;
        }
        if let Some(first) = codes.iter().position(|c| c.code == code) {
            diags.push(
                row.wrong("code", format!("'{code}' stands twice"))
                    .hint(format!("first at {}", spans[first])),
            );
            continue;
        }
        codes.push(Code { code, label, parent: row.text("parent"), provenance: row.text("provenance") });
        spans.push(row.span());
    }
    if let Some((i, complaint)) = stray_parent(&codes) {
        diags.push(Diag::error(format!("column 'parent': {complaint}")).at(spans[i].clone()));
    }
    codes
}
