return interview_guide "units" "National units" {
  respondents = "Heads and investigators of the units that handle these offences, and prosecutors who work with them",
  about = "Procedure and practice; no case is to be identifiable.",

  topic "organisation" "Which units work on these offences, and how is the work divided?" {
    class = "core",
    themes = { "organisation_of_units" },
  },

  topic "incoming_reports" "How do reports reach the unit, and what happens to them?" {
    class = "core",
    probes = { "Reports from the public", "Referrals from abroad", "Reports from industry" },
    themes = { "handling_of_reports" },
  },

  topic "recording" "How are these offences recorded in the statistics?" {
    class = "core",
    probes = { "What is counted, and when?", "Can the use of technology be seen in the record?" },
    themes = { "recording_practice" },
  },

  topic "trends" "Which changes have you seen in recent years?" {
    class = "core",
    themes = { "trends_seen" },
  },

  topic "international_cooperation" "How does cooperation with other countries work?" {
    class = "core",
    themes = { "international_cooperation" },
  },

  topic "cooperation_at_home" "How does the unit work with other services and with industry?" {
    class = "core",
    themes = { "law_enforcement_coordination" },
  },
}
