-- How the interview ended is not asked: it follows from the answers. No free
-- text either: it could describe an incident or name a person. What needs
-- words goes to the supervisor, and from there into the referral register.
return section "interviewer_record" "The interviewer's record" {
  after_end = true,
  instruction = "Filled in by the interviewer, alone, at once after the interview.",

  select_multiple "came_in" "Who was within hearing at any time during the interview?" {
    class = "core",
    answered_by = "interviewer",
    options = {
      { "caregiver", "A parent or other caregiver" },
      { "other_adult", "Another adult" },
      { "young_child", "A child too young to follow" },
      { "other_child", "A child or young person who can follow" },
      { "nobody", "Nobody", exclusive = true, anchored = true },
    },
    allow = { "not_applicable" },
  },

  select_one "interview_place" "Where did the interview take place?" {
    class = "core",
    answered_by = "interviewer",
    options = {
      { "inside_home", "Inside the home" },
      { "outside_home", "Outside, near the home" },
      { "another_place", "Somewhere else" },
    },
    allow = { "not_applicable" },
  },

  select_one "understood" "How well did the child understand the questions?" {
    class = "core",
    answered_by = "interviewer",
    options = {
      { "well", "Well" },
      { "partly", "Partly" },
      { "hardly", "Hardly" },
    },
    allow = { "not_applicable" },
  },

  -- The tiers of the safeguards.
  select_one "referral" "Was a referral needed?" {
    class = "core",
    answered_by = "interviewer",
    options = {
      { "none", "No" },
      { "past_harm", "Yes, for harm in the past" },
      { "ongoing_harm", "Yes, for harm that goes on" },
      { "immediate_danger", "Yes, for immediate danger: done at once" },
    },
    hint = "Only that one was needed. Who and why stand in the referral register.",
  },

  select_one "referral_made" "Was it made?" {
    class = "core",
    answered_by = "interviewer",
    ask_if = "referral in (past_harm, ongoing_harm, immediate_danger)",
    options = {
      { "made", "Yes" },
      { "to_be_made", "Not yet: the supervisor knows" },
      { "not_wanted", "No: the respondent did not want it, and the law does not require it" },
    },
  },
}
