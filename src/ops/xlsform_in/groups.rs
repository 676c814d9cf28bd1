//! Groups that are no sections: rosters and batteries.

use super::convert::{Converter, appearance};
use super::draft::{DraftItem, DraftQuestion, DraftValue};
use super::naming::humanised;
use super::remarks::Extent;
use crate::formats::xlsform::read::{ReadGroup, ReadKind, ReadNode, ReadQuestion, each, is_yes};

impl<'a> Converter<'a> {
    /// A repeat as a roster.
    pub(super) fn roster(&mut self, group: &'a ReadGroup, inline: &[String]) -> Vec<DraftItem> {
        let row = &group.row;
        let id = self.id(row);
        self.remarks.row(row, &id);
        let (label, texts) = self.text(row, "label", "");
        let label = if label.is_empty() { humanised(&group.name) } else { label };
        let conditions: Vec<String> =
            inline.iter().cloned().chain([row.get("relevant").to_string()]).collect();
        let route = self.route(row, &conditions, self.at(row), "");
        let (mut items, mut question) =
            (Vec::new(), DraftQuestion { kind: "roster", id: id.clone(), ..DraftQuestion::default() });
        question.set("class", DraftValue::Text("adaptable".into()));
        let most = self.own.most_rows.get(&group.name).copied();
        let count = match most.is_some() || self.own.folded.contains_key(&format!("{}_rows", group.name)) {
            true => self.calculation_of(&format!("{}_rows", group.name)),
            false => row.get("repeat_count").to_string(),
        };
        if !count.trim().is_empty() {
            match self.value(row, "count", &count, "") {
                Ok(count) => question.set("count", DraftValue::Text(count)),
                Err(reason) => {
                    question
                        .comments
                        .push(format!("In the form: repeat_count = {count}. Not carried over: {reason}."));
                    self.remarks.lost(
                        row,
                        Extent::InPart,
                        format!("the number of its rows: {reason}; the interviewer adds rows"),
                    );
                }
            }
        }
        if let Some(most) = most {
            question.set("max", DraftValue::Number(most));
        }
        let ask_if = self.asked(&mut items, &mut question.comments, &id, &label, route, row);
        question.set("ask_if", DraftValue::Text(ask_if));
        question.set("texts", DraftValue::Texts(texts));
        question.label = label;
        let mut children = Vec::new();
        self.inside(&group.children, &group.name, &[], &mut children);
        if !children.iter().any(|c| matches!(c, DraftItem::Question(_))) {
            self.remarks.lost(row, Extent::Not, "nothing in it was carried over");
            items.clear();
            items.push(DraftItem::Comment(format!(
                "The repeat '{}': nothing in it was carried over.",
                group.name
            )));
            items.extend(children);
            return items;
        }
        question.children = children;
        self.rows.insert(id, row.number);
        items.push(DraftItem::Question(Box::new(question)));
        items
    }

    pub(super) fn calculation_of(&self, name: &str) -> String {
        let mut found = String::new();
        each(&self.form.nodes, &mut |node| {
            if let ReadNode::Question(q) = node
                && q.name == name
            {
                found = q.row.get("calculation").to_string();
            }
        });
        found
    }

    /// The questions of a roster: groups in it are no sections.
    pub(super) fn inside(
        &mut self,
        nodes: &'a [ReadNode],
        roster: &str,
        inline: &[String],
        into: &mut Vec<DraftItem>,
    ) {
        for node in nodes {
            match node {
                ReadNode::Question(question) => into.extend(self.question(question, inline, roster)),
                ReadNode::Group(group) if group.repeat => {
                    self.nothing_of(std::slice::from_ref(node), "a repeat inside a repeat");
                    into.push(DraftItem::Comment(format!(
                        "The repeat '{}' stands in this one: not carried over.",
                        group.name
                    )));
                }
                ReadNode::Group(group) => {
                    self.remarks.row(&group.row, "");
                    self.remarks
                        .say(&group.row, "its questions stand in the roster around it, under its condition");
                    let inline: Vec<String> =
                        inline.iter().cloned().chain([group.row.get("relevant").to_string()]).collect();
                    self.inside(&group.children, roster, &inline, into);
                }
            }
        }
    }

    pub(super) fn nothing_of(&mut self, nodes: &[ReadNode], reason: &str) {
        each(nodes, &mut |node| {
            let row = match node {
                ReadNode::Question(q) => &q.row,
                ReadNode::Group(g) => &g.row,
            };
            self.remarks.lost(row, Extent::Not, reason);
        });
    }

    /// The selects of a group that shows one list as a table, or on one page.
    pub(super) fn battery_rows<'g>(&self, group: &'g ReadGroup) -> Option<Vec<&'g ReadQuestion>> {
        if group.repeat || !["field-list", "table-list"].iter().any(|a| appearance(&group.row, a)) {
            return None;
        }
        let mut rows: Vec<&ReadQuestion> = Vec::new();
        for node in &group.children {
            let ReadNode::Question(question) = node else { return None };
            if self.own.folded.contains_key(&question.name) {
                continue;
            }
            let ReadKind::Select { several: false, or_other: false, .. } = &question.kind else {
                return None;
            };
            if appearance(&question.row, "label") && rows.is_empty() {
                continue;
            }
            let plain =
                ["constraint", "choice_filter", "calculation"].iter().all(|c| question.row.get(c).is_empty())
                    && question.row.texts("hint").is_empty()
                    && !self.own.gates.contains_key(&question.name)
                    && !self.own.specify.contains_key(&question.name)
                    && !self.own.checks.contains_key(&question.name);
            let same = rows.first().is_none_or(|first| {
                first.kind == question.kind
                    && is_yes(first.row.get("required")) == is_yes(question.row.get("required"))
                    && self.as_options.contains(&first.name) == self.as_options.contains(&question.name)
            });
            if !plain || !same {
                return None;
            }
            rows.push(question);
        }
        (rows.len() > 1 && self.choices(rows[0]).is_some()).then_some(rows)
    }

    pub(super) fn battery(
        &mut self,
        group: &'a ReadGroup,
        inline: &[String],
        roster: &str,
    ) -> Option<Vec<DraftItem>> {
        let rows = self.battery_rows(group)?;
        let row = &group.row;
        let id = self.id(row);
        let (mut label, mut texts) = self.text(row, "label", roster);
        let head = group.children.iter().find_map(|n| match n {
            ReadNode::Question(q) if appearance(&q.row, "label") => Some(&q.row),
            _ => None,
        });
        if let Some(head) = head {
            self.remarks.say(head, "the head of a battery: it shows the options");
            if label.is_empty() {
                (label, texts) = self.text(head, "label", roster);
            }
        }
        if label.is_empty() {
            label = humanised(&group.name);
        }
        self.remarks.row(row, &id);
        self.remarks.say(row, "a battery: its questions share one list");
        let conditions: Vec<String> =
            inline.iter().cloned().chain([row.get("relevant").to_string()]).collect();
        let route = self.route(row, &conditions, self.at(row), roster);
        let mut items = Vec::new();
        let mut question = DraftQuestion { kind: "battery", id: id.clone(), ..DraftQuestion::default() };
        question.set("class", DraftValue::Text("adaptable".into()));
        let first = rows[0];
        let choices = self.choices(first)?;
        self.options_of(&mut question, first, &choices, &[]);
        let ask_if = self.asked(&mut items, &mut question.comments, &id, &label, route, row);
        question.set("ask_if", DraftValue::Text(ask_if));
        if let Some(name) = self.own.instructions.get(&group.name)
            && let Some(note) = group.children.iter().find_map(|n| match n {
                ReadNode::Question(q) if q.name == *name => Some(&q.row),
                _ => None,
            })
        {
            let (hint, hints) = self.text(note, "label", roster);
            question.set("hint", DraftValue::Text(hint));
            question.set("hints", DraftValue::Texts(hints));
        }
        question.set("texts", DraftValue::Texts(texts));
        question.label = label;
        for row in rows {
            let id = self.id(&row.row);
            self.remarks.row(&row.row, &id);
            let (label, texts) = self.text(&row.row, "label", roster);
            let label = if label.is_empty() { humanised(&row.name) } else { label };
            let mut own = DraftQuestion { kind: "row", id: id.clone(), ..DraftQuestion::default() };
            let route =
                self.route(&row.row, &[row.row.get("relevant").to_string()], self.at(&row.row), roster);
            let ask_if = self.asked(&mut items, &mut own.comments, &id, &label, route, &row.row);
            own.set("ask_if", DraftValue::Text(ask_if));
            own.set("texts", DraftValue::Texts(texts));
            own.label = label;
            self.rest(&row.row);
            self.rows.insert(id, row.row.number);
            question.children.push(DraftItem::Question(Box::new(own)));
        }
        self.rows.insert(id, row.number);
        items.push(DraftItem::Question(Box::new(question)));
        Some(items)
    }
}
