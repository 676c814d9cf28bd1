//! Answers that are not yet proof: a warning each, where it is written.

use crate::analysis;
use crate::base::diag::Topic;
use crate::base::{Diag, Diags, PartialDate};
use crate::model::{Country, UNKNOWN, Workspace};

/// Answers that are not proved.
pub const UNPROVED: &Topic = &Topic("answers without their whole proof");

/// Warns of each answer of a country that is a lead, lacks part of its proof or
/// was not read by as many as its checklist asks for; and of days to come.
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
        if !unread.is_empty() {
            parts.push(format!("it has no {}", unread.join(" and no ")));
        }
        if parts.is_empty() {
            continue;
        }
        diags.push(
            Diag::warning(format!(
                "the answer to '{}' is not proved: {}",
                answer.criterion,
                parts.join("; ")
            ))
            .at(answer.span.clone())
            .topic(UNPROVED)
            .depth(3),
        );
    }
}
