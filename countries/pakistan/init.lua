-- Which activities were run is not stated in the public sources held here.
local NOT_STATED = "; which activities were run in this country of phase 2 is not stated"

return country "PAK" "Pakistan" {
  region = "south_asia",
  languages = { "ur", "en" },
  about = "Phase 2, a member. Report volumes are held; population, internet use and law are not, so no rate can be worked out.",
  confirm = "Languages of interview to be confirmed.",

  not_available "desk_review" {
    because = "the public sources held here state nothing about laws, policies and systems here" .. NOT_STATED,
  },

  not_available "duty_bearer_interviews" {
    because = "the public sources held here do not state results of interviews with duty-bearers" .. NOT_STATED,
  },

  not_available "frontline_survey" {
    because = "the public sources held here do not state results of the frontline survey" .. NOT_STATED,
  },

  not_available "access_to_justice" {
    because = "the public sources held here do not state results of the access to justice interviews" .. NOT_STATED,
  },

  not_available "survivor_conversations" {
    because = "the public sources held here do not state whether they were cleared in any country of phase 2" .. NOT_STATED,
  },

  not_available "offence_data" {
    because = "the public sources held here do not state results of police or court statistics" .. NOT_STATED,
  },

  not_available "law_enforcement_interviews" {
    because = "the public sources held here do not state results of the law enforcement and justice interviews" .. NOT_STATED,
  },

  not_available "household_survey" {
    because = "the public sources held here state no figure of the household survey for this country" .. NOT_STATED,
  },
}
