//! `dh show series:…`: what a count counts, and the values that are held.

use serde_json::json;

use crate::base::Diag;
use crate::model::{Address, Country, MetaField, Workspace};
use crate::report::text::TextTable;

use super::{Answer, Block};

/// What a series is; in a country with what its provider states there.
pub fn show(workspace: &Workspace, country: Option<&Country>, address: &Address) -> Result<Answer, Diag> {
    let Some(series) = workspace.methodology.series(&address.id) else {
        return super::show::gone(address);
    };
    let mut answer = Answer::new("show");
    let meta = country.map_or_else(|| series.meta.clone(), |c| c.meta_of(series));
    let mut fields =
        vec![("address".to_string(), address.to_string()), ("what".into(), series.label.clone())];
    let mut said = serde_json::Map::new();
    for field in MetaField::ALL {
        let text = meta.text(field);
        if !text.is_empty() {
            fields.push((field.word().into(), text.into()));
        }
        said.insert(field.id().into(), if text.is_empty() { "not stated".into() } else { text.into() });
    }
    let mut push = |name: &str, text: &str| {
        if !text.is_empty() {
            fields.push((name.into(), text.into()));
        }
    };
    push("broken down by", &series.by.join(", "));
    push("about", &series.about);
    push("source", &series.source);
    push("to confirm", &series.confirm);
    push("declared at", &series.span.to_string());
    let mut row = json!({
        "address": Address { country: None, filters: Vec::new(), ..address.clone() }.to_string(),
        "label": series.label, "unit": series.unit, "by": series.by, "caveats": series.caveats,
        "source": series.source, "confirm": series.confirm, "defined_at": series.span.to_string(),
    });
    if let Some(row) = row.as_object_mut() {
        row.extend(said);
    }
    answer.row(row);
    answer.blocks.push(Block::Fields(fields));
    series.is_not.iter().for_each(|c| answer.note(format!("not {c}")));
    series.caveats.iter().for_each(|c| answer.note(c.clone()));
    Ok(answer)
}

/// The codes of a dimension.
pub fn dimension(workspace: &Workspace, address: &Address) -> Result<Answer, Diag> {
    let Some(dimension) = workspace.methodology.dimension(&address.id) else {
        return super::show::gone(address);
    };
    let mut answer = Answer::new("show");
    answer.heading(dimension.label.clone());
    let mut table = TextTable::new(&["code", "label", "part of", "where from"]);
    for code in &dimension.codes {
        table.row(vec![code.code.clone(), code.label.clone(), code.parent.clone(), code.provenance.clone()]);
        answer.row(json!({
            "address": address.to_string(), "code": code.code, "label": code.label, "parent": code.parent,
            "provenance": code.provenance,
        }));
    }
    answer.blocks.push(Block::Table(table));
    for text in [&dimension.about, &dimension.source, &dimension.confirm] {
        if !text.is_empty() {
            answer.note(text.clone());
        }
    }
    let users: Vec<&str> = workspace
        .methodology
        .series
        .iter()
        .filter(|s| s.by.contains(&dimension.id))
        .map(|s| s.id.as_str())
        .collect();
    if !users.is_empty() {
        answer.note(format!("breaks down {}", users.join(", ")));
    }
    Ok(answer)
}
