local concept = include "shared/concepts"

-- Access, activities, information and attitudes.
return indicators {
  published "internet_use_12_17_report" "Children 12-17 who use the internet, as the report gives it" {
    definition = "reports-2021",
    concept = concept.internet_use,
    unit = "percent",
    population = "all children 12-17",
    activity = "household_survey",
    not_measured = "a share of all children, online or not: it comes from the household roster, whose rows are no respondents (dh sample weights)",
  },

  published "internet_use_12_17_urban" "Children 12-17 who use the internet, urban areas" {
    definition = "reports-2021",
    unit = "percent",
    population = "children 12-17 urban",
    activity = "household_survey",
    not_measured = "a share of all children, online or not: it comes from the household roster, whose rows are no respondents (dh sample weights)",
  },

  published "internet_use_12_17_rural" "Children 12-17 who use the internet, rural areas" {
    definition = "reports-2021",
    unit = "percent",
    population = "children 12-17 rural",
    activity = "household_survey",
    not_measured = "a share of all children, online or not: it comes from the household roster, whose rows are no respondents (dh sample weights)",
  },

  published "online_daily" "Go online every day" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "online_daily",
  },

  published "smartphone_access" "Use a smartphone to go online" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "smartphone_access",
  },

  published "weekly_schoolwork" "Use the internet for schoolwork every week" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "weekly_schoolwork",
  },

  published "weekly_social_media" "Use social media every week" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "weekly_social_media",
  },

  published "weekly_instant_messaging" "Use instant messaging every week" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "weekly_instant_messaging",
  },

  published "confident_decisions" "Believe that they could make the right decision in a risky situation online" {
    definition = "reports-2021",
    unit = "percent",
    population = "interviewed children",
    activity = "household_survey",
    corresponds_to = "confident_decisions",
  },

  published "no_safety_info" "Never received information on how to stay safe online" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "no_safety_info",
  },

  published "received_safety_info" "Received information on how to stay safe online" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "received_safety_info",
  },

  published "received_sex_education" "Received some sex education" {
    definition = "reports-2021",
    unit = "percent",
    population = "internet-using children 12-17",
    activity = "household_survey",
    corresponds_to = "received_sex_education",
  },

  published "no_sex_education" "Never received sex education" {
    definition = "reports-2021",
    unit = "percent",
    population = "children surveyed",
    activity = "household_survey",
    corresponds_to = "no_sex_education",
  },

  published "sex_ed_mostly_morality" "Sex education was mostly about morality" {
    definition = "reports-2021",
    unit = "percent",
    population = "children who received sex education",
    activity = "household_survey",
    measured_by = "sex_ed_mostly_morality",
  },

  published "blame_attitude_child" "Children who agree that it is the person's own fault if self-made images are shared" {
    definition = "reports-2021",
    unit = "percent",
    population = "children surveyed",
    activity = "household_survey",
    corresponds_to = "blame_attitude_child",
  },

  published "blame_attitude_caregiver" "Caregivers who agree that it is the person's own fault if self-made images are shared" {
    definition = "reports-2021",
    unit = "percent",
    population = "caregivers surveyed",
    activity = "household_survey",
    corresponds_to = "blame_attitude_caregiver",
  },
}
