//! Burden of questionnaires, and rounds in which their wordings were tried.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{
    Burden, CognitiveTest, Expectation, Instrument, ItemKind, Limit, Measure, Methodology, Tested,
};

use super::super::node::{Node, Val};
use super::super::source::Step;
use super::Ctx;
use super::changes::find_instrument;

/// Named numbers of a field, in the order of their names.
fn numbers(node: &Node, field: &str) -> Vec<(String, f64)> {
    let table = node.get(field).and_then(Val::table);
    let named = table.map_or(&[][..], |t| t.named.as_slice());
    named.iter().filter_map(|(name, value)| Some((name.to_string(), value.number()?))).collect()
}

fn complain<'a>(
    ctx: &mut Ctx,
    node: &Node,
    path: &[Step<'_>],
    what: String,
    word: &str,
    valid: impl IntoIterator<Item = &'a str>,
) {
    let mut diag = Diag::error(what).at(ctx.key_span(node, path)).depth(2);
    for hint in choice_hints(word, valid) {
        diag = diag.hint(hint);
    }
    ctx.complain(diag);
}

/// More seconds than these for one question, or one word, are a slip.
const HOUR: f64 = 3600.0;

/// Seconds are from nothing to an hour.
fn seconds_of(ctx: &mut Ctx, node: &Node, path: &[Step<'_>], name: &str, number: f64) -> bool {
    if number <= HOUR {
        return at_least_nothing(ctx, node, path, name, number);
    }
    let span = ctx.value_span(node, path);
    ctx.complain(
        Diag::error(format!("'{name}' is {number:e} seconds: more than an hour"))
            .at(span)
            .hint("these are seconds for one question, and for one word of it"),
    );
    false
}

/// A number that is less than nothing is a slip.
fn at_least_nothing(ctx: &mut Ctx, node: &Node, path: &[Step<'_>], name: &str, number: f64) -> bool {
    if number >= 0.0 && number.is_finite() {
        return true;
    }
    let span = ctx.value_span(node, path);
    ctx.complain(Diag::error(format!("'{name}' is {number}: it cannot be less than nothing")).at(span));
    false
}

pub fn burden(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Option<Burden> {
    let instrument = find_instrument(methodology, &node.id)?;
    let mut seconds = Vec::new();
    for (kind, number) in numbers(node, "seconds") {
        let path = [Step::Key("seconds"), Step::Key(&kind)];
        if ItemKind::from_word(&kind).is_none_or(|k| k == ItemKind::Criterion) {
            let known = ItemKind::ALL.map(ItemKind::word);
            complain(ctx, node, &path, format!("'{kind}' is no kind of question"), &kind, known);
        } else if seconds_of(ctx, node, &path, &kind, number) {
            seconds.push((kind, number));
        }
    }
    let per_word = node.number("seconds_per_word").unwrap_or(0.0);
    seconds_of(ctx, node, &[Step::Key("seconds_per_word")], "seconds_per_word", per_word);
    let mut limits = Vec::new();
    for (name, most) in numbers(node, "limits") {
        let path = [Step::Key("limits"), Step::Key(&name)];
        match Measure::ALL.into_iter().find(|m| m.id() == name) {
            Some(of) if at_least_nothing(ctx, node, &path, &name, most) => {
                limits.push(Limit { of, most, span: ctx.value_span(node, &path) });
            }
            Some(_) => {}
            None => {
                complain(
                    ctx,
                    node,
                    &path,
                    format!("'{name}' is nothing that is limited"),
                    &name,
                    Measure::ALL.map(Measure::id),
                );
            }
        }
    }
    let services = node.text("services").unwrap_or_default();
    if !services.is_empty() && instrument.item(&services).is_none() {
        let ids = instrument.items.iter().map(|i| i.id.as_str());
        let mut diag = Diag::error(format!("{} has no item '{services}'", instrument.path))
            .at(ctx.value_span(node, &[Step::Key("services")]))
            .depth(2);
        for hint in choice_hints(&services, ids) {
            diag = diag.hint(hint);
        }
        ctx.complain(diag);
    }
    if services.is_empty()
        && let Some(limit) = limits.iter().find(|l| l.of == Measure::ToServices)
    {
        ctx.complain(
            Diag::error("a limit up to the services, and no item that gives them")
                .at(limit.span.clone())
                .hint("add services = \"…\": the item at which everybody is given the services"),
        );
    }
    ctx.duplicates("expectation of", &node.children);
    let expects = node.children.iter().filter_map(|n| expectation(ctx, instrument, n)).collect();
    Some(Burden {
        instrument: instrument.path.clone(),
        seconds,
        seconds_per_word: per_word,
        services,
        limits,
        expects,
        source: node.text("source").unwrap_or_default(),
        confirm: node.text("confirm").unwrap_or_default(),
        span: ctx.line(node),
    })
}

fn expectation(ctx: &mut Ctx, instrument: &Instrument, node: &Arc<Node>) -> Option<Expectation> {
    let text = |f: &str| node.text(f).unwrap_or_default();
    let (assumed, source) = (text("assumed"), text("source"));
    if assumed.is_empty() == source.is_empty() && !node.broken {
        let span = ctx.id_span(node);
        ctx.complain(
            Diag::error(format!("what is expected of '{}' is either assumed or has a source", node.id))
                .at(span)
                .hint("add source = \"…\", or assumed = \"why\": an assumption is never told as a fact"),
        );
    }
    let Some(item) = instrument.item(&node.id) else {
        let span = ctx.id_span(node);
        let mut diag =
            Diag::error(format!("{} has no question '{}'", instrument.path, node.id)).at(span).depth(2);
        for hint in choice_hints(&node.id, instrument.items.iter().map(|i| i.id.as_str())) {
            diag = diag.hint(hint);
        }
        ctx.complain(diag);
        return None;
    };
    let mut shares = Vec::new();
    for (option, share) in numbers(node, "shares") {
        let path = [Step::Key("shares"), Step::Key(&option)];
        let states = item.allow.iter().map(|s| s.id());
        let known: Vec<&str> = item.options.iter().map(|o| o.id.as_str()).chain(states).collect();
        if !known.contains(&option.as_str()) {
            complain(ctx, node, &path, format!("'{}' has no answer '{option}'", item.id), &option, known);
        } else if !(0.0..=1.0).contains(&share) {
            let span = ctx.value_span(node, &path);
            ctx.complain(
                Diag::error(format!("the share of '{option}' is {share}: it lies from 0 to 1")).at(span),
            );
        } else {
            shares.push((option, share));
        }
    }
    let sum: f64 = shares.iter().map(|(_, s)| s).sum();
    if sum > 1.0 + 1e-9 && item.kind == ItemKind::SelectOne {
        let span = ctx.value_span(node, &[Step::Key("shares")]);
        ctx.complain(Diag::error(format!("the shares of '{}' add up to {sum}, above 1", item.id)).at(span));
    }
    let rows = node.number("rows");
    if rows.is_some() && item.kind != ItemKind::Roster {
        let span = ctx.value_span(node, &[Step::Key("rows")]);
        ctx.complain(Diag::error(format!("'{}' is no roster and has no rows", item.id)).at(span));
    }
    Some(Expectation { question: item.id.clone(), shares, rows, assumed, source, span: ctx.line(node) })
}

pub fn cognitive_test(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Option<CognitiveTest> {
    let instrument = find_instrument(methodology, &node.text("instrument")?)?;
    let text = |n: &Node, f: &str| n.text(f).unwrap_or_default();
    ctx.duplicates("test of", &node.children);
    let mut tested = Vec::new();
    for child in &node.children {
        if instrument.item(&child.id).is_none() && !ctx.added.contains(&child.id) {
            let span = ctx.id_span(child);
            let mut diag =
                Diag::error(format!("{} has no question '{}'", instrument.path, child.id)).at(span).depth(2);
            for hint in choice_hints(&child.id, instrument.items.iter().map(|i| i.id.as_str())) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
        }
        tested.push(Tested {
            item: child.id.clone(),
            found: text(child, "found"),
            decided: text(child, "decided"),
            span: ctx.line(child),
        });
    }
    Some(CognitiveTest {
        id: node.id.clone(),
        label: node.label.clone(),
        instrument: instrument.path.clone(),
        language: text(node, "language"),
        held: text(node, "held"),
        with: text(node, "with"),
        how: text(node, "how"),
        about: text(node, "about"),
        source: text(node, "source"),
        confirm: text(node, "confirm"),
        tested,
        span: ctx.line(node),
    })
}
