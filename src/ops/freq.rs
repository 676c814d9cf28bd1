//! `dh freq ADDRESS` and `freq`: who gave which answer, every missing state in
//! a row of its own, as counted and as weighted.

use serde_json::{Value, json};

use crate::analysis::{Count, Frequencies, frequencies};
use crate::base::Diag;
use crate::base::number::grouped;
use crate::data::{Column, State, Values};
use crate::model::PlannedItem;
use crate::report::text::TextTable;

use super::sample::{Options, Place, Sample};
use super::{Answer, Block, Workbench};

/// More numbers than this are described, not listed.
const MOST_VALUES: usize = 60;

/// A frequency table of one question, or of a variable of the session.
///
/// # Errors
/// No such question, no records, a condition that cannot be read.
pub fn freq(workbench: &Workbench, address: &str, options: &Options) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    let Some(item) = place.item.clone() else {
        return Err(Diag::error(format!("{} is an instrument, not a question", place.address()))
            .hint(format!("write freq \"{}/age\"; describe shows the instrument", place.address())));
    };
    let by = options.by.as_deref();
    let names: Vec<&str> = std::iter::once(item.as_str()).chain(by).collect();
    let sample = Sample::load(workbench, place, &names, options.keep.as_deref())?;
    let missing = || {
        Diag::error(format!("no batch of {} has '{item}'", sample.place.address()))
            .hint("the question was not in the version that was asked")
    };
    let column = sample.column(&item).ok_or_else(missing)?;
    let weights = sample.weights.as_deref();
    let keep = sample.keep.as_deref();
    let planned = sample.place.planned().item(&item);
    let mut answer = Answer::new("freq");
    let address = format!("{}/{item}", sample.place.address());
    answer.heading(heading(&sample, &item, planned, options));
    let whole = frequencies(column, weights, keep);
    let mut weak = false;
    match by.map(|by| (by, sample.column(by))) {
        None => {
            rows(&mut answer, &sample, &address, planned, &whole, None);
            weak |= whole.answered.n < 50;
            answer.blocks.push(Block::Table(table(&whole, planned)));
        }
        Some((by, None)) => {
            return Err(Diag::error(format!("no batch of {} has '{by}'", sample.place.address())));
        }
        Some((by, Some(groups))) => {
            let found = grouped_by(groups, keep)?;
            let levels: Vec<(String, Frequencies)> = found
                .into_iter()
                .map(|(level, keep)| (level, frequencies(column, weights, Some(&keep))))
                .collect();
            weak |= levels.iter().any(|(_, found)| found.answered.n < 50);
            for (level, found) in &levels {
                rows(&mut answer, &sample, &address, planned, found, Some((by, level)));
            }
            answer.blocks.push(Block::Table(table_by(&levels, &whole, planned)));
            answer.note("% of those who answered, weighted; n is the number of records that answered");
        }
    }
    if weak {
        answer.note(MARKS);
    }
    if whole.several {
        answer.note("several answers were possible: shares do not add up to 100");
    }
    match &column.values {
        Values::Text(_) => answer.note("texts are counted, not listed"),
        Values::Number(_) if whole.answers.len() > MOST_VALUES => {
            answer.note(format!(
                "{} different numbers; describe \"{address}\" says what they are like",
                whole.answers.len()
            ));
        }
        _ => {}
    }
    sample.notes().into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

fn heading(sample: &Sample, item: &str, planned: Option<&PlannedItem>, options: &Options) -> String {
    let text = planned.map_or_else(|| sample.words_of(item), |p| p.item.text.clone());
    format!("{text}\n{}/{item}{}", sample.place.address(), only(options))
}

/// The condition as a heading says it.
pub fn only(options: &Options) -> String {
    options.keep.as_ref().map(|k| format!("\nwhere {k}")).unwrap_or_default()
}

/// The rows kept, by answer to another question; those without an answer to it
/// stand under the state.
fn grouped_by(column: &Column, keep: Option<&[bool]>) -> Result<Vec<(String, Vec<bool>)>, Diag> {
    let mut levels: Vec<(String, Vec<bool>)> = match &column.values {
        Values::Choice { options, .. } => {
            options.iter().map(|o| (o.clone(), vec![false; column.len()])).collect()
        }
        Values::Choices { .. } | Values::Text(_) => {
            return Err(Diag::error("a table cannot be split by this question")
                .hint("split by a question with one answer, or by a recode"));
        }
        _ => {
            let mut list: Vec<f64> = match &column.values {
                Values::Number(values) => (0..column.len())
                    .filter(|r| column.states[*r] == State::Answered)
                    .map(|r| values[r])
                    .collect(),
                _ => Vec::new(),
            };
            list.sort_by(f64::total_cmp);
            list.dedup();
            if list.len() > 20 {
                return Err(Diag::error(format!("{} different numbers are too many columns", list.len()))
                    .hint("group them first: recode(address, name, { { \"group\", \"condition\" }, … })"));
            }
            list.into_iter().map(|v| (v.to_string(), vec![false; column.len()])).collect()
        }
    };
    let mut unknown: Vec<(State, Vec<bool>)> = Vec::new();
    for row in 0..column.len() {
        if keep.is_some_and(|k| !k[row]) {
            continue;
        }
        let state = column.states[row];
        if state == State::Answered {
            let text = column.text(row);
            if let Some((_, rows)) = levels.iter_mut().find(|(l, _)| *l == text) {
                rows[row] = true;
            }
            continue;
        }
        match unknown.iter_mut().find(|(s, _)| *s == state) {
            Some((_, rows)) => rows[row] = true,
            None => {
                let mut rows = vec![false; column.len()];
                rows[row] = true;
                unknown.push((state, rows));
            }
        }
    }
    unknown.sort_by_key(|(s, _)| *s);
    levels.extend(unknown.into_iter().map(|(s, rows)| (s.to_string(), rows)));
    Ok(levels)
}

/// The words of an answer; its id where it has none.
pub(super) fn label_of(planned: Option<&PlannedItem>, answer: &str) -> String {
    let label =
        planned.and_then(|p| p.item.options.iter().find(|o| o.id == answer)).map(|o| o.label.as_str());
    label.filter(|l| !l.is_empty()).unwrap_or(answer).to_string()
}

/// How far a share can be relied on, by the number that answered: the rule of
/// the Demographic and Health Surveys.
fn reliability(n: usize) -> &'static str {
    match n {
        0..25 => "fewer than 25 answered",
        25..50 => "25 to 49 answered",
        _ => "50 or more answered",
    }
}

/// A share with its mark: `12.3*` below 25, `(12.3)` below 50.
fn marked(percent: Option<f64>, n: usize) -> String {
    match (percent, n) {
        (None, _) => shown(None),
        (_, 0..25) => format!("{}*", shown(percent)),
        (_, 25..50) => format!("({})", shown(percent)),
        _ => shown(percent),
    }
}

const MARKS: &str = "an asterisk: fewer than 25 answered; parentheses: 25 to 49";

fn percent(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| 100.0 * part / whole)
}

fn shown(percent: Option<f64>) -> String {
    percent.map_or("–".into(), |p| format!("{p:.1}"))
}

fn rows(
    answer: &mut Answer,
    sample: &Sample,
    address: &str,
    planned: Option<&PlannedItem>,
    found: &Frequencies,
    by: Option<(&str, &str)>,
) {
    let numbers = planned.is_some_and(|p| p.item.options.is_empty());
    let group = by.map_or(String::new(), |(by, level)| format!(",{by}={level}"));
    let base = |row: Value, count: &Count, of_answered: Option<f64>| {
        let mut row = row;
        row["n"] = json!(count.n);
        row["n_weighted"] = json!(count.weighted);
        row["percent_of_all"] = json!(percent(count.weighted, found.all.weighted));
        row["percent_of_answered"] = json!(of_answered);
        row["value"] = json!(of_answered);
        row["unit"] = json!("percent");
        row["weak"] = json!(found.answered.n < 50);
        row["base"] = json!(found.answered.n);
        row["reliability"] = json!(reliability(found.answered.n));
        row["base_all"] = json!(found.all.n);
        if let Some((by, level)) = by {
            row["by"] = json!(by);
            row["level"] = json!(level);
        }
        sample.marks(row)
    };
    if found.answers.len() <= MOST_VALUES {
        for (value, count) in &found.answers {
            let share = percent(count.weighted, found.answered.weighted);
            let mut row = json!({
                "address": format!("{address}[answer={value}{group}]"), "answer": value,
                "label": label_of(planned, value),
                "state": if share.is_some() { "answered" } else { "nobody answered" },
            });
            if numbers {
                row["number"] = json!(value.parse::<f64>().ok());
            }
            let row = base(row, count, share);
            answer.row(row);
        }
    }
    for (state, count) in &found.missing {
        let row = json!({
            "address": format!("{address}[state={}{group}]", state.id()), "answer": state.id(),
            "label": state.to_string(), "state": state.id(),
        });
        let row = base(row, count, None);
        answer.row(row);
    }
}

fn table(found: &Frequencies, planned: Option<&PlannedItem>) -> TextTable {
    let mut table = TextTable::new(&["answer", ">n", ">weighted n", ">% of all", ">% of answered"]);
    let mut line = |label: String, count: &Count, of_answered: String| {
        let all = shown(percent(count.weighted, found.all.weighted));
        table.row(vec![label, grouped(count.n as f64, 0), grouped(count.weighted, 1), all, of_answered]);
    };
    if found.answers.len() <= MOST_VALUES {
        for (value, count) in &found.answers {
            let share = marked(percent(count.weighted, found.answered.weighted), found.answered.n);
            line(label_of(planned, value), count, share);
        }
    }
    line(
        "answered".into(),
        &found.answered,
        shown(percent(found.answered.weighted, found.answered.weighted)),
    );
    for (state, count) in &found.missing {
        line(state.to_string(), count, String::new());
    }
    line("all".into(), &found.all, String::new());
    table
}

fn table_by(
    levels: &[(String, Frequencies)],
    whole: &Frequencies,
    planned: Option<&PlannedItem>,
) -> TextTable {
    let headers: Vec<String> = std::iter::once("answer".to_string())
        .chain(levels.iter().map(|(l, _)| format!(">{l}")))
        .chain([">all".to_string()])
        .collect();
    let mut table = TextTable::new(&headers.iter().map(String::as_str).collect::<Vec<_>>());
    let columns: Vec<&Frequencies> = levels.iter().map(|(_, f)| f).chain([whole]).collect();
    if whole.answers.len() <= MOST_VALUES {
        for (value, _) in &whole.answers {
            let mut line = vec![label_of(planned, value)];
            for found in &columns {
                let count = found.answers.iter().find(|(v, _)| v == value).map_or(0.0, |(_, c)| c.weighted);
                line.push(marked(percent(count, found.answered.weighted), found.answered.n));
            }
            table.row(line);
        }
    }
    let mut line = vec!["n answered".to_string()];
    line.extend(columns.iter().map(|f| grouped(f.answered.n as f64, 0)));
    table.row(line);
    for (state, _) in &whole.missing {
        let mut line = vec![format!("n {state}")];
        for found in &columns {
            let n = found.missing.iter().find(|(s, _)| s == state).map_or(0, |(_, c)| c.n);
            line.push(grouped(n as f64, 0));
        }
        table.row(line);
    }
    table
}
