//! Data requests: the workbook a provider fills in, its way back, and what is
//! held of it.

mod export;
mod history;
mod import;

pub use export::{ExportRequest, export};
pub(super) use history::{of_request, of_value};
pub use import::import;

use std::path::PathBuf;

use super::Workbench;
use super::sample::Place;
use crate::base::Diag;
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
