//! The tables of a store and how an older store becomes a newer one. A
//! migration, once released, never changes; `user_version` counts those done.

use rusqlite::Connection;

use crate::base::Diag;

/// `dhst`: what SQLite calls the application of a file.
pub const APPLICATION_ID: i32 = 0x6468_7374;

/// Each brings a store from the version of its index to the next.
pub const MIGRATIONS: &[&str] = &[RECORDS, DECISIONS, ERASURE, MORE_DECISIONS];

/// The version this program writes.
pub const VERSION: usize = MIGRATIONS.len();

const RECORDS: &str = "
CREATE TABLE plans (
  hash TEXT PRIMARY KEY,
  json BLOB NOT NULL -- zstd
) STRICT;
CREATE TABLE batches (
  id INTEGER PRIMARY KEY,
  country TEXT NOT NULL,
  instrument TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('main', 'pretest', 'training')),
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  records INTEGER NOT NULL,
  plan TEXT NOT NULL REFERENCES plans (hash),
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  cleared_by TEXT NOT NULL,
  notes TEXT NOT NULL
) STRICT;
CREATE INDEX batches_of ON batches (country, instrument, file_hash);
CREATE TABLE columns (
  batch INTEGER NOT NULL REFERENCES batches (id),
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  options TEXT NOT NULL, -- JSON
  PRIMARY KEY (batch, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE chunks (
  batch INTEGER NOT NULL REFERENCES batches (id),
  name TEXT NOT NULL,
  chunk INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  hash BLOB NOT NULL,
  data BLOB NOT NULL -- zstd
) STRICT;
CREATE UNIQUE INDEX chunks_of ON chunks (batch, name, chunk);
CREATE TABLE off_route (
  batch INTEGER NOT NULL REFERENCES batches (id),
  record TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT;
CREATE INDEX off_route_of ON off_route (batch, record);
CREATE TABLE audit (
  entry INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL, -- JSON, never a value of a record
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_stands BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
";

const DECISIONS: &str = "
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  country TEXT NOT NULL,
  instrument TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('fix', 'recode', 'drop')),
  record TEXT NOT NULL, -- empty for a recode
  name TEXT NOT NULL,   -- the item; empty for a drop
  old TEXT NOT NULL,    -- what it was, as the CSV writes it
  new TEXT NOT NULL,
  because TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  undone TEXT NOT NULL DEFAULT '' -- who and when; empty while it stands
) STRICT;
CREATE INDEX decisions_of ON decisions (country, instrument);
";

const ERASURE: &str = "
CREATE TABLE tombstones (
  id INTEGER PRIMARY KEY,
  country TEXT NOT NULL,
  instrument TEXT NOT NULL,
  batch INTEGER NOT NULL,
  record_seal TEXT NOT NULL, -- a keyed seal of the record's id, so that it does not come back
  at TEXT NOT NULL,
  who TEXT NOT NULL
) STRICT;
CREATE INDEX tombstones_of ON tombstones (country, instrument, record_seal);
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('record_seal', randomblob(32));
";

/// Decisions of more kinds, and the weights that some of them bring.
const MORE_DECISIONS: &str = "
CREATE TABLE decisions_of_all_kinds (
  id INTEGER PRIMARY KEY,
  country TEXT NOT NULL,
  instrument TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('fix', 'recode', 'drop', 'specify', 'derive', 'withdraw', 'weigh')),
  record TEXT NOT NULL, -- of a fix and a drop; else empty
  name TEXT NOT NULL,   -- the item, or the variable that is made; else empty
  old TEXT NOT NULL,    -- what it was, as the CSV writes it; the words of a specify; the batch of a withdraw
  new TEXT NOT NULL,    -- what it becomes; of a derive its groups as JSON
  because TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  undone TEXT NOT NULL DEFAULT '', -- who and when; empty while it stands
  detail TEXT NOT NULL DEFAULT ''  -- JSON, what else a kind needs
) STRICT;
INSERT INTO decisions_of_all_kinds (id, country, instrument, kind, record, name, old, new, because, who, at, undone)
  SELECT id, country, instrument, kind, record, name, old, new, because, who, at, undone FROM decisions;
DROP TABLE decisions;
ALTER TABLE decisions_of_all_kinds RENAME TO decisions;
CREATE INDEX decisions_of ON decisions (country, instrument);
CREATE TABLE weights (
  decision INTEGER NOT NULL REFERENCES decisions (id),
  part TEXT NOT NULL CHECK (part IN ('record', 'weight')),
  chunk INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  hash BLOB NOT NULL,
  data BLOB NOT NULL, -- zstd
  PRIMARY KEY (decision, part, chunk)
) STRICT, WITHOUT ROWID;
";

/// The version of a store; 0 for a file without tables.
pub fn version(connection: &Connection) -> rusqlite::Result<usize> {
    connection.pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).map(|v| v.max(0) as usize)
}

/// Brings the tables up to `to`, in one transaction: all of it or nothing.
///
/// # Errors
/// A store that a newer program wrote; whatever the disk says.
pub fn migrate(connection: &mut Connection, to: usize) -> Result<(), Diag> {
    let fail = |e: rusqlite::Error| super::file::said(&e, "bring the store up to date");
    let from = version(connection).map_err(fail)?;
    if from > VERSION {
        return Err(Diag::error(format!(
            "the store was written by a newer dh (its tables are version {from}, this program knows {VERSION})"
        ))
        .hint("use that program, or a backup made before"));
    }
    if from >= to {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(fail)?;
    // Another process may have done it while this one waited.
    let from = version(&transaction).map_err(fail)?;
    for step in MIGRATIONS.iter().take(to).skip(from) {
        transaction.execute_batch(step).map_err(fail)?;
    }
    transaction.pragma_update(None, "user_version", to as i64).map_err(fail)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(fail)?;
    transaction.commit().map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(connection: &Connection) -> Vec<(String, String)> {
        let mut statement = connection
            .prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name")
            .expect("a statement");
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).expect("rows");
        rows.collect::<rusqlite::Result<_>>().expect("tables")
    }

    /// A store as an earlier program left it, with a batch in it.
    fn earlier(version: usize) -> Connection {
        let mut connection = Connection::open_in_memory().expect("a database");
        migrate(&mut connection, version).expect("migrated");
        if version > 0 {
            connection
                .execute_batch(
                    "INSERT INTO plans VALUES ('p', x'00');
                     INSERT INTO batches VALUES (1, 'XEX', 'survey/children', 'main', 0, 'a.csv', 'h', 2, 'p', 'w', 'a', 'b', '');
                     INSERT INTO audit VALUES (1, 'a', 'w', 'import', '{}', 'h');",
                )
                .expect("a batch");
        }
        if version > 1 {
            connection
                .execute_batch(
                    "INSERT INTO decisions (country, instrument, kind, record, name, old, new, because, who, at, undone)
                     VALUES ('XEX', 'survey/children', 'fix', 'R1', 'age', '12', '13', 'b', 'w', 'a', 'u');",
                )
                .expect("a decision");
        }
        connection
    }

    #[test]
    fn every_earlier_store_becomes_what_a_new_one_is_and_keeps_its_records() {
        let fresh = tables(&earlier(VERSION));
        for version in 0..VERSION {
            let mut connection = earlier(version);
            migrate(&mut connection, VERSION).expect("migrated");
            assert_eq!(tables(&connection), fresh, "from version {version}");
            assert_eq!(super::version(&connection), Ok(VERSION));
            let held: i64 =
                connection.query_row("SELECT count(*) FROM batches", [], |r| r.get(0)).expect("rows");
            assert_eq!(held, i64::from(version > 0), "from version {version}");
            let decided: Vec<String> = connection
                .prepare(
                    "SELECT record || ' ' || old || ' ' || new || ' ' || undone || detail FROM decisions",
                )
                .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
                .expect("decisions");
            assert_eq!(decided, vec!["R1 12 13 u"; usize::from(version > 1)], "from version {version}");
            let secret: i64 = connection
                .query_row("SELECT length(value) FROM meta WHERE name = 'record_seal'", [], |r| r.get(0))
                .expect("a secret");
            assert_eq!(secret, 32);
        }
    }

    #[test]
    fn a_store_of_a_newer_program_is_refused_and_left_alone() {
        let mut connection = earlier(VERSION);
        connection.pragma_update(None, "user_version", VERSION as i64 + 1).expect("set");
        let refusal = migrate(&mut connection, VERSION).expect_err("refused");
        assert!(refusal.message.contains("written by a newer dh"), "{}", refusal.message);
        assert_eq!(super::version(&connection), Ok(VERSION + 1));
    }

    #[test]
    fn the_audit_log_cannot_be_changed_by_statement() {
        let connection = earlier(VERSION);
        for statement in ["UPDATE audit SET who = 'x'", "DELETE FROM audit"] {
            let refused = connection.execute_batch(statement).expect_err("refused").to_string();
            assert!(refused.contains("append-only"), "{refused}");
        }
    }
}
