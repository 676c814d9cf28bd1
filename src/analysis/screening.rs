//! How references stand in screening, the counts of each step, and how far
//! reviewers agree.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Choice, Decision, Literature, Reference, Stage};
use crate::stats::agreement::{Kappa, Weighting, cohen, percent_agreement};
use crate::stats::{Factor, Undefined};

/// Where the two stages leave a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreenState {
    Excluded,
    Included,
    /// Nobody has decided yet.
    Unscreened,
    /// Fewer have decided than decide about each.
    Awaiting,
    /// A reviewer is unsure.
    Unsure,
    /// Reviewers differ.
    Disputed,
}

impl ScreenState {
    pub fn word(self) -> &'static str {
        match self {
            ScreenState::Excluded => "excluded",
            ScreenState::Included => "included",
            ScreenState::Unscreened => "not screened",
            ScreenState::Awaiting => "awaiting another reviewer",
            ScreenState::Unsure => "unsure",
            ScreenState::Disputed => "reviewers differ",
        }
    }

    /// As `--json` has it.
    pub fn id(self) -> &'static str {
        match self {
            ScreenState::Excluded => "excluded",
            ScreenState::Included => "included",
            ScreenState::Unscreened => "not_screened",
            ScreenState::Awaiting => "awaiting",
            ScreenState::Unsure => "unsure",
            ScreenState::Disputed => "disputed",
        }
    }

    pub fn is_open(self) -> bool {
        !matches!(self, ScreenState::Excluded | ScreenState::Included)
    }
}

/// A reference and how it stands: the stage it has come to, and its state there.
pub struct Screened<'a> {
    pub reference: &'a Reference,
    pub stage: Stage,
    pub state: ScreenState,
    /// Why it is left out, as given by those whose decision stands.
    pub reasons: Vec<String>,
    /// What was decided at both stages.
    pub decisions: Vec<&'a Decision>,
}

impl Screened<'_> {
    /// Who said what at the stage it has come to.
    pub fn said(&self) -> String {
        let at = self.decisions.iter().filter(|d| d.stage == self.stage);
        at.map(|d| format!("{} {}", d.reviewer, d.choice.id())).collect::<Vec<_>>().join(", ")
    }
}

/// How every reference stands, in their order.
pub fn screened(literature: &Literature) -> Vec<Screened<'_>> {
    let mut of: HashMap<&str, Vec<&Decision>> = HashMap::new();
    for decision in &literature.decisions {
        of.entry(&decision.reference).or_default().push(decision);
    }
    literature
        .references
        .iter()
        .map(|reference| {
            let decisions = of.remove(reference.key.as_str()).unwrap_or_default();
            let mut stage = Stage::TitleAbstract;
            let mut state = settled(&decisions, stage, literature.reviewers);
            if state == ScreenState::Included {
                stage = Stage::FullText;
                state = settled(&decisions, stage, literature.reviewers);
            }
            let reasons =
                if state == ScreenState::Excluded { reasons(&decisions, stage) } else { Vec::new() };
            Screened { reference, stage, state, reasons, decisions }
        })
        .collect()
}

/// References that may be one work and are not left out: their keys, and why.
pub fn may_be_one<'a>(
    literature: &'a Literature,
    standings: impl Iterator<Item = &'a Screened<'a>>,
) -> Vec<(Vec<&'a str>, &'static str)> {
    let excluded = standings.filter(|s| s.state == ScreenState::Excluded);
    let excluded: HashSet<&str> = excluded.map(|s| s.reference.key.as_str()).collect();
    let open = literature.possible.iter().map(|possible| {
        let keys = possible.keys.iter().map(String::as_str).filter(|k| !excluded.contains(k));
        (keys.collect::<Vec<_>>(), possible.because)
    });
    open.filter(|(keys, _)| keys.len() > 1).collect()
}

/// What stands at a stage: what the consensus says; otherwise what all say, once
/// they are as many as decide about each.
fn settled(decisions: &[&Decision], stage: Stage, reviewers: usize) -> ScreenState {
    let at = || decisions.iter().filter(|d| d.stage == stage);
    if let Some(consensus) = at().find(|d| d.is_consensus()) {
        return match consensus.choice {
            Choice::Include => ScreenState::Included,
            Choice::Exclude => ScreenState::Excluded,
            Choice::Unsure => ScreenState::Unsure,
        };
    }
    let has = |choice: Choice| at().any(|d| d.choice == choice);
    match (has(Choice::Include), has(Choice::Exclude), has(Choice::Unsure)) {
        (false, false, false) => ScreenState::Unscreened,
        (true, true, _) => ScreenState::Disputed,
        (.., true) => ScreenState::Unsure,
        _ if at().count() < reviewers => ScreenState::Awaiting,
        (true, ..) => ScreenState::Included,
        _ => ScreenState::Excluded,
    }
}

/// The reasons of those whose decision stands, each once.
fn reasons(decisions: &[&Decision], stage: Stage) -> Vec<String> {
    let at = || decisions.iter().filter(|d| d.stage == stage && d.choice == Choice::Exclude);
    let consensus = at().any(|d| d.is_consensus());
    let mut out: Vec<String> = Vec::new();
    for decision in at().filter(|d| !consensus || d.is_consensus()).filter(|d| !d.reason.is_empty()) {
        if !out.contains(&decision.reason) {
            out.push(decision.reason.clone());
        }
    }
    out
}

/// Left out on the full text, each reviewer giving another reason.
pub const REASONS_DIFFER: &str = "reasons_differ";

/// The counts of a flow diagram.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flow {
    /// Records a search, by its id.
    pub searches: Vec<(String, usize)>,
    pub identified: usize,
    /// Records that fell together with another.
    pub duplicates: usize,
    pub references: usize,
    /// Left out on title and abstract.
    pub excluded: usize,
    pub open: usize,
    /// Gone on to the full text.
    pub assessed: usize,
    /// Left out on the full text, by reason.
    pub reasons: Vec<(String, usize)>,
    pub excluded_in_full: usize,
    pub open_in_full: usize,
    pub included: usize,
}

impl Flow {
    /// The counts by the words of `coverage:literature/…`.
    pub fn counts(&self) -> Vec<(String, &'static str, usize)> {
        let mut out = vec![("identified".to_string(), "Records identified", self.identified)];
        for (search, n) in &self.searches {
            out.push((format!("search/{search}"), "Records identified by a search", *n));
        }
        out.extend([
            ("duplicates".to_string(), "Duplicates removed", self.duplicates),
            ("screened".into(), "References to screen on title and abstract", self.references),
            ("excluded".into(), "Excluded on title and abstract", self.excluded),
            ("open".into(), "Still open on title and abstract", self.open),
            ("assessed".into(), "References gone on to the full text", self.assessed),
            ("excluded_full_text".into(), "Excluded on the full text", self.excluded_in_full),
        ]);
        for (reason, n) in &self.reasons {
            out.push((format!("reason/{reason}"), "Excluded on the full text for a reason", *n));
        }
        out.extend([
            ("open_full_text".to_string(), "Still open on the full text", self.open_in_full),
            ("included".into(), "References included", self.included),
        ]);
        out
    }

    /// What must add up: a whole, and its parts.
    pub fn sums(&self) -> [(&'static str, usize, Vec<usize>); 5] {
        [
            ("records identified", self.identified, self.searches.iter().map(|(_, n)| *n).collect()),
            ("records identified", self.identified, vec![self.duplicates, self.references]),
            ("references", self.references, vec![self.excluded, self.open, self.assessed]),
            ("full texts", self.assessed, vec![self.excluded_in_full, self.open_in_full, self.included]),
            (
                "excluded on the full text",
                self.excluded_in_full,
                self.reasons.iter().map(|(_, n)| *n).collect(),
            ),
        ]
    }

    /// The first sum that does not add up, as a sentence.
    pub fn mismatch(&self) -> Option<String> {
        let wrong = self.sums().into_iter().find(|(_, whole, parts)| parts.iter().sum::<usize>() != *whole);
        wrong.map(|(what, whole, parts)| format!("{what}: {whole} is not {}", added(&parts)))
    }
}

/// `2 + 5`.
pub fn added(parts: &[usize]) -> String {
    match parts {
        [] => "0".to_string(),
        parts => parts.iter().map(usize::to_string).collect::<Vec<_>>().join(" + "),
    }
}

/// Counts every step. Records and references are counted apart from what is
/// made of them, so that the sums are a check and not an identity.
pub fn flow(literature: &Literature) -> Flow {
    let mut flow = Flow {
        searches: literature.searches.iter().map(|s| (s.id.clone(), s.records)).collect(),
        references: literature.references.len(),
        ..Flow::default()
    };
    flow.identified = literature.references.iter().map(|r| r.records.len()).sum();
    flow.duplicates = literature.references.iter().map(|r| r.records.len().saturating_sub(1)).sum();
    let mut by_reason: BTreeMap<String, usize> = BTreeMap::new();
    for one in screened(literature) {
        match (one.stage, one.state) {
            (Stage::TitleAbstract, ScreenState::Excluded) => flow.excluded += 1,
            (Stage::TitleAbstract, _) => flow.open += 1,
            (Stage::FullText, state) => {
                flow.assessed += 1;
                match state {
                    ScreenState::Excluded => {
                        flow.excluded_in_full += 1;
                        let reason = match one.reasons.as_slice() {
                            [one] => one.clone(),
                            _ => REASONS_DIFFER.to_string(),
                        };
                        *by_reason.entry(reason).or_default() += 1;
                    }
                    ScreenState::Included => flow.included += 1,
                    _ => flow.open_in_full += 1,
                }
            }
        }
    }
    flow.reasons = by_reason.into_iter().collect();
    flow
}

/// How far two reviewers agree at a stage, among the references both decided.
pub struct ReviewersAgree {
    pub stage: Stage,
    pub reviewers: [String; 2],
    /// References both decided.
    pub both: usize,
    /// Share of these they agree on.
    pub percent: f64,
    pub kappa: Result<Kappa, Undefined>,
}

/// Every pair of reviewers at each stage that decided about the same references;
/// the consensus is nobody's own judgement.
pub fn reviewers_agree(literature: &Literature) -> Vec<ReviewersAgree> {
    let mut out = Vec::new();
    let place: HashMap<&str, usize> =
        literature.references.iter().enumerate().map(|(i, r)| (r.key.as_str(), i)).collect();
    for stage in Stage::ALL {
        let mut judged: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for d in literature.decisions.iter().filter(|d| d.stage == stage && !d.is_consensus()) {
            let codes = judged
                .entry(d.reviewer.clone())
                .or_insert_with(|| vec![Factor::MISSING; literature.references.len()]);
            if let Some(at) = place.get(d.reference.as_str()) {
                codes[*at] = d.choice as u32;
            }
        }
        // Of a crowd of reviewers every pair is more than anyone reads.
        let coders: Vec<(String, Factor)> = judged
            .into_iter()
            .take(12)
            .map(|(who, codes)| {
                (who, Factor::with_levels(codes, Choice::ALL.map(|c| c.id().to_string()).to_vec()))
            })
            .collect();
        for (i, (one, a)) in coders.iter().enumerate() {
            for (other, b) in &coders[i + 1..] {
                if let Ok((percent, both)) = percent_agreement(a, b) {
                    out.push(ReviewersAgree {
                        stage,
                        reviewers: [one.clone(), other.clone()],
                        both,
                        percent,
                        kappa: cohen(a, b, Weighting::None),
                    });
                }
            }
        }
    }
    out
}
