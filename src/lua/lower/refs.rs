//! References: every id a script points at must be declared somewhere.

use std::sync::Arc;

use crate::base::Diag;
use crate::base::diag::choice_hints;
use crate::model::{Address, AddressKind, Named, resolve_tail};

use super::super::node::{Node, Val};
use super::super::schema::{INSTRUMENTS, QUESTIONS};
use super::super::source::Step;
use super::super::types::{Head, RefKind, Ty, article};
use super::Ctx;

/// All names that can be pointed at, by kind.
#[derive(Default)]
pub struct Symbols {
    names: Vec<(RefKind, String)>,
    /// Criteria of a checklist, items and sections of an instrument:
    /// (kind, instrument path, id).
    inside: Vec<(RefKind, String, String)>,
    pub countries: Vec<String>,
}

impl Symbols {
    fn add(&mut self, kind: RefKind, name: impl Into<String>) {
        self.names.push((kind, name.into()));
    }

    fn of(&self, kind: RefKind) -> impl Iterator<Item = &str> {
        self.names.iter().filter(move |(k, _)| *k == kind).map(|(_, n)| n.as_str())
    }

    fn within<'a>(&'a self, kind: RefKind, instrument: &'a str) -> impl Iterator<Item = &'a str> {
        self.inside.iter().filter(move |(k, i, _)| *k == kind && i == instrument).map(|(_, _, n)| n.as_str())
    }

    pub fn add_regions(&mut self, nodes: &[Arc<Node>]) {
        for node in nodes.iter().filter(|n| n.name() == "region") {
            self.add(RefKind::Region, &node.id);
        }
    }

    pub fn add_countries<'a>(&mut self, nodes: impl IntoIterator<Item = &'a Arc<Node>>) {
        self.countries.extend(nodes.into_iter().filter(|n| n.name() == "country").map(|n| n.id.clone()));
    }

    pub fn add_methodology(&mut self, nodes: &[Arc<Node>]) {
        for node in nodes {
            let kind = match node.name() {
                "organisation" => RefKind::Organisation,
                "part" => RefKind::Part,
                "duty_bearer" => RefKind::DutyBearer,
                "worksheet_point" => RefKind::WorksheetPoint,
                "scale" => RefKind::Scale,
                "legal_instrument" => RefKind::LegalInstrument,
                "rubric" => RefKind::Rubric,
                "series" => RefKind::Series,
                "dimension" => RefKind::Dimension,
                "denominator" => RefKind::Denominator,
                "published" => RefKind::Published,
                "proportion" | "mean" | "derived" => RefKind::Indicator,
                "indicators" => {
                    self.add_methodology(&node.children);
                    continue;
                }
                "activity" => {
                    self.add_activity(node);
                    continue;
                }
                "report" => {
                    self.add_chapters(&node.children);
                    continue;
                }
                _ => continue,
            };
            self.add(kind, &node.id);
        }
    }

    fn add_chapters(&mut self, nodes: &[Arc<Node>]) {
        for node in nodes.iter().filter(|n| n.name() == "chapter") {
            self.add(RefKind::Chapter, &node.id);
            self.add_chapters(&node.children);
        }
    }

    fn add_activity(&mut self, activity: &Node) {
        self.add(RefKind::Activity, &activity.id);
        for instrument in activity.children.iter().filter(|c| INSTRUMENTS.contains(&c.name())) {
            let path = format!("{}/{}", activity.id, instrument.id);
            self.add(RefKind::Instrument, &path);
            match instrument.name() {
                "questionnaire" => self.add(RefKind::Questionnaire, &path),
                "checklist" => self.add(RefKind::Checklist, &path),
                _ => {}
            }
            self.add_items(&path, &activity.id, instrument);
        }
    }

    fn add_items(&mut self, path: &str, trail: &str, parent: &Node) {
        for child in &parent.children {
            match child.name() {
                "section" | "domain" => {
                    self.inside.push((RefKind::Section, path.into(), child.id.clone()));
                    if child.name() == "domain" {
                        self.add(RefKind::Domain, format!("{path}/{}", child.id));
                    }
                    self.add_items(path, trail, child);
                }
                "battery" | "roster" => {
                    self.inside.push((RefKind::Item, path.into(), child.id.clone()));
                    self.add_items(path, trail, child);
                }
                "theme" => {
                    let name = format!("{trail}/{}", child.id);
                    self.inside.push((RefKind::Item, path.into(), child.id.clone()));
                    self.add_items(path, &name, child);
                    self.add(RefKind::Theme, name);
                }
                "criterion" => {
                    self.add(RefKind::Criterion, format!("{path}/{}", child.id));
                    self.inside.push((RefKind::Criterion, path.into(), child.id.clone()));
                    self.inside.push((RefKind::Item, path.into(), child.id.clone()));
                }
                _ => {
                    self.inside.push((RefKind::Item, path.into(), child.id.clone()));
                    // The question behind an option that asks which.
                    if super::options_of(child, "options").iter().any(|o| o.specify) {
                        self.inside.push((RefKind::Item, path.into(), format!("{}_specify", child.id)));
                    }
                }
            }
        }
    }

    /// The full name of what `text` refers to, or what to say about it.
    fn find(&self, kind: RefKind, text: &str, inside: Option<&str>) -> Result<(), Vec<String>> {
        let check = |names: Vec<&str>, text: &str| match resolve_tail(text, names.iter().copied()) {
            Named::Found(_) => Ok(()),
            Named::Ambiguous(all) => {
                Err(vec![format!("'{text}' may be {}; write one in full", all.join(" or "))])
            }
            Named::Unknown => Err(choice_hints(text, names)),
        };
        match kind {
            RefKind::Item | RefKind::Section | RefKind::Breakdown | RefKind::Criterion
                if inside.is_some() =>
            {
                let kind = if kind == RefKind::Breakdown { RefKind::Item } else { kind };
                let path = inside.unwrap_or_default();
                let full = match resolve_tail(path, self.of(RefKind::Instrument)) {
                    Named::Found(name) => name,
                    // The dangling instrument is complained of by itself.
                    _ => return Ok(()),
                };
                check(self.within(kind, full).collect(), text)
            }
            RefKind::Evidence => {
                let address = Address::parse(text).map_err(|e| vec![e])?;
                let Some(found) = address.kind else {
                    return Err(vec![
                        "write its kind before it: published:…, indicator:…, series:…, criterion:…, theme:…"
                            .into(),
                    ]);
                };
                let kind = match found {
                    AddressKind::Published => RefKind::Published,
                    AddressKind::Indicator => RefKind::Indicator,
                    AddressKind::Series => RefKind::Series,
                    AddressKind::Criterion => RefKind::Criterion,
                    AddressKind::Theme => RefKind::Theme,
                    other => return Err(vec![format!("a {} is no evidence", other.word())]),
                };
                self.find(kind, &address.id, None)
            }
            _ => {
                let bare =
                    text.split_once(':').filter(|(k, _)| AddressKind::ALL.iter().any(|a| a.word() == *k));
                let text = bare.map_or(text, |(_, id)| id);
                check(self.of(kind).collect(), text)
            }
        }
    }
}

/// Checks the references of a declaration and of all it holds.
pub fn check(ctx: &mut Ctx, symbols: &Symbols, node: &Arc<Node>) {
    walk(ctx, symbols, node, None);
}

fn walk(ctx: &mut Ctx, symbols: &Symbols, node: &Arc<Node>, inside: Option<&str>) {
    let mut inside = inside;
    if let Head::Ref(kind) = node.constructor.head {
        let scoped = matches!(kind, RefKind::Item | RefKind::Section | RefKind::Criterion);
        // An item that a region adds is there for its countries; whether it is
        // there in time is for the plan to say.
        let from_a_layer = kind == RefKind::Item && ctx.added.contains(&node.id);
        if let Err(hints) = symbols.find(kind, &node.id, inside.filter(|_| scoped))
            && !from_a_layer
        {
            let span = ctx.id_span(node);
            dangling(ctx, kind, &node.id, span, hints);
        }
        if matches!(kind, RefKind::Instrument | RefKind::Checklist) {
            inside = Some(&node.id);
        }
    }
    let from = node.text("from");
    let here = from.as_deref().or(inside);
    for (name, value) in &node.fields {
        let Some(field) = node.constructor.field(name) else {
            continue;
        };
        fields(ctx, symbols, node, &field.ty, value, &mut vec![name], here);
    }
    if node.name() == "programme" {
        programme(ctx, node);
    }
    for child in &node.children {
        // A question added to a section declares; it does not refer.
        if !QUESTIONS.contains(&child.name()) || inside.is_none() {
            walk(ctx, symbols, child, inside);
        }
    }
}

/// The codes of a programme's lists, and of what stands in it.
fn programme(ctx: &mut Ctx, node: &Arc<Node>) {
    let lists = node.get("lists").and_then(Val::table);
    for (list, codes) in lists.map(|t| t.named.as_slice()).unwrap_or_default() {
        country_codes(ctx, node, codes, &[Step::Key("lists"), Step::Key(list)]);
    }
    for child in &node.children {
        if let Some(codes) = child.get("countries") {
            country_codes(ctx, child, codes, &[Step::Key("countries")]);
        }
    }
}

fn country_codes(ctx: &mut Ctx, node: &Node, codes: &Val, path: &[Step<'_>]) {
    for (i, code) in codes.table().map(|t| t.list.as_slice()).unwrap_or_default().iter().enumerate() {
        if code.text().is_some_and(|c| !crate::base::ids::is_country_code(c)) {
            let steps: Vec<Step<'_>> = path.iter().copied().chain([Step::Index(i)]).collect();
            let span = ctx.value_span(node, &steps);
            ctx.complain(
                Diag::error(format!(
                    "\"{}\" is not a country code of three capital letters",
                    super::super::load::val_text(code)
                ))
                .at(span),
            );
        }
    }
}

fn fields(
    ctx: &mut Ctx,
    symbols: &Symbols,
    node: &Arc<Node>,
    ty: &Ty,
    value: &Val,
    path: &mut Vec<&str>,
    inside: Option<&str>,
) {
    match (ty, value) {
        (Ty::Ref(kind), Val::Text(text)) => {
            let scoped = matches!(kind, RefKind::Item | RefKind::Section | RefKind::Breakdown);
            if let Err(hints) = symbols.find(*kind, text, inside.filter(|_| scoped)) {
                let steps = steps(path);
                let span = ctx.value_span(node, &steps);
                dangling(ctx, *kind, text, span, hints);
            }
        }
        (Ty::List(inner), Val::Table(table)) => {
            for (i, v) in table.list.iter().enumerate() {
                let index = format!("#{i}");
                // The path borrows the name of the step for this call only.
                let mut deeper: Vec<&str> = path.clone();
                deeper.push(&index);
                fields(ctx, symbols, node, inner, v, &mut deeper, inside);
            }
        }
        (Ty::Map(inner), Val::Table(table)) => {
            for (k, v) in &table.named {
                let mut deeper: Vec<&str> = path.clone();
                deeper.push(k);
                fields(ctx, symbols, node, inner, v, &mut deeper, inside);
            }
        }
        _ => {}
    }
}

fn steps<'a>(path: &'a [&'a str]) -> Vec<Step<'a>> {
    path.iter()
        .map(|p| match p.strip_prefix('#').and_then(|n| n.parse().ok()) {
            Some(i) => Step::Index(i),
            None => Step::Key(p),
        })
        .collect()
}

fn dangling(ctx: &mut Ctx, kind: RefKind, text: &str, span: crate::base::Span, hints: Vec<String>) {
    // Where nothing of the kind is declared and a script that could declare it
    // failed, that script is the news.
    let home = if kind == RefKind::Region { "countries/regions/" } else { "methodology/" };
    if hints.is_empty() && ctx.failed(home, 1) {
        return;
    }
    let noun = kind.noun();
    let mut diag =
        Diag::error(format!("there is no {noun} '{}'", super::super::errors::clip(text))).at(span).depth(2);
    if hints.is_empty() {
        diag = diag.hint(format!(
            "no {noun} is declared; write {} {noun} or mend the file it stands in",
            article(noun)
        ));
    }
    for hint in hints {
        diag = diag.hint(hint);
    }
    ctx.complain(diag);
}
