//! Instruments, their items, and the changes a layer makes to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::Span;
use crate::data::State;
use crate::expr::{self, Checked, Profile};

use super::country::FileRef;
use super::desk::Review;
use super::translation::Translated;

/// What sort of instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstrumentKind {
    Questionnaire,
    InterviewGuide,
    Codebook,
    Checklist,
    DataRequest,
}

impl InstrumentKind {
    pub fn word(self) -> &'static str {
        match self {
            InstrumentKind::Questionnaire => "questionnaire",
            InstrumentKind::InterviewGuide => "interview guide",
            InstrumentKind::Codebook => "codebook",
            InstrumentKind::Checklist => "checklist",
            InstrumentKind::DataRequest => "data request",
        }
    }

    /// What its items are called, in the plural.
    pub fn items(self) -> &'static str {
        match self {
            InstrumentKind::Questionnaire => "questions",
            InstrumentKind::InterviewGuide => "topics",
            InstrumentKind::Codebook => "themes",
            InstrumentKind::Checklist => "criteria",
            InstrumentKind::DataRequest => "series",
        }
    }
}

/// What an activity asks with.
#[derive(Debug, Clone)]
pub struct Instrument {
    /// `household_survey/children`
    pub path: String,
    pub id: String,
    pub activity: String,
    pub label: String,
    pub kind: InstrumentKind,
    pub respondents: String,
    pub population: String,
    /// First and last age, years.
    pub ages: Option<(f64, f64)>,
    pub recall_months: Option<i64>,
    pub mode: String,
    /// Design number of interviews per country.
    pub target: Option<i64>,
    pub about: String,
    pub confirm: String,
    /// What a file of its answers calls the columns that are no question.
    pub records: RecordColumns,
    /// The question whose answer decides the age bands of items; empty where
    /// none does.
    pub age_from: String,
    /// The list of cases that fills in what is `preloaded`; empty for none.
    pub cases: String,
    /// What codes in files of answers stand for.
    pub missing_codes: Vec<(String, State)>,
    /// The form's own words, over [`Words::default`].
    pub words: Words,
    /// The form's own words in other languages.
    pub words_in: BTreeMap<String, BTreeMap<String, String>>,
    /// Checklists: how answers are reviewed.
    pub review: Review,
    /// Of a data request: the only dimensions its series are broken down by.
    pub by: Option<Vec<String>>,
    pub groups: Vec<Group>,
    /// Shared with the plans of every country.
    pub items: Vec<Arc<Item>>,
    pub span: Span,
}

impl Instrument {
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id).map(|i| &**i)
    }

    /// Everything that is read or shown, in the language of the method.
    pub fn wordings(&self) -> impl Iterator<Item = &str> {
        let groups = self.groups.iter().flat_map(|g| [g.label.as_str(), g.instruction.as_str()]);
        groups.chain(self.items.iter().flat_map(|i| i.wordings()))
    }

    /// The names in braces of all wordings that are not answers to a question
    /// of its own: what a country fills in.
    pub fn placeholders(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .wordings()
            .flat_map(braces)
            .filter(|n| *n != "country" && !self.item(n).is_some_and(|i| i.kind.has_value()))
            .map(str::to_string)
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

/// The names in braces of a wording: placeholders of the country, and questions
/// whose answers are read out.
pub fn braces(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The columns of a data file that say which record a row is and how it was
/// drawn. The names are the method's business; these are the defaults. A file
/// must have the first two; the others where the sample has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordColumns {
    /// What tells one record from every other.
    pub id: String,
    /// The day of the interview.
    pub date: String,
    pub stratum: String,
    /// The primary sampling unit.
    pub psu: String,
    pub weight: String,
    /// The administrative unit.
    pub area: String,
    pub interviewer: String,
}

impl Default for RecordColumns {
    fn default() -> Self {
        RecordColumns {
            id: "record_id".into(),
            date: "interview_date".into(),
            stratum: "stratum".into(),
            psu: "psu".into(),
            weight: "weight".into(),
            area: "region".into(),
            interviewer: "interviewer".into(),
        }
    }
}

impl RecordColumns {
    /// What each column is for, as scripts say it, with its name.
    pub fn all(&self) -> [(&'static str, &str); 7] {
        [
            ("id", &self.id),
            ("date", &self.date),
            ("stratum", &self.stratum),
            ("psu", &self.psu),
            ("weight", &self.weight),
            ("area", &self.area),
            ("interviewer", &self.interviewer),
        ]
    }

    /// The name of the column for `role`, to be changed.
    pub fn role_mut(&mut self, role: &str) -> Option<&mut String> {
        match role {
            "id" => Some(&mut self.id),
            "date" => Some(&mut self.date),
            "stratum" => Some(&mut self.stratum),
            "psu" => Some(&mut self.psu),
            "weight" => Some(&mut self.weight),
            "area" => Some(&mut self.area),
            "interviewer" => Some(&mut self.interviewer),
            _ => None,
        }
    }

    /// What the column of this name is for, if it is one of them.
    pub fn role_of(&self, name: &str) -> Option<&'static str> {
        self.all().into_iter().find(|(_, n)| *n == name).map(|(role, _)| role)
    }
}

/// What a form says itself, around the questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub dont_know: String,
    pub prefer_not: String,
    pub not_applicable: String,
    /// The question behind an option that asks which.
    pub specify: String,
    /// The question why there is no answer.
    pub no_answer: String,
    /// Above a question that the interviewer answers.
    pub interviewer: String,
    /// Before a section that the respondent fills in.
    pub hand_over: String,
    /// A question must be answered.
    pub required: String,
    /// A number outside `{low}` to `{high}`.
    pub range: String,
    /// An exclusive option beside others.
    pub alone: String,
    /// An answer that what was answered before rules out.
    pub must: String,
    /// An answer that is possible and worth a second look.
    pub look_again: String,
}

impl Default for Words {
    fn default() -> Self {
        Words {
            dont_know: "Don't know".into(),
            prefer_not: "Prefer not to say".into(),
            not_applicable: "Not applicable".into(),
            specify: "Please say which".into(),
            no_answer: "If there is no answer: why?".into(),
            interviewer: "For the interviewer".into(),
            hand_over: "Please hand the device to the respondent for this part.".into(),
            required: "Please answer this question.".into(),
            range: "Please give a number from {low} to {high}.".into(),
            alone: "This answer stands alone: please take away the others, or this one.".into(),
            must: "This answer is not possible: please check it, and what was answered before.".into(),
            look_again: "Please look again: is this right?".into(),
        }
    }
}

impl Words {
    /// Their keys, as scripts and translations say them.
    pub const KEYS: [&'static str; 12] = [
        "dont_know",
        "prefer_not",
        "not_applicable",
        "specify",
        "no_answer",
        "interviewer",
        "hand_over",
        "required",
        "range",
        "alone",
        "must",
        "look_again",
    ];

    /// The words of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        match key {
            "dont_know" => Some(&self.dont_know),
            "prefer_not" => Some(&self.prefer_not),
            "not_applicable" => Some(&self.not_applicable),
            "specify" => Some(&self.specify),
            "no_answer" => Some(&self.no_answer),
            "interviewer" => Some(&self.interviewer),
            "hand_over" => Some(&self.hand_over),
            "required" => Some(&self.required),
            "range" => Some(&self.range),
            "alone" => Some(&self.alone),
            "must" => Some(&self.must),
            "look_again" => Some(&self.look_again),
            _ => None,
        }
    }

    /// The words of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut String> {
        match key {
            "dont_know" => Some(&mut self.dont_know),
            "prefer_not" => Some(&mut self.prefer_not),
            "not_applicable" => Some(&mut self.not_applicable),
            "specify" => Some(&mut self.specify),
            "no_answer" => Some(&mut self.no_answer),
            "interviewer" => Some(&mut self.interviewer),
            "hand_over" => Some(&mut self.hand_over),
            "required" => Some(&mut self.required),
            "range" => Some(&mut self.range),
            "alone" => Some(&mut self.alone),
            "must" => Some(&mut self.must),
            "look_again" => Some(&mut self.look_again),
            _ => None,
        }
    }
}

/// A section of a questionnaire, a domain of a checklist.
#[derive(Debug, Clone)]
pub struct Group {
    pub id: String,
    pub label: String,
    pub ask_if: Option<Condition>,
    pub sensitive: bool,
    /// The device is handed to the respondent.
    pub self_administered: bool,
    /// Reached even where the interview ended before it.
    pub after_end: bool,
    /// To the interviewer, before the section.
    pub instruction: String,
    /// The heading and the instruction in other languages.
    pub texts: BTreeMap<String, String>,
    pub instructions: BTreeMap<String, String>,
    pub span: Span,
}

/// Whether an item may be changed by a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Core,
    Optional,
    Adaptable,
}

impl Class {
    pub fn word(self) -> &'static str {
        match self {
            Class::Core => "core",
            Class::Optional => "optional",
            Class::Adaptable => "adaptable",
        }
    }

    pub fn from_word(word: &str) -> Option<Class> {
        [Class::Core, Class::Optional, Class::Adaptable].into_iter().find(|c| c.word() == word)
    }
}

/// What sort of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    SelectOne,
    SelectMultiple,
    Integer,
    Decimal,
    Text,
    Date,
    /// A time of day, `HH:MM`.
    Time,
    /// A place: latitude and longitude in degrees, as coarse as the script says.
    Geopoint,
    /// The number of a case, by which the list of cases is read.
    Case,
    Note,
    Calculation,
    /// The line of one row of a roster, each with the same chance.
    RandomPick,
    /// What stands over questions that share one scale; no answer of its own.
    Battery,
    /// Questions that are asked once a row; no answer of its own.
    Roster,
    Topic,
    Theme,
    Criterion,
    Series,
}

impl ItemKind {
    pub const ALL: [ItemKind; 18] = [
        ItemKind::SelectOne,
        ItemKind::SelectMultiple,
        ItemKind::Integer,
        ItemKind::Decimal,
        ItemKind::Text,
        ItemKind::Date,
        ItemKind::Time,
        ItemKind::Geopoint,
        ItemKind::Case,
        ItemKind::Note,
        ItemKind::Calculation,
        ItemKind::RandomPick,
        ItemKind::Battery,
        ItemKind::Roster,
        ItemKind::Topic,
        ItemKind::Theme,
        ItemKind::Criterion,
        ItemKind::Series,
    ];

    /// The word scripts use for it.
    pub fn word(self) -> &'static str {
        match self {
            ItemKind::SelectOne => "select_one",
            ItemKind::SelectMultiple => "select_multiple",
            ItemKind::Integer => "integer",
            ItemKind::Decimal => "decimal",
            ItemKind::Text => "text",
            ItemKind::Date => "date",
            ItemKind::Time => "time",
            ItemKind::Geopoint => "geopoint",
            ItemKind::Case => "case",
            ItemKind::Note => "note",
            ItemKind::Calculation => "calculation",
            ItemKind::RandomPick => "random_pick",
            ItemKind::Battery => "battery",
            ItemKind::Roster => "roster",
            ItemKind::Topic => "topic",
            ItemKind::Theme => "theme",
            ItemKind::Criterion => "criterion",
            ItemKind::Series => "series",
        }
    }

    /// Whether someone answers it: neither shown, nor worked out, nor of
    /// another kind of instrument.
    pub fn is_asked(self) -> bool {
        matches!(
            self,
            ItemKind::SelectOne
                | ItemKind::SelectMultiple
                | ItemKind::Integer
                | ItemKind::Decimal
                | ItemKind::Text
                | ItemKind::Date
                | ItemKind::Time
                | ItemKind::Geopoint
                | ItemKind::Case
        )
    }

    /// Whether it has a value: asked or worked out.
    pub fn has_value(self) -> bool {
        self.is_asked() || matches!(self, ItemKind::Calculation | ItemKind::RandomPick)
    }

    pub fn from_word(word: &str) -> Option<ItemKind> {
        ItemKind::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// One option of a question or one value of a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionDef {
    pub id: String,
    pub label: String,
    pub exclusive: bool,
    pub anchored: bool,
    /// Asks which, in words.
    pub specify: bool,
    /// The label in other languages.
    pub texts: BTreeMap<String, String>,
}

impl OptionDef {
    /// An option with its label.
    pub fn new(id: &str, label: &str) -> OptionDef {
        OptionDef {
            id: id.into(),
            label: label.into(),
            exclusive: false,
            anchored: false,
            specify: false,
            texts: BTreeMap::new(),
        }
    }
}

/// A condition with the text it was read from.
#[derive(Debug, Clone)]
pub struct Condition {
    pub source: String,
    pub checked: Arc<Checked>,
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.checked.ast() == other.checked.ast()
    }
}

/// That the interview ends at a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    pub condition: Condition,
    /// Ends unless the condition is known to hold; otherwise where it is.
    pub unless: bool,
    /// How such an interview is counted.
    pub outcome: String,
}

impl Ending {
    /// Whether the interview ends, given whether the condition is known to hold.
    pub fn ends(&self, holds: bool) -> bool {
        holds != self.unless
    }
}

/// In which countries an item is asked: where the desk review answers a
/// criterion so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlyWhere {
    pub criterion: String,
    pub is: String,
}

/// A question, topic, theme, criterion or requested series.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: String,
    pub text: String,
    pub kind: ItemKind,
    pub class: Class,
    /// The id of its section or domain; for a theme, the path of its parents.
    pub group: String,
    pub ask_if: Option<Condition>,
    pub options: Vec<OptionDef>,
    pub allow: Vec<State>,
    pub range: Option<(f64, f64)>,
    pub unit: String,
    pub recall_months: Option<i64>,
    pub ages: Option<(f64, f64)>,
    pub must: Option<Condition>,
    pub warn_if: Option<Condition>,
    pub value: Option<Condition>,
    pub hint: String,
    pub concept: String,
    pub sensitive: bool,
    /// Wordings in other languages.
    pub texts: BTreeMap<String, String>,
    /// Criteria: the id of the scale.
    pub scale: String,
    pub code: String,
    pub rests_on: Vec<String>,
    pub to_confirm: bool,
    pub only_in: Vec<String>,
    /// Criteria: the treaty or statute it asks about.
    pub legal_instrument: String,
    /// Criteria: what an answer must carry before it is proof.
    pub proof: Vec<String>,
    /// Topics: what to ask further, and the themes answers are coded to.
    pub probes: Vec<String>,
    pub themes: Vec<String>,
    /// The battery it is a row of.
    pub battery: String,
    /// The roster it is asked in, once a row.
    pub roster: String,
    /// Answered by the interviewer, not by the respondent.
    pub by_interviewer: bool,
    /// The column of the list of cases that fills it in.
    pub preloaded: String,
    /// Its options, or the rows of a battery, come in random order.
    pub random_order: bool,
    /// Where the interview ends with it.
    pub ends: Option<Ending>,
    /// A roster: the number of rows; without it, as many as there are.
    pub count: Option<Condition>,
    pub max_rows: Option<i64>,
    /// A random pick: the roster it picks from, and which rows may be picked.
    pub pick_from: String,
    pub pick_if: Option<Condition>,
    /// The question one of whose options asks which; this holds the words.
    pub specify_of: String,
    /// Instructions in other languages.
    pub hints: BTreeMap<String, String>,
    pub only_where: Option<OnlyWhere>,
    /// A place is kept as coarse as this, in metres.
    pub accuracy_m: Option<f64>,
    pub span: Span,
}

impl Item {
    /// An item with nothing but its id, text and kind.
    pub fn new(id: &str, text: &str, kind: ItemKind, span: Span) -> Item {
        Item {
            id: id.into(),
            text: text.into(),
            kind,
            class: Class::Core,
            group: String::new(),
            ask_if: None,
            options: Vec::new(),
            allow: Vec::new(),
            range: None,
            unit: String::new(),
            recall_months: None,
            ages: None,
            must: None,
            warn_if: None,
            value: None,
            hint: String::new(),
            concept: String::new(),
            sensitive: false,
            texts: BTreeMap::new(),
            scale: String::new(),
            code: String::new(),
            rests_on: Vec::new(),
            to_confirm: false,
            only_in: Vec::new(),
            legal_instrument: String::new(),
            proof: Vec::new(),
            probes: Vec::new(),
            themes: Vec::new(),
            battery: String::new(),
            roster: String::new(),
            by_interviewer: false,
            preloaded: String::new(),
            random_order: false,
            ends: None,
            count: None,
            max_rows: None,
            pick_from: String::new(),
            pick_if: None,
            specify_of: String::new(),
            hints: BTreeMap::new(),
            only_where: None,
            accuracy_m: None,
            span,
        }
    }
}

impl Item {
    /// Everything of it that is read or shown, in the language of the method.
    pub fn wordings(&self) -> impl Iterator<Item = &str> {
        [self.text.as_str(), self.hint.as_str()]
            .into_iter()
            .chain(self.options.iter().map(|o| o.label.as_str()))
    }

    /// Every condition it has, by the field it stands in.
    pub fn conditions(&self) -> impl Iterator<Item = (&'static str, &Condition)> {
        let ends = self.ends.as_ref();
        [
            ("ask_if", self.ask_if.as_ref()),
            ("must", self.must.as_ref()),
            ("warn_if", self.warn_if.as_ref()),
            ("value", self.value.as_ref()),
            ("ends_if", ends.filter(|e| !e.unless).map(|e| &e.condition)),
            ("ends_unless", ends.filter(|e| e.unless).map(|e| &e.condition)),
            ("count", self.count.as_ref()),
            ("where", self.pick_if.as_ref()),
        ]
        .into_iter()
        .filter_map(|(field, condition)| Some((field, condition?)))
    }

    /// The question behind its options that ask which: asked where one of them
    /// is chosen. `None` where no option asks.
    pub fn specify(&self, words: &Words) -> Option<Item> {
        let asking: Vec<&str> = self.options.iter().filter(|o| o.specify).map(|o| o.id.as_str()).collect();
        let condition = match self.kind {
            ItemKind::SelectMultiple => {
                asking.iter().map(|o| format!("selected({}, {o})", self.id)).collect::<Vec<_>>().join(" or ")
            }
            ItemKind::SelectOne if asking.len() > 1 => format!("{} in ({})", self.id, asking.join(", ")),
            ItemKind::SelectOne => format!("{} == {}", self.id, asking.first()?),
            _ => return None,
        };
        if asking.is_empty() {
            return None;
        }
        let checked = expr::check(&condition, &super::ItemScope::new([self]), Profile::Routing).ok()?;
        let id = format!("{}_specify", self.id);
        Some(Item {
            class: self.class,
            group: self.group.clone(),
            roster: self.roster.clone(),
            by_interviewer: self.by_interviewer,
            sensitive: self.sensitive,
            ask_if: Some(Condition { source: condition, checked: Arc::new(checked) }),
            allow: vec![State::PreferNot],
            specify_of: self.id.clone(),
            only_in: self.only_in.clone(),
            only_where: self.only_where.clone(),
            ..Item::new(&id, &words.specify, ItemKind::Text, self.span.clone())
        })
    }
}

/// The changes a layer makes to one instrument.
#[derive(Debug, Clone)]
pub struct Adaptation {
    /// The instrument's path.
    pub instrument: String,
    pub changes: Vec<Change>,
    pub span: Span,
}

/// One change, with its reason.
#[derive(Debug, Clone)]
pub struct Change {
    pub kind: ChangeKind,
    /// The item changed; empty for a translation, the section for an added item.
    pub item: String,
    pub because: String,
    /// The claim that the meaning is kept, and what shows it.
    pub keeps_meaning: bool,
    pub shown_by: String,
    pub waiver: String,
    pub source: String,
    /// The country it was taken over from; while this stands, the change is
    /// not confirmed here and claims nothing.
    pub inherited_from: String,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum ChangeKind {
    Reword(String),
    LeaveOut,
    AddOptions {
        options: Vec<OptionDef>,
        before: String,
        after: String,
    },
    RemoveOptions(Vec<String>),
    AskOnlyIf(Condition),
    OtherRecall(i64),
    OtherAges(f64, f64),
    /// Wordings of single items, or a file of all strings with its rows.
    Translate {
        language: String,
        texts: Vec<(String, String)>,
        file: Option<FileRef>,
        rows: Arc<[Translated]>,
    },
    /// The options of a question in another order.
    Reorder(Vec<String>),
    /// An item at another place of its section.
    Move {
        before: String,
        after: String,
    },
    /// A section at another place.
    MoveSection {
        before: String,
        after: String,
    },
    AddItems(Vec<Item>),
    /// Rows added to a battery, behind its own.
    AddRows(Vec<Item>),
}

impl ChangeKind {
    /// The word scripts use for it.
    pub fn word(&self) -> &'static str {
        match self {
            ChangeKind::Reword(_) => "reword",
            ChangeKind::LeaveOut => "leave_out",
            ChangeKind::AddOptions { .. } => "add_options",
            ChangeKind::RemoveOptions(_) => "remove_options",
            ChangeKind::AskOnlyIf(_) => "ask_only_if",
            ChangeKind::OtherRecall(_) => "other_recall",
            ChangeKind::OtherAges(..) => "other_ages",
            ChangeKind::Translate { .. } => "translate",
            ChangeKind::Reorder(_) => "reorder",
            ChangeKind::Move { .. } => "move",
            ChangeKind::MoveSection { .. } => "move_section",
            ChangeKind::AddItems(_) => "add_item",
            ChangeKind::AddRows(_) => "add_row",
        }
    }
}
