//! `dh model ADDRESS …` and `model`: regressions over the records of an
//! instrument, by their design.

use crate::base::Diag;
use crate::data::Values;
use crate::model::{Base, IndicatorBody};
use crate::stats::{Factor, Variable};

use super::asked::{self, Asked};
use super::drawn::Drawn;
use super::regression::{self, ModelRequest};
use super::sample::{Place, Sample};
use super::{Answer, Workbench};

/// Which records, and how lonely PSUs are treated.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only the records for which this holds; the design stays whole.
    pub keep: Option<String>,
    pub lonely: Option<String>,
}

/// A name of the formula as the regression reads it.
enum Prepared {
    Numbers(Vec<f64>),
    Levels(Factor),
}

/// Fits a regression to an instrument's records. Names are indicators (1 where
/// they count, 0 where not), numbers, and questions with one answer, whose
/// first answer is the reference; a question with an answer `yes` is explained
/// as 1 and 0.
///
/// # Errors
/// A formula that cannot be read, a name that is neither; no records; a design
/// that cannot be used; no finite estimate.
pub fn model(
    workbench: &Workbench,
    address: &str,
    request: &ModelRequest,
    options: &Options,
) -> Result<Answer, Diag> {
    let formula = request.formula()?;
    request.family()?;
    let place = Place::of(workbench, address)?;
    let asked: Vec<Asked<'_>> = formula
        .columns()
        .iter()
        .map(|name| Asked::find(workbench, &place, name))
        .collect::<Result<_, _>>()?;
    let mut names: Vec<String> = asked.iter().flat_map(Asked::reads).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut sample = Sample::load(workbench, place, &names, options.keep.as_deref())?;
    let drawn = Drawn::of(&mut sample, options.lonely.as_deref())?;
    let mut prepared: Vec<(&str, Prepared)> = Vec::new();
    // Whom the explained indicator is about; the others' rows are no missing values.
    let mut about: Option<Vec<bool>> = None;
    let mut notes = Vec::new();
    for (asked, name) in asked.iter().zip(formula.columns()) {
        let explained = name == formula.response();
        let column = read(asked, &sample, explained)?;
        if let (true, Asked::Indicator(indicator)) = (explained, asked) {
            let measure = asked.measures(&sample)?.into_iter().find(|m| !m.bounds);
            about = measure.and_then(|m| m.variable.base);
            if let IndicatorBody::Proportion { base: base @ Base::Where(_), .. }
            | IndicatorBody::Mean { base: base @ Base::Where(_), .. } = &indicator.body
            {
                notes.push(format!(
                    "{name} is about those with {}; the others are not part of it",
                    base.text()
                ));
            }
        }
        prepared.push((name, column));
    }
    let whole = drawn.domain(&sample);
    let domain = match &about {
        None => whole,
        Some(about) => whole.narrow(|row| about[row]),
    };
    let mut answer = Answer::new("model");
    answer.heading(format!("{}\n{}", drawn.heading(&sample), request.formula));
    let column = |name: &str| {
        prepared.iter().find(|(n, _)| *n == name).map(|(_, column)| match column {
            Prepared::Numbers(numbers) => Variable::Numbers(numbers),
            Prepared::Levels(factor) => Variable::Levels(factor),
        })
    };
    regression::fit(&domain, request, column, |row| sample.marks(row), &mut answer)?;
    notes.into_iter().chain(drawn.notes(workbench, &sample)).for_each(|note| answer.note(note));
    Ok(answer)
}

fn read(asked: &Asked<'_>, sample: &Sample, explained: bool) -> Result<Prepared, Diag> {
    let name = asked.id();
    let Asked::Question(_) = asked else {
        let measure = asked.measures(sample)?.into_iter().find(|m| !m.bounds);
        let variable = measure.map(|m| m.variable).ok_or_else(|| {
            Diag::error(format!("'{name}' is worked out from other figures, not from records"))
        })?;
        let value = |row| variable.value(row).unwrap_or(f64::NAN);
        return Ok(Prepared::Numbers((0..variable.rows()).map(value).collect()));
    };
    let column = asked::column(sample, name)?;
    let answered = |row: usize| column.states[row] == crate::data::State::Answered;
    let values = |of: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..column.len()).map(|row| if answered(row) { of(row) } else { f64::NAN }).collect()
    };
    let is = |so: bool| f64::from(u8::from(so));
    Ok(match &column.values {
        Values::Choice { codes, options } if explained => {
            let yes = options.iter().position(|option| option == "yes").ok_or_else(|| {
                Diag::error(format!("'{name}' has several answers, none of them yes: what is to be explained?"))
                    .hint(format!("make a variable of it: recode(\"{}\", \"NAME\", {{ {{ \"yes\", \"{name} == {}\" }}, {{ \"no\", \"true\" }} }})", sample.place.address(), options.first().map_or("…", String::as_str)))
            })?;
            Prepared::Numbers(values(&|row| is(codes[row] as usize == yes)))
        }
        Values::Bool(bools) => Prepared::Numbers(values(&|row| is(bools[row]))),
        Values::Number(numbers) => Prepared::Numbers(values(&|row| numbers[row])),
        Values::Choice { .. } => Prepared::Levels(asked::groups(column, name)?),
        Values::Choices { .. } | Values::Text(_) => {
            return Err(Diag::error(format!("'{name}' is neither a number nor a question with one answer"))
                .hint("make a variable of one of its answers with recode, and use that"));
        }
    })
}
