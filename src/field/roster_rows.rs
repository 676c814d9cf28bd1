//! Rows of rosters in a simulated survey: how many a household has, what is
//! answered in each, and what is worked out of them.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::form::{Form, Question};
use super::simulate::{Answer, Answers, Habit, Person, draw, line, normal};
use crate::base::seed::Seed;
use crate::data::State;
use crate::expr::{Cell, CellValue, Row, Truth, eval_indicator, eval_routing, eval_value};
use crate::model::{Condition, ItemKind, PlannedInstrument};

/// Rows where nothing says how many there are.
const ROWS: usize = 3;
const MOST_ROWS: usize = 50;
/// How often an answer is drawn anew until its own check holds.
const TRIES: usize = 50;

/// The rosters of a questionnaire, as they are simulated.
#[derive(Debug, Default)]
pub struct Rosters {
    pub(super) all: Vec<Roster>,
    /// What is worked out of rows, by the place of the calculation in the form.
    pub(super) values: HashMap<usize, Condition>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Roster {
    pub question: Question,
    /// The place in the form of the question that is asked after it.
    pub before: usize,
    pub members: Vec<Question>,
}

/// The answers of a row, by question.
pub(super) type Given<'f> = HashMap<&'f str, Answer>;

impl Rosters {
    /// The rosters of what is asked in a plan.
    pub fn of(planned: &PlannedInstrument, form: &Form) -> Rosters {
        let mut rosters = Rosters::default();
        let mut before = 0;
        for asked in planned.asked() {
            let item = &asked.item;
            if item.kind == ItemKind::Roster {
                let section = planned.group(item);
                let of_roster =
                    |p: &&crate::model::PlannedItem| p.item.roster == item.id && p.item.kind.has_value();
                let members = planned.asked().filter(of_roster).map(|p| Question {
                    item: p.item.clone(),
                    section_ask_if: None,
                    band: planned.band(&p.item),
                    after_end: true,
                });
                rosters.all.push(Roster {
                    question: Question {
                        item: item.clone(),
                        section_ask_if: section.and_then(|s| s.ask_if.clone()),
                        band: planned.band(item),
                        after_end: section.is_some_and(|s| s.after_end),
                    },
                    before,
                    members: members.collect(),
                });
            } else if let Some(at) = form.position(&item.id).filter(|_| item.roster.is_empty()) {
                before = at + 1;
                // The form takes such a value as the device has it.
                if let (None, Some(value)) = (&form.questions[at].item.value, &item.value) {
                    rosters.values.insert(at, value.clone());
                }
            }
        }
        rosters
    }

    /// Their ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|r| r.question.id())
    }

    /// How members tend to be answered.
    pub(super) fn habits(&self, seed: &mut Seed) -> Vec<Vec<Habit>> {
        self.all.iter().map(|r| r.members.iter().map(|q| Habit::new(q, seed)).collect()).collect()
    }

    /// The headers of their tables.
    pub(super) fn tables(&self) -> Vec<(String, String)> {
        let head = |roster: &Roster| {
            let mut out = String::new();
            line(&mut out, ["PARENT_KEY", "KEY"].into_iter().chain(roster.members.iter().map(Question::id)));
            (roster.question.id().to_string(), out)
        };
        self.all.iter().map(head).collect()
    }
}

impl Roster {
    /// The rows of a household.
    pub fn rows<'f>(
        &'f self,
        answers: &Answers<'f>,
        ended: bool,
        habits: &[Habit],
        person: &Person<'_>,
        seed: &mut Seed,
    ) -> Vec<Given<'f>> {
        if !self.question.is_reached(answers, ended) {
            return Vec::new();
        }
        let item = &self.question.item;
        let counted = item.count.as_ref().map(|c| eval_value(&c.checked, answers));
        let rows = match counted {
            None => 1 + seed.below(ROWS),
            // How many there are is not known: nobody was written down.
            Some(Err(_)) => 0,
            Some(Ok(n)) => n.clamp(0.0, MOST_ROWS as f64) as usize,
        };
        let most = item.max_rows.and_then(|m| usize::try_from(m).ok()).unwrap_or(MOST_ROWS);
        (0..rows.min(most)).map(|_| self.row(answers, habits, person, seed)).collect()
    }

    fn row<'f>(
        &'f self,
        answers: &Answers<'f>,
        habits: &[Habit],
        person: &Person<'_>,
        seed: &mut Seed,
    ) -> Given<'f> {
        let member = Person { own: normal(seed), age: seed.uniform(), ..*person };
        let mut given = Given::new();
        for (question, habit) in self.members.iter().zip(habits) {
            if !question.is_reached(&OfRow { answers, roster: self, given: &given }, false) {
                given.insert(question.id(), Answer::State(State::SkippedByRoute));
                continue;
            }
            for attempt in 0..TRIES {
                let answer = match attempt + 1 {
                    TRIES => Answer::State(State::Unanswered),
                    _ => draw(question, habit, &member, seed),
                };
                given.insert(question.id(), answer);
                let row = OfRow { answers, roster: self, given: &given };
                let no = question
                    .item
                    .must
                    .as_ref()
                    .is_some_and(|c| eval_indicator(&c.checked, &row) == Truth::No);
                if !no {
                    break;
                }
            }
        }
        given
    }

    /// Writes the rows of a record.
    pub fn write(&self, record: &str, rows: &[Given<'_>], out: &mut String) {
        for (n, given) in rows.iter().enumerate() {
            let mut key = String::new();
            let _ = write!(key, "{record}/{}[{}]", self.question.id(), n + 1);
            let texts: Vec<String> = self
                .members
                .iter()
                .map(|q| given.get(q.id()).map_or(String::new(), |a| a.text(&q.item)))
                .collect();
            line(out, [record, &key].into_iter().chain(texts.iter().map(String::as_str)));
        }
    }
}

/// A line of the roster by chance, among those that may be picked.
pub(super) fn pick(answers: &Answers<'_>, question: &Question, seed: &mut Seed) -> Option<Answer> {
    let rows = answers.rows(&question.item.pick_from)?;
    let may = |row: &dyn Row| question.item.pick_if.as_ref().is_none_or(|c| eval_routing(&c.checked, row));
    let fit: Vec<usize> = (0..rows.len()).filter(|at| may(rows[*at].as_ref())).collect();
    Some(match fit.is_empty() {
        true => Answer::State(State::Unanswered),
        false => Answer::Number((fit[seed.below(fit.len())] + 1) as f64),
    })
}

/// A row, with the answers outside behind its own.
pub(super) struct OfRow<'a, 'f> {
    pub answers: &'a Answers<'f>,
    pub roster: &'a Roster,
    pub given: &'a Given<'f>,
}

impl Row for OfRow<'_, '_> {
    fn get(&self, name: &str) -> Cell<'_> {
        let Some(question) = self.roster.members.iter().find(|q| q.id() == name) else {
            return self.answers.get(name);
        };
        match self.given.get(name) {
            Some(answer) => answer.cell(&question.item),
            None => Cell::missing(State::Unanswered),
        }
    }

    fn rows(&self, roster: &str) -> Option<Vec<Box<dyn Row + '_>>> {
        self.answers.rows(roster)
    }
}

impl Answer {
    /// What an expression reads.
    pub(super) fn cell<'a>(&'a self, item: &'a crate::model::Item) -> Cell<'a> {
        let id = |i: &usize| item.options.get(*i).map_or("", |o| o.id.as_str());
        Cell::answered(match self {
            Answer::Option(i) => CellValue::Choice(id(i)),
            Answer::Options(list) => CellValue::Choices(list.iter().map(id).collect()),
            Answer::Number(n) => CellValue::Number(*n),
            Answer::Text(text) => CellValue::Text(text),
            Answer::State(state) => return Cell::missing(*state),
        })
    }

    /// The cell of the file.
    pub(super) fn text(&self, item: &crate::model::Item) -> String {
        let id = |i: &usize| item.options.get(*i).map_or("", |o| o.id.as_str());
        match self {
            Answer::Option(i) => id(i).to_string(),
            Answer::Options(list) => list.iter().map(id).collect::<Vec<_>>().join(" "),
            Answer::Number(n) => n.to_string(),
            Answer::Text(text) => text.clone(),
            Answer::State(State::SkippedByRoute | State::Unanswered) => String::new(),
            Answer::State(state) => state.id().to_string(),
        }
    }
}
