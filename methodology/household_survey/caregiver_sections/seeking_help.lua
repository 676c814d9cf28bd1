local list = include "shared/lists"
local stop_code = include "household_survey/stop_code"

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
  sensitive = true,
  instruction = "Nothing is asked about what happened. If the caregiver begins to tell of it, listen, do not write it down, and follow the referral pathway.",

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

  select_multiple "would_do" "And what would you do yourself?" {
    class = "optional",
    sensitive = true,
    options = {
      { "talk_with_child", "Talk with my child" },
      { "keep_evidence", "Keep the messages as evidence" },
      { "block_contact", "Block the person" },
      { "take_away_device", "Take the device away" },
      { "talk_to_the_person", "Talk to the person myself" },
      { "something_else", "Something else", anchored = true },
      { "nothing", "Nothing", exclusive = true, anchored = true },
    },
    allow = { "dont_know", "prefer_not" },
  },

  -- What a caregiver knows of, and not what happened: the child is asked.
  select_one "child_upset" "As far as you know, has anything of a sexual kind online bothered or upset your child in the past year?" {
    class = "optional",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },

  stop_code "go_on_after_seeking_help",
}
