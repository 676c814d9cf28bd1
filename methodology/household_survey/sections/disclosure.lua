local list = include "shared/lists"

-- One question over the four clear examples, where the reports ask once for
-- each kind of incident and publish a range. Our indicators on telling have a
-- definition of their own for this reason.
local told = {
  { "caregiver", "A parent or other caregiver" },
  { "sibling", "A brother or sister" },
  { "friend", "A friend" },
}
for _, contact in ipairs(list.formal_contacts) do
  told[#told + 1] = contact
end
-- Nobody is asked to say who "someone else" is: no free text stands in a
-- sensitive section, because it could describe an event or name a person.
told[#told + 1] = { "someone_else", "Someone else", anchored = true }
told[#told + 1] = { "nobody", "Nobody", exclusive = true, anchored = true }

return section "disclosure" "Telling someone" {
  ask_if = "any_yes(offered_for_images, offered_for_acts, threatened, images_shared)",
  sensitive = true,

  select_multiple "told_whom" "The last time this happened, whom did you tell?" {
    class = "core",
    concept = "telling someone about the most recent incident",
    sensitive = true,
    options = told,
    allow = { "dont_know", "prefer_not" },
  },

  select_multiple "reasons_not_told" "Why did you not tell anyone?" {
    class = "core",
    sensitive = true,
    ask_if = "selected(told_whom, nobody)",
    options = {
      { "not_knowing_where", "I did not know where to go or whom to tell" },
      { "shame", "I felt embarrassed or ashamed" },
      { "worry_about_trouble", "I worried about getting into trouble" },
      { "worry_about_others", "I worried about trouble for someone else" },
      { "not_believed", "I did not think I would be believed" },
      { "not_serious", "I did not think it was serious enough" },
      { "nothing_would_happen", "I did not think anything would be done" },
      { "another_reason", "Another reason" },
    },
    allow = { "dont_know", "prefer_not" },
  },

  select_one "formal_report" "Did you or someone for you make a report to the police or another authority?" {
    class = "core",
    sensitive = true,
    ask_if = "answered(told_whom) and not selected(told_whom, nobody)",
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },
  },
}
