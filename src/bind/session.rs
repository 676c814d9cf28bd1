//! A session: variables, and the workspace they are about.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;

use mlua::{Error, Function, Table, Value};

use crate::base::{Diag, Interrupt, Severity, fs};
use crate::lua::{Abilities, Home, Limits, Vm, harmless};
use crate::ops::{self, Workbench};

use super::entries::ENTRIES;
use super::status::{Records, Status};
use super::values::{CountryName, Result_, Width, find_complaint, show_deep};
use super::verbs::bind;

/// What became of a piece of script.
pub enum Outcome {
    /// What its values print as; nothing for statements.
    Done(Vec<String>),
    /// More input is needed.
    Incomplete,
    Failed(Box<Diag>),
}

/// How a text reads, before it is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It has a value.
    Expression,
    Statements,
    Incomplete,
    /// No Lua; running it says what is wrong.
    Wrong,
}

/// Scripts over an open workspace: variables live as long as the session.
pub struct Session {
    vm: Vm,
    environment: Table,
    workbench: Rc<RefCell<Workbench>>,
    width: Width,
    lines: Cell<usize>,
}

fn did_not_start(error: Error) -> Diag {
    Diag::error(format!("the script host did not start: {error}"))
}

impl Session {
    /// Opens a session; `width` is how wide results print.
    pub fn new(
        workbench: Workbench,
        width: usize,
        sink: impl FnMut(&str) + 'static,
    ) -> Result<Session, Diag> {
        let home = Home { workspace: workbench.workspace.folder.clone(), folder: "scripts".into() };
        let interrupt = workbench.interrupt.clone();
        let vm = Vm::new(home, Abilities::Analyse, Limits::ANALYSE, interrupt).map_err(did_not_start)?;
        vm.print_to(sink);
        let workbench = Rc::new(RefCell::new(workbench));
        let width: Width = Rc::new(Cell::new(width));
        bind(&vm, &workbench, &width).and_then(|()| vm.seal()).map_err(did_not_start)?;
        let environment = vm.environment().map_err(did_not_start)?;
        let session = Session { vm, environment, workbench, width, lines: Cell::new(0) };
        session.name_countries().map_err(did_not_start)?;
        Ok(session)
    }

    /// Every country by its code, `KEN`; a variable of that name stays.
    fn name_countries(&self) -> mlua::Result<()> {
        let codes: Vec<String> = self.workbench.borrow().workspace.countries.keys().cloned().collect();
        for code in codes {
            if self.environment.raw_get::<Value>(code.as_str())?.is_nil() {
                let name = CountryName {
                    code: code.clone(),
                    workbench: self.workbench.clone(),
                    width: self.width.clone(),
                };
                self.environment.raw_set(code, self.vm.lua().create_userdata(name)?)?;
            }
        }
        Ok(())
    }

    pub fn interrupt(&self) -> Interrupt {
        self.workbench.borrow().interrupt.clone()
    }

    /// From now on results print this wide.
    pub fn set_width(&self, width: usize) {
        self.width.set(width);
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

    fn compiles(&self, source: &str) -> mlua::Result<Function> {
        self.vm.lua().load(source).set_name("@input").into_function()
    }

    /// How a text reads; nothing is run.
    pub fn reads(&self, text: &str) -> Reading {
        if self.compiles(&format!("return {text}")).is_ok() {
            return Reading::Expression;
        }
        match self.compiles(text) {
            Ok(_) => Reading::Statements,
            Err(Error::SyntaxError { incomplete_input: true, .. }) => Reading::Incomplete,
            Err(_) => Reading::Wrong,
        }
    }

    /// Whether a text alone is a statement, as `find "x"` is and `1 + 1` is not.
    pub fn is_statement(&self, text: &str) -> bool {
        self.compiles(text).is_ok()
    }

    /// Evaluates what a person typed: an expression prints its value and is
    /// kept as `_`.
    pub fn evaluate(&self, text: &str) -> Outcome {
        let source = match self.reads(text) {
            Reading::Expression => format!("return {text}"),
            Reading::Incomplete => return Outcome::Incomplete,
            Reading::Statements | Reading::Wrong => text.to_string(),
        };
        let number = self.lines.get() + 1;
        let name = format!("input {number}");
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
                Outcome::Done(shown.iter().map(|text| printable(text)).collect())
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

    /// Reads the workspace again after files were edited; variables stay. With
    /// errors among the complaints the workspace as it was stays in use.
    pub fn reload(&self) -> Vec<Diag> {
        let mut diags = self.workbench.borrow_mut().reload();
        if diags.iter().all(|d| d.severity != Severity::Error)
            && let Err(error) = self.name_countries()
        {
            diags.push(Diag::error(format!("a new country has no name here: {error}")));
        }
        diags.sort_by_key(|d| d.severity != Severity::Error);
        diags
    }

    /// Names to complete: functions, variables, countries.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = ENTRIES.iter().map(|e| e.name.to_string()).collect();
        let _ = self.environment.for_each(|key: Value, _: Value| {
            if let Value::String(key) = key {
                names.push(key.to_string_lossy());
            }
            Ok(())
        });
        names.sort();
        names.dedup();
        names
    }

    /// What may follow `name.`: the keys of a table, the parts of a result.
    pub fn fields(&self, name: &str) -> Vec<String> {
        match self.environment.raw_get::<Value>(name) {
            Ok(Value::UserData(data)) if data.is::<Result_>() => vec!["notes".into(), "rows".into()],
            Ok(Value::Table(table)) => {
                let mut keys = Vec::new();
                let _ = table.for_each(|key: Value, _: Value| {
                    if let Value::String(key) = key {
                        keys.push(key.to_string_lossy());
                    }
                    Ok(())
                });
                keys.sort();
                keys
            }
            _ => Vec::new(),
        }
    }

    /// Addresses that begin with what was typed inside quotes.
    pub fn addresses(&self, typed: &str) -> Vec<String> {
        ops::complete::addresses(&self.workbench.borrow(), typed)
    }

    /// Questions an expression may name, where the addresses `near` it say of
    /// which instrument.
    pub fn questions(&self, near: &[String]) -> Vec<String> {
        ops::complete::questions(&self.workbench.borrow(), near)
    }

    /// The functions an expression over answers may use.
    pub fn expression_functions(&self) -> Vec<String> {
        ops::complete::expression_functions()
    }

    /// The options of a question.
    pub fn options(&self, question: &str, near: &[String]) -> Vec<String> {
        ops::complete::options(&self.workbench.borrow(), question, near)
    }

    /// What the session is about.
    pub fn status(&self) -> Status {
        let workbench = self.workbench.borrow();
        let methodology = &workbench.workspace.methodology;
        Status {
            methodology: format!("{} {}", methodology.name, methodology.version),
            countries: workbench.workspace.countries.len(),
            records: workbench.in_use().map(|held| {
                let design = &held.design;
                let mut words = vec![if design.weighted { "weighted" } else { "no weights" }.to_string()];
                match design.strata {
                    0 => {}
                    1 => words.push("1 stratum".to_string()),
                    n => words.push(format!("{n} strata")),
                }
                Records {
                    address: held.address.clone(),
                    design: words.join(", "),
                    n: design.records,
                    psus: (design.psus > 0).then_some(design.psus),
                    simulated: design.simulated,
                }
            }),
        }
    }

    /// The workspace folder.
    pub fn folder(&self) -> std::path::PathBuf {
        self.workbench.borrow().workspace.folder.clone()
    }
}

/// Without the characters that steer a terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|c| harmless(*c) || matches!(c, '\n' | '\t')).collect()
}
