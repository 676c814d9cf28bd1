//! Routes, gates and checks as XPath.

use super::choices::allowed;
use crate::base::Diag;
use crate::expr::{self, Checked, Reference};
use crate::model::{Condition, Item, ItemKind, PlannedInstrument};

/// How the form names a question.
pub fn reference(planned: &PlannedInstrument, name: &str) -> Reference {
    let path = format!("${{{name}}}");
    let Some(found) = planned.item(name) else { return Reference::new(path, Vec::new()) };
    let item = &found.item;
    let select = matches!(item.kind, ItemKind::SelectOne | ItemKind::SelectMultiple);
    let states = if select { allowed(item).map(|s| s.id().to_string()).collect() } else { Vec::new() };
    let in_row = if item.roster.is_empty() { path.clone() } else { format!("./{name}") };
    Reference { path: read(item, path), in_row: read(item, in_row), states }
}

/// A value as records hold it: devices write times of day with seconds and a
/// zone.
fn read(item: &Item, path: String) -> String {
    match item.kind {
        ItemKind::Time => format!("substr({path}, 0, 5)"),
        _ => path,
    }
}

/// Writes the conditions of one instrument; what cannot be written is kept as
/// a complaint.
pub struct Conditions<'a> {
    pub planned: &'a PlannedInstrument,
    pub complaints: Vec<Diag>,
}

impl Conditions<'_> {
    /// True where the route takes it.
    pub fn holds(&mut self, item: &Item, condition: &Condition) -> String {
        let written = expr::routing_xpath(&condition.checked, &|name| reference(self.planned, name));
        self.written(item, &condition.checked, written)
    }

    /// True unless the condition on the answer itself is known not to hold: an
    /// answer must not be refused for what is not known of others.
    pub fn may_hold(&mut self, item: &Item, condition: &Condition) -> String {
        let itself = |name: &str| {
            let found = reference(self.planned, name);
            if name == item.id { Reference::new(read(item, ".".into()), found.states) } else { found }
        };
        let written = expr::opposite_xpath(&condition.checked, &itself);
        format!("not({})", self.written(item, &condition.checked, written))
    }

    /// A number, empty where there is no result.
    pub fn value(&mut self, item: &Item, condition: &Condition) -> String {
        let written = expr::value_xpath(&condition.checked, &|name| reference(self.planned, name));
        self.written(item, &condition.checked, written)
    }

    /// That a question has an answer.
    pub fn answered(&mut self, item: &Item) -> String {
        let Reference { path, states, .. } = reference(self.planned, &item.id);
        let states = states.iter().map(|state| match item.kind {
            ItemKind::SelectMultiple => format!("not(selected({path}, '{state}'))"),
            _ => format!("{path} != '{state}'"),
        });
        all(std::iter::once(format!("{path} != ''")).chain(states))
    }

    fn written(&mut self, item: &Item, checked: &Checked, written: Option<String>) -> String {
        written.unwrap_or_else(|| {
            self.complaints.push(
                Diag::error(format!("'{}' of '{}' cannot be written for a form", checked.source(), item.id))
                    .at(item.span.clone()),
            );
            String::new()
        })
    }
}

/// Conditions joined by `and`; what is always so is left out, and what is said
/// twice stands once.
pub fn all(parts: impl IntoIterator<Item = String>) -> String {
    let mut kept: Vec<String> = Vec::new();
    for part in parts {
        for piece in conjuncts(&part) {
            if !piece.is_empty() && piece != "true()" && !kept.contains(&piece) {
                kept.push(piece);
            }
        }
    }
    if kept.len() > 1 {
        for part in &mut kept {
            if splits(part, " or ").len() > 1 {
                *part = format!("({part})");
            }
        }
    }
    kept.join(" and ")
}

/// The parts of a conjunction; anything else is one part.
fn conjuncts(text: &str) -> Vec<String> {
    match splits(text, " or ").len() {
        1 => splits(text, " and "),
        _ => vec![text.to_string()],
    }
}

/// A condition taken apart at a word that stands outside parentheses and quotes.
fn splits(text: &str, word: &str) -> Vec<String> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0usize, None::<char>);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            _ if depth == 0 && at >= start && text[at..].starts_with(word) => {
                parts.push(text[start..at].to_string());
                start = at + word.len();
            }
            _ => {}
        }
    }
    parts.push(text[start..].to_string());
    parts
}

/// The gates before a place: none of them ended the interview.
pub fn open_gates<'g>(gates: impl IntoIterator<Item = &'g Gate>) -> String {
    all(gates.into_iter().map(|gate| format!("${{{}}} != 'yes'", gate.name)))
}

/// A question at which the interview may end.
pub struct Gate {
    /// The calculation that says whether it did.
    pub name: String,
    pub group: String,
    pub outcome: String,
}
