//! Values of series: as sources give them, and added up where that is sound.

use crate::base::PartialDate;
use crate::model::{
    Address, AddressKind, CALENDAR_YEAR, Country, Dimension, MetaField, Observation, Series, SeriesMeta,
    Tier, Workspace,
};

use super::figure::{Figure, Origin};

/// Who holds the values of a series: a country, or the series itself where
/// they belong to none.
#[derive(Clone, Copy)]
pub enum Holder<'a> {
    Country(&'a Country),
    Whole(&'a Series),
}

impl<'a> Holder<'a> {
    fn rows(self, id: &str) -> Vec<&'a Observation> {
        let all = match self {
            Holder::Country(country) => &country.observations,
            Holder::Whole(series) => &series.whole,
        };
        let current = |o: &&Observation| o.series == id;
        all.iter().filter(current).collect()
    }

    /// The address of a series here; what a source lists without a country is
    /// `series:…[country=none]`.
    pub fn address(self, kind: AddressKind, id: &str) -> Address {
        match self {
            Holder::Country(country) if country.code.is_empty() => {
                Address::new(None, kind, id).with("country", "none")
            }
            Holder::Country(country) => Address::new(Some(&country.code), kind, id),
            Holder::Whole(_) => Address::new(None, kind, id),
        }
    }

    /// The breaks of a series here: a year and what changed in it.
    pub fn breaks(self, series: &Series) -> Vec<(String, String)> {
        match self {
            Holder::Country(country) => country.breaks_of(series),
            Holder::Whole(_) => series.breaks.clone(),
        }
    }

    /// What a count is here in a year.
    pub fn meta_at(self, series: &Series, period: i32) -> SeriesMeta {
        match self {
            Holder::Country(country) => country.meta_at(series, period),
            Holder::Whole(_) => series.meta.clone(),
        }
    }

    /// What one value counts.
    fn meta_of_value(self, series: &Series, value: &Observation) -> SeriesMeta {
        match self {
            Holder::Country(country) => country.meta_of_value(series, value),
            Holder::Whole(_) => series.meta.clone(),
        }
    }
}

/// Filters of an address that name no category of a dimension.
const PLAIN: [&str; 7] = ["period", "source", "revision", "country", "over", "standard", "standard_period"];

/// The categories an address asks for: dimension → code.
pub fn categories(address: &Address) -> Vec<(String, String)> {
    address.filters.iter().filter(|(k, _)| !PLAIN.contains(&k.as_str())).cloned().collect()
}

/// Whether a figure of a series is of everybody and everything.
pub fn is_total(figure: &Figure) -> bool {
    categories(&figure.address).is_empty()
}

/// All values of a series in a country, by period, then category, then source.
pub fn observations(workspace: &Workspace, country: &Country, id: &str) -> Vec<Figure> {
    values(workspace, Holder::Country(country), id)
}

/// All values of a series that `holder` holds, by period, then category, then
/// source. A value that was published again is flagged `superseded`.
pub fn values(workspace: &Workspace, holder: Holder<'_>, id: &str) -> Vec<Figure> {
    values_of(workspace, holder, id, None)
}

/// The same, of one period where it is named.
fn values_of(workspace: &Workspace, holder: Holder<'_>, id: &str, period: Option<i32>) -> Vec<Figure> {
    let Some(series) = workspace.methodology.series(id) else {
        return Vec::new();
    };
    let breaks = holder.breaks(series);
    let mut metas: Metas<'_> = Vec::new();
    let mut rows = holder.rows(id);
    rows.retain(|o| period.is_none_or(|only| only == o.period));
    rows.sort_by(|a, b| (a.period, &a.at).cmp(&(b.period, &b.at)));
    // Rows of one period and category stand together now.
    rows.chunk_by(|a, b| a.period == b.period && a.at == b.at)
        .flat_map(|alike| {
            // A revision takes the place of what the same hand gave before, and
            // of nobody else's value.
            let superseded = |o: &Observation| {
                let newer = |other: &&Observation| other.from() == o.from() && other.revision > o.revision;
                o.revision.is_some() && alike.iter().any(newer)
            };
            let current: Vec<&Observation> = alike.iter().copied().filter(|o| !superseded(o)).collect();
            alike
                .iter()
                .map(|row| {
                    let place = current.iter().position(|o| o.span == row.span);
                    let others = place.filter(|_| current.len() > 1).map(|n| n + 1);
                    let meta = meta_of(&mut metas, holder, series, row).clone();
                    let mut figure = value(workspace, holder, series, (&meta, &breaks), row, others);
                    // Equal numbers of two kinds of things are no agreement.
                    let mut conflicts = false;
                    for o in &current {
                        let counts = meta_of(&mut metas, holder, series, o);
                        conflicts |= o.value != row.value
                            || (o.request != row.request && !differing(counts, &meta).is_empty());
                    }
                    match place {
                        None => figure.flag("superseded"),
                        Some(_) if conflicts => figure.flag("conflict"),
                        Some(_) => {}
                    }
                    figure
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What values count, by the return they came with.
type Metas<'a> = Vec<(&'a str, Option<u32>, SeriesMeta)>;

/// What a value counts, worked out once for all of one return.
fn meta_of<'m, 'a>(
    metas: &'m mut Metas<'a>,
    holder: Holder<'a>,
    series: &Series,
    row: &'a Observation,
) -> &'m SeriesMeta {
    // What scripts say of a series is the same for all values by hand.
    let revision = row.revision.filter(|_| !row.request.is_empty());
    let known = metas.iter().position(|(request, r, _)| *request == row.request && *r == revision);
    let at = known.unwrap_or_else(|| {
        metas.push((&row.request, revision, holder.meta_of_value(series, row)));
        metas.len() - 1
    });
    &metas[at].2
}

/// What makes two counts different ones, of what both state.
fn differing(one: &SeriesMeta, other: &SeriesMeta) -> Vec<MetaField> {
    let differs =
        |field: &MetaField| matches!((one.known(*field), other.known(*field)), (Some(a), Some(b)) if a != b);
    MetaField::DEFINING.into_iter().filter(differs).collect()
}

/// One row as a figure; `nth` of several current ones alike.
fn value(
    workspace: &Workspace,
    holder: Holder<'_>,
    series: &Series,
    (meta, breaks): (&SeriesMeta, &[(String, String)]),
    row: &Observation,
    nth: Option<usize>,
) -> Figure {
    let mut address = holder.address(AddressKind::Series, &series.id).with("period", row.period.to_string());
    for (dimension, code) in &row.at {
        address = address.with(dimension, code);
    }
    if let Some(n) = nth {
        address = address.with("source", n.to_string());
    }
    if let Some(revision) = row.revision {
        address = address.with("revision", revision.to_string());
    }
    let of = labels(workspace, &row.at);
    let mut figure = Figure::new(address, format!("{}{of}, {}", series.label, row.period), &series.unit);
    figure.value = row.value;
    if row.value.is_none() {
        figure = figure.absent(&row.state.replace('_', " "), "the source gives no value for this period");
    }
    figure.population = meta.text(MetaField::UnitOfCount).to_string();
    figure.definition =
        format!("{}; counted {}", meta.text(MetaField::Provider), meta.text(MetaField::CountingPoint));
    figure.defined_at = series.span.to_string();
    figure.published = row.period.to_string();
    let url = if row.source.starts_with("http") { row.source.clone() } else { String::new() };
    figure.origins.push(Origin {
        title: if url.is_empty() { row.source.clone() } else { meta.text(MetaField::Provider).to_string() },
        url,
        tier: row.tier,
        as_of: row.as_of.clone(),
        at: row.span.to_string(),
    });
    if !row.note.is_empty() {
        figure.caveats.push(row.note.clone());
    }
    if !series.projected && as_of_within(&row.as_of, row.period, meta) {
        figure.flag("part of the year");
        figure.caveats.push(format!("known as of {}, before {} was over", row.as_of, row.period));
    }
    match row.tier {
        Some(tier) if !tier.is_evidence() => {
            figure.flag("lead");
            figure.caveats.push("known only from the press: a lead, not evidence".into());
        }
        Some(Tier::Repost) => {
            figure.flag("repost");
            figure.caveats.push("taken from a repost of the provider's text".into());
        }
        _ => {}
    }
    for (year, what) in breaks {
        if *year == row.period.to_string() {
            figure.flag("break");
            figure.caveats.push(format!("break in {year}: {what}"));
        }
    }
    figure.caveats.extend(series.caveats.iter().cloned());
    figure
}

/// Whether a value of a calendar year was certainly known before the year was
/// over.
fn as_of_within(as_of: &str, period: i32, meta: &SeriesMeta) -> bool {
    let calendar =
        meta.known(MetaField::PeriodRule).is_none_or(|rule| rule.replace('_', " ") == CALENDAR_YEAR);
    let last = PartialDate::parse(&format!("{period}-12-31"));
    let dates = PartialDate::parse(as_of).zip(last);
    calendar && dates.is_some_and(|(as_of, last)| as_of.surely_before(last))
}

/// ", aged 0 to 4, girls" for categories; nothing for the total.
fn labels(workspace: &Workspace, at: &[(String, String)]) -> String {
    let label = |(dimension, code): &(String, String)| {
        let label = workspace.methodology.dimension(dimension).map_or(code.as_str(), |d| d.label_of(code));
        format!(", {label}")
    };
    at.iter().map(label).collect()
}

/// The one value of a series in a period for everybody and everything.
pub fn series_at(workspace: &Workspace, country: &Country, id: &str, period: i32) -> Option<Figure> {
    cell(workspace, Holder::Country(country), id, &[], period)
}

/// The one value of a series in a period for the categories `at`: as the
/// source gives it, or added up over a dimension whose codes make the total.
pub fn cell(
    workspace: &Workspace,
    holder: Holder<'_>,
    id: &str,
    at: &[(String, String)],
    period: i32,
) -> Option<Figure> {
    let series = workspace.methodology.series(id)?;
    let text = period.to_string();
    let mut all = values_of(workspace, holder, id, Some(period));
    all.retain(|f| !f.has_flag("superseded"));
    let mut address = holder.address(AddressKind::Series, id).with("period", text);
    let mut at = at.to_vec();
    at.sort_by_key(|(d, _)| series.by.iter().position(|b| b == d));
    for (dimension, code) in &at {
        address = address.with(dimension, code);
    }
    one(&all, &address, &at).or_else(|| sum(workspace, series, &all, &address, &at))
}

/// The value of a series in a period for the categories `at`.
///
/// # Errors
/// Why there is none, in words that follow "'name': ".
pub fn held_at(
    workspace: &Workspace,
    holder: Holder<'_>,
    id: &str,
    at: &[(String, String)],
    period: i32,
) -> Result<Figure, String> {
    match cell(workspace, holder, id, at, period) {
        None => Err(format!("no value for {period}")),
        Some(found) if found.value.is_none() => {
            Err(format!("no value for {period}, {}: {}", found.state, found.because))
        }
        Some(found) => Ok(found),
    }
}

/// What is held of exactly these categories; absent where sources disagree.
fn one(all: &[Figure], address: &Address, at: &[(String, String)]) -> Option<Figure> {
    let same: Vec<&Figure> = all.iter().filter(|f| alike(&f.address, at)).collect();
    let first = *same.first()?;
    if same.len() == 1 || same.iter().all(|t| t.value == first.value && !t.has_flag("conflict")) {
        return Some(first.clone());
    }
    // Equal numbers are told apart by what they count.
    let equal = same.iter().all(|t| t.value == first.value);
    let shown =
        same.iter().map(|t| if equal { format!("{} ({})", t.shown(), t.population) } else { t.shown() });
    let shown: Vec<String> = shown.collect();
    let mut figure = Figure::new(address.clone(), first.label.clone(), &first.unit).absent(
        "sources disagree",
        format!("{} sources give {}; neither is chosen", same.len(), shown.join(" and ")),
    );
    figure.defined_at.clone_from(&first.defined_at);
    figure.published.clone_from(&first.published);
    figure.inputs = same.iter().map(|t| t.address.clone()).collect();
    figure.origins = same.iter().flat_map(|t| t.origins.clone()).collect();
    figure.flag("conflict");
    Some(figure)
}

fn alike(address: &Address, at: &[(String, String)]) -> bool {
    let own = categories(address);
    own.len() == at.len() && at.iter().all(|part| own.contains(part))
}

/// The flag of a total that no source gives.
pub const SUM: &str = "sum of categories";

/// What is said of one, after what it is of.
const ADDED: &str = ": added up from ";

/// What is said of a figure that is a sum of categories: of which.
pub fn added_up(figure: &Figure) -> Option<&str> {
    let said = figure.caveats.iter().filter(|_| figure.has_flag(SUM));
    said.map(String::as_str).find(|c| c.contains(ADDED))
}

/// The parts of one source added up over a dimension; of two sources they make
/// no total, nor do parts of which one is missing.
fn sum(
    workspace: &Workspace,
    series: &Series,
    all: &[Figure],
    address: &Address,
    at: &[(String, String)],
) -> Option<Figure> {
    let free = series.by.iter().filter(|d| at.iter().all(|(own, _)| own != *d));
    let whole = free.filter_map(|d| workspace.methodology.dimension(d)).filter(|d| d.complete);
    let mut of_several: Option<(&Dimension, Vec<&Figure>)> = None;
    for dimension in whole {
        let parts: Option<Vec<&Figure>> = dimension
            .top()
            .map(|code| {
                let mut of = at.to_vec();
                of.push((dimension.id.clone(), code.code.clone()));
                let mut found = all.iter().filter(|f| alike(&f.address, &of));
                found.next().filter(|_| found.next().is_none())
            })
            .collect();
        let Some(parts) = parts.filter(|p| !p.is_empty()) else { continue };
        // The provider is one and its two pages are two: a source is what is
        // written for the value, and the day it is of.
        let source =
            |f: &Figure| f.origins.first().map(|o| (o.title.clone(), o.url.clone(), o.as_of.clone()));
        if parts.iter().any(|p| source(p) != source(parts[0])) {
            of_several.get_or_insert((dimension, parts));
            continue;
        }
        let Some(value) = parts.iter().map(|p| p.value).sum::<Option<f64>>() else { continue };
        let first = parts[0];
        let period = address.filter("period").unwrap_or_default();
        let label = format!("{}{}, {period}", series.label, labels(workspace, at));
        let mut figure = Figure::new(address.clone(), label, &series.unit);
        figure.value = Some(value);
        figure.population.clone_from(&first.population);
        figure.defined_at.clone_from(&first.defined_at);
        figure.definition = format!("{}; {} added", first.definition, dimension.label);
        let codes: Vec<&str> = dimension.top().map(|c| c.code.as_str()).collect();
        figure.expression = codes.join(" + ");
        figure.published.clone_from(&first.published);
        figure.flag(SUM);
        let added: Vec<String> =
            dimension.top().zip(&parts).map(|(c, p)| format!("{} {}", c.label, p.shown())).collect();
        figure.caveats.push(format!("{}{ADDED}{}, no total is held", figure.label, added.join(" + ")));
        for part in parts {
            for flag in ["lead", "repost", "part of the year"] {
                if part.has_flag(flag) {
                    figure.flag(flag);
                }
            }
            figure.inputs.push(part.address.clone());
            let new = |c: &&String| !figure.caveats.contains(c);
            let caveats: Vec<String> = part.caveats.iter().filter(new).cloned().collect();
            figure.caveats.extend(caveats);
            figure.origins.extend(part.origins.clone());
        }
        figure.origins.dedup_by(|a, b| a.title == b.title && a.url == b.url);
        return Some(figure);
    }
    let (dimension, parts) = of_several?;
    let period = address.filter("period").unwrap_or_default();
    let label = format!("{}{}, {period}", series.label, labels(workspace, at));
    let mut figure = Figure::new(address.clone(), label, &series.unit).absent(
        "not added up",
        format!("no total is held, and the categories of {} are not of one source and day", dimension.label),
    );
    figure.defined_at = series.span.to_string();
    figure.published = period.to_string();
    figure.inputs = parts.iter().map(|p| p.address.clone()).collect();
    figure.origins = parts.iter().flat_map(|p| p.origins.clone()).collect();
    if parts.iter().any(|p| !p.is_evidence()) {
        figure.flag("lead");
    }
    Some(figure)
}
