//! A scenario walked, and what differs from what it expects.

use crate::data::State;
use crate::model::{GivenAnswers, Item, ItemKind, Reply, ReplyValue, Scenario};

use super::walk::{Place, Stop, Walk, Walker};

/// What came of a scenario.
#[derive(Debug, Clone, Default)]
pub struct Tried {
    pub walk: Walk,
    /// What differs from what was expected, each a sentence; none where it
    /// passed.
    pub differs: Vec<String>,
    /// What it names and the questionnaire does not ask, so that it is about
    /// another.
    pub not_here: Vec<String>,
}

impl Tried {
    pub fn passed(&self) -> bool {
        self.differs.is_empty() && self.not_here.is_empty()
    }
}

/// Walks a scenario; a random pick that it does not give is drawn by `seed`.
pub fn try_scenario(walker: &Walker, scenario: &Scenario, seed: u64) -> Tried {
    let mut tried = Tried::default();
    let absent = |name: &&str| walker.position(name).is_none();
    tried.not_here = scenario.names().into_iter().filter(absent).map(str::to_string).collect();
    if !tried.not_here.is_empty() {
        return tried;
    }
    // Common answers to what is not asked here are no news.
    let mut answers: GivenAnswers = scenario.answers();
    answers.retain(|(name, _)| walker.position(name).is_some());
    let replies = match walker.replies(&answers) {
        Ok(replies) => replies,
        Err(wrong) => {
            tried.differs = wrong.into_iter().map(|w| format!("given{}: {}", w.path, w.message)).collect();
            return tried;
        }
    };
    tried.walk = walker.walk(&replies, seed);
    let compared = Compared { walker, walk: &tried.walk };
    let parts = [
        compared.ending(scenario),
        compared.route(scenario),
        compared.values(scenario),
        compared.warnings(scenario),
    ];
    tried.differs = parts.into_iter().flatten().collect();
    tried
}

struct Compared<'a> {
    walker: &'a Walker,
    walk: &'a Walk,
}

impl<'a> Compared<'a> {
    fn stops(&self, id: &str) -> impl Iterator<Item = &'a Stop> {
        let at = self.walker.position(id);
        self.walk.stops.iter().filter(move |s| Some(s.place.item) == at)
    }

    fn is_asked(&self, id: &str) -> bool {
        self.stops(id).any(|s| s.reached)
    }

    fn id(&self, place: Place) -> &'a str {
        &self.walker.item(place).id
    }

    fn ending(&self, scenario: &Scenario) -> Vec<String> {
        let at = self.walk.ended.map(|p| self.id(p)).unwrap_or_default();
        let outcome = &self.walk.outcome;
        if at != scenario.ends_at {
            return vec![match (at, scenario.ends_at.as_str()) {
                (at, "") => format!("it ends at '{at}' as '{outcome}', and should go to the end"),
                ("", wanted) => format!("it goes to the end, and should end at '{wanted}'"),
                (at, wanted) => format!("it ends at '{at}', and should end at '{wanted}'"),
            }];
        }
        if !scenario.outcome.is_empty() && *outcome != scenario.outcome {
            return vec![format!("its outcome is '{outcome}', and should be '{}'", scenario.outcome)];
        }
        Vec::new()
    }

    fn route(&self, scenario: &Scenario) -> Vec<String> {
        let mut differs = Vec::new();
        for id in scenario.asked.iter().filter(|id| !self.is_asked(id)) {
            differs.push(format!("'{id}' is not asked"));
        }
        for id in scenario.not_asked.iter().filter(|id| self.is_asked(id)) {
            differs.push(format!("'{id}' is asked, and should not be"));
        }
        // An answer of its own is for a question that is asked.
        let own = |name: &str| scenario.given.iter().any(|(n, _)| n == name);
        for place in &self.walk.off_route {
            let id = self.id(*place);
            let roster = &self.walker.item(*place).roster;
            let given = own(id) || (!roster.is_empty() && own(roster));
            let said = scenario.asked.iter().chain(&scenario.not_asked).any(|n| n == id);
            let row = place.row.map(|r| format!(" in row {}", r + 1)).unwrap_or_default();
            if given && !said {
                differs.push(format!("'{id}' is given an answer, and is not asked{row}"));
            }
        }
        differs
    }

    fn values(&self, scenario: &Scenario) -> Vec<String> {
        let mut differs = Vec::new();
        for (id, given) in &scenario.has {
            let Some(at) = self.walker.position(id) else { continue };
            let item = &self.walker.items[at].item;
            let found = self.found(at, item);
            match item.expectation(given) {
                Ok(wanted) if !same(&found, &wanted) => {
                    differs.push(format!("'{id}' is {}, and should be {}", words(&found), words(&wanted)));
                }
                Ok(_) => {}
                Err(wrong) => differs.push(wrong.message),
            }
        }
        differs
    }

    /// The reply of an item; of a roster, how many rows it has.
    fn found(&self, at: usize, item: &Item) -> Reply {
        let stop = self.stops(&item.id).next();
        if item.kind == ItemKind::Roster && stop.is_some_and(|s| s.reached) {
            let rows = self.walk.stops.iter().filter(|s| self.walker.items[s.place.item].roster == Some(at));
            return Reply::number(rows.filter_map(|s| s.place.row).max().map_or(0, |r| r + 1) as f64);
        }
        stop.map_or(Reply::missing(State::SkippedByRoute), |s| s.reply.clone())
    }

    fn warnings(&self, scenario: &Scenario) -> Vec<String> {
        let mut differs = Vec::new();
        let mut warned: Vec<&str> = Vec::new();
        for stop in self.walk.stops.iter().filter(|s| !s.warnings.is_empty()) {
            let id = self.id(stop.place);
            warned.push(id);
            if !scenario.warns.iter().any(|w| w == id) {
                let kinds: Vec<&str> = stop.warnings.iter().map(|w| w.id()).collect();
                differs.push(format!("a check of '{id}' speaks up: {}", kinds.join(", ")));
            }
        }
        for id in scenario.warns.iter().filter(|w| !warned.contains(&w.as_str())) {
            differs.push(format!("no check of '{id}' speaks up"));
        }
        differs
    }
}

/// Whether two replies are the same; results of calculations as far as files
/// print them.
fn same(one: &Reply, other: &Reply) -> bool {
    if one.state != other.state {
        return false;
    }
    match (&one.value, &other.value) {
        _ if one.state != State::Answered => true,
        (ReplyValue::Number(a), ReplyValue::Number(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        (a, b) => a == b,
    }
}

/// A reply in the words of scripts.
pub fn words(reply: &Reply) -> String {
    match &reply.value {
        _ if reply.state != State::Answered => reply.state.id().into(),
        ReplyValue::Nothing => "nothing".into(),
        ReplyValue::Number(n) => n.to_string(),
        ReplyValue::Choice(id) => id.clone(),
        ReplyValue::Choices(ids) => format!("{{ {} }}", ids.join(", ")),
        ReplyValue::Text(text) => format!("\"{text}\""),
    }
}
