//! What is refused although every cell could be read.

use crate::base::number::{counted, grouped};
use crate::base::{Diag, Span, clock};
use crate::field::{Form, Taken, WarningKind};

/// An interview of a day to come was not held: its date is wrong, and an
/// approval that lies ahead would cover it. A day is let pass, since it is
/// later in the east than the clock here says.
pub fn not_yet_held(taken: &Taken, span: &dyn Fn(u32) -> Span) -> Result<(), Diag> {
    let now = clock::now();
    let part = |from: usize, to: usize| now.get(from..to).and_then(|t| t.parse().ok()).unwrap_or(0);
    let today = clock::days(part(0, 4) as i64, part(5, 7), part(8, 10));
    let mut ahead = (0..taken.rows).filter(|r| i64::from(taken.dates[*r]) > today + 1);
    let Some(first) = ahead.next() else { return Ok(()) };
    let more = match ahead.count() {
        0 => String::new(),
        n => format!(", and {} more records", grouped(n as f64, 0)),
    };
    Err(Diag::error(format!("the interview of {} lies in the future{more}", taken.date(first)))
        .at(span(taken.lines[first]))
        .hint(format!(
            "today is {} by the clock of this computer; nothing was imported",
            &now[..now.len().min(10)]
        )))
}

/// Numbers that a question does not accept: most often a code for a missing
/// answer, which would enter every mean as a number.
pub fn outside_range(form: &Form, taken: &Taken, span: &dyn Fn(u32) -> Span) -> Vec<Diag> {
    let is_bad = |k: WarningKind| matches!(k, WarningKind::Range | WarningKind::Code);
    let outside = taken.warnings.iter().filter(|w| is_bad(w.kind));
    outside
        .map(|w| {
            let item = &form.questions[w.question].item;
            let range = item.range.map_or(String::new(), |(low, high)| format!(" ({low} to {high})"));
            let lines: Vec<String> = w.lines.iter().map(u32::to_string).collect();
            let more = if w.count > lines.len() { " …" } else { "" };
            let states: Vec<&str> = item.allow.iter().map(|s| s.id()).collect();
            let word = match states.as_slice() {
                [] => "is no answer here: leave the cell empty".to_string(),
                states => format!("is written as a word here: {}", states.join(", ")),
            };
            let is = match w.kind {
                WarningKind::Code => "that looks like a code for a missing answer".to_string(),
                _ => format!("outside its range{range}"),
            };
            let is =
                if w.kind == WarningKind::Code && w.count > 1 { is.replace("looks", "look") } else { is };
            Diag::error(format!(
                "'{}' has {} {is}: line {}{more}",
                w.item,
                counted(w.count, "number", "numbers"),
                lines.join(", ")
            ))
            .at(span(w.lines.first().copied().unwrap_or(0)))
            .hint(format!("a code for a missing answer, such as -99, {word}"))
            .maybe_hint((!states.is_empty()).then(|| {
                "or the script says what it stands for: missing_codes = { [\"-99\"] = \"dont_know\" }"
                    .to_string()
            }))
            .maybe_hint(
                (w.kind == WarningKind::Code).then(|| {
                    "where it is a real number, give the question a range that holds it".to_string()
                }),
            )
            .hint("a number that is wrong is put right in the file, or left empty; nothing was imported")
        })
        .collect()
}
