//! Findings and their recommendations.

use std::sync::Arc;

use crate::base::Diag;
use crate::model::{Address, EvidenceScope, Finding, Methodology, Recommendation};

use super::super::node::Node;
use super::super::source::Step;
use super::super::types::ExprKind;
use super::Ctx;
use super::indicators::{evidence_type, series_filters, short_name};

pub fn finding(ctx: &mut Ctx, methodology: &Methodology, node: &Arc<Node>) -> Option<Finding> {
    let text = |f: &str| node.text(f).unwrap_or_default();
    let mut scope = EvidenceScope::default();
    let mut rests_on = Vec::new();
    let mut whole = true;
    for (i, written) in node.texts("rests_on").into_iter().enumerate() {
        let Ok(address) = Address::parse(&written) else {
            whole = false;
            continue;
        };
        let place = [Step::Key("rests_on"), Step::Index(i)];
        whole &= series_filters(ctx, methodology, node, &address, &place);
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
        cites: super::literature::cites(ctx, node),
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
