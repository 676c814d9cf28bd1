//! `dh walk`: by a file of answers, or at the keyboard.

use std::io::{BufRead, Write};
use std::path::PathBuf;

use clap::Args;

use crate::base::Diag;
use crate::ops::walk::{Interview, Turn, WalkRequest, walk_file};
use crate::ops::{Answer, Workbench};

#[derive(Args)]
pub struct WalkArguments {
    /// The questionnaire: KEN/children; without a country, the core
    address: String,
    /// Walk the answers in a file of JSON: { "question": answer, … }
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// The language it is shown in
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Draws random picks; the same seed draws the same
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl WalkArguments {
    /// Whether someone answers at the keyboard.
    pub fn is_typed(&self) -> bool {
        self.answers.is_none()
    }

    /// Walks; at the keyboard the questions are shown on stdout, with `json` on
    /// stderr.
    pub fn run(&self, workbench: &Workbench, json: bool, width: usize) -> Result<Answer, Vec<Diag>> {
        let request =
            WalkRequest { address: self.address.clone(), language: self.lang.clone(), seed: self.seed };
        if let Some(file) = &self.answers {
            return walk_file(workbench, &request, file);
        }
        let mut interview = Interview::begin(workbench, &request, width).map_err(|d| vec![d])?;
        say(&interview.welcome(), json);
        let mut typed = std::io::stdin().lock();
        while !workbench.interrupt.is_set() {
            let Turn::Ask(text) = interview.turn() else { break };
            if !say(&text, json) {
                break;
            }
            let mut line = Vec::new();
            match typed.read_until(b'\n', &mut line) {
                // The end of what is typed ends the interview, wherever it is.
                Ok(0) => break,
                Ok(_) => {
                    let said = match std::str::from_utf8(&line) {
                        Ok(line) => interview.take(line),
                        Err(_) => "  That is no text in UTF-8; type it again.\n".into(),
                    };
                    say(&said, json);
                }
                Err(error) => {
                    let reason = crate::base::fs::reason(&error);
                    return Err(vec![Diag::error(format!("stdin cannot be read: {reason}"))]);
                }
            }
        }
        say("\n", json);
        Ok(interview.summary())
    }
}

/// Shows a text; whether anyone still reads.
fn say(text: &str, json: bool) -> bool {
    let text = crate::base::diag::printable(text.to_string());
    let done = if json {
        std::io::stderr().lock().write_all(text.as_bytes())
    } else {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush())
    };
    done.is_ok()
}
