local list = include "shared/lists"

local would_tell = {
  { "partner", "My partner" },
  { "family", "Someone else in the family" },
  { "friend", "A friend" },
}
for _, contact in ipairs(list.formal_contacts) do
  would_tell[#would_tell + 1] = contact
end
would_tell[#would_tell + 1] = { "someone_else", "Someone else", anchored = true }
would_tell[#would_tell + 1] = { "nobody", "Nobody", exclusive = true, anchored = true }

return section "seeking_help" "Seeking help" {
  select_multiple "would_tell_whom" "If your child were harassed, abused or exploited online, whom would you tell?" {
    class = "core",
    sensitive = true,
    options = would_tell,
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "reasons_not_to_tell" "What would keep you from telling anyone?" {
    class = "optional",
    ask_if = "selected(would_tell_whom, nobody)",
    sensitive = true,
    options = {
      { "not_knowing_where", "Not knowing where to go or whom to tell" },
      { "shame", "What others would think" },
      { "worry_about_trouble", "Worry about trouble for my child" },
      { "nothing_would_happen", "Not thinking that anything would be done" },
      { "another_reason", "Another reason" },
    },
    allow = { "dont_know", "prefer_not" },
  },
}
