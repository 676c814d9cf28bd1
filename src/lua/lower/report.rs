//! The report: chapters and blocks.

use std::sync::Arc;

use crate::model::{Block, Chapter, Insight, Report};

use super::super::node::Node;
use super::Ctx;

pub fn lower(ctx: &mut Ctx, node: &Node) -> Report {
    let mut all = Vec::new();
    collect(&node.children, &mut all);
    ctx.duplicates("chapter", &all);
    Report {
        id: node.id.clone(),
        title: node.label.clone(),
        about: node.text("about").unwrap_or_default(),
        chapters: node.children.iter().map(|c| chapter(ctx, c)).collect(),
        span: ctx.line(node),
    }
}

fn collect(nodes: &[Arc<Node>], out: &mut Vec<Arc<Node>>) {
    for node in nodes.iter().filter(|n| n.name() == "chapter") {
        out.push(node.clone());
        collect(&node.children, out);
    }
}

fn chapter(ctx: &mut Ctx, node: &Node) -> Chapter {
    let mut chapter = Chapter {
        id: node.id.clone(),
        title: node.label.clone(),
        number: node.text("number").unwrap_or_default(),
        expects: node.texts("expects"),
        about: node.text("about").unwrap_or_default(),
        blocks: Vec::new(),
        chapters: Vec::new(),
        span: ctx.line(node),
    };
    for child in &node.children {
        let text = |f: &str| child.text(f).unwrap_or_default();
        let title = || text("title");
        let block = match child.name() {
            "chapter" => {
                chapter.chapters.push(self::chapter(ctx, child));
                continue;
            }
            "paragraph" => Block::Paragraph { text: child.label.clone(), span: ctx.line(child) },
            "show_insights" => {
                ctx.duplicates("insight", &child.children);
                Block::Insights(
                    child
                        .children
                        .iter()
                        .map(|i| Insight {
                            id: i.id.clone(),
                            label: i.label.clone(),
                            shows: i.texts("shows"),
                            otherwise: i.text("otherwise").unwrap_or_default(),
                            span: ctx.line(i),
                        })
                        .collect(),
                )
            }
            "show_figures" => Block::Figures { title: title(), of: child.texts("of") },
            "show_dots" => Block::Dots { title: title(), of: bare(&text("of")) },
            "show_trend" => Block::Trend {
                title: title(),
                of: bare(&text("of")),
                rate: child.text("rate").map(|r| bare(&r)),
            },
            "show_answers" => Block::Answers { title: title(), domains: child.texts("of") },
            "show_rubrics" => {
                Block::Rubrics { title: title(), of: child.texts("of").iter().map(|r| bare(r)).collect() }
            }
            "show_activities" => Block::Activities,
            "show_instrument" => Block::Instrument(text("of")),
            "show_findings" => Block::Findings(child.text("chapter")),
            "show_recommendations" => Block::Recommendations,
            "show_leads" => Block::Leads,
            "show_conflicts" => Block::Conflicts,
            "show_comparability" => Block::Comparability,
            "show_approvals" => Block::Approvals,
            "show_services" => Block::Services,
            "show_literature" => Block::Literature,
            _ => continue,
        };
        chapter.blocks.push(block);
    }
    chapter
}

/// An id without the kind written before it.
fn bare(text: &str) -> String {
    text.split_once(':').map_or(text, |(_, id)| id).to_string()
}
