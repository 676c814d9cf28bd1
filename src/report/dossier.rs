//! The adaptation dossier of a questionnaire: what a country asks otherwise than
//! the core, item by item, with the logs of translation and of cognitive tests.

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// What a log says: when or where, what, and what was made of it.
#[derive(Debug, Clone, Default)]
pub struct Log {
    pub when: String,
    pub what: String,
    pub then: String,
}

/// An item that is not as in the core, or of which there is a log.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    pub id: String,
    /// The wording of the core; none of an item that only this country asks.
    pub core: Option<String>,
    /// The wording here; none of an item that is left out.
    pub here: Option<String>,
    pub class: String,
    pub comparability: String,
    pub reason: String,
    pub changes: Vec<Log>,
    pub translations: Vec<Log>,
    pub tests: Vec<Log>,
}

#[derive(Debug, Clone, Default)]
pub struct Dossier {
    pub title: String,
    pub facts: Vec<String>,
    /// Rounds of tests, one a row: id, label, held, language, with, how, of what, source.
    pub rounds: Vec<Vec<String>>,
    /// Language, then how many strings are same, draft, stale, missing, kept.
    pub languages: Vec<Vec<String>>,
    pub entries: Vec<Entry>,
    /// Items of which there is nothing to say.
    pub untouched: usize,
}

impl Dossier {
    /// The page; the same bytes on every run.
    pub fn page(&self) -> String {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header {
                        h1 { (self.title) }
                        @for fact in &self.facts { p class="fact" { (fact) } }
                    }
                    main {
                        section {
                            h2 { "Languages" }
                            @if self.languages.is_empty() { p { "Asked in the language of the method alone." } }
                            @else { (table(&["language", "same", "draft", "stale", "missing", "kept"], &self.languages)) }
                        }
                        section {
                            h2 { "Cognitive tests" }
                            @if self.rounds.is_empty() { p { "None is declared." } }
                            @else { (table(&["id", "round", "held", "language", "with", "how", "of", "source"], &self.rounds)) }
                        }
                        section {
                            h2 { "Item by item" }
                            @if self.entries.is_empty() { p { "Every item is as in the core, and nothing was tried or translated." } }
                            @for entry in &self.entries { (self::entry(entry)) }
                            @if self.untouched > 0 { p class="note" { (self.untouched) " more items are as in the core, and nothing is logged of them." } }
                        }
                    }
                }
            }
        }
        .into_string()
    }
}

fn table(headers: &[&str], rows: &[Vec<String>]) -> Markup {
    html! {
        div class="scroll" {
            table {
                thead { tr { @for h in headers { th scope="col" { (h) } } } }
                // On narrow pages each cell stands behind the name of its column.
                tbody {
                    @for row in rows {
                        tr {
                            @for (cell, header) in row.iter().zip(headers) {
                                td data-label=(header) class=[cell.is_empty().then_some("empty")] dir="auto" { (cell) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn entry(entry: &Entry) -> Markup {
    html! {
        section id=(entry.id) style="break-inside: avoid" {
            h3 { (entry.id) " (" (entry.class) "): " (entry.comparability) }
            p { (entry.reason) "." }
            @match (&entry.core, &entry.here) {
                (Some(core), Some(here)) if core == here => p { "Asked: " (core) },
                (Some(core), Some(here)) => {
                    p { "In the core: " (core) }
                    p { "Here: " (here) }
                },
                (Some(core), None) => p { "In the core: " (core) " Not asked here." },
                (None, Some(here)) => p { "Asked only here: " (here) },
                (None, None) => {},
            }
            (log("What was changed", &["by", "what", "why"], &entry.changes))
            (log("Translation", &["language", "string", "note"], &entry.translations))
            (log("Tried", &["when", "found", "decided"], &entry.tests))
        }
    }
}

fn log(title: &str, headers: &[&str], logs: &[Log]) -> Markup {
    let rows: Vec<Vec<String>> =
        logs.iter().map(|l| vec![l.when.clone(), l.what.clone(), l.then.clone()]).collect();
    html! {
        @if !rows.is_empty() {
            p class="subhead" { (title) }
            (table(headers, &rows))
        }
    }
}
