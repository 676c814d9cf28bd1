-- What the caregivers' questionnaire is to do. Nobody here is a person.
local all = {
  of = "household_survey/caregivers",
  given = {
    case_number = "0117",
    area = "rural",
    interviewer_sex = "woman",
    consent = "yes",
    consent_for_child = "yes",
    others_present = "no",
    sex = "woman",
    age = 41,
    relation_to_child = "parent",
    internet_frequency = "weekly",
    devices = { "smartphone" },
    received_safety_information = "no",
    would_tell_whom = { "partner" },
    go_on_after_seeking_help = "go_on",
    services_offered = "yes",
    wants_to_talk = "no",
    came_in = { "nobody" },
    referral = "none",
  },
}

local function add(it)
  all[#all + 1] = it
end

local ALWAYS = { "services_offered", "wants_to_talk", "came_in", "referral" }

add(scenario "caregiver_ordinary" "A caregiver is asked to the end" {
  asked = {
    "devices", "skill_privacy", "skill_contacts", "skill_report", "child_internet_frequency", "child_schoolwork", "caregiver_helps", "worry_images",
    "knows_law", "blame_attitude", "would_do", "child_upset", "services_offered",
  },
  not_asked = {
    "privacy_decision", "devices_specify", "source_of_safety_information", "reasons_not_to_tell", "referral_made",
  },
  outcome = "complete",
})

for _, answer in ipairs { "no", "unanswered" } do
  add(scenario("caregiver_consent_" .. answer)("Without consent nothing is asked, and the list of services is reached") {
    given = { consent = answer },
    asked = ALWAYS,
    not_asked = { "consent_for_child", "others_present", "sex", "would_tell_whom" },
    ends_at = "consent",
    outcome = "no_consent",
  })
end

for _, answer in ipairs { "no", "dont_know", "prefer_not" } do
  add(scenario("child_not_asked_" .. answer)("A caregiver may agree to be asked, and not to the child's interview") {
    given = { consent_for_child = answer },
    asked = { "sex", "would_tell_whom" },
  })
end

for _, decision in ipairs { "alone_now", "young_child_only", "adult_stays" } do
  add(scenario("caregiver_privacy_" .. decision)("It goes on") {
    given = { others_present = "yes", privacy_decision = decision },
    asked = { "sex" },
  })
end

add(scenario "caregiver_put_off" "It is put off" {
  given = { others_present = "yes", privacy_decision = "put_off" },
  asked = ALWAYS,
  not_asked = { "sex", "would_tell_whom" },
  ends_at = "privacy_decision",
  outcome = "put_off",
})

for _, often in ipairs { "daily", "monthly", "less_often" } do
  add(scenario("caregiver_online_" .. often)("Devices and skills are asked of those who go online") {
    given = { internet_frequency = often, devices = { "other_device" }, devices_specify = "A television" },
    asked = { "skill_privacy", "skill_contacts", "skill_report" },
  })
end

for _, often in ipairs { "never", "dont_know", "prefer_not" } do
  add(scenario("caregiver_offline_" .. often)("Devices and skills are not asked of others") {
    given = { internet_frequency = often },
    asked = { "child_internet_frequency" },
    not_asked = { "devices", "devices_specify", "skill_privacy", "skill_contacts", "skill_report" },
  })
end

add(scenario "caregiver_ages" "A caregiver is an adult" {
  given = { age = 17 },
  warns = { "age" },
})

add(scenario "caregiver_youngest" "From 18" { given = { age = 18 } })
add(scenario "caregiver_oldest" "To 99" { given = { age = 99 } })
add(scenario "caregiver_no_age" "Ages have an end" { given = { age = 100 }, warns = { "age" } })

add(scenario "caregiver_none_beside_one" "None of these stands alone" {
  given = {
    devices = { "smartphone", "none_of_these" },
    would_tell_whom = { "family", "nobody" },
    would_do = { "talk_with_child", "nothing" },
    came_in = { "other_adult", "nobody" },
  },
  asked = { "reasons_not_to_tell" },
  warns = { "devices", "would_tell_whom", "would_do", "came_in" },
})

add(scenario "caregiver_informed" "Who gave information is asked of those who had some" {
  given = { received_safety_information = "yes", source_of_safety_information = { "school" } },
})

add(scenario "caregiver_not_sure" "What is not said opens nothing" {
  given = { received_safety_information = "dont_know", would_tell_whom = "prefer_not", devices = "dont_know" },
  not_asked = { "source_of_safety_information", "reasons_not_to_tell", "devices_specify" },
})

add(scenario "would_tell_nobody" "Why not is asked of those who would tell nobody" {
  given = { would_tell_whom = { "nobody" }, reasons_not_to_tell = { "shame" } },
})

add(scenario "caregiver_break" "A break, and it goes on" {
  given = { go_on_after_seeking_help = "after_a_break" },
  asked = ALWAYS,
})

for _, why in ipairs { "distress", "stop_asked", "interrupted" } do
  add(scenario("caregiver_" .. why)("It stops, and the list of services is reached") {
    given = { go_on_after_seeking_help = why },
    asked = ALWAYS,
    ends_at = "go_on_after_seeking_help",
    outcome = "stopped",
  })
end

for _, need in ipairs { "past_harm", "ongoing_harm", "immediate_danger" } do
  add(scenario("caregiver_referral_" .. need)("Whether a referral was made is asked where one was needed") {
    given = { referral = need, referral_made = "to_be_made" },
  })
end

return scenarios(all)
