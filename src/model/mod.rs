//! What scripts declare, as plain Rust types; changes → [`Plan`] →
//! [`PlanSnapshot`]; comparability; addresses. Holds no Lua value.

mod address;
mod apply;
mod burden;
mod comparability;
mod country;
mod desk;
mod difference;
mod dyad;
mod given;
mod instrument;
mod kept;
mod literature;
mod method;
mod plan;
mod platform;
mod programme;
mod quality;
mod report;
mod request;
mod routes;
mod scenario;
mod scope;
mod series;
mod slips;
mod translation;

pub use address::{Address, AddressKind, Named, resolve_tail};
pub use burden::{Burden, CognitiveTest, Expectation, Limit, Measure, Tested};
pub use comparability::{
    Comparability, Comparison, Level, compare_items, compare_plans, indicator_comparability,
};
pub use country::{
    Approval, ApprovalsStated, Country, Fieldwork, FileRef, Finding, Permit, PublishedFigure, RangeKind,
    Recommendation, RecordedZero, Region, RunState, RunStateKind, Settled, Tier, Worksheet,
};
pub use desk::{Answer, Aside, Credit, LegalInstrument, PROOF, Review, Rubric};
pub use difference::{Aspect, Difference, Effect, differences, items as snapshot_items, means_else, plain};
pub use dyad::{Adjust, Dyad};
pub use given::{Given, Reply, ReplyValue, Wrong};
pub use instrument::{
    Adaptation, Change, ChangeKind, Class, Condition, Ending, Group, Instrument, InstrumentKind, Item,
    ItemKind, OnlyWhere, OptionDef, RecordColumns, Words, braces,
};
pub use kept::kept;
pub use literature::{
    CONSENSUS, Choice, Cite, Decision, Literature, Occurrence, Possible, Record, Reference, ScreeningReason,
    Search, Stage, TakenBy, doi_of, normalised, year_of,
};
pub use method::{
    Activity, ActivityKind, Base, CountRule, Denominator, Derived, DutyBearer, Indicator, IndicatorBody,
    Methodology, Organisation, Part, PublishedDef, Safeguards, Scale, Service, WorksheetPoint,
};
pub use plan::{AppliedChange, Plan, PlanSnapshot, PlannedInstrument, PlannedItem, Problem};
pub use platform::{Platform, stata_name};
pub use programme::{Belongs, MemberOf, Membership, Programme};
pub use quality::{Quality, Threshold};
pub use report::{Block, Chapter, Insight, Report};
pub use request::{
    AS_OF, AnswerKind, AskedCode, AskedDimension, AskedSeries, BREAKS, FormField, RECORDED, RequestForm,
    RequestRules, Return, Revised, STATES, stated_breaks,
};
pub use routes::{Flaw, FlawKind, flaws};
pub use scenario::{GivenAnswers, Layer, Scenario};
pub use scope::{EvidenceScope, ItemScope, SeriesScope};
pub use series::{
    CALENDAR_YEAR, CHILD_AGE, Code, CountryMeta, Dimension, MetaField, Observation, Returned, Series,
    SeriesMeta, TOTAL, UNKNOWN, is_code, is_no_answer, stray_parent, visible,
};
pub use translation::{
    AlikeTexts, SourceText, StandingText, TextState, Translated, is_right_to_left, placeholders,
};

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

/// Everything a workspace declares.
#[derive(Debug, Default)]
pub struct Workspace {
    pub folder: PathBuf,
    pub methodology: Methodology,
    pub regions: BTreeMap<String, Region>,
    pub countries: BTreeMap<String, Country>,
    /// In the order of their files: the methodology's, the regions', the countries'.
    pub scenarios: Vec<Scenario>,
    /// Countries that series hold values of and that have no folder, by code;
    /// under "" what a source counts without a country.
    pub elsewhere: BTreeMap<String, Country>,
    /// Plans already worked out, by country code; the core under "". Nothing
    /// they are made of changes once the scripts are read.
    plans: RefCell<BTreeMap<String, Rc<Plan>>>,
}

impl Workspace {
    /// The plan of a country: methodology + region + country.
    pub fn plan(&self, country: &Country) -> Rc<Plan> {
        self.remember(&country.code, || {
            Plan::resolve(&self.methodology, self.regions.get(&country.region), country)
        })
    }

    /// The plan of the core alone.
    pub fn core(&self) -> Rc<Plan> {
        self.remember("", || Plan::core(&self.methodology))
    }

    /// Works plans out anew when next asked for: what they are made of was
    /// added to.
    pub fn forget_plans(&mut self) {
        self.plans.get_mut().clear();
    }

    fn remember(&self, code: &str, make: impl FnOnce() -> Plan) -> Rc<Plan> {
        if let Some(plan) = self.plans.borrow().get(code) {
            return plan.clone();
        }
        let plan = Rc::new(make());
        self.plans.borrow_mut().insert(code.to_string(), plan.clone());
        plan
    }

    /// What a country's scripts can cite: its own literature, then the method's.
    pub fn literature<'a>(&'a self, country: Option<&'a Country>) -> impl Iterator<Item = &'a Literature> {
        let own = country.and_then(|c| c.literature.as_ref());
        own.into_iter().chain(&self.methodology.literature)
    }

    /// A country by code or by name, letter case aside.
    pub fn country(&self, name: &str) -> Option<&Country> {
        self.countries
            .get(&name.to_uppercase())
            .or_else(|| self.countries.values().find(|c| c.name.eq_ignore_ascii_case(name)))
    }
}
