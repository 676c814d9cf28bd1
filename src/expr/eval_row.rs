//! One row at a time: routing, indicators, calculations.

use super::check::Checked;
use super::eval::{Reader, number, truth};
use super::ir::{Atom, Body, Day, Leaf, NameId, YES, is_date};
use super::states::{As, CountAs, States};
use crate::data::{Frame, State, Values};

/// The answers of one respondent.
pub trait Row {
    /// The answer to a question; a question that is not there at all has the
    /// state `NotInVersion`.
    fn get(&self, name: &str) -> Cell<'_>;

    /// The rows of a roster, each with the answers outside it behind its own;
    /// `None` where they are not at hand.
    fn rows(&self, _roster: &str) -> Option<Vec<Box<dyn Row + '_>>> {
        None
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell<'a> {
    pub state: State,
    /// Read only when the state is `Answered`.
    pub value: CellValue<'a>,
}

/// The value of an answer. One that does not fit the declared type of its
/// question makes the comparison not known.
#[derive(Debug, Clone, PartialEq)]
pub enum CellValue<'a> {
    Nothing,
    Number(f64),
    Bool(bool),
    /// A text, or a date as `YYYY-MM-DD`.
    Text(&'a str),
    /// The option chosen.
    Choice(&'a str),
    /// The options chosen, each once.
    Choices(Vec<&'a str>),
}

impl<'a> Cell<'a> {
    /// An answer.
    pub fn answered(value: CellValue<'a>) -> Self {
        Cell { state: State::Answered, value }
    }

    /// No answer, and why.
    pub fn missing(state: State) -> Self {
        Cell { state, value: CellValue::Nothing }
    }
}

/// A row of a frame.
#[derive(Debug, Clone, Copy)]
pub struct FrameRow<'a> {
    frame: &'a Frame,
    row: usize,
}

impl<'a> FrameRow<'a> {
    /// The row with this index from 0. One behind the end has no answers.
    pub fn new(frame: &'a Frame, row: usize) -> Self {
        FrameRow { frame, row }
    }
}

impl Row for FrameRow<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        let Some(column) = self.frame.get(name) else {
            return Cell::missing(State::NotInVersion);
        };
        let row = self.row;
        let state = column.states.get(row).copied().unwrap_or(State::Unanswered);
        if state != State::Answered {
            return Cell::missing(state);
        }
        let value = match &column.values {
            Values::Number(values) => values.get(row).map(|n| CellValue::Number(*n)),
            Values::Bool(values) => values.get(row).map(|b| CellValue::Bool(*b)),
            Values::Text(values) => values.get(row).map(|t| CellValue::Text(t)),
            Values::Choice { codes, options } => {
                codes.get(row).and_then(|code| options.get(*code as usize)).map(|o| CellValue::Choice(o))
            }
            Values::Choices { sets, options } => sets.get(row).map(|set| {
                let chosen = options.iter().take(64).enumerate().filter(|(i, _)| set >> i & 1 == 1);
                CellValue::Choices(chosen.map(|(_, o)| o.as_str()).collect())
            }),
        };
        Cell::answered(value.unwrap_or(CellValue::Nothing))
    }
}

/// The value of an indicator's condition for one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    Yes,
    No,
    /// Open, because of these states.
    Unknown(States),
}

/// Whether the route is taken: an atom that is not known is false, and so is its
/// opposite. False for an expression that is no condition.
pub fn eval_routing(checked: &Checked, row: &dyn Row) -> bool {
    eval_indicator(checked, row) == Truth::Yes
}

/// Kleene's three values. Unknown for an expression that is no condition.
pub fn eval_indicator(checked: &Checked, row: &dyn Row) -> Truth {
    match condition(checked, row, None) {
        Ok(true) => Truth::Yes,
        Ok(false) => Truth::No,
        Err(why) => Truth::Unknown(why),
    }
}

/// Yes or no, after each state was replaced by what it counts as; `None` when
/// the row leaves the base.
pub fn eval_counted(checked: &Checked, row: &dyn Row, count_as: &CountAs) -> Option<bool> {
    condition(checked, row, Some(*count_as)).ok()
}

/// The number, finite.
///
/// # Errors
/// The states of the answers that are missing for it; none when a calculation
/// has no result.
pub fn eval_value(checked: &Checked, row: &dyn Row) -> Result<f64, States> {
    let reader = RowReader { row, names: &checked.names, count_as: None };
    match &checked.body {
        Body::Num(num) => number(&reader, num),
        Body::Cond(_) => Err(States::EMPTY),
    }
}

fn condition(checked: &Checked, row: &dyn Row, count_as: Option<CountAs>) -> Result<bool, States> {
    let reader = RowReader { row, names: &checked.names, count_as };
    match &checked.body {
        Body::Cond(cond) => truth(&reader, cond, true),
        Body::Num(_) => Err(States::EMPTY),
    }
}

struct RowReader<'a> {
    row: &'a dyn Row,
    names: &'a [String],
    count_as: Option<CountAs>,
}

impl<'a> RowReader<'a> {
    fn answer(&self, id: NameId) -> Result<CellValue<'a>, States> {
        let cell = self.row.get(&self.names[id]);
        if cell.state == State::Answered { Ok(cell.value) } else { Err(States::of(cell.state)) }
    }

    fn day(&self, day: &'a Day) -> Result<&'a str, States> {
        match day {
            Day::Literal(text) => Ok(text),
            Day::Question(id) => match self.answer(*id)? {
                CellValue::Text(text) if is_date(text) => Ok(text),
                _ => Err(States::EMPTY),
            },
        }
    }

    fn count_yes(&self, ids: &[NameId]) -> Result<f64, States> {
        let (mut count, mut open) = (0.0, None::<States>);
        for id in ids {
            let why = match self.answer(*id) {
                Ok(CellValue::Choice(option)) => {
                    count += f64::from(u8::from(option == YES));
                    continue;
                }
                Ok(_) => States::EMPTY,
                Err(why) => why,
            };
            match self.count_as.map(|c| c.of_all(why)) {
                Some(As::Yes) => count += 1.0,
                Some(As::No) => {}
                Some(As::Leave) | None => open = Some(open.unwrap_or_default().union(why)),
            }
        }
        open.map_or(Ok(count), Err)
    }
}

impl Reader for RowReader<'_> {
    type Why = States;

    fn merge(one: States, other: States) -> States {
        one.union(other)
    }

    fn no_result(&self) -> States {
        States::EMPTY
    }

    fn atom(&self, atom: &Atom) -> Result<bool, States> {
        match atom {
            Atom::Flag(id) => match self.answer(*id)? {
                CellValue::Bool(b) => Ok(b),
                _ => Err(States::EMPTY),
            },
            Atom::OneOf(id, list) => match self.answer(*id)? {
                CellValue::Choice(value) | CellValue::Text(value) => Ok(list.iter().any(|l| l == value)),
                _ => Err(States::EMPTY),
            },
            Atom::Selected(id, option) => match self.answer(*id)? {
                CellValue::Choices(chosen) => Ok(chosen.contains(&option.as_str())),
                _ => Err(States::EMPTY),
            },
            Atom::Dates(op, from, to) => match (self.day(from), self.day(to)) {
                (Ok(from), Ok(to)) => Ok(op.holds(from, to)),
                (from, to) => Err(from.err().unwrap_or_default().union(to.err().unwrap_or_default())),
            },
            Atom::Answered(id) => Ok(self.row.get(&self.names[*id]).state == State::Answered),
            Atom::Held(_) => Err(States::EMPTY),
        }
    }

    fn leaf(&self, leaf: &Leaf) -> Result<f64, States> {
        match leaf {
            Leaf::Question(id) => match self.answer(*id)? {
                CellValue::Number(n) if n.is_finite() => Ok(n),
                _ => Err(States::EMPTY),
            },
            Leaf::CountYes(ids) => self.count_yes(ids),
            Leaf::CountSelected(id) => match self.answer(*id)? {
                // At most a few hundred: exact.
                CellValue::Choices(chosen) => Ok(chosen.len() as f64),
                _ => Err(States::EMPTY),
            },
            Leaf::CountRows(roster, condition) => {
                let rows = self.row.rows(&self.names[*roster]).ok_or(States::EMPTY)?;
                let holds = |row: &dyn Row| match condition {
                    None => true,
                    Some(condition) => {
                        let reader = RowReader { row, names: self.names, count_as: None };
                        truth(&reader, condition, true) == Ok(true)
                    }
                };
                // At most a few hundred: exact.
                Ok(rows.iter().filter(|row| holds(&***row)).count() as f64)
            }
            Leaf::Measure(..) | Leaf::At(..) | Leaf::Change(..) => Err(States::EMPTY),
        }
    }

    fn settle(&self, why: States) -> Result<bool, States> {
        match self.count_as.map(|c| c.of_all(why)) {
            Some(As::Yes) => Ok(true),
            Some(As::No) => Ok(false),
            Some(As::Leave) | None => Err(why),
        }
    }
}
