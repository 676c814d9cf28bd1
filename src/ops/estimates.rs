//! Indicators as figures estimated from a country's records, for the verbs that
//! answer in the workroom: `finding`, `why`, `value`. A check of scripts and the
//! report have none: nothing that was not assessed for release reaches them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::analysis::{self, Estimates, Figure, Origin};
use crate::base::Diag;
use crate::base::number::grouped;
use crate::model::{Address, AddressKind, Country, Finding, IndicatorBody, RangeKind};

use super::sample::STANDS_FOR;
use super::tab::{self, Options};
use super::{Answer, Workbench};

/// What every figure from records carries.
pub const WORKROOM: &str = "workroom only: not assessed for release";

/// The addresses a finding rests on.
pub fn rests_on(finding: &Finding) -> Vec<Address> {
    finding.rests_on.iter().filter_map(|(_, text)| Address::parse(text).ok()).collect()
}

/// What is said under an answer that these figures had a part in.
pub fn notes(figures: &[Figure]) -> Vec<String> {
    let mut notes = Vec::new();
    for figure in figures.iter().filter(|f| f.has_flag("weak") && f.is_held()) {
        let base = grouped(figure.base.unwrap_or_default(), 0);
        notes.push(format!("{} rests on {base} records: few, its interval is wide", figure.address));
    }
    if figures.iter().any(|f| f.simulated) {
        notes.push("SIMULATED: made up by a program; says nothing about any child or country".into());
    }
    if figures.iter().any(|f| f.workroom) {
        notes.push(format!("estimates from records are {WORKROOM}"));
    }
    notes
}

/// The estimates that `wanted` stand for, and those that derived figures among
/// them are worked out from. None where no records are held or the store's key
/// is not at hand; a store that cannot be read is the reason of each figure.
pub fn held(workbench: &Workbench, country: &Country, wanted: &[Address]) -> Estimates {
    let mut found = Estimates::default();
    let needed = needed(workbench, wanted);
    if needed.is_empty() || !workbench.records.is_at_hand(&workbench.workspace.folder) {
        return found;
    }
    // What has the same filters is one table.
    let mut tables: Vec<Asked> = Vec::new();
    for address in needed {
        let Some(from) = workbench.workspace.methodology.indicator(&address.id).and_then(|i| i.from()) else {
            continue;
        };
        match tables.iter_mut().find(|t| t.path == from && t.filters == address.filters) {
            Some(table) => table.list.push(address),
            None => tables.push(Asked {
                path: from.to_string(),
                filters: address.filters.clone(),
                list: vec![address],
            }),
        }
    }
    for Asked { path, filters, list } in tables {
        let batches = workbench.store().and_then(|s| s.batches(Some((&country.code, &path))));
        if batches.as_ref().is_ok_and(Vec::is_empty) {
            continue;
        }
        let of = format!("{}/{path}", country.code);
        let table = batches.and_then(|_| table(workbench, &of, &filters, &list));
        for address in &list {
            if let Some(figure) = figure(workbench, country, address, &of, &table) {
                found.add(figure);
            }
        }
    }
    found
}

/// What one table is asked for.
struct Asked {
    /// `household_survey/children`.
    path: String,
    filters: Vec<(String, String)>,
    list: Vec<Address>,
}

/// The indicators of records that addresses need, each once.
fn needed(workbench: &Workbench, wanted: &[Address]) -> Vec<Address> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<Address> = wanted.to_vec();
    let mut needed = Vec::new();
    while let Some(address) = open.pop() {
        if address.kind != Some(AddressKind::Indicator) || !seen.insert(address.to_string()) {
            continue;
        }
        match workbench.workspace.methodology.indicator(&address.id).map(|i| &i.body) {
            Some(IndicatorBody::Derived(derived)) => {
                open.extend(derived.inputs.iter().filter_map(|(_, text)| Address::parse(text).ok()));
            }
            Some(_) => needed.push(address),
            None => {}
        }
    }
    needed.reverse();
    needed
}

/// One table of several indicators, among the records that all filters hold for.
fn table(
    workbench: &Workbench,
    of: &str,
    filters: &[(String, String)],
    list: &[Address],
) -> Result<Answer, Diag> {
    let ids: Vec<String> = list.iter().map(|a| format!("indicator:{}", a.id)).collect();
    let conditions: Vec<String> = filters.iter().map(|(key, value)| format!("{key} == {value}")).collect();
    let keep = (!conditions.is_empty()).then(|| conditions.join(" and "));
    tab::tab(workbench, of, &ids, &Options { keep, ..Options::default() })
}

fn figure(
    workbench: &Workbench,
    country: &Country,
    address: &Address,
    of: &str,
    table: &Result<Answer, Diag>,
) -> Option<Figure> {
    // Label, definition, population and what the country changed.
    let mut figure = analysis::indicator(&workbench.workspace, country, &address.id)?;
    figure.address = Address { country: Some(country.code.clone()), ..address.clone() };
    figure.workroom = true;
    let answer = match table {
        Ok(answer) => answer,
        Err(diag) => {
            let because = format!("records of {of} give no estimate: {}", diag.message);
            return Some(figure.absent("not available", because));
        }
    };
    let row = |rule: &str| {
        let is = |row: &&Map<String, Value>, key: &str, wanted: &str| {
            row.get(key).and_then(Value::as_str) == Some(wanted)
        };
        answer.rows.iter().find(|r| is(r, "item", &address.id) && is(r, "by", "") && is(r, "rule", rule))
    };
    let first = row("count_as")?;
    let number = |row: &Map<String, Value>, key: &str| row.get(key).and_then(Value::as_f64);
    let text = |row: &Map<String, Value>, key: &str| {
        row.get(key).and_then(Value::as_str).unwrap_or_default().to_string()
    };
    figure.simulated = first.get("simulated").and_then(Value::as_bool).unwrap_or_default();
    figure.origins = vec![Origin {
        title: format!("records of {of}"),
        url: String::new(),
        tier: None,
        as_of: String::new(),
        at: "the store".into(),
    }];
    figure.base = number(first, "n");
    match number(first, "value") {
        None => figure = figure.absent(&text(first, "state"), text(first, "because")),
        Some(value) => {
            figure.value = Some(value);
            (figure.state, figure.because) = (String::new(), String::new());
            if let (Some(low), Some(high)) = (number(first, "low"), number(first, "high")) {
                (figure.low, figure.high) = (Some(low), Some(high));
                figure.range_kind = Some(RangeKind::UncertaintyBounds);
            } else {
                figure.caveats.push(format!("no interval: {}", text(first, "ci_state").replace('_', " ")));
            }
            // A share is shown in per cent, and so is its standard error.
            let scale = if figure.unit == "percent" { 100.0 } else { 1.0 };
            let parts =
                [("se", "SE", scale), ("deff", "design effect", 1.0), ("df", "degrees of freedom", 1.0)];
            let precision: Vec<String> = parts
                .into_iter()
                .filter_map(|(key, name, scale)| {
                    Some(format!("{name} {}", grouped(scale * number(first, key)?, 2)))
                })
                .collect();
            figure.caveats.push(format!("by the design of the records: {}", precision.join(", ")));
        }
    }
    let mark = text(first, "flag");
    if !mark.is_empty() && mark != "absent" {
        figure.flag(&mark);
        figure.flag("weak");
    }
    if let Some(second) = row("bounds").and_then(|row| number(row, "value")) {
        let percent = if figure.unit == "percent" { " %" } else { "" };
        figure.caveats.push(format!(
            "refusals and the like counted the other way: {}{percent}",
            analysis::number(second, &figure.unit)
        ));
    }
    // A figure has its population in a place of its own.
    let notes = answer.notes.iter().filter(|note| !note.starts_with(STANDS_FOR));
    figure.caveats.extend(notes.cloned());
    Some(figure)
}
