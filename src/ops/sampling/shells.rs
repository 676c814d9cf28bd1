//! `dh sample shells ADDRESS`: the tables of an instrument before anybody is
//! interviewed: for every indicator and group the base that is to be expected,
//! the half-width of its interval, and whether it will be too small to print, so
//! that the design can still change.
//!
//! A share that nobody knows is said to be unknown. For the width alone, and
//! marked as such, 50 % stands in its place: no other share has a wider one.

use std::cell::RefCell;

use serde_json::{Value, json};

use crate::base::number::{counted, grouped};
use crate::base::{Diag, Diags, diag::choice_hints};
use crate::expr;
use crate::model::{
    Base, Condition, Country, Indicator, IndicatorBody, InstrumentKind, ItemKind, Methodology,
    PlannedInstrument,
};
use crate::report::text::TextTable;
use crate::stats::sampling::size::Assumed;

use super::super::drawn::how_selected;
use super::super::sample::Place;
use super::super::{Answer, Block, Workbench};
use super::{Listed, MARKS, filled, marked, percent, plain, positive, reliability};

/// What a design is planned with.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// An instrument of a country, such as `KEN/children`.
    pub address: String,
    /// Interviews; otherwise those the country or the method plans.
    pub n: Option<f64>,
    pub deff: Option<f64>,
    pub level: Option<f64>,
    /// `NAME=SHARE`: a group (`sex=girl`), an indicator, or a condition.
    pub assume: Vec<String>,
    /// The same as `name`, `share`, `source`.
    pub assumptions: Option<Listed>,
    /// Groups without a known share are planned to be of the same size.
    pub equal_groups: bool,
}

/// Breakdowns where an indicator declares none.
const USUAL: [&str; 3] = ["sex", "age", "area"];

/// More numbers than these are no groups.
const MOST_GROUPS: f64 = 20.0;

/// A number with where it is from, or why there is none.
type Known = Result<(f64, String), String>;

/// A planning assumption.
struct Assumption {
    name: String,
    share: f64,
    source: String,
}

/// What is known, and what of it was used.
struct Book<'a> {
    methodology: &'a Methodology,
    country: &'a Country,
    population: &'a str,
    path: &'a str,
    assumptions: Vec<Assumption>,
    equal_groups: bool,
    /// Names that were looked up: what an assumption can be about.
    asked: RefCell<Vec<String>>,
    used: RefCell<Vec<(String, f64, String)>>,
}

/// The tables to come.
///
/// # Errors
/// No instrument; no number of interviews; an assumption that is none, or is
/// about nothing here.
pub fn shells(workbench: &Workbench, request: &Request) -> Result<Answer, Vec<Diag>> {
    let one = |d: Diag| vec![d];
    let place = Place::of(workbench, &request.address).map_err(one)?;
    let planned = place.planned();
    if planned.instrument.kind != InstrumentKind::Questionnaire || place.item.is_some() {
        return Err(one(Diag::error(format!("'{}' is no questionnaire of a country", request.address))
            .hint("dh sample shells KEN/household_survey/children")));
    }
    let country = place.country(workbench).map_err(one)?;
    let methodology = &workbench.workspace.methodology;
    let (n, n_from) = interviews(request, methodology, country, &place).map_err(one)?;
    let (deff, deff_from) = design_effect(request, country, &place);
    let level = request.level.unwrap_or(0.95);
    // A share that is none is complained of here, not once a cell.
    let check = Assumed { proportion: 0.5, deff, population: None, level };
    check.precision(n).map_err(|f| one(super::wrong(f)))?;
    let book = Book {
        methodology,
        country,
        population: &planned.instrument.population,
        path: &place.path,
        assumptions: assumptions(request)?,
        equal_groups: request.equal_groups,
        asked: RefCell::default(),
        used: RefCell::default(),
    };
    let mut answer = Answer::new("sample_shells");
    answer.heading(format!("{}: tables to come", place.address()));
    answer.blocks.push(Block::Fields(vec![
        ("interviews".into(), format!("{} ({n_from})", grouped(n, 0))),
        ("design effect".into(), format!("{} ({deff_from})", plain(deff))),
        (
            "interval".into(),
            format!("{}, on the log odds, half its length in percentage points", percent(level)),
        ),
    ]));
    let mut tally = Tally::default();
    let mut any = false;
    for indicator in methodology.indicators.iter().filter(|i| i.from() == Some(place.path.as_str())) {
        any = true;
        let shell = Shell { book: &book, planned, indicator, n, deff, level };
        shell.add(&mut answer, &mut tally);
    }
    if !any {
        return Err(one(Diag::error(format!("no indicator is made from {}", place.path))));
    }
    about_something(&book)?;
    let mut known = TextTable::new(&["assumption", ">value", "from"]);
    let mut rests_on = |name: &str, value: f64, shown: String, source: &str| {
        known.row(vec![name.to_string(), shown, source.to_string()]);
        answer.row(json!({"assumption": name, "value": value, "source": source}));
    };
    rests_on("interviews", n, grouped(n, 0), &n_from);
    rests_on("design effect", deff, plain(deff), &deff_from);
    for (name, share, source) in book.used.borrow().iter() {
        rests_on(name, *share, percent(*share), source);
    }
    answer.text("What this rests on:");
    answer.blocks.push(Block::Table(known));
    answer.note(format!(
        "{}: {} to have a base below 25, {} of 25 to 49, {} of 50 or more, {} unknown",
        counted(tally.all(), "cell", "cells"),
        tally.hidden,
        tally.weak,
        tally.sound,
        tally.unknown
    ));
    answer.note(MARKS);
    if tally.conservative {
        answer.note("at 50 %: the share is unknown, and the width is the widest it can be; it is no expectation of the share");
    }
    if tally.as_everyone {
        answer.note("groups are expected to have the share of everyone");
    }
    if tally.crossed {
        answer.note("groups are taken to be spread alike over those a filter lets through");
    }
    answer.note("nothing is taken off for don't know and refusals that leave a base; every group has the design effect of everyone");
    answer.note(how_selected(country, place.activity()));
    Ok(answer)
}

/// How many interviews, and where that is said.
fn interviews(
    request: &Request,
    methodology: &Methodology,
    country: &Country,
    place: &Place,
) -> Result<(f64, String), Diag> {
    if let Some(n) = request.n {
        return Ok((n, "given".into()));
    }
    let fieldwork = country.fieldwork.iter().find(|f| f.activity == place.activity());
    if let Some((n, f)) = fieldwork.and_then(|f| Some((f.interviews?, f))) {
        return Ok((n, format!("planned by {}, {}", country.name, f.span)));
    }
    let instrument = &place.planned().instrument;
    let of_method = instrument.target.map(|t| (t, instrument.span.to_string())).or_else(|| {
        methodology.activity(place.activity()).and_then(|a| Some((a.target?, a.span.to_string())))
    });
    match of_method {
        Some((n, at)) => Ok((n as f64, format!("the design number of the method, {at}"))),
        None => {
            Err(Diag::error(format!("how many interviews? Neither {} nor the method says it", country.name))
                .hint("--n 1000, or interviews = 1000 in the country's fieldwork"))
        }
    }
}

fn design_effect(request: &Request, country: &Country, place: &Place) -> (f64, String) {
    let fieldwork = country.fieldwork.iter().find(|f| f.activity == place.activity());
    match (request.deff, fieldwork.and_then(|f| Some((f.design_effect?, f)))) {
        (Some(deff), _) => (deff, "a planning assumption as given".into()),
        (None, Some((deff, f))) => (deff, format!("planned by {}, {}", country.name, f.span)),
        (None, None) => {
            (1.0, "none was given: as for a simple random sample; a clustered one has wider intervals".into())
        }
    }
}

fn assumptions(request: &Request) -> Result<Vec<Assumption>, Vec<Diag>> {
    let mut diags = Diags::new();
    let mut list: Vec<Assumption> = Vec::new();
    for text in &request.assume {
        let read = text
            .rsplit_once('=')
            .and_then(|(name, share)| Some((name.trim().to_string(), share.trim().parse::<f64>().ok()?)));
        match read {
            Some((name, share)) if share > 0.0 && share < 1.0 => {
                list.push(Assumption { name, share, source: "a planning assumption as given".into() });
            }
            _ => diags.push(
                Diag::error(format!("--assume {text}: a name, '=' and a share between 0 and 1 belong there"))
                    .hint("--assume sex=girl=0.5, --assume ocsea_clear_12m=0.1, --assume \"age >= 15=0.5\""),
            ),
        }
    }
    if let Some(table) = request
        .assumptions
        .as_ref()
        .and_then(|l| l.read("the assumptions", &["name", "share", "source"], &mut diags))
    {
        for cells in table.rows() {
            let name = filled(&cells, "name", &mut diags);
            let source = filled(&cells, "source", &mut diags);
            let share = positive(&cells, "share", &mut diags);
            let (Some(name), Some(source), Some(share)) = (name, source, share) else { continue };
            if share >= 1.0 {
                diags.push(cells.wrong("share", format!("{share} is no share between 0 and 1")));
            }
            list.push(Assumption { name, share, source: format!("{source} ({})", cells.span()) });
        }
    }
    for (i, a) in list.iter().enumerate() {
        if list[..i].iter().any(|b| b.name == a.name) {
            diags.push(Diag::error(format!("'{}' is assumed twice", a.name)));
        }
    }
    super::sound(diags)?;
    Ok(list)
}

/// An assumption with a slip in its name would quietly do nothing.
fn about_something(book: &Book) -> Result<(), Vec<Diag>> {
    let asked = book.asked.borrow();
    let lost: Vec<Diag> = book
        .assumptions
        .iter()
        .filter(|a| !asked.contains(&a.name))
        .map(|a| {
            let diag = Diag::error(format!("the assumption '{}' is about nothing here", a.name));
            choice_hints(&a.name, asked.iter().map(String::as_str)).into_iter().fold(diag, Diag::hint)
        })
        .collect();
    if !lost.is_empty() {
        return Err(lost);
    }
    // The groups of a question share out everyone.
    let questions: Vec<&str> =
        book.assumptions.iter().filter_map(|a| Some(a.name.split_once('=')?.0)).collect();
    for (i, question) in questions.iter().enumerate().filter(|(_, q)| !q.contains(' ')) {
        let of = |a: &&Assumption| a.name.split_once('=').is_some_and(|(q, _)| q == *question);
        let sum: f64 = book.assumptions.iter().filter(of).map(|a| a.share).sum();
        if sum > 1.0 + 1e-9 && !questions[..i].contains(question) {
            return Err(vec![Diag::error(format!(
                "the groups of {question} are assumed to be {} together",
                percent(sum)
            ))]);
        }
    }
    Ok(())
}

impl Book<'_> {
    /// Looks for an assumption under any of the names, and writes down its use.
    fn assumed(&self, names: &[String]) -> Option<(f64, String)> {
        let mut asked = self.asked.borrow_mut();
        for name in names {
            if !asked.contains(name) {
                asked.push(name.clone());
            }
        }
        let found = self.assumptions.iter().find(|a| names.contains(&a.name))?;
        Some((found.share, found.source.clone()))
    }

    fn uses(&self, name: &str, (share, source): (f64, String)) -> (f64, String) {
        let line = (name.to_string(), share, source.clone());
        let mut used = self.used.borrow_mut();
        if !used.contains(&line) {
            used.push(line);
        }
        (share, source)
    }

    /// The share an indicator is expected to have.
    fn expected(&self, indicator: &Indicator) -> Known {
        match self.assumed(std::slice::from_ref(&indicator.id)) {
            Some(found) => Ok(self.uses(&indicator.id, found)),
            None => self.published(indicator).map(|found| self.uses(&indicator.id, found)),
        }
    }

    /// What was published of it in this country, of the people the instrument
    /// asks, under the same definition.
    fn published(&self, indicator: &Indicator) -> Known {
        let same = self.methodology.published.iter().filter(|p| {
            let corresponds = p.corresponds_to.trim_start_matches("indicator:") == indicator.id;
            p.unit == "percent"
                && p.definition == indicator.definition
                && (corresponds || p.id == indicator.id)
        });
        let figures: Vec<_> = same
            .flat_map(|p| self.country.figures_of(&p.id))
            .filter(|f| f.population == self.population)
            .collect();
        let evidence: Vec<_> =
            figures.iter().filter(|f| f.tier.is_evidence()).filter_map(|f| Some((f.value?, f))).collect();
        let Some((value, figure)) = evidence.first() else {
            return Err(match figures.first() {
                None => "no figure of this country is held".into(),
                Some(f) if !f.tier.is_evidence() => format!("known from the press only ({})", f.span),
                Some(f) => format!("published as a range ({})", f.span),
            });
        };
        let mut values: Vec<String> = evidence.iter().map(|(v, _)| format!("{} %", plain(*v))).collect();
        values.dedup();
        if values.len() > 1 {
            return Err(format!("sources differ: {}; conflicts are held, not averaged", values.join(", ")));
        }
        if !(*value > 0.0 && *value < 100.0) {
            return Err(format!("published as {} % ({})", plain(*value), figure.span));
        }
        let qualifier = match figure.qualifier.as_str() {
            "" => String::new(),
            other => format!("{} ", other.replace('_', " ")),
        };
        let note = if figure.note.is_empty() { String::new() } else { format!("; {}", figure.note) };
        let source =
            format!("published {}: {qualifier}{} % ({}){note}", figure.published, plain(*value), figure.span);
        Ok((value / 100.0, source))
    }

    /// The share of everyone whom a condition lets through.
    fn passing(&self, condition: &Condition) -> Known {
        let text = expr::print(condition.checked.ast());
        let names = [text.clone(), condition.source.clone(), text.replace(" == ", "=")];
        if let Some(found) = self.assumed(&names) {
            return Ok(self.uses(&text, found));
        }
        // The filter may be what an indicator over everyone counts.
        let same = self.methodology.indicators.iter().find(|i| match &i.body {
            IndicatorBody::Proportion { from, base: Base::Everyone, yes_if, .. } => {
                from == self.path && yes_if == condition
            }
            _ => false,
        });
        match same {
            Some(indicator) => {
                self.expected(indicator).map_err(|why| format!("it is the share of {}: {why}", indicator.id))
            }
            None => Err(format!("nothing is known of the share with: {text}")),
        }
    }

    /// The share of a group among everyone.
    fn group(&self, by: &str, level: &str, levels: usize) -> Known {
        let name = format!("{by}={level}");
        if let Some(found) = self.assumed(std::slice::from_ref(&name)) {
            return Ok(self.uses(&name, found));
        }
        if self.equal_groups {
            let found = (
                1.0 / levels as f64,
                "a planning assumption: groups of the same size (--equal-groups)".into(),
            );
            return Ok(self.uses(&format!("{by}: each of {levels} groups"), found));
        }
        Err(format!("nothing is known of the share of {name}"))
    }
}

#[derive(Default)]
struct Tally {
    hidden: usize,
    weak: usize,
    sound: usize,
    unknown: usize,
    conservative: bool,
    crossed: bool,
    as_everyone: bool,
}

impl Tally {
    fn all(&self) -> usize {
        self.hidden + self.weak + self.sound + self.unknown
    }
}

/// The table of one indicator.
struct Shell<'a> {
    book: &'a Book<'a>,
    planned: &'a PlannedInstrument,
    indicator: &'a Indicator,
    n: f64,
    deff: f64,
    level: f64,
}

impl Shell<'_> {
    fn add(&self, answer: &mut Answer, tally: &mut Tally) {
        let indicator = self.indicator;
        answer.text(format!("{} ({}, {})", indicator.label, indicator.id, indicator.definition));
        if let Some(gone) = self.not_asked() {
            answer.text(format!("  not made here: {gone}"));
            answer.row(json!({"indicator": indicator.id, "group": "everyone", "base": Value::Null,
                "base_state": "not_asked_here", "because": gone}));
            return;
        }
        let filters = self.filters();
        let base = self.base(&filters);
        let expected = match &indicator.body {
            IndicatorBody::Proportion { .. } => self.book.expected(indicator),
            _ => Err("the standard deviation is not known".into()),
        };
        let mut fields = Vec::new();
        if !filters.is_empty() {
            let words: Vec<String> = filters.iter().map(|f| expr::print(f.checked.ast())).collect();
            fields.push(("asked of".to_string(), words.join("; ")));
            if let Err(why) = &base {
                fields.push(("base unknown".into(), why.clone()));
            }
        }
        if let Err(why) = &expected {
            let what = if self.is_share() { "share unknown" } else { "width unknown" };
            fields.push((what.into(), why.clone()));
        }
        if !fields.is_empty() {
            answer.blocks.push(Block::Fields(fields));
        }
        let mut table = TextTable::new(&["", ">group", ">base", ">expected", ">± points"]);
        let filtered = !filters.is_empty();
        let mut line = |group: Option<(&str, &str)>, share: &Known, tally: &mut Tally| {
            let (row, cells) = self.line(group, share, (&base, &expected), tally);
            answer.row(row);
            table.row(cells);
        };
        line(None, &Ok((1.0, String::new())), tally);
        for by in self.breakdowns() {
            let Some(levels) = self.levels(&by) else { continue };
            for level in &levels {
                let share = self.book.group(&by, level, levels.len());
                tally.crossed |= filtered && share.is_ok() && base.is_ok();
                tally.as_everyone |= expected.is_ok();
                line(Some((&by, level)), &share, tally);
            }
        }
        answer.blocks.push(Block::Table(table));
    }

    fn is_share(&self) -> bool {
        matches!(self.indicator.body, IndicatorBody::Proportion { .. })
    }

    /// The question it needs that is not asked in this country.
    fn not_asked(&self) -> Option<String> {
        self.indicator.depends_on().iter().find_map(|name| match self.planned.item(name) {
            None => Some(format!("{name} is not asked in {}", self.book.country.name)),
            Some(item) if item.left_out => {
                let by = item.changes.last().map_or(self.book.country.name.as_str(), |c| c.layer.as_str());
                Some(format!("{name} is left out by {by}"))
            }
            Some(_) => None,
        })
    }

    /// Who is in the base, as conditions: the indicator's own, and the routes to
    /// its questions where those who were not asked leave it.
    fn filters(&self) -> Vec<Condition> {
        let (base, value, rule) = match &self.indicator.body {
            IndicatorBody::Proportion { base, yes_if, count_as, .. } => (base, yes_if, count_as),
            IndicatorBody::Mean { base, of, count_as, .. } => (base, of, count_as),
            IndicatorBody::Derived(_) => return Vec::new(),
        };
        let mut filters: Vec<Condition> = Vec::new();
        if let Base::Where(condition) = base {
            filters.push(condition.clone());
        }
        if rule.not_asked == "leave" {
            for item in value.checked.depends_on().iter().filter_map(|name| self.planned.item(name)) {
                let section = self.planned.instrument.groups.iter().find(|g| g.id == item.item.group);
                let routes = [section.and_then(|s| s.ask_if.as_ref()), item.item.ask_if.as_ref()];
                for route in routes.into_iter().flatten() {
                    if !filters.contains(route) {
                        filters.push(route.clone());
                    }
                }
            }
        }
        filters
    }

    /// The base among everyone: interviews times the share the filter lets through.
    fn base(&self, filters: &[Condition]) -> Result<f64, String> {
        match filters {
            [] => Ok(self.n),
            [one] => self.book.passing(one).map(|(share, _)| self.n * share),
            several => {
                // Every one is asked for, so that an assumption about it counts as understood.
                let whys: Vec<String> = several.iter().filter_map(|f| self.book.passing(f).err()).collect();
                Err(whys
                    .into_iter()
                    .next()
                    .unwrap_or_else(|| "how far its filters overlap is not known".into()))
            }
        }
    }

    fn breakdowns(&self) -> Vec<String> {
        let declared = match &self.indicator.body {
            IndicatorBody::Proportion { by, .. } | IndicatorBody::Mean { by, .. } => by.clone(),
            IndicatorBody::Derived(_) => Vec::new(),
        };
        if !declared.is_empty() {
            return declared;
        }
        USUAL
            .iter()
            .filter(|u| self.planned.item(u).is_some_and(|i| !i.left_out))
            .map(|u| (*u).to_string())
            .collect()
    }

    /// The groups of a question with one answer, or of whole numbers in a range.
    fn levels(&self, by: &str) -> Option<Vec<String>> {
        let item = &self.planned.item(by)?.item;
        match item.kind {
            ItemKind::SelectOne => Some(item.options.iter().map(|o| o.id.clone()).collect()),
            ItemKind::Integer => {
                let (low, high) = item.range.or(self.planned.instrument.ages)?;
                (high - low < MOST_GROUPS)
                    .then(|| (0..=(high - low) as usize).map(|i| plain(low + i as f64)).collect())
            }
            _ => None,
        }
    }

    /// One cell of the table to come, for machines and for people.
    fn line(
        &self,
        group: Option<(&str, &str)>,
        share: &Known,
        (base, expected): (&Result<f64, String>, &Known),
        tally: &mut Tally,
    ) -> (Value, Vec<String>) {
        let name = group.map_or("everyone".to_string(), |(by, level)| format!("{by} {level}"));
        let here: Result<f64, String> = match (base, share) {
            (Ok(base), Ok((share, _))) => Ok(base * share),
            (Err(why), _) | (_, Err(why)) => Err(why.clone()),
        };
        let conservative = self.is_share() && expected.is_err();
        let width = match (&here, self.is_share()) {
            (Ok(base), true) => {
                let proportion = expected.as_ref().map_or(0.5, |(p, _)| *p);
                let assumed = Assumed { proportion, deff: self.deff, population: None, level: self.level };
                assumed.precision(*base).ok().map(|p| p.logit_half())
            }
            _ => None,
        };
        tally.conservative |= conservative && width.is_some();
        match &here {
            Err(_) => tally.unknown += 1,
            Ok(b) if *b < 25.0 => tally.hidden += 1,
            Ok(b) if *b < 50.0 => tally.weak += 1,
            Ok(_) => tally.sound += 1,
        }
        let mut row = json!({
            "indicator": self.indicator.id, "definition": self.indicator.definition, "group": name, "n": self.n,
            "deff": self.deff,
        });
        for (key, value) in super::number_or("base", here.as_ref().ok().copied(), "unknown") {
            row[key] = value;
        }
        match &here {
            Ok(b) => row["reliability"] = json!(reliability(*b)),
            Err(why) => row["base_because"] = json!(why),
        }
        let state = if self.is_share() { "unknown" } else { "not_a_share" };
        for (key, value) in super::number_or("expected", expected.as_ref().ok().map(|(p, _)| *p), state) {
            row[key] = value;
        }
        match expected {
            Ok((_, source)) => row["expected_source"] = json!(source),
            Err(why) => row["expected_because"] = json!(why),
        }
        let state = if here.is_err() { "base_unknown" } else { "spread_unknown" };
        for (key, value) in super::number_or("half_width", width, state) {
            row[key] = value;
        }
        if width.is_some() {
            row["half_width_at"] = json!(expected.as_ref().map_or(0.5, |(p, _)| *p));
            row["conservative"] = json!(conservative);
        }
        let cells = vec![
            name,
            match share {
                Ok(_) if group.is_none() => String::new(),
                Ok((s, _)) => percent(*s),
                Err(_) => "unknown".into(),
            },
            here.as_ref().map_or("unknown".into(), |b| marked(&grouped(b.round(), 0), *b)),
            expected.as_ref().map_or("unknown".into(), |(p, _)| percent(*p)),
            match width {
                Some(w) if conservative => format!("{:.1} at 50 %", w * 100.0),
                Some(w) => format!("{:.1}", w * 100.0),
                None => "–".into(),
            },
        ];
        (row, cells)
    }
}
