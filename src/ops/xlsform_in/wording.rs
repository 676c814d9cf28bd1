//! The texts of a form: in the script's language and in the others, with what
//! they read out.

use std::collections::{BTreeMap, BTreeSet};

use super::convert::Converter;
use super::meaning::Reader;
use super::remarks::Extent;
use crate::expr::names_in_braces;
use crate::formats::xlsform::FormRow;

impl<'a> Converter<'a> {
    /// A text in the script's language, and in the others; what it reads out is
    /// not looked at.
    pub(super) fn plain_text(&self, row: &FormRow, column: &str) -> (String, BTreeMap<String, String>) {
        let texts = row.texts(column);
        // Some write a point where they have nothing to say.
        let says = |t: &str| column == "label" || !t.chars().all(|c| c.is_whitespace() || ".…?".contains(c));
        let of =
            |language: &str| texts.get(language).map(|t| squeezed(t)).filter(|t| !t.is_empty() && says(t));
        // A question is worded in some language; what else is said of it need not be.
        let any =
            || self.form.languages.iter().find_map(|language| of(language)).filter(|_| column == "label");
        let own = of(&self.source).or_else(|| of("")).or_else(any);
        let other = |(column, code): &(String, String)| of(column).map(|text| (code.clone(), text));
        let own = own.unwrap_or_default();
        let others = self.others.iter().filter_map(other).filter(|(_, text)| *text != own).collect();
        (own, others)
    }

    /// A text with the answers it reads out in braces; what cannot be read out
    /// stands in brackets.
    pub(super) fn text(
        &mut self,
        row: &FormRow,
        column: &str,
        roster: &str,
    ) -> (String, BTreeMap<String, String>) {
        let (own, others) = self.plain_text(row, column);
        let reader = Reader { names: &self.names, at: self.at(row), roster, own: None };
        let mut lost: BTreeSet<String> = BTreeSet::new();
        let mut read = |text: &str| {
            let mut out = String::new();
            let mut rest = text;
            while let Some(at) = rest.find("${") {
                out += &without_braces(&rest[..at]);
                let Some(end) = rest[at..].find('}') else { break };
                let name = rest[at + 2..at + end].trim();
                let base = name.strip_suffix("_label").filter(|_| self.own.folded.contains_key(name));
                match reader.read_out(base.unwrap_or(name)) {
                    Some(id) => out += &format!("{{{id}}}"),
                    None => {
                        lost.insert(name.to_string());
                        out += &format!("[{name}]");
                    }
                }
                rest = &rest[at + end + 1..];
            }
            out + &without_braces(rest)
        };
        let own = read(&own);
        let others = others.into_iter().map(|(code, text)| (code, read(&text))).collect();
        for name in lost {
            self.remarks.lost(
                row,
                Extent::InPart,
                format!("its {column} reads out '{name}', which cannot be read out here"),
            );
        }
        (own, others)
    }
}

/// One line.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Braces stand for what is read out.
pub(super) fn without_braces(text: &str) -> String {
    let names = names_in_braces(text);
    let mut text = text.to_string();
    for name in names {
        text = text.replace(&format!("${{{name}}}"), &format!("[{name}]"));
    }
    text.replace('{', "(").replace('}', ")").chars().filter(|c| !c.is_control()).collect()
}

/// A label as it is quoted in another: nothing is read out in it.
pub(super) fn bare(label: &str) -> String {
    let mut text: String = without_braces(label).chars().take(80).collect();
    if text.chars().count() < label.chars().count() {
        text.push('…');
    }
    text
}
