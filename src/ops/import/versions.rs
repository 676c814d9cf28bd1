//! Which form a record answers: what was asked when it went out, not what the
//! scripts ask today.

use std::borrow::Cow;

use crate::base::{Diag, Span, fs};
use crate::field::Form;
use crate::model::{self, PlanSnapshot, PlannedInstrument};
use crate::ops::Workbench;
use crate::ops::sample::Place;

/// A form that records may answer.
pub struct Version<'p> {
    /// The hash of its snapshot; a form in the field is told by its first 16
    /// digits.
    pub hash: String,
    pub planned: Cow<'p, PlannedInstrument>,
    pub form: Form,
    /// What is kept with the records.
    pub snapshot: PlanSnapshot,
}

/// Digits of the hash that a form's version begins with.
const DIGITS: usize = 16;

impl Version<'_> {
    /// What records are said to answer.
    pub fn digits(&self) -> &str {
        self.hash.get(..DIGITS).unwrap_or(&self.hash)
    }

    /// Whether a form of this version is meant.
    pub fn is(&self, version: &str) -> bool {
        // `HASH.SEAL`: the seal tells two files of the same questions apart.
        let hash = version.split('.').next().unwrap_or_default();
        hash.len() == DIGITS && self.hash.starts_with(hash)
    }
}

/// What the scripts ask today.
pub fn today(place: &Place) -> Version<'_> {
    let planned = place.planned();
    Version {
        hash: place.plan().snapshot_of(&place.path).hash,
        planned: Cow::Borrowed(planned),
        form: Form::of(planned),
        snapshot: place.plan().snapshot(),
    }
}

/// The forms that went out and ask something else than the scripts do today:
/// what was kept of them beside the country's scripts.
///
/// # Errors
/// One that was kept cannot be read any more, or was changed.
pub fn kept(workbench: &Workbench, place: &Place, today: &str) -> Result<Vec<Version<'static>>, Vec<Diag>> {
    let country = place.country(workbench).map_err(|d| vec![d])?;
    let folder = country.span.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = format!("{folder}/forms");
    let form_id = format!("{}_{}", place.code, place.path.replace('/', "_")).to_lowercase();
    let Ok(entries) = std::fs::read_dir(workbench.workspace.folder.join(&folder)) else {
        return Ok(Vec::new());
    };
    let mut names: Vec<String> =
        entries.filter_map(|e| Some(e.ok()?.file_name().to_string_lossy().into_owned())).collect();
    names.sort();
    let (mut versions, mut diags) = (Vec::new(), Vec::new());
    for name in names {
        let hash = name.strip_prefix(&format!("{form_id}.")).and_then(|n| n.strip_suffix(".json"));
        let Some(hash) = hash.filter(|h| h.len() == DIGITS && !today.starts_with(h)) else { continue };
        let file = format!("{folder}/{name}");
        let span = Span::line(file.as_str(), 0);
        let read = std::fs::read_to_string(workbench.workspace.folder.join(&file));
        let read = read.map_err(|e| fs::reason(&e)).and_then(|text| {
            let (snapshot, value) = PlanSnapshot::read(&text)?;
            if !snapshot.hash.starts_with(hash) {
                return Err("it was changed since it went out".into());
            }
            let planned = model::kept(&value, &place.planned().instrument, &span)?;
            Ok((snapshot, planned))
        });
        match read {
            Ok((snapshot, planned)) => versions.push(Version {
                hash: snapshot.hash.clone(),
                form: Form::of(&planned),
                planned: Cow::Owned(planned),
                snapshot,
            }),
            Err(why) => diags.push(
                Diag::error(format!("what was kept of a form cannot be read: {why}"))
                    .at(span)
                    .hint("take the file from a backup; nothing was imported"),
            ),
        }
    }
    if diags.is_empty() { Ok(versions) } else { Err(diags) }
}

/// A version that is none of those known.
pub fn unknown(version: &str, records: usize, place: &Place, today: &str) -> Diag {
    let shown: String = version.chars().take(60).filter(|c| !c.is_control()).collect();
    let many =
        if records == 1 { "1 record answers".to_string() } else { format!("{records} records answer") };
    Diag::error(format!("{many} version '{shown}' of a form, which is not known here"))
        .hint(format!(
            "the scripts ask version {} of {} today: what was kept of other forms lies in the country's folder forms/, and this one is not there",
            today.get(..DIGITS).unwrap_or(today),
            place.address()
        ))
        .hint(
            "if another program made the form, name its columns in a plain CSV, or import it with --as plain",
        )
        .hint("nothing was imported")
}
