//! Routes after decisions: who was not asked a question once a filter is put
//! right, and whom it would have reached.

use crate::data::{Frame, State, Values};
use crate::expr::{self, FrameRow};
use crate::field::{Form, Question};
use crate::model::Condition;
use crate::store::{Decision, DecisionKind};

/// The questions on which the routes of `names` hang, themselves among them.
pub fn hang_on(form: &Form, names: &[String]) -> Vec<String> {
    let mut all = names.to_vec();
    let mut at = 0;
    while at < all.len() {
        if let Some(question) = form.question(&all[at]) {
            let conditions =
                [&question.section_ask_if, &question.item.ask_if, &question.item.value, &question.band];
            let conditions = conditions.into_iter().flatten();
            // Where the interview may have ended before it, and by what.
            let before = form.questions.iter().take_while(|q| q.id() != question.id());
            let ends = before.filter(|q| !question.after_end && q.item.ends.is_some());
            let ends: Vec<&Question> = ends.collect();
            let by = ends.iter().filter_map(|q| q.item.ends.as_ref()).map(|e| &e.condition);
            let names = conditions.chain(by).flat_map(|c| c.checked.depends_on()).map(String::as_str);
            for name in names.chain(ends.iter().map(|q| q.id())) {
                if !all.iter().any(|n| n == name) {
                    all.push(name.to_string());
                }
            }
        }
        at += 1;
    }
    all
}

/// The rows that decisions touch. `frame` has the record ids and the decisions
/// are carried out in it.
pub fn touched(frame: &Frame, decisions: &[Decision]) -> Vec<bool> {
    let ids = frame.get("@record");
    (0..frame.rows())
        .map(|row| {
            decisions.iter().any(|d| match d.kind {
                DecisionKind::Fix => ids.is_some_and(|ids| ids.text(row) == d.record),
                DecisionKind::Recode => frame.get(&d.item).is_some_and(|c| c.text(row) == d.new),
                // Several may be chosen beside it.
                DecisionKind::Specify => {
                    frame.get(&d.item).is_some_and(|c| c.text(row).split(' ').any(|o| o == d.new))
                }
                DecisionKind::Drop | DecisionKind::Derive | DecisionKind::Withdraw | DecisionKind::Weigh => {
                    false
                }
            })
        })
        .collect()
}

/// Whether the route leads to a question, by the answers of a row.
pub fn is_reached(form: &Form, id: &str, frame: &Frame, row: usize) -> bool {
    let answers = FrameRow::new(frame, row);
    let mut ended = false;
    for question in &form.questions {
        let reached = question.is_reached(&answers, ended);
        if question.id() == id {
            return reached;
        }
        ended |= reached && question.ends(&answers);
    }
    false
}

/// Walks the questions of the frame in their order, for these rows: what is not
/// reached any more is skipped, what is reached now is unanswered, calculations
/// are worked out again.
pub fn replay(frame: &mut Frame, form: &Form, rows: &[bool]) {
    if !rows.contains(&true) {
        return;
    }
    let value = |c: &Option<Condition>, frame: &Frame| {
        c.as_ref().map(|c| expr::eval_value_columns(&c.checked, frame))
    };
    let mut ended = vec![false; rows.len()];
    for question in &form.questions {
        let id = question.id();
        if frame.get(id).is_none() {
            continue;
        }
        let reached: Vec<Option<bool>> = (0..rows.len())
            .map(|row| rows[row].then(|| question.is_reached(&FrameRow::new(frame, row), ended[row])))
            .collect();
        let worked_out = if question.is_calculation() { value(&question.item.value, frame) } else { None };
        let Some(column) = frame.get_mut(id) else { continue };
        for (row, reached) in reached.iter().enumerate() {
            let Some(reached) = *reached else { continue };
            let state = column.states[row];
            if matches!(state, State::NotInVersion | State::NotInCountry) {
                continue;
            }
            match (reached, &worked_out, &mut column.values) {
                (false, ..) => column.states[row] = State::SkippedByRoute,
                (true, Some(results), Values::Number(numbers)) => match &results[row] {
                    Ok(number) => (numbers[row], column.states[row]) = (*number, State::Answered),
                    Err(why) => column.states[row] = why.iter().next().unwrap_or(State::Unanswered),
                },
                (true, ..) if state == State::SkippedByRoute => column.states[row] = State::Unanswered,
                (true, ..) => {}
            }
        }
        for (row, reached) in reached.into_iter().enumerate() {
            ended[row] |= reached == Some(true) && question.ends(&FrameRow::new(frame, row));
        }
    }
}
