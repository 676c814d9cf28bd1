//! How an instrument's records were drawn: the one place where a design is made
//! of them, and what every number made by it says.

use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::data::{Column, State, Values};
use crate::model::Country;
use crate::stats::{Design, Domain, Factor, Lonely, Sampling, Stage};

use super::Workbench;
use super::found;
use super::sample::Sample;

/// The design of loaded records.
pub struct Drawn {
    pub design: Design,
    /// By record; none where the records have no strata.
    pub strata: Option<Factor>,
    /// By record; none where the records have no PSUs.
    pub psus: Option<Factor>,
    /// What a stratum with a single PSU does, by its name.
    rule: &'static str,
    lonely: Lonely,
}

impl Drawn {
    /// The design of a sample, which keeps no second copy of where its records were
    /// drawn; `lonely` is the name of the rule for strata with
    /// a single PSU, `fail` where none is given.
    ///
    /// # Errors
    /// No such rule; records of which some have a stratum or a PSU and others
    /// not; a design that cannot be used.
    pub fn of(sample: &mut Sample, lonely: Option<&str>) -> Result<Drawn, Diag> {
        let (rule, lonely) = found::lonely_named(lonely)?;
        let rows = sample.loaded.frame.rows();
        let [strata, psus] = ["@stratum", "@psu"].map(|role| factor(sample.loaded.frame.remove(role), rows));
        let (strata, psus) = (strata?, psus?);
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
        Ok(Drawn { design, strata, psus, rule, lonely })
    }

    /// The rows a table is about: those its condition keeps.
    pub fn domain(&self, sample: &Sample) -> Domain<'_> {
        match &sample.keep {
            None => self.design.everyone(),
            Some(keep) => self.design.domain(|row| keep[row]),
        }
    }

    /// `2 strata, 4 PSUs`.
    pub fn line(&self) -> String {
        let (strata, psus) = self.design.strata_and_psus();
        let units = match self.psus {
            Some(_) => format!("{} PSUs", grouped(psus as f64, 0)),
            None => "no clusters".into(),
        };
        format!("{}, {units}", counted(strata, "stratum", "strata"))
    }

    /// What stands over a table: of which records, how they were drawn, which
    /// of them.
    pub fn heading(&self, sample: &Sample) -> String {
        let keep = sample.condition().map(|k| format!("\nwhere {k}")).unwrap_or_default();
        format!("{}\n{}{keep}", sample.place.address(), self.line())
    }

    /// PSUs whose name stands in several strata while most stand in one: likely
    /// a stratum that was written wrongly. They count as PSUs of their own.
    fn torn(&self) -> Option<String> {
        let (Some(strata), Some(psus)) = (&self.strata, &self.psus) else { return None };
        let mut of: Vec<Vec<usize>> = vec![Vec::new(); psus.names().len()];
        let mut last = None;
        for row in 0..psus.len() {
            if let (Some(psu), Some(stratum)) = (psus.level(row), strata.level(row))
                && last.replace((psu, stratum)) != Some((psu, stratum))
                && !of[psu].contains(&stratum)
            {
                of[psu].push(stratum);
            }
        }
        let torn: Vec<usize> = (0..of.len()).filter(|psu| of[*psu].len() > 1).collect();
        // Where ids start again in every stratum, most stand in several.
        if torn.is_empty() || torn.len() * 2 > of.len() {
            return None;
        }
        let first = torn[0];
        let names: Vec<&str> = of[first].iter().take(3).map(|s| strata.names()[*s].as_str()).collect();
        Some(format!(
            "CHECK: {} in more than one stratum, such as PSU {} in {}: taken for different PSUs; if a stratum is wrong, correct it",
            counted(torn.len(), "PSU stands", "PSUs stand"),
            psus.names()[first],
            names.join(" and ")
        ))
    }

    /// What is said under every table of estimates: lonely strata and their
    /// treatment, how respondents were selected, where the records come from.
    pub fn notes(&self, workbench: &Workbench, sample: &Sample) -> Vec<String> {
        let mut notes: Vec<String> = self.torn().into_iter().collect();
        if let (Some(first), false) =
            (self.design.lonely_strata().first(), matches!(self.lonely, Lonely::Fail))
        {
            notes.push(format!("strata with a single PSU, such as {first}: treated by '{}'", self.rule));
        }
        notes.extend(selection(workbench, sample));
        notes.extend(sample.notes());
        notes
    }
}

/// Where the chances of selection are not known, intervals say so.
pub fn selection(workbench: &Workbench, sample: &Sample) -> Option<String> {
    if sample.simulated() {
        return None;
    }
    Some(how_selected(sample.place.country(workbench).ok()?, sample.place.activity()))
}

/// What is stated of how respondents are selected, and what it does to intervals.
pub fn how_selected(country: &Country, activity: &str) -> String {
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

/// A column as strata or units.
fn factor(column: Option<Column>, rows: usize) -> Result<Option<Factor>, Diag> {
    let Some(column) = column else { return Ok(None) };
    // Every record or none: a record without a stratum belongs to no design.
    if column.states.iter().any(|state| *state != State::Answered) {
        return Err(Diag::error("some of the records have no stratum or no PSU, others have")
            .hint("estimates need the design of every record; freq counts without it"));
    }
    Ok(Some(match column.values {
        Values::Choice { codes, options } => Factor::of_codes(codes, &options),
        _ => Factor::of(&(0..rows).map(|row| Some(column.text(row))).collect::<Vec<_>>()),
    }))
}
