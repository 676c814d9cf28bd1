//! The table of contents of the scripting door, and the help made from it.

use serde_json::Value as Json;

use crate::ops::{self, Answer};

/// One function of the scripting door: its name, how it is called, what it
/// does, an example that runs.
pub struct Entry {
    pub name: &'static str,
    pub form: &'static str,
    pub doc: &'static str,
    pub example: &'static str,
}

/// The functions of the scripting door, as a table of contents.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "show",
        form: "show(address)",
        doc: "What something is: a country, an activity, an instrument, an item, a definition. Without an address: what the workspace holds.",
        example: "show \"KEN/household_survey/children\"",
    },
    Entry {
        name: "find",
        form: "find(words)",
        doc: "Searches wordings, criteria, indicators, figures and findings for all the words.",
        example: "find \"helpline\"",
    },
    Entry {
        name: "compare",
        form: "compare(address, { definitions = true, rate = \"internet_users\", period = 2023 })",
        doc: "Countries side by side, alphabetically; the options are all optional.",
        example: "compare \"published:ocsea_clear_12m\"",
    },
    Entry {
        name: "diff",
        form: "diff(country, other)",
        doc: "What a country changed against the core, or how two countries compare.",
        example: "diff(\"KEN\", \"NAM\")",
    },
    Entry {
        name: "why",
        form: "why(address)",
        doc: "Where a number, an answer or a verdict comes from. Takes a row of a result too.",
        example: "why \"KEN/published:tfcsea_any_12m_users\"",
    },
    Entry {
        name: "value",
        form: "value(address)",
        doc: "The number of an address, or nil and the reason why there is none.",
        example: "value \"KEN/published:internet_use_12_17\"",
    },
    Entry {
        name: "findings",
        form: "findings(country)",
        doc: "The findings of a country, tested now.",
        example: "findings \"KEN\"",
    },
    Entry {
        name: "check",
        form: "check()",
        doc: "Everything that is wrong with the workspace.",
        example: "check()",
    },
    Entry {
        name: "report",
        form: "report(country)",
        doc: "Writes the national report under out/ and says where.",
        example: "report \"KEN\"",
    },
    Entry {
        name: "save",
        form: "save(result, name)",
        doc: "Writes the rows of a result under out/ as .json or .csv, and says so.",
        example: "save(find \"helpline\", \"helpline.csv\")",
    },
    Entry {
        name: "countries",
        form: "countries()",
        doc: "The codes of all countries, alphabetically.",
        example: "countries()[1]",
    },
    Entry {
        name: "help",
        form: "help(name)",
        doc: "How a function is called; without a name, all of them.",
        example: "help \"compare\"",
    },
    Entry {
        name: "print",
        form: "print(…)",
        doc: "Prints values; a result prints as its table.",
        example: "print(value \"KEN/published:internet_use_12_17\")",
    },
];

/// How functions are called.
pub fn help(name: Option<&str>) -> Answer {
    let mut answer = Answer::new("help");
    let entries: Vec<&Entry> = ENTRIES.iter().filter(|e| name.is_none_or(|n| n == e.name)).collect();
    if entries.is_empty() {
        let name = name.unwrap_or_default();
        let near = crate::base::diag::did_you_mean(name, ENTRIES.iter().map(|e| e.name));
        answer.text(match near {
            Some(near) => format!("nothing is called '{name}'; did you mean '{near}'?"),
            None => format!("nothing is called '{name}'; help() lists everything"),
        });
        return answer;
    }
    let mut fields = Vec::new();
    for entry in &entries {
        if let Json::Object(row) = serde_json::json!({"name": entry.name, "form": entry.form, "doc": entry.doc, "example": entry.example})
        {
            answer.rows.push(row);
        }
        if name.is_some() {
            fields.push(("form".to_string(), entry.form.to_string()));
            fields.push(("does".into(), entry.doc.to_string()));
            fields.push(("example".into(), entry.example.to_string()));
        } else {
            fields.push((
                entry.form.split('(').next().unwrap_or(entry.name).to_string(),
                entry.doc.to_string(),
            ));
        }
    }
    answer.blocks.push(ops::Block::Fields(fields));
    answer
}
