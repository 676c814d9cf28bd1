//! Regions and countries: states, approvals, fieldwork, worksheet.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::diag::{choice_hints, did_you_mean};
use crate::base::ids::is_snake_case;
use crate::base::{Diag, PartialDate};
use crate::model::{
    Approval, ApprovalsStated, ChangeKind, CognitiveTest, Country, Fieldwork, Instrument, Methodology,
    RecordedZero, Region, RunState, RunStateKind, Settled, Worksheet, braces,
};

use super::super::node::{Node, Val};
use super::super::source::Step;
use super::Ctx;
use super::answers::{Given, answers, asides};
use super::burden::cognitive_test;
use super::changes::{adaptations, find_instrument};
use super::field_forms::{language_names, submission_key};
use super::findings::finding;
use super::literature::literature;
use super::method::{file_ref, legal_instrument, safeguards};

pub fn lower_regions(
    ctx: &mut Ctx,
    methodology: &Methodology,
    nodes: &[Arc<Node>],
) -> BTreeMap<String, Region> {
    for node in nodes.iter().filter(|n| n.name() == "literature") {
        let span = ctx.line(node);
        ctx.complain(
            Diag::error("a region has no literature of its own")
                .at(span)
                .hint("it stands in a country's folder, or in methodology/ for all of them"),
        );
    }
    nodes
        .iter()
        .filter(|n| n.name() == "region")
        .map(|n| {
            let region = Region {
                id: n.id.clone(),
                label: n.label.clone(),
                about: n.text("about").unwrap_or_default(),
                adaptations: adaptations(ctx, methodology, n),
                span: ctx.line(n),
            };
            (n.id.clone(), region)
        })
        .collect()
}

pub fn lower(ctx: &mut Ctx, methodology: &Methodology, home: &str, nodes: &[Arc<Node>]) -> Option<Country> {
    let heads: Vec<&Arc<Node>> = nodes.iter().filter(|n| n.name() == "country").collect();
    let Some(node) = heads.first() else {
        // A folder whose init.lua failed was complained of already.
        if !ctx.failed(&format!("{home}/"), 2) {
            ctx.complain(
                Diag::error(format!("no script of {home}/ declares a country"))
                    .hint(format!("write return country \"KEN\" \"Kenya\" {{ … }} in {home}/init.lua")),
            );
        }
        return None;
    };
    for second in heads.iter().skip(1) {
        let span = ctx.id_span(second);
        ctx.complain(
            Diag::error("a folder declares one country").at(span).hint("give the second a folder of its own"),
        );
    }
    let text = |n: &Node, f: &str| n.text(f).unwrap_or_default();
    let mut country = Country {
        code: node.id.clone(),
        name: node.label.clone(),
        region: text(node, "region"),
        languages: node.texts("languages"),
        language_names: language_names(ctx, node),
        submission_key: submission_key(ctx, node),
        about: text(node, "about"),
        confirm: text(node, "confirm"),
        missing_codes: super::survey::missing_codes(ctx, node),
        placeholders: node.named_texts("placeholders"),
        adaptations: adaptations(ctx, methodology, node),
        states: Vec::new(),
        zeros: Vec::new(),
        approvals: Vec::new(),
        permits: super::permits::permits(ctx, methodology, node),
        checks: super::quality::checks(ctx, methodology, node),
        approvals_stated: Vec::new(),
        fieldwork: Vec::new(),
        safeguards: None,
        worksheet: None,
        figures_file: file_ref(ctx, node, "figures"),
        observations_file: file_ref(ctx, node, "observations"),
        figures: Vec::new(),
        observations: Vec::new(),
        series_metadata: Vec::new(),
        returns: Vec::new(),
        returned_breaks: BTreeMap::new(),
        answers: Vec::new(),
        asides: Vec::new(),
        legal_instruments: Vec::new(),
        literature: None,
        findings: Vec::new(),
        cognitive_tests: Vec::new(),
        span: ctx.line(node),
    };
    languages(ctx, node);
    translated_here(ctx, methodology, node);
    ctx.duplicates("series_metadata", node.children_named("series_metadata"));
    placeholders(ctx, methodology, node, &country);
    for child in &node.children {
        let state = match child.name() {
            "not_run" => Some(RunStateKind::NotRun),
            "not_cleared" => Some(RunStateKind::NotCleared),
            "not_available" => Some(RunStateKind::NotAvailable),
            _ => None,
        };
        if let Some(kind) = state {
            add_state(ctx, &mut country, child, kind);
            continue;
        }
        match child.name() {
            "recorded_zero" => country.zeros.push(RecordedZero {
                published: child.id.trim_start_matches("published:").to_string(),
                because: text(child, "because"),
                source: text(child, "source"),
                span: ctx.line(child),
            }),
            "approval" => country.approvals.push(Approval {
                activity: child.id.clone(),
                board: text(child, "board"),
                scope: text(child, "scope"),
                valid: child.get("valid").and_then(Val::table).and_then(|t| {
                    Some((t.list.first()?.text()?.to_string(), t.list.get(1)?.text()?.to_string()))
                }),
                state: text(child, "state"),
                reference: text(child, "reference"),
                source: text(child, "source"),
                confirm: text(child, "confirm"),
                span: ctx.line(child),
            }),
            "approvals_stated" => country.approvals_stated.push(ApprovalsStated {
                number: child.number("number").map(|n| n as i64),
                activity: text(child, "activity"),
                not_stated: text(child, "not_stated"),
                source: text(child, "source"),
                confirm: text(child, "confirm"),
                about: text(child, "about"),
                span: ctx.line(child),
            }),
            "fieldwork" => country.fieldwork.push(Fieldwork {
                activity: child.id.clone(),
                period: text(child, "period"),
                mode: text(child, "mode"),
                sampling: text(child, "sampling"),
                interviews: planned(ctx, child, "interviews", 1.0),
                design_effect: planned(ctx, child, "design_effect", 0.0),
                note: text(child, "note"),
                source: text(child, "source"),
                confirm: text(child, "confirm"),
                span: ctx.line(child),
            }),
            "series_metadata" => country.series_metadata.push(super::series::country_meta(ctx, child)),
            "safeguards" => country.safeguards = Some(safeguards(ctx, child)),
            _ => {}
        }
    }
    for node in nodes.iter().filter(|n| n.name() == "safeguards") {
        country.safeguards = Some(safeguards(ctx, node));
    }
    country.worksheet = worksheet(ctx, nodes);
    let own: Vec<&Arc<Node>> = nodes.iter().filter(|n| n.name() == "legal_instrument").collect();
    ctx.duplicates("legal instrument", own.iter().copied());
    country.legal_instruments = own.iter().map(|n| legal_instrument(ctx, n)).collect();
    let lists: Vec<&Arc<Node>> = nodes.iter().filter(|n| n.name() == "literature").collect();
    country.literature = literature(ctx, &lists);
    let tests: Vec<&Arc<Node>> = nodes.iter().filter(|n| n.name() == "cognitive_test").collect();
    ctx.duplicates("cognitive test", tests.iter().copied());
    country.cognitive_tests = tests.iter().filter_map(|n| cognitive_test(ctx, methodology, n)).collect();
    for (test, node) in
        country.cognitive_tests.iter().filter_map(|t| Some((t, tests.iter().find(|n| n.id == t.id)?)))
    {
        tested_here(ctx, &country, test, node);
    }
    for adapt in node.children_named("adapt") {
        let Some(instrument) = find_instrument(methodology, &adapt.id) else { continue };
        for change in &adapt.children {
            shown_by(ctx, &country.cognitive_tests, instrument, change);
        }
    }
    let mut given = Given::default();
    for node in nodes.iter().filter(|n| n.name() == "answers") {
        let found = answers(ctx, methodology, &country.legal_instruments, node, &mut given);
        country.answers.extend(found);
        country.asides.extend(asides(ctx, methodology, node));
    }
    let findings: Vec<&Arc<Node>> =
        nodes.iter().filter(|n| n.name() == "findings").flat_map(|n| &n.children).collect();
    ctx.duplicates("finding", findings.iter().copied());
    ctx.duplicates("recommendation", findings.iter().flat_map(|f| &f.children));
    for node in findings {
        if let Some(finding) = finding(ctx, methodology, node) {
            country.findings.push(finding);
        }
    }
    Some(country)
}

/// A translation is into a language the country is asked in, and into one of
/// its own.
fn translated_here(ctx: &mut Ctx, methodology: &Methodology, node: &Node) {
    let languages = node.texts("languages");
    let mut by_instrument: BTreeMap<&str, Vec<&Arc<Node>>> = BTreeMap::new();
    for adapt in node.children_named("adapt") {
        if let Some(instrument) = find_instrument(methodology, &adapt.id) {
            by_instrument.entry(&instrument.path).or_default().extend(adapt.children_named("translate"));
        }
    }
    for (path, changes) in by_instrument {
        for (n, second) in changes.iter().enumerate() {
            if let Some(first) = changes[..n].iter().find(|first| first.id == second.id) {
                let span = ctx.id_span(second);
                ctx.complain(
                    Diag::error(format!("{path} is translated into '{}' already", second.id)).at(span).hint(
                        format!("at {}:{}; keep one, with file and texts", first.site.file, first.site.line),
                    ),
                );
            }
        }
    }
    for change in node.children_named("adapt").flat_map(|a| a.children_named("translate")) {
        let what = if methodology.languages.first() == Some(&change.id) {
            format!("the wordings are written in '{}' already", change.id)
        } else if languages.contains(&change.id) {
            continue;
        } else {
            format!("{} is not asked in '{}'", node.label, change.id)
        };
        let span = ctx.id_span(change);
        let mut diag = Diag::error(what).at(span);
        for hint in choice_hints(&change.id, languages.iter().map(String::as_str)) {
            diag = diag.hint(hint);
        }
        ctx.complain(diag);
    }
}

/// A round is held before it is told of, in a language of the country.
fn tested_here(ctx: &mut Ctx, country: &Country, test: &CognitiveTest, node: &Node) {
    if !test.language.is_empty() && !country.languages.contains(&test.language) {
        let span = ctx.value_span(node, &[Step::Key("language")]);
        let message = format!("{} is not asked in '{}'", country.name, test.language);
        let mut diag = Diag::error(message).at(span);
        for hint in choice_hints(&test.language, country.languages.iter().map(String::as_str)) {
            diag = diag.hint(hint);
        }
        ctx.complain(diag);
    }
    let today = PartialDate::today();
    if PartialDate::parse(&test.held).is_some_and(|held| today.surely_before(held)) {
        let span = ctx.value_span(node, &[Step::Key("held")]);
        ctx.complain(
            Diag::error(format!("'{}' was held in {}, which is to come", test.id, test.held))
                .at(span)
                .hint("declare a round once it was held: what it found is not known before"),
        );
    }
}

/// What shows that a change keeps the meaning: where rounds are declared, one of
/// them that tried the item. A sentence about something else is left alone.
fn shown_by(ctx: &mut Ctx, tests: &[CognitiveTest], instrument: &Instrument, change: &Node) {
    let Some(said) = change.text("shown_by").filter(|_| !tests.is_empty()) else { return };
    let span = ctx.value_span(change, &[Step::Key("shown_by")]);
    let ids = || tests.iter().map(|t| t.id.as_str());
    let Some(test) = tests.iter().find(|t| t.id == said) else {
        if !is_snake_case(&said) && did_you_mean(&said, ids()).is_none() {
            return;
        }
        let mut diag = Diag::error(format!("no cognitive test is called '{said}'")).at(span).depth(2);
        for hint in choice_hints(&said, ids()) {
            diag = diag.hint(hint);
        }
        ctx.complain(diag);
        return;
    };
    let path = &instrument.path;
    // Over names that are not there nothing is told; they are complained of.
    let known = |id: &String| instrument.item(id).is_some() || ctx.added.contains(id);
    let here = test.instrument == *path;
    if here && test.tested.iter().any(|t| t.item == change.id || !known(&t.item)) {
        return;
    }
    let tried: Vec<&str> = test.tested.iter().map(|t| t.item.as_str()).collect();
    let tried = if tried.is_empty() { "nothing".into() } else { tried.join(", ") };
    ctx.complain(
        Diag::error(format!("the test '{said}' did not try '{}' of {path}", change.id))
            .at(span)
            .depth(2)
            .hint(format!("it tried {tried} of {}", test.instrument))
            .hint("name the round that tried it, or take keeps and shown_by away"),
    );
}

/// The worksheet of the country: one, with each point once.
fn worksheet(ctx: &mut Ctx, nodes: &[Arc<Node>]) -> Option<Worksheet> {
    let sheets: Vec<&Arc<Node>> = nodes.iter().filter(|n| n.name() == "worksheet").collect();
    let node = sheets.first()?;
    for second in sheets.iter().skip(1) {
        let span = ctx.id_span(second);
        ctx.complain(
            Diag::error("a country has one worksheet")
                .at(span)
                .hint(format!("the first stands at {}:{}", node.site.file, node.site.line)),
        );
    }
    ctx.duplicates("point", &node.children);
    let started_from = node.text("started_from").unwrap_or_default();
    if !started_from.is_empty() && !crate::base::ids::is_country_code(&started_from) {
        let span = ctx.value_span(node, &[Step::Key("started_from")]);
        ctx.complain(
            Diag::error(format!("\"{started_from}\" is not a country code of three capital letters"))
                .at(span),
        );
    }
    let mut points = Vec::new();
    for child in &node.children {
        let text = |f: &str| child.text(f).unwrap_or_default();
        let (answer, source) = (text("answer"), text("source"));
        if !answer.is_empty() && source.is_empty() && text("confirm").is_empty() {
            let span = ctx.value_span(child, &[Step::Key("answer")]);
            ctx.complain(
                Diag::error(format!("the answer to point \"{}\" has no source", child.id))
                    .at(span)
                    .hint("add source = \"…\"; or say what is still to be confirmed: confirm = \"…\""),
            );
        }
        points.push(Settled {
            point: child.id.clone(),
            answer,
            source,
            confirm: text("confirm"),
            span: ctx.line(child),
        });
    }
    Some(Worksheet { started_from, points, span: ctx.line(node) })
}

/// A number the sample is planned with, if it can be one.
fn planned(ctx: &mut Ctx, node: &Node, field: &str, least: f64) -> Option<f64> {
    let number = node.number(field)?;
    if number > 0.0 && number >= least {
        return Some(number);
    }
    let span = ctx.value_span(node, &[Step::Key(field)]);
    let above = if least > 0.0 { format!("of {least} or more") } else { format!("above {least}") };
    ctx.complain(Diag::error(format!("'{field}' is {number}: a number {above} belongs there")).at(span));
    None
}

fn add_state(ctx: &mut Ctx, country: &mut Country, node: &Arc<Node>, kind: RunStateKind) {
    if let Some(first) = country.states.iter().find(|s| s.activity == node.id) {
        let diag = Diag::error(format!("'{}' is said to be {} already", node.id, first.kind.word()))
            .hint(format!("first said at {}", first.span));
        let span = ctx.id_span(node);
        ctx.complain(diag.at(span));
        return;
    }
    country.states.push(RunState {
        activity: node.id.clone(),
        kind,
        because: node.text("because").unwrap_or_default(),
        source: node.text("source").unwrap_or_default(),
        span: ctx.line(node),
    });
}

fn languages(ctx: &mut Ctx, node: &Node) {
    for (i, language) in node.texts("languages").iter().enumerate() {
        if !super::super::fits::is_language(language) {
            let span = ctx.value_span(node, &[Step::Key("languages"), Step::Index(i)]);
            ctx.complain(
                Diag::error(format!("'{}' is no language code", super::super::errors::clip(language)))
                    .at(span)
                    .hint("two or three lowercase letters, as in \"sw\" or \"km\""),
            );
        }
    }
}

/// A placeholder that no wording uses is a slip; one that a wording of an
/// approved activity uses must be filled before anyone is asked.
fn placeholders(ctx: &mut Ctx, methodology: &Methodology, node: &Node, country: &Country) {
    let mut all: Vec<String> = methodology.instruments().flat_map(|i| i.placeholders()).collect();
    // What the country words itself may have placeholders of its own.
    for change in country.adaptations.iter().flat_map(|a| &a.changes) {
        match &change.kind {
            ChangeKind::Reword(text) => all.extend(braces(text).map(str::to_string)),
            ChangeKind::AddItems(items) | ChangeKind::AddRows(items) => {
                all.extend(items.iter().flat_map(|i| i.wordings()).flat_map(braces).map(str::to_string));
            }
            _ => {}
        }
    }
    for (name, _) in &country.placeholders {
        let asked = methodology.instruments().find(|i| i.item(name).is_some_and(|i| i.kind.has_value()));
        let read_out = asked.filter(|i| i.wordings().flat_map(braces).any(|n| n == name));
        if let Some(instrument) = read_out {
            let span = ctx.value_span(node, &[Step::Key("placeholders"), Step::Key(name)]);
            ctx.complain(
                Diag::error(format!("{{{name}}} is the answer to a question of {}", instrument.path))
                    .at(span)
                    .hint("give the placeholder another name"),
            );
        } else if !all.contains(name) {
            let span = ctx.value_span(node, &[Step::Key("placeholders"), Step::Key(name)]);
            let mut diag = Diag::error(format!("no wording has the placeholder {{{name}}}")).at(span);
            for hint in choice_hints(name, all.iter().map(String::as_str)) {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
        }
    }
    for approval in node.children_named("approval") {
        let Some(activity) = methodology.activity(&approval.id) else { continue };
        let mut missing: Vec<String> = activity.instruments.iter().flat_map(|i| i.placeholders()).collect();
        missing.retain(|n| !country.placeholders.iter().any(|(p, _)| p == n));
        missing.sort();
        missing.dedup();
        if !missing.is_empty() {
            let span = ctx.id_span(approval);
            ctx.complain(
                Diag::error(format!(
                    "'{}' is approved, but {{{}}} is not filled in",
                    approval.id,
                    missing.join("}, {")
                ))
                .at(span)
                .hint(format!(
                    "a respondent would be read the braces; add placeholders = {{ {} = \"…\" }}",
                    missing[0]
                )),
            );
        }
    }
}
