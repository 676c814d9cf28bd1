//! Instruments and their items.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::data::State;
use crate::model::{
    Class, Group, Instrument, InstrumentKind, Item, ItemKind, ItemScope, OptionDef, RecordColumns, Review,
    Scale,
};

use super::super::errors::clip;
use super::super::node::Node;
use super::super::source::Step;
use super::super::types::ExprKind;
use super::{Ctx, options_of};

/// An instrument of an activity.
pub fn instrument(ctx: &mut Ctx, activity: &str, node: &Node, scales: &[Scale]) -> Instrument {
    let kind = match node.name() {
        "questionnaire" => InstrumentKind::Questionnaire,
        "interview_guide" => InstrumentKind::InterviewGuide,
        "codebook" => InstrumentKind::Codebook,
        "checklist" => InstrumentKind::Checklist,
        _ => InstrumentKind::DataRequest,
    };
    let text = |f: &str| node.text(f).unwrap_or_default();
    let mut instrument = Instrument {
        path: format!("{activity}/{}", node.id),
        id: node.id.clone(),
        activity: activity.to_string(),
        label: node.label.clone(),
        kind,
        respondents: if kind == InstrumentKind::DataRequest { text("asked_of") } else { text("respondents") },
        population: text("population"),
        ages: node.range("ages"),
        recall_months: node.number("recall_months").map(|n| n as i64),
        mode: text("mode"),
        target: node.number("target").map(|n| n as i64),
        about: text("about"),
        confirm: text("confirm"),
        records: RecordColumns::default(),
        review: Review {
            reviewers: node.number("reviewers").map_or(2, |n| n.max(0.0) as usize),
            stale_after_years: node.number("stale_after_years").map(|n| n as i64),
        },
        by: node.get("by").map(|_| node.texts("by")),
        groups: Vec::new(),
        items: Vec::new(),
        span: ctx.line(node),
    };
    // Items in the order they are asked, each with its declaration.
    let mut items: Vec<Item> = Vec::new();
    let mut nodes: Vec<Arc<Node>> = Vec::new();
    match kind {
        InstrumentKind::Questionnaire | InstrumentKind::Checklist => {
            ctx.duplicates(
                if kind == InstrumentKind::Checklist { "domain" } else { "section" },
                &node.children,
            );
            for group in &node.children {
                for child in &group.children {
                    let mut item = item(ctx, child, &group.id, scales);
                    // What is asked for as proof is said by the nearest.
                    item.proof = [child, group]
                        .into_iter()
                        .find(|n| n.get("proof").is_some())
                        .map_or_else(|| node.texts("proof"), |n| n.texts("proof"));
                    items.push(item);
                    nodes.push(child.clone());
                }
            }
        }
        InstrumentKind::InterviewGuide => {
            for child in &node.children {
                items.push(item(ctx, child, "", scales));
                nodes.push(child.clone());
            }
        }
        InstrumentKind::Codebook => themes(ctx, &node.children, "", &mut items, &mut nodes),
        InstrumentKind::DataRequest => {
            for series in node.texts("series") {
                items.push(Item::new(&series, &series, ItemKind::Series, ctx.line(node)));
            }
        }
    }
    ctx.duplicates(
        match kind {
            InstrumentKind::Questionnaire => "question",
            InstrumentKind::Checklist => "criterion",
            InstrumentKind::Codebook => "theme",
            _ => "topic",
        },
        &nodes,
    );
    conditions(ctx, node, &mut instrument, &mut items, &nodes);
    if kind == InstrumentKind::Questionnaire {
        instrument.records = record_columns(ctx, node, &items, &nodes);
    }
    instrument.items = items.into_iter().map(Arc::new).collect();
    instrument
}

/// What data files call the columns that are no question. A name stands for
/// one column: not two of these, and no question.
fn record_columns(ctx: &mut Ctx, node: &Node, items: &[Item], nodes: &[Arc<Node>]) -> RecordColumns {
    let mut records = RecordColumns::default();
    let stated = node.named_texts("records");
    for (role, name) in &stated {
        let path = [Step::Key("records"), Step::Key(role)];
        let Some(column) = records.role_mut(role) else {
            let roles = RecordColumns::default();
            let mut diag = Diag::error(format!("'records' has no column for '{}'", clip(role)))
                .at(ctx.key_span(node, &path));
            for hint in choice_hints(role, roles.all().into_iter().map(|(role, _)| role)) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
            continue;
        };
        if name.chars().any(char::is_control) || name.trim() != name || name.len() > 64 {
            let message = "is no name of a column: at most 64 characters, no space around them";
            ctx.complain(Diag::error(format!("'records.{role}' {message}")).at(ctx.value_span(node, &path)));
            continue;
        }
        column.clone_from(name);
    }
    let all = records.all();
    for (at, (role, column)) in all.iter().enumerate() {
        let name = clip(column);
        // The later of two is complained of, at the place where one is written.
        let twice = all[..at].iter().find(|(_, n)| n == column).map(|(role, _)| *role);
        let item = items.iter().position(|i| i.id == **column);
        let here = |role: &str| stated.iter().any(|(r, _)| r == role);
        let complaint = match (twice, item) {
            (Some(other), _) => {
                format!("the record columns for '{other}' and '{role}' are both called '{name}'")
            }
            (None, Some(_)) => format!("'{name}' is a question and the record column for '{role}'"),
            (None, None) => continue,
        };
        let place = [Some(*role), twice].into_iter().flatten().find(|r| here(r));
        let span = match (place, item) {
            (Some(role), _) => ctx.value_span(node, &[Step::Key("records"), Step::Key(role)]),
            (None, Some(item)) => ctx.id_span(&nodes[item]),
            (None, None) => ctx.line(node),
        };
        ctx.complain(
            Diag::error(complaint)
                .at(span)
                .hint(format!("a file of answers has both as columns: records = {{ {role} = \"…\" }}")),
        );
    }
    records
}

fn themes(ctx: &mut Ctx, nodes: &[Arc<Node>], trail: &str, items: &mut Vec<Item>, out: &mut Vec<Arc<Node>>) {
    for node in nodes {
        let mut theme = item(ctx, node, trail, &[]);
        theme.hint = node.text("description").unwrap_or_default();
        items.push(theme);
        out.push(node.clone());
        let deeper = if trail.is_empty() { node.id.clone() } else { format!("{trail}/{}", node.id) };
        themes(ctx, &node.children, &deeper, items, out);
    }
}

/// Expressions are checked once all questions are known.
fn conditions(
    ctx: &mut Ctx,
    node: &Node,
    instrument: &mut Instrument,
    items: &mut [Item],
    nodes: &[Arc<Node>],
) {
    if instrument.kind == InstrumentKind::Questionnaire {
        let known = items.to_vec();
        let scope = ItemScope::new(&known);
        for group in &node.children {
            let ask_if = ctx.condition(group, "ask_if", ExprKind::Routing, &scope);
            instrument.groups.push(Group {
                id: group.id.clone(),
                label: group.label.clone(),
                ask_if,
                sensitive: group.flag("sensitive").unwrap_or(false),
                span: ctx.line(group),
            });
        }
        for (item, node) in items.iter_mut().zip(nodes) {
            item.ask_if = ctx.condition(node, "ask_if", ExprKind::Routing, &scope);
            item.must = ctx.condition(node, "must", ExprKind::Routing, &scope);
            item.warn_if = ctx.condition(node, "warn_if", ExprKind::Routing, &scope);
            item.value = ctx.condition(node, "value", ExprKind::Value, &scope);
        }
        asked_later(ctx, items, nodes);
    } else if instrument.kind == InstrumentKind::Checklist {
        for group in &node.children {
            instrument.groups.push(Group {
                id: group.id.clone(),
                label: group.label.clone(),
                ask_if: None,
                sensitive: false,
                span: ctx.line(group),
            });
        }
    }
}

/// A question cannot be routed by one that comes later.
fn asked_later(ctx: &mut Ctx, items: &[Item], nodes: &[Arc<Node>]) {
    for (at, (item, node)) in items.iter().zip(nodes).enumerate() {
        let Some(condition) = &item.ask_if else { continue };
        for name in condition.checked.depends_on() {
            let later = items.iter().position(|i| i.id == *name).is_some_and(|p| p >= at);
            if later {
                let span = ctx.value_span(node, &[Step::Key("ask_if")]);
                let message = if *name == item.id {
                    format!("'{}' is asked only if its own answer says so", item.id)
                } else {
                    format!("'{}' is routed by '{name}', which is asked later", item.id)
                };
                ctx.complain(Diag::error(message).at(span).hint("route by questions that come before"));
            }
        }
    }
}

/// A question, topic, theme or criterion; expressions come later.
pub fn item(ctx: &mut Ctx, node: &Node, group: &str, scales: &[Scale]) -> Item {
    let kind = ItemKind::from_word(node.name()).unwrap_or(ItemKind::Note);
    let text = |f: &str| node.text(f).unwrap_or_default();
    let scale = text("scale");
    let from_scale = |options: Vec<OptionDef>| -> Vec<OptionDef> {
        if kind == ItemKind::Criterion {
            scales.iter().find(|s| s.id == scale).map(|s| s.values.clone()).unwrap_or_default()
        } else {
            options
        }
    };
    Item {
        class: node.text("class").and_then(|c| Class::from_word(&c)).unwrap_or(Class::Core),
        group: group.to_string(),
        options: from_scale(options_of(node, "options")),
        allow: node.texts("allow").iter().filter_map(|s| State::from_id(s)).collect(),
        range: node.range("range"),
        unit: text("unit"),
        recall_months: node.number("recall_months").map(|n| n as i64),
        ages: node.range("ages"),
        hint: if node.text("guidance").is_some() { text("guidance") } else { text("hint") },
        concept: text("concept"),
        sensitive: node.flag("sensitive").unwrap_or(false),
        texts: node.named_texts("texts").into_iter().collect(),
        scale: scale.clone(),
        code: text("code"),
        rests_on: node.texts("rests_on"),
        to_confirm: node.flag("to_confirm").unwrap_or(false),
        only_in: node.texts("only_in"),
        legal_instrument: if kind == ItemKind::Criterion { text("instrument") } else { String::new() },
        probes: node.texts("probes"),
        themes: node.texts("themes"),
        ..Item::new(&node.id, &node.label, kind, ctx.line(node))
    }
}
