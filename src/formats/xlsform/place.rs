//! Places: taken as they are, kept as coarse as the script says.

use super::conditions::all;
use super::parts::Row;
use super::rows::Maker;
use crate::model::Item;

/// Metres of the grid where the script does not say: a village, not a house.
const USUAL_M: f64 = 1000.0;
/// Metres in a degree of latitude, of the sphere with the Earth's mean radius
/// (6371.0088 km, IUGG): good to half a percent.
const DEGREE_M: f64 = 111_195.0;

/// A place is taken with the precision of the device and put on a grid. As soon
/// as the point of the grid is there, the exact one is not asked for any more,
/// and what is not asked for is not sent. (Settings of accuracy only say when a
/// device may stop looking: what it finds may be exact to the metre.)
pub fn rows(maker: &mut Maker, item: &Item, route: &str) {
    let id = &item.id;
    let kept = format!("${{{id}}}");
    let name = maker.names.derived(id, "exact", &item.span);
    let exact = format!("${{{name}}}");
    if maker.read_out.contains(id) {
        maker.warn(
            item,
            format!("'{id}' is read out in another text, where a form shows degrees and no place"),
            "leave it out of the text, or ask for the name of the place",
        );
    }
    let metres = item.accuracy_m.unwrap_or(USUAL_M).max(1.0);
    let mut taken = maker.shown("geopoint", item);
    taken.name = name;
    taken.relevant = all([format!("{kept} = ''"), route.to_string()]);
    // No need to wait for a better signal than will be kept.
    taken.parameters = format!("capture-accuracy={metres} warning-accuracy={}", metres * 2.0);
    maker.require(item, &mut taken);
    let optional = !taken.required;
    // That the exact one goes away is a change of it too.
    let calculation = format!("if({exact} = '', {kept}, {})", grid(&exact, metres));
    let place = taken.label.clone();
    maker.rows.push(taken);
    maker.rows.push(Row { calculation, trigger: exact, ..Row::new("calculate", id) });
    let name = maker.names.derived(id, "kept", &item.span);
    maker.rows.push(Row {
        label: place.iter().map(|label| format!("{label} {kept}")).collect(),
        relevant: format!("{kept} != ''"),
        ..Row::new("note", name)
    });
    maker.behind(item, optional, route);
}

/// The nearest point of a grid of so many metres: rows along the latitude, and
/// on each as many points as it is long.
fn grid(point: &str, metres: f64) -> String {
    let rows = (DEGREE_M / metres * 1000.0).round() / 1000.0;
    let latitude = format!("(round(number(selected-at({point}, 0)) * {rows}) div {rows})");
    let columns = format!("({rows} * cos({latitude} * pi() div 180))");
    let longitude = format!("(round(number(selected-at({point}, 1)) * {columns}) div {columns})");
    format!("concat(round({latitude}, 5), ' ', round({longitude}, 5))")
}
