//! `dh describe ADDRESS` and `describe`: what records are held of an
//! instrument, or what the numbers of a question are like.

use serde_json::json;

use crate::analysis::{Summary, frequencies, summary};
use crate::base::Diag;
use crate::base::number::grouped;
use crate::data::{Column, State, Values};
use crate::report::text::TextTable;
use crate::store::{Batch, Purpose, Reading, Store, Wanted};

use super::freq::{freq, only};
use super::sample::{Options, Place, Sample, head};
use super::{Answer, Block, Workbench};

/// One number of a summary.
type Measure = fn(&Summary) -> Option<f64>;

/// Describes an instrument's records, or a question's numbers; other questions
/// get their frequency table.
///
/// # Errors
/// No records, no such question, a condition that cannot be read.
pub fn describe(workbench: &Workbench, address: &str, options: &Options) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    let Some(item) = place.item.clone() else {
        if options.by.is_some() {
            return Err(Diag::error("an instrument as a whole is not split")
                .hint("describe a question, or count one with freq and by"));
        }
        return instrument(workbench, place, options);
    };
    let sample = Sample::load(workbench, place, &[&item], options.keep.as_deref())?;
    let numbers = sample.column(&item).is_some_and(|c| matches!(c.values, Values::Number(_)));
    let Some(column) = sample.column(&item).filter(|_| numbers && options.by.is_none()) else {
        return freq(workbench, address, options);
    };
    let mut answer = Answer::new("describe");
    let planned = sample.place.planned().item(&item);
    let address = format!("{}/{item}", sample.place.address());
    let unit = planned.map_or("", |p| p.item.unit.as_str());
    let text = planned.map_or_else(|| sample.words_of(&item), |p| p.item.text.clone());
    answer.heading(format!("{text}\n{address}{}", only(options)));
    let weights = sample.weights.as_deref();
    let keep = sample.keep.as_deref();
    let counts = frequencies(column, weights, keep);
    let mut table = TextTable::new(&["", ">as counted", ">weighted"]);
    let mut line = |name: &str, a: String, b: String| table.row(vec![name.into(), a, b]);
    line("n", grouped(counts.answered.n as f64, 0), grouped(counts.answered.weighted, 1));
    let found = (summary(column, None, keep), weights.and_then(|w| summary(column, Some(w), keep)));
    let number = |of: Measure| {
        let one = |s: &Option<Summary>| {
            s.as_ref().and_then(of).filter(|v| v.is_finite()).map_or("–".to_string(), |v| format!("{v:.2}"))
        };
        (one(&found.0), one(&found.1))
    };
    let measures: [(&str, Measure); 7] = [
        ("mean", |s| Some(s.mean)),
        ("standard deviation", |s| s.sd),
        ("least", |s| Some(s.quantiles[0])),
        ("lower quartile", |s| Some(s.quantiles[1])),
        ("median", |s| Some(s.quantiles[2])),
        ("upper quartile", |s| Some(s.quantiles[3])),
        ("greatest", |s| Some(s.quantiles[4])),
    ];
    for (name, of) in measures {
        let (a, b) = number(of);
        line(name, a, b);
        for (how, s) in [("as counted", &found.0), ("weighted", &found.1)] {
            if how == "weighted" && weights.is_none() {
                continue;
            }
            let found = s.as_ref().and_then(of);
            let value = found.filter(|v| v.is_finite());
            let row = json!({
                "address": address, "measure": name, "how": how, "value": value, "unit": unit,
                "state": match (value, found) {
                    (Some(_), _) => "value",
                    (None, Some(_)) => "too large to be worked out",
                    (None, None) => "too few answered",
                },
                "base": counts.answered.n, "base_all": counts.all.n,
            });
            answer.row(sample.marks(row));
        }
    }
    for (state, count) in &counts.missing {
        line(&state.to_string(), grouped(count.n as f64, 0), grouped(count.weighted, 1));
        answer.row(sample.marks(json!({
            "address": address, "measure": state.id(), "how": "as counted", "value": count.n, "unit": "respondents",
            "state": "value", "base": counts.answered.n, "base_all": counts.all.n,
        })));
    }
    answer.blocks.push(Block::Table(table));
    if !unit.is_empty() {
        answer.note(format!("in {unit}"));
    }
    answer.note("a quartile is the smallest number at which the cumulated share is reached (Hyndman and Fan's type 1)");
    sample.notes().into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

/// The design of an instrument's records, in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Design {
    pub records: usize,
    pub strata: usize,
    pub psus: usize,
    pub simulated: bool,
    pub weighted: bool,
    pub first_day: String,
    pub last_day: String,
}

/// Counts strata, PSUs and days of the records that enter estimates.
pub fn design(store: &Store, code: &str, path: &str) -> Result<Design, Diag> {
    let loaded = store.load(&Wanted {
        country: code,
        instrument: path,
        items: &[],
        roles: &["stratum", "psu", "date", "weight"],
        purposes: &[Purpose::Main],
        reading: Reading::Decided,
    })?;
    let texts = |role: &str| -> Vec<String> {
        let Some(column) = loaded.frame.get(&format!("@{role}")) else { return Vec::new() };
        (0..column.len()).filter(|r| column.states[*r] == State::Answered).map(|r| column.text(r)).collect()
    };
    let different = |mut list: Vec<String>| {
        list.sort_unstable();
        list.dedup();
        list
    };
    let days = different(texts("date"));
    let psus = {
        let strata = texts("stratum");
        let psus = texts("psu");
        // PSUs are counted within their stratum.
        let nested = strata.len() == psus.len();
        let pairs = psus.into_iter().enumerate();
        different(pairs.map(|(i, p)| if nested { format!("{}\u{1}{p}", strata[i]) } else { p }).collect())
            .len()
    };
    Ok(Design {
        records: loaded.frame.rows(),
        strata: different(texts("stratum")).len(),
        psus,
        simulated: loaded.simulated(),
        weighted: loaded.frame.get("@weight").is_some_and(|w| w.states.iter().all(|s| *s == State::Answered)),
        first_day: days.first().cloned().unwrap_or_default(),
        last_day: days.last().cloned().unwrap_or_default(),
    })
}

fn instrument(workbench: &Workbench, place: Place, options: &Options) -> Result<Answer, Diag> {
    let items: Vec<String> = {
        let asked = place.planned().asked().map(|p| &p.item);
        asked.filter(|i| !matches!(i.kind.word(), "note")).map(|i| i.id.clone()).collect()
    };
    let names: Vec<&str> = items.iter().map(String::as_str).collect();
    let sample = Sample::load(workbench, place, &names, options.keep.as_deref())?;
    let store = workbench.store()?;
    let design = design(store, &sample.place.code, &sample.place.path)?;
    let mut answer = Answer::new("describe");
    answer.heading(format!("{}{}", sample.place.address(), only(options)));
    let batches = store.batches(Some((&sample.place.code, &sample.place.path)))?;
    let mut fields = vec![
        ("records".to_string(), grouped(design.records as f64, 0)),
        ("strata".into(), grouped(design.strata as f64, 0)),
        ("PSUs".into(), grouped(design.psus as f64, 0)),
        ("weights".into(), if design.weighted { "one a record" } else { "none" }.into()),
        ("interviews".into(), format!("{} to {}", design.first_day, design.last_day)),
        ("audit head".into(), head(&sample.audit)),
    ];
    for batch in &batches {
        fields.push((format!("batch {}", batch.id), batch_line(batch)));
    }
    answer.blocks.push(Block::Fields(fields));
    let mut table =
        TextTable::new(&["question", ">answered", ">don't know", ">prefer not", ">not asked", ">other"]);
    for item in &items {
        let Some(column) = sample.column(item) else { continue };
        let counts = frequencies(column, None, sample.keep.as_deref());
        let of = |states: &[State]| {
            counts.missing.iter().filter(|(s, _)| states.contains(s)).map(|(_, c)| c.n).sum::<usize>()
        };
        let not_asked = of(&[State::SkippedByRoute, State::NotInVersion, State::NotInCountry]);
        let other = of(&[State::NotApplicable, State::Unanswered]);
        let cells = [counts.answered.n, of(&[State::DontKnow]), of(&[State::PreferNot]), not_asked, other];
        table.row(std::iter::once(item.clone()).chain(cells.map(|c| grouped(c as f64, 0))).collect());
        answer.row(sample.marks(json!({
            "address": format!("{}/{item}", sample.place.address()), "kind": kind_of(column),
            "answered": cells[0], "dont_know": cells[1], "prefer_not": cells[2], "not_asked": cells[3],
            "other": cells[4], "base_all": counts.all.n,
        })));
    }
    answer.blocks.push(Block::Table(table));
    answer.note("other: not applicable, or asked and left empty");
    sample.notes().into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

/// A batch in a line.
pub fn batch_line(batch: &Batch) -> String {
    let marks = match (batch.simulated, batch.purpose) {
        (true, _) => ", SIMULATED",
        (false, Purpose::Main) => "",
        (false, Purpose::Pretest) => ", pretest: never in an estimate",
        (false, Purpose::Training) => ", training: never in an estimate",
    };
    let withdrawn = batch
        .withdrawn
        .map_or(String::new(), |decision| format!(", WITHDRAWN by decision {decision}: in no number"));
    format!(
        "{} records from {} by {}, {}{marks}{withdrawn}; {}",
        grouped(batch.records as f64, 0),
        batch.file_name,
        batch.who,
        batch.at,
        batch.cleared_by
    )
}

fn kind_of(column: &Column) -> &'static str {
    match column.values {
        Values::Number(_) => "number",
        Values::Choice { .. } => "choice",
        Values::Choices { .. } => "choices",
        Values::Text(_) => "text",
        Values::Bool(_) => "bool",
    }
}
