//! An interview at the keyboard, one question at a time. It knows no terminal:
//! a door shows what [`Interview::turn`] says and hands in what was typed.

use std::fmt::Write as _;

use crate::base::Diag;
use crate::data::State;
use crate::field::{Place, Replies, Stop, Walk, WarningKind};
use crate::model::{Given, Item, ItemKind};
use crate::report::text;

use super::super::{Answer, Workbench};
use super::{WalkRequest, Walked};

/// What comes next.
pub enum Turn {
    /// A question with what stands before it; an answer is typed.
    Ask(String),
    /// Nothing is left to ask.
    Done,
}

/// An interview under way.
pub struct Interview {
    walked: Walked,
    replies: Replies,
    walk: Walk,
    seed: u64,
    /// The questions answered, in their order.
    answered: Vec<Place>,
    /// Headings and notes were shown up to here.
    shown: usize,
    /// The section whose heading was shown last.
    section: Option<usize>,
    width: usize,
}

/// The keys by which a state is given.
const KEYS: [(&str, State); 3] =
    [("d", State::DontKnow), ("p", State::PreferNot), ("n", State::NotApplicable)];

impl Interview {
    /// Begins an interview; texts are wrapped to `width` columns.
    ///
    /// # Errors
    /// There is no such questionnaire, or it is not asked in the language.
    pub fn begin(workbench: &Workbench, request: &WalkRequest, width: usize) -> Result<Interview, Diag> {
        let walked = Walked::open(workbench, request)?;
        let replies = Replies::default();
        let walk = walked.walker.walk(&replies, request.seed);
        Ok(Interview {
            walked,
            replies,
            walk,
            seed: request.seed,
            answered: Vec::new(),
            shown: 0,
            section: None,
            width,
        })
    }

    /// What is said before the first question.
    pub fn welcome(&self) -> String {
        let title = format!("{} in {}", self.walked.path, self.walked.plan.name);
        format!(
            "{title}\n{}\n",
            self.wrapped("An answer is typed; - goes back, ? shows the instruction, an empty line leaves the question out. Nothing is kept. Ctrl-D ends.", "")
        )
    }

    /// The question that is asked now, and what is shown before it.
    pub fn turn(&mut self) -> Turn {
        let at = self.walk.stops.iter().position(|s| self.is_open(s));
        let mut out = String::new();
        let upto = at.unwrap_or(self.walk.stops.len());
        for n in self.shown..upto {
            self.shown_between(n, &mut out);
        }
        self.shown = self.shown.max(upto);
        let Some(at) = at else {
            return if out.is_empty() { Turn::Done } else { Turn::Ask(out + "(Enter) ") };
        };
        self.heading(at, &mut out);
        let stop = &self.walk.stops[at];
        let item = self.walked.walker.item(stop.place);
        let row = stop.place.row.map(|r| format!(" (row {})", r + 1)).unwrap_or_default();
        let _ = writeln!(out, "\n{}{row}", item.id);
        out.push_str(&self.wrapped(&self.walked.text(item, &self.walk, stop.place.row), "  "));
        out.push_str(&self.choices(item));
        out.push_str("> ");
        Turn::Ask(out)
    }

    /// Whether it waits for an answer.
    fn is_open(&self, stop: &Stop) -> bool {
        let item = self.walked.walker.item(stop.place);
        // The interviewer says how many rows there are where nothing counts them.
        let rows = item.kind == ItemKind::Roster
            && item.count.is_none()
            && self.replies.rows(stop.place.item).is_none();
        stop.reached && (rows || (item.kind.is_asked() && !stop.given))
    }

    /// What an item shows that asks nothing.
    fn shown_between(&mut self, at: usize, out: &mut String) {
        let stop = &self.walk.stops[at];
        let kind = self.walked.walker.item(stop.place).kind;
        if !stop.reached || kind.is_asked() {
            return;
        }
        if matches!(kind, ItemKind::Note | ItemKind::Battery | ItemKind::Roster) {
            self.heading(at, out);
        }
        let stop = &self.walk.stops[at];
        let item = self.walked.walker.item(stop.place);
        match kind {
            ItemKind::Note | ItemKind::Battery | ItemKind::Roster => {
                let text = self.walked.text(item, &self.walk, stop.place.row);
                out.push('\n');
                out.push_str(&self.wrapped(&text, ""));
            }
            ItemKind::Calculation | ItemKind::RandomPick => {
                let said = self.walked.walker.shown(stop, &self.walked.language);
                let _ = writeln!(out, "\n({} = {said})", item.id);
            }
            _ => {}
        }
    }

    /// The heading of a section, before the first of its items that is reached.
    fn heading(&mut self, at: usize, out: &mut String) {
        let section = self.walked.walker.items[self.walk.stops[at].place.item].section;
        if self.section.replace(section) == Some(section) {
            return;
        }
        let Some(group) = self.walked.walker.sections.get(section) else { return };
        let label = group.texts.get(&self.walked.language).unwrap_or(&group.label);
        let _ = writeln!(out, "\n── {label} ──");
        let instruction = group.instructions.get(&self.walked.language).unwrap_or(&group.instruction);
        if !instruction.is_empty() {
            out.push_str(&self.wrapped(&format!("[{instruction}]"), ""));
        }
        if group.self_administered {
            out.push_str("[the device is handed to the respondent]\n");
        }
    }

    fn wrapped(&self, text: &str, indent: &str) -> String {
        let lines = text::wrap(text, self.width.saturating_sub(indent.len()));
        lines.into_iter().fold(String::new(), |out, line| out + indent + &line + "\n")
    }

    fn choices(&self, item: &Item) -> String {
        let mut out = String::new();
        for (n, option) in item.options.iter().enumerate() {
            let label = option.texts.get(&self.walked.language).unwrap_or(&option.label);
            let alone = if option.exclusive { " (alone)" } else { "" };
            let _ = writeln!(out, "  {:>3}  {label}{alone}", n + 1);
        }
        let form = match item.kind {
            ItemKind::SelectOne => String::new(),
            ItemKind::SelectMultiple => "several, with spaces between".into(),
            ItemKind::Roster => "how many rows".into(),
            ItemKind::Integer | ItemKind::Decimal => {
                let kind = if item.kind == ItemKind::Integer { "a whole number" } else { "a number" };
                let range = item.range.map(|(low, high)| format!(", {low} to {high}")).unwrap_or_default();
                let unit = if item.unit.is_empty() { String::new() } else { format!(" {}", item.unit) };
                format!("{kind}{range}{unit}")
            }
            ItemKind::Date => "a date, YYYY-MM-DD".into(),
            ItemKind::Time => "a time, HH:MM".into(),
            ItemKind::Geopoint => "latitude and longitude, in degrees".into(),
            _ => "in words".into(),
        };
        if !form.is_empty() {
            let _ = writeln!(out, "       {form}");
        }
        for (key, state) in KEYS.into_iter().filter(|(_, s)| item.allow.contains(s)) {
            let key =
                if in_words(item) || is_option(item, key) { format!("/{key}") } else { key.to_string() };
            let _ = writeln!(out, "  {key:>3}  {}", self.walked.word(state));
        }
        out
    }

    /// Takes what was typed at the question asked now; what is to be said about
    /// it, empty where nothing is.
    pub fn take(&mut self, line: &str) -> String {
        let line = line.trim();
        if line == "-" {
            return self.back();
        }
        let Some(at) = self.walk.stops.iter().position(|s| self.is_open(s)) else { return String::new() };
        let place = self.walk.stops[at].place;
        let item = self.walked.walker.item(place);
        if line == "?" {
            let hint = item.hints.get(&self.walked.language).unwrap_or(&item.hint);
            let text = match (hint.as_str(), &item.ask_if) {
                ("", None) => "There is no instruction.".to_string(),
                ("", Some(condition)) => format!("Asked only if {}.", condition.source),
                (hint, None) => hint.to_string(),
                (hint, Some(condition)) => format!("{hint} (Asked only if {}.)", condition.source),
            };
            return self.wrapped(&text, "  ");
        }
        if item.kind == ItemKind::Roster {
            // An empty line leaves the roster out.
            let rows = if line.is_empty() { Ok(0) } else { line.parse::<usize>() };
            let Ok(rows) = rows else { return "  How many rows? A whole number.\n".into() };
            self.replies.set_rows(place.item, rows);
            self.walk = self.walked.walker.walk(&self.replies, self.seed);
            return String::new();
        }
        let reply = match typed(item, line) {
            Ok(given) => match item.reply(&given) {
                Ok(reply) => reply,
                Err(wrong) => {
                    let hints = wrong.hints.iter().map(|h| format!("; {h}")).collect::<String>();
                    return self.wrapped(&format!("{}{hints}", wrong.message), "  ");
                }
            },
            Err(message) => return self.wrapped(&message, "  "),
        };
        self.replies.set(place, reply);
        let walk = self.walked.walker.walk(&self.replies, self.seed);
        let warnings = walk.stop(place).map(|s| s.warnings.clone()).unwrap_or_default();
        let hard = warnings.iter().find(|w| **w != WarningKind::WarnIf);
        if let Some(hard) = hard {
            let said = self.refusal(item, *hard);
            self.replies.take_back(place);
            return self.wrapped(&said, "  ");
        }
        let soft = warnings.contains(&WarningKind::WarnIf);
        let said = if soft { self.refusal(item, WarningKind::WarnIf) } else { String::new() };
        let ended = walk.ended.filter(|e| *e == place).map(|_| walk.outcome.clone());
        self.walk = walk;
        self.answered.push(place);
        let said = if said.is_empty() { said } else { self.wrapped(&said, "  ") };
        match ended {
            Some(outcome) => said + &format!("  The interview ends here: {outcome}.\n"),
            None => said,
        }
    }

    fn refusal(&self, item: &Item, kind: WarningKind) -> String {
        let source = |c: &Option<crate::model::Condition>| c.as_ref().map_or("", |c| &c.source).to_string();
        match kind {
            WarningKind::Range => {
                let (low, high) = item.range.unwrap_or_default();
                format!("Not taken: it goes from {low} to {high}.")
            }
            WarningKind::Must => format!("Not taken: it must hold that {}.", source(&item.must)),
            WarningKind::Exclusive => "Not taken: one of these is chosen alone.".into(),
            _ => format!("Please look again ({}); - goes back.", source(&item.warn_if)),
        }
    }

    fn back(&mut self) -> String {
        let Some(place) = self.answered.pop() else { return "  This is the first question.\n".into() };
        self.replies.take_back(place);
        self.walk = self.walked.walker.walk(&self.replies, self.seed);
        self.shown = self.walk.stops.iter().position(|s| s.place == place).unwrap_or(0);
        String::new()
    }

    /// What came of it so far.
    pub fn summary(&self) -> Answer {
        let Some(open) = self.walk.stops.iter().position(|s| self.is_open(s)) else {
            return self.walked.answer(&self.replies, &self.walk, None);
        };
        // Nothing is known of what comes behind the question that waits.
        let mut walk = self.walk.clone();
        let left = self.walked.walker.item(walk.stops[open].place).id.clone();
        walk.stops.truncate(open);
        walk.ended = walk.ended.filter(|place| walk.stops.iter().any(|s| s.place == *place));
        self.walked.answer(&self.replies, &walk, Some(&left))
    }
}

/// Whether the key of a state is the id of an option.
fn is_option(item: &Item, key: &str) -> bool {
    item.options.iter().any(|o| o.id == key)
}

/// Whether any letter typed may be the answer itself.
fn in_words(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Text | ItemKind::Case)
}

/// What was typed, as an answer: options by their numbers or ids, states by
/// their keys.
fn typed(item: &Item, line: &str) -> Result<Given, String> {
    if line.is_empty() {
        return Ok(Given::Nothing);
    }
    let key = line.strip_prefix('/').or((!in_words(item)).then_some(line));
    if let Some((_, state)) = KEYS.into_iter().find(|(k, _)| Some(*k) == key)
        && !is_option(item, line)
    {
        return Ok(Given::Text(state.id().into()));
    }
    let option = |word: &str| match word.parse::<usize>() {
        Ok(n) if (1..=item.options.len()).contains(&n) => Ok(Given::Text(item.options[n - 1].id.clone())),
        Ok(n) => Err(format!("There is no option {n}: 1 to {}.", item.options.len())),
        Err(_) => Ok(Given::Text(word.into())),
    };
    match item.kind {
        ItemKind::SelectOne => option(line),
        ItemKind::SelectMultiple => {
            let words = line.split([' ', ',']).filter(|w| !w.is_empty());
            Ok(Given::List(words.map(option).collect::<Result<_, _>>()?))
        }
        ItemKind::Integer | ItemKind::Decimal => match line.parse::<f64>() {
            Ok(n) if n.is_finite() => Ok(Given::Number(n)),
            _ => Err("A number is expected, with a point before decimals.".into()),
        },
        _ => Ok(Given::Text(line.into())),
    }
}
