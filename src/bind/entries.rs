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
        form: "show(address, { at = \"2019-01-01\", ratio = \"series:…\" })",
        doc: "What something is: a country, an activity, an instrument, an item, a definition; of a checklist, a country's answers, on a day where one is named; of a series also its values, with what changed, adds up and is counted otherwise by others, and with ratio its same-year ratio to another series. Without an address: what the workspace holds.",
        example: "show \"KEN/household_survey/children\"",
    },
    Entry {
        name: "find",
        form: "find(words)",
        doc: "Searches wordings, criteria, indicators, figures and findings for all the words.",
        example: "find \"helpline\"",
    },
    Entry {
        name: "form",
        form: "form(address)",
        doc: "A questionnaire as a form for the field, row by row, with its conditions as XPath; dh export writes it.",
        example: "form \"KEN/household_survey/caregivers\"",
    },
    Entry {
        name: "compare",
        form: "compare(address, { definitions = true, rate = \"internet_users\", period = 2023, allow = reason, also = { \"NGA\" }, standardise = \"age_group\", standard = \"series:…\", poisson = true, rank = true, at = \"2019-01-01\" })",
        doc: "Countries side by side, alphabetically; the options are all optional. A series whose counts are not known to count the same is refused unless allow says why.",
        example: "compare \"published:ocsea_clear_12m\"",
    },
    Entry {
        name: "diff",
        form: "diff(country, other)",
        doc: "What a country changed against the core, or how two countries compare; or its law on two days: diff(KEN, { at = { \"2019-01-01\", \"2026-01-01\" } }).",
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
        name: "freq",
        form: "freq(address, { by = \"sex\", where = \"age >= 15\" })",
        doc: "Who gave which answer to a question, as counted and as weighted; every missing state in a row of its own. The options are optional.",
        example: "freq(\"KEN/children/internet_frequency\", { by = \"sex\" })",
    },
    Entry {
        name: "describe",
        form: "describe(address, { where = \"age >= 15\" })",
        doc: "What records are held of an instrument, or what the numbers of a question are like.",
        example: "describe \"KEN/children/hours_weekday\"",
    },
    Entry {
        name: "tab",
        form: "tab(address, names, { by = { \"sex\" }, where = \"age >= 15\", ci = \"logit\", lonely = \"fail\", reference = { \"sex=boy\" }, weak = { 25, 50 } })",
        doc: "Estimates indicators and questions from records by their design: estimate, interval, standard error, design effect, both bases. A question has a line for each answer, a number its mean; an indicator wins over a question of its name. The options are optional; plot(tab(…)) draws it.",
        example: "tab(\"KEN/children\", \"ocsea_clear_12m\", { by = { \"sex\", \"area\" } })",
    },
    Entry {
        name: "design",
        form: "design(address)",
        doc: "How an instrument's records were drawn: strata, PSUs, weights and what their inequality costs, single-PSU strata and the rule for them, how respondents were selected.",
        example: "design \"KEN/children\"",
    },
    Entry {
        name: "quality",
        form: "quality(address)",
        doc: "The checks of fieldwork over the records of an instrument, derived from its questionnaire: near-identical interviews, missing answers, what is apart at an interviewer. Workroom only.",
        example: "quality \"KEN/children\"",
    },
    Entry {
        name: "cross",
        form: "cross(address, rows, columns, { where = \"age >= 15\", test = \"f\", percent = \"row\", ci = true, lonely = \"fail\", weak = { 25, 50 } })",
        doc: "Two questions against each other: shares of the row (column, total), records as counted and as weighted, those in no cell, and the Rao–Scott test (f, x2, exact, wald, adjusted_wald). The options are optional.",
        example: "cross(\"KEN/children\", \"sex\", \"internet_frequency\")",
    },
    Entry {
        name: "dyads",
        form: "dyads(address, other, { list = true, where = \"age >= 15\", percent = \"total\", lonely = \"fail\", weak = { 25, 50 } })",
        doc: "Records of two questionnaires that belong together, such as children and their caregivers: how many have a partner (list names the case numbers that do not); of two questions a table over the pairs, how far the two agree and whether their shares differ. Small cells are kept back. The other address and the options are optional.",
        example: "dyads(\"KEN/children/blame_attitude\", \"KEN/caregivers/blame_attitude\")",
    },
    Entry {
        name: "quantile",
        form: "quantile(address, question, { p = { 0.25, 0.5, 0.75 }, by = { \"sex\" }, where = \"age >= 15\", ci = \"wald\", lonely = \"fail\", weak = { 25, 50 } })",
        doc: "Quantiles of a number with intervals by the design; without options the quartiles of everyone.",
        example: "quantile(\"KEN/children\", \"hours_weekday\", { p = 0.5, by = \"sex\" })",
    },
    Entry {
        name: "test",
        form: "test(address, what, by, { where = \"age >= 15\", method = \"mean\", adjust = \"holm\", ci = \"logit\", lonely = \"fail\", weak = { 25, 50 } })",
        doc: "Whether a number, an indicator or the share of an answer (question=answer) differs between groups, by the design: t between two, Wald's F among more with every pair corrected (holm, bonferroni, bh, none); method \"rank\" compares ranks. The options are optional.",
        example: "test(\"KEN/children\", \"hours_weekday\", \"sex\")",
    },
    Entry {
        name: "model",
        form: "model(address, formula, { family = \"logistic\", margins = { \"sex\" }, where = \"age >= 15\", lonely = \"fail\" })",
        doc: "A regression by the design: coefficients, odds or rate ratios with intervals, tests of terms, predictive margins. Names are indicators, numbers and questions with one answer, the first being the reference; family is logistic, linear, poisson, probit or cloglog. What has no finite estimate is an error that names it.",
        example: "model(\"KEN/children\", \"ocsea_clear_12m ~ sex + age\", { margins = \"sex\" })",
    },
    Entry {
        name: "recode",
        form: "recode(address, name, { { group, condition }, … })",
        doc: "A variable of this session: the first condition that holds decides. Nothing is written.",
        example: "recode(\"KEN/children\", \"age_group\", { { \"12-14\", \"age <= 14\" }, { \"15-17\", \"age >= 15\" } })",
    },
    Entry {
        name: "sample",
        form: "sample(what, { proportion = 0.1, margin = 0.03, deff = 1.5, n = 1000, frame = rows, seed = 7, address = \"KEN/children\" })",
        doc: "Plans a sample, draws it, weights it: what is \"size\", \"allocate\", \"draw\", \"household\", \"response\", \"weights\" or \"shells\". The options are those of dh sample WHAT --help, with _ for -; lists are rows. save(…) keeps what was drawn.",
        example: "sample(\"size\", { proportion = 0.1, margin = 0.03, icc = 0.05, take = 20, response = 0.8 })",
    },
    Entry {
        name: "records",
        form: "records()",
        doc: "What the store holds: batches with where they came from, decisions, the head of the audit log.",
        example: "records()",
    },
    Entry {
        name: "decide",
        form: "decide(address, { record = id, item = name, from = answer, to = answer, drop = true, derive = name, groups = pairs, specify = name, words = text, withdraw = batch, weights = file, because = reason })",
        doc: "A decision that lies over the records: one answer (record, item, to), an answer everywhere (item, from, to), a record left out (record, drop), a variable that is kept (derive, groups), words beside a question that become an option (specify, words, to), a batch left out (withdraw), weights that came late (weights). Only at the keyboard, not in a script.",
        example: "decide(\"KEN/children\", { record = \"DEMO-0001\", drop = true, because = \"to try it\" })",
    },
    Entry {
        name: "decisions",
        form: "decisions(address)",
        doc: "The decisions over an instrument's records, undone ones too; without an address, all.",
        example: "decisions \"KEN/children\"",
    },
    Entry {
        name: "effect",
        form: "effect(address, names, { lonely = \"adjust\" })",
        doc: "What the decisions do: indicators or questions estimated with all that stand and without any, and the difference; without names, every indicator.",
        example: "effect(\"KEN/children\", { \"ocsea_clear_12m\" })",
    },
    Entry {
        name: "words",
        form: "words(address, question)",
        doc: "The words written where an option of a question asks which, with their records. Only at the keyboard, not in a script.",
        example: "words(\"KEN/children\", \"places\")",
    },
    Entry {
        name: "undo",
        form: "undo(number, reason)",
        doc: "Takes a decision back. Only at the keyboard, not in a script.",
        example: "undo(1, \"it was only tried\")",
    },
    Entry {
        name: "findings",
        form: "findings(country)",
        doc: "The findings of a country, tested now.",
        example: "findings \"KEN\"",
    },
    Entry {
        name: "check",
        form: "check(country)",
        doc: "Everything that is wrong with the workspace; with a country, what concerns it, and its readiness list.",
        example: "check()",
    },
    Entry {
        name: "readiness",
        form: "readiness(country)",
        doc: "What a country still lacks before fieldwork: unknown, unconfirmed, missing.",
        example: "readiness \"KEN\"",
    },
    Entry {
        name: "report",
        form: "report(country)",
        doc: "Writes the national report under out/ and says where.",
        example: "report \"KEN\"",
    },
    Entry {
        name: "plot",
        form: "plot(result)",
        doc: "Draws a result in the terminal: bars with their intervals, or series by period. Leads are never drawn, nor what is absent or withheld.",
        example: "plot(compare \"published:ocsea_clear_12m\")",
    },
    Entry {
        name: "save",
        form: "save(result, name)",
        doc: "Writes the rows of a result under out/ as .csv, .xlsx or .json, and says so; a workbook has a sheet about what it is.",
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

/// What the prompt has beside the functions: about the session itself, so no
/// script has a name for it.
pub const COMMANDS: &[Entry] = &[
    Entry {
        name: "reload",
        form: "reload",
        doc: "At the prompt: reads edited scripts and data again; variables stay. With errors, the first is shown and the workspace as it was stays in use.",
        example: "reload",
    },
    Entry {
        name: "keep",
        form: "keep(file, { replace = true })",
        doc: "At the prompt: writes the lines that succeeded so far as a script under scripts/ that dh run runs. An existing file is replaced only when told so.",
        example: "keep \"first_look.lua\"",
    },
    Entry {
        name: "exit",
        form: "exit(code)",
        doc: "At the prompt: ends the session, as Ctrl-D does.",
        example: "exit",
    },
];

/// The names of the options in a form: `compare(address, { rate = … })` has
/// `rate`.
pub fn form_options(form: &str) -> Vec<&str> {
    let Some((_, inside)) = form.split_once('{') else { return Vec::new() };
    let mut names = Vec::new();
    // What stands in braces of its own is a value: by = { "sex" }.
    let (mut depth, mut start) = (0usize, 0usize);
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(&inside[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    let names = names.into_iter().filter_map(|part| part.split_once('='));
    names.map(|(name, _)| name.trim()).filter(|n| !n.is_empty() && !n.contains(' ')).collect()
}

/// How functions are called.
pub fn help(name: Option<&str>) -> Answer {
    let mut answer = Answer::new("help");
    let entries: Vec<&Entry> =
        ENTRIES.iter().chain(COMMANDS).filter(|e| name.is_none_or(|n| n == e.name)).collect();
    if entries.is_empty() {
        let name = name.unwrap_or_default();
        let near = crate::base::diag::did_you_mean(name, ENTRIES.iter().chain(COMMANDS).map(|e| e.name));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_from_the_form() {
        let form = "compare(address, { definitions = true, rate = \"internet_users\", period = 2023 })";
        assert_eq!(form_options(form), ["definitions", "rate", "period"]);
        assert_eq!(form_options("show(address)"), [""; 0]);
        let nested = "tab(address, names, { by = { \"sex\", \"area\" }, weak = { 25, 50 }, ci = \"logit\" })";
        assert_eq!(form_options(nested), ["by", "weak", "ci"]);
        let list = "recode(address, name, { { group, condition }, … })";
        assert_eq!(form_options(list), [""; 0]);
    }
}
