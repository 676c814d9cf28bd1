//! `dh tab ADDRESS INDICATOR…` and `tab`: indicators estimated from records,
//! with their design: standard error, interval, design effect, both bases.

use serde_json::{Map, Value, json};

use crate::analysis::{Variable, variable};
use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::number::grouped;
use crate::data::{Column, State, Values};
use crate::model::{Country, Indicator, IndicatorBody};
use crate::report::text::TextTable;
use crate::stats::{
    Answers, Breakdown, Design, Factor, Figure, Item, Lonely, Plan as TablePlan, Sampling, Stage,
};

use super::found::{self, Found, Unit};
use super::sample::{Place, Sample};
use super::{Answer, Block, Workbench};

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
}

/// Estimates indicators of an instrument's records, over everyone and by groups.
///
/// # Errors
/// No such indicator, no records, a design that cannot be used, a condition that
/// cannot be read. A figure that does not exist stands in the table with its
/// reason.
pub fn tab(workbench: &Workbench, address: &str, ids: &[String], options: &Options) -> Result<Answer, Diag> {
    let method = found::method(options.ci.as_deref())?;
    let lonely = found::lonely(options.lonely.as_deref())?;
    let place = Place::of(workbench, address)?;
    if let Some(item) = &place.item {
        return Err(Diag::error(format!("'{item}' is a question; tab estimates indicators")).hint(format!(
            "tab(\"{}\", \"ocsea_clear_12m\"); freq counts the answers to a question",
            place.address()
        )));
    }
    let indicators = wanted(workbench, &place, ids)?;
    let mut names: Vec<String> = indicators.iter().flat_map(|i| reads(i)).chain(options.by.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let sample = Sample::load(workbench, place, &names, options.keep.as_deref())?;
    let rows = sample.loaded.frame.rows();
    let (strata, psus) = (factor(sample.column("@stratum"), rows)?, factor(sample.column("@psu"), rows)?);
    let stages = match (&psus, &strata) {
        (None, None) => Vec::new(),
        (units, strata) => vec![Stage { units: units.as_ref(), strata: strata.as_ref(), fpc: None }],
    };
    let weights = sample.weights.as_deref();
    // PSUs of different strata may carry the same name.
    let sampling = Sampling { rows, weights, stages, nest: true, lonely, adjust_lonely_domains: false };
    let design = Design::new(&sampling).map_err(|errors| {
        let mut diag = Diag::error(format!("the design of {} cannot be used", sample.place.address()));
        for error in errors.iter().take(5) {
            diag = diag.hint(error.to_string());
        }
        diag
    })?;
    let breakdowns: Vec<(&String, Factor)> = options
        .by
        .iter()
        .map(|by| {
            let column = sample
                .column(by)
                .ok_or_else(|| Diag::error(format!("no batch of {} has '{by}'", sample.place.address())))?;
            Ok((by, groups(column, by)?))
        })
        .collect::<Result<_, Diag>>()?;
    let references = references(&breakdowns, &options.reference)?;
    let mut variables: Vec<(usize, bool, Variable)> = Vec::new();
    for (n, indicator) in indicators.iter().enumerate() {
        for bounds in [false, true] {
            if let Some(mut variable) = variable(indicator, &sample.loaded.frame, bounds) {
                if let Some(keep) = &sample.keep {
                    variable.in_base.iter_mut().zip(keep).for_each(|(member, keep)| *member &= keep);
                }
                variables.push((n, bounds, variable));
            }
        }
    }
    let yes_no: Vec<Vec<u8>> = variables.iter().map(|(_, _, v)| yes_no(v)).collect();
    let plan = TablePlan {
        items: variables
            .iter()
            .zip(&yes_no)
            .enumerate()
            .map(|(population, ((_, _, variable), yes_no))| Item {
                answers: match variable.proportion {
                    true => Answers::YesNo(yes_no),
                    false => Answers::Numbers(&variable.values),
                },
                figure: Figure::Mean,
                population,
            })
            .collect(),
        populations: variables.iter().map(|(_, _, v)| Some(&v.in_base[..])).collect(),
        by: breakdowns
            .iter()
            .zip(&references)
            .map(|((_, groups), reference)| Breakdown { groups, reference: *reference })
            .collect(),
    };
    let tables = design
        .tabulate(&plan, &workbench.interrupt)
        .ok_or_else(|| Diag::error("stopped").hint("nothing was changed"))?;

    let mut answer = Answer::new("tab");
    answer.heading(heading(&sample, &design, psus.is_some(), options));
    let (mut instead, mut weak) = (false, false);
    for (at, indicator) in indicators.iter().enumerate() {
        let compared = references.iter().any(Option::is_some);
        let mut heads = vec!["", ">estimate", ">95 % interval", ">SE", ">deff", ">df", ">n", ">weighted n"];
        if compared {
            heads.extend([">difference", ">p"]);
        }
        let mut table = TextTable::new(&heads);
        for (n, (_, bounds, variable)) in variables.iter().enumerate().filter(|(_, (i, ..))| *i == at) {
            let suffix = if *bounds { " (refusals and the like counted the other way)" } else { "" };
            let mut line = |by: Option<(&str, &str)>, found: Found| {
                weak |= found.weak();
                instead |= found.instead();
                let name = by.map_or("everyone".to_string(), |(by, level)| format!("{by} {level}"));
                let mut cells = vec![format!("{name}{suffix}")];
                cells.extend(found.cells());
                if compared {
                    cells.extend(found.less_cells());
                }
                table.row(cells);
                answer.row(sample.marks(json_row(&found, &sample, indicator, by, *bounds)));
            };
            let unit = if variable.proportion { Unit::Proportion } else { Unit::Plain };
            line(None, Found::of(tables.everyone(n).clone(), unit, method));
            if *bounds {
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
        answer.blocks.push(Block::Text(format!("{} ({})", indicator.label, indicator.definition)));
        answer.blocks.push(Block::Fields(definition(indicator)));
        answer.blocks.push(Block::Table(table));
    }
    if references.iter().any(Option::is_some) {
        let named: Vec<&str> = options.reference.iter().map(String::as_str).collect();
        answer.note(format!(
            "differences from {}: by t with the degrees of freedom of everyone, covariances counted; p is not corrected for the number of comparisons",
            named.join(" and ")
        ));
    }
    if weak {
        answer.note("an asterisk: fewer than 25 in the base; parentheses: 25 to 49");
    }
    if instead {
        answer.note("nobody or everybody: the interval is Clopper-Pearson on the effective number, the variance being zero");
    }
    if let (Some(first), false) = (design.lonely_strata().first(), matches!(lonely, Lonely::Fail)) {
        answer.note(format!(
            "strata with a single PSU, such as {first}: treated by '{}'",
            options.lonely.as_deref().unwrap_or("fail")
        ));
    }
    if let Some(sampling) = sampling_note(workbench, &sample) {
        answer.note(sampling);
    }
    sample.notes().into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

/// The indicators asked for, or all that records of this instrument give.
fn wanted<'a>(workbench: &'a Workbench, place: &Place, ids: &[String]) -> Result<Vec<&'a Indicator>, Diag> {
    let all: Vec<&Indicator> = workbench
        .workspace
        .methodology
        .indicators
        .iter()
        .filter(|i| i.from() == Some(place.path.as_str()))
        .collect();
    if ids.is_empty() {
        return Err(Diag::error("which indicators?").hint(format!(
            "of {}: {}",
            place.path,
            all.iter().map(|i| i.id.as_str()).collect::<Vec<_>>().join(", ")
        )));
    }
    ids.iter()
        .map(|id| {
            let id = id.strip_prefix("indicator:").unwrap_or(id);
            all.iter().find(|i| i.id == id).copied().ok_or_else(|| {
                let mut diag = Diag::error(format!("'{id}' is no indicator of {}", place.path));
                for hint in choice_hints(id, all.iter().map(|i| i.id.as_str())) {
                    diag = diag.hint(hint);
                }
                diag
            })
        })
        .collect()
}

/// The questions an indicator's value is made of.
fn reads(indicator: &Indicator) -> Vec<String> {
    use crate::model::Base;
    let of_base = |base: &Base| match base {
        Base::Everyone => Vec::new(),
        Base::Where(c) => c.checked.depends_on().to_vec(),
    };
    match &indicator.body {
        IndicatorBody::Proportion { base, yes_if, .. } => {
            [of_base(base), yes_if.checked.depends_on().to_vec()].concat()
        }
        IndicatorBody::Mean { base, of, .. } => [of_base(base), of.checked.depends_on().to_vec()].concat(),
        IndicatorBody::Derived(_) => Vec::new(),
    }
}

/// What a figure counts, in its own words.
fn definition(indicator: &Indicator) -> Vec<(String, String)> {
    let rule = |r: &crate::model::CountRule| {
        format!("don't know {}, prefer not {}, not asked {}", r.dont_know, r.prefer_not, r.not_asked)
    };
    match &indicator.body {
        IndicatorBody::Proportion { base, yes_if, count_as, .. } => vec![
            ("base".into(), base.text()),
            ("yes if".into(), yes_if.source.clone()),
            ("counted as".into(), rule(count_as)),
        ],
        IndicatorBody::Mean { base, of, count_as, .. } => vec![
            ("base".into(), base.text()),
            ("mean of".into(), of.source.clone()),
            ("counted as".into(), rule(count_as)),
        ],
        IndicatorBody::Derived(_) => Vec::new(),
    }
}

fn heading(sample: &Sample, design: &Design, clustered: bool, options: &Options) -> String {
    let (strata, psus) = design.strata_and_psus();
    let units = if clustered { format!("{} PSUs", grouped(psus as f64, 0)) } else { "no clusters".into() };
    let keep = options.keep.as_ref().map(|k| format!("\nwhere {k}")).unwrap_or_default();
    let word = if strata == 1 { "stratum" } else { "strata" };
    format!("{}\n{strata} {word}, {units}{keep}", sample.place.address())
}

/// A column as strata, units or groups; rows without a value have none.
fn factor(column: Option<&Column>, rows: usize) -> Result<Option<Factor>, Diag> {
    let Some(column) = column else { return Ok(None) };
    let names: Vec<Option<String>> =
        (0..rows).map(|r| (column.states[r] == State::Answered).then(|| column.text(r))).collect();
    // Every record or none: a record without a stratum belongs to no design.
    if names.iter().any(Option::is_none) {
        return Err(Diag::error("some of the records have no stratum or no PSU, others have")
            .hint("estimates need the design of every record; freq counts without it"));
    }
    Ok(Some(Factor::of(&names)))
}

/// The groups of a breakdown, in their own order; records without an answer
/// are in none.
fn groups(column: &Column, by: &str) -> Result<Factor, Diag> {
    let answered = |row: usize| column.states[row] == State::Answered;
    match &column.values {
        Values::Choice { options, codes } => {
            let code = |row: usize| if answered(row) { codes[row] } else { Factor::MISSING };
            Ok(Factor::with_levels((0..column.len()).map(code).collect(), options.clone()))
        }
        Values::Number(values) => {
            let mut list: Vec<f64> = (0..column.len()).filter(|r| answered(*r)).map(|r| values[r]).collect();
            list.sort_by(f64::total_cmp);
            list.dedup();
            if list.len() > 20 {
                return Err(Diag::error(format!(
                    "'{by}' has {} different numbers: too many groups",
                    list.len()
                ))
                .hint("group them first: recode(address, name, { { \"group\", \"condition\" }, … })"));
            }
            let code = |row: usize| {
                let place = list.iter().position(|v| *v == values[row]).filter(|_| answered(row));
                place.map_or(Factor::MISSING, |place| place as u32)
            };
            let codes = (0..column.len()).map(code).collect();
            Ok(Factor::with_levels(codes, list.iter().map(f64::to_string).collect()))
        }
        _ => Err(Diag::error(format!("a table cannot be split by '{by}'"))
            .hint("split by a question with one answer, or by a recode")),
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

/// The answers to a yes/no question as the tables read them.
fn yes_no(variable: &Variable) -> Vec<u8> {
    if !variable.proportion {
        return Vec::new();
    }
    variable.values.iter().map(|v| if v.is_nan() { u8::MAX } else { u8::from(*v != 0.0) }).collect()
}

/// Where the chances of selection are not known, intervals say so.
fn sampling_note(workbench: &Workbench, sample: &Sample) -> Option<String> {
    if sample.simulated() {
        return None;
    }
    Some(how_selected(sample.place.country(workbench).ok()?, sample.place.activity()))
}

/// What is stated of how respondents are selected, and what it does to intervals.
pub(super) fn how_selected(country: &Country, activity: &str) -> String {
    let stated = country
        .fieldwork
        .iter()
        .find(|f| f.activity == activity)
        .map(|f| f.sampling.trim())
        .filter(|s| !s.is_empty());
    match stated {
        None => {
            "how respondents were selected is not stated: the intervals hold for a random sample only".into()
        }
        Some(text) if text.to_lowercase().contains("random walk") => {
            format!(
                "sampling: {text}; a random walk has unknown chances of selection, so the intervals are too narrow by an unknown amount"
            )
        }
        Some(text) => format!("sampling: {text}"),
    }
}

/// One figure for `--json`.
fn json_row(
    found: &Found,
    sample: &Sample,
    indicator: &Indicator,
    by: Option<(&str, &str)>,
    bounds: bool,
) -> Value {
    let (by, level) = by.unwrap_or_default();
    let scale = if found.unit == Unit::Proportion { 100.0 } else { 1.0 };
    let mut row = Map::new();
    let mut put = |key: &str, value: Value| {
        row.insert(key.into(), value);
    };
    put("address", json!(format!("{}/indicator:{}", sample.place.code, indicator.id)));
    put("item", json!(indicator.id));
    let label = match (by.is_empty(), bounds) {
        (true, false) => "everyone".to_string(),
        (true, true) => "everyone, second rule".to_string(),
        _ => format!("{by} {level}"),
    };
    put("label", json!(label));
    put("rule", json!(if bounds { "bounds" } else { "count_as" }));
    put("definition", json!(indicator.definition));
    put("by", json!(by));
    put("level", json!(level));
    put("unit", json!(if found.unit == Unit::Proportion { "percent" } else { "" }));
    put("weak", json!(found.weak()));
    put("flag", json!(found.flag()));
    found.write(&mut row);
    let mut scaled = |key: &str, value: Option<f64>| {
        row.insert(key.into(), json!(value.map(|v| v * scale)));
    };
    scaled("value", found.estimate.as_ref().ok().map(|e| e.value));
    scaled("low", found.interval.as_ref().ok().map(|i| i.low));
    scaled("high", found.interval.as_ref().ok().map(|i| i.high));
    Value::Object(row)
}
