//! `dh show ADDRESS`: what something is.

use serde_json::json;

use crate::analysis::{self, Estimates};
use crate::base::Diag;
use crate::evidence;
use crate::model::{
    Address, AddressKind, Country, IndicatorBody, InstrumentKind, MemberOf, RunStateKind, Workspace,
};
use crate::report::text::TextTable;

use super::find_address::{Target, resolve};
use super::show_item::{show_instrument, show_item};
use super::{Answer, Block, Workbench, literature, membership, review};

/// A series of a country, or of none, with its same-year ratio to another.
pub fn ratio(workbench: &Workbench, text: &str, other: &str) -> Result<Answer, Diag> {
    match resolve(workbench, text)? {
        Target::Kind { country, address } if address.kind == Some(AddressKind::Series) => {
            super::show_series::show(workbench, country, &address, Some(other))
        }
        _ => Err(Diag::error("--ratio sets one series against another; this is none")
            .hint("dh show KEN/series:… --ratio series:…")),
    }
}

/// Shows a country, an activity, an instrument, an item, or a definition.
/// Without an address: what the workspace holds.
pub fn show(workbench: &Workbench, text: &str) -> Result<Answer, Diag> {
    show_at(workbench, text, None)
}

/// The same, with the answers to checklists as they stood on a day.
pub fn show_at(workbench: &Workbench, text: &str, at: Option<&str>) -> Result<Answer, Diag> {
    let target = if text.trim().is_empty() { None } else { Some(resolve(workbench, text)?) };
    if let Some(Target::Path { country: Some(country), path }) = &target {
        let lists = review::checklists(&workbench.workspace, path);
        if !lists.is_empty() {
            // Of a domain there is nothing to say but its answers.
            let mut answer = match lists[..] {
                [(list, domain)] if !domain.is_empty() => {
                    let mut answer = Answer::new("show");
                    answer.heading(format!("{} in {}", list.label, country.name));
                    answer
                }
                _ => show_path(&workbench.workspace, Some(country), path)?,
            };
            // The tables below say more of every criterion.
            answer.rows.clear();
            answer.blocks.retain(|b| !matches!(b, Block::Table(_)));
            review::show(&mut answer, &workbench.workspace, country, &lists, at)?;
            return Ok(answer);
        }
    }
    if let Some(Target::Kind { country, address }) = &target
        && address.kind == Some(AddressKind::Rubric)
        && let Some(rubric) = workbench.workspace.methodology.rubric(&address.id)
    {
        let mut answer = Answer::new("show");
        review::rubric(&mut answer, &workbench.workspace, *country, rubric, at)?;
        return Ok(answer);
    }
    if let Some(Target::Path { country, path }) = &target
        && path == literature::PATH
        && at.is_none()
    {
        return Ok(literature::show(&workbench.workspace, *country));
    }
    if at.is_some() {
        return Err(Diag::error("--at asks for answers as of a day; there are none here")
            .hint("dh show KEN/desk_review --at 2019-01-01"));
    }
    match target {
        None => Ok(overview(&workbench.workspace)),
        Some(Target::Country(country)) => Ok(show_country(&workbench.workspace, country)),
        Some(Target::Path { country, path }) => show_path(&workbench.workspace, country, &path),
        Some(Target::Kind { country, address }) => show_kind(workbench, country, &address),
    }
}

fn overview(workspace: &Workspace) -> Answer {
    let mut answer = Answer::new("show");
    let method = &workspace.methodology;
    answer.heading(format!("{} {}", method.name, method.version));
    let mut table = TextTable::new(&[">no", "activity", "kind", "instruments"]);
    for activity in method.activities_in(None) {
        let instruments: Vec<&str> = activity.instruments.iter().map(|i| i.id.as_str()).collect();
        table.row(vec![
            activity.number.to_string(),
            activity.id.clone(),
            activity.kind.word().into(),
            instruments.join(", "),
        ]);
        answer.row(json!({
            "address": activity.id, "label": activity.label, "kind": activity.kind.id(),
            "instruments": activity.instruments.iter().map(|i| i.path.clone()).collect::<Vec<_>>(),
        }));
    }
    answer.blocks.push(Block::Table(table));
    let mut table = TextTable::new(&["code", "country", "region", ">figures", ">findings"]);
    for country in workspace.countries.values() {
        table.row(vec![
            country.code.clone(),
            country.name.clone(),
            workspace.regions.get(&country.region).map_or(country.region.clone(), |r| r.label.clone()),
            country.figures.len().to_string(),
            country.findings.len().to_string(),
        ]);
        answer.row(json!({"address": country.code, "label": country.name, "kind": "country"}));
    }
    answer.blocks.push(Block::Table(table));
    answer
}

/// The state of an activity in a country, and why.
pub struct ActivityState {
    pub activity: String,
    pub label: String,
    pub state: &'static str,
    pub because: String,
}

/// The nine activities and how they stand in a country: results held, not
/// run, not cleared, not available.
pub fn activity_states(workspace: &Workspace, country: &Country) -> Vec<ActivityState> {
    crate::report::standings(workspace, country)
        .into_iter()
        .map(|s| {
            let held = s.held.join(", ");
            let because = match (held.is_empty(), s.state) {
                (true, _) => s.because.clone(),
                (false, Some(RunStateKind::NotRun | RunStateKind::NotCleared)) => {
                    format!("{}; public facts are held: {held}", s.because)
                }
                (false, None) => held,
                (false, Some(state)) => format!("{held}; {}: {}", state.word(), s.because),
            };
            ActivityState { state: s.word(), activity: s.activity, label: s.label, because }
        })
        .collect()
}

fn show_country(workspace: &Workspace, country: &Country) -> Answer {
    let mut answer = Answer::new("show");
    let region = workspace.regions.get(&country.region).map_or(country.region.as_str(), |r| r.label.as_str());
    answer.heading(format!("{} ({}), {region}", country.name, country.code));
    if !country.about.is_empty() {
        answer.text(country.about.clone());
    }
    let plan = workspace.plan(country);
    answer.blocks.push(Block::Fields(vec![
        ("languages".into(), country.languages.join(", ")),
        ("plan".into(), plan.snapshot().hash[..16].to_string()),
        ("published figures".into(), country.figures.len().to_string()),
        ("findings".into(), country.findings.len().to_string()),
        ("declared at".into(), country.span.to_string()),
    ]));
    answer.row(json!({
        "address": country.code, "label": country.name, "region": country.region, "languages": country.languages,
        "plan": plan.snapshot().hash, "figures": country.figures.len(), "findings": country.findings.len(),
        "defined_at": country.span.to_string(),
    }));
    let mut table = TextTable::new(&["activity", "state", "why"]);
    for state in activity_states(workspace, country) {
        table.row(vec![state.activity.clone(), state.state.into(), state.because.clone()]);
        answer.row(json!({
            "address": format!("{}/{}", country.code, state.activity), "label": state.label, "state": state.state,
            "because": state.because,
        }));
    }
    answer.blocks.push(Block::Table(table));
    membership::approvals(&mut answer, country);
    membership::of_country(&mut answer, workspace, country);
    let figures = analysis::published_all(workspace, country);
    if !figures.is_empty() {
        answer.blocks.push(Block::Table(figure_table(&figures)));
    }
    for conflict in analysis::conflicts(workspace, country) {
        let sides: Vec<String> =
            conflict.sides.iter().map(|f| format!("{} ({})", f.shown(), f.address)).collect();
        let differs: Vec<String> = conflict
            .differs
            .iter()
            .map(|d| format!("; {}: {} against {}", d.what, d.sides[0].0, d.sides[1].0))
            .collect();
        answer.note(format!(
            "sources disagree on {}: {}{}",
            conflict.about,
            sides.join(" against "),
            differs.concat()
        ));
    }
    answer
}

/// A table of figures with base and source.
pub fn figure_table(figures: &[analysis::Figure]) -> TextTable {
    let mut table = TextTable::new(&["address", ">value", "bounds", ">base", "source"]);
    for f in figures {
        let lead = if f.is_evidence() { "" } else { " (lead)" };
        table.row(vec![
            f.address.to_string(),
            format!("{}{lead}", f.shown()),
            f.shown_range(),
            f.base.map(|b| crate::base::number::grouped(b, 0)).unwrap_or_default(),
            f.origins.first().and_then(|o| o.tier).map_or(String::new(), |t| t.id().to_string()),
        ]);
    }
    table
}

fn show_path(workspace: &Workspace, country: Option<&Country>, path: &str) -> Result<Answer, Diag> {
    let plan = match country {
        Some(country) => workspace.plan(country),
        None => workspace.core(),
    };
    let steps: Vec<&str> = path.split('/').collect();
    if steps.len() == 1 {
        return show_activity(workspace, country, path);
    }
    let instrument_path = steps[..2].join("/");
    let Some(instrument) = plan.instrument(&instrument_path) else {
        return Err(Diag::error(format!("there is no instrument '{instrument_path}'")));
    };
    let prefix = country.map(|c| format!("{}/", c.code)).unwrap_or_default();
    match steps.get(2) {
        None => {
            let mut answer = show_instrument(workspace, instrument, &prefix, &plan, "");
            let is_request = instrument.instrument.kind == InstrumentKind::DataRequest;
            if let Some(country) = country.filter(|_| is_request) {
                super::request::of_request(&mut answer, country, &instrument_path);
            }
            Ok(answer)
        }
        Some(id)
            if instrument.item(id).is_none() && instrument.instrument.groups.iter().any(|g| g.id == *id) =>
        {
            Ok(show_instrument(workspace, instrument, &prefix, &plan, id))
        }
        Some(id) => match instrument.item(id) {
            Some(item) => Ok(show_item(workspace, instrument, item, &prefix, country)),
            None => Err(Diag::error(format!("'{id}' is not asked in {}", plan.name))
                .hint("it is asked only in other regions, or was never declared")),
        },
    }
}

fn show_activity(workspace: &Workspace, country: Option<&Country>, id: &str) -> Result<Answer, Diag> {
    let Some(activity) = workspace.methodology.activity(id) else {
        return Err(Diag::error(format!("there is no activity '{id}'")));
    };
    let mut answer = Answer::new("show");
    answer.heading(format!("{}. {}", activity.number, activity.label));
    let mut fields = vec![
        ("kind".to_string(), activity.kind.word().to_string()),
        ("part".into(), activity.part.clone()),
        ("asks".into(), activity.asks.clone()),
        ("design".into(), activity.design.clone()),
        (
            "representative".into(),
            if activity.representative { "of a national population" } else { "no" }.into(),
        ),
        (
            "ethics".into(),
            if activity.ethics { "needs an approval before it takes records" } else { "needs no approval" }
                .into(),
        ),
        ("to confirm".into(), activity.confirm.clone()),
        ("source".into(), activity.source.clone()),
        ("declared at".into(), activity.span.to_string()),
    ];
    let mut row = json!({
        "address": activity.id, "label": activity.label, "number": activity.number, "kind": activity.kind.id(),
        "part": activity.part, "asks": activity.asks, "design": activity.design,
        "instruments": activity.instruments.iter().map(|i| i.path.clone()).collect::<Vec<_>>(),
        "defined_at": activity.span.to_string(),
    });
    if let Some(country) = country
        && let Some(state) = activity_states(workspace, country).into_iter().find(|s| s.activity == id)
    {
        fields.push((format!("in {}", country.name), format!("{}: {}", state.state, state.because)));
        row["address"] = format!("{}/{id}", country.code).into();
        row["state"] = state.state.into();
        row["because"] = state.because.into();
    }
    fields.extend(membership::where_run(workspace, id).into_iter().map(|r| ("run in".to_string(), r)));
    fields.retain(|(_, v)| !v.is_empty());
    answer.row(row);
    answer.blocks.push(Block::Fields(fields));
    let mut table = TextTable::new(&["instrument", "kind", ">items", "who answers"]);
    for i in &activity.instruments {
        table.row(vec![
            i.path.clone(),
            i.kind.word().into(),
            i.items.len().to_string(),
            i.respondents.clone(),
        ]);
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    Ok(answer)
}

fn show_kind(workbench: &Workbench, country: Option<&Country>, address: &Address) -> Result<Answer, Diag> {
    let workspace = &workbench.workspace;
    let method = &workspace.methodology;
    let mut answer = Answer::new("show");
    let mut fields: Vec<(String, String)> = vec![("address".into(), address.to_string())];
    let mut push = |name: &str, value: &str| {
        if !value.is_empty() {
            fields.push((name.to_string(), value.to_string()));
        }
    };
    let definition_of = |id: &str| Address {
        country: None,
        filters: Vec::new(),
        ..Address::new(None, address.kind.unwrap_or(AddressKind::Item), id)
    };
    match address.kind {
        Some(AddressKind::Published) => {
            let Some(p) = method.published(&address.id) else {
                return gone(address);
            };
            push("what", &p.label);
            push("definition", &p.definition);
            push("population", &p.population);
            push("unit", &p.unit);
            push("activity", &p.activity);
            push("corresponds to", &p.corresponds_to);
            if let Some(own) = method.indicator(&p.measured_by) {
                push("measured by", &format!("indicator:{}, which is defined as {}", own.id, own.definition));
            }
            push("not measured", &p.not_measured);
            push("about", &p.about);
            p.caveats.iter().for_each(|c| push("caveat", c));
            push("declared at", &p.span.to_string());
            answer.row(json!({
                "address": definition_of(&p.id).to_string(), "label": p.label, "definition": p.definition, "unit": p.unit,
                "population": p.population, "activity": p.activity, "corresponds_to": p.corresponds_to,
                "measured_by": p.measured_by, "not_measured": p.not_measured, "defined_at": p.span.to_string(),
            }));
            answer.blocks.push(Block::Fields(fields));
            let figures: Vec<analysis::Figure> = workspace
                .countries
                .values()
                .filter(|c| country.is_none_or(|only| only.code == c.code))
                .flat_map(|c| analysis::published(workspace, c, &p.id))
                .collect();
            if !figures.is_empty() {
                answer.blocks.push(Block::Table(figure_table(&figures)));
            }
            for (programme, figure) in analysis::pooled(workspace, &p.id) {
                answer.note(format!(
                    "{programme}, as a whole: {} ({})",
                    figure.shown(),
                    figure.origins.first().map_or("", |o| &o.title)
                ));
            }
            membership::covered_by(workspace, &p.id).into_iter().for_each(|c| answer.note(c));
            return Ok(answer);
        }
        Some(AddressKind::Indicator) => {
            let Some(i) = method.indicator(&address.id) else {
                return gone(address);
            };
            push("what", &i.label);
            push("definition", &i.definition);
            push("about", &i.about);
            match &i.body {
                IndicatorBody::Proportion { from, base, yes_if, count_as, bounds, by, .. } => {
                    push("from", from);
                    push("base", &base.text());
                    push("yes if", &yes_if.source);
                    push("count as", &rule(count_as));
                    push("bounds", &bounds.as_ref().map(rule).unwrap_or_default());
                    push("by", &by.join(", "));
                }
                IndicatorBody::Mean { from, base, of, unit, .. } => {
                    push("from", from);
                    push("base", &base.text());
                    push("mean of", &format!("{} ({unit})", of.source));
                }
                IndicatorBody::Derived(d) => {
                    push("worked out as", &d.value.source);
                    for (name, from) in &d.inputs {
                        push("where", &format!("{name} = {from}"));
                    }
                }
            }
            push("declared at", &i.span.to_string());
            answer.row(json!({
                "address": definition_of(&i.id).to_string(), "label": i.label, "definition": i.definition,
                "depends_on": i.depends_on(), "defined_at": i.span.to_string(),
            }));
        }
        Some(AddressKind::Reference) => return literature::reference(workspace, country, address),
        Some(AddressKind::Series) => return super::show_series::show(workbench, country, address, None),
        Some(AddressKind::Dimension) => return super::show_series::dimension(workspace, address),
        Some(AddressKind::Denominator) => {
            let Some(d) = method.denominator(&address.id) else {
                return gone(address);
            };
            push("what", &d.label);
            push("worked out as", &d.value.source);
            push("rates are per", &crate::base::number::grouped(d.per, 0));
            push("declared at", &d.span.to_string());
            answer.row(json!({"address": definition_of(&d.id).to_string(), "label": d.label, "value": d.value.source}));
        }
        Some(AddressKind::Criterion | AddressKind::Item) => {
            return show_path(workspace, country, &address.id);
        }
        Some(AddressKind::Theme) => {
            for i in method.instruments().filter(|i| i.kind == InstrumentKind::Codebook) {
                for item in &i.items {
                    let trail =
                        if item.group.is_empty() { String::new() } else { format!("{}/", item.group) };
                    if address.id == format!("{}/{trail}{}", i.activity, item.id) {
                        push("what", &item.text);
                        push("description", &item.hint);
                        push("declared at", &item.span.to_string());
                        answer.row(json!({"address": address.to_string(), "label": item.text, "description": item.hint, "defined_at": item.span.to_string()}));
                    }
                }
            }
        }
        Some(AddressKind::Chapter) => {
            for (chapter, _) in method.report.iter().flat_map(|r| r.all()).filter(|(c, _)| c.id == address.id)
            {
                push("title", &chapter.title);
                push("expects", &chapter.expects.join(", "));
                push("declared at", &chapter.span.to_string());
                answer.row(json!({"address": address.to_string(), "label": chapter.title, "expects": chapter.expects, "defined_at": chapter.span.to_string()}));
            }
        }
        Some(AddressKind::Region) => {
            let Some(r) = workspace.regions.get(&address.id) else { return gone(address) };
            let members: Vec<&str> =
                workspace.countries.values().filter(|c| c.region == r.id).map(|c| c.code.as_str()).collect();
            let changes: usize = r.adaptations.iter().map(|a| a.changes.len()).sum();
            push("what", &r.label);
            push("about", &r.about);
            push("countries", &members.join(", "));
            push("changes", &changes.to_string());
            push("declared at", &r.span.to_string());
            answer.row(json!({
                "address": address.to_string(), "label": r.label, "countries": members, "changes": changes,
                "defined_at": r.span.to_string(),
            }));
        }
        Some(AddressKind::Programme) => {
            let found = method.programmes.iter().find(|p| p.id == address.id);
            return match found {
                Some(programme) => Ok(membership::show_programme(workspace, programme)),
                None => gone(address),
            };
        }
        Some(AddressKind::Output) => {
            for programme in &method.programmes {
                let outputs = programme.memberships.iter().filter(|m| m.of == MemberOf::Output);
                if let Some(m) = outputs.clone().find(|m| m.id == address.id) {
                    return Ok(membership::show_output(programme, m));
                }
            }
            return gone(address);
        }
        Some(AddressKind::Finding) if country.is_none() => {
            for c in workspace.countries.values() {
                for tested in evidence::test_all(workspace, c, &Estimates::default())
                    .into_iter()
                    .filter(|t| t.finding.id == address.id)
                {
                    push(
                        &format!("in {}", c.name),
                        &format!("{}: {}", tested.verdict.word(), tested.finding.claim),
                    );
                    answer.row(json!({"address": format!("{}/{address}", c.code), "verdict": tested.verdict.word(), "claim": tested.finding.claim}));
                }
            }
        }
        _ if country.is_some() => return super::why::why(workbench, &address.to_string()),
        _ => {
            return Err(
                Diag::error(format!("{address} needs a country")).hint(format!("write it as KEN/{address}"))
            );
        }
    }
    if country.is_some() {
        let mut found = super::why::why(workbench, &address.to_string())?;
        answer.blocks.push(Block::Fields(fields));
        answer.blocks.append(&mut found.blocks);
        answer.rows.append(&mut found.rows);
        found.notes.into_iter().for_each(|n| answer.note(n));
        return Ok(answer);
    }
    answer.blocks.push(Block::Fields(fields));
    Ok(answer)
}

fn rule(rule: &crate::model::CountRule) -> String {
    format!("don't know {}, prefer not {}, not asked {}", rule.dont_know, rule.prefer_not, rule.not_asked)
}

/// The complaint about an id that is not declared.
pub fn gone(address: &Address) -> Result<Answer, Diag> {
    Err(Diag::error(format!("{address} is not declared")))
}
