local concept = include "shared/concepts"

-- The headline and its four parts. On records the headline is a union:
-- never below its largest part, never above their sum. Published figures of
-- several sources need not obey that.
--
-- "Not asked" counts as no in the headline and leaves the base of a single
-- item: a country that asks an item of fewer children has a headline over all
-- of them, and an item figure over those who were asked.
local HEADLINE = { dont_know = "no", prefer_not = "no", not_asked = "no" }
local SINGLE_ITEM = { dont_know = "no", prefer_not = "no", not_asked = "leave" }
-- A second figure beside the first: had every refusal been a yes.
local REFUSALS_AS_YES = { dont_know = "no", prefer_not = "yes", not_asked = "no" }

return indicators {
  proportion "ocsea_clear_12m" "Subjected to at least one clear example of OCSEA in the past year" {
    definition = "reports-2021",
    concept = concept.csea_past_year_users,
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "any_yes(offered_for_images, offered_for_acts, threatened, images_shared)",
    count_as = HEADLINE,
    bounds = REFUSALS_AS_YES,
    by = { "sex", "age", "area" },
    about = "What the reports count a refusal as is not stated in the public sources held here; the second figure shows how much it could matter.",
  },

  proportion "offered_money_images_12m" "Offered money or gifts for sexual images in the past year" {
    definition = "reports-2021",
    concept = concept.offered_for_images,
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "offered_for_images == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
  },

  proportion "offered_money_acts_12m" "Offered money or gifts to meet for sexual acts in the past year" {
    definition = "reports-2021",
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "offered_for_acts == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
  },

  proportion "threat_blackmail_12m" "Threatened or blackmailed to engage in sexual activities in the past year" {
    definition = "reports-2021",
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "threatened == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
  },

  proportion "images_shared_12m" "Sexual images shared without permission in the past year" {
    definition = "reports-2021",
    concept = concept.images_shared,
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "images_shared == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
    about = "Where a country asks this of fewer children, the base is those who were asked.",
  },

  proportion "images_shared_12m_15_17" "Sexual images shared without permission in the past year, children 15-17" {
    definition = "reports-2021",
    concept = concept.images_shared,
    from = "household_survey/children",
    recall_months = 12,
    base = "age >= 15",
    yes_if = "images_shared == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "area" },
    about = "What every country can give, also one that asks only the older children.",
  },
}
