//! Instruments and their items.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::data::State;
use crate::model::{
    Group, Instrument, InstrumentKind, Item, ItemKind, ItemScope, RecordColumns, Review, Scale, Words,
};

use super::super::errors::clip;
use super::super::node::Node;
use super::super::source::Step;
use super::super::types::ExprKind;
use super::Ctx;
use super::questions::{self, item};

/// An instrument of an activity.
pub fn instrument(ctx: &mut Ctx, activity: &str, node: &Node, scales: &[Scale]) -> Instrument {
    let kind = match node.name() {
        "questionnaire" => InstrumentKind::Questionnaire,
        "interview_guide" => InstrumentKind::InterviewGuide,
        "codebook" => InstrumentKind::Codebook,
        "checklist" => InstrumentKind::Checklist,
        _ => InstrumentKind::DataRequest,
    };
    let text = |f: &str| node.text(f).unwrap_or_default();
    let mut instrument = Instrument {
        path: format!("{activity}/{}", node.id),
        id: node.id.clone(),
        activity: activity.to_string(),
        label: node.label.clone(),
        kind,
        respondents: if kind == InstrumentKind::DataRequest { text("asked_of") } else { text("respondents") },
        population: text("population"),
        ages: node.range("ages"),
        recall_months: node.number("recall_months").map(|n| n as i64),
        mode: text("mode"),
        target: node.number("target").map(|n| n as i64),
        about: text("about"),
        confirm: text("confirm"),
        records: RecordColumns::default(),
        missing_codes: Vec::new(),
        age_from: String::new(),
        cases: text("cases"),
        words: Words::default(),
        words_in: Default::default(),
        review: Review {
            reviewers: node.number("reviewers").map_or(2, |n| n.max(0.0) as usize),
            stale_after_years: node.number("stale_after_years").map(|n| n as i64),
        },
        by: node.get("by").map(|_| node.texts("by")),
        groups: Vec::new(),
        items: Vec::new(),
        span: ctx.line(node),
    };
    // Items in the order they are asked, each with its declaration.
    let mut items: Vec<Item> = Vec::new();
    let mut nodes: Vec<Arc<Node>> = Vec::new();
    match kind {
        InstrumentKind::Questionnaire | InstrumentKind::Checklist => {
            ctx.duplicates(
                if kind == InstrumentKind::Checklist { "domain" } else { "section" },
                &node.children,
            );
            for group in &node.children {
                for child in &group.children {
                    let from = items.len();
                    questions::add(ctx, child, &group.id, scales, &mut items, &mut nodes);
                    // What is asked for as proof is said by the nearest.
                    let says = [child, group].into_iter().find(|n| n.get("proof").is_some());
                    let proof = says.map_or_else(|| node.texts("proof"), |n| n.texts("proof"));
                    items[from..].iter_mut().for_each(|item| item.proof.clone_from(&proof));
                }
            }
        }
        InstrumentKind::InterviewGuide => {
            for child in &node.children {
                items.push(item(ctx, child, "", scales));
                nodes.push(child.clone());
            }
        }
        InstrumentKind::Codebook => themes(ctx, &node.children, "", &mut items, &mut nodes),
        InstrumentKind::DataRequest => {
            for series in node.texts("series") {
                items.push(Item::new(&series, &series, ItemKind::Series, ctx.line(node)));
            }
        }
    }
    ctx.duplicates(
        match kind {
            InstrumentKind::Questionnaire => "question",
            InstrumentKind::Checklist => "criterion",
            InstrumentKind::Codebook => "theme",
            _ => "topic",
        },
        &nodes,
    );
    groups(ctx, node, &mut instrument, &items);
    if kind == InstrumentKind::Questionnaire {
        questions::conditions(ctx, &mut items, &nodes);
        instrument.records = record_columns(ctx, node, &items, &nodes);
        instrument.missing_codes = missing_codes(ctx, node);
        instrument.words = words(ctx, node);
        instrument.age_from = age_from(ctx, node, &items);
        questions::cases(ctx, &instrument.cases, &items, &nodes);
        questions::add_specify(ctx, &instrument.words, &mut items, &nodes);
    }
    instrument.items = items.into_iter().map(Arc::new).collect();
    instrument
}

/// The sections of a questionnaire, the domains of a checklist.
fn groups(ctx: &mut Ctx, node: &Node, instrument: &mut Instrument, items: &[Item]) {
    if !matches!(instrument.kind, InstrumentKind::Questionnaire | InstrumentKind::Checklist) {
        return;
    }
    let scope = ItemScope::new(items);
    for group in &node.children {
        let ask_if = ctx.condition(group, "ask_if", ExprKind::Routing, &scope);
        if let Some(condition) = &ask_if {
            questions::outside_rosters(ctx, group, "ask_if", condition, "", items);
        }
        let flag = |f: &str| group.flag(f).unwrap_or(false);
        instrument.groups.push(Group {
            id: group.id.clone(),
            label: group.label.clone(),
            ask_if,
            sensitive: flag("sensitive"),
            self_administered: flag("self_administered"),
            after_end: flag("after_end"),
            instruction: group.text("instruction").unwrap_or_default(),
            texts: group.named_texts("texts").into_iter().collect(),
            instructions: group.named_texts("instructions").into_iter().collect(),
            span: ctx.line(group),
        });
    }
}

/// Codes that stand for a state in files of answers. One that reads as a number
/// stands for every way to write that number.
pub fn missing_codes(ctx: &mut Ctx, node: &Node) -> Vec<(String, State)> {
    let mut codes = Vec::new();
    for (code, word) in node.named_texts("missing_codes") {
        let path = [Step::Key("missing_codes"), Step::Key(&code)];
        let plain =
            !code.is_empty() && code.len() <= 40 && code.trim() == code && !code.contains(char::is_control);
        if !plain {
            let span = ctx.key_span(node, &path);
            ctx.complain(
                Diag::error("a code has 1 to 40 characters and no space around them")
                    .at(span)
                    .hint("write it as the file does: [\"-999\"] = \"dont_know\""),
            );
            continue;
        }
        match State::from_id(&word).filter(|s| CODED.contains(s)) {
            Some(state) => codes.push((code, state)),
            None => {
                let span = ctx.value_span(node, &path);
                let diag =
                    Diag::error(format!("'{}' is no state that a code can stand for", clip(&word))).at(span);
                let known = CODED.iter().map(|s| s.id());
                ctx.complain(choice_hints(&word, known).into_iter().fold(diag, Diag::hint));
            }
        }
    }
    codes
}

/// The states that a file may say itself.
const CODED: [State; 5] =
    [State::DontKnow, State::PreferNot, State::NotApplicable, State::SkippedByRoute, State::Unanswered];

/// What the form says itself, where the script says it otherwise.
fn words(ctx: &mut Ctx, node: &Node) -> Words {
    let mut words = Words::default();
    for (key, text) in node.named_texts("words") {
        match words.get_mut(&key) {
            Some(word) => *word = text,
            None => {
                let span = ctx.key_span(node, &[Step::Key("words"), Step::Key(&key)]);
                let diag = Diag::error(format!("the form has no word for '{}'", clip(&key))).at(span);
                ctx.complain(choice_hints(&key, Words::KEYS).into_iter().fold(diag, Diag::hint));
            }
        }
    }
    words
}

/// The question that decides age bands: a number, asked once.
fn age_from(ctx: &mut Ctx, node: &Node, items: &[Item]) -> String {
    let Some(id) = node.text("age_from") else { return String::new() };
    let numbers = |i: &&Item| {
        matches!(i.kind, ItemKind::Integer | ItemKind::Decimal | ItemKind::Calculation) && i.roster.is_empty()
    };
    if items.iter().filter(numbers).any(|i| i.id == id) {
        return id;
    }
    let span = ctx.value_span(node, &[Step::Key("age_from")]);
    let diag = Diag::error(format!("'{}' is no question that is answered by a number", clip(&id))).at(span);
    let known = items.iter().filter(numbers).map(|i| i.id.as_str());
    ctx.complain(choice_hints(&id, known).into_iter().fold(diag, Diag::hint).depth(2));
    String::new()
}

/// What data files call the columns that are no question. A name stands for
/// one column: not two of these, and no question.
fn record_columns(ctx: &mut Ctx, node: &Node, items: &[Item], nodes: &[Arc<Node>]) -> RecordColumns {
    let mut records = RecordColumns::default();
    let stated = node.named_texts("records");
    for (role, name) in &stated {
        let path = [Step::Key("records"), Step::Key(role)];
        let Some(column) = records.role_mut(role) else {
            let roles = RecordColumns::default();
            let mut diag = Diag::error(format!("'records' has no column for '{}'", clip(role)))
                .at(ctx.key_span(node, &path));
            for hint in choice_hints(role, roles.all().into_iter().map(|(role, _)| role)) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
            continue;
        };
        if name.chars().any(char::is_control) || name.trim() != name || name.len() > 64 {
            let message = "is no name of a column: at most 64 characters, no space around them";
            ctx.complain(Diag::error(format!("'records.{role}' {message}")).at(ctx.value_span(node, &path)));
            continue;
        }
        column.clone_from(name);
    }
    let all = records.all();
    for (at, (role, column)) in all.iter().enumerate() {
        let name = clip(column);
        // The later of two is complained of, at the place where one is written.
        let twice = all[..at].iter().find(|(_, n)| n == column).map(|(role, _)| *role);
        let item = items.iter().position(|i| i.id == **column);
        let here = |role: &str| stated.iter().any(|(r, _)| r == role);
        let complaint = match (twice, item) {
            (Some(other), _) => {
                format!("the record columns for '{other}' and '{role}' are both called '{name}'")
            }
            (None, Some(_)) => format!("'{name}' is a question and the record column for '{role}'"),
            (None, None) => continue,
        };
        let place = [Some(*role), twice].into_iter().flatten().find(|r| here(r));
        let span = match (place, item) {
            (Some(role), _) => ctx.value_span(node, &[Step::Key("records"), Step::Key(role)]),
            (None, Some(item)) => ctx.id_span(&nodes[item]),
            (None, None) => ctx.line(node),
        };
        ctx.complain(
            Diag::error(complaint)
                .at(span)
                .hint(format!("a file of answers has both as columns: records = {{ {role} = \"…\" }}")),
        );
    }
    records
}

fn themes(ctx: &mut Ctx, nodes: &[Arc<Node>], trail: &str, items: &mut Vec<Item>, out: &mut Vec<Arc<Node>>) {
    for node in nodes {
        let mut theme = item(ctx, node, trail, &[]);
        theme.hint = node.text("description").unwrap_or_default();
        items.push(theme);
        out.push(node.clone());
        let deeper = if trail.is_empty() { node.id.clone() } else { format!("{trail}/{}", node.id) };
        themes(ctx, &node.children, &deeper, items, out);
    }
}
