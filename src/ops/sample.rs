//! The records of an instrument, ready to be counted: columns, weights, what a
//! condition keeps, and the sentences that are printed with every number.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::data::{Column, Frame, State, Values};
use crate::expr::{self, Truth};
use crate::field::Form;
use crate::model::{Country, Instrument, InstrumentKind, Plan, PlannedInstrument, RunStateKind};
use crate::store::{DecisionKind, Loaded, Purpose, Reading, Wanted};

use super::find_address::{Target, resolve};
use super::variables::Variables;
use super::{Workbench, members, recode, routes};

/// What the note begins with that says whom a table is about.
pub const STANDS_FOR: &str = "stands for: ";

/// An instrument of a country, and a question of it where the address names
/// one.
pub struct Place {
    pub code: String,
    /// `household_survey/children`.
    pub path: String,
    pub item: Option<String>,
    plan: Rc<Plan>,
    /// Which of the plan's instruments it is.
    at: usize,
}

impl Place {
    /// Reads an address such as `KEN/children` or `KEN/children/age`.
    ///
    /// # Errors
    /// It points at no instrument of a country that records can be held of.
    pub fn of(workbench: &Workbench, text: &str) -> Result<Place, Diag> {
        let no = |what: String| {
            Diag::error(what)
                .hint("records are held of an instrument of a country, such as KEN/household_survey/children")
        };
        if text.trim().is_empty() {
            return Err(no("an address is needed".into()));
        }
        // The last step may be a variable: of the session, or one that is kept.
        let of_session = |place: &Place, name: &str| {
            let of = place.address();
            workbench.recodes.borrow().iter().any(|r| r.of == of && r.name == name)
        };
        let called = text.rsplit_once('/').and_then(|(head, name)| {
            let place = Place::plain(workbench, head).ok().filter(|p| p.item.is_none())?;
            let item = Some(name.trim().to_string());
            of_session(&place, name.trim()).then_some(Place { item, ..place })
        });
        if let Some(place) = called {
            return Ok(place);
        }
        let complaint = match Place::plain(workbench, text) {
            Ok(place) => return Ok(place),
            Err(complaint) => complaint,
        };
        // Only now is a store looked at: scripts need none.
        let head = text.rsplit_once('/').map(|(head, name)| (Place::plain(workbench, head), name.trim()));
        match head {
            Some((Ok(place), name)) if place.item.is_none() => {
                let variables = Variables::of(workbench, &place)?;
                match variables.is_called(name) {
                    true => Ok(Place { item: Some(name.to_string()), ..place }),
                    false if variables.list.is_empty() => Err(complaint),
                    false => Err(variables.unknown(&place, name)),
                }
            }
            _ => Err(complaint),
        }
    }

    fn plain(workbench: &Workbench, text: &str) -> Result<Place, Diag> {
        let no = |what: String| {
            Diag::error(what)
                .hint("records are held of an instrument of a country, such as KEN/household_survey/children")
        };
        let found = resolve(workbench, text).or_else(|diag| match in_full(workbench, text) {
            Some(full) => resolve(workbench, &full),
            None => Err(diag),
        });
        let target = found.map_err(|diag| {
            // A wrong question of a right instrument is told by its neighbours.
            match text.rsplit_once('/').map(|(head, name)| (resolve(workbench, head), name)) {
                Some((Ok(Target::Path { country: Some(_), path }), name)) if path.contains('/') => {
                    match Place::plain(workbench, text.rsplit_once('/').map_or(text, |(h, _)| h)) {
                        Ok(place) => recode::unknown(&place, &workbench.recodes.borrow(), name),
                        Err(_) => diag,
                    }
                }
                _ => diag,
            }
        })?;
        let Target::Path { country: Some(country), path } = target else {
            return Err(no(format!("'{text}' is not an instrument of a country")));
        };
        let steps: Vec<&str> = path.split('/').collect();
        let (path, item) = match steps.as_slice() {
            [activity, instrument] => (format!("{activity}/{instrument}"), None),
            [activity, instrument, item] => (format!("{activity}/{instrument}"), Some((*item).to_string())),
            _ => return Err(no(format!("'{text}' is not an instrument"))),
        };
        let plan = workbench.workspace.plan(country);
        let code = country.code.clone();
        let Some(at) = plan.instruments.iter().position(|i| i.instrument.path == path) else {
            return Err(no(format!("'{path}' is not an instrument of {}", country.name)));
        };
        Ok(Place { code, path, item, plan, at })
    }

    /// `KEN/household_survey/children`.
    pub fn address(&self) -> String {
        format!("{}/{}", self.code, self.path)
    }

    pub fn activity(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The instrument as it is asked there.
    pub fn planned(&self) -> &PlannedInstrument {
        &self.plan.instruments[self.at]
    }

    pub fn country<'a>(&self, workbench: &'a Workbench) -> Result<&'a Country, Diag> {
        workbench.country(&self.code)
    }
}

/// An address whose instrument has the name of others, in full: of those, only
/// one questionnaire has records.
fn in_full(workbench: &Workbench, text: &str) -> Option<String> {
    let (code, rest) = text.split_once('/')?;
    let (id, item) = rest.split_once('/').map_or((rest, ""), |(id, item)| (id, item));
    let of_records = |i: &&Instrument| i.id == id && i.kind == InstrumentKind::Questionnaire;
    let mut found = workbench.workspace.methodology.instruments().filter(of_records);
    let only = found.next().filter(|_| found.next().is_none() && !item.contains('/'))?;
    let slash = if item.is_empty() { "" } else { "/" };
    Some(format!("{code}/{}{slash}{item}", only.path))
}

/// What a table is to be made of.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Another question whose answers stand apart.
    pub by: Option<String>,
    /// Only the records for which this holds.
    pub keep: Option<String>,
}

/// What is read of an instrument's records.
pub struct Reads<'a> {
    /// Questions and variables that are kept.
    pub names: &'a [&'a str],
    /// Those that something is made of while they are read.
    pub passing: &'a [&'a str],
    /// Only the records for which this holds.
    pub keep: Option<&'a str>,
    /// With the decisions that stand, or as if there were none.
    pub reading: Reading,
}

/// Records, loaded.
pub struct Sample {
    pub place: Place,
    pub loaded: Loaded,
    /// One a row; none where the records, or some of them, have no weights.
    pub weights: Option<Vec<f64>>,
    /// The rows a condition keeps; none where there is no condition.
    pub keep: Option<Vec<bool>>,
    /// The condition itself.
    condition: Option<String>,
    /// Rows the condition left out because it could not be told.
    pub open: usize,
    pub audit: (i64, String),
    /// Why the activity may take no records any more.
    withdrawn: Option<String>,
    /// Whom they are about, where another questionnaire's records are about
    /// others of the same households.
    stands_for: Option<String>,
    /// What is counted, where it is not the records.
    unit: Option<String>,
    /// The roster whose rows are counted.
    roster: Option<String>,
    /// The variables over these records.
    variables: Variables,
}

impl Sample {
    /// Loads the questions `names` of the place's records (the session's
    /// variables too), with weights and what `keep` needs.
    ///
    /// # Errors
    /// No records; an unknown question; a condition that cannot be read.
    pub fn load(
        workbench: &Workbench,
        place: Place,
        names: &[&str],
        keep: Option<&str>,
    ) -> Result<Sample, Diag> {
        let reads = Reads { names, passing: &[], keep, reading: Reading::Decided };
        Sample::load_and(workbench, place, &reads, |_| (), |()| ())
    }

    /// The same; `each` makes something of the questions that are read, of
    /// stretches of the records, and `put` gets it in the order of the records.
    ///
    /// # Errors
    /// What [`Sample::load`] complains of.
    pub fn load_and<T: Send>(
        workbench: &Workbench,
        place: Place,
        reads: &Reads,
        each: impl Fn(&Frame) -> T + Sync,
        mut put: impl FnMut(T) + Send,
    ) -> Result<Sample, Diag> {
        let Reads { names, passing, keep, reading } = *reads;
        let of = place.address();
        let variables = Variables::of(workbench, &place)?;
        let recodes = &variables.list;
        let scope = recode::SampleScope::new(&place, recodes);
        let condition = keep.map(|source| recode::condition(source, &scope)).transpose()?;
        let mut wanted: Vec<String> = names.iter().chain(passing).map(|n| (*n).to_string()).collect();
        for name in &wanted {
            let known = place.planned().item(name).is_some_and(|i| !i.left_out)
                || recodes.iter().any(|r| r.of == of && r.name == *name);
            if !known {
                return Err(variables.unknown(&place, name));
            }
        }
        wanted.extend(condition.iter().flat_map(|c| c.depends_on().iter().cloned()));
        recode::reads(recodes, &of, &mut wanted);
        wanted.sort_unstable();
        wanted.dedup();
        let store = workbench.store()?;
        // A corrected filter changes who was asked what hangs on it.
        let standing = store.standing(&place.code, &place.path)?;
        let corrected = reading == Reading::Decided && standing.iter().any(|d| d.kind.changes_answers());
        let form = corrected.then(|| Form::of(place.planned()));
        if let Some(form) = &form {
            wanted = routes::hang_on(form, &wanted);
        }
        let roster = members::roster_of(&place, &wanted)?.map(str::to_string);
        let (members, items): (Vec<&str>, Vec<&str>) = wanted
            .iter()
            .filter(|n| !recodes.iter().any(|r| r.of == of && r.name == **n))
            .map(String::as_str)
            .partition(|n| members::is_member(&place, n));
        let mut roles = vec!["weight", "stratum", "psu"];
        roles.extend((corrected || roster.is_some()).then_some("record"));
        let query = Wanted {
            country: &place.code,
            instrument: &place.path,
            items: &items,
            roles: &roles,
            purposes: &[Purpose::Main],
            reading,
        };
        let decide = |frame: &Frame| {
            condition.as_ref().map(|condition| {
                let truth = expr::eval_indicator_columns(condition, frame);
                let open = truth.iter().filter(|t| matches!(t, Truth::Unknown(_))).count();
                (truth.into_iter().map(|t| t == Truth::Yes).collect::<Vec<bool>>(), open)
            })
        };
        let both = |frame: &Frame| (decide(frame), each(frame));
        // What is worked out from other answers needs all of them at once.
        let at_once = passing.is_empty() || corrected || items.len() < wanted.len() || roster.is_some();
        let (mut open, mut kept_rows) = (0, condition.as_ref().map(|_| Vec::new()));
        let mut put = |(decided, made): (Option<(Vec<bool>, usize)>, T)| {
            if let (Some(kept), Some((more, unknown))) = (&mut kept_rows, decided) {
                kept.extend(more);
                open += unknown;
            }
            put(made);
        };
        let mut loaded = match at_once {
            true => store.load(&query)?,
            false => store.load_by_stretches(&query, names, both, &mut put)?,
        };
        if loaded.batches.is_empty() {
            let held = store.batches(Some((&place.code, &place.path)))?;
            let mut diag = Diag::error(format!("no records of {of} are held"));
            for batch in &held {
                if let Some(decision) = batch.withdrawn {
                    diag = diag.hint(format!(
                        "batch {} is withdrawn (decision {decision}); dh decide --undo {decision} --because \"…\" lets it count again",
                        batch.id
                    ));
                }
            }
            if held.iter().any(|b| b.withdrawn.is_none()) {
                diag = diag.hint("only pretest and training records are; they never enter a table");
            }
            return Err(
                diag.hint(format!("dh import {of} FILE.csv brings them in; dh demo makes simulated ones"))
            );
        }
        if let Some(form) = &form {
            let rows = routes::touched(&loaded.frame, &loaded.decisions);
            routes::replay(&mut loaded.frame, form, &rows);
        }
        let unit = match &roster {
            Some(roster) => Some(members::spread(store, &place, roster, &members, reading, &mut loaded)?),
            None => None,
        };
        loaded.frame.remove("@record");
        recode::add(&mut loaded.frame, recodes, &of, &wanted)?;
        // A variable that is kept is a decision too.
        let kept = variables.decisions_of(&wanted);
        loaded.decisions.extend(standing.into_iter().filter(|d| kept.contains(&d.id)));
        loaded.decisions.sort_by_key(|d| d.id);
        if loaded.frame.marks_of(wanted.iter().map(String::as_str)).withheld {
            return Err(Diag::refused(format!("{} of {of} is withheld", names.join(", ")))
                .hint("what is made from withheld answers is withheld too"));
        }
        let weights = match loaded.frame.remove("@weight") {
            // A record without a weight is not one that stands for nobody.
            Some(c) if c.states.iter().any(|s| *s != State::Answered) => None,
            Some(Column { values: Values::Number(weights), .. }) => Some(weights),
            _ => None,
        };
        if at_once {
            put(both(&loaded.frame));
        }
        let audit = store.audit_head()?;
        *workbench.last_read.borrow_mut() = Some(of);
        let country = place.country(workbench)?;
        let withdrawn = country
            .states
            .iter()
            .find(|s| s.activity == place.activity() && s.kind == RunStateKind::NotCleared)
            .filter(|_| !loaded.simulated())
            .map(|s| {
                format!(
                    "NOT CLEARED: {} is said not to be cleared in {} ({}: {}); these records came in before",
                    s.activity, country.name, s.span, s.because
                )
            });
        let paired = workbench.workspace.methodology.dyad(&place.path).is_some();
        let stands_for = paired.then(|| place.planned().instrument.population.clone());
        Ok(Sample {
            stands_for: stands_for.filter(|whom| !whom.is_empty()),
            unit,
            roster,
            place,
            loaded,
            weights,
            keep: kept_rows,
            condition: keep.map(str::to_string),
            open,
            audit,
            withdrawn,
            variables,
        })
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.loaded.frame.get(name)
    }

    /// A variable over these records.
    pub fn variable(&self, name: &str) -> Option<&recode::Recode> {
        self.variables.find(name)
    }

    /// What a name that is no question is, in a phrase.
    pub fn words_of(&self, name: &str) -> String {
        self.variable(name).map_or_else(|| "a variable".into(), recode::Recode::words)
    }

    /// What is counted: records, or rows of a roster.
    pub fn units(&self) -> &'static str {
        if self.roster.is_some() { "rows" } else { "records" }
    }

    /// The condition, as it was given.
    pub fn condition(&self) -> Option<&str> {
        self.condition.as_deref()
    }

    pub fn simulated(&self) -> bool {
        self.loaded.simulated()
    }

    /// What is printed with every number made from these records.
    pub fn notes(&self) -> Vec<String> {
        let whom = self.stands_for.as_ref().map(|whom| format!("{STANDS_FOR}{whom}"));
        whom.into_iter().chain(self.cautions()).chain([self.origin()]).collect()
    }

    /// The same without where the records come from.
    pub fn cautions(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.unit.iter().cloned().collect();
        if self.simulated() {
            notes
                .push("SIMULATED: made up by a program; says nothing about any child or country".to_string());
        }
        notes.extend(self.withdrawn.clone());
        if self.weights.is_none() && !self.loaded.unweighted.is_empty() {
            notes.push(self.without_weights());
        } else if self.weights.is_none() {
            notes.push("the records have no weights: every record counts as one".into());
        }
        if self.open > 0 {
            notes.push(format!(
                "{} left out because the condition cannot be told for {}",
                if self.open == 1 {
                    "1 record is".into()
                } else {
                    format!("{} records are", grouped(self.open as f64, 0))
                },
                if self.open == 1 { "it" } else { "them" }
            ));
        }
        for batch in &self.loaded.withdrawn {
            notes.push(format!(
                "batch {} ({}) is withdrawn: in no number here (decision {})",
                batch.id,
                counted(batch.records, "record", "records"),
                batch.withdrawn.unwrap_or_default()
            ));
        }
        let touching = self.loaded.decisions.len();
        if touching > 0 {
            let plural = if touching == 1 { "a decision is" } else { "decisions are" };
            let count = if touching == 1 { String::new() } else { format!("{touching} ") };
            notes.push(format!("{count}{plural} applied; dh decide {} lists them", self.place.address()));
        }
        notes
    }

    /// Which batches keep the weights from being used.
    fn without_weights(&self) -> String {
        let list: Vec<String> = self.loaded.unweighted.iter().map(i64::to_string).collect();
        let batches = if list.len() == 1 { "batch" } else { "batches" };
        let list = list.join(", ");
        // Where weights came late, they may be those of a part.
        let what = match self.loaded.decisions.iter().any(|d| d.kind == DecisionKind::Weigh) {
            true => format!("some records of {batches} {list} have no weight"),
            false => format!("{batches} {list} came without weights, the others with"),
        };
        format!("{what}: NO weight is used, every record counts as one")
    }

    /// Where the records come from: batches and the head of the audit log.
    pub fn origin(&self) -> String {
        let batches: Vec<String> = self.loaded.batches.iter().map(|b| b.id.to_string()).collect();
        let word = if batches.len() == 1 { "batch" } else { "batches" };
        format!("workroom only; {word} {}, audit head {}", batches.join(", "), head(&self.audit))
    }

    /// The fields every row carries.
    pub fn marks(&self, row: Value) -> Value {
        let mut row = row;
        if let Some(condition) = &self.condition {
            row["where"] = json!(condition);
        }
        if let (Some(whom), None) = (&self.stands_for, row.get("stands_for")) {
            row["stands_for"] = json!(whom);
        }
        if let Some(roster) = &self.roster {
            row["unit_counted"] = json!(format!("row of {roster}"));
        }
        row["simulated"] = json!(self.simulated());
        row["disclosure"] = json!("workroom only: not assessed for release");
        row
    }
}

/// `a1b2c3d4e5f6 (7 entries)`.
pub fn head((entries, hash): &(i64, String)) -> String {
    let entries = counted((*entries).max(0) as usize, "entry", "entries");
    format!("{} ({entries})", hash.get(..12).unwrap_or("none"))
}
