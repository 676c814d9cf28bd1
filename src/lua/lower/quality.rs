//! Thresholds of the checks of fieldwork.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{BackChecked, Instrument, Item, ItemKind, Methodology, Quality, Threshold};

use super::super::node::{Node, Val};
use super::super::source::Step;
use super::Ctx;
use super::changes::find_instrument;

pub fn quality(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Option<Quality> {
    let instrument = find_instrument(methodology, &node.id)?;
    let named = |field: &str| {
        let table = node.get(field).and_then(Val::table);
        table.map_or(&[][..], |t| t.named.as_slice())
    };
    let thresholds = thresholds(ctx, node);
    let mut time = |field: &'static str| {
        let id = node.text(field).unwrap_or_default();
        let kind = instrument.item(&id).map(|i| i.kind);
        if !id.is_empty() && kind != Some(ItemKind::Time) {
            let span = ctx.value_span(node, &[Step::Key(field)]);
            let times = instrument.items.iter().filter(|i| i.kind == ItemKind::Time).map(|i| i.id.as_str());
            let mut diag =
                Diag::error(format!("{} has no time question '{id}'", instrument.path)).at(span).depth(2);
            for hint in choice_hints(&id, times) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
        }
        id
    };
    let (begins, ends) = (time("begins"), time("ends"));
    if begins.is_empty() != ends.is_empty() {
        let span = ctx.line(node);
        ctx.complain(
            Diag::error("a duration has a beginning and an end")
                .at(span)
                .hint("state both begins and ends, or neither"),
        );
    }
    let back_check = back_check(ctx, instrument, node, named("back_check"));
    let span = ctx.line(node);
    Some(Quality { instrument: instrument.path.clone(), thresholds, begins, ends, back_check, span })
}

/// Thresholds by name, each with its reason.
fn thresholds(ctx: &mut Ctx, node: &Node) -> Vec<Threshold> {
    let named = |field: &str| {
        let table = node.get(field).and_then(Val::table);
        table.map_or(&[][..], |t| t.named.as_slice())
    };
    let because: Vec<(String, String)> = named("because")
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.text()?.to_string())))
        .collect();
    let known = || Quality::NAMES.iter().map(|(name, _)| *name);
    let mut thresholds = Vec::new();
    for (name, value) in named("thresholds") {
        let path = [Step::Key("thresholds"), Step::Key(name)];
        let Some(value) = value.number() else { continue };
        let Some(id) = known().find(|id| *id == &**name) else {
            let mut diag =
                Diag::error(format!("'{name}' has no threshold")).at(ctx.key_span(node, &path)).depth(2);
            for hint in choice_hints(name, known()) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
            continue;
        };
        if !(value.is_finite() && value >= 0.0) {
            let span = ctx.value_span(node, &path);
            ctx.complain(
                Diag::error(format!("'{name}' is {value}: a threshold cannot be less than nothing")).at(span),
            );
            continue;
        }
        let why = because.iter().find(|(n, _)| n == id).map(|(_, why)| why.trim()).unwrap_or_default();
        if why.is_empty() {
            let span = ctx.key_span(node, &path);
            ctx.complain(
                Diag::error(format!("the threshold '{name}' has no reason"))
                    .at(span)
                    .hint(format!("because = {{ {name} = \"its source, or: general practice\" }}")),
            );
        }
        thresholds.push(Threshold { name: id, value, because: why.to_string() });
    }
    let place = |name: &str| known().position(|id| id == name);
    thresholds.sort_by_key(|t| place(t.name));
    for (name, _) in &because {
        if !named("thresholds").iter().any(|(n, _)| **n == **name) {
            let span = ctx.key_span(node, &[Step::Key("because"), Step::Key(name)]);
            ctx.complain(
                Diag::error(format!("a reason for '{name}', and no threshold of that name")).at(span),
            );
        }
    }
    thresholds
}

/// The thresholds of a country, over those of the method.
pub fn checks(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Vec<Quality> {
    ctx.duplicates("checks of", node.children_named("checks"));
    let mut all = Vec::new();
    for child in node.children_named("checks") {
        let thresholds = thresholds(ctx, child);
        let Some(instrument) = find_instrument(methodology, &child.id) else { continue };
        all.push(Quality {
            instrument: instrument.path.clone(),
            thresholds,
            begins: String::new(),
            ends: String::new(),
            back_check: Vec::new(),
            span: ctx.line(child),
        });
    }
    all
}

/// What back-checks ask again. A sensitive question is never put twice.
fn back_check(
    ctx: &mut Ctx,
    instrument: &Instrument,
    node: &Node,
    named: &[(Arc<str>, Val)],
) -> Vec<BackChecked> {
    let mut all = Vec::new();
    let is_asked = |i: &Item| i.kind.is_asked() && i.value.is_none() && i.roster.is_empty();
    for (id, value) in named {
        let path = [Step::Key("back_check"), Step::Key(id)];
        let span = ctx.key_span(node, &path);
        let item = instrument.items.iter().find(|i| *i.id == **id && is_asked(i));
        let Some(item) = item else {
            let mut diag = Diag::error(format!("{} asks respondents no question '{id}'", instrument.path))
                .at(span)
                .depth(2);
            let known = instrument.items.iter().filter(|i| is_asked(i)).map(|i| i.id.as_str());
            for hint in choice_hints(id, known) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
            continue;
        };
        if item.sensitive {
            ctx.complain(
                Diag::error(format!("'{id}' is sensitive: a back-check never asks it again"))
                    .at(span)
                    .hint("take it out; facts such as an age show as well whether an interview was held"),
            );
            continue;
        }
        if item.by_interviewer {
            ctx.complain(
                Diag::error(format!("'{id}' is answered by the interviewer: nobody can be asked it again"))
                    .at(span),
            );
            continue;
        }
        match value.number() {
            Some(kind) if [1.0, 2.0, 3.0].contains(&kind) => {
                all.push(BackChecked { question: id.to_string(), kind: kind as u8 });
            }
            _ => {
                let span = ctx.value_span(node, &path);
                ctx.complain(
                    Diag::error(format!("the kind of '{id}' is 1, 2 or 3"))
                        .at(span)
                        .hint("1: a fact, which must not change; 2: it takes skill to ask; 3: it may change"),
                );
            }
        }
    }
    if !all.is_empty() && !instrument.items.iter().any(|i| i.kind == ItemKind::Case) {
        let span = ctx.key_span(node, &[Step::Key("back_check")]);
        ctx.complain(
            Diag::error(format!(
                "{} has no case number: nobody can tell what a back-check is of",
                instrument.path
            ))
            .at(span)
            .hint("case \"case_number\" \"Case number\" { class = \"core\" }"),
        );
    }
    let place = |id: &str| instrument.items.iter().position(|i| i.id == id);
    all.sort_by_key(|b| place(&b.question));
    all
}
