//! Decisions: corrections that lie over batches. Each says who, when, why, and
//! what was there before; undoing one is written down too.

use serde_json::json;

use super::file::{Store, said};
use super::{Purpose, Wanted};
use crate::base::{Diag, clock};

/// What a decision does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    /// One answer of one record.
    Fix,
    /// One value of an item, in every record.
    Recode,
    /// One record leaves every estimate; it stays in its batch.
    Drop,
}

impl DecisionKind {
    pub fn id(self) -> &'static str {
        match self {
            DecisionKind::Fix => "fix",
            DecisionKind::Recode => "recode",
            DecisionKind::Drop => "drop",
        }
    }

    fn from_id(id: &str) -> Option<DecisionKind> {
        [DecisionKind::Fix, DecisionKind::Recode, DecisionKind::Drop].into_iter().find(|k| k.id() == id)
    }
}

/// A decision as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// From 1 within a store.
    pub id: i64,
    pub country: String,
    pub instrument: String,
    pub kind: DecisionKind,
    /// Empty for a recode.
    pub record: String,
    /// Empty for a drop.
    pub item: String,
    /// As a data file writes it: an option, a number, a state.
    pub old: String,
    pub new: String,
    pub because: String,
    pub who: String,
    pub at: String,
    /// Who undid it and when; empty while it stands.
    pub undone: String,
}

/// A decision that is to be made.
#[derive(Debug, Clone)]
pub struct NewDecision<'a> {
    pub country: &'a str,
    pub instrument: &'a str,
    pub kind: DecisionKind,
    pub record: &'a str,
    pub item: &'a str,
    /// For a recode, the value it is about; else found out.
    pub old: &'a str,
    pub new: &'a str,
    pub because: &'a str,
}

impl Store {
    /// Decisions, oldest first, undone ones too; of one country and instrument
    /// where given.
    pub fn decisions(&self, of: Option<(&str, &str)>) -> Result<Vec<Decision>, Diag> {
        let (country, instrument) = of.unwrap_or_default();
        let read = || -> rusqlite::Result<Vec<Decision>> {
            let mut statement = self.connection.prepare(
                "SELECT id, country, instrument, kind, record, name, old, new, because, who, at, undone FROM decisions
                 WHERE ?1 = '' OR (country = ?1 AND instrument = ?2) ORDER BY id",
            )?;
            let rows = statement.query_map((country, instrument), |r| {
                let kind: String = r.get(3)?;
                Ok(Decision {
                    id: r.get(0)?,
                    country: r.get(1)?,
                    instrument: r.get(2)?,
                    // The table's own check allows these three only.
                    kind: DecisionKind::from_id(&kind).unwrap_or(DecisionKind::Drop),
                    record: r.get(4)?,
                    item: r.get(5)?,
                    old: r.get(6)?,
                    new: r.get(7)?,
                    because: r.get(8)?,
                    who: r.get(9)?,
                    at: r.get(10)?,
                    undone: r.get(11)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|e| said(&e, "read the decisions"))
    }

    /// Makes a decision; gives its number and what it changed: how many records
    /// it touches, and the answer before (for a fix).
    ///
    /// # Errors
    /// No such record, no such item, a recode of a value nobody gave, a fix that
    /// changes nothing. Nothing is changed then.
    pub fn decide(&mut self, new: &NewDecision, who: &str) -> Result<(i64, usize, String), Diag> {
        let nothing = "nothing was changed";
        let items: Vec<&str> = if new.item.is_empty() { Vec::new() } else { vec![new.item] };
        let loaded = self.load(&Wanted {
            country: new.country,
            instrument: new.instrument,
            items: &items,
            roles: &["record"],
            purposes: &Purpose::ALL,
            decided: true,
        })?;
        let address = format!("{}/{}", new.country, new.instrument);
        if loaded.batches.is_empty() {
            return Err(Diag::error(format!("no records of {address} are held")).hint(nothing));
        }
        let row =
            loaded.frame.get("@record").and_then(|ids| (0..ids.len()).find(|r| ids.text(*r) == new.record));
        let column = loaded.frame.get(new.item);
        if !new.item.is_empty() && column.is_none() {
            return Err(
                Diag::error(format!("no record of {address} has an answer to '{}'", new.item)).hint(nothing)
            );
        }
        let (old, touched) = match new.kind {
            DecisionKind::Fix | DecisionKind::Drop => {
                let row = row.ok_or_else(|| {
                    Diag::error(format!(
                        "there is no record '{}' of {address}, or it was dropped",
                        new.record
                    ))
                    .hint(nothing)
                })?;
                (column.map_or(String::new(), |c| c.text(row)), 1)
            }
            DecisionKind::Recode => {
                let touched = column.map_or(0, |c| (0..c.len()).filter(|r| c.text(*r) == new.old).count());
                if touched == 0 {
                    return Err(Diag::error(format!(
                        "no record of {address} has '{}' as '{}'",
                        new.old, new.item
                    ))
                    .hint(nothing));
                }
                (new.old.to_string(), touched)
            }
        };
        if new.kind != DecisionKind::Drop && old == new.new {
            return Err(Diag::error(format!("'{}' is '{old}' already", new.item)).hint(nothing));
        }
        let stored = old.clone();
        let id = self.write(who, "decide", |transaction| {
            transaction
                .execute(
                    "INSERT INTO decisions (country, instrument, kind, record, name, old, new, because, who, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    (
                        new.country,
                        new.instrument,
                        new.kind.id(),
                        new.record,
                        new.item,
                        &stored,
                        new.new,
                        new.because,
                        who,
                        clock::now(),
                    ),
                )
                .map_err(|e| said(&e, "write the decision"))?;
            let id = transaction.last_insert_rowid();
            // The values themselves stay out of the log.
            let detail = json!({
                "decision": id, "country": new.country, "instrument": new.instrument, "kind": new.kind.id(),
                "item": new.item, "records": touched,
            });
            Ok((id, detail))
        })?;
        Ok((id, touched, old))
    }

    /// Takes a decision back. Decisions made after it on the same answer stay.
    ///
    /// # Errors
    /// No such decision, or it was undone before.
    pub fn undo(&mut self, id: i64, because: &str, who: &str) -> Result<Decision, Diag> {
        let decisions = self.decisions(None)?;
        let Some(decision) = decisions.into_iter().find(|d| d.id == id) else {
            return Err(Diag::error(format!("there is no decision {id}"))
                .hint("dh decide ADDRESS lists the decisions; nothing was changed"));
        };
        if !decision.undone.is_empty() {
            return Err(Diag::error(format!("decision {id} was undone before: {}", decision.undone))
                .hint("nothing was changed"));
        }
        let note = format!("{who}, {}: {because}", clock::now());
        self.write(who, "undo", |transaction| {
            transaction
                .execute("UPDATE decisions SET undone = ?2 WHERE id = ?1", (id, &note))
                .map_err(|e| said(&e, "undo the decision"))?;
            Ok(((), json!({"decision": id, "country": decision.country, "instrument": decision.instrument})))
        })?;
        Ok(decision)
    }
}
