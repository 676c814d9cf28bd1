//! `dh tab ADDRESS INDICATOR…` and `tab`: indicators and questions estimated from
//! records, with their design: standard error, interval, design effect, both
//! bases.

use std::collections::BTreeSet;

use crate::analysis::{Measured, Variable};
use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::data::Frame;
use crate::model::Indicator;
use crate::report::text::TextTable;
use crate::stats::{Answers, Breakdown, Factor, Figure, Item, Plan as TablePlan};
use crate::store::Reading;

use super::asked::{self, Asked, Measure};
use super::drawn::Drawn;
use super::found::{self, Found, Remarks, Weak};
use super::sample::{Place, Reads, Sample};
use super::{Answer, Block, Workbench, members};

/// How a table is made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Questions or variables of the session, each a breakdown of its own.
    pub by: Vec<String>,
    /// Groups to compare with, such as `sex=male`, each of a breakdown.
    pub reference: Vec<String>,
    /// Only the records for which this holds; the design stays whole.
    pub keep: Option<String>,
    /// `logit` (the rule), `wald`, `wilson`, `beta`, `beta_capped`, `arcsine`.
    pub ci: Option<String>,
    /// What a stratum with a single PSU does: `fail` (the rule), `adjust`,
    /// `average`, `certainty`, `remove`.
    pub lonely: Option<String>,
    /// The bases below which a figure is marked, such as 25 and 50 (the rule).
    pub weak: Vec<usize>,
    /// As if nothing had been decided about the records.
    pub undecided: bool,
}

/// Records and rows of their rosters are not counted in one table.
fn one_unit(place: &Place, asked: &[Asked<'_>]) -> Result<(), Diag> {
    let of_rows = |a: &&Asked<'_>| a.reads().iter().any(|name| members::is_member(place, name));
    let Some(member) = asked.iter().find(of_rows) else { return Ok(()) };
    match asked.iter().find(|a| !of_rows(a)) {
        None => Ok(()),
        Some(of_record) => Err(Diag::error(format!(
            "'{}' is asked of each row of a roster, '{}' once a record",
            member.id(),
            of_record.id()
        ))
        .hint("a table counts rows or records: make two of it; --by takes questions of both")),
    }
}

/// Estimates indicators and questions of an instrument's records, over everyone
/// and by groups. An address that names a question is that question.
///
/// # Errors
/// No such indicator or question, no records, a design that cannot be used, a
/// condition that cannot be read. A figure that does not exist stands in the
/// table with its reason.
pub fn tab(workbench: &Workbench, address: &str, ids: &[String], options: &Options) -> Result<Answer, Diag> {
    let method = found::method(options.ci.as_deref())?;
    let marks = Weak::of(&options.weak)?;
    found::lonely(options.lonely.as_deref())?;
    let place = Place::of(workbench, address)?;
    let asked = wanted(workbench, &place, ids)?;
    one_unit(&place, &asked)?;
    let by = options.by.iter().flat_map(|by| by.split('*')).map(|by| by.trim().to_string());
    // Indicators are worked out while their questions are read, which are then
    // let go.
    let indicators: Vec<&Indicator> = asked.iter().filter_map(Asked::indicator).collect();
    let questions = asked.iter().filter(|asked| asked.indicator().is_none());
    let names: BTreeSet<String> = questions.flat_map(Asked::reads).chain(by).collect();
    let passing: BTreeSet<String> = asked.iter().flat_map(Asked::reads).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let passing: Vec<&str> = passing.iter().map(String::as_str).filter(|p| !names.contains(p)).collect();
    let keep = options.keep.as_deref();
    let reading = if options.undecided { Reading::Undecided } else { Reading::Decided };
    let reads = Reads { names: &names, passing: &passing, keep, reading };
    let variables = |frame: &Frame| -> Vec<Vec<(bool, Variable)>> {
        indicators.iter().map(|indicator| asked::variables(indicator, frame)).collect()
    };
    let mut worked_out = Vec::new();
    let put = |next| append(&mut worked_out, next);
    let mut sample = Sample::load_and(workbench, place, &reads, variables, put)?;
    let drawn = Drawn::of(&mut sample, options.lonely.as_deref())?;
    let breakdowns: Vec<(&String, Factor)> = options
        .by
        .iter()
        .map(|by| Ok((by, asked::crossed(by, |name| asked::groups(asked::column(&sample, name)?, name))?)))
        .collect::<Result<_, Diag>>()?;
    let references = references(&breakdowns, &options.reference)?;
    let mut worked_out = worked_out.into_iter();
    let mut measures: Vec<(usize, Measure)> = Vec::new();
    for (n, asked) in asked.iter().enumerate() {
        let found = match asked.indicator() {
            None => asked.measures(&sample)?,
            Some(_) => asked.measures_of(&sample, worked_out.next().unwrap_or_default()),
        };
        measures.extend(found.into_iter().map(|measure| (n, measure)));
    }
    // Most are about the same rows.
    let mut populations: Vec<Option<&[bool]>> = Vec::new();
    let mut items = Vec::with_capacity(measures.len());
    for (_, Measure { variable, .. }) in &measures {
        let rows = variable.base.as_deref();
        let known = populations.iter().position(|known| *known == rows);
        if known.is_none() {
            populations.push(rows);
        }
        items.push(Item {
            answers: match &variable.measured {
                Measured::YesNo(values) => Answers::YesNo(values),
                Measured::Numbers(values) => Answers::Numbers(values),
            },
            figure: Figure::Mean,
            population: known.unwrap_or(populations.len() - 1),
        });
    }
    let plan = TablePlan {
        items,
        populations,
        by: breakdowns
            .iter()
            .zip(&references)
            .map(|((_, groups), reference)| Breakdown { groups, reference: *reference })
            .collect(),
    };
    let tables = drawn
        .design
        .tabulate(&plan, &workbench.interrupt)
        .ok_or_else(|| Diag::error("stopped").hint("nothing was changed"))?;

    let mut answer = Answer::new("tab");
    answer.heading(drawn.heading(&sample));
    let mut remarks = Remarks::default();
    let compared = references.iter().any(Option::is_some);
    for (at, asked) in asked.iter().enumerate() {
        // A question with answers has a line an answer, and groups beside it.
        let answers = measures.iter().any(|(i, m)| *i == at && !m.answer.is_empty());
        let mut heads = if answers { vec!["answer"] } else { vec![""] };
        if answers && !breakdowns.is_empty() {
            heads.push("group");
        }
        heads.extend([">estimate", ">95 % interval", ">SE", ">deff", ">df", ">n", ">weighted n"]);
        if compared {
            heads.extend([">difference", ">p"]);
        }
        let mut table = TextTable::new(&heads);
        for (n, (_, measure)) in measures.iter().enumerate().filter(|(_, (i, _))| *i == at) {
            let suffix = if measure.bounds { " (refusals and the like counted the other way)" } else { "" };
            let mut line = |by: Option<(&str, &str)>, mut found: Found| {
                found.marks = marks;
                remarks.see(&found);
                let group = by.map_or("everyone".to_string(), |(by, level)| found::group_label(by, level));
                let mut cells = match (answers, breakdowns.is_empty()) {
                    (true, true) => vec![measure.label.clone()],
                    (true, false) => vec![by.map_or(measure.label.clone(), |_| String::new()), group],
                    (false, _) => vec![format!("{group}{suffix}")],
                };
                cells.extend(found.cells());
                if compared {
                    cells.extend(found.less_cells());
                }
                table.row(cells);
                let mut row = asked.row(&sample, measure, by);
                found.write_scaled(&mut row);
                answer.row(sample.marks(row));
            };
            let unit = measure.unit();
            line(None, Found::of(tables.everyone(n).clone(), unit, method));
            if measure.bounds {
                continue;
            }
            for (b, (by, groups)) in breakdowns.iter().enumerate() {
                for (level, name) in groups.names().iter().enumerate() {
                    let mut found = Found::of(tables.level(n, b, level).clone(), unit, method);
                    found.less = tables.less_reference(n, b, level).cloned();
                    line(Some((by, name)), found);
                }
            }
        }
        answer.blocks.push(Block::Text(asked.title(&sample)));
        answer.blocks.push(Block::Fields(asked.definition(&sample)));
        answer.blocks.push(Block::Table(table));
    }
    if compared {
        answer.note(format!(
            "differences from {}: by t with df = PSUs less strata, + 1, less groups; covariances counted; p is not corrected for the number of comparisons",
            options.reference.join(" and ")
        ));
    }
    remarks.notes(marks).into_iter().for_each(|note| answer.note(note));
    drawn.notes(workbench, &sample).into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

/// Adds what was made of the next stretch of records, by indicator.
fn append(all: &mut Vec<Vec<(bool, Variable)>>, next: Vec<Vec<(bool, Variable)>>) {
    if all.is_empty() {
        *all = next;
        return;
    }
    for ((_, all), (_, next)) in all.iter_mut().flatten().zip(next.into_iter().flatten()) {
        all.append(next);
    }
}

/// What is asked for: by name, or the question that the address names.
fn wanted<'a>(workbench: &'a Workbench, place: &Place, ids: &[String]) -> Result<Vec<Asked<'a>>, Diag> {
    match (&place.item, ids) {
        (Some(item), []) => Ok(vec![Asked::Question(item.clone())]),
        (Some(item), _) => {
            Err(Diag::error(format!("the address names a question, '{item}', and others stand beside it"))
                .hint(format!("tab(\"{}/{item}\"), or tab(\"{0}\", {{ \"{item}\", … }})", place.address())))
        }
        (None, []) => {
            let known = asked::indicators(workbench, place);
            let ids: Vec<&str> = known.iter().map(|i| i.id.as_str()).collect();
            Err(Diag::error("which indicators or questions?")
                .hint(format!("indicators of {}: {}", place.path, ids.join(", ")))
                .hint(format!("dh show {} lists the questions", place.address())))
        }
        (None, ids) => ids.iter().map(|id| Asked::find(workbench, place, id)).collect(),
    }
}

/// Reads `sex=male`: by breakdown, the level that is compared with.
pub(super) fn references(
    breakdowns: &[(&String, Factor)],
    named: &[String],
) -> Result<Vec<Option<usize>>, Diag> {
    let mut found = vec![None; breakdowns.len()];
    for text in named {
        let (by, level) = text.split_once('=').ok_or_else(|| {
            Diag::error(format!("'{text}' names no group")).hint("write question=group, such as sex=male")
        })?;
        let at = breakdowns.iter().position(|(name, _)| *name == by).ok_or_else(|| {
            let known: Vec<&str> = breakdowns.iter().map(|(name, _)| name.as_str()).collect();
            let diag = Diag::error(format!("'{by}' is no breakdown of this table"));
            match known.as_slice() {
                [] => diag.hint(format!("--by {by} breaks it down")),
                known => diag.hint(format!("it is broken down by {}", known.join(", "))),
            }
        })?;
        let names = breakdowns[at].1.names();
        let level = names.iter().position(|name| name == level).ok_or_else(|| {
            let diag = Diag::error(format!("'{by}' has no group '{level}'"));
            choice_hints(level, names.iter().map(String::as_str)).into_iter().fold(diag, Diag::hint)
        })?;
        found[at] = Some(level);
    }
    Ok(found)
}
