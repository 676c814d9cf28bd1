//! Routes, gates and checks as XPath.

use super::choices::allowed;
use crate::base::Diag;
use crate::expr::{self, Checked, Reference};
use crate::model::{Condition, Item, ItemKind, PlannedInstrument};

/// Who reads a condition.
#[derive(Clone, Copy)]
struct Reader<'r> {
    /// The section it stands in; empty for a section's own condition.
    group: &'r str,
    /// Rosters from this place on are not asked before it.
    before: usize,
}

/// How the form names a question.
fn reference(planned: &PlannedInstrument, name: &str, reader: Reader) -> Reference {
    let path = format!("${{{name}}}");
    let Some(found) = planned.item(name) else { return Reference::new(path, Vec::new()) };
    let item = &found.item;
    let select = matches!(item.kind, ItemKind::SelectOne | ItemKind::SelectMultiple);
    let states = if select { allowed(item).map(|s| s.id().to_string()).collect() } else { Vec::new() };
    let in_row = if item.roster.is_empty() { path.clone() } else { format!("./{name}") };
    let reached = if item.kind == ItemKind::Roster { reached(planned, item, reader) } else { String::new() };
    Reference { path: read(item, path), in_row: read(item, in_row), reached, states }
}

/// When a roster is reached, as far as its reader does not stand under the same
/// section and gates anyway.
fn reached(planned: &PlannedInstrument, roster: &Item, reader: Reader) -> String {
    let asked = || planned.asked().map(|p| &*p.item);
    let at = asked().position(|i| i.id == roster.id).unwrap_or(usize::MAX);
    // A circle is complained of elsewhere.
    if at >= reader.before {
        return String::new();
    }
    let section = planned.group(roster);
    let apart = reader.group != roster.group;
    let gates = asked().take(at).filter(|i| i.ends.is_some() && i.roster.is_empty());
    let gates = gates.filter(|_| apart && !section.is_some_and(|s| s.after_end));
    let mut parts: Vec<String> = gates.map(|i| is_open(&gate_name(&i.id))).collect();
    let over = section.filter(|_| apart).and_then(|s| s.ask_if.as_ref());
    let band = planned.band(roster);
    let inner = Reader { group: &roster.group, before: at };
    for condition in [over, roster.ask_if.as_ref(), band.as_ref()].into_iter().flatten() {
        let refer =
            |name: &str| reference(planned, name, if apart { Reader { group: "", ..inner } } else { inner });
        // What cannot be written is complained of at the roster.
        parts.extend(expr::routing_xpath(&condition.checked, &refer));
    }
    all(parts)
}

/// The calculation that says whether the interview ended at a question.
pub fn gate_name(id: &str) -> String {
    format!("ended_{id}")
}

fn is_open(gate: &str) -> String {
    format!("${{{gate}}} != 'yes'")
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
    fn refer(&self, item: &Item, name: &str) -> Reference {
        reference(self.planned, name, Reader { group: &item.group, before: usize::MAX })
    }

    /// When a roster is reached, as `item` must know it.
    pub fn roster_reached(&self, item: &Item, roster: &str) -> String {
        self.refer(item, roster).reached
    }

    /// True where the route takes it.
    pub fn holds(&mut self, item: &Item, condition: &Condition) -> String {
        let written = expr::routing_xpath(&condition.checked, &|name| self.refer(item, name));
        self.written(item, &condition.checked, written)
    }

    /// True unless the condition on the answer itself is known not to hold: an
    /// answer must not be refused for what is not known of others.
    pub fn may_hold(&mut self, item: &Item, condition: &Condition) -> String {
        let itself = |name: &str| {
            let found = self.refer(item, name);
            if name == item.id { Reference::new(read(item, ".".into()), found.states) } else { found }
        };
        let written = expr::opposite_xpath(&condition.checked, &itself);
        format!("not({})", self.written(item, &condition.checked, written))
    }

    /// A number, empty where there is no result.
    pub fn value(&mut self, item: &Item, condition: &Condition) -> String {
        let written = expr::value_xpath(&condition.checked, &|name| self.refer(item, name));
        self.written(item, &condition.checked, written)
    }

    /// That a question has an answer.
    pub fn answered(&mut self, item: &Item) -> String {
        let Reference { path, states, .. } = self.refer(item, &item.id);
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
    all(gates.into_iter().map(|gate| is_open(&gate.name)))
}

/// A question at which the interview may end.
pub struct Gate {
    /// The calculation that says whether it did.
    pub name: String,
    pub group: String,
    pub outcome: String,
}
