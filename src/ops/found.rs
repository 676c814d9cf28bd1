//! One estimated figure as tables and `--json` show it, and the words by which
//! intervals and rules for lonely PSUs are chosen.

use serde_json::{Map, Value, json};

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::number::grouped;
use crate::stats::{Contrast, Estimate, Instead, Interval, Lonely, Method, Quantile, Reference, Undefined};

/// The confidence level of every interval.
pub const LEVEL: f64 = 0.95;

const METHODS: [(&str, Method); 6] = [
    ("logit", Method::Logit),
    ("wald", Method::Wald),
    ("wilson", Method::Wilson),
    ("beta", Method::Beta),
    ("beta_capped", Method::BetaCapped),
    ("arcsine", Method::Arcsine),
];

const LONELY: [(&str, Lonely); 5] = [
    ("fail", Lonely::Fail),
    ("adjust", Lonely::Adjust),
    ("average", Lonely::Average),
    ("certainty", Lonely::Certainty),
    ("remove", Lonely::Remove),
];

/// What a word chooses of what is known; the first where none is given.
///
/// # Errors
/// Nothing has that name; what is valid is listed.
pub fn named<'a, T>(
    what: &str,
    given: Option<&str>,
    known: &'a [T],
    word: impl Fn(&T) -> &'static str,
) -> Result<&'a T, Diag> {
    let Some(given) = given else { return Ok(&known[0]) };
    known.iter().find(|k| word(k) == given).ok_or_else(|| {
        let diag = Diag::error(format!("there is no {what} '{given}'"));
        choice_hints(given, known.iter().map(word)).into_iter().fold(diag, Diag::hint)
    })
}

/// An interval by its name; `logit` where none is given.
pub fn method(word: Option<&str>) -> Result<Method, Diag> {
    named("interval", word, &METHODS, |(word, _)| word).map(|(_, method)| *method)
}

/// A rule for lonely PSUs by its name; `fail` where none is given.
pub fn lonely(word: Option<&str>) -> Result<Lonely, Diag> {
    lonely_named(word).map(|(_, rule)| rule)
}

/// The same with its name.
pub fn lonely_named(word: Option<&str>) -> Result<(&'static str, Lonely), Diag> {
    named("rule for lonely PSUs", word, &LONELY, |(word, _)| word).copied()
}

/// The unweighted bases below which a figure is shown with a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weak {
    /// Below it: an asterisk.
    pub star: usize,
    /// Below it: parentheses.
    pub brackets: usize,
}

impl Default for Weak {
    /// The rule of the Demographic and Health Surveys.
    fn default() -> Weak {
        Weak { star: 25, brackets: 50 }
    }
}

impl Weak {
    /// From two bases, such as 25 and 50; the rule where none are given.
    ///
    /// # Errors
    /// Not two, or the second below the first.
    pub fn of(bases: &[usize]) -> Result<Weak, Diag> {
        match bases {
            [] => Ok(Weak::default()),
            [star, brackets] if star <= brackets => Ok(Weak { star: *star, brackets: *brackets }),
            _ => Err(Diag::error("the marks of weak figures need two bases, the lower one first")
                .hint("--weak 25,50 or weak = { 25, 50 }: below 25 an asterisk, below 50 parentheses")),
        }
    }

    /// A text with the mark of its base.
    pub fn mark(self, n: usize, text: String) -> String {
        match n {
            n if n < self.star => format!("{text}*"),
            n if n < self.brackets => format!("({text})"),
            _ => text,
        }
    }

    /// Whether a figure on so many rows is marked.
    pub fn is(self, n: usize) -> bool {
        n < self.brackets.max(self.star)
    }

    /// The mark in one word; empty for none.
    pub fn flag(self, n: usize) -> String {
        match n {
            n if n < self.star => format!("fewer_than_{}", self.star),
            n if n < self.brackets => format!("{}_to_{}", self.star, self.brackets - 1),
            _ => String::new(),
        }
    }

    /// What the marks mean.
    pub fn note(self) -> String {
        let Weak { star, brackets } = self;
        match star == brackets {
            true => format!("an asterisk: fewer than {star} in the base"),
            false => {
                format!("an asterisk: fewer than {star} in the base; parentheses: {star} to {}", brackets - 1)
            }
        }
    }
}

/// Said of an interval that is a point.
const POINT: &str = "an interval of one point: the PSUs agree exactly, so the design shows no variance; that is no certainty about the population";

/// Said of a share that nobody or everybody has.
const INSTEAD: &str =
    "nobody or everybody: the interval is Clopper-Pearson on the effective number, the variance being zero";

/// Said of figures that strata with a single PSU stop.
const LONELY_STOPS: &str = "a stratum with a single PSU stops every estimate that needs its variance, until it is said how it is treated: --lonely adjust, average, certainty or remove (lonely = \"adjust\" in a script)";

/// A group as tables name it; of crossed questions the levels say which.
pub fn group_label(by: &str, level: &str) -> String {
    if by.contains('*') { level.to_string() } else { format!("{by} {level}") }
}

/// Whether a figure is absent because there is nobody to estimate it from.
fn is_nobody(why: &Undefined) -> bool {
    matches!(why, Undefined::EmptyDomain | Undefined::AllMissing)
}

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Between 0 and 1, shown in per cent.
    Proportion,
    /// As it is.
    Plain,
}

/// One figure of a table.
pub struct Found {
    pub estimate: Result<Estimate, Undefined>,
    pub interval: Result<Interval, Undefined>,
    pub unit: Unit,
    /// How much more than the reference group it is.
    pub less: Option<Result<Contrast, Undefined>>,
    /// When it is marked as weak.
    pub marks: Weak,
}

impl Found {
    pub fn of(estimate: Result<Estimate, Undefined>, unit: Unit, method: Method) -> Found {
        let interval = match &estimate {
            Ok(e) if unit == Unit::Proportion => e.proportion_interval(method, LEVEL, Reference::T),
            Ok(e) => e.interval(LEVEL, Reference::T),
            Err(why) => Err(why.clone()),
        };
        Found { estimate, interval, unit, less: None, marks: Weak::default() }
    }

    /// The rows it rests on.
    pub fn n(&self) -> usize {
        self.estimate.as_ref().map_or(0, |e| e.base)
    }

    /// So few rows that it is shown with a mark.
    pub fn weak(&self) -> bool {
        self.estimate.is_ok() && self.marks.is(self.n())
    }

    /// Strata with a single PSU stop it.
    pub fn is_stopped(&self) -> bool {
        matches!(self.estimate, Err(Undefined::LonelyUnits { .. }))
    }

    /// How weak it is in one word.
    pub fn flag(&self) -> String {
        match &self.estimate {
            Err(_) => "absent".into(),
            Ok(_) => self.marks.flag(self.n()),
        }
    }

    /// Nobody or everybody: the interval is another one than was asked for.
    pub fn instead(&self) -> bool {
        matches!(&self.interval, Ok(Interval { instead: Some(Instead::ClopperPearson), .. }))
    }

    /// The interval as tables show it, or why there is none.
    pub fn interval_text(&self) -> String {
        match &self.interval {
            Ok(i) => format!("{}–{}", self.scaled(i.low), self.scaled(i.high)),
            Err(why) => why.to_string(),
        }
    }

    /// The interval is a point: the design shows no variance.
    pub fn point(&self) -> bool {
        match (&self.interval, &self.estimate) {
            (Ok(Interval { instead: Some(Instead::NoVariance), .. }), _) => true,
            (Ok(_), Ok(estimate)) => self.unit == Unit::Plain && estimate.variance == 0.0,
            _ => false,
        }
    }

    /// A number with the digits of this figure.
    pub fn scaled(&self, value: f64) -> String {
        match (self.unit, &self.estimate) {
            (Unit::Proportion, _) => fixed(value * 100.0, 1),
            (Unit::Plain, Ok(e)) => fixed(value, decimals(e.se(), e.value)),
            (Unit::Plain, Err(_)) => fixed(value, 2),
        }
    }

    /// Estimate, interval, SE, deff, df, n, weighted n.
    pub fn cells(&self) -> Vec<String> {
        let estimate = match &self.estimate {
            Ok(estimate) => estimate,
            Err(why) => {
                let mut cells = vec!["–".into(), why.to_string()];
                cells.resize(5, String::new());
                cells.extend([if is_nobody(why) { "0" } else { "–" }.into(), String::new()]);
                return cells;
            }
        };
        let percent = if self.unit == Unit::Proportion { " %" } else { "" };
        let value = format!("{}{percent}", self.scaled(estimate.value));
        vec![
            self.marks.mark(estimate.base, value),
            self.interval_text(),
            // One PSU, or as many strata as PSUs, says nothing of precision.
            if estimate.df == 0 { "–".into() } else { self.scaled(estimate.se()) },
            estimate.deff.as_ref().map_or("–".into(), |d| format!("{:.2}", d.value)),
            estimate.df.to_string(),
            grouped(estimate.base as f64, 0),
            grouped(estimate.weighted_base, 1),
        ]
    }

    /// The difference from the reference group and its p-value.
    pub fn less_cells(&self) -> [String; 2] {
        match &self.less {
            None => [String::new(), String::new()],
            Some(Err(why)) => ["–".into(), why.to_string()],
            Some(Ok(less)) => {
                let sign = if less.value > 0.0 { "+" } else { "" };
                let p = less.p_value(Reference::T).map_or("–".into(), shown_p);
                [format!("{sign}{}", self.scaled(less.value)), p]
            }
        }
    }

    /// The numbers as `--json` gives them; every null has its state beside it.
    pub fn write(&self, row: &mut Map<String, Value>) {
        let mut put = |key: &str, value: Value| {
            row.insert(key.into(), value);
        };
        let state = |why: &Undefined| why.state();
        match &self.estimate {
            Ok(e) => {
                let cv = e.cv();
                put("estimate", json!(e.value));
                put("se", json!(e.se()));
                put("cv", json!(cv.as_ref().ok()));
                put("cv_state", json!(cv.as_ref().err().map_or("value", state)));
                put("deff", json!(e.deff.as_ref().ok().map(|d| d.value)));
                put("deff_state", json!(e.deff.as_ref().err().map_or("value", state)));
                put("df", json!(e.df));
                put("n", json!(e.base));
                put("n_weighted", json!(e.weighted_base));
                put("state", json!("value"));
            }
            Err(why) => {
                for key in ["estimate", "se", "cv", "deff", "df"] {
                    put(key, Value::Null);
                }
                put("n", if is_nobody(why) { json!(0) } else { Value::Null });
                put("n_weighted", if is_nobody(why) { json!(0.0) } else { Value::Null });
                put("state", json!(state(why)));
                put("because", json!(why.to_string()));
            }
        }
        let bound = |pick: fn(&Interval) -> f64| self.interval.as_ref().ok().map(pick);
        put("ci_low", json!(bound(|i| i.low)));
        put("ci_high", json!(bound(|i| i.high)));
        put("ci_state", json!(self.interval.as_ref().err().map_or("value", state)));
        if let Some(less) = &self.less {
            let interval = less.clone().and_then(|less| less.interval(LEVEL, Reference::T));
            let p = less.clone().and_then(|less| less.p_value(Reference::T));
            put("difference", json!(less.as_ref().ok().map(|less| less.value)));
            put("difference_se", json!(less.as_ref().ok().map(Contrast::se)));
            put("difference_low", json!(interval.as_ref().ok().map(|i| i.low)));
            put("difference_high", json!(interval.as_ref().ok().map(|i| i.high)));
            put("difference_state", json!(interval.as_ref().err().map_or("value", state)));
            put("p", json!(p.as_ref().ok()));
            put("p_state", json!(p.as_ref().err().map_or("value", state)));
        }
    }
}

impl Found {
    /// The numbers, and what pictures draw: value and bounds in the unit they are
    /// shown in.
    pub fn write_scaled(&self, row: &mut Value) {
        let Value::Object(row) = row else { return };
        let scale = if self.unit == Unit::Proportion { 100.0 } else { 1.0 };
        row.insert("weak".into(), json!(self.weak()));
        row.insert("flag".into(), json!(self.flag()));
        self.write(row);
        let mut scaled = |key: &str, value: Option<f64>| {
            row.insert(key.into(), json!(value.map(|v| v * scale)));
        };
        scaled("value", self.estimate.as_ref().ok().map(|e| e.value));
        scaled("low", self.interval.as_ref().ok().map(|i| i.low));
        scaled("high", self.interval.as_ref().ok().map(|i| i.high));
    }
}

/// What stands under a table because of the figures in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Remarks {
    weak: bool,
    instead: bool,
    point: bool,
    stopped: bool,
}

impl Remarks {
    /// Takes a figure into account.
    pub fn see(&mut self, found: &Found) {
        self.weak |= found.weak();
        self.instead |= found.instead();
        self.point |= found.point();
        self.stopped |= found.is_stopped();
    }

    /// The same where its interval is not shown.
    pub fn see_base(&mut self, found: &Found) {
        self.weak |= found.weak();
    }

    /// The same for a quantile.
    pub fn see_quantile(&mut self, found: &Result<Quantile, Undefined>, marks: Weak) {
        self.weak |= found.as_ref().is_ok_and(|q| marks.is(q.base));
        self.stopped |= matches!(found, Err(Undefined::LonelyUnits { .. }));
    }

    /// The sentences.
    pub fn notes(self, marks: Weak) -> Vec<String> {
        let Remarks { weak, instead, point, stopped } = self;
        let said = [
            (stopped, LONELY_STOPS.to_string()),
            (weak, marks.note()),
            (instead, INSTEAD.to_string()),
            (point, POINT.to_string()),
        ];
        said.into_iter().filter(|(so, _)| *so).map(|(_, note)| note).collect()
    }
}

/// Estimate, interval, SE, deff (of quantiles there is none), df, n, weighted n;
/// marked by the rule.
pub fn quantile_cells(found: &Result<Quantile, Undefined>, weighted: f64, marks: Weak) -> Vec<String> {
    let q = match found {
        Ok(q) => q,
        Err(why) => {
            let mut cells = vec!["–".into(), why.to_string()];
            cells.resize(5, String::new());
            cells.extend([if is_nobody(why) { "0" } else { "–" }.into(), String::new()]);
            return cells;
        }
    };
    let decimals = decimals(q.se.as_ref().map_or(0.0, |se| *se), q.value);
    let value = marks.mark(q.base, fixed(q.value, decimals));
    let bound = |bound: &Result<f64, Undefined>| bound.as_ref().map_or("…".into(), |b| fixed(*b, decimals));
    vec![
        value,
        format!("{}–{}", bound(&q.low), bound(&q.high)),
        q.se.as_ref().map_or("–".into(), |se| fixed(*se, decimals)),
        "–".into(),
        q.df.to_string(),
        grouped(q.base as f64, 0),
        grouped(weighted, 1),
    ]
}

/// A quantile as `--json` gives it.
pub fn write_quantile(found: &Result<Quantile, Undefined>, weighted: f64, row: &mut Map<String, Value>) {
    let mut put = |key: &str, value: &Result<f64, Undefined>| {
        row.insert(key.into(), json!(value.as_ref().ok()));
        row.insert(format!("{key}_state"), json!(value.as_ref().err().map_or("value", Undefined::state)));
    };
    let of =
        |pick: fn(&Quantile) -> Result<f64, Undefined>| found.as_ref().map_err(Clone::clone).and_then(pick);
    put("se", &of(|q| q.se.clone()));
    put("ci_low", &of(|q| q.low.clone()));
    put("ci_high", &of(|q| q.high.clone()));
    let cv = |q: &Quantile| match q.se.clone()? / q.value {
        cv if cv.is_finite() => Ok(cv),
        _ => Err(Undefined::ValueIsZero),
    };
    put("cv", &of(cv));
    row.insert("deff".into(), Value::Null);
    row.insert("deff_state".into(), json!("not_estimated"));
    row.insert("estimate".into(), json!(found.as_ref().ok().map(|q| q.value)));
    row.insert("df".into(), json!(found.as_ref().ok().map(|q| q.df)));
    let nobody = found.as_ref().is_err_and(is_nobody);
    row.insert("n".into(), json!(found.as_ref().map_or(nobody.then_some(0), |q| Some(q.base))));
    let weighted = found.as_ref().map_or(nobody.then_some(0.0), |_| Some(weighted));
    row.insert("n_weighted".into(), json!(weighted));
    row.insert("state".into(), json!(found.as_ref().err().map_or("value", Undefined::state)));
    if let Err(why) = found {
        row.insert("because".into(), json!(why.to_string()));
    }
}

/// A p-value as tables show it.
pub fn shown_p(p: f64) -> String {
    if p < 0.001 { "< 0.001".into() } else { format!("{p:.3}") }
}

/// Two digits of the standard error, and with it of everything on the line; of
/// a figure without one, three digits of its own.
pub fn decimals(se: f64, value: f64) -> usize {
    let (number, digits) = if se > 0.0 { (se, 2) } else { (value, 3) };
    if number == 0.0 {
        return 0;
    }
    let whole = number.abs().log10().floor() as i32 + 1;
    (digits - whole).clamp(0, 9) as usize
}

/// A number with so many decimals.
pub fn fixed(value: f64, decimals: usize) -> String {
    if decimals == 0 {
        return grouped(value, 0);
    }
    let text = format!("{:.decimals$}", value.abs());
    let zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}
