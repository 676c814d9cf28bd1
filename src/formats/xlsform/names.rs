//! Names of a form: no two rows that conditions refer to may share one.

use std::collections::BTreeSet;

use super::choices::STATES;
use crate::base::{Diag, Span};
use crate::model::{Item, PlannedInstrument};

pub struct Names {
    taken: BTreeSet<String>,
    pub complaints: Vec<Diag>,
}

impl Names {
    /// The names that questions have already.
    pub fn of(planned: &PlannedInstrument) -> Names {
        let taken = planned.asked().map(|p| p.item.id.clone()).collect();
        Names { taken, complaints: Vec::new() }
    }

    /// The name of a section: its own, unless a question has it.
    pub fn section(&mut self, id: &str) -> String {
        let name = if self.taken.contains(id) { format!("{id}_section") } else { id.to_string() };
        self.taken.insert(name.clone());
        name
    }

    /// A name of the form's own record: `start`, and `form_start` where a
    /// question has that.
    pub fn free(&mut self, name: &str, before: &str) -> String {
        let name = if self.taken.contains(name) { format!("{before}_{name}") } else { name.to_string() };
        self.taken.insert(name.clone());
        name
    }

    /// The name of what stands behind `id`: `age_state`.
    pub fn derived(&mut self, id: &str, what: &str, span: &Span) -> String {
        self.exactly(format!("{id}_{what}"), span)
    }

    /// A name that nothing else may have.
    pub fn exactly(&mut self, name: String, span: &Span) -> String {
        if !self.taken.insert(name.clone()) {
            self.complaints.push(
                Diag::error(format!("the form needs the name '{name}' for a row of its own"))
                    .at(span.clone())
                    .hint(format!("give the question or section '{name}' another id")),
            );
        }
        name
    }

    /// A state is a choice in a form, and no option may have its name.
    pub fn no_option_is_a_state(&mut self, item: &Item) {
        for option in &item.options {
            if STATES.iter().any(|s| s.id() == option.id) {
                self.complaints.push(
                    Diag::error(format!("'{}' is an option of '{}' and a state", option.id, item.id))
                        .at(item.span.clone())
                        .hint(format!(
                            "take it out of the options and write allow = {{ \"{}\" }}",
                            option.id
                        )),
                );
            }
        }
    }
}
