local list = include "shared/lists"

return section "access" "About you" {
  note "opening" "Thank you for taking part. You may leave out any question, and you may stop whenever you like." {
    class = "core",
  },

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

  select_one "area" "Type of area" {
    class = "core",
    options = list.area,
    hint = "Filled in by the interviewer.",
  },

  -- Who is present bears on what a child can say, so it is recorded and not
  -- judged.
  select_one "others_present" "Is anyone else within hearing?" {
    class = "core",
    options = list.yes_no,
    hint = "Filled in by the interviewer before the questions on experiences.",
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
}
