//! Data files of any analyst: a file, the design its rows were drawn by, and
//! estimates from them. No workspace is read; what comes out was not assessed
//! for disclosure, and says so.

mod columns;
pub mod model;
pub mod tab;

use std::path::{Path, PathBuf};

use crate::base::{Diag, Interrupt, Span, fs};
use crate::data::Sheet;
use crate::expr::{Checked, Truth, eval_indicator_columns};
use crate::formats::sheet::{self, Want};
use crate::stats::{Design, DesignError, Domain, Factor, Note, Sampling, Stage};

use super::found;

pub use tab::{TabRequest, Wanted};

/// A file and how its rows were drawn.
#[derive(Debug, Clone, Default)]
pub struct DeskRequest {
    pub file: PathBuf,
    /// The column of weights; without it every row counts as one, or as its
    /// finite populations say.
    pub weight: Option<String>,
    /// By stage: the column of strata.
    pub strata: Vec<String>,
    /// By stage: the column of what was drawn.
    pub psu: Vec<String>,
    /// By stage: the column of finite populations.
    pub fpc: Vec<String>,
    /// Ids start again in every stratum.
    pub nest: bool,
    pub lonely: Option<String>,
    /// Only the rows for which this holds; the design stays whole.
    pub keep: Option<String>,
}

/// A file read, with its design.
pub struct Desk {
    pub sheet: Sheet,
    pub design: Design,
    /// The rows a condition keeps; none where there is no condition.
    pub keep: Option<Vec<bool>>,
    /// What to know about the design and the condition.
    notes: Vec<String>,
    /// The file, its design in a line, and the condition.
    pub heading: String,
}

/// What `--data` answers carry instead of an assessment.
pub const DISCLOSURE: &str = "not_assessed";

impl Desk {
    /// Reads the columns of the design, of the condition and those `wanted`.
    ///
    /// # Errors
    /// A file or column that cannot be read; a design that cannot be used, with
    /// the line of the file; a condition that cannot be read.
    pub fn open(
        request: &DeskRequest,
        header: &[String],
        wanted: Vec<(String, Want)>,
        interrupt: &Interrupt,
    ) -> Result<Desk, Diag> {
        let lonely = found::lonely(request.lonely.as_deref())?;
        if request.fpc.len().max(request.strata.len()) > request.psu.len().max(1) {
            return Err(Diag::error("more strata or finite populations than stages of sampling")
                .hint("name a column for every stage: --psu village,household --fpc villages,households"));
        }
        let mut all: Vec<(String, Want)> = Vec::new();
        all.extend(request.strata.iter().chain(&request.psu).map(|name| (name.clone(), Want::Label)));
        all.extend(wanted);
        if let Some(condition) = &request.keep {
            all.extend(columns::named_in(condition, header).map(|name| (name.clone(), Want::Either)));
        }
        // Of the same name twice, the first want counts: a weight that is also
        // an item or a group keeps its texts, which read as numbers too.
        all.extend(request.weight.iter().chain(&request.fpc).map(|name| (name.clone(), Want::Number)));
        // What makes groups somewhere has its texts, and value labels, everywhere.
        all.sort_by_key(|(_, want)| *want != Want::Label);
        let sheet = sheet::read(&request.file, &all, interrupt)?;
        let factors = |names: &[String]| -> Vec<Factor> {
            names.iter().filter_map(|name| sheet.get(name)).map(columns::factor).collect()
        };
        let (units, strata) = (factors(&request.psu), factors(&request.strata));
        let numbers = |name: &String| columns::numbers(&sheet, name);
        let fpc: Vec<_> = request.fpc.iter().map(numbers).collect::<Result<_, Diag>>()?;
        let weights = request.weight.as_ref().map(numbers).transpose()?;
        let stages = units.len().max(strata.len()).max(fpc.len());
        let stage = |at: usize| Stage {
            units: units.get(at),
            strata: strata.get(at),
            fpc: fpc.get(at).map(|fpc| &fpc[..]),
        };
        let design = Design::new(&Sampling {
            rows: sheet.rows,
            weights: weights.as_deref(),
            stages: (0..stages).map(stage).collect(),
            nest: request.nest,
            lonely,
            adjust_lonely_domains: false,
        })
        .map_err(|errors| unusable(&errors, &sheet, request))?;
        let mut notes: Vec<String> = design.notes().iter().filter_map(|note| said(note, request)).collect();
        let keep = match &request.keep {
            None => None,
            Some(condition) => {
                let (checked, frame) = columns::condition(condition, &sheet, header)?;
                Some(kept(&checked, &frame, &mut notes))
            }
        };
        let keep_line = request.keep.as_ref().map(|k| format!("\nwhere {k}")).unwrap_or_default();
        let heading = format!("{}\n{}{keep_line}", sheet.file, drawn(&design, request));
        Ok(Desk { sheet, design, keep, notes, heading })
    }

    /// The rows a figure is about: those the condition keeps.
    pub fn domain(&self) -> Domain<'_> {
        match &self.keep {
            None => self.design.everyone(),
            Some(keep) => self.design.domain(|row| keep[row]),
        }
    }

    /// What stands under every table of a file.
    pub fn into_notes(self) -> impl Iterator<Item = String> {
        self.notes.into_iter().chain(["not assessed for disclosure".to_string()])
    }
}

fn kept(condition: &Checked, frame: &crate::data::Frame, notes: &mut Vec<String>) -> Vec<bool> {
    let truth = eval_indicator_columns(condition, frame);
    let open = truth.iter().filter(|t| matches!(t, Truth::Unknown(_))).count();
    if open > 0 {
        let rows = if open == 1 { "1 row is".into() } else { format!("{open} rows are") };
        notes.push(format!("{rows} left out because the condition cannot be told: a value is missing"));
    }
    truth.into_iter().map(|t| t == Truth::Yes).collect()
}

/// `500 strata, 20,000 PSUs`.
fn drawn(design: &Design, request: &DeskRequest) -> String {
    use crate::base::number::{counted, grouped};
    let (strata, psus) = design.strata_and_psus();
    let units = match request.psu.len() {
        0 => "rows drawn one by one".to_string(),
        1 => format!("{} PSUs", grouped(psus as f64, 0)),
        stages => format!("{} PSUs, {stages} stages", grouped(psus as f64, 0)),
    };
    format!("{} rows, {}, {units}", grouped(design.rows() as f64, 0), counted(strata, "stratum", "strata"))
}

/// A note about the design, in a sentence.
fn said(note: &Note, request: &DeskRequest) -> Option<String> {
    let rule = request.lonely.as_deref().unwrap_or("fail");
    Some(match note {
        Note::EqualWeights => "no weights were named: every row counts as one".into(),
        Note::WeightsFromFpc => "the weights follow from the finite populations".into(),
        Note::NormalisedWeights => "the weights sum to the number of rows: shares and means hold, totals are not of people, and design effects are against a sample with replacement".into(),
        Note::WeightsBelowRows { sum } => {
            format!("the weights sum to {sum:.1}, less than there are rows: totals are not of people")
        }
        Note::ZeroWeights { rows } => format!("{rows} rows have weight 0: they stand for nobody"),
        Note::StageWithoutFpc { stage } => {
            format!("stage {} has no finite population: nothing beyond it adds to the variance", stage + 1)
        }
        Note::LonelyStrata { strata, .. } if rule != "fail" => {
            let more = if strata.len() > 5 { format!(" and {} more", strata.len() - 5) } else { String::new() };
            // Not in the order in which the file has them.
            let mut named: Vec<&str> = strata.iter().map(String::as_str).collect();
            named.sort_by(|a, b| columns::by_name(a, b));
            named.truncate(5);
            format!("strata with a single PSU: {}{more}; treated by '{rule}'", named.join(", "))
        }
        Note::LonelyStrata { .. } => return None,
    })
}

/// Why a design cannot be used, with the line where it stands.
fn unusable(errors: &[DesignError], sheet: &Sheet, request: &DeskRequest) -> Diag {
    let row = errors.first().and_then(DesignError::row);
    let span = Span::line(sheet.file.as_str(), row.map_or(0, |row| sheet.line(row) as u32));
    let Some(first) = errors.first() else { return Diag::error("the design cannot be used").at(span) };
    let mut diag = Diag::from(first).at(span);
    if let (Some(weight), DesignError::MissingWeight { .. } | DesignError::NegativeWeight { .. }) =
        (&request.weight, first)
    {
        diag.message = format!("column '{weight}': {}", diag.message);
    }
    errors.iter().skip(1).fold(diag, |diag, error| diag.hint(format!("also: {error}")))
}

/// Refuses to write a result over the data it is made from.
///
/// # Errors
/// Both are the same file.
pub fn not_over(data: &Path, out: &Path) -> Result<(), Diag> {
    fs::refuse_to_write_over(&sheet::file_of(data), out)
}

/// The columns of a file.
pub fn header(file: &Path) -> Result<Vec<String>, Diag> {
    sheet::header(file)
}
