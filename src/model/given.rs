//! Answers as people give them, in a file or in a scenario, and what they are
//! to a question.

use crate::base::clock;
use crate::base::diag::choice_hints;
use crate::data::State;

use super::instrument::{Item, ItemKind};

/// What was written down as an answer, before it is held against the question.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Nothing: the question was put, and left without an answer.
    Nothing,
    Number(f64),
    Text(String),
    Truth(bool),
    List(Vec<Given>),
    /// The rows of a roster, each with its own answers.
    Rows(Vec<Vec<(String, Given)>>),
    /// A row of its own, where none belongs.
    Row(Vec<(String, Given)>),
}

/// An answer to a question, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub state: State,
    /// Read only where the state is `Answered`.
    pub value: ReplyValue,
}

/// The value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ReplyValue {
    Nothing,
    Number(f64),
    /// The option chosen.
    Choice(String),
    /// The options chosen, in the order of the list.
    Choices(Vec<String>),
    /// A text, a date, a time of day, a place, the number of a case.
    Text(String),
}

impl Reply {
    /// No answer, and why.
    pub fn missing(state: State) -> Reply {
        Reply { state, value: ReplyValue::Nothing }
    }

    pub fn number(n: f64) -> Reply {
        Reply { state: State::Answered, value: ReplyValue::Number(n) }
    }
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub message: String,
    pub hints: Vec<String>,
    /// Which of the options chosen it is about, in the order given.
    pub at: Option<usize>,
}

impl Wrong {
    fn new(message: String, hints: Vec<String>) -> Wrong {
        Wrong { message, hints, at: None }
    }
}

impl Given {
    /// What it is, in words that show no answer in somebody's own words.
    fn words(&self) -> String {
        match self {
            Given::Nothing => "nothing".into(),
            Given::Number(n) => format!("the number {n}"),
            Given::Text(text) if text.len() <= 40 && !text.contains(char::is_whitespace) => {
                format!("the text \"{text}\"")
            }
            Given::Text(_) => "a text".into(),
            Given::Truth(truth) => truth.to_string(),
            Given::List(_) => "a list".into(),
            Given::Rows(_) => "rows".into(),
            Given::Row(_) => "a table of answers".into(),
        }
    }
}

impl Item {
    /// What `given` is as an answer to this question.
    ///
    /// # Errors
    /// It is no answer to it: another type, an option that is not there, a
    /// state that the question does not allow, no day of the calendar.
    pub fn reply(&self, given: &Given) -> Result<Reply, Wrong> {
        let answered = |value| Ok(Reply { state: State::Answered, value });
        if matches!(given, Given::Nothing) {
            return Ok(Reply::missing(State::Unanswered));
        }
        // An option that is called like a state is the option.
        if let Given::Text(word) = given
            && !self.options.iter().any(|o| o.id == *word)
            && let Some(state) = stated(word)
        {
            return self.state(state);
        }
        match (self.kind, given) {
            (ItemKind::SelectOne, Given::Text(word)) => {
                self.option(word)?;
                answered(ReplyValue::Choice(word.clone()))
            }
            (ItemKind::SelectOne, _) => Err(self.another(given, "the id of an option, as a text")),
            (ItemKind::SelectMultiple, Given::List(list)) => self.several(list),
            (ItemKind::SelectMultiple, Given::Rows(rows)) if rows.is_empty() => self.several(&[]),
            (ItemKind::SelectMultiple, Given::Text(word)) => Err(Wrong::new(
                format!("'{}' takes several options, as a list", self.id),
                vec![format!("a list of one is a list: [\"{}\"]", shown(word))],
            )),
            (ItemKind::SelectMultiple, _) => Err(self.another(given, "a list of the ids of options")),
            // Whole numbers are exact up to 2⁵³.
            (ItemKind::Integer | ItemKind::RandomPick | ItemKind::Decimal, Given::Number(n))
                if n.abs() >= 9_007_199_254_740_992.0 =>
            {
                Err(Wrong::new(
                    format!("'{}' is given a number with more digits than can be kept exactly", self.id),
                    Vec::new(),
                ))
            }
            (ItemKind::Integer | ItemKind::RandomPick, Given::Number(n)) if n.fract() == 0.0 => {
                answered(ReplyValue::Number(*n))
            }
            (ItemKind::Integer | ItemKind::RandomPick, Given::Number(_)) => Err(Wrong::new(
                format!("'{}' should be a whole number, but has decimals", self.id),
                Vec::new(),
            )),
            (ItemKind::Integer | ItemKind::RandomPick, _) => Err(self.another(given, "a whole number")),
            (ItemKind::Decimal, Given::Number(n)) => answered(ReplyValue::Number(*n)),
            (ItemKind::Decimal, _) => Err(self.another(given, "a number")),
            (ItemKind::Text | ItemKind::Case, Given::Text(text)) => {
                if text.trim().is_empty() {
                    return Err(Wrong::new(
                        format!("'{}' is given an empty text", self.id),
                        vec!["a question without an answer is left out, or null".into()],
                    ));
                }
                answered(ReplyValue::Text(text.clone()))
            }
            (ItemKind::Text | ItemKind::Case, _) => Err(self.another(given, "a text")),
            (ItemKind::Date, Given::Text(day)) if clock::is_date(day) => {
                answered(ReplyValue::Text(day.clone()))
            }
            (ItemKind::Date, _) => Err(self.another(given, "a day of the calendar, as \"2020-11-30\"")),
            (ItemKind::Time, Given::Text(time)) if is_time(time) => answered(ReplyValue::Text(time.clone())),
            (ItemKind::Time, _) => Err(self.another(given, "a time of day, as \"14:05\"")),
            (ItemKind::Geopoint, Given::Text(place)) if is_place(place) => {
                answered(ReplyValue::Text(place.clone()))
            }
            (ItemKind::Geopoint, _) => {
                Err(self.another(given, "latitude and longitude in degrees, as \"-1.29 36.82\""))
            }
            (ItemKind::Calculation, _) => Err(Wrong::new(
                format!("'{}' is worked out and takes no answer", self.id),
                vec!["leave it out; its result is among the rows".into()],
            )),
            (ItemKind::Roster, _) => Err(self.another(given, "a list of rows, each with its answers")),
            _ => Err(Wrong::new(
                format!("'{}' is a {} and takes no answer", self.id, self.kind.word()),
                vec!["leave it out".into()],
            )),
        }
    }

    /// What `given` says that an answer, a calculation or a pick is in the end:
    /// as [`Item::reply`], and every state, whoever gives it.
    ///
    /// # Errors
    /// It can be no value of this question.
    pub fn expectation(&self, given: &Given) -> Result<Reply, Wrong> {
        if let Given::Text(word) = given
            && !self.options.iter().any(|o| o.id == *word)
            && let Some(state) = State::from_id(word).filter(|s| *s != State::Answered)
        {
            return Ok(Reply::missing(state));
        }
        match (self.kind, given) {
            (ItemKind::Calculation | ItemKind::Roster, Given::Number(n)) => Ok(Reply::number(*n)),
            (ItemKind::Calculation, _) => Err(self.another(given, "a number, or a state as a text")),
            (ItemKind::Roster, _) => Err(self.another(given, "how many rows it has")),
            _ => self.reply(given),
        }
    }

    fn another(&self, given: &Given, wanted: &str) -> Wrong {
        Wrong::new(format!("'{}' should be {wanted}, not {}", self.id, given.words()), Vec::new())
    }

    fn state(&self, state: State) -> Result<Reply, Wrong> {
        let none = state == State::Unanswered;
        if self.kind.is_asked() && (none || self.allow.contains(&state)) {
            return Ok(Reply::missing(state));
        }
        let allowed: Vec<&str> = self.allow.iter().map(|s| s.id()).collect();
        let hint = match allowed.as_slice() {
            [] => "it allows none of these; a question without an answer is left out, or null".into(),
            some => format!("it allows {}", some.join(", ")),
        };
        Err(Wrong::new(format!("'{}' does not allow '{}'", self.id, state.id()), vec![hint]))
    }

    fn option(&self, word: &str) -> Result<usize, Wrong> {
        self.options.iter().position(|o| o.id == word).ok_or_else(|| {
            let label = self.options.iter().find(|o| o.label.eq_ignore_ascii_case(word.trim()));
            let hints = match label {
                Some(option) => vec![format!("that is the label of '{}': answers are option ids", option.id)],
                None => choice_hints(word, self.options.iter().map(|o| o.id.as_str())),
            };
            Wrong::new(format!("'{}' has no option '{}'", self.id, shown(word)), hints)
        })
    }

    fn several(&self, list: &[Given]) -> Result<Reply, Wrong> {
        let mut chosen = vec![false; self.options.len()];
        for (at, given) in list.iter().enumerate() {
            let Given::Text(word) = given else {
                return Err(Wrong { at: Some(at), ..self.another(given, "a list of the ids of options") });
            };
            let option = match self.option(word) {
                Ok(option) => option,
                // A state stands alone: it is no option beside others.
                Err(_) if stated(word).is_some() => {
                    let message = format!("'{}' is given '{word}' in a list", self.id);
                    let hint = format!("a state stands alone, as a text: \"{word}\"");
                    return Err(Wrong { at: Some(at), ..Wrong::new(message, vec![hint]) });
                }
                Err(wrong) => return Err(Wrong { at: Some(at), ..wrong }),
            };
            if std::mem::replace(&mut chosen[option], true) {
                let message = format!("'{}' is given the option '{word}' twice", self.id);
                return Err(Wrong { at: Some(at), ..Wrong::new(message, Vec::new()) });
            }
        }
        if list.is_empty() {
            return Err(Wrong::new(
                format!("'{}' is given an empty list", self.id),
                vec!["a question without an answer is left out, or null".into()],
            ));
        }
        let ids = self.options.iter().zip(chosen).filter(|(_, c)| *c).map(|(o, _)| o.id.clone());
        Ok(Reply { state: State::Answered, value: ReplyValue::Choices(ids.collect()) })
    }
}

/// A word as a message may show it.
fn shown(word: &str) -> String {
    let plain = word.chars().count() <= 40 && !word.contains(char::is_control);
    if plain {
        word.into()
    } else {
        format!("{}…", word.chars().filter(|c| !c.is_control()).take(39).collect::<String>())
    }
}

/// The state that a respondent can give for an answer, or none at all.
fn stated(word: &str) -> Option<State> {
    let given = |s: &State| {
        matches!(s, State::DontKnow | State::PreferNot | State::NotApplicable | State::Unanswered)
    };
    State::from_id(word).filter(given)
}

/// A time of day, `14:05`.
fn is_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else { return false };
    let part = |t: &str, below: u32| {
        t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit()) && t.parse::<u32>().is_ok_and(|n| n < below)
    };
    part(hours, 24) && part(minutes, 60)
}

/// Latitude and longitude in degrees.
fn is_place(text: &str) -> bool {
    let degrees = |t: &str, most: f64| t.parse::<f64>().is_ok_and(|d| d.abs() <= most);
    let parts: Vec<&str> = text.split(' ').collect();
    // A device adds the height and how sure it is.
    (2..=4).contains(&parts.len())
        && degrees(parts[0], 90.0)
        && degrees(parts[1], 180.0)
        && parts[2..].iter().all(|p| p.parse::<f64>().is_ok_and(f64::is_finite))
}
