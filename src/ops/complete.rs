//! What could stand where a person is typing: addresses, questions, options.

use crate::expr::{Profile, Scope, functions};
use crate::model::{AddressKind, Country, Item, ItemScope};

use super::Workbench;
use super::find_address::{Target, ids, paths, resolve};

/// Addresses that begin with `typed`: in full, and by their tails, so that
/// `KEN/children/` leads to the items of `household_survey/children`.
pub fn addresses(workbench: &Workbench, typed: &str) -> Vec<String> {
    let workspace = &workbench.workspace;
    let (country, rest) = match typed.split_once('/') {
        Some((code, rest)) if workspace.countries.contains_key(code) => (workspace.countries.get(code), rest),
        _ => (None, typed),
    };
    let head = &typed[..typed.len() - rest.len()];
    let mut found: Vec<String> = Vec::new();
    let mut add = |address: &str| {
        let address = format!("{head}{address}");
        if !found.contains(&address) {
            found.push(address);
        }
    };
    if country.is_none() {
        workspace.countries.keys().filter(|c| c.starts_with(rest)).for_each(|c| add(c));
    }
    let paths = paths(workspace, country);
    paths.iter().filter(|p| p.starts_with(rest)).for_each(|p| add(p));
    for kind in
        AddressKind::ALL.into_iter().filter(|k| !matches!(k, AddressKind::Item | AddressKind::Chapter))
    {
        let word = kind.word();
        // Before the colon the kind alone decides; ids are looked up after it.
        if rest.len() <= word.len() {
            if word.starts_with(rest) && !ids(workspace, country, kind).is_empty() {
                add(&format!("{word}:"));
            }
        } else if let Some(id) = rest.strip_prefix(word).and_then(|r| r.strip_prefix(':')) {
            ids(workspace, country, kind)
                .iter()
                .filter(|i| i.starts_with(id))
                .for_each(|i| add(&format!("{word}:{i}")));
        }
    }
    if !rest.is_empty() && !rest.contains(':') {
        for tail in tails(&paths, rest) {
            add(tail);
        }
    }
    found
}

/// Tails of paths that begin with `typed` and belong to one path only.
fn tails<'a>(paths: &'a [String], typed: &str) -> Vec<&'a str> {
    let mut found: Vec<(&str, usize)> = Vec::new();
    for path in paths {
        let starts = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
        for tail in starts.filter(|t| t.starts_with(typed)) {
            match found.iter_mut().find(|(t, _)| *t == tail) {
                Some((_, n)) => *n += 1,
                None => found.push((tail, 1)),
            }
        }
    }
    // An instrument stands before the questions it asks.
    let depth = |tail: &str| {
        let of = paths.iter().find(|p| p.ends_with(tail)).map_or(0, |p| p.matches('/').count());
        of - tail.matches('/').count().min(of)
    };
    let mut one: Vec<&str> = found.into_iter().filter(|(_, n)| *n == 1).map(|(tail, _)| tail).collect();
    one.sort_by_key(|tail| depth(tail));
    one
}

/// The functions of expressions over answers.
pub fn expression_functions() -> Vec<String> {
    functions(Profile::Routing).iter().map(|f| f.name.to_string()).collect()
}

/// The questions of the instruments that `near` names, or of all.
pub fn questions(workbench: &Workbench, near: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    each_item(workbench, near, |item| {
        // What has a type in an expression: no note, topic or theme.
        if ItemScope::new([item]).lookup(&item.id).is_some() && !names.contains(&item.id) {
            names.push(item.id.clone());
        }
    });
    names
}

/// The options of a question in the instruments that `near` names, or in all.
pub fn options(workbench: &Workbench, question: &str, near: &[String]) -> Vec<String> {
    let mut options = Vec::new();
    each_item(workbench, near, |item| {
        if item.id == question {
            for option in &item.options {
                if !options.contains(&option.id) {
                    options.push(option.id.clone());
                }
            }
        }
    });
    options
}

fn each_item(workbench: &Workbench, near: &[String], mut visit: impl FnMut(&Item)) {
    let targets: Vec<(Option<&Country>, String)> = near
        .iter()
        .filter_map(|text| match resolve(workbench, text) {
            Ok(Target::Path { country, path }) => Some((country, path)),
            Ok(Target::Country(country)) => Some((Some(country), String::new())),
            _ => None,
        })
        .collect();
    let mut seen = false;
    for (country, path) in &targets {
        let here = |instrument: &str| {
            path.is_empty()
                || instrument == path
                || path.starts_with(&format!("{instrument}/"))
                || instrument.starts_with(&format!("{path}/"))
        };
        match country {
            Some(country) => {
                let plan = workbench.workspace.plan(country);
                for planned in plan.instruments.iter().filter(|i| here(&i.instrument.path)) {
                    seen = true;
                    planned.asked().for_each(|p| visit(&p.item));
                }
            }
            None => {
                for instrument in workbench.workspace.methodology.instruments().filter(|i| here(&i.path)) {
                    seen = true;
                    instrument.items.iter().for_each(|item| visit(item));
                }
            }
        }
    }
    if !seen {
        let instruments = workbench.workspace.methodology.instruments();
        instruments.flat_map(|i| &i.items).for_each(|item| visit(item));
    }
}
