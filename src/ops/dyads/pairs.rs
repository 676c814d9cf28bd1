//! Which records of two questionnaires belong together, by the answer both have
//! to one question.

use std::collections::{HashMap, HashSet};

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::number::{counted, grouped};
use crate::data::{Column, State};
use crate::model::{Adjust, Dyad};
use crate::store::{Purpose, Reading, Store, Wanted};

use super::super::Workbench;
use super::super::sample::{Place, Sample};

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its partner's row.
    Pair(usize),
    Alone,
    /// Several records of its questionnaire, or of the other, have its number.
    Repeated,
    NoNumber,
}

/// One of the two questionnaires.
pub struct Side {
    pub sample: Sample,
    /// By row: the answer that tells the pair.
    pub numbers: Vec<Option<String>>,
    pub standing: Vec<Standing>,
}

impl Side {
    fn of(sample: Sample, by: &str) -> Result<Side, Diag> {
        let column = sample.column(by).ok_or_else(|| {
            Diag::error(format!("no batch of {} has '{by}'", sample.place.address()))
                .hint("without it nobody can say which records belong together")
        })?;
        let number = |row: usize| {
            let text = (column.states[row] == State::Answered).then(|| column.text(row))?;
            Some(text.trim().to_string()).filter(|text| !text.is_empty())
        };
        let numbers: Vec<Option<String>> = (0..column.len()).map(number).collect();
        Ok(Side { sample, standing: Vec::new(), numbers })
    }

    /// What it is called in a table: `children`.
    pub fn name(&self) -> &str {
        &self.sample.place.planned().instrument.id
    }

    /// How many records stand so.
    pub fn count(&self, so: impl Fn(Standing) -> bool) -> usize {
        self.standing.iter().filter(|s| so(**s)).count()
    }

    /// The numbers of the records that stand so, each once.
    pub fn numbers_of(&self, standing: Standing) -> Vec<&str> {
        let all = self.numbers.iter().zip(&self.standing).filter(|(_, s)| **s == standing);
        let mut found: Vec<&str> = all.filter_map(|(number, _)| number.as_deref()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The partner's row, where the record is in a pair.
    pub fn partner(&self, row: usize) -> Option<usize> {
        match self.standing[row] {
            Standing::Pair(partner) => Some(partner),
            _ => None,
        }
    }

    /// The same column as it stands for rows of the other side.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.sample.column(name)
    }
}

/// Two questionnaires with their records, paired.
pub struct Pairs<'a> {
    pub dyad: &'a Dyad,
    /// In the order they were asked for.
    pub sides: [Side; 2],
}

/// The dyad an instrument is in.
///
/// # Errors
/// It is in none.
pub fn dyad_of<'a>(workbench: &'a Workbench, place: &Place) -> Result<&'a Dyad, Diag> {
    let method = &workbench.workspace.methodology;
    method.dyad(&place.path).ok_or_else(|| {
        let diag = Diag::error(format!("{} is in no pair of questionnaires", place.path));
        let paired = method.dyads.iter().flat_map(|d| [d.instrument.as_str(), d.with.as_str()]);
        choice_hints(&place.path, paired)
            .into_iter()
            .fold(diag, Diag::hint)
            .hint("dyad \"survey/caregivers\" { with = …, by = … } in a script of the methodology pairs two")
    })
}

impl<'a> Pairs<'a> {
    /// Loads the records of two places with `names` (of each its own), and finds
    /// the pairs; `keep` is a condition on the first.
    ///
    /// # Errors
    /// One has no records; a question is not known; one is simulated and the
    /// other is not.
    pub fn load(
        workbench: &Workbench,
        dyad: &'a Dyad,
        places: [Place; 2],
        names: [&[&str]; 2],
        keep: Option<&str>,
    ) -> Result<Pairs<'a>, Diag> {
        let [first, second] = places;
        let load = |place: Place, names: &[&str], keep: Option<&str>| {
            let mut wanted = vec![dyad.by.as_str()];
            wanted.extend(names);
            Side::of(Sample::load(workbench, place, &wanted, keep)?, &dyad.by)
        };
        let mut sides = [load(first, names[0], keep)?, load(second, names[1], None)?];
        if sides[0].sample.simulated() != sides[1].sample.simulated() {
            let of = |simulated: bool| {
                let side = sides.iter().find(|s| s.sample.simulated() == simulated);
                side.map_or(String::new(), |s| s.sample.place.address())
            };
            return Err(Diag::error(format!(
                "the records of {} are simulated, those of {} are real: they make no pairs",
                of(true),
                of(false)
            ))
            .hint("keep simulated records in a store of their own: --store FILE"));
        }
        let stand = |own: &Side, other: &Side| -> Vec<Standing> {
            let (own_rows, other_rows) = (by_number(own), by_number(other));
            let of = |number: &Option<String>| {
                let Some(number) = number.as_deref() else { return Standing::NoNumber };
                let here = own_rows.get(number).map_or(0, |(n, _)| *n);
                match (here, other_rows.get(number)) {
                    (2.., _) | (_, Some((2.., _))) => Standing::Repeated,
                    (_, Some((_, row))) => Standing::Pair(*row),
                    (_, None) => Standing::Alone,
                }
            };
            own.numbers.iter().map(of).collect()
        };
        let standing = [stand(&sides[0], &sides[1]), stand(&sides[1], &sides[0])];
        sides.iter_mut().zip(standing).for_each(|(side, standing)| side.standing = standing);
        Ok(Pairs { dyad, sides })
    }

    /// Which of the two has the weights of a pair.
    pub fn weighing(&self) -> usize {
        usize::from(self.sides[0].sample.place.path != self.dyad.weight)
    }

    /// Gives the records of the side that has the weights those of their pairs,
    /// as the dyad says; how many strata have no pair, so that nobody stands for
    /// their records.
    pub fn weigh(&mut self) -> usize {
        let at = self.weighing();
        let side = &mut self.sides[at];
        let (Adjust::Stratum, Some(weights)) = (self.dyad.adjust, &mut side.sample.weights) else { return 0 };
        let strata = side.sample.loaded.frame.get("@stratum");
        let stratum = |row: usize| strata.map_or_else(String::new, |c| c.text(row));
        let mut sums: HashMap<String, (f64, f64)> = HashMap::new();
        for (row, weight) in weights.iter().enumerate() {
            let (all, pairs) = sums.entry(stratum(row)).or_default();
            *all += weight;
            if matches!(side.standing[row], Standing::Pair(_)) {
                *pairs += weight;
            }
        }
        for (row, weight) in weights.iter_mut().enumerate() {
            if let (Standing::Pair(_), Some((all, pairs))) = (side.standing[row], sums.get(&stratum(row))) {
                *weight *= all / pairs;
            }
        }
        sums.values().filter(|(all, pairs)| *all > 0.0 && *pairs == 0.0).count()
    }
}

/// How many records have a number, and the row of one of them.
fn by_number(side: &Side) -> HashMap<&str, (usize, usize)> {
    let mut found: HashMap<&str, (usize, usize)> = HashMap::new();
    for (row, number) in side.numbers.iter().enumerate() {
        if let Some(number) = number {
            let (n, at) = found.entry(number).or_default();
            (*n, *at) = (*n + 1, row);
        }
    }
    found
}

/// How the records of an instrument that came in stand to those of its partners,
/// in a sentence; nothing where it has none or none are held.
///
/// # Errors
/// The records cannot be read.
pub fn after_import(workbench: &Workbench, store: &Store, place: &Place) -> Result<Option<String>, Diag> {
    let Some(dyad) = workbench.workspace.methodology.dyad(&place.path) else { return Ok(None) };
    let other = dyad.other(&place.path).unwrap_or_default();
    let numbers = |instrument: &str| -> Result<HashSet<String>, Diag> {
        let loaded = store.load(&Wanted {
            country: &place.code,
            instrument,
            items: &[dyad.by.as_str()],
            roles: &[],
            purposes: &[Purpose::Main],
            reading: Reading::Decided,
        })?;
        let Some(column) = loaded.frame.get(&dyad.by) else { return Ok(HashSet::new()) };
        let answered = (0..column.len()).filter(|row| column.states[*row] == State::Answered);
        Ok(answered.map(|row| column.text(row).trim().to_string()).collect())
    };
    let (own, partners) = (numbers(&place.path)?, numbers(other)?);
    if own.is_empty() || partners.is_empty() {
        return Ok(None);
    }
    let both = own.intersection(&partners).count();
    Ok(Some(format!(
        "{}: {} here and with {}/{other}, {} here only, {} there only; dh dyads {} --list names them",
        dyad.by,
        counted(both, "number", "numbers"),
        place.code,
        grouped((own.len() - both) as f64, 0),
        grouped((partners.len() - both) as f64, 0),
        place.address()
    )))
}
