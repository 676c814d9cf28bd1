//! `quantile`: quantiles of a number from records, with intervals by the design.

use serde_json::{Map, Value, json};

use crate::base::Diag;
use crate::report::text::TextTable;
use crate::stats::{Domain, Factor, Missing, Rule, Undefined, Woodruff};

use super::asked::{self, Asked};
use super::drawn::Drawn;
use super::found::{self, Remarks, Weak};
use super::sample::{Place, Sample};
use super::{Answer, Block, Workbench};

/// How quantiles are made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which, each between 0 and 1; the quartiles where none is given.
    pub p: Vec<f64>,
    /// Questions or variables of the session, each a breakdown of its own.
    pub by: Vec<String>,
    /// Only the records for which this holds; the design stays whole.
    pub keep: Option<String>,
    /// The interval of the share at or below: `wald` (the rule), `logit`, …
    pub ci: Option<String>,
    pub lonely: Option<String>,
    /// The bases below which a figure is marked.
    pub weak: Vec<usize>,
}

/// Quantiles of a number question, or of an indicator that is a mean, over
/// everyone and by groups.
///
/// # Errors
/// It is no number; a share that is not between 0 and 1; no records; a design
/// that cannot be used. A quantile that does not exist stands in the table with
/// its reason.
pub fn quantile(workbench: &Workbench, address: &str, name: &str, options: &Options) -> Result<Answer, Diag> {
    // Wald, as R has it and as tables of data files have it.
    let rule = options.ci.as_deref().unwrap_or("wald");
    let method = found::method(Some(rule))?;
    let marks = Weak::of(&options.weak)?;
    found::lonely(options.lonely.as_deref())?;
    let shares = if options.p.is_empty() { vec![0.25, 0.5, 0.75] } else { options.p.clone() };
    if let Some(wrong) = shares.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Diag::error(format!("{wrong} is no share between 0 and 1"))
            .hint("p = { 0.25, 0.5, 0.75 }: 0.5 is the median"));
    }
    let place = Place::of(workbench, address)?;
    let asked = match (&place.item, name) {
        (Some(item), "") => Asked::Question(item.clone()),
        (_, name) => Asked::find(workbench, &place, name)?,
    };
    let mut names: Vec<String> = asked.reads().into_iter().chain(options.by.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut sample = Sample::load(workbench, place, &names, options.keep.as_deref())?;
    let drawn = Drawn::of(&mut sample, options.lonely.as_deref())?;
    let measure = asked::numbers(&asked, &sample)?;
    let breakdowns: Vec<(&String, Factor)> = options
        .by
        .iter()
        .map(|by| Ok((by, asked::groups(asked::column(&sample, by)?, by)?)))
        .collect::<Result<_, Diag>>()?;
    let domain = drawn.design.domain(|row| measure.variable.is_about(row));
    let values = &*measure.variable.numbers();
    let how = Woodruff { rule: Rule::default(), method, level: found::LEVEL };

    let mut answer = Answer::new("quantile");
    answer.heading(drawn.heading(&sample));
    answer.text(asked.title(&sample));
    answer.blocks.push(Block::Fields(asked.definition(&sample)));
    let mut table =
        TextTable::new(&["", ">quantile", ">estimate", ">95 % interval", ">SE", ">df", ">n", ">weighted n"]);
    let mut remarks = Remarks::default();
    let mut beyond = false;
    let mut group = |by: Option<(&str, &str)>, domain: &Domain<'_>| {
        let weighted = domain.narrow(|row| !values[row].is_nan()).weight();
        for (n, share) in shares.iter().enumerate() {
            let found = domain
                .quantiles(values, &[*share], how, Missing::Drop)
                .and_then(|mut list| list.pop().ok_or(Undefined::EmptyDomain));
            remarks.see_quantile(&found, marks);
            beyond |= found.as_ref().is_ok_and(|q| q.low.is_err() || q.high.is_err());
            let label = by.map_or("everyone".to_string(), |(by, level)| format!("{by} {level}"));
            let mut cells = vec![if n == 0 { label.clone() } else { String::new() }, share.to_string()];
            let mut numbers = found::quantile_cells(&found, weighted, marks);
            // There is no design effect of a quantile.
            numbers.remove(3);
            cells.extend(numbers);
            table.row(cells);
            let (by, level) = by.unwrap_or_default();
            let mut row = json!({
                "address": format!("{}/{}", sample.place.address(), asked.id()), "item": asked.id(),
                "label": format!("{label}, {share}"), "quantile": share, "by": by, "level": level,
                "unit": asked.unit(&sample),
            });
            write(&found, weighted, marks, &mut row);
            answer.row(sample.marks(row));
        }
    };
    group(None, &domain);
    for (by, groups) in &breakdowns {
        for (level, name) in groups.names().iter().enumerate() {
            group(Some((by, name)), &domain.narrow(|row| groups.level(row) == Some(level)));
        }
    }
    answer.blocks.push(Block::Table(table));
    answer.note(format!(
        "the lowest value at or below which the share lies; intervals by Woodruff ({rule}), t with df = PSUs less strata, SE from their width"
    ));
    if beyond {
        answer.note("…: the interval reaches beyond the lowest or the highest value");
    }
    remarks.notes(marks).into_iter().for_each(|note| answer.note(note));
    drawn.notes(workbench, &sample).into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

/// The numbers of a quantile, and what pictures draw.
pub fn write(found: &Result<crate::stats::Quantile, Undefined>, weighted: f64, marks: Weak, row: &mut Value) {
    let Value::Object(row) = row else { return };
    found::write_quantile(found, weighted, row);
    let base = found.as_ref().map_or(0, |q| q.base);
    row.insert("weak".into(), json!(marks.is(base)));
    row.insert("flag".into(), json!(found.as_ref().map_or("absent".into(), |q| marks.flag(q.base))));
    for (key, from) in [("value", "estimate"), ("low", "ci_low"), ("high", "ci_high")] {
        let value = row.get(from).cloned().unwrap_or_default();
        row.insert(key.into(), value);
    }
    states(row);
}

/// A null of the numbers drawn has the state of what it is made from.
fn states(row: &mut Map<String, Value>) {
    if row.get("df").is_some_and(Value::is_null) {
        let state = row.get("state").cloned().unwrap_or_default();
        row.insert("df_state".into(), state);
    }
}
