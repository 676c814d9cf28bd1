//! A constraint of a form as a range, as options that stand alone, and as what
//! must hold.

use super::meaning::Reader;
use super::own::conjuncts;
use crate::expr::{self, Carried, CompareOp, Form, NotCarried, Sort, XPath, carry_condition, read_xpath};

/// What a constraint comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    pub range: Option<(f64, f64)>,
    /// Codes that stand alone.
    pub exclusive: Vec<String>,
    /// Empty for nothing.
    pub must: String,
}

/// The ends of a `range` question: `start=1 end=5 step=1`.
pub fn of_parameters(parameters: &str) -> Option<(f64, f64)> {
    let mut ends = (None, None);
    for word in parameters.split([' ', ',', ';']) {
        match word.split_once('=') {
            Some(("start", n)) => ends.0 = n.trim().parse::<f64>().ok(),
            Some(("end", n)) => ends.1 = n.trim().parse::<f64>().ok(),
            _ => {}
        }
    }
    // What is not said is 0 to 10, as those who show it have it.
    let (low, high) = (ends.0.unwrap_or(0.0), ends.1.unwrap_or(10.0));
    (low.is_finite() && high.is_finite() && low <= high).then_some((low, high))
}

/// Reads the constraint of a question: what is carried over of it, and why not
/// the rest.
pub fn read(
    text: &str,
    kind: &str,
    reader: &Reader,
    within: Option<(f64, f64)>,
) -> (Limits, Option<NotCarried>) {
    let mut limits = Limits { range: within, ..Limits::default() };
    let lost = read_into(&mut limits, text, kind, reader).err();
    (limits, lost)
}

fn read_into(limits: &mut Limits, text: &str, kind: &str, reader: &Reader) -> Result<(), NotCarried> {
    let not = |reason: &str| NotCarried { reason: reason.into(), state_of: None };
    let x = read_xpath(text).map_err(|reason| not(&reason))?;
    let own = reader.own().ok_or_else(|| not("it is of no question"))?;
    let (mut low, mut high, mut rest): (Option<f64>, Option<f64>, Vec<XPath>) = (None, None, Vec::new());
    let whole = matches!(own.sort, Sort::Number { whole: true });
    let is_own =
        |x: &XPath| *x == XPath::Own || matches!(x, XPath::Question(name) if reader.own == Some(name));
    let mut bounds: Vec<XPath> = Vec::new();
    for part in conjuncts(x) {
        let part = unknown_passes(part, &is_own);
        if let Some(codes) = alone(&part, &is_own) {
            limits.exclusive.extend(codes);
            continue;
        }
        let bound = match &part {
            XPath::Compare(op, a, b) if matches!(own.sort, Sort::Number { .. }) => match (&**a, &**b) {
                (a, XPath::Number(n)) if is_own(a) => Some((*op, *n)),
                (XPath::Number(n), b) if is_own(b) => Some((op.turned(), *n)),
                _ => None,
            },
            _ => None,
        };
        // Whole numbers above 0 are those from 1.
        match bound {
            Some((CompareOp::Ge, n)) if low.is_none() => low = Some(n),
            Some((CompareOp::Gt, n)) if low.is_none() && whole => low = Some(n.floor() + 1.0),
            Some((CompareOp::Le, n)) if high.is_none() => high = Some(n),
            Some((CompareOp::Lt, n)) if high.is_none() && whole => high = Some(n.ceil() - 1.0),
            _ => {
                rest.push(part);
                continue;
            }
        }
        bounds.push(part);
    }
    match (low, high) {
        (Some(low), Some(high)) if low <= high => limits.range = Some((low, high)),
        (None, None) => {}
        (Some(_), Some(_)) => return Err(not("its lowest value stands above its highest")),
        _ => rest.extend(bounds),
    }
    if rest.is_empty() {
        return Ok(());
    }
    if matches!(kind, "text" | "note" | "time" | "geopoint") {
        return Err(not(&match kind {
            "text" => "a text is not checked".to_string(),
            kind => format!("a {kind} is not checked"),
        }));
    }
    let whole = carry_condition(&XPath::And(rest.clone()), reader);
    let lost = whole.as_ref().err().cloned();
    let carried = match whole {
        Ok(carried) => carried,
        Err(_) => {
            rest.retain(|part| carry_condition(part, reader).is_ok());
            carry_condition(&XPath::And(rest), reader)?
        }
    };
    limits.must = match carried {
        Carried::Always => String::new(),
        Carried::Never => return Err(not("it lets no answer through")),
        Carried::When(ast) => expr::print(&ast),
    };
    lost.map_or(Ok(()), Err)
}

/// `not(. != '' and ${age} != '' and . > ${age})`, which refuses what is known
/// not to hold, says no more than `. <= ${age}` does here.
fn unknown_passes(part: XPath, is_own: &dyn Fn(&XPath) -> bool) -> XPath {
    let XPath::Call(function, args) = &part else { return part };
    let ("not", [inner]) = (function.as_str(), args.as_slice()) else { return part };
    let mut parts = conjuncts(inner.clone());
    let all = parts.len();
    let empty = |x: &XPath| match x {
        XPath::Compare(CompareOp::Ne, a, b) => {
            **b == XPath::Text(String::new()) && (is_own(a) || matches!(**a, XPath::Question(_)))
        }
        _ => false,
    };
    parts.retain(|p| !empty(p));
    match (parts.len() < all, parts.as_slice()) {
        (true, [XPath::Compare(op, a, b)]) => XPath::Compare(op.opposite(), a.clone(), b.clone()),
        _ => part,
    }
}

/// The codes of `not(count-selected(.) > 1 and (selected(., 'none') or …))`.
fn alone(part: &XPath, is_own: &dyn Fn(&XPath) -> bool) -> Option<Vec<String>> {
    let XPath::Call(function, args) = part else { return None };
    let ("not", [XPath::And(both)]) = (function.as_str(), args.as_slice()) else { return None };
    let [a, b] = both.as_slice() else { return None };
    let more_than_one = |x: &XPath| match x {
        XPath::Compare(op, count, n) => {
            let counts = matches!(&**count, XPath::Call(f, a) if f == "count-selected" && a.len() == 1 && is_own(&a[0]));
            counts
                && matches!(
                    (op, &**n),
                    (CompareOp::Gt, XPath::Number(1.0)) | (CompareOp::Ge, XPath::Number(2.0))
                )
        }
        _ => false,
    };
    let chosen = if more_than_one(a) {
        b
    } else if more_than_one(b) {
        a
    } else {
        return None;
    };
    let parts: &[XPath] = match chosen {
        XPath::Or(parts) => parts,
        one => std::slice::from_ref(one),
    };
    let code = |x: &XPath| match x {
        XPath::Call(f, args) if f == "selected" => match args.as_slice() {
            [question, XPath::Text(code)] if is_own(question) => Some(code.clone()),
            _ => None,
        },
        _ => None,
    };
    parts.iter().map(code).collect()
}
