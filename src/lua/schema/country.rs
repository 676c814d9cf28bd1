//! Regions and countries: changes, states, approvals, answers.

use crate::lua::types::{
    Children, Constructor, ExprKind, Head, Place, RefKind as R,
    Ty::{Bool, Choice, Date, DateRange, Expr, File, Integer, Map, Number, Range, Ref, Source, Text},
};

use super::fields::{ABOUT, BECAUSE, CITES, CONFIRM, INHERITED, KEEPS, MAY_SOURCE, SHOWN_BY, SOURCE, WAIVER};
use super::{APPROVAL_STATES, CHANGES, LAW_STATES, QUESTIONS, TEXTS, may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "region",
        "countries",
        Head::IdLabel,
        Place::Regions,
        "A layer that several countries share.",
        Children::Of(&["adapt"]),
        [ABOUT, MAY_SOURCE]
    ),
    declare!(
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
            "permit",
            "approvals_stated",
            "fieldwork",
            "series_metadata",
            "safeguards"
        ]),
        [
            must("region", Ref(R::Region), "the region whose layer it shares"),
            must("languages", TEXTS, "languages the instruments are asked in"),
            may(
                "language_names",
                Map(&Text),
                "what languages are called in forms, over the names of the method: { sw = \"Kiswahili\" }"
            ),
            may(
                "submission_key",
                Text,
                "the public key that answers are encrypted for on the device: base64, as ODK prints it"
            ),
            may("figures", File(&["csv"]), "published figures, beside the script"),
            may("observations", File(&["csv"]), "values of series, beside the script"),
            may(
                "missing_codes",
                Map(&Text),
                "what codes in files of answers stand for, where a program writes them in the place of a state: { [\"-999\"] = \"dont_know\", [\".r\"] = \"prefer_not\" }; over those of the questionnaires"
            ),
            may("placeholders", Map(&Text), "what {placeholders} in wordings become here"),
            ABOUT,
            MAY_SOURCE,
            CONFIRM,
        ]
    ),
    declare!(
        "adapt",
        "countries",
        Head::Ref(R::Instrument),
        Place::Nested,
        "The changes a country or region makes to an instrument.",
        Children::Of(CHANGES),
        []
    ),
    declare!(
        "reword",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Another wording of an item in the language of the method.",
        Children::None,
        [must("text", Text, "the new wording"), BECAUSE, INHERITED, KEEPS, SHOWN_BY, WAIVER,]
    ),
    declare!(
        "leave_out",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "An item that is not asked here.",
        Children::None,
        [BECAUSE, INHERITED, WAIVER]
    ),
    declare!(
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
    declare!(
        "remove_options",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Options that are not offered here.",
        Children::None,
        [must("options", TEXTS, "the ids of the options"), BECAUSE, INHERITED, KEEPS, SHOWN_BY, WAIVER,]
    ),
    declare!(
        "reorder",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Another order of the options of a question; codes and labels stay.",
        Children::None,
        [
            must("options", TEXTS, "the ids of all its options, in their new order"),
            BECAUSE,
            INHERITED,
            KEEPS,
            SHOWN_BY,
            WAIVER,
        ]
    ),
    declare!(
        "move",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "A question that is asked at another place of its section. What routes it must still come before it, and what it routes after it.",
        Children::None,
        [
            may("before", Text, "the question it is asked before"),
            may("after", Text, "the question it is asked after"),
            BECAUSE,
            INHERITED,
            KEEPS,
            SHOWN_BY,
            WAIVER,
        ]
    ),
    declare!(
        "move_section",
        "countries",
        Head::Ref(R::Section),
        Place::Nested,
        "A section that is asked at another place, with all its questions.",
        Children::None,
        [
            may("before", Text, "the section it is asked before"),
            may("after", Text, "the section it is asked after"),
            BECAUSE,
            INHERITED,
            KEEPS,
            SHOWN_BY,
            WAIVER,
        ]
    ),
    declare!(
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
    declare!(
        "other_recall",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Another recall window.",
        Children::None,
        [must("months", Integer, "the window in months"), BECAUSE, INHERITED, WAIVER, MAY_SOURCE]
    ),
    declare!(
        "other_ages",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Another age band.",
        Children::None,
        [must("ages", Range, "first and last age asked"), BECAUSE, INHERITED, WAIVER, MAY_SOURCE]
    ),
    declare!(
        "translate",
        "countries",
        Head::Language,
        Place::Nested,
        "What is asked in a language of the country: all strings in a file that a translator's sheet fills, or wordings of single items here.",
        Children::None,
        [
            may(
                "file",
                File(&["csv"]),
                "the strings, beside the script: key, source, translation; dh export … --format translation makes the sheet of them"
            ),
            may("texts", Map(&Text), "the wording of single items: item = \"text\""),
            BECAUSE,
            INHERITED,
            SHOWN_BY,
        ]
    ),
    declare!(
        "add_item",
        "countries",
        Head::Ref(R::Section),
        Place::Nested,
        "A question that is asked only here, at the end of a section.",
        Children::Of(QUESTIONS),
        [BECAUSE, INHERITED]
    ),
    declare!(
        "add_row",
        "countries",
        Head::Ref(R::Item),
        Place::Nested,
        "Rows that a battery has only here, behind its own.",
        Children::Of(&["row"]),
        [BECAUSE, INHERITED]
    ),
    declare!(
        "not_run",
        "countries",
        Head::Ref(R::Activity),
        Place::Nested,
        "An activity that was not run here.",
        Children::None,
        [BECAUSE, MAY_SOURCE]
    ),
    declare!(
        "not_cleared",
        "countries",
        Head::Ref(R::Activity),
        Place::Nested,
        "An activity that an ethics board did not clear here.",
        Children::None,
        [BECAUSE, SOURCE]
    ),
    declare!(
        "not_available",
        "countries",
        Head::Ref(R::Activity),
        Place::Nested,
        "An activity whose results are not available to this workspace.",
        Children::None,
        [BECAUSE, MAY_SOURCE]
    ),
    declare!(
        "recorded_zero",
        "countries",
        Head::Ref(R::Published),
        Place::Nested,
        "A zero that was counted, and is itself a finding.",
        Children::None,
        [BECAUSE, SOURCE]
    ),
    declare!(
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
    declare!(
        "permit",
        "countries",
        Head::Id,
        Place::Nested,
        "That someone may have records of a questionnaire: dh export --format records writes the fields it names, and no others. Records never go to the public or to law enforcement.",
        Children::None,
        [
            must("of", Ref(R::Questionnaire), "the questionnaire"),
            must("to", Text, "who gets them"),
            may("organisation", Ref(R::Organisation), "the organisation of the method that this is"),
            must("purpose", Text, "what for"),
            must(
                "fields",
                TEXTS,
                "the questions, also of rosters, and record columns that leave, by their names"
            ),
            may(
                "pairs",
                Bool,
                "true lets the number leave by which these records can be put together with those of a partner (dyad)"
            ),
            must(
                "audience",
                Choice(&["workroom", "partner"]),
                "workroom: the team that collected them; partner: who else works with them"
            ),
            must("valid", DateRange, "first and last day on which they may be written"),
            must("given_by", Text, "who gives the permit"),
            SOURCE,
        ]
    ),
    declare!(
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
    declare!(
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
    declare!(
        "answers",
        "countries",
        Head::Ref(R::Checklist),
        Place::Countries,
        "A country's answers to a checklist, and facts that answer no criterion.",
        Children::Of(&["answer", "aside"]),
        []
    ),
    declare!(
        "answer",
        "countries",
        Head::Ref(R::Criterion),
        Place::Nested,
        "The answer to one criterion by one source, with its proof. Several sources are several answers; those of other days are the history.",
        Children::None,
        [
            must("value", Text, "a value of the criterion's scale"),
            must(
                "as_of",
                Text,
                "the date or year the answer is true for; \"unknown\" where the source does not say"
            ),
            may(
                "about",
                Text,
                "whom it is about, where it is not the whole country: a part with its own law, a unit"
            ),
            may("dated", Date, "the day of the act: ratification, accession, enactment"),
            may("in_force_since", Date, "since when it is in force"),
            may("status", Choice(LAW_STATES), "what state the text is in; a bill is not law"),
            may("instrument", Text, "the law or treaty: the id of a legal_instrument, or its title"),
            may("article", Text, "the article"),
            may("quote", Text, "the text, verbatim"),
            may(
                "language",
                Text,
                "the language of the text, where it is not the method's; needs a translation"
            ),
            may("translation", Text, "the text in the method's language"),
            may("search", Text, "for a 'no': where was looked and how"),
            may("in_practice", Text, "what is done, beside what is written: a value of the same scale"),
            may("practice_source", Source, "where that is stated"),
            may("lead", Text, "why this is a lead and not yet proof"),
            may("note", Text, "anything else"),
            SOURCE,
            may("retrieved", Date, "the day the source was read"),
            may("reviewer", Text, "who answered: initials or a role"),
            may("second_reviewer", Text, "who answered independently"),
            may(
                "second_value",
                Text,
                "what the second reviewer answers, where it differs; the answer is then disputed"
            ),
            may("gap", Text, "what is missing, of an assessed unit"),
            may("need", Text, "what would be needed"),
            may("from", Choice(&["interview", "document"]), "where an assessment comes from"),
            CITES,
        ]
    ),
    declare!(
        "aside",
        "countries",
        Head::Label,
        Place::Nested,
        "A fact that was found and answers no criterion, with the reason why it is not attached.",
        Children::None,
        [
            must("value", Text, "what the source says"),
            must("because", Text, "why no answer rests on it"),
            may("as_of", Text, "the date or year it is true for"),
            SOURCE,
        ]
    ),
    declare!(
        "worksheet",
        "countries",
        Head::None,
        Place::Countries,
        "A country's adaptation worksheet: what is settled, point by point.",
        Children::Of(&["point"]),
        [may("started_from", Text, "the code of the country this one was started from")]
    ),
    declare!(
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
];
