//! Which column of a table holds what.

use std::collections::HashMap;

use super::super::form::Form;
use super::dialect::Dialect;
use super::words::Lookup;
use crate::model::{Item, ItemKind, PlannedInstrument, stata_name};

/// What a column holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Holds {
    /// The answer to a question of the form.
    Answer(usize),
    /// Why the question has none.
    State(usize),
    /// Whether the question has this answer.
    Part(usize, String),
    /// A coordinate of a place: latitude, longitude, altitude, accuracy.
    Coordinate(usize, usize),
    /// What the form calls a column that is no question, by its role.
    Role(&'static str),
    /// What the program or the form has of its own.
    Own,
    /// A member of a roster.
    Member(String),
    /// A member in the row of this number, all rows beside each other.
    Wide(String, usize),
    Unknown,
}

const COORDINATES: [[&str; 4]; 2] =
    [["Latitude", "Longitude", "Altitude", "Accuracy"], ["latitude", "longitude", "altitude", "precision"]];

/// The names that a form knows, whoever wrote the table.
pub struct Resolver<'a> {
    form: &'a Form,
    planned: &'a PlannedInstrument,
    dialect: &'static Dialect,
    questions: HashMap<&'a str, usize>,
    /// Questions by the wordings that only one of them has.
    wordings: HashMap<String, Option<usize>>,
    /// Names that Stata cuts off.
    short: HashMap<String, usize>,
    members: HashMap<&'a str, &'a Item>,
    generated: Vec<String>,
}

/// Names that an exported form gives rows of its own.
fn generated(planned: &PlannedInstrument) -> Vec<String> {
    let mut names: Vec<String> =
        ["outcome", "form_outcome", "generated_note_name", "form_start", "form_end", "form_today"]
            .map(String::from)
            .into();
    for group in &planned.instrument.groups {
        names.extend([format!("{}_hand_over", group.id), format!("{}_instruction", group.id)]);
    }
    for item in planned.asked().map(|p| &p.item) {
        let id = &item.id;
        match item.kind {
            ItemKind::Note => names.push(id.clone()),
            ItemKind::Battery => names.extend([id.clone(), format!("{id}_instruction")]),
            ItemKind::Roster => names.extend([
                id.clone(),
                format!("{id}_count"),
                format!("{id}_rows"),
                format!("{id}_line"),
                format!("{id}_nothing"),
                format!("SET-OF-{id}"),
            ]),
            // The exact place is asked for, and not kept.
            ItemKind::Geopoint => names.extend([format!("{id}_exact"), format!("{id}_kept")]),
            ItemKind::RandomPick => names.extend(["draw", "lot", "highest"].map(|n| format!("{id}_{n}"))),
            _ => {}
        }
        names.extend([format!("{id}_check"), format!("{id}_label"), format!("ended_{id}")]);
    }
    names
}

/// The names that a submission of a form may have inside.
pub struct Inside {
    /// What holds an answer.
    pub values: Vec<String>,
    /// What may be there as well: the columns that are no question.
    pub optional: Vec<String>,
    /// What the form and the program have of their own.
    pub own: Vec<String>,
    /// The members of each roster.
    pub rosters: Vec<(String, Vec<String>)>,
}

/// The names that a submission of a form may hold, and its rosters with theirs.
pub fn names(planned: &PlannedInstrument) -> Inside {
    let items: Vec<&Item> = planned.asked().map(|p| &*p.item).collect();
    let rosters = items.iter().filter(|i| i.kind == ItemKind::Roster);
    let mut rosters: Vec<(String, Vec<String>)> = rosters.map(|i| (i.id.clone(), Vec::new())).collect();
    let mut values: Vec<String> = Vec::new();
    for item in items.iter().filter(|i| i.kind.has_value()) {
        let select = matches!(item.kind, ItemKind::SelectOne | ItemKind::SelectMultiple);
        let state = (!select).then(|| format!("{}_state", item.id));
        let both = std::iter::once(item.id.clone()).chain(state);
        match rosters.iter_mut().find(|(roster, _)| *roster == item.roster) {
            Some((_, members)) => members.extend(both),
            None => values.extend(both),
        }
    }
    let mut optional: Vec<String> = planned.instrument.records.all().map(|(_, name)| name.to_string()).into();
    // The day of an interview may have to be taken from these, and how long it took.
    optional.extend(["today", "start", "end"].map(String::from));
    optional.retain(|name| !values.contains(name));
    let mut own = generated(planned);
    own.extend(Dialect::of(crate::model::Platform::Odk).own.iter().map(|n| (*n).to_string()));
    own.retain(|name| {
        !values.contains(name) && !optional.contains(name) && !rosters.iter().any(|(r, _)| r == name)
    });
    Inside { values, optional, own, rosters }
}

impl<'a> Resolver<'a> {
    pub fn new(form: &'a Form, planned: &'a PlannedInstrument, dialect: &'static Dialect) -> Resolver<'a> {
        let mut wordings: HashMap<String, Option<usize>> = HashMap::new();
        if dialect.labels {
            for (q, question) in form.questions.iter().enumerate() {
                let item = &question.item;
                for text in std::iter::once(&item.text).chain(item.texts.values()) {
                    wordings.entry(text.trim().to_string()).and_modify(|w| *w = None).or_insert(Some(q));
                }
            }
        }
        let members =
            planned.asked().map(|p| &*p.item).filter(|i| !i.roster.is_empty() && i.kind.has_value());
        Resolver {
            form,
            planned,
            dialect,
            questions: form.questions.iter().enumerate().map(|(i, q)| (q.id(), i)).collect(),
            wordings,
            short: form.questions.iter().enumerate().map(|(i, q)| (stata_name(q.id()), i)).collect(),
            members: members.map(|i| (i.id.as_str(), i)).collect(),
            generated: generated(planned),
        }
    }

    fn is_select(&self, q: usize) -> bool {
        matches!(self.form.questions[q].item.kind, ItemKind::SelectOne | ItemKind::SelectMultiple)
    }

    /// What the column of this name holds.
    pub fn holds(&self, name: &str) -> Holds {
        let leaf = self.dialect.leaf(name);
        for candidate in [name, leaf] {
            if let Some(q) = self.questions.get(candidate) {
                return Holds::Answer(*q);
            }
            if let Some(role) = self.form.records.role_of(candidate) {
                return Holds::Role(role);
            }
        }
        if let Some(q) = self.short.get(name) {
            return Holds::Answer(*q);
        }
        if let Some(q) = leaf.strip_suffix("_state").and_then(|id| self.questions.get(id))
            && !self.is_select(*q)
        {
            return Holds::State(*q);
        }
        if let Some(found) = self.part(name) {
            return found;
        }
        let is_generated = |part: &str| self.generated.iter().any(|g| g == part);
        // Coordinates of what is generated are parts of it.
        let above = name.rsplit_once(self.dialect.joins).map(|(above, _)| self.dialect.leaf(above));
        let is_coordinate = COORDINATES.iter().any(|names| names.contains(&leaf));
        if is_generated(leaf) || is_coordinate && above.is_some_and(is_generated) {
            return Holds::Own;
        }
        if let Some(member) = self.member(leaf) {
            return member;
        }
        if self.dialect.is_own(name) || self.dialect.is_own(leaf) {
            return Holds::Own;
        }
        match self.wordings.get(name.trim()) {
            Some(Some(q)) => Holds::Answer(*q),
            _ => Holds::Unknown,
        }
    }

    fn member(&self, leaf: &str) -> Option<Holds> {
        let base = |leaf: &str| {
            let id = leaf.strip_suffix("_state").unwrap_or(leaf);
            self.members.contains_key(leaf) || self.members.contains_key(id)
        };
        if base(leaf) {
            return Some(Holds::Member(leaf.to_string()));
        }
        let (id, number) = leaf.rsplit_once('_')?;
        let number: usize = number.parse().ok()?;
        let known = base(id) || self.generated.iter().any(|g| g == id);
        (known && number > 0).then(|| Holds::Wide(id.to_string(), number))
    }

    /// A part of a question: one answer of several, a coordinate.
    fn part(&self, name: &str) -> Option<Holds> {
        let options = |q: usize| {
            let item = &self.form.questions[q].item;
            (item.kind == ItemKind::SelectMultiple).then_some(item)
        };
        let is_answer = |item: &Item, part: &str| {
            item.options.iter().any(|o| o.id == part) || item.allow.iter().any(|s| s.id() == part)
        };
        if let Some((head, part)) = name.rsplit_once(['/', '-']) {
            let head = self.dialect.leaf(head);
            if let Some(q) = self.questions.get(head).or_else(|| self.short.get(head)) {
                if options(*q).is_some_and(|item| is_answer(item, part)) {
                    return Some(Holds::Part(*q, part.to_string()));
                }
                for names in COORDINATES {
                    if let Some(at) = names.iter().position(|n| *n == part) {
                        return Some(Holds::Coordinate(*q, at));
                    }
                }
            }
        }
        // `Which do you use?/A tablet`, by its labels.
        if self.dialect.labels
            && let Some((head, part)) = name.rsplit_once('/')
            && let Some(Some(q)) = self.wordings.get(head.trim())
            && let Some(item) = options(*q)
            && let Some(id) = Lookup::of(&self.planned.instrument, item).get(part)
        {
            return Some(Holds::Part(*q, id.to_string()));
        }
        // KoBo: `_where_latitude`.
        if let Some((head, part)) = name.strip_prefix('_').and_then(|n| n.rsplit_once('_'))
            && let Some(q) = self.questions.get(self.dialect.leaf(head))
            && let Some(at) = COORDINATES[1].iter().position(|n| *n == part)
        {
            return Some(Holds::Coordinate(*q, at));
        }
        if self.dialect.splits != '_' {
            return None;
        }
        let leaf = self.dialect.leaf(name);
        for (at, _) in leaf.match_indices('_') {
            let (head, part) = (&leaf[..at], &leaf[at + 1..]);
            if let Some(q) = self.questions.get(head)
                && let Some(item) = options(*q)
                && is_answer(item, part)
            {
                return Some(Holds::Part(*q, part.to_string()));
            }
        }
        None
    }
}
