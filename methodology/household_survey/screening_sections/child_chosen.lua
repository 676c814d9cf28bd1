local CHILD = "member_age >= 12 and member_age <= 17"
local USER = CHILD .. " and member_online == yes"

return section "child_chosen" "Which child is asked" {
  calculation "children_12_17" "Children aged 12-17" {
    class = "core",
    value = "count_rows(household, " .. CHILD .. ")",
  },

  calculation "children_online" "Children aged 12-17 who were online in the past three months" {
    class = "core",
    value = "count_rows(household, " .. USER .. ")",
    ends_if = "children_online == 0",
    ends_as = "no_child_online",
  },

  -- One child a household, each with the same chance; nobody chooses, neither
  -- the interviewer nor the household.
  random_pick "chosen_child" "Line of the child who is asked" {
    class = "core",
    from = "household",
    where = USER,
  },

  note "chosen_child_told" "By chance, the child on line {chosen_child} is asked. It cannot be another child." {
    class = "core",
  },

  integer "caregiver_line" "Which line is the adult who looks after this child most?" {
    class = "core",
    range = { 1, 30 },
    must = "caregiver_line <= household_size and caregiver_line != chosen_child",
    allow = { "not_applicable" },
    hint = "Not applicable where this adult does not live in the household.",
  },
}
