//! Completion with context: what could stand where the cursor is.

use crate::bind::{ENTRIES, Session, form_options};

use super::lex::KEYWORDS;
use super::place::{Expected, Inside, Place, expected, place};

/// One choice: as listed, and as it stands in the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub display: String,
    pub replacement: String,
}

fn plain(word: impl Into<String>) -> Choice {
    let word = word.into();
    Choice { display: word.clone(), replacement: word }
}

/// What can stand at the end of `line`: where it begins, and the choices.
pub fn choices(session: &Session, line: &str) -> (usize, Vec<Choice>) {
    match place(line) {
        Place::Name { start, word } => {
            let names = session.names().into_iter().chain(commands());
            let keywords = KEYWORDS.iter().map(|k| k.to_string()).filter(|_| !word.is_empty());
            let mut found: Vec<String> = names.chain(keywords).filter(|n| n.starts_with(word)).collect();
            found.sort();
            found.dedup();
            (start, found.into_iter().map(plain).collect())
        }
        Place::Field { start, word, of } => {
            (start, session.fields(of).into_iter().filter(|f| f.starts_with(word)).map(plain).collect())
        }
        Place::Key { start, word, function } => {
            let entry = ENTRIES.iter().find(|e| e.name == function);
            let options = entry.map(|e| form_options(e.form)).unwrap_or_default();
            let found = options.into_iter().filter(|o| o.starts_with(word));
            (
                start,
                found.map(|o| Choice { display: o.to_string(), replacement: format!("{o} = ") }).collect(),
            )
        }
        Place::Inside(inside) => within(session, &inside),
        Place::Nothing => (line.len(), Vec::new()),
    }
}

fn commands() -> impl Iterator<Item = String> {
    crate::bind::COMMANDS.iter().map(|c| c.name.to_string())
}

fn within(session: &Session, inside: &Inside<'_>) -> (usize, Vec<Choice>) {
    let typed = inside.typed;
    match expected(typed, inside.key) {
        Some(Expected::Option { start, word, question }) => {
            let options = session.options(question, &inside.near);
            (inside.start + start, options.into_iter().filter(|o| o.starts_with(word)).map(plain).collect())
        }
        Some(Expected::Question { start, word }) => {
            let mut names = session.questions(&inside.near);
            names.extend(session.expression_functions());
            (inside.start + start, names.into_iter().filter(|n| n.starts_with(word)).map(plain).collect())
        }
        None if inside.key == Some("rate") => {
            let prefix = "denominator:";
            let all = session.addresses(&format!("{prefix}{typed}"));
            let ids = all.iter().filter_map(|a| a.strip_prefix(prefix));
            (inside.start, ids.map(plain).collect())
        }
        None if inside.key.is_some() => {
            // `by = "sex"`: the questions of the instrument named beside it.
            let names = session.questions(&inside.near);
            (inside.start, names.into_iter().filter(|n| n.starts_with(typed)).map(plain).collect())
        }
        None => {
            let mut found = steps(&session.addresses(typed), typed);
            if inside.quote != '"' {
                for choice in &mut found {
                    choice.replacement = choice.replacement.replace('"', &inside.quote.to_string());
                }
            }
            (inside.start, found)
        }
    }
}

/// The addresses cut after the next `/` or `:`, so that a long list stays
/// short; listed by their last step. Where an address goes on, another Tab
/// does too.
fn steps(addresses: &[String], typed: &str) -> Vec<Choice> {
    let mut found: Vec<&str> = Vec::new();
    for address in addresses.iter().filter(|a| a.starts_with(typed)) {
        let rest = &address[typed.len()..];
        let cut = rest.find(['/', ':']).map_or(address.len(), |p| typed.len() + p + 1);
        if !found.contains(&&address[..cut]) {
            found.push(&address[..cut]);
        }
    }
    let goes_on = |step: &str| found.iter().any(|f| f.strip_suffix('/') == Some(step));
    let listed_from = typed.rfind(['/', ':']).map_or(0, |p| p + 1);
    let kept = found.iter().filter(|step| match step.strip_suffix('/') {
        Some(bare) => bare == typed || !found.contains(&bare),
        None => **step != typed || !goes_on(step),
    });
    let mut choices: Vec<Choice> = kept
        .map(|step| Choice { display: step[listed_from..].to_string(), replacement: step.to_string() })
        .collect();
    // An address that is complete closes its string.
    if let [only] = choices.as_mut_slice()
        && !only.replacement.ends_with(['/', ':'])
        && !goes_on(&only.replacement)
    {
        only.replacement.push('"');
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_complete_one_step_at_a_time() {
        let addresses: Vec<String> =
            ["KEN", "KEN/survey", "KEN/survey/children", "KEN/published:a"].map(String::from).to_vec();
        let shown = |typed: &str| -> Vec<String> {
            steps(&addresses, typed).into_iter().map(|c| format!("{} {}", c.display, c.replacement)).collect()
        };
        assert_eq!(shown("KEN/"), ["survey KEN/survey", "published: KEN/published:"]);
        assert_eq!(shown("KEN/s"), ["survey KEN/survey"]);
        assert_eq!(shown("KEN/survey"), ["survey/ KEN/survey/"]);
        assert_eq!(shown("KEN/survey/c"), ["children KEN/survey/children\""]);
        assert_eq!(shown("KEN/published:"), ["a KEN/published:a\""]);
    }
}
