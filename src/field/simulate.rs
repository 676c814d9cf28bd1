//! A simulated survey, as the file that intake reads.
//!
//! Every parameter here is invented, for trying things out and for tests: none
//! is modelled on a published value, and nothing about children can be learnt
//! from the answers. What they have is the shape of a survey: strata and
//! sampling points, weights, answers of one place and of one person that go
//! together, a few per cent of don't know, and answers that obey the route and
//! the checks. Problems of interviewers are put in where that is asked for.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::cell;
use super::form::{Form, Question};
use super::plant::{Plant, Planting, Problem};
use super::roster_rows::{Given, OfRow, Roster, Rosters, pick};
use crate::base::seed::Seed;
use crate::data::State;
use crate::expr::{Cell, Row, Truth, eval_indicator, eval_value};
use crate::model::ItemKind;

const REGIONS: usize = 6;
const KINDS: [&str; 2] = ["urban", "rural"];
const PSUS: usize = 100;
/// Households approached at each sampling point, and the chance that one takes
/// part: about 1,000 interviews in all.
const APPROACHED: usize = 11;
const RESPONSE: f64 = 0.91;
/// Interviews at a sampling point, and of an interviewer, where their number is
/// asked for.
const TAKE: usize = 10;
const LOAD: usize = 42;
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
/// Minutes of the day between which interviews begin, and how long they take.
const FIRST_MINUTE: usize = 8 * 60;
const LAST_MINUTE: usize = 18 * 60;
const SHORTEST: usize = 40;
const SPREAD: usize = 25;

/// What the ids of simulated records begin with.
pub const PREFIX: &str = "SIMULATED-";

/// What is simulated.
#[derive(Debug, Clone)]
pub struct Setup {
    pub seed: u64,
    /// So many interviews; none for about 1,000 at 100 sampling points.
    pub interviews: Option<usize>,
    /// How alike the answers of one sampling point are: the correlation of two
    /// of its respondents. Without it, places and persons differ by effects
    /// that questions share.
    pub icc: Option<f64>,
    /// The questions that hold when an interview begins and ends.
    pub times: Option<(String, String)>,
    /// Whether interviewers with problems are among them.
    pub plant: bool,
    /// What record ids begin with.
    pub prefix: String,
}

impl Setup {
    /// The demonstration.
    pub fn demo(seed: u64) -> Setup {
        Setup { seed, interviews: None, icc: None, times: None, plant: false, prefix: "DEMO-".into() }
    }
}

/// A survey that nobody took part in.
#[derive(Debug, Clone, Default)]
pub struct Simulated {
    /// The columns of the form's records, then one for each question.
    pub csv: String,
    pub interviews: usize,
    pub strata: usize,
    pub psus: usize,
    pub interviewers: usize,
    /// What is wrong with it on purpose.
    pub plants: Vec<Plant>,
    /// What could not be put in: the questionnaire has nothing it shows in.
    pub not_planted: Vec<Problem>,
    /// By roster, its rows: the record each belongs to, its key, the answers.
    pub rosters: Vec<(String, String)>,
    /// Where interviews were held, if that was asked for.
    pub households: Vec<Household>,
}

/// A household of a simulated survey in which somebody was interviewed.
#[derive(Debug, Clone)]
pub struct Household {
    /// Which interview it is: the number of its case.
    pub number: usize,
    pub(super) psu: usize,
    pub(super) stratum: String,
    pub(super) area: String,
    pub(super) kind: &'static str,
    pub(super) interviewer: usize,
    pub(super) day: i32,
    /// What its people have in common with those of the place.
    pub(super) place: f64,
    /// How many households it stands for.
    pub(super) weight: f64,
    /// The options chosen, by question.
    pub(super) chosen: HashMap<String, String>,
}

/// The demonstration's file.
pub fn demo(form: &Form, seed: u64) -> String {
    survey(form, &Setup::demo(seed)).csv
}

/// A simulated survey in 12 strata, for any questionnaire. The same setup gives
/// the same bytes on every machine: nothing is used of which machines have
/// their own version, such as logarithms.
pub fn survey(form: &Form, setup: &Setup) -> Simulated {
    held(form, setup, &Rosters::default(), false)
}

/// The same survey with the rows of its rosters, each in a table of its own.
pub fn survey_with_rosters(form: &Form, setup: &Setup, rosters: &Rosters) -> Simulated {
    held(form, setup, rosters, false)
}

/// The same survey, which remembers where each interview was held and what was
/// answered, so that somebody else of the household can be asked.
pub fn survey_of_households(form: &Form, setup: &Setup, rosters: &Rosters) -> Simulated {
    held(form, setup, rosters, true)
}

fn held(form: &Form, setup: &Setup, rosters: &Rosters, remember: bool) -> Simulated {
    let mut seed = Seed::new(setup.seed);
    let questions: Vec<Habit> = form.questions.iter().map(|q| Habit::new(q, &mut seed)).collect();
    // Drawn apart, so that the answers outside are those of a survey without.
    let member_habits = rosters.habits(&mut Seed::new(setup.seed ^ 0x0A57_E125));
    let mut tables = rosters.tables();
    let of_rows = |at: usize| rosters.values.contains_key(&at);
    let asked = || {
        let all = form.questions.iter().enumerate();
        all.filter(|(at, q)| !q.is_calculation() || of_rows(*at)).map(|(_, q)| q)
    };
    let mut out = String::new();
    let records = form.records.all().into_iter().map(|(_, name)| name);
    line(&mut out, records.chain(asked().map(Question::id)));

    let strata: Vec<Stratum> = (0..REGIONS * KINDS.len()).map(|n| Stratum::new(n, &mut seed)).collect();
    let (psus, interviewers) = match setup.interviews {
        None => (PSUS, INTERVIEWERS),
        Some(n) => (n.div_ceil(TAKE).max(strata.len()).min(n.max(1)), (n / LOAD).clamp(1, 9_999)),
    };
    let mut planting = Planting::new(form, setup, interviewers);
    let mut diary = Diary::new(setup);
    let mut number = 0;
    let mut households = Vec::new();
    for psu in 0..psus {
        let stratum = &strata[psu * strata.len() / psus];
        let interviewer = psu % interviewers;
        // What is common to the households of a place.
        let place = 0.6 * normal(&mut seed) + stratum.effect;
        let (approached, taking_part) = match setup.interviews {
            None => (APPROACHED, (0..APPROACHED).filter(|_| seed.chance(RESPONSE)).count()),
            Some(n) => {
                let wanted = n * (psu + 1) / psus - n * psu / psus;
                let refused = (0..wanted).filter(|_| !seed.chance(RESPONSE)).count();
                (wanted + refused, wanted)
            }
        };
        let first_day = FIRST_DAY + seed.below(DAYS - 3) as i32;
        let typical = setup.icc.map(|icc| Typical::new(form, &questions, icc, stratum.kind, &mut seed));
        for _ in 0..taking_part {
            number += 1;
            let children = 1 + seed.below(3) as i32;
            let own = normal(&mut seed);
            let age = seed.uniform();
            let mut person = Person {
                // A place whose likeness is asked for has no other effect.
                place: if typical.is_some() { 0.0 } else { place },
                own,
                age,
                day: first_day + seed.below(3) as i32,
                kind: stratum.kind,
                number,
                psu,
                minutes: None,
                prefix: &setup.prefix,
            };
            let problem = planting.of(interviewer);
            diary.enter(interviewer, problem, &mut person);
            let id = format!("{}{number:04}", setup.prefix);
            let copied = planting.copied(interviewer);
            let answers = {
                let way = Interview {
                    habits: &questions,
                    person: &person,
                    typical: typical.as_ref(),
                    planting: &planting,
                    problem,
                    copied,
                    times: setup.times.as_ref(),
                    member_habits: &member_habits,
                    heard: None,
                };
                interview(form, rosters, &way, &mut seed)
            };
            // One of the household's children, where some did not take part.
            // Each stands for thousands, as in a national survey.
            let chances = approached as f64 / taking_part.max(1) as f64;
            let weight = 1000.0 * stratum.factor * f64::from(children) * chances;
            if remember {
                households.push(Household {
                    number,
                    psu,
                    stratum: stratum.name.clone(),
                    area: stratum.area.clone(),
                    kind: stratum.kind,
                    interviewer,
                    day: person.day,
                    place,
                    weight: weight / f64::from(children),
                    chosen: answers.chosen(),
                });
            }
            let fields = [
                id.clone(),
                cell::date(person.day),
                stratum.name.clone(),
                format!("psu_{:03}", psu + 1),
                format!("{weight:.1}"),
                stratum.area.clone(),
                interviewer_name(interviewer),
            ];
            let texts = asked().map(|q| answers.text(q));
            line(
                &mut out,
                fields.iter().map(String::as_str).chain(texts.collect::<Vec<_>>().iter().map(String::as_str)),
            );
            for ((roster, rows), (_, table)) in rosters.all.iter().zip(&answers.rows).zip(&mut tables) {
                roster.write(&id, rows, table);
            }
            planting.done(interviewer, id, &answers.given);
        }
    }
    let (plants, not_planted) = planting.into_truth();
    Simulated {
        csv: out,
        interviews: number,
        strata: strata.len().min(psus),
        psus,
        interviewers: interviewers.min(psus),
        plants,
        not_planted,
        households,
        rosters: tables,
    }
}

/// As files name an interviewer.
pub(super) fn interviewer_name(n: usize) -> String {
    format!("interviewer_{:02}", n + 1)
}

/// When interviewers are where: one interview after the other.
struct Diary {
    on: bool,
    seed: Seed,
    /// The first free minute of an interviewer's day.
    free: HashMap<(usize, i32), usize>,
}

impl Diary {
    fn new(setup: &Setup) -> Diary {
        Diary { on: setup.times.is_some(), seed: Seed::new(setup.seed ^ 0xD1A2), free: HashMap::new() }
    }

    /// Gives an interview its minutes, on the next day with room for it.
    fn enter(&mut self, interviewer: usize, problem: Option<Problem>, person: &mut Person<'_>) {
        if !self.on {
            return;
        }
        loop {
            let free = self.free.entry((interviewer, person.day)).or_insert(FIRST_MINUTE);
            if *free > LAST_MINUTE {
                person.day += 1;
                continue;
            }
            let start = *free + self.seed.below(20);
            let usual = SHORTEST + self.seed.below(SPREAD);
            *free = start + usual + 10;
            let (start, length) = match problem {
                Some(Problem::ShortInterviews) => (start, usual * 3 / 10),
                // In the night.
                Some(Problem::OddHours) => (60 + start % 120, usual),
                // From the morning on, all at once.
                Some(Problem::Overlapping) => (FIRST_MINUTE + self.seed.below(15), usual),
                _ => (start, usual),
            };
            person.minutes = Some((start, start + length));
            return;
        }
    }
}

/// How a place tends to answer: with the square root of the correlation as its
/// chance, a respondent answers as the place does. Two respondents both do so
/// with the correlation itself as their chance, and are independent otherwise.
pub(super) struct Typical {
    follows: f64,
    answers: Vec<Option<Answer>>,
}

impl Typical {
    fn new(form: &Form, habits: &[Habit], icc: f64, kind: &'static str, seed: &mut Seed) -> Typical {
        let of = |question: &Question, habit: &Habit, seed: &mut Seed| {
            let person = Person {
                place: 0.0,
                own: normal(seed),
                age: seed.uniform(),
                day: FIRST_DAY,
                kind,
                number: 0,
                psu: 0,
                minutes: None,
                prefix: "",
            };
            // Who somebody is, where and when, is of each person alone.
            let shared = matches!(
                question.item.kind,
                ItemKind::SelectOne | ItemKind::SelectMultiple | ItemKind::Integer | ItemKind::Decimal
            ) && !habit.is_age;
            shared.then(|| draw(question, habit, &person, seed))
        };
        let answers = form.questions.iter().zip(habits).map(|(q, h)| of(q, h, seed)).collect();
        Typical { follows: icc.max(0.0).sqrt(), answers }
    }
}

/// One line; nothing that is written here needs quotation marks but an id or
/// a text of a script, which is quoted whenever it could.
pub(super) fn line<'a>(out: &mut String, fields: impl Iterator<Item = &'a str>) {
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

pub(super) struct Person<'a> {
    pub(super) place: f64,
    pub(super) own: f64,
    /// From the lowest age (0) to the highest (1).
    pub(super) age: f64,
    /// The day of the interview.
    pub(super) day: i32,
    pub(super) kind: &'static str,
    /// Which interview it is.
    pub(super) number: usize,
    /// Which sampling point it is held at.
    pub(super) psu: usize,
    /// The minutes of the day from which to which it lasts.
    pub(super) minutes: Option<(usize, usize)>,
    pub(super) prefix: &'a str,
}

/// How a question tends to be answered.
pub(super) struct Habit {
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
    pub(super) fn new(question: &Question, seed: &mut Seed) -> Habit {
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
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Option(usize),
    Options(Vec<usize>),
    Number(f64),
    Text(String),
    State(State),
}

pub(super) struct Answers<'f> {
    form: &'f Form,
    given: HashMap<&'f str, Answer>,
    /// The rosters, and the rows of each that there are so far.
    rosters: &'f [Roster],
    pub(super) rows: Vec<Vec<Given<'f>>>,
}

impl Row for Answers<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        let question = self.form.question(name);
        match (question, self.given.get(name)) {
            (Some(question), Some(answer)) => answer.cell(&question.item),
            _ => Cell::missing(State::Unanswered),
        }
    }

    fn rows(&self, roster: &str) -> Option<Vec<Box<dyn Row + '_>>> {
        let at = self.rosters.iter().position(|r| r.question.id() == roster)?;
        let roster = &self.rosters[at];
        let of = |given| Box::new(OfRow { answers: self, roster, given }) as Box<dyn Row>;
        Some(self.rows.get(at)?.iter().map(of).collect())
    }
}

impl Answers<'_> {
    /// The cell of the file.
    pub(super) fn text(&self, question: &Question) -> String {
        self.given.get(question.id()).map_or(String::new(), |answer| answer.text(&question.item))
    }

    /// The options chosen, by question.
    fn chosen(&self) -> HashMap<String, String> {
        let one = |q: &Question| match self.given.get(q.id()) {
            Some(Answer::Option(i)) => Some((q.id().to_string(), q.item.options.get(*i)?.id.clone())),
            _ => None,
        };
        self.form.questions.iter().filter(|q| !q.item.by_interviewer).filter_map(one).collect()
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

/// All that an interview is made of.
pub(super) struct Interview<'a> {
    pub(super) habits: &'a [Habit],
    pub(super) person: &'a Person<'a>,
    pub(super) typical: Option<&'a Typical>,
    pub(super) planting: &'a Planting,
    pub(super) problem: Option<Problem>,
    /// The interview it is a copy of.
    pub(super) copied: Option<HashMap<String, Answer>>,
    pub(super) times: Option<&'a (String, String)>,
    /// By roster, how its questions tend to be answered.
    pub(super) member_habits: &'a [Vec<Habit>],
    /// Options that somebody else of the household chose, by question, and the
    /// chance that this respondent says the same.
    pub(super) heard: Option<(&'a HashMap<String, String>, f64)>,
}

/// An interview that obeys the route and the checks. Where no try does, nobody
/// answered anything.
pub(super) fn interview<'f>(
    form: &'f Form,
    rosters: &'f Rosters,
    way: &Interview<'_>,
    seed: &mut Seed,
) -> Answers<'f> {
    for _ in 0..TRIES {
        let answers = attempt(form, rosters, way, seed);
        if answers.holds() {
            return answers;
        }
    }
    Answers { form, given: HashMap::new(), rosters: &rosters.all, rows: Vec::new() }
}

fn attempt<'f>(form: &'f Form, from: &'f Rosters, way: &Interview<'_>, seed: &mut Seed) -> Answers<'f> {
    let rosters: &'f [Roster] = &from.all;
    let mut answers = Answers { form, given: HashMap::new(), rosters, rows: Vec::new() };
    let mut ended = false;
    for (at, (question, habit)) in form.questions.iter().zip(way.habits).enumerate() {
        let id = question.id();
        for (roster, habits) in rosters.iter().zip(way.member_habits).skip(answers.rows.len()) {
            if roster.before <= at {
                let rows = roster.rows(&answers, ended, habits, way.person, seed);
                answers.rows.push(rows);
            }
        }
        if !question.is_reached(&answers, ended) {
            answers.given.insert(id, Answer::State(State::SkippedByRoute));
            continue;
        }
        let value = question.item.value.as_ref().or_else(|| from.values.get(&at));
        if let Some(value) = value {
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
                _ => match question.item.kind {
                    ItemKind::RandomPick => pick(&answers, question, seed),
                    _ => None,
                }
                .unwrap_or_else(|| way.answer(at, question, habit, seed)),
            };
            let answer = match way.problem {
                // Tried once: what the checks refuse is not written down.
                Some(problem) if attempt == 0 => {
                    way.planting.bent(problem, at, question, answer, &answers.given, seed)
                }
                _ => answer,
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

impl Interview<'_> {
    fn answer(&self, at: usize, question: &Question, habit: &Habit, seed: &mut Seed) -> Answer {
        let clock = |minute: usize| Answer::Text(format!("{:02}:{:02}", minute / 60 % 24, minute % 60));
        if let (Some((begins, ends)), Some((start, end))) = (self.times, self.person.minutes) {
            if question.id() == begins {
                return clock(start);
            }
            if question.id() == ends {
                return clock(end);
            }
        }
        if let Some((chosen, chance)) = self.heard
            && question.item.kind == ItemKind::SelectOne
            && let Some(option) = chosen.get(question.id())
            && let Some(same) = question.item.options.iter().position(|o| o.id == *option)
            && seed.chance(chance)
        {
            return Answer::Option(same);
        }
        if let Some(typical) = self.typical
            && let Some(answer) = &typical.answers[at]
            && seed.chance(typical.follows)
        {
            return answer.clone();
        }
        if let Some(answer) = self.copied.as_ref().and_then(|c| c.get(question.id()))
            && self.planting.copies(self.problem, question, seed)
            && *answer != Answer::State(State::SkippedByRoute)
        {
            return answer.clone();
        }
        draw(question, habit, self.person, seed)
    }
}

pub(super) fn draw(question: &Question, habit: &Habit, person: &Person<'_>, seed: &mut Seed) -> Answer {
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
        ItemKind::Case => Answer::Text(format!("{}{:04}", person.prefix, person.number)),
        ItemKind::Time => Answer::Text(format!("{:02}:{:02}", 8 + seed.below(12), seed.below(60))),
        // In the open sea, where nobody lives: each sampling point a field of its own.
        ItemKind::Geopoint => {
            let at = |n: usize, step: usize| 0.02 * n as f64 + step as f64 / 100_000.0;
            let (north, east) =
                (at(person.psu % 40, seed.below(1000)), at(person.psu / 40, seed.below(1000)));
            Answer::Text(format!("{north:.5} {east:.5}"))
        }
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
    person: &Person<'_>,
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
pub(super) fn normal(seed: &mut Seed) -> f64 {
    (0..12).map(|_| seed.uniform()).sum::<f64>() - 6.0
}
