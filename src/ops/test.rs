//! `test`: whether a number or a share differs between groups of records, by the
//! design: t between two, Wald's F among more with every pair beside it, or by
//! ranks.

use serde_json::{Value, json};

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::number::{counted, grouped};
use crate::data::State;
use crate::report::text::TextTable;
use crate::stats::multiple::{Adjustment, adjusted};
use crate::stats::{
    Contrast, Domain, Factor, Interval, Missing, RankTest, Reference, Rule, Sample as _, Scores, Undefined,
    Woodruff,
};

use super::asked::{self, Asked, Measure};
use super::drawn::Drawn;
use super::found::{self, Found, Remarks, Unit, Weak};
use super::freq::label_of;
use super::sample::{Place, Sample};
use super::{Answer, Block, Workbench, quantile};

/// How groups are compared.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only the records for which this holds; the design stays whole.
    pub keep: Option<String>,
    /// `mean` (the rule), `rank`, `normal`, `median`.
    pub method: Option<String>,
    /// How p-values of pairs are corrected: `holm` (the rule), `bonferroni`,
    /// `bh`, `none`.
    pub adjust: Option<String>,
    /// The interval of a share.
    pub ci: Option<String>,
    pub lonely: Option<String>,
    /// The bases below which a figure is marked.
    pub weak: Vec<usize>,
}

/// By the word that chooses it: the scores of a rank test, or none for means.
const METHODS: [(&str, Option<Scores>); 4] = [
    ("mean", None),
    ("rank", Some(Scores::Ranks)),
    ("normal", Some(Scores::Normal)),
    ("median", Some(Scores::Median)),
];

const ADJUSTMENTS: [(&str, Option<Adjustment>, &str); 4] = [
    ("holm", Some(Adjustment::Holm), "corrected for their number by Holm's method"),
    ("bonferroni", Some(Adjustment::Bonferroni), "corrected for their number by Bonferroni's method"),
    (
        "bh",
        Some(Adjustment::BenjaminiHochberg),
        "corrected so that the share of false findings stays below the level (Benjamini and Hochberg)",
    ),
    ("none", None, "not corrected for their number"),
];

/// What one comparison came to.
struct Outcome {
    /// Of two groups: the second less the first.
    difference: Option<Result<Contrast, Undefined>>,
    statistic: Result<f64, Undefined>,
    df: usize,
    denominator_df: usize,
    p: Result<f64, Undefined>,
}

/// Compares the groups of `by` on `outcome`.
///
/// # Errors
/// An unknown name, a question with several answers of which none is named, a
/// method or correction that does not exist, ranks of a share; no records; a
/// design that cannot be used. A test that does not exist is said in words.
pub fn test(
    workbench: &Workbench,
    address: &str,
    outcome: &str,
    by: &str,
    options: &Options,
) -> Result<Answer, Diag> {
    let scores = found::named("method", options.method.as_deref(), &METHODS, |m| m.0)?.1;
    let (adjust, adjustment, corrected) =
        *found::named("correction", options.adjust.as_deref(), &ADJUSTMENTS, |a| a.0)?;
    let method = found::method(options.ci.as_deref())?;
    let marks = Weak::of(&options.weak)?;
    found::lonely(options.lonely.as_deref())?;
    let place = Place::of(workbench, address)?;
    if let Some(item) = &place.item {
        return Err(Diag::error(format!(
            "the address names a question, '{item}'; test takes it after the address"
        ))
        .hint(format!("test(\"{}\", \"{item}\", \"{by}\")", place.address())));
    }
    let (name, option) = match outcome.split_once('=') {
        Some((name, option)) => (name, Some(option)),
        None => (outcome, None),
    };
    if name == by {
        return Err(Diag::error(format!("'{by}' cannot be compared between its own groups")));
    }
    let asked = match Asked::find(workbench, &place, name)? {
        // online=yes is an answer to the question, whatever indicator has its name.
        Asked::Indicator(_) if option.is_some() => Asked::Question(name.to_string()),
        found => found,
    };
    let mut names: Vec<String> = asked.reads();
    names.push(by.to_string());
    names.sort_unstable();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut sample = Sample::load(workbench, place, &names, options.keep.as_deref())?;
    let drawn = Drawn::of(&mut sample, options.lonely.as_deref())?;
    let measure = measure(&asked, &sample, option)?;
    if scores.is_some() && measure.variable.is_proportion() {
        return Err(Diag::error(format!("ranks need numbers, and '{outcome}' is a share"))
            .hint("leave method out: a share is compared as it is"));
    }
    let factor = asked::groups(asked::column(&sample, by)?, by)?;
    let planned = sample.place.planned().item(by);
    let labels: Vec<String> = factor.names().iter().map(|l| label_of(planned, l)).collect();
    let values = &*measure.variable.numbers();
    let domain = drawn.design.domain(|row| measure.variable.is_about(row));

    let mut answer = Answer::new("test");
    answer.heading(drawn.heading(&sample));
    let share = if measure.label.is_empty() { String::new() } else { format!(" – {}", measure.label) };
    answer.text(format!("{}{share} (by {by})", asked.title(&sample)));
    answer.blocks.push(Block::Fields(asked.definition(&sample)));
    let shown = Shown { sample: &sample, asked: &asked, measure: &measure, outcome, by, marks };
    let each = domain.mean_by(values, &factor, Missing::Drop);
    let groups: Vec<usize> = match (&each, scores) {
        (Ok(each), _) => each.levels.clone(),
        (Err(_), _) => Vec::new(),
    };
    let remarks = match scores {
        None => shown.means(&mut answer, &factor, &labels, &each, method),
        Some(_) => shown.medians(&mut answer, &factor, &labels, &domain),
    };
    let whole = domain.narrow(|row| !values[row].is_nan() && factor.level(row).is_some());
    // A stratum with a single PSU is why no group has a figure.
    let stopped = match &each {
        Err(why) => Some(why.clone()),
        Ok(each) => each
            .each
            .iter()
            .filter_map(|e| e.as_ref().err())
            .find(|why| matches!(why, Undefined::LonelyUnits { .. } | Undefined::EveryStratumLonely { .. }))
            .cloned(),
    };
    let kind = kind(scores, groups.len());
    let among = if groups.len() == 2 { "difference" } else { "overall" };
    let overall = match (&stopped, groups.len()) {
        (Some(why), _) => Outcome::absent(why.clone()),
        (None, levels @ (0 | 1)) => Outcome::absent(Undefined::TooFewLevels { levels }),
        (None, _) => Outcome::of(&match scores {
            None => domain.score_test(values, &factor),
            Some(scores) => domain.rank_test(values, &factor, scores),
        }),
    };
    let between = (groups.len() == 2).then(|| (groups[0], groups[1]));
    let names_of = |at: usize| (factor.names()[at].as_str(), labels[at].as_str());
    let mut row = shown.outcome_row(among, kind, &overall);
    if let Some((first, second)) = between {
        row["first"] = json!(names_of(first).0);
        row["second"] = json!(names_of(second).0);
        row["p_adjusted"] = row["p"].clone();
        row["adjustment"] = json!("one_comparison");
    }
    answer.row(sample.marks(row));
    let mut fields = vec![("test".to_string(), kind.to_string())];
    fields.extend(shown.in_words(&overall, between.map(|(a, b)| (names_of(a).1, names_of(b).1)), scores));
    answer.blocks.push(Block::Fields(fields));

    if groups.len() > 2 && stopped.is_none() {
        let pairs: Vec<(usize, usize)> = groups
            .iter()
            .enumerate()
            .flat_map(|(n, a)| groups[n + 1..].iter().map(move |b| (*a, *b)))
            .collect();
        let found: Vec<Outcome> = pairs
            .iter()
            .map(|(a, b)| match (scores, &each) {
                (Some(scores), _) => {
                    let pair = domain.narrow(|row| [Some(*a), Some(*b)].contains(&factor.level(row)));
                    Outcome::of(&pair.rank_test(values, &factor, scores))
                }
                (None, Ok(each)) => {
                    let place = |level: usize| groups.iter().position(|g| *g == level).unwrap_or_default();
                    let difference = each
                        .estimates()
                        .and_then(|all| all.difference(place(*a), place(*b), overall.denominator_df));
                    Outcome::difference(difference)
                }
                (None, Err(why)) => Outcome::absent(why.clone()),
            })
            .collect();
        let known: Vec<f64> = found.iter().filter_map(|o| o.p.as_ref().ok().copied()).collect();
        let mut raised = match adjustment {
            Some(how) => adjusted(&known, how).unwrap_or_else(|_| known.clone()),
            None => known.clone(),
        }
        .into_iter();
        let pairs: Vec<Pair> = pairs
            .into_iter()
            .zip(found)
            .map(|((first, second), outcome)| {
                let p_adjusted = outcome.p.as_ref().ok().and_then(|_| raised.next());
                Pair { first, second, outcome, p_adjusted }
            })
            .collect();
        shown.pairs(&mut answer, &pairs, adjust, (&factor, &labels), scores.is_some());
        answer.note(format!("p of {} {corrected}", counted(known.len(), "pair", "pairs")));
        if scores.is_none() {
            answer.note("pairs by t with the degrees of freedom of the overall test, covariances between groups counted");
        } else {
            answer.note("each pair is ranked by itself, with the degrees of freedom of its own records");
        }
    }
    if scores.is_some() {
        answer.note("a rank is the share of the population below; equal values share theirs by weight, where R's svyranktest counts records");
    }
    left_out(&mut answer, &sample, &measure, by);
    remarks.notes(marks).into_iter().for_each(|note| answer.note(note));
    let rows = whole.len();
    if rows > 0 && groups.len() > 1 {
        answer.note(format!(
            "the test rests on {} with a value and a group, {} degrees of freedom before the groups are counted",
            counted(rows, "record", "records"),
            whole.degrees_of_freedom()
        ));
    }
    drawn.notes(workbench, &sample).into_iter().for_each(|n| answer.note(n));
    Ok(answer)
}

/// What is compared: a number, an indicator, the share of one answer.
fn measure(asked: &Asked<'_>, sample: &Sample, option: Option<&str>) -> Result<Measure, Diag> {
    let mut measures = asked.measures(sample)?;
    measures.retain(|m| !m.bounds);
    let answers: Vec<String> = measures.iter().map(|m| m.answer.clone()).filter(|a| !a.is_empty()).collect();
    let name = asked.id();
    match option {
        None if answers.is_empty() => {}
        None => {
            let diag = Diag::error(format!("'{name}' has several answers: whose share is compared?"));
            let first = answers.first().map_or("", String::as_str);
            return Err(diag
                .hint(format!("write question=answer, such as {name}={first}"))
                .hint(format!("valid here: {}", answers.join(", ")))
                .hint("cross tests all answers at once"));
        }
        Some(option) => {
            measures.retain(|m| !m.answer.is_empty() && m.answer == option);
            if measures.is_empty() {
                let diag = Diag::error(format!("'{name}' has no answer '{option}'"));
                return Err(choice_hints(option, answers.iter().map(String::as_str))
                    .into_iter()
                    .fold(diag, Diag::hint));
            }
        }
    }
    measures.pop().ok_or_else(|| Diag::error(format!("'{name}' gives no figure of records")))
}

fn kind(scores: Option<Scores>, groups: usize) -> &'static str {
    match (scores, groups) {
        (None, 0..=2) => "t test of two means by the design",
        (None, _) => "Wald's test that all means are equal, on F, by the design",
        (Some(Scores::Ranks), 0..=2) => "Wilcoxon's rank test by the design (Lumley and Scott)",
        (Some(Scores::Ranks), _) => "Kruskal and Wallis's rank test by the design (Lumley and Scott)",
        (Some(Scores::Normal), _) => "van der Waerden's test by the design (normal scores of ranks)",
        (Some(Scores::Median), _) => "Mood's median test by the design",
    }
}

impl Outcome {
    fn absent(why: Undefined) -> Outcome {
        Outcome { difference: None, statistic: Err(why.clone()), df: 0, denominator_df: 0, p: Err(why) }
    }

    fn of(found: &Result<RankTest, Undefined>) -> Outcome {
        match found {
            Err(why) => Outcome::absent(why.clone()),
            Ok(test) => Outcome {
                difference: test.difference.map(Ok),
                statistic: Ok(test.statistic),
                df: test.df,
                denominator_df: test.denominator_df,
                p: Ok(test.p),
            },
        }
    }

    fn difference(found: Result<Contrast, Undefined>) -> Outcome {
        let df = found.as_ref().map_or(0, |c| c.df);
        Outcome {
            statistic: found.clone().and_then(|c| c.statistic()),
            p: found.clone().and_then(|c| c.p_value(Reference::T)),
            difference: Some(found),
            df: 1,
            denominator_df: df,
        }
    }

    fn interval(&self) -> Option<Result<Interval, Undefined>> {
        let difference = self.difference.clone()?;
        Some(difference.and_then(|c| c.interval(found::LEVEL, Reference::T)))
    }
}

/// Two groups against each other.
struct Pair {
    first: usize,
    second: usize,
    outcome: Outcome,
    /// None where there is no p.
    p_adjusted: Option<f64>,
}

struct Shown<'a> {
    sample: &'a Sample,
    asked: &'a Asked<'a>,
    measure: &'a Measure,
    outcome: &'a str,
    by: &'a str,
    marks: Weak,
}

impl Shown<'_> {
    fn row(&self, kind: &str) -> Value {
        json!({
            "kind": kind, "address": self.sample.place.address(), "item": self.asked.id(),
            "outcome": self.outcome, "by": self.by,
        })
    }

    fn unit(&self) -> String {
        match self.measure.unit() {
            Unit::Proportion => "percent".into(),
            Unit::Plain => self.asked.unit(self.sample),
        }
    }

    fn means(
        &self,
        answer: &mut Answer,
        factor: &Factor,
        labels: &[String],
        each: &Result<crate::stats::Grouped, Undefined>,
        method: crate::stats::Method,
    ) -> Remarks {
        let mut table = TextTable::new(&[
            self.by,
            ">estimate",
            ">95 % interval",
            ">SE",
            ">deff",
            ">df",
            ">n",
            ">weighted n",
        ]);
        let mut remarks = Remarks::default();
        for (level, (name, label)) in factor.names().iter().zip(labels).enumerate() {
            let estimate = each.as_ref().map_err(Clone::clone).and_then(|each| each.each[level].clone());
            let mut found = Found::of(estimate, self.measure.unit(), method);
            found.marks = self.marks;
            remarks.see(&found);
            let mut cells = vec![label.clone()];
            cells.extend(found.cells());
            table.row(cells);
            let mut row = self.row("group");
            row["level"] = json!(name);
            row["label"] = json!(label);
            row["unit"] = json!(self.unit());
            found.write_scaled(&mut row);
            answer.row(self.sample.marks(row));
        }
        answer.blocks.push(Block::Table(table));
        remarks
    }

    /// What ranks compare is shown as medians.
    fn medians(
        &self,
        answer: &mut Answer,
        factor: &Factor,
        labels: &[String],
        domain: &Domain<'_>,
    ) -> Remarks {
        let mut table =
            TextTable::new(&[self.by, ">median", ">95 % interval", ">SE", ">df", ">n", ">weighted n"]);
        let mut remarks = Remarks::default();
        let how = Woodruff { rule: Rule::default(), method: crate::stats::Method::Wald, level: found::LEVEL };
        let values = &*self.measure.variable.numbers();
        for (level, (name, label)) in factor.names().iter().zip(labels).enumerate() {
            let group = domain.narrow(|row| factor.level(row) == Some(level));
            let median = group
                .quantiles(values, &[0.5], how, Missing::Drop)
                .and_then(|mut list| list.pop().ok_or(Undefined::EmptyDomain));
            let weighted = group.narrow(|row| !values[row].is_nan()).weight();
            remarks.see_quantile(&median, self.marks);
            let mut cells = vec![label.clone()];
            let mut numbers = found::quantile_cells(&median, weighted, self.marks);
            numbers.remove(3);
            cells.extend(numbers);
            table.row(cells);
            let mut row = self.row("group");
            row["level"] = json!(name);
            row["label"] = json!(label);
            row["quantile"] = json!(0.5);
            row["unit"] = json!(self.unit());
            quantile::write(&median, weighted, self.marks, &mut row);
            answer.row(self.sample.marks(row));
        }
        answer.blocks.push(Block::Table(table));
        remarks
    }

    fn outcome_row(&self, kind: &str, test: &str, outcome: &Outcome) -> Value {
        let mut row = self.row(kind);
        row["test"] = json!(test);
        row["statistic"] = json!(outcome.statistic.as_ref().ok());
        row["df"] = json!(outcome.statistic.as_ref().ok().map(|_| outcome.df));
        row["denominator_df"] = json!(outcome.statistic.as_ref().ok().map(|_| outcome.denominator_df));
        row["state"] = json!(outcome.statistic.as_ref().err().map_or("value", Undefined::state));
        if let Err(why) = &outcome.statistic {
            row["because"] = json!(why.to_string());
        }
        row["p"] = json!(outcome.p.as_ref().ok());
        row["p_state"] = json!(outcome.p.as_ref().err().map_or("value", Undefined::state));
        if let (Some(difference), Some(interval)) = (&outcome.difference, outcome.interval()) {
            row["difference"] = json!(difference.as_ref().ok().map(|c| c.value));
            row["difference_se"] = json!(difference.as_ref().ok().map(Contrast::se));
            row["difference_low"] = json!(interval.as_ref().ok().map(|i| i.low));
            row["difference_high"] = json!(interval.as_ref().ok().map(|i| i.high));
            row["difference_state"] = json!(interval.as_ref().err().map_or("value", Undefined::state));
        }
        row
    }

    /// A difference in the digits and the unit that people read.
    fn amount(&self, value: f64, ranks: bool) -> String {
        match (ranks, self.measure.unit()) {
            (false, Unit::Proportion) => format!("{:.1}", 100.0 * value).replace('-', "−"),
            _ => format!("{value:.3}").replace('-', "−"),
        }
    }

    fn in_words(
        &self,
        outcome: &Outcome,
        between: Option<(&str, &str)>,
        scores: Option<Scores>,
    ) -> Vec<(String, String)> {
        let statistic = match &outcome.statistic {
            Ok(statistic) => *statistic,
            Err(why) => {
                let why = match why {
                    Undefined::TooFewLevels { levels: 0 | 1 } => {
                        "fewer than two groups have a figure: there is nothing to compare".to_string()
                    }
                    Undefined::NoSpread => {
                        "the figures of the groups have no variance by this design".to_string()
                    }
                    why => why.to_string(),
                };
                return vec![("no test".into(), why)];
            }
        };
        let p = match &outcome.p {
            Ok(p) => found::shown_p(*p),
            Err(why) => return vec![("no test".into(), why.to_string())],
        };
        let p = if p.starts_with('<') { format!("p {p}") } else { format!("p = {p}") };
        let mut fields = Vec::new();
        match (between, &outcome.difference, outcome.interval()) {
            (Some((first, second)), Some(Ok(difference)), Some(interval)) => {
                let what = match (scores, self.measure.unit()) {
                    (Some(_), _) => " in mean score of ranks".to_string(),
                    (None, Unit::Proportion) => " percentage points".to_string(),
                    (None, Unit::Plain) => match self.unit() {
                        unit if unit.is_empty() => String::new(),
                        unit => format!(" {unit}"),
                    },
                };
                let amount = |v: f64| self.amount(v, scores.is_some());
                let interval = match interval {
                    Ok(i) => format!("95 % interval {} to {}", amount(i.low), amount(i.high)),
                    Err(why) => why.to_string(),
                };
                fields.push((
                    "difference".to_string(),
                    format!(
                        "{second} less {first}: {}{what} ({interval}, SE {})",
                        amount(difference.value),
                        amount(difference.se())
                    ),
                ));
                fields.push((
                    "result".into(),
                    format!("t = {statistic:.2}, {} degrees of freedom, {p}", outcome.denominator_df)
                        .replace("= -", "= −"),
                ));
            }
            _ => fields.push((
                "result".into(),
                format!(
                    "F = {statistic:.2}, {} and {} degrees of freedom, {p}",
                    outcome.df, outcome.denominator_df
                ),
            )),
        }
        if let Ok(p) = &outcome.p {
            let share = match *p {
                p if p < 0.001 => "fewer than 0.1 %".to_string(),
                p => format!("{:.1} %", 100.0 * p),
            };
            fields.push((
                "which means".into(),
                format!("if the groups did not differ, {share} of samples would show a difference at least this large"),
            ));
        }
        fields
    }

    fn pairs(
        &self,
        answer: &mut Answer,
        pairs: &[Pair],
        adjust: &str,
        (factor, labels): (&Factor, &[String]),
        ranks: bool,
    ) {
        let head = format!(">p ({adjust})");
        let mut heads = vec!["pair", ">difference", ">95 % interval", ">SE", ">t", ">df", ">p"];
        if adjust != "none" {
            heads.push(&head);
        }
        let mut table = TextTable::new(&heads);
        for Pair { first: a, second: b, outcome, p_adjusted } in pairs {
            let p_adjusted = *p_adjusted;
            let mut row = self.outcome_row("pair", if ranks { "rank" } else { "t" }, outcome);
            row["first"] = json!(factor.names()[*a]);
            row["second"] = json!(factor.names()[*b]);
            row["label"] = json!(format!("{} less {}", labels[*b], labels[*a]));
            row["p_adjusted"] = json!(p_adjusted);
            row["p_adjusted_state"] = json!(outcome.p.as_ref().err().map_or("value", Undefined::state));
            row["adjustment"] = json!(adjust);
            answer.row(self.sample.marks(row));
            let mut cells = vec![format!("{} less {}", labels[*b], labels[*a])];
            let amount = |v: f64| self.amount(v, ranks);
            match (&outcome.difference, &outcome.statistic) {
                (Some(Ok(difference)), statistic) => {
                    cells.push(amount(difference.value));
                    cells.push(match outcome.interval() {
                        Some(Ok(i)) => format!("{} to {}", amount(i.low), amount(i.high)),
                        Some(Err(why)) => why.to_string(),
                        None => String::new(),
                    });
                    cells.push(amount(difference.se()));
                    cells
                        .push(statistic.as_ref().map_or("–".into(), |t| format!("{t:.2}").replace('-', "−")));
                    cells.push(grouped(outcome.denominator_df as f64, 0));
                }
                (_, Err(why)) | (Some(Err(why)), _) => {
                    cells.extend(["–".into(), why.to_string()]);
                    cells.extend(["", "", ""].map(String::from));
                }
                (None, Ok(_)) => cells.extend(["", "", "", "", ""].map(String::from)),
            }
            cells.push(outcome.p.as_ref().map_or("–".into(), |p| found::shown_p(*p)));
            if adjust != "none" {
                cells.push(p_adjusted.map_or("–".into(), found::shown_p));
            }
            table.row(cells);
        }
        answer.blocks.push(Block::Table(table));
    }
}

/// Records that have a value and are in no group.
fn left_out(answer: &mut Answer, sample: &Sample, measure: &Measure, by: &str) {
    let Some(column) = sample.column(by) else { return };
    let mut parts = Vec::new();
    let mut all = 0;
    for state in State::ALL.into_iter().filter(|s| *s != State::Answered) {
        let so = |row: &usize| column.states[*row] == state && measure.variable.value(*row).is_some();
        let n = (0..column.len()).filter(so).count();
        if n > 0 {
            all += n;
            parts.push(format!("{state} {}", grouped(n as f64, 0)));
        }
    }
    if all > 0 {
        let verb = if all == 1 { "has a value and is" } else { "have a value and are" };
        answer.note(format!(
            "{} {verb} in no group of {by}: {}",
            counted(all, "record", "records"),
            parts.join(", ")
        ));
    }
}
