-- The journey through reporting and justice, never the events that led to it.
return interview_guide "survivors" "Victims and survivors" {
  respondents = "Young people who have been in contact with the justice system",
  target = 10,
  about = "Nobody is asked what happened to them. A support person may be present, and the speaker may skip any topic or stop.",

  topic "first_contact" "Who was the first person or service you turned to for help with reporting?" {
    class = "core",
    hint = "Stay with the steps taken. If the speaker begins to tell of the events, bring them gently back or pause.",
    sensitive = true,
    themes = { "reaching_a_service" },
  },

  topic "information" "What were you told about your rights and about what would come next?" {
    class = "core",
    sensitive = true,
    themes = { "information_given" },
  },

  topic "treatment" "How were you treated by the people who handled your case?" {
    class = "core",
    probes = { "What did they do well?", "What should they do differently?" },
    sensitive = true,
    themes = { "child_friendly_treatment" },
  },

  topic "support" "Which support did you get on the way, and which would you have liked?" {
    class = "core",
    sensitive = true,
    themes = { "support_and_services" },
  },

  topic "outcome" "How did the process end for you, or where does it stand?" {
    class = "optional",
    hint = "Ask only if the speaker wishes to talk about it.",
    sensitive = true,
    themes = { "remedies", "delay_and_cost" },
  },

  topic "advice" "What would make it easier for other young people to seek justice?" {
    class = "core",
    themes = { "barriers_to_justice" },
  },
}
