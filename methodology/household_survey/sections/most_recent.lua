-- Two facts about the most recent incident, for children subjected to at least
-- one clear example.
return section "most_recent" "The most recent time" {
  ask_if = "any_yes(offered_for_images, offered_for_acts, threatened, images_shared)",
  sensitive = true,

  select_one "channel" "The last time this happened, was it online, in person, or both?" {
    class = "core",
    sensitive = true,
    options = {
      { "online", "Online" },
      { "in_person", "In person" },
      { "both", "Both" },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "platform_kind" "If it was online, where did it happen?" {
    class = "adaptable",
    sensitive = true,
    ask_if = "channel in (online, both)",
    options = {
      { "social_media", "On social media" },
      { "messaging_app", "In a messaging app" },
      { "online_game", "In an online game" },
      { "elsewhere_online", "Elsewhere online" },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "offender_known" "Was it someone you already knew in person?" {
    class = "core",
    sensitive = true,
    options = {
      { "known", "Yes" },
      { "unknown_person", "No" },
      { "not_identified", "I could not tell who it was" },
    },
    allow = { "dont_know", "prefer_not" },
  },
}
