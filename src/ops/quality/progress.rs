//! How far the fieldwork is: in all, and by stratum against the sample that
//! `dh sample draw` kept.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::base::{Diag, Diags};
use crate::data::{Frame, State, Values};
use crate::field::quality::{Check, Seen};
use crate::formats::csv::Table;

/// A stratum, and how much of it is done.
#[derive(Debug, Default)]
pub(super) struct Stratum {
    pub name: String,
    /// PSUs that were drawn, and those with an interview.
    pub drawn: Option<usize>,
    pub begun: usize,
    /// Interviews that were planned, and held.
    pub planned: Option<f64>,
    pub held: usize,
}

impl Stratum {
    pub fn row(&self) -> Value {
        let (held, planned) = (self.held as f64, self.planned);
        json!({
            "kind": "progress", "check": "progress", "subject": self.name, "value": self.held,
            "threshold": planned, "flag": planned.map(|p| held < p), "psus": self.begun, "psus_drawn": self.drawn,
            "state": if planned.is_some() { "known" } else { "no_target" },
        })
    }
}

/// The strata of the records: with a sample, those of the sample.
pub(super) fn by_stratum(frame: &Frame, sample: Option<&Sample>) -> Vec<Stratum> {
    let label = |role: &str, row: usize| {
        let column = frame.get(role).filter(|c| c.states[row] == State::Answered)?;
        matches!(column.values, Values::Choice { .. }).then(|| column.text(row))
    };
    let mut strata: Vec<Stratum> = sample.map_or_else(Vec::new, Sample::strata);
    let mut place: HashMap<String, usize> =
        strata.iter().enumerate().map(|(i, s)| (s.name.clone(), i)).collect();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for row in 0..frame.rows() {
        let psu = label("@psu", row);
        let name = match sample {
            Some(sample) => psu.as_ref().and_then(|p| sample.psus.get(p)).map(|p| p.stratum.clone()),
            None => label("@stratum", row),
        };
        let Some(name) = name else { continue };
        let at = *place.entry(name.clone()).or_insert_with(|| {
            strata.push(Stratum { name, ..Stratum::default() });
            strata.len() - 1
        });
        strata[at].held += 1;
        if let Some(psu) = psu
            && seen.insert(format!("{at} {psu}"), row).is_none()
        {
            strata[at].begun += 1;
        }
    }
    if sample.is_none() {
        strata.sort_by(|a, b| a.name.cmp(&b.name));
    }
    strata
}

/// What `dh sample draw --take` kept.
pub(super) struct Sample {
    psus: HashMap<String, Drawn>,
    /// In the order of the file.
    order: Vec<String>,
}

struct Drawn {
    stratum: String,
    take: f64,
}

impl Sample {
    /// Reads the file; `psu` is what the records call a PSU.
    ///
    /// # Errors
    /// A column is missing; a take that is no number; a PSU twice.
    pub fn read(file: &Path, psu: &str) -> Result<Sample, Vec<Diag>> {
        let mut diags = Diags::new();
        let needed = ["sampling_stratum", "take"];
        let Some(table) = Table::open(file, &needed, &mut diags) else {
            let mut diags = diags.into_sorted();
            if let Some(last) = diags.last_mut() {
                last.hints.push("dh sample draw --take N -o FILE keeps such a file".into());
            }
            return Err(diags);
        };
        let column = if table.has("psu") { "psu" } else { psu };
        if !table.has(column) {
            return Err(vec![
                Diag::error(format!("{} has no column 'psu'", file.display()))
                    .hint(format!("the column that names a PSU is 'psu' or, as in the records, '{psu}'")),
            ]);
        }
        let mut sample = Sample { psus: HashMap::new(), order: Vec::new() };
        for cells in table.rows() {
            let (name, stratum) = (cells.text(column), cells.text("sampling_stratum"));
            let take = cells.text("take").parse::<f64>().ok().filter(|t| t.is_finite() && *t > 0.0);
            let Some(take) = take else {
                diags.push(cells.wrong("take", "no number of interviews"));
                continue;
            };
            if sample.psus.contains_key(&name) {
                diags.push(cells.wrong(column, format!("'{name}' stands twice")));
                continue;
            }
            sample.order.push(name.clone());
            sample.psus.insert(name, Drawn { stratum, take });
        }
        if diags.has_errors() { Err(diags.into_sorted()) } else { Ok(sample) }
    }

    /// Interviews in all.
    pub fn planned(&self) -> f64 {
        self.psus.values().map(|p| p.take).sum()
    }

    fn strata(&self) -> Vec<Stratum> {
        let mut strata: Vec<Stratum> = Vec::new();
        for psu in self.order.iter().filter_map(|name| self.psus.get(name)) {
            let at = strata.iter().position(|s| s.name == psu.stratum).unwrap_or_else(|| {
                strata.push(Stratum { name: psu.stratum.clone(), drawn: Some(0), ..Stratum::default() });
                strata.len() - 1
            });
            let stratum = &mut strata[at];
            stratum.drawn = stratum.drawn.map(|n| n + 1);
            stratum.planned = Some(stratum.planned.unwrap_or(0.0) + psu.take);
        }
        strata
    }

    /// Interviews at sampling points that were not drawn, and more of them at one
    /// than were to be taken.
    pub fn checks(&self, frame: &Frame) -> Vec<Check> {
        let check = |id, words, of| Check {
            id,
            words,
            thresholds: &[],
            looked: 0,
            of,
            seen: Vec::new(),
            not: String::new(),
        };
        let mut strange =
            check("not_drawn", "interviews at a sampling point that was not drawn", "sampling points");
        let mut many = check(
            "over_take",
            "interviews at a sampling point, of which fewer were to be taken",
            "sampling points",
        );
        let Some(column) = frame.get("@psu") else {
            strange.not = "the records name no sampling points".into();
            many.not.clone_from(&strange.not);
            return vec![strange, many];
        };
        let mut held: HashMap<String, Vec<usize>> = HashMap::new();
        for row in (0..frame.rows()).filter(|r| column.states[*r] == State::Answered) {
            held.entry(column.text(row)).or_default().push(row);
        }
        let mut held: Vec<(String, Vec<usize>)> = held.into_iter().collect();
        held.sort();
        let text = |role: &str, row: usize| frame.get(role).map_or_else(String::new, |c| c.text(row));
        for (psu, rows) in held {
            let who = text("@interviewer", rows[0]);
            let one = rows.iter().all(|r| text("@interviewer", *r) == who);
            let seen = |limit: f64| Seen {
                subject: psu.clone(),
                interviewer: if one { who.clone() } else { String::new() },
                value: rows.len() as f64,
                threshold: Some(limit),
                flag: Some(rows.len() as f64 > limit),
                records: rows.iter().map(|r| text("@record", *r)).collect(),
                beside: None,
            };
            strange.looked += 1;
            match self.psus.get(&psu) {
                None => strange.seen.push(seen(0.0)),
                Some(drawn) => {
                    many.looked += 1;
                    many.seen.push(seen(drawn.take));
                }
            }
        }
        vec![strange, many]
    }
}
