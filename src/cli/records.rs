//! The verbs over records: import, demo, freq, describe, decide, store, audit.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::files::ExportArguments;
use crate::base::Diag;
use crate::ops::{self, Answer, KeySource, Purpose, StorePlace, Workbench, decide::Request, sample};
use crate::repl;

/// Where the store is and who acts.
#[derive(Args)]
pub struct StoreArguments {
    /// The store (otherwise .dh/records.dh of the workspace, or the one dh demo made)
    #[arg(long, global = true, value_name = "FILE", help_heading = "Store")]
    store: Option<PathBuf>,
    /// Its key: a file of 32 bytes (otherwise the passphrase in DH_KEY, or one that is asked for)
    #[arg(long, global = true, value_name = "FILE", help_heading = "Store")]
    key_file: Option<PathBuf>,
    /// Make the store without encryption
    #[arg(long, global = true, help_heading = "Store")]
    plain: bool,
    /// Who acts, as the audit log writes it (otherwise DH_WHO, or the user of this computer)
    #[arg(long, global = true, value_name = "NAME", help_heading = "Store")]
    who: Option<String>,
}

impl StoreArguments {
    pub fn place(&self) -> StorePlace {
        let set = |name: &str| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
        let who = self.who.clone().filter(|w| !w.trim().is_empty());
        StorePlace {
            file: self.store.clone().or_else(|| set("DH_STORE").map(PathBuf::from)),
            key_file: self.key_file.clone(),
            passphrase: std::env::var("DH_KEY").ok(),
            plain: self.plain,
            owner: false,
            who: who
                .or_else(|| set("DH_WHO"))
                .or_else(|| set("USER"))
                .or_else(|| set("LOGNAME"))
                .or_else(user)
                .unwrap_or_else(|| "unknown".into()),
            ask: std::io::stdin().is_terminal().then_some(repl::passphrase as fn(&str) -> Option<String>),
        }
    }
}

/// The user of this process by the computer's own list, where there is one.
fn user() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let uid = status.lines().find_map(|l| l.strip_prefix("Uid:"))?.split_whitespace().next()?;
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then(|| name.to_string())
    })
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ImportFormat {
    /// The sheet a translator has filled in
    Translation,
}

#[derive(Args)]
pub struct ImportArguments {
    /// The instrument, such as KEN/children
    #[arg(required_unless_present = "xlsform")]
    address: Option<String>,
    /// What the field hands back (a zip or folder of ODK, submissions, CSV, XLSX of KoBo, .dta, .sav),
    /// or CSV with the instrument's own column names; workbooks of a data request; sheets of translations
    #[arg(required_unless_present = "xlsform")]
    files: Vec<PathBuf>,
    /// A form of ODK, KoBo or SurveyCTO (.xlsx, .xls) that becomes a questionnaire, in the place of an instrument
    #[arg(long, value_name = "FORM", requires = "out", conflicts_with_all = ["address", "files", "platform", "format", "lang", "pretest", "training", "back_check", "simulated", "weights"])]
    xlsform: Option<PathBuf>,
    /// With --xlsform: a new folder or file of scripts, for all (methodology/my_survey) or for one country (countries/kenya/my_survey)
    #[arg(short, long, value_name = "PLACE", requires = "xlsform")]
    out: Option<PathBuf>,
    /// What records come from: plain, odk, kobo, surveycto, stata, spss (otherwise told by the content)
    #[arg(long = "as", value_name = "PROGRAM")]
    platform: Option<String>,
    /// What the files are, where they are neither records nor a data request
    #[arg(long, value_enum)]
    format: Option<ImportFormat>,
    /// The language the sheet of translations must be in
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// The records are of a pretest: they never enter an estimate
    #[arg(long, conflicts_with = "training")]
    pretest: bool,
    /// The records are of a training: they never enter an estimate
    #[arg(long)]
    training: bool,
    /// A supervisor asked a few questions again: held apart, and compared by dh quality
    #[arg(long, conflicts_with_all = ["pretest", "training"])]
    back_check: bool,
    /// The records are simulated; everything made from them says so
    #[arg(long)]
    simulated: bool,
    /// Take a workbook of a data request although counts of a later day are held: it stands over them.
    /// With --xlsform: replace what is there
    #[arg(long)]
    force: bool,
    /// The file holds weights that came after their records: record ids and weights, no answers
    #[arg(long, conflicts_with_all = ["pretest", "training", "simulated", "force", "format", "lang", "back_check"])]
    weights: bool,
    /// With --weights: what they are made of
    #[arg(long, default_value = "", requires = "weights")]
    because: String,
}

impl ImportArguments {
    pub fn run(&self, workbench: &Workbench) -> Result<Answer, Vec<Diag>> {
        if let (Some(form), Some(out)) = (&self.xlsform, &self.out) {
            let request =
                ops::xlsform_in::FormRequest { form: form.clone(), out: out.clone(), force: self.force };
            return ops::xlsform_in::import(workbench, &request);
        }
        // Asked for wherever there is no form.
        let address = self.address.as_deref().unwrap_or_default();
        if self.weights {
            return match self.files.as_slice() {
                [file] => ops::weigh::weigh(workbench, address, file, &self.because),
                _ => Err(vec![
                    Diag::error("weights are one file: a later one stands over an earlier one")
                        .hint("import them one after the other; nothing was changed"),
                ]),
            };
        }
        if self.format == Some(ImportFormat::Translation) {
            if self.pretest || self.training || self.simulated || self.force || self.back_check {
                return Err(vec![
                    Diag::error(
                        "a sheet of translations takes none of --pretest, --training, --simulated, --force, --back-check",
                    )
                    .hint("import the sheet without that option"),
                ]);
            }
            return ops::translation::import(workbench, address, &self.files, self.lang.as_deref());
        }
        if self.lang.is_some() {
            return Err(vec![Diag::error(
                "--lang is for sheets of translations: --format translation --lang sw",
            )]);
        }
        if ops::request::is_request(workbench, address) {
            if self.pretest || self.training || self.simulated || self.back_check {
                return Err(vec![
                    Diag::error("a data request has no pretest, no training and no simulated counts")
                        .hint("import the workbook without that option"),
                ]);
            }
            return ops::request::import(workbench, address, &self.files, self.force);
        }
        if self.force {
            return Err(vec![
                Diag::error("--force is for workbooks of data requests")
                    .hint("records that are held already are not imported again"),
            ]);
        }
        let purpose = match (self.pretest, self.training) {
            (true, _) => Purpose::Pretest,
            (_, true) => Purpose::Training,
            _ => Purpose::Main,
        };
        let platform = match &self.platform {
            None => None,
            Some(word) => Some(ops::import::platform(word).map_err(|d| vec![d])?),
        };
        let progress = Progress::new("reading");
        let request = ops::import::Request {
            purpose,
            simulated: self.simulated,
            platform,
            back_check: self.back_check,
        };
        ops::import::import(workbench, address, &self.files, &request, &mut |done| {
            progress.show(done);
        })
    }
}

#[derive(Args)]
pub struct TableArguments {
    /// A question, such as KEN/children/age
    address: String,
    /// Split by the answers to another question
    #[arg(long, value_name = "QUESTION")]
    by: Option<String>,
    /// Only records for which this holds, such as "age >= 15"
    #[arg(long = "where", value_name = "CONDITION")]
    keep: Option<String>,
    #[command(flatten)]
    export: ExportArguments,
}

impl TableArguments {
    fn options(&self) -> sample::Options {
        sample::Options { by: self.by.clone(), keep: self.keep.clone() }
    }

    pub fn freq(&self, workbench: &Workbench) -> Result<Answer, Diag> {
        self.export.of(|| ops::freq::freq(workbench, &self.address, &self.options()))
    }

    pub fn describe(&self, workbench: &Workbench) -> Result<Answer, Diag> {
        self.export.of(|| ops::describe::describe(workbench, &self.address, &self.options()))
    }
}

#[derive(Args)]
pub struct DecideArguments {
    /// The instrument or question, such as KEN/children; alone, its decisions are listed
    #[arg(default_value = "")]
    address: String,
    /// One record
    #[arg(long, value_name = "ID")]
    record: Option<String>,
    #[arg(long, value_name = "QUESTION")]
    item: Option<String>,
    /// The answer that is replaced in every record
    #[arg(long, value_name = "ANSWER", allow_negative_numbers = true)]
    from: Option<String>,
    /// The answer it becomes: an option, a number, a state such as dont_know
    #[arg(long, value_name = "ANSWER", allow_negative_numbers = true)]
    to: Option<String>,
    /// The record leaves every estimate
    #[arg(long)]
    drop: bool,
    /// A variable that is kept over the records
    #[arg(long, value_name = "NAME")]
    derive: Option<String>,
    /// A group of that variable, such as "12-14: age <= 14"; the first that holds decides
    #[arg(long, value_name = "GROUP: CONDITION", requires = "derive")]
    group: Vec<String>,
    /// The words written beside a question where an option asks which; alone, they are listed
    #[arg(long, value_name = "QUESTION")]
    specify: Option<String>,
    /// Of those, the words that become an option (--to)
    #[arg(long, value_name = "WORDS", requires = "specify")]
    words: Option<String>,
    /// Indicators or questions with all decisions and without any; without a name, every indicator
    #[arg(
        long,
        value_name = "INDICATOR",
        num_args = 0..,
        conflicts_with_all = ["record", "item", "from", "to", "drop", "derive", "specify", "undo", "because"]
    )]
    effect: Option<Vec<String>>,
    /// With --effect: what a stratum with a single PSU does: adjust, average, certainty, remove
    #[arg(long, value_name = "RULE", requires = "effect")]
    lonely: Option<String>,
    /// Take a decision back
    #[arg(long, value_name = "DECISION")]
    undo: Option<i64>,
    /// Why; every decision has a reason
    #[arg(long, default_value = "")]
    because: String,
}

impl DecideArguments {
    pub fn run(&self, workbench: &Workbench) -> Result<Answer, Diag> {
        if let Some(id) = self.undo {
            return ops::decide::undo(workbench, id, &self.because);
        }
        if let Some(names) = &self.effect {
            return ops::effect::effect(workbench, &self.address, names, self.lonely.as_deref());
        }
        let asks = self.drop
            || [&self.record, &self.from, &self.to, &self.derive, &self.words].iter().any(|a| a.is_some());
        match &self.specify {
            Some(question) if !asks && self.because.is_empty() => {
                return ops::specify::list(workbench, &self.address, question);
            }
            None if !asks && self.item.is_none() => return ops::decide::list(workbench, &self.address),
            _ => {}
        }
        let request = Request {
            record: self.record.clone(),
            item: self.item.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            drop: self.drop,
            derive: self.derive.clone(),
            groups: self.group.iter().map(|text| group(text)).collect::<Result<_, Diag>>()?,
            specify: self.specify.clone(),
            words: self.words.clone(),
            because: self.because.clone(),
            ..Request::default()
        };
        ops::decide::decide(workbench, &self.address, &request)
    }
}

/// Reads `12-14: age <= 14`.
fn group(text: &str) -> Result<(String, String), Diag> {
    let parts = text.split_once(':').map(|(label, condition)| (label.trim(), condition.trim()));
    match parts {
        Some((label, condition)) if !label.is_empty() && !condition.is_empty() => {
            Ok((label.into(), condition.into()))
        }
        _ => Err(Diag::error(format!("'{text}' is no group"))
            .hint("a name, a colon and a condition: --group \"12-14: age <= 14\"; nothing was changed")),
    }
}

#[derive(Subcommand)]
pub enum StoreVerb {
    /// Make an empty store
    Create,
    /// Look at every page, table, chunk and plan, and follow the audit log
    Verify,
    /// Copy the store; the copy is verified and has the same key
    Backup {
        /// A file ending in .dh that is not there yet
        to: PathBuf,
    },
    /// Give the store another key
    Rekey {
        /// The new key file (made where it is not there yet); otherwise a passphrase is asked for
        #[arg(long, value_name = "FILE")]
        new_key_file: Option<PathBuf>,
    },
    /// Give back the space of what was erased or replaced
    Compact,
    /// Take a whole batch out of every number; it stays in the store and can come back
    Withdraw {
        /// Its number, as dh store lists it
        batch: i64,
        #[arg(long, default_value = "")]
        because: String,
    },
    /// Erase one record whose consent was withdrawn
    Erase {
        /// The instrument, such as KEN/children
        address: String,
        /// The record's id
        record: String,
        #[arg(long, default_value = "")]
        because: String,
    },
}

pub fn store(workbench: &Workbench, verb: Option<&StoreVerb>) -> Result<Answer, Diag> {
    match verb {
        None => ops::store::status(workbench),
        Some(StoreVerb::Create) => ops::store::create(workbench),
        Some(StoreVerb::Verify) => ops::store::verify(workbench),
        Some(StoreVerb::Backup { to }) => {
            let progress = Progress::new("copying");
            ops::store::backup(workbench, to, &mut |done| progress.show(done))
        }
        Some(StoreVerb::Rekey { new_key_file }) => {
            let source = match new_key_file {
                Some(file) => KeySource::File(file.clone()),
                None => KeySource::Passphrase(new_passphrase()?),
            };
            ops::store::rekey(workbench, &source)
        }
        Some(StoreVerb::Compact) => ops::store::compact(workbench),
        Some(StoreVerb::Withdraw { batch, because }) => {
            ops::withdraw::withdraw(workbench, *batch, None, None, because)
        }
        Some(StoreVerb::Erase { address, record, because }) => {
            ops::store::erase(workbench, address, record, because)
        }
    }
}

/// `DH_NEW_KEY`, or what a person types twice.
fn new_passphrase() -> Result<String, Diag> {
    if let Ok(given) = std::env::var("DH_NEW_KEY") {
        return Ok(given);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Diag::error("the new key is needed")
            .hint("give --new-key-file FILE, or the new passphrase in DH_NEW_KEY; nothing was changed"));
    }
    let first = repl::passphrase("The new passphrase: ").unwrap_or_default();
    let second = repl::passphrase("The same again: ").unwrap_or_default();
    if first.is_empty() || first != second {
        return Err(Diag::error("the two passphrases are not the same, or empty").hint("nothing was changed"));
    }
    Ok(first)
}

#[derive(Subcommand)]
pub enum AuditVerb {
    /// Follow the log from its start; notices a cut tail
    Verify {
        /// A head that an output printed: is it in the log?
        #[arg(long, value_name = "HEAD")]
        head: Option<String>,
    },
}

pub fn audit(workbench: &Workbench, verb: Option<&AuditVerb>) -> Result<Answer, Diag> {
    match verb {
        None => ops::store::audit(workbench),
        Some(AuditVerb::Verify { head }) => ops::store::verify_audit(workbench, head.as_deref()),
    }
}

/// A line on stderr that says how far a long job is; only on a terminal, and
/// only when it takes long.
struct Progress {
    what: &'static str,
    started: std::time::Instant,
    last: std::cell::Cell<u32>,
    shown: bool,
}

impl Progress {
    fn new(what: &'static str) -> Progress {
        let shown = std::io::stderr().is_terminal();
        Progress { what, started: std::time::Instant::now(), last: std::cell::Cell::new(u32::MAX), shown }
    }

    /// `done` from 0 to 1.
    fn show(&self, done: f64) {
        let percent = (done * 100.0).clamp(0.0, 100.0) as u32;
        if !self.shown || self.started.elapsed().as_millis() < 400 || percent == self.last.get() {
            return;
        }
        self.last.set(percent);
        // Nobody misses a line of progress that cannot be printed.
        let _ = write!(std::io::stderr(), "\r{} {percent} % (Ctrl-C stops) ", self.what);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown && self.last.get() != u32::MAX {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
