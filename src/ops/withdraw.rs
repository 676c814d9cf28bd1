//! `dh store withdraw BATCH`: a whole batch leaves everything, and may come back.

use serde_json::json;

use crate::base::Diag;
use crate::base::number::counted;
use crate::store::{Batch, DecisionKind};

use super::{Answer, Workbench};

/// Withdraws a batch. `of` and `file` are what it must be: an instrument
/// (`KEN/household_survey/children`) and the beginning of its file's hash.
///
/// # Errors
/// No reason; no such batch; it is another one than was meant. Nothing is
/// changed then.
pub fn withdraw(
    workbench: &Workbench,
    batch: i64,
    of: Option<&str>,
    file: Option<&str>,
    because: &str,
) -> Result<Answer, Diag> {
    let nothing = "nothing was changed";
    if because.trim().is_empty() {
        return Err(
            Diag::error("withdrawing a batch needs a reason").hint(format!("--because \"…\"; {nothing}"))
        );
    }
    let mut store = workbench.store_to_write("store withdraw")?;
    if let Some(found) = store.batches(None)?.iter().find(|b| b.id == batch) {
        let address = format!("{}/{}", found.country, found.instrument);
        if of.is_some_and(|of| of != address) {
            return Err(Diag::error(format!("batch {batch} is of {address}")).hint(nothing));
        }
        if file.is_some_and(|file| !found.file_hash.starts_with(file)) {
            return Err(Diag::error(format!(
                "batch {batch} came from another file: {} ({})",
                found.file_name,
                found.file_hash.get(..12).unwrap_or_default()
            ))
            .hint(format!("the numbers of batches are those of one store; dh store lists them; {nothing}")));
        }
    }
    let (id, batch) = store.withdraw(batch, because.trim(), workbench.records.who())?;
    let address = format!("{}/{}", batch.country, batch.instrument);
    let mut answer = Answer::new("store");
    let rosters = store.batches(None)?;
    let rosters: Vec<&Batch> =
        rosters.iter().filter(|b| b.withdrawn == Some(id) && b.id != batch.id).collect();
    let numbers: Vec<i64> = rosters.iter().map(|b| b.id).collect();
    answer.row(json!({
        "decision": id, "kind": DecisionKind::Withdraw.id(), "address": address, "batch": batch.id,
        "records": batch.records, "rosters": numbers, "state": "stands",
    }));
    answer.text(format!(
        "Decision {id}: batch {} of {address} ({}) is withdrawn and in no number any more.",
        batch.id,
        counted(batch.records, "record", "records")
    ));
    for roster in rosters {
        answer.note(format!(
            "{} of the roster '{}' (batch {}) {} with it",
            counted(roster.records, "row", "rows"),
            roster.instrument.rsplit('/').next().unwrap_or_default(),
            roster.id,
            if roster.records == 1 { "goes" } else { "go" }
        ));
    }
    answer.note("its records stay in the store, encrypted; dh store erase is for consent that was withdrawn");
    answer.note(format!("dh decide --undo {id} --because \"…\" lets it count again"));
    super::store::notes(&mut answer, &store);
    Ok(answer)
}
