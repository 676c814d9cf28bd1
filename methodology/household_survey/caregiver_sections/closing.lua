local list = include "shared/lists"

-- Every respondent gets the service list, wherever the interview ended; the
-- offer is logged.
return section "closing" "Closing" {
  after_end = true,

  note "help" "Thank you. If you would like to talk to someone about anything we asked, you can reach the child helpline: {helpline}. Here is a list of services to keep." {
    class = "core",
  },

  select_one "services_offered" "Was the service list offered?" {
    class = "core",
    answered_by = "interviewer",
    options = list.yes_no,
    hint = "Filled in by the interviewer.",
  },

  select_one "wants_to_talk" "Would you like us to ask someone from these services to talk with you?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not", "not_applicable" },
    hint = "Not applicable where the caregiver was not met. A yes goes into the referral register on the same day, not onto this form.",
  },
}
