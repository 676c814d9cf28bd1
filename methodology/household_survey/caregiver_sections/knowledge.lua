local list = include "shared/lists"

return section "knowledge" "What you know" {
  select_one "received_safety_information" "Have you ever received information on how your child can stay safe online?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "source_of_safety_information" "Who gave you that information?" {
    class = "adaptable",
    ask_if = "received_safety_information == yes",
    options = {
      { "family_or_friends", "Family or friends" },
      { "school", "A school" },
      { "child", "My child" },
      { "media", "Television, radio or the internet" },
      { "organisation", "An organisation" },
      { "other_source", "Someone else" },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "child_sex_education" "As far as you know, has your child received any sex education?" {
    class = "optional",
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

  select_one "knows_law" "As far as you know, is it against the law here to share sexual images of someone under 18?" {
    class = "optional",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },
}
