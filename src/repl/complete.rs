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
    use std::path::Path;

    use super::*;
    use crate::base::Interrupt;
    use crate::ops::Workbench;

    /// The choices at the end of a line, over the repository's own workspace.
    fn at(line: &str) -> Vec<String> {
        let workbench = Workbench::open(Path::new(env!("CARGO_MANIFEST_DIR")), &Interrupt::new());
        let session = Session::new(workbench, 80, |_| {}).unwrap_or_else(|d| panic!("{}", d.render()));
        let _ = session.evaluate("mine = find \"helpline\"");
        let (start, found) = choices(&session, line);
        found.into_iter().map(|c| format!("{}{}", &line[..start], c.replacement)).collect()
    }

    #[test]
    fn names_are_functions_commands_variables_and_countries() {
        assert_eq!(at("comp"), ["compare"]);
        assert_eq!(at("x = mi"), ["x = mine"]);
        assert_eq!(at("show(KE"), ["show(KEN"]);
        assert_eq!(at("rel"), ["reload"]);
        assert_eq!(at("mine.ro"), ["mine.rows"]);
        assert_eq!(at("whi"), ["while"]);
        assert_eq!(at("-- comp"), [""; 0].map(String::from));
    }

    #[test]
    fn options_of_a_function_stand_inside_its_braces() {
        assert_eq!(
            at("compare(\"series:cybertips\", { "),
            [
                "definitions",
                "rate",
                "period",
                "allow",
                "also",
                "standardise",
                "standard",
                "poisson",
                "rank",
                "at"
            ]
            .map(|o| format!("compare(\"series:cybertips\", {{ {o} = "))
        );
        assert_eq!(
            at("compare(\"series:cybertips\", { rate = \"int"),
            ["compare(\"series:cybertips\", { rate = \"internet_users"]
        );
        assert_eq!(at("{ comp"), ["{ compare"]);
    }

    #[test]
    fn addresses_go_through_kinds_and_tails() {
        let kinds = at("why \"KEN/");
        for kind in ["indicator:", "published:", "series:", "criterion:", "finding:"] {
            assert!(kinds.contains(&format!("why \"KEN/{kind}")), "{kinds:?}");
        }
        assert_eq!(at("why \"KEN/published:ocsea_clear_1"), ["why \"KEN/published:ocsea_clear_12m\""]);
        assert_eq!(at("show 'KEN/children/internet_fr"), ["show 'KEN/children/internet_frequency'"]);
        assert!(at("show \"KEN/children/").len() > 5);
        // Findings are those of the country.
        let own = at("why \"KEN/finding:");
        assert!(!own.is_empty() && own.iter().all(|f| f.starts_with("why \"KEN/finding:")), "{own:?}");
        assert_eq!(at("why \"VNM/finding:reports_more_than_doubled"), [""; 0].map(String::from));
    }

    #[test]
    fn options_follow_a_question_inside_an_expression() {
        let line = "freq(\"KEN/children\", { where = \"sex == ";
        assert_eq!(at(line), ["girl", "boy"].map(|o| format!("{line}{o}")));
        let line = "freq(\"KEN/children\", { where = \"int";
        assert!(at(line).contains(&format!("{line}ernet_frequency")), "{:?}", at(line));
        let line = "freq(\"KEN/children\", { where = \"sex == girl and any";
        assert_eq!(at(line), ["freq(\"KEN/children\", { where = \"sex == girl and any_yes"]);
    }

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
