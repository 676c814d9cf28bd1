-- Capacity topics are asked of a unit once, and of the same unit again at a
-- re-assessment, so that answers can be compared over the years.
return interview_guide "capacity" "Capacity needs analysis" {
  respondents = "National units, one answer a unit",

  topic "staff" "How many people work on these offences, and for how much of their time?" {
    class = "core",
    themes = { "staff_and_training" },
  },

  topic "training" "Which training have they had, and which is missing?" {
    class = "core",
    themes = { "staff_and_training" },
  },

  topic "equipment" "Which equipment and software does the unit have for digital evidence?" {
    class = "core",
    themes = { "equipment_and_tools" },
  },

  topic "databases" "Which national and international databases can the unit use?" {
    class = "core",
    themes = { "equipment_and_tools" },
  },

  topic "victim_support" "Who looks after child victims during an investigation?" {
    class = "core",
    themes = { "care_for_victims" },
  },

  topic "staff_welfare" "What support is there for the staff themselves?" {
    class = "core",
    themes = { "staff_welfare" },
  },
}
