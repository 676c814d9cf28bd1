//! `dh sample`: planning, drawing and weighting a sample.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use crate::base::Diag;
use crate::ops::sampling::{Listed, allocate, draw, household, response, shells, size, weights};
use crate::ops::{Answer, Workbench};

#[derive(Subcommand)]
pub enum SampleVerb {
    /// How many interviews: for a margin, for a difference, or what a number gives
    #[command(
        after_help = "Examples:\n  dh sample size --proportion 0.1 --margin 0.03 --icc 0.05 --take 10 --response 0.8\n  dh sample size --proportion 0.1 --n 1000 --deff 1.5 --share 0.5,0.1\n  dh sample size --proportion 0.1 --difference 0.05 --deff 1.5"
    )]
    Size(SizeArguments),
    /// Interviews by stratum, summing exactly
    #[command(
        after_help = "Examples:\n  dh sample allocate --frame strata.csv --n 1000 --method square_root --take 10 -o allocation.csv"
    )]
    Allocate(AllocateArguments),
    /// Draw PSUs with chances proportional to size
    #[command(
        after_help = "Examples:\n  dh sample draw --frame psus.csv --size households --strata region --psus 5 --take 10 --seed 7 -o drawn.csv"
    )]
    Draw(DrawArguments),
    /// Whom to ask within a household: tables for the field, or a choice by a seed
    #[command(
        after_help = "Examples:\n  dh sample household --kish --addresses 100 --seed 7 -o addresses.csv\n  dh sample household --next-birthday\n  dh sample household --random --roster people.csv --seed 7 -o selected.csv"
    )]
    Household(HouseholdArguments),
    /// Response, cooperation, refusal and contact rates (AAPOR)
    #[command(after_help = "Examples:\n  dh sample response --data cases.csv --outcome outcome --by area")]
    Response(ResponseArguments),
    /// Make weights: non-response, calibration of the roster, down to who was asked
    #[command(
        after_help = "Examples:\n  dh sample weights --data cases.csv --base base --adjust area --outcome outcome --roster roster.csv --margins margins.csv -o weights.csv"
    )]
    Weights(WeightsArguments),
    /// The tables before fieldwork: expected bases, widths, and what will be too small
    #[command(
        after_help = "Examples:\n  dh sample shells KEN/children --n 1000 --deff 1.5 --assume sex=girl=0.5 --assume sex=boy=0.5"
    )]
    Shells(ShellsArguments),
}

impl SampleVerb {
    /// What needs lists alone, and no workspace; nothing for the tables of an
    /// instrument.
    pub fn of_lists(&self) -> Option<Result<Answer, Vec<Diag>>> {
        Some(match self {
            SampleVerb::Size(a) => size::size(&a.request()).map_err(|d| vec![d]),
            SampleVerb::Allocate(a) => allocate::allocate(&a.request()),
            SampleVerb::Draw(a) => draw::draw(&a.request()),
            SampleVerb::Household(a) => household::household(&a.request()),
            SampleVerb::Response(a) => response::response(&a.request()),
            SampleVerb::Weights(a) => weights::weights(&a.request()),
            SampleVerb::Shells(_) => return None,
        })
    }

    /// The tables of an instrument before fieldwork.
    pub fn of_instrument(&self, workbench: &Workbench) -> Option<Result<Answer, Vec<Diag>>> {
        let SampleVerb::Shells(arguments) = self else { return None };
        Some(shells::shells(workbench, &arguments.request()))
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

#[derive(Args)]
pub struct AllocateArguments {
    /// CSV: stratum, population; sd, cost and psus where they are known
    #[arg(long, value_name = "FILE")]
    frame: PathBuf,
    /// Interviews in all
    #[arg(long, value_name = "NUMBER")]
    n: usize,
    /// proportional (otherwise), equal, power, neyman, square_root
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// With --method power: 1 is proportional, 0 is equal
    #[arg(long, value_name = "POWER")]
    power: Option<f64>,
    /// The least in a stratum (otherwise 2)
    #[arg(long, value_name = "NUMBER")]
    minimum: Option<usize>,
    /// Interviews in each PSU: gives the number of PSUs
    #[arg(long, value_name = "NUMBER")]
    take: Option<f64>,
    /// Keep the allocation as CSV, for dh sample draw
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl AllocateArguments {
    fn request(&self) -> allocate::Request {
        allocate::Request {
            frame: Listed::File(self.frame.clone()),
            n: self.n,
            method: self.method.clone(),
            power: self.power,
            minimum: self.minimum,
            take: self.take,
            out: self.out.clone(),
        }
    }
}

#[derive(Args)]
pub struct DrawArguments {
    /// CSV: one row a PSU, in the order that stratifies implicitly
    #[arg(long, value_name = "FILE")]
    frame: PathBuf,
    /// The column of sizes, such as households
    #[arg(long, value_name = "COLUMN")]
    size: String,
    /// The column that names a PSU (otherwise psu)
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Columns that make the strata, such as region,area
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    strata: Vec<String>,
    /// PSUs in all, shared out in proportion to size
    #[arg(long, value_name = "NUMBER")]
    psus: Option<usize>,
    /// CSV: stratum and psus (or n)
    #[arg(long, value_name = "FILE")]
    allocation: Option<PathBuf>,
    /// Households taken in each PSU: adds their chances and weights
    #[arg(long, value_name = "NUMBER")]
    take: Option<f64>,
    /// The same seed draws the same sample
    #[arg(long)]
    seed: u64,
    /// Where the sample is kept, as CSV
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl DrawArguments {
    fn request(&self) -> draw::Request {
        draw::Request {
            frame: Listed::File(self.frame.clone()),
            size: self.size.clone(),
            id: self.id.clone(),
            strata: self.strata.clone(),
            psus: self.psus,
            allocation: self.allocation.clone().map(Listed::File),
            take: self.take,
            seed: self.seed,
            out: self.out.clone(),
        }
    }
}

#[derive(Args)]
#[command(group(ArgGroup::new("way").required(true).args(["kish", "next_birthday", "random"])))]
pub struct HouseholdArguments {
    /// The eight tables of Kish's grid
    #[arg(long)]
    kish: bool,
    /// The table of next birthdays
    #[arg(long)]
    next_birthday: bool,
    /// Choose by a seed
    #[arg(long)]
    random: bool,
    /// With --next-birthday: up to how many eligible people (otherwise 8)
    #[arg(long, value_name = "NUMBER")]
    sizes: Option<usize>,
    /// With --kish: give each of so many addresses a table
    #[arg(long, value_name = "NUMBER")]
    addresses: Option<usize>,
    /// With --random: one household with so many eligible people
    #[arg(long, value_name = "NUMBER")]
    eligible: Option<usize>,
    /// With --random: CSV of household, person, eligible (yes or no)
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// The same seed chooses the same people
    #[arg(long)]
    seed: Option<u64>,
    /// Where what was chosen is kept, as CSV
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl HouseholdArguments {
    fn request(&self) -> household::Request {
        household::Request {
            way: match (self.next_birthday, self.random) {
                (true, _) => household::Way::NextBirthday,
                (_, true) => household::Way::Random,
                _ => household::Way::Kish,
            },
            sizes: self.sizes,
            addresses: self.addresses,
            eligible: self.eligible,
            roster: self.roster.clone().map(Listed::File),
            seed: self.seed,
            out: self.out.clone(),
        }
    }
}

#[derive(Args)]
pub struct ResponseArguments {
    /// CSV: one row a case that was issued
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The column of outcomes: I, P, R, NC, O, UH, UO, NE
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// The column of base weights
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// Rates by the values of a column too
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// The share of unknown cases that is eligible (otherwise estimated from the known)
    #[arg(long, value_name = "SHARE")]
    e: Option<f64>,
}

impl ResponseArguments {
    fn request(&self) -> response::Request {
        response::Request {
            data: Listed::File(self.data.clone()),
            outcome: self.outcome.clone(),
            weight: self.weight.clone(),
            by: self.by.clone(),
            e: self.e,
        }
    }
}

#[derive(Args)]
pub struct WeightsArguments {
    /// CSV: one row a case that was issued
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// The column of base weights
    #[arg(long, value_name = "COLUMN")]
    base: String,
    /// Columns that make the weighting classes, such as region,area
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    adjust: Vec<String>,
    /// The column of outcomes: I, P, R, NC, O, UH, UO, NE
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// A column to multiply by, such as the number of eligible people (a roster gives it itself)
    #[arg(long, value_name = "COLUMN")]
    within: Option<String>,
    /// CSV: household, person, internet_user, selected (interviewed, within_factor), the margins' variables
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// CSV: variable, level, total, population, source
    #[arg(long, value_name = "FILE")]
    margins: Option<PathBuf>,
    /// Whom the cases stand for, without a roster, in the words of the margins
    #[arg(long, value_name = "POPULATION")]
    of: Option<String>,
    /// Cut weights above so many medians
    #[arg(long, value_name = "TIMES")]
    trim: Option<f64>,
    /// Complain of classes with fewer respondents (otherwise 20)
    #[arg(long, value_name = "NUMBER")]
    least: Option<usize>,
    /// Complain of factors above this (otherwise 2)
    #[arg(long, value_name = "FACTOR")]
    most: Option<f64>,
    /// Where the weights are kept, as CSV
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where the roster's own weights are kept, as CSV
    #[arg(long, value_name = "FILE")]
    roster_out: Option<PathBuf>,
}

impl WeightsArguments {
    fn request(&self) -> weights::Request {
        weights::Request {
            data: Listed::File(self.data.clone()),
            base: self.base.clone(),
            adjust: self.adjust.clone(),
            outcome: self.outcome.clone(),
            within: self.within.clone(),
            roster: self.roster.clone().map(Listed::File),
            margins: self.margins.clone().map(Listed::File),
            of: self.of.clone(),
            trim: self.trim,
            least: self.least,
            most: self.most,
            out: self.out.clone(),
            roster_out: self.roster_out.clone(),
        }
    }
}

#[derive(Args)]
pub struct ShellsArguments {
    /// The instrument, such as KEN/children
    address: String,
    /// Interviews (otherwise those the country or the method plans)
    #[arg(long, value_name = "NUMBER")]
    n: Option<f64>,
    /// Design effect (otherwise the one the country plans with)
    #[arg(long, value_name = "FACTOR")]
    deff: Option<f64>,
    /// Confidence (otherwise 0.95)
    #[arg(long, value_name = "SHARE")]
    level: Option<f64>,
    /// A share that is planned with: sex=girl=0.5, ocsea_clear_12m=0.1, "age >= 15=0.5"
    #[arg(long, value_name = "NAME=SHARE")]
    assume: Vec<String>,
    /// CSV: name, share, source
    #[arg(long, value_name = "FILE")]
    assumptions: Option<PathBuf>,
    /// Plan groups of the same size where no share is known
    #[arg(long)]
    equal_groups: bool,
}

impl ShellsArguments {
    fn request(&self) -> shells::Request {
        shells::Request {
            address: self.address.clone(),
            n: self.n,
            deff: self.deff,
            level: self.level,
            assume: self.assume.clone(),
            assumptions: self.assumptions.clone().map(Listed::File),
            equal_groups: self.equal_groups,
        }
    }
}
