-- Where, who, how it felt, whom told: of the most recent incident of each kind,
-- as the reports ask. Bases are small: read the count beside the share.
local clear = include "household_survey/clear_examples"

local LEAVE = { dont_know = "leave", prefer_not = "leave", not_asked = "leave" }
-- The base holds those who answered; a question that their answers skipped is a
-- no, and so is an experience that they did not want to speak of.
local IN_BASE = { dont_know = "no", prefer_not = "no", not_asked = "no" }

-- The incident was online on social media, of those who said where.
local function on_social_media(id, label, kind)
  local channel, place = kind .. "_channel", kind .. "_platform_kind"
  return proportion(id)(label) {
    definition = "most-recent-of-each-kind",
    from = "household_survey/children",
    base = kind .. " == yes and (" .. channel .. " == in_person or answered(" .. place .. "))",
    yes_if = "selected(" .. place .. ", social_media)",
    count_as = IN_BASE,
    by = { "sex" },
  }
end

-- Of a clear example, the answer stands in the questions about the latest of
-- the four where it was that one, otherwise in questions of its own.
local function answer(kind, question)
  return "(answered("
    .. kind .. "_" .. question
    .. ") or ("
    .. clear.latest(kind)
    .. " and answered(" .. question .. ")))"
end

-- Told someone about the latest incident of a clear example.
local function told(kind)
  local own = kind .. "_told_whom"
  return "((answered(" .. own .. ") and not selected(" .. own .. ", nobody)) or ("
    .. clear.latest(kind)
    .. " and answered(told_whom) and not selected(told_whom, nobody)))"
end

return indicators {
  proportion "told_no_one_sexual_comments" "Told no one, among those subjected to sexual comments" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "sexual_comments == yes",
    yes_if = "selected(sexual_comments_told_whom, nobody)",
    count_as = LEAVE,
    by = { "sex" },
  },

  proportion "told_no_one_images_shared" "Told no one, among those whose images were shared" {
    definition = "reports-2021",
    from = "household_survey/children",
    base = "images_shared == yes and " .. answer("images_shared", "told_whom"),
    yes_if = "selected(images_shared_told_whom, nobody) or (" .. clear.latest "images_shared" .. " and selected(told_whom, nobody))",
    count_as = IN_BASE,
    by = { "sex" },
  },

  proportion "told_no_one_offered_money" "Told no one about any offer, among those offered money or gifts" {
    definition = "most-recent-of-each-kind",
    from = "household_survey/children",
    base = "(offered_for_images == yes and "
      .. answer("offered_for_images", "told_whom")
      .. ") or (offered_for_acts == yes and "
      .. answer("offered_for_acts", "told_whom")
      .. ")",
    yes_if = "not ((offered_for_images == yes and "
      .. told "offered_for_images"
      .. ") or (offered_for_acts == yes and "
      .. told "offered_for_acts"
      .. "))",
    count_as = IN_BASE,
    by = { "sex" },
    about = "Offers for images and offers to meet together: who told someone about either has told.",
  },

  proportion "images_shared_unknown_offender" "Did not know who had shared the images" {
    definition = "most-recent-of-each-kind",
    from = "household_survey/children",
    base = "images_shared == yes and " .. answer("images_shared", "offender_known"),
    yes_if = "images_shared_offender_known == not_identified or (" .. clear.latest "images_shared" .. " and offender_known == not_identified)",
    count_as = IN_BASE,
    by = { "sex" },
  },

  on_social_media("sexual_comments_on_social_media", "Sexual comments made on social media", "sexual_comments"),
  on_social_media("sent_unwanted_images_on_social_media", "Unwanted sexual images received on social media", "sent_unwanted_images"),
  on_social_media("asked_images_via_social_media", "Requests for images received through social media", "asked_for_images"),

  proportion "sent_unwanted_images_online" "Unwanted sexual images received online" {
    definition = "most-recent-of-each-kind",
    from = "household_survey/children",
    base = "sent_unwanted_images == yes",
    yes_if = "sent_unwanted_images_channel in (online, both)",
    count_as = LEAVE,
    by = { "sex" },
  },

  proportion "sent_unwanted_images_negative_feeling" "Felt scared, angry, annoyed, embarrassed or guilty about unwanted images" {
    definition = "most-recent-of-each-kind",
    from = "household_survey/children",
    base = "sent_unwanted_images == yes",
    yes_if = "selected(sent_unwanted_images_feelings, scared) or selected(sent_unwanted_images_feelings, angry) or selected(sent_unwanted_images_feelings, annoyed) or selected(sent_unwanted_images_feelings, embarrassed) or selected(sent_unwanted_images_feelings, guilty)",
    count_as = LEAVE,
    by = { "sex" },
  },
}
