//! Names of a form: no two rows that conditions refer to may share one.

use std::collections::BTreeMap;

use super::choices::STATES;
use crate::base::{Diag, Span};
use crate::model::{Item, ItemKind, PlannedInstrument};

/// Groups that every form has for its own record, and what that holds.
const OWN: [&str; 2] = ["meta", "audit"];
/// The form itself: no group inside may be called so.
const ROOT: &str = "data";

pub struct Names {
    /// Each with the place of the question or section that has it.
    taken: BTreeMap<String, Option<Span>>,
    pub complaints: Vec<Diag>,
}

impl Names {
    /// The names that questions have already.
    pub fn of(planned: &PlannedInstrument) -> Names {
        let mut names = Names { taken: BTreeMap::new(), complaints: Vec::new() };
        for item in planned.asked().map(|p| &p.item) {
            let is_group = matches!(item.kind, ItemKind::Battery | ItemKind::Roster);
            if OWN.contains(&item.id.as_str()) || (is_group && item.id == ROOT) {
                names.complain(&item.id, &item.span);
            }
            names.taken.insert(item.id.clone(), Some(item.span.clone()));
        }
        names.taken.extend(OWN.map(|name| (name.to_string(), None)));
        names
    }

    /// The name of a section: its own, unless a question or the form has it.
    pub fn section(&mut self, id: &str, span: Option<&Span>) -> String {
        let mut name = id.to_string();
        while name == ROOT || self.taken.contains_key(&name) {
            name += "_section";
        }
        self.taken.insert(name.clone(), span.cloned());
        name
    }

    /// A name of the form's own record: `start`, and `form_start` where a
    /// question has that.
    pub fn free(&mut self, name: &str, before: &str) -> String {
        let mut name = name.to_string();
        while self.taken.contains_key(&name) {
            name = format!("{before}_{name}");
        }
        self.taken.insert(name.clone(), None);
        name
    }

    /// The name of what stands behind `id`: `age_state`.
    pub fn derived(&mut self, id: &str, what: &str, span: &Span) -> String {
        self.exactly(format!("{id}_{what}"), span)
    }

    /// A name that nothing else may have. Where something has it, that is said
    /// at its own place.
    pub fn exactly(&mut self, name: String, span: &Span) -> String {
        let place = match self.taken.get(&name) {
            Some(Some(place)) => place.clone(),
            Some(None) => span.clone(),
            None => {
                self.taken.insert(name.clone(), None);
                return name;
            }
        };
        self.complain(&name, &place);
        name
    }

    fn complain(&mut self, name: &str, place: &Span) {
        self.complaints.push(
            Diag::error(format!("the form needs the name '{name}' for a row of its own"))
                .at(place.clone())
                .hint(format!("give the question or section '{name}' another id")),
        );
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
