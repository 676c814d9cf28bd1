//! Literature: searches and the sheet of decisions; what the files hold is read
//! later.

use std::sync::Arc;

use crate::base::Diag;
use crate::model::{Cite, Literature, ScreeningReason, Search};

use super::super::node::Node;
use super::super::source::Step;
use super::Ctx;
use super::method::file_ref;

/// The literature of an owner: one list, however many searches.
pub fn literature(ctx: &mut Ctx, nodes: &[&Arc<Node>]) -> Option<Literature> {
    let node = nodes.first()?;
    for second in &nodes[1..] {
        let span = ctx.line(second);
        ctx.complain(
            Diag::error("the literature is declared twice")
                .at(span)
                .hint(format!("first declared at {}:{}; searches stand in one list, so that what several of them found is taken together", node.site.file, node.site.line)),
        );
    }
    ctx.duplicates("search", &node.children);
    if node.children.is_empty() {
        let span = ctx.line(node);
        ctx.complain(
            Diag::error("literature without a search")
                .at(span)
                .hint("write search \"id\" { file = \"….ris\", database = …, searched_on = …, query = … }"),
        );
    }
    let searches: Vec<Search> = node.children.iter().map(|n| search(ctx, n)).collect();
    for (i, one) in searches.iter().enumerate() {
        let same = |s: &&Search| s.file.as_ref().map(|f| &f.path) == one.file.as_ref().map(|f| &f.path);
        if let (Some(file), Some(first)) = (&one.file, searches[..i].iter().find(same)) {
            ctx.complain(
                Diag::error(format!("the search \"{}\" has this file already", first.id))
                    .at(file.span.clone())
                    .hint("each search has the file it gave; otherwise its records count as duplicates"),
            );
        }
    }
    Some(Literature {
        searches,
        screening_file: file_ref(ctx, node, "screening"),
        reviewers: reviewers(ctx, node),
        protocol: node.text("protocol").unwrap_or_default(),
        about: node.text("about").unwrap_or_default(),
        references: Vec::new(),
        possible: Vec::new(),
        decisions: Vec::new(),
        span: ctx.line(node),
    })
}

fn reviewers(ctx: &mut Ctx, node: &Node) -> usize {
    let Some(number) = node.number("reviewers") else { return 1 };
    if (1.0..=12.0).contains(&number) {
        return number as usize;
    }
    let span = ctx.value_span(node, &[Step::Key("reviewers")]);
    ctx.complain(
        Diag::error(format!("'reviewers' is {number}: a number from 1 to 12 belongs there")).at(span),
    );
    1
}

fn search(ctx: &mut Ctx, node: &Arc<Node>) -> Search {
    let text = |f: &str| node.text(f).unwrap_or_default();
    let file = file_ref(ctx, node, "file");
    let found = node.number("found").map(|n| n as i64);
    match (&file, found) {
        (None, Some(0)) => {}
        (None, _) if node.get("file").is_none() && !node.broken => {
            let span = ctx.id_span(node);
            ctx.complain(
                Diag::error(format!("the search \"{}\" has no file", node.id))
                    .at(span)
                    .hint("add file = \"….ris\" or \"….bib\"; where nothing was found, write found = 0"),
            );
        }
        (_, Some(n)) if n < 0 => {
            let span = ctx.value_span(node, &[Step::Key("found")]);
            ctx.complain(
                Diag::error(format!("'found' is {n}; a number of records is not negative")).at(span),
            );
        }
        _ => {}
    }
    Search {
        id: node.id.clone(),
        file,
        database: text("database"),
        searched_on: text("searched_on"),
        query: text("query"),
        limits: text("limits"),
        found,
        source: text("source"),
        note: text("note"),
        records: 0,
        span: ctx.line(node),
    }
}

pub fn reason(ctx: &Ctx, node: &Node) -> ScreeningReason {
    ScreeningReason {
        id: node.id.clone(),
        label: node.label.clone(),
        about: node.text("about").unwrap_or_default(),
        confirm: node.text("confirm").unwrap_or_default(),
        span: ctx.line(node),
    }
}

/// The keys a declaration cites, each with its place.
pub fn cites(ctx: &Ctx, node: &Node) -> Vec<Cite> {
    let keys = node.texts("cites").into_iter().enumerate();
    keys.map(|(i, key)| Cite {
        key: key.trim_start_matches("reference:").to_string(),
        span: ctx.value_span(node, &[Step::Key("cites"), Step::Index(i)]),
    })
    .collect()
}
