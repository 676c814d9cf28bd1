local list = include "shared/lists"

return section "your_work" "Your work" {
  select_one "sector" "Where do you work?" {
    class = "core",
    options = {
      { "social_work", "Social work or child protection" },
      { "health", "Health" },
      { "education", "Education" },
      { "police_or_justice", "Police or justice" },
      { "helpline", "A helpline" },
      { "shelter", "A shelter or a home" },
      { "other_sector", "Somewhere else", specify = true },
    },
    allow = { "prefer_not" },
  },

  select_one "employer" "Who employs you?" {
    class = "core",
    options = {
      { "government", "The government" },
      { "organisation", "A non-governmental or faith-based organisation" },
      { "international", "An international organisation" },
      { "private", "A private employer" },
      { "volunteer", "Nobody: I am a volunteer" },
      { "other_employer", "Someone else", specify = true },
    },
    allow = { "prefer_not" },
  },

  select_one "sex" "Are you a woman or a man?" {
    class = "core",
    options = list.woman_man,
    allow = { "prefer_not" },
  },

  select_one "area" "Where do you mostly work?" {
    class = "core",
    options = {
      { "urban", "In towns" },
      { "rural", "In the countryside" },
      { "both", "In both alike" },
    },
    allow = { "prefer_not" },
  },

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
}
