//! `dh diff A [B]`: what a country changed, or how two countries compare.

use serde_json::json;

use crate::base::Diag;
use crate::model::{
    Activity, Country, Difference, Effect, Level, Plan, compare_plans, differences, indicator_comparability,
};
use crate::report::text::TextTable;

use super::{Answer, Block, Workbench};

/// Compares a country with the core, or two countries with each other.
pub fn diff(workbench: &Workbench, a: &str, b: Option<&str>) -> Result<Answer, Diag> {
    let workspace = &workbench.workspace;
    let first = workbench.country(a)?;
    let second = b.map(|b| workbench.country(b)).transpose()?;
    let plan = workspace.plan(first);
    let other = match second {
        Some(country) => workspace.plan(country),
        None => workspace.core(),
    };
    let mut answer = Answer::new("diff");
    answer.heading(format!("{} against {}", plan.name, other.name));
    let items = compare_plans(&plan, &other);
    if items.is_empty() {
        answer.text("Every item is asked alike.");
    } else {
        let mut table = TextTable::new(&["item", "comparability", "to data", "reason"]);
        let effects = Effects::of(&plan, &other);
        for c in &items {
            let address = format!("{}/{}", c.instrument, c.item);
            let effect = effects.worst(&c.instrument, &c.item);
            table.row(vec![
                address.clone(),
                c.comparability.level.word().into(),
                effect.map_or("–", Effect::word).into(),
                c.comparability.reason.clone(),
            ]);
            answer.row(json!({
                "kind": "item", "address": address, "comparability": c.comparability.level.word(),
                "effect": effect.map_or("none", Effect::word), "reason": c.comparability.reason,
            }));
        }
        answer.blocks.push(Block::Table(table));
    }
    let mut table = TextTable::new(&["indicator", "comparability", "reason"]);
    let mut alike = 0;
    for indicator in &workspace.methodology.indicators {
        let found = indicator_comparability(indicator, &plan, &other);
        answer.row(json!({
            "kind": "indicator", "address": format!("indicator:{}", indicator.id),
            "comparability": found.level.word(), "reason": found.reason,
        }));
        if found.level == Level::Identical {
            alike += 1;
        } else {
            table.row(vec![indicator.id.clone(), found.level.word().into(), found.reason]);
        }
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
    answer.text(format!(
        "{alike} of {} indicators compare identically.",
        workspace.methodology.indicators.len()
    ));
    around(&mut answer, workbench, first, second);
    // Plans that are alike are no results that are alike.
    for country in std::iter::once(first).chain(second) {
        if country.fieldwork.is_empty() && country.figures.is_empty() {
            answer.note(format!(
                "{}: what would be asked is compared; neither fieldwork nor a figure is stated",
                country.name
            ));
        }
    }
    answer.blocks.push(Block::Fields(
        [(&plan.name, plan.snapshot()), (&other.name, other.snapshot())]
            .map(|(name, s)| (format!("plan of {name}"), s.hash[..16].to_string()))
            .to_vec(),
    ));
    Ok(answer)
}

/// What differs between two plans, and what that does to data.
struct Effects(Vec<(String, Vec<Difference>)>);

impl Effects {
    /// From `other`, the core or the country that is compared with, to `plan`.
    fn of(plan: &Plan, other: &Plan) -> Effects {
        let each = plan.instruments.iter().filter_map(|planned| {
            let path = &planned.instrument.path;
            let old = other.instrument(path)?.snapshot_json();
            Some((path.clone(), differences(&old, &planned.snapshot_json())))
        });
        Effects(each.collect())
    }

    /// The worst that differs of an item.
    fn worst(&self, instrument: &str, item: &str) -> Option<Effect> {
        let (_, all) = self.0.iter().find(|(path, _)| path == instrument)?;
        all.iter().filter(|d| d.item == item).map(|d| d.effect).min()
    }
}

/// What surrounds the questions: states, fieldwork, approvals, languages.
fn around(answer: &mut Answer, workbench: &Workbench, a: &Country, b: Option<&Country>) {
    let workspace = &workbench.workspace;
    let states = |c: &Country| super::show::activity_states(workspace, c);
    let mut table =
        TextTable::new(&["around the questions", &a.name, b.map_or("the core", |b| b.name.as_str())]);
    let mut push = |what: &str, left: String, right: String| {
        if left != right {
            answer.rows.push(
                json!({"kind": "context", "address": what, "left": left, "right": right})
                    .as_object()
                    .cloned()
                    .unwrap_or_default(),
            );
            table.row(vec![what.to_string(), left, right]);
        }
    };
    let lang = |c: &Country| c.languages.join(", ");
    push("languages", lang(a), b.map_or(workspace.methodology.languages.join(", "), lang));
    if let Some(b) = b {
        for (left, right) in states(a).iter().zip(states(b).iter()) {
            push(&left.activity, left.state.to_string(), right.state.to_string());
        }
        let of_either = |activity: &&Activity| activity.is_in(Some(&a.code)) || activity.is_in(Some(&b.code));
        for activity in workspace.methodology.activities.iter().filter(of_either) {
            let work = |c: &Country| {
                c.fieldwork
                    .iter()
                    .filter(|f| f.activity == activity.id)
                    .map(|f| [f.period.as_str(), &f.mode, &f.sampling].join(" ").trim().to_string())
                    .collect::<Vec<_>>()
            };
            let said = |work: Vec<String>| match work.is_empty() {
                true => "not stated".to_string(),
                false => work.join("; "),
            };
            push(&format!("fieldwork: {}", activity.id), said(work(a)), said(work(b)));
        }
        let approvals = |c: &Country| {
            if c.approvals.is_empty() && !c.approvals_stated.is_empty() {
                "stated to exist, none held".to_string()
            } else if c.approvals.is_empty() {
                "none held".to_string()
            } else {
                format!("{} held", c.approvals.len())
            }
        };
        push("ethics approvals", approvals(a), approvals(b));
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
}
