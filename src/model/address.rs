//! One grammar of addresses in scripts, on the command line, in the REPL and
//! in reports: `KEN/household_survey/children`,
//! `KEN/published:ocsea_clear_12m[published=2021]`, `series:cybertips`.

use std::fmt;

/// What a `kind:id` address points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressKind {
    Indicator,
    Published,
    Series,
    Dimension,
    Rate,
    Denominator,
    Criterion,
    Rubric,
    Theme,
    Finding,
    Recommendation,
    Coverage,
    Item,
    Chapter,
    Region,
    Programme,
    Output,
    Reference,
}

impl AddressKind {
    pub const ALL: [AddressKind; 18] = [
        AddressKind::Indicator,
        AddressKind::Published,
        AddressKind::Series,
        AddressKind::Dimension,
        AddressKind::Rate,
        AddressKind::Denominator,
        AddressKind::Criterion,
        AddressKind::Rubric,
        AddressKind::Theme,
        AddressKind::Finding,
        AddressKind::Recommendation,
        AddressKind::Coverage,
        AddressKind::Item,
        AddressKind::Chapter,
        AddressKind::Region,
        AddressKind::Programme,
        AddressKind::Output,
        AddressKind::Reference,
    ];

    pub fn word(self) -> &'static str {
        match self {
            AddressKind::Indicator => "indicator",
            AddressKind::Published => "published",
            AddressKind::Series => "series",
            AddressKind::Dimension => "dimension",
            AddressKind::Rate => "rate",
            AddressKind::Denominator => "denominator",
            AddressKind::Criterion => "criterion",
            AddressKind::Rubric => "rubric",
            AddressKind::Theme => "theme",
            AddressKind::Finding => "finding",
            AddressKind::Recommendation => "recommendation",
            AddressKind::Coverage => "coverage",
            AddressKind::Item => "item",
            AddressKind::Chapter => "chapter",
            AddressKind::Region => "region",
            AddressKind::Programme => "programme",
            AddressKind::Output => "output",
            AddressKind::Reference => "reference",
        }
    }
}

impl AddressKind {
    /// What it is called in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            AddressKind::Published => "published figure",
            other => other.word(),
        }
    }
}

/// A parsed address. Whether it points at something is for the workspace to
/// say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// A country code, where the address begins with one.
    pub country: Option<String>,
    /// `indicator`, `published` …; none for a path of ids.
    pub kind: Option<AddressKind>,
    /// The id, or the ids of a path, joined by `/`; empty for a country alone.
    pub id: String,
    /// `[sex=girl, published=2021]`, in the order written.
    pub filters: Vec<(String, String)>,
}

impl Address {
    pub fn new(country: Option<&str>, kind: AddressKind, id: impl Into<String>) -> Self {
        Address { country: country.map(str::to_string), kind: Some(kind), id: id.into(), filters: Vec::new() }
    }

    /// A path of ids: `KEN/household_survey/children`.
    pub fn path(country: Option<&str>, id: impl Into<String>) -> Self {
        Address { country: country.map(str::to_string), kind: None, id: id.into(), filters: Vec::new() }
    }

    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.filters.push((key.to_string(), value.into()));
        self
    }

    pub fn filter(&self, key: &str) -> Option<&str> {
        self.filters.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// Reads an address. The error says what is wrong with its form.
    pub fn parse(text: &str) -> Result<Address, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("an address is empty".into());
        }
        if text.chars().count() > 300 {
            return Err("an address is longer than 300 characters".into());
        }
        let (body, filters) = match text.split_once('[') {
            None => (text, Vec::new()),
            Some((body, rest)) => {
                let inner = rest
                    .strip_suffix(']')
                    .ok_or_else(|| format!("'{text}' has '[' without ']' at its end"))?;
                let mut filters = Vec::new();
                for part in inner.split(',').map(str::trim).filter(|p| !p.is_empty()) {
                    let (key, value) = part
                        .split_once('=')
                        .ok_or_else(|| format!("'{part}' in '{text}' is not written key=value"))?;
                    filters.push((key.trim().to_string(), value.trim().to_string()));
                }
                (body, filters)
            }
        };
        let mut rest = body;
        let mut country = None;
        let head = body.split(['/', ':']).next().unwrap_or(body);
        if crate::base::ids::is_country_code(head) {
            country = Some(head.to_string());
            rest = body[head.len()..].trim_start_matches('/');
        }
        let mut kind = None;
        if let Some((word, id)) = rest.split_once(':') {
            let found = AddressKind::ALL.into_iter().find(|k| k.word() == word);
            let words = || AddressKind::ALL.iter().map(|k| k.word());
            match found {
                Some(found) => kind = Some(found),
                None => {
                    let near = crate::base::diag::did_you_mean(word, words());
                    return Err(match near {
                        Some(near) => format!("'{word}:' is no kind of address; did you mean '{near}:'?"),
                        None => format!(
                            "'{word}:' is no kind of address; valid: {}",
                            words().collect::<Vec<_>>().join(", ")
                        ),
                    });
                }
            }
            rest = id;
            if rest.is_empty() {
                return Err(format!("'{text}' names no id after the colon"));
            }
        }
        if country.is_none() && rest.is_empty() {
            return Err(format!("'{text}' is no address"));
        }
        if !rest.is_empty() && rest.split('/').any(|s| s.is_empty()) {
            return Err(format!("'{text}' has an empty step between slashes"));
        }
        Ok(Address { country, kind, id: rest.to_string(), filters })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(country) = &self.country {
            f.write_str(country)?;
            if !self.id.is_empty() {
                f.write_str("/")?;
            }
        }
        if let Some(kind) = self.kind {
            write!(f, "{}:", kind.word())?;
        }
        f.write_str(&self.id)?;
        if !self.filters.is_empty() {
            let parts: Vec<String> = self.filters.iter().map(|(k, v)| format!("{k}={v}")).collect();
            write!(f, "[{}]", parts.join(","))?;
        }
        Ok(())
    }
}

/// What an unsuccessful look-up found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named<'a> {
    Found(&'a str),
    Unknown,
    /// More than one full name ends so.
    Ambiguous(Vec<&'a str>),
}

/// Finds the full name (`household_survey/children`) that `tail` is a unique
/// tail of; a full match wins over tails.
pub fn resolve_tail<'a>(tail: &str, names: impl IntoIterator<Item = &'a str>) -> Named<'a> {
    let mut found: Vec<&str> = Vec::new();
    for name in names {
        if name == tail {
            return Named::Found(name);
        }
        if name.strip_suffix(tail).is_some_and(|before| before.ends_with('/')) && !found.contains(&name) {
            found.push(name);
        }
    }
    match found[..] {
        [one] => Named::Found(one),
        [] => Named::Unknown,
        _ => Named::Ambiguous(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_address_reads_and_prints_back() {
        for text in [
            "KEN",
            "KEN/household_survey/children",
            "household_survey/children/internet_frequency",
            "KEN/published:ocsea_clear_12m[published=2021]",
            "series:cybertips",
            "theme:access_to_justice/barriers/shame",
            "KEN/indicator:told_no_one[sex=girl,age_group=12-14]",
        ] {
            assert_eq!(Address::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_wrong_address_says_what_is_wrong() {
        assert_eq!(
            Address::parse("serie:x").unwrap_err(),
            "'serie:' is no kind of address; did you mean 'series:'?"
        );
        assert!(Address::parse("KEN/a[b").unwrap_err().contains("without ']'"));
        assert!(Address::parse("published:").unwrap_err().contains("names no id"));
        assert!(Address::parse("a//b").unwrap_err().contains("empty step"));
    }

    #[test]
    fn a_unique_tail_is_enough_and_an_ambiguous_one_is_not() {
        let names = ["a/children", "b/caregivers", "c/children"];
        assert_eq!(resolve_tail("caregivers", names), Named::Found("b/caregivers"));
        assert_eq!(resolve_tail("children", names), Named::Ambiguous(vec!["a/children", "c/children"]));
        assert_eq!(resolve_tail("hildren", names), Named::Unknown);
    }
}
