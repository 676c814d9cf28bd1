local caveat = include "shared/caveats"

-- What about 50 frontline workers recall: counts, even where a source prints a
-- percentage.
return indicators {
  published "fw_taboo_vulnerability" "Frontline workers: taboos around sex raise vulnerability" {
    definition = "reports-2021",
    unit = "percent",
    population = "frontline workers",
    activity = "frontline_survey",
    measured_by = "fw_taboos",
    counts_only = true,
    caveats = { caveat.frontline },
  },

  published "fw_taboo_vulnerability_count" "Frontline workers: taboos around sex raise vulnerability, as a count" {
    definition = "reports-2021",
    unit = "count",
    population = "frontline workers",
    activity = "frontline_survey",
    measured_by = "fw_taboos",
    counts_only = true,
    caveats = { caveat.frontline },
  },

  published "fw_taboo_reporting" "Frontline workers: taboos around sex are a barrier to reporting" {
    definition = "reports-2021",
    unit = "percent",
    population = "frontline workers",
    activity = "frontline_survey",
    measured_by = "fw_taboos_reporting",
    counts_only = true,
    caveats = { caveat.frontline },
  },

  published "fw_stigma_nonreporting" "Frontline workers: stigma keeps children from reporting" {
    definition = "reports-2021",
    unit = "percent",
    population = "frontline workers",
    activity = "frontline_survey",
    measured_by = "fw_stigma",
    counts_only = true,
    caveats = { caveat.frontline },
  },

  published "fw_stigma_nonreporting_count" "Frontline workers: stigma keeps children from reporting, as a count" {
    definition = "reports-2021",
    unit = "count",
    population = "frontline workers",
    activity = "frontline_survey",
    measured_by = "fw_stigma",
    counts_only = true,
    caveats = { caveat.frontline },
  },

  published "fw_mechanism_unknown" "Frontline workers: not knowing how to report hinders reporting" {
    definition = "reports-2021",
    unit = "percent",
    population = "frontline workers",
    activity = "frontline_survey",
    measured_by = "fw_mechanism",
    counts_only = true,
    caveats = { caveat.frontline },
  },

  published "fw_parents_lack_knowledge" "Frontline workers: caregivers who know little of the risks hinder reporting" {
    definition = "reports-2021",
    unit = "percent",
    population = "frontline workers",
    activity = "frontline_survey",
    measured_by = "fw_caregivers",
    counts_only = true,
    caveats = { caveat.frontline },
  },
}
