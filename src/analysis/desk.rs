//! How a criterion stands in a country: the answers that hold on a day, what
//! they amount to, and what they still lack.

use std::collections::HashMap;

use crate::base::PartialDate;
use crate::model::{Answer, Country, Instrument, Item, ItemKind, Methodology, UNKNOWN, Workspace};
use crate::stats::Factor;
use crate::stats::agreement::{Weighting, cohen};

/// How far a criterion is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerState {
    Answered,
    /// Answered long ago, by a value that may have changed since.
    Stale,
    /// Sources, or two reviewers, differ: both stand.
    Disputed,
    /// Something is known, and is not yet proof.
    Lead,
    Unanswered,
}

impl AnswerState {
    pub const ALL: [AnswerState; 5] = [
        AnswerState::Answered,
        AnswerState::Stale,
        AnswerState::Disputed,
        AnswerState::Lead,
        AnswerState::Unanswered,
    ];

    pub fn word(self) -> &'static str {
        match self {
            AnswerState::Answered => "answered",
            AnswerState::Stale => "stale",
            AnswerState::Disputed => "disputed",
            AnswerState::Lead => "lead",
            AnswerState::Unanswered => "unanswered",
        }
    }

    /// Whether there is one proved value.
    pub fn is_proved(self) -> bool {
        matches!(self, AnswerState::Answered | AnswerState::Stale)
    }
}

/// A criterion of a country on a day.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    pub checklist: &'a Instrument,
    pub criterion: &'a Item,
    /// Whom it is about; empty for the whole country.
    pub about: &'a str,
    pub state: AnswerState,
    /// The value, where there is one: not where the answers differ.
    pub value: Option<&'a str>,
    /// Why the state is what it is; empty where there is nothing to say.
    pub because: String,
    /// The answers the state rests on: the newest proof, both sides of a
    /// dispute, or the leads.
    pub current: Vec<&'a Answer>,
    /// All answers held, also earlier ones and those of later days.
    pub all: Vec<&'a Answer>,
    /// Leads that say otherwise and are no older, where there is a proved value.
    pub against: Vec<&'a Answer>,
    dated: &'a str,
}

impl Standing<'_> {
    /// The day the newest of the current answers is true for, as written;
    /// empty where there is none.
    pub fn as_of(&self) -> &str {
        self.current
            .iter()
            .max_by_key(|a| PartialDate::parse(&a.as_of).map(|d| d.last))
            .map_or("", |a| a.as_of.as_str())
    }

    /// The day of the act, or since when it is in force, where an answer that
    /// holds names it.
    pub fn dated(&self) -> &str {
        self.dated
    }

    /// The values that stand, each once.
    pub fn values(&self) -> Vec<&str> {
        let mut out: Vec<&str> = Vec::new();
        for answer in &self.current {
            for value in std::iter::once(answer.value.as_str()).chain(answer.second()) {
                if !out.contains(&value) {
                    out.push(value);
                }
            }
        }
        out
    }
}

/// What an answer lacks before it is proof: field names, in the order in which
/// the checklist asks for them. Something that is not there is proved by the
/// search for it, not by a text.
pub fn lacks(methodology: &Methodology, criterion: &Item, answer: &Answer) -> Vec<&'static str> {
    let absence = methodology.scale(&criterion.scale).is_some_and(|s| s.absence.contains(&answer.value));
    let said = |text: &str| !is_placeholder(text);
    let mut out: Vec<&'static str> = crate::model::PROOF
        .iter()
        .filter(|f| criterion.proof.iter().any(|p| p == *f))
        .filter(|f| {
            !(absence && matches!(**f, "instrument" | "article" | "quote" | "in_force_since" | "dated"))
        })
        .filter(|f| !said(answer.proof(f)))
        .copied()
        .collect();
    if !said(&answer.source) && !out.contains(&"source") {
        out.push("source");
    }
    if PartialDate::parse(&answer.as_of).is_none() {
        out.push("as_of");
    }
    if absence && !said(&answer.search) {
        out.push("search");
    }
    out
}

/// Whether a text stands for none: nothing, signs alone, or a word that is
/// written where something should stand.
fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 11] =
        ["n/a", "na", "none", "tbd", "tbc", "todo", "x", "xx", "xxx", "text", "unknown"];
    let text = text.trim();
    !text.chars().any(char::is_alphanumeric) || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// What the review still lacks: the reviewers.
pub fn unread(checklist: &Instrument, answer: &Answer) -> Vec<&'static str> {
    let names = ["reviewer", "second_reviewer"];
    let wanted = checklist.review.reviewers.min(names.len());
    names[..wanted]
        .iter()
        .zip([&answer.reviewer, &answer.second_reviewer])
        .filter(|(_, who)| who.is_empty())
        .map(|(name, _)| *name)
        .collect()
}

/// Whether an answer is proof: no lead, and nothing it must carry is missing.
pub fn is_proof(methodology: &Methodology, criterion: &Item, answer: &Answer) -> bool {
    !answer.is_lead() && lacks(methodology, criterion, answer).is_empty()
}

/// How a criterion stands on `at`; one standing for each that it is about,
/// the whole country first. A criterion without answers has one.
pub fn standings<'a>(
    workspace: &'a Workspace,
    country: &'a Country,
    checklist: &'a Instrument,
    criterion: &'a Item,
    at: PartialDate,
) -> Vec<Standing<'a>> {
    let of = |a: &&Answer| a.criterion == criterion.id && a.checklist == checklist.path;
    let days = Days { at, today: PartialDate::today() };
    subjects(workspace, checklist, criterion, country.answers.iter().filter(of).collect(), days)
}

/// The day that is asked for, and today.
#[derive(Clone, Copy)]
struct Days {
    at: PartialDate,
    today: PartialDate,
}

/// One standing for each that the answers to a criterion are about.
fn subjects<'a>(
    workspace: &'a Workspace,
    checklist: &'a Instrument,
    criterion: &'a Item,
    all: Vec<&'a Answer>,
    days: Days,
) -> Vec<Standing<'a>> {
    let mut subjects: Vec<&str> = all.iter().map(|a| a.about.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    // The country stands for itself, also where only parts of it are answered;
    // a checklist of units has no such answer.
    if subjects.is_empty() || (checklist.respondents.is_empty() && !subjects.contains(&"")) {
        subjects.insert(0, "");
    }
    subjects
        .into_iter()
        .map(|about| {
            let own: Vec<&Answer> = all.iter().filter(|a| a.about == about).copied().collect();
            standing(&workspace.methodology, checklist, criterion, about, own, days)
        })
        .collect()
}

/// How a criterion stands today, by its id or its full path.
pub fn criterion<'a>(workspace: &'a Workspace, country: &'a Country, path: &str) -> Vec<Standing<'a>> {
    let (list, id) = path.rsplit_once('/').unwrap_or(("", path));
    let found = workspace
        .methodology
        .instruments()
        .filter(|i| list.is_empty() || i.path == list)
        .find_map(|i| Some((i, i.item(id)?)));
    found
        .map_or_else(Vec::new, |(list, item)| standings(workspace, country, list, item, PartialDate::today()))
}

/// All standings of the checklists of a country on a day, in the order of the
/// criteria; `path` is a checklist, or one and a domain of it.
pub fn assess<'a>(
    workspace: &'a Workspace,
    country: &'a Country,
    checklist: &'a Instrument,
    domain: &str,
    at: PartialDate,
) -> Vec<Standing<'a>> {
    let days = Days { at, today: PartialDate::today() };
    let mut given: HashMap<&str, Vec<&Answer>> = HashMap::new();
    for answer in country.answers.iter().filter(|a| a.checklist == checklist.path) {
        given.entry(&answer.criterion).or_default().push(answer);
    }
    checklist
        .items
        .iter()
        .filter(|i| i.kind == ItemKind::Criterion && (domain.is_empty() || i.group == domain))
        .filter(|i| i.only_in.is_empty() || i.only_in.contains(&country.region))
        .flat_map(|i| {
            let own = given.remove(i.id.as_str()).unwrap_or_default();
            subjects(workspace, checklist, i, own, days)
        })
        .collect()
}

fn standing<'a>(
    methodology: &Methodology,
    checklist: &'a Instrument,
    criterion: &'a Item,
    about: &'a str,
    all: Vec<&'a Answer>,
    days: Days,
) -> Standing<'a> {
    let at = days.at;
    let scale = methodology.scale(&criterion.scale);
    let lasts = |value: &str| scale.is_some_and(|s| s.lasting.iter().any(|l| l == value));
    let held: Vec<Dated<'a>> =
        all.iter().map(|a| Dated::new(a, days.at)).filter(|a| a.holds_on(days)).collect();
    let mut done = Standing {
        checklist,
        criterion,
        about,
        state: AnswerState::Unanswered,
        value: None,
        because: String::new(),
        current: Vec::new(),
        all: Vec::new(),
        against: Vec::new(),
        dated: "",
    };
    let known = held.iter().copied().filter(|a| a.answer.value != UNKNOWN);
    let (proved, leads): (Vec<Dated<'a>>, Vec<Dated<'a>>) =
        known.partition(|a| is_proof(methodology, criterion, a.answer));
    if proved.is_empty() && leads.is_empty() {
        done.all.clone_from(&all);
        done.because = match (all.is_empty(), held.is_empty()) {
            (true, _) => "nobody has answered it".to_string(),
            (false, true) => format!("nothing is held for that day; {}", first_known(&all)),
            (false, false) => "it was looked for and is not known".into(),
        };
        done.current = held.iter().map(|a| a.answer).collect();
        return done;
    }
    done.all = all;
    if proved.is_empty() {
        let leads: Vec<&Answer> = leads.iter().map(|a| a.answer).collect();
        let alike = leads.windows(2).all(|w| w[0].value == w[1].value);
        done.state = AnswerState::Lead;
        done.value = alike.then(|| leads[0].value.as_str());
        done.because = match leads.iter().find(|a| a.is_lead()) {
            Some(lead) => lead.lead.clone(),
            None => format!("lacks {}", lacks(methodology, criterion, leads[0]).join(", ")),
        };
        done.dated = if alike { day_of_act(&leads) } else { "" };
        done.current = leads;
        return done;
    }
    let newest = newest(&proved);
    let newest_day = newest.iter().map(|a| a.day).max_by_key(|d| (d.last, d.first)).unwrap_or(at);
    let mut current: Vec<&Answer> = newest.iter().map(|a| a.answer).collect();
    // A value that does not pass is contradicted, not overtaken.
    for earlier in proved.iter().map(|a| a.answer) {
        let contradicted = lasts(&earlier.value) && current.iter().any(|a| a.value != earlier.value);
        if contradicted && !current.iter().any(|a| std::ptr::eq(*a, earlier)) {
            current.insert(0, earlier);
        }
    }
    let sources_differ = current.windows(2).any(|w| w[0].value != w[1].value);
    let reviewers_differ = current.iter().any(|a| a.second().is_some_and(|s| s != a.value));
    done.current = current;
    if sources_differ || reviewers_differ {
        done.state = AnswerState::Disputed;
        done.because = if sources_differ { "sources disagree" } else { "two reviewers disagree" }.into();
        return done;
    }
    let value = done.current[0].value.as_str();
    done.value = Some(value);
    let same: Vec<&Answer> = proved.iter().map(|a| a.answer).filter(|a| a.value == value).collect();
    done.dated = day_of_act(&same);
    let otherwise = |a: &&Dated<'_>| a.answer.value != value && !a.day.surely_before(newest_day);
    done.against = leads.iter().filter(otherwise).map(|a| a.answer).collect();
    done.state = AnswerState::Answered;
    if let Some(limit) = checklist.review.stale_after_years
        && !lasts(value)
        && newest_day.years_until(at) >= limit
    {
        done.state = AnswerState::Stale;
        done.because = format!("not looked at again for {} years", newest_day.years_until(at));
    }
    done
}

/// An answer with its days, read once.
#[derive(Clone, Copy)]
struct Dated<'a> {
    answer: &'a Answer,
    /// The day it is true for; one without a date counts as of the day asked for.
    day: PartialDate,
    /// Since when it is so, where that is known.
    from: Option<PartialDate>,
}

impl<'a> Dated<'a> {
    fn new(answer: &'a Answer, at: PartialDate) -> Self {
        let as_of = PartialDate::parse(&answer.as_of);
        let own = [&answer.in_force_since, &answer.dated].into_iter().find_map(|t| PartialDate::parse(t));
        Dated { answer, day: as_of.unwrap_or(at), from: own.or(as_of) }
    }

    /// Whether it says something about the day asked for: it was certainly so
    /// by then, or it may be and the day is today. A source without a date says
    /// nothing about a day that has passed.
    fn holds_on(&self, Days { at, today }: Days) -> bool {
        let present = !at.surely_before(today);
        match self.from {
            Some(from) => from.last <= at.last || (present && from.first <= at.last),
            None => present,
        }
    }
}

/// What no other proof is surely newer than. Of one source that tells of an
/// earlier law and of a later one, the later stands.
fn newest<'a>(proved: &[Dated<'a>]) -> Vec<Dated<'a>> {
    let overtaken = |a: &Dated<'_>| {
        proved.iter().any(|b| {
            let later_law = || {
                a.answer.source == b.answer.source
                    && a.from.zip(b.from).is_some_and(|(x, y)| x.surely_before(y))
            };
            a.day.surely_before(b.day) || later_law()
        })
    };
    proved.iter().filter(|a| !overtaken(a)).copied().collect()
}

/// The day of the act, otherwise since when it is in force; empty where none
/// of the answers names it.
fn day_of_act<'a>(answers: &[&'a Answer]) -> &'a str {
    let named = |text: fn(&Answer) -> &str| answers.iter().map(|a| text(a)).find(|t| !t.is_empty());
    named(|a| &a.dated).or_else(|| named(|a| &a.in_force_since)).unwrap_or("")
}

/// What someone who reads one value of a criterion should know: that it is
/// old, that a lead says otherwise, that a part of the country differs.
pub fn cautions(all: &[Standing<'_>]) -> Vec<String> {
    let Some(whole) = all.iter().find(|s| s.about.is_empty()) else { return Vec::new() };
    let id = &whole.criterion.id;
    let mut out = Vec::new();
    if whole.state == AnswerState::Stale {
        out.push(format!("{id} is as of {}: {}", whole.as_of(), whole.because));
    }
    out.extend(
        whole.against.iter().map(|a| format!("a lead on {id} says otherwise: {} ({})", a.value, a.source)),
    );
    let parts = all.iter().filter(|s| !s.about.is_empty() && s.state != AnswerState::Unanswered);
    let other = parts.filter(|s| s.value != whole.value);
    out.extend(
        other.map(|s| format!("{id} in {}: {} ({})", s.about, s.values().join(" / "), s.state.word())),
    );
    out
}

/// How far each criterion is answered, each once: by the country, or where it
/// is not, by the part of it that is answered least.
pub fn by_criterion(all: &[Standing<'_>]) -> Vec<AnswerState> {
    all.chunk_by(|a, b| a.criterion.id == b.criterion.id)
        .map(|of| {
            let whole = of.iter().find(|s| s.about.is_empty()).map(|s| s.state);
            let parts = of.iter().filter(|s| !s.about.is_empty()).map(|s| s.state).max();
            match (whole, parts) {
                (Some(AnswerState::Unanswered) | None, Some(part)) => part,
                (Some(state), _) => state,
                (None, None) => AnswerState::Unanswered,
            }
        })
        .collect()
}

fn first_known(all: &[&Answer]) -> String {
    let first = all.iter().filter_map(|a| Some((a.holds_from()?, a))).min_by_key(|(d, _)| d.first);
    match first {
        Some((_, a)) => {
            let since = [&a.in_force_since, &a.dated, &a.as_of].into_iter().find(|t| !t.is_empty());
            format!("the first answer is of {}", since.map_or("unknown", String::as_str))
        }
        None => "no answer has a date".into(),
    }
}

/// How far two reviewers agree, over the answers both gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Answers that two people gave.
    pub both: usize,
    pub alike: usize,
    /// Answers in all, of one person or two.
    pub answers: usize,
    /// Cohen's kappa, or why there is none.
    pub kappa: Result<f64, String>,
}

/// Agreement over the answers of a checklist. Values of scales that differ are
/// kept apart: a yes is no "ratified".
pub fn agreement(country: &Country, checklist: &Instrument) -> Option<Agreement> {
    let answers: Vec<&Answer> = country.answers.iter().filter(|a| a.checklist == checklist.path).collect();
    let pairs: Vec<(&str, &str)> =
        answers.iter().filter_map(|a| Some((a.value.as_str(), a.second()?))).collect();
    if pairs.is_empty() {
        return None;
    }
    let mut levels: Vec<&str> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    levels.sort_unstable();
    levels.dedup();
    let names: Vec<String> = levels.iter().map(|l| (*l).to_string()).collect();
    let factor = |of: &dyn Fn(&(&str, &str)) -> String| {
        let code = |pair| names.iter().position(|n| *n == of(pair)).map_or(Factor::MISSING, |at| at as u32);
        Factor::with_levels(pairs.iter().map(code).collect(), names.clone())
    };
    let (first, second) = (factor(&|p| p.0.to_string()), factor(&|p| p.1.to_string()));
    let kappa = cohen(&first, &second, Weighting::None);
    Some(Agreement {
        both: pairs.len(),
        alike: pairs.iter().filter(|(a, b)| a == b).count(),
        answers: answers.len(),
        kappa: kappa.map(|k| k.value).map_err(|e| e.to_string()),
    })
}
