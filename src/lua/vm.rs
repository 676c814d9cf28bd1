//! A hardened Luau virtual machine, one an owner.
//!
//! What is taken away and why: `getfenv`, `setfenv`, `loadstring`, `newproxy`,
//! `require` and `collectgarbage` reach around the sandbox; `os` and `random`
//! make two runs differ; `coroutine` and `debug` serve no declaration;
//! `string.rep`, `table.move`, `table.sort` and the searches in strings are
//! checked because they loop inside C where the interrupt cannot see. Time and memory are budgeted, the shared
//! libraries are read-only, and every file has an environment of its own.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mlua::chunk::{ChunkMode, Compiler};
use mlua::{Error, Function, Lua, LuaOptions, MultiValue, StdLib, Table, Value, VmState};

use crate::base::diag::did_you_mean;
use crate::base::{Diag, Diags, Interrupt, Span};

use super::construct;
use super::errors::{beginning, clip, describe_error, harmless, printable};
use super::harden::{REMOVED, harden};
use super::schema;
use super::source::Source;

/// What only the owner of a workspace may do, on the command line; no script,
/// not even the owner's own, has a name for it.
const OWN: &[&str] = &["init", "new", "setup", "export", "import", "erase", "rekey", "release"];

/// What a script may use. The third set of abilities, [`OWN`], is never given
/// to a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Abilities {
    /// Constructors and `include`; no clock, randomness, store or files.
    Declare,
    /// What the doors bind (figures, comparisons, `print`); no constructors.
    Analyse,
}

/// Budgets of one virtual machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time a single file may take; none for interactive work.
    pub file_time: Option<Duration>,
    /// Time all files of the owner may take together.
    pub owner_time: Option<Duration>,
    /// Bytes the script's own values may take.
    pub memory: usize,
    /// Values declared by one owner (the Rust side of a script's memory).
    pub declared: usize,
    /// Bytes of source in one file.
    pub source: u64,
    /// Bytes of source in all files of the owner together.
    pub owner_source: u64,
}

impl Limits {
    /// For scripts that may come from outside.
    pub const DECLARE: Limits = Limits {
        file_time: Some(Duration::from_millis(400)),
        owner_time: Some(Duration::from_millis(1500)),
        memory: 36 << 20,
        declared: 150_000,
        source: 512 << 10,
        owner_source: 8 << 20,
    };
    /// For what the user runs: no end of time (Ctrl-C stops it), more memory.
    pub const ANALYSE: Limits = Limits {
        file_time: None,
        owner_time: None,
        memory: 512 << 20,
        declared: 150_000,
        source: 512 << 10,
        owner_source: 8 << 20,
    };
}

/// Complaints one owner may add; more than a person reads.
const MOST_COMPLAINTS: usize = 200;
/// Bytes of a path an `include` may name.
const LONGEST_PATH: usize = 200;
/// Bytes of a name that hints compare with others.
const LONGEST_NAME: usize = 100;

/// Where an owner's files are, and how they are called in messages.
#[derive(Debug, Clone)]
pub struct Home {
    /// The workspace folder.
    pub workspace: PathBuf,
    /// The owner's folder, relative to the workspace ("countries/kenya").
    pub folder: String,
}

/// Where `print` goes.
type Sink = Box<dyn FnMut(&str)>;

enum Included {
    Value(Value),
    Failed,
}

/// What the host keeps beside a virtual machine.
pub(super) struct Host {
    pub home: Home,
    /// Whether constructors have names here.
    declares: bool,
    pub limits: Limits,
    pub sources: RefCell<HashMap<Arc<str>, Arc<Source>>>,
    pub diags: RefCell<Diags>,
    /// Files being loaded, outermost first.
    loading: RefCell<Vec<Arc<str>>>,
    cache: RefCell<HashMap<Arc<str>, Included>>,
    /// Files that include each other in a circle or too deep; complained of
    /// once.
    circles: RefCell<HashSet<Arc<str>>>,
    pub included: RefCell<HashSet<Arc<str>>>,
    declared: Cell<usize>,
    complaints: Cell<usize>,
    source_left: Cell<u64>,
    deadline: Cell<Option<Instant>>,
    owner_left: Cell<Option<Duration>>,
    interrupt: Interrupt,
    printed: RefCell<String>,
    pub sink: RefCell<Option<Sink>>,
    /// The globals as they are before they are sealed; `Lua::globals` gives a
    /// stand-in afterwards.
    globals: RefCell<Option<Table>>,
}

impl Host {
    /// Counts `n` declared values against the budget.
    pub fn count(&self, n: usize) -> mlua::Result<()> {
        self.declared.set(self.declared.get().saturating_add(n));
        if self.declared.get() > self.limits.declared {
            return Err(fault(Diag::error(format!(
                "this owner declares more than {} values",
                self.limits.declared
            ))));
        }
        Ok(())
    }

    /// The source a chunk was loaded from, if it is one of ours.
    pub fn source(&self, file: &str) -> Option<Arc<Source>> {
        self.sources.borrow().get(file).cloned()
    }

    /// Whether there are so many complaints that no more are taken.
    pub fn is_full(&self) -> bool {
        self.complaints.get() >= MOST_COMPLAINTS
    }

    pub fn complain(&self, diag: Diag) {
        if self.is_full() && diag.depth > 0 {
            let more = Diag::error(format!(
                "there are more than {MOST_COMPLAINTS} complaints here; the rest is left out"
            ));
            self.diags.borrow_mut().push(more.at(Span::line(self.home.folder.clone(), 0)));
            return;
        }
        self.complaints.set(self.complaints.get() + 1);
        let line = diag
            .span
            .as_ref()
            .filter(|_| diag.source_line.is_none())
            .and_then(|s| self.source(&s.file)?.line(s.line));
        let line = diag.source_line.clone().or(line);
        self.diags.borrow_mut().push(diag.source(line));
    }
}

/// A complaint thrown through Lua.
#[derive(Debug)]
pub(super) struct Fault(pub Diag);

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.message)
    }
}

impl std::error::Error for Fault {}

pub(super) fn fault(diag: Diag) -> Error {
    Error::external(Fault(diag))
}

/// A virtual machine with its host state.
pub struct Vm {
    pub(super) lua: Lua,
    pub(super) host: Rc<Host>,
    globals: Table,
}

impl Vm {
    /// A fresh machine for one owner.
    pub fn new(home: Home, abilities: Abilities, limits: Limits, interrupt: Interrupt) -> mlua::Result<Vm> {
        let lua = Lua::new_with(StdLib::ALL_SAFE, LuaOptions::new())?;
        lua.set_memory_limit(limits.memory)?;
        // A declaration runs once: what it would gain is less than what it costs.
        if abilities == Abilities::Declare {
            lua.set_compiler(Compiler::new().set_optimization_level(0));
        }
        let host = Rc::new(Host {
            home,
            declares: abilities == Abilities::Declare,
            limits,
            sources: RefCell::default(),
            diags: RefCell::default(),
            loading: RefCell::default(),
            cache: RefCell::default(),
            circles: RefCell::default(),
            included: RefCell::default(),
            declared: Cell::new(0),
            complaints: Cell::new(0),
            source_left: Cell::new(limits.owner_source),
            deadline: Cell::new(None),
            owner_left: Cell::new(limits.owner_time),
            interrupt,
            printed: RefCell::default(),
            sink: RefCell::new(None),
            globals: RefCell::new(Some(lua.globals())),
        });
        lua.set_app_data(host.clone());
        harden(&lua)?;
        let globals = lua.globals();
        bind_basics(&lua, &host, &globals)?;
        // A constructor is made where a name is not found.
        for constructor in schema::constructors().filter(|_| host.declares) {
            if globals.raw_get::<Value>(constructor.name)? != Value::Nil {
                globals.raw_set(constructor.name, Value::Nil)?;
            }
        }
        let watch = host.clone();
        lua.set_interrupt(move |lua| {
            if watch.interrupt.is_set() {
                return Err(fault(Diag::error("stopped").hint("Ctrl-C was pressed")));
            }
            if watch.deadline.get().is_some_and(|d| Instant::now() >= d) {
                return Err(fault(
                    Diag::error("the script ran longer than it may")
                        .hint("a declaration takes a few milliseconds; look for a loop that does not end")
                        .maybe_at(place(lua)),
                ));
            }
            Ok(VmState::Continue)
        });
        Ok(Vm { lua, host, globals })
    }

    /// The machine itself, for the doors that bind functions to it.
    pub fn lua(&self) -> &Lua {
        &self.lua
    }

    /// Where `print` goes; without one it is kept for [`Vm::take_printed`].
    pub fn print_to(&self, sink: impl FnMut(&str) + 'static) {
        *self.host.sink.borrow_mut() = Some(Box::new(sink));
    }

    /// Makes a text known under a name, so that complaints show its lines.
    pub fn know(&self, name: &str, text: &str) {
        let source = Source::new(name, text.to_string());
        self.host.sources.borrow_mut().insert(name.into(), Arc::new(source));
    }

    /// Binds one more name into the globals; before [`Vm::seal`].
    pub fn bind(&self, name: &str, function: Function) -> mlua::Result<()> {
        self.globals.raw_set(name, function)
    }

    /// Makes libraries and globals read-only. Nothing is bound after this.
    pub fn seal(&self) -> mlua::Result<()> {
        self.lua.sandbox(true)
    }

    /// An environment whose unknown names are errors that say what was meant.
    pub fn environment(&self) -> mlua::Result<Table> {
        let environment = self.lua.create_table()?;
        let meta = self.lua.create_table()?;
        let globals = self.globals.clone();
        let own = environment.clone();
        let declares = self.host.declares;
        let index = self.lua.create_function(move |lua, (_, key): (Value, Value)| {
            let known: Value = globals.raw_get(key.clone())?;
            if !known.is_nil() {
                return Ok(known);
            }
            // Most owners use few constructors: each is made when it is named.
            if let (true, Value::String(name)) = (declares, &key)
                && let Some(constructor) = schema::constructor(&name.to_string_lossy())
            {
                let function = construct::function(lua, constructor)?;
                globals.set_readonly(false);
                let kept = globals.raw_set(name, &function);
                globals.set_readonly(true);
                return kept.map(|()| Value::Function(function));
            }
            let name = match &key {
                Value::String(s) => beginning(s),
                other => other.type_name().to_string(),
            };
            let constructors = schema::constructors().filter(|_| declares).map(|c| c.name);
            Err(unknown_name(lua, &name, [&globals, &own], constructors))
        })?;
        meta.raw_set("__index", index)?;
        meta.raw_set("__metatable", false)?;
        environment.set_metatable(Some(meta))?;
        Ok(environment)
    }

    /// Runs a chunk in an environment within the time budget.
    pub fn run(&self, name: &str, text: &str, environment: Table) -> mlua::Result<MultiValue> {
        let started = Instant::now();
        let declared = self.host.declared.get();
        let budget = match (self.host.limits.file_time, self.host.owner_left.get()) {
            (Some(file), Some(owner)) => Some(file.min(owner)),
            (file, owner) => file.or(owner),
        };
        let outer = self.host.deadline.get();
        let own = budget.map(|b| started + b);
        self.host.deadline.set(match (outer, own) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        });
        let result = self
            .lua
            .load(text)
            .set_name(format!("@{name}"))
            .set_mode(ChunkMode::Text)
            .set_environment(environment)
            .into_function()
            .and_then(|f| f.call::<MultiValue>(()));
        self.host.deadline.set(outer);
        if outer.is_none() {
            let left = self.host.owner_left.get();
            self.host.owner_left.set(left.map(|l| l.saturating_sub(started.elapsed())));
            if result.is_err() {
                // What a failed file still holds is garbage; the next file
                // starts with the whole memory budget, and with the values
                // that were left.
                self.host.declared.set(declared);
                let _ = self.lua.gc_collect();
            }
        }
        result
    }

    /// Reads and runs a file of the workspace ("countries/kenya/init.lua"),
    /// once. Complaints are collected; `None` when it failed.
    pub fn load(&self, file: &str) -> Option<Value> {
        let file: Arc<str> = file.into();
        if let Some(found) = self.host.cache.borrow().get(&file) {
            return match found {
                Included::Value(v) => Some(v.clone()),
                Included::Failed => None,
            };
        }
        let result = self.load_fresh(&file);
        let entry = match &result {
            Some(value) => Included::Value(value.clone()),
            None => Included::Failed,
        };
        self.host.cache.borrow_mut().insert(file, entry);
        result
    }

    fn load_fresh(&self, file: &Arc<str>) -> Option<Value> {
        let text = match read_script(&self.host, file) {
            Ok(text) => text,
            Err(diag) => {
                self.host.complain(diag.depth(0));
                return None;
            }
        };
        // The tokens of this look go away with the copy; a large file has
        // many times its own size of them.
        let duplicates = Source::new(file.clone(), text.clone()).duplicate_keys();
        let source = Arc::new(Source::new(file.clone(), text));
        self.host.sources.borrow_mut().insert(file.clone(), source.clone());
        for (key, span, first) in duplicates.into_iter().take(20) {
            self.host.complain(
                Diag::error(format!("'{key}' is given twice in one table (first on line {first})"))
                    .at(span)
                    .hint("Lua keeps the last and forgets the first; keep one")
                    .depth(0),
            );
        }
        let declared = self.host.declared.get();
        self.host.loading.borrow_mut().push(file.clone());
        let result = self.environment().and_then(|env| self.run(file, &source.text, env));
        self.host.loading.borrow_mut().pop();
        match result {
            Ok(values) => {
                let value = values.into_iter().next().unwrap_or(Value::Nil);
                if let Value::Table(table) = &value {
                    let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".lua").to_string();
                    if let Err(error) = freeze(&self.lua, &self.host, table, &name, 0) {
                        self.host.declared.set(declared);
                        self.host.complain(self.describe(&error, Some(file)));
                        return None;
                    }
                }
                Some(value)
            }
            Err(error) => {
                let diag = self.describe(&error, Some(file));
                // A circle is complained of where it closes (a chain where it
                // ends), not all the way round ("this file needs …").
                if diag.depth < 2 || !self.host.circles.borrow().contains(file) {
                    self.host.complain(diag);
                }
                None
            }
        }
    }

    /// A Lua error as a complaint with its place.
    pub fn describe(&self, error: &Error, file: Option<&str>) -> Diag {
        describe_error(&self.host, error, file)
    }

    /// What the script printed since the last call.
    pub fn take_printed(&self) -> String {
        std::mem::take(&mut self.host.printed.borrow_mut())
    }

    /// The place of the script line that called the current host function.
    pub fn take_diags(&self) -> Diags {
        self.host.complaints.set(0);
        std::mem::take(&mut self.host.diags.borrow_mut())
    }
}

fn bind_basics(lua: &Lua, host: &Rc<Host>, globals: &Table) -> mlua::Result<()> {
    const PRINT_LIMIT: usize = 1 << 20;
    let out = host.clone();
    let print = lua.create_function(move |_, values: MultiValue| {
        let mut line = String::new();
        for (i, value) in values.iter().enumerate() {
            if i > 0 {
                line.push('\t');
            }
            let longer = match value {
                Value::String(s) => s.as_bytes().len(),
                _ => 0,
            };
            if line.len() + longer > PRINT_LIMIT {
                return Err(fault(Diag::error("print: more than 1 MB in one go")));
            }
            line.extend(show(value).chars().filter(|c| harmless(*c) || matches!(c, '\n' | '\t')));
        }
        line.push('\n');
        if let Some(sink) = out.sink.borrow_mut().as_mut() {
            sink(&line);
            return Ok(());
        }
        let mut printed = out.printed.borrow_mut();
        if printed.len() + line.len() > PRINT_LIMIT {
            return Err(fault(Diag::error("the script printed more than 1 MB")));
        }
        printed.push_str(&line);
        Ok(())
    })?;
    globals.raw_set("print", print)?;
    let include = lua.create_function(|lua, path: Value| include(lua, path))?;
    globals.raw_set("include", include)
}

/// A value as `print` shows it.
pub fn show(value: &Value) -> String {
    match value {
        Value::Nil => "nil".into(),
        Value::Boolean(b) => b.to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Number(n) => n.to_string(),
        Value::String(s) => s.to_string_lossy(),
        Value::Table(_) => "(a table)".into(),
        Value::Function(_) => "(a function)".into(),
        Value::UserData(_) => value.to_string().unwrap_or_else(|_| "(a value)".into()),
        _ => format!("(a {})", value.type_name()),
    }
}

fn include(lua: &Lua, path: Value) -> mlua::Result<Value> {
    let host = host_of(lua)?;
    let site = caller(lua);
    let at = |diag: Diag| match &site {
        Some((file, line)) => fault(diag.at(Span::line(file.clone(), *line))),
        None => fault(diag),
    };
    let Value::String(path) = path else {
        return Err(at(Diag::error("include takes the path of a script: include \"shared/lists\"")));
    };
    if path.as_bytes().len() > LONGEST_PATH {
        return Err(at(Diag::error(format!(
            "include: a path longer than {LONGEST_PATH} bytes: \"{}\"",
            clip(&beginning(&path))
        ))));
    }
    let path = path.to_string_lossy();
    if path.is_empty()
        || path.starts_with('/')
        || path.contains(['\\', ':', '\0'])
        || path.split('/').any(|part| part == ".." || part == "." || part.is_empty())
    {
        return Err(at(Diag::error(format!(
            "include \"{}\": a path stays inside the workspace",
            clip(&path)
        ))
        .hint("write it from the owner's folder, without '..', as in include \"shared/lists\"")));
    }
    let path = path.trim_end_matches(".lua");
    let candidates = [format!("{}/{path}.lua", host.home.folder), format!("{path}.lua")];
    let Some(file) = candidates.iter().find(|c| host.home.workspace.join(c).is_file()) else {
        return Err(at(Diag::error(format!("include \"{}\": no such script", printable(path)))
            .hint(printable(&format!("looked for {} and {}", candidates[0], candidates[1])))));
    };
    let file: Arc<str> = file.as_str().into();
    let chain = host.loading.borrow().clone();
    if chain.len() >= 32 {
        host.circles.borrow_mut().extend(chain.iter().skip(1).cloned());
        return Err(at(Diag::error("includes are nested more than 32 deep")));
    }
    if let Some(first) = chain.iter().position(|f| *f == file) {
        host.circles.borrow_mut().extend(chain[first..].iter().cloned());
        let mut circle: Vec<&str> = chain[first..].iter().map(|f| &**f).collect();
        circle.push(&file);
        return Err(at(Diag::error(format!("include goes round in a circle: {}", circle.join(" → ")))
            .hint("move what both need into a third file")));
    }
    host.included.borrow_mut().insert(file.clone());
    let globals = host.globals.borrow().clone().unwrap_or_else(|| lua.globals());
    let vm = Vm { lua: lua.clone(), host: host.clone(), globals };
    match vm.load(&file) {
        Some(value) => Ok(value),
        None => {
            let diag = Diag::error(format!("this file needs {file}, which has errors")).depth(2);
            Err(at(diag))
        }
    }
}

/// Makes a table of a library read-only, with errors for names it lacks.
fn freeze(lua: &Lua, host: &Host, table: &Table, name: &str, depth: usize) -> mlua::Result<()> {
    if depth > 40 {
        return Err(fault(Diag::error("tables are nested more than 40 deep")));
    }
    if table.is_readonly() {
        return Ok(());
    }
    table.set_readonly(true);
    let mut names = Vec::new();
    let mut inner = Vec::new();
    // A table costs more than an entry: it gets a metatable of its own.
    host.count(4)?;
    table.for_each(|key: Value, value: Value| {
        host.count(1)?;
        if let Value::String(key) = &key
            && key.as_bytes().len() <= LONGEST_NAME
        {
            names.push(key.to_string_lossy());
        }
        if let Value::Table(t) = value {
            inner.push(t);
        }
        Ok(())
    })?;
    if !names.is_empty() && table.metatable().is_none() {
        let name = name.to_string();
        let index = lua.create_function(move |lua, (_, key): (Value, Value)| {
            let Value::String(key) = key else {
                return Ok(Value::Nil);
            };
            let key = beginning(&key);
            let mut diag = Diag::error(format!("'{name}' has no '{}'", clip(&key)));
            for hint in crate::base::diag::choice_hints(&key, names.iter().map(String::as_str)) {
                diag = diag.hint(hint);
            }
            Err(fault(diag.maybe_at(place(lua))))
        })?;
        let meta = lua.create_table()?;
        meta.raw_set("__index", index)?;
        meta.raw_set("__metatable", false)?;
        table.set_readonly(false);
        table.set_metatable(Some(meta))?;
        table.set_readonly(true);
    }
    for table in inner {
        freeze(lua, host, &table, name, depth + 1)?;
    }
    Ok(())
}

fn unknown_name(
    lua: &Lua,
    name: &str,
    known: [&Table; 2],
    constructors: impl Iterator<Item = &'static str>,
) -> Error {
    let mut names: Vec<String> = constructors.map(str::to_string).collect();
    for table in known {
        let _ = table.for_each(|key: Value, _: Value| {
            if let Value::String(key) = key
                && key.as_bytes().len() <= LONGEST_NAME
                && names.len() < 2000
            {
                names.push(key.to_string_lossy());
            }
            Ok(())
        });
    }
    names.sort();
    names.dedup();
    let mut diag = Diag::error(format!("unknown name '{}'", clip(name)));
    if REMOVED.contains(&name) || matches!(name, "io" | "load" | "dofile" | "loadfile" | "package") {
        diag =
            diag.hint(format!("'{name}' is not available to scripts: they read no files, clocks or chance"));
    } else if OWN.contains(&name) {
        diag = diag.hint(format!("no script may do this; on the command line: dh {name}"));
    } else if let Some(near) = did_you_mean(name, names.iter().map(String::as_str)) {
        diag = diag.hint(format!("did you mean '{near}'?"));
    } else {
        diag = diag.hint(format!("if it is a text, put it in quotes: \"{}\"", clip(name)));
    }
    let span = place(lua).map(|span| {
        let Some(source) = host_of(lua).ok().and_then(|h| h.source(&span.file)) else {
            return span;
        };
        source.constructor_span(span.line, name, "")
    });
    fault(diag.maybe_at(span).depth(0))
}

pub(super) fn host_of(lua: &Lua) -> mlua::Result<Rc<Host>> {
    lua.app_data_ref::<Rc<Host>>().map(|h| h.clone()).ok_or_else(|| Error::runtime("the script host is gone"))
}

/// File and line of the innermost script line on the stack.
pub(super) fn caller(lua: &Lua) -> Option<(Arc<str>, u32)> {
    let host = host_of(lua).ok()?;
    for level in 0..20 {
        let found = lua.inspect_stack(level, |d| {
            let file = d.source().source.map(|s| s.trim_start_matches(['@', '=']).to_string());
            (file, d.current_line())
        })?;
        if let (Some(file), Some(line)) = found
            && let Some(source) = host.source(&file)
        {
            return Some((source.file.clone(), line as u32));
        }
    }
    None
}

pub(super) fn place(lua: &Lua) -> Option<Span> {
    caller(lua).map(|(file, line)| Span::line(file, line))
}

fn read_script(host: &Host, file: &str) -> Result<String, Diag> {
    let path = host.home.workspace.join(file);
    let whole = || Span::line(file, 0);
    let cannot =
        |e: &std::io::Error| Diag::error(format!("cannot read: {}", crate::base::fs::reason(e))).at(whole());
    let real = path.canonicalize().map_err(|e| cannot(&e))?;
    let root = host.home.workspace.canonicalize().map_err(|e| cannot(&e))?;
    if !real.starts_with(&root) {
        return Err(Diag::error("this link leads out of the workspace").at(whole()));
    }
    let about = std::fs::metadata(&real).map_err(|e| cannot(&e))?;
    if !about.is_file() {
        return Err(Diag::error("this is not a file that can be read").at(whole()));
    }
    let size = about.len();
    if size > host.limits.source {
        return Err(Diag::error(format!(
            "the script is {:.1} MB long; a script may be {} KB",
            size as f64 / 1048576.0,
            host.limits.source >> 10
        ))
        .at(whole())
        .hint("put long tables into a CSV file beside the script"));
    }
    let Some(left) = host.source_left.get().checked_sub(size) else {
        return Err(Diag::error(format!(
            "this owner has more than {} MB of scripts",
            host.limits.owner_source >> 20
        ))
        .at(whole())
        .hint("put long tables into a CSV file beside the script"));
    };
    host.source_left.set(left);
    let mut bytes = Vec::with_capacity(size as usize);
    std::fs::File::open(&real)
        .and_then(|file| file.take(host.limits.source).read_to_end(&mut bytes))
        .map_err(|e| cannot(&e))?;
    String::from_utf8(bytes).map_err(|e| {
        let line =
            e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() as u32 + 1;
        Diag::error("this line is not UTF-8 text").at(Span::line(file, line)).hint("save the script as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Luau has an `integer` of its own.
    #[test]
    fn no_library_stands_in_the_place_of_a_constructor() {
        let home = Home { workspace: PathBuf::new(), folder: String::new() };
        let vm = Vm::new(home, Abilities::Declare, Limits::DECLARE, Interrupt::new()).unwrap();
        for constructor in schema::constructors() {
            let known: Value = vm.globals.raw_get(constructor.name).unwrap();
            assert!(known.is_nil(), "{} is a library", constructor.name);
        }
    }
}
