//! Fields that several constructors have.

use crate::lua::types::{ExprKind, Field, Ty::*};

use super::{ALLOWED_MISSING, CLASSES, TEXTS, may, must};

pub const CLASS: Field = must(
    "class",
    Choice(CLASSES),
    "core stays fixed across countries; optional may be left out; adaptable may be changed",
);
pub const ASK_IF: Field = may("ask_if", Expr(ExprKind::Routing), "asked only where this condition holds");
pub const ALLOW: Field = may(
    "allow",
    List(&Choice(ALLOWED_MISSING)),
    "which non-answers the question accepts; part of its type, not invented codes",
);
pub const HINT: Field = may("hint", Text, "an instruction to the interviewer");
pub const SENSITIVE: Field = may("sensitive", Bool, "shown as sensitive in burden and exposure figures");
pub const CONCEPT: Field = may("concept", Text, "what the question measures, in a phrase");
pub const TRANSLATIONS: Field = may("texts", Texts, "the wording in other languages, by language code");
pub const RECALL: Field =
    may("recall_months", Integer, "the recall window in months, where it differs from the instrument's");
pub const AGES: Field = may("ages", Range, "asked only of these ages, first and last included");
pub const MUST: Field =
    may("must", Expr(ExprKind::Routing), "a hard check: the answer is refused unless this holds");
pub const WARN_IF: Field = may(
    "warn_if",
    Expr(ExprKind::Routing),
    "a soft check: the interviewer is asked to look again where this holds",
);
pub const HINTS: Field = may("hints", Texts, "the instruction in other languages, by language code");
pub const ANSWERED_BY: Field = may(
    "answered_by",
    Choice(&["respondent", "interviewer"]),
    "who answers it; the respondent where this is not said",
);
pub const PRELOADED: Field = may(
    "preloaded",
    Text,
    "the column of the list of cases that fills it in; the interviewer may correct it",
);
pub const RANDOM_ORDER: Field = may("random_order", Bool, "its options come in random order");
pub const ENDS_IF: Field =
    may("ends_if", Expr(ExprKind::Routing), "the interview ends with this question where this holds");
pub const ENDS_UNLESS: Field = may(
    "ends_unless",
    Expr(ExprKind::Routing),
    "a gate: the interview ends with this question unless this is known to hold, so that a refusal ends it",
);
pub const ENDS_AS: Field =
    may("ends_as", Text, "the outcome of an interview that ends here, such as no_assent");
pub const ONLY_WHERE: Field = may(
    "only_where",
    Map(&Text),
    "asked only in countries whose desk review answers a criterion so: { criterion = \"answer\" }",
);
pub const BECAUSE: Field = must("because", Text, "why the country or region makes this change");
pub const INHERITED: Field = may(
    "inherited_from",
    Text,
    "the country it was taken over from, in the place of because: not confirmed here, and claims nothing; to confirm it, give the reason in its place",
);
pub const KEEPS: Field =
    may("keeps", Choice(&["meaning"]), "the claim that the change keeps the meaning; needs shown_by");
pub const SHOWN_BY: Field = may("shown_by", Text, "what shows it: a cognitive test, a back-translation");
pub const WAIVER: Field =
    may("waiver", Text, "who allowed a change of a core item, and where that is written");
pub const SOURCE: Field = must("source", Source, "where this is stated: a web address or a full reference");
pub const MAY_SOURCE: Field =
    may("source", Source, "where this is stated: a web address or a full reference");
pub const MEMBERS: Field = may("countries", TEXTS, "the codes of the countries that are named");
pub const NUMBER: Field = may("number", Integer, "how many countries there are, where that is stated");
pub const AMONG: Field = may("among", Text, "the list of the programme they belong to: completed, members …");
pub const NOT_STATED: Field = may(
    "not_stated",
    Text,
    "what the sources do not state, such as which five; without it the list is complete",
);
pub const CITES: Field = may("cites", TEXTS, "keys of the literature it rests on, such as smith2020");
pub const CONFIRM: Field = may("confirm", Text, "what still needs confirming before this is relied on");
pub const ABOUT: Field = may("about", Text, "a sentence or two for the reader");
