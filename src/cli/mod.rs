//! The command line: a thin reading of arguments.

mod desk;
mod export;
mod files;
mod groups;
mod records;
mod rehearse;
mod sampling;
mod walk;

use std::io::{IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::base::{Diag, Interrupt};
use crate::bind::Session;
use crate::ops::{self, Answer, StorePlace, Workbench, compare::Options};
use crate::repl;

const AFTER: &str = "\
Addresses: KEN · KEN/household_survey/children · KEN/published:ocsea_clear_12m · series:cybertips ·
criterion:child_helpline · indicator:told_no_one · KEN/finding:…; any unique tail is enough.
Exit codes: 0 done · 1 a check or finding does not hold · 2 wrong use or a script error · 3 refused.";

#[derive(Parser)]
#[command(name = "dh", version, about = "The Disrupting Harm workbench", after_help = AFTER, max_term_width = 100)]
struct Arguments {
    /// The workspace folder (otherwise the nearest one upwards with a methodology/)
    #[arg(long, global = true, value_name = "FOLDER")]
    workspace: Option<PathBuf>,
    /// Print one JSON object on stdout and nothing else
    #[arg(long, global = true)]
    json: bool,
    #[command(flatten)]
    store: records::StoreArguments,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Make a new workspace with the methodology
    Init {
        /// Where; made if it is not there
        folder: PathBuf,
    },
    /// Start a country, a region or an activity
    New {
        #[command(subcommand)]
        what: New,
    },
    /// Write type definitions for editors into the workspace
    Setup {
        /// Print the script reference (Markdown) instead
        #[arg(long)]
        reference: bool,
    },
    /// Find everything that is wrong with the workspace
    Check {
        /// One country: its complaints, and its readiness list
        country: Option<String>,
        /// Check again whenever a file changes, until Ctrl-C
        #[arg(long)]
        watch: bool,
        /// Exit 1 where there are warnings
        #[arg(long)]
        strict: bool,
    },
    /// Show what something is
    Show {
        /// An address; without one, what the workspace holds
        #[arg(default_value = "")]
        address: String,
        /// What the country still lacks before fieldwork
        #[arg(long)]
        readiness: bool,
        /// A questionnaire: how long it takes, what is sensitive, how many are asked what
        #[arg(long, conflicts_with = "readiness")]
        burden: bool,
        /// Answers to a checklist as they stood on a day: 2019, 2019-03-01
        #[arg(long, value_name = "DATE", conflicts_with = "readiness")]
        at: Option<String>,
        /// A series: its same-year ratio to another series
        #[arg(long, value_name = "SERIES", conflicts_with = "readiness")]
        ratio: Option<String>,
    },
    /// Search wordings, criteria, indicators, figures and findings
    Find {
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Show what a country changed, how two countries compare, or what changed since an export
    Diff {
        /// A country; a questionnaire such as KEN/children, against what was exported of it
        country: String,
        /// Another country; without one, the core
        other: Option<String>,
        /// The law of the country on two days: --at 2019-01-01 --at 2026-01-01
        #[arg(long, value_name = "DATE", num_args = 1, conflicts_with = "other")]
        at: Vec<String>,
        /// A questionnaire against a snapshot or lock file (otherwise against its own lock)
        #[arg(long, value_name = "FILE", conflicts_with_all = ["other", "at"])]
        against: Option<PathBuf>,
        /// A language of the country against the source, or two against each other
        #[arg(long, value_name = "LANGUAGE", num_args = 1, conflicts_with_all = ["other", "at", "against"])]
        lang: Vec<String>,
    },
    /// Put countries side by side
    Compare {
        /// published:…, indicator:…, series:… or criterion:…
        address: String,
        /// Also figures of the same concept under other definitions, labelled
        #[arg(long)]
        definitions: bool,
        /// Divide a series by a denominator, such as internet_users
        #[arg(long, value_name = "DENOMINATOR")]
        rate: Option<String>,
        /// One period of a series
        #[arg(long, value_name = "YEAR")]
        period: Option<i32>,
        /// Answers as they stood on a day
        #[arg(long, value_name = "DATE")]
        at: Option<String>,
        /// Compare counts that do not count the same, and print why
        #[arg(long, value_name = "REASON")]
        allow: Option<String>,
        /// Countries without scripts that a series holds values of, or all
        #[arg(long, value_name = "CODE", value_delimiter = ',')]
        also: Vec<String>,
        /// Standardise the rate over a dimension, such as age_group
        #[arg(long, value_name = "DIMENSION", requires = "rate", requires = "standard")]
        standardise: Option<String>,
        /// The standard population: a series of no country, or a CSV file
        #[arg(long, value_name = "SERIES|FILE", requires = "standardise")]
        standard: Option<String>,
        /// Exact 95 % intervals of small counts of separate events
        #[arg(long)]
        poisson: bool,
        /// By value, where the method lets a series rank
        #[arg(long)]
        rank: bool,
        #[command(flatten)]
        export: files::ExportArguments,
    },
    /// Say where a number, an answer or a verdict comes from
    Why { address: String },
    /// Test the findings of a country again
    Finding { country: String },
    /// Write the national report as one HTML page
    Report {
        country: String,
        /// The folder it is written under
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
    /// Make a small simulated survey of Kenya in a store of its own
    Demo {
        /// The same seed gives the same answers
        #[arg(long, default_value_t = 2021)]
        seed: u64,
    },
    /// Make what others fill in: the workbook of a data request, the screening sheet of literature
    Export(export::ExportArguments),
    /// Bring records into the store, or the workbook of a data request beside the scripts
    Import(records::ImportArguments),
    /// Count who gave which answer, every missing state too
    Freq(records::TableArguments),
    /// Describe the records of an instrument, or the numbers of a question
    Describe(records::TableArguments),
    /// Say how the records of an instrument were drawn: strata, PSUs, weights
    Design(groups::DesignArguments),
    /// Cross two questions of records, with the Rao–Scott test
    Cross(groups::CrossArguments),
    /// Put the records of two questionnaires beside each other: children and their caregivers
    Dyads(groups::DyadsArguments),
    /// Estimate indicators and questions from records, or columns of any data file, by the design
    Tab(Box<desk::TabArguments>),
    /// Fit a regression by the design
    Model(Box<desk::ModelArguments>),
    /// Make the weights of a data file agree with known margins
    Rake(files::RakeArguments),
    /// Correct records by decisions that can be read and undone
    Decide(records::DecideArguments),
    /// Make and look after the encrypted store
    Store {
        #[command(subcommand)]
        verb: Option<records::StoreVerb>,
    },
    /// Show the audit log, or verify it
    Audit {
        #[command(subcommand)]
        verb: Option<records::AuditVerb>,
    },
    /// Plan a sample, draw it, weight it
    Sample {
        #[command(subcommand)]
        verb: sampling::SampleVerb,
    },
    /// Walk a respondent through a questionnaire: at the keyboard, or by a file of answers
    Walk(walk::WalkArguments),
    /// Make up a whole survey before the first interview
    Simulate(rehearse::SimulateArguments),
    /// Check the records of a survey: interviews, questions, interviewers
    Quality(rehearse::QualityArguments),
    /// Walk the scenarios beside a country through its questionnaires, and say what they cover
    Test {
        /// A country; without one, the core
        country: Option<String>,
    },
    /// Run an analysis script
    Run { script: PathBuf },
    /// Explore interactively
    Repl,
}

#[derive(Subcommand, Clone)]
enum New {
    /// A country started from a neighbour: a script, and a worksheet to fill in
    Country {
        /// Three capital letters, ISO 3166-1
        code: String,
        /// The country whose changes it takes over, unconfirmed
        #[arg(long, value_name = "COUNTRY")]
        from: String,
        /// Its name (otherwise the one of ISO 3166-1)
        #[arg(long)]
        name: Option<String>,
        /// Its region (otherwise that of the country it is started from)
        #[arg(long, value_name = "REGION")]
        region: Option<String>,
    },
    /// A region, the layer that several countries share
    Region {
        /// Its id, such as south_asia
        id: String,
        label: String,
    },
    /// A research activity of the method, with the instruments of its kind
    Activity {
        /// Its id, such as teacher_survey
        id: String,
        label: String,
        /// survey, interviews, desk_review or offence_data
        #[arg(long)]
        kind: String,
        /// The part of the method (otherwise the first)
        #[arg(long)]
        part: Option<String>,
    },
}

/// Runs the command line; the exit code is 0 done, 1 a check or finding does
/// not hold, 2 wrong use or a script error, 3 refused.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not errors; clap knows which.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let interrupt = Interrupt::new();
    let handler = interrupt.clone();
    // At a prompt Ctrl-C stops what runs and keeps the variables, however
    // often it is pressed; Ctrl-\\ ends the program.
    let stays = matches!(arguments.verb, Verb::Repl) && repl::is_interactive();
    // An interview at the keyboard keeps nothing: it is left at once.
    let leaves = matches!(&arguments.verb, Verb::Walk(walk) if walk.is_typed());
    // Without a handler Ctrl-C still ends the program; nothing is half-written.
    let _ = ctrlc::set_handler(move || {
        if (handler.is_set() || leaves) && !stays {
            std::process::exit(130);
        }
        handler.set();
    });
    ExitCode::from(act(&arguments, &interrupt))
}

fn act(arguments: &Arguments, interrupt: &Interrupt) -> u8 {
    let json = arguments.json;
    let given = arguments.workspace.as_deref();
    match &arguments.verb {
        Verb::Init { folder } => return done(ops::init::init(folder), json),
        Verb::Setup { reference: true } => {
            return out(&ops::setup::reference());
        }
        Verb::Setup { reference: false } => return done(ops::setup::setup(&Workbench::find(given)), json),
        // Data files have no workspace.
        Verb::Rake(rake) => return all_done(rake.run(interrupt), json),
        Verb::Check { watch: true, country, strict } => {
            return watch(given, interrupt, json, country.as_deref(), *strict);
        }
        Verb::Tab(tab) => {
            if let Some(answer) = tab.of_file(interrupt) {
                return done(answer, json);
            }
        }
        Verb::Sample { verb } => {
            if let Some(answer) = verb.of_lists() {
                return all_done(answer, json);
            }
        }
        Verb::Model(model) => {
            if let Some(answer) = model.of_file(interrupt) {
                return done(answer, json);
            }
        }
        _ => {}
    }
    let place = StorePlace { owner: matches!(arguments.verb, Verb::Repl), ..arguments.store.place() };
    let mut workbench = Workbench::open(&Workbench::find(given), interrupt).with_store(place);
    // What was not read because of it is no error of the scripts.
    if interrupt.is_set() {
        eprintln!("stopped; nothing was done");
        return 130;
    }
    if let Verb::Check { country, strict, .. } = &arguments.verb {
        let workbench = ManuallyDrop::new(workbench);
        return check(&workbench, json, country.as_deref(), *strict);
    }
    // A broken country does not stop the others; anything else broken does.
    let left_out = match workbench.leave_out_broken() {
        Some(left_out) => left_out,
        None => {
            workbench.errors().for_each(complain);
            eprintln!("The workspace has errors; nothing was done.");
            return workbench.errors().map(|d| d.kind.exit_code()).max().unwrap_or(2);
        }
    };
    for (folder, errors) in &left_out {
        let count = if *errors == 1 { "an error".to_string() } else { format!("{errors} errors") };
        eprintln!("warning: countries/{folder} has {count} and is left out; dh check lists them\n");
    }
    // The system takes back what was read at once, sooner than piece by piece;
    // the store is closed in order.
    let mut workbench = ManuallyDrop::new(workbench);
    let code = match &arguments.verb {
        Verb::Run { script } => return run(ManuallyDrop::into_inner(workbench), script),
        Verb::Repl => return repl::repl(ManuallyDrop::into_inner(workbench), terminal_width()),
        Verb::Show { address, ratio: Some(other), .. } => {
            done(ops::show::ratio(&workbench, address, other), json)
        }
        Verb::Show { address, burden: true, .. } => done(ops::burden::show(&workbench, address), json),
        Verb::Show { address, readiness: true, .. } => {
            done(ops::readiness::readiness(&workbench, address), json)
        }
        Verb::Show { address, readiness: false, at, .. } => {
            done(ops::show::show_at(&workbench, address, at.as_deref()), json)
        }
        Verb::New { what } => done(new(&workbench, what), json),
        Verb::Find { words } => done(ops::find::find(&workbench, &words.join(" ")), json),
        Verb::Diff { country, lang, .. } if !lang.is_empty() => {
            done(ops::versions::languages(&workbench, country, lang), json)
        }
        Verb::Diff { country, other: None, at, against, .. }
            if against.is_some() || (at.is_empty() && country.contains('/')) =>
        {
            done(ops::versions::against(&workbench, country, against.as_deref()), json)
        }
        Verb::Diff { country, other, at, .. } => match at.as_slice() {
            [] => done(ops::diff::diff(&workbench, country, other.as_deref()), json),
            [first, second] => done(ops::law_diff::diff(&workbench, country, first, second), json),
            _ => done(
                Err(Diag::error("two days are compared").hint("dh diff KEN --at 2019-01-01 --at 2026-01-01")),
                json,
            ),
        },
        Verb::Compare {
            address,
            definitions,
            rate,
            period,
            at,
            allow,
            also,
            standardise,
            standard,
            poisson,
            rank,
            export,
        } => {
            let options = Options {
                all_definitions: *definitions,
                rate: rate.clone(),
                period: *period,
                at: at.clone(),
                allow: allow.clone(),
                also: also.clone(),
                rank: *rank,
                standardise: standardise.clone().zip(standard.clone()),
                poisson: *poisson,
            };
            done(export.of(|| ops::compare::compare(&workbench, address, &options)), json)
        }
        Verb::Why { address } => done(ops::why::why(&workbench, address), json),
        Verb::Finding { country } => done(ops::finding::findings(&workbench, country), json),
        Verb::Report { country, out } => {
            let folder = out.clone().unwrap_or_else(|| shown_out(&workbench));
            done(ops::report::report(&workbench, country, &folder), json)
        }
        Verb::Demo { seed } => all_done(ops::demo::demo(&workbench, *seed), json),
        Verb::Export(export) => all_done(export.run(&workbench, &shown_out(&workbench)), json),
        Verb::Import(import) => all_done(import.run(&workbench), json),
        Verb::Freq(table) => done(table.freq(&workbench), json),
        Verb::Describe(table) => done(table.describe(&workbench), json),
        Verb::Design(design) => done(design.run(&workbench), json),
        Verb::Dyads(dyads) => done(dyads.run(&workbench), json),
        Verb::Cross(cross) => done(cross.run(&workbench), json),
        Verb::Tab(table) => done(table.run(&workbench), json),
        Verb::Model(model) => done(model.run(&workbench), json),
        Verb::Decide(decide) => done(decide.run(&workbench), json),
        Verb::Store { verb } => done(records::store(&workbench, verb.as_ref()), json),
        Verb::Audit { verb } => done(records::audit(&workbench, verb.as_ref()), json),
        Verb::Sample { verb } => verb.of_instrument(&workbench).map_or(0, |answer| all_done(answer, json)),
        Verb::Walk(walk) => all_done(walk.run(&workbench, json, terminal_width()), json),
        Verb::Simulate(simulate) => all_done(simulate.run(&workbench), json),
        Verb::Quality(of) => done(ops::quality::quality(&workbench, &of.address), json),
        Verb::Test { country } => done(ops::scenarios::test(&workbench, country.as_deref()), json),
        Verb::Init { .. } | Verb::Setup { .. } | Verb::Check { .. } | Verb::Rake(_) => 0,
    };
    drop(std::mem::take(&mut workbench.records));
    code
}

/// `out/` of the workspace, named from here where that is shorter.
fn shown_out(workbench: &Workbench) -> PathBuf {
    let folder = &workbench.workspace.folder;
    match std::env::current_dir() {
        Ok(here) if here == *folder => PathBuf::from("out"),
        _ => folder.join("out"),
    }
}

fn new(workbench: &Workbench, what: &New) -> Result<Answer, Diag> {
    match what.clone() {
        New::Country { code, from, name, region } => {
            ops::new::country(workbench, &ops::new::CountryRequest { code, from, name, region })
        }
        New::Region { id, label } => ops::new::region(workbench, &id, &label),
        New::Activity { id, label, kind, part } => {
            ops::new::activity(workbench, &ops::new::ActivityRequest { id, label, kind, part })
        }
    }
}

fn check(workbench: &Workbench, json: bool, country: Option<&str>, strict: bool) -> u8 {
    let Some(country) = country else {
        if !json {
            ops::check::shortened(ops::check::all(workbench)).iter().for_each(complain);
        }
        return done(Ok(ops::check::check(workbench).strict(strict)), json);
    };
    let found = ops::check::folder_of(workbench, country)
        .map(|folder| ops::check::complaints(workbench, &folder))
        .and_then(|own| ops::check::check_country(workbench, country).map(|answer| (own, answer)));
    match found {
        Ok((own, answer)) => {
            if !json {
                own.into_iter().for_each(complain);
            }
            done(Ok(answer.strict(strict)), json)
        }
        Err(diag) => done(Err(diag), json),
    }
}

/// Checks again whenever a script or data file changes.
fn watch(given: Option<&Path>, interrupt: &Interrupt, json: bool, country: Option<&str>, strict: bool) -> u8 {
    let folder = Workbench::find(given);
    let mut seen = None;
    let mut code = 0;
    while !interrupt.is_set() {
        let now = stamp(&folder);
        if seen.as_ref() != Some(&now) {
            seen = Some(now);
            code = check(&Workbench::open(&folder, interrupt), json, country, strict);
            if !json {
                // A reader that went away ends the watching.
                let text = format!("Watching {}; Ctrl-C ends.\n\n", folder.display());
                if std::io::stdout().write_all(text.as_bytes()).is_err() {
                    break;
                }
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    code
}

/// Names, sizes and times of everything a check reads.
fn stamp(folder: &Path) -> Vec<(PathBuf, u64, Option<std::time::SystemTime>)> {
    let mut out = Vec::new();
    for part in ["methodology", "countries"] {
        for extension in ["lua", "csv", "ris", "bib"] {
            for file in crate::base::fs::files_under(&folder.join(part), extension).unwrap_or_default() {
                let meta = std::fs::metadata(&file).ok();
                let size = meta.as_ref().map_or(0, std::fs::Metadata::len);
                out.push((file, size, meta.and_then(|m| m.modified().ok())));
            }
        }
    }
    out
}

fn run(workbench: Workbench, script: &Path) -> u8 {
    let session = Session::new(workbench, terminal_width(), |text| {
        out(text);
    });
    match session.and_then(|s| s.run_file(script)) {
        Ok(()) => 0,
        Err(diag) => {
            complain(&diag);
            diag.kind.exit_code()
        }
    }
}

fn done(result: Result<Answer, Diag>, json: bool) -> u8 {
    match result {
        Ok(answer) => {
            answer.warnings.iter().for_each(complain);
            let text =
                if json { format!("{}\n", answer.json_text()) } else { answer.to_text(terminal_width()) };
            let code = out(&text).max(answer.code);
            // The process ends: taking a large answer apart first is no use.
            std::mem::forget(answer);
            code
        }
        Err(diag) => {
            complain(&diag);
            diag.kind.exit_code()
        }
    }
}

/// The same for a verb that lists everything that is wrong.
fn all_done(result: Result<Answer, Vec<Diag>>, json: bool) -> u8 {
    result.map_or_else(
        |diags| {
            diags.iter().for_each(complain);
            diags.iter().map(|d| d.kind.exit_code()).max().unwrap_or(2)
        },
        |answer| done(Ok(answer), json),
    )
}

fn complain(diag: &Diag) {
    eprintln!("{}", diag.render());
}

/// Prints; a reader that went away (`| head`) is no error.
fn out(text: &str) -> u8 {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => 0,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => 0,
        Err(error) => {
            eprintln!("error: cannot print: {}", crate::base::fs::reason(&error));
            2
        }
    }
}

/// Columns of the terminal, 100 where there is none.
fn terminal_width() -> usize {
    if !std::io::stdout().is_terminal() {
        return 100;
    }
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns.or_else(repl::columns).unwrap_or(100).clamp(40, 160)
}
