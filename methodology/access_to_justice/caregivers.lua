return interview_guide "caregivers" "Caregivers" {
  respondents = "Caregivers of victims and survivors who have been in contact with the justice system",
  target = 10,
  about = "A caregiver speaks of the process as they met it, not for the child.",

  topic "first_contact" "Where did you first turn for help with reporting?" {
    class = "core",
    sensitive = true,
    themes = { "reaching_a_service" },
  },

  topic "information" "What were you told about the process, and by whom?" {
    class = "core",
    themes = { "information_given" },
  },

  topic "treatment" "How were you and your child treated by the people who handled the case?" {
    class = "core",
    sensitive = true,
    themes = { "child_friendly_treatment" },
  },

  topic "burden" "What did the process ask of your family in time, travel and money?" {
    class = "core",
    themes = { "delay_and_cost" },
  },

  topic "support" "Which support did your family get, and which was missing?" {
    class = "core",
    themes = { "support_and_services" },
  },

  topic "advice" "What would make it easier for other families to seek justice?" {
    class = "core",
    themes = { "barriers_to_justice" },
  },
}
