//! Replaying the route over a block of records: in the order of the questions,
//! each reached or not by the answers before it.

use std::collections::HashSet;
use std::sync::Arc;

use super::form::Form;
use super::stage::Stage;
use super::taken::{OffRoute, Warning, WarningKind};
use crate::data::{Frame, State};
use crate::expr::{Checked, States, eval_routing_columns, eval_value_columns};
use crate::model::{Condition, ItemKind};

/// Lines kept of a warning.
const LINES: usize = 5;

/// What is done at one question, found out once for all blocks.
#[derive(Debug)]
struct Step {
    section: Option<Arc<Checked>>,
    /// Whether the section's condition must be read again here: at its first
    /// question, and behind a question of its own that it depends on.
    section_anew: bool,
    own: Option<Arc<Checked>>,
    band: Option<Arc<Checked>>,
    after_end: bool,
    /// Where the interview ends with it: the condition, and whether it ends
    /// unless that holds.
    ends: Option<(Arc<Checked>, bool)>,
    value: Option<Arc<Checked>>,
    must: Option<Arc<Checked>>,
    warn_if: Option<Arc<Checked>>,
    /// Whether any condition reads it.
    read: bool,
    range: Option<(f64, f64)>,
    /// The exclusive options.
    exclusive: u64,
}

#[derive(Debug)]
pub(super) struct Replay {
    steps: Vec<Step>,
    /// Warnings by question, then kind.
    tallies: Vec<[Tally; WarningKind::ALL.len()]>,
    pub(super) off_route: OffRoute,
    simulated: bool,
    /// Whether what was asked always has an answer or a state.
    expects: bool,
}

#[derive(Debug, Clone, Default)]
struct Tally {
    count: usize,
    lines: Vec<u32>,
}

impl Tally {
    fn note(&mut self, line: u32) {
        self.count += 1;
        if self.lines.len() < LINES {
            self.lines.push(line);
        }
    }
}

/// A block of records.
pub(super) struct Block<'a> {
    /// The first row, and the row behind the last.
    pub start: usize,
    pub end: usize,
    /// The line of each row of the whole file.
    pub lines: &'a [u32],
}

impl Replay {
    pub(super) fn new(form: &Form, simulated: bool) -> Replay {
        let checked = |c: &Option<Condition>| c.as_ref().map(|c| c.checked.clone());
        let mut read: HashSet<&str> = HashSet::new();
        for question in &form.questions {
            let item = &question.item;
            let around = [&question.section_ask_if, &question.band].into_iter().flatten();
            for condition in around.chain(item.conditions().map(|(_, c)| c)) {
                read.extend(condition.checked.depends_on().iter().map(String::as_str));
            }
        }
        let steps = form.questions.iter().enumerate().map(|(at, question)| {
            let item = &question.item;
            let section = checked(&question.section_ask_if);
            let before = at.checked_sub(1).and_then(|p| form.questions.get(p));
            let first = before.is_none_or(|b| b.item.group != item.group);
            let own = before.is_some_and(|b| section.iter().any(|s| s.depends_on().contains(&b.item.id)));
            let flags = item.options.iter().take(64).enumerate().filter(|(_, o)| o.exclusive);
            Step {
                section,
                section_anew: first || own,
                own: checked(&item.ask_if),
                band: checked(&question.band),
                after_end: question.after_end,
                ends: item.ends.as_ref().map(|e| (e.condition.checked.clone(), e.unless)),
                value: checked(&item.value),
                must: checked(&item.must),
                warn_if: checked(&item.warn_if),
                read: read.contains(item.id.as_str()),
                range: item.range,
                exclusive: flags.fold(0, |bits, (i, _)| bits | 1 << i),
            }
        });
        Replay {
            steps: steps.collect(),
            tallies: vec![Default::default(); form.questions.len()],
            off_route: OffRoute::default(),
            simulated,
            expects: false,
        }
    }

    pub(super) fn expect_answers(&mut self) {
        self.expects = true;
    }

    /// Settles the states of a block whose cells were all taken.
    pub(super) fn block(&mut self, form: &Form, stages: &mut [Stage], block: &Block) {
        let (start, rows) = (block.start, block.end - block.start);
        let mut frame = Frame::new(rows);
        let mut section: Option<Vec<bool>> = None;
        let mut ended: Option<Vec<bool>> = None;
        for (q, stage) in stages.iter_mut().enumerate() {
            let step = &self.steps[q];
            if step.section_anew {
                section = step.section.as_ref().map(|c| eval_routing_columns(c, &frame));
            }
            let mut reached = section.clone();
            for condition in [&step.own, &step.band].into_iter().flatten() {
                narrow(&mut reached, eval_routing_columns(condition, &frame));
            }
            if let Some(ended) = ended.as_ref().filter(|_| !step.after_end) {
                narrow(&mut reached, ended.iter().map(|e| !e).collect());
            }
            let reached = reached.as_deref();
            if let Some(value) = &step.value {
                let results = eval_value_columns(value, &frame);
                self.calculation(q, stage, reached, &results, block);
            } else if stage.given {
                self.question(form, q, stage, reached, block);
            } else {
                continue;
            }
            stage.commit();
            if self.steps[q].read {
                // It has the rows of the frame, so that it cannot be refused.
                let column = stage.column(start, block.end, self.simulated);
                let _ = frame.set(form.questions[q].id(), column);
            }
            if let Some((condition, unless)) = &self.steps[q].ends {
                let ends = eval_routing_columns(condition, &frame);
                let all = ended.get_or_insert_with(|| vec![false; rows]);
                for (i, (all, holds)) in all.iter_mut().zip(ends).enumerate() {
                    *all |= reached.is_none_or(|r| r[i]) && holds != *unless;
                }
            }
        }
        self.checks(stages, &frame, block);
    }

    /// A question's states: what was asked, what was not, and answers off the
    /// route put aside.
    fn question(
        &mut self,
        form: &Form,
        q: usize,
        stage: &mut Stage,
        reached: Option<&[bool]>,
        block: &Block,
    ) {
        let start = block.start;
        let says_skipped = stage.says_skipped;
        if reached.is_some() || says_skipped {
            let mut aside: Vec<usize> = Vec::new();
            for (i, state) in stage.states_from(start).iter_mut().enumerate() {
                let asked = reached.is_none_or(|r| r[i]);
                match *state {
                    State::NotInVersion | State::NotInCountry => {}
                    State::SkippedByRoute if asked => {
                        *state = State::Unanswered;
                        self.tallies[q][WarningKind::Route as usize].note(block.lines[start + i]);
                    }
                    State::SkippedByRoute | State::Unanswered if !asked => *state = State::SkippedByRoute,
                    _ if asked => {}
                    _ => aside.push(start + i),
                }
            }
            for row in aside {
                self.off_route.push(row, q, &stage.text_of(row, start));
                stage.blank(row, start);
                stage.states_from(row)[0] = State::SkippedByRoute;
            }
        }
        if self.expects && form_asks(form, q) {
            let tally = &mut self.tallies[q][WarningKind::Empty as usize];
            for (i, state) in stage.states_from(start).iter().enumerate() {
                if *state == State::Unanswered && reached.is_none_or(|r| r[i]) {
                    tally.note(block.lines[start + i]);
                }
            }
        }
        let step = &self.steps[q];
        if let Some((low, high)) = step.range {
            let tally = &mut self.tallies[q][WarningKind::Range as usize];
            let (states, numbers) = stage.block(start);
            for (i, (n, state)) in numbers.iter().zip(states).enumerate() {
                if (*n < low || *n > high) && *state == State::Answered {
                    tally.note(block.lines[start + i]);
                }
            }
        }
        if step.range.is_none()
            && matches!(form.questions[q].item.kind, ItemKind::Integer | ItemKind::Decimal)
        {
            let tally = &mut self.tallies[q][WarningKind::Code as usize];
            let (states, numbers) = stage.block(start);
            for (i, (n, state)) in numbers.iter().zip(states).enumerate() {
                if *n < 0.0 && *state == State::Answered && is_code(*n) {
                    tally.note(block.lines[start + i]);
                }
            }
        }
        if step.exclusive != 0 {
            let tally = &mut self.tallies[q][WarningKind::Exclusive as usize];
            for row in start..block.end {
                let set = stage.set(row);
                if set & step.exclusive != 0 && set.count_ones() > 1 {
                    tally.note(block.lines[row]);
                }
            }
        }
    }

    /// A calculation is worked out here, whatever the file says; where it says
    /// something else, that is warned of.
    fn calculation(
        &mut self,
        q: usize,
        stage: &mut Stage,
        reached: Option<&[bool]>,
        results: &[Result<f64, States>],
        block: &Block,
    ) {
        let start = block.start;
        if stage.given {
            for i in 0..results.len() {
                if stage.states_from(start)[i] != State::Answered {
                    continue;
                }
                if !reached.is_none_or(|r| r[i]) {
                    self.off_route.push(start + i, q, &stage.text_of(start + i, start));
                    continue;
                }
                let theirs = stage.block(start).1[i];
                // Files print fewer digits than a double has.
                let near = |ours: f64| (ours - theirs).abs() <= 1e-6 * ours.abs().max(1.0);
                if !results[i].is_ok_and(near) {
                    self.tallies[q][WarningKind::Calculation as usize].note(block.lines[start + i]);
                }
            }
        }
        let settled = results.iter().enumerate().map(|(i, result)| match result {
            _ if !reached.is_none_or(|r| r[i]) => (0.0, State::SkippedByRoute),
            Ok(n) => (*n, State::Answered),
            Err(why) => (0.0, without_result(*why)),
        });
        stage.calculated(start, settled);
    }

    /// The checks that a question states, where it is answered.
    fn checks(&mut self, stages: &mut [Stage], frame: &Frame, block: &Block) {
        for (q, step) in self.steps.iter().enumerate() {
            let checks = [(&step.must, WarningKind::Must, false), (&step.warn_if, WarningKind::WarnIf, true)];
            for (condition, kind, bad) in checks {
                let Some(condition) = condition else { continue };
                if !stages[q].given && step.value.is_none() {
                    continue;
                }
                let holds = eval_routing_columns(condition, frame);
                let states = stages[q].states_from(block.start);
                for (i, (holds, state)) in holds.iter().zip(states).enumerate() {
                    if *state == State::Answered && *holds == bad {
                        self.tallies[q][kind as usize].note(block.lines[block.start + i]);
                    }
                }
            }
        }
    }

    /// All warnings, by question, then by kind.
    pub(super) fn warnings(&self, form: &Form) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for (q, tallies) in self.tallies.iter().enumerate() {
            for (kind, tally) in WarningKind::ALL.into_iter().zip(tallies) {
                if tally.count > 0 {
                    let item = form.questions[q].id().to_string();
                    let lines = tally.lines.clone();
                    warnings.push(Warning { question: q, item, kind, count: tally.count, lines });
                }
            }
        }
        warnings
    }
}

/// Numbers that programs of fieldwork are told to write for a missing answer:
/// one to four times 7, 8 or 9, below zero.
fn is_code(n: f64) -> bool {
    [-1.0, -11.0, -111.0, -1111.0].iter().any(|ones| [7.0, 8.0, 9.0].iter().any(|digit| n == ones * digit))
}

/// Whether someone answers it.
fn form_asks(form: &Form, q: usize) -> bool {
    form.questions[q].item.kind.is_asked()
}

/// Reached only where this holds too.
fn narrow(reached: &mut Option<Vec<bool>>, by: Vec<bool>) {
    match reached {
        Some(reached) => reached.iter_mut().zip(by).for_each(|(r, b)| *r &= b),
        None => *reached = Some(by),
    }
}

/// The state of a calculation without a result: that of the answers it lacks,
/// the first in the order of [`State::ALL`] where they differ; unanswered
/// where none is lacking (a division by zero).
fn without_result(why: States) -> State {
    why.iter().next().unwrap_or(State::Unanswered)
}
