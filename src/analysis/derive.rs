//! Derived figures: worked out from other figures of the same country, and
//! absent where an input is.

use crate::expr::{EstimateValue, EvidenceSource, eval_derived};
use crate::model::{
    Address, AddressKind, Condition, Country, Derived, Indicator, IndicatorBody, RangeKind, Workspace,
};

use super::figure::{Estimates, Figure};
use super::look;

/// The inputs of a derived figure by the names its expressions use.
struct Inputs {
    named: Vec<(String, Result<Figure, String>)>,
}

impl Inputs {
    fn get(&self, name: &str) -> Option<&Result<Figure, String>> {
        self.named.iter().find(|(n, _)| n == name).map(|(_, f)| f)
    }
}

/// A figure as an expression reads it; percentages become proportions. "At
/// least 4 %" is a lower bound and no value; a range without a value has
/// bounds alone. `None` when nothing is held.
pub fn estimate_value(figure: &Figure) -> Option<EstimateValue> {
    if !figure.is_held() {
        return None;
    }
    let scale = if figure.unit == "percent" { 0.01 } else { 1.0 };
    let bound = figure.value.map(|v| v * scale);
    let (value, low, high) = match figure.qualifier.as_str() {
        "at_least" | "more_than" => (None, bound, None),
        "at_most" => (None, None, bound),
        _ => (bound, figure.low.map(|l| l * scale), figure.high.map(|h| h * scale)),
    };
    let ci = figure.range_kind == Some(RangeKind::UncertaintyBounds) && figure.qualifier.is_empty();
    Some(EstimateValue { value, low, high, ci, base: figure.base })
}

/// Why a figure that is held cannot be read as a value.
pub fn why_no_value(figure: &Figure) -> Option<String> {
    match (figure.qualifier.as_str(), figure.value) {
        ("at_least" | "more_than", Some(_)) => {
            Some(format!("the source says \"{}\": a bound, which low() reads, and no value", figure.shown()))
        }
        ("at_most", Some(_)) => {
            Some(format!("the source says \"{}\": a bound, which high() reads, and no value", figure.shown()))
        }
        _ => Some(figure.because.clone()).filter(|b| !b.is_empty()),
    }
}

impl EvidenceSource for Inputs {
    fn estimate(&self, name: &str) -> Option<EstimateValue> {
        estimate_value(self.get(name)?.as_ref().ok()?)
    }

    fn at(&self, _: &str, _: i32) -> Option<f64> {
        None
    }

    fn answer(&self, _: &str) -> Option<String> {
        None
    }

    fn held(&self, name: &str) -> bool {
        self.estimate(name).is_some()
    }

    fn why_missing(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Err(why) => Some(why.clone()),
            Ok(figure) => why_no_value(figure),
        }
    }
}

/// The one figure of an address in a country, or why there is none.
pub fn one(
    workspace: &Workspace,
    country: &Country,
    address: &Address,
    estimates: &Estimates,
) -> Result<Figure, String> {
    match address.kind {
        Some(AddressKind::Published) => {
            let mut found = look::published(workspace, country, &address.id);
            for (key, value) in &address.filters {
                found.retain(|f| match key.as_str() {
                    "published" => f.published == *value,
                    "source" => f.address.filter("source").is_none_or(|s| s == value),
                    _ => false,
                });
            }
            match found.len() {
                0 => Err(format!("no published figure '{}' is held for {}", address.id, country.name)),
                1 => Ok(found.remove(0)),
                n => Err(format!(
                    "{n} figures of '{}' are held for {}; choose one with [published=…]",
                    address.id, country.name
                )),
            }
        }
        Some(AddressKind::Indicator) => look::indicator_of(workspace, country, address, estimates)
            .ok_or_else(|| format!("there is no indicator '{}'", address.id)),
        _ => Err(format!("'{address}' is not a figure")),
    }
}

/// Works a derived indicator out for a country.
pub fn derive(
    workspace: &Workspace,
    country: &Country,
    indicator: &Indicator,
    estimates: &Estimates,
) -> Figure {
    let address = Address::new(Some(&country.code), AddressKind::Indicator, &indicator.id);
    let IndicatorBody::Derived(derived) = &indicator.body else {
        return Figure::new(address, &indicator.label, "")
            .absent("not available", "this indicator is not derived");
    };
    let mut figure = Figure::new(address, &indicator.label, &derived.unit);
    figure.definition.clone_from(&indicator.definition);
    figure.defined_at = indicator.span.to_string();
    figure.expression = derived.value.source.clone();
    if !derived.population_as.is_empty() {
        figure.caveats.push(format!("the population is treated as {}", derived.population_as));
    }
    let inputs = inputs(workspace, country, derived, estimates);
    for (_, input) in &inputs.named {
        if let Ok(input) = input {
            figure.inputs.push(input.address.clone());
            figure.origins.extend(input.origins.iter().cloned());
            if !input.is_evidence() && !figure.has_flag("lead") {
                figure.flag("lead");
                figure.caveats.push(format!(
                    "rests on {}, known only from the press: a lead, not evidence",
                    input.address
                ));
            }
            for flag in ["conflict", "repost"] {
                if input.has_flag(flag) {
                    figure.flag(flag);
                }
            }
            figure.simulated |= input.simulated;
            figure.workroom |= input.workroom;
            figure.withheld |= input.withheld;
            if figure.fieldwork.is_empty() {
                figure.fieldwork.clone_from(&input.fieldwork);
            }
            if figure.published.is_empty() {
                figure.published.clone_from(&input.published);
            }
        }
    }
    figure.origins.dedup_by(|a, b| a.url == b.url);
    if figure.withheld {
        return figure.withhold("an input is withheld");
    }
    let scale = if derived.unit == "percent" { 100.0 } else { 1.0 };
    match eval_derived(&derived.value.checked, &inputs) {
        Ok(value) => figure.value = Some(value * scale),
        Err(reasons) => {
            figure = figure.absent("not available", format!("an input is missing: {}", reasons.join("; ")));
            return figure;
        }
    }
    let mut bound = |c: &Option<Condition>| match c.as_ref().map(|c| eval_derived(&c.checked, &inputs))? {
        Ok(value) => Some(value * scale),
        Err(reasons) => {
            let why = format!("no bounds: {}", reasons.join("; "));
            if !figure.caveats.contains(&why) {
                figure.caveats.push(why);
            }
            None
        }
    };
    let (low, high) = (bound(&derived.low), bound(&derived.high));
    (figure.low, figure.high) = (low, high);
    if figure.low.is_some() || figure.high.is_some() {
        figure.range_kind = Some(kind_of_bounds(derived, &inputs));
    }
    if let Some((published, within)) = &derived.check_against {
        check_against(workspace, country, &mut figure, published, *within);
    }
    figure
}

/// What the bounds of a derived figure are: what the bounds they are made of
/// are, when those are all of one kind; else unexplained.
fn kind_of_bounds(derived: &Derived, inputs: &Inputs) -> RangeKind {
    let names = [&derived.low, &derived.high].into_iter().flatten().flat_map(|c| c.checked.depends_on());
    let mut kinds: Vec<RangeKind> = Vec::new();
    for name in names {
        if let Some(Ok(input)) = inputs.get(name)
            && (input.low.is_some() || input.high.is_some())
        {
            kinds.push(input.range_kind.unwrap_or(RangeKind::Unexplained));
        }
    }
    match kinds.split_first() {
        Some((first, rest)) if rest.iter().all(|k| k == first) => *first,
        _ => RangeKind::Unexplained,
    }
}

fn inputs(workspace: &Workspace, country: &Country, derived: &Derived, estimates: &Estimates) -> Inputs {
    let named = derived
        .inputs
        .iter()
        .map(|(name, text)| {
            let found = Address::parse(text).and_then(|a| one(workspace, country, &a, estimates));
            (name.clone(), found)
        })
        .collect();
    Inputs { named }
}

/// Says how the result agrees with the figure that was published.
fn check_against(
    workspace: &Workspace,
    country: &Country,
    figure: &mut Figure,
    published: &str,
    within: f64,
) {
    let address = Address::new(Some(&country.code), AddressKind::Published, published);
    let found = one(workspace, country, &address, &Estimates::default()).ok().and_then(|f| f.value);
    let (Some(value), Some(stated)) = (figure.value, found) else {
        return;
    };
    if stated == 0.0 {
        return;
    }
    let off = (value / stated - 1.0).abs();
    let shown = if off < 0.0001 {
        "0.01".to_string()
    } else {
        crate::base::number::grouped((off * 10_000.0).ceil() / 100.0, 2)
    };
    if off <= within {
        figure.caveats.push(format!("within {shown} % of {address} as published"));
    } else {
        figure.flag("disagrees");
        figure.caveats.push(format!(
            "{shown} % off {address} as published, more than the {} % allowed",
            crate::base::number::grouped(within * 100.0, 2)
        ));
    }
}
