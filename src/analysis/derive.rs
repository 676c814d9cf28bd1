//! Derived figures: worked out from other figures of the same country, and
//! absent where an input is.

use crate::expr::{EstimateValue, EvidenceSource, Use, eval_derived};
use crate::model::{
    Address, AddressKind, Condition, Country, Derived, Indicator, IndicatorBody, RangeKind, Workspace,
};

use super::breaks::{Dated, apart, made_of};
use super::figure::{Estimates, Figure};
use super::look;
use super::series::{Holder, SUM, categories, held_at};

/// The inputs of a derived figure by the names its expressions use.
struct Inputs<'a> {
    workspace: &'a Workspace,
    country: &'a Country,
    named: Vec<(String, Input)>,
}

/// What an input is: a figure, or a series that at() and change() read.
enum Input {
    Figure(Result<Box<Figure>, String>),
    Series(Address),
}

impl Inputs<'_> {
    fn get(&self, name: &str) -> Option<&Input> {
        self.named.iter().find(|(n, _)| n == name).map(|(_, f)| f)
    }

    fn figure(&self, name: &str) -> Option<&Result<Box<Figure>, String>> {
        match self.get(name)? {
            Input::Figure(figure) => Some(figure),
            Input::Series(_) => None,
        }
    }

    /// The value of an input that is a series, in a year.
    fn dated(&self, name: &str, period: i32) -> Result<Figure, String> {
        match self.get(name) {
            Some(Input::Series(address)) => {
                let holder = Holder::Country(self.country);
                held_at(self.workspace, holder, &address.id, &categories(address), period)
            }
            _ => Err("no series".into()),
        }
    }

    /// The figures that an expression reads: those that are one number, whether
    /// it reads them or not, and each year of a series that it does read.
    fn read(&self, expressions: &[&Condition]) -> Vec<Figure> {
        let mut out: Vec<Figure> = Vec::new();
        for (name, input) in &self.named {
            match input {
                Input::Figure(figure) => out.extend(figure.as_ref().ok().map(|f| (**f).clone())),
                Input::Series(_) => {
                    let uses = expressions.iter().flat_map(|e| e.checked.uses());
                    let mut periods: Vec<i32> =
                        uses.filter(|u| u.name == name).filter_map(|u| u.period).collect();
                    periods.sort_unstable();
                    periods.dedup();
                    out.extend(periods.into_iter().filter_map(|p| self.dated(name, p).ok()));
                }
            }
        }
        out
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

impl EvidenceSource for Inputs<'_> {
    fn estimate(&self, name: &str) -> Option<EstimateValue> {
        estimate_value(self.figure(name)?.as_ref().ok()?)
    }

    fn at(&self, name: &str, period: i32) -> Result<f64, String> {
        let found = self.dated(name, period)?;
        found.value.ok_or(found.because)
    }

    fn answer(&self, _: &str) -> Option<String> {
        None
    }

    fn held(&self, name: &str) -> bool {
        self.estimate(name).is_some()
    }

    fn why_missing(&self, name: &str) -> Option<String> {
        match self.figure(name)? {
            Err(why) => Some(why.clone()),
            Ok(figure) => why_no_value(figure),
        }
    }

    fn apart(&self, uses: &[Use<'_>]) -> Option<String> {
        let dated: Vec<Dated> = uses
            .iter()
            .flat_map(|used| match (self.get(used.name), used.period) {
                (Some(Input::Series(address)), Some(period)) => vec![(address.id.clone(), period)],
                (Some(Input::Figure(Ok(figure))), _) => made_of(self.workspace, self.country, figure),
                _ => Vec::new(),
            })
            .collect();
        apart(self.workspace, self.country, &dated)
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
        Some(AddressKind::Series) => match address.filter("period").map(str::parse) {
            Some(Ok(period)) => {
                let holder = Holder::Country(country);
                held_at(workspace, holder, &address.id, &categories(address), period)
            }
            _ => Err(format!("'{address}' names no year")),
        },
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
    let expressions: Vec<&Condition> =
        std::iter::once(&derived.value).chain(&derived.low).chain(&derived.high).collect();
    for input in inputs.read(&expressions) {
        if !input.is_evidence() && !figure.has_flag("lead") {
            figure.flag("lead");
            figure
                .caveats
                .push(format!("rests on {}, known only from the press: a lead, not evidence", input.address));
        }
        for flag in ["conflict", "repost", "part of the year", SUM] {
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
        if input.address.kind == Some(AddressKind::Series) {
            let new: Vec<String> =
                input.caveats.iter().filter(|c| !figure.caveats.contains(c)).cloned().collect();
            figure.caveats.extend(new);
        }
        figure.inputs.push(input.address);
        figure.origins.extend(input.origins);
    }
    figure.origins.dedup_by(|a, b| a.url == b.url && a.title == b.title);
    if figure.withheld {
        return figure.withhold("an input is withheld");
    }
    let scale = if derived.unit == "percent" { 100.0 } else { 1.0 };
    match eval_derived(&derived.value.checked, &inputs) {
        Ok(value) => figure.value = Some(value * scale),
        Err(reasons) => {
            let reasons = reasons.join("; ");
            return match inputs.apart(&derived.value.checked.uses()) {
                Some(why) if reasons == why => figure.absent("not comparable", why),
                _ => figure.absent("not available", format!("an input is missing: {reasons}")),
            };
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
fn kind_of_bounds(derived: &Derived, inputs: &Inputs<'_>) -> RangeKind {
    let names = [&derived.low, &derived.high].into_iter().flatten().flat_map(|c| c.checked.depends_on());
    let mut kinds: Vec<RangeKind> = Vec::new();
    for name in names {
        if let Some(Ok(input)) = inputs.figure(name)
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

fn inputs<'a>(
    workspace: &'a Workspace,
    country: &'a Country,
    derived: &Derived,
    estimates: &Estimates,
) -> Inputs<'a> {
    let named = derived
        .inputs
        .iter()
        .map(|(name, text)| {
            let input = match Address::parse(text) {
                Ok(address)
                    if address.kind == Some(AddressKind::Series) && address.filter("period").is_none() =>
                {
                    Input::Series(address)
                }
                Ok(address) => Input::Figure(one(workspace, country, &address, estimates).map(Box::new)),
                Err(why) => Input::Figure(Err(why)),
            };
            (name.clone(), input)
        })
        .collect();
    Inputs { workspace, country, named }
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
