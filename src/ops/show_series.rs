//! `dh show series:…`: what a count counts, and the values that are held.

use serde_json::json;

use crate::analysis::{self, Figure, Holder};
use crate::base::Diag;
use crate::model::{Address, Country, CountryMeta, MetaField, Series, SeriesMeta, UNKNOWN, Workspace};
use crate::report::text::TextTable;

use super::compare_series::{categories, label as label_of};
use super::{Answer, Block, Workbench};

/// What a series is and the values that are held: those of a country, or those
/// that belong to none. With `ratio`, its same-year ratio to another series.
pub fn show(
    workbench: &Workbench,
    country: Option<&Country>,
    address: &Address,
    ratio: Option<&str>,
) -> Result<Answer, Diag> {
    let workspace = &workbench.workspace;
    let Some(series) = workspace.methodology.series(&address.id) else {
        return super::show::gone(address);
    };
    let at = categories(workspace, series, address)?;
    if let Some((key, _)) =
        address.filters.iter().find(|(k, _)| k != "country" && !at.iter().any(|(d, _)| d == k))
    {
        return Err(Diag::error(format!("show lists every value; it has no [{key}=…]"))
            .hint(format!("dh why \"{address}\" takes one value apart")));
    }
    let holder = country.map_or(Holder::Whole(series), Holder::Country);
    let mut answer = Answer::new("show");
    definition(&mut answer, country, series, address);
    let held = analysis::values(workspace, holder, &series.id);
    if !held.is_empty() {
        let sums = totals(&mut answer, workspace, holder, series, &at);
        if at.is_empty() {
            by_category(&mut answer, workspace, series, &held);
        }
        additivity(&mut answer, workspace, holder, series);
        let mut said = ByYear::default();
        for figure in &held {
            let own = figure.caveats.iter().filter(|c| !series.caveats.contains(c));
            let own = own.filter(|c| !c.starts_with("break in "));
            own.for_each(|c| said.add(c, &figure.published));
        }
        said.into_notes(&mut answer, "");
        sums.into_iter().for_each(|said| answer.note(said));
    } else if let Some(country) = country {
        answer.text(format!("{} holds no value of it; that is not a zero.", country.name));
    }
    match country {
        Some(country) => others(&mut answer, workspace, country, series),
        None => countries(&mut answer, workspace, series),
    }
    if let Some(other) = ratio {
        ratios(&mut answer, workspace, holder, series, other)?;
    }
    series.is_not.iter().for_each(|c| answer.note(format!("not {c}")));
    series.caveats.iter().for_each(|c| answer.note(c.clone()));
    for (year, what) in holder.breaks(series) {
        answer.note(format!("break in {year}: {what}"));
    }
    Ok(answer)
}

/// What one count is, in a country with what its provider states there.
fn definition(answer: &mut Answer, country: Option<&Country>, series: &Series, address: &Address) {
    let meta = country.map_or_else(|| series.meta.clone(), |c| c.meta_of(series));
    let mut fields =
        vec![("address".to_string(), address.to_string()), ("what".into(), series.label.clone())];
    let mut row = json!({
        "address": Address { country: None, filters: Vec::new(), ..address.clone() }.to_string(),
        "kind": "series", "label": series.label, "unit": series.unit, "by": series.by,
        "caveats": series.caveats, "one_rule": series.one_rule, "independent_counts": series.independent_counts,
        "same_as": series.same_as, "source": series.source, "confirm": series.confirm,
        "defined_at": series.span.to_string(),
    });
    let by_year: Vec<(i32, SeriesMeta)> = match country
        .filter(|c| c.returns.iter().any(|r| !r.stated.is_empty()))
    {
        Some(c) => c.periods_of(&series.id).into_iter().map(|year| (year, c.meta_at(series, year))).collect(),
        None => Vec::new(),
    };
    for field in MetaField::ALL {
        let text = in_years(field, &by_year).unwrap_or_else(|| meta.text(field).to_string());
        if !text.is_empty() {
            fields.push((field.word().into(), text.clone()));
        }
        row[field.id()] = if text.is_empty() { "not stated".into() } else { text.into() };
    }
    let mut push = |name: &str, text: &str| {
        if !text.is_empty() {
            fields.push((name.into(), text.into()));
        }
    };
    let stated = country.map(|c| standing(c, &series.id)).unwrap_or_default();
    for (own, years) in &stated {
        // That a provider does not know what the method knows changes nothing.
        let says = |(field, text): &(MetaField, &str)| {
            own.returned.is_none() || *text != UNKNOWN || series.meta.known(*field).is_none()
        };
        let mut fields: Vec<&str> = own.meta.iter().filter(says).map(|(field, _)| field.id()).collect();
        fields.extend((!own.breaks.is_empty()).then_some("breaks"));
        let several = stated.iter().filter(|(m, _)| m.returned.is_some()).count() > 1;
        let years = if several && !years.is_empty() { format!(", of {years}") } else { String::new() };
        push("stated here", &format!("{} ({}{years}, {})", fields.join(", "), own.source, own.span));
        push("to confirm here", &own.confirm);
    }
    push("broken down by", &series.by.join(", "));
    push("same as", &series.same_as);
    push("about", &series.about);
    push("source", &series.source);
    push("to confirm", &series.confirm);
    push("declared at", &series.span.to_string());
    answer.row(row);
    answer.blocks.push(Block::Fields(fields));
}

/// What is stated of a series in a country and stands for some year: by scripts,
/// and by returns with the years that they stand for.
fn standing<'a>(country: &'a Country, series: &str) -> Vec<(&'a CountryMeta, String)> {
    let years = country.periods_of(series);
    let own = country.series_metadata.iter().filter(|m| m.series == series);
    own.filter_map(|m| {
        let of = |year: &&i32| country.stated_at(series, **year).iter().any(|s| std::ptr::eq(*s, m));
        let stands: Vec<String> = years.iter().filter(of).map(i32::to_string).collect();
        match &m.returned {
            None => Some((m, String::new())),
            Some(_) => (!stands.is_empty()).then(|| (m, stands.join(", "))),
        }
    })
    .collect()
}

/// What a field says in one run of years after the other: `victim (2023, 2024);
/// suspect (2025)`. None where it says the same in all.
fn in_years(field: MetaField, by_year: &[(i32, SeriesMeta)]) -> Option<String> {
    let said = |meta: &SeriesMeta| match meta.text(field) {
        "" => "not stated".to_string(),
        text => text.to_string(),
    };
    let runs: Vec<String> = by_year
        .chunk_by(|a, b| said(&a.1) == said(&b.1))
        .map(|run| {
            let years: Vec<String> = run.iter().map(|(year, _)| year.to_string()).collect();
            format!("{} ({})", said(&run[0].1), years.join(", "))
        })
        .collect();
    (runs.len() > 1).then(|| runs.join("; "))
}

/// Year by year, with the change from the year before; not across a break.
/// Gives what is said of the years whose total is a sum.
fn totals(
    answer: &mut Answer,
    workspace: &Workspace,
    holder: Holder<'_>,
    series: &Series,
    at: &[(String, String)],
) -> Vec<String> {
    let steps = analysis::steps(workspace, holder, series, at);
    let mut sums = Vec::new();
    if steps.is_empty() {
        return sums;
    }
    let mut table = TextTable::new(&["year", ">value", ">change", "look out for"]);
    for step in steps {
        let f = &step.figure;
        sums.extend(analysis::added_up(f).map(str::to_string));
        let mut look: Vec<String> = f.flags.iter().filter(|g| *g != "break").cloned().collect();
        if f.has_flag("break") {
            look.insert(0, "BREAK: not comparable with the years before".into());
        }
        if f.value.is_none() {
            look.push(f.because.clone());
        }
        if step.change.is_none() && !step.why.starts_with("the series breaks") {
            look.push(format!("no change: {}", step.why));
        }
        table.row(vec![
            step.period.to_string(),
            f.shown(),
            step.change.map_or_else(|| "–".into(), |c| format!("{:+.1} %", c * 100.0)),
            look.join("; "),
        ]);
        let mut row = f.to_json();
        row["kind"] = json!("value");
        row["period"] = json!(step.period);
        row["change"] = json!(step.change);
        row["change_state"] = json!(if step.change.is_some() { "value" } else { step.why.as_str() });
        answer.row(row);
    }
    answer.blocks.push(Block::Table(table));
    sums
}

/// Categories down, years across.
fn by_category(answer: &mut Answer, workspace: &Workspace, series: &Series, held: &[Figure]) {
    let of: Vec<&Figure> =
        held.iter().filter(|f| !analysis::is_total(f) && !f.has_flag("superseded")).collect();
    if of.is_empty() {
        return;
    }
    let periods = analysis::periods(held);
    let mut keys: Vec<Vec<(String, String)>> = Vec::new();
    for figure in &of {
        let at = analysis::categories(&figure.address);
        if !keys.contains(&at) {
            keys.push(at);
        }
    }
    let place = |(dimension, code): &(String, String)| {
        let of = workspace.methodology.dimension(dimension);
        let code = of.and_then(|d| d.codes.iter().position(|c| c.code == *code)).unwrap_or(usize::MAX);
        (series.by.iter().position(|d| d == dimension), code)
    };
    keys.sort_by_key(|at| at.iter().map(place).collect::<Vec<_>>());
    let years: Vec<String> = periods.iter().map(|p| format!(">{p}")).collect();
    let mut headers = vec!["category"];
    headers.extend(years.iter().map(String::as_str));
    let mut table = TextTable::new(&headers);
    for at in keys {
        let label: Vec<&str> = at.iter().map(|(d, c)| label_of(workspace, d, c)).collect();
        let mut cells = vec![label.join(", ")];
        for period in &periods {
            let here: Vec<&&Figure> = of
                .iter()
                .filter(|f| f.published == period.to_string() && analysis::categories(&f.address) == at)
                .collect();
            for figure in &here {
                let mut row = figure.to_json();
                row["kind"] = json!("value");
                row["period"] = json!(period);
                row["at"] = at.iter().map(|(d, c)| (d.clone(), json!(c))).collect();
                answer.row(row);
            }
            let shown: Vec<String> = here.iter().map(|f| f.shown()).collect();
            cells.push(if shown.is_empty() { "not held".into() } else { shown.join(" against ") });
        }
        table.row(cells);
    }
    answer.blocks.push(Block::Table(table));
}

/// Whether categories make the totals that are held beside them.
fn additivity(answer: &mut Answer, workspace: &Workspace, holder: Holder<'_>, series: &Series) {
    for sum in analysis::sums(workspace, holder, series) {
        let label = workspace.methodology.dimension(&sum.dimension).map_or("", |d| d.label.as_str());
        let parts: Vec<String> = sum.parts.iter().map(Figure::shown).collect();
        let added = analysis::number(sum.sum(), &series.unit);
        let at = analysis::categories(&sum.total.address);
        let of: Vec<&str> = at.iter().map(|(d, c)| label_of(workspace, d, c)).collect();
        let of = if of.is_empty() { String::new() } else { format!(" ({})", of.join(", ")) };
        let mut line = format!("{}{of}, {}: {} = {added}", sum.period, label, parts.join(" + "));
        if sum.difference() == 0.0 {
            line += &format!(", the total: {}", sum.verdict());
        } else {
            let off = analysis::number(sum.difference().abs(), &series.unit);
            let side = if sum.difference() > 0.0 { "below" } else { "above" };
            line += &format!(", {off} {side} the total of {}: {}", sum.total.shown(), sum.verdict());
        }
        if !sum.missing.is_empty() {
            line += &format!("; not held: {}", sum.missing.join(", "));
        }
        answer.text(line);
        answer.row(json!({
            "kind": "sum", "address": sum.total.address.to_string(), "period": sum.period,
            "dimension": sum.dimension, "sum": sum.sum(), "total": sum.total.value,
            "difference": sum.difference(), "state": sum.verdict(), "missing": sum.missing,
            "parts": sum.parts.iter().map(|p| p.address.to_string()).collect::<Vec<_>>(),
        }));
    }
}

/// What is said of single values → the years it is said of.
#[derive(Default)]
struct ByYear(Vec<(String, Vec<String>)>);

impl ByYear {
    fn add(&mut self, caveat: &str, year: &str) {
        match self.0.iter_mut().find(|(c, _)| c == caveat) {
            Some((_, years)) if years.iter().any(|y| y == year) => {}
            Some((_, years)) => years.push(year.to_string()),
            None => self.0.push((caveat.to_string(), vec![year.to_string()])),
        }
    }

    fn into_notes(self, answer: &mut Answer, before: &str) {
        for (caveat, years) in self.0 {
            answer.note(format!("{before}{}: {caveat}", years.join(", ")));
        }
    }
}

/// The same counted by another provider, and what they state differently.
fn others(answer: &mut Answer, workspace: &Workspace, country: &Country, series: &Series) {
    let rivals = analysis::beside(workspace, country, series);
    if rivals.is_empty() {
        return;
    }
    answer.heading("The same counted by another provider: both are held, neither is chosen");
    let usual = |s: &Series| country.meta_of(s).text(MetaField::Provider).to_string();
    let provider = |s: &Series, year: i32| country.meta_at(s, year).text(MetaField::Provider).to_string();
    let mut table = TextTable::new(&["year", "provider", ">value", "as of", "look out for"]);
    for rival in &rivals {
        for (of, figure) in [(series, &rival.own), (rival.series, &rival.other)] {
            let as_of = figure.origins.first().map_or("", |o| o.as_of.as_str());
            table.row(vec![
                rival.period.to_string(),
                provider(of, rival.period),
                figure.shown(),
                if as_of.is_empty() { "not stated".into() } else { as_of.into() },
                figure.flags.iter().filter(|g| *g != "break").cloned().collect::<Vec<_>>().join("; "),
            ]);
        }
        let differs =
            analysis::stated_differences(country, (series, &rival.own), (rival.series, &rival.other));
        answer.row(json!({
            "kind": "beside", "address": rival.other.address.to_string(), "period": rival.period,
            "value": rival.other.value, "state": "value", "unit": rival.other.unit,
            "provider": provider(rival.series, rival.period), "against": rival.own.address.to_string(),
            "against_value": rival.own.value, "against_provider": provider(series, rival.period),
            "difference": rival.other.value.zip(rival.own.value).map(|(b, a)| b - a),
            "difference_state": "value", "flags": rival.other.flags, "caveats": rival.other.caveats,
            "differs": differs.iter().map(|d| json!({
                "what": d.what, "here": d.sides[1].0, "against": d.sides[0].0,
            })).collect::<Vec<_>>(),
        }));
    }
    answer.blocks.push(Block::Table(table));
    let mut said: Vec<String> = Vec::new();
    for rival in &rivals {
        for d in analysis::stated_differences(country, (series, &rival.own), (rival.series, &rival.other)) {
            let line =
                format!("what they state differs: {}: {} against {}", d.what, d.sides[0].0, d.sides[1].0);
            if !said.contains(&line) {
                said.push(line);
            }
        }
    }
    said.into_iter().for_each(|line| answer.note(line));
    for other in analysis::rivals(workspace, series) {
        let years = || rivals.iter().filter(|r| r.series.id == other.id);
        if years().next().is_none() {
            continue;
        }
        for side in [series, other] {
            let silent = analysis::silent(country, series, other);
            let mine = silent.iter().filter(|(_, who)| *who == usual(side));
            let fields: Vec<&str> = mine.map(|(field, _)| field.word()).collect();
            if !fields.is_empty() {
                answer.note(format!("not stated by {}: {}", usual(side), fields.join(", ")));
            }
        }
        let mut own = ByYear::default();
        for rival in years() {
            let new = rival.other.caveats.iter().filter(|c| !series.caveats.contains(c));
            new.for_each(|c| own.add(c, &rival.other.published));
        }
        own.into_notes(answer, &format!("{}, ", usual(other)));
    }
}

/// How many countries hold values, and whether they make the total of another
/// series.
fn countries(answer: &mut Answer, workspace: &Workspace, series: &Series) {
    let holds = |c: &&Country| c.observations_of(&series.id).next().is_some();
    let here: Vec<&Country> = workspace.countries.values().filter(holds).collect();
    let elsewhere: Vec<&Country> = workspace.elsewhere.values().filter(holds).collect();
    let named = elsewhere.iter().filter(|c| !c.code.is_empty()).count();
    if here.is_empty() && elsewhere.is_empty() {
        return;
    }
    answer.text(format!(
        "Values are held of {} countries with scripts and {named} without: dh compare series:{}.",
        here.len(),
        series.id
    ));
    let Some(whole) = workspace.methodology.series(&series.adds_to) else { return };
    let totals = analysis::values(workspace, Holder::Whole(whole), &whole.id);
    for period in analysis::periods(&totals) {
        let Some(total) = analysis::cell(workspace, Holder::Whole(whole), &whole.id, &[], period) else {
            continue;
        };
        let all = || here.iter().chain(&elsewhere);
        let value = |c: &&Country| analysis::series_at(workspace, c, &series.id, period)?.value;
        let count = all().filter(|c| !c.code.is_empty()).filter_map(value).count();
        let none = elsewhere.iter().find(|c| c.code.is_empty()).and_then(value);
        let sum: f64 = all().filter_map(value).sum();
        let Some(stated) = total.value else { continue };
        let verdict = if sum == stated { "adds up exactly" } else { "does not add up" };
        let unlisted = none.map_or_else(String::new, |n| {
            format!(" and {} without a country", analysis::number(n, &series.unit))
        });
        answer.text(format!(
            "{period}: {count} countries{unlisted} make {}; {} has {}: {verdict}",
            analysis::number(sum, &series.unit),
            whole.id,
            total.shown()
        ));
        answer.row(json!({
            "kind": "sum", "address": total.address.to_string(), "period": period, "dimension": "country",
            "sum": sum, "total": stated, "difference": stated - sum, "state": verdict, "countries": count,
        }));
    }
}

/// One series over another, year by year.
fn ratios(
    answer: &mut Answer,
    workspace: &Workspace,
    holder: Holder<'_>,
    above: &Series,
    other: &str,
) -> Result<(), Diag> {
    let below = other_series(workspace, other)?;
    answer.heading(format!("Over {}: {}", below.label, analysis::SAME_YEAR));
    let mut table = TextTable::new(&["year", ">ratio", "why there is none"]);
    for period in analysis::periods(&analysis::values(workspace, holder, &above.id)) {
        let figure = analysis::ratio_at(workspace, holder, above, below, period);
        let shown = if figure.value.is_some() { figure.shown() } else { figure.state.clone() };
        table.row(vec![period.to_string(), shown, figure.because.clone()]);
        let general = |c: &&String| !above.caveats.contains(c) && !c.starts_with("break in ");
        figure.caveats.iter().filter(general).for_each(|c| answer.note(c.clone()));
        let mut row = figure.to_json();
        row["kind"] = json!("ratio");
        row["period"] = json!(period);
        answer.row(row);
    }
    answer.blocks.push(Block::Table(table));
    answer.note("cases of one year are not those that the next stage ends in that year: a conviction rate needs them linked");
    Ok(())
}

/// The series that another is set against.
pub(super) fn other_series<'a>(workspace: &'a Workspace, name: &str) -> Result<&'a Series, Diag> {
    let name = name.trim_start_matches("series:");
    workspace.methodology.series(name).ok_or_else(|| {
        let mut diag = Diag::error(format!("there is no series '{name}'"));
        let known = workspace.methodology.series.iter().map(|s| s.id.as_str());
        for hint in crate::base::diag::choice_hints(name, known) {
            diag = diag.hint(hint);
        }
        diag
    })
}

/// The codes of a dimension.
pub fn dimension(workspace: &Workspace, address: &Address) -> Result<Answer, Diag> {
    let Some(dimension) = workspace.methodology.dimension(&address.id) else {
        return super::show::gone(address);
    };
    let mut answer = Answer::new("show");
    answer.heading(dimension.label.clone());
    let mut table = TextTable::new(&["code", "label", "part of", "where from"]);
    for code in &dimension.codes {
        table.row(vec![code.code.clone(), code.label.clone(), code.parent.clone(), code.provenance.clone()]);
        answer.row(json!({
            "address": address.to_string(), "code": code.code, "label": code.label, "parent": code.parent,
            "provenance": code.provenance,
        }));
    }
    answer.blocks.push(Block::Table(table));
    for text in [&dimension.about, &dimension.source, &dimension.confirm] {
        if !text.is_empty() {
            answer.note(text.clone());
        }
    }
    let users: Vec<&str> = workspace
        .methodology
        .series
        .iter()
        .filter(|s| s.by.contains(&dimension.id))
        .map(|s| s.id.as_str())
        .collect();
    if !users.is_empty() {
        answer.note(format!("breaks down {}", users.join(", ")));
    }
    Ok(answer)
}
