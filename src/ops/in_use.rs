//! The records a session is about: those it read last, or the first that are
//! held.

use crate::store::Purpose;

use super::Workbench;
use super::describe::{Design, batch_line, design};

/// An instrument's records with their design in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct InUse {
    /// `KEN/household_survey/children`.
    pub address: String,
    pub design: Design,
}

/// What is remembered of the last look, by the audit log's head.
pub type Remembered = Option<(String, InUse)>;

impl Workbench {
    /// What is held of a country: instruments, each with its records in a
    /// sentence. Nothing where the store would have to ask for its key.
    pub fn held_of(&self, code: &str) -> Vec<(String, String)> {
        if !self.records.is_at_hand(&self.workspace.folder) {
            return Vec::new();
        }
        let batches = self.store().and_then(|s| s.batches(None));
        let batches = match batches {
            Ok(batches) => batches,
            Err(diag) => return vec![("the store".into(), diag.message)],
        };
        batches
            .iter()
            .filter(|b| b.country == code)
            .map(|b| (format!("{}/{}", b.country, b.instrument), batch_line(b)))
            .collect()
    }

    /// The records in use; nothing where none are held, or where the store would
    /// have to ask for its key.
    pub fn in_use(&self) -> Option<InUse> {
        if !self.records.is_at_hand(&self.workspace.folder) {
            return None;
        }
        // A store that cannot be read says so when it is asked for records.
        let store = self.store().ok()?;
        let (_, head) = store.audit_head().ok()?;
        let batches = store.batches(None).ok()?;
        // Back-checks are in no table.
        let counts = |b: &&crate::store::Batch| {
            b.purpose == Purpose::Main
                && b.records > 0
                && b.withdrawn.is_none()
                && !super::import::are_back_checks(&b.instrument)
        };
        let mut held = batches.iter().filter(counts);
        let last = self.last_read.borrow().clone();
        let of = |b: &&crate::store::Batch| format!("{}/{}", b.country, b.instrument);
        let batch = match &last {
            Some(address) => batches.iter().find(|b| of(b) == *address).or_else(|| held.next()),
            None => held.next(),
        }?;
        let address = of(&batch);
        if let Some((then, in_use)) = &*self.remembered.borrow()
            && *then == head
            && in_use.address == address
        {
            return Some(in_use.clone());
        }
        let found = InUse { design: design(store, &batch.country, &batch.instrument).ok()?, address };
        *self.remembered.borrow_mut() = Some((head, found.clone()));
        Some(found)
    }
}
