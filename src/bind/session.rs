//! A session: variables, and the workspace they are about.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;

use mlua::{Error, Table, Value};

use crate::base::{Diag, Interrupt, fs};
use crate::lua::{Abilities, Home, Limits, Vm};
use crate::ops::{self, Workbench};

use super::entries::ENTRIES;
use super::values::{CountryName, find_complaint, show_deep};
use super::verbs::bind;

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
    lines: Cell<usize>,
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
        Ok(Session { vm, environment, workbench, lines: Cell::new(0) })
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
        self.workbench.borrow_mut().reload()
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
