//! What the names of a form stand for, as the place that reads them knows them.

use std::collections::BTreeMap;

use crate::expr::{Form, Meaning, Sort};

/// A question, a calculation or a repeat.
#[derive(Debug, Clone)]
pub struct Known {
    pub id: String,
    pub sort: Sort,
    /// Answered wherever it stands: required, and under no condition.
    pub always: bool,
    /// The repeat it stands in.
    pub roster: String,
    /// Which row it is, from the first.
    pub at: usize,
}

pub type Names = BTreeMap<String, Known>;

/// A place that reads names.
pub struct Reader<'a> {
    pub names: &'a Names,
    pub at: usize,
    pub roster: &'a str,
    /// Of a constraint: the question it is of.
    pub own: Option<&'a str>,
}

impl Form for Reader<'_> {
    fn meaning(&self, name: &str) -> Option<Meaning> {
        if self.own == Some(name) {
            return self.own();
        }
        let known = self.names.get(name)?;
        let lost = |reason: String| Sort::Lost(reason);
        let sort = if matches!(known.sort, Sort::Lost(_)) {
            known.sort.clone()
        } else if known.at >= self.at {
            lost("which is asked later".into())
        } else if !known.roster.is_empty() && known.roster != self.roster {
            lost(format!("which is asked in every row of '{}'", known.roster))
        } else {
            known.sort.clone()
        };
        Some(Meaning { id: known.id.clone(), sort, sure: known.always, answered: false })
    }

    fn row_of(&self, id: &str) -> Option<Box<dyn Form + '_>> {
        let (name, _) = self.names.iter().find(|(_, known)| known.id == id && known.sort == Sort::Roster)?;
        Some(Box::new(Reader { names: self.names, at: self.at, roster: name, own: None }))
    }

    fn own(&self) -> Option<Meaning> {
        let known = self.names.get(self.own?)?;
        // A constraint is asked where there is an answer.
        Some(Meaning { id: known.id.clone(), sort: known.sort.clone(), sure: true, answered: true })
    }
}

impl Reader<'_> {
    /// The id of a question whose answer can be read out here.
    pub fn read_out(&self, name: &str) -> Option<String> {
        let meaning = self.meaning(name)?;
        matches!(meaning.sort, Sort::Choice { .. } | Sort::Number { .. } | Sort::Text | Sort::Date)
            .then_some(meaning.id)
    }
}
