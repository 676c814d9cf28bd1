//! What a constructor takes: the types of the schema.

/// What stands between a constructor's name and its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// `findings { … }`
    None,
    /// `finding "id" { … }`
    Id,
    /// `section "id" "Label" { … }`
    IdLabel,
    /// `country "KEN" "Kenya" { … }`
    CodeLabel,
    /// `paragraph "Text"`
    Label,
    /// `adapt "household_survey/children" { … }`: a reference
    Ref(RefKind),
    /// `translate "sw" { … }`
    Language,
}

impl Head {
    /// How many strings it takes.
    pub fn strings(self) -> usize {
        match self {
            Head::None => 0,
            Head::IdLabel | Head::CodeLabel => 2,
            Head::Id | Head::Label | Head::Ref(_) | Head::Language => 1,
        }
    }
}

/// Where a declaration may stand at the top of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Methodology,
    Regions,
    Countries,
    /// In the methodology, or in a country for that country alone.
    MethodologyOrCountries,
    /// In the methodology, a region or a country.
    Anywhere,
    /// Only inside another declaration.
    Nested,
}

/// What a declaration may hold without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Children {
    None,
    /// Declarations of these names.
    Of(&'static [&'static str]),
    /// `{ "id", "Label" }` entries.
    OptionEntries,
    /// Chapters and blocks of the report.
    Chapter,
}

/// What a string points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefKind {
    Organisation,
    Part,
    Activity,
    Instrument,
    Questionnaire,
    Checklist,
    Section,
    Item,
    Scale,
    LegalInstrument,
    Rubric,
    Domain,
    Criterion,
    Theme,
    Series,
    Dimension,
    Denominator,
    Indicator,
    Published,
    Region,
    DutyBearer,
    WorksheetPoint,
    Chapter,
    /// A question of the indicator's questionnaire.
    Breakdown,
    /// Any evidence address: `published:…`, `series:…`, `criterion:…` …
    Evidence,
}

impl RefKind {
    /// What it is called in a message.
    pub fn noun(self) -> &'static str {
        match self {
            RefKind::Organisation => "organisation",
            RefKind::Part => "part",
            RefKind::Activity => "activity",
            RefKind::Instrument => "instrument",
            RefKind::Questionnaire => "questionnaire",
            RefKind::Checklist => "checklist",
            RefKind::Section => "section",
            RefKind::Item => "item",
            RefKind::Scale => "scale",
            RefKind::LegalInstrument => "legal instrument",
            RefKind::Rubric => "rubric",
            RefKind::Domain => "domain",
            RefKind::Criterion => "criterion",
            RefKind::Theme => "theme",
            RefKind::Series => "series",
            RefKind::Dimension => "dimension",
            RefKind::Denominator => "denominator",
            RefKind::Indicator => "indicator",
            RefKind::Published => "published figure",
            RefKind::Region => "region",
            RefKind::DutyBearer => "duty bearer",
            RefKind::WorksheetPoint => "worksheet point",
            RefKind::Chapter => "chapter",
            RefKind::Breakdown => "question",
            RefKind::Evidence => "evidence address",
        }
    }
}

/// Which names and functions an expression may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExprKind {
    /// Conditions on answers that decide what is asked: two-valued.
    Routing,
    /// Conditions on answers that decide what counts: three-valued.
    Indicator,
    /// A number from answers.
    Value,
    /// A condition of a country's change: routing over the adapted instrument.
    Change,
    /// Conditions on evidence.
    Evidence,
    /// A number from evidence.
    Derived,
    /// A number from series at one period.
    Series,
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ty {
    /// Words; not empty.
    Text,
    Bool,
    Number,
    Integer,
    /// "0.8%"
    Percent,
    Url,
    /// A web address, or a reference of at least ten characters.
    Source,
    /// A file beside the script, by the extensions it may have.
    File(&'static [&'static str]),
    Choice(&'static [&'static str]),
    List(&'static Ty),
    /// Keys chosen by the author.
    Map(&'static Ty),
    /// Texts by language code.
    Texts,
    /// `{ { "id", "Label" }, … }`, in order.
    Options,
    /// `{ { "0-4", "Aged 0 to 4" }, … }`, or the CSV file they stand in.
    Codes,
    /// `{ question = answer, … }`: options, lists of options, numbers, texts, rows.
    Answers,
    /// `{ lowest, highest }`
    Range,
    /// A year, a month or a day: `"2015"`, `"2015-03"`, `"2015-03-01"`.
    Date,
    /// `{ "2020-11-01", "2021-10-31" }`
    DateRange,
    /// `{ dont_know = "no", prefer_not = "no", not_asked = "no" }`
    CountAs,
    /// `"everyone"` or an expression.
    Base(ExprKind),
    Expr(ExprKind),
    Ref(RefKind),
}

impl Ty {
    /// What is expected, in words.
    pub fn expected(&self) -> String {
        match self {
            Ty::Text => "a text".into(),
            Ty::Bool => "true or false".into(),
            Ty::Number => "a number".into(),
            Ty::Integer => "a whole number".into(),
            Ty::Percent => "a percentage such as \"0.8%\"".into(),
            Ty::Url => "a web address (https://…)".into(),
            Ty::Source => "a source: a web address or a full reference".into(),
            Ty::File(endings) => format!("the name of a .{} file beside the script", endings.join(" or .")),
            Ty::Choice(list) => format!("one of {}", list.join(", ")),
            Ty::List(inner) => format!("a list {{ … }} of {}", inner.plural()),
            Ty::Map(inner) => format!("a table {{ name = … }} of {}", inner.plural()),
            Ty::Texts => "texts by language: { sw = \"…\" }".into(),
            Ty::Options => "a list of options in order: { { \"id\", \"Label\" }, … }".into(),
            Ty::Codes => {
                "the name of a .csv file beside the script, or a list of codes { { \"code\", \"Label\" }, … }"
                    .into()
            }
            Ty::Answers => "answers by question: { question = answer, … }".into(),
            Ty::Range => "two numbers { lowest, highest }".into(),
            Ty::Date => "a date written YYYY, YYYY-MM or YYYY-MM-DD".into(),
            Ty::DateRange => "two dates { \"2020-11-01\", \"2021-10-31\" }".into(),
            Ty::CountAs => "{ dont_know = …, prefer_not = …, not_asked = … }, each yes, no or leave".into(),
            Ty::Base(_) => "\"everyone\" or a condition".into(),
            Ty::Expr(_) => "an expression as a string".into(),
            Ty::Ref(kind) => format!("the id of {} {}", article(kind.noun()), kind.noun()),
        }
    }

    fn plural(&self) -> String {
        match self {
            Ty::Text => "texts".into(),
            Ty::Choice(list) => list.join(", "),
            Ty::Ref(kind) => format!("ids ({})", kind.noun()),
            other => other.expected(),
        }
    }
}

/// "a" or "an".
pub fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// One field of a constructor.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub ty: Ty,
    pub required: bool,
    pub doc: &'static str,
}

/// One constructor: what a script calls to declare something.
#[derive(Debug)]
pub struct Constructor {
    pub name: &'static str,
    pub family: &'static str,
    pub head: Head,
    pub place: Place,
    pub doc: &'static str,
    pub fields: &'static [Field],
    pub children: Children,
}

impl Constructor {
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// Whether it may stand without a body.
    pub fn body_optional(&self) -> bool {
        self.head != Head::None && self.fields.iter().all(|f| !f.required)
    }

    /// Names of the declarations it may hold.
    pub fn child_names(&self) -> Vec<&'static str> {
        match self.children {
            Children::None | Children::OptionEntries => Vec::new(),
            Children::Of(names) => names.to_vec(),
            Children::Chapter => {
                std::iter::once("chapter").chain(super::schema::BLOCKS.iter().copied()).collect()
            }
        }
    }
}
