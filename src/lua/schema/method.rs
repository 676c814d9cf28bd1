//! The method itself: activities, programmes, safeguards.

use crate::lua::types::{
    Children, Constructor, Head, Place, RefKind as R,
    Ty::{Bool, Choice, File, Integer, List, Map, Ref, Text, Url},
};

use super::fields::{ABOUT, AMONG, CONFIRM, MAY_SOURCE, MEMBERS, NOT_STATED, NUMBER, SOURCE};
use super::{ACTIVITY_KINDS, INSTRUMENTS, MEMBERSHIPS, TEXTS, may, must};

pub const CONSTRUCTORS: &[Constructor] = &[
    declare!(
        "methodology",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "The method itself: its name, version and languages. Once, in methodology/init.lua.",
        Children::None,
        [
            must("version", Text, "the version of the method, as printed in every report"),
            must("languages", TEXTS, "language codes; the first is the one ids and wordings are written in"),
            may("language_names", Map(&Text), "what languages are called in forms: { sw = \"Kiswahili\" }"),
            ABOUT,
            MAY_SOURCE,
        ]
    ),
    declare!(
        "organisation",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "An organisation that leads a part of the method.",
        Children::None,
        [
            may("url", Url, "its public page"),
            may("law_enforcement", Bool, "it enforces the law: records of a survey never go to it"),
            ABOUT,
        ]
    ),
    declare!(
        "part",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "One of the parts of the method: context, threat, perspectives.",
        Children::None,
        [must("led_by", Ref(R::Organisation), "the organisation that leads it"), ABOUT,]
    ),
    declare!(
        "activity",
        "method",
        Head::IdLabel,
        Place::MethodologyOrCountries,
        "A research activity, with the instruments it asks with. In a country's folder it is that country's alone.",
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
    declare!(
        "programme",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "A phase of the programme, its lists of countries, and pooled statements about them. Members of the programme, of an activity (ran) and of an output are three different lists; nothing follows from one for another.",
        Children::Of(MEMBERSHIPS),
        [
            must("lists", Map(&List(&Text)), "named lists of country codes: planned, completed …"),
            may(
                "figures",
                File(&["csv"]),
                "published statements about the phase as a whole, beside the script"
            ),
            SOURCE,
            ABOUT,
        ]
    ),
    declare!(
        "ran",
        "method",
        Head::Ref(R::Activity),
        Place::Nested,
        "The countries of a programme in which an activity was run, as far as they are stated.",
        Children::None,
        [MEMBERS, NUMBER, AMONG, NOT_STATED, SOURCE, ABOUT]
    ),
    declare!(
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
    declare!(
        "worksheet_point",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "Something every new country settles on its adaptation worksheet before fieldwork.",
        Children::None,
        [must("asks", Text, "what is to be found out")]
    ),
    declare!(
        "duty_bearer",
        "method",
        Head::IdLabel,
        Place::Methodology,
        "Someone a recommendation can be addressed to.",
        Children::None,
        [ABOUT]
    ),
    declare!(
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
    declare!(
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
];
