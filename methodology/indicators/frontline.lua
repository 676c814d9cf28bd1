-- Counts among the people interviewed; nothing here stands for a country.
local LEAVE = { dont_know = "leave", prefer_not = "leave", not_asked = "leave" }

return indicators {
  proportion "fw_stigma" "Frontline workers who named stigma as a barrier to reporting" {
    definition = "workbench-1",
    from = "frontline_survey/workers",
    base = "everyone",
    yes_if = "selected(reporting_barriers, stigma)",
    count_as = LEAVE,
    about = "Printed as a count.",
  },

  proportion "fw_taboos" "Frontline workers who named taboos as a factor of vulnerability" {
    definition = "workbench-1",
    from = "frontline_survey/workers",
    base = "everyone",
    yes_if = "selected(vulnerability_factors, taboos)",
    count_as = LEAVE,
    about = "Printed as a count.",
  },

  proportion "fw_taboos_reporting" "Frontline workers who named taboos as a barrier to reporting" {
    definition = "workbench-1",
    from = "frontline_survey/workers",
    base = "everyone",
    yes_if = "selected(reporting_barriers, taboos)",
    count_as = LEAVE,
    about = "Printed as a count.",
  },

  proportion "fw_mechanism" "Frontline workers who named not knowing how to report as a barrier" {
    definition = "workbench-1",
    from = "frontline_survey/workers",
    base = "everyone",
    yes_if = "selected(reporting_barriers, mechanism_unknown)",
    count_as = LEAVE,
    about = "Printed as a count.",
  },

  proportion "fw_caregivers" "Frontline workers who named caregivers who know little of the risks as a barrier" {
    definition = "workbench-1",
    from = "frontline_survey/workers",
    base = "everyone",
    yes_if = "selected(reporting_barriers, caregivers_lack_knowledge)",
    count_as = LEAVE,
    about = "Printed as a count.",
  },
}
