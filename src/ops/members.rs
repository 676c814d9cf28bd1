//! Rows of a roster as what is counted: each with the design, the weight and the
//! answers of the record it belongs to.

use std::collections::{HashMap, HashSet};

use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::data::{Column, Frame, State, Values};
use crate::store::{Loaded, Purpose, Reading, Store, Wanted};

use super::sample::Place;

/// The roster whose rows these questions are asked of; none where all of them
/// are asked of the record.
///
/// # Errors
/// They are of several rosters.
pub fn roster_of<'p>(place: &'p Place, names: &[String]) -> Result<Option<&'p str>, Diag> {
    let mut found: Vec<&str> = Vec::new();
    for name in names {
        let roster = place.planned().item(name).map_or("", |p| p.item.roster.as_str());
        if !roster.is_empty() && !found.contains(&roster) {
            found.push(roster);
        }
    }
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        several => Err(Diag::error(format!(
            "these questions are asked of the rows of several rosters: {}",
            several.join(", ")
        ))
        .hint("a table counts the rows of one")),
    }
}

/// Whether a question is asked of the rows of a roster.
pub fn is_member(place: &Place, name: &str) -> bool {
    place.planned().item(name).is_some_and(|p| !p.item.roster.is_empty())
}

/// Puts the rows of a roster in the place of their records, in the records'
/// order: what was asked of a record stands with each of its rows. Gives what
/// is to be said of it.
///
/// # Errors
/// No rows are held; they cannot be read.
pub fn spread(
    store: &Store,
    place: &Place,
    roster: &str,
    members: &[&str],
    reading: Reading,
    records: &mut Loaded,
) -> Result<String, Diag> {
    let rows = store.load(&Wanted {
        country: &place.code,
        instrument: &format!("{}/{roster}", place.path),
        items: members,
        roles: &["parent"],
        purposes: &[Purpose::Main],
        reading,
    })?;
    let none = || {
        Diag::error(format!("no rows of the roster '{roster}' of {} are held", place.address()))
            .hint("they come in with their records, out of what a program of fieldwork exports")
    };
    let of = rows.frame.get("@parent").ok_or_else(none)?;
    let held: HashMap<String, usize> = match records.frame.get("@record") {
        Some(ids) => (0..ids.len()).map(|row| (ids.text(row), row)).collect(),
        None => HashMap::new(),
    };
    // A row whose record is in no number is in none either.
    let mut pairs: Vec<(usize, usize)> =
        (0..of.len()).filter_map(|row| Some((*held.get(&of.text(row))?, row))).collect();
    pairs.sort_unstable();
    if pairs.is_empty() {
        return Err(none());
    }
    let (parents, own): (Vec<usize>, Vec<usize>) = pairs.into_iter().unzip();
    let mut frame = Frame::new(own.len());
    let damaged = |what: String| Diag::error(what).hint("dh store verify lists what is damaged");
    let names: Vec<String> = records.frame.names().map(str::to_string).collect();
    for name in names.iter().filter(|name| *name != "@record") {
        if let Some(column) = records.frame.get(name) {
            frame.set(name.clone(), at(column, &parents)).map_err(damaged)?;
        }
    }
    for name in members {
        if let Some(column) = rows.frame.get(name) {
            frame.set(*name, at(column, &own)).map_err(damaged)?;
        }
    }
    let mut with_rows = parents.clone();
    with_rows.dedup();
    let points = |rows: &mut dyn Iterator<Item = usize>| -> usize {
        let of = |row: usize| ["@stratum", "@psu"].map(|role| records.frame.get(role).map(|c| c.text(row)));
        rows.map(of).collect::<HashSet<_>>().len()
    };
    let lost = points(&mut (0..records.frame.rows())) - points(&mut with_rows.iter().copied());
    let lost = match lost {
        0 => String::new(),
        n => format!(
            "; {} of the sample {} no row, and the design does not know of it",
            counted(n, "PSU", "PSUs"),
            if n == 1 { "has" } else { "have" }
        ),
    };
    let batches: Vec<String> = rows.batches.iter().map(|b| b.id.to_string()).collect();
    let said = format!(
        "counted are {} of the roster '{roster}' of {} of {}, each with its record's place in the sample and weight (batch {}){lost}",
        counted(own.len(), "row", "rows"),
        grouped(with_rows.len() as f64, 0),
        counted(records.frame.rows(), "record", "records"),
        batches.join(", ")
    );
    records.frame = frame;
    Ok(said)
}

/// The rows of a column at these places.
fn at(column: &Column, places: &[usize]) -> Column {
    fn picked<T: Clone>(values: &[T], places: &[usize]) -> Vec<T> {
        places.iter().map(|place| values[*place].clone()).collect()
    }
    let values = match &column.values {
        Values::Choice { codes, options } => {
            Values::Choice { codes: picked(codes, places), options: options.clone() }
        }
        Values::Choices { sets, options } => {
            Values::Choices { sets: picked(sets, places), options: options.clone() }
        }
        Values::Number(values) => Values::Number(picked(values, places)),
        Values::Text(values) => Values::Text(picked(values, places)),
        Values::Bool(values) => Values::Bool(picked(values, places)),
    };
    let states: Vec<State> = picked(&column.states, places);
    Column { values, states, marks: column.marks }
}

/// Keeps the rows of a roster whose record is in numbers too: loaded with the
/// record each belongs to.
///
/// # Errors
/// The records cannot be read.
pub fn only_of_records(store: &Store, place: &Place, rows: &mut Loaded) -> Result<(), Diag> {
    let records = store.load(&Wanted {
        country: &place.code,
        instrument: &place.path,
        items: &[],
        roles: &["record"],
        purposes: &[Purpose::Main],
        reading: Reading::Decided,
    })?;
    let held: HashSet<String> = match records.frame.get("@record") {
        Some(ids) => (0..ids.len()).map(|row| ids.text(row)).collect(),
        None => HashSet::new(),
    };
    let Some(of) = rows.frame.get("@parent") else { return Ok(()) };
    let keep: Vec<bool> = (0..of.len()).map(|row| held.contains(&of.text(row))).collect();
    rows.frame.retain(|row| keep[row]);
    Ok(())
}
