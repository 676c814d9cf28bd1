//! The verb that makes forms.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::base::Diag;
use crate::ops::{self, Answer, Workbench, request::ExportRequest};

#[derive(Clone, Copy, ValueEnum)]
enum FormFormat {
    /// An Excel workbook
    Xlsx,
}

#[derive(Args)]
pub struct RequestArguments {
    /// The data request, such as KEN/police_data
    address: String,
    #[arg(long, value_enum, default_value_t = FormFormat::Xlsx)]
    format: FormFormat,
    /// The years that are asked for, such as 2020-2024 (otherwise the five before this one)
    #[arg(long, value_name = "YEARS")]
    years: Option<String>,
    /// The workbook (otherwise out/KEN_police_data.xlsx of the workspace)
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace that file if it is there
    #[arg(long)]
    force: bool,
}

impl RequestArguments {
    pub fn run(&self, workbench: &Workbench, folder: &Path) -> Result<Answer, Vec<Diag>> {
        let FormFormat::Xlsx = self.format;
        let out = || folder.join(format!("{}.xlsx", self.address.replace('/', "_")));
        let request = ExportRequest {
            address: self.address.clone(),
            years: self.years.clone(),
            out: self.out.clone().unwrap_or_else(out),
            force: self.force,
        };
        ops::request::export(workbench, &request)
    }
}
