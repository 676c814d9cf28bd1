-- What the household screening is to do: who is counted, who is picked. Nobody
-- here is a person.
local all = {
  of = "household_survey/screening",
  given = {
    case_number = "0117",
    sampling_point = "12",
    area = "urban",
    visit_number = 1,
    visit_date = "2025-03-03",
    visit_time = "16:30",
    visit_place = "-1.29 36.82",
    visit_outcome = "adult_there",
    informant_adult = "yes",
    informant_consent = "yes",
    household_size = 4,
    household = {
      { member_age = 44, member_sex = "female", member_relation = "head" },
      { member_age = 17, member_sex = "male", member_relation = "child", member_online = "yes" },
      { member_age = 12, member_sex = "female", member_relation = "child", member_online = "no" },
      { member_age = 4, member_sex = "female", member_relation = "child" },
    },
    caregiver_line = 1,
    caregiver_reached = "now",
    child_reached = "now",
    private_place = "yes",
    services_offered = "yes",
    screening_result = "child_chosen",
  },
}

local function add(it)
  all[#all + 1] = it
end

local ALWAYS = { "services_offered", "screening_result" }

add(scenario "one_child_online" "One child is online, and is asked" {
  asked = { "member_online", "caregiver_line", "caregiver_reached", "private_place", "screening_result" },
  not_asked = { "appointment_date", "appointment_time", "screening_result_specify" },
  has = { household = 4, children_12_17 = 2, children_online = 1, chosen_child = 2 },
  outcome = "complete",
})

add(scenario "two_children_online" "Each of two may be picked" {
  given = {
    household = {
      { member_age = 44 },
      { member_age = 17, member_online = "yes" },
      { member_age = 12, member_online = "yes" },
      { member_age = 18 },
    },
    chosen_child = 3,
  },
  has = { children_12_17 = 2, children_online = 2, chosen_child = 3 },
})

add(scenario "adults_are_not_picked" "A line that may not be picked is noticed" {
  given = { chosen_child = 1, caregiver_line = 3 },
  warns = { "chosen_child" },
})

add(scenario "no_child" "A household without children of the ages ends there" {
  given = {
    household_size = 2,
    household = { { member_age = 18 }, { member_age = 11 } },
  },
  asked = ALWAYS,
  not_asked = { "member_online", "chosen_child", "caregiver_line", "caregiver_reached" },
  has = { children_12_17 = 0, children_online = 0 },
  ends_at = "children_online",
  outcome = "no_child_online",
})

for _, answer in ipairs { "no", "dont_know", "prefer_not" } do
  add(scenario("no_child_online_" .. answer)("A child who is not known to be online is counted, and not picked") {
    given = { household_size = 1, household = { { member_age = 15, member_online = answer } } },
    not_asked = { "chosen_child", "caregiver_line" },
    has = { children_12_17 = 1, children_online = 0 },
    ends_at = "children_online",
    outcome = "no_child_online",
  })
end

for _, found in ipairs {
  "no_adult", "nobody_there", "refused_at_door", "no_shared_language", "not_safe", "not_found", "no_dwelling",
  "other_outcome",
} do
  add(scenario("visit_" .. found)("Nobody can be asked") {
    given = { visit_outcome = found },
    asked = ALWAYS,
    not_asked = { "informant_adult", "household_size", "caregiver_reached" },
    ends_at = "visit_outcome",
    outcome = "not_reached",
  })
end

for _, answer in ipairs { "no", "unanswered" } do
  add(scenario("informant_no_adult_" .. answer)("Only an adult says who lives there") {
    given = { informant_adult = answer },
    asked = ALWAYS,
    not_asked = { "informant_consent", "household_size" },
    ends_at = "informant_adult",
    outcome = "no_informant",
  })
  add(scenario("informant_refused_" .. answer)("Without consent nobody is written down") {
    given = { informant_consent = answer },
    asked = ALWAYS,
    not_asked = { "household_size", "member_age" },
    ends_at = "informant_consent",
    outcome = "refused",
  })
end

add(scenario "fourth_visit" "More visits than usual are looked at again" {
  given = { visit_number = 4 },
  warns = { "visit_number" },
})

add(scenario "third_visit" "Three are usual" { given = { visit_number = 3 } })
add(scenario "tenth_visit" "Nine is the most" { given = { visit_number = 10 }, warns = { "visit_number" } })

add(scenario "place_left_out" "The place may be left out" {
  given = { visit_place = "not_applicable" },
  asked = { "visit_outcome" },
})

-- A household of many, all of them adults but one.
local function of(size)
  local rows = { { member_age = 15, member_online = "yes" } }
  for at = 2, size do
    rows[at] = { member_age = 30 }
  end
  return rows
end

add(scenario "many_people" "Large households are looked at again" {
  given = { household_size = 16, household = of(16), caregiver_line = 2 },
  warns = { "household_size" },
  has = { household = 16, chosen_child = 1 },
})

add(scenario "fifteen_people" "Fifteen are not" {
  given = { household_size = 15, household = of(15), caregiver_line = 15 },
  has = { household = 15 },
})

add(scenario "nobody_lives_there" "A household has someone" {
  given = { household_size = 0, household = {} },
  warns = { "household_size" },
  not_asked = { "member_age", "caregiver_line" },
  has = { household = 0 },
  ends_at = "children_online",
  outcome = "no_child_online",
})

add(scenario "from_birth_to_110" "Ages begin at 0" {
  given = {
    household_size = 3,
    household = { { member_age = 110 }, { member_age = 0 }, { member_age = 13, member_online = "yes" } },
  },
  has = { chosen_child = 3 },
})

add(scenario "ninth_visit" "Nine visits at most" { given = { visit_number = 9 }, warns = { "visit_number" } })

add(scenario "thirty_people" "Thirty people at most" {
  given = { household_size = 30, household = of(30), caregiver_line = 30 },
  warns = { "household_size" },
})

add(scenario "ages_have_an_end" "Nobody is 111" {
  given = { household_size = 2, household = { { member_age = 111 }, { member_age = 13, member_online = "yes" } } },
  warns = { "member_age" },
})

add(scenario "caregiver_is_not_the_child" "The child is not its own caregiver" {
  given = { caregiver_line = 2 },
  warns = { "caregiver_line" },
})

add(scenario "caregiver_lives_there" "The caregiver is one of the household" {
  given = { caregiver_line = 5 },
  warns = { "caregiver_line" },
})

add(scenario "caregiver_elsewhere" "The caregiver may live elsewhere" {
  given = { caregiver_line = "not_applicable" },
  asked = { "caregiver_reached" },
})

add(scenario "caregiver_later" "An appointment for both" {
  given = {
    caregiver_reached = "later",
    child_reached = "later",
    appointment_date = "2025-03-05",
    appointment_time = "17:00",
  },
})

add(scenario "child_later" "An appointment for the child" {
  given = { child_reached = "later", appointment_date = "2025-03-05" },
  asked = { "appointment_time" },
})

add(scenario "caregiver_later_child_now" "An appointment for the caregiver" {
  given = { caregiver_reached = "later", appointment_date = "dont_know" },
  not_asked = { "appointment_time" },
})

for _, answer in ipairs { "refused", "dont_know" } do
  add(scenario("caregiver_" .. answer)("Without the caregiver the child is not asked for") {
    given = { caregiver_reached = answer },
    not_asked = { "child_reached", "appointment_date", "appointment_time" },
    asked = { "private_place" },
  })
end

add(scenario "child_away" "A child who is away gets no appointment" {
  given = { child_reached = "away" },
  not_asked = { "appointment_date" },
})

add(scenario "another_result" "Something else: what" {
  given = { screening_result = "other_result", screening_result_specify = "The road was closed" },
})

return scenarios(all)
