//! What stands beside exported records: a row a column, with what its cells mean.

use crate::base::Diag;
use crate::data::{Column, State, Values};
use crate::model::PlannedInstrument;
use crate::store::Batch;

use super::record_export::{Wished, labels};

const HEADER: [&str; 7] =
    ["variable", "label", "kind", "options", "states", "source_question", "form_version"];

/// The codebook of a file of records, as CSV.
///
/// # Errors
/// It cannot be put together.
pub(super) fn codebook<'f>(
    fields: &[Wished],
    column: &dyn Fn(&Wished) -> &'f Column,
    planned: &PlannedInstrument,
    batches: &[Batch],
    simulated: bool,
) -> Result<Vec<u8>, Diag> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fail = |e: csv::Error| Diag::error(format!("the codebook cannot be written: {e}"));
    writer.write_record(HEADER).map_err(fail)?;
    // What was asked is what the records were replayed against.
    let mut versions: Vec<&str> = batches.iter().map(|b| b.plan.get(..12).unwrap_or(&b.plan)).collect();
    versions.dedup();
    let versions = versions.join(" ");
    for field in fields {
        let column = column(field);
        let item = planned.item(&field.name).filter(|_| field.role.is_empty()).map(|p| &*p.item);
        let options = match &column.values {
            Values::Choice { options, .. } | Values::Choices { options, .. } => {
                let labels = labels(field, column);
                let pairs = options.iter().zip(&labels).map(|(id, label)| format!("{id}={label}"));
                pairs.collect::<Vec<_>>().join("; ")
            }
            _ => String::new(),
        };
        // Those that are in the file; an empty cell is a state too.
        let held = State::ALL.into_iter().filter(|s| *s != State::Answered && column.states.contains(s));
        let states = held.map(|s| match s {
            State::Unanswered => format!("(empty)={s}"),
            s => format!("{}={s}", s.id()),
        });
        let kind = item.map_or("record", |i| i.kind.word());
        let states = states.collect::<Vec<_>>().join("; ");
        let source = item.map_or("", |i| i.id.as_str());
        writer
            .write_record([&field.name, &field.label, kind, &options, &states, source, &versions])
            .map_err(fail)?;
    }
    if simulated {
        let what = "SIMULATED: made up by a program; says nothing about any child or country";
        writer.write_record(["simulated", what, "record", "", "", "", &versions]).map_err(fail)?;
    }
    writer.into_inner().map_err(|e| Diag::error(format!("the codebook cannot be written: {e}")))
}
