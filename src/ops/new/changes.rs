//! A country's changes, written as Lua for another country: taken over, not
//! confirmed, and without reasons, claims, waivers and sources.

use crate::lua::schema;
use crate::model::{Adaptation, Change, ChangeKind, Condition, Item, OptionDef};

use super::text::{list, quoted};

/// The changes as they are declared in the new country's script.
pub fn adapt_blocks(adaptations: &[Adaptation], from: &str) -> String {
    let mut out = String::new();
    for adaptation in adaptations.iter().filter(|a| !a.changes.is_empty()) {
        out.push_str(&format!("\n  adapt {} {{\n", quoted(&adaptation.instrument)));
        for (i, change) in adaptation.changes.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            block(&mut out, change, from);
        }
        out.push_str("  },\n");
    }
    out
}

fn block(out: &mut String, change: &Change, from: &str) {
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut inside = String::new();
    match &change.kind {
        ChangeKind::Reword(text) => fields.push(("text", quoted(text))),
        ChangeKind::LeaveOut => {}
        ChangeKind::AddOptions { options, before, after } => {
            for option in options {
                inside.push_str(&format!("      {},\n", option_text(option)));
            }
            for (name, place) in [("before", before), ("after", after)] {
                if !place.is_empty() {
                    fields.push((name, quoted(place)));
                }
            }
        }
        ChangeKind::RemoveOptions(gone) => fields.push(("options", list(gone))),
        ChangeKind::AskOnlyIf(condition) => fields.push(("condition", quoted(&condition.source))),
        ChangeKind::OtherRecall(months) => fields.push(("months", months.to_string())),
        ChangeKind::OtherAges(low, high) => fields.push(("ages", format!("{{ {low}, {high} }}"))),
        ChangeKind::Reorder(order) => fields.push(("options", list(order))),
        ChangeKind::Move { before, after } | ChangeKind::MoveSection { before, after } => {
            for (name, place) in [("before", before), ("after", after)] {
                if !place.is_empty() {
                    fields.push((name, quoted(place)));
                }
            }
        }
        // A translation is into a language of the other country.
        ChangeKind::Translate { .. } => return,
        ChangeKind::AddItems(items) | ChangeKind::AddRows(items) => {
            for item in items {
                inside.push('\n');
                question(&mut inside, item);
            }
        }
    }
    fields.push(("inherited_from", quoted(from)));
    out.push_str(&format!("    {} {} {{\n", change.kind.word(), quoted(&change.item)));
    let options_first = matches!(change.kind, ChangeKind::AddOptions { .. });
    if options_first {
        out.push_str(&inside);
    }
    for (name, value) in fields {
        out.push_str(&format!("      {name} = {value},\n"));
    }
    if !options_first {
        out.push_str(&inside);
    }
    out.push_str("    },\n");
}

fn option_text(option: &OptionDef) -> String {
    let mut flags = String::new();
    for (name, set) in
        [("exclusive", option.exclusive), ("anchored", option.anchored), ("specify", option.specify)]
    {
        if set {
            flags.push_str(&format!(", {name} = true"));
        }
    }
    format!("{{ {}, {}{flags} }}", quoted(&option.id), quoted(&option.label))
}

/// A question that only the other country asks, with the fields its kind has.
fn question(out: &mut String, item: &Item) {
    let range = |r: Option<(f64, f64)>| r.map(|(low, high)| format!("{{ {low}, {high} }}"));
    let condition = |c: &Option<Condition>| c.as_ref().map(|c| quoted(&c.source));
    let text = |t: &String| (!t.is_empty()).then(|| quoted(t));
    let options: Vec<String> = item.options.iter().map(option_text).collect();
    let allow: Vec<&str> = item.allow.iter().map(|s| s.id()).collect();
    let known = [
        ("class", Some(quoted(item.class.word()))),
        ("options", (!options.is_empty()).then(|| format!("{{ {} }}", options.join(", ")))),
        ("allow", (!allow.is_empty()).then(|| list(&allow))),
        ("range", range(item.range)),
        ("unit", text(&item.unit)),
        ("value", condition(&item.value)),
        ("ask_if", condition(&item.ask_if)),
        ("must", condition(&item.must)),
        ("warn_if", condition(&item.warn_if)),
        ("recall_months", item.recall_months.map(|m| m.to_string())),
        ("ages", range(item.ages)),
        ("hint", text(&item.hint)),
        ("concept", text(&item.concept)),
        ("sensitive", item.sensitive.then(|| "true".to_string())),
    ];
    // What a row does not say is its battery's.
    let kind = if item.battery.is_empty() { item.kind.word() } else { "row" };
    let constructor = schema::constructor(kind);
    out.push_str(&format!("      {kind} {} {} {{\n", quoted(&item.id), quoted(&item.text)));
    for (name, value) in known {
        if let Some(value) = value
            && constructor.is_some_and(|c| c.field(name).is_some())
        {
            out.push_str(&format!("        {name} = {value},\n"));
        }
    }
    out.push_str("      },\n");
}
