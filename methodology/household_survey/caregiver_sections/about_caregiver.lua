local list = include "shared/lists"

return section "about_caregiver" "About you" {
  note "opening" "Thank you for taking part. You may leave out any question, and you may stop whenever you like." {
    class = "core",
  },

  select_one "sex" "Are you a woman or a man?" {
    class = "core",
    options = {
      { "woman", "Woman" },
      { "man", "Man" },
    },
    allow = { "prefer_not" },
  },

  select_one "area" "Type of area" {
    class = "core",
    options = list.area,
    hint = "Filled in by the interviewer.",
  },

  integer "age" "How old are you?" {
    class = "core",
    unit = "years",
    range = { 18, 99 },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "internet_frequency" "How often do you use the internet?" {
    class = "core",
    options = {
      { "daily", "At least once a day" },
      { "weekly", "At least once a week" },
      { "monthly", "At least once a month" },
      { "less_often", "Less often" },
      { "never", "Never" },
    },
    allow = { "dont_know", "prefer_not" },
  },
}
