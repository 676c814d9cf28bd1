//! Answers to checklists, and points over them.

use crate::analysis::{self, AnswerState};
use crate::base::PartialDate;
use crate::model::{self, Address, AddressKind, Answer, ItemKind};
use crate::report::document::{Block, Inline, Table};

use super::{Writer, host_of};

impl Writer<'_> {
    /// How much of each domain is answered, in one paragraph, and a table of
    /// what is held of those that have anything.
    pub(super) fn answers(&mut self, title: &str, domains: &[String], at: &str) -> Vec<Block> {
        let mut covered: Vec<Inline> = Vec::new();
        let mut tables: Vec<Table> = Vec::new();
        let plan = self.plan.clone();
        for wanted in domains {
            let short = wanted.rsplit('/').next().unwrap_or(wanted);
            let found = plan.instruments.iter().find_map(|i| {
                let full = |id: &str| format!("{}/{id}", i.instrument.path);
                let groups = &i.instrument.groups;
                groups
                    .iter()
                    .find(|g| g.id == *wanted || full(&g.id) == *wanted || g.id == short)
                    .map(|g| (i, g))
            });
            let Some((instrument, group)) = found else { continue };
            let path = &instrument.instrument.path;
            let label = Inline::verbatim(&group.label, group.span.to_string());
            covered.push(Inline::plain(if covered.is_empty() { "Answered with proof: " } else { "; " }));
            covered.extend([label.clone(), Inline::plain(" ")]);
            covered.extend(self.coverage_of(&format!("{path}/{}", group.id)));
            let mut table = Table {
                caption: if domains.len() > 1 { vec![label] } else { Vec::new() },
                headers: vec!["Criterion", "Answer", "As of", "Source"],
                ..Table::default()
            };
            let asked = instrument.asked().map(|i| &i.item);
            for item in asked.filter(|i| i.group == group.id && i.kind == ItemKind::Criterion) {
                table.rows.extend(self.held(path, item));
            }
            if !table.rows.is_empty() {
                tables.push(table);
            }
        }
        covered.push(Inline::plain(". What is not answered is unknown, which is not a no."));
        let heading = Block::Heading(vec![Inline::verbatim(title, at)]);
        let mut blocks = vec![heading, Block::Paragraph(covered)];
        blocks.extend(tables.into_iter().map(Block::Table));
        blocks
    }

    /// What is held of a criterion: a row a value that stands.
    fn held(&mut self, path: &str, item: &model::Item) -> Vec<Vec<Vec<Inline>>> {
        let (workspace, country) = (self.workspace, self.country);
        let Some(list) = workspace.methodology.instrument(path) else { return Vec::new() };
        let Some(item) = list.item(&item.id) else { return Vec::new() };
        let mut rows = Vec::new();
        let standings = analysis::standings(workspace, country, list, item, PartialDate::today());
        for (standing, group) in standings.iter().flat_map(|s| alike(s).into_iter().map(move |g| (s, g))) {
            let mut shown = vec![self.answer(group[0])];
            group.iter().skip(1).for_each(|a| {
                self.answer(a);
            });
            let dated =
                |text: fn(&Answer) -> &str| group.iter().find(|a| !text(a).is_empty()).map(|a| (text(a), a));
            if let Some((day, a)) = dated(|a| &a.dated) {
                shown.extend([Inline::plain(", "), Inline::verbatim(day, a.span.to_string())]);
            } else if let Some((day, a)) = dated(|a| &a.in_force_since) {
                shown.extend([Inline::plain(", in force since "), Inline::verbatim(day, a.span.to_string())]);
            }
            if !standing.about.is_empty() {
                shown.push(Inline::plain(" – "));
                shown.push(Inline::verbatim(standing.about, group[0].span.to_string()));
            }
            match standing.state {
                AnswerState::Lead => shown.push(Inline::plain(" – a lead, not yet proof")),
                AnswerState::Stale => shown.push(Inline::plain(" – to be looked at again")),
                AnswerState::Disputed => shown.push(Inline::plain(format!(" – {}", standing.because))),
                AnswerState::Answered | AnswerState::Unanswered => {}
            }
            if !standing.against.is_empty() {
                shown.push(Inline::plain(" – a lead says otherwise"));
            }
            if let Some(practice) = group.iter().find(|a| !a.in_practice.is_empty()) {
                shown.push(Inline::plain("; in practice: "));
                shown.push(Inline::verbatim(&practice.in_practice, practice.span.to_string()));
            }
            let (mut as_of, mut sources) = (Vec::new(), Vec::new());
            for (i, a) in group.iter().enumerate() {
                if i > 0 {
                    as_of.push(Inline::plain(", "));
                    sources.push(Inline::plain(", "));
                }
                let from = a.span.to_string();
                as_of.push(Inline::verbatim(&a.as_of, &from));
                sources.push(Inline::Link { text: host_of(&a.source), url: a.source.clone(), from });
            }
            let criterion = vec![Inline::verbatim(&item.text, item.span.to_string())];
            rows.push(vec![criterion, shown, as_of, sources]);
        }
        rows
    }

    /// Points by rubrics: a range where answers are missing.
    pub(super) fn rubrics(&mut self, title: &str, of: &[String], at: &str) -> Vec<Block> {
        let (workspace, country) = (self.workspace, self.country);
        let mut table = Table { caption: Vec::new(), headers: vec!["Rubric", "Points"], ..Table::default() };
        for id in of {
            let Some(rubric) = workspace.methodology.rubric(id) else { continue };
            let Some(list) = workspace.methodology.instrument(&rubric.of) else { continue };
            let score = analysis::score(workspace, country, list, rubric, PartialDate::today());
            let address = Address::new(Some(&country.code), AddressKind::Rubric, &rubric.id);
            let mut fields = vec![("points".to_string(), score.said()), ("of".into(), rubric.of.clone())];
            for (credit, truth) in &score.credits {
                fields.push((credit.label.clone(), crate::analysis::credited(truth)));
            }
            fields.push(("written at".into(), rubric.span.to_string()));
            let points = self.entry(address, &score.said(), fields);
            table
                .rows
                .push(vec![vec![Inline::verbatim(&rubric.label, rubric.span.to_string())], vec![points]]);
        }
        vec![
            Block::Heading(vec![Inline::verbatim(title, at)]),
            Block::Table(table),
            Block::Note(vec![Inline::plain(
                "A range stands where answers are missing: what is unanswered counts neither for nor against.",
            )]),
        ]
    }
}

/// The answers of a standing by value: sources that agree share a row. Earlier
/// answers of the same value stand beside the newest.
fn alike<'a>(standing: &analysis::Standing<'a>) -> Vec<Vec<&'a Answer>> {
    let mut groups: Vec<Vec<&Answer>> = Vec::new();
    for answer in &standing.current {
        match groups.iter_mut().find(|g| g[0].value == answer.value) {
            Some(group) => group.push(answer),
            None => groups.push(vec![answer]),
        }
    }
    for group in &mut groups {
        let value = group[0].value.clone();
        let earlier = standing.all.iter().filter(|a| a.value == value);
        let new: Vec<&Answer> =
            earlier.filter(|a| !group.iter().any(|g| std::ptr::eq(*g, **a))).copied().collect();
        group.extend(new);
    }
    groups
}
