//! `dh simulate` and `dh quality`: the survey rehearsed, and checked.

use std::path::PathBuf;

use clap::Args;

use crate::base::Diag;
use crate::ops::{Answer, Workbench, simulate};

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
}
