//! `dh tab ADDRESS INDICATOR…` and `tab`: indicators estimated from records,
//! with their design: standard error, interval, design effect, both bases.

use serde_json::{Value, json};

use crate::analysis::variable;
use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::number::grouped;
use crate::data::{Column, State, Values};
use crate::model::{Country, Indicator, IndicatorBody};
use crate::report::text::TextTable;
use crate::stats::{
    Design, Domain, Estimate, Factor, Instead, Interval, Lonely, Method, Missing, Reference, Sampling, Stage,
    Undefined,
};

use super::sample::{Place, Sample};
use super::{Answer, Block, Workbench};

/// How a table is made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Questions or variables of the session, each a breakdown of its own.
    pub by: Vec<String>,
    /// Only the records for which this holds; the design stays whole.
    pub keep: Option<String>,
    /// `logit` (the rule), `wald`, `wilson`, `beta`, `beta_capped`, `arcsine`.
    pub ci: Option<String>,
    /// What a stratum with a single PSU does: `fail` (the rule), `adjust`,
    /// `average`, `certainty`, `remove`.
    pub lonely: Option<String>,
}

const LEVEL: f64 = 0.95;

const METHODS: [(&str, Method); 6] = [
    ("logit", Method::Logit),
    ("wald", Method::Wald),
    ("wilson", Method::Wilson),
    ("beta", Method::Beta),
    ("beta_capped", Method::BetaCapped),
    ("arcsine", Method::Arcsine),
];

const LONELY: [(&str, Lonely); 5] = [
    ("fail", Lonely::Fail),
    ("adjust", Lonely::Adjust),
    ("average", Lonely::Average),
    ("certainty", Lonely::Certainty),
    ("remove", Lonely::Remove),
];

fn choose<T: Copy>(what: &str, word: Option<&str>, known: &[(&str, T)]) -> Result<T, Diag> {
    let word = word.unwrap_or(known[0].0);
    known.iter().find(|(w, _)| *w == word).map(|(_, t)| *t).ok_or_else(|| {
        let mut diag = Diag::error(format!("there is no {what} '{word}'"));
        for hint in choice_hints(word, known.iter().map(|(w, _)| *w)) {
            diag = diag.hint(hint);
        }
        diag
    })
}

/// Estimates indicators of an instrument's records, over everyone and by groups.
///
/// # Errors
/// No such indicator, no records, a design that cannot be used, a condition that
/// cannot be read. A figure that does not exist stands in the table with its
/// reason.
pub fn tab(workbench: &Workbench, address: &str, ids: &[String], options: &Options) -> Result<Answer, Diag> {
    let method = choose("interval", options.ci.as_deref(), &METHODS)?;
    let lonely = choose("rule for lonely PSUs", options.lonely.as_deref(), &LONELY)?;
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
    let mut answer = Answer::new("tab");
    answer.heading(heading(&sample, &design, psus.is_some(), options));
    let mut instead = false;
    let mut weak = false;
    for indicator in &indicators {
        let mut table =
            TextTable::new(&["", ">estimate", ">95 % interval", ">SE", ">deff", ">df", ">n", ">weighted n"]);
        for bounds in [false, true] {
            let Some(variable) = variable(indicator, &sample.loaded.frame, bounds) else { continue };
            let of = |row: usize| variable.in_base[row] && sample.keep.as_ref().is_none_or(|k| k[row]);
            let everyone = design.domain(of);
            let suffix = if bounds { " (refusals and the like counted the other way)" } else { "" };
            let mut line = |by: Option<(&str, &str)>, domain: &Domain| {
                let found = Found::of(domain, &variable.values, variable.proportion, method);
                weak |= found.n() < 50;
                instead |=
                    matches!(&found.interval, Ok(Interval { instead: Some(Instead::ClopperPearson), .. }));
                let name = by.map_or("everyone".to_string(), |(by, level)| format!("{by} {level}"));
                table.row(found.cells(format!("{name}{suffix}")));
                answer.row(sample.marks(found.json(&sample, indicator, by, bounds)));
            };
            line(None, &everyone);
            if bounds {
                continue;
            }
            for by in &options.by {
                let column = sample.column(by).ok_or_else(|| {
                    Diag::error(format!("no batch of {} has '{by}'", sample.place.address()))
                })?;
                for level in levels(column, by)? {
                    let in_level = everyone
                        .narrow(|row| column.states[row] == State::Answered && column.text(row) == level);
                    line(Some((by, &level)), &in_level);
                }
            }
        }
        answer.blocks.push(Block::Text(format!("{} ({})", indicator.label, indicator.definition)));
        answer.blocks.push(Block::Fields(definition(indicator)));
        answer.blocks.push(Block::Table(table));
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

/// The groups of a breakdown, in their own order.
fn levels(column: &Column, by: &str) -> Result<Vec<String>, Diag> {
    match &column.values {
        Values::Choice { options, .. } => Ok(options.clone()),
        Values::Number(values) => {
            let mut list: Vec<f64> = (0..column.len())
                .filter(|r| column.states[*r] == State::Answered)
                .map(|r| values[r])
                .collect();
            list.sort_by(f64::total_cmp);
            list.dedup();
            if list.len() > 20 {
                return Err(Diag::error(format!(
                    "'{by}' has {} different numbers: too many groups",
                    list.len()
                ))
                .hint("group them first: recode(address, name, { { \"group\", \"condition\" }, … })"));
            }
            Ok(list.into_iter().map(|v| v.to_string()).collect())
        }
        _ => Err(Diag::error(format!("a table cannot be split by '{by}'"))
            .hint("split by a question with one answer, or by a recode")),
    }
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

/// One line of the table.
struct Found {
    estimate: Result<Estimate, Undefined>,
    interval: Result<Interval, Undefined>,
    proportion: bool,
    rows: usize,
}

impl Found {
    fn of(domain: &Domain, values: &[f64], proportion: bool, method: Method) -> Found {
        let estimate = domain.mean(values, Missing::Drop);
        let interval = match &estimate {
            Ok(e) if proportion => e.proportion_interval(method, LEVEL, Reference::T),
            Ok(e) => e.interval(LEVEL, Reference::T),
            Err(why) => Err(why.clone()),
        };
        Found { estimate, interval, proportion, rows: domain.len() }
    }

    fn n(&self) -> usize {
        self.estimate.as_ref().map_or(0, |e| e.base)
    }

    fn scaled(&self, value: f64) -> String {
        if self.proportion { format!("{:.1}", value * 100.0) } else { format!("{value:.2}") }
    }

    fn cells(&self, name: String) -> Vec<String> {
        let estimate = match &self.estimate {
            Ok(estimate) => estimate,
            Err(why) => {
                let mut cells = vec![name, "–".into(), why.to_string()];
                cells.resize(6, String::new());
                cells.extend(["0".into(), String::new()]);
                return cells;
            }
        };
        let percent = if self.proportion { " %" } else { "" };
        let value = match estimate.base {
            0..25 => format!("{}{percent}*", self.scaled(estimate.value)),
            25..50 => format!("({}{percent})", self.scaled(estimate.value)),
            _ => format!("{}{percent}", self.scaled(estimate.value)),
        };
        let interval = match &self.interval {
            Ok(i) => format!("{}–{}", self.scaled(i.low), self.scaled(i.high)),
            Err(why) => why.to_string(),
        };
        vec![
            name,
            value,
            interval,
            // One PSU, or as many strata as PSUs, says nothing of precision.
            if estimate.df == 0 { "–".into() } else { self.scaled(estimate.se()) },
            estimate.deff.as_ref().map_or("–".into(), |d| format!("{:.2}", d.value)),
            estimate.df.to_string(),
            grouped(estimate.base as f64, 0),
            grouped(estimate.weighted_base, 1),
        ]
    }

    fn json(&self, sample: &Sample, indicator: &Indicator, by: Option<(&str, &str)>, bounds: bool) -> Value {
        let (by, level) = by.unwrap_or_default();
        let scale = if self.proportion { 100.0 } else { 1.0 };
        let state = |why: &Undefined| why.state();
        let mut row = json!({
            "address": format!("{}/indicator:{}", sample.place.code, indicator.id), "item": indicator.id,
            "label": match (by.is_empty(), bounds) {
                (true, false) => "everyone".to_string(),
                (true, true) => "everyone, second rule".to_string(),
                _ => format!("{by} {level}"),
            },
            "rule": if bounds { "bounds" } else { "count_as" },
            "definition": indicator.definition, "by": by, "level": level, "rows": self.rows,
            "unit": if self.proportion { "percent" } else { "" },
            "weak": self.n() < 50,
        });
        match &self.estimate {
            Ok(e) => {
                let cv = e.cv();
                row["estimate"] = json!(e.value);
                row["se"] = json!(e.se());
                row["cv"] = json!(cv.as_ref().ok());
                row["cv_state"] = json!(cv.as_ref().err().map_or("value", state));
                row["deff"] = json!(e.deff.as_ref().ok().map(|d| d.value));
                row["deff_state"] = json!(e.deff.as_ref().err().map_or("value", state));
                row["df"] = json!(e.df);
                row["n"] = json!(e.base);
                row["n_weighted"] = json!(e.weighted_base);
                row["value"] = json!(e.value * scale);
                row["state"] = json!("value");
            }
            Err(why) => {
                for key in ["estimate", "se", "cv", "deff", "value"] {
                    row[key] = Value::Null;
                }
                row["n"] = json!(0);
                row["n_weighted"] = json!(0.0);
                row["state"] = json!(state(why));
                row["because"] = json!(why.to_string());
            }
        }
        let bound = |pick: fn(&Interval) -> f64| self.interval.as_ref().ok().map(pick);
        row["ci_low"] = json!(bound(|i| i.low));
        row["ci_high"] = json!(bound(|i| i.high));
        row["ci_state"] = json!(self.interval.as_ref().err().map_or("value", state));
        row["low"] = json!(bound(|i| i.low).map(|v| v * scale));
        row["high"] = json!(bound(|i| i.high).map(|v| v * scale));
        row
    }
}
