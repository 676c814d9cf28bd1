//! Records as columns: the batches of an instrument one after the other, with
//! the decisions that stand over them.

use std::collections::HashMap;
use std::num::NonZero;

use super::batch::{Batch, Purpose};
use super::chunk;
use super::decision::{Decision, DecisionKind};
use super::file::{Store, said};
use crate::base::{Diag, Interrupt};
use crate::data::{Column, Frame, Marks, State, Values};

/// What to load.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    pub country: &'a str,
    pub instrument: &'a str,
    /// Items, by id.
    pub items: &'a [&'a str],
    /// Columns by what they are for; they stand in the frame as `@weight`.
    pub roles: &'a [&'a str],
    /// Estimates read `Main` alone.
    pub purposes: &'a [Purpose],
    /// Whether the decisions are applied.
    pub decided: bool,
}

/// Records, ready to be counted.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    pub frame: Frame,
    /// The batches they came from; empty where no record is held.
    pub batches: Vec<Batch>,
    /// The decisions that were applied to what was loaded.
    pub decisions: Vec<Decision>,
}

impl Loaded {
    /// Whether any of it was simulated.
    pub fn simulated(&self) -> bool {
        self.batches.iter().any(|b| b.simulated)
    }
}

/// A column as a batch describes it.
struct Described {
    kind: String,
    options: Vec<String>,
}

/// One column to be put together.
struct Job {
    name: String,
    kind: String,
    options: Vec<String>,
    /// A batch's chunks and how its option numbers read here; nothing where the
    /// batch does not have the column, and so many rows.
    parts: Vec<Part>,
}

struct Part {
    rows: usize,
    chunks: Option<Vec<(usize, Vec<u8>)>>,
    recode: Option<Vec<u32>>,
    marks: Marks,
}

impl Store {
    /// Loads columns of an instrument's records. A column that a batch does not
    /// have is not in that version; one that no batch has is left out.
    ///
    /// # Errors
    /// A damaged chunk; a question whose kind changed between batches.
    pub fn load(&self, wanted: &Wanted) -> Result<Loaded, Diag> {
        let mut batches = self.batches(Some((wanted.country, wanted.instrument)))?;
        batches.retain(|b| wanted.purposes.contains(&b.purpose) && b.records > 0);
        let decisions: Vec<Decision> = if wanted.decided && !batches.is_empty() {
            let touches = |d: &Decision| {
                d.undone.is_empty()
                    && (d.kind == DecisionKind::Drop || wanted.items.contains(&d.item.as_str()))
            };
            self.decisions(Some((wanted.country, wanted.instrument)))?.into_iter().filter(touches).collect()
        } else {
            Vec::new()
        };
        let by_record = decisions.iter().any(|d| d.kind != DecisionKind::Recode);
        let mut roles = wanted.roles.to_vec();
        if by_record && !roles.contains(&"record") {
            roles.push("record");
        }
        let rows = batches.iter().map(|b| b.records).sum();
        let columns = wanted.items.len() + roles.len();
        let decoded = decode_all(rows, columns, |give| {
            for item in wanted.items {
                self.job(&batches, item, |_| Some((*item).to_string()))?.into_iter().for_each(&mut *give);
            }
            for role in &roles {
                let names: HashMap<i64, String> = self.names_of_role(role)?;
                let job = self.job(&batches, &format!("@{role}"), |b| names.get(&b.id).cloned())?;
                job.into_iter().for_each(&mut *give);
            }
            Ok(())
        })?;
        let mut frame = Frame::new(rows);
        for (name, column) in decoded {
            frame.set(name, column).map_err(damaged)?;
        }
        if self.interrupt.is_set() {
            return Err(Diag::error("stopped while reading the records").hint("nothing was changed"));
        }
        if !decisions.is_empty() {
            frame = apply(frame, &decisions, &self.interrupt)?;
        }
        if by_record && !wanted.roles.contains(&"record") {
            frame.remove("@record");
        }
        Ok(Loaded { frame, batches, decisions })
    }

    /// Those of the batches that have no column for a role.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn without_role(&self, batches: &[Batch], role: &str) -> Result<Vec<i64>, Diag> {
        let names = self.names_of_role(role)?;
        Ok(batches.iter().map(|b| b.id).filter(|id| !names.contains_key(id)).collect())
    }

    /// Names of a role's column in each batch.
    fn names_of_role(&self, role: &str) -> Result<HashMap<i64, String>, Diag> {
        let read = || -> rusqlite::Result<HashMap<i64, String>> {
            let mut statement = self.connection.prepare("SELECT batch, name FROM columns WHERE role = ?1")?;
            statement.query_map([role], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
        };
        read().map_err(|e| said(&e, "read the records"))
    }

    fn described(&self, batch: i64, name: &str) -> Result<Option<Described>, Diag> {
        let found = self.connection.query_row(
            "SELECT kind, options FROM columns WHERE batch = ?1 AND name = ?2",
            (batch, name),
            |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)),
        );
        match found {
            Ok((kind, options)) => {
                let options = serde_json::from_str(&options).map_err(|_| {
                    damaged(format!("the options of '{name}' in batch {batch} cannot be read"))
                })?;
                Ok(Some(Described { kind, options }))
            }
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(e) => Err(said(&e, "read the records")),
        }
    }

    /// Fetches the chunks of one column in every batch; nothing where no batch
    /// has it.
    fn job(
        &self,
        batches: &[Batch],
        name: &str,
        name_in: impl Fn(&Batch) -> Option<String>,
    ) -> Result<Option<Job>, Diag> {
        let mut job = Job { name: name.into(), kind: String::new(), options: Vec::new(), parts: Vec::new() };
        for batch in batches {
            let own = name_in(batch);
            let described = match &own {
                Some(own) => self.described(batch.id, own)?,
                None => None,
            };
            let mut part = Part {
                rows: batch.records,
                chunks: None,
                recode: None,
                marks: Marks::simulated(batch.simulated),
            };
            if let (Some(own), Some(described)) = (own, described) {
                if job.kind.is_empty() {
                    job.kind = described.kind.clone();
                } else if job.kind != described.kind {
                    return Err(Diag::error(format!(
                        "'{name}' is a {} in batch {} and a {} before it",
                        described.kind, batch.id, job.kind
                    ))
                    .hint("a question that changes its kind is another question: give it an id of its own"));
                }
                let mut map = Vec::with_capacity(described.options.len());
                for option in &described.options {
                    let known = job.options.iter().position(|o| o == option).unwrap_or_else(|| {
                        job.options.push(option.clone());
                        job.options.len() - 1
                    });
                    map.push(known as u32);
                }
                if map.iter().enumerate().any(|(i, m)| i as u32 != *m) {
                    part.recode = Some(map);
                }
                let mut chunks = Vec::new();
                self.each_chunk(batch.id, &own, |rows, data| {
                    chunks.push((rows, data.to_vec()));
                    Ok(())
                })?;
                part.chunks = Some(chunks);
            }
            job.parts.push(part);
        }
        if job.options.len() > 64 && job.kind == "choices" {
            return Err(Diag::error(format!("'{name}' has more than 64 options over all batches")));
        }
        Ok((!job.kind.is_empty()).then_some(job))
    }
}

fn damaged(what: impl std::fmt::Display) -> Diag {
    Diag::error(format!("the records cannot be read: {what}"))
        .hint("dh store verify lists what is damaged; take the store from a backup")
}

/// Fewer cells than this are not worth a second thread.
const MANY_CELLS: usize = 200_000;

/// Decodes the columns that `fetch` gives, while it fetches the next; the
/// result does not depend on how many threads there are.
fn decode_all(
    rows: usize,
    columns: usize,
    fetch: impl FnOnce(&mut dyn FnMut(Job)) -> Result<(), Diag>,
) -> Result<Vec<(String, Column)>, Diag> {
    let decode = |job: Job| decode_one(&job, rows).map(|column| (job.name, column));
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(columns).min(8);
    if threads < 2 || rows * columns < MANY_CELLS {
        let mut out = Ok(Vec::new());
        fetch(&mut |job| {
            if let Ok(list) = &mut out {
                match decode(job) {
                    Ok(column) => list.push(column),
                    Err(diag) => out = Err(diag),
                }
            }
        })?;
        return out;
    }
    let (give, take) = std::sync::mpsc::channel::<(usize, Job)>();
    let take = std::sync::Mutex::new(take);
    let work = || {
        let mut done = Vec::new();
        loop {
            // The lock is held for the taking alone.
            let next = take.lock().map(|queue| queue.recv());
            let Ok(Ok((n, job))) = next else { return done };
            done.push((n, decode(job)));
        }
    };
    let (fetched, mut all) = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut n = 0;
        let fetched = fetch(&mut |job| {
            // The queue is open as long as this function runs.
            let _ = give.send((n, job));
            n += 1;
        });
        drop(give);
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        (fetched, all)
    });
    fetched?;
    all.sort_by_key(|(n, _)| *n);
    all.into_iter().map(|(_, column)| column).collect()
}

fn decode_one(job: &Job, rows: usize) -> Result<Column, Diag> {
    let marks = job.parts.iter().fold(Marks::default(), |marks, p| marks.and(p.marks));
    let mut column = chunk::empty(&job.kind, job.options.clone(), marks)
        .ok_or_else(|| damaged(format!("'{}' is of no known kind", job.name)))?;
    column.reserve(rows);
    let mut scratch = Vec::new();
    for part in &job.parts {
        match &part.chunks {
            None => column.extend_missing(State::NotInVersion, part.rows),
            Some(chunks) => {
                let before = column.len();
                for (rows, data) in chunks {
                    chunk::decode(data, *rows, &mut column, part.recode.as_deref(), &mut scratch)
                        .map_err(|e| damaged(format!("'{}': {e}", job.name)))?;
                }
                if column.len() - before != part.rows {
                    return Err(damaged(format!("'{}' has rows missing", job.name)));
                }
            }
        }
    }
    Ok(column)
}

/// The frame with the decisions carried out, in the order in which they were
/// made.
fn apply(mut frame: Frame, decisions: &[Decision], interrupt: &Interrupt) -> Result<Frame, Diag> {
    let row_of: HashMap<String, usize> = match frame.get("@record").map(|c| &c.values) {
        Some(Values::Text(ids)) => ids.iter().cloned().zip(0..).collect(),
        _ => HashMap::new(),
    };
    let mut dropped = vec![false; frame.rows()];
    for decision in decisions {
        if interrupt.is_set() {
            return Err(Diag::error("stopped while applying the decisions").hint("nothing was changed"));
        }
        match decision.kind {
            DecisionKind::Drop => {
                if let Some(row) = row_of.get(&decision.record) {
                    dropped[*row] = true;
                }
            }
            DecisionKind::Fix => {
                if let (Some(row), Some(column)) =
                    (row_of.get(&decision.record), frame.get_mut(&decision.item))
                {
                    column.set_text(*row, &decision.new).map_err(damaged)?;
                }
            }
            DecisionKind::Recode => {
                if let Some(column) = frame.get_mut(&decision.item) {
                    for row in 0..column.len() {
                        if column.text(row) == decision.old {
                            column.set_text(row, &decision.new).map_err(damaged)?;
                        }
                    }
                }
            }
        }
    }
    if dropped.contains(&true) {
        frame.retain(|row| !dropped[row]);
    }
    Ok(frame)
}
