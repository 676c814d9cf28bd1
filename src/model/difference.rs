//! What differs between two snapshots of an instrument, and what that does to
//! data: it breaks columns that are there, adds to them, or changes labels only.
//!
//! It reads snapshots ([`super::PlanSnapshot`]) and no plans, so that a form that
//! went out years ago can be held against today's scripts.

use std::collections::BTreeSet;

use serde_json::Value;

/// What a difference does to data that are held or on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The same column would hold something else, or is gone.
    Breaks,
    /// A column, a code or a state more; what is held stays what it is.
    Adds,
    /// Wording, instruction, translation, order: the data are the same.
    Labels,
}

impl Effect {
    pub const ALL: [Effect; 3] = [Effect::Breaks, Effect::Adds, Effect::Labels];

    pub fn word(self) -> &'static str {
        match self {
            Effect::Breaks => "breaks data",
            Effect::Adds => "adds to data",
            Effect::Labels => "labels only",
        }
    }
}

/// Which side of an item differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    Name,
    Type,
    /// An option's code: gone, new, or standing for something else.
    Code,
    /// Don't know, prefer not to say, not applicable.
    States,
    Range,
    Check,
    Route,
    Ending,
    Recall,
    Ages,
    Unit,
    Value,
    Rows,
    /// Who answers, and how.
    Respondent,
    Wording,
    Label,
    Instruction,
    Translation,
    Order,
    Class,
}

impl Aspect {
    pub fn word(self) -> &'static str {
        match self {
            Aspect::Name => "name",
            Aspect::Type => "type",
            Aspect::Code => "code",
            Aspect::States => "states",
            Aspect::Range => "range",
            Aspect::Check => "check",
            Aspect::Route => "route",
            Aspect::Ending => "ending",
            Aspect::Recall => "recall",
            Aspect::Ages => "ages",
            Aspect::Unit => "unit",
            Aspect::Value => "value",
            Aspect::Rows => "rows",
            Aspect::Respondent => "respondent",
            Aspect::Wording => "wording",
            Aspect::Label => "option label",
            Aspect::Instruction => "instruction",
            Aspect::Translation => "translation",
            Aspect::Order => "order",
            Aspect::Class => "class",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The item; a section as `section:id`; empty for the whole instrument.
    pub item: String,
    pub aspect: Aspect,
    pub effect: Effect,
    /// Empty where there was or is nothing.
    pub was: String,
    pub is: String,
}

impl Difference {
    /// Whether a name, a type, a code or a state that went out is not what it was.
    pub fn unlocks(&self) -> bool {
        self.effect == Effect::Breaks
            && matches!(
                self.aspect,
                Aspect::Name | Aspect::Type | Aspect::Code | Aspect::States | Aspect::Rows
            )
    }
}

/// A text of an object; empty where there is none.
fn text<'a>(of: &'a Value, field: &str) -> &'a str {
    of.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(of: &'a Value, field: &str) -> &'a [Value] {
    of.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A field as a reader says it: lists with commas, nothing for null.
fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(true)) => "yes".into(),
        Some(Value::Number(n)) => match n.as_f64() {
            Some(n) if n.fract() == 0.0 => format!("{n:.0}"),
            _ => n.to_string(),
        },
        Some(Value::Array(all)) => all.iter().map(|v| shown(Some(v))).collect::<Vec<_>>().join(", "),
        Some(Value::Object(all)) => {
            all.iter().map(|(k, v)| format!("{k}: {}", shown(Some(v)))).collect::<Vec<_>>().join("; ")
        }
    }
}

/// An option of a snapshot: code, label, exclusive.
fn option(value: &Value) -> (&str, &str, bool) {
    let at = |i: usize| value.get(i);
    let word = |i: usize| at(i).and_then(Value::as_str).unwrap_or_default();
    (word(0), word(1), at(2).and_then(Value::as_bool).unwrap_or(false))
}

/// The items of an instrument by their ids, in order.
pub fn items(instrument: &Value) -> impl Iterator<Item = (&str, &Value)> {
    list(instrument, "items").iter().map(|item| (text(item, "id"), item))
}

/// What differs between two snapshots of an instrument.
pub fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let mut out = Vec::new();
    whole(old, new, &mut out);
    sections(old, new, &mut out);
    let find = |of: &'_ Value, id: &str| items(of).find(|(i, _)| *i == id).map(|(_, item)| item.clone());
    let mut push = |item: &str, aspect, effect, was: String, is: String| {
        out.push(Difference { item: item.to_string(), aspect, effect, was, is });
    };
    for (id, was) in items(old) {
        match find(new, id) {
            None => push(id, Aspect::Name, Effect::Breaks, text(was, "kind").into(), String::new()),
            Some(is) => {
                item((old, was), (new, &is), &mut |aspect, effect, was, is| {
                    push(id, aspect, effect, was, is)
                });
            }
        }
    }
    for (id, is) in items(new).filter(|(id, _)| find(old, id).is_none()) {
        push(id, Aspect::Name, Effect::Adds, String::new(), text(is, "kind").into());
    }
    for id in moved(old, new) {
        push(&id, Aspect::Order, Effect::Labels, String::new(), String::new());
    }
    out
}

/// What holds for the instrument as a whole.
fn whole(old: &Value, new: &Value, out: &mut Vec<Difference>) {
    let parts = [
        ("kind", Aspect::Type, Effect::Breaks),
        ("population", Aspect::Respondent, Effect::Breaks),
        ("respondents", Aspect::Respondent, Effect::Labels),
        ("mode", Aspect::Respondent, Effect::Breaks),
        ("ages", Aspect::Ages, Effect::Breaks),
        ("recall_months", Aspect::Recall, Effect::Breaks),
        ("age_from", Aspect::Route, Effect::Breaks),
        ("records", Aspect::Name, Effect::Breaks),
        ("words", Aspect::Label, Effect::Labels),
        ("words_in", Aspect::Translation, Effect::Labels),
    ];
    for (field, aspect, effect) in parts {
        let (was, is) = (old.get(field), new.get(field));
        if was.filter(|v| !v.is_null()) != is.filter(|v| !v.is_null()) {
            out.push(Difference { item: String::new(), aspect, effect, was: shown(was), is: shown(is) });
        }
    }
}

fn sections(old: &Value, new: &Value, out: &mut Vec<Difference>) {
    for was in list(old, "groups") {
        let id = text(was, "id");
        let Some(is) = list(new, "groups").iter().find(|g| text(g, "id") == id) else { continue };
        let parts = [
            ("label", Aspect::Wording),
            ("instruction", Aspect::Instruction),
            ("texts", Aspect::Translation),
            ("instructions", Aspect::Translation),
        ];
        for (field, aspect) in parts {
            if was.get(field) != is.get(field) {
                let (was, is) = (shown(was.get(field)), shown(is.get(field)));
                out.push(Difference {
                    item: format!("section:{id}"),
                    aspect,
                    effect: Effect::Labels,
                    was,
                    is,
                });
            }
        }
    }
}

/// When an item is reached, as far as its own fields and its section's say.
fn route(instrument: &Value, item: &Value) -> String {
    let section = list(instrument, "groups").iter().find(|g| text(g, "id") == text(item, "group"));
    let of_section = section.map_or("", |g| text(g, "ask_if"));
    let own = text(item, "ask_if");
    let after = section.and_then(|g| g.get("after_end")).and_then(Value::as_bool).unwrap_or(false);
    let joined = match (of_section.is_empty(), own.is_empty()) {
        (true, _) => own.to_string(),
        (false, true) => of_section.to_string(),
        (false, false) => format!("({of_section}) and ({own})"),
    };
    if after { format!("{joined} (also after the end)").trim().to_string() } else { joined }
}

type Push<'a> = dyn FnMut(Aspect, Effect, String, String) + 'a;

fn item((old, was): (&Value, &Value), (new, is): (&Value, &Value), push: &mut Push<'_>) {
    use Aspect::{
        Ages, Check, Class, Ending, Instruction, Order, Range, Recall, Respondent, Route, Rows, Translation,
        Type, Unit, Value as Worked, Wording,
    };
    use Effect::{Adds, Breaks, Labels};
    let mut field = |name: &str, aspect, effect| {
        let of = |item: &Value| item.get(name).filter(|v| !v.is_null()).cloned();
        let (a, b) = (of(was), of(is));
        if a != b && (shown(a.as_ref()), shown(b.as_ref())) != (String::new(), String::new()) {
            push(aspect, effect, shown(a.as_ref()), shown(b.as_ref()));
        }
    };
    field("kind", Type, Breaks);
    field("unit", Unit, Breaks);
    field("recall_months", Recall, Breaks);
    field("ages", Ages, Breaks);
    field("must", Check, Breaks);
    field("value", Worked, Breaks);
    field("roster", Rows, Breaks);
    field("count", Rows, Labels);
    field("max_rows", Rows, Labels);
    field("pick_from", Worked, Breaks);
    field("where", Worked, Breaks);
    field("ends", Ending, Breaks);
    field("ends_if", Ending, Breaks);
    field("ends_unless", Ending, Breaks);
    field("by_interviewer", Respondent, Breaks);
    field("warn_if", Check, Labels);
    field("text", Wording, Labels);
    field("hint", Instruction, Labels);
    field("texts", Translation, Labels);
    field("hints", Translation, Labels);
    field("random_order", Order, Labels);
    field("battery", Order, Labels);
    field("group", Order, Labels);
    field("class", Class, Labels);
    let routes = (route(old, was), route(new, is));
    if routes.0 != routes.1 {
        push(Route, Breaks, routes.0, routes.1);
    }
    let range = |item: &Value| {
        let at = |i: usize| item.get("range")?.get(i)?.as_f64();
        at(0).zip(at(1))
    };
    let (a, b) = (range(was), range(is));
    if a != b {
        let wider = match (a, b) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => b.0 <= a.0 && b.1 >= a.1,
        };
        push(Range, if wider { Adds } else { Breaks }, shown(was.get("range")), shown(is.get("range")));
    }
    states(was, is, push);
    options(list(was, "options"), list(is, "options"), push);
}

fn states(was: &Value, is: &Value, push: &mut Push<'_>) {
    let of =
        |item: &Value| -> BTreeSet<String> { list(item, "allow").iter().map(|s| shown(Some(s))).collect() };
    let (a, b) = (of(was), of(is));
    let words = |set: &mut dyn Iterator<Item = &String>| set.cloned().collect::<Vec<_>>().join(", ");
    let (gone, new) = (words(&mut a.difference(&b)), words(&mut b.difference(&a)));
    if !gone.is_empty() {
        push(Aspect::States, Effect::Breaks, gone, String::new());
    }
    if !new.is_empty() {
        push(Aspect::States, Effect::Adds, String::new(), new);
    }
}

fn options(was: &[Value], is: &[Value], push: &mut Push<'_>) {
    let said = |code: &str, label: &str| format!("{code}: {label}");
    for value in was {
        let (code, label, exclusive) = option(value);
        let Some(now) = is.iter().find(|o| option(o).0 == code) else {
            push(Aspect::Code, Effect::Breaks, said(code, label), String::new());
            continue;
        };
        let (_, new_label, new_exclusive) = option(now);
        if label != new_label {
            let others: Vec<&str> = was.iter().map(option).filter(|o| o.0 != code).map(|o| o.1).collect();
            let effect = if means_else(label, new_label, &others) { Effect::Breaks } else { Effect::Labels };
            let aspect = if effect == Effect::Breaks { Aspect::Code } else { Aspect::Label };
            push(aspect, effect, said(code, label), said(code, new_label));
        }
        if exclusive != new_exclusive {
            let word = |e: bool| if e { "excludes the others" } else { "beside others" };
            push(Aspect::Check, Effect::Breaks, said(code, word(exclusive)), said(code, word(new_exclusive)));
        }
        if value.get(5) != now.get(5) {
            push(
                Aspect::Translation,
                Effect::Labels,
                said(code, &shown(value.get(5))),
                said(code, &shown(now.get(5))),
            );
        }
    }
    for value in is {
        let (code, label, _) = option(value);
        if !was.iter().any(|o| option(o).0 == code) {
            push(Aspect::Code, Effect::Adds, String::new(), said(code, label));
        }
    }
    let common = |of: &[Value], other: &[Value]| -> Vec<String> {
        let codes = of.iter().map(|o| option(o).0);
        codes.filter(|c| other.iter().any(|o| option(o).0 == *c)).map(str::to_string).collect()
    };
    let (a, b) = (common(was, is), common(is, was));
    if a != b {
        push(Aspect::Order, Effect::Labels, a.join(", "), b.join(", "));
    }
}

/// A text without what is no word of it: `"How old?"` reads like `"how old"`.
pub fn plain(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let kept = word.chars().filter(|c| c.is_alphanumeric());
        kept.collect::<String>().to_lowercase()
    });
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a label stands for something else than the one before: it is what
/// another code stood for, or the two have no word in common. Who knows better
/// says so by exporting a new version.
pub fn means_else(was: &str, is: &str, others: &[&str]) -> bool {
    let (a, b) = (plain(was), plain(is));
    if a == b {
        return false;
    }
    let words = |text: &str| -> BTreeSet<String> { text.split_whitespace().map(str::to_string).collect() };
    others.iter().any(|o| plain(o) == b) || words(&a).is_disjoint(&words(&b))
}

/// Items that stand in another order among those that both ask: all but a
/// longest run that kept its order.
fn moved(old: &Value, new: &Value) -> Vec<String> {
    let after: Vec<&str> = items(new).map(|(id, _)| id).collect();
    let order: Vec<(&str, usize)> =
        items(old).filter_map(|(id, _)| Some((id, after.iter().position(|a| *a == id)?))).collect();
    // The longest increasing run, by the places in the new order.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(order.len());
    for i in 0..order.len() {
        let before = (0..i).filter(|j| order[*j].1 < order[i].1).max_by_key(|j| (best[*j].0, usize::MAX - j));
        best.push((before.map_or(1, |j| best[j].0 + 1), before));
    }
    let mut at = (0..order.len()).max_by_key(|i| (best[*i].0, usize::MAX - i));
    let mut kept = BTreeSet::new();
    while let Some(i) = at {
        kept.insert(i);
        at = best[i].1;
    }
    let rest = order.iter().enumerate().filter(|(i, _)| !kept.contains(i));
    rest.map(|(_, (id, _))| (*id).to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(items: &Value) -> Value {
        json!({"kind": "questionnaire", "groups": [{"id": "s", "label": "S"}], "items": items})
    }

    fn said(old: &Value, new: &Value) -> Vec<String> {
        let mut all: Vec<String> = differences(&of(old), &of(new))
            .into_iter()
            .map(|d| format!("{} {} {}: {} -> {}", d.item, d.aspect.word(), d.effect.word(), d.was, d.is))
            .collect();
        all.sort();
        all
    }

    #[test]
    fn a_code_that_stands_for_something_else_breaks_data_and_a_better_label_does_not() {
        let q = |options: Value| json!([{"id": "q", "kind": "select_one", "group": "s", "options": options}]);
        let old = q(json!([["a", "At home", false], ["b", "At school", false]]));
        assert_eq!(
            said(&old, &q(json!([["a", "At school", false], ["b", "At home", false]]))),
            [
                "q code breaks data: a: At home -> a: At school",
                "q code breaks data: b: At school -> b: At home"
            ]
        );
        assert_eq!(
            said(&old, &q(json!([["a", "At your home", false], ["b", "At school", false]]))),
            ["q option label labels only: a: At home -> a: At your home"]
        );
        assert_eq!(
            said(&old, &q(json!([["b", "At school", false], ["c", "Elsewhere", false]]))),
            ["q code adds to data:  -> c: Elsewhere", "q code breaks data: a: At home -> "]
        );
    }

    #[test]
    fn one_question_that_moves_is_one_difference_and_not_a_new_order_of_all() {
        let ids = |ids: &[&str]| -> Value {
            ids.iter().map(|i| json!({"id": i, "kind": "text", "group": "s"})).collect()
        };
        assert_eq!(
            said(&ids(&["a", "b", "c", "d"]), &ids(&["b", "c", "d", "a"])),
            ["a order labels only:  -> "]
        );
    }

    #[test]
    fn a_range_that_widens_adds_and_one_that_narrows_breaks() {
        let q = |range: Value| json!([{"id": "q", "kind": "integer", "group": "s", "range": range}]);
        assert_eq!(said(&q(json!([0, 10])), &q(json!([0, 20]))), ["q range adds to data: 0, 10 -> 0, 20"]);
        assert_eq!(said(&q(json!([0, 10])), &q(json!([5, 20]))), ["q range breaks data: 0, 10 -> 5, 20"]);
    }
}
