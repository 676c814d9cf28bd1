//! Headers of a form's columns, as they have been written over the years:
//! `label::English (en)`, `relevance`, `bind:relevant`, `list name`.

/// What a column holds, and in which language where it says one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name that is usual today: `relevant`, `list_name`.
    pub column: String,
    /// As it stands: `English (en)`; empty for none.
    pub language: String,
}

/// Words before a column's own name.
const BEFORE: [&str; 5] = ["bind", "control", "media", "body", "instance"];

/// Names that columns had, and have in other programs.
const ALSO: [(&str, &str); 17] = [
    ("relevance", "relevant"),
    ("skippattern", "relevant"),
    ("caption", "label"),
    ("constraint_msg", "constraint_message"),
    ("constraining_message", "constraint_message"),
    ("requiredmsg", "required_message"),
    ("required_msg", "required_message"),
    ("readonly", "read_only"),
    ("calculate", "calculation"),
    ("command", "type"),
    ("tag", "name"),
    ("value", "name"),
    ("count", "repeat_count"),
    ("jr:count", "repeat_count"),
    ("jr:constraintmsg", "constraint_message"),
    ("listname", "list_name"),
    ("choice_filters", "choice_filter"),
];

/// Columns that come in several languages.
const TRANSLATED: [&str; 9] = [
    "label",
    "hint",
    "constraint_message",
    "required_message",
    "guidance_hint",
    "image",
    "audio",
    "video",
    "big-image",
];

/// Reads the header of a column.
pub fn header(text: &str) -> Header {
    let text = text.trim();
    let usual = |part: &str| {
        let small = part.trim().to_lowercase().split_whitespace().collect::<Vec<_>>().join("_");
        ALSO.iter().find(|(old, _)| *old == small).map_or(small, |(_, new)| (*new).to_string())
    };
    let mut parts: Vec<&str> = match text.contains("::") {
        true => text.split("::").collect(),
        false => text.splitn(2, ':').collect(),
    };
    if parts.len() > 1 && BEFORE.contains(&parts[0].trim().to_lowercase().as_str()) {
        let rest = parts[1..].join(":");
        // `bind:relevant`, `media:image::English`.
        if !text.contains("::") || parts.len() == 2 {
            return header(&rest);
        }
        parts.remove(0);
    }
    let column = usual(parts[0]);
    let language = parts.get(1).map_or(String::new(), |l| l.trim().to_string());
    if language.is_empty() || TRANSLATED.contains(&column.as_str()) {
        return Header { column, language };
    }
    // What is not known by its first part is known whole.
    Header { column: usual(text), language: String::new() }
}

/// The code of a language: `English (en)` and `en` are `en`; names by the list
/// of who asks.
pub fn language_code(shown: &str, names: &[(String, String)]) -> Option<String> {
    // Where it is spoken is left out: `pt-BR` is `pt`.
    let code_of = |code: &str| {
        let first = code.split('-').next().unwrap_or(code).to_lowercase();
        let is_code = (2..=3).contains(&first.len()) && first.chars().all(|c| c.is_ascii_lowercase());
        is_code.then_some(first)
    };
    if let Some((_, rest)) = shown.rsplit_once('(') {
        let code = rest.trim_end().trim_end_matches(')').trim();
        if let Some(code) = code_of(code) {
            return Some(code);
        }
    }
    let name = shown.split('(').next().unwrap_or(shown).trim().to_lowercase();
    if let Some(code) = code_of(&name) {
        return Some(code);
    }
    names.iter().find(|(_, known)| known.to_lowercase() == name).map(|(code, _)| code.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_all_years_are_read() {
        let read = |text: &str| {
            let Header { column, language } = header(text);
            format!("{column}|{language}")
        };
        assert_eq!(read("label::English (en)"), "label|English (en)");
        assert_eq!(read("Label:swahili"), "label|swahili");
        assert_eq!(read("relevance"), "relevant|");
        assert_eq!(read("bind:relevant"), "relevant|");
        assert_eq!(read("bind::jr:constraintMsg"), "constraint_message|");
        assert_eq!(read("media::image::English"), "image|English");
        assert_eq!(read("constraint message"), "constraint_message|");
        assert_eq!(read("list name"), "list_name|");
        assert_eq!(read("caption:english"), "label|english");
    }

    #[test]
    fn languages_are_known_by_code_or_name() {
        let names = [("sw".to_string(), "Kiswahili".to_string())];
        assert_eq!(language_code("English (en)", &names).as_deref(), Some("en"));
        assert_eq!(language_code("english(en)", &names).as_deref(), Some("en"));
        assert_eq!(language_code("Kiswahili", &names).as_deref(), Some("sw"));
        assert_eq!(language_code("sw", &names).as_deref(), Some("sw"));
        assert_eq!(language_code("Português (pt-BR)", &names).as_deref(), Some("pt"));
        assert_eq!(language_code("Unknown", &names), None);
    }
}
