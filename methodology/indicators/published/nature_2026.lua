local concept = include "shared/concepts"
local caveat = include "shared/caveats"

-- A wider definition over the same survey data. It stands beside the headline of
-- the reports, never in its column.
return indicators {
  published "tfcsea_any_12m_users" "Any form of technology-facilitated CSEA in the past year" {
    definition = "nature-2026",
    concept = concept.csea_past_year_users,
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    not_measured = "the public sources held here do not list the questions that this definition counts",
    about = "Wider than the four clear examples of the reports.",
    caveats = { caveat.two_definitions },
  },

  published "tfcsea_any_12m_all" "Any technology-facilitated CSEA in the past year, among all children" {
    definition = "nature-2026",
    unit = "percent",
    population = "all children 12-17",
    activity = "household_survey",
    not_measured = "scaled from a share and a population count, and asked of nobody; the derived indicator tfcsea_share_of_all recomputes it",
    about = "Children who are not online count as no.",
  },

  published "tfcsea_est_children" "Estimated number of children affected by technology-facilitated CSEA" {
    definition = "nature-2026",
    concept = concept.csea_past_year_number,
    unit = "children",
    population = "all children 12-17",
    activity = "household_survey",
    not_measured = "scaled from a share and a population count, and asked of nobody; the derived indicator tfcsea_children_scaled recomputes it",
    caveats = { caveat.two_definitions },
  },

  published "internet_use_12_17" "Children 12-17 who are internet users" {
    definition = "nature-2026",
    concept = concept.internet_use,
    unit = "percent",
    population = "all children 12-17",
    activity = "household_survey",
    not_measured = "a share of all children, online or not: it comes from the household roster, whose rows are no respondents (dh sample weights)",
    about = "Internet users were online in the past three months.",
  },

  published "child_pop_12_17" "Child population aged 12-17 used for scaling" {
    definition = "population",
    unit = "children",
    population = "all children 12-17",
    activity = "household_survey",
    not_measured = "a population count, not an answer",
    about = "Treated as known.",
  },
}
