local list = include "shared/lists"

return section "going_online" "Going online" {
  integer "age_first_online" "How old were you when you first went online?" {
    class = "optional",
    unit = "years",
    range = { 1, 17 },
    must = "age_first_online <= age",
    allow = { "dont_know", "prefer_not" },
  },

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

  -- The caregiver is asked about the child's activities in the same rows.
  battery "activities" "How often do you do these things online?" {
    class = "core",
    options = list.frequency_or_never,
    allow = { "dont_know", "prefer_not" },
    random_order = true,

    row "schoolwork" "Use the internet for schoolwork" {},
    row "learn_something" "Learn something new, outside school" { class = "optional" },
    row "news" "Look for news or information" { class = "optional" },
    row "watch_videos" "Watch videos" {},
    row "social_media" "Use social media" {},
    row "instant_messaging" "Use instant messaging" {},
    row "video_calls" "Talk with family or friends by voice or video" { class = "optional" },
    row "online_games" "Play games online" { class = "optional" },
    row "post_content" "Share pictures, videos or texts that you made" { class = "optional" },
  },
}
