-- What an interview asks of a person, as far as it can be told before anybody
-- was asked. Seconds and expected answers are assumptions for planning: none is
-- a finding, and none may be read as one. A pretest replaces them.
local pace = include "shared/pace"

local function gate(question)
  return expect(question) { shares = { yes = 0.97 }, assumed = "most agree once they are asked" }
end

local function go_on(place)
  return expect("go_on_after_" .. place) { shares = { go_on = 0.97 }, assumed = "few stop; none is hoped for" }
end

-- Of any kind of experience alike: a round number, of no country and no report.
local function experience(question)
  return expect(question) {
    shares = { yes = 0.1, no = 0.84, dont_know = 0.03, prefer_not = 0.03 },
    assumed = "a tenth, for planning the length of an interview; not a finding about anyone",
  }
end

local CASE = { shares = { yes = 0.3, no = 0.7 }, assumed = "for planning" }

return {
  burden "household_survey/children" {
    seconds = pace.seconds,
    seconds_per_word = pace.seconds_per_word,
    services = "services_offered",
    limits = {
      minutes = 45,
      sensitive_items = 60,
      questions_to_services = 10,
      questions_to_end = 20,
      sensitive_without_exit = 10,
    },
    confirm = pace.confirm,

    gate "caregiver_consent",
    gate "assent",
    gate "online_past_3_months",
    expect "others_present" (CASE),
    expect "privacy_decision" { shares = { alone_now = 0.9, put_off = 0.02 }, assumed = "most find a place" },
    expect "still_private" { shares = { private = 0.9, put_off = 0.02 }, assumed = "most stay alone" },
    expect "met_online_contact" (CASE),
    expect "came_across_sexual_content" (CASE),
    go_on "sexual_content",
    experience "sexual_comments",
    experience "asked_to_talk",
    experience "sent_unwanted_images",
    experience "asked_for_images",
    experience "offered_for_images",
    experience "offered_for_acts",
    experience "threatened",
    experience "images_shared",
    go_on "experiences",
    go_on "sexual_comments",
    go_on "asked_to_talk",
    go_on "sent_unwanted_images",
    go_on "asked_for_images",
    go_on "most_recent",
    go_on "offered_for_images",
    go_on "offered_for_acts",
    go_on "threatened",
    go_on "images_shared",
    go_on "in_person",
  },

  burden "household_survey/caregivers" {
    seconds = pace.seconds,
    seconds_per_word = pace.seconds_per_word,
    services = "services_offered",
    limits = { minutes = 30, questions_to_services = 10, sensitive_without_exit = 10 },
    confirm = pace.confirm,

    gate "consent",
    expect "others_present" (CASE),
    expect "privacy_decision" { shares = { alone_now = 0.9, put_off = 0.02 }, assumed = "most find a place" },
    go_on "seeking_help",
  },

  burden "household_survey/screening" {
    seconds = pace.seconds,
    seconds_per_word = pace.seconds_per_word,
    services = "services_offered",
    limits = { minutes = 30 },
    confirm = pace.confirm,

    expect "visit_outcome" { shares = { adult_there = 0.8 }, assumed = "after the usual three visits" },
    gate "informant_adult",
    gate "informant_consent",
    expect "household" { rows = 5, assumed = "for planning; a country replaces it by its census" },
  },
}
