//! Which form a record answers: what was asked when it went out, not what the
//! scripts ask today.

use crate::base::Diag;
use crate::field::Form;
use crate::model::{PlanSnapshot, PlannedInstrument};
use crate::ops::sample::Place;

/// A form that records may answer.
pub struct Version<'p> {
    /// The hash of its snapshot; a form in the field is told by its first 16
    /// digits.
    pub hash: String,
    pub planned: &'p PlannedInstrument,
    pub form: Form,
    /// What is kept with the records.
    pub snapshot: PlanSnapshot,
}

/// Digits of the hash that a form's version begins with.
const DIGITS: usize = 16;

impl Version<'_> {
    /// Whether a form of this version is meant.
    pub fn is(&self, version: &str) -> bool {
        // `HASH.SEAL`: the seal tells two files of the same questions apart.
        let hash = version.split('.').next().unwrap_or_default();
        hash.len() == DIGITS && self.hash.starts_with(hash)
    }
}

/// The forms that are known: what the scripts ask today, first.
pub fn known(place: &Place) -> Vec<Version<'_>> {
    let planned = place.planned();
    vec![Version {
        hash: place.plan().snapshot_of(&place.path).hash,
        planned,
        form: Form::of(planned),
        snapshot: place.plan().snapshot(),
    }]
}

/// A version that is none of those known.
pub fn unknown(version: &str, records: usize, place: &Place, today: &str) -> Diag {
    let shown: String = version.chars().take(60).filter(|c| !c.is_control()).collect();
    let many =
        if records == 1 { "1 record answers".to_string() } else { format!("{records} records answer") };
    Diag::error(format!("{many} version '{shown}' of a form, which is not known here"))
        .hint(format!(
            "the scripts ask version {} of {} today: import with the scripts that made the form",
            today.get(..DIGITS).unwrap_or(today),
            place.address()
        ))
        .hint(
            "if another program made the form, name its columns in a plain CSV, or import it with --as plain",
        )
        .hint("nothing was imported")
}
