-- Rwanda was planned and not completed: every activity is "not run", which is
-- neither a zero nor a gap in the data.
local NOT_COMPLETED = "planned in phase 1; the country is not among the thirteen that were completed"
local COUNTRIES = "https://www.interpol.int/en/Crimes/Crimes-against-children/Projects-to-protect-children/Disrupting-Harm"

return country "RWA" "Rwanda" {
  region = "eastern_southern_africa",
  languages = { "rw" },
  about = "Planned in phase 1 and not completed. Public facts on treaties and report volumes are held; none of them comes from a Disrupting Harm activity.",
  confirm = "Languages of interview to be confirmed.",

  not_run "desk_review" {
    because = NOT_COMPLETED,
    source = COUNTRIES,
  },

  not_run "duty_bearer_interviews" {
    because = NOT_COMPLETED,
    source = COUNTRIES,
  },

  not_run "helpline_hotline_industry_data" {
    because = NOT_COMPLETED,
    source = COUNTRIES,
  },

  not_run "frontline_survey" {
    because = NOT_COMPLETED,
    source = COUNTRIES,
  },

  not_run "access_to_justice" {
    because = NOT_COMPLETED,
    source = COUNTRIES,
  },

  not_run "survivor_conversations" {
    because = NOT_COMPLETED,
    source = COUNTRIES,
  },

  not_run "offence_data" {
    because = NOT_COMPLETED,
    source = COUNTRIES,
  },

  not_run "law_enforcement_interviews" {
    because = NOT_COMPLETED,
    source = COUNTRIES,
  },

  not_run "household_survey" {
    because = NOT_COMPLETED,
    source = COUNTRIES,
  },
}
