//! What names mean in expressions: the items of an instrument, the evidence a
//! finding rests on, the series a denominator is made of.

use crate::expr::{Scope, Type};

use super::instrument::{Instrument, Item, ItemKind};
use super::method::Methodology;

/// The questions of an instrument.
pub struct ItemScope<'a> {
    items: Vec<&'a Item>,
}

impl<'a> ItemScope<'a> {
    pub fn new(items: impl IntoIterator<Item = &'a Item>) -> Self {
        ItemScope { items: items.into_iter().collect() }
    }

    pub fn of(instrument: &'a Instrument) -> Self {
        Self::new(instrument.items.iter().map(|i| &**i))
    }
}

impl Scope for ItemScope<'_> {
    fn lookup(&self, name: &str) -> Option<Type> {
        let item = self.items.iter().find(|i| i.id == name)?;
        let options = || item.options.iter().map(|o| o.id.clone()).collect();
        let number =
            || Type::Number { unit: (!item.unit.is_empty()).then(|| item.unit.clone()), proportion: false };
        match item.kind {
            ItemKind::SelectOne => Some(Type::Choice(options())),
            ItemKind::SelectMultiple => Some(Type::Choices(options())),
            ItemKind::Integer | ItemKind::Decimal | ItemKind::Calculation | ItemKind::RandomPick => {
                Some(number())
            }
            ItemKind::Text | ItemKind::Time | ItemKind::Geopoint | ItemKind::Case => Some(Type::Text),
            ItemKind::Date => Some(Type::Date),
            ItemKind::Roster => Some(Type::Roster),
            ItemKind::Note
            | ItemKind::Battery
            | ItemKind::Topic
            | ItemKind::Theme
            | ItemKind::Criterion
            | ItemKind::Series => None,
        }
    }

    fn names(&self) -> Vec<String> {
        let named = |i: &&&Item| self.lookup(&i.id).is_some();
        self.items.iter().filter(named).map(|i| i.id.clone()).collect()
    }
}

/// Evidence by the names an expression uses for it.
#[derive(Default)]
pub struct EvidenceScope {
    names: Vec<(String, Type)>,
}

impl EvidenceScope {
    pub fn add(&mut self, name: impl Into<String>, ty: Type) {
        self.names.push((name.into(), ty));
    }
}

impl Scope for EvidenceScope {
    fn lookup(&self, name: &str) -> Option<Type> {
        self.names.iter().find(|(n, _)| n == name).map(|(_, t)| t.clone())
    }

    fn names(&self) -> Vec<String> {
        self.names.iter().map(|(n, _)| n.clone()).collect()
    }
}

/// All series, each standing for its value at one period.
pub struct SeriesScope<'a>(pub &'a Methodology);

impl Scope for SeriesScope<'_> {
    fn lookup(&self, name: &str) -> Option<Type> {
        let series = self.0.series(name)?;
        Some(Type::Estimate { proportion: series.unit == "percent" })
    }

    fn names(&self) -> Vec<String> {
        self.0.series.iter().map(|s| s.id.clone()).collect()
    }
}
