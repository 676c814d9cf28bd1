-- Topics are about institutions. No case and no child is asked about.
return interview_guide "government" "Government duty-bearers" {
  respondents = "Senior officials with a duty in child protection, justice, education or technology",
  target = 10,
  about = "Achieved numbers differ from the design and are printed with every summary.",

  topic "mandate" "What is your institution's part in protecting children from sexual exploitation and abuse online?" {
    class = "core",
    probes = { "Which laws or policies give it this part?", "How is it set against other tasks?" },
    themes = { "roles_and_mandates" },
  },

  topic "awareness" "How is the issue seen in your institution and among the public?" {
    class = "core",
    probes = { "What has changed in recent years?" },
    themes = { "awareness_in_government" },
  },

  topic "law_and_policy" "How well do the present laws and policies serve?" {
    class = "core",
    probes = { "What is being drafted or reviewed?", "Where do the law and practice differ?" },
    themes = { "gaps_in_law", "gaps_in_practice" },
  },

  topic "coordination" "How do institutions work together on this?" {
    class = "core",
    probes = { "Who leads?", "What helps, and what stands in the way?" },
    themes = { "policy_coordination" },
  },

  topic "resources" "What staff, training and budget are there for this work?" {
    class = "core",
    probes = { "What would be needed first?" },
    themes = { "government_capacity" },
  },

  topic "industry" "How does your institution work with technology companies?" {
    class = "optional",
    probes = { "What is asked of them, and what do they do of their own accord?" },
    themes = { "work_with_industry" },
  },

  topic "what_next" "What should happen next, and who should do it?" {
    class = "core",
    themes = { "proposals_of_duty_bearers" },
  },
}
