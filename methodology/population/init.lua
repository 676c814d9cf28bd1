-- Populations that other figures are set against. Five-year groups do not give
-- 12-17: no denominator is made of them, and none is carried forward.
local WPP = "United Nations, World Population Prospects; the edition stands with each value"
local NOT_12_17 = "Five-year groups do not give children aged 12-17."

return {
  series "internet_users_pct" "Share of the population using the internet" {
    provider = "International Telecommunication Union (ITU)",
    stage = "not_applicable",
    unit_of_count = "person",
    counting_point = "the year for which the ITU reports it",
    unit = "percent",
    is_not = { "internet use among children" },
    caveats = { "People of all ages. Some years are missing for some countries; nothing is carried forward." },
    -- The ITU asks every country the same; how a country finds out differs.
    one_rule = true,
    observations = "internet_users.csv",
    completeness = "Holds estimates of the ITU where a country has no survey.",
    source = "World Bank, World Development Indicators, IT.NET.USER.ZS (from ITU)",
    confirm = "Read from a copy; to be checked against the World Bank's own table.",
  },

  series "population_total" "Population" {
    provider = "United Nations Population Division",
    stage = "not_applicable",
    unit_of_count = "person",
    counting_point = "mid-year estimate or projection",
    unit = "people",
    projected = true,
    one_rule = true,
    observations = "population_total.csv",
    source = WPP,
    confirm = "The reference day of the estimates is to be checked in the edition used.",
  },

  series "population_by_age" "Population by age group and sex" {
    provider = "United Nations Population Division",
    stage = "not_applicable",
    unit_of_count = "person",
    counting_point = "mid-year estimate or projection",
    unit = "people",
    projected = true,
    by = { "age_group", "sex" },
    one_rule = true,
    observations = "population_by_age.csv",
    is_not = { "a number of internet users" },
    caveats = { NOT_12_17 },
    source = WPP,
    confirm = "The reference day of the estimates is to be checked in the edition used.",
  },

  denominator "internet_users" "Internet users" {
    value = "internet_users_pct * population_total",
    per = 100000,
    unit = "internet users",
    about = "Both figures of the same year; where one is missing there is no rate.",
  },

  denominator "population" "Population" {
    value = "population_total",
    per = 100000,
    unit = "people",
  },
}
