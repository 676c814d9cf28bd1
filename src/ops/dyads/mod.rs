//! `dh dyads ADDRESS [ADDRESS]` and `dyads`: records of two questionnaires that
//! belong together, such as a child's and its caregiver's. How many have a
//! partner, and tables of an answer of each over the pairs; never one pair.

mod pairs;
mod table;

use serde_json::json;

use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::model::{Adjust, Dyad};
use crate::report::text::TextTable;

use super::sample::Place;
use super::{Answer, Block, Workbench};
use pairs::{Pairs, Side, Standing};
pub(super) use pairs::{after_import, dyad_of};

/// How pairs are looked at.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// List the case numbers without a partner, and those in several records.
    pub list: bool,
    /// Only pairs for which this holds of the first questionnaire; the design
    /// stays whole.
    pub keep: Option<String>,
    /// What 100 % is: `total` (the rule), `row`, `column`.
    pub percent: Option<String>,
    pub lonely: Option<String>,
    /// The bases below which a figure is marked.
    pub weak: Vec<usize>,
}

/// The pairs of an instrument's records: how many there are, or where a question
/// is named, its answers against those of the partners to `second` (to the same
/// question, where there is none).
///
/// # Errors
/// The instrument is in no pair; an unknown question, or one without single
/// answers; no records of one of the two; a design that cannot be used.
pub fn dyads(
    workbench: &Workbench,
    first: &str,
    second: Option<&str>,
    options: &Options,
) -> Result<Answer, Diag> {
    let place = Place::of(workbench, first)?;
    let dyad = dyad_of(workbench, &place)?;
    let partner = dyad.other(&place.path).unwrap_or_default();
    let other = match (second, &place.item) {
        (Some(second), _) => Place::of(workbench, second)?,
        (None, Some(item)) => Place::of(workbench, &format!("{}/{partner}/{item}", place.code))?,
        (None, None) => Place::of(workbench, &format!("{}/{partner}", place.code))?,
    };
    if other.code != place.code || other.path != partner {
        return Err(Diag::error(format!("{} is not paired with {}", place.address(), other.address()))
            .hint(format!("its partners are the records of {}/{partner}", place.code)));
    }
    match (place.item.is_some(), other.item.is_some()) {
        (true, true) if options.list => Err(Diag::error("a list names case numbers, and no answers")
            .hint(format!("dh dyads {} --list", place.address()))),
        (true, true) => table::table(workbench, dyad, [place, other], options),
        (false, false) => counts(workbench, dyad, [place, other], options),
        _ => Err(Diag::error("one of the two addresses names a question, the other does not").hint(format!(
            "dh dyads {}/QUESTION {}/QUESTION",
            place.address(),
            other.address()
        ))),
    }
}

const STANDINGS: [(&str, &str); 4] = [
    ("pair", "in a pair"),
    ("alone", "without a partner"),
    ("repeated", "number in several records"),
    ("no_number", "without a number"),
];

fn word(standing: Standing) -> &'static str {
    let at = match standing {
        Standing::Pair(_) => 0,
        Standing::Alone => 1,
        Standing::Repeated => 2,
        Standing::NoNumber => 3,
    };
    STANDINGS[at].0
}

/// How many records have a partner.
fn counts(workbench: &Workbench, dyad: &Dyad, places: [Place; 2], options: &Options) -> Result<Answer, Diag> {
    let asked_for_tables = options.keep.is_some() || options.percent.is_some() || options.lonely.is_some();
    if asked_for_tables || !options.weak.is_empty() {
        return Err(Diag::error("these options are those of a table: both questions are missing")
            .hint(format!("dh dyads {}/QUESTION {}/QUESTION", places[0].address(), places[1].address())));
    }
    let pairs = Pairs::load(workbench, dyad, places, [&[], &[]], None)?;
    let mut answer = Answer::new("dyads");
    answer.heading(heading(&pairs));
    answer.blocks.push(Block::Fields(says(dyad)));
    let names: Vec<String> = pairs.sides.iter().map(|s| format!(">{}", s.name())).collect();
    let mut table = TextTable::new(&["records", &names[0], &names[1]]);
    for (id, label) in STANDINGS {
        let n = pairs.sides.each_ref().map(|side| side.count(|s| word(s) == id));
        table.row([label.to_string()].into_iter().chain(n.map(|n| grouped(n as f64, 0))).collect());
        for (side, n) in pairs.sides.iter().zip(n) {
            answer.row(side.sample.marks(json!({
                "kind": "standing", "address": side.sample.place.address(), "standing": id, "label": label,
                "count": n, "of": side.standing.len(), "by": dyad.by,
                "flag": id == "repeated" && n > 0,
            })));
        }
    }
    table.row(
        ["all".to_string()]
            .into_iter()
            .chain(pairs.sides.iter().map(|s| grouped(s.standing.len() as f64, 0)))
            .collect(),
    );
    answer.blocks.push(Block::Table(table));
    if options.list {
        list(&mut answer, &pairs);
    }
    repeated(&mut answer, &pairs);
    origins(&mut answer, &pairs);
    Ok(answer)
}

/// The case numbers, and nothing else of any record.
fn list(answer: &mut Answer, pairs: &Pairs<'_>) {
    let mut table = TextTable::new(&[&pairs.dyad.by, "of", "stands"]);
    for side in &pairs.sides {
        for standing in [Standing::Alone, Standing::Repeated] {
            let label = STANDINGS.iter().find(|(id, _)| *id == word(standing)).map_or("", |(_, label)| label);
            for number in side.numbers_of(standing) {
                table.row(vec![number.to_string(), side.name().to_string(), label.to_string()]);
                answer.row(side.sample.marks(json!({
                    "kind": "number", "address": side.sample.place.address(), "standing": word(standing),
                    "label": label, "number": number,
                })));
            }
        }
    }
    answer.blocks.push(Block::Table(table));
}

/// Which questionnaires, and by what.
fn heading(pairs: &Pairs<'_>) -> String {
    let [first, second] = pairs.sides.each_ref().map(|s| s.sample.place.address());
    format!("{first} with {second}, by {}", pairs.dyad.by)
}

/// Whom a pair stands for, and by which weights.
fn says(dyad: &Dyad) -> Vec<(String, String)> {
    let adjusted = match dyad.adjust {
        Adjust::Stratum => "in each stratum raised to all its records",
        Adjust::None => "not raised for records without a partner",
    };
    vec![
        ("stands for".into(), dyad.stands_for.clone()),
        ("weights".into(), format!("those of {}, {adjusted}", dyad.weight)),
        ("because".into(), dyad.because.clone()),
    ]
}

/// Numbers that several records share are a mistake of fieldwork, or two visits.
fn repeated(answer: &mut Answer, pairs: &Pairs<'_>) {
    for side in &pairs.sides {
        let n = side.count(|s| s == Standing::Repeated);
        if n > 0 {
            answer.note(format!(
                "CHECK: {} of {} {} a number that several records have: in no pair until it is corrected (dh decide); dh dyads {} --list names them",
                counted(n, "record", "records"),
                side.sample.place.address(),
                if n == 1 { "has" } else { "have" },
                side.sample.place.address(),
            ));
        }
    }
}

/// What is said under every number of both sides.
fn origins(answer: &mut Answer, pairs: &Pairs<'_>) {
    let mut said: Vec<String> = Vec::new();
    for side in &pairs.sides {
        for note in side.sample.cautions() {
            if !said.contains(&note) {
                said.push(note);
            }
        }
    }
    said.extend(pairs.sides.iter().map(origin));
    said.into_iter().for_each(|note| answer.note(note));
}

fn origin(side: &Side) -> String {
    format!("{}: {}", side.name(), side.sample.origin())
}
