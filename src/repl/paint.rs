//! Colours for what is typed. They add to what is there and carry nothing
//! alone; without them the line reads the same.

use super::lex::{Kind, tokens};

const KEYWORD: &str = "1";
const TEXT: &str = "32";
/// A string that has no end yet is underlined too.
const OPEN_TEXT: &str = "4;32";
const NUMBER: &str = "35";
const FUNCTION: &str = "1;36";
const QUIET: &str = "90";

fn styled(style: &str, text: &str) -> String {
    format!("\x1b[{style}m{text}\x1b[0m")
}

/// Whether colours are wanted: not under `NO_COLOR`, not on a dumb terminal.
pub fn wanted() -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let dumb = std::env::var_os("TERM").is_none_or(|t| t == "dumb" || t.is_empty());
    !no_color && !dumb
}

/// A line of Lua with colours; of the same width as without.
pub fn line(text: &str, known: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for token in tokens(text) {
        out.push_str(&text[at..token.start]);
        let word = token.text(text);
        let style = match token.kind {
            Kind::Keyword => KEYWORD,
            Kind::Text { open: false } => TEXT,
            Kind::Text { open: true } => OPEN_TEXT,
            Kind::Number => NUMBER,
            Kind::Comment => QUIET,
            Kind::Name if known(word) => FUNCTION,
            Kind::Name | Kind::Symbol => "",
        };
        match style {
            "" => out.push_str(word),
            style => out.push_str(&styled(style, word)),
        }
        at = token.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The status line: in reverse.
pub fn status(text: &str) -> String {
    styled("7", text)
}

/// A hint: grey.
pub fn hint(text: &str) -> String {
    styled(QUIET, text)
}

#[cfg(test)]
mod tests {
    #[test]
    fn keywords_strings_numbers_and_known_functions() {
        let painted = super::line("for i = 1, 2 do show \"ក\" foo() end", |n| n == "show");
        assert_eq!(
            painted,
            "\x1b[1mfor\x1b[0m i = \x1b[35m1\x1b[0m, \x1b[35m2\x1b[0m \x1b[1mdo\x1b[0m \x1b[1;36mshow\x1b[0m \
             \x1b[32m\"ក\"\x1b[0m foo() \x1b[1mend\x1b[0m"
        );
    }

    #[test]
    fn painting_changes_no_letter() {
        for text in ["", "x = 'open", "-- note", "a\n  b = [[", "ไทย \"x\" 3"] {
            let mut bare = String::new();
            let mut inside = false;
            for c in super::line(text, |_| true).chars() {
                match c {
                    '\x1b' => inside = true,
                    'm' if inside => inside = false,
                    c if !inside => bare.push(c),
                    _ => {}
                }
            }
            assert_eq!(bare, text);
        }
    }
}
