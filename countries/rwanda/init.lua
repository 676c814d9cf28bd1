-- Rwanda was planned and not completed: every activity is "not run", which is
-- neither a zero nor a gap in the data.
return country "RWA" "Rwanda" {
  region = "eastern_southern_africa",
  languages = { "rw" },
  observations = "observations.csv",
  about = "Planned in phase 1 and not completed. Public facts on treaties and report volumes are held; none of them comes from a Disrupting Harm activity.",
  confirm = "Languages of interview to be confirmed.",

  not_run "desk_review" {
    because = "planned in phase 1; the country is not among the thirteen that were completed",
  },

  not_run "duty_bearer_interviews" {
    because = "planned in phase 1; the country is not among the thirteen that were completed",
  },

  not_run "helpline_hotline_industry_data" {
    because = "planned in phase 1; the country is not among the thirteen that were completed",
  },

  not_run "frontline_survey" {
    because = "planned in phase 1; the country is not among the thirteen that were completed",
  },

  not_run "access_to_justice" {
    because = "planned in phase 1; the country is not among the thirteen that were completed",
  },

  not_run "survivor_conversations" {
    because = "planned in phase 1; the country is not among the thirteen that were completed",
  },

  not_run "offence_data" {
    because = "planned in phase 1; the country is not among the thirteen that were completed",
  },

  not_run "law_enforcement_interviews" {
    because = "planned in phase 1; the country is not among the thirteen that were completed",
  },

  not_run "household_survey" {
    because = "planned in phase 1; the country is not among the thirteen that were completed",
  },
}
