//! The block of the literature: searches, counts, what is included.

use crate::analysis::{self, REASONS_DIFFER, ScreenState};
use crate::report::document::{Block, Inline, Table};

use super::{Writer, host_of};

impl Writer<'_> {
    pub(super) fn literature(&mut self) -> Vec<Block> {
        let Some(literature) = &self.country.literature else {
            return vec![Block::Note(vec![Inline::plain(
                "No search of the literature is declared for this country.",
            )])];
        };
        let mut blocks = Vec::new();
        if !literature.about.is_empty() {
            blocks.push(Block::Paragraph(vec![Inline::verbatim(
                &literature.about,
                literature.span.to_string(),
            )]));
        }
        let mut searches = Table {
            headers: vec!["Database", "Searched on", "Query", "Records"],
            numeric: vec![3],
            ..Table::default()
        };
        for search in &literature.searches {
            let at = search.span.to_string();
            let mut query = vec![Inline::verbatim(&search.query, &at)];
            if !search.limits.is_empty() {
                query.push(Inline::plain(" – "));
                query.push(Inline::verbatim(&search.limits, &at));
            }
            searches.rows.push(vec![
                vec![Inline::verbatim(&search.database, &at)],
                vec![Inline::verbatim(&search.searched_on, &at)],
                query,
                self.coverage(&format!("literature/search/{}", search.id)),
            ]);
        }
        blocks.push(Block::Table(searches));
        let flow = analysis::flow(literature);
        let mut steps = Table { headers: vec!["Step", "References"], numeric: vec![1], ..Table::default() };
        let own = |id: &str| id.split('/').next() == Some("search");
        for (id, label, _) in flow.counts().into_iter().filter(|(id, ..)| !own(id)) {
            let mut step = vec![Inline::plain(label)];
            if let Some(reason) = id.strip_prefix("reason/") {
                step = vec![Inline::plain("of these: ")];
                step.push(match self.workspace.methodology.screening_reason(reason) {
                    Some(reason) => Inline::verbatim(&reason.label, reason.span.to_string()),
                    None if reason == REASONS_DIFFER => Inline::plain("reviewers give different reasons"),
                    None => Inline::verbatim(reason, literature.span.to_string()),
                });
            }
            steps.rows.push(vec![step, self.coverage(&format!("literature/{id}"))]);
        }
        blocks.push(Block::Table(steps));
        if !literature.protocol.is_empty() {
            let from = literature.span.to_string();
            let url = literature.protocol.clone();
            let text = host_of(&url);
            let link = if url.starts_with("http") {
                Inline::Link { text, url, from }
            } else {
                Inline::verbatim(url, from)
            };
            blocks.push(Block::Paragraph(vec![Inline::plain("Protocol: "), link]));
        }
        let mut items = Vec::new();
        for one in analysis::screened(literature).iter().filter(|s| s.state == ScreenState::Included) {
            let record = &one.reference.record;
            let at = one.reference.span.to_string();
            let from = |field: &str| one.reference.at(field).to_string();
            let mut line = Vec::new();
            if !record.authors.is_empty() {
                line.push(Inline::verbatim(record.by(), from("authors")));
                line.push(Inline::plain(" "));
            }
            line.push(Inline::plain("("));
            line.push(match record.year {
                Some(year) => Inline::verbatim(year.to_string(), &at),
                None => Inline::plain("no year"),
            });
            line.push(Inline::plain("). "));
            line.push(Inline::verbatim(record.title.trim_end_matches('.'), &at));
            line.push(Inline::plain(". "));
            if !record.journal.is_empty() {
                line.push(Inline::verbatim(record.journal.trim_end_matches('.'), from("journal")));
                line.push(Inline::plain(". "));
            }
            let url = record.link();
            if !url.is_empty() {
                let (text, field) = match record.doi.is_empty() {
                    true => (host_of(&url), "url"),
                    false => (record.doi.clone(), "doi"),
                };
                line.push(Inline::Link { text, url, from: from(field) });
            }
            items.push(line);
        }
        if items.is_empty() {
            blocks.push(Block::Note(vec![Inline::plain("Nothing is included yet.")]));
        } else {
            blocks.push(Block::Heading(vec![Inline::plain("Literature included")]));
            blocks.push(Block::Bullets(items));
        }
        blocks
    }
}
