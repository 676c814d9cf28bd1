//! `why` for numbers made from records: question, population, batches,
//! decisions, changes, audit head.

use serde_json::json;

use crate::base::Diag;
use crate::model::Address;
use crate::store::DecisionKind;

use super::describe::batch_line;
use super::sample::{Options, Place, Sample, head};
use super::{Answer, Block, Workbench, decide, freq};

/// Where the numbers of a question come from; nothing where the address is no
/// question of a country, no records are held, or the store's key is not at
/// hand.
///
/// # Errors
/// The store is damaged; the address has a filter that no row has.
pub fn why_records(workbench: &Workbench, text: &str) -> Result<Option<Answer>, Diag> {
    let Ok(address) = Address::parse(text) else { return Ok(None) };
    let bare = Address { filters: Vec::new(), ..address.clone() }.to_string();
    if !workbench.records.is_at_hand(&workbench.workspace.folder) {
        return Ok(None);
    }
    let Ok(place) = Place::of(workbench, &bare) else { return Ok(None) };
    let Some(item) = place.item.clone() else { return Ok(None) };
    let store = workbench.store()?;
    if store.batches(Some((&place.code, &place.path)))?.is_empty() {
        return Ok(None);
    }
    let by = address.filters.iter().map(|(k, _)| k).find(|k| !matches!(k.as_str(), "answer" | "state"));
    let options = Options { by: by.cloned(), keep: None };
    let of = place.address();
    let mut answer = Answer::new("why");
    if !address.filters.is_empty() {
        let full = Address { id: format!("{}/{item}", place.path), ..address.clone() }.to_string();
        let counted = freq::freq(workbench, &bare, &options)?;
        let row = counted.rows.iter().find(|r| r.get("address").is_some_and(|a| a == full.as_str()));
        let Some(row) = row else {
            return Err(Diag::error(format!("no row of freq \"{bare}\" has the address {full}"))
                .hint("filters are [answer=…], [state=…] and, after a comma, the question it is split by"));
        };
        let number = |key: &str| row.get(key).map_or(String::new(), |v| v.to_string());
        let share = |key: &str| {
            row.get(key)
                .and_then(serde_json::Value::as_f64)
                .map_or("none: nobody answered".to_string(), |p| format!("{p:.1} %"))
        };
        answer.blocks.push(Block::Fields(vec![
            ("address".into(), full.clone()),
            ("records".into(), format!("{} of {} that answered", number("n"), number("base"))),
            ("weighted share".into(), format!("{} of those who answered", share("percent_of_answered"))),
            ("of all records".into(), share("percent_of_all")),
        ]));
        let mut row = row.clone();
        row.insert("value".into(), row.get("percent_of_answered").cloned().unwrap_or_default());
        row.insert("unit".into(), json!("percent"));
        answer.rows.push(row);
    }
    let sample = Sample::load(workbench, place, &[&item], None)?;
    let planned = sample.place.planned();
    let mut fields = vec![("records of".to_string(), of.clone())];
    if let Some(asked) = planned.item(&item) {
        fields.push(("question".into(), asked.item.text.clone()));
        fields.push((
            "asked if".into(),
            Some(planned.route(&asked.item)).filter(|r| !r.is_empty()).unwrap_or("always".into()),
        ));
        fields.push(("declared at".into(), asked.item.span.to_string()));
        for change in &asked.changes {
            fields.push((
                format!("changed by {}", change.layer),
                format!("{}: {}", change.what, change.change.because),
            ));
        }
    } else if let Some(recode) = sample.variable(&item) {
        fields.push(("variable".into(), recode.words()));
        for (group, condition) in &recode.groups {
            fields.push((format!("group {group}"), condition.source().to_string()));
        }
    }
    fields.push(("population".into(), planned.instrument.population.clone()));
    let late = sample.loaded.decisions.iter().rev().find(|d| d.kind == DecisionKind::Weigh);
    let weighted = match (&sample.weights, late) {
        (None, _) => "none: every record counts as one".to_string(),
        (Some(_), None) => "one a record, from the file".into(),
        (Some(_), Some(d)) => format!("one a record, from {} (decision {})", d.detail("file"), d.id),
    };
    fields.push(("weights".into(), weighted));
    for batch in sample.loaded.batches.iter().chain(&sample.loaded.withdrawn) {
        fields.push((format!("batch {}", batch.id), batch_line(batch)));
        fields.push((
            String::new(),
            format!("file {} · plan {}", &short(&batch.file_hash), &short(&batch.plan)),
        ));
    }
    let withdrawals: Vec<i64> = sample.loaded.withdrawn.iter().filter_map(|b| b.withdrawn).collect();
    let all = store.standing(&sample.place.code, &sample.place.path)?;
    let all = all.iter().filter(|d| withdrawals.contains(&d.id)).chain(&sample.loaded.decisions);
    for decision in all {
        let who = format!("{}, {}: {}", decision.who, decision.at, decision.because);
        fields.push((format!("decision {}", decision.id), format!("{} ({who})", decide::sentence(decision))));
    }
    fields.push(("audit head".into(), head(&sample.audit)));
    fields.push(("disclosure".into(), "workroom only: not assessed for release".into()));
    answer.blocks.push(Block::Fields(fields));
    if answer.rows.is_empty() {
        let row = json!({
            "address": format!("{of}/{item}"), "records": sample.loaded.frame.rows(),
            "batches": sample.loaded.batches.iter().map(|b| b.id).collect::<Vec<_>>(),
            "decisions": sample.loaded.decisions.iter().map(|d| d.id).collect::<Vec<_>>(),
            "audit_head": sample.audit.1,
        });
        answer.row(sample.marks(row));
    }
    sample.cautions().into_iter().for_each(|n| answer.note(n));
    Ok(Some(answer))
}

fn short(hash: &str) -> String {
    hash.get(..12).unwrap_or(hash).to_string()
}
