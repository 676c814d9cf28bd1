//! A plan: what is really asked in a country, and what that does to
//! comparability.

use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::base::Span;
use crate::expr::{self, Profile};

use super::country::{Country, Region};
use super::instrument::{
    Adaptation, Change, ChangeKind, Condition, Group, Instrument, InstrumentKind, Item, ItemKind, Words,
    braces,
};
use super::method::Methodology;
use super::scope::ItemScope;

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

    /// When an item is asked: its own condition, its age band and that of its
    /// section, each in its words; empty where it is always asked.
    pub fn route(&self, item: &Item) -> String {
        let section = self.group(item).and_then(|s| s.ask_if.as_ref());
        let roster = self.item(&item.roster).and_then(|r| r.item.ask_if.as_ref());
        joined([section, roster, item.ask_if.as_ref(), self.band(item).as_ref()])
    }

    /// As [`route`](Self::route), without what its whole section has.
    pub fn own_route(&self, item: &Item) -> String {
        let section = self.group(item).and_then(|s| s.ask_if.as_ref());
        let own = item.ask_if.as_ref().filter(|own| section != Some(own));
        joined([own, self.band(item).as_ref()])
    }

    /// The condition of an item's age band: that the age is known to lie in it.
    /// `None` where it has no band of its own, or no question gives the age.
    pub fn band(&self, item: &Item) -> Option<Condition> {
        let (low, high) = item.ages.filter(|ages| Some(*ages) != self.instrument.ages)?;
        let age = self.item(&self.instrument.age_from).filter(|p| !p.left_out && p.item.id != item.id)?;
        let source = format!("{0} >= {low} and {0} <= {high}", age.item.id);
        let checked = expr::check(&source, &ItemScope::new([&*age.item]), Profile::Routing).ok()?;
        Some(Condition { source, checked: Arc::new(checked) })
    }

    /// The section of an item.
    pub fn group(&self, item: &Item) -> Option<&Group> {
        self.instrument.groups.iter().find(|g| g.id == item.group)
    }

    /// Keeps the questions behind options that ask which in step with the
    /// options that layers added or took away.
    pub(super) fn keep_specify(&mut self, id: &str) {
        let Some(at) = self.items.iter().position(|i| i.item.id == id) else { return };
        let item = &self.items[at].item;
        let wanted = item.specify(&self.instrument.words).filter(|_| !self.items[at].left_out);
        let there = self.items.iter().position(|i| i.item.specify_of == id);
        match (wanted, there) {
            (None, Some(there)) => self.items[there].left_out = true,
            (Some(mut wanted), Some(there)) => {
                let planned = &mut self.items[there];
                wanted.texts.clone_from(&planned.item.texts);
                planned.left_out = false;
                if planned.item.ask_if != wanted.ask_if {
                    planned.item = Arc::new(wanted);
                }
            }
            (Some(wanted), None) => {
                let last = self.items[at].changes.last();
                let added_by = last.map(|c| c.layer.clone());
                let changes = last.cloned().into_iter().collect();
                let item = Arc::new(wanted);
                self.items.insert(at + 1, PlannedItem { item, changes, added_by, left_out: false });
            }
            (None, None) => {}
        }
    }

    /// Names in braces of what is read out that neither a value of `given` nor
    /// an answer fills, each with the change or question that it stands in first.
    pub fn unfilled(&self, given: &[(String, String)]) -> Vec<(String, Span)> {
        let mut out: Vec<(String, Span)> = Vec::new();
        let mut see = |name: &str, span: &Span| {
            let filled = name == "country"
                || given.iter().any(|(known, _)| known == name)
                || self.item(name).is_some_and(|p| p.item.kind.has_value());
            if !filled && out.iter().all(|(known, _)| known != name) {
                out.push((name.to_string(), span.clone()));
            }
        };
        let mut group = "";
        for planned in self.asked() {
            let item = &planned.item;
            if item.group != group {
                group = &item.group;
                for (text, section) in
                    self.group(item).iter().flat_map(|g| [(&g.label, g), (&g.instruction, g)])
                {
                    braces(text).for_each(|name| see(name, &section.span));
                }
            }
            if matches!(item.kind, ItemKind::Calculation | ItemKind::RandomPick) {
                continue;
            }
            let worded = |c: &&AppliedChange| matches!(c.change.kind, ChangeKind::Reword(_));
            let span = planned.changes.iter().rev().find(worded).map_or(&item.span, |c| &c.change.span);
            item.wordings().flat_map(braces).for_each(|name| see(name, span));
        }
        out
    }

    /// Whether two plans share their questions, their sections and what stands
    /// over them, which is told without reading them: layers copy what they change.
    pub fn shares_all_with(&self, other: &PlannedInstrument) -> bool {
        let same =
            |(a, b): (&PlannedItem, &PlannedItem)| Arc::ptr_eq(&a.item, &b.item) && a.left_out == b.left_out;
        Arc::ptr_eq(&self.instrument, &other.instrument)
            && self.items.len() == other.items.len()
            && self.items.iter().zip(&other.items).all(same)
    }

    /// The items that are asked.
    pub fn asked(&self) -> impl Iterator<Item = &PlannedItem> {
        self.items.iter().filter(|i| !i.left_out)
    }
}

/// Conditions joined by `and`, each once, in brackets only where they are needed.
fn joined<const N: usize>(all: [Option<&Condition>; N]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for condition in all.into_iter().flatten() {
        if !words.contains(&condition.source.as_str()) {
            words.push(&condition.source);
        }
    }
    if let [one] = words.as_slice() {
        return (*one).to_string();
    }
    let bracketed =
        words.iter().map(|w| if w.contains(" or ") { format!("({w})") } else { (*w).to_string() });
    bracketed.collect::<Vec<_>>().join(" and ")
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

/// How an activity was carried out, as far as a country says.
#[derive(Debug, Clone)]
pub struct Conduct {
    pub activity: String,
    pub mode: String,
    pub sampling: String,
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
    pub conduct: Vec<Conduct>,
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
            conduct: Vec::new(),
            instruments: instruments_in(methodology, None),
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
            conduct: country
                .fieldwork
                .iter()
                .map(|f| Conduct {
                    activity: f.activity.clone(),
                    mode: f.mode.clone(),
                    sampling: f.sampling.clone(),
                })
                .collect(),
            instruments: instruments_in(methodology, Some(&country.code)),
            ..Plan::core(methodology)
        };
        for instrument in &mut plan.instruments {
            instrument
                .items
                .retain(|i| i.item.only_in.is_empty() || i.item.only_in.contains(&country.region));
            instrument.items.retain(|i| i.item.only_where.as_ref().is_none_or(|w| country.answers_so(w)));
        }
        if let Some(region) = region {
            plan.apply(&region.label, &region.adaptations);
        }
        plan.apply(&country.name, &country.adaptations);
        // Strings are put into other languages once it is known which are asked.
        if let Some(region) = region {
            plan.translate(&region.label, &region.adaptations);
        }
        plan.translate(&country.name, &country.adaptations);
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

    /// Fills in the strings of files of translations.
    fn translate(&mut self, layer: &str, adaptations: &[Adaptation]) {
        for adaptation in adaptations {
            let of = |i: &PlannedInstrument| i.instrument.path == adaptation.instrument;
            let Some(at) = self.instruments.iter().position(of) else { continue };
            for change in &adaptation.changes {
                if let ChangeKind::Translate { language, file: Some(_), rows, .. } = &change.kind {
                    self.instruments[at].translate_from(layer, change, language, rows);
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
                for (field, condition) in other.item.conditions() {
                    let profile =
                        if matches!(field, "value" | "count") { Profile::Value } else { Profile::Routing };
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
        self.snapshot_where(|_| true)
    }

    /// The same of one instrument, so that a form in the field gets a new
    /// version only when it is asked differently itself.
    pub fn snapshot_of(&self, path: &str) -> PlanSnapshot {
        self.snapshot_where(|i| i.path == path)
    }

    fn snapshot_where(&self, wanted: impl Fn(&Instrument) -> bool) -> PlanSnapshot {
        let wanted = self.instruments.iter().filter(|planned| wanted(&planned.instrument));
        self.snapshot_with(wanted.map(PlannedInstrument::snapshot_json).collect())
    }

    /// The snapshot of one instrument whose own part was made already.
    pub fn snapshot_holding(&self, instrument: &Value) -> PlanSnapshot {
        self.snapshot_with(vec![instrument.clone()])
    }

    fn snapshot_with(&self, instruments: Vec<Value>) -> PlanSnapshot {
        let value = json!({
            "schema": "dh.plan/1", "country": self.country, "method_version": self.method_version,
            "languages": self.languages, "placeholders": self.placeholders, "instruments": instruments,
        });
        PlanSnapshot::of(&value)
    }
}

impl PlannedInstrument {
    /// The instrument as it is asked here, as it stands in the snapshot of its plan.
    pub fn snapshot_json(&self) -> Value {
        let i = &self.instrument;
        let items: Vec<Value> = self.asked().map(|p| item_json(&p.item)).collect();
        let groups: Vec<Value> = i
            .groups
            .iter()
            .map(|g| {
                let ask_if = condition_json(&g.ask_if);
                let mut group =
                    json!({"id": g.id, "label": g.label, "ask_if": ask_if, "sensitive": g.sensitive});
                if g.self_administered {
                    group["self_administered"] = json!(true);
                }
                if g.after_end {
                    group["after_end"] = json!(true);
                }
                if !g.instruction.is_empty() {
                    group["instruction"] = json!(g.instruction);
                }
                for (name, texts) in [("texts", &g.texts), ("instructions", &g.instructions)] {
                    if !texts.is_empty() {
                        group[name] = json!(texts);
                    }
                }
                group
            })
            .collect();
        let mut instrument = json!({
            "path": i.path, "kind": i.kind.word(), "ages": i.ages, "recall_months": i.recall_months,
            "respondents": i.respondents, "population": i.population, "mode": i.mode,
            "groups": groups, "items": items,
        });
        if let Some(by) = &i.by {
            instrument["by"] = by.iter().cloned().collect();
        }
        if i.kind == InstrumentKind::Questionnaire {
            instrument["records"] = i.records.all().into_iter().collect();
            for (name, text) in [("age_from", &i.age_from), ("cases", &i.cases)] {
                if !text.is_empty() {
                    instrument[name] = json!(text);
                }
            }
            if i.words != Words::default() {
                let words = Words::KEYS.iter().map(|k| (*k, i.words.get(k)));
                instrument["words"] = words.collect();
            }
            if !i.words_in.is_empty() {
                instrument["words_in"] = json!(i.words_in);
            }
        }
        instrument
    }
}

/// The instruments of the method, and those that a country has for itself.
fn instruments_in(methodology: &Methodology, code: Option<&str>) -> Vec<PlannedInstrument> {
    methodology.activities_in(code).flat_map(|a| &a.instruments).map(planned).collect()
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
        value: worked_out,
        hint,
        concept,
        sensitive,
        texts,
        scale,
        code,
        rests_on,
        to_confirm,
        only_in,
        legal_instrument,
        proof,
        probes,
        themes,
        battery,
        roster,
        by_interviewer,
        preloaded,
        random_order,
        ends,
        count,
        max_rows,
        pick_from,
        pick_if,
        specify_of,
        hints,
        only_where,
        accuracy_m,
        span: _,
    } = item;
    let options: Vec<Value> = options
        .iter()
        .map(|o| match o.texts.is_empty() {
            true => json!([o.id, o.label, o.exclusive, o.anchored, o.specify]),
            false => json!([o.id, o.label, o.exclusive, o.anchored, o.specify, o.texts]),
        })
        .collect();
    let mut value = json!({
        "id": id, "kind": kind.word(), "class": class.word(), "group": group, "text": text, "texts": texts,
        "options": options, "allow": allow.iter().map(|s| s.id()).collect::<Vec<_>>(), "range": range, "unit": unit,
        "recall_months": recall_months, "ages": ages, "ask_if": condition_json(ask_if), "must": condition_json(must),
        "warn_if": condition_json(warn_if), "value": condition_json(worked_out), "hint": hint, "concept": concept,
        "sensitive": sensitive, "scale": scale, "code": code, "rests_on": rests_on, "to_confirm": to_confirm,
        "only_in": only_in, "probes": probes, "themes": themes,
    });
    // Named only where there is something: what is asked of people keeps its hash.
    if !legal_instrument.is_empty() {
        value["legal_instrument"] = json!(legal_instrument);
    }
    if !proof.is_empty() {
        value["proof"] = json!(proof);
    }
    let named = [
        ("battery", battery),
        ("roster", roster),
        ("preloaded", preloaded),
        ("pick_from", pick_from),
        ("specify_of", specify_of),
    ];
    for (name, text) in named {
        if !text.is_empty() {
            value[name] = json!(text);
        }
    }
    for (name, flag) in [("by_interviewer", by_interviewer), ("random_order", random_order)] {
        if *flag {
            value[name] = json!(true);
        }
    }
    for (name, condition) in [("count", count), ("where", pick_if)] {
        if condition.is_some() {
            value[name] = condition_json(condition);
        }
    }
    if let Some(ends) = ends {
        let condition = expr::print(ends.condition.checked.ast());
        value["ends"] = json!([if ends.unless { "unless" } else { "if" }, condition, ends.outcome]);
    }
    if let Some(max) = max_rows {
        value["max_rows"] = json!(max);
    }
    if let Some(metres) = accuracy_m {
        value["accuracy_m"] = json!(metres);
    }
    if let Some(only) = only_where {
        value["only_where"] = json!([only.criterion, only.is]);
    }
    if !hints.is_empty() {
        value["hints"] = json!(hints);
    }
    value
}

/// Canonical JSON of a plan and its SHA-256, as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSnapshot {
    pub json: String,
    pub hash: String,
}

impl PlanSnapshot {
    pub(super) fn of(value: &Value) -> PlanSnapshot {
        let mut json = String::with_capacity(1 << 16);
        canonical(value, &mut json);
        let hash = Sha256::digest(json.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        PlanSnapshot { json, hash }
    }
}

/// JSON with keys sorted and no spaces: equal values give equal bytes.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (at, (key, value)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                quoted(key, out);
                out.push(':');
                canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (at, value) in list.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                canonical(value, out);
            }
            out.push(']');
        }
        Value::String(text) => quoted(text, out),
        other => out.push_str(&other.to_string()),
    }
}

/// A text as JSON writes it; most need no escape and are copied whole.
fn quoted(text: &str, out: &mut String) {
    if text.bytes().any(|b| b < 0x20 || b == b'"' || b == b'\\') {
        out.push_str(&Value::from(text).to_string());
        return;
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
}
