//! Literature: sums that must add up, decisions that contradict each other, and
//! what answers and findings cite.

use std::collections::HashMap;

use crate::analysis::{self, ScreenState, Screened};
use crate::base::diag::Topic;
use crate::base::diag::choice_hints;
use crate::base::{Diag, Diags, PartialDate};
use crate::model::{Cite, Country, Literature, Stage, TakenBy, Workspace};

/// What these warnings are about; a list of them is shortened by it.
pub const CITED: &Topic = &Topic("citations of references that are not included");
pub const DIFFER: &Topic = &Topic("references on which reviewers differ");
pub const DOI_ALONE: &Topic = &Topic("records taken together by a DOI under two titles");
pub const POSSIBLE: &Topic = &Topic("possible duplicates in the literature");

/// Checks the literature of the method and of every country, and what is cited.
pub fn check(workspace: &Workspace, diags: &mut Diags) {
    let method = workspace.methodology.literature.as_ref();
    let of_method = method.map(|l| look(l, diags)).unwrap_or_default();
    for country in workspace.countries.values() {
        let own = country.literature.as_ref();
        let standings = own.map(|l| look(l, diags)).unwrap_or_default();
        cited(workspace, country, &standings, &of_method, diags);
    }
}

/// How references stand, by their keys.
type Standings<'a> = HashMap<&'a str, Screened<'a>>;

fn look<'a>(literature: &'a Literature, diags: &mut Diags) -> Standings<'a> {
    let today = PartialDate::today();
    for search in &literature.searches {
        if search.day().is_some_and(|day| today.surely_before(day)) {
            diags.push(
                Diag::error(format!(
                    "searched_on of '{}' is {}, which has not come yet",
                    search.id, search.searched_on
                ))
                .at(search.span.clone()),
            );
        }
    }
    if let Some(mismatch) = analysis::flow(literature).mismatch() {
        // Records that could not be read are missing from the sums too.
        if !diags.has_errors() {
            diags.push(
                Diag::error(format!("the counts of the literature do not add up: {mismatch}"))
                    .at(literature.span.clone()),
            );
        }
    }
    let standings: Standings<'a> =
        analysis::screened(literature).into_iter().map(|s| (s.reference.key.as_str(), s)).collect();
    for one in literature.references.iter().filter_map(|r| standings.get(r.key.as_str())) {
        let key = &one.reference.key;
        let in_full = one.decisions.iter().find(|d| d.stage == Stage::FullText);
        if let Some(decision) = in_full.filter(|_| one.stage == Stage::TitleAbstract) {
            diags.push(
                Diag::error(format!(
                    "'{key}' has a decision on the full text, but on title and abstract it is {}",
                    match one.state {
                        ScreenState::Disputed => "disputed",
                        state => state.word(),
                    }
                ))
                .at(decision.span.clone())
                .hint("the stages follow each other: settle the first, so that the counts add up"),
            );
        }
        if one.state == ScreenState::Disputed {
            let last = one.decisions.iter().rfind(|d| d.stage == one.stage);
            diags.push(
                Diag::warning(format!("reviewers differ on '{key}' ({}): {}", one.stage.word(), one.said()))
                    .maybe_at(last.map(|d| d.span.clone()))
                    .hint("it stays open until a row of the reviewer 'consensus' settles it")
                    .topic(DIFFER)
                    .depth(3),
            );
        }
    }
    for reference in &literature.references {
        for record in reference.records.iter().filter(|r| r.by == TakenBy::DoiAlone) {
            diags.push(
                Diag::warning(format!("taken for '{}' by its DOI, but under another title", reference.key))
                    .at(record.span.clone())
                    .hint(format!("the other stands at {}; where they are two works, one has the DOI of the other, or of a book both are in: mend it", reference.span))
                    .topic(DOI_ALONE)
                    .depth(3),
            );
        }
    }
    for (kept, because) in analysis::may_be_one(literature, standings.values()) {
        diags.push(
            Diag::warning(format!("{} may be one work: {because}", kept.join(", ")))
                .maybe_at(kept.first().and_then(|k| literature.reference(k)).map(|r| r.span.clone()))
                .hint("where they are, exclude all but one, with the reason of the method for it")
                .topic(POSSIBLE)
                .depth(3),
        );
    }
    standings
}

fn cited(
    workspace: &Workspace,
    country: &Country,
    own: &Standings<'_>,
    of_method: &Standings<'_>,
    diags: &mut Diags,
) {
    let answers = country
        .answers
        .iter()
        .flat_map(|a| a.cites.iter().map(move |c| (format!("the answer to '{}'", a.criterion), c)));
    let findings = country
        .findings
        .iter()
        .flat_map(|f| f.cites.iter().map(move |c| (format!("finding \"{}\"", f.id), c)));
    for (what, cite) in answers.chain(findings) {
        let Some(reference) = workspace.literature(Some(country)).find_map(|l| l.reference(&cite.key)) else {
            diags.push(unknown(workspace, country, cite));
            continue;
        };
        let standing = own.get(reference.key.as_str()).or_else(|| of_method.get(reference.key.as_str()));
        let Some(standing) = standing.filter(|s| s.state != ScreenState::Included) else { continue };
        let how = match standing.state {
            ScreenState::Excluded if standing.reasons.is_empty() => "left out".to_string(),
            ScreenState::Excluded => format!("left out ({})", standing.reasons.join(", ")),
            ScreenState::Disputed => format!("disputed between reviewers ({})", standing.stage.word()),
            state => format!("{} ({})", state.word(), standing.stage.word()),
        };
        diags.push(
            Diag::warning(format!("{what} cites '{}', which is {how}", cite.key))
                .at(cite.span.clone())
                .topic(CITED)
                .depth(3),
        );
    }
}

fn unknown(workspace: &Workspace, country: &Country, cite: &Cite) -> Diag {
    let known: Vec<&str> =
        workspace.literature(Some(country)).flat_map(|l| &l.references).map(|r| r.key.as_str()).collect();
    let diag =
        Diag::error(format!("no search found a reference '{}'", cite.key)).at(cite.span.clone()).depth(2);
    if known.is_empty() {
        return diag.hint(format!(
            "no literature is declared for {}; write literature {{ search … }}",
            country.name
        ));
    }
    choice_hints(&cite.key, known).into_iter().fold(diag, Diag::hint)
}
