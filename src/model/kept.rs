//! A questionnaire as it went out, read again from the snapshot that was kept of
//! it: what came back is replayed against that, however the scripts changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::instrument::{
    Class, Condition, Ending, Group, Instrument, Item, ItemKind, OptionDef, RecordColumns, Words,
};
use super::plan::{PlanSnapshot, PlannedInstrument, PlannedItem};
use super::scope::ItemScope;
use crate::base::Span;
use crate::data::State;
use crate::expr::{self, Profile};

impl PlanSnapshot {
    /// A snapshot from its file.
    ///
    /// # Errors
    /// It is no snapshot.
    pub fn read(text: &str) -> Result<(PlanSnapshot, Value), String> {
        let value: Value = serde_json::from_str(text).map_err(|e| format!("it is no JSON: {e}"))?;
        if value["schema"] != "dh.plan/1" {
            return Err("it is no plan".into());
        }
        Ok((PlanSnapshot::of(&value), value))
    }
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_string()
}

fn texts(value: &Value) -> BTreeMap<String, String> {
    let pairs = value.as_object().into_iter().flatten();
    pairs.filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_string()))).collect()
}

fn pair(value: &Value) -> Option<(f64, f64)> {
    Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?))
}

/// The questionnaire `path` of a snapshot. What a snapshot does not hold, since
/// it does not change an answer, is as in `today`.
///
/// # Errors
/// It does not have that questionnaire, or holds what this program cannot read.
pub fn kept(snapshot: &Value, today: &Instrument, span: &Span) -> Result<PlannedInstrument, String> {
    let all = snapshot["instruments"].as_array().map_or(&[][..], Vec::as_slice);
    let whole = all.iter().find(|i| i["path"] == today.path.as_str());
    let whole = whole.ok_or_else(|| format!("it does not have {}", today.path))?;
    let rows = whole["items"].as_array().map_or(&[][..], Vec::as_slice);
    let mut items = Vec::new();
    for row in rows {
        items.push(item(row, span)?);
    }
    // Conditions are read when all names are known.
    let bare = items.clone();
    let scope = ItemScope::new(&bare);
    let read = |source: &Value, profile: Profile| -> Result<Option<Condition>, String> {
        let Some(source) = source.as_str() else { return Ok(None) };
        let checked = expr::check(source, &scope, profile).map_err(|errors| {
            let why = errors.first().map_or(String::new(), |e| e.message.clone());
            format!("the condition '{source}' cannot be read: {why}")
        })?;
        Ok(Some(Condition { source: source.to_string(), checked: Arc::new(checked) }))
    };
    for (item, row) in items.iter_mut().zip(rows) {
        item.ask_if = read(&row["ask_if"], Profile::Routing)?;
        item.must = read(&row["must"], Profile::Routing)?;
        item.warn_if = read(&row["warn_if"], Profile::Routing)?;
        item.value = read(&row["value"], Profile::Value)?;
        item.count = read(&row["count"], Profile::Value)?;
        item.pick_if = read(&row["where"], Profile::Routing)?;
        item.ends = read(&row["ends"][1], Profile::Routing)?.map(|condition| Ending {
            condition,
            unless: row["ends"][0] == "unless",
            outcome: row["ends"][2].as_str().unwrap_or_default().to_string(),
        });
    }
    let mut groups = Vec::new();
    for group in whole["groups"].as_array().map_or(&[][..], Vec::as_slice) {
        let flag = |name: &str| group[name] == true;
        groups.push(Group {
            id: text(group, "id"),
            label: text(group, "label"),
            ask_if: read(&group["ask_if"], Profile::Routing)?,
            sensitive: flag("sensitive"),
            self_administered: flag("self_administered"),
            after_end: flag("after_end"),
            instruction: text(group, "instruction"),
            texts: texts(&group["texts"]),
            instructions: texts(&group["instructions"]),
            span: span.clone(),
        });
    }
    let mut records = RecordColumns::default();
    for (role, name) in texts(&whole["records"]) {
        if let Some(column) = records.role_mut(&role) {
            *column = name;
        }
    }
    let mut words = Words::default();
    for (key, word) in texts(&whole["words"]) {
        if let Some(known) = words.get_mut(&key) {
            *known = word;
        }
    }
    let in_languages = whole["words_in"].as_object().into_iter().flatten();
    let items: Vec<Arc<Item>> = items.into_iter().map(Arc::new).collect();
    let instrument = Instrument {
        ages: pair(&whole["ages"]),
        age_from: text(whole, "age_from"),
        cases: text(whole, "cases"),
        records,
        words,
        words_in: in_languages.map(|(language, words)| (language.clone(), texts(words))).collect(),
        groups,
        items: items.clone(),
        ..today.clone()
    };
    let planned = items.into_iter().map(|item| PlannedItem {
        item,
        changes: Vec::new(),
        added_by: None,
        left_out: false,
    });
    Ok(PlannedInstrument { instrument: Arc::new(instrument), items: planned.collect() })
}

/// An item without its conditions.
fn item(row: &Value, span: &Span) -> Result<Item, String> {
    let id = text(row, "id");
    let word = text(row, "kind");
    let kind =
        ItemKind::from_word(&word).ok_or_else(|| format!("'{id}' is of a kind that is not known: {word}"))?;
    let options = row["options"].as_array().map_or(&[][..], Vec::as_slice).iter().map(|option| {
        let word = |at: usize| option[at].as_str().unwrap_or_default();
        OptionDef {
            exclusive: option[2] == true,
            anchored: option[3] == true,
            specify: option[4] == true,
            texts: texts(&option[5]),
            ..OptionDef::new(word(0), word(1))
        }
    });
    let states = row["allow"].as_array().map_or(&[][..], Vec::as_slice);
    let states = states.iter().filter_map(|s| State::from_id(s.as_str()?));
    Ok(Item {
        class: Class::from_word(&text(row, "class")).unwrap_or(Class::Core),
        group: text(row, "group"),
        options: options.collect(),
        allow: states.collect(),
        range: pair(&row["range"]),
        unit: text(row, "unit"),
        ages: pair(&row["ages"]),
        sensitive: row["sensitive"] == true,
        texts: texts(&row["texts"]),
        hint: text(row, "hint"),
        hints: texts(&row["hints"]),
        battery: text(row, "battery"),
        roster: text(row, "roster"),
        preloaded: text(row, "preloaded"),
        by_interviewer: row["by_interviewer"] == true,
        random_order: row["random_order"] == true,
        max_rows: row["max_rows"].as_i64(),
        pick_from: text(row, "pick_from"),
        specify_of: text(row, "specify_of"),
        accuracy_m: row["accuracy_m"].as_f64(),
        ..Item::new(&id, &text(row, "text"), kind, span.clone())
    })
}
