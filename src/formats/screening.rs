//! The sheet in which reviewers decide about references: CSV that a
//! spreadsheet edits.

use std::collections::HashMap;
use std::path::Path;

use crate::base::diag::choice_hints;
use crate::base::{Diags, Span};
use crate::model::{Choice, Decision, Literature, ScreeningReason, Stage, normalised};

use super::csv::Table;

/// The columns of the sheet; those after the first six are for the eye, and
/// the title is held against the reference.
pub const COLUMNS: [&str; 9] =
    ["reference", "stage", "reviewer", "decision", "reason", "note", "title", "year", "journal"];
const NEEDED: usize = 5;

/// Reads the decisions about the references of `literature`. A row without a
/// decision is still open and says nothing.
pub fn read(
    workspace: &Path,
    file: &str,
    literature: &Literature,
    reasons: &[ScreeningReason],
    diags: &mut Diags,
) -> Vec<Decision> {
    let Some(table) = Table::read(workspace, file, &COLUMNS[..NEEDED], &COLUMNS[NEEDED..], diags) else {
        return Vec::new();
    };
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (i, reference) in literature.references.iter().enumerate() {
        reference.aliases.iter().for_each(|alias| {
            places.entry(alias).or_insert(i);
        });
    }
    // A key goes before an alias.
    places.extend(literature.references.iter().enumerate().map(|(i, r)| (r.key.as_str(), i)));
    let mut decisions = Vec::new();
    let mut unknown = 0;
    let mut seen: HashMap<(usize, Stage, String), Span> = HashMap::new();
    for row in table.rows() {
        let before = diags.errors();
        let key = row.text("reference");
        let place = places.get(key.as_str()).copied();
        match place.map(|i| &literature.references[i]) {
            None => {
                let diag = row.wrong("reference", format!("no search found a reference '{key}'"));
                // Of the sheet of another list the first few are enough.
                unknown += 1;
                let known = literature.references.iter().map(|r| r.key.as_str()).filter(|_| unknown <= 20);
                diags.push(choice_hints(&key, known).into_iter().fold(diag, |d, h| d.hint(h)));
            }
            // Keys count up where names and years are the same; a search that
            // is exported anew may count otherwise.
            Some(reference) if !same_title(&row.text("title"), &reference.record.title) => {
                diags.push(
                    row.wrong("title", format!("the row is about \"{}\", but '{key}' is \"{}\"", row.text("title"), reference.record.title))
                        .hint("keys change when a search is exported in another order: give the row the key its title has now"),
                );
            }
            Some(_) => {}
        }
        let stage = one_of(&row.text("stage"), &Stage::ALL, Stage::id);
        if stage.is_none() {
            let diag = row.wrong("stage", format!("'{}' is no stage", row.text("stage")));
            let known = Stage::ALL.map(Stage::id);
            diags.push(choice_hints(&row.text("stage"), known).into_iter().fold(diag, |d, h| d.hint(h)));
        }
        let said = row.text("decision");
        if said.is_empty() {
            continue;
        }
        let choice = one_of(&said, &Choice::ALL, Choice::id);
        if choice.is_none() {
            let diag = row.wrong("decision", format!("'{said}' is no decision"));
            let known = Choice::ALL.map(Choice::id);
            diags.push(choice_hints(&said, known).into_iter().fold(diag, |d, h| d.hint(h)));
        }
        let (reviewer, reason) = (row.text("reviewer"), row.text("reason"));
        if reviewer.is_empty() {
            diags.push(
                row.wrong("reviewer", "a decision of nobody")
                    .hint("write initials or a role; 'consensus' where it settles what others differ on"),
            );
        }
        if !reason.is_empty() && !reasons.iter().any(|r| r.id == reason) {
            let diag = row.wrong("reason", format!("'{reason}' is no reason for leaving something out"));
            let known: Vec<&str> = reasons.iter().map(|r| r.id.as_str()).collect();
            let diag = choice_hints(&reason, known).into_iter().fold(diag, |d, h| d.hint(h));
            diags.push(diag.hint("a reason is declared in the method: screening_reason \"id\" \"Label\" {}; anything else is a note"));
        }
        match choice {
            Some(Choice::Exclude) if reason.is_empty() && stage == Some(Stage::FullText) => {
                diags.push(row.wrong("reason", "left out on the full text without a reason").hint(format!(
                    "valid here: {}",
                    reasons.iter().map(|r| r.id.as_str()).collect::<Vec<_>>().join(", ")
                )))
            }
            Some(Choice::Include | Choice::Unsure) if !reason.is_empty() => diags.push(
                row.wrong("reason", "a reason for leaving out what is not left out")
                    .hint("what else there is to say stands in the column note"),
            ),
            _ => {}
        }
        if let (Some(place), Some(stage)) = (place, stage) {
            let who = (place, stage, reviewer.to_lowercase());
            if let Some(first) = seen.get(&who) {
                diags.push(
                    row.wrong("reviewer", format!("'{reviewer}' decides about '{key}' twice at this stage"))
                        .hint(format!("first at {first}; keep the one that stands")),
                );
            }
            seen.entry(who).or_insert_with(|| row.span());
        }
        if diags.errors() > before {
            continue;
        }
        let (Some(place), Some(stage), Some(choice)) = (place, stage, choice) else { continue };
        decisions.push(Decision {
            reference: literature.references[place].key.clone(),
            stage,
            reviewer,
            choice,
            reason,
            note: row.text("note"),
            span: row.span(),
        });
    }
    decisions
}

fn one_of<T: Copy>(text: &str, all: &[T], id: impl Fn(T) -> &'static str) -> Option<T> {
    let text = text.to_lowercase().replace([' ', '-'], "_");
    all.iter().copied().find(|known| id(*known) == text)
}

fn same_title(said: &str, title: &str) -> bool {
    said.is_empty() || normalised(said) == normalised(title)
}
