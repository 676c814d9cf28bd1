//! Permits: who may have which fields of records.

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{Methodology, Permit};

use super::super::errors::clip;
use super::super::node::{Node, Val};
use super::super::source::Step;
use super::Ctx;
use super::changes::find_instrument;

pub fn permits(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Vec<Permit> {
    ctx.duplicates("permit", node.children_named("permit"));
    let mut permits = Vec::new();
    for child in node.children_named("permit") {
        let text = |f: &str| child.text(f).unwrap_or_default();
        let organisation = text("organisation");
        let enforces = methodology.organisations.iter().any(|o| o.id == organisation && o.law_enforcement);
        if enforces {
            let span = ctx.value_span(child, &[Step::Key("organisation")]);
            ctx.complain(
                Diag::error(format!(
                    "records never go to law enforcement, and '{}' is that",
                    clip(&organisation)
                ))
                .at(span)
                .hint("give it tables that were released, or take the permit away"),
            );
        }
        let fields = child.texts("fields");
        unknown_fields(ctx, methodology, child, &fields);
        joins(ctx, methodology, child, &fields);
        let dates = child
            .get("valid")
            .and_then(Val::table)
            .and_then(|t| Some((t.list.first()?.text()?.to_string(), t.list.get(1)?.text()?.to_string())));
        let of = find_instrument(methodology, &text("of")).map(|i| i.path.clone());
        // What is missing was complained of where it is missing.
        let (Some(valid), Some(of)) = (dates, of) else { continue };
        permits.push(Permit {
            id: child.id.clone(),
            of,
            to: text("to"),
            organisation,
            purpose: text("purpose"),
            fields,
            audience: text("audience"),
            valid,
            given_by: text("given_by"),
            source: text("source"),
            span: ctx.line(child),
        });
    }
    permits
}

/// The number by which a child's record and its caregiver's are put together
/// does not leave by the way.
fn joins(ctx: &mut Ctx, methodology: &Methodology, node: &Node, fields: &[String]) {
    let Some(instrument) = node.text("of").and_then(|of| find_instrument(methodology, &of)) else { return };
    let Some(dyad) = methodology.dyad(&instrument.path) else { return };
    let Some(at) = fields.iter().position(|f| *f == dyad.by) else { return };
    if node.text("audience").as_deref() == Some("workroom") || node.flag("pairs") == Some(true) {
        return;
    }
    let span = ctx.value_span(node, &[Step::Key("fields"), Step::Index(at)]);
    let other = dyad.other(&instrument.path).unwrap_or_default();
    ctx.complain(
        Diag::error(format!("with '{}' these records can be put together with those of {other}", dyad.by))
            .at(span)
            .hint("child and caregiver are kept apart from each other: leave it out")
            .hint("or say that the two may be put together: pairs = true"),
    );
}

/// Every field is a question that holds an answer, or a record column.
fn unknown_fields(ctx: &mut Ctx, methodology: &Methodology, node: &Node, fields: &[String]) {
    let Some(instrument) = node.text("of").and_then(|of| find_instrument(methodology, &of)) else { return };
    let items = || instrument.items.iter().filter(|i| i.kind.has_value());
    for (at, field) in fields.iter().enumerate() {
        let is_known = items().any(|i| i.id == *field)
            || instrument.records.role_of(field).is_some()
            || ctx.added.contains(field);
        if is_known {
            continue;
        }
        let span = ctx.value_span(node, &[Step::Key("fields"), Step::Index(at)]);
        let diag = Diag::error(format!("'{}' is no field of {}", clip(field), instrument.path)).at(span);
        let records = instrument.records.all().into_iter().map(|(_, name)| name);
        let known: Vec<&str> = items().map(|i| i.id.as_str()).chain(records).collect();
        ctx.complain(choice_hints(field, known).into_iter().fold(diag, Diag::hint).depth(2));
    }
}
