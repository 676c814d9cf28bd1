//! Where the cursor stands: in a name, after a dot, among the options of a
//! call, inside a string.

use super::lex::{Kind, Token, tokens};

/// What is being typed, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place<'a> {
    Name {
        start: usize,
        word: &'a str,
    },
    /// After `of.`.
    Field {
        start: usize,
        word: &'a str,
        of: &'a str,
    },
    /// A key inside the `{ }` of a call.
    Key {
        start: usize,
        word: &'a str,
        function: &'a str,
    },
    Inside(Inside<'a>),
    /// In a comment, a number, after a keyword that makes a name: nothing.
    Nothing,
}

/// Inside a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside<'a> {
    /// Where the string's content begins.
    pub start: usize,
    /// The content up to the cursor.
    pub typed: &'a str,
    /// What the string was opened with.
    pub quote: char,
    /// The key the string is given for.
    pub key: Option<&'a str>,
    /// The other strings of the line: likely addresses.
    pub near: Vec<String>,
}

/// A bracket still open at the cursor.
struct Open<'a> {
    bracket: &'a str,
    /// The function it is an argument of.
    function: Option<&'a str>,
}

/// The place at the end of `line`, which is what stands before the cursor.
pub fn place(line: &str) -> Place<'_> {
    let all = tokens(line);
    let mut open: Vec<Open<'_>> = Vec::new();
    for (i, token) in all.iter().enumerate() {
        let text = token.text(line);
        match (token.kind, text) {
            (Kind::Symbol, "(" | "{" | "[") => {
                let called = i.checked_sub(1).map(|b| all[b]).filter(|b| b.kind == Kind::Name);
                // compare("…", { … : the braces belong to the call around them.
                let around = open.last().filter(|o| text == "{" && o.bracket == "(").and_then(|o| o.function);
                open.push(Open { bracket: text, function: called.map(|c| c.text(line)).or(around) });
            }
            (Kind::Symbol, ")" | "}" | "]") => {
                open.pop();
            }
            _ => {}
        }
    }
    let last = all.last().filter(|t| t.end == line.len());
    // The token under the cursor, and what stands before it.
    let (word, before): (Option<Token>, &[Token]) = match last {
        Some(t) if matches!(t.kind, Kind::Name | Kind::Keyword) => (Some(*t), &all[..all.len() - 1]),
        Some(t) if matches!(t.kind, Kind::Text { open: true }) => {
            return Place::Inside(inside(line, *t, &all[..all.len() - 1]));
        }
        Some(t) if matches!(t.kind, Kind::Comment | Kind::Number) => return Place::Nothing,
        _ => (None, &all[..]),
    };
    let start = word.map_or(line.len(), |w| w.start);
    let word = &line[start..];
    let previous = before.last().map(|t| t.text(line));
    match previous {
        Some("." | ":") => {
            let of = before.len().checked_sub(2).map(|b| before[b]).filter(|t| t.kind == Kind::Name);
            match of {
                Some(of) => Place::Field { start, word, of: of.text(line) },
                None => Place::Nothing,
            }
        }
        Some("local" | "function") => Place::Nothing,
        Some("{" | "," | ";") => match open.last() {
            Some(Open { bracket: "{", function: Some(function) }) => Place::Key { start, word, function },
            _ => Place::Name { start, word },
        },
        _ => Place::Name { start, word },
    }
}

fn inside<'a>(line: &'a str, string: Token, before: &[Token]) -> Inside<'a> {
    let typed = string.content(line);
    let key = match before {
        [.., key, equals] if equals.text(line) == "=" && key.kind == Kind::Name => Some(key.text(line)),
        _ => None,
    };
    let strings = before.iter().filter(|t| matches!(t.kind, Kind::Text { .. }));
    let mut near: Vec<String> = strings.map(|t| t.content(line).to_string()).collect();
    // A country by its code: show(KEN, "…
    let codes = before.iter().filter(|t| t.kind == Kind::Name).map(|t| t.text(line));
    near.extend(codes.filter(|c| c.chars().all(|c| c.is_ascii_uppercase())).map(str::to_string));
    let quote = string.text(line).chars().next().unwrap_or('"');
    Inside { start: line.len() - typed.len(), typed, quote, key, near }
}

/// What an expression inside a string waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected<'a> {
    /// A question or a function, from `start` on in the string.
    Question { start: usize, word: &'a str },
    /// An option of `question`.
    Option { start: usize, word: &'a str, question: &'a str },
}

/// Reads the expression typed so far. `None` where it looks like an address.
pub fn expected<'a>(typed: &'a str, key: Option<&str>) -> Option<Expected<'a>> {
    let all = tokens(typed);
    let under = all.last().filter(|t| t.end == typed.len() && matches!(t.kind, Kind::Name | Kind::Keyword));
    let before = &all[..all.len() - usize::from(under.is_some())];
    let start = under.map_or(typed.len(), |t| t.start);
    let word = &typed[start..];
    let texts: Vec<&str> = before.iter().map(|t| t.text(typed)).collect();
    let compares = |t: &&str| {
        matches!(*t, "==" | "~=" | "!=" | "<" | ">" | "<=" | ">=" | "and" | "or" | "not" | "in" | "(")
    };
    let condition = key.is_some_and(|k| k == "where" || k == "if" || k.ends_with("_if"));
    if !condition && !texts.iter().any(compares) {
        return None;
    }
    let question = match texts.as_slice() {
        [.., question, "==" | "~=" | "!="] => Some(*question),
        [.., "selected", "(", question, ","] => Some(*question),
        _ => list_of(&texts),
    };
    Some(match question {
        Some(question) => Expected::Option { start, word, question },
        None => Expected::Question { start, word },
    })
}

/// The question of `question in (a, b, ` while the list is open.
fn list_of<'a>(texts: &[&'a str]) -> Option<&'a str> {
    let open = texts.iter().rposition(|t| *t == "(")?;
    if texts[open..].contains(&")") || open < 2 || texts[open - 1] != "in" {
        return None;
    }
    let last = texts[texts.len() - 1];
    let question = texts[open - 2];
    // `x not in (`: the name stands before the `not`.
    let question = if question == "not" { *texts.get(open.checked_sub(3)?)? } else { question };
    matches!(last, "(" | ",").then_some(question)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_is_placed_by_what_stands_before_it() {
        assert_eq!(place("co"), Place::Name { start: 0, word: "co" });
        assert_eq!(place("x = "), Place::Name { start: 4, word: "" });
        assert_eq!(place("_.ro"), Place::Field { start: 2, word: "ro", of: "_" });
        assert_eq!(place("compare(\"a\", { ra"), Place::Key { start: 15, word: "ra", function: "compare" });
        assert_eq!(place("f { a = 1, "), Place::Key { start: 11, word: "", function: "f" });
        assert_eq!(place("f { a = b"), Place::Name { start: 8, word: "b" });
        assert_eq!(place("{ b"), Place::Name { start: 2, word: "b" });
        assert_eq!(place("-- a comm"), Place::Nothing);
        assert_eq!(place("local na"), Place::Nothing);
        let Place::Inside(inside) = place("freq(\"KEN/children\", { where = \"sex == ") else { panic!() };
        assert_eq!((inside.typed, inside.key), ("sex == ", Some("where")));
        assert!(inside.near.contains(&"KEN/children".to_string()), "{inside:?}");
        assert_eq!(inside.start, 32);
    }

    #[test]
    fn an_expression_waits_for_a_question_or_for_an_option() {
        let question = |start, word| Some(Expected::Question { start, word });
        let option = |start, word, question| Some(Expected::Option { start, word, question });
        assert_eq!(expected("KEN/chil", None), None);
        assert_eq!(expected("", Some("where")), question(0, ""));
        assert_eq!(expected("se", Some("where")), question(0, "se"));
        assert_eq!(expected("sex == ", None), option(7, "", "sex"));
        assert_eq!(expected("sex == gi", None), option(7, "gi", "sex"));
        assert_eq!(expected("age > 12 and sex ~= g", None), option(20, "g", "sex"));
        assert_eq!(expected("sex == girl and in", None), question(16, "in"));
        assert_eq!(expected("freq in (daily, we", None), option(16, "we", "freq"));
        assert_eq!(expected("selected(platforms, o", None), option(20, "o", "platforms"));
        assert_eq!(expected("any_yes(a", None), question(8, "a"));
    }
}
