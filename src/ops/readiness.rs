//! `dh show COUNTRY --readiness`: what a country still lacks before fieldwork
//! and before its figures are complete. Worked out from what its scripts say,
//! never a list kept by hand; a gap is a point here and no error.

use std::collections::{BTreeSet, HashSet};

use serde_json::json;

use crate::analysis::{self, AnswerState};
use crate::base::{Diag, PartialDate};
use crate::model::{
    ActivityKind, Adaptation, Approval, ChangeKind, Class, Country, Fieldwork, InstrumentKind, Item,
    ItemKind, Plan, PlannedInstrument, PlannedItem, RunStateKind, Workspace, braces,
};
use crate::report::text::TextTable;

use super::{Answer, Block, Workbench};

/// How far a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    Settled,
    /// Something is said, and is to be confirmed.
    Unconfirmed,
    /// A question without an answer.
    Unknown,
    /// Something that has to be there is not.
    Missing,
}

impl Readiness {
    pub fn word(self) -> &'static str {
        match self {
            Readiness::Settled => "settled",
            Readiness::Unconfirmed => "unconfirmed",
            Readiness::Unknown => "unknown",
            Readiness::Missing => "missing",
        }
    }
}

/// One point of the list.
#[derive(Debug, Clone)]
pub struct Point {
    pub area: &'static str,
    pub what: String,
    pub state: Readiness,
    /// What is known, or what is to be done.
    pub detail: String,
    /// `file:line` of what it is about; empty where nothing is written yet.
    pub at: String,
}

impl Point {
    pub fn is_open(&self) -> bool {
        self.state != Readiness::Settled
    }
}

/// The readiness list of a country.
pub fn readiness(workbench: &Workbench, country: &str) -> Result<Answer, Diag> {
    if country.trim().is_empty() {
        return Err(Diag::error("a readiness list is a country's").hint("dh show KEN --readiness"));
    }
    let country = workbench.country(country)?;
    let mut answer = Answer::new("show");
    answer.heading(format!("Readiness of {} ({})", country.name, country.code));
    list(&mut answer, &workbench.workspace, country);
    Ok(answer)
}

/// Adds the list to an answer: all points as rows, the open ones as a table.
pub fn list(answer: &mut Answer, workspace: &Workspace, country: &Country) {
    let points = points(workspace, country);
    let mut table = TextTable::new(&["area", "point", "state", "what is known, what to do"]);
    for point in &points {
        let mut row = json!({
            "kind": "readiness", "address": country.code, "area": point.area, "point": point.what,
            "state": point.state.word(), "detail": point.detail,
        });
        if !point.at.is_empty() {
            row["defined_at"] = point.at.clone().into();
        }
        answer.row(row);
        if point.is_open() {
            table.row(vec![
                point.area.into(),
                point.what.clone(),
                point.state.word().into(),
                point.detail.clone(),
            ]);
        }
    }
    let open = table.rows.len();
    if open > 0 {
        answer.blocks.push(Block::Table(table));
    }
    let settled = points.len() - open;
    answer.text(match open {
        0 => format!("All {settled} points are settled."),
        1 => format!("{settled} of {} points are settled, 1 is open.", points.len()),
        _ => format!("{settled} of {} points are settled, {open} are open.", points.len()),
    });
}

/// All points of a country, in the order in which they are best settled.
pub fn points(workspace: &Workspace, country: &Country) -> Vec<Point> {
    let plan = workspace.plan(country);
    let mut out = Vec::new();
    worksheet(&mut out, workspace, country);
    changes(&mut out, workspace, country);
    wordings(&mut out, workspace, country, &plan);
    approvals(&mut out, workspace, country);
    services(&mut out, country);
    activities(&mut out, workspace, country);
    denominators(&mut out, workspace, country);
    desk_review(&mut out, workspace, country, &plan);
    out
}

fn worksheet(out: &mut Vec<Point>, workspace: &Workspace, country: &Country) {
    if !country.confirm.is_empty() {
        out.push(Point {
            area: "country",
            what: "as declared".into(),
            state: Readiness::Unconfirmed,
            detail: country.confirm.clone(),
            at: country.span.to_string(),
        });
    }
    for point in &workspace.methodology.worksheet {
        let settled = country.worksheet.iter().flat_map(|w| &w.points).find(|p| p.point == point.id);
        let (state, detail) = match settled {
            Some(s) if says_nothing(&s.answer) && s.confirm.is_empty() => {
                (Readiness::Unknown, point.asks.clone())
            }
            Some(s) if says_nothing(&s.answer) => (Readiness::Unknown, s.confirm.clone()),
            Some(s) if !s.confirm.is_empty() => {
                (Readiness::Unconfirmed, format!("{}; to confirm: {}", s.answer, s.confirm))
            }
            Some(s) => (Readiness::Settled, s.answer.clone()),
            None => (Readiness::Unknown, point.asks.clone()),
        };
        let at = settled.map_or_else(String::new, |s| s.span.to_string());
        out.push(Point { area: "worksheet", what: point.id.clone(), state, detail, at });
    }
}

/// Whether an answer only holds its own place: a worksheet is filled in from
/// top to bottom, and "to be done" is not an answer.
fn says_nothing(answer: &str) -> bool {
    const PLACES: &[&str] =
        &["unknown", "not known", "tbd", "tbc", "to be confirmed", "to be done", "todo", "n/a"];
    let answer = answer.trim().trim_end_matches('.').to_lowercase();
    !answer.chars().any(char::is_alphanumeric) || PLACES.contains(&answer.as_str())
}

/// Changes taken over from another country, which claim nothing yet.
fn changes(out: &mut Vec<Point>, workspace: &Workspace, country: &Country) {
    for adaptation in &country.adaptations {
        let core = workspace.methodology.instrument(&adaptation.instrument);
        for change in adaptation.changes.iter().filter(|c| !c.inherited_from.is_empty()) {
            let class = core.and_then(|i| i.item(&change.item)).map(|i| i.class);
            let leaves_out = matches!(change.kind, ChangeKind::LeaveOut);
            let waiver = class == Some(Class::Core) || (leaves_out && class == Some(Class::Adaptable));
            let allowed = if waiver { ", and say who allowed it: waiver" } else { "" };
            let item = if change.item.is_empty() { String::new() } else { format!("/{}", change.item) };
            out.push(Point {
                area: "changes",
                what: format!("{} {}{item}", change.kind.word(), adaptation.instrument),
                state: Readiness::Unconfirmed,
                detail: format!(
                    "taken over from {}: confirm it with a reason of this country{allowed}, or delete it",
                    change.inherited_from
                ),
                at: change.span.to_string(),
            });
        }
    }
}

/// Whether an activity will not take place here, so that nothing is prepared.
fn ruled_out(country: &Country, activity: &str) -> bool {
    country
        .states
        .iter()
        .any(|s| s.activity == activity && matches!(s.kind, RunStateKind::NotRun | RunStateKind::NotCleared))
}

/// Warns of names in braces that a country words itself and nothing fills. Those
/// of the method are points of the list: a country that is only begun passes.
pub fn unfilled(workspace: &Workspace) -> Vec<Diag> {
    let mut out = Vec::new();
    for country in workspace.countries.values() {
        let folder = country.span.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let plan = workspace.plan(country);
        for planned in &plan.instruments {
            let instrument = &planned.instrument;
            if instrument.kind != InstrumentKind::Questionnaire || ruled_out(country, &instrument.activity) {
                continue;
            }
            for (name, span) in planned.unfilled(&country.placeholders) {
                if !span.file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')) {
                    continue;
                }
                let message =
                    format!("{}: {{{name}}} is read out as it stands: nothing fills it in", instrument.path);
                out.push(Diag::warning(message).at(span).hint(format!(
                    "give it in the placeholders of the country: placeholders = {{ {name} = \"…\" }}"
                )));
            }
        }
    }
    out
}

/// Placeholders that no value fills, and wordings without a translation.
fn wordings(out: &mut Vec<Point>, workspace: &Workspace, country: &Country, plan: &Plan) {
    let read_out: Vec<&PlannedItem> = plan
        .instruments
        .iter()
        .filter(|i| {
            matches!(i.instrument.kind, InstrumentKind::Questionnaire | InstrumentKind::InterviewGuide)
                && !ruled_out(country, &i.instrument.activity)
        })
        .flat_map(|i| i.asked())
        // What is worked out is read to nobody.
        .filter(|i| !matches!(i.item.kind, ItemKind::Calculation | ItemKind::RandomPick))
        .collect();
    let is_answer = |name: &str| {
        let asked = |i: &PlannedInstrument| i.item(name).is_some_and(|p| p.item.kind.has_value());
        plan.instruments.iter().any(asked)
    };
    let used: BTreeSet<&str> = read_out
        .iter()
        .flat_map(|p| p.item.wordings().flat_map(braces))
        .filter(|name| *name != "country" && !is_answer(name))
        .collect();
    for name in used {
        let given = country.placeholders.iter().find(|(n, _)| n == name);
        out.push(Point {
            area: "wordings",
            what: format!("{{{name}}}"),
            state: if given.is_some() { Readiness::Settled } else { Readiness::Missing },
            detail: given.map_or_else(
                || format!("wordings would be read out with the braces: placeholders = {{ {name} = \"…\" }}"),
                |(_, value)| value.clone(),
            ),
            at: given.map_or_else(String::new, |_| country.span.to_string()),
        });
    }
    let own = &workspace.methodology.languages;
    for language in country.languages.iter().filter(|l| !own.contains(l)) {
        let done = read_out.iter().filter(|p| p.item.texts.contains_key(language)).count();
        let all = read_out.len();
        let drafts = country.adaptations.iter().map(|a| drafts_of(a, language, plan)).sum::<usize>();
        let as_drafts = if drafts > 0 { format!(", {drafts} of them as drafts") } else { String::new() };
        out.push(Point {
            area: "wordings",
            what: format!("translation: {language}"),
            state: match done == all {
                true if drafts == 0 => Readiness::Settled,
                true => Readiness::Unconfirmed,
                false => Readiness::Missing,
            },
            detail: format!("{done} of {all} wordings are translated{as_drafts}"),
            at: String::new(),
        });
    }
}

/// How many wordings of an instrument are there as drafts.
fn drafts_of(adaptation: &Adaptation, language: &str, plan: &Plan) -> usize {
    let Some(planned) = plan.instrument(&adaptation.instrument) else { return 0 };
    let drafts: HashSet<&str> = adaptation
        .changes
        .iter()
        .filter_map(|c| match &c.kind {
            ChangeKind::Translate { language: l, rows, .. } if l == language => Some(rows),
            _ => None,
        })
        .flat_map(|rows| rows.iter())
        .filter(|r| r.draft)
        .map(|r| r.key.as_str())
        .collect();
    // A question behind an option has the form's own words.
    let key = |item: &Item| match item.specify_of.is_empty() {
        true => item.id.clone(),
        false => "words:specify".to_string(),
    };
    planned.asked().filter(|p| drafts.contains(key(&p.item).as_str())).count()
}

fn approvals(out: &mut Vec<Point>, workspace: &Workspace, country: &Country) {
    let activities = workspace.methodology.activities_in(Some(&country.code));
    for activity in activities.filter(|a| a.ethics && !ruled_out(country, &a.id)) {
        let own = || country.approvals.iter().filter(|a| a.activity == activity.id);
        let entered = || own().filter(|a| a.state == "valid" && a.valid.is_some() && a.confirm.is_empty());
        let fieldwork = country.fieldwork.iter().find(|f| f.activity == activity.id);
        let valid = entered().find(|a| missed(a, fieldwork).is_none());
        let outside = entered().next().and_then(|a| Some((a, missed(a, fieldwork)?)));
        let stated =
            country.approvals_stated.iter().find(|s| s.activity.is_empty() || s.activity == activity.id);
        let (state, detail, at) = match (valid, outside, own().next(), stated) {
            (Some(a), ..) => (Readiness::Settled, format!("{}, {}", a.board, a.scope), a.span.to_string()),
            (None, Some((a, why)), ..) => (Readiness::Unconfirmed, why, a.span.to_string()),
            (None, None, Some(a), _) => (
                Readiness::Unconfirmed,
                "an approval is entered; it counts with state = \"valid\", its dates, and nothing to confirm"
                    .into(),
                a.span.to_string(),
            ),
            (None, None, None, Some(s)) => (
                Readiness::Unconfirmed,
                format!("approvals are stated to exist, which clears nothing; not stated: {}", s.not_stated),
                s.span.to_string(),
            ),
            (None, None, None, None) => (
                Readiness::Missing,
                "no approval is entered, and records would be refused: approval, or not_cleared".into(),
                String::new(),
            ),
        };
        out.push(Point { area: "approvals", what: activity.id.clone(), state, detail, at });
    }
}

/// Why an approval that is entered covers no interview: its days lie outside
/// the fieldwork that is stated, or are over where none is.
fn missed(approval: &Approval, fieldwork: Option<&Fieldwork>) -> Option<String> {
    let (from, to) = approval.valid.as_ref()?;
    match fieldwork.and_then(|f| Some((f, stretch(&f.period)?))) {
        // Periods are stated to the year or the month: what overlaps may fit.
        Some((f, (first, last))) => (last.as_str() < from.as_str() || first.as_str() > to.as_str()).then(|| {
            format!("holds from {from} to {to}, and fieldwork is stated for {}: records from outside are refused", f.period)
        }),
        None => (to.as_str() < &crate::base::clock::now()[..10])
            .then(|| format!("ended on {to}: records of a later day are refused")),
    }
}

/// First and last day that a stated period can mean, where it names years,
/// months or days as numbers: "2020-2021", "2024-05 to 2024-08".
fn stretch(period: &str) -> Option<(String, String)> {
    let number = |part: Option<&&str>, length: usize| {
        part.is_some_and(|p| p.len() == length && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut first: Option<String> = None;
    let mut last: Option<String> = None;
    for word in period.split(|c: char| !c.is_ascii_digit() && c != '-') {
        let parts: Vec<&str> = word.split('-').collect();
        for (i, year) in parts.iter().enumerate().filter(|(i, _)| number(parts.get(*i), 4)) {
            let (month, day) = (parts.get(i + 1), parts.get(i + 2));
            let (mut low, mut high) = (format!("{year}-01-01"), format!("{year}-12-31"));
            if number(month, 2) {
                let tail =
                    |end: &str| if number(day, 2) { parts[i + 2].to_string() } else { end.to_string() };
                low = format!("{year}-{}-{}", parts[i + 1], tail("01"));
                high = format!("{year}-{}-{}", parts[i + 1], tail("31"));
            }
            first = Some(first.map_or(low.clone(), |f| f.min(low)));
            last = Some(last.map_or(high.clone(), |l| l.max(high)));
        }
    }
    first.zip(last)
}

fn services(out: &mut Vec<Point>, country: &Country) {
    let Some(safeguards) = country.safeguards.as_ref().filter(|s| !s.services.is_empty()) else {
        out.push(Point {
            area: "services",
            what: "service list".into(),
            state: Readiness::Missing,
            detail:
                "no service with a contact is listed, so fieldwork cannot begin: safeguards { service … }"
                    .into(),
            at: String::new(),
        });
        return;
    };
    if !safeguards.confirm.is_empty() {
        out.push(Point {
            area: "services",
            what: "referral".into(),
            state: Readiness::Unconfirmed,
            detail: safeguards.confirm.clone(),
            at: safeguards.span.to_string(),
        });
    }
    for service in &safeguards.services {
        let (state, detail) = match (says_nothing(&service.contact), service.confirm.is_empty()) {
            (true, _) => (Readiness::Unknown, "how to reach it: contact".to_string()),
            (false, false) => (Readiness::Unconfirmed, service.confirm.clone()),
            (false, true) => (Readiness::Settled, service.contact.clone()),
        };
        out.push(Point {
            area: "services",
            what: service.id.clone(),
            state,
            detail,
            at: service.span.to_string(),
        });
    }
}

/// What is said of each activity, and when and how it is carried out.
fn activities(out: &mut Vec<Point>, workspace: &Workspace, country: &Country) {
    for standing in crate::report::standings(workspace, country) {
        let fieldwork = country.fieldwork.iter().find(|f| f.activity == standing.activity);
        let kind = workspace.methodology.activity(&standing.activity).map(|a| a.kind);
        let people = matches!(kind, Some(ActivityKind::Survey | ActivityKind::Interviews));
        let said = standing.state.is_some() || !standing.held.is_empty() || fieldwork.is_some();
        let (state, detail) = match fieldwork {
            _ if !said && people => (
                Readiness::Missing,
                "when and how: fieldwork; or not_run, not_cleared, not_available, with the reason".into(),
            ),
            _ if !said => (
                Readiness::Unknown,
                "nothing is said: results, or not_run, not_available, with the reason".into(),
            ),
            Some(f) if !f.confirm.is_empty() => (Readiness::Unconfirmed, f.confirm.clone()),
            Some(f) if stretch(&f.period).is_none() => {
                (Readiness::Unconfirmed, format!("fieldwork {}: its period names no year", f.period))
            }
            Some(f) => (Readiness::Settled, format!("fieldwork {}", f.period)),
            None => (Readiness::Settled, standing.word().to_string()),
        };
        let at = fieldwork.map_or_else(|| standing.because_at.clone(), |f| f.span.to_string());
        out.push(Point { area: "activities", what: standing.activity, state, detail, at });
    }
}

/// Denominators of rates: every series they are made of, for a same year.
fn denominators(out: &mut Vec<Point>, workspace: &Workspace, country: &Country) {
    for denominator in &workspace.methodology.denominators {
        let mut missing: Vec<&str> = Vec::new();
        let mut years: Option<BTreeSet<i32>> = None;
        for series in denominator.value.checked.depends_on() {
            let held: BTreeSet<i32> = country
                .observations_of(series)
                .filter(|o| o.is_total() && o.value.is_some())
                .map(|o| o.period)
                .collect();
            if held.is_empty() {
                missing.push(series);
            }
            years = Some(match years {
                Some(common) => common.intersection(&held).copied().collect(),
                None => held,
            });
        }
        let years = years.unwrap_or_default();
        let (state, detail) = match (missing.is_empty(), years.first(), years.last()) {
            (true, Some(first), Some(last)) => {
                (Readiness::Settled, format!("{} years held, {first} to {last}", years.len()))
            }
            (true, _, _) => {
                (Readiness::Missing, "its series have no year in common: no rate can be worked out".into())
            }
            _ => (
                Readiness::Missing,
                format!("no values of {}: no rate can be worked out", missing.join(", ")),
            ),
        };
        out.push(Point {
            area: "denominators",
            what: denominator.id.clone(),
            state,
            detail,
            at: String::new(),
        });
    }
}

fn desk_review(out: &mut Vec<Point>, workspace: &Workspace, country: &Country, plan: &Plan) {
    for instrument in plan.instruments.iter().filter(|i| i.instrument.kind == InstrumentKind::Checklist) {
        let path = &instrument.instrument.path;
        if ruled_out(country, &instrument.instrument.activity) {
            continue;
        }
        let Some(list) = workspace.methodology.instrument(path) else { continue };
        let all = analysis::assess(workspace, country, list, "", PartialDate::today());
        let done = !all.is_empty() && all.iter().all(|s| s.state == AnswerState::Answered);
        out.push(Point {
            area: "desk review",
            what: path.clone(),
            state: if done { Readiness::Settled } else { Readiness::Missing },
            detail: super::review::counted(&all),
            at: String::new(),
        });
    }
}
