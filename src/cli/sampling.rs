//! `dh sample`: planning, drawing and weighting a sample.

use clap::{Args, Subcommand};

use crate::base::Diag;
use crate::ops::sampling::size;
use crate::ops::{Answer, Workbench};

#[derive(Subcommand)]
pub enum SampleVerb {
    /// How many interviews: for a margin, for a difference, or what a number gives
    Size(SizeArguments),
}

impl SampleVerb {
    pub fn run(&self, _workbench: &Workbench) -> Result<Answer, Vec<Diag>> {
        match self {
            SampleVerb::Size(a) => size::size(&a.request()).map_err(|d| vec![d]),
        }
    }
}

#[derive(Args)]
pub struct SizeArguments {
    /// The share that is to be estimated, such as 0.1
    #[arg(long, value_name = "SHARE")]
    proportion: Option<f64>,
    /// Half-width of the interval, such as 0.03: gives the interviews needed
    #[arg(long, value_name = "SHARE")]
    margin: Option<f64>,
    /// A difference between two groups that is to be found: gives the interviews needed
    #[arg(long, value_name = "SHARE")]
    difference: Option<f64>,
    /// Interviews: gives intervals, and differences that are found
    #[arg(long, value_name = "NUMBER")]
    n: Option<f64>,
    /// Variance over that of a simple random sample
    #[arg(long, value_name = "FACTOR")]
    deff: Option<f64>,
    /// Intraclass correlation; with --take it gives the design effect
    #[arg(long, value_name = "SHARE")]
    icc: Option<f64>,
    /// Interviews in each PSU
    #[arg(long, value_name = "NUMBER")]
    take: Option<f64>,
    /// What unequal weights add to the design effect (Kish)
    #[arg(long, value_name = "FACTOR")]
    weighting: Option<f64>,
    /// Share of eligible addresses that give an interview
    #[arg(long, value_name = "SHARE")]
    response: Option<f64>,
    /// Share of addresses where somebody is eligible
    #[arg(long, value_name = "SHARE")]
    eligible: Option<f64>,
    /// People in the population (otherwise as good as without end)
    #[arg(long, value_name = "NUMBER")]
    population: Option<f64>,
    /// Groups of the same size that each meet the margin
    #[arg(long, value_name = "NUMBER")]
    groups: Option<f64>,
    /// With --n: subgroups by their share of everyone, such as 0.5,0.1
    #[arg(long = "share", value_name = "SHARES", value_delimiter = ',')]
    shares: Vec<f64>,
    /// The chance that a difference is found (otherwise 0.8)
    #[arg(long, value_name = "SHARE")]
    power: Option<f64>,
    /// Confidence (otherwise 0.95)
    #[arg(long, value_name = "SHARE")]
    level: Option<f64>,
}

impl SizeArguments {
    fn request(&self) -> size::Request {
        size::Request {
            proportion: self.proportion,
            margin: self.margin,
            difference: self.difference,
            n: self.n,
            deff: self.deff,
            icc: self.icc,
            take: self.take,
            weighting: self.weighting,
            response: self.response,
            eligible: self.eligible,
            population: self.population,
            groups: self.groups,
            shares: self.shares.clone(),
            power: self.power,
            level: self.level,
        }
    }
}
