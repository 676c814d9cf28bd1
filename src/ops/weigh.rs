//! `dh import ADDRESS FILE --weights`: weights that come after their records.

use std::collections::HashMap;
use std::path::Path;

use serde_json::json;

use crate::base::number::{counted, grouped};
use crate::base::{Diag, Span};
use crate::field;
use crate::formats::RecordFile;
use crate::store::{DecisionKind, NewWeights};

use super::sample::Place;
use super::{Answer, Workbench};

/// More than these are not listed one by one.
const MOST_ERRORS: usize = 20;

/// Ids and weights of a file.
struct Read {
    ids: Vec<String>,
    weights: Vec<f64>,
    hash: String,
    /// Columns that are neither.
    others: Vec<String>,
}

/// Lays the weights of a file over the records they name.
///
/// # Errors
/// Everything that is wrong with the file; ids that no record has. Nothing is
/// changed then.
pub fn weigh(workbench: &Workbench, address: &str, path: &Path, because: &str) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let nothing = "nothing was changed";
    if because.trim().is_empty() {
        return Err(one(Diag::error("weights need a reason").hint(format!(
            "--because \"calibrated to the census of 2019\": what they are made of; {nothing}"
        ))));
    }
    let place = Place::of(workbench, address).map_err(one)?;
    if let Some(item) = &place.item {
        return Err(one(Diag::error(format!("'{item}' is a question; weights are those of whole records"))
            .hint(format!("dh import {} FILE.csv --weights", place.address()))));
    }
    let mut store = workbench.store_to_write("import").map_err(one)?;
    let read = read(workbench, &place, path)?;
    let name = path.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    let name: String = name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    let total: f64 = read.weights.iter().sum();
    let new = NewWeights {
        country: &place.code,
        instrument: &place.path,
        ids: read.ids,
        weights: read.weights,
        file_name: &name,
        file_hash: &read.hash,
        because: because.trim(),
    };
    let found = store.weigh(new, workbench.records.who()).map_err(one)?;
    let mut answer = Answer::new("import");
    answer.row(json!({
        "decision": found.decision, "kind": DecisionKind::Weigh.id(), "address": place.address(), "file": name,
        "weights": found.weights, "sum": total, "records": found.records, "without_weight": found.without,
        "state": "stands",
    }));
    answer.text(format!(
        "Decision {}: {} of {} over {}, sum {}.",
        found.decision,
        counted(found.weights, "weight", "weights"),
        name,
        place.address(),
        grouped(total, 1)
    ));
    answer.note(match found.without {
        0 => {
            format!("all {} that enter estimates have a weight", counted(found.records, "record", "records"))
        }
        n => format!(
            "{} of {} have no weight still: NO weight is used until every one has",
            grouped(n as f64, 0),
            counted(found.records, "record", "records")
        ),
    });
    if !read.others.is_empty() {
        answer.note(format!("not read: {}", read.others.join(", ")));
    }
    answer.note(format!(
        "they stand over the weights that came before; dh decide --undo {} --because \"…\" takes them back",
        found.decision
    ));
    super::store::notes(&mut answer, &store);
    Ok(answer)
}

fn read(workbench: &Workbench, place: &Place, path: &Path) -> Result<Read, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let nothing = "nothing was changed";
    let names = &place.planned().instrument.records;
    let mut file = RecordFile::open(path).map_err(one)?;
    let at = |line: u64| Span::line(file_name(path), line as u32);
    let column = |wanted: &str| file.header.iter().position(|h| h == wanted);
    let (Some(id), Some(weight)) = (column(&names.id), column(&names.weight)) else {
        let missing: Vec<&str> = [&names.id, &names.weight]
            .into_iter()
            .filter(|n| column(n).is_none())
            .map(String::as_str)
            .collect();
        return Err(one(Diag::error(format!(
            "the file has no column '{}'",
            missing.join("' and no column '")
        ))
        .at(at(1))
        .hint(format!(
            "its header is {},{}: what the questionnaire calls a record and its weight",
            names.id, names.weight
        ))
        .hint(nothing)));
    };
    let others = file.header.iter().enumerate().filter(|(n, _)| *n != id && *n != weight);
    let others = others.map(|(_, h)| h.clone()).collect();
    let (mut ids, mut weights) = (Vec::new(), Vec::new());
    let mut line_of: HashMap<String, u64> = HashMap::new();
    let mut wrong: Vec<Diag> = Vec::new();
    let mut more = 0;
    let mut record = ::csv::ByteRecord::new();
    while let Some(line) = file.next(&mut record).map_err(one)? {
        if line.is_multiple_of(4096) && workbench.interrupt.is_set() {
            return Err(one(Diag::error("the import was stopped").hint(nothing)));
        }
        let cell = |n: usize| record.get(n).unwrap_or_default().trim_ascii();
        let mut say =
            |diag: Diag| if wrong.len() < MOST_ERRORS { wrong.push(diag.at(at(line))) } else { more += 1 };
        let named = std::str::from_utf8(cell(id)).unwrap_or_default().to_string();
        if named.is_empty() {
            say(Diag::error(format!("'{}' is empty, or is not UTF-8", names.id))
                .hint("every weight is that of a record"));
        } else if let Some(before) = line_of.insert(named.clone(), line) {
            say(Diag::error(format!("record '{named}' is there twice: line {before} too")));
        }
        match field::weight(cell(weight)) {
            Some(found) => {
                ids.push(named);
                weights.push(found);
            }
            None => {
                let (message, hints) = field::no_weight(&names.weight, cell(weight));
                say(hints.into_iter().fold(Diag::error(message), Diag::hint));
            }
        }
    }
    if more > 0 {
        wrong.push(Diag::error(format!("and {more} more")));
    }
    if let Some(last) = wrong.last_mut() {
        last.hints.push(nothing.into());
        return Err(wrong);
    }
    if ids.is_empty() {
        return Err(one(Diag::error("the file has a header and no weights").at(at(1)).hint(nothing)));
    }
    Ok(Read { ids, weights, hash: file.hash(), others })
}

fn file_name(path: &Path) -> String {
    path.display().to_string()
}
