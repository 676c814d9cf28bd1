-- Namibia asked one of the four clear examples of fewer children, and its
-- headline is to be read with that.
return country "NAM" "Namibia" {
  region = "eastern_southern_africa",
  languages = { "en" },
  figures = "figures.csv",
  about = "Phase 1, completed. Two figures on sexual comments are in circulation, 18 % and 11 %; only the first has a source held here.",
  confirm = "Languages of interview to be confirmed.",

  adapt "household_survey/children" {
    ask_only_if "images_shared" {
      condition = "age >= 15",
      because = "asked of children aged 15-17 only, as the figure published for Namibia says",
      waiver = "recorded from the published figure: what was done in the field, not a proposal of this workspace",
      source = "https://breakingafricanews.com/namibia-20-000-minors-face-online-sexual-exploitation-annually",
    },
  },

  fieldwork "household_survey" {
    period = "2020-2021",
    sampling = "random-probability, clustered sample of internet-using children, with design weights",
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
