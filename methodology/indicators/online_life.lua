local LEAVE = { dont_know = "leave", prefer_not = "leave", not_asked = "leave" }
-- Someone who doesn't know whether they know where to turn may not know it.
local UNSURE_AS_YES = { dont_know = "yes", prefer_not = "leave", not_asked = "leave" }

local function weekly(question, label)
  return proportion("weekly_" .. question)(label) {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = question .. " in (daily, weekly)",
    count_as = LEAVE,
    by = { "sex", "age", "area" },
  }
end

return indicators {
  proportion "online_daily" "Go online every day" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "internet_frequency == daily",
    count_as = LEAVE,
    by = { "sex", "age", "area" },
  },

  proportion "smartphone_access" "Use a smartphone to go online" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "selected(devices, smartphone)",
    count_as = LEAVE,
    by = { "sex", "age", "area" },
  },

  weekly("schoolwork", "Use the internet for schoolwork every week"),
  weekly("social_media", "Use social media every week"),
  weekly("instant_messaging", "Use instant messaging every week"),

  mean "mean_hours_weekday" "Hours online on a weekday" {
    definition = "workbench-1",
    from = "household_survey/children",
    base = "internet_frequency in (daily, weekly)",
    of = "hours_weekday",
    unit = "hours",
    count_as = LEAVE,
    by = { "sex", "area" },
  },

  proportion "no_safety_info" "Never received information on how to stay safe online" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "received_safety_information == no",
    count_as = LEAVE,
    by = { "sex", "age", "area" },
  },

  proportion "received_safety_info" "Received information on how to stay safe online" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "received_safety_information == yes",
    count_as = LEAVE,
    by = { "sex", "age", "area" },
  },

  proportion "confident_decisions" "Believe that they could make the right decision in a risky situation online" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "confident_decisions in (agree_strongly, agree)",
    count_as = LEAVE,
    by = { "sex", "age", "area" },
  },

  proportion "received_sex_education" "Received some sex education" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "received_sex_education == yes",
    count_as = LEAVE,
    by = { "sex", "age", "area" },
  },

  proportion "no_sex_education" "Never received sex education" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "received_sex_education == no",
    count_as = LEAVE,
    by = { "sex", "age", "area" },
  },

  proportion "sex_ed_mostly_morality" "Sex education was mostly about morality" {
    definition = "workbench-1",
    from = "household_survey/children",
    base = "received_sex_education == yes",
    yes_if = "sex_education_about == morality",
    count_as = LEAVE,
    by = { "sex" },
    about = "The list of topics to choose from is this workbench's own.",
  },

  proportion "dont_know_where_help" "Do not know where to get help" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "knows_where_to_get_help == no",
    count_as = LEAVE,
    bounds = UNSURE_AS_YES,
    by = { "sex", "age", "area" },
  },

  proportion "dont_know_report_content" "Do not know how to report harmful content on social media" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "knows_how_to_report_content == no",
    count_as = LEAVE,
    bounds = UNSURE_AS_YES,
    by = { "sex", "age", "area" },
  },

  proportion "blame_attitude_child" "Children who put the blame on the person in a shared image" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "everyone",
    yes_if = "blame_attitude in (agree_strongly, agree)",
    count_as = LEAVE,
    by = { "sex", "age", "area" },
  },

  proportion "blame_attitude_caregiver" "Caregivers who put the blame on the person in a shared image" {
    definition = "reports-2021",
    from = "household_survey/caregivers",
    base = "everyone",
    yes_if = "blame_attitude in (agree_strongly, agree)",
    count_as = LEAVE,
    by = { "sex", "area" },
  },

  proportion "caregiver_would_report_police" "Caregivers who would tell the police" {
    definition = "reports-2021",
    from = "household_survey/caregivers",
    base = "everyone",
    yes_if = "selected(would_tell_whom, police)",
    count_as = LEAVE,
    by = { "sex", "area" },
  },
}
