//! `dh test KEN`: the scenarios of a country, walked, with what they cover.

use std::collections::BTreeMap;

use serde_json::json;

use crate::base::Diag;
use crate::base::number::counted;
use crate::field::{Branch, Tried, Walker, try_scenario};
use crate::model::{ChangeKind, Layer, Scenario};
use crate::report::text::TextTable;

use super::{Answer, Block, Workbench};

/// Random picks that a scenario does not give are drawn by this.
const SEED: u64 = 1;

/// How often each question was asked, and how each condition came out.
#[derive(Default)]
struct Coverage {
    /// By position: asked in, not asked in.
    questions: Vec<(usize, usize)>,
    /// By position and branch (sections by the first of their items): held, did
    /// not hold.
    branches: BTreeMap<(usize, Branch), (usize, usize)>,
}

/// One questionnaire with its scenarios.
struct Tested<'a> {
    path: String,
    walker: Walker,
    /// The country, and the items that it asks otherwise than the core.
    country: String,
    changed: Vec<String>,
    tried: Vec<(&'a Scenario, Tried)>,
    coverage: Coverage,
}

/// Walks the scenarios of a country: its own, its region's and those of the
/// methodology; without a country, those of the methodology over the core.
///
/// # Errors
/// There is no such country.
pub fn test(workbench: &Workbench, country: Option<&str>) -> Result<Answer, Diag> {
    let workspace = &workbench.workspace;
    let country = country.map(|name| workbench.country(name)).transpose()?;
    let plan = country.map_or_else(|| workspace.core(), |c| workspace.plan(c));
    let concerns = |scenario: &&Scenario| match (&scenario.layer, country) {
        (Layer::Methodology, _) => true,
        (Layer::Region(region), Some(country)) => *region == country.region,
        (Layer::Country(code), Some(country)) => *code == country.code,
        (Layer::Region(_) | Layer::Country(_), None) => false,
    };
    let mut all: Vec<Tested<'_>> = Vec::new();
    for scenario in workspace.scenarios.iter().filter(concerns) {
        let at = match all.iter().position(|t| t.path == scenario.of) {
            Some(at) => at,
            None => {
                let Some(planned) = plan.instrument(&scenario.of) else { continue };
                let walker = Walker::new(planned, &plan.placeholders);
                let coverage = Coverage::new(&walker);
                let changed =
                    planned.items.iter().filter(|i| i.changes.iter().any(|c| routes(&c.change.kind)));
                all.push(Tested {
                    path: scenario.of.clone(),
                    walker,
                    country: plan.name.clone(),
                    changed: changed.map(|i| i.item.id.clone()).collect(),
                    tried: Vec::new(),
                    coverage,
                });
                all.len() - 1
            }
        };
        let tested = &mut all[at];
        let tried = try_scenario(&tested.walker, scenario, SEED);
        if tried.not_here.is_empty() {
            tested.coverage.count(&tested.walker, &tried);
        }
        tested.tried.push((scenario, tried));
    }
    let mut answer = Answer::new("test");
    answer.heading(format!("Scenarios of {}", plan.name));
    if all.is_empty() {
        answer.text("There are none: nothing was tested. A scenario stands in a script beside the country: return scenarios { scenario \"…\" \"…\" { of = \"household_survey/children\", … } }");
    }
    for tested in &all {
        tested.show(&mut answer);
    }
    Ok(answer)
}

/// Whether a change may bear on who is asked what.
fn routes(kind: &ChangeKind) -> bool {
    !matches!(kind, ChangeKind::Reword(_) | ChangeKind::Translate { .. } | ChangeKind::AddItems(_))
}

impl Coverage {
    fn new(walker: &Walker) -> Coverage {
        let mut coverage = Coverage { questions: vec![(0, 0); walker.items.len()], ..Coverage::default() };
        for at in 0..walker.items.len() {
            for branch in branches(walker, at) {
                coverage.branches.insert((at, branch), (0, 0));
            }
        }
        coverage
    }

    fn count(&mut self, walker: &Walker, tried: &Tried) {
        let mut asked = vec![false; walker.items.len()];
        for stop in &tried.walk.stops {
            asked[stop.place.item] |= stop.reached;
            for (branch, held) in &stop.branches {
                if let Some((yes, no)) = self.branches.get_mut(&(stop.place.item, *branch)) {
                    *(if *held { yes } else { no }) += 1;
                }
            }
        }
        for ((yes, no), asked) in self.questions.iter_mut().zip(asked) {
            *(if asked { yes } else { no }) += 1;
        }
    }
}

/// The conditions read at an item; a section's at the first of its items, and
/// what stands behind an option that asks which is none of the author's.
fn branches(walker: &Walker, at: usize) -> Vec<Branch> {
    let step = &walker.items[at];
    let first = at == 0 || walker.items[at - 1].section != step.section;
    let section = walker.sections.get(step.section).is_some_and(|s| s.ask_if.is_some());
    let all = [
        (Branch::Section, first && section),
        (Branch::Own, step.item.ask_if.is_some()),
        (Branch::Band, step.band.is_some()),
        (Branch::Ends, step.item.ends.is_some()),
        (Branch::WarnIf, step.item.warn_if.is_some()),
    ];
    all.into_iter().filter(|(_, there)| *there).map(|(branch, _)| branch).collect()
}

impl Tested<'_> {
    fn show(&self, answer: &mut Answer) {
        let mut table = TextTable::new(&["scenario", "", "what differs"]);
        let (mut passed, mut elsewhere, mut ran) = (0, Vec::new(), 0);
        let mut otherwise = Vec::new();
        for (scenario, tried) in &self.tried {
            let mut row = json!({
                "kind": "scenario", "scenario": scenario.id, "label": scenario.label, "of": self.path,
                "layer": layer(&scenario.layer),
                "file": &*scenario.span.file, "line": scenario.span.line,
            });
            if !tried.not_here.is_empty() {
                row["passed"] = json!(null);
                row["state"] = json!("not_asked_here");
                row["not_asked_here"] = json!(tried.not_here);
                elsewhere.push(format!("{} ({})", scenario.id, tried.not_here.join(", ")));
                answer.row(row);
                continue;
            }
            row["differs"] = json!(tried.differs);
            // A change that was made on purpose breaks no scenario of the method.
            let changes = self.changes(scenario);
            if !tried.passed() && !changes.is_empty() {
                row["passed"] = json!(null);
                row["state"] = json!("asked_otherwise_here");
                row["asked_otherwise_here"] = json!(changes);
                otherwise.push(format!("{} ({})", scenario.id, tried.differs.join("; ")));
                answer.row(row);
                continue;
            }
            ran += 1;
            row["passed"] = json!(tried.passed());
            row["outcome"] = json!(tried.walk.outcome);
            if let Some(place) = tried.walk.ended {
                row["ended_at"] = json!(self.walker.item(place).id);
            }
            answer.row(row);
            if tried.passed() {
                passed += 1;
            } else {
                answer.code = 1;
                let place = format!("{}:{}", scenario.span.file, scenario.span.line);
                let what = format!("{}\n({place})", tried.differs.join("\n"));
                table.row(vec![scenario.id.clone(), "differs".into(), what]);
            }
        }
        self.rows(answer);
        let verdict = if ran == 0 {
            "no scenario is about what is asked here".to_string()
        } else if passed == ran {
            format!("{} passed", counted(passed, "scenario", "scenarios"))
        } else {
            format!("{passed} of {ran} scenarios passed")
        };
        answer.heading(&self.path);
        if !table.rows.is_empty() {
            answer.blocks.push(Block::Table(table));
        }
        answer.text(format!("{verdict}; {}.", self.covered()));
        self.uncovered(answer);
        if !elsewhere.is_empty() {
            answer.text(format!("About questions that are not asked here: {}.", elsewhere.join(", ")));
        }
        if !otherwise.is_empty() {
            answer.text(format!(
                "Differ by what {} changes, and are no failure: {}.",
                self.country,
                otherwise.join(", ")
            ));
        }
    }

    /// What a scenario of the method or of a region names that the country asks
    /// otherwise.
    fn changes<'s>(&self, scenario: &'s Scenario) -> Vec<&'s str> {
        if matches!(scenario.layer, Layer::Country(_)) {
            return Vec::new();
        }
        let base = scenario.base.iter().map(|(name, _)| name.as_str());
        let mut names: Vec<&str> = scenario.names().into_iter().chain(base).collect();
        names.retain(|name| self.changed.iter().any(|changed| changed == name));
        names.dedup();
        names
    }

    /// What can be asked or is worked out, by position.
    fn questions(&self) -> impl Iterator<Item = (usize, (usize, usize))> {
        let valued = |(at, _): &(usize, (usize, usize))| self.walker.items[*at].item.kind.has_value();
        self.coverage.questions.iter().copied().enumerate().filter(valued)
    }

    fn covered(&self) -> String {
        let (all, asked) = (self.questions().count(), self.questions().filter(|(_, (n, _))| *n > 0).count());
        let ways = self.coverage.branches.values().flat_map(|(yes, no)| [*yes > 0, *no > 0]);
        let (all_ways, taken) = (ways.clone().count(), ways.filter(|w| *w).count());
        let branches = if all_ways == 0 {
            "it has no branches".to_string()
        } else {
            format!("{taken} of {all_ways} ways at {} taken", counted(all_ways / 2, "branch", "branches"))
        };
        format!("{asked} of {} asked, {branches}", counted(all, "question", "questions"))
    }

    fn rows(&self, answer: &mut Answer) {
        for (at, (asked, not_asked)) in self.questions() {
            let item = &self.walker.items[at].item;
            answer.row(json!({
                "kind": "question", "of": self.path, "question": item.id,
                "asked_in": asked, "not_asked_in": not_asked,
            }));
        }
        for ((at, branch), (held, not)) in &self.coverage.branches {
            let step = &self.walker.items[*at];
            let mut row = json!({
                "kind": "branch", "of": self.path, "field": branch.field(&step.item),
                "true": held, "false": not,
            });
            if *branch == Branch::Section {
                row["section"] = json!(step.item.group);
            } else {
                row["question"] = json!(step.item.id);
            }
            answer.row(row);
        }
    }

    /// What no scenario does.
    fn uncovered(&self, answer: &mut Answer) {
        let never: Vec<&str> = self
            .questions()
            .filter(|(_, (asked, _))| *asked == 0)
            .map(|(at, _)| self.walker.items[at].item.id.as_str())
            .collect();
        if !never.is_empty() {
            answer.text(format!("In no scenario asked: {}.", never.join(", ")));
        }
        let mut one_way = Vec::new();
        for ((at, branch), (held, not)) in &self.coverage.branches {
            let step = &self.walker.items[*at];
            let name = match branch {
                Branch::Section => format!("section {}", step.item.group),
                Branch::Own => step.item.id.clone(),
                other => format!("{} ({})", step.item.id, other.field(&step.item)),
            };
            match (held, not) {
                (0, 0) => one_way.push(format!("{name}: never met")),
                (0, _) => one_way.push(format!("{name}: never true")),
                (_, 0) => one_way.push(format!("{name}: never false")),
                _ => {}
            }
        }
        if !one_way.is_empty() {
            answer.text(format!("Ways that no scenario takes: {}.", one_way.join("; ")));
        }
    }
}

fn layer(layer: &Layer) -> &str {
    match layer {
        Layer::Methodology => "methodology",
        Layer::Region(id) => id,
        Layer::Country(code) => code,
    }
}
