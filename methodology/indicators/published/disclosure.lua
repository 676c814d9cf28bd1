local concept = include "shared/concepts"
local caveat = include "shared/caveats"

-- Whom children told. Bases are small; where a source gives counts, the counts
-- are what is held.
return indicators {
  published "told_no_one" "Told no one" {
    definition = "reports-2021",
    concept = concept.told_no_one,
    unit = "percent",
    population = "children who experienced OCSEA",
    activity = "household_survey",
    measured_by = "told_no_one",
    caveats = { caveat.most_recent },
  },

  published "told_no_one_offered_money" "Told no one, among those offered money or gifts" {
    definition = "reports-2021",
    unit = "percent",
    population = "children offered money/gifts",
    activity = "household_survey",
    measured_by = "told_no_one_offered_money",
    caveats = { caveat.most_recent },
  },

  published "told_no_one_images_shared" "Told no one, among those whose images were shared" {
    definition = "reports-2021",
    unit = "percent",
    population = "children whose images were shared",
    activity = "household_survey",
    corresponds_to = "told_no_one_images_shared",
    caveats = { caveat.most_recent },
  },

  published "told_no_one_sexual_comments" "Told no one, among those subjected to sexual comments" {
    definition = "reports-2021",
    unit = "percent",
    population = "children with sexual comments",
    activity = "household_survey",
    corresponds_to = "told_no_one_sexual_comments",
    caveats = { caveat.most_recent },
  },

  published "told_police" "Told the police" {
    definition = "reports-2021",
    unit = "percent",
    population = "children disclosing experience",
    activity = "household_survey",
    measured_by = "told_police",
    caveats = { caveat.most_recent },
  },

  published "n_ocsea_children" "Children in the sample who were subjected to OCSEA" {
    definition = "reports-2021",
    unit = "count",
    population = "internet-using children 12-17",
    activity = "household_survey",
    measured_by = "ocsea_clear_12m",
    about = "The base of the counts below.",
  },

  published "told_no_one_count" "Told no one, as a count" {
    definition = "reports-2021",
    unit = "count",
    population = "children who experienced OCSEA",
    activity = "household_survey",
    measured_by = "told_no_one",
  },

  published "reported_hotline_count" "Reported to a hotline, as a count" {
    definition = "reports-2021",
    unit = "count",
    population = "children who experienced OCSEA",
    activity = "household_survey",
    measured_by = "told_helpline",
  },

  published "reported_police_count" "Contacted the police, as a count" {
    definition = "reports-2021",
    unit = "count",
    population = "children who experienced OCSEA",
    activity = "household_survey",
    measured_by = "told_police",
  },

  published "caregiver_would_report_police" "Caregivers who would report to the police" {
    definition = "reports-2021",
    unit = "percent",
    population = "caregivers",
    activity = "household_survey",
    corresponds_to = "caregiver_would_report_police",
  },

  published "dont_know_where_help" "Do not know where to get help" {
    definition = "reports-2021",
    unit = "percent",
    population = "children surveyed",
    activity = "household_survey",
    corresponds_to = "dont_know_where_help",
  },

  published "dont_know_report_content" "Do not know how to report harmful content on social media" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "dont_know_report_content",
  },
}
