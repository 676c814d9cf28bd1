//! The tutorial and the README do what they say.
//!
//! Blocks run in the order they stand in, in a temporary folder:
//!
//! - `lua file=PATH`, `csv file=PATH` (or of any other kind) write a file;
//! - `lua into=PATH` stands before the last line of the file (its closing
//!   brace), `csv into=PATH` at its end;
//! - `lua from=PATH` is a passage of that file;
//! - `csv fill=PATH` are cells put into a workbook: sheet, cells, value;
//! - `console` holds `$ dh …` lines, each followed by what it prints (stdout
//!   and stderr); `$ cd FOLDER` is understood, other commands are for the
//!   reader. `console exit=1` says how the last command ends, otherwise 0;
//! - `lua repl` holds `dh> ` lines (`..> ` goes on), each followed by what it
//!   prints, in one session a block;
//! - any other block with `lua` or `csv` alone is for reading.
//!
//! `[…]` stands for anything: alone for any lines, inside a line for any part
//! of it. `DH_UPDATE=1` writes what was printed into the page.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::common::book::{Book, Put};
use crate::common::{Workspace, copy, dh_in, repository};

const ANY: &str = "[…]";
const BY_HAND: &str = " (to be put right by hand)";

#[test]
fn the_tutorial_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/tutorial.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_records_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/records.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_sampling_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/sampling.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_adaptation_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/adaptation.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_data_requests_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/data-requests.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_forms_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/forms.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_data_files_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/data-files.md");
    // The page's data stand where its workspace will be.
    std::fs::create_dir_all(place.path().join("work")).expect("a folder");
    let data = repository().join("tests/golden/children.csv");
    std::fs::copy(data, place.path().join("work/children.csv")).expect("copied");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_desk_review_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/desk-review.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_series_runs() {
    let place = Workspace::shipped();
    let mut page = Page::read("docs/series.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_rehearsal_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/rehearsal.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_questionnaires_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/questionnaires.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_page_about_literature_runs() {
    let place = Workspace::empty();
    let mut page = Page::read("docs/literature.md");
    page.run(place.path(), &|_| true);
    page.close();
}

#[test]
fn the_readme_runs() {
    if !repository().join("README.md").exists() {
        return;
    }
    // A copy, so that a report or a new workspace never lands in the repository.
    let place = Workspace::shipped();
    copy(&repository().join("scripts"), &place.path().join("scripts"));
    copy(&repository().join("tests/data"), &place.path().join("tests/data"));
    let golden = "tests/golden/children.csv";
    std::fs::create_dir_all(place.path().join("tests/golden")).expect("a folder");
    std::fs::copy(repository().join(golden), place.path().join(golden)).expect("copied");
    let mut page = Page::read("README.md");
    page.run(place.path(), &|kind| kind == "console");
    page.close();
}

/// A page of documentation, as lines.
struct Page {
    name: &'static str,
    lines: Vec<String>,
    complaints: Vec<String>,
}

/// A fenced block: its info string and the lines inside, by index.
#[derive(Clone)]
struct Block {
    info: String,
    from: usize,
    to: usize,
}

impl Block {
    fn kind(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }

    /// `file=PATH` and the like.
    fn setting(&self, name: &str) -> Option<&str> {
        self.info.split_whitespace().find_map(|w| w.strip_prefix(name)?.strip_prefix('='))
    }

    fn has(&self, word: &str) -> bool {
        self.info.split_whitespace().any(|w| w == word)
    }
}

impl Page {
    fn read(name: &'static str) -> Page {
        let text = std::fs::read_to_string(repository().join(name)).expect("the page");
        Page { name, lines: text.lines().map(str::to_string).collect(), complaints: Vec::new() }
    }

    fn block_after(&self, line: usize) -> Option<Block> {
        let open = (line..self.lines.len()).find(|i| self.lines[*i].starts_with("```"))?;
        let close = (open + 1..self.lines.len())
            .find(|i| self.lines[*i].trim_end() == "```")
            .unwrap_or_else(|| panic!("{}:{}: a block that does not end", self.name, open + 1));
        Some(Block { info: self.lines[open][3..].trim().to_string(), from: open + 1, to: close })
    }

    /// Runs the blocks whose kind is `wanted`.
    fn run(&mut self, start: &Path, wanted: &dyn Fn(&str) -> bool) {
        let mut folder = start.to_path_buf();
        let mut next = 0;
        while let Some(block) = self.block_after(next) {
            let printed =
                if wanted(block.kind()) { self.run_block(&block, start, &mut folder) } else { None };
            let mut end = block.to;
            if let Some(printed) = printed {
                end = block.from + printed.len();
                self.lines.splice(block.from..block.to, printed);
            }
            next = end + 1;
        }
    }

    /// Runs one block; gives its lines anew where it printed something.
    fn run_block(&mut self, block: &Block, start: &Path, folder: &mut PathBuf) -> Option<Vec<String>> {
        let text = || self.lines[block.from..block.to].iter().fold(String::new(), |t, l| t + l + "\n");
        if let Some(file) = block.setting("file") {
            write(&folder.join(file), &text());
        } else if let Some(file) = block.setting("into") {
            let old = std::fs::read_to_string(folder.join(file)).expect("the file written before");
            let new = if block.kind() == "csv" {
                old + &text()
            } else {
                let at = old.trim_end().rfind('\n').map_or(0, |i| i + 1);
                format!("{}\n{}{}", &old[..at], text(), &old[at..])
            };
            write(&folder.join(file), &new);
        } else if let Some(file) = block.setting("fill") {
            fill(&folder.join(file), &text());
        } else if let Some(file) = block.setting("from") {
            let whole = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
            if !whole.contains(&text()) {
                self.complain(block.from - 1, BY_HAND, &format!("this is no passage of {file}"));
            }
        } else if block.kind() == "console" {
            return Some(self.console(block, start, folder));
        } else if block.has("repl") {
            return Some(self.session(block, start, folder));
        }
        None
    }

    fn console(&mut self, block: &Block, start: &Path, folder: &mut PathBuf) -> Vec<String> {
        let steps = self.steps(block, |l| l.strip_prefix("$ ").map(|c| (c.to_string(), true)));
        let last = steps.iter().rposition(|s| s.input.starts_with("dh "));
        let exit: i32 = block.setting("exit").map_or(0, |e| e.parse().expect("exit=NUMBER"));
        let mut out = Vec::new();
        for (i, step) in steps.into_iter().enumerate() {
            out.push(self.lines[step.line].clone());
            let words = words(&step.input);
            match words.first().map(String::as_str) {
                Some("dh") => {
                    let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
                    let (printed, code) = dh(folder, start, &arguments, "");
                    let expected = if Some(i) == last { exit } else { 0 };
                    if code != expected {
                        let printed = printed.join("\n");
                        self.complain(
                            step.line,
                            BY_HAND,
                            &format!("exit {code}, not {expected}:\n{printed}"),
                        );
                    }
                    out.extend(self.agree(&step, printed));
                }
                Some("cd") => {
                    *folder = folder.join(&words[1]);
                    out.extend(step.expected);
                }
                _ => out.extend(step.expected),
            }
        }
        out
    }

    fn session(&mut self, block: &Block, start: &Path, folder: &Path) -> Vec<String> {
        let steps = self.steps(block, |l| {
            let first = l.strip_prefix("dh> ").map(|c| (c.to_string(), true));
            first.or_else(|| l.strip_prefix("..> ").map(|c| (c.to_string(), false)))
        });
        // One session for the block; a line that no reader types stands
        // between what was printed for one input and for the next.
        const NEXT: &str = "--- next ---";
        let typed: String = steps.iter().map(|s| format!("print(\"{NEXT}\")\n{}\n", s.input)).collect();
        let (printed, _) = dh(folder, start, &["repl"], &typed);
        let mut parts = printed.split(|l| l == NEXT);
        assert_eq!(parts.clone().count(), steps.len() + 1, "the session ended early: {printed:#?}");
        // What the session says before the first line.
        parts.next();
        let mut out = Vec::new();
        for step in steps {
            let printed = parts.next().unwrap_or_default().to_vec();
            out.extend(step.input.lines().enumerate().map(|(i, l)| {
                let prompt = if i == 0 { "dh> " } else { "..> " };
                format!("{prompt}{l}")
            }));
            out.extend(self.agree(&step, trimmed(printed)));
        }
        out
    }

    /// The inputs of a block with what is said to follow each; `read` gives
    /// an input and whether it begins a new one.
    fn steps(&self, block: &Block, read: impl Fn(&str) -> Option<(String, bool)>) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for line in block.from..block.to {
            let text = &self.lines[line];
            match (read(text), steps.last_mut()) {
                (Some((input, false)), Some(step)) => step.input = format!("{}\n{input}", step.input),
                (Some((input, _)), _) => steps.push(Step { line, input, expected: Vec::new() }),
                (None, Some(step)) => step.expected.push(text.clone()),
                (None, None) => panic!("{}:{}: output before the first input", self.name, line + 1),
            }
        }
        steps
    }

    /// What the page should say: as it stands where it agrees with what was
    /// printed, otherwise what was printed.
    fn agree(&mut self, step: &Step, printed: Vec<String>) -> Vec<String> {
        let mut expected = step.expected.clone();
        while expected.last().is_some_and(|l| l.is_empty()) {
            expected.pop();
        }
        if lines_match(&expected, &printed) {
            return step.expected.clone();
        }
        self.complain(
            step.line,
            "",
            &format!("said:\n{}\n\nprinted:\n{}", expected.join("\n"), printed.join("\n")),
        );
        let mut new = elided(&expected, printed);
        // An empty line before the next command is for the eye.
        new.extend(step.expected[expected.len()..].iter().cloned());
        new
    }

    fn complain(&mut self, line: usize, note: &str, what: &str) {
        let place = format!("{}:{}: {}{note}", self.name, line + 1, self.lines[line]);
        self.complaints.push(format!("{place}\n{what}\n"));
    }

    /// Fails where the page is wrong, or puts it right.
    fn close(self) {
        if std::env::var_os("DH_UPDATE").is_some() {
            let text = self.lines.join("\n") + "\n";
            std::fs::write(repository().join(self.name), text).expect("the page written");
            let left: Vec<_> = self.complaints.iter().filter(|c| c.contains(BY_HAND)).cloned().collect();
            assert!(left.is_empty(), "{}", left.join("\n"));
        } else {
            assert!(
                self.complaints.is_empty(),
                "{} is stale (DH_UPDATE=1 cargo test docs:: writes it anew):\n\n{}",
                self.name,
                self.complaints.join("\n")
            );
        }
    }
}

/// One input and what is said to follow.
struct Step {
    line: usize,
    input: String,
    expected: Vec<String>,
}

/// What a run printed, stdout and stderr as a terminal shows them, and how it
/// ended.
fn dh(folder: &Path, start: &Path, arguments: &[&str], typed: &str) -> (Vec<String>, i32) {
    let mut both: File = tempfile::tempfile().expect("a temporary file");
    let handle = || both.try_clone().expect("a handle");
    let mut command = dh_in(folder, arguments);
    command.stdout(handle()).stderr(handle()).stdin(Stdio::piped()).env("HOME", start.join(".home"));
    // A dumb terminal would be shown the prompts.
    command.env("TERM", "xterm");
    let mut child = command.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("stdin");
    // A program that ends without reading closes the pipe.
    let _ = input.write_all(typed.as_bytes());
    drop(input);
    let status = child.wait().expect("the program ends");
    both.rewind().expect("rewound");
    let mut bytes = Vec::new();
    both.read_to_end(&mut bytes).expect("read");
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    for folder in [start.canonicalize().expect("a folder"), start.to_path_buf()] {
        text = text.replace(&*folder.to_string_lossy(), "[FOLDER]");
    }
    (trimmed(text.lines().map(|l| l.trim_end().to_string()).collect()), status.code().unwrap_or(-1))
}

/// Without empty lines at both ends.
fn trimmed(mut lines: Vec<String>) -> Vec<String> {
    while lines.last().is_some_and(|l| l.is_empty()) {
        lines.pop();
    }
    let from = lines.iter().position(|l| !l.is_empty()).unwrap_or(lines.len());
    lines.split_off(from)
}

/// Fills in a workbook as somebody would: `Metadata,C5:D7,unknown`.
fn fill(path: &Path, text: &str) {
    let mut book = Book::open(path);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for row in reader.records().map(|r| r.expect("sheet,cells,value")) {
        let (from, to) = row[1].split_once(':').unwrap_or((&row[1], &row[1]));
        let parts = |cell: &str| {
            let (column, line) = cell.split_at(1);
            (column.as_bytes()[0], line.parse::<u32>().expect("a cell such as C5"))
        };
        let ((left, top), (right, bottom)) = (parts(from), parts(to));
        for line in top..=bottom {
            for column in left..=right {
                let put = match row[2].parse::<f64>() {
                    Ok(number) => Put::Number(number),
                    Err(_) if row[2].is_empty() => Put::Nothing,
                    Err(_) => Put::Text(&row[2]),
                };
                book.put(&row[0], &format!("{}{line}", char::from(column)), &put);
            }
        }
    }
    book.save(path);
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    std::fs::write(path, text).expect("a file");
}

/// The words of a command line, with quotes of both kinds.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match quote {
            Some(q) if q == c => quote = None,
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

fn lines_match(said: &[String], printed: &[String]) -> bool {
    match said.split_first() {
        None => printed.is_empty(),
        Some((any, rest)) if any.trim() == ANY => {
            (0..=printed.len()).any(|skipped| lines_match(rest, &printed[skipped..]))
        }
        Some((first, rest)) => match printed.split_first() {
            Some((line, more)) => line_matches(first.trim_end(), line) && lines_match(rest, more),
            None => false,
        },
    }
}

fn line_matches(said: &str, printed: &str) -> bool {
    match said.split_once(ANY) {
        None => said == printed,
        Some((head, tail)) => printed.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices().map(|(i, _)| i).chain([rest.len()]).any(|i| line_matches(tail, &rest[i..]))
        }),
    }
}

/// What was printed, shortened where the page was shortened: one `[…]` line
/// keeps as many lines before and after it, a line with `[…]` inside stays
/// where it still holds.
fn elided(said: &[String], printed: Vec<String>) -> Vec<String> {
    let partly: Vec<&String> = said.iter().filter(|l| l.contains(ANY) && l.trim() != ANY).collect();
    let keep = |line: String| partly.iter().find(|l| line_matches(l, &line)).map_or(line, |l| l.to_string());
    let printed: Vec<String> = printed.into_iter().map(keep).collect();
    let first = said.iter().position(|l| l.trim() == ANY);
    let last = said.iter().rposition(|l| l.trim() == ANY);
    match (first, last) {
        (Some(head), Some(last)) if head == last && head + said.len() - last - 1 < printed.len() => {
            let tail = printed.len() - (said.len() - last - 1);
            let middle = std::iter::once(ANY.to_string());
            printed[..head].iter().cloned().chain(middle).chain(printed[tail..].iter().cloned()).collect()
        }
        _ => printed,
    }
}

#[test]
fn elisions_stand_for_anything() {
    let lines = |t: &str| t.lines().map(str::to_string).collect::<Vec<_>>();
    assert!(lines_match(&lines("a\n[…]\nd"), &lines("a\nb\nc\nd")));
    assert!(lines_match(&lines("a\n[…]\nd"), &lines("a\nd")));
    assert!(!lines_match(&lines("a\n[…]\nd"), &lines("a\nb\nc")));
    assert!(lines_match(&lines("[…] files, 1 country"), &lines("85 files, 1 country")));
    assert!(!lines_match(&lines("[…] files"), &lines("85 files, 1 country")));
    assert_eq!(elided(&lines("a\n[…]\nd"), lines("1\n2\n3\n4")), lines("1\n[…]\n4"));
    assert_eq!(elided(&lines("plan […]\nb"), lines("c\nplan 12")), lines("c\nplan […]"));
    assert_eq!(words("dh why \"XEX/a b\" 'c'"), ["dh", "why", "XEX/a b", "c"]);
}
