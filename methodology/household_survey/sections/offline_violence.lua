local list = include "shared/lists"
local stop_code = include "household_survey/stop_code"

-- Violence in person, at the level of labels: how far the two overlap is all
-- that is asked, and no incident is followed up.
return section "offline_violence" "In person" {
  sensitive = true,
  self_administered = true,
  instruction = "The same way as before: on the device, or read out.",

  battery "in_person" "In the past year, has any of this happened to you in person, not online?" {
    class = "core",
    sensitive = true,
    options = list.yes_no,
    allow = { "dont_know", "prefer_not" },

    row "emotional_violence" "Someone insulted, humiliated or threatened you again and again" {},
    row "physical_violence" "Someone hurt you physically on purpose" {},
    row "sexual_violence" "Someone subjected you to sexual harassment or abuse" {},
  },

  stop_code "go_on_after_in_person",
}
