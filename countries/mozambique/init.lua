-- Sources differ on the recall window in Mozambique; both are held.
return country "MOZ" "Mozambique" {
  region = "eastern_southern_africa",
  languages = { "pt" },
  figures = "figures.csv",
  -- Named without a number in the source held here.
  placeholders = {
    helpline = "Linha Fala Crianca",
  },
  about = "Phase 1, completed.",
  confirm = "Languages of interview to be confirmed. The number of the helpline is to be added.",

  fieldwork "household_survey" {
    period = "2020-2021",
    sampling = "random-probability, clustered sample of internet-using children, with design weights",
    note = "sources differ on the recall window: 2017-2020 against the past year",
    source = "https://preview-www.nature.com/articles/s41586-026-10525-4/tables/1",
  },

  not_available "duty_bearer_interviews" {
    because = "the public sources held here do not state results of interviews with duty-bearers",
  },

  not_available "frontline_survey" {
    because = "the public sources held here do not state results of the frontline survey",
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
