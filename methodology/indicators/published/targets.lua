-- What the design asked for in each country; what was achieved is in the samples.
return indicators {
  published "target_children_per_country" "Children per country, by design" {
    definition = "design",
    unit = "respondents",
    population = "internet-using children 12-17",
    activity = "household_survey",
    not_measured = "a number of the design, not an answer",
  },

  published "target_caregivers_per_country" "Caregivers per country, by design" {
    definition = "design",
    unit = "respondents",
    population = "caregivers",
    activity = "household_survey",
    not_measured = "a number of the design, not an answer",
  },

  published "target_frontline_per_country" "Frontline workers per country, by design" {
    definition = "design",
    unit = "respondents",
    population = "frontline workers",
    activity = "frontline_survey",
    not_measured = "a number of the design, not an answer",
  },

  published "target_duty_bearers" "Duty-bearer interviews per country, by design" {
    definition = "design",
    unit = "interviews",
    population = "senior duty-bearers",
    activity = "duty_bearer_interviews",
  },

  published "target_atj_survivors" "Victim and survivor interviews on access to justice per country, by design" {
    definition = "design",
    unit = "interviews",
    population = "victims/survivors",
    activity = "access_to_justice",
  },

  published "target_atj_caregivers" "Caregiver interviews on access to justice per country, by design" {
    definition = "design",
    unit = "interviews",
    population = "parents/caregivers",
    activity = "access_to_justice",
  },

  published "target_atj_professionals" "Justice professional interviews per country, by design" {
    definition = "design",
    unit = "interviews",
    population = "justice stakeholders",
    activity = "access_to_justice",
  },

  published "target_survivors_female" "Female survivors over five or six countries together, by design" {
    definition = "design",
    unit = "interviews",
    population = "survivors",
    activity = "survivor_conversations",
  },

  published "target_survivors_male" "Male survivors over five or six countries together, by design" {
    definition = "design",
    unit = "interviews",
    population = "survivors",
    activity = "survivor_conversations",
  },
}
