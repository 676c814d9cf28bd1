//! `dh show` of an instrument and of what it asks.

use serde_json::json;

use crate::analysis;
use crate::model::{
    Condition, Country, Dyad, Ending, Group, InstrumentKind, Item, ItemKind, Level, Plan, PlannedInstrument,
    Workspace,
};
use crate::report::text::TextTable;

use super::{Answer, Block};

/// What an item asks. A request names a series, and asks what the series says.
fn wording<'a>(workspace: &'a Workspace, item: &'a Item) -> &'a str {
    match item.kind {
        ItemKind::Series => workspace.methodology.series(&item.id).map_or(&item.text, |s| &s.label),
        _ => &item.text,
    }
}

/// A section in a line: what it is called and when it is reached.
fn about_section(section: &Group) -> String {
    let mut says = vec![format!("{}: {}", section.id, section.label)];
    if let Some(condition) = &section.ask_if {
        says.push(format!("asked if {}", condition.source));
    }
    if section.self_administered {
        says.push("handed to the respondent".into());
    }
    if section.after_end {
        says.push("reached even where the interview ended before it".into());
    }
    says.join("; ")
}

/// The records that belong to those of an instrument, and by what.
fn paired(dyad: &Dyad, path: &str) -> String {
    format!(
        "{}, by {}; a pair stands for {} ({})",
        dyad.other(path).unwrap_or_default(),
        dyad.by,
        dyad.stands_for,
        dyad.span
    )
}

/// What an instrument asks; of one group where it is named.
pub fn show_instrument(
    workspace: &Workspace,
    planned: &PlannedInstrument,
    prefix: &str,
    plan: &Plan,
    group: &str,
) -> Answer {
    let mut answer = Answer::new("show");
    let i = &planned.instrument;
    answer.heading(format!("{}: {} in {}", i.label, i.kind.word(), plan.name));
    let fields: Vec<(String, String)> = [
        ("respondents", i.respondents.clone()),
        ("population", i.population.clone()),
        ("ages", i.ages.map(|(a, b)| format!("{a} to {b}")).unwrap_or_default()),
        ("recall", i.recall_months.map(|m| format!("{m} months")).unwrap_or_default()),
        ("design size", i.target.map(|n| n.to_string()).unwrap_or_default()),
        ("paired with", workspace.methodology.dyad(&i.path).map(|d| paired(d, &i.path)).unwrap_or_default()),
        ("about", i.about.clone()),
        ("to confirm", i.confirm.clone()),
        ("declared at", i.span.to_string()),
    ]
    .into_iter()
    .filter(|(_, v)| !v.is_empty())
    .map(|(n, v)| (n.to_string(), v))
    .collect();
    answer.blocks.push(Block::Fields(fields));
    let heads = ["item", "kind", "class", "wording", "asked if", "here"];
    let mut table = TextTable::new(&heads);
    let by_section = i.kind == InstrumentKind::Questionnaire;
    let mut section = "";
    for p in planned.items.iter().filter(|p| group.is_empty() || p.item.group == group) {
        let item = &p.item;
        if by_section && item.group != section {
            section = &item.group;
            let done = std::mem::replace(&mut table, TextTable::new(&heads));
            if !done.rows.is_empty() {
                answer.blocks.push(Block::Table(done));
            }
            answer.blocks.push(Block::Text(planned.group(item).map_or(String::new(), about_section)));
        }
        let here = planned.comparability(p);
        let note = match (p.left_out, here.level) {
            (true, _) => "left out".to_string(),
            (false, Level::Identical) => String::new(),
            (false, level) => level.word().to_string(),
        };
        let inside = !item.roster.is_empty() || !item.battery.is_empty() || !item.specify_of.is_empty();
        let route = if by_section { planned.own_route(item) } else { planned.route(item) };
        table.row(vec![
            format!("{}{}", if inside { "· " } else { "" }, item.id),
            item.kind.word().into(),
            item.class.word().into(),
            wording(workspace, item).to_string(),
            route,
            note,
        ]);
        let mut row = json!({
            "address": format!("{prefix}{}/{}", i.path, item.id), "item": item.id, "kind": item.kind.word(),
            "class": item.class.word(), "text": wording(workspace, item), "group": item.group,
            "ask_if": planned.route(item), "left_out": p.left_out,
            "comparability": here.level.word(), "reason": here.reason, "sensitive": item.sensitive,
        });
        let places = [("battery", &item.battery), ("roster", &item.roster), ("specify_of", &item.specify_of)];
        for (name, id) in places.into_iter().filter(|(_, id)| !id.is_empty()) {
            row[name] = json!(id);
        }
        answer.row(row);
    }
    answer.blocks.push(Block::Table(table));
    answer
}

pub fn show_item(
    workspace: &Workspace,
    instrument: &PlannedInstrument,
    planned: &crate::model::PlannedItem,
    prefix: &str,
    country: Option<&Country>,
) -> Answer {
    let mut answer = Answer::new("show");
    let item = &planned.item;
    let text = wording(workspace, item);
    let address = format!("{prefix}{}/{}", instrument.instrument.path, item.id);
    let here = instrument.comparability(planned);
    let mut fields = vec![
        ("address".to_string(), address.clone()),
        ("wording".into(), country.map_or(text.to_string(), |c| c.fill(text))),
        ("kind".into(), item.kind.word().into()),
        ("class".into(), item.class.word().into()),
        ("in".into(), item.group.clone()),
        (
            "options".into(),
            item.options
                .iter()
                .map(|o| {
                    let alone = if o.exclusive { ", excludes the others" } else { "" };
                    format!("{} ({}{alone})", o.label, o.id)
                })
                .collect::<Vec<_>>()
                .join("; "),
        ),
        ("accepts".into(), item.allow.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        ("asked if".into(), instrument.route(item)),
        ("asked of".into(), item.ages.map(|(a, b)| format!("ages {a} to {b}")).unwrap_or_default()),
        ("answered by".into(), if item.by_interviewer { "the interviewer".into() } else { String::new() }),
        ("row of".into(), item.battery.clone()),
        ("asked once a row of".into(), item.roster.clone()),
        ("filled in from".into(), preloaded(instrument, item)),
        ("worked out as".into(), words(&item.value)),
        ("rows".into(), rows(item)),
        ("picks from".into(), picks(item)),
        ("must hold".into(), words(&item.must)),
        ("look again if".into(), words(&item.warn_if)),
        ("ends the interview".into(), item.ends.as_ref().map(ending).unwrap_or_default()),
        (
            "only where".into(),
            item.only_where
                .as_ref()
                .map(|w| format!("criterion {} is answered {}", w.criterion, w.is))
                .unwrap_or_default(),
        ),
        ("range".into(), item.range.map(|(a, b)| format!("{a} to {b} {}", item.unit)).unwrap_or_default()),
        ("rests on".into(), item.rests_on.join("; ")),
        ("guidance".into(), item.hint.clone()),
    ];
    if item.to_confirm {
        fields.push(("to confirm".into(), "the article reference needs confirming".into()));
    }
    for (language, text) in &item.texts {
        fields.push((format!("in {language}"), text.clone()));
    }
    for change in &planned.changes {
        fields.push((
            "change".into(),
            format!("{} by {}: {}", change.what, change.layer, change.change.because),
        ));
        fields.push(("written at".into(), change.change.span.to_string()));
    }
    fields.push(("comparability".into(), format!("{}: {}", here.level.word(), here.reason)));
    fields.push(("declared at".into(), item.span.to_string()));
    if let Some(country) = country.filter(|_| item.kind == ItemKind::Criterion) {
        let path = format!("{}/{}", instrument.instrument.path, item.id);
        let standings = analysis::criterion(workspace, country, &path);
        for standing in &standings {
            answer.row(super::review::row(workspace, country, standing));
        }
        for a in super::why::answers_of(country, &path) {
            let whom = if a.about.is_empty() { country.name.clone() } else { a.about.clone() };
            let state = super::why::state_of(workspace, &standings, a);
            let second = match a.second() {
                Some(second) if second != a.value => format!(", the second reviewer: {second}"),
                _ => String::new(),
            };
            fields.push((
                format!("in {whom}"),
                format!("{} ({state}){second}, as of {}, {}", a.value, a.as_of, a.source),
            ));
        }
    }
    fields.retain(|(_, v)| !v.is_empty());
    answer.row(json!({
        "address": address, "item": item.id, "text": text, "kind": item.kind.word(), "class": item.class.word(),
        "comparability": here.level.word(), "reason": here.reason, "defined_at": item.span.to_string(),
        "changes": planned.changes.iter().map(|c| json!({
            "layer": c.layer, "what": c.what, "because": c.change.because, "at": c.change.span.to_string(),
        })).collect::<Vec<_>>(),
        "used_by": used_by(workspace, instrument, item),
    }));
    let used = used_by(workspace, instrument, item);
    if !used.is_empty() {
        fields.push(("used by".into(), used.join(", ")));
    }
    answer.blocks.push(Block::Fields(fields));
    answer
}

fn words(condition: &Option<Condition>) -> String {
    condition.as_ref().map(|c| c.source.clone()).unwrap_or_default()
}

fn preloaded(instrument: &PlannedInstrument, item: &Item) -> String {
    match item.preloaded.as_str() {
        "" => String::new(),
        column => format!("the column {column} of the list {}", instrument.instrument.cases),
    }
}

fn rows(item: &Item) -> String {
    let most = item.max_rows.map(|n| format!("at most {n}"));
    let count = item.count.as_ref().map(|c| c.source.clone());
    count.into_iter().chain(most).collect::<Vec<_>>().join(", ")
}

fn picks(item: &Item) -> String {
    match &item.pick_if {
        Some(condition) => format!("the rows of {} with {}", item.pick_from, condition.source),
        None => item.pick_from.clone(),
    }
}

fn ending(ending: &Ending) -> String {
    let word = if ending.unless { "unless" } else { "if" };
    format!("{word} {}, as {}", ending.condition.source, ending.outcome)
}

fn used_by(workspace: &Workspace, instrument: &PlannedInstrument, item: &Item) -> Vec<String> {
    workspace
        .methodology
        .indicators
        .iter()
        .filter(|i| i.from() == Some(&instrument.instrument.path) && i.depends_on().contains(&item.id))
        .map(|i| format!("indicator:{}", i.id))
        .collect()
}
