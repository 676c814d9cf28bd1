//! [`Figure`]: a number with its address, base, bounds, flags and provenance.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::number::grouped;
use crate::model::{Address, RangeKind, Tier};

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub title: String,
    pub url: String,
    /// How near the source is to those who made the figure; none for a source
    /// that gives data rather than statements.
    pub tier: Option<Tier>,
    /// The date or year the source is of.
    pub as_of: String,
    /// `file:line` in the workspace.
    pub at: String,
}

/// One number, or the reason why there is none.
#[derive(Debug, Clone)]
pub struct Figure {
    pub address: Address,
    pub label: String,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub range_kind: Option<RangeKind>,
    /// Why there is no value, in a word: `range only`, `not available`, …;
    /// empty when there is one.
    pub state: String,
    /// Why, in a sentence.
    pub because: String,
    pub unit: String,
    /// Unweighted number it rests on, where stated.
    pub base: Option<f64>,
    pub population: String,
    pub definition: String,
    /// `file:line` of the definition.
    pub defined_at: String,
    pub qualifier: String,
    pub fieldwork: String,
    pub published: String,
    pub origins: Vec<Origin>,
    /// What the number was worked out by, for a derived one.
    pub expression: String,
    /// Addresses of its inputs.
    pub inputs: Vec<Address>,
    /// Changes of the country that touched it, each a sentence.
    pub changes: Vec<String>,
    /// What is printed with it.
    pub caveats: Vec<String>,
    /// `lead`, `conflict`, `repost`, `recorded zero` …
    pub flags: Vec<String>,
    pub simulated: bool,
    /// Not to be shown: it has no value, no bounds and no base here.
    pub withheld: bool,
    /// Made from records and not assessed for release: nothing for a partner or
    /// the public may hold it.
    pub workroom: bool,
}

/// Figures of indicators that were made from a country's records, by address.
/// Scripts are checked and reports are written without any.
#[derive(Debug, Clone, Default)]
pub struct Estimates {
    held: BTreeMap<String, Figure>,
}

impl Estimates {
    /// Adds a figure under its own address.
    pub fn add(&mut self, figure: Figure) {
        self.held.insert(key(&figure.address), figure);
    }

    /// The figure of an address, with its filters in their order.
    pub fn get(&self, address: &Address) -> Option<&Figure> {
        self.held.get(&key(address))
    }

    /// Every figure.
    pub fn all(&self) -> impl Iterator<Item = &Figure> {
        self.held.values()
    }
}

/// A finding of a country names it without its code.
fn key(address: &Address) -> String {
    Address { country: None, ..address.clone() }.to_string()
}

impl Figure {
    pub fn new(address: Address, label: impl Into<String>, unit: impl Into<String>) -> Self {
        Figure {
            address,
            label: label.into(),
            value: None,
            low: None,
            high: None,
            range_kind: None,
            state: String::new(),
            because: String::new(),
            unit: unit.into(),
            base: None,
            population: String::new(),
            definition: String::new(),
            defined_at: String::new(),
            qualifier: String::new(),
            fieldwork: String::new(),
            published: String::new(),
            origins: Vec::new(),
            expression: String::new(),
            inputs: Vec::new(),
            changes: Vec::new(),
            caveats: Vec::new(),
            flags: Vec::new(),
            simulated: false,
            withheld: false,
            workroom: false,
        }
    }

    /// The figure without a value, and why.
    pub fn absent(mut self, state: &str, because: impl Into<String>) -> Self {
        self.state = state.into();
        self.because = because.into();
        self
    }

    /// The figure with its numbers taken out; everything made from it is
    /// withheld too.
    pub fn withhold(mut self, because: impl Into<String>) -> Self {
        (self.value, self.low, self.high, self.base) = (None, None, None, None);
        self.withheld = true;
        self.absent("withheld", because)
    }

    pub fn flag(&mut self, flag: &str) {
        if !self.flags.iter().any(|f| f == flag) {
            self.flags.push(flag.into());
        }
    }

    pub fn has_flag(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    /// Whether it may stand in a headline or a finding: not a lead.
    pub fn is_evidence(&self) -> bool {
        !self.has_flag("lead")
    }

    /// Whether anything can be shown: a value or a range.
    pub fn is_held(&self) -> bool {
        self.value.is_some() || self.low.is_some() || self.high.is_some()
    }

    fn number(&self, value: f64) -> String {
        number(value, &self.unit)
    }

    /// The number alone as text: `21.7 %`, `5–13 %`, `at least 4 %`.
    pub fn shown(&self) -> String {
        let unit = if self.unit == "percent" { " %" } else { "" };
        let number = match (self.value, self.low, self.high) {
            (Some(v), ..) => self.number(v),
            (None, Some(l), Some(h)) => format!("{}–{}", self.number(l), self.number(h)),
            (None, Some(l), None) => format!("{} or more", self.number(l)),
            (None, None, Some(h)) => format!("up to {}", self.number(h)),
            (None, None, None) => return self.state.clone(),
        };
        let qualifier = match self.qualifier.as_str() {
            "" => String::new(),
            q => format!("{} ", q.replace('_', " ")),
        };
        format!("{qualifier}{number}{unit}")
    }

    /// For a share of a small group whose size is stated: "about 32 of 49".
    pub fn count_of_base(&self) -> Option<String> {
        let base = self.base.filter(|_| self.has_flag("of a small group"))?;
        let count = (self.value? / 100.0 * base).round();
        Some(format!("about {} of {}", grouped(count, 0), grouped(base, 0)))
    }

    /// The bounds as text, where there is a value beside them.
    pub fn shown_range(&self) -> String {
        match (self.value, self.low, self.high) {
            (Some(_), Some(l), Some(h)) => format!("{}–{}", self.number(l), self.number(h)),
            _ => String::new(),
        }
    }

    /// Whether bounds are given, for rows whose `low` and `high` may be null.
    pub fn range_state(&self) -> &'static str {
        match (self.low.is_some() || self.high.is_some(), self.range_kind) {
            (true, Some(kind)) => kind.words(),
            (true, None) => "stated",
            (false, _) => "no bounds given",
        }
    }

    /// Everything known of the figure, one row of `dh why --json`.
    pub fn to_json(&self) -> Value {
        let origins: Vec<Value> = self
            .origins
            .iter()
            .map(|o| {
                json!({"title": o.title, "url": o.url, "tier": o.tier.map_or("", Tier::id), "as_of": o.as_of, "at": o.at})
            })
            .collect();
        json!({
            "address": self.address.to_string(),
            "label": self.label,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "range_kind": self.range_kind.map(RangeKind::id),
            "range_state": self.range_state(),
            "count_state": if self.unit == "percent" { "a share of a small group of stated size only" } else { "not a share" },
            "state": if self.value.is_some() { "value" } else { self.state.as_str() },
            "because": self.because,
            "shown": self.shown(),
            "shown_range": self.shown_range(),
            "count": self.count_of_base(),
            "unit": self.unit,
            "base": self.base,
            "base_state": if self.base.is_some() { "stated" } else { "not stated by the source" },
            "population": self.population,
            "definition": self.definition,
            "defined_at": self.defined_at,
            "qualifier": self.qualifier,
            "fieldwork": self.fieldwork,
            "published": self.published,
            "sources": origins,
            "expression": self.expression,
            "inputs": self.inputs.iter().map(Address::to_string).collect::<Vec<_>>(),
            "changes": self.changes,
            "caveats": self.caveats,
            "flags": self.flags,
            "simulated": self.simulated,
            "withheld": self.withheld,
            "disclosure": match (self.withheld, self.workroom) {
                (true, _) => "withheld",
                (_, true) => "workroom only: not assessed for release",
                _ => "published by its source; nothing withheld",
            },
        })
    }
}

/// A number of a unit as it is shown anywhere.
pub fn number(value: f64, unit: &str) -> String {
    // Counts of people are whole; shares and rates have one decimal.
    let whole =
        matches!(unit, "children" | "count" | "respondents" | "interviews" | "reports" | "cases" | "persons");
    let mut decimals = match unit {
        "ratio" => 3,
        _ if whole || value.abs() >= 1e6 => 0,
        _ => 1,
    };
    // A recorded zero is a finding; what is not zero never prints as one.
    while value != 0.0
        && decimals < 12
        && !grouped(value, decimals).contains(|c: char| ('1'..='9').contains(&c))
    {
        decimals += 1;
    }
    grouped(value, decimals)
}
