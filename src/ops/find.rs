//! `dh find WORDS`: search over wordings, criteria, indicators and figures.

use serde_json::json;

use crate::base::Diag;
use crate::model::{Address, AddressKind, MemberOf};
use crate::report::text::TextTable;

use super::{Answer, Block, Workbench};

/// Everything that contains all words of `text`, letter case aside; a
/// country's own wordings and answers are found with its code.
pub fn find(workbench: &Workbench, text: &str) -> Result<Answer, Diag> {
    let words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_string).collect();
    if words.is_empty() {
        return Err(Diag::error("find needs a word").hint("such as: dh find helpline"));
    }
    let mut hits: Vec<(String, &'static str, String)> = Vec::new();
    let mut consider = |address: String, what: &'static str, texts: &[&str]| {
        let all = format!("{address} {}", texts.join(" ")).to_lowercase();
        if words.iter().all(|w| all.contains(w)) {
            hits.push((address, what, texts.first().unwrap_or(&"").to_string()));
        }
    };
    let workspace = &workbench.workspace;
    let method = &workspace.methodology;
    for activity in &method.activities {
        let at = activity.only_in.as_ref().map_or(String::new(), |code| format!("{code}/"));
        consider(
            format!("{at}{}", activity.id),
            "activity",
            &[&activity.label, &activity.asks, &activity.about],
        );
        for i in &activity.instruments {
            consider(format!("{at}{}", i.path), i.kind.word(), &[&i.label, &i.respondents, &i.about]);
            for item in i.items.iter().filter(|i| i.kind != crate::model::ItemKind::Series) {
                let options: Vec<&str> = item.options.iter().map(|o| o.label.as_str()).collect();
                let options = if item.kind == crate::model::ItemKind::Criterion {
                    String::new()
                } else {
                    options.join(" ")
                };
                let mut texts = vec![item.text.as_str(), &options, &item.hint, &item.concept, &item.code];
                texts.extend(item.texts.values().map(String::as_str));
                texts.extend(item.probes.iter().map(String::as_str));
                consider(format!("{at}{}/{}", i.path, item.id), item.kind.word(), &texts);
            }
        }
    }
    for i in &method.indicators {
        consider(
            Address::new(None, AddressKind::Indicator, &i.id).to_string(),
            "indicator",
            &[&i.label, &i.definition, &i.about],
        );
    }
    for p in &method.published {
        consider(
            Address::new(None, AddressKind::Published, &p.id).to_string(),
            "published figure",
            &[&p.label, &p.population, &p.about, &p.not_measured],
        );
    }
    for s in &method.series {
        consider(
            Address::new(None, AddressKind::Series, &s.id).to_string(),
            "series",
            &[&s.label, s.provider(), &s.about],
        );
    }
    for p in &method.programmes {
        consider(format!("programme:{}", p.id), "programme", &[&p.label, &p.about]);
        for m in p.memberships.iter().filter(|m| m.of == MemberOf::Output) {
            consider(format!("output:{}", m.id), "output", &[&m.label, &m.about]);
        }
    }
    for (prefix, list) in super::literature::owned(workspace) {
        for r in &list.references {
            consider(
                format!("{prefix}reference:{}", r.key),
                "reference",
                &[&r.record.title, &r.record.authors.join("; "), &r.record.journal, &r.record.doi],
            );
        }
    }
    for r in workspace.regions.values() {
        consider(format!("region:{}", r.id), "region", &[&r.label, &r.about]);
    }
    for c in workspace.countries.values() {
        consider(c.code.clone(), "country", &[&c.name, &c.about]);
        for a in &c.answers {
            consider(
                Address::new(Some(&c.code), AddressKind::Criterion, &a.criterion).to_string(),
                "answer",
                &[&a.value, &a.instrument, &a.quote, &a.note, &a.lead],
            );
        }
        for f in &c.findings {
            consider(
                Address::new(Some(&c.code), AddressKind::Finding, &f.id).to_string(),
                "finding",
                &[&f.claim],
            );
            for r in &f.recommendations {
                consider(
                    Address::new(Some(&c.code), AddressKind::Recommendation, &r.id).to_string(),
                    "recommendation",
                    &[&r.text],
                );
            }
        }
        for planned in &workspace.plan(c).instruments {
            for item in planned.items.iter().filter(|i| !i.changes.is_empty()) {
                consider(
                    format!("{}/{}/{}", c.code, planned.instrument.path, item.item.id),
                    "changed item",
                    &[&item.item.text],
                );
            }
        }
        for s in c.safeguards.iter().flat_map(|s| &s.services) {
            consider(c.code.clone(), "service", &[&s.label, &s.contact]);
        }
    }
    let mut answer = Answer::new("find");
    if hits.is_empty() {
        answer.text(format!("nothing contains \"{text}\"."));
        return Ok(answer);
    }
    let mut table = TextTable::new(&["address", "what", "text"]);
    for (address, what, text) in hits {
        answer.row(json!({"address": address, "what": what, "text": text}));
        table.row(vec![address, what.to_string(), text]);
    }
    answer.blocks.push(Block::Table(table));
    Ok(answer)
}
