//! The verb that makes what others fill in.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::base::Diag;
use crate::ops::{self, Answer, Workbench, field_form, literature, paper, request, translation};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A data request as an Excel workbook
    Xlsx,
    /// The sheet of references that are still to be decided
    Csv,
    /// The references that are included, for a reference manager
    Ris,
    /// The decisions over an instrument's records, as a script that makes them again
    Decisions,
    /// A questionnaire as a form for ODK, KoBo and others
    Xlsform,
    /// The sheet in which a questionnaire is put into a language
    Translation,
    /// A questionnaire on paper, with its routing in words
    Html,
    /// What the data files of a questionnaire hold, a column a row
    Codebook,
    /// What a country asks otherwise, item by item, with the logs of translation and tests
    Dossier,
    /// A questionnaire as it is asked today, to be compared with later: dh diff … --against
    Snapshot,
    /// Records under a permit: .csv, .dta or .xlsx, by the name of the file
    Records,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
            Format::Ris => "ris",
            Format::Decisions => "lua",
            Format::Xlsform => "xlsx",
            Format::Translation => "xlsx",
            Format::Html | Format::Dossier => "html",
            Format::Codebook => "csv",
            Format::Snapshot => "json",
            Format::Records => "csv",
        }
    }
}

#[derive(Args)]
pub struct ExportArguments {
    /// A questionnaire such as KEN/children, a data request such as KEN/police_data, or literature: KEN/literature
    address: String,
    /// Otherwise xlsform of a questionnaire, xlsx of a data request, csv of literature
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The language: of a sheet of translations, or the only one on paper
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
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
    /// Give up names and codes of a questionnaire that went out before
    #[arg(long)]
    new_version: bool,
}

impl ExportArguments {
    pub fn run(&self, workbench: &Workbench, folder: &Path) -> Result<Answer, Vec<Diag>> {
        let of_literature = literature::is_literature(&self.address);
        let usual = || match of_literature {
            true => Format::Csv,
            false if field_form::is_questionnaire(workbench, &self.address) => Format::Xlsform,
            false => Format::Xlsx,
        };
        let format = self.format.unwrap_or_else(usual);
        let out = || {
            let tail = match format {
                Format::Translation => format!("_{}", self.lang.as_deref().unwrap_or("translation")),
                Format::Dossier => "_dossier".to_string(),
                Format::Codebook => "_codebook".to_string(),
                _ => String::new(),
            };
            folder.join(format!("{}{tail}.{}", self.address.replace(['/', ':'], "_"), format.ending()))
        };
        let out = self.out.clone().unwrap_or_else(out);
        let (address, force) = (self.address.clone(), self.force);
        if self.permit.is_some() && format != Format::Records {
            return Err(vec![Diag::error("--permit is for records").hint("give --format records with it")]);
        }
        match format {
            Format::Translation => {
                let request = translation::ExportRequest { address, language: self.lang.clone(), out, force };
                return translation::export(workbench, &request).map_err(|d| vec![d]);
            }
            Format::Html | Format::Codebook | Format::Dossier => {
                let request = paper::Request { address, language: self.lang.clone(), out, force };
                let write = match format {
                    Format::Html => paper::paper,
                    Format::Codebook => paper::codebook,
                    _ => paper::dossier,
                };
                return write(workbench, &request).map_err(|d| vec![d]);
            }
            Format::Records => {
                let permit = self.permit.clone();
                let request = ops::record_export::ExportRequest { address, permit, out, force };
                return ops::record_export::export(workbench, &request).map_err(|d| vec![d]);
            }
            Format::Snapshot => {
                return ops::versions::snapshot(workbench, &address, &out, force).map_err(|d| vec![d]);
            }
            _ => {}
        }
        let form = match format {
            Format::Decisions => {
                return ops::replay::export(workbench, &address, &out, force).map_err(|d| vec![d]);
            }
            Format::Csv => literature::Form::Screening,
            Format::Ris => literature::Form::Included,
            Format::Xlsform if self.years.is_some() => {
                return Err(vec![Diag::error("--years is for data requests; a questionnaire has none")]);
            }
            Format::Xlsform => {
                let new_version = self.new_version;
                let request = field_form::ExportRequest { address, out, force, new_version };
                return field_form::export(workbench, &request);
            }
            Format::Xlsx if !of_literature => {
                let years = self.years.clone();
                return ops::request::export(
                    workbench,
                    &request::ExportRequest { address, years, out, force },
                );
            }
            _ => return Err(vec![other_format(&self.address, "csv or ris")]),
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
