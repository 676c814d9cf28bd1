local list = include "shared/lists"

-- What the caregiver thinks, not what the child does: the child is asked.
return section "childs_online_life" "Your child online" {
  select_one "child_internet_frequency" "How often does your child use the internet?" {
    class = "core",
    options = list.frequency,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "rules_about_use" "Are there rules about your child's internet use?" {
    class = "adaptable",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "talks_about_online_life" "How often do you talk with your child about what they do online?" {
    class = "core",
    options = list.frequency,
    allow = { "dont_know", "prefer_not" },
  },
}
