//! What is held of a data request: every return, and what changed between them.

use serde_json::json;

use super::super::{Answer, Block};
use crate::analysis::Figure;
use crate::base::number::grouped;
use crate::model::{Country, Return};
use crate::report::text::TextTable;

/// The returns of a request, under what the request is.
pub fn of_request(answer: &mut Answer, country: &Country, path: &str) {
    let returns: Vec<Return> = country.returns.iter().filter(|r| r.request == path).cloned().collect();
    if returns.is_empty() {
        answer.note("nothing was returned yet");
        return;
    }
    let mut table =
        TextTable::new(&[">revision", "received", "file", ">counts", ">zeros", ">without", ">changed"]);
    let mut changes = TextTable::new(&[">revision", "changed", ">was", ">is"]);
    for (n, held) in returns.iter().enumerate() {
        let revised = held.revised(&returns[..n]);
        let counts = held.values.iter().filter(|v| v.value.is_some()).count();
        let zeros = held.values.iter().filter(|v| v.value == Some(0.0)).count();
        table.row(vec![
            held.revision.to_string(),
            held.received.get(..10).unwrap_or(&held.received).to_string(),
            held.file.clone(),
            grouped(counts as f64, 0),
            grouped(zeros as f64, 0),
            grouped((held.values.len() - counts) as f64, 0),
            if n == 0 { String::new() } else { grouped(revised.len() as f64, 0) },
        ]);
        for change in &revised {
            changes.row(vec![
                held.revision.to_string(),
                change.what.clone(),
                change.was.clone(),
                change.is.clone(),
            ]);
        }
        answer.row(json!({
            "address": format!("{}/{path}", country.code), "revision": held.revision, "received": held.received,
            "file": held.file, "sha256": held.hash, "form": held.form, "counts": counts, "zeros": zeros,
            "without": held.values.len() - counts, "defined_at": held.span.to_string(),
            "changed": revised.iter().map(|c| json!({"what": c.what, "was": c.was, "is": c.is}))
                .collect::<Vec<_>>(),
        }));
    }
    answer.blocks.push(Block::Table(table));
    if !changes.rows.is_empty() {
        answer.blocks.push(Block::Table(changes));
    }
    answer.note("all revisions are held; of each value the newest stands");
}

/// How a returned value came to be what it is: `revision 2, …: 12, before 10`.
pub fn of_value(country: &Country, figure: &Figure) -> Vec<String> {
    // What was superseded stands in the history of what took its place.
    if figure.has_flag("superseded") {
        return Vec::new();
    }
    let period = figure.address.filter("period").and_then(|p| p.parse::<i32>().ok());
    let of = |r: &Return| {
        r.values
            .iter()
            .find(|o| {
                o.series == figure.address.id
                    && Some(o.period) == period
                    && o.at == crate::analysis::categories(&figure.address)
            })
            .map(|o| match o.value {
                Some(value) => grouped(value, 3),
                None => o.state.replace('_', " "),
            })
    };
    // Another request that asks for the same has a history of its own.
    let one = !figure.has_flag("conflict");
    let own = country.returns.iter().filter(|_| one).find(|r| {
        r.values.iter().any(|o| figure.origins.first().is_some_and(|origin| origin.at == o.span.to_string()))
    });
    country
        .returns
        .iter()
        .filter(|r| own.is_none_or(|own| own.request == r.request))
        .filter_map(|r| Some((r, of(r)?)))
        .map(|(r, said)| {
            let day = r.received.get(..10).unwrap_or(&r.received);
            format!("revision {} of {}, received {day}, {}: {said}", r.revision, r.request, r.file)
        })
        .collect()
}
