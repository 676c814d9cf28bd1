//! The verbs that describe how records were drawn and compare groups of them.

use clap::Args;

use crate::base::Diag;
use crate::ops::{self, Answer, Workbench, cross, dyads};

#[derive(Args)]
pub struct DesignArguments {
    /// The instrument, such as KEN/children
    address: String,
}

impl DesignArguments {
    pub fn run(&self, workbench: &Workbench) -> Result<Answer, Diag> {
        ops::design::design(workbench, &self.address)
    }
}

#[derive(Args)]
pub struct CrossArguments {
    /// The instrument, such as KEN/children
    address: String,
    /// The question whose answers are the rows
    rows: String,
    /// The question whose answers are the columns
    columns: String,
    /// Only records for which this holds; the design stays whole
    #[arg(long = "where", value_name = "CONDITION")]
    keep: Option<String>,
    /// The test: f, x2, exact, wald, adjusted_wald
    #[arg(long, value_name = "TEST")]
    test: Option<String>,
    /// What 100 % is: row, column, total
    #[arg(long, value_name = "WHAT")]
    percent: Option<String>,
    /// Show intervals: logit, wald, wilson, beta, beta_capped, arcsine
    #[arg(long, value_name = "METHOD", num_args = 0..=1, default_missing_value = "logit")]
    ci: Option<String>,
    /// A stratum with a single PSU: fail, adjust, average, certainty, remove
    #[arg(long, value_name = "RULE")]
    lonely: Option<String>,
    /// Mark figures on fewer records than these: an asterisk, parentheses
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    weak: Vec<usize>,
}

impl CrossArguments {
    pub fn run(&self, workbench: &Workbench) -> Result<Answer, Diag> {
        let options = cross::Options {
            keep: self.keep.clone(),
            test: self.test.clone(),
            percent: self.percent.clone(),
            ci: self.ci.clone(),
            lonely: self.lonely.clone(),
            weak: self.weak.clone(),
        };
        cross::cross(workbench, &self.address, &self.rows, &self.columns, &options)
    }
}

#[derive(Args)]
pub struct DyadsArguments {
    /// The instrument, such as KEN/caregivers; or one of its questions, for a table
    first: String,
    /// The question of the partners; the same one where none is named
    second: Option<String>,
    /// List the case numbers without a partner, and those that several records have
    #[arg(long)]
    list: bool,
    /// Only pairs for which this holds of the first questionnaire; the design stays whole
    #[arg(long = "where", value_name = "CONDITION")]
    keep: Option<String>,
    /// What 100 % is: total, row, column
    #[arg(long, value_name = "WHAT")]
    percent: Option<String>,
    /// A stratum with a single PSU: fail, adjust, average, certainty, remove
    #[arg(long, value_name = "RULE")]
    lonely: Option<String>,
    /// Mark figures on fewer pairs than these: an asterisk, parentheses
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    weak: Vec<usize>,
}

impl DyadsArguments {
    pub fn run(&self, workbench: &Workbench) -> Result<Answer, Diag> {
        let options = dyads::Options {
            list: self.list,
            keep: self.keep.clone(),
            percent: self.percent.clone(),
            lonely: self.lonely.clone(),
            weak: self.weak.clone(),
        };
        dyads::dyads(workbench, &self.first, self.second.as_deref(), &options)
    }
}
