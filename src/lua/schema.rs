//! The one list of constructors: what a script may declare.
//!
//! Validation, the type definitions for editors, the script reference and the
//! completion of the REPL are all made from this list, so they cannot differ.

use super::types::{
    Children, Constructor, ExprKind, Field, Head, Place, RefKind as R,
    Ty::{self, *},
};

const fn must(name: &'static str, ty: Ty, doc: &'static str) -> Field {
    Field { name, ty, required: true, doc }
}

const fn may(name: &'static str, ty: Ty, doc: &'static str) -> Field {
    Field { name, ty, required: false, doc }
}

const TEXTS: Ty = List(&Text);

/// The four kinds of activity (FIELD: desk review, interviews, survey,
/// offence or administrative data).
pub const ACTIVITY_KINDS: &[&str] = &["desk_review", "interviews", "survey", "offence_data"];
pub const CLASSES: &[&str] = &["core", "optional", "adaptable"];
pub const ALLOWED_MISSING: &[&str] = &["dont_know", "prefer_not", "not_applicable"];
pub const UNITS: &[&str] = &["percent", "count", "children", "respondents", "interviews", "reports", "cases"];
pub const STAGES: &[&str] =
    &["reported", "investigated", "prosecuted", "convicted", "referred", "not_applicable"];
pub const APPROVAL_STATES: &[&str] = &["valid", "pretest", "training", "lapsed"];
pub const STATUSES: &[&str] = &["proposed", "accepted", "under_way", "done", "rejected", "unknown"];

/// What a programme holds beside its own lists.
pub const MEMBERSHIPS: &[&str] = &["ran", "output"];
pub const QUESTIONS: &[&str] =
    &["select_one", "select_multiple", "integer", "decimal", "text", "date", "note", "calculation"];
pub const CHANGES: &[&str] = &[
    "reword",
    "leave_out",
    "add_options",
    "remove_options",
    "ask_only_if",
    "other_recall",
    "other_ages",
    "translate",
    "add_item",
];
pub const INSTRUMENTS: &[&str] =
    &["questionnaire", "interview_guide", "codebook", "checklist", "data_request"];
pub const BLOCKS: &[&str] = &[
    "paragraph",
    "show_insights",
    "show_figures",
    "show_dots",
    "show_trend",
    "show_answers",
    "show_activities",
    "show_instrument",
    "show_findings",
    "show_recommendations",
    "show_leads",
    "show_conflicts",
    "show_comparability",
    "show_approvals",
    "show_services",
];

const CLASS: Field = must(
    "class",
    Choice(CLASSES),
    "core stays fixed across countries; optional may be left out; adaptable may be changed",
);
const ASK_IF: Field = may("ask_if", Expr(ExprKind::Routing), "asked only where this condition holds");
const ALLOW: Field = may(
    "allow",
    List(&Choice(ALLOWED_MISSING)),
    "which non-answers the question accepts; part of its type, not invented codes",
);
const HINT: Field = may("hint", Text, "an instruction to the interviewer");
const SENSITIVE: Field = may("sensitive", Bool, "shown as sensitive in burden and exposure figures");
const CONCEPT: Field = may("concept", Text, "what the question measures, in a phrase");
const TRANSLATIONS: Field = may("texts", Texts, "the wording in other languages, by language code");
const RECALL: Field =
    may("recall_months", Integer, "the recall window in months, where it differs from the instrument's");
const AGES: Field = may("ages", Range, "asked only of these ages, first and last included");
const MUST: Field =
    may("must", Expr(ExprKind::Routing), "a hard check: the answer is refused unless this holds");
const WARN_IF: Field = may(
    "warn_if",
    Expr(ExprKind::Routing),
    "a soft check: the interviewer is asked to look again where this holds",
);
const BECAUSE: Field = must("because", Text, "why the country or region makes this change");
const INHERITED: Field = may(
    "inherited_from",
    Text,
    "the country it was taken over from, in the place of because: not confirmed here, and claims nothing; to confirm it, give the reason in its place",
);
const KEEPS: Field =
    may("keeps", Choice(&["meaning"]), "the claim that the change keeps the meaning; needs shown_by");
const SHOWN_BY: Field = may("shown_by", Text, "what shows it: a cognitive test, a back-translation");
const WAIVER: Field = may("waiver", Text, "who allowed a change of a core item, and where that is written");
const SOURCE: Field = must("source", Source, "where this is stated: a web address or a full reference");
const MAY_SOURCE: Field = may("source", Source, "where this is stated: a web address or a full reference");
const MEMBERS: Field = may("countries", TEXTS, "the codes of the countries that are named");
const NUMBER: Field = may("number", Integer, "how many countries there are, where that is stated");
const AMONG: Field = may("among", Text, "the list of the programme they belong to: completed, members …");
const NOT_STATED: Field = may(
    "not_stated",
    Text,
    "what the sources do not state, such as which five; without it the list is complete",
);
const CONFIRM: Field = may("confirm", Text, "what still needs confirming before this is relied on");
const ABOUT: Field = may("about", Text, "a sentence or two for the reader");

macro_rules! constructor {
    ($name:literal, $family:literal, $head:expr, $place:expr, $doc:literal, $children:expr, [$($field:expr),* $(,)?]) => {
        Constructor { name: $name, family: $family, head: $head, place: $place, doc: $doc,
                      children: $children, fields: &[$($field),*] }
    };
}

/// Every constructor, in the order of the script reference.
pub const CONSTRUCTORS: &[Constructor] = &[
    // ── the method ────────────────────────────────────────────────────────
    constructor!(
        "methodology",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "The method itself: its name, version and languages. Once, in methodology/init.lua.",
        Children::None,
        [
            must("version", Text, "the version of the method, as printed in every report"),
            must("languages", TEXTS, "language codes; the first is the one ids and wordings are written in"),
            ABOUT,
            MAY_SOURCE,
        ]
    ),
    constructor!(
        "organisation",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "An organisation that leads a part of the method.",
        Children::None,
        [may("url", Url, "its public page"), ABOUT,]
    ),
    constructor!(
        "part",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "One of the parts of the method: context, threat, perspectives.",
        Children::None,
        [must("led_by", Ref(R::Organisation), "the organisation that leads it"), ABOUT,]
    ),
    constructor!(
        "activity",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "A research activity, with the instruments it asks with.",
        Children::Of(INSTRUMENTS),
        [
            must("number", Integer, "its number in the method's list"),
            must("part", Ref(R::Part), "the part it belongs to"),
            must("kind", Choice(ACTIVITY_KINDS), "what kind of module it is"),
            must("asks", Text, "who or what is asked"),
            may("design", Text, "the design size per country, in words"),
            may("target", Integer, "the design number of interviews per country"),
            may("representative", Bool, "whether its figures stand for a national population"),
            may(
                "ethics",
                Bool,
                "whether it needs an approval before it takes records; true where nothing is said"
            ),
            SOURCE,
            CONFIRM,
            ABOUT,
        ]
    ),
    constructor!(
        "programme",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "A phase of the programme, its lists of countries, and pooled statements about them. Members of the programme, of an activity (ran) and of an output are three different lists; nothing follows from one for another.",
        Children::Of(MEMBERSHIPS),
        [
            must("lists", Map(&List(&Text)), "named lists of country codes: planned, completed …"),
            may("figures", File("csv"), "published statements about the phase as a whole, beside the script"),
            SOURCE,
            ABOUT,
        ]
    ),
    constructor!(
        "ran",
        "method",
        Head::Ref(R::Activity),
        Place::Nested,
        "The countries of a programme in which an activity was run, as far as they are stated.",
        Children::None,
        [MEMBERS, NUMBER, AMONG, NOT_STATED, SOURCE, ABOUT]
    ),
    constructor!(
        "output",
        "method",
        Head::IdLabel,
        Place::Nested,
        "Something the programme published, and the countries it covers, as far as they are stated.",
        Children::None,
        [
            MEMBERS,
            NUMBER,
            AMONG,
            NOT_STATED,
            may("publishes", List(&Ref(R::Published)), "the published figures that come from it"),
            SOURCE,
            ABOUT,
        ]
    ),
    constructor!(
        "worksheet_point",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "Something every new country settles on its adaptation worksheet before fieldwork.",
        Children::None,
        [must("asks", Text, "what is to be found out")]
    ),
    constructor!(
        "duty_bearer",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "Someone a recommendation can be addressed to.",
        Children::None,
        [ABOUT]
    ),
    constructor!(
        "safeguards",
        "method",
        Head::None,
        Place::Anywhere,
        "What happens when a child needs help; in the methodology as a rule, in a country with its services.",
        Children::Of(&["service"]),
        [
            may("immediate_danger", Text, "when help is sought for a child in immediate danger"),
            may("ongoing_harm_hours", Integer, "hours within which ongoing harm is referred"),
            may("past_harm", Text, "what is offered for past harm"),
            CONFIRM,
            MAY_SOURCE,
        ]
    ),
    constructor!(
        "service",
        "method",
        Head::IdLabel,
        Place::Nested,
        "A service on the list that every respondent gets.",
        Children::None,
        [
            must("contact", Text, "how to reach it"),
            may("free", Bool, "whether reaching it is free of charge"),
            may("languages", TEXTS, "languages it answers in"),
            SOURCE,
            may("as_of", Text, "the date or year of the source"),
            CONFIRM,
        ]
    ),
    // ── surveys ───────────────────────────────────────────────────────────
    constructor!(
        "questionnaire",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "An instrument that asks respondents questions in sections.",
        Children::Of(&["section"]),
        [
            must("respondents", Text, "who answers it"),
            must("population", Text, "the population its estimates are about"),
            may("ages", Range, "ages of the respondents, first and last included"),
            may("recall_months", Integer, "the recall window of 'past' questions, in months"),
            may(
                "mode",
                Choice(&["face_to_face", "telephone", "online", "self_administered"]),
                "how it is asked"
            ),
            may(
                "records",
                Map(&Text),
                "what a file of its answers calls the columns that are no question: id, date, stratum, psu, weight, area, interviewer (named record_id, interview_date, stratum, psu, weight, region, interviewer where this does not say otherwise)"
            ),
            ABOUT,
            CONFIRM,
        ]
    ),
    constructor!(
        "section",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A section of a questionnaire.",
        Children::Of(QUESTIONS),
        [ASK_IF, SENSITIVE, ABOUT]
    ),
    constructor!(
        "select_one",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question with one answer out of a list.",
        Children::None,
        [
            CLASS,
            must("options", Options, "the options in the order they are read: { { \"id\", \"Label\" }, … }"),
            ALLOW,
            ASK_IF,
            MUST,
            WARN_IF,
            RECALL,
            AGES,
            HINT,
            SENSITIVE,
            CONCEPT,
            TRANSLATIONS,
        ]
    ),
    constructor!(
        "select_multiple",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question with any number of answers out of a list.",
        Children::None,
        [
            CLASS,
            must(
                "options",
                Options,
                "the options in the order they are read; exclusive = true for a 'none of these'"
            ),
            ALLOW,
            ASK_IF,
            MUST,
            WARN_IF,
            RECALL,
            AGES,
            HINT,
            SENSITIVE,
            CONCEPT,
            TRANSLATIONS,
        ]
    ),
    constructor!(
        "integer",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question answered by a whole number.",
        Children::None,
        [
            CLASS,
            may("range", Range, "lowest and highest value accepted"),
            may("unit", Text, "hours, years, …"),
            ALLOW,
            ASK_IF,
            MUST,
            WARN_IF,
            RECALL,
            AGES,
            HINT,
            SENSITIVE,
            CONCEPT,
            TRANSLATIONS,
        ]
    ),
    constructor!(
        "decimal",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question answered by a number with decimals.",
        Children::None,
        [
            CLASS,
            may("range", Range, "lowest and highest value accepted"),
            may("unit", Text, "hours, years, …"),
            ALLOW,
            ASK_IF,
            MUST,
            WARN_IF,
            RECALL,
            AGES,
            HINT,
            SENSITIVE,
            CONCEPT,
            TRANSLATIONS,
        ]
    ),
    constructor!(
        "text",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question answered in words.",
        Children::None,
        [CLASS, ALLOW, ASK_IF, RECALL, AGES, HINT, SENSITIVE, CONCEPT, TRANSLATIONS,]
    ),
    constructor!(
        "date",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A question answered by a date.",
        Children::None,
        [CLASS, ALLOW, ASK_IF, MUST, WARN_IF, AGES, HINT, SENSITIVE, CONCEPT, TRANSLATIONS,]
    ),
    constructor!(
        "note",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A text that is read out or shown; nothing is asked.",
        Children::None,
        [CLASS, ASK_IF, TRANSLATIONS, SENSITIVE,]
    ),
    constructor!(
        "calculation",
        "survey",
        Head::IdLabel,
        Place::Nested,
        "A value worked out from answers.",
        Children::None,
        [CLASS, must("value", Expr(ExprKind::Value), "the expression that gives the value"), ASK_IF, CONCEPT,]
    ),
    // ── interviews ────────────────────────────────────────────────────────
    constructor!(
        "interview_guide",
        "interviews",
        Head::IdLabel,
        Place::Nested,
        "An instrument that leads an interview through topics.",
        Children::Of(&["topic"]),
        [
            must("respondents", Text, "who is interviewed"),
            may("target", Integer, "the design number of interviews per country"),
            ABOUT,
            CONFIRM,
        ]
    ),
    constructor!(
        "topic",
        "interviews",
        Head::IdLabel,
        Place::Nested,
        "A topic of an interview guide.",
        Children::None,
        [
            CLASS,
            may("probes", TEXTS, "what to ask further"),
            may("themes", List(&Ref(R::Theme)), "the themes its answers are usually coded to"),
            HINT,
            SENSITIVE,
            TRANSLATIONS,
        ]
    ),
    constructor!(
        "codebook",
        "interviews",
        Head::IdLabel,
        Place::Nested,
        "The themes that interviews of an activity are coded to.",
        Children::Of(&["theme"]),
        [ABOUT]
    ),
    constructor!(
        "theme",
        "interviews",
        Head::IdLabel,
        Place::Nested,
        "A theme of a codebook; themes may hold themes.",
        Children::Of(&["theme"]),
        [
            must("description", Text, "what the theme is about"),
            may("include_when", Text, "when to code to it"),
            may("exclude_when", Text, "when not to"),
        ]
    ),
    // ── desk review ───────────────────────────────────────────────────────
    constructor!(
        "scale",
        "desk review",
        Head::IdLabel,
        Place::Methodology,
        "The answers a criterion may have, in order.",
        Children::None,
        [must("values", Options, "the values in order: { { \"id\", \"Label\" }, … }"), ABOUT,]
    ),
    constructor!(
        "checklist",
        "desk review",
        Head::IdLabel,
        Place::Nested,
        "An instrument that asks documents questions, by domain.",
        Children::Of(&["domain"]),
        [ABOUT, CONFIRM]
    ),
    constructor!(
        "domain",
        "desk review",
        Head::IdLabel,
        Place::Nested,
        "A domain of a checklist.",
        Children::Of(&["criterion"]),
        [ABOUT]
    ),
    constructor!(
        "criterion",
        "desk review",
        Head::IdLabel,
        Place::Nested,
        "One question of a checklist, answered per country with its proof.",
        Children::None,
        [
            must("scale", Ref(R::Scale), "the scale it is answered on"),
            CLASS,
            may("code", Text, "its code in the criteria list it was taken from"),
            may("rests_on", TEXTS, "the articles it rests on"),
            may("to_confirm", Bool, "the article reference needs confirming"),
            may("guidance", Text, "how to answer"),
            may("only_in", List(&Ref(R::Region)), "asked only in these regions"),
            TRANSLATIONS,
        ]
    ),
    // ── offence and administrative data ───────────────────────────────────
    constructor!(
        "data_request",
        "offence data",
        Head::IdLabel,
        Place::Nested,
        "An instrument that asks a provider for series of counts.",
        Children::None,
        [
            must("asked_of", Text, "who is asked for the data"),
            must("series", List(&Ref(R::Series)), "the series asked for"),
            ABOUT,
            CONFIRM,
        ]
    ),
    constructor!(
        "series",
        "offence data",
        Head::IdLabel,
        Place::Methodology,
        "A series of counts over time and what each count counts.",
        Children::None,
        [
            must("provider", Text, "who counts"),
            must("stage", Choice(STAGES), "the stage of the process that is counted"),
            must("unit_of_count", Text, "what one count is: report, offence, case, victim, suspect, person"),
            must("counting_point", Text, "when something is counted"),
            must("unit", Text, "the unit printed with a value"),
            may("is_not", TEXTS, "what the figure must not be read as"),
            may("caveats", TEXTS, "what is printed with every figure of the series"),
            may("principal_offence_rule", Text, "whether only the main offence counts"),
            may("iccs", Text, "the ICCS code"),
            may(
                "iccs_match",
                Choice(&["full", "partial", "wider", "narrower"]),
                "how well the category matches"
            ),
            may("child_age_limit", Integer, "below which age a person counts as a child"),
            may("completeness", Text, "what is known of completeness"),
            may("breaks", Map(&Text), "breaks in the series: year = what changed"),
            may("rank", Bool, "whether countries may be ranked by it; no unless stated"),
            SOURCE,
            CONFIRM,
            ABOUT,
        ]
    ),
    constructor!(
        "denominator",
        "offence data",
        Head::IdLabel,
        Place::Methodology,
        "What a series can be divided by, worked out for the same period.",
        Children::None,
        [
            must(
                "value",
                Expr(ExprKind::Series),
                "an expression over series at the same period; nothing is carried forward"
            ),
            must("per", Number, "rates are printed per this many"),
            must("unit", Text, "what is counted in the denominator"),
            ABOUT,
            CONFIRM,
        ]
    ),
    // ── indicators ────────────────────────────────────────────────────────
    constructor!(
        "indicators",
        "indicators",
        Head::None,
        Place::Methodology,
        "A list of indicators.",
        Children::Of(&["proportion", "mean", "derived", "published"]),
        []
    ),
    constructor!(
        "proportion",
        "indicators",
        Head::IdLabel,
        Place::Anywhere,
        "The share of a base for whom a condition holds.",
        Children::None,
        [
            must("definition", Text, "the definition version; two versions never share a column unlabelled"),
            must("from", Ref(R::Questionnaire), "the questionnaire it is computed from"),
            must(
                "base",
                Base(ExprKind::Indicator),
                "\"everyone\", or the condition that makes the denominator"
            ),
            must("yes_if", Expr(ExprKind::Indicator), "the condition that counts as yes"),
            must(
                "count_as",
                CountAs,
                "what a don't know, a refusal and a not-asked count as: yes, no, leave"
            ),
            may("bounds", CountAs, "a second way of counting, printed beside the first"),
            may("recall_months", Integer, "the recall window in months"),
            may("by", List(&Ref(R::Breakdown)), "breakdowns: questions of the instrument"),
            ABOUT,
            may("concept", Text, "what it measures, shared by definition versions of the same thing"),
        ]
    ),
    constructor!(
        "mean",
        "indicators",
        Head::IdLabel,
        Place::Anywhere,
        "The average of a number over a base.",
        Children::None,
        [
            must("definition", Text, "the definition version"),
            must("from", Ref(R::Questionnaire), "the questionnaire it is computed from"),
            must(
                "base",
                Base(ExprKind::Indicator),
                "\"everyone\", or the condition that makes the denominator"
            ),
            must("of", Expr(ExprKind::Value), "the number that is averaged"),
            must("unit", Text, "its unit"),
            must(
                "count_as",
                CountAs,
                "what a don't know, a refusal and a not-asked count as: only leave makes sense for a number"
            ),
            may("by", List(&Ref(R::Breakdown)), "breakdowns: questions of the instrument"),
            ABOUT,
        ]
    ),
    constructor!(
        "derived",
        "indicators",
        Head::IdLabel,
        Place::Anywhere,
        "A figure worked out from other figures of the same country; absent where an input is.",
        Children::None,
        [
            must("definition", Text, "the definition version"),
            must("unit", Choice(UNITS), "the unit of the result"),
            must(
                "inputs",
                Map(&Ref(R::Evidence)),
                "names used in the expressions = the addresses they stand for"
            ),
            must("value", Expr(ExprKind::Derived), "the expression; percentages enter as proportions"),
            may("low", Expr(ExprKind::Derived), "the lower bound"),
            may("high", Expr(ExprKind::Derived), "the upper bound"),
            may("population_as", Choice(&["known", "estimated"]), "how the population count is treated"),
            may("check_against", Ref(R::Published), "a published figure that it should agree with"),
            may("within", Percent, "how closely, as a share of the published figure"),
            ABOUT,
        ]
    ),
    constructor!(
        "published",
        "indicators",
        Head::IdLabel,
        Place::Anywhere,
        "What a published figure means: its definition, population and unit. Values stand in CSV files beside the countries.",
        Children::None,
        [
            must("definition", Text, "the definition version"),
            must("unit", Choice(UNITS), "the unit of its values"),
            must("population", Text, "the population it is about"),
            must("activity", Ref(R::Activity), "the activity it comes from"),
            may("concept", Text, "what it measures, shared by definition versions of the same thing"),
            may("corresponds_to", Ref(R::Indicator), "our own indicator of the same definition"),
            may(
                "same_as_series",
                Ref(R::Series),
                "a series that counts the same; where the two differ, both are shown side by side"
            ),
            may("counts_only", Bool, "printed as counts, never as national percentages"),
            ABOUT,
            may("caveats", TEXTS, "what is printed with every figure"),
        ]
    ),
    // ── countries ─────────────────────────────────────────────────────────
    constructor!(
        "region",
        "countries",
        Head::IdLabel,
        Place::Regions,
        "A layer that several countries share.",
        Children::Of(&["adapt"]),
        [ABOUT, MAY_SOURCE]
    ),
    constructor!(
        "country",
        "countries",
        Head::CodeLabel,
        Place::Countries,
        "A country: what it adapts, what was run, approved and published there.",
        Children::Of(&[
            "adapt",
            "not_run",
            "not_cleared",
            "not_available",
            "recorded_zero",
            "approval",
            "approvals_stated",
            "fieldwork",
            "safeguards"
        ]),
        [
            must("region", Ref(R::Region), "the region whose layer it shares"),
            must("languages", TEXTS, "languages the instruments are asked in"),
            may("figures", File("csv"), "published figures, beside the script"),
            may("observations", File("csv"), "values of series, beside the script"),
            may("placeholders", Map(&Text), "what {placeholders} in wordings become here"),
            ABOUT,
            MAY_SOURCE,
            CONFIRM,
        ]
    ),
    constructor!(
        "adapt",
        "countries",
        Head::Ref(R::Instrument),
        Place::Nested,
        "The changes a country or region makes to an instrument.",
        Children::Of(CHANGES),
        []
    ),
    constructor!(
        "reword",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Another wording of an item in the language of the method.",
        Children::None,
        [must("text", Text, "the new wording"), BECAUSE, INHERITED, KEEPS, SHOWN_BY, WAIVER,]
    ),
    constructor!(
        "leave_out",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "An item that is not asked here.",
        Children::None,
        [BECAUSE, INHERITED, WAIVER]
    ),
    constructor!(
        "add_options",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Options added to a question: { \"id\", \"Label\" } entries.",
        Children::OptionEntries,
        [
            may("before", Text, "the option they stand before"),
            may("after", Text, "the option they stand after"),
            BECAUSE,
            INHERITED,
            KEEPS,
            SHOWN_BY,
            WAIVER,
        ]
    ),
    constructor!(
        "remove_options",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Options that are not offered here.",
        Children::None,
        [must("options", TEXTS, "the ids of the options"), BECAUSE, INHERITED, KEEPS, SHOWN_BY, WAIVER,]
    ),
    constructor!(
        "ask_only_if",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "A narrower base: the item is asked of fewer respondents.",
        Children::None,
        [
            must("condition", Expr(ExprKind::Change), "who is still asked"),
            BECAUSE,
            INHERITED,
            WAIVER,
            MAY_SOURCE,
        ]
    ),
    constructor!(
        "other_recall",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Another recall window.",
        Children::None,
        [must("months", Integer, "the window in months"), BECAUSE, INHERITED, WAIVER, MAY_SOURCE]
    ),
    constructor!(
        "other_ages",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Another age band.",
        Children::None,
        [must("ages", Range, "first and last age asked"), BECAUSE, INHERITED, WAIVER, MAY_SOURCE]
    ),
    constructor!(
        "translate",
        "countries",
        Head::Language,
        Place::Nested,
        "Wordings in a language of the country: item = \"text\".",
        Children::None,
        [must("texts", Map(&Text), "the wording of each item"), BECAUSE, INHERITED, SHOWN_BY,]
    ),
    constructor!(
        "add_item",
        "countries",
        Head::Ref(R::Section),
        Place::Nested,
        "A question that is asked only here, at the end of a section.",
        Children::Of(QUESTIONS),
        [BECAUSE, INHERITED]
    ),
    constructor!(
        "not_run",
        "countries",
        Head::Ref(R::Activity),
        Place::Nested,
        "An activity that was not run here.",
        Children::None,
        [BECAUSE, MAY_SOURCE]
    ),
    constructor!(
        "not_cleared",
        "countries",
        Head::Ref(R::Activity),
        Place::Nested,
        "An activity that an ethics board did not clear here.",
        Children::None,
        [BECAUSE, SOURCE]
    ),
    constructor!(
        "not_available",
        "countries",
        Head::Ref(R::Activity),
        Place::Nested,
        "An activity whose results are not available to this workspace.",
        Children::None,
        [BECAUSE, MAY_SOURCE]
    ),
    constructor!(
        "recorded_zero",
        "countries",
        Head::Ref(R::Published),
        Place::Nested,
        "A zero that was counted, and is itself a finding.",
        Children::None,
        [BECAUSE, SOURCE]
    ),
    constructor!(
        "approval",
        "countries",
        Head::Ref(R::Activity),
        Place::Nested,
        "An approval by an ethics board; what counts is whether the interview falls inside one.",
        Children::None,
        [
            must("board", Text, "the board"),
            must("scope", Text, "national, or the areas it covers as records name them, separated by commas"),
            may("valid", DateRange, "first and last day"),
            may("state", Choice(APPROVAL_STATES), "its state"),
            may("reference", Text, "its reference number"),
            SOURCE,
            CONFIRM,
        ]
    ),
    constructor!(
        "approvals_stated",
        "countries",
        Head::None,
        Place::Nested,
        "Approvals that a source says exist without naming the boards or the dates. They clear nothing; an approval does.",
        Children::None,
        [
            may("number", Integer, "how many, where that is stated"),
            may("activity", Ref(R::Activity), "the activity, where that is stated"),
            must("not_stated", Text, "what the source does not state: boards, dates, activities"),
            SOURCE,
            CONFIRM,
            ABOUT,
        ]
    ),
    constructor!(
        "fieldwork",
        "countries",
        Head::Ref(R::Activity),
        Place::Nested,
        "When and how an activity was carried out.",
        Children::None,
        [
            must("period", Text, "the dates or years of fieldwork"),
            may("mode", Text, "how"),
            may("sampling", Text, "how respondents were selected"),
            may("interviews", Integer, "how many are planned with each of its questionnaires"),
            may(
                "design_effect",
                Number,
                "the design effect that is planned with; say in note where it is from"
            ),
            may("note", Text, "anything a comparison should know"),
            SOURCE,
            CONFIRM,
        ]
    ),
    constructor!(
        "answers",
        "countries",
        Head::Ref(R::Checklist),
        Place::Countries,
        "A country's answers to a checklist.",
        Children::Of(&["answer"]),
        []
    ),
    constructor!(
        "answer",
        "countries",
        Head::Ref(R::Criterion),
        Place::Nested,
        "The answer to one criterion, with its proof.",
        Children::None,
        [
            must("value", Text, "a value of the criterion's scale"),
            must(
                "as_of",
                Text,
                "the date or year the answer is true for; \"unknown\" where the source does not say"
            ),
            may("instrument", Text, "the law or treaty"),
            may("article", Text, "the article"),
            may("quote", Text, "the text, verbatim"),
            may("in_force_since", Text, "since when"),
            may("search", Text, "for a 'no': where was looked and how"),
            may("lead", Text, "why this is a lead and not yet proof"),
            may("note", Text, "anything else"),
            SOURCE,
        ]
    ),
    constructor!(
        "worksheet",
        "countries",
        Head::None,
        Place::Countries,
        "A country's adaptation worksheet: what is settled, point by point.",
        Children::Of(&["point"]),
        [may("started_from", Text, "the code of the country this one was started from")]
    ),
    constructor!(
        "point",
        "countries",
        Head::Ref(R::WorksheetPoint),
        Place::Nested,
        "A point of the worksheet; without an answer it is unknown, with confirm it is not settled yet.",
        Children::None,
        [
            may("answer", Text, "what holds in this country"),
            may("source", Source, "where that is stated: a web address or a full reference"),
            CONFIRM,
        ]
    ),
    // ── findings ──────────────────────────────────────────────────────────
    constructor!(
        "findings",
        "findings",
        Head::None,
        Place::Countries,
        "A country's findings.",
        Children::Of(&["finding"]),
        []
    ),
    constructor!(
        "finding",
        "findings",
        Head::Id,
        Place::Nested,
        "A claim, the evidence it rests on, and a condition that is tested again on every run.",
        Children::Of(&["recommendation"]),
        [
            must("claim", Text, "the claim, as a sentence"),
            must("holds_if", Expr(ExprKind::Evidence), "the condition under which it holds"),
            must("rests_on", List(&Ref(R::Evidence)), "the addresses of its evidence"),
            may("needs_base", Integer, "the smallest unweighted base its estimates must have"),
            may("chapter", Ref(R::Chapter), "the chapter of the report it belongs to"),
            ABOUT,
        ]
    ),
    constructor!(
        "recommendation",
        "findings",
        Head::IdLabel,
        Place::Nested,
        "What someone should do, because of a finding.",
        Children::None,
        [
            must("to", List(&Ref(R::DutyBearer)), "whom it is addressed to"),
            may("deadline", Text, "by when"),
            may("indicator", Text, "how progress is seen"),
            may("baseline", Text, "where it stood"),
            may("target", Text, "where it should stand"),
            may("status", Choice(STATUSES), "how far it is"),
            may("source", Source, "where it was published"),
        ]
    ),
    // ── the report ────────────────────────────────────────────────────────
    constructor!(
        "report",
        "report",
        Head::IdLabel,
        Place::Methodology,
        "The chapters of the national report, in order.",
        Children::Of(&["chapter"]),
        [ABOUT, MAY_SOURCE]
    ),
    constructor!(
        "chapter",
        "report",
        Head::IdLabel,
        Place::Nested,
        "A chapter: what it expects, and what it shows.",
        Children::Chapter,
        [
            may("expects", List(&Ref(R::Activity)), "the activities whose evidence it needs"),
            may("number", Text, "its number as printed"),
            ABOUT,
        ]
    ),
    constructor!(
        "paragraph",
        "report",
        Head::Label,
        Place::Nested,
        "A paragraph of text; {country} becomes the country's name.",
        Children::None,
        []
    ),
    constructor!(
        "insight",
        "report",
        Head::IdLabel,
        Place::Nested,
        "One of the key insights that open the report.",
        Children::None,
        [
            must(
                "shows",
                List(&Ref(R::Evidence)),
                "the evidence it rests on; what is not held is said to be missing"
            ),
            may("otherwise", Text, "what is said when none of it is held"),
        ]
    ),
    constructor!(
        "show_insights",
        "report",
        Head::None,
        Place::Nested,
        "The key insights.",
        Children::Of(&["insight"]),
        []
    ),
    constructor!(
        "show_figures",
        "report",
        Head::None,
        Place::Nested,
        "A table of published and derived figures.",
        Children::None,
        [must("of", List(&Ref(R::Evidence)), "which figures"), may("title", Text, "its heading"),]
    ),
    constructor!(
        "show_dots",
        "report",
        Head::None,
        Place::Nested,
        "A dot-and-whisker chart of one figure over the countries that have it, alphabetically.",
        Children::None,
        [must("of", Ref(R::Published), "which figure"), may("title", Text, "its heading"),]
    ),
    constructor!(
        "show_trend",
        "report",
        Head::None,
        Place::Nested,
        "A series over time, with its caveats.",
        Children::None,
        [
            must("of", Ref(R::Series), "which series"),
            may("title", Text, "its heading"),
            may("rate", Ref(R::Denominator), "also as a rate"),
        ]
    ),
    constructor!(
        "show_answers",
        "report",
        Head::None,
        Place::Nested,
        "The answers to domains of a checklist.",
        Children::None,
        [must("of", List(&Ref(R::Domain)), "which domains"), may("title", Text, "its heading"),]
    ),
    constructor!(
        "show_activities",
        "report",
        Head::None,
        Place::Nested,
        "The activities and their states in this country.",
        Children::None,
        []
    ),
    constructor!(
        "show_instrument",
        "report",
        Head::None,
        Place::Nested,
        "What an instrument asks.",
        Children::None,
        [must("of", Ref(R::Instrument), "which instrument")]
    ),
    constructor!(
        "show_findings",
        "report",
        Head::None,
        Place::Nested,
        "The findings of a chapter (or all) with their verdicts.",
        Children::None,
        [may("chapter", Ref(R::Chapter), "only those of this chapter"),]
    ),
    constructor!(
        "show_recommendations",
        "report",
        Head::None,
        Place::Nested,
        "The recommendations, by whom they are addressed to.",
        Children::None,
        []
    ),
    constructor!(
        "show_leads",
        "report",
        Head::None,
        Place::Nested,
        "Figures known only from media or reposts: leads, not evidence.",
        Children::None,
        []
    ),
    constructor!(
        "show_conflicts",
        "report",
        Head::None,
        Place::Nested,
        "Figures and answers on which sources disagree, held side by side.",
        Children::None,
        []
    ),
    constructor!(
        "show_comparability",
        "report",
        Head::None,
        Place::Nested,
        "What the country changed, and what that does to comparability.",
        Children::None,
        []
    ),
    constructor!(
        "show_approvals",
        "report",
        Head::None,
        Place::Nested,
        "Ethics approvals and safeguards.",
        Children::None,
        []
    ),
    constructor!(
        "show_services",
        "report",
        Head::None,
        Place::Nested,
        "The service list every respondent gets.",
        Children::None,
        []
    ),
];

/// The constructor of that name.
pub fn constructor(name: &str) -> Option<&'static Constructor> {
    CONSTRUCTORS.iter().find(|c| c.name == name)
}
