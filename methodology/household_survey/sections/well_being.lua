local list = include "shared/lists"

-- Short and neutral, before the questions that may weigh on a mood. Nothing is
-- asked that would call for a clinician at once: the interviewer is none.
return section "well_being" "How you are" {
  battery "past_two_weeks" "Thinking of the past two weeks: how often did you feel like this?" {
    class = "core",
    options = list.days,
    allow = { "dont_know", "prefer_not" },

    row "felt_cheerful" "Cheerful" {},
    row "felt_calm" "Calm and relaxed" {},
    row "felt_lonely" "Lonely" {},
    row "felt_worried" "Worried" {},
  },

  select_one "someone_to_talk_to" "Is there someone you can talk to when something worries you?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },
}
