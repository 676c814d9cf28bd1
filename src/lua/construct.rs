//! Constructors: what a script calls to declare something. Each checks its
//! arguments against the schema at the author's own line; complaints are
//! collected and the script goes on.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use mlua::{Function, Lua, MetaMethod, MultiValue, Table, UserData, UserDataMethods, Value};

use crate::base::diag::{choice_hints, did_you_mean};
use crate::base::ids::{is_country_code, is_snake_case, to_snake_case};
use crate::base::{Diag, Span};

use super::errors::clip;
use super::fits::{OwnedStep, check_type, is_language};
use super::node::{Node, Site, TableVal, Val};
use super::source::Step;
use super::types::{Children, Constructor, Head, Ty, article};
use super::vm::{Host, caller, fault, host_of, place};

/// Bytes of a key in a body.
const LONGEST_KEY: usize = 200;
/// Complaints about one declaration; more than a person reads.
const MOST_PROBLEMS: usize = 20;

/// A finished declaration, as a script holds it.
pub(super) struct Declared(pub Arc<Node>);

/// A constructor that has its id but not yet its body.
pub(super) struct Partial {
    constructor: &'static Constructor,
    strings: Vec<String>,
    site: Site,
}

impl UserData for Declared {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method(MetaMethod::Call, |lua, this, _: MultiValue| {
            let line = this.0.site.line;
            let at = place(lua);
            // Lua names the line where the call begins; the comma is missing
            // after it.
            let comma = at.as_ref().and_then(|at| {
                let source = host_of(lua).ok()?.source(&at.file)?;
                let mut missing = source.missing_commas().into_iter();
                missing.find(|(second, _)| second.line >= at.line.min(line))
            });
            let hint = match &comma {
                Some((_, before)) => format!("missing comma after line {before}?"),
                None => format!("missing comma after the declaration that begins on line {line}?"),
            };
            Err::<Value, _>(fault(
                Diag::error(format!("{} is complete; nothing can follow its body", title(&this.0)))
                    .maybe_at(comma.map(|(second, _)| second).or(at))
                    .hint(hint)
                    .depth(0),
            ))
        });
        methods.add_meta_method(MetaMethod::Index, |_, this, key: mlua::LuaString| {
            Ok(match &*key.to_str()? {
                "id" => Some(this.0.id.clone()),
                "label" => Some(this.0.label.clone()),
                field => this.0.text(field),
            })
        });
        methods.add_meta_method(MetaMethod::ToString, |_, this, ()| Ok(title(&this.0)));
    }
}

impl UserData for Partial {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method(MetaMethod::Call, |lua, this, args: MultiValue| {
            advance(lua, this.constructor, this.strings.clone(), this.site.clone(), args)
        });
        methods.add_meta_method(MetaMethod::ToString, |_, this, ()| {
            Ok(format!("{} \"{}\" without its body", this.constructor.name, this.strings.join("\" \"")))
        });
    }
}

/// What a declaration is called in a message.
pub(super) fn title(node: &Node) -> String {
    let name = if node.id.is_empty() { &node.label } else { &node.id };
    if name.is_empty() { node.name().to_string() } else { format!("{} \"{}\"", node.name(), clip(name)) }
}

/// What scripts call under a constructor's name.
pub(super) fn function(lua: &Lua, constructor: &'static Constructor) -> mlua::Result<Function> {
    lua.create_function(move |lua, args: MultiValue| {
        let (file, line) = caller(lua).unwrap_or_else(|| ("?".into(), 0));
        advance(lua, constructor, Vec::new(), Site { file, line }, args)
    })
}

/// Takes the next arguments of a constructor: strings first, then the body.
fn advance(
    lua: &Lua,
    constructor: &'static Constructor,
    mut strings: Vec<String>,
    site: Site,
    args: MultiValue,
) -> mlua::Result<Value> {
    let host = host_of(lua)?;
    let wrong = |what: &str| {
        let span = host.source(&site.file).map(|s| {
            s.constructor_span(site.line, constructor.name, strings.first().map(String::as_str).unwrap_or(""))
        });
        fault(
            Diag::error(format!("{}: {what}", constructor.name))
                .at(span.unwrap_or_else(|| Span::line(site.file.clone(), site.line)))
                .hint(format!("write {}", usage(constructor)))
                .depth(0),
        )
    };
    if args.is_empty() {
        return Err(wrong("called with nothing"));
    }
    host.count(1)?;
    let mut strings_now = strings.clone();
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        match arg {
            Value::String(s) => {
                if strings_now.len() == constructor.head.strings() {
                    return Err(wrong("one text too many before the body"));
                }
                let text = s.to_str().map_err(|_| wrong("this text is not UTF-8"))?.to_string();
                if text.len() > 100_000 {
                    return Err(wrong("a text of more than 100,000 characters"));
                }
                host.count(1 + text.len() / 64)?;
                strings_now.push(text);
            }
            Value::Table(body) => {
                if strings_now.len() < constructor.head.strings() {
                    let what = match (constructor.head, strings_now.len()) {
                        (Head::IdLabel | Head::CodeLabel, 1) => "the label is missing",
                        (Head::Label, _) => "its text is missing",
                        (Head::Ref(_), _) => "what it refers to is missing",
                        _ => "its id is missing",
                    };
                    return Err(wrong(what));
                }
                if args.next().is_some() {
                    return Err(wrong("something follows the body"));
                }
                return finish(lua, &host, constructor, strings_now, Some(body), site);
            }
            Value::UserData(_) => {
                return Err(wrong("a declaration stands where its body should be; is a comma missing?"));
            }
            other => {
                return Err(wrong(&format!(
                    "{} {} stands where a text or a body should be",
                    article(other.type_name()),
                    other.type_name()
                )));
            }
        }
    }
    strings = strings_now;
    Ok(Value::UserData(lua.create_userdata(Partial { constructor, strings, site })?))
}

/// How a constructor is written.
pub fn usage(constructor: &Constructor) -> String {
    let head = match constructor.head {
        Head::None => "",
        Head::Id => " \"id\"",
        Head::IdLabel => " \"id\" \"Label\"",
        Head::CodeLabel => " \"KEN\" \"Kenya\"",
        Head::Label => " \"Text\"",
        Head::Ref(_) => " \"id\"",
        Head::Language => " \"sw\"",
    };
    let body = if constructor.body_optional() && constructor.fields.is_empty() { "" } else { " { … }" };
    format!("{}{head}{body}", constructor.name)
}

/// How a value of this type is written.
fn written(ty: &Ty) -> &'static str {
    match ty {
        Ty::Text | Ty::Expr(_) | Ty::Base(_) | Ty::Ref(_) | Ty::Choice(_) => "\"…\"",
        Ty::Url | Ty::Source => "\"https://…\"",
        Ty::File(_) => "\"….csv\"",
        Ty::Bool => "true",
        Ty::Number | Ty::Integer => "1",
        Ty::Percent => "\"1%\"",
        Ty::List(_) => "{ … }",
        Ty::Map(_) | Ty::Texts => "{ name = … }",
        Ty::Options => "{ { \"id\", \"Label\" }, … }",
        Ty::Codes => "{ { \"code\", \"Label\" }, … }",
        Ty::Answers => "{ question = \"…\" }",
        Ty::Range => "{ lowest, highest }",
        Ty::Date => "\"2020-11-01\"",
        Ty::DateRange => "{ \"2020-11-01\", \"2021-10-31\" }",
        Ty::CountAs => "{ dont_know = \"…\", prefer_not = \"…\", not_asked = \"…\" }",
    }
}

/// A `Partial` that may stand without a body, or a complaint.
pub(super) fn complete(lua: &Lua, partial: &Partial) -> mlua::Result<Option<Arc<Node>>> {
    let host = host_of(lua)?;
    if partial.constructor.body_optional() && partial.strings.len() == partial.constructor.head.strings() {
        let value =
            finish(lua, &host, partial.constructor, partial.strings.clone(), None, partial.site.clone())?;
        if let Value::UserData(data) = value {
            return Ok(Some(data.borrow::<Declared>()?.0.clone()));
        }
    }
    let id = partial.strings.first().cloned().unwrap_or_default();
    let span = host
        .source(&partial.site.file)
        .map(|s| s.constructor_span(partial.site.line, partial.constructor.name, &id));
    host.complain(
        Diag::error(format!("{} \"{}\" has no body", partial.constructor.name, clip(&id)))
            .maybe_at(span)
            .hint(format!("write {}", usage(partial.constructor))),
    );
    Ok(None)
}

fn finish(
    lua: &Lua,
    host: &Rc<Host>,
    constructor: &'static Constructor,
    strings: Vec<String>,
    body: Option<Table>,
    site: Site,
) -> mlua::Result<Value> {
    let mut strings = strings.into_iter();
    let (id, label) = match constructor.head {
        Head::None => (String::new(), String::new()),
        Head::Label => (String::new(), strings.next().unwrap_or_default()),
        _ => (strings.next().unwrap_or_default(), strings.next().unwrap_or_default()),
    };
    let mut maker = Maker {
        lua,
        host,
        constructor,
        site: site.clone(),
        first: if id.is_empty() { label.clone() } else { id.clone() },
        broken: false,
        problems: 0,
    };
    maker.check_head(&id, &label);
    let body = match &body {
        Some(table) => maker.table(table, 0)?,
        None => TableVal::default(),
    };
    let fields = maker.fields(&body);
    let (children, entries) = maker.children(&body)?;
    let broken = maker.broken;
    let node = Node { constructor, id, label, site, fields, children, entries, broken };
    Ok(Value::UserData(lua.create_userdata(Declared(Arc::new(node)))?))
}

struct Maker<'a> {
    lua: &'a Lua,
    host: &'a Rc<Host>,
    constructor: &'static Constructor,
    site: Site,
    /// The first string of the call, by which its place is found.
    first: String,
    broken: bool,
    problems: usize,
}

impl Maker<'_> {
    fn name(&self) -> String {
        if self.first.is_empty() {
            self.constructor.name.to_string()
        } else {
            format!("{} \"{}\"", self.constructor.name, clip(&self.first))
        }
    }

    /// Whether enough is wrong with this declaration already.
    fn is_full(&self) -> bool {
        self.problems >= MOST_PROBLEMS || self.host.is_full()
    }

    fn complain(&mut self, diag: Diag, span: Option<Span>) {
        self.broken = true;
        self.problems += 1;
        let span = span.unwrap_or_else(|| Span::line(self.site.file.clone(), self.site.line));
        self.host.complain(diag.at(span));
    }

    fn head_span(&self, which: usize) -> Option<Span> {
        let source = self.host.source(&self.site.file)?;
        Some(source.head_span(self.site.line, self.constructor.name, &self.first, which))
    }

    fn key_span(&self, path: &[Step<'_>]) -> Option<Span> {
        let source = self.host.source(&self.site.file)?;
        Some(source.key_span(self.site.line, self.constructor.name, &self.first, path))
    }

    fn value_span(&self, path: &[Step<'_>]) -> Option<Span> {
        let source = self.host.source(&self.site.file)?;
        Some(source.value_span(self.site.line, self.constructor.name, &self.first, path))
    }

    fn check_head(&mut self, id: &str, label: &str) {
        match self.constructor.head {
            Head::Id | Head::IdLabel if !is_snake_case(id) => {
                let mut diag = Diag::error(format!("the id \"{}\" is not snake_case", clip(id)));
                let better = to_snake_case(id);
                if is_snake_case(&better) {
                    diag = diag.hint(format!(
                        "write \"{better}\": lowercase letters, digits and single underscores"
                    ));
                }
                self.complain(diag, self.head_span(0));
            }
            Head::CodeLabel if !is_country_code(id) => {
                let diag =
                    Diag::error(format!("\"{}\" is not a country code of three capital letters", clip(id)))
                        .hint("ISO 3166-1 alpha-3, as in country \"KEN\" \"Kenya\"");
                self.complain(diag, self.head_span(0));
            }
            Head::Language if !is_language(id) => {
                let diag = Diag::error(format!("\"{}\" is not a language code", clip(id)))
                    .hint("two or three lowercase letters, as in \"sw\" or \"km\"");
                self.complain(diag, self.head_span(0));
            }
            Head::Ref(_) if id.trim().is_empty() => {
                self.complain(
                    Diag::error(format!("{} refers to nothing", self.constructor.name)),
                    self.head_span(0),
                );
            }
            _ => {}
        }
        let needs_label = matches!(self.constructor.head, Head::IdLabel | Head::CodeLabel | Head::Label);
        if needs_label && label.trim().is_empty() {
            let which = if self.constructor.head == Head::Label { 0 } else { 1 };
            self.complain(Diag::error(format!("{} has an empty label", self.name())), self.head_span(which));
        }
    }

    /// A Lua table as plain values.
    fn table(&mut self, table: &Table, depth: usize) -> mlua::Result<TableVal> {
        if depth > 40 {
            return Err(fault(Diag::error("tables are nested more than 40 deep").maybe_at(place(self.lua))));
        }
        let mut list: BTreeMap<i64, Val> = BTreeMap::new();
        let mut named: Vec<(Arc<str>, Val)> = Vec::new();
        let mut pairs: Vec<(Value, Value)> = Vec::new();
        let host = self.host.clone();
        table.for_each(|key: Value, value: Value| {
            host.count(1)?;
            pairs.push((key, value));
            Ok(())
        })?;
        for (key, value) in pairs {
            let value = self.value(value, depth)?;
            match key {
                Value::Integer(n) => {
                    list.insert(n, value);
                }
                Value::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => {
                    list.insert(n as i64, value);
                }
                Value::String(s) if s.as_bytes().len() > LONGEST_KEY => {
                    return Err(fault(
                        Diag::error(format!("{}: a name of more than {LONGEST_KEY} bytes", self.name()))
                            .maybe_at(place(self.lua)),
                    ));
                }
                Value::String(s) => named.push((Arc::from(s.to_string_lossy()), value)),
                other => {
                    let diag =
                        Diag::error(format!("{}: a key is a {}, not a name", self.name(), other.type_name()));
                    self.complain(diag, None);
                }
            }
        }
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let hole = list.keys().zip(1i64..).find(|(k, n)| *k != n).map(|(_, n)| n as usize);
        Ok(TableVal { list: list.into_values().collect(), named, hole })
    }

    fn value(&mut self, value: Value, depth: usize) -> mlua::Result<Val> {
        Ok(match value {
            Value::Boolean(b) => Val::Bool(b),
            Value::Integer(n) => Val::Number(n as f64),
            Value::Number(n) if n.is_finite() => Val::Number(n),
            Value::Number(_) => Val::Other("number that is not finite"),
            Value::String(s) => {
                if s.as_bytes().len() > 100_000 {
                    return Err(fault(
                        Diag::error("a text of more than 100,000 characters").maybe_at(place(self.lua)),
                    ));
                }
                let text = s.to_string_lossy();
                self.host.count(text.len() / 64)?;
                Val::Text(Arc::from(text))
            }
            Value::Table(t) => Val::Table(Arc::new(self.table(&t, depth + 1)?)),
            Value::UserData(data) => {
                if let Ok(node) = data.borrow::<Declared>() {
                    self.weigh(&node.0, 0)?;
                    Val::Node(node.0.clone())
                } else if let Ok(partial) = data.borrow::<Partial>() {
                    match complete(self.lua, &partial)? {
                        Some(node) => Val::Node(node),
                        None => {
                            self.broken = true;
                            Val::Other("declaration without its body")
                        }
                    }
                } else {
                    Val::Other("host value")
                }
            }
            other => Val::Other(other.type_name()),
        })
    }

    /// Counts a declaration with all it holds: one that holds the same one
    /// twice, which holds the same one twice …, is as large as it looks.
    fn weigh(&self, node: &Node, depth: usize) -> mlua::Result<()> {
        if depth > 40 {
            return Err(fault(
                Diag::error("declarations are nested more than 40 deep").maybe_at(place(self.lua)),
            ));
        }
        self.host.count(1)?;
        node.children.iter().try_for_each(|child| self.weigh(child, depth + 1))
    }

    fn fields(&mut self, body: &TableVal) -> Vec<(&'static str, Val)> {
        let mut fields = Vec::new();
        let known: Vec<&str> = self.constructor.fields.iter().map(|f| f.name).collect();
        // Fields that were given under a misspelled name: one complaint is enough.
        let mut meant: Vec<&str> = Vec::new();
        for (name, value) in &body.named {
            if self.is_full() {
                break;
            }
            let Some(field) = self.constructor.field(name) else {
                meant.extend(did_you_mean(name, known.iter().copied()));
                let mut diag = Diag::error(format!("{} has no field '{}'", self.name(), clip(name)));
                for hint in choice_hints(name, known.iter().copied()) {
                    diag = diag.hint(hint);
                }
                if known.is_empty() {
                    diag = diag.hint(format!("write {}", usage(self.constructor)));
                }
                self.complain(diag, self.key_span(&[Step::Key(name)]));
                continue;
            };
            let problems = check_type(&field.ty, value);
            if problems.is_empty() {
                fields.push((field.name, value.clone()));
                continue;
            }
            for problem in problems.into_iter().take(MOST_PROBLEMS) {
                let mut path = vec![Step::Key(field.name)];
                path.extend(problem.path.iter().map(|s| match s {
                    OwnedStep::Key(k) => Step::Key(k.as_str()),
                    OwnedStep::Index(i) => Step::Index(*i),
                }));
                let mut diag = Diag::error(format!("{}: '{}' {}", self.name(), field.name, problem.message));
                for hint in &problem.hints {
                    diag = diag.hint(hint.clone());
                }
                let span = self.value_span(&path);
                self.complain(diag, span);
            }
        }
        // The reason of the country it came from is no reason here, so a change
        // taken over has none until it is confirmed.
        let inherited = body.get("inherited_from").is_some();
        for field in self.constructor.fields.iter().filter(|f| f.required) {
            if inherited && field.name == "because" {
                continue;
            }
            if body.get(field.name).is_none() && !meant.contains(&field.name) {
                let mut diag = Diag::error(format!("{} lacks '{}'", self.name(), field.name)).hint(format!(
                    "add {} = {}: {}",
                    field.name,
                    written(&field.ty),
                    field.doc
                ));
                if let Ty::Choice(choices) = field.ty {
                    diag = diag.hint(format!("valid here: {}", choices.join(", ")));
                }
                let span = self
                    .host
                    .source(&self.site.file)
                    .map(|s| s.constructor_span(self.site.line, self.constructor.name, &self.first));
                self.complain(diag, span);
            }
        }
        fields
    }

    fn children(&mut self, body: &TableVal) -> mlua::Result<(Vec<Arc<Node>>, Vec<Val>)> {
        let mut children = Vec::new();
        let mut entries = Vec::new();
        if let Some(hole) = body.hole {
            let diag = Diag::error(format!("{}: entry {hole} is nil", self.name()))
                .hint("is a name misspelled, or does an included file lack it?");
            self.complain(diag, None);
        }
        let allowed = self.constructor.child_names();
        for (i, value) in body.list.iter().enumerate() {
            if self.is_full() {
                break;
            }
            match value {
                Val::Node(node) if allowed.contains(&node.name()) => {
                    children.push(node.clone());
                }
                Val::Node(node) => {
                    let diag = Diag::error(format!("{} cannot stand inside {}", title(node), self.name()));
                    let diag = if allowed.is_empty() {
                        diag.hint(format!(
                            "{} holds no declarations; is a comma or a brace in the wrong place?",
                            self.constructor.name
                        ))
                    } else {
                        diag.hint(format!("valid here: {}", allowed.join(", ")))
                    };
                    let span = self
                        .host
                        .source(&node.site.file)
                        .map(|s| s.constructor_span(node.site.line, node.name(), &node.id));
                    self.complain(diag, span);
                }
                Val::Table(_) if self.constructor.children == Children::OptionEntries => {
                    entries.push(value.clone())
                }
                // Declarations put together in a list by an include.
                Val::Table(list)
                    if list.named.is_empty()
                        && !list.list.is_empty()
                        && list
                            .list
                            .iter()
                            .all(|v| matches!(v, Val::Node(n) if allowed.contains(&n.name()))) =>
                {
                    children.extend(list.list.iter().filter_map(|v| match v {
                        Val::Node(n) => Some(n.clone()),
                        _ => None,
                    }));
                }
                other => {
                    let diag = Diag::error(format!("{}: {} stands without a key", self.name(), other.kind()));
                    let diag = if allowed.is_empty() {
                        diag.hint("write key = value")
                    } else {
                        diag.hint(format!("valid here: {}", allowed.join(", ")))
                    };
                    let span = self.value_span(&[Step::Index(i)]);
                    self.complain(diag, span);
                }
            }
        }
        if self.constructor.children == Children::OptionEntries {
            let table =
                Val::Table(Arc::new(TableVal { list: entries.clone(), named: Vec::new(), hole: None }));
            for problem in check_type(&Ty::Options, &table).into_iter().take(MOST_PROBLEMS) {
                let path: Vec<Step<'_>> = problem
                    .path
                    .iter()
                    .map(|s| match s {
                        OwnedStep::Key(k) => Step::Key(k.as_str()),
                        OwnedStep::Index(i) => Step::Index(*i),
                    })
                    .collect();
                let mut diag = Diag::error(format!("{}: {}", self.name(), problem.message));
                for hint in problem.hints {
                    diag = diag.hint(hint);
                }
                let span = self.value_span(&path);
                self.complain(diag, span);
            }
        }
        Ok((children, entries))
    }
}
