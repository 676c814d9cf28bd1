//! Texts in every language: translations, placeholders, answers that are read
//! out.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use super::parts::Texts;
use crate::model::{Item, ItemKind, PlannedInstrument, Words, braces};

/// Texts as they are shown, with what was missed on the way.
pub struct Wording<'a> {
    source: &'a Source<'a>,
    /// Texts by the language that lacks them.
    missing: Vec<BTreeSet<String>>,
    all: BTreeSet<String>,
    /// Names in braces that neither the country nor a question fills.
    pub open: BTreeSet<String>,
}

impl<'a> Wording<'a> {
    pub fn new(source: &'a Source<'a>) -> Wording<'a> {
        let missing = source.languages.iter().map(|_| BTreeSet::new()).collect();
        Wording { source, missing, all: BTreeSet::new(), open: BTreeSet::new() }
    }

    /// How many texts there are, and how many each language lacks.
    pub fn counts(&self) -> (usize, Vec<usize>) {
        (self.all.len(), self.missing.iter().map(BTreeSet::len).collect())
    }

    /// A text of the method with its translations; nothing where it is empty.
    pub fn of(&mut self, text: &str, translations: &BTreeMap<String, String>) -> Texts {
        if text.is_empty() {
            return Texts::new();
        }
        self.all.insert(text.to_string());
        let mut out = Texts::new();
        for (at, language) in self.source.languages.iter().enumerate() {
            let translated = translations.get(&language.code).filter(|t| !t.is_empty());
            let shown = match translated {
                Some(translated) => translated.as_str(),
                None => {
                    if language.code != self.source.written_in {
                        self.missing[at].insert(text.to_string());
                    }
                    text
                }
            };
            out.push(self.filled(shown));
        }
        out
    }

    /// The form's own words.
    pub fn words(&mut self, key: &str) -> Texts {
        let instrument = &self.source.planned.instrument;
        let translations: BTreeMap<String, String> = instrument
            .words_in
            .iter()
            .filter_map(|(language, words)| Some((language.clone(), words.get(key)?.clone())))
            .collect();
        let usual = Words::default();
        let text = instrument.words.get(key).or_else(|| usual.get(key)).unwrap_or_default().to_string();
        self.of(&text, &translations)
    }

    /// The form's own words with the two ends of a range.
    pub fn range(&mut self, low: f64, high: f64) -> Texts {
        let words = self.words("range");
        let filled = |t: String| t.replace("{low}", &low.to_string()).replace("{high}", &high.to_string());
        words.into_iter().map(filled).collect()
    }

    fn filled(&mut self, text: &str) -> String {
        let mut out = String::new();
        // Text since the last answer that is read out.
        let mut plain = String::new();
        // What stands in an answer or a placeholder is not read again.
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            plain.push_str(before);
            let Some((name, after)) = behind.split_once('}') else {
                plain.push('{');
                rest = behind;
                continue;
            };
            if let Some((_, value)) = self.source.placeholders.iter().find(|(n, _)| n == name) {
                plain.push_str(value);
            } else if let Some(path) = piped(self.source.planned, name) {
                out += &as_text(&std::mem::take(&mut plain));
                out.push_str(&path);
            } else {
                if !matches!(name, "low" | "high") {
                    self.open.insert(name.to_string());
                }
                plain.push_str(&format!("{{{name}}}"));
            }
            rest = after;
        }
        plain.push_str(rest);
        out + &as_text(&plain)
    }
}

/// Text as it stands: what makes forms of workbooks takes `${` for the beginning
/// of a question's name. A word joiner between the two is not seen.
pub fn as_text(text: &str) -> String {
    text.replace("${", "$\u{2060}{")
}

/// The name of the calculation that holds the label of an answer.
pub fn label_of(id: &str) -> String {
    format!("{id}_label")
}

fn piped(planned: &PlannedInstrument, name: &str) -> Option<String> {
    let item = &planned.item(name).filter(|p| !p.left_out)?.item;
    match item.kind {
        ItemKind::SelectOne | ItemKind::SelectMultiple => Some(format!("${{{}}}", label_of(name))),
        kind if kind.has_value() => Some(format!("${{{name}}}")),
        _ => None,
    }
}

/// The questions whose answers are read out somewhere.
pub fn read_out(planned: &PlannedInstrument) -> BTreeSet<String> {
    let items: Vec<&Item> = planned.asked().map(|p| &*p.item).collect();
    let mut texts: Vec<&str> = Vec::new();
    for item in &items {
        texts.extend(item.wordings());
        texts.extend(item.texts.values().chain(item.hints.values()).map(String::as_str));
        texts.extend(item.options.iter().flat_map(|o| o.texts.values()).map(String::as_str));
    }
    for group in &planned.instrument.groups {
        texts.extend([group.label.as_str(), group.instruction.as_str()]);
        texts.extend(group.texts.values().chain(group.instructions.values()).map(String::as_str));
    }
    let named = |name: &&str| items.iter().any(|i| i.id == **name && i.kind.has_value());
    texts.into_iter().flat_map(braces).filter(named).map(str::to_string).collect()
}
