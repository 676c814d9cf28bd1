//! A draft as scripts, laid out as a person would write them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::new::text::{comment, list, quoted};
use super::draft::{Draft, DraftItem, DraftOption, DraftQuestion, DraftSection, DraftValue};
use crate::base::ids::is_snake_case;

/// Beyond this a list of fields stands on lines of its own.
const WIDE: usize = 96;

/// A file of the script, by its path inside the folder, and its text.
pub type Script = (String, String);

/// What the activity around the questionnaire is called.
pub struct Activity<'a> {
    pub id: &'a str,
    pub label: &'a str,
    pub number: i64,
    pub part: &'a str,
    /// The workbook it was made from.
    pub from: &'a str,
}

/// The activity in a folder: `init.lua`, the questionnaire, its sections and
/// lists in files of their own.
pub fn folder(activity: &Activity, draft: &Draft, folder: &str) -> Vec<Script> {
    let mut files = Vec::new();
    let mut init = head(activity);
    let _ = writeln!(init, "  include {},\n}}", quoted(&format!("{folder}/{}", draft.id)));
    files.push(("init.lua".to_string(), init));
    let lists = (!draft.lists.is_empty())
        .then(|| format!("local list = include {}\n\n", quoted(&format!("{folder}/lists"))));
    if lists.is_some() {
        files.push((
            "lists.lua".to_string(),
            format!("-- Options that several questions share.\nreturn {}\n", shared(draft, "")),
        ));
    }
    let mut body = String::new();
    for section in &draft.sections {
        let name = format!("sections/{}", section.id);
        let _ = writeln!(body, "  include {},", quoted(&format!("{folder}/{name}")));
        let text = self::section(section, "");
        let own = lists.as_ref().filter(|_| text.contains("= list.")).map_or("", String::as_str);
        files
            .push((format!("{name}.lua"), format!("{own}{}return {}\n", notes(&section.comments, ""), text)));
    }
    let text = format!("{}return {}", notes(&draft.comments, ""), questionnaire(draft, &body, ""));
    files.push((format!("{}.lua", draft.id), text + "\n"));
    files
}

/// The same in one file.
pub fn file(activity: &Activity, draft: &Draft) -> String {
    let mut body = String::new();
    for (at, section) in draft.sections.iter().enumerate() {
        if at > 0 {
            body.push('\n');
        }
        body += &notes(&section.comments, "    ");
        let _ = writeln!(body, "    {},", self::section(section, "    "));
    }
    let lists = match draft.lists.is_empty() {
        true => String::new(),
        false => {
            format!("\n-- Options that several questions share.\nlocal list = {}\n\n", shared(draft, ""))
        }
    };
    let head = head(activity);
    // The lists stand between the first comment and the activity.
    let (comment, head) = head.split_once('\n').unwrap_or(("", &head));
    format!(
        "{comment}\n{lists}{head}{}  {},\n}}\n",
        notes(&draft.comments, "  "),
        questionnaire(draft, &body, "  ")
    )
}

fn head(activity: &Activity) -> String {
    let Activity { id, label, number, part, from } = activity;
    format!(
        "-- Made from the form {from} by 'dh import --xlsform'.\n\
         return activity {} {} {{\n\
         \x20 number = {number},\n\
         \x20 part = {},\n\
         \x20 kind = \"survey\",\n\
         \x20 asks = \"To be written: who or what is asked\",\n\
         \x20 representative = false,\n\
         \x20 ethics = true,\n\
         \x20 source = {},\n\
         \x20 confirm = \"Made from a form: who is asked, the design and the source are to be written.\",\n\n",
        quoted(id),
        quoted(label),
        quoted(part),
        quoted(&format!("The form {from}")),
    )
}

fn questionnaire(draft: &Draft, body: &str, indent: &str) -> String {
    let mut out = format!("questionnaire {} {} {{\n", quoted(&draft.id), quoted(&draft.label));
    let _ = writeln!(out, "{indent}  respondents = \"To be written: who answers it\",");
    let _ = writeln!(out, "{indent}  population = \"To be written: whom its estimates are about\",");
    if !draft.cases.is_empty() {
        let _ = writeln!(out, "{indent}  cases = {},", quoted(&draft.cases));
    }
    if !draft.records.is_empty() {
        let each: Vec<String> =
            draft.records.iter().map(|(role, name)| format!("{role} = {}", quoted(name))).collect();
        let _ = writeln!(out, "{indent}  -- A question has the usual name of such a column.");
        let _ = writeln!(out, "{indent}  records = {{ {} }},", each.join(", "));
    }
    let _ = write!(out, "\n{body}{indent}}}");
    out
}

fn notes(comments: &[String], indent: &str) -> String {
    comments.iter().map(|text| note(text, indent)).collect()
}

/// A comment; what stands in a cell may have lines of its own.
fn note(text: &str, indent: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text: String = words.join(" ").chars().filter(|c| !c.is_control()).collect();
    comment(&text, indent)
}

fn shared(draft: &Draft, indent: &str) -> String {
    let mut out = String::from("{\n");
    for (at, (name, options)) in draft.lists.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let _ = writeln!(out, "{indent}  {name} = {},", many(options, &format!("{indent}  ")));
    }
    out + indent + "}"
}

fn section(section: &DraftSection, indent: &str) -> String {
    let mut out = format!("section {} {} {{\n", quoted(&section.id), quoted(&section.label));
    let inner = format!("{indent}  ");
    let mut fields: Vec<(&str, DraftValue)> = Vec::new();
    let mut say = |name, value: DraftValue, says: bool| {
        if says {
            fields.push((name, value));
        }
    };
    say("ask_if", DraftValue::Text(section.ask_if.clone()), !section.ask_if.is_empty());
    say("self_administered", DraftValue::Truth(true), section.self_administered);
    say("after_end", DraftValue::Truth(true), section.after_end);
    say("instruction", DraftValue::Text(section.instruction.clone()), !section.instruction.is_empty());
    say("instructions", DraftValue::Texts(section.instructions.clone()), !section.instructions.is_empty());
    say("texts", DraftValue::Texts(section.texts.clone()), !section.texts.is_empty());
    for (name, value) in &fields {
        let _ = writeln!(out, "{inner}{name} = {},", self::value(value, &inner, name.len()));
    }
    if !fields.is_empty() && !section.items.is_empty() {
        out.push('\n');
    }
    out += &items(&section.items, &inner);
    out + indent + "}"
}

fn items(items: &[DraftItem], indent: &str) -> String {
    let mut out = String::new();
    let mut before = false;
    for item in items {
        let text = match item {
            DraftItem::Comment(text) => note(text, indent),
            DraftItem::Question(question) => {
                format!(
                    "{}{indent}{},\n",
                    notes(&question.comments, indent),
                    self::question(question, indent)
                )
            }
        };
        // Rows of a battery stand close; what takes several lines stands apart.
        let tall = text.lines().count() > 1;
        if !out.is_empty() && (tall || before) {
            out.push('\n');
        }
        before = tall;
        out += &text;
    }
    out
}

fn question(question: &DraftQuestion, indent: &str) -> String {
    let head = format!("{} {} {} ", question.kind, quoted(&question.id), quoted(&question.label));
    let inner = format!("{indent}  ");
    if question.fields.is_empty() && question.children.is_empty() {
        return head + "{}";
    }
    let short: Vec<String> = question
        .fields
        .iter()
        .filter_map(|(name, value)| one_line(value).map(|value| format!("{name} = {value}")))
        .collect();
    let line = format!("{{ {} }}", short.join(", "));
    let fits = indent.len() + head.chars().count() + line.chars().count() < WIDE;
    if question.children.is_empty()
        && short.len() == question.fields.len()
        && question.fields.len() <= 3
        && fits
    {
        return head + &line;
    }
    let mut out = head + "{\n";
    for (name, value) in &question.fields {
        let _ = writeln!(out, "{inner}{name} = {},", self::value(value, &inner, name.len()));
    }
    if !question.children.is_empty() {
        out.push('\n');
        out += &items(&question.children, &inner);
    }
    out + indent + "}"
}

/// A value that fits on one line by its nature.
fn one_line(value: &DraftValue) -> Option<String> {
    Some(match value {
        DraftValue::Text(text) => quoted(text),
        DraftValue::Truth(truth) => truth.to_string(),
        DraftValue::Range(low, high) => format!("{{ {low}, {high} }}"),
        DraftValue::Number(n) => n.to_string(),
        DraftValue::List(texts) => list(texts),
        DraftValue::Shared(name) => format!("list.{name}"),
        DraftValue::Texts(texts) if texts.len() == 1 => named(texts),
        DraftValue::Texts(_) | DraftValue::Options(_) => return None,
    })
}

fn named(texts: &BTreeMap<String, String>) -> String {
    let each: Vec<String> = texts.iter().map(|(l, text)| format!("{} = {}", key(l), quoted(text))).collect();
    format!("{{ {} }}", each.join(", "))
}

fn key(name: &str) -> String {
    const WORDS: [&str; 21] = [
        "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local",
        "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
    ];
    let plain = is_snake_case(name) && !WORDS.contains(&name);
    if plain { name.to_string() } else { format!("[{}]", quoted(name)) }
}

fn value(value: &DraftValue, indent: &str, taken: usize) -> String {
    match value {
        DraftValue::Texts(texts) if indent.len() + taken + named(texts).chars().count() > WIDE => {
            let each: Vec<String> =
                texts.iter().map(|(l, text)| format!("{indent}  {} = {},\n", key(l), quoted(text))).collect();
            format!("{{\n{}{indent}}}", each.concat())
        }
        DraftValue::Texts(texts) => named(texts),
        DraftValue::Options(options) => many(options, indent),
        other => one_line(other).unwrap_or_default(),
    }
}

fn many(options: &[DraftOption], indent: &str) -> String {
    let each: Vec<String> = options.iter().map(option).collect();
    let line = format!("{{ {} }}", each.join(", "));
    if options.len() <= 3 && indent.len() + line.chars().count() < WIDE - 16 {
        return line;
    }
    let lines: Vec<String> = each.iter().map(|option| format!("{indent}  {option},\n")).collect();
    format!("{{\n{}{indent}}}", lines.concat())
}

fn option(option: &DraftOption) -> String {
    let mut parts = vec![quoted(&option.id), quoted(&option.label)];
    if option.specify {
        parts.push("specify = true".into());
    }
    if option.exclusive {
        parts.push("exclusive = true".into());
    }
    if !option.texts.is_empty() {
        parts.push(format!("texts = {}", named(&option.texts)));
    }
    format!("{{ {} }}", parts.join(", "))
}
