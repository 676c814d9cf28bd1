//! Batches: what one import brought, with its provenance. A batch never
//! changes; decisions lie over it, and only an erasure rewrites it.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::json;

use super::chunk;
use super::erasure::{record_seal, roster_of, seal_secret, tombstones};
use super::file::{Store, said};
use super::load::{Reading, Wanted};
use crate::base::{Diag, Interrupt, clock};
use crate::data::{Column, Marks, State, Values};
use crate::model::PlanSnapshot;

/// What records were collected for. Only `Main` ever enters an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    Main,
    Pretest,
    Training,
}

impl Purpose {
    pub const ALL: [Purpose; 3] = [Purpose::Main, Purpose::Pretest, Purpose::Training];

    pub fn id(self) -> &'static str {
        match self {
            Purpose::Main => "main",
            Purpose::Pretest => "pretest",
            Purpose::Training => "training",
        }
    }

    pub fn from_id(id: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|p| p.id() == id)
    }
}

/// One import, as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: i64,
    pub country: String,
    /// The instrument's path: `household_survey/children`.
    pub instrument: String,
    pub purpose: Purpose,
    pub simulated: bool,
    pub file_name: String,
    /// SHA-256 of the file, 64 hexadecimal digits.
    pub file_hash: String,
    pub records: usize,
    /// Hash of the plan snapshot the records were replayed against.
    pub plan: String,
    pub who: String,
    pub at: String,
    /// The approval that covers the interviews, or why none is needed.
    pub cleared_by: String,
    pub notes: Vec<String>,
    /// The decision by which it is withdrawn; nothing while it counts.
    pub withdrawn: Option<i64>,
}

/// A column's name, what it is for (`record`, `date`, `stratum`, `psu`,
/// `weight`, `area`, `interviewer`, `item`), and its values on demand: only one
/// column at a time is held in full.
pub struct NewColumn<'a> {
    pub name: String,
    pub role: &'static str,
    pub make: Box<dyn Fn() -> Column + 'a>,
}

/// What is to be added.
pub struct NewBatch<'a> {
    pub country: &'a str,
    pub instrument: &'a str,
    pub purpose: Purpose,
    pub simulated: bool,
    pub file_name: &'a str,
    pub file_hash: &'a str,
    pub plan: &'a PlanSnapshot,
    pub cleared_by: &'a str,
    pub notes: Vec<String>,
    /// Record ids in the order of the file.
    pub ids: &'a [&'a str],
    /// Rows in the order they are stored: by stratum, then PSU.
    pub order: Vec<u32>,
    pub columns: Vec<NewColumn<'a>>,
    /// Answers where the routing says that nothing was asked: row, item, text.
    pub off_route: &'a [(u32, &'a str, &'a str)],
}

/// What became of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// None where nothing was new.
    pub batch: Option<i64>,
    pub imported: usize,
    /// Records that were here already with the very same answers.
    pub duplicates: usize,
    /// Records that were erased before and stay so.
    pub erased: usize,
}

/// What was found out of a batch before anything is written.
struct Look {
    /// The rows to add, in storing order.
    keep: Vec<u32>,
    kinds: HashMap<String, (String, i64)>,
    added: Added,
}

/// Writes the rows of a batch that are new; its number, and what the audit log
/// says of it.
fn put_batch(
    transaction: &Transaction,
    new: &NewBatch,
    look: &Look,
    who: &str,
    interrupt: &Interrupt,
) -> Result<(i64, serde_json::Value), Diag> {
    let keep = &look.keep;
    let batch = insert_batch(transaction, new, keep.len(), who)?;
    let mut prints = vec![0u64; new.ids.len()];
    let fail = |e: rusqlite::Error| said(&e, "add the records");
    let mut put = transaction
        .prepare("INSERT INTO chunks (batch, name, chunk, rows, hash, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .map_err(fail)?;
    let mut store = |name: &str, packed: Vec<chunk::Packed>| -> Result<(), Diag> {
        for (n, p) in packed.into_iter().enumerate() {
            put.execute((batch, name, n as i64, p.rows as i64, p.hash, p.data)).map_err(fail)?;
        }
        Ok(())
    };
    for (position, entry) in new.columns.iter().enumerate() {
        if interrupt.is_set() {
            return Err(Diag::error("the import was stopped").hint("nothing was changed"));
        }
        let column = (entry.make)();
        if entry.role == "item" {
            refuse_other_kind(&look.kinds, &entry.name, chunk::kind_of(&column.values))?;
            add_fingerprints(&entry.name, &column, &mut prints);
        }
        describe_column(transaction, batch, entry, position, &column)?;
        store(&entry.name, chunk::encode(&column, keep).map_err(broken)?)?;
    }
    store(FINGERPRINTS, chunk::encode_bits(&prints, keep).map_err(broken)?)?;
    let mut kept = vec![false; new.ids.len()];
    keep.iter().for_each(|r| kept[*r as usize] = true);
    for (row, item, text) in new.off_route.iter().filter(|(row, ..)| kept[*row as usize]) {
        transaction
            .execute(
                "INSERT INTO off_route (batch, record, name, value) VALUES (?1, ?2, ?3, ?4)",
                (batch, new.ids[*row as usize], item, text),
            )
            .map_err(fail)?;
    }
    let detail = json!({
        "batch": batch, "country": new.country, "instrument": new.instrument, "purpose": new.purpose.id(),
        "simulated": new.simulated, "file_hash": new.file_hash, "plan": new.plan.hash, "records": keep.len(),
        "cleared_by": new.cleared_by,
    });
    Ok((batch, detail))
}

/// The name under which what tells two records apart is stored.
const FINGERPRINTS: &str = "\u{1}fingerprint";

impl Store {
    /// Adds a batch in one transaction. The same file, or records that are here
    /// with the same answers, add nothing.
    ///
    /// # Errors
    /// A record that is here with other answers; simulated records beside real
    /// ones; whatever the disk says. Nothing is changed then.
    pub fn add_batch(&mut self, new: &NewBatch, who: &str) -> Result<Added, Diag> {
        let added = self.add_batches(std::slice::from_ref(new), who)?;
        let nothing = Added { batch: None, imported: 0, duplicates: 0, erased: 0 };
        Ok(added.into_iter().next().unwrap_or(nothing))
    }

    /// Adds batches that belong together in one transaction: all or none.
    ///
    /// # Errors
    /// What one of them is refused for.
    pub fn add_batches(&mut self, all: &[NewBatch], who: &str) -> Result<Vec<Added>, Diag> {
        let mut looked = Vec::new();
        for new in all {
            looked.push(self.look(new)?);
        }
        if looked.iter().all(|l| l.keep.is_empty()) {
            return Ok(looked.into_iter().map(|l| l.added).collect());
        }
        let interrupt = self.interrupt.clone();
        self.write(who, "import", |transaction| {
            let (mut added, mut details) = (Vec::new(), Vec::new());
            for (new, look) in all.iter().zip(looked) {
                if look.keep.is_empty() {
                    added.push(look.added);
                    continue;
                }
                let (batch, detail) = put_batch(transaction, new, &look, who, &interrupt)?;
                details.push(detail);
                added.push(Added { batch: Some(batch), ..look.added });
            }
            // What is one import and one batch is written as it always was.
            let detail = match details.len() {
                1 => details.remove(0),
                _ => json!({ "batches": details }),
            };
            Ok((added, detail))
        })
    }

    /// What of a batch is new.
    fn look(&self, new: &NewBatch) -> Result<Look, Diag> {
        self.refuse_mixture(new)?;
        let held = self.batches(Some((new.country, new.instrument)))?;
        let mut same_file = held.iter().filter(|b| b.file_hash == new.file_hash);
        if let Some(same) = same_file.clone().find(|b| b.withdrawn.is_none()) {
            if same.purpose != new.purpose {
                let what = format!("this file is batch {} already", same.id);
                return Err(another_purpose(what, same.purpose, new.purpose));
            }
            let added = Added { batch: Some(same.id), imported: 0, duplicates: new.ids.len(), erased: 0 };
            return Ok(Look { keep: Vec::new(), kinds: HashMap::new(), added });
        }
        // Under another purpose or plan it is another batch: that may be why the
        // first was withdrawn.
        let alike =
            |b: &&Batch| b.purpose == new.purpose && b.simulated == new.simulated && b.plan == new.plan.hash;
        if let Some((same, decision)) = same_file.find(alike).and_then(|b| Some((b, b.withdrawn?))) {
            return Err(Diag::error(format!(
                "this file is batch {}, which is withdrawn (decision {decision})",
                same.id
            ))
            .hint(format!("dh decide --undo {decision} --because \"…\" lets it count again"))
            .hint("nothing was changed"));
        }
        let kinds = self.kinds_held(new.country, new.instrument)?;
        let (keep, duplicates, erased) = self.what_is_new(new)?;
        let added = Added { batch: None, imported: keep.len(), duplicates, erased };
        Ok(Look { keep, kinds, added })
    }

    /// Simulated and real records of one instrument never share a store: what
    /// is made from both would be neither.
    fn refuse_mixture(&self, new: &NewBatch) -> Result<(), Diag> {
        let held = self.batches(Some((new.country, new.instrument)))?;
        let differs = |b: &&Batch| b.withdrawn.is_none() && b.simulated != new.simulated;
        let Some(other) = held.iter().find(differs) else { return Ok(()) };
        let words = |simulated: bool| if simulated { "simulated" } else { "real" };
        Err(Diag::error(format!(
            "the store holds {} records of {}/{} (batch {}); {} ones do not go beside them",
            words(other.simulated),
            new.country,
            new.instrument,
            other.id,
            words(new.simulated)
        ))
        .hint("keep them in a store of their own: --store FILE; nothing was changed"))
    }

    /// The kind of every question in the batches that count, and the first
    /// batch that has it.
    pub(super) fn kinds_held(
        &self,
        country: &str,
        instrument: &str,
    ) -> Result<HashMap<String, (String, i64)>, Diag> {
        let mut held = HashMap::new();
        for batch in self.batches(Some((country, instrument)))?.iter().filter(|b| b.withdrawn.is_none()) {
            for (name, kind) in self.kinds_of(batch.id)? {
                held.entry(name).or_insert((kind, batch.id));
            }
        }
        Ok(held)
    }

    /// The kind of every question of a batch.
    pub(super) fn kinds_of(&self, batch: i64) -> Result<Vec<(String, String)>, Diag> {
        let read = || -> rusqlite::Result<Vec<(String, String)>> {
            let mut statement = self.connection.prepare(
                "SELECT name, kind FROM columns WHERE batch = ?1 AND role = 'item' ORDER BY position",
            )?;
            statement.query_map([batch], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
        };
        read().map_err(|e| said(&e, "read the records"))
    }

    /// The rows to add in storing order, how many are here already and how many
    /// were erased.
    fn what_is_new(&self, new: &NewBatch) -> Result<(Vec<u32>, usize, usize), Diag> {
        let held = self.fingerprints(new.country, new.instrument)?;
        let secret = seal_secret(&self.connection)?;
        let gone = tombstones(&self.connection, new.country, new.instrument)?;
        // Rows of a roster go with their record.
        let above = new.instrument.rsplit_once('/').map_or("", |(above, _)| above);
        let gone_above = match above.contains('/') {
            true => tombstones(&self.connection, new.country, above)?,
            false => HashSet::new(),
        };
        let is_gone = |id: &str| {
            let own = || gone.contains(&record_seal(&secret, new.country, new.instrument, id));
            let of = |record: &str| gone_above.contains(&record_seal(&secret, new.country, above, record));
            !gone.is_empty() && own() || !gone_above.is_empty() && roster_of(id).is_some_and(of)
        };
        let known = |id: &str| held.contains_key(id);
        if gone.is_empty() && gone_above.is_empty() && !new.ids.iter().any(|id| known(id)) {
            return Ok((new.order.clone(), 0, 0));
        }
        let mut prints = vec![0u64; new.ids.len()];
        for entry in new.columns.iter().filter(|c| c.role == "item") {
            add_fingerprints(&entry.name, &(entry.make)(), &mut prints);
        }
        let (mut keep, mut erased) = (Vec::new(), 0);
        let (mut same, mut differing, mut elsewhere) = (Vec::new(), Vec::new(), Vec::new());
        for row in &new.order {
            let id = new.ids[*row as usize];
            if is_gone(id) {
                erased += 1;
                continue;
            }
            match held.get(id) {
                None => keep.push(*row),
                Some((_, purpose)) if *purpose != new.purpose => elsewhere.push((id, *purpose)),
                Some((print, _)) if *print == prints[*row as usize] => same.push((id, *row)),
                Some(_) => differing.push(id),
            }
        }
        if let Some((_, purpose)) = elsewhere.first() {
            let ids: Vec<&str> = elsewhere.iter().map(|(id, _)| *id).collect();
            return Err(another_purpose(format!("{} here already", few(ids)), *purpose, new.purpose));
        }
        if !differing.is_empty() {
            return Err(Diag::error(format!("{} here already with other answers", few(differing)))
            .hint("a batch never changes: correct a record with dh decide, or leave it out of the file; nothing was changed"));
        }
        self.refuse_other_design(new, &same)?;
        Ok((keep, same.len(), erased))
    }

    /// The same answers with another weight, day or place in the sample are not
    /// the same record: passing them over would keep the old ones unseen.
    fn refuse_other_design(&self, new: &NewBatch, same: &[(&str, u32)]) -> Result<(), Diag> {
        const ROLES: [&str; 6] = ["record", "date", "stratum", "psu", "weight", "area"];
        if same.is_empty() {
            return Ok(());
        }
        let held = self.load(&Wanted {
            country: new.country,
            instrument: new.instrument,
            items: &[],
            roles: &ROLES,
            purposes: &[new.purpose],
            reading: Reading::Batches,
        })?;
        let Some(ids) = held.frame.get("@record") else { return Ok(()) };
        let row_of: HashMap<String, usize> = (0..ids.len()).map(|r| (ids.text(r), r)).collect();
        for entry in new.columns.iter().filter(|c| c.role != "record" && ROLES.contains(&c.role)) {
            let fresh = (entry.make)();
            let old = held.frame.get(&format!("@{}", entry.role));
            let other = |(id, row): &&(&str, u32)| {
                let before = row_of.get(*id).and_then(|r| old.map(|c| c.text(*r))).unwrap_or_default();
                before != fresh.text(*row as usize)
            };
            let differing: Vec<&str> = same.iter().filter(other).map(|(id, _)| *id).collect();
            if !differing.is_empty() {
                return Err(Diag::error(format!(
                    "{} here already with the same answers and another '{}'",
                    few(differing),
                    entry.name
                ))
                .hint("a batch never changes: leave them out of the file, or import the whole file into a new store (--store FILE); nothing was changed"));
            }
        }
        Ok(())
    }

    /// Fingerprint and purpose of all records of an instrument that count, by
    /// record id.
    fn fingerprints(&self, country: &str, instrument: &str) -> Result<HashMap<String, (u64, Purpose)>, Diag> {
        let mut out = HashMap::new();
        let mut batches = self.batches(Some((country, instrument)))?;
        batches.retain(|b| b.withdrawn.is_none());
        for batch in batches {
            let ids = self.record_ids(&batch)?;
            let mut prints = Vec::with_capacity(ids.len());
            let mut scratch = chunk::Scratch::default();
            self.each_chunk(batch.id, FINGERPRINTS, |rows, data| {
                chunk::decode_bits(data, rows, &mut prints, &mut scratch)
            })?;
            if prints.len() != ids.len() {
                return Err(broken(format!("batch {} is damaged", batch.id)));
            }
            out.extend(ids.into_iter().zip(prints.into_iter().map(|p| (p, batch.purpose))));
        }
        Ok(out)
    }

    /// The record ids of a batch, in storing order.
    pub(super) fn record_ids(&self, batch: &Batch) -> Result<Vec<String>, Diag> {
        let name: Option<String> = self
            .connection
            .query_row("SELECT name FROM columns WHERE batch = ?1 AND role = 'record'", [batch.id], |r| {
                r.get(0)
            })
            .optional()
            .map_err(|e| said(&e, "read the records"))?;
        let damaged = || broken(format!("batch {} is damaged: it has no record ids", batch.id));
        let name = name.ok_or_else(damaged)?;
        let mut column = chunk::empty("text", Vec::new(), Marks::default()).ok_or_else(damaged)?;
        let mut scratch = chunk::Scratch::default();
        self.each_chunk(batch.id, &name, |rows, data| {
            chunk::decode(data, rows, &mut column, None, &mut scratch)
        })?;
        match column.values {
            Values::Text(ids) if ids.len() == batch.records => Ok(ids),
            _ => Err(damaged()),
        }
    }

    /// Goes through the chunks of a column in order.
    pub(super) fn each_chunk(
        &self,
        batch: i64,
        name: &str,
        mut with: impl FnMut(usize, &[u8]) -> Result<(), String>,
    ) -> Result<(), Diag> {
        let fail = |e: rusqlite::Error| said(&e, "read the records");
        let mut statement = self
            .connection
            .prepare("SELECT rows, data FROM chunks WHERE batch = ?1 AND name = ?2 ORDER BY chunk")
            .map_err(fail)?;
        let mut rows = statement.query((batch, name)).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let count: i64 = row.get(0).map_err(fail)?;
            let data = row.get_ref(1).map_err(fail)?.as_blob().map_err(|e| broken(e.to_string()))?;
            let count = usize::try_from(count).map_err(|_| broken("a chunk of less than no rows".into()))?;
            with(count, data).map_err(|e| {
                broken(format!(
                    "column '{}' of batch {batch} cannot be read: {e}",
                    name.trim_start_matches('\u{1}')
                ))
            })?;
        }
        Ok(())
    }

    /// Batches, oldest first, withdrawn ones too; of one country and instrument where given.
    ///
    /// Rows of a roster came in with the batch of their records, next before them
    /// out of the same file: where that is withdrawn, so are they.
    pub fn batches(&self, of: Option<(&str, &str)>) -> Result<Vec<Batch>, Diag> {
        let fail = |e: rusqlite::Error| said(&e, "list the batches");
        let (country, instrument) = of.unwrap_or_default();
        let mut statement = self
            .connection
            .prepare(
                "SELECT id, country, instrument, purpose, simulated, file_name, file_hash, records, plan, who, at,
                        cleared_by, notes,
                        (SELECT max(d.id) FROM decisions d WHERE d.kind = 'withdraw' AND d.undone = ''
                         AND d.old IN (CAST(batches.id AS TEXT), CAST((
                            SELECT max(p.id) FROM batches p
                            WHERE p.id < batches.id AND p.country = batches.country
                              AND p.file_hash = batches.file_hash
                              AND substr(batches.instrument, 1, length(p.instrument) + 1) = p.instrument || '/'
                         ) AS TEXT)))
                 FROM batches WHERE ?1 = '' OR (country = ?1 AND instrument = ?2) ORDER BY id",
            )
            .map_err(fail)?;
        let rows = statement
            .query_map((country, instrument), |r| {
                let purpose: String = r.get(3)?;
                let records: i64 = r.get(7)?;
                let notes: String = r.get(12)?;
                Ok(Batch {
                    id: r.get(0)?,
                    country: r.get(1)?,
                    instrument: r.get(2)?,
                    // The table's own check allows these three only.
                    purpose: Purpose::from_id(&purpose).unwrap_or(Purpose::Training),
                    simulated: r.get(4)?,
                    file_name: r.get(5)?,
                    file_hash: r.get(6)?,
                    records: usize::try_from(records).unwrap_or(0),
                    plan: r.get(8)?,
                    who: r.get(9)?,
                    at: r.get(10)?,
                    cleared_by: r.get(11)?,
                    notes: notes.lines().map(str::to_string).collect(),
                    withdrawn: r.get(13)?,
                })
            })
            .map_err(fail)?;
        rows.collect::<rusqlite::Result<Vec<Batch>>>().map_err(fail)
    }

    /// The plan snapshot of a hash, as canonical JSON.
    pub fn plan_json(&self, hash: &str) -> Result<String, Diag> {
        let data: Vec<u8> = self
            .connection
            .query_row("SELECT json FROM plans WHERE hash = ?1", [hash], |r| r.get(0))
            .map_err(|e| said(&e, "read a plan"))?;
        unpack_plan(&data).ok_or_else(|| broken(format!("the plan {hash} cannot be read")))
    }
}

/// A question that changed its kind could not be counted any more, over any of
/// its batches.
fn refuse_other_kind(held: &HashMap<String, (String, i64)>, name: &str, kind: &str) -> Result<(), Diag> {
    match held.get(name) {
        Some((before, batch)) if before != kind => Err(Diag::error(format!(
            "'{name}' is a {kind} now and was a {before} in batch {batch}"
        ))
        .hint("a question that changes its kind is another question: give it an id of its own; nothing was changed")),
        _ => Ok(()),
    }
}

/// `3 records are`, with their ids behind it.
fn few(mut ids: Vec<&str>) -> String {
    ids.sort_unstable();
    let shown: Vec<&str> = ids.iter().take(5).copied().collect();
    let more = if ids.len() > 5 { format!(" and {} more", ids.len() - 5) } else { String::new() };
    let count = if ids.len() == 1 { "1 record".to_string() } else { format!("{} records", ids.len()) };
    let are = if ids.len() == 1 { "is" } else { "are" };
    format!("{count} ({}{more}) {are}", shown.join(", "))
}

/// A record keeps what it was collected for.
fn another_purpose(what: String, held: Purpose, wanted: Purpose) -> Diag {
    let (held, wanted) = (held.id(), wanted.id());
    Diag::error(format!("{what} as {held}, not as {wanted}: records keep what they were collected for"))
        .hint("where it is another record, give it an id of its own; where it was called so by mistake, import into a new store (--store FILE)")
        .hint("nothing was changed")
}

/// The largest plan that is believed, uncompressed.
const LARGEST_PLAN: usize = 64 << 20;

pub(super) fn unpack_plan(data: &[u8]) -> Option<String> {
    let size = zstd::zstd_safe::get_frame_content_size(data).ok().flatten()?;
    let size = usize::try_from(size).ok().filter(|s| *s <= LARGEST_PLAN)?;
    String::from_utf8(zstd::bulk::decompress(data, size).ok()?).ok()
}

fn broken(what: String) -> Diag {
    Diag::error(what).hint("dh store verify lists what is damaged; take the store from a backup")
}

fn insert_batch(transaction: &Transaction, new: &NewBatch, records: usize, who: &str) -> Result<i64, Diag> {
    let fail = |e: rusqlite::Error| said(&e, "add the records");
    let plan = zstd::bulk::compress(new.plan.json.as_bytes(), 9)
        .map_err(|e| Diag::error(format!("the plan cannot be packed: {e}")))?;
    transaction
        .execute("INSERT OR IGNORE INTO plans (hash, json) VALUES (?1, ?2)", (&new.plan.hash, plan))
        .map_err(fail)?;
    transaction
        .execute(
            "INSERT INTO batches (country, instrument, purpose, simulated, file_name, file_hash, records, plan, who, at,
                                  cleared_by, notes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            (
                new.country,
                new.instrument,
                new.purpose.id(),
                new.simulated,
                new.file_name,
                new.file_hash,
                records as i64,
                &new.plan.hash,
                who,
                clock::now(),
                new.cleared_by,
                new.notes.join("\n"),
            ),
        )
        .map_err(fail)?;
    Ok(transaction.last_insert_rowid())
}

fn describe_column(
    connection: &Connection,
    batch: i64,
    entry: &NewColumn,
    position: usize,
    column: &Column,
) -> Result<(), Diag> {
    let options = match &column.values {
        Values::Choice { options, .. } | Values::Choices { options, .. } => options.as_slice(),
        _ => &[],
    };
    connection
        .execute(
            "INSERT INTO columns (batch, name, position, role, kind, options) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                batch,
                &entry.name,
                position as i64,
                entry.role,
                chunk::kind_of(&column.values),
                json!(options).to_string(),
            ),
        )
        .map_err(|e| said(&e, "add the records"))?;
    Ok(())
}

/// Adds what a column says to each row's fingerprint. A sum over (name, answer),
/// so that neither the order of columns nor a question that was not asked plays
/// a part: the same answers under a later plan give the same fingerprint.
fn add_fingerprints(name: &str, column: &Column, prints: &mut [u64]) {
    let base = mix(name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)));
    let of_text = |text: &str| {
        text.bytes().fold(base, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3).rotate_left(5))
    };
    let option_hashes: Vec<u64> = match &column.values {
        Values::Choice { options, .. } | Values::Choices { options, .. } => {
            options.iter().map(|o| mix(of_text(o))).collect()
        }
        _ => Vec::new(),
    };
    for (row, (print, state)) in prints.iter_mut().zip(&column.states).enumerate() {
        let value = match state {
            State::Answered => match &column.values {
                Values::Choice { codes, .. } => {
                    option_hashes.get(codes[row] as usize).copied().unwrap_or(base)
                }
                Values::Choices { sets, .. } => option_hashes
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| *i < 64 && sets[row] >> i & 1 == 1)
                    .fold(base, |sum, (_, h)| sum.wrapping_add(*h)),
                Values::Number(values) => base ^ values[row].to_bits(),
                Values::Text(texts) => of_text(&texts[row]),
                Values::Bool(bools) => base ^ u64::from(bools[row]),
            },
            State::DontKnow | State::PreferNot | State::NotApplicable => base ^ (0xA5A5 + *state as u64),
            _ => continue,
        };
        *print = print.wrapping_add(mix(value));
    }
}

/// The finaliser of splitmix64 (Steele, Lea and Flood, 2014).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
