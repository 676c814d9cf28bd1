//! Writing Lua: texts, lists, comments.

/// A text as Lua reads it back.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 32 => out.push_str(&format!("\\{:03}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `{ "a", "b" }`
pub fn list<S: AsRef<str>>(texts: &[S]) -> String {
    let quoted: Vec<String> = texts.iter().map(|t| quoted(t.as_ref())).collect();
    format!("{{ {} }}", quoted.join(", "))
}

/// A comment, wrapped at 78 columns.
pub fn comment(text: &str, indent: &str) -> String {
    let width = 75usize.saturating_sub(indent.len());
    crate::report::text::wrap(text, width).iter().map(|line| format!("{indent}-- {line}\n")).collect()
}
