//! The verb that writes what people fill in.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::base::Diag;
use crate::ops::literature::{ExportRequest, Form};
use crate::ops::{self, Answer, Workbench};

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// The sheet of references that are still to be decided
    Csv,
    /// The references that are included, for a reference manager
    Ris,
}

#[derive(Args)]
pub struct ExportArguments {
    /// The literature, such as KEN/literature
    address: String,
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The file (otherwise out/KEN_literature.csv of the workspace)
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace that file if it is there
    #[arg(long)]
    force: bool,
}

impl ExportArguments {
    pub fn run(&self, workbench: &Workbench, folder: &Path) -> Result<Answer, Diag> {
        let (form, ending) = match self.format {
            Format::Csv => (Form::Screening, "csv"),
            Format::Ris => (Form::Included, "ris"),
        };
        let out = || folder.join(format!("{}.{ending}", self.address.replace(['/', ':'], "_")));
        let request = ExportRequest {
            address: self.address.clone(),
            form,
            out: self.out.clone().unwrap_or_else(out),
            force: self.force,
        };
        ops::literature::export(workbench, &request)
    }
}
