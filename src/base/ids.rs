//! Ids: `snake_case`, stable for ever once exported.

/// Whether `id` is snake_case: a lowercase letter, then lowercase letters,
/// digits and single underscores; at most 64 characters (Stata and ODK keep
/// names at 32; exports shorten with a lock file, ids may be longer).
pub fn is_snake_case(id: &str) -> bool {
    let mut chars = id.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase())
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !id.ends_with('_')
        && !id.contains("__")
        && id.len() <= 64
}

/// What `id` would be in snake_case, as a suggestion.
pub fn to_snake_case(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && !out.is_empty() && !out.ends_with('_') {
                let last_lower = out.chars().last().is_some_and(|l| l.is_ascii_lowercase());
                if last_lower {
                    out.push('_');
                }
            }
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    let out = out.trim_matches('_').to_string();
    if out.chars().next().is_some_and(|c| c.is_ascii_digit()) { format!("q_{out}") } else { out }
}

/// Whether `code` is an ISO 3166-1 alpha-3 code by form (user-assigned ones,
/// such as `XEX`, included).
pub fn is_country_code(code: &str) -> bool {
    code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_is_recognised_and_suggested() {
        assert!(is_snake_case("hours_weekday"));
        for bad in ["", "Hours", "2nd", "a__b", "a_", "a-b", "é"] {
            assert!(!is_snake_case(bad), "{bad}");
        }
        assert_eq!(to_snake_case("HoursWeekday"), "hours_weekday");
        assert_eq!(to_snake_case("2nd item!"), "q_2nd_item");
    }
}
