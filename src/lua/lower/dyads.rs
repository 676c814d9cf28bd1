//! Questionnaires whose records belong together.

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{Adjust, Dyad, Instrument, Item, ItemKind, Methodology};

use super::super::errors::clip;
use super::super::node::Node;
use super::super::source::Step;
use super::Ctx;
use super::changes::find_instrument;

/// Whether a question's answer can tell a pair.
fn can_pair(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Case | ItemKind::Text | ItemKind::Integer) && item.roster.is_empty()
}

pub fn dyad(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Option<Dyad> {
    let text = |field: &str| node.text(field).unwrap_or_default();
    let instrument = find_instrument(methodology, &node.id)?;
    let with = find_instrument(methodology, &text("with"))?;
    let weight = find_instrument(methodology, &text("weight"))?;
    let by = text("by");
    if instrument.path == with.path {
        let span = ctx.value_span(node, &[Step::Key("with")]);
        ctx.complain(
            Diag::error(format!("{} cannot be paired with itself", with.path))
                .at(span)
                .hint("name the questionnaire of the partners"),
        );
        return None;
    }
    if weight.path != instrument.path && weight.path != with.path {
        let span = ctx.value_span(node, &[Step::Key("weight")]);
        ctx.complain(
            Diag::error(format!("a pair has no weight of {}", weight.path))
                .at(span)
                .hint(format!("the weights are those of {} or of {}", instrument.path, with.path)),
        );
        return None;
    }
    let asks = |of: &Instrument| of.item(&by).is_some_and(can_pair);
    if let Some(without) = [instrument, with].into_iter().find(|of| !asks(of)) {
        let span = ctx.value_span(node, &[Step::Key("by")]);
        let both = instrument.items.iter().filter(|i| can_pair(i) && with.item(&i.id).is_some_and(can_pair));
        let diag = Diag::error(format!(
            "'{}' is no case number, text or whole number that {} asks",
            clip(&by),
            without.path
        ))
        .at(span)
        .depth(2);
        ctx.complain(choice_hints(&by, both.map(|i| i.id.as_str())).into_iter().fold(diag, Diag::hint));
        return None;
    }
    let smallest = node.number("smallest").unwrap_or_default();
    if !(1.0..=1000.0).contains(&smallest) {
        let span = ctx.value_span(node, &[Step::Key("smallest")]);
        ctx.complain(
            Diag::error(format!("'smallest' is {smallest}: from 1 (no cell is kept back) to 1000")).at(span),
        );
        return None;
    }
    Some(Dyad {
        smallest: smallest as usize,
        instrument: instrument.path.clone(),
        with: with.path.clone(),
        by,
        stands_for: text("stands_for"),
        weight: weight.path.clone(),
        adjust: Adjust::from_word(&text("adjust"))?,
        because: text("because"),
        span: ctx.line(node),
    })
}
