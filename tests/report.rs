//! `dh report`: every numeral has an address, nothing is half-written.

use dh::base::Interrupt;
use dh::ops::{Workbench, why};
use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::common::{Workspace, dh_in, limit_file_size, repository, shipped};

/// A run of text with the attributes of the elements around it, innermost
/// last.
struct Text {
    text: String,
    around: Vec<(String, HashMap<String, String>)>,
}

impl Text {
    fn nearest(&self, attribute: &str) -> Option<&str> {
        self.around.iter().rev().find_map(|(_, a)| a.get(attribute)).map(String::as_str)
    }

    fn inside(&self, tag: &str) -> bool {
        self.around.iter().any(|(t, _)| t == tag)
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Walks the page: its texts, all ids, all links into the page.
fn walk(page: &str) -> (Vec<Text>, HashSet<String>, Vec<String>) {
    let (mut texts, mut ids, mut links) = (Vec::new(), HashSet::new(), Vec::new());
    let mut stack: Vec<(String, HashMap<String, String>)> = Vec::new();
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        let text = &rest[..open];
        if !text.trim().is_empty() {
            texts.push(Text { text: unescape(text), around: stack.clone() });
        }
        let close = open + rest[open..].find('>').expect("a tag that ends");
        let tag = &rest[open + 1..close];
        rest = &rest[close + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let (opened, _) = stack.pop().expect("an element to close");
            assert_eq!(opened, name, "elements nest");
            continue;
        }
        let (name, mut left) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = HashMap::new();
        while let Some(equals) = left.find("=\"") {
            let key = left[..equals].trim().to_string();
            let end = equals + 2 + left[equals + 2..].find('"').expect("a quoted attribute");
            attributes.insert(key, unescape(&left[equals + 2..end]));
            left = &left[end + 1..];
        }
        ids.extend(attributes.get("id").cloned());
        if let Some(target) = attributes.get("href").and_then(|h| h.strip_prefix('#')) {
            links.push(target.to_string());
        }
        if name == "style" {
            let end = rest.find("</style>").expect("the style ends");
            rest = &rest[end + "</style>".len()..];
        } else if name != "meta" {
            stack.push((name.to_string(), attributes));
        }
    }
    (texts, ids, links)
}

/// The numerals of a text, without the commas of thousands.
fn numerals(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut now = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() || ((c == ',' || c == '.') && !now.is_empty()) {
            now.push(c);
        } else if !now.is_empty() {
            out.push(now.trim_end_matches([',', '.']).replace(',', ""));
            now.clear();
        }
    }
    out
}

/// Why a numeral is not accounted for; nothing when it is.
fn unaccounted(workbench: &Workbench, files: &mut HashMap<String, String>, text: &Text) -> Option<String> {
    let folder = &workbench.workspace.folder;
    let found = numerals(&text.text);
    if found.is_empty() {
        return None;
    }
    if text.nearest("data-axis").is_some() {
        return (!text.inside("svg")).then(|| "an axis outside a chart".to_string());
    }
    let answer_of = |address: &str| why::why(workbench, address).map_err(|d| d.message);
    if let Some(entry) = text.nearest("data-entry") {
        let known = match answer_of(entry) {
            Ok(answer) => serde_json::Value::from(answer.rows).to_string().replace(',', ""),
            Err(error) => return Some(error),
        };
        return found.iter().find(|n| !known.contains(*n)).map(|n| format!("{n} is not in dh why {entry}"));
    }
    if let Some(address) = text.nearest("data-address") {
        let answer = match answer_of(address) {
            Ok(answer) => answer,
            Err(error) => return Some(error),
        };
        let part = text.nearest("data-part").expect("a part");
        let said = |row: &serde_json::Map<String, serde_json::Value>| match part {
            "value" => row["shown"].as_str() == Some(&text.text),
            "range" => row["shown_range"].as_str() == Some(&text.text),
            "base" => row["base"].as_f64().map(|b| b.to_string()) == Some(text.text.replace(',', "")),
            "count" => row["count"].as_str() == Some(&text.text),
            "period" => row["published"].as_str() == Some(&text.text),
            "unit" => row["unit"].as_str() == Some(&text.text),
            _ => found.iter().all(|n| serde_json::Value::from(row.clone()).to_string().contains(n)),
        };
        return (!answer.rows.iter().any(said))
            .then(|| format!("dh why {address} does not say {part} {:?}", text.text));
    }
    if let Some(list) = text.nearest("data-addresses") {
        let mut known = list.replace(',', "");
        for address in list.split(' ') {
            let answer = match answer_of(address) {
                Ok(answer) => answer,
                Err(error) => return Some(error),
            };
            for row in &answer.rows {
                known.push_str(&format!(" {} {}", row["shown"], row["shown_range"]).replace(',', ""));
            }
        }
        return found.iter().find(|n| !known.contains(*n)).map(|n| format!("{n} is in none of {list}"));
    }
    let Some(from) = text.nearest("data-from") else {
        return Some("no address and no place it is from".into());
    };
    let file = from.rsplit_once(':').map_or(from, |(f, _)| f);
    let written = files
        .entry(file.to_string())
        .or_insert_with(|| std::fs::read_to_string(folder.join(file)).unwrap_or_default());
    found
        .iter()
        .find(|n| !written.replace(',', "").contains(*n))
        .map(|n| format!("{n} is not written in {file}"))
}

/// The numerals of a country's report that nothing accounts for.
pub fn wrong_numerals(folder: &Path, country: &str) -> Vec<String> {
    let workbench = Workbench::open(folder, &Interrupt::new());
    let out = tempfile::tempdir().expect("a folder");
    let answer =
        dh::ops::report::report(&workbench, country, out.path()).unwrap_or_else(|d| panic!("{}", d.render()));
    let page = std::fs::read_to_string(answer.rows[0]["file"].as_str().expect("a file")).expect("a page");
    let mut files = HashMap::new();
    let wrong = |t: &Text| Some(format!("{:?}: {}", t.text, unaccounted(&workbench, &mut files, t)?));
    walk(&page).0.iter().filter(|t| !t.inside("head")).filter_map(wrong).collect()
}

#[test]
fn every_numeral_resolves_and_equals_what_why_says() {
    let workbench = Workbench::open(&repository(), &Interrupt::new());
    let mut files = HashMap::new();
    for country in ["KEN", "PHL", "ETH", "RWA", "TZA", "BRA"] {
        let folder = tempfile::tempdir().expect("a folder");
        let answer = dh::ops::report::report(&workbench, country, folder.path())
            .unwrap_or_else(|d| panic!("{}", d.render()));
        let page = std::fs::read_to_string(answer.rows[0]["file"].as_str().expect("a file")).expect("a page");
        let (texts, ids, links) = walk(&page);
        let shown = texts.iter().filter(|t| t.nearest("data-address").is_some()).count();
        assert!(shown > 10, "{country} shows {shown} figures");
        let wrong: Vec<String> = texts
            .iter()
            .filter(|t| !t.inside("head"))
            .filter_map(|t| Some(format!("{:?}: {}", t.text, unaccounted(&workbench, &mut files, t)?)))
            .collect();
        assert!(wrong.is_empty(), "{country}: {} numerals:\n{}", wrong.len(), wrong.join("\n"));
        let dangling: Vec<&String> = links.iter().filter(|l| !ids.contains(*l)).collect();
        assert!(dangling.is_empty(), "{country}: {dangling:?}");
        assert!(!page.contains("<script") && !page.contains("NaN"));
    }
}

#[test]
fn a_numeral_without_an_address_is_noticed() {
    let workbench = Workbench::open(&repository(), &Interrupt::new());
    for planted in [
        "<p>12 children</p>",
        "<p><a data-address=\"KEN/published:internet_use_12_17\" data-part=\"value\">68 %</a></p>",
        "<p><span data-from=\"methodology/init.lua:1\">987654</span></p>",
    ] {
        let (texts, _, _) = walk(planted);
        assert!(unaccounted(&workbench, &mut HashMap::new(), &texts[0]).is_some(), "{planted}");
    }
}

#[test]
fn the_report_is_written_where_the_contract_says_and_twice_the_same() {
    let workspace = Workspace::shipped();
    let run = workspace.run(&["report", "KEN"]);
    assert_eq!(run.code, 0, "{}", run.all());
    let first = workspace.read("out/KEN/index.html");
    workspace.run(&["report", "Kenya"]);
    assert_eq!(first, workspace.read("out/KEN/index.html"));
    for chapter in ["Executive summary", "Methods", "Legislation and policy", "Acknowledgements"] {
        assert!(first.contains(chapter), "{chapter}");
    }
}

#[test]
fn press_only_figures_stand_apart_as_leads() {
    let workspace = Workspace::shipped();
    workspace.run(&["report", "KEN"]);
    let page = workspace.read("out/KEN/index.html");
    let summary =
        page.split("id=\"chapter-methods\"").next().expect("a summary").split("<main>").nth(1).expect("main");
    assert!(!summary.contains("published:ocsea_clear_12m"), "a lead in the headline");
    assert!(page.contains("They tell where to look and are no evidence"));
}

#[test]
fn unexplained_ranges_are_never_drawn() {
    let workspace = Workspace::shipped();
    workspace.run(&["report", "KEN"]);
    let page = workspace.read("out/KEN/index.html");
    for chart in page.split("<svg").skip(1).map(|c| c.split("</svg>").next().expect("a chart")) {
        assert!(
            !chart.contains("KEN/published:ocsea_clear_12m")
                && !chart.contains("ZAF/published:ocsea_clear_12m")
        );
    }
    assert!(page.contains("Not drawn: "));
}

#[test]
fn a_folder_that_cannot_be_written_is_one_clear_message() {
    let workspace = Workspace::small();
    workspace.write("methodology/report.lua", "return report \"national\" \"National report\" {}\n");
    workspace.write("out", "a file where a folder should be");
    insta::assert_snapshot!(workspace.run(&["report", "XEX"]).all(), @"

    --- stderr ---
    error: cannot write out/XEX/index.html: a file stands where a folder should be
      = nothing was changed; free some space or choose another folder with --out
    --- exit 2 ---
    ");
    assert_eq!(workspace.read("out"), "a file where a folder should be");
}

#[test]
fn a_disk_that_fills_leaves_the_old_report_and_no_half_of_the_new() {
    let workspace = Workspace::shipped();
    workspace.run(&["report", "KEN"]);
    let before = workspace.read("out/KEN/index.html");
    let files = || std::fs::read_dir(workspace.path().join("out/KEN")).expect("a folder").count();
    let annex = || workspace.read("out/KEN/annex_household_survey_children.html");
    let (pages, annex_before) = (files(), annex());
    assert_eq!(pages, 3);
    let size = before.len() as u64;
    workspace.replace("countries/kenya/init.lua", "\"Kenya\"", "\"Republic of Kenya\"");
    for limit in [0, 1, 4096, size / 2, size - 1] {
        let mut command = dh_in(workspace.path(), &["report", "KEN"]);
        limit_file_size(&mut command, limit);
        let output = command.output().expect("a run");
        let message = String::from_utf8_lossy(&output.stderr).to_string();
        assert_eq!(output.status.code(), Some(2), "{limit}: {message}");
        assert!(
            message.contains("cannot write") && message.contains("nothing was changed"),
            "{limit}: {message}"
        );
        assert_eq!(before, workspace.read("out/KEN/index.html"), "{limit}");
        assert_eq!(annex_before, annex(), "{limit}");
        assert_eq!(files(), pages, "{limit}");
    }
}

#[test]
fn what_was_adapted_stands_in_annexes_that_the_report_names() {
    let workspace = Workspace::shipped();
    let run = workspace.run(&["report", "KEN"]);
    assert!(run.stdout.contains("Beside it 2 annexes of how questionnaires were adapted."), "{}", run.stdout);
    let page = workspace.read("out/KEN/index.html");
    let link = "<a href=\"annex_household_survey_children.html\">Kenya, Children: adaptation dossier</a>";
    assert!(page.contains(link));
    let annex = workspace.read("out/KEN/annex_household_survey_children.html");
    assert!(annex.contains("Kenya, Children: adaptation dossier"));
    // Narrow pages hide the heads of columns.
    let cells = annex.matches("<td").count();
    assert!(cells > 0 && annex.matches("<td data-label=").count() == cells);
    // Who changes nothing has no annex, and says nothing of one.
    let run = workspace.run(&["report", "ARM"]);
    assert!(!run.stdout.contains("annex"), "{}", run.stdout);
    assert!(!workspace.read("out/ARM/index.html").contains("Annexes"));
}

#[test]
fn a_report_of_no_country_says_which_there_are() {
    let run = shipped(&["report", "XXX"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("there is no country 'XXX'") && run.stderr.contains("KEN"), "{}", run.stderr);
}
