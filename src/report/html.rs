//! A document as one self-contained HTML page: no script, no request, readable
//! at 360 pixels and on A4.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::analysis::Figure;
use crate::model::{Address, RangeKind, Tier};

use super::document::{Block, Card, Document, Inline, Section, Standing, Table};
use super::svg;

const STYLE: &str = include_str!("style.css");

/// The page, as bytes that are the same on every run.
pub fn page(document: &Document) -> String {
    let title = plain_text(&document.title);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p class="kind" { (inline(&document.subtitle)) }
                    h1 { (inline(&document.title)) }
                    @for fact in &document.facts { p class="fact" { (inline(fact)) } }
                }
                nav aria-label="Contents" {
                    h2 { "Contents" }
                    ol { @for section in &document.sections { (contents(section)) }
                        @if !document.annexes.is_empty() { li { a href="#annexes" { "Annexes" } } }
                        li { a href="#provenance" { "Where every number comes from" } } }
                }
                main {
                    @for section in &document.sections { (self::section(section, 2)) }
                    @if !document.annexes.is_empty() {
                        section id="annexes" {
                            h2 { "Annexes" }
                            ul { @for (name, file) in &document.annexes { li { a href=(file) { (name) } } } }
                        }
                    }
                    section id="provenance" {
                        h2 { "Where every number comes from" }
                        p { "Each entry is what " code { "dh why ADDRESS" } " answers. The addresses work in scripts, in the REPL and on the command line." }
                        @for (figure, first) in caveats_once(&document.provenance) { (entry(figure, first)) }
                        @for (address, groups) in &document.entries { (answer_entry(address, groups)) }
                    }
                }
            }
        }
    }
    .into_string()
}

fn contents(section: &Section) -> Markup {
    html! {
        li {
            a href=(format!("#{}", section.id)) {
                @if !section.number.is_empty() { (inline(&section.number)) " " }
                (inline(&section.title))
            }
            @if !section.sections.is_empty() {
                ol { @for inner in &section.sections { (contents(inner)) } }
            }
        }
    }
}

fn section(section: &Section, level: usize) -> Markup {
    let heading = html! {
        @if !section.number.is_empty() { span class="number" { (inline(&section.number)) } " " }
        (inline(&section.title))
    };
    html! {
        section id=(section.id) {
            @match level {
                2 => h2 { (heading) },
                3 => h3 { (heading) },
                _ => h4 { (heading) },
            }
            @for block in &section.blocks { (self::block(block)) }
            @for inner in &section.sections { (self::section(inner, level + 1)) }
        }
    }
}

fn block(block: &Block) -> Markup {
    html! {
        @match block {
            Block::Paragraph(text) => p { (inline(text)) },
            Block::Heading(text) => p class="subhead" { (inline(text)) },
            Block::Note(text) => p class="note" { (inline(text)) },
            Block::Bullets(items) => ul { @for item in items { li { (inline(item)) } } },
            Block::Standings(lines) => ul class="standings" {
                @for (standing, word, details) in lines {
                    li class=(class_of(*standing)) {
                        span class="mark" aria-hidden="true" { (mark_of(*standing)) }
                        span { strong { (inline(word)) } @if !details.is_empty() { ": " (inline(details)) } }
                    }
                }
            },
            Block::Table(table) => (self::table(table)),
            Block::Cards(cards) => div class="cards" { @for card in cards { (self::card(card)) } },
            Block::Dots(chart) => (svg::dots(chart)),
            Block::Trend(chart) => (svg::trend(chart)),
        }
    }
}

fn class_of(standing: Standing) -> &'static str {
    match standing {
        Standing::Held => "held",
        Standing::Missing => "missing",
        Standing::Refused => "refused",
        Standing::Warning => "warning",
    }
}

fn mark_of(standing: Standing) -> &'static str {
    match standing {
        Standing::Held => "●",
        Standing::Missing => "○",
        Standing::Refused => "✕",
        Standing::Warning => "▲",
    }
}

fn card(card: &Card) -> Markup {
    html! {
        div class="card" {
            h4 { (inline(&card.title)) }
            @for line in &card.lines { p { (inline(line)) } }
        }
    }
}

fn table(table: &Table) -> Markup {
    html! {
        table {
            @if !table.caption.is_empty() { caption { (inline(&table.caption)) } }
            thead { tr { @for (i, h) in table.headers.iter().enumerate() {
                th scope="col" class=[table.numeric.contains(&i).then_some("num")] { (h) }
            } } }
            tbody {
                @for row in &table.rows {
                    tr { @for (i, cell) in row.iter().enumerate() {
                        td data-label=(table.headers[i]) class=(cell_class(table, i, cell)) {
                            // The wrapper keeps label and text as two columns on narrow pages.
                            div { (inline(cell)) }
                        }
                    } }
                }
            }
        }
    }
}

fn cell_class(table: &Table, column: usize, cell: &[Inline]) -> &'static str {
    match (cell.is_empty(), table.numeric.contains(&column)) {
        (true, _) => "empty",
        (false, true) => "num",
        (false, false) if matches!(table.headers[column], "As of" | "Year") => "short",
        (false, false) => "words",
    }
}

/// Runs of text.
pub fn inline(runs: &[Inline]) -> Markup {
    html! {
        @for run in runs {
            @match run {
                Inline::Plain(text) => (text),
                Inline::Verbatim { text, from } => span data-from=(from) { (text) },
                Inline::Number { address, part, text } => a class="n" href=(format!("#{}", slug(&address.to_string()))) data-address=(address) data-part=(part) { (text) },
                Inline::Entry { address, text } => a class="n" href=(format!("#{}", slug(&address.to_string()))) data-address=(address) data-part="state" { (text) },
                Inline::Link { text, url, from } => @if url.starts_with("http") {
                    a class="source" href=(url) data-from=(from) { (text) }
                } @else { span data-from=(from) { (text) } },
            }
        }
    }
}

/// The words of runs of text.
pub fn plain_text(runs: &[Inline]) -> String {
    runs.iter()
        .map(|r| match r {
            Inline::Plain(t)
            | Inline::Verbatim { text: t, .. }
            | Inline::Number { text: t, .. }
            | Inline::Entry { text: t, .. }
            | Inline::Link { text: t, .. } => t.as_str(),
        })
        .collect()
}

/// An address as the id of an element.
pub fn slug(text: &str) -> String {
    let mut out = String::from("w-");
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase())
        } else if !out.ends_with('-') {
            out.push('-')
        }
    }
    out.trim_end_matches('-').to_string()
}

/// Figures of one series share their caveats; they are printed with the first.
fn caveats_once(figures: &[Figure]) -> Vec<(&Figure, Option<&Figure>)> {
    let mut seen: Vec<&Figure> = Vec::new();
    figures
        .iter()
        .map(|f| {
            let same = |s: &&&Figure| {
                s.address.kind == f.address.kind && s.address.id == f.address.id && s.caveats == f.caveats
            };
            let first = seen.iter().find(same).copied();
            seen.push(f);
            (f, first.filter(|_| !f.caveats.is_empty()))
        })
        .collect()
}

fn entry(f: &Figure, caveats_at: Option<&Figure>) -> Markup {
    let address = f.address.to_string();
    let bounds = f.range_kind.filter(|_| f.value.is_some()).map(RangeKind::words);
    html! {
        dl class="entry" id=(slug(&address)) data-entry=(address) {
            dt class="address" { code { (address) } }
            dd {
                p { (f.label) ": " strong { @if f.is_held() { (f.shown()) } @else { (f.state) } }
                    @if let Some(words) = bounds { ", " (f.shown_range()) " (" (words) ")" }
                    @if !f.because.is_empty() { ". " (f.because) }
                }
                @if let Some(base) = f.base { p { "Base: " (crate::base::number::grouped(base, 0)) } }
                @if !f.population.is_empty() { p { "Population: " (f.population) } }
                @if !f.definition.is_empty() { p { "Definition: " (f.definition) @if !f.defined_at.is_empty() { ", " code { (f.defined_at) } } } }
                @if !f.expression.is_empty() { p { "Worked out as: " code { (f.expression) } } }
                @if !f.inputs.is_empty() { p { "From: " @for (i, input) in f.inputs.iter().enumerate() { @if i > 0 { ", " } code { (input) } } } }
                @for o in &f.origins {
                    p { "Source: "
                        @if o.url.starts_with("http") { a class="source" href=(o.url) { (o.title) } } @else { (o.title) }
                        @if let Some(tier) = o.tier { " (" (Tier::id(tier)) ")" }
                        @if !o.as_of.is_empty() { ", " (o.as_of) }
                        ", held at " code { (o.at) } }
                }
                @for change in &f.changes { p { "Changed here: " (change) } }
                @match caveats_at {
                    Some(first) => p class="note" { "Caveats as with " a href=(format!("#{}", slug(&first.address.to_string()))) data-entry=(first.address) { (first.address) } },
                    None => @for caveat in &f.caveats { p class="note" { (caveat) } },
                }
            }
        }
    }
}

fn answer_entry(address: &Address, groups: &[Vec<(String, String)>]) -> Markup {
    html! {
        dl class="entry" id=(slug(&address.to_string())) data-entry=(address) {
            dt class="address" { code { (address) } }
            @for fields in groups {
                dd { @for (name, value) in fields {
                    p { (name) ": " @if value.starts_with("http") { a class="source" href=(value) { (value) } } @else { (value) } }
                } }
            }
        }
    }
}
