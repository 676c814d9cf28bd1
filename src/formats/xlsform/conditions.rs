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
    Reference { path, in_row, states }
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
            if name == item.id { Reference::new(".", found.states) } else { found }
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
        if !part.is_empty() && part != "true()" && !kept.contains(&part) {
            kept.push(part);
        }
    }
    if kept.len() > 1 {
        for part in &mut kept {
            if part.contains(" or ") {
                *part = format!("({part})");
            }
        }
    }
    kept.join(" and ")
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
