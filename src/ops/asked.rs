//! What a table is asked about: an indicator by its definition, or a question by
//! its answers; as variables that are estimated and as groups that are compared.

use serde_json::{Value, json};

use crate::analysis::{self, Variable};
use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::number::grouped;
use crate::data::{Column, Frame, State, Values};
use crate::model::{Base, CountRule, Indicator, IndicatorBody, ItemKind};
use crate::stats::Factor;

use super::Workbench;
use super::found::Unit;
use super::freq::label_of;
use super::recode::SampleScope;
use super::sample::{Place, Sample};
use super::variables::Variables;
use crate::expr::Scope;

/// The most different numbers that make groups.
const MOST_GROUPS: usize = 20;

/// What is estimated.
pub enum Asked<'a> {
    Indicator(&'a Indicator),
    /// A question, or a variable of the session.
    Question(String),
}

/// One figure of what is asked: an indicator by one of its rules, the share of
/// one answer, the mean of a number.
pub struct Measure {
    /// The answer whose share it is; empty otherwise.
    pub answer: String,
    /// The answer's own words.
    pub label: String,
    /// An indicator's second rule.
    pub bounds: bool,
    pub variable: Variable,
}

impl Measure {
    pub fn unit(&self) -> Unit {
        if self.variable.is_proportion() { Unit::Proportion } else { Unit::Plain }
    }
}

impl<'a> Asked<'a> {
    /// Reads a name: an indicator of the instrument, which wins, or a question;
    /// `indicator:online` is the indicator only.
    ///
    /// # Errors
    /// It is neither.
    pub fn find(workbench: &'a Workbench, place: &Place, text: &str) -> Result<Asked<'a>, Diag> {
        let all = indicators(workbench, place);
        let (id, only) = match text.strip_prefix("indicator:") {
            Some(id) => (id, true),
            None => (text, false),
        };
        if let Some(indicator) = all.iter().find(|i| i.id == id) {
            return Ok(Asked::Indicator(indicator));
        }
        let variables = Variables::of(workbench, place)?;
        let scope = SampleScope::new(place, &variables.list);
        if !only && scope.lookup(id).is_some() {
            return Ok(Asked::Question(id.to_string()));
        }
        let ids = all.iter().map(|i| i.id.as_str());
        let what = if only { "no indicator" } else { "neither an indicator nor a question" };
        let diag = Diag::error(format!("'{id}' is {what} of {}", place.path));
        let mut questions = if only { Vec::new() } else { scope.names() };
        questions.retain(|q| all.iter().all(|i| i.id != *q));
        Err(choice_hints(id, ids.chain(questions.iter().map(String::as_str)))
            .into_iter()
            .fold(diag, Diag::hint))
    }

    /// The indicator, where it is one.
    pub fn indicator(&self) -> Option<&'a Indicator> {
        match self {
            Asked::Indicator(indicator) => Some(indicator),
            Asked::Question(_) => None,
        }
    }

    pub fn id(&self) -> &str {
        match self {
            Asked::Indicator(indicator) => &indicator.id,
            Asked::Question(name) => name,
        }
    }

    /// The questions it is made of.
    pub fn reads(&self) -> Vec<String> {
        match self {
            Asked::Indicator(indicator) => reads(indicator),
            Asked::Question(name) => vec![name.clone()],
        }
    }

    /// What it is, in a line: an indicator with its definition, a question in
    /// its words.
    pub fn title(&self, sample: &Sample) -> String {
        match self {
            Asked::Indicator(indicator) => format!("{} ({})", indicator.label, indicator.definition),
            Asked::Question(name) => match sample.place.planned().item(name) {
                Some(planned) => planned.item.text.clone(),
                None => format!("{name}, {}", sample.words_of(name)),
            },
        }
    }

    /// What a figure counts, in its own words.
    pub fn definition(&self, sample: &Sample) -> Vec<(String, String)> {
        match self {
            Asked::Indicator(indicator) => definition(indicator),
            Asked::Question(name) => {
                let column = sample.column(name);
                let states = column.map(|c| states_of(c, sample.keep.as_deref())).unwrap_or_default();
                let count = |(state, n): (State, usize)| format!("{state} {}", grouped(n as f64, 0));
                let (mut base, left): (Vec<_>, Vec<_>) =
                    states.into_iter().partition(|(state, _)| *state == State::Answered);
                let answered = base.pop().map_or(0, |(_, n)| n);
                let mut fields = vec![(
                    "base".to_string(),
                    format!("who answered: {} {}", grouped(answered as f64, 0), sample.units()),
                )];
                if !left.is_empty() {
                    fields.push((
                        "left out".into(),
                        left.into_iter().map(count).collect::<Vec<_>>().join(", "),
                    ));
                }
                if let Some(Values::Choices { .. }) = column.map(|c| &c.values) {
                    fields.push((
                        "answers".into(),
                        "several were possible: shares do not add up to 100".into(),
                    ));
                }
                fields
            }
        }
    }

    /// The figures it has over a sample, as they stand in a table.
    ///
    /// # Errors
    /// No batch has the question; a text or a date has no figure.
    pub fn measures(&self, sample: &Sample) -> Result<Vec<Measure>, Diag> {
        let mut found = match self {
            Asked::Indicator(indicator) => {
                return Ok(self.measures_of(sample, variables(indicator, &sample.loaded.frame)));
            }
            Asked::Question(name) => of_question(sample, name)?,
        };
        if let Some(keep) = &sample.keep {
            found.iter_mut().for_each(|measure| measure.variable.narrow(keep));
        }
        Ok(found)
    }

    /// The figures of an indicator whose variables are worked out.
    pub fn measures_of(&self, sample: &Sample, variables: Vec<(bool, Variable)>) -> Vec<Measure> {
        let measure = |(bounds, mut variable): (bool, Variable)| {
            if let Some(keep) = &sample.keep {
                variable.narrow(keep);
            }
            Measure { answer: String::new(), label: String::new(), bounds, variable }
        };
        variables.into_iter().map(measure).collect()
    }

    /// What `--json` says of a figure before its numbers.
    pub fn row(&self, sample: &Sample, measure: &Measure, by: Option<(&str, &str)>) -> Value {
        let everyone = match (measure.label.as_str(), measure.bounds) {
            ("", false) => "everyone",
            ("", true) => "everyone, second rule",
            (label, _) => label,
        };
        let (by, level) = by.unwrap_or_default();
        let label = match (by, measure.label.as_str()) {
            ("", _) => everyone.to_string(),
            (by, "") => format!("{by} {level}"),
            (by, label) => format!("{label}, {by} {level}"),
        };
        let unit = match measure.unit() {
            Unit::Proportion => "percent".to_string(),
            Unit::Plain => self.unit(sample),
        };
        let mut row = json!({ "item": self.id(), "label": label, "by": by, "level": level, "unit": unit });
        match self {
            Asked::Indicator(indicator) => {
                row["address"] = json!(format!("{}/indicator:{}", sample.place.code, indicator.id));
                row["rule"] = json!(if measure.bounds { "bounds" } else { "count_as" });
                row["definition"] = json!(indicator.definition);
            }
            Asked::Question(name) => {
                let answer = if measure.answer.is_empty() { &String::new() } else { &measure.answer };
                let mut filters = Vec::new();
                if !answer.is_empty() {
                    filters.push(format!("answer={answer}"));
                }
                if !by.is_empty() {
                    filters.push(format!("{by}={level}"));
                }
                let filters =
                    if filters.is_empty() { String::new() } else { format!("[{}]", filters.join(",")) };
                row["address"] = json!(format!("{}/{name}{filters}", sample.place.address()));
                row["rule"] = json!("answered");
                row["answer"] = json!(answer);
            }
        }
        row
    }

    /// The unit of a number: `hours`.
    pub fn unit(&self, sample: &Sample) -> String {
        match self {
            Asked::Indicator(_) => String::new(),
            Asked::Question(name) => {
                sample.place.planned().item(name).map(|p| p.item.unit.clone()).unwrap_or_default()
            }
        }
    }
}

/// The variables of an indicator: by its own rule, and by its second one where
/// it has one.
pub fn variables(indicator: &Indicator, frame: &Frame) -> Vec<(bool, Variable)> {
    let by = |bounds| Some((bounds, analysis::variable(indicator, frame, bounds)?));
    [false, true].into_iter().filter_map(by).collect()
}

/// The indicators that records of this instrument give.
pub fn indicators<'a>(workbench: &'a Workbench, place: &Place) -> Vec<&'a Indicator> {
    let all = &workbench.workspace.methodology.indicators;
    all.iter().filter(|i| i.from() == Some(place.path.as_str())).collect()
}

/// How many of the rows kept are in each state, answered first.
pub fn states_of(column: &Column, keep: Option<&[bool]>) -> Vec<(State, usize)> {
    let kept = |row: usize| keep.is_none_or(|keep| keep[row]);
    let count = |state| (0..column.len()).filter(|r| kept(*r) && column.states[*r] == state).count();
    State::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, n)| *n > 0).collect()
}

/// A question's column.
///
/// # Errors
/// No batch has it.
pub fn column<'a>(sample: &'a Sample, name: &str) -> Result<&'a Column, Diag> {
    sample.column(name).ok_or_else(|| {
        Diag::error(format!("no batch of {} has '{name}'", sample.place.address()))
            .hint("the question was not in the version that was asked")
    })
}

fn of_question(sample: &Sample, name: &str) -> Result<Vec<Measure>, Diag> {
    let column = column(sample, name)?;
    let planned = sample.place.planned().item(name);
    let answered = |row: usize| column.states[row] == State::Answered;
    let measure = |answer: &str, variable: Variable| Measure {
        answer: answer.to_string(),
        label: if answer.is_empty() { String::new() } else { label_of(planned, answer) },
        bounds: false,
        variable,
    };
    let share = |of: &dyn Fn(usize) -> bool| {
        Variable::yes_no((0..column.len()).map(|row| answered(row).then(|| of(row))))
    };
    Ok(match &column.values {
        Values::Choice { codes, options } => (0u32..)
            .zip(options)
            .map(|(code, option)| measure(option, share(&|row| codes[row] == code)))
            .collect(),
        Values::Choices { sets, options } => options
            .iter()
            .enumerate()
            .map(|(bit, option)| measure(option, share(&|row| sets[row] >> bit & 1 == 1)))
            .collect(),
        Values::Number(numbers) if planned.is_none_or(|p| p.item.kind != ItemKind::Date) => {
            let number = |row: usize| if answered(row) { numbers[row] } else { f64::NAN };
            vec![measure("", Variable::of_numbers((0..column.len()).map(number).collect()))]
        }
        Values::Bool(bools) => {
            let share = |of: bool| share(&|row| bools[row] == of);
            vec![measure("true", share(true)), measure("false", share(false))]
        }
        Values::Text(_) | Values::Number(_) => {
            return Err(Diag::error(format!("'{name}' is a text or a date: it has no share and no mean"))
                .hint(format!("freq(\"{}/{name}\") counts who answered", sample.place.address())));
        }
    })
}

/// The numbers of a question or of an indicator that is a mean.
///
/// # Errors
/// It is not made of numbers.
pub fn numbers(asked: &Asked<'_>, sample: &Sample) -> Result<Measure, Diag> {
    let mut measures = asked.measures(sample)?;
    measures.retain(|m| !m.bounds);
    match measures.pop() {
        Some(only) if measures.is_empty() && !only.variable.is_proportion() => Ok(only),
        _ => {
            Err(Diag::error(format!("'{}' is no number", asked.id()))
                .hint("tab gives the share of each answer"))
        }
    }
}

/// The most groups that questions or columns make when they are crossed.
const MOST_CROSSED: usize = 1000;

/// The groups of one name, or of several crossed (`sex*area`), each read by
/// `groups`.
///
/// # Errors
/// What `groups` complains of; more groups than a table can show.
pub fn crossed(by: &str, groups: impl Fn(&str) -> Result<Factor, Diag>) -> Result<Factor, Diag> {
    let mut whole: Option<Factor> = None;
    for part in by.split('*').map(str::trim) {
        let next = groups(part)?;
        let levels = next.names().len() * whole.as_ref().map_or(1, |before| before.names().len());
        if levels > MOST_CROSSED {
            return Err(Diag::error(format!(
                "'{by}' has {} groups, more than a table of {} can show",
                grouped(levels as f64, 0),
                grouped(MOST_CROSSED as f64, 0)
            ))
            .hint("break down by what has fewer values"));
        }
        whole = Some(match whole {
            None => next,
            Some(before) => before.crossed(&next),
        });
    }
    whole.ok_or_else(|| Diag::error("a breakdown needs a name"))
}

/// The groups of a question with one answer, in their own order; records
/// without an answer are in none.
///
/// # Errors
/// A question that makes no groups, or more than a table can show.
pub fn groups(column: &Column, by: &str) -> Result<Factor, Diag> {
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
            if list.len() > MOST_GROUPS {
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
        Values::Bool(values) => {
            let code = |row: usize| if answered(row) { u32::from(values[row]) } else { Factor::MISSING };
            let codes = (0..column.len()).map(code).collect();
            Ok(Factor::with_levels(codes, vec!["false".into(), "true".into()]))
        }
        Values::Choices { .. } | Values::Text(_) => {
            Err(Diag::error(format!("a table cannot be split by '{by}'"))
                .hint("split by a question with one answer, or by a recode"))
        }
    }
}

/// The questions an indicator's value is made of.
fn reads(indicator: &Indicator) -> Vec<String> {
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

fn definition(indicator: &Indicator) -> Vec<(String, String)> {
    let rule = |r: &CountRule| {
        format!("don't know {}, prefer not {}, not asked {}", r.dont_know, r.prefer_not, r.not_asked)
    };
    let (base, what, of, count_as) = match &indicator.body {
        IndicatorBody::Proportion { base, yes_if, count_as, .. } => (base, "yes if", yes_if, count_as),
        IndicatorBody::Mean { base, of, count_as, .. } => (base, "mean of", of, count_as),
        IndicatorBody::Derived(_) => return Vec::new(),
    };
    vec![
        ("base".into(), base.text()),
        (what.into(), of.source.clone()),
        ("counted as".into(), rule(count_as)),
    ]
}
