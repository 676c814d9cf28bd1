//! A table of another program, cell by cell as a form takes it.

use csv::ByteRecord;

use super::super::cell;
use super::super::form::Form;
use super::super::moment::{MOMENTS, Moment};
use super::columns::{Holds, Resolver};
use super::dialect::Dialect;
use super::words::{self, Lookup};
use crate::base::{Diag, Span};
use crate::data::State;
use crate::model::{Item, ItemKind, PlannedInstrument, Platform};

/// How a cell is made into one of the form's.
#[derive(Debug)]
pub(super) enum Make {
    /// As it is.
    Same,
    /// An id or a label of one; of several, ids with spaces between.
    Choice,
    /// A number, or the word of a state.
    Number,
    Date,
    Time,
    /// When by the clock of the device.
    Moment,
    /// The record's id, behind this where it is not whole.
    Id(&'static str),
}

/// Where a column of the form comes from.
#[derive(Debug)]
pub(super) enum From {
    Cell(usize),
    /// An answer of several a column; where they stand together, too.
    Parts(Vec<(String, usize)>, Option<usize>),
    Coordinates([Option<usize>; 4]),
    /// Nothing but its state.
    Nothing,
}

#[derive(Debug)]
pub(super) struct Out {
    pub name: String,
    pub from: From,
    /// The column that says why there is no answer.
    pub state: Option<usize>,
    pub make: Make,
    /// Labels and words for states, as ids.
    pub lookup: Lookup,
    /// The labels of its codes, as ids, where the table has some.
    pub codes: Vec<(Vec<u8>, String)>,
    /// A question's cells may hold codes for states.
    pub is_question: bool,
}

/// What became of a row.
#[derive(Debug, PartialEq, Eq)]
pub enum Kept {
    Yes,
    /// It is not to be used, and why.
    No(&'static str),
}

/// Codes of states, as text and as numbers.
pub(super) type Codes = Vec<(Vec<u8>, Option<f64>, State)>;

/// Reads the rows of one table.
#[derive(Debug)]
pub struct Adapter {
    outs: Vec<Out>,
    rejects: Vec<(usize, &'static str, &'static str)>,
    id: Option<usize>,
    version: Option<usize>,
    codes: Codes,
    /// Columns that hold nothing of the form.
    pub left_out: Vec<String>,
    /// Where the day of the interview stands, if not where the form says.
    pub date_from: Option<String>,
    /// Columns of rosters whose rows stand beside each other.
    pub(super) wide: Vec<(String, usize, usize)>,
    /// Columns that are nothing of the form's, nor of the program's.
    pub unknown: Vec<usize>,
    /// Moments of the device that cannot be read.
    pub unread: usize,
    buffer: Vec<u8>,
}

/// How a question's cells are made.
pub(super) fn make_of(item: &Item) -> Make {
    match item.kind {
        ItemKind::SelectOne | ItemKind::SelectMultiple => Make::Choice,
        ItemKind::Integer | ItemKind::Decimal | ItemKind::Calculation | ItemKind::RandomPick => Make::Number,
        ItemKind::Date => Make::Date,
        ItemKind::Time => Make::Time,
        _ => Make::Same,
    }
}

/// The codes of a column as ids: by their labels.
pub(super) fn codes_of(
    planned: &PlannedInstrument,
    item: &Item,
    labels: &[(String, String)],
) -> Vec<(Vec<u8>, String)> {
    if labels.is_empty() {
        return Vec::new();
    }
    let lookup = Lookup::of(&planned.instrument, item);
    let known = labels
        .iter()
        .filter_map(|(code, label)| lookup.get(label).map(|id| (code.clone().into_bytes(), id.to_string())));
    known.collect()
}

/// The codes that stand for states, of a script and of a program.
pub(super) fn all_codes(dialect: &Dialect, stated: &[(String, State)]) -> Codes {
    let own = dialect.states.iter().filter(|(code, _)| stated.iter().all(|(c, _)| c != code));
    let all = stated.iter().map(|(c, s)| (c.clone(), *s)).chain(own.map(|(c, s)| ((*c).to_string(), *s)));
    all.map(|(code, state)| (code.clone().into_bytes(), cell::number(code.as_bytes()), state)).collect()
}

impl Adapter {
    /// Begins with the header of a table; `labels` are those of a column's
    /// codes.
    ///
    /// # Errors
    /// Two columns hold the same; codes that are answers too.
    pub fn new<'t>(
        form: &Form,
        planned: &PlannedInstrument,
        header: &[String],
        platform: Platform,
        stated: &[(String, State)],
        labels: &dyn Fn(usize) -> &'t [(String, String)],
    ) -> Result<Adapter, Vec<Diag>> {
        let dialect = Dialect::of(platform);
        let resolver = Resolver::new(form, planned, dialect);
        let mut diags = Vec::new();
        let mut adapter = Adapter {
            outs: Vec::new(),
            rejects: Vec::new(),
            id: None,
            version: None,
            codes: all_codes(dialect, stated),
            left_out: Vec::new(),
            date_from: None,
            wide: Vec::new(),
            unknown: Vec::new(),
            unread: 0,
            buffer: Vec::new(),
        };
        let held: Vec<Holds> = header.iter().map(|name| resolver.holds(name)).collect();
        let at = |name: &str| {
            header
                .iter()
                .position(|h| h == name)
                .or_else(|| header.iter().position(|h| dialect.leaf(h) == name))
        };
        for (column, says, why) in dialect.rejects {
            if let Some(place) = at(column).filter(|p| held[*p] == Holds::Own) {
                adapter.rejects.push((place, says, why));
            }
        }
        adapter.version = dialect.version.iter().find_map(|name| at(name));
        // Answers, each with what belongs to it.
        for (q, question) in form.questions.iter().enumerate() {
            let mut cells = (0..header.len()).filter(|c| held[*c] == Holds::Answer(q));
            let whole = cells.next();
            if let (Some(first), Some(second)) = (whole, cells.next()) {
                diags.push(twice(question.id(), &header[first], &header[second]));
            }
            let state = (0..header.len()).find(|c| held[*c] == Holds::State(q));
            let parts: Vec<(String, usize)> = (0..header.len())
                .filter_map(|c| match &held[c] {
                    Holds::Part(of, part) if *of == q => Some((part.clone(), c)),
                    _ => None,
                })
                .collect();
            let mut coordinates = [None; 4];
            for (c, holds) in held.iter().enumerate() {
                if let Holds::Coordinate(of, which) = holds
                    && *of == q
                {
                    coordinates[*which] = Some(c);
                }
            }
            // Labels that stand together cannot be told from each other.
            let apart = !parts.is_empty() && (whole.is_none() || dialect.labels);
            let from = match whole {
                _ if apart => From::Parts(parts, whole),
                Some(column) => From::Cell(column),
                None if coordinates[0].is_some() && coordinates[1].is_some() => {
                    From::Coordinates(coordinates)
                }
                None if state.is_some() => From::Nothing,
                None => continue,
            };
            let codes = whole.map_or(Vec::new(), |c| codes_of(planned, &question.item, labels(c)));
            adapter.outs.push(Out {
                name: question.id().to_string(),
                from,
                state,
                make: make_of(&question.item),
                lookup: Lookup::of(&planned.instrument, &question.item),
                codes,
                is_question: true,
            });
            adapter.no_code_is_an_answer(&question.item, &mut diags);
        }
        adapter.record_columns(form, header, &held, dialect, &at);
        let moments = adapter.moments(form, &held, header, dialect, &at);
        for (column, holds) in held.iter().enumerate().filter(|(c, _)| !moments.contains(c)) {
            match holds {
                Holds::Own | Holds::Member(_) => adapter.left_out.push(header[column].clone()),
                Holds::Wide(member, row) => adapter.wide.push((member.clone(), *row, column)),
                Holds::Unknown => adapter.unknown.push(column),
                _ => {}
            }
        }
        if diags.is_empty() { Ok(adapter) } else { Err(diags) }
    }

    /// A code inside a question's range would be taken for an answer, or an
    /// answer for the code.
    fn no_code_is_an_answer(&self, item: &Item, diags: &mut Vec<Diag>) {
        let Some((low, high)) = item.range else { return };
        for (code, number, state) in &self.codes {
            let Some(number) = number.filter(|n| (low..=high).contains(n)) else { continue };
            if !matches!(item.kind, ItemKind::Integer | ItemKind::Decimal) || !item.allow.contains(state) {
                continue;
            }
            let code = String::from_utf8_lossy(code);
            diags.push(
                Diag::error(format!(
                    "{code} stands for '{}', and is an answer that '{}' accepts ({low} to {high})",
                    state.id(),
                    item.id
                ))
                .at(item.span.clone())
                .hint(format!("{number} in a cell could be either: take another code, or narrow the range")),
            );
        }
    }

    /// The columns that hold when the device says that the interview was.
    fn moments(
        &mut self,
        form: &Form,
        held: &[Holds],
        header: &[String],
        dialect: &'static Dialect,
        at: &dyn Fn(&str) -> Option<usize>,
    ) -> Vec<usize> {
        let mut places = Vec::new();
        for (name, others) in MOMENTS.into_iter().zip(dialect.moments) {
            // A questionnaire may ask for it itself.
            if form.position(name).is_some() {
                continue;
            }
            let own = header.iter().position(|h| h == name).filter(|p| held[*p] == Holds::Unknown);
            let theirs = || others.iter().find_map(|n| at(n).filter(|p| held[*p] == Holds::Own));
            let Some(place) = own.or_else(theirs) else { continue };
            places.push(place);
            self.outs.push(Out {
                name: name.to_string(),
                from: From::Cell(place),
                state: None,
                make: Make::Moment,
                lookup: Lookup::default(),
                codes: Vec::new(),
                is_question: false,
            });
        }
        places
    }

    fn record_columns(
        &mut self,
        form: &Form,
        header: &[String],
        held: &[Holds],
        dialect: &'static Dialect,
        at: &dyn Fn(&str) -> Option<usize>,
    ) {
        for (role, name) in form.records.all() {
            let own = held.iter().position(|h| *h == Holds::Role(role));
            let place = own.or_else(|| match role {
                "id" => dialect.id.iter().find_map(|n| at(n)),
                "date" => dialect.date.iter().find_map(|n| at(n)),
                _ => None,
            });
            let Some(place) = place else { continue };
            if own.is_none() && role == "date" {
                self.date_from = Some(header[place].clone());
            }
            let make = match role {
                "id" => {
                    self.id = Some(place);
                    Make::Id(if own.is_none() { dialect.prefix } else { "" })
                }
                "date" => Make::Date,
                _ => Make::Same,
            };
            self.outs.push(Out {
                name: name.to_string(),
                from: From::Cell(place),
                state: None,
                make,
                lookup: Lookup::default(),
                codes: Vec::new(),
                is_question: false,
            });
        }
    }

    /// Passes a column on that no form knows: whoever takes the rows complains of
    /// it.
    pub fn pass_on(&mut self, column: usize, name: &str) {
        self.unknown.retain(|c| *c != column);
        self.outs.push(Out {
            name: name.to_string(),
            from: From::Cell(column),
            state: None,
            make: Make::Same,
            lookup: Lookup::default(),
            codes: Vec::new(),
            is_question: false,
        });
    }

    /// A column that another form knows, and this one does not, with something in
    /// it.
    pub fn stray(&self, row: &ByteRecord) -> Option<usize> {
        self.unknown.iter().copied().find(|c| row.get(*c).is_some_and(|cell| !cell.is_empty()))
    }

    /// The names of the columns that come out.
    pub fn header(&self) -> Vec<&str> {
        self.outs.iter().map(|o| o.name.as_str()).collect()
    }

    /// The version of the form that a row answers; empty where it is not said.
    pub fn version<'r>(&self, row: &'r ByteRecord) -> &'r [u8] {
        self.version.and_then(|v| row.get(v)).unwrap_or_default()
    }

    /// Whether the table says what version of the form its rows answer.
    pub fn has_version(&self) -> bool {
        self.version.is_some()
    }

    /// What a row is called, for a list of those that are not taken.
    pub fn id_of<'r>(&self, row: &'r ByteRecord) -> &'r [u8] {
        self.id.and_then(|c| row.get(c)).unwrap_or_default()
    }

    /// The column that holds the record's id.
    pub fn id_column(&self) -> Option<usize> {
        self.id
    }

    /// Whether a row is to be used.
    pub fn kept(&self, row: &ByteRecord) -> Kept {
        for (column, says, why) in &self.rejects {
            let cell = row.get(*column).unwrap_or_default();
            let hit =
                if says.is_empty() { !cell.is_empty() } else { cell.eq_ignore_ascii_case(says.as_bytes()) };
            if hit {
                return Kept::No(why);
            }
        }
        Kept::Yes
    }

    /// Writes a row as the form takes it.
    pub fn row(&mut self, row: &ByteRecord, into: &mut ByteRecord) {
        into.clear();
        let mut buffer = std::mem::take(&mut self.buffer);
        for out in &self.outs {
            out.write(row, &self.codes, &mut buffer);
            if let (Make::Moment, From::Cell(column), true) = (&out.make, &out.from, buffer.is_empty()) {
                self.unread += usize::from(row.get(*column).is_some_and(|cell| !cell.is_empty()));
            }
            into.push_field(&buffer);
        }
        self.buffer = buffer;
    }
}

fn twice(what: &str, first: &str, second: &str) -> Diag {
    Diag::error(format!("the columns '{first}' and '{second}' both hold '{what}'"))
        .at(Span::line("", 1))
        .hint("take one of them away; nothing was imported")
}

impl Out {
    /// The cell as the form takes it.
    pub(super) fn write(&self, row: &ByteRecord, codes: &Codes, into: &mut Vec<u8>) {
        into.clear();
        match &self.from {
            From::Nothing => {}
            From::Cell(column) => self.made(row.get(*column).unwrap_or_default(), codes, into),
            From::Parts(parts, whole) => {
                for (part, column) in parts {
                    let cell = row.get(*column).unwrap_or_default();
                    let is_chosen = cell::number(cell).is_some_and(|n| n == 1.0)
                        || [&b"true"[..], b"yes"].iter().any(|w| cell.eq_ignore_ascii_case(w))
                        || cell == part.as_bytes();
                    if is_chosen {
                        if !into.is_empty() {
                            into.push(b' ');
                        }
                        into.extend_from_slice(part.as_bytes());
                    }
                }
                if into.is_empty()
                    && let Some(whole) = whole
                {
                    self.made(row.get(*whole).unwrap_or_default(), codes, into);
                }
            }
            From::Coordinates(columns) => {
                for column in columns.iter().map_while(|c| *c) {
                    let cell = row.get(column).unwrap_or_default();
                    if cell.is_empty() {
                        break;
                    }
                    if !into.is_empty() {
                        into.push(b' ');
                    }
                    into.extend_from_slice(cell);
                }
            }
        }
        if into.is_empty()
            && let Some(cell) = self.state.and_then(|s| row.get(s))
        {
            let word = std::str::from_utf8(cell).ok().and_then(|t| self.lookup.get(t));
            into.extend_from_slice(word.map_or(cell, str::as_bytes));
        }
    }

    fn made(&self, cell: &[u8], codes: &Codes, into: &mut Vec<u8>) {
        if cell.is_empty() {
            return;
        }
        if let Some((_, id)) = self.codes.iter().find(|(code, _)| code == cell) {
            into.extend_from_slice(id.as_bytes());
            return;
        }
        if self.is_question
            && !codes.is_empty()
            && matches!(cell[0], b'-' | b'.' | b'0'..=b'9')
            && let Some(state) = state_of(cell, codes)
        {
            into.extend_from_slice(state.id().as_bytes());
            return;
        }
        let text = || std::str::from_utf8(cell).ok();
        match &self.make {
            Make::Same => into.extend_from_slice(cell),
            Make::Number if cell::number(cell).is_some() => into.extend_from_slice(cell),
            Make::Choice | Make::Number => {
                let id = text().and_then(|t| self.lookup.get(t));
                into.extend_from_slice(id.map_or(cell, str::as_bytes));
            }
            Make::Date => match text().and_then(words::day) {
                Some(day) => into.extend_from_slice(day.as_bytes()),
                None => into.extend_from_slice(cell),
            },
            Make::Time => match text().and_then(words::time) {
                Some(time) => into.extend_from_slice(time.as_bytes()),
                None => into.extend_from_slice(cell),
            },
            // What cannot be read is counted, and left out.
            Make::Moment => {
                let moment = text().and_then(Moment::read);
                into.extend_from_slice(moment.map_or(String::new(), |m| m.text()).as_bytes());
            }
            Make::Id(prefix) => {
                if !cell.starts_with(prefix.as_bytes()) {
                    into.extend_from_slice(prefix.as_bytes());
                }
                into.extend_from_slice(cell);
            }
        }
    }
}

/// The state that a code stands for.
fn state_of(cell: &[u8], codes: &Codes) -> Option<State> {
    let number = cell::number(cell);
    let same = |(code, n, _): &&(Vec<u8>, Option<f64>, State)| code == cell || n.is_some() && *n == number;
    codes.iter().find(same).map(|(_, _, state)| *state)
}
