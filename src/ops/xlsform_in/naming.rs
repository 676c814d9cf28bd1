//! Names of a form as ids: in small letters, each once, and none that a form
//! made of the questionnaire needs for a row of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::{is_snake_case, to_snake_case};
use crate::data::State;

/// Words of the expression language.
const WORDS: [&str; 6] = ["and", "or", "not", "in", "true", "false"];

/// What stands behind a question in a form.
const BEHIND: [&str; 15] = [
    "state",
    "check",
    "specify",
    "label",
    "rows",
    "count",
    "line",
    "draw",
    "lot",
    "highest",
    "instruction",
    "hand_over",
    "exact",
    "kept",
    "nothing",
];

/// The form's own record.
const OWN: [&str; 7] = ["meta", "audit", "data", "start", "end", "today", "outcome"];

/// Ids that were given, by the number of the row they are for.
#[derive(Default)]
pub struct Ids {
    taken: BTreeSet<String>,
}

impl Ids {
    /// A free id for a name.
    pub fn of(&mut self, name: &str) -> String {
        let id = plain(name);
        self.free(id)
    }

    /// The id itself, or one with a number where something has it.
    pub fn free(&mut self, id: String) -> String {
        let id = if self.taken.contains(&id) {
            (2..).map(|n| format!("{id}_{n}")).find(|id| !self.taken.contains(id)).unwrap_or(id)
        } else {
            id
        };
        self.taken.insert(id.clone());
        id
    }

    /// Ids that a form would need for rows of its own, and what they become.
    pub fn settled(&mut self) -> BTreeMap<String, String> {
        let mut changed = BTreeMap::new();
        for id in self.taken.clone() {
            let behind = BEHIND.iter().any(|what| {
                id.strip_suffix(&format!("_{what}")).is_some_and(|before| self.taken.contains(before))
            });
            let gate = id.strip_prefix("ended_").is_some_and(|of| self.taken.contains(of));
            if behind || gate {
                let other = self.free(format!("{id}_asked"));
                changed.insert(id, other);
            }
        }
        changed
    }
}

/// A name as an id.
pub fn plain(name: &str) -> String {
    let shouted = !name.chars().any(char::is_lowercase);
    let name = if shouted { name.to_lowercase() } else { name.to_string() };
    let mut id = if is_snake_case(&name) { name } else { to_snake_case(&name) };
    id.truncate(56);
    let mut id = id.trim_end_matches('_').to_string();
    if !is_snake_case(&id) {
        id = "question".into();
    }
    if WORDS.contains(&id.as_str()) || OWN.contains(&id.as_str()) {
        id = format!("q_{id}");
    }
    id
}

/// Ids of options: the code where it is one, a word of the label where the code
/// is a number, and otherwise the code behind a word.
pub fn options(choices: &[(String, String)]) -> Vec<String> {
    let mut given: Vec<String> = Vec::new();
    let fits = |id: &str, given: &[String]| {
        is_snake_case(id)
            && !given.iter().any(|g| g == id)
            && !WORDS.contains(&id)
            && State::from_id(id).is_none()
            // No later choice has it as its code.
            && id.len() <= 48
    };
    for (code, label) in choices {
        let taken = |id: &str| choices.iter().any(|(c, _)| c == id && c != code);
        let number = code.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
        let small = code.to_lowercase();
        let word = to_snake_case(&label.replace(['\'', '’'], ""));
        let short = label.is_ascii() && word.len() <= 28 && word.split('_').count() <= 4;
        let id = [code.clone(), small]
            .into_iter()
            .find(|id| fits(id, &given))
            .or_else(|| (number && short && fits(&word, &given) && !taken(&word)).then(|| word.clone()))
            .unwrap_or_else(|| {
                let worded = match code.strip_prefix('-') {
                    Some(rest) => to_snake_case(&format!("minus_{rest}")),
                    None => to_snake_case(code),
                };
                let bare = worded.strip_prefix("q_").unwrap_or(&worded);
                // A word is one without its spaces too.
                let mut id = match number || !fits(&worded, &given) || taken(&worded) {
                    true => format!("code_{bare}"),
                    false => worded.clone(),
                };
                id.truncate(48);
                let id = id.trim_end_matches('_').to_string();
                match given.contains(&id) {
                    false => id,
                    true => (2..).map(|n| format!("{id}_{n}")).find(|id| !given.contains(id)).unwrap_or(id),
                }
            });
        given.push(id);
    }
    given
}

/// A name as a person would word it, where there is no label.
pub fn humanised(name: &str) -> String {
    let words: Vec<&str> = name.split(['_', '-', '.']).filter(|w| !w.is_empty()).collect();
    let text = words.join(" ");
    if text.is_empty() {
        return "Questions".into();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(|| name.to_string(), |first| first.to_uppercase().chain(chars).collect())
}

/// What a label says of an answer that is none. `words` are the method's own,
/// in all its languages.
pub fn state_of(code: &str, label: &str, words: &[(State, String)]) -> Option<State> {
    const ALLOWED: [State; 3] = [State::DontKnow, State::PreferNot, State::NotApplicable];
    if let Some(state) = ALLOWED.into_iter().find(|s| s.id() == code) {
        return Some(state);
    }
    let bare = |text: &str| -> String {
        let letters = text.to_lowercase().replace(['’', '\''], "");
        letters.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let label = bare(label);
    let own = words.iter().find(|(_, word)| !label.is_empty() && bare(word) == label);
    if let Some((state, _)) = own {
        return Some(*state);
    }
    match label.as_str() {
        "dont know" | "do not know" | "doesnt know" | "does not know" | "dk" | "i dont know"
        | "unknown dont know" => Some(State::DontKnow),
        "refused"
        | "refuse"
        | "refuses"
        | "refused to answer"
        | "refuse to answer"
        | "refuses to answer"
        | "prefer not to say"
        | "prefer not to answer"
        | "no answer refused"
        | "declined to answer" => Some(State::PreferNot),
        "not applicable" | "n a" | "na" | "does not apply" => Some(State::NotApplicable),
        _ => None,
    }
}
