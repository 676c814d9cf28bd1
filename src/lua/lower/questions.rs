//! The questions of a questionnaire: from declarations to items, batteries and
//! rosters laid out flat, and the conditions between them.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::data::State;
use crate::expr;
use crate::expr::Profile;
use crate::model::{
    Class, Condition, Ending, Item, ItemKind, ItemScope, Methodology, OnlyWhere, OptionDef, Scale, Words,
    braces,
};

use super::super::errors::clip;
use super::super::node::Node;
use super::super::source::Step;
use super::super::types::ExprKind;
use super::{Ctx, options_of};

/// Adds a question; with a battery its rows, with a roster what is asked in it.
pub fn add(
    ctx: &mut Ctx,
    node: &Arc<Node>,
    group: &str,
    scales: &[Scale],
    items: &mut Vec<Item>,
    nodes: &mut Vec<Arc<Node>>,
) {
    let over = item(ctx, node, group, scales);
    items.push(over.clone());
    nodes.push(node.clone());
    for child in &node.children {
        let own = item(ctx, child, group, scales);
        items.push(match over.kind {
            ItemKind::Battery => row(child, own, &over),
            _ => Item { roster: over.id.clone(), sensitive: own.sensitive || over.sensitive, ..own },
        });
        nodes.push(child.clone());
    }
}

/// A row of a battery: what it does not say is the battery's.
fn row(node: &Node, own: Item, battery: &Item) -> Item {
    Item {
        kind: ItemKind::SelectOne,
        class: if node.get("class").is_some() { own.class } else { battery.class },
        options: battery.options.clone(),
        allow: battery.allow.clone(),
        recall_months: own.recall_months.or(battery.recall_months),
        ages: own.ages.or(battery.ages),
        hint: battery.hint.clone(),
        hints: battery.hints.clone(),
        concept: if own.concept.is_empty() { battery.concept.clone() } else { own.concept.clone() },
        sensitive: node.flag("sensitive").unwrap_or(battery.sensitive),
        by_interviewer: battery.by_interviewer,
        battery: battery.id.clone(),
        random_order: false,
        ..own
    }
}

/// A row that a country adds to a battery.
pub fn added_row(node: &Node, own: Item, battery: &Item) -> Item {
    let row = row(node, own, battery);
    let class = if row.class == Class::Core { Class::Optional } else { row.class };
    Item { class, ..row }
}

/// Rows are asked where their battery is.
pub fn under(battery: &Item, rows: &mut [Item], known: &[Item]) {
    let scope = ItemScope::new(known);
    for row in rows {
        row.ask_if = both(battery.ask_if.clone(), row.ask_if.take(), &scope);
    }
}

/// The questions behind options that ask which.
pub fn add_specify(ctx: &mut Ctx, words: &Words, items: &mut Vec<Item>, nodes: &[Arc<Node>]) {
    let mut all = Vec::with_capacity(items.len());
    let ids: Vec<String> = items.iter().map(|i| i.id.clone()).collect();
    for (item, node) in items.drain(..).zip(nodes) {
        let specify = item.specify(words);
        all.push(item);
        let Some(specify) = specify else { continue };
        if ids.contains(&specify.id) {
            let span = ctx.id_span(node);
            ctx.complain(
                Diag::error(format!(
                    "'{}' has an option that asks which, and '{}' is a question of its own",
                    node.id, specify.id
                ))
                .at(span)
                .hint("the words behind such an option are kept under that name; choose another id"),
            );
            continue;
        }
        all.push(specify);
    }
    *items = all;
}

/// What comes from a list of cases needs the list, and the number of the case
/// before it.
pub fn cases(ctx: &mut Ctx, list: &str, items: &[Item], nodes: &[Arc<Node>]) {
    let key = items.iter().position(|i| i.kind == ItemKind::Case);
    for (at, (item, node)) in items.iter().zip(nodes).enumerate() {
        if item.preloaded.is_empty() {
            continue;
        }
        let hint = match key {
            _ if list.is_empty() => "name it beside the sections: cases = \"…\"",
            Some(key) if key < at => continue,
            Some(_) => "ask for the number of the case before",
            None => "declare the number of the case: case \"case_id\" \"Case number\" { … }",
        };
        let span = ctx.value_span(node, &[Step::Key("preloaded")]);
        ctx.complain(
            Diag::error(format!("'{}' is filled in from a list of cases that is not known here", item.id))
                .at(span)
                .hint(hint),
        );
    }
}

/// Expressions are checked once all questions are known.
pub fn conditions(ctx: &mut Ctx, items: &mut [Item], nodes: &[Arc<Node>]) {
    let known = items.to_vec();
    conditions_among(ctx, items, nodes, &known);
    read_out(ctx, items, nodes);
}

/// Answers that are read out in a wording are given before it.
fn read_out(ctx: &mut Ctx, items: &[Item], nodes: &[Arc<Node>]) {
    for (at, (item, node)) in items.iter().zip(nodes).enumerate() {
        for name in item.wordings().flat_map(braces) {
            let Some(from) = items.iter().position(|i| i.id == name && i.kind.has_value()) else { continue };
            let elsewhere = !items[from].roster.is_empty() && items[from].roster != item.roster;
            if from < at && !elsewhere {
                continue;
            }
            let span = ctx.id_span(node);
            let (message, hint) = if elsewhere {
                let message = format!(
                    "'{}' reads out {{{name}}}, which has an answer in every row of '{}'",
                    item.id, items[from].roster
                );
                (message, "only questions of the same roster can read it out")
            } else {
                let message = format!("'{}' reads out {{{name}}}, which is not answered before it", item.id);
                (message, "read out answers of questions that come before")
            };
            ctx.complain(Diag::error(message).at(span).hint(hint));
        }
    }
}

/// What hangs on the law hangs on a criterion that there is, and on one of its
/// answers.
pub fn law_clauses(ctx: &mut Ctx, methodology: &Methodology) {
    let criteria: Vec<&Item> = methodology
        .instruments()
        .flat_map(|i| i.items.iter().map(|i| &**i))
        .filter(|i| i.kind == ItemKind::Criterion)
        .collect();
    for item in methodology.instruments().flat_map(|i| &i.items) {
        // The question behind an option repeats what its question says.
        let Some(only) = item.only_where.as_ref().filter(|_| item.specify_of.is_empty()) else { continue };
        let diag = match criteria.iter().find(|c| c.id == only.criterion) {
            None => {
                let diag = Diag::error(format!(
                    "'{}' hangs on an unknown criterion '{}'",
                    item.id,
                    clip(&only.criterion)
                ));
                choice_hints(&only.criterion, criteria.iter().map(|c| c.id.as_str()))
                    .into_iter()
                    .fold(diag, Diag::hint)
            }
            Some(criterion) if !criterion.options.iter().any(|o| o.id == only.is) => {
                let diag = Diag::error(format!("'{}' cannot be answered '{}'", criterion.id, clip(&only.is)));
                choice_hints(&only.is, criterion.options.iter().map(|o| o.id.as_str()))
                    .into_iter()
                    .fold(diag, Diag::hint)
            }
            Some(_) => continue,
        };
        ctx.complain(diag.at(item.span.clone()).depth(2));
    }
}

/// The conditions of some of the questions that are known.
pub fn conditions_among(ctx: &mut Ctx, items: &mut [Item], nodes: &[Arc<Node>], known: &[Item]) {
    let scope = ItemScope::new(known);
    for at in 0..items.len() {
        let node = &nodes[at];
        let mut read = |field: &str, kind| {
            let condition = ctx.condition(node, field, kind, &scope)?;
            // Rows are picked by their own answers.
            let roster = if field == "where" { &items[at].pick_from } else { &items[at].roster };
            outside_rosters(ctx, node, field, &condition, roster, known);
            Some(condition)
        };
        let ask_if = read("ask_if", ExprKind::Routing);
        let must = read("must", ExprKind::Routing);
        let warn_if = read("warn_if", ExprKind::Routing);
        let value = read("value", ExprKind::Value);
        let count = read("count", ExprKind::Value);
        let pick_if = read("where", ExprKind::Routing);
        let ends_if = read("ends_if", ExprKind::Routing);
        let ends_unless = read("ends_unless", ExprKind::Routing);
        let ends = ending(ctx, node, ends_if, ends_unless);
        let battery = items[..at].iter().find(|b| b.id == items[at].battery);
        let over = battery.and_then(|b| b.ask_if.clone());
        let item = &mut items[at];
        item.ask_if = both(over, ask_if, &scope);
        (item.must, item.warn_if, item.value, item.count) = (must, warn_if, value, count);
        (item.pick_if, item.ends) = (pick_if, ends);
        if item.kind == ItemKind::RandomPick && !known.iter().any(|i| is_roster(i, &item.pick_from)) {
            let span = ctx.value_span(node, &[Step::Key("from")]);
            let rosters = known.iter().filter(|i| i.kind == ItemKind::Roster).map(|i| i.id.as_str());
            let diag = Diag::error(format!("there is no roster '{}'", clip(&item.pick_from))).at(span);
            ctx.complain(choice_hints(&item.pick_from, rosters).into_iter().fold(diag, Diag::hint));
        }
    }
}

fn is_roster(item: &Item, id: &str) -> bool {
    item.kind == ItemKind::Roster && item.id == id
}

/// Both conditions, as one.
fn both(over: Option<Condition>, own: Option<Condition>, scope: &ItemScope<'_>) -> Option<Condition> {
    match (over, own) {
        // A row that says again what its battery says is asked no otherwise.
        (Some(over), Some(own)) if over == own => Some(own),
        (Some(over), Some(own)) => {
            let source = format!("({}) and ({})", over.source, own.source);
            // Each was checked by itself.
            let checked = expr::check(&source, scope, Profile::Routing).ok()?;
            Some(Condition { source, checked: Arc::new(checked) })
        }
        (over, own) => over.or(own),
    }
}

fn ending(
    ctx: &mut Ctx,
    node: &Node,
    ends_if: Option<Condition>,
    ends_unless: Option<Condition>,
) -> Option<Ending> {
    let said = |field: &str| node.get(field).is_some();
    let (condition, unless, field) = match (ends_if, ends_unless) {
        (Some(_), Some(_)) => {
            let span = ctx.value_span(node, &[Step::Key("ends_unless")]);
            ctx.complain(
                Diag::error(format!("'{}' ends the interview by two conditions", node.id))
                    .at(span)
                    .hint("keep ends_if or ends_unless; join conditions with and, or"),
            );
            return None;
        }
        (Some(condition), None) => (condition, false, "ends_if"),
        (None, Some(condition)) => (condition, true, "ends_unless"),
        (None, None) => {
            if said("ends_as") && !said("ends_if") && !said("ends_unless") {
                let span = ctx.value_span(node, &[Step::Key("ends_as")]);
                ctx.complain(
                    Diag::error(format!("'{}' says as what the interview ends, but not when", node.id))
                        .at(span)
                        .hint("add ends_if = \"…\" or ends_unless = \"…\""),
                );
            }
            return None;
        }
    };
    let outcome = node.text("ends_as").unwrap_or_default();
    let (step, complaint) = match outcome.as_str() {
        "" => (field, format!("'{}' ends the interview without an outcome", node.id)),
        "complete" => ("ends_as", "'complete' is an interview that did not end before its end".to_string()),
        word if !crate::base::ids::is_snake_case(word) => {
            ("ends_as", format!("the outcome \"{}\" is not snake_case", clip(word)))
        }
        _ => return Some(Ending { condition, unless, outcome }),
    };
    let span = ctx.value_span(node, &[Step::Key(step)]);
    ctx.complain(
        Diag::error(complaint).at(span).hint("say how such an interview is counted: ends_as = \"no_assent\""),
    );
    None
}

/// Complains of questions of a roster that are read outside it, where each
/// row has an answer of its own.
pub fn outside_rosters(
    ctx: &mut Ctx,
    node: &Node,
    field: &str,
    condition: &Condition,
    within: &str,
    items: &[Item],
) {
    for name in condition.checked.reads_outside_rows() {
        let Some(item) = items.iter().find(|i| i.id == name) else { continue };
        if item.roster.is_empty() || item.roster == within {
            continue;
        }
        let span = ctx.value_span(node, &[Step::Key(field)]);
        ctx.complain(
            Diag::error(format!("'{name}' has an answer in every row of '{}'", item.roster))
                .at(span)
                .hint(format!("count the rows: count_rows({}, … {name} …) > 0", item.roster)),
        );
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
    let flag = |f: &str| node.flag(f).unwrap_or(false);
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
        sensitive: flag("sensitive"),
        texts: node.named_texts("texts").into_iter().collect(),
        scale: scale.clone(),
        code: text("code"),
        rests_on: node.texts("rests_on"),
        to_confirm: flag("to_confirm"),
        only_in: node.texts("only_in"),
        legal_instrument: if kind == ItemKind::Criterion { text("instrument") } else { String::new() },
        probes: node.texts("probes"),
        themes: node.texts("themes"),
        by_interviewer: text("answered_by") == "interviewer",
        preloaded: text("preloaded"),
        random_order: flag("random_order"),
        max_rows: node.number("max").map(|n| n as i64),
        pick_from: if kind == ItemKind::RandomPick { text("from") } else { String::new() },
        hints: node.named_texts("hints").into_iter().collect(),
        only_where: only_where(ctx, node),
        accuracy_m: node.number("accuracy_m"),
        ..Item::new(&node.id, &node.label, kind, ctx.line(node))
    }
}

/// One criterion and its answer.
fn only_where(ctx: &mut Ctx, node: &Node) -> Option<OnlyWhere> {
    let stated = node.named_texts("only_where");
    if stated.len() > 1 {
        let span = ctx.value_span(node, &[Step::Key("only_where")]);
        ctx.complain(
            Diag::error(format!("'{}' hangs on {} criteria", node.id, stated.len()))
                .at(span)
                .hint("name one: only_where = { criterion = \"answer\" }"),
        );
        return None;
    }
    let (criterion, is) = stated.into_iter().next()?;
    Some(OnlyWhere { criterion, is })
}
