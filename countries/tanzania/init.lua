return country "TZA" "Tanzania" {
  region = "eastern_southern_africa",
  languages = { "sw" },
  figures = "figures.csv",
  about = "Phase 1, completed.",
  confirm = "Languages of interview to be confirmed.",

  approvals_stated {
    number = 5,
    not_stated = "the boards, the dates, and which activities each approval covers",
    source = "Field brief of this project, section on ethics; the page it was read on is to be cited",
    confirm = "Boards, scopes and dates are to be read in the national report; then each is entered as an approval.",
    about = "Sub-national approvals are among them",
  },

  fieldwork "household_survey" {
    period = "2020-2021",
    sampling = "random-probability, clustered sample of internet-using children, with design weights",
    source = "https://preview-www.nature.com/articles/s41586-026-10525-4/tables/1",
  },

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

  not_available "frontline_survey" {
    because = "its figures are known from the press only, as leads; the organisations' own report is not held here",
  },
}
