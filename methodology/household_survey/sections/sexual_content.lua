local list = include "shared/lists"
local stop_code = include "household_survey/stop_code"

return section "sexual_content" "Sexual content online" {
  sensitive = true,
  self_administered = true,
  instruction = "Show the child how to choose an answer and how to leave a question out, then hand over the device, unless the child wants the questions read out. Stay near, and look away from the screen.",

  select_one "came_across_sexual_content" "In the past year, have you come across sexual images or videos online when you did not expect to?" {
    class = "core",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "sexual_content_feelings" "The last time, how did you feel about it?" {
    class = "optional",
    sensitive = true,
    ask_if = "came_across_sexual_content == yes",
    options = {
      { "scared", "Scared" },
      { "angry", "Angry" },
      { "annoyed", "Annoyed" },
      { "embarrassed", "Embarrassed" },
      { "guilty", "Guilty" },
      { "sad", "Sad" },
      { "another_feeling", "Another way", anchored = true },
      { "not_affected", "It did not affect me", exclusive = true, anchored = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "looked_for_sexual_content" "In the past year, have you looked for sexual images or videos online?" {
    class = "optional",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  stop_code "go_on_after_sexual_content",
}
