//! Records read a stretch at a time: what is made of the columns of a chunk is
//! kept, the columns are not.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError, mpsc};

use rusqlite::OptionalExtension;

use super::batch::Batch;
use super::chunk;
use super::file::{Store, said};
use super::load::{Job, Names, Wanted, damaged};
use crate::base::Diag;
use crate::base::parallel::while_fetching;
use crate::data::{Column, Frame, State};

/// The chunks of all columns that hold the same rows.
struct Stretch {
    number: usize,
    /// The place of its batch in the list.
    batch: usize,
    rows: usize,
    /// By column; nothing where the batch does not have it.
    chunks: Vec<Option<Vec<u8>>>,
}

/// What became of a stretch: by column, those that are kept.
type Made<T> = (T, Vec<Option<Column>>);

/// Puts stretches together in their order, each as soon as those before it are
/// there, so that few wait.
struct Order<T, P> {
    next: usize,
    waiting: BTreeMap<usize, Result<Made<T>, Diag>>,
    put: P,
    /// By column, those that are kept.
    whole: Vec<Option<(String, Column)>>,
    complaint: Option<Diag>,
}

impl<T, P: FnMut(T)> Order<T, P> {
    fn take(&mut self, number: usize, made: Result<Made<T>, Diag>) {
        self.waiting.insert(number, made);
        while let Some(made) = self.waiting.remove(&self.next) {
            self.next += 1;
            if self.complaint.is_none() {
                self.complaint = made.and_then(|made| self.append(made)).err();
            }
        }
    }

    fn append(&mut self, (made, columns): Made<T>) -> Result<(), Diag> {
        for (whole, column) in self.whole.iter_mut().zip(columns) {
            if let (Some((_, whole)), Some(column)) = (whole, column) {
                whole.append(column).map_err(damaged)?;
            }
        }
        (self.put)(made);
        Ok(())
    }
}

impl Store {
    /// Has `each` make something of every stretch of the records and puts it in
    /// their order; the columns that are kept: those of a role, and the items
    /// named so.
    pub(super) fn stretches<T: Send>(
        &self,
        wanted: &Wanted,
        batches: &[Batch],
        kept: &[&str],
        each: impl Fn(&Frame) -> T + Sync,
        put: impl FnMut(T) + Send,
    ) -> Result<Frame, Diag> {
        let mut jobs = self.jobs(batches, wanted.items, wanted.roles)?;
        jobs.iter_mut().filter(|(job, _)| is_role(job)).for_each(|(job, _)| job.number_options());
        let stays = |job: &Job| is_role(job) || kept.contains(&job.name.as_str());
        let (give, take) = mpsc::channel::<Stretch>();
        let take = Mutex::new(take);
        let rows: usize = batches.iter().map(|b| b.records).sum();
        let mut whole = Vec::with_capacity(jobs.len());
        for (job, _) in &jobs {
            whole.push(match stays(job) {
                true => Some((job.name.clone(), job.empty(true)?)),
                false => None,
            });
        }
        whole.iter_mut().flatten().for_each(|(_, column)| column.reserve(rows));
        let order = Order { next: 0, waiting: BTreeMap::new(), put, whole, complaint: None };
        let order = Mutex::new(order);
        let interrupt = &self.interrupt;
        let work = || {
            let mut room = Room::default();
            loop {
                // The lock is held for the taking alone.
                let next = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(stretch) = next else { return };
                if interrupt.is_set() {
                    continue;
                }
                let made = room.read(&jobs, &stretch).map(|()| (each(&room.items), room.kept(&jobs, &stays)));
                order.lock().unwrap_or_else(PoisonError::into_inner).take(stretch.number, made);
            }
        };
        while_fetching(rows.div_ceil(chunk::ROWS), || self.fetch(batches, &jobs, give), work)?;
        if interrupt.is_set() {
            return Err(Diag::error("stopped while reading the records").hint("nothing was changed"));
        }
        let Order { whole, complaint, .. } = order.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(diag) = complaint {
            return Err(diag);
        }
        let mut frame = Frame::new(rows);
        for (name, column) in whole.into_iter().flatten() {
            frame.set(name, column).map_err(damaged)?;
        }
        Ok(frame)
    }

    /// Gives the chunks of every stretch, one stretch after the other.
    fn fetch(
        &self,
        batches: &[Batch],
        jobs: &[(Job, Names)],
        give: mpsc::Sender<Stretch>,
    ) -> Result<(), Diag> {
        let fail = |e: rusqlite::Error| said(&e, "read the records");
        let mut statement = self
            .connection
            .prepare("SELECT rows, data FROM chunks WHERE batch = ?1 AND name = ?2 AND chunk = ?3")
            .map_err(fail)?;
        let mut number = 0;
        for (at, batch) in batches.iter().enumerate() {
            for (chunk, rows) in self.stretches_of(batch, jobs.iter().find_map(|(_, n)| n[at].as_deref()))? {
                let mut chunks = Vec::with_capacity(jobs.len());
                for (job, names) in jobs {
                    let Some(name) = &names[at] else {
                        chunks.push(None);
                        continue;
                    };
                    let found = statement
                        .query_row((batch.id, name, chunk), |r| {
                            Ok((r.get::<_, i64>(0)?, r.get_ref(1)?.as_blob()?.to_vec()))
                        })
                        .optional()
                        .map_err(fail)?;
                    match found {
                        Some((found, data)) if usize::try_from(found) == Ok(rows) => chunks.push(Some(data)),
                        _ => return Err(damaged(format!("'{}' has rows missing", job.name))),
                    }
                }
                // The queue is open as long as someone works.
                let _ = give.send(Stretch { number, batch: at, rows, chunks });
                number += 1;
                if self.interrupt.is_set() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The chunks of a batch and their rows, as one of its columns has them;
    /// where none of them is wanted, stretches of as many rows.
    fn stretches_of(&self, batch: &Batch, name: Option<&str>) -> Result<Vec<(i64, usize)>, Diag> {
        let fail = |e: rusqlite::Error| said(&e, "read the records");
        let Some(name) = name else {
            let rows = |n: usize| chunk::ROWS.min(batch.records - n * chunk::ROWS);
            return Ok((0..batch.records.div_ceil(chunk::ROWS)).map(|n| (n as i64, rows(n))).collect());
        };
        let mut statement = self
            .connection
            .prepare("SELECT chunk, rows FROM chunks WHERE batch = ?1 AND name = ?2 ORDER BY chunk")
            .map_err(fail)?;
        let read = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, r.get::<_, i64>(1)?));
        let found = statement.query_map((batch.id, name), read).map_err(fail)?;
        let found: Vec<(i64, i64)> = found.collect::<rusqlite::Result<_>>().map_err(fail)?;
        let found: Vec<(i64, usize)> =
            found.into_iter().map(|(chunk, rows)| (chunk, usize::try_from(rows).unwrap_or(0))).collect();
        match found.iter().map(|(_, rows)| rows).sum::<usize>() == batch.records {
            true => Ok(found),
            false => Err(damaged(format!("'{name}' has rows missing"))),
        }
    }
}

fn is_role(job: &Job) -> bool {
    job.name.starts_with('@')
}

/// A stretch's columns; the room of the one before is used again.
#[derive(Default)]
struct Room {
    items: Frame,
    /// By column, those of a role.
    roles: Vec<Option<Column>>,
    scratch: chunk::Scratch,
}

impl Room {
    fn read(&mut self, jobs: &[(Job, Names)], stretch: &Stretch) -> Result<(), Diag> {
        let mut before = std::mem::replace(&mut self.items, Frame::new(stretch.rows));
        self.roles.resize_with(jobs.len(), || None);
        for (((job, _), data), role) in jobs.iter().zip(&stretch.chunks).zip(&mut self.roles) {
            // PSUs and strata go by their numbers: they may have thousands of names.
            let mut column = match role.take().or_else(|| before.remove(&job.name)) {
                Some(column) => column,
                None => job.empty(!is_role(job))?,
            };
            column.clear();
            match data {
                None => column.extend_missing(State::NotInVersion, stretch.rows),
                Some(data) => {
                    column.reserve(stretch.rows);
                    let recode = job.parts[stretch.batch].recode.as_deref();
                    chunk::decode(data, stretch.rows, &mut column, recode, &mut self.scratch)
                        .map_err(|e| damaged(format!("'{}': {e}", job.name)))?;
                }
            }
            match is_role(job) {
                true => *role = Some(column),
                false => self.items.set(&job.name, column).map_err(damaged)?,
            }
        }
        Ok(())
    }

    /// By column, those that are kept.
    fn kept(&self, jobs: &[(Job, Names)], stays: &dyn Fn(&Job) -> bool) -> Vec<Option<Column>> {
        let column = |((job, _), role): (&(Job, Names), &Option<Column>)| {
            role.as_ref().or_else(|| self.items.get(&job.name)).filter(|_| stays(job)).cloned()
        };
        jobs.iter().zip(&self.roles).map(column).collect()
    }
}
