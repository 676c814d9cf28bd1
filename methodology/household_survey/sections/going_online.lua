local list = include "shared/lists"

return section "going_online" "Going online" {
  integer "hours_weekday" "About how many hours are you online on a weekday?" {
    class = "adaptable",
    unit = "hours",
    range = { 0, 24 },
    ask_if = "internet_frequency in (daily, weekly)",
    warn_if = "hours_weekday > 16",
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "places" "Where do you go online?" {
    class = "adaptable",
    options = {
      { "home", "At home" },
      { "school", "At school" },
      { "friends_home", "At a friend's or relative's home" },
      { "public_place", "In a public place" },
      { "on_the_way", "On the way somewhere" },
      { "another_place", "Somewhere else", specify = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "barriers_to_access" "Does any of these keep you from going online when you want to?" {
    class = "optional",
    options = {
      { "cost", "Cost" },
      { "slow_connection", "A slow or missing connection" },
      { "no_device", "No device at hand" },
      { "caregiver_rules", "Caregivers do not allow it" },
      { "school_rules", "School does not allow it" },
      { "no_barrier", "None of these", exclusive = true, anchored = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  -- One item an activity, all on one scale: read as a block.
  select_one "schoolwork" "How often do you use the internet for schoolwork?" {
    class = "core",
    options = list.frequency,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "social_media" "How often do you use social media?" {
    class = "core",
    options = list.frequency,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "instant_messaging" "How often do you use instant messaging?" {
    class = "core",
    options = list.frequency,
    allow = { "dont_know", "prefer_not" },
  },

  select_one "online_games" "How often do you play games online?" {
    class = "optional",
    options = list.frequency,
    allow = { "dont_know", "prefer_not" },
  },
}
