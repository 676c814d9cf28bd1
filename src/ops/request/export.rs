//! `dh export KEN/police_data`: the form that goes to a provider.

use std::path::PathBuf;

use serde_json::json;

use super::super::{Answer, Block, Workbench};
use super::turn::Turn;
use crate::base::number::counted;
use crate::base::{Diag, clock, fs};
use crate::formats::request::{self, Identity};
use crate::model::{PlannedInstrument, RequestForm, Workspace};

/// What is to be exported, and where to.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    pub address: String,
    /// First and last year; without, the five before the current one.
    pub years: Option<String>,
    pub out: PathBuf,
    pub force: bool,
}

/// Without being told: so many years, the last being the one before this.
const USUAL: i32 = 5;
const MOST_YEARS: i32 = 60;

/// Writes the workbook, and keeps the form beside the country's scripts.
///
/// # Errors
/// No data request; years that cannot be asked for; the file is there already.
pub fn export(workbench: &Workbench, request: &ExportRequest) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let place = super::place(workbench, &request.address).map_err(one)?;
    let ending = request.out.extension().map(|e| e.to_string_lossy().to_lowercase());
    if ending.as_deref() != Some("xlsx") {
        return Err(one(Diag::error(format!(
            "{}: a form is a workbook, and its name ends in .xlsx",
            request.out.display()
        ))
        .hint("nothing was written")));
    }
    fs::refuse_to_replace(&request.out, request.force).map_err(one)?;
    let country = place.country(workbench).map_err(one)?;
    let methodology = &workbench.workspace.methodology;
    let years = years(&workbench.workspace, place.planned(), request.years.as_deref()).map_err(one)?;
    let form = RequestForm::of(methodology, country, place.planned(), &years)?;
    let snapshot = form.snapshot();
    let identity = Identity {
        request: form.path.clone(),
        country: form.country.clone(),
        years: request::years(&form),
        made: clock::now()[..10].to_string(),
        form: snapshot.hash.clone(),
        plan: place.plan().snapshot().hash,
    };
    let bytes = request::write(&form, &identity).map_err(one)?;
    // What comes back is read against this, however the scripts change.
    let _turn = Turn::take(&workbench.workspace.folder, country, &workbench.interrupt).map_err(one)?;
    let kept = super::form_file(workbench, country, &snapshot.hash);
    fs::write_atomically(&kept, format!("{}\n", snapshot.json).as_bytes()).map_err(one)?;
    super::keep_sent(workbench, country, &snapshot.hash, &identity.made, &identity.plan).map_err(one)?;
    fs::write_result(&request.out, &bytes, request.force).map_err(one)?;
    let mut answer = Answer::new("export");
    let counts = |s: &crate::model::AskedSeries| s.rows().len() * years.len();
    let total: usize = form.series.iter().map(counts).sum();
    answer.heading(format!("{} in {}", form.label, form.country_name));
    answer.blocks.push(Block::Fields(vec![
        ("address".into(), place.address()),
        ("file".into(), request.out.display().to_string()),
        ("asked of".into(), form.asked_of.clone()),
        ("years".into(), identity.years.clone()),
        (
            "series".into(),
            form.series
                .iter()
                .map(|s| format!("{} ({})", s.id, counted(counts(s), "count", "counts")))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        ("form".into(), format!("{}, {}", form.version, &snapshot.hash[..16])),
        ("plan".into(), identity.plan[..16].to_string()),
    ]));
    answer.row(json!({
        "address": place.address(), "file": request.out.display().to_string(), "format": "xlsx",
        "years": years, "series": form.series.iter().map(|s| s.id.clone()).collect::<Vec<_>>(),
        "counts": total, "fields": form.fields.len(), "version": form.version, "form": snapshot.hash,
        "plan": identity.plan, "made": identity.made,
    }));
    let rules = methodology.request_rules.as_ref();
    let open = [place.planned().instrument.confirm.as_str(), rules.map_or("", |r| &r.confirm)];
    open.iter().filter(|text| !text.is_empty()).for_each(|text| answer.note(format!("to confirm: {text}")));
    answer.note(format!("what comes back: dh import {} FILE.xlsx", place.address()));
    answer.note(format!(
        "the form is kept as {}",
        kept.strip_prefix(&workbench.workspace.folder).unwrap_or(&kept).display()
    ));
    Ok(answer)
}

/// The years that are asked for.
fn years(workspace: &Workspace, planned: &PlannedInstrument, given: Option<&str>) -> Result<Vec<i32>, Diag> {
    let now = clock::now();
    let this: i32 = now.get(..4).and_then(|y| y.parse().ok()).unwrap_or(1970);
    let Some(given) = given else {
        // No year in which a series was not counted yet.
        let series = planned.asked().filter_map(|i| workspace.methodology.series(&i.item.id));
        let since = series.filter_map(|s| s.since).max().unwrap_or(i32::MIN);
        return Ok(((this - USUAL).max(since)..this).collect());
    };
    let (first, last) = given.split_once(['-', '–']).unwrap_or((given, given));
    let year = |text: &str| {
        text.trim().parse::<i32>().ok().filter(|y| (1900..2200).contains(y)).ok_or_else(|| {
            Diag::error(format!("'{given}' are no years")).hint("write --years 2020-2024, or one year")
        })
    };
    let (first, last) = (year(first)?, year(last)?);
    if first > last {
        return Err(Diag::error(format!("{first} is after {last}")).hint("write --years 2020-2024"));
    }
    if last > this {
        return Err(Diag::error(format!("{last} has not begun: nothing can be counted in it"))
            .hint(format!("today is {} by the clock of this computer", &now[..10])));
    }
    if last - first >= MOST_YEARS {
        return Err(Diag::error(format!("{} years are more than a form holds", last - first + 1))
            .hint(format!("ask for at most {MOST_YEARS}")));
    }
    Ok((first..=last).collect())
}
