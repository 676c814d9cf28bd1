//! Slips of a questionnaire that are no matter of logic: age bands that nothing
//! decides, answers read out before they are given, options that cannot be told
//! apart, rows that cannot be counted.

use std::collections::HashMap;

use crate::data::State;
use crate::expr::Node;

use super::instrument::{Item, ItemKind, braces};
use super::plan::PlannedInstrument;
use super::routes::{Flaw, FlawKind};

/// Everything of the kind in what is asked.
pub(super) fn slips(planned: &PlannedInstrument, found: &mut Vec<Flaw>) {
    let items: Vec<&Item> = planned.asked().map(|p| &*p.item).collect();
    let at: HashMap<&str, usize> = items.iter().enumerate().map(|(n, item)| (item.id.as_str(), n)).collect();
    for (n, item) in items.iter().enumerate() {
        band(planned, item, found);
        read_out(planned, item, n, &items, &at, found);
        options(item, found);
        count(item, &items, found);
    }
}

fn flaw(item: &Item, kind: FlawKind, field: &'static str, message: String, hint: &str) -> Flaw {
    Flaw {
        kind,
        warns: false,
        id: item.id.clone(),
        section: false,
        field,
        inside: None,
        message,
        hints: vec![hint.to_string()],
        span: item.span.clone(),
    }
}

/// An age band needs a question that gives the age.
fn band(planned: &PlannedInstrument, item: &Item, found: &mut Vec<Flaw>) {
    let instrument = &planned.instrument;
    let over = planned.item(&item.battery).and_then(|b| b.item.ages);
    let own = item.ages.filter(|ages| Some(*ages) != instrument.ages && Some(*ages) != over);
    let Some((low, high)) = own else { return };
    let message = format!("'{}' is asked of ages {low} to {high}", item.id);
    let (why, hint) = match planned.item(&instrument.age_from) {
        None => (
            "no question says how old a respondent is".to_string(),
            "name it beside the sections: age_from = \"age\"",
        ),
        Some(age) if age.left_out => {
            (format!("'{}', which gives the age, is left out", age.item.id), "ask it, or take the bands away")
        }
        Some(_) => return,
    };
    found.push(flaw(item, FlawKind::Band, "ages", format!("{message}, but {why}"), hint));
}

/// Answers that are read out are given before, and in the same row.
fn read_out(
    planned: &PlannedInstrument,
    item: &Item,
    n: usize,
    items: &[&Item],
    at: &HashMap<&str, usize>,
    found: &mut Vec<Flaw>,
) {
    for name in item.wordings().flat_map(braces) {
        let Some(read) = planned.item(name).filter(|p| p.item.kind.has_value()) else { continue };
        let message = format!("'{}' reads out {{{name}}}", item.id);
        let (why, hint) = match at.get(name) {
            _ if read.left_out => ("is left out".to_string(), "word it without that answer, or ask for it"),
            Some(from) if *from >= n => {
                ("is not answered before it".into(), "read out answers of questions that come before")
            }
            Some(from) if !items[*from].roster.is_empty() && items[*from].roster != item.roster => (
                format!("has an answer in every row of '{}'", items[*from].roster),
                "only questions of the same roster can read it out",
            ),
            _ => continue,
        };
        found.push(flaw(item, FlawKind::ReadOut, "", format!("{message}, which {why}"), hint));
    }
}

/// Options that are a state, or read like another one.
fn options(item: &Item, found: &mut Vec<Flaw>) {
    // The rows of a battery have its options.
    if !item.battery.is_empty() {
        return;
    }
    for (n, option) in item.options.iter().enumerate() {
        if State::from_id(&option.id).is_some() {
            let message =
                format!("'{}' has the option '{}', which is a state of every answer", item.id, option.id);
            let hint = "don't know, prefer not to say and not applicable are allowed by allow = { … }; give another option another id";
            found.push(flaw(item, FlawKind::State, "options", message, hint));
        }
        let same = |l: &str, r: &str| l.trim().to_lowercase() == r.trim().to_lowercase();
        if let Some(twin) = item.options[..n].iter().find(|o| same(&o.label, &option.label)) {
            let message = format!(
                "the options '{}' and '{}' of '{}' read the same: {}",
                twin.id, option.id, item.id, option.label
            );
            let hint = "nobody can tell which of them was chosen";
            found.push(Flaw { warns: true, ..flaw(item, FlawKind::Alike, "options", message, hint) });
        }
        for (language, text) in &option.texts {
            let twin =
                item.options[..n].iter().find(|o| o.texts.get(language).is_some_and(|t| same(t, text)));
            if let Some(twin) = twin.filter(|twin| !same(&twin.label, &option.label)) {
                let message = format!(
                    "the options '{}' and '{}' of '{}' read the same in {language}: {text}",
                    twin.id, option.id, item.id
                );
                let hint = "nobody can tell which of them was chosen";
                found.push(Flaw { warns: true, ..flaw(item, FlawKind::Alike, "options", message, hint) });
            }
        }
    }
}

/// Rows are counted by whole numbers.
fn count(item: &Item, items: &[&Item], found: &mut Vec<Flaw>) {
    let Some(count) = &item.count else { return };
    let parts = |name: &str| {
        let of = items.iter().find(|i| i.id == name);
        of.is_some_and(|i| {
            i.kind == ItemKind::Decimal || i.value.as_ref().is_some_and(|v| divides(v.checked.ast()))
        })
    };
    let read = count.checked.depends_on().iter().find(|name| parts(name));
    if read.is_none() && !divides(count.checked.ast()) {
        return;
    }
    let by = read.map_or("its count".to_string(), |name| format!("'{name}'"));
    let message = format!("the rows of '{}' are counted by {by}, which need not be whole", item.id);
    let hint = "count them by an integer question, or by a calculation that divides nothing";
    found.push(flaw(item, FlawKind::Count, "count", message, hint));
}

/// Whether an expression may give a number that is not whole out of whole ones.
fn divides(ast: &crate::expr::Ast) -> bool {
    match &ast.node {
        Node::Arith(op, a, b) => *op == crate::expr::ArithOp::Div || divides(a) || divides(b),
        Node::Neg(inner) | Node::Not(inner) => divides(inner),
        Node::Number(n) => n.fract() != 0.0,
        Node::Percent(_) => true,
        _ => false,
    }
}
