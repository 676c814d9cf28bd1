//! A region or country: what it adapts, what was run, approved, published.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{PartialDate, Span};
use crate::data::State;

use super::burden::CognitiveTest;
use super::desk::{Answer, Aside, LegalInstrument};
use super::instrument::{Adaptation, Condition, OnlyWhere};
use super::literature::{Cite, Literature};
use super::method::Safeguards;
use super::quality::Quality;
use super::request::Return;
use super::series::{CountryMeta, Observation, Series, SeriesMeta};

/// A layer that several countries share.
#[derive(Debug, Clone)]
pub struct Region {
    pub id: String,
    pub label: String,
    pub about: String,
    pub adaptations: Vec<Adaptation>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Country {
    pub code: String,
    pub name: String,
    pub region: String,
    pub languages: Vec<String>,
    /// What languages are called, by code; over the names of the method.
    pub language_names: Vec<(String, String)>,
    /// The public key that answers are encrypted for on the device, as base64;
    /// empty for none.
    pub submission_key: String,
    pub about: String,
    pub confirm: String,
    /// What codes in files of answers stand for, over those of the instruments.
    pub missing_codes: Vec<(String, State)>,
    /// What `{placeholders}` in wordings become here.
    pub placeholders: Vec<(String, String)>,
    pub adaptations: Vec<Adaptation>,
    pub states: Vec<RunState>,
    pub zeros: Vec<RecordedZero>,
    pub approvals: Vec<Approval>,
    /// Under which records may leave.
    pub permits: Vec<Permit>,
    /// Thresholds of checks of fieldwork that are others here.
    pub checks: Vec<Quality>,
    /// Approvals said to exist without board or dates: they clear nothing.
    pub approvals_stated: Vec<ApprovalsStated>,
    pub fieldwork: Vec<Fieldwork>,
    pub safeguards: Option<Safeguards>,
    pub worksheet: Option<Worksheet>,
    /// The CSV files beside the scripts, and what was read from them.
    pub figures_file: Option<FileRef>,
    pub observations_file: Option<FileRef>,
    pub figures: Vec<PublishedFigure>,
    /// Of its own file, then of the files of series.
    pub observations: Vec<Observation>,
    /// What its providers state about series.
    pub series_metadata: Vec<CountryMeta>,
    /// What providers sent back, by request and revision.
    pub returns: Vec<Return>,
    /// Series → breaks that returns state, and years from which they count
    /// something else.
    pub returned_breaks: BTreeMap<String, Vec<(String, String)>>,
    pub answers: Vec<Answer>,
    /// Facts that were found and answer no criterion.
    pub asides: Vec<Aside>,
    /// The country's own statutes and policies that answers rest on.
    pub legal_instruments: Vec<LegalInstrument>,
    /// What was searched for, and what is made of it.
    pub literature: Option<Literature>,
    pub findings: Vec<Finding>,
    /// Rounds in which wordings were tried.
    pub cognitive_tests: Vec<CognitiveTest>,
    pub span: Span,
}

impl Country {
    /// Published figures of an id, in the order of the file.
    pub fn figures_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a PublishedFigure> {
        self.figures.iter().filter(move |f| f.id == id)
    }

    /// The values of a series for the whole population, by period.
    pub fn observations_of<'a>(&'a self, series: &'a str) -> impl Iterator<Item = &'a Observation> {
        self.observations.iter().filter(move |o| o.series == series)
    }

    /// What a count of a series is here by the scripts: what they state for the
    /// country, over what the method says.
    fn meta_of_scripts(&self, series: &Series) -> SeriesMeta {
        let own = self.series_metadata.iter().filter(|m| m.series == series.id && m.returned.is_none());
        own.fold(series.meta.clone(), |meta, own| meta.under(&own.meta))
    }

    /// What one value counts: a value that came back with a request is what its
    /// own return says it is, whatever later returns say of theirs.
    pub fn meta_of_value(&self, series: &Series, value: &Observation) -> SeriesMeta {
        let scripts = self.meta_of_scripts(series);
        let with = |m: &&CountryMeta| {
            let came = m.returned.as_ref();
            m.series == series.id
                && came.is_some_and(|r| r.request == value.request && Some(r.revision) == value.revision)
        };
        match self.series_metadata.iter().find(with) {
            Some(own) => scripts.under_return(&own.meta),
            None => scripts,
        }
    }

    /// What speaks of a series in a year: the scripts, then the newest return of
    /// each request that has values of that year.
    pub fn stated_at(&self, series: &str, period: i32) -> Vec<&CountryMeta> {
        let own = || self.series_metadata.iter().filter(|m| m.series == series);
        let mut out: Vec<&CountryMeta> = own().filter(|m| m.returned.is_none()).collect();
        let mut newest: BTreeMap<&str, (u32, &CountryMeta)> = BTreeMap::new();
        for stated in own() {
            let Some(came) = stated.returned.as_ref().filter(|r| r.periods.binary_search(&period).is_ok())
            else {
                continue;
            };
            let place = newest.entry(&came.request).or_insert((came.revision, stated));
            if place.0 < came.revision {
                *place = (came.revision, stated);
            }
        }
        out.extend(newest.into_values().map(|(_, stated)| stated));
        out
    }

    /// What a count of a series is here in a year. Where values of the year came
    /// from several hands, what they do not agree on is unknown.
    pub fn meta_at(&self, series: &Series, period: i32) -> SeriesMeta {
        let scripts = self.meta_of_scripts(series);
        let stated = self.stated_at(&series.id, period);
        let mut all: Vec<SeriesMeta> =
            stated.iter().filter(|m| m.returned.is_some()).map(|m| scripts.under_return(&m.meta)).collect();
        let by_hand = |o: &Observation| o.period == period && o.request.is_empty() && o.series == series.id;
        if all.is_empty() || self.observations.iter().any(by_hand) {
            all.push(scripts);
        }
        SeriesMeta::of_all(&all)
    }

    /// The years that values of a series are held of, in order.
    pub fn periods_of(&self, series: &str) -> Vec<i32> {
        let years: BTreeSet<i32> = self.observations_of(series).map(|o| o.period).collect();
        years.into_iter().collect()
    }

    /// What a count of a series is here in all years that are held; a field
    /// that is not the same in all of them is unknown.
    pub fn meta_of(&self, series: &Series) -> SeriesMeta {
        // Without a return there is one statement for all years.
        if !self.series_metadata.iter().any(|m| m.series == series.id && m.returned.is_some()) {
            return self.meta_of_scripts(series);
        }
        let all: Vec<SeriesMeta> =
            self.periods_of(&series.id).into_iter().map(|p| self.meta_at(series, p)).collect();
        SeriesMeta::of_all(&all)
    }

    /// The breaks of a series here: of its own, those that the country's
    /// providers state, and the years in which something else was counted than
    /// before. Each is a year and what changed in it.
    pub fn breaks_of(&self, series: &Series) -> Vec<(String, String)> {
        let own = self.series_metadata.iter().filter(|m| m.series == series.id && m.returned.is_none());
        let mut all = series.breaks.clone();
        let returned = self.returned_breaks.get(&series.id);
        for stated in own.flat_map(|m| &m.breaks).chain(returned.into_iter().flatten()) {
            if !all.contains(stated) {
                all.push(stated.clone());
            }
        }
        all.sort();
        all
    }

    /// A country that series hold values of and that has no scripts here.
    pub fn without_scripts(code: &str, name: &str, span: Span) -> Country {
        Country {
            code: code.to_string(),
            name: name.to_string(),
            region: String::new(),
            languages: Vec::new(),
            language_names: Vec::new(),
            submission_key: String::new(),
            about: String::new(),
            confirm: String::new(),
            missing_codes: Vec::new(),
            placeholders: Vec::new(),
            adaptations: Vec::new(),
            states: Vec::new(),
            zeros: Vec::new(),
            approvals: Vec::new(),
            permits: Vec::new(),
            checks: Vec::new(),
            approvals_stated: Vec::new(),
            fieldwork: Vec::new(),
            safeguards: None,
            worksheet: None,
            figures_file: None,
            observations_file: None,
            figures: Vec::new(),
            observations: Vec::new(),
            series_metadata: Vec::new(),
            returns: Vec::new(),
            returned_breaks: BTreeMap::new(),
            answers: Vec::new(),
            asides: Vec::new(),
            legal_instruments: Vec::new(),
            literature: None,
            findings: Vec::new(),
            cognitive_tests: Vec::new(),
            span,
        }
    }

    /// Whether the desk review answers a criterion so: the latest answer that
    /// is about the whole country, is proof and no lead, and rests on no bill.
    pub fn answers_so(&self, only: &OnlyWhere) -> bool {
        let answers = self.answers.iter().filter(|a| {
            a.criterion == only.criterion
                && a.about.is_empty()
                && a.lead.is_empty()
                && !matches!(a.status.as_str(), "bill" | "repealed")
        });
        let dated = |a: &&Answer| PartialDate::parse(&a.as_of).map(|_| a.as_of.clone());
        answers.max_by_key(dated).is_some_and(|a| a.value == only.is)
    }

    /// A wording with the country's name and placeholders filled in.
    pub fn fill(&self, text: &str) -> String {
        let mut out = text.replace("{country}", &self.name);
        for (name, value) in &self.placeholders {
            out = out.replace(&format!("{{{name}}}"), value);
        }
        out
    }
}

/// A data file that a script names, relative to the workspace.
#[derive(Debug, Clone)]
pub struct FileRef {
    pub path: String,
    /// Where the script names it.
    pub span: Span,
}

/// Why an activity has no results here. A true zero is none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunStateKind {
    NotRun,
    NotCleared,
    NotAvailable,
}

impl RunStateKind {
    pub fn word(self) -> &'static str {
        match self {
            RunStateKind::NotRun => "not run",
            RunStateKind::NotCleared => "not cleared",
            RunStateKind::NotAvailable => "not available",
        }
    }
}

#[derive(Debug, Clone)]
pub struct RunState {
    pub activity: String,
    pub kind: RunStateKind,
    pub because: String,
    pub source: String,
    pub span: Span,
}

/// A zero that was counted.
#[derive(Debug, Clone)]
pub struct RecordedZero {
    pub published: String,
    pub because: String,
    pub source: String,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Approval {
    pub activity: String,
    pub board: String,
    pub scope: String,
    /// First and last day, `YYYY-MM-DD`.
    pub valid: Option<(String, String)>,
    pub state: String,
    pub reference: String,
    pub source: String,
    pub confirm: String,
    pub span: Span,
}

/// That someone may have records: who, which fields, what for, until when.
#[derive(Debug, Clone)]
pub struct Permit {
    pub id: String,
    /// The questionnaire's path.
    pub of: String,
    /// Who gets them.
    pub to: String,
    /// The organisation of the method that it is, or empty.
    pub organisation: String,
    pub purpose: String,
    pub fields: Vec<String>,
    /// `workroom` or `partner`: records are never public.
    pub audience: String,
    /// First and last day.
    pub valid: (String, String),
    pub given_by: String,
    pub source: String,
    pub span: Span,
}

/// Approvals that a source says exist, without naming the boards or the dates.
/// A type of its own, so that nothing can take one for an approval.
#[derive(Debug, Clone)]
pub struct ApprovalsStated {
    pub number: Option<i64>,
    /// Empty where the source names no activity.
    pub activity: String,
    pub not_stated: String,
    pub source: String,
    pub confirm: String,
    pub about: String,
    pub span: Span,
}

/// The adaptation worksheet of a country.
#[derive(Debug, Clone)]
pub struct Worksheet {
    /// The code of the country it was started from; empty where there is none.
    pub started_from: String,
    pub points: Vec<Settled>,
    pub span: Span,
}

/// What is known about a point of the worksheet.
#[derive(Debug, Clone)]
pub struct Settled {
    pub point: String,
    /// Empty while it is unknown.
    pub answer: String,
    pub source: String,
    pub confirm: String,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Fieldwork {
    pub activity: String,
    pub period: String,
    pub mode: String,
    pub sampling: String,
    /// Interviews planned with each questionnaire of the activity.
    pub interviews: Option<f64>,
    /// Variance over that of a simple random sample, as planned.
    pub design_effect: Option<f64>,
    pub note: String,
    pub source: String,
    pub confirm: String,
    pub span: Span,
}

/// How near a source is to the people who made the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    Journal,
    Publisher,
    Repost,
    Media,
}

impl Tier {
    pub const ALL: [Tier; 4] = [Tier::Journal, Tier::Publisher, Tier::Repost, Tier::Media];

    pub fn id(self) -> &'static str {
        match self {
            Tier::Journal => "journal",
            Tier::Publisher => "publisher",
            Tier::Repost => "repost",
            Tier::Media => "media",
        }
    }

    /// Whether a figure of this tier may stand in a headline or a finding.
    pub fn is_evidence(self) -> bool {
        self != Tier::Media
    }
}

/// What the low and the high of a published figure are. Only uncertainty
/// bounds may be drawn as an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeKind {
    UncertaintyBounds,
    OverIncidentKinds,
    OverCountries,
    DesignRange,
    Unexplained,
}

impl RangeKind {
    pub const ALL: [RangeKind; 5] = [
        RangeKind::UncertaintyBounds,
        RangeKind::OverIncidentKinds,
        RangeKind::OverCountries,
        RangeKind::DesignRange,
        RangeKind::Unexplained,
    ];

    pub fn id(self) -> &'static str {
        match self {
            RangeKind::UncertaintyBounds => "uncertainty_bounds",
            RangeKind::OverIncidentKinds => "over_incident_kinds",
            RangeKind::OverCountries => "over_countries",
            RangeKind::DesignRange => "design_range",
            RangeKind::Unexplained => "unexplained",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            RangeKind::UncertaintyBounds => "uncertainty bounds as published",
            RangeKind::OverIncidentKinds => "range over kinds of incident",
            RangeKind::OverCountries => "range over countries",
            RangeKind::DesignRange => "range of the design",
            RangeKind::Unexplained => "range the source does not explain",
        }
    }
}

/// A figure as a source published it, one row of a CSV file.
#[derive(Debug, Clone)]
pub struct PublishedFigure {
    pub id: String,
    pub population: String,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub range_kind: Option<RangeKind>,
    /// `at_least`, `more_than`; empty where the source gives none.
    pub qualifier: String,
    pub unit: String,
    /// Unweighted base, where the source states it.
    pub n: Option<f64>,
    pub fieldwork: String,
    pub published: String,
    pub tier: Tier,
    pub source_title: String,
    pub source_url: String,
    pub note: String,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Finding {
    pub id: String,
    pub claim: String,
    pub holds_if: Condition,
    /// Name in the condition → address.
    pub rests_on: Vec<(String, String)>,
    pub needs_base: Option<i64>,
    pub chapter: String,
    pub about: String,
    /// Keys of literature.
    pub cites: Vec<Cite>,
    pub recommendations: Vec<Recommendation>,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub struct Recommendation {
    pub id: String,
    pub text: String,
    pub to: Vec<String>,
    pub deadline: String,
    pub indicator: String,
    pub baseline: String,
    pub target: String,
    pub status: String,
    pub source: String,
    pub span: Span,
}
