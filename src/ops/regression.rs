//! A regression as tables and `--json` show it, whatever it was fitted to.

use serde_json::{Map, Value, json};

use crate::base::Diag;
use crate::base::number::{counted, grouped};
use crate::report::text::TextTable;
use crate::stats::{Family, Fit, Formula, Model, ModelError, Reference, Sample, TermTest, Variable};

use super::found::{self, LEVEL, decimals, fixed, shown_p};
use super::{Answer, Block};

/// What is fitted.
#[derive(Debug, Clone, Default)]
pub struct ModelRequest {
    /// `y ~ a + factor(b)`.
    pub formula: String,
    /// `linear`, `logistic`, `probit`, `cloglog` or `poisson`.
    pub family: String,
    /// Columns at whose levels predictive margins are given.
    pub margins: Vec<String>,
}

const FAMILIES: [(&str, Family); 5] = [
    ("logistic", Family::Logistic),
    ("linear", Family::Gaussian),
    ("poisson", Family::Poisson),
    ("probit", Family::Probit),
    ("cloglog", Family::ComplementaryLogLog),
];

impl ModelRequest {
    /// The family by its name; logistic where none is given.
    ///
    /// # Errors
    /// There is no such family.
    pub fn family(&self) -> Result<Family, Diag> {
        let word = Some(self.family.as_str()).filter(|word| !word.is_empty());
        found::named("regression", word, &FAMILIES, |(word, _)| word).map(|(_, family)| *family)
    }

    /// The formula, read.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn formula(&self) -> Result<Formula, Diag> {
        Formula::parse(&self.formula).map_err(|error| Diag::from(&error))
    }
}

/// Fits a regression to rows of a sample and adds it to an answer; rows for
/// machines carry what `mark` adds.
///
/// # Errors
/// What the formula and the data have against each other; no finite estimate.
pub fn fit<'a>(
    sample: &dyn Sample,
    request: &ModelRequest,
    column: impl Fn(&str) -> Option<Variable<'a>>,
    mark: impl Fn(Value) -> Value,
    answer: &mut Answer,
) -> Result<(), Diag> {
    let (formula, family) = (request.formula()?, request.family()?);
    let complaint = |error: ModelError| {
        let diag = Diag::from(&error);
        diag.hint("nothing was estimated")
    };
    let model = Model::new(sample, &formula, family, column).map_err(complaint)?;
    let fitted = model.fit().map_err(complaint)?;
    let ratio = family.ratio();
    let table = coefficients(&fitted, ratio, &mark, answer);
    answer.blocks.push(Block::Table(table));
    terms(&model, &fitted, &mark, answer);
    for column in &request.margins {
        let margins = model.margins(&fitted, column).map_err(complaint)?;
        let mut table = TextTable::new(&[column, ">predicted", ">95 % interval", ">SE", ">difference", ">p"]);
        for (at, level) in margins.levels.iter().enumerate() {
            let margin = margins.level(at);
            let interval =
                margin.as_ref().map_err(Clone::clone).and_then(|m| m.interval(LEVEL, Reference::T));
            let less = (at > 0).then(|| margins.difference(0, at));
            let (scale, unit, places) = match (&margin, family.is_binary()) {
                (_, true) => (100.0, " %", 1),
                (Ok(margin), false) => (1.0, "", decimals(margin.se(), margin.value)),
                (Err(_), false) => (1.0, "", 2),
            };
            let shown = |x: f64| fixed(x * scale, places);
            let p = less.as_ref().map(|less| less.clone().and_then(|less| less.p_value(Reference::T)));
            table.row(vec![
                level.clone(),
                margin.as_ref().map_or("–".into(), |m| format!("{}{unit}", shown(m.value))),
                interval
                    .as_ref()
                    .map_or_else(ToString::to_string, |i| format!("{}–{}", shown(i.low), shown(i.high))),
                margin.as_ref().map_or("–".into(), |m| shown(m.se())),
                less.as_ref().map_or(String::new(), |l| l.as_ref().map_or("–".into(), |l| shown(l.value))),
                p.as_ref().map_or(String::new(), |p| p.as_ref().map_or("–".into(), |p| shown_p(*p))),
            ]);
            let mut row = Map::new();
            row.insert("kind".into(), json!("margin"));
            row.insert("term".into(), json!(column));
            row.insert("level".into(), json!(level));
            number(&mut row, "estimate", margin.as_ref().map(|m| m.value));
            number(&mut row, "se", margin.as_ref().map(|m| m.se()));
            number(&mut row, "ci_low", interval.as_ref().map(|i| i.low));
            number(&mut row, "ci_high", interval.as_ref().map(|i| i.high));
            if let Some(less) = &less {
                number(&mut row, "difference", less.as_ref().map(|l| l.value));
                number(&mut row, "difference_se", less.as_ref().map(|l| l.se()));
            }
            if let Some(p) = &p {
                number(&mut row, "p", p.as_ref().copied());
            }
            answer.row(mark(Value::Object(row)));
        }
        answer.text(format!(
            "Predictive margins of {column}: everybody on each level in turn, all else as it is"
        ));
        answer.blocks.push(Block::Table(table));
    }
    notes(&model, &fitted, request, answer);
    Ok(())
}

fn number<E: StateOf>(row: &mut Map<String, Value>, key: &str, value: Result<f64, &E>) {
    if let Err(why) = &value {
        row.insert(format!("{key}_state"), json!(why.state_of()));
    }
    row.insert(key.into(), json!(value.ok()));
}

/// What has a word for why a number is absent.
trait StateOf {
    fn state_of(&self) -> &'static str;
}

impl StateOf for crate::stats::Undefined {
    fn state_of(&self) -> &'static str {
        self.state()
    }
}

impl StateOf for ModelError {
    fn state_of(&self) -> &'static str {
        self.state()
    }
}

fn coefficients(
    fit: &Fit,
    ratio: Option<&str>,
    mark: &impl Fn(Value) -> Value,
    answer: &mut Answer,
) -> TextTable {
    let ratio_head = ratio.map(|ratio| format!(">{ratio}"));
    let mut heads = vec!["", ">estimate", ">SE", ">t", ">p"];
    if let Some(head) = &ratio_head {
        heads.push(head);
    }
    heads.push(">95 % interval");
    let mut table = TextTable::new(&heads);
    for (at, coefficient) in fit.coefficients.iter().enumerate() {
        let of = fit.coefficient(at);
        let of = of.as_ref();
        let t = of.map_err(Clone::clone).and_then(|c| c.statistic());
        let p = of.map_err(Clone::clone).and_then(|c| c.p_value(Reference::T));
        let interval = of.map_err(Clone::clone).and_then(|c| c.interval(LEVEL, Reference::T));
        let times = fit.ratio(at, LEVEL);
        let places = decimals(coefficient.se(), coefficient.value).max(2);
        let mut cells = vec![
            coefficient.label.clone(),
            fixed(coefficient.value, places),
            fixed(coefficient.se(), places),
            t.as_ref().map_or("–".into(), |t| fixed(*t, 2)),
            p.as_ref().map_or("–".into(), |p| shown_p(*p)),
        ];
        match (ratio, &times, &interval) {
            (Some(_), Ok((value, interval)), _) => {
                let places = decimals((interval.high - interval.low) / 4.0, *value).max(2);
                let places = if coefficient.term.is_none() { places.min(4) } else { places };
                cells.push(fixed(*value, places));
                cells.push(format!("{}–{}", fixed(interval.low, places), fixed(interval.high, places)));
            }
            (Some(_), Err(why), _) => cells.extend(["–".into(), why.to_string()]),
            (None, _, Ok(interval)) => {
                cells.push(format!("{}–{}", fixed(interval.low, places), fixed(interval.high, places)));
            }
            (None, _, Err(why)) => cells.push(why.to_string()),
        }
        table.row(cells);
        let mut row = Map::new();
        row.insert("kind".into(), json!("coefficient"));
        row.insert("term".into(), json!(coefficient.name));
        row.insert("label".into(), json!(coefficient.label));
        row.insert("estimate".into(), json!(coefficient.value));
        row.insert("se".into(), json!(coefficient.se()));
        number(&mut row, "t", t.as_ref().copied());
        number(&mut row, "p", p.as_ref().copied());
        if let Some(ratio) = ratio {
            let key = ratio.replace(' ', "_");
            number(&mut row, &key, times.as_ref().map(|(value, _)| *value));
            number(&mut row, &format!("{key}_low"), times.as_ref().map(|(_, i)| i.low));
            number(&mut row, &format!("{key}_high"), times.as_ref().map(|(_, i)| i.high));
        }
        number(&mut row, "ci_low", interval.as_ref().map(|i| i.low));
        number(&mut row, "ci_high", interval.as_ref().map(|i| i.high));
        row.insert("df".into(), json!(fit.df));
        row.insert("n".into(), json!(fit.base));
        row.insert("n_weighted".into(), json!(fit.weighted_base));
        answer.row(mark(Value::Object(row)));
    }
    table
}

/// Terms of several coefficients, each tested as a whole.
fn terms(model: &Model<'_>, fit: &Fit, mark: &impl Fn(Value) -> Value, answer: &mut Answer) {
    let mut table = TextTable::new(&["term", ">F", ">df", ">denominator df", ">p"]);
    let mut any = false;
    for (at, term) in model.formula().terms().into_iter().enumerate() {
        if fit.coefficients.iter().filter(|c| c.term == Some(at)).count() < 2 {
            continue;
        }
        any = true;
        let test = model.test(fit, &term, TermTest::Wald);
        let mut row = Map::new();
        row.insert("kind".into(), json!("term"));
        row.insert("term".into(), json!(term));
        number(&mut row, "f", test.as_ref().map(|t| t.statistic));
        number(&mut row, "df", test.as_ref().map(|t| t.df as f64));
        number(&mut row, "denominator_df", test.as_ref().map(|t| t.denominator_df as f64));
        number(&mut row, "p", test.as_ref().map(|t| t.p));
        answer.row(mark(Value::Object(row)));
        table.row(match &test {
            Ok(t) => vec![
                term,
                fixed(t.statistic, 2),
                t.df.to_string(),
                t.denominator_df.to_string(),
                shown_p(t.p),
            ],
            Err(why) => vec![term, "–".into(), String::new(), String::new(), why.to_string()],
        });
    }
    if any {
        answer.text("Terms of several coefficients, each as a whole (Wald)");
        answer.blocks.push(Block::Table(table));
    }
}

fn notes(model: &Model<'_>, fit: &Fit, request: &ModelRequest, answer: &mut Answer) {
    answer.note(format!(
        "{} regression of {} rows ({} weighted), t with {} degrees of freedom: PSUs less strata, + 1, less coefficients",
        if request.family.is_empty() { "logistic" } else { &request.family },
        grouped(fit.base as f64, 0),
        grouped(fit.weighted_base, 1),
        fit.df,
    ));
    if !request.margins.is_empty() {
        answer.note("predictive margins are averages over the records used; their variance counts the coefficients and who was averaged over, their intervals are Wald");
    }
    if model.left_out() > 0 {
        let on: Vec<String> = model
            .missing()
            .iter()
            .map(|m| format!("{} on {}", grouped(m.rows as f64, 0), m.column))
            .collect();
        answer.note(format!(
            "{} left out for a missing value: {}",
            counted(model.left_out(), "row is", "rows are"),
            on.join(", ")
        ));
    }
    for (column, levels) in model.empty_levels() {
        answer.note(format!("no row used has {column} = {}: no coefficient", levels.join(", ")));
    }
}
