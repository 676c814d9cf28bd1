-- What an interview asks of a person, as far as it can be told before anybody
-- was asked. Seconds and expected answers are assumptions for planning: none is
-- a finding, and none may be read as one. The times of a pretest replace them.
local seconds = {
  select_one = 6,
  select_multiple = 10,
  integer = 7,
  decimal = 7,
  text = 25,
  date = 10,
  time = 8,
  geopoint = 15,
  case = 15,
  note = 2,
  battery = 3,
  roster = 5,
}

-- Reading aloud at about 150 words a minute.
local per_word = 0.4

local round_value = "a round value for planning, on the high side so that follow-ups are not underestimated; taken from no published figure"

local function happens(id, share)
  return expect(id) {
    shares = { yes = share, dont_know = 0.01, prefer_not = 0.02 },
    assumed = round_value,
  }
end

return {
  burden "household_survey/children" {
    seconds = seconds,
    seconds_per_word = per_word,
    services = "help",
    limits = {
      minutes = 45,
      sensitive_items = 60,
      questions_to_services = 5,
      sensitive_without_exit = 10,
    },
    confirm = "The limit of 45 minutes is the method's; the other limits, seconds and expected answers are assumed, and the times of the pretest replace them.",

    expect "internet_frequency" {
      shares = { daily = 0.6, weekly = 0.25 },
      assumed = "children who are selected as internet users are mostly online often; a round value for planning",
    },
    expect "others_present" {
      shares = { yes = 0.1 },
      assumed = "interviewers look for a private place first; a round value for planning",
    },

    happens("came_across_sexual_content", 0.4),
    happens("looked_for_sexual_content", 0.2),
    happens("sexual_comments", 0.2),
    happens("asked_to_talk", 0.1),
    happens("sent_unwanted_images", 0.2),
    happens("asked_for_images", 0.1),
    happens("offered_for_images", 0.05),
    happens("offered_for_acts", 0.05),
    happens("threatened", 0.05),
    happens("images_shared", 0.05),
  },

  burden "household_survey/caregivers" {
    seconds = seconds,
    seconds_per_word = per_word,
    confirm = "Seconds are assumed; the times of the pretest replace them.",
  },

  burden "frontline_survey/workers" {
    seconds = seconds,
    seconds_per_word = per_word,
    confirm = "Seconds are assumed; the times of the pretest replace them.",
  },
}
