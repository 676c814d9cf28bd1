//! Names of countries by their ISO 3166-1 alpha-3 codes.

/// `code,name`, one country a line; a name with a comma stands in quotes.
const TABLE: &str = include_str!("iso3166.csv");

/// The English name of a code, where ISO 3166-1 has it.
pub fn name_of(code: &str) -> Option<String> {
    TABLE.lines().skip(1).find_map(|line| {
        let (known, name) = line.split_once(',')?;
        (known == code).then(|| name.trim_matches('"').to_string())
    })
}

/// The folder of a country by that name: `cote_d_ivoire`; empty for a name
/// without Latin letters.
pub fn folder_of(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            'À'..='Å' | 'à'..='å' => 'a',
            'Ç' | 'ç' => 'c',
            'È'..='Ë' | 'è'..='ë' => 'e',
            'Ì'..='Ï' | 'ì'..='ï' => 'i',
            'Ñ' | 'ñ' => 'n',
            'Ò'..='Ö' | 'ò'..='ö' | 'ø' | 'Ø' => 'o',
            'Ù'..='Ü' | 'ù'..='ü' => 'u',
            other => other.to_ascii_lowercase(),
        })
        .collect();
    crate::base::ids::to_snake_case(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_and_every_name_a_folder_of_its_own() {
        let codes: Vec<&str> = TABLE.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.iter().all(|c| crate::base::ids::is_country_code(c)));
        let mut folders: Vec<String> =
            codes.iter().filter_map(|c| name_of(c)).map(|n| folder_of(&n)).collect();
        assert!(folders.iter().all(|f| crate::base::ids::is_snake_case(f)), "{folders:?}");
        folders.sort();
        folders.dedup();
        assert_eq!(folders.len(), 249);
        assert_eq!(name_of("LKA").as_deref(), Some("Sri Lanka"));
        assert_eq!(name_of("SHN").as_deref(), Some("Saint Helena, Ascension and Tristan da Cunha"));
        assert_eq!(name_of("XEX"), None);
        assert_eq!(folder_of("Côte d'Ivoire"), "cote_d_ivoire");
        assert_eq!(folder_of("ประเทศไทย"), "");
    }
}
