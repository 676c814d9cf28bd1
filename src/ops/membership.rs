//! The three memberships of countries: of a programme, of an activity, of an
//! output.

use serde_json::{Value, json};

use crate::model::{Belongs, Country, MemberOf, Membership, Programme, Workspace};
use crate::report::text::TextTable;

use super::{Answer, Block};

/// "12 countries", "5 of the 13 in 'completed'", "not stated".
fn how_many(programme: &Programme, membership: &Membership) -> String {
    let Some(n) = membership.count() else {
        return match membership.countries.len() {
            0 => "not stated".into(),
            n => format!("at least {n}"),
        };
    };
    match programme.lists.get(&membership.among) {
        Some(list) => format!("{n} of the {} in '{}'", list.len(), membership.among),
        None => n.to_string(),
    }
}

/// A membership as one row: an absent count has its state beside it.
fn row(programme: &Programme, m: &Membership) -> Value {
    json!({
        "address": match m.of {
            MemberOf::Output => format!("output:{}", m.id),
            MemberOf::Activity => m.id.clone(),
        },
        "of": m.of.word(), "programme": programme.id, "label": m.label, "countries": m.countries,
        "number": m.count(), "state": if m.count().is_some() { "stated" } else { "not stated" },
        "among": m.among, "not_stated": m.not_stated,
        "publishes": m.publishes.iter().map(|p| format!("published:{p}")).collect::<Vec<_>>(),
        "source": m.source, "about": m.about, "defined_at": m.span.to_string(),
    })
}

/// A programme with its three kinds of lists.
pub fn show_programme(workspace: &Workspace, programme: &Programme) -> Answer {
    let mut answer = Answer::new("show");
    answer.heading(format!("Programme {}", programme.label));
    answer.blocks.push(Block::Fields(
        [
            ("about", programme.about.clone()),
            ("pooled figures", programme.figures.len().to_string()),
            ("source", programme.source.clone()),
            ("declared at", programme.span.to_string()),
        ]
        .into_iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(n, v)| (n.to_string(), v))
        .collect(),
    ));
    let mut table = TextTable::new(&["members of", "list", ">number", "countries", "not stated"]);
    for (name, codes) in &programme.lists {
        table.row(vec![
            "the programme".into(),
            name.clone(),
            codes.len().to_string(),
            codes.join(" "),
            String::new(),
        ]);
        answer.row(json!({
            "address": format!("programme:{}", programme.id), "of": "programme", "programme": programme.id,
            "label": name, "countries": codes, "number": codes.len(), "state": "stated", "not_stated": "",
            "source": programme.source, "defined_at": programme.span.to_string(),
        }));
    }
    for of in [MemberOf::Activity, MemberOf::Output] {
        for m in programme.memberships.iter().filter(|m| m.of == of) {
            let number = m.count().map_or_else(|| how_many(programme, m), |n| n.to_string());
            table.row(vec![
                format!("an {}", of.word()),
                m.id.clone(),
                number,
                m.countries.join(" "),
                m.not_stated.clone(),
            ]);
            answer.row(row(programme, m));
        }
    }
    answer.blocks.push(Block::Table(table));
    answer.note("Members of the programme, of an activity and of an output are three different lists; nothing follows from one for another.");
    let silent: Vec<&str> = workspace
        .methodology
        .activities_in(None)
        .map(|a| a.id.as_str())
        .filter(|id| !programme.memberships.iter().any(|m| m.of == MemberOf::Activity && m.id == *id))
        .collect();
    if !silent.is_empty() {
        answer.note(format!("in which countries these were run is not stated: {}", silent.join(", ")));
    }
    answer
}

/// An output and the countries it covers.
pub fn show_output(programme: &Programme, m: &Membership) -> Answer {
    let mut answer = Answer::new("show");
    answer.heading(m.label.clone());
    answer.row(row(programme, m));
    let publishes: Vec<String> = m.publishes.iter().map(|p| format!("published:{p}")).collect();
    answer.blocks.push(Block::Fields(
        [
            ("address", format!("output:{}", m.id)),
            ("programme", programme.id.clone()),
            ("covers", how_many(programme, m)),
            ("countries", m.countries.join(" ")),
            ("not stated", m.not_stated.clone()),
            ("publishes", publishes.join(", ")),
            ("about", m.about.clone()),
            ("source", m.source.clone()),
            ("declared at", m.span.to_string()),
        ]
        .into_iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(n, v)| (n.to_string(), v))
        .collect(),
    ));
    answer
}

/// The output that published a pooled figure, and what it covers, in words.
pub fn covered_by(workspace: &Workspace, published: &str) -> Vec<String> {
    let mut out = Vec::new();
    for programme in &workspace.methodology.programmes {
        for m in programme.memberships.iter().filter(|m| m.publishes.iter().any(|p| p == published)) {
            let gap = if m.is_complete() { String::new() } else { format!("; not stated: {}", m.not_stated) };
            out.push(format!("output:{} covers {}{gap}", m.id, how_many(programme, m)));
        }
    }
    out
}

/// In which countries an activity was run, programme by programme, in words.
pub fn where_run(workspace: &Workspace, activity: &str) -> Vec<String> {
    let mut out = Vec::new();
    for programme in &workspace.methodology.programmes {
        for m in programme.memberships.iter().filter(|m| m.of == MemberOf::Activity && m.id == activity) {
            let named =
                if m.countries.is_empty() { String::new() } else { format!(": {}", m.countries.join(" ")) };
            let gap = if m.is_complete() { String::new() } else { format!("; not stated: {}", m.not_stated) };
            out.push(format!("{}, {}{named}{gap}", programme.label, how_many(programme, m)));
        }
    }
    out
}

/// What a country is a member of, for the programmes that list it.
pub fn of_country(answer: &mut Answer, workspace: &Workspace, country: &Country) {
    let mut table = TextTable::new(&["member of", "list", "member", "why"]);
    let code = &country.code;
    for programme in workspace.methodology.programmes.iter().filter(|p| p.lists_country(code)) {
        let mut push = |of: &str, list: &str, belongs: Belongs, why: String, at: String| {
            table.row(vec![
                of.to_string(),
                format!("{}/{list}", programme.id),
                belongs.word().into(),
                why.clone(),
            ]);
            answer.row(json!({
                "address": format!("{code}/programme:{}", programme.id), "of": of, "list": list,
                "member": belongs.word(), "because": why, "defined_at": at,
            }));
        };
        for (name, codes) in &programme.lists {
            let member = if codes.contains(code) { Belongs::Yes } else { Belongs::No };
            push("programme", name, member, String::new(), programme.span.to_string());
        }
        for m in &programme.memberships {
            let belongs = programme.belongs(m, code);
            let why = match belongs {
                Belongs::NotStated => format!("{}; not stated: {}", how_many(programme, m), m.not_stated),
                Belongs::Yes | Belongs::No => String::new(),
            };
            push(m.of.word(), &m.id, belongs, why, m.span.to_string());
        }
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
}

/// Ethics approvals as a country's page states them.
pub fn approvals(answer: &mut Answer, country: &Country) {
    let mut table = TextTable::new(&["approval", "state", "board", "what is not stated"]);
    let code = &country.code;
    for a in &country.approvals {
        let dates = a.valid.as_ref().map(|(from, to)| format!("{from} to {to}")).unwrap_or_default();
        let state = if a.state.is_empty() { "state not said" } else { &a.state };
        table.row(vec![
            a.activity.clone(),
            format!("{state} {dates}").trim_end().to_string(),
            a.board.clone(),
            if dates.is_empty() { "dates".into() } else { String::new() },
        ]);
        answer.row(json!({
            "address": format!("{code}/{}", a.activity), "kind": "approval", "state": state, "board": a.board,
            "scope": a.scope, "valid": dates, "source": a.source, "defined_at": a.span.to_string(),
        }));
    }
    for a in &country.approvals_stated {
        let number = a.number.map_or_else(String::new, |n| format!("{n} of them, "));
        let activity = if a.activity.is_empty() { "activity not stated" } else { &a.activity };
        table.row(vec![
            activity.to_string(),
            format!("{number}stated to exist; clears nothing"),
            "not named".into(),
            a.not_stated.clone(),
        ]);
        let mut row = json!({
            "address": code, "kind": "approvals_stated", "state": "stated to exist, clears nothing",
            "activity": a.activity, "not_stated": a.not_stated, "source": a.source, "confirm": a.confirm,
            "about": a.about, "defined_at": a.span.to_string(),
        });
        if let Some(n) = a.number {
            row["number"] = n.into();
        }
        answer.row(row);
    }
    if !table.rows.is_empty() {
        answer.blocks.push(Block::Table(table));
    }
}
