//! `dh walk KEN/children`: one respondent walked through a questionnaire, by a
//! file of answers or at the keyboard.

mod interview;

use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::base::{Diag, Span, fs};
use crate::data::State;
use crate::field::{Place, Replies, Stop, Walk, Walker, words};
use crate::model::{Given, GivenAnswers, InstrumentKind, Item, Plan, ReplyValue};
use crate::report::text::TextTable;

use super::find_address::{Target, resolve};
use super::{Answer, Block, Workbench};

pub use interview::{Interview, Turn};

/// What is walked.
#[derive(Debug, Clone)]
pub struct WalkRequest {
    /// `KEN/children`; without a country, the core.
    pub address: String,
    /// The language; otherwise that of the method.
    pub language: Option<String>,
    /// Decides random picks.
    pub seed: u64,
}

/// A questionnaire that can be walked.
pub(super) struct Walked {
    pub plan: Rc<Plan>,
    /// The questionnaire's path.
    pub path: String,
    pub walker: Walker,
    /// The language it is shown in; empty for that of the method.
    pub language: String,
    /// The wording of a text that has one in the language.
    pub texts_missing: usize,
}

impl Walked {
    /// Finds a questionnaire and the language.
    pub fn open(workbench: &Workbench, request: &WalkRequest) -> Result<Walked, Diag> {
        let (country, path) = match resolve(workbench, &request.address)? {
            Target::Path { country, path } => (country, path),
            Target::Country(_) | Target::Kind { .. } => {
                return Err(not_a_questionnaire(workbench, &request.address));
            }
        };
        let plan = match country {
            Some(country) => workbench.workspace.plan(country),
            None => workbench.workspace.core(),
        };
        let Some(planned) =
            plan.instrument(&path).filter(|p| p.instrument.kind == InstrumentKind::Questionnaire)
        else {
            return Err(not_a_questionnaire(workbench, &request.address));
        };
        let walker = Walker::new(planned, &plan.placeholders);
        let method = workbench.workspace.methodology.languages.first().cloned().unwrap_or_default();
        let language = match &request.language {
            Some(language) if *language != method => {
                let translated = |s: &crate::field::Step| s.item.texts.contains_key(language);
                if !plan.languages.contains(language) && !walker.items.iter().any(translated) {
                    let mut known = plan.languages.clone();
                    if !known.contains(&method) {
                        known.insert(0, method);
                    }
                    let mut diag = Diag::error(format!("{path} is not asked in '{language}'"));
                    let hints = crate::base::diag::choice_hints(language, known.iter().map(String::as_str));
                    for hint in hints {
                        diag = diag.hint(hint);
                    }
                    return Err(diag);
                }
                language.clone()
            }
            _ => String::new(),
        };
        let texts_missing = match language.as_str() {
            "" => 0,
            language => walker.items.iter().filter(|s| !s.item.texts.contains_key(language)).count(),
        };
        Ok(Walked { plan, path, walker, language, texts_missing })
    }

    /// An item's text, as it is read out.
    pub fn text(&self, item: &Item, walk: &Walk, row: Option<usize>) -> String {
        let text = item.texts.get(&self.language).unwrap_or(&item.text);
        self.walker.fill(text, walk, row, &self.language)
    }

    /// The form's own word for a state.
    pub fn word(&self, state: State) -> String {
        let instrument = self.plan.instrument(&self.path).map(|p| &p.instrument);
        let translated = instrument.and_then(|i| i.words_in.get(&self.language)?.get(state.id()).cloned());
        let own = || instrument.and_then(|i| i.words.get(state.id()).map(str::to_string));
        translated.or_else(own).unwrap_or_else(|| state.to_string())
    }

    /// The answer of a verb for a walk that was made; `left` is the question at
    /// which the interview was left, where it was.
    pub fn answer(&self, replies: &Replies, walk: &Walk, left: Option<&str>) -> Answer {
        let mut answer = Answer::new("walk");
        let ended = walk.ended.map(|p| self.walker.item(p).id.clone());
        let ending = match (left, &ended) {
            (Some(id), _) => format!("The interview was left at '{id}'."),
            (None, Some(id)) => format!("The interview ended at '{id}': {}.", walk.outcome),
            (None, None) => format!("The interview went to the end: {}.", walk.outcome),
        };
        let shown = |stop: &&Stop| self.walker.item(stop.place).kind.has_value();
        for stop in walk.stops.iter().filter(shown) {
            answer.row(self.row(stop, replies, walk));
        }
        let asked = walk.stops.iter().filter(|s| s.reached && self.walker.item(s.place).kind.is_asked());
        let count = |state: State| asked.clone().filter(|s| s.reply.state == state).count();
        let (title, all) = (&self.plan.name, asked.clone().count());
        answer.heading(format!("{} in {title}", self.path));
        let mut sentence = format!("{ending} Asked: {all}; answered {}", count(State::Answered));
        for (state, word) in [
            (State::DontKnow, "don't know"),
            (State::PreferNot, "prefer not to say"),
            (State::NotApplicable, "not applicable"),
            (State::Unanswered, "left unanswered"),
        ] {
            if count(state) > 0 {
                sentence.push_str(&format!(", {word} {}", count(state)));
            }
        }
        answer.text(format!("{sentence}."));
        self.table(&mut answer, walk);
        answer.note(match (left, &ended) {
            (Some(id), _) => format!("left at {id}: what comes behind it was not answered"),
            (None, Some(id)) => format!("ended at {id}: {}", walk.outcome),
            (None, None) => format!("ended at the last question: {}", walk.outcome),
        });
        // Kept aside and said, as in files of records.
        if !walk.off_route.is_empty() {
            let names: Vec<String> = walk.off_route.iter().map(|p| self.name(*p)).collect();
            answer.note(format!(
                "answers to what was not asked: {}; they route nobody and are not counted",
                names.join(", ")
            ));
        }
        let drawn = walk.stops.iter().filter(|s| {
            let item = self.walker.item(s.place);
            !item.pick_from.is_empty() && !s.given && s.reply.state == State::Answered
        });
        for stop in drawn {
            answer.note(format!("'{}' was drawn by the seed", self.walker.item(stop.place).id));
        }
        if self.texts_missing > 0 {
            let language = &self.language;
            answer.note(format!(
                "{} of {} texts are not translated into '{language}' and stand in the method's language",
                self.texts_missing,
                self.walker.items.len()
            ));
        }
        answer
    }

    fn name(&self, place: Place) -> String {
        let id = &self.walker.item(place).id;
        place.row.map_or(id.clone(), |row| format!("{id} (row {})", row + 1))
    }

    fn row(&self, stop: &Stop, replies: &Replies, walk: &Walk) -> Value {
        let item = self.walker.item(stop.place);
        let mut row = json!({
            "question": item.id, "state": stop.reply.state.id(), "value": value(&stop.reply.value, stop.reply.state),
            "kind": item.kind.word(), "section": item.group, "asked": stop.reached,
        });
        if !item.roster.is_empty() {
            row["roster"] = json!(item.roster);
            if let Some(n) = stop.place.row {
                row["row"] = json!(n + 1);
            }
        }
        if !stop.warnings.is_empty() {
            row["warnings"] = stop.warnings.iter().map(|w| w.id()).collect();
        }
        if stop.ends {
            row["ends"] = json!(walk.outcome);
        }
        if !stop.reached
            && let Some(reply) = replies.get(stop.place)
        {
            row["off_route"] = match reply.state {
                State::Answered => value(&reply.value, reply.state),
                state => json!(state.id()),
            };
        }
        row
    }

    /// What was asked, section by section; what was not, in a line.
    fn table(&self, answer: &mut Answer, walk: &Walk) {
        let mut not_asked: Vec<String> = Vec::new();
        let valued = |stop: &&Stop| self.walker.item(stop.place).kind.has_value();
        let stops: Vec<&Stop> = walk.stops.iter().filter(valued).collect();
        for section in stops.chunk_by(|a, b| self.section(a) == self.section(b)) {
            let at = self.section(section[0]);
            let heading = self.walker.sections.get(at).map_or("", |s| s.label.as_str());
            if section.iter().all(|s| !s.reached) {
                not_asked.push(format!("all of \"{heading}\""));
                continue;
            }
            let mut table = TextTable::new(&["question", "answer", "checks"]);
            for stop in section {
                if !stop.reached {
                    not_asked.push(self.name(stop.place));
                    continue;
                }
                let what = match stop.reply.state {
                    State::Answered => words(&stop.reply),
                    state => state.to_string(),
                };
                let warned = stop.warnings.iter().map(|w| w.id().replace('_', " "));
                let ends = stop.ends.then(|| format!("ends: {}", walk.outcome));
                let checks: Vec<String> = warned.chain(ends).collect();
                table.row(vec![self.name(stop.place), what, checks.join("; ")]);
            }
            answer.heading(heading);
            answer.blocks.push(Block::Table(table));
        }
        if !not_asked.is_empty() {
            answer.text(format!("Not asked: {}.", not_asked.join(", ")));
        }
    }

    fn section(&self, stop: &Stop) -> usize {
        self.walker.items[stop.place.item].section
    }
}

fn value(value: &ReplyValue, state: State) -> Value {
    match value {
        _ if state != State::Answered => Value::Null,
        ReplyValue::Nothing => Value::Null,
        // A whole number is written as one.
        ReplyValue::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => json!(*n as i64),
        ReplyValue::Number(n) => json!(n),
        ReplyValue::Choice(text) | ReplyValue::Text(text) => json!(text),
        ReplyValue::Choices(all) => json!(all),
    }
}

fn not_a_questionnaire(workbench: &Workbench, text: &str) -> Diag {
    let paths = workbench.workspace.methodology.instruments();
    let known: Vec<&str> =
        paths.filter(|i| i.kind == InstrumentKind::Questionnaire).map(|i| i.path.as_str()).collect();
    Diag::error(format!("'{text}' is no questionnaire"))
        .hint(format!("a questionnaire is walked: KEN/children; there are {}", known.join(", ")))
}

/// Walks a respondent whose answers stand in a file.
///
/// # Errors
/// There is no such questionnaire; the file cannot be read; everything that is
/// wrong with its answers, each at its path.
pub fn walk_file(workbench: &Workbench, request: &WalkRequest, file: &Path) -> Result<Answer, Vec<Diag>> {
    let walked = Walked::open(workbench, request).map_err(|d| vec![d])?;
    let name = file.display().to_string();
    let text = read(file).map_err(|why| vec![Diag::error(format!("{name} cannot be read: {why}"))])?;
    let answers = answers_of(&text, &name)?;
    let replies = walked.walker.replies(&answers).map_err(|wrong| {
        let diags = wrong.into_iter().map(|w| {
            let diag = Diag::error(format!("at {}: {}", w.path, w.message)).at(Span::line(&*name, 0));
            w.hints.into_iter().fold(diag, Diag::hint)
        });
        diags.collect::<Vec<_>>()
    })?;
    let walk = walked.walker.walk(&replies, request.seed);
    Ok(walked.answer(&replies, &walk, None))
}

/// More bytes are no answers of one respondent.
const MOST_BYTES: u64 = 16 << 20;

fn read(file: &Path) -> Result<String, String> {
    let open = std::fs::File::open(file).map_err(|e| fs::reason(&e))?;
    let mut text = String::new();
    open.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(|e| fs::reason(&e))?;
    if text.len() as u64 > MOST_BYTES {
        return Err("it has more than 16 MB, which are not the answers of one respondent".into());
    }
    Ok(text)
}

/// The keys that an object of a JSON text has twice: JSON keeps the last and
/// forgets the first. The text is known to be JSON.
fn keys_twice(text: &str) -> Vec<(usize, String)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // A set of keys an object, nothing a list.
    let mut open: Vec<Option<std::collections::HashSet<&str>>> = Vec::new();
    let (mut at, mut is_key) = (0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'{' => {
                open.push(Some(Default::default()));
                is_key = true;
            }
            b'[' => {
                open.push(None);
                is_key = false;
            }
            b'}' | b']' => {
                open.pop();
                is_key = false;
            }
            b',' => is_key = matches!(open.last(), Some(Some(_))),
            b':' => is_key = false,
            b'"' => {
                let from = at + 1;
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                let word = text.get(from..at.min(bytes.len())).unwrap_or_default();
                if let Some(Some(keys)) = open.last_mut().filter(|_| is_key)
                    && !keys.insert(word)
                {
                    let line = 1 + bytes[..from].iter().filter(|b| **b == b'\n').count();
                    found.push((line, word.to_string()));
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The answers of a JSON text.
fn answers_of(text: &str, file: &str) -> Result<GivenAnswers, Vec<Diag>> {
    const FORM: &str = "a file of answers is one object: { \"question\": answer, … }";
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let span = Span::at(file, error.line() as u32, error.column() as u32, 1);
        // The place is said once, before the message.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message).to_string();
        vec![Diag::error(format!("this is no JSON: {message}")).at(span).hint(FORM)]
    })?;
    let twice: Vec<Diag> = keys_twice(text)
        .into_iter()
        .map(|(line, key)| {
            Diag::error(format!("'{key}' is answered twice in one object"))
                .at(Span::line(file, line as u32))
                .hint("JSON keeps the last and forgets the first; keep one")
        })
        .collect();
    if !twice.is_empty() {
        return Err(twice);
    }
    match given(&value) {
        Given::Row(answers) => Ok(answers),
        _ => Err(vec![Diag::error("the answers stand in no object").at(Span::line(file, 0)).hint(FORM)]),
    }
}

fn given(value: &Value) -> Given {
    let row = |object: &serde_json::Map<String, Value>| {
        object.iter().map(|(id, value)| (id.clone(), given(value))).collect::<GivenAnswers>()
    };
    match value {
        Value::Null => Given::Nothing,
        Value::Bool(truth) => Given::Truth(*truth),
        Value::Number(n) => n.as_f64().map_or(Given::Nothing, Given::Number),
        Value::String(text) => Given::Text(text.clone()),
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_object) => {
            Given::Rows(list.iter().filter_map(Value::as_object).map(row).collect())
        }
        Value::Array(list) => Given::List(list.iter().map(given).collect()),
        Value::Object(object) => Given::Row(row(object)),
    }
}
