local concept = include "shared/concepts"
local caveat = include "shared/caveats"

-- The headline of the national reports: any of the four clear examples, past
-- year, among internet-using children.
return indicators {
  published "ocsea_clear_12m" "Subjected to clear examples of OCSEA in the past year" {
    definition = "reports-2021",
    concept = concept.csea_past_year_users,
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "ocsea_clear_12m",
    about = "Any of four: offered money or gifts for sexual images; offered money or gifts to meet for sexual acts; threatened or blackmailed to engage in sexual activities; sexual images shared without permission.",
    caveats = { caveat.two_definitions, caveat.range_unexplained },
  },

  published "ocsea_clear_est_children" "Estimated number of children subjected to clear examples of OCSEA in one year" {
    definition = "reports-2021",
    concept = concept.csea_past_year_number,
    unit = "children",
    population = "children 12-17 (scaled)",
    activity = "household_survey",
    not_measured = "scaled from a share and a population count, and asked of nobody",
    caveats = { caveat.rounded_down, caveat.two_definitions },
  },

  published "offered_money_images_12m" "Offered money or gifts for sexual images or videos in the past year" {
    definition = "reports-2021",
    concept = concept.offered_for_images,
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "offered_money_images_12m",
  },

  published "offered_money_acts_12m" "Offered money or gifts for sexual activities in person in the past year" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "offered_money_acts_12m",
  },

  published "threat_blackmail_12m" "Threatened or blackmailed to engage in sexual activities in the past year" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "threat_blackmail_12m",
  },

  published "images_shared_12m" "Sexual images shared without permission in the past year" {
    definition = "reports-2021",
    concept = concept.images_shared,
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "images_shared_12m",
  },

  published "images_shared_12m_15_17" "Sexual images shared without permission in the past year, children 15-17" {
    definition = "reports-2021",
    concept = concept.images_shared,
    unit = "percent",
    population = "internet-using children 15-17",
    activity = "household_survey",
    corresponds_to = "images_shared_12m_15_17",
    caveats = { caveat.narrower_base },
  },
}
