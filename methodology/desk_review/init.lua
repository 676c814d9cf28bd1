local END_VIOLENCE = "https://www.end-violence.org/grants/disrupting-harm-global"

return activity "desk_review" "Contextual desk review" {
  number = 1,
  part = "context",
  kind = "desk_review",
  asks = "Research, laws, policies and systems",
  representative = false,
  -- Documents are asked, not people.
  ethics = false,
  source = END_VIOLENCE,

  -- Every criterion is core: one that cannot be answered is answered with
  -- "unknown", so nothing needs to be left out for a country.
  checklist "law_and_policy" "Law and policy" {
    about = "An answer cites the instrument, the article, the text and its translation, the date in force, where and when it was found, and who reviewed it. A no needs a recorded search. Bills are not law, and law on the books is not practice.",
    proof = { "instrument", "article", "quote", "source", "retrieved" },
    reviewers = 2,
    stale_after_years = 5,
    confirm = "Article references marked to_confirm come from recollection and are to be checked against the instruments.",

    include "desk_review/domains/international",
    include "desk_review/domains/definitions",
    include "desk_review/domains/offences",
    include "desk_review/domains/procedure",
    include "desk_review/domains/justice",
    include "desk_review/domains/victims",
    include "desk_review/domains/industry",
    include "desk_review/domains/policy",
    include "desk_review/domains/prevention",
  },
  include "desk_review/model_national_response",
}
