//! Questionnaires as XLSForm, the workbook that ODK, KoBo and others make forms
//! of: what is asked in a plan, row by row.
//!
//! A form in the field knows neither states nor exclusive options nor soft
//! checks. States are choices of selects; behind every other question that
//! allows them stands one that asks why there is no answer. The route, age
//! bands, gates and checks are written as XPath that agrees with how records
//! are replayed. What the format cannot carry is a warning.

mod choices;
mod conditions;
mod groups;
mod names;
mod parts;
mod place;
pub mod read;
mod read_book;
mod read_header;
mod rows;
mod wording;
mod write;

pub use parts::{Choice, FieldForm, Language, Row, Texts};
pub use read_book::FormRow;
pub use read_header::language_code;
pub use write::write;

use crate::base::Diag;
use crate::model::PlannedInstrument;

/// What a form is made of.
pub struct Source<'a> {
    pub planned: &'a PlannedInstrument,
    /// What a person reads above the form.
    pub title: String,
    /// Stays the same over all versions of a form.
    pub form_id: String,
    /// Tells one form from the next; at most 100 characters.
    pub version: String,
    /// Those it is asked in; the first is shown first.
    pub languages: Vec<Language>,
    /// The language in which the method is written.
    pub written_in: &'a str,
    /// What names in braces become.
    pub placeholders: Vec<(String, String)>,
    /// The key submissions are encrypted for; empty for none.
    pub public_key: &'a str,
}

/// The form of a questionnaire.
///
/// # Errors
/// Names that would stand for two things; conditions that cannot be written.
pub fn form(source: &Source) -> Result<FieldForm, Vec<Diag>> {
    rows::Maker::new(source).make()
}
