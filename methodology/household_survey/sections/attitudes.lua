local list = include "shared/lists"

-- Asked of the caregiver in the same words.
return section "attitudes" "What you think" {
  select_one "blame_attitude" "Do you agree that it is the person's own fault if images they took of themselves are shared by others?" {
    class = "core",
    concept = "attitudes that put the blame on the person in a shared image",
    options = list.agreement,
    allow = { "dont_know", "prefer_not" },
  },
}
