//! Derived figures: worked out from other figures of the same country, and
//! absent where an input is.

use crate::expr::{EstimateValue, EvidenceSource, eval_derived};
use crate::model::{
    Address, AddressKind, Condition, Country, Derived, Indicator, IndicatorBody, RangeKind, Workspace,
};

use super::figure::Figure;
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

/// A figure as an expression reads it; percentages become proportions.
pub fn estimate_value(figure: &Figure) -> Option<EstimateValue> {
    let scale = if figure.unit == "percent" { 0.01 } else { 1.0 };
    Some(EstimateValue {
        value: figure.value? * scale,
        low: figure.low.map(|l| l * scale),
        high: figure.high.map(|h| h * scale),
        ci: figure.range_kind == Some(RangeKind::UncertaintyBounds),
        base: figure.base,
    })
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
            Ok(figure) if !figure.because.is_empty() => Some(figure.because.clone()),
            Ok(_) => None,
        }
    }
}

/// The one figure of an address in a country, or why there is none.
pub fn one(workspace: &Workspace, country: &Country, address: &Address) -> Result<Figure, String> {
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
        Some(AddressKind::Indicator) => look::indicator(workspace, country, &address.id)
            .ok_or_else(|| format!("there is no indicator '{}'", address.id)),
        _ => Err(format!("'{address}' is not a figure")),
    }
}

/// Works a derived indicator out for a country.
pub fn derive(workspace: &Workspace, country: &Country, indicator: &Indicator) -> Figure {
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
    let inputs = inputs(workspace, country, derived);
    for (_, input) in &inputs.named {
        if let Ok(input) = input {
            figure.inputs.push(input.address.clone());
            figure.origins.extend(input.origins.iter().cloned());
            if !input.is_evidence() {
                figure.flag("lead");
            }
            figure.simulated |= input.simulated;
            if figure.fieldwork.is_empty() {
                figure.fieldwork.clone_from(&input.fieldwork);
            }
            if figure.published.is_empty() {
                figure.published.clone_from(&input.published);
            }
        }
    }
    figure.origins.dedup_by(|a, b| a.url == b.url);
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
    let bounds_of = inputs.named.iter().filter_map(|(_, f)| f.as_ref().ok()?.range_kind).next();
    if figure.low.is_some() || figure.high.is_some() {
        figure.range_kind = bounds_of;
    }
    if let Some((published, within)) = &derived.check_against {
        check_against(workspace, country, &mut figure, published, *within);
    }
    figure
}

fn inputs(workspace: &Workspace, country: &Country, derived: &Derived) -> Inputs {
    let named = derived
        .inputs
        .iter()
        .map(|(name, text)| {
            let found = Address::parse(text).and_then(|a| one(workspace, country, &a));
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
    let found = one(workspace, country, &address).ok().and_then(|f| f.value);
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
