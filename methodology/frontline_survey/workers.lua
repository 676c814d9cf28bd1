local list = include "shared/lists"

return questionnaire "workers" "Frontline workers" {
  respondents = "Welfare and support staff with child caseloads",
  population = "the frontline workers interviewed",
  recall_months = 12,
  mode = "face_to_face",
  -- What a data file calls the columns that are no question.
  records = {
    id = "record_id",
    date = "interview_date",
    stratum = "stratum",
    psu = "psu",
    weight = "weight",
    area = "region",
    interviewer = "interviewer",
  },
  about = "No child and no case is to be identifiable from an answer.",

  section "your_work" "Your work" {
    integer "years_of_work" "How many years have you worked with children?" {
      class = "core",
      unit = "years",
      range = { 0, 60 },
      allow = { "prefer_not" },
    },

    integer "children_in_caseload" "About how many children did you work with in the past year?" {
      class = "core",
      unit = "children",
      range = { 0, 5000 },
      warn_if = "children_in_caseload > 500",
      allow = { "dont_know", "prefer_not" },
    },

    integer "children_with_technology" "For about how many of them did technology play a part in sexual exploitation or abuse?" {
      class = "core",
      unit = "children",
      range = { 0, 5000 },
      must = "missing(children_in_caseload) or children_with_technology <= children_in_caseload",
      sensitive = true,
      allow = { "dont_know", "prefer_not" },
    },
  },

  section "vulnerability_and_reporting" "Vulnerability and reporting" {
    select_multiple "vulnerability_factors" "Which of these make children in your country more vulnerable to online sexual exploitation and abuse?" {
      class = "core",
      options = {
        { "internet_access", "Growing access to the internet" },
        { "taboos", "Taboos around talking about sex" },
        { "poverty", "Poverty" },
        { "family_difficulties", "Difficulties in the family" },
        { "migration", "Migration" },
        { "another_factor", "Another factor", specify = true },
        { "none_of_these", "None of these", exclusive = true, anchored = true },
      },
      allow = { "dont_know", "prefer_not" },
    },

    select_multiple "reporting_barriers" "Which of these keep cases from being reported?" {
      class = "core",
      options = {
        { "stigma", "Stigma in the community" },
        { "taboos", "Taboos around talking about sex" },
        { "mechanism_unknown", "Not knowing how to report" },
        { "caregivers_lack_knowledge", "Caregivers who know little of the risks" },
        { "no_trust", "Little trust in services" },
        { "another_barrier", "Another barrier", specify = true },
        { "none_of_these", "None of these", exclusive = true, anchored = true },
      },
      allow = { "dont_know", "prefer_not" },
    },
  },

  section "services" "Services" {
    select_one "services_good_enough" "Are there enough services for these children where you work?" {
      class = "core",
      options = list.yes_no,
      allow = { "dont_know", "prefer_not" },
    },

    select_one "received_training" "Have you had training on online sexual exploitation and abuse of children?" {
      class = "core",
      options = list.yes_no,
      allow = { "dont_know", "prefer_not" },
    },
  },
}
