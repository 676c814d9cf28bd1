-- How many were interviewed.
return indicators {
  published "sample_children" "Internet-using children interviewed" {
    definition = "reports-2021",
    unit = "respondents",
    population = "internet-using children 12-17",
    activity = "household_survey",
    not_measured = "a number of interviews, not an answer",
  },

  published "sample_caregivers" "Caregivers interviewed" {
    definition = "phase-2",
    unit = "respondents",
    population = "caregivers",
    activity = "household_survey",
    not_measured = "a number of interviews, not an answer",
  },

  published "sample_frontline" "Frontline workers interviewed" {
    definition = "reports-2021",
    unit = "respondents",
    population = "frontline workers",
    activity = "frontline_survey",
    not_measured = "a number of interviews, not an answer",
  },

  published "sample_duty_bearers" "Interviews with senior duty-bearers" {
    definition = "reports-2021",
    unit = "interviews",
    population = "senior duty-bearers",
    activity = "duty_bearer_interviews",
  },
}
