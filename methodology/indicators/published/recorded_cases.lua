local caveat = include "shared/caveats"

-- Full counts and shares of records. No interval belongs to them.
return indicators {
  published "ocsea_cases_recorded" "Cases of sexual abuse or exploitation involving technology recorded by law enforcement" {
    definition = "reports-2021",
    unit = "cases",
    population = "recorded cases",
    activity = "offence_data",
    caveats = { "Recorded cases: not prevalence. A zero here was counted." },
  },

  published "official_reports_by_girls" "Official reports of sexual offences made by girls" {
    definition = "reports-2021",
    unit = "percent",
    population = "official reports",
    activity = "offence_data",
    caveats = { "A share of official reports, not of children." },
  },

  published "ncmec_cybertips_min" "CyberTipline reports concerning the country, at least" {
    definition = "cybertipline",
    unit = "reports",
    population = "CyberTipline reports",
    activity = "helpline_hotline_industry_data",
    about = "The figures NCMEC publishes itself are in the series cybertips.",
    caveats = { caveat.report_volume },
  },
}
