//! Whether a value fits the type that a field has.

use crate::base::PartialDate;
use crate::base::clock::is_date;
use crate::base::diag::choice_hints;
use crate::base::ids::is_snake_case;
use crate::model::{TOTAL, is_code};

use super::errors::clip;
use super::node::{TableVal, Val};
use super::types::Ty;

/// A wrong value: the way to it, what is wrong, hints.
pub(super) struct Problem {
    pub path: Vec<OwnedStep>,
    pub message: String,
    pub hints: Vec<String>,
}

pub(super) enum OwnedStep {
    Key(String),
    Index(usize),
}

/// Whether `code` looks like a language code (BCP 47 primary subtag, with an
/// optional region or script).
pub fn is_language(code: &str) -> bool {
    let mut parts = code.split('-');
    parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.chars().all(|c| c.is_ascii_lowercase()))
        && parts.all(|p| (2..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric()))
}

fn problem(message: impl Into<String>) -> Vec<Problem> {
    vec![Problem { path: Vec::new(), message: message.into(), hints: Vec::new() }]
}

fn mismatch(ty: &Ty, value: &Val) -> Vec<Problem> {
    problem(format!("should be {}, but is {}", ty.expected(), value.kind()))
}

fn within(step: OwnedStep, problems: Vec<Problem>) -> Vec<Problem> {
    let key = match &step {
        OwnedStep::Key(k) => OwnedStep::Key(k.clone()),
        OwnedStep::Index(i) => OwnedStep::Index(*i),
    };
    let mut problems = problems;
    for p in &mut problems {
        let again = match &key {
            OwnedStep::Key(k) => OwnedStep::Key(k.clone()),
            OwnedStep::Index(i) => OwnedStep::Index(*i),
        };
        p.path.insert(0, again);
    }
    problems
}

/// What is wrong with `value` as a `ty`; empty when nothing is.
pub(super) fn check_type(ty: &Ty, value: &Val) -> Vec<Problem> {
    match (ty, value) {
        (Ty::Text | Ty::Expr(_) | Ty::Base(_) | Ty::Ref(_), Val::Text(t)) => {
            if t.trim().is_empty() {
                problem("is empty")
            } else if t.chars().all(|c| c.is_whitespace() || ".…?".contains(c)) {
                // The place a template keeps for a text is not the text.
                problem("is still to be written")
            } else {
                Vec::new()
            }
        }
        (Ty::Bool, Val::Bool(_)) | (Ty::Number, Val::Number(_)) => Vec::new(),
        (Ty::Integer, Val::Number(n)) if n.fract() == 0.0 && n.abs() < 9e15 => Vec::new(),
        (Ty::Percent, Val::Text(t)) => match t.strip_suffix('%').map(str::parse::<f64>) {
            Some(Ok(n)) if n.is_finite() => Vec::new(),
            _ => mismatch(ty, value),
        },
        (Ty::Url, Val::Text(t)) if t.starts_with("https://") || t.starts_with("http://") => Vec::new(),
        (Ty::Source, Val::Text(t)) if is_other_scheme(t) => {
            problem("is neither a web address (https://…) nor a reference in words")
        }
        (Ty::Source, Val::Text(t)) if t.trim().chars().count() >= 10 => Vec::new(),
        (Ty::Source, Val::Text(_)) => {
            problem("is too short to be a source: a web address or a full reference")
        }
        (Ty::File(endings), Val::Text(t)) => {
            let ends = |ending: &&str| t.strip_suffix(*ending).is_some_and(|name| name.ends_with('.'));
            // Beside the script or in a folder beside it, never above it.
            let inside = t.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
            if !inside || t.contains('\\') || !endings.iter().any(ends) {
                mismatch(ty, value)
            } else {
                Vec::new()
            }
        }
        (Ty::Choice(choices), Val::Text(t)) => {
            if choices.contains(&&**t) {
                Vec::new()
            } else {
                vec![Problem {
                    path: Vec::new(),
                    message: format!("cannot be \"{}\"", clip(t)),
                    hints: choice_hints(t, choices.iter().copied()),
                }]
            }
        }
        (Ty::List(inner), Val::Table(t)) => {
            if let Some((key, _)) = t.named.first() {
                return problem(format!("should be a list in order, but has the key '{}'", clip(key)));
            }
            if let Some(hole) = t.hole {
                return problem(format!("has nil as entry {hole}"));
            }
            t.list
                .iter()
                .enumerate()
                .flat_map(|(i, v)| within(OwnedStep::Index(i), check_type(inner, v)))
                .collect()
        }
        (Ty::Map(inner), Val::Table(t)) => {
            if !t.list.is_empty() {
                return problem("should be a table { name = … }, but has entries without a name");
            }
            t.named
                .iter()
                .flat_map(|(k, v)| within(OwnedStep::Key(k.to_string()), check_type(inner, v)))
                .collect()
        }
        (Ty::Texts, Val::Table(t)) => {
            if !t.list.is_empty() {
                return mismatch(ty, value);
            }
            let mut problems = Vec::new();
            for (language, v) in &t.named {
                let key = || OwnedStep::Key(language.to_string());
                if !is_language(language) {
                    problems.extend(within(
                        key(),
                        problem(format!("has '{}', which is no language code", clip(language))),
                    ));
                }
                problems.extend(within(key(), check_type(&Ty::Text, v)));
            }
            problems
        }
        (Ty::Options, Val::Table(t)) => check_options(t),
        (Ty::Answers, Val::Table(t)) => check_answers(t),
        (Ty::Codes, Val::Text(_)) => check_type(&Ty::File(&["csv"]), value),
        (Ty::Codes, Val::Table(t)) => check_codes(t),
        (Ty::Range, Val::Table(t)) => match (&t.list[..], t.named.is_empty()) {
            ([Val::Number(low), Val::Number(high)], true) if low <= high => Vec::new(),
            ([Val::Number(_), Val::Number(_)], true) => problem("has its lowest value above its highest"),
            _ => mismatch(ty, value),
        },
        (Ty::Date, Val::Text(t)) if PartialDate::parse(t).is_some() => Vec::new(),
        (Ty::Date, Val::Text(t)) => {
            problem(format!("is \"{}\"; a date is written YYYY, YYYY-MM or YYYY-MM-DD", clip(t)))
        }
        (Ty::DateRange, Val::Table(t)) => match (&t.list[..], t.named.is_empty()) {
            ([Val::Text(from), Val::Text(to)], true) => {
                if !is_date(from) || !is_date(to) {
                    problem("should be two dates written YYYY-MM-DD")
                } else if from > to {
                    problem("ends before it begins")
                } else {
                    Vec::new()
                }
            }
            _ => mismatch(ty, value),
        },
        (Ty::CountAs, Val::Table(t)) => check_count_as(t),
        _ => mismatch(ty, value),
    }
}

/// Answers by question: what cannot be one whatever the question.
fn check_answers(t: &TableVal) -> Vec<Problem> {
    if !t.list.is_empty() || t.hole.is_some() {
        return problem("should be a table { question = answer, … }, but has entries without a name");
    }
    let mut problems = Vec::new();
    for (name, value) in &t.named {
        let found = match value {
            Val::Bool(_) => {
                problem("should be an answer, but is true or false; an option such as \"yes\" is a text")
            }
            Val::Number(n) if !n.is_finite() => problem("should be an answer, but is no number"),
            Val::Number(_) | Val::Text(_) => Vec::new(),
            Val::Table(t) => check_answer_list(t),
            Val::Node(_) | Val::Other(_) => problem(format!("should be an answer, but is {}", value.kind())),
        };
        problems.extend(within(OwnedStep::Key(name.to_string()), found));
    }
    problems
}

/// The options chosen, or the rows of a roster.
fn check_answer_list(t: &TableVal) -> Vec<Problem> {
    if let Some((key, _)) = t.named.first() {
        return problem(format!("should be a list of options or of rows, but has the key '{}'", clip(key)));
    }
    if let Some(hole) = t.hole {
        return problem(format!("has nil as entry {hole}"));
    }
    let rows = t.list.iter().any(|v| v.table().is_some());
    let each = t.list.iter().enumerate().flat_map(|(i, value)| {
        let found = match value {
            Val::Table(row) if row.list.is_empty() => check_answers(row),
            Val::Text(_) if !rows => Vec::new(),
            other if rows => problem(format!("has {} where a row of answers should be", other.kind())),
            other => problem(format!("has {} where an option should be", other.kind())),
        };
        within(OwnedStep::Index(i), found)
    });
    each.collect()
}

fn check_options(t: &TableVal) -> Vec<Problem> {
    if !t.named.is_empty() {
        return vec![Problem {
            path: Vec::new(),
            message: "has options without an order".into(),
            hints: vec![
                "write them as a list: { { \"id\", \"Label\" }, … }; a table with names has no order in Lua"
                    .into(),
            ],
        }];
    }
    if let Some(hole) = t.hole {
        return problem(format!("has nil as option {hole}"));
    }
    if t.list.is_empty() {
        return problem("has no options");
    }
    if t.list.len() > 64 {
        return problem(format!("has {} options; a question may have 64", t.list.len()));
    }
    let mut problems = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (i, option) in t.list.iter().enumerate() {
        let at = || OwnedStep::Index(i);
        let Some(entry) = option.table() else {
            problems.extend(within(
                at(),
                problem(format!("has {} where an option {{ \"id\", \"Label\" }} should be", option.kind())),
            ));
            continue;
        };
        match (&entry.list[..], entry.hole) {
            ([Val::Text(id), Val::Text(label)], None) => {
                if !is_snake_case(id) {
                    problems.extend(within(
                        at(),
                        problem(format!("has the option id \"{}\", which is not snake_case", clip(id))),
                    ));
                } else if seen.contains(&&**id) {
                    problems.extend(within(at(), problem(format!("has the option \"{id}\" twice"))));
                }
                if label.trim().is_empty() {
                    problems.extend(within(
                        at(),
                        problem(format!("has the option \"{}\" without a label", clip(id))),
                    ));
                }
                seen.push(id);
            }
            _ => problems.extend(within(at(), problem("has an option that is not { \"id\", \"Label\" }"))),
        }
        for (key, v) in &entry.named {
            let known = ["exclusive", "anchored", "specify", "texts"];
            if &**key == "texts" {
                problems
                    .extend(within(at(), within(OwnedStep::Key("texts".into()), check_type(&Ty::Texts, v))));
            } else if !known.contains(&&**key) {
                let mut p = problem(format!("has an option with '{}'", clip(key)));
                p[0].hints = choice_hints(key, known);
                problems.extend(within(at(), p));
            } else if !matches!(v, Val::Bool(_)) {
                problems.extend(within(
                    at(),
                    problem(format!("has an option whose '{key}' is not true or false")),
                ));
            }
        }
    }
    problems
}

/// Codes of a dimension, in order.
fn check_codes(t: &TableVal) -> Vec<Problem> {
    if !t.named.is_empty() {
        return problem("has codes without an order; write { { \"code\", \"Label\" }, … }");
    }
    if let Some(hole) = t.hole {
        return problem(format!("has nil as code {hole}"));
    }
    if t.list.is_empty() {
        return problem("has no codes");
    }
    let mut problems = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (i, entry) in t.list.iter().enumerate() {
        let mut wrong = |message: String| problems.extend(within(OwnedStep::Index(i), problem(message)));
        let parts = entry.table().map(|e| (&e.list[..], e.hole, &e.named));
        let Some(([Val::Text(code), Val::Text(label)], None, named)) = parts else {
            wrong("has a code that is not { \"code\", \"Label\" }".into());
            continue;
        };
        if !is_code(code) {
            wrong(format!(
                "has \"{}\", which is no code: letters, digits, '-', '_', '.' and '+', and not {TOTAL}, which is the total",
                clip(code)
            ));
        } else if seen.contains(&&**code) {
            wrong(format!("has the code \"{code}\" twice"));
        }
        if label.trim().is_empty() {
            wrong(format!("has the code \"{}\" without a label", clip(code)));
        }
        for (key, value) in named {
            if &**key != "parent" {
                wrong(format!("has a code with '{}'; valid here: parent", clip(key)));
            } else if value.text().is_none() {
                wrong(format!("has a code whose 'parent' is {}", value.kind()));
            }
        }
        seen.push(code);
    }
    problems
}

fn check_count_as(t: &TableVal) -> Vec<Problem> {
    const WHAT: [&str; 3] = ["dont_know", "prefer_not", "not_asked"];
    let mut problems = Vec::new();
    if !t.list.is_empty() {
        problems.extend(problem("has entries without a name"));
    }
    for (key, value) in &t.named {
        let step = || OwnedStep::Key(key.to_string());
        if !WHAT.contains(&&**key) {
            let mut p = problem(format!("has '{}'", clip(key)));
            p[0].hints = choice_hints(key, WHAT);
            problems.extend(within(step(), p));
        } else {
            problems.extend(within(step(), check_type(&Ty::Choice(&["yes", "no", "leave"]), value)));
        }
    }
    problems
}

/// Whether a text begins like an address of another kind than the web's:
/// `javascript:…`, `file:…`. Nothing that a page would follow.
fn is_other_scheme(text: &str) -> bool {
    let Some((scheme, rest)) = text.trim().split_once(':') else { return false };
    let plain = !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c));
    let known = ["http", "https", "doi", "isbn", "issn", "urn"].contains(&scheme.to_lowercase().as_str());
    plain && !known && !rest.starts_with(char::is_whitespace) && !rest.is_empty()
}
