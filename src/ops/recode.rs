//! Variables made of conditions: a session's own, gone when it ends, and what
//! those that are kept share with them.

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::data::{Column, Frame, State, Values};
use crate::expr::{self, Checked, Profile, Scope, Type};
use crate::model::ItemScope;

use super::sample::Place;
use super::variables::Variables;
use super::{Answer, Workbench};

/// A variable made of conditions: of the session, or kept by a decision.
#[derive(Debug, Clone)]
pub struct Recode {
    /// `KEN/household_survey/children`.
    pub of: String,
    pub name: String,
    /// In order: the first condition that holds decides.
    pub groups: Vec<(String, Checked)>,
    /// The decision that keeps it; nothing where it is the session's.
    pub kept: Option<i64>,
}

impl Recode {
    /// What it is, in a phrase.
    pub fn words(&self) -> String {
        match self.kept {
            None => "a variable of this session".into(),
            Some(decision) => format!("a variable of decision {decision}"),
        }
    }

    /// Whether one of its conditions reads this name.
    pub fn reads(&self, name: &str) -> bool {
        self.groups.iter().any(|(_, c)| c.depends_on().iter().any(|n| n == name))
    }
}

/// The items of an instrument and the session's variables over them.
pub struct SampleScope<'a> {
    items: ItemScope<'a>,
    recodes: Vec<&'a Recode>,
}

impl<'a> SampleScope<'a> {
    pub fn new(place: &'a Place, recodes: &'a [Recode]) -> SampleScope<'a> {
        let items = ItemScope::new(place.planned().asked().map(|i| &*i.item));
        let of = place.address();
        SampleScope { items, recodes: recodes.iter().filter(|r| r.of == of).collect() }
    }
}

impl Scope for SampleScope<'_> {
    fn lookup(&self, name: &str) -> Option<Type> {
        match self.recodes.iter().find(|r| r.name == name) {
            Some(recode) => Some(Type::Choice(recode.groups.iter().map(|(l, _)| l.clone()).collect())),
            None => self.items.lookup(name),
        }
    }

    fn names(&self) -> Vec<String> {
        self.items.names().into_iter().chain(self.recodes.iter().map(|r| r.name.clone())).collect()
    }
}

/// A condition over an instrument's items, or what is wrong with it in a
/// sentence.
pub fn condition(source: &str, scope: &dyn Scope) -> Result<Checked, Diag> {
    expr::check(source, scope, Profile::Indicator).map_err(|errors| {
        let mut diag = Diag::error(format!("the condition \"{source}\" cannot be read"));
        for error in errors.iter().take(3) {
            diag = diag.hint(format!("at character {}: {}", error.offset + 1, error.message));
            for hint in &error.hints {
                diag = diag.hint(hint.clone());
            }
        }
        diag
    })
}

/// Makes a variable of the session out of conditions, the first that holds
/// first. Nothing is written; the same name replaces what the session had.
///
/// # Errors
/// A name that a question has; a group twice; a condition that cannot be read.
pub fn recode(
    workbench: &Workbench,
    address: &str,
    name: &str,
    groups: &[(String, String)],
) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    let variables = Variables::of(workbench, &place)?;
    may_be_called(&place, name)?;
    // Nothing is made from itself, not by way of others either.
    let others: Vec<Recode> =
        variables.list.iter().filter(|r| !is_made_from(r, name, &variables.list)).cloned().collect();
    let of = place.address();
    let recode = Recode { of, name: name.into(), groups: made(&place, &others, groups)?, kept: None };
    still_hold(&place, &variables.list, &recode)?;
    let mut recodes = workbench.recodes.borrow_mut();
    recodes.retain(|r| !(r.of == recode.of && r.name == name));
    recodes.push(recode);
    drop(recodes);
    let mut answer = Answer::new("recode");
    answer.row(serde_json::json!({
        "address": place.address(), "name": name,
        "groups": groups.iter().map(|(l, c)| serde_json::json!({"group": l, "holds_if": c})).collect::<Vec<_>>(),
    }));
    answer.text(format!("{name}: {} groups over {}, for this session only.", groups.len(), place.address()));
    Ok(answer)
}

/// Whether a variable may have this name.
///
/// # Errors
/// It is no name, or a question's.
pub fn may_be_called(place: &Place, name: &str) -> Result<(), Diag> {
    let valid = !name.is_empty()
        && name.len() <= 60
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !valid {
        return Err(Diag::error(format!("'{name}' is no name for a variable"))
            .hint("small letters, digits and _, beginning with a letter"));
    }
    if place.planned().item(name).is_some() {
        return Err(Diag::error(format!("'{name}' is a question of {}", place.address()))
            .hint("a variable has a name of its own; nothing was changed"));
    }
    Ok(())
}

/// The groups of a variable, checked against the questions and the variables
/// before it.
///
/// # Errors
/// No group; a group twice; a condition that cannot be read.
pub fn made(
    place: &Place,
    before: &[Recode],
    groups: &[(String, String)],
) -> Result<Vec<(String, Checked)>, Diag> {
    if groups.is_empty() {
        return Err(Diag::error("a recode needs groups")
            .hint("recode(\"KEN/children\", \"age_group\", { { \"12-14\", \"age <= 14\" }, { \"15-17\", \"age >= 15\" } })"));
    }
    let scope = SampleScope::new(place, before);
    let mut made: Vec<(String, Checked)> = Vec::new();
    for (label, source) in groups {
        if label.is_empty() || made.iter().any(|(l, _)| l == label) {
            return Err(Diag::error(format!("the group '{label}' is there twice, or has no name")));
        }
        made.push((label.clone(), condition(source, &scope)?));
    }
    Ok(made)
}

/// Whether a variable is the one of this name, or made from it by way of others.
fn is_made_from(recode: &Recode, name: &str, all: &[Recode]) -> bool {
    let mut names = vec![recode.name.clone()];
    reads(all, &recode.of, &mut names);
    names.iter().any(|n| n == name)
}

/// Whether the variables that are made from one can be made from what takes its
/// place.
fn still_hold(place: &Place, recodes: &[Recode], fresh: &Recode) -> Result<(), Diag> {
    let mut others: Vec<Recode> = recodes.to_vec();
    for other in others.iter_mut().filter(|r| r.of == fresh.of && r.name == fresh.name) {
        *other = fresh.clone();
    }
    let scope = SampleScope::new(place, &others);
    for other in recodes.iter().filter(|r| r.of == fresh.of && r.name != fresh.name && r.reads(&fresh.name)) {
        for (_, holds_if) in &other.groups {
            condition(holds_if.source(), &scope).map_err(|diag| {
                let hint =
                    format!("'{}' is made from '{}': give this one another name", other.name, fresh.name);
                diag.hint(hint).hint("nothing was changed")
            })?;
        }
    }
    Ok(())
}

/// What a recode reads, down to questions.
pub fn reads(recodes: &[Recode], of: &str, names: &mut Vec<String>) {
    let mut at = 0;
    while at < names.len() {
        if let Some(recode) = recodes.iter().find(|r| r.of == of && r.name == names[at]) {
            for (_, condition) in &recode.groups {
                for name in condition.depends_on() {
                    if !names.contains(name) {
                        names.push(name.clone());
                    }
                }
            }
        }
        at += 1;
    }
}

/// Adds the session's variables to a frame, in the order in which they were
/// made. A row that no group takes has the state of what is missing for it, or
/// is not applicable where nothing is.
///
/// # Errors
/// Never for a frame of records; the length of a column is the frame's.
pub fn add(frame: &mut Frame, recodes: &[Recode], of: &str, names: &[String]) -> Result<(), Diag> {
    for recode in recodes.iter().filter(|r| r.of == of && names.contains(&r.name)) {
        let rows = frame.rows();
        let mut codes = vec![0u32; rows];
        let mut states = vec![State::NotApplicable; rows];
        let mut open = vec![true; rows];
        for (code, (_, condition)) in (0u32..).zip(&recode.groups) {
            for (row, truth) in expr::eval_indicator_columns(condition, frame).into_iter().enumerate() {
                if open[row] && truth == expr::Truth::Yes {
                    (codes[row], states[row], open[row]) = (code, State::Answered, false);
                }
            }
        }
        // Why a row is in no group: the first missing state of what was read.
        for (_, condition) in &recode.groups {
            for name in condition.depends_on() {
                let Some(column) = frame.get(name) else { continue };
                for row in 0..rows {
                    if open[row]
                        && states[row] == State::NotApplicable
                        && column.states[row] != State::Answered
                    {
                        states[row] = column.states[row];
                    }
                }
            }
        }
        let options = recode.groups.iter().map(|(l, _)| l.clone()).collect();
        let read = recode.groups.iter().flat_map(|(_, c)| c.depends_on()).map(String::as_str);
        let marks = frame.marks_of(read);
        let column = Column { values: Values::Choice { codes, options }, states, marks };
        frame.set(recode.name.clone(), column).map_err(Diag::error)?;
    }
    Ok(())
}

/// A name that is neither a question nor a variable.
pub fn unknown(place: &Place, recodes: &[Recode], name: &str) -> Diag {
    let names = SampleScope::new(place, recodes).names();
    let mut diag = Diag::error(format!("'{name}' is not asked in {}", place.address()));
    for hint in choice_hints(name, names.iter().map(String::as_str)) {
        diag = diag.hint(hint);
    }
    diag
}
