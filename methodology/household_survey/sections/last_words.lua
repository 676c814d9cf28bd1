-- A neutral close, so that nobody is left with the hard questions.
return section "last_words" "Last words" {
  select_multiple "likes_about_internet" "To finish with something else: what do you like best about being online?" {
    class = "adaptable",
    options = {
      { "friends", "Being with friends" },
      { "videos_and_music", "Videos and music" },
      { "games", "Games" },
      { "learning", "Learning things" },
      { "making_things", "Making things and showing them" },
      { "something_else", "Something else", anchored = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "interview_felt" "How was this conversation for you?" {
    class = "core",
    options = {
      { "good", "Good" },
      { "all_right", "All right" },
      { "difficult", "Difficult" },
    },
    allow = { "dont_know", "prefer_not" },
    hint = "If it was difficult: take time, and go through the service list together.",
  },
}
