//! Scripts that try to break, exhaust or change the host. Each runs in a
//! process of its own, followed by a canary in the same virtual machine.
//!
//! `tests/hostile/CLASS/NAME.lua` begins with comments that say what should
//! happen:
//!
//! - `-- expect: error "words" or "words"`, or `-- expect: harmless`
//! - `-- defeats: slow | memory | changed | allowed | unclear`: what the same
//!   script does to a plain `mlua::Lua::new()`
//! - `-- file: PATH COUNT: TEXT` (with `{n}`, `{next}`, `{cycle}` and, at its
//!   end, `{1000*x}`), `-- link: PATH TARGET`, `-- pipe: PATH`: files beside it
//! - `-- recipe`: the lines that follow are `COUNT TEXT`, and the script is
//!   every text COUNT times (with `{i}`)

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use mlua::{Lua, Value};

use crate::common::{Workspace, dh_in, repository};

const LONGEST: Duration = Duration::from_secs(1);
/// A script's own 36 MB, and what the allocator holds beside them.
const MOST_KB: u64 = 110 * 1024;
const HOSTILE: &str = "countries/exampleland/a_hostile.lua";
const CANARY: &str = "countries/exampleland/z_canary.lua";

/// Runs after a hostile script and says whether anything is different.
const CANARY_TEXT: &str = r##"
local wrong = {}
local function expect(holds, what)
  if not holds then
    wrong[#wrong + 1] = what
  end
end
local function try(what, f)
  local ok, holds = pcall(f)
  expect(ok and holds, what)
end
try("string.rep", function() return string.rep("ab", 3) == "ababab" end)
try("string methods", function() return ("ab"):rep(2) == "abab" and ("x"):upper() == "X" and #"abc" == 3 end)
try("string.find", function() return ("a.b"):find(".", 1, true) == 2 and ("key=1"):match("(%w+)=") == "key" end)
try("string.gsub", function() return ("aXa"):gsub("X", "b") == "aba" end)
try("string.gmatch", function() local n = 0 for _ in ("a b c"):gmatch("%a") do n = n + 1 end return n == 3 end)
try("string.split", function() return #("a,b"):split(",") == 2 end)
try("string.format", function() return string.format("%d %s", 1, "x") == "1 x" end)
try("string metatable", function() local m = getmetatable("") return m == false or type(m) == "string" or m.__index == string end)
try("table.insert", function() local t = {} table.insert(t, 1) table.insert(t, 1, 2) return t[1] == 2 and #t == 2 end)
try("table.sort", function() local t = { 2, 3, 1 } table.sort(t) return table.concat(t) == "123" end)
try("table.move", function() return table.move({ 1, 2 }, 1, 2, 2)[3] == 2 end)
try("table.unpack", function() return select("#", table.unpack({ 1, 2, 3 })) == 3 end)
try("math", function() return math.floor(1.5) == 1 and math.huge > 1e300 and math.pi > 3.14 and math.pi < 3.15 end)
try("pairs", function() local n = 0 for _ in pairs({ a = 1, b = 2 }) do n = n + 1 end return n == 2 end)
try("ipairs", function() local n = 0 for _, v in ipairs({ 1, 2 }) do n = n + v end return n == 3 end)
try("pcall", function() local ok, m = pcall(error, "x") return ok == false and type(m) == "string" end)
try("tostring", function() return tostring(12) == "12" and tonumber("12") == 12 and type({}) == "table" end)
try("room and time", function() local t = {} for i = 1, 1e4 do t[i] = string.rep("x", 100) .. i end return #t == 1e4 end)
for _, made in { { "finding", finding }, { "country", country }, { "include", include }, { "print", print } } do
  expect(type(made[2]) == "function", made[1])
end
try("paragraph", function() local made = paragraph "text" return made ~= nil and made ~= 42 and type(made) ~= "string" end)
"##;

/// What only a hardened host promises.
const CANARY_HARDENED: &str = r##"
for _, library in { "string", "table", "math", "utf8", "bit32" } do
  local found = ({ string = string, table = table, math = math, utf8 = utf8, bit32 = bit32 })[library]
  expect(table.isfrozen(found), library .. " can be changed")
  expect(not pcall(rawset, found, "leaked", 1), library .. " takes a new name")
end
expect(not pcall(function() getmetatable("").__index = nil end), "the metatable of strings can be changed")
"##;

/// Names that hardening takes away.
const ABSENT: &[&str] = &[
    "getfenv",
    "setfenv",
    "loadstring",
    "newproxy",
    "require",
    "collectgarbage",
    "os",
    "io",
    "debug",
    "coroutine",
    "_G",
];

fn canary(hardened: bool) -> String {
    let mut text = CANARY_TEXT.to_string();
    let mut nothing = |name: &str, what: &str| {
        text.push_str(&format!(
            "do local ok, value = pcall(function() return {name} end) \
             expect(not ok or value == nil, \"{what}: {name}\") end\n"
        ));
    };
    for name in ["leaked", "one", "words", "kept", "many", "body"] {
        nothing(name, "a global is left behind");
    }
    if hardened {
        for name in ABSENT {
            nothing(name, "this is there again");
        }
        text.push_str(CANARY_HARDENED);
    }
    text.push_str(
        "if #wrong > 0 then error(\"canary: changed: \" .. table.concat(wrong, \", \")) end\n\
         error(\"canary: the host is unchanged\")\n",
    );
    text
}

enum Expect {
    Error(Vec<String>),
    Harmless,
}

/// A hostile script with what its first lines ask for.
struct Script {
    name: String,
    expect: Expect,
    defeats: Option<String>,
    text: Vec<u8>,
    beside: Vec<String>,
}

impl Script {
    fn read(path: &Path) -> Script {
        let name = path
            .strip_prefix(repository().join("tests/hostile"))
            .expect("a script of ours")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read(path).expect("a script");
        let mut script =
            Script { name, expect: Expect::Harmless, defeats: None, text: Vec::new(), beside: Vec::new() };
        let mut recipe = None;
        let mut said = false;
        let mut rest = &text[..];
        while rest.starts_with(b"-- ") {
            let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
            let line = String::from_utf8_lossy(&rest[3..end]).into_owned();
            let Some((key, value)) = line.split_once(':').or((line == "recipe").then_some(("recipe", "")))
            else {
                break;
            };
            rest = &rest[(end + 1).min(rest.len())..];
            let value = value.trim();
            match key {
                "expect" => {
                    said = true;
                    if let Some(words) = value.strip_prefix("error") {
                        let words = words.split('"').skip(1).step_by(2).map(str::to_string).collect();
                        script.expect = Expect::Error(words);
                    } else {
                        assert_eq!(value, "harmless", "{}: what is expected?", script.name);
                    }
                }
                "defeats" => script.defeats = Some(value.to_string()),
                "file" | "link" | "pipe" => script.beside.push(line),
                "recipe" => {
                    recipe = Some(rest);
                    break;
                }
                _ => break,
            }
        }
        assert!(said, "{}: no '-- expect:'", script.name);
        script.text = recipe.map_or(text.clone(), cook);
        script
    }

    /// A workspace with the script, what stands beside it, and the canary.
    fn workspace(&self) -> Workspace {
        let workspace = Workspace::small();
        let folder = workspace.path();
        std::fs::create_dir_all(folder.join("shared")).expect("a folder");
        std::fs::write(folder.join(HOSTILE), &self.text).expect("the script");
        workspace.write(CANARY, &canary(true));
        for line in &self.beside {
            let (key, value) = line.split_once(": ").expect("key: value");
            match key {
                "file" => {
                    let (head, text) = value.split_once(": ").expect("PATH COUNT: TEXT");
                    let (path, count) = head.split_once(' ').expect("PATH COUNT");
                    let count: usize = count.parse().expect("a count");
                    for n in 1..=count {
                        workspace.write(&numbered(path, n, count), &numbered(text, n, count));
                    }
                }
                "link" => {
                    let (path, target) = value.split_once(' ').expect("PATH TARGET");
                    std::os::unix::fs::symlink(target, folder.join(path)).expect("a link");
                }
                _ => {
                    let path = std::ffi::CString::new(folder.join(value).to_string_lossy().as_bytes());
                    // SAFETY: the path is a NUL-terminated string that lives through the call.
                    let made = unsafe { libc::mkfifo(path.expect("no NUL").as_ptr(), 0o600) };
                    assert_eq!(made, 0, "a pipe");
                }
            }
        }
        workspace
    }
}

/// `COUNT TEXT` lines as one script.
fn cook(recipe: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in recipe.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
        let space = line.iter().position(|b| *b == b' ').expect("COUNT TEXT");
        let count: usize = String::from_utf8_lossy(&line[..space]).parse().expect("a count");
        let text = String::from_utf8_lossy(&line[space + 1..]).replace("\\n", "\n");
        if text.contains("{i}") {
            (0..count).for_each(|i| out.extend(text.replace("{i}", &i.to_string()).bytes()));
            continue;
        }
        let bytes = match &*text {
            "\\xff" => vec![0xff],
            "\\x00" => vec![0],
            _ => text.into_bytes(),
        };
        out.extend(bytes.repeat(count));
    }
    out
}

fn numbered(text: &str, n: usize, count: usize) -> String {
    let text = text
        .replace("{n}", &n.to_string())
        .replace("{next}", &(n + 1).to_string())
        .replace("{cycle}", &(n % count + 1).to_string());
    let Some((before, long)) = text.rsplit_once('{') else {
        return text;
    };
    match long.trim_end_matches('}').split_once('*') {
        Some((times, unit)) => format!("{before}{}", unit.repeat(times.parse().expect("a count"))),
        None => text,
    }
}

/// How a process ended.
struct Measured {
    wall: Duration,
    kb: u64,
    /// The exit code; none when a signal ended it.
    code: Option<i32>,
    text: String,
}

/// The most memory a running process has held since it began its program.
fn peak_kb(pid: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// How a process we started ended.
struct Ended {
    wall: Duration,
    /// From the kernel's accounts.
    kb: u64,
    /// As seen while it ran.
    seen_kb: u64,
    code: Option<i32>,
}

/// Waits for a process we started, ends it after `limit`.
fn wait(child: std::process::Child, started: Instant, limit: Duration) -> Ended {
    let pid = child.id() as libc::pid_t;
    let mut status = 0;
    // SAFETY: an all-zero rusage is a valid value, and both pointers live through the call.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let mut killed = false;
    let mut seen_kb = 0;
    loop {
        // SAFETY: see above; `pid` is a child of this process that nobody else waits for.
        let ended = unsafe { libc::wait4(pid, &mut status, libc::WNOHANG, &mut usage) };
        if ended == pid {
            break;
        }
        seen_kb = peak_kb(&pid.to_string()).max(seen_kb);
        if !killed && started.elapsed() > limit {
            killed = true;
            // SAFETY: the child is ours and not yet waited for.
            unsafe { libc::kill(pid, libc::SIGKILL) };
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let code = libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status));
    Ended { wall: started.elapsed(), kb: usage.ru_maxrss as u64, seen_kb, code }
}

/// This test binary again, running only one of its ignored tests.
fn again(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a test binary"));
    command
        .args(["--exact", &format!("hostile::{test}"), "--ignored", "--nocapture", "--test-threads=1"])
        .current_dir(folder)
        .env("DH_HOSTILE", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A process that has used little memory itself: Linux counts what the parent
/// held at `exec` as the child's peak.
#[test]
#[ignore = "started by the tests of this file"]
fn measuring_child() {
    let Some(folder) = std::env::var_os("DH_HOSTILE").map(PathBuf::from) else {
        return;
    };
    let said = File::create(folder.join(".said")).expect("a file");
    let mut command = dh_in(&folder, &["check"]);
    command.stdout(Stdio::null()).stderr(said);
    let started = Instant::now();
    let child = command.spawn().expect("the program starts");
    let ended = wait(child, started, Duration::from_secs(5));
    let line = format!("{} {} {}", ended.wall.as_millis(), ended.kb, ended.code.unwrap_or(-1));
    std::fs::write(folder.join(".measured"), line).expect("a file");
}

fn hardened(script: &Script) -> Measured {
    // One at a time: the classes are tests of their own and run side by side.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let workspace = script.workspace();
    let folder = workspace.path();
    let child = again("measuring_child", folder).status().expect("a process");
    assert!(child.success(), "{}: not measured", script.name);
    let line = std::fs::read_to_string(folder.join(".measured")).expect("a measure");
    let numbers: Vec<i64> = line.split(' ').map(|n| n.parse().expect("a number")).collect();
    let mut text = Vec::new();
    let said = File::open(folder.join(".said")).expect("what it said");
    said.take(1 << 20).read_to_end(&mut text).expect("text");
    Measured {
        wall: Duration::from_millis(numbers[0] as u64),
        kb: numbers[1] as u64,
        code: (numbers[2] >= 0).then_some(numbers[2] as i32),
        text: String::from_utf8_lossy(&text).into_owned(),
    }
}

/// What no message to a person may hold.
const UGLY: &[&str] = &[
    "panicked at",
    "RUST_BACKTRACE",
    "stack backtrace",
    "stack traceback",
    ": 0x",
    "CallbackError",
    "RuntimeError",
    "ExternalError",
    "prelude:",
    "[string \"",
];

fn acts_on_a_terminal(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What is wrong with how the host took a script.
fn complaints(script: &Script, run: &Measured) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            wrong.push(format!("{}: {what}", script.name));
        }
    };
    let text = &run.text;
    expect(run.code == Some(2), format!("exit {:?}", run.code));
    expect(run.kb <= MOST_KB, format!("{} MB", run.kb / 1024));
    expect(text.len() < 500_000, format!("{} bytes of complaints", text.len()));
    match &script.expect {
        Expect::Error(words) => {
            expect(text.contains("a_hostile.lua"), "the script is not named".into());
            let said = words.is_empty() || words.iter().any(|w| text.contains(w.as_str()));
            expect(said, format!("the message lacks {words:?}"));
        }
        Expect::Harmless => {
            expect(!text.contains("a_hostile.lua"), "not as harmless as expected".into());
        }
    }
    for ugly in UGLY {
        expect(!text.contains(ugly), format!("the message holds {ugly:?}"));
    }
    expect(!text.contains(acts_on_a_terminal), "control characters reach the terminal".into());
    let unchanged = text.contains("canary: the host is unchanged") && text.contains("z_canary.lua:");
    expect(unchanged, "the canary does not confirm an unchanged host".into());
    if !wrong.is_empty() {
        wrong.push(text.chars().take(1500).collect());
    }
    wrong
}

fn scripts(class: &str) -> Vec<Script> {
    let folder = repository().join("tests/hostile").join(class);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("a class").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|p| Script::read(p)).collect()
}

/// All scripts of a class against the host; those marked also against a plain
/// one.
fn class(class: &str) {
    let scripts = scripts(class);
    assert!(scripts.len() >= 5, "{class} has {} scripts", scripts.len());
    let mut wrong = Vec::new();
    let (mut longest, mut most) = (Duration::ZERO, 0);
    for script in &scripts {
        let mut run = hardened(script);
        // The machine may have been busy, so that the clock decided where
        // something else should have: once more.
        let out_of_time = run.text.contains("ran longer than it may");
        if run.wall > LONGEST || (out_of_time && !complaints(script, &run).is_empty()) {
            run = hardened(script);
        }
        if run.wall > LONGEST {
            wrong.push(format!("{}: {:?}", script.name, run.wall));
        }
        (longest, most) = (longest.max(run.wall), most.max(run.kb));
        wrong.extend(complaints(script, &run));
    }
    let mut defeating = 0;
    for script in &scripts {
        let Some(way) = &script.defeats else { continue };
        let plain = unhardened(script);
        if plain.ways.iter().any(|w| w == way) {
            defeating += 1;
        } else {
            wrong.push(format!(
                "{}: a plain host was to be defeated ({way}), but: {:?} {}",
                script.name, plain.ways, plain.report
            ));
        }
    }
    if defeating == 0 {
        wrong.push(format!("no script of {class} is shown to defeat a plain host"));
    }
    println!(
        "{class}: {} scripts, {defeating} defeat a plain host, at most {} ms and {} MB",
        scripts.len(),
        longest.as_millis(),
        most / 1024
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// How a script fared in `mlua::Lua::new()`.
struct Plain {
    ways: Vec<&'static str>,
    report: String,
}

fn unhardened(script: &Script) -> Plain {
    let workspace = script.workspace();
    let folder = workspace.path();
    workspace.write(CANARY, &canary(false));
    let started = Instant::now();
    let child = again("unhardened_child", folder).spawn().expect("a process");
    let process = wait(child, started, Duration::from_secs(2));
    let report = std::fs::read_to_string(folder.join(".report")).unwrap_or_default();
    let line = |key: &str| {
        let found = report.lines().find_map(|l| l.strip_prefix(key));
        found.unwrap_or_default().trim().to_string()
    };
    let mut ways = Vec::new();
    if process.wall > LONGEST {
        ways.push("slow");
    }
    let peak: u64 = line("peak:").parse().unwrap_or(0);
    let ended = process.code == Some(0) && !report.is_empty();
    if peak.max(process.seen_kb) > MOST_KB {
        ways.push("memory");
    }
    if line("canary:").contains("changed:") || (ended && !line("canary:").contains("is unchanged")) {
        ways.push("changed");
    }
    if matches!(script.expect, Expect::Error(_)) && line("script:") == "ended" {
        ways.push("allowed");
    }
    if line("script:").contains("0x") || line("script:").contains("<unprintable") {
        ways.push("unclear");
    }
    Plain { ways, report }
}

/// The same script in a plain virtual machine, with constructors that do
/// nothing and an `include` that reads what it is told to.
#[test]
#[ignore = "started by the tests of this file"]
fn unhardened_child() {
    let Some(folder) = std::env::var_os("DH_HOSTILE").map(PathBuf::from) else {
        return;
    };
    let limit = libc::rlimit { rlim_cur: 1 << 30, rlim_max: 1 << 30 };
    // SAFETY: the limit lives through the call, which changes this process only.
    unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) };
    let lua = Lua::new();
    let prepare = || -> mlua::Result<()> {
        let stub: Value = lua
            .load("local s = setmetatable({}, {}) getmetatable(s).__call = function() return s end return s")
            .eval()?;
        for constructor in dh::lua::schema::constructors() {
            let stub = stub.clone();
            let function = lua.create_function(move |_, _: mlua::MultiValue| Ok(stub.clone()))?;
            lua.globals().set(constructor.name, function)?;
        }
        let owner = folder.join("countries/exampleland");
        let include = lua.create_function(move |lua, path: String| {
            let text = std::fs::read(owner.join(format!("{path}.lua")))?;
            lua.load(text).eval::<Value>()
        })?;
        lua.globals().set("include", include)
    };
    prepare().expect("a plain host");
    let run = |file: &str| {
        let text = std::fs::read(folder.join(file)).expect("a script");
        let name = format!("@{}", folder.join(file).display());
        match lua.load(text).set_name(name).exec() {
            Ok(()) => "ended".to_string(),
            Err(error) => {
                let text = error.to_string().replace('\n', " ");
                text.chars().take(600).collect()
            }
        }
    };
    let script = run(HOSTILE);
    let canary = run(CANARY);
    let report = format!("script: {script}\ncanary: {canary}\npeak: {}\n", peak_kb("self"));
    std::fs::write(folder.join(".report"), report).expect("a report");
}

#[test]
fn endless_loops() {
    class("endless_loops");
}

#[test]
fn protected_calls() {
    class("protected_calls");
}

#[test]
fn recursion() {
    class("recursion");
}

#[test]
fn memory() {
    class("memory");
}

#[test]
fn string_patterns() {
    class("string_patterns");
}

#[test]
fn huge_ranges() {
    class("huge_ranges");
}

#[test]
fn error_objects() {
    class("error_objects");
}

#[test]
fn coroutines() {
    class("coroutines");
}

#[test]
fn tampering() {
    class("tampering");
}

#[test]
fn bytecode_and_loaders() {
    class("bytecode_and_loaders");
}

#[test]
fn files_and_system() {
    class("files_and_system");
}

#[test]
fn huge_or_deep_source() {
    class("huge_or_deep_source");
}

#[test]
fn every_folder_of_scripts_is_a_test_of_this_file() {
    let text = include_str!("hostile.rs");
    let folders = std::fs::read_dir(repository().join("tests/hostile")).expect("classes");
    let names: Vec<String> =
        folders.map(|f| f.expect("a folder").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(names.len(), 12, "{names:?}");
    for name in names {
        assert!(text.contains(&format!("class(\"{name}\")")), "{name} is not tested");
    }
}

/// The complaints about one script of a class.
fn said_of(class: &str, name: &str) -> String {
    let path = repository().join(format!("tests/hostile/{class}/{name}.lua"));
    hardened(&Script::read(&path)).text
}

#[test]
fn an_include_cycle_is_one_clear_message() {
    let text = said_of("recursion", "include_itself");
    assert_eq!(text.matches("error:").count(), 2, "{text}");
    let circle = format!("include goes round in a circle: {HOSTILE} → {HOSTILE}");
    assert_eq!(text.matches(&circle).count(), 1, "{text}");
    let text = said_of("recursion", "include_cycle");
    assert_eq!(text.matches("goes round in a circle").count(), 1, "{text}");
    let circle = "shared/ring_1.lua → shared/ring_2.lua → shared/ring_3.lua → shared/ring_1.lua";
    assert!(text.contains(circle), "{text}");
}

#[test]
fn a_script_of_ten_megabytes_is_one_clear_message() {
    let text = said_of("huge_or_deep_source", "ten_megabytes");
    assert_eq!(text.matches("error:").count(), 2, "the script and the canary: {text}");
    let message = format!("{HOSTILE}: error: the script is 10.0 MB long; a script may be 512 KB");
    assert!(text.contains(&message), "{text}");
}
