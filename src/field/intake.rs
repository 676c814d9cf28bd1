//! Intake: rows of text cells become typed columns, block by block, with the
//! states that replaying the route gives. All or nothing: a file with one cell
//! that cannot be read gives its complaints and no record.

use std::collections::HashMap;

use super::cell;
use super::form::Form;
use super::moment::{MOMENTS, Moment};
use super::problems::Problems;
use super::replay::{Block, Replay};
use super::simulate::PREFIX;
use super::stage::Stage;
use super::taken::{Labels, Taken};
use super::texts::Texts;
use crate::base::Diag;
use crate::base::diag::did_you_mean;
use crate::model::ItemKind;

/// Rows of a block: few enough to stay in the processor's caches, many enough
/// that a condition is read once for all of them.
pub const BLOCK: usize = 4096;

/// Bytes of a record id.
const ID_LENGTH: usize = 200;

/// Columns that the form does not have: so many are named, the others counted.
const MOST_UNKNOWN: usize = 20;

/// What a column of the file fills.
#[derive(Debug, Clone, Copy)]
enum Target {
    Question(usize),
    /// A note's column: empty.
    Note,
    Id,
    Date,
    Weight,
    Label(Key),
    /// When it began or ended by the device.
    Moment(usize),
}

/// A record column of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Stratum,
    Psu,
    Area,
    Interviewer,
}

const KEYS: [(Key, &str); 4] =
    [(Key::Stratum, "stratum"), (Key::Psu, "psu"), (Key::Area, "area"), (Key::Interviewer, "interviewer")];

/// The answers of a file while they are read.
#[derive(Debug)]
pub struct Intake<'f> {
    form: &'f Form,
    simulated: bool,
    targets: Vec<Target>,
    stages: Vec<Stage>,
    missing: Vec<String>,
    replay: Replay,
    problems: Problems,
    rows: usize,
    /// The first row of the block.
    start: usize,
    lines: Vec<u32>,
    ids: Texts,
    dates: Vec<i32>,
    weights: Option<Vec<f64>>,
    labels: [Option<Labels>; KEYS.len()],
    moments: [Option<Texts>; 2],
}

impl<'f> Intake<'f> {
    /// Begins with the header of a file.
    ///
    /// # Errors
    /// Everything that is wrong with the header, at line 1 of a file without a
    /// name: columns the form does not have, columns twice, no record id, no
    /// date of the interview.
    pub fn new<S: AsRef<str>>(
        form: &'f Form,
        header: &[S],
        simulated: bool,
    ) -> Result<Intake<'f>, Vec<Diag>> {
        let header: Vec<&str> =
            header.iter().map(AsRef::as_ref).enumerate().map(|(i, h)| without_mark(i, h)).collect();
        let targets = targets(form, &header)?;
        let given = |q: usize| targets.iter().any(|t| matches!(t, Target::Question(i) if *i == q));
        let stages: Vec<Stage> = form
            .questions
            .iter()
            .enumerate()
            .map(|(q, question)| Stage::new(&question.item, given(q)))
            .collect();
        let missing = form.questions.iter().zip(&stages);
        let missing = missing.filter(|(q, stage)| !stage.given && !q.is_calculation());
        let has = |key: Key| targets.iter().any(|t| matches!(t, Target::Label(k) if *k == key));
        Ok(Intake {
            form,
            simulated,
            missing: missing.map(|(q, _)| q.id().to_string()).collect(),
            stages,
            replay: Replay::new(form, simulated),
            problems: Problems::new(header.iter().map(|h| shown_name(h))),
            rows: 0,
            start: 0,
            lines: Vec::new(),
            ids: Texts::default(),
            dates: Vec::new(),
            weights: targets.iter().any(|t| matches!(t, Target::Weight)).then(Vec::new),
            labels: KEYS.map(|(key, _)| has(key).then(Labels::default)),
            moments: [0, 1].map(|which| {
                let has = targets.iter().any(|t| matches!(t, Target::Moment(w) if *w == which));
                has.then(Texts::default)
            }),
            targets,
        })
    }

    /// Takes the row that begins at `line` of the file. What is wrong with it
    /// is told by [`Intake::finish`].
    pub fn push<'c>(&mut self, line: u64, cells: impl IntoIterator<Item = &'c [u8]>) {
        let mut cells = cells.into_iter();
        // Positions of bad cells with their bytes; a row of the wrong length
        // has shifted cells, of which nothing can be said.
        let mut bad: Vec<(usize, &[u8])> = Vec::new();
        let mut given = 0;
        for (at, target) in self.targets.iter().enumerate() {
            let Some(cell) = cells.next() else { break };
            given += 1;
            let good = match *target {
                Target::Question(q) => self.stages[q].take(cell),
                Target::Note => cell.is_empty(),
                Target::Id => match id(cell) {
                    Some(id) => {
                        self.ids.push(id);
                        true
                    }
                    None => {
                        self.ids.push("");
                        false
                    }
                },
                Target::Date => {
                    let day = cell::day(cell);
                    self.dates.push(day.unwrap_or(0));
                    day.is_some()
                }
                Target::Weight => {
                    let weight = cell::weight(cell);
                    self.weights.iter_mut().for_each(|w| w.push(weight.unwrap_or(1.0)));
                    weight.is_some()
                }
                Target::Label(key) => {
                    let name = label(cell);
                    self.labels[key as usize].iter_mut().for_each(|l| l.push(name.unwrap_or("")));
                    name.is_some_and(|n| !n.is_empty() || matches!(key, Key::Area | Key::Interviewer))
                }
                Target::Moment(which) => {
                    let moment = std::str::from_utf8(cell).ok().and_then(Moment::read);
                    let text = moment.as_ref().map_or(String::new(), Moment::text);
                    self.moments[which].iter_mut().for_each(|m| m.push(&text));
                    cell.is_empty() || moment.is_some()
                }
            };
            if !good {
                bad.push((at, cell));
            }
        }
        let given = given + cells.count();
        if given != self.targets.len() {
            self.cut_row();
            self.wrong_length(line, given, self.targets.len());
            return;
        }
        for (at, cell) in bad {
            self.problems.cell(line, at, || complaint(self.form, &self.stages, self.targets[at], cell));
        }
        self.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        self.rows += 1;
        if self.rows - self.start == BLOCK {
            self.settle();
        }
    }

    /// How many rows were taken so far.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The records, when every cell could be read.
    ///
    /// # Errors
    /// Everything that is wrong, at its line of a file without a name; the
    /// first few of each column, the others counted.
    pub fn finish(mut self) -> Result<Taken, Vec<Diag>> {
        self.settle();
        self.twice();
        self.made_up();
        if self.problems.any() {
            return Err(self.problems.into_diags());
        }
        let [strata, psus, areas, interviewers] = self.labels;
        Ok(Taken {
            rows: self.rows,
            simulated: self.simulated,
            ids: self.ids,
            dates: self.dates,
            strata,
            psus,
            weights: self.weights,
            areas,
            interviewers,
            moments: self.moments,
            sections: None,
            version: None,
            lines: self.lines,
            items: self.form.questions.iter().map(|q| q.id().to_string()).collect(),
            missing: self.missing,
            warnings: self.replay.warnings(self.form),
            off_route: self.replay.off_route,
            stages: self.stages,
        })
    }

    /// Replays the route over the rows since the last time. A file that will
    /// not be taken is read on for its complaints only.
    fn settle(&mut self) {
        if self.problems.any() {
            self.stages.iter_mut().for_each(Stage::clear);
        } else if self.rows > self.start {
            let block = Block { start: self.start, end: self.rows, lines: &self.lines };
            self.replay.block(self.form, &mut self.stages, &block);
        }
        self.start = self.rows;
    }

    /// Every question that the route reaches must have an answer or a state: so
    /// it was asked. One that has neither is warned of.
    pub fn expect_answers(&mut self) {
        self.replay.expect_answers();
    }

    /// Forgets the cells of a row that was not taken.
    fn cut_row(&mut self) {
        let rows = self.rows;
        self.ids.truncate(rows);
        self.dates.truncate(rows);
        self.weights.iter_mut().for_each(|w| w.truncate(rows));
        self.labels.iter_mut().flatten().for_each(|l| l.codes.truncate(rows));
        self.moments.iter_mut().flatten().for_each(|m| m.truncate(rows));
    }

    /// A row with another number of cells than the header: its cells have
    /// shifted, and nothing can be said of them.
    pub fn wrong_length(&mut self, line: u64, given: usize, width: usize) {
        let s = if given == 1 { "" } else { "s" };
        let message = format!("this row has {given} cell{s}, the header {width}");
        let hint = if given < width {
            "a row may be cut off, or a text with a line break may lack its quotation marks"
        } else {
            "a text with a comma in it may lack its quotation marks"
        };
        self.problems.row(line, message, hint);
    }

    /// Records that a program made up are never taken for real ones.
    fn made_up(&mut self) {
        let made_up = |row: &usize| self.ids.get(*row).starts_with(PREFIX);
        let Some(row) = (0..self.rows).find(|row| !self.simulated && made_up(row)) else { return };
        let column = self.targets.iter().position(|t| matches!(t, Target::Id)).unwrap_or(0);
        self.problems.cell(u64::from(self.lines[row]), column, || {
            let message = "this record was made by dh simulate".to_string();
            (message, vec!["import the file with --simulated: what is made from it says so".into()])
        });
    }

    /// A record id stands for one record.
    fn twice(&mut self) {
        let mut order: Vec<u32> = (0..self.rows as u32).collect();
        let id = |row: &u32| self.ids.get(*row as usize);
        order.sort_unstable_by(|a, b| id(a).cmp(id(b)).then(a.cmp(b)));
        let column = self.targets.iter().position(|t| matches!(t, Target::Id)).unwrap_or(0);
        let mut first = 0;
        let mut again: Vec<(u32, u32)> = Vec::new();
        for at in 1..order.len() {
            if id(&order[at]) != id(&order[first]) {
                first = at;
            } else if !id(&order[at]).is_empty() {
                again.push((order[first], order[at]));
            }
        }
        again.sort_unstable_by_key(|(_, row)| *row);
        for (first, row) in again {
            let line = |row: u32| self.lines[row as usize];
            let (shown, name) = (cell::shown(id(&row).as_bytes()), &self.form.records.id);
            self.problems.cell(u64::from(line(row)), column, || {
                let message = format!("{name} {shown} stands on line {} already", line(first));
                (message, vec!["a record id stands for one record: keep one, or give each its own".into()])
            });
        }
    }
}

/// Spreadsheets put a byte order mark before the first name.
fn without_mark(at: usize, name: &str) -> &str {
    if at == 0 { name.strip_prefix('\u{feff}').unwrap_or(name) } else { name }
}

/// A column's name as a message shows it.
fn shown_name(name: &str) -> String {
    let mut shown: String = name.chars().take(60).collect();
    if name.chars().nth(60).is_some() {
        shown.push('…');
    }
    shown
}

/// What each column of the header fills, or all that is wrong with it.
fn targets(form: &Form, header: &[&str]) -> Result<Vec<Target>, Vec<Diag>> {
    let mut diags = Vec::new();
    let mut unknown = 0;
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut targets = Vec::with_capacity(header.len());
    let positions: HashMap<&str, usize> =
        form.questions.iter().enumerate().map(|(i, q)| (q.id(), i)).collect();
    let at = || crate::base::Span::line("", 1);
    let names = || {
        let records = form.records.all().into_iter().map(|(_, name)| name);
        positions.keys().copied().chain(records)
    };
    for (number, name) in header.iter().enumerate() {
        if let Some(first) = seen.insert(name, number) {
            let message = format!(
                "column '{}' stands twice, as column {} and {}",
                shown_name(name),
                first + 1,
                number + 1
            );
            diags.push(
                Diag::error(message)
                    .at(at())
                    .hint("take one away, or give it the name of the question it holds"),
            );
            continue;
        }
        let target = match form.records.role_of(name) {
            Some("id") => Target::Id,
            Some("date") => Target::Date,
            Some("weight") => Target::Weight,
            Some(role) => match KEYS.iter().find(|(_, r)| *r == role) {
                Some((key, _)) => Target::Label(*key),
                None => Target::Note,
            },
            None => match positions.get(name) {
                Some(q) => Target::Question(*q),
                None if let Some(which) = MOMENTS.iter().position(|m| m == name) => Target::Moment(which),
                None if form.notes.iter().any(|n| n == name) => Target::Note,
                None => {
                    unknown += 1;
                    if unknown > MOST_UNKNOWN {
                        continue;
                    }
                    let message = if name.trim().is_empty() {
                        format!("column {} has no name", number + 1)
                    } else {
                        format!(
                            "column '{}' is no question of {} and no record column",
                            shown_name(name),
                            form.path
                        )
                    };
                    let near = did_you_mean(name, names()).map(|near| format!("did you mean '{near}'?"));
                    let hint = "take the column away, or give it the name of the question it holds";
                    diags.push(Diag::error(message).at(at()).maybe_hint(near).hint(hint));
                    continue;
                }
            },
        };
        targets.push(target);
    }
    if unknown > MOST_UNKNOWN {
        diags.push(
            Diag::error(format!("{} more columns are no questions either", unknown - MOST_UNKNOWN))
                .at(at())
                .hint("is it the right file?"),
        );
    }
    for (name, what) in [(&form.records.id, "record id"), (&form.records.date, "date of the interview")] {
        if !seen.contains_key(name.as_str()) {
            let near = did_you_mean(name, header.iter().copied()).map(|near| format!("is it '{near}'?"));
            diags.push(
                Diag::error(format!("there is no column '{name}': the {what}"))
                    .at(at())
                    .maybe_hint(near)
                    .hint("the questionnaire's 'records' say what a file calls it"),
            );
        }
    }
    for question in &form.questions {
        if question.item.kind == ItemKind::SelectMultiple && question.item.options.len() > 64 {
            let message = format!(
                "'{}' has {} options; answers of several options out of more than 64 cannot be kept",
                question.id(),
                question.item.options.len()
            );
            diags.push(Diag::error(message).hint("split the question"));
        }
    }
    if diags.is_empty() { Ok(targets) } else { Err(diags) }
}

/// A record id: some bytes, all of them visible.
fn id(cell: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(cell).ok()?;
    let good = !text.is_empty() && text.len() <= ID_LENGTH && !text.chars().any(char::is_control);
    (good && text.trim() == text).then_some(text)
}

fn label(cell: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(cell).ok()?;
    let good = text.len() <= ID_LENGTH && !text.chars().any(char::is_control);
    // 'a' and 'a ' would be two strata that look like one.
    (good && text.trim() == text).then_some(text)
}

/// What is wrong with a cell that was not taken, and what to do.
#[cold]
fn complaint(form: &Form, stages: &[Stage], target: Target, cell: &[u8]) -> (String, Vec<String>) {
    let name_of =
        |role: &str| form.records.all().into_iter().find(|(r, _)| *r == role).map_or("", |(_, n)| n);
    match target {
        Target::Question(q) => stages[q].complaint(&form.questions[q].item, cell),
        Target::Note => ("a note holds no answer, but this cell is not empty".into(), Vec::new()),
        Target::Id => {
            let name = name_of("id");
            let message = match std::str::from_utf8(cell) {
                _ if cell.is_empty() => format!("'{name}' is empty"),
                Err(_) => format!("'{name}' is not UTF-8"),
                Ok(_) if cell.len() > ID_LENGTH => {
                    format!("'{name}' has {} bytes, at most {ID_LENGTH} are kept", cell.len())
                }
                Ok(text) if text.trim() != text => format!("'{name}' has spaces around it"),
                Ok(_) => format!("'{name}' has control characters"),
            };
            (message, vec!["every record needs an id of its own that stays the same".into()])
        }
        Target::Date => cell::no_date(name_of("date"), cell),
        Target::Weight => cell::no_weight(name_of("weight"), cell),
        Target::Moment(which) => (
            format!("{} is no moment of {}", cell::shown(cell), MOMENTS[which]),
            vec![
                "moments are written 2024-03-01T09:58:00+03:00; without the zone, the device's own clock"
                    .into(),
            ],
        ),
        Target::Label(key) => {
            let name = name_of(KEYS[key as usize].1);
            if cell.is_empty() {
                return (
                    format!("'{name}' is empty"),
                    vec!["a record without it cannot be placed in the sample".into()],
                );
            }
            let message = match std::str::from_utf8(cell) {
                Err(_) => format!("'{name}' is not UTF-8"),
                Ok(_) if cell.len() > ID_LENGTH => {
                    format!("'{name}' has {} bytes, at most {ID_LENGTH} are kept", cell.len())
                }
                Ok(text) if text.trim() != text => format!("'{name}' has spaces around it"),
                Ok(_) => format!("'{name}' has control characters"),
            };
            (message, Vec::new())
        }
    }
}
