//! A questionnaire on paper: one self-contained HTML page that prints on A4,
//! with routing in words, codes beside the options, and every language of the
//! country.

mod words;

use std::collections::HashMap;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::data::State;
use crate::expr::{Cell, CellValue, Row, eval_routing};
use crate::model::{Condition, Group, Item, ItemKind, OptionDef, Plan, PlannedInstrument, is_right_to_left};
use words::Names;

const STYLE: &str = include_str!("paper.css");

/// A questionnaire that is put on paper.
pub struct Paper<'a> {
    plan: &'a Plan,
    planned: &'a PlannedInstrument,
    /// The languages that stand beside each other, the first one leading; the
    /// one that wordings are written in is `source`.
    languages: Vec<String>,
    source: String,
    /// The items in the order of asking, and their numbers on paper.
    items: Vec<&'a Item>,
    numbers: HashMap<String, String>,
    /// Said in the head: the version of the method, the plan, what is a draft.
    pub facts: Vec<String>,
}

impl<'a> Paper<'a> {
    pub fn new(
        plan: &'a Plan,
        planned: &'a PlannedInstrument,
        languages: &[String],
        source: &str,
    ) -> Paper<'a> {
        let items: Vec<&Item> = planned.asked().map(|p| &*p.item).collect();
        let mut numbers = HashMap::new();
        let (mut number, mut inner) = (0, 0);
        for item in &items {
            // Rows and members count under what they belong to.
            let under = [&item.battery, &item.roster].into_iter().find(|p| !p.is_empty());
            let under = under.and_then(|p| numbers.get(p.as_str()).cloned());
            if matches!(item.kind, ItemKind::Note | ItemKind::Calculation) {
                continue;
            }
            let said = match under {
                Some(under) => {
                    inner += 1;
                    format!("{under}.{inner}")
                }
                None => {
                    number += 1;
                    inner = 0;
                    number.to_string()
                }
            };
            numbers.insert(item.id.clone(), said);
        }
        Paper {
            plan,
            planned,
            languages: languages.to_vec(),
            source: source.to_string(),
            items,
            numbers,
            facts: Vec::new(),
        }
    }

    /// The page; the same bytes on every run.
    pub fn page(&self) -> String {
        let instrument = &self.planned.instrument;
        let title = format!("{}: {}", self.plan.name, instrument.label);
        let groups: Vec<&Group> =
            instrument.groups.iter().filter(|g| self.items.iter().any(|i| i.group == g.id)).collect();
        html! {
            (DOCTYPE)
            html lang=(self.languages.first().map_or("en", String::as_str)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header {
                        h1 { (title) }
                        @for fact in &self.facts { p class="fact" { (fact) } }
                        p class="fact" {
                            "Read out what is printed large. Instructions in italics are not read out. "
                            "Mark one box where boxes are round, all that apply where they are square. "
                            "Don't know, prefer not to say and not applicable are never read out."
                        }
                        div class="case" { span { "Interview number" } span { "Date" } span { "Interviewer" } span { "Place" } }
                    }
                    main {
                        @for (at, group) in groups.iter().enumerate() { (self.section(at, group)) }
                    }
                }
            }
        }
        .into_string()
    }

    fn section(&self, at: usize, group: &Group) -> Markup {
        let letter = letter(at);
        let names = Names::new(self.planned, &self.numbers);
        html! {
            section class=(if group.self_administered { "section handed" } else { "section" }) {
                h2 { span class="letter" { (letter) } (self.texts(&group.label, &group.texts)) }
                @if group.self_administered { p class="to" { "Hand the questionnaire to the respondent for this section." } }
                @if group.after_end { p class="to" { "Reached in every interview, also in one that ended before." } }
                @if !group.instruction.is_empty() { p class="hint" { (self.texts(&group.instruction, &group.instructions)) } }
                @if let Some(condition) = &group.ask_if {
                    p class="route" { "Only if " (names.clause(condition.checked.ast())) ". Otherwise go to " (self.after_section(group)) "." }
                }
                @for item in self.items.iter().filter(|i| i.group == group.id) {
                    @if !self.in_a_grid(item) { (self.item(item)) }
                }
            }
        }
    }

    /// A text in all languages of the paper.
    fn texts(&self, text: &str, others: &std::collections::BTreeMap<String, String>) -> Markup {
        html! { span class="langs" {
            @for (at, language) in self.languages.iter().enumerate() {
                @let own = if *language == self.source { Some(text) } else { others.get(language).map(String::as_str) };
                @let class = if at == 0 { "first" } else { "other" };
                @let dir = if is_right_to_left(language) { "rtl" } else { "ltr" };
                @match own {
                    Some(own) => span lang=(language) dir=(dir) class=(class) { (self.filled(own)) },
                    None => span lang=(language) class={ (class) " lacking" } { "[not translated into " (language) "]" },
                }
            }
        } }
    }

    /// A text with the country's placeholders filled in; an earlier answer is
    /// named by its question.
    fn filled(&self, text: &str) -> String {
        let mut out = text.replace("{country}", &self.plan.name);
        for (name, value) in &self.plan.placeholders {
            out = out.replace(&format!("{{{name}}}"), value);
        }
        for name in crate::model::placeholders(&out.clone()) {
            if let Some(number) = self.numbers.get(name) {
                out = out.replace(&format!("{{{name}}}"), &format!("[answer to {number}]"));
            }
        }
        out
    }

    fn item(&self, item: &Item) -> Markup {
        let names = Names::new(self.planned, &self.numbers);
        let number = self.numbers.get(&item.id);
        let clause = |c: &Condition| names.clause(c.checked.ast());
        let class = match (item.kind, item.battery.is_empty() && item.roster.is_empty()) {
            (ItemKind::Note, _) => "item note",
            (_, false) => "item inner",
            _ => "item",
        };
        if let (ItemKind::Calculation, Some(value)) = (item.kind, &item.value) {
            return html! {
                div class="item office" { p class="hint" { "Worked out, not asked (" (item.id) "): " (clause(value)) } }
            };
        }
        let band = self.planned.band(item);
        html! {
            div class=(class) id=(item.id) {
                @if let Some(number) = number { span class="number" { (number) } }
                div class="body" {
                    @if item.kind != ItemKind::Note { span class="code id" { (item.id) } }
                    @if let Some(condition) = &item.ask_if { p class="route" { "Ask if " (clause(condition)) "." } }
                    @if let Some(band) = &band { p class="route" { "Ask if " (clause(band)) "." } }
                    @if item.by_interviewer { p class="to" { "Interviewer: do not ask, fill in yourself." } }
                    p class="text" { (self.texts(&item.text, &item.texts)) }
                    @if !item.hint.is_empty() { p class="hint" { (self.texts(&item.hint, &item.hints)) } }
                    (self.answer(item))
                    @if let Some(must) = &item.must { p class="hint" { "Accept only if " (clause(must)) "." } }
                    @if let Some(warn) = &item.warn_if { p class="hint" { "Ask again if " (clause(warn)) "." } }
                    @if let Some(ends) = &item.ends {
                        p class="route end" {
                            @if ends.unless { "Unless " } @else { "If " }
                            (clause(&ends.condition)) ": the interview ends here (" (ends.outcome.replace('_', " ")) "). Go to "
                            (self.after_end(item)) "."
                        }
                    }
                }
            }
        }
    }

    /// Where the answer is written.
    fn answer(&self, item: &Item) -> Markup {
        let states = html! {
            @for state in &item.allow {
                @if let Some((code, key)) = state_code(*state) {
                    li class="state" {
                        span class="box round" {}
                        span class="option" { (self.words(key)) }
                        span class="code" { (code) }
                    }
                }
            }
        };
        let line = |what: &str| {
            html! {
                p class="line" { span class="blank" {} " " (what) }
                @if !item.allow.is_empty() { ul class="options" { (states) } }
            }
        };
        match item.kind {
            ItemKind::SelectOne | ItemKind::SelectMultiple => html! {
                @if item.random_order { p class="hint" { "Read the answers in another order each time." } }
                ul class="options" {
                    @for option in &item.options { (self.option(item, option)) }
                    (states)
                }
            },
            ItemKind::Integer | ItemKind::Decimal => {
                let range = item.range.map(|(a, b)| format!("from {a} to {b}")).unwrap_or_default();
                line(
                    [item.unit.as_str(), &range]
                        .iter()
                        .filter(|t| !t.is_empty())
                        .copied()
                        .collect::<Vec<_>>()
                        .join(", ")
                        .as_str(),
                )
            }
            ItemKind::Date => line("day, month, year"),
            ItemKind::Time => line("hours, minutes"),
            ItemKind::Geopoint => line("latitude, longitude"),
            ItemKind::Text | ItemKind::Case => line(""),
            ItemKind::RandomPick => line("number of the row drawn"),
            ItemKind::Roster => html! { p class="hint" { "Ask what follows once for each row." } },
            ItemKind::Battery => html! {
                @if item.random_order { p class="hint" { "Begin at another row each time." } }
                @if let Some(rows) = self.grid(item) { (self.grid_of(&rows)) }
            },
            _ => html! {},
        }
    }

    /// The rows of a battery, where one scale serves them all.
    fn grid(&self, battery: &Item) -> Option<Vec<&'a Item>> {
        let rows: Vec<&Item> = self.items.iter().filter(|i| i.battery == battery.id).copied().collect();
        let first = rows.first()?;
        let alike =
            |i: &&Item| i.options == first.options && i.allow == first.allow && i.kind == ItemKind::SelectOne;
        let plain = |i: &&Item| i.specify_of.is_empty() && i.ends.is_none() && i.must.is_none();
        rows.iter().all(|i| alike(i) && plain(i)).then_some(rows)
    }

    fn in_a_grid(&self, item: &Item) -> bool {
        let battery = self.items.iter().find(|i| !item.battery.is_empty() && i.id == item.battery);
        battery.is_some_and(|b| self.grid(b).is_some())
    }

    fn grid_of(&self, rows: &[&Item]) -> Markup {
        let names = Names::new(self.planned, &self.numbers);
        let Some(first) = rows.first() else { return html! {} };
        let states = || first.allow.iter().filter_map(|s| state_code(*s));
        // What the whole battery is asked under stands above it already.
        let battery = self.items.iter().find(|i| i.id == first.battery).and_then(|b| b.ask_if.as_ref());
        html! {
            div class="scroll" {
                table class="grid" {
                    thead { tr {
                        th {}
                        @for option in &first.options { th { (self.texts(&option.label, &option.texts)) span class="code" { (option.id) } } }
                        @for (code, key) in states() { th class="state" { (self.words(key)) span class="code" { (code) } } }
                    } }
                    tbody {
                        @for row in rows {
                            tr id=(row.id) {
                                th scope="row" {
                                    @if let Some(number) = self.numbers.get(&row.id) { span class="number" { (number) " " } }
                                    @if let Some(own) = row.ask_if.as_ref().filter(|c| Some(*c) != battery) {
                                        p class="route" { "Ask if " (names.clause(own.checked.ast())) "." }
                                    }
                                    (self.texts(&row.text, &row.texts))
                                    span class="code" { (row.id) }
                                }
                                @for _ in &first.options { td { span class="box round" {} } }
                                @for _ in states() { td { span class="box round" {} } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn option(&self, item: &Item, option: &OptionDef) -> Markup {
        let shape = if item.kind == ItemKind::SelectMultiple && !option.exclusive {
            "box square"
        } else {
            "box round"
        };
        html! {
            li {
                span class=(shape) {}
                span class="option" {
                    (self.texts(&option.label, &option.texts))
                    @if option.exclusive { span class="alone" { " (alone)" } }
                }
                span class="code" { (option.id) }
                @if let Some(to) = self.goes_to(item, &option.id) { span class="goto" { "→ " (to) } }
            }
        }
    }

    fn words(&self, key: &str) -> Markup {
        let words = &self.planned.instrument.words;
        let others = self
            .planned
            .instrument
            .words_in
            .iter()
            .filter_map(|(language, words)| Some((language.clone(), words.get(key)?.clone())))
            .collect();
        self.texts(words.get(key).unwrap_or(key), &others)
    }

    /// Where an answer leads, where that is not the next question: what hangs on
    /// this answer alone and does not follow from it is jumped over.
    fn goes_to(&self, item: &Item, option: &str) -> Option<String> {
        if item.kind != ItemKind::SelectOne || !item.roster.is_empty() {
            return None;
        }
        let row = OneAnswer { question: &item.id, option };
        if let Some(ends) = item.ends.as_ref().filter(|e| alone(&e.condition, &item.id))
            && ends.ends(eval_routing(&ends.condition.checked, &row))
        {
            return Some(format!("end: {}", self.after_end(item)));
        }
        let at = self.items.iter().position(|i| i.id == item.id)?;
        let follows = |next: &Item| {
            let section = self.planned.group(next).and_then(|g| g.ask_if.as_ref());
            let conditions = section.into_iter().chain(next.ask_if.as_ref());
            conditions.filter(|c| alone(c, &item.id)).all(|c| eval_routing(&c.checked, &row))
        };
        let mut rest = self.items[at + 1..].iter().filter(|i| i.kind != ItemKind::Calculation);
        let mut jumped = false;
        let next = rest.find(|next| {
            let follows = follows(next);
            jumped |= !follows;
            follows
        });
        jumped.then(|| next.map_or_else(|| "end".into(), |n| self.place(n)))
    }

    /// `question 12`, or where a text without a number stands.
    fn place(&self, item: &Item) -> String {
        match self.numbers.get(&item.id) {
            Some(number) => format!("question {number}"),
            None => format!("section {}", self.letter_of(&item.group)),
        }
    }

    fn letter_of(&self, group: &str) -> String {
        let groups = &self.planned.instrument.groups;
        let shown: Vec<&Group> =
            groups.iter().filter(|g| self.items.iter().any(|i| i.group == g.id)).collect();
        shown.iter().position(|g| g.id == group).map_or_else(String::new, letter)
    }

    /// The section behind one.
    fn after_section(&self, group: &Group) -> String {
        let groups = &self.planned.instrument.groups;
        let at = groups.iter().position(|g| g.id == group.id).unwrap_or(0);
        let next = groups[at + 1..].iter().find(|g| self.items.iter().any(|i| i.group == g.id));
        next.map_or_else(|| "the end".into(), |g| format!("section {}", self.letter_of(&g.id)))
    }

    /// Where an interview that ends goes on: what everybody gets.
    fn after_end(&self, item: &Item) -> String {
        let at = self.items.iter().position(|i| i.id == item.id).unwrap_or(0);
        let next = self.items[at + 1..].iter().find(|i| self.planned.group(i).is_some_and(|g| g.after_end));
        next.map_or_else(|| "the end".into(), |i| format!("section {}", self.letter_of(&i.group)))
    }
}

fn letter(at: usize) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    if at < 26 { letter(at).to_string() } else { format!("{}{}", letter(at / 26 - 1), letter(at)) }
}

/// The code of a state that a question accepts, and the key of its words.
fn state_code(state: State) -> Option<(&'static str, &'static str)> {
    match state {
        State::DontKnow => Some(("dont_know", "dont_know")),
        State::PreferNot => Some(("prefer_not", "prefer_not")),
        State::NotApplicable => Some(("not_applicable", "not_applicable")),
        _ => None,
    }
}

/// Whether a condition reads one question alone.
fn alone(condition: &Condition, question: &str) -> bool {
    condition.checked.depends_on().iter().all(|n| n == question)
}

/// A respondent of whom one answer is known.
struct OneAnswer<'a> {
    question: &'a str,
    option: &'a str,
}

impl Row for OneAnswer<'_> {
    fn get(&self, name: &str) -> Cell<'_> {
        if name == self.question {
            Cell::answered(CellValue::Choice(self.option))
        } else {
            Cell::missing(State::NotInVersion)
        }
    }
}
