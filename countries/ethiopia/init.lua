-- Ethiopia holds a zero that was counted.
return country "ETH" "Ethiopia" {
  region = "eastern_southern_africa",
  languages = { "am" },
  figures = "figures.csv",
  about = "Phase 1, completed. The recorded zero in the offence data was counted and is itself a finding.",
  confirm = "Languages of interview to be confirmed.",

  fieldwork "household_survey" {
    period = "2020-2021",
    sampling = "random-probability, clustered sample of internet-using children, with design weights",
    source = "https://preview-www.nature.com/articles/s41586-026-10525-4/tables/1",
  },

  recorded_zero "ocsea_cases_recorded" {
    because = "law enforcement counted no case of sexual abuse or exploitation involving technology in 2017-2019",
    source = "https://www.unicef.org/ethiopia/reports/disrupting-harm-ethiopia",
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

  not_available "law_enforcement_interviews" {
    because = "the public sources held here do not state results of the law enforcement and justice interviews",
  },
}
