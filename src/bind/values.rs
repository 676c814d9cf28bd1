//! What scripts hold: results, countries, and texts out of arguments.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use mlua::{Error, Lua, MetaMethod, MultiValue, UserData, UserDataMethods, Value};
use serde_json::Value as Json;

use crate::base::Diag;
use crate::lua::{Vm, show};
use crate::ops::{self, Answer, Workbench};

pub(super) type Shared = Rc<RefCell<Workbench>>;
/// How wide results print; a terminal may change its size under a session.
pub(super) type Width = Rc<Cell<usize>>;

/// What a function does with its arguments; the outer error is a wrong call.
pub(super) type Act = fn(&Workbench, &[Value]) -> mlua::Result<Result<Answer, Diag>>;

/// Binds a function of scripts whose result is an answer.
pub(super) fn verb(
    vm: &Vm,
    workbench: &Shared,
    width: &Width,
    name: &'static str,
    act: Act,
) -> mlua::Result<()> {
    let (shared, width) = (workbench.clone(), width.clone());
    let function = vm.lua().create_function(move |_, args: MultiValue| {
        let args: Vec<Value> = args.into_iter().collect();
        let answer = act(&shared.borrow(), &args)?.map_err(|d| Error::external(Complaint(d)))?;
        Ok(Result_ { answer, width: width.clone() })
    })?;
    vm.bind(name, function)
}

/// The answer of a verb, as a script holds it: `.rows`, `.notes`, and a table
/// when printed.
pub(super) struct Result_ {
    pub answer: Answer,
    pub width: Width,
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
            Ok(this.answer.to_text(this.width.get()).trim_end().to_string())
        });
    }
}

/// A country by its code: `KEN` prints what is here, `show(KEN)` and
/// `diff(KEN, NAM)` take it too.
pub(super) struct CountryName {
    pub code: String,
    pub workbench: Shared,
    pub width: Width,
}

impl UserData for CountryName {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method(MetaMethod::ToString, |_, this, ()| {
            let workbench = this.workbench.borrow();
            let shown = ops::show::show(&workbench, &this.code);
            Ok(match shown {
                Ok(mut answer) => {
                    let held = workbench.held_of(&this.code);
                    if !held.is_empty() {
                        answer.heading("Records in the store");
                        answer.blocks.push(ops::Block::Fields(held));
                    }
                    answer.to_text(this.width.get()).trim_end().to_string()
                }
                Err(diag) => diag.render(),
            })
        });
    }
}

#[derive(Debug)]
pub(super) struct Complaint(pub Diag);

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

pub(super) fn find_complaint(error: &Error) -> Option<&Diag> {
    match error {
        Error::CallbackError { cause, .. } | Error::WithContext { cause, .. } => find_complaint(cause),
        Error::ExternalError(inner) => inner.downcast_ref::<Complaint>().map(|c| &c.0),
        _ => None,
    }
}

/// A value as the REPL shows it; tables by their first entries.
pub(super) fn show_deep(value: &Value) -> String {
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

pub(super) fn text_of(value: Option<&Value>, what: &str) -> mlua::Result<String> {
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
