//! Owners and their files: which scripts belong together in one machine, and
//! what they return.

use std::collections::HashMap;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mlua::Value;

use crate::base::{Diag, Diags, Interrupt, Span};

use super::construct::{Declared, Partial, complete, title};
use super::node::{Node, Val};
use super::source::Source;
use super::types::Place;
use super::vm::{Abilities, Home, Limits, Vm};

/// Who the scripts of a folder belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerKind {
    Methodology,
    Region,
    Country,
}

impl OwnerKind {
    fn word(self) -> &'static str {
        match self {
            OwnerKind::Methodology => "the methodology",
            OwnerKind::Region => "a region",
            OwnerKind::Country => "a country",
        }
    }

    fn allows(self, place: Place) -> bool {
        match place {
            Place::Anywhere => true,
            Place::Nested => false,
            Place::Methodology => self == OwnerKind::Methodology,
            Place::MethodologyOrCountries => self != OwnerKind::Region,
            Place::Regions => self == OwnerKind::Region,
            Place::Countries => self == OwnerKind::Country,
        }
    }
}

/// What the scripts of one owner declared.
pub(super) struct Harvest {
    /// Top-level declarations, in the order of the files.
    pub nodes: Vec<Arc<Node>>,
    pub sources: HashMap<Arc<str>, Arc<Source>>,
    pub diags: Diags,
}

/// An owner: its kind, its folder and its files, relative to the workspace.
pub(super) type Owner = (OwnerKind, String, Vec<String>);

/// As much as the main thread has: a deep script must end in a complaint.
const STACK: usize = 16 << 20;

/// Harvests every owner, several at a time; each has a machine of its own, so
/// that the result does not depend on how many threads there are. `None` where
/// the reading was stopped before.
pub(super) fn harvest_all(workspace: &Path, owners: &[Owner], interrupt: &Interrupt) -> Vec<Option<Harvest>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some((kind, folder, files)) = owners.get(n).filter(|_| !interrupt.is_set()) else {
                return done;
            };
            done.push((n, harvest(workspace, *kind, folder, files, interrupt)));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(owners.len()).min(8);
    let mut all: Vec<Option<Harvest>> = owners.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        let start = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        // Where no thread is to be had the rest is read here.
        let others: Vec<_> = (1..threads).map(start).filter_map(Result::ok).collect();
        let mut done = work();
        for other in others {
            match other.join() {
                Ok(theirs) => done.extend(theirs),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done.into_iter().for_each(|(n, harvest)| all[n] = Some(harvest));
    });
    all
}

/// Runs the scripts of one owner and gathers what they return.
///
/// `folder` is the owner's folder relative to the workspace; `files` are
/// relative to the workspace too.
pub(super) fn harvest(
    workspace: &Path,
    kind: OwnerKind,
    folder: &str,
    files: &[String],
    interrupt: &Interrupt,
) -> Harvest {
    let home = Home { workspace: workspace.to_path_buf(), folder: folder.to_string() };
    let vm = Vm::new(home, Abilities::Declare, Limits::DECLARE, interrupt.clone())
        .and_then(|vm| vm.seal().map(|()| vm));
    let vm = match vm {
        Ok(vm) => vm,
        Err(error) => {
            let diag = Diag::error(format!("the script host did not start: {error}"));
            return Harvest { nodes: Vec::new(), sources: HashMap::new(), diags: diag.into() };
        }
    };
    let mut nodes = Vec::new();
    let mut nested = Vec::new();
    for file in files {
        if interrupt.is_set() {
            break;
        }
        if let Some(value) = vm.load(file) {
            gather(&vm, kind, file, value, &mut nodes, &mut nested);
        }
    }
    let included = vm.host.included.borrow();
    for (file, node) in nested {
        if !included.contains(file.as_str()) {
            vm.host.complain(
                Diag::warning(format!("nothing includes this file, so {} is declared nowhere", title(&node)))
                    .at(Span::line(file.as_str(), node.site.line)),
            );
        }
    }
    drop(included);
    let diags = vm.take_diags();
    let sources = std::mem::take(&mut *vm.host.sources.borrow_mut());
    Harvest { nodes, sources, diags }
}

fn gather(
    vm: &Vm,
    kind: OwnerKind,
    file: &str,
    value: Value,
    nodes: &mut Vec<Arc<Node>>,
    nested: &mut Vec<(String, Arc<Node>)>,
) {
    let whole = || Span::line(file, 0);
    match value {
        Value::UserData(data) => {
            let node = match (data.borrow::<Declared>(), data.borrow::<Partial>()) {
                (Ok(declared), _) => Some(declared.0.clone()),
                (_, Ok(partial)) => complete(&vm.lua, &partial).ok().flatten(),
                _ => None,
            };
            let Some(node) = node else { return };
            if node.constructor.place == Place::Nested {
                nested.push((file.to_string(), node));
            } else if kind.allows(node.constructor.place) {
                nodes.push(node);
            } else {
                let span = vm
                    .host
                    .source(&node.site.file)
                    .map(|s| s.constructor_span(node.site.line, node.name(), &node.id))
                    .unwrap_or_else(whole);
                vm.host.complain(
                    Diag::error(format!("{} does not belong to {}", title(&node), kind.word()))
                        .at(span)
                        .hint(match node.constructor.place {
                            Place::Methodology => "it stands in a file of methodology/",
                            Place::MethodologyOrCountries => {
                                "it stands in a file of methodology/, or of the one country that has it"
                            }
                            Place::Regions => "it stands in a file of countries/regions/",
                            _ => "it stands in a file of a country's folder",
                        }),
                );
            }
        }
        Value::Table(table) => {
            let mut items = Vec::new();
            let mut others = 0;
            let walked = table.for_each(|key: Value, value: Value| {
                vm.host.count(1)?;
                match (key, value) {
                    (Value::Integer(n), v @ Value::UserData(_)) => items.push((n as f64, v)),
                    (Value::Number(n), v @ Value::UserData(_)) => items.push((n, v)),
                    _ => others += 1,
                }
                Ok(())
            });
            if let Err(error) = walked {
                vm.host.complain(vm.describe(&error, Some(file)));
                return;
            }
            // A table without declarations is a library for other files.
            items.sort_by(|a, b| a.0.total_cmp(&b.0));
            if !items.is_empty() && others > 0 {
                vm.host.complain(
                    Diag::error("this file returns declarations mixed with something else").at(whole()).hint(
                        "return one declaration, or a list of declarations, or a library of plain tables",
                    ),
                );
            }
            for (_, item) in items {
                gather(vm, kind, file, item, nodes, nested);
            }
        }
        Value::Nil => {
            let example = match kind {
                OwnerKind::Methodology => "section \"id\" \"Label\" { … }",
                OwnerKind::Region => "region \"id\" \"Label\" { … }",
                OwnerKind::Country => "country \"KEN\" \"Kenya\" { … }",
            };
            vm.host.complain(
                Diag::error("this file returns nothing")
                    .at(Span::line(file, 1))
                    .hint(format!("a file returns what it declares; put return before it: return {example}"))
                    .depth(0),
            );
        }
        Value::Function(_) => {}
        other => vm.host.complain(
            Diag::error(format!("this file returns a {}, not a declaration", other.type_name()))
                .at(whole())
                .hint("a file returns what it declares: return section \"id\" \"Label\" { … }"),
        ),
    }
}

/// The text of a value, for messages.
pub(super) fn val_text(value: &Val) -> String {
    value.text().map(str::to_string).unwrap_or_else(|| value.kind())
}
