local list = include "shared/lists"

return section "knowledge_and_attitudes" "What you know and think" {
  select_one "received_safety_information" "Have you ever received information on how your child can stay safe online?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "knows_how_to_report_content" "Do you know how to report harmful content on social media?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "knows_where_to_get_help" "If your child were sexually harassed or assaulted, would you know where to get help?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  -- The same words as in the children's questionnaire.
  select_one "blame_attitude" "Do you agree that it is the person's own fault if images they took of themselves are shared by others?" {
    class = "core",
    concept = "attitudes that put the blame on the person in a shared image",
    options = list.agreement,
    allow = { "dont_know", "prefer_not" },
  },
}
