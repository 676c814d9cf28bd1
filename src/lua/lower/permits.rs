//! Permits: who may have which fields of records.

use crate::base::Diag;
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
            fields: child.texts("fields"),
            audience: text("audience"),
            valid,
            given_by: text("given_by"),
            source: text("source"),
            span: ctx.line(child),
        });
    }
    permits
}
