//! Lists of choices: questions with the same choices share one.

use super::parts::{Choice, Texts};
use super::wording::Wording;
use crate::data::State;
use crate::model::Item;

/// What a question may say instead of an answer, in the order it is read.
pub const STATES: [State; 3] = [State::DontKnow, State::PreferNot, State::NotApplicable];

/// Those that a question allows.
pub fn allowed(item: &Item) -> impl Iterator<Item = State> {
    STATES.into_iter().filter(|s| item.allow.contains(s))
}

#[derive(Default)]
pub struct Lists {
    lists: Vec<(String, Vec<(String, Texts)>)>,
}

impl Lists {
    /// The list of a question's options and states.
    pub fn of_options(&mut self, item: &Item, wording: &mut Wording) -> String {
        let mut choices: Vec<(String, Texts)> =
            item.options.iter().map(|o| (o.id.clone(), wording.of(&o.label, &o.texts))).collect();
        choices.extend(allowed(item).map(|s| (s.id().to_string(), wording.words(s.id()))));
        let name = if item.battery.is_empty() { &item.id } else { &item.battery };
        self.named(format!("{name}_options"), choices)
    }

    /// The list of states alone.
    pub fn of_states(&mut self, item: &Item, wording: &mut Wording) -> String {
        let choices: Vec<(String, Texts)> =
            allowed(item).map(|s| (s.id().to_string(), wording.words(s.id()))).collect();
        let name = choices.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join("_or_");
        self.named(name, choices)
    }

    fn named(&mut self, name: String, choices: Vec<(String, Texts)>) -> String {
        if let Some((same, _)) = self.lists.iter().find(|(_, there)| *there == choices) {
            return same.clone();
        }
        // A row of a battery that a layer gave other options.
        let taken = |name: &str| self.lists.iter().any(|(n, _)| n == name);
        let free = (2..).map(|n| format!("{name}_{n}")).find(|n| !taken(n));
        let name = if taken(&name) { free.unwrap_or(name) } else { name };
        self.lists.push((name.clone(), choices));
        name
    }

    /// All of them, as rows.
    pub fn rows(self) -> Vec<Choice> {
        let rows = self.lists.into_iter().flat_map(|(list, choices)| {
            choices.into_iter().map(move |(name, label)| Choice { list: list.clone(), name, label })
        });
        rows.collect()
    }
}
