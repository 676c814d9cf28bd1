//! Published figures, as CSV beside the scripts.

use std::collections::HashMap;
use std::path::Path;

use crate::base::diag::choice_hints;
use crate::base::{Diag, Diags, Span};
use crate::model::{Methodology, PublishedFigure, RangeKind, Tier};

const FIGURE_COLUMNS: [&str; 14] = [
    "id",
    "population",
    "value",
    "low",
    "high",
    "range_kind",
    "qualifier",
    "unit",
    "n",
    "fieldwork",
    "published",
    "source_tier",
    "source_title",
    "source_url",
];
const QUALIFIERS: [&str; 4] = ["at_least", "more_than", "about", "at_most"];

/// Reads a file of published figures; every row needs a source and an id that
/// the methodology declares.
pub fn read_figures(
    workspace: &Path,
    file: &str,
    methodology: &Methodology,
    diags: &mut Diags,
) -> Vec<PublishedFigure> {
    let Some(table) = super::csv::Table::read(workspace, file, &FIGURE_COLUMNS, &["note"], diags) else {
        return Vec::new();
    };
    let mut figures: Vec<PublishedFigure> = Vec::new();
    let mut seen: HashMap<[String; 4], Span> = HashMap::new();
    for row in table.rows() {
        let before = diags.errors();
        let id = row.text("id");
        let unit = row.text("unit");
        match methodology.published(&id) {
            None => {
                let mut diag = row.wrong("id", format!("no published figure '{id}' is declared")).depth(2);
                for hint in choice_hints(&id, methodology.published.iter().map(|p| p.id.as_str())) {
                    diag = diag.hint(hint);
                }
                diags.push(diag);
            }
            Some(declared) if declared.unit != unit && !declared.unit.is_empty() => {
                diags.push(
                    row.wrong("unit", format!("'{unit}', but '{id}' is declared in {}", declared.unit))
                        .hint(format!("declared at {}", declared.span)),
                );
            }
            Some(_) => {}
        }
        let tier = Tier::ALL.into_iter().find(|t| t.id() == row.text("source_tier"));
        if tier.is_none() {
            let words = Tier::ALL.map(Tier::id);
            let mut diag = row.wrong("source_tier", format!("'{}' is no tier", row.text("source_tier")));
            for hint in choice_hints(&row.text("source_tier"), words) {
                diag = diag.hint(hint);
            }
            diags.push(diag);
        }
        if row.text("source_title").is_empty() || row.text("source_url").is_empty() {
            let column = if row.text("source_title").is_empty() { "source_title" } else { "source_url" };
            diags.push(
                row.wrong(column, "a figure without its source")
                    .hint("every fact has a source; leave the row out until it is known"),
            );
        }
        let range = row.text("range_kind");
        let range_kind = RangeKind::ALL.into_iter().find(|k| k.id() == range);
        let (value, low, high) =
            (row.number("value", diags), row.number("low", diags), row.number("high", diags));
        if range_kind.is_none() && !range.is_empty() {
            let mut diag = row.wrong("range_kind", format!("'{range}' is no kind of range"));
            for hint in choice_hints(&range, RangeKind::ALL.map(RangeKind::id)) {
                diag = diag.hint(hint);
            }
            diags.push(diag);
        } else if range_kind.is_none() && (low.is_some() || high.is_some()) {
            diags.push(row.wrong("range_kind", "low and high are given, but not what they are").hint(
                "write unexplained where the source does not say; such a range is never drawn as an interval",
            ));
        }
        if let (Some(low), Some(high)) = (low, high)
            && (low > high || value.is_some_and(|v| v < low || v > high))
        {
            diags.push(row.wrong("low", "low, value and high are not in order"));
        }
        if unit == "percent" && [value, low, high].into_iter().flatten().any(|v| !(0.0..=100.0).contains(&v))
        {
            diags.push(row.wrong("value", "a percentage lies between 0 and 100"));
        }
        if unit != "percent" && [value, low, high].into_iter().flatten().any(|v| v < 0.0) {
            diags.push(row.wrong("value", "a count is not negative"));
        }
        if unit == "percent" && row.text("value").starts_with("0.") {
            diags.push(
                Diag::warning(format!(
                    "column 'value': {} % is less than one in a hundred",
                    row.text("value")
                ))
                .at(row.span())
                .hint("if it is a proportion, write it as a percentage: 0.62 becomes 62"),
            );
        }
        let url = row.text("source_url");
        if !url.is_empty() && !url.starts_with("http://") && !url.starts_with("https://") {
            diags.push(row.wrong("source_url", format!("'{url}' is no web address (https://…)")));
        }
        for column in ["fieldwork", "published"] {
            let text = row.text(column);
            if !text.is_empty() && !text.chars().any(|c| c.is_ascii_digit()) {
                diags.push(row.wrong(column, format!("'{text}' is no year or date")));
            }
        }
        let qualifier = row.text("qualifier");
        if !qualifier.is_empty() && !QUALIFIERS.contains(&qualifier.as_str()) {
            let mut diag = row.wrong("qualifier", format!("'{qualifier}' is no qualifier"));
            for hint in choice_hints(&qualifier, QUALIFIERS) {
                diag = diag.hint(hint);
            }
            diags.push(diag);
        }
        let n = row.number("n", diags);
        let none = value.is_none() && low.is_none() && high.is_none();
        if diags.errors() > before {
            continue;
        }
        if none {
            diags.push(row.wrong("value", "neither a value nor a range"));
            continue;
        }
        let Some(tier) = tier else { continue };
        let key = [id.clone(), row.text("published"), row.text("source_url"), row.text("population")];
        if let Some(first) = seen.get(&key) {
            diags.push(
                row.wrong("id", format!("'{id}' of this source, year and population stands twice")).hint(
                    format!("first at {first}; two sources that disagree are both kept, one source is not"),
                ),
            );
            continue;
        }
        seen.insert(key, row.span());
        figures.push(PublishedFigure {
            id,
            population: row.text("population"),
            value,
            low,
            high,
            range_kind,
            qualifier,
            unit,
            n,
            fieldwork: row.text("fieldwork"),
            published: row.text("published"),
            tier,
            source_title: row.text("source_title"),
            source_url: row.text("source_url"),
            note: row.text("note"),
            span: row.span(),
        });
    }
    figures
}
