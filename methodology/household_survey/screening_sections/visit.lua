local list = include "shared/lists"

return section "visit" "The visit" {
  instruction = "Filled in by the interviewer. No name and no address is written down.",

  case "case_number" "Case number of the address" {
    class = "core",
  },

  text "sampling_point" "Sampling point" {
    class = "core",
    answered_by = "interviewer",
    preloaded = "sampling_point",
  },

  select_one "area" "Type of area" {
    class = "core",
    answered_by = "interviewer",
    preloaded = "area",
    options = list.area,
  },

  integer "visit_number" "Which visit to this address is it?" {
    class = "core",
    answered_by = "interviewer",
    range = { 1, 9 },
    warn_if = "visit_number > 3",
    hint = "Three visits on different days and at different hours are usual.",
  },

  date "visit_date" "Date of the visit" {
    class = "core",
    answered_by = "interviewer",
  },

  time "visit_time" "Time of the visit" {
    class = "core",
    answered_by = "interviewer",
  },

  -- As coarse as a check of the sampling point needs, and no finer.
  geopoint "visit_place" "Place of the visit" {
    class = "adaptable",
    answered_by = "interviewer",
    allow = { "not_applicable" },
    hint = "It shows that the sampling point was reached, and no more. Leave it out where it could put anyone at risk.",
  },

  select_one "visit_outcome" "What was found at the address?" {
    class = "core",
    answered_by = "interviewer",
    options = {
      { "adult_there", "An adult of the household can be asked" },
      { "no_adult", "Someone is there, but no adult" },
      { "nobody_there", "Nobody is there" },
      { "refused_at_door", "Refused before anything was said" },
      { "no_shared_language", "No language in common" },
      { "not_safe", "It was not safe to go on" },
      { "not_found", "The address was not found" },
      { "no_dwelling", "Nobody lives there, or it is no dwelling" },
      -- The visit ends with it: which is said with the result of the screening.
      { "other_outcome", "Something else" },
    },
    ends_unless = "visit_outcome == adult_there",
    ends_as = "not_reached",
  },
}
