//! The method: organisations, parts, activities, series, programme.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::diag::choice_hints;
use crate::base::{Diag, PartialDate};
use crate::expr::Type;
use crate::model::{
    Activity, ActivityKind, Credit, Denominator, DutyBearer, EvidenceScope, FileRef, ItemKind,
    LegalInstrument, Methodology, Organisation, Part, Rubric, Safeguards, Scale, SeriesScope, Service,
    WorksheetPoint,
};

use super::super::node::Node;
use super::super::source::Step;
use super::super::types::ExprKind;
use super::field_forms::language_names;
use super::{
    Ctx, burden, dyads, indicators, literature, options_of, programme, quality, report, request, series,
    survey,
};

pub fn lower(ctx: &mut Ctx, nodes: &[Arc<Node>]) -> Methodology {
    // Indicators stand in lists or alone; both are the same.
    let mut flat: Vec<Arc<Node>> = Vec::new();
    for node in nodes {
        if node.name() == "indicators" {
            flat.extend(node.children.iter().cloned());
        } else {
            flat.push(node.clone());
        }
    }
    let all = |name: &'static str| flat.iter().filter(move |n| n.name() == name);
    let mut methodology = Methodology::default();
    for (what, name) in [
        ("organisation", "organisation"),
        ("part", "part"),
        ("activity", "activity"),
        ("programme", "programme"),
        ("duty bearer", "duty_bearer"),
        ("scale", "scale"),
        ("legal instrument", "legal_instrument"),
        ("rubric", "rubric"),
        ("screening reason", "screening_reason"),
        ("series", "series"),
        ("dimension", "dimension"),
        ("denominator", "denominator"),
        ("worksheet point", "worksheet_point"),
    ] {
        ctx.duplicates(what, all(name));
    }
    once(ctx, "methodology", all("methodology"));
    once(ctx, "report", all("report"));
    once(ctx, "form of data requests", all("request_form"));
    if let Some(node) = all("methodology").next() {
        methodology.id = node.id.clone();
        methodology.name = node.label.clone();
        methodology.version = node.text("version").unwrap_or_default();
        methodology.languages = node.texts("languages");
        methodology.language_names = language_names(ctx, node);
        methodology.about = node.text("about").unwrap_or_default();
        methodology.source = node.text("source").unwrap_or_default();
    } else if !nodes.is_empty() && !ctx.failed("methodology/", 2) {
        ctx.complain(
            Diag::error("no file of methodology/ declares the methodology itself")
                .hint("write return methodology \"id\" \"Name\" { version = \"…\", languages = { \"en\" } } in methodology/init.lua")
                .depth(2),
        );
    }
    let text = |n: &Node, f: &str| n.text(f).unwrap_or_default();
    methodology.organisations = all("organisation")
        .map(|n| Organisation {
            id: n.id.clone(),
            law_enforcement: n.flag("law_enforcement").unwrap_or(false),
            name: n.label.clone(),
            url: text(n, "url"),
            about: text(n, "about"),
            span: ctx.line(n),
        })
        .collect();
    methodology.parts = all("part")
        .map(|n| Part {
            id: n.id.clone(),
            label: n.label.clone(),
            led_by: text(n, "led_by"),
            about: text(n, "about"),
            span: ctx.line(n),
        })
        .collect();
    methodology.duty_bearers = all("duty_bearer")
        .map(|n| DutyBearer {
            id: n.id.clone(),
            label: n.label.clone(),
            about: text(n, "about"),
            span: ctx.line(n),
        })
        .collect();
    methodology.scales = all("scale")
        .map(|n| Scale {
            id: n.id.clone(),
            label: n.label.clone(),
            values: options_of(n, "values"),
            lasting: n.texts("lasting"),
            absence: n.texts("absence"),
            grid: n.flag("grid").unwrap_or(false),
            about: text(n, "about"),
            span: ctx.line(n),
        })
        .collect();
    for n in all("scale") {
        scale_values(ctx, n);
    }
    methodology.legal_instruments = all("legal_instrument").map(|n| legal_instrument(ctx, n)).collect();
    methodology.screening_reasons = all("screening_reason").map(|n| literature::reason(ctx, n)).collect();
    let lists: Vec<&Arc<Node>> = all("literature").collect();
    methodology.literature = literature::literature(ctx, &lists);
    methodology.series = all("series").map(|n| series::series(ctx, n)).collect();
    methodology.dimensions = all("dimension").map(|n| series::dimension(ctx, n)).collect();
    methodology.activities = all("activity").map(|n| activity(ctx, n, &methodology.scales)).collect();
    super::questions::law_clauses(ctx, &methodology);
    methodology.activities.sort_by_key(|a| a.number);
    same_number(ctx, all("activity"));
    ctx.duplicates("burden of", all("burden"));
    let burdens = all("burden").filter_map(|n| burden::burden(ctx, &methodology, n)).collect();
    methodology.burdens = burdens;
    ctx.duplicates("quality of", all("quality"));
    let qualities = all("quality").filter_map(|n| quality::quality(ctx, &methodology, n)).collect();
    methodology.qualities = qualities;
    ctx.duplicates("dyad of", all("dyad"));
    let dyads = all("dyad").filter_map(|n| dyads::dyad(ctx, &methodology, n)).collect();
    methodology.dyads = dyads;
    methodology.programmes = all("programme").map(|n| programme::lower(ctx, n)).collect();
    programme::outputs_once(ctx, all("programme"));
    methodology.worksheet = all("worksheet_point")
        .map(|n| WorksheetPoint {
            id: n.id.clone(),
            label: n.label.clone(),
            asks: text(n, "asks"),
            span: ctx.line(n),
        })
        .collect();
    methodology.safeguards = all("safeguards").next().map(|n| safeguards(ctx, n));
    for node in all("denominator") {
        let value = ctx.condition(node, "value", ExprKind::Series, &SeriesScope(&methodology));
        if let (Some(value), Some(per)) = (value, node.number("per")) {
            methodology.denominators.push(Denominator {
                id: node.id.clone(),
                label: node.label.clone(),
                value,
                per,
                unit: text(node, "unit"),
                about: text(node, "about"),
                span: ctx.line(node),
            });
        }
    }
    let rubrics: Vec<Rubric> = all("rubric").filter_map(|n| rubric(ctx, &methodology, n)).collect();
    methodology.rubrics = rubrics;
    indicators::lower(ctx, &mut methodology, &flat);
    methodology.request_rules = all("request_form").next().map(|n| request::lower(ctx, n));
    methodology.report = all("report").next().map(|n| report::lower(ctx, n));
    methodology
}

/// Values that a scale names again must be among its values.
fn scale_values(ctx: &mut Ctx, node: &Node) {
    let values = options_of(node, "values");
    for field in ["lasting", "absence"] {
        for (i, id) in node.texts(field).iter().enumerate() {
            if !values.iter().any(|v| v.id == *id) {
                let span = ctx.value_span(node, &[Step::Key(field), Step::Index(i)]);
                let mut diag = Diag::error(format!("'{id}' is no value of the scale '{}'", node.id)).at(span);
                for hint in choice_hints(id, values.iter().map(|v| v.id.as_str())) {
                    diag = diag.hint(hint);
                }
                ctx.complain(diag);
            }
        }
    }
}

/// A treaty or statute: in force only after it was adopted.
pub fn legal_instrument(ctx: &mut Ctx, node: &Node) -> LegalInstrument {
    let text = |f: &str| node.text(f).unwrap_or_default();
    let (adopted, in_force) = (text("adopted"), text("in_force"));
    if let (Some(a), Some(f)) = (PartialDate::parse(&adopted), PartialDate::parse(&in_force))
        && f.surely_before(a)
    {
        let span = ctx.value_span(node, &[Step::Key("in_force")]);
        ctx.complain(
            Diag::error(format!(
                "'{}' is in force since {in_force}, before it was adopted ({adopted})",
                node.id
            ))
            .at(span),
        );
    }
    LegalInstrument {
        id: node.id.clone(),
        title: node.label.clone(),
        kind: text("kind"),
        adopted,
        in_force,
        source: text("source"),
        confirm: text("confirm"),
        span: ctx.line(node),
    }
}

/// A rubric: its conditions use the criteria of its checklist by their ids.
fn rubric(ctx: &mut Ctx, methodology: &Methodology, node: &Arc<Node>) -> Option<Rubric> {
    let checklist = super::changes::find_instrument(methodology, &node.text("of")?)?;
    let mut scope = EvidenceScope::default();
    for item in checklist.items.iter().filter(|i| i.kind == ItemKind::Criterion) {
        scope.add(item.id.clone(), Type::Answer(item.options.iter().map(|o| o.id.clone()).collect()));
    }
    ctx.duplicates("credit", &node.children);
    let mut credits = Vec::new();
    for child in &node.children {
        let when = ctx.condition(child, "when", ExprKind::Evidence, &scope)?;
        credits.push(Credit {
            id: child.id.clone(),
            label: child.label.clone(),
            when,
            worth: child.number("worth").map_or(1, |n| n as i64),
            span: ctx.line(child),
        });
    }
    let text = |f: &str| node.text(f).unwrap_or_default();
    Some(Rubric {
        id: node.id.clone(),
        label: node.label.clone(),
        of: checklist.path.clone(),
        credits,
        source: text("source"),
        confirm: text("confirm"),
        about: text("about"),
        span: ctx.line(node),
    })
}

fn once<'a>(ctx: &mut Ctx, what: &str, nodes: impl Iterator<Item = &'a Arc<Node>>) {
    let nodes: Vec<&Arc<Node>> = nodes.collect();
    for node in nodes.iter().skip(1) {
        let span = ctx.id_span(node);
        ctx.complain(
            Diag::error(format!("the {what} is declared twice"))
                .at(span)
                .hint(format!("first declared at {}:{}", nodes[0].site.file, nodes[0].site.line)),
        );
    }
}

fn same_number<'a>(ctx: &mut Ctx, nodes: impl Iterator<Item = &'a Arc<Node>>) {
    let mut seen: BTreeMap<i64, &Arc<Node>> = BTreeMap::new();
    for node in nodes {
        let Some(number) = node.number("number").map(|n| n as i64) else {
            continue;
        };
        if let Some(first) = seen.insert(number, node) {
            let span = ctx.value_span(node, &[Step::Key("number")]);
            ctx.complain(
                Diag::error(format!("activity {number} is '{}' already", first.id))
                    .at(span)
                    .hint("each activity has a number of its own"),
            );
        }
    }
}

fn activity(ctx: &mut Ctx, node: &Arc<Node>, scales: &[Scale]) -> Activity {
    let text = |f: &str| node.text(f).unwrap_or_default();
    let kind = text("kind");
    ctx.duplicates("instrument", &node.children);
    Activity {
        id: node.id.clone(),
        label: node.label.clone(),
        number: node.number("number").unwrap_or_default() as i64,
        part: text("part"),
        kind: ActivityKind::ALL.into_iter().find(|k| k.id() == kind).unwrap_or(ActivityKind::DeskReview),
        asks: text("asks"),
        design: text("design"),
        target: node.number("target").map(|n| n as i64),
        representative: node.flag("representative").unwrap_or(false),
        // What the method does not say needs an approval.
        ethics: node.flag("ethics").unwrap_or(true),
        source: text("source"),
        confirm: text("confirm"),
        about: text("about"),
        instruments: node
            .children
            .iter()
            .map(|c| Arc::new(survey::instrument(ctx, &node.id, c, scales)))
            .collect(),
        only_in: None,
        span: ctx.line(node),
    }
}

/// A data file beside the script that names it.
pub fn file_ref(ctx: &Ctx, node: &Node, field: &str) -> Option<FileRef> {
    let name = node.text(field)?;
    let folder = node.site.file.rsplit_once('/').map(|(f, _)| f).unwrap_or("");
    Some(FileRef { path: format!("{folder}/{name}"), span: ctx.value_span(node, &[Step::Key(field)]) })
}

pub fn safeguards(ctx: &mut Ctx, node: &Node) -> Safeguards {
    let text = |n: &Node, f: &str| n.text(f).unwrap_or_default();
    ctx.duplicates("service", &node.children);
    Safeguards {
        immediate_danger: text(node, "immediate_danger"),
        ongoing_harm_hours: node.number("ongoing_harm_hours").map(|n| n as i64),
        past_harm: text(node, "past_harm"),
        confirm: text(node, "confirm"),
        services: node
            .children
            .iter()
            .map(|n| Service {
                id: n.id.clone(),
                label: n.label.clone(),
                contact: text(n, "contact"),
                free: n.flag("free"),
                languages: n.texts("languages"),
                source: text(n, "source"),
                as_of: text(n, "as_of"),
                confirm: text(n, "confirm"),
                span: ctx.line(n),
            })
            .collect(),
        span: ctx.line(node),
    }
}
