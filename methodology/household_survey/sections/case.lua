local list = include "shared/lists"

return section "case" "The case" {
  instruction = "Filled in by the interviewer before the child is there.",

  case "case_number" "Case number" {
    class = "core",
    hint = "The number of the household, typed or scanned. The caregiver's interview has the same.",
  },

  select_one "caregiver_interview" "Interview of the caregiver" {
    class = "core",
    answered_by = "interviewer",
    preloaded = "caregiver_interview",
    options = {
      { "done", "Done" },
      { "to_come", "To come" },
      { "refused", "Refused" },
      { "not_reached", "Not reached" },
    },
  },

  select_one "area" "Type of area" {
    class = "core",
    answered_by = "interviewer",
    preloaded = "area",
    options = list.area,
    hint = "Filled in by the interviewer.",
  },

  select_one "interviewer_sex" "Are you a woman or a man?" {
    class = "core",
    answered_by = "interviewer",
    options = list.woman_man,
    hint = "The interviewer's own. A child may ask for an interviewer of another sex.",
  },
}
