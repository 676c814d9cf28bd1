//! Blocks of words: answers, instruments, findings, recommendations, ethics.

use crate::analysis::Estimates;
use crate::evidence::{self, Verdict};
use crate::model::{Address, AddressKind, ItemKind, Level};
use crate::report::document::{Block, Inline, Standing, Table};

use super::{Writer, figure_label, host_of};

impl Writer<'_> {
    pub(super) fn instrument(&mut self, wanted: &str) -> Vec<Block> {
        let found = self
            .plan
            .instruments
            .iter()
            .find(|i| i.instrument.path == wanted || i.instrument.path.ends_with(&format!("/{wanted}")));
        let Some(planned) = found else { return Vec::new() };
        let mut blocks = Vec::new();
        for group in &planned.instrument.groups {
            let items: Vec<Vec<Inline>> = planned
                .asked()
                .filter(|i| i.item.group == group.id && i.item.kind != ItemKind::Note)
                .map(|i| {
                    let mut line = self.placeholders(&i.item.text, &i.item.span.to_string());
                    if planned.comparability(i).level != Level::Identical {
                        line.push(Inline::plain(format!(" – {}", planned.comparability(i).level.word())));
                    }
                    line
                })
                .collect();
            if items.is_empty() {
                continue;
            }
            blocks.push(Block::Heading(vec![Inline::verbatim(&group.label, group.span.to_string())]));
            blocks.push(Block::Bullets(items));
        }
        blocks
    }

    pub(super) fn findings(&mut self, chapter: Option<&str>) -> Vec<Block> {
        let (workspace, country) = (self.workspace, self.country);
        let mut lines = Vec::new();
        for tested in evidence::test_all(workspace, country, &Estimates::default()) {
            if chapter.is_some_and(|c| tested.finding.chapter.rsplit(':').next() != Some(c)) {
                continue;
            }
            let at = tested.finding.span.to_string();
            let address = Address::new(Some(&country.code), AddressKind::Finding, &tested.finding.id);
            let mut fields = vec![
                ("claim".to_string(), tested.finding.claim.clone()),
                ("verdict".into(), tested.verdict.word().into()),
                ("holds if".into(), tested.finding.holds_if.source.clone()),
            ];
            fields.extend(tested.finding.rests_on.iter().map(|(_, a)| ("rests on".to_string(), a.clone())));
            fields.extend(tested.reasons.iter().map(|r| ("because".to_string(), r.clone())));
            fields.extend(tested.cautions.iter().map(|c| ("look out for".to_string(), c.clone())));
            fields.push(("written at".into(), at.clone()));
            let verdict = self.entry(address.clone(), tested.verdict.word(), fields.clone());
            let mut details = vec![verdict];
            if !tested.cautions.is_empty() {
                details.push(Inline::plain(", with "));
                details.push(self.entry(address, "something to look out for", fields));
            }
            for figure in
                tested.figures.iter().filter(|f| f.is_held() && f.address.kind != Some(AddressKind::Series))
            {
                details.push(Inline::plain("; "));
                details.push(Inline::verbatim(figure_label(figure), &figure.defined_at));
                details.push(Inline::plain(" "));
                details.push(self.value(figure));
            }
            if tested.verdict == Verdict::CannotTell {
                details.push(Inline::plain(": evidence is missing"));
            }
            let standing = match tested.verdict {
                Verdict::Holds => Standing::Held,
                Verdict::DoesNotHold => Standing::Refused,
                Verdict::CannotTell => Standing::Missing,
            };
            lines.push((standing, vec![Inline::verbatim(&tested.finding.claim, &at)], details));
        }
        if lines.is_empty() {
            return Vec::new();
        }
        vec![Block::Heading(vec![Inline::plain("Findings")]), Block::Standings(lines)]
    }

    pub(super) fn recommendations(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for bearer in &self.workspace.methodology.duty_bearers {
            let mut items = Vec::new();
            for finding in &self.country.findings {
                for r in finding.recommendations.iter().filter(|r| r.to.contains(&bearer.id)) {
                    let mut line = vec![Inline::verbatim(&r.text, r.span.to_string())];
                    if !r.status.is_empty() {
                        line.push(Inline::plain(format!(" ({})", r.status.replace('_', " "))));
                    }
                    if !r.deadline.is_empty() {
                        line.push(Inline::plain(" by "));
                        line.push(Inline::verbatim(&r.deadline, r.span.to_string()));
                    }
                    items.push(line);
                }
            }
            if !items.is_empty() {
                blocks.push(Block::Heading(vec![Inline::verbatim(&bearer.label, bearer.span.to_string())]));
                blocks.push(Block::Bullets(items));
            }
        }
        if blocks.is_empty() {
            blocks.push(Block::Note(vec![Inline::plain("No recommendations are recorded yet.")]));
        }
        blocks
    }

    pub(super) fn comparability(&mut self) -> Vec<Block> {
        let mut table = Table { headers: vec!["Item", "Comparability", "Reason"], ..Table::default() };
        for planned in &self.plan.instruments {
            for item in planned.items.iter().filter(|i| planned.comparability(i).level != Level::Identical) {
                let found = planned.comparability(item);
                let at = item.changes.last().map_or_else(String::new, |c| c.change.span.to_string());
                table.rows.push(vec![
                    vec![Inline::verbatim(&item.item.text, item.item.span.to_string())],
                    vec![Inline::plain(found.level.word())],
                    vec![Inline::verbatim(&found.reason, at)],
                ]);
            }
        }
        if table.rows.is_empty() {
            return vec![Block::Note(vec![Inline::plain(
                "No change to the core instruments is recorded for this country; what the field teams changed beyond that is not known here.",
            )])];
        }
        vec![Block::Table(table)]
    }

    pub(super) fn approvals(&mut self) -> Vec<Block> {
        let mut items = Vec::new();
        for a in &self.country.approvals {
            let at = a.span.to_string();
            let mut line =
                vec![Inline::verbatim(&a.board, &at), Inline::plain(": "), Inline::verbatim(&a.scope, &at)];
            if !a.state.is_empty() && a.state != "valid" {
                line.push(Inline::plain(format!(" ({})", a.state)));
            }
            if let Some((from, to)) = &a.valid {
                line.push(Inline::plain(", "));
                line.push(Inline::verbatim(from, &at));
                line.push(Inline::plain(" to "));
                line.push(Inline::verbatim(to, &at));
            }
            if !a.confirm.is_empty() {
                line.push(Inline::plain(". To confirm: "));
                line.push(Inline::verbatim(&a.confirm, &at));
            }
            if !a.source.is_empty() {
                line.push(Inline::plain(". Source: "));
                line.push(Inline::Link { text: host_of(&a.source), url: a.source.clone(), from: at.clone() });
            }
            items.push(line);
        }
        for a in &self.country.approvals_stated {
            let at = a.span.to_string();
            let mut line = vec![Inline::plain("Stated to exist, and clearing nothing: ")];
            if let Some(n) = a.number {
                line.push(Inline::verbatim(n.to_string(), &at));
                line.push(Inline::plain(if n == 1 { " approval" } else { " approvals" }));
            } else {
                line.push(Inline::plain("approvals"));
            }
            line.push(Inline::plain(". Not stated: "));
            line.push(Inline::verbatim(&a.not_stated, &at));
            for (what, text) in [(". ", &a.about), (". To confirm: ", &a.confirm), (". Source: ", &a.source)]
            {
                if !text.is_empty() {
                    line.push(Inline::plain(what));
                    line.push(Inline::verbatim(text.trim_end_matches('.'), &at));
                }
            }
            items.push(line);
        }
        if items.is_empty() {
            return vec![Block::Note(vec![Inline::plain(
                "No ethics approval is recorded here. Published figures can be shown; records of an activity without an approval would be refused.",
            )])];
        }
        vec![Block::Bullets(items)]
    }

    pub(super) fn services(&mut self) -> Vec<Block> {
        let mut items = Vec::new();
        for s in self.country.safeguards.iter().flat_map(|s| &s.services) {
            let at = s.span.to_string();
            let mut line =
                vec![Inline::verbatim(&s.label, &at), Inline::plain(": "), Inline::verbatim(&s.contact, &at)];
            if !s.as_of.is_empty() {
                line.push(Inline::plain(", as of "));
                line.push(Inline::verbatim(&s.as_of, &at));
            }
            if !s.confirm.is_empty() {
                line.push(Inline::plain(". To confirm: "));
                line.push(Inline::verbatim(&s.confirm, &at));
            }
            items.push(line);
        }
        if items.is_empty() {
            return vec![Block::Note(vec![Inline::plain(
                "No service is listed; fieldwork could not begin.",
            )])];
        }
        vec![Block::Bullets(items)]
    }
}
