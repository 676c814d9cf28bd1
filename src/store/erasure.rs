//! Erasure: a withdrawn consent. The record's rows leave every chunk; a
//! tombstone without content keeps it from coming back.

use std::collections::HashSet;

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::{Connection, Transaction};
use serde_json::json;
use sha2::Sha256;

use super::batch::{Batch, Purpose};
use super::chunk;
use super::decision::DecisionKind;
use super::file::{Store, said};
use super::load::{Reading, Wanted};
use super::weights;
use super::words::{Words, folded};
use crate::base::{Diag, clock, hex};
use crate::data::Marks;

/// The secret under which the ids of erased records are sealed. It stands in
/// the store itself, so that it outlives a change of key.
pub(super) fn seal_secret(connection: &Connection) -> Result<Vec<u8>, Diag> {
    connection
        .query_row("SELECT value FROM meta WHERE name = 'record_seal'", [], |r| r.get(0))
        .map_err(|e| said(&e, "read the store"))
}

/// A keyed seal of a record's id: tells that it is the same, not which it was.
pub(super) fn record_seal(secret: &[u8], country: &str, instrument: &str, id: &str) -> String {
    // HMAC takes keys of any length, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    for part in [country, instrument, id] {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part.as_bytes());
    }
    hex::encode(&mac.finalize().into_bytes())
}

/// Seals of the records erased from an instrument.
pub(super) fn tombstones(
    connection: &Connection,
    country: &str,
    instrument: &str,
) -> Result<HashSet<String>, Diag> {
    let read = || -> rusqlite::Result<HashSet<String>> {
        let mut statement = connection
            .prepare("SELECT record_seal FROM tombstones WHERE country = ?1 AND instrument = ?2")?;
        statement.query_map((country, instrument), |r| r.get(0))?.collect()
    };
    read().map_err(|e| said(&e, "read the store"))
}

impl Store {
    /// Erases a record from every batch that has it, from the weights that came
    /// later and from every decision about it. What stays is a tombstone and an
    /// audit entry, both without content. Gives the batches.
    ///
    /// # Errors
    /// There is no such record; whatever the disk says. Nothing is changed then.
    pub fn erase(
        &mut self,
        country: &str,
        instrument: &str,
        record: &str,
        because: &str,
        who: &str,
    ) -> Result<Vec<i64>, Diag> {
        // A record of a withdrawn batch may have come in again with another.
        let mut found = Vec::new();
        for batch in self.batches(Some((country, instrument)))? {
            if let Some(row) = self.record_ids(&batch)?.iter().position(|id| id == record) {
                let columns = self.all_columns(batch.id)?;
                found.push((batch, row, columns));
            }
        }
        if found.is_empty() {
            return Err(Diag::error(format!("there is no record '{record}' of {country}/{instrument}"))
                .hint("nothing was changed; record ids are written as in the file that was imported"));
        }
        // The rows of its rosters go with it; the last of a batch first, so that
        // the places of the others stay.
        let mut rows = Vec::new();
        let below = format!("{instrument}/");
        for of in self.batches(None)? {
            if of.country == country && of.instrument.starts_with(&below) {
                let ids = self.record_ids(&of)?;
                let columns = self.all_columns(of.id)?;
                let own = ids.iter().enumerate().rev().filter(|(_, id)| roster_of(id) == Some(record));
                rows.extend(own.map(|(row, _)| (of.clone(), row, columns.clone())));
            }
        }
        let secret = seal_secret(&self.connection)?;
        let seal = record_seal(&secret, country, instrument, record);
        let lonely_words = self.words_of_this_record_alone(country, instrument, record)?;
        let fail = |e: rusqlite::Error| said(&e, "erase the record");
        let ids: Vec<i64> = found.iter().map(|(batch, ..)| batch.id).collect();
        self.write(who, "erase", |transaction| {
            for (batch, row, columns) in &found {
                take_out(transaction, batch, *row, columns)?;
                transaction
                    .execute("UPDATE batches SET records = records - 1 WHERE id = ?1", [batch.id])
                    .map_err(fail)?;
                transaction
                    .execute("DELETE FROM off_route WHERE batch = ?1 AND record = ?2", (batch.id, record))
                    .map_err(fail)?;
            }
            for (of, row, columns) in &rows {
                take_out(transaction, of, *row, columns)?;
                transaction
                    .execute("UPDATE batches SET records = records - 1 WHERE id = ?1", [of.id])
                    .map_err(fail)?;
            }
            let prefix = format!("{record}/");
            transaction
                .execute(
                    "DELETE FROM off_route WHERE substr(record, 1, ?1) = ?2 AND batch IN
                     (SELECT id FROM batches WHERE country = ?3 AND substr(instrument, 1, ?4) = ?5)",
                    (prefix.chars().count() as i64, &prefix, country, below.chars().count() as i64, &below),
                )
                .map_err(fail)?;
            weights::forget(transaction, country, instrument, record)?;
            transaction
                .execute(
                    "UPDATE decisions SET record = '(erased)', old = '', new = '', because = '(erased)',
                            undone = CASE undone WHEN '' THEN '' ELSE '(erased)' END
                     WHERE country = ?1 AND instrument = ?2 AND record = ?3",
                    (country, instrument, record),
                )
                .map_err(fail)?;
            for decision in &lonely_words {
                transaction
                    .execute("UPDATE decisions SET old = '', because = '(erased)' WHERE id = ?1", [decision])
                    .map_err(fail)?;
            }
            let first = ids.first().copied().unwrap_or_default();
            transaction
                .execute(
                    "INSERT INTO tombstones (country, instrument, batch, record_seal, at, who)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    (country, instrument, first, &seal, clock::now(), who),
                )
                .map_err(fail)?;
            let mut detail =
                json!({"country": country, "instrument": instrument, "batch": first, "because": because});
            if ids.len() > 1 {
                detail["batches"] = json!(ids);
            }
            Ok(((), detail))
        })?;
        // The old pages leave the journal too.
        self.clear_journal("the record is erased");
        Ok(ids)
    }

    /// Decisions about words that nobody but this record wrote: they leave with
    /// it, since words may say who wrote them.
    fn words_of_this_record_alone(
        &self,
        country: &str,
        instrument: &str,
        record: &str,
    ) -> Result<Vec<i64>, Diag> {
        let mut decisions = self.decisions(Some((country, instrument)))?;
        decisions.retain(|d| d.kind == DecisionKind::Specify && !d.old.is_empty());
        let mut alone = Vec::new();
        for decision in decisions {
            let item = Words::of(&decision).item;
            let loaded = self.load(&Wanted {
                country,
                instrument,
                items: &[&item],
                roles: &["record"],
                purposes: &Purpose::ALL,
                reading: Reading::Undecided,
            })?;
            let (Some(ids), Some(said)) = (loaded.frame.get("@record"), loaded.frame.get(&item)) else {
                continue;
            };
            let words = folded(&decision.old);
            let mut wrote = (0..said.len()).filter(|r| folded(&said.text(*r)) == words).map(|r| ids.text(r));
            let own = wrote.clone().any(|id| id == record);
            if own && wrote.all(|id| id == record) {
                alone.push(decision.id);
            }
        }
        Ok(alone)
    }

    /// Name, kind and options of every column of a batch, and the fingerprints
    /// (of no kind).
    pub(super) fn all_columns(&self, batch: i64) -> Result<Vec<Described>, Diag> {
        let read = || -> rusqlite::Result<Vec<Described>> {
            let mut statement = self.connection.prepare(
                "SELECT DISTINCT c.name, coalesce(d.kind, ''), coalesce(d.options, '[]')
                 FROM chunks c LEFT JOIN columns d ON d.batch = c.batch AND d.name = c.name WHERE c.batch = ?1",
            )?;
            let rows = statement.query_map([batch], |r| {
                let options: String = r.get(2)?;
                Ok((r.get(0)?, r.get(1)?, serde_json::from_str(&options).unwrap_or_default()))
            })?;
            rows.collect()
        };
        read().map_err(|e| said(&e, "read the records"))
    }
}

/// The record that a row of a roster belongs to, from the row's id.
pub(super) fn roster_of(id: &str) -> Option<&str> {
    id.rsplit_once('/').map(|(record, _)| record)
}

/// Name, kind and options of a column; the fingerprints are of no kind.
type Described = (String, String, Vec<String>);

/// Takes a row out of the chunk of every column that holds it.
fn take_out(transaction: &Transaction, batch: &Batch, row: usize, columns: &[Described]) -> Result<(), Diag> {
    let fail = |e: rusqlite::Error| said(&e, "erase the record");
    for (name, kind, options) in columns {
        // The chunk that holds the row, and where in it.
        let mut before = 0usize;
        let mut place = None;
        {
            let mut statement = transaction
                .prepare("SELECT chunk, rows FROM chunks WHERE batch = ?1 AND name = ?2 ORDER BY chunk")
                .map_err(fail)?;
            let mut rows = statement.query((batch.id, name)).map_err(fail)?;
            while let Some(r) = rows.next().map_err(fail)? {
                let (n, count): (i64, i64) = (r.get(0).map_err(fail)?, r.get(1).map_err(fail)?);
                let count = usize::try_from(count).unwrap_or(0);
                if row < before + count {
                    place = Some((n, count, row - before));
                    break;
                }
                before += count;
            }
        }
        let damaged = || Diag::error(format!("column '{name}' of batch {} is damaged", batch.id));
        let (n, count, at) = place.ok_or_else(damaged)?;
        let data: Vec<u8> = transaction
            .query_row(
                "SELECT data FROM chunks WHERE batch = ?1 AND name = ?2 AND chunk = ?3",
                (batch.id, name, n),
                |r| r.get(0),
            )
            .map_err(fail)?;
        let order: Vec<u32> = (0..count as u32).filter(|r| *r as usize != at).collect();
        let mut scratch = chunk::Scratch::default();
        let packed = if kind.is_empty() {
            let mut bits = Vec::new();
            chunk::decode_bits(&data, count, &mut bits, &mut scratch).map_err(|_| damaged())?;
            chunk::encode_bits(&bits, &order)
        } else {
            let mut column =
                chunk::empty(kind, options.clone(), Marks::simulated(batch.simulated)).ok_or_else(damaged)?;
            chunk::decode(&data, count, &mut column, None, &mut scratch).map_err(|_| damaged())?;
            chunk::encode(&column, &order)
        };
        let packed = packed.map_err(Diag::error)?;
        match packed.into_iter().next() {
            Some(p) => transaction.execute(
                "UPDATE chunks SET rows = ?4, hash = ?5, data = ?6 WHERE batch = ?1 AND name = ?2 AND chunk = ?3",
                (batch.id, name, n, p.rows as i64, p.hash, p.data),
            ),
            None => transaction.execute(
                "DELETE FROM chunks WHERE batch = ?1 AND name = ?2 AND chunk = ?3",
                (batch.id, name, n),
            ),
        }
        .map_err(fail)?;
    }
    Ok(())
}
