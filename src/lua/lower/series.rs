//! Series, their dimensions, and what a country's providers state about them.

use std::sync::Arc;

use crate::base::Diag;
use crate::model::{
    CHILD_AGE, Code, CountryMeta, Dimension, MetaField, Series, SeriesMeta, UNKNOWN, is_no_answer,
    stray_parent,
};

use super::super::errors::clip;
use super::super::node::{Node, Val};
use super::super::source::Step;
use super::Ctx;
use super::method::file_ref;

/// Columns of a file of values and filters of an address; no dimension can
/// have their names.
const TAKEN: [&str; 15] = [
    "country",
    "name",
    "series",
    "period",
    "value",
    "state",
    "as_of",
    "revision",
    "unit",
    "source_tier",
    "source",
    "note",
    "over",
    "standard",
    "standard_period",
];

pub fn series(ctx: &mut Ctx, node: &Node) -> Series {
    let text = |f: &str| node.text(f).unwrap_or_default();
    one_unit(ctx, node);
    let same_as = text("same_as").trim_start_matches("series:").to_string();
    if same_as == node.id && !same_as.is_empty() {
        let span = ctx.value_span(node, &[Step::Key("same_as")]);
        ctx.complain(Diag::error("a series is not counted a second time by itself").at(span));
    }
    Series {
        id: node.id.clone(),
        label: node.label.clone(),
        meta: meta(ctx, node),
        unit: text("unit"),
        by: node.texts("by"),
        since: node.number("since").map(|n| n as i32),
        projected: node.flag("projected").unwrap_or(false),
        is_not: node.texts("is_not"),
        caveats: node.texts("caveats"),
        breaks: breaks(ctx, node),
        one_rule: node.flag("one_rule").unwrap_or(false),
        independent_counts: node.flag("independent_counts").unwrap_or(false),
        rank: node.flag("rank").unwrap_or(false),
        same_as,
        adds_to: text("adds_to").trim_start_matches("series:").to_string(),
        observations_file: file_ref(ctx, node, "observations"),
        whole: Vec::new(),
        source: text("source"),
        confirm: text("confirm"),
        about: text("about"),
        span: ctx.line(node),
    }
}

/// Years in which a series breaks, with what changed.
fn breaks(ctx: &mut Ctx, node: &Node) -> Vec<(String, String)> {
    let breaks = node.named_texts("breaks");
    for (year, _) in &breaks {
        let bare = year.trim_start_matches(['y', '_']);
        if bare.len() != 4 || bare.parse::<i32>().is_err() {
            let span = ctx.value_span(node, &[Step::Key("breaks"), Step::Key(year)]);
            ctx.complain(
                Diag::error(format!("'{year}' is no year"))
                    .at(span)
                    .hint("write [\"2019\"] = \"what changed\""),
            );
        }
    }
    breaks.into_iter().map(|(y, t)| (y.trim_start_matches(['y', '_']).to_string(), t)).collect()
}

/// A series counts one thing: cases and victims are two series.
fn one_unit(ctx: &mut Ctx, node: &Node) {
    for field in ["unit", "unit_of_count"] {
        let Some(text) = node.text(field) else { continue };
        let two = [" and ", " or ", ", ", "; ", " + ", "/"].iter().any(|between| text.contains(between));
        if two {
            let span = ctx.value_span(node, &[Step::Key(field)]);
            ctx.complain(
                Diag::error(format!("'{field}' names two units: \"{}\"", clip(&text)))
                    .at(span)
                    .hint("what counts two things adds them up; declare a series for each"),
            );
        }
    }
}

/// What is said about a count.
fn meta(ctx: &mut Ctx, node: &Node) -> SeriesMeta {
    let mut meta = SeriesMeta::default();
    for field in MetaField::ALL {
        let text = match node.get(field.id()) {
            Some(Val::Text(text)) => text.to_string(),
            Some(Val::Number(number)) => number.to_string(),
            _ => continue,
        };
        let text = text.trim().to_string();
        if text != UNKNOWN && text.to_lowercase().starts_with(UNKNOWN) {
            let span = ctx.value_span(node, &[Step::Key(field.id())]);
            ctx.complain(
                Diag::error(format!("'{}' reads as unknown and would be taken as known", field.id()))
                    .at(span)
                    .hint("write \"unknown\" alone; what is to be asked of whom stands in confirm = \"…\""),
            );
        }
        if text != UNKNOWN && !text.is_empty() && is_no_answer(field.id(), &text) {
            let span = ctx.value_span(node, &[Step::Key(field.id())]);
            ctx.complain(
                Diag::error(format!("'{}' says neither what is known nor that it is unknown", field.id()))
                    .at(span)
                    .hint("write \"unknown\", or what is known in words"),
            );
        }
        meta.set(field, text);
    }
    if meta.known(MetaField::Iccs).is_some() && meta.known(MetaField::IccsMatch).is_none() {
        let span = ctx.value_span(node, &[Step::Key("iccs")]);
        ctx.complain(
            Diag::error("an ICCS code without how well the category matches it")
                .at(span)
                .hint("add iccs_match = \"full\", \"partial\", \"wider\" or \"narrower\""),
        );
    }
    if let Some(age) = node.number("child_age_limit")
        && !CHILD_AGE.contains(&age)
    {
        let span = ctx.value_span(node, &[Step::Key("child_age_limit")]);
        ctx.complain(
            Diag::error(format!(
                "'child_age_limit' is {age}: an age from {} to {} belongs there",
                CHILD_AGE.start(),
                CHILD_AGE.end()
            ))
            .at(span),
        );
    }
    meta
}

/// What a country's provider states about a series.
pub fn country_meta(ctx: &mut Ctx, node: &Node) -> CountryMeta {
    let text = |f: &str| node.text(f).unwrap_or_default();
    one_unit(ctx, node);
    CountryMeta {
        series: node.id.trim_start_matches("series:").to_string(),
        meta: meta(ctx, node),
        breaks: breaks(ctx, node),
        source: text("source"),
        as_of: text("as_of"),
        confirm: text("confirm"),
        returned: None,
        span: ctx.line(node),
    }
}

pub fn dimension(ctx: &mut Ctx, node: &Arc<Node>) -> Dimension {
    let text = |f: &str| node.text(f).unwrap_or_default();
    if TAKEN.contains(&node.id.as_str()) {
        let span = ctx.id_span(node);
        ctx.complain(
            Diag::error(format!("a dimension cannot be called '{}'", node.id))
                .at(span)
                .hint("files of values or addresses use that name"),
        );
    }
    let codes: Vec<Code> = node
        .get("codes")
        .and_then(Val::table)
        .map(|t| t.list.iter().filter_map(code).collect())
        .unwrap_or_default();
    if let Some((_, complaint)) = stray_parent(&codes) {
        let span = ctx.value_span(node, &[Step::Key("codes")]);
        ctx.complain(Diag::error(complaint).at(span));
    }
    Dimension {
        id: node.id.clone(),
        label: node.label.clone(),
        file: if codes.is_empty() { file_ref(ctx, node, "codes") } else { None },
        codes,
        complete: node.flag("complete").unwrap_or(false),
        about: text("about"),
        confirm: text("confirm"),
        source: text("source"),
        span: ctx.line(node),
    }
}

fn code(entry: &Val) -> Option<Code> {
    let table = entry.table()?;
    Some(Code {
        code: table.list.first()?.text()?.to_string(),
        label: table.list.get(1)?.text()?.to_string(),
        parent: table.get("parent").and_then(Val::text).unwrap_or_default().to_string(),
        provenance: String::new(),
    })
}
