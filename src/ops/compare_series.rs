//! `dh compare series:…`: counts of countries side by side, where they count
//! the same.

use serde_json::{Value, json};

use crate::analysis::{self, Figure, Holder};
use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::base::number::grouped;
use crate::model::{Address, AddressKind, Country, Denominator, Dimension, Observation, Series, Workspace};
use crate::report::text::TextTable;

use super::compare::{Options, countries};
use super::find_address::ids;
use super::standard::Chosen;
use super::{Answer, Block, Workbench};

/// The code by which what a source lists without a country is asked for.
const NONE: &str = "none";

/// The state of a rate whose denominator is missing.
const NO_DENOMINATOR: &str = "denominator not available";

/// A series over the countries, one column a period.
pub(super) fn series(workbench: &Workbench, address: &Address, options: &Options) -> Result<Answer, Diag> {
    let workspace = &workbench.workspace;
    let Some(series) = workspace.methodology.series(&address.id) else {
        return super::show::gone(address);
    };
    let at = categories(workspace, series, address)?;
    for key in ["source", "revision", "country"] {
        if address.filter(key).is_some() {
            return Err(Diag::error(format!("a comparison has no [{key}=…]"))
                .hint("categories and the period choose what is compared; dh why takes one value apart"));
        }
    }
    let own = address.filter("period").map(|p| (p, p.parse::<i32>()));
    let options = &match (own, options.period) {
        (None, _) => options.clone(),
        (Some((_, Ok(year))), None) => Options { period: Some(year), ..options.clone() },
        (Some((_, Ok(year))), Some(other)) if year == other => options.clone(),
        (Some((text, _)), _) => {
            return Err(Diag::error(format!("'{text}' is not the one year to compare"))
                .hint("write one year: [period=2022] or --period 2022"));
        }
    };
    let by = options.rate.as_deref().map(|name| denominator(workspace, name)).transpose()?;
    let standard = standard(workspace, series, options, &at, by.is_some())?;
    poisson_allowed(series, options)?;
    let mut all = countries(workbench);
    also(workspace, series, &options.also, &mut all)?;
    let periods = periods(series, &all, options.period);
    if options.rank {
        if standard.is_some() {
            return Err(Diag::error("--rank orders by the rate itself; leave --standardise out"));
        }
        ranked(workspace, series, &at, by, &mut all, &periods)?;
    }
    let mut answer = Answer::new("compare");
    let allowed = comparable(&mut answer, series, &all, options)?;
    let unit = match by {
        Some(by) => format!("per {} {}", grouped(by.per, 0), by.unit),
        None => series.unit.clone(),
    };
    let of: String = at.iter().map(|(d, c)| format!(", {}", label(workspace, d, c))).collect();
    answer.heading(format!("{}{of}: {unit}", series.label));
    let years: Vec<String> = periods.iter().map(|p| format!(">{p}")).collect();
    let mut headers = vec!["country"];
    headers.extend(years.iter().map(String::as_str));
    let mut table = TextTable::new(&headers);
    let mut notes =
        Notes { below: by.map(|by| below(workspace, by)).unwrap_or_default(), ..Notes::default() };
    // A country that holds nothing has its rows for machines, and one name for
    // people.
    let mut without: Vec<&str> = Vec::new();
    for country in &all {
        let asked =
            |o: &Observation| periods.contains(&o.period) && at.iter().all(|part| o.at.contains(part));
        let holds = country.observations_of(&series.id).any(asked);
        if !holds && !periods.is_empty() {
            without.push(&country.name);
        }
        let mut cells = vec![country.name.clone()];
        for period in &periods {
            let holder = Holder::Country(country);
            let figure = match by {
                Some(by) => Some(match &standard {
                    None => analysis::rate_at(workspace, country, &series.id, by, &at, *period),
                    Some((dimension, chosen)) => {
                        let over = (*dimension, &chosen.standard);
                        let mut f = analysis::standardised(workspace, country, series, by, over, *period);
                        f.address.filters.extend(chosen.filters.iter().cloned());
                        f
                    }
                }),
                None => analysis::cell(workspace, holder, &series.id, &at, *period),
            };
            let below = by
                .filter(|_| standard.is_none())
                .map(|by| analysis::denominator(workspace, country, by, &at, *period));
            let mut row = row(country, *period, figure.as_ref(), &unit);
            if row["address"].is_null() {
                let mut address =
                    holder.address(AddressKind::Series, &series.id).with("period", period.to_string());
                address.filters.extend(at.iter().cloned());
                row["address"] = json!(address.to_string());
            }
            if let Some((by, below)) = by.zip(below.as_ref()) {
                let vintage = if below.value.is_some() { analysis::vintage(below) } else { String::new() };
                notes.vintage(&vintage, by);
                row["denominator"] = json!(below.value);
                row["denominator_state"] =
                    json!(if below.value.is_some() { "value" } else { below.state.as_str() });
                row["denominator_vintage"] = json!(vintage);
                row["denominator_period"] = json!(period);
                row["denominator_address"] = json!(below.address.to_string());
            }
            if let Some(reason) = &allowed {
                row["allowed"] = json!(reason);
            }
            let mut cell = match holds {
                true => notes.cell(series, country, *period, figure.as_ref()),
                false => String::new(),
            };
            if options.poisson && figure.as_ref().is_some_and(|f| f.value.is_some()) {
                let count = analysis::cell(workspace, holder, &series.id, &at, *period).and_then(|f| f.value);
                let scale = by.zip(below.as_ref()).and_then(|(by, b)| Some(by.per / b.value?));
                cell += &interval(&mut row, series, count.unwrap_or(f64::NAN), scale.unwrap_or(1.0));
            }
            answer.row(row);
            cells.push(cell);
        }
        if holds {
            table.row(cells);
        }
    }
    let left_out: Vec<&str> = workbench.left_out().collect();
    if periods.is_empty() && !left_out.is_empty() {
        return Err(Diag::error(format!("no country that can be read holds a value of {}", series.id)).hint(
            format!("left out because of their errors: {}; dh check lists them", left_out.join(", ")),
        ));
    }
    if periods.is_empty() {
        answer.text("No country holds a value of this series.");
        if !series.whole.is_empty() {
            answer.text(format!("Its values belong to no country: dh show series:{}", series.id));
        }
    } else if without.len() < all.len() {
        answer.blocks.push(Block::Table(table));
    }
    if !without.is_empty() {
        answer.note(format!("nothing is held of {}; that is not a zero", without.join(", ")));
    }
    for caveat in &series.caveats {
        answer.note(caveat.clone());
    }
    if !series.is_not.is_empty() {
        answer.note(format!("not {}", series.is_not.join(", not ")));
    }
    for (year, what) in &series.breaks {
        answer.note(format!("break in {year}: {what}"));
    }
    for country in workspace.countries.values() {
        let held = country.observations_of(&series.id).next().is_some();
        for (year, what) in country.breaks_of(series).iter().filter(|b| held && !series.breaks.contains(b)) {
            answer.note(format!("break in {year}, {}: {what}", country.name));
        }
    }
    if at.is_empty() && !notes.held && !periods.is_empty() && by.is_none() {
        let codes = series.by.iter().filter_map(|d| workspace.methodology.dimension(d));
        let like: Vec<String> = codes
            .filter_map(|d| Some(format!("series:{}[{}={}]", series.id, d.id, d.codes.first()?.code)))
            .collect();
        answer.note(format!(
            "no totals are held, only categories: compare one of them, such as {}",
            like.join(", ")
        ));
    }
    for country in &all {
        let differ = |r: &analysis::Rival<'_>| r.own.value != r.other.value && periods.contains(&r.period);
        for other in analysis::rivals(workspace, series) {
            let found = analysis::beside(workspace, country, series);
            let years: Vec<String> = found
                .iter()
                .filter(|r| r.series.id == other.id && differ(r))
                .map(|r| r.period.to_string())
                .collect();
            if !years.is_empty() {
                answer.note(format!(
                    "{} {}: series:{} has other counts of the same; neither is chosen, dh show {} has both",
                    country.name,
                    years.join(", "),
                    other.id,
                    Holder::Country(country).address(AddressKind::Series, &series.id)
                ));
            }
        }
    }
    notes.into_answer(&mut answer);
    if let Some((dimension, chosen)) = &standard {
        let people = chosen.standard.people.iter();
        let people: Vec<String> = people
            .map(|(code, people)| format!("{}: {}", dimension.label_of(code), grouped(*people, 0)))
            .collect();
        answer.note(format!(
            "directly standardised over {} to {}: {}",
            dimension.id,
            chosen.standard.title,
            people.join("; ")
        ));
    }
    let intervals = match options.poisson {
        true => format!(
            "in brackets: exact Poisson intervals (Garwood 1936) at {} %, of counts of {} at the most: how far chance alone moves separate events",
            analysis::LEVEL * 100.0,
            analysis::SMALL_COUNT
        ),
        false => "full counts have no sampling error: no intervals".to_string(),
    };
    let order = if options.rank {
        "ranked, as the method allows for this series"
    } else {
        "alphabetical order, no ranking"
    };
    answer.note(format!("{intervals}; {order}"));
    Ok(answer)
}

/// What a rate is standardised over and to.
fn standard<'a>(
    workspace: &'a Workspace,
    series: &Series,
    options: &Options,
    at: &[(String, String)],
    rate: bool,
) -> Result<Option<(&'a Dimension, Chosen)>, Diag> {
    let Some((over, text)) = &options.standardise else { return Ok(None) };
    if !rate {
        return Err(Diag::error("a count is not standardised, a rate is").hint("add --rate DENOMINATOR"));
    }
    if !at.is_empty() {
        return Err(Diag::error("the rate of one category is not standardised")
            .hint("leave the category out of the address"));
    }
    let Some(dimension) = workspace.methodology.dimension(over).filter(|d| series.by.contains(&d.id)) else {
        let mut diag = Diag::error(format!("{} has no dimension '{over}'", series.id));
        for hint in choice_hints(over, series.by.iter().map(String::as_str)) {
            diag = diag.hint(hint);
        }
        return Err(diag);
    };
    Ok(Some((dimension, super::standard::read(workspace, dimension, text)?)))
}

fn poisson_allowed(series: &Series, options: &Options) -> Result<(), Diag> {
    if !options.poisson {
        return Ok(());
    }
    if options.standardise.is_some() {
        return Err(Diag::error("--poisson is for counts and for rates that are not standardised"));
    }
    if !series.independent_counts {
        return Err(Diag::refused(format!("{} gets no Poisson intervals", series.id))
            .hint("they say how far chance alone moves counts of separate events; full counts change for other reasons")
            .hint(format!(
                "where each count is an event of its own, the method says so: independent_counts = true at {}",
                series.span
            )));
    }
    Ok(())
}

/// The Poisson interval of a cell with a value, as text and in its row; a rate
/// is the count times `scale`, and so are its bounds.
fn interval(row: &mut Value, series: &Series, count: f64, scale: f64) -> String {
    match analysis::poisson(series, count) {
        Ok((low, high)) => {
            (row["low"], row["high"]) = (json!(low * scale), json!(high * scale));
            row["range_state"] = json!("exact Poisson interval");
            format!(" ({:.1}–{:.1})", low * scale, high * scale)
        }
        Err(why) => {
            (row["low"], row["high"]) = (Value::Null, Value::Null);
            row["range_state"] = json!(why);
            String::new()
        }
    }
}

/// The categories of an address, each one of the series' own.
pub(super) fn categories(
    workspace: &Workspace,
    series: &Series,
    address: &Address,
) -> Result<Vec<(String, String)>, Diag> {
    let at = analysis::categories(address);
    for (i, (name, code)) in at.iter().enumerate() {
        if at[..i].iter().any(|(other, _)| other == name) {
            return Err(
                Diag::error(format!("'{name}' is given twice")).hint("one category of a dimension at a time")
            );
        }
        let of = |mut diag: Diag, text: &str, valid: Vec<&str>| {
            for hint in choice_hints(text, valid) {
                diag = diag.hint(hint);
            }
            diag
        };
        let Some(dimension) = workspace.methodology.dimension(name).filter(|d| series.by.contains(&d.id))
        else {
            let diag = Diag::error(format!("{} has no dimension '{name}'", series.id));
            if series.by.is_empty() {
                return Err(diag.hint("its values are not broken down"));
            }
            return Err(of(diag, name, series.by.iter().map(String::as_str).collect()));
        };
        if dimension.code(code).is_none() {
            let diag = Diag::error(format!("'{code}' is no code of {name}"));
            return Err(of(diag, code, dimension.codes.iter().map(|c| c.code.as_str()).collect()));
        }
    }
    Ok(at)
}

/// What a code of a dimension stands for.
pub(super) fn label<'a>(workspace: &'a Workspace, dimension: &str, code: &'a str) -> &'a str {
    workspace.methodology.dimension(dimension).map_or(code, |d| d.label_of(code))
}

/// A denominator by its name.
pub(super) fn denominator<'a>(workspace: &'a Workspace, name: &str) -> Result<&'a Denominator, Diag> {
    let name = name.trim_start_matches("denominator:");
    workspace.methodology.denominator(name).ok_or_else(|| {
        let known = ids(workspace, None, AddressKind::Denominator);
        let mut diag = Diag::error(format!("there is no denominator '{name}'"));
        for hint in choice_hints(name, known.iter().map(String::as_str)) {
            diag = diag.hint(hint);
        }
        diag
    })
}

/// Adds countries without scripts that are asked for by their codes.
fn also<'a>(
    workspace: &'a Workspace,
    series: &Series,
    codes: &[String],
    all: &mut Vec<&'a Country>,
) -> Result<(), Diag> {
    let holds = |c: &&Country| c.observations_of(&series.id).next().is_some();
    for code in codes {
        let code = code.trim();
        if code == "all" {
            let named = workspace.elsewhere.values().filter(|c| !c.code.is_empty());
            all.extend(named.filter(holds));
            continue;
        }
        let key = if code == NONE { "" } else { code };
        match workspace.elsewhere.get(key).filter(holds) {
            Some(country) => all.push(country),
            None if all.iter().any(|c| c.code == code) => {}
            None => {
                let known: Vec<&str> =
                    workspace.elsewhere.values().filter(holds).map(|c| c.code.as_str()).collect();
                let mut diag = Diag::error(format!("{} holds no values of a country '{code}'", series.id));
                if known.is_empty() {
                    diag = diag.hint("it holds values of countries with scripts only");
                } else {
                    diag = diag.hint(format!(
                        "it holds {} countries without scripts, by their ISO 3166-1 codes; 'all' for all of them, '{NONE}' for what its source lists without a country",
                        known.iter().filter(|c| !c.is_empty()).count()
                    ));
                }
                return Err(diag);
            }
        }
    }
    all.sort_by(|a, b| (&a.name, &a.code).cmp(&(&b.name, &b.code)));
    all.dedup_by(|a, b| a.code == b.code);
    Ok(())
}

fn periods(series: &Series, all: &[&Country], only: Option<i32>) -> Vec<i32> {
    let mut periods: Vec<i32> = all
        .iter()
        .flat_map(|c| c.observations_of(&series.id).map(|o| o.period))
        .filter(|p| only.is_none_or(|only| only == *p))
        .collect();
    periods.sort_unstable();
    periods.dedup();
    periods
}

/// Orders by the last period, the highest first, where the method allows it.
fn ranked(
    workspace: &Workspace,
    series: &Series,
    at: &[(String, String)],
    by: Option<&Denominator>,
    all: &mut [&Country],
    periods: &[i32],
) -> Result<(), Diag> {
    if !series.rank {
        return Err(Diag::refused(format!("countries are not ranked by {}", series.id))
            .hint("a larger count can mean more care as well as more harm")
            .hint(format!("the method says which series may rank: rank = true at {}", series.span)));
    }
    let Some(last) = periods.last() else { return Ok(()) };
    let value = |c: &Country| match by {
        Some(by) => analysis::rate_at(workspace, c, &series.id, by, at, *last).value,
        None => analysis::cell(workspace, Holder::Country(c), &series.id, at, *last).and_then(|f| f.value),
    };
    let mut keyed: Vec<(Option<f64>, &Country)> = all.iter().map(|c| (value(c), *c)).collect();
    // What is not held stands last.
    keyed.sort_by(|a, b| b.0.unwrap_or(-1.0).total_cmp(&a.0.unwrap_or(-1.0)));
    for (place, (_, country)) in all.iter_mut().zip(keyed) {
        *place = country;
    }
    Ok(())
}

/// Refuses what does not count the same; with a reason it is allowed, and the
/// reason is printed. Gives the reason where it was needed.
fn comparable(
    answer: &mut Answer,
    series: &Series,
    all: &[&Country],
    options: &Options,
) -> Result<Option<String>, Diag> {
    let reason = options.allow.as_deref().map(str::trim);
    if reason == Some("") {
        return Err(Diag::error("--allow needs the reason why these counts are compared"));
    }
    let wanted = |o: &Observation| o.value.is_some() && options.period.is_none_or(|only| only == o.period);
    let holding: Vec<&Country> =
        all.iter().copied().filter(|c| c.observations_of(&series.id).any(wanted)).collect();
    let found = analysis::obstacles(series, &holding, options.period);
    for obstacle in &found.limit {
        answer.note(format!("also differs: {}", obstacle.words()));
    }
    if found.refuse.is_empty() {
        return Ok(None);
    }
    let Some(reason) = reason else {
        let names: Vec<&str> = holding.iter().map(|c| c.name.as_str()).collect();
        let mut diag = Diag::refused(format!("{} do not compare by {}", names.join(", "), series.id));
        for obstacle in &found.refuse {
            diag = diag.hint(obstacle.words());
        }
        return Err(diag
            .hint(format!(
                "what a provider states goes into the country: series_metadata \"{}\" {{ … }}",
                series.id
            ))
            .hint(
                "to compare them all the same, say why: --allow \"reason\" (allow = \"reason\" in scripts)",
            ));
    };
    answer.note(format!("compared although it is refused by rule; the reason given: {reason}"));
    for obstacle in &found.refuse {
        answer.note(format!("not known to be the same: {}", obstacle.words()));
    }
    Ok(Some(reason.to_string()))
}

fn row(country: &Country, period: i32, figure: Option<&Figure>, unit: &str) -> Value {
    let origin = figure.and_then(|f| f.origins.first());
    json!({
        "country": if country.code.is_empty() { NONE } else { country.code.as_str() },
        "name": country.name, "period": period,
        "value": figure.and_then(|f| f.value),
        "state": figure.map_or("not held", |f| if f.value.is_some() { "value" } else { f.state.as_str() }),
        "because": figure.map_or("no value is held", |f| f.because.as_str()),
        "unit": figure.map_or(unit, |f| f.unit.as_str()),
        "source": origin.map_or("", |o| if o.url.is_empty() { o.title.as_str() } else { o.url.as_str() }),
        "as_of": origin.map_or("", |o| o.as_of.as_str()),
        "caveats": figure.map_or(&[][..], |f| &f.caveats[..]),
        "flags": figure.map_or(&[][..], |f| &f.flags[..]),
        "inputs": figure.map_or(Vec::new(), |f| f.inputs.iter().map(Address::to_string).collect()),
        "address": figure.map(|f| f.address.to_string()),
    })
}

/// What is printed with every figure of the series a denominator is made of.
fn below(workspace: &Workspace, by: &Denominator) -> Vec<String> {
    let parts = by.value.checked.depends_on().iter().filter_map(|name| workspace.methodology.series(name));
    let mut caveats: Vec<String> = parts.flat_map(|s| s.caveats.clone()).collect();
    caveats.extend((!by.about.is_empty()).then(|| by.about.clone()));
    caveats
}

/// Country → periods.
type Places = Vec<(String, Vec<i32>)>;

/// What stands under the table, gathered while it is made.
#[derive(Default)]
struct Notes {
    /// What is said of the series a denominator is made of.
    below: Vec<String>,
    /// Whether any cell has a figure.
    held: bool,
    vintages: Vec<String>,
    /// (period, state, why) → the countries it is missing for.
    missing: Vec<((i32, String, String), Vec<String>)>,
    /// What is said of single values → country → periods.
    own: Vec<(String, Places)>,
}

impl Notes {
    fn vintage(&mut self, vintage: &str, by: &Denominator) {
        if !vintage.is_empty() {
            let line =
                format!("denominator of each year from {vintage}, {} of that same year", by.value.source);
            if !self.vintages.contains(&line) {
                self.vintages.push(line);
            }
        }
    }

    /// The text of a cell; what is said of it alone goes under the table.
    fn cell(&mut self, series: &Series, country: &Country, period: i32, figure: Option<&Figure>) -> String {
        let Some(f) = figure else { return "not held".into() };
        self.held = true;
        let general = |c: &&String| {
            !series.caveats.contains(c)
                && !c.starts_with("break in ")
                && !c.starts_with("denominator of ")
                && !c.starts_with("standardised over ")
                && !self.below.contains(c)
        };
        for caveat in f.caveats.iter().filter(general) {
            let at = match self.own.iter().position(|(c, _)| c == caveat) {
                Some(at) => at,
                None => {
                    self.own.push((caveat.clone(), Vec::new()));
                    self.own.len() - 1
                }
            };
            let of = &mut self.own[at].1;
            match of.iter_mut().find(|(name, _)| *name == country.name) {
                Some((_, periods)) => periods.push(period),
                None => of.push((country.name.clone(), vec![period])),
            }
        }
        if f.value.is_some() {
            return f.shown();
        }
        // That nothing is held for a year says all there is to say.
        if f.because == analysis::NO_VALUE {
            return f.state.clone();
        }
        let why = (period, f.state.clone(), f.because.clone());
        match self.missing.iter_mut().find(|(w, _)| *w == why) {
            Some((_, names)) => names.push(country.name.clone()),
            None => self.missing.push((why, vec![country.name.clone()])),
        }
        if f.state == NO_DENOMINATOR { "no denom.".to_string() } else { f.state.clone() }
    }

    fn into_answer(mut self, answer: &mut Answer) {
        self.below.into_iter().for_each(|c| answer.note(c));
        for (caveat, of) in self.own {
            let places: Vec<String> = of
                .into_iter()
                .map(|(name, periods)| {
                    let years: Vec<String> = periods.iter().map(i32::to_string).collect();
                    format!("{name} {}", years.join(", "))
                })
                .collect();
            answer.note(format!("{}: {caveat}", places.join("; ")));
        }
        self.vintages.into_iter().for_each(|v| answer.note(v));
        self.missing.sort();
        for ((period, state, why), names) in self.missing {
            let what = match state.as_str() {
                NO_DENOMINATOR => "denominator not available (no denom.)",
                _ => "no value",
            };
            answer.note(format!("{what}, {period}, {}: {why}", names.join(", ")));
        }
    }
}
