local caveat = include "shared/caveats"

-- What is not known about a series until its provider says so. A comparison is
-- refused while the unit of count or the counting point is not known.
local NOT_STATED = "unknown"
local DRAFT = "Request form of this workspace; no published series is held under this name"
local TO_CONFIRM = "Unit of count, counting point, age limit, period and completeness are to be stated by the provider."

return {
  series "cybertips" "CyberTipline reports concerning the country" {
    provider = "National Center for Missing and Exploited Children (NCMEC)",
    stage = "reported",
    unit_of_count = "report",
    counting_point = "when the CyberTipline receives the report, by the country it concerns",
    unit = "reports",
    is_not = {
      "prevalence",
      "a number of children",
      "a number of images",
      "a number of cases",
    },
    caveats = {
      caveat.report_volume,
      "Counts referrals and informational reports together; another NCMEC series counts referrals only.",
      "Totals change when they are published again: a value belongs to the day it was read.",
      "Reports without a country are in no country's figure.",
    },
    completeness = "Depends on which platforms report, how they look and how many people use them.",
    breaks = {
      ["2019"] = "Includes 150,667 reports by the public over all countries; some press totals leave them out.",
    },
    observations = "cybertips.csv",
    adds_to = "cybertips_by_category",
    one_rule = true,
    scope = "referrals and informational reports; 2019 includes reports by the public",
    period_rule = "calendar year",
    revision = "totals change when they are published again",
    -- More reports can mean more care as well as more harm.
    rank = false,
    source = "https://www.missingkids.org/content/dam/missingkids/pdfs/2023-reports-by-country.pdf",
    confirm = "The day each year's table was read is not known; the as-of date of the values is therefore empty.",
  },

  -- A second count of the same reports is held beside NCMEC's and never instead of it.
  series "cybertips_national" "CyberTipline reports as passed on by a national authority" {
    provider = NOT_STATED,
    stage = "reported",
    unit_of_count = "report",
    counting_point = NOT_STATED,
    unit = "reports",
    same_as = "cybertips",
    scope = NOT_STATED,
    is_not = {
      "prevalence",
      "a number of children",
      "a number of images",
      "a number of cases",
    },
    caveats = { caveat.report_volume },
    source = "The authority's own statement, or who cites it; it stands with each value",
    confirm = "Whether reports by the public and informational reports are in is to be asked of the authority.",
  },

  -- All countries together and reports without one: these values belong to none.
  dimension "cybertip_category" "Category of a CyberTipline report" {
    codes = "cybertip_categories.csv",
    complete = true,
    source = "https://www.missingkids.org/test/cybertiplinedata-draft",
  },

  series "cybertips_by_category" "CyberTipline reports by category, all countries" {
    provider = "National Center for Missing and Exploited Children (NCMEC)",
    stage = "reported",
    unit_of_count = "report",
    counting_point = "when the CyberTipline receives the report, by the category of the report",
    unit = "reports",
    by = { "cybertip_category" },
    observations = "cybertips_by_category.csv",
    is_not = { "prevalence", "a number of children", "a number of images", "a number of cases" },
    caveats = { caveat.report_volume },
    period_rule = "calendar year",
    source = "https://www.missingkids.org/test/cybertiplinedata-draft",
    confirm = "Read from a page of NCMEC whose address calls it a draft; to be checked against the CyberTipline 2022 Report as published. Who chooses the category of a report is not stated there.",
  },

  series "helpline_contacts" "Contacts with child helplines" {
    provider = "Child helplines",
    stage = "not_applicable",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "contacts",
    is_not = { "a number of children" },
    source = DRAFT,
    confirm = TO_CONFIRM,
  },

  series "helpline_contacts_online_csea" "Contacts with child helplines about online sexual exploitation and abuse" {
    provider = "Child helplines",
    stage = "not_applicable",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "contacts",
    is_not = { "a number of children", "prevalence" },
    source = DRAFT,
    confirm = TO_CONFIRM,
  },

  series "hotline_reports" "Reports received by hotlines" {
    provider = "Hotlines and reporting portals",
    stage = "reported",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "reports",
    is_not = { "a number of children", "a number of images", "prevalence" },
    source = DRAFT,
    confirm = TO_CONFIRM,
  },

  series "hotline_reports_confirmed" "Reports confirmed by hotlines as child sexual abuse material" {
    provider = "Hotlines and reporting portals",
    stage = "investigated",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "reports",
    is_not = { "a number of children", "a number of images", "prevalence" },
    source = DRAFT,
    confirm = TO_CONFIRM,
  },
}
