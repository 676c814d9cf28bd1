//! `dh compare ADDRESS`: countries side by side, alphabetically.

use serde_json::json;

use crate::analysis::{self, Figure};
use crate::base::Diag;
use crate::base::number::grouped;
use crate::model::{Address, AddressKind, Country, RangeKind, Tier};
use crate::report::text::TextTable;

use super::find_address::{Target, resolve};
use super::{Answer, Block, Workbench};

/// How a comparison is asked for.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// Figures of the same concept under other definitions too, labelled.
    pub all_definitions: bool,
    /// Divide a series by this denominator.
    pub rate: Option<String>,
    /// One period of a series.
    pub period: Option<i32>,
    /// Why counts that do not count the same are compared all the same.
    pub allow: Option<String>,
    /// Codes of countries without scripts of their own; `all` for all of them.
    pub also: Vec<String>,
    /// By value, the highest first; only where the method lets a series rank.
    pub rank: bool,
    /// The dimension a rate is standardised over, and the standard population.
    pub standardise: Option<(String, String)>,
    /// Exact intervals of small counts that are separate events.
    pub poisson: bool,
}

/// Compares a published figure, an indicator, a series or a criterion.
pub fn compare(workbench: &Workbench, text: &str, options: &Options) -> Result<Answer, Diag> {
    let Target::Kind { country, address } = resolve(workbench, text)? else {
        return Err(Diag::error(format!("'{text}' cannot be compared")).hint(
            "compare a figure, a series or a criterion: published:…, indicator:…, series:…, criterion:…",
        ));
    };
    if let Some(country) = country {
        return Err(Diag::error(format!(
            "compare puts all countries side by side; leave out {}/",
            country.code
        ))
        .hint(format!("dh compare {}", Address { country: None, ..address })));
    }
    if address.kind != Some(AddressKind::Series) {
        for (given, said) in [
            (options.rate.is_some(), "rate divides a series"),
            (options.allow.is_some(), "allow is about what the counts of a series are"),
            (!options.also.is_empty(), "also names countries that a series holds values of"),
            (options.standardise.is_some(), "standardise is for rates of a series"),
            (options.poisson, "poisson is for counts of a series"),
            (options.rank, "rank is for a series that the method lets rank"),
        ] {
            if given {
                return Err(Diag::error(format!("--{said}; this is none")));
            }
        }
    }
    let mut answer = match address.kind {
        Some(AddressKind::Published) => published(workbench, &address, options),
        Some(AddressKind::Indicator) => indicator(workbench, &address),
        Some(AddressKind::Series) => super::compare_series::series(workbench, &address, options)?,
        Some(AddressKind::Criterion) => criterion(workbench, &address),
        _ => return Err(Diag::error(format!("{address} cannot be compared"))),
    };
    for folder in workbench.left_out() {
        answer.note(format!("countries/{folder} has errors and is left out of this comparison"));
    }
    Ok(answer)
}

/// All countries with scripts, alphabetically.
pub(super) fn countries(workbench: &Workbench) -> Vec<&Country> {
    let mut all: Vec<&Country> = workbench.workspace.countries.values().collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn published(workbench: &Workbench, address: &Address, options: &Options) -> Answer {
    let workspace = &workbench.workspace;
    let mut answer = Answer::new("compare");
    let Some(declared) = workspace.methodology.published(&address.id) else {
        return answer;
    };
    answer.heading(declared.label.clone());
    let rows = analysis::compare_published(workspace, declared, options.all_definitions);
    let mut headers = vec!["country", ">value", "bounds", ">base", "population", "source", "look out for"];
    if options.all_definitions {
        headers.insert(1, "definition");
    }
    let mut table = TextTable::new(&headers);
    for row in &rows {
        let f = &row.figure;
        let origin = f.origins.first();
        let tier = origin.and_then(|o| o.tier).map(Tier::id).unwrap_or_default();
        let mut cells = vec![
            row.country.name.clone(),
            f.shown(),
            bounds(f),
            f.base.map_or("not stated".into(), |b| grouped(b, 0)),
            f.population.clone(),
            format!(
                "{tier}{}",
                if f.published.is_empty() { String::new() } else { format!(", {}", f.published) }
            ),
            row.differs.join("; "),
        ];
        if options.all_definitions {
            cells.insert(1, f.definition.clone());
        }
        table.row(cells);
        answer.row(json!({
            "country": row.country.code,
            "name": row.country.name,
            "value": f.value,
            "state": if f.value.is_some() { "value" } else { f.state.as_str() },
            "low": f.low,
            "high": f.high,
            "range_kind": f.range_kind.map(RangeKind::id), "range_state": f.range_state(),
            "qualifier": f.qualifier,
            "unit": f.unit,
            "base": f.base,
            "base_state": if f.base.is_some() { "stated" } else { "not stated by the source" },
            "population": f.population,
            "definition": f.definition,
            "fieldwork": f.fieldwork,
            "published": f.published,
            "source": origin.map(|o| o.title.clone()),
            "source_url": origin.map(|o| o.url.clone()),
            "source_tier": tier,
            "lead": f.has_flag("lead"),
            "differs": row.differs,
            "address": f.address.to_string(),
        }));
    }
    if rows.is_empty() {
        answer.text("No country holds this figure.");
    } else {
        answer.blocks.push(Block::Table(table));
    }
    let without: Vec<&str> = countries(workbench)
        .into_iter()
        .filter(|c| !rows.iter().any(|r| r.country.code == c.code))
        .map(|c| c.name.as_str())
        .collect();
    if !without.is_empty() && !rows.is_empty() {
        answer.note(format!("no figure held, which is not a zero: {}", without.join(", ")));
    }
    for (programme, figure) in analysis::pooled(workspace, &address.id) {
        let kind = figure.range_kind.map_or("", RangeKind::words);
        answer.note(format!(
            "{programme}, as a whole: {} ({kind}); a pooled statement, no country",
            figure.shown()
        ));
    }
    if rows.iter().any(|r| r.figure.range_kind == Some(RangeKind::Unexplained)) {
        answer.note("a range the source does not explain is shown as published and is no interval");
    }
    if rows.iter().any(|r| r.figure.has_flag("lead")) {
        answer.note("leads are known only from the press; they never enter a headline or a finding");
    }
    let definitions: Vec<String> = workspace
        .methodology
        .published
        .iter()
        .filter(|p| !declared.concept.is_empty() && p.concept == declared.concept && p.id != declared.id)
        .map(|p| format!("published:{} ({})", p.id, p.definition))
        .collect();
    if !options.all_definitions && !definitions.is_empty() {
        answer.note(format!(
            "definition {}; the same is measured under other definitions by {}: add --definitions to see them labelled",
            declared.definition,
            definitions.join(", ")
        ));
    } else if options.all_definitions {
        answer.note("definitions differ: a row compares only with rows of its own definition");
    }
    declared.caveats.iter().for_each(|c| answer.note(c.clone()));
    answer.note("countries stand in alphabetical order; no ranking is implied");
    answer
}

fn bounds(f: &Figure) -> String {
    match f.range_kind {
        Some(kind) if f.value.is_some() => format!("{} ({})", f.shown_range(), kind.id().replace('_', " ")),
        _ => String::new(),
    }
}

fn indicator(workbench: &Workbench, address: &Address) -> Answer {
    let workspace = &workbench.workspace;
    let mut answer = Answer::new("compare");
    let mut table = TextTable::new(&["country", ">value", "bounds", "look out for"]);
    let label = workspace.methodology.indicator(&address.id).map_or(String::new(), |i| i.label.clone());
    answer.heading(label);
    let mut absent: Vec<(&str, String)> = Vec::new();
    for country in countries(workbench) {
        let Some(f) = analysis::indicator(workspace, country, &address.id) else {
            continue;
        };
        answer.row(json!({
            "country": country.code, "name": country.name, "value": f.value,
            "state": if f.value.is_some() { "value" } else { f.state.as_str() }, "because": f.because,
            "low": f.low, "high": f.high, "range_kind": f.range_kind.map(RangeKind::id), "range_state": f.range_state(), "qualifier": f.qualifier,
            "unit": f.unit, "base": f.base,
            "base_state": if f.base.is_some() { "stated" } else { "not stated by its inputs" },
            "definition": f.definition, "lead": f.has_flag("lead"),
            "source": f.origins.first().map_or("", |o| o.title.as_str()),
            "source_tier": f.origins.first().and_then(|o| o.tier).map_or("", Tier::id),
            "caveats": f.caveats, "flags": f.flags, "address": f.address.to_string(),
        }));
        if f.value.is_none() {
            absent.push((&country.name, f.because.clone()));
        } else {
            let mut own: Vec<String> =
                f.caveats.iter().filter(|c| c.contains("as published")).cloned().collect();
            if !f.is_evidence() {
                own.insert(0, "rests on a lead, known only from the press".into());
            }
            own.extend(
                ["conflict", "repost"]
                    .iter()
                    .filter(|flag| f.has_flag(flag))
                    .map(|flag| format!("an input is a {flag}")),
            );
            table.row(vec![
                country.name.clone(),
                f.shown(),
                bounds(&f),
                [f.changes.clone(), own].concat().join("; "),
            ]);
        }
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    for (name, because) in absent {
        answer.note(format!("{name}: {because}"));
    }
    answer.note("countries stand in alphabetical order; no ranking is implied");
    answer
}

fn criterion(workbench: &Workbench, address: &Address) -> Answer {
    let mut answer = Answer::new("compare");
    let mut table = TextTable::new(&["country", "answer", "as of", "state", "source"]);
    let mut without = Vec::new();
    for country in countries(workbench) {
        let found = super::why::answers_of(country, &address.id);
        if found.is_empty() {
            without.push(country.name.clone());
        }
        for a in found {
            let state = if a.lead.is_empty() { "answered" } else { "lead" };
            table.row(vec![
                country.name.clone(),
                a.value.clone(),
                a.as_of.clone(),
                state.into(),
                a.source.clone(),
            ]);
            answer.row(json!({
                "country": country.code, "name": country.name, "value": a.value, "as_of": a.as_of, "state": state,
                "source": a.source, "lead": a.lead, "address": format!("{}/{address}", country.code),
            }));
        }
    }
    let question = workbench
        .workspace
        .methodology
        .instruments()
        .find_map(|i| i.items.iter().find(|item| address.id == format!("{}/{}", i.path, item.id)))
        .map_or(address.to_string(), |item| item.text.clone());
    answer.heading(question);
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    if !without.is_empty() {
        answer.note(format!("unanswered: {}", without.join(", ")));
    }
    answer
}
