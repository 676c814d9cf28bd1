//! Findings: a claim whose condition is tested again on every run. Verdicts
//! are *holds*, *does not hold* and *cannot tell*.

use crate::analysis::{self, AnswerState, Dated, Estimates, Figure, Holder, estimate_value};
use crate::base::{Diag, Diags};
use crate::expr::{EstimateValue, EvidenceSource, Truth3, Use, eval_evidence};
use crate::model::{Address, AddressKind, Answer, Country, Finding, RunStateKind, Workspace};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    DoesNotHold,
    CannotTell,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::DoesNotHold => "does not hold",
            Verdict::CannotTell => "cannot tell",
        }
    }
}

/// A finding with its verdict and what it rested on.
pub struct Tested<'a> {
    pub finding: &'a Finding,
    pub verdict: Verdict,
    /// Why it cannot be told.
    pub reasons: Vec<String>,
    /// The figures it rests on, held or absent.
    pub figures: Vec<Figure>,
    /// The answers to criteria it rests on.
    pub answers: Vec<&'a Answer>,
    /// What a reader of the verdict should know about those answers.
    pub cautions: Vec<String>,
}

impl Tested<'_> {
    /// Whether simulated records had a part in it.
    pub fn simulated(&self) -> bool {
        self.figures.iter().any(|f| f.simulated)
    }

    /// Whether it rests on records that were not assessed for release.
    pub fn workroom(&self) -> bool {
        self.figures.iter().any(|f| f.workroom)
    }

    /// The verdict as people read it.
    pub fn said(&self) -> String {
        let simulated = if self.simulated() { " (SIMULATED)" } else { "" };
        format!("{}{simulated}", self.verdict.word())
    }

    /// What the verdict was made on, or what is missing for it.
    pub fn because(&self) -> String {
        if self.verdict == Verdict::CannotTell {
            return [self.reasons.clone(), self.cautions.clone()].concat().join("; ");
        }
        let used = |name: &str| self.finding.holds_if.checked.depends_on().iter().any(|n| n == name);
        let mut parts: Vec<String> = Vec::new();
        for figure in self.figures.iter().filter(|f| f.is_held()) {
            let id = figure.address.id.rsplit('/').next().unwrap_or_default();
            let period = figure.address.filter("period");
            let written = || self.finding.rests_on.iter().filter_map(|(_, a)| Address::parse(a).ok());
            let dated = |p: &str| written().any(|a| a.filter("period") == Some(p));
            let named = period.is_none_or(|p| self.finding.holds_if.source.contains(p) || dated(p));
            if used(id) && named {
                let period = period.map(|p| format!(" {p}")).unwrap_or_default();
                let sum = if figure.has_flag(analysis::SUM) { " (sum of categories)" } else { "" };
                parts.push(format!("{id}{period}: {}{sum}", figure.shown()));
            }
        }
        parts.extend(
            self.answers
                .iter()
                .filter(|a| used(&a.criterion))
                .map(|a| format!("{}: {}", a.criterion, a.value)),
        );
        parts.dedup();
        let said = format!("{} ({})", parts.join("; "), self.finding.holds_if.source);
        std::iter::once(said).chain(self.cautions.iter().cloned()).collect::<Vec<_>>().join("; ")
    }
}

/// What a piece of evidence is, for a condition.
enum Evidence<'a> {
    Figure(Box<Figure>),
    /// A series, of the categories that its address names.
    Series(Address),
    Answer(Option<&'a Answer>),
    /// Sources or reviewers differ: there is an answer, and none is chosen.
    Disputed,
    /// Several figures under one address: held, but none is chosen.
    Conflict(usize),
    Absent(String),
}

struct Held<'a> {
    workspace: &'a Workspace,
    country: &'a Country,
    named: Vec<(String, Evidence<'a>)>,
    needs_base: Option<i64>,
}

impl Held<'_> {
    fn get(&self, name: &str) -> Option<&Evidence<'_>> {
        self.named.iter().find(|(n, _)| n == name).map(|(_, e)| e)
    }

    /// Whether a figure has the base the finding asks for; an unstated base
    /// is not enough. Where there is no value, that is the reason, and not its
    /// base.
    fn base_is_enough(&self, figure: &Figure) -> Result<(), String> {
        match (self.needs_base, figure.base) {
            (None, _) => Ok(()),
            _ if !figure.is_held() => Ok(()),
            (Some(needed), Some(base)) if base >= needed as f64 => Ok(()),
            (Some(needed), Some(base)) => Err(format!("its base of {base} is below the {needed} asked for")),
            (Some(needed), None) => Err(format!("its source states no base, and {needed} are asked for")),
        }
    }
}

impl EvidenceSource for Held<'_> {
    fn estimate(&self, name: &str) -> Option<EstimateValue> {
        match self.get(name)? {
            Evidence::Figure(figure) if figure.is_evidence() && self.base_is_enough(figure).is_ok() => {
                estimate_value(figure)
            }
            _ => None,
        }
    }

    fn at(&self, name: &str, period: i32) -> Result<f64, String> {
        let Some(Evidence::Series(address)) = self.get(name) else {
            return Err(format!("no value for {period}"));
        };
        let (holder, at) = (Holder::Country(self.country), analysis::categories(address));
        let found = analysis::held_at(self.workspace, holder, &address.id, &at, period)?;
        if !found.is_evidence() {
            return Err(format!("{period} is known only from the press: a lead"));
        }
        found.value.ok_or(found.because)
    }

    fn apart(&self, uses: &[Use<'_>]) -> Option<String> {
        let dated: Vec<Dated> = uses
            .iter()
            .flat_map(|used| match (self.get(used.name), used.period) {
                (Some(Evidence::Series(address)), Some(period)) => vec![(address.id.clone(), period)],
                (Some(Evidence::Figure(figure)), _) => {
                    analysis::made_of(self.workspace, self.country, figure)
                }
                _ => Vec::new(),
            })
            .collect();
        analysis::apart(self.workspace, self.country, &dated)
    }

    fn answer(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Evidence::Answer(Some(answer)) => Some(answer.value.clone()),
            _ => None,
        }
    }

    fn held(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Evidence::Figure(figure)) => figure.is_evidence() && figure.is_held(),
            Some(Evidence::Series(address)) => {
                let at = analysis::categories(address);
                self.country.observations_of(&address.id).any(|o| {
                    o.value.is_some() && o.is_evidence() && at.iter().all(|part| o.at.contains(part))
                })
            }
            Some(Evidence::Conflict(_) | Evidence::Disputed) => true,
            Some(Evidence::Answer(answer)) => answer.is_some(),
            _ => false,
        }
    }

    fn why_missing(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Evidence::Figure(figure) if !figure.is_evidence() => {
                Some("known only from the press: a lead".into())
            }
            Evidence::Figure(figure) => {
                self.base_is_enough(figure).err().or_else(|| analysis::why_no_value(figure))
            }
            Evidence::Conflict(n) => {
                Some(format!("{n} figures are held and differ; choose one with [published=…]"))
            }
            Evidence::Series(_) => None,
            Evidence::Answer(_) => Some("not answered with proof".into()),
            Evidence::Disputed => Some("disputed: sources or reviewers differ".into()),
            Evidence::Absent(why) => Some(why.clone()),
        }
    }
}

/// What is held of a series under an address without a year: each value as its
/// source gives it, and the sums of years for which none gives it.
fn of_series(workspace: &Workspace, country: &Country, address: &Address) -> Vec<Figure> {
    let at = analysis::categories(address);
    let all = analysis::observations(workspace, country, &address.id);
    let same = |f: &Figure| {
        let own = analysis::categories(&f.address);
        own.len() == at.len() && at.iter().all(|part| own.contains(part))
    };
    let mut out = Vec::new();
    for period in analysis::periods(&all) {
        let year = period.to_string();
        let own = all.iter().filter(|f| f.published == year && same(f) && !f.has_flag("superseded"));
        let before = out.len();
        out.extend(own.cloned());
        if out.len() == before {
            out.extend(analysis::cell(workspace, Holder::Country(country), &address.id, &at, period));
        }
    }
    out
}

/// Tests one finding against the evidence a country holds, and the estimates
/// that were made from its records.
pub fn test<'a>(
    workspace: &'a Workspace,
    country: &'a Country,
    finding: &'a Finding,
    estimates: &Estimates,
) -> Tested<'a> {
    let mut figures = Vec::new();
    let mut answers = Vec::new();
    let mut cautions: Vec<String> = Vec::new();
    let mut named = Vec::new();
    for (name, text) in &finding.rests_on {
        let evidence = match Address::parse(text) {
            Err(error) => Evidence::Absent(error),
            Ok(address) => match address.kind {
                Some(AddressKind::Series) if address.filter("period").is_none() => {
                    figures.extend(of_series(workspace, country, &address));
                    Evidence::Series(address)
                }
                Some(AddressKind::Criterion) => {
                    let all = analysis::criterion(workspace, country, &address.id);
                    let standing = all.iter().find(|s| s.about.is_empty());
                    let state = standing.map_or(AnswerState::Unanswered, |s| s.state);
                    cautions.extend(analysis::cautions(&all));
                    let held: Vec<&Answer> = standing
                        .filter(|s| s.state != AnswerState::Lead)
                        .map(|s| s.current.clone())
                        .unwrap_or_default();
                    answers.extend(held.iter().copied());
                    match state {
                        AnswerState::Disputed => Evidence::Disputed,
                        state => Evidence::Answer(held.first().copied().filter(|_| state.is_proved())),
                    }
                }
                Some(AddressKind::Theme) => Evidence::Absent("no interviews are coded yet".into()),
                _ => match analysis::one(workspace, country, &address, estimates) {
                    Ok(figure) => {
                        figures.push(figure.clone());
                        Evidence::Figure(Box::new(figure))
                    }
                    Err(why) => {
                        let several = match address.kind {
                            Some(AddressKind::Published) => {
                                analysis::published(workspace, country, &address.id)
                                    .into_iter()
                                    .filter(Figure::is_evidence)
                                    .count()
                            }
                            _ => 0,
                        };
                        if several > 1 { Evidence::Conflict(several) } else { Evidence::Absent(why) }
                    }
                },
            },
        };
        named.push((name.clone(), evidence));
    }
    let held = Held { workspace, country, named, needs_base: finding.needs_base };
    let (verdict, reasons) = match eval_evidence(&finding.holds_if.checked, &held) {
        Truth3::Holds => (Verdict::Holds, Vec::new()),
        Truth3::DoesNotHold => (Verdict::DoesNotHold, Vec::new()),
        Truth3::CannotTell(reasons) => (Verdict::CannotTell, reasons),
    };
    Tested { finding, verdict, reasons, figures, answers, cautions }
}

/// Tests all findings of a country.
pub fn test_all<'a>(
    workspace: &'a Workspace,
    country: &'a Country,
    estimates: &Estimates,
) -> Vec<Tested<'a>> {
    country.findings.iter().map(|f| test(workspace, country, f, estimates)).collect()
}

/// Complaints about evidence: a finding on press-only figures, a zero that is
/// none, a derived figure that disagrees with what was published.
pub fn check(workspace: &Workspace, diags: &mut Diags) {
    super::literature::check(workspace, diags);
    super::series::check(workspace, diags);
    for country in workspace.countries.values() {
        for finding in &country.findings {
            for figure in test(workspace, country, finding, &Estimates::default()).figures {
                if !figure.is_evidence() {
                    diags.push(
                        Diag::error(format!(
                            "finding \"{}\" rests on {}, which is known only from the press",
                            finding.id, figure.address
                        ))
                        .at(finding.span.clone())
                        .hint(
                            "a lead never reaches a headline or a finding; find the organisations' own page",
                        )
                        .depth(2),
                    );
                }
            }
        }
        for state in country.states.iter().filter(|s| s.kind != RunStateKind::NotAvailable) {
            let held = country.figures.iter().filter(|f| f.tier.is_evidence()).find(|f| {
                workspace.methodology.published(&f.id).is_some_and(|d| d.activity == state.activity)
            });
            if let Some(figure) = held {
                diags.push(
                    Diag::error(format!(
                        "'{}' is said to be {}, but a published figure of it is held ('{}')",
                        state.activity,
                        state.kind.word(),
                        figure.id
                    ))
                    .at(state.span.clone())
                    .hint(format!("the figure stands at {}; one of the two is wrong", figure.span))
                    .depth(2),
                );
            }
        }
        for zero in &country.zeros {
            let found = country.figures_of(&zero.published).any(|f| f.value == Some(0.0));
            if !found {
                diags.push(
                    Diag::error(format!(
                        "'{}' is said to be a recorded zero, but no such zero is held",
                        zero.published
                    ))
                    .at(zero.span.clone())
                    .hint("the row with value 0 stands in the country's figures file")
                    .depth(2),
                );
            }
        }
        super::answers::check(workspace, country, diags);
    }
}
