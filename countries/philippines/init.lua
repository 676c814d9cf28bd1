return country "PHL" "Philippines" {
  region = "south_east_asia",
  languages = { "fil", "en" },
  figures = "figures.csv",
  observations = "observations.csv",
  about = "Phase 1, completed. For CyberTipline reports of 2020 two figures are held side by side: 1,297,474 from the Department of Justice, known from the press, and 1,339,597 from NCMEC.",
  confirm = "Languages of interview to be confirmed.",

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

  -- For 2019 to 2021 NCMEC's own figures stand in the series cybertips.
  series_metadata "cybertips_national" {
    provider = "Department of Justice of the Philippines, cited by the press",
    source = "https://canadianinquirer.net/2021/12/28/missing-exploited-children-reports-double-in-2021-doj/",
    as_of = "2021-12-28",
    confirm = "The Department's own statement is to be found; the day is that of the article.",
  },
}
