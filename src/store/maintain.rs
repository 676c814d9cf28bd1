//! Looking after a store: verify, backup, another key, compact.

use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::batch::unpack_plan;
use super::chunk;
use super::file::{Store, connect, private, said, staged_name};
use super::key::KeySource;
use super::lock::WriterLock;
use super::sidecar::Sidecar;
use crate::base::number::counted;
use crate::base::{Diag, fs, hex};
use crate::data::Marks;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// `pages`, `structure`, `records`, `weights`, `plans`, `audit`.
    pub check: &'static str,
    /// How much there was to look at, in words.
    pub looked_at: String,
    /// What is wrong, each a sentence; empty where all is well.
    pub problems: Vec<String>,
}

impl Store {
    /// Looks at every page, table, chunk and plan, and follows the audit log.
    ///
    /// # Errors
    /// Only what keeps it from looking; what is wrong stands in the result.
    pub fn verify(&self) -> Result<Vec<Verified>, Diag> {
        let mut out = vec![self.verify_pages()?, self.verify_structure()?];
        // Below a broken structure everything else would only repeat it.
        if out.iter().any(|v| !v.problems.is_empty()) {
            return Ok(out);
        }
        out.push(self.verify_records()?);
        out.extend(self.verify_weights()?);
        out.push(self.verify_plans()?);
        let (entries, _) = self.audit_head()?;
        out.push(Verified {
            check: "audit",
            looked_at: counted(entries.max(0) as usize, "entry", "entries"),
            problems: self.verify_audit(None)?.into_iter().map(|d| d.message).collect(),
        });
        Ok(out)
    }

    fn rows_of(&self, pragma: &str) -> Result<Vec<String>, Diag> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.connection.prepare(pragma)?;
            statement.query_map([], |r| r.get(0))?.collect()
        };
        match read() {
            Ok(rows) => Ok(rows),
            Err(e) if self.interrupt.is_set() => Err(said(&e, "verify the store")),
            // A check that cannot be carried out has found something.
            Err(e) => Ok(vec![said(&e, "read it").message]),
        }
    }

    fn verify_pages(&self) -> Result<Verified, Diag> {
        let pages: i64 =
            self.connection.pragma_query_value(None, "page_count", |r| r.get(0)).unwrap_or_default();
        let (looked_at, problems) = if self.is_encrypted() {
            let mut problems = self.rows_of("PRAGMA cipher_integrity_check")?;
            // The check reads the file alone. A page that was half written on
            // its way out of the journal is whole there, and read from there.
            if !problems.is_empty() && self.has_journal() {
                match self.move_journal_in() {
                    Ok(()) => problems = self.rows_of("PRAGMA cipher_integrity_check")?,
                    Err(why) => problems.insert(
                        0,
                        format!("the journal beside the file cannot be moved in ({}): free some space, then verify again before anything else", why.message),
                    ),
                }
            }
            (format!("the seals of {pages} pages"), problems)
        } else {
            (format!("{pages} pages; a plain store has no seals"), Vec::new())
        };
        Ok(Verified { check: "pages", looked_at, problems })
    }

    /// Moves what is in the journal into the file, as any command that writes
    /// does when it ends.
    fn move_journal_in(&self) -> Result<(), Diag> {
        let _lock = WriterLock::take(&self.path, "store verify")?;
        let writing = connect(&self.path, self.key.as_ref(), &self.sidecar.salt, false, &self.interrupt)
            .map_err(|e| said(&e, "open the store"))?;
        writing
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(|e| said(&e, "clear the journal"))
    }

    fn verify_structure(&self) -> Result<Verified, Diag> {
        let mut problems = self.rows_of("PRAGMA integrity_check(20)")?;
        problems.retain(|p| p != "ok");
        if problems.is_empty() {
            let dangling = self.rows_of("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 20")?;
            problems.extend(dangling.iter().map(|t| format!("a row of {t} belongs to nothing")));
        }
        Ok(Verified { check: "structure", looked_at: "tables and indexes".into(), problems })
    }

    fn verify_records(&self) -> Result<Verified, Diag> {
        let batches = self.batches(None)?;
        let mut problems = Vec::new();
        let mut chunks = 0usize;
        for batch in &batches {
            for (name, kind, options) in self.all_columns(batch.id)? {
                if self.interrupt.is_set() {
                    return Err(Diag::error("stopped before everything was looked at"));
                }
                let shown =
                    if kind.is_empty() { "fingerprints".to_string() } else { format!("column '{name}'") };
                let place = format!("batch {}, {shown}", batch.id);
                let mut count = 0;
                let mut scratch = chunk::Scratch::default();
                let found = self.each_sealed_chunk(batch.id, &name, |rows, hash, data| {
                    count += rows;
                    chunks += 1;
                    if chunk::hash(data) != hash {
                        return Err("a chunk is not the one that was stored".into());
                    }
                    if kind.is_empty() {
                        chunk::decode_bits(data, rows, &mut Vec::new(), &mut scratch)
                    } else {
                        let mut column =
                            chunk::empty(&kind, options.clone(), Marks::simulated(batch.simulated))
                                .ok_or_else(|| format!("'{kind}' is no kind of column"))?;
                        chunk::decode(data, rows, &mut column, None, &mut scratch)
                    }
                });
                match found {
                    Err(why) => problems.push(format!("{place}: {why}")),
                    Ok(()) if count != batch.records => {
                        problems.push(format!("{place}: {count} rows instead of {}", batch.records));
                    }
                    Ok(()) => {}
                }
            }
        }
        let records: usize = batches.iter().map(|b| b.records).sum();
        let looked_at = format!(
            "{} in {}, {}",
            counted(records, "record", "records"),
            counted(batches.len(), "batch", "batches"),
            counted(chunks, "chunk", "chunks")
        );
        Ok(Verified { check: "records", looked_at, problems })
    }

    fn each_sealed_chunk(
        &self,
        batch: i64,
        name: &str,
        mut with: impl FnMut(usize, &[u8], &[u8]) -> Result<(), String>,
    ) -> Result<(), String> {
        let read = |e: rusqlite::Error| e.to_string();
        let mut statement = self
            .connection
            .prepare("SELECT rows, hash, data FROM chunks WHERE batch = ?1 AND name = ?2 ORDER BY chunk")
            .map_err(read)?;
        let mut rows = statement.query((batch, name)).map_err(read)?;
        while let Some(row) = rows.next().map_err(read)? {
            let count: i64 = row.get(0).map_err(read)?;
            let hash = row.get_ref(1).map_err(read)?.as_blob().map_err(|e| e.to_string())?;
            let data = row.get_ref(2).map_err(read)?.as_blob().map_err(|e| e.to_string())?;
            with(usize::try_from(count).map_err(|e| e.to_string())?, hash, data)?;
        }
        Ok(())
    }

    fn verify_plans(&self) -> Result<Verified, Diag> {
        let read = || -> rusqlite::Result<Vec<(String, Vec<u8>)>> {
            let mut statement = self.connection.prepare("SELECT hash, json FROM plans")?;
            statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
        };
        let plans = read().map_err(|e| said(&e, "read the plans"))?;
        let problems = plans
            .iter()
            .filter(|(hash, data)| {
                unpack_plan(data).is_none_or(|text| hex::encode(&Sha256::digest(text.as_bytes())) != *hash)
            })
            .map(|(hash, _)| {
                format!("the plan {} is not the one that was stored", &hash[..hash.len().min(16)])
            })
            .collect();
        Ok(Verified { check: "plans", looked_at: counted(plans.len(), "plan", "plans"), problems })
    }

    /// Copies the store, with its sidecar, while others may read it. The copy
    /// has the same key; it is looked at before it gets its name.
    ///
    /// # Errors
    /// A file is there already; the disk is full; the copy does not hold.
    pub fn backup(&self, to: &Path, progress: &mut dyn FnMut(f64)) -> Result<PathBuf, Diag> {
        if to.exists() || Sidecar::path_of(to).exists() {
            return Err(Diag::error(format!("{} is there already", to.display()))
                .hint("a backup never goes over another: give it a name of its own"));
        }
        if to.extension().is_none_or(|e| e != "dh") {
            return Err(Diag::error(format!("{} does not end in .dh", to.display()))
                .hint("its sidecar gets the same name with .json"));
        }
        if let Some(folder) = to.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|e| Diag::error(format!("cannot make {}: {}", folder.display(), fs::reason(&e))))?;
        }
        let staged = staged_name(to);
        let result = self.copy_to(&staged, progress).and_then(|()| {
            self.sidecar.write(to)?;
            std::fs::rename(&staged, to)
                .map_err(|e| Diag::error(format!("cannot write {}: {}", to.display(), fs::reason(&e))))
        });
        // What was staged goes, whatever became of it.
        for end in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(format!("{}{end}", staged.display()));
        }
        if result.is_err() {
            let _ = std::fs::remove_file(Sidecar::path_of(to));
        }
        result.map(|()| to.to_path_buf())
    }

    fn copy_to(&self, staged: &Path, progress: &mut dyn FnMut(f64)) -> Result<(), Diag> {
        let fail = |e: rusqlite::Error| said(&e, "write the backup");
        private(staged)?;
        let mut copy =
            connect(staged, self.key.as_ref(), &self.sidecar.salt, false, &self.interrupt).map_err(fail)?;
        copy.execute_batch("PRAGMA journal_mode = DELETE").map_err(fail)?;
        {
            let backup = Backup::new(&self.connection, &mut copy).map_err(fail)?;
            loop {
                let step = backup.step(256).map_err(fail)?;
                let done = backup.progress();
                progress(1.0 - f64::from(done.remaining) / f64::from(done.pagecount.max(1)));
                if self.interrupt.is_set() {
                    return Err(Diag::error("the backup was stopped").hint("nothing was left behind"));
                }
                match step {
                    StepResult::Done => break,
                    StepResult::Busy | StepResult::Locked => {
                        std::thread::sleep(std::time::Duration::from_millis(20));
                    }
                    _ => {}
                }
            }
        }
        let copied = Store {
            connection: copy,
            path: staged.into(),
            sidecar: self.sidecar.clone(),
            key: self.key.clone(),
            interrupt: self.interrupt.clone(),
            warnings: Vec::new(),
            seen: self.seen.clone(),
            _lock: None,
        };
        let bad: Vec<String> = copied.verify()?.into_iter().flat_map(|v| v.problems).collect();
        if let Some(first) = bad.first() {
            return Err(Diag::error(format!("the backup does not hold: {first}"))
                .hint("nothing was left behind; look at the store itself with dh store verify"));
        }
        copied.connection.close().map_err(|(_, e)| fail(e))
    }

    /// Gives the store another key. The old one opens it no more; it still opens
    /// every backup made before.
    ///
    /// # Errors
    /// A plain store; a key that cannot be had; whatever the disk says. Until it
    /// is done the old key opens the store.
    pub fn rekey(&mut self, source: &KeySource, who: &str) -> Result<(), Diag> {
        let fail = |e: rusqlite::Error| said(&e, "change the key");
        if self.key.is_none() || matches!(source, KeySource::Plain) {
            return Err(Diag::error("only an encrypted store can be given another key")
                .hint("make an encrypted store with dh store create, and import the files again"));
        }
        let fresh = source.key(&self.sidecar.salt)?;
        let Some(key) = &fresh else { return Err(Diag::error("the new key is empty")) };
        if fresh == self.key {
            return Err(Diag::error("the new key is the old one").hint("nothing was changed"));
        }
        self.write(who, "store rekey", |_| Ok(((), json!({"key": source.word()}))))?;
        // While both may be right the sidecar knows both.
        let mut both = self.sidecar.clone();
        both.checks = vec![self.sidecar.check_of(self.key.as_ref()), self.sidecar.check_of(fresh.as_ref())];
        both.seal_audit_twice(self.key.as_ref(), fresh.as_ref());
        both.write(&self.path)?;
        if let Err(e) = self.connection.execute_batch("PRAGMA journal_mode = DELETE") {
            self.sidecar.write(&self.path)?;
            return Err(fail(e));
        }
        // From here on only the file itself knows its key: the sidecar keeps
        // both until one of them has opened the store to write.
        if self.connection.pragma_update(None, "rekey", key.pragma(&self.sidecar.salt)).is_err() {
            // SQLCipher says nothing that helps.
            return Err(Diag::error("cannot change the key: the disk is full, or has a fault").hint(
                "the old key still opens the store; changing a key needs room for a second copy for a moment",
            ));
        }
        self.key = fresh;
        // Where it fails (a full disk), the next command that writes does it.
        let _ = self.connection.execute_batch("PRAGMA journal_mode = WAL");
        self.settle_key(source)
    }

    /// Gives back the space of what was erased or replaced; the bytes before and
    /// after.
    pub fn compact(&mut self, who: &str) -> Result<(u64, u64), Diag> {
        let fail = |e: rusqlite::Error| said(&e, "compact the store");
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |m| m.len());
        self.checkpoint()?;
        let before = size(&self.path);
        self.write(who, "store compact", |_| Ok(((), json!({}))))?;
        self.connection.execute_batch("VACUUM").map_err(fail)?;
        self.clear_journal("it is compacted");
        Ok((before, size(&self.path)))
    }

    /// Empties the journal after a change that is done, or says that it could
    /// not be.
    pub(super) fn clear_journal(&mut self, done: &str) {
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, i64>(0));
        let why = match busy {
            Ok(0) => return,
            Ok(_) => "another program is reading the store".to_string(),
            Err(e) => said(&e, "clear the journal").message,
        };
        self.warnings.push(
            Diag::warning(format!("{done}, but what was there before is still in the file: {why}"))
                .hint("it goes with the next command that writes; dh store compact does nothing else"),
        );
    }

    /// Moves the journal into the file and empties it.
    pub(super) fn checkpoint(&self) -> Result<(), Diag> {
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(|e| said(&e, "clear the journal"))
    }
}
