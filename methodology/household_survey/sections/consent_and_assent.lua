local list = include "shared/lists"

-- The caregiver agrees first, then the child decides. A refusal ends the
-- interview, and so does no answer.
return section "consent_and_assent" "Consent and assent" {
  select_one "caregiver_consent" "Has the caregiver agreed to this interview?" {
    class = "core",
    answered_by = "interviewer",
    options = list.yes_no,
    hint = "After the information sheet was read out and a copy was left. The signed form is kept apart from the answers.",
    ends_unless = "caregiver_consent == yes",
    ends_as = "no_consent",
  },

  note "about_the_interview" "We are talking with young people about what they do on the internet, what they like there, and what may make them feel uncomfortable. Some questions are about things of a sexual kind that happen to some young people. It takes about half an hour. There are no right or wrong answers, and nothing happens if you do not want to take part." {
    class = "core",
  },

  note "what_is_kept" "Your answers are kept under a number, not under your name. Nobody in your family, at your school or in your community will see them." {
    class = "core",
  },

  note "danger_now" "If you tell me that you are in danger now, we will look for help together, and I will tell you before I talk to anyone." {
    class = "core",
  },

  -- Only where the law obliges those who ask: elsewhere it would be untrue.
  note "reporting_clause" "There is one thing that I may not keep to myself. The law of this country obliges me to report it if I learn that a child is being harmed. You decide what you tell me." {
    class = "core",
    only_where = { interviewers_duty_to_report = "yes" },
  },

  select_one "assent" "Do you want to take part?" {
    class = "core",
    options = list.yes_no,
    hint = "Ask the child to say in their own words what was explained. Silence is no assent.",
    ends_unless = "assent == yes",
    ends_as = "no_assent",
  },

  note "opening" "Thank you for taking part. You may leave out any question, and you may stop whenever you like." {
    class = "core",
  },
}
