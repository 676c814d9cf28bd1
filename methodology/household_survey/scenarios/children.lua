-- What the children's questionnaire is to do, respondent by respondent: `dh test`
-- walks them over the core and over every country that asks the same. Nobody
-- here is a person.

-- A child of 15 to whom nothing of what is asked about happened. Every scenario
-- starts from these answers.
local ORDINARY = {
  case_number = "0117",
  caregiver_interview = "done",
  area = "urban",
  interviewer_sex = "woman",
  caregiver_consent = "yes",
  assent = "yes",
  others_present = "no",
  age = 15,
  sex = "girl",
  online_past_3_months = "yes",
  in_school = "yes",
  internet_frequency = "daily",
  devices = { "smartphone" },
  own_device = "own",
  age_first_online = 9,
  hours_weekday = 3,
  places = { "home", "school" },
  barriers_to_access = { "no_barrier" },
  met_online_contact = "no",
  received_safety_information = "no",
  received_sex_education = "no",
  still_private = "private",
  answers_alone = "alone",
  came_across_sexual_content = "no",
  go_on_after_sexual_content = "go_on",
  sexual_comments = "no",
  asked_to_talk = "no",
  sent_unwanted_images = "no",
  asked_for_images = "no",
  offered_for_images = "no",
  offered_for_acts = "no",
  threatened = "no",
  images_shared = "no",
  go_on_after_experiences = "go_on",
  go_on_after_in_person = "go_on",
  interview_felt = "good",
  services_offered = "yes",
  wants_to_talk = "no",
  came_in = { "nobody" },
  interview_place = "inside_home",
  understood = "well",
  referral = "none",
}

local all = { of = "household_survey/children", given = ORDINARY }

local function add(it)
  all[#all + 1] = it
end

-- What everyone comes to, however the interview ends.
local ALWAYS = { "services_offered", "wants_to_talk", "came_in", "referral" }

local function always(more)
  local list = { table.unpack(ALWAYS) }
  for _, id in ipairs(more or {}) do
    list[#list + 1] = id
  end
  return list
end

add(scenario "nothing_happened" "A child to whom nothing happened is asked no follow-up" {
  asked = always {
    "hours_weekday", "places", "schoolwork", "post_content", "skill_privacy", "caregiver_talks", "blame_attitude",
    "felt_cheerful", "still_private", "sexual_comments", "images_shared", "emotional_violence", "likes_about_internet",
    "interview_felt",
  },
  not_asked = {
    "who_is_present", "privacy_decision", "devices_specify", "places_specify", "meeting_felt",
    "source_of_safety_information", "sex_education_about", "sexual_content_feelings", "sexual_comments_channel",
    "asked_to_talk_channel", "sent_unwanted_images_channel", "asked_for_images_channel", "most_recent_kind", "channel",
    "offered_for_images_channel", "offered_for_acts_channel", "threatened_channel", "images_shared_channel",
    "referral_made",
  },
  outcome = "complete",
})

-- ── consent, assent, privacy ─────────────────────────────────────────────

add(scenario "no_consent" "Without the caregiver's consent the child is asked nothing" {
  given = { caregiver_consent = "no" },
  asked = ALWAYS,
  not_asked = { "assent", "others_present", "age", "sexual_comments", "interview_felt" },
  ends_at = "caregiver_consent",
  outcome = "no_consent",
})

add(scenario "consent_not_recorded" "No answer about consent is no consent" {
  given = { caregiver_consent = "unanswered" },
  not_asked = { "assent", "age" },
  ends_at = "caregiver_consent",
  outcome = "no_consent",
})

add(scenario "no_assent" "A child who does not want to take part is asked nothing, and gets the list of services" {
  given = { assent = "no" },
  asked = ALWAYS,
  not_asked = { "others_present", "age", "still_private", "sexual_comments", "interview_felt" },
  ends_at = "assent",
  outcome = "no_assent",
})

add(scenario "silence_is_no_assent" "Silence is no assent" {
  given = { assent = "unanswered" },
  not_asked = { "age" },
  ends_at = "assent",
  outcome = "no_assent",
})

add(scenario "alone_after_all" "They left: it goes on" {
  given = { others_present = "yes", who_is_present = { "caregiver", "other_child" }, privacy_decision = "alone_now" },
  asked = { "age", "sexual_comments" },
})

for _, decision in ipairs { "young_child_only", "child_wants_it" } do
  add(scenario("privacy_" .. decision)("Someone stays, and it goes on") {
    given = { others_present = "yes", privacy_decision = decision },
    asked = { "who_is_present", "age" },
  })
end

add(scenario "put_off_at_the_start" "Someone stays who should not: it is put off" {
  given = { others_present = "yes", privacy_decision = "put_off" },
  asked = always { "who_is_present" },
  not_asked = { "age", "still_private" },
  ends_at = "privacy_decision",
  outcome = "put_off",
})

add(scenario "put_off_later" "Someone came in before the sensitive questions: it is put off" {
  given = { still_private = "put_off" },
  asked = ALWAYS,
  not_asked = { "answers_alone", "came_across_sexual_content", "sexual_comments", "interview_felt" },
  ends_at = "still_private",
  outcome = "put_off",
})

for _, answer in ipairs { "moved", "not_private" } do
  add(scenario("still_private_" .. answer)("It goes on") {
    given = { still_private = answer },
    asked = { "answers_alone", "sexual_comments" },
  })
end

-- ── online life ──────────────────────────────────────────────────────────

add(scenario "not_online" "A child who was not online is not of those asked" {
  given = { online_past_3_months = "no" },
  asked = always { "age", "sex" },
  not_asked = { "in_school", "internet_frequency", "sexual_comments" },
  ends_at = "online_past_3_months",
  outcome = "not_eligible",
})

add(scenario "weekly" "Hours are asked of those who are online each week" {
  given = { internet_frequency = "weekly", hours_weekday = 16 },
})

for _, answer in ipairs { "monthly", "less_often", "dont_know", "prefer_not" } do
  add(scenario("hours_not_asked_" .. answer)("Hours are not asked of others") {
    given = { internet_frequency = answer },
    not_asked = { "hours_weekday" },
    asked = { "devices", "places" },
  })
end

add(scenario "many_hours" "More than 16 hours are looked at again" {
  given = { hours_weekday = 17 },
  warns = { "hours_weekday" },
})

add(scenario "no_such_day" "A day has 24 hours" {
  given = { hours_weekday = 25 },
  warns = { "hours_weekday" },
})

add(scenario "youngest_and_oldest" "From 12" {
  given = { age = 12, age_first_online = 12, hours_weekday = 0 },
})

add(scenario "oldest" "To 17" {
  given = { age = 17, age_first_online = 1, hours_weekday = 24 },
  warns = { "hours_weekday" },
})

add(scenario "too_old" "18 is no child" {
  given = { age = 18 },
  warns = { "age" },
})

add(scenario "too_young" "11 is not of those asked" {
  given = { age = 11 },
  warns = { "age" },
})

add(scenario "from_the_first_year" "One is the youngest age to go online" {
  given = { age_first_online = 0 },
  warns = { "age_first_online" },
})

add(scenario "first_online_at_17" "A child of 17 may just have begun" {
  given = { age = 17, age_first_online = 17 },
})

add(scenario "online_before_born" "Nobody went online at a later age than today's" {
  given = { age_first_online = 16 },
  warns = { "age_first_online" },
})

add(scenario "other_device_and_place" "Another device, another place: which" {
  given = {
    devices = { "tablet", "other_device" },
    devices_specify = "A television",
    places = { "another_place" },
    places_specify = "At a library",
  },
})

add(scenario "alone_beside_another" "What stands alone does not stand beside another" {
  given = {
    devices = { "smartphone", "none_of_these" },
    barriers_to_access = { "cost", "no_barrier" },
    came_across_sexual_content = "yes",
    sexual_content_feelings = { "sad", "not_affected" },
    came_in = { "caregiver", "nobody" },
  },
  warns = { "devices", "barriers_to_access", "sexual_content_feelings", "came_in" },
})

add(scenario "met_someone" "How a meeting felt is asked of those who met someone" {
  given = { met_online_contact = "yes", meeting_felt = "good" },
})

add(scenario "safety_information" "Who gave information is asked of those who had some" {
  given = { received_safety_information = "yes", source_of_safety_information = { "school" } },
})

add(scenario "sex_education" "What sex education was about is asked of those who had some" {
  given = { received_sex_education = "yes", sex_education_about = "health" },
})

for _, state in ipairs { "dont_know", "prefer_not" } do
  add(scenario("filters_" .. state)("Don't know and prefer not to say open no follow-up") {
    given = {
      devices = state,
      places = state,
      met_online_contact = state,
      received_safety_information = state,
      received_sex_education = state,
      came_across_sexual_content = state,
      sexual_comments = state,
      asked_to_talk = state,
      sent_unwanted_images = state,
      asked_for_images = state,
      offered_for_images = state,
      offered_for_acts = state,
      threatened = state,
      images_shared = state,
    },
    not_asked = {
      "devices_specify", "places_specify", "meeting_felt", "source_of_safety_information", "sex_education_about",
      "sexual_content_feelings", "sexual_comments_channel", "asked_to_talk_channel", "sent_unwanted_images_channel",
      "asked_for_images_channel", "most_recent_kind", "channel", "threatened_channel",
    },
    asked = { "go_on_after_experiences", "emotional_violence" },
  })
end

-- ── the stop codes ───────────────────────────────────────────────────────

-- A break is no end; distress, the respondent's wish and someone who stays are.
local function stops(id, given, later)
  local function with(answer)
    local answers = { [id] = answer }
    for question, value in pairs(given) do
      answers[question] = value
    end
    return answers
  end

  add(scenario(id .. "_break")("A break, and it goes on") {
    given = with "after_a_break",
    asked = later,
  })
  for _, why in ipairs { "distress", "stop_asked", "interrupted" } do
    add(scenario(id .. "_" .. why)("It stops at once, and the list of services is reached") {
      given = with(why),
      asked = ALWAYS,
      not_asked = { "interview_felt", table.unpack(later) },
      ends_at = id,
      outcome = "stopped",
    })
  end
end

stops("go_on_after_sexual_content", {}, { "sexual_comments" })
stops("go_on_after_experiences", {}, { "emotional_violence" })
stops("go_on_after_in_person", {}, { "likes_about_internet" })

-- ── experiences and what follows ─────────────────────────────────────────

add(scenario "came_across" "Feelings are asked of those who came across content" {
  given = { came_across_sexual_content = "yes", sexual_content_feelings = { "annoyed" } },
})

-- The follow-up of each kind, both ways: online and told, in person and not
-- told, and nothing said at all.
local function follow_up(kind, happened, prefix, section)
  local function with(answers)
    local given = {}
    for id, value in pairs(happened) do
      given[id] = value
    end
    for id, value in pairs(answers) do
      given[prefix .. id] = value
    end
    given["go_on_after_" .. section] = given["go_on_after_" .. section] or "go_on"
    return given
  end

  add(scenario(kind .. "_told")("Online, by someone known, and a caregiver was told") {
    given = with {
      channel = "online",
      platform_kind = { "social_media" },
      offender_known = "known",
      offender_relationship = "friend",
      feelings = { "angry" },
      told_whom = { "caregiver" },
      formal_report = "no",
    },
    not_asked = { prefix .. "reasons_not_told" },
  })
  add(scenario(kind .. "_not_told")("In person, by someone unknown, and nobody was told") {
    given = with {
      channel = "in_person",
      offender_known = "unknown_person",
      feelings = { "not_affected" },
      told_whom = { "nobody" },
      reasons_not_told = { "shame" },
    },
    not_asked = { prefix .. "platform_kind", prefix .. "offender_relationship", prefix .. "formal_report" },
  })
  add(scenario(kind .. "_both")("Both online and in person asks where") {
    given = with { channel = "both", platform_kind = { "messaging_app" }, offender_known = "not_identified" },
    asked = { prefix .. "told_whom" },
    not_asked = { prefix .. "offender_relationship", prefix .. "reasons_not_told", prefix .. "formal_report" },
  })
  add(scenario(kind .. "_alone_beside_another")("Nobody was told, or someone was") {
    given = with { feelings = { "sad", "not_affected" }, told_whom = { "friend", "nobody" } },
    asked = { prefix .. "reasons_not_told" },
    not_asked = { prefix .. "formal_report" },
    warns = { prefix .. "feelings", prefix .. "told_whom" },
  })
  for _, state in ipairs { "dont_know", "prefer_not" } do
    add(scenario(kind .. "_" .. state)("What is not said opens nothing") {
      given = with { channel = state, offender_known = state, feelings = state, told_whom = state },
      not_asked = {
        prefix .. "platform_kind", prefix .. "offender_relationship", prefix .. "reasons_not_told",
        prefix .. "formal_report",
      },
    })
  end
  stops("go_on_after_" .. section, happened, { "emotional_violence" })
end

for _, kind in ipairs { "sexual_comments", "asked_to_talk", "sent_unwanted_images", "asked_for_images" } do
  follow_up(kind, { [kind] = "yes" }, kind .. "_", kind)
end

local CLEAR = { "offered_for_images", "offered_for_acts", "threatened", "images_shared" }

-- One of the four alone is the most recent of them, and is asked about once.
for _, kind in ipairs(CLEAR) do
  add(scenario(kind .. "_alone")("One of the four clear examples is followed up once") {
    given = { [kind] = "yes", channel = "online", go_on_after_most_recent = "go_on" },
    not_asked = {
      "most_recent_kind", "offered_for_images_channel", "offered_for_acts_channel", "threatened_channel",
      "images_shared_channel", "sexual_comments_channel",
    },
  })
end
follow_up("most_recent", { threatened = "yes" }, "", "most_recent")

-- Of two, the earlier one has a follow-up of its own.
for at, kind in ipairs(CLEAR) do
  local last = CLEAR[at % #CLEAR + 1]
  follow_up(kind .. "_before", {
    [kind] = "yes",
    [last] = "yes",
    most_recent_kind = last,
    go_on_after_most_recent = "go_on",
  }, kind .. "_", kind)
  add(scenario(kind .. "_was_last")("The latest is followed up once") {
    given = { [kind] = "yes", [last] = "yes", most_recent_kind = kind, go_on_after_most_recent = "go_on" },
    asked = { "channel", last .. "_channel" },
    not_asked = { kind .. "_channel" },
  })
  add(scenario(kind .. "_did_not_happen")("What did not happen was not the latest") {
    given = {
      offered_for_images = "yes",
      offered_for_acts = "yes",
      threatened = "yes",
      images_shared = "yes",
      [kind] = "no",
      most_recent_kind = kind,
    },
    warns = { "most_recent_kind" },
  })
end

add(scenario "not_known_which_was_last" "Where it is not known which was the latest, one follow-up is enough" {
  given = { threatened = "yes", images_shared = "yes", most_recent_kind = "dont_know" },
  asked = { "channel" },
  not_asked = { "threatened_channel", "images_shared_channel" },
})

-- Every pair asks which was the latest, whatever is not said of the others.
for one = 1, #CLEAR - 1 do
  for other = one + 1, #CLEAR do
    local given = {}
    for _, kind in ipairs(CLEAR) do
      given[kind] = "prefer_not"
    end
    given[CLEAR[one]], given[CLEAR[other]] = "yes", "yes"
    given.most_recent_kind = CLEAR[other]
    add(scenario("pair_" .. CLEAR[one] .. "_" .. CLEAR[other])("Two of the four: which was the latest") {
      given = given,
      asked = { CLEAR[one] .. "_channel" },
      not_asked = { CLEAR[other] .. "_channel" },
    })
  end
end

-- ── the end ──────────────────────────────────────────────────────────────

for _, need in ipairs { "past_harm", "ongoing_harm", "immediate_danger" } do
  add(scenario("referral_" .. need)("Whether a referral was made is asked where one was needed") {
    given = { referral = need, referral_made = "made" },
  })
end

return scenarios(all)
