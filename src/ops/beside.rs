//! The files that stand beside the scripts and are named by them: figures,
//! codes, values of series; and the RIS and BibTeX files of searches.

use crate::analysis::merge;
use crate::base::{Diag, Diags};
use crate::formats::{bibliography, figures, observations, returns, screening};
use crate::model::{
    AS_OF, Country, CountryMeta, FileRef, MetaField, Methodology, Return, Series, SeriesMeta, UNKNOWN,
    Workspace, stated_breaks,
};

/// Reads all of them into the workspace. What is complained of is left out.
pub fn read(workspace: &mut Workspace, files: &mut Vec<String>, diags: &mut Diags) {
    let folder = workspace.folder.clone();
    let Workspace { methodology, countries, elsewhere, .. } = workspace;
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
    for i in 0..methodology.series.len() {
        let Some(path) = named(&methodology.series[i].observations_file, diags) else { continue };
        let series = &methodology.series[i];
        let meta =
            |code: &str| countries.get(code).map_or_else(|| series.meta.clone(), |c| c.meta_of(series));
        let read = observations::read_series(&folder, &path, series, methodology, &meta, diags);
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
    for country in countries.values_mut() {
        country.returns = returns::read_all(&folder, methodology, country, files, diags);
        let stated = stated_by(methodology, &country.returns);
        country.series_metadata.extend(stated);
        country.observations.extend(country.returns.iter().flat_map(|r| r.values.iter().cloned()));
    }
    for series in &methodology.series {
        known_code(methodology, &series.meta, &series.span, diags);
    }
    for stated in countries.values().flat_map(|c| &c.series_metadata) {
        known_code(methodology, &stated.meta, &stated.span, diags);
    }
}

/// What returns state about their series, the newest of each, over what the
/// method says. That a provider does not know what the method knows changes
/// nothing.
fn stated_by(methodology: &Methodology, returns: &[Return]) -> Vec<CountryMeta> {
    let mut all: Vec<CountryMeta> = Vec::new();
    for held in returns {
        for (id, field, text) in &held.stated {
            let Some(series) = methodology.series(id) else { continue };
            let at = all.iter().position(|m| m.series == *id).unwrap_or_else(|| {
                all.push(CountryMeta {
                    series: id.clone(),
                    meta: SeriesMeta::default(),
                    breaks: Vec::new(),
                    source: String::new(),
                    as_of: String::new(),
                    confirm: String::new(),
                    span: held.span.clone(),
                });
                all.len() - 1
            });
            let stated = &mut all[at];
            stated.source = format!("{}; {}; revision {}", held.provider, held.file, held.revision);
            stated.span = held.span.clone();
            if field == AS_OF {
                stated.as_of.clone_from(text);
            }
            if field == "breaks" {
                // Files in which it cannot be read are left out as a whole.
                stated.breaks = stated_breaks(text).unwrap_or_default();
            }
            let known = MetaField::ALL.into_iter().find(|f| f.id() == field);
            if let Some(known) = known.filter(|f| text != UNKNOWN || series.meta.known(*f).is_none()) {
                stated.meta.set(known, text.as_str());
            }
        }
    }
    all
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
