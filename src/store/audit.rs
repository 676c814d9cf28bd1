//! The audit log: who did what when, append-only, each entry bound to the one
//! before it. It never holds a value of a record.

use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::file::{Store, said};
use crate::base::{Diag, clock, hex};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// From 1, without gaps.
    pub entry: i64,
    pub at: String,
    pub who: String,
    pub what: String,
    /// JSON.
    pub detail: String,
    /// SHA-256 over the entry and the hash before it, 64 hexadecimal digits.
    pub hash: String,
}

/// Where the log stands: how many entries, and the last hash.
pub(super) fn head(connection: &Connection) -> Result<(i64, String), Diag> {
    let last = connection
        .prepare("SELECT entry, hash FROM audit ORDER BY entry DESC LIMIT 1")
        .and_then(|mut s| s.query_row([], |r| Ok((r.get(0)?, r.get(1)?))));
    match last {
        Ok(last) => Ok(last),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok((0, String::new())),
        Err(e) => Err(said(&e, "read the audit log")),
    }
}

/// Adds an entry; gives the new head. A clock that went back is written down
/// as the time of the entry before, with what it said in the detail.
pub(super) fn append(
    connection: &Connection,
    who: &str,
    what: &str,
    detail: &Value,
) -> Result<(i64, String), Diag> {
    let (entry, before) = head(connection)?;
    let last_at: String = connection
        .query_row("SELECT at FROM audit WHERE entry = ?1", [entry], |r| r.get(0))
        .or_else(|e| if e == rusqlite::Error::QueryReturnedNoRows { Ok(String::new()) } else { Err(e) })
        .map_err(|e| said(&e, "read the audit log"))?;
    let mut detail = detail.clone();
    let mut at = clock::now();
    if at < last_at {
        if let Value::Object(map) = &mut detail {
            map.insert("clock_said".into(), Value::String(at));
        }
        at = last_at;
    }
    let next = AuditEntry {
        entry: entry + 1,
        at,
        who: who.into(),
        what: what.into(),
        detail: detail.to_string(),
        hash: String::new(),
    };
    let hash = hash_of(&before, &next);
    connection
        .execute(
            "INSERT INTO audit (entry, at, who, what, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (next.entry, &next.at, &next.who, &next.what, &next.detail, &hash),
        )
        .map_err(|e| said(&e, "write the audit log"))?;
    Ok((next.entry, hash))
}

fn hash_of(before: &str, entry: &AuditEntry) -> String {
    let mut digest = Sha256::new();
    for part in [before, &entry.entry.to_string(), &entry.at, &entry.who, &entry.what, &entry.detail] {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    hex::encode(&digest.finalize())
}

impl Store {
    /// Writes down something that changed no record: who copied what, when.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn note(&mut self, who: &str, what: &str, detail: &Value) -> Result<(), Diag> {
        self.write(who, what, |_| Ok(((), detail.clone())))
    }

    /// All entries, oldest first.
    pub fn audit(&self) -> Result<Vec<AuditEntry>, Diag> {
        let read = || -> rusqlite::Result<Vec<AuditEntry>> {
            let mut statement = self
                .connection
                .prepare("SELECT entry, at, who, what, detail, hash FROM audit ORDER BY entry")?;
            let rows = statement.query_map([], |r| {
                Ok(AuditEntry {
                    entry: r.get(0)?,
                    at: r.get(1)?,
                    who: r.get(2)?,
                    what: r.get(3)?,
                    detail: r.get(4)?,
                    hash: r.get(5)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|e| said(&e, "read the audit log"))
    }

    /// Number of entries and the hash of the last, as printed in outputs.
    pub fn audit_head(&self) -> Result<(i64, String), Diag> {
        head(&self.connection)
    }

    /// Follows the chain from its start, and holds its end against the sidecar
    /// and, where given, against a head that an output printed.
    pub fn verify_audit(&self, printed: Option<&str>) -> Result<Vec<Diag>, Diag> {
        let entries = self.audit()?;
        let mut problems = Vec::new();
        let mut before = String::new();
        for (i, entry) in entries.iter().enumerate() {
            let expected = i as i64 + 1;
            if entry.entry != expected {
                problems.push(Diag::error(format!(
                    "the audit log has a gap: entry {expected} is missing, {} follows",
                    entry.entry
                )));
                break;
            }
            if hash_of(&before, entry) != entry.hash {
                problems.push(Diag::error(format!(
                    "entry {expected} of the audit log ({}, {}) was altered, or one before it",
                    entry.what, entry.at
                )));
                break;
            }
            before.clone_from(&entry.hash);
        }
        let (count, anchor, _) = &self.sidecar.audit;
        if !self.sidecar.anchor_holds(self.key.as_ref()) {
            problems.push(
                Diag::error("the sidecar's mark of the audit log was not written with this key")
                    .hint("the sidecar was altered, or it belongs to another state of the store"),
            );
        } else if *count > entries.len() as i64 {
            problems.push(
                Diag::error(format!(
                    "the end of the audit log is missing: the sidecar knows {count} entries, the store has {}",
                    entries.len()
                ))
                .hint("the end was cut, or an older copy of the store was put in place without its sidecar"),
            );
        } else if *count > 0 && entries[*count as usize - 1].hash != *anchor {
            problems.push(Diag::error(format!(
                "entry {count} of the audit log is not the one the sidecar knows: the log was written anew"
            )));
        }
        if let Some(printed) = printed {
            let wanted = printed.trim().to_ascii_lowercase();
            if wanted.len() < 8 || !wanted.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(Diag::error(format!("'{printed}' is no head of an audit log"))
                    .hint("give at least the first 8 hexadecimal digits that an output printed"));
            }
            if !entries.iter().any(|e| e.hash.starts_with(&wanted)) {
                problems.push(
                    Diag::error(format!("no entry of the audit log has the head {wanted}"))
                        .hint("the output was made from another store, or what was done since then was cut"),
                );
            }
        }
        Ok(problems)
    }
}
