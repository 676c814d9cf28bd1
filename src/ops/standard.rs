//! What a rate is standardised to: a series of no country, or a file of the
//! user's.

use std::path::Path;

use crate::analysis::{self, Holder, Standard};
use crate::base::{Diag, Diags};
use crate::formats::csv::Table;
use crate::model::{Address, AddressKind, Dimension, Series, Workspace};

/// A standard population, and how an address names it.
pub(super) struct Chosen {
    pub standard: Standard,
    /// Filters of addresses of rates that were made with it.
    pub filters: Vec<(String, String)>,
}

/// Reads the standard that `text` names, over `dimension`: `series:ID`, with
/// `[period=YEAR]` where it holds several, or the path of a CSV file with the
/// columns of the dimension and people.
pub(super) fn read(workspace: &Workspace, dimension: &Dimension, text: &str) -> Result<Chosen, Diag> {
    let chosen = match text.strip_prefix("series:") {
        Some(_) => of_series(workspace, dimension, text)?,
        None => of_file(dimension, text)?,
    };
    one_level(dimension, &chosen.standard)?;
    Ok(chosen)
}

fn of_series(workspace: &Workspace, dimension: &Dimension, text: &str) -> Result<Chosen, Diag> {
    let address = Address::parse(text).map_err(Diag::error)?;
    let series = super::show_series::other_series(workspace, &address.id)?;
    if address.kind != Some(AddressKind::Series) || !series.by.contains(&dimension.id) {
        return Err(Diag::error(format!("{} has no dimension '{}'", series.id, dimension.id))
            .hint("a standard population is broken down by what the rate is standardised over"));
    }
    let held = analysis::values(workspace, Holder::Whole(series), &series.id);
    let periods = analysis::periods(&held);
    let asked = address.filter("period").and_then(|p| p.parse::<i32>().ok());
    let period = match (asked, &periods[..]) {
        (Some(period), _) if periods.contains(&period) => period,
        (None, [one]) => *one,
        (_, []) => {
            return Err(Diag::error(format!("{} holds no values of no country", series.id))
                .hint("a standard population is a series whose file has no column country"));
        }
        _ => {
            let years: Vec<String> = periods.iter().map(i32::to_string).collect();
            return Err(Diag::error(format!("{} holds {}; say which", series.id, years.join(", ")))
                .hint(format!("--standard \"series:{}[period={}]\"", series.id, years[0])));
        }
    };
    Ok(Chosen {
        standard: of_period(workspace, dimension, series, period),
        filters: vec![
            ("over".into(), dimension.id.clone()),
            ("standard".into(), series.id.clone()),
            ("standard_period".into(), period.to_string()),
        ],
    })
}

/// The people of a series of no country by the codes of a dimension.
fn of_period(workspace: &Workspace, dimension: &Dimension, series: &Series, period: i32) -> Standard {
    let people = dimension.codes.iter().filter_map(|code| {
        let at = [(dimension.id.clone(), code.code.clone())];
        let value = analysis::cell(workspace, Holder::Whole(series), &series.id, &at, period)?.value?;
        Some((code.code.clone(), value))
    });
    Standard { title: format!("{}, {period} ({})", series.label, series.source), people: people.collect() }
}

/// The standard that the filters of an address name; none where it was a file.
pub(super) fn of_address<'a>(
    workspace: &'a Workspace,
    address: &Address,
) -> Option<(&'a Dimension, Standard)> {
    let dimension = workspace.methodology.dimension(address.filter("over")?)?;
    let series = workspace.methodology.series(address.filter("standard")?)?;
    let period = address.filter("standard_period")?.parse().ok()?;
    Some((dimension, of_period(workspace, dimension, series, period)))
}

fn of_file(dimension: &Dimension, text: &str) -> Result<Chosen, Diag> {
    let mut diags = Diags::new();
    let column = dimension.id.as_str();
    let table = Table::open(Path::new(text), &[column, "people"], &mut diags);
    let mut people: Vec<(String, f64)> = Vec::new();
    for row in table.iter().flat_map(Table::rows) {
        let code = row.text(column);
        if dimension.code(&code).is_none() {
            let mut diag = row.wrong(column, format!("'{code}' is no code of {column}"));
            for hint in
                crate::base::diag::choice_hints(&code, dimension.codes.iter().map(|c| c.code.as_str()))
            {
                diag = diag.hint(hint);
            }
            diags.push(diag);
        } else if people.iter().any(|(c, _)| *c == code) {
            diags.push(row.wrong(column, format!("'{code}' stands twice")));
        }
        match row.number("people", &mut diags) {
            Some(n) if n > 0.0 => people.push((code, n)),
            Some(_) => diags.push(row.wrong("people", "people of a standard population are more than none")),
            None => diags.push(row.wrong("people", "no number of people").hint("leave the row out")),
        }
    }
    if let Some(first) = diags.into_sorted().into_iter().next() {
        return Err(first);
    }
    Ok(Chosen {
        standard: Standard { title: text.to_string(), people },
        filters: vec![("over".into(), dimension.id.clone()), ("standard".into(), "file".into())],
    })
}

/// Categories that hold one another would count people twice.
fn one_level(dimension: &Dimension, standard: &Standard) -> Result<(), Diag> {
    if standard.people.len() < 2 {
        return Err(Diag::error(format!(
            "the standard population has people of {} of the codes of {}; two at least are needed",
            standard.people.len(),
            dimension.id
        )));
    }
    for (code, _) in &standard.people {
        let mut parent = dimension.code(code).map_or("", |c| c.parent.as_str());
        while !parent.is_empty() {
            if standard.people.iter().any(|(c, _)| c == parent) {
                return Err(Diag::error(format!(
                    "the standard population has '{parent}' and its part '{code}'"
                ))
                .hint("people are counted once: give the parts or the whole"));
            }
            parent = dimension.code(parent).map_or("", |c| c.parent.as_str());
        }
    }
    Ok(())
}
