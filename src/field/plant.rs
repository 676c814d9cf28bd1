//! Problems of interviewers, put into a simulated survey on purpose, and the
//! truth about them: who, which records, how strong. Checks are tried on it.

use std::collections::HashMap;

use super::form::{Form, Question};
use super::simulate::{Answer, Setup, interviewer_name};
use crate::base::seed::Seed;
use crate::data::State;
use crate::expr::{Cell, CellValue, Row};
use crate::model::{Item, ItemKind};

/// One interview in so many is a copy.
const COPIES: usize = 8;
/// Of a copy that is not whole: the chance that an answer is drawn anew.
const ANEW: f64 = 0.05;
/// How often a filter is answered so that it closes what hangs on it.
const CLOSED: f64 = 0.95;
/// How often a number is rounded to the next multiple of five.
const ROUNDED: f64 = 0.8;
/// Ranges at least so wide hold two round numbers.
const WIDE: f64 = 10.0;
/// One interview in so many is held elsewhere.
const FAR: usize = 3;
/// How often don't know, a refusal, nothing is written down where it may be.
const UNKNOWN: f64 = 0.25;

/// What may be wrong with the interviews of one interviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    Duplicates,
    NearIdentical,
    StraightLining,
    ClosingFilters,
    DontKnow,
    Heaping,
    ShortInterviews,
    OddHours,
    Overlapping,
    OnePoint,
    FarAway,
    /// The interviews were never held: who is asked again gives other answers.
    Invented,
    Refusals,
    Gaps,
}

impl Problem {
    pub const ALL: [Problem; 14] = [
        Problem::Duplicates,
        Problem::NearIdentical,
        Problem::StraightLining,
        Problem::ClosingFilters,
        Problem::DontKnow,
        Problem::Heaping,
        Problem::ShortInterviews,
        Problem::OddHours,
        Problem::Overlapping,
        Problem::OnePoint,
        Problem::FarAway,
        Problem::Invented,
        Problem::Refusals,
        Problem::Gaps,
    ];

    /// The id of the check that should find it.
    pub fn check(self) -> &'static str {
        match self {
            Problem::Duplicates => "duplicate_content",
            Problem::NearIdentical => "near_identical",
            Problem::StraightLining => "straight_lining",
            Problem::ClosingFilters => "closed_filters",
            Problem::DontKnow => "dont_know",
            Problem::Heaping => "heaping",
            Problem::ShortInterviews => "duration",
            Problem::OddHours => "hours",
            Problem::Overlapping => "overlap",
            Problem::OnePoint => "one_point",
            Problem::FarAway => "far_away",
            Problem::Invented => "back_check",
            Problem::Refusals => "refusal",
            Problem::Gaps => "missing",
        }
    }

    /// How strong it is, in words.
    pub fn effect(self) -> String {
        let percent = |share: f64| format!("{:.0} %", share * 100.0);
        match self {
            Problem::Duplicates => format!("1 interview in {COPIES} has the answers of another"),
            Problem::NearIdentical => format!(
                "1 interview in {COPIES} has the answers of another, {} of them drawn anew",
                percent(ANEW)
            ),
            Problem::StraightLining => "every battery is answered alike in all rows".into(),
            Problem::ClosingFilters => format!(
                "{} of the filters are answered so that they close what hangs on them",
                percent(CLOSED)
            ),
            Problem::DontKnow => format!("{} of the answers that may be don't know are", percent(UNKNOWN)),
            Problem::Heaping => format!(
                "{} of the numbers of ranges of {WIDE} and more end in 0 or 5, where the checks let them",
                percent(ROUNDED)
            ),
            Problem::ShortInterviews => "interviews take three tenths of their time".into(),
            Problem::OddHours => "interviews begin between 1 and 3 at night".into(),
            Problem::Overlapping => "all interviews of a day begin within a quarter of an hour".into(),
            Problem::OnePoint => "all interviews are held at one point".into(),
            Problem::FarAway => {
                format!("1 interview in {FAR} is held a degree of latitude away")
            }
            Problem::Refusals => {
                format!("{} of the answers that may be refused are", percent(UNKNOWN))
            }
            Problem::Gaps => format!("{} of the answers are left out", percent(UNKNOWN)),
            Problem::Invented => "whoever is asked again answers as somebody else".into(),
        }
    }

    /// What it looks for in a questionnaire.
    fn shows_in(self, form: &Form, setup: &Setup, closing: &[Option<usize>]) -> bool {
        let any = |is: &dyn Fn(&Item) -> bool| form.questions.iter().any(|q| is(&q.item));
        match self {
            Problem::Duplicates | Problem::NearIdentical => form.questions.len() >= 20,
            Problem::StraightLining => any(&|i| !i.battery.is_empty()),
            Problem::ClosingFilters => closing.iter().any(Option::is_some),
            Problem::DontKnow => any(&|i| i.allow.contains(&State::DontKnow)),
            Problem::Heaping => any(&heaps),
            Problem::ShortInterviews | Problem::OddHours | Problem::Overlapping => {
                setup.times.is_some() || setup.clock
            }
            Problem::OnePoint | Problem::FarAway => any(&|i| i.kind == ItemKind::Geopoint),
            Problem::Refusals => any(&|i| i.allow.contains(&State::PreferNot)),
            Problem::Gaps => any(&may_be_left_out),
            Problem::Invented => !setup.back_check.is_empty(),
        }
    }
}

/// Whether an answer may be left out without ending the interview, or its being
/// known whose it is, when and where.
fn may_be_left_out(item: &Item) -> bool {
    item.kind.is_asked()
        && item.ends.is_none()
        && !matches!(item.kind, ItemKind::Case | ItemKind::Time | ItemKind::Geopoint)
}

/// Whether numbers of a question may be rounded to fives.
pub(super) fn heaps(item: &Item) -> bool {
    item.kind == ItemKind::Integer && item.range.is_some_and(|(low, high)| high - low >= WIDE)
}

/// The truth about one interviewer.
#[derive(Debug, Clone)]
pub struct Plant {
    pub problem: Problem,
    pub interviewer: String,
    /// The records it shows in.
    pub records: Vec<String>,
}

/// Who has which problem, while a survey is simulated.
#[derive(Debug)]
pub(super) struct Planting {
    /// By interviewer.
    problems: HashMap<usize, Problem>,
    not_planted: Vec<Problem>,
    /// By question: the row of its battery before it.
    row_before: Vec<Option<usize>>,
    /// By question: the option that closes most of what hangs on it.
    closing: Vec<Option<usize>>,
    ids: Vec<String>,
    seen: HashMap<usize, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    held: usize,
    records: Vec<String>,
    /// The interview that others are copied from: the fullest one.
    model: HashMap<String, Answer>,
    copying: bool,
    /// The next interview is held elsewhere.
    far: bool,
}

impl Planting {
    pub fn new(form: &Form, setup: &Setup, interviewers: usize) -> Planting {
        let mut planting = Planting {
            problems: HashMap::new(),
            not_planted: Vec::new(),
            row_before: Vec::new(),
            closing: Vec::new(),
            ids: form.questions.iter().map(|q| q.id().to_string()).collect(),
            seen: HashMap::new(),
        };
        if !setup.plant {
            return planting;
        }
        planting.row_before = (0..form.questions.len())
            .map(|at| {
                let battery = &form.questions[at].item.battery;
                let same = |i: &usize| !battery.is_empty() && form.questions[*i].item.battery == *battery;
                at.checked_sub(1).filter(same)
            })
            .collect();
        planting.closing = form.questions.iter().map(|q| closing(form, q)).collect();
        // Who it is, is drawn; nobody has two.
        let mut seed = Seed::new(setup.seed ^ 0x51A7);
        let mut free: Vec<usize> = (0..interviewers).collect();
        for problem in Problem::ALL {
            if !problem.shows_in(form, setup, &planting.closing) || free.len() <= 1 {
                planting.not_planted.push(problem);
                continue;
            }
            let who = free.swap_remove(seed.below(free.len()));
            planting.problems.insert(who, problem);
            planting.seen.insert(who, Seen::default());
        }
        planting
    }

    /// The problem of an interviewer.
    pub fn of(&self, interviewer: usize) -> Option<Problem> {
        self.problems.get(&interviewer).copied()
    }

    /// The interview that the next one of this interviewer is a copy of.
    pub fn copied(&mut self, interviewer: usize) -> Option<HashMap<String, Answer>> {
        let copies = matches!(self.of(interviewer), Some(Problem::Duplicates | Problem::NearIdentical));
        let seen = self.seen.get_mut(&interviewer).filter(|_| copies)?;
        seen.copying = seen.held > 0 && seen.held % COPIES == COPIES - 1;
        seen.copying.then(|| seen.model.clone())
    }

    /// Whether an answer is copied: who, where and when is of each alone.
    pub fn copies(&self, problem: Option<Problem>, question: &Question, seed: &mut Seed) -> bool {
        let of_interview = matches!(question.item.kind, ItemKind::Case | ItemKind::Time | ItemKind::Geopoint);
        !of_interview && (problem != Some(Problem::NearIdentical) || !seed.chance(ANEW))
    }

    /// The answer that the interviewer writes down in place of the one given.
    pub fn bent(
        &self,
        problem: Problem,
        at: usize,
        question: &Question,
        answer: Answer,
        given: &HashMap<&str, Answer>,
        seed: &mut Seed,
    ) -> Answer {
        let item = &question.item;
        match problem {
            Problem::StraightLining => {
                let before = self.row_before[at].and_then(|i| given.get(self.ids[i].as_str()));
                let before = before.filter(|a| **a != Answer::State(State::SkippedByRoute));
                before.cloned().unwrap_or(answer)
            }
            Problem::ClosingFilters => match self.closing[at] {
                Some(option) if seed.chance(CLOSED) => match item.kind {
                    ItemKind::SelectMultiple => Answer::Options(vec![option]),
                    _ => Answer::Option(option),
                },
                _ => answer,
            },
            Problem::DontKnow if item.allow.contains(&State::DontKnow) && seed.chance(UNKNOWN) => {
                Answer::State(State::DontKnow)
            }
            Problem::Refusals if item.allow.contains(&State::PreferNot) && seed.chance(UNKNOWN) => {
                Answer::State(State::PreferNot)
            }
            Problem::Gaps if may_be_left_out(item) && seed.chance(UNKNOWN) => {
                Answer::State(State::Unanswered)
            }
            Problem::Heaping => match (&answer, item.range) {
                (Answer::Number(n), Some((low, high))) if heaps(item) && seed.chance(ROUNDED) => {
                    let round = (n / 5.0).round() * 5.0;
                    if round >= low && round <= high { Answer::Number(round) } else { answer }
                }
                _ => answer,
            },
            Problem::OnePoint if item.kind == ItemKind::Geopoint => Answer::Text("0.00500 0.00500".into()),
            Problem::FarAway => match &answer {
                Answer::Text(text) if item.kind == ItemKind::Geopoint && self.is_far(problem) => {
                    let mut parts = text.split(' ').filter_map(|p| p.parse::<f64>().ok());
                    let (north, east) = (parts.next().unwrap_or(0.0), parts.next().unwrap_or(0.0));
                    Answer::Text(format!("{:.5} {east:.5}", north + 1.0))
                }
                _ => answer,
            },
            _ => answer,
        }
    }

    fn is_far(&self, problem: Problem) -> bool {
        let who = self.problems.iter().find(|(_, p)| **p == problem).map(|(who, _)| who);
        who.and_then(|who| self.seen.get(who)).is_some_and(|seen| seen.far)
    }

    /// Takes note of an interview.
    pub fn done(&mut self, interviewer: usize, id: String, given: &HashMap<&str, Answer>) {
        let Some(problem) = self.of(interviewer) else { return };
        let Some(seen) = self.seen.get_mut(&interviewer) else { return };
        seen.held += 1;
        let far = seen.far;
        seen.far = problem == Problem::FarAway && seen.held % FAR == FAR - 1;
        let whole = !matches!(problem, Problem::Duplicates | Problem::NearIdentical);
        if (whole && problem != Problem::FarAway) || seen.copying || far {
            seen.records.push(id);
        }
        let full = |a: &Answer| !matches!(a, Answer::State(_));
        let here = given.values().filter(|a| full(a)).count();
        if !whole && !seen.copying && here > seen.model.values().filter(|a| full(a)).count() {
            seen.model = given.iter().map(|(id, a)| ((*id).to_string(), a.clone())).collect();
        }
    }

    /// What was put in, and what could not be.
    pub fn into_truth(mut self) -> (Vec<Plant>, Vec<Problem>) {
        let mut plants = Vec::new();
        for problem in Problem::ALL {
            let who = self.problems.iter().find(|(_, p)| **p == problem).map(|(who, _)| *who);
            let Some(who) = who else { continue };
            let records = self.seen.remove(&who).unwrap_or_default().records;
            if records.is_empty() {
                self.not_planted.push(problem);
            } else {
                plants.push(Plant { problem, interviewer: interviewer_name(who), records });
            }
        }
        (plants, self.not_planted)
    }
}

/// One answer, and nothing else that is known.
struct Only<'a>(&'a str, &'a str, bool);

impl Row for Only<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        match name == self.0 {
            true if self.2 => Cell::answered(CellValue::Choices(vec![self.1])),
            true => Cell::answered(CellValue::Choice(self.1)),
            false => Cell::missing(State::Unanswered),
        }
    }
}

/// The option of a filter that opens fewest of the questions that hang on it;
/// none where all open as many, and of gates, which end interviews.
fn closing(form: &Form, filter: &Question) -> Option<usize> {
    let item = &filter.item;
    if !matches!(item.kind, ItemKind::SelectOne | ItemKind::SelectMultiple)
        || item.ends.is_some()
        || item.by_interviewer
    {
        return None;
    }
    let several = item.kind == ItemKind::SelectMultiple;
    let hanging: Vec<&Question> = hanging_on(form, &item.id).collect();
    if hanging.is_empty() {
        return None;
    }
    let opened = |option: &str| {
        let row = Only(&item.id, option, several);
        hanging.iter().filter(|q| q.is_reached(&row, false)).count()
    };
    let counts: Vec<usize> = item.options.iter().map(|o| opened(&o.id)).collect();
    let (least, most) = (counts.iter().min()?, counts.iter().max()?);
    (least < most).then(|| counts.iter().position(|c| c == least)).flatten()
}

/// The questions whose route reads an answer.
pub(super) fn hanging_on<'a>(form: &'a Form, id: &'a str) -> impl Iterator<Item = &'a Question> {
    form.questions.iter().filter(move |q| {
        let conditions = [&q.section_ask_if, &q.item.ask_if];
        conditions.into_iter().flatten().any(|c| c.checked.depends_on().iter().any(|n| n == id))
    })
}
