//! Decisions: corrections that lie over batches. Each says who, when, why, and
//! what was there before; undoing one is written down too.

use rusqlite::Transaction;
use serde_json::json;

use super::file::{Store, said};
use super::words::Words;
use super::{Loaded, Purpose, Reading, Wanted};
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
    /// Words written beside a question become one of its options, in every
    /// record that has them.
    Specify,
    /// A variable made of conditions is kept over the records.
    Derive,
    /// A whole batch leaves everything.
    Withdraw,
    /// Weights that came after their records.
    Weigh,
}

impl DecisionKind {
    pub const ALL: [DecisionKind; 7] = [
        DecisionKind::Fix,
        DecisionKind::Recode,
        DecisionKind::Drop,
        DecisionKind::Specify,
        DecisionKind::Derive,
        DecisionKind::Withdraw,
        DecisionKind::Weigh,
    ];

    pub fn id(self) -> &'static str {
        match self {
            DecisionKind::Fix => "fix",
            DecisionKind::Recode => "recode",
            DecisionKind::Drop => "drop",
            DecisionKind::Specify => "specify",
            DecisionKind::Derive => "derive",
            DecisionKind::Withdraw => "withdraw",
            DecisionKind::Weigh => "weigh",
        }
    }

    fn from_id(id: &str) -> Option<DecisionKind> {
        DecisionKind::ALL.into_iter().find(|k| k.id() == id)
    }

    /// Whether it changes answers, and with them who was asked what.
    pub fn changes_answers(self) -> bool {
        matches!(self, DecisionKind::Fix | DecisionKind::Recode | DecisionKind::Specify)
    }

    /// Whether it is about records by their ids.
    pub(super) fn names_records(self) -> bool {
        matches!(self, DecisionKind::Fix | DecisionKind::Drop | DecisionKind::Weigh)
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
    /// Of a fix and a drop; else empty.
    pub record: String,
    /// The question, or the variable that is made; else empty.
    pub item: String,
    /// As a data file writes it: an option, a number, a state; the words of a
    /// specify; the number of a batch that is withdrawn.
    pub old: String,
    /// The same; of a variable its groups as JSON: `[["12-14","age <= 14"],…]`.
    pub new: String,
    pub because: String,
    pub who: String,
    pub at: String,
    /// Who undid it and when; empty while it stands.
    pub undone: String,
    /// JSON, what else a kind needs: the specify options and the question that
    /// holds the words; the file that weights came in.
    pub detail: String,
}

impl Decision {
    /// Whether it was not undone.
    pub fn stands(&self) -> bool {
        self.undone.is_empty()
    }

    /// A text of its detail.
    pub fn detail(&self, name: &str) -> String {
        let detail: serde_json::Value = serde_json::from_str(&self.detail).unwrap_or_default();
        detail.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_string()
    }
}

/// A decision that is to be made.
#[derive(Debug, Clone)]
pub struct NewDecision<'a> {
    pub country: &'a str,
    pub instrument: &'a str,
    pub kind: DecisionKind,
    pub record: &'a str,
    pub item: &'a str,
    /// For a recode, the value it is about, for a specify the words; else found
    /// out.
    pub old: &'a str,
    pub new: &'a str,
    pub because: &'a str,
    /// JSON; empty where the kind needs nothing else.
    pub detail: &'a str,
}

impl Store {
    /// Decisions, oldest first, undone ones too; of one country and instrument
    /// where given.
    pub fn decisions(&self, of: Option<(&str, &str)>) -> Result<Vec<Decision>, Diag> {
        let (country, instrument) = of.unwrap_or_default();
        let read = || -> rusqlite::Result<Vec<Decision>> {
            let mut statement = self.connection.prepare(
                "SELECT id, country, instrument, kind, record, name, old, new, because, who, at, undone, detail
                 FROM decisions
                 WHERE ?1 = '' OR (country = ?1 AND instrument = ?2) ORDER BY id",
            )?;
            let rows = statement.query_map((country, instrument), |r| {
                let kind: String = r.get(3)?;
                Ok(Decision {
                    id: r.get(0)?,
                    country: r.get(1)?,
                    instrument: r.get(2)?,
                    // The table's own check allows these only.
                    kind: DecisionKind::from_id(&kind).unwrap_or(DecisionKind::Drop),
                    record: r.get(4)?,
                    item: r.get(5)?,
                    old: r.get(6)?,
                    new: r.get(7)?,
                    because: r.get(8)?,
                    who: r.get(9)?,
                    at: r.get(10)?,
                    undone: r.get(11)?,
                    detail: r.get(12)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|e| said(&e, "read the decisions"))
    }

    /// Those that stand, of one country and instrument.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn standing(&self, country: &str, instrument: &str) -> Result<Vec<Decision>, Diag> {
        let mut decisions = self.decisions(Some((country, instrument)))?;
        decisions.retain(Decision::stands);
        Ok(decisions)
    }

    /// Makes a decision over answers, or keeps a variable; gives its number and
    /// what it changed: how many records it touches, and the answer before (for a
    /// fix).
    ///
    /// # Errors
    /// No such record, no such item, a recode of a value nobody gave, a fix that
    /// changes nothing. Nothing is changed then.
    pub fn decide(&mut self, new: &NewDecision, who: &str) -> Result<(i64, usize, String), Diag> {
        let nothing = "nothing was changed";
        let words = Words::of_detail(new.detail);
        let mut items: Vec<&str> = Vec::new();
        if !new.item.is_empty() && new.kind != DecisionKind::Derive {
            items.push(new.item);
        }
        items.extend((new.kind == DecisionKind::Specify).then_some(words.item.as_str()));
        let loaded = self.load(&Wanted {
            country: new.country,
            instrument: new.instrument,
            items: &items,
            roles: &["record"],
            purposes: &Purpose::ALL,
            reading: Reading::Decided,
        })?;
        let address = format!("{}/{}", new.country, new.instrument);
        if loaded.batches.is_empty() {
            return Err(Diag::error(format!("no records of {address} are held")).hint(nothing));
        }
        let row =
            loaded.frame.get("@record").and_then(|ids| (0..ids.len()).find(|r| ids.text(*r) == new.record));
        let column = loaded.frame.get(new.item);
        if !items.is_empty() && column.is_none() {
            return Err(
                Diag::error(format!("no record of {address} has an answer to '{}'", new.item)).hint(nothing)
            );
        }
        let (old, touched) = match new.kind {
            DecisionKind::Fix | DecisionKind::Drop => {
                let row = row.ok_or_else(|| self.no_record(new, &loaded).hint(nothing))?;
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
            DecisionKind::Specify => {
                let touched = words.rows(&loaded.frame, new.item, new.old).len();
                if touched == 0 {
                    return Err(Diag::error(format!(
                        "no record of {address} has the words '{}' beside '{}'",
                        new.old, new.item
                    ))
                    .hint(format!("dh decide {address} --specify {} lists the words there are", new.item))
                    .hint(nothing));
                }
                (new.old.to_string(), touched)
            }
            DecisionKind::Derive | DecisionKind::Withdraw | DecisionKind::Weigh => {
                (new.old.to_string(), loaded.frame.rows())
            }
        };
        if new.kind.changes_answers() && new.kind != DecisionKind::Specify && old == new.new {
            return Err(Diag::error(format!("'{}' is '{old}' already", new.item)).hint(nothing));
        }
        let stored = NewDecision { old: &old, ..new.clone() };
        let id = self.write(who, "decide", |transaction| {
            let id = insert(transaction, &stored, who)?;
            Ok((id, entry(id, &stored, touched)))
        })?;
        Ok((id, touched, old))
    }

    /// Why a record cannot be decided about.
    fn no_record(&self, new: &NewDecision, loaded: &Loaded) -> Diag {
        let (record, address) = (new.record, format!("{}/{}", new.country, new.instrument));
        let its = loaded
            .withdrawn
            .iter()
            .find(|b| self.record_ids(b).is_ok_and(|ids| ids.iter().any(|id| id == record)));
        match its.and_then(|batch| Some((batch.id, batch.withdrawn?))) {
            Some((batch, decision)) => Diag::error(format!(
                "record '{record}' of {address} is in batch {batch}, which is withdrawn (decision {decision})"
            )),
            None => Diag::error(format!("there is no record '{record}' of {address}, or it was dropped")),
        }
    }

    /// Takes a decision back. Decisions made after it on the same answer stay.
    ///
    /// # Errors
    /// No such decision, or it was undone before; a batch whose records are held
    /// again does not come back.
    pub fn undo(&mut self, id: i64, because: &str, who: &str) -> Result<Decision, Diag> {
        let decision = self.decision_to_undo(id)?;
        if decision.kind == DecisionKind::Withdraw {
            self.may_come_back(&decision)?;
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

    /// A decision that stands.
    ///
    /// # Errors
    /// No such decision, or it was undone before.
    pub fn decision_to_undo(&self, id: i64) -> Result<Decision, Diag> {
        let Some(decision) = self.decisions(None)?.into_iter().find(|d| d.id == id) else {
            return Err(Diag::error(format!("there is no decision {id}"))
                .hint("dh decide ADDRESS lists the decisions; nothing was changed"));
        };
        if !decision.stands() {
            return Err(Diag::error(format!("decision {id} was undone before: {}", decision.undone))
                .hint("nothing was changed"));
        }
        Ok(decision)
    }
}

/// Writes a decision; its number.
pub(super) fn insert(transaction: &Transaction, new: &NewDecision, who: &str) -> Result<i64, Diag> {
    transaction
        .execute(
            "INSERT INTO decisions (country, instrument, kind, record, name, old, new, because, who, at, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            (
                new.country,
                new.instrument,
                new.kind.id(),
                new.record,
                new.item,
                new.old,
                new.new,
                new.because,
                who,
                clock::now(),
                new.detail,
            ),
        )
        .map_err(|e| said(&e, "write the decision"))?;
    Ok(transaction.last_insert_rowid())
}

/// What the audit log says of a decision. The values themselves stay out of it.
pub(super) fn entry(id: i64, new: &NewDecision, records: usize) -> serde_json::Value {
    json!({
        "decision": id, "country": new.country, "instrument": new.instrument, "kind": new.kind.id(),
        "item": new.item, "records": records,
    })
}
