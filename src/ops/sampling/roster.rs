//! The household roster: everybody of the ages asked, online or not. It is what
//! can be made to agree with a census; internet users alone cannot.

use std::collections::HashMap;

use crate::base::{Diag, Diags};
use crate::formats::csv::Table;

use super::{filled, positive};

/// The roster by households.
pub struct Roster {
    pub table: Table,
    /// The position of the case (household) of every row.
    pub case: Vec<usize>,
    pub user: Vec<bool>,
    pub selected: Vec<bool>,
    pub interviewed: Vec<bool>,
    /// By what the weight of the one who was selected is multiplied: one over
    /// the chance within the household. The internet users there, where the
    /// roster has no `within_factor`.
    pub within: Vec<f64>,
}

pub const REQUIRED: [&str; 4] = ["household", "person", "internet_user", "selected"];

/// Reads a roster against the households that answered; `case_of` gives a
/// household's position and whether it answered.
pub fn read(table: Table, case_of: &HashMap<String, (usize, bool)>, diags: &mut Diags) -> Option<Roster> {
    let before = diags.errors();
    let has_interviewed = table.has("interviewed");
    let mut roster = Roster {
        case: Vec::new(),
        user: Vec::new(),
        selected: Vec::new(),
        interviewed: Vec::new(),
        within: Vec::new(),
        table,
    };
    let mut users: HashMap<usize, usize> = HashMap::new();
    let mut chosen: HashMap<usize, String> = HashMap::new();
    let has_factor = roster.table.has("within_factor");
    let mut people = std::collections::HashSet::new();
    for cells in roster.table.rows() {
        let yes = |column: &str, diags: &mut Diags| match cells.text(column).as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            other => {
                diags.push(cells.wrong(column, format!("'{other}' is neither yes nor no")));
                None
            }
        };
        let (household, person) = (filled(&cells, "household", diags), filled(&cells, "person", diags));
        let (user, selected) = (yes("internet_user", diags), yes("selected", diags));
        let interviewed = match selected {
            Some(true) if has_interviewed => yes("interviewed", diags),
            other => other,
        };
        let (Some(household), Some(person), Some(user), Some(selected), Some(interviewed)) =
            (household, person, user, selected, interviewed)
        else {
            continue;
        };
        let case = match case_of.get(&household) {
            None => {
                diags.push(cells.wrong("household", format!("'{household}' is not among the cases")));
                continue;
            }
            Some((_, false)) => {
                diags.push(cells.wrong(
                    "household",
                    format!("'{household}' has people here, but its outcome is no interview"),
                ));
                continue;
            }
            Some((case, true)) => *case,
        };
        if !people.insert((case, person.clone())) {
            diags.push(cells.wrong("person", format!("'{person}' stands twice in household {household}")));
        }
        if selected && !user {
            diags.push(cells.wrong("selected", "somebody who is no internet user was selected"));
        }
        if selected && let Some(other) = chosen.insert(case, person.clone()) {
            let text = format!("'{person}' and '{other}' of household {household} are both selected");
            diags.push(cells.wrong("selected", text).hint("one sensitive interview a household"));
        }
        // A grid does not always choose with equal chances: what it says counts.
        let factor = match has_factor && selected {
            true => positive(&cells, "within_factor", diags),
            false => Some(0.0),
        };
        let Some(factor) = factor else { continue };
        if has_factor && selected && factor < 1.0 {
            diags.push(
                cells.wrong("within_factor", format!("{factor} is below 1: no chance is above certainty")),
            );
        }
        *users.entry(case).or_default() += usize::from(user);
        roster.case.push(case);
        roster.user.push(user);
        roster.within.push(factor);
        roster.selected.push(selected);
        roster.interviewed.push(interviewed);
    }
    let mut listed = vec![false; case_of.len()];
    roster.case.iter().for_each(|c| listed[*c] = true);
    let mut names: Vec<(&String, usize)> = case_of
        .iter()
        .filter(|(_, (_, answered))| *answered)
        .map(|(name, (case, _))| (name, *case))
        .collect();
    names.sort_by_key(|(_, case)| *case);
    complain(
        diags,
        &roster.table.file,
        "has nobody of household",
        "answered, so its people must be listed",
        names.iter().filter(|(_, c)| !listed[*c]).map(|(n, _)| n.as_str()),
    );
    complain(
        diags,
        &roster.table.file,
        "selects nobody in household",
        "it has internet users, and one of them is asked",
        names
            .iter()
            .filter(|(_, c)| users.get(c).is_some_and(|n| *n > 0) && !chosen.contains_key(c))
            .map(|(n, _)| n.as_str()),
    );
    if diags.errors() == before && roster.user.iter().all(|u| *u) {
        diags.push(
            Diag::error(format!("{} holds internet users only", roster.table.file))
                .hint("the roster lists everybody of the ages asked, those who are not online too: only together do they agree with a census"),
        );
    }
    if !has_factor {
        roster.within = roster.case.iter().map(|c| users.get(c).copied().unwrap_or(0) as f64).collect();
    }
    (diags.errors() == before).then_some(roster)
}

/// One complaint for many households of the same fault.
fn complain<'n>(diags: &mut Diags, file: &str, what: &str, why: &str, names: impl Iterator<Item = &'n str>) {
    let names: Vec<&str> = names.collect();
    let Some(first) = names.first() else { return };
    let more = match names.len() - 1 {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    diags.push(Diag::error(format!("{file} {what} {first}{more}")).hint(why));
}
