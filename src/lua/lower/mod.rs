//! From declarations to the model: references, duplicates, expressions.

mod answers;
mod burden;
mod changes;
mod country;
mod dyads;
mod field_forms;
mod findings;
mod indicators;
mod literature;
mod method;
mod permits;
mod programme;
mod quality;
mod questions;
mod refs;
mod report;
mod request;
mod routes;
mod scenarios;
mod series;
mod survey;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use crate::base::{Diag, Diags, Interrupt, Severity, Span, fs};
use crate::expr::{self, Profile, Scope};
use crate::model::{Condition, CountRule, Layer, Methodology, OptionDef, Workspace};

use super::load::{Harvest, OwnerKind, harvest_all};
use super::node::{Node, Val};
use super::source::{Source, Step};
use super::types::ExprKind;

pub(super) use refs::Symbols;

/// A workspace read from its scripts, with all complaints about them.
pub struct Loaded {
    pub workspace: Workspace,
    pub diags: Diags,
    /// Script files read, relative to the workspace.
    pub files: Vec<String>,
}

/// What lowering needs: the sources, to find places, and the complaints.
pub(super) struct Ctx {
    sources: HashMap<Arc<str>, Arc<Source>>,
    pub diags: Diags,
    /// Ids of the questions and options that regions and countries add: what a
    /// later change may name although the methodology does not declare it.
    pub added: HashSet<String>,
}

impl Ctx {
    fn source(&self, node: &Node) -> Option<Arc<Source>> {
        self.sources.get(&node.site.file).cloned()
    }

    fn first(node: &Node) -> &str {
        if node.id.is_empty() { &node.label } else { &node.id }
    }

    /// The place of a declaration without looking for its column; cheap.
    pub fn line(&self, node: &Node) -> Span {
        Span::line(node.site.file.clone(), node.site.line)
    }

    pub fn id_span(&self, node: &Node) -> Span {
        match self.source(node) {
            Some(s) => s.head_span(node.site.line, node.name(), Self::first(node), 0),
            None => self.line(node),
        }
    }

    pub fn value_span(&self, node: &Node, path: &[Step<'_>]) -> Span {
        match self.source(node) {
            Some(s) => s.value_span(node.site.line, node.name(), Self::first(node), path),
            None => self.line(node),
        }
    }

    pub fn key_span(&self, node: &Node, path: &[Step<'_>]) -> Span {
        match self.source(node) {
            Some(s) => s.key_span(node.site.line, node.name(), Self::first(node), path),
            None => self.line(node),
        }
    }

    /// Whether a script under `home` was complained of, at most `depth` away
    /// from a root cause: what it would have declared is then no news.
    pub fn failed(&self, home: &str, depth: u8) -> bool {
        let inside = |d: &Diag| d.span.as_ref().is_some_and(|s| s.file.starts_with(home));
        self.diags.iter().any(|d| d.severity == Severity::Error && d.depth <= depth && inside(d))
    }

    pub fn complain(&mut self, diag: Diag) {
        let line = || diag.span.as_ref().and_then(|s| self.sources.get(&s.file)?.line(s.line));
        let line = diag.source_line.clone().or_else(line);
        self.diags.push(diag.source(line));
    }

    /// Checks the expression in `field` of `node`.
    pub fn condition(
        &mut self,
        node: &Node,
        field: &str,
        kind: ExprKind,
        scope: &dyn Scope,
    ) -> Option<Condition> {
        let source = node.text(field)?;
        self.expression(node, field, source, kind, scope)
    }

    pub fn expression(
        &mut self,
        node: &Node,
        field: &str,
        source: String,
        kind: ExprKind,
        scope: &dyn Scope,
    ) -> Option<Condition> {
        let profile = match kind {
            ExprKind::Routing | ExprKind::Change => Profile::Routing,
            ExprKind::Indicator => Profile::Indicator,
            ExprKind::Value => Profile::Value,
            ExprKind::Evidence => Profile::Evidence,
            ExprKind::Derived | ExprKind::Series => Profile::Derived,
        };
        match expr::check(&source, scope, profile) {
            Ok(checked) => Some(Condition { source, checked: Arc::new(checked) }),
            Err(errors) => {
                for error in errors {
                    let span = match self.source(node) {
                        Some(s) => s.inside_string(
                            node.site.line,
                            node.name(),
                            Self::first(node),
                            &[Step::Key(field)],
                            error.offset,
                            error.width,
                        ),
                        None => self.line(node),
                    };
                    // Most of them name something that failed elsewhere.
                    let mut diag = Diag::error(format!("in '{field}': {}", error.message)).at(span).depth(2);
                    for hint in error.hints {
                        diag = diag.hint(hint);
                    }
                    self.complain(diag);
                }
                None
            }
        }
    }

    /// Complains about every id that stands twice.
    pub fn duplicates<'a>(&mut self, what: &str, nodes: impl IntoIterator<Item = &'a Arc<Node>>) {
        let mut seen: HashMap<&str, &Arc<Node>> = HashMap::new();
        for node in nodes {
            if let Some(first) = seen.insert(&node.id, node) {
                if Arc::ptr_eq(first, node) {
                    continue;
                }
                let span = self.id_span(node);
                self.complain(
                    Diag::error(format!("{what} \"{}\" is declared twice", node.id)).at(span).hint(format!(
                        "first declared at {}:{}; an id stands for one thing",
                        first.site.file, first.site.line
                    )),
                );
            }
        }
    }
}

/// Options as they were checked by the schema.
pub(super) fn options(values: &[Val]) -> Vec<OptionDef> {
    let flag = |v: &Val, name: &str| matches!(v.table().and_then(|t| t.get(name)), Some(Val::Bool(true)));
    values
        .iter()
        .filter_map(|v| {
            let list = &v.table()?.list;
            Some(OptionDef {
                id: list.first()?.text()?.to_string(),
                label: list.get(1)?.text()?.to_string(),
                exclusive: flag(v, "exclusive"),
                anchored: flag(v, "anchored"),
                specify: flag(v, "specify"),
                texts: named_texts(v.table().and_then(|t| t.get("texts"))),
            })
        })
        .collect()
}

fn named_texts(value: Option<&Val>) -> BTreeMap<String, String> {
    let named = value.and_then(Val::table).map(|t| t.named.as_slice()).unwrap_or_default();
    named.iter().filter_map(|(n, v)| Some((n.to_string(), v.text()?.to_string()))).collect()
}

pub(super) fn options_of(node: &Node, field: &str) -> Vec<OptionDef> {
    node.get(field).and_then(Val::table).map(|t| options(&t.list)).unwrap_or_default()
}

/// A `count_as` table; every part must be stated.
pub(super) fn count_rule(ctx: &mut Ctx, node: &Node, field: &str) -> Option<CountRule> {
    let table = node.get(field)?.table()?;
    let missing: Vec<&str> =
        ["dont_know", "prefer_not", "not_asked"].into_iter().filter(|k| table.get(k).is_none()).collect();
    if !missing.is_empty() && field == "count_as" {
        let span = ctx.value_span(node, &[Step::Key(field)]);
        ctx.complain(
            Diag::error(format!("'{field}' does not say what {} counts as", missing.join(" and ")))
                .at(span)
                .hint(
                    "nothing is implied: write yes, no or leave for each of dont_know, prefer_not, not_asked",
                ),
        );
        return None;
    }
    let get = |k: &str| table.get(k).and_then(Val::text).unwrap_or_default().to_string();
    Some(CountRule {
        dont_know: get("dont_know"),
        prefer_not: get("prefer_not"),
        not_asked: get("not_asked"),
    })
}

/// Reads a workspace's scripts: methodology, regions, countries. Figures and
/// observations in CSV files are not read here.
pub fn load_workspace(folder: &Path, interrupt: &Interrupt) -> Loaded {
    let mut ctx = Ctx { sources: HashMap::new(), diags: Diags::new(), added: HashSet::new() };
    let mut workspace = Workspace::default();
    workspace.folder = folder.to_path_buf();
    let mut all_files = Vec::new();

    let mut owners: Vec<(OwnerKind, String, Vec<String>)> = Vec::new();
    match scripts_under(folder, "methodology") {
        Some(files) if !files.is_empty() => {
            owners.push((OwnerKind::Methodology, "methodology".into(), files))
        }
        _ => ctx.complain(
            Diag::error("this folder has no methodology/ with scripts")
                .hint("run dh in a workspace, name one with --workspace, or make one with 'dh init'")
                .depth(0),
        ),
    }
    for file in scripts_under(folder, "countries/regions").unwrap_or_default() {
        owners.push((OwnerKind::Region, "countries/regions".into(), vec![file]));
    }
    for country in folders_in(folder, "countries") {
        if country != "countries/regions" {
            let files = scripts_under(folder, &country).unwrap_or_default();
            owners.push((OwnerKind::Country, country, files));
        }
    }

    let mut method_nodes = Vec::new();
    let mut region_nodes = Vec::new();
    let mut country_nodes = Vec::new();
    let harvests = harvest_all(folder, &owners, interrupt);
    for ((kind, home, files), harvest) in owners.into_iter().zip(harvests) {
        let Some(Harvest { nodes, sources, diags }) = harvest else {
            ctx.complain(Diag::error("stopped before everything was read"));
            break;
        };
        ctx.sources.extend(sources);
        ctx.diags.extend(diags);
        all_files.extend(files);
        match kind {
            OwnerKind::Methodology => method_nodes = nodes,
            OwnerKind::Region => region_nodes.extend(nodes),
            OwnerKind::Country => country_nodes.push((home, nodes)),
        }
    }

    // What a country asks for itself is read like the method's own, and is in
    // no other country's plan.
    let mut own: HashMap<String, String> = HashMap::new();
    for (home, nodes) in &mut country_nodes {
        let Some(code) = nodes.iter().find(|n| n.name() == "country").map(|n| n.id.clone()) else { continue };
        let activities: Vec<Arc<Node>> = nodes.extract_if(.., |n| n.name() == "activity").collect();
        if !activities.is_empty() {
            own.insert(format!("{home}/"), code);
            method_nodes.extend(activities);
        }
    }

    let mut symbols = Symbols::default();
    symbols.add_regions(&region_nodes);
    symbols.add_countries(country_nodes.iter().flat_map(|(_, nodes)| nodes));
    symbols.add_methodology(&method_nodes);
    for node in method_nodes.iter().chain(&region_nodes) {
        refs::check(&mut ctx, &symbols, node);
    }
    workspace.methodology = method::lower(&mut ctx, &method_nodes);
    for activity in &mut workspace.methodology.activities {
        let home = own.iter().find(|(home, _)| activity.span.file.starts_with(home.as_str()));
        activity.only_in = home.map(|(_, code)| code.clone());
    }
    let layers = region_nodes.iter().chain(country_nodes.iter().flat_map(|(_, nodes)| nodes));
    ctx.added = changes::added_by(layers);
    ctx.duplicates("region", &region_nodes);
    workspace.regions = country::lower_regions(&mut ctx, &workspace.methodology, &region_nodes);
    let mut scenarios = Vec::new();
    let mut written = Vec::new();
    let mut read = |ctx: &mut Ctx, method: &Methodology, layer: Layer, nodes: &[Arc<Node>]| {
        let lists = scenarios::read(ctx, method, &layer, nodes, &mut scenarios);
        if !lists.is_empty() {
            written.push((layer, lists));
        }
    };
    read(&mut ctx, &workspace.methodology, Layer::Methodology, &method_nodes);
    for nodes in region_nodes.chunk_by(|a, b| a.site.file == b.site.file) {
        let region = nodes.iter().find(|n| n.name() == "region").map_or(String::new(), |n| n.id.clone());
        read(&mut ctx, &workspace.methodology, Layer::Region(region), nodes);
    }
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    for (home, nodes) in &country_nodes {
        for node in nodes {
            refs::check(&mut ctx, &symbols, node);
        }
        if let Some(country) = country::lower(&mut ctx, &workspace.methodology, home, nodes) {
            if let Some(first) = seen.insert(country.code.clone(), country.span.clone()) {
                let declared = nodes.iter().find(|n| n.name() == "country");
                let span = declared.map_or(country.span.clone(), |n| ctx.id_span(n));
                ctx.complain(
                    Diag::error(format!("country \"{}\" is declared twice", country.code))
                        .at(span)
                        .hint(format!("first declared at {first}; a country has one folder")),
                );
                continue;
            }
            read(&mut ctx, &workspace.methodology, Layer::Country(country.code.clone()), nodes);
            workspace.countries.insert(country.code.clone(), country);
        }
    }
    workspace.scenarios = scenarios;
    check_plans(&mut ctx, &workspace);
    routes::check(&mut ctx, &workspace);
    for (layer, lists) in &written {
        scenarios::check(&mut ctx, &workspace, layer, lists);
    }
    Loaded { workspace, diags: ctx.diags, files: all_files }
}

/// Changes that cannot be applied are complained of where they are written.
fn check_plans(ctx: &mut Ctx, workspace: &Workspace) {
    for country in workspace.countries.values() {
        for adaptation in &country.adaptations {
            let activity = adaptation.instrument.split('/').next().unwrap_or_default();
            let other = workspace.methodology.activity(activity).and_then(|a| a.only_in.as_ref());
            if let Some(other) = other.filter(|code| **code != country.code) {
                ctx.complain(
                    Diag::error(format!("'{}' is asked in {other} alone", adaptation.instrument))
                        .at(adaptation.span.clone())
                        .hint(
                            "a country changes what the method asks everywhere, and what it declares itself",
                        ),
                );
            }
        }
        for problem in workspace.plan(country).problems.clone() {
            let mut span = problem.span;
            // A name that is not there was complained of as it was read.
            let dangles =
                |d: &Diag| d.depth == 2 && d.severity == Severity::Error && d.span.as_ref() == Some(&span);
            if ctx.diags.iter().any(dangles) {
                continue;
            }
            if let (Some((offset, width)), Some(source)) =
                (problem.in_condition, ctx.sources.get(&span.file).cloned())
            {
                let path = [Step::Key("condition")];
                span = source.inside_string(span.line, "ask_only_if", "", &path, offset, width);
            }
            let mut diag = Diag::error(problem.message).at(span);
            for hint in problem.hints {
                diag = diag.hint(hint);
            }
            ctx.complain(diag);
        }
    }
}

fn relative(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn scripts_under(folder: &Path, part: &str) -> Option<Vec<String>> {
    let files = fs::files_under(&folder.join(part), "lua").ok()?;
    Some(files.iter().map(|f| relative(folder, f)).collect())
}

fn folders_in(folder: &Path, part: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.join(part)) else {
        return Vec::new();
    };
    let mut found: Vec<String> = entries
        .flatten()
        .filter(|e| e.path().is_dir() && !e.file_name().to_string_lossy().starts_with('.'))
        .map(|e| relative(folder, &e.path()))
        .collect();
    found.sort();
    found
}
