//! Imports run downwards only. The paths are read from the sources themselves:
//! `use` trees, `super::` and `self::`, re-exports, paths inside expressions,
//! and names brought in by an import of a module (`use crate::base; base::…`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::common::repository;

/// A module may import from rows before its own; modules of one row do not
/// know each other, except where the row stands for a chain (one name each).
const ORDER: &[&[&str]] = &[
    &["base"],
    &["data"],
    &["stats"],
    &["expr"],
    &["model"],
    &["field", "lua", "store", "formats"],
    &["analysis"],
    &["protection"],
    &["evidence"],
    &["report"],
    &["ops"],
    &["bind", "cli", "repl"],
];

/// Doors know these and nothing else.
const DOORS: &[&str] = &["bind", "cli", "repl"];
const DOORS_KNOW: &[&str] = &["ops", "base"];
/// Beyond that, the scripting door stands on the script host, and the doors
/// build on each other: scripts, then the REPL, then the command line.
const DOORS_BUILD_ON: &[(&str, &[&str])] =
    &[("bind", &["lua"]), ("repl", &["bind"]), ("cli", &["bind", "repl"])];

/// A longer file is looked at: one idea a module.
const LONG: usize = 900;

fn row_of(module: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&module))
}

fn may_import(from: &str, to: &str) -> bool {
    if from == to {
        return true;
    }
    if DOORS.contains(&from) {
        let own = DOORS_BUILD_ON.iter().find(|(door, _)| *door == from).map_or(&[][..], |(_, below)| below);
        return DOORS_KNOW.contains(&to) || own.contains(&to);
    }
    matches!((row_of(from), row_of(to)), (Some(a), Some(b)) if b < a)
}

// ── reading a source ─────────────────────────────────────────────────────

/// A token: a name, `::`, or one other character.
#[derive(Debug, Clone, PartialEq)]
struct Token<'a> {
    text: &'a str,
    line: usize,
}

/// The tokens of a Rust source, without comments, strings and characters.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let is_name = |c: u8| c.is_ascii_alphanumeric() || c == b'_' || c >= 0x80;
    let mut out = Vec::new();
    let (mut i, mut line) = (0, 1);
    while i < bytes.len() {
        let start = i;
        match bytes[i] {
            b'/' if at(i + 1) == b'/' => {
                while i < bytes.len() && bytes[i] != b'\n' {
                    i += 1;
                }
            }
            b'/' if at(i + 1) == b'*' => {
                let mut depth = 0;
                loop {
                    match (at(i), at(i + 1)) {
                        (b'/', b'*') => (depth, i) = (depth + 1, i + 2),
                        (b'*', b'/') => (depth, i) = (depth - 1, i + 2),
                        _ => i += 1,
                    }
                    if depth == 0 || i >= bytes.len() {
                        break;
                    }
                }
            }
            b'"' => i = end_of_string(bytes, i),
            // A lifetime has no closing quote behind one character.
            b'\'' => {
                let width = text[i + 1..].chars().next().map_or(1, char::len_utf8);
                if at(i + 1) == b'\\' {
                    i += 3;
                    while i < bytes.len() && bytes[i] != b'\'' {
                        i += 1;
                    }
                    i += 1;
                } else if at(i + 1 + width) == b'\'' {
                    i += width + 2;
                } else {
                    i += 1;
                }
            }
            c if is_name(c) => {
                while i < bytes.len() && is_name(bytes[i]) {
                    i += 1;
                }
                let word = &text[start..i];
                let hashes = bytes[i..].iter().take_while(|c| **c == b'#').count();
                if matches!(word, "r" | "br" | "cr") && at(i + hashes) == b'"' {
                    let close = format!("\"{}", "#".repeat(hashes));
                    let from = i + hashes + 1;
                    i = text[from..].find(&close).map_or(bytes.len(), |p| from + p + close.len());
                } else if matches!(word, "b" | "c") && at(i) == b'"' {
                    i = end_of_string(bytes, i);
                } else {
                    out.push(Token { text: word, line });
                }
            }
            b':' if at(i + 1) == b':' => {
                out.push(Token { text: "::", line });
                i += 2;
            }
            c if c.is_ascii_whitespace() => i += 1,
            _ => {
                out.push(Token { text: &text[i..=i], line });
                i += 1;
            }
        }
        i = i.min(bytes.len());
        line += bytes[start..i].iter().filter(|c| **c == b'\n').count();
    }
    out
}

fn end_of_string(bytes: &[u8], open: usize) -> usize {
    let mut i = open + 1;
    while i < bytes.len() && bytes[i] != b'"' {
        i += if bytes[i] == b'\\' { 2 } else { 1 };
    }
    i + 1
}

/// A path as it was written, resolved to the crate: `["model", "plan", "Plan"]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Import {
    path: Vec<String>,
    line: usize,
}

/// Every path of a file into its own crate. `module` is where the file stands
/// (`["lua", "lower", "refs"]`); `modules` are the crate's top-level modules.
fn imports(text: &str, module: &[String], modules: &BTreeSet<String>) -> Vec<Import> {
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens, module: module.to_vec(), modules, found: Vec::new() };
    reader.read();
    let mut found = reader.found;
    found.sort();
    found.dedup();
    found
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    /// The module of the file, then inline modules as they open.
    module: Vec<String>,
    modules: &'a BTreeSet<String>,
    found: Vec<Import>,
}

impl Reader<'_> {
    fn text(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.text)
    }

    fn read(&mut self) {
        // Depths of braces at which an inline module closes.
        let mut inline: Vec<usize> = Vec::new();
        let mut depth = 0usize;
        let mut aliases: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut i = 0;
        while i < self.tokens.len() {
            match self.text(i) {
                "{" => depth += 1,
                "}" => {
                    depth = depth.saturating_sub(1);
                    if inline.last() == Some(&depth) {
                        inline.pop();
                        self.module.pop();
                    }
                }
                "mod" if self.text(i + 2) == "{" => {
                    self.module.push(self.text(i + 1).to_string());
                    inline.push(depth);
                }
                "use" => {
                    let mut leaves = Vec::new();
                    i = self.tree(i + 1, &[], &mut leaves);
                    for (path, name, line) in leaves {
                        if let Some(path) = self.resolve(&path) {
                            if path.len() == 1 && self.modules.contains(&path[0]) {
                                aliases.insert(name, path.clone());
                            }
                            self.found.push(Import { path, line });
                        }
                    }
                    continue;
                }
                // A path begins where no `::` or `.` stands before it.
                word if self.text(i + 1) == "::" && (i == 0 || !matches!(self.text(i - 1), "::" | ".")) => {
                    let word = word.to_string();
                    let (path, next) = self.path(i);
                    let line = self.tokens[i].line;
                    let path = match aliases.get(&word) {
                        Some(full) => Some(full.iter().chain(&path[1..]).cloned().collect()),
                        None => self.resolve(&path),
                    };
                    self.found.extend(path.map(|path| Import { path, line }));
                    i = next;
                    continue;
                }
                _ => {}
            }
            i += 1;
        }
    }

    fn path(&self, mut i: usize) -> (Vec<String>, usize) {
        let mut path = vec![self.text(i).to_string()];
        i += 1;
        while self.text(i) == "::" && self.text(i + 1).starts_with(|c: char| c.is_alphanumeric() || c == '_')
        {
            path.push(self.text(i + 1).to_string());
            i += 2;
        }
        (path, i.max(1))
    }

    /// The leaves of a `use` tree from token `i`: (path, name it gets, line).
    fn tree(&self, mut i: usize, before: &[String], out: &mut Vec<(Vec<String>, String, usize)>) -> usize {
        let mut path = before.to_vec();
        let line = self.tokens.get(i).map_or(0, |t| t.line);
        if self.text(i) == "::" {
            // `use ::csv::…`: another crate, whatever it is called.
            path.push(String::new());
            i += 1;
        }
        loop {
            match self.text(i) {
                "{" => {
                    i += 1;
                    while !matches!(self.text(i), "}" | "") {
                        i = self.tree(i, &path, out);
                        if self.text(i) == "," {
                            i += 1;
                        }
                    }
                    return i + 1;
                }
                "" | ";" | "," | "}" => break,
                "::" => i += 1,
                "as" => {
                    let name = self.text(i + 1).to_string();
                    out.push((path, name, line));
                    return i + 2;
                }
                word => {
                    path.push(word.to_string());
                    i += 1;
                }
            }
        }
        // `use crate::model::{self}` brings in `model`.
        if path.len() > 1 && path.last().is_some_and(|l| l == "self") {
            path.pop();
        }
        let name = path.last().cloned().unwrap_or_default();
        out.push((path, name, line));
        i
    }

    /// The path from the root of the crate; `None` for one that leads elsewhere.
    fn resolve(&self, path: &[String]) -> Option<Vec<String>> {
        let mut at = self.module.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" | "dh" => at.clear(),
            "self" | "super" => {
                while let Some(first) = rest.first() {
                    match first.as_str() {
                        "self" => {}
                        "super" => {
                            at.pop();
                        }
                        _ => break,
                    }
                    rest = &rest[1..];
                }
                at.extend(rest.iter().cloned());
                return Some(at);
            }
            // In lib.rs a bare name may be a module of the crate.
            first if self.module.is_empty() && self.modules.contains(first) => {
                return Some(path.to_vec());
            }
            _ => return None,
        }
        at.extend(rest[1..].iter().cloned());
        Some(at)
    }
}

// ── holding the order ────────────────────────────────────────────────────

/// The sources of a crate: path below `src/` and text.
fn sources() -> Vec<(String, String)> {
    let folder = repository().join("src");
    let files = dh::base::fs::files_under(&folder, "rs").expect("sources");
    files
        .iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).expect("inside").to_string_lossy().replace('\\', "/");
            (name, std::fs::read_to_string(path).expect("a source"))
        })
        .collect()
}

/// `lua/lower/mod.rs` is the module `lua::lower`; `main.rs` and `lib.rs` are
/// the root.
fn module_of(file: &str) -> Vec<String> {
    let path = Path::new(file).with_extension("");
    let mut parts: Vec<String> = path.iter().map(|p| p.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|l| l == "mod") || matches!(file, "main.rs" | "lib.rs") {
        parts.pop();
    }
    parts
}

/// Everything that goes upwards, as `file:line: from → to`.
fn violations(sources: &[(String, String)]) -> Vec<String> {
    let modules: BTreeSet<String> =
        sources.iter().filter_map(|(file, _)| module_of(file).into_iter().next()).collect();
    let mut out = Vec::new();
    for module in &modules {
        if row_of(module).is_none() {
            out.push(format!("src/{module}: stands nowhere in the order; give it a place in ORDER"));
        }
    }
    for (file, text) in sources {
        let module = module_of(file);
        for import in imports(text, &module, &modules) {
            let Some(to) = import.path.first() else {
                if !module.is_empty() {
                    out.push(format!("src/{file}:{}: imports the whole crate", import.line));
                }
                continue;
            };
            // The root declares the modules; the program starts at a door.
            let fine = match module.first() {
                Some(from) => may_import(from, to),
                None => file == "lib.rs" || DOORS.contains(&to.as_str()),
            };
            let known = modules.contains(to);
            if !known || !fine {
                let from = module.first().map_or("the root", String::as_str);
                let path = import.path.join("::");
                let what = if known { "may not know" } else { "reaches past the modules:" };
                out.push(format!("src/{file}:{}: {from} {what} {to} (crate::{path})", import.line));
            }
        }
        if module.first().is_some_and(|m| m == "model")
            && let Some(token) = tokens(text).iter().find(|t| t.text == "mlua")
        {
            out.push(format!("src/{file}:{}: model holds no Lua value, but names mlua", token.line));
        }
    }
    out
}

#[test]
fn imports_run_downwards() {
    let sources = sources();
    assert!(sources.len() > 40, "only {} sources were found", sources.len());
    let found = violations(&sources);
    assert!(found.is_empty(), "{} imports go upwards:\n{}", found.len(), found.join("\n"));
}

#[test]
fn no_source_is_longer_than_one_idea() {
    let long: Vec<String> = sources()
        .iter()
        .map(|(file, text)| (file, text.lines().count()))
        // The list of constructors is one idea, however long.
        .filter(|(_, lines)| *lines > LONG)
        .map(|(file, lines)| format!("src/{file}: {lines} lines"))
        .collect();
    // A warning: a long file is to be looked at, not a fault by itself.
    if !long.is_empty() {
        eprintln!("longer than {LONG} lines:\n{}", long.join("\n"));
    }
}

#[test]
fn the_scanner_sees_every_way_to_name_a_module() {
    let planted = |file: &str, text: &str| {
        let mut sources: Vec<(String, String)> =
            ["base", "expr", "model", "lua", "store", "report", "ops", "cli"]
                .iter()
                .map(|m| (format!("{m}/mod.rs"), String::new()))
                .collect();
        sources.push((file.to_string(), text.to_string()));
        violations(&sources)
    };
    let upwards = [
        ("model/plan.rs", "use crate::lua::Vm;"),
        ("model/plan.rs", "pub use crate::lua as scripts;"),
        ("model/plan.rs", "use crate::{base::Span, ops::{self, Answer}};"),
        ("model/plan.rs", "use super::super::lua;"),
        ("model/mod.rs", "use super::lua;"),
        ("model/plan.rs", "fn f() -> crate::report::text::Align { todo!() }"),
        ("model/plan.rs", "mod tests { use super::super::super::cli; }"),
        ("model/plan.rs", "fn f(x: &'static str, y: char) { let _ = 'a'; crate::lua::load(x) }"),
        ("lua/vm.rs", "const C: char = '\"'; use crate::store::Batch; const D: &str = \"\\\"\";"),
        ("cli/mod.rs", "use crate::model::Workspace;"),
        ("ops/check.rs", "use crate::cli;"),
        ("base/span.rs", "use crate::expr;"),
        ("expr/a.rs", "const R: &str = r#\"a \" b\"#; fn f() { crate::model::g() }"),
        ("model/a.rs", "/* /* */ */ use mlua::Lua;"),
        ("model/a.rs", "use crate::Span;"),
        ("main.rs", "fn main() { dh::ops::check() }"),
        ("other/mod.rs", ""),
    ];
    for (file, text) in upwards {
        assert!(!planted(file, text).is_empty(), "{file}: {text}");
    }
    let downwards = [
        ("model/plan.rs", "use crate::base::{Diag, diag::choice_hints}; use super::country; use std::fs;"),
        ("model/plan.rs", "// use crate::lua;\n/* crate::ops */ const S: &str = \"crate::lua::Vm\";"),
        ("lua/lower/refs.rs", "use super::super::node::Node; use crate::model::Named; use self::x::Y;"),
        ("lua/a.rs", "mod tests { use super::*; fn f() { super::super::a::b() } }"),
        ("cli/mod.rs", "use crate::ops::{self, Answer}; fn f() { ops::check::check(); crate::base::x() }"),
        ("main.rs", "fn main() { dh::cli::main() }"),
        ("lib.rs", "pub mod base; pub use base::Diag; pub use ops::check;"),
        ("store/csv.rs", "use ::csv::Reader; use csv::Writer; fn f() { ::csv::report::g(); lua::x() }"),
    ];
    for (file, text) in downwards {
        assert_eq!(planted(file, text), Vec::<String>::new(), "{file}: {text}");
    }
    // An import of a module is followed to where its name is used.
    let found = planted(
        "report/mod.rs",
        "use crate::base as ground;\nfn f() { ground::x() }\nuse crate::ops;\nfn g() { ops::h() }",
    );
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("src/report/mod.rs:3:"), "{found:?}");
}

/// `autotests` is off: a file that main.rs does not name would never run.
#[test]
fn every_test_file_is_run() {
    let folder = repository().join("tests");
    let main = std::fs::read_to_string(folder.join("main.rs")).expect("main.rs");
    for entry in std::fs::read_dir(&folder).expect("a folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        if let Some(module) = name.strip_suffix(".rs").filter(|m| *m != "main") {
            assert!(main.contains(&format!("\nmod {module};")), "tests/{name} is not named in tests/main.rs");
        }
    }
}
