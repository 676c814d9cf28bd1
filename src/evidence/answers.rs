//! Answers that are not yet proof: a warning each, where it is written.

use crate::analysis::{self, AnswerState};
use crate::base::diag::Topic;
use crate::base::{Diag, Diags, PartialDate};
use crate::model::{Country, InstrumentKind, UNKNOWN, Workspace};

/// Answers that are not proved.
pub const UNPROVED: &Topic = &Topic("answers without their whole proof");

/// Answers that nobody, or too few, have read.
pub const UNREAD: &Topic = &Topic("answers not read by as many as their checklist asks for");
/// Criteria on which sources or reviewers differ.
pub const DISPUTED: &Topic = &Topic("criteria that are disputed");
/// Criteria whose answer may have changed since.
pub const STALE: &Topic = &Topic("criteria to be looked at again");

/// Warns of each answer of a country that is a lead, lacks part of its proof or
/// was not read by as many as its checklist asks for, and of what is disputed
/// or stale. A day to come is an error.
pub fn check(workspace: &Workspace, country: &Country, diags: &mut Diags) {
    let today = PartialDate::today();
    for answer in &country.answers {
        for (field, text) in
            [("as_of", &answer.as_of), ("dated", &answer.dated), ("retrieved", &answer.retrieved)]
        {
            if PartialDate::parse(text).is_some_and(|d| today.surely_before(d)) {
                diags.push(
                    Diag::error(format!(
                        "{field} of '{}' is {text}, which has not come yet",
                        answer.criterion
                    ))
                    .at(answer.span.clone()),
                );
            }
        }
        let Some(checklist) = workspace.methodology.instrument(&answer.checklist) else { continue };
        let Some(criterion) = checklist.item(&answer.criterion) else { continue };
        if answer.value == UNKNOWN {
            continue;
        }
        let lacks = analysis::lacks(&workspace.methodology, criterion, answer);
        let unread = analysis::unread(checklist, answer);
        let mut parts: Vec<String> = Vec::new();
        if answer.is_lead() {
            parts.push("it is a lead".into());
        }
        if !lacks.is_empty() {
            parts.push(format!("it lacks {}", lacks.join(", ")));
        }
        let mut warn = |message: String, topic: &'static Topic| {
            diags.push(Diag::warning(message).at(answer.span.clone()).topic(topic).depth(3));
        };
        if !parts.is_empty() {
            warn(
                format!("the answer to '{}' is not proved: {}", answer.criterion, parts.join("; ")),
                UNPROVED,
            );
        }
        if !unread.is_empty() {
            let who = unread.join(" and no ");
            warn(format!("the answer to '{}' has no {who}", answer.criterion), UNREAD);
        }
    }
    for list in workspace.methodology.instruments().filter(|i| i.kind == InstrumentKind::Checklist) {
        for standing in analysis::assess(workspace, country, list, "", today) {
            let Some(at) = standing.current.first().map(|a| a.span.clone()) else { continue };
            let id = &standing.criterion.id;
            let (message, topic) = match standing.state {
                AnswerState::Disputed => {
                    let sides = standing.values().join(" against ");
                    (format!("'{id}' is disputed: {}: {sides}", standing.because), DISPUTED)
                }
                AnswerState::Stale => {
                    (format!("'{id}' is to be looked at again: {}", standing.because), STALE)
                }
                _ => continue,
            };
            diags.push(Diag::warning(message).at(at).topic(topic).depth(3));
        }
    }
}
