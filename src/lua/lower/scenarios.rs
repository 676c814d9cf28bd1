//! Scenarios, and their answers held against the questionnaires they are about.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{
    Given, GivenAnswers, Item, ItemKind, Layer, Methodology, PlannedInstrument, Scenario, Workspace,
};

use super::super::errors::clip;
use super::super::node::{Node, TableVal, Val};
use super::super::source::Step;
use super::Ctx;
use super::changes::find_instrument;

/// A list of scenarios and where it was written, until the plans are known.
pub(super) struct Written {
    list: Arc<Node>,
    scenarios: Vec<(Arc<Node>, usize)>,
}

/// The scenarios of these declarations.
pub(super) fn read(
    ctx: &mut Ctx,
    methodology: &Methodology,
    layer: &Layer,
    nodes: &[Arc<Node>],
    out: &mut Vec<Scenario>,
) -> Vec<Written> {
    let lists: Vec<&Arc<Node>> = nodes.iter().filter(|n| n.name() == "scenarios").collect();
    ctx.duplicates("scenario", lists.iter().flat_map(|list| &list.children));
    let mut written = Vec::new();
    for list in lists {
        let mut scenarios = Vec::new();
        for node in &list.children {
            let Some(of) = node.text("of").or_else(|| list.text("of")) else {
                let span = ctx.id_span(node);
                let diag = Diag::error(format!("scenario '{}' does not say of which questionnaire", node.id));
                ctx.complain(
                    diag.at(span).hint("of = \"household_survey/children\", here or for the whole list"),
                );
                continue;
            };
            // A reference that dangles was complained of.
            let Some(instrument) = find_instrument(methodology, &of) else { continue };
            let text = |f: &str| node.text(f).unwrap_or_default();
            scenarios.push((node.clone(), out.len()));
            out.push(Scenario {
                id: node.id.clone(),
                label: node.label.clone(),
                layer: layer.clone(),
                of: instrument.path.clone(),
                base: answers(list, "given"),
                given: answers(node, "given"),
                asked: node.texts("asked"),
                not_asked: node.texts("not_asked"),
                ends_at: text("ends_at"),
                outcome: text("outcome"),
                has: answers(node, "has"),
                warns: node.texts("warns"),
                span: ctx.line(node),
            });
        }
        written.push(Written { list: list.clone(), scenarios });
    }
    written
}

fn answers(node: &Node, field: &str) -> GivenAnswers {
    node.get(field).and_then(Val::table).map(named).unwrap_or_default()
}

fn named(table: &TableVal) -> GivenAnswers {
    table.named.iter().map(|(name, value)| (name.to_string(), given(value))).collect()
}

/// A value of a script as an answer.
fn given(value: &Val) -> Given {
    match value {
        Val::Bool(truth) => Given::Truth(*truth),
        Val::Number(n) => Given::Number(*n),
        Val::Text(text) => Given::Text(text.to_string()),
        Val::Table(t) if !t.named.is_empty() => Given::Row(named(t)),
        Val::Table(t) if t.list.iter().any(|v| v.table().is_some()) => {
            Given::Rows(t.list.iter().map(|v| v.table().map(named).unwrap_or_default()).collect())
        }
        Val::Table(t) => Given::List(t.list.iter().map(given).collect()),
        // The schema let nothing else through.
        Val::Node(_) | Val::Other(_) => Given::Nothing,
    }
}

/// Holds what scenarios name against what is asked: in the core, or in the
/// country whose they are.
pub(super) fn check(ctx: &mut Ctx, workspace: &Workspace, layer: &Layer, written: &[Written]) {
    let plan = match layer {
        Layer::Methodology => workspace.core(),
        Layer::Country(code) => match workspace.countries.get(code) {
            Some(country) => workspace.plan(country),
            None => return,
        },
        // What the countries of a region ask is known country by country.
        Layer::Region(_) => workspace.core(),
    };
    let lenient = matches!(layer, Layer::Region(_));
    for list in written {
        let instruments: Vec<(&Arc<Node>, &Scenario, &PlannedInstrument)> = list
            .scenarios
            .iter()
            .filter_map(|(node, at)| {
                let scenario = workspace.scenarios.get(*at)?;
                Some((node, scenario, plan.instrument(&scenario.of)?))
            })
            .collect();
        // The common answers are held against the first questionnaire that has them.
        if let Some((_, scenario, planned)) = instruments.first() {
            let mut checker = Checker { ctx, planned, node: &list.list, lenient };
            checker.answers(&scenario.base, &[Step::Key("given")], true, None);
        }
        for (node, scenario, planned) in instruments {
            let mut checker = Checker { ctx, planned, node, lenient };
            checker.answers(&scenario.given, &[Step::Key("given")], true, None);
            checker.answers(&scenario.has, &[Step::Key("has")], false, None);
            for (field, names) in
                [("asked", &scenario.asked), ("not_asked", &scenario.not_asked), ("warns", &scenario.warns)]
            {
                for (i, name) in names.iter().enumerate() {
                    // What a country leaves out is not asked there.
                    if field == "not_asked" && planned.instrument.item(name).is_some() {
                        continue;
                    }
                    checker.item(name, &[Step::Key(field), Step::Index(i)]);
                }
            }
            if let Some(twice) = scenario.asked.iter().find(|n| scenario.not_asked.contains(n)) {
                let span = checker.ctx.value_span(node, &[Step::Key("not_asked")]);
                let message = format!("'{}' is said to be asked and not to be asked", clip(twice));
                checker.ctx.complain(Diag::error(message).at(span));
            }
            checker.ending(scenario);
        }
    }
}

struct Checker<'a> {
    ctx: &'a mut Ctx,
    planned: &'a PlannedInstrument,
    node: &'a Arc<Node>,
    /// What is not asked may be asked in a country.
    lenient: bool,
}

impl<'a> Checker<'a> {
    fn find(&self, id: &str) -> Option<&'a Item> {
        self.planned.asked().map(|p| &*p.item).find(|i| i.id == id)
    }

    /// The item of this id; a complaint at the place of the name where there is
    /// none.
    fn item(&mut self, id: &str, path: &[Step<'_>]) -> Option<&'a Item> {
        let found = self.find(id);
        if found.is_none() && !self.lenient {
            let span = match path.last() {
                Some(Step::Index(_)) => self.ctx.value_span(self.node, path),
                _ if path.len() == 1 => self.ctx.value_span(self.node, path),
                _ => self.ctx.key_span(self.node, path),
            };
            let left_out = self.planned.item(id).is_some_and(|i| i.left_out);
            let path = &self.planned.instrument.path;
            let mut diag = Diag::error(match left_out {
                true => format!("'{}' is left out of {path} here", clip(id)),
                false => format!("{path} has no item '{}'", clip(id)),
            });
            if !left_out {
                let ids = self.planned.asked().map(|p| p.item.id.as_str());
                diag = choice_hints(id, ids).into_iter().fold(diag, Diag::hint);
            }
            self.ctx.complain(diag.at(span).depth(2));
        }
        found
    }

    /// Answers by question, inside a roster where `roster` names it. `input` is
    /// false for what is expected in the end.
    fn answers(&mut self, answers: &GivenAnswers, path: &[Step<'_>], input: bool, roster: Option<&str>) {
        for (id, given) in answers {
            let mut here = path.to_vec();
            here.push(Step::Key(id));
            let Some(item) = self.item(id, &here) else { continue };
            let own = roster.unwrap_or_default();
            if item.roster != own {
                let message = if item.roster.is_empty() {
                    format!("'{id}' is not asked in the rows of '{own}'")
                } else {
                    format!("'{id}' is asked once a row of '{}'", item.roster)
                };
                let span = self.ctx.key_span(self.node, &here);
                let hint = format!("{} = {{ {{ {id} = … }}, … }}", item.roster);
                let diag = Diag::error(message).at(span);
                let diag = if item.roster.is_empty() { diag } else { diag.hint(hint) };
                self.ctx.complain(diag.depth(2));
                continue;
            }
            let roster = item.kind == ItemKind::Roster;
            match given {
                Given::Rows(rows) if roster && input => {
                    for (i, row) in rows.iter().enumerate() {
                        let mut deeper = here.clone();
                        deeper.push(Step::Index(i));
                        self.answers(row, &deeper, input, Some(id));
                    }
                    continue;
                }
                // An empty list is a roster of no row.
                Given::List(rows) if roster && input && rows.is_empty() => continue,
                _ => {}
            }
            let read = if input { item.reply(given) } else { item.expectation(given) };
            if let Err(wrong) = read {
                if let Some(at) = wrong.at {
                    here.push(Step::Index(at));
                }
                let span = self.ctx.value_span(self.node, &here);
                let diag = Diag::error(wrong.message).at(span).depth(2);
                self.ctx.complain(wrong.hints.into_iter().fold(diag, Diag::hint));
            }
        }
    }

    fn ending(&mut self, scenario: &Scenario) {
        let mut outcomes: Vec<&str> = vec!["complete"];
        let endings = self.planned.asked().filter_map(|p| p.item.ends.as_ref());
        outcomes.extend(endings.map(|e| e.outcome.as_str()));
        if !scenario.ends_at.is_empty()
            && let Some(item) = self.item(&scenario.ends_at, &[Step::Key("ends_at")])
            && item.ends.is_none()
        {
            let span = self.ctx.value_span(self.node, &[Step::Key("ends_at")]);
            let ends = self.planned.asked().filter(|p| p.item.ends.is_some()).map(|p| p.item.id.as_str());
            let diag = Diag::error(format!("no interview ends at '{}'", item.id)).at(span).depth(2);
            let diag = choice_hints(&item.id, ends).into_iter().fold(diag, Diag::hint);
            self.ctx.complain(diag);
        }
        let outcome = scenario.outcome.as_str();
        if !outcome.is_empty() && !self.lenient && !outcomes.contains(&outcome) {
            let span = self.ctx.value_span(self.node, &[Step::Key("outcome")]);
            let diag = Diag::error(format!("no interview ends as '{}'", clip(outcome))).at(span).depth(2);
            self.ctx.complain(choice_hints(outcome, outcomes).into_iter().fold(diag, Diag::hint));
        }
    }
}
