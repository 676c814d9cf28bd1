-- Between the questions on everyday life and those of a sexual kind: still
-- alone? And how does the child want to answer?
return section "handing_over" "Before we go on" {
  select_one "still_private" "Is it still so that nobody hears you?" {
    class = "core",
    answered_by = "interviewer",
    options = {
      { "private", "Yes" },
      { "moved", "Yes, after we moved or waited" },
      { "not_private", "No, and the child wants to go on" },
      { "put_off", "No, and the interview was put off" },
    },
    ends_if = "still_private == put_off",
    ends_as = "put_off",
  },

  -- Which way the answers were given bears on them. A country that never hands
  -- the device over leaves this out.
  select_one "answers_alone" "The next questions are about things of a sexual kind. Would you like to answer them yourself on this device, or shall I read them to you?" {
    class = "adaptable",
    options = {
      { "alone", "Myself" },
      { "read_out", "Read out" },
    },
    allow = { "prefer_not" },
  },
}
