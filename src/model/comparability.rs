//! How well items and indicators compare, with one sentence of reason.

use crate::expr::{self, Node, Profile};

use super::instrument::{ChangeKind, Condition, Item, OptionDef};
use super::method::{Base, Indicator, IndicatorBody};
use super::plan::{AppliedChange, Conduct, Plan, PlannedInstrument, PlannedItem};
use super::scope::ItemScope;

/// How well two things compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Identical,
    Equivalent,
    Limited,
    NotComparable,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Level::Identical => "identical",
            Level::Equivalent => "equivalent",
            Level::Limited => "limited",
            Level::NotComparable => "not comparable",
        }
    }
}

/// How well something compares, with one sentence of reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparability {
    pub level: Level,
    pub reason: String,
}

impl Comparability {
    fn identical(reason: impl Into<String>) -> Self {
        Comparability { level: Level::Identical, reason: reason.into() }
    }

    fn worst(self, other: Comparability) -> Comparability {
        if other.level > self.level { other } else { self }
    }
}

impl PlannedItem {
    /// The country from which a change of this item was taken over, while one
    /// is not confirmed.
    fn not_confirmed(&self) -> Option<&str> {
        self.changes.iter().map(|c| c.change.inherited_from.as_str()).find(|from| !from.is_empty())
    }

    /// Whether it is asked at another place than in the core.
    fn moved(&self) -> bool {
        let moves =
            |kind: &ChangeKind| matches!(kind, ChangeKind::Move { .. } | ChangeKind::MoveSection { .. });
        self.changes.iter().any(|c| moves(&c.change.kind))
    }

    /// How well the item compares with the core.
    fn comparability(&self) -> Comparability {
        if let Some(layer) = &self.added_by {
            return Comparability { level: Level::NotComparable, reason: format!("asked only in {layer}") };
        }
        self.changes
            .iter()
            .map(change_level)
            .fold(Comparability::identical("as in the core"), Comparability::worst)
    }
}

fn change_level(applied: &AppliedChange) -> Comparability {
    let change = &applied.change;
    let shown = change.keeps_meaning && !change.shown_by.is_empty();
    let because = change.because.trim_end_matches('.');
    let level = match change.kind {
        ChangeKind::Translate { .. } => Level::Identical,
        // What comes before a question, and an option, has its effect on answers.
        ChangeKind::Reword(_)
        | ChangeKind::AddOptions { .. }
        | ChangeKind::RemoveOptions(_)
        | ChangeKind::Reorder(_)
        | ChangeKind::Move { .. }
        | ChangeKind::MoveSection { .. } => {
            if shown {
                Level::Equivalent
            } else {
                Level::Limited
            }
        }
        ChangeKind::LeaveOut
        | ChangeKind::AskOnlyIf(_)
        | ChangeKind::OtherRecall(_)
        | ChangeKind::OtherAges(..)
        | ChangeKind::AddItems(_)
        | ChangeKind::AddRows(_) => Level::NotComparable,
    };
    let mut reason = format!("{} by {} ({because})", applied.what, applied.layer);
    if shown {
        reason.push_str(&format!("; the meaning is kept, shown by {}", change.shown_by));
    }
    Comparability { level, reason }
}

impl PlannedInstrument {
    /// How well an item of this instrument compares with the core: by what is
    /// asked in the end, so that a change taken back is none.
    pub fn comparability(&self, planned: &PlannedItem) -> Comparability {
        match self.instrument.item(&planned.item.id) {
            Some(core) if !planned.left_out && !planned.moved() && same_question(core, &planned.item) => {
                Comparability::identical("as in the core")
            }
            _ => planned.comparability(),
        }
    }

    /// The questions through which `names` are reached, however far back.
    fn routed_by(&self, names: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut open: Vec<String> = names.to_vec();
        while let Some(name) = open.pop() {
            let Some(planned) = self.item(&name) else { continue };
            let group = self.instrument.groups.iter().find(|g| g.id == planned.item.group);
            let conditions = [planned.item.ask_if.as_ref(), group.and_then(|g| g.ask_if.as_ref())];
            for earlier in conditions.into_iter().flatten().flat_map(|c| c.checked.depends_on()) {
                if !found.contains(earlier) && !names.contains(earlier) {
                    found.push(earlier.clone());
                    open.push(earlier.clone());
                }
            }
        }
        found
    }
}

/// How one item compares between two plans.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub instrument: String,
    pub item: String,
    pub comparability: Comparability,
}

/// Compares an item of two plans (either may lack it).
pub fn compare_items(a: Option<&PlannedItem>, b: Option<&PlannedItem>, names: (&str, &str)) -> Comparability {
    let missing = |name: &str, planned: Option<&PlannedItem>| -> Comparability {
        let why = planned
            .and_then(|p| p.changes.last())
            .map(|c| format!(" ({})", c.change.because.trim_end_matches('.')))
            .unwrap_or_default();
        let other = a.or(b).filter(|_| planned.is_none()).map(|p| &*p.item);
        let why = match other {
            Some(i) if !i.only_in.is_empty() => format!(" (by design: only in {})", i.only_in.join(", ")),
            Some(Item { only_where: Some(only), .. }) => {
                format!(" (by design: only where {} is {})", only.criterion, only.is)
            }
            _ => why,
        };
        Comparability { level: Level::NotComparable, reason: format!("not asked in {name}{why}") }
    };
    let present = |p: Option<&PlannedItem>| p.is_some_and(|p| !p.left_out);
    match (present(a), present(b)) {
        (false, false) => Comparability::identical("asked in neither"),
        (false, true) => missing(names.0, a),
        (true, false) => missing(names.1, b),
        (true, true) => {
            let (Some(a), Some(b)) = (a, b) else {
                return Comparability::identical("asked in neither");
            };
            if same_question(&a.item, &b.item) && !a.moved() && !b.moved() {
                // What was taken over claims nothing yet, not even likeness.
                for (planned, name) in [(a, names.0), (b, names.1)] {
                    if let Some(from) = planned.not_confirmed() {
                        return Comparability {
                            level: Level::Limited,
                            reason: format!(
                                "asked alike, but taken over from {from} and not confirmed in {name}"
                            ),
                        };
                    }
                }
                return Comparability::identical(if a.changes.is_empty() && b.changes.is_empty() {
                    "as in the core"
                } else {
                    "asked alike in both"
                });
            }
            // Each asks it in its own way and neither core knows it.
            if a.added_by.is_some() && b.added_by.is_some() {
                return Comparability {
                    level: Level::NotComparable,
                    reason: format!("asked in both, and differently in {} and {}", names.0, names.1),
                };
            }
            a.comparability().worst(b.comparability())
        }
    }
}

/// Whether two items ask the same of the same people (translations aside).
fn same_question(a: &Item, b: &Item) -> bool {
    a.text == b.text
        && a.kind == b.kind
        && same_options(a, b)
        && a.allow == b.allow
        && a.ask_if == b.ask_if
        && a.range == b.range
        && a.recall_months == b.recall_months
        && a.ages == b.ages
        && a.value == b.value
        && a.scale == b.scale
        && a.unit == b.unit
        && a.must == b.must
        && a.probes == b.probes
}

/// The same options in the same order, whatever languages they are put into.
fn same_options(a: &Item, b: &Item) -> bool {
    let told = |item: &Item| -> Vec<(String, String, [bool; 3])> {
        let of = |o: &OptionDef| (o.id.clone(), o.label.clone(), [o.exclusive, o.anchored, o.specify]);
        item.options.iter().map(of).collect()
    };
    told(a) == told(b)
}

/// All items of both plans that do not compare identically.
pub fn compare_plans(a: &Plan, b: &Plan) -> Vec<Comparison> {
    let mut out = Vec::new();
    for left in &a.instruments {
        let path = &left.instrument.path;
        let right = b.instrument(path);
        let mut ids: Vec<&str> = left.items.iter().map(|i| i.item.id.as_str()).collect();
        for item in right.into_iter().flat_map(|r| &r.items) {
            if !ids.contains(&item.item.id.as_str()) {
                ids.push(&item.item.id);
            }
        }
        for id in ids {
            let comparability =
                compare_items(left.item(id), right.and_then(|r| r.item(id)), (&a.name, &b.name));
            if comparability.level != Level::Identical {
                out.push(Comparison { instrument: path.clone(), item: id.to_string(), comparability });
            }
        }
    }
    out
}

/// How an indicator compares between two plans: the worst of the questions it
/// depends on.
pub fn indicator_comparability(indicator: &Indicator, a: &Plan, b: &Plan) -> Comparability {
    let start = Comparability::identical("every question it depends on is asked alike");
    let Some(from) = indicator.from() else {
        return start;
    };
    for plan in [a, b] {
        if let Some(why) = cannot_be_counted(indicator, plan.instrument(from)) {
            return Comparability {
                level: Level::NotComparable,
                reason: format!("cannot be worked out in {}: {why}", plan.name),
            };
        }
    }
    let activity = from.split('/').next().unwrap_or(from);
    let start = start.worst(conduct(activity, a, b));
    let (left, right) = (a.instrument(from), b.instrument(from));
    let mut names = indicator.depends_on();
    for plan in [left, right].into_iter().flatten() {
        names.extend(plan.routed_by(&names));
    }
    names.sort();
    names.dedup();
    names
        .iter()
        .map(|id| {
            let items = (left.and_then(|i| i.item(id)), right.and_then(|i| i.item(id)));
            if [items.0, items.1].into_iter().flatten().any(|i| narrowed_to_base(indicator, i))
                && [items.0, items.1].into_iter().all(|i| i.is_some_and(|i| base_is_asked(indicator, i)))
            {
                return Comparability::identical("asked alike of everybody it is about");
            }
            let found = compare_items(items.0, items.1, (&a.name, &b.name));
            Comparability { reason: format!("{id}: {}", found.reason), ..found }
        })
        .filter(|c| c.level != Level::Identical)
        .fold(start, Comparability::worst)
}

/// Whether a layer asks the item of fewer people, and does nothing else to it.
fn narrowed_to_base(indicator: &Indicator, item: &PlannedItem) -> bool {
    !item.changes.is_empty() && base_is_asked(indicator, item)
}

/// Whether everybody whom the indicator is about is asked the item as the core
/// asks it: each change only narrows it, and no further than the indicator's own
/// base does.
fn base_is_asked(indicator: &Indicator, item: &PlannedItem) -> bool {
    let (IndicatorBody::Proportion { base, .. } | IndicatorBody::Mean { base, .. }) = &indicator.body else {
        return false;
    };
    let Base::Where(base) = base else { return item.changes.is_empty() };
    let ast = base.checked.ast();
    let parts = match &ast.node {
        Node::And(parts) => parts.as_slice(),
        _ => std::slice::from_ref(ast),
    };
    !item.left_out
        && item.not_confirmed().is_none()
        && item.changes.iter().all(|c| match &c.change.kind {
            ChangeKind::AskOnlyIf(only) => parts.contains(only.checked.ast()),
            ChangeKind::Translate { .. } => true,
            _ => false,
        })
}

/// Why the indicator's own expressions mean nothing over the questions asked,
/// such as an option that is not offered; left-out questions say so themselves.
fn cannot_be_counted(indicator: &Indicator, instrument: Option<&PlannedInstrument>) -> Option<String> {
    let instrument = instrument?;
    let scope = ItemScope::new(instrument.asked().map(|i| &*i.item));
    let (conditions, base): (Vec<(&Condition, Profile)>, &Base) = match &indicator.body {
        IndicatorBody::Proportion { yes_if, base, .. } => (vec![(yes_if, Profile::Indicator)], base),
        IndicatorBody::Mean { of, base, .. } => (vec![(of, Profile::Value)], base),
        IndicatorBody::Derived(_) => return None,
    };
    let base = match base {
        Base::Everyone => None,
        Base::Where(c) => Some((c, Profile::Indicator)),
    };
    let asked = |name: &String| instrument.item(name).is_some_and(|i| !i.left_out);
    conditions
        .into_iter()
        .chain(base)
        .filter(|(c, _)| c.checked.depends_on().iter().all(asked))
        .find_map(|(c, profile)| expr::check(&c.source, &scope, profile).err()?.into_iter().next())
        .map(|e| e.message)
}

/// Whether two countries carried an activity out in different ways, where both
/// say how.
fn conduct(activity: &str, a: &Plan, b: &Plan) -> Comparability {
    let of = |plan: &Plan, part: fn(&Conduct) -> &String| -> Vec<String> {
        let all = plan.conduct.iter().filter(|c| c.activity == activity).map(part);
        all.filter(|text| !text.is_empty()).cloned().collect()
    };
    for (what, part) in [("mode", (|c| &c.mode) as fn(&Conduct) -> &String), ("sampling", |c| &c.sampling)] {
        let (left, right) = (of(a, part), of(b, part));
        if !left.is_empty() && !right.is_empty() && left != right {
            let reason = format!(
                "{what} differs: {} in {}, {} in {}",
                left.join("; "),
                a.name,
                right.join("; "),
                b.name
            );
            return Comparability { level: Level::Limited, reason };
        }
    }
    Comparability::identical("carried out alike, as far as is stated")
}
