-- Services and procedures only. What happened is never asked, and no answer is
-- probed for it.
return interview_guide "conversation" "Conversation" {
  respondents = "Young survivors, with a support person of their choice",
  about = "Led by a trained practitioner who can offer support at once. The speaker sets the pace, may leave out any topic, and may stop without a reason.",
  confirm = "The guide needs the clearance of every board concerned before it is used.",

  topic "services_known" "Which services for young people did you know of?" {
    class = "core",
    themes = { "knowing_of_services" },
  },

  topic "services_used" "Which services did you use, and how did you find them?" {
    class = "core",
    hint = "Ask about the service, not about the reason for going there.",
    sensitive = true,
    themes = { "experience_of_services" },
  },

  topic "what_helped" "What did people do that helped you?" {
    class = "core",
    sensitive = true,
    themes = { "experience_of_services" },
  },

  topic "what_was_hard" "What made it hard to get help?" {
    class = "core",
    sensitive = true,
    themes = { "barriers_to_help" },
  },

  topic "what_to_change" "What would you change in these services?" {
    class = "core",
    themes = { "proposals_of_survivors" },
  },
}
