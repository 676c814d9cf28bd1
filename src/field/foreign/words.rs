//! What a cell of another program means here: labels and codes as ids, dates and
//! times as they are written here.

use std::collections::HashMap;

use super::super::cell;
use crate::base::clock;
use crate::data::State;
use crate::model::{Instrument, Item, Words};

/// What is written for a word of another program. A word that could mean two
/// things means nothing.
#[derive(Debug, Default)]
pub struct Lookup {
    ids: HashMap<String, Option<String>>,
}

impl Lookup {
    fn add(&mut self, word: &str, id: &str) {
        let word = plain(word);
        if word.is_empty() {
            return;
        }
        match self.ids.get_mut(&word) {
            Some(known) if known.as_deref() != Some(id) => *known = None,
            Some(_) => {}
            None => {
                self.ids.insert(word, Some(id.to_string()));
            }
        }
    }

    /// The id of a label.
    pub fn get(&self, word: &str) -> Option<&str> {
        self.ids.get(&plain(word))?.as_deref()
    }

    /// The labels of a question's options and states, in every language, and
    /// their ids.
    pub fn of(instrument: &Instrument, item: &Item) -> Lookup {
        let mut lookup = Lookup::default();
        for option in &item.options {
            for label in std::iter::once(&option.label).chain(option.texts.values()) {
                lookup.add(label, &option.id);
            }
        }
        for state in &item.allow {
            lookup.add(&state.to_string(), state.id());
            let words = [&Words::default(), &instrument.words];
            let own = words.iter().filter_map(|w| w.get(state.id()));
            let others = instrument.words_in.values().filter_map(|w| w.get(state.id())).map(String::as_str);
            own.chain(others).for_each(|word| lookup.add(word, state.id()));
        }
        // An id is itself, whatever is labelled so.
        let ids = item.options.iter().map(|o| o.id.as_str()).chain(State::ALL.iter().map(|s| s.id()));
        for id in ids {
            lookup.ids.insert(id.to_string(), Some(id.to_string()));
        }
        lookup
    }
}

fn plain(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace('’', "'")
}

/// The day a cell names, `YYYY-MM-DD`: alone, before a time, or in English.
pub fn day(cell: &str) -> Option<String> {
    let head = cell.get(..10).unwrap_or_default();
    if clock::is_date(head) && cell[10..].chars().next().is_none_or(|c| matches!(c, 'T' | ' ')) {
        return Some(head.to_string());
    }
    // `Mar 1, 2024 10:05:00 AM`
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (month, rest) = cell.split_once(' ')?;
    let month = MONTHS.iter().position(|m| *m == month)? + 1;
    let (day, rest) = rest.split_once(", ")?;
    let year = rest.get(..4)?;
    let text = format!("{year}-{month:02}-{day:0>2}");
    (clock::is_date(&text) && rest[4..].chars().next().is_none_or(|c| c == ' ')).then_some(text)
}

/// A time of day without its zone, and without seconds that are none.
pub fn time(cell: &str) -> Option<String> {
    let cell = cell.rsplit_once('T').map_or(cell, |(_, time)| time);
    if !cell::fits(crate::model::ItemKind::Time, cell) {
        return None;
    }
    let seconds = cell.get(5..8).filter(|s| *s != ":00").unwrap_or_default();
    Some(format!("{}{seconds}", &cell[..5]))
}
