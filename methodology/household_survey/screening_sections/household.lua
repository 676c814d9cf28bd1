return section "household_members" "Who lives here" {
  integer "household_size" "How many people live in this household? Please count yourself, small children, and anyone who is away for less than three months." {
    class = "core",
    unit = "people",
    range = { 1, 30 },
    warn_if = "household_size > 15",
  },

  roster "household" "The people of the household, from the oldest to the youngest" {
    class = "core",
    count = "household_size",
    max = 30,

    integer "member_age" "How old is this person, in completed years?" {
      class = "core",
      unit = "years",
      range = { 0, 110 },
      hint = "If it is not known, the best estimate. It decides who may be chosen.",
    },

    select_one "member_sex" "Is this person female or male?" {
      class = "core",
      options = {
        { "female", "Female" },
        { "male", "Male" },
      },
      allow = { "prefer_not" },
    },

    select_one "member_relation" "What is this person to the head of the household?" {
      class = "adaptable",
      options = {
        { "head", "The head of the household" },
        { "spouse", "Husband, wife or partner" },
        { "child", "Son or daughter" },
        { "grandchild", "Grandchild" },
        { "sibling", "Brother or sister" },
        { "parent", "Parent or parent-in-law" },
        { "other_relative", "Another relative" },
        { "not_related", "Not related" },
      },
      allow = { "dont_know", "prefer_not" },
    },

    -- Asked of everyone of the ages, online or not: the share of users among
    -- all children comes from here.
    select_one "member_online" "Was this person online in the past three months, on any device?" {
      class = "core",
      concept = "internet use in the past three months",
      ask_if = "member_age >= 12 and member_age <= 17",
      options = {
        { "yes", "Yes" },
        { "no", "No" },
      },
      allow = { "dont_know", "prefer_not" },
    },
  },
}
