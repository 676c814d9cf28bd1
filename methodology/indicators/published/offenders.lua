local concept = include "shared/concepts"

-- Shares of incidents, not of children.
return indicators {
  published "offender_known" "Offender already known to the child" {
    definition = "reports-2021",
    concept = concept.offender_known,
    unit = "percent",
    population = "OCSEA instances",
    activity = "household_survey",
    measured_by = "offender_known",
    caveats = { "A share of incidents, not of children." },
  },

  published "offender_unknown" "Offender unknown to the child" {
    definition = "reports-2021",
    concept = concept.offender_unknown,
    unit = "percent",
    population = "reported OCSEA instances",
    activity = "household_survey",
    measured_by = "offender_unknown",
    caveats = { "A share of incidents, not of children." },
  },

  published "offender_family" "Offender was a family member" {
    definition = "reports-2021",
    unit = "percent",
    population = "reported OCSEA instances",
    activity = "household_survey",
    measured_by = "offender_family",
    caveats = { "A share of incidents, not of children." },
  },

  published "images_shared_unknown_offender" "Did not know who had shared the images" {
    definition = "reports-2021",
    unit = "percent",
    population = "children whose images were shared",
    activity = "household_survey",
    measured_by = "images_shared_unknown_offender",
  },
}
