//! Desk review: the answers of a country with their states, countries side by
//! side, and one country on two days.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::analysis::{self, AnswerState, Standing};
use crate::base::{Diag, PartialDate};
use crate::model::{
    Address, AddressKind, Answer as Given, Country, Instrument, InstrumentKind, Item, ItemKind, OptionDef,
    Rubric, Workspace,
};
use crate::report::text::TextTable;

use super::{Answer, Block, Workbench};

/// Reads a day: a year stands for its last day.
pub fn day(text: &str) -> Result<PartialDate, Diag> {
    let Some(date) = PartialDate::parse(text) else {
        return Err(Diag::error(format!("'{text}' is no date"))
            .hint("a date is written 2019, 2019-03 or 2019-03-01; a year means its last day"));
    };
    let today = PartialDate::today();
    if today.surely_before(date) {
        return Err(Diag::error(format!("{text} has not come yet"))
            .hint("nobody knows what will be answered then; leave the day out for today"));
    }
    // This year is as far as today.
    let last = date.last.min(today.last);
    Ok(PartialDate { first: last, last })
}

/// The checklists of an activity, the one of a path, or one with a domain of
/// it; the domain is empty where the whole is meant.
pub fn checklists<'a>(workspace: &'a Workspace, path: &'a str) -> Vec<(&'a Instrument, &'a str)> {
    let lists = || workspace.methodology.instruments().filter(|i| i.kind == InstrumentKind::Checklist);
    let whole: Vec<(&Instrument, &str)> =
        lists().filter(|i| i.activity == path || i.path == path).map(|i| (i, "")).collect();
    if !whole.is_empty() {
        return whole;
    }
    let Some((of, domain)) = path.rsplit_once('/') else { return Vec::new() };
    lists()
        .filter(|i| i.path == of && i.item(domain).is_none() && i.groups.iter().any(|g| g.id == domain))
        .map(|i| (i, domain))
        .collect()
}

/// Adds the answers of a country to checklists: a row a criterion, a table a
/// domain, and how much is answered.
pub fn show(
    answer: &mut Answer,
    workspace: &Workspace,
    country: &Country,
    lists: &[(&Instrument, &str)],
    at: Option<&str>,
) -> Result<(), Diag> {
    let on = at.map_or_else(|| Ok(PartialDate::today()), day)?;
    for (list, domain) in lists {
        let all = analysis::assess(workspace, country, list, domain, on);
        for standing in &all {
            answer.row(row(workspace, country, standing));
        }
        let as_of = at.map(|t| format!(", as of {t}")).unwrap_or_default();
        answer.text(format!("{}: {}{as_of}.", list.label, counted(&all)));
        for group in &list.groups {
            let (open, held): (Vec<&Standing<'_>>, Vec<&Standing<'_>>) = all
                .iter()
                .filter(|s| s.criterion.group == group.id)
                .partition(|s| s.state == AnswerState::Unanswered);
            // What is held is a table, what is not is a line: it is most of a new review.
            let in_parts = |s: &&&Standing<'_>| held.iter().any(|h| h.criterion.id == s.criterion.id);
            let name = |s: &&Standing<'_>| match (s.about, in_parts(&s)) {
                ("", true) => format!("{} (the whole country)", s.criterion.id),
                ("", false) => s.criterion.id.clone(),
                (about, _) => format!("{} ({about})", s.criterion.id),
            };
            let ids: Vec<String> = open.iter().map(name).collect();
            if held.is_empty() {
                if !ids.is_empty() {
                    answer.text(format!("{}: unanswered: {}.", group.label, ids.join(", ")));
                }
                continue;
            }
            answer.blocks.push(Block::Table(match grid_of(workspace, &held) {
                Some(values) => grid(&group.label, &values, &held),
                None => {
                    let mut table = TextTable::new(&[&group.label, "answer", "state", "as of", "source"]);
                    held.iter().for_each(|standing| table.row(cells(standing)));
                    table
                }
            }));
            if !ids.is_empty() {
                answer.text(format!("Unanswered: {}.", ids.join(", ")));
            }
        }
        needs(answer, &all);
        if domain.is_empty() {
            points(answer, workspace, country, list, on);
        }
        notes(answer, country, list, &all);
        for aside in country.asides.iter().filter(|a| domain.is_empty() && a.checklist == list.path) {
            answer.note(format!(
                "attached to no answer: {}: {} ({}); {}",
                aside.topic, aside.value, aside.source, aside.because
            ));
        }
    }
    Ok(())
}

/// The values of the scale that all these criteria share, where it is shown as
/// a grid.
fn grid_of(workspace: &Workspace, held: &[&Standing<'_>]) -> Option<Vec<OptionDef>> {
    let first = &held.first()?.criterion.scale;
    let scale = workspace.methodology.scale(first)?;
    let shared = held.iter().all(|s| s.criterion.scale == *first);
    let values = scale.values.iter().filter(|v| v.id != crate::model::UNKNOWN).cloned().collect();
    (scale.grid && shared).then_some(values)
}

/// A column a value, and a word in the one that holds: colour and place alone
/// would not be read aloud.
fn grid(label: &str, values: &[OptionDef], held: &[&Standing<'_>]) -> TextTable {
    let mut headers = vec![label];
    headers.extend(values.iter().map(|v| v.label.as_str()));
    headers.extend(["as of", "source"]);
    let mut table = TextTable::new(&headers);
    for standing in held {
        let stand = standing.values();
        let shown = cells(standing);
        let mut row = vec![shown[0].clone()];
        for value in values {
            let here = stand.contains(&value.id.as_str());
            row.push(if here { standing.state.word().to_string() } else { String::new() });
        }
        row.extend(shown[3..].iter().cloned());
        table.row(row);
    }
    table
}

/// What assessed units lack and need.
fn needs(answer: &mut Answer, all: &[Standing<'_>]) {
    let mut table = TextTable::new(&["unit", "criterion", "gap", "need", "from"]);
    for standing in all {
        for a in standing.current.iter().filter(|a| !a.gap.is_empty() || !a.need.is_empty()) {
            let about = if a.about.is_empty() { "the whole country".into() } else { a.about.clone() };
            table.row(vec![about, a.criterion.clone(), a.gap.clone(), a.need.clone(), a.from.clone()]);
        }
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
}

/// The rubrics that read a checklist, with the points of the country.
fn points(answer: &mut Answer, workspace: &Workspace, country: &Country, list: &Instrument, on: PartialDate) {
    let mut table = TextTable::new(&["rubric", ">points", "what is missing"]);
    for rubric in workspace.methodology.rubrics.iter().filter(|r| r.of == list.path) {
        let score = analysis::score(workspace, country, list, rubric, on);
        table.row(vec![rubric.label.clone(), score.said(), score.missing().join("; ")]);
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
}

/// The points of a country by a rubric, or what a rubric is.
pub fn rubric(
    answer: &mut Answer,
    workspace: &Workspace,
    country: Option<&Country>,
    rubric: &Rubric,
    at: Option<&str>,
) -> Result<(), Diag> {
    let on = at.map_or_else(|| Ok(PartialDate::today()), day)?;
    answer.heading(rubric.label.clone());
    let mut fields = vec![
        ("reads".to_string(), rubric.of.clone()),
        ("about".into(), rubric.about.clone()),
        ("source".into(), rubric.source.clone()),
        ("to confirm".into(), rubric.confirm.clone()),
        ("declared at".into(), rubric.span.to_string()),
    ];
    fields.retain(|(_, v)| !v.is_empty());
    let score = country
        .zip(workspace.methodology.instrument(&rubric.of))
        .map(|(country, list)| (country, analysis::score(workspace, country, list, rubric, on)));
    if let Some((country, score)) = &score {
        fields.insert(0, (format!("in {}", country.name), score.said()));
        answer.row(score_row(country, score));
    } else {
        answer.row(json!({
            "address": Address::new(None, AddressKind::Rubric, &rubric.id).to_string(), "label": rubric.label,
            "of": rubric.of, "most": rubric.most(), "defined_at": rubric.span.to_string(),
        }));
    }
    answer.blocks.push(Block::Fields(fields));
    let mut table = TextTable::new(&["credit", "when", ">worth", "here"]);
    for (i, credit) in rubric.credits.iter().enumerate() {
        let here = score.as_ref().map_or(String::new(), |(_, s)| analysis::credited(&s.credits[i].1));
        table.row(vec![credit.label.clone(), credit.when.source.clone(), credit.worth.to_string(), here]);
    }
    answer.blocks.push(Block::Table(table));
    Ok(())
}

fn score_row(country: &Country, score: &analysis::Score<'_>) -> Value {
    let rubric = score.rubric;
    json!({
        "address": Address::new(Some(&country.code), AddressKind::Rubric, &rubric.id).to_string(),
        "country": country.code, "name": country.name, "rubric": rubric.id, "label": rubric.label,
        "value": score.is_exact().then_some(score.low),
        "state": if score.is_exact() { "value" } else { "answers are missing" },
        "low": score.low, "high": score.high, "most": rubric.most(), "missing": score.missing(),
        "range_kind": "what is known and what is possible", "defined_at": rubric.span.to_string(),
    })
}

/// The points of all countries by a rubric.
pub fn compare_rubric(
    answer: &mut Answer,
    workbench: &Workbench,
    rubric: &Rubric,
    at: Option<&str>,
) -> Result<(), Diag> {
    let on = at.map_or_else(|| Ok(PartialDate::today()), day)?;
    let workspace = &workbench.workspace;
    let Some(list) = workspace.methodology.instrument(&rubric.of) else { return Ok(()) };
    answer.heading(match at {
        Some(at) => format!("{}, as of {at}", rubric.label),
        None => rubric.label.clone(),
    });
    let mut table = TextTable::new(&["country", ">points", "what is missing"]);
    let mut open: Vec<&str> = Vec::new();
    for country in super::compare::countries(workbench) {
        let score = analysis::score(workspace, country, list, rubric, on);
        answer.row(score_row(country, &score));
        if score.low == 0 && score.high == rubric.most() {
            open.push(&country.name);
        } else {
            table.row(vec![country.name.clone(), score.said(), score.missing().join("; ")]);
        }
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    if !open.is_empty() {
        answer.note(format!("none of it is answered with proof, which is no zero: {}", open.join(", ")));
    }
    answer.note(
        "a range stands where answers are missing; countries in alphabetical order, no ranking is implied",
    );
    Ok(())
}

fn cells(standing: &Standing<'_>) -> Vec<String> {
    let about = if standing.about.is_empty() { String::new() } else { format!(" ({})", standing.about) };
    let mut sources: Vec<String> = Vec::new();
    for a in &standing.current {
        let host = crate::report::host_of(&a.source);
        if !sources.contains(&host) {
            sources.push(host);
        }
    }
    vec![
        format!("{}{about}", standing.criterion.id),
        said(standing),
        standing.state.word().into(),
        standing.as_of().to_string(),
        sources.join(", "),
    ]
}

/// The answer in words: both sides where two stand, nothing where there is none.
pub fn said(standing: &Standing<'_>) -> String {
    match standing.value {
        Some(value) => value.to_string(),
        None => standing.values().join(" / "),
    }
}

/// "8 of 79 answered, 2 of them stale, 1 disputed, 5 by a lead only, 65 unanswered".
pub fn counted(all: &[Standing<'_>]) -> String {
    let states = analysis::by_criterion(all);
    let of = |state: AnswerState| states.iter().filter(|s| **s == state).count();
    let proved = of(AnswerState::Answered) + of(AnswerState::Stale);
    let mut parts = vec![format!("{proved} of {} answered with proof", states.len())];
    for (state, words) in [
        (AnswerState::Stale, "of them stale"),
        (AnswerState::Disputed, "disputed"),
        (AnswerState::Lead, "known by a lead only"),
        (AnswerState::Unanswered, "unanswered"),
    ] {
        if of(state) > 0 {
            parts.push(format!("{} {words}", of(state)));
        }
    }
    parts.join(", ")
}

fn notes(answer: &mut Answer, country: &Country, list: &Instrument, all: &[Standing<'_>]) {
    for standing in all.iter().filter(|s| s.state == AnswerState::Disputed) {
        let sides: Vec<String> = standing.current.iter().map(|a| side(a)).collect();
        answer.note(format!("{}: {}: {}", standing.criterion.id, standing.because, sides.join(" against ")));
    }
    for standing in all.iter().filter(|s| !s.against.is_empty()) {
        let leads: Vec<String> = standing.against.iter().map(|a| side(a)).collect();
        answer.note(format!("{}: a lead says otherwise: {}", standing.criterion.id, leads.join(", ")));
    }
    let practice: Vec<String> = all
        .iter()
        .flat_map(|s| &s.current)
        .filter(|a| !a.in_practice.is_empty())
        .map(|a| format!("{}: {} on the books, {} in practice", a.criterion, a.value, a.in_practice))
        .collect();
    practice.into_iter().for_each(|p| answer.note(p));
    let proved: Vec<&&Given> = all.iter().filter(|s| s.state.is_proved()).flat_map(|s| &s.current).collect();
    if list.review.reviewers > 0 && !proved.is_empty() {
        let read = proved.iter().filter(|a| a.read_by() >= list.review.reviewers).count();
        answer.note(format!(
            "read by {}: {read} of {} answers with proof",
            match list.review.reviewers {
                1 => "a reviewer".to_string(),
                n => format!("{n} reviewers"),
            },
            proved.len()
        ));
    }
    if let Some(found) = analysis::agreement(country, list) {
        let kappa = match &found.kappa {
            Ok(value) => format!("Cohen's kappa {value:.2}"),
            Err(why) => format!("no kappa: {why}"),
        };
        answer.note(format!(
            "two reviewers agree on {} of the {} answers both gave, {kappa}; unit: an answer; universe: the {} answers held in {}",
            found.alike, found.both, found.answers, country.name
        ));
    }
    if let Some(years) = list.review.stale_after_years {
        let stale = all.iter().any(|s| s.state == AnswerState::Stale);
        if stale {
            answer.note(format!("stale: of a value that may change, and {years} years old or more"));
        }
    }
}

/// An answer with whose it is: "ratified (treaties.un.org, 2015)".
fn side(a: &Given) -> String {
    let second = match a.second() {
        Some(second) if second != a.value => format!(", second reviewer: {second}"),
        _ => String::new(),
    };
    format!("{} ({}, {}{second})", a.value, crate::report::host_of(&a.source), a.as_of)
}

/// A standing as a row of `--json`, with what it lacks and its history.
pub fn row(workspace: &Workspace, country: &Country, standing: &Standing<'_>) -> Value {
    let mut row = short_row(country, standing);
    let lacks: Vec<String> = standing
        .current
        .iter()
        .flat_map(|a| {
            let missing = analysis::lacks(&workspace.methodology, standing.criterion, a);
            missing.into_iter().chain(analysis::unread(standing.checklist, a)).map(str::to_string)
        })
        .fold(Vec::new(), |mut out, m| {
            if !out.contains(&m) {
                out.push(m);
            }
            out
        });
    row["domain"] = json!(standing.criterion.group);
    row["question"] = json!(standing.criterion.text);
    row["lacks"] = json!(lacks);
    row["against"] = json!(standing.against.iter().map(|a| side(a)).collect::<Vec<_>>());
    row["history"] = json!(standing.all.iter().map(|a| json!({
            "answer": a.value, "as_of": a.as_of, "dated": a.dated, "in_force_since": a.in_force_since,
            "source": a.source, "proof": analysis::is_proof(&workspace.methodology, standing.criterion, a),
            "lead": a.lead, "note": a.note, "defined_at": a.span.to_string(),
        })).collect::<Vec<_>>());
    row
}

/// The same without them, for tables of thousands.
fn short_row(country: &Country, standing: &Standing<'_>) -> Value {
    let mut sources: Vec<&str> = Vec::new();
    for a in &standing.current {
        if !sources.contains(&a.source.as_str()) {
            sources.push(&a.source);
        }
    }
    let text = |t: &str| if t.is_empty() { Value::Null } else { json!(t) };
    let fields = [
        ("country", json!(country.code)),
        ("name", json!(country.name)),
        ("criterion", json!(standing.criterion.id)),
        (
            "address",
            json!(
                Address::new(Some(&country.code), AddressKind::Criterion, &standing.criterion.id).to_string()
            ),
        ),
        ("checklist", json!(standing.checklist.path)),
        ("about", json!(if standing.about.is_empty() { "the whole country" } else { standing.about })),
        ("answer", json!(standing.value)),
        ("answer_state", json!(standing.state.word())),
        ("answers", json!(standing.values())),
        ("state", json!(standing.state.word())),
        ("because", json!(standing.because)),
        ("as_of", json!(text(standing.as_of()))),
        ("as_of_state", json!(if standing.as_of().is_empty() { "unanswered" } else { "stated" })),
        ("dated", json!(text(standing.dated()))),
        ("dated_state", json!(if standing.dated().is_empty() { "not stated" } else { "stated" })),
        ("sources", json!(sources)),
    ];
    // Their number is known: the map does not grow while it is filled.
    Value::Object(fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
}

/// The answers of all countries to one criterion: a row a country.
pub fn compare_criterion(
    answer: &mut Answer,
    workbench: &Workbench,
    path: &str,
    at: Option<&str>,
) -> Result<(), Diag> {
    let on = at.map_or_else(|| Ok(PartialDate::today()), day)?;
    let workspace = &workbench.workspace;
    let (list, id) = path.rsplit_once('/').unwrap_or(("", path));
    let Some((list, criterion)) = workspace
        .methodology
        .instruments()
        .filter(|i| list.is_empty() || i.path == list)
        .find_map(|i| Some((i, i.item(id)?)))
    else {
        return Err(Diag::error(format!("there is no criterion '{path}'")));
    };
    answer.heading(match at {
        Some(at) => format!("{} As of {at}", criterion.text),
        None => criterion.text.clone(),
    });
    let mut table = TextTable::new(&["country", "answer", "state", "dated", "as of", "source"]);
    let (mut without, mut elsewhere) = (Vec::new(), Vec::new());
    for country in super::compare::countries(workbench) {
        if !criterion.only_in.is_empty() && !criterion.only_in.contains(&country.region) {
            elsewhere.push(country.name.as_str());
            continue;
        }
        for standing in analysis::standings(workspace, country, list, criterion, on) {
            let mut row = row(workspace, country, &standing);
            // What all comparisons call it.
            row["value"] = json!(standing.value);
            row["source"] = json!(standing.current.first().map_or("", |a| a.source.as_str()));
            row["lead"] = json!(standing.state == AnswerState::Lead);
            answer.row(row);
            if standing.state == AnswerState::Unanswered {
                without.push(country.name.as_str());
                continue;
            }
            let mut shown = cells(&standing);
            shown[0] = match standing.about {
                "" => country.name.clone(),
                about => format!("{} ({about})", country.name),
            };
            shown.insert(3, standing.dated().to_string());
            table.row(shown);
        }
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    if !without.is_empty() {
        answer.note(format!("unanswered, which is not a no: {}", without.join(", ")));
    }
    if !elsewhere.is_empty() {
        answer.note(format!("not asked there: {}", elsewhere.join(", ")));
    }
    Ok(())
}

/// A checklist, or a domain of it, over all countries: a column a country.
pub fn compare_checklist(
    workbench: &Workbench,
    list: &Instrument,
    domain: &str,
    at: Option<&str>,
) -> Result<Answer, Diag> {
    let on = at.map_or_else(|| Ok(PartialDate::today()), day)?;
    let workspace = &workbench.workspace;
    let mut answer = Answer::new("compare");
    let label = list.groups.iter().find(|g| g.id == domain).map_or(&list.label, |g| &g.label);
    answer.heading(match at {
        Some(at) => format!("{label}, as of {at}"),
        None => label.clone(),
    });
    let asked: Vec<&Item> = list
        .items
        .iter()
        .map(|i| &**i)
        .filter(|i| i.kind == ItemKind::Criterion && (domain.is_empty() || i.group == domain))
        .collect();
    let countries = super::compare::countries(workbench);
    let mut found: Vec<(&Country, Vec<Standing<'_>>)> = Vec::new();
    for country in countries {
        let all = analysis::assess(workspace, country, list, domain, on);
        for standing in &all {
            answer.row(short_row(country, standing));
        }
        found.push((country, all));
    }
    // Countries that answered nothing have no column, and are named.
    let (shown, empty): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(_, all)| all.iter().any(|s| s.state != AnswerState::Unanswered));
    // Country by country, what is shown of each criterion.
    let columns: Vec<HashMap<&str, String>> = shown
        .iter()
        .map(|(_, all)| {
            let of = all.chunk_by(|a, b| a.criterion.id == b.criterion.id);
            of.map(|of| {
                let cells: Vec<String> = of.iter().map(marked).filter(|t| !t.is_empty()).collect();
                (of[0].criterion.id.as_str(), cells.join("; "))
            })
            .collect()
        })
        .collect();
    let cell = |criterion: &Item, n: usize| -> String {
        if !criterion.only_in.is_empty() && !criterion.only_in.contains(&shown[n].0.region) {
            return "–".into();
        }
        columns[n].get(criterion.id.as_str()).cloned().unwrap_or_default()
    };
    // Criteria that nobody answered have no row, and are counted.
    let lines: Vec<(&Item, Vec<String>)> = asked
        .iter()
        .map(|item| (*item, (0..shown.len()).map(|n| cell(item, n)).collect()))
        .filter(|(_, cells): &(_, Vec<String>)| cells.iter().any(|t| !t.is_empty() && t != "–"))
        .collect();
    let codes: Vec<&str> = shown.iter().map(|(c, _)| c.code.as_str()).collect();
    for columns in side_by_side(&lines) {
        let mut headers = vec!["criterion"];
        headers.extend(&codes[columns.clone()]);
        let mut table = TextTable::new(&headers);
        for (item, cells) in &lines {
            table.row(
                std::iter::once(item.id.clone()).chain(cells[columns.clone()].iter().cloned()).collect(),
            );
        }
        answer.blocks.push(Block::Table(table));
    }
    if lines.is_empty() {
        answer.text("No country has answered any of these criteria.");
    } else {
        answer.note("? a lead, not yet proof · ~ stale · a / b sources or reviewers disagree · – not asked there · empty: unanswered, which is not a no");
    }
    if lines.len() < asked.len() {
        answer.note(format!(
            "{} of {} criteria are answered by no country",
            asked.len() - lines.len(),
            asked.len()
        ));
    }
    if !empty.is_empty() {
        let names: Vec<&str> = empty.iter().map(|(c, _)| c.name.as_str()).collect();
        answer.note(format!("no answer is held: {}", names.join(", ")));
    }
    answer.note("countries stand in alphabetical order; no ranking is implied");
    Ok(answer)
}

/// Which columns stand beside each other, so that each table fits a terminal.
fn side_by_side(lines: &[(&Item, Vec<String>)]) -> Vec<std::ops::Range<usize>> {
    const ROOM: usize = 96;
    let first = lines.iter().map(|(i, _)| i.id.len()).max().unwrap_or(0);
    let count = lines.first().map_or(0, |(_, cells)| cells.len());
    let width =
        |at: usize| lines.iter().map(|(_, cells)| cells[at].chars().count()).max().unwrap_or(0).max(3) + 2;
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    let mut used = ROOM;
    for at in 0..count {
        if used + width(at) > ROOM {
            out.push(at..at);
            used = first;
        }
        used += width(at);
        if let Some(last) = out.last_mut() {
            last.end = at + 1;
        }
    }
    out
}

/// An answer with a mark for what it is not.
fn marked(standing: &Standing<'_>) -> String {
    let about = if standing.about.is_empty() { String::new() } else { format!(" ({})", standing.about) };
    match standing.state {
        AnswerState::Unanswered => String::new(),
        AnswerState::Lead => format!("{}?{about}", said(standing)),
        AnswerState::Stale => format!("{}~{about}", said(standing)),
        AnswerState::Answered | AnswerState::Disputed => format!("{}{about}", said(standing)),
    }
}
