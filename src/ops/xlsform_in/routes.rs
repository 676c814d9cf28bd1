//! Where something is asked: sections, conditions, and what the interviewer is
//! to decide.

use std::collections::BTreeSet;

use super::convert::{Converter, Place, Route, appearance};
use super::draft::{DraftItem, DraftQuestion, DraftSection, DraftValue};
use super::meaning::Reader;
use super::naming::humanised;
use super::own::conjuncts;
use super::questions::option;
use super::remarks::Extent;
use super::wording::{bare, squeezed, without_braces};
use crate::expr::{self, Carried, NotCarried, XPath, carry_condition, carry_value, read_xpath};
use crate::formats::xlsform::FormRow;
use crate::formats::xlsform::read::ReadNode;

impl<'a> Converter<'a> {
    /// Where something is asked.
    pub(super) fn route(&mut self, row: &FormRow, conditions: &[String], at: usize, roster: &str) -> Route {
        let mut parts: Vec<Result<XPath, (String, String)>> = Vec::new();
        for text in conditions {
            match self.stripped(text) {
                None => {}
                Some(Ok(x)) => parts.extend(conjuncts(x).into_iter().map(Ok)),
                Some(Err(reason)) => parts.push(Err((text.clone(), reason))),
            }
        }
        let whole =
            conditions.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" and ");
        if parts.is_empty() {
            return Route { ask_if: String::new(), lost: None };
        }
        if let Some(reason) = self.refused.get(&(row.number, "ask_if")) {
            return Route { ask_if: String::new(), lost: Some((whole, reason.clone())) };
        }
        let reader = Reader { names: &self.names, at, roster, own: None };
        let read: Vec<XPath> = parts.iter().filter_map(|p| p.as_ref().ok().cloned()).collect();
        let mut lost = parts.into_iter().find_map(Result::err).map(|(_, reason)| reason);
        let mut told_apart = BTreeSet::new();
        let mut carried = carry_condition(&XPath::And(read.clone()), &reader);
        if let Err(NotCarried { reason, state_of }) = &carried {
            lost.get_or_insert_with(|| reason.clone());
            told_apart.extend(state_of.clone());
            let fine: Vec<XPath> =
                read.into_iter().filter(|part| carry_condition(part, &reader).is_ok()).collect();
            carried = carry_condition(&XPath::And(fine), &reader);
        }
        self.told_apart(told_apart);
        let ask_if = match carried {
            Ok(Carried::Always) | Err(_) => String::new(),
            Ok(Carried::When(ast)) => expr::print(&ast),
            Ok(Carried::Never) => {
                lost = Some("it never holds, whatever is answered".into());
                String::new()
            }
        };
        Route { ask_if, lost: lost.map(|reason| (whole, reason)) }
    }

    /// Remembers the selects whose missing codes are told apart, by name.
    pub(super) fn told_apart(&mut self, ids: BTreeSet<String>) {
        let names =
            self.names.iter().filter(|(_, known)| ids.contains(&known.id)).map(|(name, _)| name.clone());
        self.told_apart.extend(names);
    }

    /// The condition of a question, with a decision before it where something of
    /// it could not be carried over.
    pub(super) fn asked(
        &mut self,
        items: &mut Vec<DraftItem>,
        comments: &mut Vec<String>,
        id: &str,
        label: &str,
        route: Route,
        row: &FormRow,
    ) -> String {
        let Some((text, reason)) = route.lost else { return route.ask_if };
        comments.push(format!("In the form: relevant = {text}. Not carried over: {reason}."));
        let decision = self.decision(id, label, &text, &reason, &route.ask_if, row);
        let ask_if = and(&route.ask_if, &format!("{} == yes", decision.id));
        items.push(DraftItem::Question(Box::new(decision)));
        ask_if
    }

    /// A question to the interviewer in the place of a condition that could not
    /// be carried over: what was asked of some is not asked of everybody.
    pub(super) fn decision(
        &mut self,
        id: &str,
        label: &str,
        text: &str,
        reason: &str,
        ask_if: &str,
        row: &FormRow,
    ) -> DraftQuestion {
        self.decisions += 1;
        let extent = Extent::InPart;
        self.remarks.lost(
            row,
            extent,
            format!("its condition: {reason}; the interviewer decides ('ask_{id}')"),
        );
        let said: String = without_braces(&text.replace("${", "{"));
        let mut question = DraftQuestion {
            kind: "select_one",
            id: self.ids.free(format!("ask_{id}")),
            label: squeezed(&format!("To be decided: is '{}' asked? The form said: {said}", bare(label))),
            ..DraftQuestion::default()
        };
        question.set("class", DraftValue::Text("adaptable".into()));
        question.set("options", DraftValue::Options(vec![option("yes", "Yes"), option("no", "No")]));
        question.set("ask_if", DraftValue::Text(ask_if.to_string()));
        question.set("answered_by", DraftValue::Text("interviewer".into()));
        question
    }

    pub(super) fn value(
        &mut self,
        row: &FormRow,
        field: &'static str,
        text: &str,
        roster: &str,
    ) -> Result<String, String> {
        if let Some(reason) = self.refused.get(&(row.number, field)) {
            return Err(reason.clone());
        }
        let reader = Reader { names: &self.names, at: self.at(row), roster, own: None };
        let mut x = read_xpath(text)?;
        // A roster that is not reached has no rows, here too.
        if let XPath::Call(function, args) = &x
            && let ("if", [reached, value, XPath::Number(0.0)]) = (function.as_str(), args.as_slice())
            && self.own.without_own(reached.clone()).is_none()
        {
            x = value.clone();
        }
        let ast = carry_value(&x, &reader).map_err(|e| e.reason)?;
        Ok(expr::print(&ast))
    }

    pub(super) fn walk(&mut self, nodes: &'a [ReadNode], place: &Place<'a>, inline: &[String]) {
        for node in nodes {
            match node {
                ReadNode::Question(question) => {
                    let items = self.question(question, inline, "");
                    if !items.is_empty() {
                        let section = self.section(place);
                        section.items.extend(items);
                    }
                    if self.own.gates.contains_key(&question.name) {
                        self.gates_before.insert(question.name.clone());
                    }
                }
                ReadNode::Group(group) if group.repeat => {
                    let items = self.roster(group, inline);
                    let section = self.section(place);
                    section.items.extend(items);
                }
                ReadNode::Group(group) => {
                    if let Some(items) = self.battery(group, inline, "") {
                        let section = self.section(place);
                        section.items.extend(items);
                        continue;
                    }
                    self.remarks.row(&group.row, "");
                    let relevant = group.row.get("relevant").to_string();
                    let (label, _) = self.plain_text(&group.row, "label");
                    let nested = place.group.is_some();
                    if nested && (label.is_empty() || appearance(&group.row, "field-list")) {
                        let inline: Vec<String> = inline.iter().cloned().chain([relevant]).collect();
                        self.remarks.say(
                            &group.row,
                            "its questions stand in the section around it, under its condition",
                        );
                        self.walk(&group.children, place, &inline);
                        continue;
                    }
                    if nested {
                        self.remarks
                            .say(&group.row, "a section of its own: sections do not stand in one another");
                    }
                    let outer = place.conditions.iter().chain(inline).cloned();
                    let conditions = outer.chain([relevant]).collect();
                    self.walk(&group.children, &Place { group: Some(group), conditions }, &[]);
                }
            }
        }
    }

    /// The section of a group; a new one where another stood between.
    pub(super) fn section(&mut self, place: &Place<'a>) -> &mut DraftSection {
        let key = place.group.map_or(0, |g| g.row.number);
        if self.open != Some(key) {
            self.open = Some(key);
            self.begin(place);
        }
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }

    pub(super) fn begin(&mut self, place: &Place<'a>) {
        let Some(group) = place.group else {
            let id = self.section_ids.of("questions");
            let label =
                if self.form.title.is_empty() { "Questions".to_string() } else { squeezed(&self.form.title) };
            let label = without_braces(&label);
            self.sections.push(DraftSection { id, label, ..DraftSection::default() });
            return;
        };
        let row = &group.row;
        let (label, texts) = self.text(row, "label", "");
        let label = if label.is_empty() { humanised(&group.name) } else { label };
        let id = self.section_ids.of(&group.name);
        let at = self.at(row);
        let route = self.route(row, &place.conditions, at, "");
        let mut ask_if = route.ask_if;
        let mut comments = Vec::new();
        if let Some((text, reason)) = route.lost {
            let decision = self.decision(&id, &label, &text, &reason, &ask_if, row);
            comments.push(format!("In the form: relevant = {text}. Not carried over: {reason}."));
            ask_if = and(&ask_if, &format!("{} == yes", decision.id));
            let id = self.section_ids.free(format!("{id}_decided"));
            self.sections.push(DraftSection {
                id,
                label: "To be decided".into(),
                items: vec![DraftItem::Question(Box::new(decision))],
                ..DraftSection::default()
            });
        }
        let instruction = self.own.instructions.get(&group.name).cloned();
        let note = instruction.and_then(|name| {
            group.children.iter().find_map(|n| match n {
                ReadNode::Question(q) if q.name == name => Some(&q.row),
                _ => None,
            })
        });
        let (instruction, instructions) =
            note.map_or_else(Default::default, |row| self.text(row, "label", ""));
        let gated = self.own.has_gate(row.get("relevant"));
        self.rows.insert(format!("section {id}"), row.number);
        if let Some(remark) = self.remarks.rows.get_mut(&row.number) {
            remark.id.clone_from(&id);
        }
        self.sections.push(DraftSection {
            label,
            texts,
            comments,
            ask_if,
            after_end: !self.gates_before.is_empty() && !gated,
            self_administered: self.own.handed_over.contains(&group.name),
            instruction,
            instructions,
            items: Vec::new(),
            id,
        });
    }
}

pub(super) fn and(left: &str, right: &str) -> String {
    match left {
        "" => right.to_string(),
        left if left.contains(" or ") => format!("({left}) and {right}"),
        left => format!("{left} and {right}"),
    }
}
