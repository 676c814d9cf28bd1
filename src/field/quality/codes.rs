//! Answers as numbers: two answers to a question are the same where their
//! numbers are.

use std::collections::HashMap;

use super::super::form::Form;
use crate::data::{Frame, State, Values};
use crate::model::ItemKind;

/// Numbers below this stand for states.
const VALUES: u32 = 8;

/// By question of the form, by row.
pub struct Codes {
    pub questions: Vec<Option<Vec<u32>>>,
}

/// Whether a code stands for a question that was put.
pub fn asked(code: u32) -> bool {
    code >= VALUES || State::ALL[code as usize].was_asked()
}

/// Whether it stands for an answer.
pub fn answered(code: u32) -> bool {
    code >= VALUES
}

pub fn is(code: u32, state: State) -> bool {
    code == state as u32 && code < VALUES
}

impl Codes {
    pub fn new(form: &Form, frame: &Frame) -> Codes {
        let of = |id: &str| {
            let column = frame.get(id)?;
            let number = |row: usize, value: &dyn Fn(usize) -> u32| match column.states[row] {
                State::Answered => VALUES.saturating_add(value(row)),
                state => state as u32,
            };
            let rows = 0..column.len();
            Some(match &column.values {
                Values::Choice { codes, .. } => rows.map(|r| number(r, &|r| codes[r])).collect(),
                Values::Bool(bools) => rows.map(|r| number(r, &|r| u32::from(bools[r]))).collect(),
                Values::Number(numbers) => {
                    let dense = dense(numbers.iter().map(|n| n.to_bits()));
                    rows.map(|r| number(r, &|r| dense[r])).collect()
                }
                Values::Choices { sets, .. } => {
                    let dense = dense(sets.iter().copied());
                    rows.map(|r| number(r, &|r| dense[r])).collect()
                }
                Values::Text(texts) => {
                    let dense = dense(texts.iter().map(String::as_str));
                    rows.map(|r| number(r, &|r| dense[r])).collect()
                }
            })
        };
        Codes { questions: form.questions.iter().map(|q| of(q.id())).collect() }
    }

    /// The questions whose answers may be compared between people: not who,
    /// where and when, nor what is worked out.
    pub fn comparable(&self, form: &Form) -> Vec<usize> {
        let own = |kind: ItemKind| {
            matches!(
                kind,
                ItemKind::Case
                    | ItemKind::Time
                    | ItemKind::Geopoint
                    | ItemKind::Calculation
                    | ItemKind::RandomPick
                    | ItemKind::Text
            )
        };
        let is = |at: &usize| self.questions[*at].is_some() && !own(form.questions[*at].item.kind);
        (0..form.questions.len()).filter(is).collect()
    }
}

fn dense<T: std::hash::Hash + Eq>(values: impl Iterator<Item = T>) -> Vec<u32> {
    let mut index = HashMap::new();
    values
        .map(|value| {
            let next = index.len() as u32;
            *index.entry(value).or_insert(next)
        })
        .collect()
}
