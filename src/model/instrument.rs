//! Instruments, their items, and the changes a layer makes to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::Span;
use crate::data::State;
use crate::expr::Checked;

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

/// A section of a questionnaire, a domain of a checklist.
#[derive(Debug, Clone)]
pub struct Group {
    pub id: String,
    pub label: String,
    pub ask_if: Option<Condition>,
    pub sensitive: bool,
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
    Note,
    Calculation,
    Topic,
    Theme,
    Criterion,
    Series,
}

impl ItemKind {
    pub const ALL: [ItemKind; 12] = [
        ItemKind::SelectOne,
        ItemKind::SelectMultiple,
        ItemKind::Integer,
        ItemKind::Decimal,
        ItemKind::Text,
        ItemKind::Date,
        ItemKind::Note,
        ItemKind::Calculation,
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
            ItemKind::Note => "note",
            ItemKind::Calculation => "calculation",
            ItemKind::Topic => "topic",
            ItemKind::Theme => "theme",
            ItemKind::Criterion => "criterion",
            ItemKind::Series => "series",
        }
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
    pub specify: bool,
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
            span,
        }
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
    AddOptions { options: Vec<OptionDef>, before: String, after: String },
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
    Move { before: String, after: String },
    /// A section at another place.
    MoveSection { before: String, after: String },
    AddItems(Vec<Item>),
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
        }
    }
}
