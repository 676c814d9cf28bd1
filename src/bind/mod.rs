//! The same functions the command line has, for Lua scripts and the REPL:
//! Lua over ops.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use mlua::{Error, Lua, MetaMethod, MultiValue, Table, UserData, UserDataMethods, Value};
use serde_json::Value as Json;

use crate::base::{Diag, Interrupt, fs};
use crate::lua::{Abilities, Home, Limits, Vm, show};
use crate::ops::{self, Answer, Workbench};

/// One function of the scripting door: its name, how it is called, what it
/// does, an example that runs.
pub struct Entry {
    pub name: &'static str,
    pub form: &'static str,
    pub doc: &'static str,
    pub example: &'static str,
}

/// The functions of the scripting door, as a table of contents.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "show",
        form: "show(address)",
        doc: "What something is: a country, an activity, an instrument, an item, a definition. Without an address: what the workspace holds.",
        example: "show \"KEN/household_survey/children\"",
    },
    Entry {
        name: "find",
        form: "find(words)",
        doc: "Searches wordings, criteria, indicators, figures and findings for all the words.",
        example: "find \"helpline\"",
    },
    Entry {
        name: "compare",
        form: "compare(address, { definitions = true, rate = \"internet_users\", period = 2023 })",
        doc: "Countries side by side, alphabetically; the options are all optional.",
        example: "compare \"published:ocsea_clear_12m\"",
    },
    Entry {
        name: "diff",
        form: "diff(country, other)",
        doc: "What a country changed against the core, or how two countries compare.",
        example: "diff(\"KEN\", \"NAM\")",
    },
    Entry {
        name: "why",
        form: "why(address)",
        doc: "Where a number, an answer or a verdict comes from. Takes a row of a result too.",
        example: "why \"KEN/published:tfcsea_any_12m_users\"",
    },
    Entry {
        name: "value",
        form: "value(address)",
        doc: "The number of an address, or nil and the reason why there is none.",
        example: "value \"KEN/published:internet_use_12_17\"",
    },
    Entry {
        name: "findings",
        form: "findings(country)",
        doc: "The findings of a country, tested now.",
        example: "findings \"KEN\"",
    },
    Entry {
        name: "check",
        form: "check(country)",
        doc: "Everything that is wrong with the workspace; with a country, what concerns it, and its readiness list.",
        example: "check()",
    },
    Entry {
        name: "readiness",
        form: "readiness(country)",
        doc: "What a country still lacks before fieldwork: unknown, unconfirmed, missing.",
        example: "readiness \"KEN\"",
    },
    Entry {
        name: "report",
        form: "report(country)",
        doc: "Writes the national report under out/ and says where.",
        example: "report \"KEN\"",
    },
    Entry {
        name: "save",
        form: "save(result, name)",
        doc: "Writes the rows of a result under out/ as .json or .csv, and says so.",
        example: "save(find \"helpline\", \"helpline.csv\")",
    },
    Entry {
        name: "countries",
        form: "countries()",
        doc: "The codes of all countries, alphabetically.",
        example: "countries()[1]",
    },
    Entry {
        name: "help",
        form: "help(name)",
        doc: "How a function is called; without a name, all of them.",
        example: "help \"compare\"",
    },
    Entry {
        name: "print",
        form: "print(…)",
        doc: "Prints values; a result prints as its table.",
        example: "print(value \"KEN/published:internet_use_12_17\")",
    },
];

/// The answer of a verb, as a script holds it: `.rows`, `.notes`, and a table
/// when printed.
struct Result_ {
    answer: Answer,
    width: usize,
}

impl UserData for Result_ {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method(MetaMethod::Index, |lua, this, key: String| match key.as_str() {
            "rows" => {
                let rows = lua.create_table()?;
                for row in &this.answer.rows {
                    rows.push(to_lua(lua, &Json::Object(row.clone()))?)?;
                }
                rows.set_readonly(true);
                Ok(Value::Table(rows))
            }
            "notes" => {
                to_lua(lua, &Json::Array(this.answer.notes.iter().cloned().map(Json::String).collect()))
            }
            other => Err(Error::external(Complaint(
                Diag::error(format!("a result has no '{other}'")).hint("valid here: rows, notes"),
            ))),
        });
        methods.add_meta_method(MetaMethod::Len, |_, this, ()| Ok(this.answer.rows.len()));
        methods.add_meta_method(MetaMethod::ToString, |_, this, ()| {
            Ok(this.answer.to_text(this.width).trim_end().to_string())
        });
    }
}

/// A country by its code: `KEN` prints what is here, `show(KEN)` and
/// `diff(KEN, NAM)` take it too.
struct CountryName {
    code: String,
    workbench: Shared,
    width: usize,
}

impl UserData for CountryName {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method(MetaMethod::ToString, |_, this, ()| {
            let shown = ops::show::show(&this.workbench.borrow(), &this.code);
            Ok(match shown {
                Ok(answer) => answer.to_text(this.width).trim_end().to_string(),
                Err(diag) => diag.render(),
            })
        });
    }
}

#[derive(Debug)]
struct Complaint(Diag);

impl std::fmt::Display for Complaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)?;
        for hint in &self.0.hints {
            write!(f, "\n{hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Complaint {}

fn to_lua(lua: &Lua, json: &Json) -> mlua::Result<Value> {
    Ok(match json {
        Json::Null => Value::Nil,
        Json::Bool(b) => Value::Boolean(*b),
        Json::Number(n) => Value::Number(n.as_f64().unwrap_or_default()),
        Json::String(s) => Value::String(lua.create_string(s)?),
        Json::Array(list) => {
            let table = lua.create_table()?;
            for item in list {
                table.push(to_lua(lua, item)?)?;
            }
            Value::Table(table)
        }
        Json::Object(map) => {
            let table = lua.create_table()?;
            for (key, value) in map {
                table.set(key.as_str(), to_lua(lua, value)?)?;
            }
            Value::Table(table)
        }
    })
}

/// What became of a piece of script.
pub enum Outcome {
    /// What its values print as; nothing for statements.
    Done(Vec<String>),
    /// More input is needed.
    Incomplete,
    Failed(Box<Diag>),
}

/// Scripts over an open workspace: variables live as long as the session.
pub struct Session {
    vm: Vm,
    environment: Table,
    workbench: Rc<RefCell<Workbench>>,
    lines: std::cell::Cell<usize>,
}

impl Session {
    /// Opens a session; `width` is how wide results print.
    pub fn new(
        workbench: Workbench,
        width: usize,
        sink: impl FnMut(&str) + 'static,
    ) -> Result<Session, Diag> {
        let start = |e: Error| Diag::error(format!("the script host did not start: {e}"));
        let home = Home { workspace: workbench.workspace.folder.clone(), folder: "scripts".into() };
        let interrupt = workbench.interrupt.clone();
        let vm = Vm::new(home, Abilities::Analyse, Limits::ANALYSE, interrupt).map_err(start)?;
        vm.print_to(sink);
        let workbench = Rc::new(RefCell::new(workbench));
        bind(&vm, &workbench, width).and_then(|()| vm.seal()).map_err(start)?;
        let environment = vm.environment().map_err(start)?;
        let codes: Vec<String> = workbench.borrow().workspace.countries.keys().cloned().collect();
        for code in codes {
            let name = CountryName { code: code.clone(), workbench: workbench.clone(), width };
            let value = vm.lua().create_userdata(name).map_err(start)?;
            environment.raw_set(code, value).map_err(start)?;
        }
        Ok(Session { vm, environment, workbench, lines: std::cell::Cell::new(0) })
    }

    pub fn interrupt(&self) -> Interrupt {
        self.workbench.borrow().interrupt.clone()
    }

    /// Runs a script file to its end.
    pub fn run_file(&self, path: &Path) -> Result<(), Diag> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| {
            Diag::error(format!("cannot read {name}: {}", fs::reason(&e)))
                .hint("scripts stand in scripts/; run one with dh run scripts/NAME.lua")
        })?;
        self.vm.know(&name, &text);
        match self.vm.run(&name, &text, self.environment.clone()) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.complaint(&error, &name)),
        }
    }

    /// Evaluates what a person typed: an expression prints its value and is
    /// kept as `_`.
    pub fn evaluate(&self, text: &str) -> Outcome {
        let number = self.lines.get() + 1;
        let name = format!("input {number}");
        let as_expression = format!("return {text}");
        let compiles = |source: &str| self.vm.lua().load(source).set_name(format!("@{name}")).into_function();
        let source = match compiles(&as_expression) {
            Ok(_) => as_expression,
            Err(_) => match compiles(text) {
                Ok(_) => text.to_string(),
                Err(Error::SyntaxError { incomplete_input: true, .. }) => return Outcome::Incomplete,
                Err(_) => text.to_string(),
            },
        };
        self.lines.set(number);
        self.vm.know(&name, text);
        match self.vm.run(&name, &source, self.environment.clone()) {
            Ok(values) => {
                // A function that gives nil gives the reason after it.
                let shown: Vec<String> = match (values.front(), values.get(1)) {
                    (Some(Value::Nil), Some(Value::String(why))) => {
                        vec![format!("nil: {}", why.to_string_lossy())]
                    }
                    _ => values.iter().filter(|v| !v.is_nil()).map(show_deep).collect(),
                };
                if let Some(first) = values.into_iter().next().filter(|v| !v.is_nil()) {
                    // Keeping the last value cannot fail on an open table.
                    let _ = self.environment.raw_set("_", first);
                }
                Outcome::Done(shown)
            }
            Err(error) => Outcome::Failed(Box::new(self.complaint(&error, &name))),
        }
    }

    fn complaint(&self, error: &Error, name: &str) -> Diag {
        match find_complaint(error) {
            Some(diag) => {
                let placed = self.vm.describe(error, Some(name));
                diag.clone().maybe_at(placed.span).source(placed.source_line)
            }
            None => self.vm.describe(error, Some(name)),
        }
    }

    /// Reads the workspace again after files were edited; variables stay.
    pub fn reload(&self) -> Vec<Diag> {
        let (folder, interrupt) = {
            let old = self.workbench.borrow();
            (old.workspace.folder.clone(), old.interrupt.clone())
        };
        let fresh = Workbench::open(&folder, &interrupt);
        let diags = fresh.diags.clone();
        if fresh.errors().next().is_none() {
            *self.workbench.borrow_mut() = fresh;
        }
        diags
    }

    /// Names to complete: functions, variables, addresses.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = ENTRIES.iter().map(|e| e.name.to_string()).collect();
        let _ = self.environment.for_each(|key: Value, _: Value| {
            if let Value::String(key) = key {
                names.push(key.to_string_lossy());
            }
            Ok(())
        });
        names.extend(self.workbench.borrow().workspace.countries.keys().cloned());
        names.sort();
        names
    }

    /// Addresses to complete inside quotes.
    pub fn addresses(&self) -> Vec<String> {
        ops::addresses(&self.workbench.borrow())
    }

    /// A line about the workspace.
    pub fn summary(&self) -> String {
        let workbench = self.workbench.borrow();
        format!(
            "{} {}, {} countries",
            workbench.workspace.methodology.name,
            workbench.workspace.methodology.version,
            workbench.workspace.countries.len()
        )
    }
}

fn find_complaint(error: &Error) -> Option<&Diag> {
    match error {
        Error::CallbackError { cause, .. } | Error::WithContext { cause, .. } => find_complaint(cause),
        Error::ExternalError(inner) => inner.downcast_ref::<Complaint>().map(|c| &c.0),
        _ => None,
    }
}

/// A value as the REPL shows it; tables by their first entries.
fn show_deep(value: &Value) -> String {
    let Value::Table(table) = value else {
        return show(value);
    };
    let mut parts = Vec::new();
    let mut more = false;
    let walked = table.for_each(|key: Value, value: Value| {
        if parts.len() >= 20 {
            more = true;
            return Ok(());
        }
        parts.push(match &key {
            Value::Integer(_) | Value::Number(_) => show(&value),
            _ => format!("{} = {}", show(&key), show(&value)),
        });
        Ok(())
    });
    if walked.is_err() {
        return show(value);
    }
    format!("{{ {}{} }}", parts.join(", "), if more { ", …" } else { "" })
}

type Shared = Rc<RefCell<Workbench>>;
/// What a function does with its arguments; the outer error is a wrong call.
type Act = fn(&Workbench, &[Value]) -> mlua::Result<Result<Answer, Diag>>;

fn text_of(value: Option<&Value>, what: &str) -> mlua::Result<String> {
    match value {
        None | Some(Value::Nil) => Ok(String::new()),
        Some(Value::String(s)) => Ok(s.to_string_lossy()),
        Some(Value::Table(row)) => match row.raw_get::<Value>("address")? {
            Value::String(s) => Ok(s.to_string_lossy()),
            _ => Err(Error::external(Complaint(Diag::error(format!("{what}: this table has no address"))))),
        },
        Some(Value::UserData(data)) if data.is::<CountryName>() => {
            Ok(data.borrow::<CountryName>()?.code.clone())
        }
        Some(Value::UserData(data)) if data.is::<Result_>() => {
            let result = data.borrow::<Result_>()?;
            let first = result.answer.rows.first().and_then(|r| r.get("address")).and_then(Json::as_str);
            first.map(str::to_string).ok_or_else(|| {
                Error::external(Complaint(Diag::error(format!(
                    "{what}: this result has no row with an address"
                ))))
            })
        }
        Some(other) => Err(Error::external(Complaint(Diag::error(format!(
            "{what} takes an address as text, not a {}",
            other.type_name()
        ))))),
    }
}

fn bind(vm: &Vm, workbench: &Shared, width: usize) -> mlua::Result<()> {
    let lua = vm.lua();
    let give = move |result: Result<Answer, Diag>| -> mlua::Result<Result_> {
        result.map(|answer| Result_ { answer, width }).map_err(|d| Error::external(Complaint(d)))
    };
    let verb = |name: &'static str, act: Act| {
        let shared = workbench.clone();
        let function = lua.create_function(move |_, args: MultiValue| {
            let args: Vec<Value> = args.into_iter().collect();
            give(act(&shared.borrow(), &args)?)
        })?;
        vm.bind(name, function)
    };
    verb("show", |w, a| Ok(ops::show::show(w, &text_of(a.first(), "show")?)))?;
    verb("find", |w, a| Ok(ops::find::find(w, &text_of(a.first(), "find")?)))?;
    verb("why", |w, a| Ok(ops::why::why(w, &text_of(a.first(), "why")?)))?;
    verb("diff", |w, a| {
        let other = text_of(a.get(1), "diff")?;
        Ok(ops::diff::diff(w, &text_of(a.first(), "diff")?, Some(other.as_str()).filter(|o| !o.is_empty())))
    })?;
    verb("compare", |w, a| {
        let mut options = ops::compare::Options::default();
        if let Some(Value::Table(table)) = a.get(1) {
            let mut wrong = None;
            table.for_each(|key: String, value: Value| {
                match (key.as_str(), &value) {
                    ("definitions", Value::Boolean(b)) => options.all_definitions = *b,
                    ("rate", Value::String(s)) => options.rate = Some(s.to_string_lossy()),
                    ("period", Value::Number(n)) => options.period = Some(*n as i32),
                    ("period", Value::Integer(n)) => options.period = i32::try_from(*n).ok(),
                    _ => wrong = Some(key),
                }
                Ok(())
            })?;
            if let Some(key) = wrong {
                let mut diag = Diag::error(format!("compare has no option '{key}' of this kind"));
                for hint in crate::base::diag::choice_hints(&key, ["definitions", "rate", "period"]) {
                    diag = diag.hint(hint);
                }
                return Ok(Err(diag));
            }
        }
        Ok(ops::compare::compare(w, &text_of(a.first(), "compare")?, &options))
    })?;
    verb("findings", |w, a| Ok(ops::finding::findings(w, &text_of(a.first(), "findings")?)))?;
    verb("check", |w, a| {
        let country = text_of(a.first(), "check")?;
        Ok(if country.is_empty() { Ok(ops::check::check(w)) } else { ops::check::check_country(w, &country) })
    })?;
    verb("readiness", |w, a| Ok(ops::readiness::readiness(w, &text_of(a.first(), "readiness")?)))?;
    verb("report", |w, a| {
        let folder = w.workspace.folder.join("out");
        Ok(ops::report::report(w, &text_of(a.first(), "report")?, &folder))
    })?;
    let shared = workbench.clone();
    let value = lua.create_function(move |_, address: Value| {
        let w = shared.borrow();
        let found = ops::why::why(&w, &text_of(Some(&address), "value")?);
        let answer = found.map_err(|d| Error::external(Complaint(d)))?;
        if answer.rows.len() > 1 {
            return Err(Error::external(Complaint(
                Diag::error(format!("this address stands for {} figures", answer.rows.len()))
                    .hint("add a filter, such as [period=2023]"),
            )));
        }
        let row = answer.rows.first();
        let number = row.and_then(|r| r.get("value")).and_then(Json::as_f64);
        let because =
            row.and_then(|r| r.get("because")).and_then(Json::as_str).unwrap_or_default().to_string();
        Ok((number, number.is_none().then_some(because)))
    })?;
    vm.bind("value", value)?;
    let shared = workbench.clone();
    let countries = lua.create_function(move |lua, ()| {
        lua.create_sequence_from(shared.borrow().workspace.countries.keys().cloned())
    })?;
    vm.bind("countries", countries)?;
    let shared = workbench.clone();
    let print: mlua::Function = lua.globals().raw_get("print")?;
    let save = lua.create_function(move |_, (result, name): (Value, String)| {
        let folder = shared.borrow().workspace.folder.join("out");
        let Value::UserData(data) = result else {
            return Err(Error::external(Complaint(Diag::error("save takes a result and a file name"))));
        };
        let result = data.borrow::<Result_>()?;
        let said = save_rows(&folder, &result.answer, &name).map_err(|d| Error::external(Complaint(d)))?;
        print.call::<()>(said)
    })?;
    vm.bind("save", save)?;
    let help = lua.create_function(move |_, name: Option<String>| {
        Ok(Result_ { answer: help(name.as_deref()), width })
    })?;
    vm.bind("help", help)
}

/// Writes rows under `out/`, as `.json` or `.csv`.
fn save_rows(out: &Path, answer: &Answer, name: &str) -> Result<String, Diag> {
    let plain = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        && !name.starts_with('.');
    if !plain {
        return Err(Diag::error(format!("'{name}' is no plain file name"))
            .hint("letters, digits, '.', '_' and '-'; it is written under out/"));
    }
    let path: PathBuf = out.join(name);
    let bytes = match path.extension().and_then(|e| e.to_str()) {
        Some("json") => format!("{:#}\n", answer.to_json()).into_bytes(),
        Some("csv") => ops::csv_of(answer),
        _ => return Err(Diag::error(format!("'{name}' ends neither in .json nor in .csv"))),
    };
    fs::write_atomically(&path, &bytes)?;
    Ok(format!("wrote {} ({} rows)", Path::new("out").join(name).display(), answer.rows.len()))
}

/// How functions are called.
pub fn help(name: Option<&str>) -> Answer {
    let mut answer = Answer::new("help");
    let entries: Vec<&Entry> = ENTRIES.iter().filter(|e| name.is_none_or(|n| n == e.name)).collect();
    if entries.is_empty() {
        let name = name.unwrap_or_default();
        let near = crate::base::diag::did_you_mean(name, ENTRIES.iter().map(|e| e.name));
        answer.text(match near {
            Some(near) => format!("nothing is called '{name}'; did you mean '{near}'?"),
            None => format!("nothing is called '{name}'; help() lists everything"),
        });
        return answer;
    }
    let mut fields = Vec::new();
    for entry in &entries {
        if let Json::Object(row) = serde_json::json!({"name": entry.name, "form": entry.form, "doc": entry.doc, "example": entry.example})
        {
            answer.rows.push(row);
        }
        if name.is_some() {
            fields.push(("form".to_string(), entry.form.to_string()));
            fields.push(("does".into(), entry.doc.to_string()));
            fields.push(("example".into(), entry.example.to_string()));
        } else {
            fields.push((
                entry.form.split('(').next().unwrap_or(entry.name).to_string(),
                entry.doc.to_string(),
            ));
        }
    }
    answer.blocks.push(ops::Block::Fields(fields));
    answer
}
