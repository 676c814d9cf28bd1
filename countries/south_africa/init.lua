return country "ZAF" "South Africa" {
  region = "eastern_southern_africa",
  languages = { "en" },
  figures = "figures.csv",
  about = "Phase 1, completed, and not in the pooled child survey. The clear-examples figure is known from a repost only, as a range whose meaning is not explained.",
  confirm = "Languages of interview to be confirmed.",

  not_available "duty_bearer_interviews" {
    because = "the public sources held here do not state results of interviews with duty-bearers",
  },

  not_available "access_to_justice" {
    because = "the public sources held here do not state results of the access to justice interviews",
  },

  not_available "survivor_conversations" {
    because = "cleared in 5 of 13 countries; the public sources held here do not state which, so it is not known whether it was cleared here",
  },

  not_available "offence_data" {
    because = "the public sources held here do not state results of police or court statistics",
  },

  not_available "law_enforcement_interviews" {
    because = "the public sources held here do not state results of the law enforcement and justice interviews",
  },
}
