return activity "law_enforcement_interviews" "Law enforcement and justice interviews with a capacity needs analysis" {
  number = 8,
  part = "threat",
  kind = "interviews",
  asks = "National units of law enforcement and justice",
  representative = false,
  ethics = true,
  source = "https://www.end-violence.org/grants/interpol-disrupting-harm",

  include "law_enforcement_interviews/units",
  include "law_enforcement_interviews/capacity",
  include "law_enforcement_interviews/capacity_needs",
  include "law_enforcement_interviews/codebook",
}
