//! Completion: names outside quotes, addresses inside them; one step of an
//! address at a time.

use rustyline::completion::{Completer as Complete, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::Validator;
use rustyline::{Context, Helper};

pub struct Completer {
    pub names: Vec<String>,
    pub addresses: Vec<String>,
}

impl Completer {
    pub fn new(names: Vec<String>, addresses: Vec<String>) -> Self {
        Completer { names, addresses }
    }

    /// What can stand at the end of `line`: where it begins, and the choices.
    fn choices(&self, line: &str) -> (usize, Vec<String>) {
        let quotes = line.chars().filter(|c| *c == '"').count();
        if quotes % 2 == 1 {
            let start = line.rfind('"').map_or(0, |q| q + 1);
            return (start, steps(&self.addresses, &line[start..]));
        }
        let start = line.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |p| p + 1);
        let word = &line[start..];
        let mut found: Vec<String> = self.names.iter().filter(|n| n.starts_with(word)).cloned().collect();
        found.dedup();
        (start, found)
    }
}

/// The addresses that begin with `typed`, cut after the next `/` or `:`, so
/// that a long list stays short.
fn steps(addresses: &[String], typed: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for address in addresses.iter().filter(|a| a.starts_with(typed)) {
        let rest = &address[typed.len()..];
        let cut = rest.find(['/', ':']).map_or(address.len(), |p| typed.len() + p + 1);
        let step = address[..cut].to_string();
        if !found.contains(&step) {
            found.push(step);
        }
    }
    found
}

impl Complete for Completer {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, found) = self.choices(&line[..at]);
        Ok((start, found.into_iter().map(|f| Pair { display: f.clone(), replacement: f }).collect()))
    }
}

impl Hinter for Completer {
    type Hint = String;
}

impl Highlighter for Completer {}
impl Validator for Completer {}
impl Helper for Completer {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_complete_one_step_at_a_time_inside_quotes() {
        let completer = Completer::new(
            vec!["compare".into(), "countries".into()],
            vec!["KEN".into(), "KEN/survey".into(), "KEN/survey/children".into(), "KEN/published:a".into()],
        );
        assert_eq!(completer.choices("co").1, ["compare", "countries"]);
        assert_eq!(completer.choices("show \"KEN/").1, ["KEN/survey", "KEN/survey/", "KEN/published:"]);
        assert_eq!(completer.choices("show \"KEN/published:").1, ["KEN/published:a"]);
        assert_eq!(completer.choices("show \"KEN\" .. c").1, ["compare", "countries"]);
    }
}
