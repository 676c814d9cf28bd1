local stop_code = include "household_survey/stop_code"

local HOW_MANY = {
  { "most", "Most of them" },
  { "some", "Some of them" },
  { "few", "A few of them" },
  { "none", "None of them" },
}

-- Recalled over all children, in words: never a case, never a national share.
return section "cases" "What you have seen" {
  ask_if = "children_with_technology > 0",
  sensitive = true,
  instruction = "If the respondent begins to describe a case, say kindly that the survey keeps no cases.",

  battery "kinds_seen" "Thinking of those children: how many of them were subjected to this?" {
    class = "core",
    sensitive = true,
    options = HOW_MANY,
    allow = { "dont_know", "prefer_not" },

    row "seen_unwanted_content" "Unwanted sexual content, comments or requests" {},
    row "seen_offers" "Offers of money or gifts for sexual images or acts" {},
    row "seen_threats" "Threats or blackmail" {},
    row "seen_images_shared" "Sexual images shared without permission" {},
    row "seen_recorded_abuse" "Abuse in person that was recorded or shared" {},
  },

  battery "offenders_seen" "And how many of the offenders were this?" {
    class = "core",
    sensitive = true,
    options = HOW_MANY,
    allow = { "dont_know", "prefer_not" },

    row "offender_family" "Family members" {},
    row "offender_community" "Other adults whom the child knew" {},
    row "offender_peers" "Other children or young people" {},
    row "offender_unknown" "People whom the child did not know" {},
    row "offender_abroad" "People in another country" { class = "optional" },
  },

  select_multiple "channels_seen" "Where did it happen?" {
    class = "adaptable",
    sensitive = true,
    options = {
      { "social_media", "On social media" },
      { "messaging_app", "In messaging apps" },
      { "online_game", "In online games" },
      { "elsewhere_online", "Elsewhere online" },
      { "in_person_recorded", "In person, with images taken" },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "who_brought_it" "Who brought these children to you?" {
    class = "core",
    options = {
      { "child", "The children themselves" },
      { "caregiver", "Their caregivers" },
      { "school", "Schools" },
      { "health", "Health workers" },
      { "police", "The police" },
      { "helpline", "A helpline or hotline" },
      { "community", "Neighbours or the community" },
      { "found_by_us", "Nobody: we found out ourselves" },
      { "someone_else", "Someone else", anchored = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  stop_code "go_on_after_cases",
}
