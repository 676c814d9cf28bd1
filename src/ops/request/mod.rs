//! Data requests: the workbook a provider fills in, its way back, and what is
//! held of it.

mod export;
mod history;
mod import;
mod turn;

pub use export::{ExportRequest, export};
pub(super) use history::{of_request, of_value};
pub use import::import;
pub(super) use turn::Turn;

use std::path::PathBuf;

use super::Workbench;
use super::sample::Place;
use crate::base::{Diag, fs};
use crate::formats::returns;
use crate::model::{Country, InstrumentKind};

/// Whether an address is a data request of a country.
pub fn is_request(workbench: &Workbench, address: &str) -> bool {
    Place::of(workbench, address)
        .is_ok_and(|place| place.planned().instrument.kind == InstrumentKind::DataRequest)
}

/// The data request that an address means.
fn place(workbench: &Workbench, address: &str) -> Result<Place, Diag> {
    let place = Place::of(workbench, address)?;
    let instrument = &place.planned().instrument;
    if instrument.kind != InstrumentKind::DataRequest {
        return Err(Diag::error(format!(
            "'{}' is a {}; workbooks are made of data requests",
            place.address(),
            instrument.kind.word()
        ))
        .hint("such as KEN/police_data; dh show lists the instruments of every activity"));
    }
    if let Some(series) = &place.item {
        return Err(Diag::error(format!("'{series}' is one series; a workbook holds the whole request"))
            .hint(format!("write {}", place.address())));
    }
    Ok(place)
}

/// Where the forms that went out are kept.
fn form_file(workbench: &Workbench, country: &Country, hash: &str) -> PathBuf {
    let name = format!("{}.json", hash.get(..16).unwrap_or(hash));
    workbench.workspace.folder.join(returns::folder(country)).join("forms").join(name)
}

/// The days on which a form went out, each with the hash of the country's plan of
/// that day: `made` and `plan` of what is kept beside the form.
pub(super) fn sent(workbench: &Workbench, country: &Country, hash: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(sent_file(workbench, country, hash)).unwrap_or_default();
    let all: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap_or_default();
    let of = |v: &serde_json::Value, name: &str| Some(v.get(name)?.as_str()?.to_string());
    all.iter().filter_map(|v| Some((of(v, "made")?, of(v, "plan")?))).collect()
}

fn sent_file(workbench: &Workbench, country: &Country, hash: &str) -> PathBuf {
    let form = form_file(workbench, country, hash);
    let name = form.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    form.with_file_name(format!("{name}_sent.json"))
}

/// Keeps that a form went out.
fn keep_sent(
    workbench: &Workbench,
    country: &Country,
    hash: &str,
    made: &str,
    plan: &str,
) -> Result<(), Diag> {
    let mut all = sent(workbench, country, hash);
    if all.iter().any(|(m, p)| m == made && p == plan) {
        return Ok(());
    }
    all.push((made.to_string(), plan.to_string()));
    let all: Vec<serde_json::Value> =
        all.iter().map(|(made, plan)| serde_json::json!({"made": made, "plan": plan})).collect();
    let mut text = serde_json::to_string_pretty(&all).unwrap_or_default();
    text.push('\n');
    fs::write_atomically(&sent_file(workbench, country, hash), text.as_bytes())
}
