-- Asked of the child and of the caregiver in the same words, so that the two
-- can stand side by side.
local list = include "shared/lists"

return function()
  return battery "opinions" "Here are some things that people say. Do you agree with them?" {
    class = "core",
    options = list.agreement,
    allow = { "dont_know", "prefer_not" },
    random_order = true,

    row "blame_attitude" "It is the person's own fault if images they took of themselves are shared by others" {
      concept = "attitudes that put the blame on the person in a shared image",
    },
    row "silence_attitude" "What happens to a child online should be kept in the family" {
      concept = "attitudes to keeping silent",
    },
    row "help_attitude" "A child who tells an adult about something that happened online will be helped" {
      concept = "trust that telling helps",
    },
    row "boys_attitude" "Boys need protection online as much as girls do" {
      class = "optional",
      concept = "attitudes to the protection of boys",
    },
  }
end
