//! Weights that come after their records: record ids and weights, kept with the
//! decision that brought them.

use std::collections::HashMap;

use rusqlite::Transaction;
use serde_json::json;

use super::chunk;
use super::decision::{DecisionKind, NewDecision, entry, insert};
use super::file::{Store, said};
use super::{Purpose, Verified};
use crate::base::Diag;
use crate::base::number::counted;
use crate::data::{Column, Frame, Marks, State, Values};

/// Weights to be kept.
pub struct NewWeights<'a> {
    pub country: &'a str,
    pub instrument: &'a str,
    pub ids: Vec<String>,
    /// Finite and positive, one an id.
    pub weights: Vec<f64>,
    pub file_name: &'a str,
    /// SHA-256 of the file.
    pub file_hash: &'a str,
    pub because: &'a str,
}

/// What weights came to: of how many records, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    pub decision: i64,
    pub weights: usize,
    /// Records of the instrument that enter estimates, with and without a weight.
    pub records: usize,
    /// Of those, the ones that have no weight now.
    pub without: usize,
}

impl Store {
    /// Keeps weights over an instrument's records.
    ///
    /// # Errors
    /// An id that no record has: each is named. Nothing is changed then.
    pub fn weigh(&mut self, new: NewWeights, who: &str) -> Result<Weighed, Diag> {
        let address = format!("{}/{}", new.country, new.instrument);
        let loaded = self.load(&super::Wanted {
            country: new.country,
            instrument: new.instrument,
            items: &[],
            roles: &["record", "weight"],
            purposes: &Purpose::ALL,
            reading: super::Reading::Batches,
        })?;
        if loaded.batches.is_empty() {
            return Err(Diag::error(format!("no records of {address} are held"))
                .hint("weights come after their records; nothing was changed"));
        }
        let held: HashMap<String, usize> = match loaded.frame.get("@record").map(|c| &c.values) {
            Some(Values::Text(ids)) => ids.iter().cloned().zip(0..).collect(),
            _ => HashMap::new(),
        };
        let strange: Vec<&str> =
            new.ids.iter().filter(|id| !held.contains_key(*id)).map(String::as_str).collect();
        if !strange.is_empty() {
            let shown: Vec<&str> = strange.iter().take(10).copied().collect();
            let more =
                if strange.len() > 10 { format!(" and {} more", strange.len() - 10) } else { String::new() };
            return Err(Diag::error(format!(
                "{} of the file {} no record of {address}: {}{more}",
                counted(strange.len(), "id", "ids"),
                if strange.len() == 1 { "is that of" } else { "are those of" },
                shown.join(", ")
            ))
            .hint("record ids are written as in the file that was imported; a weight without its record would be lost")
            .hint("nothing was changed"));
        }
        let detail =
            json!({"file": new.file_name, "file_hash": new.file_hash, "weights": new.ids.len()}).to_string();
        let decision = NewDecision {
            country: new.country,
            instrument: new.instrument,
            kind: DecisionKind::Weigh,
            record: "",
            item: "",
            old: "",
            new: "",
            because: new.because,
            detail: &detail,
        };
        let count = new.ids.len();
        let (ids, weights) = (new.ids, new.weights);
        let id = self.write(who, "weigh", |transaction| {
            let id = insert(transaction, &decision, who)?;
            put(transaction, id, ids, weights)?;
            let mut detail = entry(id, &decision, count);
            detail["file_hash"] = new.file_hash.into();
            Ok((id, detail))
        })?;
        let after = self.load(&super::Wanted {
            country: new.country,
            instrument: new.instrument,
            items: &[],
            roles: &["weight"],
            purposes: &[Purpose::Main],
            reading: super::Reading::Decided,
        })?;
        let without = after
            .frame
            .get("@weight")
            .map_or(after.frame.rows(), |c| c.states.iter().filter(|s| **s != State::Answered).count());
        Ok(Weighed { decision: id, weights: count, records: after.frame.rows(), without })
    }

    /// The record ids and weights that a decision brought.
    ///
    /// # Errors
    /// They are damaged.
    pub fn weights_of(&self, decision: i64) -> Result<(Vec<String>, Vec<f64>), Diag> {
        read(&self.connection, decision)
    }

    /// Decisions that brought weights, undone ones too.
    fn weighings(&self) -> Result<Vec<i64>, Diag> {
        let read = || -> rusqlite::Result<Vec<i64>> {
            let mut statement =
                self.connection.prepare("SELECT id FROM decisions WHERE kind = 'weigh' ORDER BY id")?;
            statement.query_map([], |r| r.get(0))?.collect()
        };
        read().map_err(|e| said(&e, "read the weights"))
    }

    /// Looks at every chunk of every weighing; nothing where there is none.
    pub(super) fn verify_weights(&self) -> Result<Option<Verified>, Diag> {
        let all = self.weighings()?;
        if all.is_empty() {
            return Ok(None);
        }
        let (mut problems, mut count) = (Vec::new(), 0);
        for decision in &all {
            match self.weights_of(*decision) {
                Ok((ids, _)) => count += ids.len(),
                Err(diag) => problems.push(diag.message),
            }
        }
        let looked_at = format!(
            "{} in {}",
            counted(count, "weight", "weights"),
            counted(all.len(), "decision", "decisions")
        );
        Ok(Some(Verified { check: "weights", looked_at, problems }))
    }
}

/// Writes the chunks of a weighing.
fn put(transaction: &Transaction, decision: i64, ids: Vec<String>, weights: Vec<f64>) -> Result<(), Diag> {
    let order: Vec<u32> = (0..ids.len() as u32).collect();
    let column =
        |values| Column { values, states: vec![State::Answered; order.len()], marks: Marks::default() };
    for (part, values) in [("record", Values::Text(ids)), ("weight", Values::Number(weights))] {
        for (n, packed) in
            chunk::encode(&column(values), &order).map_err(Diag::error)?.into_iter().enumerate()
        {
            transaction
                .execute(
                    "INSERT INTO weights (decision, part, chunk, rows, hash, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    (decision, part, n as i64, packed.rows as i64, packed.hash, packed.data),
                )
                .map_err(|e| said(&e, "write the weights"))?;
        }
    }
    Ok(())
}

fn read(connection: &rusqlite::Connection, decision: i64) -> Result<(Vec<String>, Vec<f64>), Diag> {
    let damaged = |why: &str| {
        Diag::error(format!("the weights of decision {decision} cannot be read: {why}"))
            .hint("dh store verify lists what is damaged; take the store from a backup")
    };
    let one = |part: &str, kind: &str| -> Result<Values, Diag> {
        let fail = |e: rusqlite::Error| said(&e, "read the weights");
        let mut statement = connection
            .prepare("SELECT rows, hash, data FROM weights WHERE decision = ?1 AND part = ?2 ORDER BY chunk")
            .map_err(fail)?;
        let mut rows = statement.query((decision, part)).map_err(fail)?;
        let mut column =
            chunk::empty(kind, Vec::new(), Marks::default()).ok_or_else(|| damaged("no such kind"))?;
        let mut scratch = chunk::Scratch::default();
        while let Some(row) = rows.next().map_err(fail)? {
            let count: i64 = row.get(0).map_err(fail)?;
            let hash: Vec<u8> = row.get(1).map_err(fail)?;
            let data: Vec<u8> = row.get(2).map_err(fail)?;
            if chunk::hash(&data) != hash {
                return Err(damaged("a chunk is not the one that was stored"));
            }
            let count = usize::try_from(count).unwrap_or(0);
            chunk::decode(&data, count, &mut column, None, &mut scratch).map_err(|e| damaged(&e))?;
        }
        Ok(column.values)
    };
    match (one("record", "text")?, one("weight", "number")?) {
        (Values::Text(ids), Values::Number(weights)) if ids.len() == weights.len() => Ok((ids, weights)),
        _ => Err(damaged("ids and weights are not of one length")),
    }
}

/// Takes a record out of every weighing of its instrument.
pub(super) fn forget(
    transaction: &Transaction,
    country: &str,
    instrument: &str,
    record: &str,
) -> Result<(), Diag> {
    let fail = |e: rusqlite::Error| said(&e, "erase the record");
    let all: Vec<i64> = transaction
        .prepare("SELECT id FROM decisions WHERE kind = 'weigh' AND country = ?1 AND instrument = ?2")
        .and_then(|mut s| s.query_map((country, instrument), |r| r.get(0))?.collect())
        .map_err(fail)?;
    for decision in all {
        let (mut ids, mut weights) = read(transaction, decision)?;
        let Some(at) = ids.iter().position(|id| id == record) else { continue };
        ids.remove(at);
        weights.remove(at);
        transaction.execute("DELETE FROM weights WHERE decision = ?1", [decision]).map_err(fail)?;
        put(transaction, decision, ids, weights)?;
    }
    Ok(())
}

/// Puts weights over those that records came with.
pub(super) fn lay_over(
    frame: &mut Frame,
    row_of: &HashMap<String, usize>,
    ids: &[String],
    weights: &[f64],
) -> Result<(), String> {
    let rows = frame.rows();
    if frame.get("@weight").is_none() {
        let mut column = Column {
            values: Values::Number(Vec::new()),
            states: Vec::new(),
            marks: frame.get("@record").map_or_else(Marks::default, |c| c.marks),
        };
        column.extend_missing(State::NotInVersion, rows);
        frame.set("@weight", column)?;
    }
    let Some(Column { values: Values::Number(held), states, .. }) = frame.get_mut("@weight") else {
        return Err("the weights are no numbers".into());
    };
    for (id, weight) in ids.iter().zip(weights) {
        if let Some(row) = row_of.get(id) {
            (held[*row], states[*row]) = (*weight, State::Answered);
        }
    }
    Ok(())
}
