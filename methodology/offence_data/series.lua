-- Forms without figures. What one count is differs from country to country, so
-- nothing is filled in here that a provider has not stated.
local NOT_STATED = "unknown"
local DRAFT = "Request form of this workspace; no published series is held under this name"
local TO_CONFIRM = "Unit of count, counting point, principal-offence rule, rules for several victims or offenders, attempts, age limit, period and completeness are to be stated by the provider."

local NOT_PREVALENCE = { "prevalence", "a number of children" }

return {
  series "police_csea_reported" "Sexual offences against children recorded by the police" {
    provider = "Police",
    stage = "reported",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "offences",
    by = { "iccs", "age_group", "sex" },
    is_not = NOT_PREVALENCE,
    principal_offence_rule = NOT_STATED,
    multiple_victim_rule = NOT_STATED,
    multiple_offender_rule = NOT_STATED,
    attempts = NOT_STATED,
    period_rule = NOT_STATED,
    -- ICCS 03 holds sexual offences against adults as well.
    iccs = "03",
    iccs_match = "narrower",
    source = DRAFT,
    confirm = TO_CONFIRM,
  },

  series "police_online_csea_reported" "Sexual offences against children involving technology, recorded by the police" {
    provider = "Police",
    stage = "reported",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "offences",
    by = { "age_group", "sex" },
    is_not = NOT_PREVALENCE,
    principal_offence_rule = NOT_STATED,
    multiple_victim_rule = NOT_STATED,
    multiple_offender_rule = NOT_STATED,
    attempts = NOT_STATED,
    period_rule = NOT_STATED,
    source = DRAFT,
    confirm = TO_CONFIRM,
  },

  series "police_csam_investigated" "Investigations of child sexual abuse material" {
    provider = "Police",
    stage = "investigated",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "cases",
    is_not = { "prevalence", "a number of children", "a number of images" },
    iccs = "030221",
    iccs_match = "partial",
    source = DRAFT,
    confirm = TO_CONFIRM,
  },

  series "foreign_referrals" "Referrals from abroad" {
    provider = "Police",
    stage = "referred",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "referrals",
    is_not = { "prevalence", "a number of children", "a number of cases" },
    source = DRAFT,
    confirm = TO_CONFIRM,
  },

  series "online_csea_prosecuted" "Sexual offences against children involving technology, prosecuted" {
    provider = "Prosecution service",
    stage = "prosecuted",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "cases",
    is_not = NOT_PREVALENCE,
    source = DRAFT,
    confirm = TO_CONFIRM,
  },

  series "online_csea_convicted" "Sexual offences against children involving technology, ending in conviction" {
    provider = "Courts",
    stage = "convicted",
    unit_of_count = NOT_STATED,
    counting_point = NOT_STATED,
    unit = "cases",
    is_not = { "prevalence", "a number of children", "a conviction rate" },
    source = DRAFT,
    confirm = TO_CONFIRM,
  },
}
