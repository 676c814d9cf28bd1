//! How data requests are filled in.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{AS_OF, AnswerKind, FormField, MetaField, RequestRules};

use super::super::node::Node;
use super::super::source::Step;
use super::{Ctx, options_of};

pub fn lower(ctx: &mut Ctx, node: &Node) -> RequestRules {
    ctx.duplicates("field", &node.children);
    let fields: Vec<FormField> = node.children.iter().map(|n| field(ctx, n)).collect();
    if !node.broken && !fields.iter().any(|f| f.id == AS_OF && f.answer == AnswerKind::Date) {
        let span = ctx.id_span(node);
        ctx.complain(
            Diag::error("this form does not ask of which day the counts are")
                .at(span)
                .hint(format!("add field \"{AS_OF}\" \"Counts as of\" {{ answer = \"date\" }}")),
        );
    }
    RequestRules {
        id: node.id.clone(),
        label: node.label.clone(),
        version: node.text("version").unwrap_or_default(),
        read_me: node.texts("read_me"),
        fields,
        confirm: node.text("confirm").unwrap_or_default(),
        span: ctx.line(node),
    }
}

fn field(ctx: &mut Ctx, node: &Arc<Node>) -> FormField {
    if !FormField::is_known(&node.id) {
        let span = ctx.id_span(node);
        let known = MetaField::ALL.iter().map(|f| f.id()).chain(FormField::OWN);
        let mut diag = Diag::error(format!("no field of a series is called '{}'", node.id)).at(span);
        for hint in choice_hints(&node.id, known) {
            diag = diag.hint(hint);
        }
        ctx.complain(diag);
    }
    let options = options_of(node, "options");
    let codes = node.text("codes").unwrap_or_default().trim_start_matches("dimension:").to_string();
    if !options.is_empty() && !codes.is_empty() {
        let span = ctx.value_span(node, &[Step::Key("codes")]);
        ctx.complain(
            Diag::error("this field has both options and codes")
                .at(span)
                .hint("its answers are the ones or the others"),
        );
    }
    for (i, option) in options.iter().enumerate() {
        // The label is what is chosen in the workbook and read back from it.
        if options[..i].iter().any(|o| o.label.eq_ignore_ascii_case(&option.label)) {
            let span = ctx.value_span(node, &[Step::Key("options")]);
            ctx.complain(Diag::error(format!("two options are called \"{}\"", option.label)).at(span));
        }
    }
    for other in node.texts("other") {
        if !options.iter().any(|o| o.id == other) {
            let span = ctx.value_span(node, &[Step::Key("other")]);
            let mut diag = Diag::error(format!("'{other}' is no option of this field")).at(span);
            for hint in choice_hints(&other, options.iter().map(|o| o.id.as_str())) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
        }
    }
    let answer = node.text("answer").unwrap_or_default();
    FormField {
        id: node.id.clone(),
        label: node.label.clone(),
        hint: node.text("hint").unwrap_or_default(),
        answer: AnswerKind::ALL.into_iter().find(|k| k.word() == answer).unwrap_or(AnswerKind::Text),
        other: node.texts("other"),
        options: options.into_iter().map(|o| (o.id, o.label)).collect(),
        codes,
    }
}
