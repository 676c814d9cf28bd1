//! Which letters the terminal can show.

/// Whether only ASCII should be drawn: `DH_ASCII=1`, or a locale that says it
/// is not UTF-8. Where nothing is said, Unicode is taken for granted, as in
/// all other output; `DH_ASCII=0` asks for it.
pub fn ascii_only() -> bool {
    decide(|name| std::env::var(name).ok())
}

fn decide(environment: impl Fn(&str) -> Option<String>) -> bool {
    match environment("DH_ASCII").as_deref() {
        Some("0") => return false,
        Some(said) if !said.is_empty() => return true,
        _ => {}
    }
    // POSIX: the first of these that is set and not empty decides.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(environment).find(|l| !l.is_empty());
    locale.is_some_and(|l| {
        let l = l.to_ascii_lowercase();
        !l.contains("utf-8") && !l.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::decide;

    #[test]
    fn the_environment_decides_in_the_order_of_posix() {
        let with = |set: &[(&str, &str)]| {
            let set: Vec<(String, String)> =
                set.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
            decide(|name| set.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()))
        };
        assert!(!with(&[]));
        assert!(!with(&[("LANG", "km_KH.UTF-8")]));
        assert!(with(&[("LANG", "C")]));
        assert!(with(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")]));
        assert!(!with(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8"), ("LANG", "C")]));
        assert!(with(&[("DH_ASCII", "1"), ("LANG", "en_US.UTF-8")]));
        assert!(!with(&[("DH_ASCII", "0"), ("LANG", "C")]));
    }
}
