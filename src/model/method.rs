//! The method: who leads what, which activities there are, what is measured.

use std::sync::Arc;

use crate::base::Span;

use super::burden::Burden;
use super::desk::{LegalInstrument, Rubric};
use super::dyad::Dyad;
use super::instrument::{Condition, Instrument, OptionDef};
use super::literature::{Literature, ScreeningReason};
use super::programme::Programme;
use super::quality::Quality;
use super::report::Report;
use super::request::RequestRules;
use super::series::{Dimension, Series};

/// The methodology, before any region or country changes it.
#[derive(Debug, Default)]
pub struct Methodology {
    pub id: String,
    pub name: String,
    pub version: String,
    pub languages: Vec<String>,
    /// What languages are called, by code.
    pub language_names: Vec<(String, String)>,
    pub about: String,
    pub source: String,
    pub organisations: Vec<Organisation>,
    pub parts: Vec<Part>,
    pub activities: Vec<Activity>,
    pub programmes: Vec<Programme>,
    pub duty_bearers: Vec<DutyBearer>,
    pub scales: Vec<Scale>,
    pub legal_instruments: Vec<LegalInstrument>,
    pub rubrics: Vec<Rubric>,
    /// Why a reference may be left out of the literature of any country.
    pub screening_reasons: Vec<ScreeningReason>,
    pub literature: Option<Literature>,
    pub dimensions: Vec<Dimension>,
    pub series: Vec<Series>,
    pub denominators: Vec<Denominator>,
    pub indicators: Vec<Indicator>,
    pub published: Vec<PublishedDef>,
    pub safeguards: Option<Safeguards>,
    /// What every country settles on its adaptation worksheet.
    pub worksheet: Vec<WorksheetPoint>,
    pub report: Option<Report>,
    /// How data requests are filled in.
    pub request_rules: Option<RequestRules>,
    /// What questionnaires ask of a person.
    pub burdens: Vec<Burden>,
    /// From when on checks of fieldwork speak up.
    pub qualities: Vec<Quality>,
    /// Questionnaires whose records belong together.
    pub dyads: Vec<Dyad>,
}

impl Methodology {
    pub fn activity(&self, id: &str) -> Option<&Activity> {
        self.activities.iter().find(|a| a.id == id)
    }

    /// The activities of a country: the method's and its own; with `None` the
    /// method's alone.
    pub fn activities_in<'a>(&'a self, code: Option<&'a str>) -> impl Iterator<Item = &'a Activity> {
        self.activities.iter().filter(move |a| a.is_in(code))
    }

    /// The thresholds of a questionnaire's checks.
    pub fn quality(&self, instrument: &str) -> Option<&Quality> {
        self.qualities.iter().find(|q| q.instrument == instrument)
    }

    /// The pairs that a questionnaire's records are in.
    pub fn dyad(&self, instrument: &str) -> Option<&Dyad> {
        self.dyads.iter().find(|d| d.other(instrument).is_some())
    }

    /// All instruments, in the order of the activities.
    pub fn instruments(&self) -> impl Iterator<Item = &Instrument> {
        self.activities.iter().flat_map(|a| a.instruments.iter().map(|i| &**i))
    }

    pub fn instrument(&self, path: &str) -> Option<&Instrument> {
        self.instruments().find(|i| i.path == path)
    }

    pub fn scale(&self, id: &str) -> Option<&Scale> {
        self.scales.iter().find(|s| s.id == id)
    }

    pub fn rubric(&self, id: &str) -> Option<&Rubric> {
        self.rubrics.iter().find(|r| r.id == id)
    }

    pub fn screening_reason(&self, id: &str) -> Option<&ScreeningReason> {
        self.screening_reasons.iter().find(|r| r.id == id)
    }

    pub fn series(&self, id: &str) -> Option<&Series> {
        self.series.iter().find(|s| s.id == id)
    }

    pub fn dimension(&self, id: &str) -> Option<&Dimension> {
        self.dimensions.iter().find(|d| d.id == id)
    }

    pub fn denominator(&self, id: &str) -> Option<&Denominator> {
        self.denominators.iter().find(|d| d.id == id)
    }

    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.id == id)
    }

    pub fn published(&self, id: &str) -> Option<&PublishedDef> {
        self.published.iter().find(|p| p.id == id)
    }
}

#[derive(Debug, Clone)]
pub struct Organisation {
    pub id: String,
    /// Whether it enforces the law: records of a survey never go to it.
    pub law_enforcement: bool,
    pub name: String,
    pub url: String,
    pub about: String,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Part {
    pub id: String,
    pub label: String,
    pub led_by: String,
    pub about: String,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivityKind {
    DeskReview,
    Interviews,
    Survey,
    OffenceData,
}

impl ActivityKind {
    pub const ALL: [ActivityKind; 4] =
        [ActivityKind::DeskReview, ActivityKind::Interviews, ActivityKind::Survey, ActivityKind::OffenceData];

    pub fn id(self) -> &'static str {
        match self {
            ActivityKind::DeskReview => "desk_review",
            ActivityKind::Interviews => "interviews",
            ActivityKind::Survey => "survey",
            ActivityKind::OffenceData => "offence_data",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            ActivityKind::DeskReview => "desk review",
            ActivityKind::Interviews => "interviews",
            ActivityKind::Survey => "survey",
            ActivityKind::OffenceData => "offence and administrative data",
        }
    }
}

/// One of the nine research activities.
#[derive(Debug, Clone)]
pub struct Activity {
    pub id: String,
    pub label: String,
    pub number: i64,
    pub part: String,
    pub kind: ActivityKind,
    /// Who or what is asked.
    pub asks: String,
    pub design: String,
    pub target: Option<i64>,
    pub representative: bool,
    /// Whether it needs an approval before it takes records.
    pub ethics: bool,
    pub source: String,
    pub confirm: String,
    pub about: String,
    /// Shared with the plans of every country.
    pub instruments: Vec<Arc<Instrument>>,
    /// The code of the one country that has it; `None` for the method's own.
    pub only_in: Option<String>,
    pub span: Span,
}

impl Activity {
    /// Whether it belongs to a country, or with `None` to the method itself.
    pub fn is_in(&self, code: Option<&str>) -> bool {
        self.only_in.is_none() || self.only_in.as_deref() == code
    }
}

#[derive(Debug, Clone)]
pub struct DutyBearer {
    pub id: String,
    pub label: String,
    pub about: String,
    pub span: Span,
}

/// Something every new country settles before fieldwork.
#[derive(Debug, Clone)]
pub struct WorksheetPoint {
    pub id: String,
    pub label: String,
    /// What is to be found out.
    pub asks: String,
    pub span: Span,
}

/// The answers a criterion may have, in order.
#[derive(Debug, Clone)]
pub struct Scale {
    pub id: String,
    pub label: String,
    pub values: Vec<OptionDef>,
    /// Values that do not pass: a treaty that was ratified stays so until
    /// someone says otherwise.
    pub lasting: Vec<String>,
    /// Values that say something is not there: they need a recorded search.
    pub absence: Vec<String>,
    /// Shown as a grid, a column a value.
    pub grid: bool,
    pub about: String,
    pub span: Span,
}

/// What a series can be divided by, for the same period.
#[derive(Debug, Clone)]
pub struct Denominator {
    pub id: String,
    pub label: String,
    pub value: Condition,
    /// Rates are printed per this many.
    pub per: f64,
    pub unit: String,
    pub about: String,
    pub span: Span,
}

/// Who makes the denominator of an indicator.
#[derive(Debug, Clone)]
pub enum Base {
    Everyone,
    Where(Condition),
}

impl Base {
    pub fn text(&self) -> String {
        match self {
            Base::Everyone => "everyone".into(),
            Base::Where(c) => c.source.clone(),
        }
    }
}

/// What a don't know, a refusal and a not-asked count as: `yes`, `no`, `leave`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountRule {
    pub dont_know: String,
    pub prefer_not: String,
    pub not_asked: String,
}

/// A named, versioned definition.
#[derive(Debug, Clone)]
pub struct Indicator {
    pub id: String,
    pub label: String,
    pub definition: String,
    pub about: String,
    pub concept: String,
    pub body: IndicatorBody,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum IndicatorBody {
    Proportion {
        from: String,
        base: Base,
        yes_if: Condition,
        count_as: CountRule,
        bounds: Option<CountRule>,
        recall_months: Option<i64>,
        by: Vec<String>,
    },
    Mean {
        from: String,
        base: Base,
        of: Condition,
        unit: String,
        count_as: CountRule,
        by: Vec<String>,
    },
    Derived(Derived),
}

/// A figure worked out from other figures of the same country.
#[derive(Debug, Clone)]
pub struct Derived {
    pub unit: String,
    /// Names used in the expressions → the addresses they stand for.
    pub inputs: Vec<(String, String)>,
    pub value: Condition,
    pub low: Option<Condition>,
    pub high: Option<Condition>,
    pub population_as: String,
    /// A published figure it should agree with, and how closely (a share).
    pub check_against: Option<(String, f64)>,
}

impl Indicator {
    /// Questions its value depends on.
    pub fn depends_on(&self) -> Vec<String> {
        let mut names: Vec<String> = match &self.body {
            IndicatorBody::Proportion { base, yes_if, by, .. } => base_names(base)
                .chain(yes_if.checked.depends_on().iter().cloned())
                .chain(by.iter().cloned())
                .collect(),
            IndicatorBody::Mean { base, of, .. } => {
                base_names(base).chain(of.checked.depends_on().iter().cloned()).collect()
            }
            IndicatorBody::Derived(_) => Vec::new(),
        };
        names.sort();
        names.dedup();
        names
    }

    /// The questionnaire it is computed from.
    pub fn from(&self) -> Option<&str> {
        match &self.body {
            IndicatorBody::Proportion { from, .. } | IndicatorBody::Mean { from, .. } => Some(from),
            IndicatorBody::Derived(_) => None,
        }
    }
}

fn base_names(base: &Base) -> impl Iterator<Item = String> + '_ {
    let names = match base {
        Base::Everyone => [].as_slice(),
        Base::Where(c) => c.checked.depends_on(),
    };
    names.iter().cloned()
}

/// What a published figure means.
#[derive(Debug, Clone)]
pub struct PublishedDef {
    pub id: String,
    pub label: String,
    pub definition: String,
    pub unit: String,
    pub population: String,
    pub activity: String,
    pub concept: String,
    /// The indicator of the same definition; empty for none.
    pub corresponds_to: String,
    /// The indicator of the same thing by another definition; empty for none.
    pub measured_by: String,
    /// Why no indicator measures it; empty where one does or nothing is said.
    pub not_measured: String,
    pub same_as_series: String,
    pub counts_only: bool,
    pub caveats: Vec<String>,
    pub about: String,
    pub span: Span,
}

/// What happens when a child needs help.
#[derive(Debug, Clone)]
pub struct Safeguards {
    pub immediate_danger: String,
    pub ongoing_harm_hours: Option<i64>,
    pub past_harm: String,
    pub confirm: String,
    pub services: Vec<Service>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Service {
    pub id: String,
    pub label: String,
    pub contact: String,
    pub free: Option<bool>,
    pub languages: Vec<String>,
    pub source: String,
    pub as_of: String,
    pub confirm: String,
    pub span: Span,
}
