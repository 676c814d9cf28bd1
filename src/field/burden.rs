//! What a questionnaire asks of a person: simulated walks over its routes, by
//! the answers the method expects.
//!
//! Where nothing is expected of a question, its options are drawn evenly, each
//! option of several is marked in one interview of three, and no interview ends
//! there. That is an assumption too, and who shows the figures says so.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::seed::Seed;
use crate::data::State;
use crate::expr::{Cell, CellValue, Checked, Row, Truth, eval_indicator, eval_routing, eval_value};
use crate::model::{Burden, Expectation, Item, ItemKind, PlannedInstrument};

/// Rows of a roster of which nothing is said.
const ROWS: f64 = 3.0;
/// How often an answer is drawn anew until its check holds.
const TRIES: usize = 20;

/// One walk.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    pub seconds: f64,
    pub questions: usize,
    pub sensitive: usize,
    /// Questions after the last sensitive one until the services, and until the
    /// end; none where no sensitive one was asked, or the services were not reached.
    pub to_services: Option<usize>,
    pub to_end: Option<usize>,
    /// The longest run of sensitive questions without one that may end it.
    pub without_exit: usize,
    /// How it ended before its end.
    pub ended: Option<String>,
}

/// All walks, and how many of them reached each item.
#[derive(Debug, Clone, Default)]
pub struct Walks {
    pub walks: Vec<Walk>,
    /// By the place of the item among those asked; a member of a roster counts
    /// an interview once.
    pub reached: Vec<usize>,
    /// Seconds spent on each item, over all walks.
    pub seconds: Vec<f64>,
}

/// An item with what its route needs.
struct Step<'a> {
    item: &'a Item,
    section: Option<Arc<Checked>>,
    band: Option<Arc<Checked>>,
    after_end: bool,
    sensitive: bool,
    seconds: f64,
    expected: Option<&'a Expectation>,
}

impl Step<'_> {
    fn reached(&self, row: &dyn Row) -> bool {
        let own = self.item.ask_if.as_ref().map(|c| &c.checked);
        [self.section.as_ref(), own, self.band.as_ref()].into_iter().flatten().all(|c| eval_routing(c, row))
    }
}

/// An answer as the walk holds it.
#[derive(Debug)]
enum Answer<'a> {
    Number(f64),
    One(&'a str),
    Many(Vec<&'a str>),
    Words(&'static str),
    Missing(State),
}

impl Answer<'_> {
    fn cell(&self) -> Cell<'_> {
        match self {
            Answer::Number(n) => Cell::answered(CellValue::Number(*n)),
            Answer::One(id) => Cell::answered(CellValue::Choice(id)),
            Answer::Many(ids) => Cell::answered(CellValue::Choices(ids.clone())),
            Answer::Words(text) => Cell::answered(CellValue::Text(text)),
            Answer::Missing(state) => Cell::missing(*state),
        }
    }
}

type Answers<'a> = HashMap<&'a str, Answer<'a>>;

/// The answers of an interview so far, and of the row that is asked.
#[derive(Clone, Copy)]
struct So<'a> {
    answers: &'a Answers<'a>,
    rosters: &'a HashMap<&'a str, Vec<Answers<'a>>>,
    row: Option<&'a Answers<'a>>,
    /// An answer that is not given yet, and may not be.
    tried: Option<(&'a str, &'a Answer<'a>)>,
}

impl Row for So<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        let tried = self.tried.filter(|(of, _)| *of == name).map(|(_, answer)| answer);
        let own = tried.or_else(|| self.row.and_then(|r| r.get(name)));
        match own.or_else(|| self.answers.get(name)) {
            Some(answer) => answer.cell(),
            None => Cell::missing(State::SkippedByRoute),
        }
    }

    fn rows(&self, roster: &str) -> Option<Vec<Box<dyn Row + '_>>> {
        let rows = self.rosters.get(roster)?;
        let of = |row| Box::new(So { row: Some(row), tried: None, ..*self }) as Box<dyn Row>;
        Some(rows.iter().map(of).collect())
    }
}

/// `many` walks through what is asked; the same seed gives the same walks.
pub fn walks(planned: &PlannedInstrument, burden: &Burden, many: usize, seed: u64) -> Walks {
    let steps: Vec<Step<'_>> = planned.asked().map(|p| step(planned, burden, &p.item)).collect();
    let mut seed = Seed::new(seed);
    let mut out = Walks { walks: Vec::new(), reached: vec![0; steps.len()], seconds: vec![0.0; steps.len()] };
    for _ in 0..many {
        let walk = walk(planned, burden, &steps, &mut seed, &mut out);
        out.walks.push(walk);
    }
    out
}

fn step<'a>(planned: &PlannedInstrument, burden: &'a Burden, item: &'a Item) -> Step<'a> {
    let group = planned.group(item);
    let words = |text: &str| text.split_whitespace().count() as f64;
    let kind = burden.seconds.iter().find(|(k, _)| k == item.kind.word()).map_or(0.0, |(_, s)| *s);
    let read: f64 = if item.by_interviewer || item.kind == ItemKind::Calculation {
        0.0
    } else {
        // The options of a battery are read with its first row and are known then.
        let options =
            if item.battery.is_empty() { item.options.iter().map(|o| words(&o.label)).sum() } else { 0.0 };
        words(&item.text) + options
    };
    Step {
        item,
        section: group.and_then(|g| g.ask_if.as_ref()).map(|c| c.checked.clone()),
        band: planned.band(item).map(|c| c.checked),
        after_end: group.is_some_and(|g| g.after_end),
        sensitive: is_sensitive(planned, item),
        seconds: kind + read * burden.seconds_per_word,
        expected: burden.expects.iter().find(|e| e.question == item.id),
    }
}

/// Whether a person is asked something sensitive. What the interviewer fills in
/// alone is no question to the person.
pub fn is_sensitive(planned: &PlannedInstrument, item: &Item) -> bool {
    let of_section = || planned.group(item).is_some_and(|g| g.sensitive);
    item.kind.is_asked() && !item.by_interviewer && (item.sensitive || of_section())
}

/// Where the walk stands between sensitive questions and its end.
#[derive(Default)]
struct Pace {
    since: Option<usize>,
    to_services: Option<usize>,
    run: usize,
}

fn walk(
    planned: &PlannedInstrument,
    burden: &Burden,
    steps: &[Step<'_>],
    seed: &mut Seed,
    out: &mut Walks,
) -> Walk {
    let (mut answers, mut rosters) = (Answers::new(), HashMap::<&str, Vec<Answers>>::new());
    let mut walk = Walk::default();
    let mut pace = Pace::default();
    let mut at = 0;
    while at < steps.len() {
        let step = &steps[at];
        let item = step.item;
        let so = So { answers: &answers, rosters: &rosters, row: None, tried: None };
        let members =
            steps[at + 1..].iter().take_while(|s| s.item.roster == item.id && !item.id.is_empty()).count();
        let members = if item.kind == ItemKind::Roster { members } else { 0 };
        if (walk.ended.is_some() && !step.after_end) || !step.reached(&so) {
            at += 1 + members;
            continue;
        }
        note(burden, step, at, &mut walk, &mut pace, out, true);
        if item.kind == ItemKind::Roster {
            let count = item.count.as_ref().and_then(|c| eval_value(&c.checked, &so).ok());
            let count = count.or(step.expected.and_then(|e| e.rows)).unwrap_or(ROWS);
            let count = count.round().clamp(0.0, item.max_rows.unwrap_or(50) as f64) as usize;
            let inner = at + 1..at + 1 + members;
            let mut asked = vec![false; members];
            for _ in 0..count {
                let mut row = Answers::new();
                for (n, step) in steps[inner.clone()].iter().enumerate() {
                    let so = So { answers: &answers, rosters: &rosters, row: Some(&row), tried: None };
                    if !step.reached(&so) {
                        continue;
                    }
                    let answer = answer(planned, step, &so, seed);
                    note(burden, step, at + 1 + n, &mut walk, &mut pace, out, !asked[n]);
                    asked[n] = true;
                    row.extend(answer.map(|a| (step.item.id.as_str(), a)));
                }
                rosters.entry(item.id.as_str()).or_default().push(row);
            }
            rosters.entry(item.id.as_str()).or_default();
            at += 1 + members;
            continue;
        }
        if let Some(answer) = answer(planned, step, &so, seed) {
            answers.insert(&item.id, answer);
        }
        let so = So { answers: &answers, rosters: &rosters, row: None, tried: None };
        if let Some(ends) = &item.ends
            && walk.ended.is_none()
            && ends.ends(eval_routing(&ends.condition.checked, &so))
        {
            walk.ended = Some(ends.outcome.clone());
        }
        at += 1;
    }
    walk.to_end = pace.since;
    walk.to_services = pace.to_services;
    walk
}

/// Counts a question that was asked.
fn note(
    burden: &Burden,
    step: &Step<'_>,
    at: usize,
    walk: &mut Walk,
    pace: &mut Pace,
    out: &mut Walks,
    first: bool,
) {
    out.reached[at] += usize::from(first);
    out.seconds[at] += step.seconds;
    walk.seconds += step.seconds;
    if step.item.id == burden.services && pace.to_services.is_none() {
        pace.to_services = pace.since;
    }
    if !step.item.kind.is_asked() {
        return;
    }
    walk.questions += 1;
    // A check of how the person is doing counts as a way out.
    if step.item.ends.is_some() {
        pace.run = 0;
    }
    if step.sensitive {
        walk.sensitive += 1;
        pace.since = Some(0);
        pace.to_services = None;
        pace.run += 1;
        walk.without_exit = walk.without_exit.max(pace.run);
    } else if let Some(since) = &mut pace.since {
        *since += 1;
    }
}

/// What is answered; nothing where an item holds no answer.
fn answer<'a>(
    planned: &PlannedInstrument,
    step: &Step<'a>,
    so: &So<'_>,
    seed: &mut Seed,
) -> Option<Answer<'a>> {
    let item = step.item;
    match item.kind {
        ItemKind::Calculation => {
            let value = item.value.as_ref()?;
            return Some(match eval_value(&value.checked, so) {
                Ok(n) => Answer::Number(n),
                Err(_) => Answer::Missing(State::Unanswered),
            });
        }
        ItemKind::RandomPick => {
            let rows = so.rosters.get(item.pick_from.as_str()).map_or(&[][..], Vec::as_slice);
            let fits = |row: &Answers| {
                let so = So { row: Some(row), ..*so };
                item.pick_if.as_ref().is_none_or(|c| eval_routing(&c.checked, &so))
            };
            let lines: Vec<usize> = (0..rows.len()).filter(|i| fits(&rows[*i])).collect();
            return Some(match lines.get(seed.below(lines.len())) {
                Some(line) => Answer::Number(*line as f64 + 1.0),
                None => Answer::Missing(State::Unanswered),
            });
        }
        kind if !kind.is_asked() => return None,
        _ => {}
    }
    let mut drawn = draw(planned, step, seed);
    // Of most questions any answer will do.
    if item.must.is_none() && (step.expected.is_some() || item.ends.is_none()) {
        return Some(drawn);
    }
    for _ in 0..TRIES {
        let tried = So { tried: Some((&item.id, &drawn)), ..*so };
        let must = item.must.as_ref().is_none_or(|c| eval_indicator(&c.checked, &tried) != Truth::No);
        // Of a way out nobody said how many take it.
        let stays = step.expected.is_some()
            || item.ends.as_ref().is_none_or(|e| !e.ends(eval_routing(&e.condition.checked, &tried)));
        if must && stays {
            break;
        }
        drawn = draw(planned, step, seed);
    }
    Some(drawn)
}

fn draw<'a>(planned: &PlannedInstrument, step: &Step<'a>, seed: &mut Seed) -> Answer<'a> {
    let item = step.item;
    let shares = step.expected.map_or(&[][..], |e| e.shares.as_slice());
    let share = |id: &str| shares.iter().find(|(o, _)| o == id).map(|(_, s)| *s);
    // States come first, so that any kind of question can have them.
    let mut left = seed.uniform();
    for state in &item.allow {
        let p = share(state.id()).unwrap_or(0.0);
        if left < p {
            return Answer::Missing(*state);
        }
        left -= p;
    }
    match item.kind {
        ItemKind::SelectOne => {
            let said: f64 = item.options.iter().filter_map(|o| share(&o.id)).sum();
            let states: f64 = item.allow.iter().filter_map(|s| share(s.id())).sum();
            let open = item.options.iter().filter(|o| share(&o.id).is_none()).count();
            let rest = (1.0 - said - states).max(0.0);
            let even = if open > 0 { rest / open as f64 } else { 0.0 };
            // Where each option has a share, what is left goes to them by their shares.
            let more = if open == 0 && said > 0.0 && rest > 1e-9 { (said + rest) / said } else { 1.0 };
            for option in &item.options {
                let p = share(&option.id).map_or(even, |p| p * more);
                if left < p {
                    return Answer::One(&option.id);
                }
                left -= p;
            }
            // Shares that were rounded leave a little.
            item.options.last().map_or(Answer::Missing(State::Unanswered), |o| Answer::One(&o.id))
        }
        ItemKind::SelectMultiple => {
            let alone: Vec<&str> =
                item.options.iter().filter(|o| o.exclusive).map(|o| o.id.as_str()).collect();
            for id in &alone {
                let p = share(id).unwrap_or(1.0 / (item.options.len() as f64 + 1.0));
                if left < p {
                    return Answer::Many(vec![*id]);
                }
                left -= p;
            }
            let rest = item.options.iter().filter(|o| !o.exclusive);
            let chosen: Vec<&str> = rest
                .filter(|o| seed.chance(share(&o.id).unwrap_or(1.0 / 3.0)))
                .map(|o| o.id.as_str())
                .collect();
            match (chosen.is_empty(), item.options.iter().find(|o| !o.exclusive)) {
                (true, Some(first)) => Answer::Many(vec![&first.id]),
                _ => Answer::Many(chosen),
            }
        }
        ItemKind::Integer | ItemKind::Decimal => {
            let ages = planned.instrument.ages.filter(|_| planned.instrument.age_from == item.id);
            let (low, high) = ages.or(item.range).unwrap_or((0.0, 10.0));
            let whole = item.kind == ItemKind::Integer;
            Answer::Number(if whole {
                low + seed.below((high - low).clamp(0.0, 1e6) as usize + 1) as f64
            } else {
                low + (high - low) * seed.uniform()
            })
        }
        ItemKind::Date => Answer::Words("2025-06-15"),
        _ => Answer::Words("…"),
    }
}
