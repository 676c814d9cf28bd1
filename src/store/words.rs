//! Words written beside a question, where an option asks which: whose they are,
//! and how they become one of the question's options.

use serde_json::{Value, json};

use super::decision::Decision;
use crate::data::{Column, Frame, State, Values};

/// The options of a question that ask which, and the question that holds the
/// words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// `places_specify`.
    pub item: String,
    pub options: Vec<String>,
}

/// Words as they compare: without space around them, in small letters.
pub fn folded(words: &str) -> String {
    words.trim().to_lowercase()
}

impl Words {
    /// As a decision keeps them.
    pub fn detail(&self) -> String {
        json!({"words": self.item, "options": self.options}).to_string()
    }

    pub(super) fn of(decision: &Decision) -> Words {
        Words::of_detail(&decision.detail)
    }

    pub(super) fn of_detail(detail: &str) -> Words {
        let detail: Value = serde_json::from_str(detail).unwrap_or_default();
        let options = detail.get("options").and_then(Value::as_array).into_iter().flatten();
        Words {
            item: detail.get("words").and_then(Value::as_str).unwrap_or_default().into(),
            options: options.filter_map(Value::as_str).map(str::to_string).collect(),
        }
    }

    /// Whether an option that asks which is chosen in a row.
    pub fn is_chosen(&self, column: &Column, row: usize) -> bool {
        if column.states[row] != State::Answered {
            return false;
        }
        match &column.values {
            Values::Choice { codes, options } => {
                options.get(codes[row] as usize).is_some_and(|o| self.options.contains(o))
            }
            Values::Choices { sets, options } => {
                let chosen = options.iter().take(64).enumerate().filter(|(i, _)| sets[row] >> i & 1 == 1);
                chosen.into_iter().any(|(_, o)| self.options.contains(o))
            }
            _ => false,
        }
    }

    /// The rows whose words are these, of those that have chosen to say which.
    pub fn rows(&self, frame: &Frame, question: &str, words: &str) -> Vec<usize> {
        let (Some(column), Some(said)) = (frame.get(question), frame.get(&self.item)) else {
            return Vec::new();
        };
        let wanted = folded(words);
        if wanted.is_empty() {
            return Vec::new();
        }
        let Values::Text(texts) = &said.values else { return Vec::new() };
        (0..frame.rows())
            .filter(|r| said.states[*r] == State::Answered && folded(&texts[*r]) == wanted)
            .filter(|r| self.is_chosen(column, *r))
            .collect()
    }

    /// Puts an option in the place of those that ask which.
    ///
    /// # Errors
    /// More options than a question may have.
    pub(super) fn replace(&self, column: &mut Column, row: usize, option: &str) -> Result<(), String> {
        if let Values::Choice { .. } = &column.values {
            return column.set_text(row, option);
        }
        let before = column.text(row);
        let mut chosen: Vec<&str> =
            before.split(' ').filter(|o| !self.options.iter().any(|s| s == o)).collect();
        if !chosen.contains(&option) {
            chosen.push(option);
        }
        column.set_text(row, &chosen.join(" "))
    }
}
