//! Batches that are withdrawn: they stay where they are, and nothing reads them
//! until the decision is undone.

use std::collections::HashSet;

use super::batch::Batch;
use super::decision::{Decision, DecisionKind, NewDecision, entry, insert};
use super::file::Store;
use crate::base::Diag;
use crate::base::number::counted;

impl Store {
    /// Withdraws a whole batch; gives the decision's number and the batch.
    ///
    /// # Errors
    /// No such batch; it is withdrawn already. Nothing is changed then.
    pub fn withdraw(&mut self, batch: i64, because: &str, who: &str) -> Result<(i64, Batch), Diag> {
        let batches = self.batches(None)?;
        let Some(found) = batches.iter().find(|b| b.id == batch) else {
            let known: Vec<String> = batches.iter().map(|b| b.id.to_string()).collect();
            let known = if known.is_empty() { "none".into() } else { known.join(", ") };
            return Err(Diag::error(format!("there is no batch {batch}"))
                .hint(format!("batches held: {known}; dh store lists them"))
                .hint("nothing was changed"));
        };
        if let Some(decision) = found.withdrawn {
            return Err(Diag::error(format!("batch {batch} is withdrawn already (decision {decision})"))
                .hint("nothing was changed"));
        }
        let old = batch.to_string();
        let new = NewDecision {
            country: &found.country,
            instrument: &found.instrument,
            kind: DecisionKind::Withdraw,
            record: "",
            item: "",
            old: &old,
            new: "",
            because,
            detail: "",
        };
        let id = self.write(who, "withdraw", |transaction| {
            let id = insert(transaction, &new, who)?;
            let mut detail = entry(id, &new, found.records);
            detail["batch"] = batch.into();
            Ok((id, detail))
        })?;
        Ok((id, found.clone()))
    }

    /// Whether a withdrawn batch may be counted again: not where its records are
    /// held by another batch, nor beside records it would not have come in beside.
    pub(super) fn may_come_back(&self, decision: &Decision) -> Result<(), Diag> {
        let all = self.batches(Some((&decision.country, &decision.instrument)))?;
        let Some(batch) = all.iter().find(|b| b.withdrawn == Some(decision.id)) else { return Ok(()) };
        let others: Vec<&Batch> = all.iter().filter(|b| b.withdrawn.is_none()).collect();
        let nothing = "nothing was changed";
        if let Some(other) = others.iter().find(|b| b.simulated != batch.simulated) {
            let words = |b: &Batch| if b.simulated { "simulated" } else { "real" };
            return Err(Diag::error(format!(
                "batch {} holds {} records, batch {} {} ones: they do not go beside each other",
                batch.id,
                words(batch),
                other.id,
                words(other)
            ))
            .hint(nothing));
        }
        let own: HashSet<String> = self.record_ids(batch)?.into_iter().collect();
        for other in &others {
            let again = self.record_ids(other)?.iter().filter(|id| own.contains(*id)).count();
            if again > 0 {
                return Err(Diag::error(format!(
                    "{} of batch {} came in again with batch {}",
                    counted(again, "record", "records"),
                    batch.id,
                    other.id
                ))
                .hint(format!("both would count: withdraw batch {} first (dh store withdraw {0})", other.id))
                .hint(nothing));
            }
        }
        let held = self.kinds_held(&batch.country, &batch.instrument)?;
        for (name, kind) in self.kinds_of(batch.id)? {
            if let Some((before, other)) = held.get(&name).filter(|(before, _)| *before != kind) {
                return Err(Diag::error(format!(
                    "'{name}' is a {kind} in batch {} and a {before} in batch {other}",
                    batch.id
                ))
                .hint(nothing));
            }
        }
        Ok(())
    }

    /// What would be counted had nothing been decided: batches that are withdrawn
    /// too, but for those whose records came in again or are of another sort.
    pub(super) fn had_nothing_been_decided(&self, all: Vec<Batch>) -> Result<Vec<Batch>, Diag> {
        let mut seen: HashSet<String> = HashSet::new();
        let (counted, withdrawn): (Vec<Batch>, Vec<Batch>) =
            all.into_iter().partition(|b| b.withdrawn.is_none());
        if withdrawn.is_empty() {
            return Ok(counted);
        }
        for batch in &counted {
            seen.extend(self.record_ids(batch)?);
        }
        let mut out = counted;
        for batch in withdrawn {
            let ids = self.record_ids(&batch)?;
            let beside = out.first().is_none_or(|b| b.simulated == batch.simulated);
            if beside && !ids.iter().any(|id| seen.contains(id)) {
                seen.extend(ids);
                out.push(batch);
            }
        }
        out.sort_by_key(|b| b.id);
        Ok(out)
    }
}
