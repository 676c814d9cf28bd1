//! Verbs over any data file: how its rows were drawn, and what is estimated.

use std::path::PathBuf;

use clap::Args;

use crate::base::{Diag, Interrupt};
use crate::ops::desk::{self, DeskRequest, TabRequest, Wanted};
use crate::ops::regression::ModelRequest;
use crate::ops::{Answer, Workbench, model, tab};

use super::files::ExportArguments;

/// A file and its design.
#[derive(Args, Clone, Default)]
pub struct DataArguments {
    /// Any CSV, Stata (.dta) or Excel file (FILE.xlsx#Sheet): needs no workspace
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// The column of weights
    #[arg(long, value_name = "COLUMN", requires = "data")]
    weight: Option<String>,
    /// The column of strata (of each stage)
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', requires = "data")]
    strata: Vec<String>,
    /// The column of PSUs, and of what was drawn within them
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', requires = "data")]
    psu: Vec<String>,
    /// The column of finite populations, of each stage: counts, or shares drawn
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', requires = "data")]
    fpc: Vec<String>,
    /// Ids of PSUs start again in every stratum
    #[arg(long, requires = "data")]
    nest: bool,
}

impl DataArguments {
    /// Nothing of a file's design beside an address.
    ///
    /// # Errors
    /// The first option that would be passed over.
    fn none(&self, others: &[(&str, bool)]) -> Result<(), Diag> {
        let own = [
            ("--weight", self.weight.is_some()),
            ("--strata", !self.strata.is_empty()),
            ("--psu", !self.psu.is_empty()),
            ("--fpc", !self.fpc.is_empty()),
            ("--nest", self.nest),
        ];
        match own.iter().chain(others).find(|(_, given)| *given) {
            None => Ok(()),
            Some((option, _)) => {
                Err(Diag::error(format!("{option} belongs to a data file: name it with --data"))
                    .hint("records of an instrument carry their own design; dh design KEN/children shows it"))
            }
        }
    }

    pub fn request(&self, lonely: Option<&String>, keep: Option<&String>) -> Option<DeskRequest> {
        Some(DeskRequest {
            file: self.data.clone()?,
            weight: self.weight.clone(),
            strata: self.strata.clone(),
            psu: self.psu.clone(),
            fpc: self.fpc.clone(),
            nest: self.nest,
            lonely: lonely.cloned(),
            keep: keep.cloned(),
        })
    }
}

#[derive(Args)]
pub struct TabArguments {
    #[command(flatten)]
    data: DataArguments,
    /// The instrument, such as KEN/children
    #[arg(required_unless_present = "data", conflicts_with = "data")]
    address: Option<String>,
    /// Indicators and questions, such as ocsea_clear_12m or devices
    #[arg(conflicts_with = "data")]
    indicators: Vec<String>,
    /// Break down by questions or columns, each by itself: sex,area; sex*area crosses them
    #[arg(long, value_name = "QUESTIONS", value_delimiter = ',')]
    by: Vec<String>,
    /// Compare with a group of a breakdown, such as sex=male
    #[arg(long, value_name = "GROUP")]
    reference: Vec<String>,
    /// Only records for which this holds; the design stays whole
    #[arg(long = "where", value_name = "CONDITION")]
    keep: Option<String>,
    /// The interval of a proportion: logit, wald, wilson, beta, beta_capped, arcsine
    #[arg(long, value_name = "METHOD")]
    ci: Option<String>,
    /// A stratum with a single PSU: fail, adjust, average, certainty, remove
    #[arg(long, value_name = "RULE")]
    lonely: Option<String>,
    /// Mark figures on fewer records than these: an asterisk, parentheses
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    weak: Vec<usize>,
    /// Shares of columns: b1,b2 or b* or status=married
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "data")]
    proportion: Vec<String>,
    /// Means of columns
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "data")]
    mean: Vec<String>,
    /// Totals of columns
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "data")]
    total: Vec<String>,
    /// The total of one column over that of another
    #[arg(long, value_name = "X/Y", requires = "data")]
    ratio: Vec<String>,
    /// Quantiles of a column, such as income:0.5 or income:0.25:0.75
    #[arg(long, value_name = "X:P", requires = "data")]
    quantile: Vec<String>,
    #[command(flatten)]
    export: ExportArguments,
}

impl TabArguments {
    /// A table of a data file: needs no workspace.
    pub fn of_file(&self, interrupt: &Interrupt) -> Option<Result<Answer, Diag>> {
        let desk = self.data.request(self.lonely.as_ref(), self.keep.as_ref())?;
        let request = self.wanted().map(|wanted| TabRequest {
            desk,
            wanted,
            by: self.by.clone(),
            reference: self.reference.clone(),
            ci: self.ci.clone(),
            weak: self.weak.clone(),
        });
        Some(self.export.made_from(self.data.data.as_deref(), || desk::tab::tab(&request?, interrupt)))
    }

    fn wanted(&self) -> Result<Vec<Wanted>, Diag> {
        let mut wanted = Vec::new();
        let listed = |list: &Vec<String>| (!list.is_empty()).then(|| list.clone());
        wanted.extend(listed(&self.proportion).map(Wanted::Proportion));
        wanted.extend(listed(&self.mean).map(Wanted::Mean));
        wanted.extend(listed(&self.total).map(Wanted::Total));
        for text in &self.ratio {
            let (above, below) = text.split_once('/').ok_or_else(|| {
                Diag::error(format!("'{text}' is no ratio"))
                    .hint("write two columns: --ratio expenses/income")
            })?;
            wanted.push(Wanted::Ratio(above.into(), below.into()));
        }
        for text in &self.quantile {
            let mut parts = text.split(':');
            let column = parts.next().unwrap_or_default().to_string();
            let shares: Option<Vec<f64>> = parts.map(|p| p.parse().ok()).collect();
            match shares {
                Some(shares) if !shares.is_empty() && shares.iter().all(|p| (0.0..=1.0).contains(p)) => {
                    wanted.push(Wanted::Quantile(column, shares));
                }
                _ => {
                    return Err(Diag::error(format!("'{text}' is no quantile"))
                        .hint("write a column and shares between 0 and 1: --quantile income:0.5"));
                }
            }
        }
        Ok(wanted)
    }

    pub fn run(&self, workbench: &Workbench) -> Result<Answer, Diag> {
        self.data.none(&[
            ("--proportion", !self.proportion.is_empty()),
            ("--mean", !self.mean.is_empty()),
            ("--total", !self.total.is_empty()),
            ("--ratio", !self.ratio.is_empty()),
            ("--quantile", !self.quantile.is_empty()),
        ])?;
        let options = tab::Options {
            by: self.by.clone(),
            reference: self.reference.clone(),
            keep: self.keep.clone(),
            ci: self.ci.clone(),
            lonely: self.lonely.clone(),
            weak: self.weak.clone(),
            undecided: false,
        };
        let address = self.address.as_deref().unwrap_or_default();
        self.export.of(|| tab::tab(workbench, address, &self.indicators, &options))
    }
}

#[derive(Args)]
pub struct ModelArguments {
    #[command(flatten)]
    data: DataArguments,
    /// The instrument, such as KEN/children
    #[arg(required_unless_present = "data", conflicts_with = "data")]
    address: Option<String>,
    /// A yes or no: "y ~ a + factor(b)"; exponents are odds ratios
    #[arg(long, value_name = "FORMULA")]
    logistic: Option<String>,
    /// A number
    #[arg(long, value_name = "FORMULA")]
    linear: Option<String>,
    /// A count; exponents are rate ratios
    #[arg(long, value_name = "FORMULA")]
    poisson: Option<String>,
    /// A yes or no on normal quantiles
    #[arg(long, value_name = "FORMULA")]
    probit: Option<String>,
    /// A yes or no on complementary log-log; exponents are hazard ratios
    #[arg(long, value_name = "FORMULA")]
    cloglog: Option<String>,
    /// Predictive margins at the levels of these columns
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    margins: Vec<String>,
    /// Only records for which this holds; the design stays whole
    #[arg(long = "where", value_name = "CONDITION")]
    keep: Option<String>,
    /// A stratum with a single PSU: fail, adjust, average, certainty, remove
    #[arg(long, value_name = "RULE")]
    lonely: Option<String>,
    #[command(flatten)]
    export: ExportArguments,
}

impl ModelArguments {
    /// A regression of a data file: needs no workspace.
    pub fn of_file(&self, interrupt: &Interrupt) -> Option<Result<Answer, Diag>> {
        let desk = self.data.request(self.lonely.as_ref(), self.keep.as_ref())?;
        let verb = || desk::model::model(&desk, &self.request()?, interrupt);
        Some(self.export.made_from(self.data.data.as_deref(), verb))
    }

    pub fn run(&self, workbench: &Workbench) -> Result<Answer, Diag> {
        self.data.none(&[])?;
        let options = model::Options { keep: self.keep.clone(), lonely: self.lonely.clone() };
        let address = self.address.as_deref().unwrap_or_default();
        self.export.of(|| model::model(workbench, address, &self.request()?, &options))
    }

    fn request(&self) -> Result<ModelRequest, Diag> {
        let given = [
            ("logistic", &self.logistic),
            ("linear", &self.linear),
            ("poisson", &self.poisson),
            ("probit", &self.probit),
            ("cloglog", &self.cloglog),
        ];
        let mut given = given.into_iter().filter_map(|(family, formula)| Some((family, formula.clone()?)));
        match (given.next(), given.next()) {
            (Some((family, formula)), None) => {
                Ok(ModelRequest { formula, family: family.into(), margins: self.margins.clone() })
            }
            (None, _) => Err(Diag::error("which regression?")
                .hint("--logistic \"y ~ a + factor(b)\", --linear, --poisson, --probit or --cloglog")),
            (Some(_), Some(_)) => Err(Diag::error("one regression at a time")),
        }
    }
}
