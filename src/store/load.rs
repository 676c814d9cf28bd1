//! Records as columns: the batches of an instrument one after the other, with
//! the decisions that stand over them.

use std::collections::HashMap;
use std::num::NonZero;

use super::batch::{Batch, Purpose};
use super::chunk;
use super::decision::{Decision, DecisionKind};
use super::file::{Store, said};
use super::weights;
use super::words::Words;
use crate::base::Diag;
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
    pub reading: Reading,
}

/// Which decisions records are read with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// With all that stand.
    Decided,
    /// As the batches came; those that are withdrawn stay out.
    Batches,
    /// As if nothing had ever been decided: withdrawn batches count.
    Undecided,
}

/// Records, ready to be counted.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    pub frame: Frame,
    /// The batches they came from; empty where no record is held.
    pub batches: Vec<Batch>,
    /// The decisions that were applied to what was loaded.
    pub decisions: Vec<Decision>,
    /// The batches that are withdrawn: their records are in nothing that is made
    /// of this.
    pub withdrawn: Vec<Batch>,
    /// Batches that have records without a weight; empty where none has any.
    pub unweighted: Vec<i64>,
}

impl Loaded {
    /// Whether any of it was simulated.
    pub fn simulated(&self) -> bool {
        self.batches.iter().any(|b| b.simulated)
    }
}

/// What a loading is made of.
#[derive(Default)]
struct What {
    batches: Vec<Batch>,
    withdrawn: Vec<Batch>,
    decisions: Vec<Decision>,
    /// Items that decisions read and nobody asked for.
    beside: Vec<String>,
}

/// A column as a batch describes it.
struct Described {
    kind: String,
    options: Vec<String>,
}

/// One column to be put together.
pub(super) struct Job {
    pub name: String,
    pub kind: String,
    pub options: Vec<String>,
    /// A batch's chunks and how its option numbers read here; nothing where the
    /// batch does not have the column, and so many rows.
    pub parts: Vec<Part>,
}

impl Job {
    /// The column without a row; where its options are not looked at, without
    /// them.
    pub(super) fn empty(&self, options: bool) -> Result<Column, Diag> {
        let marks = self.parts.iter().fold(Marks::default(), |marks, part| marks.and(part.marks));
        let options = if options { self.options.clone() } else { Vec::new() };
        chunk::empty(&self.kind, options, marks)
            .ok_or_else(|| damaged(format!("'{}' is of no known kind", self.name)))
    }

    /// Has every batch say how its options read here, so that a chunk can be read
    /// into a column that does not have them.
    pub(super) fn number_options(&mut self) {
        for part in &mut self.parts {
            part.recode.get_or_insert_with(|| (0..self.options.len() as u32).collect());
        }
    }
}

pub(super) struct Part {
    rows: usize,
    chunks: Option<Vec<(usize, Vec<u8>)>>,
    pub recode: Option<Vec<u32>>,
    pub marks: Marks,
}

impl Store {
    /// Loads columns of an instrument's records. A column that a batch does not
    /// have is not in that version; one that no batch has is left out.
    ///
    /// # Errors
    /// A damaged chunk; a question whose kind changed between batches.
    pub fn load(&self, wanted: &Wanted) -> Result<Loaded, Diag> {
        let what = self.what_to_load(wanted)?;
        self.load_whole(wanted, what)
    }

    /// The same; `each` makes something of stretches of the records, side by side,
    /// and `put` gets it in the order of the records. The loaded frame has only
    /// the items that are `kept`, so that a million records need no more room
    /// than what is made of them.
    ///
    /// # Errors
    /// What [`Store::load`] complains of.
    pub fn load_by_stretches<T: Send>(
        &self,
        wanted: &Wanted,
        kept: &[&str],
        each: impl Fn(&Frame) -> T + Sync,
        mut put: impl FnMut(T) + Send,
    ) -> Result<Loaded, Diag> {
        let what = self.what_to_load(wanted)?;
        // Weights change no answer: they are laid over what is kept.
        if what.decisions.iter().all(|d| d.kind == DecisionKind::Weigh) {
            let with_records = !what.decisions.is_empty() && !wanted.roles.contains(&"record");
            let mut roles = wanted.roles.to_vec();
            roles.extend(with_records.then_some("record"));
            let frame =
                self.stretches(&Wanted { roles: &roles, ..wanted.clone() }, &what.batches, kept, each, put)?;
            let mut loaded = self.decided(frame, what)?;
            if with_records {
                loaded.frame.remove("@record");
            }
            return Ok(loaded);
        }
        // A decision may name any record.
        let mut loaded = self.load_whole(wanted, what)?;
        put(each(&loaded.frame));
        for item in wanted.items.iter().filter(|item| !kept.contains(item)) {
            loaded.frame.remove(item);
        }
        Ok(loaded)
    }

    fn what_to_load(&self, wanted: &Wanted) -> Result<What, Diag> {
        let mut all = self.batches(Some((wanted.country, wanted.instrument)))?;
        all.retain(|b| wanted.purposes.contains(&b.purpose) && b.records > 0);
        let mut what = What::default();
        if wanted.reading == Reading::Undecided {
            what.batches = self.had_nothing_been_decided(all)?;
            return Ok(what);
        }
        (what.batches, what.withdrawn) = all.into_iter().partition(|b| b.withdrawn.is_none());
        if wanted.reading == Reading::Batches || what.batches.is_empty() {
            return Ok(what);
        }
        let standing = self.standing(wanted.country, wanted.instrument)?;
        let is_wanted = |name: &str| wanted.items.contains(&name);
        // Words are read where they decide about an answer.
        for decision in standing.iter().filter(|d| d.kind == DecisionKind::Specify && is_wanted(&d.item)) {
            let words = Words::of(decision).item;
            if !is_wanted(&words) && !what.beside.contains(&words) {
                what.beside.push(words);
            }
        }
        what.decisions = standing;
        what.decisions.retain(|d| match d.kind {
            DecisionKind::Drop => true,
            DecisionKind::Weigh => wanted.roles.contains(&"weight"),
            DecisionKind::Derive | DecisionKind::Withdraw => false,
            DecisionKind::Specify => is_wanted(&d.item),
            DecisionKind::Fix | DecisionKind::Recode => is_wanted(&d.item) || what.beside.contains(&d.item),
        });
        Ok(what)
    }

    fn load_whole(&self, wanted: &Wanted, what: What) -> Result<Loaded, Diag> {
        let by_record = what.decisions.iter().any(|d| d.kind.names_records());
        let mut roles = wanted.roles.to_vec();
        if by_record && !roles.contains(&"record") {
            roles.push("record");
        }
        let beside = what.beside.clone();
        let items: Vec<&str> =
            wanted.items.iter().copied().chain(beside.iter().map(String::as_str)).collect();
        let rows = what.batches.iter().map(|b| b.records).sum();
        let columns = items.len() + roles.len();
        let decoded = decode_all(rows, columns, |give| {
            for (job, names) in self.jobs(&what.batches, &items, &roles)? {
                give(self.with_chunks(&what.batches, job, &names)?);
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
        let mut loaded = self.decided(frame, what)?;
        for item in &beside {
            loaded.frame.remove(item);
        }
        if by_record && !wanted.roles.contains(&"record") {
            loaded.frame.remove("@record");
        }
        Ok(loaded)
    }

    /// The frame with the decisions carried out, in the order in which they were
    /// made.
    fn decided(&self, mut frame: Frame, what: What) -> Result<Loaded, Diag> {
        let What { batches, decisions, withdrawn, .. } = what;
        let row_of: HashMap<String, usize> = match frame.get("@record").map(|c| &c.values) {
            Some(Values::Text(ids)) if !decisions.is_empty() => ids.iter().cloned().zip(0..).collect(),
            _ => HashMap::new(),
        };
        let mut dropped = vec![false; frame.rows()];
        for decision in &decisions {
            if self.interrupt.is_set() {
                return Err(Diag::error("stopped while applying the decisions").hint("nothing was changed"));
            }
            match decision.kind {
                DecisionKind::Drop => {
                    if let Some(row) = row_of.get(&decision.record) {
                        dropped[*row] = true;
                    }
                }
                DecisionKind::Weigh => {
                    let (ids, weights) = self.weights_of(decision.id)?;
                    weights::lay_over(&mut frame, &row_of, &ids, &weights).map_err(damaged)?;
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
                DecisionKind::Specify => {
                    let words = Words::of(decision);
                    let rows = words.rows(&frame, &decision.item, &decision.old);
                    if let Some(column) = frame.get_mut(&decision.item) {
                        for row in rows {
                            words.replace(column, row, &decision.new).map_err(damaged)?;
                        }
                    }
                }
                DecisionKind::Derive | DecisionKind::Withdraw => {}
            }
        }
        let unweighted = unweighted(&frame, &batches);
        if dropped.contains(&true) {
            frame.retain(|row| !dropped[row]);
        }
        Ok(Loaded { frame, batches, decisions, withdrawn, unweighted })
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

    /// The columns that are to be put together, each with its name in every
    /// batch.
    pub(super) fn jobs(
        &self,
        batches: &[Batch],
        items: &[&str],
        roles: &[&str],
    ) -> Result<Vec<(Job, Names)>, Diag> {
        let mut jobs = Vec::new();
        for item in items {
            jobs.extend(self.job(batches, item, |_| Some((*item).to_string()))?);
        }
        for role in roles {
            let names = self.names_of_role(role)?;
            jobs.extend(self.job(batches, &format!("@{role}"), |b| names.get(&b.id).cloned())?);
        }
        Ok(jobs)
    }

    /// What one column is in every batch; nothing where no batch has it.
    fn job(
        &self,
        batches: &[Batch],
        name: &str,
        name_in: impl Fn(&Batch) -> Option<String>,
    ) -> Result<Option<(Job, Names)>, Diag> {
        let mut job = Job { name: name.into(), kind: String::new(), options: Vec::new(), parts: Vec::new() };
        let mut names = Vec::new();
        // PSUs may be many.
        let mut known: HashMap<String, u32> = HashMap::new();
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
            names.push(own.filter(|_| described.is_some()));
            if let Some(described) = described {
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
                for option in described.options {
                    let code = *known.entry(option).or_insert_with_key(|option| {
                        job.options.push(option.clone());
                        job.options.len() as u32 - 1
                    });
                    map.push(code);
                }
                if map.iter().enumerate().any(|(i, m)| i as u32 != *m) {
                    part.recode = Some(map);
                }
            }
            job.parts.push(part);
        }
        if job.options.len() > 64 && job.kind == "choices" {
            return Err(Diag::error(format!("'{name}' has more than 64 options over all batches")));
        }
        Ok((!job.kind.is_empty()).then_some((job, names)))
    }

    /// Fetches the chunks of a column in every batch that has it.
    fn with_chunks(&self, batches: &[Batch], mut job: Job, names: &Names) -> Result<Job, Diag> {
        for ((batch, name), part) in batches.iter().zip(names).zip(&mut job.parts) {
            if let Some(name) = name {
                let mut chunks = Vec::new();
                self.each_chunk(batch.id, name, |rows, data| {
                    chunks.push((rows, data.to_vec()));
                    Ok(())
                })?;
                part.chunks = Some(chunks);
            }
        }
        Ok(job)
    }
}

/// A column's name in every batch that has it.
pub(super) type Names = Vec<Option<String>>;

pub(super) fn damaged(what: impl std::fmt::Display) -> Diag {
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
    let mut column = job.empty(true)?;
    column.reserve(rows);
    let mut scratch = chunk::Scratch::default();
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

/// Batches of which some records have no weight.
fn unweighted(frame: &Frame, batches: &[Batch]) -> Vec<i64> {
    let Some(weights) = frame.get("@weight") else { return Vec::new() };
    let mut from = 0;
    let mut found = Vec::new();
    for batch in batches {
        let to = (from + batch.records).min(weights.len());
        if weights.states[from..to].iter().any(|s| *s != State::Answered) {
            found.push(batch.id);
        }
        from = to;
    }
    found
}
