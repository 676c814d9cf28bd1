//! Programmes: their lists, and what else their countries are members of.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{MemberOf, Membership, Programme};

use super::super::node::{Node, Val};
use super::super::source::Step;
use super::Ctx;
use super::method::file_ref;

pub fn lower(ctx: &mut Ctx, node: &Arc<Node>) -> Programme {
    let lists = node
        .get("lists")
        .and_then(Val::table)
        .map(|t| {
            t.named
                .iter()
                .map(|(name, codes)| {
                    let codes = codes
                        .table()
                        .map(|c| c.list.iter().filter_map(Val::text).map(str::to_string).collect());
                    (name.to_string(), codes.unwrap_or_default())
                })
                .collect()
        })
        .unwrap_or_default();
    let mut programme = Programme {
        id: node.id.clone(),
        label: node.label.clone(),
        lists,
        memberships: Vec::new(),
        figures_file: file_ref(ctx, node, "figures"),
        figures: Vec::new(),
        source: node.text("source").unwrap_or_default(),
        about: node.text("about").unwrap_or_default(),
        span: ctx.line(node),
    };
    let ran: Vec<&Arc<Node>> = node.children_named("ran").collect();
    ctx.duplicates("the members of activity", ran);
    for child in &node.children {
        let of = match child.name() {
            "ran" => MemberOf::Activity,
            "output" => MemberOf::Output,
            _ => continue,
        };
        let membership = membership(ctx, child, of);
        if !child.broken {
            check(ctx, &programme, child, &membership);
        }
        programme.memberships.push(membership);
    }
    programme
}

/// The id of an output stands for one thing in all programmes.
pub fn outputs_once<'a>(ctx: &mut Ctx, programmes: impl Iterator<Item = &'a Arc<Node>>) {
    let outputs: Vec<&Arc<Node>> = programmes.flat_map(|p| p.children_named("output")).collect();
    ctx.duplicates("output", outputs);
}

fn membership(ctx: &Ctx, node: &Arc<Node>, of: MemberOf) -> Membership {
    let text = |f: &str| node.text(f).unwrap_or_default();
    Membership {
        of,
        id: node.id.clone(),
        label: node.label.clone(),
        countries: node.texts("countries"),
        number: node.number("number").map(|n| n as i64),
        among: text("among"),
        not_stated: text("not_stated"),
        publishes: node
            .texts("publishes")
            .iter()
            .map(|p| p.trim_start_matches("published:").to_string())
            .collect(),
        source: text("source"),
        about: text("about"),
        span: ctx.line(node),
    }
}

/// A membership says what it knows and what it does not, and neither
/// contradicts the other.
fn check(ctx: &mut Ctx, programme: &Programme, node: &Arc<Node>, membership: &Membership) {
    let list = programme.lists.get(&membership.among);
    if !membership.among.is_empty() && list.is_none() {
        let span = ctx.value_span(node, &[Step::Key("among")]);
        let mut diag =
            Diag::error(format!("programme \"{}\" has no list '{}'", programme.id, membership.among))
                .at(span);
        for hint in choice_hints(&membership.among, programme.lists.keys().map(String::as_str)) {
            diag = diag.hint(hint);
        }
        ctx.complain(diag);
    }
    for (i, code) in membership.countries.iter().enumerate() {
        let problem = if membership.countries[..i].contains(code) {
            Some(format!("\"{code}\" is named twice"))
        } else if list.is_some_and(|l| !l.contains(code)) {
            Some(format!("\"{code}\" is not among '{}'", membership.among))
        } else {
            None
        };
        if let Some(problem) = problem {
            let span = ctx.value_span(node, &[Step::Key("countries"), Step::Index(i)]);
            ctx.complain(Diag::error(problem).at(span));
        }
    }
    let named = membership.countries.len() as i64;
    let complaint = match (membership.number, membership.is_complete()) {
        (None, true) if named == 0 => {
            Some(("it names no country and says nothing of the rest".to_string(), node.name()))
        }
        (Some(n), _) if n < named => {
            Some((format!("{named} countries are named, and {n} are said"), "number"))
        }
        (Some(n), true) if n > named => {
            Some((format!("{named} of {n} countries are named, and nothing is said of the others"), "number"))
        }
        (Some(n), false) if n == named => {
            Some((format!("all {n} countries are named: nothing is left that is not stated"), "not_stated"))
        }
        _ => None,
    };
    if let Some((message, field)) = complaint {
        let span = if node.get(field).is_some() {
            ctx.value_span(node, &[Step::Key(field)])
        } else {
            ctx.id_span(node)
        };
        ctx.complain(
            Diag::error(message)
                .at(span)
                .hint("name the countries, or say what the sources do not state: not_stated = \"…\""),
        );
    }
}
