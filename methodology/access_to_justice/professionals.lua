return interview_guide "professionals" "Justice professionals" {
  respondents = "Police officers, prosecutors, lawyers, judges and others who work on cases with child victims",
  target = 10,
  about = "Professionals speak of procedure and practice. No case is to be identifiable.",

  topic "path_of_a_case" "How does a case usually pass from the first report to its end?" {
    class = "core",
    probes = { "Where do cases slow down or stop?" },
    themes = { "delay_and_cost", "barriers_to_justice" },
  },

  topic "child_victims" "What is done so that a child can take part safely?" {
    class = "core",
    probes = { "What does the law provide, and what is done in practice?" },
    themes = { "child_friendly_treatment" },
  },

  topic "evidence" "How is digital evidence handled?" {
    class = "core",
    themes = { "evidence_and_procedure" },
  },

  topic "remedies" "Which remedies can a child obtain, and how often does that happen?" {
    class = "core",
    probes = { "Compensation", "Protection", "Recovery services" },
    themes = { "remedies" },
  },

  topic "cooperation" "How do police, prosecutors, courts and social services work together?" {
    class = "core",
    themes = { "justice_coordination" },
  },

  topic "capacity" "What training and resources do professionals have for these cases?" {
    class = "core",
    themes = { "justice_capacity" },
  },
}
