//! From files to records: read, told by version, replayed.

use std::collections::{HashMap, HashSet};

use csv::ByteRecord;

use super::versions::{self, Version};
use crate::base::number::counted;
use crate::base::{Diag, Span};
use crate::data::State;
use crate::field::foreign::{Adapter, Kept, RosterAdapter, RosterForm, wide_rosters};
use crate::field::{Intake, Taken};
use crate::formats::collected::{Collected, Row, Table};
use crate::model::Platform;
use crate::ops::Workbench;
use crate::ops::sample::Place;

/// A record that is not to be used.
pub struct Rejected {
    pub number: u64,
    pub id: String,
    pub why: &'static str,
}

/// The records of one version of the form.
pub struct Part {
    /// Which of the versions.
    pub version: usize,
    pub taken: Taken,
    pub rosters: Vec<(RosterForm, Taken)>,
}

/// What a file came to.
#[derive(Default)]
pub struct Read {
    pub parts: Vec<Part>,
    pub rejected: Vec<Rejected>,
    pub left_out: Vec<String>,
    pub date_from: Option<String>,
    /// Whether the rows say what form they answer.
    pub versioned: bool,
    pub notes: Vec<String>,
}

/// How rows become records.
pub struct Reading<'a> {
    pub workbench: &'a Workbench,
    pub place: &'a Place,
    pub versions: &'a [Version<'a>],
    pub codes: Vec<(String, State)>,
    pub simulated: bool,
}

/// Places in a table without a name get it.
fn placed(diags: Vec<Diag>, table: &dyn Table) -> Vec<Diag> {
    let place = |d: Diag| match &d.span {
        Some(span) if !span.file.is_empty() => d,
        span => {
            let line = span.as_ref().map_or(0, |s| s.line);
            Diag { span: Some(table.span(line)), ..d }
        }
    };
    diags.into_iter().map(place).collect()
}

impl Reading<'_> {
    fn stopped(&self) -> Result<(), Diag> {
        if self.workbench.interrupt.is_set() {
            return Err(Diag::error("the import was stopped").hint("nothing was changed"));
        }
        Ok(())
    }

    /// Reads everything that came back.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(&self, collected: &mut Collected, progress: &mut dyn FnMut(f64)) -> Result<Read, Vec<Diag>> {
        let alone = collected.rosters.is_empty();
        if collected.platform == Platform::Plain && self.codes.is_empty() && alone {
            return self.plain(collected, progress);
        }
        self.foreign(collected, progress)
    }

    /// A table with the form's own columns and words.
    fn plain(&self, collected: &mut Collected, progress: &mut dyn FnMut(f64)) -> Result<Read, Vec<Diag>> {
        let version = &self.versions[0];
        let table = collected.main.as_mut();
        let mut intake =
            Intake::new(&version.form, table.header(), self.simulated).map_err(|d| placed(d, table))?;
        let mut rows = 0u64;
        table
            .each(&mut |row: Row| {
                intake.push(row.number, row.cells.iter());
                rows += 1;
                if rows.is_multiple_of(2048) {
                    self.stopped()?;
                    progress(row.done);
                }
                Ok(())
            })
            .map_err(|d| vec![d])?;
        let taken = intake.finish().map_err(|d| placed(d, table))?;
        Ok(Read { parts: vec![Part { version: 0, taken, rosters: Vec::new() }], ..Read::default() })
    }

    fn adapter(&self, collected: &Collected, version: &Version) -> Result<Adapter, Vec<Diag>> {
        let table = collected.main.as_ref();
        Adapter::new(
            &version.form,
            &version.planned,
            table.header(),
            collected.platform,
            &self.codes,
            &|column| table.labels(column),
        )
        .map_err(|d| placed(d, table))
    }

    fn foreign(&self, collected: &mut Collected, progress: &mut dyn FnMut(f64)) -> Result<Read, Vec<Diag>> {
        let mut read = Read::default();
        let mut adapters = Vec::new();
        let mut wrong = Vec::new();
        for version in self.versions {
            match self.adapter(collected, version) {
                Ok(adapter) => adapters.push(Some(adapter)),
                Err(diags) => {
                    // An older form may have had other columns.
                    adapters.push(None);
                    wrong.push(diags);
                }
            }
        }
        // What no form knows is complained of; what another knows may stand there
        // empty.
        let nobody: Vec<usize> = match adapters.iter().flatten().next() {
            Some(first) => first.unknown.clone(),
            None => Vec::new(),
        };
        for column in nobody {
            if adapters.iter().flatten().all(|a| a.unknown.contains(&column)) {
                let name = collected.main.header()[column].clone();
                adapters.iter_mut().flatten().for_each(|a| a.pass_on(column, &name));
            }
        }
        let Some(first) = adapters.iter().flatten().next() else {
            return Err(wrong.into_iter().next().unwrap_or_default());
        };
        read.versioned = first.has_version();
        read.left_out.clone_from(&first.left_out);
        read.date_from.clone_from(&first.date_from);
        let headers: Vec<Vec<String>> = adapters
            .iter()
            .map(|a| a.iter().flat_map(|a| a.header().into_iter().map(String::from)).collect())
            .collect();
        let mut intakes: Vec<Option<Intake>> = self.versions.iter().map(|_| None).collect();
        let mut unknown: Vec<(String, usize, u64)> = Vec::new();
        let mut begun: Vec<Diag> = Vec::new();
        let mut strays: Vec<(u64, usize)> = Vec::new();
        let table = collected.main.as_mut();
        let width = table.header().len();
        let mut cells = ByteRecord::new();
        let mut rows = 0u64;
        let is_odk = collected.platform == Platform::Odk;
        table
            .each(&mut |row: Row| {
                rows += 1;
                if rows.is_multiple_of(1024) {
                    self.stopped()?;
                    progress(row.done);
                }
                let Some(any) = adapters.iter().flatten().next() else { return Ok(()) };
                if let Kept::No(why) = any.kept(row.cells) {
                    let id = String::from_utf8_lossy(any.id_of(row.cells)).chars().take(80).collect();
                    read.rejected.push(Rejected { number: row.number, id, why });
                    return Ok(());
                }
                let said = String::from_utf8_lossy(any.version(row.cells)).into_owned();
                let which = match said.is_empty() {
                    true => Some(0),
                    false => self.versions.iter().position(|v| v.is(&said)),
                };
                let Some(which) = which else {
                    match unknown.iter_mut().find(|(v, ..)| *v == said) {
                        Some((_, count, _)) => *count += 1,
                        None => unknown.push((said, 1, row.number)),
                    }
                    return Ok(());
                };
                let Some(adapter) = adapters[which].as_mut() else {
                    return Err(Diag::error("this form is known, but its columns are not those of the file"));
                };
                if intakes[which].is_none() {
                    match Intake::new(&self.versions[which].form, &headers[which], self.simulated) {
                        Ok(mut intake) => {
                            if is_odk && !said.is_empty() {
                                intake.expect_answers();
                            }
                            intakes[which] = Some(intake);
                        }
                        Err(diags) => {
                            begun.extend(diags);
                            return Err(Diag::error(String::new()));
                        }
                    }
                }
                let Some(intake) = intakes[which].as_mut() else { return Ok(()) };
                if row.cells.len() == width {
                    if let Some(column) = adapter.stray(row.cells) {
                        strays.push((row.number, column));
                    }
                    adapter.row(row.cells, &mut cells);
                    intake.push(row.number, cells.iter());
                } else {
                    intake.wrong_length(row.number, row.cells.len(), width);
                }
                Ok(())
            })
            .or_else(|d| if begun.is_empty() { Err(vec![d]) } else { Ok(()) })?;
        let table = collected.main.as_ref();
        if !begun.is_empty() {
            return Err(placed(begun, table));
        }
        if let Some((number, column)) = strays.first() {
            let name: String = table.header()[*column].chars().take(60).collect();
            let line = u32::try_from(*number).unwrap_or(u32::MAX);
            return Err(vec![
                Diag::error(format!("'{name}' is nothing that the form of this record asks"))
                    .at(table.span(line))
                    .hint(format!(
                        "{} of the file have such a cell; nothing was imported",
                        counted(strays.len(), "row", "rows")
                    )),
            ]);
        }
        if !unknown.is_empty() {
            let today = &self.versions[0].hash;
            let say = |(version, count, number): (String, usize, u64)| {
                let line = u32::try_from(number).unwrap_or(u32::MAX);
                versions::unknown(&version, count, self.place, today).at(table.span(line))
            };
            return Err(unknown.into_iter().map(say).collect());
        }
        for (version, intake) in intakes.into_iter().enumerate() {
            let Some(intake) = intake else { continue };
            let taken = intake.finish().map_err(|d| placed(d, table))?;
            read.parts.push(Part { version, taken, rosters: Vec::new() });
        }
        self.rosters(collected, &adapters, &mut read)?;
        Ok(read)
    }

    /// The rows of rosters, each with a record that was taken.
    fn rosters(
        &self,
        collected: &mut Collected,
        adapters: &[Option<Adapter>],
        read: &mut Read,
    ) -> Result<(), Vec<Diag>> {
        let all: HashSet<String> = read
            .parts
            .iter()
            .flat_map(|p| (0..p.taken.rows).map(|r| p.taken.ids.get(r).to_string()))
            .collect();
        let refused: HashSet<String> = read.rejected.iter().map(|r| r.id.clone()).collect();
        let mut used: HashSet<usize> = HashSet::new();
        let mut parts = std::mem::take(&mut read.parts);
        for part in &mut parts {
            let version = &self.versions[part.version];
            for roster in RosterForm::all(&version.planned, &version.form) {
                let label = version.planned.item(&roster.roster).map_or("", |p| p.item.text.as_str());
                let is_it = |name: &str| {
                    name == roster.roster || name.ends_with(&format!("-{}", roster.roster)) || name == label
                };
                let found = collected.rosters.iter().position(|(name, _)| is_it(name));
                let rows = if let Some(at) = found {
                    used.insert(at);
                    let table = collected.rosters[at].1.as_mut();
                    self.roster(&roster, version, collected.platform, table, &part.taken, &all, &refused)?
                } else if let Some(adapter) = adapters[part.version].as_ref()
                    && let Some((names, places)) = wide_rosters(adapter, &roster)
                {
                    let id = adapter.id_column();
                    let mut table = WideTable::new(collected.main.as_mut(), names, places, id);
                    self.roster(
                        &roster,
                        version,
                        collected.platform,
                        &mut table,
                        &part.taken,
                        &all,
                        &refused,
                    )?
                } else {
                    read.notes.push(format!("no rows of the roster '{}' are in this file", roster.roster));
                    continue;
                };
                if rows.rows > 0 {
                    part.rosters.push((roster, rows));
                }
            }
        }
        read.parts = parts;
        // A file with nothing but rejected records has rosters all the same.
        let strange = collected.rosters.iter().enumerate().find(|(at, _)| !used.contains(at));
        if let Some((_, (name, table))) = strange
            && !read.parts.is_empty()
        {
            let shown: String = name.chars().take(60).collect();
            return Err(vec![
                Diag::error(format!("the table '{shown}' is no roster of {}", self.place.address()))
                    .at(table.span(0))
                    .hint("leave it out of the file; nothing was imported"),
            ]);
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn roster(
        &self,
        roster: &RosterForm,
        version: &Version,
        platform: Platform,
        table: &mut dyn Table,
        taken: &Taken,
        all: &HashSet<String>,
        refused: &HashSet<String>,
    ) -> Result<Taken, Vec<Diag>> {
        let header = table.header().to_vec();
        let width = header.len();
        let mut adapter = RosterAdapter::new(
            roster,
            (&version.form, &version.planned, taken),
            &header,
            platform,
            &self.codes,
            &|column| table.labels(column),
        )
        .map_err(|d| placed(d, table))?;
        let out_header = adapter.header().to_vec();
        let mut intake =
            Intake::new(&roster.form, &out_header, self.simulated).map_err(|d| placed(d, table))?;
        let outside: Vec<_> = adapter.outside().iter().map(|q| taken.column(*q)).collect();
        let mut texts: HashMap<usize, Vec<String>> = HashMap::new();
        let mut strays: Vec<(u64, String)> = Vec::new();
        let mut cells = ByteRecord::new();
        table
            .each(&mut |row: Row| {
                if row.number.is_multiple_of(1024) {
                    self.stopped()?;
                }
                if row.cells.len() != width {
                    intake.wrong_length(row.number, row.cells.len(), width);
                    return Ok(());
                }
                let (parent, record) = adapter.parent(row.cells);
                let Some(record) = record else {
                    if !all.contains(&parent) && !refused.contains(&parent) {
                        strays.push((row.number, parent));
                    }
                    return Ok(());
                };
                let answers = texts.entry(record).or_insert_with(|| {
                    // Skipped or not: its route was walked already.
                    let text = |c: &crate::data::Column| match c.states[record] {
                        State::SkippedByRoute => String::new(),
                        _ => c.text(record),
                    };
                    outside.iter().map(text).collect()
                });
                adapter.row(row.cells, record, taken, answers, &mut cells);
                intake.push(row.number, cells.iter());
                Ok(())
            })
            .map_err(|d| vec![d])?;
        if let Some((number, _)) = strays.first() {
            let line = u32::try_from(*number).unwrap_or(u32::MAX);
            let (many, belong) = match strays.len() {
                1 => ("a row of".to_string(), "belongs"),
                n => (format!("{n} rows of"), "belong"),
            };
            return Err(vec![
                Diag::error(format!(
                    "{many} the roster '{}' {belong} to no record of the file",
                    roster.roster
                ))
                .at(table.span(line))
                .hint("the table of records may be cut off, or of another day; nothing was imported"),
            ]);
        }
        let mut rows = intake.finish().map_err(|d| placed(d, table))?;
        rows.warnings.retain(|w| w.question >= roster.outside);
        Ok(rows)
    }
}

/// Rows of a roster that stand beside each other in the rows of another table.
struct WideTable<'t> {
    main: &'t mut dyn Table,
    header: Vec<String>,
    places: Vec<Vec<Option<usize>>>,
    id: Option<usize>,
}

impl<'t> WideTable<'t> {
    fn new(
        main: &'t mut dyn Table,
        names: Vec<String>,
        places: Vec<Vec<Option<usize>>>,
        id: Option<usize>,
    ) -> WideTable<'t> {
        let mut header = names;
        header.extend(["PARENT_KEY".to_string(), "KEY".to_string()]);
        WideTable { main, header, places, id }
    }
}

impl Table for WideTable<'_> {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn each(&mut self, see: &mut dyn FnMut(Row) -> Result<(), Diag>) -> Result<(), Diag> {
        let mut cells = ByteRecord::new();
        let (places, id) = (&self.places, self.id);
        self.main.each(&mut |row: Row| {
            let record = id.and_then(|i| row.cells.get(i)).unwrap_or_default();
            for (at, columns) in places.iter().enumerate() {
                let cell = |c: &Option<usize>| c.and_then(|c| row.cells.get(c)).unwrap_or_default();
                if columns.iter().all(|c| cell(c).is_empty()) {
                    continue;
                }
                cells.clear();
                columns.iter().for_each(|c| cells.push_field(cell(c)));
                cells.push_field(record);
                cells.push_field(format!("[{}]", at + 1).as_bytes());
                see(Row { number: row.number, cells: &cells, done: row.done })?;
            }
            Ok(())
        })
    }

    fn span(&self, number: u32) -> Span {
        self.main.span(number)
    }
}
