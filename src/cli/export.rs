//! The verb that makes what others fill in.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::base::Diag;
use crate::ops::{self, Answer, Workbench, literature, request};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A data request as an Excel workbook
    Xlsx,
    /// The sheet of references that are still to be decided
    Csv,
    /// The references that are included, for a reference manager
    Ris,
    /// Records under a permit: .csv, .dta or .xlsx, by the name of the file
    Records,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
            Format::Ris => "ris",
            Format::Records => "csv",
        }
    }
}

#[derive(Args)]
pub struct ExportArguments {
    /// A data request such as KEN/police_data, or literature: KEN/literature
    address: String,
    /// Otherwise xlsx of a data request, csv of literature
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The years a data request asks for, such as 2020-2024 (otherwise the five before this one)
    #[arg(long, value_name = "YEARS")]
    years: Option<String>,
    /// Of records: the permit, as the country's script declares it
    #[arg(long, value_name = "ID")]
    permit: Option<String>,
    /// The file (otherwise out/KEN_police_data.xlsx of the workspace)
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace that file if it is there
    #[arg(long)]
    force: bool,
}

impl ExportArguments {
    pub fn run(&self, workbench: &Workbench, folder: &Path) -> Result<Answer, Vec<Diag>> {
        let of_literature = literature::is_literature(&self.address);
        let format = self.format.unwrap_or(if of_literature { Format::Csv } else { Format::Xlsx });
        let out = || folder.join(format!("{}.{}", self.address.replace(['/', ':'], "_"), format.ending()));
        let out = self.out.clone().unwrap_or_else(out);
        let (address, force) = (self.address.clone(), self.force);
        if format == Format::Records {
            let permit = self.permit.clone();
            let request = ops::record_export::ExportRequest { address, permit, out, force };
            return ops::record_export::export(workbench, &request).map_err(|d| vec![d]);
        }
        if self.permit.is_some() {
            return Err(vec![Diag::error("--permit is for records").hint("give --format records with it")]);
        }
        let form = match format {
            Format::Csv => literature::Form::Screening,
            Format::Ris => literature::Form::Included,
            Format::Xlsx if !of_literature => {
                let years = self.years.clone();
                return ops::request::export(
                    workbench,
                    &request::ExportRequest { address, years, out, force },
                );
            }
            Format::Xlsx | Format::Records => return Err(vec![other_format(&self.address, "csv or ris")]),
        };
        if !of_literature {
            return Err(vec![other_format(&self.address, "xlsx")]);
        }
        if self.years.is_some() {
            return Err(vec![Diag::error("--years is for data requests; literature has none")]);
        }
        literature::export(workbench, &literature::ExportRequest { address, form, out, force })
            .map_err(|d| vec![d])
    }
}

fn other_format(address: &str, formats: &str) -> Diag {
    Diag::error(format!("{address} is not written in this format"))
        .hint(format!("it has {formats}"))
        .hint("a data request goes out as xlsx, the screening sheet of literature as csv or ris")
}
