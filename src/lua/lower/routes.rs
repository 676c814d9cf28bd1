//! What is certainly wrong with routes, at the author's line.

use std::collections::HashSet;

use crate::base::{Diag, Span};
use crate::model::{
    ChangeKind, Flaw, FlawKind, InstrumentKind, ItemKind, PlannedInstrument, Workspace, flaws,
};

use super::super::source::Step;
use super::Ctx;

/// Checks the questionnaires of the core, then those that a country asks
/// otherwise.
pub(super) fn check(ctx: &mut Ctx, workspace: &Workspace) {
    let core = workspace.core();
    let questionnaires = |p: &&PlannedInstrument| p.instrument.kind == InstrumentKind::Questionnaire;
    let mut known: HashSet<(String, FlawKind, String, &'static str)> = HashSet::new();
    for planned in core.instruments.iter().filter(questionnaires) {
        for flaw in flaws(planned) {
            known.insert(key(planned, &flaw));
            // Names and options that are not there were complained of as they were read.
            if !matches!(flaw.kind, FlawKind::Broken | FlawKind::Twice | FlawKind::ReadOut) {
                complain(ctx, planned, flaw, "");
            }
        }
    }
    for country in workspace.countries.values() {
        let plan = workspace.plan(country);
        for planned in plan.instruments.iter().filter(questionnaires) {
            // A clause that the country's law does not have routes nobody: what is
            // left is the core, which was checked.
            let routing =
                |p: &PlannedInstrument| p.items.iter().filter(|i| i.item.kind != ItemKind::Note).count();
            let asked = core.instrument(&planned.instrument.path).map_or(0, routing);
            let changed = planned.items.iter().any(|i| !i.changes.is_empty() || i.left_out);
            if !changed && routing(planned) == asked {
                continue;
            }
            for flaw in flaws(planned) {
                if known.contains(&key(planned, &flaw)) {
                    continue;
                }
                // The plan says itself which change breaks an item's condition.
                if flaw.kind != FlawKind::Broken || flaw.section {
                    complain(ctx, planned, flaw, &country.name);
                }
            }
        }
    }
}

fn key(planned: &PlannedInstrument, flaw: &Flaw) -> (String, FlawKind, String, &'static str) {
    (planned.instrument.path.clone(), flaw.kind, flaw.id.clone(), flaw.field)
}

fn complain(ctx: &mut Ctx, planned: &PlannedInstrument, flaw: Flaw, country: &str) {
    let span = place(ctx, planned, &flaw);
    let message = if country.is_empty() { flaw.message } else { format!("in {country}: {}", flaw.message) };
    let mut diag = if flaw.warns { Diag::warning(message) } else { Diag::error(message) }.at(span).depth(2);
    for hint in flaw.hints {
        diag = diag.hint(hint);
    }
    ctx.complain(diag);
}

/// The field of the script; where a layer changed it, the change.
fn place(ctx: &Ctx, planned: &PlannedInstrument, flaw: &Flaw) -> Span {
    let here = flaw.span.clone();
    let (name, first) = if flaw.section {
        ("section", flaw.id.as_str())
    } else {
        let Some(item) = planned.item(&flaw.id) else { return here };
        let change = item.changes.iter().rev().find(|c| match c.change.kind {
            ChangeKind::Translate { .. } => false,
            ChangeKind::Reword(_) | ChangeKind::AddItems(_) => flaw.kind == FlawKind::ReadOut,
            _ => true,
        });
        if let Some(change) = change {
            return change.change.span.clone();
        }
        let item = &item.item;
        match (item.battery.is_empty(), item.specify_of.is_empty()) {
            (false, _) => ("row", item.id.as_str()),
            (true, false) => return here,
            (true, true) => (item.kind.word(), item.id.as_str()),
        }
    };
    let Some(source) = ctx.sources.get(&here.file).filter(|_| !flaw.field.is_empty()) else { return here };
    let path = [Step::Key(flaw.field)];
    match flaw.inside {
        Some((from, width)) => source.inside_string(here.line, name, first, &path, from, width),
        None => source.value_span(here.line, name, first, &path),
    }
}
