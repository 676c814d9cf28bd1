local list = include "shared/lists"

-- Who is present bears on what a child can say, so it is recorded and not
-- judged.
return section "privacy" "Privacy" {
  instruction = "Filled in by the interviewer. If someone comes in during the interview: stop, turn to the questions on what the child does online, and go on only when you are alone again. Agree with the child on a word that means 'change the subject'.",

  select_one "others_present" "Is anyone else within hearing?" {
    class = "core",
    answered_by = "interviewer",
    options = list.yes_no,
    hint = "Filled in by the interviewer before the first question, and looked at again before the questions on experiences.",
  },

  select_multiple "who_is_present" "Who is within hearing?" {
    class = "core",
    answered_by = "interviewer",
    ask_if = "others_present == yes",
    options = list.present,
  },

  select_one "privacy_decision" "What was done?" {
    class = "core",
    answered_by = "interviewer",
    ask_if = "others_present == yes",
    options = {
      { "alone_now", "They left, or we moved: nobody hears us now" },
      { "young_child_only", "Only a child too young to follow stays" },
      { "child_wants_it", "The child wants this person to stay" },
      { "put_off", "The interview was put off" },
    },
    ends_if = "privacy_decision == put_off",
    ends_as = "put_off",
  },
}
