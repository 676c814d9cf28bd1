//! `dh simulate` and `dh quality`: the survey rehearsed, and checked.

use std::path::PathBuf;

use clap::Args;

use crate::base::Diag;
use crate::ops::{Answer, Workbench, quality, simulate};

#[derive(Args)]
pub struct SimulateArguments {
    /// The instrument, such as KEN/children
    address: String,
    /// So many interviews
    #[arg(long = "n", value_name = "NUMBER", default_value_t = 1000)]
    interviews: usize,
    /// The same seed gives the same answers
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How alike the answers of one sampling point are: an intraclass correlation, such as 0.05
    #[arg(long, value_name = "SHARE")]
    icc: Option<f64>,
    /// Ask the partners in the same households too, such as KEN/caregivers
    #[arg(long, value_name = "ADDRESS")]
    with: Option<String>,
    /// Put problems of interviewers in, and write the truth about them
    #[arg(long, value_name = "FILE.json")]
    plant: Option<PathBuf>,
    /// Have supervisors ask a few questions again, and write their back-checks
    #[arg(long, value_name = "FILE.csv")]
    back_checks: Option<PathBuf>,
    /// Write the records (otherwise they go into the store that --store names)
    #[arg(short, long = "out", value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

impl SimulateArguments {
    pub fn run(&self, workbench: &Workbench) -> Result<Answer, Vec<Diag>> {
        let request = simulate::Request {
            address: self.address.clone(),
            interviews: self.interviews,
            seed: self.seed,
            icc: self.icc,
            plant: self.plant.clone(),
            back_checks: self.back_checks.clone(),
            out: self.out.clone(),
            with: self.with.clone(),
        };
        simulate::simulate(workbench, &request)
    }
}

#[derive(Args)]
pub struct QualityArguments {
    /// The instrument, such as KEN/children
    pub address: String,
    /// The sample that dh sample draw --take kept: progress by stratum, interviews where none were drawn
    #[arg(long, value_name = "FILE.csv")]
    sample: Option<PathBuf>,
    /// Write it for who leads the fieldwork: .html, .xlsx, .csv or .json; workroom only
    #[arg(short, long, value_name = "FILE", group = "written")]
    out: Option<PathBuf>,
    /// Draw whom a supervisor asks again: cases and interviewers, no answers
    #[arg(long, value_name = "FILE.csv", group = "written", conflicts_with = "sample")]
    draw_back_checks: Option<PathBuf>,
    /// With --draw-back-checks: the same seed draws the same
    #[arg(long, default_value_t = 1, requires = "draw_back_checks")]
    seed: u64,
    /// Replace that file if it is there
    #[arg(long, requires = "written")]
    force: bool,
}

impl QualityArguments {
    pub fn run(&self, workbench: &Workbench) -> Result<Answer, Vec<Diag>> {
        let request = quality::Request {
            address: self.address.clone(),
            sample: self.sample.clone(),
            out: self.out.clone(),
            draw: self.draw_back_checks.clone().map(|file| (file, self.seed)),
            force: self.force,
        };
        quality::quality_to(workbench, &request)
    }
}
