//! What a layer changes of an instrument.

use std::collections::HashSet;
use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{
    Adaptation, Change, ChangeKind, Instrument, Item, ItemKind, ItemScope, Methodology, Named, resolve_tail,
};

use super::super::node::Node;
use super::super::source::Step;
use super::super::types::ExprKind;
use super::method::file_ref;
use super::{Ctx, options, questions};

pub fn adaptations(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Vec<Adaptation> {
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

pub fn find_instrument<'a>(methodology: &'a Methodology, tail: &str) -> Option<&'a Instrument> {
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
            "add_item" | "add_row" => added.extend(change.children.iter().map(|c| c.id.clone())),
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
        "reorder" => ChangeKind::Reorder(node.texts("options")),
        "move" => ChangeKind::Move { before: text("before"), after: text("after") },
        "move_section" => ChangeKind::MoveSection { before: text("before"), after: text("after") },
        "ask_only_if" => {
            let scope = ItemScope::of(instrument);
            ChangeKind::AskOnlyIf(ctx.condition(node, "condition", ExprKind::Change, &scope)?)
        }
        "other_recall" => {
            let months = node.number("months")? as i64;
            if months < 1 {
                let span = ctx.value_span(node, &[Step::Key("months")]);
                ctx.complain(
                    Diag::error(format!("a recall window of {months} months covers nothing"))
                        .at(span)
                        .hint("write a number of months from 1"),
                );
                return None;
            }
            ChangeKind::OtherRecall(months)
        }
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
            let file = file_ref(ctx, node, "file");
            if node.get("file").is_none() && node.get("texts").is_none() {
                let span = ctx.id_span(node);
                ctx.complain(Diag::error("this translates nothing").at(span).hint(
                    "name the file of strings: file = \"children.sw.csv\"; or single wordings: texts = { … }",
                ));
            }
            ChangeKind::Translate { language: node.id.clone(), texts, file, rows: Arc::default() }
        }
        "add_item" | "add_row" => {
            let battery = instrument.item(&node.id).filter(|_| node.name() == "add_row");
            if let Some(other) = battery.filter(|b| b.kind != ItemKind::Battery) {
                let span = ctx.id_span(node);
                let all = instrument.items.iter().filter(|i| i.kind == ItemKind::Battery);
                let mut diag =
                    Diag::error(format!("'{}' is a {}, no battery", other.id, other.kind.word())).at(span);
                for hint in choice_hints(&other.id, all.map(|i| i.id.as_str())) {
                    diag = diag.hint(hint);
                }
                ctx.complain(diag);
                return None;
            }
            let mut items: Vec<Item> = Vec::new();
            ctx.duplicates("question", &node.children);
            let mut children: Vec<Arc<Node>> = Vec::new();
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
                    children.push(child.clone());
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
                let own = questions::item(ctx, child, &node.id, &methodology.scales);
                items.push(match battery {
                    // Rows that only a country has are never core.
                    Some(battery) => questions::added_row(child, own, battery),
                    None => own,
                });
            }
            let mut known: Vec<Item> = instrument.items.iter().map(|i| Item::clone(i)).collect();
            known.extend(items.iter().cloned());
            questions::conditions_among(ctx, &mut items, &children, &known);
            match battery {
                Some(battery) => {
                    questions::under(battery, &mut items, &known);
                    ChangeKind::AddRows(items)
                }
                None => ChangeKind::AddItems(items),
            }
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
