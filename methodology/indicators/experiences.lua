local concept = include "shared/concepts"

-- Experiences beside the four clear examples. They are no part of the headline.
local SINGLE_ITEM = { dont_know = "no", prefer_not = "no", not_asked = "leave" }

return indicators {
  proportion "sexual_comments_12m" "Subjected to sexual comments that made them uncomfortable in the past year" {
    definition = "reports-2021",
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "sexual_comments == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
  },

  proportion "sent_unwanted_images_12m" "Sent unwanted sexual images in the past year" {
    definition = "reports-2021",
    concept = concept.unwanted_images,
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "sent_unwanted_images == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
  },

  proportion "asked_images_12m" "Asked for sexual images of themselves in the past year" {
    definition = "reports-2021",
    concept = concept.asked_for_images,
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "asked_for_images == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
  },

  proportion "accidental_sexual_content_12m" "Came across sexual content online unexpectedly in the past year" {
    definition = "reports-2021",
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "came_across_sexual_content == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
  },

  proportion "asked_talk_sex_12m" "Asked online to talk about sex in the past year" {
    definition = "reports-2021",
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "asked_to_talk == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
  },

  proportion "looked_for_sexual_content_12m" "Looked for sexual content online in the past year" {
    definition = "workbench-1",
    from = "household_survey/children",
    recall_months = 12,
    base = "everyone",
    yes_if = "looked_for_sexual_content == yes",
    count_as = SINGLE_ITEM,
    by = { "sex", "age", "area" },
    about = "The published figure names no period.",
  },
}
