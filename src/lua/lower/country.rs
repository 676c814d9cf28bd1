//! Regions and countries: changes, states, approvals, answers, findings.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{
    Adaptation, Address, Answer, Approval, ApprovalsStated, Change, ChangeKind, Country, EvidenceScope,
    Fieldwork, Finding, Instrument, Item, ItemScope, Methodology, Named, Recommendation, RecordedZero,
    Region, RunState, RunStateKind, Settled, Worksheet, resolve_tail,
};

use super::super::node::{Node, Val};
use super::super::source::Step;
use super::super::types::ExprKind;
use super::indicators::{evidence_type, short_name};
use super::method::{file_ref, safeguards};
use super::{Ctx, options, survey};

pub fn lower_regions(
    ctx: &mut Ctx,
    methodology: &Methodology,
    nodes: &[Arc<Node>],
) -> BTreeMap<String, Region> {
    nodes
        .iter()
        .filter(|n| n.name() == "region")
        .map(|n| {
            let region = Region {
                id: n.id.clone(),
                label: n.label.clone(),
                about: n.text("about").unwrap_or_default(),
                adaptations: adaptations(ctx, methodology, n),
                span: ctx.line(n),
            };
            (n.id.clone(), region)
        })
        .collect()
}

fn adaptations(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Vec<Adaptation> {
    let mut out = Vec::new();
    for adapt in node.children_named("adapt") {
        let Some(instrument) = find_instrument(methodology, &adapt.id) else {
            continue;
        };
        let changes = adapt.children.iter().filter_map(|c| change(ctx, methodology, instrument, c)).collect();
        out.push(Adaptation { instrument: instrument.path.clone(), changes, span: ctx.line(adapt) });
    }
    out
}

fn find_instrument<'a>(methodology: &'a Methodology, tail: &str) -> Option<&'a Instrument> {
    match resolve_tail(tail, methodology.instruments().map(|i| i.path.as_str())) {
        Named::Found(path) => methodology.instrument(path),
        _ => None,
    }
}

/// Ids of the questions and options that these layers add.
pub fn added_by<'a>(layers: impl Iterator<Item = &'a Arc<Node>>) -> HashSet<String> {
    let mut added = HashSet::new();
    for change in layers.flat_map(|layer| layer.children_named("adapt")).flat_map(|adapt| &adapt.children) {
        match change.name() {
            "add_item" => added.extend(change.children.iter().map(|c| c.id.clone())),
            "add_options" => added.extend(options(&change.entries).into_iter().map(|o| o.id)),
            _ => {}
        }
    }
    added
}

/// Whether the option that a change names can be there; a complaint at the
/// place of the name where it cannot. What the layers do to each other is for
/// the plan to say.
fn has_option(ctx: &mut Ctx, instrument: &Instrument, node: &Node, path: &[Step<'_>], id: &str) -> bool {
    let Some(item) = instrument.item(&node.id).filter(|i| !i.options.is_empty()) else {
        return true;
    };
    let ids = || item.options.iter().map(|o| o.id.as_str());
    if ctx.added.contains(id) || ids().any(|known| known == id) {
        return true;
    }
    let mut diag = Diag::error(format!("'{}' has no option '{id}'", item.id)).at(ctx.value_span(node, path));
    for hint in choice_hints(id, ids()) {
        diag = diag.hint(hint);
    }
    ctx.complain(diag.depth(2));
    false
}

fn change(
    ctx: &mut Ctx,
    methodology: &Methodology,
    instrument: &Instrument,
    node: &Arc<Node>,
) -> Option<Change> {
    if node.broken {
        return None;
    }
    let text = |f: &str| node.text(f).unwrap_or_default();
    let kind = match node.name() {
        "reword" => ChangeKind::Reword(text("text")),
        "leave_out" => ChangeKind::LeaveOut,
        "add_options" => {
            let mut place = |field: &str| {
                let id = text(field);
                let there = id.is_empty() || has_option(ctx, instrument, node, &[Step::Key(field)], &id);
                if there { id } else { String::new() }
            };
            ChangeKind::AddOptions {
                options: options(&node.entries),
                before: place("before"),
                after: place("after"),
            }
        }
        "remove_options" => {
            let mut gone = Vec::new();
            for (i, id) in node.texts("options").into_iter().enumerate() {
                let path = [Step::Key("options"), Step::Index(i)];
                if has_option(ctx, instrument, node, &path, &id) {
                    gone.push(id);
                }
            }
            ChangeKind::RemoveOptions(gone)
        }
        "ask_only_if" => {
            let scope = ItemScope::of(instrument);
            ChangeKind::AskOnlyIf(ctx.condition(node, "condition", ExprKind::Change, &scope)?)
        }
        "other_recall" => ChangeKind::OtherRecall(node.number("months")? as i64),
        "other_ages" => {
            let (low, high) = node.range("ages")?;
            ChangeKind::OtherAges(low, high)
        }
        "translate" => {
            let mut texts = node.named_texts("texts");
            texts.retain(|(id, _)| {
                let there = ctx.added.contains(id) || instrument.item(id).is_some();
                if !there {
                    let span = ctx.key_span(node, &[Step::Key("texts"), Step::Key(id)]);
                    let mut diag =
                        Diag::error(format!("{} has no item '{id}' to translate", instrument.path)).at(span);
                    for hint in choice_hints(id, instrument.items.iter().map(|i| i.id.as_str())) {
                        diag = diag.hint(hint);
                    }
                    ctx.complain(diag.depth(2));
                }
                there
            });
            ChangeKind::Translate { language: node.id.clone(), texts }
        }
        "add_item" => {
            let mut items: Vec<Item> = Vec::new();
            ctx.duplicates("question", &node.children);
            let mut children: Vec<&Arc<Node>> = Vec::new();
            for child in &node.children {
                if let Some(asked) = instrument.item(&child.id) {
                    let span = ctx.id_span(child);
                    ctx.complain(
                        Diag::error(format!("{} asks '{}' already", instrument.path, child.id))
                            .at(span)
                            .hint(format!(
                                "asked at {}; choose another id, or change the question that is there",
                                asked.span
                            )),
                    );
                } else if !children.iter().any(|c| c.id == child.id) {
                    children.push(child);
                }
            }
            for child in &children {
                if child.text("class").as_deref() == Some("core") {
                    let span = ctx.value_span(child, &[Step::Key("class")]);
                    ctx.complain(
                        Diag::error(format!("'{}' is asked only here, so it cannot be core", child.id))
                            .at(span)
                            .hint("core items are the same in every country; write \"adaptable\" or \"optional\""),
                    );
                }
                items.push(survey::item(ctx, child, &node.id, &methodology.scales));
            }
            let known: Vec<&Item> = instrument.items.iter().map(|i| &**i).chain(&items).collect();
            let scope = ItemScope::new(known);
            let mut conditions = Vec::new();
            for child in &children {
                conditions.push((
                    ctx.condition(child, "ask_if", ExprKind::Routing, &scope),
                    ctx.condition(child, "must", ExprKind::Routing, &scope),
                    ctx.condition(child, "warn_if", ExprKind::Routing, &scope),
                    ctx.condition(child, "value", ExprKind::Value, &scope),
                ));
            }
            for (item, (ask_if, must, warn_if, value)) in items.iter_mut().zip(conditions) {
                (item.ask_if, item.must, item.warn_if, item.value) = (ask_if, must, warn_if, value);
            }
            ChangeKind::AddItems(items)
        }
        _ => return None,
    };
    let inherited_from = text("inherited_from");
    let mut because = text("because");
    if !inherited_from.is_empty() {
        inherited(ctx, node, &inherited_from);
        because = format!("taken over from {inherited_from}, not confirmed here");
    }
    Some(Change {
        kind,
        item: if node.name() == "translate" { String::new() } else { node.id.clone() },
        because,
        keeps_meaning: node.text("keeps").is_some(),
        shown_by: text("shown_by"),
        waiver: text("waiver"),
        source: text("source"),
        inherited_from,
        span: ctx.id_span(node),
    })
}

/// A change that was taken over claims nothing until it is confirmed.
fn inherited(ctx: &mut Ctx, node: &Node, from: &str) {
    if !crate::base::ids::is_country_code(from) {
        let span = ctx.value_span(node, &[Step::Key("inherited_from")]);
        ctx.complain(
            Diag::error(format!("\"{from}\" is not a country code of three capital letters")).at(span),
        );
    }
    for claim in ["because", "keeps", "shown_by", "waiver"] {
        if node.get(claim).is_some() {
            let span = ctx.value_span(node, &[Step::Key(claim)]);
            ctx.complain(
                Diag::error(format!(
                    "'{claim}' beside inherited_from: a change is taken over, or it is confirmed"
                ))
                .at(span)
                .hint("to confirm the change here, take inherited_from away; until then it claims nothing"),
            );
        }
    }
}

pub fn lower(ctx: &mut Ctx, methodology: &Methodology, home: &str, nodes: &[Arc<Node>]) -> Option<Country> {
    let heads: Vec<&Arc<Node>> = nodes.iter().filter(|n| n.name() == "country").collect();
    let Some(node) = heads.first() else {
        // A folder whose init.lua failed was complained of already.
        if !ctx.failed(&format!("{home}/"), 2) {
            ctx.complain(
                Diag::error(format!("no script of {home}/ declares a country"))
                    .hint(format!("write return country \"KEN\" \"Kenya\" {{ … }} in {home}/init.lua")),
            );
        }
        return None;
    };
    for second in heads.iter().skip(1) {
        let span = ctx.id_span(second);
        ctx.complain(
            Diag::error("a folder declares one country").at(span).hint("give the second a folder of its own"),
        );
    }
    let text = |n: &Node, f: &str| n.text(f).unwrap_or_default();
    let mut country = Country {
        code: node.id.clone(),
        name: node.label.clone(),
        region: text(node, "region"),
        languages: node.texts("languages"),
        about: text(node, "about"),
        confirm: text(node, "confirm"),
        placeholders: node.named_texts("placeholders"),
        adaptations: adaptations(ctx, methodology, node),
        states: Vec::new(),
        zeros: Vec::new(),
        approvals: Vec::new(),
        approvals_stated: Vec::new(),
        fieldwork: Vec::new(),
        safeguards: None,
        worksheet: None,
        figures_file: file_ref(ctx, node, "figures"),
        observations_file: file_ref(ctx, node, "observations"),
        figures: Vec::new(),
        observations: Vec::new(),
        answers: Vec::new(),
        findings: Vec::new(),
        span: ctx.line(node),
    };
    languages(ctx, node);
    placeholders(ctx, methodology, node, &country);
    for child in &node.children {
        let state = match child.name() {
            "not_run" => Some(RunStateKind::NotRun),
            "not_cleared" => Some(RunStateKind::NotCleared),
            "not_available" => Some(RunStateKind::NotAvailable),
            _ => None,
        };
        if let Some(kind) = state {
            add_state(ctx, &mut country, child, kind);
            continue;
        }
        match child.name() {
            "recorded_zero" => country.zeros.push(RecordedZero {
                published: child.id.trim_start_matches("published:").to_string(),
                because: text(child, "because"),
                source: text(child, "source"),
                span: ctx.line(child),
            }),
            "approval" => country.approvals.push(Approval {
                activity: child.id.clone(),
                board: text(child, "board"),
                scope: text(child, "scope"),
                valid: child.get("valid").and_then(Val::table).and_then(|t| {
                    Some((t.list.first()?.text()?.to_string(), t.list.get(1)?.text()?.to_string()))
                }),
                state: text(child, "state"),
                reference: text(child, "reference"),
                source: text(child, "source"),
                confirm: text(child, "confirm"),
                span: ctx.line(child),
            }),
            "approvals_stated" => country.approvals_stated.push(ApprovalsStated {
                number: child.number("number").map(|n| n as i64),
                activity: text(child, "activity"),
                not_stated: text(child, "not_stated"),
                source: text(child, "source"),
                confirm: text(child, "confirm"),
                about: text(child, "about"),
                span: ctx.line(child),
            }),
            "fieldwork" => country.fieldwork.push(Fieldwork {
                activity: child.id.clone(),
                period: text(child, "period"),
                mode: text(child, "mode"),
                sampling: text(child, "sampling"),
                interviews: planned(ctx, child, "interviews", 1.0),
                design_effect: planned(ctx, child, "design_effect", 0.0),
                note: text(child, "note"),
                source: text(child, "source"),
                confirm: text(child, "confirm"),
                span: ctx.line(child),
            }),
            "safeguards" => country.safeguards = Some(safeguards(ctx, child)),
            _ => {}
        }
    }
    for node in nodes.iter().filter(|n| n.name() == "safeguards") {
        country.safeguards = Some(safeguards(ctx, node));
    }
    country.worksheet = worksheet(ctx, nodes);
    for node in nodes.iter().filter(|n| n.name() == "answers") {
        country.answers.extend(answers(ctx, methodology, node));
    }
    let findings: Vec<&Arc<Node>> =
        nodes.iter().filter(|n| n.name() == "findings").flat_map(|n| &n.children).collect();
    ctx.duplicates("finding", findings.iter().copied());
    ctx.duplicates("recommendation", findings.iter().flat_map(|f| &f.children));
    for node in findings {
        if let Some(finding) = finding(ctx, methodology, node) {
            country.findings.push(finding);
        }
    }
    Some(country)
}

/// The worksheet of the country: one, with each point once.
fn worksheet(ctx: &mut Ctx, nodes: &[Arc<Node>]) -> Option<Worksheet> {
    let sheets: Vec<&Arc<Node>> = nodes.iter().filter(|n| n.name() == "worksheet").collect();
    let node = sheets.first()?;
    for second in sheets.iter().skip(1) {
        let span = ctx.id_span(second);
        ctx.complain(
            Diag::error("a country has one worksheet")
                .at(span)
                .hint(format!("the first stands at {}:{}", node.site.file, node.site.line)),
        );
    }
    ctx.duplicates("point", &node.children);
    let started_from = node.text("started_from").unwrap_or_default();
    if !started_from.is_empty() && !crate::base::ids::is_country_code(&started_from) {
        let span = ctx.value_span(node, &[Step::Key("started_from")]);
        ctx.complain(
            Diag::error(format!("\"{started_from}\" is not a country code of three capital letters"))
                .at(span),
        );
    }
    let mut points = Vec::new();
    for child in &node.children {
        let text = |f: &str| child.text(f).unwrap_or_default();
        let (answer, source) = (text("answer"), text("source"));
        if !answer.is_empty() && source.is_empty() && text("confirm").is_empty() {
            let span = ctx.value_span(child, &[Step::Key("answer")]);
            ctx.complain(
                Diag::error(format!("the answer to point \"{}\" has no source", child.id))
                    .at(span)
                    .hint("add source = \"…\"; or say what is still to be confirmed: confirm = \"…\""),
            );
        }
        points.push(Settled {
            point: child.id.clone(),
            answer,
            source,
            confirm: text("confirm"),
            span: ctx.line(child),
        });
    }
    Some(Worksheet { started_from, points, span: ctx.line(node) })
}

/// A number the sample is planned with, if it can be one.
fn planned(ctx: &mut Ctx, node: &Node, field: &str, least: f64) -> Option<f64> {
    let number = node.number(field)?;
    if number > 0.0 && number >= least {
        return Some(number);
    }
    let span = ctx.value_span(node, &[Step::Key(field)]);
    let above = if least > 0.0 { format!("of {least} or more") } else { format!("above {least}") };
    ctx.complain(Diag::error(format!("'{field}' is {number}: a number {above} belongs there")).at(span));
    None
}

fn add_state(ctx: &mut Ctx, country: &mut Country, node: &Arc<Node>, kind: RunStateKind) {
    if let Some(first) = country.states.iter().find(|s| s.activity == node.id) {
        let diag = Diag::error(format!("'{}' is said to be {} already", node.id, first.kind.word()))
            .hint(format!("first said at {}", first.span));
        let span = ctx.id_span(node);
        ctx.complain(diag.at(span));
        return;
    }
    country.states.push(RunState {
        activity: node.id.clone(),
        kind,
        because: node.text("because").unwrap_or_default(),
        source: node.text("source").unwrap_or_default(),
        span: ctx.line(node),
    });
}

fn answers(ctx: &mut Ctx, methodology: &Methodology, node: &Arc<Node>) -> Vec<Answer> {
    let Some(checklist) = find_instrument(methodology, &node.id) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for child in node.children.iter().filter(|c| !c.broken) {
        let text = |f: &str| child.text(f).unwrap_or_default();
        let Some(criterion) = checklist.item(child.id.rsplit('/').next().unwrap_or(&child.id)) else {
            continue;
        };
        let value = text("value");
        if !criterion.options.is_empty()
            && !criterion.options.iter().any(|o| o.id == value)
            && !value.is_empty()
        {
            let span = ctx.value_span(child, &[Step::Key("value")]);
            let mut diag =
                Diag::error(format!("'{value}' is no answer on the scale '{}'", criterion.scale)).at(span);
            for hint in choice_hints(&value, criterion.options.iter().map(|o| o.id.as_str())) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
            continue;
        }
        let proved = !text("search").is_empty() || !text("quote").is_empty() || !text("lead").is_empty();
        if value == "no" && !proved {
            let span = ctx.value_span(child, &[Step::Key("value")]);
            ctx.complain(
                Diag::error(format!("the answer \"no\" to '{}' does not say where was looked", child.id))
                    .at(span)
                    .hint(
                        "a 'no' needs search = \"…\": what was searched and how; or mark it a lead = \"…\"",
                    ),
            );
        }
        out.push(Answer {
            checklist: checklist.path.clone(),
            criterion: criterion.id.clone(),
            value,
            as_of: text("as_of"),
            instrument: text("instrument"),
            article: text("article"),
            quote: text("quote"),
            in_force_since: text("in_force_since"),
            search: text("search"),
            lead: text("lead"),
            note: text("note"),
            source: text("source"),
            span: ctx.line(child),
        });
    }
    out
}

fn finding(ctx: &mut Ctx, methodology: &Methodology, node: &Arc<Node>) -> Option<Finding> {
    let text = |f: &str| node.text(f).unwrap_or_default();
    let mut scope = EvidenceScope::default();
    let mut rests_on = Vec::new();
    let mut whole = true;
    for (i, written) in node.texts("rests_on").into_iter().enumerate() {
        let Ok(address) = Address::parse(&written) else {
            whole = false;
            continue;
        };
        let Some(ty) = evidence_type(methodology, &address) else {
            whole = false;
            continue;
        };
        let name = short_name(&address).to_string();
        if rests_on.iter().any(|(n, _)| *n == name) {
            let span = ctx.value_span(node, &[Step::Key("rests_on"), Step::Index(i)]);
            ctx.complain(
                Diag::error(format!(
                    "two addresses of this finding are both called '{name}' in its condition"
                ))
                .at(span),
            );
        }
        scope.add(name.clone(), ty);
        rests_on.push((name, written));
    }
    if rests_on.is_empty() && whole && node.get("rests_on").is_some() {
        let span = ctx.value_span(node, &[Step::Key("rests_on")]);
        ctx.complain(Diag::error(format!("finding \"{}\" rests on no evidence", node.id)).at(span));
    }
    if !whole || node.broken {
        return None;
    }
    let holds_if = ctx.condition(node, "holds_if", ExprKind::Evidence, &scope)?;
    if holds_if.checked.depends_on().is_empty() {
        let span = ctx.value_span(node, &[Step::Key("holds_if")]);
        ctx.complain(
            Diag::error(format!("the condition of finding \"{}\" uses none of its evidence", node.id))
                .at(span)
                .hint(format!(
                    "names it may use: {}",
                    rests_on.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>().join(", ")
                )),
        );
    }
    Some(Finding {
        id: node.id.clone(),
        claim: text("claim"),
        holds_if,
        rests_on,
        needs_base: node.number("needs_base").map(|n| n as i64),
        chapter: text("chapter"),
        about: text("about"),
        recommendations: node
            .children
            .iter()
            .map(|r| {
                let text = |f: &str| r.text(f).unwrap_or_default();
                Recommendation {
                    id: r.id.clone(),
                    text: r.label.clone(),
                    to: r.texts("to"),
                    deadline: text("deadline"),
                    indicator: text("indicator"),
                    baseline: text("baseline"),
                    target: text("target"),
                    status: text("status"),
                    source: text("source"),
                    span: ctx.line(r),
                }
            })
            .collect(),
        span: ctx.line(node),
    })
}

fn languages(ctx: &mut Ctx, node: &Node) {
    for (i, language) in node.texts("languages").iter().enumerate() {
        if !super::super::construct::is_language(language) {
            let span = ctx.value_span(node, &[Step::Key("languages"), Step::Index(i)]);
            ctx.complain(
                Diag::error(format!("'{}' is no language code", super::super::errors::clip(language)))
                    .at(span)
                    .hint("two or three lowercase letters, as in \"sw\" or \"km\""),
            );
        }
    }
}

/// The names in braces of all wordings.
fn braces(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// A placeholder that no wording uses is a slip; one that a wording of an
/// approved activity uses must be filled before anyone is asked.
fn placeholders(ctx: &mut Ctx, methodology: &Methodology, node: &Node, country: &Country) {
    let used = |wanted: &Instrument| -> Vec<String> {
        wanted
            .items
            .iter()
            .flat_map(|i| braces(&i.text))
            .filter(|n| *n != "country")
            .map(str::to_string)
            .collect()
    };
    let all: Vec<String> = methodology.instruments().flat_map(used).collect();
    for (name, _) in &country.placeholders {
        if !all.contains(name) {
            let span = ctx.value_span(node, &[Step::Key("placeholders"), Step::Key(name)]);
            let mut diag = Diag::error(format!("no wording has the placeholder {{{name}}}")).at(span);
            for hint in choice_hints(name, all.iter().map(String::as_str)) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
        }
    }
    for approval in node.children_named("approval") {
        let Some(activity) = methodology.activity(&approval.id) else { continue };
        let mut missing: Vec<String> = activity.instruments.iter().flat_map(|i| used(i)).collect();
        missing.retain(|n| !country.placeholders.iter().any(|(p, _)| p == n));
        missing.sort();
        missing.dedup();
        if !missing.is_empty() {
            let span = ctx.id_span(approval);
            ctx.complain(
                Diag::error(format!(
                    "'{}' is approved, but {{{}}} is not filled in",
                    approval.id,
                    missing.join("}, {")
                ))
                .at(span)
                .hint(format!(
                    "a respondent would be read the braces; add placeholders = {{ {} = \"…\" }}",
                    missing[0]
                )),
            );
        }
    }
}
