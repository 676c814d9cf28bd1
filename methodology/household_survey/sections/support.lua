local list = include "shared/lists"

return section "support" "People around you" {
  battery "support_given" "How often does this happen?" {
    class = "core",
    options = list.how_often,
    allow = { "dont_know", "prefer_not" },

    row "caregiver_talks" "A parent or other caregiver talks with you about what you do online" {
      concept = "talking about online life",
    },
    row "caregiver_helps" "A parent or other caregiver helps you when something online bothers you" {},
    row "caregiver_checks" "A parent or other caregiver looks at what you do online without asking you" { class = "optional" },
    row "teacher_talks" "A teacher talks with you about staying safe online" {},
    row "friend_helps" "A friend helps you when something online bothers you" { class = "optional" },
  },

  select_one "rules_about_use" "Are there rules at home about your internet use?" {
    class = "adaptable",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },
}
