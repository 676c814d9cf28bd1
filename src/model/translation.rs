//! What of an instrument is put into other languages: every string with a key,
//! the text it was translated from, and what became of it since.
//!
//! A translation belongs to the text it was made of. Where that text has
//! changed, the translation is stale: it is still used and always said to be.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::Span;

use super::instrument::{Change, ChangeKind, Item, ItemKind};
use super::plan::{AppliedChange, PlannedInstrument};

/// A string of an instrument, in the language of the method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// `question`, `question.hint`, `question/option`, `option:yes`,
    /// `section:…`, `section:….instruction`, `words:…`.
    pub key: String,
    pub text: String,
    /// What it is, in a word.
    pub kind: &'static str,
    /// The section it stands in; empty for what several share.
    pub section: String,
    /// The questions it belongs to, where there are several.
    pub shared_by: Vec<String>,
    targets: Vec<Target>,
}

/// Where a translated string goes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    Text(String),
    Hint(String),
    Option(String, String),
    Heading(String),
    Instruction(String),
    Words(&'static str),
}

/// A string in another language, as a file beside the scripts keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    pub key: String,
    /// The text it was made of.
    pub source: String,
    pub text: String,
    /// Not yet to be relied on.
    pub draft: bool,
    pub note: String,
    pub span: Span,
}

/// How a string stands in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextState {
    /// Made of the text that is asked today.
    Same,
    /// Made of it, and marked as a draft.
    Draft,
    /// Made of another text than is asked today.
    Stale,
    /// There is none.
    Missing,
    /// Of a string that is not asked any more; the work is kept.
    Kept,
}

impl TextState {
    pub const ALL: [TextState; 5] =
        [TextState::Same, TextState::Draft, TextState::Stale, TextState::Missing, TextState::Kept];

    pub fn word(self) -> &'static str {
        match self {
            TextState::Same => "same",
            TextState::Draft => "draft",
            TextState::Stale => "stale",
            TextState::Missing => "missing",
            TextState::Kept => "kept",
        }
    }
}

/// A string with its translation and how it stands.
#[derive(Debug, Clone)]
pub struct StandingText {
    pub of: SourceText,
    pub row: Option<Translated>,
    pub state: TextState,
}

impl StandingText {
    /// Whether the form may show it: a translation whose placeholders are not
    /// those of today's text would print braces.
    pub fn usable(&self) -> bool {
        self.row.as_ref().is_some_and(|r| {
            self.state != TextState::Missing && placeholders(&r.text) == placeholders(&self.of.text)
        })
    }
}

/// Two options of one question that read the same in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeTexts {
    pub item: String,
    /// The keys of the strings, in the order of the options.
    pub keys: [String; 2],
    pub text: String,
}

/// The names in braces of a text.
pub fn placeholders(text: &str) -> BTreeSet<&str> {
    super::instrument::braces(text).collect()
}

/// Whether a language is written from right to left (the scripts Arabic,
/// Hebrew, Syriac, Thaana and N'Ko, by the languages written in them).
pub fn is_right_to_left(language: &str) -> bool {
    let base = language.split(['-', '_']).next().unwrap_or(language);
    [
        "ar", "ary", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "prs", "ps", "sd", "syr", "ug", "ur",
        "yi",
    ]
    .contains(&base)
}

impl PlannedInstrument {
    /// Every string that is put into other languages, in the order of asking.
    ///
    /// A label that several questions offer under the same code is one string,
    /// `option:code`; `question/code` among `own` takes one question out of it.
    pub fn source_texts(&self, own: &[&str]) -> Vec<SourceText> {
        let shared = self.shared_options(own);
        let mut out: Vec<SourceText> = Vec::new();
        let mut place: HashMap<String, usize> = HashMap::new();
        let mut add = |key: String, text: &str, kind, section: &str, target: Target| {
            if text.trim().is_empty() {
                return;
            }
            let of = match &target {
                Target::Option(item, _) => Some(item.clone()),
                _ => None,
            };
            match place.get(&key) {
                Some(at) => {
                    out[*at].shared_by.extend(of);
                    out[*at].targets.push(target);
                }
                None => {
                    place.insert(key.clone(), out.len());
                    out.push(SourceText {
                        key,
                        text: text.to_string(),
                        kind,
                        section: section.to_string(),
                        shared_by: of.into_iter().collect(),
                        targets: vec![target],
                    });
                }
            }
        };
        let mut group = "";
        for planned in self.asked() {
            let item = &planned.item;
            if item.group != group {
                group = &item.group;
                if let Some(g) = self.group(item) {
                    let key = format!("section:{}", g.id);
                    let to = |make: fn(String) -> Target| make(g.id.clone());
                    add(
                        format!("{key}.instruction"),
                        &g.instruction,
                        "instruction",
                        group,
                        to(Target::Instruction),
                    );
                    add(key, &g.label, "heading", group, to(Target::Heading));
                }
            }
            // What is worked out is never read to anybody.
            if item.kind == ItemKind::Calculation {
                continue;
            }
            let words = &self.instrument.words.specify;
            let key =
                if !item.specify_of.is_empty() && item.text == *words && !own.contains(&item.id.as_str()) {
                    "words:specify".to_string()
                } else {
                    item.id.clone()
                };
            let kind = if item.kind == ItemKind::Note { "note" } else { "question" };
            add(key, &item.text, kind, group, Target::Text(item.id.clone()));
            add(format!("{}.hint", item.id), &item.hint, "instruction", group, Target::Hint(item.id.clone()));
            for option in &item.options {
                let target = Target::Option(item.id.clone(), option.id.clone());
                let alone = format!("{}/{}", item.id, option.id);
                let of_all = shared.get(option.id.as_str()).is_some_and(|label| *label == option.label);
                if of_all && !own.contains(&alone.as_str()) {
                    add(format!("option:{}", option.id), &option.label, "option", "", target);
                } else {
                    add(alone, &option.label, "option", group, target);
                }
            }
        }
        for key in super::instrument::Words::KEYS {
            let text = self.instrument.words.get(key).unwrap_or_default();
            add(format!("words:{key}"), text, "the form's words", "", Target::Words(key));
        }
        for text in &mut out {
            if text.key == "words:specify" {
                (text.kind, text.section) = ("the form's words", String::new());
            }
            if text.shared_by.len() < 2 {
                text.shared_by.clear();
            }
        }
        out
    }

    /// Code → the label that most questions give it, where several do; the
    /// first asked among equals.
    fn shared_options(&self, own: &[&str]) -> HashMap<String, String> {
        let mut counts: HashMap<&str, Vec<(&str, usize)>> = HashMap::new();
        for planned in self.asked() {
            for option in &planned.item.options {
                if own.contains(&format!("{}/{}", planned.item.id, option.id).as_str()) {
                    continue;
                }
                let labels = counts.entry(&option.id).or_default();
                match labels.iter_mut().find(|(label, _)| *label == option.label) {
                    Some((_, n)) => *n += 1,
                    None => labels.push((&option.label, 1)),
                }
            }
        }
        counts
            .into_iter()
            .filter_map(|(code, labels)| {
                let most = labels.iter().map(|(_, n)| *n).max().filter(|n| *n > 1)?;
                let (label, _) = labels.iter().find(|(_, n)| *n == most)?;
                Some((code.to_string(), (*label).to_string()))
            })
            .collect()
    }

    /// Every string with what `rows` have for it, then the rows of strings that
    /// are not asked any more.
    pub fn standing_texts(&self, language: &str, rows: &[Translated]) -> Vec<StandingText> {
        let own: Vec<&str> = rows.iter().map(|r| r.key.as_str()).collect();
        let by_key: HashMap<&str, &Translated> = rows.iter().rev().map(|r| (r.key.as_str(), r)).collect();
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut out = Vec::new();
        for of in self.source_texts(&own) {
            let mut row = by_key.get(of.key.as_str()).copied();
            if row.is_none() && of.kind == "option" {
                // A list that one more question offers, or one fewer: the same
                // code with the same label is the same string.
                let code = of.key.rsplit(['/', ':']).next().unwrap_or_default();
                row = rows.iter().find(|r| {
                    r.source == of.text
                        && r.key.rsplit_once(['/', ':']).is_some_and(|(_, c)| c == code)
                        && !r.key.starts_with("section:")
                        && !r.key.starts_with("words:")
                });
            }
            if let Some(row) = row {
                used.insert(&row.key);
            }
            let row = row.cloned().or_else(|| self.said_by_method(&of, language));
            let state = match &row {
                Some(row) if row.text.trim().is_empty() => TextState::Missing,
                Some(row) if row.source != of.text => TextState::Stale,
                Some(row) if row.draft => TextState::Draft,
                Some(_) => TextState::Same,
                None => TextState::Missing,
            };
            out.push(StandingText { of, row, state });
        }
        for row in rows.iter().filter(|r| !used.contains(r.key.as_str()) && !r.text.trim().is_empty()) {
            let of = SourceText {
                key: row.key.clone(),
                text: row.source.clone(),
                kind: "not asked here",
                section: String::new(),
                shared_by: Vec::new(),
                targets: Vec::new(),
            };
            out.push(StandingText { of, row: Some(row.clone()), state: TextState::Kept });
        }
        out
    }

    /// Options of one question that nobody can tell apart in these translations,
    /// though the source tells them apart; a pair of strings once.
    pub fn alike(&self, texts: &[StandingText]) -> Vec<AlikeTexts> {
        let mut by_item: HashMap<&str, HashMap<&str, (&str, &str)>> = HashMap::new();
        for standing in texts.iter().filter(|t| t.usable()) {
            let Some(row) = &standing.row else { continue };
            for target in &standing.of.targets {
                if let Target::Option(item, code) = target {
                    let codes = by_item.entry(item).or_default();
                    codes.insert(code, (standing.of.key.as_str(), row.text.as_str()));
                }
            }
        }
        let read = |text: &str| text.trim().to_lowercase();
        let mut out: Vec<AlikeTexts> = Vec::new();
        for planned in self.asked() {
            let Some(codes) = by_item.get(planned.item.id.as_str()) else { continue };
            for (n, option) in planned.item.options.iter().enumerate() {
                let Some((key, text)) = codes.get(option.id.as_str()) else { continue };
                let twin = planned.item.options[..n].iter().find_map(|other| {
                    let (twin, as_text) = codes.get(other.id.as_str())?;
                    let alike = read(as_text) == read(text) && read(&other.label) != read(&option.label);
                    alike.then(|| (*twin).to_string())
                });
                let Some(twin) = twin else { continue };
                let keys = [twin, (*key).to_string()];
                if out.iter().all(|a| a.keys != keys) {
                    out.push(AlikeTexts { item: planned.item.id.clone(), keys, text: (*text).to_string() });
                }
            }
        }
        out
    }

    /// A translation that scripts carry themselves, beside the wording.
    fn said_by_method(&self, of: &SourceText, language: &str) -> Option<Translated> {
        let group = |id: &str| self.instrument.groups.iter().find(|g| g.id == id);
        let text = match of.targets.first()? {
            Target::Text(id) => self.item(id)?.item.texts.get(language),
            Target::Hint(id) => self.item(id)?.item.hints.get(language),
            Target::Option(id, code) => {
                self.item(id)?.item.options.iter().find(|o| o.id == *code)?.texts.get(language)
            }
            Target::Heading(id) => group(id)?.texts.get(language),
            Target::Instruction(id) => group(id)?.instructions.get(language),
            Target::Words(key) => self.instrument.words_in.get(language)?.get(*key),
        }?;
        Some(Translated {
            key: of.key.clone(),
            source: of.text.clone(),
            text: text.clone(),
            draft: false,
            note: String::new(),
            span: self.instrument.span.clone(),
        })
    }

    /// Fills in the strings of a file; what is not asked here stays in the file.
    pub(super) fn translate_from(
        &mut self,
        layer: &str,
        change: &Change,
        language: &str,
        rows: &[Translated],
    ) {
        // Of an item that is translated the log keeps the language, not the file.
        let mut small = change.clone();
        small.kind = ChangeKind::Translate {
            language: language.to_string(),
            texts: Vec::new(),
            file: None,
            rows: Arc::default(),
        };
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for standing in self.standing_texts(language, rows).into_iter().filter(StandingText::usable) {
            let Some(row) = standing.row else { continue };
            for target in standing.of.targets {
                touched.extend(self.put(&target, language, &row.text));
            }
        }
        for planned in self.items.iter_mut().filter(|p| touched.contains(&p.item.id)) {
            let what = format!("translated into {language}");
            planned.changes.push(AppliedChange { layer: layer.into(), change: small.clone(), what });
        }
    }

    /// Puts a text where it belongs; the item it changed.
    fn put(&mut self, target: &Target, language: &str, text: &str) -> Option<String> {
        let (language, text) = (language.to_string(), text.to_string());
        let mut on_item = |id: &str, change: &mut dyn FnMut(&mut Item)| {
            let planned = self.items.iter_mut().find(|p| p.item.id == id)?;
            change(Arc::make_mut(&mut planned.item));
            Some(id.to_string())
        };
        match target {
            Target::Text(id) => on_item(id, &mut |item| {
                item.texts.insert(language.clone(), text.clone());
            }),
            Target::Hint(id) => on_item(id, &mut |item| {
                item.hints.insert(language.clone(), text.clone());
            }),
            Target::Option(id, code) => on_item(id, &mut |item| {
                if let Some(option) = item.options.iter_mut().find(|o| o.id == *code) {
                    option.texts.insert(language.clone(), text.clone());
                }
            }),
            Target::Heading(id) | Target::Instruction(id) => {
                let instrument = Arc::make_mut(&mut self.instrument);
                let group = instrument.groups.iter_mut().find(|g| g.id == *id)?;
                match target {
                    Target::Heading(_) => group.texts.insert(language, text),
                    _ => group.instructions.insert(language, text),
                };
                None
            }
            Target::Words(key) => {
                let words = &mut Arc::make_mut(&mut self.instrument).words_in;
                words.entry(language).or_default().insert((*key).to_string(), text);
                None
            }
        }
    }
}
