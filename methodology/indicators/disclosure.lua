local clear = include "household_survey/clear_examples"
local concept = include "shared/concepts"

-- The follow-up of the latest incident of any of the four clear examples, where
-- the reports ask once for each kind and publish a range. That is another
-- definition, so it has another name for its version. What each kind gives
-- stands in each_kind.lua.
local ANY_OF_FOUR = clear.any
local DEFINITION = "most-recent-of-any-kind"
local LEAVE = { dont_know = "leave", prefer_not = "leave", not_asked = "leave" }

return indicators {
  proportion "told_no_one" "Told no one about the most recent incident" {
    definition = DEFINITION,
    concept = concept.told_no_one,
    from = "household_survey/children",
    base = ANY_OF_FOUR,
    yes_if = "selected(told_whom, nobody)",
    count_as = LEAVE,
    by = { "sex" },
    about = "Of children subjected to at least one clear example. Bases are small: read the count beside the share.",
  },

  proportion "told_formally" "Told a formal service about the most recent incident" {
    definition = DEFINITION,
    from = "household_survey/children",
    base = ANY_OF_FOUR,
    yes_if = "selected(told_whom, teacher) or selected(told_whom, social_worker) or selected(told_whom, health_worker) or selected(told_whom, helpline) or selected(told_whom, police) or selected(told_whom, platform)",
    count_as = LEAVE,
    by = { "sex" },
    about = "School, social work, health, helpline, police, or a platform's reporting function.",
  },

  proportion "told_police" "Told the police about the most recent incident" {
    definition = DEFINITION,
    from = "household_survey/children",
    base = ANY_OF_FOUR,
    yes_if = "selected(told_whom, police)",
    count_as = LEAVE,
    by = { "sex" },
  },

  proportion "told_helpline" "Told a helpline about the most recent incident" {
    definition = DEFINITION,
    from = "household_survey/children",
    base = ANY_OF_FOUR,
    yes_if = "selected(told_whom, helpline)",
    count_as = LEAVE,
    by = { "sex" },
  },

  proportion "offender_known" "The most recent offender was known to the child" {
    definition = DEFINITION,
    concept = concept.offender_known,
    from = "household_survey/children",
    base = ANY_OF_FOUR,
    yes_if = "offender_known == known",
    -- An offender who could not be identified stays in the base as a no.
    count_as = LEAVE,
    by = { "sex" },
  },

  proportion "offender_unknown" "The most recent offender was unknown to the child" {
    definition = DEFINITION,
    concept = concept.offender_unknown,
    from = "household_survey/children",
    base = ANY_OF_FOUR,
    yes_if = "offender_known == unknown_person",
    count_as = LEAVE,
    by = { "sex" },
  },

  proportion "offender_family" "The most recent offender was a family member" {
    definition = DEFINITION,
    from = "household_survey/children",
    -- Who is asked about an offender they know; the others are a no.
    base = ANY_OF_FOUR .. " and (offender_known in (unknown_person, not_identified) or answered(offender_relationship))",
    yes_if = "offender_relationship == family",
    count_as = { dont_know = "leave", prefer_not = "leave", not_asked = "no" },
    by = { "sex" },
  },
}
