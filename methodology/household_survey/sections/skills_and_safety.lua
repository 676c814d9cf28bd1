local list = include "shared/lists"

return section "skills_and_safety" "Skills and safety" {
  battery "skills" "How true is it for you?" {
    class = "core",
    options = list.how_true,
    allow = { "dont_know", "prefer_not" },

    row "skill_privacy" "I know how to change who can see what I share" {},
    row "skill_contacts" "I know how to remove or block someone" {},
    row "skill_report" "I know how to report something that bothers me" {},
    row "skill_check" "I can tell whether what I find online is true" { class = "optional" },
    row "skill_sharing" "I know what I should not share" { class = "optional" },
  },

  select_one "confident_decisions" "Do you agree that you can make the right decision in a risky situation online?" {
    class = "core",
    concept = "confidence in one's own decisions",
    options = list.agreement,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "received_safety_information" "Have you ever received information on how to stay safe online?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "source_of_safety_information" "Who gave you that information?" {
    class = "adaptable",
    ask_if = "received_safety_information == yes",
    options = {
      { "caregiver", "A caregiver" },
      { "school", "A school" },
      { "friend", "A friend" },
      { "media", "Television, radio or the internet" },
      { "organisation", "An organisation" },
      { "other_source", "Someone else" },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "knows_how_to_report_content" "Do you know how to report harmful content on social media?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "received_sex_education" "Have you received any sex education?" {
    class = "optional",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "sex_education_about" "What was it mostly about?" {
    class = "optional",
    ask_if = "received_sex_education == yes",
    options = {
      { "growing_up", "How bodies change" },
      { "health", "Health" },
      { "relationships", "Relationships and consent" },
      { "morality", "Morality: what is right and wrong" },
      { "safety", "Staying safe, also online" },
      { "no_main_topic", "Several of these alike", anchored = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "knows_where_to_get_help" "If you or a friend were sexually harassed or assaulted, would you know where to get help?" {
    class = "core",
    concept = "knowing where to get help",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },
}
