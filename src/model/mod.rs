//! What scripts declare, as plain Rust types; changes → [`Plan`] →
//! [`PlanSnapshot`]; comparability; addresses. Holds no Lua value.

mod address;
mod country;
mod instrument;
mod method;
mod plan;
mod report;
mod scope;

pub use address::{Address, AddressKind, Named, resolve_tail};
pub use country::{
    Answer, Approval, Country, Fieldwork, FileRef, Finding, Observation, PublishedFigure, RangeKind,
    Recommendation, RecordedZero, Region, RunState, RunStateKind, Tier,
};
pub use instrument::{
    Adaptation, Change, ChangeKind, Class, Condition, Group, Instrument, InstrumentKind, Item, ItemKind,
    OptionDef,
};
pub use method::{
    Activity, ActivityKind, Base, CountRule, Denominator, Derived, DutyBearer, Indicator, IndicatorBody,
    Methodology, Organisation, Part, Programme, PublishedDef, Safeguards, Scale, Series, Service,
};
pub use plan::{
    AppliedChange, Comparability, Comparison, Level, Plan, PlanSnapshot, PlannedInstrument, PlannedItem,
    Problem, compare_items, compare_plans, indicator_comparability,
};
pub use report::{Block, Chapter, Insight, Report};
pub use scope::{EvidenceScope, ItemScope, SeriesScope};

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Everything a workspace declares.
#[derive(Debug, Default)]
pub struct Workspace {
    pub folder: PathBuf,
    pub methodology: Methodology,
    pub regions: BTreeMap<String, Region>,
    pub countries: BTreeMap<String, Country>,
}

impl Workspace {
    /// The plan of a country: methodology + region + country.
    pub fn plan(&self, country: &Country) -> Plan {
        Plan::resolve(&self.methodology, self.regions.get(&country.region), country)
    }

    /// A country by code or by name, letter case aside.
    pub fn country(&self, name: &str) -> Option<&Country> {
        self.countries
            .get(&name.to_uppercase())
            .or_else(|| self.countries.values().find(|c| c.name.eq_ignore_ascii_case(name)))
    }
}
