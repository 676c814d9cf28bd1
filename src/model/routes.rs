//! What is certainly wrong with the routes of a questionnaire before anybody is
//! asked: questions that nobody reaches, conditions that never hold or always
//! do, follow-ups before their filter, answers that no check lets through.
//!
//! The reasoning is that of [`expr::impossible`]: what it calls impossible is
//! so, by the forms' own rules (a question without an allowed non-answer is
//! answered where it is reached). What it cannot tell it does not say.

use std::collections::HashMap;

use crate::base::Span;
use crate::data::State;
use crate::expr::{self, Ast, Checked, Demand, Domain, Node, Profile, World, bounds, impossible};

use super::instrument::{Condition, Group, Item, ItemKind};
use super::plan::PlannedInstrument;
use super::scope::ItemScope;

/// Something wrong with a route.
#[derive(Debug, Clone, PartialEq)]
pub struct Flaw {
    pub kind: FlawKind,
    /// It can be used so; someone should look.
    pub warns: bool,
    /// The item, or the section where `section` is set.
    pub id: String,
    pub section: bool,
    /// The field of the script that it is about.
    pub field: &'static str,
    /// Where inside the field's text, in characters: from, and how many.
    pub inside: Option<(usize, usize)>,
    pub message: String,
    pub hints: Vec<String>,
    /// The line of the declaration.
    pub span: Span,
}

/// What sort of flaw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlawKind {
    /// A condition means nothing over the questions that are asked.
    Broken,
    /// It reads an answer that comes later, or its own.
    Order,
    /// Nobody can reach it.
    NeverAsked,
    /// A condition that holds for everyone who comes to it.
    AlwaysHolds,
    /// A check that refuses every answer, or one that never speaks.
    Check,
    /// An ending that nobody meets, or everybody.
    Ending,
    /// An option that no check lets through.
    Option,
    /// A range from high to low.
    Range,
    /// Two of one name.
    Twice,
    /// A condition that says one thing twice.
    Repeated,
    /// An age band that nothing decides.
    Band,
    /// A wording that reads out what is not answered.
    ReadOut,
    /// An option that is a state.
    State,
    /// Options that read the same.
    Alike,
    /// Rows that are counted by what need not be whole.
    Count,
}

/// Everything that is certainly wrong with the routes of a questionnaire.
pub fn flaws(planned: &PlannedInstrument) -> Vec<Flaw> {
    let routes = Routes::new(planned);
    let mut found = Vec::new();
    routes.twice(&mut found);
    routes.broken(&mut found);
    // Nothing is certain over conditions that mean nothing.
    let means = found.is_empty();
    routes.order(&mut found);
    let early: Vec<String> = found.iter().map(|f| f.id.clone()).collect();
    if means {
        routes.repeated(&mut found);
        routes.sections(&early, &mut found);
    }
    for (at, item) in routes.items.iter().enumerate() {
        // What is read too early was complained of.
        if means && !early.contains(&item.id) {
            routes.item(at, &mut found);
        } else {
            range(item, &mut found);
        }
    }
    super::slips::slips(planned, &mut found);
    found
}

struct Routes<'a> {
    items: Vec<&'a Item>,
    index: HashMap<&'a str, usize>,
    groups: Vec<Option<&'a Group>>,
    bands: Vec<Option<Condition>>,
    domains: Vec<Domain>,
    age_from: &'a str,
}

impl<'a> Routes<'a> {
    fn new(planned: &'a PlannedInstrument) -> Routes<'a> {
        let items: Vec<&Item> = planned.asked().map(|p| &*p.item).collect();
        let mut routes = Routes {
            // The first of a name is meant.
            index: items.iter().enumerate().rev().map(|(at, item)| (item.id.as_str(), at)).collect(),
            groups: items.iter().map(|item| planned.group(item)).collect(),
            bands: items.iter().map(|item| planned.band(item)).collect(),
            domains: Vec::new(),
            age_from: &planned.instrument.age_from,
            items,
        };
        for at in 0..routes.items.len() {
            let domain = routes.domain_of(at);
            routes.domains.push(domain);
        }
        routes
    }

    fn domain_of(&self, at: usize) -> Domain {
        let item = self.items[at];
        let (low, high) = item.range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        match item.kind {
            ItemKind::SelectOne => Domain::Choice(item.options.iter().map(|o| o.id.clone()).collect()),
            ItemKind::SelectMultiple => {
                Domain::Choices(item.options.iter().map(|o| (o.id.clone(), o.exclusive)).collect())
            }
            ItemKind::Integer => Domain::Number { low, high, whole: true },
            ItemKind::Decimal => Domain::Number { low, high, whole: false },
            ItemKind::RandomPick => {
                let roster = self.index.get(item.pick_from.as_str()).map(|r| self.items[*r]);
                let most = roster.and_then(|r| r.max_rows).map_or(f64::INFINITY, |m| m as f64);
                Domain::Number { low: 1.0, high: most, whole: true }
            }
            ItemKind::Calculation => match &item.value {
                Some(value) => {
                    let (low, high) = bounds(&value.checked, &View { routes: self, from: at });
                    Domain::Number { low, high, whole: false }
                }
                None => Domain::Any,
            },
            _ => Domain::Any,
        }
    }

    /// The conditions under which an item is reached, apart from endings.
    fn route(&self, at: usize) -> Vec<(&Checked, Part)> {
        let item = self.items[at];
        let roster = self.index.get(item.roster.as_str()).map(|r| self.items[*r]);
        let parts = [
            (self.groups[at].and_then(|g| g.ask_if.as_ref()), Part::Section),
            (roster.and_then(|r| r.ask_if.as_ref()), Part::Roster),
            (item.ask_if.as_ref(), Part::Own),
            (self.bands[at].as_ref(), Part::Band),
        ];
        parts.into_iter().filter_map(|(c, part)| Some((&*c?.checked, part))).collect()
    }

    /// That no ending before `at` was met: of those that bear on `names`.
    fn not_ended(&self, at: usize, names: &[&str]) -> Vec<Demand<'_>> {
        if self.groups[at].is_some_and(|g| g.after_end) {
            return Vec::new();
        }
        let mut all = Vec::new();
        for (gate, item) in self.items[..at].iter().enumerate() {
            let Some(ends) = &item.ends else { continue };
            let condition = &ends.condition.checked;
            // What a row decides is not the respondent's.
            let bears = condition.depends_on().iter().any(|n| names.contains(&n.as_str()));
            if !bears || !item.roster.is_empty() {
                continue;
            }
            let mut parts: Vec<Demand<'_>> =
                self.route(gate).into_iter().map(|(checked, _)| Demand::Fails(checked)).collect();
            parts.push(if ends.unless { Demand::Holds(condition) } else { Demand::Fails(condition) });
            all.push(Demand::Any(parts));
        }
        all
    }

    /// The names that conditions read, and what the routes to those read.
    fn names<'s>(&'s self, conditions: &[&'s Checked]) -> Vec<&'s str> {
        let mut names: Vec<&str> = Vec::new();
        let mut next: Vec<&'s Checked> = conditions.to_vec();
        while let Some(checked) = next.pop() {
            for name in checked.depends_on() {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                    if let Some(at) = self.index.get(name.as_str()) {
                        next.extend(self.route(*at).into_iter().map(|(c, _)| c));
                    }
                }
            }
        }
        names
    }

    /// Whether these cannot all be the case for someone who reaches `at` as far
    /// as `context` says.
    fn cannot(&self, at: usize, context: &[&Checked], demands: &[Demand<'_>], reads: &[&Checked]) -> bool {
        let own = self.items[at].id.as_str();
        let all: Vec<&Checked> = context.iter().chain(reads).copied().collect();
        let mut names = self.names(&all);
        names.push(own);
        let mut every: Vec<Demand<'_>> = context.iter().map(|c| Demand::Holds(c)).collect();
        every.extend(self.not_ended(at, &names));
        every.extend(demands.iter().cloned());
        impossible(&View { routes: self, from: at }, &every)
    }

    fn flaw(&self, at: usize, kind: FlawKind, field: &'static str, message: String) -> Flaw {
        let item = self.items[at];
        Flaw {
            kind,
            warns: false,
            id: item.id.clone(),
            section: false,
            field,
            inside: None,
            message,
            hints: Vec::new(),
            span: item.span.clone(),
        }
    }

    /// The same for what can be used, and should be looked at.
    fn doubt(&self, at: usize, kind: FlawKind, field: &'static str, message: String) -> Flaw {
        Flaw { warns: true, ..self.flaw(at, kind, field, message) }
    }

    fn section_flaw(&self, group: &Group, kind: FlawKind, message: String) -> Flaw {
        Flaw {
            kind,
            warns: false,
            id: group.id.clone(),
            section: true,
            field: "ask_if",
            inside: None,
            message,
            hints: Vec::new(),
            span: group.span.clone(),
        }
    }

    fn twice(&self, found: &mut Vec<Flaw>) {
        for (at, item) in self.items.iter().enumerate() {
            if self.index[item.id.as_str()] != at {
                found.push(self.flaw(at, FlawKind::Twice, "", format!("two items are called '{}'", item.id)));
            }
        }
    }

    /// Conditions that name what is not asked, or an option that is not there.
    fn broken(&self, found: &mut Vec<Flaw>) {
        let scope = ItemScope::new(self.items.iter().copied());
        let mut errors = |condition: &Condition, profile: Profile, mut flaw: Flaw| {
            let Err(errors) = expr::check(&condition.source, &scope, profile) else { return };
            if let Some(error) = errors.into_iter().next() {
                flaw.message = format!("in '{}': {}", flaw.field, error.message);
                flaw.inside = Some((error.offset, error.width));
                flaw.hints = error.hints;
            }
            found.push(flaw);
        };
        let mut seen = "";
        for (at, item) in self.items.iter().enumerate() {
            if let Some(group) = self.groups[at].filter(|g| g.id != seen) {
                seen = &group.id;
                if let Some(condition) = &group.ask_if {
                    let flaw = self.section_flaw(group, FlawKind::Broken, String::new());
                    errors(condition, Profile::Routing, flaw);
                }
            }
            for (field, condition) in item.conditions() {
                let profile =
                    if matches!(field, "value" | "count") { Profile::Value } else { Profile::Routing };
                errors(condition, profile, self.flaw(at, FlawKind::Broken, field, String::new()));
            }
        }
    }

    /// What is read before it is answered.
    fn order(&self, found: &mut Vec<Flaw>) {
        let mut seen = "";
        for (at, item) in self.items.iter().enumerate() {
            if let Some(group) = self.groups[at].filter(|g| g.id != seen) {
                seen = &group.id;
                for name in group.ask_if.iter().flat_map(|c| c.checked.reads_outside_rows()) {
                    if self.index.get(name).is_some_and(|p| *p >= at) {
                        let message = format!(
                            "section '{}' is routed by '{name}', which is not asked before it",
                            group.id
                        );
                        let mut flaw = self.section_flaw(group, FlawKind::Order, message);
                        flaw.hints.push("route by questions that come before".into());
                        found.push(flaw);
                    }
                }
            }
            if self.bands[at].is_some() && self.index.get(self.age_from).is_some_and(|p| *p >= at) {
                let message = format!(
                    "'{}' is asked of some ages only, but '{}', which gives the age, is asked later",
                    item.id, self.age_from
                );
                found.push(self.flaw(at, FlawKind::Order, "ages", message));
            }
            if item.kind == ItemKind::RandomPick
                && self.index.get(item.pick_from.as_str()).is_none_or(|p| *p >= at)
            {
                let message =
                    format!("'{}' picks from '{}', which does not come before it", item.id, item.pick_from);
                found.push(self.flaw(at, FlawKind::Order, "from", message));
            }
            for (field, condition) in item.conditions() {
                // What is checked or ends with an answer may read that answer.
                let own = matches!(field, "must" | "warn_if" | "ends_if" | "ends_unless" | "where");
                for name in condition.checked.reads_outside_rows() {
                    let Some(place) = self.index.get(name).copied() else { continue };
                    if place < at || (own && place == at) {
                        continue;
                    }
                    found.push(self.early(at, field, name, place));
                }
            }
        }
    }

    /// A condition that reads what is not answered yet.
    fn early(&self, at: usize, field: &'static str, name: &str, place: usize) -> Flaw {
        let item = self.items[at];
        let waits = self.items[place].conditions().filter(|(f, _)| matches!(*f, "ask_if" | "value"));
        let circle = waits.flat_map(|(_, c)| self.names(&[&c.checked])).any(|n| n == item.id);
        let message = match (field, place == at) {
            ("ask_if", true) => format!("'{}' is asked only if its own answer says so", item.id),
            ("value", true) => format!("'{}' is worked out from itself", item.id),
            (_, true) => format!("'{}' reads itself in '{field}'", item.id),
            ("ask_if", _) => format!("'{}' is routed by '{name}', which is asked later", item.id),
            ("must" | "warn_if", _) => {
                format!("'{}' is checked against '{name}', which is asked later", item.id)
            }
            ("value", _) => format!("'{}' is worked out from '{name}', which comes later", item.id),
            _ => format!("'{}' reads '{name}' in '{field}', which is asked later", item.id),
        };
        let mut flaw = self.flaw(at, FlawKind::Order, field, message);
        if circle && place != at {
            flaw.hints.push(format!("'{name}' waits for '{}' in turn: a circle", item.id));
        }
        flaw.hints.push(
            match field {
                "must" | "warn_if" => {
                    "a check is made when the answer is given: put it on the later question"
                }
                _ => "route by questions that come before",
            }
            .into(),
        );
        flaw
    }

    /// What stands twice beside itself: most often a slip for another.
    fn repeated(&self, found: &mut Vec<Flaw>) {
        let mut say = |condition: &Condition, mut flaw: Flaw| {
            if let Some(part) = repeated(condition.checked.ast()) {
                flaw.message = format!("'{}' stands twice in '{}'", expr::print(part), flaw.field);
                flaw.inside = Some((part.offset, part.width));
                flaw.warns = true;
                flaw.hints.push("leave it out, or write the one that was meant".into());
                found.push(flaw);
            }
        };
        let mut seen = "";
        for (at, item) in self.items.iter().enumerate() {
            if let Some(group) = self.groups[at].filter(|g| g.id != seen) {
                seen = &group.id;
                if let Some(condition) = &group.ask_if {
                    say(condition, self.section_flaw(group, FlawKind::Repeated, String::new()));
                }
            }
            let over = self.index.get(item.battery.as_str()).and_then(|b| self.items[*b].ask_if.as_ref());
            for (field, condition) in item.conditions().filter(|(_, c)| over != Some(*c)) {
                say(condition, self.flaw(at, FlawKind::Repeated, field, String::new()));
            }
        }
    }

    fn sections(&self, early: &[String], found: &mut Vec<Flaw>) {
        let mut seen = "";
        for at in 0..self.items.len() {
            let Some(group) = self.groups[at].filter(|g| g.id != seen) else { continue };
            seen = &group.id;
            if early.contains(&group.id) {
                continue;
            }
            let Some(condition) = &group.ask_if else { continue };
            let checked = &*condition.checked;
            if self.cannot(at, &[checked], &[], &[]) {
                let message = format!("nobody reaches section '{}': its condition never holds", group.id);
                found.push(self.section_flaw(group, FlawKind::NeverAsked, message));
            } else if self.cannot(at, &[], &[Demand::Fails(checked)], &[checked]) {
                let message =
                    format!("the condition of section '{}' holds for everyone who comes to it", group.id);
                let mut flaw = self.section_flaw(group, FlawKind::AlwaysHolds, message);
                flaw.warns = true;
                flaw.hints.push("leave it out, or say what was meant".into());
                found.push(flaw);
            }
        }
    }

    fn item(&self, at: usize, found: &mut Vec<Flaw>) {
        let item = self.items[at];
        if range(item, found) {
            return;
        }
        let route = self.route(at);
        let conditions: Vec<&Checked> = route.iter().map(|(c, _)| *c).collect();
        if !conditions.is_empty() && self.cannot(at, &conditions, &[], &[]) {
            // Of a section that nobody reaches this was said.
            let section = route.iter().find(|(_, part)| *part == Part::Section);
            if !section.is_some_and(|(c, _)| self.cannot(at, &[c], &[], &[])) {
                found.push(self.never_asked(at, &route));
            }
            return;
        }
        let others = |part: Part| -> Vec<&Checked> {
            route.iter().filter(|(_, p)| *p != part).map(|(c, _)| *c).collect()
        };
        // What stands behind an option that asks which is no condition of the author's.
        // Of a battery's condition is said what there is to say at the battery.
        let over = self.index.get(item.battery.as_str()).map(|b| &self.items[*b].ask_if);
        let inherited = !item.specify_of.is_empty() || over.is_some_and(|over| *over == item.ask_if);
        if let Some(own) = item.ask_if.as_ref().filter(|_| !inherited) {
            let own = &*own.checked;
            if self.cannot(at, &others(Part::Own), &[Demand::Fails(own)], &[own]) {
                let message = format!("the condition of '{}' holds for everyone who comes to it", item.id);
                let mut flaw = self.doubt(at, FlawKind::AlwaysHolds, "ask_if", message);
                flaw.hints.push("leave it out, or say what was meant".into());
                found.push(flaw);
            }
        }
        self.checks(at, &conditions, found);
        self.ending(at, &conditions, found);
    }

    fn never_asked(&self, at: usize, route: &[(&Checked, Part)]) -> Flaw {
        let item = self.items[at];
        let alone = |part: Part| route.iter().any(|(c, p)| *p == part && self.cannot(at, &[c], &[], &[]));
        let fields: Vec<&str> = route.iter().map(|(_, part)| part.words()).collect();
        let (field, why) = if alone(Part::Own) {
            ("ask_if", "its condition never holds".to_string())
        } else if alone(Part::Band) {
            ("ages", format!("no answer to '{}' lies in its ages", self.age_from))
        } else if fields.len() > 1 {
            ("ask_if", format!("{} never hold together", fields.join(" and ")))
        } else {
            ("ask_if", "its condition never holds for those who are still asked".to_string())
        };
        let mut flaw =
            self.flaw(at, FlawKind::NeverAsked, field, format!("nobody is asked '{}': {why}", item.id));
        if field == "ask_if"
            && let Some(condition) = &item.ask_if
        {
            flaw.hints.push(format!("the condition is: {}", condition.source));
        }
        flaw
    }

    fn checks(&self, at: usize, route: &[&Checked], found: &mut Vec<Flaw>) {
        let item = self.items[at];
        let answered = Demand::Answered(&item.id);
        let mut say = |field, message| found.push(self.doubt(at, FlawKind::Check, field, message));
        let must = item.must.as_ref().map(|c| &*c.checked);
        let mut passing = vec![answered.clone()];
        if let Some(must) = must {
            passing.push(Demand::Holds(must));
            if self.cannot(at, route, &passing, &[must]) {
                let message = format!("'{}' takes no answer at all: 'must' never holds", item.id);
                found.push(self.flaw(at, FlawKind::Check, "must", message));
                return;
            }
            if self.cannot(at, route, &[answered.clone(), Demand::Fails(must)], &[must]) {
                say("must", format!("'must' of '{}' refuses no answer that it could be given", item.id));
            }
        }
        if let Some(warn_if) = item.warn_if.as_ref().map(|c| &*c.checked) {
            let with = |demand| passing.iter().cloned().chain([demand]).collect::<Vec<_>>();
            let reads: Vec<&Checked> = must.into_iter().chain([warn_if]).collect();
            if self.cannot(at, route, &with(Demand::Holds(warn_if)), &reads) {
                say(
                    "warn_if",
                    format!("'warn_if' of '{}' never speaks up: no accepted answer meets it", item.id),
                );
            } else if self.cannot(at, route, &with(Demand::Fails(warn_if)), &reads) {
                say("warn_if", format!("'warn_if' of '{}' speaks up at every answer", item.id));
            }
        }
        let Some(must) = must else { return };
        for option in &item.options {
            let chosen = [Demand::Chosen(&item.id, &option.id), Demand::Holds(must)];
            if self.cannot(at, route, &chosen, &[must]) {
                let message = format!(
                    "the option '{}' of '{}' can never be chosen: 'must' refuses it",
                    option.id, item.id
                );
                found.push(self.flaw(at, FlawKind::Option, "must", message));
            }
        }
    }

    fn ending(&self, at: usize, route: &[&Checked], found: &mut Vec<Flaw>) {
        let item = self.items[at];
        let Some(ends) = &item.ends else { return };
        let condition = &*ends.condition.checked;
        let (holds, fails) = (Demand::Holds(condition), Demand::Fails(condition));
        let (meets, passes) = if ends.unless { (fails, holds) } else { (holds, fails) };
        let field = if ends.unless { "ends_unless" } else { "ends_if" };
        let mut passes = vec![passes];
        let mut meets = vec![meets];
        if let Some(must) = &item.must {
            for demands in [&mut passes, &mut meets] {
                demands.push(Demand::Holds(&must.checked));
            }
        }
        if self.cannot(at, route, &passes, &[condition]) {
            let message = format!("every interview that comes to '{}' ends there", item.id);
            found.push(self.flaw(at, FlawKind::Ending, field, message));
        } else if self.cannot(at, route, &meets, &[condition]) {
            let message = format!("no interview ends at '{}': nobody meets '{field}'", item.id);
            found.push(self.doubt(at, FlawKind::Ending, field, message));
        }
    }
}

/// The second of two equal parts that stand beside each other.
fn repeated(ast: &Ast) -> Option<&Ast> {
    let twice = |parts: &'_ [Ast]| (1..parts.len()).find(|at| parts[..*at].contains(&parts[*at]));
    match &ast.node {
        Node::And(parts) | Node::Or(parts) | Node::In { list: parts, .. } => match twice(parts) {
            Some(at) => Some(&parts[at]),
            None => parts.iter().find_map(repeated),
        },
        Node::Call { function, args } if function.ends_with("_yes") => twice(args).map(|at| &args[at]),
        Node::Call { args, .. } => args.iter().find_map(repeated),
        Node::Not(inner) | Node::Neg(inner) => repeated(inner),
        Node::Compare(_, a, b) | Node::Arith(_, a, b) => repeated(a).or_else(|| repeated(b)),
        Node::Bool(_) | Node::Number(_) | Node::Percent(_) | Node::Text(_) | Node::Name(_) => None,
    }
}

/// Says that a range runs from high to low.
fn range(item: &Item, found: &mut Vec<Flaw>) -> bool {
    for (field, bounds) in [("range", item.range), ("ages", item.ages)] {
        let Some((low, high)) = bounds.filter(|(low, high)| low > high) else { continue };
        found.push(Flaw {
            kind: FlawKind::Range,
            warns: false,
            id: item.id.clone(),
            section: false,
            field,
            inside: None,
            message: format!("'{}' takes no number: from {low} to {high}", item.id),
            hints: vec!["the lowest comes first".into()],
            span: item.span.clone(),
        });
        return true;
    }
    false
}

/// A part of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Section,
    Roster,
    Own,
    Band,
}

impl Part {
    fn words(self) -> &'static str {
        match self {
            Part::Section => "its section's condition",
            Part::Roster => "its roster's condition",
            Part::Own => "its own",
            Part::Band => "its ages",
        }
    }
}

/// The questions as they are known to someone who comes to one of them.
struct View<'a> {
    routes: &'a Routes<'a>,
    from: usize,
}

impl World for View<'_> {
    fn domain(&self, name: &str) -> Domain {
        let at = self.routes.index.get(name);
        at.and_then(|at| self.routes.domains.get(*at)).cloned().unwrap_or(Domain::Any)
    }

    fn may_lack(&self, name: &str) -> bool {
        let Some(at) = self.routes.index.get(name).copied() else { return true };
        let item = self.routes.items[at];
        // Behind an ending that does not stop it, anything before may be missing.
        let cut = self.routes.groups[self.from].is_some_and(|g| g.after_end)
            && self.routes.items[..at].iter().any(|i| i.ends.is_some());
        let rows = !item.roster.is_empty() && item.roster != self.routes.items[self.from].roster;
        let states = item.allow.iter().any(|s| *s != State::Answered);
        states || cut || rows || !item.kind.is_asked() || at > self.from
    }

    fn route(&self, name: &str) -> Vec<&Checked> {
        let at = self.routes.index.get(name).copied();
        at.map_or(Vec::new(), |at| self.routes.route(at).into_iter().map(|(c, _)| c).collect())
    }
}
