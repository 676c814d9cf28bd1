//! The variables over an instrument's records: those that decisions keep and
//! those of the session, as one list. A session's own goes before one that is
//! kept under the same name.

use serde_json::json;

use crate::base::Diag;
use crate::store::{Decision, DecisionKind};

use super::Workbench;
use super::recode::{self, Recode, SampleScope};
use super::sample::Place;

/// What can be read beside the questions of an instrument.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    /// Each after those it is made from.
    pub list: Vec<Recode>,
    /// Those that can no longer be made, with the reason.
    broken: Vec<(String, Diag)>,
}

impl Variables {
    /// The variables over a place's records. Where there is no store nothing is
    /// opened.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of(workbench: &Workbench, place: &Place) -> Result<Variables, Diag> {
        let kept = match workbench.records.exists(&workbench.workspace.folder) {
            true => workbench.store()?.standing(&place.code, &place.path)?,
            false => Vec::new(),
        };
        let of = place.address();
        let own: Vec<Recode> = workbench.recodes.borrow().iter().filter(|r| r.of == of).cloned().collect();
        Ok(Variables::made(place, own, &kept))
    }

    /// Those that decisions keep, without any of a session.
    pub fn kept(place: &Place, decisions: &[Decision]) -> Variables {
        Variables::made(place, Vec::new(), decisions)
    }

    fn made(place: &Place, own: Vec<Recode>, decisions: &[Decision]) -> Variables {
        let mut all = Variables { list: own, broken: Vec::new() };
        for decision in decisions.iter().filter(|d| d.kind == DecisionKind::Derive) {
            if all.list.iter().any(|r| r.name == decision.item) {
                continue;
            }
            match kept(place, decision, &all.list) {
                Ok(recode) => all.list.push(recode),
                Err(diag) => all.broken.push((decision.item.clone(), diag)),
            }
        }
        all.in_order(place);
        all
    }

    /// Puts each after those it is made from; what is made from something that is
    /// gone is broken.
    fn in_order(&mut self, place: &Place) {
        let mut open = std::mem::take(&mut self.list);
        loop {
            let ready = |r: &Recode, open: &[Recode]| {
                open.iter().all(|other| other.name == r.name || !r.reads(&other.name))
            };
            let Some(at) = open.iter().position(|r| ready(r, &open)) else { break };
            let next = open.remove(at);
            let is_there = |name: &String| {
                place.planned().item(name).is_some_and(|i| !i.left_out)
                    || self.list.iter().any(|r| r.name == *name)
            };
            let gone = next.groups.iter().flat_map(|(_, c)| c.depends_on()).find(|name| !is_there(name));
            match gone {
                None => self.list.push(next),
                Some(gone) => {
                    let what = format!("'{}' is made from '{gone}', which is not there any more", next.name);
                    self.broken.push((next.name.clone(), Diag::error(what)));
                }
            }
        }
        // A circle has no beginning.
        for recode in open {
            let what = format!("'{}' is made from itself, by way of others", recode.name);
            self.broken.push((recode.name, Diag::error(what)));
        }
    }

    pub fn find(&self, name: &str) -> Option<&Recode> {
        self.list.iter().find(|r| r.name == name)
    }

    /// What a name means beside the questions, or why it means nothing: also a
    /// variable that can no longer be made.
    pub fn is_called(&self, name: &str) -> bool {
        self.find(name).is_some() || self.broken.iter().any(|(n, _)| n == name)
    }

    /// A complaint about a name that is neither a question nor a variable.
    pub fn unknown(&self, place: &Place, name: &str) -> Diag {
        match self.broken.iter().find(|(n, _)| n == name) {
            Some((_, diag)) => diag.clone(),
            None => recode::unknown(place, &self.list, name),
        }
    }

    /// The decisions that keep those of these names.
    pub fn decisions_of(&self, names: &[String]) -> Vec<i64> {
        self.list.iter().filter(|r| names.contains(&r.name)).filter_map(|r| r.kept).collect()
    }
}

/// A variable as a decision keeps it.
fn kept(place: &Place, decision: &Decision, before: &[Recode]) -> Result<Recode, Diag> {
    let id = decision.id;
    let undo = format!("dh decide --undo {id} --because \"…\" takes the variable back");
    if place.planned().item(&decision.item).is_some() {
        return Err(Diag::error(format!(
            "'{}' is a question of {} now, and a variable of decision {id}",
            decision.item,
            place.address()
        ))
        .hint(undo));
    }
    let scope = SampleScope::new(place, before);
    let mut groups = Vec::new();
    for (label, source) in groups_of(decision)? {
        let checked = recode::condition(&source, &scope).map_err(|diag| {
            let what = format!("'{}' of decision {id} can no longer be made", decision.item);
            diag.hint(what).hint(undo.clone())
        })?;
        groups.push((label, checked));
    }
    Ok(Recode { of: place.address(), name: decision.item.clone(), groups, kept: Some(id) })
}

/// The groups of a variable that is kept.
///
/// # Errors
/// The decision is damaged.
pub fn groups_of(decision: &Decision) -> Result<Vec<(String, String)>, Diag> {
    serde_json::from_str(&decision.new).map_err(|_| {
        Diag::error(format!("the groups of decision {} cannot be read", decision.id))
            .hint("dh store verify lists what is damaged; take the store from a backup")
    })
}

/// Groups as a decision keeps them.
pub fn groups_text(groups: &[(String, String)]) -> String {
    json!(groups).to_string()
}
