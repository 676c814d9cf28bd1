//! Verbs on data files, which have no workspace.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::base::{Diag, Interrupt};
use crate::ops::{self, Answer, rake};

#[derive(Args)]
pub struct RakeArguments {
    /// The data: CSV, Stata or Excel
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The column of weights to start from
    #[arg(long, value_name = "COLUMN")]
    weight: String,
    /// CSV of variable, level and total (people) or share (of all)
    #[arg(long, value_name = "FILE")]
    margins: PathBuf,
    /// The CSV file that is written
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// The name of the new column
    #[arg(long, value_name = "COLUMN", default_value = "weight_raked")]
    name: String,
    /// The columns that stand before it: all, or some, such as id,sex
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', default_value = "all")]
    keep: Vec<String>,
    /// The largest difference from a total that may be left, as a share of it
    #[arg(long, value_name = "SHARE", default_value_t = 1e-7)]
    tolerance: f64,
    /// No weight above so many times the mean weight, such as 5
    #[arg(long, value_name = "TIMES")]
    trim: Option<f64>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
}

impl RakeArguments {
    pub fn run(&self, interrupt: &Interrupt) -> Result<Answer, Vec<Diag>> {
        let request = rake::Request {
            data: self.data.clone(),
            weight: self.weight.clone(),
            margins: self.margins.clone(),
            out: self.out.clone(),
            name: self.name.clone(),
            keep: rake::keep(&self.keep),
            force: self.force,
            rules: rake::rules(self.tolerance, self.trim),
        };
        ops::rake::rake(&request, interrupt)
    }
}

/// For verbs whose answer can be kept as a file.
#[derive(Args)]
pub struct ExportArguments {
    /// Write the rows to a file too: .csv, .xlsx or .json
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace that file if it is there
    #[arg(long, requires = "out")]
    force: bool,
}

impl ExportArguments {
    /// Runs a verb and writes its answer; where that cannot be, the verb is not
    /// run at all.
    pub fn of(&self, verb: impl FnOnce() -> Result<Answer, Diag>) -> Result<Answer, Diag> {
        self.made_from(None, verb)
    }

    /// The same of a verb that reads a data file, which is never written over.
    pub fn made_from(
        &self,
        data: Option<&Path>,
        verb: impl FnOnce() -> Result<Answer, Diag>,
    ) -> Result<Answer, Diag> {
        let Some(file) = self.out.as_deref() else { return verb() };
        if let Some(data) = data {
            ops::desk::not_over(data, file)?;
        }
        ops::export::can_be_written(file, self.force)?;
        ops::export::with_export(verb()?, file, self.force)
    }
}
