//! Indicators: proportions, means, derived figures, published figures.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::expr::Type;
use crate::model::{
    Address, AddressKind, Base, Derived, EvidenceScope, Indicator, IndicatorBody, ItemScope, Methodology,
    Named, PublishedDef, resolve_tail,
};

use super::super::node::Node;
use super::super::source::Step;
use super::super::types::ExprKind;
use super::{Ctx, count_rule};

/// The type that an evidence address has in an expression.
pub fn evidence_type(methodology: &Methodology, address: &Address) -> Option<Type> {
    match address.kind? {
        AddressKind::Published => {
            let found = methodology.published(&address.id)?;
            Some(Type::Estimate { proportion: found.unit == "percent" })
        }
        AddressKind::Indicator => {
            let found = methodology.indicator(&address.id)?;
            let proportion = match &found.body {
                IndicatorBody::Proportion { .. } => true,
                IndicatorBody::Mean { .. } => false,
                IndicatorBody::Derived(d) => d.unit == "percent",
            };
            Some(Type::Estimate { proportion })
        }
        // With its year it is one number; without, at() and change() read it.
        AddressKind::Series => methodology.series(&address.id).map(|series| match address.filter("period") {
            Some(_) => Type::Estimate { proportion: series.unit == "percent" },
            None => Type::Series,
        }),
        AddressKind::Criterion => {
            let criteria: Vec<(String, &crate::model::Item)> = methodology
                .instruments()
                .flat_map(|i| i.items.iter().map(move |item| (format!("{}/{}", i.path, item.id), &**item)))
                .filter(|(_, item)| item.kind == crate::model::ItemKind::Criterion)
                .collect();
            match resolve_tail(&address.id, criteria.iter().map(|(n, _)| n.as_str())) {
                Named::Found(name) => {
                    let item = criteria.iter().find(|(n, _)| n == name)?.1;
                    Some(Type::Answer(item.options.iter().map(|o| o.id.clone()).collect()))
                }
                _ => None,
            }
        }
        AddressKind::Theme => Some(Type::Theme),
        _ => None,
    }
}

/// Complains of what an address of a series as evidence cannot ask for: it
/// names a year, and categories of its dimensions. Gives whether it is well.
pub fn series_filters(
    ctx: &mut Ctx,
    methodology: &Methodology,
    node: &Node,
    address: &Address,
    place: &[Step<'_>],
) -> bool {
    let found = methodology.series(&address.id).filter(|_| address.kind == Some(AddressKind::Series));
    let Some(series) = found else { return true };
    let mut well = true;
    for (i, (key, value)) in address.filters.iter().enumerate() {
        let (message, hints) = if address.filters[..i].iter().any(|(k, _)| k == key) {
            (format!("'{key}' is given twice"), Vec::new())
        } else if key == "period" {
            match value.parse::<i32>() {
                Ok(_) => continue,
                Err(_) => (format!("'{value}' is no year"), vec!["such as [period=2022]".into()]),
            }
        } else if series.by.contains(key) {
            continue;
        } else {
            let valid = ["period"].into_iter().chain(series.by.iter().map(String::as_str));
            (format!("evidence of {} has no [{key}=…]", series.id), choice_hints(key, valid))
        };
        let mut diag = Diag::error(message).at(ctx.value_span(node, place)).depth(2);
        for hint in hints {
            diag = diag.hint(hint);
        }
        ctx.complain(diag);
        well = false;
    }
    well
}

/// The name an address has in an expression: the last step of its id.
pub fn short_name(address: &Address) -> &str {
    address.id.rsplit('/').next().unwrap_or(&address.id)
}

pub fn lower(ctx: &mut Ctx, methodology: &mut Methodology, nodes: &[Arc<Node>]) {
    let computed: Vec<&Arc<Node>> =
        nodes.iter().filter(|n| matches!(n.name(), "proportion" | "mean" | "derived")).collect();
    ctx.duplicates("indicator", computed.iter().copied());
    let published: Vec<&Arc<Node>> = nodes.iter().filter(|n| n.name() == "published").collect();
    ctx.duplicates("published figure", published.iter().copied());
    methodology.published = published.iter().map(|n| published_def(ctx, n)).collect();
    for node in &computed {
        if let Some(indicator) = indicator(ctx, methodology, node) {
            methodology.indicators.push(indicator);
        }
    }
}

fn published_def(ctx: &mut Ctx, node: &Node) -> PublishedDef {
    let text = |f: &str| node.text(f).unwrap_or_default();
    // Three answers to one question: what of ours measures it.
    let said: Vec<&str> = ["corresponds_to", "measured_by", "not_measured"]
        .into_iter()
        .filter(|field| node.get(field).is_some())
        .collect();
    if let [first, other, ..] = said[..] {
        ctx.complain(
            Diag::error(format!("'{first}' and '{other}' of '{}' contradict each other", node.id))
                .at(ctx.key_span(node, &[Step::Key(other)]))
                .hint("corresponds_to: the same definition; measured_by: another one; not_measured: none of ours"),
        );
    }
    PublishedDef {
        id: node.id.clone(),
        label: node.label.clone(),
        definition: text("definition"),
        unit: text("unit"),
        population: text("population"),
        activity: text("activity"),
        concept: text("concept"),
        corresponds_to: text("corresponds_to").trim_start_matches("indicator:").to_string(),
        measured_by: text("measured_by").trim_start_matches("indicator:").to_string(),
        not_measured: text("not_measured"),
        same_as_series: text("same_as_series").trim_start_matches("series:").to_string(),
        counts_only: node.flag("counts_only").unwrap_or(false),
        caveats: node.texts("caveats"),
        about: text("about"),
        span: ctx.line(node),
    }
}

fn indicator(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Option<Indicator> {
    let text = |f: &str| node.text(f).unwrap_or_default();
    let body = match node.name() {
        "derived" => derived(ctx, methodology, node)?,
        _ => counted(ctx, methodology, node)?,
    };
    Some(Indicator {
        id: node.id.clone(),
        label: node.label.clone(),
        definition: text("definition"),
        about: text("about"),
        concept: text("concept"),
        body,
        span: ctx.line(node),
    })
}

fn counted(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Option<IndicatorBody> {
    let wanted = node.text("from")?;
    let instrument = match resolve_tail(&wanted, methodology.instruments().map(|i| i.path.as_str())) {
        Named::Found(path) => methodology.instrument(path)?,
        // The dangling reference is complained of by itself.
        _ => return None,
    };
    let scope = ItemScope::of(instrument);
    let base = match node.text("base")?.as_str() {
        "everyone" => Some(Base::Everyone),
        _ => ctx.condition(node, "base", ExprKind::Indicator, &scope).map(Base::Where),
    };
    let count_as = count_rule(ctx, node, "count_as");
    let from = instrument.path.clone();
    let by = node.texts("by");
    if node.name() == "mean" {
        let of = ctx.condition(node, "of", ExprKind::Value, &scope);
        return Some(IndicatorBody::Mean {
            from,
            base: base?,
            of: of?,
            unit: node.text("unit")?,
            count_as: count_as?,
            by,
        });
    }
    let yes_if = ctx.condition(node, "yes_if", ExprKind::Indicator, &scope);
    let count_as = count_as?;
    let bounds = count_rule(ctx, node, "bounds").map(|mut b| {
        // What a second way of counting does not mention stays as it is.
        for (part, own) in [
            (&mut b.dont_know, &count_as.dont_know),
            (&mut b.prefer_not, &count_as.prefer_not),
            (&mut b.not_asked, &count_as.not_asked),
        ] {
            if part.is_empty() {
                part.clone_from(own);
            }
        }
        b
    });
    Some(IndicatorBody::Proportion {
        from,
        base: base?,
        yes_if: yes_if?,
        count_as,
        bounds,
        recall_months: node.number("recall_months").map(|n| n as i64),
        by,
    })
}

fn derived(ctx: &mut Ctx, methodology: &Methodology, node: &Node) -> Option<IndicatorBody> {
    let inputs = node.named_texts("inputs");
    let mut scope = EvidenceScope::default();
    let mut whole = true;
    for (name, text) in &inputs {
        let Ok(address) = Address::parse(text) else {
            whole = false;
            continue;
        };
        let place = [Step::Key("inputs"), Step::Key(name)];
        whole &= series_filters(ctx, methodology, node, &address, &place);
        // Derived figures build on figures that are already declared.
        match evidence_type(methodology, &address) {
            Some(ty) => scope.add(name.clone(), ty),
            None => {
                whole = false;
                if address.kind == Some(AddressKind::Indicator) {
                    let span = ctx.value_span(node, &[Step::Key("inputs"), Step::Key(name)]);
                    ctx.complain(
                        Diag::error(format!("'{text}' is not declared before this"))
                            .at(span)
                            .hint("a derived figure may use indicators declared above it in the same list")
                            .depth(2),
                    );
                }
            }
        }
    }
    if !whole {
        return None;
    }
    let value = ctx.condition(node, "value", ExprKind::Derived, &scope);
    let low = ctx.condition(node, "low", ExprKind::Derived, &scope);
    let high = ctx.condition(node, "high", ExprKind::Derived, &scope);
    let check_against = node.text("check_against").map(|id| {
        let within =
            node.text("within").and_then(|p| p.trim_end_matches('%').parse::<f64>().ok()).unwrap_or(1.0);
        (id.trim_start_matches("published:").to_string(), within / 100.0)
    });
    Some(IndicatorBody::Derived(Derived {
        unit: node.text("unit")?,
        inputs,
        value: value?,
        low,
        high,
        population_as: node.text("population_as").unwrap_or_default(),
        check_against,
    }))
}
