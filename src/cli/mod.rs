//! The command line: a thin reading of arguments.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::base::Interrupt;
use crate::ops::{self, Answer, Workbench};

#[derive(Parser)]
#[command(name = "dh", version, about = "The Disrupting Harm workbench")]
struct Arguments {
    /// The workspace folder (otherwise the nearest one upwards with a methodology/).
    #[arg(long, global = true, value_name = "FOLDER")]
    workspace: Option<PathBuf>,
    /// Print one JSON object on stdout and nothing else.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Find everything that is wrong with the workspace.
    Check,
}

/// Runs the command line; the exit code is 0 done, 1 a check or finding does
/// not hold, 2 wrong use or a script error, 3 refused.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let interrupt = Interrupt::new();
    let workbench = Workbench::open(&Workbench::find(arguments.workspace.as_deref()), &interrupt);
    let answer = match arguments.verb {
        Verb::Check => {
            for diag in &workbench.diags {
                if !arguments.json {
                    eprintln!("{}", diag.render());
                }
            }
            ops::check::check(&workbench)
        }
    };
    print(&answer, arguments.json);
    ExitCode::from(answer.code)
}

fn print(answer: &Answer, json: bool) {
    if json {
        println!("{}", answer.to_json());
    } else {
        print!("{}", answer.to_text(100));
    }
}
