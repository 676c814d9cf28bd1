local list = include "shared/lists"

return section "appointment" "The interviews" {
  select_one "caregiver_reached" "Can this adult be asked now?" {
    class = "core",
    options = {
      { "now", "Yes, now" },
      { "later", "Later" },
      { "refused", "No, the adult does not agree to take part" },
    },
    allow = { "dont_know" },
  },

  select_one "child_reached" "Can the child be asked now?" {
    class = "core",
    ask_if = "caregiver_reached in (now, later)",
    options = {
      { "now", "Yes, now" },
      { "later", "Later" },
      { "away", "No, the child is away until the end of fieldwork" },
    },
    allow = { "dont_know" },
    hint = "The child is asked only after the adult has agreed and the child too.",
  },

  date "appointment_date" "On which day may we come back?" {
    class = "core",
    ask_if = "caregiver_reached == later or child_reached == later",
    allow = { "dont_know" },
  },

  time "appointment_time" "At what time?" {
    class = "core",
    ask_if = "answered(appointment_date)",
    allow = { "dont_know" },
  },

  select_one "private_place" "Is there a place here, or nearby, where nobody can hear an interview?" {
    class = "core",
    options = list.yes_no,
    allow = { "dont_know" },
    hint = "If not, agree on another place. Without one, the child is not asked.",
  },
}
