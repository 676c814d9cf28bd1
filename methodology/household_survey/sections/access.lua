local list = include "shared/lists"

return section "access" "About you" {
  integer "age" "How old are you?" {
    class = "core",
    unit = "years",
    range = { 12, 17 },
    hint = "Age in completed years. A child outside this range is not interviewed.",
  },

  select_one "sex" "Are you a girl or a boy?" {
    class = "core",
    options = {
      { "girl", "Girl" },
      { "boy", "Boy" },
    },
    allow = { "prefer_not" },
  },

  -- The household said so; the child knows.
  select_one "online_past_3_months" "Have you used the internet in the past three months, on any device?" {
    class = "core",
    concept = "internet use in the past three months",
    options = list.yes_no,
    ends_unless = "online_past_3_months == yes",
    ends_as = "not_eligible",
  },

  select_one "in_school" "Do you go to school?" {
    class = "core",
    options = {
      { "yes", "Yes" },
      { "not_now", "Not at the moment" },
      { "no", "No" },
    },
    allow = { "prefer_not" },
  },

  select_one "internet_frequency" "How often do you use the internet?" {
    class = "core",
    concept = "frequency of internet use",
    options = list.frequency,
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "devices" "Which of these do you use to go online?" {
    class = "adaptable",
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

  select_one "own_device" "Do you have a device of your own to go online with?" {
    class = "optional",
    options = {
      { "own", "Yes, my own" },
      { "shared", "No, I share one" },
      { "borrowed", "No, I borrow one or go somewhere" },
    },
    allow = { "dont_know", "prefer_not" },
  },
}
