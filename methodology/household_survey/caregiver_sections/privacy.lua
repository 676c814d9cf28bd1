local list = include "shared/lists"

return section "privacy" "Privacy" {
  instruction = "Filled in by the interviewer. If the child or anyone else comes in: stop, talk about something else, and go on only when you are alone again.",

  select_one "others_present" "Is anyone else within hearing?" {
    class = "core",
    answered_by = "interviewer",
    options = list.yes_no,
    hint = "Filled in by the interviewer before the questions on seeking help.",
  },

  select_one "privacy_decision" "What was done?" {
    class = "core",
    answered_by = "interviewer",
    ask_if = "others_present == yes",
    options = {
      { "alone_now", "They left, or we moved: nobody hears us now" },
      { "young_child_only", "Only a child too young to follow stays" },
      { "adult_stays", "An adult stays, as the caregiver wishes" },
      { "put_off", "The interview was put off" },
    },
    ends_if = "privacy_decision == put_off",
    ends_as = "put_off",
  },
}
