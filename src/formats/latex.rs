//! The commands that stand in names and titles of BibTeX, as text. What is not
//! known is left out with its backslash; braces go.

/// An accent, the letters it stands on, and the letters that come of it.
const ACCENTS: [(&str, &str, &str, char); 13] = [
    ("'", "aeiouycnslrzAEIOUYCNSLRZ", "áéíóúýćńśĺŕźÁÉÍÓÚÝĆŃŚĹŔŹ", '\u{301}'),
    ("`", "aeiounAEIOUN", "àèìòùǹÀÈÌÒÙǸ", '\u{300}'),
    ("^", "aeioucghjswyAEIOUCGHJSWY", "âêîôûĉĝĥĵŝŵŷÂÊÎÔÛĈĜĤĴŜŴŶ", '\u{302}'),
    ("\"", "aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ", '\u{308}'),
    ("~", "anoiuAONIU", "ãñõĩũÃÕÑĨŨ", '\u{303}'),
    ("=", "aeiouAEIOU", "āēīōūĀĒĪŌŪ", '\u{304}'),
    (".", "zcegZCEGI", "żċėġŻĊĖĠİ", '\u{307}'),
    ("c", "csgtkCSGTK", "çşģţķÇŞĢŢĶ", '\u{327}'),
    ("v", "csznredtCSZNREDT", "čšžňřěďťČŠŽŇŘĚĎŤ", '\u{30c}'),
    ("u", "agieouAGIEOU", "ăğĭĕŏŭĂĞĬĔŎŬ", '\u{306}'),
    ("H", "ouOU", "őűŐŰ", '\u{30b}'),
    ("k", "aeiuAEIU", "ąęįųĄĘĮŲ", '\u{328}'),
    ("r", "auAU", "åůÅŮ", '\u{30a}'),
];

const SYMBOLS: [(&str, &str); 20] = [
    ("aa", "å"),
    ("AA", "Å"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("ss", "ß"),
    ("i", "i"),
    ("j", "j"),
    ("dh", "ð"),
    ("th", "þ"),
    ("dj", "đ"),
    ("DJ", "Đ"),
    ("ndash", "–"),
    ("textendash", "–"),
    ("textasciitilde", "~"),
];

/// A value of BibTeX as text.
pub(super) fn plain(value: &str) -> String {
    let chars: Vec<char> = value.chars().collect();
    let mut out = String::with_capacity(value.len());
    let mut at = 0;
    while at < chars.len() {
        let next = chars.get(at + 1).copied();
        match chars[at] {
            '\\' => at = command(&chars, at + 1, &mut out),
            '{' | '}' | '$' => at += 1,
            '~' => {
                out.push(' ');
                at += 1;
            }
            '-' if next == Some('-') => {
                let run = chars[at..].iter().take_while(|c| **c == '-').count();
                out.push(if run == 2 { '–' } else { '—' });
                at += run;
            }
            '`' if next == Some('`') => {
                out.push('“');
                at += 2;
            }
            '\'' if next == Some('\'') => {
                out.push('”');
                at += 2;
            }
            c => {
                out.push(c);
                at += 1;
            }
        }
    }
    out
}

/// Reads a command after its backslash; where it ends.
fn command(chars: &[char], mut at: usize, out: &mut String) -> usize {
    let Some(first) = chars.get(at).copied() else { return at };
    let mut name = String::from(first);
    at += 1;
    let letters = first.is_ascii_alphabetic();
    if letters {
        while let Some(c) = chars.get(at).filter(|c| c.is_ascii_alphabetic()) {
            name.push(*c);
            at += 1;
        }
    }
    if let Some((_, bases, composed, mark)) = ACCENTS.iter().find(|(a, ..)| *a == name) {
        let (base, end) = base_of(chars, at);
        let Some(base) = base else { return end };
        match bases.chars().position(|b| b == base) {
            Some(i) => out.extend(composed.chars().nth(i)),
            None => out.extend([base, *mark]),
        }
        return end;
    }
    if letters {
        while chars.get(at).is_some_and(|c| c.is_whitespace()) {
            at += 1;
        }
        if let Some((_, text)) = SYMBOLS.iter().find(|(n, _)| *n == name) {
            out.push_str(text);
        }
        return at;
    }
    match first {
        '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.push(first),
        '-' | '/' => {}
        _ => out.push(' '),
    }
    at
}

/// The letter an accent stands on: `e`, `{e}`, `\i`, `{\i}`; where it ends.
fn base_of(chars: &[char], mut at: usize) -> (Option<char>, usize) {
    while chars.get(at).is_some_and(|c| c.is_whitespace()) {
        at += 1;
    }
    let braced = chars.get(at) == Some(&'{');
    at += usize::from(braced);
    at += usize::from(chars.get(at) == Some(&'\\'));
    let base = chars.get(at).copied().filter(|c| c.is_alphabetic());
    at += usize::from(base.is_some());
    if braced && chars.get(at) == Some(&'}') {
        at += 1;
    }
    (base, at)
}

/// A DOI or a web address: nothing in it is a command.
pub(super) fn bare(value: &str) -> String {
    value.chars().filter(|c| !matches!(c, '{' | '}' | '\\') && !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_read_however_they_are_braced() {
        for (written, read) in [
            ("{\\'e}", "é"),
            ("\\'{e}", "é"),
            ("\\'e", "é"),
            ("Garc{\\'\\i}a", "García"),
            ("M{\\\"{u}}ller", "Müller"),
            ("{\\c c}{\\v{S}}{\\l}{\\o}{\\ss}", "çŠłøß"),
            ("\\\"x", "x\u{308}"),
            ("Nu{\\~n}ez", "Nuñez"),
            ("A \\& B \\emph{c} 1--2 ``d''", "A & B c 1–2 “d”"),
            ("ends with \\", "ends with "),
        ] {
            assert_eq!(plain(written), read, "{written}");
        }
        assert_eq!(bare("10.5555/a\\_b"), "10.5555/a_b");
    }
}
