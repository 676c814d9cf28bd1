local list = include "shared/lists"

local HOW_GOOD = {
  { "good", "Good" },
  { "fair", "Fair" },
  { "poor", "Poor" },
  { "not_there", "There is none" },
}

return section "services" "Services" {
  select_one "services_good_enough" "Are there enough services for these children where you work?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  battery "services_rated" "Where you work, how good is this for children subjected to online sexual exploitation or abuse?" {
    class = "core",
    options = HOW_GOOD,
    allow = { "dont_know", "prefer_not" },

    row "service_medical" "Medical care" {},
    row "service_psychological" "Psychological support" {},
    row "service_legal" "Legal aid" {},
    row "service_shelter" "A safe place to stay" {},
    row "service_reintegration" "Support in going back to family and school" {},
  },

  select_multiple "service_barriers" "What keeps children from these services?" {
    class = "core",
    options = {
      { "distance", "Distance" },
      { "cost", "Cost" },
      { "stigma", "Stigma in the community" },
      { "not_known", "Not knowing that they are there" },
      { "staff", "Too few staff, or staff without training" },
      { "not_for_boys", "Services that are not made for boys" },
      { "not_for_disability", "Services that children with disabilities cannot use" },
      { "another_barrier", "Another barrier", specify = true },
      { "none_of_these", "None of these", exclusive = true, anchored = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  battery "cooperation" "How good is working together with them on such cases?" {
    class = "core",
    options = HOW_GOOD,
    allow = { "dont_know", "prefer_not" },

    row "with_police" "The police" {},
    row "with_justice" "Prosecutors and courts" {},
    row "with_schools" "Schools" {},
    row "with_helplines" "Helplines and hotlines" {},
    row "with_industry" "Internet companies" { class = "optional" },
  },

  select_one "received_training" "Have you had training on online sexual exploitation and abuse of children?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "training_about" "What was it about?" {
    class = "optional",
    ask_if = "received_training == yes",
    options = {
      { "technology", "Technology and how it is misused" },
      { "law", "The law" },
      { "talking_with_children", "Talking with children" },
      { "referral", "Reporting and referral" },
      { "recovery", "Recovery and reintegration" },
      { "another_topic", "Something else", anchored = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "support_for_workers" "Is there someone you can talk to when your work weighs on you?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "needs" "What would help you most in your work on such cases?" {
    class = "optional",
    options = {
      { "training", "Training" },
      { "guidelines", "Guidelines on what to do" },
      { "staff", "More staff" },
      { "money", "More money for services" },
      { "equipment", "Equipment and internet access" },
      { "supervision", "Supervision and support for staff" },
      { "another_need", "Something else", specify = true },
    },
    allow = { "dont_know", "prefer_not" },
  },
}
