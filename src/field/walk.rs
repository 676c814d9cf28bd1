//! One respondent walked through a questionnaire: question by question, each
//! reached or not by the answers before it, rosters row by row.
//!
//! The same rules as [`Intake`](super::Intake) has for files of records, which
//! go column by column and leave rosters out; `tests/walk.rs` holds the two
//! against each other.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::taken::WarningKind;
use crate::base::seed::Seed;
use crate::data::State;
use crate::expr::{Cell, CellValue, Row, eval_routing, eval_value};
use crate::model::{Condition, Group, Item, ItemKind, PlannedInstrument, Reply, ReplyValue};

/// A question in its place: where it stands among the items, and in which row
/// of its roster, both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub item: usize,
    pub row: Option<usize>,
}

/// A questionnaire as one respondent meets it.
#[derive(Debug)]
pub struct Walker {
    pub items: Vec<Step>,
    /// Its sections, in order.
    pub sections: Vec<Group>,
    index: HashMap<String, usize>,
    /// What placeholders of texts stand for.
    placeholders: Vec<(String, String)>,
}

/// An item, and what stands over it.
#[derive(Debug)]
pub struct Step {
    pub item: Arc<Item>,
    /// The position of its section.
    pub section: usize,
    pub band: Option<Condition>,
    /// The position of the roster it is asked in.
    pub roster: Option<usize>,
}

/// The answers of one respondent, by place.
#[derive(Debug, Clone, Default)]
pub struct Replies {
    given: HashMap<Place, Reply>,
    /// How many rows a roster has, by its position.
    rows: HashMap<usize, usize>,
}

impl Replies {
    pub fn set(&mut self, place: Place, reply: Reply) {
        self.given.insert(place, reply);
    }

    pub fn take_back(&mut self, place: Place) {
        self.given.remove(&place);
    }

    pub fn get(&self, place: Place) -> Option<&Reply> {
        self.given.get(&place)
    }

    /// Says how many rows a roster has that does not count them itself.
    pub fn set_rows(&mut self, roster: usize, rows: usize) {
        self.rows.insert(roster, rows);
    }

    pub fn rows(&self, roster: usize) -> Option<usize> {
        self.rows.get(&roster).copied()
    }
}

/// A condition that lets a question be asked, or an interview go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Branch {
    /// The section's condition.
    Section,
    /// The item's own.
    Own,
    /// Its age band.
    Band,
    /// Whether the interview ends here.
    Ends,
    /// The soft check.
    WarnIf,
}

impl Branch {
    /// The field that scripts write it in.
    pub fn field(self, item: &Item) -> &'static str {
        match self {
            Branch::Section | Branch::Own => "ask_if",
            Branch::Band => "ages",
            Branch::Ends if item.ends.as_ref().is_some_and(|e| e.unless) => "ends_unless",
            Branch::Ends => "ends_if",
            Branch::WarnIf => "warn_if",
        }
    }
}

/// What became of one item.
#[derive(Debug, Clone)]
pub struct Stop {
    pub place: Place,
    pub reached: bool,
    pub reply: Reply,
    /// Whether an answer was given, were it that there is none.
    pub given: bool,
    pub warnings: Vec<WarningKind>,
    /// The conditions that were read here, and how each came out.
    pub branches: Vec<(Branch, bool)>,
    /// The interview ends with it.
    pub ends: bool,
}

/// A respondent's way through the questionnaire.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// In the order of the questionnaire; what a roster asks, row by row.
    pub stops: Vec<Stop>,
    /// The question at which the interview ended, where it did not go to the end.
    pub ended: Option<Place>,
    /// `complete`, or what the question at which it ended says.
    pub outcome: String,
    /// Answers given to what was not reached.
    pub off_route: Vec<Place>,
}

/// The outcome of an interview that nothing ended.
pub const COMPLETE: &str = "complete";

impl Walk {
    pub fn stop(&self, place: Place) -> Option<&Stop> {
        self.stops.iter().find(|s| s.place == place)
    }
}

impl Walker {
    /// The questionnaire of a plan, whose texts name these placeholders.
    pub fn new(planned: &PlannedInstrument, placeholders: &[(String, String)]) -> Walker {
        let sections = planned.instrument.groups.clone();
        let asked: Vec<&Arc<Item>> = planned.asked().map(|p| &p.item).collect();
        let index: HashMap<String, usize> =
            asked.iter().enumerate().map(|(at, item)| (item.id.clone(), at)).collect();
        let items = asked
            .into_iter()
            .map(|item| Step {
                item: item.clone(),
                section: sections.iter().position(|g| g.id == item.group).unwrap_or(0),
                band: planned.band(item),
                roster: index.get(&item.roster).copied(),
            })
            .collect();
        Walker { items, sections, index, placeholders: placeholders.to_vec() }
    }

    /// The position of an item.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The ids of what can be answered.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|s| s.item.id.as_str())
    }

    /// The ids under which a file has answers: questions and rosters.
    pub fn answered_ids(&self) -> impl Iterator<Item = &str> {
        let given =
            |kind: ItemKind| kind.is_asked() || matches!(kind, ItemKind::Roster | ItemKind::RandomPick);
        self.items.iter().filter(move |s| given(s.item.kind)).map(|s| s.item.id.as_str())
    }

    /// The item at a place.
    pub fn item(&self, place: Place) -> &Item {
        &self.items[place.item].item
    }

    /// Walks one respondent from the first question to the last. What nobody
    /// answered is unanswered; a random pick that is not given is drawn by the
    /// seed.
    pub fn walk(&self, replies: &Replies, seed: u64) -> Walk {
        let mut way = Way {
            walker: self,
            replies,
            known: vec![None; self.items.len()],
            rows: vec![Vec::new(); self.items.len()],
            seed: Seed::new(seed),
            walk: Walk::default(),
            used: BTreeSet::new(),
        };
        let mut at = 0;
        while at < self.items.len() {
            if self.items[at].item.kind == ItemKind::Roster {
                at = way.roster(at);
            } else {
                way.visit(Place { item: at, row: None }, true);
                at += 1;
            }
        }
        way.checks();
        let mut walk = way.walk;
        let used = way.used;
        walk.off_route = replies.given.keys().copied().filter(|p| !used.contains(p)).collect();
        walk.off_route.sort_unstable();
        if walk.outcome.is_empty() {
            walk.outcome = COMPLETE.into();
        }
        walk
    }

    /// A text with its placeholders and the answers it names filled in, in a
    /// language; what is not known yet is three dots.
    pub fn fill(&self, text: &str, walk: &Walk, row: Option<usize>, language: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            let placeholder = self.placeholders.iter().find(|(n, _)| n == name).map(|(_, text)| text.clone());
            let named = || {
                let item = self.position(name)?;
                let here = Place { item, row: self.items[item].roster.and(row) };
                Some(walk.stop(here).map_or("…".into(), |stop| self.shown(stop, language)))
            };
            match placeholder.or_else(named) {
                Some(text) => out.push_str(&text),
                None => {
                    out.push('{');
                    out.push_str(name);
                    out.push('}');
                }
            }
            rest = behind;
        }
        out + rest
    }

    /// An answer in words.
    pub fn shown(&self, stop: &Stop, language: &str) -> String {
        if stop.reply.state != State::Answered {
            return "…".into();
        }
        let item = self.item(stop.place);
        let label = |id: &String| {
            let option = item.options.iter().find(|o| o.id == *id);
            option.map_or(id.clone(), |o| o.texts.get(language).unwrap_or(&o.label).clone())
        };
        match &stop.reply.value {
            ReplyValue::Nothing => "…".into(),
            ReplyValue::Number(n) => n.to_string(),
            ReplyValue::Choice(id) => label(id),
            ReplyValue::Choices(ids) => ids.iter().map(label).collect::<Vec<_>>().join(", "),
            ReplyValue::Text(text) => text.clone(),
        }
    }
}

/// A walk under way.
struct Way<'a> {
    walker: &'a Walker,
    replies: &'a Replies,
    /// What is known of each item outside of rosters, once it was come to.
    known: Vec<Option<Reply>>,
    /// The same of the rows of rosters, by the roster's position, then by the
    /// position of the item behind it.
    rows: Vec<Vec<HashMap<usize, Reply>>>,
    seed: Seed,
    walk: Walk,
    used: BTreeSet<Place>,
}

impl Way<'_> {
    fn sight(&self, row: Option<(usize, usize)>) -> Sight<'_> {
        Sight { walker: self.walker, known: &self.known, rows: &self.rows, row }
    }

    fn seen_from(&self, place: Place) -> Sight<'_> {
        self.sight(self.walker.items[place.item].roster.zip(place.row))
    }

    /// A roster and what it asks in each row; the position behind them.
    fn roster(&mut self, at: usize) -> usize {
        let members = self.walker.items[at + 1..].iter().take_while(|s| s.roster == Some(at)).count();
        let behind = at + 1 + members;
        let place = Place { item: at, row: None };
        self.visit(place, true);
        let reached = self.walk.stops.last().is_some_and(|s| s.reached);
        let item = &self.walker.items[at].item;
        let rows = match &item.count {
            _ if !reached => 0,
            None => self.replies.rows(at).unwrap_or(0),
            // Not known is no row, as the device has it.
            Some(count) => match eval_value(&count.checked, &self.sight(None)) {
                Ok(n) if n >= 1.0 => n.min(1e6) as usize,
                _ => 0,
            },
        };
        let most = item.max_rows.and_then(|m| usize::try_from(m).ok()).unwrap_or(MOST_ROWS);
        let rows = rows.min(most);
        for row in 0..rows {
            self.rows[at].push(HashMap::new());
            for item in at + 1..behind {
                self.visit(Place { item, row: Some(row) }, true);
            }
        }
        if rows == 0 {
            // Each is named once, as not reached.
            for item in at + 1..behind {
                self.visit(Place { item, row: None }, false);
            }
        }
        behind
    }

    fn visit(&mut self, place: Place, open: bool) {
        let step = &self.walker.items[place.item];
        let section = self.walker.sections.get(step.section);
        let mut branches = Vec::new();
        let over = self.walk.ended.is_some() && !section.is_some_and(|s| s.after_end);
        let mut reached = open && !over;
        let conditions = [
            (Branch::Section, section.and_then(|s| s.ask_if.as_ref())),
            (Branch::Own, step.item.ask_if.as_ref()),
            (Branch::Band, step.band.as_ref()),
        ];
        for (branch, condition) in conditions {
            if let Some(condition) = condition.filter(|_| reached) {
                reached = eval_routing(&condition.checked, &self.seen_from(place));
                branches.push((branch, reached));
            }
        }
        let given = self.replies.given.get(&place).cloned();
        let mut warnings = Vec::new();
        let reply = match (&step.item.value, step.item.kind) {
            _ if !reached => Reply::missing(State::SkippedByRoute),
            (Some(value), _) => match eval_value(&value.checked, &self.seen_from(place)) {
                Ok(n) => Reply::number(n),
                Err(why) => Reply::missing(why.iter().next().unwrap_or(State::Unanswered)),
            },
            (None, ItemKind::RandomPick) => self.pick(place, given.as_ref(), &mut warnings),
            (None, kind) if kind.is_asked() => given.clone().unwrap_or(Reply::missing(State::Unanswered)),
            // A heading or a note was shown; it has no answer to lack.
            _ => Reply { state: State::Answered, value: ReplyValue::Nothing },
        };
        if reached && given.is_some() {
            self.used.insert(place);
        }
        if let (Some((low, high)), ReplyValue::Number(n)) = (step.item.range, &reply.value)
            && (*n < low || *n > high)
        {
            warnings.push(WarningKind::Range);
        }
        if let ReplyValue::Choices(chosen) = &reply.value
            && chosen.len() > 1
            && step.item.options.iter().any(|o| o.exclusive && chosen.contains(&o.id))
        {
            warnings.push(WarningKind::Exclusive);
        }
        self.learn(place, reply.clone());
        let mut ends = false;
        if let Some(ending) = step.item.ends.as_ref().filter(|_| reached) {
            let holds = eval_routing(&ending.condition.checked, &self.seen_from(place));
            ends = ending.ends(holds);
            branches.push((Branch::Ends, ends));
            if ends && self.walk.ended.is_none() {
                self.walk.ended = Some(place);
                self.walk.outcome.clone_from(&ending.outcome);
            }
        }
        let given = given.is_some();
        self.walk.stops.push(Stop { place, reached, reply, given, warnings, branches, ends });
    }

    fn learn(&mut self, place: Place, reply: Reply) {
        match (self.walker.items[place.item].roster, place.row) {
            (Some(roster), Some(row)) => {
                if let Some(cells) = self.rows[roster].get_mut(row) {
                    cells.insert(place.item, reply);
                }
            }
            (Some(_), None) => {}
            (None, _) => self.known[place.item] = Some(reply),
        }
    }

    /// The line of a row, each that may be picked with the same chance.
    fn pick(&mut self, place: Place, given: Option<&Reply>, warnings: &mut Vec<WarningKind>) -> Reply {
        let item = &self.walker.items[place.item].item;
        let roster = self.walker.position(&item.pick_from);
        let count = roster.map_or(0, |r| self.rows[r].len());
        let may = |row: &usize| {
            item.pick_if
                .as_ref()
                .is_none_or(|c| eval_routing(&c.checked, &self.sight(roster.map(|r| (r, *row)))))
        };
        let lines: Vec<usize> = (0..count).filter(may).map(|row| row + 1).collect();
        match given {
            Some(Reply { state: State::Answered, value: ReplyValue::Number(n) }) => {
                if !lines.iter().any(|line| *line as f64 == *n) {
                    warnings.push(WarningKind::Range);
                }
                Reply::number(*n)
            }
            // Nobody to pick is a pick without a result.
            _ if lines.is_empty() => Reply::missing(State::Unanswered),
            _ => Reply::number(lines[self.seed.below(lines.len())] as f64),
        }
    }

    /// The checks that questions state, by all the answers there are.
    fn checks(&mut self) {
        for at in 0..self.walk.stops.len() {
            let stop = &self.walk.stops[at];
            let item = self.walker.item(stop.place);
            if stop.reply.state != State::Answered || !stop.reached {
                continue;
            }
            let holds = |condition: &Option<Condition>| {
                condition.as_ref().map(|c| eval_routing(&c.checked, &self.seen_from(stop.place)))
            };
            let (must, warn_if) = (holds(&item.must), holds(&item.warn_if));
            let stop = &mut self.walk.stops[at];
            if must == Some(false) {
                stop.warnings.push(WarningKind::Must);
            }
            if let Some(warns) = warn_if {
                stop.branches.push((Branch::WarnIf, warns));
                if warns {
                    stop.warnings.push(WarningKind::WarnIf);
                }
            }
            stop.warnings.sort_unstable();
        }
    }
}

/// The most rows of a roster that states no limit.
const MOST_ROWS: usize = 1000;

/// What can be seen from a place: the answers before it, those of its own row
/// first.
#[derive(Clone, Copy)]
struct Sight<'a> {
    walker: &'a Walker,
    known: &'a [Option<Reply>],
    rows: &'a [Vec<HashMap<usize, Reply>>],
    /// The roster and the row that are looked from.
    row: Option<(usize, usize)>,
}

impl Row for Sight<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        let nothing = Cell::missing(State::NotInVersion);
        let Some(at) = self.walker.position(name) else { return nothing };
        let reply = match (self.walker.items[at].roster, self.row) {
            (Some(roster), Some((own, row))) if roster == own => {
                self.rows[roster].get(row).and_then(|cells| cells.get(&at))
            }
            (Some(_), _) => None,
            (None, _) => self.known[at].as_ref(),
        };
        reply.map_or(nothing, cell)
    }

    fn rows(&self, roster: &str) -> Option<Vec<Box<dyn Row + '_>>> {
        let at = self.walker.position(roster)?;
        let rows = 0..self.rows[at].len();
        Some(rows.map(|row| Box::new(Sight { row: Some((at, row)), ..*self }) as Box<dyn Row + '_>).collect())
    }
}

fn cell(reply: &Reply) -> Cell<'_> {
    let value = match &reply.value {
        _ if reply.state != State::Answered => CellValue::Nothing,
        ReplyValue::Nothing => CellValue::Nothing,
        ReplyValue::Number(n) => CellValue::Number(*n),
        ReplyValue::Choice(id) => CellValue::Choice(id),
        ReplyValue::Choices(ids) => CellValue::Choices(ids.iter().map(String::as_str).collect()),
        ReplyValue::Text(text) => CellValue::Text(text),
    };
    Cell { state: reply.state, value }
}
