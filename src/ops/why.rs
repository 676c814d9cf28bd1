//! `dh why ADDRESS`: for any number in any output, where it comes from.

use serde_json::{Value, json};

use crate::analysis::{self, AnswerState, Figure, Holder, Standing};
use crate::base::Diag;
use crate::evidence::{self, Verdict};
use crate::model::{Address, AddressKind, Answer as Answered, Country, Tier, Workspace};

use super::find_address::{Target, resolve};
use super::{Answer, Block, Workbench, estimates, literature};

/// The figures an address of a country stands for; filters narrow them.
pub fn figures(workspace: &Workspace, country: &Country, address: &Address) -> Vec<Figure> {
    let filter = |list: Vec<Figure>| -> Vec<Figure> {
        list.into_iter()
            .filter(|f| {
                address.filters.iter().all(|(key, value)| match f.address.filter(key) {
                    Some(own) => own == value,
                    None => match key.as_str() {
                        "country" => true,
                        "published" | "period" => f.published == *value,
                        _ => false,
                    },
                })
            })
            .collect()
    };
    match address.kind {
        Some(AddressKind::Published) => filter(analysis::published(workspace, country, &address.id)),
        Some(AddressKind::Indicator) => {
            filter(analysis::indicator(workspace, country, &address.id).into_iter().collect())
        }
        Some(AddressKind::Coverage) => {
            analysis::coverage(workspace, country, &address.id).into_iter().collect()
        }
        Some(AddressKind::Series) => {
            let all = filter(analysis::observations(workspace, country, &address.id));
            // A period and categories mean their one value, also where that is
            // a sum of parts or where sources disagree.
            let period = address.filter("period").and_then(|p| p.parse().ok());
            let plain = address.filter("source").is_none() && address.filter("revision").is_none();
            let one = period.filter(|_| plain).and_then(|period| {
                let at = analysis::categories(address);
                analysis::cell(workspace, Holder::Country(country), &address.id, &at, period)
            });
            one.map_or(all, |one| vec![one])
        }
        Some(AddressKind::Rate) => {
            let Some((series, by)) = address.id.split_once('/') else {
                return Vec::new();
            };
            let method = &workspace.methodology;
            let other = by.strip_prefix("series:").and_then(|by| method.series(by));
            if let (Some(above), Some(below)) = (method.series(series), other) {
                let holder = Holder::Country(country);
                let all = analysis::periods(&analysis::values(workspace, holder, series));
                let ratio = |p| analysis::ratio_at(workspace, holder, above, below, p);
                return filter(all.into_iter().map(ratio).collect());
            }
            let Some(by) = workspace.methodology.denominator(by) else {
                return Vec::new();
            };
            match address.filter("period").and_then(|p| p.parse().ok()) {
                Some(period) if address.filter("standard").is_some() => {
                    let of = super::standard::of_address(workspace, address);
                    let Some(((dimension, standard), series)) = of.zip(method.series(series)) else {
                        return Vec::new();
                    };
                    let over = (dimension, &standard);
                    let mut figure = analysis::standardised(workspace, country, series, by, over, period);
                    figure.address.filters.clone_from(&address.filters);
                    vec![figure]
                }
                Some(period) => {
                    let at = analysis::categories(address);
                    vec![analysis::rate_at(workspace, country, series, by, &at, period)]
                }
                None => analysis::rate(workspace, country, series, by),
            }
        }
        Some(AddressKind::Denominator) => {
            let Some(by) = workspace.methodology.denominator(&address.id) else {
                return Vec::new();
            };
            match address.filter("period").and_then(|p| p.parse().ok()) {
                Some(period) => {
                    let at = analysis::categories(address);
                    vec![analysis::denominator(workspace, country, by, &at, period)]
                }
                None => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// Answers where a number, an answer or a verdict comes from.
pub fn why(workbench: &Workbench, text: &str) -> Result<Answer, Diag> {
    let workspace = &workbench.workspace;
    if let Some(answer) = super::why_records::why_records(workbench, text)? {
        return Ok(answer);
    }
    let (country, address) = match resolve(workbench, text)? {
        Target::Kind { country, address } => (country, address),
        Target::Country(_) | Target::Path { .. } => return super::show::show(workbench, text).map(as_why),
    };
    if let (None, Some(AddressKind::Series), false) = (country, address.kind, address.filters.is_empty()) {
        return whole(workspace, &address);
    }
    let Some(country) = country else {
        return super::show::show(workbench, text).map(as_why);
    };
    let mut answer = Answer::new("why");
    match address.kind {
        Some(AddressKind::Criterion) => {
            let answers = answers_of(country, &address.id);
            if answers.is_empty() {
                answer.text(format!("{address}: unanswered in {}.", country.name));
                answer.row(json!({"address": address.to_string(), "value": null, "state": "unanswered"}));
            }
            let standings = analysis::criterion(workspace, country, &address.id);
            for standing in standings.iter().filter(|s| s.state == AnswerState::Disputed) {
                answer.note(format!("disputed: {}; both stand", standing.because));
            }
            analysis::cautions(&standings).into_iter().for_each(|c| answer.note(c));
            for found in answers {
                let state = state_of(workspace, &standings, found);
                answer.row(answer_json(country, found, &state));
                let mut fields = answer_fields(country, found, &state);
                let before = fields.len() - 1;
                fields.splice(before..before, literature::cited(workspace, country, &found.cites));
                let item =
                    workspace.methodology.instrument(&found.checklist).and_then(|i| i.item(&found.criterion));
                if let Some(item) = item {
                    let mut about = vec![("question".to_string(), item.text.clone())];
                    if !item.rests_on.is_empty() {
                        let confirm = if item.to_confirm { " (to be confirmed)" } else { "" };
                        about.push(("rests on".into(), format!("{}{confirm}", item.rests_on.join("; "))));
                    }
                    fields.splice(1..1, about);
                }
                answer.blocks.push(Block::Fields(fields));
            }
        }
        Some(AddressKind::Finding) => {
            let Some(finding) = country.findings.iter().find(|f| f.id == address.id) else {
                return Err(Diag::error(format!("{} has no finding '{}'", country.name, address.id)));
            };
            finding_why(&mut answer, workbench, country, finding);
        }
        Some(AddressKind::Recommendation) => {
            let found = country.findings.iter().flat_map(|f| f.recommendations.iter().map(move |r| (f, r)));
            for (finding, r) in found.filter(|(_, r)| r.id == address.id) {
                answer.row(json!({
                    "address": address.to_string(), "text": r.text, "to": r.to, "because_of": finding.id,
                    "status": r.status, "deadline": r.deadline, "indicator": r.indicator, "defined_at": r.span.to_string(),
                }));
                answer.blocks.push(Block::Fields(vec![
                    ("recommendation".into(), r.text.clone()),
                    ("to".into(), r.to.join(", ")),
                    ("because of".into(), format!("{}/finding:{}", country.code, finding.id)),
                    ("status".into(), r.status.clone()),
                    ("written at".into(), r.span.to_string()),
                ]));
            }
        }
        Some(
            AddressKind::Theme
            | AddressKind::Chapter
            | AddressKind::Item
            | AddressKind::Rubric
            | AddressKind::Reference,
        ) => {
            return super::show::show(workbench, text).map(as_why);
        }
        _ => {
            let found = match address.kind {
                Some(AddressKind::Indicator) => of_records(workbench, country, &address),
                _ => figures(workspace, country, &address),
            };
            if found.is_empty() {
                let plain = Address { filters: Vec::new(), ..address.clone() };
                let held = figures(workspace, country, &plain);
                let mut diag = Diag::error(format!("{} holds no figure {address}", country.name));
                if address.filter("standard") == Some("file") {
                    diag = diag.hint(
                        "it was standardised to a file of the command line, which an address does not hold",
                    );
                }
                if !held.is_empty() {
                    let all: Vec<String> = held.iter().map(|f| f.address.to_string()).collect();
                    diag = diag.hint(format!("held: {}", all.join(", ")));
                } else {
                    diag = diag.hint("that is not a zero: the figure is not available to this workspace");
                }
                return Err(diag);
            }
            for figure in &found {
                let history = super::request::of_value(country, figure);
                let mut row = figure.to_json();
                let mut fields = figure_fields(figure);
                if !history.is_empty() {
                    row["history"] = json!(history);
                    fields.extend(history.into_iter().map(|said| ("returned".to_string(), said)));
                }
                answer.row(row);
                answer.blocks.push(Block::Fields(fields));
            }
        }
    }
    Ok(answer)
}

/// A value of a series that belongs to no country.
fn whole(workspace: &Workspace, address: &Address) -> Result<Answer, Diag> {
    let Some(series) = workspace.methodology.series(&address.id) else {
        return super::show::gone(address);
    };
    let holder = Holder::Whole(series);
    let at = analysis::categories(address);
    let period = address.filter("period").and_then(|p| p.parse().ok());
    let mut found: Vec<Figure> = analysis::values(workspace, holder, &series.id);
    found.retain(|f| address.filters.iter().all(|(k, v)| f.address.filter(k) == Some(v)));
    if let Some(one) = period.and_then(|p| analysis::cell(workspace, holder, &series.id, &at, p)) {
        found = vec![one];
    }
    if found.is_empty() {
        return Err(Diag::error(format!("no value is held under {address}"))
            .hint("that is not a zero")
            .hint(format!("dh show series:{} lists what is held", series.id)));
    }
    let mut answer = Answer::new("why");
    for figure in &found {
        answer.row(figure.to_json());
        answer.blocks.push(Block::Fields(figure_fields(figure)));
    }
    Ok(answer)
}

/// An indicator, estimated from records where they are held.
fn of_records(workbench: &Workbench, country: &Country, address: &Address) -> Vec<Figure> {
    let workspace = &workbench.workspace;
    let held = estimates::held(workbench, country, std::slice::from_ref(address));
    match analysis::indicator_of(workspace, country, address, &held) {
        Some(figure) if figure.workroom => vec![figure],
        _ => figures(workspace, country, address),
    }
}

fn as_why(answer: Answer) -> Answer {
    Answer { verb: "why", ..answer }
}

fn finding_why(
    answer: &mut Answer,
    workbench: &Workbench,
    country: &Country,
    finding: &crate::model::Finding,
) {
    let estimates = estimates::held(workbench, country, &estimates::rests_on(finding));
    let tested = evidence::test(&workbench.workspace, country, finding, &estimates);
    let address = Address::new(Some(&country.code), AddressKind::Finding, &finding.id);
    answer.row(json!({
        "address": address.to_string(),
        "claim": finding.claim,
        "verdict": tested.verdict.word(),
        "reasons": tested.reasons,
        "look_out_for": tested.cautions,
        "holds_if": finding.holds_if.source,
        "rests_on": finding.rests_on.iter().map(|(_, a)| a.clone()).collect::<Vec<_>>(),
        "cites": finding.cites.iter().map(|c| &c.key).collect::<Vec<_>>(),
        "figures": tested.figures.iter().map(|f| f.address.to_string()).collect::<Vec<_>>(),
        "defined_at": finding.span.to_string(),
        "simulated": tested.simulated(),
        "disclosure": if tested.workroom() { estimates::WORKROOM } else { "published by its sources" },
    }));
    let mut fields = vec![
        ("finding".to_string(), finding.claim.clone()),
        ("verdict".into(), tested.said()),
        ("holds if".into(), finding.holds_if.source.clone()),
    ];
    if tested.verdict == Verdict::CannotTell {
        fields.push(("because".into(), tested.reasons.join("; ")));
    }
    fields.extend(tested.cautions.iter().map(|c| ("look out for".to_string(), c.clone())));
    for figure in &tested.figures {
        let sum = if figure.has_flag(analysis::SUM) { " (sum of categories)" } else { "" };
        fields.push(("rests on".into(), format!("{}: {}{sum}", figure.address, figure.shown())));
    }
    for found in &tested.answers {
        fields.push((
            "rests on".into(),
            format!("{}/criterion:{}: {}", country.code, found.criterion, found.value),
        ));
    }
    if let Some(base) = finding.needs_base {
        fields.push(("needs base".into(), base.to_string()));
    }
    for r in &finding.recommendations {
        fields.push(("recommends".into(), format!("{} (to {})", r.text, r.to.join(", "))));
    }
    fields.extend(literature::cited(&workbench.workspace, country, &finding.cites));
    fields.push(("written at".into(), finding.span.to_string()));
    answer.blocks.push(Block::Fields(fields));
    estimates::notes(&tested.figures).into_iter().for_each(|n| answer.note(n));
}

/// The answers a country gives to a criterion, by its full or short id.
pub fn answers_of<'a>(country: &'a Country, criterion: &str) -> Vec<&'a Answered> {
    let id = criterion.rsplit('/').next().unwrap_or(criterion);
    country
        .answers
        .iter()
        .filter(|a| {
            a.criterion == id
                && (!criterion.contains('/') || criterion == format!("{}/{}", a.checklist, a.criterion))
        })
        .collect()
}

/// How an answer stands today: as its criterion does where it is one of those
/// that stand, otherwise "earlier" for proof that was overtaken.
pub(super) fn state_of(workspace: &Workspace, standings: &[Standing<'_>], a: &Answered) -> String {
    let own = standings.iter().find(|s| s.about == a.about && s.checklist.path == a.checklist);
    let Some(own) = own else { return AnswerState::Lead.word().into() };
    let proof = analysis::is_proof(&workspace.methodology, own.criterion, a);
    match (own.current.iter().any(|c| std::ptr::eq(*c, a)), proof) {
        (true, _) => own.state.word().into(),
        (false, true) => "earlier".into(),
        (false, false) => AnswerState::Lead.word().into(),
    }
}

fn answer_json(country: &Country, a: &Answered, state: &str) -> Value {
    json!({
        "address": Address::new(Some(&country.code), AddressKind::Criterion, &a.criterion).to_string(),
        "value": a.value, "state": state, "as_of": a.as_of, "dated": a.dated, "about": a.about,
        "instrument": a.instrument, "article": a.article, "quote": a.quote, "in_force_since": a.in_force_since, "search": a.search, "lead": a.lead,
        "status": a.status, "language": a.language, "translation": a.translation, "in_practice": a.in_practice,
        "practice_source": a.practice_source, "retrieved": a.retrieved, "reviewer": a.reviewer,
        "second_reviewer": a.second_reviewer, "second_value": a.second_value, "gap": a.gap, "need": a.need,
        "from": a.from, "cites": a.cites.iter().map(|c| &c.key).collect::<Vec<_>>(),
        "note": a.note, "source": a.source, "defined_at": a.span.to_string(),
    })
}

fn answer_fields(country: &Country, a: &Answered, state: &str) -> Vec<(String, String)> {
    let mut fields = vec![
        (
            "address".to_string(),
            Address::new(Some(&country.code), AddressKind::Criterion, &a.criterion).to_string(),
        ),
        ("answer".into(), a.value.clone()),
        ("state".into(), state.to_string()),
        ("as of".into(), a.as_of.clone()),
    ];
    for (name, value) in [
        ("about".to_string(), &a.about),
        ("a lead only".into(), &a.lead),
        ("instrument".into(), &a.instrument),
        ("article".into(), &a.article),
        ("text".into(), &a.quote),
        ("translation".into(), &a.translation),
        ("dated".into(), &a.dated),
        ("in force since".into(), &a.in_force_since),
        ("search".into(), &a.search),
        ("in practice".into(), &a.in_practice),
        ("gap".into(), &a.gap),
        ("need".into(), &a.need),
        ("note".into(), &a.note),
        ("reviewer".into(), &a.reviewer),
        ("second reviewer".into(), &a.second_reviewer),
        ("who answers".into(), &a.second_value),
        ("retrieved".into(), &a.retrieved),
    ] {
        if !value.is_empty() {
            fields.push((name, value.clone()));
        }
    }
    fields.push(("source".into(), a.source.clone()));
    fields.push(("written at".into(), a.span.to_string()));
    fields
}

/// A figure as `name: value` lines.
pub fn figure_fields(f: &Figure) -> Vec<(String, String)> {
    let mut fields = vec![("address".to_string(), f.address.to_string()), ("what".into(), f.label.clone())];
    if f.is_held() {
        fields.push(("value".into(), with_unit(f)));
    } else {
        fields.push(("value".into(), format!("none: {}", f.state)));
    }
    let mut push = |name: &str, value: String| {
        if !value.is_empty() {
            fields.push((name.to_string(), value));
        }
    };
    push("because", f.because.clone());
    push(
        "bounds",
        match f.range_kind {
            Some(_) if f.workroom && f.value.is_some() && f.inputs.is_empty() => {
                format!("{} (95 % interval by the design of the records)", f.shown_range())
            }
            Some(kind) if f.value.is_some() => format!("{} ({})", f.shown_range(), kind.words()),
            _ => String::new(),
        },
    );
    push(
        "base",
        match f.base {
            Some(base) => crate::base::number::grouped(base, 0),
            None if f.address.kind == Some(AddressKind::Published) => "not stated by the source".into(),
            None => String::new(),
        },
    );
    push("population", f.population.clone());
    push("definition", f.definition.clone());
    push("defined at", f.defined_at.clone());
    push("worked out as", f.expression.clone());
    push("from", f.inputs.iter().map(Address::to_string).collect::<Vec<_>>().join(", "));
    push("fieldwork", f.fieldwork.clone());
    push(if f.address.filter("period").is_some() { "period" } else { "published" }, f.published.clone());
    for origin in &f.origins {
        let tier = origin.tier.map(|t| format!(" ({})", Tier::id(t))).unwrap_or_default();
        let url = if origin.url.is_empty() { String::new() } else { format!(" {}", origin.url) };
        push("source", format!("{}{tier}{url}", origin.title));
        if origin.tier.is_none() {
            push("as of", origin.as_of.clone());
        }
        push("held at", origin.at.clone());
    }
    for change in &f.changes {
        push("changed here", change.clone());
    }
    for caveat in &f.caveats {
        push("caveat", caveat.clone());
    }
    push("flags", f.flags.join(", "));
    push("simulated", if f.simulated { "made up by a program".into() } else { String::new() });
    push("disclosure", if f.workroom { estimates::WORKROOM.into() } else { String::new() });
    fields
}

fn with_unit(f: &Figure) -> String {
    match f.unit.as_str() {
        "percent" | "count" | "" => f.shown(),
        unit => format!("{} {unit}", f.shown()),
    }
}
