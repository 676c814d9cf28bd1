local list = include "shared/lists"

return section "about_caregiver" "About you" {
  select_one "sex" "Are you a woman or a man?" {
    class = "core",
    options = list.woman_man,
    allow = { "prefer_not" },
  },

  integer "age" "How old are you?" {
    class = "core",
    unit = "years",
    range = { 18, 99 },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "relation_to_child" "What are you to the child?" {
    class = "core",
    options = {
      { "parent", "Mother or father" },
      { "step_parent", "Step-parent, or partner of a parent" },
      { "grandparent", "Grandparent" },
      { "sibling", "Brother or sister" },
      { "other_relative", "Another relative" },
      { "guardian", "Guardian or foster parent" },
      { "other_relation", "Something else", anchored = true },
    },
    allow = { "prefer_not" },
  },

  select_one "internet_frequency" "How often do you use the internet?" {
    class = "core",
    options = list.frequency_or_never,
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "devices" "Which of these do you use to go online?" {
    class = "adaptable",
    ask_if = "internet_frequency in (daily, weekly, monthly, less_often)",
    options = {
      { "smartphone", "A smartphone" },
      { "computer", "A laptop or desktop computer" },
      { "tablet", "A tablet" },
      { "games_console", "A games console" },
      { "other_device", "Another device", specify = true },
      { "none_of_these", "None of these", exclusive = true, anchored = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  -- Three of the rows that the child is asked.
  battery "skills" "How true is it for you?" {
    class = "optional",
    ask_if = "internet_frequency in (daily, weekly, monthly, less_often)",
    options = list.how_true,
    allow = { "dont_know", "prefer_not" },

    row "skill_privacy" "I know how to change who can see what I share" {},
    row "skill_contacts" "I know how to remove or block someone" {},
    row "skill_report" "I know how to report something that bothers me" {},
  },
}
