//! The form: an instrument as records are replayed against it.

use std::sync::Arc;

use crate::data::State;
use crate::expr::{Row, eval_routing};
use crate::model::{Condition, Item, ItemKind, PlannedInstrument, RecordColumns};

/// A question that holds an answer, or a calculation.
#[derive(Debug, Clone)]
pub struct Question {
    pub item: Arc<Item>,
    /// The section's own condition: asked where it and the item's both hold.
    pub section_ask_if: Option<Condition>,
    /// The condition of its age band, which must hold too.
    pub band: Option<Condition>,
    /// Reached even where the interview ended before it.
    pub after_end: bool,
}

impl Question {
    /// The item's id.
    pub fn id(&self) -> &str {
        &self.item.id
    }

    /// Whether it is worked out, not asked.
    pub fn is_calculation(&self) -> bool {
        self.item.kind == ItemKind::Calculation
    }

    /// Whether the route reaches it, given the answers before it and whether
    /// the interview ended before it. A question that comes later must have no
    /// answer in `row`.
    pub fn is_reached(&self, row: &dyn Row, ended: bool) -> bool {
        let holds = |c: &Option<Condition>| c.as_ref().is_none_or(|c| eval_routing(&c.checked, row));
        (self.after_end || !ended)
            && holds(&self.section_ask_if)
            && holds(&self.item.ask_if)
            && holds(&self.band)
    }

    /// Whether the interview ends with this question, given that it was reached
    /// and that `row` holds its answer. A gate that stands in no version of the
    /// form that was used has ended nothing.
    pub fn ends(&self, row: &dyn Row) -> bool {
        row.get(self.id()).state != State::NotInVersion
            && self.item.ends.as_ref().is_some_and(|e| e.ends(eval_routing(&e.condition.checked, row)))
    }

    /// The ids of its options, in order.
    pub fn options(&self) -> Vec<String> {
        self.item.options.iter().map(|o| o.id.clone()).collect()
    }
}

/// An instrument as its records are replayed: what is asked in this plan, in
/// order.
#[derive(Debug, Clone)]
pub struct Form {
    /// The instrument's path, `household_survey/children`.
    pub path: String,
    pub records: RecordColumns,
    /// In the order they are asked. Notes hold no answer and are not here.
    pub questions: Vec<Question>,
    /// The ids of the notes: a file may have a column for each, empty.
    pub notes: Vec<String>,
}

impl Form {
    /// The form of a back-check: the case number, and the questions of these
    /// ids, without the routes and checks that hang on what is not asked again.
    /// Nothing that is sensitive is ever among them.
    pub fn back_checked(&self, ids: &[&str]) -> Form {
        let mut form = self.clone();
        form.notes.clear();
        form.questions
            .retain(|q| q.item.kind == ItemKind::Case || ids.contains(&q.id()) && !q.item.sensitive);
        for question in &mut form.questions {
            let item =
                Item { ask_if: None, must: None, warn_if: None, ends: None, ..Item::clone(&question.item) };
            *question = Question { item: Arc::new(item), section_ask_if: None, band: None, after_end: false };
        }
        form
    }

    /// The form of what is asked in a plan.
    pub fn of(planned: &PlannedInstrument) -> Form {
        let instrument = &planned.instrument;
        let mut form = Form {
            path: instrument.path.clone(),
            records: instrument.records.clone(),
            questions: Vec::new(),
            notes: Vec::new(),
        };
        for asked in planned.asked() {
            let item = &asked.item;
            // What is asked once a row stands in a table of its own.
            if !item.roster.is_empty() {
                continue;
            }
            match item.kind {
                kind if kind.has_value() => {
                    let section = planned.group(item);
                    form.questions.push(Question {
                        item: as_replayed(planned, item),
                        section_ask_if: section.and_then(|s| s.ask_if.clone()),
                        band: planned.band(item),
                        after_end: section.is_some_and(|s| s.after_end),
                    });
                }
                ItemKind::Note => form.notes.push(item.id.clone()),
                // What stands over others, and what the other kinds of instrument
                // hold, is not answered by respondents.
                _ => {}
            }
        }
        form
    }

    /// The position of a question.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.questions.iter().position(|q| q.item.id == id)
    }

    /// The question of this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.item.id == id)
    }
}

/// What is worked out of the rows of a roster stands in the file, since the rows
/// stand in another: it is taken as the device has it.
fn as_replayed(planned: &PlannedInstrument, item: &Arc<Item>) -> Arc<Item> {
    let is_roster = |name: &String| planned.item(name).is_some_and(|p| p.item.kind == ItemKind::Roster);
    let reads_rows = item.value.as_ref().is_some_and(|v| v.checked.depends_on().iter().any(is_roster));
    if reads_rows { Arc::new(Item { value: None, ..(**item).clone() }) } else { item.clone() }
}
