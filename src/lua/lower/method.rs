//! The method: organisations, parts, activities, series, programme.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::Diag;
use crate::model::{
    Activity, ActivityKind, Denominator, DutyBearer, FileRef, Methodology, Organisation, Part, Safeguards,
    Scale, SeriesScope, Service, WorksheetPoint,
};

use super::super::node::Node;
use super::super::source::Step;
use super::super::types::ExprKind;
use super::{Ctx, indicators, options_of, programme, report, request, series, survey};

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
            about: text(n, "about"),
            span: ctx.line(n),
        })
        .collect();
    methodology.series = all("series").map(|n| series::series(ctx, n)).collect();
    methodology.dimensions = all("dimension").map(|n| series::dimension(ctx, n)).collect();
    methodology.activities = all("activity").map(|n| activity(ctx, n, &methodology.scales)).collect();
    methodology.activities.sort_by_key(|a| a.number);
    same_number(ctx, all("activity"));
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
    indicators::lower(ctx, &mut methodology, &flat);
    methodology.request_rules = all("request_form").next().map(|n| request::lower(ctx, n));
    methodology.report = all("report").next().map(|n| report::lower(ctx, n));
    methodology
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
