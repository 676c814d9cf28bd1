//! A simulated survey, as the file that intake reads.
//!
//! Every parameter here is invented, for trying things out and for tests: none
//! is modelled on a published value, and nothing about children can be learnt
//! from the answers. What they have is the shape of a survey: strata and
//! sampling points, weights, answers of one place and of one person that go
//! together, a few per cent of don't know, and answers that obey the route and
//! the checks.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::cell;
use super::form::{Form, Question};
use crate::base::seed::Seed;
use crate::data::State;
use crate::expr::{Cell, CellValue, Row, Truth, eval_indicator, eval_value};
use crate::model::ItemKind;

const REGIONS: usize = 6;
const KINDS: [&str; 2] = ["urban", "rural"];
const PSUS: usize = 100;
/// Households approached at each sampling point, and the chance that one takes
/// part: about 1,000 interviews in all.
const APPROACHED: usize = 11;
const RESPONSE: f64 = 0.91;
/// Monday 3 March 2025, and the days of fieldwork.
const FIRST_DAY: i32 = 20_150;
const DAYS: usize = 42;
const INTERVIEWERS: usize = 24;
/// A refused or unknown answer, where the question allows it.
const NO_ANSWER: f64 = 0.02;
/// How often a gate ends an interview, and how often an interviewer writes down
/// anything but the first answer.
const ENDS: f64 = 0.01;
const OTHERWISE: f64 = 0.1;
/// How often an interview is made anew until its checks hold.
const TRIES: usize = 50;

/// A simulated survey of about 1,000 interviews in 12 strata and 100 sampling
/// points, for any questionnaire: the columns of the form's records, then one
/// for each question. The same seed gives the same bytes on every machine:
/// nothing is used of which machines have their own version, such as
/// logarithms.
pub fn csv(form: &Form, seed: u64) -> String {
    let mut seed = Seed::new(seed);
    let questions: Vec<Habit> = form.questions.iter().map(|q| Habit::new(q, &mut seed)).collect();
    let asked = || form.questions.iter().filter(|q| !q.is_calculation());
    let mut out = String::new();
    let records = form.records.all().into_iter().map(|(_, name)| name);
    line(&mut out, records.chain(asked().map(Question::id)));

    let strata: Vec<Stratum> = (0..REGIONS * KINDS.len()).map(|n| Stratum::new(n, &mut seed)).collect();
    let mut number = 0;
    for psu in 0..PSUS {
        let stratum = &strata[psu * strata.len() / PSUS];
        // What is common to the households of a place.
        let place = 0.6 * normal(&mut seed) + stratum.effect;
        let taking_part = (0..APPROACHED).filter(|_| seed.chance(RESPONSE)).count();
        let first_day = FIRST_DAY + seed.below(DAYS - 3) as i32;
        for _ in 0..taking_part {
            number += 1;
            let children = 1 + seed.below(3) as i32;
            let person = Person {
                place,
                own: normal(&mut seed),
                age: seed.uniform(),
                day: first_day + seed.below(3) as i32,
                kind: stratum.kind,
                number,
            };
            let answers = interview(form, &questions, &person, &mut seed);
            // One of the household's children, where some did not take part.
            // Each stands for thousands, as in a national survey.
            let chances = APPROACHED as f64 / taking_part.max(1) as f64;
            let weight = 1000.0 * stratum.factor * f64::from(children) * chances;
            let fields = [
                format!("DEMO-{number:04}"),
                cell::date(person.day),
                stratum.name.clone(),
                format!("psu_{:03}", psu + 1),
                format!("{weight:.1}"),
                stratum.area.clone(),
                format!("interviewer_{:02}", psu % INTERVIEWERS + 1),
            ];
            let texts = asked().map(|q| answers.text(q));
            line(
                &mut out,
                fields.iter().map(String::as_str).chain(texts.collect::<Vec<_>>().iter().map(String::as_str)),
            );
        }
    }
    out
}

/// One line; nothing that is written here needs quotation marks but an id or
/// a text of a script, which is quoted whenever it could.
fn line<'a>(out: &mut String, fields: impl Iterator<Item = &'a str>) {
    for (i, field) in fields.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            let _ = write!(out, "\"{}\"", field.replace('"', "\"\""));
        } else {
            out.push_str(field);
        }
    }
    out.push('\n');
}

struct Stratum {
    name: String,
    area: String,
    kind: &'static str,
    /// By how much its households stand for more than themselves.
    factor: f64,
    effect: f64,
}

impl Stratum {
    fn new(n: usize, seed: &mut Seed) -> Stratum {
        let kind = KINDS[n % KINDS.len()];
        let area = format!("region_{}", n / KINDS.len() + 1);
        let factor = 0.25 + 0.75 * seed.uniform();
        Stratum { name: format!("{area}_{kind}"), area, kind, factor, effect: 0.2 * normal(seed) }
    }
}

struct Person {
    place: f64,
    own: f64,
    /// From the lowest age (0) to the highest (1).
    age: f64,
    /// The day of the interview.
    day: i32,
    kind: &'static str,
    /// Which interview it is.
    number: usize,
}

/// How a question tends to be answered.
struct Habit {
    /// How much each option is liked.
    options: Vec<f64>,
    /// How much more older respondents choose the first options.
    by_age: f64,
    /// The share of yes, or of each option out of several.
    rate: f64,
    yes_no: bool,
    sensitive: bool,
    /// Other options for who lives in a town and who does not.
    is_area: bool,
    is_age: bool,
}

impl Habit {
    fn new(question: &Question, seed: &mut Seed) -> Habit {
        let item = &question.item;
        let has = |id: &str| item.options.iter().any(|o| o.id == id);
        let yes_no = item.kind == ItemKind::SelectOne && has("yes") && has("no");
        let sensitive = item.sensitive;
        let rate = if sensitive { 0.02 + 0.05 * seed.uniform() } else { 0.25 + 0.5 * seed.uniform() };
        Habit {
            options: item.options.iter().map(|_| 0.6 + 0.8 * seed.uniform()).collect(),
            // Scales, such as how often, by age more than the rest.
            by_age: if item.options.len() >= 4 { 0.8 + seed.uniform() } else { seed.uniform() - 0.4 },
            rate,
            yes_no,
            sensitive,
            is_area: KINDS.iter().all(|k| has(k)),
            is_age: item.id == "age",
        }
    }
}

/// An answer; what an expression reads.
#[derive(Debug, Clone)]
enum Answer {
    Option(usize),
    Options(Vec<usize>),
    Number(f64),
    Text(String),
    State(State),
}

struct Answers<'f> {
    form: &'f Form,
    given: HashMap<&'f str, Answer>,
}

impl Row for Answers<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        let question = self.form.question(name);
        let (Some(question), Some(answer)) = (question, self.given.get(name)) else {
            return Cell::missing(State::Unanswered);
        };
        let id = |i: &usize| question.item.options.get(*i).map_or("", |o| o.id.as_str());
        Cell::answered(match answer {
            Answer::Option(i) => CellValue::Choice(id(i)),
            Answer::Options(list) => CellValue::Choices(list.iter().map(id).collect()),
            Answer::Number(n) => CellValue::Number(*n),
            Answer::Text(text) => CellValue::Text(text),
            Answer::State(state) => return Cell::missing(*state),
        })
    }
}

impl Answers<'_> {
    /// The cell of the file.
    fn text(&self, question: &Question) -> String {
        let id = |i: &usize| question.item.options.get(*i).map_or("", |o| o.id.as_str());
        match self.given.get(question.id()) {
            Some(Answer::Option(i)) => id(i).to_string(),
            Some(Answer::Options(list)) => list.iter().map(id).collect::<Vec<_>>().join(" "),
            Some(Answer::Number(n)) => n.to_string(),
            Some(Answer::Text(text)) => text.clone(),
            Some(Answer::State(State::SkippedByRoute | State::Unanswered)) | None => String::new(),
            Some(Answer::State(state)) => state.id().to_string(),
        }
    }

    /// Whether every check of an answered question holds.
    fn holds(&self) -> bool {
        self.form.questions.iter().all(|q| self.one_holds(q))
    }

    fn one_holds(&self, question: &Question) -> bool {
        let item = &question.item;
        let is = |c: &Option<crate::model::Condition>, truth: Truth| {
            c.as_ref().is_some_and(|c| eval_indicator(&c.checked, self) == truth)
        };
        self.get(&item.id).state != State::Answered
            || !(is(&item.must, Truth::No) || is(&item.warn_if, Truth::Yes))
    }
}

/// An interview that obeys the route and the checks. Where no try does, nobody
/// answered anything.
fn interview<'f>(form: &'f Form, habits: &[Habit], person: &Person, seed: &mut Seed) -> Answers<'f> {
    for _ in 0..TRIES {
        let answers = attempt(form, habits, person, seed);
        if answers.holds() {
            return answers;
        }
    }
    Answers { form, given: HashMap::new() }
}

fn attempt<'f>(form: &'f Form, habits: &[Habit], person: &Person, seed: &mut Seed) -> Answers<'f> {
    let mut answers = Answers { form, given: HashMap::new() };
    let mut ended = false;
    for (question, habit) in form.questions.iter().zip(habits) {
        let id = question.id();
        if !question.is_reached(&answers, ended) {
            answers.given.insert(id, Answer::State(State::SkippedByRoute));
            continue;
        }
        if let Some(value) = &question.item.value {
            let answer = match eval_value(&value.checked, &answers) {
                Ok(n) => Answer::Number(n),
                Err(_) => Answer::State(State::Unanswered),
            };
            answers.given.insert(id, answer);
            ended |= question.ends(&answers);
            continue;
        }
        // An answer that its own check refuses, or that ends the interview
        // where few do, is drawn again at once.
        let may_end = question.item.ends.is_some() && seed.chance(ENDS);
        for attempt in 0..TRIES {
            let answer = match attempt + 1 {
                TRIES => Answer::State(State::Unanswered),
                _ => draw(question, habit, person, seed),
            };
            answers.given.insert(id, answer);
            if answers.one_holds(question) && (may_end || !question.ends(&answers)) {
                break;
            }
        }
        ended |= question.ends(&answers);
    }
    answers
}

fn draw(question: &Question, habit: &Habit, person: &Person, seed: &mut Seed) -> Answer {
    let item = &question.item;
    let often = if habit.sensitive { 2.0 * NO_ANSWER } else { NO_ANSWER };
    for state in &item.allow {
        if *state != State::NotApplicable && seed.chance(often) {
            return Answer::State(*state);
        }
    }
    // What the place and the person add: as many questions share them, answers
    // of one place resemble each other more than those of two.
    let tilt = 0.8 * person.place + 0.4 * person.own + habit.by_age * (person.age - 0.5);
    match item.kind {
        ItemKind::SelectOne if habit.is_area => {
            let here = item.options.iter().position(|o| o.id == person.kind);
            Answer::Option(here.unwrap_or(0))
        }
        ItemKind::SelectOne if habit.yes_no => {
            let wanted = if seed.chance(shifted(habit.rate, tilt)) { "yes" } else { "no" };
            let other = item.options.iter().position(|o| o.id == wanted);
            Answer::Option(other.unwrap_or(0))
        }
        // What interviewers write down is mostly the ordinary case.
        ItemKind::SelectOne if item.by_interviewer && item.options.len() > 2 && !seed.chance(OTHERWISE) => {
            Answer::Option(0)
        }
        ItemKind::SelectOne if item.options.is_empty() => Answer::State(State::Unanswered),
        ItemKind::SelectOne => Answer::Option(one_of(habit, tilt, seed)),
        ItemKind::SelectMultiple => several(question, habit, tilt, seed),
        ItemKind::Integer | ItemKind::Decimal => {
            let (low, high) = item.range.unwrap_or((0.0, 10.0));
            Answer::Number(number(low, high, item.kind == ItemKind::Integer, habit, person, tilt, seed))
        }
        ItemKind::Date => Answer::Text(cell::date(person.day - seed.below(365) as i32)),
        // The rows of the roster are not drawn; a line that most households have.
        ItemKind::RandomPick => Answer::Number((1 + seed.below(4)) as f64),
        ItemKind::Case => Answer::Text(format!("DEMO-{:04}", person.number)),
        ItemKind::Time => Answer::Text(format!("{:02}:{:02}", 8 + seed.below(12), seed.below(60))),
        // In the open sea, where nobody lives.
        ItemKind::Geopoint => Answer::Text(format!("0.{} 0.{}", seed.below(10), seed.below(10))),
        _ => Answer::Text("simulated answer".into()),
    }
}

/// An option, the first ones more often where `tilt` is high.
fn one_of(habit: &Habit, tilt: f64, seed: &mut Seed) -> usize {
    let n = habit.options.len();
    let middle = (n as f64 - 1.0) / 2.0;
    let weight = |i: usize, liked: f64| {
        let step = if middle > 0.0 { (middle - i as f64) / middle } else { 0.0 };
        liked * shifted(0.5, tilt * step)
    };
    let weights: Vec<f64> = habit.options.iter().enumerate().map(|(i, liked)| weight(i, *liked)).collect();
    let mut left = seed.uniform() * weights.iter().sum::<f64>();
    for (i, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return i;
        }
    }
    n - 1
}

fn several(question: &Question, habit: &Habit, tilt: f64, seed: &mut Seed) -> Answer {
    let options = &question.item.options;
    let alone: Vec<usize> = (0..options.len()).filter(|i| options[*i].exclusive).collect();
    let others: Vec<usize> = (0..options.len()).filter(|i| !options[*i].exclusive).collect();
    let rate = habit.rate.max(0.15);
    let chosen: Vec<usize> = others
        .iter()
        .copied()
        .filter(|i| seed.chance(shifted(rate * habit.options[*i] * 0.7, tilt)))
        .collect();
    if !chosen.is_empty() {
        Answer::Options(chosen)
    } else if !alone.is_empty() {
        Answer::Options(vec![alone[seed.below(alone.len())]])
    } else if !others.is_empty() {
        Answer::Options(vec![others[seed.below(others.len())]])
    } else {
        Answer::State(State::Unanswered)
    }
}

fn number(
    low: f64,
    high: f64,
    whole: bool,
    habit: &Habit,
    person: &Person,
    tilt: f64,
    seed: &mut Seed,
) -> f64 {
    let drawn = if habit.is_age {
        person.age
    } else {
        // Most numbers of a wide range are small.
        let u = seed.uniform();
        let skewed = if high - low > 100.0 { u * u * u } else { u * u };
        (skewed * (1.0 + 0.3 * tilt / (1.0 + tilt.abs()))).clamp(0.0, 1.0)
    };
    if whole {
        let (first, last) = (low.ceil(), high.floor());
        (first + (drawn * (last - first + 1.0)).floor()).min(last).max(first)
    } else {
        // One decimal, inside the range.
        (((low + drawn * (high - low)) * 10.0).round() / 10.0).clamp(low, high)
    }
}

/// A probability moved up or down by `tilt`, as the logistic curve would, with
/// arithmetic that is the same on every machine.
fn shifted(p: f64, tilt: f64) -> f64 {
    let odds = p / (1.0 - p).max(0.01);
    let factor =
        if tilt >= 0.0 { 1.0 + tilt + tilt * tilt / 2.0 } else { 1.0 / (1.0 - tilt + tilt * tilt / 2.0) };
    let odds = odds * factor;
    odds / (1.0 + odds)
}

/// Nearly a standard normal deviate: the sum of twelve uniform ones less 6.
fn normal(seed: &mut Seed) -> f64 {
    (0..12).map(|_| seed.uniform()).sum::<f64>() - 6.0
}
