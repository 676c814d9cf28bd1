//! The files that stand beside the scripts and are named by them: figures,
//! codes, values of series; and the RIS and BibTeX files of searches.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::{differences, merge};
use crate::base::parallel::in_pieces;
use crate::base::{Diag, Diags};
use crate::formats::{bibliography, figures, observations, returns, screening};
use crate::model::{
    AS_OF, BREAKS, Country, CountryMeta, FileRef, MetaField, Methodology, Return, Returned, Series,
    SeriesMeta, UNKNOWN, Workspace, stated_breaks,
};

/// Reads all of them into the workspace. What is complained of is left out.
pub fn read(workspace: &mut Workspace, files: &mut Vec<String>, diags: &mut Diags) {
    let folder = workspace.folder.clone();
    let mut named = |file: &Option<FileRef>, diags: &mut Diags| -> Option<String> {
        let file = file.as_ref()?;
        if folder.join(&file.path).is_file() {
            files.push(file.path.clone());
            return Some(file.path.clone());
        }
        diags.push(
            Diag::error(format!("there is no file {}", file.path))
                .at(file.span.clone())
                .hint("the file stands beside the script that names it"),
        );
        None
    };
    super::translation::read_files(workspace, &mut named, diags);
    let Workspace { methodology, countries, elsewhere, .. } = workspace;
    let mut programmes = std::mem::take(&mut methodology.programmes);
    for programme in &mut programmes {
        if let Some(path) = named(&programme.figures_file, diags) {
            programme.figures = figures::read_figures(&folder, &path, methodology, diags);
        }
    }
    methodology.programmes = programmes;
    for dimension in &mut methodology.dimensions {
        if let Some(path) = named(&dimension.file, diags) {
            dimension.codes = observations::read_codes(&folder, &path, diags);
        }
    }
    for country in countries.values_mut() {
        if let Some(path) = named(&country.figures_file, diags) {
            country.figures = figures::read_figures(&folder, &path, methodology, diags);
        }
        if let Some(path) = named(&country.observations_file, diags) {
            let meta = |series: &Series| country.meta_of(series);
            country.observations = observations::read_observations(&folder, &path, methodology, &meta, diags);
        }
    }
    let Methodology { literature, screening_reasons, .. } = methodology;
    let own = countries.values_mut().filter_map(|c| c.literature.as_mut());
    for literature in literature.iter_mut().chain(own) {
        let mut found = Vec::new();
        for search in &mut literature.searches {
            let Some(path) = named(&search.file, diags) else { continue };
            let before = diags.errors();
            let records = bibliography::read(&folder, &path, diags);
            search.records = records.len();
            // Of a file that cannot be read whole that is the news.
            if let Some(said) =
                search.found.filter(|n| *n != records.len() as i64 && diags.errors() == before)
            {
                diags.push(
                    Diag::error(format!("the search found {said} records, and {path} holds {}", records.len()))
                        .at(search.span.clone())
                        .hint("databases export page by page, or up to a limit: export what is missing into the file"),
                );
            }
            found.push((search.id.clone(), path, records));
        }
        let merged = merge(found);
        literature.references = merged.references;
        literature.possible = merged.possible;
        if let Some(path) = named(&literature.screening_file, diags) {
            literature.decisions = screening::read(&folder, &path, literature, screening_reasons, diags);
        }
    }
    let files_of: Vec<(usize, String)> = (0..methodology.series.len())
        .filter_map(|i| Some((i, named(&methodology.series[i].observations_file, diags)?)))
        .collect();
    // Some of them hold every country of the world.
    let all = in_pieces(files_of.len(), |at| {
        let (i, path) = &files_of[at];
        let series = &methodology.series[*i];
        let meta =
            |code: &str| countries.get(code).map_or_else(|| series.meta.clone(), |c| c.meta_of(series));
        let mut diags = Diags::new();
        let read = observations::read_series(&folder, path, series, methodology, &meta, &mut diags);
        (read, diags)
    });
    for ((i, _), (read, complaints)) in files_of.into_iter().zip(all) {
        diags.extend(complaints);
        let series = &methodology.series[i];
        let span = series.span.clone();
        for (code, place) in read.by_country {
            let country = match countries.get_mut(&code) {
                Some(country) => country,
                None => elsewhere
                    .entry(code.clone())
                    .or_insert_with(|| Country::without_scripts(&code, &place.name, span.clone())),
            };
            if country.name.is_empty() {
                country.name = if place.name.is_empty() { code } else { place.name };
            }
            country.observations.extend(place.observations);
        }
        methodology.series[i].whole = read.whole;
    }
    for i in 0..methodology.series.len() {
        let mut meta = std::mem::take(&mut methodology.series[i].meta);
        mark_other(methodology, &mut meta);
        methodology.series[i].meta = meta;
    }
    for country in countries.values_mut() {
        country.returns = returns::read_all(&folder, methodology, country, files, diags);
        let stated = stated_by(methodology, &country.returns);
        country.series_metadata.extend(stated);
        country.observations.extend(country.returns.iter().flat_map(|r| r.values.iter().cloned()));
        country.series_metadata.iter_mut().for_each(|m| mark_other(methodology, &mut m.meta));
        country.returned_breaks = breaks_by(methodology, country);
        contradictions(country, diags);
    }
    for series in &methodology.series {
        known_code(methodology, &series.meta, &series.span, diags);
    }
    for stated in countries.values().flat_map(|c| &c.series_metadata) {
        known_code(methodology, &stated.meta, &stated.span, diags);
    }
}

/// What returns state about their series, each for the years of its own values.
fn stated_by(methodology: &Methodology, returns: &[Return]) -> Vec<CountryMeta> {
    let mut all: Vec<CountryMeta> = Vec::new();
    for held in returns {
        let mut periods: BTreeMap<&str, BTreeSet<i32>> = BTreeMap::new();
        for value in &held.values {
            periods.entry(&value.series).or_default().insert(value.period);
        }
        let begin = all.len();
        for (id, field, text) in &held.stated {
            if methodology.series(id).is_none() {
                continue;
            }
            let at = all[begin..].iter().position(|m| m.series == *id).map(|at| begin + at);
            let at = at.unwrap_or_else(|| {
                all.push(CountryMeta {
                    series: id.clone(),
                    meta: SeriesMeta::default(),
                    breaks: Vec::new(),
                    source: format!("{}; {}; revision {}", held.provider, held.file, held.revision),
                    as_of: String::new(),
                    confirm: String::new(),
                    returned: Some(Returned {
                        request: held.request.clone(),
                        revision: held.revision,
                        periods: periods.get(id.as_str()).into_iter().flatten().copied().collect(),
                    }),
                    span: held.span.clone(),
                });
                all.len() - 1
            });
            let stated = &mut all[at];
            if field == AS_OF {
                stated.as_of.clone_from(text);
            }
            if let Some(known) = MetaField::ALL.into_iter().find(|f| f.id() == field) {
                // Scripts write a period in words, a form has a code for it.
                let period = known == MetaField::PeriodRule;
                stated.meta.set(known, if period { text.replace('_', " ") } else { text.clone() });
            }
        }
    }
    all
}

/// Series → the breaks that returns state, and the years from which they count
/// something else. A later return of a request speaks for the years it has
/// values of: about other years, and where it says unknown, what was stated
/// before stays.
fn breaks_by(methodology: &Methodology, country: &Country) -> BTreeMap<String, Vec<(String, String)>> {
    let mut stated: BTreeMap<(&str, &str), Vec<(String, String)>> = BTreeMap::new();
    for held in &country.returns {
        for (id, _, text) in held.stated.iter().filter(|(_, field, _)| field == BREAKS) {
            if text.trim().eq_ignore_ascii_case(UNKNOWN) {
                continue;
            }
            // Files in which it cannot be read are left out as a whole.
            let new = stated_breaks(text).unwrap_or_default();
            let years: Vec<i32> = held.values.iter().filter(|v| v.series == *id).map(|v| v.period).collect();
            let covered = years.iter().min().copied().unwrap_or(1)..=years.iter().max().copied().unwrap_or(0);
            let known = stated.entry((id, &held.request)).or_default();
            known.retain(|(year, _)| {
                !new.iter().any(|(other, _)| other == year)
                    && !year.parse::<i32>().is_ok_and(|y| covered.contains(&y))
            });
            known.extend(new);
        }
    }
    let mut out: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for ((id, _), breaks) in stated {
        out.entry(id.to_string()).or_default().extend(breaks);
    }
    let returned: BTreeSet<&str> =
        country.series_metadata.iter().filter(|m| m.returned.is_some()).map(|m| m.series.as_str()).collect();
    for series in returned.iter().filter_map(|id| methodology.series(id)) {
        let years = country.periods_of(&series.id);
        let metas: Vec<SeriesMeta> = years.iter().map(|y| country.meta_at(series, *y)).collect();
        for (years, metas) in years.windows(2).zip(metas.windows(2)) {
            let from = |year: i32| -> Vec<&Returned> {
                let stated = country.stated_at(&series.id, year).into_iter();
                stated.filter_map(|m| m.returned.as_ref()).collect()
            };
            // Two returns that both say "something else" need not mean the same.
            let one_return = from(years[0]) == from(years[1]);
            let changed = MetaField::DEFINING.into_iter().filter_map(|field| {
                let known = [0, 1].map(|i| metas[i].known(field));
                let same = known[0] == known[1] && (one_return || !metas[1].is_other(field));
                let words = [0, 1].map(|i| match metas[i].text(field) {
                    "" => UNKNOWN,
                    text => text,
                });
                (!same).then(|| format!("{}: {} before, {} since", field.word(), words[0], words[1]))
            });
            let changed: Vec<String> = changed.collect();
            if !changed.is_empty() {
                let place = out.entry(series.id.clone()).or_default();
                place.push((years[1].to_string(), changed.join("; ")));
            }
        }
    }
    out
}

/// Marks answers that name no one thing, as the method's form says they do.
fn mark_other(methodology: &Methodology, meta: &mut SeriesMeta) {
    for asked in methodology.request_rules.iter().flat_map(|rules| &rules.fields) {
        let Some(field) = MetaField::ALL.into_iter().find(|f| f.id() == asked.id) else { continue };
        let said = meta.text(field);
        if asked.other.iter().any(|code| code == said || code.replace('_', " ") == said) {
            meta.mark_other(field);
        }
    }
}

/// What the scripts of a country and a provider's return say otherwise about a
/// series. Each stands for its own values.
fn contradictions(country: &Country, diags: &mut Diags) {
    let (scripts, returns): (Vec<&CountryMeta>, Vec<&CountryMeta>) =
        country.series_metadata.iter().partition(|m| m.returned.is_none());
    for script in scripts {
        for stated in returns.iter().filter(|m| m.series == script.series) {
            let stands = |period: &i32| {
                country.stated_at(&stated.series, *period).iter().any(|m| std::ptr::eq(*m, *stated))
            };
            if !stated.returned.iter().flat_map(|r| &r.periods).any(stands) {
                continue;
            }
            let said: Vec<String> = differences(&script.meta, &stated.meta)
                .into_iter()
                .map(|(field, here, there)| {
                    format!("{}: \"{here}\" here, \"{there}\" in the return", field.word())
                })
                .collect();
            if !said.is_empty() {
                diags.push(
                    Diag::warning(format!(
                        "'{}': what is stated here and what came back differ: {}",
                        script.series,
                        said.join("; ")
                    ))
                    .at(script.span.clone())
                    .hint(format!("returned: {} ({})", stated.source, stated.span))
                    .hint("the counts of the return are read as it says; state here what is true of all, or ask the provider"),
                );
            }
        }
    }
}

/// An ICCS code is one of the method's list, where the method has one: a
/// dimension called as the field is.
fn known_code(methodology: &Methodology, meta: &SeriesMeta, span: &crate::base::Span, diags: &mut Diags) {
    let field = MetaField::Iccs;
    let Some(list) = methodology.dimension(field.id()).filter(|d| !d.codes.is_empty()) else { return };
    if let Some(code) = meta.known(field).filter(|c| list.code(c).is_none()) {
        let mut diag = Diag::error(format!("'{code}' is no code of {}", list.id)).at(span.clone());
        for hint in crate::base::diag::choice_hints(code, list.codes.iter().map(|c| c.code.as_str())) {
            diag = diag.hint(hint);
        }
        diags.push(diag);
    }
}
