//! `dh decide ADDRESS --effect` and `effect`: what the decisions do to estimates:
//! with all that stand, without any, and what lies between.

use serde_json::{Map, Value, json};

use crate::base::Diag;
use crate::base::number::grouped;
use crate::report::text::TextTable;
use crate::store::DecisionKind;

use super::sample::Place;
use super::tab::{self, Options};
use super::{Answer, Block, Workbench, asked};

/// Estimates with and without the decisions over an instrument's records, side
/// by side; all of its indicators where none is named. `lonely` is what a stratum
/// with a single PSU does, as a drop may leave one.
///
/// # Errors
/// No such indicator or question; no records.
pub fn effect(
    workbench: &Workbench,
    address: &str,
    ids: &[String],
    lonely: Option<&str>,
) -> Result<Answer, Diag> {
    let place = Place::of(workbench, address)?;
    let of = place.address();
    let ids = match (&place.item, ids) {
        (Some(item), []) => vec![item.clone()],
        (_, []) => {
            asked::indicators(workbench, &place).iter().map(|i| format!("indicator:{}", i.id)).collect()
        }
        (_, ids) => ids.to_vec(),
    };
    if ids.is_empty() {
        return Err(Diag::error(format!("no indicator is worked out from {of}"))
            .hint("name questions: --effect online age"));
    }
    let with = Options { lonely: lonely.map(str::to_string), ..Options::default() };
    let without = Options { undecided: true, ..with.clone() };
    // One that cannot be made with the decisions may be made without, or the
    // other way round; both failing is an error.
    let (with, without) =
        match (tab::tab(workbench, &of, &ids, &with), tab::tab(workbench, &of, &ids, &without)) {
            (Err(diag), Err(_)) => return Err(diag),
            both => both,
        };
    let keys = keys(&with, &without);
    let mut answer = Answer::new("decide");
    answer.heading(format!("What the decisions over {of} do"));
    let mut table = TextTable::new(&["", ">with them", ">n", ">without any", ">n", ">difference"]);
    let (mut same, mut weak) = (0, false);
    for key in &keys {
        let (a, b) = (Side::of(&with, key), Side::of(&without, key));
        let difference = a.value.zip(b.value).map(|(a, b)| a - b);
        if difference == Some(0.0) && a.n == b.n {
            same += 1;
        }
        weak |= a.weak || b.weak;
        let percent = key.unit == "percent";
        table.row(vec![
            key.words(),
            a.shown(percent),
            a.n.map_or("–".into(), |n| grouped(n as f64, 0)),
            b.shown(percent),
            b.n.map_or("–".into(), |n| grouped(n as f64, 0)),
            difference.map_or("–".into(), |d| signed(d, percent)),
        ]);
        let state = if difference.is_some() { "compared" } else { "not compared" };
        let because = [("with", &a), ("without", &b)].into_iter().filter(|(_, s)| s.value.is_none());
        let because: Vec<String> =
            because.map(|(word, s)| format!("{word} the decisions: {}", s.because)).collect();
        answer.row(json!({
            "address": key.address, "item": key.item, "label": key.label, "rule": key.rule, "unit": key.unit,
            "with": a.value, "with_n": a.n, "with_state": a.state, "without": b.value, "without_n": b.n,
            "without_state": b.state, "difference": difference, "state": state, "because": because.join("; "),
            "simulated": a.simulated || b.simulated, "disclosure": "workroom only: not assessed for release",
        }));
    }
    answer.blocks.push(Block::Table(table));
    answer.note(standing(workbench, &place)?);
    if same == keys.len() {
        answer.note("no figure moves: the decisions touch none of them");
    }
    if weak {
        answer.note("an asterisk: fewer than 25 answered; parentheses: 25 to 49");
    }
    answer.note("differences are in percentage points for shares; both figures are of much the same records, so that no test of the difference is made");
    for (word, side) in [("with", &with), ("without", &without)] {
        match side {
            // What belongs to one of the two alone is said to be its.
            Ok(found) => {
                for note in &found.notes {
                    let other = if word == "with" { &without } else { &with };
                    let both = other.as_ref().is_ok_and(|o| o.notes.contains(note));
                    let text = if both { note.clone() } else { format!("{word} the decisions: {note}") };
                    let marks = note.starts_with("an asterisk") || note.starts_with("parentheses");
                    if !marks && !answer.notes.contains(&text) {
                        answer.note(text);
                    }
                }
            }
            Err(diag) => answer.note(format!("{word} the decisions there is no estimate: {}", diag.message)),
        }
    }
    Ok(answer)
}

/// `2 decisions stand: 1 fix, 1 drop`.
fn standing(workbench: &Workbench, place: &Place) -> Result<String, Diag> {
    let standing = workbench.store()?.standing(&place.code, &place.path)?;
    let count = |kind: DecisionKind| standing.iter().filter(|d| d.kind == kind).count();
    let kinds: Vec<String> = DecisionKind::ALL
        .into_iter()
        .filter(|kind| count(*kind) > 0)
        .map(|kind| format!("{} {}", count(kind), kind.id()))
        .collect();
    Ok(match standing.len() {
        0 => "no decision stands".into(),
        1 => format!("1 decision stands: {}", kinds.join(", ")),
        n => format!("{n} decisions stand: {}", kinds.join(", ")),
    })
}

/// A line of both tables.
#[derive(PartialEq)]
struct Key {
    address: String,
    item: String,
    label: String,
    rule: String,
    unit: String,
}

impl Key {
    fn words(&self) -> String {
        match (self.rule.as_str(), self.label.as_str()) {
            ("bounds", _) => format!("{} (refusals and the like counted the other way)", self.item),
            (_, "everyone") => self.item.clone(),
            (_, label) => format!("{}: {label}", self.item),
        }
    }
}

fn text(row: &Map<String, Value>, key: &str) -> String {
    row.get(key).and_then(Value::as_str).unwrap_or_default().to_string()
}

fn key_of(row: &Map<String, Value>) -> Key {
    let [address, item, label, rule, unit] =
        ["address", "item", "label", "rule", "unit"].map(|k| text(row, k));
    Key { address, item, label, rule, unit }
}

/// The lines of both, those of the first in their order.
fn keys(with: &Result<Answer, Diag>, without: &Result<Answer, Diag>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for answer in [with, without].into_iter().flatten() {
        for key in answer.rows.iter().map(key_of) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// A figure of one of the two tables.
struct Side {
    value: Option<f64>,
    n: Option<u64>,
    state: String,
    because: String,
    weak: bool,
    simulated: bool,
}

impl Side {
    fn of(table: &Result<Answer, Diag>, key: &Key) -> Side {
        let absent = |because: String| Side {
            value: None,
            n: None,
            state: "not available".into(),
            because,
            weak: false,
            simulated: false,
        };
        let answer = match table {
            Ok(answer) => answer,
            Err(diag) => return absent(diag.message.clone()),
        };
        let Some(row) = answer.rows.iter().find(|row| key_of(row) == *key) else {
            return absent("nobody gave this answer".into());
        };
        let number = |name: &str| row.get(name).and_then(Value::as_f64);
        let flag = |name: &str| row.get(name).and_then(Value::as_bool).unwrap_or_default();
        let because = [text(row, "because"), text(row, "state")].into_iter().find(|t| !t.is_empty());
        Side {
            value: number("value"),
            n: row.get("n").and_then(Value::as_u64),
            state: Some(text(row, "state")).filter(|s| !s.is_empty()).unwrap_or_else(|| "estimated".into()),
            because: because.unwrap_or_default(),
            weak: flag("weak"),
            simulated: flag("simulated"),
        }
    }

    fn shown(&self, percent: bool) -> String {
        let Some(value) = self.value else { return "–".into() };
        let shown = if percent { format!("{value:.1} %") } else { grouped(value, 2) };
        match self.n {
            Some(n) if self.weak && n < 25 => format!("{shown}*"),
            Some(_) if self.weak => format!("({shown})"),
            _ => shown,
        }
    }
}

fn signed(difference: f64, percent: bool) -> String {
    let digits = if percent { 1 } else { 2 };
    let shown = grouped(difference.abs(), digits);
    // What rounds to nothing has no sign.
    let zero = shown.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if zero {
        ""
    } else if difference > 0.0 {
        "+"
    } else {
        "−"
    };
    format!("{sign}{shown}")
}
