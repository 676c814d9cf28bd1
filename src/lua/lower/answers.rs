//! Answers of a country to a checklist: what cannot be true is an error here;
//! what is not yet proof is for the evidence to say.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::diag::choice_hints;
use crate::base::ids::is_snake_case;
use crate::base::{Diag, PartialDate, Span};
use crate::model::{Answer, Aside, Item, LegalInstrument, Methodology, Scale, UNKNOWN};

use super::super::node::Node;
use super::super::source::Step;
use super::Ctx;
use super::changes::find_instrument;

/// Answers already given: criterion, whom it is about, as of, source → where.
pub type Given = HashMap<[String; 5], Span>;

pub fn answers(
    ctx: &mut Ctx,
    methodology: &Methodology,
    own: &[LegalInstrument],
    node: &Arc<Node>,
    given: &mut Given,
) -> Vec<Answer> {
    let Some(checklist) = find_instrument(methodology, &node.id) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for child in node.children_named("answer").filter(|c| !c.broken) {
        let text = |f: &str| child.text(f).unwrap_or_default();
        let Some(criterion) = checklist.item(child.id.rsplit('/').next().unwrap_or(&child.id)) else {
            continue;
        };
        let answer = Answer {
            checklist: checklist.path.clone(),
            criterion: criterion.id.clone(),
            about: text("about"),
            value: text("value"),
            as_of: text("as_of"),
            dated: text("dated"),
            in_force_since: text("in_force_since"),
            status: text("status"),
            instrument: text("instrument"),
            article: text("article"),
            quote: text("quote"),
            language: text("language"),
            translation: text("translation"),
            search: text("search"),
            in_practice: text("in_practice"),
            practice_source: text("practice_source"),
            lead: text("lead"),
            note: text("note"),
            source: text("source"),
            retrieved: text("retrieved"),
            reviewer: text("reviewer"),
            second_reviewer: text("second_reviewer"),
            second_value: text("second_value"),
            gap: text("gap"),
            need: text("need"),
            from: text("from"),
            cites: super::literature::cites(ctx, child),
            span: ctx.line(child),
        };
        let mut values = true;
        for field in ["value", "in_practice", "second_value"] {
            values &= on_scale(ctx, child, criterion, field);
        }
        if !values {
            continue;
        }
        twice(ctx, child, &answer, given);
        absence(ctx, child, methodology.scale(&criterion.scale), &answer);
        reviewers(ctx, child, &answer);
        written_law(ctx, child, methodology.scale(&criterion.scale), &answer);
        let instruments: Vec<&LegalInstrument> = methodology.legal_instruments.iter().chain(own).collect();
        dates(ctx, child, criterion, &instruments, &answer);
        out.push(answer);
    }
    out
}

/// Facts that were found beside the answers.
pub fn asides(ctx: &mut Ctx, methodology: &Methodology, node: &Arc<Node>) -> Vec<Aside> {
    let Some(checklist) = find_instrument(methodology, &node.id) else {
        return Vec::new();
    };
    node.children_named("aside")
        .filter(|c| !c.broken)
        .map(|child| Aside {
            topic: child.label.clone(),
            checklist: checklist.path.clone(),
            value: child.text("value").unwrap_or_default(),
            because: child.text("because").unwrap_or_default(),
            as_of: child.text("as_of").unwrap_or_default(),
            source: child.text("source").unwrap_or_default(),
            span: ctx.line(child),
        })
        .collect()
}

/// Whether a field that holds a value of the criterion's scale does.
fn on_scale(ctx: &mut Ctx, node: &Node, criterion: &Item, field: &str) -> bool {
    let value = node.text(field).unwrap_or_default();
    if value.is_empty() || criterion.options.is_empty() || criterion.options.iter().any(|o| o.id == value) {
        return true;
    }
    let span = ctx.value_span(node, &[Step::Key(field)]);
    let mut diag = Diag::error(format!("'{value}' is no answer on the scale '{}'", criterion.scale)).at(span);
    for hint in choice_hints(&value, criterion.options.iter().map(|o| o.id.as_str())) {
        diag = diag.hint(hint);
    }
    ctx.complain(diag);
    false
}

/// One source says one thing about one day: the second time is a slip.
fn twice(ctx: &mut Ctx, node: &Node, answer: &Answer, given: &mut Given) {
    let key = [
        format!("{}/{}", answer.checklist, answer.criterion),
        answer.about.clone(),
        answer.as_of.clone(),
        answer.source.clone(),
        // A source may tell of an earlier law and of a later one.
        answer.in_force_since.clone(),
    ];
    if let Some(first) = given.get(&key) {
        let span = ctx.id_span(node);
        ctx.complain(
            Diag::error(format!(
                "'{}' is answered twice by one source, as of {}",
                answer.criterion, answer.as_of
            ))
            .at(span)
            .hint(format!("first answered at {first}"))
            .hint("where two reviewers differ, write second_value; where it is about a part of the country, about = \"…\""),
        );
        return;
    }
    given.insert(key, answer.span.clone());
}

/// Something that is not there is proved by where it was looked for.
fn absence(ctx: &mut Ctx, node: &Node, scale: Option<&Scale>, answer: &Answer) {
    let says_no = scale.is_some_and(|s| s.absence.contains(&answer.value));
    if !says_no || !answer.search.is_empty() || !answer.quote.is_empty() || answer.is_lead() {
        return;
    }
    let span = ctx.value_span(node, &[Step::Key("value")]);
    ctx.complain(
        Diag::error(format!(
            "the answer \"{}\" to '{}' does not say where was looked",
            answer.value, answer.criterion
        ))
        .at(span)
        .hint(format!(
            "a '{}' needs search = \"…\": what was searched and how; or mark it a lead = \"…\"",
            answer.value
        )),
    );
}

fn reviewers(ctx: &mut Ctx, node: &Node, answer: &Answer) {
    let mut complain = |field: &str, message: String, hint: &str| {
        let span = ctx.value_span(node, &[Step::Key(field)]);
        ctx.complain(Diag::error(message).at(span).hint(hint));
    };
    let same = answer.reviewer.trim().to_lowercase() == answer.second_reviewer.trim().to_lowercase();
    if !answer.second_reviewer.is_empty() && same {
        complain(
            "second_reviewer",
            format!("'{}' is reviewer and second reviewer", answer.reviewer),
            "the second reviewer answers on their own; leave it out until someone did",
        );
    } else if !answer.second_reviewer.is_empty() && answer.reviewer.is_empty() {
        complain("second_reviewer", "there is a second reviewer and no first".into(), "add reviewer = \"…\"");
    }
    if !answer.second_value.is_empty() && answer.second_reviewer.is_empty() {
        complain("second_value", "a second answer needs its reviewer".into(), "add second_reviewer = \"…\"");
    }
}

/// A bill is not law, and a text in another language needs its translation.
fn written_law(ctx: &mut Ctx, node: &Node, scale: Option<&Scale>, answer: &Answer) {
    let says_no = answer.value == UNKNOWN || scale.is_some_and(|s| s.absence.contains(&answer.value));
    let not_law = match answer.status.as_str() {
        "bill" => Some("a bill is not law"),
        "not_yet_in_force" => Some("what is not yet in force binds nobody"),
        "repealed" => Some("what was repealed is no law any more"),
        _ => None,
    };
    if let Some(why) = not_law
        && !says_no
        && !answer.is_lead()
    {
        let span = ctx.value_span(node, &[Step::Key("status")]);
        ctx.complain(
            Diag::error(format!(
                "the answer \"{}\" to '{}' rests on no law: {why}",
                answer.value, answer.criterion
            ))
            .at(span)
            .hint("answer what holds today and name the text in the note; or mark it a lead = \"…\""),
        );
    }
    if !answer.quote.is_empty() && !answer.language.is_empty() && answer.translation.is_empty() {
        let span = ctx.value_span(node, &[Step::Key("quote")]);
        ctx.complain(
            Diag::error(format!("the text is in '{}' and has no translation", answer.language))
                .at(span)
                .hint("add translation = \"…\"; the verbatim text stays beside it"),
        );
    }
    if !answer.translation.is_empty() && answer.quote.is_empty() {
        let span = ctx.value_span(node, &[Step::Key("translation")]);
        ctx.complain(
            Diag::error("a translation without the text it translates").at(span).hint("add quote = \"…\""),
        );
    }
    if !answer.in_practice.is_empty() && answer.practice_source.is_empty() && !answer.is_lead() {
        let span = ctx.value_span(node, &[Step::Key("in_practice")]);
        ctx.complain(
            Diag::error("what is done in practice has no source")
                .at(span)
                .hint("law on the books is not practice: add practice_source = \"…\""),
        );
    }
}

/// No answer is older than the instrument it rests on, true for a later day
/// than its source was read on, or in force after the day it is true for.
fn dates(ctx: &mut Ctx, node: &Node, criterion: &Item, known: &[&LegalInstrument], answer: &Answer) {
    let date = PartialDate::parse;
    let as_of = date(&answer.as_of);
    if as_of.is_none() && answer.as_of != "unknown" {
        let span = ctx.value_span(node, &[Step::Key("as_of")]);
        ctx.complain(
            Diag::error(format!("'{}' is no date or year", answer.as_of))
                .at(span)
                .hint("as_of = \"2024\" or \"2024-10-09\": the day the answer is true for; \"unknown\" where the source does not say"),
        );
        return;
    }
    let named = known.iter().find(|l| l.id == answer.instrument);
    if named.is_none() && is_snake_case(&answer.instrument) && answer.instrument.contains('_') {
        let span = ctx.value_span(node, &[Step::Key("instrument")]);
        let mut diag = Diag::error(format!("there is no legal_instrument '{}'", answer.instrument)).at(span);
        for hint in choice_hints(&answer.instrument, known.iter().map(|l| l.id.as_str())) {
            diag = diag.hint(hint);
        }
        ctx.complain(diag.hint("declare it, or write its title"));
    }
    let law = named.or_else(|| known.iter().find(|l| l.id == criterion.legal_instrument));
    for field in ["as_of", "dated", "in_force_since"] {
        let written = node.text(field).unwrap_or_default();
        let (Some(day), Some(law)) = (date(&written), law) else { continue };
        if let Some(since) = law.exists_since()
            && day.surely_before(since)
        {
            let adopted = if law.adopted.is_empty() { &law.in_force } else { &law.adopted };
            let span = ctx.value_span(node, &[Step::Key(field)]);
            ctx.complain(
                Diag::error(format!("{written} is before \"{}\" existed ({adopted})", law.title))
                    .at(span)
                    .hint(format!("its date stands at {}", law.span)),
            );
        }
    }
    in_force(ctx, node, named.copied(), answer);
    for (earlier, later, message) in [
        ("dated", "in_force_since", "is in force before the day of the act"),
        ("in_force_since", "as_of", "is answered for a day on which it was not yet in force"),
        ("dated", "as_of", "is answered for a day before the act"),
        ("as_of", "retrieved", "is answered for a day after the source was read"),
    ] {
        let (a, b) = (node.text(earlier).unwrap_or_default(), node.text(later).unwrap_or_default());
        if let (Some(first), Some(second)) = (date(&a), date(&b))
            && second.surely_before(first)
        {
            let span = ctx.value_span(node, &[Step::Key(later)]);
            ctx.complain(
                Diag::error(format!("'{}' {message}", answer.criterion))
                    .at(span)
                    .hint(format!("{earlier} is {a}, {later} is {b}")),
            );
        }
    }
}

/// What an answer rests on must be in force on the day it is true for. A
/// treaty is ratified before it is.
fn in_force(ctx: &mut Ctx, node: &Node, law: Option<&LegalInstrument>, answer: &Answer) {
    let Some(law) = law.filter(|l| l.kind != "treaty") else { return };
    let Some(begins) = PartialDate::parse(&law.in_force) else { return };
    let status = ["bill", "not_yet_in_force", "repealed"].contains(&answer.status.as_str());
    for field in ["as_of", "in_force_since"] {
        let written = node.text(field).unwrap_or_default();
        let early = PartialDate::parse(&written).is_some_and(|day| day.surely_before(begins));
        if early && !answer.is_lead() && !status && answer.value != UNKNOWN {
            let span = ctx.value_span(node, &[Step::Key(field)]);
            ctx.complain(
                Diag::error(format!(
                    "'{}' rests on \"{}\" as of {written}, which is in force since {}",
                    answer.criterion, law.title, law.in_force
                ))
                .at(span)
                .hint(format!("its date stands at {}", law.span))
                .hint("what is not yet in force binds nobody: answer what holds, with status = \"not_yet_in_force\" on what is to come"),
            );
            return;
        }
    }
}
