//! A plan: what is really asked in a country, and what that does to
//! comparability.

use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::base::Span;
use crate::base::diag::did_you_mean;
use crate::expr::{self, Profile};

use super::country::{Country, Region};
use super::instrument::{Adaptation, Change, ChangeKind, Class, Condition, Instrument, Item};
use super::method::{Base, Indicator, IndicatorBody, Methodology};
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

/// A change as it was applied, with the layer that made it.
#[derive(Debug, Clone)]
pub struct AppliedChange {
    /// The name of the region or country.
    pub layer: String,
    pub change: Change,
    /// One sentence: what it did.
    pub what: String,
}

/// An item as it is asked here.
#[derive(Debug, Clone)]
pub struct PlannedItem {
    pub item: Arc<Item>,
    pub changes: Vec<AppliedChange>,
    /// The layer that added it, for an item the core does not have.
    pub added_by: Option<String>,
    pub left_out: bool,
}

impl PlannedItem {
    /// How well the item compares with the core.
    pub fn comparability(&self) -> Comparability {
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
        ChangeKind::Reword(_) | ChangeKind::AddOptions { .. } | ChangeKind::RemoveOptions(_) if shown => {
            Level::Equivalent
        }
        ChangeKind::Reword(_) | ChangeKind::AddOptions { .. } | ChangeKind::RemoveOptions(_) => {
            Level::Limited
        }
        _ => Level::NotComparable,
    };
    let mut reason = format!("{} by {} ({because})", applied.what, applied.layer);
    if shown {
        reason.push_str(&format!("; the meaning is kept, shown by {}", change.shown_by));
    }
    Comparability { level, reason }
}

/// An instrument as it is used here.
#[derive(Debug, Clone)]
pub struct PlannedInstrument {
    /// The core instrument; what is asked here stands in `items`.
    pub instrument: Arc<Instrument>,
    pub items: Vec<PlannedItem>,
}

impl PlannedInstrument {
    pub fn item(&self, id: &str) -> Option<&PlannedItem> {
        self.items.iter().find(|i| i.item.id == id)
    }

    /// The items that are asked.
    pub fn asked(&self) -> impl Iterator<Item = &PlannedItem> {
        self.items.iter().filter(|i| !i.left_out)
    }
}

/// A complaint about a change that cannot be applied.
#[derive(Debug, Clone)]
pub struct Problem {
    pub span: Span,
    pub message: String,
    pub hints: Vec<String>,
    /// Where inside the condition of an `ask_only_if`, in characters.
    pub in_condition: Option<(usize, usize)>,
}

/// Methodology + region + country, resolved.
#[derive(Debug)]
pub struct Plan {
    pub country: String,
    pub name: String,
    pub method_version: String,
    /// Languages it is asked in, and what placeholders become.
    pub languages: Vec<String>,
    pub placeholders: Vec<(String, String)>,
    pub instruments: Vec<PlannedInstrument>,
    /// Changes that could not be applied.
    pub problems: Vec<Problem>,
}

impl Plan {
    /// The plan of the core alone, under the name "core".
    pub fn core(methodology: &Methodology) -> Plan {
        Plan {
            country: String::new(),
            name: "the core".into(),
            method_version: methodology.version.clone(),
            languages: methodology.languages.clone(),
            placeholders: Vec::new(),
            instruments: methodology.activities.iter().flat_map(|a| &a.instruments).map(planned).collect(),
            problems: Vec::new(),
        }
    }

    /// Applies the changes of the region, then those of the country.
    pub fn resolve(methodology: &Methodology, region: Option<&Region>, country: &Country) -> Plan {
        let mut plan = Plan {
            country: country.code.clone(),
            name: country.name.clone(),
            languages: country.languages.clone(),
            placeholders: country.placeholders.clone(),
            ..Plan::core(methodology)
        };
        for instrument in &mut plan.instruments {
            instrument
                .items
                .retain(|i| i.item.only_in.is_empty() || i.item.only_in.contains(&country.region));
        }
        if let Some(region) = region {
            plan.apply(&region.label, &region.adaptations);
        }
        plan.apply(&country.name, &country.adaptations);
        plan.check_left_out();
        plan
    }

    pub fn instrument(&self, path: &str) -> Option<&PlannedInstrument> {
        self.instruments.iter().find(|i| i.instrument.path == path)
    }

    fn apply(&mut self, layer: &str, adaptations: &[Adaptation]) {
        for adaptation in adaptations {
            // A dangling instrument was reported when the layer was read.
            let Some(at) = self.instruments.iter().position(|i| i.instrument.path == adaptation.instrument)
            else {
                continue;
            };
            for change in &adaptation.changes {
                if let Err(problem) = self.instruments[at].apply(layer, change) {
                    self.problems.push(problem);
                }
            }
        }
    }

    /// A question or an option that others depend on cannot silently disappear.
    fn check_left_out(&mut self) {
        for instrument in &self.instruments {
            if instrument.items.iter().all(|i| i.changes.is_empty()) {
                continue;
            }
            let scope = ItemScope::new(instrument.asked().map(|i| &*i.item));
            for other in instrument.asked() {
                let conditions = [
                    (&other.item.ask_if, Profile::Routing),
                    (&other.item.must, Profile::Routing),
                    (&other.item.warn_if, Profile::Routing),
                    (&other.item.value, Profile::Value),
                ];
                for (condition, profile) in conditions {
                    let Some(condition) = condition else { continue };
                    let Err(errors) = expr::check(&condition.source, &scope, profile) else { continue };
                    let changed = |name: &String| instrument.item(name)?.changes.last();
                    let Some(cause) = condition.checked.depends_on().iter().find_map(changed) else {
                        continue;
                    };
                    let gone = &cause.change.item;
                    let (message, hint) = if matches!(cause.change.kind, ChangeKind::LeaveOut) {
                        let hint =
                            format!("leave out '{}' too, or ask it under another condition", other.item.id);
                        (format!("'{gone}' is left out, but '{}' depends on it", other.item.id), hint)
                    } else {
                        let why = errors.first().map_or(String::new(), |e| e.message.clone());
                        let hint = format!("the condition is: {}", condition.source);
                        (format!("after this change the condition of '{}' fails: {why}", other.item.id), hint)
                    };
                    let span = cause.change.span.clone();
                    self.problems.push(Problem { span, message, hints: vec![hint], in_condition: None });
                }
            }
        }
    }

    /// The plan as canonical JSON with its hash: what a record is replayed
    /// against however the scripts change afterwards.
    pub fn snapshot(&self) -> PlanSnapshot {
        let instruments: Vec<Value> = self
            .instruments
            .iter()
            .map(|planned| {
                let i = &planned.instrument;
                let items: Vec<Value> = planned.asked().map(|p| item_json(&p.item)).collect();
                let groups: Vec<Value> = i
                    .groups
                    .iter()
                    .map(|g| {
                        let ask_if = condition_json(&g.ask_if);
                        json!({"id": g.id, "label": g.label, "ask_if": ask_if, "sensitive": g.sensitive})
                    })
                    .collect();
                json!({
                    "path": i.path, "kind": i.kind.word(), "ages": i.ages, "recall_months": i.recall_months,
                    "respondents": i.respondents, "population": i.population, "mode": i.mode,
                    "groups": groups, "items": items,
                })
            })
            .collect();
        let value = json!({
            "schema": "dh.plan/1", "country": self.country, "method_version": self.method_version,
            "languages": self.languages, "placeholders": self.placeholders, "instruments": instruments,
        });
        PlanSnapshot::of(&value)
    }
}

fn planned(instrument: &Arc<Instrument>) -> PlannedInstrument {
    let items = instrument
        .items
        .iter()
        .map(|item| PlannedItem { item: item.clone(), changes: Vec::new(), added_by: None, left_out: false })
        .collect();
    PlannedInstrument { instrument: instrument.clone(), items }
}

fn condition_json(condition: &Option<Condition>) -> Value {
    match condition {
        Some(c) => Value::String(expr::print(c.checked.ast())),
        None => Value::Null,
    }
}

/// Every field of an item but its place. Taken apart by name, so that a new
/// field is not forgotten here.
fn item_json(item: &Item) -> Value {
    let Item {
        id,
        text,
        kind,
        class,
        group,
        ask_if,
        options,
        allow,
        range,
        unit,
        recall_months,
        ages,
        must,
        warn_if,
        value,
        hint,
        concept,
        sensitive,
        texts,
        scale,
        code,
        rests_on,
        to_confirm,
        only_in,
        probes,
        themes,
        span: _,
    } = item;
    let options: Vec<Value> =
        options.iter().map(|o| json!([o.id, o.label, o.exclusive, o.anchored, o.specify])).collect();
    json!({
        "id": id, "kind": kind.word(), "class": class.word(), "group": group, "text": text, "texts": texts,
        "options": options, "allow": allow.iter().map(|s| s.id()).collect::<Vec<_>>(), "range": range, "unit": unit,
        "recall_months": recall_months, "ages": ages, "ask_if": condition_json(ask_if), "must": condition_json(must),
        "warn_if": condition_json(warn_if), "value": condition_json(value), "hint": hint, "concept": concept,
        "sensitive": sensitive, "scale": scale, "code": code, "rests_on": rests_on, "to_confirm": to_confirm,
        "only_in": only_in, "probes": probes, "themes": themes,
    })
}

/// Canonical JSON of a plan and its SHA-256, as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSnapshot {
    pub json: String,
    pub hash: String,
}

impl PlanSnapshot {
    fn of(value: &Value) -> PlanSnapshot {
        let json = canonical(value);
        let hash = Sha256::digest(json.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        PlanSnapshot { json, hash }
    }
}

/// JSON with keys sorted and no spaces: equal values give equal bytes.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let parts: Vec<String> = keys
                .iter()
                .map(|k| format!("{}:{}", Value::String((*k).clone()), canonical(&map[*k])))
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

impl PlannedInstrument {
    fn apply(&mut self, layer: &str, change: &Change) -> Result<(), Problem> {
        let fail = |message: String, hints: Vec<String>| Problem {
            span: change.span.clone(),
            message,
            hints,
            in_condition: None,
        };
        match &change.kind {
            ChangeKind::Translate { language, texts } => {
                for (id, text) in texts {
                    let Some(planned) = self.items.iter_mut().find(|i| i.item.id == *id) else {
                        return Err(fail(
                            format!("translates '{id}', which {} does not ask", self.instrument.path),
                            self.near(id),
                        ));
                    };
                    Arc::make_mut(&mut planned.item).texts.insert(language.clone(), text.clone());
                    let what = format!("translated into {language}");
                    planned.changes.push(AppliedChange { layer: layer.into(), change: change.clone(), what });
                }
                return Ok(());
            }
            ChangeKind::AddItems(items) => {
                let end = self.items.iter().rposition(|i| i.item.group == change.item).map(|p| p + 1);
                let Some(end) = end.or_else(|| {
                    self.instrument.groups.iter().any(|g| g.id == change.item).then_some(self.items.len())
                }) else {
                    let ids = self.instrument.groups.iter().map(|g| g.id.as_str());
                    return Err(fail(
                        format!("{} has no section '{}'", self.instrument.path, change.item),
                        crate::base::diag::choice_hints(&change.item, ids),
                    ));
                };
                for (n, item) in items.iter().enumerate() {
                    if self.items.iter().any(|i| i.item.id == item.id) {
                        return Err(fail(
                            format!("adds '{}', which {} asks already", item.id, self.instrument.path),
                            vec!["choose another id, or change the question that is there".into()],
                        ));
                    }
                    let mut item = item.clone();
                    item.group = change.item.clone();
                    let planned = PlannedItem {
                        item: Arc::new(item),
                        changes: vec![AppliedChange {
                            layer: layer.into(),
                            change: change.clone(),
                            what: "added".into(),
                        }],
                        added_by: Some(layer.into()),
                        left_out: false,
                    };
                    self.items.insert(end + n, planned);
                }
                return Ok(());
            }
            _ => {}
        }
        let Some(at) = self.items.iter().position(|i| i.item.id == change.item) else {
            return Err(fail(
                format!("{} has no item '{}'", self.instrument.path, change.item),
                self.near(&change.item),
            ));
        };
        let ids: Vec<&Item> = self.items.iter().filter(|i| !i.left_out).map(|i| &*i.item).collect();
        let scope = ItemScope::new(ids);
        let mut item = Item::clone(&self.items[at].item);
        if self.items[at].left_out {
            return Err(fail(format!("'{}' was left out before", item.id), Vec::new()));
        }
        if item.class == Class::Core && change.waiver.is_empty() {
            return Err(fail(
                format!("'{}' is a core item: it stays the same in every country", item.id),
                vec![format!(
                    "if the change was allowed, say by whom and where that is written: waiver = \"…\""
                )],
            ));
        }
        if change.keeps_meaning && change.shown_by.is_empty() {
            return Err(fail(
                "claims keeps = \"meaning\" without saying what shows it".into(),
                vec!["add shown_by = \"…\", such as a cognitive test".into()],
            ));
        }
        let leaves_out = matches!(change.kind, ChangeKind::LeaveOut);
        if leaves_out && item.class == Class::Adaptable && change.waiver.is_empty() {
            return Err(fail(
                format!("'{}' is adaptable: it may be changed, but not left out", item.id),
                vec![
                    "only optional items may be left out; if it was allowed, say by whom: waiver = \"…\""
                        .into(),
                ],
            ));
        }
        let what = match &change.kind {
            ChangeKind::Reword(text) => {
                item.text = text.clone();
                "reworded".to_string()
            }
            ChangeKind::LeaveOut => "left out".to_string(),
            ChangeKind::AddOptions { options, before, after } => {
                if item.options.is_empty() {
                    return Err(fail(format!("'{}' has no options to add to", item.id), Vec::new()));
                }
                if let Some(twice) = options.iter().find(|o| item.options.iter().any(|p| p.id == o.id)) {
                    return Err(fail(
                        format!("'{}' has the option '{}' already", item.id, twice.id),
                        Vec::new(),
                    ));
                }
                let find = |id: &String| {
                    item.options.iter().position(|o| o.id == *id).ok_or_else(|| {
                        let ids = item.options.iter().map(|o| o.id.as_str());
                        fail(
                            format!("'{}' has no option '{id}'", item.id),
                            crate::base::diag::choice_hints(id, ids),
                        )
                    })
                };
                let place = match (before.is_empty(), after.is_empty()) {
                    (false, _) => find(before)?,
                    (true, false) => find(after)? + 1,
                    // "None of these" and other anchored options stay last.
                    (true, true) => {
                        let last = item.options.iter().rposition(|o| !o.exclusive && !o.anchored);
                        last.map_or(item.options.len(), |p| p + 1)
                    }
                };
                item.options.splice(place..place, options.iter().cloned());
                let names: Vec<&str> = options.iter().map(|o| o.id.as_str()).collect();
                format!("given the option{} {}", if names.len() == 1 { "" } else { "s" }, names.join(", "))
            }
            ChangeKind::RemoveOptions(gone) => {
                for id in gone {
                    if !item.options.iter().any(|o| o.id == *id) {
                        let ids = item.options.iter().map(|o| o.id.as_str());
                        return Err(fail(
                            format!("'{}' has no option '{id}'", item.id),
                            crate::base::diag::choice_hints(id, ids),
                        ));
                    }
                }
                item.options.retain(|o| !gone.contains(&o.id));
                if item.options.is_empty() {
                    return Err(fail(format!("'{}' is left without options", item.id), Vec::new()));
                }
                format!("without the option{} {}", if gone.len() == 1 { "" } else { "s" }, gone.join(", "))
            }
            ChangeKind::AskOnlyIf(condition) => {
                let source = match &item.ask_if {
                    Some(old) => format!("({}) and ({})", old.source, condition.source),
                    None => condition.source.clone(),
                };
                let checked = expr::check(&source, &scope, Profile::Routing).map_err(|errors| {
                    let first = errors.into_iter().next();
                    let message =
                        first.as_ref().map(|e| e.message.clone()).unwrap_or_else(|| "wrong condition".into());
                    Problem {
                        in_condition: first
                            .as_ref()
                            .filter(|_| item.ask_if.is_none())
                            .map(|e| (e.offset, e.width)),
                        hints: first.map(|e| e.hints).unwrap_or_default(),
                        ..fail(message, Vec::new())
                    }
                })?;
                item.ask_if = Some(Condition { source, checked: Arc::new(checked) });
                format!("asked only if {}", condition.source)
            }
            ChangeKind::OtherRecall(months) => {
                item.recall_months = Some(*months);
                format!("asked over {months} months")
            }
            ChangeKind::OtherAges(low, high) => {
                item.ages = Some((*low, *high));
                format!("asked of ages {low} to {high}")
            }
            ChangeKind::Translate { .. } | ChangeKind::AddItems(_) => String::new(),
        };
        let left_out = matches!(change.kind, ChangeKind::LeaveOut);
        let planned = &mut self.items[at];
        planned.item = Arc::new(item);
        planned.left_out = left_out;
        planned.changes.push(AppliedChange { layer: layer.into(), change: change.clone(), what });
        Ok(())
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

    fn near(&self, id: &str) -> Vec<String> {
        did_you_mean(id, self.items.iter().map(|i| i.item.id.as_str()))
            .map(|near| vec![format!("did you mean '{near}'?")])
            .unwrap_or_default()
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
        let other = a.or(b).map(|p| &p.item.only_in).filter(|only| planned.is_none() && !only.is_empty());
        let why = match other {
            Some(only) => format!(" (by design: only in {})", only.join(", ")),
            None => why,
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
            if same_question(&a.item, &b.item) {
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
        && a.options == b.options
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
            let found = compare_items(items.0, items.1, (&a.name, &b.name));
            Comparability { reason: format!("{id}: {}", found.reason), ..found }
        })
        .filter(|c| c.level != Level::Identical)
        .fold(start, Comparability::worst)
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
