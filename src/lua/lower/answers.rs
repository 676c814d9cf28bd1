//! Answers of a country to a checklist.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{Answer, Methodology};

use super::super::node::Node;
use super::super::source::Step;
use super::Ctx;
use super::changes::find_instrument;

pub fn answers(ctx: &mut Ctx, methodology: &Methodology, node: &Arc<Node>) -> Vec<Answer> {
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
