//! The ethics gate: an activity takes records only where an approval covers
//! activity, place and date of the interview, and where help is arranged.

use std::collections::BTreeMap;

use crate::base::Diag;
use crate::model::{ActivityKind, Approval, Country, Methodology, RunStateKind};

/// When and where interviews took place: each (date, area) with how many.
/// The area is empty where a file does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Interviews(BTreeMap<(String, String), usize>);

impl Interviews {
    /// So many interviews of one day in one area.
    pub fn add(&mut self, date: &str, area: &str, count: usize) {
        *self.0.entry((date.to_string(), area.to_string())).or_default() += count;
    }

    pub fn count(&self) -> usize {
        self.0.values().sum()
    }
}

/// Records may be kept, and this is why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearance {
    /// The approvals that cover them, or why none is needed.
    pub by: String,
}

/// What records are collected for, as the gate reads it.
const MAIN: &str = "main";
const PRETEST: &str = "pretest";

/// States of an approval that cover records of a purpose.
fn covering(purpose: &str) -> &'static [&'static str] {
    match purpose {
        MAIN => &["valid"],
        PRETEST => &["valid", "pretest"],
        _ => &["valid", "pretest", "training"],
    }
}

/// Whether records of `activity` may be kept; `purpose` is `main`, `pretest` or
/// `training`.
///
/// # Errors
/// Everything that is missing, each a refusal of its own (exit 3).
pub fn clear(
    methodology: &Methodology,
    country: &Country,
    activity: &str,
    purpose: &str,
    simulated: bool,
    interviews: &Interviews,
) -> Result<Clearance, Vec<Diag>> {
    if simulated {
        return Ok(Clearance { by: "simulated: nobody was interviewed".into() });
    }
    // Whoever is asked is protected, whatever a script says of the activity.
    let asks_people = |kind| matches!(kind, ActivityKind::Survey | ActivityKind::Interviews);
    let needs_approval = methodology.activity(activity).is_none_or(|a| a.ethics || asks_people(a.kind));
    if !needs_approval {
        return Ok(Clearance { by: format!("{activity} asks nobody: no approval is needed") });
    }
    let mut missing = Vec::new();
    let name = &country.name;
    if let Some(state) =
        country.states.iter().find(|s| s.activity == activity && s.kind == RunStateKind::NotCleared)
    {
        missing.push(
            Diag::refused(format!("{activity} is not cleared in {name}: {}", state.because))
                .at(state.span.clone())
                .hint("no record of it may be kept; where that has changed, take not_cleared out and add the approval"),
        );
    }
    no_help(methodology, country, &mut missing);
    let known: Vec<&Approval> = country.approvals.iter().filter(|a| a.activity == activity).collect();
    if known.is_empty() {
        missing.push(
            Diag::refused(format!("no approval of {activity} is recorded for {name}"))
                .at(country.span.clone())
                .hint("add approval \"…\" { board = …, scope = …, valid = { from, to }, state = \"valid\", source = … } to the country's script"),
        );
        return Err(missing);
    }
    let usable: Vec<&Approval> = known
        .iter()
        .filter(|a| covering(purpose).contains(&a.state.as_str()) && a.valid.is_some())
        // What still needs confirming is not relied on.
        .filter(|a| a.confirm.trim().is_empty())
        .copied()
        .collect();
    let mut covered_by: BTreeMap<&str, usize> = BTreeMap::new();
    let mut outside: Vec<(&(String, String), usize)> = Vec::new();
    for (interview, count) in &interviews.0 {
        match usable.iter().find(|a| covers(a, &interview.0, &interview.1)) {
            Some(approval) => *covered_by.entry(&approval.board).or_default() += count,
            None => outside.push((interview, *count)),
        }
    }
    if let (Some((first, _)), Some((last, _))) = (outside.first(), outside.last()) {
        let count: usize = outside.iter().map(|(_, n)| n).sum();
        let mut areas: Vec<&str> =
            outside.iter().map(|((_, area), _)| area.as_str()).filter(|a| !a.is_empty()).collect();
        areas.sort_unstable();
        areas.dedup();
        let place = match areas.as_slice() {
            [] => String::new(),
            all if all.len() <= 4 => format!(" in {}", all.join(", ")),
            all => format!(" in {} and {} more areas", all[..3].join(", "), all.len() - 3),
        };
        let when = if first.0 == last.0 {
            format!("of {}", first.0)
        } else {
            format!("from {} to {}", first.0, last.0)
        };
        let total = interviews.count();
        let mut diag = Diag::refused(format!(
            "{count} of {total} interviews {when}{place} fall inside no approval of {activity} that covers {purpose} records in {name}"
        ));
        for approval in known.iter().take(6) {
            diag = diag.hint(format!("{}: {}", approval.span, why_not(approval, purpose)));
        }
        missing
            .push(diag.hint("what counts is the day and the place of the interview; nothing was imported"));
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    let by: Vec<String> = covered_by.iter().map(|(board, n)| format!("{board} ({n})")).collect();
    Ok(Clearance { by: by.join("; ") })
}

/// Where nobody can be referred, nobody is asked.
fn no_help(methodology: &Methodology, country: &Country, missing: &mut Vec<Diag>) {
    let name = &country.name;
    let rule = methodology.safeguards.iter().chain(&country.safeguards);
    if !rule.clone().any(|s| !s.immediate_danger.trim().is_empty()) {
        missing.push(
            Diag::refused(format!("no referral rule is set for {name}: what happens in immediate danger"))
                .hint("set safeguards { immediate_danger = …, ongoing_harm_hours = … } in the methodology or the country"),
        );
    }
    if !country.safeguards.iter().any(|s| s.services.iter().any(|v| !v.contact.trim().is_empty())) {
        missing.push(
            Diag::refused(format!("no service is recorded for {name}: nobody could be referred"))
                .at(country.span.clone())
                .hint("add safeguards { service \"…\" { contact = …, source = … } } before any fieldwork"),
        );
    }
}

/// Whether an approval covers an interview. Its scope is `national`, or the
/// areas it covers, separated by commas or semicolons.
fn covers(approval: &Approval, date: &str, area: &str) -> bool {
    // Dates are real ones written YYYY-MM-DD, so they compare as text.
    let in_time =
        approval.valid.as_ref().is_some_and(|(from, to)| from.as_str() <= date && date <= to.as_str());
    let scope = approval.scope.trim();
    in_time
        && (scope.eq_ignore_ascii_case("national")
            || (!area.is_empty() && scope.split([',', ';']).any(|a| a.trim().eq_ignore_ascii_case(area))))
}

fn why_not(approval: &Approval, purpose: &str) -> String {
    let Approval { board, scope, state, valid, .. } = approval;
    let stated = if state.is_empty() { "state not stated" } else { state.as_str() };
    let dates = match valid {
        Some((from, to)) => format!("{from} to {to}"),
        None => "no dates stated".to_string(),
    };
    let usable =
        if covering(purpose).contains(&state.as_str()) { "" } else { ", which does not cover such records" };
    let open = match approval.confirm.trim() {
        "" => String::new(),
        confirm => format!("; to be confirmed, so it covers nothing yet: {confirm}"),
    };
    format!("{board}: {scope}, {dates}, {stated}{usable}{open}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

    fn approval(scope: &str, valid: Option<(&str, &str)>) -> Approval {
        Approval {
            activity: "survey".into(),
            board: "Board".into(),
            scope: scope.into(),
            valid: valid.map(|(a, b)| (a.into(), b.into())),
            state: "valid".into(),
            reference: String::new(),
            source: String::new(),
            confirm: String::new(),
            span: Span::line("countries/exampleland/init.lua", 3),
        }
    }

    #[test]
    fn first_and_last_day_are_inside_and_a_place_must_be_named() {
        let national = approval("national", Some(("2024-01-01", "2024-12-31")));
        assert!(covers(&national, "2024-01-01", "") && covers(&national, "2024-12-31", "north"));
        assert!(!covers(&national, "2023-12-31", "") && !covers(&national, "2025-01-01", ""));
        let regional = approval("North; South", Some(("2024-01-01", "2024-12-31")));
        assert!(covers(&regional, "2024-05-01", "north"));
        assert!(!covers(&regional, "2024-05-01", "east"));
        assert!(!covers(&regional, "2024-05-01", ""), "an interview of no known place is in no region");
        assert!(!covers(&approval("national", None), "2024-05-01", ""), "no dates cover no day");
    }
}
