//! Countries side by side: alphabetically, never ranked, with what makes them
//! incomparable.

use crate::model::{Country, Level, PublishedDef, Workspace, indicator_comparability};

use super::figure::Figure;
use super::look;

/// One row of a comparison.
pub struct Compared<'a> {
    pub country: &'a Country,
    pub figure: Figure,
    /// What makes this row hard to compare with the others, each a phrase.
    pub differs: Vec<String>,
}

/// A published figure over all countries that hold it; with `all_definitions`
/// also figures of the same concept under another definition, labelled.
pub fn compare_published<'a>(
    workspace: &'a Workspace,
    declared: &PublishedDef,
    all_definitions: bool,
) -> Vec<Compared<'a>> {
    let mut ids = vec![declared.id.as_str()];
    if all_definitions && !declared.concept.is_empty() {
        let same = workspace.methodology.published.iter().filter(|p| p.concept == declared.concept);
        ids.extend(same.map(|p| p.id.as_str()).filter(|id| *id != declared.id));
    }
    let mut countries: Vec<&Country> = workspace.countries.values().collect();
    countries.sort_by(|a, b| a.name.cmp(&b.name));
    let mut rows = Vec::new();
    for country in countries {
        for id in &ids {
            for figure in look::published(workspace, country, id) {
                rows.push(Compared { country, figure, differs: Vec::new() });
            }
        }
    }
    let common = |of: fn(&Figure) -> &str| -> Option<String> {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for row in &rows {
            let text = of(&row.figure).to_string();
            match counts.iter_mut().find(|(t, _)| *t == text) {
                Some((_, n)) => *n += 1,
                None => counts.push((text, 1)),
            }
        }
        counts.into_iter().max_by_key(|(_, n)| *n).map(|(t, _)| t)
    };
    let usual_population = common(|f| &f.population);
    let usual_definition = common(|f| &f.definition);
    for row in &mut rows {
        let figure = &row.figure;
        let mut differs = Vec::new();
        if figure.value.is_none() {
            differs.push(match figure.range_kind {
                Some(kind) => format!("a range, not a value: {}", kind.words()),
                None => "a range, not a value".to_string(),
            });
        }
        if !figure.qualifier.is_empty() {
            differs.push(format!("the source says \"{}\"", figure.qualifier.replace('_', " ")));
        }
        if usual_population.as_ref().is_some_and(|p| *p != figure.population) {
            differs.push(format!("population: {}", figure.population));
        }
        if usual_definition.as_ref().is_some_and(|d| *d != figure.definition) {
            differs.push(format!("definition: {}", figure.definition));
        }
        if figure.has_flag("lead") {
            differs.push("known only from the press: a lead".into());
        } else if figure.has_flag("repost") {
            differs.push("from a repost".into());
        }
        if figure.has_flag("conflict") {
            differs.push("sources disagree".into());
        }
        if let Some(indicator) = workspace.methodology.indicator(&declared.corresponds_to) {
            let plan = workspace.plan(row.country);
            let core = workspace.core();
            let found = indicator_comparability(indicator, &core, &plan);
            if found.level > Level::Identical {
                differs.push(format!("{}: {}", found.level.word(), found.reason));
            }
        }
        row.differs = differs;
    }
    rows
}
