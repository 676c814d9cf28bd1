//! The functions that describe how records were drawn and compare groups of them.

use std::collections::BTreeMap;

use mlua::{Error, Value};

use crate::base::Diag;
use crate::lua::Vm;
use crate::ops;

use super::records::{numbers, texts, unknown};
use super::values::{self, Act, Complaint, Shared, Width, text_of};

pub(super) fn bind(vm: &Vm, workbench: &Shared, width: &Width) -> mlua::Result<()> {
    let verb = |name, act: Act| values::verb(vm, workbench, width, name, act);
    verb("design", |w, a| Ok(ops::design::design(w, &text_of(a.first(), "design")?)))?;
    verb("cross", |w, a| {
        let (address, rows, columns) = three(a, "cross")?;
        let known = ["where", "test", "percent", "ci", "lonely", "weak"];
        Ok(Options::read("cross", a.get(3), &known)?.and_then(|mut o| {
            let options = ops::cross::Options {
                keep: o.text("where")?,
                test: o.text("test")?,
                percent: o.text("percent")?,
                ci: o.interval()?,
                lonely: o.text("lonely")?,
                weak: o.bases()?,
            };
            ops::cross::cross(w, &address, &rows, &columns, &options)
        }))
    })?;
    verb("dyads", |w, a| {
        let first = text_of(a.first(), "dyads")?;
        let (second, options) = match a.get(1) {
            Some(Value::Table(_)) | None => (None, a.get(1)),
            second => (Some(text_of(second, "dyads")?), a.get(2)),
        };
        let known = ["list", "where", "percent", "lonely", "weak"];
        Ok(Options::read("dyads", options, &known)?.and_then(|mut o| {
            let options = ops::dyads::Options {
                list: o.flag("list")?,
                keep: o.text("where")?,
                percent: o.text("percent")?,
                lonely: o.text("lonely")?,
                weak: o.bases()?,
            };
            ops::dyads::dyads(w, &first, second.as_deref(), &options)
        }))
    })?;
    verb("quantile", |w, a| {
        let address = text_of(a.first(), "quantile")?;
        // An address that names a question needs no name after it.
        let (name, options) = match a.get(1) {
            Some(Value::Table(_)) | None => (String::new(), a.get(1)),
            name => (text_of(name, "quantile")?, a.get(2)),
        };
        let known = ["p", "by", "where", "ci", "lonely", "weak"];
        Ok(Options::read("quantile", options, &known)?.and_then(|mut o| {
            let options = ops::quantile::Options {
                p: o.numbers("p")?,
                by: o.texts("by")?,
                keep: o.text("where")?,
                ci: o.text("ci")?,
                lonely: o.text("lonely")?,
                weak: o.bases()?,
            };
            ops::quantile::quantile(w, &address, &name, &options)
        }))
    })?;
    verb("test", |w, a| {
        let (address, outcome, by) = three(a, "test")?;
        let known = ["where", "method", "adjust", "ci", "lonely", "weak"];
        Ok(Options::read("test", a.get(3), &known)?.and_then(|mut o| {
            let options = ops::test::Options {
                keep: o.text("where")?,
                method: o.text("method")?,
                adjust: o.text("adjust")?,
                ci: o.text("ci")?,
                lonely: o.text("lonely")?,
                weak: o.bases()?,
            };
            ops::test::test(w, &address, &outcome, &by, &options)
        }))
    })?;
    verb("model", |w, a| {
        let (address, formula) = (text_of(a.first(), "model")?, text_of(a.get(1), "model")?);
        let known = ["family", "margins", "where", "lonely"];
        Ok(Options::read("model", a.get(2), &known)?.and_then(|mut o| {
            let request = ops::regression::ModelRequest {
                formula,
                family: o.text("family")?.unwrap_or_default(),
                margins: o.texts("margins")?,
            };
            let options = ops::model::Options { keep: o.text("where")?, lonely: o.text("lonely")? };
            ops::model::model(w, &address, &request, &options)
        }))
    })
}

/// An address and two names.
fn three(args: &[Value], what: &str) -> mlua::Result<(String, String, String)> {
    if args.len() < 3 {
        let example = match what {
            "cross" => "cross(\"KEN/children\", \"sex\", \"internet_frequency\")",
            _ => "test(\"KEN/children\", \"hours_weekday\", \"sex\")",
        };
        let diag = Diag::error(format!("{what} takes an address and two names")).hint(example);
        return Err(Error::external(Complaint(diag)));
    }
    Ok((text_of(args.first(), what)?, text_of(args.get(1), what)?, text_of(args.get(2), what)?))
}

/// The options of a call, by name.
struct Options {
    what: &'static str,
    values: BTreeMap<String, Value>,
}

impl Options {
    fn read(
        what: &'static str,
        value: Option<&Value>,
        known: &[&str],
    ) -> mlua::Result<Result<Options, Diag>> {
        let mut values = BTreeMap::new();
        let table = match value {
            None | Some(Value::Nil) => return Ok(Ok(Options { what, values })),
            Some(Value::Table(table)) => table,
            Some(_) => {
                let diag = Diag::error(format!("{what} takes options in a table"));
                return Ok(Err(diag.hint(format!("{{ {} = … }}", known.join(" = …, ")))));
            }
        };
        let mut wrong = None;
        table.for_each(|key: Value, value: Value| {
            let key = match &key {
                Value::String(s) => s.to_string_lossy(),
                other => other.to_string().unwrap_or_default(),
            };
            match known.contains(&key.as_str()) {
                true => {
                    values.insert(key, value);
                }
                false => wrong = Some(unknown(what, &key, known)),
            }
            Ok(())
        })?;
        Ok(wrong.map_or(Ok(Options { what, values }), Err))
    }

    fn wrong(&self, key: &str, needs: &str) -> Diag {
        Diag::error(format!("the option '{key}' of {} is {needs}", self.what))
    }

    fn text(&mut self, key: &str) -> Result<Option<String>, Diag> {
        match self.values.remove(key) {
            None => Ok(None),
            Some(Value::String(s)) => Ok(Some(s.to_string_lossy())),
            Some(_) => Err(self.wrong(key, "a text")),
        }
    }

    fn flag(&mut self, key: &str) -> Result<bool, Diag> {
        match self.values.remove(key) {
            None => Ok(false),
            Some(Value::Boolean(on)) => Ok(on),
            Some(_) => Err(self.wrong(key, "true or false")),
        }
    }

    /// `ci = true` shows intervals by the rule, `ci = "beta"` by another method.
    fn interval(&mut self) -> Result<Option<String>, Diag> {
        match self.values.get("ci") {
            Some(Value::Boolean(on)) => Ok(on.then(|| "logit".to_string())),
            _ => self.text("ci"),
        }
    }

    fn texts(&mut self, key: &str) -> Result<Vec<String>, Diag> {
        let value = self.values.remove(key);
        let wrong = self.wrong(key, "a text or a list of texts");
        match value {
            None => Ok(Vec::new()),
            Some(value @ (Value::String(_) | Value::Table(_))) => texts(Some(&value)).map_err(|_| wrong),
            Some(_) => Err(wrong),
        }
    }

    fn numbers(&mut self, key: &str) -> Result<Vec<f64>, Diag> {
        let value = self.values.remove(key).unwrap_or(Value::Nil);
        let wrong = self.wrong(key, "a number or a list of numbers");
        numbers(value).ok().flatten().ok_or(wrong)
    }

    fn bases(&mut self) -> Result<Vec<usize>, Diag> {
        let whole = |n: &f64| (n.fract() == 0.0 && (0.0..1e9).contains(n)).then_some(*n as usize);
        let found: Option<Vec<usize>> = self.numbers("weak")?.iter().map(whole).collect();
        found.ok_or_else(|| self.wrong("weak", "two whole numbers, such as { 25, 50 }"))
    }
}
