//! What is taken away from Luau, and what is checked before it runs.

use std::sync::OnceLock;

use mlua::chunk::{ChunkMode, Compiler};
use mlua::{Lua, Value};

use super::errors::beginning;

pub(super) const REMOVED: &[&str] = &[
    "getfenv",
    "setfenv",
    "loadstring",
    "newproxy",
    "require",
    "collectgarbage",
    "os",
    "coroutine",
    "debug",
    "gcinfo",
    "_G",
    "_VERSION",
    "buffer",
    "vector",
];

const PRELUDE: &str = r##"
local describe, max = ...
local rep, move, raise, protect, same = string.rep, table.move, error, pcall, assert
local sub, find, sort = string.sub, string.find, table.sort
local function passed(ok, ...)
  if ok then return ... end
  local problem = ...
  if type(problem) ~= "string" or problem == "not enough memory" then raise(problem, 0) end
  local _, last = find(problem, "^[^:\n]+:%d+: ")
  if last and sub(problem, 1, 8) ~= "prelude:" then raise(problem, 0) end
  raise(sub(problem, (last or 0) + 1), 3)
end
string.rep = function(text, times, ...)
  if type(text) ~= "string" or type(times) ~= "number" then raise("string.rep takes a text and a number", 2) end
  if times ~= times or times > max or times * math.max(#text, 1) > max then raise("string.rep would make a text of more than 16 MB", 2) end
  return rep(text, times, ...)
end
table.move = function(from, first, last, at, to)
  if type(first) ~= "number" or type(last) ~= "number" or type(at) ~= "number" then raise("table.move takes a table and three numbers", 2) end
  if not (last - first < max / 16) then raise("table.move over more than a million places", 2) end
  return passed(protect(move, from, first, last, at, to))
end
for _, name in { "find", "match", "gmatch", "gsub", "split" } do
  local search = string[name]
  string[name] = function(text, pattern, ...)
    if type(text) == "string" and type(pattern) == "string" and #text * #pattern > max * 2 then
      raise("string." .. name .. ": too much to search (a text of " .. #text .. " bytes for one of " .. #pattern .. ")", 2)
    end
    return passed(protect(search, text, pattern, ...))
  end
end
local function less(a, b)
  return a < b
end
table.sort = function(list, before)
  return passed(protect(sort, list, before == nil and less or before))
end
local function text_of(value)
  if type(value) ~= "string" then value = describe(value) end
  if #value > 2000 then value = sub(value, 1, 2000) end
  return value
end
error = function(value, level)
  raise(text_of(value), (type(level) == "number" and level > 0) and level + 1 or (level == 0 and 0 or 2))
end
assert = function(...)
  if select("#", ...) > 0 and not (...) then
    local _, value = ...
    raise(value == nil and "assertion failed!" or text_of(value), 2)
  end
  return same(...)
end
math.random, math.randomseed = nil, nil
"##;

pub(super) fn harden(lua: &Lua) -> mlua::Result<()> {
    let describe = lua.create_function(|_, value: Value| {
        Ok(match value {
            Value::Table(t) => match t.raw_get::<Value>("message") {
                Ok(Value::String(s)) => beginning(&s),
                _ => "the script raised a table as an error; raise a text instead".to_string(),
            },
            Value::Nil => "the script raised nil as an error; raise a text instead".to_string(),
            Value::Number(n) => n.to_string(),
            Value::Integer(n) => n.to_string(),
            Value::Boolean(b) => b.to_string(),
            other => format!("the script raised a {} as an error; raise a text instead", other.type_name()),
        })
    })?;
    // Our own text, compiled once; a script's is never taken as bytecode.
    static COMPILED: OnceLock<Vec<u8>> = OnceLock::new();
    let compiled = match COMPILED.get() {
        Some(compiled) => compiled,
        None => {
            let fresh = Compiler::new().compile(PRELUDE)?;
            COMPILED.get_or_init(|| fresh)
        }
    };
    let prelude = lua.load(compiled.as_slice()).set_name("=prelude").set_mode(ChunkMode::Binary);
    prelude.call::<()>((describe, 16 << 20))?;
    let globals = lua.globals();
    for name in REMOVED {
        globals.raw_set(*name, Value::Nil)?;
    }
    Ok(())
}
